"""From a figure to a verdict (contract.md §3): one comparison per comparator, then what comes before comparing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qmxl.model.evaluation import Measurement, Status
from qmxl.model.submission import Indicator, ReportingPeriod
from qmxl.model.targets import COMPLETIONS, Comparator, Target

MET_STATUSES = frozenset({Status.MET, Status.EXCEEDED})


def _lower(value: Fraction, target: Target) -> Status:
    if value > _level(target):
        return Status.EXCEEDED
    is_at_bound = value == _level(target) and target.comparator is Comparator.AT_LEAST
    return Status.MET if is_at_bound else Status.NOT_MET


def _upper(value: Fraction, target: Target) -> Status:
    is_below = value < _level(target) or (value == _level(target) and target.comparator is Comparator.AT_MOST)
    return Status.MET if is_below else Status.NOT_MET


def _equal(value: Fraction, target: Target) -> Status:
    return Status.MET if value == _level(target) else Status.NOT_MET


def _from_to(value: Fraction, target: Target) -> Status:
    if value < _level(target):
        return Status.NOT_MET
    return Status.EXCEEDED if target.upper is not None and value > target.upper else Status.MET


def _within(value: Fraction, target: Target) -> Status:
    return Status.MET if target.upper is not None and _level(target) <= value <= target.upper else Status.NOT_MET


def _level(target: Target) -> Fraction:
    return target.level if target.level is not None else Fraction(0)


_COMPARISONS: Mapping[Comparator, Callable[[Fraction, Target], Status]] = {
    Comparator.ABOVE: _lower,
    Comparator.AT_LEAST: _lower,
    Comparator.BELOW: _upper,
    Comparator.AT_MOST: _upper,
    Comparator.EQUAL: _equal,
    Comparator.FROM_TO: _from_to,
    Comparator.WITHIN: _within,
}


def compare(value: Fraction, target: Target) -> Status:
    """EXCEEDED, MET or NOT_MET for a figure on the target's own scale (EV01 to EV05)."""
    return _COMPARISONS[target.comparator](value, target)


def completion(measurement: Measurement, target: Target) -> Status | None:
    """Verdict on a yes/no target; None where nothing was declared."""
    if measurement.is_done is None:
        return None
    if not measurement.is_done:
        return Status.NOT_MET
    if measurement.done_on is None or target.deadline is None:
        return Status.MET
    limit_passed = (
        measurement.done_on >= target.deadline
        if target.comparator is Comparator.DONE_BEFORE
        else measurement.done_on > target.deadline
    )
    return Status.NOT_MET if limit_passed else Status.MET


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status, and why it is NO_DATA where it is."""

    status: Status
    is_missing: bool = False
    is_undecided: bool = False


def judge(
    indicator: Indicator, measurement: Measurement, period: ReportingPeriod | None, cut_off: date | None
) -> Judgement:
    """Status of one indicator; the first rule that applies (EV06 to EV14)."""
    if indicator.waits(period):
        return Judgement(Status.DEFERRED, is_missing=not _has_figure(measurement))
    target = indicator.target.value
    if target is None or period is None or indicator.is_blocked:
        return Judgement(Status.NO_DATA)
    if measurement.is_no_cases:
        return Judgement(Status.NO_CASES)
    verdicts = _verdicts(measurement, target)
    waits = is_due_later(indicator, cut_off) and not verdicts <= MET_STATUSES and not measurement.is_done
    is_open_only = measurement.is_open_only and not (measurement.unusable and len(verdicts) > 1)
    if is_open_only or waits or _is_open(measurement, target, verdicts):
        return Judgement(Status.DEFERRED, is_missing=None in verdicts and not is_open_only)
    (status, *others) = verdicts
    if status is None or others:
        return Judgement(Status.NO_DATA, is_missing=status is None, is_undecided=bool(others))
    return Judgement(status)


def _is_open(measurement: Measurement, target: Target, verdicts: frozenset[Status | None]) -> bool:
    """Whether what is judged later may still turn a miss into a hit, or a hit into a miss (EV11)."""
    if measurement.later is None or None in verdicts:
        return False
    later = verdicts | {compare(measurement.later, target)}
    return not later <= MET_STATUSES and later != {Status.NOT_MET}


def is_due_later(indicator: Indicator, cut_off: date | None) -> bool:
    """Whether a deadline, of the indicator or in its target, lies after the data date."""
    target = indicator.target.value
    deadlines = [indicator.deadline.value, target.deadline if target else None]
    return cut_off is not None and any(deadline > cut_off for deadline in deadlines if deadline)


def _has_figure(measurement: Measurement) -> bool:
    return measurement.value is not None or measurement.is_done is not None or measurement.bands is not None


def _verdicts(measurement: Measurement, target: Target) -> frozenset[Status | None]:
    """Verdicts on the figure and at both its bounds; {None} where there is none."""
    if measurement.is_done is not None or target.comparator in COMPLETIONS:
        return frozenset({completion(measurement, target)})
    if measurement.low is None or measurement.high is None:
        return frozenset({None})
    figures = (measurement.low, measurement.value, measurement.high)
    return frozenset(compare(figure, target) for figure in figures if figure is not None)
