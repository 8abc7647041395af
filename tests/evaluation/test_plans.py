"""Plan tables: EV40 to EV43. Half a year asks for 50 % of the plan unless `Thông tin` says otherwise."""

import pytest

from qmxl.model.evaluation import Measurement, PlanBands, PlanStatus, Status
from tests.workbooks import Outcome, evaluated

EXCEEDED, MET, UNDER_WAY, BEHIND = PlanStatus.EXCEEDED, PlanStatus.MET, PlanStatus.UNDER_WAY, PlanStatus.BEHIND
NOT_MET, YEAR_END, NO_FIGURE = PlanStatus.NOT_MET, PlanStatus.YEAR_END, PlanStatus.NO_DATA


def plan(
    *rows: str,
    target: str = "15/15 chỉ tiêu",
    assessment: str = "",
    period: str = "6 tháng đầu năm",
    progress: str = "",
) -> Outcome:
    """One indicator over a plan whose rows are numbered from 5 on: name, plan, actual, requirement, assessment."""
    return evaluated(
        f"## Thông tin\n| Kỳ báo cáo | {period} |\n| Mức tiến độ cần đạt đến kỳ này (%) | {progress} |\n"
        f"## Mục tiêu\n| Mức đề ra | Cách tính | Kỳ đánh giá |\n| {target} | Bảng kế hoạch | {assessment} |\n"
        "## MT1\n| Ghi trực tiếp |\n| |\n\n| Chỉ tiêu | Kế hoạch | Thực hiện | Yêu cầu | Kỳ đánh giá |\n"
        + "\n".join(f"| {row} |" for row in rows)
    )


def figure(outcome: Outcome) -> Measurement:
    return outcome.indicator.measurement


def bands(outcome: Outcome) -> PlanBands:
    found = figure(outcome).bands
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("row", "waiting", "judged"),
    [
        # EV40: plan | actual | requirement | assessment; in June under a year-end indicator, and where it is judged
        ("100 | 101 | |", EXCEEDED, EXCEEDED),
        ("100 | 100 | |", MET, MET),
        ("100 | 50 | |", UNDER_WAY, NOT_MET),
        ("100 | 49 | |", BEHIND, NOT_MET),
        ("100 | 99 | Không thấp hơn kế hoạch |", UNDER_WAY, NOT_MET),
        ("100 | 100 | Không vượt quá kế hoạch |", MET, MET),
        ("100 | 1 | Không vượt quá kế hoạch |", MET, MET),
        ("100 | 101 | Không vượt quá kế hoạch |", UNDER_WAY, NOT_MET),
        ("dưới 4 | 3,9 | |", MET, MET),
        ("dưới 4 | 4 | |", UNDER_WAY, NOT_MET),
        ("7,4 - 8,4 | 8,4 | |", MET, MET),
        ("7,4 - 8,4 | 8,5 | |", EXCEEDED, EXCEEDED),
        ("7,4 - 8,4 | 7,3 | |", UNDER_WAY, NOT_MET),
        ("trên 95 | 95 | |", UNDER_WAY, NOT_MET),
        ("trên 95% | 95,5% | |", EXCEEDED, EXCEEDED),
        ("trên 95% | 95.5 | |", EXCEEDED, EXCEEDED),
        ("trên 95% | 40 | |", BEHIND, NOT_MET),
        ("dưới 4% | 3.5 | |", NO_FIGURE, NO_FIGURE),  # 3,5 % or 350 %
        ("dưới 4% | 3,5% | |", MET, MET),
        ("Đạt | Đạt | |", MET, MET),
        ("Đạt | Chưa đạt | |", UNDER_WAY, NOT_MET),
        ("1.500 | 1.587 | |", EXCEEDED, EXCEEDED),
        ("100 | | |", NO_FIGURE, NO_FIGURE),
        ("100 | nhiều | |", NO_FIGURE, NO_FIGURE),
        ("100 | #N/A | |", NO_FIGURE, NO_FIGURE),
        ("nhiều | 100 | |", NO_FIGURE, NO_FIGURE),
        ("100 | 101 | | Cuối năm", YEAR_END, YEAR_END),
        ("100 | | | Cuối năm", YEAR_END, YEAR_END),
    ],
)
def test_the_status_of_a_row(row: str, waiting: PlanStatus, judged: PlanStatus) -> None:
    """EV40"""
    for assessment, status in {"Cuối năm": waiting, "Từng kỳ": judged}.items():
        outcome = plan(f"A | {row}", assessment=assessment)
        assert [r.status for r in figure(outcome).plan_rows] == [status]


