"""What the evaluation says of a submission: figures, statuses and what they rest on. Ratios are exact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

import numpy as np


class Status(StrEnum):
    """Outcome of an indicator or objective (contract.md §3)."""

    EXCEEDED = "EXCEEDED"
    MET = "MET"
    NOT_MET = "NOT_MET"
    DEFERRED = "DEFERRED"
    NO_CASES = "NO_CASES"
    NO_DATA = "NO_DATA"


class PlanStatus(StrEnum):
    """Outcome of one row of a plan table."""

    EXCEEDED = "exceeded"
    MET = "met"
    UNDER_WAY = "under_way"
    BEHIND = "behind"
    YEAR_END = "year_end"
    NO_DATA = "no_data"
    NOT_MET = "not_met"


class TimeClass(StrEnum):
    """Where one register row belongs (contract.md §5); every row is in exactly one."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    OPEN_IN_TIME = "open_in_time"
    OPEN_OVERDUE = "open_overdue"
    OUTSIDE = "outside"
    UNREADABLE = "unreadable"
    REPEATED = "repeated"
    NOT_COUNTED = "not_counted"
    OTHER = "other"
    """Left out by the indicator's condition."""


TIME_CLASSES = tuple(TimeClass)
COUNTED_CLASSES = TIME_CLASSES[:5]


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """A register's rows by class. `carried_over + received == resolved + open` always."""

    carried_over: int
    received: int
    by_class: Mapping[TimeClass, int]

    @property
    def resolved(self) -> int:
        return sum(self.by_class[c] for c in COUNTED_CLASSES[:3])

    @property
    def open(self) -> int:
        return sum(self.by_class[c] for c in COUNTED_CLASSES[3:])

    @property
    def counted(self) -> int:
        return self.carried_over + self.received


class Arrival(StrEnum):
    """How a register row came into the period."""

    CARRIED_OVER = "carried_over"
    """Received before the period."""
    UNDATED = "undated"
    """Nobody knows when it was received: counted as carried over (contract.md §5)."""
    IN_MONTH = "in_month"
    """Received in one of its months."""


@dataclass(frozen=True, slots=True)
class FieldSplit:
    """The rows of one field (lĩnh vực), by class. `texts` are what its rows say, spaces and case as typed.

    `name` is '' for the rows that say nothing, None for the fields that are too many to be told one by one.
    """

    name: str | None
    texts: tuple[str, ...]
    counts: RegisterCounts


@dataclass(frozen=True, slots=True)
class MonthSplit:
    """The rows received in one month, told by its first day (None before the period), by what has become of them."""

    arrival: Arrival
    month: date | None
    counts: RegisterCounts


@dataclass(frozen=True, slots=True)
class RegisterSplits:
    """A register's rows by field and by month of receipt; each sums to the whole as far as it is counted."""

    by_field: tuple[FieldSplit, ...]
    by_month: tuple[MonthSplit, ...]


@dataclass(frozen=True, slots=True)
class PlanRowResult:
    """One row of a plan table: its share of the plan (None where the plan is no lower bound) and its status."""

    row: int
    name: str
    share: Fraction | None
    status: PlanStatus


@dataclass(frozen=True, slots=True)
class PlanBands:
    """Rows of a plan table by band; the parts sum to `total`."""

    behind: int
    within: int
    above: int
    year_end: int
    no_figure: int
    limits: int
    skipped: int

    @property
    def total(self) -> int:
        return self.behind + self.within + self.above + self.year_end + self.no_figure + self.limits


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """The figure of one indicator.

    `value` is the exact figure (ratio for shares, count or declared number otherwise), None where there is none;
    `low` and `high` bound it when unreadable rows are counted against and for the unit. `done_on`/`is_done` for
    yes/no targets.
    """

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    later: Fraction | None = None
    """The figure if all that is judged later turns out well; None where nothing is."""
    is_declared: bool = False
    is_no_cases: bool = False
    is_open_only: bool = False
    is_unmatched: bool = False
    """The condition asks for what stands in no row."""
    is_unusable: bool = False
    """An error was found that no formula of the report can see."""
    is_done: bool | None = None
    done_on: date | None = None
    register: RegisterCounts | None = None
    splits: RegisterSplits | None = None
    classes: np.ndarray | None = None
    repeats: Mapping[int, int] | None = None
    unusable: int = 0
    """Cases that could not be read: `low` and `high` count them against and for the unit."""
    bands: PlanBands | None = None
    plan_rows: tuple[PlanRowResult, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorResult:
    """Verdict on one indicator. `shown` and `margin` are Vietnamese texts; None where nothing was evaluated."""

    code: str
    status: Status
    measurement: Measurement
    cut_off: date | None
    shown: str | None
    margin: str | None
    cases_needed: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure lies to that of an earlier period: as shown, on the target's scale (percent for shares).

    `text` is the size of the difference with its unit; `shown` is what was reported then.
    """

    period: str
    shown: str | None
    difference: Fraction
    text: str
    is_exactly_equal: bool


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """Verdict on one objective. `is_counted` is False where nothing of it is left to judge."""

    number: int
    status: Status
    is_counted: bool
    deciding: str | None
    indicators: tuple[IndicatorResult, ...]

    @property
    def is_met(self) -> bool:
        return self.status in {Status.EXCEEDED, Status.MET}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Verdict on a submission."""

    objectives: tuple[ObjectiveResult, ...]
    changes: Mapping[str, Change] = field(default_factory=dict)
    """By indicator code, where a figure is held against that of an earlier period."""

    @property
    def met(self) -> tuple[int, ...]:
        return tuple(o.number for o in self.objectives if o.is_counted and o.is_met)

    @property
    def total(self) -> int:
        return sum(o.is_counted for o in self.objectives)

    @property
    def indicators(self) -> tuple[IndicatorResult, ...]:
        return tuple(i for o in self.objectives for i in o.indicators)
