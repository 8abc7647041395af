"""Days off of Vietnam, and due dates counted around them: EV94, EV95, EV96."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmxl.reading.registers import day_number
from qmxl.reading.time_limits import MOST_DAYS
from qmxl.reading.values import DAY_ZERO
from qmxl.reading.working_days import OwnDays, public_days, working_days

# What the library gives, and 2/1/2026, which the Government exchanged for 10/1/2026 and the library does not know.
# Where a later version knows more of a year that is over, or less, this test says so before any report does.
DAYS_OFF = {
    2020: "01/01 23/01 24/01 25/01 26/01 27/01 28/01 29/01 02/04 30/04 01/05 02/09",
    2021: "01/01 10/02 11/02 12/02 13/02 14/02 15/02 16/02 21/04 30/04 01/05 03/05 02/09 03/09",
    2022: "01/01 03/01 31/01 01/02 02/02 03/02 04/02 10/04 11/04 30/04 01/05 02/05 03/05 01/09 02/09",
    2023: "01/01 02/01 20/01 21/01 22/01 23/01 24/01 25/01 26/01 29/04 30/04 01/05 02/05 03/05 01/09 02/09 04/09",
    2024: "01/01 08/02 09/02 10/02 11/02 12/02 13/02 14/02 18/04 29/04 30/04 01/05 02/09 03/09",
    2025: "01/01 27/01 28/01 29/01 30/01 31/01 01/02 07/04 30/04 01/05 02/05 01/09 02/09",
    2026: "01/01 02/01 16/02 17/02 18/02 19/02 20/02 26/04 27/04 30/04 01/05 31/08 01/09 02/09 24/11",
    2027: "01/01 04/02 05/02 06/02 07/02 08/02 09/02 10/02 16/04 30/04 01/05 03/05 02/09 03/09 24/11",
}
SATURDAYS_WORKED = {date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}
LAST_KNOWN = 2026
"""For later years the Government may still exchange days."""


def days_of(year: int) -> set[date]:
    return {date(year, int(day[3:]), int(day[:2])) for day in DAYS_OFF[year].split()}


ALL_OFF = set().union(*map(days_of, DAYS_OFF))


@pytest.mark.parametrize("year", DAYS_OFF)
def test_the_days_off_of_a_year(year: int) -> None:
    off, worked = public_days((year,))
    known = {day for day in off if day.year == year}
    assert known == days_of(year) if year <= LAST_KNOWN else known >= days_of(year)
    if year <= LAST_KNOWN:
        assert {day for day in worked if day.year == year} == {day for day in SATURDAYS_WORKED if day.year == year}


def due(received: date, days: int, own: OwnDays = OwnDays(), *, is_working: bool) -> date:  # noqa: B008  frozen
    start, count = np.array([day_number(received)]), np.array([days])
    calendar = working_days(start, days, own)
    numbers = calendar.after(start, count) if is_working else calendar.from_on(start + count)
    return DAY_ZERO + timedelta(days=int(numbers[0]))


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # over a weekend
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # from a Friday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # received on a Saturday
        (date(2026, 2, 12), 5, date(2026, 2, 26)),  # over Tết: Friday 13, then Monday 23 to Thursday 26
        (date(2026, 2, 17), 1, date(2026, 2, 23)),  # received on Tết
        (date(2026, 4, 24), 1, date(2026, 4, 28)),  # Giỗ Tổ on a Sunday, Monday off for it
        (date(2026, 4, 29), 1, date(2026, 5, 4)),  # 30/4 and 1/5, then a weekend
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # a Saturday worked for Monday 31/8
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),  # Friday 2/1 off, Saturday 10/1 worked for it
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        (date(2024, 4, 26), 1, date(2024, 5, 2)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_working_days(received: date, days: int, expected: date) -> None:
    """EV94"""
    assert due(received, days, is_working=True) == expected


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # ends on a Saturday
        (date(2026, 3, 2), 7, date(2026, 3, 9)),
        (date(2026, 2, 1), 15, date(2026, 2, 23)),  # ends on the first day of Tết
        (date(2026, 4, 10), 20, date(2026, 5, 4)),  # ends on 30/4
        (date(2026, 8, 1), 21, date(2026, 8, 22)),  # ends on a Saturday that is worked
        (date(2026, 11, 4), 20, date(2026, 11, 25)),
    ],
)
def test_calendar_days(received: date, days: int, expected: date) -> None:
    """EV95"""
    assert due(received, days, is_working=False) == expected


def test_own_days_win_over_the_calendar() -> None:
    """EV96"""
    own = OwnDays(
        off=frozenset({date(2026, 3, 3), date(2026, 8, 22)}), worked=frozenset({date(2026, 3, 7), date(2026, 4, 30)})
    )
    assert due(date(2026, 3, 2), 1, own, is_working=True) == date(2026, 3, 4)
    assert due(date(2026, 3, 6), 1, own, is_working=True) == date(2026, 3, 7)
    assert due(date(2026, 3, 6), 1, own, is_working=False) == date(2026, 3, 7)
    assert due(date(2026, 4, 29), 1, own, is_working=True) == date(2026, 4, 30)
    assert due(date(2026, 8, 21), 1, own, is_working=True) == date(2026, 8, 24)


def test_the_longest_time_limit_from_any_century() -> None:
    received = np.array([day_number(day) for day in (date(1900, 3, 1), date(2026, 3, 2), date(2199, 12, 31))])
    calendar = working_days(received, MOST_DAYS, OwnDays())
    numbers = calendar.after(received, np.full(3, MOST_DAYS))
    assert [(DAY_ZERO + timedelta(days=int(number))).year for number in numbers] == [1904, 2030, 2203]


# An independent slow reading: one day after the other.


def is_worked(day: date, own: OwnDays) -> bool:
    if day in own.worked or day in own.off:
        return day in own.worked
    return day in SATURDAYS_WORKED or (day.weekday() < 5 and day not in ALL_OFF)


def slow_due(received: date, days: int, own: OwnDays, *, is_working: bool) -> date:
    day, left = received, days
    while left:
        day += timedelta(days=1)
        left -= not is_working or is_worked(day, own)
    while not is_worked(day, own):
        day += timedelta(days=1)
    return day


_DAYS = st.dates(date(2020, 1, 1), date(2026, 6, 30))
_OWN = st.sets(_DAYS, max_size=12)


@given(st.lists(st.tuples(_DAYS, st.integers(1, 100), st.booleans()), min_size=1, max_size=30), _OWN, _OWN)
def test_as_counted_day_by_day(rows: list[tuple[date, int, bool]], off: set[date], worked: set[date]) -> None:
    """EV94, EV95, EV96"""
    own = OwnDays(frozenset(off), frozenset(worked - off))
    received = np.array([day_number(day) for day, _, _ in rows])
    days = np.array([count for _, count, _ in rows])
    calendar = working_days(received, int(days.max()), own)
    found = np.where(
        [working for _, _, working in rows], calendar.after(received, days), calendar.from_on(received + days)
    )
    slow = [day_number(slow_due(day, count, own, is_working=working)) for day, count, working in rows]
    assert found.tolist() == slow
