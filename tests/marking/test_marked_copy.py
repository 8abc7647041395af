"""A marked copy: what it adds, what it leaves alone, how the marks go away again."""

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import openpyxl
import pytest
import xlsxwriter

from qmxl.contract.rules import diagnostic
from qmxl.marking.comparison import differences
from qmxl.marking.copies import Hindrance, marked_copy
from qmxl.marking.listing import list_workbook, listing
from qmxl.marking.notes import FIRST_LINE, MOST_NOTES
from qmxl.marking.package import packed, read_parts
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from tests.packages import SAMPLE, part_of_sheet, parts_of, saved

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, of what it drops

ERROR = diagnostic("QM202", CellReference("MT3", 5, 4), column="Số đạt", found="hai")
WARNING = diagnostic("QM222", CellReference("MT3", 5, 9), column="Số liệu đến ngày", found="32/8")
NOTE = diagnostic("QM402", CellReference("MT8", 5, 9), code="8", cut_off="1", last="2")
PLACELESS = diagnostic("QM101", "MT99", sheet="MT99", needed="mỗi mục tiêu có một sheet MT cùng số", cure="")
ALL = (ERROR, WARNING, NOTE, PLACELESS)


def marked(source: Path, path: Path, diagnostics: Sequence[Diagnostic] = ALL) -> Path:
    parts = marked_copy(read_parts(source), diagnostics)
    assert not isinstance(parts, Hindrance), parts.reason
    path.write_bytes(packed(parts))
    return path


def notes(path: Path) -> dict[str, str]:
    """Every note by sheet and cell, as another library reads them."""
    book = openpyxl.load_workbook(path)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment)
    return {f"{cell.parent.title}!{cell.coordinate}": cell.comment.text for cell in cells}


def colours(path: Path) -> dict[str, str]:
    """Ground colour of every cell we coloured, as another library reads it."""
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell}": rule.dxf.fill.bgColor.rgb
        for sheet in book
        for area, rules in sheet.conditional_formatting._cf_rules.items()
        for rule in rules
        if rule.formula == ['"qmxl"="qmxl"']
        for cell in str(area.sqref).split()
    }


SHEET_DATA = re.compile(rb"<sheetData.*</sheetData>", re.DOTALL)


# What is added


def test_faulty_cells_are_coloured_and_explained_and_nothing_else_is(tmp_path: Path) -> None:
    copy = marked(SAMPLE, tmp_path / "c.xlsx")
    assert colours(copy) == {"MT3!D5": "FFFF9B9B", "MT3!I5": "FFFFEB9C"}
    found = notes(copy)
    assert set(found) == {"MT3!D5", "MT3!I5"}
    assert "LỖI (QM202): không đọc được số “hai”." in found["MT3!D5"]
    assert "Cách sửa: gõ lại số vào ô." in found["MT3!D5"]
    assert "CẢNH BÁO (QM222)" in found["MT3!I5"]


