"""Registers and their breakdown tables: EV30 to EV39, EV44. The period is 1/1 to 30/6/2026."""

from datetime import date

import pytest

from qmxl.contract.choices import STATE_WORDS
from qmxl.model.evaluation import TIME_CLASSES, RegisterCounts, Status, TimeClass
from qmxl.reading.normal_form import normal_form
from tests.workbooks import Outcome, evaluated

EXCEEDED, MET, NOT_MET = Status.EXCEEDED, Status.MET, Status.NOT_MET
DEFERRED, NO_CASES, NO_DATA = Status.DEFERRED, Status.NO_CASES, Status.NO_DATA
EARLY, ON_TIME, LATE = TimeClass.EARLY, TimeClass.ON_TIME, TimeClass.LATE
IN_TIME, OVERDUE = TimeClass.OPEN_IN_TIME, TimeClass.OPEN_OVERDUE
OUTSIDE, UNREADABLE, REPEATED = TimeClass.OUTSIDE, TimeClass.UNREADABLE, TimeClass.REPEATED
OTHER, NOT_COUNTED = TimeClass.OTHER, TimeClass.NOT_COUNTED

HEADER = "| Mã hồ sơ | Thẩm quyền | Ngày nhận | Thời hạn | Ngày hoàn thành | Tình trạng |"
BASES = ("Đã giải quyết", "Đã giải quyết và quá hạn", "Tiếp nhận", "Tiếp nhận, còn hạn tính đạt")


def register(
    *rows: str,
    target: str = "trên 90%",
    basis: str = "",
    counted: str = "",
    condition: str = "",
    returned: str = "",
    cut_off: str = "",
) -> Outcome:
    """One indicator over a register whose rows are numbered from 5 on."""
    return evaluated(
        f"## Thông tin\n| Hồ sơ trả lại, rút | {returned} |\n"
        "## Mục tiêu\n| Mức đề ra | Cách tính | Tính trên | Cột tính | Điều kiện |\n"
        f"| {target} | Sổ theo dõi | {basis} | {counted} | {condition} |\n"
        f"## MT1\n| Số liệu đến ngày |\n| {cut_off} |\n\n{HEADER}\n" + "\n".join(f"| {row} |" for row in rows)
    )


def classes(outcome: Outcome) -> list[TimeClass]:
    """Class of every row."""
    codes = outcome.indicator.measurement.classes
    assert codes is not None
    return [TIME_CLASSES[code] for code in codes]


def counts(outcome: Outcome) -> RegisterCounts:
    """Rows by class."""
    found = outcome.indicator.measurement.register
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("dates", "time_class"),
    [
        # received | due | finished
        ("01/7/2026 | 10/7/2026 | ", OUTSIDE),  # EV31
        ("30/6/2026 | 10/7/2026 | ", IN_TIME),
        ("01/12/2025 | 31/12/2025 | 31/12/2025", OUTSIDE),
        ("01/12/2025 | 31/12/2025 | 01/01/2026", LATE),
        ("01/3/2026 | 10/3/2026 | 09/3/2026", EARLY),  # EV33
        ("01/3/2026 | 10/3/2026 | 10/3/2026", ON_TIME),
        ("01/3/2026 | 10/3/2026 | 11/3/2026", LATE),
        ("01/3/2026 | 10/3/2026 | 10/3/2026 17:30:00", ON_TIME),
        ("01/3/2026 | | 11/3/2026", ON_TIME),
        ("01/6/2026 | 30/6/2026 | 30/6/2026", ON_TIME),
        ("01/6/2026 | 29/6/2026 | ", OVERDUE),  # EV34
        ("01/6/2026 | 30/6/2026 | ", IN_TIME),
        ("01/6/2026 | | ", IN_TIME),
        ("01/6/2026 | 30/6/2026 | 01/7/2026", IN_TIME),
        ("01/6/2026 | 29/6/2026 | 01/7/2026", OVERDUE),
        ("01/6/2026 | 29/6/2026 | | Chờ bổ sung", IN_TIME),
        ("01/6/2026 | 29/6/2026 | 28/6/2026 | Chờ bổ sung", EARLY),
        ("| 10/3/2026 | 10/3/2026", ON_TIME),
        ("02/3/2026 | 10/3/2026 | 01/3/2026", UNREADABLE),  # EV37
        ("32/3/2026 | 10/3/2026 | 01/3/2026", UNREADABLE),
        ("02/3/2026 | chưa rõ | 05/3/2026", UNREADABLE),
        ("02/3/2026 | 10/3/2026 | #N/A", UNREADABLE),
        ("02/3/2026 | 10/3/0206 | 10/3/2026", UNREADABLE),
    ],
)
def test_the_class_of_a_row(dates: str, time_class: TimeClass) -> None:
    """EV30 to EV34, EV37"""
    outcome = register(f"H1 | | {dates}", "H2 | | 01/3/2026 | 10/3/2026 | 09/3/2026")
    assert classes(outcome) == [time_class, EARLY]


