"""Detail tables: which indicator uses which, where it stands, and what the indicator asks of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qmxl.contract.rules import diagnostic, without_effect
from qmxl.contract.sheets import (
    REQUIRED_COLUMNS,
    SURVEY_FIELDS,
    TABLE_COLUMNS,
    TABLES_OF_MEASURE,
    input_sheet,
)
from qmxl.contract.words import grouped
from qmxl.model.diagnostics import Diagnostic, Refusal, Severity
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    CellValue,
    DetailTable,
    Entry,
    Indicator,
    Information,
    Measure,
    QualityObjective,
    Register,
    Table,
    TableKind,
)
from qmxl.reading.cell_faults import said_once
from qmxl.reading.counted_columns import (
    asks_for_disputed,
    conditions_of,
    counted_keys,
    counts_unknown,
    named_columns,
    named_keys,
    passed_keys,
    wanted_keys,
    with_choices,
)
from qmxl.reading.detail_rows import has_figures, read_detail
from qmxl.reading.headers import (
    EXTRA,
    HANDED_OVER_KEY,
    TIME_LIMIT_KEY,
    HeaderRows,
    NearRow,
    OwnNames,
    find_header,
    headers_of,
    near_headers,
    say_header,
)
from qmxl.reading.long_registers import read_long_register, undecided_keys
from qmxl.reading.normal_form import normal_form
from qmxl.reading.register_files import RegisterSheets, joined
from qmxl.reading.registers import read_register, with_finish
from qmxl.reading.results import check_counts
from qmxl.reading.settled_cells import settle
from qmxl.reading.table_places import TablePlace, TablePlaces, open_given, place_of
from qmxl.reading.table_rows import foot_row, is_blank_row, named_rows
from qmxl.reading.time_limits import with_time_limit
from qmxl.reading.workbook import SheetCells

_BLOCKING_KINDS = frozenset({TableKind.RATIO, TableKind.SURVEY, TableKind.BREAKDOWN})
"""Tables whose sum cannot be had when one of their numbers cannot be read."""
_FORM_LABELS = frozenset(normal_form(label) for _, label in SURVEY_FIELDS)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where tables come from, those read so far by sheet, and which of them hold a number nobody can read."""

    places: TablePlaces
    information: Information
    own_names: OwnNames
    found: list[Diagnostic]
    tables: dict[str, Table] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    disputed: dict[str, frozenset[str]] = field(default_factory=dict)
    """Keys of columns that stand twice in a table and differ."""
    headers: dict[str, HeaderRows] = field(default_factory=dict)
    wanted: frozenset[str] = frozenset()
    """Keys of columns of registers that an indicator counts or filters by."""


def read_tables(
    objectives: Iterable[QualityObjective],
    places: TablePlaces,
    last_rows: Mapping[int, int],
    information: Information,
    own_names: OwnNames,
    found: list[Diagnostic],
) -> tuple[tuple[QualityObjective, ...], dict[str, Table]] | Refusal:
    """Objectives whose indicators know their table, and the tables by sheet name; refused where a given file is."""
    planned = tuple(objectives)
    wanted = wanted_keys([i for objective in planned for i in objective.indicators], own_names)
    shelf = _Shelf(places, information, own_names, found, wanted=wanted)
    refused = open_given(planned, last_rows, places)
    if refused:
        return refused
    read: dict[int, dict[str, Indicator]] = {}
    for indicator in _registers_first(i for objective in planned for i in objective.indicators):
        complete = _with_table(indicator, last_rows.get(indicator.objective, 0), shelf)
        read.setdefault(indicator.objective, {})[indicator.code] = complete
    _check_shared([read[i.objective][i.code] for objective in planned for i in objective.indicators], found)
    _say_rows_outside(_looked_at(read, last_rows), shelf)
    return tuple(
        replace(o, indicators=tuple(read[o.number][i.code] for i in o.indicators)) for o in planned
    ), shelf.tables


