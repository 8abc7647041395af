"""The live formula of `Đánh giá thời hạn` says what the evaluation says, whatever stands in `Tình trạng`."""

import shutil
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from qmxl.contract.choices import RETURNED_WORDS, TIME_CLASS_WORDS
from qmxl.formula.syntax import FORMULA_LIMIT
from qmxl.model.evaluation import TIME_CLASSES
from qmxl.model.report import PlacedReport
from qmxl.model.submission import CellValue, ReturnedRule
from qmxl.proof.second_engine import check_workbook
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.writing.workbook import write_workbook
from tests.reporting.test_agreement import cells_of, placed_of, told
from tests.workbooks import Outcome, book_of, completed, evaluated, evaluated_cells

T, K = date(2026, 1, 1), date(2026, 6, 30)
DATES = (
    # received, due, finished
    (date(2026, 3, 1), date(2026, 3, 10), None),
    (date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 9)),
    (date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 11)),
    (date(2026, 3, 1), None, None),
    (date(2026, 3, 1), None, date(2026, 3, 9)),
    (date(2026, 6, 1), K, None),
    (date(2026, 6, 1), date(2026, 7, 5), date(2026, 7, 4)),
    (date(2026, 6, 1), None, date(2026, 7, 4)),
    (date(2025, 12, 1), date(2025, 12, 31), None),
    (date(2025, 12, 1), T, None),
    (None, date(2025, 12, 31), date(2025, 12, 31)),
    (date(2026, 3, 9), date(2026, 3, 20), date(2026, 3, 1)),
    ("31/2/2026", date(2025, 12, 31), None),
)
STATES = (
    *(None, "Đã trả kết quả", "đã  hòan thành", "Đã trả đúng hạn", "Hoàn thành, trễ hạn", "Quá hạn", "Trong hạn"),
    *("Đang xử lý", "Chưa hoàn thành", "Sắp quá hạn", "đúng hạn / quá hạn", "Đã trả lại kết quả", "Không rõ"),
    *("Trả lại", "Trả lại, quá hạn", "Chờ bổ sung", "Đã trả, chờ bổ sung", "Quá hạn, chờ bổ sung"),
)
HEADER = ("Mã hồ sơ", "Lĩnh vực", "Thẩm quyền", "Ngày nhận", "Thời hạn", "Ngày hoàn thành", "Tình trạng", "Nội dung")


def every_row(rule: ReturnedRule, condition: str = "") -> Outcome:
    """Every state beside every set of dates."""
    fields = ("Đất đai", "xã")
    rows = [(f"H{n}", *fields, *dates, state, "?") for n, (dates, state) in enumerate(product(DATES, STATES))]
    sheets: dict[str, list[tuple[CellValue, ...]]] = {
        "Thông tin": [("Hồ sơ trả lại, rút", RETURNED_WORDS[rule])],
        "Mục tiêu": [("Mức đề ra", "Cách tính", "Điều kiện"), ("trên 90%", "Sổ theo dõi", condition or None)],
        "MT1": [("Số liệu đến ngày",), (K,), (), HEADER, *rows],
    }
    return evaluated_cells(completed(book_of(sheets)))


def composed(outcome: Outcome) -> PlacedReport:
    return compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)


def shown_classes(placed: PlacedReport) -> list[object]:
    """What stands below `Đánh giá thời hạn`, from the top down."""
    sheet = next(sheet for sheet in placed.sheets if sheet.sheet.name == "MT1")
    header = next(cell for cell in sheet.cells if cell.value == "Đánh giá thời hạn")
    return [cell.value for cell in sheet.cells if cell.column == header.column and cell.row > header.row]


@pytest.mark.parametrize("rule", ReturnedRule)
def test_the_formula_classes_every_row_as_the_evaluation_does(rule: ReturnedRule) -> None:
    """EV85 to EV89"""
    outcome = every_row(rule)
    codes = outcome.indicator.measurement.classes
    assert codes is not None
    placed = composed(outcome)
    assert shown_classes(placed) == [TIME_CLASS_WORDS[TIME_CLASSES[code]] for code in codes]
    again = evaluated_cells(cells_of(placed))
    assert told(again, placed_of(again)) == told(outcome, placed)
    assert again.indicator.measurement.classes is not None
    assert again.indicator.measurement.classes.tolist() == codes.tolist()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_another_engine_classes_every_row_alike(tmp_path: Path) -> None:
    """EV85 to EV89"""
    write_workbook(composed(every_row(ReturnedRule.BY_DATE)), tmp_path / "out.xlsx")
    assert check_workbook(tmp_path / "out.xlsx", folder=tmp_path).disagreements == ()


def test_the_formula_is_short_enough_beside_several_conditions() -> None:
    condition = "Lĩnh vực = Đất đai, Hộ tịch, Chứng thực, Bảo trợ xã hội; Thẩm quyền = xã, UBND xã; Nội dung = ?"
    placed = composed(every_row(ReturnedRule.BY_DATE, condition))
    longest = max(len(cell.formula or "") for sheet in placed.sheets for cell in sheet.cells)
    assert longest < 0.9 * FORMULA_LIMIT


_REGISTER = """| Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Tình trạng |
| K1 | 2026-02-03 | 2026-02-20 | 2026-02-18 | Đã trả cho ông A |
| K2 | 2026-02-03 | 2026-02-20 | 2026-02-28 | Trả quá hạn cho bà B |
| K3 | 2026-06-01 | 2026-06-15 | | Đã xong |
| K4 | 2026-06-01 | | 2026-06-15 | Đã trả quá hạn |
| K5 | 2026-06-01 | | | Quá hạn |
| K6 | 2026-06-01 | | | Đang ở nhà ông C |
"""


def test_a_state_travels_where_it_stands_in_for_a_date() -> None:
    """EV85 to EV87"""
    objective = "## Mục tiêu\n| Mục tiêu | Mức đề ra | Cách tính |\n| Hồ sơ | trên 90% | Sổ theo dõi |\n"
    outcome = evaluated(f"{objective}## MT1\n| Số liệu đến ngày |\n| |\n\n{_REGISTER}")
    placed = composed(outcome)
    sent = cells_of(placed)
    texts = [cell for row in sent.sheets["MT1"].rows for cell in row]
    assert {"Đã xong", "Đã trả quá hạn", "Quá hạn"} <= set(texts)
    assert [text for text in texts if isinstance(text, str) and (" ông " in text or " bà " in text)] == []
    again = evaluated_cells(sent)
    assert told(again, placed_of(again)) == told(outcome, placed)
