"""Indicators of many units matched and summed (EV156 to EV160)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmxl.consolidation.consolidate import consolidate
from qmxl.consolidation.matching import folded
from qmxl.model.consolidation import Consolidation, UnitFile
from qmxl.model.evaluation import Status
from qmxl.model.submission import Measure
from tests.consolidation.unit_files import ABOVE_90, AT_MOST_2, figure, unit_file


def together(*units: tuple[object, ...]) -> Consolidation:
    """Each unit is its figures."""
    files = [unit_file(f"UBND xã {n}", f"{n:05}", *own) for n, own in enumerate(units, 101)]  # type: ignore[arg-type]
    return consolidate(files)


def labels(consolidation: Consolidation) -> list[str]:
    return [name.label for name in consolidation.indicators]


def codes(consolidation: Consolidation) -> list[str]:
    return [said.diagnostic.code for said in consolidation.said]


# EV156: matched by wording and measure, whatever the code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hồ sơ thuộc thẩm quyền của UBND xã.", "hồ sơ  thuộc thẩm quyền của UBND phường"),
        ("Hồ sơ của UBND xã Một giải quyết đúng hạn", "Hồ sơ của UBND đặc khu giải quyết đúng hạn"),
        ("Thủ tục hoà giải", "Thủ tục hòa giải"),
    ],
)
def test_level_name_case_and_tone_marks_make_no_difference(one: str, other: str) -> None:
    assert folded(one, "UBND xã Một") == folded(other, "UBND phường Hai")


def test_another_place_in_a_wording_does() -> None:
    assert folded("Cầu xã Một", "UBND xã Một") != folded("Cầu xã Hai", "UBND xã Một")


def test_a_renumbered_indicator_is_the_same_and_that_is_said() -> None:
    same = {"wording": "Hồ sơ đúng hạn"}
    consolidation = together((figure("2.1", **same),), (figure("2.1", **same),), (figure("3", **same),))  # type: ignore[arg-type]
    assert labels(consolidation) == ["2.1"]
    assert consolidation.indicators[0].codes == {"2.1": 2, "3": 1}
    assert codes(consolidation) == ["QM518"]


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        (figure("1", measure=Measure.CHECKLIST), "Cách tính là Danh mục, không phải Tỷ lệ"),
        (figure("1", definition=("", "Thẩm quyền = UBND tỉnh", "")), "khác Điều kiện"),
        (figure("1", wording="Chỉ tiêu số 1 của một năm rất dài và khác"), ""),
    ],
)
def test_what_is_measured_or_worded_otherwise_stands_apart(other: object, difference: str) -> None:
    consolidation = together((figure("1"),), (figure("1"),), (figure("1"),), (other,))
    assert labels(consolidation) == ["1", "K1"]
    assert [name.is_common for name in consolidation.indicators] == [True, False]
    assert consolidation.indicators[1].difference == difference
    assert codes(consolidation) == ["QM513"]
    assert [row.figure.code for row in consolidation.rows] == ["1"] * 4
    assert [row.indicator for row in consolidation.rows] == [0, 0, 0, 1]


def test_two_alike_in_one_workbook_are_told_apart_by_their_codes() -> None:
    twice = (figure("1.1", wording="Như nhau"), figure("1.2", wording="Như nhau"))
    consolidation = together(twice, twice)
    assert labels(consolidation) == ["1.1", "1.2"]
    assert [total.counted for total in consolidation.totals] == [2, 2]


def test_a_condition_that_names_the_unit_s_own_level_is_the_same() -> None:
    own = [figure("1", definition=("", f"Thẩm quyền = UBND {level}", "")) for level in ("xã", "phường")]
    assert labels(together((own[0],), (own[1],))) == ["1"]


def test_what_at_least_half_of_the_units_have_is_common() -> None:
    a, b, c = figure("1"), figure("2"), figure("3")
    consolidation = together((a, b), (a, b), (a, c), (a, c))
    assert {name.label for name in consolidation.indicators if name.is_common} == {"1", "2", "3"}


def test_another_target_is_no_other_indicator_but_said() -> None:
    consolidation = together((figure("1"),), (figure("1"),), (figure("1", target=AT_MOST_2),))
    assert labels(consolidation) == ["1"]
    assert consolidation.indicators[0].other_targets == 1
    assert codes(consolidation) == ["QM514"]


def test_a_target_in_other_words_is_the_same() -> None:
    phrased = replace(ABOVE_90, phrase="hơn 90%")
    consolidation = together((figure("1"),), (figure("1"),), (figure("1", target=phrased),))
    assert consolidation.indicators[0].other_targets == 0


# EV157: sums of the judged units with counts, and the mean of percentages beside them


def test_sums_and_mean_are_two_numbers() -> None:
    total = together((figure("1", 1, 2),), (figure("1", 97, 98),)).totals[0]
    assert (total.counted, total.numerator, total.denominator) == (2, 98, 100)
    assert total.ratio == Fraction(98, 100)
    assert total.mean == (Fraction(1, 2) + Fraction(97, 98)) / 2


@pytest.mark.parametrize("status", [Status.DEFERRED, Status.NO_CASES, Status.NO_DATA])
def test_what_is_not_judged_is_in_no_average(status: Status) -> None:
    total = together((figure("1", 95, 100),), (figure("1", 1, 2, status=status),)).totals[0]
    assert (total.counted, total.averaged, total.judged, total.met) == (1, 1, 1, 1)
    assert total.by_status[status] == 1
    assert total.ratio == total.mean == Fraction(95, 100)


def test_a_declared_percentage_is_in_the_mean_but_not_in_the_sum() -> None:
    declared = replace(figure("1", 1, 2, measure=Measure.DECLARED), numerator=None, denominator=None)
    total = together((declared,)).totals[0]
    assert (total.counted, total.averaged, total.mean, total.ratio) == (0, 1, Fraction(1, 2), None)


# EV158: averages that tell different stories


def test_averages_that_lie_apart_are_said() -> None:
    consolidation = together((figure("1", 950, 1000),), (figure("1", 1, 2),))
    assert consolidation.totals[0].is_misleading
    assert codes(consolidation) == ["QM515"]


def test_averages_on_either_side_of_the_target_are_said_however_near() -> None:
    consolidation = together((figure("1", 950, 1000),), (figure("1", 84, 100),))
    total = consolidation.totals[0]
    assert total.ratio is not None
    assert total.mean is not None
    assert total.mean < Fraction(9, 10) < total.ratio
    assert total.is_misleading


# EV159: best and worst


def test_the_best_of_a_limit_is_the_lowest() -> None:
    consolidation = together(
        (figure("1", 1, 100, target=AT_MOST_2, status=Status.MET),),
        (figure("1", 5, 100, target=AT_MOST_2, status=Status.NOT_MET),),
    )
    total = consolidation.totals[0]
    assert (total.best, total.worst) == ((0,), (1,))


def test_equal_units_have_no_best() -> None:
    assert together((figure("1"),), (figure("1"),)).totals[0].best == ()


def test_of_many_best_the_first_are_named_and_the_others_counted() -> None:
    total = together(*[(figure("1", 1, 1),) for _ in range(5)], (figure("1", 1, 2),)).totals[0]
    assert (total.best, total.best_units) == ((0, 1, 2), 5)


# EV160: every unit × indicator is a row, counted once in exactly one status


@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(["1", "2.1", "2.2", "3"]), st.integers(0, 50), st.integers(0, 50)),
            min_size=1,
            max_size=4,
            unique_by=lambda each: each[0],
        ),
        min_size=1,
        max_size=8,
    )
)
def test_nothing_is_lost_or_counted_twice(units: list[list[tuple[str, int, int]]]) -> None:
    consolidation = together(*[tuple(figure(code, min(a, b), b) for code, a, b in own) for own in units])
    assert len(consolidation.rows) == sum(map(len, units))
    for n, total in enumerate(consolidation.totals):
        own = [row for row in consolidation.rows if row.indicator == n]
        assert sum(total.by_status.values()) == len(own)
        assert total.numerator == sum(row.figure.numerator or 0 for row in own if row.has_counts)
        assert sum(total.bins) == total.averaged
    objectives = {(row.report, row.objective) for row in consolidation.rows}
    assert sum(sum(total.by_status.values()) for total in consolidation.objective_totals) == len(objectives)
    order = [(row.report, row.indicator) for row in consolidation.rows]
    assert order == sorted(order)


def _shifted(file: UnitFile) -> UnitFile:
    return replace(file, source=replace(file.source, path="/khac" + file.source.path))


def test_where_the_files_lie_makes_no_difference() -> None:
    files = [unit_file(f"UBND xã {n}", str(n), figure("1", n, 20)) for n in range(1, 9)]
    assert consolidate(files).totals == consolidate(map(_shifted, reversed(files))).totals
