"""Earlier periods in the output: sentences, `So sánh kỳ trước`, the column `Kỳ trước`, and the sample that is invented."""

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from qmxl.model.diagnostics import Refusal
from qmxl.model.submission import Entry
from qmxl.pipeline import NewWorkbook, Outcome, evaluate_file, new_workbook
from qmxl.proof.second_engine import check_workbook, dialect_faults, edit_cells, recalculate
from qmxl.reading.parsing import begin_parsing
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.reporting.places import earlier_step, overall
from qmxl.verified import Verified, VerifyWish, verify_file
from samples.build import ROOT
from tests.evaluation.test_earlier_periods import FIGURES, LAST_YEAR, TWO, compared
from tests.workbooks import Outcome as Evaluated
from tests.workbooks import evaluated as evaluated_text

NOW, THEN = (ROOT / "samples" / f"{name}.xlsx" for name in ("loc-an-2020-h1", "loc-an-2019-h1-gia-dinh"))
needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")


def evaluated(path: Path, output: Path, *previous: Path) -> Outcome:
    outcome = evaluate_file(path, output, previous=[begin_parsing(one) for one in previous])
    assert isinstance(outcome, Outcome), outcome
    return outcome


def refused(path: Path, output: Path, *previous: Path) -> str:
    refusal = evaluate_file(path, output, previous=[begin_parsing(one) for one in previous])
    assert isinstance(refusal, Refusal)
    assert not output.exists()
    return refusal.sentence


def rows_of(path: Path, sheet: str) -> list[list[str]]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[str(cell) for cell in row] for row in rows]


def test_the_reference_case_with_a_period_before_it(tmp_path: Path) -> None:
    """EV141, EV143, EV146: from the input or the output of that period, the same is said."""
    then, now, other = (tmp_path / f"{name}.xlsx" for name in ("then", "now", "other"))
    evaluated(THEN, then)
    outcome = evaluated(NOW, now, then)
    assert outcome.sentences["2.2"].endswith(
        "tăng 3,2 điểm phần trăm so với cùng kỳ năm 2019 (93,8%, số liệu đến ngày 30/6/2019)."
    )
    assert "(92,3%, số liệu đến ngày 30/6/2019; kỳ này 33,3%)." in outcome.sentences["7.2"]
    assert "giảm 13 điểm phần trăm so với cùng kỳ năm 2019 (80%)." in outcome.sentences["3"]
    assert outcome.sentences["4.2"].endswith("; bằng cùng kỳ năm 2019 (100%).")
    assert "2019" not in outcome.sentences["4.1"] + outcome.sentences["9.1"] + outcome.sentences["10"]
    assert outcome.evaluation.met == (2, 5, 6, 8, 9, 10)
    told = next(row[1] for row in rows_of(now, "_Tính") if row[0] == "overall")
    assert told.endswith(
        "(mục tiêu số 4). Cùng kỳ năm 2019 có 06 mục tiêu đạt và vượt mức đề ra; kỳ này đạt thêm mục tiêu số 6, 8; "
        "mục tiêu số 4 không còn được tính là đạt; mục tiêu số 7, 9 không so sánh vì nội dung khác nhau."
    )
    assert evaluated(NOW, other, THEN).sentences == outcome.sentences


def test_every_indicator_stands_in_the_comparison(tmp_path: Path) -> None:
    evaluated(NOW, tmp_path / "now.xlsx", THEN)
    rows = {row[0]: row for row in rows_of(tmp_path / "now.xlsx", "So sánh kỳ trước")[4:]}
    assert rows["5"][2:7] == ["92,5%", "95,7%", "tăng 3,2 điểm phần trăm", "Vượt", "Vượt"]
    assert rows["5"][8] == "mức đề ra kỳ đó: trên 90%"
    assert rows["6"][2:7] == ["75%", "100%", "tăng 25 điểm phần trăm", "Chưa đạt", "Vượt"]
    assert rows["6"][8] == "chuyển sang đạt"
    assert rows["7.2"][8] == "không còn đạt; mã kỳ đó: 7"
    assert rows["10"][8] == "cách tính đã thay đổi, không so sánh"
    assert rows["4.3"][3:5] == ["Chưa phát sinh", "–"]
    assert len(rows) == 15
    results = rows_of(tmp_path / "now.xlsx", "MT7")
    assert [row[12] for row in results[3:6]] == ["Kỳ trước", "", "92,3% - Vượt (6 tháng đầu năm 2019)"]


