"""Words of the report: how numbers, dates and periods are said, default sentences and sections."""

from datetime import date
from fractions import Fraction


def day_text(day: date) -> str:
    """30/06/2020, as the formulas write it."""
    return f"{day:%d/%m/%Y}"


def period_text(kind: str, year: int) -> str:
    """`quý I năm 2026`, `6 tháng đầu năm 2020`, `năm 2026`."""
    joint = " " if kind.casefold().endswith("năm") else " năm "
    return kind[0].lower() + kind[1:] + joint + str(year)


def grouped(number: int) -> str:
    """1587 -> 1.587"""
    return f"{number:,}".replace(",", ".")


def decimal_text(number: Fraction, decimals: int) -> str:
    """Rounded half up to at most `decimals` places, decimal comma, trailing zeros dropped."""
    scaled = abs(number) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    sign = "-" if number < 0 and whole else ""
    digits = str(whole).rjust(decimals + 1, "0")
    if not decimals:
        return sign + digits
    fraction = digits[-decimals:].rstrip("0")
    return sign + digits[:-decimals] + ("," + fraction if fraction else "")
