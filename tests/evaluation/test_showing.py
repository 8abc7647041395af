"""What is shown of a figure, and the distance to its target: EV20 to EV25."""

from fractions import Fraction

import pytest

from qmxl.evaluation.showing import number_text
from qmxl.model.evaluation import Status
from tests.evaluation.test_comparing import counted, typed
from tests.workbooks import Outcome, evaluated


@pytest.mark.parametrize(
    ("target", "good", "whole", "shown"),
    [
        ("trên 90%", 1540, 1587, "97%"),  # 97,04 %
        ("trên 90%", 2, 3, "66,7%"),
        ("từ 95%", 1899, 2000, "94,95%"),
        ("từ 94,95%", 1899, 2000, "94,95%"),
        ("trên 95%", 19001, 20000, "95,01%"),
        ("trên 95%", 19, 20, "95%"),
        ("100%", 29796, 29798, "99,99%"),
        ("từ 90%", 29797, 29798, "99,997%"),
        ("từ 90%", 999_999_999, 1_000_000_000, "99,9999999%"),
        ("dưới 2%", 1, 29798, "0,003%"),
        ("dưới 2%", 0, 29798, "0%"),
        ("từ 90%", 29798, 29798, "100%"),
        ("từ 14 đến 15%", 1501, 10000, "15,01%"),
        ("từ 97,25%", 9725, 10000, "97,25%"),
        ("từ 97,25%", 98, 100, "98%"),
        ("từ 97,25%", 9722, 10000, "97,22%"),
        ("trên 90%", 18905, 20000, "94,5%"),  # 94,525 %
        ("trên 90%", 1889, 2000, "94,5%"),  # 94,45 % is rounded half up
    ],
)
def test_a_share(target: str, good: int, whole: int, shown: str) -> None:
    """EV20, EV21, EV23"""
    assert counted(target, good, whole).indicator.shown == shown


@pytest.mark.parametrize(("decimals", "shown"), [("0", "67%"), ("1", "66,7%"), ("2", "66,67%"), ("4", "66,6667%")])
def test_the_unit_chooses_its_decimals(decimals: str, shown: str) -> None:
    """EV21"""
    outcome = evaluated(
        f"""
        ## Thông tin
        | Số chữ số thập phân | {decimals} |

        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | trên 95% | Tỷ lệ |

        ## MT1
        | Số đạt | Tổng số |
        | 2 | 3 |
        """
    )
    assert outcome.indicator.shown == shown


@pytest.mark.parametrize(
    ("target", "direct", "shown"),
    [
        ("trên 95%", "95.7%", "95,7%"),
        ("trên 95%", "95.1234%", "95,1234%"),
        ("trên 95%", "95.123456%", "95,1235%"),
        ("trên 95%", "95.000004%", "95,000004%"),
        ("trên 95%", "99.999996%", "99,999996%"),
        ("ít nhất 2 km", "2.75", "2,75 km"),
        ("ít nhất 2 triệu đồng", "1234567.5", "1.234.567,5 triệu đồng"),
        ("ít nhất 2 triệu đồng", "-1234.5", "-1.234,5 triệu đồng"),
    ],
)
def test_a_declared_figure(target: str, direct: str, shown: str) -> None:
    """EV20, EV21"""
    assert typed(target, direct).indicator.shown == shown


def test_a_stored_value_counts_to_fifteen_digits(outcome: Outcome) -> None:
    """EV23: 0,1 + 0,2 is not above 30 %, and 84,66 % is not 85 %.

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 30% | Ghi trực tiếp |
    | từ 85% | Ghi trực tiếp |

    ## MT1
    | Ghi trực tiếp |
    | 0.30000000000000004 |
    | 0.8466 |
    """
    assert outcome.statuses == (Status.NOT_MET, Status.NOT_MET)
    assert [i.shown for i in outcome.evaluation.indicators] == ["30%", "84,66%"]


@pytest.mark.parametrize(
    ("target", "good", "whole", "margin"),
    [
        ("trên 90%", 1540, 1587, "7 điểm phần trăm"),
        ("từ 95%", 1899, 2000, "0,05 điểm phần trăm"),
        ("không quá 1%", 2, 1000, "0,8 điểm phần trăm"),
        ("trên 95%", 19, 20, "0 điểm phần trăm"),
        ("từ 14 đến 15%", 16, 100, "1 điểm phần trăm"),
        ("từ 14 đến 15%", 12, 100, "2 điểm phần trăm"),
        ("từ 14 đến 15%", 14, 100, None),
        ("trong khoảng 14 - 15%", 16, 100, "1 điểm phần trăm"),
        ("16/18 chỉ tiêu", 13, 18, "3 chỉ tiêu"),
    ],
)
def test_the_margin(target: str, good: int, whole: int, margin: str | None) -> None:
    """EV24"""
    assert counted(target, good, whole).indicator.margin == margin


def test_the_margin_of_a_yes_is_none() -> None:
    """EV24"""
    assert typed("Thực hiện", "Chưa đạt", "Tự đánh giá").indicator.margin is None


@pytest.mark.parametrize(
    ("target", "good", "whole", "needed"),
    [
        ("trên 95%", 2, 3, 18),
        ("từ 95%", 2, 3, 17),
        ("trên 85%", 5, 15, 52),
        ("trên 95%", 19, 20, 1),
        ("100%", 19, 20, None),
        ("không quá 1%", 2, 100, 100),
        ("dưới 1%", 2, 100, 101),
        ("không quá 0%", 2, 100, None),
        ("trên 90%", 95, 100, None),
        ("16/18 chỉ tiêu", 13, 18, None),
        ("trong khoảng 14 - 15%", 13, 100, None),
        ("từ 14 đến 15%", 13, 100, 2),
        ("= 95%", 96, 100, None),
        ("= 95%", 90, 100, None),
        ("0%", 5, 100, None),
    ],
)
def test_the_distance(target: str, good: int, whole: int, needed: int | None) -> None:
    """EV22"""
    assert counted(target, good, whole).indicator.cases_needed == needed


def test_a_declared_figure_has_no_distance() -> None:
    """EV22"""
    assert typed("trên 95%", "90%").indicator.cases_needed is None


def test_parts_are_summed(outcome: Outcome) -> None:
    """EV25: the mean of the months would be 75 %.

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | từ 90% | Tỷ lệ |

    ## MT1
    | STT | Nội dung | Số đạt | Tổng số |
    | 1 | Tháng 1 | 98 | 98 |
    | 2 | Tháng 2 | 1 | 2 |
    | 3 | Tháng 3 | | |
    """
    assert outcome.indicator.measurement.value == Fraction(99, 100)
    assert outcome.indicator.shown == "99%"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(1587), "1.587"),
        (Fraction(-1587), "-1.587"),
        (Fraction(12345675, 10), "1.234.567,5"),
        (Fraction(1, 8), "0,125"),
        (Fraction(1, 10**16), "0,0000000000000001"),
    ],
)
def test_numbers_are_written_as_in_vietnamese(number: Fraction, text: str) -> None:
    assert number_text(number) == text
