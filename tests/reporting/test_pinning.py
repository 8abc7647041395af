"""A verdict that the formulas would miss is written as found, and said."""

from dataclasses import replace

from qmxl.evaluation.evaluate import evaluate
from qmxl.model.evaluation import Evaluation, Status, TimeClass
from qmxl.reporting.compose import compose_and_lay_out, compose_report
from qmxl.reporting.narrative import plan_total
from qmxl.reporting.places import overall, result_cell, step
from samples.build import ROOT, submission_of
from tests.workbooks import Outcome


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


def test_a_sentence_tells_the_figures_that_were_found_where_formulas_would_tell_others(outcome: Outcome) -> None:
    """The condition carries the answers as typed, of which the formulas do not know “KHÔNG ;”.

    ## Mục tiêu
    | Mức đề ra | Cách tính | Cột tính | Điều kiện |
    |---|---|---|---|
    | từ 90% trở lên | Danh mục | | |
    | từ 10% trở lên | Danh mục | Đã ký | Đạt (Có/Không) = Có |

    ## MT1
    | STT | Nội dung | Đạt (Có/Không) | Đã ký |
    | 1 | Niêm yết | Có | Có |
    | 2 | Công khai | Có | Không |
    | 3 | Tiếp nhận | Có | Có |
    | 4 | Trả kết quả | KHÔNG ; | Có |
    """
    assert (outcome.indicator.measurement.numerator, outcome.indicator.measurement.denominator) == (3, 4)
    placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)
    sentence = placed.values[placed.report.sentences["1.1"]]
    assert "3/4, đạt 75%, chưa đạt mức đề ra (từ 90% trở lên), còn thiếu 15 điểm phần trăm" in sentence
    assert [placed.values[result_cell(1, "1.1", key)] for key in ("numerator", "denominator", "value")] == [3, 4, 0.75]
    assert placed.values[step("1.1", "needed_count")] == 6
    assert [d.message for d in placed.report.diagnostics if d.code == "QM409"] == [
        "đánh giá và các số trong câu báo cáo của chỉ tiêu 1.1 được ghi cố định vì công thức trong tệp không tự tính lại được"
    ]


def test_movements_of_a_register_and_bands_of_a_plan_are_held_against_the_evaluation() -> None:
    submission = submission_of(ROOT / "samples" / "phuong-mau-2026-9-thang.md")
    evaluation, found = evaluate(submission)
    seven = next(i for i in evaluation.indicators if i.measurement.register)
    one = next(i for i in evaluation.indicators if i.measurement.bands)
    told = compose_report(submission, evaluation, found).must_agree
    assert told[step(seven.code, "received")] == seven.measurement.register.received
    assert told[step(seven.code, "late")] == seven.measurement.register.by_class[TimeClass.LATE]
    assert told[plan_total(one.code, "behind")] == one.measurement.bands.behind


def test_bands_of_a_plan_are_those_of_the_rows_that_its_condition_lets_through(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Kỳ đánh giá | Điều kiện |
    |---|---|---|---|
    | từ 90% trở lên | Bảng kế hoạch | Cuối năm | Đơn vị tính = Xã, thôn; Ghi chú = a |

    ## MT1
    | STT | Chỉ tiêu | Đơn vị tính | Kế hoạch | Thực hiện | Ghi chú |
    | 1 | Đường | xã | 10 | 4 | a |
    | 2 | Điện | Thôn | 10 | 8 | A |
    | 3 | Trường | km | 10 | 1 | a |
    | 4 | Trạm | xã | 10 | 2 | b |
    """
    placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)
    sentence = placed.values[placed.report.sentences["1"]]
    assert "01 chỉ tiêu dưới 50% kế hoạch (thấp nhất: Đường, 40%); 01 chỉ tiêu đạt 80%; sẽ" in sentence
    assert not [d for d in placed.report.diagnostics if d.code == "QM409"]
