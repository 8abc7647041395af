"""The fill-in workbook out of anybody's objectives."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qmxl.model.report import Place, Report
from qmxl.model.submission import CellValue, Submission
from qmxl.reading.submission import read_submission
from qmxl.reading.workbook import Refusal, WorkbookCells
from qmxl.reporting.blank import blank_submission
from qmxl.reporting.compose import compose_blank
from qmxl.reporting.layout import lay_out
from qmxl.reporting.places import info, target_cell
from tests.reporting.test_agreement import cells_of
from tests.workbooks import book_of, completed, evaluated_cells

HEADERS = (
    "Mã", "Mục tiêu", "Chỉ tiêu", "Mức đề ra", "Cách tính", "Nguồn số liệu", "Cột tính", "Điều kiện", "Tính trên",
)  # fmt: skip
OWN_SHEETS = {"Hướng dẫn", "Thông tin", "Mục tiêu", "Nội dung báo cáo", "_Tính", "_Danh mục"}
Row = Sequence[CellValue]


def submission_of(*rows: Row) -> tuple[Submission, set[str]]:
    """Objectives alone, as an office may write them, and the codes of what is said of them."""
    read = read_submission(book_of({"Mục tiêu": [HEADERS, *rows]}))
    assert not isinstance(read, Refusal)
    return read[0], {d.code for d in read[1] if d.sheet == "Mục tiêu"}


def blank_of(submission: Submission) -> WorkbookCells:
    return cells_of(lay_out(compose_blank(submission)))


def column(book: WorkbookCells, header: str) -> list[CellValue]:
    _, headers, *rows = book.sheets["Mục tiêu"].rows
    at = headers.index(header)
    return [row[at] if at < len(row) else None for row in rows]


def register(code: str, source: str | None = None, **settings: str) -> tuple[CellValue, ...]:
    own = (settings.get("counted"), settings.get("condition"), settings.get("basis"))
    return (code, f"Mục tiêu {code}", None, "trên 90%", "Sổ theo dõi", source, *own)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("../so.xlsx", "QM106"), ("C:\\so\\x.csv", "QM106"), ("/so.xlsx", "QM106"), ("Bảng [1]", "QM375"),
        ("Bảng: 1", "QM375"), ("x" * 32, "QM375"), ("Mục tiêu", "QM375"), ("thông  TIN", "QM375"),
        ("_Tính", "QM375"), ("Tổng hợp", "QM375"), ("'a'", "QM375"),
    ],
)  # fmt: skip
def test_a_source_that_is_no_sheet_is_named_and_its_table_stands_where_it_would(source: str, code: str) -> None:
    submission, found = submission_of(register("1", source))
    assert found == {code}
    book = blank_of(submission)
    assert set(book.sheets) - OWN_SHEETS == {"MT1"}
    assert column(book, "Nguồn số liệu") == [None]


@pytest.mark.parametrize("source", ["so.xlsx", "dulieu/so.csv"])
def test_the_register_of_another_period_is_not_asked_for_again(source: str) -> None:
    submission, found = submission_of(register("1", source))
    assert found == set()
    assert column(blank_of(submission), "Nguồn số liệu") == [None]


def test_two_spellings_of_a_sheet_are_one_sheet() -> None:
    submission, _ = submission_of(
        register("1", "Sổ hồ sơ"), register("2", "SỔ HỒ SƠ", condition="Lĩnh vực = Đất đai"), register("3", "mt3")
    )
    assert set(blank_of(submission).sheets) - OWN_SHEETS == {"MT1", "Sổ hồ sơ", "MT2", "MT3"}


def test_a_sheet_holds_one_table() -> None:
    others = [("2", "Hai", None, "trên 90%", "Khảo sát", "Chung"), ("3", "Ba", None, "trên 90%", "Danh mục", "Chung")]
    submission, _ = submission_of(register("1", "Chung"), *others)
    blank = blank_submission(submission)
    assert {sheet: str(table.kind) for sheet, table in blank.tables.items()} == {
        "Chung": "register", "MT2": "survey", "MT3": "checklist",
    }  # fmt: skip
    assert set(blank_of(submission).sheets) - OWN_SHEETS == {"MT1", "Chung", "MT2", "MT3"}


@pytest.mark.parametrize(
    ("settings", "sheets"),
    [
        ({}, {"MT1", "Bảng 1.2"}),
        ({"basis": "Đã giải quyết và quá hạn"}, {"MT1", "Bảng 1.2"}),  # which is what a blank means
        ({"basis": "Tiếp nhận"}, {"MT1"}),
        ({"condition": "Lĩnh vực = Đất đai"}, {"MT1"}),
        ({"counted": "Quá hạn"}, {"MT1"}),
    ],
)
def test_registers_are_one_table_only_if_they_count_differently(settings: dict[str, str], sheets: set[str]) -> None:
    """EV50"""
    submission, _ = submission_of(register("1.1"), register("1.2", **settings))
    assert set(blank_of(submission).sheets) - OWN_SHEETS == sheets


def test_every_register_is_told_what_it_is_counted_of() -> None:
    submission, _ = submission_of(register("1"), register("2", basis="Tiếp nhận"), ("3", "Ba", None, "100%", "Tỷ lệ"))
    assert column(blank_of(submission), "Tính trên") == ["Đã giải quyết và quá hạn", "Tiếp nhận", None]


def test_settings_of_the_report_are_written_where_nobody_chose() -> None:
    submission, _ = submission_of(register("1"))
    rows = {row[0]: row[1] for row in blank_of(submission).sheets["Thông tin"].rows if len(row) > 1}
    chosen = (
        "Số chữ số thập phân",
        "Hồ sơ trả lại, rút",
        "Ngày hoàn thành tính theo",
        '"Bình thường" tính là hài lòng',
    )
    assert [rows[label] for label in chosen] == [
        1, "Xét theo ngày; thiếu ngày tính đúng hạn", "Ngày có kết quả", "Không",
    ]  # fmt: skip


def test_a_note_beside_a_figure_stays_with_it() -> None:
    header = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Ghi chú")
    rows = [
        (1, "Thu ngân sách", "tỷ", 10, 9, "thiếu thuế đất"),
        (2, "Hộ nghèo", "%", "dưới 4", None, "theo nghị quyết"),
    ]
    sheets = {
        "Mục tiêu": [("Mức đề ra", "Cách tính"), ("2/2 chỉ tiêu", "Bảng kế hoạch")],
        "MT1": [("Ghi trực tiếp",), (None,), (), header, *rows],
    }
    table = blank_submission(evaluated_cells(completed(book_of(sheets))).submission).tables["MT1"]
    assert [row.value("note") for row in table.rows] == [None, "theo nghị quyết"]  # type: ignore[union-attr]


def test_two_indicators_that_count_the_same_rows_alike_are_a_warning() -> None:
    """EV50"""
    dossiers = [("Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành"), ("H1", *["01/3/2026"] * 3)]
    headers = ("Mức đề ra", "Cách tính", "Tính trên")
    for bases, warnings in ((("Tiếp nhận", "Tiếp nhận"), {"QM373"}), (("Tiếp nhận", "Đã giải quyết"), set())):
        rows = [("trên 90%", "Sổ theo dõi", basis) for basis in bases]
        sheets = {"Mục tiêu": [headers, *rows], "MT1": [("Ghi trực tiếp",), (None,), (None,), (), *dossiers]}
        outcome = evaluated_cells(completed(book_of(sheets)))
        assert outcome.warnings == warnings


def test_the_guide_begins_with_the_one_rule() -> None:
    submission, _ = submission_of(register("1"))
    first = blank_of(submission).sheets["Hướng dẫn"].rows[0][0]
    assert first == "Chỉ điền ô trắng. Ô xám do qmxl tính. Ô gạch chéo không phải điền."


@pytest.mark.parametrize(
    ("year", "edited", "shown"),
    [
        (None, {}, "Chưa hiểu"),
        (None, {"Thông tin": 2026}, "Chạy lại qmxl"),  # the year may be all that it lacked
        (2026, {}, "Chưa hiểu"),
        (2026, {"Mục tiêu": "trên 90%"}, "Chạy lại qmxl"),
    ],
)
def test_a_target_that_is_not_understood_is_read_again(
    year: int | None, edited: dict[str, CellValue], shown: str
) -> None:
    objectives = [("Mã", "Mục tiêu", "Mức đề ra", "Cách tính"), ("1", "Một", "khoảng 90", "Tỷ lệ")]
    read = read_submission(book_of({"Thông tin": [("Năm", year)], "Mục tiêu": objectives}))
    assert not isinstance(read, Refusal)
    report = compose_blank(read[0])
    places = {"Thông tin": info("year"), "Mục tiêu": target_cell("1", "target")}
    for sheet, value in edited.items():
        report = typed_into(report, places[sheet], value)
    assert lay_out(report).values[target_cell("1", "understood")] == shown


def typed_into(report: Report, place: Place, value: CellValue) -> Report:
    """The report as it is after somebody types into one of its cells."""
    sheets = []
    for sheet in report.sheets:
        rows = [
            replace(row, cells={**row.cells, place.column: replace(row.cells[place.column], content=value)})
            if (sheet.name, row.key) == (place.sheet, place.row)
            else row
            for row in sheet.rows
        ]
        sheets.append(replace(sheet, rows=tuple(rows)))
    return replace(report, sheets=tuple(sheets))
