"""What is shown of a figure: never in contradiction to the verdict (contract.md §4)."""

from decimal import Decimal
from fractions import Fraction

from qmxl.contract.choices import DEFAULT_DECIMALS, STATUS_WORDS
from qmxl.contract.words import decimal_text, grouped
from qmxl.evaluation.judging import completion
from qmxl.model.evaluation import Measurement, Status
from qmxl.model.submission import Submission
from qmxl.model.targets import RANGES, UPPER_BOUNDS, Comparator, Scale, Target

DECLARED_DECIMALS = 4
MOST_DECIMALS = 40
"""More than any figure needs: 15 digits in numerator, denominator and target."""


def _order(one: int, other: int) -> int:
    """-1, 0 or 1: below, equal, above."""
    return (one > other) - (one < other)


def _steps(number: Fraction, scale: int) -> int:
    """How many times 1/scale, rounded half away from zero."""
    top, bottom = number.numerator, number.denominator
    steps = (2 * abs(top) * scale + bottom) // (2 * bottom)
    return -steps if top < 0 else steps


def half_up(number: Fraction, decimals: int) -> Fraction:
    """Rounded half away from zero, as a spreadsheet's ROUND."""
    scale = 10**decimals
    return Fraction(_steps(number, scale), scale)


def shown_decimals(value: Fraction, landmarks: tuple[Fraction, ...], least: int) -> int:
    """Fewest decimals, from `least` on, at which rounding keeps the value on its side of every landmark (EV20)."""
    top, bottom = value.numerator, value.denominator
    marks = [(mark.numerator, mark.denominator) for mark in landmarks]
    sides = [_order(top * below, above * bottom) for above, below in marks]
    for decimals in range(least, MOST_DECIMALS):
        scale = 10**decimals
        steps = _steps(value, scale)
        if [_order(steps * below, above * scale) for above, below in marks] == sides:
            return decimals
    return MOST_DECIMALS


def decimals_setting(submission: Submission) -> int:
    """`Số chữ số thập phân`, from 0 to 4."""
    typed = submission.information.number("decimals")
    return int(DEFAULT_DECIMALS) if typed is None else max(0, min(DECLARED_DECIMALS, int(typed)))


def on_scale(value: Fraction, target: Target) -> Fraction:
    """Percent for shares, the number itself otherwise."""
    return value * 100 if target.scale is Scale.SHARE else value


_ENDS_OF_SHARES = (Fraction(0), Fraction(100))


def _landmarks(target: Target) -> tuple[Fraction, ...]:
    marks = [on_scale(mark, target) for mark in (target.level, target.upper) if mark is not None]
    if target.scale is Scale.SHARE:
        marks += _ENDS_OF_SHARES
    return tuple(marks)


def least_decimals(measurement: Measurement, target: Target, setting: int) -> int:
    """Decimals to begin with: a declared figure as it is, else the larger of the setting and the target's."""
    return DECLARED_DECIMALS if measurement.is_declared else max(setting, target.decimals)


def shown_value(measurement: Measurement, target: Target, setting: int) -> Fraction:
    """The figure as rounded for showing, on the target's scale."""
    value = on_scale(measurement.value or Fraction(0), target)
    return half_up(value, shown_decimals(value, _landmarks(target), least_decimals(measurement, target, setting)))


def agrees(typed: Decimal, value: Fraction) -> bool:
    """Whether a typed number is the value rounded half up or cut off at its decimals (contract.md §4, EV27)."""
    exponent = typed.normalize().as_tuple().exponent
    steps = 10 ** max(-exponent if isinstance(exponent, int) else 0, 2)
    (top, bottom), (typed_top, typed_bottom) = value.as_integer_ratio(), typed.as_integer_ratio()
    more, whole = (top * typed_bottom - typed_top * bottom) * steps, bottom * typed_bottom
    return bool(-whole <= 2 * more and more < whole)


def number_text(number: Fraction) -> str:
    """Decimal comma, dot thousands, no trailing zeros."""
    sign = "-" if number < 0 else ""
    if number.denominator == 1:
        return sign + grouped(abs(number.numerator))
    whole, comma, decimals = decimal_text(abs(number), MOST_DECIMALS).partition(",")
    return sign + grouped(int(whole)) + comma + decimals


def shown(measurement: Measurement, target: Target, setting: int) -> str | None:
    """The figure as the report says it: `97%`, `13/18`, `2 lớp`, `Đạt`."""
    if measurement.is_done is not None:
        return STATUS_WORDS[completion(measurement, target) or Status.NOT_MET]
    if measurement.value is None:
        return None
    if target.scale is Scale.COUNT_OF and measurement.denominator is not None:
        return f"{number_text(measurement.value)}/{number_text(measurement.denominator)}"
    text = number_text(shown_value(measurement, target, setting))
    if target.scale is Scale.SHARE:
        return text + "%"
    return f"{text} {target.unit}".strip()


def nearest_bound(value: Fraction, target: Target) -> Fraction | None:
    """The end of the target a figure is held against, on the target's own scale."""
    if target.comparator in RANGES and target.upper is not None and value > target.upper:
        return target.upper
    return target.level


def distance_unit(target: Target) -> str:
    """What a distance to the target is counted in."""
    return "điểm phần trăm" if target.scale is Scale.SHARE else target.unit


def margin(measurement: Measurement, target: Target, setting: int) -> str | None:
    """Distance from target as shown: `7 điểm phần trăm`; None for yes/no and inside a range."""
    value = measurement.value
    if value is None or target.level is None or measurement.is_done is not None:
        return None
    bound = nearest_bound(value, target)
    is_inside = target.comparator in RANGES and target.upper is not None and target.level <= value <= target.upper
    if bound is None or is_inside:
        return None
    difference = abs(shown_value(measurement, target, setting) - on_scale(bound, target))
    return f"{number_text(difference)} {distance_unit(target)}".strip()


def cases_needed(measurement: Measurement, target: Target) -> int | None:
    """Fewest further cases in a row, all good, that reach the target (EV22).

    None where no number of them does, where nothing was counted, for a plan, whose rows are given, and where one
    case too many misses the target again.
    """
    top, bottom, level = measurement.numerator, measurement.denominator, target.level
    is_fixed = measurement.is_declared or measurement.bands is not None
    if target.scale is not Scale.SHARE or top is None or bottom is None or level is None or is_fixed:
        return None
    if target.comparator in UPPER_BOUNDS:
        needed = top / level - bottom if level else None
    else:
        needed = (level * bottom - top) / (1 - level) if level < 1 else None
    if needed is None or target.comparator in {Comparator.WITHIN, Comparator.EQUAL}:
        return None
    is_strict = target.comparator in {Comparator.ABOVE, Comparator.BELOW}
    least = needed.numerator // needed.denominator + 1 if is_strict else -(-needed.numerator // needed.denominator)
    return max(least, 0)
