"""How a target is said back to the reader, in the column `Hiểu là`."""

from decimal import Decimal
from fractions import Fraction

from qmxl.contract.words import day_text
from qmxl.model.targets import Comparator, Scale, Target


def understood(target: Target) -> str:
    """The target in the short words of the column `Hiểu là`: "> 95%", "≥ 16 trên 18 chỉ tiêu"."""
    return _MEANINGS.get(target.comparator, "{sign} {level}{total}{unit}").format(
        sign=target.comparator,
        level=_shown(target.level, target.scale),
        upper=_shown(target.upper, target.scale),
        total=f" trên {_shown(Fraction(target.total), target.scale)}" if target.total is not None else "",
        unit=f" {target.unit}" if target.unit else "",
        deadline=day_text(target.deadline) if target.deadline else "",
    )


_MEANINGS = {
    Comparator.FROM_TO: "từ {level} đến {upper}{unit}",
    Comparator.WITHIN: "trong khoảng {level} đến {upper}{unit}",
    Comparator.DONE: "xong",
    Comparator.DONE_BEFORE: "xong trước ngày {deadline}",
    Comparator.DONE_BY: "xong chậm nhất ngày {deadline}",
}


def _shown(value: Fraction | None, scale: Scale) -> str:
    """Exact number with decimal comma and dot thousands; a share as a percentage."""
    if value is None:
        return ""
    number = value * 100 if scale is Scale.SHARE else value
    text = f"{(Decimal(number.numerator) / number.denominator).normalize():,f}".translate(str.maketrans(",.", ".,"))
    return text + ("%" if scale is Scale.SHARE else "")
