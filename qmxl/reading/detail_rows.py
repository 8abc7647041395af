"""The rows of detail tables other than registers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from qmxl.contract.choices import (
    ASSESSMENT_WORDS,
    DIRECT_WORDS,
    LOGICAL_WORDS,
    OTHER_DIRECT_WORDS,
    OTHER_YES_NO_WORDS,
    REQUIREMENT_WORDS,
    YES_NO_WORDS,
    words_of,
)
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import SURVEY_FIELDS, TABLE_COLUMNS, Kind
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference, cell_at
from qmxl.model.submission import (
    CellValue,
    DetailTable,
    Entry,
    ErrorValue,
    TableColumn,
    TableKind,
    TableRow,
)
from qmxl.model.targets import Scale, Target
from qmxl.reading.cell_faults import cell_fault
from qmxl.reading.headers import HeaderRows
from qmxl.reading.normal_form import normal_form, prose
from qmxl.reading.table_rows import kinds_of_rows, say_row_kinds
from qmxl.reading.target_phrases import TargetFault, read_target
from qmxl.reading.totals import check_totals, say_rows_like_totals, with_section_totals
from qmxl.reading.values import (
    number_fault,
    read_choice,
    read_count,
    read_day,
    read_number,
    read_share,
    read_text,
    text_number,
)
from qmxl.reading.workbook import SheetCells

_COLUMNS = {kind: {column.key: column for column in columns} for kind, columns in TABLE_COLUMNS.items()}
_DIRECT = words_of(DIRECT_WORDS, OTHER_DIRECT_WORDS)
_YES_NO = words_of(YES_NO_WORDS, OTHER_YES_NO_WORDS) | LOGICAL_WORDS
_REQUIREMENTS = words_of(REQUIREMENT_WORDS)
_ASSESSMENTS = words_of(ASSESSMENT_WORDS)
_CHOICES: Mapping[str, Mapping[str, StrEnum]] = {
    "passed": _YES_NO,
    "requirement": _REQUIREMENTS,
    "assessment": _ASSESSMENTS,
}
_FAULT_OF_KIND = {Kind.NUMBER: "QM201", Kind.PLAN_TARGET: "QM325", Kind.PLAN_VALUE: "QM326"}
"""Rule of an error cell by what its column holds; elsewhere no verdict needs it."""
_VALUE_WITHIN = 3
"""A value stands at most so many columns right of its label."""


def read_detail(
    kind: TableKind, sheet: SheetCells, header: HeaderRows, first_row: int, found: list[Diagnostic]
) -> DetailTable:
    """All filled rows from the header to the sheet's end; totals are held against them."""
    filled = {column.key for column in TABLE_COLUMNS[kind] if column.filled}
    typed = tuple(column for column in header.columns if column.key not in filled)
    kinds = kinds_of_rows(sheet, header, typed, has_headings=kind is not TableKind.PLAN)
    kinds = with_section_totals(kinds, kind, sheet, header)
    say_row_kinds(kinds, sheet, typed, found)
    rows = tuple(_row(kind, row, typed, sheet, found) for row in kinds.cases)
    check_totals(kinds, kind, sheet, typed, rows, found)
    say_rows_like_totals(kind, sheet, typed, rows, found)
    forms = _survey_forms(sheet, first_row, header.first_row, found) if kind is TableKind.SURVEY else {}
    return DetailTable(kind, sheet.name, header.last_row, typed, rows, **forms)


def has_figures(table: DetailTable) -> bool:
    """Whether any row holds something in a column of numbers; rows with names alone count for nothing yet."""
    numeric = [key for key, column in _COLUMNS[table.kind].items() if column.kind is Kind.NUMBER]
    return any(not row.entries[key].is_blank for row in table.rows for key in numeric if key in row.entries)


def _row(
    kind: TableKind, row: int, columns: Sequence[TableColumn], sheet: SheetCells, found: list[Diagnostic]
) -> TableRow:
    name, cells = sheet.name, [sheet.at(row, column.column) for column in columns]
    entries = {
        column.key: _blank_at(name, row, column.column)
        if raw is None
        else _entry(kind, column, raw, cell_at(name, row, column.column), found)
        for column, raw in zip(columns, cells, strict=True)
    }
    plan, actual = (entries.get(key, Entry()) for key in ("plan", "actual"))
    if isinstance(plan.value, Target) and plan.value.scale is Scale.SHARE and isinstance(actual.value, Decimal):
        share, other = read_share(actual.raw)
        entries["actual"] = Entry(share, actual.raw, actual.reference, other)
    elif isinstance(plan.value, Decimal):
        entries["actual"] = _in_points(plan.value, actual, entries.get("unit", Entry()), found)
    return TableRow(row, entries)


@lru_cache(maxsize=2**14)
def _blank_at(sheet: str, row: int, column: int) -> Entry[object]:
    """The entry of a blank cell: tables of one template have room for more rows than are filled."""
    return Entry(None, None, cell_at(sheet, row, column))


@lru_cache(maxsize=2**14, typed=True)
def _text_at(raw: str, sheet: str, row: int, column: int) -> Entry[object]:
    """The entry of a text: tables of one template name the same things in the same rows."""
    return Entry(read_text(raw), raw, cell_at(sheet, row, column))


