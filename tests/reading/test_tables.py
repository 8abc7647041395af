"""Tables as offices send them: headers of several rows, numbers of columns, headings, totals, merged and hidden cells.

Each oddity is a detail table below a result table in rows 1 and 2 of MT1; its first row is row 4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.model.diagnostics import Refusal
from qmxl.model.references import column_number
from qmxl.model.submission import UNSTORED_FORMULA, CellValue, DetailTable, ErrorValue, Register
from qmxl.reading.markdown import markdown_workbook
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.values import as_found
from qmxl.reading.workbook import MergedRange, WorkbookCells, open_workbook
from qmxl.reporting.compose import compose_and_lay_out
from tests.packages import lengthened
from tests.reporting.test_agreement import cells_of as output_of
from tests.workbooks import Outcome, book_of, completed, evaluated, evaluated_cells

RATIO, REGISTER, CHECKLIST, SURVEY = "Tỷ lệ", "Sổ theo dõi", "Danh mục", "Khảo sát"


@dataclass(frozen=True)
class Oddity:
    """A table, its merged ranges and hidden rows, the figure it comes to and what is said of it."""

    name: str
    measure: str
    table: str
    figure: str
    said: str
    merged: str = ""
    hidden: str = ""


ODDITIES = (
    Oddity("column numbers in brackets", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | (1) | (2) | (3) | (4) |
        | 1 | Tháng 1 | 9 | 10 |
    """, "9/10", "QM340 A5"),
    Oddity("column numbers after letters, with a formula", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số | Tỷ lệ |
        | A | B | 1 | 2 | 3=1/2 |
        | 1 | Tháng 1 | 9 | 10 | |
    """, "9/10", "QM340 A5"),
    Oddity("months that look like column numbers", RATIO, """
        | Nội dung | Số đạt | Tổng số |
        | 1 | 2 | 3 |
        | 2 | 4 | 5 |
    """, "6/8", ""),
    Oddity("sections in Roman numerals", REGISTER, """
        | TT | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
        | I | Lĩnh vực đất đai | | | |
        | 1 | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
        | II | Lĩnh vực hộ tịch | | | |
        | 1 | H2 | 01/3/2026 | 10/3/2026 | 12/3/2026 |
    """, "1/2", "QM341 A5"),
    Oddity("sections in one cell, and with letters", CHECKLIST, """
        | STT | Nội dung | Đạt (Có/Không) |
        | A. Thủ tục cấp xã | | |
        | 1 | Niêm yết | Có |
        | | B. Thủ tục khác | |
        | 2 | Công khai | Không |
    """, "1/2", "QM341 A5"),
    Oddity("a text merged over the whole row", CHECKLIST, """
        | STT | Nội dung | Đạt (Có/Không) |
        | | Thủ tục cấp xã | |
        | 1 | Niêm yết | Có |
    """, "1/1", "QM341 B5", "B5:D5"),
    Oddity("items that are numbered like sections are items", CHECKLIST, """
        | STT | Nội dung | Đạt (Có/Không) |
        | A | Niêm yết | Có |
        | B | Công khai | |
        | C | Tiếp nhận | Có |
    """, "2/2", "QM316 C6"),
    Oddity("a code is no section", REGISTER, """
        | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
        | H-01 | | | |
        | A2 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
    """, "1/1", "QM305 A4"),
    Oddity("a total that agrees", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
        | TỔNG CỘNG (I+II) | | 13 | 15 |
    """, "13/15", "QM323 A7"),
    Oddity("a total that does not", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
        | | Cộng: | 13 | 16 |
    """, "13/15", "QM323 A7, QM324 D7"),
    Oddity("a total above the rows", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | | Tổng số | 12 | 15 |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
    """, "13/15", "QM323 A5, QM324 C5"),
    Oddity("a total between the rows sums those above it", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | | Cộng | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
    """, "13/15", "QM323 A6"),
    Oddity("subtotals below their sections, and a grand total", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | I | Đất đai | | |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
        | | Cộng I | 13 | 14 |
        | II | Hộ tịch | | |
        | 1 | Tháng 1 | 6 | 6 |
        | | Cộng II | 6 | 6 |
        | | Tổng cộng | 19 | 20 |
    """, "19/21", "QM323 A11, QM323 A12, QM323 A8, QM324 D12, QM324 D8, QM341 A5"),
    Oddity("sections that carry their sums", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | I | Đất đai | 13 | 15 |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
        | II | Hộ tịch | 6 | 7 |
        | 1 | Tháng 1 | 6 | 6 |
        | | Tổng cộng | 19 | 21 |
    """, "19/21", "QM323 A10, QM323 A5, QM323 A8, QM324 D8"),
    Oddity("words that only begin like a total", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Cộng đồng dân cư | 9 | 10 |
        | 2 | Tổng hợp | 4 | 5 |
    """, "13/15", ""),
    Oddity("a total of so many months, in capitals", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
        | | TỔNG SỐ 2 THÁNG: | 13 | 15 |
    """, "13/15", "QM323 A7"),
    Oddity("a row without a total's name that holds the sums", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
        | | Toàn xã | 13 | 15 |
    """, "26/30", "QM367 A7"),
    Oddity("sums above their rows, and rows alike", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | | Quý I | 13 | 15 |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
        | 3 | Tháng 3 | 4 | 5 |
    """, "30/35", "QM367 A5"),
    Oddity("a register's number of rows in words", REGISTER, """
        | STT | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
        | 1 | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
        | Tổng số hồ sơ: 02 | | | | |
    """, "1/1", "QM323 A6, QM324 A6"),
    Oddity("a register's number of rows", REGISTER, """
        | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
        | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
        | Cộng | | | |
        | H2 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
    """, "2/2", "QM323 A6"),
    Oddity("blank rows, added and moved columns", RATIO, """
        | Ghi thêm | Tổng số | Nội dung | Số đạt |
        | a | 10 | Tháng 1 | 9 |
        | | | | |
        | b | 5 | Tháng 2 | 4 |
    """, "13/15", ""),
    Oddity("words merged over several rows count for each", CHECKLIST, """
        | STT | Nội dung | Đạt (Có/Không) |
        | 1 | Niêm yết | Có |
        | 2 | Công khai | |
        | 3 | Tiếp nhận | Không |
    """, "2/3", "QM342 C6", "C5:C6"),
    Oddity("dates merged over several rows count for each", REGISTER, """
        | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
        | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
        | H2 | | | 12/3/2026 |
    """, "1/2", "QM342 B6, QM342 C6", "B5:B6 C5:C6"),
    Oddity("a number merged over several rows counts once", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 9 | |
    """, "9/10", "QM343 C5, QM343 D5", "C5:C6 D5:D6"),
    Oddity("a number merged over two columns", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 1 | |
        | Tổng cộng | | | 10 |
    """, "-", "QM214 D6, QM323 A7, QM346 C6", "C6:D6 A7:C7"),
    Oddity("one tall row made of two is one row", REGISTER, """
        | STT | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
        | 1 | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
        | | | | | |
    """, "1/1", "", "A5:A6 B5:B6 C5:C6 D5:D6 E5:E6"),
    Oddity("hidden rows", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | 2 | Tháng 2 | 4 | 5 |
        | 3 | Tháng 3 | 1 | 5 |
    """, "14/20", "QM344 A6", hidden="3 6 7"),
    Oddity("two columns for one that say the same", REGISTER, """
        | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Ngày kết thúc xử lý |
        | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | 2026-03-09 |
    """, "1/1", "QM114 E4"),
    Oddity("two columns for one, only the second filled", REGISTER, """
        | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Ngày hoàn thành |
        | H1 | 01/3/2026 | 10/3/2026 | | 12/3/2026 |
    """, "0/1", "QM114 E4"),
    Oddity("two columns for one that differ", REGISTER, """
        | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Ngày kết thúc xử lý |
        | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | 12/3/2026 |
    """, "0/0", "QM113 E4, QM309 A5"),
    Oddity("two columns of numbers that differ", RATIO, """
        | Nội dung | Số đạt | Tổng số | Tổng số |
        | Tháng 1 | 9 | 10 | 12 |
    """, "-", "QM113 D4, QM262 C5"),
    Oddity("two columns of names", CHECKLIST, """
        | Nội dung | Nội dung | Đạt (Có/Không) |
        | Niêm yết | Trụ sở | Có |
    """, "1/1", "QM114 B4"),
    Oddity("a header that is nearly one of qmxl's", REGISTER, """
        | Mã hồ sơ | Ngay nhan | Thời hạn | Ngày hoàn thành | Tình trạng hs |
        | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | |
    """, "1/1", "QM116 B4, QM116 E4, QM305 A4"),
    Oddity("a header below its group", RATIO, """
        | STT | Nội dung | Hồ sơ | |
        | | | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
    """, "9/10", "QM349 A4"),
    Oddity("place, day and signatures below a register", REGISTER, """
        | STT | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
        | 1 | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
        | | | | | |
        | | | Mẫu, ngày 30 tháng 6 năm 2026 | | |
        | Người lập biểu | | | CHỦ TỊCH | |
        | Nguyễn Văn A | | | Trần Văn B | |
    """, "1/1", "QM368 C7", "A8:B8 D8:E8"),
    Oddity("signatures below figures", RATIO, """
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | Cộng | | 9 | 10 |
        | | Người lập biểu | | Thủ trưởng đơn vị |
    """, "9/10", "QM323 A6, QM368 B7"),
    Oddity("an item with the words of a signature is an item", CHECKLIST, """
        | Nội dung | Đạt (Có/Không) |
        | Lập biểu | Có |
        | Công khai | Không |
        | Lập sổ | Có |
    """, "2/3", ""),
    Oddity("rows that belong to no table", RATIO, """
        | Ghi chú của | người lập |
        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 9 | 10 |
        | | | | | | ngoài bảng |
    """, "9/10", "QM345 A4"),
)  # fmt: skip


