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
from qmxl.model.diagnostics import Diagnostic, Refusal
from qmxl.model.report import PlacedReport
from qmxl.model.submission import CellValue
from qmxl.proof.read_back import differences
from qmxl.proof.second_engine import dialect_faults, formula_cells
from qmxl.reading.normal_form import prose
from qmxl.reading.submission import read_submission
from qmxl.reading.workbook import WorkbookCells
from qmxl.reporting.compose import compose_and_lay_out, compose_blank
from qmxl.reporting.layout import lay_out
from qmxl.writing.workbook import write_workbook
from tests.workbooks import book_of

HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "=QMXL.BAD(1)", '"&QMXL.BAD(1)&"', "'!A1", "=cmd|'/c calc'!A0", '=DDE("a";"b")',
    "http://example.org/a b", "file:///etc/passwd", "mailto:a@example.org", "internal:'Mục tiêu'!A1", "external:c:\\t.xlsx",
    "[tep.xlsx]Sheet1!A1", "'[tep.xlsx]Sheet 1'!A1", "{=1}", "&P", "&D", '&"Arial"&20', "#N/A", "#REF!", "TRUE", "1e5",
    "_x0041_", "_x005F_x0041_", "_x000D_", "a\x00b", "\x1b[2J", "\ud800", "\uffff", "a\r\nb\rc", " hai bên ", "\n", "<f>1</f>", "<r>x</r>", "<r><t>x</t></r>", "_x005F_x0041_x0041_", "a@b", "[#This Row]",
    "]]>", "&lt;", "&#10;", "{kết quả}", "{số đạt} =1", "😀" * 200, "x" * 300, 'nháy "kép" \'đơn\'', "\u202e", "\u00a0",
)  # fmt: skip
"""What staff, their software, or somebody who means harm, puts into cells."""

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
    "Nội dung báo cáo": [["Phần", "Nội dung"], ["Công tác chỉ đạo, triển khai", "Đã chỉ đạo"], ["Đề xuất, kiến nghị", "Không"]],
}  # fmt: skip
"""Rows by sheet: one of each kind of cell that travels."""

CELLS = [
    (sheet, row, column)
    for sheet, rows in BOOK.items()
    for row, values in enumerate(rows)
    for column, value in enumerate(values)
    if isinstance(value, str)
]

HEADERS_AND_FOOTERS = {'&C&"Times New Roman"&13&P', '&C&"Times New Roman"&10Trang &P'}
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


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(CELLS), texts, max_size=12), texts.filter(bool) | st.just("Sổ"))
def test_any_text_in_any_cell_stays_text(replaced: dict[tuple[str, int, int], str], sheet: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        result = written(with_texts(replaced, sheet if sheet not in BOOK else "Sổ"), path)
        if result is not None:
            assert faults(path, result[0]) == []


def _takes_any(cell: tuple[str, int, int]) -> bool:
    """Cells of prose, names and codes of dossiers: what stands there changes no verdict and no structure."""
    sheet, row, column = cell
    if sheet in {"Thông tin", "Nội dung báo cáo"}:
        return column == 1 and BOOK[sheet][row][0] not in {"Kỳ báo cáo", "Phần"}
    rows = {"Mục tiêu": (1, 2, 3), "MT1": (1, 2), "MT2": (1,), "Sổ": (1, 2, 3)}[sheet]
    columns = {"Mục tiêu": (1, 2, 7, 8), "MT1": (4, 5, 6), "MT2": (4,), "Sổ": (1, 2, 6, 8)}[sheet]
    return cell == ("Sổ", 0, 8) or (row in rows and column in columns)


FREE = tuple(filter(_takes_any, CELLS))


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 5))
def test_every_hostile_text_in_every_kind_of_cell(shift: int, tmp_path: Path) -> None:
    """Each text in some ten different cells; what cannot be held shows in its replaced form."""
    texts = {cell: HOSTILE[(number + shift) % len(HOSTILE)] for number, cell in enumerate(FREE)}
    result = written(with_texts(texts), tmp_path / "out.xlsx")
    assert result is not None
    placed, _ = result
    assert faults(tmp_path / "out.xlsx", placed) == []
    shown = {cell.value for sheet in placed.sheets for cell in sheet.cells}
    carried = [prose(text) for text in texts.values()]
    assert [text for text in carried if text.strip() and storable(text) not in shown] == []


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 15))
def test_every_hostile_text_in_a_workbook_to_fill_in(shift: int, tmp_path: Path) -> None:
    texts = {cell: HOSTILE[(number + shift) % len(HOSTILE)] for number, cell in enumerate(FREE)}
    read = read_submission(with_texts(texts, "'Sổ/2026'"))
    assert not isinstance(read, Refusal)
    placed = lay_out(compose_blank(read[0]))
    write_workbook(placed, tmp_path / "out.xlsx")
    assert list(differences(placed, tmp_path / "out.xlsx")) == []
    assert faults(tmp_path / "out.xlsx", placed) == []


