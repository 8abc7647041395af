"""What must hold of every evaluation, whatever the input: parts make their wholes (contract.md §3, §5).

These are derived figures, so one that does not hold is a fault of the program and stops it: a report with parts that
do not sum is worse than none. What staff typed is held against its whole elsewhere, as a warning.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from qmxl.model.evaluation import (
    COUNTED_CLASSES,
    Evaluation,
    IndicatorResult,
    Measurement,
    RegisterCounts,
    Status,
)


class BrokenIdentity(AssertionError):
    """Parts that were derived do not make their whole."""


def check_identities(evaluation: Evaluation) -> None:
    """Raises BrokenIdentity with every identity that does not hold."""
    broken = [*_of_objectives(evaluation), *(fault for i in evaluation.indicators for fault in _of_indicator(i))]
    if broken:
        raise BrokenIdentity("; ".join(broken))


def _of_objectives(evaluation: Evaluation) -> Iterator[str]:
    """Outcomes of the counted objectives sum to y, and those met are x."""
    statuses = [objective.status for objective in evaluation.objectives if objective.is_counted]
    if len(statuses) != evaluation.total:
        yield f"{len(statuses)} outcomes of {evaluation.total} objectives"
    met = statuses.count(Status.EXCEEDED) + statuses.count(Status.MET)
    if met != len(evaluation.met):
        yield f"{met} objectives met, {len(evaluation.met)} listed"


def _of_indicator(result: IndicatorResult) -> Iterator[str]:
    for name, check in _CHECKS.items():
        if not check(result.measurement):
            yield f"{name} of {result.code}"


def _is_within_whole(measured: Measurement) -> bool:
    """No more good cases than cases, where both were counted of rows."""
    if measured.is_declared or measured.numerator is None or measured.denominator is None or measured.classes is None:
        return True
    return measured.numerator <= measured.denominator


def _bands_sum(measured: Measurement) -> bool:
    bands = measured.bands
    if bands is None:
        return True
    return bands.total == len(measured.plan_rows) == measured.denominator


def _register_balances(measured: Measurement) -> bool:
    """Of a register's own rows; a breakdown table was typed, and may be at fault (QM320)."""
    counts = measured.register
    if counts is None or measured.classes is None:
        return True
    return counts.counted == counts.resolved + counts.open


def _splits_sum(measured: Measurement) -> bool:
    counts, splits = measured.register, measured.splits
    if counts is None or splits is None:
        return True
    whole = _movements((counts,))
    return all(_movements(part.counts for part in parts) == whole for parts in (splits.by_field, splits.by_month))


def _movements(parts: Iterable[RegisterCounts]) -> list[int]:
    """Carried over, received, and cases by class, summed."""
    listed = list(parts)
    arrivals = [sum(part.carried_over for part in listed), sum(part.received for part in listed)]
    return [*arrivals, *(sum(part.by_class[name] for part in listed) for name in COUNTED_CLASSES)]


_CHECKS: Mapping[str, Callable[[Measurement], bool]] = {
    "good cases within all": _is_within_whole,
    "bands of the plan": _bands_sum,
    "carried over + received = resolved + open": _register_balances,
    "splits of the register": _splits_sum,
}
