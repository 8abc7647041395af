"""From a figure to a status: EV06 to EV14, EV26 to EV29, EV52, EV53."""

import pytest

from qmxl.model.evaluation import Status
from tests.evaluation.test_comparing import counted, typed
from tests.workbooks import Outcome, evaluated

EXCEEDED, MET, NOT_MET = Status.EXCEEDED, Status.MET, Status.NOT_MET
DEFERRED, NO_CASES, NO_DATA = Status.DEFERRED, Status.NO_CASES, Status.NO_DATA


# EV06: judged at the end of the year


@pytest.mark.parametrize(
    ("period", "status"),
    [
        ("Tháng 6", DEFERRED),
        ("Quý III", DEFERRED),
        ("6 tháng đầu năm", DEFERRED),
        ("9 tháng đầu năm", DEFERRED),
        ("Tháng 12", EXCEEDED),
        ("Quý IV", EXCEEDED),
        ("6 tháng cuối năm", EXCEEDED),
        ("Năm", EXCEEDED),
    ],
)
def test_year_end_indicators_wait_for_the_last_period(period: str, status: Status) -> None:
    """EV06"""
    outcome = evaluated(
        f"""
        ## Thông tin
        | Kỳ báo cáo | {period} |

        ## Mục tiêu
        | Mức đề ra | Cách tính | Kỳ đánh giá |
        | trên 90% | Tỷ lệ | Cuối năm |

        ## MT1
        | Số đạt | Tổng số |
        | 97 | 100 |
        """
    )
    assert outcome.status is status
    assert outcome.indicator.measurement.numerator == 97


def test_year_end_without_figures_is_a_note(outcome: Outcome) -> None:
    """EV06

    ## Mục tiêu
    | Mức đề ra | Cách tính | Kỳ đánh giá |
    | trên 90% | Tỷ lệ | Cuối năm |
    """
    assert outcome.status is DEFERRED
    assert outcome.errors | outcome.warnings == set()
    assert outcome.notes == {"QM404"}


# EV07, EV08: what is missing


@pytest.mark.parametrize(
    ("measure", "cells", "code", "cell"),
    [
        ("Tỷ lệ", "| | |", "QM214", "A2"),
        ("Tỷ lệ", "| 5 | |", "QM214", "B2"),
        ("Tỷ lệ", "| | 5 |", "QM214", "A2"),
        ("Tỷ lệ", "| năm | 5 |", "QM202", "A2"),
        ("Tỷ lệ", "| 5 | #DIV/0! |", "QM201", "B2"),
        ("Tỷ lệ", "| 4.5 | 5 |", "QM216", "A2"),
        ("Tỷ lệ", "| -1 | 5 |", "QM216", "A2"),
        ("Tỷ lệ", "| 12 15 | 2000 |", "QM202", "A2"),
        ("Tỷ lệ", "| 1,5 | 2000 |", "QM216", "A2"),
        ("Tỷ lệ", "| 5,000 | 20000 |", "QM242", "A2"),
        ("Tỷ lệ", "| 1540/1587 | 1587 |", "QM240", "A2"),
        ("Tỷ lệ", "| khoảng 97 | 100 |", "QM241", "A2"),
        ("Tỷ lệ", "| 5 | không |", "QM243", "B2"),
        ("Tỷ lệ", "| 2026-03-02 | 5 |", "QM244", "A2"),
        ("Tỷ lệ", "| '100% | 5 |", "QM245", "A2"),
        ("Ghi trực tiếp", "| 5 | 5 |", "QM214", "D2"),
        ("Tự đánh giá", "| 5 | 5 |", "QM214", "D2"),
        ("Sổ theo dõi", "| 5 | 5 |", "QM104", "A3"),
        ("Danh mục", "| 5 | 5 |", "QM104", "A3"),
        ("Khảo sát", "| 5 | 5 |", "QM104", "A3"),
        ("Bảng kế hoạch", "| 5 | 5 |", "QM104", "A3"),
    ],
)
def test_what_is_missing_is_named(measure: str, cells: str, code: str, cell: str) -> None:
    """EV07, EV08, EV70"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | trên 90% | {measure} |

        ## MT1
        | Số đạt | Tổng số |
        {cells}
        """
    )
    assert outcome.status is NO_DATA
    assert outcome.errors == {code}
    assert outcome.diagnostic(code).cell == cell


def test_zero_cases_are_declared_by_a_typed_zero() -> None:
    """EV08"""
    assert counted("trên 90%", 0, 0).status is NO_CASES


