"""The default Word template out of its text: styles and paragraphs in the layout of Decree 30/2020/NĐ-CP, appendix I.

`python samples/build.py` writes it to workbook_templates/bao-cao.docx. Lengths are twips (1/20 point), sizes points.
"""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from qmxl.contract.document_fields import DOCUMENT_FIELDS, HEADING_PREFIX
from qmxl.contract.sheets import RESULTS_HEADING, SECTION_ROWS
from qmxl.reporting.report_sheet import MOTTO_TEXT, NATION_TEXT
from qmxl.reporting.text_height import text_width

_MADE = (2026, 1, 1, 0, 0, 0)
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_MM = 1440 / 25.4
_SHORT, _LONG = 11906, 16838
"""A4."""
_TOP, _BOTTOM, _LEFT, _RIGHT = (round(mm * _MM) for mm in (20, 20, 30, 15))
_HEADER = round(10 * _MM)
_INDENT = 720
"""1.27 cm."""
_WIDTH = _SHORT - _LEFT - _RIGHT
_ANNEX_WIDTH = _LONG - _LEFT - _RIGHT
_AGENCY_WIDTH = 3600
_NATION_WIDTH = _WIDTH - _AGENCY_WIDTH
_MOTTO_SIZE = 13
_MOTTO_INDENT = round((_NATION_WIDTH - 20 * text_width(MOTTO_TEXT, _MOTTO_SIZE, bold=True)) / 2)
"""Of the line under the motto, which is as long as the motto; the motto itself has the whole width."""
_TASK_WIDTH = 3500
_RECIPIENTS_WIDTH = 4500
_ANNEX_COLUMNS = (
    (700, "STT", "{STT}"),
    (2900, "Nội dung công việc", "{Nội dung công việc}"),
    (4387, "Kết quả thực hiện", "{Kết quả thực hiện}"),
    (1450, "Mức đề ra", "{Mức đề ra}"),
    (1100, "Kết quả", "{Kết quả}"),
    (1150, "Đánh giá", "{Đánh giá}"),
    (1200, "Đánh giá mục tiêu", "{Đánh giá mục tiêu}"),
    (1400, "Chủ trì", "{Chủ trì}"),
)


@dataclass(frozen=True)
class _Look:
    """A paragraph style an office changes in Word's own list of styles."""

    name: str
    size: float
    bold: bool = False
    italic: bool = False
    align: str = "left"
    first_line: int = 0
    left: int = 0
    right: int = 0
    before: int = 0
    after: int = 0
    has_rule: bool = False
    """A line is drawn above it."""
    line: int | None = None
    """Exact height of a line; None: single."""
    keeps_with_next: bool = False
    is_whole: bool = False
    """Not divided where a page ends."""
    is_list: bool = False
    """No space between two of them."""


