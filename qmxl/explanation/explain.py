"""Submission + Evaluation + diagnostics -> the explanation of every status."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from qmxl.contract.choices import NO_CASES_WORDS, STATUS_WORDS
from qmxl.contract.words import day_text
from qmxl.evaluation.showing import decimals_setting
from qmxl.explanation.arithmetic import arithmetic, distance, showing
from qmxl.explanation.cautions import cautions, has_errors, missing
from qmxl.explanation.figures import figures, source
from qmxl.explanation.subject import Subject, at, phrase, step
from qmxl.explanation.verdicts import conclusion, reason, rule, target_read
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import Evaluation, IndicatorResult, ObjectiveResult, Status
from qmxl.model.explanation import (
    ExplanationStep,
    IndicatorExplanation,
    ObjectiveExplanation,
    Part,
    StepKind,
)
from qmxl.model.submission import Indicator, NoCasesRule, QualityObjective, Submission


def explain(
    submission: Submission, evaluation: Evaluation, diagnostics: Sequence[Diagnostic]
) -> tuple[ObjectiveExplanation, ...]:
    """Every objective with its indicators, in the order of the workbook."""
    return tuple(
        explain_objective(submission, evaluation, diagnostics, result.number) for result in evaluation.objectives
    )


def explain_objective(
    submission: Submission, evaluation: Evaluation, diagnostics: Sequence[Diagnostic], number: int
) -> ObjectiveExplanation:
    """One objective, by its number."""
    objective = next(o for o in submission.objectives if o.number == number)
    result = next(r for r in evaluation.objectives if r.number == number)
    pairs = zip(objective.indicators, result.indicators, strict=True)
    decimals = decimals_setting(submission)
    subjects = [Subject(submission, indicator, found, decimals) for indicator, found in pairs]
    return ObjectiveExplanation(
        number=number,
        statement=objective.statement.value or "",
        status=result.status,
        steps=tuple(_of_objective(objective, result, evaluation)),
        indicators=tuple(_of_indicator(subject, diagnostics) for subject in subjects),
    )


def _of_indicator(subject: Subject, diagnostics: Sequence[Diagnostic]) -> IndicatorExplanation:
    told = chain(
        conclusion(subject),
        missing(subject, diagnostics),
        reason(subject),
        rule(subject),
        target_read(subject),
        arithmetic(subject),
        showing(subject),
        figures(subject),
        source(subject),
        _time(subject),
        distance(subject),
        cautions(subject, diagnostics),
    )
    return IndicatorExplanation(
        code=subject.indicator.code,
        statement=subject.indicator.statement,
        status=subject.status,
        steps=tuple(told),
        has_errors=has_errors(subject, diagnostics),
    )


def _brief(subject: Subject, diagnostics: Sequence[Diagnostic]) -> Iterator[ExplanationStep]:
    """What a note has room for, and an output has cells for."""
    return chain(
        conclusion(subject),
        missing(subject, diagnostics),
        reason(subject),
        target_read(subject),
        arithmetic(subject),
        figures(subject),
        distance(subject),
    )


def verdict_notes(
    submission: Submission, evaluation: Evaluation, diagnostics: Sequence[Diagnostic]
) -> Mapping[str, tuple[Part, ...]]:
    """A note for each verdict, by code of the indicator: the same steps, shortened, a line each."""
    decimals, results = decimals_setting(submission), {result.code: result for result in evaluation.indicators}
    subjects = (Subject(submission, i, results[i.code], decimals) for i in submission.indicators)
    return {subject.indicator.code: _note(_brief(subject, diagnostics)) for subject in subjects}


def _note(steps: Iterable[ExplanationStep]) -> tuple[Part, ...]:
    return (_AS_OF_WRITING, *(part for one in steps for part in ("\n– ", *one.parts)))


_AS_OF_WRITING = "Vì sao có đánh giá này, theo số liệu lúc lập tệp (sửa số liệu thì chạy lại qmxl):"


def _time(subject: Subject) -> Iterator[ExplanationStep]:
    """Up to which day the figures go, and the period."""
    period, result, information = subject.period, subject.indicator.result, subject.submission.information
    if period is None:
        return
    cut_off = subject.result.cut_off or period.last
    parts: list[Part] = [f"Số liệu đến ngày {day_text(cut_off)}"]
    if result and result.cut_off.value is not None:
        parts += at(result.cut_off.reference)
    else:
        parts.append(", là ngày cuối kỳ vì ô Số liệu đến ngày để trống")
    parts.append(f"; kỳ báo cáo {period.text}")
    parts += at(information.entry("period_kind").reference)
    parts.append(f", từ {day_text(period.first)}")
    parts += at(information.entry("first_day").reference) if information.day("first_day") else ()
    parts.append(f" đến {day_text(period.last)}")
    parts += at(information.entry("last_day").reference) if information.day("last_day") else ()
    yield step(StepKind.TIME, parts, ".")


# Objectives


def _of_objective(
    objective: QualityObjective, result: ObjectiveResult, evaluation: Evaluation
) -> Iterator[ExplanationStep]:
    yield step(StepKind.CONCLUSION, f"{STATUS_WORDS[result.status]}; {_in_total(result, evaluation)}.")
    pairs = tuple(zip(objective.indicators, result.indicators, strict=True))
    if len(pairs) == 1:
        yield step(StepKind.REASON, f"Chỉ tiêu duy nhất: {_verdict(*pairs[0])}.")
        return
    yield step(StepKind.RULE, _RULE)
    verdicts = {found.code: _verdict(indicator, found) for indicator, found in pairs}
    yield step(StepKind.REASON, _deciding(result, verdicts))
    yield step(StepKind.FIGURES, "; ".join(f"{code}: {verdict}" for code, verdict in verdicts.items()), ".")


_RULE = (
    "Mục tiêu đạt khi mọi chỉ tiêu đều đạt; Vượt khi mọi chỉ tiêu có thể vượt đều vượt. Nếu không thì lấy kết luận gặp "
    "trước trong thứ tự: Chưa đạt, Thiếu số liệu, Chưa đến kỳ đánh giá, Chưa phát sinh."
)


def _in_total(result: ObjectiveResult, evaluation: Evaluation) -> str:
    """Whether it is one of the met ones that the report counts."""
    share = f"{len(evaluation.met)}/{evaluation.total}"
    if not result.is_counted:
        return f"để ngoài tổng số mục tiêu ({share}), vì không còn chỉ tiêu nào để đánh giá"
    return f"{'thuộc' if result.is_met else 'không thuộc'} số mục tiêu đạt và vượt ({share})"


def _deciding(result: ObjectiveResult, verdicts: Mapping[str, str]) -> str:
    if result.deciding is not None:
        return f"Chỉ tiêu {result.deciding} quyết định: {verdicts[result.deciding]}."
    return "Mọi chỉ tiêu đều đạt hoặc được tính là đạt."


def _verdict(indicator: Indicator, result: IndicatorResult) -> str:
    """`Đạt (100%, mức đề ra “100%”)`, and what no cases count as."""
    word = STATUS_WORDS[result.status]
    if result.status is Status.NO_CASES:
        return f"{word} ({NO_CASES_WORDS[indicator.no_cases.value or NoCasesRule.NOT_MET].lower()})"
    level = "" if indicator.target.is_blank else f"mức đề ra “{phrase(indicator)}”"
    told = ", ".join(filter(None, (result.shown if result.shown != word else "", level)))
    return f"{word} ({told})" if told else word
