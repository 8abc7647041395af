"""Detail tables: which indicator uses which, where it stands, and what the indicator asks of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from qmxl.contract.choices import (
    LOGICAL_WORDS,
    OTHER_SATISFACTION_WORDS,
    OTHER_YES_NO_WORDS,
    SATISFACTION_WORDS,
    TIME_CLASS_WORDS,
    YES_NO_WORDS,
    words_of,
)
from qmxl.contract.rules import diagnostic, without_effect
from qmxl.contract.sheets import (
    REGISTER_MEASURES,
    REQUIRED_COLUMNS,
    SURVEY_FIELDS,
    TABLE_COLUMNS,
    TABLES_OF_MEASURE,
    Kind,
    input_sheet,
    is_register_path,
    table_sheet,
    table_source_fault,
)
from qmxl.contract.words import grouped
from qmxl.model.diagnostics import Diagnostic, Refusal, Severity
from qmxl.model.evaluation import TimeClass
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    CellValue,
    Condition,
    DetailTable,
    Entry,
    Indicator,
    Information,
    Measure,
    QualityObjective,
    Register,
    Table,
    TableColumn,
    TableKind,
    YesNo,
)
from qmxl.model.text_columns import TextColumn
from qmxl.reading.cell_faults import said_once
from qmxl.reading.detail_rows import has_figures, read_detail
from qmxl.reading.headers import (
    EXTRA,
    HANDED_OVER_KEY,
    TIME_LIMIT_KEY,
    HeaderRows,
    NearRow,
    OwnNames,
    extra_key,
    find_header,
    headers_of,
    near_headers,
    say_header,
    table_headers,
)
from qmxl.reading.likeness import nearest
from qmxl.reading.long_registers import read_long_register
from qmxl.reading.normal_form import normal_form
from qmxl.reading.register_files import NO_FILES, RegisterFiles, RegisterSheets, joined, open_register
from qmxl.reading.register_paths import begin_register
from qmxl.reading.registers import read_register, with_finish
from qmxl.reading.results import check_counts
from qmxl.reading.settled_cells import settle
from qmxl.reading.sheet_names import SheetsByName, input_sheet_number, is_same_sheet, name_key, say_rivals
from qmxl.reading.table_rows import foot_row, named_rows
from qmxl.reading.time_limits import with_time_limit
from qmxl.reading.values import E, read_choice, read_text
from qmxl.reading.workbook import SheetCells

_BLOCKING_KINDS = frozenset({TableKind.RATIO, TableKind.SURVEY, TableKind.BREAKDOWN})
"""Tables whose sum cannot be had when one of their numbers cannot be read."""
_FILTERING_KINDS = frozenset({Kind.TEXT, Kind.CHOICE})
"""Columns that a condition may name."""

_OF_EACH_ROW = frozenset({"no", "dossier", "note"})
_PERSONAL_WORDS = ("người", "họ tên", "họ và tên", "địa chỉ", "điện thoại", "sđt", "cccd", "cmnd", "email", "chủ hồ sơ")
"""In headers of added columns that no condition should rest on."""

_FORM_LABELS = frozenset(normal_form(label) for _, label in SURVEY_FIELDS)
_COLUMN_MEASURES = frozenset({Measure.CHECKLIST, Measure.SURVEY})
"""Ways to measure for which `Cột tính` names columns."""

_YES_NO = words_of(YES_NO_WORDS, OTHER_YES_NO_WORDS) | LOGICAL_WORDS
_KNOWN_ANSWERS = frozenset(map(str.lower, words_of(YES_NO_WORDS, OTHER_YES_NO_WORDS)))
_LEVELS = words_of(SATISFACTION_WORDS, OTHER_SATISFACTION_WORDS)
_KINDS = {kind: {column.key: column.kind for column in columns} for kind, columns in TABLE_COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an indicator's table is looked for: a sheet, from a row on; `key` is the sheet's name in the contract."""

    key: str
    sheet: SheetCells
    first_row: int
    files: RegisterSheets | None = None
    """The sheets of other files that hold it, of which `sheet` is the first."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where tables come from, those read so far by sheet, and which of them hold a number nobody can read."""

    sheets: SheetsByName
    information: Information
    own_names: OwnNames
    found: list[Diagnostic]
    tables: dict[str, Table] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    disputed: dict[str, frozenset[str]] = field(default_factory=dict)
    """Keys of columns that stand twice in a table and differ."""
    headers: dict[str, HeaderRows] = field(default_factory=dict)
    files: RegisterFiles = NO_FILES
    opened: dict[str, _Place | None] = field(default_factory=dict)
    """Places in other files, by what leads there: a place in the workbook, or a path; None where it cannot be read."""
    wanted: frozenset[str] = frozenset()
    """Keys of columns of registers that an indicator counts or filters by."""