def test_the_rows_outside_are_counted() -> None:
    """EV31"""
    outcome = register(
        "H1 | | 01/7/2026 | 10/7/2026 |",
        "H2 | | 01/12/2025 | 31/12/2025 | 31/12/2025",
        "H3 | | 01/3/2026 | 10/3/2026 | 10/3/2026",
    )
    expected = "2 dòng nằm ngoài kỳ (nhận sau ngày 30/6/2026 hoặc xong trước ngày 01/01/2026), không tính"
    assert outcome.diagnostic("QM310").message == expected


def test_where_rows_come_from() -> None:
    """EV30, EV32"""
    outcome = register(
        "H1 | | 31/12/2025 | 10/3/2026 | 10/3/2026",
        "H2 | | | 10/3/2026 | 10/3/2026",
        "H3 | | 01/01/2026 | 10/7/2026 |",
        "H4 | | 30/6/2026 | 10/7/2026 |",
    )
    assert (counts(outcome).carried_over, counts(outcome).received) == (2, 2)
    assert (counts(outcome).resolved, counts(outcome).open) == (2, 2)
    assert outcome.diagnostic("QM305").message.endswith("dòng 6")


def test_a_finish_without_a_due_date_is_on_time_and_named() -> None:
    """EV33"""
    outcome = register("H1 | | 01/3/2026 | | 11/3/2026", "H2 | | 01/3/2026 | 10/3/2026 | 10/3/2026")
    assert outcome.status is EXCEEDED
    assert outcome.diagnostic("QM306").message.endswith("dòng 5")


def test_a_register_without_any_due_date_is_an_error() -> None:
    """EV33"""
    outcome = register("H1 | | 01/3/2026 | | 11/3/2026", "H2 | | 01/3/2026 | | 10/3/2026")
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM307"})


# EV35: returned and withdrawn

RETURNED_ROWS = (
    "H1 | | 01/3/2026 | 10/3/2026 | 12/3/2026 | Trả lại",
    "H2 | | 01/3/2026 | 10/3/2026 | 09/3/2026 | trả  lại",
    "H3 | | 01/3/2026 | 10/3/2026 | | RÚT",
    "H4 | | 01/3/2026 | 10/3/2026 | 12/7/2026 | Trả lại",
    "H5 | | 01/3/2026 | 10/3/2026 | 31/2/2026 | Trả lại",
    "H6 | | 01/7/2026 | 10/7/2026 | | Rút",
    "H7 | | 01/3/2026 | 10/3/2026 | 10/3/2026 | Trả kết quả",
)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", [LATE, EARLY, ON_TIME, OVERDUE, UNREADABLE, OUTSIDE, ON_TIME]),
        (
            "Xét theo ngày; thiếu ngày tính đúng hạn",
            [LATE, EARLY, ON_TIME, OVERDUE, UNREADABLE, OUTSIDE, ON_TIME],
        ),
        ("Tính đúng hạn", [ON_TIME, ON_TIME, ON_TIME, OVERDUE, UNREADABLE, OUTSIDE, ON_TIME]),
        ("Không tính", [NOT_COUNTED, NOT_COUNTED, NOT_COUNTED, NOT_COUNTED, NOT_COUNTED, OUTSIDE, ON_TIME]),
    ],
)
def test_returned_and_withdrawn(rule: str, expected: list[TimeClass]) -> None:
    """EV35"""
    outcome = register(*RETURNED_ROWS, returned=rule)
    assert classes(outcome) == expected
    assert ("QM327" in outcome.notes) is (NOT_COUNTED in expected)


def test_states_are_matched_in_any_spelling() -> None:
    """EV35"""
    decomposed = "Tra\u0309 la\u0323i"
    outcome = register(f"H1 | | 01/3/2026 | 10/3/2026 | | {decomposed}")
    assert classes(outcome) == [ON_TIME]


# EV36: duplicates


def test_rows_equal_in_code_and_dates_count_once() -> None:
    """EV36"""
    outcome = register(
        "H1 | | 01/3/2026 | 10/3/2026 | 09/3/2026",
        "h1 | | 01/3/2026 | 10/3/2026 | 09/3/2026",
        "H2 | | 01/3/2026 | 10/3/2026 | 12/3/2026",
        "| | 01/3/2026 | 10/3/2026 | 09/3/2026",
        "| | 01/3/2026 | 10/3/2026 | 09/3/2026",
    )
    assert classes(outcome) == [EARLY, REPEATED, LATE, EARLY, EARLY]
    assert outcome.indicator.measurement.repeats == {1: 0}
    assert outcome.diagnostic("QM303").message == "1 dòng trùng mã và trùng mọi ngày, chỉ tính một lần: dòng 6"


