"""Detail tables: which indicator uses which, where it stands, and what the indicator asks of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

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
    REQUIRED_COLUMNS,
    TABLE_COLUMNS,
    TABLES_OF_MEASURE,
    Kind,
    input_sheet,
    table_source_fault,
)
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.evaluation import TimeClass
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    Condition,
    DetailTable,
    Entry,
    Indicator,
    Information,
    Measure,
    QualityObjective,
    Register,
    Table,
    TableKind,
    YesNo,
)
from qmxl.reading.detail_rows import has_figures, read_detail
from qmxl.reading.headers import EXTRA, extra_key, find_header_row, table_headers
from qmxl.reading.normal_form import normal_form
from qmxl.reading.registers import read_register
from qmxl.reading.results import check_counts
from qmxl.reading.values import E, read_choice, read_text
from qmxl.reading.workbook import WorkbookCells

_BLOCKING_KINDS = frozenset({TableKind.RATIO, TableKind.SURVEY, TableKind.BREAKDOWN})
"""Tables whose sum cannot be had when one of their numbers cannot be read."""
_FILTERING_KINDS = frozenset({Kind.TEXT, Kind.CHOICE})
"""Columns that a condition may name."""

_COLUMN_MEASURES = frozenset({Measure.CHECKLIST, Measure.SURVEY})
"""Ways to measure for which `Cột tính` names columns."""

_YES_NO = words_of(YES_NO_WORDS, OTHER_YES_NO_WORDS) | LOGICAL_WORDS
_KNOWN_ANSWERS = frozenset(map(str.lower, words_of(YES_NO_WORDS, OTHER_YES_NO_WORDS)))
_LEVELS = words_of(SATISFACTION_WORDS, OTHER_SATISFACTION_WORDS)
_KINDS = {kind: {column.key: column.kind for column in columns} for kind, columns in TABLE_COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an indicator's table is looked for: a sheet, from a row on."""

    sheet: str
    first_row: int


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where tables come from, those read so far by sheet, and which of them hold a number nobody can read."""

    book: WorkbookCells
    information: Information
    found: list[Diagnostic]
    tables: dict[str, Table] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def read_tables(
    objectives: Iterable[QualityObjective],
    book: WorkbookCells,
    last_rows: Mapping[int, int],
    information: Information,
    found: list[Diagnostic],
) -> tuple[tuple[QualityObjective, ...], dict[str, Table]]:
    """Objectives whose indicators know their table, and the tables by sheet name."""
    shelf = _Shelf(book, information, found)
    read: dict[int, dict[str, Indicator]] = {}
    planned = tuple(objectives)
    for indicator in _registers_first(i for objective in planned for i in objective.indicators):
        complete = _with_table(indicator, last_rows.get(indicator.objective, 0), shelf)
        read.setdefault(indicator.objective, {})[indicator.code] = complete
    _check_shared([read[i.objective][i.code] for objective in planned for i in objective.indicators], found)
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
    shelf.tables[table.sheet] = table
    counted = _counted_keys(indicator, table)
    if _counts_unknown(indicator, counted, table, shelf.found):
        return replace(indicator, table=table.sheet, is_blocked=True)
    shelf.tables[table.sheet] = _with_choices(table, measure, counted)
    conditions = _conditions(indicator, table, shelf.found)
    if measure is Measure.RATIO and isinstance(table, DetailTable) and not has_figures(table):
        indicator = check_counts(indicator, shelf.found)
    is_blocked = indicator.is_blocked or conditions is None or table.sheet in shelf.broken
    return replace(
        indicator, table=table.sheet, counted_keys=counted, conditions=conditions or (), is_blocked=is_blocked
    )


def _place(indicator: Indicator, last_row: int, shelf: _Shelf) -> _Place | None:
    """None where `Nguồn số liệu` leads nowhere."""
    names = {normal_form(name): name for name in shelf.book.sheets}
    own = names[normal_form(input_sheet(indicator.objective))]
    source, where = indicator.source.value, indicator.source.reference
    if not source:
        return _Place(own, last_row + 1)
    if table_source_fault(source):
        return None
    name = names.get(normal_form(source))
    if name is not None:
        return _Place(name, last_row + 1 if name == own else 1)
    sheets = ", ".join(name for name in shelf.book.sheets if not name.startswith("_"))
    values = {"code": indicator.code, "sheets": sheets}
    shelf.found.append(diagnostic("QM105", where, column="Nguồn số liệu", found=source, **values))
    return None


def _table_at(place: _Place, indicator: Indicator, measure: Measure, shelf: _Shelf) -> Table | None:
    """The table of a kind that this way to measure reads; another kind on the sheet is not for it."""
    known = shelf.tables.get(place.sheet)
    if known is not None:
        return known if known.kind in TABLES_OF_MEASURE[measure] else None
    own: list[Diagnostic] = []
    table = _read_table(place, indicator, measure, shelf, own)
    shelf.found.extend(own)
    if table is not None and table.kind in _BLOCKING_KINDS and any(d.severity is Severity.ERROR for d in own):
        shelf.broken.add(place.sheet)
    return table


def _read_table(
    place: _Place, indicator: Indicator, measure: Measure, shelf: _Shelf, found: list[Diagnostic]
) -> Table | None:
    sheet = shelf.book.sheets[place.sheet]
    for kind, required in _readable_kinds(indicator, measure):
        header = find_header_row(sheet, table_headers(kind), required, place.first_row)
        if header is not None:
            if kind is TableKind.REGISTER:
                return read_register(sheet, *header, shelf.information, found)
            return read_detail(kind, sheet, *header, place.first_row, found)
    return None


def _readable_kinds(indicator: Indicator, measure: Measure) -> Iterator[tuple[TableKind, list[tuple[str, ...]]]]:
    """Kinds of table a way to measure reads, with the columns each must have; a register before a checklist."""
    kinds = TABLES_OF_MEASURE[measure]
    extras: list[tuple[str, ...]] = [(key,) for key in _named_keys(indicator) if key.startswith(EXTRA)]
    for kind in reversed(kinds) if measure is Measure.CHECKLIST else kinds:
        if kind is TableKind.SURVEY and extras:
            yield kind, extras
        elif measure is Measure.CHECKLIST and not extras:
            passed = _passed_keys() if kind is TableKind.REGISTER else ("passed",)
            yield kind, [*REQUIRED_COLUMNS[kind], passed]
        else:
            yield kind, [*REQUIRED_COLUMNS[kind], *extras]


def _passed_keys() -> tuple[str, ...]:
    """Keys under which a register carries the column Đạt (Có/Không) of a checklist."""
    headers = table_headers(TableKind.CHECKLIST).items()
    return tuple(EXTRA + header for header, key in headers if key == "passed")


def _without_table(indicator: Indicator, measure: Measure, place: _Place, shelf: _Shelf) -> Indicator:
    """Only some ways to measure need one, and a figure typed in `Ghi trực tiếp` stands in for it."""
    if measure is Measure.RATIO:
        _say_no_table(indicator, place, shelf.found)
        return check_counts(indicator, shelf.found)
    if indicator.result is not None and indicator.result.direct.value is not None:
        return indicator
    headers = " · ".join([*_required_names(TABLES_OF_MEASURE[measure][0]), *_named_columns(indicator)])
    where = CellReference(place.sheet, place.first_row, 1)
    missing = diagnostic("QM104", where, code=indicator.code, sheet=place.sheet, headers=headers)
    shelf.found.append(without_effect(missing) if indicator.waits(shelf.information.period) else missing)
    return replace(indicator, is_blocked=True)


def _say_no_table(indicator: Indicator, place: _Place, found: list[Diagnostic]) -> None:
    """A table that the office names but that is not there: typed counts stand, and that is said."""
    if indicator.source.value:
        headers = " · ".join(_required_names(TableKind.RATIO))
        values = {"code": indicator.code, "sheet": place.sheet, "headers": headers}
        where = indicator.source.reference
        found.append(diagnostic("QM380", where, column="Nguồn số liệu", found=indicator.source.value, **values))


def _required_names(kind: TableKind) -> list[str]:
    names = {column.key: column.header for column in TABLE_COLUMNS[kind]}
    return [" hoặc ".join(names[key] for key in group) for group in REQUIRED_COLUMNS[kind]]


def _named_columns(indicator: Indicator) -> list[str]:
    """Headers in `Cột tính`, for the ways to measure that count columns."""
    text = indicator.counted_column.value if indicator.measure.value in _COLUMN_MEASURES else None
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _named_keys(indicator: Indicator) -> tuple[str, ...]:
    known = table_headers(TableKind.CHECKLIST)
    headers = _named_columns(indicator)
    return tuple("passed" if known.get(normal_form(h)) == "passed" else extra_key(h) for h in headers)


def _counted_keys(indicator: Indicator, table: Table) -> tuple[str, ...]:
    """Column keys named in `Cột tính`; empty for the default column of the table's kind."""
    if indicator.measure.value is Measure.ON_TIME:
        return ("late",) if indicator.counted_column.value else ()
    keys = _named_keys(indicator)
    if isinstance(table, Register) and keys in {(), ("passed",)}:
        present = {column.key for column in table.columns}
        return next(((key,) for key in _passed_keys() if key in present), ("passed",))
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
    values = {"sheet": table.sheet, "header": header, "headers": headers}
    found.append(diagnostic("QM103", where or table.sheet, column="Cột tính", found=typed, **values))
    return True


