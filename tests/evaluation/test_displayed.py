"""EV23: a number counts as it is held; where what its cell shows would give another verdict, both are said."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.model.evaluation import Status
from qmxl.model.submission import CellValue, PercentNumber
from qmxl.reading.workbook import WorkbookCells
from tests.workbooks import Outcome, book_of, completed, evaluated_cells

Row = tuple[CellValue, ...]


def book(target: str, measure: str, *rows: Row) -> WorkbookCells:
    """One indicator, and the rows of its sheet."""
    objectives = [("Mức đề ra", "Cách tính"), (target, measure)]
    return completed(book_of({"Mục tiêu": objectives, "MT1": rows}))


def shown_as(cells: WorkbookCells, formats: Mapping[tuple[int, int], str]) -> Outcome:
    """The evaluation of a workbook some of whose cells on MT1 have a number format."""
    sheet = cells.sheets["MT1"]
    rows = [list(row) for row in sheet.rows]
    for (row, column), code in formats.items():
        number = rows[row - 1][column - 1]
        if "%" in code and isinstance(number, float):
            rows[row - 1][column - 1] = PercentNumber(number)
    sheet = replace(sheet, rows=tuple(map(tuple, rows)), formats=formats)
    return evaluated_cells(replace(cells, sheets={**cells.sheets, "MT1": sheet}))


def declared(target: str, number: float, number_format: str) -> Outcome:
    return shown_as(book(target, "Ghi trực tiếp", ("Ghi trực tiếp",), (number,)), {(2, 1): number_format})


@pytest.mark.parametrize(
    ("target", "number", "number_format", "shown", "held"),
    [
        ("từ 85%", 0.8466, "0%", "85%", "84,66%"),
        ("từ 85%", 0.8496, "0.0%", "85,0%", "84,96%"),
        ("từ 98%", 0.97996, "0.##%", "98%", "97,996%"),
        ("trên 85%", 0.85004, "0.00%", "85,00%", "85,004%"),
        ("từ 85%", 84.66, "0", "85", "84,66"),
        ("không quá 2%", 0.02001, "0.00%", "2,00%", "2,001%"),
        ("ít nhất 1587 hồ sơ", 1586.5, "#,##0", "1.587", "1.586,5"),
        ("ít nhất 1587 hồ sơ", 1586.96, "#,##0.0", "1.587,0", "1.586,96"),
        ("không để xảy ra", 0.4, "0", "0", "0,4"),
        ("16/18 chỉ tiêu", 15.6, "0", "16", "15,6"),
    ],
)
def test_a_rounded_figure_that_would_change_the_verdict_is_said(
    target: str, number: float, number_format: str, shown: str, held: str
) -> None:
    """EV23"""
    found = declared(target, number, number_format).diagnostic("QM256")
    assert (found.cell, found.column, found.found) == ("A2", "Ghi trực tiếp", held)
    assert f"ô hiện “{shown}” nhưng chứa {held}" in found.message


@pytest.mark.parametrize(
    ("target", "number", "number_format"),
    [
        ("từ 85%", 0.8444, "0%"),  # shown and held are on one side
        ("từ 85%", 0.85, "0%"),  # shown as it is
        ("từ 85%", 0.8466, "0.00%"),
        ("từ 85%", 0.8466, "0.####%"),
        ("từ 85%", 0.8466, ""),
        ("từ 85%", 84.66, "0,"),  # in thousands: shows 0
        ("từ 85%", 84.66, '0" %"'),
        ("từ 85%", 84.66, "[>90]0;0.00"),
        ("từ 85%", 84.66, "dd/mm/yyyy"),
        ("từ 85%", 84.66, "0.00E+00"),
    ],
)
def test_of_other_figures_nothing_is_said(target: str, number: float, number_format: str) -> None:
    assert "QM256" not in declared(target, number, number_format).notes


def test_the_message_gives_both_verdicts() -> None:
    outcome = declared("từ 85%", 0.8466, "0%")
    found = outcome.diagnostic("QM256")
    assert outcome.status is Status.NOT_MET
    assert found.message == (
        "ô hiện “85%” nhưng chứa 84,66%; qmxl so theo số chứa trong ô, nên chỉ tiêu 1 là “Chưa đạt”; "
        "so theo số đang hiện thì là “Đạt”"
    )
    assert "gõ lại 85% vào ô" in found.fix


def test_a_count_that_is_shown_whole_is_said_beside_the_error() -> None:
    cells = book("từ 85%", "Tỷ lệ", ("Số đạt", "Tổng số"), (1540.4, 1600))
    outcome = shown_as(cells, {(2, 1): "#,##0"})
    assert (outcome.status, outcome.errors) == (Status.NO_DATA, {"QM216"})
    found = outcome.diagnostic("QM256")
    assert (found.cell, found.column) == ("A2", "Số đạt")
    assert "ô hiện “1.540” nhưng chứa 1.540,4" in found.message
    assert "“Thiếu số liệu”; so theo số đang hiện thì là “Vượt”" in found.message


def test_another_error_keeps_the_verdict_away_however_the_count_is_shown() -> None:
    cells = book("từ 85%", "Tỷ lệ", ("Số đạt", "Tổng số"), (1540.4, "nhiều"))
    assert "QM256" not in shown_as(cells, {(2, 1): "0"}).notes


PLAN = (("Ghi trực tiếp",), (None,), (), ("Chỉ tiêu", "Kế hoạch", "Thực hiện"))


def test_rows_of_a_plan_that_decide_are_named() -> None:
    rows: tuple[Row, ...] = (("Thu", 100, 99.6), ("Nghèo", "dưới 4", 3.52), ("Nước sạch", "từ 95%", 0.9496))
    cells = book("3/3 chỉ tiêu", "Bảng kế hoạch", *PLAN, *rows)
    outcome = shown_as(cells, {(5, 3): "0", (6, 3): "0.0", (7, 3): "0.0%"})
    assert outcome.status is Status.NOT_MET
    assert [d.cell for d in outcome.diagnostics if d.code == "QM256"] == ["C5", "C7"]


def test_a_row_of_a_plan_that_decides_nothing_is_not_named() -> None:
    rows: tuple[Row, ...] = (("Thu", 100, 99.6), ("Chi", 100, 50))
    cells = book("2/2 chỉ tiêu", "Bảng kế hoạch", *PLAN, *rows)
    assert "QM256" not in shown_as(cells, {(5, 3): "0"}).notes


# Laws

FORMATS = {"0": 0, "0.0": 1, "0.00": 2, "#,##0": 0, "#,##0.0": 1, "0.##": 2, "0%": 2, "0.0%": 3, "0.00%": 4, "0.##%": 4}
"""Number format -> decimals of the number itself that it shows."""
TARGETS = ("từ 85%", "trên 85%", "không quá 2%", "từ 14 đến 15%", "100%", "ít nhất 2 lớp", "16/18 chỉ tiêu", "= 3 đợt")
NEAR = st.sampled_from([0.02, 0.14, 0.15, 0.85, 1, 2, 3, 14, 15, 16, 85, 100])
TYPED = st.builds(lambda mark, off: round(mark + off, 6), NEAR, st.floats(-0.6, 0.6) | st.floats(-0.006, 0.006))


def typed_as_shown(number: float, number_format: str) -> float:
    shown = Decimal(str(number)).quantize(Decimal(1).scaleb(-FORMATS[number_format]), ROUND_HALF_UP)
    return float(shown)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(TARGETS), TYPED, st.sampled_from(sorted(FORMATS)))
def test_a_number_format_changes_no_status_and_is_noted_just_where_it_would(
    target: str, number: float, number_format: str
) -> None:
    """EV23: the note is there if, and only if, typing what the cell shows would give another verdict."""
    plain = declared(target, number, "0.0000000000%" if "%" in number_format else "")
    outcome = declared(target, number, number_format)
    assert outcome.statuses == plain.statuses
    assert [d for d in outcome.diagnostics if d.code != "QM256"] == list(plain.diagnostics)
    typed = declared(target, typed_as_shown(number, number_format), number_format)
    is_read_in_two_ways = bool({"QM210", "QM230"} & (outcome.errors | outcome.notes))
    assert ("QM256" in outcome.notes) is (typed.statuses != outcome.statuses and not is_read_in_two_ways)
