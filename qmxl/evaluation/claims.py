"""What a typed text says with figures: sums, shares, counts with their lists. Only what can be meant in one way.

A text that may be meant otherwise (a date that looks like a share, a count of an earlier year) makes no claim: a
wrong warning is worse than none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from qmxl.contract.claim_words import (
    AIMING_WORDS,
    BOTH_WORDS,
    BOUND_WORDS,
    CASE_NOUNS,
    COMPARING_WORDS,
    DATE_WORDS,
    EXCEEDED_WORDS,
    MEASURED_NOUNS,
    MET_WORDS,
    NOT_MET_WORDS,
    NUMBERED_THINGS,
    NUMBERING_WORDS,
    OTHER_BASES,
    OTHER_OUTCOMES,
    OTHER_TIMES,
)

_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_WORD = r"[^\W\d_]+"
_BEFORE = r"(?<![\w.,/])"
_AFTER = r"(?![\w%]|[.,/]\d)"
_MOST_TERMS = 20
_NEAR, _MOST_OF_A_CLAUSE = 30, 300
"""Characters: what is looked at around a claim is bounded, so that no text costs more than its length."""

Outcome = Literal["met", "met or just met", "exceeded", "not met"]
"""`met` counts the exceeded too; where a text tells of both, `đạt` may leave them out."""


@dataclass(frozen=True, slots=True)
class SumClaim:
    """`10 + 3 + 5 = 18`; `computed` is what the terms come to where that is not the total, else None."""

    text: str
    computed: Fraction | None


@dataclass(frozen=True, slots=True)
class ShareClaim:
    """`1/3 phản ánh (33%)`: `percent` as typed, on the scale of percents."""

    text: str
    top: int
    bottom: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class ListClaim:
    """`02 mục tiêu chưa đạt (mục tiêu số 3, 7)`; `outcome` None where the words between are of another.

    `is_part`: behind "trong đó", where not all need be listed.
    """

    text: str
    noun: str
    count: int
    listed: tuple[str, ...]
    outcome: Outcome | None
    is_of_now: bool
    is_part: bool


@dataclass(frozen=True, slots=True)
class ScoreClaim:
    """`6/10 mục tiêu đạt`, of the period of the report."""

    text: str
    count: int
    total: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class PartsClaim:
    """`18 chỉ tiêu, trong đó 10 chỉ tiêu đạt, 3 chỉ tiêu chưa đạt`: parts that exclude each other."""

    text: str
    whole: int
    parts: tuple[int, ...]


def in_one_form(text: str) -> str:
    """Composed characters, single spaces and line ends: what the patterns expect."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(filter(None, lines))


def _found(pattern: str, text: str, *marks: str) -> Iterator[tuple[re.Match[str], str]]:
    """Matches in small letters, with the words as typed; a pattern is made only for a text with its marks."""
    small = text.lower()
    typed = text if len(small) == len(text) else small
    if all(mark in small for mark in marks):
        yield from ((match, typed[match.start() : match.end()]) for match in re.finditer(pattern, small))


def readings(number: str) -> tuple[Decimal, ...]:
    """What a typed number may mean: 1.540 is 1540, 1,5 is 1.5; 1.5 and 1,540 are read as other languages do too."""
    found = []
    if "." not in number or re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", number):
        found.append(Decimal(number.replace(".", "").replace(",", ".")))
    if "," not in number or re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        found.append(Decimal(number.replace(",", "")))
    return tuple(dict.fromkeys(found)) or (Decimal(number.replace(",", ".")),)


def _just_before(text: str, position: int) -> str:
    """Never the whole of a long text: it is looked at once for each claim."""
    return text[max(0, position - _NEAR) : position]


# Sums

_TERM = rf"{_NUMBER}(?: ?%)?(?: {_WORD}){{0,3}}"
_SUM = rf"{_BEFORE}(?P<terms>{_TERM}(?:\s?\+\s?{_TERM}){{1,{_MOST_TERMS}}})\s?=\s?(?P<total>{_NUMBER}(?: ?%)?){_AFTER}"
_NUMBER_AND_UNIT = rf"(?P<number>{_NUMBER})\s?(?P<percent>%?)\s?(?P<unit>.*)"
_CALCULATION = r"[\d)%]\s?[-–−x×*:/÷^+]\s?$"
_GOES_ON = r"\s?[-–−x×*:/÷^+=]\s?\d"


