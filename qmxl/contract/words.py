"""Words of the report: how numbers, dates and periods are said, default sentences and sections."""

from datetime import date
from fractions import Fraction

_NAMES = (
    "đảng", "nhà nước", "quốc hội", "chính phủ", "thủ tướng", "ủy ban", "uỷ ban", "hội đồng nhân dân", "mặt trận",
    "hội nông dân", "hội liên hiệp", "hội cựu chiến binh", "hội chữ thập đỏ", "đoàn thanh niên", "liên đoàn lao động",
    "ban chấp hành", "ban chỉ đạo", "ban chỉ huy", "ban thường vụ", "công an", "quân đội", "tòa án", "toà án",
    "viện kiểm sát", "trung tâm", "trạm y tế", "kho bạc",
)  # fmt: skip
"""What names of bodies begin with, though the next word may be small (Decree 30/2020/NĐ-CP, appendix II)."""


def begins_with_name(text: str) -> bool:
    """Whether a sentence may begin with a proper noun, which keeps its capital anywhere: UBND, Việt Nam, Đảng ủy."""
    first, second = (*text.split()[:2], "", "")[:2]
    if first[1:2].isupper() or (second[:1].isupper() and second[1:2].islower()):
        return True
    plain = f"{text.casefold()} "
    return any(plain.startswith((f"{name} ", f"{name},")) for name in _NAMES)


NAMELESS_PERIOD = "kỳ báo cáo này"
"""Stands in for a period that is not known yet."""
NAMELESS_UNIT = "đơn vị"
"""Stands in for an office that has not given its name yet."""


def day_text(day: date) -> str:
    """04/6/2020, 05/02/2020: days below 10 and months 1 and 2 get a leading 0 (Decree 30/2020/NĐ-CP, appendix I)."""
    month = f"{day:%m}" if day.month in (1, 2) else str(day.month)
    return f"{day:%d}/{month}/{day:%Y}"


def period_text(kind: str, year: int) -> str:
    """`quý I năm 2026`, `6 tháng đầu năm 2020`, `năm 2026`."""
    joint = " " if kind.casefold().endswith("năm") else " năm "
    return kind[0].lower() + kind[1:] + joint + str(year)


def grouped(number: int) -> str:
    """1587 -> 1.587"""
    return f"{number:,}".replace(",", ".")


def decimal_text(number: Fraction, decimals: int) -> str:
    """Rounded half up to at most `decimals` places, decimal comma, trailing zeros dropped."""
    top, bottom = abs(number.numerator), number.denominator
    whole = (2 * top * 10**decimals + bottom) // (2 * bottom)
    sign = "-" if number < 0 and whole else ""
    digits = str(whole).rjust(decimals + 1, "0")
    if not decimals:
        return sign + digits
    fraction = digits[-decimals:].rstrip("0")
    return sign + digits[:-decimals] + ("," + fraction if fraction else "")
