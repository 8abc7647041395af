"""The report held against itself: figures in typed texts against each other and against what was found.

The table of the report is derived; the prose around it is typed, and nobody else compares the two.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import RESULT_COLUMNS, SECTION_ROWS
from qmxl.evaluation.claims import (
    ListClaim,
    Outcome,
    ShareClaim,
    in_one_form,
    list_claims,
    parts_claims,
    score_claims,
    share_claims,
    sum_claims,
)
from qmxl.evaluation.showing import agrees, half_up, number_text
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import Evaluation, IndicatorResult, Status
from qmxl.model.references import CellReference
from qmxl.model.submission import Entry, Indicator, Submission

_CONTENT = "Nội dung"
_SENTENCE = "Mẫu câu báo cáo"
_RESULT_TEXTS = {c.key: c.header for c in RESULT_COLUMNS if c.key in {"evidence", "cause", "solution"}}
_SECTIONS_OF_NOW = frozenset(s.key for s in SECTION_ROWS) - {"outlook", "proposals"}
"""Sections that tell what was; the others tell what shall be."""
_DECIMALS_OF_CURE = 2
_MOST_FOUND = 20
"""What one check tells of one text: who has so many to mend reads no more."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A typed text and its cell; `section` is its key on `Nội dung báo cáo`, `indicator` whose it is."""

    text: str
    reference: CellReference | None
    column: str
    section: str | None = None
    result: IndicatorResult | None = None


def say_contradictions(submission: Submission, evaluation: Evaluation) -> tuple[Diagnostic, ...]:
    """What typed texts say that does not add up, or that the evaluation denies."""
    period = submission.information.period
    name = period.text if period else ""
    texts = (text for text in _texts(submission, evaluation) if any(map(str.isdigit, text.text)))
    return tuple(found for text in texts for check in _CHECKS for found in _told(check, text, evaluation, name))


def _texts(submission: Submission, evaluation: Evaluation) -> Iterator[_Text]:
    for key, entry in submission.sections.items():
        yield from _typed(entry, _CONTENT, section=key)
    results = {result.code: result for result in evaluation.indicators}
    for indicator in submission.indicators:
        for entry, column in _own_entries(indicator):
            yield from _typed(entry, column, result=results.get(indicator.code))


def _own_entries(indicator: Indicator) -> Iterator[tuple[Entry[str], str]]:
    yield indicator.sentence, _SENTENCE
    if indicator.result:
        for key, column in _RESULT_TEXTS.items():
            yield getattr(indicator.result, key), column


def _typed(
    entry: Entry[str], column: str, *, section: str | None = None, result: IndicatorResult | None = None
) -> Iterator[_Text]:
    if isinstance(entry.value, str):
        yield _Text(in_one_form(entry.value), entry.reference, column, section, result)


_Check = Callable[[_Text, Evaluation, str], Iterable[Diagnostic]]


def _told(check: _Check, text: _Text, evaluation: Evaluation, period: str) -> Iterable[Diagnostic]:
    return islice(check(text, evaluation, period), _MOST_FOUND)


def _say(code: str, text: _Text, found: str, **values: object) -> Diagnostic:
    return diagnostic(code, text.reference, column=text.column, found=" ".join(found.split()), **values)


def _sums(text: _Text, _evaluation: Evaluation, _period: str) -> Iterator[Diagnostic]:
    for claim in sum_claims(text.text):
        if claim.computed is not None:
            sign = "%" if "%" in claim.text else ""
            yield _say("QM460", text, claim.text, sum=number_text(claim.computed) + sign)


def _shares(text: _Text, _evaluation: Evaluation, _period: str) -> Iterator[Diagnostic]:
    for claim in dict.fromkeys(share_claims(text.text)):
        if not _is_right(claim):
            share = Fraction(claim.top, claim.bottom) * 100
            texts = {"top": claim.top, "bottom": claim.bottom}
            yield _say("QM461", text, claim.text, share=number_text(half_up(share, _DECIMALS_OF_CURE)), **texts)


def _is_right(claim: ShareClaim) -> bool:
    return agrees(claim.percent / 100, Fraction(claim.top, claim.bottom))


def _complements(text: _Text, _evaluation: Evaluation, _period: str) -> Iterator[Diagnostic]:
    """Two parts of one whole whose percentages, each rounded for itself, do not make 100."""
    claims = [claim for claim in dict.fromkeys(share_claims(text.text)) if _is_right(claim)]
    told: dict[tuple[int, int], dict[Fraction, None]] = {}
    for claim in claims:
        percent = Fraction(claim.percent)
        firsts = told.get((claim.bottom - claim.top, claim.bottom), {})
        first = next((first for first in firsts if first + percent != 100), None)
        if first is not None:
            yield _say("QM466", text, claim.text, **_percents(first, percent))
        told.setdefault((claim.top, claim.bottom), {})[percent] = None
    yield from (_say("QM466", text, c.text, **_percents(*both)) for c in claims if (both := _beside_result(c, text)))


