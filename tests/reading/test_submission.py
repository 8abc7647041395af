"""From cells to the model: sheets, codes, results, tables, and where each finding stands."""

from datetime import date
from decimal import Decimal

import pytest

from qmxl.contract.sheets import GUIDE, TEMPLATE_VERSION_LABEL
from qmxl.model.diagnostics import Diagnostic, Refusal
from qmxl.model.submission import (
    UNSTORED_FORMULA,
    CellValue,
    DetailTable,
    DirectWord,
    ErrorValue,
    Measure,
    Register,
    Submission,
    TableKind,
)
from qmxl.reading.markdown import markdown_workbook
from qmxl.reading.submission import IGNORED, PASSED_OVER, READ, read_submission
from qmxl.reading.workbook import SheetCells, WorkbookCells
from tests.workbooks import Outcome, book_of, completed, evaluated_cells


def read(book: WorkbookCells) -> tuple[Submission, tuple[Diagnostic, ...]]:
    reading = read_submission(book)
    assert not isinstance(reading, Refusal)
    return reading


# Sheets


def test_a_file_that_is_not_ours_is_refused() -> None:
    reading = read_submission(book_of({"Sheet1": [("a",)]}))
    assert isinstance(reading, Refusal)
    assert "không có sheet “Mục tiêu”" in reading.sentence


def test_sheets_and_headers_are_matched_in_any_spelling() -> None:
    book = markdown_workbook(
        """
        ## THÔNG  TIN
        | kỳ  báo cáo | 6 THÁNG đầu năm |
        | NĂM | 2026 |
        | TÊN  cơ quan | UBND XÃ MẪU |
        | tên viết  TẮT | UBND xã Mẫu |
        | ĐỊA danh | Mẫu |
        | chức vụ người ký | CHỦ TỊCH |
        | NGƯỜI KÝ | Nguyễn Văn Mẫu |

        ## mục tiêu
        | MÃ | Mục  tiêu | mức đề ra | CÁCH TÍNH |
        | '1 | Hòa giải | trên 90% | tỷ  LỆ |

        ## mt1
        | mã | số đạt | TỔNG SỐ | ghi trực tiếp |
        | 1 | 95 | 100 | |
        """
    )
    decomposed = {name: sheet.rows for name, sheet in book.sheets.items()}
    outcome = evaluated_cells(book_of({name.replace("ê", "e\u0302"): rows for name, rows in decomposed.items()}))
    assert outcome.indicator.shown == "95%"
    assert outcome.diagnostics == ()


def test_what_was_done_with_each_sheet() -> None:
    """A sheet of an objective that is not there is named, others are ignored, those made anew are passed over."""
    sheets = {
        "Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", "Sổ theo dõi")],
        "MT1": [
            ("Ghi trực tiếp",),
            (None,),
            (),
            ("Mã hồ sơ", "Thời hạn", "Ngày hoàn thành"),
            ("H1", date(2026, 3, 1), date(2026, 3, 1)),
            ("H2", date(2026, 3, 1), date(2026, 3, 1)),
        ],
        "MT7": [("x",)],
        "MTTQ xã": [("x",)],
        "Ghi chú riêng": [("x",)],
        "_Quá hạn MT1": [("x",)],
        "Tổng hợp": [("x",)],
        "Kiểm tra": [("x",)],
    }
    submission, found = read(completed(book_of(sheets)))
    uses = {use.name: (use.use, use.rows_read) for use in submission.source.sheets}
    assert uses == {
        "Mục tiêu": (READ, 0),
        "MT1": (READ, 2),
        "MT7": (IGNORED, 0),
        "MTTQ xã": (IGNORED, 0),
        "Ghi chú riêng": (IGNORED, 0),
        "_Quá hạn MT1": (IGNORED, 0),
        "Tổng hợp": (PASSED_OVER, 0),
        "Kiểm tra": (PASSED_OVER, 0),
        "Thông tin": (READ, 0),
    }
    assert [d.message for d in found] == ["sheet “MT7” không thuộc mục tiêu nào nên không được đọc"]


def test_a_hidden_sheet_is_read_and_said() -> None:
    book = completed(book_of({"Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", "Tỷ lệ")]}))
    sheets = {name: SheetCells(name, sheet.rows, is_hidden=name == "MT1") for name, sheet in book.sheets.items()}
    _, found = read(WorkbookCells(book.name, book.sha256, sheets))
    assert [(d.code, d.sheet) for d in found] == [("QM107", "MT1")]


