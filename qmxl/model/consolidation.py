"""Many workbooks as one: what each of them came to, which of them count, and what they come to together.

A `UnitFile` is all that travels from the process that read a workbook; it holds texts and exact numbers only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import Status
from qmxl.model.submission import Measure
from qmxl.model.targets import UPPER_BOUNDS, Comparator, Scale

MET = frozenset({Status.EXCEEDED, Status.MET})
JUDGED = MET | {Status.NOT_MET}
COUNTED_MEASURES = frozenset({Measure.RATIO, Measure.ON_TIME, Measure.CHECKLIST, Measure.SURVEY})
"""Ways to measure whose figure is numerator over denominator."""
BIN_ENDS = tuple(Fraction(n, 100) for n in (50, 70, 80, 90, 95, 100))
"""Shares are parted into: below the first, from each to below the next, the last and more."""


@dataclass(frozen=True, slots=True)
class WorkbookPath:
    """A file to be read: where it is, and by which name it is told, whatever folder the machine keeps it in."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting office as its workbook names it; blank where it says nothing."""

    code: str = ""
    name: str = ""
    """Its short name: UBND xã Lộc An."""
    full_name: str = ""
    """The letterhead's, on one line."""
    province: str = ""


@dataclass(frozen=True, slots=True)
class FilePeriod:
    """The period a workbook reports on, inclusive."""

    text: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class TargetBounds:
    """What a target asks for; `level` and `upper` are exact ratios for shares."""

    phrase: str
    comparator: Comparator
    scale: Scale
    level: Fraction | None
    upper: Fraction | None

    def is_ranked_with(self, other: "TargetBounds | None") -> bool:
        """Whether results held against the two can be told better or worse than each other."""
        return other is not None and self.scale is other.scale and self.is_limit == other.is_limit

    @property
    def is_limit(self) -> bool:
        """Whether less is better."""
        return self.comparator in UPPER_BOUNDS

    @property
    def asks_for(self) -> tuple[object, ...]:
        """The same for all phrases that mean the same."""
        return self.comparator, self.scale, self.level, self.upper


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """What one indicator of one unit came to. `definition` is what its figure is made of, beside the way to measure."""

    code: str
    objective: int
    wording: str
    measure: Measure | None
    definition: tuple[str, ...]
    target: TargetBounds | None
    status: Status
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    shown: str | None
    cut_off: date | None


@dataclass(frozen=True, slots=True)
class ObjectiveFigure:
    """What one objective of one unit came to."""

    number: int
    statement: str
    status: Status
    is_counted: bool


