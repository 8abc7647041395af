"""Computed due dates and `Ngày nghỉ` in the output: it evaluates to itself."""

from datetime import date
from pathlib import Path

import pytest

from qmxl.model.evaluation import TimeClass
from qmxl.model.report import Sheet
from qmxl.model.submission import CellValue, Register
from qmxl.pipeline import Outcome, check_file
from qmxl.reporting.blank import blank_submission
from qmxl.reporting.compose import compose_and_lay_out, compose_blank, compose_report
from qmxl.writing.workbook import write_workbook
from tests.reporting.test_odd_tables import before_and_after
from tests.workbooks import book_of, completed, evaluated_cells

Rows = list[tuple[CellValue, ...]]
OBJECTIVES: Rows = [("Mức đề ra", "Cách tính"), ("trên 90%", "Sổ theo dõi")]
OWN: Rows = [
    ("Ngày", "Loại", "Ghi chú"),
    (date(2026, 3, 3), "Nghỉ", "=1+1"),
    ("07/3/2026", "Làm bù", None),
    ("31/2/2026", "Nghỉ", "sai"),
    (date(2026, 3, 20), "Họp", None),
    (date(2026, 3, 21), None, "để trống là nghỉ"),
]
REGISTER: Rows = [
    ("Ghi trực tiếp",),
    (None,),
    (),
    ("Mã hồ sơ", "Ngày nhận", "Thời gian giải quyết", "Ngày hoàn thành"),
    ("H1", "02/3/2026", "3 ngày làm việc", "06/3/2026"),
    ("H2", "02/3/2026", "3 ngày làm việc", "07/3/2026"),
    ("H3", "02/3/2026", "5 ngày", "09/3/2026"),
    ("H4", "02/3/2026", "8 giờ", "09/3/2026"),
    ("H5", "02/3/2026", "90 ngày làm việc", None),
    ("H6", "02/3/2026", "9000 ngày", None),
]
IN_THE_DUE_COLUMN: Rows = [
    *REGISTER[:3],
    ("Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành"),
    ("H1", "02/3/2026", "3 ngày làm việc", "09/3/2026"),
    ("H2", "02/3/2026", "05/3/2026", "07/3/2026"),
    ("H3", "02/3/2026", "8 giờ", "09/3/2026"),
    ("H4", "02/3/2026", "9000 ngày", "09/3/2026"),
]


@pytest.mark.parametrize("table", [REGISTER, IN_THE_DUE_COLUMN], ids=["own column", "due column"])
def test_an_output_with_computed_due_dates_evaluates_to_itself(table: Rows, tmp_path: Path) -> None:
    """EV94"""
    book = completed(book_of({"Mục tiêu": OBJECTIVES, "Ngày nghỉ": OWN, "MT1": table}))
    first = evaluated_cells(book).submission.tables["MT1"]
    before, after, second = before_and_after(book, tmp_path / "out.xlsx")
    assert after == before
    register = second.submission.tables["MT1"]
    assert isinstance(first, Register)
    assert isinstance(register, Register)
    assert register.days["due"].tolist() == first.days["due"].tolist()
    assert {column.header for column in register.columns}.isdisjoint({"Thời gian giải quyết"})
    assert not {d.code for d in second.diagnostics} & {"QM392", "QM393", "QM394", "QM395"}


def test_a_personal_output_keeps_the_time_limits_and_agrees_with_them(tmp_path: Path) -> None:
    first = evaluated_cells(completed(book_of({"Mục tiêu": OBJECTIVES, "Ngày nghỉ": OWN, "MT1": REGISTER})))
    path = tmp_path / "out.xlsx"
    placed = compose_and_lay_out(first.submission, first.evaluation, first.diagnostics, is_personal=True)
    write_workbook(placed, path)
    second = check_file(path)
    assert isinstance(second, Outcome)
    register = second.submission.tables["MT1"]
    assert "Thời gian giải quyết" in {column.header for column in register.columns}
    assert [i.shown for i in second.evaluation.indicators] == [i.shown for i in first.evaluation.indicators]
    assert not {d.code for d in second.diagnostics} & {"QM392", "QM393"}


