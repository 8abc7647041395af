"""Which files count, and who has reported (EV150 to EV159)."""

import random
from dataclasses import replace
from datetime import date

import pytest

from qmxl.consolidation.units import SortedUnits, sorted_units
from qmxl.model.consolidation import ExpectedUnit, FilePeriod, Standing, Timeliness, UnitFile
from tests.consolidation.unit_files import NINE_MONTHS, QUARTER, unit_file, unreadable, with_sha

DEADLINE = date(2026, 10, 5)


def listed(*rows: tuple[str, str]) -> list[ExpectedUnit]:
    return [ExpectedUnit(code, name, row) for row, (code, name) in enumerate(rows, 4)]


def codes(units: SortedUnits) -> list[str]:
    return [said.diagnostic.code for said in units.said]


def used(units: SortedUnits) -> list[str]:
    return [report.used.name for report in units.reports if report.used]


def standings(units: SortedUnits) -> dict[str, Standing]:
    own = {each.file.name: each.standing for report in units.reports for each in report.others}
    return own | {stray.file.name: stray.standing for stray in units.strays}


# EV150: the key of a unit is its code, else province and short name


def test_two_codes_are_two_units_whatever_they_are_called() -> None:
    units = sorted_units([unit_file("UBND xã Một", "00101"), unit_file("UBND xã Một", "00102")])
    assert len(used(units)) == 2
    assert codes(units) == []


def test_without_codes_province_and_name_are_the_key() -> None:
    files = [unit_file("UBND xã Một", province="Tỉnh A"), unit_file("UBND xã Một", province="Tỉnh B", path="b.xlsx")]
    assert len(used(sorted_units(files))) == 2


def test_zeros_before_a_code_are_dropped_by_cells_of_numbers() -> None:
    files = [unit_file("UBND xã Một", "00101", reported=date(2026, 10, 1)), unit_file("UBND xã Một", "101")]
    assert len(sorted_units(files).reports) == 1


def test_a_file_without_code_is_of_the_unit_of_that_name_and_province_that_has_one() -> None:
    files = [unit_file("UBND xã Một", "101", path="a.xlsx"), unit_file("ubnd  XÃ một", path="b.xlsx")]
    units = sorted_units(files)
    assert len(units.reports) == 1
    assert codes(units) == ["QM502"]


def test_names_alone_are_asked_about_where_several_files_carry_them() -> None:
    files = [unit_file(province="", path="a.xlsx"), unit_file(province="", path="b.xlsx")]
    units = sorted_units(files)
    assert used(units) == []
    assert codes(units) == ["QM504", "QM504"]
    assert {report.timeliness for report in units.reports} == {Timeliness.NOT_USABLE}


def test_the_same_file_twice_needs_no_question() -> None:
    files = [with_sha(unit_file(province="", path=path), "x") for path in ("a.xlsx", "b.xlsx")]
    units = sorted_units(files)
    assert len(used(units)) == 1
    assert "giống hệt nhau" in units.said[0].diagnostic.message


def test_a_file_that_names_no_unit_is_told() -> None:
    units = sorted_units([unit_file("", path="la.xlsx"), unit_file("UBND xã Một", "101")])
    assert standings(units) == {"la.xlsx": Standing.NO_UNIT}
    assert codes(units) == ["QM507"]


# EV151: two units with one key are asked about, neither is counted


@pytest.mark.parametrize(
    "other", [unit_file("UBND xã Hai", "101"), unit_file("UBND xã Một", "101", province="Tỉnh B", path="b.xlsx")]
)
def test_two_units_with_one_code_are_both_left_out(other: UnitFile) -> None:
    units = sorted_units([unit_file("UBND xã Một", "101"), other, unit_file("UBND xã Ba", "103")])
    assert used(units) == ["UBND xã Ba 103.xlsx"]
    assert set(standings(units).values()) == {Standing.DISPUTED}
    assert codes(units) == ["QM503", "QM503"]
    assert "chưa tính tệp nào" in units.said[0].diagnostic.message


