"""The sheet `Thông tin`."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from math import floor

from qmxl.contract.choices import (
    FINISH_DATE_WORDS,
    NEUTRAL_WORDS,
    PERIOD_KINDS,
    RETURNED_WORDS,
    PeriodKind,
    words_of,
)
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import FIELDS, Field, Kind
from qmxl.contract.words import day_text, period_text
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, Entry, Information, ReportingPeriod
from qmxl.reading.cell_faults import cell_fault
from qmxl.reading.likeness import nearest
from qmxl.reading.normal_form import normal_form
from qmxl.reading.values import as_found, day_fault, read_choice, read_day, read_number, read_text
from qmxl.reading.workbook import SheetCells

_FIELD_BY_NAME = {name: field for field in FIELDS for name in (field.label, *field.aliases)}
_FIELD_BY_LABEL = {normal_form(name): field for name, field in _FIELD_BY_NAME.items()}
_KIND_BY_WORD = {normal_form(kind.word): kind for kind in PERIOD_KINDS}
_NEUTRAL = {normal_form(word): word for word in NEUTRAL_WORDS.values()}
_PERIOD_FIELDS = frozenset({"year", "period_kind"})
"""Without these there is no period: they have rules of their own."""
_BOUND_FIELDS = frozenset({"first_day", "last_day"})
"""Typed, they decide which cases count: one that cannot be read is not replaced by the calendar's."""
_LARGEST = {"decimals": Decimal(4), "required_progress": Decimal(100)}
"""Largest number that makes sense in a field; none is below 0."""
_EARLIEST_YEAR, _LATEST_YEAR = 2000, 2200
_LABEL_COLUMNS = (1, 2)


def read_information(sheet: SheetCells | None, found: list[Diagnostic]) -> Information:
    """Every labelled field, and the reporting period they make."""
    if sheet is None:
        return Information({}, None)
    entries: dict[str, list[Entry[object]]] = {}
    field: Field | None = None
    labels = _label_column(sheet)
    for row in range(1, len(sheet.rows) + 1):
        label = sheet.at(row, labels)
        if isinstance(label, str):
            field = _FIELD_BY_LABEL.get(normal_form(label))
        if field and (isinstance(label, str) or field.rows > 1):
            reference = CellReference(sheet.name, row, labels + 1)
            entries.setdefault(field.key, []).append(_entry(field, sheet, reference, found))
    _say_near_labels(sheet, labels, entries, found)
    frozen = {key: tuple(values) for key, values in entries.items()}
    information = Information(frozen, None)
    return Information(frozen, _period(sheet.name, information, found))


def _label_column(sheet: SheetCells) -> int:
    """The first of the leading columns with the most labels: an office may number them in a column of its own."""
    rows = range(1, len(sheet.rows) + 1)
    counts = [sum(_is_label(sheet.at(row, column)) for row in rows) for column in _LABEL_COLUMNS]
    return _LABEL_COLUMNS[counts.index(max(counts))]


def _is_label(raw: CellValue) -> bool:
    return isinstance(raw, str) and normal_form(raw) in _FIELD_BY_LABEL


def _say_near_labels(sheet: SheetCells, column: int, known: Collection[str], found: list[Diagnostic]) -> None:
    """A label nobody knows that is like a missing one is asked about; all others are the office's own."""
    for row in range(1, len(sheet.rows) + 1):
        label = sheet.at(row, column)
        if isinstance(label, str) and not _is_label(label) and sheet.at(row, column + 1) is not None:
            near = nearest(label, _FIELD_BY_NAME)
            where = CellReference(sheet.name, row, column)
            if near and _FIELD_BY_NAME[near].key not in known:
                meant = _FIELD_BY_NAME[near].label
                found.append(diagnostic("QM347", where, column=label, found=label, meant=meant))


def reporting_year(information: Information) -> int | None:
    """The year of the report; None where it is blank or no year."""
    return year_of(information.number("year"))


def year_of(number: Decimal | None) -> int | None:
    """A number as a year; None where it is none that a report may have."""
    is_year = number is not None and number == int(number) and _EARLIEST_YEAR <= number <= _LATEST_YEAR
    return int(number) if number is not None and is_year else None


def _entry(field: Field, sheet: SheetCells, reference: CellReference, found: list[Diagnostic]) -> Entry[object]:
    raw = sheet.at(reference.row, reference.column)
    value = _value(field, raw)
    if raw is not None and value is None and field.key not in _PERIOD_FIELDS:
        code = "QM203" if field.key in _BOUND_FIELDS else "QM222" if field.kind is Kind.DATE else "QM223"
        texts = {"expected": field.help, "reason": day_fault(raw)}
        found.extend(cell_fault(code, reference, raw, column=field.label, **texts))
    if isinstance(value, Decimal) and field.key in _LARGEST and not _is_fit(field.key, value):
        texts = {"label": field.label, "expected": field.help, "read": _used(field.key, value)}
        found.append(diagnostic("QM377", reference, column=field.label, found=as_found(raw), **texts))
    return Entry(value, raw, reference)


