"""A Word template: opened with care, its fields found, its mistakes told with their place."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from qmxl.contract.document_fields import FIELD, ROW_KINDS, DocumentField, FieldKind, document_field, nearest_field

_MOST_PARTS, _MOST_BYTES = 5_000, 200_000_000
"""Of a package that is opened: more is no document but a trap."""
_QUOTED = 80
_STORIES = {"header": "đầu trang", "footer": "chân trang"}
_NOTES = {"footnotes": "chú thích chân trang", "endnotes": "chú thích cuối văn bản", "comments": "nhận xét"}
"""Parts whose fields python-docx gives no way to fill."""
_BODY = "thân văn bản"

P, TR, TC, TBL, T, R = (qn(f"w:{name}") for name in ("p", "tr", "tc", "tbl", "t", "r"))


class TemplateFault(ValueError):
    """Why a template is not used: a sentence; its mistakes, each with its place."""

    def __init__(self, sentence: str, mistakes: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Story:
    """A part with paragraphs: the body, a header, a footer."""

    name: str
    root: BaseOxmlElement


def open_template(path: Path) -> Document:
    """The template as python-docx opens it. Raises TemplateFault where it is no document or has mistakes."""
    contents = _contents(path)
    try:
        document = docx.Document(io.BytesIO(contents))
        stories = tuple(stories_of(document))
        notes = list(_mistakes_in_notes(document))
    except Exception as fault:  # whatever goes wrong in there means the same
        raise TemplateFault(_NO_DOCUMENT.format(name=path.name)) from fault
    mistakes = [mistake for story in stories for mistake in _mistakes(story)] + notes
    if not mistakes and not any(field_names(p) for story in stories for p in paragraphs(story.root)):
        mistakes.append("không có chỗ điền nào. Cần có: các chỗ điền như {Trích yếu}, {Nơi nhận}")
    if mistakes:
        raise TemplateFault(_WITH_MISTAKES.format(name=path.name), tuple(mistakes))
    return document


_NO_DOCUMENT = (
    "Mẫu “{name}” không phải văn bản Word (.docx) mà qmxl đọc được. "
    "Hãy mở bằng Word, chọn Lưu thành (Save As), kiểu “Word Document (*.docx)”, rồi chạy lại với tệp mới."
)
_WITH_MISTAKES = (
    "Mẫu Word “{name}” có chỗ phải sửa, nên chưa ghi gì. "
    "Hãy mở mẫu bằng Word, sửa các chỗ dưới đây rồi chạy lại; hoặc lấy lại mẫu chung bằng qmxl new --word mau.docx."
)


def _contents(path: Path) -> bytes:
    try:
        contents = path.read_bytes()
    except FileNotFoundError as fault:
        raise TemplateFault(f"Không tìm thấy mẫu Word “{path}”. Hãy kiểm tra lại tên tệp và thư mục.") from fault
    except OSError as fault:
        raise TemplateFault(
            f"Không đọc được mẫu Word “{path}”. Hãy đóng tệp trong chương trình khác, hoặc chép tệp sang thư mục khác."
        ) from fault
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise TemplateFault(_NO_DOCUMENT.format(name=path.name)) from fault
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_BYTES:
        raise TemplateFault(f"Mẫu Word “{path.name}” quá lớn, qmxl không mở. Hãy bỏ bớt ảnh trong mẫu rồi chạy lại.")
    return contents


# Paragraphs and their texts


def stories_of(document: Document) -> Iterator[Story]:
    """The body first, then headers and footers in the order of their part names."""
    yield Story(_BODY, document.element.body)
    for kind, part in _parts(document):
        if kind in _STORIES and isinstance(part, XmlPart):
            yield Story(_STORIES[kind], part.element)


def _parts(document: Document) -> list[tuple[str, Part]]:
    """Every part after the kind of its content, in the order of names."""
    parts = sorted(document.part.package.iter_parts(), key=lambda part: str(part.partname))
    return [(part.content_type.rpartition(".")[2].removesuffix("+xml"), part) for part in parts]


def paragraphs(root: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Every paragraph, in tables and text boxes too."""
    yield from root.iter(P)


