"""Results of earlier periods: what becomes of an evaluation in the next one, what has changed, what is not compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import EARLIER
from qmxl.contract.words import day_text, period_text
from qmxl.evaluation.showing import decimals_setting, distance_unit, half_up, number_text, on_scale, shown_value
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.earlier_periods import (
    PERCENT,
    EarlierMatch,
    EarlierMatches,
    Mismatch,
    Relation,
    Unmatched,
    earlier_decimals,
    earlier_matches,
    is_of_its_unit,
    relation,
)
from qmxl.model.evaluation import Change, Evaluation, IndicatorResult, Status
from qmxl.model.submission import (
    DEFAULT_BASIS,
    EarlierPeriod,
    EarlierResult,
    Entry,
    Indicator,
    Measure,
    QualityObjective,
    ReportingPeriod,
    Submission,
)
from qmxl.model.targets import Scale, Target

_STORED = Context(prec=15)
"""Digits of a number that a cell keeps."""
_EXACT = 10
"""Decimals at which two figures are the same one."""
_JUDGED = frozenset({Status.EXCEEDED, Status.MET, Status.NOT_MET})


# What an evaluation is for the next period


def results_for_later(submission: Submission, evaluation: Evaluation) -> tuple[EarlierResult, ...]:
    """An evaluated period as rows of `Kết quả kỳ trước`; none of a workbook without a period or without any result."""
    period = submission.information.period
    if period is None or all(result.status is Status.NO_DATA for result in evaluation.indicators):
        return ()
    earlier = EarlierPeriod(period.kind, period.year, period.first, period.last, period_text(period.kind, period.year))
    return tuple(
        EarlierResult(_entries(period, objective, status, indicator, result, submission), earlier)
        for objective, (status, results) in zip(
            submission.objectives, ((o.status, o.indicators) for o in evaluation.objectives), strict=True
        )
        for indicator, result in zip(objective.indicators, results, strict=True)
    )


def _entries(
    period: ReportingPeriod,
    objective: QualityObjective,
    objective_status: Status,
    indicator: Indicator,
    result: IndicatorResult,
    submission: Submission,
) -> dict[str, Entry[object]]:
    target = indicator.target.value
    is_timed = indicator.measure.value is Measure.ON_TIME
    values: dict[str, object] = {
        "period_kind": period.kind,
        "year": Decimal(period.year),
        "first_day": period.first,
        "last_day": period.last,
        "code": indicator.code,
        "statement": objective.statement.value,
        "wording": indicator.wording.value,
        "target": target.phrase if target else None,
        "measure": indicator.measure.value,
        "counted_column": indicator.counted_column.value,
        "condition": indicator.condition.value,
        "basis": (indicator.basis.value or DEFAULT_BASIS) if is_timed else None,
        "value": _stored(result, target),
        "unit": _unit(target),
        "shown": result.shown,
        "cut_off": result.cut_off,
        "status": result.status,
        "objective_status": objective_status,
        "file": submission.source.name,
        "sha256": submission.source.sha256,
    }
    return {key: Entry(value, _raw(value)) for key, value in values.items()}


def _raw(value: object) -> str | float | date | None:
    """Stands for what is typed, so that the entry is not blank."""
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, date) else str(value)


def _stored(result: IndicatorResult, target: Target | None) -> Decimal | None:
    """The figure as a cell keeps it; none of what was only done or not done, and none where nothing was judged."""
    value = result.measurement.value
    if value is None or target is None or target.scale is Scale.YES_NO or result.status not in _JUDGED:
        return None
    return _STORED.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize()


def _unit(target: Target | None) -> str | None:
    if target is None or target.scale is Scale.YES_NO:
        return None
    return PERCENT if target.scale is Scale.SHARE else target.unit or None


def when_judged(indicator: Indicator) -> str:
    """When an indicator that was put off will be judged, in a word; nothing where nobody can say."""
    target = indicator.target.value
    day = indicator.deadline.value or (target.deadline if target else None)
    if indicator.is_year_end:
        return "cuối năm"
    return f"hạn {day_text(day)}" if day else "khi có hồ sơ giải quyết xong hoặc đến hạn"


def with_earlier(submission: Submission, results: Iterable[EarlierResult]) -> tuple[Submission, tuple[Diagnostic, ...]]:
    """The submission with these results among its earlier ones; they stand for what it said of their periods."""
    new = tuple(results)
    periods = dict.fromkeys((r.period.kind, r.period.year) for r in new if r.period)
    kept = [r for r in submission.earlier if r.period is None or (r.period.kind, r.period.year) not in periods]
    replaced = {r.period.text: r for r in reversed(submission.earlier) if r.period and r not in kept}
    found = tuple(diagnostic("QM482", result.reference or EARLIER, period=text) for text, result in replaced.items())
    ordered = sorted([*kept, *new], key=_age)
    return replace(submission, earlier=tuple(ordered)), found


def _age(result: EarlierResult) -> tuple[date, date]:
    return (result.period.last, result.period.first) if result.period else (date.max, date.max)


# What has changed


def changes(submission: Submission, evaluation: Evaluation) -> tuple[Mapping[str, Change], tuple[Diagnostic, ...]]:
    """Rise or fall of every figure that is held against an earlier one, by code; and what is not compared, and why."""
    matches = earlier_matches(submission)
    if not submission.earlier:
        return {}, ()
    indicators = {indicator.code: indicator for indicator in submission.indicators}
    told = {}
    for result in evaluation.indicators:
        match, target = matches.main(result.code), indicators[result.code].target.value
        if match and match.is_compared and target and result.status in _JUDGED:
            told[result.code] = _change(match, result, target, submission)
    return told, tuple(_said(submission, evaluation, matches))


def _change(match: EarlierMatch, result: IndicatorResult, target: Target, submission: Submission) -> Change:
    """Of the figures as they are shown, both with the decimals of the finer one."""
    then, now = Fraction(match.result.value or 0), result.measurement.value or Fraction(0)
    shown = shown_value(result.measurement, target, decimals_setting(submission))
    decimals = max(_decimals(shown), earlier_decimals(match.result))
    rounded = [half_up(on_scale(value, target), decimals) for value in (now, then)]
    difference = rounded[0] - rounded[1]
    period = match.result.period
    return Change(
        period=period.text if period else "",
        shown=match.result.text("shown") or None,
        difference=difference,
        text=f"{number_text(abs(difference))} {distance_unit(target)}".strip(),
        is_exactly_equal=len({half_up(on_scale(value, target), _EXACT) for value in (now, then)}) == 1,
    )


def _decimals(number: Fraction) -> int:
    """Of a number that has finitely many."""
    text = number_text(number)
    return len(text.partition(",")[2])


# What is said


def _said(submission: Submission, evaluation: Evaluation, matches: EarlierMatches) -> Iterator[Diagnostic]:
    for result in matches.not_earlier:
        yield diagnostic("QM483", result.reference or EARLIER, period=result.period.text if result.period else "")
    for result in matches.repeated:
        texts = {"period": result.period.text if result.period else "", "code": result.text("code")}
        yield diagnostic("QM484", result.reference or EARLIER, **texts)
    references = {i.code: i.typed_code.reference or i.target.reference for i in submission.indicators}
    period = matches.main_period or (matches.periods[-1] if matches.periods else None)
    yield from _said_of_unmatched([m for m in matches.unmatched if m.period == period], submission)
    for code, where in references.items():
        match = matches.main(code)
        if match is None:
            continue
        texts = {"code": code, "period": match.result.period.text if match.result.period else ""}
        if match.is_renumbered:
            yield diagnostic("QM487", where, old=match.result.text("code"), **texts)
        if match.is_target_changed:
            yield diagnostic("QM488", where, old=match.result.text("target"), **texts)
        if match.is_cut_otherwise and match.result.value is not None:
            yield diagnostic("QM494", where, **texts)
        yield from _said_of_unit(match, submission, texts)
    without = [r.text("code") for r in submission.earlier if r.period == period and r.text("status") == Status.NO_DATA]
    if without and period:
        yield diagnostic("QM493", EARLIER, code=", ".join(without), period=period.text)
    current = submission.information.period
    if current and matches.periods and all(relation(p, current) is Relation.OTHER for p in matches.periods):
        yield diagnostic("QM495", EARLIER, period=", ".join(p.text for p in matches.periods))
    yield from _said_of_waiting(evaluation, matches, references)


def _said_of_unit(match: EarlierMatch, submission: Submission, texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    """A number of another unit than this period's, or that nobody knows to be a share."""
    target = next(i.target.value for i in submission.indicators if i.code == texts["code"])
    value = match.result.entries.get("value", Entry())
    is_number = target is not None and target.scale in {Scale.SHARE, Scale.NUMBER}
    if is_number and match.result.value is not None and not is_of_its_unit(match.result, target):
        yield diagnostic("QM492", value.reference or EARLIER, found=match.result.text("value"), **texts)


