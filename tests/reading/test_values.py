"""Single cells as staff type them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmxl.model.submission import CellValue, ErrorValue, YesNo
from qmxl.reading.values import as_found, exact, read_choice, read_day, read_number, read_share, read_text, text_number

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
        ("1.587.000", "15870", None),
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
    ("raw", "text"),
    [
        ("a ", "a "),
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
    assert [as_found(raw) for raw in (ErrorValue("#N/A"), 2.5, "x ", None)] == ["#N/A", "2,5", "x ", ""]


@pytest.mark.parametrize("typed", ["Có", "CÓ", " có  ", "co\u0301"])
def test_a_choice(typed: str) -> None:
    words = {"Có": YesNo.YES, "Không": YesNo.NO}
    assert read_choice(typed, words) is YesNo.YES
    assert read_choice("Có lẽ", words) is None


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_integers_are_exact(number: int) -> None:
    assert exact(number) == number
    assert text_number(f"{abs(number):,}".replace(",", ".")) == abs(number)
    assert text_number(f"{abs(number):,}".replace(",", " ")) == abs(number)


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.dates() | st.none())
def test_no_cell_raises(raw: CellValue) -> None:
    for read in (read_share, read_day, read_text, read_number):
        read(raw) if not isinstance(raw, int) or abs(raw) < 10**300 else None