def texts_of(paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
    """The paragraph's own texts, not those of a text box that is anchored in it."""
    return [text for text in paragraph.iter(T) if _nearest(text, P) is paragraph]


def text_of(paragraph: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in texts_of(paragraph))


def field_names(paragraph: BaseOxmlElement) -> list[str]:
    return FIELD.findall(text_of(paragraph))


def fields_of(paragraph: BaseOxmlElement) -> list[DocumentField]:
    """The known fields of a paragraph, in order."""
    return [field for name in field_names(paragraph) if (field := document_field(name))]


def row_of(paragraph: BaseOxmlElement) -> BaseOxmlElement | None:
    """The row of the innermost table that a paragraph stands in."""
    return _nearest(paragraph, TR)


def _nearest(element: BaseOxmlElement, tag: str) -> BaseOxmlElement | None:
    return next(element.iterancestors(tag), None)


# Mistakes


def _mistakes(story: Story) -> Iterator[str]:
    number = 0
    for paragraph in paragraphs(story.root):
        number += row_of(paragraph) is None  # those in tables are told by row and column
        text = text_of(paragraph)
        for told in _mistakes_of(paragraph, text):
            end = "" if told.endswith("?") else "."
            yield f"{_place(story, paragraph, number)}, “{_shortened(text)}”: {told}{end}"


def _mistakes_in_notes(document: Document) -> Iterator[str]:
    for kind, part in _parts(document):
        if kind in _NOTES:
            for paragraph in paragraphs(parse_xml(part.blob)):
                if field_names(paragraph):
                    text = _shortened(text_of(paragraph))
                    yield f"{_NOTES[kind]}, “{text}”: chỗ điền không dùng được ở đây. Cần có: chuyển vào thân văn bản."


def _mistakes_of(paragraph: BaseOxmlElement, text: str) -> Iterator[str]:
    for name in FIELD.findall(text):
        if document_field(name) is None:
            near = nearest_field(name)
            hint = f"Có phải là {{{near.name}}}?" if near else "Hãy chép đúng tên trong mẫu chung"
            yield f"không có chỗ điền tên {{{name}}}. {hint}"
    rest = FIELD.sub("", text)
    if "{" in rest or "}" in rest:
        sign, other = ("{", "}") if "{" in rest else ("}", "{")
        yield f"dấu {sign} không có dấu {other} đi cùng. Cần có: tên chỗ điền giữa hai dấu {{ và }}"
    fields = fields_of(paragraph)
    lines = [field for field in fields if field.kind in {FieldKind.LINES, FieldKind.RULE}]
    if len(lines) > 1:
        names = ", ".join(f"{{{field.name}}}" for field in lines)
        yield f"{names} đứng chung một đoạn. Cần có: mỗi chỗ điền này một đoạn riêng, vì đoạn lặp lại theo từng dòng"
    rows = [field for field in fields if field.kind in ROW_KINDS]
    if rows and row_of(paragraph) is None:
        yield (
            f"{{{rows[0].name}}} nằm ngoài bảng. "
            "Cần có: đặt trong một dòng của bảng; dòng đó lặp lại theo từng mục tiêu"
        )
    sentences = [field for field in fields if field.kind is FieldKind.SENTENCE]
    if sentences and (lines or len(sentences) > 1):
        yield f"{{{sentences[0].name}}} phải đứng một mình trong đoạn của nó"


def _place(story: Story, paragraph: BaseOxmlElement, number: int) -> str:
    row = row_of(paragraph)
    if row is None:
        return f"{story.name}, đoạn {number}"
    table, cell = _nearest(row, TBL), _nearest(paragraph, TC)
    tables = list(story.root.iter(TBL))
    rows, cells = list(table.iter(TR)) if table is not None else [], list(row.iter(TC))
    where = f"bảng {tables.index(table) + 1}, dòng {rows.index(row) + 1}, cột {cells.index(cell) + 1}"
    return f"{story.name}, {where}"


def _shortened(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