def _with_choices(table: Table, measure: Measure, counted: tuple[str, ...]) -> Table:
    """Added columns that an indicator counts are read as Có/Không, or as levels of satisfaction."""
    keys = [key for key in counted if key.startswith(EXTRA)]
    if isinstance(table, Register):
        read = {key: _answers(table.texts[key]) for key in keys if key not in table.yes_no}
        texts = {key: _respelled(table.texts[key], answers) for key, answers in read.items()}
        return replace(table, yes_no={**table.yes_no, **read}, texts={**table.texts, **texts})
    if measure is Measure.SURVEY:
        return _with_answers(table, keys, _LEVELS)
    return _with_answers(table, keys, _YES_NO)


def _answers(texts: tuple[str, ...]) -> tuple[YesNo | None, ...]:
    meanings = {text: read_choice(text, _YES_NO) for text in set(texts)}
    return tuple(meanings[text] for text in texts)


def _respelled(texts: tuple[str, ...], answers: tuple[YesNo | None, ...]) -> tuple[str, ...]:
    """Answers of a register travel as texts: those that formulas would not know ("có.", "✔") in the contract's word."""
    pairs = zip(texts, answers, strict=True)
    return tuple(
        text if answer is None or text.lower() in _KNOWN_ANSWERS else YES_NO_WORDS[answer] for text, answer in pairs
    )