def test_at_the_end_of_the_year_every_row_is_judged() -> None:
    """EV40, EV06"""
    outcome = plan(
        "A | 100 | 101 | | Cuối năm", "B | 100 | 99 | |", target="2/2 chỉ tiêu", assessment="Cuối năm", period="Năm"
    )
    assert [r.status for r in figure(outcome).plan_rows] == [EXCEEDED, NOT_MET]
    assert (outcome.status, outcome.indicator.shown) == (Status.NOT_MET, "1/2")


ROWS = (
    "Du lịch | 25 | 8 | |",
    "Thu ngân sách | 100 | 49.9 | |",
    "Lúa | 100 | 50 | |",
    "Giao quân | 12 | 12 | |",
    "Rừng | 100 | 101 | |",
    "Hộ nghèo | dưới 4 | 3.5 | |",
    "Nợ đọng | 10 | 11 | Không vượt quá kế hoạch |",
    "Thu nhập | 55 | | | Cuối năm",
    "Việc làm | 100 | | |",
    "I. Văn hóa | | | |",
    "- trong đó: xã | | 7 | |",
)


def test_every_row_is_in_one_band() -> None:
    """EV41, EV42"""
    outcome = plan(*ROWS, target="9/9 chỉ tiêu", assessment="Cuối năm")
    found = bands(outcome)
    assert (found.behind, found.within, found.above, found.year_end, found.no_figure, found.limits, found.skipped) == (
        2,
        2,
        1,
        1,
        1,
        2,
        2,
    )
    assert found.total == figure(outcome).denominator == len(figure(outcome).plan_rows)
    assert outcome.diagnostic("QM319").message.startswith("2 dòng")
    assert outcome.warnings == set()


@pytest.mark.parametrize(
    ("period", "progress", "behind"),
    [("Quý I", "", 0), ("6 tháng đầu năm", "", 2), ("6 tháng đầu năm", "40", 1), ("9 tháng đầu năm", "", 3)],
)
def test_what_is_behind_depends_on_the_progress_asked_for(period: str, progress: str, behind: int) -> None:
    """EV41"""
    outcome = plan(*ROWS[:4], period=period, progress=progress, assessment="Cuối năm")
    # 32 %, 49,9 %, 50 % and 100 %
    assert bands(outcome).behind == behind
    assert bands(outcome).total == 4


@pytest.mark.parametrize(
    ("row", "share"),
    [
        ("25 | 8 | |", "8/25"),
        ("25 | 30 | |", "6/5"),
        ("trên 50% | 25% | |", "1/2"),
        ("0 | 8 | |", "None"),
        ("25 | 8 | Không vượt quá kế hoạch |", "None"),
        ("dưới 4 | 3 | |", "None"),
        ("7 - 8 | 7 | |", "None"),
        ("Đạt | Đạt | |", "None"),
    ],
)
def test_the_share_of_a_plan(row: str, share: str) -> None:
    """EV42"""
    (result,) = figure(plan(f"A | {row}")).plan_rows
    assert str(result.share) == share


@pytest.mark.parametrize(
    ("rows", "target", "status", "shown"),
    [
        (["A | 1 | 1 | |", "B | 1 | 2 | |"], "2/2 chỉ tiêu", Status.MET, "2/2"),
        (["A | 1 | 1 | |", "B | 2 | 1 | |"], "2/2 chỉ tiêu", Status.NOT_MET, "1/2"),
        (["A | 1 | 1 | |", "B | 2 | 1 | |"], "1/2 chỉ tiêu", Status.MET, "1/2"),
        (["A | 1 | 1 | |", "B | 2 | 1 | |"], "từ 50%", Status.MET, "50%"),
        (["A | 1 | 1 | |", "B | 2 | 1 | |"], "ít nhất 1 chỉ tiêu", Status.MET, "1 chỉ tiêu"),
    ],
)
def test_the_figure_of_a_plan(rows: list[str], target: str, status: Status, shown: str) -> None:
    """EV43"""
    outcome = plan(*rows, target=target)
    assert (outcome.status, outcome.indicator.shown) == (status, shown)


def test_a_plan_gets_no_further_rows() -> None:
    """EV22"""
    assert plan("A | 1 | 1 | |", "B | 2 | 1 | |", target="từ 60%").indicator.cases_needed is None


@pytest.mark.parametrize(
    ("target", "status", "errors"),
    [
        ("2/3 chỉ tiêu", Status.NO_DATA, {"QM332"}),
        ("3/3 chỉ tiêu", Status.NOT_MET, set()),
        ("1/3 chỉ tiêu", Status.NO_DATA, {"QM332"}),  # met or exceeded
        ("trên 30%", Status.EXCEEDED, set()),
        ("từ 50%", Status.NO_DATA, {"QM332"}),
    ],
)
def test_rows_without_figures_are_decided_at_both_bounds(target: str, status: Status, errors: set[str]) -> None:
    """EV13, EV43"""
    outcome = plan("A | 1 | 1 | |", "B | 2 | 1 | |", "C | 2 | nhiều | |", target=target)
    assert (outcome.status, outcome.errors) == (status, errors)
    assert outcome.warnings == {"QM326"}
    if errors:
        assert outcome.diagnostic("QM332").message.endswith("dòng 7")