def test_the_list_tells_which_of_two_is_meant() -> None:
    files = [unit_file("UBND xã Một", "101"), unit_file("UBND xã Hai", "101")]
    units = sorted_units(files, listed(("101", "Ủy ban nhân dân xã Một"), ("101b", "x")))
    assert used(units) == []  # the list calls it otherwise: nothing is guessed
    units = sorted_units(files, listed(("101", "xã Một")))
    assert used(units) == ["UBND xã Một 101.xlsx"]
    assert standings(units) == {"UBND xã Hai 101.xlsx": Standing.DISPUTED}


# EV152: of several files of one unit and period the latest counts


def test_the_latest_report_counts_and_the_others_are_named() -> None:
    files = [
        unit_file(code="101", path="cu.xlsx", reported=date(2026, 10, 1), changed=date(2026, 12, 1)),
        unit_file(code="101", path="moi.xlsx", reported=date(2026, 10, 4), changed=date(2026, 10, 4)),
    ]
    units = sorted_units(files)
    assert used(units) == ["moi.xlsx"]
    assert standings(units) == {"cu.xlsx": Standing.SUPERSEDED}
    assert "Ngày báo cáo mới nhất, 04/10/2026" in units.said[0].diagnostic.message
    assert units.reports[0].is_duplicated


@pytest.mark.parametrize("reported", [None, date(2026, 10, 1)])
def test_without_different_report_dates_the_file_changed_last_counts_and_that_is_said(reported: date | None) -> None:
    files = [
        unit_file(code="101", path="a.xlsx", reported=reported, changed=date(2026, 10, 4)),
        unit_file(code="101", path="b.xlsx", reported=reported, changed=date(2026, 10, 2)),
    ]
    units = sorted_units(files)
    assert used(units) == ["a.xlsx"]
    assert "theo giờ của tệp, 04/10/2026" in units.said[0].diagnostic.message


# EV153: one period is consolidated


def test_the_period_of_most_units_is_taken_and_others_are_named() -> None:
    files = [unit_file(code="101"), unit_file("UBND xã Hai", "102"), unit_file("UBND xã Ba", "103", period=QUARTER)]
    units = sorted_units(files)
    assert units.period is not None
    assert units.period.text == "9 tháng đầu năm 2026"
    assert standings(units) == {"UBND xã Ba 103.xlsx": Standing.OTHER_PERIOD}
    assert codes(units) == ["QM505"]
    assert [r.timeliness for r in units.reports][-1] is Timeliness.OTHER_PERIOD


def test_the_period_that_is_asked_for_is_taken() -> None:
    files = [unit_file(code="101"), unit_file("UBND xã Hai", "102"), unit_file("UBND xã Ba", "103", period=QUARTER)]
    assert used(sorted_units(files, period_text="Quý I  năm 2026")) == ["UBND xã Ba 103.xlsx"]


def test_of_as_many_units_the_later_period_is_taken() -> None:
    units = sorted_units([unit_file(code="101"), unit_file("UBND xã Ba", "103", period=QUARTER)])
    assert used(units) == ["UBND xã Một 101.xlsx"]


def test_a_file_without_a_period_cannot_be_used() -> None:
    units = sorted_units([unit_file(code="101", period=None), unit_file("UBND xã Hai", "102")])
    assert codes(units) == ["QM506"]
    assert units.reports[0].timeliness is Timeliness.NOT_USABLE


# EV154: completeness


def test_units_stand_as_in_the_list_with_their_timeliness() -> None:
    expected = listed(("104", "xã Bốn"), ("102", "xã Hai"), ("101", "xã Một"), ("103", "xã Ba"))
    expected[2] = replace(expected[2], received=date(2026, 10, 9))
    files = [
        unit_file("UBND xã Một", "101"),
        unit_file("UBND xã Hai", "102", reported=date(2026, 10, 6)),
        unit_file("UBND xã Ba", "103", reported=date(2026, 10, 5)),
    ]
    units = sorted_units(files, expected, DEADLINE)
    told = [(report.unit.code, report.timeliness) for report in units.reports]
    assert told == [
        ("104", Timeliness.MISSING),
        ("102", Timeliness.LATE),
        ("101", Timeliness.LATE),  # the day of receipt counts before the report's own date
        ("103", Timeliness.ON_TIME),
    ]


