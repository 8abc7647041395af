"""What a cell and the name of a sheet may be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.contract.excel_limits import (
    MAXIMUM_SHEET_NAME,
    MAXIMUM_TEXT,
    cut,
    is_sheet_name,
    sheet_name,
    storable,
    text_length,
    unstorable_count,
)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Đạt", "Đạt"), ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("\t", "\t"), ("a\x00\x1fb", "a\ufffd\ufffdb"), ("\x7f\x85", "\x7f\x85"),
        ("\ud83d", "\ufffd"), ("\uffff\ufffe", "\ufffd\ufffd"), ("😀", "😀"), ("x" * 32_768, "x" * 32_767),
        ("😀" * 16_384, "😀" * 16_383), ("\r\n" * 32_767, "\n" * 32_767), ("_x0041_", "_x0041_"),
    ],
)  # fmt: skip
def test_a_text_as_a_cell_can_hold_it(text: str, held: str) -> None:
    assert storable(text) == held


@settings(derandomize=True, deadline=None)
@given(st.text(), st.integers(0, 20))
def test_a_beginning_is_as_long_as_may_be(text: str, limit: int) -> None:
    beginning = cut(text, limit)
    assert text.startswith(beginning)
    assert text_length(beginning) <= limit
    assert beginning == text or text_length(text[: len(beginning) + 1]) > limit
    assert text_length(beginning) == len(beginning.encode("utf-16-le", "surrogatepass")) // 2


@settings(derandomize=True, deadline=None)
@given(st.text())
def test_what_can_be_held_is_held_as_it_is(text: str) -> None:
    held = storable(text)
    assert storable(held) == held
    assert text_length(held) <= MAXIMUM_TEXT
    assert unstorable_count(held) == 0
    if not unstorable_count(text) and "\r" not in text:
        assert held == text


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("MT1", True), ("Bảng 2.2", True), ("", False), ("x" * 31, True), ("x" * 32, False), ("😀" * 16, False), ("a:b", False),
        ("a\\b", False), ("a/b", False), ("a?b", False), ("a*b", False), ("a[b", False), ("a]b", False), ("'a", False), ("a'", False),
        ("a'b", True), ("history", False), ("Historys", True), ("a\x07", False), ("=A1", True), ("_x0041_", False),
    ],
)  # fmt: skip
def test_what_may_be_the_name_of_a_sheet(name: str, is_one: bool) -> None:
    assert is_sheet_name(name) is is_one


@settings(derandomize=True, deadline=None)
@given(
    st.text(alphabet="aA'[]:*?/\\ 😀é\x00_x041") | st.text() | st.just("history"), st.sets(st.text(alphabet="aA-😀"))
)
def test_every_wish_gets_a_name_of_its_own(wanted: str, taken: set[str]) -> None:
    name = sheet_name(wanted, taken)
    assert is_sheet_name(name)
    assert name.casefold() not in {other.casefold() for other in taken}
    if is_sheet_name(wanted) and wanted.strip() == wanted and wanted.casefold() not in {t.casefold() for t in taken}:
        assert name == wanted
    assert text_length(name) <= MAXIMUM_SHEET_NAME
