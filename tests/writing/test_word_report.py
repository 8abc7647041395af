"""The Word report: its measures (Decree 30/2020/NĐ-CP, appendix I), its texts, its template, what cannot be in it."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from qmxl.contract.document_fields import DOCUMENT_FIELDS, FieldKind
from qmxl.contract.sheets import REPORT, SUMMARY
from qmxl.model.document import ReportDocument
from qmxl.model.report import PlacedReport
from qmxl.pipeline import compose_file
from qmxl.proof.document_read_back import missing_texts
from qmxl.reading.markdown import markdown_workbook
from qmxl.reading.parsing import begin_parsing
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.reporting.report_document import report_document
from qmxl.reporting.report_sheet import INDENT, MOTTO_TEXT, NATION_TEXT
from qmxl.reporting.text_height import text_width
from qmxl.word_report import word_template_path
from qmxl.writing.word import filled, left_out, told_texts
from qmxl.writing.word_template import TemplateFault, open_template
from samples.word_template import word_template_parts
from tests import packages
from tests.workbooks import completed, evaluated_cells

ROOT = Path(__file__).parents[2]
SAMPLES = ("loc-an-2020-h1", "phuong-mau-2026-9-thang")
both = pytest.mark.parametrize("name", SAMPLES)


@cache
def composed(name: str) -> tuple[PlacedReport, ReportDocument]:
    made = compose_file(begin_parsing(ROOT / "samples" / f"{name}.xlsx"), None, is_personal=False)
    assert isinstance(made, tuple)
    outcome, placed = made
    return placed, report_document(placed, outcome.submission.objectives)


@cache
def contents(name: str) -> bytes:
    return filled(composed(name)[1], open_template(word_template_path()))


def opened(name: str) -> Document:
    return docx.Document(io.BytesIO(contents(name)))


def cells_of(table: Table) -> Iterator[str]:
    """The texts of a table, a merged cell once."""
    for row in table.rows:
        for cell in row._tr.tc_lst:
            if cell.vMerge != "continue":
                yield from (Paragraph(p, None).text for p in cell.p_lst)


def all_texts(document: Document) -> list[str]:
    """Every paragraph that says something, in reading order."""
    found: list[str] = []
    for child in document.element.body:
        if child.tag == qn("w:p"):
            found.append(Paragraph(child, document).text)
        elif child.tag == qn("w:tbl"):
            found += cells_of(Table(child, document))
    return [text for text in found if text]


def sheet_texts(placed: PlacedReport, name: str) -> list[str]:
    """What the cells of a sheet show, line by line, without the indents that cells need."""
    sheet = next(sheet for sheet in placed.sheets if sheet.sheet.name == name)
    texts: dict[tuple[str, int], str] = {}
    for cell in sorted(sheet.cells, key=lambda cell: (cell.row, cell.column)):
        row = sheet.sheet.rows[cell.row - 1].key.split("#")[0]  # a text divided over rows is one again
        texts[row, cell.column] = texts.get((row, cell.column), "") + str(cell.value or "")
    return [line for text in texts.values() for line in text.removeprefix(INDENT).split("\n") if line]


# Texts


@both
def test_the_document_says_what_the_sheets_say(name: str) -> None:
    """Nothing more, nothing less: only where a table stands beside another text is the order another."""
    placed, _ = composed(name)
    wanted = sheet_texts(placed, REPORT) + sheet_texts(placed, SUMMARY)
    assert sorted(all_texts(opened(name))) == sorted(wanted)


@both
def test_the_body_comes_in_the_order_of_the_sheet(name: str) -> None:
    placed, _ = composed(name)
    body = [text for text in all_texts(opened(name)) if len(text) > 60]
    wanted = [text for text in sheet_texts(placed, REPORT) if len(text) > 60]
    assert body[: len(wanted)] == wanted


@both
def test_the_same_input_gives_the_same_bytes(name: str) -> None:
    assert filled(composed(name)[1], open_template(word_template_path())) == contents(name)


@both
def test_every_text_is_found_when_read_back(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(contents(name))
    texts = told_texts(composed(name)[1], open_template(word_template_path()))
    assert len(texts) > 60
    assert list(missing_texts(texts, path)) == []
    assert list(missing_texts(["6/11"], path)) == ["6/11"]


def test_a_document_has_a_text_for_every_field() -> None:
    _, document = composed(SAMPLES[0])
    first = document.objectives[0]
    told = {*document.texts, *document.lines, *document.rules, *first.texts, *first.indicators[0].texts, "sentence"}
    assert told == {field.key for field in DOCUMENT_FIELDS}


def test_the_digest_of_the_data_stands_in_every_footer() -> None:
    document = composed(SAMPLES[0])[1]
    assert re.fullmatch(r"[0-9A-F]{4}(-[0-9A-F]{4}){3}", document.texts["digest"])
    sections = opened(SAMPLES[0]).sections
    footers = [footer for section in sections for footer in (section.footer, section.first_page_footer)]
    assert len(footers) == 4
    assert {footer.paragraphs[0].text for footer in footers} == {f"Mã đối chiếu số liệu: {document.texts['digest']}"}


def test_file_properties_tell_the_report_and_nobody() -> None:
    about = opened(SAMPLES[0]).core_properties
    assert (about.author, about.last_modified_by) == ("qmxl", "qmxl")
    assert about.title == "Kết quả thực hiện mục tiêu chất lượng 6 tháng đầu năm 2020"
    assert f"{about.created:%d/%m/%Y}" == "26/08/2020"


# Measures


def paragraph(document: Document, beginning: str) -> Paragraph:
    every = (Paragraph(p, document) for p in document.element.body.iter(qn("w:p")))
    return next(p for p in every if p.text.startswith(beginning))


def size_of(p: Paragraph) -> float:
    sizes = {(run.font.size or p.style.font.size).pt for run in p.runs if run.text}  # type: ignore[union-attr]
    assert len(sizes) == 1
    return sizes.pop()


def look_of(p: Paragraph) -> tuple[float, bool, bool, object]:
    font = p.style.font
    return size_of(p), bool(font.bold), bool(font.italic), p.style.paragraph_format.alignment


CENTRE, JUSTIFIED, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
LOOKS = {
    "ỦY BAN NHÂN DÂN HUYỆN": (12, False, False, CENTRE),
    "XÃ LỘC AN": (12, True, False, CENTRE),
    NATION_TEXT: (12, True, False, CENTRE),
    MOTTO_TEXT: (13, True, False, CENTRE),
    "Số: 422/BC-UBND": (13, False, False, CENTRE),
    "Lộc An, ngày 26": (13, False, True, CENTRE),
    "BÁO CÁO": (14, True, False, CENTRE),
    "Kết quả thực hiện mục tiêu chất lượng 6 tháng": (14, True, False, CENTRE),
    "Căn cứ Kế hoạch": (14, False, True, JUSTIFIED),
    "Thực hiện Quyết định": (14, False, False, JUSTIFIED),
    "II. ĐÁNH GIÁ CHUNG": (14, True, False, JUSTIFIED),
    "Như vậy, ": (14, False, False, JUSTIFIED),
    "Nội dung công việc": (13, True, False, CENTRE),
    "1. Đạt và vượt 18": (13, False, False, LEFT),
    "Tính đến ngày 30/6/2020": (13, False, False, JUSTIFIED),
    "Nơi nhận:": (12, True, True, LEFT),
    "- Lưu: VT": (11, False, False, LEFT),
    "TM. ỦY BAN": (14, True, False, CENTRE),
    "Nguyễn Văn Mẫu": (14, True, False, CENTRE),
    "Phụ lục": (14, True, False, CENTRE),
    "(Kèm theo Báo cáo": (14, False, True, CENTRE),
}


@pytest.mark.parametrize(("beginning", "look"), LOOKS.items(), ids=LOOKS)
def test_sizes_and_faces(beginning: str, look: tuple[object, ...]) -> None:
    assert look_of(paragraph(opened(SAMPLES[0]), beginning)) == look


def test_paper_and_margins() -> None:
    report, annex = opened(SAMPLES[0]).sections
    assert (report.orientation, annex.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    for section in (report, annex):
        assert sorted(_mm(side) for side in (section.page_width, section.page_height)) == [210, 297]
        assert 20 <= _mm(section.top_margin) <= 25
        assert 20 <= _mm(section.bottom_margin) <= 25
        assert 30 <= _mm(section.left_margin) <= 35
        assert 15 <= _mm(section.right_margin) <= 20


def _mm(length: Length | None) -> int:
    assert length is not None
    return round(length.mm)


def test_every_style_is_times_new_roman_and_black() -> None:
    styles = opened(SAMPLES[0]).styles.element
    fonts = {value for fonts in styles.iter(qn("w:rFonts")) for value in fonts.attrib.values()}
    assert fonts == {"Times New Roman"}
    assert {colour.get(qn("w:val")) for colour in styles.iter(qn("w:color"))} == {"000000"}


def test_page_numbers_stand_in_the_middle_of_the_top_margin_but_not_on_the_first_page() -> None:
    for section in opened(SAMPLES[0]).sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        (number,) = section.header.paragraphs
        assert number.style.paragraph_format.alignment is CENTRE
        assert 13 <= number.style.font.size.pt <= 14
        assert "PAGE" in "".join(code.text for code in number._p.iter(qn("w:instrText")))
        assert not list(section.first_page_header.paragraphs[0]._p.iter(qn("w:instrText")))
        assert section.header_distance + number.style.font.size < section.top_margin


def rules(document: Document) -> list[tuple[str, float]]:
    """The text above each drawn line, and the line's length in points."""
    found = []
    for p in document.element.body.iter(qn("w:p")):
        drawn = Paragraph(p, document)
        if drawn.style.element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:top')}") is None:
            continue
        above = Paragraph(p.getprevious(), document).text
        cell = next(p.iterancestors(qn("w:tc")), None)
        section = document.sections[0]
        page = section.page_width.pt - section.left_margin.pt - section.right_margin.pt
        width = page if cell is None else cell.width.pt
        styled, own = drawn.style.paragraph_format, drawn.paragraph_format
        sides = ((own.left_indent, styled.left_indent), (own.right_indent, styled.right_indent))
        found.append((above, width - sum((mine if mine is not None else its).pt for mine, its in sides)))
    return found