@dataclass(frozen=True, slots=True)
class TableSources:
    """Where tables may stand: the sheets of the workbook, and other files."""

    sheets: SheetsByName
    files: RegisterFiles = NO_FILES


def read_tables(
    objectives: Iterable[QualityObjective],
    sources: TableSources,
    last_rows: Mapping[int, int],
    information: Information,
    own_names: OwnNames,
    found: list[Diagnostic],
) -> tuple[tuple[QualityObjective, ...], dict[str, Table]] | Refusal:
    """Objectives whose indicators know their table, and the tables by sheet name; refused where a given file is."""
    planned = tuple(objectives)
    wanted = _wanted_keys([i for objective in planned for i in objective.indicators], own_names)
    shelf = _Shelf(sources.sheets, information, own_names, found, files=sources.files, wanted=wanted)
    refused = _open_given(planned, last_rows, shelf)
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
        sheet, key = shelf.sheets.get(input_sheet(number)), input_sheet(number)
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
    numbered = {header.positions.get("no", 0)}
    rows = (row for row in range(header.last_row + 1, len(sheet.rows) + 1) if row not in counted)
    filled = {row: {n for n, cell in enumerate(sheet.rows[row - 1], 1) if cell is not None} for row in rows}
    return [row for row, cells in filled.items() if cells - columns and not cells & (columns - numbered)]


def _registers_first(indicators: Iterable[Indicator]) -> list[Indicator]:
    """A checklist may count a column of a register: the register must be known as one first."""
    return sorted(indicators, key=lambda i: i.measure.value is not Measure.ON_TIME)


def _with_table(indicator: Indicator, last_row: int, shelf: _Shelf) -> Indicator:
    measure = indicator.measure.value
    if measure is None or measure not in TABLES_OF_MEASURE or indicator.result is None:
        return indicator
    place = _place(indicator, last_row, shelf)
    if place is None:
        return replace(indicator, is_blocked=True)
    table = _table_at(place, indicator, measure, shelf)
    if table is None:
        return _without_table(indicator, measure, place, shelf)
    shelf.tables[place.key] = table
    if place.files:
        is_own = place.key == input_sheet(indicator.objective)
        indicator = replace(indicator, source=Entry() if is_own else Entry(place.key))
    counted = _counted_keys(indicator, table, shelf.own_names)
    if _counts_unknown(indicator, counted, table, shelf.found):
        return replace(indicator, table=place.key, is_blocked=True)
    shelf.tables[place.key] = _with_choices(table, measure, counted)
    conditions = _conditions(indicator, table, shelf)
    if _asks_for_disputed(indicator, counted, conditions or (), table, place.key, shelf):
        conditions = None
    if measure is Measure.RATIO and isinstance(table, DetailTable) and not has_figures(table):
        indicator = check_counts(indicator, shelf.found)
    is_blocked = indicator.is_blocked or conditions is None or place.key in shelf.broken
    return replace(indicator, table=place.key, counted_keys=counted, conditions=conditions or (), is_blocked=is_blocked)


def _place(indicator: Indicator, last_row: int, shelf: _Shelf) -> _Place | None:
    """None where `Nguồn số liệu` leads nowhere, or to one of two sheets of a name."""
    source = indicator.source.value or ""
    if indicator.measure.value in REGISTER_MEASURES and is_register_path(source):
        return _place_in_file(indicator, source, shelf)
    place = _place_in_workbook(indicator, last_row, shelf)
    return shelf.opened.get(place.key, place) if place else None


