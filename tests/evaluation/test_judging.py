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
    assert outcome.diagnostic("QM214").fix == (
        "điền số liệu; nếu trong kỳ không phát sinh, chọn Chưa phát sinh ở Ghi trực tiếp"  # Tổng số is grey here
    )


@pytest.mark.parametrize(
    ("cells", "message", "fix"),
    [
        (
            "| | |",
            "chưa có số liệu",
            "điền số liệu; nếu trong kỳ không phát sinh, ghi 0 vào Tổng số hoặc chọn Chưa phát sinh ở Ghi trực tiếp",
        ),
        ("| 5 | |", "chưa có Tổng số", "điền Tổng số"),
        ("| | 5 |", "chưa có Số đạt", "điền Số đạt"),
    ],
)
def test_what_is_missing_is_asked_for(cells: str, message: str, fix: str) -> None:
    """EV08"""
    found = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | trên 90% | Tỷ lệ |

        ## MT1
        | Số đạt | Tổng số |
        {cells}
        """
    ).diagnostic("QM214")
    assert (found.message, found.fix) == (f"chỉ tiêu 1 {message}", fix)


def test_a_share_is_no_judgement() -> None:
    """EV07"""
    outcome = typed("trên 95%", "0.97", "Tự đánh giá")
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM204"})
    assert outcome.diagnostic("QM204").message == "“0,97” không có trong danh sách"


def test_a_word_that_is_no_number_is_quoted_as_typed() -> None:
    assert typed("không quá 3 vụ", "Không").diagnostic("QM202").message == "không đọc được số “Không”"


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
    assert found.fix == "gõ lại dưới dạng chữ có dấu %, bắt đầu bằng dấu nháy đơn: '1% hoặc '100%"


@pytest.mark.parametrize(
    ("target", "cell", "status", "code"),
    [
        ("trên 85", "'90%", NO_DATA, "QM371"),
        ("ít nhất 02 lớp", "'20 %", NO_DATA, "QM371"),
        ("15/18 chỉ tiêu", "'90%", NO_DATA, "QM371"),
        ("15/18 chỉ tiêu", "20", NO_DATA, "QM372"),
        ("15/18 chỉ tiêu", "18", EXCEEDED, None),
        ("15/18 chỉ tiêu", "16.5", NO_DATA, "QM216"),
        ("15/18 chỉ tiêu", "-1", NO_DATA, "QM216"),
        ("không quá 3 vụ", "-1", NO_DATA, "QM216"),
        ("ít nhất 02 lớp", "-1", NOT_MET, "QM365"),
        ("ít nhất 02 lớp", "20", EXCEEDED, None),
        ("ít nhất 2,5 tỷ đồng", "2.75", EXCEEDED, None),
    ],
)
def test_a_declared_number_must_be_one_of_what_is_counted(
    target: str, cell: str, status: Status, code: str | None
) -> None:
    """EV58"""
    outcome = typed(target, cell)
    assert outcome.status is status
    assert {d.code for d in outcome.diagnostics} - {"QM401"} == ({code} if code else set())


@pytest.mark.parametrize(
    ("plan", "actual", "status"),
    [("85", "'90%", MET), ("85", "90", MET), ("90%", "'95%", MET), ("0.9", "'95%", MET), ("'90%", "95%", MET)],
)
def test_a_percentage_beside_a_plan_is_read_in_the_unit_of_the_plan(plan: str, actual: str, status: Status) -> None:
    """EV58"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | 1/1 chỉ tiêu | Bảng kế hoạch |

        ## MT1
        | STT | Chỉ tiêu | Đơn vị tính | Kế hoạch | Thực hiện |
        | 1 | Hộ dùng nước sạch | % | {plan} | {actual} |
        """
    )
    assert outcome.status is status


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


# EV09, EV26 to EV28: half of the figures, and figures where none belong


def beside(target: str, measure: str, cells: str) -> Outcome:
    """One indicator with what stands in Số đạt, Tổng số and Ghi trực tiếp."""
    return evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | {target} | {measure} |

        ## MT1
        | Số đạt | Tổng số | Ghi trực tiếp |
        | {cells} |
        """
    )