@both
def test_lines_are_as_long_as_the_decree_says(name: str) -> None:
    agency, motto, subject = rules(opened(name))
    assert motto[0] == MOTTO_TEXT
    assert motto[1] == pytest.approx(text_width(MOTTO_TEXT, 13, bold=True), abs=1)
    for (text, length), size in ((agency, 12), (subject, 14)):
        assert 1 / 3 <= length / text_width(text, size, bold=True) <= 1 / 2


@both
def test_body_paragraphs(name: str) -> None:
    document = opened(name)
    for key in ("Đoạn văn", "Đoạn kết thúc", "Căn cứ", "Đề mục"):
        form = document.styles[key].paragraph_format  # type: ignore[attr-defined]
        assert 10 <= round(form.first_line_indent.mm, 1) <= 12.7
        assert form.space_after >= Pt(6)
        assert 1 <= form.line_spacing <= 1.5
        assert form.alignment is JUSTIFIED
    assert any(p.text.endswith("./.") for p in document.paragraphs)


@both
def test_tables_repeat_their_headers_and_fit_the_page(name: str) -> None:
    _, results, _, annex = opened(name).tables
    for table in (results, annex):
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows][:2] == [True, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is None for row in results.rows[1:])
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in annex.rows)
    report, sheet = opened(name).sections
    for table, section in ((results, report), (annex, sheet)):
        width = sum(cell.width for cell in table.rows[0]._tr.tc_lst)
        assert width <= section.page_width - section.left_margin - section.right_margin + Mm(0.1)


