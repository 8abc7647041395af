"""Earlier periods: which result is held against which, what has changed, what is only quoted, what is said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from qmxl.contract.rules import RULES
from qmxl.contract.words import period_text
from qmxl.evaluation.earlier_periods import changes, results_for_later, with_earlier
from qmxl.evaluation.evaluate import evaluate
from qmxl.model.earlier_periods import Relation, earlier_matches, relation
from qmxl.model.submission import EarlierPeriod, ReportingPeriod
from qmxl.reading.earlier_results import in_order
from tests.workbooks import Outcome, evaluated

LAST_YEAR = "| 6 tháng đầu năm | 2025"


def earlier(kind: str, year: int, first: tuple[int, int], last: tuple[int, int], start: int = 0) -> EarlierPeriod:
    days = date(year - start, *first), date(year, *last)
    return EarlierPeriod(kind, year, *days, period_text(kind, year))


def current(kind: str, year: int, first: tuple[int, int], last: tuple[int, int]) -> ReportingPeriod:
    days = date(year, *first), date(year, *last)
    return ReportingPeriod(kind, year, *days, last == (12, 31), Decimal(1), period_text(kind, year))


HALF = current("6 tháng đầu năm", 2026, (1, 1), (6, 30))
SECOND_QUARTER = current("Quý II", 2026, (4, 1), (6, 30))


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (earlier("6 tháng đầu năm", 2025, (1, 1), (6, 30)), HALF, Relation.YEAR_BEFORE),
        (earlier("6 tháng đầu năm", 2025, (12, 15), (6, 14), start=1), HALF, Relation.YEAR_BEFORE),
        (earlier("6 tháng đầu năm", 2024, (1, 1), (6, 30)), HALF, Relation.OTHER),
        (earlier("Quý I", 2026, (1, 1), (3, 31)), HALF, Relation.PART),
        (earlier("Quý I", 2026, (12, 15), (3, 14), start=1), HALF, Relation.PART),
        (earlier("6 tháng cuối năm", 2025, (7, 1), (12, 31)), HALF, Relation.PRECEDING),
        (earlier("Năm", 2025, (1, 1), (12, 31)), HALF, Relation.OTHER),
        (earlier("Quý I", 2026, (1, 1), (3, 31)), SECOND_QUARTER, Relation.PRECEDING),
        (earlier("Quý IV", 2025, (10, 1), (12, 31)), SECOND_QUARTER, Relation.OTHER),
        (earlier("Quý II", 2025, (4, 1), (6, 30)), SECOND_QUARTER, Relation.YEAR_BEFORE),
        (earlier("Tháng 3", 2026, (3, 1), (3, 31)), current("Tháng 4", 2026, (4, 1), (4, 30)), Relation.PRECEDING),
        (earlier("Tháng 3", 2026, (3, 1), (3, 31)), SECOND_QUARTER, Relation.OTHER),
    ],
)
def test_how_an_earlier_period_lies_to_this_one(then: EarlierPeriod, now: ReportingPeriod, expected: Relation) -> None:
    """EV142"""
    assert relation(then, now) is expected


def compared(targets: Sequence[str], figures: Sequence[str], rows: Sequence[str]) -> Outcome:
    """Indicators 1.1, 1.2 … of one objective, each a ratio of typed counts, and rows of earlier periods."""
    return evaluated(
        "## Mục tiêu\n| Chỉ tiêu | Mức đề ra | Cách tính |\n"
        + "".join(f"{target}\n" for target in targets)
        + "\n## MT1\n| Số đạt | Tổng số | Ghi trực tiếp |\n"
        + "".join(f"{figure}\n" for figure in figures)
        + "\n## Kết quả kỳ trước\n| Kỳ báo cáo | Năm | Mã | Chỉ tiêu | Mức đề ra | Cách tính | Kết quả | Đơn vị tính |"
        " Đã báo cáo là | Đánh giá |\n" + "".join(f"{row}\n" for row in rows)
    )


@pytest.mark.parametrize(
    ("target", "figure", "then", "shown", "difference", "text"),
    [
        ("trên 90% | Tỷ lệ", "97 | 100 |", "93,8% | %", "93,8%", "3.2", "3,2 điểm phần trăm"),
        ("trên 90% | Tỷ lệ", "1540 | 1587 |", "93,8% | %", "93,8%", "3.2", "3,2 điểm phần trăm"),
        ("trên 90% | Tỷ lệ", "966 | 1000 |", "0,97 | %", "97%", "-0.4", "0,4 điểm phần trăm"),
        ("trên 90% | Tỷ lệ", "970 | 1000 |", "97% | %", "97%", "0", "0 điểm phần trăm"),
        ("không quá 2% | Tỷ lệ", "1 | 100 |", "3% | %", "3%", "-2", "2 điểm phần trăm"),
        ("ít nhất 02 lớp | Ghi trực tiếp", " | | 3", "1 | lớp", "1 lớp", "2", "2 lớp"),
        ("ít nhất 02 lớp | Ghi trực tiếp", " | | 3", "1 | ", "", "2", "2 lớp"),
        ("từ 85% | Ghi trực tiếp", " | | 95,75%", "95,5% | %", "95,5%", "0.25", "0,25 điểm phần trăm"),
    ],
)
def test_the_difference_is_told_in_points_or_in_the_unit(
    target: str, figure: str, then: str, shown: str, difference: str, text: str
) -> None:
    """EV141: 97 % against 93,8 % is 3,2 points, whatever either is of the other."""
    measure = target.partition(" | ")[2]
    row = f"{LAST_YEAR} | '1 | Việc A | {target.partition(' | ')[0]} | {measure} | {then} | {shown} | Vượt |"
    outcome = compared([f"| Việc A | {target} |"], [f"| {figure} |"], [row])
    change = outcome.evaluation.changes["1"]
    assert (change.difference, change.text) == (Fraction(difference), text)
    assert change.period == "6 tháng đầu năm 2025"
    assert change.is_exactly_equal == (difference == "0")


def test_equal_as_shown_need_not_be_equal() -> None:
    row = f"{LAST_YEAR} | '1 | Việc A | trên 90% | Tỷ lệ | 97% | % | 97% | Vượt |"
    outcome = compared(["| Việc A | trên 90% | Tỷ lệ |"], ["| 9701 | 10000 | |"], [row])
    change = outcome.evaluation.changes["1"]
    assert (change.difference, change.is_exactly_equal) == (0, False)


TWO = ["| Hồ sơ đúng hạn năm 2026 | trên 90% | Tỷ lệ |", "| Người dân hài lòng | trên 80% | Tỷ lệ |"]
FIGURES = ["| 97 | 100 | |", "| 90 | 100 | |"]


@pytest.mark.parametrize(
    ("rows", "codes", "changed"),
    [
        (["'1.1 | Hồ sơ đúng hạn năm 2025 | trên 90% | Tỷ lệ | 90% | % | 90% | Chưa đạt |"], {"QM485"}, {"1.1"}),
        (["'1.1 | HỒ SƠ  ĐÚNG HẠN năm 2025. | trên 90% | Tỷ lệ | 90% | % | 90% | Đạt |"], {"QM485"}, {"1.1"}),
        (["'1.1 | | | | '90% | | | |"], {"QM485"}, {"1.1"}),
        (["'1.1 | | | | 90 | | | |"], {"QM485", "QM492"}, set()),
        (["'1.1 | Hồ sơ đúng hạn năm 2026 | trên 90% | Tỷ lệ | '90% | | | Đạt |"], {"QM485"}, {"1.1"}),
        (["'1.1 | Hồ sơ đúng hạn năm 2025 | trên 90% | Tỷ lệ | '90% | | '99% | Đạt |"], {"QM485", "QM496"}, set()),
        (["'1.1 | Hồ sơ đúng hạn năm 2025 | trên 90% | Tỷ lệ | '-90% | | | Đạt |"], {"QM485", "QM496"}, set()),
        (["'1.1 | Hồ sơ đúng hạn năm 2025 | trên 90% | Tỷ lệ | 0,9 | ％ | '90% | Đạt |"], {"QM485"}, {"1.1"}),
        (["'1.1 | Hồ sơ đúng hạn năm 2025 | trên 90% | Tỷ lệ | | | | Thiếu số liệu |"], {"QM485", "QM493"}, set()),
        (["'1.9 | Người dân hài lòng | trên 80% | Tỷ lệ | 85% | % | 85% | Vượt |"], {"QM485", "QM487"}, {"1.2"}),
        (["'1.1 | Việc khác hẳn | trên 90% | Tỷ lệ | 90% | % | 90% | Đạt |"], {"QM485", "QM486"}, set()),
        (["'1.2 | Người dân hài lòng | trên 80% | Khảo sát | 85% | % | 85% | Đạt |"], {"QM485", "QM489"}, set()),
        (["'1.2 | Người dân hài lòng | trên 85% | Tỷ lệ | 85% | % | 85% | Đạt |"], {"QM485", "QM488"}, {"1.2"}),
        (["'1.2 | Người dân hài lòng | trên 80% | Tỷ lệ | 85 | lượt | 85 | Đạt |"], {"QM485", "QM492"}, set()),
        (["'1.2 | Người dân hài lòng | trên 80% | Tỷ lệ | | % | | Chưa đến kỳ đánh giá |"], {"QM485", "QM490"}, set()),
    ],
)
def test_what_is_compared_and_what_is_said(rows: Sequence[str], codes: set[str], changed: set[str]) -> None:
    """EV140, EV143, EV144"""
    outcome = compared(TWO, FIGURES, [f"{LAST_YEAR} | {row}" for row in rows])
    said = {d.code for d in outcome.diagnostics if d.code in RULES and "QM480" <= d.code <= "QM499"}
    assert said == codes
    assert set(outcome.evaluation.changes) == changed


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ("| 6 tháng | 2025 | '1.1 | | | | 90% | % | | |", "QM480", "A3"),
        ("| Quý I | 20255 | '1.1 | | | | 90% | % | | |", "QM480", "B3"),
        ("| Quý I | 2025 | '1.1 | | | | chín mươi | % | | |", "QM480", "G3"),
        ("| Quý I | 2025 | '1.1 | | | | 90% | % | | tốt |", "QM480", "J3"),
        ("| | | '1.1 | | | | 90% | % | | |", "QM481", "A3"),
        ("| 6 tháng đầu năm | 2026 | '1.1 | | | | 90% | % | | |", "QM483", "A3"),
        ("| Năm | 2026 | '1.1 | | | | 90% | % | | |", "QM483", "A3"),
        ("| 6 tháng đầu năm | 2025 | '1.2 | | | | 91% | % | | |", "QM484", "A3"),
    ],
)
def test_a_row_that_is_not_used_is_named_and_kept(row: str, code: str, cell: str) -> None:
    """EV145"""
    first = f"{LAST_YEAR} | '1.2 | Người dân hài lòng | trên 80% | Tỷ lệ | 85% | % | 85% | Vượt |"
    outcome = compared(TWO, FIGURES, [first, row])
    found = outcome.diagnostic(code)
    assert (found.sheet, found.cell) == ("Kết quả kỳ trước", cell)
    assert len(outcome.submission.earlier) == 2
    assert set(outcome.evaluation.changes) == {"1.2"}
    assert outcome.evaluation.changes["1.2"].shown == "85%"


def dated(*rows: str) -> Outcome:
    """With the days of the earlier period."""
    return evaluated(
        "## Mục tiêu\n| Chỉ tiêu | Mức đề ra | Cách tính |\n"
        + "".join(f"{target}\n" for target in TWO)
        + "\n## MT1\n| Số đạt | Tổng số | Ghi trực tiếp |\n"
        + "".join(f"{figure}\n" for figure in FIGURES)
        + "\n## Kết quả kỳ trước\n| Kỳ báo cáo | Năm | Từ ngày | Đến ngày | Mã | Kết quả | Đơn vị tính | Số liệu đến ngày |\n"
        + "".join(f"| 6 tháng đầu năm | 2025 | {row} |\n" for row in rows)
    )


def test_a_period_has_one_range_of_days() -> None:
    outcome = dated("15/12/2024 | 14/6/2025 | '1.1 | 0,9 | % |", "| | '1.2 | 0,8 | % |")
    assert outcome.diagnostic("QM497").cell == "A3"
    assert set(outcome.evaluation.changes) == {"1.1", "1.2"}
    assert len(earlier_matches(outcome.submission).periods) == 1


@pytest.mark.parametrize("days", ["30/6/2025 | 01/1/2025", "05/5/1990 |", "| 01/1/1990"])
def test_days_far_from_the_period_are_named(days: str) -> None:
    """EV145"""
    outcome = dated(f"{days} | '1.1 | 0,9 | % |")
    assert "QM480" in outcome.warnings
    assert outcome.evaluation.changes == {}


def test_figures_to_another_day_of_the_year_are_told_with_it() -> None:
    """EV141: shares are compared and the day is told, numbers are not compared."""
    outcome = dated("| | '1.1 | 0,9 | % | 15/6/2025", "| | '1.2 | 0,8 | % |")
    assert outcome.diagnostic("QM494").message.startswith("số liệu của chỉ tiêu 1.1 ở kỳ này")
    assert set(outcome.evaluation.changes) == {"1.1", "1.2"}


def test_a_wording_that_names_both_years_is_the_same() -> None:
    """EV140: "giai đoạn 2019-2025" is no other wording in another year."""
    wording = "Thực hiện Đề án 06 giai đoạn 2025-2030"
    rows = [f"{LAST_YEAR} | '1 | {wording} | trên 90% | Tỷ lệ | '90% | | | Đạt |"]
    outcome = compared([f"| {wording} | trên 90% | Tỷ lệ |"], ["| 97 | 100 | |"], rows)
    assert set(outcome.evaluation.changes) == {"1"}


def test_numbers_of_one_year_are_quoted_not_compared() -> None:
    """EV142: two classes in the second half may be the year's."""
    rows = ["| 6 tháng cuối năm | 2025 | '1 | Tập huấn | ít nhất 02 lớp | Ghi trực tiếp | 1 | lớp | 1 lớp | Chưa đạt |"]
    outcome = compared(["| Tập huấn | ít nhất 02 lớp | Ghi trực tiếp |"], ["| | | 3 |"], rows)
    assert outcome.evaluation.changes == {}
    assert earlier_matches(outcome.submission).main("1") is not None