@pytest.mark.parametrize(("cells", "cell"), [(" | 200 | '97%", "A2"), ("3 | | '97%", "B2"), ("0 | | '97%", "B2")])
def test_a_declared_figure_does_not_replace_half_typed_counts(cells: str, cell: str) -> None:
    """EV26"""
    outcome = beside("90%", "Tỷ lệ", cells)
    assert (outcome.status, outcome.indicator.measurement.is_declared) == (NO_DATA, False)
    assert outcome.errors == {"QM214"}
    assert outcome.diagnostic("QM214").cell == cell


@pytest.mark.parametrize(
    ("measure", "cells", "status"),
    [
        ("Tỷ lệ", "3 | | Chưa phát sinh", NO_DATA),
        ("Tỷ lệ", " | 3 | Chưa phát sinh", NO_DATA),
        ("Tỷ lệ", "0 | | Chưa phát sinh", NO_CASES),
        ("Tỷ lệ", " | 0 | Chưa phát sinh", NO_CASES),
        ("Ghi trực tiếp", "5 | 10 | Chưa phát sinh", NO_DATA),
        ("Ghi trực tiếp", "0 | 0 | Chưa phát sinh", NO_CASES),
        ("Tự đánh giá", " | 10 | Chưa phát sinh", NO_DATA),
    ],
)
def test_no_cases_beside_typed_numbers(measure: str, cells: str, status: Status) -> None:
    """EV09"""
    outcome = beside("Thực hiện" if measure == "Tự đánh giá" else "90%", measure, cells)
    assert outcome.status is status
    assert outcome.errors == ({"QM313"} if status is NO_DATA else set())


@pytest.mark.parametrize(
    ("target", "measure", "cells", "code"),
    [
        ("90%", "Ghi trực tiếp", "5 | 10 | '95%", "QM351"),
        ("90%", "Ghi trực tiếp", "95 | 100 | '95%", "QM352"),
        ("90%", "Ghi trực tiếp", "95 | | '95%", "QM351"),
        ("ít nhất 2 lớp", "Ghi trực tiếp", "2 | | 2", "QM352"),
        ("Thực hiện", "Tự đánh giá", "5 | 10 | Đạt", "QM351"),
        ("90%", "Sổ theo dõi", "5 | 10 | '95%", "QM351"),
    ],
)
def test_numbers_where_none_belong_are_said(target: str, measure: str, cells: str, code: str) -> None:
    """EV27"""
    outcome = beside(target, measure, cells)
    assert outcome.status in {MET, EXCEEDED}
    assert outcome.diagnostic(code).cell == "A2"
    assert outcome.errors == set()


@pytest.mark.parametrize("target", ["trên 95%", "02 lớp"])
@pytest.mark.parametrize("word", ["Đạt", "Chưa đạt"])
def test_a_word_says_nothing_of_a_number(target: str, word: str) -> None:
    """EV52"""
    outcome = typed(target, word, "Tự đánh giá")
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM407"})


def test_counts_out_of_another_number_than_the_target_s() -> None:
    """EV62"""
    assert counted("18/18", 18, 18).warnings == set()
    for numerator, denominator, status in ((18, 20, MET), (9, 9, NOT_MET)):
        outcome = counted("18/18", numerator, denominator)
        assert (outcome.status, outcome.warnings) == (status, {"QM350"})
    assert outcome.diagnostic("QM350").message == "mức đề ra tính trên 18, số liệu đếm trên 9"


def test_a_part_without_cases(outcome: Outcome) -> None:
    """EV25

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | 100% | Tỷ lệ |

    ## MT1
    | Nội dung | Số đạt | Tổng số |
    | Tháng 1 | 10 | 10 |
    | Tháng 2 | | 0 |
    """
    assert (outcome.status, outcome.indicator.shown, outcome.errors) == (MET, "100%", set())


# EV06: figures of what is judged at the end of the year