def test_rows_of_one_code_with_different_dates_all_count() -> None:
    """EV36"""
    outcome = register(
        "H1 | | 01/3/2026 | 10/3/2026 | 09/3/2026",
        "H1 | | 01/4/2026 | 10/4/2026 | 09/4/2026",
        "H1 | | 01/5/2026 | 10/5/2026 | 09/5/2026",
        "H2 | | 01/3/2026 | 10/3/2026 | 12/3/2026",
    )
    assert classes(outcome) == [EARLY, EARLY, EARLY, LATE]
    message = outcome.diagnostic("QM304").message
    assert message == "1 mã hồ sơ đứng ở nhiều dòng với ngày khác nhau: dòng 5, 6, 7"


def test_of_equal_rows_the_least_favourable_counts() -> None:
    """EV36, EV81: whichever stands first."""
    rows = ("H1 | | 01/3/2026 | 10/3/2026 | | Rút", "H1 | | 01/3/2026 | 10/3/2026 | |")
    assert classes(register(*rows)) == [REPEATED, OVERDUE]
    assert classes(register(*reversed(rows))) == [OVERDUE, REPEATED]
    backwards = ("H1 | | 01/3/2026 | 10/3/2026 | 28/2/2026 |", "H1 | | 01/3/2026 | 10/3/2026 | 28/2/2026 | Rút")
    assert classes(register(*backwards, returned="Không tính")) == [UNREADABLE, REPEATED]
    assert classes(register(*reversed(backwards), returned="Không tính")) == [REPEATED, UNREADABLE]


def test_a_row_left_out_repeats_nothing() -> None:
    """EV36, EV50"""
    rows = ("H1 | tỉnh | 01/3/2026 | 10/3/2026 | 09/3/2026", "H1 | xã | 01/3/2026 | 10/3/2026 | 09/3/2026")
    assert classes(register(*rows, condition="Thẩm quyền = xã")) == [OTHER, EARLY]


def test_two_dates_nobody_can_read_are_not_the_same_date() -> None:
    """EV36, EV37"""
    rows = ("H1 | | 31/2/2026 | 10/3/2026 | 09/3/2026", "H1 | | 30/2/2026 | 10/3/2026 | 09/3/2026")
    assert classes(register(*rows)) == [UNREADABLE, UNREADABLE]


# EV37, EV13: rows that cannot be used

GOOD = tuple(f"G{n} | | 01/3/2026 | 10/3/2026 | 09/3/2026" for n in range(19))
BAD = "B | | 01/3/2026 | 10/3/2026 | 30/2/2026"


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("trên 94%", EXCEEDED, "QM308"),  # 19/20 or 20/20, shown 19/19
        ("từ 95%", NO_DATA, "QM309"),  # met or exceeded
        ("trên 95%", NO_DATA, "QM309"),
        ("100%", NO_DATA, "QM309"),
        ("dưới 95%", NOT_MET, "QM308"),
        ("trong khoảng 96 - 99%", NOT_MET, "QM308"),
    ],
)
def test_rows_that_cannot_be_used_are_decided_at_both_bounds(target: str, status: Status, code: str) -> None:
    """EV13, EV37"""
    outcome = register(*GOOD, BAD, target=target)
    assert outcome.status is status
    assert outcome.diagnostic(code).cell == "A24"
    assert outcome.diagnostic(code).message.endswith("dòng 24")
    assert outcome.diagnostic("QM222").cell == "E24"


def test_the_figure_itself_is_decided_too() -> None:
    """EV13, EV83: 10/20 and 11/20 lie outside, what is shown lies inside."""
    late = tuple(f"L{n} | | 01/3/2026 | 10/3/2026 | 11/3/2026" for n in range(9))
    outcome = register(*GOOD[:10], *late, BAD, target="trong khoảng 52 - 53%")
    assert outcome.status is NO_DATA


# EV38: what the share is taken of

SIX = (
    "H1 | | 01/12/2025 | 10/3/2026 | 09/3/2026",
    "H2 | | 01/3/2026 | 10/3/2026 | 10/3/2026",
    "H3 | | 01/3/2026 | 10/3/2026 | 11/3/2026",
    "H4 | | 01/6/2026 | 10/7/2026 |",
    "H5 | | 01/6/2026 | 12/7/2026 |",
    "H6 | | 01/6/2026 | 10/6/2026 |",
    "H7 | | 01/7/2026 | 10/7/2026 |",
)


@pytest.mark.parametrize(
    ("basis", "counted", "good", "whole"),
    [
        ("", "", 2, 4),
        (BASES[0], "", 2, 3),
        (BASES[1], "", 2, 4),
        (BASES[2], "", 2, 6),
        (BASES[3], "", 4, 6),
        (BASES[0], "Quá hạn", 1, 3),
        (BASES[1], "quá hạn", 2, 4),
        (BASES[2], "Quá hạn", 2, 6),
        (BASES[3], "Quá hạn", 2, 6),
    ],
)
def test_what_the_share_is_taken_of(basis: str, counted: str, good: int, whole: int) -> None:
    """EV38"""
    measurement = register(*SIX, basis=basis, counted=counted).indicator.measurement
    assert (measurement.numerator, measurement.denominator) == (good, whole)


