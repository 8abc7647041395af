"""Header rows: where a table's header of one to three rows stands, and which column of the contract is where."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import HANDED_OVER_HEADERS, TABLE_COLUMNS, TIME_LIMIT_HEADERS, Column
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, TableColumn, TableKind
from qmxl.reading.likeness import nearest
from qmxl.reading.normal_form import normal_form
from qmxl.reading.workbook import SheetCells

EXTRA = "extra:"
MOST_HEADER_ROWS = 3
_FEWEST_IN_GROUP = 2
_ROWS_LOOKED_AT = 100
"""A header with slips is looked for in so many rows; beyond them comparing costs more than it finds."""

_STAND_INS = {
    (column.key, normal_form(header)): rank
    for columns in TABLE_COLUMNS.values()
    for column in columns
    for rank, header in enumerate(column.stand_ins, 1)
}
"""Key and header of what is taken for a column that is not there, the nearest first."""
_STOOD_IN_FOR = frozenset(key for key, _ in _STAND_INS)

Headers = Mapping[str, str]
"""Normal form of a header or alias -> column key."""
OwnNames = Mapping[str, tuple[str, ...]]
"""Normal form of an office's header -> normal forms of the contract's headers it stands for, in different tables."""
HeadersTold = tuple[tuple[str, str], ...]
"""Headers as a key of what is known of them."""
Named = tuple[tuple[int, tuple[str, ...]], ...]
"""Columns of header rows, each with its names from the upper row down."""
Groups = Sequence[frozenset[str]]
"""A header must carry one column of each group."""


def extra_key(header: str) -> str:
    """Key of a column that is not in the contract."""
    return EXTRA + normal_form(header)


HANDED_OVER_KEY = extra_key(HANDED_OVER_HEADERS[0])
"""Key of a register's date of handing over, whatever the office calls it."""
TIME_LIMIT_KEY = extra_key(TIME_LIMIT_HEADERS[0])
"""Key of a register's column of time limits, whatever the office calls it."""


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """A table's header: its rows, first and last included, and its columns."""

    first_row: int
    last_row: int
    columns: tuple[TableColumn, ...]
    rivals: Mapping[str, tuple[TableColumn, ...]] = field(default_factory=dict)
    """Column key -> every column that may be it, where there is more than one."""

    @property
    def positions(self) -> dict[str, int]:
        return {column.key: column.column for column in self.columns}


@dataclass(frozen=True, slots=True)
class NearHeader:
    """An unknown header that is like a missing one."""

    cell: CellReference
    typed: str
    meant: str

    @property
    def suggestion(self) -> str:
        return f"; có phải ô {self.cell.a1} “{self.typed}” là cột {self.meant}?"


@dataclass(frozen=True, slots=True)
class NearRow:
    """A row that is almost a header: the headers it lacks, and the words that may be meant for them."""

    row: int
    missing: tuple[str, ...]
    near: tuple[NearHeader, ...]
    is_whole: bool
    """Whether it would be the header if every suggestion were right."""

    @property
    def suggestion(self) -> str:
        return "".join(header.suggestion for header in self.near)


def keys_by_header(columns: Iterable[Column], own_names: OwnNames | None = None) -> Headers:
    """Normal form of every header and alias -> column key."""
    known = {normal_form(name): column.key for column in columns for name in column.names}
    return with_own_names(known, own_names or {})


def with_own_names(known: Headers, own_names: OwnNames) -> Headers:
    """Headers of the contract with the office's own names of the columns."""
    own = {own: known[meant] for own, all_meant in own_names.items() for meant in all_meant if meant in known}
    return {**own, **known} if own else known


@lru_cache(maxsize=16)
def table_headers(kind: TableKind) -> Headers:
    """Normal form of every header of a kind of detail table -> column key."""
    known = dict(keys_by_header(TABLE_COLUMNS[kind]))
    if kind is TableKind.REGISTER:
        known |= {normal_form(name): HANDED_OVER_KEY for name in HANDED_OVER_HEADERS}
        known |= {normal_form(name): TIME_LIMIT_KEY for name in TIME_LIMIT_HEADERS}
    return known


def headers_of(kind: TableKind, own_names: OwnNames) -> Headers:
    """`table_headers` with the office's own names of the columns."""
    return with_own_names(table_headers(kind), own_names)