def _check_shared(indicators: Iterable[Indicator], found: list[Diagnostic]) -> None:
    """Indicators that use one table differ in what they count of it (contract.md §1)."""
    first: dict[tuple[object, ...], Indicator] = {}
    for indicator in indicators:
        if indicator.table is None or indicator.is_blocked:
            continue
        cut_off = indicator.result.cut_off.value if indicator.result else None
        other = first.setdefault((indicator.table, cut_off, *indicator.counting), indicator)
        if other is not indicator:
            values = {"code": indicator.code, "other": other.code, "sheet": indicator.table}
            found.append(diagnostic("QM373", indicator.typed_code.reference, column="Nguồn số liệu", **values))


def _looked_at(read: Mapping[int, Mapping[str, Indicator]], last_rows: Mapping[int, int]) -> dict[int, int]:
    """The input sheets on which every table was looked for: none is for a code that has no row of results."""

    def is_looked_for(indicator: Indicator) -> bool:
        return indicator.measure.value is not None and indicator.result is not None

    return {n: last for n, last in last_rows.items() if all(map(is_looked_for, read.get(n, {}).values()))}


def _say_rows_outside(last_rows: Mapping[int, int], shelf: _Shelf) -> None:
    """Rows of input sheets that belong to no table; a title of one cell needs no word."""
    for number, last_row in last_rows.items():
        sheet, key = shelf.places.sheets.get(input_sheet(number)), input_sheet(number)
        if sheet is None or not last_row:
            continue
        header, table = shelf.headers.get(key), shelf.tables.get(key)
        end = header.first_row if header else len(sheet.rows) + 1
        outside = [row for row in range(last_row + 1, end) if _is_left_out(sheet.rows[row - 1])]
        if header and table:
            outside += _rows_beside(sheet, header, table)
        if outside:
            where = CellReference(sheet.name, outside[0], 1)
            shelf.found.append(diagnostic("QM345", where, count=len(outside), rows=named_rows(outside)))


def _is_left_out(row: Sequence[CellValue]) -> bool:
    filled = [cell for cell in row if cell is not None]
    is_form = any(isinstance(cell, str) and normal_form(cell) in _FORM_LABELS for cell in filled)
    return len(filled) > 1 and not is_form


def _rows_beside(sheet: SheetCells, header: HeaderRows, table: Table) -> list[int]:
    """Rows below a table's header that hold something in columns without a header only, beside their STT."""
    counted = set(table.row_numbers.tolist() if isinstance(table, Register) else (row.row for row in table.rows))
    columns = {column.column for same in (header.columns, *header.rivals.values()) for column in same}
    nameless = {n for n in range(1, max(map(len, sheet.rows)) + 1) if n not in columns}
    if not nameless:
        return []
    numbered = {header.positions.get("no", 0)}
    below = range(header.last_row + 1, len(sheet.rows) + 1)
    rows = (row for row in below if row not in counted and not is_blank_row(sheet.rows[row - 1]))
    filled = {row: {n for n, cell in enumerate(sheet.rows[row - 1], 1) if cell is not None} for row in rows}
    return [row for row, cells in filled.items() if cells - columns and not cells & (columns - numbered)]


def _registers_first(indicators: Iterable[Indicator]) -> list[Indicator]:
    """A checklist may count a column of a register: the register must be known as one first."""
    return sorted(indicators, key=lambda i: i.measure.value is not Measure.ON_TIME)


def _with_table(indicator: Indicator, last_row: int, shelf: _Shelf) -> Indicator:
    measure = indicator.measure.value
    if measure is None or measure not in TABLES_OF_MEASURE or indicator.result is None:
        return indicator
    place = place_of(indicator, last_row, shelf.places)
    if place is None:
        return replace(indicator, is_blocked=True)
    table = _table_at(place, indicator, measure, shelf)
    if table is None:
        return _without_table(indicator, measure, place, shelf)
    shelf.tables[place.key] = table
    if place.files:
        is_own = place.key == input_sheet(indicator.objective)
        indicator = replace(indicator, source=Entry() if is_own else Entry(place.key))
    counted = counted_keys(indicator, table, shelf.own_names)
    if counts_unknown(indicator, counted, table, shelf.found):
        return replace(indicator, table=place.key, is_blocked=True)
    shelf.tables[place.key] = with_choices(table, measure, counted)
    conditions = conditions_of(indicator, table, shelf.own_names, shelf.found)
    disputed = shelf.disputed.get(place.key, frozenset())
    if asks_for_disputed(indicator, counted, conditions or (), table, disputed, shelf.found):
        conditions = None
    if measure is Measure.RATIO and isinstance(table, DetailTable) and not has_figures(table):
        indicator = check_counts(indicator, shelf.found)
    is_blocked = indicator.is_blocked or conditions is None or place.key in shelf.broken
    return replace(indicator, table=place.key, counted_keys=counted, conditions=conditions or (), is_blocked=is_blocked)