def test_another_column_cannot_be_counted_in_a_register() -> None:
    """EV38"""
    outcome = register(*SIX, counted="Đạt")
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM204"})


def test_no_late_case_at_all() -> None:
    """EV38, EV63"""
    assert register(*SIX, target="không để xảy ra", counted="Quá hạn").status is NOT_MET
    assert register(*SIX[:2], target="không để xảy ra", counted="Quá hạn").status is MET


def test_another_choice_that_would_change_the_verdict_is_said() -> None:
    """EV39"""
    outcome = register(*SIX, target="từ 60%", basis=BASES[0])
    assert outcome.status is EXCEEDED
    messages = [d.message for d in outcome.diagnostics if d.code == "QM312"]
    assert messages == [
        "tính trên “Đã giải quyết” thì Vượt (66,7%), tính trên “Đã giải quyết và quá hạn” thì Chưa đạt (50%)",
        "tính trên “Đã giải quyết” thì Vượt (66,7%), tính trên “Tiếp nhận” thì Chưa đạt (33,3%)",
    ]


def test_another_choice_that_has_nothing_to_judge_is_said() -> None:
    """EV11, EV39"""
    outcome = register(SIX[5])
    assert outcome.status is NOT_MET
    messages = [d.message for d in outcome.diagnostics if d.code == "QM312"]
    assert messages == [
        "tính trên “Đã giải quyết và quá hạn” thì Chưa đạt (0%), tính trên “Đã giải quyết” thì Chưa đến kỳ đánh giá (–)"
    ]


# EV11, EV12: nothing to judge


@pytest.mark.parametrize("basis", BASES)
def test_cases_none_of_which_is_finished_or_due(basis: str) -> None:
    """EV11"""
    outcome = register(SIX[3], SIX[4], basis=basis)
    assert outcome.status is DEFERRED
    assert outcome.errors | outcome.warnings == set()


def test_a_denominator_of_zero_although_there_are_cases() -> None:
    """EV11"""
    assert register(SIX[3], SIX[5], basis=BASES[0]).status is DEFERRED


def test_rows_none_of_the_period() -> None:
    """EV12"""
    outcome = register("H1 | | 01/7/2026 | 10/7/2026 |", "H2 | | 01/12/2025 | 31/12/2025 | 31/12/2025")
    assert outcome.status is NO_CASES
    assert outcome.notes == {"QM310", "QM314"}


def test_rows_none_of_which_the_condition_lets_through() -> None:
    """EV12, EV50"""
    outcome = register(*SIX, condition="Thẩm quyền = tỉnh")
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM353"})
    assert outcome.diagnostic("QM311").message == "7 dòng không thuộc điều kiện “Thẩm quyền = tỉnh”, không tính"


# EV44: breakdown tables

BREAKDOWN = (
    "Lĩnh vực | Kỳ trước chuyển sang | Tiếp nhận trong kỳ | Trước hạn | Đúng hạn | Quá hạn | "
    "Đang giải quyết trong hạn | Đang giải quyết quá hạn"
)


def breakdown(*rows: str, header: str = BREAKDOWN, basis: str = "", condition: str = "") -> Outcome:
    """One indicator over a breakdown table whose rows are numbered from 5 on."""
    return evaluated(
        "## Mục tiêu\n| Mức đề ra | Cách tính | Tính trên | Điều kiện |\n"
        f"| trên 60% | Sổ theo dõi | {basis} | {condition} |\n"
        f"## MT1\n| Số liệu đến ngày |\n| |\n\n| {header} |\n" + "\n".join(f"| {row} |" for row in rows)
    )


@pytest.mark.parametrize("basis", BASES)
def test_a_breakdown_gives_the_figures_of_its_register(basis: str) -> None:
    """EV44"""
    rows = register(*SIX, basis=basis, target="trên 60%")
    summed = breakdown("Đất đai | 1 | 2 | 1 | 1 | 1 | | ", "Hộ tịch | 0 | 3 | | 0 | | 2 | 1", basis=basis)
    assert summed.status is rows.status
    assert summed.indicator.shown == rows.indicator.shown
    assert summed.indicator.measurement.value == rows.indicator.measurement.value
    assert (counts(summed).carried_over, counts(summed).received) == (1, 5)
    assert counts(summed).resolved + counts(summed).open == counts(rows).resolved + counts(rows).open
    assert summed.errors == set()


def test_a_breakdown_whose_totals_disagree() -> None:
    """EV44"""
    outcome = breakdown("Đất đai | 1 | 9 | 1 | 1 | 1 | | ")
    assert outcome.diagnostic("QM320").message == (
        "kỳ trước chuyển sang + tiếp nhận = 10, đã giải quyết + đang giải quyết = 3"
    )