@pytest.mark.parametrize("measure", ["Tỷ lệ", "Ghi trực tiếp", "Tự đánh giá", "Sổ theo dõi", "Khảo sát"])
def test_zero_cases_are_declared_by_the_word(measure: str) -> None:
    """EV08"""
    outcome = typed("Thực hiện" if measure == "Tự đánh giá" else "trên 90%", "Chưa phát sinh", measure)
    assert outcome.status is NO_CASES
    assert outcome.indicator.shown is None
    assert outcome.errors == set()


def test_an_empty_table_is_no_data_with_advice(outcome: Outcome) -> None:
    """EV08

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## MT1
    | STT | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | 1 | | | | |
    | 2 | | | | |
    """
    assert outcome.status is NO_DATA
    assert "ghi 0 vào Tổng số hoặc chọn Chưa phát sinh" in outcome.diagnostic("QM214").fix


@pytest.mark.parametrize(
    ("measure", "table"),
    [
        ("Tỷ lệ", ["| Nội dung | Số đạt | Tổng số |", "| Tháng 1 | 1 | 2 |"]),
        ("Danh mục", ["| Nội dung | Đạt |", "| A | |"]),
        ("Khảo sát", ["| Nội dung khảo sát | Rất hài lòng | Hài lòng |", "| A | 1 | 1 |"]),
        ("Sổ theo dõi", ["| Mã hồ sơ | Thời hạn | Ngày hoàn thành |", "| H1 | 2026-03-01 | 2026-02-28 |"]),
        ("Sổ theo dõi", ["| Mã hồ sơ | Thời hạn | Ngày hoàn thành |", "| H1 | 2026-03-01 | 30/2 |"]),
        ("Bảng kế hoạch", ["| Chỉ tiêu | Kế hoạch | Thực hiện |", "| A | 5 | 5 |"]),
    ],
)
def test_no_cases_beside_cases_is_an_error(measure: str, table: list[str]) -> None:
    """EV09"""
    lines = "\n".join(["## Mục tiêu", "| Mức đề ra | Cách tính |", f"| trên 90% | {measure} |", "", "## MT1"])
    result = ["| Ghi trực tiếp |", "| Chưa phát sinh |", ""]
    outcome = evaluated("\n".join([lines, *result, *table]))
    assert outcome.status is NO_DATA
    assert outcome.errors == {"QM313"}
    assert outcome.diagnostic("QM313").cell == "A2"


# EV10, EV14: deadlines and yes/no


@pytest.mark.parametrize(
    ("target", "direct", "status", "shown"),
    [
        ("Thực hiện", "Đạt", MET, "Đạt"),
        ("Thực hiện", "Chưa đạt", NOT_MET, "Chưa đạt"),
        ("Hoàn thành trước ngày 30/5/2026", "2026-05-29", MET, "Đạt"),
        ("Hoàn thành trước ngày 30/5/2026", "2026-05-30", NOT_MET, "Chưa đạt"),
        ("Hoàn thành chậm nhất ngày 30/5/2026", "2026-05-30", MET, "Đạt"),
        ("Hoàn thành đến ngày 30/5/2026", "30/5/2026", MET, "Đạt"),
        ("Hoàn thành trong tháng 5", "31/5/2026", MET, "Đạt"),
        ("Hoàn thành trong quý I", "01/4/2026", NOT_MET, "Chưa đạt"),
        ("Hoàn thành trong quý I", "Đạt", MET, "Đạt"),
        # EV10
        ("Hoàn thành trước ngày 30/9/2026", "Chưa đạt", DEFERRED, None),
        ("Hoàn thành trước ngày 30/9/2026", "", DEFERRED, None),
        ("Hoàn thành trước ngày 30/9/2026", "2026-06-30", MET, "Đạt"),
        ("Hoàn thành trước ngày 30/9/2026", "2026-07-01", DEFERRED, None),
        ("Hoàn thành trong quý II", "2026-07-01", NOT_MET, "Chưa đạt"),
    ],
)
def test_yes_or_no(target: str, direct: str, status: Status, shown: str | None) -> None:
    """EV10, EV14"""
    outcome = typed(target, direct, "Tự đánh giá")
    assert (outcome.status, outcome.indicator.shown, outcome.indicator.margin) == (status, shown, None)
    assert outcome.errors == set()


@pytest.mark.parametrize(
    ("deadline", "cut_off", "good", "status"),
    [
        ("30/9/2026", "", 5, DEFERRED),
        ("30/9/2026", "", 10, EXCEEDED),
        ("30/6/2026", "", 5, NOT_MET),
        ("01/7/2026", "", 5, DEFERRED),
        ("30/9/2026", "30/9/2026", 5, NOT_MET),
    ],
)
def test_a_figure_may_have_a_deadline(deadline: str, cut_off: str, good: int, status: Status) -> None:
    """EV10, EV53"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính | Thời hạn hoàn thành |
        | trên 90% | Tỷ lệ | {deadline} |

        ## MT1
        | Số đạt | Tổng số | Số liệu đến ngày |
        | {good} | 10 | {cut_off} |
        """
    )
    assert outcome.status is status


