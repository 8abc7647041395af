"""The sheet `Kiểm tra` of a marked copy, and the same list as a workbook of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from qmxl.contract.sheets import FINDINGS
from qmxl.marking.package import (
    Parts,
    free_name,
    related,
    relations,
    sheet_parts,
    with_part,
    with_relation,
    workbook_part,
)
from qmxl.marking.splicing import (
    MAIN_NAMESPACE,
    RELATIONS_NAMESPACE,
    Element,
    Splice,
    appended,
    children_of,
    elements,
    escaped,
    fragment,
    spliced,
    with_attribute,
)
from qmxl.marking.styles import added, style_sheet
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.references import CellReference, column_letters

SEVERITY_WORDS = {Severity.ERROR: "Lỗi", Severity.WARNING: "Cảnh báo", Severity.NOTE: "Lưu ý"}
OTHER_NAME = "Kiểm tra (qmxl)"
"""Where the staff have a sheet `Kiểm tra` of their own."""
HEADLINE = "Kiểm tra: "
HEADERS = ("Mức độ", "Sheet", "Ô", "Cột", "Tìm thấy", "Cần có", "Cách sửa")
WIDTHS = (10, 16, 8, 18, 46, 38, 38)
MOST_ROWS = 60_000
"""Excel takes 65,530 links on a sheet."""
LONGEST_TEXT = 2_000
_LEGEND = (
    "Ô có lỗi tô đỏ, chữ đậm, viền liền; ô có cảnh báo tô vàng, viền nét đứt; nội dung cần sửa ở ghi chú của ô. "
    "Bấm vào địa chỉ ở cột Ô để tới ô đó. Sửa và lưu xong, hãy chạy lại lệnh này trên chính tệp đã sửa: "
    "màu và ghi chú cũ sẽ được gỡ."
)
_LIST_ONLY = "Danh sách này đứng riêng, không kèm số liệu. Hãy mở tệp đã gửi, tới từng ô theo sheet và địa chỉ để sửa."
_FONT = "Times New Roman"
_ROW_HEIGHT, _TALLEST = 15, 409
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FIRST_ROW = 4
"""Headline, legend and header stand above the list."""
_NOTHING = ("", "", "", "", "Không có gì phải sửa.", "", "")

Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The list as it is written: a headline, and one line per diagnostic with the cell it leads to."""

    headline: str
    lines: tuple[tuple[Line, CellReference | None], ...]


def listing(diagnostics: Sequence[Diagnostic]) -> Listing:
    """Every diagnostic in the order given; what exceeds a sheet is counted."""
    lines = [(_line(found), found.reference) for found in diagnostics[:MOST_ROWS]]
    if len(diagnostics) > MOST_ROWS:
        told = f"Còn {len(diagnostics) - MOST_ROWS} dòng nữa, xem đủ bằng lệnh qmxl check --json."
        lines.append((("", "", "", "", told, "", ""), None))
    return Listing(_headline(diagnostics), tuple(lines) or ((_NOTHING, None),))


def _headline(diagnostics: Sequence[Diagnostic]) -> str:
    if not diagnostics:
        return f"{HEADLINE}không có lỗi, cảnh báo hay lưu ý nào."
    counts = (f"{sum(d.severity is s for d in diagnostics)} {word.lower()}" for s, word in SEVERITY_WORDS.items())
    return f"{HEADLINE}{', '.join(counts)}."


def _line(found: Diagnostic) -> Line:
    texts = (f"{found.message} ({found.code})", found.expected, found.fix)
    told = (text[:1].upper() + text[1:] for text in texts)
    where = (found.sheet or "", found.cell or "", found.column or "")
    return tuple(text[:LONGEST_TEXT] for text in (SEVERITY_WORDS[found.severity], *where, *told))


def _height(texts: Iterable[str], widths: Iterable[int]) -> int:
    """Points a row needs: no spreadsheet fits rows when it opens a file."""
    lines = (sum(max(1, ceil(len(p) * 1.05 / w)) for p in t.split("\n")) for t, w in zip(texts, widths, strict=True))
    return min(_TALLEST, _ROW_HEIGHT * max(lines))


# A workbook of its own