def find_header(
    sheet: SheetCells, headers: Headers, required: Iterable[Iterable[str]], first_row: int = 1
) -> HeaderRows | None:
    """The first header from `first_row` on that carries one column of each required group."""
    groups = tuple(frozenset(group) for group in required)
    needed = frozenset().union(*groups)
    for bottom in range(first_row, len(sheet.rows) + 1):
        row = sheet.rows[bottom - 1]
        if len(row) - row.count(None) < _FEWEST_IN_GROUP:  # neither a header nor part of one
            continue
        for top in range(bottom, max(first_row, bottom - MOST_HEADER_ROWS + 1) - 1, -1):
            if top < bottom and not _may_be_upper(sheet, top, bottom, headers, needed):
                break
            if _satisfies(_keys(sheet, top, bottom, headers), groups):
                return _whole_header(sheet, top, bottom, first_row, headers, groups)
    return None


def _keys(sheet: SheetCells, top: int, bottom: int, headers: Headers) -> set[str]:
    """Keys of the columns of rows read as a header."""
    if top < bottom:
        return {column.key for column in _columns(sheet, top, bottom, headers)}
    names = [normal_form(cell) for cell in sheet.rows[top - 1] if isinstance(cell, str)]
    return {headers.get(name) or EXTRA + name for name in names}


def _satisfies(keys: Collection[str], groups: Groups) -> bool:
    return len(keys) > 1 and all(not group.isdisjoint(keys) for group in groups)


def _may_be_upper(sheet: SheetCells, top: int, bottom: int, headers: Headers, needed: Collection[str]) -> bool:
    """Whether `top` to `bottom` are rows of nothing but words, one of them a header that is needed."""
    rows = sheet.rows[top - 1 : bottom]
    return all(map(_is_row_of_words, rows)) and any(
        headers.get(normal_form(cell)) in needed for row in rows for cell in row if isinstance(cell, str)
    )


def _is_row_of_words(row: Sequence[CellValue]) -> bool:
    """A header row below or above another: words only, and more than a title."""
    filled = [cell for cell in row if cell is not None]
    return len(filled) >= _FEWEST_IN_GROUP and all(isinstance(cell, str) for cell in filled)


def _whole_header(
    sheet: SheetCells, top: int, bottom: int, first_row: int, headers: Headers, groups: Groups
) -> HeaderRows:
    """The header with the rows above that name more columns and the rows below that divide some."""
    lowest = max(first_row, bottom - MOST_HEADER_ROWS + 1)
    above = list(takewhile(lambda row: _is_row_of_words(sheet.rows[row - 1]), range(top - 1, lowest - 1, -1)))
    if above:
        top = max((top, *above), key=lambda row: _known_count(_columns(sheet, row, bottom, headers)))
    while bottom - top + 1 < MOST_HEADER_ROWS and _is_divided_below(sheet, bottom):
        if not _satisfies(_keys(sheet, top, bottom + 1, headers), groups):
            break
        bottom += 1
    return _known_header(top, bottom, _named(sheet, top, bottom), tuple(headers.items()))


@lru_cache(maxsize=2**10)
def _known_header(top: int, bottom: int, named: Named, headers_told: HeadersTold) -> HeaderRows:
    """The header of names at their positions; files made from one template have it in the same rows too."""
    return header_of(top, bottom, _known_columns(named, headers_told))


def _known_count(columns: Iterable[TableColumn]) -> int:
    return len({column.key for column in columns if not column.key.startswith(EXTRA)})


def header_of(top: int, bottom: int, columns: Sequence[TableColumn]) -> HeaderRows:
    """The header with these columns, left to right: the first of each key, and what rivals it."""
    by_key: dict[str, tuple[TableColumn, ...]] = {}
    for column in _own_names_first(columns):
        by_key[column.key] = (*by_key.get(column.key, ()), column)
    rivals = {key: same for key, same in by_key.items() if len(same) > 1}
    return HeaderRows(top, bottom, tuple(same[0] for same in by_key.values()), rivals)


def _own_names_first(columns: Sequence[TableColumn]) -> list[TableColumn]:
    """The columns, a stand-in as an added one where the column it stands in for, or a nearer stand-in, is there too."""
    nearest_rank: dict[str, int] = {}
    for column in columns:
        nearest_rank[column.key] = min(_rank(column), nearest_rank.get(column.key, _rank(column)))
    return [
        column if _rank(column) == nearest_rank[column.key] else replace(column, key=extra_key(column.header))
        for column in columns
    ]