def test_the_author_of_a_note_is_qmxl(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(marked(SAMPLE, tmp_path / "c.xlsx"))["MT3"]
    assert sheet["D5"].comment.author == "qmxl"


def test_the_list_is_the_last_sheet_the_one_opened_and_leads_to_the_cells(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(marked(SAMPLE, tmp_path / "c.xlsx"))
    sheet = book.worksheets[-1]
    assert (sheet.title, book.active.title) == ("Kiểm tra", "Kiểm tra")
    assert [s.title for s in book if s.sheet_view.tabSelected] == ["Kiểm tra"]
    rows = [tuple(cell.value or "" for cell in row[:5]) for row in sheet.iter_rows(min_row=4)]
    assert rows == [
        ("Lỗi", "MT3", "D5", "Số đạt", "Không đọc được số “hai” (QM202)"),
        ("Cảnh báo", "MT3", "I5", "Số liệu đến ngày", "Không đọc được ngày “32/8” (QM222)"),
        ("Lưu ý", "MT8", "I5", "", "Chỉ tiêu 8 lấy số liệu đến ngày 1, kỳ báo cáo kết thúc ngày 2 (QM402)"),
        ("Lỗi", "MT99", "", "", "Không có sheet “MT99” (QM101)"),
    ]
    assert sheet["C4"].hyperlink.location == "'MT3'!D5"
    assert sheet["C7"].hyperlink is None
    assert sheet["A1"].value == "Kiểm tra: 2 lỗi, 1 cảnh báo, 1 lưu ý."


def test_a_cell_with_two_findings_has_one_note_and_the_graver_colour(tmp_path: Path) -> None:
    other = diagnostic("QM301", CellReference("MT3", 5, 4), found="2", table="3")
    copy = marked(SAMPLE, tmp_path / "c.xlsx", (other, ERROR))
    assert colours(copy) == {"MT3!D5": "FFFF9B9B"}
    assert "CẢNH BÁO (QM301)" in notes(copy)["MT3!D5"]
    assert "LỖI (QM202)" in notes(copy)["MT3!D5"]


def test_a_cell_that_the_file_does_not_hold_is_marked_too(tmp_path: Path) -> None:
    missing = diagnostic("QM202", CellReference("MT3", 400, 30), found="x")
    copy = marked(SAMPLE, tmp_path / "c.xlsx", (missing,))
    assert set(colours(copy)) == {"MT3!AD400"}


def test_thousands_of_findings_are_all_coloured_and_listed_the_first_have_notes(tmp_path: Path) -> None:
    many = [diagnostic("QM222", CellReference("MT3", row, 9), found="x") for row in range(10, 3010)]
    copy = marked(SAMPLE, tmp_path / "c.xlsx", many)
    book = openpyxl.load_workbook(copy)
    assert book["Kiểm tra"].max_row == 3 + 3000
    assert len(notes(copy)) == MOST_NOTES
    assert colours(copy) == {"MT3!I10:I3009": "FFFFEB9C"}
    shapes = b"".join(content for name, content in parts_of(copy).items() if name.endswith(".vml"))
    ids = re.findall(rb'id="_x0000_s(\d+)"', shapes)
    assert len(ids) == len(set(ids)) == MOST_NOTES


def test_no_text_becomes_a_formula_or_breaks_the_file(tmp_path: Path) -> None:
    wild = diagnostic("QM202", CellReference("MT3", 5, 4), found='=1+1 <&>" \x0b\x07\ud800 {0} \\g<1>')
    copy = marked(SAMPLE, tmp_path / "c.xlsx", (wild,))
    assert '=1+1 <&>" ' in notes(copy)["MT3!D5"]
    sheet = openpyxl.load_workbook(copy)["Kiểm tra"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


# What is left alone


def test_every_other_part_is_copied_byte_for_byte(tmp_path: Path) -> None:
    before, after = parts_of(SAMPLE), parts_of(marked(SAMPLE, tmp_path / "c.xlsx"))
    touched = {name for name in before if after[name] != before[name]}
    own = {part_of_sheet(before, "MT3"), "xl/worksheets/_rels/sheet6.xml.rels"}
    assert touched - own <= {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        part_of_sheet(before, "Hướng dẫn"),  # no longer the sheet that opens
    }
    assert own <= touched
    assert set(after) - set(before) == {
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/sheet17.xml",
    }


def test_cells_are_left_byte_for_byte_with_the_stored_results_of_their_formulas(tmp_path: Path) -> None:
    before, after = parts_of(SAMPLE), parts_of(marked(SAMPLE, tmp_path / "c.xlsx"))
    sheets = [name for name in before if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 16
    for name in sheets:
        assert SHEET_DATA.findall(after[name]) == SHEET_DATA.findall(before[name])


def test_same_input_same_bytes(tmp_path: Path) -> None:
    first, second = (marked(SAMPLE, tmp_path / f"{n}.xlsx").read_bytes() for n in "ab")
    assert first == second


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A workbook with what other libraries lose on saving, and notes of the staff."""
    path = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("MT3")
        book.add_worksheet("Khác").write_formula("A1", "='MT3'!A1", None, 7)
        sheet.write_rich_string("A1", "một ", bold, "hai")
        sheet.write_column("B1", [1, 2, 3])
        sheet.add_sparkline("C1", {"range": "MT3!B1:B3"})
        sheet.insert_textbox("E1", "khung chữ")
        sheet.insert_checkbox("F9", True)
        sheet.insert_button("G9", {"caption": "Nút"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=MT3!$B$1:$B$3"})
        sheet.insert_chart("H1", chart)
        sheet.conditional_format("B1:B3", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format(
            "D5", {"type": "cell", "criteria": ">", "value": 1, "format": bold, "stop_if_true": True}
        )
        sheet.data_validation("B1", {"validate": "list", "source": "=Khác!$A$1:$A$3"})
        sheet.write_comment("D5", "Chị Lan: xem lại số này", {"author": "Lan"})
        sheet.write_comment("D9", "để nguyên", {"author": "Lan"})
        sheet.set_header("&L&G", {"image_left": str(_picture(tmp_path))})
    return path


def _picture(folder: Path) -> Path:
    """The smallest PNG, 1 by 1."""
    hexadecimal = (
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
        "e221bc330000000049454e44ae426082"
    )
    path = folder / "dot.png"
    path.write_bytes(bytes.fromhex(hexadecimal))
    return path


def test_what_no_library_models_stays_byte_for_byte(rich: Path, tmp_path: Path) -> None:
    before, after = parts_of(rich), parts_of(marked(rich, tmp_path / "c.xlsx"))
    kept = {name for name in before if after.get(name) == before[name]}
    assert {
        name for name in before if "chart" in name or "media" in name or name.startswith("xl/drawings/drawing")
    } <= kept
    assert b"x14:sparkline" in after["xl/worksheets/sheet1.xml"]
    assert b'ObjectType="Button"' in after["xl/drawings/vmlDrawing1.vml"]
    assert after["xl/drawings/vmlDrawing2.vml"] == before["xl/drawings/vmlDrawing2.vml"]  # the header's picture


def test_the_rules_of_the_staff_keep_their_order_below_ours(rich: Path, tmp_path: Path) -> None:
    xml = parts_of(marked(rich, tmp_path / "c.xlsx"))["xl/worksheets/sheet1.xml"].decode()
    priorities = re.findall(r'<cfRule type="(\w+)"[^>]*priority="(\d+)"', xml)
    assert priorities == [("expression", "1"), ("expression", "2"), ("dataBar", "3"), ("cellIs", "4")]


# Notes of the staff, and running again


def test_a_note_of_the_staff_is_kept_and_continued(rich: Path, tmp_path: Path) -> None:
    found = notes(marked(rich, tmp_path / "c.xlsx"))
    assert found["MT3!D5"].startswith(f"Chị Lan: xem lại số này\n{FIRST_LINE}\nLỖI (QM202)")
    assert found["MT3!D9"] == "để nguyên"


@pytest.mark.parametrize("times", [1, 3])
def test_running_again_takes_the_old_marks_away(rich: Path, tmp_path: Path, times: int) -> None:
    copy = rich
    for time in range(times):
        copy = marked(copy, tmp_path / f"{time}.xlsx")
    clean = marked(copy, tmp_path / "clean.xlsx", ())
    assert colours(clean) == {}
    assert notes(clean) == {"MT3!D5": "Chị Lan: xem lại số này", "MT3!D9": "để nguyên"}
    xml, original = parts_of(clean)["xl/worksheets/sheet1.xml"], parts_of(rich)["xl/worksheets/sheet1.xml"]
    assert SHEET_DATA.findall(xml) == SHEET_DATA.findall(original)
    shapes = parts_of(clean)["xl/drawings/vmlDrawing1.vml"]
    assert shapes.count(b'ObjectType="Note"') == 2


def test_running_again_has_each_mark_once_and_one_list(tmp_path: Path) -> None:
    copy = marked(marked(SAMPLE, tmp_path / "a.xlsx"), tmp_path / "b.xlsx", (ERROR,))
    assert set(colours(copy)) == set(notes(copy)) == {"MT3!D5"}
    assert notes(copy)["MT3!D5"].count(FIRST_LINE) == 1
    tabs = openpyxl.load_workbook(copy).sheetnames
    assert [tab for tab in tabs if "Kiểm tra" in tab] == ["Kiểm tra"]
    assert openpyxl.load_workbook(copy)["Kiểm tra"]["A1"].value == "Kiểm tra: 1 lỗi, 0 cảnh báo, 0 lưu ý."


def test_words_written_beside_ours_stay(tmp_path: Path) -> None:
    copy = marked(SAMPLE, tmp_path / "a.xlsx")
    parts = parts_of(copy)
    parts["xl/comments1.xml"] = parts["xl/comments1.xml"].replace(
        "— hết ghi chú của qmxl —".encode(), "— hết ghi chú của qmxl —\nđã hỏi anh Ba".encode(), 1
    )
    clean = marked(saved(parts, tmp_path / "b.xlsx"), tmp_path / "c.xlsx", ())
    assert list(notes(clean).values()) == ["\nđã hỏi anh Ba"]


def test_a_sheet_of_the_staff_with_the_name_of_the_list_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("MT3")
        book.add_worksheet("Kiểm tra").write("A1", "Của chúng tôi")
    copy = marked(marked(path, tmp_path / "a.xlsx"), tmp_path / "b.xlsx")
    assert openpyxl.load_workbook(copy).sheetnames == ["MT3", "Kiểm tra", "Kiểm tra (qmxl)"]
    assert openpyxl.load_workbook(copy)["Kiểm tra"]["A1"].value == "Của chúng tôi"


def test_a_discussion_is_left_to_those_who_have_it(rich: Path, tmp_path: Path) -> None:
    parts = parts_of(rich)
    parts["xl/comments1.xml"] = parts["xl/comments1.xml"].replace(b"<author>Lan<", b"<author>tc={1F2A}<")
    copy = marked(saved(parts, tmp_path / "t.xlsx"), tmp_path / "c.xlsx")
    assert notes(copy)["MT3!D5"] == "Chị Lan: xem lại số này"
    assert "MT3!D5" in colours(copy)


def test_a_workbook_whose_elements_have_a_prefix(tmp_path: Path) -> None:
    """As the Open XML SDK writes it."""
    parts = parts_of(SAMPLE)
    for name in ("xl/workbook.xml", "xl/styles.xml", part_of_sheet(parts, "MT3")):
        xml = re.sub(rb"(</?)(?=[A-Za-z])", rb"\1x:", parts[name])
        parts[name] = xml.replace(b'xmlns="', b'xmlns:x="', 1)
    copy = marked(saved(parts, tmp_path / "p.xlsx"), tmp_path / "c.xlsx")
    assert colours(copy) == {"MT3!D5": "FFFF9B9B", "MT3!I5": "FFFFEB9C"}
    assert set(notes(copy)) == {"MT3!D5", "MT3!I5"}
    assert openpyxl.load_workbook(copy).active["C4"].font.u == "single"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_marks_are_found_again_after_libreoffice_has_saved_them(tmp_path: Path) -> None:
    copy = marked(SAMPLE, tmp_path / "c.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "lo"), str(copy)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    resaved = tmp_path / "lo" / "c.xlsx"
    assert set(notes(resaved)) == {"MT3!D5", "MT3!I5"}
    again = marked(resaved, tmp_path / "again.xlsx", (ERROR,))
    assert set(colours(again)) == set(notes(again)) == {"MT3!D5"}
    assert [tab for tab in openpyxl.load_workbook(again).sheetnames if "Kiểm tra" in tab] == ["Kiểm tra"]


# The proof can fail


def _in_sheet(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        part = part_of_sheet(parts, "MT3")
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return change


def _in_part(part: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return change


DAMAGES = {
    "a value": _in_sheet(b"<v>3</v>", b"<v>4</v>"),
    "a stored result": _in_sheet(b"</f><v>", b"</f><v>x"),
    "a formula": _in_sheet(b"</f>", b"+0</f>"),
    "a cell's style": _in_sheet(b'<c r="D5" s="', b'<c r="D5" s="1'),
    "a column's width": _in_sheet(b'max="1" width="', b'max="1" width="1'),
    "a validation": _in_sheet(b'type="whole"', b'type="decimal"'),
    "a rule of the staff": _in_sheet(b"Ch\xe1\xba\xa1y", b"Chay"),
    "page set-up": _in_sheet(b'orientation="landscape"', b'orientation="portrait"'),
    "a table": _in_part("xl/tables/table4.xml", b"<table ", b'<table x="1" '),
    "a defined name": _in_part("xl/workbook.xml", b"$A$2:$A$21", b"$A$2:$A$20"),
    "a sheet's visibility": _in_part("xl/workbook.xml", b"veryHidden", b"hidden"),
    "a number format": _in_part("xl/styles.xml", b'formatCode="0%"', b'formatCode="0.0%"'),
    "a font": _in_part("xl/styles.xml", b'<sz val="13"/>', b'<sz val="14"/>'),
    "a relation": _in_part("xl/_rels/workbook.xml.rels", b"sheet3.xml", b"sheet2.xml"),
    "a lost part": lambda parts: parts.pop("xl/theme/theme1.xml"),
    "a strange part": lambda parts: parts.update({"xl/strange.xml": b"<a/>"}),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_proof_sees_any_other_change(damage: Callable[[dict[str, bytes]], None]) -> None:
    before = read_parts(SAMPLE)
    copy = marked_copy(before, ALL)
    assert before is not None
    assert not isinstance(copy, Hindrance)
    assert differences(before, copy, ()) == ()
    damage(copy)
    assert differences(before, copy, ()) != ()


def test_the_proof_sees_a_changed_note_of_the_staff(rich: Path) -> None:
    before = read_parts(rich)
    copy = marked_copy(before, ALL)
    assert before is not None
    assert not isinstance(copy, Hindrance)
    copy["xl/comments1.xml"] = copy["xl/comments1.xml"].replace("để nguyên".encode(), b"khac")
    assert "xl/comments1.xml" in differences(before, copy, ())


# Where there is no copy


def _with_type(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    return _in_part("[Content_Types].xml", old, new)


HINDRANCES = {
    "tệp có macro": _with_type(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"),
    "tệp có chữ ký số, sửa bản sao sẽ làm mất chữ ký": _with_type(
        b"</Types>", b'<Override PartName="/s" ContentType="application/vnd.x.digital-signature-origin"/></Types>'
    ),
    "tệp đang ở chế độ dùng chung (Shared Workbook)": _with_type(
        b"</Types>", b'<Override PartName="/r" ContentType="application/vnd.x.revisionHeaders+xml"/></Types>'
    ),
    "tệp ở dạng Strict Open XML": _in_part("xl/workbook.xml", b"spreadsheetml/2006/main", b"spreadsheetml/main"),
    "tệp có cấu trúc mà qmxl không chép nguyên vẹn được": _in_part(
        "xl/styles.xml", b'encoding="UTF-8"', b'encoding="windows-1258"'
    ),
}


@pytest.mark.parametrize(("reason", "change"), HINDRANCES.items(), ids=HINDRANCES)
def test_a_workbook_that_cannot_be_copied_faithfully_is_told_apart(
    reason: str, change: Callable[[dict[str, bytes]], None]
) -> None:
    parts = parts_of(SAMPLE)
    change(parts)
    assert marked_copy(parts, ALL) == Hindrance(reason)


def test_a_doctype_is_never_edited() -> None:
    parts = parts_of(SAMPLE)
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(
        b"<styleSheet", b'<!DOCTYPE a [<!ENTITY b "c">]><styleSheet'
    )
    assert isinstance(marked_copy(parts, ALL), Hindrance)


def test_a_file_that_is_no_package_has_the_list_alone(tmp_path: Path) -> None:
    old = tmp_path / "a.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert read_parts(old) is None
    assert isinstance(marked_copy(None, ALL), Hindrance)


def test_the_list_as_a_workbook_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    wild = diagnostic("QM204", CellReference("=MT1", 5, 4), column="=1+1", found="\x07x", choices="a")
    path.write_bytes(list_workbook(listing([*ALL, wild])))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Kiểm tra"]
    sheet = book["Kiểm tra"]
    assert [cell.value for cell in sheet[4]][:4] == ["Lỗi", "MT3", "D5", "Số đạt"]
    assert [cell.value for cell in sheet[8]][1:4] == ["=MT1", "D5", "=1+1"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_list_without_findings_reassures() -> None:
    assert listing([]).headline == "Kiểm tra: không có lỗi, cảnh báo hay lưu ý nào."
    assert listing([]).lines[0][0][4] == "Không có gì phải sửa."


def test_a_damaged_package_is_a_hindrance_or_a_copy_never_a_fault() -> None:
    """Seeded: one to three small damages in one part."""
    chance = Random(7)  # noqa: S311  no secret
    sound = parts_of(SAMPLE)
    for name in ("xl/worksheets/sheet4.xml", "xl/worksheets/sheet15.xml"):  # the large ones
        sound[name] = re.sub(rb"<row .*</row>", b"", sound[name], flags=re.DOTALL)
    told = {type(marked_copy(_damaged(sound, chance), ALL)) for _ in range(100)}
    assert told == {Hindrance, dict}


def _damaged(parts: dict[str, bytes], chance: Random) -> dict[str, bytes]:
    name = chance.choice(list(parts))
    content = bytearray(parts[name])
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content))
        if chance.random() < 0.5:
            content[at] = chance.choice(b'<>"/= a1x:&;\x00')
        else:
            del content[at : at + chance.randint(1, 60)]
    return {**parts, name: bytes(content)}
