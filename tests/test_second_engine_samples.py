"""LibreOffice recalculates poisoned copies of everything that is shipped, and an edited output."""

import shutil
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from qmxl.model.sent_rows import SentRows
from qmxl.pipeline import evaluate_file
from qmxl.proof.second_engine import (
    check_workbook,
    check_workbooks,
    dialect_faults,
    edit_cells,
    formula_cells,
    recalculate,
)
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.writing.workbook import write_workbook
from samples.build import ROOT, SAMPLES
from tests.workbooks import evaluated

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
INPUTS = [ROOT / "samples" / f"{name}.xlsx" for name in SAMPLES]
TEMPLATE = ROOT / "workbook_templates" / "xa-phuong-2026.xlsx"


@pytest.mark.parametrize("path", [*INPUTS, TEMPLATE], ids=lambda path: path.stem)
def test_a_poisoned_copy_comes_back_right(path: Path, tmp_path: Path) -> None:
    checked = [path]
    if path is not TEMPLATE:
        evaluate_file(path, tmp_path / "out.xlsx")
        checked.append(tmp_path / "out.xlsx")
    for workbook in checked:
        outcome = check_workbook(workbook, folder=tmp_path)
        print(f"{workbook.name}: {outcome.formulas} formulas compared")  # noqa: T201  the number is to be seen
        assert outcome.disagreements == ()
        assert outcome.formulas == len(formula_cells(workbook)) > 600


def test_registers_are_counted_alike_however_their_rows_are_sent(tmp_path: Path) -> None:
    """EV93: with the rows, without them, and with fields that are typed in every way."""
    ward, odd = tmp_path / "ward.xlsx", tmp_path / "odd.xlsx"
    evaluate_file(INPUTS[1], ward, rows=SentRows.LATE)
    rows = "\n".join(
        f"| K{n} | {name} | {received} | 20/1/2026 | {finished} |"
        for n, name in enumerate(["Đất đai", "đẤT  đai ", "", "(không ghi)", "2.10", "2.1", "=1+1", '"a"'])
        for received, finished in [("28/12/2025", "10/1/2026"), ("", "21/1/2026"), ("02/1/2026", "")]
    )
    outcome = evaluated(
        "## Mục tiêu\n| Mức đề ra | Cách tính | Tính trên |\n| từ 30% | Sổ theo dõi | Tiếp nhận |\n"
        f"## MT1\n| Mã hồ sơ | Lĩnh vực | Ngày nhận | Thời hạn | Ngày hoàn thành |\n{rows}"
    )
    write_workbook(compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics), odd)
    for checked in check_workbooks([ward, odd], folder=tmp_path):
        assert checked.disagreements == ()
    for path, sheets in ((ward, ("MT2", "MT3", "MT7")), (odd, ("MT1",))):
        assert dialect_faults(path) == []
        assert all("Lệch" not in texts(path, f"_Phân tích {sheet}") for sheet in sheets)


def texts(path: Path, sheet: str) -> list[str]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [str(cell) for row in rows for cell in row if cell != ""]


@pytest.mark.parametrize(
    ("resolved", "shown", "clause"),
    [
        (1428, "89,98%", "chưa đạt mức đề ra (trên 90%), còn thiếu 0,02 điểm phần trăm"),
        (1429, "90,04%", "cao hơn mức đề ra (trên 90%) 0,04 điểm phần trăm"),
    ],
)
def test_an_edited_input_cell_changes_everything_that_hangs_on_it(
    resolved: int, shown: str, clause: str, tmp_path: Path
) -> None:
    evaluate_file(INPUTS[0], tmp_path / "out.xlsx")
    edit_cells(tmp_path / "out.xlsx", tmp_path / "edited.xlsx", {("MT2", "D6"): resolved})
    again = recalculate(tmp_path / "edited.xlsx", tmp_path, locale="vi-VN")
    is_met = resolved == 1429
    summary = texts(again, "Tổng hợp")
    assert shown in summary
    count = "6/10 (mục tiêu số 2, 5, 6, 8, 9, 10)." if is_met else "5/10 (mục tiêu số 5, 6, 8, 9, 10)."
    assert f"Số mục tiêu đạt và vượt mức đề ra: {count}" in summary
    assert any(clause in text for text in texts(again, "Báo cáo"))
    assert ("Vượt" if is_met else "Chưa đạt") in texts(again, "MT2")
    drawn = texts(again, "_Tính")
    assert {"Vượt: 3", "Chưa đạt: 2"} <= set(drawn) if is_met else {"Vượt: 2", "Chưa đạt: 3"} <= set(drawn)
    assert f"2.2\n{shown}\n(> 90%)" in drawn


def test_an_edited_target_asks_for_qmxl(tmp_path: Path) -> None:
    evaluate_file(INPUTS[0], tmp_path / "out.xlsx")
    edit_cells(tmp_path / "out.xlsx", tmp_path / "edited.xlsx", {("Mục tiêu", "D5"): "trên 99%"})
    again = recalculate(tmp_path / "edited.xlsx", tmp_path, locale="en-US")
    assert "Chạy lại qmxl" in texts(again, "MT2")
    assert "Chạy lại qmxl" in texts(again, "Tổng hợp")