def test_a_register_that_stays_home_lists_the_computed_due_date() -> None:
    rows: Rows = [*REGISTER[:4], ("H1", "02/3/2026", "3 ngày làm việc", "10/3/2026")]
    objectives: Rows = [(*OBJECTIVES[0], "Mục tiêu"), (*OBJECTIVES[1], "Giải quyết đơn khiếu nại")]
    first = evaluated_cells(completed(book_of({"Mục tiêu": objectives, "MT1": rows})))
    report = compose_report(first.submission, first.evaluation, first.diagnostics)
    overdue = next(sheet for sheet in report.sheets if sheet.name.startswith("_Quá hạn"))
    assert date(2026, 3, 5) in [cell.content for row in overdue.rows for cell in row.cells.values()]
    counts = first.indicator.measurement.register
    assert counts is not None
    assert counts.by_class[TimeClass.LATE] == 1


def contents(sheet: Sheet, key: str) -> list[list[object]]:
    return [[cell.content for cell in row.cells.values()] for row in sheet.rows if row.key.startswith(key)]


def test_the_office_s_days_are_carried_over_with_their_choices(tmp_path: Path) -> None:
    """EV96"""
    book = completed(book_of({"Mục tiêu": OBJECTIVES, "Ngày nghỉ": OWN, "MT1": REGISTER}))
    first = evaluated_cells(book)
    sheet = next(s for s in compose_report(first.submission, first.evaluation, ()).sheets if s.name == "Ngày nghỉ")
    assert [(v.kind, v.source) for v in sheet.validations] == [("date", ""), ("list", "qmxl_rest_day"), ("prompt", "")]
    assert contents(sheet, "day:") == [
        [date(2026, 3, 3), "Nghỉ", "=1+1"],
        [date(2026, 3, 7), "Làm bù", None],
        ["31/2/2026", "Nghỉ", "sai"],
        [date(2026, 3, 20), "Họp", None],
        [date(2026, 3, 21), None, "để trống là nghỉ"],
    ]
    *_, second = before_and_after(book, tmp_path / "out.xlsx")
    as_read = [(d.day.value, d.kind.value, d.note.value) for d in second.submission.rest_days]
    assert as_read == [(d.day.value, d.kind.value, d.note.value) for d in first.submission.rest_days]


def test_the_next_workbook_has_the_days_and_room_for_more() -> None:
    first = evaluated_cells(completed(book_of({"Mục tiêu": OBJECTIVES, "Ngày nghỉ": OWN, "MT1": REGISTER})))
    blank = blank_submission(first.submission)
    assert all(entry.reference is None for day in blank.rest_days for entry in (day.day, day.kind, day.note))
    sheet = next(s for s in compose_blank(first.submission).sheets if s.name == "Ngày nghỉ")
    assert len(contents(sheet, "day:")) == 55
    without = evaluated_cells(completed(book_of({"Mục tiêu": OBJECTIVES, "MT1": REGISTER})))
    assert "Ngày nghỉ" not in {s.name for s in compose_blank(without.submission).sheets}


def test_the_rule_used_stands_in_the_provenance() -> None:
    """EV97"""
    first = evaluated_cells(completed(book_of({"Mục tiêu": OBJECTIVES, "Ngày nghỉ": OWN, "MT1": REGISTER})))
    report = compose_report(first.submission, first.evaluation, first.diagnostics)
    facts = contents(next(s for s in report.sheets if s.name == "Nguồn gốc"), "fact:")
    (told,) = (value for label, value in facts if label == "Thời hạn do qmxl tính, sheet MT1:")
    assert str(told).startswith("4 dòng không ghi ngày hết hạn")
    assert str(told).endswith("sheet Ngày nghỉ thêm 2 ngày nghỉ, 1 ngày làm bù")
