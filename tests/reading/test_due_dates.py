"""Registers with time limits instead of due dates: EV94 to EV98."""

import subprocess
import sys
from datetime import date, timedelta
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmxl.model.diagnostics import Diagnostic
from qmxl.model.submission import NO_DAY, UNREADABLE_DAY, CellValue, Register, TableColumn
from qmxl.model.text_columns import TextColumn
from qmxl.reading.due_dates import due_dates
from qmxl.reading.headers import TIME_LIMIT_KEY
from qmxl.reading.values import DAY_ZERO
from qmxl.reading.working_days import OwnDays
from tests.workbooks import Outcome, book_of, completed, evaluated_cells

OF_DUE_DATES = {"QM392", "QM393", "QM394", "QM395", "QM396"}


def register_of(outcome: Outcome) -> Register:
    register = outcome.submission.tables["MT1"]
    assert isinstance(register, Register)
    return register


def due_of(outcome: Outcome) -> list[str | None]:
    """Due dates by row, as day/month."""
    days = [DAY_ZERO + timedelta(days=int(n)) if n > 0 else None for n in register_of(outcome).days["due"]]
    return [f"{day.day}/{day.month}" if day else None for day in days]


def evaluated_register(*rows: tuple[CellValue, ...], own: tuple[tuple[CellValue, ...], ...] = ()) -> Outcome:
    sheets: dict[str, list[tuple[CellValue, ...]]] = {
        "Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", "Sổ theo dõi")],
        "MT1": [("Ghi trực tiếp",), (None,), (), *rows],
    }
    if own:
        sheets["Ngày nghỉ"] = [("Ngày", "Loại", "Ghi chú"), *own]
    return evaluated_cells(completed(book_of(sheets)))