@pytest.mark.parametrize(("basis", "errors"), [(BASES[0], set()), (BASES[1], {"QM103"}), (BASES[2], {"QM103"})])
def test_a_breakdown_must_have_what_its_denominator_needs(basis: str, errors: set[str]) -> None:
    """EV44"""
    outcome = breakdown("Đất đai | 8 | 1 | 1", header="Lĩnh vực | Trước hạn | Đúng hạn | Quá hạn", basis=basis)
    assert outcome.errors == errors
    assert outcome.status is (NO_DATA if errors else EXCEEDED)


def test_a_breakdown_of_names_alone_is_empty() -> None:
    """EV08, EV44"""
    outcome = breakdown("Đất đai | | | | | | | ", "Hộ tịch | | | | | | | ")
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM214"})


def test_a_breakdown_of_zeros_has_no_cases() -> None:
    """EV44"""
    assert breakdown("Đất đai | 0 | 0 | 0 | 0 | 0 | 0 | 0").status is NO_CASES


def test_a_breakdown_was_made_of_the_rows_its_condition_lets_through() -> None:
    """EV44, EV50: a condition on a column that only the register had is taken for settled."""
    outcome = breakdown("Đất đai | 0 | 3 | 1 | 1 | 1 | | ", condition="Thẩm quyền = UBND xã")
    assert outcome.status is EXCEEDED
    assert "QM331" in outcome.notes


def test_the_data_date_of_the_indicator_is_the_last_day() -> None:
    """EV31, EV53"""
    outcome = register(*SIX, cut_off="10/7/2026")
    assert outcome.indicator.cut_off == date(2026, 7, 10)
    assert classes(outcome) == [EARLY, ON_TIME, LATE, IN_TIME, IN_TIME, OVERDUE, IN_TIME]


def test_a_breakdown_with_more_good_cases_than_cases() -> None:
    """EV28, EV44"""
    outcome = breakdown("Đất đai | 0 | 10 | 80 | 3 | 2 | | ", basis=BASES[2])
    assert (outcome.status, outcome.indicator.shown) == (NO_DATA, None)
    assert outcome.errors == {"QM215"}
    assert outcome.warnings == {"QM320"}
    assert outcome.diagnostic("QM215").message == "Số đạt 83 lớn hơn Tổng số 10"


@pytest.mark.parametrize(
    ("header", "row", "warnings"),
    [
        ("Kỳ trước chuyển sang | Tiếp nhận trong kỳ", "0 | 4", {"QM320"}),
        ("Kỳ trước chuyển sang | Tiếp nhận trong kỳ", "1 | 4", set()),
        ("Kỳ trước chuyển sang | Tiếp nhận trong kỳ", "1 | 9", set()),  # some may still be open
        ("Tiếp nhận trong kỳ", "4", set()),  # some may have come in before
    ],
)
def test_more_resolved_than_came_in(header: str, row: str, warnings: set[str]) -> None:
    """EV44"""
    outcome = breakdown(
        f"Đất đai | {row} | 4 | 1 | 0", header=f"Lĩnh vực | {header} | Trước hạn | Đúng hạn | Quá hạn", basis=BASES[0]
    )
    assert outcome.status is EXCEEDED
    assert outcome.warnings - {"QM312"} == warnings


def test_a_choice_that_defers_what_another_would_judge_is_said() -> None:
    """EV11, EV39"""
    outcome = register(SIX[5], "H8 | | 01/6/2026 | 11/6/2026 |", basis=BASES[0])
    assert outcome.status is DEFERRED
    assert [d.message for d in outcome.diagnostics if d.code == "QM312"] == [
        "tính trên “Đã giải quyết” thì Chưa đến kỳ đánh giá (–), tính trên “Đã giải quyết và quá hạn” thì Chưa đạt (0%)",
        "tính trên “Đã giải quyết” thì Chưa đến kỳ đánh giá (–), tính trên “Tiếp nhận” thì Chưa đạt (0%)",
        (
            "tính trên “Đã giải quyết” thì Chưa đến kỳ đánh giá (–), "
            "tính trên “Tiếp nhận, còn hạn tính đạt” thì Chưa đạt (0%)"
        ),
    ]


def test_a_choice_that_a_breakdown_has_no_numbers_for_is_not_said() -> None:
    """EV39, EV44"""
    outcome = breakdown("Đất đai | 95 | 3 | 2", header="Lĩnh vực | Trước hạn | Đúng hạn | Quá hạn", basis=BASES[0])
    assert (outcome.status, outcome.warnings) == (EXCEEDED, set())


