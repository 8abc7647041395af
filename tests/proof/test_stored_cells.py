"""Cells of a written workbook: values, formulas, formulas that share a text."""

import zipfile
from pathlib import Path

import pytest

from qmxl.proof.second_engine import UnreadableWorkbook
from qmxl.proof.stored_cells import StoredCell, stored_sheets

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="MT1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def sheet(path: Path, rows: str) -> dict[tuple[int, int], StoredCell]:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", WORKBOOK)
        package.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        package.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows))
    return dict(stored_sheets(path)["MT1"])


def test_a_formula_that_shares_a_text_says_what_it_means_in_its_own_cell(tmp_path: Path) -> None:
    """Excel writes the text once, and a number in the cells below."""
    cells = sheet(
        tmp_path / "a.xlsx",
        '<row r="2"><c r="C2"><f t="shared" ref="C2:C3" si="0">A2+$B$1</f><v>3</v></c></row>'
        '<row r="3"><c r="C3"><f t="shared" si="0"/><v>4</v></c></row>',
    )
    assert cells == {(2, 3): StoredCell(3.0, "A2+$B$1"), (3, 3): StoredCell(4.0, "A3+$B$1")}


def test_blank_cells_are_none_and_typed_ones_are_what_they_hold(tmp_path: Path) -> None:
    cells = sheet(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1" s="3"/><c r="B1" t="inlineStr"><is><r><t>Đạt </t></r><r><t>rồi</t></r></is></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="b"><v>1</v></c></row>',
    )
    assert cells == {(1, 2): StoredCell("Đạt rồi"), (1, 3): StoredCell("", '""'), (1, 4): StoredCell(value=True)}


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(UnreadableWorkbook):
        stored_sheets(tmp_path / "a.xlsx")
