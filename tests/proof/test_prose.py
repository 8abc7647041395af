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
