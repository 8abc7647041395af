"""Values of single cells as staff type them. Pure: raw cell -> value, or None where it cannot be read."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from enum import StrEnum
from functools import lru_cache
from math import isfinite
from typing import TypeVar

from qmxl.contract.choices import COUNT_UNITS
from qmxl.contract.rules import DayFault
from qmxl.contract.sheets import LARGEST_PLAIN_SHARE
from qmxl.contract.words import day_text
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, Entry, ErrorValue, LargePercent, PercentNumber, TimeNumber
from qmxl.reading.normal_form import normal_form, prose

E = TypeVar("E", bound=StrEnum)

DAY_ZERO = date(1899, 12, 30)
"""Day number 0 of a spreadsheet's 1900 date system (right from 1900-03-01 on)."""
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_MOST_DIGITS = 15
"""What a spreadsheet keeps of a number."""
_LEAST_DOUBTFUL, _LARGEST_DOUBTFUL = Decimal(1), Decimal(10)

_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)(?:,[0-9]+)?")
_ONE_GROUP = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
"""1.587 counts in thousands; as a share, 97.125 may as well be a number with a decimal point."""
_COMMA = re.compile(r"[+-]?[0-9]+(,[0-9]+)?")
_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_COMMA_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_ONE_OR_A_THOUSAND = re.compile(r"[1-9][0-9]{0,2},000")
"""Of a count, 1,587 can only be 1587, but 5,000 may be five with its decimals, or five thousand."""
_PERCENT_WORDS = ("%", " phần trăm")
_CLOSING_MARKS = " .,;:!"
_QUOTES = "'‘’`"
"""Typed to make a cell text; exports keep them as characters."""

_TWO_NUMBERS = re.compile(r"[0-9][0-9.,]*(?: ?%)?(?: ?[/:÷-] ?| đến | trên (?:tổng số )?)[0-9][0-9.,]*(?: ?%)?(?: .*)?")
_ROUGHLY = re.compile(
    r"(?:[~≈<>≤≥]|(?:khoảng|gần|trên|hơn|dưới|chừng|xấp xỉ|ước|từ|ít nhất|tối thiểu|tối đa)(?!\w)).*[0-9].*"
    r"|[0-9][0-9., ]*%? ?(?:trở lên|trở xuống|\+)"
)
_NO_FIGURE = frozenset(
    {"-", "không", "không có", "chưa", "chưa có", "chưa phát sinh", "không phát sinh", "k", "ko", "0 có"}
)

_CLOCK = (
    r"(?:[0-9]{1,2}(?::[0-9]{2}){1,2}(?:\.[0-9]+)?(?: ?(?:sa|ch|am|pm))?"
    r"|[0-9]{1,2} ?(?:h|giờ)(?: ?[0-9]{2}(?: ?phút)?)?)"
)
_WHOLE_DAYS = (
    r"(?P<year>[0-9]{4})(?P<mark>[/.-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
    r"(?P<day>[0-9]{1,2}) ?[/.-] ?(?P<month>[0-9]{1,2}) ?[/.-] ?(?P<year>[0-9]{4}|[0-9]{2})",
    r"(?P<day>[0-9]{1,2}) (?:tháng|thg) ?(?P<month>[0-9]{1,2})(?: năm |, | |[/-])(?P<year>[0-9]{4})",
)
_DAYS = tuple(
    re.compile(rf"(?:(?:lúc )?{_CLOCK},? )?(?:ngày )?{day}(?:(?:,? (?:lúc )?|t){_CLOCK}(?P<zone>z|[+-][0-9:]+)?)?")
    for day in _WHOLE_DAYS
)
_LOCAL_ZONES = frozenset({None, "+07", "+07:00", "+0700"})
"""A time of another zone may belong to the day before or after."""
_MONTH_OF_YEAR = re.compile(r"(?:tháng )?[0-9]{1,2} ?(?:[/.-] ?|năm )[0-9]{4}")
_DAY_OF_MONTH = re.compile(r"(?:ngày )?[0-9]{1,2}(?: ?[/.-] ?| tháng )[0-9]{1,2}")
_LAST_SHORT_YEAR = 49
"""Two digits up to here are a year of this century; 68 may be 1968 or 2068."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
"""A year outside is a slip of the finger."""
_FEWEST_SIGNS = 5
"""So many dates of either kind in a column show that a spreadsheet has exchanged day and month."""


_FIFTEEN_DIGITS = Context(prec=15)


def exact(number: float) -> Decimal:
    """The stored value rounded to the 15 significant digits a spreadsheet keeps (contract.md §4)."""
    if isinstance(number, int):
        return _FIFTEEN_DIGITS.create_decimal(number)
    return Decimal(f"{number:.15g}")


class NumberFault(StrEnum):
    """Why a cell is no number; each value is the code of its rule."""

    UNREADABLE = "QM202"
    NEGATIVE_OR_FRACTION = "QM216"
    TWO_NUMBERS = "QM240"
    ROUGHLY = "QM241"
    TWO_READINGS = "QM242"
    NO_FIGURE = "QM243"
    DAY = "QM244"
    SHARE = "QM245"


def _typed(text: str) -> str:
    """Normal form without the marks around a number or date that mean nothing: one full stop, apostrophes."""
    return normal_form(text).strip(_QUOTES).strip().removesuffix(".").rstrip()


def text_number(text: str) -> Decimal | None:
    """Number with a decimal comma, thousands set off by dots or spaces; any other dot is a decimal point."""
    return _plain_number(_typed(text))


def _plain_number(digits: str) -> Decimal | None:
    if sum(map(str.isdigit, digits)) > _MOST_DIGITS:
        return None
    if _GROUPED.fullmatch(digits):
        return Decimal(digits.replace(" ", "").replace(".", "").replace(",", "."))
    if _COMMA.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    if _POINT.fullmatch(digits):
        return Decimal(digits)
    return None


def read_number(raw: CellValue, units: Collection[str] = ()) -> Decimal | None:
    """A number cell, or a text that is one, with one of `units` behind it or none; a percentage is divided by 100."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return exact(raw) if isfinite(raw) else None
    if not isinstance(raw, str):
        return None
    digits, is_percent = _digits(raw)
    number = _plain_number(digits if is_percent else _without_unit(digits, units))
    return number / 100 if is_percent and number is not None else number


