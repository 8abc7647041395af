"""Working days of a Vietnamese office, and due dates counted in them. Pure but for the library's calendar."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from qmxl.reading.values import DAY_ZERO

_EPOCH = 25_569
"""Day number of 1970-01-01, from which numpy counts."""
_SATURDAY = 5
_SPARE_DAYS = 60
"""More days than all that are off in a row."""
_EXCHANGED = {date(2026, 1, 2): date(2026, 1, 10)}
"""Working day taken off -> Saturday worked for it, where the library does not know it.

Office of the Government, 12729/VPCP-KGVX of 25 December 2025; not in holidays 0.109.
"""


@dataclass(frozen=True, slots=True)
class OwnDays:
    """What an office's `Ngày nghỉ` adds to the calendar; it wins over it."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class WorkingDays:
    """The working days from day number `first` on: how many there are up to each day, and which they are."""

    first: int
    counts: np.ndarray
    days: np.ndarray

    def after(self, received: np.ndarray, count: np.ndarray) -> np.ndarray:
        """The `count`-th working day after each day, which is not counted itself (Civil Code 2015, art. 147)."""
        return np.asarray(self.days[self.counts[received - self.first] + count - 1])

    def from_on(self, days: np.ndarray) -> np.ndarray:
        """Each day itself, or the next working day where it is one off (Civil Code 2015, art. 148)."""
        return np.asarray(self.days[self.counts[days - 1 - self.first]])


def working_days(received: np.ndarray, most_days: int, own: OwnDays) -> WorkingDays:
    """Working days around some days of receipt (day numbers, at least one), far enough for `most_days` after each."""
    first = int(received.min()) - 1
    length = int(received.max()) - first + 2 * most_days + len(own.off) + _SPARE_DAYS
    numbers = np.arange(first, first + length)
    weekday = (numbers - 2) % 7  # day number 2 was a Monday
    is_worked = weekday < _SATURDAY
    off, worked = public_days(_years(received, first + length - int(received.max())))
    for days, value in ((off - own.worked, False), (worked - own.off, True), (own.off, False), (own.worked, True)):
        is_worked[[n for day in days if 0 <= (n := (day - DAY_ZERO).days - first) < length]] = value
    return WorkingDays(first, np.cumsum(is_worked), numbers[is_worked])


def _years(received: np.ndarray, days_on: int) -> tuple[int, ...]:
    """Calendar years that time limits from these days on may reach: few, though one date may be a century away."""
    starts = np.unique((received - _EPOCH).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)) + 1970
    return tuple(sorted({start + more for start in starts.tolist() for more in range(days_on // 365 + 2)}))


@lru_cache(maxsize=16)
def public_days(years: tuple[int, ...]) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays with Tết and the days off that stand for them, and the Saturdays worked in exchange.

    Labour Code 2019, art. 112; what the Government exchanges from year to year as the library knows it.
    """
    from holidays import country_holidays

    calendar = country_holidays("VN", years=years)
    exchanged = {off: worked for off, worked in _EXCHANGED.items() if off.year in years}
    return frozenset(calendar) | frozenset(exchanged), frozenset(calendar.weekend_workdays) | set(exchanged.values())


def calendar_source() -> str:
    """The library the public holidays come from, with its version: it learns of exchanged days year by year."""
    from holidays.version import __version__

    return f"holidays {__version__}"
