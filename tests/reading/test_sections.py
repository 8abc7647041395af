"""`Nội dung báo cáo`: what staff wrote goes into the report, or is named."""

import pytest

from qmxl.model.submission import ErrorValue
from tests.workbooks import Outcome, book_of, completed, evaluated_cells


def sections(*rows: tuple[object, ...]) -> Outcome:
    sheet = [("NỘI DUNG BÁO CÁO",), ("Mục", "Nội dung", "Câu mặc định"), *rows]
    sheets = {"Mục tiêu": [("Mức đề ra", "Cách tính"), ("từ 85%", "Tỷ lệ")], "Nội dung báo cáo": sheet}
    return evaluated_cells(completed(book_of(sheets)))


def test_a_text_of_every_section_is_kept() -> None:
    outcome = sections(("Mở đầu", "Thực hiện …", "Câu"), ("KẾT  thúc", "./."), ("Đánh giá chung", None, "Câu"))
    assert outcome.warnings == set()
    texts = {key: entry.value for key, entry in outcome.submission.sections.items()}
    assert texts == {"opening": "Thực hiện …", "closing": "./.", "overall": None}


@pytest.mark.parametrize(
    ("label", "suggestion"),
    [
        ("Tồn tại, hạn chế và nguyên nhân", " (có phải là “Tồn tại, hạn chế, nguyên nhân”?)"),
        ("Đề suất, kiến nghị", " (có phải là “Đề xuất, kiến nghị”?)"),
        ("Phụ lục", ""),
    ],
)
def test_a_text_under_an_unknown_label_is_named(label: str, suggestion: str) -> None:
    found = sections(("Mở đầu", None), (label, "Còn chậm.")).diagnostic("QM257")
    assert (found.cell, found.column, found.found) == ("A4", "Mục", label)
    assert f"báo cáo không có mục “{label}”" in found.message
    assert "Mở đầu; Công tác chỉ đạo, triển khai; " in found.expected
    assert found.fix == f"sửa lại tên mục{suggestion}, hoặc chuyển nội dung sang một mục có sẵn"


def test_a_text_without_a_label_is_named() -> None:
    assert sections(("Mở đầu", "Một."), (None, "Hai.")).diagnostic("QM258").cell == "A4"


def test_of_two_texts_of_one_section_the_second_is_named() -> None:
    outcome = sections(("Mở đầu", None), ("Mở đầu", "Một."), ("mở đầu", "Hai."), ("Mở đầu", None))
    assert outcome.submission.sections["opening"].value == "Một."
    assert (outcome.diagnostic("QM259").cell, "dòng 4" in outcome.diagnostic("QM259").message) == ("A5", True)


def test_a_text_that_cannot_be_read_is_named() -> None:
    outcome = sections(("Mở đầu", ErrorValue("#REF!")))
    assert (outcome.diagnostic("QM223").cell, outcome.diagnostic("QM223").found) == ("B3", "#REF!")


def test_rows_without_a_text_lose_nothing() -> None:
    assert sections(("Ghi chú của văn phòng",), ("Phụ lục", None, "Câu")).warnings == set()