def test_a_finishing_date_after_the_data_date_is_not_done_yet(outcome: Outcome) -> None:
    """EV14

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | Hoàn thành | Tự đánh giá |

    ## MT1
    | Ghi trực tiếp |
    | 01/7/2026 |
    """
    assert outcome.status is NOT_MET
    assert outcome.warnings == {"QM408"}


# EV26 to EV29: typed figures


def test_a_declared_figure_stands_in_for_counts(outcome: Outcome) -> None:
    """EV26

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 95% | Khảo sát |

    ## MT1
    | Ghi trực tiếp |
    | 95.7% |
    """
    assert (outcome.status, outcome.indicator.shown) == (EXCEEDED, "95,7%")
    assert outcome.indicator.measurement.is_declared
    assert outcome.notes == {"QM403"}


def test_a_declared_figure_does_not_stand_in_for_wrong_counts(outcome: Outcome) -> None:
    """EV26, EV28

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 95% | Tỷ lệ |

    ## MT1
    | Số đạt | Tổng số | Ghi trực tiếp |
    | 20 | 19 | 99% |
    """
    assert outcome.status is NO_DATA
    assert outcome.errors == {"QM215"}


def test_a_declared_figure_does_not_stand_in_for_rows_nobody_can_use(outcome: Outcome) -> None:
    """EV26, EV37

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 95% | Sổ theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | 99% |

    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | H1 | 31/2/2026 | 01/3/2026 | 01/3/2026 |
    """
    assert outcome.status is NO_DATA
    assert outcome.errors == {"QM309"}


@pytest.mark.parametrize(
    ("direct", "agrees"),
    [
        ("97%", True),  # of 96,8494 %, half up
        ("96%", True),  # cut off
        ("96.8%", True),
        ("96.85%", True),
        ("96.84%", True),
        ("96.86%", False),
        ("96.9%", False),
        ("98%", False),
        ("95%", False),
        ("90%", False),
        ("100%", False),
    ],
)
def test_counts_decide_over_a_typed_percentage(direct: str, agrees: bool) -> None:
    """EV27"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | trên 90% | Tỷ lệ |

        ## MT1
        | Số đạt | Tổng số | Ghi trực tiếp |
        | 1537 | 1587 | {direct} |
        """
    )
    assert outcome.indicator.measurement.numerator == 1537
    assert outcome.warnings == (set() if agrees else {"QM302"})


def test_cut_off_is_as_good_as_rounded() -> None:
    """EV27: 2/3 is 66 % or 67 %."""
    for direct, warnings in {"66%": set(), "67%": set(), "68%": {"QM302"}, "65%": {"QM302"}}.items():
        outcome = evaluated(
            f"""
            ## Mục tiêu
            | Mức đề ra | Cách tính |
            | từ 60% | Tỷ lệ |

            ## MT1
            | Số đạt | Tổng số | Ghi trực tiếp |
            | 2 | 3 | {direct} |
            """
        )
        assert outcome.warnings == warnings