def test_time_limits_in_a_column_of_their_own(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Ngày nhận | Thời gian giải quyết | Ngày hoàn thành |
    | H1 | 12/02/2026 | 5 ngày làm việc | 26/02/2026 |
    | H2 | 12/02/2026 | 5 ngày làm việc | 27/02/2026 |
    | H3 | 01/02/2026 | 15 ngày | 20/02/2026 |
    """
    # EV94, EV95: five working days over Tết; the fifteenth day is the eve of Tết
    assert due_of(outcome) == ["26/2", "26/2", "23/2"]
    assert outcome.indicator.measurement.register is not None
    assert (outcome.indicator.measurement.numerator, outcome.indicator.measurement.denominator) == (2, 3)
    assert (outcome.errors | outcome.warnings, outcome.notes) == (set(), {"QM393"})
    said = outcome.diagnostic("QM393")
    assert (said.sheet, said.cell, said.column) == ("MT1", "C4", "Thời gian giải quyết")
    assert said.message.startswith(
        "3 dòng không ghi ngày hết hạn, qmxl tính từ số ngày ở cột “Thời gian giải quyết”: 2 dòng theo ngày làm việc; "
        "1 dòng theo ngày lịch, ngày cuối rơi vào ngày nghỉ thì chuyển sang ngày làm việc kế tiếp; không tính ngày nhận."
    )


def test_a_due_date_in_the_register_wins(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Ngày nhận | Ngày hẹn trả | Thời hạn giải quyết | Ngày hoàn thành |
    | H1 | 02/3/2026 | 04/3/2026 | 2 ngày làm việc | 04/3/2026 |
    | H2 | 02/3/2026 | 06/3/2026 | 2 ngày làm việc | 04/3/2026 |
    | H3 | 02/3/2026 | | 2 ngày làm việc | 04/3/2026 |
    | H4 | 02/3/2026 | 06/3/2026 | 8 giờ | 04/3/2026 |
    | H5 | | 06/3/2026 | 2 ngày làm việc | 04/3/2026 |
    | H6 | 02/3/2026 | 31/2/2026 | 2 ngày làm việc | 04/3/2026 |
    """
    # EV97: "Thời hạn giải quyết" holds limits here; a due date nobody can read is no blank
    assert due_of(outcome)[:5] == ["4/3", "6/3", "4/3", "6/3", "6/3"]
    assert register_of(outcome).days["due"][5] == UNREADABLE_DAY
    codes = {d.code for d in outcome.diagnostics}
    assert codes & OF_DUE_DATES == {"QM392", "QM393"}
    assert not codes & {"QM113", "QM114", "QM116"}
    assert outcome.diagnostic("QM392").message == (
        "1 dòng có Thời hạn khác với thời hạn tính theo cột “Thời hạn giải quyết”, qmxl dùng Thời hạn đã ghi: dòng 6"
    )


def test_a_column_named_like_a_limit_with_dates_is_the_due_date(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Ngày nhận | Thời hạn giải quyết | Ngày hoàn thành |
    | H1 | 02/3/2026 | 06/3/2026 | 04/3/2026 |
    | H2 | 02/3/2026 | 15 ngày làm việc | 04/3/2026 |
    """
    assert due_of(outcome) == ["6/3", "23/3"]
    assert {d.code for d in outcome.diagnostics} == {"QM393"}


@pytest.mark.parametrize(
    ("header", "limit", "due"),
    [
        ("Thời hạn giải quyết (ngày làm việc)", 5, "9/3"),
        ("Thời hạn giải quyết (ngày làm việc)", "5 ngày", "9/3"),
        ("Thời hạn (ngày làm việc)", "5", "9/3"),
        ("Số ngày làm việc", 5.0, "9/3"),
        ("Số ngày giải quyết", 4, "6/3"),
        ("Thời gian giải quyết (ngày)", "4", "6/3"),
        ("Thời gian giải quyết", "5 ngày làm việc", "9/3"),
        ("Thời hạn giải quyết", "4 ngày", "6/3"),
        ("Thời hạn", "Không quá 5 ngày làm việc", "9/3"),
        ("Thời hạn giải quyết (ngày)", date(2026, 3, 9), "9/3"),
    ],
)
def test_headers_and_numbers(header: str, limit: CellValue, due: str) -> None:
    """EV94, EV95"""
    outcome = evaluated_register(
        ("Mã hồ sơ", "Ngày nhận", header, "Ngày hoàn thành"), ("H1", date(2026, 3, 2), limit, date(2026, 3, 3))
    )
    assert due_of(outcome) == [due]
    assert outcome.errors | outcome.warnings == set()


def test_a_header_of_two_rows(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Nhận và trả kết quả | | Số ngày giải quyết |
    | | Ngày nhận | Ngày hoàn thành | |
    | H1 | 02/3/2026 | 04/3/2026 | 4 |
    """
    assert due_of(outcome) == ["6/3"]


def test_an_own_name_of_the_time_limit(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## Tên cột tương đương
    | Tên cột của qmxl | Tên cột của đơn vị |
    | Thời gian giải quyết | Quy định (ngày LV) |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Ngày nhận | Quy định (ngày LV) | Ngày hoàn thành |
    | H1 | 02/3/2026 | 5 | 04/3/2026 |
    """
    assert due_of(outcome) == ["9/3"]
    assert outcome.errors | outcome.warnings == set()


def test_what_cannot_be_computed_is_named(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Ngày nhận | Thời hạn | Thời gian giải quyết | Ngày hoàn thành |
    | H1 | 02/3/2026 | | 8 giờ | 04/3/2026 |
    | H2 | 02/3/2026 | Trong ngày | | 04/3/2026 |
    | H3 | 02/3/2026 | | 8 giờ | 04/3/2026 |
    | H4 | 02/3/2026 | | 15 | 04/3/2026 |
    | H5 | 02/3/2026 | | 0 ngày | 04/3/2026 |
    | H6 | 02/3/2026 | | 5000 ngày | 04/3/2026 |
    | H7 | | | 5 ngày | 04/3/2026 |
    | H8 | 31/2/2026 | | 5 ngày | 04/3/2026 |
    | H9 | 02/3/2026 | sớm | 5 ngày | 04/3/2026 |
    | H10 | 02/3/2026 | | 5 ngày | 04/3/2026 |
    """
    # EV98
    assert due_of(outcome)[:8] == [None] * 8
    assert register_of(outcome).days["due"].tolist()[8:] == [UNREADABLE_DAY, 46090]
    said = {d.code: d.message for d in outcome.diagnostics if d.code in OF_DUE_DATES}
    assert set(said) == {"QM393", "QM394", "QM395", "QM396"}
    assert said["QM393"].startswith("1 dòng")
    assert said["QM394"].startswith("3 dòng có thời hạn dưới một ngày (“Trong ngày”, “8 giờ”)")
    assert said["QM394"].endswith(": dòng 5-7")
    assert said["QM395"].startswith("3 dòng có số ngày không hiểu được (“15”, “0 ngày”, “5000 ngày”)")
    assert said["QM395"].endswith(": dòng 8-10")
    assert said["QM396"].endswith(": dòng 11")
    unreadable = {(d.cell, d.found) for d in outcome.diagnostics if d.code == "QM222"}
    assert unreadable == {("B12", "31/2/2026"), ("C13", "sớm")}


def test_the_office_s_own_days(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## Ngày nghỉ
    | NGÀY NGHỈ |
    | Ngày | Loại | Ghi chú |
    | 03/3/2026 | Nghỉ | lễ hội của xã |
    | 04/3/2026 | | |
    | 07/3/2026 | làm bù | |
    | 07/3/2026 | Làm bù | lần nữa |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Ngày nhận | Số ngày làm việc | Ngày hoàn thành |
    | H1 | 02/3/2026 | 3 | 03/3/2026 |
    """
    # EV96: 5/3, 6/3 and the Saturday
    assert due_of(outcome) == ["7/3"]
    assert outcome.errors | outcome.warnings == set()
    assert "sheet Ngày nghỉ thêm 2 ngày nghỉ, 1 ngày làm bù" in outcome.diagnostic("QM393").message
    assert {use.name: use.use for use in outcome.submission.source.sheets}["Ngày nghỉ"] == "đọc"


def test_own_days_that_cannot_be_used_are_named() -> None:
    """EV96"""
    own: tuple[tuple[CellValue, ...], ...] = (
        ("31/2/2026", "Nghỉ", None),
        ("28/4 - 02/5/2026", "Nghỉ", None),
        (None, "Nghỉ", None),
        ("03/3/2026", "Họp", None),
        ("04/3/2026", "Nghỉ", None),
        ("04/3/2026", "Làm bù", None),
        ("04/3/2026", None, None),
        (None, None, "ghi chú riêng"),
    )
    outcome = evaluated_register(
        ("Mã hồ sơ", "Ngày nhận", "Số ngày làm việc", "Ngày hoàn thành"),
        ("H1", date(2026, 3, 2), 3, date(2026, 3, 3)),
        own=own,
    )
    assert due_of(outcome) == ["5/3"]
    said = [(d.code, d.cell, d.found, d.message) for d in outcome.diagnostics if d.sheet == "Ngày nghỉ"]
    assert said == [
        ("QM390", "A2", "31/2/2026", "ngày “31/2/2026” không đọc được: lịch không có ngày này"),
        ("QM390", "A3", "28/4 - 02/5/2026", "ngày “28/4 - 02/5/2026” không đọc được"),
        ("QM390", "A4", "(để trống)", "ngày “(để trống)” không đọc được"),
        ("QM391", "B5", "Họp", "ngày 03/3/2026 ghi “Họp”"),
        ("QM391", "B7", "Làm bù", "ngày 04/3/2026 ghi “Làm bù”, còn dòng 6 ghi khác"),
    ]


def test_a_sheet_of_days_without_its_header_is_said(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |

    ## Ngày nghỉ
    | Ngày | Kiểu |
    | 03/3/2026 | Nghỉ |

    ## MT1
    | Số đạt | Tổng số |
    | 95 | 100 |
    """
    assert outcome.diagnostic("QM348").sheet == "Ngày nghỉ"
    assert outcome.indicator.shown == "95%"


def test_an_error_cell_is_no_time_limit() -> None:
    outcome = evaluated_register(
        ("Mã hồ sơ", "Ngày nhận", "Thời gian giải quyết", "Ngày hoàn thành"),
        ("H1", date(2026, 3, 2), None, date(2026, 3, 3)),
        ("H2", date(2026, 3, 2), "5 ngày", date(2026, 3, 3)),
    )
    assert due_of(outcome) == [None, "9/3"]
    assert outcome.warnings == {"QM306"}


def test_long_texts_are_quoted_in_part() -> None:
    """EV98"""
    header = ("Mã hồ sơ", "Ngày nhận", "Thời gian giải quyết", "Ngày hoàn thành")
    rows = [(f"H{n}", date(2026, 3, 2), f"{n} {'rất dài ' * 99}", date(2026, 3, 3)) for n in range(9)]
    message = evaluated_register(header, *rows).diagnostic("QM395").message
    assert (message.count("…”"), "” …)" in message, len(message) < 400) == (5, True, True)


# Columns alone


def register_with(received: np.ndarray, due: np.ndarray, texts: tuple[str, ...], codes: np.ndarray) -> Register:
    columns = (TableColumn("due", "Thời hạn", 2), TableColumn(TIME_LIMIT_KEY, "Thời gian giải quyết", 3))
    return Register(
        sheet="MT1",
        header_row=1,
        columns=columns,
        row_numbers=np.arange(2, len(received) + 2),
        days={"received": received, "due": due},
        texts={TIME_LIMIT_KEY: TextColumn(texts, codes)},
    )


def computed(register: Register) -> tuple[np.ndarray, list[Diagnostic]]:
    found: list[Diagnostic] = []
    return due_dates(register, OwnDays(), found).days["due"], found


def test_a_million_rows_take_less_than_a_second() -> None:
    size, random = 1_000_000, np.random.default_rng(4)
    texts = ("", "15 ngày làm việc", "20 ngày", "8 giờ", "sớm")
    due = np.where(random.random(size) < 0.5, 46_200, NO_DAY)
    register = register_with(random.integers(45_658, 46_200, size), due, texts, random.integers(0, 5, size))
    found: list[Diagnostic] = []
    due_dates(
        register_with(np.array([46_000]), np.array([0]), texts, np.array([1])), OwnDays(), []
    )  # loads the library
    began = process_time()
    computed = due_dates(register, OwnDays(), found)
    assert process_time() - began < 1
    assert (computed.days["due"] > NO_DAY).sum() > (due > NO_DAY).sum()
    assert {d.code for d in found} == {"QM392", "QM393", "QM394", "QM395"}


_ROW = st.tuples(
    st.sampled_from([NO_DAY, UNREADABLE_DAY, 46_000, 46_083]),
    st.sampled_from([NO_DAY, UNREADABLE_DAY, 46_090]),
    st.integers(0, 5),
)


@given(st.lists(_ROW, max_size=12))
def test_every_row_with_a_time_limit_has_a_due_date_or_is_named(rows: list[tuple[int, int, int]]) -> None:
    """EV97, EV98"""
    texts = ("", "5 ngày làm việc", "5 ngày", "8 giờ", "sớm", "0 ngày")
    received, due, codes = (np.array([row[n] for row in rows], dtype=np.int64) for n in range(3))
    days, found = computed(register_with(received, due, texts, codes))
    assert (days[due != NO_DAY] == due[due != NO_DAY]).all()
    counts = {d.code: int(d.message.split()[0]) for d in found}
    is_open, is_of_days = due == NO_DAY, np.isin(codes, (1, 2))
    assert counts.get("QM393", 0) == (is_open & (days > NO_DAY)).sum() == (is_open & is_of_days & (received > 0)).sum()
    assert counts.get("QM394", 0) == (is_open & (codes == 3)).sum()
    assert counts.get("QM395", 0) == (is_open & (codes > 3)).sum()
    assert counts.get("QM396", 0) == (is_open & is_of_days & (received == NO_DAY)).sum()


def test_the_calendar_is_loaded_only_where_it_is_needed() -> None:
    code = "import sys, qmxl.pipeline; print('holidays' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