def test_what_no_cell_can_hold_is_replaced_and_named(tmp_path: Path) -> None:
    texts = {("MT1", 1, 5): "a\x00b\ud800", ("Sổ", 1, 1): "H\x07", ("Thông tin", 0, 1): "UBND\r\nXÃ A"}
    result = written(with_texts(texts), tmp_path / "out.xlsx")
    assert result is not None
    placed, said = result
    named = {(d.sheet, d.cell, d.message.split()[0], d.severity.value) for d in said if d.code == "QM410"}
    assert named == {("MT1", "F2", "2", "note"), ("Sổ", "B2", "1", "note")}  # another line end is no loss
    shown = {cell.value for sheet in placed.sheets for cell in sheet.cells}
    assert {"a\ufffdb\ufffd", "H\ufffd", "UBND\nXÃ A"} <= shown


def test_a_text_longer_than_a_cell_is_cut_and_named(tmp_path: Path) -> None:
    """Emoji count twice; a sentence composed of texts that fit may itself be too long, and is then no formula."""
    long, composed = "Câu dài. " * 4_000, "Vì sao. " * 4_090
    texts = {("Sổ", 1, 2): long, ("Sổ", 2, 2): "😀" * 16_384, ("MT1", 1, 5): composed, ("MT1", 1, 6): composed}
    result = written(with_texts(texts), tmp_path / "out.xlsx")
    assert result is not None
    placed, said = result
    assert faults(tmp_path / "out.xlsx", placed) == []
    cuts = {(d.sheet, d.cell): d.message for d in said if d.code == "QM411"}
    assert cuts == {
        ("Sổ", "C2"): "ô dài 36.000 ký tự, tệp kết quả chỉ giữ 32.767 ký tự đầu và bỏ 3.233 ký tự cuối",
        ("Sổ", "C3"): "ô dài 32.768 ký tự, tệp kết quả chỉ giữ 32.766 ký tự đầu và bỏ 2 ký tự cuối",
    }
    assert {d.code for d in said} >= {"QM412"}
    cells = {cell.value: cell.formula for sheet in placed.sheets for cell in sheet.cells}
    assert cells[long[:32_767]] is None
    assert cells["😀" * 16_383] is None
    assert max(len(value) for value in cells if isinstance(value, str)) == 32_767


@pytest.mark.parametrize(
    ("name", "written_name"),
    [
        ("😀" * 16, "😀" * 15), ("=1+1", "=1+1"), ("a'b", "a'b"),
    ],
)  # fmt: skip
def test_a_sheet_keeps_its_name_or_the_new_one_is_told(name: str, written_name: str, tmp_path: Path) -> None:
    result = written(with_texts({}, name), tmp_path / "out.xlsx")
    assert result is not None
    placed, said = result
    assert faults(tmp_path / "out.xlsx", placed) == []
    assert written_name in {sheet.sheet.name for sheet in placed.sheets}
    told = [d.message for d in said if d.code == "QM413"]
    assert told == ([f"sheet “{name}” mang tên “{written_name}” trong tệp kết quả"] if name != written_name else [])


@pytest.mark.parametrize("name", ["Tổng hợp", "KIỂM TRA", "a/b", "'a'", "x" * 40, "_x0041_", "\x07", "[1.xlsx]S"])
def test_a_name_no_sheet_can_have_is_asked_about(name: str, tmp_path: Path) -> None:
    result = written(with_texts({}, name), tmp_path / "out.xlsx")
    assert result is not None
    assert faults(tmp_path / "out.xlsx", result[0]) == []
    assert "QM375" in {d.code for d in result[1]}


LONG_NAME = "😀" * 16
"""Sixteen signs, thirty-two of what Excel counts."""


def test_cells_are_named_by_the_sheet_that_was_sent(tmp_path: Path) -> None:
    result = written(with_texts({("Sổ", 1, 2): "a\x00"}, LONG_NAME), tmp_path / "out.xlsx")
    assert result is not None
    assert [(d.sheet, d.cell) for d in result[1] if d.code == "QM410"] == [(LONG_NAME, "C2")]


def test_a_header_that_no_table_may_have_is_cut_and_named(tmp_path: Path) -> None:
    result = written(with_texts({("Sổ", 0, 8): "h" * 300}), tmp_path / "out.xlsx")
    assert result is not None
    placed, said = result
    assert [(d.sheet, d.cell) for d in said if d.code == "QM414"] == [("Sổ", "I1")]
    assert "h" * 255 in {header for sheet in placed.sheets for table in sheet.tables for header in table.headers}