@both
def test_one_row_for_each_objective_and_a_paragraph_for_each_indicator(name: str) -> None:
    _, document = composed(name)
    _, results, _, annex = opened(name).tables
    sentences = [[indicator.sentence for indicator in objective.indicators] for objective in document.objectives]
    assert [[p.text for p in row.cells[1].paragraphs] for row in results.rows[1:]] == sentences
    assert [row._tr.tc_lst[0].vMerge for row in annex.rows[1:]] == [
        None if len(own) == 1 else "continue" if number else "restart"
        for own in sentences
        for number in range(len(own))
    ]


@both
def test_recipients_and_signature_stay_with_the_last_paragraph(name: str) -> None:
    document = opened(name)
    ending = document.tables[2]
    closing = Paragraph(ending._tbl.getprevious(), document)
    assert closing.text.endswith("./.")
    assert closing.style.paragraph_format.keep_with_next
    (row,) = ending.rows
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    left, right = row.cells
    assert left.paragraphs[0].text == "Nơi nhận:"
    assert all(p.text.startswith("- ") and p.text.endswith((";", ".")) for p in left.paragraphs[1:])
    assert re.match(r"- Lưu: VT.*\.$", left.paragraphs[-1].text)
    assert right.paragraphs[-1].style.paragraph_format.space_before >= Pt(60)


