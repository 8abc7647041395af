"""Text from the input is text in every part of an output: no formula, link or field code, and it reads back as it was."""

import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qmxl.contract.excel_limits import storable
from qmxl.evaluation.evaluate import evaluate
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.report import PlacedReport
from qmxl.model.submission import CellValue
from qmxl.proof.read_back import differences
from qmxl.proof.second_engine import dialect_faults, formula_cells
from qmxl.reading.submission import read_submission
from qmxl.reading.workbook import Refusal, WorkbookCells
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.writing.workbook import write_workbook
from tests.workbooks import book_of

HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "=QMXL.BAD(1)", '"&QMXL.BAD(1)&"', "'!A1", "=cmd|'/c calc'!A0", '=DDE("a";"b")',
    "http://example.org/a b", "file:///etc/passwd", "mailto:a@example.org", "internal:'Mục tiêu'!A1", "external:c:\\t.xlsx",
    "[tep.xlsx]Sheet1!A1", "'[tep.xlsx]Sheet 1'!A1", "{=1}", "&P", "&D", '&"Arial"&20', "#N/A", "#REF!", "TRUE", "1e5",
    "_x0041_", "_x005F_x0041_", "_x000D_", "a\x00b", "\x1b[2J", "\ud800", "\uffff", "a\r\nb\rc", " hai bên ", "\n", "<f>1</f>", "<r>x</r>", "<r><t>x</t></r>", "_x005F_x0041_x0041_", "a@b", "[#This Row]",  "<r>x</r>", "<r><t>x</t></r>", "_x005F_x0041_x0041_",
    "]]>", "&lt;", "&#10;", "{kết quả}", "{số đạt} =1", "😀" * 200, "x" * 300, 'nháy "kép" \'đơn\'', "\u202e", "\u00a0",
)  # fmt: skip
"""What staff, their software, or somebody who means harm, puts into cells."""

LONG = ("ă" * 32_767, "ă" * 32_768, "😀" * 20_000, "Câu dài. " * 4_500)

BOOK: Mapping[str, list[list[CellValue]]] = {
    "Thông tin": [
        ["Tên cơ quan", "UBND XÃ A"], ["Tên viết tắt", "UBND xã A"], ["Kỳ báo cáo", "6 tháng đầu năm"], ["Năm", 2026],
        ["Nơi nhận", "UBND tỉnh"], ["Kính gửi", "UBND tỉnh"], ["Người ký", "A"],
    ],
    "Mục tiêu": [
        ["Mã", "Mục tiêu", "Chỉ tiêu", "Mức đề ra", "Cách tính", "Điều kiện", "Nguồn số liệu", "Mẫu câu báo cáo", "Chủ trì"],
        ["1.1", "Giải quyết hồ sơ", "Hồ sơ", "trên 90%", "Tỷ lệ", None, None, "{chỉ tiêu}: {kết quả}{so sánh}.", "B"],
        ["1.2", None, "Đúng hạn", "từ 98%", "Sổ theo dõi", "Cấp = xã", "Sổ", None, "C"],
        ["2", "Tập huấn", None, "ít nhất 02 lớp", "Ghi trực tiếp", None, None, None, "D"],
    ],
    "MT1": [
        ["Mã", "Số đạt", "Tổng số", "Ghi trực tiếp", "Tài liệu minh chứng", "Nguyên nhân", "Giải pháp"],
        ["1.1", 80, 100, None, "Biểu 1", "thiếu người", "thêm người"],
        ["1.2", None, None, None, None, "chậm", "nhanh"],
    ],
    "MT2": [["Mã", "Số đạt", "Tổng số", "Ghi trực tiếp", "Nguyên nhân"], ["2", None, None, 3, "x"]],
    "Sổ": [
        ["STT", "Mã hồ sơ", "Nội dung", "Ngày nhận", "Thời hạn", "Ngày hoàn thành", "Ghi chú", "Cấp", "Cột riêng"],
        [1, "H1", "Cấp lại", "05/01/2026", "10/01/2026", "09/01/2026", "g", "xã", "r"],
        [2, "H2", "Cấp mới", "06/01/2026", "10/01/2026", "19/01/2026", "g", "xã", "r"],
        [3, "H3", "Cấp đổi", "06/01/2026", "10/01/2026", "hôm qua", "g", "tỉnh", "r"],
    ],
    "Nội dung báo cáo": [["Phần", "Nội dung"], ["Công tác chỉ đạo", "Đã chỉ đạo"], ["Đề xuất, kiến nghị", "Không"]],
}  # fmt: skip
"""Rows by sheet: one of each kind of cell that travels."""

CELLS = [
    (sheet, row, column)
    for sheet, rows in BOOK.items()
    for row, values in enumerate(rows)
    for column, value in enumerate(values)
    if isinstance(value, str)
]

HEADERS_AND_FOOTERS = {'&C&"Times New Roman"&13&P', '&C&"Times New Roman"&10Trang &P/&N'}
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings|theme/theme1)\.xml|"
    r"xl/_rels/workbook\.xml\.rels|xl/(worksheets/sheet|tables/table|drawings/drawing|charts/chart)\d+\.xml|"
    r"xl/(worksheets|drawings)/_rels/(sheet|drawing)\d+\.xml\.rels"
)
"""All an output may consist of: no externalLinks, no connections, no embedded objects, no macros."""


