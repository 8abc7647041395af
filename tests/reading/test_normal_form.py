"""One spelling for comparing, whoever typed the text."""

from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.reading.normal_form import normal_form, prose, tidied

VIETNAMESE = st.text(st.sampled_from("aăâeêioôơuưyAOEUYqghnđĐ -\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u200b"))

SAME = [
    ("hoà giải", "hòa giải"),
    ("Thuỷ lợi", "Thủy lợi"),
    ("SỨC KHOẺ", "sức khỏe"),
    ("uỷ ban", "Ủy ban"),
    ("uý lạo", "úy lạo"),
    ("toạ đàm", "tọa đàm"),
    ("hoàn thành", "hòan thành"),
    ("ngoặc", "ngọăc"),
    ("quý II", "qúy II"),
    ("quá hạn", "qúa hạn"),
    ("quế", "qúê"),
    ("đánh giá", "đánh gía"),
    ("Mức đề ra", "  MỨC\u00a0đề\t\nra "),
    ("Mức đề ra", "M\u200bức đề\u200d ra\ufeff"),
    ("Mức đề ra", normalize("NFD", "Mức đề ra")),
    ("Tỷ lệ", "T\u1ef7\u3000l\u1ec7"),
    ("Ưu tiên, ưu đãi", "\u01a2u tiên, \u01a3u đãi"),
    ("Đạt", "\u00d0ạt"),
    ("14 - 15%", "14 \u2013 15%"),
    ("14 - 15%", "14 \u2014 15%"),
    ("14 - 15%", "14 \u2212 15%"),
    ("✓", "✔\ufe0f"),
    ("trên 95%", "ｔrên　９５％"),
    ("straße", "STRASSE"),
]

DIFFERENT = [
    ("mùa", "muà"),
    ("của", "cuả"),
    ("chia", "chìa"),
    ("tý", "tí"),
    ("đạt", "dat"),
    ("kỷ", "kỳ"),
    ("hoa", "hòa"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_is_the_same_for_two_ways_of_typing(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_keeps_words_apart(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@pytest.mark.parametrize(
    "text", ["hoàn thành", "quý ii", "sức khoẻ", "của", "mùa", "chìa khoá", "nghĩa", "giường", "người", "òà"]
)
def test_leaves_the_newer_spelling_alone(text: str) -> None:
    assert normal_form(text) == text


def test_tidied_keeps_case_and_tones() -> None:
    assert tidied(" Hòa\u00a0 giải \u2013 T\u200bTHC ") == "Hòa giải - TTHC"


@pytest.mark.parametrize(
    ("typed", "carried"),
    [
        (normalize("NFD", "Hòa giải ở cơ sở"), "Hòa giải ở cơ sở"),
        ("Hoà giải", "Hoà giải"),  # tones stay where the office puts them
        ("\u01a2u tiên, \u01a3u đãi", "Ưu tiên, ưu đãi"),
        ("\u00d0ất đai", "Đất đai"),
        ("tr\u200bả \ufeffkết quả\u200e", "trả kết quả"),
        ("quá\u00adhạn", "quáhạn"),
        ("dòng 1\r\ndòng 2\rdòng 3\u2028dòng 4\n\ndòng 5", "dòng 1\ndòng 2\ndòng 3\ndòng 4\n\ndòng 5"),
        ("  14 \u2013 15%\u00a0;\t", "  14 \u2013 15%\u00a0;\t"),
        ("", ""),
    ],
)
def test_prose_keeps_what_can_be_seen(typed: str, carried: str) -> None:
    assert prose(typed) == carried


@settings(derandomize=True)
@given(st.text() | VIETNAMESE)
def test_prose_is_its_own_prose_and_reads_the_same(text: str) -> None:
    assert prose(prose(text)) == prose(text)
    assert normal_form(prose(text)) == normal_form(text)


@given(st.text() | VIETNAMESE)
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)


@given(st.text() | VIETNAMESE, st.sampled_from(["NFC", "NFD"]))
def test_unicode_form_and_outer_spaces_do_not_matter(text: str, form: Literal["NFC", "NFD"]) -> None:
    assert normal_form(f"\u00a0{normalize(form, text)}\n") == normal_form(text)


@pytest.mark.parametrize("text", [text for pair in SAME[:-1] for text in pair])
def test_tidied_and_normal_form_have_equal_length_in_vietnamese(text: str) -> None:
    """Pieces found in the normal form are quoted from the tidied text by position."""
    assert len(tidied(text)) == len(normal_form(text))
