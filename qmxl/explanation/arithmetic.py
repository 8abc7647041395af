"""The figure against its target in exact numbers, how it is shown, and how far the target is."""

from collections.abc import Iterator
from fractions import Fraction

from qmxl.contract.choices import STATUS_WORDS
from qmxl.evaluation.judging import compare
from qmxl.evaluation.showing import half_up, least_decimals, nearest_bound, number_text, on_scale, shown_value
from qmxl.explanation.subject import Subject, at, exact, figure, step
from qmxl.explanation.verdicts import completed
from qmxl.model.evaluation import Measurement, Status
from qmxl.model.explanation import ExplanationStep, StepKind
from qmxl.model.submission import Measure
from qmxl.model.targets import RANGES, UPPER_BOUNDS, Scale, Target

_FEW_CASES = 20
_SIGNS = {-1: "<", 0: "=", 1: ">"}
_SIDES = {-1: "thấp hơn", 1: "cao hơn"}


def arithmetic(subject: Subject) -> Iterator[ExplanationStep]:
    """The figure, each comparison, the exact distance."""
    measurement, target = subject.measurement, subject.target
    if target is None or measurement.is_no_cases:
        return
    if measurement.is_done is not None:
        yield step(StepKind.ARITHMETIC, completed(measurement, target))
    elif measurement.value is not None and target.level is not None:
        told = _so_far(subject) + _figure_text(measurement, target) + _compared(measurement, target)
        yield step(StepKind.ARITHMETIC, told + _distance(subject, target))
    if _has_bounds(measurement) and target.level is not None and subject.status is not Status.NO_CASES:
        yield step(StepKind.ARITHMETIC, _bounds(measurement, target))


def _so_far(subject: Subject) -> str:
    """Before a figure that was not judged."""
    return {Status.DEFERRED: "Đến nay: ", Status.NO_DATA: "Riêng phần đọc được: "}.get(subject.status, "")


def _figure_text(measurement: Measurement, target: Target) -> str:
    """`5 : 15 = 33,3333…%. `; nothing for a figure that the comparison says whole."""
    value, top, bottom = measurement.value or Fraction(0), measurement.numerator, measurement.denominator
    if target.scale is Scale.SHARE and top is not None and bottom:
        return f"{number_text(top)} : {number_text(bottom)} = {figure(value, target)}. "
    if target.scale is Scale.COUNT_OF and bottom is not None:
        return f"{number_text(value)} trên {number_text(bottom)} {target.unit}".strip() + ". "
    return ""


def _compared(measurement: Measurement, target: Target) -> str:
    ends = (target.level, target.upper)
    return "; ".join(_against(measurement, target, end) for end in ends if end is not None)


def _against(measurement: Measurement, target: Target, end: Fraction) -> str:
    """`5 × 100 = 500 < 85 × 15 = 1.275, nên 33,3333…% < 85%`: shares that do not end are compared whole."""
    value, top, bottom = measurement.value or Fraction(0), measurement.numerator, measurement.denominator
    sign, shown = _SIGNS[(value > end) - (value < end)], figure(value, target)
    short = f"{shown} {sign} {figure(end, target)}"
    if "…" not in shown or target.scale is not Scale.SHARE or top is None or not bottom:
        return short
    left = f"{number_text(top)} × 100 = {number_text(top * 100)}"
    right = f"{number_text(end * 100)} × {number_text(bottom)} = {number_text(end * 100 * bottom)}"
    return f"{left} {sign} {right}, nên {short}"


def _distance(subject: Subject, target: Target) -> str:
    """` (thấp hơn mức 51,6666… điểm phần trăm; báo cáo ghi 52 điểm phần trăm)`, or a full stop."""
    value = subject.measurement.value or Fraction(0)
    bound = nearest_bound(value, target)
    is_inside = target.comparator in RANGES and target.upper is not None and target.level is not None
    if bound is None or (is_inside and (target.level or 0) <= value <= (target.upper or 0)) or value == bound:
        return "."
    unit = " điểm phần trăm" if target.scale is Scale.SHARE else f" {target.unit}".rstrip()
    told = exact(abs(on_scale(value, target) - on_scale(bound, target))) + unit
    margin = subject.result.margin
    rounded = f"; báo cáo ghi {margin}, tính từ kết quả đã làm tròn" if margin and margin != told else ""
    return f" ({_SIDES[1 if value > bound else -1]} mức {told}{rounded})."


