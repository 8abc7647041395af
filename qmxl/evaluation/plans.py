"""Plan tables: each row against its own plan, then the bands (contract.md §3)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from qmxl.contract.rules import diagnostic
from qmxl.evaluation.judging import MET_STATUSES, compare, is_due_later
from qmxl.evaluation.setting import Setting, header_cell, none_selected, say_left_out, selected_rows
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import Measurement, PlanBands, PlanRowResult, PlanStatus, Status
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    Assessment,
    DetailTable,
    DirectWord,
    Entry,
    PlanRequirement,
    ReportingPeriod,
    TableRow,
)
from qmxl.model.targets import COMPLETIONS, LOWER_BOUNDS, Comparator, Scale, Target

_MET = frozenset({PlanStatus.MET, PlanStatus.EXCEEDED})
_WORD_VERDICTS = {DirectWord.MET: Status.MET, DirectWord.NOT_MET: Status.NOT_MET}
_WORDS = {Status.EXCEEDED: PlanStatus.EXCEEDED, Status.MET: PlanStatus.MET}


def plan_target(row: TableRow) -> Target | None:
    """The plan as a target: a bare number is a lower bound unless `Yêu cầu` says otherwise."""
    plan = row.value("plan")
    if isinstance(plan, Target):
        return plan
    if not isinstance(plan, Decimal):
        return None
    is_limit = row.value("requirement") is PlanRequirement.AT_MOST
    comparator = Comparator.AT_MOST if is_limit else Comparator.AT_LEAST
    return Target(str(plan), comparator, Scale.NUMBER, Fraction(plan))


def is_skipped(row: TableRow) -> bool:
    """A section row, or a "trong đó" row without a plan."""
    entry = row.entries.get("plan")
    return entry is None or entry.is_blank


def _share(actual: object, target: Target) -> Fraction | None:
    is_lower = target.comparator in LOWER_BOUNDS and target.level is not None and target.level > 0
    if not is_lower or not isinstance(actual, Decimal) or target.level is None:
        return None
    return Fraction(actual) / target.level


def judge_row(row: TableRow, period: ReportingPeriod, *, is_judged: bool) -> PlanRowResult:
    """One row; `is_judged` where the indicator itself is judged in this period."""
    name = str(row.value("item") or "")
    target, actual = plan_target(row), row.entries.get("actual", Entry())
    if row.value("assessment") is Assessment.YEAR_END and not period.is_last_of_year:
        return PlanRowResult(row.row, name, None, PlanStatus.YEAR_END)
    verdict = _verdict(actual, target)
    if verdict is None or target is None:
        return PlanRowResult(row.row, name, None, PlanStatus.NO_DATA)
    share = _share(actual.value, target)
    if verdict in MET_STATUSES:
        return PlanRowResult(row.row, name, share, _WORDS[verdict])
    if is_judged:
        return PlanRowResult(row.row, name, share, PlanStatus.NOT_MET)
    is_behind = share is not None and share < Fraction(period.required_progress)
    return PlanRowResult(row.row, name, share, PlanStatus.BEHIND if is_behind else PlanStatus.UNDER_WAY)


def _verdict(actual: Entry[object], target: Target | None) -> Status | None:
    """None where there is no figure, or two readings of it that give two verdicts."""
    if target is None:
        return None
    if isinstance(actual.value, DirectWord):
        return _WORD_VERDICTS.get(actual.value)
    if target.comparator in COMPLETIONS:
        return None
    readings = [number for number in (actual.value, actual.alternative) if isinstance(number, Decimal)]
    verdicts = {compare(Fraction(number), target) for number in readings}
    return verdicts.pop() if len(verdicts) == 1 else None


def judge_rows(rows: Sequence[TableRow], period: ReportingPeriod, *, is_judged: bool) -> tuple[PlanRowResult, ...]:
    """Every row that has a plan."""
    return tuple(judge_row(row, period, is_judged=is_judged) for row in rows if not is_skipped(row))


def band(result: PlanRowResult, required_progress: Fraction) -> str:
    """Name of the one band a row belongs to (EV41)."""
    if result.status in {PlanStatus.YEAR_END, PlanStatus.NO_DATA}:
        return "year_end" if result.status is PlanStatus.YEAR_END else "no_figure"
    if result.share is None:
        return "limits"
    if result.share < required_progress:
        return "behind"
    return "above" if result.share > 1 else "within"


def bands(results: tuple[PlanRowResult, ...], skipped: int, period: ReportingPeriod) -> PlanBands:
    """Rows by band; the parts sum to the number of rows with a plan."""
    counted = Counter(band(result, Fraction(period.required_progress)) for result in results)
    names = ("behind", "within", "above", "year_end", "no_figure", "limits")
    return PlanBands(**{name: counted[name] for name in names}, skipped=skipped)


def plan(setting: Setting, found: list[Diagnostic]) -> Measurement:
    """Bảng kế hoạch: rows that reached their plan, of all rows with a plan (EV40)."""
    table, indicator, period = setting.table, setting.indicator, setting.period
    if not isinstance(table, DetailTable) or all(is_skipped(row) for row in table.rows):
        return Measurement()
    chosen = selected_rows(setting, table)
    say_left_out(setting, table, len(table.rows) - len(chosen), found)
    waits = indicator.waits(period) or is_due_later(indicator, setting.cut_off)
    results = judge_rows(chosen, period, is_judged=not waits)
    if not results:
        return none_selected(setting, table, found)
    summary = bands(results, len(chosen) - len(results), period)
    _say_rows(setting, header_cell(table), summary, found)
    met = sum(result.status in _MET for result in results)
    unknown = sum(result.status is PlanStatus.NO_DATA for result in results)
    measured = _plan_share(met, len(results), unknown, setting.scale)
    return replace(_with_later(measured, summary, setting.scale), bands=summary, plan_rows=results)


def rows_without_figure(measurement: Measurement) -> tuple[int, ...]:
    """Rows whose plan or actual is missing or cannot be read."""
    return tuple(result.row for result in measurement.plan_rows if result.status is PlanStatus.NO_DATA)


def _say_rows(setting: Setting, where: CellReference, summary: PlanBands, found: list[Diagnostic]) -> None:
    if summary.skipped:
        found.append(diagnostic("QM319", where, count=summary.skipped))
    target = setting.indicator.target.value
    if target is not None and target.total is not None and target.total != summary.total:
        found.append(diagnostic("QM318", where, count=summary.total, total=target.total))
    if summary.no_figure:
        found.append(diagnostic("QM322", where, count=summary.no_figure))


def _with_later(measured: Measurement, summary: PlanBands, scale: Scale | None) -> Measurement:
    """Rows judged at the end of the year may still be met: the figure if all of them are (EV11)."""
    if not summary.year_end or measured.high is None:
        return measured
    later = measured.high + Fraction(summary.year_end) / _whole(summary.total, scale)
    return replace(measured, later=later, is_open_only=summary.year_end == summary.total)


def _whole(rows: int, scale: Scale | None) -> Fraction:
    return Fraction(1 if scale in {Scale.COUNT_OF, Scale.NUMBER} else rows)


def _plan_share(met: int, rows: int, unknown: int, scale: Scale | None) -> Measurement:
    """The rows are all of the plan: an unknown one leaves the denominator as it is."""
    whole = _whole(rows, scale)
    low, high = Fraction(met) / whole, Fraction(met + unknown) / whole
    return Measurement(Fraction(met), Fraction(rows), low, low, high, unusable=unknown)
