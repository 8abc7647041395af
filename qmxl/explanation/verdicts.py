"""The verdict on one indicator, the rule it follows from, and why there is none where there is none."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction

from qmxl.contract.choices import ASSESSMENT_WORDS, DIRECT_WORDS, NO_CASES_WORDS, STATUS_WORDS
from qmxl.contract.target_words import understood
from qmxl.contract.words import day_text
from qmxl.evaluation.judging import is_due_later
from qmxl.evaluation.showing import number_text
from qmxl.explanation.subject import Subject, at, figure, phrase, quote, step, typed
from qmxl.model.evaluation import Measurement, Status
from qmxl.model.explanation import ExplanationStep, Part, StepKind
from qmxl.model.submission import Assessment, DirectWord, Measure, NoCasesRule
from qmxl.model.targets import Comparator, Target

_NO_EXCEEDING = "; mức tối đa không có Vượt"
_RULES: Mapping[Comparator, str] = {
    Comparator.ABOVE: "lớn hơn hẳn {level} là Vượt; bằng {level} hoặc thấp hơn là Chưa đạt",
    Comparator.BELOW: "thấp hơn hẳn {level} là Đạt; bằng {level} hoặc cao hơn là Chưa đạt" + _NO_EXCEEDING,
    Comparator.AT_MOST: "từ {level} trở xuống là Đạt; cao hơn {level} là Chưa đạt" + _NO_EXCEEDING,
    Comparator.EQUAL: "đúng bằng {level} là Đạt; khác {level} là Chưa đạt",
    Comparator.FROM_TO: "từ {level} đến {upper} là Đạt, cao hơn {upper} là Vượt; thấp hơn {level} là Chưa đạt",
    Comparator.WITHIN: "từ {level} đến {upper} là Đạt; thấp hơn {level} hoặc cao hơn {upper} đều là Chưa đạt",
    Comparator.DONE: "việc đã làm là Đạt, chưa làm là Chưa đạt; loại mức này không có Vượt",
    Comparator.DONE_BEFORE: (
        "xong trước ngày {deadline}, tức chậm nhất ngày {eve}, là Đạt; xong sau hoặc chưa xong là Chưa đạt"
    ),
    Comparator.DONE_BY: "xong chậm nhất ngày {deadline} là Đạt; xong sau hoặc chưa xong là Chưa đạt",
}
_AT_LEAST = "từ {level} trở lên là Đạt; thấp hơn {level} là Chưa đạt"
_AT_LEAST_EXCEEDED = "đúng bằng {level} là Đạt, cao hơn {level} là Vượt; thấp hơn {level} là Chưa đạt"
_COUNTS_AS = {
    NoCasesRule.NOT_MET: "mục tiêu không được tính là đạt",
    NoCasesRule.MET: "chỉ tiêu được tính là đạt",
    NoCasesRule.LEFT_OUT: "chỉ tiêu được để ra ngoài khi xét mục tiêu",
}


def conclusion(subject: Subject) -> Iterator[ExplanationStep]:
    """`Chưa đạt (kết quả 33%, mức đề ra “trên 85%”).`"""
    word, shown = STATUS_WORDS[subject.status], subject.result.shown
    is_blank = subject.indicator.target.is_blank
    level = "chưa có mức đề ra" if is_blank else f"mức đề ra “{phrase(subject.indicator)}”"
    told = f"kết quả {shown}, {level}" if shown and subject.measurement.is_done is None else level
    yield step(StepKind.CONCLUSION, f"{word} ({told}).")


def rule(subject: Subject) -> Iterator[ExplanationStep]:
    """The sentence of the contract (§3) that the figure was held against."""
    target = subject.target
    if target is not None and subject.status is not Status.NO_CASES:
        yield step(StepKind.RULE, f"Mức “{quote(target.phrase)}”: {_rule_text(target, subject.status)}.")


def _rule_text(target: Target, status: Status) -> str:
    text = _RULES.get(target.comparator, _AT_LEAST)
    if target.comparator is Comparator.AT_LEAST and (target.can_be_exceeded or status is Status.EXCEEDED):
        text = _AT_LEAST_EXCEEDED
    deadline = target.deadline
    return text.format(
        level=_level(target),
        upper="" if target.upper is None else figure(target.upper, target),
        deadline=day_text(deadline) if deadline else "",
        eve=day_text(deadline - timedelta(days=1)) if deadline else "",
    )


def _level(target: Target) -> str:
    """`95%`, `18 trong 18 chỉ tiêu`"""
    if target.level is None:
        return ""
    if target.total is None:
        return figure(target.level, target)
    return f"{number_text(target.level)} trong {target.total} {target.unit}".strip()


def target_read(subject: Subject) -> Iterator[ExplanationStep]:
    """The phrase as typed, its cell, and how it was understood."""
    entry, target = subject.indicator.target, subject.target
    if entry.is_blank:
        yield step(StepKind.TARGET, "Ô Mức đề ra còn trống", at(entry.reference), ".")
    elif target is None:
        yield step(StepKind.TARGET, f"Ghi “{typed(entry)}”", at(entry.reference), ", chưa hiểu được.")
    else:
        told = f"Ghi “{phrase(subject.indicator)}”"
        yield step(StepKind.TARGET, told, at(entry.reference), f", hiểu là: {understood(target)}.")


def reason(subject: Subject) -> Iterator[ExplanationStep]:
    """Why the figure was not judged: deferred, or no cases."""
    if subject.status is Status.DEFERRED:
        yield step(StepKind.REASON, *_why_deferred(subject))
    if subject.status is Status.NO_CASES:
        yield step(StepKind.REASON, *_why_no_cases(subject))
        yield step(StepKind.RULE, *_counts_as(subject))


def _why_deferred(subject: Subject) -> Iterator[Part]:
    """The first that applies, in the order of `qmxl.evaluation.judging.judge`."""
    indicator, information = subject.indicator, subject.submission.information
    if indicator.waits(subject.period):
        yield f"Kỳ đánh giá là “{ASSESSMENT_WORDS[Assessment.YEAR_END]}”"
        yield from at(indicator.assessment.reference)
        yield f", mà kỳ báo cáo {subject.period.text if subject.period else ''}"
        yield from at(information.entry("period_kind").reference)
        yield " chưa phải kỳ cuối của năm: chưa xét đạt hay chưa đạt, dù tiến độ đến đâu; sẽ đánh giá cuối năm"
        yield f" {subject.period.year}." if subject.period else "."
    elif subject.measurement.is_open_only:
        yield _OPEN_ONLY_PLAN if indicator.measure.value is Measure.PLAN else _OPEN_ONLY
    elif is_due_later(indicator, subject.result.cut_off):
        yield from _due_later(subject)
    else:
        yield (
            "Một số dòng chỉ đánh giá vào cuối năm (cột Kỳ đánh giá của bảng kế hoạch), và kết quả của các dòng đó "
            "còn có thể làm thay đổi kết luận."
        )


_OPEN_ONLY_PLAN = "Mọi dòng của bảng kế hoạch đều chỉ đánh giá vào cuối năm (cột Kỳ đánh giá)."
_OPEN_ONLY = "Trong kỳ có hồ sơ, nhưng chưa hồ sơ nào giải quyết xong hoặc đến hạn nên chưa có gì để tính tỷ lệ."


def _due_later(subject: Subject) -> Iterator[Part]:
    indicator, cut_off, target = subject.indicator, subject.result.cut_off, subject.target
    own, phrased = indicator.deadline.value, target.deadline if target else None
    if own and cut_off and own > cut_off:
        yield f"Thời hạn hoàn thành {day_text(own)}"
        yield from at(indicator.deadline.reference)
    elif phrased:
        yield f"Hạn trong mức đề ra là ngày {day_text(phrased)}"
        yield from at(indicator.target.reference)
    day = day_text(cut_off) if cut_off else ""
    yield f" còn sau ngày lấy số liệu {day}, mà mức đề ra chưa đạt; sẽ đánh giá khi đến hạn."


def _why_no_cases(subject: Subject) -> Iterator[Part]:
    result = subject.indicator.result
    if result and result.direct.value is DirectWord.NO_CASES:
        yield f"Ô Ghi trực tiếp ghi “{typed(result.direct)}”"
        yield from at(result.direct.reference)
        yield f", nghĩa là trong kỳ {DIRECT_WORDS[DirectWord.NO_CASES].lower()} trường hợp nào."
    elif result and subject.table is None and result.denominator.value is not None:
        yield "Tổng số ghi 0"
        yield from at(result.denominator.reference)
        yield ", nghĩa là trong kỳ chưa phát sinh trường hợp nào."
    else:
        yield _NONE_COUNTED


_NONE_COUNTED = "Bảng chi tiết có dòng, nhưng không dòng nào thuộc kỳ báo cáo và thỏa điều kiện của chỉ tiêu."


def _counts_as(subject: Subject) -> Iterator[Part]:
    entry = subject.indicator.no_cases
    chosen = entry.value or NoCasesRule.NOT_MET
    yield f"Khi chưa phát sinh: “{NO_CASES_WORDS[chosen]}”"
    yield from at(entry.reference) if not entry.is_blank else (", vì ô này để trống",)
    yield f"; {_COUNTS_AS[chosen]}."


def completed(measurement: Measurement, target: Target) -> str:
    """What was declared of a yes/no target, held against it."""
    done_on, deadline = measurement.done_on, target.deadline
    if done_on is None:
        return "Việc được tự đánh giá là đã làm." if measurement.is_done else "Việc được tự đánh giá là chưa làm."
    if not measurement.is_done:
        return f"Ngày hoàn thành {day_text(done_on)} còn sau ngày lấy số liệu: coi như chưa xong."
    if deadline is None:
        return f"Đã xong ngày {day_text(done_on)}."
    days = number_text(Fraction(abs((done_on - deadline).days)))
    if done_on == deadline:
        return f"Xong đúng ngày {day_text(deadline)}."
    relation = "trước" if done_on < deadline else "sau"
    return f"Xong ngày {day_text(done_on)}, {days} ngày {relation} ngày {day_text(deadline)}."