def _table_at(place: TablePlace, indicator: Indicator, measure: Measure, shelf: _Shelf) -> Table | None:
    """The table of a kind that this way to measure reads; another kind on the sheet is not for it."""
    known = shelf.tables.get(place.key)
    if known is not None:
        return known if known.kind in TABLES_OF_MEASURE[measure] else None
    own: list[Diagnostic] = []
    table = _read_table(place, indicator, measure, shelf, own)
    shelf.found.extend(said_once(own))
    if table is not None and table.kind in _BLOCKING_KINDS and any(d.severity is Severity.ERROR for d in own):
        shelf.broken.add(place.key)
    return table


def _read_table(
    place: TablePlace, indicator: Indicator, measure: Measure, shelf: _Shelf, found: list[Diagnostic]
) -> Table | None:
    for kind, required in _readable_kinds(indicator, measure, shelf.own_names):
        if place.files and kind is TableKind.REGISTER:
            return _of_files(required, place, place.files, indicator, shelf, found)
        if place.files:
            continue
        header = find_header(place.sheet, headers_of(kind, shelf.own_names), required, place.first_row)
        if header is not None:
            return _table_below(kind, header, place, indicator, shelf, found)
    return None


def _of_files(
    required: Sequence[tuple[str, ...]],
    place: TablePlace,
    files: RegisterSheets,
    indicator: Indicator,
    shelf: _Shelf,
    found: list[Diagnostic],
) -> Register | None:
    """The register made of every sheet that carries its headers."""
    read: list[Register] = []
    names = headers_of(TableKind.REGISTER, shelf.own_names)
    for sheet in files.sheets:
        header = find_header(sheet, names, required)
        own = replace(place, sheet=sheet)
        table = _table_below(TableKind.REGISTER, header, own, indicator, shelf, found) if header else None
        if isinstance(table, Register):
            read.append(table)
    if not read:
        return None
    register = joined(read, files.sha256)
    texts = {"files": ", ".join(f"“{r.sheet}”" for r in read), "sha256": files.sha256, "code": indicator.code}
    found.append(diagnostic("QM389", read[0].sheet, count=grouped(len(register)), **texts))
    return register


def _table_below(
    kind: TableKind, header: HeaderRows, place: TablePlace, indicator: Indicator, shelf: _Shelf, found: list[Diagnostic]
) -> Table | None:
    """The table of one kind below its header, with what is said of the header first."""
    if kind is TableKind.REGISTER:
        header = with_time_limit(with_finish(place.sheet, header, shelf.information, found), place.sheet)
    say_header(place.sheet, header, TABLE_COLUMNS[kind], named_keys(indicator, shelf.own_names), found)
    below = place.sheet.below
    one_by_one = replace(header, rivals={}) if below else header  # like columns of a long sheet are settled as columns
    settled = settle(place.sheet, one_by_one, TABLE_COLUMNS[kind], foot_row(place.sheet, header) - 1, found)
    disputed = undecided_keys(header) if below else settled.disputed
    shelf.disputed[place.key] = disputed | shelf.disputed.get(place.key, frozenset())
    shelf.headers[place.key] = header
    if kind is TableKind.REGISTER and below is None:
        return read_register(settled.sheet, header, found)
    if kind is TableKind.REGISTER and below is not None:
        return _long_register(read_long_register(settled.sheet, below, header, shelf.wanted, found), indicator, found)
    return read_detail(kind, settled.sheet, header, place.first_row, found)