@pytest.mark.parametrize(("missing", "sheet"), [("Thông tin", "Thông tin"), ("MT1", "MT1")])
def test_a_missing_sheet_is_an_error(missing: str, sheet: str) -> None:
    book = completed(book_of({"Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", "Tỷ lệ")]}))
    _, found = read(book_of({name: cells.rows for name, cells in book.sheets.items() if name != missing}))
    assert [(d.code, d.message) for d in found] == [("QM101", f"không có sheet “{sheet}”")]


def test_the_template_version_is_read_from_the_guide() -> None:
    sheets = {GUIDE: [("x",), (TEMPLATE_VERSION_LABEL, "2026.1")], "Mục tiêu": [("Mức đề ra", "Cách tính")]}
    submission, _ = read(book_of(sheets))
    assert submission.source.template_version == "2026.1"


def test_sections_keep_what_was_typed() -> None:
    sections = [("Mục", "Nội dung"), ("Mở đầu", None), ("ĐÁNH GIÁ chung", " Tốt.\nRất tốt. ")]
    sheets = {"Mục tiêu": [("Mức đề ra", "Cách tính")], "Nội dung báo cáo": sections}
    submission, _ = read(book_of(sheets))
    assert submission.sections["overall"].value == " Tốt.\nRất tốt. "
    assert str(submission.sections["overall"].reference) == "'Nội dung báo cáo'!B3"
    assert submission.sections["opening"].is_blank


# Thông tin


def test_a_field_of_several_rows(outcome: Outcome) -> None:
    """
    ## Thông tin
    | Mục | Nội dung |
    | Tên viết tắt | UBND xã Lộc An |
    | Nơi nhận | UBND tỉnh |
    | | Sở Nội vụ |
    | | |
    | | Lưu: VT |
    | Người ký | Nguyễn Văn Mẫu |
    | Ngày báo cáo | 26/8/2026 |

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |
    """
    information = outcome.submission.information
    assert information.lines("recipients") == ("UBND tỉnh", "Sở Nội vụ", "Lưu: VT")
    assert information.text("signer") == "Nguyễn Văn Mẫu"
    assert information.day("report_date") == date(2026, 8, 26)
    assert information.period is not None
    assert (information.period.first, information.period.last) == (date(2026, 1, 1), date(2026, 6, 30))
    assert information.period.text == "6 tháng đầu năm 2026"


@pytest.mark.parametrize(
    ("kind", "first", "last", "text"),
    [
        ("Tháng 2", date(2028, 2, 1), date(2028, 2, 29), "tháng 2 năm 2028"),
        ("quý IV", date(2028, 10, 1), date(2028, 12, 31), "quý IV năm 2028"),
        ("9 tháng đầu năm", date(2028, 1, 1), date(2028, 9, 30), "9 tháng đầu năm 2028"),
        ("Năm", date(2028, 1, 1), date(2028, 12, 31), "năm 2028"),
    ],
)
def test_a_period_has_the_dates_of_the_calendar(kind: str, first: date, last: date, text: str) -> None:
    sheets = {"Thông tin": [("Kỳ báo cáo", kind), ("Năm", 2028)], "Mục tiêu": [("Mức đề ra", "Cách tính")]}
    period = read(book_of(sheets))[0].information.period
    assert period is not None
    assert (period.first, period.last, period.text) == (first, last, text)


@pytest.mark.parametrize(("typed", "progress"), [(40, "0.4"), (0.4, "0.4"), ("40%", "0.4"), (None, "0.5")])
def test_progress_asked_for(typed: object, progress: str) -> None:
    information = [("Kỳ báo cáo", "6 tháng đầu năm"), ("Năm", 2026), ("Mức tiến độ cần đạt đến kỳ này (%)", typed)]
    period = read(book_of({"Thông tin": information, "Mục tiêu": [("Mức đề ra", "Cách tính")]}))[0].information.period  # type: ignore[dict-item]
    assert period is not None
    assert period.required_progress == Decimal(progress)


@pytest.mark.parametrize(
    ("first", "last", "cell"),
    [("01/7/2026", "30/6/2026", "B2"), ("15/7/2026", None, "B1"), (None, "31/12/2025", "B2")],
)
def test_there_is_no_period_that_ends_before_it_begins(first: str | None, last: str | None, cell: str) -> None:
    """EV53. No case would belong to it, and every register would say that none arose."""
    rows = [("Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành"), ("H1", *["01/3/2026"] * 3)]
    sheets = {
        "Thông tin": [("Từ ngày", first), ("Đến ngày", last)],
        "Mục tiêu": [("Mức đề ra", "Cách tính", "Khi chưa phát sinh"), ("trên 90%", "Sổ theo dõi", "Tính đạt")],
        "MT1": [("Ghi trực tiếp",), (None,), (), *rows],
    }
    outcome = evaluated_cells(completed(book_of(sheets)))
    assert outcome.status == "NO_DATA"
    assert outcome.errors == {"QM219"}
    assert outcome.diagnostic("QM219").cell == cell


