"""Target phrases (`Mức đề ra`): what "từ 85% trở lên" or "chậm nhất ngày 30/6/2026" asks for; contract.md §2.

A phrase is read whole or not at all: every word in it is one of those listed here, a unit, or named in a TargetFault.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from qmxl.model.targets import RANGES, Comparator, Scale, Target
from qmxl.reading.normal_form import normal_form, tidied


class FaultKind(StrEnum):
    """Why a phrase is not a target."""

    EMPTY = "empty"
    NO_NUMBER_OR_WORD = "no_number_or_word"
    LEFTOVER_WORDS = "leftover_words"
    SEVERAL_NUMBERS = "several_numbers"
    UNREADABLE_NUMBER = "unreadable_number"
    """Grouped in no Vietnamese way ("1,587.5"), or readable in two ways ("97.125%")."""
    MISPLACED_WORD = "misplaced_word"
    """A comparison that does not go with what it stands beside: "trên 14 - 15%", "tối thiểu 2% trở xuống"."""
    RANGE_ORDER = "range_order"
    COUNT_OVER_TOTAL = "count_over_total"
    IMPOSSIBLE_DATE = "impossible_date"
    MISSING_YEAR = "missing_year"


@dataclass(frozen=True, slots=True)
class TargetFault:
    """A phrase that is not understood; `found` quotes the piece that is the matter."""

    kind: FaultKind
    found: str


# Words. All are compared in normal form; a longer one is seen before a shorter one that it contains.

_COMPARISONS: tuple[tuple[tuple[str, ...], Comparator], ...] = (
    (("trên", "hơn", "cao hơn", "lớn hơn", "nhiều hơn", ">"), Comparator.ABOVE),
    (
        (
            *("tối thiểu", "tối thiểu là", "tối thiểu đạt", "ít nhất", "ít nhất là", "ít nhất đạt"),
            *("không dưới", "không được dưới", "không thấp hơn", "không được thấp hơn", "không ít hơn"),
            *("không nhỏ hơn", "lớn hơn hoặc bằng", "≥", ">=", "=>"),
        ),
        Comparator.AT_LEAST,
    ),
    (("dưới", "thấp hơn", "nhỏ hơn", "ít hơn", "<"), Comparator.BELOW),
    (
        (
            *("không quá", "không được quá", "không vượt quá", "không được vượt quá", "tối đa", "tối đa là"),
            *("nhiều nhất", "nhiều nhất là", "không lớn hơn", "không cao hơn", "không nhiều hơn"),
            *("nhỏ hơn hoặc bằng", "≤", "<=", "=<"),
        ),
        Comparator.AT_MOST,
    ),
    (("=",), Comparator.EQUAL),
    (("từ",), Comparator.FROM_TO),
    (("trong khoảng", "trong khoảng từ"), Comparator.WITHIN),
)
_TURNS = {"trở lên": Comparator.AT_LEAST, "trở xuống": Comparator.AT_MOST}
_DONE_WORDS = ("thực hiện", "đạt", "có", "hoàn thành", "xong")
_LEADS = ("phấn đấu", "bảo đảm", "đảm bảo", "mức", "tỷ lệ", "tỉ lệ", "bình quân", *_DONE_WORDS)
"""May stand before the comparison, and say nothing beyond the "at least" that a number alone says too."""
_NONE_WORDS = ("không để xảy ra",)
_DEADLINES: tuple[tuple[tuple[str, ...], Comparator], ...] = (
    (("trước",), Comparator.DONE_BEFORE),
    (
        (
            *("chậm nhất", "chậm nhất là", "chậm nhất vào", "chậm nhất đến", "chậm nhất trong", "chậm nhất là trong"),
            *("đến", "đến hết", "trong"),
        ),
        Comparator.DONE_BY,
    ),
)
_AT_LEAST_OF = (None, Comparator.FROM_TO, Comparator.AT_LEAST)
_AT_LEAST_TURNS = (None, "trở lên")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PARTS_OF_YEAR = {"6 tháng đầu năm": (1, 6), "9 tháng đầu năm": (1, 9), "6 tháng cuối năm": (7, 12)}


def _by_word(table: tuple[tuple[tuple[str, ...], Comparator], ...]) -> dict[str, Comparator]:
    return {normal_form(word): comparator for words, comparator in table for word in words}


def _any_of(words: Iterable[str]) -> str:
    """Regex for one of `words`, the longest first."""
    return "(?:" + "|".join(re.escape(normal_form(word)) for word in sorted(words, key=len, reverse=True)) + ")"


_COMPARATOR_OF = _by_word(_COMPARISONS)
_DEADLINE_OF = _by_word(_DEADLINES)
_COMPARISON = _any_of(_COMPARATOR_OF)

# Patterns, for phrases in normal form.

_SIGN = re.compile(r" ?([<>] ?=|= ?[<>]|[<>=≤≥]) ?")
_OUTER_MARKS = " .,;:'\"‘’“”"
_DIGIT = re.compile("[0-9]")
_LEADING = rf"(?:{_any_of(_LEADS)}(?: |(?=[0-9])))*+"
_NUMBER = r"[0-9](?:[0-9.,]*[0-9])?"
_PERCENT = r"(?: ?(?:%|phần trăm(?!\w)))"
_QUANTITY = re.compile(
    rf"{_LEADING}(?P<leftover>[^0-9]*?)(?:(?P<word>{_COMPARISON}) ?)?"
    rf"(?P<amount>(?P<first>{_NUMBER})(?P<first_percent>{_PERCENT})?"
    r"(?: ?(?:(?P<range>-|đến)|(?P<count>/|trên(?: tổng số)?)) ?"
    rf"(?P<second>{_NUMBER})(?P<second_percent>{_PERCENT})?)?)"
    r"(?P<after>.*)"
)
_TURN = re.compile(rf"\(?(?P<turn>{_any_of(_TURNS)})(?!\w)\)?")
_OUT_OF = re.compile(r"(?<!\w)trên \w.*")
"""After the number, "trên" compares nothing: "85% trên tổng số hồ sơ", "100% trên môi trường mạng"."""
_UNIT_WORD = r"[^\W\d_]+(?:[/.-][^\W\d_]+)*"
_UNIT = re.compile(rf"(?:{_UNIT_WORD}(?: {_UNIT_WORD}){{0,2}})?")
_COMPARISON_IN_UNIT = re.compile(rf"(?<!\w){_COMPARISON}(?!\w)")

_MOST_DIGITS = 15  # what Excel keeps of a number
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_ONE_GROUP = re.compile(r"[0-9]+\.[0-9]{3}")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")

_DONE = re.compile(rf"(?:phấn đấu )?(?P<words>(?:{_any_of(_DONE_WORDS)} )*)(?P<leftover>.*)")
_CLEARLY_A_DAY = r"[0-9]{1,2}(?: ?/ ?| tháng |[.-][0-9]{1,2}[.-][0-9])"
"""Without "ngày", 5 - 10 could be a range and 30.6 a number."""
_DEADLINE = re.compile(
    rf"(?<!\w)(?P<word>{_any_of(_DEADLINE_OF)}) (?P<date>"
    rf"(?:(?:ngày |(?={_CLEARLY_A_DAY}))(?P<day>[0-9]{{1,2}})(?: ?[/.-] ?| tháng )(?P<month_of_day>[0-9]{{1,2}})"
    r"|tháng (?P<month>[0-9]{1,2})"
    r"|qu[ýí] (?P<quarter>[ivx]+|[0-9])"
    rf"|(?P<part>{_any_of(_PARTS_OF_YEAR)})"
    r"|năm)"
    r"(?:(?: ?[/.-] ?| năm | )(?P<year>[0-9]{4}|(?<=[/.-])[0-9]{2}))?)$"
)
_NONE_AT_ALL = re.compile(rf"{_LEADING}{_any_of(_NONE_WORDS)}(?: [^0-9]*)?")
_MORE_THAN_SPELLED = re.compile(r"(?<!\w)(?:quá|hơn|trên|vượt) (?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)")


@lru_cache(maxsize=2**12, typed=True)
def read_target(phrase: str, *, year: int | None) -> Target | TargetFault:
    """The target that `phrase` sets, or the reason why it sets none; `year` completes "30/6" or "trong quý II"."""
    text = _spaced(normal_form(phrase))
    reading = _reading(text, year)
    if isinstance(reading, TargetFault):
        return TargetFault(reading.kind, _as_typed(reading.found, phrase))
    return replace(reading, phrase=phrase, unit=_as_typed(reading.unit, phrase))


def _spaced(text: str) -> str:
    """One space around each comparison sign, none inside it or at the ends, no quotes around nor punctuation."""
    return _SIGN.sub(lambda sign: f" {sign[1].replace(' ', '')} ", text).strip(_OUTER_MARKS)


def _as_typed(piece: str, phrase: str) -> str:
    """`piece` of the normal form of `phrase` with its capitals and tones as typed."""
    typed, normal = tidied(phrase), normal_form(phrase)
    start = normal.rfind(piece)
    return typed[start : start + len(piece)] if start >= 0 and len(typed) == len(normal) else piece


def _reading(text: str, year: int | None) -> Target | TargetFault:
    if not text:
        return TargetFault(FaultKind.EMPTY, "")
    reading = _none_at_all(text) or _completion(text, year) or _quantity(text)
    return reading or TargetFault(FaultKind.NO_NUMBER_OR_WORD, text)


def _none_at_all(text: str) -> Target | None:
    if not _NONE_AT_ALL.fullmatch(text) or _MORE_THAN_SPELLED.search(text):
        return None
    return Target(text, Comparator.EQUAL, Scale.NUMBER, level=Fraction(0))


# Done or not, and until when.


def _completion(text: str, year: int | None) -> Target | TargetFault | None:
    """None if the phrase is neither a yes/no word nor a deadline."""
    deadline = _DEADLINE.search(text)
    head = _DONE.fullmatch(f"{text[: deadline.start()] if deadline else text} ".lstrip())
    if head is None or _DIGIT.search(head[0]) or not (deadline or head["words"]):
        return None
    if leftover := head["leftover"].strip():
        return TargetFault(FaultKind.LEFTOVER_WORDS, leftover)
    return _deadline(deadline, year) if deadline else Target(text, Comparator.DONE, Scale.YES_NO)


def _deadline(found: re.Match[str], report_year: int | None) -> Target | TargetFault:
    year = _year(found["year"]) if found["year"] else report_year
    if year is None:
        return TargetFault(FaultKind.MISSING_YEAR, found["date"])
    comparator = _DEADLINE_OF[found["word"]]
    try:
        day = _day(found, year, comparator)
    except (ValueError, KeyError):  # no such day, month or quarter
        return TargetFault(FaultKind.IMPOSSIBLE_DATE, found["date"])
    return Target(found.string, comparator, Scale.YES_NO, deadline=day)


def _year(digits: str) -> int:
    """Two digits are a year of this century."""
    return int(f"20{digits}"[-4:])


def _day(found: re.Match[str], year: int, comparator: Comparator) -> date:
    """The day named; of a month, quarter or year the first one after "trước", else the last one."""
    if found["day"]:
        return date(year, int(found["month_of_day"]), int(found["day"]))
    first, last = _months(found)
    if comparator is Comparator.DONE_BEFORE:
        return date(year, first, 1)
    return date(year, last, monthrange(year, last)[1])


def _months(found: re.Match[str]) -> tuple[int, int]:
    """First and last month of the period named."""
    if found["month"]:
        return int(found["month"]), int(found["month"])
    if found["quarter"]:
        last = 3 * _QUARTERS[found["quarter"]]
        return last - 2, last
    return _PARTS_OF_YEAR[found["part"]] if found["part"] else (1, 12)


# Numbers.


class _Number(NamedTuple):
    value: Fraction
    decimals: int


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A phrase with a number, taken apart: [leads] [word] amount [unit] [turn]."""

    amount: re.Match[str]
    unit: str
    turn: str | None

    @property
    def stated(self) -> Comparator | None:
        word = self.amount["word"]
        return _COMPARATOR_OF[word] if word else None

    @property
    def is_share(self) -> bool:
        return bool(self.amount["second_percent"] if self.amount["second"] else self.amount["first_percent"])


