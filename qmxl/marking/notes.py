"""Notes on cells (comments, ECMA-376 part 1 §18.7, with the VML shapes Excel shows them in).

Our part of a note stands between two lines of its own, so a note of the staff on the same cell is kept, and ours is
found again whoever has saved the file since. Shapes are written as XlsxWriter writes them.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from qmxl.marking.package import (
    Parts,
    free_name,
    related,
    relations,
    with_default_type,
    with_part,
    with_relation,
)
from qmxl.marking.sheet_order import SHEET_ORDER
from qmxl.marking.splicing import (
    MAIN_NAMESPACE,
    RELATIONS_NAMESPACE,
    Element,
    PackageFault,
    Splice,
    appended,
    children_of,
    elements,
    escaped,
    fragment,
    place_for,
    spliced,
    with_attribute,
)
from qmxl.model.references import column_letters, column_number

AUTHOR = "qmxl"
FIRST_LINE = "— qmxl kiểm tra —"
LAST_LINE = "— hết ghi chú của qmxl —"
LONGEST_NOTE = 2_000
MOST_NOTES = 1_000
"""Notes on one sheet: each is a drawing, and thousands make Excel slow. The list has everything."""

_OURS = re.compile(rf"\n?{FIRST_LINE}.*?{LAST_LINE}", re.DOTALL)
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_RUN = (
    '<r><rPr><sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/></rPr>'
    '<t xml:space="preserve">{}</t></r>'
)
_NEW_COMMENTS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{MAIN_NAMESPACE}"><authors></authors>'
    "<commentList></commentList></comments>"
)
_NEW_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:0;margin-top:0;width:270pt;'
    'height:{points}pt;z-index:{z};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPES = re.compile(rb"<v:shape\b(?:(?!</v:shape>).)*</v:shape>", re.DOTALL)
_IDS_IN_A_BLOCK = 1024
_NOTE_WIDTH = 360
"""Pixels."""
_LINE_HEIGHT, _SIGNS_IN_A_LINE = 16, 52
_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 64, 20
_LAST_COLUMN = 16_384
_CELL = re.compile(r"([A-Z]+)(\d+)")
_IDMAP = re.compile(rb'(<o:idmap\b[^>]*?\bdata="[^"]*)')
_TRUE = frozenset({"1", "true"})

Cell = tuple[int, int]
"""Row and column."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Sizes in pixels where a sheet sets its own."""

    widths: Mapping[int, int]
    heights: Mapping[int, int]
    default_height: int

    def width(self, column: int) -> int:
        return self.widths.get(column, _DEFAULT_WIDTH)

    def height(self, row: int) -> int:
        return self.heights.get(row, self.default_height)


def without_notes(parts: Parts, sheet: str) -> dict[str, bytes]:
    """The parts without our notes on a sheet; a note that holds words of the staff keeps them."""
    part = related(parts, sheet, "comments")
    if part is None:
        return dict(parts)
    xml = parts[part]
    splices: list[Splice] = []
    gone: set[Cell] = set()
    for comment in _comments(xml):
        item = xml[comment.start : comment.end]
        if not _OURS.search(_text(item)):
            continue
        is_gone = not _OURS.sub("", _text(item)).strip()
        splices.append(Splice(comment.start, comment.end, b"" if is_gone else _without_ours(item)))
        if is_gone:
            gone.add(_cell(comment))
    drawing = _drawing(parts, sheet)
    cleaned = {**parts, part: spliced(xml, splices)}
    if drawing and gone:
        cleaned[drawing] = _SHAPES.sub(lambda shape: b"" if shape_cell(shape[0]) in gone else shape[0], parts[drawing])
    return cleaned


def with_notes(parts: Parts, sheet: str, notes: Mapping[Cell, str]) -> dict[str, bytes]:
    """The parts with notes on cells of a sheet; a note that stands there is continued, a discussion is left alone."""
    if not notes:
        return dict(parts)
    parts, part = _with_comments(parts, sheet)
    xml = parts[part]
    names = _authors(xml)
    present = {_cell(comment): comment for comment in _comments(xml)}
    continued = [
        Splice(comment.start, comment.end, _continued(xml[comment.start : comment.end], notes[cell]))
        for cell, comment in present.items()
        if cell in notes and not _is_discussion(comment, names)
    ]
    xml = spliced(xml, continued)
    if AUTHOR not in names:
        xml = spliced(xml, [appended(xml, _child(xml, "authors"), [fragment(xml, f"<author>{AUTHOR}</author>")])])
    author = [*names, AUTHOR].index(AUTHOR)
    new = {cell: notes[cell] for cell in sorted(notes) if cell not in present}
    items = [fragment(xml, _comment(cell, text, author)) for cell, text in new.items()]
    xml = spliced(xml, [appended(xml, _child(xml, "commentList"), items)])
    return _with_shapes({**parts, part: xml}, sheet, new)


