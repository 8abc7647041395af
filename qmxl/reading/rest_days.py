"""The optional sheet `Ngày nghỉ`: days an office rests beside the public holidays, or works in spite of them."""

from collections.abc import Sequence
from datetime import date

from qmxl.contract.choices import OTHER_REST_DAY_WORDS, REST_DAY_WORDS, words_of
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import REST_DAY_COLUMNS
from qmxl.contract.words import day_text
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.submission import Entry, RestDay, RestDayKind
from qmxl.reading.list_sheets import list_rows
from qmxl.reading.values import as_found, day_fault, entry_day, entry_text, read_choice
from qmxl.reading.workbook import SheetCells
from qmxl.reading.working_days import OwnDays

_HEADERS = {column.key: column.header for column in REST_DAY_COLUMNS}
_WORDS = words_of(REST_DAY_WORDS, OTHER_REST_DAY_WORDS)


def read_rest_days(sheet: SheetCells | None, found: list[Diagnostic]) -> tuple[RestDay, ...]:
    """Every filled row, understood or not: all are carried over."""
    days = []
    for row in list_rows(sheet, REST_DAY_COLUMNS, ("day", "kind"), found):
        typed, where = row["kind"]
        note: Entry[str] = entry_text(*row["note"]) if "note" in row else Entry()
        day = RestDay(entry_day(*row["day"]), Entry(read_choice(typed, _WORDS), typed, where), note)
        if not (day.day.is_blank and day.kind.is_blank):
            days.append(day)
    return tuple(days)


def own_days(days: Sequence[RestDay], found: list[Diagnostic]) -> OwnDays:
    """The days that can be used; a row that cannot be read, or contradicts another, is said and not used."""
    kinds: dict[date, RestDay] = {}
    contested: set[date] = set()
    for row in days:
        day, kind = row.day.value, _kind(row)
        if day is None:
            _say_no_day(row, found)
        elif kind is None:
            _say_kind(row, day, "", found)
        elif _kind(other := kinds.setdefault(day, row)) is not kind:
            contested.add(day)
            where = other.day.reference
            _say_kind(row, day, f", còn dòng {where.row if where else ''} ghi khác", found)
    used = {day: _kind(row) for day, row in kinds.items() if day not in contested}
    off, worked = (frozenset(d for d, kind in used.items() if kind is wanted) for wanted in RestDayKind)
    return OwnDays(off, worked)


def _kind(row: RestDay) -> RestDayKind | None:
    """The sheet is one of days off: a blank says so."""
    return RestDayKind.OFF if row.kind.is_blank else row.kind.value


def _say_no_day(row: RestDay, found: list[Diagnostic]) -> None:
    raw = row.day.raw
    reason = "" if raw is None else day_fault(raw)
    typed = "(để trống)" if raw is None else as_found(raw)
    found.append(diagnostic("QM390", row.day.reference, column=_HEADERS["day"], found=typed, reason=reason))


def _say_kind(row: RestDay, day: date, reason: str, found: list[Diagnostic]) -> None:
    typed = REST_DAY_WORDS[RestDayKind.OFF] if row.kind.is_blank else as_found(row.kind.raw)
    texts = {"day": day_text(day), "reason": reason, "choices": ", ".join(REST_DAY_WORDS.values())}
    found.append(diagnostic("QM391", row.kind.reference, column=_HEADERS["kind"], found=typed, **texts))