def _quantity(text: str) -> Target | TargetFault | None:
    """None if there is no number."""
    amount = _QUANTITY.fullmatch(text)
    quantity = _taken_apart(amount) if amount else None
    if quantity is None or isinstance(quantity, TargetFault):
        return quantity
    if quantity.amount["range"]:
        return _range(quantity)
    return _count_of(quantity) if quantity.amount["count"] else _single(quantity)


def _taken_apart(amount: re.Match[str]) -> _Quantity | TargetFault:
    if leftover := amount["leftover"].strip():
        return TargetFault(FaultKind.LEFTOVER_WORDS, leftover)
    if _DIGIT.search(amount["after"]) or _is_half_a_percentage(amount):
        return TargetFault(FaultKind.SEVERAL_NUMBERS, amount["amount"] + amount["after"])
    turns = [turn["turn"] for turn in _TURN.finditer(amount["after"])]
    if len(turns) > 1:
        return TargetFault(FaultKind.MISPLACED_WORD, turns[-1])
    unit = " ".join(_OUT_OF.sub("", _TURN.sub(" ", amount["after"])).split())
    return _Quantity(amount, unit, turns[0] if turns else None)


def _is_half_a_percentage(amount: re.Match[str]) -> bool:
    """Of "14% - 15", "16/18%" and "85% trên 20 hồ sơ" nobody can say which numbers the sign is meant for."""
    if amount["count"]:
        return bool(amount["first_percent"] or amount["second_percent"])
    return bool(amount["range"] and amount["first_percent"] and not amount["second_percent"])


