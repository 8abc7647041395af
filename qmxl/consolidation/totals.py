"""What indicators and objectives come to over all units: sums, means, outcomes, the best and the worst. Exact."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from qmxl.model.consolidation import BIN_ENDS, IndicatorName, IndicatorTotal, ObjectiveTotal, TargetBounds, UnitRow
from qmxl.model.evaluation import Status
from qmxl.model.targets import LOWER_BOUNDS, RANGES, UPPER_BOUNDS, Scale

FIRST_UNITS = 3
"""So many of the best and of the worst are named."""
_MISLEADING = Fraction(5, 100)
"""From this difference on (5 points) the two averages tell different stories."""


def indicator_totals(indicators: Sequence[IndicatorName], rows: Sequence[UnitRow]) -> tuple[IndicatorTotal, ...]:
    """By indicator."""
    by_indicator: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        by_indicator[row.indicator].append(place)
    return tuple(_total(name, by_indicator[n], rows) for n, name in enumerate(indicators))


def _total(name: IndicatorName, places: Sequence[int], rows: Sequence[UnitRow]) -> IndicatorTotal:
    own = [rows[place] for place in places]
    counted = [row.figure for row in own if row.has_counts]
    shares = [row.figure.value for row in own if row.is_share and row.figure.value is not None]
    best, worst = _ends(name.target, [place for place in places if rows[place].is_ranked(name.target)], rows)
    total = IndicatorTotal(
        by_status=_by_status(row.figure.status for row in own),
        counted=len(counted),
        numerator=_sum(figure.numerator for figure in counted),
        denominator=_sum(figure.denominator for figure in counted),
        averaged=len(shares),
        mean=_sum(shares) / len(shares) if shares else None,
        bins=_bins(shares),
        best=tuple(best[:FIRST_UNITS]),
        worst=tuple(worst[:FIRST_UNITS]),
        best_units=len(best),
        worst_units=len(worst),
    )
    return replace(total, is_misleading=_is_misleading(name.target, total))


def _sum(numbers: Iterable[Fraction | None]) -> Fraction:
    """Exact; whole numbers, which nearly all are, are summed as such."""
    whole, parts = 0, Fraction(0)
    by_denominator: dict[int, int] = defaultdict(int)
    for number in numbers:
        if number is not None and number.denominator == 1:
            whole += number.numerator
        elif number is not None:
            by_denominator[number.denominator] += number.numerator
    for denominator, numerator in sorted(by_denominator.items()):
        parts += Fraction(numerator, denominator)
    return whole + parts


def _by_status(statuses: Iterable[Status]) -> Mapping[Status, int]:
    times = Counter(statuses)
    return {status: times[status] for status in Status}


def _bins(shares: Iterable[Fraction]) -> tuple[int, ...]:
    counts = [0] * (len(BIN_ENDS) + 1)
    for share in shares:
        counts[sum(share >= end for end in BIN_ENDS)] += 1
    return tuple(counts)


def _ends(
    target: TargetBounds | None, places: Sequence[int], rows: Sequence[UnitRow]
) -> tuple[Sequence[int], Sequence[int]]:
    """Rows with the best and with the worst result; none where all units are equal, or better has no direction."""
    if target is None or target.comparator not in LOWER_BOUNDS | UPPER_BOUNDS | RANGES:
        return (), ()
    values = {place: value for place in places if (value := rows[place].figure.value) is not None}
    high, low = max(values.values(), default=None), min(values.values(), default=None)
    if high is None or high == low:
        return (), ()
    ends = [place for place in places if values[place] == high], [place for place in places if values[place] == low]
    return (ends[1], ends[0]) if target.comparator in UPPER_BOUNDS else ends


def _is_misleading(target: TargetBounds | None, total: IndicatorTotal) -> bool:
    ratio, mean = total.ratio, total.mean
    if ratio is None or mean is None or total.counted == 1:
        return False
    if target is None or target.scale is not Scale.SHARE or target.level is None:
        return abs(ratio - mean) >= _MISLEADING
    is_parted = (ratio < target.level) != (mean < target.level)
    return is_parted or abs(ratio - mean) >= _MISLEADING


def objective_totals(count: int, rows: Iterable[UnitRow]) -> tuple[ObjectiveTotal, ...]:
    """By objective; each unit counts once, however many indicators its objective has."""
    seen: set[tuple[int, int]] = set()
    statuses: dict[int, list[Status]] = defaultdict(list)
    left_out: Counter[int] = Counter()
    for row in rows:
        if (row.report, row.objective) in seen:
            continue
        seen.add((row.report, row.objective))
        if row.is_objective_counted:
            statuses[row.objective].append(row.objective_status)
        else:
            left_out[row.objective] += 1
    return tuple(ObjectiveTotal(_by_status(statuses[n]), left_out[n]) for n in range(count))