def test_without_a_deadline_or_a_day_nothing_is_late() -> None:
    assert sorted_units([unit_file(code="101")]).reports[0].timeliness is Timeliness.UNKNOWN
    undated = sorted_units([unit_file(code="101", reported=None)], None, DEADLINE)
    assert undated.reports[0].timeliness is Timeliness.UNKNOWN
    assert codes(undated) == ["QM512"]


def test_units_outside_the_list_come_last_and_are_told() -> None:
    units = sorted_units([unit_file("UBND xã Lạ", "999"), unit_file("UBND xã Một", "101")], listed(("101", "xã Một")))
    assert [report.unit.code for report in units.reports] == ["101", "999"]
    assert codes(units) == ["QM509"]


def test_a_unit_without_code_is_found_in_the_list_by_its_name() -> None:
    units = sorted_units([unit_file("UBND xã Một")], listed(("101", "UBND xã Một"), ("102", "UBND xã Hai")))
    assert [(r.unit.code, r.timeliness) for r in units.reports] == [
        ("101", Timeliness.UNKNOWN),
        ("102", Timeliness.MISSING),
    ]
    assert codes(units) == ["QM508"]


def test_a_name_that_differs_from_the_list_is_asked_about_but_counted() -> None:
    units = sorted_units([unit_file("UBND xã Khác", "101")], listed(("101", "UBND xã Một")))
    assert len(used(units)) == 1
    assert codes(units) == ["QM511"]


def test_an_unreadable_file_is_listed_and_given_to_the_unit_whose_code_it_carries() -> None:
    files = [unreadable("bao cao 00102 quy 3.xlsx"), unreadable("la.xlsx"), unit_file("UBND xã Một", "00101")]
    units = sorted_units(files, listed(("00101", "xã Một"), ("00102", "xã Hai"), ("00103", "xã Ba")))
    assert [report.timeliness for report in units.reports] == [
        Timeliness.UNKNOWN,
        Timeliness.NOT_USABLE,
        Timeliness.MISSING,
    ]
    assert [stray.file.name for stray in units.strays] == ["la.xlsx"]
    assert codes(units).count("QM501") == 2


def test_an_older_template_is_told_a_newer_one_is_not() -> None:
    versions = {"101": "2026.1", "102": "2026.1", "103": "2025.2", "104": "2026.10", "105": ""}
    files = [replace(unit_file(f"UBND xã {code}", code), template_version=text) for code, text in versions.items()]
    units = sorted_units(files)
    assert units.template_version == "2026.1"
    assert [report.unit.code for report in units.reports if report.has_old_template] == ["103", "105"]


def test_a_province_is_the_same_with_and_without_its_kind() -> None:
    files = [
        unit_file("UBND xã Một", "101", province="Tỉnh A", path="a.xlsx"),
        unit_file("UBND xã Một", "101", province="A", path="b.xlsx", reported=date(2026, 10, 4)),
    ]
    assert used(sorted_units(files)) == ["b.xlsx"]


def test_a_code_of_one_row_and_a_name_of_another_are_asked_about() -> None:
    """Neither of the two units is told to have reported; the list's names are shown."""
    expected = listed(("101", "UBND xã Một"), ("102", "UBND xã Hai"))
    units = sorted_units([unit_file("UBND xã Hai", "101")], expected, DEADLINE)
    assert used(units) == []
    assert [(r.unit.name, r.timeliness) for r in units.reports] == [
        ("UBND xã Một", Timeliness.NOT_USABLE),
        ("UBND xã Hai", Timeliness.MISSING),
    ]
    assert codes(units) == ["QM522"]


def test_the_list_s_name_is_shown() -> None:
    units = sorted_units([unit_file("UBND xã", "101")], listed(("101", "UBND xã Một")))
    assert units.reports[0].unit.name == "UBND xã Một"
    assert codes(units) == ["QM511"]


def test_a_name_alone_that_another_file_gives_with_a_code_is_asked_about() -> None:
    units = sorted_units([unit_file("UBND xã Một", "101"), unit_file("UBND xã Một", province="", path="b.xlsx")])
    assert len(used(units)) == 1
    assert codes(units) == ["QM504"]