def test_a_result_becomes_the_next_period_s_earlier_one() -> None:
    """Whatever period stands in the workbook is replaced by the file's own, and said."""
    then = compared(TWO, FIGURES, [])
    own = results_for_later(then.submission, then.evaluation)
    assert [(r.text("code"), r.value, r.text("shown"), r.text("status")) for r in own] == [
        ("1.1", Decimal("0.97"), "97%", "EXCEEDED"),
        ("1.2", Decimal("0.9"), "90%", "EXCEEDED"),
    ]
    row = "| 6 tháng đầu năm | 2026 | '1.1 | Hồ sơ đúng hạn năm 2026 | trên 90% | Tỷ lệ | 12% | % | 12% | Chưa đạt |"
    now = compared([TWO[0].replace("2026", "2027"), TWO[1]], FIGURES, [row])
    period = replace(HALF, year=2027, first=date(2027, 1, 1), last=date(2027, 6, 30), text="6 tháng đầu năm 2027")
    later = replace(now.submission, information=replace(now.submission.information, period=period))
    together, said = with_earlier(later, own)
    assert [d.code for d in said] == ["QM482"]
    assert [r.text("shown") for r in together.earlier] == ["97%", "90%"]
    told, _ = changes(together, evaluate(together)[0])
    assert {code: change.difference for code, change in told.items()} == {"1.1": 0, "1.2": 0}


def test_the_order_in_which_periods_are_given_does_not_matter() -> None:
    rows = [
        f"| {kind} | {year} | '1.1 | | | | {value}% | % | {value}% | Đạt |"
        for kind, year, value in [("6 tháng đầu năm", 2025, 91), ("Quý I", 2026, 92), ("6 tháng đầu năm", 2024, 93)]
    ]
    ways = [compared(TWO, FIGURES, order) for order in (rows, rows[::-1], [rows[1], rows[2], rows[0]])]
    assert {tuple(r.text("shown") for r in way.submission.earlier) for way in ways} == {("93%", "91%", "92%")}
    assert {way.evaluation.changes["1.1"].shown for way in ways} == {"91%"}
    assert in_order(list(ways[0].submission.earlier)) == ways[0].submission.earlier


def test_a_period_without_any_result_is_none() -> None:
    """A blank workbook tells nothing of its period."""
    blank = compared(TWO, ["| | | |", "| | | |"], [])
    assert results_for_later(blank.submission, blank.evaluation) == ()
