"""Single cells as staff type them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.contract.choices import LOGICAL_WORDS, OTHER_YES_NO_WORDS, YES_NO_WORDS, words_of
from qmxl.contract.rules import RULES, DayFault
from qmxl.model.submission import CellValue, ErrorValue, LargePercent, PercentNumber, YesNo
from qmxl.reading.values import (
    NumberFault,
    as_found,
    day_fault,
    exact,
    is_swapped,
    number_fault,
    read_choice,
    read_count,
    read_day,
    read_number,
    read_share,
    read_text,
    text_number,
)

NOTHING: list[CellValue] = [None, "", "abc", True, False, date(2026, 6, 30), ErrorValue("#N/A"), float("inf")]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (1540, "1540"),
        (0.957, "0.957"),
        (0.1 + 0.2, "0.3"),
        ("1540", "1540"),
        (" 1.587 ", "1587"),
        ("1.234.567,5", "1234567.5"),
        ("1 587", "1587"),
        ("1\u00a0587", "1587"),
        ("95,7", "95.7"),
        ("95.7", "95.7"),
        ("0.957", "0.957"),
        ("0,957", "0.957"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("97,5%", "0.975"),
        ("97.5 %", "0.975"),
        ("+5", "5"),
        ("1540.", "1540"),
        ("1.540.", "1540"),
        ("1540\n", "1540"),
        ("'1540", "1540"),
        ("\u20191.540", "1540"),
        ("１５４０", "1540"),
        ("９７，５％", "0.975"),
        ("1\u200b587", "1587"),
        ("1\u202f587,5", "1587.5"),
        ("\ufeff1587\u200e", "1587"),
        ("\uff0d3", "-3"),
        ("97,5 phần trăm", "0.975"),
        ("97\u00a0%", "0.97"),
        ("97%.", "0.97"),
        ("00", "0"),
        ("01587", "1587"),
        ("0,50", "0.5"),
    ],
)
def test_a_number(raw: CellValue, number: str) -> None:
    assert read_number(raw) == Decimal(number)


@pytest.mark.parametrize(
    "raw", [*NOTHING, "1,587.5", "12 15", "1.58.7", "1e5", "5 hồ sơ", "1540,", ".5", "9" * 16, "%", "--5", "15 87"]
)
def test_no_number(raw: CellValue) -> None:
    assert read_number(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        "97,5 %%",
        "% 97",
        "97 ,5",
        "97, 5",
        "1.587 000",
        "1'587",
        "1O",
        "٩٥",
        "²",
        "½",
        "1540..",
        "năm",
        "không",
        "5 - 3",
    ],
)
def test_no_number_either(raw: CellValue) -> None:
    assert read_number(raw) is None


def test_a_number_may_be_followed_by_the_unit_asked_for_and_no_other() -> None:
    assert read_number("02 Lớp", ("lớp",)) == 2
    assert read_number("1.200,5 tấn.", ("tấn",)) == Decimal("1200.5")
    assert read_number("2 triệu", ("lớp",)) is None
    assert read_number("2 lớp", ("",)) is None
    assert read_number("lớp", ("lớp",)) is None


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (0, 0),
        (1587, 1587),
        (1587.0, 1587),
        ("0", 0),
        ("1.587", 1587),
        ("1.000", 1000),
        ("1 587", 1587),
        ("1,587", 1587),  # a count has no decimals
        ("5,0", 5),
        ("97,500", 97500),
        ("1,540,000", 1540000),
        ("1,000,000", 1000000),
        ("1587 hồ sơ", 1587),
        ("1.587 HỒ SƠ.", 1587),
        ("1,587\u00a0hồ sơ", 1587),
        ("0 hồ sơ", 0),
        ("02 trường hợp", 2),
        ("15 TTHC", 15),
        ("'15", 15),
        ("１５", 15),
    ],
)
def test_a_count(raw: CellValue, count: int) -> None:
    assert read_count(raw) == count


FAULTS: list[tuple[CellValue, str]] = [
    # contract.md §7: what is read in two ways, or not at all, is named with its cure
    ("5,000", "QM242"),
    ("97,000 hồ sơ", "QM242"),
    ("1540/1587", "QM240"),
    ("1.540 / 1.587", "QM240"),
    ("1540/1587 hồ sơ", "QM240"),
    ("1540 trên tổng số 1587", "QM240"),
    ("95 - 97%", "QM240"),
    ("5 - 3", "QM240"),
    ("~97", "QM241"),
    ("khoảng 97", "QM241"),
    ("Gần 1.500 hồ sơ", "QM241"),
    ("> 95", "QM241"),
    ("trên 95%", "QM241"),
    ("95% trở lên", "QM241"),
    ("1500+", "QM241"),
    ("không", "QM243"),
    ("Không có", "QM243"),
    ("Chưa phát sinh.", "QM243"),
    ("-", "QM243"),
    ("–", "QM243"),
    (date(2026, 3, 2), "QM244"),
    ("100%", "QM245"),
    ("97,5 phần trăm", "QM245"),
    (-3, "QM216"),
    (4.5, "QM216"),
    ("-3", "QM216"),
    ("4,5", "QM216"),
    ("1,5870", "QM216"),
    ("-1,587", "QM216"),
    ("2 nghìn", "QM202"),
    ("2 triệu", "QM202"),
    ("5 hồ sơ 3 đơn", "QM202"),
    ("năm", "QM202"),
    ("hai mươi", "QM202"),
    ("15 (quá hạn 2)", "QM202"),
    ("20/8/2026", "QM202"),
    ("1,587.5", "QM202"),
    ("1,58,700", "QM202"),
    ("hồ sơ", "QM202"),
    ("9" * 16, "QM202"),
    (True, "QM202"),
    (float("inf"), "QM202"),
]


@pytest.mark.parametrize(("raw", "code"), FAULTS)
def test_no_count_is_named(raw: CellValue, code: str) -> None:
    assert read_count(raw) is None
    assert number_fault(raw, is_count=True) == code


def test_every_fault_has_its_rule_and_its_case() -> None:
    assert {fault.value for fault in NumberFault} == {code for _, code in FAULTS}
    assert {fault.value for fault in NumberFault} <= set(RULES)


@pytest.mark.parametrize(
    ("raw", "code"),
    [("~97%", "QM241"), ("khoảng 97%", "QM241"), ("1540/1587", "QM240"), ("không", "QM243"), ("abc", "QM202")],
)
def test_no_figure_is_named(raw: CellValue, code: str) -> None:
    assert read_share(raw) == (None, None)
    assert number_fault(raw) == code


@pytest.mark.parametrize(
    ("raw", "share", "other"),
    [
        (0.957, "0.957", None),
        (0, "0", None),
        (1, "1", None),  # what Excel makes of 100 %
        (97, "0.97", None),
        (97.5, "0.975", None),
        (1.05, "0.0105", "1.05"),
        (5, "0.05", "5"),
        (10, "0.1", "10"),
        ("0,97", "0.97", None),
        ("97", "0.97", None),
        ("1", "0.01", "1"),
        ("5", "0.05", "5"),
        ("1%", "0.01", None),
        ("112,5%", "1.125", None),
        ("97.125%", "0.97125", "971.25"),
        ("97,125%", "0.97125", None),
        ("97.125", "0.97125", "971.25"),
        ("1.587.000", "158.7", "15870"),
        (9700, "0.97", "97"),
        ("9700", "0.97", "97"),
        (1000, "10", None),
        ("9700%", "97", None),
        (PercentNumber(9700), "0.97", "97"),
        (PercentNumber(97), "0.97", None),
        (PercentNumber(1.2), "1.2", None),
        (LargePercent(97), "97", None),
        ("97,5 %", "0.975", None),
        ("97.5%", "0.975", None),
        ("97,5 phần trăm", "0.975", None),
        ("９７％", "0.97", None),
        ("'97%", "0.97", None),
        ("97%.", "0.97", None),
        ("0,97%", "0.0097", None),
        ("1,05", "0.0105", "1.05"),
        ("100", "1", None),
    ],
)
def test_a_share(raw: CellValue, share: str, other: str | None) -> None:
    assert read_share(raw) == (Decimal(share), other and Decimal(other))


@pytest.mark.parametrize("raw", NOTHING)
def test_no_share(raw: CellValue) -> None:
    assert read_share(raw) == (None, None)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (date(2026, 8, 20), date(2026, 8, 20)),
        ("20/8/2026", date(2026, 8, 20)),
        ("20-08-2026 14:05:00", date(2026, 8, 20)),
        ("20.8.26", date(2026, 8, 20)),
        ("2026-08-20T14:05", date(2026, 8, 20)),
        (" 01/02/2026", date(2026, 2, 1)),
        (46254, date(2026, 8, 20)),
        (46254.75, date(2026, 8, 20)),
        (20_000, date(1954, 10, 3)),
        ("20/8/2020", date(2020, 8, 20)),
        ("20 / 8 / 2020", date(2020, 8, 20)),
        ("20/ 8/2020.", date(2020, 8, 20)),
        ("20.8.20", date(2020, 8, 20)),
        ("20/08/2020 00:00", date(2020, 8, 20)),
        ("20/8/2020 2:05 CH", date(2020, 8, 20)),
        ("20/8/2020 2:05:09 SA", date(2020, 8, 20)),
        ("20/08/2020 02:05:09 PM", date(2020, 8, 20)),
        ("20/8/2020, 14:05", date(2020, 8, 20)),
        ("14:05 20/08/2020", date(2020, 8, 20)),
        ("14:05:33, ngày 20/08/2020", date(2020, 8, 20)),
        ("lúc 14 giờ 05 phút ngày 20/8/2020", date(2020, 8, 20)),
        ("14h ngày 20/8/2020", date(2020, 8, 20)),
        ("20/8/2020 14h05", date(2020, 8, 20)),
        ("ngày 20 tháng 8 năm 2020", date(2020, 8, 20)),
        ("Ngày 05 tháng 01 năm 2020", date(2020, 1, 5)),
        ("20 thg 8, 2020", date(2020, 8, 20)),
        ("20 tháng 8/2020", date(2020, 8, 20)),
        ("2020-08-20T00:00:00", date(2020, 8, 20)),
        ("2020-08-20 23:59:59.997", date(2020, 8, 20)),
        ("2020-08-20T07:00:00+07:00", date(2020, 8, 20)),
        ("2020/08/20", date(2020, 8, 20)),
        ("'20/08/2020", date(2020, 8, 20)),
        ("20\u00a0/\u200b8/2020", date(2020, 8, 20)),
        ("２０/８/２０２０", date(2020, 8, 20)),
        ("20\u20138\u20132020", date(2020, 8, 20)),
        ("29/2/2024", date(2024, 2, 29)),
        ("05/08/2020", date(2020, 8, 5)),  # day first
        (44063, date(2020, 8, 20)),
    ],
)
def test_a_day(raw: CellValue, day: date) -> None:
    assert read_day(raw) == day


@pytest.mark.parametrize(
    "raw", [None, "", "abc", True, ErrorValue("#N/A"), "31/2/2026", "2026", "8/2026", "20/8", 0, 5, 19_999, 2026, 10**9]
)
def test_no_day(raw: CellValue) -> None:
    assert read_day(raw) is None


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("31/02/2020", DayFault.NO_SUCH_DAY),
        ("29/2/2026", DayFault.NO_SUCH_DAY),
        ("8/20/2020", DayFault.NO_SUCH_DAY),  # month first is not guessed
        ("0/8/2020", DayFault.NO_SUCH_DAY),
        ("8/2020", DayFault.NO_DAY),
        ("tháng 8 năm 2020", DayFault.NO_DAY),
        ("20/8", DayFault.NO_YEAR),
        ("ngày 20 tháng 8", DayFault.NO_YEAR),
        ("20/8/68", DayFault.YEAR),
        ("20/8/0020", DayFault.YEAR),
        ("20/8/1020", DayFault.YEAR),
        ("20/8/2920", DayFault.YEAR),
        ("2020-08-20T17:00:00Z", DayFault.TIME_ZONE),  # already the 21st in Việt Nam
        ("2020-08-20T17:00:00+00:00", DayFault.TIME_ZONE),
        ("44063", DayFault.UNREADABLE),
        ("20200820", DayFault.UNREADABLE),
        ("20/8/202", DayFault.UNREADABLE),
        ("20/8/20200", DayFault.UNREADABLE),
        ("20/8/2020 và 25/8/2020", DayFault.UNREADABLE),
        ("trước 20/8/2020", DayFault.UNREADABLE),
        ("20/8/2020?", DayFault.UNREADABLE),
        ("chưa xong", DayFault.UNREADABLE),
        (2026, DayFault.UNREADABLE),
        (True, DayFault.UNREADABLE),
    ],
)
def test_no_day_is_named(raw: CellValue, fault: DayFault) -> None:
    assert read_day(raw) is None
    assert day_fault(raw) is fault


def test_a_column_that_a_spreadsheet_has_swapped_is_seen() -> None:
    true = [date(2026, month, day) for month, day in ((8, 1), (9, 2), (10, 3), (11, 4), (12, 5))]
    texts: list[CellValue] = ["13/8/2026", "20/8/2026", "25/8/2026", "30/8/2026", "31/8/2026"]
    assert is_swapped([*true, None, *texts])
    assert is_swapped(iter([*texts, "không rõ", *true]))
    assert not is_swapped([*true, *texts[1:]])
    assert not is_swapped([*true[1:], *texts])
    assert not is_swapped([*true, date(2026, 8, 13), *texts])
    assert not is_swapped([*true, *texts, "12/8/2026"])
    assert not is_swapped(true * 9)
    assert not is_swapped(texts * 9)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a ", "a "),
        ("Ho\u0300a gia\u0309i\u200b\r\nx", "Hòa giải\nx"),
        (2.5, "2,5"),
        (3.0, "3"),
        (100000, "100000"),
        (True, "TRUE"),
        (date(2026, 1, 2), "02/01/2026"),
        (None, None),
        (ErrorValue("#N/A"), None),
        (float("nan"), None),
    ],
)
def test_a_text(raw: CellValue, text: str | None) -> None:
    assert read_text(raw) == text


def test_a_cell_is_quoted_as_found() -> None:
    raws = (ErrorValue("#N/A"), 2.5, "x ", None, "co\u0301\u200b")
    assert [as_found(raw) for raw in raws] == ["#N/A", "2,5", "x ", "", "co\u0301\u200b"]


@pytest.mark.parametrize("typed", ["Có", "CÓ", " có  ", "co\u0301"])
def test_a_choice(typed: str) -> None:
    words = {"Có": YesNo.YES, "Không": YesNo.NO}
    assert read_choice(typed, words) is YesNo.YES
    assert read_choice("Có lẽ", words) is None


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        *(
            (raw, YesNo.YES)
            for raw in ("Có", "có.", " CÓ ;", "Đạt", "ĐẠT", "rồi", "Đã", "x", "X", "X.", "✓", "✔", "✔\ufe0f")
        ),
        *((raw, YesNo.YES) for raw in (1, 1.0, "1", True, "TRUE")),
        *((raw, YesNo.NO) for raw in ("Không", "KHÔNG", "kho\u0302ng", "Chưa.", 0, "0", False)),
        *((raw, YesNo.NOT_APPLICABLE) for raw in ("Không áp dụng", "không áp dụng.")),
        *(
            (raw, None)
            for raw in ("-", "v", "2", 2, "", ".", "Có lẽ", "có/không", "Không có", "Có?", "kh", None, "#", "✗")
        ),
    ],
)
def test_an_answer(raw: CellValue, answer: YesNo | None) -> None:
    assert read_choice(raw, words_of(YES_NO_WORDS, OTHER_YES_NO_WORDS) | LOGICAL_WORDS) is answer


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_integers_are_exact(number: int) -> None:
    assert exact(number) == number
    assert text_number(f"{abs(number):,}".replace(",", ".")) == abs(number)
    assert text_number(f"{abs(number):,}".replace(",", " ")) == abs(number)


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.dates() | st.none())
def test_no_cell_raises(raw: CellValue) -> None:
    for read in (read_share, read_day, read_text, read_number, read_count, number_fault, day_fault):
        read(raw) if not isinstance(raw, int) or abs(raw) < 10**300 else None


TYPED = st.text(st.sampled_from("0123456789.,/-% :'~+\u00a0\u200b１hồsơngàytháng"), max_size=16)


@settings(derandomize=True)
@given(TYPED)
def test_a_count_is_whole_and_what_is_none_has_a_rule(typed: str) -> None:
    count = read_count(typed)
    if count is None:
        assert number_fault(typed, is_count=True).value in RULES
    else:
        assert count == int(count) >= 0


@settings(derandomize=True)
@given(TYPED, st.sampled_from(["\u200b{}", "{}\u00a0", "'{}", " {} ", "{}\n"]))
def test_marks_that_cannot_be_seen_change_no_value(typed: str, marked: str) -> None:
    for read in (read_count, read_number, read_share, read_day):
        assert read(marked.format(typed)) == read(typed)