def _place_in_file(indicator: Indicator, source: str, shelf: _Shelf) -> _Place | None:
    """A path in `Nguồn số liệu`; indicators that name the same file share its table."""
    if source not in shelf.opened:
        opened = _opened(source, shelf.files)
        if isinstance(opened, Refusal):
            where = indicator.source.reference
            texts = {"code": indicator.code, "why": opened.sentence}
            shelf.found.append(diagnostic("QM121", where, column="Nguồn số liệu", found=source, **texts))
        shelf.opened[source] = None if isinstance(opened, Refusal) else _place_of_files(indicator, opened, shelf)
    return shelf.opened[source]


def _opened(source: str, files: RegisterFiles) -> RegisterSheets | Refusal:
    """What a path in the workbook leads to. Where the workbook lies on this machine is nobody's business."""
    if files.folder is None:
        return Refusal(f"không có tệp “{source}”")
    path = files.folder / source.replace("\\", "/")
    parsings = begin_register(path)
    files.begun.extend(parsings)
    opened = open_register(parsings)
    return Refusal(opened.sentence.replace(str(path), source)) if isinstance(opened, Refusal) else opened


def _place_of_files(indicator: Indicator, files: RegisterSheets, shelf: _Shelf) -> _Place:
    """In the output the table has a sheet of its own."""
    taken = {*map(name_key, shelf.sheets.names), *(name_key(p.key) for p in shelf.opened.values() if p)}
    name = table_sheet(indicator.code)
    free = (name, *(f"{name} ({number})" for number in range(2, 99)))
    return _Place(next(n for n in free if name_key(n) not in taken), files.sheets[0], 1, files)


def _open_given(planned: Iterable[QualityObjective], last_rows: Mapping[int, int], shelf: _Shelf) -> Refusal | None:
    """Files given for an indicator stand for the place where it would look for its register."""
    indicators = {i.code: i for objective in planned for i in objective.indicators}
    for code, parsings in shelf.files.given.items():
        indicator = indicators.get(code)
        if indicator is None or indicator.measure.value not in REGISTER_MEASURES:
            counted = ", ".join(c for c, i in indicators.items() if i.measure.value in REGISTER_MEASURES)
            return Refusal(
                f"Không có sổ theo dõi nào cho chỉ tiêu {code}: mã phải là một trong các chỉ tiêu theo sổ theo dõi "
                f"của tệp: {counted or '(không có)'}."
            )
        opened = open_register(parsings)
        if isinstance(opened, Refusal):
            return opened
        source = indicator.source.value or ""
        last_row = last_rows.get(indicator.objective, 0)
        place = None if is_register_path(source) else _place_in_workbook(indicator, last_row, shelf)
        if place:  # the register stands in the output where the workbook's own would
            shelf.opened[place.key] = _Place(place.key, opened.sheets[0], 1, opened)
        else:
            shelf.opened[source] = _place_of_files(indicator, opened, shelf)
    return None


def _wanted_keys(indicators: Iterable[Indicator], own_names: OwnNames) -> frozenset[str]:
    known = headers_of(TableKind.REGISTER, own_names)
    wanted: set[str] = set(_passed_keys(own_names))
    for indicator in indicators:
        wanted.update(_named_keys(indicator, own_names))
        for part in (indicator.condition.value or "").split(";"):
            header = part.partition("=")[0]
            wanted.add(known.get(normal_form(header)) or extra_key(header))
    return frozenset(wanted)


def _place_in_workbook(indicator: Indicator, last_row: int, shelf: _Shelf) -> _Place | None:
    own = input_sheet(indicator.objective)
    source, where = indicator.source.value, indicator.source.reference
    name = source or own
    sheet = shelf.sheets.get(name)
    if sheet is not None:
        key = own if is_same_sheet(name, own) else _key_of(sheet.name)
        return _Place(key, sheet, last_row + 1 if key == own else 1)
    if not source:
        return None
    if table_source_fault(source):
        return None
    if shelf.sheets.rivals(source):
        say_rivals("QM111", source, shelf.sheets, shelf.found, where)
        return None
    values = {
        "code": indicator.code,
        "sheets": ", ".join(name for name in shelf.sheets.names if not name.startswith("_")),
        "suggestion": shelf.sheets.suggestion(source),
    }
    shelf.found.append(diagnostic("QM105", where, column="Nguồn số liệu", found=source, **values))
    return None