def test_another_number_of_rows_than_the_target_s() -> None:
    """EV43"""
    outcome = plan("A | 1 | 1 | |", "B | 1 | 1 | |", target="3/3 chỉ tiêu")
    assert outcome.status is Status.NOT_MET
    assert outcome.diagnostic("QM318").message == "bảng kế hoạch có 2 chỉ tiêu, mức đề ra ghi 3"


def test_section_rows_alone_are_no_plan() -> None:
    """EV08, EV42"""
    outcome = plan("I. Kinh tế | | | |", "II. Xã hội | | | |")
    assert (outcome.status, outcome.errors) == (Status.NO_DATA, {"QM214"})


def test_rows_of_an_indicator_not_yet_due_are_not_missed(outcome: Outcome) -> None:
    """EV40, EV10

    ## Mục tiêu
    | Mức đề ra | Cách tính | Thời hạn hoàn thành |
    | 100% | Bảng kế hoạch | 31/12/2026 |

    ## MT1
    | Chỉ tiêu | Kế hoạch | Thực hiện |
    | A | 100 | 10 |
    | B | 100 | 60 |
    | C | 100 | 100 |
    """
    assert outcome.status is Status.DEFERRED
    assert [r.status for r in figure(outcome).plan_rows] == [BEHIND, UNDER_WAY, MET]


@pytest.mark.parametrize(
    ("target", "rows", "period", "status"),
    [
        ("100%", "ww", "6 tháng đầu năm", Status.DEFERRED),
        ("3/3 chỉ tiêu", "mmw", "6 tháng đầu năm", Status.DEFERRED),
        ("2/3 chỉ tiêu", "mmw", "6 tháng đầu năm", Status.MET),
        ("3/3 chỉ tiêu", "msw", "6 tháng đầu năm", Status.NOT_MET),  # out of reach
        ("2/3 chỉ tiêu", "msw", "6 tháng đầu năm", Status.DEFERRED),
        ("trên 30%", "msw", "6 tháng đầu năm", Status.EXCEEDED),
        ("3/3 chỉ tiêu", "mmw", "Năm", Status.NO_DATA),
    ],
)
def test_rows_judged_at_the_end_of_the_year_may_still_be_met(
    target: str, rows: str, period: str, status: Status
) -> None:
    """EV11, EV43"""
    lines = {"m": "100 | 100 | |", "s": "100 | 10 | |", "w": "100 | | | Cuối năm"}
    outcome = plan(*(f"{n} | {lines[row]}" for n, row in enumerate(rows)), target=target, period=period)
    assert outcome.status is status
    assert outcome.errors == ({"QM332"} if status is Status.NO_DATA else set())


@pytest.mark.parametrize(
    ("unit", "target", "actual", "share"),
    [
        ("%", "95", "'94,6%", "473/475"),
        ("xã", "95", "'94,6%", "473/475"),
        ("%", "95", "'94,6", "473/475"),
        ("", "0.95", "'94,6%", "473/475"),
        ("%", "'95%", "'94,6%", "473/475"),
    ],
)
def test_a_percentage_as_text_is_read_on_the_scale_of_its_plan(unit: str, target: str, actual: str, share: str) -> None:
    """EV29, EV42"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | 100% | Bảng kế hoạch |

        ## MT1
        | Chỉ tiêu | Đơn vị tính | Kế hoạch | Thực hiện |
        | A | {unit} | {target} | {actual} |
        """
    )
    (row,) = figure(outcome).plan_rows
    assert str(row.share) == share


@pytest.mark.parametrize(
    ("unit", "actual", "status"), [("%", "'0,4%", NOT_MET), ("%", "'0,6%", NO_FIGURE), ("", "'0,6%", NOT_MET)]
)
def test_a_plan_below_one_percent_may_be_a_share(unit: str, actual: str, status: PlanStatus) -> None:
    """EV29: 0,6 % is 0,006 or, of a plan in percent, 0,6; either way 0,4 % is short of 0,5."""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính |
        | 100% | Bảng kế hoạch |

        ## MT1
        | Chỉ tiêu | Đơn vị tính | Kế hoạch | Thực hiện |
        | A | {unit} | 0.5 | {actual} |
        """
    )
    assert [r.status for r in figure(outcome).plan_rows] == [status]