def test_an_output_with_earlier_periods_evaluates_to_itself(tmp_path: Path) -> None:
    first = evaluated(NOW, tmp_path / "one.xlsx", THEN)
    second = evaluated(tmp_path / "one.xlsx", tmp_path / "two.xlsx")
    assert second.sentences == first.sentences
    assert second.evaluation.changes == first.evaluation.changes
    sheet = "So sánh kỳ trước"
    assert rows_of(tmp_path / "two.xlsx", sheet) == rows_of(tmp_path / "one.xlsx", sheet)


@needs_libreoffice
def test_libreoffice_compares_alike(tmp_path: Path) -> None:
    """Also after a figure of either period is edited there."""
    output, edited = tmp_path / "now.xlsx", tmp_path / "edited.xlsx"
    evaluated(NOW, output, THEN)
    assert dialect_faults(output) == []
    assert check_workbook(output, folder=tmp_path).disagreements == ()
    then = next(n for n, row in enumerate(rows_of(output, "Kết quả kỳ trước"), 1) if row[4] == "2.2")
    edit_cells(output, edited, {("MT2", "D6"): 1428, ("Kết quả kỳ trước", f"M{then}"): 0.95})
    recalculated = recalculate(edited, tmp_path / "back", locale="vi-VN")
    row = next(row for row in rows_of(recalculated, "So sánh kỳ trước") if row[0] == "2.2")
    assert row[3:5] == ["89,98%", "giảm 5,02 điểm phần trăm"]


def placed_text(outcome: Evaluated, key: str) -> object:
    placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)
    return placed.values[overall("overall")] if key == "overall" else placed.values[earlier_step("1", key)]


