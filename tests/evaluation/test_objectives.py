"""From indicators to objectives and the summary: EV15 to EV19, EV54."""

import pytest

from qmxl.model.evaluation import Status
from tests.workbooks import Outcome, evaluated

EXCEEDED, MET, NOT_MET = Status.EXCEEDED, Status.MET, Status.NOT_MET
DEFERRED, NO_CASES, NO_DATA = Status.DEFERRED, Status.NO_CASES, Status.NO_DATA

# Lines of `Mục tiêu` and of `MT1` for an indicator of each kind: target, way to measure, period, no-cases rule; counts.
KINDS = {
    "exceeded": ("trên 90% | Tỷ lệ | |", "95 | 100 | "),
    "just met": ("từ 95% | Tỷ lệ | |", "95 | 100 | "),
    "whole": ("100% | Tỷ lệ | |", "100 | 100 | "),
    "all listed": ("18/18 chỉ tiêu | Tỷ lệ | |", "18 | 18 | "),
    "up to the whole": ("từ 90 đến 100% | Tỷ lệ | |", "95 | 100 | "),
    "limit": ("không quá 5% | Tỷ lệ | |", "1 | 100 | "),
    "done": ("Thực hiện | Tự đánh giá | |", " | | Đạt"),
    "missed": ("trên 95% | Tỷ lệ | |", "95 | 100 | "),
    "deferred": ("trên 90% | Tỷ lệ | Cuối năm |", "95 | 100 | "),
    "no cases": ("trên 90% | Tỷ lệ | |", "0 | 0 | "),
    "no cases, met": ("trên 90% | Tỷ lệ | | Tính đạt", "0 | 0 | "),
    "no cases, left out": ("trên 90% | Tỷ lệ | | Không đánh giá", "0 | 0 | "),
    "no data": ("trên 90% | Tỷ lệ | |", " | | "),
}


def of(*names: str) -> Outcome:
    """One objective with such indicators."""
    targets = "\n".join(f"| {KINDS[name][0]} |" for name in names)
    results = "\n".join(f"| {KINDS[name][1]} |" for name in names)
    return evaluated(
        "## Mục tiêu\n| Mức đề ra | Cách tính | Kỳ đánh giá | Khi chưa phát sinh |\n"
        f"{targets}\n\n## MT1\n| Số đạt | Tổng số | Ghi trực tiếp |\n{results}\n"
    )


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["exceeded"], EXCEEDED),
        (["exceeded", "exceeded"], EXCEEDED),
        (["exceeded", "just met"], MET),
        (["just met"], MET),
        # what cannot be exceeded does not stand in the way, and is not exceeded alone
        (["exceeded", "whole", "all listed", "up to the whole", "limit", "done"], EXCEEDED),
        (["whole", "limit", "done"], MET),
        (["exceeded", "no cases, met"], EXCEEDED),
        (["no cases, met"], MET),
        (["exceeded", "no cases, left out"], EXCEEDED),
    ],
)
def test_an_objective_is_met_if_all_its_indicators_are(names: list[str], status: Status) -> None:
    """EV15, EV17"""
    outcome = of(*names)
    assert outcome.objective.status is status
    assert outcome.objective.deciding is None
    assert outcome.evaluation.met == (1,)


@pytest.mark.parametrize(
    ("names", "status", "deciding"),
    [
        (["exceeded", "missed"], NOT_MET, "1.2"),
        (["no cases", "deferred", "no data", "missed", "missed"], NOT_MET, "1.4"),
        (["no cases", "deferred", "no data"], NO_DATA, "1.3"),
        (["exceeded", "no cases", "deferred"], DEFERRED, "1.3"),
        (["exceeded", "no cases"], NO_CASES, "1.2"),
        (["no cases, met", "no cases"], NO_CASES, "1.2"),
        (["no cases, left out", "missed"], NOT_MET, "1.2"),
    ],
)
def test_an_objective_that_is_not_met_has_the_first_reason(names: list[str], status: Status, deciding: str) -> None:
    """EV16"""
    outcome = of(*names)
    assert (outcome.objective.status, outcome.objective.deciding) == (status, deciding)
    assert outcome.evaluation.met == ()
    assert outcome.evaluation.total == 1


@pytest.mark.parametrize("name", ["no cases", "no cases, met", "no cases, left out"])
def test_what_it_counts_as_does_not_change_its_own_status(name: str) -> None:
    """EV17"""
    assert of(name).status is NO_CASES


def test_an_objective_with_nothing_left_is_not_counted() -> None:
    """EV18"""
    outcome = of("no cases, left out", "no cases, left out")
    assert outcome.objective.status is NO_CASES
    assert (outcome.evaluation.met, outcome.evaluation.total) == ((), 0)


def test_the_summary_lists_the_objectives_that_are_met(outcome: Outcome) -> None:
    """EV19

    ## Mục tiêu
    | Mã | Mục tiêu | Mức đề ra | Cách tính | Khi chưa phát sinh |
    | '3 | Ba | trên 90% | Tỷ lệ | |
    | '1 | Một | trên 99% | Tỷ lệ | |
    | '2 | Hai | | | |
    | '2.1 | | trên 90% | Tỷ lệ | |
    | '2.2 | | từ 95% | Tỷ lệ | |
    | '4 | Bốn | trên 90% | Tỷ lệ | Không đánh giá |

    ## MT1
    | Số đạt | Tổng số |
    | 95 | 100 |

    ## MT2
    | Số đạt | Tổng số |
    | 95 | 100 |
    | 95 | 100 |

    ## MT3
    | Số đạt | Tổng số |
    | 95 | 100 |

    ## MT4
    | Số đạt | Tổng số |
    | 0 | 0 |
    """
    assert [o.status for o in outcome.evaluation.objectives] == [EXCEEDED, NOT_MET, MET, NO_CASES]
    assert (outcome.evaluation.met, outcome.evaluation.total) == ((3, 2), 3)


def test_two_rows_of_one_code_give_no_verdict(outcome: Outcome) -> None:
    """EV54

    ## Mục tiêu
    | Mã | Mục tiêu | Mức đề ra | Cách tính |
    | 1.1 | Một | trên 90% | Tỷ lệ |
    | 1.2 | | trên 90% | Tỷ lệ |
    | 1.1 | | trên 99% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số |
    | '1.1 | 95 | 100 |
    | '1.2 | 95 | 100 |
    """
    assert [(i.code, i.status) for i in outcome.objective.indicators] == [
        ("1.1", NO_DATA), ("1.2", EXCEEDED), ("1.?", NO_DATA),
    ]  # fmt: skip
    assert outcome.errors == {"QM209"}
    assert outcome.diagnostic("QM209").cell == "A4"


def test_two_results_of_one_code_give_no_verdict(outcome: Outcome) -> None:
    """EV54, EV71

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |
    | trên 90% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số |
    | '1.1 | 95 | 100 |
    | '1.1 | 80 | 100 |
    | '1.2 | 95 | 100 |
    """
    assert outcome.statuses == (NO_DATA, EXCEEDED)
    assert outcome.errors == {"QM109"}
    assert outcome.diagnostic("QM109").cell == "A3"