def test_several_addressees_stand_one_below_the_other() -> None:
    document = opened(SAMPLES[1])
    texts = [p.text for p in document.paragraphs]
    label = texts.index("Kính gửi:")
    assert texts[label + 1 : label + 3] == ["- UBND tỉnh Minh Họa;", "- Sở Khoa học và Công nghệ tỉnh Minh Họa."]
    indents = [p.style.paragraph_format.left_indent for p in document.paragraphs[label : label + 2]]
    assert indents[0] < indents[1]
    assert document.tables[2].cell(0, 0).paragraphs[1].text == "- Như trên;"


def test_one_addressee_stands_beside_the_words() -> None:
    _, document = composed(SAMPLES[0])
    lines = {**document.lines, "addressee": ("Kính gửi: UBND tỉnh",)}
    made = docx.Document(io.BytesIO(filled(_with(document, lines), open_template(word_template_path()))))
    assert look_of(paragraph(made, "Kính gửi: UBND tỉnh")) == (14, False, False, CENTRE)
    assert not [p for p in opened(SAMPLES[0]).paragraphs if "Kính gửi" in p.text]


def _with(document: ReportDocument, lines: dict[str, tuple[str, ...]]) -> ReportDocument:
    return ReportDocument(
        document.texts, lines, document.rules, document.objectives, document.title, document.subject, document.created
    )


# Hostile texts

HOSTILE = ("TN&TKQ", "<90%", "{{ x }}", "{% for x in y %}", "{Người ký}", "</w:t>", "a\x01b\x1fc", "]]>", "\ud800")


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_texts_come_out_as_typed(text: str) -> None:
    _, document = composed(SAMPLES[0])
    lines = {**document.lines, "section:outlook": (f"Đầu {text}\nhai\tba",)}
    made = docx.Document(io.BytesIO(filled(_with(document, lines), open_template(word_template_path()))))
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "\ufffd", text)
    assert paragraph(made, "Đầu").text == f"Đầu {shown}\nhai\tba"