def _single(quantity: _Quantity) -> Target | TargetFault:
    number = _number(quantity.amount["first"], quantity)
    if isinstance(number, TargetFault):
        return number
    comparator = _comparator_of_single(quantity, number.value)
    if comparator is None:
        return _misplaced(quantity)
    return _target(quantity, comparator, number.decimals, number.value)


def _comparator_of_single(quantity: _Quantity, level: Fraction) -> Comparator | None:
    """What the word before and the turn behind a number say together; None if they do not go together.

    A bare 0 means "none": as a lower bound it would ask for nothing.
    """
    stated, turned = quantity.stated, _TURNS.get(quantity.turn or "")
    if stated is Comparator.FROM_TO:
        return turned or Comparator.AT_LEAST
    if stated is None:
        return turned or (Comparator.AT_LEAST if level else Comparator.EQUAL)
    return stated if stated is not Comparator.WITHIN and turned in (None, stated) else None


def _range(quantity: _Quantity) -> Target | TargetFault:
    comparator = quantity.stated or Comparator.FROM_TO
    if comparator not in RANGES or quantity.turn:
        return _misplaced(quantity)
    ends = _both_numbers(quantity)
    if isinstance(ends, TargetFault):
        return ends
    lower, upper = ends
    if lower.value > upper.value:
        return TargetFault(FaultKind.RANGE_ORDER, quantity.amount["amount"])
    return _target(quantity, comparator, max(lower.decimals, upper.decimals), lower.value, upper.value)