def _in_points(plan: Decimal, actual: Entry[object], unit: Entry[object], found: list[Diagnostic]) -> Entry[object]:
    """A percentage typed as text beside a plan that is a bare number: 94,6% of 95.

    A plan up to 1 is what a spreadsheet makes of a typed percentage, or, where the unit is %, a small number of them.
    """
    is_percent = isinstance(actual.raw, str) and actual.raw.strip().endswith("%")
    if not is_percent or not isinstance(actual.value, Decimal):
        return actual
    points = actual.value * 100
    if abs(plan) <= 1:
        return Entry(actual.value, actual.raw, actual.reference, points if unit.value == "%" else None)
    read = read_text(float(points))
    found.append(diagnostic("QM213", actual.reference, column="Thực hiện", found=actual.raw, read=read))
    return Entry(points, actual.raw, actual.reference)


def _survey_forms(
    sheet: SheetCells, first_row: int, header_row: int, found: list[Diagnostic]
) -> dict[str, Entry[object]]:
    """The numbers of forms sent and returned, written above the table."""
    labels = {normal_form(label): key for key, label in SURVEY_FIELDS}
    forms: dict[str, Entry[object]] = {}
    for row in range(first_row, header_row):
        for label_column, raw in enumerate(sheet.rows[row - 1], 1):
            key = labels.get(normal_form(raw)) if isinstance(raw, str) else None
            if key:
                places = range(label_column + 1, label_column + 1 + _VALUE_WITHIN)
                column = next((c for c in places if sheet.at(row, c) is not None), label_column + 1)
                value, where = sheet.at(row, column), CellReference(sheet.name, row, column)
                forms[key] = Entry(read_count(value), value, where)
                if forms[key].is_unreadable:
                    expected = "số phiếu: số nguyên, không âm"
                    found.extend(cell_fault("QM223", where, value, column=str(raw), expected=expected))
    return forms


def _entry(
    kind: TableKind, column: TableColumn, raw: CellValue, where: CellReference, found: list[Diagnostic]
) -> Entry[object]:
    known = _COLUMNS[kind].get(column.key)
    holds = known.kind if known else Kind.TEXT
    if isinstance(raw, ErrorValue):
        code = _FAULT_OF_KIND.get(holds, "QM223")
        found.extend(cell_fault(code, where, raw, column=column.header, expected=column.header))
        return Entry(None, raw, where)
    if holds is Kind.TEXT and isinstance(raw, str):
        return _text_at(raw, where.sheet, where.row, where.column)
    if holds is Kind.TEXT:
        return Entry(read_text(raw), raw, where)
    if holds is Kind.NUMBER:
        return _number(raw, where, column, found)
    if holds is Kind.PLAN_TARGET:
        return _plan(raw, where, column, found)
    if holds is Kind.PLAN_VALUE:
        return _actual(raw, where, column, found)
    return _choice(raw, where, column, found) if holds is Kind.CHOICE else Entry(read_day(raw), raw, where)


def _number(raw: CellValue, where: CellReference, column: TableColumn, found: list[Diagnostic]) -> Entry[object]:
    number = read_count(raw)
    if number is None:
        found.extend(cell_fault(number_fault(raw, is_count=True), where, raw, column=column.header))
    _say_read(number, raw, where, column, found)
    return Entry(number, raw, where)


def _say_read(
    value: object, raw: CellValue, where: CellReference, column: TableColumn, found: list[Diagnostic]
) -> None:
    """A number typed as text is said, with what it was read as: "1.587" is not 1,587."""
    if isinstance(raw, str) and isinstance(value, Decimal):
        read = f"{value.normalize():f}".replace(".", ",")
        found.append(diagnostic("QM213", where, column=column.header, found=raw, read=read))


def _plan(raw: CellValue, where: CellReference, column: TableColumn, found: list[Diagnostic]) -> Entry[object]:
    """A bare number, or a target phrase."""
    value: Decimal | Target | None = text_number(raw) if isinstance(raw, str) else read_number(raw)
    _say_read(value, raw, where, column, found)
    if value is None and isinstance(raw, str):
        target = read_target(prose(raw), year=None)
        value = None if isinstance(target, TargetFault) else target
    if value is None:
        found.extend(cell_fault("QM325", where, raw, column=column.header))
    return Entry(value, raw, where)


def _actual(raw: CellValue, where: CellReference, column: TableColumn, found: list[Diagnostic]) -> Entry[object]:
    word = read_choice(raw, _DIRECT) if isinstance(raw, str) else None
    value = read_number(raw) if word is None else word
    _say_read(value, raw, where, column, found)
    if value is None:
        found.extend(cell_fault("QM326", where, raw, column=column.header))
    return Entry(value, raw, where)


@lru_cache(maxsize=2**10)
def _meant(text: str, key: str) -> StrEnum | None:
    """What a text stands for in a column of choices; a few texts recur in all of its rows."""
    return read_choice(text, _CHOICES[key])


def _choice(raw: CellValue, where: CellReference, column: TableColumn, found: list[Diagnostic]) -> Entry[object]:
    words = _CHOICES[column.key]
    value = _meant(raw, column.key) if isinstance(raw, str) else read_choice(raw, words)
    if value is None and column.key != "passed":
        found.extend(cell_fault("QM223", where, raw, column=column.header, expected=", ".join(words)))
    return Entry(value, raw, where)