def _is_fit(key: str, number: Decimal) -> bool:
    """Whether a number lies within what its field is for; decimals are whole."""
    return 0 <= number <= _LARGEST[key] and (key != "decimals" or number == int(number))


def _used(key: str, number: Decimal) -> str:
    """What is reckoned with instead, as the formulas do."""
    if key == "decimals":
        return str(max(0, min(int(_LARGEST[key]), floor(number))))
    return f"{(number if number > 1 else number * 100).normalize():f}%".replace(".", ",")


_RETURNED, _FINISH_DATES = words_of(RETURNED_WORDS), words_of(FINISH_DATE_WORDS)


def _value(field: Field, raw: CellValue) -> object:
    if field.kind is Kind.DATE:
        return read_day(raw)
    if field.kind is Kind.NUMBER:
        return read_number(raw)
    if field.choices == "returned":
        return read_choice(raw, _RETURNED)
    if field.choices == "finish_date":
        return read_choice(raw, _FINISH_DATES)
    text = read_text(raw)
    if text and field.key == "period_kind":  # formulas look it up as the contract spells it
        kind = _KIND_BY_WORD.get(normal_form(text))
        return kind.word if kind else text
    return _NEUTRAL.get(normal_form(text)) if text and field.choices == "neutral" else text


def period_kind(text: str | None) -> PeriodKind | None:
    """The choice of `Kỳ báo cáo` that a text is, however it is written."""
    return _KIND_BY_WORD.get(normal_form(text or ""))


def calendar_days(kind: PeriodKind, year: int) -> tuple[date, date]:
    """First and last day of a period by the calendar."""
    return date(year, kind.first_month, 1), date(year, kind.last_month, monthrange(year, kind.last_month)[1])


def _period(sheet: str, information: Information, found: list[Diagnostic]) -> ReportingPeriod | None:
    kind = period_kind(information.text("period_kind"))
    year = reporting_year(information)
    if kind is None:
        _say_no_period("QM217", "period_kind", sheet, information, found)
    if year is None:
        _say_no_period("QM218", "year", sheet, information, found)
    if kind is None or year is None or any(information.entry(key).is_unreadable for key in _BOUND_FIELDS):
        return None
    return _dated(kind, year, information, found)


def _say_no_period(code: str, key: str, sheet: str, information: Information, found: list[Diagnostic]) -> None:
    entry = information.entry(key)
    column = next(field.label for field in FIELDS if field.key == key)
    typed = None if entry.is_blank else as_found(entry.raw)
    choices = ", ".join(kind.word for kind in PERIOD_KINDS)
    found.append(diagnostic(code, entry.reference or sheet, column=column, found=typed, choices=choices))


def _dated(kind: PeriodKind, year: int, information: Information, found: list[Diagnostic]) -> ReportingPeriod | None:
    """None where the period ends before it begins: no case would belong to it."""
    calendar_first, calendar_last = calendar_days(kind, year)
    first = information.day("first_day") or calendar_first
    last = information.day("last_day") or calendar_last
    days = {"first": first, "last": last, "calendar_first": calendar_first, "calendar_last": calendar_last}
    if last < first:
        key = "first_day" if information.day("last_day") is None else "last_day"
        _say_dates("QM219", key, information, days, found)
        return None
    if (first, last) != (calendar_first, calendar_last):
        _say_dates("QM220", "last_day", information, days, found)
    return ReportingPeriod(
        kind=kind.word,
        year=year,
        first=first,
        last=last,
        is_last_of_year=kind.is_last_of_year,
        required_progress=_required_progress(information, kind),
        text=period_text(kind.word, year),
    )


def _say_dates(
    code: str, key: str, information: Information, days: Mapping[str, date], found: list[Diagnostic]
) -> None:
    """About the dates of the period, at the cell of one that was typed."""
    entry = information.entry(key)
    column = next(field.label for field in FIELDS if field.key == key)
    typed = None if entry.is_blank else as_found(entry.raw)
    texts = {name: day_text(day) for name, day in days.items()}
    found.append(diagnostic(code, entry.reference, column=column, found=typed, **texts))


def _required_progress(information: Information, kind: PeriodKind) -> Decimal:
    """As a ratio; typed as 40 or as 40 %."""
    typed = information.number("required_progress")
    if typed is None:
        return Decimal(kind.required_progress) / 100
    return typed / 100 if typed > 1 else typed
