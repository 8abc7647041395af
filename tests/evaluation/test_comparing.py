"""Figures against targets: EV01 to EV05, and the phrases that set them, EV61 to EV64."""

import pytest

from qmxl.model.evaluation import Status
from tests.workbooks import Outcome, evaluated

EXCEEDED, MET, NOT_MET, NO_DATA = Status.EXCEEDED, Status.MET, Status.NOT_MET, Status.NO_DATA


def typed(target: str, direct: str, measure: str = "Ghi trực tiếp") -> Outcome:
    """One indicator with a typed figure."""
    return evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | {target} | {measure} |

        ## MT1
        | Ghi trực tiếp |
        | {direct} |
        """
    )


def counted(target: str, numerator: int, denominator: int) -> Outcome:
    """One indicator with typed counts."""
    return evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | {target} | Tỷ lệ |

        ## MT1
        | Số đạt | Tổng số |
        | {numerator} | {denominator} |
        """
    )


@pytest.mark.parametrize(
    ("target", "status"),
    {
        # EV01
        "trên 95%": NOT_MET,
        "trên 94,9%": EXCEEDED,
        # EV02
        "từ 95%": MET,
        "từ 94,9% trở lên": EXCEEDED,
        "từ 95,1%": NOT_MET,
        # EV03
        "dưới 95%": NOT_MET,
        "dưới 95,1%": MET,
        "không quá 95%": MET,
        "không quá 94,9%": NOT_MET,
        # EV04
        "từ 95 đến 97%": MET,
        "từ 90 đến 95%": MET,
        "từ 90 đến 94%": EXCEEDED,
        "từ 95,5 đến 97%": NOT_MET,
        # EV05
        "trong khoảng 95 - 97%": MET,
        "trong khoảng 90 - 95%": MET,
        "trong khoảng 90 - 94%": NOT_MET,
        "trong khoảng 96 - 97%": NOT_MET,
        "= 95%": MET,
        "= 94%": NOT_MET,
        "= 96%": NOT_MET,
    }.items(),
)
def test_counts_at_95_percent(target: str, status: Status) -> None:
    assert counted(target, 19, 20).status is status


@pytest.mark.parametrize(
    ("target", "status"),
    {
        # EV61: words before the number, negated ones first
        "hơn 95%": NOT_MET,
        "cao hơn 95%": NOT_MET,
        "đạt trên 95%": NOT_MET,
        "phấn đấu trên 95%": NOT_MET,
        "> 95%": NOT_MET,
        "tối thiểu 95%": MET,
        "ít nhất 95%": MET,
        "đạt 95%": MET,
        "không dưới 95%": MET,
        "không thấp hơn 95%": MET,
        "không ít hơn 95%": MET,
        "≥ 95%": MET,
        "95%": MET,
        "95% trở lên": MET,
        "thấp hơn 95%": NOT_MET,
        "< 95%": NOT_MET,
        "không vượt quá 95%": MET,
        "tối đa 95%": MET,
        "nhiều nhất 95%": MET,
        "không lớn hơn 95%": MET,
        "không cao hơn 95%": MET,
        "từ 95% trở xuống": MET,
        "≤ 95%": MET,
        # EV61: "trên" after it
        "95% trên tổng số hồ sơ": MET,
        "95% trên môi trường mạng": MET,
    }.items(),
)
def test_every_word_means_its_comparison(target: str, status: Status) -> None:
    assert counted(target, 19, 20).status is status


@pytest.mark.parametrize(("good", "status"), [(15, NOT_MET), (16, MET), (17, EXCEEDED)])
def test_so_many_of_those_listed(good: int, status: Status) -> None:
    """EV02, EV62"""
    outcome = counted("tối thiểu 16/18 chỉ tiêu", good, 18)
    assert outcome.status is status
    assert outcome.indicator.shown == f"{good}/18"


@pytest.mark.parametrize(
    ("target", "direct", "status", "shown"),
    [
        # EV02, EV63
        ("ít nhất 02 lớp", "1", NOT_MET, "1 lớp"),
        ("ít nhất 02 lớp", "2", MET, "2 lớp"),
        ("ít nhất 02 lớp", "3", EXCEEDED, "3 lớp"),
        ("04 trường", "4", MET, "4 trường"),
        ("trên 1.500 hồ sơ", "1587", EXCEEDED, "1.587 hồ sơ"),
        ("không để xảy ra", "0", MET, "0"),
        ("không để xảy ra", "1", NOT_MET, "1"),
        ("không quá 3 vụ", "3", MET, "3 vụ"),
        ("trong khoảng 4 đến 6 lớp", "7", NOT_MET, "7 lớp"),
    ],
)
def test_absolute_numbers(target: str, direct: str, status: Status, shown: str) -> None:
    outcome = typed(target, direct)
    assert (outcome.status, outcome.indicator.shown) == (status, shown)


@pytest.mark.parametrize(
    "phrase", ["trên 90% và dưới 95%", "khoảng 95%", "100% hồ sơ", "hoàn thành 100% trước ngày 30/6/2026", "nhiều"]
)
def test_a_phrase_is_never_guessed(phrase: str) -> None:
    """EV07, EV64"""
    outcome = counted(phrase, 19, 20)
    assert outcome.status is NO_DATA
    assert outcome.errors == {"QM205"}
    found = outcome.diagnostic("QM205")
    assert found.cell == "A2"
    assert "trên 95%" in found.expected


@pytest.mark.parametrize(("cell", "status"), [("0.95", MET), ("95%", MET), ("1", NOT_MET), ("'từ 95%", MET)])
def test_a_target_cell_may_hold_a_percentage_as_a_number(cell: str, status: Status) -> None:
    assert counted(cell, 19, 20).status is status
