"""Submission -> Evaluation: measure, judge, show; then objectives and the summary."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from qmxl.contract.choices import NEUTRAL_WORDS, RETURNED_WORDS
from qmxl.contract.rules import diagnostic, without_effect
from qmxl.contract.sheets import FIELDS
from qmxl.evaluation.contradictions import say_contradictions
from qmxl.evaluation.displayed import say_displayed
from qmxl.evaluation.earlier_periods import changes
from qmxl.evaluation.findings import Judged, say_beside, say_missing, say_why
from qmxl.evaluation.identities import check_identities
from qmxl.evaluation.information import say_information
from qmxl.evaluation.judging import MET_STATUSES, Judgement, is_due_later, judge
from qmxl.evaluation.measures import Setting, measure
from qmxl.evaluation.showing import cases_needed, decimals_setting, margin
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.evaluation import Evaluation, IndicatorResult, Measurement, ObjectiveResult, Status
from qmxl.model.submission import (
    Entry,
    Indicator,
    NoCasesRule,
    QualityObjective,
    ReportingPeriod,
    Submission,
)

_WITHOUT_FIGURE = frozenset({Status.DEFERRED, Status.NO_CASES, Status.NO_DATA})
_DECIDING_ORDER = (Status.NOT_MET, Status.NO_DATA, Status.DEFERRED, Status.NO_CASES)
_CHOICES: Mapping[str, Mapping[object, str]] = {
    "returned": {rule: word for rule, word in RETURNED_WORDS.items()},  # noqa: C416 (a mapping of wider keys)
    "neutral": {word: word for word in NEUTRAL_WORDS.values()},
}
"""Choices of `Thông tin` that figures hang on, with the words for each value."""


def evaluate(submission: Submission) -> tuple[Evaluation, tuple[Diagnostic, ...]]:
    """Judge every indicator, every objective. What indicators that share a table have in common is said once."""
    found: list[Diagnostic] = []
    objectives = tuple(_objective(objective, submission, found) for objective in submission.objectives)
    changed, said_of_changes = changes(submission, Evaluation(objectives))
    evaluation = Evaluation(objectives, changed)
    check_identities(evaluation)
    said = (*say_information(submission), *found, *say_contradictions(submission, evaluation), *said_of_changes)
    return evaluation, tuple(dict.fromkeys(said))


def _objective(objective: QualityObjective, submission: Submission, found: list[Diagnostic]) -> ObjectiveResult:
    results = tuple(_indicator(indicator, submission, found) for indicator in objective.indicators)
    pairs = tuple(zip(objective.indicators, results, strict=True))
    counted = [(i, r) for i, r in pairs if not _is_left_out(i, r)]
    status, deciding = _objective_status(counted or pairs)
    return ObjectiveResult(objective.number, status, bool(counted), deciding, results)


def _is_left_out(indicator: Indicator, result: IndicatorResult) -> bool:
    return result.status is Status.NO_CASES and indicator.no_cases.value is NoCasesRule.LEFT_OUT


def _counts_as_met(indicator: Indicator, result: IndicatorResult) -> bool:
    no_cases_met = result.status is Status.NO_CASES and indicator.no_cases.value is NoCasesRule.MET
    return result.status in MET_STATUSES or no_cases_met


def _objective_status(pairs: Sequence[tuple[Indicator, IndicatorResult]]) -> tuple[Status, str | None]:
    """contract.md §3, Objective: met if every indicator is; else the first that applies (EV15, EV16)."""
    if all(_counts_as_met(indicator, result) for indicator, result in pairs):
        exceedable = [
            r for i, r in pairs if r.status is Status.EXCEEDED or (_can_be_exceeded(i) and r.status is Status.MET)
        ]
        all_exceeded = bool(exceedable) and all(r.status is Status.EXCEEDED for r in exceedable)
        return (Status.EXCEEDED if all_exceeded else Status.MET), None
    for status in _DECIDING_ORDER:
        for indicator, result in pairs:
            if result.status is status and not _counts_as_met(indicator, result):
                return status, indicator.code
    return Status.NO_DATA, None


def _can_be_exceeded(indicator: Indicator) -> bool:
    target = indicator.target.value
    return target is not None and target.can_be_exceeded


def _indicator(indicator: Indicator, submission: Submission, found: list[Diagnostic]) -> IndicatorResult:
    period = submission.information.period
    if period is None:
        found.extend(_said_without_period(indicator, submission))
        return IndicatorResult(indicator.code, Status.NO_DATA, Measurement(), None, None, None, None)
    setting = Setting(indicator, submission, period, cut_off_of(indicator, period.last))
    own: list[Diagnostic] = []
    measurement = measure(setting, own)
    judgement = judge(indicator, measurement, period, setting.cut_off)
    if _hangs_on_a_choice(setting, judgement, own):
        measurement, judgement = replace(measurement, is_unusable=True), Judgement(Status.NO_DATA)
    judged = Judged(setting, measurement, judgement, decimals_setting(submission))
    found.extend(map(without_effect, own) if indicator.waits(period) else own)
    say_why(judged, own, found)
    say_beside(judged, found)
    say_displayed(setting, measurement, judgement.status, found)
    return _result(judged)


def _hangs_on_a_choice(setting: Setting, judgement: Judgement, found: list[Diagnostic]) -> bool:
    """Whether a choice of `Thông tin` cannot be read and another one would give another verdict (EV29)."""
    information, indicator = setting.submission.information, setting.indicator
    for key, words in _CHOICES.items():
        entry = information.entry(key)
        if entry.is_unreadable and any(_status(setting, key, value) is not judgement.status for value in words):
            label = next(field.label for field in FIELDS if field.key == key)
            texts = {"choices": "; ".join(words.values()), "code": indicator.code}
            found.append(diagnostic("QM362", entry.reference, column=label, found=entry.raw, **texts))
            return True
    return False


def _status(setting: Setting, key: str, value: object) -> Status:
    """Verdict under one value of a choice."""
    information = setting.submission.information
    entries = {**information.entries, key: (Entry(value, value if isinstance(value, str) else None),)}
    submission = replace(setting.submission, information=replace(information, entries=entries))
    other = replace(setting, submission=submission)
    return judge(setting.indicator, measure(other, []), setting.period, setting.cut_off).status


_ALL_TIME = ReportingPeriod(
    kind="",
    year=date.max.year,
    first=date(1900, 1, 1),
    last=date.max,
    is_last_of_year=True,
    required_progress=Decimal(0),
    text="",
)
"""Stands in for a period that is not known: nothing lies outside it."""


def _said_without_period(indicator: Indicator, submission: Submission) -> list[Diagnostic]:
    """What is amiss in whatever period: all problems are named in one run."""
    setting = Setting(indicator, submission, _ALL_TIME, _ALL_TIME.last)
    own: list[Diagnostic] = []
    measurement = measure(setting, own)
    judgement = judge(indicator, measurement, _ALL_TIME, _ALL_TIME.last)
    may_wait = indicator.is_year_end or is_due_later(indicator, _ALL_TIME.first)
    found = [d for d in own if d.severity is not Severity.NOTE]
    if not may_wait:
        say_missing(Judged(setting, measurement, judgement, decimals_setting(submission)), own, found)
    return found


def _result(judged: Judged) -> IndicatorResult:
    indicator, measurement, status = judged.setting.indicator, judged.measurement, judged.judgement.status
    target, cut_off = judged.target, judged.setting.cut_off
    if target is None or status in _WITHOUT_FIGURE:
        return IndicatorResult(indicator.code, status, measurement, cut_off, None, None, None)
    return IndicatorResult(
        code=indicator.code,
        status=status,
        measurement=measurement,
        cut_off=cut_off,
        shown=judged.shown,
        margin=margin(measurement, target, judged.decimals),
        cases_needed=cases_needed(measurement, target) if status is Status.NOT_MET else None,
    )


def cut_off_of(indicator: Indicator, last: date) -> date:
    """The date up to which the indicator's figures go: its own, else the end of the period."""
    return (indicator.result.cut_off.value if indicator.result else None) or last
