"""Cells of a table that do not stand for themselves: merged over several rows, or in one of two like columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import Column, Kind
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, DisputedText, ErrorValue, TableColumn
from qmxl.reading.headers import HeaderRows, header_cell
from qmxl.reading.table_rows import is_total, named_rows
from qmxl.reading.values import as_found, read_day, read_number
from qmxl.reading.workbook import MergedRange, SheetCells

_SHARED_KINDS = frozenset({Kind.TEXT, Kind.CHOICE, Kind.DATE, Kind.TARGET})
"""A value merged over several rows counts for each of them; a number would count twice."""
_OF_ONE_ROW = frozenset({"no", "code"})
"""Columns that tell rows apart: what is merged there is one row's."""
READ_TOGETHER = frozenset({"state"})
"""Columns of which a table may have several that add to each other: “Đã trả kết quả” in one, “Quá hạn” in another."""
_BLANK = "để trống"

Changes = dict[tuple[int, int], CellValue]


@dataclass(frozen=True, slots=True)
class SettledCells:
    """A sheet as its table counts; `disputed` are keys of columns that stand twice and differ."""

    sheet: SheetCells
    disputed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class UnsettledTable:
    """A table whose cells are to be settled: its sheet as found, where it ends, what changes and what is said."""

    sheet: SheetCells
    header: HeaderRows
    known: Mapping[str, Column]
    last_row: int
    found: list[Diagnostic]
    changes: Changes = field(default_factory=dict)

    @property
    def rows(self) -> range:
        return range(self.header.last_row + 1, min(self.last_row, len(self.sheet.rows)) + 1)

    def kind(self, column: TableColumn) -> Kind:
        return self.known[column.key].kind if column.key in self.known else Kind.TEXT

    def is_filled(self, key: str) -> bool:
        """Whether the column is qmxl's own, which is never read."""
        return key in self.known and self.known[key].filled

    def cells(self, column: TableColumn) -> list[CellValue]:
        return [self.sheet.at(row, column.column) for row in self.rows]

    def changed(self) -> SheetCells:
        if not self.changes:
            return self.sheet
        rows = list(self.sheet.rows)
        for (row, column), value in self.changes.items():
            cells = list(rows[row - 1])
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = value
            rows[row - 1] = tuple(cells)
        return replace(self.sheet, rows=tuple(rows))


def settle(
    sheet: SheetCells, header: HeaderRows, contract: Iterable[Column], last_row: int, found: list[Diagnostic]
) -> SettledCells:
    """The sheet with every merged value where it counts and every pair of like columns made one, each said once."""
    known = {column.key: column for column in contract}
    table = UnsettledTable(sheet, header, known, last_row, found)
    rows = table.rows
    if not header.rivals and not any(area.first_row in rows for area in sheet.merged):
        return SettledCells(sheet)
    for column in header.columns:
        if not table.is_filled(column.key):
            _share_merged(table, column)
    _say_spanning(table)
    table = UnsettledTable(table.changed(), header, known, last_row, found)
    typed = {key: rivals for key, rivals in header.rivals.items() if not table.is_filled(key)}
    disputed = frozenset(key for key, rivals in typed.items() if _settle_rivals(table, rivals))
    return SettledCells(table.changed(), disputed)


# Merged over several rows


def _share_merged(table: UnsettledTable, column: TableColumn) -> None:
    """A value counts for every row of its merge, a number for the first alone."""
    told: set[int] = set()
    for area in _merged_below(table, column):
        value = table.sheet.at(area.first_row, area.first_column)
        rows = _rows_of_their_own(table, area, column)
        if value is None or not rows or column.key in _OF_ONE_ROW:
            continue
        is_shared = table.kind(column) in _SHARED_KINDS
        table.changes.update({(row, column.column): value if is_shared else None for row in rows})
        if is_shared:
            told.update(rows)
        else:
            _say_number(table, column, area, rows)
    if told:
        where = CellReference(table.sheet.name, min(told), column.column)
        header = column.header
        table.found.append(diagnostic("QM342", where, column=header, header=header, rows=named_rows(told)))


def _merged_below(table: UnsettledTable, column: TableColumn) -> list[MergedRange]:
    return [
        area
        for area in table.sheet.merged
        if area.first_column == column.column and area.first_row < area.last_row and area.first_row in table.rows
    ]