def list_workbook(listed: Listing) -> bytes:
    """A workbook that holds the sheet `Kiểm tra` alone, cells named as text."""
    book = Workbook()
    sheet = book.active
    sheet.title = FINDINGS
    rows = [(listed.headline,), (_LIST_ONLY,), HEADERS, *(line for line, _ in listed.lines)]
    for number, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            _write(sheet.cell(number, column), text, is_title=number == 1, is_header=number == _FIRST_ROW - 1)
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[column_letters(number)].width = width
    for number, (line, _) in enumerate(listed.lines, _FIRST_ROW):
        sheet.row_dimensions[number].height = _height(line, WIDTHS)
    for number in (1, 2):
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(HEADERS))
    sheet.row_dimensions[2].height = 2 * _ROW_HEIGHT
    sheet.freeze_panes = f"A{_FIRST_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write(cell: Cell, text: str, *, is_title: bool, is_header: bool) -> None:
    cell.value = ILLEGAL_CHARACTERS_RE.sub("�", text)
    cell.data_type = "s"  # a text that begins with "=" stays a text
    cell.font = Font(name=_FONT, size=13 if is_title else 11, bold=is_title or is_header)
    cell.alignment = Alignment(wrap_text=True, vertical="center" if is_header else "top")
    if cell.row >= _FIRST_ROW - 1:
        side = Side(style="thin")
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    if is_header:
        cell.fill = PatternFill("solid", fgColor="FFD9D9D9")


# A sheet of a marked copy

_FONTS = (
    f'<font><sz val="11"/><color rgb="FF000000"/><name val="{_FONT}"/><family val="1"/></font>',
    f'<font><b/><sz val="11"/><color rgb="FF000000"/><name val="{_FONT}"/><family val="1"/></font>',
    f'<font><b/><sz val="13"/><color rgb="FF000000"/><name val="{_FONT}"/><family val="1"/></font>',
    f'<font><u/><sz val="11"/><color rgb="FF0563C1"/><name val="{_FONT}"/><family val="1"/></font>',
)
_GREY = '<fill><patternFill patternType="solid"><fgColor rgb="FFD9D9D9"/><bgColor indexed="64"/></patternFill></fill>'
_FRAME = "".join(f'<{s} style="thin"><color auto="1"/></{s}>' for s in ("left", "right", "top", "bottom"))
_XF = (
    '<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" applyFill="1" '
    'applyBorder="1" applyAlignment="1"><alignment horizontal="left" vertical="top" wrapText="1"/></xf>'
)


@dataclass(frozen=True, slots=True)
class _Looks:
    """Indices of cell styles."""

    text: int
    header: int
    title: int
    link: int
    plain: int


def with_listing(parts: Parts, listed: Listing) -> dict[str, bytes]:
    """The parts with the list as a sheet, the one the workbook opens at; an earlier list is replaced."""
    parts, looks = _with_looks(parts)
    sheets = sheet_parts(parts)
    own = list_sheet(parts)
    xml = _sheet_xml(listed, looks)
    if own:
        parts = {**parts, sheets[own]: xml}
        return _opened_at(parts, own)
    name = OTHER_NAME if any(FINDINGS.casefold() == sheet.casefold() for sheet in sheets) else FINDINGS
    book = workbook_part(parts)
    part = free_name(parts, "xl/worksheets/sheet{}.xml")
    parts, relation = with_relation(with_part(parts, part, xml, _SHEET_TYPE), book, "worksheet", part)
    return _opened_at(_with_tab(parts, name, relation), name)


def list_sheet(parts: Parts) -> str | None:
    """Name of the sheet that holds our list."""
    sheets = sheet_parts(parts)
    return next((name for name in (FINDINGS, OTHER_NAME) if name in sheets and _is_list(parts, sheets[name])), None)


def _is_list(parts: Parts, sheet: str) -> bool:
    """Whether a sheet of that name is one of ours: its first cell holds our headline."""
    first = elements(parts[sheet], lambda depth, name, at: depth == 3 and name == "c" and at.get("r") == "A1")
    if not first:
        return False
    xml = parts[sheet][first[0].start : first[0].end]
    values = elements(xml, lambda _depth, name, _attributes: name in {"v", "t"})
    text = "".join(xml[v.inner_start : v.inner_end].decode() for v in values)
    strings = related(parts, workbook_part(parts), "sharedStrings")
    if first[0].attributes.get("t") == "s" and strings:
        shared = elements(parts[strings], lambda depth, name, _attributes: depth == 1 and name == "si")
        chosen = shared[int(text)]
        item = parts[strings][chosen.start : chosen.end]
        texts = elements(item, lambda _depth, name, _attributes: name == "t")
        text = "".join(item[t.inner_start : t.inner_end].decode() for t in texts)
    return text.startswith(HEADLINE)


