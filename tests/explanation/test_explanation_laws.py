"""What holds for every explanation: it tells the verdict that was found, and its arithmetic is true (EV99)."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.contract.choices import STATUS_WORDS
from qmxl.evaluation.judging import compare
from qmxl.explanation.explain import explain, verdict_notes
from qmxl.model.evaluation import Status
from qmxl.model.explanation import IndicatorExplanation, StepKind
from qmxl.model.submission import CellValue
from qmxl.reporting.compose import compose_and_lay_out
from tests.evaluation.test_laws import CHANGES, SHEETS, Changes, changed, counts, judged, target_of, targets
from tests.workbooks import Outcome

_NUMBER = r"(-?[\d.]+(?:,\d+)?…?)"
_DIVISION = re.compile(rf"{_NUMBER} : {_NUMBER} = {_NUMBER}%")
_PRODUCTS = re.compile(rf"{_NUMBER} × 100 = {_NUMBER} ([<=>]) {_NUMBER} × {_NUMBER} = {_NUMBER}")
_COMPARISON = re.compile(rf"{_NUMBER}% ([<=>]) {_NUMBER}%")
_APART = re.compile(rf"(thấp|cao) hơn mức {_NUMBER} điểm")
_FURTHER = re.compile(rf"{_NUMBER} : \({_NUMBER} \+ {_NUMBER}\) = {_NUMBER}%")
_SIGNS = {-1: "<", 0: "=", 1: ">"}
_CUT = Fraction(1, 10**4)


def number(text: str) -> Fraction:
    """A number as told; one that is cut off is at least this."""
    return Fraction(text.rstrip("…").replace(".", "").replace(",", "."))


def is_told(text: str, value: Fraction) -> bool:
    """Whether a text tells this number, whole or cut off."""
    told = number(text)
    return told <= value < told + _CUT if text.endswith("…") else told == value


def first_explained(outcome: Outcome) -> IndicatorExplanation:
    return explain(outcome.submission, outcome.evaluation, outcome.diagnostics)[0].indicators[0]


def texts(told: IndicatorExplanation, kind: StepKind) -> str:
    return " ".join(step.text for step in told.steps if step.kind is kind)


@settings(max_examples=150, deadline=None)
@given(CHANGES)
def test_whatever_a_workbook_holds_is_explained(changes: Changes) -> None:
    """EV99"""
    outcome = changed(changes)
    told = explain(outcome.submission, outcome.evaluation, outcome.diagnostics)
    found = {result.code: result for result in outcome.evaluation.indicators}
    assert [objective.number for objective in told] == [o.number for o in outcome.evaluation.objectives]
    for indicator in (i for objective in told for i in objective.indicators):
        assert indicator.status is found[indicator.code].status
        assert texts(indicator, StepKind.CONCLUSION).startswith(STATUS_WORDS[indicator.status])
        assert len(indicator.steps) < 25
        for step in indicator.steps:
            assert step.text
            assert not re.search(r"None|\bNaN|Fraction|Decimal\(|\(\)|[{}]| {2}", step.text) or _is_quoted(step.text)
            assert all(cell.first.sheet in SHEETS and cell.first.row >= 1 for cell in step.cells)


def _is_quoted(text: str) -> bool:
    """Whether odd signs are the staff's own."""
    return not re.search(r"None|\bNaN|Fraction|Decimal\(|\(\)|[{}]| {2}", re.sub("“.*”", "", text))


@settings(max_examples=20, deadline=None)
@given(CHANGES)
def test_every_verdict_has_a_note_that_a_cell_can_hold(changes: Changes) -> None:
    """EV99"""
    outcome = changed(changes)
    if not outcome.submission.objectives:
        return
    notes = verdict_notes(outcome.submission, outcome.evaluation, outcome.diagnostics)
    placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics, notes=notes)
    written = [cell.note for sheet in placed.sheets for cell in sheet.cells if cell.note]
    assert len(written) == len(outcome.evaluation.indicators)
    assert all(len(note) < 5_000 and "\x00" not in note for note in written)


@settings(max_examples=300, deadline=None)
@given(targets(), counts(), st.integers(0, 4))
def test_the_arithmetic_is_true(target: str, count: tuple[int, int], decimals: int) -> None:
    """EV99"""
    top, bottom = count
    outcome = judged(target, {"Số đạt": top, "Tổng số": bottom}, decimals=decimals)
    told = first_explained(outcome)
    read, value = target_of(target), Fraction(top, bottom)
    if outcome.status is Status.NO_DATA:
        return
    text = texts(told, StepKind.ARITHMETIC)
    (division,) = _DIVISION.findall(text)
    assert (number(division[0]), number(division[1])) == (top, bottom)
    assert is_told(division[2], value * 100)
    ends = [end for end in (read.level, read.upper) if end is not None]
    compared = _COMPARISON.findall(text)
    assert [number(end) for *_, end in compared] == [end * 100 for end in ends]
    assert [sign for _, sign, _ in compared] == [_SIGNS[(value > end) - (value < end)] for end in ends]
    for left, product, sign, level, whole, other in _PRODUCTS.findall(text):
        assert number(left) * 100 == number(product)
        assert number(level) * number(whole) == number(other)
        assert sign == _SIGNS[(number(product) > number(other)) - (number(product) < number(other))]
    for side, apart in _APART.findall(text):
        assert any(is_told(apart, abs(value - end) * 100) for end in ends)
        assert side == ("cao" if any(value > end for end in ends) else "thấp")


@settings(max_examples=300, deadline=None)
@given(targets(), counts())
def test_as_many_further_cases_reach_the_target_and_one_less_does_not(target: str, count: tuple[int, int]) -> None:
    """EV99, EV22"""
    top, bottom = count
    told = first_explained(judged(target, {"Số đạt": top, "Tổng số": bottom}))
    text = texts(told, StepKind.DISTANCE)
    found = re.search(r"ít nhất ([\d.]+) trường hợp", text)
    if found is None:
        return
    needed, read = int(number(found[1])), target_of(target)
    is_upper = "(" not in text.split(": ", 1)[1].split(" : ")[0]
    reached, before = (Fraction(top + (0 if is_upper else n), bottom + n) for n in (needed, needed - 1))
    assert compare(reached, read) in {Status.MET, Status.EXCEEDED}
    assert compare(before, read) is Status.NOT_MET
    assert any(is_told(share, reached * 100) for share in re.findall(rf"= {_NUMBER}%", text))


def steps_of(results: Mapping[str, CellValue], target: str, measure: str) -> Iterator[str]:
    return (step.text for step in first_explained(judged(target, results, measure=measure)).steps)


@pytest.mark.parametrize("typed", ["=1+1", "@SUM(A1)", "<r>x</r>", "_x0041_", "a\x07b"])
def test_what_staff_typed_is_told_as_text(typed: str) -> None:
    told = " ".join(steps_of({"Ghi trực tiếp": typed}, typed, "Ghi trực tiếp"))
    assert typed in told