@pytest.mark.parametrize(
    ("label", "typed"),
    [("Hồ sơ trả lại, rút", "tùy"), ("Ngày báo cáo", "31/2"), ('"Bình thường" tính là hài lòng', "?")],
)
def test_a_setting_nobody_can_read_is_named(label: str, typed: str) -> None:
    information = [(label, typed), ("Kỳ báo cáo", "Năm"), ("Năm", 2026)]
    _, found = read(book_of({"Thông tin": information, "Mục tiêu": [("Mã", "Mức đề ra", "Cách tính")]}))
    assert [(d.cell, d.found) for d in found] == [("B1", typed)]


# Mục tiêu


@pytest.mark.parametrize(
    ("cells", "codes", "found"),
    [
        (["'1", "'2", "'3"], ["1", "2", "3"], []),
        (["1", "2", "3"], ["1", "2", "3"], []),
        (["'2.1", "'2.2"], ["2.1", "2.2"], []),
        (["2.1", "2.2"], ["2.1", "2.2"], ["QM211", "QM211"]),
        (["2026-01-02", "'2.2"], ["2.1", "2.2"], ["QM211"]),  # 2.1 that Excel made the 2nd of January
        (["'2.1.", "'2,2", "' 2.03 "], ["2.1", "2.2", "2.3"], []),
        (["'\u200b2.1\ufeff", "'2.2\u00a0"], ["2.1", "2.2"], []),
        (["2.1", "'2.1"], ["2.1", "2.?"], ["QM211", "QM209"]),
        (["'2.1", "'2.3"], ["2.1", "2.3"], ["QM225"]),
        (["'2.1", "'3", "'2.2"], ["2.1", "2.2", "3"], ["QM226"]),
        (["a", "'1"], ["2.?", "1"], ["QM208"]),
        (["", "'1"], ["2.?", "1"], ["QM224"]),
        ([f"'2.{n}" for n in range(1, 10)], [f"2.{n}" for n in range(1, 10)], []),
        ([f"'2.{n}" for n in range(2, 10)] + ["'2.1"], [f"2.{n}" for n in range(2, 10)] + ["2.1"], ["QM225"]),
        (["2.1"] + [f"'2.{n}" for n in range(2, 10)], [f"2.{n}" for n in range(1, 10)], ["QM211", "QM225"]),
    ],
)
def test_codes(cells: list[str], codes: list[str], found: list[str]) -> None:
    lines = "\n".join(f"| {cell} | Việc {n} | trên 90% | Tỷ lệ |" for n, cell in enumerate(cells))
    book = markdown_workbook(f"## Mục tiêu\n| Mã | Mục tiêu | Mức đề ra | Cách tính |\n{lines}\n")
    submission, diagnostics = read(book)
    assert [i.code for i in submission.indicators] == codes
    assert [d.code for d in diagnostics if d.sheet == "Mục tiêu"] == found


def test_a_row_whose_code_nobody_can_read_stays(outcome: Outcome) -> None:
    """EV57

    ## Mục tiêu
    | Mã | Mục tiêu | Chỉ tiêu | Mức đề ra | Cách tính |
    | '1 | Một | | trên 90% | Tỷ lệ |
    | hai | Hai | | trên 90% | Tỷ lệ |
    | '3 | Ba | | | |
    | '3.1 | | Đúng hạn | trên 90% | Tỷ lệ |
    | | | Đúng luật | trên 90% | Tỷ lệ |
    | '3.2 | | Đúng mẫu | trên 90% | Tỷ lệ |
    | '1 | Bốn | | trên 90% | Tỷ lệ |
    | 3.1 | | Đúng nơi | trên 90% | Tỷ lệ |
    | Ghi chú: | | | | |

    ## MT1
    | Số đạt | Tổng số |
    | 95 | 100 |

    ## MT3
    | Mã | Số đạt | Tổng số |
    | '3.1 | 95 | 100 |
    | '3.2 | 95 | 100 |

    ## MT9
    | Riêng |
    """
    assert [(o.number, o.is_numbered) for o in outcome.submission.objectives] == [
        (1, True), (2, False), (3, True), (4, False),
    ]  # fmt: skip
    assert [(i.code, i.statement) for i in outcome.submission.indicators] == [
        ("1", "Một"), ("2.?", "Hai"), ("3.1", "Đúng hạn"), ("3.2", "Đúng mẫu"), ("3.?", "Đúng luật"),
        ("3.??", "Đúng nơi"), ("4.?", "Bốn"),
    ]  # fmt: skip
    assert set(outcome.statuses) == {"NO_DATA", "EXCEEDED"}
    assert [r.code for r in outcome.evaluation.indicators if r.status == "EXCEEDED"] == ["3.2"]
    assert (outcome.evaluation.met, outcome.evaluation.total) == ((), 4)
    named = {d.cell: d.code for d in outcome.diagnostics if d.sheet == "Mục tiêu" and d.severity == "error"}
    assert named == {"A3": "QM208", "A6": "QM224", "A8": "QM209", "A9": "QM209", "A10": "QM208"}
    assert "QM102" not in outcome.notes
    assert outcome.diagnostic("QM370").sheet == "MT9"