def test_what_cannot_be_read_costs_nothing_before_the_end_of_the_year(outcome: Outcome) -> None:
    """EV06, EV70

    ## Mục tiêu
    | Mức đề ra | Cách tính | Kỳ đánh giá |
    | 90% | Ghi trực tiếp | Cuối năm |
    | 15/15 | Bảng kế hoạch | Cuối năm |
    | 90% | Tỷ lệ | Cuối năm |
    | 90% | Tỷ lệ | Cuối năm |
    | 90% | Tỷ lệ | |

    ## MT1
    | Số đạt | Tổng số | Ghi trực tiếp |
    | | | abc |
    | | | |
    | x | 12 | |
    | 13 | 12 | |
    | x | 12 | |
    """
    assert outcome.statuses == (DEFERRED, DEFERRED, DEFERRED, DEFERRED, NO_DATA)
    assert [(d.code, d.cell) for d in outcome.diagnostics if d.severity == "error"] == [("QM202", "A6")]
    told = [d.message for d in outcome.diagnostics if d.code == "QM363"]
    assert told[0] == "không đọc được số “abc”; chỉ tiêu chưa đến kỳ đánh giá nên chưa ảnh hưởng đến kết luận"
    assert len(told) == 4


def test_a_table_is_an_error_for_whoever_is_judged_by_it(outcome: Outcome) -> None:
    """EV06, EV71

    ## Mục tiêu
    | Mức đề ra | Cách tính | Kỳ đánh giá |
    | 90% | Tỷ lệ | Cuối năm |
    | 90% | Tỷ lệ | |

    ## MT1
    | Ghi trực tiếp |
    | |
    | |

    | Nội dung | Số đạt | Tổng số |
    | A | x | 12 |
    """
    assert outcome.statuses == (DEFERRED, NO_DATA)
    assert outcome.errors == {"QM202"}


# EV29: choices that cannot be read


@pytest.mark.parametrize(("state", "status"), [("Trả lại", NO_DATA), ("", NOT_MET)])
def test_a_choice_that_cannot_be_read_is_an_error_where_the_verdict_hangs_on_it(state: str, status: Status) -> None:
    """EV29, EV35"""
    outcome = evaluated(
        f"""
        ## Thông tin
        | Hồ sơ trả lại, rút | Bỏ qua |

        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | từ 50% | Sổ theo dõi |

        ## MT1
        | Ghi trực tiếp |
        | |

        | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Tình trạng |
        | H1 | 01/2/2026 | 10/2/2026 | | {state} |
        | H2 | 01/2/2026 | 10/2/2026 | 11/2/2026 | |
        """
    )
    assert outcome.status is status
    assert outcome.errors == ({"QM362"} if status is NO_DATA else set())
    assert "QM223" in outcome.warnings
    if outcome.errors:
        assert outcome.diagnostic("QM362").cell == "B1"


@pytest.mark.parametrize(("target", "status"), [("từ 50%", NO_DATA), ("từ 10%", EXCEEDED)])
def test_whether_neutral_answers_count_must_be_readable(target: str, status: Status) -> None:
    """EV29, EV45"""
    outcome = evaluated(
        f"""
        ## Thông tin
        | "Bình thường" tính là hài lòng | Tùy |

        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | {target} | Khảo sát |

        ## MT1
        | Ghi trực tiếp |
        | |

        | Nội dung khảo sát | Rất hài lòng | Hài lòng | Bình thường | Không hài lòng |
        | A | 1 | 1 | 2 | 2 |
        """
    )
    assert (outcome.status, outcome.errors) == (status, {"QM362"} if status is NO_DATA else set())


# EV53: odd dates