def _key_of(name: str) -> str:
    """The name an input sheet has in every workbook, however it is spelled in this one."""
    number = input_sheet_number(name)
    return name if number is None else input_sheet(number)


def _table_at(place: _Place, indicator: Indicator, measure: Measure, shelf: _Shelf) -> Table | None:
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
    place: _Place, indicator: Indicator, measure: Measure, shelf: _Shelf, found: list[Diagnostic]
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
    place: _Place,
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
    kind: TableKind, header: HeaderRows, place: _Place, indicator: Indicator, shelf: _Shelf, found: list[Diagnostic]
) -> Table | None:
    """The table of one kind below its header, with what is said of the header first."""
    if kind is TableKind.REGISTER:
        header = with_time_limit(with_finish(place.sheet, header, shelf.information, found), place.sheet)
    say_header(place.sheet, header, TABLE_COLUMNS[kind], _named_keys(indicator, shelf.own_names), found)
    settled = settle(place.sheet, header, TABLE_COLUMNS[kind], foot_row(place.sheet, header) - 1, found)
    shelf.disputed[place.key] = settled.disputed | shelf.disputed.get(place.key, frozenset())
    shelf.headers[place.key] = header
    below = settled.sheet.below
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
    extras: list[tuple[str, ...]] = [(key,) for key in _named_keys(indicator, own_names) if key.startswith(EXTRA)]
    for kind in reversed(kinds) if measure is Measure.CHECKLIST else kinds:
        if kind is TableKind.SURVEY and extras:
            yield kind, extras
        elif measure is Measure.CHECKLIST and not extras:
            passed = _passed_keys(own_names) if kind is TableKind.REGISTER else ("passed",)
            yield kind, [*_required(kind), passed]
        else:
            yield kind, [*_required(kind), *extras]


def _required(kind: TableKind) -> list[tuple[str, ...]]:
    """Columns a table must have; a register's finish may be the date of handing over, its due date a time limit."""
    stand_ins = {"finished": HANDED_OVER_KEY, "due": TIME_LIMIT_KEY}
    return [(*group, *(stand_ins[key] for key in group if key in stand_ins)) for group in REQUIRED_COLUMNS[kind]]


def _passed_keys(own_names: OwnNames) -> tuple[str, ...]:
    """Keys under which a register carries the column Đạt (Có/Không) of a checklist."""
    headers = headers_of(TableKind.CHECKLIST, own_names).items()
    return tuple(EXTRA + header for header, key in headers if key == "passed")


def _without_table(indicator: Indicator, measure: Measure, place: _Place, shelf: _Shelf) -> Indicator:
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
    indicator: Indicator, measure: Measure, place: _Place, near: NearRow | None, shelf: _Shelf
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


def _no_table(indicator: Indicator, kind: TableKind, place: _Place, near: NearRow | None) -> Diagnostic:
    where = CellReference(place.sheet.name, near.row if near and near.near else place.first_row, 1)
    texts = {
        "headers": " · ".join([*_required_names(kind), *_named_columns(indicator)]),
        "suggestion": near.suggestion if near else "",
    }
    return diagnostic("QM104", where, code=indicator.code, sheet=place.sheet.name, **texts)


def _required_names(kind: TableKind) -> list[str]:
    names = {column.key: column.header for column in TABLE_COLUMNS[kind]}
    return [" hoặc ".join(names[key] for key in group) for group in REQUIRED_COLUMNS[kind]]


