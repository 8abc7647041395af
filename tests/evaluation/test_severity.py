"""Errors, warnings and notes: EV70 to EV73."""

import pytest

from qmxl.cli import _severity_code
from qmxl.contract.rules import RULES, Rule
from qmxl.model.diagnostics import Severity
from qmxl.model.evaluation import Status
from tests.evaluation.test_comparing import counted
from tests.workbooks import Outcome, evaluated


def test_every_rule_has_one_severity() -> None:
    """EV70"""
    assert len(RULES) > 70
    assert {rule.severity for rule in RULES.values()} == set(Severity)
    assert all(code == rule.code for code, rule in RULES.items())


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_is_wrong_comes_with_a_cure(rule: Rule) -> None:
    """EV70"""
    assert rule.severity is Severity.NOTE or (rule.expected and rule.fix)


def test_an_error_costs_only_what_it_touches(outcome: Outcome) -> None:
    """EV71

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |
    | trên 90% | Tỷ lệ |
    | khoảng 90% | Tỷ lệ |
    | trên 90% | Ghi trực tiếp |

    ## MT1
    | Số đạt | Tổng số | Ghi trực tiếp |
    | 95 | 100 | |
    | chín | 100 | |
    | 95 | 100 | |
    | | | 95% |
    """
    assert outcome.statuses == (Status.EXCEEDED, Status.NO_DATA, Status.NO_DATA, Status.EXCEEDED)
    assert outcome.errors == {"QM202", "QM205"}


@pytest.mark.parametrize(
    ("cause", "solution", "missing"),
    [("Do mưa", "Làm bù", None), ("", "Làm bù", "nguyên nhân"), ("Do mưa", "", "giải pháp"), ("", "", "cả hai")],
)
def test_a_missed_target_needs_a_cause_and_a_solution(cause: str, solution: str, missing: str | None) -> None:
    """EV72"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | trên 90% | Tỷ lệ |

        ## MT1
        | Số đạt | Tổng số | Nguyên nhân | Giải pháp |
        | 80 | 100 | {cause} | {solution} |
        """
    )
    words = "nguyên nhân và giải pháp" if missing == "cả hai" else missing
    messages = [d.message for d in outcome.diagnostics]
    assert messages == ([f"chỉ tiêu 1 chưa đạt nhưng chưa ghi {words}"] if words else [])


def test_the_exit_code() -> None:
    """EV73"""
    assert _severity_code(()) == 0
    assert _severity_code(counted("trên 90%", 1, 10).diagnostics) == 0  # missed, with a warning
    assert _severity_code(counted("trên 90%", 11, 10).diagnostics) == 1