def _digits(text: str) -> tuple[str, bool]:
    """The number of a text without its percent sign or words, and whether there are any."""
    typed = _typed(text)
    for words in _PERCENT_WORDS:
        if typed.endswith(words):
            return typed.removesuffix(words).rstrip(), True
    return typed, False


def _without_unit(digits: str, units: Collection[str]) -> str:
    """Of "1587 hồ sơ" the number, if "hồ sơ" is one of `units`: "2 nghìn" must not become 2."""
    wanted = [f" {normal_form(unit)}" for unit in units if unit]
    return next((digits.removesuffix(unit) for unit in wanted if digits.endswith(unit)), digits)


def read_count(raw: CellValue) -> Decimal | None:
    """A number of cases: whole, not negative, with or without a word for what is counted.

    Commas can only set off thousands in it ("1,587"), unless the decimals may be zeros ("5,000"): then it is not read.
    """
    if not isinstance(raw, str):
        number = read_number(raw)
    else:
        digits, is_percent = _digits(raw)
        digits = _without_unit(digits, COUNT_UNITS)
        if is_percent or _ONE_OR_A_THOUSAND.fullmatch(digits):
            return None
        number = _plain_number(digits.replace(",", "") if _COMMA_GROUPS.fullmatch(digits) else digits)
    return number if number is not None and is_whole_count(number) else None


def is_whole_count(number: Decimal) -> bool:
    return number >= 0 and number == int(number)


def number_fault(raw: CellValue, *, is_count: bool = False) -> NumberFault:
    """Why a filled cell could not be read as a number, or as a count."""
    if isinstance(raw, date):
        return NumberFault.DAY
    if isinstance(raw, str) and (fault := _text_fault(_typed(raw))) is not None:
        return fault
    if is_count and isinstance(raw, str):
        digits, is_percent = _digits(raw)
        if is_percent and _plain_number(digits) is not None:
            return NumberFault.SHARE
        if _ONE_OR_A_THOUSAND.fullmatch(_without_unit(digits, COUNT_UNITS)):
            return NumberFault.TWO_READINGS
    return NumberFault.UNREADABLE if read_number(raw, COUNT_UNITS) is None else NumberFault.NEGATIVE_OR_FRACTION


def _text_fault(typed: str) -> NumberFault | None:
    if typed in _NO_FIGURE:
        return NumberFault.NO_FIGURE
    if _TWO_NUMBERS.fullmatch(typed):
        return NumberFault.TWO_NUMBERS
    return NumberFault.ROUGHLY if _ROUGHLY.fullmatch(typed) else None