def test_hostile_cells_say_in_word_what_they_say_in_the_sheet() -> None:
    grid = """
## Thông tin

| Mục | Nội dung |
|---|---|
| Tên cơ quan | BAN & <b>HÀNH</b> |
| Tên viết tắt | {{ x }} & TN&TKQ |
| Kỳ báo cáo | 6 tháng đầu năm |
| Năm | 2026 |
| Người ký | {Nơi nhận} |
| Nơi nhận | {% endfor %} <90% |

## Mục tiêu

| Mã | Mục tiêu | Mức đề ra | Cách tính |
|---|---|---|---|
| 1 | Hồ sơ TN&TKQ <90% {{ x }} {Kết quả} | trên 90% | Tỷ lệ |

## MT1

| Mã | Số đạt | Tổng số |
|---|---|---|
| 1 | 95 | 100 |
"""
    came_to = evaluated_cells(completed(markdown_workbook(dedent(grid))))
    submission = came_to.submission
    placed = compose_and_lay_out(submission, came_to.evaluation, came_to.diagnostics)
    document = report_document(placed, submission.objectives)
    made = docx.Document(io.BytesIO(filled(document, open_template(word_template_path()))))
    assert sorted(all_texts(made)) == sorted(sheet_texts(placed, REPORT) + sheet_texts(placed, SUMMARY))


# An office's own template


def restyled(tmp_path: Path, change: Callable[[Document], object]) -> Path:
    document = docx.Document(str(word_template_path()))
    change(document)
    path = tmp_path / "mau.docx"
    document.save(str(path))
    return path