def note_text(lines: Iterable[str]) -> str:
    """Our part of a note."""
    body = "\n".join(lines)
    cut = body if len(body) <= LONGEST_NOTE else body[: LONGEST_NOTE - 1] + "…"
    return f"{FIRST_LINE}\n{cut}\n{LAST_LINE}"


def staff_notes(xml: bytes) -> dict[Cell, str]:
    """Notes of a comments part, without our words in them."""
    texts = ((_cell(comment), _text(xml[comment.start : comment.end])) for comment in _comments(xml))
    return {cell: rest for cell, text in texts if (rest := _OURS.sub("", text)).strip() or not _OURS.search(text)}


# Comments


def _with_comments(parts: Parts, sheet: str) -> tuple[dict[str, bytes], str]:
    part = related(parts, sheet, "comments")
    if part:
        return dict(parts), part
    part = free_name(parts, "xl/comments{}.xml")
    parts, _ = with_relation(with_part(parts, part, _NEW_COMMENTS.encode(), _COMMENTS_TYPE), sheet, "comments", part)
    return parts, part


def _comments(xml: bytes) -> list[Element]:
    return elements(xml, lambda depth, name, _attributes: depth == 2 and name == "comment")


def _child(xml: bytes, name: str) -> Element:
    found = next((child for child in children_of(xml) if child.name == name), None)
    if found is None:
        raise PackageFault(f"comments without {name}")
    return found


def _authors(xml: bytes) -> list[str]:
    return [_content(xml, name) for name in elements(xml, lambda depth, name, _: depth == 2 and name == "author")]


def _is_discussion(comment: Element, authors: Sequence[str]) -> bool:
    """Excel shows a threaded comment in place of the note that stands in for it."""
    return authors[int(comment.attributes["authorId"])].startswith("tc=")


def _cell(comment: Element) -> Cell:
    match = _CELL.fullmatch(comment.attributes.get("ref", ""))
    if match is None:
        raise PackageFault("comment without a cell")
    return int(match[2]), column_number(match[1])


def _content(xml: bytes, element: Element) -> str:
    return unescape(xml[element.inner_start : element.inner_end].decode()).replace("\r\n", "\n")


def _texts(item: bytes) -> list[Element]:
    return elements(item, lambda _depth, name, _attributes: name == "t")


def _text(item: bytes) -> str:
    """All text of one comment."""
    return "".join(_content(item, text) for text in _texts(item))


def _comment(cell: Cell, text: str, author: int) -> str:
    row, column = cell
    run = _RUN.format(escaped(text))
    return f'<comment ref="{column_letters(column)}{row}" authorId="{author}"><text>{run}</text></comment>'


def _continued(item: bytes, note: str) -> bytes:
    """A comment with our part below its own text."""
    (holder,) = elements(item, lambda depth, name, _attributes: depth == 1 and name == "text")
    plain = elements(item, lambda depth, name, _attributes: depth == 2 and name == "t")
    prefix = item[1:].split(b"comment", 1)[0]
    opening, closing = b"<" + prefix + b"r>", b"</" + prefix + b"r>"
    wrapped = [Splice(t.start, t.end, opening + item[t.start : t.end] + closing) for t in plain]
    run = re.sub(r"(</?)(?=\w)", rf"\1{prefix.decode()}", _RUN).format(escaped(f"\n{note}")).encode()
    return spliced(item, [*wrapped, Splice(holder.inner_end, holder.inner_end, run)])


def _without_ours(item: bytes) -> bytes:
    """A comment without our part; runs that held nothing else go with it."""
    spans = [range(*match.span()) for match in _OURS.finditer(_text(item))]
    runs = elements(item, lambda depth, name, _attributes: depth == 2 and name == "r")
    splices = []
    position = 0
    for text in _texts(item):
        content = _content(item, text)
        places = range(position, position + len(content))
        rest = "".join(c for at, c in zip(places, content, strict=True) if not any(at in span for span in spans))
        position += len(content)
        if rest != content:
            run = next((run for run in runs if run.start < text.start < run.end), text)
            tag = with_attribute(item[text.start : text.inner_start], "xml:space", "preserve")
            splices.append(
                Splice(text.start, text.inner_end, tag + escaped(rest).encode())
                if rest
                else Splice(run.start, run.end, b"")
            )
    return spliced(item, splices)


# Shapes


def _drawing(parts: Parts, sheet: str) -> str | None:
    """The drawing that holds the shapes of a sheet's notes; that of its header is another."""
    holder = next((child for child in children_of(parts[sheet]) if child.name == "legacyDrawing"), None)
    if holder is None:
        return None
    wanted = next(value for name, value in holder.attributes.items() if name.rpartition(":")[2] == "id")
    return next((r.part for r in relations(parts, sheet) if r.id == wanted and r.part in parts), None)


