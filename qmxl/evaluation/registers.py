"""Registers: every row in exactly one class (contract.md §5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from qmxl.model.evaluation import COUNTED_CLASSES, TIME_CLASSES, RegisterCounts, TimeClass
from qmxl.model.submission import NO_DAY, UNREADABLE_DAY, Basis, Indicator, Register, ReturnedRule, State

_CODE = {time_class: np.int8(code) for code, time_class in enumerate(TIME_CLASSES)}
DAY_ZERO = date(1899, 12, 30)
_LEAST_FAVOURABLE = (
    TimeClass.LATE,
    TimeClass.OPEN_OVERDUE,
    TimeClass.OPEN_IN_TIME,
    TimeClass.ON_TIME,
    TimeClass.EARLY,
    TimeClass.UNREADABLE,
    TimeClass.NOT_COUNTED,
    TimeClass.OUTSIDE,
)
"""Which of several rows about one dossier stands for it, whatever their order: the first of these."""
_RANK = {TIME_CLASSES.index(time_class): rank for rank, time_class in enumerate(_LEAST_FAVOURABLE)}


@dataclass(frozen=True, slots=True, eq=False)
class ClassedRows:
    """Class codes (index into TIME_CLASSES) by row, and which row each repeated one repeats (0-based positions)."""

    codes: np.ndarray
    alone: np.ndarray
    """What the codes would be if no row repeated another."""
    repeats: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Dates:
    """The three dates of every row as day numbers; NO_DAY where blank, UNREADABLE_DAY where not read."""

    received: np.ndarray
    due: np.ndarray
    finished: np.ndarray

    @property
    def has_unreadable(self) -> np.ndarray:
        unread = (self.received == UNREADABLE_DAY) | (self.due == UNREADABLE_DAY) | (self.finished == UNREADABLE_DAY)
        return np.asarray(unread)


def day_number(day: date) -> int:
    """Spreadsheet day number of a date."""
    return (day - DAY_ZERO).days


def selected(register: Register, indicator: Indicator) -> np.ndarray:
    """Rows that the indicator's condition lets through."""
    mask = np.ones(len(register), dtype=bool)
    for condition in indicator.conditions:
        mask &= register.column_texts(condition.key).where(set(condition.matching).__contains__)
    return mask


def classify(register: Register, indicator: Indicator, first: date, cut_off: date, rule: ReturnedRule) -> ClassedRows:
    """Class of every row for one indicator (EV30 to EV37, EV85 to EV87); later assignments win."""
    dates = _Dates(*(register.column_days(key) for key in ("received", "due", "finished")))
    start, end = day_number(first), day_number(cut_off)
    returned = register.says(State.RETURNED)
    codes = _by_dates(dates, register.says(State.WAITING), end)
    _class_by_state(codes, register, dates, start, end)
    _class_returned(codes, dates, returned, rule, end)
    has_finish = dates.finished > NO_DAY
    is_backwards = has_finish & (dates.received > NO_DAY) & (dates.finished < dates.received)
    is_outside = ((dates.received > end) | (has_finish & (dates.finished < start))) & ~is_backwards
    codes[dates.has_unreadable | is_backwards] = _CODE[TimeClass.UNREADABLE]
    codes[is_outside] = _CODE[TimeClass.OUTSIDE]
    if rule is ReturnedRule.NOT_COUNTED:
        codes[returned & (codes != _CODE[TimeClass.OUTSIDE])] = _CODE[TimeClass.NOT_COUNTED]
    codes[~selected(register, indicator)] = _CODE[TimeClass.OTHER]
    repeats = _repeats(register, dates, codes)
    alone = codes.copy()
    codes[list(repeats)] = _CODE[TimeClass.REPEATED]
    return ClassedRows(codes, alone, repeats)


def _by_dates(dates: _Dates, waiting: np.ndarray, end: int) -> np.ndarray:
    """The five classes by dates alone; what waits for something to be added is in time."""
    has_finish, has_due = dates.finished > NO_DAY, dates.due > NO_DAY
    done = has_finish & (dates.finished <= end)
    codes = np.full(len(dates.due), _CODE[TimeClass.OPEN_IN_TIME], dtype=np.int8)
    codes[~done & has_due & (dates.due < end) & ~(waiting & ~has_finish)] = _CODE[TimeClass.OPEN_OVERDUE]
    codes[done] = _CODE[TimeClass.ON_TIME]
    codes[done & has_due & (dates.finished < dates.due)] = _CODE[TimeClass.EARLY]
    codes[done & has_due & (dates.finished > dates.due)] = _CODE[TimeClass.LATE]
    return codes


def said_of_time(register: Register) -> tuple[np.ndarray, np.ndarray]:
    """Rows whose state says late, and those whose state says in time (EV89).

    What says both says neither, and beside returned, withdrawn and waiting no other word counts.
    """
    is_late, is_in_time = register.says(State.LATE), register.says(State.IN_TIME)
    is_said = (is_late != is_in_time) & ~register.says(State.RETURNED) & ~register.says(State.WAITING)
    return is_late & is_said, is_in_time & is_said


