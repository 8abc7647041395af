"""Heights of rows with wrapped text: widths against the font, wrapping, and what may never happen."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmxl.reporting.text_height import (
    WrappedText,
    column_points,
    divide_at_sentences,
    row_height,
    text_width,
    wrapped_lines,
)

PARAGRAPH = (
    "Thực hiện Quyết định số 19/2014/QĐ-TTg ngày 05/3/2014 của Thủ tướng Chính phủ, Ủy ban nhân dân xã Lộc An báo cáo "
    "kết quả thực hiện mục tiêu chất lượng 6 tháng đầu năm 2020. Tổng số hồ sơ tiếp nhận trong kỳ là 1.540 hồ sơ; "
    "trong đó đã giải quyết đúng hạn 1.512 hồ sơ (đạt tỷ lệ 98,2%), vượt mức đề ra. "
)
PAGE_WIDTH = column_points(85)
NO_BREAK_SPACE = "\u00a0"

SIZES = st.sampled_from([10.0, 11.0, 12.0, 13.0, 14.0])
WIDTHS = st.floats(20, 500)
TEXTS = st.text(st.sampled_from("aiWưỞế1 (/-;.,%\u00a0\u0301\u031b\n\r✓"), max_size=120) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "size", "bold", "italic", "points"),
    [
        # Sums of the advance widths in Liberation Serif 2.1.5, read with fontTools.
        ("Độc lập - Tự do - Hạnh phúc", 14, True, False, 171.3837890625),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True, False, 271.20361328125),
        ("Ủy ban nhân dân xã Lộc An", 13, False, False, 146.5673828125),
        ("ngày 05 tháng 3 năm 2020", 13, False, True, 139.02001953125),
        ("Nơi nhận:", 12, True, True, 51.45703125),
        ("≥ 95% – “đạt” … ×", 12, False, False, 93.662109375),
        ("ơƠưƯđĐ", 10, False, False, 37.91015625),
    ],
)
def test_widths_are_those_of_the_font(text: str, size: float, bold: bool, italic: bool, points: float) -> None:
    assert text_width(text, size, bold=bold, italic=italic) == pytest.approx(points)


def test_accents_add_no_width_but_the_horn_does() -> None:
    assert text_width("ếỄặ", 13) == text_width("eEa", 13)
    assert text_width("ờỞ", 13) == text_width("ơƠ", 13) > text_width("oO", 13)
    assert text_width("ựỮ", 13, bold=True) == text_width("ưƯ", 13, bold=True) > text_width("uU", 13, bold=True)


def test_decomposed_text_is_not_narrower_than_composed_text() -> None:
    decomposed = unicodedata.normalize("NFD", PARAGRAPH)
    assert text_width(decomposed, 13) == pytest.approx(text_width(PARAGRAPH, 13), rel=0.005)
    assert text_width(decomposed, 13) >= text_width(PARAGRAPH, 13)


def test_an_unknown_character_is_as_wide_as_the_widest_letter() -> None:
    assert text_width("漢", 12) == text_width("W", 12, bold=True) == 12


@pytest.mark.parametrize(
    ("width", "points"),
    [(8.43, 59 * 0.75), (85, 595 * 0.75), (1, 7 * 0.75), (0.5, 0.75), (0, 0)],
)
def test_column_points(width: float, points: float) -> None:
    """8.43 characters are 64 pixels in Excel, of which 5 are padding."""
    assert column_points(width) == points


def test_a_merged_cell_has_the_padding_once() -> None:
    assert column_points(10, 20) == column_points(10) + column_points(20) + 5 * 0.75


def lines_of_room_for(fitting: str, text: str) -> int:
    """Lines of `text` in a cell that just has room for `fitting`, at 12 points (safety included)."""
    return wrapped_lines(text, text_width(fitting, 12) * 1.031, 12)


@pytest.mark.parametrize(
    ("fitting", "text", "lines"),
    [
        ("mmmm mmmm", "", 1),
        ("mmmm mmmm", "   ", 1),
        ("mmmm mmmm", "mmmm mmmm", 1),
        ("mmmm mmmm", "mmmm mmmm   ", 1),
        ("mmmm mmmm", "mmmm mmmm m", 2),
        ("mmmm mmmm", "mmmm mmmmm", 2),
        ("mmmm", "mmmm mmmm mmmm", 3),
        ("mmmm", "mmmmmmmmmm", 3),
        ("mmmm", "m mmmmmmmm", 3),
        ("mmmm", "mm\nmm", 2),
        ("mmmm", "mm\r\nmm", 2),
        ("mmmm", "\n\n", 3),
        ("mmmm", "mmmm\n", 2),
        ("mmmm mmmm", NO_BREAK_SPACE * 8 + "mmmm", 1),
        ("mmmm mmmm", NO_BREAK_SPACE * 8 + "mmmm mmmm", 2),
        ("mmmm mmmm", "mmmm" + NO_BREAK_SPACE + "mmmm m", 2),
    ],
)
def test_wrapping(fitting: str, text: str, lines: int) -> None:
    assert lines_of_room_for(fitting, text) == lines


@pytest.mark.parametrize(
    ("fitting", "text", "lines"),
    [
        ("mmmm mmmm", "mmmm mmmm / mmmm", 3),
        ("mmmm mmmm", "mmmm mmmm ; mmmm", 3),
        ("mmmm (", "mmmm ( mmmm )", 3),
    ],
)
def test_libreoffice_breaks_not_before_closing_and_after_opening_signs(fitting: str, text: str, lines: int) -> None:
    assert lines_of_room_for(fitting, text) == lines


def test_a_long_word_broken_at_its_signs_takes_more_lines_than_one_broken_anywhere() -> None:
    assert lines_of_room_for("mmmmm", "mmm/mmm/mmm") == 3
    assert lines_of_room_for("mmmmm", "mmm-mmm-mmm") == 3


@pytest.mark.parametrize(
    ("width", "size", "bold", "italic", "text", "lines"),
    [
        # Counted in LibreOffice 7.4; each was one too low while long words were only broken by characters.
        (6, 10, False, False, "VP-TK/TNMT/ĐCXD Tư", 5),
        (6, 10, False, True, "422/BC-UBND Không", 4),
        (14, 14, True, False, NO_BREAK_SPACE * 8 + "• Số: 422/BC-UBND Không", 4),
        (9, 14, True, False, NO_BREAK_SPACE * 8 + "https://dichvucong.gov.vn/p/home/dvc-trang-chu.html", 11),
        (14, 14, True, True, "19/2014/QĐ-TTg ngày 05/3/2014 của", 4),
    ],
)
def test_never_fewer_lines_than_libreoffice(
    width: float, size: float, bold: bool, italic: bool, text: str, lines: int
) -> None:
    assert wrapped_lines(text, column_points(width), size, bold=bold, italic=italic) >= lines


def test_the_screen_needs_more_room_than_print_at_size_11() -> None:
    """n is 7.5 pixels wide and drawn with 8."""
    text = "n" * 40
    assert wrapped_lines(text, text_width(text, 11) * 1.04, 11) == 2
    assert wrapped_lines(text, text_width(text, 12) * 1.04, 12) == 1


@pytest.mark.parametrize(("size", "measured"), [(11, 15), (12, 15.75), (13, 17.25), (14, 18.75)])
def test_a_line_is_at_least_as_high_as_in_excel_and_not_much_higher(size: float, measured: float) -> None:
    height = row_height([WrappedText("Ấ", 100, size)])
    assert measured <= height <= measured + 1.5
    assert height % 0.75 == 0


@pytest.mark.parametrize(
    ("size", "advance"), [(8, 11), (9, 12), (10, 13), (11, 14), (12, 15), (13, 16), (14, 17), (18, 21), (36, 41)]
)
def test_lines_advance_as_measured_in_excel_for_mac(size: float, advance: float) -> None:
    twenty = row_height([WrappedText("a\n" * 19 + "a", 100, size)])
    assert 20 * advance <= twenty <= 20 * advance * 1.06 + 2.25


def test_the_highest_cell_decides() -> None:
    short, long = WrappedText("Đạt", 100, 13), WrappedText(PARAGRAPH, 100, 13)
    assert row_height([short, long]) == row_height([long]) > row_height([short])


def test_a_row_without_text_has_the_default_height() -> None:
    assert row_height([]) == 15


def test_a_row_is_not_capped() -> None:
    assert row_height([WrappedText(PARAGRAPH * 20, 100, 14)]) > 409


def test_a_character_of_another_font_makes_the_row_higher() -> None:
    assert row_height([WrappedText("✓", 100, 13)]) > row_height([WrappedText("v", 100, 13)])
    assert row_height([WrappedText("a\u0301", 100, 13)]) == row_height([WrappedText("á", 100, 13)])


def slices_of(text: str, width_points: float, size: float, limit: float) -> list[str]:
    return [text[start : start + length] for start, length in divide_at_sentences(text, width_points, size, limit)]


def test_a_text_that_fits_is_one_slice() -> None:
    assert divide_at_sentences(PARAGRAPH, PAGE_WIDTH, 13) == ((0, len(PARAGRAPH)),)
    assert divide_at_sentences("", PAGE_WIDTH, 13) == ((0, 0),)


def test_slices_end_after_sentences() -> None:
    text = PARAGRAPH * 12
    slices = slices_of(text, PAGE_WIDTH, 14, 409)
    assert len(slices) == 3
    assert all(each.endswith((". ", "; ")) for each in slices)
    assert not any(each.startswith(" ") for each in slices)


@pytest.mark.parametrize(
    ("text", "slices"),
    [
        ("mm. mm; mm. mm mm mm", ["mm. mm; mm. ", "mm mm mm"]),
        ("mm mm\nmm mm mm", ["mm mm\n", "mm mm mm"]),
        ("mm mm mm mm mm mm", ["mm mm mm mm ", "mm mm"]),
        ("mm (mm.) mm mm mm", ["mm (mm.) ", "mm mm mm"]),
        ("1. mm mm mm mm mm", ["1. mm mm mm mm ", "mm"]),
        ("mmmmmmmmmmmmm", ["mmmmmmmmmmmm", "m"]),
        ("\n\n\n", ["\n", "\n", "\n"]),
    ],
)
def test_where_a_text_is_divided(text: str, slices: list[str]) -> None:
    """Two lines of six m each fit."""
    assert slices_of(text, text_width("mmmmmm", 12) * 1.031, 12, 34) == slices


@given(TEXTS, TEXTS, WIDTHS, SIZES, st.booleans(), st.booleans())
def test_a_longer_text_is_never_lower(
    text: str, more: str, width_points: float, size: float, bold: bool, italic: bool
) -> None:
    shorter = WrappedText(text, width_points, size, bold, italic)
    longer = WrappedText(text + more, width_points, size, bold, italic)
    assert row_height([longer]) >= row_height([shorter])


@given(TEXTS, WIDTHS, WIDTHS, SIZES, st.booleans(), st.booleans())
def test_a_narrower_cell_is_never_lower(
    text: str, width_points: float, other: float, size: float, bold: bool, italic: bool
) -> None:
    narrower, wider = sorted([width_points, other])
    assert wrapped_lines(text, narrower, size, bold=bold, italic=italic) >= wrapped_lines(
        text, wider, size, bold=bold, italic=italic
    )


@given(TEXTS, WIDTHS, SIZES)
def test_lines_are_at_least_what_the_width_needs(text: str, width_points: float, size: float) -> None:
    ink = text_width(text.replace(" ", "").replace("\n", "").replace("\r", ""), size)
    widest = max(width_points, size)
    assert 1 + text.count("\n") <= wrapped_lines(text, width_points, size) <= len(text) + 1
    assert wrapped_lines(text, width_points, size) * widest >= ink


@given(TEXTS.map(lambda text: text * 9), WIDTHS, SIZES, st.floats(50, 409))
def test_slices_cover_the_text_and_each_fits(text: str, width_points: float, size: float, limit: float) -> None:
    slices = slices_of(text, width_points, size, limit)
    assert "".join(slices) == text
    assert all(row_height([WrappedText(each, width_points, size)]) <= limit for each in slices)


@pytest.mark.parametrize("piece", ["a", "a/", "a "])
def test_a_long_text_is_divided_in_time_with_its_length(piece: str) -> None:
    """For every slice the whole of a word without a blank was broken anew: 2.5 s at the width of a page."""
    text = (piece * 40_000)[:40_000]
    started = process_time()
    slices = divide_at_sentences(text, PAGE_WIDTH, 13)
    assert process_time() - started < 1
    assert slices[-1][0] + slices[-1][1] == len(text)


def test_a_long_word_is_divided_at_full_lines() -> None:
    """More characters than are measured at once: each line holds six."""
    text = "m" * 1000
    slices = slices_of(text, text_width("mmmmmm", 12) * 1.031, 12, 34)
    assert [len(each) for each in slices] == [12] * 83 + [4]