@dataclass(frozen=True, slots=True)
class UnitFile:
    """What became of one workbook: its figures, or why it could not be read (`refusal`, a sentence).

    `changed_on` is the day the file was last changed, `changed_at` the moment, in nanoseconds: they stand in where the
    workbook has no `Ngày báo cáo`.
    """

    source: WorkbookPath
    changed_on: date | None = None
    changed_at: int = 0
    refusal: str = ""
    is_own_output: bool = False
    """It was made by qmxl, of many workbooks or for a unit: nobody's report."""
    sha256: str = ""
    unit: Unit = Unit()
    period: FilePeriod | None = None
    report_date: date | None = None
    template_version: str = ""
    objectives: tuple[ObjectiveFigure, ...] = ()
    indicators: tuple[IndicatorFigure, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def errors(self) -> int:
        return sum(d.severity == "error" for d in self.diagnostics)

    @property
    def warnings(self) -> int:
        return sum(d.severity == "warning" for d in self.diagnostics)


@dataclass(frozen=True, slots=True)
class ExpectedUnit:
    """A row of the list of units that have to report; `row` is its row there."""

    code: str
    name: str
    row: int
    email: str = ""
    phone: str = ""
    cluster: str = ""
    received: date | None = None


@dataclass(frozen=True, slots=True)
class ExpectedUnits:
    """The list of units that have to report: its file and its rows."""

    file_name: str
    units: tuple[ExpectedUnit, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


class Standing(StrEnum):
    """What is done with a file; only USED ones are counted."""

    USED = "used"
    SUPERSEDED = "superseded"
    """The unit sent a later one for the same period."""
    OTHER_PERIOD = "other_period"
    NO_PERIOD = "no_period"
    NO_UNIT = "no_unit"
    """It names neither a code nor a province and a unit."""
    DISPUTED = "disputed"
    """Two units with one key: somebody has to be asked which of them is meant."""
    UNREADABLE = "unreadable"


class Timeliness(StrEnum):
    """Whether a unit's report came by the deadline."""

    ON_TIME = "on_time"
    LATE = "late"
    UNKNOWN = "unknown"
    """Reported, but there is no deadline, or no day to hold against it."""
    MISSING = "missing"
    OTHER_PERIOD = "other_period"
    """Only workbooks of another period were sent."""
    NOT_USABLE = "not_usable"
    """Something was sent, but nothing of it could be counted."""


@dataclass(frozen=True, slots=True)
class SortedFile:
    """A file and its standing; `why` says more where it is not used."""

    file: UnitFile
    standing: Standing
    why: str = ""


@dataclass(frozen=True, slots=True)
class UnitReport:
    """A unit and what it sent. `used` is the file that counts; `others` are all further ones that are its own.

    `expected` is its row of the list of units, None of a unit that is not on it (or where there is no list).
    """

    unit: Unit
    expected: ExpectedUnit | None
    used: UnitFile | None
    others: tuple[SortedFile, ...]
    timeliness: Timeliness
    received: date | None = None
    """The day that was held against the deadline: the list's day of receipt, else the report's own date."""
    has_old_template: bool = False

    @property
    def is_duplicated(self) -> bool:
        return any(each.standing is Standing.SUPERSEDED for each in self.others)

    @property
    def cluster(self) -> str:
        return self.expected.cluster if self.expected else ""


@dataclass(frozen=True, slots=True)
class SaidOfFile:
    """A diagnostic with the unit and the file it is about; blank where it is about all of them."""

    unit: Unit
    file_name: str
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class IndicatorName:
    """An indicator of the consolidation, matched over the units, in its usual wording.

    `label` tells it from all others: its usual code, or K1, K2 … where it is not common, or its code is another's.
    """

    label: str
    objective: int
    """Item of `Consolidation.objectives`."""
    wording: str
    measure: Measure | None
    target: TargetBounds | None
    """The one most units have."""
    is_common: bool
    """It belongs to the set that most units report on; others are shown apart."""
    units: int = 0
    other_targets: int = 0
    """Units with another target."""
    codes: Mapping[str, int] = field(default_factory=dict)
    """Codes it has in the units' workbooks, with the number of units; the usual one first."""
    wordings: Mapping[str, int] = field(default_factory=dict)
    """Wordings, with the number of units; the usual one first."""
    resembles: str = ""
    """Label of a common indicator that it looks like, though it is another."""
    difference: str = ""
    """And in what it differs."""


@dataclass(frozen=True, slots=True)
class ObjectiveName:
    """An objective of the consolidation, matched over the units by its statement; `label` as for indicators."""

    label: str
    statement: str
    is_common: bool
    units: int = 0


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit × indicator: a row of the long table. `report`, `indicator`, `objective`: items of the consolidation."""

    report: int
    indicator: int
    objective: int
    figure: IndicatorFigure
    objective_status: Status
    is_objective_counted: bool

    @property
    def is_judged(self) -> bool:
        return self.figure.status in JUDGED

    @property
    def is_met(self) -> bool:
        return self.figure.status in MET

    @property
    def has_counts(self) -> bool:
        """Whether the figure was judged by counts that can be summed over units."""
        figure = self.figure
        is_counted = figure.measure in COUNTED_MEASURES and figure.numerator is not None
        return self.is_judged and is_counted and bool(figure.denominator)

    def is_ranked(self, usual: TargetBounds | None) -> bool:
        """Whether the figure is one of those that are better or worse, held against the indicator's usual target."""
        own = self.figure.target
        return self.is_judged and self.figure.value is not None and own is not None and own.is_ranked_with(usual)

    @property
    def is_share(self) -> bool:
        """Whether the figure is a percentage that was judged."""
        target = self.figure.target
        is_percentage = target is not None and target.scale is Scale.SHARE
        return self.is_judged and is_percentage and self.figure.value is not None


@dataclass(frozen=True, slots=True)
class IndicatorTotal:
    """What an indicator comes to over the units that report on it.

    `numerator` and `denominator` are summed over the `counted` units that were judged by counts; `mean` is that of the
    `averaged` units judged by a percentage. The two agree unless units of different size come to different results.
    """

    by_status: Mapping[Status, int]
    counted: int
    numerator: Fraction
    denominator: Fraction
    averaged: int
    mean: Fraction | None
    bins: tuple[int, ...]
    """Units by result, parted at BIN_ENDS; only of shares."""
    best: tuple[int, ...]
    """Rows of the units with the best result, the first few."""
    worst: tuple[int, ...]
    best_units: int = 0
    """How many units share the best result."""
    worst_units: int = 0
    is_misleading: bool = False
    """The sum and the mean lie far apart, or on different sides of the usual target."""

    @property
    def judged(self) -> int:
        return sum(self.by_status[status] for status in JUDGED)

    @property
    def met(self) -> int:
        return self.by_status[Status.EXCEEDED] + self.by_status[Status.MET]

    @property
    def ratio(self) -> Fraction | None:
        """Summed numerators over summed denominators."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class ObjectiveTotal:
    """How an objective came out over the units; `left_out`: nothing of it was left to judge."""

    by_status: Mapping[Status, int]
    left_out: int


@dataclass(frozen=True, slots=True)
class Consolidation:
    """All units together. `rows` stand in the order of `reports`, then of `indicators`."""

    period: FilePeriod | None
    deadline: date | None
    reports: tuple[UnitReport, ...]
    strays: tuple[SortedFile, ...]
    """Files that belong to no unit that is known."""
    indicators: tuple[IndicatorName, ...]
    objectives: tuple[ObjectiveName, ...]
    rows: tuple[UnitRow, ...]
    totals: tuple[IndicatorTotal, ...]
    """By indicator."""
    objective_totals: tuple[ObjectiveTotal, ...]
    template_version: str = ""
    """The one most units have."""
    expected: ExpectedUnits | None = None
    said: tuple[SaidOfFile, ...] = ()
    """All there is to say, of the consolidation itself first."""

    @property
    def used(self) -> tuple[UnitReport, ...]:
        return tuple(report for report in self.reports if report.used is not None)
