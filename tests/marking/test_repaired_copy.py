"""Repairs written into a copy: the value, how it is shown, and what is never touched."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from qmxl.marking.comparison import differences
from qmxl.marking.copies import Hindrance, RepairedCopy, repaired_copy
from qmxl.marking.package import packed, read_parts
from qmxl.model.references import CellReference
from qmxl.model.repairs import Repair
from tests.packages import parts_of, saved

MOMENT = datetime(2026, 6, 20, 14, 5)  # noqa: DTZ001  a spreadsheet knows no zones
TABLE: Sequence[tuple[str, str, str | Decimal | date, bool, object, str]] = [
    # format of the cell, typed, repaired, percent, value read back, format afterwards
    ("@", "1.587", Decimal(1587), False, 1587, "General"),
    ("#,##0", "1.587", Decimal(1587), False, 1587, "#,##0"),
    ("0.##%", "97,5%", Decimal("0.975"), True, 0.975, "0.##%"),
    ("@", "97,5%", Decimal("0.975"), True, 0.975, "0.00%"),
    ("General", "97%", Decimal("0.97"), True, 0.97, "0%"),
    ("0%", "1587", Decimal(1587), False, 1587, "General"),
    ("@", "20/6/2026", date(2026, 6, 20), False, datetime(2026, 6, 20), "dd/mm/yyyy"),  # noqa: DTZ001
    ("d-m-yyyy", "20/6/2026", date(2026, 6, 20), False, datetime(2026, 6, 20), "d-m-yyyy"),  # noqa: DTZ001
    ("General", "20/6/2026 14:05", MOMENT, False, MOMENT, "dd/mm/yyyy hh:mm"),
    ("@", "Ba\u0301o <cáo>\n&", "Báo <cáo>\n&", False, "Báo <cáo>\n&", "@"),
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A1… hold the table's texts; B1 a formula, C1 a text in two fonts, D1 a number, all with the text 1.587."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("MT1")
        for row, (code, text, *_) in enumerate(TABLE):
            sheet.write_string(row, 0, text, book.add_format({"num_format": code, "bold": True, "quote_prefix": True}))
        sheet.write_formula("B1", '="1."&"587"', None, "1.587")
        sheet.write_rich_string("C1", "1.", book.add_format({"bold": True}), "587")
        sheet.write_number("D1", 5)
        sheet.write_formula("E1", "=A1*2", None, 99)
    return path


def repair(cell: str, before: str, after: str | Decimal | date, *, is_percent: bool = False) -> Repair:
    return Repair(CellReference("MT1", int(cell[1:]), "ABCDE".index(cell[0]) + 1), before, after, is_percent)


def copied(source: Path, path: Path, repairs: Sequence[Repair]) -> RepairedCopy:
    copy = repaired_copy(read_parts(source), repairs)
    assert not isinstance(copy, Hindrance), copy.reason
    path.write_bytes(packed(copy.parts))
    return copy


ALL = [
    repair(f"A{row}", text, after, is_percent=is_percent)
    for row, (_, text, after, is_percent, *_) in enumerate(TABLE, 1)
]


def test_the_value_is_stored_and_shown_as_meant_in_the_look_it_had(source: Path, tmp_path: Path) -> None:
    assert len(copied(source, tmp_path / "b.xlsx", ALL).made) == len(TABLE)
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["MT1"]
    for row, (*_, value, code) in enumerate(TABLE, 1):
        cell = sheet.cell(row, 1)
        assert (cell.value, cell.number_format, cell.font.bold) == (value, code, True), row
    assert not sheet["A1"].quotePrefix


def test_a_text_from_a_legacy_font_gets_a_font_that_can_show_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        look = book.add_format(
            {"font_name": ".VnTime", "font_size": 14, "italic": True, "font_color": "red", "border": 1}
        )
        book.add_worksheet("MT1").write_string("A1", "B¸o c¸o", look)
    copied(path, tmp_path / "b.xlsx", [Repair(CellReference("MT1", 1, 1), "(chữ TCVN3)", "Báo cáo", is_legacy=True)])
    cell = openpyxl.load_workbook(tmp_path / "b.xlsx")["MT1"]["A1"]
    assert (cell.value, cell.font.name, cell.font.sz, cell.font.i) == ("Báo cáo", "Times New Roman", 14, True)
    assert (cell.font.color.rgb, cell.border.left.style) == ("FFFF0000", "thin")


def test_formulas_numbers_and_texts_in_several_fonts_are_not_touched(source: Path, tmp_path: Path) -> None:
    wanted = [repair(cell, "1.587", Decimal(1587)) for cell in ("B1", "C1", "D1", "E9", "A1")]
    copy = copied(source, tmp_path / "b.xlsx", wanted)
    assert [r.reference.a1 for r in copy.made] == ["A1"]
    before, after = parts_of(source), parts_of(tmp_path / "b.xlsx")
    assert after["xl/sharedStrings.xml"] == before["xl/sharedStrings.xml"]
    cell = b'<c r="B1" t="str"><f>"1."&amp;"587"</f><v>1.587</v></c>'
    assert cell in before["xl/worksheets/sheet1.xml"]
    assert cell in after["xl/worksheets/sheet1.xml"]


def test_excel_is_asked_to_calculate_what_follows_from_a_repaired_cell(source: Path, tmp_path: Path) -> None:
    parts = parts_of(source)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'<calcPr calcId="124519" fullCalcOnLoad="1"/>', b"")
    bare = saved(parts, tmp_path / "bare.xlsx")
    copied(bare, tmp_path / "b.xlsx", ALL[:1])
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").calculation.fullCalcOnLoad
    assert b"<v>99</v>" in parts_of(tmp_path / "b.xlsx")["xl/worksheets/sheet1.xml"]


def test_a_workbook_that_counts_from_1904(source: Path, tmp_path: Path) -> None:
    parts = parts_of(source)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    copied(saved(parts, tmp_path / "m.xlsx"), tmp_path / "b.xlsx", ALL)
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["MT1"]
    assert sheet["A7"].value == datetime(2026, 6, 20)  # noqa: DTZ001
    assert sheet["A9"].value == MOMENT


def test_the_proof_allows_the_repaired_cells_alone(source: Path) -> None:
    before = read_parts(source)
    copy = repaired_copy(before, ALL[:2])
    assert before is not None
    assert isinstance(copy, RepairedCopy)
    assert differences(before, copy.parts, {r.reference for r in ALL[:2]}) == ()
    assert differences(before, copy.parts, {r.reference for r in ALL[:1]}) == ("xl/worksheets/sheet1.xml",)