def test_the_code_of_a_unit_is_kept_where_its_latest_file_gives_none() -> None:
    files = [unit_file("UBND xã Một", "101"), unit_file("UBND xã Một", path="b.xlsx", reported=date(2026, 10, 4))]
    units = sorted_units(files)
    assert used(units) == ["b.xlsx"]
    assert units.reports[0].unit.code == "101"


def test_a_date_years_ahead_chooses_no_file() -> None:
    files = [
        unit_file(code="101", path="nham.xlsx", reported=date(2062, 10, 3), changed=date(2026, 10, 3)),
        unit_file(code="101", path="sua.xlsx", reported=date(2026, 10, 4), changed=date(2026, 10, 4)),
    ]
    assert used(sorted_units(files)) == ["sua.xlsx"]
    alone = sorted_units(files[:1], None, DEADLINE)
    assert alone.reports[0].timeliness is Timeliness.UNKNOWN
    assert codes(alone) == ["QM524"]


def test_a_period_of_other_days_is_another() -> None:
    shifted = FilePeriod(NINE_MONTHS.text, date(2025, 1, 1), date(2025, 9, 30))
    near = FilePeriod(NINE_MONTHS.text, date(2025, 12, 15), date(2026, 9, 14))
    files = [unit_file(f"UBND xã {n}", f"{n}") for n in (101, 102)]
    units = sorted_units([*files, unit_file("UBND xã 103", "103", period=shifted), unit_file("D", "104", period=near)])
    assert len(used(units)) == 3
    assert codes(units) == ["QM525"]


def test_a_broken_file_beside_an_older_one_is_the_unit_s() -> None:
    files = [
        unit_file("UBND xã Một", "00101", period=QUARTER),
        unit_file("UBND xã Hai", "00102"),
        unreadable("00101 moi.xlsx"),
    ]
    report = next(r for r in sorted_units(files, period_text=NINE_MONTHS.text).reports if r.unit.code == "00101")
    assert report.timeliness is Timeliness.NOT_USABLE


def test_the_year_in_a_file_s_name_is_no_code() -> None:
    files = [
        unit_file("UBND xã Một", "02026"),
        unit_file("UBND xã Hai", "2026", path="b.xlsx"),
        unreadable("9 thang 2026.xlsx"),
    ]
    assert [stray.file.name for stray in sorted_units(files[::2]).strays] == ["9 thang 2026.xlsx"]
    assert [stray.file.name for stray in sorted_units(files[1:]).strays] == ["9 thang 2026.xlsx"]


def test_a_code_that_lost_its_zeros_in_the_list_is_found_in_a_file_s_name() -> None:
    units = sorted_units([unreadable("00837 bao cao.xlsx")], listed(("837", "xã Một")))
    assert units.reports[0].timeliness is Timeliness.NOT_USABLE


def test_what_qmxl_made_itself_is_no_report() -> None:
    own = replace(unreadable("x-phan-hoi.xlsx", "Tệp “x” là tệp phản hồi do qmxl lập."), is_own_output=True)
    units = sorted_units([own, unit_file(code="101")])
    assert units.strays == ()
    assert codes(units) == ["QM521"]


# EV155: the order of the files does not matter


def test_any_order_gives_the_same() -> None:
    files = [
        unit_file("UBND xã Một", "101", path="a.xlsx"),
        unit_file("UBND xã Một", "101", path="b.xlsx"),
        unit_file("UBND xã Hai", "101", path="c.xlsx"),
        unit_file("UBND xã Ba", "103", period=QUARTER),
        unit_file("UBND xã Bốn", province="Tỉnh B"),
        unit_file("UBND xã Bốn", "104", province="Tỉnh B", path="d.xlsx"),
        unreadable("x 00105.xlsx"),
        unit_file("", path="la.xlsx"),
    ]
    expected = listed(("103", "xã Ba"), ("00105", "xã Năm"), ("101", "xã Một"))
    first = sorted_units(files, expected, DEADLINE)
    for seed in range(20):
        shuffled = random.Random(seed).sample(files, len(files))  # noqa: S311  an order is no secret
        assert sorted_units(shuffled, expected, DEADLINE) == first