def _with_looks(parts: Parts) -> tuple[dict[str, bytes], _Looks]:
    styles = style_sheet(parts)
    styles, fonts = added(styles, "fonts", _FONTS)
    styles, (grey,) = added(styles, "fills", [_GREY])
    styles, (frame,) = added(styles, "borders", [f"<border>{_FRAME}<diagonal/></border>"])
    text, header, title, link = fonts
    wanted = [(text, 0, frame), (header, grey, frame), (title, 0, 0), (link, 0, frame), (text, 0, 0)]
    items = [_XF.format(font=font, fill=fill, border=border) for font, fill, border in wanted]
    styles, indices = added(styles, "cellXfs", items)
    return {**parts, styles.part: styles.xml}, _Looks(*indices)


def _sheet_xml(listed: Listing, looks: _Looks) -> bytes:
    total = len(listed.lines) + _FIRST_ROW - 1
    last = column_letters(len(HEADERS))
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{w}.7109375" customWidth="1"/>' for n, w in enumerate(WIDTHS, 1)
    )
    rows = [
        _row(1, [listed.headline], [looks.title], 20),
        _row(2, [_LEGEND], [looks.plain], 2 * _ROW_HEIGHT),
        _row(3, HEADERS, [looks.header] * len(HEADERS), 18),
    ]
    links = []
    for number, (line, reference) in enumerate(listed.lines, _FIRST_ROW):
        styles = [looks.link if reference and column == 3 else looks.text for column in range(1, len(HEADERS) + 1)]
        rows.append(_row(number, line, styles, _height(line, WIDTHS)))
        if reference:
            links.append(f'<hyperlink ref="C{number}" location="{escaped(str(reference))}" display="{reference.a1}"/>')
    hyperlinks = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN_NAMESPACE}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{last}{total}"/>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{_FIRST_ROW - 1}" topLeftCell="A{_FIRST_ROW}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="A{_FIRST_ROW}" sqref="A{_FIRST_ROW}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{_ROW_HEIGHT}"/><cols>{columns}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<mergeCells count="2"><mergeCell ref="A1:{last}1"/><mergeCell ref="A2:{last}2"/></mergeCells>{hyperlinks}'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _row(number: int, texts: Sequence[str], styles: Sequence[int], height: int) -> str:
    cells = "".join(
        f'<c r="{column_letters(column)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escaped(text)}</t></is></c>"
        for column, (text, style) in enumerate(zip(texts, styles, strict=True), 1)
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'


def _with_tab(parts: Parts, name: str, relation: str) -> dict[str, bytes]:
    book = workbook_part(parts)
    xml = parts[book]
    holder = next(child for child in children_of(xml) if child.name == "sheets")
    number = 1 + max(int(tab.attributes["sheetId"]) for tab in _tabs(xml))
    item = f'<sheet name="{escaped(name)}" sheetId="{number}" xmlns:r="{RELATIONS_NAMESPACE}" r:id="{relation}"/>'
    return {**parts, book: spliced(xml, [appended(xml, holder, [fragment(xml, item)])])}


def _tabs(book: bytes) -> list[Element]:
    return elements(book, lambda depth, name, _attributes: depth == 2 and name == "sheet")


def _opened_at(parts: Parts, name: str) -> dict[str, bytes]:
    """The workbook opens at a sheet, and no other is selected with it: typing would go into both."""
    book = workbook_part(parts)
    tabs = _tabs(parts[book])
    position = next(n for n, tab in enumerate(tabs) if tab.attributes["name"] == name)
    views = elements(parts[book], lambda depth, local, _attributes: depth == 2 and local == "workbookView")
    changed = {book: spliced(parts[book], [_set(parts[book], v, "activeTab", str(position)) for v in views])}
    own = sheet_parts(parts)[name]
    for relation in relations(parts, book):
        sheet = relation.part
        if sheet != own and sheet in parts and relation.type.endswith("sheet") and b"tabSelected" in parts[sheet]:
            selected = elements(parts[sheet], lambda _d, local, at: local == "sheetView" and "tabSelected" in at)
            changed[sheet] = spliced(parts[sheet], [_set(parts[sheet], v, "tabSelected", None) for v in selected])
    return {**parts, **changed}


def _set(xml: bytes, element: Element, name: str, value: str | None) -> Splice:
    tag = xml[element.start : element.inner_start]
    return Splice(element.start, element.inner_start, with_attribute(tag, name, value))
