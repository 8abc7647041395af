"""What the report says of an indicator that is not judged yet is what its cells say."""

from datetime import date

import pytest

from qmxl.model.submission import CellValue
from tests.reporting.test_agreement import placed_of
from tests.workbooks import book_of, completed, evaluated_cells

INFORMATION = [("Kỳ báo cáo", "6 tháng đầu năm"), ("Năm", 2026)]


def sentence(sheets: dict[str, list[tuple[CellValue, ...]]]) -> str:
    outcome = evaluated_cells(completed(book_of({"Thông tin": INFORMATION, **sheets})))
    assert outcome.status == "DEFERRED"
    placed = placed_of(outcome)
    return str(placed.values[placed.report.sentences["1"]])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (None, "chưa có số liệu"),
        ("Chưa đạt", "chưa thực hiện xong"),
        ("Đạt", "đã thực hiện"),
        (date(2026, 5, 4), "đã thực hiện ngày 04/5/2026"),
        (date(2026, 7, 4), "chưa thực hiện xong"),
    ],
)
def test_what_is_to_be_done_by_the_end_of_the_year(typed: CellValue, said: str) -> None:
    objectives = [
        ("Mục tiêu", "Mức đề ra", "Cách tính", "Kỳ đánh giá"),
        ("Sửa trụ sở", "Hoàn thành", "Tự đánh giá", "Cuối năm"),
    ]
    told = sentence({"Mục tiêu": objectives, "MT1": [("Ghi trực tiếp",), (typed,)]})
    assert told == f"Tính đến ngày 30/6/2026, sửa trụ sở: {said}; sẽ đánh giá cuối năm 2026."


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("01/8/2026", "đang giải quyết 1, chưa có trường hợp nào giải quyết xong hoặc đến hạn"),
        ("01/5/2026", "đang giải quyết 1 (quá hạn 1), chưa có trường hợp nào giải quyết xong"),
    ],
)
def test_cases_none_of_which_is_finished(due: str, said: str) -> None:
    """EV11"""
    objectives = [
        ("Mục tiêu", "Mức đề ra", "Cách tính", "Tính trên"),
        ("Giải quyết đơn", "trên 90%", "Sổ theo dõi", "Đã giải quyết"),
    ]
    register = [("Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành"), ("H1", "01/4/2026", due, None)]
    told = sentence({"Mục tiêu": objectives, "MT1": [("Ghi trực tiếp",), (None,), (), *register]})
    assert told == f"6 tháng đầu năm 2026, giải quyết đơn: {said}; sẽ đánh giá khi có kết quả giải quyết."
