"""Names and days of `Thông tin`, and a period that is missing: EV77 to EV79."""

from datetime import date

import pytest

from qmxl.model.evaluation import Status
from qmxl.model.submission import CellValue
from tests.workbooks import Outcome, book_of, completed, evaluated, evaluated_cells

NAMES = ("Tên cơ quan", "Tên viết tắt", "Địa danh", "Chức vụ người ký", "Người ký")
MAY_BE_BLANK = (
    "Cơ quan chủ quản (nếu có)",
    "Số, ký hiệu",
    "Ngày báo cáo",
    "Quyết định ban hành mục tiêu",
    "Tự xưng trong báo cáo",
)


def with_information(cells: dict[str, CellValue], cut_off: CellValue = None) -> Outcome:
    sheets = {
        "Thông tin": list(cells.items()),
        "Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", "Tỷ lệ")],
        "MT1": [("Số đạt", "Tổng số", "Số liệu đến ngày"), (95, 100, cut_off)],
    }
    return evaluated_cells(completed(book_of(sheets)))


@pytest.mark.parametrize("label", NAMES)
def test_a_name_the_report_needs_is_asked_for(label: str) -> None:
    """EV78"""
    outcome = with_information({label: None})
    found = outcome.diagnostic("QM232")
    assert (found.sheet, found.cell, found.column) == ("Thông tin", "B1", label)
    assert f"“{label}”" in found.message
    assert outcome.status is Status.EXCEEDED
    assert with_information({label: "X"}).warnings == set()


def test_a_row_that_is_not_there_is_asked_for_too() -> None:
    """EV78"""
    sheets = {
        "Thông tin": [("Kỳ báo cáo", "Quý I"), ("Năm", 2026)],
        "Mục tiêu": [("Mã", "Mục tiêu", "Mức đề ra", "Cách tính"), ("1", "Hồ sơ", "trên 90%", "Tỷ lệ")],
        "MT1": [("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp"), ("1", 95, 100, None)],
    }
    found = [d for d in evaluated_cells(book_of(sheets)).diagnostics if d.code == "QM232"]
    assert [(d.sheet, d.cell, d.column) for d in found] == [("Thông tin", None, name) for name in NAMES]


@pytest.mark.parametrize("label", MAY_BE_BLANK)
def test_what_a_report_may_lack_is_not_asked_for(label: str) -> None:
    """EV78"""
    assert with_information({label: None}).diagnostics == ()


@pytest.mark.parametrize(
    ("day", "cut_off", "codes"),
    [
        (date(2026, 7, 2), None, set()),
        (date(2026, 6, 30), None, set()),
        (date(2026, 6, 29), None, {"QM233"}),
        (date(2026, 7, 2), date(2026, 7, 2), set()),
        (date(2026, 7, 2), date(2026, 7, 3), {"QM360"}),
        (None, date(2026, 7, 3), set()),
    ],
)
def test_a_report_comes_after_its_period_and_its_figures(day: CellValue, cut_off: CellValue, codes: set[str]) -> None:
    """EV79"""
    assert with_information({"Ngày báo cáo": day}, cut_off).warnings == codes


def test_days_out_of_order_are_named() -> None:
    """EV79"""
    outcome = with_information({"Ngày báo cáo": date(2026, 2, 5)}, date(2026, 4, 6))
    early, late = outcome.diagnostic("QM233"), outcome.diagnostic("QM360")
    assert (early.sheet, early.cell, early.found) == ("Thông tin", "B1", "05/02/2026")
    assert (late.sheet, late.cell, late.found) == ("MT1", "C2", "06/4/2026")
    assert "30/6/2026" in early.message
    assert "05/02/2026" in late.message


WITHOUT_PERIOD = """
    ## Thông tin
    | Kỳ báo cáo | {period} |

    ## Mục tiêu
    | Mức đề ra | Cách tính | Kỳ đánh giá | Thời hạn hoàn thành |
    | trên 90% | Tỷ lệ | | |
    | trên 90% | Tỷ lệ | | |
    | trên 90% | Tỷ lệ | | |
    | trên 90% | Tỷ lệ | Cuối năm | |
    | Hoàn thành trước ngày 30/9/2026 | Tự đánh giá | | |
    | trên 90% | Ghi trực tiếp | | 30/9/2026 |

    ## MT1
    | Số đạt | Tổng số | Ghi trực tiếp |
    | 95 | 100 | |
    | | | |
    | 101 | 100 | |
    | | | |
    | | | |
    | | | |
"""


def test_a_missing_period_hides_nothing() -> None:
    """EV77: what may wait for its day is not asked for before the day is known."""
    outcome = evaluated(WITHOUT_PERIOD.format(period=""))
    assert set(outcome.statuses) == {Status.NO_DATA}
    found = {(d.code, d.cell) for d in outcome.diagnostics}
    assert found == {("QM217", "B1"), ("QM214", "A3"), ("QM215", "A4")}
    known = {(d.code, d.cell) for d in evaluated(WITHOUT_PERIOD.format(period="Quý I")).diagnostics}
    assert found - {("QM217", "B1")} <= known