def _class_by_state(codes: np.ndarray, register: Register, dates: _Dates, start: int, end: int) -> None:
    """Where a date is missing, `Tình trạng` decides (EV85 to EV87)."""
    is_late, is_in_time = said_of_time(register)
    has_finish, has_due = dates.finished > NO_DAY, dates.due > NO_DAY
    codes[~has_due & has_finish & (dates.finished <= end) & is_late] = _CODE[TimeClass.LATE]
    unfinished = ~has_finish & ~register.says(State.WAITING)
    resolved = unfinished & register.says(State.RESOLVED)
    codes[unfinished & ~resolved & ~has_due & is_late] = _CODE[TimeClass.OPEN_OVERDUE]
    codes[resolved] = _CODE[TimeClass.UNREADABLE]
    codes[resolved & (is_in_time | (dates.due >= end))] = _CODE[TimeClass.ON_TIME]
    codes[resolved & is_late] = _CODE[TimeClass.LATE]
    codes[resolved & is_in_time & has_due & (dates.due < start)] = _CODE[TimeClass.OUTSIDE]


def _class_returned(codes: np.ndarray, dates: _Dates, returned: np.ndarray, rule: ReturnedRule, end: int) -> None:
    """Returned and withdrawn dossiers: by their dates, where they have a finish, or on time in any case (EV35)."""
    has_finish = dates.finished > NO_DAY
    codes[returned & ~has_finish] = _CODE[TimeClass.ON_TIME]
    if rule is ReturnedRule.ON_TIME:
        codes[returned & has_finish & (dates.finished <= end)] = _CODE[TimeClass.ON_TIME]


def _repeats(register: Register, dates: _Dates, codes: np.ndarray) -> dict[int, int]:
    """Rows equal in code and all dates, and the row among them that stands for all (EV36).

    Rows left out by the condition repeat nothing, and two dates that cannot be read are not the same date.
    """
    dossiers = _dossiers(register)
    positions = _sharing(dossiers, ~dates.has_unreadable & (codes != _CODE[TimeClass.OTHER]))
    columns = (column[positions].tolist() for column in (dossiers, dates.received, dates.due, dates.finished))
    first: dict[tuple[int, ...], int] = {}
    groups: dict[int, list[int]] = {}
    for position, key in zip(positions.tolist(), zip(*columns, strict=True), strict=True):
        seen = first.setdefault(key, position)
        if seen != position:
            groups.setdefault(seen, [seen]).append(position)
    repeats: dict[int, int] = {}
    for group in groups.values():
        kept = min(group, key=lambda position: (_RANK[int(codes[position])], position))
        repeats |= {position: kept for position in group if position != kept}
    return repeats


def _dossiers(register: Register) -> np.ndarray:
    """Dossier codes as numbers, without regard to case and spacing; below 0 where there is none."""
    texts = register.texts.get("dossier")
    return np.full(len(register), -1, dtype=np.int64) if texts is None else texts.numbered_alike()


def _sharing(dossiers: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Positions of the rows, of those `among`, whose dossier code another of them has: few, however long a register."""
    named = np.flatnonzero(among & (dossiers >= 0))
    times = np.bincount(dossiers[named])
    return np.asarray(named[times[dossiers[named]] > 1])


def shared_codes(register: Register, codes: np.ndarray) -> tuple[tuple[int, ...], ...]:
    """For each dossier code that several counted rows have with different dates, their positions."""
    dossiers = _dossiers(register)
    seen: dict[int, list[int]] = {}
    for position in _sharing(dossiers, codes < len(COUNTED_CLASSES)).tolist():
        seen.setdefault(int(dossiers[position]), []).append(position)
    return tuple(map(tuple, seen.values()))


def count(register: Register, rows: ClassedRows, first: date) -> RegisterCounts:
    """Rows by class, and where the counted ones came from."""
    numbers = np.bincount(rows.codes, minlength=len(TIME_CLASSES))
    counted = rows.codes < len(COUNTED_CLASSES)
    carried = counted & (register.column_days("received") < day_number(first))
    by_class = {time_class: int(numbers[code]) for code, time_class in enumerate(TIME_CLASSES)}
    return RegisterCounts(int(carried.sum()), int(counted.sum() - carried.sum()), by_class)


def good_and_all(counts: RegisterCounts, basis: Basis, *, is_late_share: bool) -> tuple[int, int]:
    """Numerator and denominator of a register's share for one way to count (`Tính trên`)."""
    number = counts.by_class
    in_time = number[TimeClass.EARLY] + number[TimeClass.ON_TIME]
    late, overdue = number[TimeClass.LATE], number[TimeClass.OPEN_OVERDUE]
    good = in_time + (number[TimeClass.OPEN_IN_TIME] if basis is Basis.RECEIVED_OPEN_COUNTS else 0)
    whole = {
        Basis.RESOLVED: in_time + late,
        Basis.RESOLVED_AND_OVERDUE: in_time + late + overdue,
    }.get(basis, counts.carried_over + counts.received)
    bad = late if basis is Basis.RESOLVED else late + overdue
    return (bad if is_late_share else good), whole
