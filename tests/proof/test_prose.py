"""What a text says in figures and verdicts, against what the data give."""

import pytest

from qmxl.proof.prose import ProseDifference, figures, paired, prose_difference

SENTENCE = "Tính đến ngày 20/8/2020, hồ sơ giải quyết đúng hạn: 1.540/1.587, đạt 97%, cao hơn mức đề ra (trên 90%)."


def test_figures_stand_in_their_order() -> None:
    assert figures(SENTENCE) == ["20/8/2020", "1.540/1.587", "97%", "90%"]
    assert figures("còn thiếu 5,9 điểm phần trăm; mục tiêu số 2, 5.") == ["5,9 điểm phần trăm", "2", "5"]


@pytest.mark.parametrize(
    ("found", "pairs"),
    [
        (SENTENCE.replace("97%", "98%"), (("98%", "97%"),)),
        (SENTENCE.replace("1.540/", "1.541/"), (("1.541/1.587", "1.540/1.587"),)),
        (SENTENCE.replace("20/8", "30/8"), (("30/8/2020", "20/8/2020"),)),
        (SENTENCE.replace("cao hơn", "chưa đạt"), (("chưa đạt", "cao hơn"),)),
    ],
)
def test_a_figure_or_verdict_that_differs_is_paired_with_the_right_one(
    found: str, pairs: tuple[tuple[str, str], ...]
) -> None:
    assert prose_difference(found, SENTENCE).pairs == pairs


CHANGE = "Đạt 97%; tăng 3,2 điểm phần trăm so với cùng kỳ năm 2019 (93,8%)."
LEVEL = "Đạt 100%; bằng cùng kỳ năm 2019 (100%)."
LISTS = "Kỳ này đạt thêm mục tiêu số 6, 8; mục tiêu số 4 không còn được tính là đạt."


@pytest.mark.parametrize(
    ("found", "wanted", "pair"),
    [
        (CHANGE.replace("tăng", "giảm"), CHANGE, ("giảm", "tăng")),
        (CHANGE.replace("tăng", "không tăng"), CHANGE, ("không tăng", "tăng")),
        (LEVEL.replace("bằng", "tăng so với"), LEVEL, ("tăng", "bằng")),
        (LEVEL.replace("bằng", "tương đương"), LEVEL, ("tương đương", "bằng")),
        (LISTS.replace("đạt thêm", "không còn đạt"), LISTS, ("không còn đạt", "đạt thêm")),
        (LISTS.replace("không còn được", "được"), LISTS, ("được tính là đạt", "không còn đạt")),
        (SENTENCE.replace("cao hơn", "thấp hơn"), SENTENCE, ("thấp hơn", "cao hơn")),
        ("Chỉ tiêu 6: 100%; không còn đạt", "Chỉ tiêu 6: 100%; chuyển sang đạt", ("không còn đạt", "chuyển sang đạt")),
    ],
)
def test_a_reversed_direction_is_no_matter_of_words(found: str, wanted: str, pair: tuple[str, str]) -> None:
    assert prose_difference(found, wanted) == ProseDifference(pairs=(pair,))


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (LISTS.replace("được tính là ", ""), LISTS),
        (CHANGE.replace("tăng 3,2", "tăng thêm 3,2"), CHANGE),
        ("Đơn vị tăng cường đôn đốc, đạt bằng 97%.", "Đơn vị đôn đốc, đạt 97%."),
    ],
)
def test_other_words_for_the_same_direction_pass(found: str, wanted: str) -> None:
    assert not prose_difference(found, wanted)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (SENTENCE.replace("1.540/1.587", "1540/1587"), SENTENCE),
        (SENTENCE.replace("97%", "97,0 %").replace("20/8", "20/08"), SENTENCE),
        (SENTENCE.replace("97%", "97.0%"), SENTENCE),
        (CHANGE.replace("3,2 điểm phần trăm", "3,20 điểm %"), CHANGE),
        ("Có 06/10 mục tiêu đạt, 6 mục tiêu", "Có 6/10 mục tiêu đạt, 06 mục tiêu"),
        ("chưa đạt (mục tiêu số 7, 3)", "chưa đạt (mục tiêu số 3, 7)"),
        ("mục tiêu số 10,2 và 9 đạt 97%", "mục tiêu số 2, 9, 10 đạt 97%"),
    ],
)
def test_the_same_figure_written_otherwise_passes(found: str, wanted: str) -> None:
    assert not prose_difference(found, wanted)


@pytest.mark.parametrize(
    ("found", "wanted", "pair"),
    [
        ("1,540 hồ sơ", "1.540 hồ sơ", ("1,540", "1.540")),
        ("chỉ tiêu 2.10: 97%", "chỉ tiêu 2.1: 97%", ("2.10", "2.1")),
        ("mục tiêu số 3, 8", "mục tiêu số 3, 7", ("8", "7")),
        ("đạt 97", "đạt 97%", ("97", "97%")),
        ("mục tiêu số 3, 97,5%", "mục tiêu số 3, 96,5%", ("97,5%", "96,5%")),
        ("10/6 mục tiêu", "6/10 mục tiêu", ("10/6", "6/10")),
    ],
)
def test_another_figure_is_none_of_them(found: str, wanted: str, pair: tuple[str, str]) -> None:
    assert prose_difference(found, wanted).pairs == (pair,)


def test_words_may_change() -> None:
    told = "Đến hết ngày 20/8/2020, số hồ sơ giải quyết đúng hạn là 1.540/1.587, bằng 97%, cao hơn mức đề ra (trên 90%)"
    assert not prose_difference(told, SENTENCE)


@pytest.mark.parametrize(
    ("found", "wanted", "difference"),
    [
        ("Có 12 cuộc họp.", "", ProseDifference(added=("12",))),
        ("Đã xong.", "Đã xong 9/9, chưa đạt mức đề ra.", ProseDifference(missing=("9/9", "chưa đạt"))),
        ("không đạt mức đề ra", "đạt mức đề ra", ProseDifference(pairs=(("không đạt", "đạt"),))),
        ("6/10 (2, 5)", "6/10 (2, 5, 6)", ProseDifference(missing=("6",))),
    ],
)
def test_what_is_added_or_left_out_is_told(found: str, wanted: str, difference: ProseDifference) -> None:
    assert prose_difference(found, wanted) == difference


def test_paragraphs_are_paired_over_what_was_put_in_between() -> None:
    wanted = ["Một là hồ sơ đúng hạn 97%", "Hai là hồ sơ nộp trực tuyến 50%", "Ba"]
    found = ["Một là hồ sơ đúng hạn 98%", "Đoạn lạ", "Hai là hồ sơ nộp trực tuyến 50%"]
    assert paired(found, wanted) == [(0, 0), (1, None), (2, 1), (None, 2)]