@pytest.mark.parametrize(
    ("kind", "year", "figure", "clause"),
    [
        ("6 tháng đầu năm", 2025, "90% | % | 90%", "; tăng 7 điểm phần trăm so với cùng kỳ năm 2025 (90%)"),
        ("6 tháng đầu năm", 2025, "97% | % | 97%", "; bằng cùng kỳ năm 2025 (97%)"),
        ("6 tháng đầu năm", 2025, "0,97001 | % | 97%", "; tương đương cùng kỳ năm 2025 (97%)"),
        (
            "6 tháng cuối năm",
            2025,
            "98,5% | % | 98,5%",
            "; giảm 1,5 điểm phần trăm so với 6 tháng cuối năm 2025 (98,5%)",
        ),
        ("Quý I", 2026, "91% | % | 91%", "; quý I năm 2026: 91%"),
        ("Năm", 2024, "91% | % | 91%", None),
    ],
)
def test_what_the_sentence_says(kind: str, year: int, figure: str, clause: str | None) -> None:
    """EV142"""
    row = f"| {kind} | {year} | '1 | Việc A | trên 90% | Tỷ lệ | {figure} | Vượt |"
    outcome = compared(["| Việc A | trên 90% | Tỷ lệ |"], ["| 97 | 100 | |"], [row])
    if clause is None:
        assert placed_text(outcome, "clause") in {"", None}
    else:
        assert placed_text(outcome, "clause") == clause


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("Chưa đạt", " Cùng kỳ năm 2025 chưa có mục tiêu nào đạt mức đề ra; kỳ này đạt thêm mục tiêu số 1."),
        ("Vượt", " Cùng kỳ năm 2025 có 01 mục tiêu đạt và vượt mức đề ra."),
        (
            "Thiếu số liệu",
            " Cùng kỳ năm 2025 chưa có mục tiêu nào đạt mức đề ra; kỳ này đạt mục tiêu số 1, kỳ đó chưa có đánh giá.",
        ),
        ("", None),
    ],
)
def test_what_is_said_of_the_objectives(then: str, told: str | None) -> None:
    """EV146: nothing where the earlier period's verdicts are not known."""
    outcome = evaluated_text(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | trên 90% | Tỷ lệ |

        ## MT1
        | Số đạt | Tổng số |
        | 97 | 100 |

        ## Kết quả kỳ trước
        | Kỳ báo cáo | Năm | Mã | Kết quả | Đánh giá mục tiêu |
        | 6 tháng đầu năm | 2025 | '1 | '90% | {then} |
        """
    )
    placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)
    assert placed.values[overall("earlier")] == (told or "")


def test_sixty_objectives_with_twelve_earlier_periods() -> None:
    """No formula outgrows what a cell can hold."""
    many = range(1, 61)
    rows = [
        f"| {kind} | {year} | '{n} | '{50 + n % 40}% | Chưa đạt |"
        for kind, year in [("6 tháng đầu năm", 2025 - back) for back in range(11)] + [("Quý I", 2026)]
        for n in many
    ]
    outcome = evaluated_text(
        "## Mục tiêu\n| Mã | Mục tiêu | Mức đề ra | Cách tính |\n"
        + "".join(f"| '{n} | Việc {n} | trên 90% | Tỷ lệ |\n" for n in many)
        + "".join(f"\n## MT{n}\n| Mã | Số đạt | Tổng số | Ghi trực tiếp |\n| '{n} | 97 | 100 | |\n" for n in many)
        + "\n## Kết quả kỳ trước\n| Kỳ báo cáo | Năm | Mã | Kết quả | Đánh giá mục tiêu |\n"
        + "".join(f"{row}\n" for row in rows)
    )
    placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)
    assert "kỳ này đạt thêm mục tiêu số 1, 2, 3," in str(placed.values[overall("overall")])
    assert "tăng" in str(placed.values[earlier_step("60", "clause")])
    assert max(len(cell.formula or "") for sheet in placed.sheets for cell in sheet.cells) < 8192


def test_both_a_year_before_and_a_part_are_told() -> None:
    rows = [
        f"| {period} | '1 | Việc A | trên 90% | Tỷ lệ | {figure} | Vượt |"
        for period, figure in (("6 tháng đầu năm | 2025", "91% | % | 91%"), ("Quý I | 2026", "99% | % | 99%"))
    ]
    outcome = compared(["| Việc A | trên 90% | Tỷ lệ |"], ["| 97 | 100 | |"], rows)
    said = "; tăng 6 điểm phần trăm so với cùng kỳ năm 2025 (91%); quý I năm 2026: 99%"
    assert placed_text(outcome, "clause") == said


def test_what_is_not_judged_is_not_compared() -> None:
    row = f"{LAST_YEAR} | '1 | Việc A | trên 90% | Tỷ lệ | 90% | % | 90% | Đạt |"
    outcome = compared(["| Việc A | trên 90% | Tỷ lệ |"], ["| | | |"], [row])
    assert placed_text(outcome, "clause") == ""
    assert outcome.evaluation.changes == {}


def test_formulas_and_evaluation_find_the_same_differences() -> None:
    """300 seeded pairs: no formula had to be pinned (QM409), which `lay_out` would do."""
    dice = random.Random(5)  # noqa: S311  a sample, not a secret
    for _ in range(300):
        whole = dice.choice([3, 7, 97, 1000, 1587, 29798])
        part = dice.randint(0, whole)
        decimals = dice.randint(0, 4)
        then = round(dice.random() * 100, decimals)
        shown = f"{then:.{decimals}f}".rstrip("0").rstrip(".") if decimals else str(int(then))
        shown = shown.replace(".", ",")
        row = f"{LAST_YEAR} | '1 | Việc A | trên 90% | Tỷ lệ | {shown}% | % | '{shown}% | Đạt |"
        outcome = compared(["| Việc A | trên 90% | Tỷ lệ |"], [f"| {part} | {whole} | |"], [row])
        placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)
        assert "QM409" not in {d.code for d in placed.report.diagnostics}, (part, whole, shown)
        change = outcome.evaluation.changes["1"]
        assert placed.values[earlier_step("1", "difference")] == pytest.approx(float(change.difference), abs=1e-12)


_OWN = "Đạt {kết quả}, {so với kỳ trước}."


def test_an_own_sentence_says_it_where_it_is_asked_to() -> None:
    outcome = compared(
        ["| Việc A | trên 90% | Tỷ lệ |"],
        ["| 97 | 100 | |"],
        [f"{LAST_YEAR} | '1 | Việc A | trên 90% | Tỷ lệ | 90% | % | 90% | Đạt |"],
    )
    (objective,) = outcome.submission.objectives
    (indicator,) = objective.indicators
    own = replace(indicator, sentence=Entry(_OWN, _OWN))
    submission = replace(outcome.submission, objectives=(replace(objective, indicators=(own,)),))
    placed = compose_and_lay_out(submission, outcome.evaluation, outcome.diagnostics)
    said = placed.values[placed.report.sentences["1"]]
    assert said == "Đạt 97%, tăng 7 điểm phần trăm so với cùng kỳ năm 2025 (90%)."


def test_a_new_workbook_carries_the_period_before(tmp_path: Path) -> None:
    """What was put off is listed; a further period goes on with both."""
    import openpyxl  # noqa: PLC0415  only here

    first, blank, second = (tmp_path / f"{name}.xlsx" for name in ("mot", "moi", "hai"))
    evaluated(NOW, first, THEN)
    made = new_workbook(first, blank)
    assert isinstance(made, NewWorkbook)
    assert [(w.code, w.when) for w in made.waiting] == [("1", "cuối năm")]
    assert made.written_figures == ("4.3",)
    rows = rows_of(blank, "Kết quả kỳ trước")
    assert {(row[0], row[1]) for row in rows[3:] if row[0]} == {
        ("6 tháng đầu năm", "2019.0"),
        ("6 tháng đầu năm", "2020.0"),
    }
    assert [row[12] for row in rows_of(blank, "MT2")[4:6]] == [
        "100% - Đạt (6 tháng đầu năm 2020)",
        "97% - Vượt (6 tháng đầu năm 2020)",
    ]
    fill = {"Kỳ báo cáo": "6 tháng đầu năm", "Năm": 2021}
    book = openpyxl.load_workbook(blank)
    for row in book["Thông tin"].iter_rows(max_col=2):
        if row[0].value in fill:
            row[1].value = fill[row[0].value]
    book["MT5"]["F5"] = 0.98
    book.save(second)
    sentence = evaluated(second, tmp_path / "ba.xlsx").sentences["5"]
    assert sentence.endswith("; tăng 2,3 điểm phần trăm so với cùng kỳ năm 2020 (95,7%).")


def test_a_default_workbook_has_no_earlier_period(tmp_path: Path) -> None:
    new_workbook(None, tmp_path / "moi.xlsx")
    assert "Kết quả kỳ trước" not in CalamineWorkbook.from_path(tmp_path / "moi.xlsx").sheet_names


def test_files_that_are_no_earlier_period_are_refused(tmp_path: Path) -> None:
    output, blank, copy = tmp_path / "ra.xlsx", tmp_path / "trong.xlsx", tmp_path / "ban-sao.xlsx"
    new_workbook(None, blank)
    shutil.copy(THEN, copy)
    (tmp_path / "hong.xlsx").write_bytes(b"PK")
    assert "không phải kỳ trước" in refused(THEN, output, NOW)
    assert "không phải kỳ trước" in refused(NOW, output, NOW)
    assert "chưa rõ kỳ báo cáo" in refused(NOW, output, blank)
    assert "Hai tệp cùng là kết quả 6 tháng đầu năm 2019" in refused(NOW, output, THEN, copy)
    assert "Tệp kỳ trước không dùng được" in refused(NOW, output, tmp_path / "hong.xlsx")
    assert "Tệp kỳ trước không dùng được" in refused(NOW, output, THEN, tmp_path / "khong-co.xlsx")


def test_an_output_with_earlier_periods_is_verified_against_its_input(tmp_path: Path) -> None:
    """What came of another file was never in the input."""
    output = tmp_path / "now.xlsx"
    evaluated(NOW, output, THEN)
    verified = verify_file(begin_parsing(output), VerifyWish(original=begin_parsing(NOW)))
    assert isinstance(verified, Verified)
    assert verified.findings == ()


def test_another_office_s_file_is_asked_about(tmp_path: Path) -> None:
    ward = ROOT / "samples" / "phuong-mau-2026-9-thang.xlsx"
    outcome = evaluated(ward, tmp_path / "ra.xlsx", THEN)
    assert "QM491" in {d.code for d in outcome.diagnostics}
    assert "QM491" not in {d.code for d in evaluated(NOW, tmp_path / "hai.xlsx", THEN).diagnostics}


def test_two_indicators_are_told_apart() -> None:
    """EV140: an indicator that moved to another code takes its result along, the other one is new."""
    rows = [f"{LAST_YEAR} | '1.1 | Người dân hài lòng | trên 80% | Tỷ lệ | 85% | % | 85% | Vượt |"]
    outcome = compared(TWO, FIGURES, rows)
    assert set(outcome.evaluation.changes) == {"1.2"}