@pytest.mark.parametrize(("direct", "warnings"), [("13", set()), ("14", {"QM302"})])
def test_a_typed_number_is_held_against_the_number(direct: str, warnings: set[str]) -> None:
    """EV27: for 13/18 it is 13 that agrees, not 72 %."""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | 12/18 chỉ tiêu | Tỷ lệ |

        ## MT1
        | Số đạt | Tổng số | Ghi trực tiếp |
        | 13 | 18 | {direct} |
        """
    )
    assert (outcome.status, outcome.warnings) == (EXCEEDED, warnings)


def test_a_number_over_a_grey_count_is_a_warning(outcome: Outcome) -> None:
    """EV27

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | từ 50% | Danh mục |

    ## MT1
    | Số đạt | Tổng số | Ghi trực tiếp |
    | 2 | 2 | |

    | Nội dung | Đạt |
    | A | Có |
    | B | Không |
    """
    assert (outcome.status, outcome.indicator.shown) == (MET, "50%")
    assert [d.cell for d in outcome.diagnostics if d.code == "QM301"] == ["A2"]


def test_more_good_ones_than_there_are(outcome: Outcome) -> None:
    """EV28

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 95% | Tỷ lệ |

    ## MT1
    | Nội dung | Số đạt | Tổng số |
    | Tháng 1 | 6 | 5 |
    | Tháng 2 | 1 | 9 |
    """
    assert outcome.status is NO_DATA
    assert outcome.diagnostic("QM215").cell == "B5"


def test_a_declared_share_of_a_plan_passes_100_percent() -> None:
    """EV28"""
    outcome = typed("100%", "'112,5%")
    assert (outcome.status, outcome.indicator.shown) == (EXCEEDED, "112,5%")


@pytest.mark.parametrize(
    ("target", "cell", "status", "shown", "code"),
    [
        ("trên 95%", "'97,5%", EXCEEDED, "97,5%", "QM213"),
        ("trên 95%", "'97.5 %", EXCEEDED, "97,5%", "QM213"),
        ("trên 95%", "'0,97", EXCEEDED, "97%", "QM213"),
        ("trên 95%", "'0.975", EXCEEDED, "97,5%", "QM213"),
        ("trên 95%", "97", EXCEEDED, "97%", None),
        ("trên 95%", "0.97", EXCEEDED, "97%", None),
        ("trên 95%", "100%", EXCEEDED, "100%", None),
        ("trên 95%", "'1", NO_DATA, None, "QM210"),
        ("100%", "112.5%", NO_DATA, None, "QM210"),  # stored as 1.125, which typed bare is 1,125 %
        ("không quá 5%", "3", NO_DATA, None, "QM210"),
        ("trên 0,5%", "3", EXCEEDED, "3%", "QM230"),
        ("trên 95%", "'97.125%", EXCEEDED, "97,125%", "QM230"),
        ("không quá 98%", "'97.125%", NO_DATA, None, "QM210"),
    ],
)
def test_two_readings(target: str, cell: str, status: Status, shown: str | None, code: str | None) -> None:
    """EV29"""
    outcome = typed(target, cell)
    assert (outcome.status, outcome.indicator.shown) == (status, shown)
    assert {d.code for d in outcome.diagnostics} == ({code} if code else set())


def test_the_sign_is_asked_for() -> None:
    """EV29"""
    found = typed("trên 95%", "'1").diagnostic("QM210")
    assert found.message == "“1” có thể là 1% hoặc 100%"
    assert found.fix == "gõ lại dưới dạng chữ có dấu %, bắt đầu bằng dấu nháy đơn, ví dụ '100%"


# EV52: targets that do not go with the way to measure


@pytest.mark.parametrize("target", ["Hoàn thành", "Đạt trước ngày 30/5/2026", "85"])
def test_a_target_must_go_with_the_way_to_measure(target: str) -> None:
    """EV52"""
    outcome = counted(target, 1540, 1587)
    assert outcome.status is NO_DATA
    assert outcome.errors == {"QM407"}
    assert outcome.diagnostic("QM407").cell == "A2"


# EV53: dates


def test_typed_dates_of_the_period_win(outcome: Outcome) -> None:
    """EV53

    ## Thông tin
    | Từ ngày | 15/12/2025 |
    | Đến ngày | 14/6/2026 |

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | 100% | Sổ theo dõi |

    ## MT1
    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | H1 | 15/12/2025 | 20/12/2025 | 20/12/2025 |
    | H2 | 15/6/2026 | 20/6/2026 | 20/6/2026 |
    """
    counts = outcome.indicator.measurement.register
    assert counts is not None
    assert (counts.received, counts.carried_over) == (1, 0)
    assert outcome.notes == {"QM220", "QM310"}


def test_an_indicator_may_have_its_own_data_date(outcome: Outcome) -> None:
    """EV53

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | 100% | Sổ theo dõi |

    ## MT1
    | Số liệu đến ngày |
    | 20/8/2026 |

    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | H1 | 15/7/2026 | 20/8/2026 | 20/8/2026 |
    """
    assert outcome.status is MET
    assert outcome.notes == {"QM402"}


def test_an_unreadable_date_of_the_period_is_not_replaced(outcome: Outcome) -> None:
    """EV07, EV53

    ## Thông tin
    | Từ ngày | 15/13/2025 |

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | 100% | Tỷ lệ |

    ## MT1
    | Số đạt | Tổng số |
    | 5 | 5 |
    """
    assert outcome.status is NO_DATA
    assert outcome.errors == {"QM203"}
    assert outcome.diagnostic("QM203").cell == "B1"


@pytest.mark.parametrize(
    ("row", "code"), [("| Kỳ báo cáo | Nửa năm |", "QM217"), ("| Năm | |", "QM218"), ("| Năm | 26 |", "QM218")]
)
def test_without_a_period_there_is_no_verdict(row: str, code: str) -> None:
    """EV07"""
    outcome = evaluated(
        f"""
        ## Thông tin
        {row}

        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | 100% | Tỷ lệ |

        ## MT1
        | Số đạt | Tổng số |
        | 5 | 5 |
        """
    )
    assert outcome.status is NO_DATA
    assert outcome.errors == {code}
