"""A verdict that the formulas would miss is written as found, and said."""

from dataclasses import replace

from qmxl.evaluation.evaluate import evaluate
from qmxl.model.evaluation import Evaluation, Status
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.reporting.places import overall, step
from samples.build import ROOT, submission_of


def test_a_verdict_that_formulas_miss_is_pinned_and_said() -> None:
    submission = submission_of(ROOT / "samples" / "loc-an-2020-h1.md")
    evaluation, found = evaluate(submission)
    five = next(o for o in evaluation.objectives if o.number == 5)
    other = replace(five, status=Status.NOT_MET, indicators=(replace(five.indicators[0], status=Status.NOT_MET),))
    changed = Evaluation(tuple(other if o.number == 5 else o for o in evaluation.objectives))
    placed = compose_and_lay_out(submission, changed, found)
    assert placed.values[step("5", "status")] == "Chưa đạt"
    assert placed.values[overall("met_list")] == "2, 6, 8, 9, 10"
    findings = next(sheet for sheet in placed.sheets if sheet.sheet.name == "Kiểm tra")
    assert any("QM409" in str(cell.value) for cell in findings.cells)


def test_nothing_is_pinned_where_formulas_follow() -> None:
    submission = submission_of(ROOT / "samples" / "loc-an-2020-h1.md")
    evaluation, found = evaluate(submission)
    placed = compose_and_lay_out(submission, evaluation, found)
    findings = next(sheet for sheet in placed.sheets if sheet.sheet.name == "Kiểm tra")
    assert not any("QM409" in str(cell.value) for cell in findings.cells)