def _has_bounds(measurement: Measurement) -> bool:
    return measurement.low is not None and measurement.high is not None and measurement.low != measurement.high


def _bounds(measurement: Measurement, target: Target) -> str:
    """What cases that could not be read, or two readings of a cell, leave open."""
    low, high = measurement.low or Fraction(0), measurement.high or Fraction(0)
    verdicts = [STATUS_WORDS[compare(end, target)] for end in (low, high)]
    said = (
        f"cả hai đều là {verdicts[0]}" if verdicts[0] == verdicts[1] else f"{verdicts[0]} hoặc {verdicts[1]}, chưa rõ"
    )
    if measurement.is_declared:
        return f"Ô này đọc được hai cách, {figure(low, target)} hoặc {figure(high, target)}: {said}."
    count = number_text(Fraction(measurement.unusable))
    return (
        f"Còn {count} dòng chưa đọc được: nếu đều không đạt thì {figure(low, target)}, nếu đều đạt thì "
        f"{figure(high, target)}; {said}."
    )


def showing(subject: Subject) -> Iterator[ExplanationStep]:
    """How the figure was rounded; silent where it is shown as it is."""
    measurement, target, shown = subject.measurement, subject.target, subject.result.shown
    if shown is None or target is None or measurement.value is None or measurement.is_done is not None:
        return
    if target.scale is Scale.COUNT_OF or figure(measurement.value, target) == shown:
        return
    least = least_decimals(measurement, target, subject.decimals)
    value, used = on_scale(measurement.value, target), shown_value(measurement, target, subject.decimals)
    cell = subject.submission.information.entry("decimals").reference
    if half_up(value, least) == used:
        yield step(StepKind.SHOWING, f"Làm tròn đến {least} chữ số thập phân: {shown}", at(cell), ".")
        return
    fewer = number_text(half_up(value, least)) + ("%" if target.scale is Scale.SHARE else "")
    yield step(
        StepKind.SHOWING,
        f"Ghi {shown}: làm tròn đến {least} chữ số thập phân",
        at(cell),
        f" thì thành {fewer}, sai quan hệ với mức đề ra hoặc với 0%, 100%, nên ghi thêm chữ số.",
    )


def distance(subject: Subject) -> Iterator[ExplanationStep]:
    """How many further good cases would reach the target, with the proof; how much one case weighs among few."""
    needed, target, measurement = subject.result.cases_needed, subject.target, subject.measurement
    top, bottom = measurement.numerator, measurement.denominator
    if subject.status is not Status.NOT_MET or target is None or target.level is None or not bottom or top is None:
        return
    if needed is not None:
        yield step(StepKind.DISTANCE, _needed(subject, target, needed))
    elif target.level == 1 and target.scale is Scale.SHARE and target.comparator not in UPPER_BOUNDS:
        told = f"Mức 100% không cho phép trường hợp nào không đạt; hiện có {number_text(bottom - top)} trường hợp."
        yield step(StepKind.DISTANCE, told)
    if target.scale is Scale.SHARE and bottom <= _FEW_CASES and not measurement.is_declared:
        one = exact(Fraction(100) / bottom)
        told = f"Tổng số chỉ có {number_text(bottom)} nên mỗi trường hợp ứng với {one} điểm phần trăm."
        yield step(StepKind.DISTANCE, told)


def _needed(subject: Subject, target: Target, needed: int) -> str:
    """The words of the report (contract.md §4), and the share that as many further cases make."""
    top, bottom = subject.measurement.numerator or Fraction(0), subject.measurement.denominator or Fraction(0)
    is_timed = subject.indicator.measure.value is Measure.ON_TIME
    good, bad = ("đúng hạn", "quá hạn") if is_timed else ("đạt yêu cầu", "không đạt")
    is_upper = target.comparator in UPPER_BOUNDS
    further = Fraction(needed)
    reached = (top if is_upper else top + further) / (bottom + further)
    above = number_text(top) if is_upper else f"({number_text(top)} + {number_text(further)})"
    return (
        f"Cần thêm ít nhất {number_text(further)} trường hợp liên tiếp {good}, không phát sinh trường hợp {bad}: "
        f"{above} : ({number_text(bottom)} + {number_text(further)}) = {figure(reached, target)}."
    )
