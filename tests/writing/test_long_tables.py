"""Tables of thousands of rows: written as columns, read back row by row, led to by formulas."""

import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qmxl.model.report import (
    Cell,
    Formula,
    LongColumn,
    LongReference,
    LongTable,
    LongValue,
    Place,
    PlacedReport,
    Report,
    Row,
    Sheet,
    SheetColumn,
    Span,
    Style,
    long_row,
)
from qmxl.proof.read_back import differences
from qmxl.proof.second_engine import check_workbook, dialect_faults
from qmxl.reporting.layout import DanglingPlace, FormulaDisagreement, lay_out
from qmxl.writing.long_tables import MARK
from qmxl.writing.workbook import write_workbook

ODD: list[LongValue] = [
    *("=1+1", "+1", "@x", "#N/A", "_x0041_", "_x005F_x0041_", "<r>a</r>", "a & <b>", " hai đầu ", "xuống\ndòng"),
    *(
        "mailto:a@b.vn",
        "https://b.example",
        MARK,
        "x" * 40_000,
        "\x07chuông",
        None,
        "",
        0,
        7,
        0.1,
        1 / 3,
        date(2026, 9, 30),
    ),
]


def data_sheet(values: list[LongValue], name: str = "Dữ liệu") -> Sheet:
    columns = (
        LongColumn("A", "STT", Style(), list(range(1, len(values) + 1))),
        LongColumn("B", "Giá trị", Style(border="lrtb"), values),
    )
    head = (
        Row("title", {"A": Cell("Dữ liệu")}),
        Row("header", {"A": Cell("STT"), "B": Cell("Giá trị")}),
    )
    letters = (SheetColumn("A", 8), SheetColumn("B", 20))
    return Sheet(name, letters, head, long=LongTable("DuLieu", "header", columns))


def matrix_sheet(values: list[LongValue], items: list[int | None]) -> Sheet:
    shown = [None if item is None else values[item] for item in items]
    columns = (
        LongColumn("A", "Lặp lại", Style(), shown, LongReference("Dữ liệu", "B", items)),
        LongColumn(
            "B", "Gấp đôi", Style(), [2 * n for n in range(len(items))], formula='SUMPRODUCT((C{row}<>"")*C{row}*2)'
        ),
        LongColumn("C", "Số", Style(), list(range(len(items)))),
    )
    head = (Row("header", {letter: Cell(letter) for letter in "ABC"}),)
    heights = [20.0 + n for n in range(len(items))]
    return Sheet(
        "Ma trận", tuple(SheetColumn(x, 9) for x in "ABC"), head, long=LongTable("MaTran", "header", columns, heights)
    )


def total(text: str, value: float | None, last: int) -> Sheet:
    span = Span("Dữ liệu", long_row(0), long_row(last), "B")
    cell = Cell(Formula(text, {"s": span}, value))
    return Sheet("Tổng", (SheetColumn("A", 9),), (Row("total", {"A": cell}),))


def written(path: Path, *sheets: Sheet) -> PlacedReport:
    placed = lay_out(Report(sheets))
    write_workbook(placed, path)
    return placed


def test_every_value_reads_back_as_it_was_and_nothing_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    placed = written(path, data_sheet(ODD))
    assert list(differences(placed, path)) == []
    cells = [row[1] for row in load_workbook(path)["Dữ liệu"].iter_rows(min_row=3)]
    assert [cell.value for cell in cells[:5]] == ["=1+1", "+1", "@x", "#N/A", "_x0041_"]
    assert {cell.data_type for cell in cells[:15]} == {"s"}
    assert len(cells[13].value) <= 32_767
    assert load_workbook(path)["Dữ liệu"].tables["DuLieu"].ref == f"A2:B{len(ODD) + 2}"


def test_a_cell_that_was_written_otherwise_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    placed = written(path, data_sheet(["một", 2, None]))
    others = data_sheet(["một", 3, "thêm"])
    wrong = lay_out(Report((others,)))
    assert [(str(d.reference), d.wanted) for d in differences(wrong, path)] == [
        ("'Dữ liệu'!B4", 3),
        ("'Dữ liệu'!B5", "thêm"),
    ]
    shorter = lay_out(Report((data_sheet(["một", 2]),)))
    assert [str(d.reference) for d in differences(shorter, path)] == ["'Dữ liệu'!A5"]
    del placed


def test_formulas_lead_to_the_cells_by_their_addresses(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    values: list[LongValue] = ["Đạt", 5, "Vượt & hơn", 0.25]
    written(path, data_sheet(values), matrix_sheet(values, [2, None, 0, 3]), total("SUM([s])", 5.25, 3))
    sheet = load_workbook(path)["Ma trận"]
    assert [cell.value for cell in sheet["A"][1:]] == ["='Dữ liệu'!$B$5", None, "='Dữ liệu'!$B$3", "='Dữ liệu'!$B$6"]
    assert sheet["B"][2].value == '=SUMPRODUCT((C3<>"")*C3*2)'
    assert [sheet.row_dimensions[n].height for n in (2, 5)] == [20.0, 23.0]
    assert load_workbook(path)["Tổng"]["A1"].value == "=SUM('Dữ liệu'!$B$3:$B$6)"
    assert [cell.value for cell in load_workbook(path, data_only=True)["Ma trận"]["A"][1:]] == [
        "Vượt & hơn",
        None,
        "Đạt",
        0.25,
    ]
    assert dialect_faults(path) == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_a_second_engine_confirms_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    values: list[LongValue] = [n / 7 for n in range(3_000)]
    known = sum(float(n) / 7 for n in range(3_000))
    written(path, data_sheet(values), matrix_sheet(values, [2999, 0]), total("SUMPRODUCT([s]*1)", known, 2_999))
    outcome = check_workbook(path, folder=tmp_path)
    assert outcome.disagreements == ()
    assert outcome.formulas == 5


def test_a_known_value_is_held_against_the_formula_where_the_table_is_short() -> None:
    with pytest.raises(FormulaDisagreement):
        lay_out(Report((data_sheet([1, 2]), total("SUM([s])", 4, 1))))


def test_a_formula_beyond_the_table_leads_nowhere() -> None:
    with pytest.raises(DanglingPlace):
        lay_out(Report((data_sheet([1, 2]), total("SUM([s])", None, 2))))
    cell = Cell(Formula("[c]", {"c": Place("Dữ liệu", long_row(2), "B")}))
    with pytest.raises(DanglingPlace):
        lay_out(Report((data_sheet([1, 2]), Sheet("Tổng", (SheetColumn("A", 9),), (Row("x", {"A": cell}),)))))


def test_an_empty_table_is_a_file_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    placed = written(path, data_sheet([]))
    assert list(differences(placed, path)) == []
    assert load_workbook(path)["Dữ liệu"].tables["DuLieu"].ref == "A2:B3"


def test_the_same_table_gives_the_same_bytes_and_no_mark_stays(tmp_path: Path) -> None:
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        written(path, data_sheet(["a", 1, None]))
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with zipfile.ZipFile(paths[0]) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        assert package.testzip() is None
    assert MARK not in sheet
    assert '<dimension ref="A1:B5"/>' in sheet


def test_headers_keep_their_look(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheet = data_sheet([1])
    bold = replace(sheet.rows[1], cells={letter: Cell(letter, Style(bold=True)) for letter in "AB"})
    table = sheet.long
    assert table is not None
    columns = tuple(replace(column, header=column.letter) for column in table.columns)
    written(path, replace(sheet, rows=(sheet.rows[0], bold), long=replace(table, columns=columns)))
    assert load_workbook(path)["Dữ liệu"]["A2"].font.b