def _rank(column: TableColumn) -> int:
    return _STAND_INS.get((column.key, normal_form(column.header)), 0) if column.key in _STOOD_IN_FOR else 0


def _columns(sheet: SheetCells, top: int, bottom: int, headers: Headers) -> tuple[TableColumn, ...]:
    """Every named column of rows read as a header, left to right."""
    return _known_columns(_named(sheet, top, bottom), tuple(headers.items()))


def _named(sheet: SheetCells, top: int, bottom: int) -> Named:
    if top == bottom:
        return tuple((n, (cell,)) for n, cell in enumerate(sheet.rows[top - 1], 1) if isinstance(cell, str))
    width = max(len(row) for row in sheet.rows[top - 1 : bottom])
    return tuple((n, names) for n in range(1, width + 1) if (names := _names(sheet, top, bottom, n)))


@lru_cache(maxsize=2**10)
def _known_columns(named: Named, headers_told: HeadersTold) -> tuple[TableColumn, ...]:
    """The columns of names at their positions; files made from one template share their headers."""
    headers = dict(headers_told)
    lowest = [names[-1] for _, names in named]
    columns = []
    for position, names in named:
        key = _known_key(names, headers)
        is_plain = len(names) == 1 or lowest.count(names[-1]) == 1
        header = names[-1] if key or is_plain else " ".join(names)
        columns.append(TableColumn(key or extra_key(header), header, position))
    return tuple(columns)


def _known_key(names: Sequence[str], headers: Headers) -> str | None:
    """By upper and lower names joined, the lowest alone, an upper one alone: the first that is known."""
    if len(names) == 1:
        return headers.get(normal_form(names[0]))
    joined = (" ".join(names[first:]) for first in range(len(names)))
    return next((key for name in (*joined, *names[-2::-1]) if (key := headers.get(normal_form(name)))), None)


def _names(sheet: SheetCells, top: int, bottom: int, column: int) -> tuple[str, ...]:
    """What stands above a column, from the upper row down; nothing where no cell of its own does."""
    own = [row for row in range(top, bottom + 1) if isinstance(sheet.at(row, column), str)]
    if not own:
        return ()
    uppers = (sheet.at(row, column) if row in own else _group_above(sheet, row, column) for row in range(top, own[-1]))
    return (*(name for name in uppers if isinstance(name, str)), str(sheet.at(own[-1], column)))


def _group_above(sheet: SheetCells, row: int, column: int) -> CellValue:
    """The name of the group a column stands under; formats without merged ranges leave the cells right of it empty."""
    if sheet.merged:
        return next(
            (
                sheet.at(row, r.first_column)
                for r in sheet.merged
                if r.first_row == row and r.first_column < column <= r.last_column
            ),
            None,
        )
    left = next((n for n in range(column - 1, 0, -1) if sheet.at(row, n) is not None), 0)
    return sheet.at(row, left) if left and sheet.at(row + 1, left) is not None else None


def _is_divided_below(sheet: SheetCells, row: int) -> bool:
    """Whether the next row still belongs to the header: most names reach into it, or it fills groups alone."""
    reaching = {r.first_column for r in sheet.merged if r.first_row <= row < r.last_row}
    groups = list(_groups(sheet, row))
    below = sheet.rows[row] if row < len(sheet.rows) else ()
    if not (reaching or groups) or not all(cell is None or isinstance(cell, str) for cell in below):
        return False
    grouped = {n for group in groups for n in group}
    if reaching:
        named = reaching | {n for n, cell in enumerate(sheet.rows[row - 1], 1) if cell is not None}
        return 2 * len(named & (reaching | grouped)) >= len(named)
    filled = {n for n, cell in enumerate(below, 1) if cell is not None}
    return filled <= grouped and any(len(filled.intersection(group)) >= _FEWEST_IN_GROUP for group in groups)


def _groups(sheet: SheetCells, row: int) -> Iterator[range]:
    """Columns below each header that spans several."""
    if sheet.merged:
        yield from (
            range(r.first_column, r.last_column + 1)
            for r in sheet.merged
            if r.first_row == r.last_row == row and r.first_column < r.last_column
        )
        return
    starts = [n for n, cell in enumerate(sheet.rows[row - 1], 1) if cell is not None]
    width = max(len(sheet.rows[row - 1]), len(sheet.rows[row]) if row < len(sheet.rows) else 0)
    for start, after in zip(starts, [*starts[1:], width + 1], strict=True):
        if after - start >= _FEWEST_IN_GROUP:
            yield range(start, after)