@pytest.mark.parametrize("codes", [("'1", "'1", "'2"), ("'1", "", "'3"), ("'1", "hai", "'3"), ("'1", "TRUE", "#REF!")])
def test_objectives_are_never_all_met_while_a_code_cannot_be_read(codes: tuple[str, ...]) -> None:
    rows = "\n".join(f"| {code} | Việc {n} | trên 90% | Tỷ lệ |" for n, code in enumerate(codes))
    book = completed(markdown_workbook(f"## Mục tiêu\n| Mã | Mục tiêu | Mức đề ra | Cách tính |\n{rows}\n"))
    results = {f"MT{n}": [("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp"), (str(n), 95, 100, None)] for n in (1, 2, 3)}
    outcome = evaluated_cells(book_of({name: sheet.rows for name, sheet in book.sheets.items()} | results))
    assert outcome.evaluation.total == 3
    assert len(outcome.evaluation.met) < 3


def test_a_heading_has_no_target_of_its_own(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mã | Mục tiêu | Chỉ tiêu | Mức đề ra | Cách tính |
    | '2 | Giải quyết hồ sơ | | trên 99% | |
    | '2.1 | | | trên 90% | Tỷ lệ |
    | '2.2 | | Đúng hạn | trên 90% | Tỷ lệ |

    ## MT2
    | Số đạt | Tổng số |
    | 95 | 100 |
    | 95 | 100 |
    """
    (objective,) = outcome.submission.objectives
    assert objective.heading_row == 2
    assert [i.statement for i in objective.indicators] == ["Giải quyết hồ sơ", "Đúng hạn"]
    assert outcome.diagnostic("QM228").cell == "D2"
    assert outcome.warnings == {"QM228"}


def test_an_objective_may_say_what_it_is_in_the_indicator_s_column(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mã | Mục tiêu | Chỉ tiêu | Mức đề ra | Cách tính |
    | '1 | | Giải quyết hồ sơ | trên 90% | Tỷ lệ |
    | '2.1 | | Đúng hạn | trên 90% | Tỷ lệ |
    | '2.2 | | Đúng luật | trên 90% | Tỷ lệ |
    """
    assert [o.statement.value for o in outcome.submission.objectives] == ["Giải quyết hồ sơ", None]
    assert outcome.warnings == {"QM227"}


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("Cách tính", "đếm", "QM204"),
        ("Cách tính", "", "QM207"),
        ("Mức đề ra", "", "QM206"),
        ("Mức đề ra", "#REF!", "QM201"),
        ("Mức đề ra", "2026-10-09", "QM378"),
        ("Mức đề ra", "TRUE", "QM205"),
        ("Kỳ đánh giá", "hằng năm", "QM204"),
        ("Tính trên", "tổng", "QM204"),
        ("Khi chưa phát sinh", "bỏ qua", "QM204"),
        ("Thời hạn hoàn thành", "cuối năm", "QM203"),
    ],
)
def test_a_cell_nobody_can_read_is_named(column: str, cell: str, code: str) -> None:
    row = {"Mức đề ra": "trên 90%", "Cách tính": "Tỷ lệ"} | {column: cell}
    lines = (" | ".join(cells) for cells in (row, row.values()))
    sheets = markdown_workbook("## Mục tiêu\n" + "\n".join(f"| {line} |" for line in lines))
    _, found = read(completed(sheets))
    assert [(d.code, d.column, d.reference.row if d.reference else None) for d in found] == [(code, column, 2)]