_LOOKS = {
    "CoQuanChuQuan": _Look("Cơ quan chủ quản", 12, align="center"),
    "CoQuan": _Look("Cơ quan ban hành", 12, bold=True, align="center"),
    "KeNgang": _Look("Kẻ ngang", 2, align="center", before=60, after=120, has_rule=True, line=80),
    "QuocHieu": _Look("Quốc hiệu", 12, bold=True, align="center"),
    "TieuNgu": _Look("Tiêu ngữ", _MOTTO_SIZE, bold=True, align="center"),
    "KeTieuNgu": _Look(
        "Kẻ dưới tiêu ngữ", 2, left=_MOTTO_INDENT, right=_MOTTO_INDENT, before=60, has_rule=True, line=80
    ),
    "SoKyHieu": _Look("Số, ký hiệu", 13, align="center", before=80),
    "DiaDanh": _Look("Địa danh, ngày tháng", 13, italic=True, align="center", before=80),
    "TenLoai": _Look("Tên loại", 14, bold=True, align="center", before=280, keeps_with_next=True),
    "TrichYeu": _Look("Trích yếu", 14, bold=True, align="center", keeps_with_next=True),
    "KinhGui": _Look("Kính gửi", 14, align="center", before=120, after=120, keeps_with_next=True),
    "KinhGuiNhieu": _Look("Kính gửi nhiều nơi", 14, left=1700, before=120, keeps_with_next=True),
    "NoiKinhGui": _Look("Từng nơi kính gửi", 14, left=2900, after=160, is_list=True, keeps_with_next=True),
    "CanCu": _Look("Căn cứ", 14, italic=True, align="both", first_line=_INDENT, after=120),
    "DeMuc": _Look("Đề mục", 14, bold=True, align="both", first_line=_INDENT, after=120, keeps_with_next=True),
    "DoanVan": _Look("Đoạn văn", 14, align="both", first_line=_INDENT, after=120),
    "KetThuc": _Look("Đoạn kết thúc", 14, align="both", first_line=_INDENT, after=120, keeps_with_next=True),
    "BangTieuDe": _Look("Bảng - tiêu đề", 13, bold=True, align="center", before=60, after=60, keeps_with_next=True),
    "BangMucTieu": _Look("Bảng - mục tiêu", 13, before=60, after=60, is_whole=True),
    "BangKetQua": _Look("Bảng - kết quả", 13, align="both", before=60, after=60, is_whole=True),
    "NoiNhanNhan": _Look("Nơi nhận - nhãn", 12, bold=True, italic=True, keeps_with_next=True),
    "NoiNhan": _Look("Nơi nhận", 11),
    "QuyenHan": _Look("Ký - quyền hạn, chức vụ", 14, bold=True, align="center", keeps_with_next=True),
    "NguoiKy": _Look("Ký - họ tên", 14, bold=True, align="center", before=1600),
    "CuoiTrang": _Look("Cuối báo cáo", 1, line=20),
    "SoTrang": _Look("Số trang", 14, align="center"),
    "MaDoiChieu": _Look("Mã đối chiếu", 8, align="right"),
    "PhuLuc": _Look("Phụ lục", 14, bold=True, align="center", keeps_with_next=True),
    "PhuLucKem": _Look("Phụ lục - kèm theo", 14, italic=True, align="center", after=120, keeps_with_next=True),
    "PhuLucKetLuan": _Look("Phụ lục - số mục tiêu đạt", 13, bold=True, after=120, keeps_with_next=True),
    "PhuLucTieuDe": _Look(
        "Phụ lục - tiêu đề cột", 12, bold=True, align="center", before=40, after=40, keeps_with_next=True
    ),
    "PhuLucChu": _Look("Phụ lục - chữ", 12, before=40, after=40),
    "PhuLucGiua": _Look("Phụ lục - chữ ở giữa", 12, align="center", before=40, after=40),
    "PhuLucDam": _Look("Phụ lục - đánh giá mục tiêu", 12, bold=True, align="center", before=40, after=40),
}


# Parts of the text