def _with_answers(table: DetailTable, keys: list[str], words: Mapping[str, E]) -> DetailTable:
    def as_choice(entry: Entry[object]) -> Entry[object]:
        return Entry(read_choice(entry.raw, words), entry.raw, entry.reference)

    rows = tuple(
        replace(row, entries={key: as_choice(e) if key in keys else e for key, e in row.entries.items()})
        for row in table.rows
    )
    return replace(table, rows=rows) if keys else table


def _conditions(indicator: Indicator, table: Table, found: list[Diagnostic]) -> tuple[Condition, ...] | None:
    """`Thẩm quyền = UBND xã, UBND phường; Lĩnh vực = Đất đai`; None where it cannot be understood."""
    conditions = []
    for part in (indicator.condition.value or "").split(";"):
        if not part.strip():
            continue
        header, equals, values = part.partition("=")
        wanted = tuple(normal_form(value) for value in values.split(",") if value.strip())
        key = _filtering_columns(table).get(normal_form(header))
        if key and equals and wanted:
            matching = tuple(dict.fromkeys(text for text in _column_texts(table, key) if normal_form(text) in wanted))
            conditions.append(Condition(header.strip(), key, wanted, matching))
        elif not (equals and wanted and _is_settled(header, table)):
            _say_not_understood(indicator, part, table, found)
            return None
        else:
            where = indicator.condition.reference
            found.append(diagnostic("QM331", where, column="Điều kiện", header=header.strip(), condition=part.strip()))
    return tuple(conditions)


def _filtering_columns(table: Table) -> dict[str, str]:
    """Normal form of each header and alias, of the columns that hold words -> column key."""
    kinds = _KINDS[table.kind]
    present = {c.key: c for c in table.columns if kinds.get(c.key, Kind.TEXT) in _FILTERING_KINDS}
    aliases = {header: key for header, key in table_headers(table.kind).items() if key in present}
    return aliases | {normal_form(column.header): key for key, column in present.items()}


def _is_settled(header: str, table: Table) -> bool:
    """A breakdown stands for the rows of a register, and was made of those the condition lets through."""
    return table.kind is TableKind.BREAKDOWN and normal_form(header) in table_headers(TableKind.REGISTER)


def _say_not_understood(indicator: Indicator, part: str, table: Table, found: list[Diagnostic]) -> None:
    allowed = set(_filtering_columns(table).values())
    headers = ", ".join(column.header for column in table.columns if column.key in allowed)
    expected = f"<tên cột> = <giá trị>, tên cột là một trong: {headers}"
    where = indicator.condition.reference
    found.append(diagnostic("QM229", where, column="Điều kiện", found=part.strip(), expected=expected))


def _column_texts(table: Table, key: str) -> Iterable[str]:
    if isinstance(table, Register):
        return table.texts.get(key, ())
    return (text for row in table.rows if (text := read_text(row.entries[key].raw)))