def test_the_first_header_row_counts_wherever_it_stands() -> None:
    book = markdown_workbook("""
    ## Thông tin
    | Kỳ báo cáo | 6 tháng đầu năm |
    | Năm | 2026 |

    ## Mục tiêu
    | | A | B | C | D |
    |---|---|---|---|---|
    | 1 | MỤC TIÊU CHẤT LƯỢNG NĂM 2026 | | | |
    | 3 | Mã | Mục tiêu | Mức đề ra | Cách tính |
    | 4 | '1 | Một | trên 90% | Tỷ lệ |

    ## MT1
    | | A | B | C | D |
    |---|---|---|---|---|
    | 1 | MỤC TIÊU 1 | | | |
    | 2 | Kết luận | | | |
    | 4 | Mã | Số đạt | Tổng số | Ghi trực tiếp |
    | 5 | '1 | 95 | 100 | |
    """)
    outcome = evaluated_cells(book)
    assert outcome.indicator.shown == "95%"
    result = outcome.submission.indicators[0].result
    assert result is not None
    assert str(result.numerator.reference) == "'MT1'!B5"


# MT<k>


def test_what_is_typed_over_a_carried_cell_does_not_count(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |

    ## MT1
    | Mã | Chỉ tiêu | Mức đề ra | Số đạt | Tổng số | Ghi trực tiếp |
    | '1 | giải quyết  HỒ SƠ | trên 80% | 85 | 100 | |
    | '1.2 | | | 85 | 100 | |
    """
    assert outcome.indicator.status == "NOT_MET"
    assert [(d.code, d.cell) for d in outcome.diagnostics if d.code != "QM401"] == [("QM110", "A3"), ("QM212", "C2")]


def test_a_code_that_is_missing_is_named(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |
    | trên 90% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số | Ghi trực tiếp |
    | '1.1 | 95 | 100 | |
    """
    assert outcome.statuses == ("EXCEEDED", "NO_DATA")
    assert outcome.diagnostic("QM108").message == "sheet “MT1” không có mã chỉ tiêu 1.2"
    assert outcome.diagnostic("QM108").cell == "A3"


def test_codes_in_another_order_are_a_warning(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |
    | trên 90% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số |
    | '1.2 | 95 | 100 |
    | '1.1 | 5 | 100 |
    """
    assert outcome.statuses == ("NOT_MET", "EXCEEDED")
    assert outcome.warnings == {"QM376"}
    assert outcome.diagnostic("QM376").cell == "A2"


@pytest.mark.parametrize(
    ("target", "carried", "warnings"),
    [
        ("trên 90%", "0.9", {"QM212"}), ("trên 90%", "trên 80%", {"QM212"}), ("trên 90%", "trên  90%", set()),
        ("0.9", "0.9", set()), ("0.9", "'0.9", set()), ("0.9", "'0,9", set()), ("0.9", "'0,8", {"QM212"}),
    ],
)  # fmt: skip
def test_a_target_typed_over_is_a_warning_whatever_it_is(target: str, carried: str, warnings: set[str]) -> None:
    text = (
        f"## Mục tiêu\n| Mức đề ra | Cách tính |\n| {target} | Tỷ lệ |\n## MT1\n| Mã | Mức đề ra | Số đạt | Tổng số |"
    )
    outcome = evaluated_cells(completed(markdown_workbook(f"{text}\n| '1 | {carried} | 95 | 100 |\n")))
    assert outcome.status == "EXCEEDED"
    assert outcome.warnings == warnings


def test_columns_that_are_missing_are_named() -> None:
    sheets = {
        "Thông tin": [("Kỳ báo cáo", "Năm"), ("Năm", 2026)],
        "Mục tiêu": [("Mã", "Mục tiêu", "Mức đề ra", "Cách tính"), ("1", "Một", "trên 90%", "Tỷ lệ")],
        "MT1": [("Mã", "Số đạt", "Tổng", "Trực tiếp"), ("1", 95, 100, None)],
    }
    _, found = read(book_of(sheets))
    assert [d.message for d in found] == ["sheet “MT1” không có cột “Tổng số”, “Ghi trực tiếp”"]
    sheets["Mục tiêu"][0] = ("Mã", "Mục tiêu", "Mức", "Cách tính")
    _, found = read(book_of(sheets))
    assert found[0].message == "sheet “Mục tiêu” không có cột “Mức đề ra”"


def test_a_date_that_excel_made_of_a_target_is_told_with_the_cure() -> None:
    text = "## Mục tiêu\n| Mức đề ra | Cách tính |\n| 2026-10-09 | Tỷ lệ |\n"
    found = evaluated_cells(completed(markdown_workbook(text))).diagnostic("QM378")
    assert found.message == "Mức đề ra là ngày 09/10/2026, có lẽ do Excel tự đổi 9/10"
    assert found.fix.endswith("'9/10")


def test_a_target_that_lacks_only_the_year_says_so() -> None:
    objectives = [("Mã", "Mục tiêu", "Mức đề ra", "Cách tính"), ("1", "Một", "Hoàn thành trong quý II", "Tự đánh giá")]
    for information, codes in (([], ["QM379"]), ([("Năm", 2026)], [])):
        _, found = read(book_of({"Thông tin": information, "Mục tiêu": objectives}))
        assert [d.code for d in found if d.sheet == "Mục tiêu"] == codes


@pytest.mark.parametrize(
    ("label", "typed", "read_as"),
    [
        ("Số chữ số thập phân", 9, "4"), ("Số chữ số thập phân", -1, "0"), ("Số chữ số thập phân", 1.5, "1"),
        ("Số chữ số thập phân", 0, None), ("Mức tiến độ cần đạt đến kỳ này (%)", 140, "140%"),
        ("Mức tiến độ cần đạt đến kỳ này (%)", 0.4, None), ("Mức tiến độ cần đạt đến kỳ này (%)", 100, None),
    ],
)  # fmt: skip
def test_a_number_out_of_its_range_is_told(label: str, typed: float, read_as: str | None) -> None:
    information = [(label, typed), ("Kỳ báo cáo", "Năm"), ("Năm", 2026)]
    _, found = read(book_of({"Thông tin": information, "Mục tiêu": [("Mã", "Mức đề ra", "Cách tính")]}))
    assert [d.fix.rsplit(" ", 1)[1] for d in found] == ([read_as] if read_as else [])


def test_a_table_that_is_not_where_it_is_said_to_be(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Nguồn số liệu |
    | trên 90% | Tỷ lệ | Theo tháng |

    ## MT1
    | Số đạt | Tổng số |
    | 95 | 100 |

    ## Theo tháng
    | Tháng | Số |
    | 1 | 95 |
    """
    assert outcome.status == "EXCEEDED"
    assert outcome.warnings == {"QM380"}
    assert outcome.diagnostic("QM380").cell == "C2"


def test_a_number_of_forms_nobody_can_read_is_named(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Khảo sát |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Số phiếu phát ra | trăm |

    | Nội dung khảo sát | Rất hài lòng | Hài lòng |
    | Câu 1 | 9 | 1 |
    """
    assert outcome.status == "EXCEEDED"
    assert [(d.code, d.cell, d.found) for d in outcome.diagnostics] == [("QM223", "B4", "trăm")]


def test_a_code_nobody_can_read_does_not_hide_those_below(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |
    | trên 90% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số |
    | #REF! | 95 | 100 |
    | '1.2 | 95 | 100 |
    """
    assert outcome.statuses == ("NO_DATA", "EXCEEDED")
    assert outcome.errors == {"QM108", "QM201"}
    assert outcome.diagnostic("QM201").cell == "A2"


@pytest.mark.parametrize("unstored", [ErrorValue(UNSTORED_FORMULA), 0, 0.0], ids=["none", "0", "0.0"])
def test_codes_whose_formulas_have_no_stored_value_are_taken_in_turn(unstored: CellValue) -> None:
    headers = ("Mã", "Số đạt", "Tổng số", "Chỉ tiêu", "Đánh giá")
    results = [headers, (unstored, 95, 100, unstored, unstored), (unstored, 85, 100, unstored, unstored)]
    objectives = [("Mức đề ra", "Cách tính"), ("trên 90%", "Tỷ lệ"), ("trên 90%", "Tỷ lệ")]
    outcome = evaluated_cells(completed(book_of({"Mục tiêu": objectives, "MT1": results})))
    assert outcome.statuses == ("EXCEEDED", "NOT_MET")
    assert outcome.diagnostic("QM231").cell == "A2"


def test_direct_cells(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Ghi trực tiếp |
    | ít nhất 2 lớp | Ghi trực tiếp |
    | Thực hiện | Tự đánh giá |
    | Thực hiện | Tự đánh giá |

    ## MT1
    | Ghi trực tiếp |
    | 95.7% |
    | 3 |
    | đã hoàn thành |
    | 20/6/2026 |
    """
    entries = [i.result.direct for i in outcome.submission.indicators if i.result]
    assert [entry.value for entry in entries] == [Decimal("0.957"), Decimal(3), DirectWord.MET, date(2026, 6, 20)]


# Detail tables


def test_where_a_table_is_looked_for(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Nguồn số liệu |
    | trên 90% | Sổ theo dõi | |
    | trên 90% | Danh mục | bảng 1.2 |
    | trên 90% | Khảo sát | Bảng 1.3 |
    | trên 90% | Khảo sát | phieu.XLSX |

    ## MT1
    | Ghi trực tiếp |
    | |
    | |
    | |
    | |

    | Ghi chú của người lập |

    | Số hồ sơ | Ngày hẹn trả | Ngày kết thúc xử lý | Cột riêng |
    | H1 | 01/3/2026 | 01/3/2026 | x |

    ## Bảng 1.2
    | DANH MỤC |

    | STT | Nội dung | Có/Không |
    | 1 | Niêm yết | Có |
    """
    register, checklist = (outcome.submission.tables[name] for name in ("MT1", "Bảng 1.2"))
    assert isinstance(register, Register)
    assert [c.key for c in register.columns] == ["dossier", "due", "finished", "extra:cột riêng"]
    assert register.row_numbers.tolist() == [10]
    assert isinstance(checklist, DetailTable)
    assert (checklist.kind, checklist.header_row) == (TableKind.CHECKLIST, 3)
    assert [i.table for i in outcome.submission.indicators] == ["MT1", "Bảng 1.2", None, None]
    assert outcome.errors == {"QM105", "QM106"}
    assert outcome.diagnostic("QM105").cell == "C4"
    assert "Bảng 1.2" in outcome.diagnostic("QM105").expected


@pytest.mark.parametrize(
    ("choice", "finished"),
    [("", date(2026, 3, 1)), ("Ngày có kết quả", date(2026, 3, 1)), ("Ngày trả", date(2026, 3, 5))],
)
def test_which_of_two_dates_is_the_finish(choice: str, finished: date) -> None:
    rows = [("Mã hồ sơ", "Thời hạn", "Ngày có kết quả", "Ngày trả"), ("H1", *[date(2026, 3, d) for d in (2, 1, 5)])]
    sheets = {
        "Thông tin": [("Ngày hoàn thành tính theo", choice or None)],
        "Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", "Sổ theo dõi")],
        "MT1": [("Ghi trực tiếp",), (None,), (), *rows],
    }
    register = read(completed(book_of(sheets)))[0].tables["MT1"]
    assert isinstance(register, Register)
    assert register.days["finished"].tolist() == [(finished - date(1899, 12, 30)).days]


def test_rows_that_are_no_cases(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | STT | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | (1) | (2) | (3) | (4) | (5) |
    | 1 | 2 | 01/3/2026 | 10/3/2026 | 10/3/2026 |
    | 2 | | | | |
    | | | | | |
    | 3 | 2 | | | |
    | Tổng cộng | 2 | | | |
    """
    register = outcome.submission.tables["MT1"]
    assert isinstance(register, Register)
    assert register.row_numbers.tolist() == [6, 9]
    assert outcome.diagnostic("QM323").cell == "A10"


def test_answers_that_look_like_column_numbers_are_answers(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Cột tính |
    | trên 90% | Khảo sát | A; B; C |

    ## MT1
    | Ghi trực tiếp |
    | |

    | STT | A | B | C |
    | 1 | 5 | 4 | 4 |
    | 1 | 2 | 3 | 4 |
    """
    table = outcome.submission.tables["MT1"]
    assert isinstance(table, DetailTable)
    assert [row.row for row in table.rows] == [5, 6]


def test_an_error_cell_no_verdict_needs_is_a_warning(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |

    ## MT1
    | Nội dung | Số đạt | Tổng số | Ghi chú |
    | #N/A | 95 | 100 | #REF! |
    """
    assert outcome.status == "EXCEEDED"
    assert [(d.code, d.cell) for d in outcome.diagnostics] == [("QM223", "A5"), ("QM223", "D5")]


def test_an_error_cell_in_a_register_is_named(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Tình trạng |
    | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | #REF! |
    """
    assert [(d.code, d.cell) for d in outcome.diagnostics] == [("QM223", "E5")]
    assert outcome.submission.indicators[0].measure.value is Measure.ON_TIME


# Values as people type them


def test_text_is_carried_as_it_looks_and_quoted_as_typed() -> None:
    """Decomposed letters, zero-width characters and Ƣ do not reach the report; the cell itself is kept."""
    typed = "Tra\u0309 ho\u0302\u0300 s\u01a1\u200b \u01a3u tie\u0302n"
    phrase = "tre\u0302n 90\u200b%"
    book = completed(book_of({"Mục tiêu": [("Mục tiêu", "Mức đề ra", "Cách tính"), (typed, phrase, "Tỷ lệ")]}))
    submission, _ = read(book)
    (objective,) = submission.objectives
    assert (objective.statement.value, objective.statement.raw) == ("Trả hồ sơ ưu tiên", typed)
    target = objective.indicators[0].target
    assert target.value is not None
    assert (target.value.phrase, target.raw) == ("trên 90%", phrase)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("31/02/2026", "không đọc được ngày “31/02/2026”: lịch không có ngày này"),
        ("8/2026", "không đọc được ngày “8/2026”: thiếu ngày trong tháng"),
        ("20/8", "không đọc được ngày “20/8”: thiếu năm"),
        ("sắp xong", "không đọc được ngày “sắp xong”"),
    ],
)
def test_a_date_nobody_can_read_says_why(typed: str, message: str) -> None:
    rows = [("Mức đề ra", "Cách tính", "Thời hạn hoàn thành"), ("trên 90%", "Tỷ lệ", typed)]
    _, found = read(completed(book_of({"Mục tiêu": rows})))
    assert [d.message for d in found if d.code == "QM203"] == [message]


def test_day_and_month_exchanged_in_a_register_are_pointed_at() -> None:
    received = [date(2026, month, day) for month, day in ((1, 3), (2, 3), (3, 3), (4, 3), (5, 3))]
    left_as_text = ["13/3/2026", "14/3/2026", "15/3/2026", "16/3/2026", "17/3/2026"]
    rows = [(f"H{n}", day, "30/6/2026", "29/6/2026") for n, day in enumerate((*received, *left_as_text))]
    book = {
        "Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", "Sổ theo dõi")],
        "MT1": [("Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành"), *rows],
    }
    outcome = evaluated_cells(completed(book_of(book)))
    found = outcome.diagnostic("QM246")
    assert (found.cell, found.column) == ("B4", "Ngày nhận")
    assert outcome.warnings == {"QM246"}