def _rows_of_their_own(table: UnsettledTable, area: MergedRange, column: TableColumn) -> list[int]:
    """Rows of a merge but its first, with something beside it: one tall row made of two must not become two."""
    others = [c.column for c in table.header.columns if c.key not in _OF_ONE_ROW and c.column != column.column]
    rows = range(area.first_row + 1, min(area.last_row, table.rows[-1]) + 1)
    return [row for row in rows if any(table.sheet.at(row, other) is not None for other in others)]


def _say_number(table: UnsettledTable, column: TableColumn, area: MergedRange, rows: Sequence[int]) -> None:
    where = CellReference(table.sheet.name, area.first_row, area.first_column)
    found = as_found(table.sheet.at(area.first_row, area.first_column))
    texts = {"header": column.header, "rows": named_rows(rows)}
    table.found.append(diagnostic("QM343", where, column=column.header, found=found, row=area.first_row, **texts))


def _say_spanning(table: UnsettledTable) -> None:
    """A value merged over columns of figures counts in its first column alone; a total's label may span them."""
    typed = {column.column: column for column in table.header.columns if not table.is_filled(column.key)}
    for area in table.sheet.merged:
        value = table.sheet.at(area.first_row, area.first_column)
        covered = [typed[n] for n in sorted(typed) if area.first_column <= n <= area.last_column]
        others = (
            [cell for cell in table.sheet.rows[area.first_row - 1] if cell is not None] if value is not None else []
        )
        is_case = area.first_row in table.rows and len(others) > 1 and not is_total([value])
        if is_case and any(table.kind(column) is not Kind.TEXT for column in covered[1:]):
            where = CellReference(table.sheet.name, area.first_row, area.first_column)
            texts = {"header": covered[0].header, "headers": ", ".join(column.header for column in covered)}
            table.found.append(diagnostic("QM346", where, column=covered[0].header, found=as_found(value), **texts))


# Two columns for one


def _settle_rivals(table: UnsettledTable, rivals: Sequence[TableColumn]) -> bool:
    """Whether the columns differ: where they do, a cell with both readings stands for neither."""
    filled = [column for column in rivals if any(cell is not None for cell in table.cells(column))] or rivals[:1]
    kind, place = table.kind(rivals[0]), rivals[0].column
    differing: list[int] = []
    for row, *cells in zip(table.rows, *map(table.cells, filled), strict=True):
        is_same = len({_meaning(cell, kind) for cell in cells}) == 1
        if not is_same:
            differing.append(row)
        if rivals[0].key in READ_TOGETHER:
            table.changes[row, place] = "; ".join(dict.fromkeys(as_found(cell) for cell in cells if cell)) or None
        else:
            table.changes[row, place] = cells[0] if is_same or kind is Kind.TEXT else both_of(cells)
    used = filled if rivals[0].key in READ_TOGETHER else filled[:1]
    say_like_columns(table, rivals, used, [] if kind is Kind.TEXT else differing)
    return bool(differing)


def _meaning(cell: CellValue, kind: Kind) -> object:
    read = read_day(cell) if kind is Kind.DATE else read_number(cell)
    return (cell.text if isinstance(cell, ErrorValue) else cell) if read is None else read


def both_of(cells: Sequence[CellValue]) -> DisputedText:
    """Stands for cells of like columns that differ."""
    return DisputedText(" hoặc ".join(dict.fromkeys(as_found(cell) or _BLANK for cell in cells)))


def say_like_columns(
    table: UnsettledTable, rivals: Sequence[TableColumn], used: Sequence[TableColumn], differing: Sequence[int]
) -> None:
    """Columns that may each be the one meant: rows where they differ, or which of them is used."""
    cells = {column: header_cell(table.sheet, table.header, column.column) for column in rivals}
    key = rivals[0].key
    header = table.known[key].header if key in table.known else rivals[0].header
    names = " và ".join(f"“{column.header}” ({cell.a1})" for column, cell in cells.items())
    texts = {"header": header, "names": names}
    where, count = cells[rivals[1]], len(rivals)
    if differing:
        rows = named_rows(differing)
        rule = diagnostic("QM113", where, column=header, count=count, differing=len(differing), rows=rows, **texts)
    else:
        texts["used"] = "” và “".join(column.header for column in used)
        texts["cell"] = ", ".join(cells[column].a1 for column in used)
        rule = diagnostic("QM114", where, column=header, count=count, **texts)
    table.found.append(rule)