def near_headers(
    sheet: SheetCells,
    contract: Sequence[Column],
    headers: Headers,
    required: Iterable[Iterable[str]],
    first_row: int = 1,
) -> NearRow | None:
    """The row most like a header that was not found, what it lacks and what may be meant for that."""
    groups = [tuple(group) for group in required]
    names = {column.key: column for column in contract}
    best: tuple[int, NearRow | None] = (0, None)
    for row in range(first_row, min(len(sheet.rows), first_row + _ROWS_LOOKED_AT) + 1):
        if sum(isinstance(cell, str) for cell in sheet.rows[row - 1]) < _FEWEST_IN_GROUP:
            continue
        found = _columns(sheet, row, row, headers)
        keys = {column.key for column in found}
        lacking = [[names[key] for key in group if key in names] for group in groups if not keys & set(group)]
        near = near_columns(sheet.name, row, found, contract, [c.key for group in lacking for c in group])
        score = len(groups) - len(lacking) + len(near)
        if score > best[0]:
            missing = tuple(" hoặc ".join(column.header for column in group) for group in lacking)
            best = (score, NearRow(row, missing, tuple(near), is_whole=score >= len(groups)))
    return best[1]


def near_columns(
    sheet: str, row: int, found: Iterable[TableColumn], contract: Iterable[Column], missing: Collection[str]
) -> list[NearHeader]:
    """Unknown headers that are more like a missing column's than like any other's, each column suggested once."""
    unknown = [column for column in found if column.key.startswith(EXTRA)] if missing else []
    names = {name: column for column in contract for name in column.names} if unknown else {}
    near: dict[str, NearHeader] = {}
    for column in unknown:
        like = nearest(column.header, names)
        meant = names[like] if like else None
        if meant and meant.key in missing and meant.key not in near:
            where = CellReference(sheet, row, column.column)
            near[meant.key] = NearHeader(where, column.header, meant.header)
    return list(near.values())


def header_cell(sheet: SheetCells, header: HeaderRows, column: int) -> CellReference:
    """Where a column's lowest name stands."""
    rows = range(header.last_row, header.first_row - 1, -1)
    row = next((row for row in rows if sheet.at(row, column) is not None), header.last_row)
    return CellReference(sheet.name, row, column)


def say_header(
    sheet: SheetCells, header: HeaderRows, contract: Iterable[Column], asked: Collection[str], found: list[Diagnostic]
) -> None:
    """A header of several rows, and added columns that may be one of qmxl's misspelt; not those in `asked`."""
    if header.last_row > header.first_row:
        where = CellReference(sheet.name, header.first_row, header.columns[0].column)
        count = header.last_row - header.first_row + 1
        found.append(diagnostic("QM349", where, count=count, first=header.first_row, last=header.last_row))
    have = {column.key for column in header.columns}
    contract = tuple(contract)
    missing = {column.key for column in contract if not column.filled} - have
    added = [column for column in header.columns if column.key not in {*asked, HANDED_OVER_KEY, TIME_LIMIT_KEY}]
    for near in near_columns(sheet.name, header.last_row, added, contract, missing):
        where = header_cell(sheet, header, near.cell.column)
        found.append(diagnostic("QM116", where, column=near.typed, found=near.typed, meant=near.meant))


def say_no_header(
    rule_code: str,
    sheet: SheetCells,
    contract: Sequence[Column],
    headers: Headers,
    required: Sequence[tuple[str, ...]],
    found: list[Diagnostic],
) -> None:
    """The columns a sheet lacks, and what may be meant for them."""
    names = {column.key: column.header for column in contract}
    near = near_headers(sheet, contract, headers, required)
    needed = [names[key] for (key, *_) in required]
    missing = near.missing if near else needed
    where = CellReference(sheet.name, near.row, 1) if near else sheet.name
    values = {"sheet": sheet.name, "headers": ", ".join(needed), "suggestion": near.suggestion if near else ""}
    found.append(diagnostic(rule_code, where, header="”, “".join(missing), **values))
