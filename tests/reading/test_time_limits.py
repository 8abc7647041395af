"""Time limits as typed, and headers that tell their unit: EV94, EV95, EV98."""

import pytest

from qmxl.model.submission import TableKind
from qmxl.reading.headers import TIME_LIMIT_KEY, table_headers
from qmxl.reading.normal_form import normal_form
from qmxl.reading.time_limits import MOST_DAYS, LimitKind, TimeLimit, header_unit, read_time_limit

WORKING, CALENDAR, SHORT, UNKNOWN = (
    LimitKind.WORKING_DAYS, LimitKind.CALENDAR_DAYS, LimitKind.WITHIN_A_DAY, LimitKind.UNKNOWN,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "days"),
    [
        ("", LimitKind.BLANK, 0),
        ("  ", LimitKind.BLANK, 0),
        ("15 ngày làm việc", WORKING, 15),
        ("15 NGÀY LÀM VIỆC.", WORKING, 15),
        ("15 nga\u0300y la\u0300m vie\u0323\u0302c", WORKING, 15),
        ("05\u00a0ngày làm việc", WORKING, 5),
        ("10 ngày lv", WORKING, 10),
        ("10ngày LV", WORKING, 10),
        ("10 NLV", WORKING, 10),
        ("15 ngày (làm việc)", WORKING, 15),
        ("15 (ngày làm việc)", WORKING, 15),
        ("15 (mười lăm) ngày làm việc", WORKING, 15),
        ("Không quá 15 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ", WORKING, 15),
        ("Trong thời hạn 07 ngày làm việc, kể từ ngày tiếp nhận", WORKING, 7),
        ("20 ngày", CALENDAR, 20),
        ("trong vòng 20 ngày", CALENDAR, 20),
        ("45 ngày kể từ ngày nhận đơn", CALENDAR, 45),
        (f"{MOST_DAYS} ngày", CALENDAR, MOST_DAYS),
        ("8 giờ", SHORT, 0),
        ("8h", SHORT, 0),
        ("04 giờ làm việc", SHORT, 0),
        ("30 phút", SHORT, 0),
        ("trong ngày", SHORT, 0),
        ("Ngay trong ngày làm việc", SHORT, 0),
        ("Giải quyết ngay", SHORT, 0),
        ("0,5 ngày", SHORT, 0),
        ("1/2 ngày làm việc", SHORT, 0),
        ("0 ngày", UNKNOWN, 0),
        ("0 ngày làm việc", UNKNOWN, 0),
        (f"{MOST_DAYS + 1} ngày", UNKNOWN, 0),
        ("999999999 ngày làm việc", UNKNOWN, 0),
        ("99999999999999999999 ngày", UNKNOWN, 0),
        ("-5 ngày", UNKNOWN, 0),
        ("1,5 ngày", UNKNOWN, 0),
        ("10-15 ngày", UNKNOWN, 0),
        ("khoảng 10 ngày", UNKNOWN, 0),
        ("15 ngày làm việc (30 ngày với hồ sơ phức tạp)", UNKNOWN, 0),
        ("15 ngày (không kể thứ bảy, chủ nhật)", UNKNOWN, 0),
        ("2 tháng", UNKNOWN, 0),
        ("15", UNKNOWN, 0),
        ("20/8/2026", UNKNOWN, 0),
        ("không quy định", UNKNOWN, 0),
    ],
)
def test_a_time_limit_is_read_whole_or_not_at_all(text: str, kind: LimitKind, days: int) -> None:
    assert read_time_limit(text) == TimeLimit(kind, days)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Thời gian giải quyết", UNKNOWN),
        ("Thời hạn giải quyết (ngày làm việc)", WORKING),
        ("THỜI HẠN GIẢI QUYẾT (NGÀY LV)", WORKING),
        ("Số ngày làm việc", WORKING),
        ("Thời gian giải quyết (ngày)", CALENDAR),
        ("Số ngày giải quyết", CALENDAR),
        ("Thời hạn", UNKNOWN),
    ],
)
def test_the_header_tells_the_unit_of_bare_numbers(header: str, unit: LimitKind) -> None:
    assert header_unit(header) is unit
    assert read_time_limit("15", unit) == (TimeLimit(unit, 15) if unit is not UNKNOWN else TimeLimit(UNKNOWN))


def test_below_a_header_of_working_days_all_days_are_those() -> None:
    assert read_time_limit("15 ngày", WORKING) == TimeLimit(WORKING, 15)
    assert read_time_limit("15 ngày làm việc", CALENDAR) == TimeLimit(WORKING, 15)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Thời gian giải quyết", TIME_LIMIT_KEY),
        ("Số ngày giải quyết", TIME_LIMIT_KEY),
        ("Thời hạn giải quyết (ngày làm việc)", TIME_LIMIT_KEY),
        ("Thời hạn giải quyết", "due"),
        ("Thời hạn", "due"),
    ],
)
def test_headers_of_registers(header: str, key: str) -> None:
    assert table_headers(TableKind.REGISTER)[normal_form(header)] == key