def read_share(raw: CellValue) -> tuple[Decimal | None, Decimal | None]:
    """A share and its second possible reading.

    A number cell up to 1 is the ratio itself (Excel stores 95 % as 0,95); above 10 it can only be percent; between,
    both readings are possible. A text without a percent sign follows the same rule, a text with one is certain.
    Either way the dot of "97.125" may be a decimal point or part of 97 125. A number whose cell shows it with a percent
    sign is certain too: 1,2 that reads 120%. (97 there, which reads 9700%, was typed before the cell became one.)
    Without a sign more than 1000 % is doubtful anywhere: 9700 is rather 97 % in hundredths than 9700 %.
    """
    number = read_number(raw)
    if number is not None and isinstance(raw, LargePercent):
        return number, None
    if number is not None and isinstance(raw, PercentNumber):
        return _as_share(number) if number > _LARGEST_DOUBTFUL else (number, None)
    if number is None or not isinstance(raw, str):
        return (None, None) if number is None else _as_share(number)
    digits, is_percent = _digits(raw)
    if _ONE_GROUP.fullmatch(digits):
        point = Decimal(digits)
        return (point / 100, number) if is_percent else (_as_share(point)[0], number / 100)
    if is_percent:
        return number, None
    return (number / 100, number) if number == 1 else _as_share(number)


def _as_share(number: Decimal) -> tuple[Decimal, Decimal | None]:
    if number / 100 > LARGEST_PLAIN_SHARE:
        return number / 10_000, number / 100
    if number > _LARGEST_DOUBTFUL:
        return number / 100, None
    return (number / 100, number) if number > _LEAST_DOUBTFUL else (number, None)


@lru_cache(maxsize=100_000)
def _text_day(text: str) -> date | DayFault:
    typed = _typed(text)
    found = next((match for pattern in _DAYS if (match := pattern.fullmatch(typed))), None)
    if found is None:
        return DayFault.NO_DAY if _MONTH_OF_YEAR.fullmatch(typed) else _no_year_or_nothing(typed)
    if found["zone"] not in _LOCAL_ZONES:
        return DayFault.TIME_ZONE
    year = _year(found["year"])
    if year is None:
        return DayFault.YEAR
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return DayFault.NO_SUCH_DAY


def _year(digits: str) -> int | None:
    year = int(digits)
    if len(digits) == 2:
        return 2000 + year if year <= _LAST_SHORT_YEAR else None
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _no_year_or_nothing(typed: str) -> DayFault:
    return DayFault.NO_YEAR if _DAY_OF_MONTH.fullmatch(typed) else DayFault.UNREADABLE


def read_day(raw: CellValue) -> date | None:
    """A date cell, a day number, or a text day/month/year; the time of day is dropped."""
    if isinstance(raw, date):
        return raw
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return DAY_ZERO + timedelta(days=int(raw)) if _FIRST_SERIAL <= raw <= _LAST_SERIAL else None
    day = _text_day(raw) if isinstance(raw, str) else None
    return day if isinstance(day, date) else None


def day_fault(raw: CellValue) -> DayFault:
    """Why a filled cell could not be read as a date."""
    fault = _text_day(raw) if isinstance(raw, str) else DayFault.UNREADABLE
    return fault if isinstance(fault, DayFault) else DayFault.UNREADABLE


def is_swapped(column: Iterable[CellValue]) -> bool:
    """Whether a spreadsheet has exchanged day and month in a column of dates.

    Reading 20/8/2020 as month/day, it leaves a text where the day is 13 or more, and exchanges all others: every date
    cell has a day up to 12, every text a day above.
    """
    dates = texts = 0
    for raw in column:
        if isinstance(raw, date):
            dates += 1
            if raw.day > 12:
                return False
        elif isinstance(raw, str) and (day := read_day(raw)):
            texts += 1
            if day.day <= 12:
                return False
    return min(dates, texts) >= _FEWEST_SIGNS


def read_text(raw: CellValue) -> str | None:
    """Any cell as the report carries it: text without what cannot be seen, decimal comma, dates as 04/6/2020."""
    if isinstance(raw, str):
        return prose(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, TimeNumber):
        return raw.text
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
    """The cell as a diagnostic quotes it: a text exactly as typed."""
    if isinstance(raw, str):
        return raw
    return raw.text if isinstance(raw, ErrorValue) else read_text(raw) or ""


def read_choice(raw: CellValue, words: Mapping[str, E]) -> E | None:
    """The member whose word stands in the cell, without regard to case, spacing, Unicode form or closing marks."""
    text = read_text(raw)
    if not text:
        return None
    typed = normal_form(text)
    bare = typed.rstrip(_CLOSING_MARKS)
    return next((member for word, member in words.items() if normal_form(word) in {typed, bare}), None)