def _named_columns(indicator: Indicator) -> list[str]:
    """Headers in `Cột tính`, for the ways to measure that count columns."""
    text = indicator.counted_column.value if indicator.measure.value in _COLUMN_MEASURES else None
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _named_keys(indicator: Indicator, own_names: OwnNames) -> tuple[str, ...]:
    known = headers_of(TableKind.CHECKLIST, own_names)
    headers = _named_columns(indicator)
    return tuple("passed" if known.get(normal_form(h)) == "passed" else extra_key(h) for h in headers)


def _counted_keys(indicator: Indicator, table: Table, own_names: OwnNames) -> tuple[str, ...]:
    """Column keys named in `Cột tính`; empty for the default column of the table's kind."""
    if indicator.measure.value is Measure.ON_TIME:
        return ("late",) if indicator.counted_column.value else ()
    keys = _named_keys(indicator, own_names)
    if isinstance(table, Register) and keys in {(), ("passed",)}:
        present = {column.key for column in table.columns}
        return next(((key,) for key in _passed_keys(own_names) if key in present), ("passed",))
    return keys


def _counts_unknown(indicator: Indicator, counted: tuple[str, ...], table: Table, found: list[Diagnostic]) -> bool:
    """Whether `Cột tính` asks for what the table does not have."""
    typed, where = indicator.counted_column.value, indicator.counted_column.reference
    if indicator.measure.value is Measure.ON_TIME:
        late = TIME_CLASS_WORDS[TimeClass.LATE]
        if not typed or normal_form(typed) == normal_form(late):
            return False
        found.append(diagnostic("QM204", where, column="Cột tính", found=typed, choices=late))
        return True
    missing = next((key for key in counted if key not in {column.key for column in table.columns}), None)
    if missing is None:
        return False
    header = "Đạt (Có/Không)" if missing == "passed" else missing.removeprefix(EXTRA)
    headers = ", ".join(column.header for column in table.columns)
    near = nearest(typed or header, [column.header for column in table.columns])
    suggestion = f"; có phải là cột “{near}”?" if near else ""
    values = {"sheet": table.sheet, "header": header, "headers": headers, "suggestion": suggestion}
    found.append(diagnostic("QM103", where or table.sheet, column="Cột tính", found=typed, **values))
    return True


def _with_choices(table: Table, measure: Measure, counted: tuple[str, ...]) -> Table:
    """Added columns that an indicator counts are read as Có/Không, or as levels of satisfaction."""
    keys = [key for key in counted if key.startswith(EXTRA)]
    if isinstance(table, Register):
        read = {key: _answers(table.texts[key]) for key in keys if key not in table.yes_no}
        texts = {key: _respelled(table.texts[key]) for key in read}
        return replace(table, yes_no={**table.yes_no, **read}, texts={**table.texts, **texts})
    if measure is Measure.SURVEY:
        return _with_answers(table, keys, _LEVELS)
    return _with_answers(table, keys, _YES_NO)


def _answers(texts: TextColumn) -> tuple[YesNo | None, ...]:
    return tuple(texts.each(lambda text: read_choice(text, _YES_NO)))


def _respelled(texts: TextColumn) -> TextColumn:
    """Answers of a register travel as texts: those that formulas would not know ("có.", "✔") in the contract's word."""
    return TextColumn(tuple(map(_as_known_answer, texts.values)), texts.codes)


def _as_known_answer(text: str) -> str:
    answer = read_choice(text, _YES_NO)
    return text if answer is None or text.lower() in _KNOWN_ANSWERS else YES_NO_WORDS[answer]


def _with_answers(table: DetailTable, keys: list[str], words: Mapping[str, E]) -> DetailTable:
    def as_choice(entry: Entry[object]) -> Entry[object]:
        return Entry(read_choice(entry.raw, words), entry.raw, entry.reference)

    rows = tuple(
        replace(row, entries={key: as_choice(e) if key in keys else e for key, e in row.entries.items()})
        for row in table.rows
    )
    return replace(table, rows=rows) if keys else table