def with_texts(texts: Mapping[tuple[str, int, int], str], sheet: str = "Sổ") -> WorkbookCells:
    """The workbook with other texts in some cells, and its register on a sheet of this name."""
    rows = {name: [list(row) for row in rows] for name, rows in BOOK.items()}
    rows["Mục tiêu"][2][6] = sheet
    for (name, row, column), text in texts.items():
        rows[name][row][column] = text
    rows[sheet] = rows.pop("Sổ")
    return book_of(rows)


def written(
    book: WorkbookCells, path: Path, *, personal: bool = True
) -> tuple[PlacedReport, tuple[Diagnostic, ...]] | None:
    """Evaluate and write a workbook, None where it is refused; it must read back as it was meant."""
    read = read_submission(book)
    if isinstance(read, Refusal) or not read[0].objectives:
        return None
    submission, found = read
    evaluation, more = evaluate(submission)
    placed = compose_and_lay_out(submission, evaluation, (*found, *more), is_personal=personal)
    write_workbook(placed, path)
    assert [str(difference) for difference in differences(placed, path)] == []
    return placed, placed.report.diagnostics


def faults(path: Path, placed: PlacedReport) -> list[str]:
    """What no text may make of an output, in any of its parts."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    found = [f"part {name}" for name in parts if not PARTS.fullmatch(name)]
    found += dialect_faults(path)
    for name, content in parts.items():
        for element in ElementTree.fromstring(content).iter():
            found += [f"{name}: {fault}" for fault in _element_faults(element)]
    return found + _formula_faults(path, placed)


def _element_faults(element: ElementTree.Element) -> list[str]:
    tag = element.tag.rpartition("}")[2]
    if tag == "Relationship" and "TargetMode" in element.attrib:
        return [f"external target {element.get('Target')}"]
    if tag == "hyperlink" and (not element.get("location") or any("}id" in key for key in element.attrib)):
        return [f"link {element.attrib}"]
    if tag in {"oddHeader", "oddFooter"} and element.text not in HEADERS_AND_FOOTERS:
        return [f"header or footer {element.text}"]
    if tag == "definedName" and not re.fullmatch(r"_xlnm\.\w+|qmxl_\w+", element.get("name", "")):
        return [f"defined name {element.get('name')}"]
    return [f"element {tag}"] if tag in {"ddeLink", "oleLink", "externalReference", "fileVersion2"} else []


def _formula_faults(path: Path, placed: PlacedReport) -> list[str]:
    """Only what was composed as a formula is one, and as it was composed."""
    wanted = {
        (sheet.sheet.name, cell.row, cell.column): cell.formula
        for sheet in placed.sheets
        for cell in sheet.cells
        if cell.formula is not None
    }
    found = {(sheet, *_numbers(cell)): text for (sheet, cell), (text, _) in formula_cells(path).items()}
    return [
        f"formula at {place}: {found.get(place)}"
        for place in found.keys() | wanted.keys()
        if found.get(place) != wanted.get(place)
    ]


def _numbers(cell: str) -> tuple[int, int]:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(row), column


texts = (
    st.sampled_from(HOSTILE)
    | st.text(max_size=40)
    | st.tuples(st.sampled_from(HOSTILE), st.text(max_size=5)).map("".join)
)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(CELLS), texts, max_size=12), texts.filter(bool) | st.just("Sổ"))
def test_any_text_in_any_cell_stays_text(replaced: dict[tuple[str, int, int], str], sheet: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        result = written(with_texts(replaced, sheet if sheet not in BOOK else "Sổ"), path)
        if result is not None:
            assert faults(path, result[0]) == []


@pytest.mark.parametrize("text", [*HOSTILE, *LONG], ids=lambda text: ascii(text[:24]))
def test_a_text_in_every_cell_that_takes_any(text: str, tmp_path: Path) -> None:
    """All at once: names, statements, causes, sentences of the report, columns of a register, their headers."""
    free = [
        c
        for c in CELLS
        if c[0] in {"Thông tin", "Nội dung báo cáo"} and c[2] == 1 and BOOK[c[0]][c[1]][0] not in {"Kỳ báo cáo", "Phần"}
    ]
    free += [("Mục tiêu", 1, 1), ("Mục tiêu", 1, 2), ("Mục tiêu", 1, 7), ("Mục tiêu", 2, 8), ("Mục tiêu", 3, 1)]
    free += [("MT1", 1, 5), ("MT1", 1, 6), ("MT2", 1, 4), ("MT1", 1, 4)]
    free += [("Sổ", row, column) for row in (1, 2, 3) for column in (1, 2, 6, 8)] + [("Sổ", 0, 8)]
    result = written(with_texts(dict.fromkeys(free, text)), tmp_path / "out.xlsx")
    assert result is not None
    placed, _ = result
    assert faults(tmp_path / "out.xlsx", placed) == []
    shown = {cell.value for sheet in placed.sheets for cell in sheet.cells}
    assert storable(text) in shown