OTHER_CODES = {"QM401", "QM312"}
"""Of a verdict, not of a table."""


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda oddity: oddity.name)
def test_an_oddity_is_read_as_what_it_is(oddity: Oddity) -> None:
    outcome = evaluated_cells(with_facts(book_with(oddity.measure, oddity.table), oddity.merged, oddity.hidden))
    measurement = outcome.indicator.measurement
    figure = f"{measurement.numerator}/{measurement.denominator}" if measurement.numerator is not None else "-"
    said = sorted(f"{d.code} {d.cell}" for d in outcome.diagnostics if d.code not in OTHER_CODES)
    assert (figure, ", ".join(said)) == (oddity.figure, oddity.said)


def test_every_row_outside_the_table_is_named() -> None:
    rows = """
    | Ghi chú của | người lập |
    | STT | Nội dung | Số đạt | Tổng số |
    | 1 | Tháng 1 | 9 | 10 |
    | | | | | | ngoài bảng |
    """
    assert (
        evaluated_cells(book_with(RATIO, rows)).diagnostic("QM345").message
        == "2 dòng có nội dung nhưng không thuộc bảng nào nên không được đọc: dòng 4, 7"
    )


def test_columns_of_a_header_in_two_rows(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | SỔ THEO DÕI |
    | STT | Mã hồ sơ | Nhận và trả kết quả | | | Ghi chú |
    | | | Ngày nhận | Hẹn trả kết quả | Ngày kết thúc xử lý | |
    | (1) | (2) | (3) | (4) | (5) | (6) |
    | 1 | H1 | 01/03/2026 08:00:00 | 10/03/2026 17:00:00 | 09/03/2026 09:15:00 | |
    """
    table = outcome.submission.tables["MT1"]
    assert isinstance(table, Register)
    assert [(c.key, c.column) for c in table.columns] == [
        ("no", 1), ("dossier", 2), ("received", 3), ("due", 4), ("finished", 5), ("note", 6),
    ]  # fmt: skip
    assert table.row_numbers.tolist() == [8]
    assert [(d.code, d.cell) for d in outcome.diagnostics] == [("QM349", "A5"), ("QM340", "A7")]


def test_names_joined_with_their_group_come_first(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Lĩnh vực | Kỳ trước chuyển sang | Tiếp nhận trong kỳ | Đã giải quyết | | | Đang giải quyết | |
    | | | | Trước hạn | Đúng hạn | Quá hạn | Trong hạn | Quá hạn |
    | Đất đai | 1 | 20 | 15 | 2 | 1 | 3 | 0 |
    """
    table = outcome.submission.tables["MT1"]
    assert isinstance(table, DetailTable)
    assert [c.key for c in table.columns] == [
        "field", "carried_over", "received_count", "early", "on_time", "late", "open_in_time", "open_overdue",
    ]  # fmt: skip
    assert (outcome.indicator.measurement.numerator, outcome.indicator.measurement.denominator) == (17, 18)


def test_a_header_of_three_merged_rows() -> None:
    book = book_with(REGISTER, """
    | STT | Mã hồ sơ | Tiếp nhận và giải quyết | | | |
    | | | Ngày tháng | | Kết quả | |
    | | | Ngày nhận | Thời hạn | Ngày hoàn thành | Người trả |
    | 1 | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | A |
    """)  # fmt: skip
    outcome = evaluated_cells(with_facts(book, "A4:A6 B4:B6 C4:F4 C5:D5 E5:F5"))
    table = outcome.submission.tables["MT1"]
    assert isinstance(table, Register)
    assert table.row_numbers.tolist() == [7]
    assert [c.key for c in table.columns][:5] == ["no", "dossier", "received", "due", "finished"]


def test_a_header_divided_below_is_one_header() -> None:
    book = book_with(RATIO, """
    | Nội dung | Số đạt | Tổng số | Trong đó | |
    | | | | Trực tuyến | Trực tiếp |
    | Tháng 1 | 9 | 10 | 4 | 6 |
    """)  # fmt: skip
    for merged in ("", "A4:A5 B4:B5 C4:C5 D4:E4"):
        table = evaluated_cells(with_facts(book, merged)).submission.tables["MT1"]
        assert isinstance(table, DetailTable)
        assert (table.header_row, [row.row for row in table.rows]) == (5, [6])


def test_a_group_that_may_be_either_of_its_columns_is_asked_about() -> None:
    book = book_with(RATIO, """
    | Nội dung | Số đạt | Tổng số | |
    | | | Phải giải quyết | Tiếp nhận |
    | Tháng 1 | 9 | 10 | 12 |
    """)  # fmt: skip
    outcome = evaluated_cells(with_facts(book, "A4:A5 B4:B5 C4:D4"))
    assert outcome.status == "NO_DATA"
    assert outcome.diagnostic("QM113").message == (
        "có 2 cột cùng là Tổng số: “Phải giải quyết” (C5) và “Tiếp nhận” (D5); 1 dòng ghi khác nhau: dòng 6"
    )


def test_only_the_date_of_handing_over_is_the_finish(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Ngày tiếp nhận | Ngày hẹn trả | Ngày trả kết quả |
    | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
    """
    assert (outcome.indicator.shown, outcome.diagnostics) == ("100%", ())


def test_a_condition_on_a_column_that_stands_twice_and_differs(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Điều kiện |
    | trên 90% | Danh mục | Nhóm = A |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Nội dung | Nhóm | Nhóm | Đạt (Có/Không) |
    | Niêm yết | A | B | Có |
    """
    assert outcome.status == "NO_DATA"
    assert outcome.diagnostic("QM115").message == "bảng có hai cột cùng là “Nhóm”, không rõ lấy cột nào"


# Did you mean


@pytest.mark.parametrize(
    ("header", "suggestion"),
    [
        ("| Mã hồ sơ | Ngày nhận | Thời hạn giải quyêt | Ngày hoàn thành |", "ô C4 “Thời hạn giải quyêt” là cột Thời hạn?"),
        ("| Ma ho so | Ngay nhan | Thoi han | Ngay hoan thanh |", "ô C4 “Thoi han” là cột Thời hạn?"),
        ("| Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thanh |", "ô D4 “Ngày hoàn thanh” là cột Ngày hoàn thành?"),
    ],
)  # fmt: skip
def test_a_table_that_is_not_found_for_a_slip(header: str, suggestion: str) -> None:
    outcome = evaluated_cells(book_with(REGISTER, f"{header}\n| H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 |"))
    assert outcome.status == "NO_DATA"
    assert suggestion in outcome.diagnostic("QM104").fix


def test_a_table_of_numbers_that_is_not_found_for_a_slip(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |

    ## MT1
    | Số đạt | Tổng số |
    | 95 | 100 |

    | Nội dung | So dat | Tổng sô |
    | Tháng 1 | 9 | 10 |
    """
    assert outcome.indicator.shown == "95%"
    assert outcome.diagnostic("QM119").fix == (
        "ghi lại đúng tên cột; có phải ô B4 “So dat” là cột Số đạt?; có phải ô C4 “Tổng sô” là cột Tổng số?"
    )
    assert outcome.diagnostic("QM345").message.endswith("dòng 4-5")


def test_a_slip_in_the_result_table_and_among_the_objectives() -> None:
    for sheet, old, new in (("MT1", "Tổng số", "Tổng sô"), ("Mục tiêu", "Mức đề ra", "Mức đê ra")):
        book = completed(markdown_workbook("## Mục tiêu\n| Mức đề ra | Cách tính |\n| trên 90% | Tỷ lệ |\n"))
        cells = book.sheets[sheet]
        rows = tuple(tuple(new if cell == old else cell for cell in row) for row in cells.rows)
        book = replace(book, sheets={**book.sheets, sheet: replace(cells, rows=rows)})
        found = evaluated_cells(book).diagnostic("QM103")
        assert found.message == f"sheet “{sheet}” không có cột “{old}”"
        assert f"“{new}” là cột {old}?" in found.fix


# The result table and `Mục tiêu`


def test_numbers_of_columns_and_merged_cells_of_the_other_tables() -> None:
    book = markdown_workbook("""
    ## Thông tin
    | TT | Mục | Nội dung |
    | 1 | Kỳ báo cáo | 6 tháng đầu năm |
    | 2 | Năm | 2026 |

    ## Mục tiêu
    | Mã | Mục tiêu | Mức đề ra | Cách tính |
    | (1) | (2) | (3) | (4) |
    | '1.1 | Một | trên 90% | Tỷ lệ |
    | '1.2 | | | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số | Ghi trực tiếp | Số liệu đến ngày |
    | 1 | 2 | 3 | 4 | 5 |
    | '1.1 | 95 | 100 | | 2026-06-20 |
    | '1.2 | 85 | | | |
    """)
    book = with_facts(book, "C3:C4", hidden="4", sheet="Mục tiêu")
    outcome = evaluated_cells(with_facts(book, "C3:C4 E3:E4"))
    assert outcome.statuses == ("EXCEEDED", "NO_DATA")
    assert [i.cut_off for i in outcome.evaluation.indicators] == [date(2026, 6, 20)] * 2
    said = [f"{d.code} {d.sheet} {d.cell}" for d in outcome.diagnostics if d.code.startswith("QM34")]
    assert said == [
        "QM342 Mục tiêu C4", "QM340 Mục tiêu A2", "QM344 Mục tiêu A4",
        "QM340 MT1 A2", "QM343 MT1 C3", "QM342 MT1 E4",
    ]  # fmt: skip


def test_a_first_row_of_results_that_looks_like_column_numbers(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số | Ghi trực tiếp |
    | '1 | 2 | 3 | |
    """
    assert outcome.indicator.shown == "66,7%"


def test_a_row_among_the_objectives_that_is_none(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mã | Mục tiêu | Mức đề ra | Cách tính | Chủ trì |
    | '1 | Một | trên 90% | Tỷ lệ | |
    | | | | | Văn phòng |
    """
    assert outcome.diagnostic("QM345").cell == "A3"


def test_labels_that_are_nearly_ours() -> None:
    outcome = evaluated("""
    ## Thông tin
    | Kỳ bao cáo | quý I |
    | Số điện thoại lãnh đạo | 0900 |
    | Quyền hạn ki | TM. |

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |

    ## MT1
    | Số đạt | Tổng số |
    | 95 | 100 |
    """)
    assert [d.cell for d in outcome.diagnostics if d.code == "QM347"] == ["A3"]
    assert outcome.diagnostic("QM347").message.endswith("có phải là mục “Quyền hạn ký”?")


def book_with(measure: str, table: str, more: str = "") -> WorkbookCells:
    """A workbook of one indicator whose detail table begins in row 4 of MT1."""
    return completed(
        markdown_workbook(
            f"## Mục tiêu\n| Mức đề ra | Cách tính |\n| trên 90% | {measure} |\n\n"
            f"## MT1\n| Ghi trực tiếp |\n| |\n\n{dedent(table).strip()}\n{more}"
        )
    )


def with_facts(book: WorkbookCells, merged: str, hidden: str = "", sheet: str = "MT1") -> WorkbookCells:
    """The workbook with merged ranges ("A5:A6 B5:B6") and hidden rows ("3 6") on one sheet."""
    ranges = tuple(map(_range, merged.split()))
    cells = replace(book.sheets[sheet], merged=ranges, hidden_rows=frozenset(map(int, hidden.split())))
    return replace(book, sheets={**book.sheets, sheet: cells})


def _range(text: str) -> MergedRange:
    (first, first_row), (last, last_row) = re.findall(r"([A-Z]+)(\d+)", text)
    return MergedRange(int(first_row), column_number(first), int(last_row), column_number(last))


# Laws


WORDS = st.sampled_from(
    [None, None, "Cộng", "Tổng cộng:", "I", "II", "A", "B", "I. Đất đai", "Tháng 1", "Số đạt", "Tổng số", "(1)", "2", "3"]
)  # fmt: skip
CELLS = st.one_of(WORDS, st.integers(0, 9), st.sampled_from([date(2026, 3, 1), ErrorValue("#N/A"), 2.5]))
TABLE_HEADERS = {
    RATIO: ("STT", "Nội dung", "Số đạt", "Tổng số", "Tổng số"),
    REGISTER: ("STT", "Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành"),
    CHECKLIST: ("STT", "Nội dung", "Đạt (Có/Không)", "Đạt", "Ghi chú"),
    SURVEY: ("STT", "Nội dung khảo sát", "Rất hài lòng", "Hài lòng", "Bình thường"),
}
RANGES = st.builds(
    lambda row, column, down, right: MergedRange(row, column, row + down, column + right),
    st.integers(1, 14), st.integers(1, 6), st.integers(0, 3), st.integers(0, 3),
)  # fmt: skip


@settings(max_examples=150, derandomize=True, deadline=None)
@given(
    st.sampled_from(sorted(TABLE_HEADERS)),
    st.lists(st.tuples(*[CELLS] * 6), max_size=9),
    st.lists(RANGES, max_size=4),
    st.frozensets(st.integers(1, 14), max_size=3),
)
def test_every_filled_row_is_counted_or_named(
    measure: str, rows: list[tuple[CellValue, ...]], merged: list[MergedRange], hidden: frozenset[int]
) -> None:
    lines = [("Ghi trực tiếp",), (None,), (), TABLE_HEADERS[measure], *rows]
    book = completed(book_of({"Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", measure)], "MT1": lines}))
    sheet = replace(book.sheets["MT1"], merged=tuple(merged), hidden_rows=hidden)
    outcome = evaluated_cells(replace(book, sheets={**book.sheets, "MT1": sheet}))
    table = outcome.submission.tables.get("MT1")
    assert table is not None
    read = set(table.row_numbers.tolist()) if isinstance(table, Register) else {row.row for row in table.rows}
    filled = {n for n, row in enumerate(sheet.rows[4:], 5) if any(cell is not None for cell in row[1:])}
    assert filled <= read | set(named(outcome))


def named(outcome: Outcome) -> Iterator[int]:
    """Rows that a diagnostic says are no cases: totals, headings, numbers of columns, header rows, rows outside."""
    for found in outcome.diagnostics:
        if found.code in {"QM323", "QM340"} and found.reference:
            yield found.reference.row
        if found.code in {"QM341", "QM345", "QM349", "QM368"}:
            runs = found.message.replace(" đến dòng ", "-")
            for first, last in re.findall(r"(\d+)(?:-(\d+))?", runs[runs.index("dòng", runs.index("dòng") + 1) :]):
                yield from range(int(first), int(last or first) + 1)


def test_cells_of_two_columns_that_differ_are_told_by_their_columns_alone() -> None:
    """One diagnostic names the rows, an error points to it where a verdict is lost; no cell is quoted that nobody typed."""
    rows = "\n".join(f"    | Tháng {n} | 9 | 13{n} | 14{n} |" for n in range(1, 10))
    outcome = evaluated_cells(book_with(RATIO, f"""
    | Nội dung | Số đạt | Tổng số | Tổng số |
{rows}
    """))  # fmt: skip
    assert outcome.status == "NO_DATA"
    assert outcome.diagnostic("QM262").message == (
        "không rõ lấy giá trị nào ở cột Tổng số: các cột cùng tên ghi khác nhau: 9 ô, dòng 5-13"
    )
    assert "QM113" in outcome.diagnostic("QM262").fix
    assert {d.code for d in outcome.diagnostics} == {"QM113", "QM262"}


def test_rows_of_a_register_whose_two_columns_differ_point_to_them() -> None:
    outcome = evaluated_cells(book_with(REGISTER, """
    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Ngày kết thúc xử lý |
    | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | 12/3/2026 |
    | H2 | 01/3/2026 | 10/3/2026 | 09/3/2026 | 12/3/2026 |
    """))  # fmt: skip
    assert (outcome.status, outcome.errors, outcome.warnings) == ("NO_DATA", {"QM309"}, {"QM113"})
    assert "cảnh báo QM113" in outcome.diagnostic("QM309").fix


@pytest.mark.parametrize("header", ["Số đạt", "Ghi trực tiếp"])
def test_a_result_in_two_columns_that_differ_is_told_by_its_columns(header: str) -> None:
    results = [("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp", header), ("1", 90, 100, None, 91)]
    if header == "Ghi trực tiếp":
        results[1] = ("1", None, None, 0.9, 0.91)
    objective = [("Mã", "Mục tiêu", "Mức đề ra", "Cách tính"), ("1", "Một", "trên 90%", RATIO)]
    outcome = evaluated_cells(completed(book_of({"Mục tiêu": objective, "MT1": results})))
    assert (outcome.status, outcome.errors, outcome.warnings) == ("NO_DATA", {"QM262"}, {"QM113"})


UNSTORED = ErrorValue(UNSTORED_FORMULA)
CURE_OF_UNSTORED = "mở tệp bằng Excel rồi lưu lại"


def book_of_cells(measure: str, *rows: tuple[CellValue, ...], target: str = "trên 90%") -> WorkbookCells:
    objective = [("Mã", "Mục tiêu", "Mức đề ra", "Cách tính"), ("1", "Một", target, measure)]
    results = [("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp"), ("1", None, None, None)]
    return completed(book_of({"Mục tiêu": objective, "MT1": [*results, (), *rows]}))


def test_formulas_without_a_value_are_told_once_for_a_column_with_their_own_cure() -> None:
    header = ("Mã hồ sơ", "Lĩnh vực", "Ngày nhận", "Thời hạn", "Ngày hoàn thành")
    day = date(2026, 3, 1)
    register = [(f"H{n}", "Đất đai", day, day, UNSTORED) for n in range(99)]
    outcome = evaluated_cells(book_of_cells(REGISTER, header, *register, ("H99", UNSTORED, day, day, day)))
    field, dates = (d for d in outcome.diagnostics if d.code == "QM261")
    assert dates.message == "công thức trong ô chưa có giá trị: 99 ô, dòng 5-103"
    assert (dates.cell, field.cell, field.message) == ("E5", "B104", "công thức trong ô chưa có giá trị")
    assert dates.fix.startswith(CURE_OF_UNSTORED)
    assert not outcome.warnings & {"QM222", "QM223", "QM388"}


@pytest.mark.parametrize(
    ("measure", "code", "rows"),
    [
        (RATIO, "QM260", [("Nội dung", "Số đạt", "Tổng số"), ("Tháng 1", UNSTORED, 10), ("Tháng 2", UNSTORED, 9)]),
        (CHECKLIST, "QM261", [("Nội dung", "Đạt (Có/Không)"), ("Niêm yết", UNSTORED), ("Công khai", "Có")]),
        ("Bảng kế hoạch", "QM261", [("Chỉ tiêu", "Kế hoạch", "Thực hiện"), ("Thu", 10, UNSTORED), ("Chi", 10, 11)]),
    ],
)
def test_formulas_without_a_value_have_one_wording_in_every_table(measure: str, code: str, rows: list[tuple]) -> None:
    outcome = evaluated_cells(book_of_cells(measure, *rows))
    assert outcome.status == "NO_DATA"
    assert outcome.diagnostic(code).fix.startswith(CURE_OF_UNSTORED)
    assert not {d.code for d in outcome.diagnostics} & {"QM201", "QM202", "QM223", "QM326"}
    assert not any("“công thức" in d.message or "lỗi công thức" in d.message for d in outcome.diagnostics)


@pytest.mark.parametrize("column", range(1, 5))
def test_formulas_without_a_value_have_one_wording_in_results(column: int) -> None:
    cells: list[CellValue] = ["1", 9, 10, None, None]
    cells[column] = UNSTORED
    results = [("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp", "Số liệu đến ngày"), tuple(cells)]
    objective = [("Mã", "Mục tiêu", "Mức đề ra", "Cách tính"), ("1", "Một", "trên 90%", RATIO)]
    outcome = evaluated_cells(completed(book_of({"Mục tiêu": objective, "MT1": results})))
    assert (outcome.status, outcome.errors) == ("NO_DATA", {"QM260"})


def cells_of(rows: tuple[tuple[CellValue, ...], ...]) -> list[tuple[tuple[int, int], CellValue]]:
    """Every cell with its place, counted from 0."""
    return [((r, c), cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]


def test_formulas_without_a_value_have_one_wording_on_a_long_sheet(tmp_path: Path) -> None:
    path = tmp_path / "tep.xlsx"
    day = date(2026, 3, 1)
    book = book_of_cells(
        REGISTER,
        ("Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành"),
        *[(f"H{n}", day, day, UNSTORED) for n in range(3)],
    )
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as written:
        for name, sheet in book.sheets.items():
            worksheet = written.add_worksheet(name)
            for place, cell in cells_of(sheet.rows):
                if cell == UNSTORED:
                    worksheet.write_formula(*place, "=TODAY()", None, "")
                else:
                    worksheet.write(*place, cell)
    read = open_workbook(begin_parsing(lengthened(path, "MT1")))
    assert not isinstance(read, Refusal)
    below = read.sheets["MT1"].below
    assert below is not None
    try:
        outcome = evaluated_cells(read)
    finally:
        below.parsing.close()
    assert outcome.diagnostic("QM261").message == "công thức trong ô chưa có giá trị: 3 ô, dòng 5-7"
    assert "QM222" not in outcome.warnings


def test_a_condition_is_offered_columns_that_tell_kinds_of_rows_apart() -> None:
    outcome = evaluated_cells(completed(book_of({
        "Mục tiêu": [("Mức đề ra", "Cách tính", "Điều kiện"), ("trên 90%", REGISTER, "Cấp = xã")],
        "MT1": [
            ("STT", "Mã hồ sơ", "Lĩnh vực", "Người nộp", "Thôn", "Số tờ", "Thời hạn", "Ngày hoàn thành", "Ghi chú"),
            (1, "H1", "Đất đai", "Nguyễn A", "Xóm 1", "3", date(2026, 3, 1), date(2026, 3, 1), "a"),
            (2, "H2", "Đất đai", "Nguyễn A", "Xóm 1", "4", date(2026, 3, 1), date(2026, 3, 1), "a"),
        ],
    })))  # fmt: skip
    assert outcome.diagnostic("QM229").expected.endswith("tên cột là một trong: Lĩnh vực, Thôn")


def test_several_headings_are_told_by_the_first() -> None:
    one = evaluated_cells(book_with(CHECKLIST, """
    | STT | Nội dung | Đạt (Có/Không) |
    | I | Cấp xã | |
    | 1 | Niêm yết | Có |
    """))  # fmt: skip
    two = evaluated_cells(book_with(CHECKLIST, """
    | STT | Nội dung | Đạt (Có/Không) |
    | I | Cấp xã | |
    | 1 | Niêm yết | Có |
    | II | Khác | |
    | 1 | Công khai | Có |
    """))  # fmt: skip
    messages = [outcome.diagnostic("QM341").message for outcome in (one, two)]
    assert messages == [
        "1 dòng đề mục (“I Cấp xã”), không tính vào số liệu: dòng 5",
        "2 dòng đề mục (“I Cấp xã”, …), không tính vào số liệu: dòng 5, 7",
    ]


def test_rows_of_a_table_nobody_looked_for_are_not_called_left_out() -> None:
    """The codes failed: the error about them says enough."""
    outcome = evaluated_cells(completed(book_of({
        "Mục tiêu": [("Mã", "Mục tiêu", "Mức đề ra", "Cách tính"), ("1", "Một", "trên 90%", RATIO)],
        "MT1": [
            ("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp"), ("7", None, None, None), (),
            ("Nội dung", "Số đạt", "Tổng số"), ("Tháng 1", 9, 10),
        ],
    })))  # fmt: skip
    assert "QM108" in outcome.errors
    assert "QM345" not in outcome.notes


@pytest.mark.parametrize("header", ["Tháng", "Lĩnh vực"])
def test_the_rows_of_a_ratio_may_be_named_by_month_or_field(header: str) -> None:
    outcome = evaluated_cells(book_with(RATIO, f"""
    | {header} | Số đạt | Tổng số |
    | A | 9 | 10 |
    """))  # fmt: skip
    assert (outcome.indicator.shown, outcome.warnings) == ("90%", set())


def test_names_of_their_own_come_before_month_and_field_and_conditions_may_name_all_three() -> None:
    outcome = evaluated_cells(completed(book_of({
        "Mục tiêu": [("Mức đề ra", "Cách tính", "Điều kiện"), ("trên 90%", RATIO, "Lĩnh vực = Đất đai; Tháng = 1")],
        "MT1": [
            ("Tháng", "Lĩnh vực", "Nội dung", "Số đạt", "Tổng số"),
            (1, "Đất đai", "a", 5, 10), (1, "Hộ tịch", "b", 10, 10), (2, "Đất đai", "c", 10, 10),
        ],
    })))  # fmt: skip
    assert (outcome.indicator.shown, outcome.warnings) == ("50%", set())


def test_a_condition_on_a_header_that_stands_in_survives_the_output() -> None:
    outcome = evaluated_cells(completed(book_of({
        "Mục tiêu": [("Mức đề ra", "Cách tính", "Điều kiện"), ("trên 90%", RATIO, "Lĩnh vực = Đất đai")],
        "MT1": [("Lĩnh vực", "Số đạt", "Tổng số"), ("Đất đai", 5, 10), ("Hộ tịch", 10, 10)],
    })))  # fmt: skip
    again = evaluated_cells(output_of(compose_and_lay_out(outcome.submission, outcome.evaluation, ())))
    assert (again.indicator.shown, again.errors) == (outcome.indicator.shown, set()) == ("50%", set())


def test_a_time_of_day_is_quoted_as_its_cell_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "tep.xlsx"
    with xlsxwriter.Workbook(path) as written:
        worksheet = written.add_worksheet("MT1")
        for row, code in enumerate(("hh:mm", "dd/mm/yyyy", "General")):
            worksheet.write_number(row, 0, 1 / 3, written.add_format({"num_format": code}))
    read = open_workbook(begin_parsing(path))
    assert not isinstance(read, Refusal)
    assert [as_found(row[0]) for row in read.sheets["MT1"].rows] == ["08:00", *["0,333333333333333"] * 2]