def _count_of(quantity: _Quantity) -> Target | TargetFault:
    if quantity.stated not in _AT_LEAST_OF or quantity.turn not in _AT_LEAST_TURNS:
        return _misplaced(quantity)
    numbers = _both_numbers(quantity)
    if isinstance(numbers, TargetFault):
        return numbers
    count, total = numbers
    if count.decimals or total.decimals:
        return TargetFault(FaultKind.UNREADABLE_NUMBER, quantity.amount["amount"])
    if count.value > total.value or not total.value:
        return TargetFault(FaultKind.COUNT_OVER_TOTAL, quantity.amount["amount"])
    target = _target(quantity, Comparator.AT_LEAST, 0, count.value)
    return target if isinstance(target, TargetFault) else replace(target, scale=Scale.COUNT_OF, total=int(total.value))


def _misplaced(quantity: _Quantity) -> TargetFault:
    return TargetFault(FaultKind.MISPLACED_WORD, quantity.turn or quantity.amount["word"])


def _target(
    quantity: _Quantity, comparator: Comparator, decimals: int, level: Fraction, upper: Fraction | None = None
) -> Target | TargetFault:
    """The target, once what is left of the phrase is found to be a unit, or for a share nothing."""
    if not _is_unit(quantity.unit) or (quantity.is_share and quantity.unit):
        return TargetFault(FaultKind.LEFTOVER_WORDS, quantity.unit)
    scale = Scale.SHARE if quantity.is_share else Scale.NUMBER
    return Target(quantity.amount.string, comparator, scale, level, upper, unit=quantity.unit, decimals=decimals)


def _is_unit(text: str) -> bool:
    """A short noun, or nothing; a comparison behind its number counts for nothing and is no unit either."""
    return bool(_UNIT.fullmatch(text)) and not _COMPARISON_IN_UNIT.search(text)


def _both_numbers(quantity: _Quantity) -> tuple[_Number, _Number] | TargetFault:
    first, second = (_number(quantity.amount[place], quantity) for place in ("first", "second"))
    if isinstance(first, TargetFault):
        return first
    return second if isinstance(second, TargetFault) else (first, second)


def _number(text: str, quantity: _Quantity) -> _Number | TargetFault:
    """Exact value, a ratio for shares, and the decimals written: of "95,5%" 191/200 and 1."""
    plain = _plain_digits(text, is_share=quantity.is_share)
    if plain is None:
        return TargetFault(FaultKind.UNREADABLE_NUMBER, text)
    return _Number(Fraction(plain) / (100 if quantity.is_share else 1), len(plain.partition(".")[2]))


def _plain_digits(text: str, *, is_share: bool) -> str | None:
    """Of "1.587,5" 1587.5 and of "1.587" 1587, but of "97.125%" None: that could be 97125% or 97,125%."""
    if sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return None
    if _GROUPED.fullmatch(text) and not (is_share and _ONE_GROUP.fullmatch(text)):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", ".") if _PLAIN.fullmatch(text) and not _ONE_GROUP.fullmatch(text) else None