def test_a_number_typed_as_text_in_a_plan_is_said(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | 1/1 chỉ tiêu | Bảng kế hoạch |

    ## MT1
    | Chỉ tiêu | Đơn vị tính | Kế hoạch | Thực hiện |
    | Thu ngân sách | triệu đồng | '1.500 | '1.587,5 |
    """
    said = [d.message for d in outcome.diagnostics if d.code == "QM213"]
    assert said == ["số ghi dạng chữ “1.500” được đọc là 1500", "số ghi dạng chữ “1.587,5” được đọc là 1587,5"]


def test_a_figure_may_repeat_the_unit_of_its_target(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | ít nhất 02 lớp | Ghi trực tiếp |

    ## MT1
    | Ghi trực tiếp |
    | 03 Lớp. |
    """
    assert outcome.indicator.shown == "3 lớp"
    assert outcome.errors == set()
    assert "QM213" in outcome.notes


def test_the_answers_of_a_check_box_are_read(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | 100% | Danh mục |

    ## MT1
    | Nội dung | Đạt |
    | Một | TRUE |
    | Hai | Có. |
    | Ba | ✔ |
    | Bốn | FALSE |
    """
    assert (outcome.indicator.shown, outcome.errors) == ("75%", set())


def test_answers_in_a_register_stand_in_words_that_formulas_know(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Cột tính |
    | trên 30% | Sổ theo dõi | |
    | trên 30% | Danh mục | Có theo dõi |

    ## MT1
    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Có theo dõi |
    | H1 | 2026-03-01 | 2026-03-20 | 2026-03-19 | ✔ |
    | H2 | 2026-03-01 | 2026-03-20 | 2026-03-19 | FALSE |
    | H3 | 2026-03-01 | 2026-03-20 | 2026-03-19 | KHÔNG |
    | H4 | 2026-03-01 | 2026-03-20 | 2026-03-19 | có . |
    | H5 | 2026-03-01 | 2026-03-20 | 2026-03-19 | x |
    | H6 | 2026-03-01 | 2026-03-20 | 2026-03-19 | ? |
    """
    table = outcome.submission.tables["MT1"]
    assert isinstance(table, Register)
    assert tuple(table.texts["extra:có theo dõi"]) == ("Có", "Không", "KHÔNG", "Có", "x", "?")
