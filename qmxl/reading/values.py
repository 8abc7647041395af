"""Values of single cells as staff type them. Pure: raw cell -> value, or None where it cannot be read."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from enum import StrEnum
from functools import lru_cache
from math import isfinite
from typing import TypeVar

from qmxl.contract.words import day_text
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, Entry, ErrorValue
from qmxl.reading.normal_form import normal_form

E = TypeVar("E", bound=StrEnum)

DAY_ZERO = date(1899, 12, 30)
"""Day number 0 of a spreadsheet's 1900 date system (right from 1900-03-01 on)."""
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_MOST_DIGITS = 15
"""What a spreadsheet keeps of a number."""
_LEAST_DOUBTFUL, _LARGEST_DOUBTFUL = Decimal(1), Decimal(10)

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:\.\d{3})+|(?: \d{3})+)(?:,\d+)?")
_ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
"""1.587 counts in thousands; as a share, 97.125 may as well be a number with a decimal point."""
_COMMA = re.compile(r"[+-]?\d+(,\d+)?")
_POINT = re.compile(r"[+-]?\d+\.\d+")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?")


_FIFTEEN_DIGITS = Context(prec=15)


def exact(number: float) -> Decimal:
    """The stored value rounded to the 15 significant digits a spreadsheet keeps (contract.md §4)."""
    if isinstance(number, int):
        return _FIFTEEN_DIGITS.create_decimal(number)
    return Decimal(f"{number:.15g}")


def text_number(text: str) -> Decimal | None:
    """Number with a decimal comma, thousands set off by dots or spaces; any other dot is a decimal point."""
    digits = normal_form(text)
    if sum(map(str.isdigit, digits)) > _MOST_DIGITS:
        return None
    if _GROUPED.fullmatch(digits):
        return Decimal(digits.replace(" ", "").replace(".", "").replace(",", "."))
    if _COMMA.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    if _POINT.fullmatch(digits):
        return Decimal(digits)
    return None


def read_number(raw: CellValue) -> Decimal | None:
    """A number cell, or a text that is one; a percentage is divided by 100."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return exact(raw) if isfinite(raw) else None
    if not isinstance(raw, str):
        return None
    digits, is_percent = _digits(raw)
    number = text_number(digits)
    return number / 100 if is_percent and number is not None else number


def _digits(text: str) -> tuple[str, bool]:
    """The number of a text without its percent sign, and whether there is one."""
    plain = text.strip()
    return plain.removesuffix("%"), plain.endswith("%")


def read_share(raw: CellValue) -> tuple[Decimal | None, Decimal | None]:
    """A share and its second possible reading.

    A number cell up to 1 is the ratio itself (Excel stores 95 % as 0,95); above 10 it can only be percent; between,
    both readings are possible. A text without a percent sign follows the same rule, a text with one is certain.
    Either way the dot of "97.125" may be a decimal point or part of 97 125.
    """
    number = read_number(raw)
    if number is None or not isinstance(raw, str):
        return (None, None) if number is None else _as_share(number)
    digits, is_percent = _digits(raw)
    if _ONE_GROUP.fullmatch(normal_form(digits)):
        point = Decimal(normal_form(digits))
        return (point / 100, number) if is_percent else (_as_share(point)[0], _as_share(number)[0])
    if is_percent:
        return number, None
    return (number / 100, number) if number == 1 else _as_share(number)


def _as_share(number: Decimal) -> tuple[Decimal, Decimal | None]:
    if number > _LARGEST_DOUBTFUL:
        return number / 100, None
    return (number / 100, number) if number > _LEAST_DOUBTFUL else (number, None)


@lru_cache(maxsize=100_000)
def _text_day(text: str) -> date | None:
    plain = normal_form(text)
    match = _ISO_DAY.fullmatch(plain)
    if match:
        year, month, day = map(int, match.groups())
    else:
        match = _DAY.fullmatch(plain)
        if not match:
            return None
        day, month, year = map(int, match.groups())
        year += 2000 if year < 100 else 0
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_day(raw: CellValue) -> date | None:
    """A date cell, a day number, or a text day/month/year; the time of day is dropped."""
    if isinstance(raw, date):
        return raw
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return DAY_ZERO + timedelta(days=int(raw)) if _FIRST_SERIAL <= raw <= _LAST_SERIAL else None
    return _text_day(raw) if isinstance(raw, str) else None


def read_text(raw: CellValue) -> str | None:
    """Any cell as text: numbers with a decimal comma, dates as 04/6/2020."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float):
        return f"{exact(raw).normalize():f}".replace(".", ",") if isfinite(raw) else None
    if isinstance(raw, date):
        return day_text(raw)
    return None


def entry_text(raw: CellValue, reference: CellReference) -> Entry[str]:
    """The entry of a text cell."""
    return Entry(read_text(raw), raw, reference)


def entry_day(raw: CellValue, reference: CellReference) -> Entry[date]:
    """The entry of a date cell."""
    return Entry(read_day(raw), raw, reference)


def as_found(raw: CellValue) -> str:
    """The cell as a diagnostic quotes it."""
    return raw.text if isinstance(raw, ErrorValue) else read_text(raw) or ""


def read_choice(raw: CellValue, words: Mapping[str, E]) -> E | None:
    """The member whose word stands in the cell, without regard to case, spacing or Unicode form."""
    text = read_text(raw)
    if not text:
        return None
    typed = normal_form(text)
    return next((member for word, member in words.items() if normal_form(word) == typed), None)
