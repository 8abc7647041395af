"""Headers of registers as one-stop software and record books print them."""

from dataclasses import replace
from datetime import date

import pytest

from qmxl.contract.sheets import HANDED_OVER_HEADERS, TABLE_COLUMNS
from qmxl.model.submission import CellValue, Register, TableKind
from qmxl.reading.registers import day_number
from qmxl.reading.workbook import MergedRange
from tests.workbooks import Outcome, book_of, completed, evaluated, evaluated_cells

IN_USE = {
    "dossier": ("Mã hồ sơ", "Số hồ sơ", "Mã số hồ sơ", "Số biên nhận"),
    "field": ("Lĩnh vực", "Tên lĩnh vực"),
    "item": ("Tên thủ tục hành chính", "Tên thủ tục", "Trích yếu"),
    "authority": (
        *("Thẩm quyền", "Thẩm quyền giải quyết", "Cơ quan giải quyết", "Cơ quan chủ trì giải quyết"),
        *("Đơn vị giải quyết", "Đơn vị thụ lý", "Cấp giải quyết"),
    ),
    "received": ("Ngày tiếp nhận", "Ngày nhận", "Nhận", "Nhận hồ sơ", "Ngày nhận hồ sơ", "NGÀY TIẾP NHẬN"),
    "due": (
        *("Ngày hẹn trả", "Hẹn trả kết quả", "Thời hạn", "Thời hạn hoàn thành", "Ngày hẹn trả kết quả", "Hạn trả"),
        *("Hẹn trả", "Hạn xử lý", "Hạn giải quyết", "Hạn hoàn thành"),
    ),
    "finished": (
        *("Ngày trả", "Ngày trả kết quả", "Ngày có kết quả", "Ngày kết thúc xử lý", "Ngày hoàn thành"),
        *("Trả kết quả", "Có kết quả"),
    ),
    "state": ("Tình trạng", "Trạng thái", "Tình trạng hồ sơ", "Trạng thái hồ sơ", "Tình trạng xử lý"),
}
PLAIN = {
    "dossier": "Mã hồ sơ",
    "field": "Lĩnh vực",
    "item": "Nội dung",
    "authority": "Thẩm quyền",
    "received": "Ngày nhận",
    "due": "Thời hạn",
    "finished": "Ngày hoàn thành",
    "state": "Tình trạng",
}
ROW = ("H1", "Đất đai", "Tách thửa đất", "UBND xã", "01/03/2026 08:05:00", "10/03/2026 17:00:00", "09/03/2026 14:30:15")


def register_of(outcome: Outcome) -> Register:
    table = outcome.submission.tables["MT1"]
    assert isinstance(table, Register)
    return table


@pytest.mark.parametrize(("key", "header"), [(key, header) for key, headers in IN_USE.items() for header in headers])
def test_a_header_in_use_is_found(key: str, header: str) -> None:
    headers = tuple((PLAIN | {key: header}).values())
    objective = [("Mức đề ra", "Cách tính", "Điều kiện"), ("trên 90%", "Sổ theo dõi", "Thẩm quyền = UBND xã")]
    outcome = evaluated_cells(
        completed(
            book_of({"Mục tiêu": objective, "MT1": [("Số liệu đến ngày",), (None,), (), headers, (*ROW, "Đã trả")]})
        )
    )
    register = register_of(outcome)
    assert {column.key for column in register.columns} == set(PLAIN)
    assert outcome.errors | outcome.warnings == set()
    assert outcome.indicator.shown == "100%"
    assert [int(register.days[k][0]) for k in ("received", "due", "finished")] == [
        day_number(date(2026, 3, day)) for day in (1, 10, 9)
    ]


def test_every_name_of_a_register_column_is_its_own() -> None:
    names = [name for column in TABLE_COLUMNS[TableKind.REGISTER] for name in column.names]
    assert sorted({*names, *HANDED_OVER_HEADERS}) == sorted([*names, *HANDED_OVER_HEADERS])