def sum_claims(text: str) -> Iterator[SumClaim]:
    """Explicit sums of like terms."""
    for match, quote in _found(_SUM, text, "+", "="):
        terms = [m for term in match["terms"].split("+") if (m := re.fullmatch(_NUMBER_AND_UNIT, term.strip()))]
        total = re.fullmatch(_NUMBER_AND_UNIT, match["total"])
        if total is None or re.match(_GOES_ON, text[match.end() : match.end() + _NEAR]):
            continue
        is_part = re.search(_CALCULATION, _just_before(text, match.start()))
        if is_part or len({m["unit"] for m in terms}) > 1 or len({m["percent"] for m in (*terms, total)}) > 1:
            continue
        yield SumClaim(quote, _wrong_sum([m["number"] for m in terms], total["number"]))


def _wrong_sum(terms: list[str], total: str) -> Fraction | None:
    """None if the terms make the total however both are read."""
    sums = [sum((Fraction(readings(term)[way]) for term in terms), Fraction(0)) for way in (0, -1)]
    is_right = any(Fraction(reading) in sums for reading in readings(total))
    return None if is_right else sums[0]


# Shares


def _any_of(words: Iterable[str]) -> str:
    """A pattern for one of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_REACHED = r"(?:đạt tỷ lệ|đạt tỉ lệ|đạt|chiếm tỷ lệ|chiếm|tỷ lệ đạt|tỷ lệ|tỉ lệ|tương ứng|bằng)"
_ENDS = rf"(?=\s?(?:[.;)\n]|,(?! ?(?:{_any_of(OTHER_BASES)})\b)|$))"
_COUNTS = rf"(?P<top>{_NUMBER})\s?/\s?(?P<bottom>{_NUMBER})(?![\d/]|[.,]\d)"
_NOUN = rf"(?P<noun>{_any_of(CASE_NOUNS)})\b(?!(?<=xã) hội\b)"
_SHARE = (
    rf"{_BEFORE}{_COUNTS}(?: {_NOUN}(?P<words>(?: {_WORD}){{0,4}}?))?"
    rf"(?: ?\( ?(?:{_REACHED} )?(?P<inside>{_NUMBER}) ?% ?\)"
    rf"|(?P<joint> ?,? ?)(?:{_REACHED} |(?P<equal>= ?))(?P<behind>{_NUMBER}) ?%{_ENDS})"
)
_SHARE_FIRST = rf"(?:^|(?<=\n)|(?<= ))(?P<inside>{_NUMBER}) ?% ?\( ?{_COUNTS} {_NOUN}(?P<words>) ?\)"
_SAID_FIRST = rf"(?:^|\n|\b{_REACHED} )$"
_NUMBERED = (
    rf"\b(?:(?:{_any_of(NUMBERED_THINGS)})\b(?: {_WORD}){{0,4}}|(?<!tổng )(?:{_any_of(NUMBERING_WORDS)}))[\s:,]*$"
)
_LAST_WORD = rf"({_WORD})\W*$"
_MOST_DAY, _MOST_MONTH = 31, 12
_WHOLE_PERCENT = 100
_YEARS = range(1900, 2101)
_LEAST_BEFORE_A_YEAR = 1000


def share_claims(text: str) -> Iterator[ShareClaim]:
    """A count out of another with its percentage, behind it or before it."""
    for match, quote in _found(_SHARE, text, "/", "%"):
        before = _just_before(text, match.start())
        is_known = match["noun"] is not None or _is_bare_count(match, before)
        if is_known and _is_count(match, before) and (match["behind"] is None or _is_own_percentage(match)):
            yield _share(match, quote, match["inside"] or match["behind"])
    for match, quote in _found(_SHARE_FIRST, text, "/", "%"):
        before = _just_before(text, match.start()).lower()
        is_said = re.search(_SAID_FIRST, before) and not re.search(rf"\b(?:{_any_of(AIMING_WORDS)})\b", before)
        if is_said and _is_count(match, before):
            yield _share(match, quote, match["inside"])


def _share(match: re.Match[str], quote: str, percent: str) -> ShareClaim:
    top, bottom = (int(readings(match[key])[0]) for key in ("top", "bottom"))
    return ShareClaim(quote, top, bottom, readings(percent)[0])


def _is_count(match: re.Match[str], before: str) -> bool:
    top, bottom = (readings(match[key])[0] for key in ("top", "bottom"))
    is_whole = bottom > 0 and top == top.to_integral_value() and bottom == bottom.to_integral_value()
    words = set((match["words"] or "").lower().split())
    return is_whole and not words & COMPARING_WORDS and not _may_be_date(match, before)


def _is_bare_count(match: re.Match[str], before: str) -> bool:
    """Whether figures without a noun are a count all the same: not the number of a paper, a scale, a telephone."""
    top, bottom = match["top"], match["bottom"]
    has_zero = any(number.startswith("0") and len(number) > 1 for number in (top, bottom))
    is_joined = match["behind"] is None or match["equal"] is not None
    is_numbered = re.search(_NUMBERED, before.lower())
    return is_joined and not has_zero and not is_numbered and readings(top)[0] <= readings(bottom)[0]


def _is_own_percentage(match: re.Match[str]) -> bool:
    """Whether `, đạt 95%` is told of the share, and not of each thing counted, or of a plan."""
    is_of_each = "," not in match["joint"] and (match["words"] or match["noun"] in MEASURED_NOUNS)
    is_beyond = (
        readings(match["behind"])[0] > _WHOLE_PERCENT and readings(match["top"])[0] <= readings(match["bottom"])[0]
    )
    return match["equal"] is not None or not (is_of_each or is_beyond)


def _may_be_date(match: re.Match[str], before: str) -> bool:
    """Whether `5/12` may be a day, `61/2018` a law."""
    word = re.search(_LAST_WORD, before)
    if word and word[1].lower() in DATE_WORDS:
        return True
    if not (match["top"].isdigit() and match["bottom"].isdigit()):
        return False
    top, bottom = int(match["top"]), int(match["bottom"])
    is_year = bottom in _YEARS and top < _LEAST_BEFORE_A_YEAR
    return is_year or (match["noun"] is None and top <= _MOST_DAY and bottom <= _MOST_MONTH)


# Counts of objectives and indicators

_CODE = r"\d{1,3}(?:\.\d{1,2})?"
_LIST = (
    rf"{_BEFORE}(?P<count>\d{{1,3}})(?: ?/ ?\d{{1,3}})? (?P<noun>mục tiêu|chỉ tiêu)(?P<said>[^()\d.;:\n]{{0,80}})"
    rf"\( ?(?:gồm |là |các )?(?P<marker>(?:mục tiêu|chỉ tiêu)? ?(?:số)?) ?:? ?"
    rf"(?P<listed>{_CODE}(?: ?(?:, ?và|,|;|và) ?{_CODE})*) ?\)"
)
_SCORE = (
    rf"{_BEFORE}(?P<count>\d{{1,3}}) ?/ ?(?P<total>\d{{1,3}}) mục tiêu(?: chất lượng)?(?: (?:đều|đã|được))*"
    rf" (?P<said>{_any_of((*BOTH_WORDS, *MET_WORDS))})\b"
)
_FILLERS = r"^\s*(?:chất lượng )?(?:(?:đều|đã|được|còn) )*"
_CLAUSE_END = r"[;\n]|[.!?](?!\d)"
_YEAR = r"\bnăm (\d{4})\b"
_IN_WHICH = "trong đó"


def list_claims(text: str, period: str) -> Iterator[ListClaim]:
    """A count with what it counts listed behind it; `period` is what the report calls its own."""
    tells_exceeded = _tells_exceeded(text)
    for match, quote in _found(_LIST, text, "tiêu", "("):
        noun, marker = match["noun"], match["marker"].strip()
        listed = tuple(re.findall(_CODE, match["listed"]))
        is_of_another = ("tiêu" in marker and noun not in marker) or "tiêu" in match["said"]
        if marker and not is_of_another:
            is_of_now = speaks_of_now(text, match.start(), period)
            is_part = _IN_WHICH in _clause_before(text, match.start()).lower()
            outcome = _outcome(match["said"], tells_exceeded=tells_exceeded)
            yield ListClaim(quote, noun, int(match["count"]), listed, outcome, is_of_now, is_part)


def _tells_exceeded(text: str) -> bool:
    """Whether some are told as exceeded apart from those that are met."""
    return re.search(rf"\b(?:{_any_of(EXCEEDED_WORDS)})\b", re.sub(_any_of(BOTH_WORDS), "", text.lower())) is not None


def _outcome(said: str, *, tells_exceeded: bool) -> Outcome | None:
    words = re.sub(_FILLERS, "", said)
    if words.startswith(NOT_MET_WORDS):
        return "not met"
    if words.startswith(BOTH_WORDS):
        return "met"
    if words.startswith(EXCEEDED_WORDS):
        return "exceeded"
    if words.startswith(MET_WORDS):
        return "met or just met" if tells_exceeded else "met"
    return None


def score_claims(text: str, period: str) -> Iterator[ScoreClaim]:
    """How many objectives a text says were met in the period of the report."""
    tells_exceeded = _tells_exceeded(text)
    for match, quote in _found(_SCORE, text, "mục tiêu", "/"):
        outcome = _outcome(match["said"], tells_exceeded=tells_exceeded)
        if outcome and speaks_of_now(text, match.start(), period):
            yield ScoreClaim(quote, int(match["count"]), int(match["total"]), outcome)


def _clause_before(text: str, position: int) -> str:
    return re.split(_CLAUSE_END, text[max(0, position - _MOST_OF_A_CLAUSE) : position])[-1]


def speaks_of_now(text: str, position: int, period: str) -> bool:
    """Whether the clause there names no other time than the period, and nothing that is only hoped for."""
    behind = re.split(_CLAUSE_END, text[position : position + _MOST_OF_A_CLAUSE])[0]
    clause = f"{_clause_before(text, position)}{behind}".lower().replace(period.lower(), " ")
    is_dated = re.search(rf"\b(?:{_any_of(OTHER_TIMES)})\b", clause)
    own_year = period[-4:]
    return not is_dated and all(year == own_year for year in re.findall(_YEAR, clause))


_WHOLE = (
    rf"{_BEFORE}(?P<whole>\d{{1,3}}) (?P<noun>mục tiêu|chỉ tiêu)\b[^.;:\n]{{0,80}}?trong đó:?"
    rf"(?P<rest>(?:[^.;\n]|\.(?=\d)){{0,400}})"
)
_OUTCOMES = {
    "both": BOTH_WORDS,
    "not": NOT_MET_WORDS,
    "exceeded": EXCEEDED_WORDS,
    "met": MET_WORDS,
    "other": OTHER_OUTCOMES,
}
_PART = (
    rf"{_BEFORE}(?P<number>\d{{1,3}}) (?:(?P<noun>mục tiêu|chỉ tiêu) )?(?:(?:đã|còn|được) )*(?:"
    + "|".join(f"(?P<{name}>{_any_of(words)})" for name, words in _OUTCOMES.items())
    + r")\b"
)


_OTHER_TIME = rf"\b(?:{_any_of(OTHER_TIMES)}|năm \d{{4}})\b"
_OTHER_MARK = rf"[\d%]|\b(?:{_any_of(BOUND_WORDS)})\b"


def parts_claims(text: str) -> Iterator[PartsClaim]:
    """A number of objectives or indicators parted by outcome; parts of parts make no claim."""
    for match, quote in _found(_WHOLE, text, _IN_WHICH, "tiêu"):
        rest = match["rest"]
        found = [m for m in re.finditer(_PART, rest) if m["noun"] in {None, match["noun"]}]
        if _IN_WHICH not in rest and len(found) > 1 and _exclude_each_other(found) and _are_plain(found, rest):
            has_met = any(m["met"] or m["both"] for m in found)
            parts = tuple(int(m["number"]) for m in found if not (has_met and m["exceeded"]))
            yield PartsClaim(quote, int(match["whole"]), parts)


def _exclude_each_other(found: list[re.Match[str]]) -> bool:
    """Whether no outcome is told twice, by the same word or another."""
    kinds = [m["other"] or (m["both"] and "met") or m.lastgroup for m in found]
    return len(set(kinds)) == len(kinds)


def _are_plain(found: list[re.Match[str]], rest: str) -> bool:
    """Whether the parts are told without a mark of their own, such as `đạt trên 90%`, and of one time."""
    ends = [*(m.start() for m in found[1:]), len(rest)]
    behind = [re.sub(r"\([^()%]*\)", "", rest[m.end() : end]) for m, end in zip(found, ends, strict=True)]
    has_mark = any(re.search(_OTHER_MARK, words.split(",")[0]) for words in behind)
    return not has_mark and not any(re.search(_OTHER_TIME, words) for words in behind)