def _beside_result(claim: ShareClaim, text: _Text) -> tuple[Fraction, Fraction] | None:
    """The shown result and the share of the rest, where they do not make 100."""
    result = text.result
    if result is None or result.shown is None or not result.shown.endswith("%"):
        return None
    measured = result.measurement
    is_rest = measured.denominator == claim.bottom and measured.numerator == claim.bottom - claim.top
    shown = Fraction(result.shown[:-1].replace(".", "").replace(",", "."))
    percent = Fraction(claim.percent)
    return (shown, percent) if is_rest and shown + percent != 100 else None


def _percents(first: Fraction, second: Fraction) -> Mapping[str, str]:
    names = ("first", "second", "sum")
    return {name: number_text(n) + "%" for name, n in zip(names, (first, second, first + second), strict=True)}


def _parts(text: _Text, _evaluation: Evaluation, _period: str) -> Iterator[Diagnostic]:
    for claim in parts_claims(text.text):
        if sum(claim.parts) > claim.whole:
            yield _say("QM467", text, claim.text, sum=sum(claim.parts), whole=claim.whole)


def _lengths(text: _Text, _evaluation: Evaluation, period: str) -> Iterator[Diagnostic]:
    for claim in list_claims(text.text, period):
        if claim.count != len(claim.listed):
            yield _say("QM463", text, claim.text, number=claim.count, noun=claim.noun, listed=len(claim.listed))


def _scores(text: _Text, evaluation: Evaluation, period: str) -> Iterator[Diagnostic]:
    if text.section not in _SECTIONS_OF_NOW or not period:
        return
    for claim in score_claims(text.text, period):
        right = {len(numbers) for numbers in _numbers(claim.outcome, evaluation)}
        if claim.count not in right or claim.total != evaluation.total:
            yield _say("QM462", text, claim.text, **_score(claim.outcome, evaluation))


def _numbers(outcome: Outcome, evaluation: Evaluation) -> tuple[frozenset[int], ...]:
    """The objectives of an outcome, for each way it may be meant; the widest first."""
    counted = [o for o in evaluation.objectives if o.is_counted]
    met, exceeded, just_met, short = (
        frozenset(o.number for o in counted if o.status in statuses)
        for statuses in ({Status.MET, Status.EXCEEDED}, {Status.EXCEEDED}, {Status.MET}, {Status.NOT_MET})
    )
    ways = {"met": (met,), "met or just met": (met, just_met), "exceeded": (exceeded,), "not met": (short,)}
    return ways[outcome]


def _score(outcome: Outcome, evaluation: Evaluation) -> Mapping[str, str]:
    listed = _listed(evaluation.met)
    if outcome == "exceeded":
        (exceeded,) = _numbers(outcome, evaluation)
        listed += f", trong đó {len(exceeded)} mục tiêu vượt{_listed(exceeded)}"
    return {"score": f"{len(evaluation.met)}/{evaluation.total}", "list": listed}


def _listed(numbers: Iterable[int]) -> str:
    listed = ", ".join(map(str, sorted(numbers)))
    return f" (mục tiêu số {listed})" if listed else ""


def _outcomes(text: _Text, evaluation: Evaluation, period: str) -> Iterator[Diagnostic]:
    """Objectives listed as met that are not, or as not met that are; or left out of such a list."""
    if text.section not in _SECTIONS_OF_NOW or not period:
        return
    for claim in list_claims(text.text, period):
        if claim.noun == "mục tiêu" and claim.is_of_now and claim.outcome is not None:
            wrong = _wrongly_listed(claim, claim.outcome, evaluation)
            if wrong:
                yield _say("QM464", text, claim.text, wrong=wrong, **_score(claim.outcome, evaluation))


def _wrongly_listed(claim: ListClaim, outcome: Outcome, evaluation: Evaluation) -> str:
    listed = {number for code in claim.listed if code.isdigit() for number in (int(code),)}
    met, known = set(evaluation.met), {o.number for o in evaluation.objectives}
    ways = _numbers(outcome, evaluation)
    foreign = listed & met | listed - known if outcome == "not met" else listed - ways[0]
    missing = frozenset[int]() if claim.is_part else ways[-1] - listed
    words = {"kể thừa": foreign, "kể thiếu": missing}
    return "; ".join(f"{word} mục tiêu số {', '.join(map(str, sorted(n)))}" for word, n in words.items() if n)


_CHECKS: tuple[_Check, ...] = (_sums, _shares, _complements, _parts, _lengths, _scores, _outcomes)
