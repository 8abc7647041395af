"""The optional sheet `Kết quả kỳ trước`: what was reported in earlier periods, as typed or as qmxl carried it over."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from qmxl.contract.choices import BASIS_WORDS, MEASURE_WORDS, PERIOD_KINDS, STATUS_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import EARLIER_COLUMNS, LARGEST_PLAIN_SHARE, Kind
from qmxl.contract.words import day_text, period_text
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, EarlierPeriod, EarlierResult, Entry, PercentNumber
from qmxl.reading.information import calendar_days, period_kind, year_of
from qmxl.reading.list_sheets import Cells, list_rows
from qmxl.reading.values import as_found, entry_day, entry_text, read_choice, read_number, read_share, read_text
from qmxl.reading.workbook import SheetCells

_REQUIRED = ("period_kind", "year", "code", "value")
_READ = tuple(column for column in EARLIER_COLUMNS if not column.filled)
_HEADERS = {column.key: column.header for column in EARLIER_COLUMNS}
_STATUSES = {word: status for status, word in STATUS_WORDS.items()}
_CHOICES: Mapping[str, Mapping[str, StrEnum]] = {
    "measure": {word: measure for measure, word in MEASURE_WORDS.items()},
    "basis": {word: basis for basis, word in BASIS_WORDS.items()},
    "status": _STATUSES,
    "objective_status": _STATUSES,
}
_PERIOD_KEYS = ("period_kind", "year", "first_day", "last_day")
_EXPECTED: Mapping[str, str] = {
    "period_kind": "một trong: " + ", ".join(kind.word for kind in PERIOD_KINDS),
    "year": "một năm, ví dụ 2025",
    "first_day": "ngày đầu kỳ, hoặc để trống",
    "last_day": "ngày cuối kỳ, hoặc để trống",
    "value": "một số; tỷ lệ thì ghi dấu %, ví dụ 95,7%",
    **{key: "một trong: " + ", ".join(words) for key, words in _CHOICES.items()},
}


def read_earlier_results(sheet: SheetCells | None, found: list[Diagnostic]) -> tuple[EarlierResult, ...]:
    """Every filled row, understood or not: all are carried over, those understood are compared with."""
    results = []
    for row in list_rows(sheet, _READ, _REQUIRED, found):
        entries = _entries(row)
        if all(entry.is_blank for entry in entries.values()):
            continue
        _say_unreadable(entries, found)
        entries |= _told(entries)
        entries |= _contradicted(entries, found)
        results.append(EarlierResult(entries, _period(entries, found)))
    return in_order(_of_one_range(results, found))


def _of_one_range(results: list[EarlierResult], found: list[Diagnostic]) -> list[EarlierResult]:
    """The rows with one range of days for each period: that of its first row."""
    periods: dict[tuple[str, int], EarlierPeriod] = {}
    same = []
    for result in results:
        if result.period is not None:
            first = periods.setdefault((result.period.kind, result.period.year), result.period)
            if result.period != first:
                texts = {"period": first.text, "first": day_text(first.first), "last": day_text(first.last)}
                found.append(diagnostic("QM497", result.reference, **texts))
            result = replace(result, period=first)  # noqa: PLW2901
        same.append(result)
    return same


def in_order(results: list[EarlierResult]) -> tuple[EarlierResult, ...]:
    """The oldest period first; rows of none last. Within a period as they stand."""
    return tuple(sorted(results, key=lambda r: (r.period.last, r.period.first) if r.period else (date.max, date.max)))


def _entries(row: Cells) -> dict[str, Entry[object]]:
    unit = unicodedata.normalize("NFKC", read_text(row["unit"][0]) or "") if "unit" in row else None
    entries: dict[str, Entry[object]] = {}
    for column in _READ:
        if column.key not in row:
            continue
        typed, where = row[column.key]
        if column.key == "value":
            entries["value"] = Entry(_value(typed, unit), typed, where)
        elif column.key == "shown" and unit == "%" and isinstance(typed, int | float):
            entries["shown"] = Entry(
                f"{read_text(round(typed * 100, 10))}%", typed, where
            )  # a program made it a number
        elif column.key == "unit":
            entries["unit"] = Entry(unit or None, typed, where)
        elif column.key in _CHOICES:
            entries[column.key] = Entry(read_choice(typed, _CHOICES[column.key]), typed, where)
        else:
            entries[column.key] = _READERS.get(column.kind, entry_text)(typed, where)
    return entries


def _told(entries: Mapping[str, Entry[object]]) -> dict[str, Entry[object]]:
    """Unit and words of a figure that was typed without them: `93,8%` tells both."""
    value, unit, shown = (entries.get(key, Entry()) for key in ("value", "unit", "shown"))
    if not isinstance(value.value, Decimal):
        return {}
    told: dict[str, Entry[object]] = {}
    is_share = unit.value == "%" or (unit.is_blank and _is_percent(value.raw))
    if is_share and unit.is_blank:
        told["unit"] = Entry("%", None, unit.reference)
    if shown.is_blank and (is_share or unit.value):
        number = read_text(float(value.value * (100 if is_share else 1)))
        told["shown"] = Entry(f"{number}%" if is_share else f"{number} {unit.value}", None, shown.reference)
    return told


def _contradicted(entries: Mapping[str, Entry[object]], found: list[Diagnostic]) -> dict[str, Entry[object]]:
    """A number that cannot be, or that was reported as another: it stays as typed, and is not used."""
    value, unit, shown = (entries.get(key, Entry()) for key in ("value", "unit", "shown"))
    if not isinstance(value.value, Decimal):
        return {}
    is_share = unit.value == "%"
    reported = read_number(str(shown.value or "").removesuffix(str(unit.value or "")).strip())
    exact = Fraction(value.value * 100 if is_share else value.value)
    differs = reported is not None and not _is_rounded(reported, exact)
    if not differs and value.value >= 0 and not (is_share and value.value > LARGEST_PLAIN_SHARE):
        return {}
    typed = as_found(value.raw)
    texts = {"expected": _EXPECTED["value"], "other": f", còn cột Đã báo cáo là ghi “{shown.value}”" if differs else ""}
    found.append(diagnostic("QM496", value.reference, column=_HEADERS["value"], found=typed, **texts))
    return {"value": Entry(None, value.raw, value.reference)}


def _is_rounded(reported: Decimal, exact: Fraction) -> bool:
    """Whether a number is another rounded, either way, at its own decimals."""
    exponent = reported.normalize().as_tuple().exponent
    step = Fraction(10) ** (min(exponent, 0) if isinstance(exponent, int) else 0)
    return abs(Fraction(reported) - exact) < step


def _is_percent(raw: CellValue) -> bool:
    return isinstance(raw, PercentNumber) or (isinstance(raw, str) and raw.rstrip().endswith("%"))


def _number(typed: CellValue, where: CellReference) -> Entry[Decimal]:
    return Entry(read_number(typed), typed, where)


def _kind(typed: CellValue, where: CellReference) -> Entry[str]:
    """As the contract spells it, where it is one of its choices."""
    text = read_text(typed)
    kind = period_kind(text)
    return Entry(kind.word if kind else text, typed, where)


_READERS: Mapping[Kind, Callable[[CellValue, CellReference], Entry[object]]] = {
    Kind.DATE: entry_day,
    Kind.NUMBER: _number,
    Kind.CHOICE: _kind,
}


def _value(typed: CellValue, unit: str | None) -> Decimal | None:
    """A share by its unit or its sign; one that can be read in two ways is not read."""
    if unit == "%" or (isinstance(typed, str) and typed.rstrip().endswith("%")):
        value, alternative = read_share(typed)
        return value if alternative is None else None
    return read_number(typed)


def _say_unreadable(entries: Mapping[str, Entry[object]], found: list[Diagnostic]) -> None:
    for key, entry in entries.items():
        is_wrong = entry.value is None or (key == "period_kind" and period_kind(str(entry.value)) is None)
        is_wrong |= key == "year" and isinstance(entry.value, Decimal) and year_of(entry.value) is None
        if key in _EXPECTED and entry.raw is not None and is_wrong:
            typed = as_found(entry.raw)
            texts = {"expected": _EXPECTED[key]}
            found.append(diagnostic("QM480", entry.reference, column=_HEADERS[key], found=typed, **texts))


def _period(entries: Mapping[str, Entry[object]], found: list[Diagnostic]) -> EarlierPeriod | None:
    typed = {key: entries.get(key, Entry()) for key in _PERIOD_KEYS}
    kind, year = period_kind(str(typed["period_kind"].value or "")), typed["year"].value
    number = year_of(year) if isinstance(year, Decimal) else None
    if any(entry.is_unreadable for entry in typed.values()):
        return None
    if kind is None or number is None:
        if all(entry.is_blank for entry in (typed["period_kind"], typed["year"])):
            where = next(entry.reference for entry in entries.values() if entry.reference)
            found.append(diagnostic("QM481", where, column=_HEADERS["period_kind"]))
        return None
    calendar = calendar_days(kind, number)
    if not _are_fit(typed, calendar, found):
        return None
    days = [typed[key].value or day for key, day in zip(("first_day", "last_day"), calendar, strict=True)]
    first, last = (day for day in days if isinstance(day, date))
    return EarlierPeriod(kind.word, number, first, last, period_text(kind.word, number))


_MOST_SHIFTED = 62
"""Days that an office's period may begin or end before or after the calendar's."""


def _are_fit(typed: Mapping[str, Entry[object]], calendar: tuple[date, date], found: list[Diagnostic]) -> bool:
    """Whether typed days lie about where the period does."""
    for key, day in zip(("first_day", "last_day"), calendar, strict=True):
        entry = typed[key]
        if isinstance(entry.value, date) and abs((entry.value - day).days) > _MOST_SHIFTED:
            texts = {"expected": f"khoảng ngày {day_text(day)}"}
            found.append(
                diagnostic("QM480", entry.reference, column=_HEADERS[key], found=day_text(entry.value), **texts)
            )
            return False
    return True