_UNMATCHED = {Mismatch.NEW: "QM485", Mismatch.WORDING: "QM486", Mismatch.DEFINITION: "QM489"}


def _said_of_unmatched(missing: Sequence[Unmatched], submission: Submission) -> Iterator[Diagnostic]:
    """All that are not compared for one reason at once; of another wording each, with the words of then."""
    cells = {i.code: i.typed_code.reference or i.target.reference for i in submission.indicators}
    for reason, rule in _UNMATCHED.items():
        alike = [m for m in missing if m.reason is reason]
        together = [alike] if alike and reason is not Mismatch.WORDING else [[m] for m in alike]
        for group in together:
            codes, old = ", ".join(m.code for m in group), group[0].result.wording if group[0].result else ""
            yield diagnostic(rule, cells[group[0].code], code=codes, period=group[0].period.text, old=old)


def _said_of_waiting(
    evaluation: Evaluation, matches: EarlierMatches, references: Mapping[str, object]
) -> Iterator[Diagnostic]:
    """What an earlier period put off and this one judges."""
    for result in evaluation.indicators:
        match = matches.latest(result.code)
        was_put_off = match is not None and match.result.text("status") == Status.DEFERRED
        if match and was_put_off and result.status is not Status.DEFERRED:
            period = match.result.period.text if match.result.period else ""
            where = references.get(result.code)
            yield diagnostic("QM490", where, code=result.code, period=period)  # type: ignore[arg-type]