def _conditions(indicator: Indicator, table: Table, shelf: _Shelf) -> tuple[Condition, ...] | None:
    """`Thẩm quyền = UBND xã, UBND phường; Lĩnh vực = Đất đai`; None where it cannot be understood."""
    conditions = []
    for part in (indicator.condition.value or "").split(";"):
        if not part.strip():
            continue
        header, equals, values = part.partition("=")
        wanted = tuple(normal_form(value) for value in values.split(",") if value.strip())
        key = _filtering_columns(table, shelf.own_names).get(normal_form(header))
        if key and equals and wanted:
            matching = tuple(dict.fromkeys(text for text in _column_texts(table, key) if normal_form(text) in wanted))
            conditions.append(Condition(header.strip(), key, wanted, matching))
        elif not (equals and wanted and _is_settled(header, table)):
            _say_not_understood(indicator, part, table, shelf)
            return None
        else:
            where = indicator.condition.reference
            shelf.found.append(
                diagnostic("QM331", where, column="Điều kiện", header=header.strip(), condition=part.strip())
            )
    return tuple(conditions)


def _asks_for_disputed(
    indicator: Indicator,
    counted: Iterable[str],
    conditions: Iterable[Condition],
    table: Table,
    place_key: str,
    shelf: _Shelf,
) -> bool:
    """Whether `Cột tính` or `Điều kiện` names a column that stands twice with different cells."""
    disputed = shelf.disputed.get(place_key, frozenset())
    asked = [(key, indicator.counted_column, "Cột tính") for key in counted]
    asked += [(condition.key, indicator.condition, "Điều kiện") for condition in conditions]
    for key, entry, column in asked:
        if key in disputed:
            header = next(c.header for c in table.columns if c.key == key)
            texts = {"header": header, "sheet": table.sheet}
            where, typed = entry.reference, entry.value
            shelf.found.append(diagnostic("QM115", where, column=column, found=typed, count="hai", **texts))
            return True
    return False


def _filtering_columns(table: Table, own_names: OwnNames) -> dict[str, str]:
    """Normal form of each header and alias, of the columns that hold words -> column key."""
    kinds = _KINDS[table.kind]
    present = {c.key: c for c in table.columns if kinds.get(c.key, Kind.TEXT) in _FILTERING_KINDS}
    aliases = {header: key for header, key in headers_of(table.kind, own_names).items() if key in present}
    return aliases | {normal_form(column.header): key for key, column in present.items()}


def _is_settled(header: str, table: Table) -> bool:
    """A breakdown stands for the rows of a register, and was made of those the condition lets through."""
    return table.kind is TableKind.BREAKDOWN and normal_form(header) in table_headers(TableKind.REGISTER)


def _say_not_understood(indicator: Indicator, part: str, table: Table, shelf: _Shelf) -> None:
    allowed = set(_filtering_columns(table, shelf.own_names).values())
    known = [column for column in table.columns if column.key in allowed]
    offered = [column for column in known if _is_worth_a_condition(column, table)]
    headers = ", ".join(column.header for column in offered or known)
    expected = f"<tên cột> = <giá trị>, tên cột là một trong: {headers}"
    where = indicator.condition.reference
    shelf.found.append(diagnostic("QM229", where, column="Điều kiện", found=part.strip(), expected=expected))


def _is_worth_a_condition(column: TableColumn, table: Table) -> bool:
    """Whether a column tells kinds of rows apart: not numbers, notes, or what is each row's own, such as a name."""
    if column.key in _OF_EACH_ROW or any(word in normal_form(column.header) for word in _PERSONAL_WORDS):
        return False
    return not column.key.startswith(EXTRA) or _repeats(column.key, table)


def _repeats(key: str, table: Table) -> bool:
    """Whether some text stands in several rows of a column."""
    if isinstance(table, Register):
        return key in table.texts and bool((np.bincount(table.texts[key].numbered_alike() + 1)[1:] > 1).any())
    texts = [normal_form(text) for row in table.rows if (text := read_text(row.entries[key].raw))]
    return len(set(texts)) < len(texts)


def _column_texts(table: Table, key: str) -> Iterable[str]:
    if isinstance(table, Register):
        return table.texts[key].distinct() if key in table.texts else ()
    return (text for row in table.rows if (text := read_text(row.entries[key].raw)))