def _long_register(read: Register | Refusal, indicator: Indicator, found: list[Diagnostic]) -> Register | None:
    if isinstance(read, Register):
        return read
    found.append(diagnostic("QM121", indicator.typed_code.reference, code=indicator.code, why=read.sentence))
    return None


def _readable_kinds(
    indicator: Indicator, measure: Measure, own_names: OwnNames
) -> Iterator[tuple[TableKind, list[tuple[str, ...]]]]:
    """Kinds of table a way to measure reads, with the columns each must have; a register before a checklist."""
    kinds = TABLES_OF_MEASURE[measure]
    extras: list[tuple[str, ...]] = [(key,) for key in named_keys(indicator, own_names) if key.startswith(EXTRA)]
    for kind in reversed(kinds) if measure is Measure.CHECKLIST else kinds:
        if kind is TableKind.SURVEY and extras:
            yield kind, extras
        elif measure is Measure.CHECKLIST and not extras:
            passed = passed_keys(own_names) if kind is TableKind.REGISTER else ("passed",)
            yield kind, [*_required(kind), passed]
        else:
            yield kind, [*_required(kind), *extras]


def _required(kind: TableKind) -> list[tuple[str, ...]]:
    """Columns a table must have; a register's finish may be the date of handing over, its due date a time limit."""
    stand_ins = {"finished": HANDED_OVER_KEY, "due": TIME_LIMIT_KEY}
    return [(*group, *(stand_ins[key] for key in group if key in stand_ins)) for group in REQUIRED_COLUMNS[kind]]


def _without_table(indicator: Indicator, measure: Measure, place: TablePlace, shelf: _Shelf) -> Indicator:
    """Only some ways to measure need one, and a figure typed in `Ghi trực tiếp` stands in for it."""
    kind = TABLES_OF_MEASURE[measure][0]
    names = headers_of(kind, shelf.own_names)
    near = near_headers(place.sheet, TABLE_COLUMNS[kind], names, _required(kind), place.first_row)
    if measure is Measure.RATIO or (indicator.result is not None and indicator.result.direct.value is not None):
        _say_table_left_out(indicator, measure, place, near, shelf)
        return check_counts(indicator, shelf.found) if measure is Measure.RATIO else indicator
    missing = _no_table(indicator, kind, place, near)
    shelf.found.append(without_effect(missing) if indicator.waits(shelf.information.period) else missing)
    return replace(indicator, is_blocked=True)


def _say_table_left_out(
    indicator: Indicator, measure: Measure, place: TablePlace, near: NearRow | None, shelf: _Shelf
) -> None:
    """A table that the office names, or that has a slip in its header: typed figures stand, and that is said."""
    if near is not None and near.is_whole and place.key not in shelf.tables:
        where = CellReference(place.sheet.name, near.row, 1)
        missing, suggestion = ", ".join(near.missing), near.suggestion
        shelf.found.append(diagnostic("QM119", where, row=near.row, headers=missing, suggestion=suggestion))
    elif measure is Measure.RATIO and indicator.source.value:
        headers = " · ".join(_required_names(TableKind.RATIO))
        values = {"code": indicator.code, "sheet": place.sheet.name, "headers": headers}
        source = indicator.source.reference
        shelf.found.append(diagnostic("QM380", source, column="Nguồn số liệu", found=indicator.source.value, **values))


def _no_table(indicator: Indicator, kind: TableKind, place: TablePlace, near: NearRow | None) -> Diagnostic:
    where = CellReference(place.sheet.name, near.row if near and near.near else place.first_row, 1)
    texts = {
        "headers": " · ".join([*_required_names(kind), *named_columns(indicator)]),
        "suggestion": near.suggestion if near else "",
    }
    return diagnostic("QM104", where, code=indicator.code, sheet=place.sheet.name, **texts)


def _required_names(kind: TableKind) -> list[str]:
    names = {column.key: column.header for column in TABLE_COLUMNS[kind]}
    return [" hoặc ".join(names[key] for key in group) for group in REQUIRED_COLUMNS[kind]]