def test_a_field_may_be_split_over_runs_and_keeps_its_look(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        p = document.add_paragraph("Người lập báo cáo: ")
        for piece in ("{Ngườ", "i k", "ý}", " (đã ký)"):
            p.add_run(piece).bold = piece != " (đã ký)"

    template = open_template(restyled(tmp_path, change))
    p = docx.Document(io.BytesIO(filled(composed(SAMPLES[0])[1], template))).paragraphs[-1]
    assert p.text == "Người lập báo cáo: Nguyễn Văn Mẫu (đã ký)"
    assert [run.bold for run in p.runs if run.text] == [None, True, False]


def test_names_of_fields_are_matched_in_any_case_and_spacing(tmp_path: Path) -> None:
    path = restyled(tmp_path, lambda document: document.add_paragraph("{ NGƯỜI  ký }"))
    made = docx.Document(io.BytesIO(filled(composed(SAMPLES[0])[1], open_template(path))))
    assert made.paragraphs[-1].text == "Nguyễn Văn Mẫu"


def test_a_field_in_a_footer_is_filled_too(tmp_path: Path) -> None:
    path = restyled(tmp_path, lambda document: document.sections[0].footer.add_paragraph("{Trích yếu}"))
    made = docx.Document(io.BytesIO(filled(composed(SAMPLES[0])[1], open_template(path))))
    assert made.sections[0].footer.paragraphs[-1].text.startswith("Kết quả thực hiện mục tiêu chất lượng 6 tháng")


def test_what_a_template_leaves_out_is_said(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        for p in document.paragraphs:
            if p.text in {"{Đánh giá chung}", "{Đề xuất, kiến nghị}"}:
                p._p.getparent().remove(p._p)

    template = open_template(restyled(tmp_path, change))
    assert left_out(composed(SAMPLES[0])[1], template) == ("Đánh giá chung",)
    assert left_out(composed(SAMPLES[0])[1], open_template(word_template_path())) == ()


MISTAKES = {
    "{Trích yêu}": "thân văn bản, đoạn {n}, “{Trích yêu}”: không có chỗ điền tên {Trích yêu}. Có phải là {Trích yếu}?",
    "{Nơi nhận": "“{Nơi nhận”: dấu { không có dấu } đi cùng",
    "Nơi nhận}": "“Nơi nhận}”: dấu } không có dấu { đi cùng",
    "{{Người ký}}": "dấu { không có dấu } đi cùng",
    "{Mức đề ra}": "{Mức đề ra} nằm ngoài bảng",
    "{Căn cứ} {Nơi nhận}": "{Căn cứ}, {Nơi nhận} đứng chung một đoạn",
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.items(), ids=MISTAKES)
def test_mistakes_of_a_template_are_told_with_their_place(text: str, told: str, tmp_path: Path) -> None:
    path = restyled(tmp_path, lambda document: document.add_paragraph(text))
    number = len(docx.Document(str(path)).paragraphs)
    with pytest.raises(TemplateFault) as fault:
        open_template(path)
    assert any(told.replace("{n}", str(number)) in mistake for mistake in fault.value.mistakes)


def test_every_mistake_is_told_at_once_with_table_row_and_column(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document.tables[3].rows[1].cells[2].paragraphs[0].runs[0].text = "{Kết quả thực hện}"
        document.sections[0].header.paragraphs[0].add_run("{abc}")

    with pytest.raises(TemplateFault) as fault:
        open_template(restyled(tmp_path, change))
    body, header = fault.value.mistakes
    assert body.startswith("thân văn bản, bảng 4, dòng 2, cột 3, “{Kết quả thực hện}”")
    assert header.startswith("đầu trang, đoạn 1")


def test_a_field_in_a_footnote_is_a_mistake(tmp_path: Path) -> None:
    path, parts = tmp_path / "mau.docx", packages.parts_of(word_template_path())
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = (
        f'<w:footnotes xmlns:w="{word}"><w:footnote><w:p><w:r><w:t>{{Kỳ}}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    parts["word/footnotes.xml"] = note.encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    types = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types.encode())
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    entry = f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>'
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", entry.encode())
    with pytest.raises(TemplateFault) as fault:
        open_template(packages.saved(parts, path))
    assert fault.value.mistakes[0].startswith("chú thích chân trang, “{Kỳ}”: chỗ điền không dùng được ở đây")


@pytest.mark.parametrize("width", ["auto", "pct", "mm"])
def test_a_line_keeps_its_indents_where_the_width_is_not_known(width: str, tmp_path: Path) -> None:
    def change(document: Document) -> None:
        measure = document.tables[0]._tbl.find(f".//{qn('w:tcW')}")
        measure.set(qn("w:type"), "dxa" if width == "mm" else width)
        measure.set(qn("w:w"), {"auto": "0", "pct": "2500", "mm": "62.5mm"}[width])

    made = filled(composed(SAMPLES[0])[1], open_template(restyled(tmp_path, change)))
    rule = next(p for p in docx.Document(io.BytesIO(made)).tables[0].cell(0, 0).paragraphs if not p.text)
    assert rule._p.find(f".//{qn('w:ind')}") is None


@pytest.mark.parametrize("contents", [b"", b"abc", b"\xd0\xcf\x11\xe0" * 200, b"PK\x05\x06" + bytes(18)])
def test_what_is_no_document_is_refused(contents: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mau.docx"
    path.write_bytes(contents)
    with pytest.raises(TemplateFault, match="không phải văn bản Word"):
        open_template(path)


@pytest.mark.parametrize("part", ["word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"])
@pytest.mark.parametrize("content", [b"", b"<a>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_a_damaged_document_is_refused(part: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mau.docx"
    with zipfile.ZipFile(word_template_path()) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    with pytest.raises(TemplateFault):
        open_template(path)


def test_the_shipped_template_is_built_from_its_text() -> None:
    with zipfile.ZipFile(word_template_path()) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert parts == word_template_parts()


def test_the_shipped_template_has_every_field() -> None:
    told = "".join(word_template_parts().values())
    missing = [field.name for field in DOCUMENT_FIELDS if f"{{{field.name}}}" not in told]
    assert missing == ["Mã"]
    assert {field.kind for field in DOCUMENT_FIELDS} == set(FieldKind)


# A second program


@both
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_prints_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.docx"
    path.write_bytes(contents(name))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    printed = " ".join((tmp_path / "bao-cao.txt").read_text("utf-8-sig").split())
    document = composed(name)[1]
    wanted = [" ".join(text.split()) for text in told_texts(document, open_template(word_template_path()))]
    in_footers = {document.texts["digest"]}  # which LibreOffice leaves out of plain text
    assert [text for text in wanted if text not in printed and text not in in_footers] == []