GROUPED: list[tuple[CellValue, ...]] = [
    ("STT", "Mã số hồ sơ", "Tên thủ tục hành chính", "Họ và tên", "Điện thoại", "Cơ quan giải quyết",
     "Nhận và trả kết quả", None, None, None, "Trạng thái"),
    (None, None, None, None, None, None, "Nhận", "Hẹn trả kết quả", "Ngày có kết quả", "Ngày trả", None),
    tuple(range(1, 12)),
    (1, "H1", "Khai sinh", "Bà Mẫu", "0900000001", "UBND xã", "01/03/2026 08:00:00", "10/03/2026 17:00:00",
     "09/03/2026 16:00:00", "11/03/2026 09:00:00", "Đã trả kết quả"),
    (2, "H2", "Khai tử", "Ông Mẫu", "0900000002", "UBND xã", "02/03/2026 08:00:00", "10/03/2026 17:00:00",
     None, None, "Đang giải quyết"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "used", "shown", "other"),
    [("", "Ngày có kết quả", "50%", "Ngày trả"), ("Ngày trả", "Ngày trả", "0%", "Ngày có kết quả")],
)
def test_the_header_of_a_record_book(asked: str, used: str, shown: str, other: str) -> None:
    """Two rows, a group over four columns, a row of column numbers, two dates of which one counts."""
    sheets: dict[str, list[tuple[CellValue, ...]]] = {
        "Thông tin": [("Ngày hoàn thành tính theo", asked or None)],
        "Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", "Sổ theo dõi")],
        "MT1": [("Số liệu đến ngày",), (None,), (), ("SỔ THEO DÕI HỒ SƠ",), *GROUPED],
    }
    book = completed(book_of(sheets))
    merged = (MergedRange(5, 7, 5, 10), *(MergedRange(5, column, 6, column) for column in (1, 2, 3, 4, 5, 6, 11)))
    sheet = replace(book.sheets["MT1"], merged=merged)
    outcome = evaluated_cells(replace(book, sheets={**book.sheets, "MT1": sheet}))
    assert outcome.indicator.shown == shown
    assert outcome.diagnostic("QM387").message == (
        f"sổ có cả cột “{used}” và cột “{other}”: ngày hoàn thành lấy ở cột “{used}”"
    )
    assert outcome.notes >= {"QM340", "QM349"}


def test_what_only_stands_in_gives_way_to_the_column_itself(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Điều kiện |
    | trên 90% | Sổ theo dõi | Thẩm quyền = UBND xã |
    | trên 90% | Sổ theo dõi | Đơn vị thụ lý = Phòng Kinh tế |

    ## MT1
    | Mã |
    | 1.1 |
    | 1.2 |

    | Mã hồ sơ | Đơn vị thụ lý | Cơ quan giải quyết | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | H1 | Phòng Kinh tế | UBND xã | 01/3/2026 | 10/3/2026 | 09/3/2026 |
    | H2 | Phòng Văn hóa | UBND xã | 01/3/2026 | 10/3/2026 | 12/3/2026 |
    """
    assert outcome.errors == set()
    assert [indicator.shown for indicator in outcome.evaluation.indicators] == ["50%", "100%"]


def test_two_columns_of_states_are_read_together() -> None:
    """EV85"""
    outcome = evaluated(
        """
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | trên 90% | Sổ theo dõi |

        ## MT1
        | Mã |
        | 1 |

        | Mã hồ sơ | Ngày nhận | Hẹn trả | Ngày trả | Trạng thái | Tình trạng xử lý |
        | H1 | 01/3/2026 | 10/3/2026 | | Đã trả kết quả | Đúng hạn |
        | H2 | 01/3/2026 | 10/3/2026 | | Đã trả kết quả | Quá hạn |
        """
    )
    assert outcome.indicator.shown == "50%"
    assert "qmxl dùng cột “Trạng thái” và “Tình trạng xử lý” (E4, F4)" in outcome.diagnostic("QM114").message