@pytest.mark.parametrize(("basis", "errors"), [(BASES[0], set()), (BASES[2], {"QM103"})])
def test_the_share_of_the_late_needs_those_still_open(basis: str, errors: set[str]) -> None:
    """EV38, EV44"""
    header = "Lĩnh vực | Kỳ trước chuyển sang | Tiếp nhận trong kỳ | Trước hạn | Đúng hạn | Quá hạn"
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính | Tính trên | Cột tính |
        | không quá 5% | Sổ theo dõi | {basis} | Quá hạn |

        ## MT1
        | Số liệu đến ngày |
        | |

        | {header} |
        | Đất đai | 0 | 100 | 90 | 8 | 2 |
        """
    )
    assert outcome.errors == errors
    assert outcome.status is (NO_DATA if errors else MET)


def test_a_condition_that_no_row_meets_is_rather_a_slip() -> None:
    """EV12, EV50"""
    rows = ("H1 | UBND xã | 01/2/2026 | 10/2/2026 |", "H2 | UBND tỉnh | 01/2/2026 | 10/2/2026 | 09/2/2026")
    outcome = register(*rows, condition="Thẩm quyền = UBND xa")
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM353"})
    assert outcome.diagnostic("QM353").message == (
        "không dòng nào có Thẩm quyền như điều kiện “Thẩm quyền = UBND xa”; cột này ghi “UBND xã”, “UBND tỉnh”"
    )
    assert "QM314" not in outcome.notes
    two = register(*rows, condition="Thẩm quyền = UBND tỉnh; Mã hồ sơ = H1")
    assert (two.status, two.errors) == (NO_CASES, set())
    assert two.notes == {"QM311", "QM354"}


def test_a_register_of_returned_dossiers_that_do_not_count() -> None:
    """EV12, EV35"""
    outcome = register("H1 | | 01/2/2026 | 10/2/2026 | | Trả lại", returned="Không tính")
    assert outcome.status is NO_CASES
    assert outcome.notes == {"QM327", "QM356"}


def test_a_due_date_before_the_receipt_is_said() -> None:
    """EV33"""
    outcome = register("H1 | | 10/2/2026 | 01/2/2026 | 09/3/2026", "H2 | | 10/2/2026 | 10/2/2026 | 10/2/2026")
    assert classes(outcome) == [LATE, ON_TIME]
    assert outcome.diagnostic("QM357").message == "1 dòng có Thời hạn trước Ngày nhận, vẫn tính: dòng 5"


@pytest.mark.parametrize(
    ("state", "time_class", "is_unknown"),
    [
        ("Hồ sơ trả lại", ON_TIME, False),
        ("Đã rút hồ sơ", ON_TIME, False),
        ("Công dân rút", ON_TIME, False),
        ("TRẢ LẠI (thiếu giấy tờ)", ON_TIME, False),
        ("Từ chối tiếp nhận", ON_TIME, False),
        ("Đang chờ bổ sung", IN_TIME, False),
        ("Đã yêu cầu bổ sung lần 2", IN_TIME, False),
        ("Thủ tục rút gọn", OVERDUE, True),
        ("Chưa trả lại", OVERDUE, False),
        ("Đang giải quyết", OVERDUE, False),
        ("Quá hạn", OVERDUE, False),
        ("Đã trả hồ sơ", OVERDUE, True),
        ("Trả kết quả", OVERDUE, True),
        ("Chờ trả kết quả", OVERDUE, False),
        ("Chưa hoàn thành", OVERDUE, False),
        ("Đang hoàn thành", OVERDUE, False),
        ("Đã giải quyết một phần", OVERDUE, True),
        ("", OVERDUE, False),
    ],
)
def test_words_of_the_state(state: str, time_class: TimeClass, is_unknown: bool) -> None:
    """EV34, EV35, EV89"""
    outcome = register(f"H1 | | 01/2/2026 | 10/2/2026 | | {state}")
    assert classes(outcome) == [time_class]
    assert ("QM358" in outcome.notes) is is_unknown
    if is_unknown:
        assert f"“{state}”" in outcome.diagnostic("QM358").message


def test_a_declared_figure_stands_in_for_an_empty_register_with_a_condition(outcome: Outcome) -> None:
    """EV26, EV50

    ## Mục tiêu
    | Mức đề ra | Cách tính | Điều kiện |
    | trên 90% | Sổ theo dõi | Thẩm quyền = UBND xã |

    ## MT1
    | Ghi trực tiếp |
    | 97% |

    | Mã hồ sơ | Thẩm quyền | Thời hạn | Ngày hoàn thành |
    """
    assert (outcome.status, outcome.errors) == (EXCEEDED, set())


@pytest.mark.parametrize(
    ("dates", "time_class"),
    [
        ("01/7/2026 | 31/2 | ", OUTSIDE),
        ("chưa rõ | 31/12/2025 | 31/12/2025", OUTSIDE),
        ("30/6/2026 | 31/2 | ", UNREADABLE),
        ("01/3/2026 | 31/2 | 31/12/2025", UNREADABLE),  # finished before received
    ],
)
def test_a_row_outside_the_period_need_not_be_readable(dates: str, time_class: TimeClass) -> None:
    """EV31, EV37"""
    assert classes(register(f"H1 | | {dates} |", SIX[1]))[0] is time_class


def test_a_breakdown_of_zeros_says_what_it_is_taken_for() -> None:
    """EV12, EV44"""
    assert "QM366" in breakdown("Đất đai | 0 | 0 | 0 | 0 | 0 | 0 | 0").notes


# EV85 to EV89: the state where a date is missing, and against the dates

UNDATED = "01/3/2026 | 10/3/2026 |"
DUE_LATER = "01/6/2026 | 30/6/2026 |"
SAID = {"QM381", "QM382", "QM383", "QM384", "QM385", "QM386"}


@pytest.mark.parametrize(
    ("dates", "state", "time_class", "said"),
    [
        # received | due | finished
        (UNDATED, "Đã trả kết quả đúng hạn", ON_TIME, {"QM383"}),  # EV85
        (UNDATED, "Đã giải quyết trước hạn", ON_TIME, {"QM383"}),
        (UNDATED, "Hoàn thành quá hạn", LATE, {"QM383"}),
        (UNDATED, "Đã trả", UNREADABLE, {"QM382"}),
        (UNDATED, "ĐÃ HÒAN  THÀNH", UNREADABLE, {"QM382"}),
        ("01/3/2026 | |", "Đã xong", UNREADABLE, {"QM382"}),
        ("01/3/2026 | |", "Đã xong, sớm hạn", ON_TIME, {"QM383"}),
        ("01/3/2026 | |", "Đã trả, trễ hạn", LATE, {"QM383"}),
        (DUE_LATER, "Đã có kết quả", ON_TIME, {"QM381"}),
        ("01/6/2026 | 29/6/2026 |", "Đã có kết quả", UNREADABLE, {"QM382"}),
        (DUE_LATER, "Đã trả, chậm", LATE, {"QM383", "QM385"}),
        ("01/12/2025 | 31/12/2025 |", "Đã trả đúng hạn", OUTSIDE, set()),
        ("01/12/2025 | 31/12/2025 |", "Đã trả quá hạn", LATE, {"QM383"}),
        ("01/7/2026 | 10/7/2026 |", "Đã trả", OUTSIDE, set()),
        ("31/2/2026 | 10/3/2026 |", "Đã trả", UNREADABLE, set()),
        ("01/3/2026 | |", "Quá hạn", OVERDUE, {"QM383"}),  # EV86
        ("01/3/2026 | |", "Đang giải quyết, trễ hạn", OVERDUE, {"QM383"}),
        ("01/3/2026 | |", "Sắp quá hạn", IN_TIME, set()),
        ("01/3/2026 | |", "Trả chậm nhất sau 5 ngày", IN_TIME, set()),
        ("01/3/2026 | |", "Đang xử lý", IN_TIME, set()),
        ("01/6/2026 | | 02/7/2026", "Quá hạn", IN_TIME, set()),  # said of a day after K
        ("01/3/2026 | | 09/3/2026", "Đã trả quá hạn", LATE, {"QM383"}),  # EV87
        ("01/3/2026 | | 09/3/2026", "không đúng hạn", LATE, {"QM383"}),
        ("01/3/2026 | | 09/3/2026", "Đúng hạn", ON_TIME, {"QM383"}),
        ("01/3/2026 | | 09/3/2026", "Đã trả", ON_TIME, {"QM306"}),
        ("01/3/2026 | 10/3/2026 | 09/3/2026", "Đang giải quyết", EARLY, {"QM384"}),  # EV88
        ("01/3/2026 | 10/3/2026 | 09/3/2026", "Có kết quả, chưa trả", EARLY, set()),
        ("01/3/2026 | 10/3/2026 | 09/3/2026", "Đã trả", EARLY, set()),
        ("01/3/2026 | 10/3/2026 | 10/3/2026", "Đã trả quá hạn", ON_TIME, {"QM385"}),
        ("01/3/2026 | 10/3/2026 | 11/3/2026", "Đã trả đúng hạn", LATE, {"QM386"}),
        ("01/3/2026 | 10/3/2026 | 11/3/2026", "Quá hạn", LATE, set()),
        (UNDATED, "Còn trong hạn", OVERDUE, {"QM386"}),
        ("01/6/2026 | 05/7/2026 |", "Quá hạn", IN_TIME, set()),
        ("01/6/2026 | 05/7/2026 | 04/7/2026", "Đã trả", IN_TIME, set()),
        (UNDATED, "Trả lại, quá hạn", ON_TIME, set()),  # EV89
        (UNDATED, "Quá hạn, chờ bổ sung", IN_TIME, set()),
        ("01/3/2026 | | 09/3/2026", "Quá hạn, chờ bổ sung", ON_TIME, {"QM306"}),
        ("01/3/2026 | | 09/3/2026", "Trả lại, quá hạn", ON_TIME, {"QM306"}),
        ("01/3/2026 | 10/3/2026 | 09/3/2026", "Trả lại, quá hạn", EARLY, set()),
        (UNDATED, "Trả lại, yêu cầu bổ sung", ON_TIME, set()),
        (UNDATED, "Đã trả, yêu cầu bổ sung", IN_TIME, set()),
        (UNDATED, "Đã trả lại kết quả", UNREADABLE, {"QM382"}),
        ("01/3/2026 | | 09/3/2026", "đúng hạn / quá hạn", ON_TIME, {"QM306"}),
    ],
)
def test_a_state_beside_its_dates(dates: str, state: str, time_class: TimeClass, said: set[str]) -> None:
    """EV85 to EV89"""
    outcome = register(f"H1 | | {dates} | {state}", "H2 | | 01/3/2026 | 10/3/2026 | 09/3/2026")
    assert classes(outcome) == [time_class, EARLY]
    assert (outcome.warnings | outcome.notes) & (SAID | {"QM306"}) == said
    assert all(outcome.diagnostic(code).message.endswith("dòng 5") for code in said)


@pytest.mark.parametrize(
    ("dates", "states", "code"),
    [
        ("01/3/2026 | 10/3/2026 | 09/3/2026", ("Quá hạn", ""), "QM385"),
        ("01/3/2026 | 10/3/2026 | 11/3/2026", ("Đúng hạn", ""), "QM386"),
        ("01/3/2026 | 10/3/2026 | 11/3/2026", ("Đang xử lý", ""), "QM384"),
        ("01/3/2026 | | 09/3/2026", ("", "Đúng hạn"), "QM306"),
        (UNDATED, ("Không rõ", ""), "QM358"),
    ],
)
def test_what_is_said_of_equal_rows_hangs_on_no_order(dates: str, states: tuple[str, str], code: str) -> None:
    """EV81, EV88"""
    for shown in (states, states[::-1]):
        outcome = register(*(f"H1 | | {dates} | {state}" for state in shown), SIX[1])
        assert outcome.diagnostic(code).message.endswith(f"dòng {5 + shown.index(states[0])}")


def test_rows_resolved_nobody_knows_when_are_decided_at_both_bounds() -> None:
    """EV13, EV85"""
    rows = (*GOOD, f"B | | {UNDATED} | Đã trả kết quả")
    assert register(*rows, target="trên 94%").status is EXCEEDED
    outcome = register(*rows, target="từ 95%")
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM309"})
    assert outcome.diagnostic("QM382").message == (
        "1 dòng có Tình trạng ghi đã xong (“Đã trả kết quả”) nhưng thiếu Ngày hoàn thành, "
        "không biết đúng hạn hay quá hạn: dòng 24"
    )


def test_words_of_states_are_in_the_spelling_they_are_compared_in() -> None:
    """EV89"""
    known = [text for state in STATE_WORDS.values() for text in (*state.words, *state.exceptions)]
    assert [text for text in known if normal_form(text) != text] == []
    for state in STATE_WORDS.values():
        assert [phrase for phrase in state.exceptions if not any(word in phrase for word in state.words)] == []


def test_what_indicators_of_one_register_have_in_common_is_said_once(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Tính trên | Nguồn số liệu | Điều kiện |
    |---|---|---|---|---|
    | trên 10% | Sổ theo dõi | Đã giải quyết | | |
    | trên 11% | Sổ theo dõi | Tiếp nhận | | |
    | trên 12% | Sổ theo dõi | Đã giải quyết | | Lĩnh vực = Đất đai |

    ## MT1
    | Mã hồ sơ | Lĩnh vực | Ngày nhận | Thời hạn | Ngày hoàn thành | Tình trạng |
    | H1 | Đất đai | 01/3/2026 | 10/3/2026 | 09/3/2026 | |
    | H1 | Đất đai | 01/3/2026 | 10/3/2026 | 09/3/2026 | |
    | H2 | Đất đai | | 10/3/2026 | 09/3/2026 | |
    | H3 | Hộ tịch | 01/3/2026 | | 09/3/2026 | |
    | H4 | Hộ tịch | 01/3/2025 | 10/3/2025 | 09/3/2025 | |
    | H5 | Hộ tịch | 12/3/2026 | 10/3/2026 | 13/3/2026 | |
    | H6 | Đất đai | 01/3/2026 | 10/3/2026 | | Hỏi ý kiến |
    | H7 | Đất đai | 01/3/2026 | 10/3/2026 | 01/02/2026 | |
    """
    told = [(d.code, d.reference, d.message) for d in outcome.diagnostics]
    assert len(told) == len(set(told))
    assert {"QM303", "QM305", "QM306", "QM308", "QM310", "QM357", "QM358"} <= {code for code, *_ in told}
    assert [code for code, *_ in told].count("QM311") == 1
