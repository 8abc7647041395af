"""What is known of one workbook is used for the next, and never where they differ."""

from collections.abc import Sequence

import pytest

from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference, cell_at
from qmxl.model.submission import CellValue, DisputedText, PercentNumber
from qmxl.reading.normal_form import prose
from qmxl.reading.objectives import read_objectives
from qmxl.reading.workbook import SheetCells

HEADER = ("Mã", "Mục tiêu", "Mức đề ra", "Cách tính")


def sheet(*rows: Sequence[CellValue], name: str = "Mục tiêu", hidden: frozenset[int] = frozenset()) -> SheetCells:
    return SheetCells(name, (HEADER, *map(tuple, rows)), hidden_rows=hidden)


def told(cells: SheetCells, year: int | None = 2026) -> tuple[str, list[type], list[str]]:
    found = list[Diagnostic]()
    objectives = read_objectives(cells, year, found)
    targets = [type(indicator.target.raw) for objective in objectives for indicator in objective.indicators]
    return repr(objectives), targets, list(map(repr, found))


ORDINARY = ("1", "Giải quyết hồ sơ", "từ 95% trở lên", "Tỷ lệ")


def test_the_same_sheet_says_the_same_in_every_workbook() -> None:
    faulty = (ORDINARY, ("2", "Tiếp dân", "nhiều", "Tỷ lệ"))
    first = told(sheet(*faulty))
    assert first[2]
    assert told(sheet(*faulty)) == first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        (0.95, PercentNumber(0.95)),
        ("từ 95% trở lên", DisputedText("từ 95% trở lên")),
        ("từ 95% trở lên", "từ 95% trở xuống"),
    ],
)
def test_cells_that_are_equal_but_not_alike_are_read_each_for_itself(one: CellValue, other: CellValue) -> None:
    def read(value: CellValue) -> tuple[str, list[type], list[str]]:
        return told(sheet(("1", "Giải quyết hồ sơ", value, "Tỷ lệ")))

    before = read(one)
    assert read(other) != before
    assert read(one) == before


def test_a_sheet_is_told_apart_by_its_name_its_year_and_its_hidden_rows() -> None:
    row = ("1", "Giải quyết hồ sơ", "trong quý II", "Hoàn thành")
    readings = (
        told(sheet(row)),
        told(sheet(row), year=2025),
        told(sheet(row, name="mục tiêu")),
        told(sheet(row, hidden=frozenset({2}))),
    )
    assert len({str(reading) for reading in readings}) == len(readings)


def test_a_text_that_nobody_typed_stays_one() -> None:
    assert type(prose("a; b")) is str
    assert type(prose(DisputedText("a; b"))) is DisputedText


def test_a_cell_reference_is_made_once() -> None:
    assert cell_at("MT1", 2, 3) == CellReference("MT1", 2, 3)
    assert cell_at("MT1", 2, 3) is cell_at("MT1", 2, 3)


def test_filled_cells_of_a_row_keep_the_order_they_are_asked_for() -> None:
    cells = sheet(("1", None, 0, ""))
    assert cells.filled(2, (3, 1, 2, 9, 0)) == [(3, 0), (1, "1")]
    assert cells.filled(3, (1,)) == cells.filled(0, (1,)) == []