@pytest.mark.parametrize(
    ("cut_off", "reported", "odd"),
    [
        ("31/12/2025", "", "trước ngày đầu kỳ (01/01/2026)"),
        ("01/01/2026", "", None),
        ("20/8/2026", "", None),
        ("20/8/2026", "20/8/2026", None),
        ("20/8/2026", "19/8/2026", "sau Ngày báo cáo (19/8/2026)"),
        ("20/8/2062", "", "sau khi kỳ báo cáo kết thúc hơn một năm"),
    ],
)
def test_a_data_date_that_can_hardly_be_meant(cut_off: str, reported: str, odd: str | None) -> None:
    """EV53"""
    outcome = evaluated(
        f"""
        ## Thông tin
        | Ngày báo cáo | {reported} |

        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | 90% | Tỷ lệ |

        ## MT1
        | Số đạt | Tổng số | Số liệu đến ngày |
        | 10 | 10 | {cut_off} |
        """
    )
    assert outcome.status is EXCEEDED
    assert outcome.warnings == ({"QM360"} if odd else set())
    if odd:
        assert outcome.diagnostic("QM360").message.endswith(odd)


# EV27: grey cells


@pytest.mark.parametrize(
    ("value", "status", "found"),
    [
        ("", "", []),
        ("0.5", "Chưa đạt", []),
        ("'50%", "chưa đạt", []),
        ("Chưa phải số", "Chạy lại qmxl", []),
        ("", "Thiếu số liệu", []),
        ("", "Chưa\u00a0đạt", []),
        ("0.95", "Đạt", [("B2", "Đạt", "Chưa đạt"), ("A2", "95%", "50%")]),
        ("'95%", "", [("A2", "95%", "50%")]),
        ("cao", "", [("A2", "cao", "50%")]),
    ],
)
def test_what_is_typed_over_a_grey_cell_is_said(value: str, status: str, found: list[tuple[str, str, str]]) -> None:
    """EV27"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | 90% | Tỷ lệ |

        ## MT1
        | Kết quả | Đánh giá | Số đạt | Tổng số |
        | {value} | {status} | 5 | 10 |
        """
    )
    assert (outcome.status, outcome.indicator.shown) == (NOT_MET, "50%")
    said = [d for d in outcome.diagnostics if d.code == "QM364"]
    assert [(d.cell, d.found) for d in said] == [(cell, typed) for cell, typed, _ in found]
    assert all(f"“{computed}”" in d.message for d, (_, _, computed) in zip(said, found, strict=True))


@pytest.mark.parametrize(("numerator", "denominator"), [(12, 1388), (1, 3), (2, 3), (16, 1501)])
def test_what_a_spreadsheet_computes_of_the_counts_is_not_typed_over(numerator: int, denominator: int) -> None:
    """EV27: the fifteenth digit of a double may be one off that of the exact ratio."""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | không quá 1% | Tỷ lệ |

        ## MT1
        | Kết quả | Đánh giá | Số đạt | Tổng số |
        | {numerator / denominator!r} | | {numerator} | {denominator} |
        """
    )
    assert "QM364" not in {d.code for d in outcome.diagnostics}


@pytest.mark.parametrize(("direct", "status"), [("15/6/2026", NOT_MET), ("29/5/2026", MET), ("Chưa đạt", DEFERRED)])
def test_what_was_done_too_late_does_not_wait_for_a_later_deadline(direct: str, status: Status) -> None:
    """EV10"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính | Thời hạn hoàn thành |
        | Hoàn thành trước ngày 30/5/2026 | Tự đánh giá | 30/9/2026 |

        ## MT1
        | Ghi trực tiếp |
        | {direct} |
        """
    )
    assert outcome.status is status


@pytest.mark.parametrize(
    ("measure", "cells", "shown"), [("Tỷ lệ", "1 | 100 | ", "1%"), ("Ghi trực tiếp", " | | 1", "1")]
)
def test_a_target_cell_of_0(measure: str, cells: str, shown: str) -> None:
    """EV52, EV63"""
    outcome = beside("0", measure, cells)
    assert (outcome.status, outcome.indicator.shown) == (NOT_MET, shown)


def test_a_negative_figure_is_said() -> None:
    """EV29"""
    outcome = typed("không quá 1%", "'-5%")
    assert (outcome.status, outcome.warnings) == (MET, {"QM365"})