def shape_cell(shape: bytes) -> Cell | None:
    """The cell whose note a shape shows."""
    row, column = (re.search(rb"<x:%s>\s*(\d+)\s*</x:%s>" % (tag, tag), shape) for tag in (b"Row", b"Column"))
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column and b'"Note"' in shape else None


def _with_shapes(parts: Parts, sheet: str, notes: Mapping[Cell, str]) -> dict[str, bytes]:
    if not notes:
        return dict(parts)
    first_block = 1 + max((int(b) for vml in _drawings(parts) for b in _blocks(vml)), default=0)
    blocks = [str(first_block + n) for n in range(1 + len(notes) // (_IDS_IN_A_BLOCK - 1))]
    part = _drawing(parts, sheet)
    if part is None:
        parts, part = _with_drawing(parts, sheet, blocks)
    elif _blocks(parts[part]):
        parts = {**parts, part: _IDMAP.sub(rb"\g<1>," + ",".join(blocks).encode(), parts[part], count=1)}
    vml = parts[part]
    grid = _grid(parts[sheet])
    first_id = first_block * _IDS_IN_A_BLOCK + 1
    shapes = "".join(_shape(first_id + n, n + 1, cell, text, grid) for n, (cell, text) in enumerate(notes.items()))
    start = "" if b'id="_x0000_t202"' in vml else _SHAPE_TYPE
    before, end, after = vml.rpartition(b"</xml>")
    if not end:
        raise PackageFault("drawing without an end")
    return {**parts, part: before + (start + shapes).encode() + end + after}


def _drawings(parts: Parts) -> Iterable[bytes]:
    return (content for name, content in parts.items() if name.lower().endswith(".vml"))


def _blocks(vml: bytes) -> list[bytes]:
    """Numbers of the blocks of 1,024 shape ids that a drawing uses."""
    return [block for match in _IDMAP.finditer(vml) for block in re.findall(rb"\d+", match[1].split(b"data")[1])]


def _with_drawing(parts: Parts, sheet: str, blocks: Sequence[str]) -> tuple[dict[str, bytes], str]:
    """The parts with an empty drawing for the notes of a sheet."""
    part = free_name(parts, "xl/drawings/vmlDrawing{}.vml")
    parts = with_default_type({**parts, part: _NEW_VML.format(block=",".join(blocks)).encode()}, "vml", _VML_TYPE)
    parts, relation = with_relation(parts, sheet, "vmlDrawing", part)
    xml = parts[sheet]
    at = place_for(xml, "legacyDrawing", SHEET_ORDER)
    item = fragment(xml, f'<legacyDrawing xmlns:r="{RELATIONS_NAMESPACE}" r:id="{relation}"/>')
    return {**parts, sheet: spliced(xml, [Splice(at, at, item)])}, part


def _shape(number: int, order: int, cell: Cell, text: str, grid: _Grid) -> str:
    row, column = cell
    height = 10 + _LINE_HEIGHT * sum(1 + len(line) // _SIGNS_IN_A_LINE for line in text.split("\n"))
    left = column + 1 if column + 8 < _LAST_COLUMN else column - 8
    top = max(row - 1, 1)
    right, right_offset = _reached(left, 15 + _NOTE_WIDTH, grid.width)
    bottom, bottom_offset = _reached(top, 10 + height, grid.height)
    anchor = f"{left - 1}, 15, {top - 1}, 10, {right - 1}, {right_offset}, {bottom - 1}, {bottom_offset}"
    points = height * 3 // 4
    return _SHAPE.format(id=number, z=order, points=points, anchor=anchor, row=row - 1, column=column - 1)


def _reached(start: int, distance: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The row or column that lies so many pixels from the start of another, and how far into it."""
    while distance > size(start):
        distance -= size(start)
        start += 1
    return start, distance


def _grid(xml: bytes) -> _Grid:
    found = elements(xml, lambda _depth, name, _attributes: name in {"col", "row", "sheetFormatPr"})
    widths: dict[int, int] = {}
    heights: dict[int, int] = {}
    default = _DEFAULT_HEIGHT
    for element in found:
        given = element.attributes
        if element.name == "col" and "width" in given:
            width = 0 if given.get("hidden") in _TRUE else round(float(given["width"]) * 7)
            widths |= dict.fromkeys(range(int(given["min"]), int(given["max"]) + 1), width)
        elif element.name == "row" and "r" in given and (given.get("hidden") in _TRUE or "ht" in given):
            heights[int(given["r"])] = 0 if given.get("hidden") in _TRUE else round(float(given["ht"]) * 4 / 3)
        elif element.name == "sheetFormatPr":
            default = max(1, round(float(given.get("defaultRowHeight", 15)) * 4 / 3))
    return _Grid(widths, heights, default)