def _paragraph(style: str, text: str = "", more: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{run}</w:p>'


def _field(key: str) -> str:
    """`{Tên cơ quan}`: the name of a field that the program knows."""
    return "{" + next(field.name for field in DOCUMENT_FIELDS if field.key == key) + "}"


def _cell(width: int, *paragraphs: str, is_centred: bool = False) -> str:
    across = '<w:vAlign w:val="center"/>' if is_centred else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def _row(*cells: str, is_header: bool = False, is_whole: bool = False) -> str:
    properties = ("<w:cantSplit/>" if is_whole else "") + ("<w:tblHeader/>" if is_header else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _table(widths: Iterable[int], *rows: str, border: str = "none", side: int = 0) -> str:
    widths = tuple(widths)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    line = 'w:val="single" w:sz="4" w:space="0" w:color="000000"' if border == "single" else 'w:val="nil"'
    borders = "".join(f"<w:{name} {line}/>" for name in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _section(*, is_landscape: bool) -> str:
    """A section with page numbers of its own, none on its first page."""
    width, height = (_LONG, _SHORT) if is_landscape else (_SHORT, _LONG)
    turned = ' w:orient="landscape"' if is_landscape else ""
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId10"/><w:headerReference w:type="first" r:id="rId11"/>'
        '<w:footerReference w:type="default" r:id="rId12"/><w:footerReference w:type="first" r:id="rId12"/>'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{_TOP}" w:right="{_RIGHT}" w:bottom="{_BOTTOM}" w:left="{_LEFT}" '
        f'w:header="{_HEADER}" w:footer="{_HEADER}" w:gutter="0"/>'
        '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )


# The document


def _letterhead() -> str:
    left = [
        _paragraph("CoQuanChuQuan", _field("superior")),
        _paragraph("CoQuan", _field("unit_name")),
        _paragraph("KeNgang", _field("unit_rule")),
    ]
    right = [_paragraph("QuocHieu", NATION_TEXT), _paragraph("TieuNgu", MOTTO_TEXT), _paragraph("KeTieuNgu")]
    number = _paragraph("SoKyHieu", f"Số: {_field('number')}")
    day = _paragraph("DiaDanh", _field("place_date"))
    widths = (_AGENCY_WIDTH, _NATION_WIDTH)
    return _table(
        widths,
        _row(_cell(widths[0], *left), _cell(widths[1], *right)),
        _row(_cell(widths[0], number), _cell(widths[1], day)),
    )


def _front() -> str:
    return "".join(
        [
            _paragraph("TenLoai", "BÁO CÁO"),
            _paragraph("TrichYeu", _field("subject")),
            _paragraph("KeNgang", _field("subject_rule")),
            _paragraph("KinhGui", _field("addressee")),
            _paragraph("KinhGuiNhieu", _field("addressees_label")),
            _paragraph("NoiKinhGui", _field("addressees")),
            _paragraph("CanCu", _field("legal_bases")),
        ]
    )


def _sections() -> str:
    parts = []
    for section in SECTION_ROWS:
        if section.key == "overall":
            parts += [_paragraph("DeMuc", "{" + HEADING_PREFIX + RESULTS_HEADING.capitalize() + "}"), _results()]
        if section.heading:
            parts.append(_paragraph("DeMuc", _field(f"heading:{section.key}")))
        style = "KetThuc" if section.key == "closing" else "DoanVan"
        parts.append(_paragraph(style, _field(f"section:{section.key}")))
    return "".join(parts)


def _results() -> str:
    widths = (_TASK_WIDTH, _WIDTH - _TASK_WIDTH)
    heads = ("Nội dung công việc", "Kết quả thực hiện")
    header = (_cell(width, _paragraph("BangTieuDe", head)) for width, head in zip(widths, heads, strict=True))
    task = _paragraph("BangMucTieu", f"{_field('objective_number')}. {_field('objective_statement')}")
    row = _row(_cell(widths[0], task), _cell(widths[1], _paragraph("BangKetQua", _field("sentence"))))
    gap = _paragraph("CuoiTrang", more='<w:spacing w:before="0" w:after="100" w:line="20" w:lineRule="exact"/>')
    return _table(widths, _row(*header, is_header=True, is_whole=True), row, border="single", side=100) + gap


def _ending() -> str:
    widths = (_RECIPIENTS_WIDTH, _WIDTH - _RECIPIENTS_WIDTH)
    recipients = [_paragraph("NoiNhanNhan", "Nơi nhận:"), _paragraph("NoiNhan", _field("recipients"))]
    signature = [_paragraph("QuyenHan", _field("authority")), _paragraph("NguoiKy", _field("signer"))]
    end = _paragraph("CuoiTrang", more=_section(is_landscape=False))
    return _table(widths, _row(_cell(widths[0], *recipients), _cell(widths[1], *signature), is_whole=True)) + end


def _annex() -> str:
    styles = ("PhuLucGiua", "PhuLucChu", "PhuLucChu", *["PhuLucGiua"] * 3, "PhuLucDam", "PhuLucGiua")
    heads = (_cell(width, _paragraph("PhuLucTieuDe", head), is_centred=True) for width, head, _ in _ANNEX_COLUMNS)
    cells = (
        _cell(width, _paragraph(style, field), is_centred=True)
        for (width, _, field), style in zip(_ANNEX_COLUMNS, styles, strict=True)
    )
    table = _table(
        (width for width, *_ in _ANNEX_COLUMNS),
        _row(*heads, is_header=True, is_whole=True),
        _row(*cells, is_whole=True),
        border="single",
        side=80,
    )
    return "".join(
        [
            _paragraph("PhuLuc", "Phụ lục"),
            _paragraph("PhuLuc", _field("annex_title")),
            _paragraph("PhuLucKem", _field("annex_note")),
            _paragraph("PhuLucKetLuan", _field("annex_headline")),
            table,
            _paragraph("CuoiTrang"),
        ]
    )


def _document() -> str:
    body = _letterhead() + _front() + _sections() + _ending() + _annex() + _section(is_landscape=True)
    return f"{_XML}<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"


# The other parts of the package

_FONT = "<w:rFonts {}/>".format(
    " ".join(f'w:{kind}="Times New Roman"' for kind in ("ascii", "hAnsi", "cs", "eastAsia"))
)


def _styles() -> str:
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_FONT}<w:sz w:val="28"/><w:szCs w:val="28"/>'
        '<w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault>"
        "</w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    )
    looks = "".join(_style(identity, look) for identity, look in _LOOKS.items())
    return f"{_XML}<w:styles {_NAMESPACES}>{defaults}{normal}{looks}</w:styles>"


def _style(identity: str, look: _Look) -> str:
    height = f'w:line="{look.line}" w:lineRule="exact"' if look.line else 'w:line="240" w:lineRule="auto"'
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>' if look.has_rule else ""
    paragraph = (
        ("<w:keepNext/>" if look.keeps_with_next else "")
        + ("<w:keepLines/>" if look.is_whole else "")
        + "<w:widowControl/>"
        + border
        + f'<w:spacing w:before="{look.before}" w:after="{look.after}" {height}/>'
        + f'<w:ind w:left="{look.left}" w:right="{look.right}" w:firstLine="{look.first_line}"/>'
        + ("<w:contextualSpacing/>" if look.is_list else "")
        + f'<w:jc w:val="{look.align}"/>'
    )
    half = round(look.size * 2)
    run = (
        ("<w:b/><w:bCs/>" if look.bold else "")
        + ("<w:i/><w:iCs/>" if look.italic else "")
        + f'<w:color w:val="000000"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    )
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identity}"><w:name w:val={quoteattr(look.name)}/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def _page_number() -> str:
    kinds = ("begin", None, "separate", "1", "end")
    runs = "".join(
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        if kind is None
        else "<w:r><w:t>1</w:t></w:r>"
        if kind == "1"
        else f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
        for kind in kinds
    )
    number = f'<w:p><w:pPr><w:pStyle w:val="SoTrang"/></w:pPr>{runs}</w:p>'
    return f"{_XML}<w:hdr {_NAMESPACES}>{number}</w:hdr>"


def _digest() -> str:
    """Small, at the right: what the report is held against its data by, out of the reader's way."""
    return _paragraph("MaDoiChieu", f"Mã đối chiếu số liệu: {_field('digest')}")


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


def _content_types() -> str:
    parts = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/word/header2.xml": f"{_WORD}.header+xml",
        "/word/footer1.xml": f"{_WORD}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(*targets: tuple[str, str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/>' for identity, kind, target in targets
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _core() -> str:
    moment = "2026-01-01T00:00:00Z"
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>Mẫu báo cáo</dc:title>'
        "<dc:creator>qmxl</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )


def word_template_parts() -> dict[str, str]:
    """The parts of the package by name."""
    settings = (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat>"
    )
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _relationships(
            ("rId1", f"{_OFFICE}/relationships/styles", "styles.xml"),
            ("rId2", f"{_OFFICE}/relationships/settings", "settings.xml"),
            ("rId10", f"{_OFFICE}/relationships/header", "header1.xml"),
            ("rId11", f"{_OFFICE}/relationships/header", "header2.xml"),
            ("rId12", f"{_OFFICE}/relationships/footer", "footer1.xml"),
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": f"{_XML}<w:settings {_NAMESPACES}>{settings}</w:settings>",
        "word/header1.xml": _page_number(),
        "word/header2.xml": f"{_XML}<w:hdr {_NAMESPACES}>{_paragraph('SoTrang')}</w:hdr>",
        "word/footer1.xml": f"{_XML}<w:ftr {_NAMESPACES}>{_digest()}</w:ftr>",
    }


def write_word_template(path: Path) -> None:
    """Write the template; the same text gives the same parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in word_template_parts().items():
            entry = zipfile.ZipInfo(name, _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, text.encode())
