"""Facts of .xlsx sheets written the one way in which spreadsheet programs write them, without a step for each element.

A part is cut at its cells, which are matched to the letter, and the rest is shown to an XML parser: what is well-formed
without its cells is so with them, since every cell is an element of its own. Where anything has another shape nothing
is told, and the careful way of xlsx_facts.py is taken; both tell the same.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from qmxl.reading.parser.facts import SheetFacts, column_number
from qmxl.reading.parser.xlsx_cells import Book, Cell, CellNotes, whole

_START = re.compile(
    rb'(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="(?:yes|no)")?\s*\?>\s*)?<worksheet[\s>]'
)
_PLACE = rb'r="([A-Z]{1,2}|[A-W][A-Z]{2})([1-9][0-9]{0,5})"'
"""Not the last three hundred columns and 50,000 rows: there the bounds are looked at with care."""
_BLANK = rb'<c r="(?:[A-Z]{1,2}|[A-W][A-Z]{2})[1-9][0-9]{0,5}"(?: s="[0-9]{1,6}")?+/>'
_FORMULA = (
    rb'<f(?: aca="[a-z01]++")?+(?: t="[A-Za-z]++")?+(?: ref="[A-Z0-9:]++")?+(?: ca="[a-z01]++")?+(?: si="[0-9]++")?+'
    rb"(?:/>|>[^<]*+</f>)"
)
_INLINE = rb'<is><t(?: xml:space="preserve")?+>[^<]*+</t></is>'
_CELL = re.compile(
    rb"<c " + _PLACE + rb'(?: s="(0|[1-9][0-9]{0,5})")?+(?: t="([A-Za-z]{1,9})")?+'
    rb"(?:/>(?:" + _BLANK + rb")*+|>(" + _FORMULA + rb")?+(<v>[^<]*+</v>|<v/>)?+(" + _INLINE + rb")?+</c>)"
)
"""Column, row, style, type, formula, value and inline text; of cells without content, as many as stand together."""
_PIECES = _CELL.groups + 1
_INSTEAD = b"<v/>"
"""What stands for cells in the rest of a part: an element, which is read as a part of none."""
_REST = re.compile(
    rb'<(?:row r="([1-9][0-9]{0,6})"((?: [A-Za-z0-9:]++="[^"<>&]*+")*+)/?>'
    rb'|mergeCell ref="([A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?)"/>'
    rb"|([!?]|(?:c|row|mergeCell)[\s/>]))"
)
"""Row number and attributes, merged range, or what has another shape."""
_PREFIXED = re.compile(rb":(?:c|row|mergeCell)[\s/>]")
_HIDDEN = re.compile(rb' hidden="(?:1|true)"', re.IGNORECASE)
_CORNERS = re.compile(rb"([A-Z]+)([0-9]+)")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|]]>|&(?!(?:amp|lt|gt|quot|apos|#(?:9|10|13));)")
"""What is no text of XML, or is written in a way that is seldom."""
_ESCAPES = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&", "#9": "\t", "#10": "\n", "#13": "\r"}
_ESCAPE = re.compile("&([^;]+);")
_LINE_END = re.compile("\r\n?")
_NOTHING = frozenset({None, b"<v/>", b"<v></v>"})
_NOUGHT = b"<v>0</v>"
_SHARED = re.compile(rb'<f [^>]*t="shared"[^>]* si="([0-9]+)"')
_WORKBOOK = re.compile(rb"\[[0-9\x80-\xff]")
"""What a formula that reads another workbook has in it; most have nothing of the kind."""
_LONGEST_TAG = 200
"""Bytes within which a formula's own tag says that it is shared."""
_TEXTS_KNOWN = 2**14

_END_OF_ROWS, _BEGIN, _END = b"</sheetData>", b"<worksheet>", b"</worksheet>"

Found = tuple[bytes, bytes, bytes | None, bytes | None, bytes | None, bytes | None, bytes | None]


class _Rest(NamedTuple):
    """What is told of a part but for its cells."""

    hidden_rows: tuple[int, ...]
    merged: tuple[tuple[int, int, int, int], ...]


def canonical_facts(part: bytes, book: Book) -> SheetFacts | None:
    """The facts of a sheet's XML; None where it is broken, or has another shape than this module knows."""
    start = _START.match(part)
    if not start:
        return None
    pieces = _CELL.split(part[start.end() :])
    cells = [c for c in zip(*(pieces[n::_PIECES] for n in range(1, _PIECES)), strict=True) if c[4] or c[5] or c[6]]
    above, end, below = _INSTEAD.join(filter(None, pieces[::_PIECES])).partition(_END_OF_ROWS)
    texts = {text for cell in cells for text in cell[4:] if text}
    rest, rest_below = _rest(start[0], above + end + _END), _rest(_BEGIN, below)
    is_framed = bool(pieces[0] and end and pieces[-1])
    if not is_framed or rest is None or rest_below is None or not all(map(_is_text, texts)):
        return None
    notes = CellNotes(book)
    notes.facts.hidden_rows.update(rest.hidden_rows, rest_below.hidden_rows)
    notes.facts.merged.extend((*rest.merged, *rest_below.merged))
    _note(cells, book, notes)
    notes.facts.values = _values(cells)
    return notes.facts


@lru_cache(maxsize=2**9)
def _rest(start: bytes, xml: bytes) -> _Rest | None:
    """What is told where no cells are; None where it is broken or has another shape.

    What stands around the cells is the same in most files made from one template, and so is all that stands below them.
    """
    found = _REST.findall(xml)
    if any(odd for *_, odd in found) or _PREFIXED.search(xml) or not is_well_formed(start + xml):
        return None
    hidden = tuple(int(row) for row, attributes, *_ in found if row and _HIDDEN.search(attributes))
    return _Rest(hidden, tuple(_range(merged) for _, _, merged, _ in found if merged))


@lru_cache(maxsize=_TEXTS_KNOWN)
def _is_text(text: bytes) -> bool:
    """Whether what stands between two tags is well-formed; files made from one template share their formulas."""
    try:
        return _UNFIT.search(text.decode()) is None
    except UnicodeDecodeError:
        return False


def is_well_formed(content: bytes) -> bool:
    """Whether an XML parser goes through to the end."""
    try:
        expat.ParserCreate().Parse(content, True)  # noqa: FBT003  named so by nobody
    except expat.ExpatError:
        return False
    return True


def _range(merged: bytes) -> tuple[int, int, int, int]:
    corners = [(int(row), column_number(letters.decode())) for letters, row in _CORNERS.findall(merged)]
    return (*corners[0], *corners[-1])


def _note(cells: Iterable[Found], book: Book, notes: CellNotes) -> None:
    """Cells in their order; of most of them nothing is told but that they are there, or how their number looks."""
    numbers, fonts = _styles(book.formats), _styles(book.fonts)
    valued = [cell for cell in cells if cell[4] or cell[5] or cell[3] == b"inlineStr"]
    columns = {letters: column_number(letters.decode()) for letters in {cell[0] for cell in valued}}
    has_looks = bool(fonts or book.runs)
    for cell in valued:
        letters, row, style, kind, formula, value, _ = cell
        if kind == b"s" and not formula and not has_looks:
            continue
        is_number = kind is None or kind == b"n"
        if (
            (formula and (_is_unstored(value, kind, book) or _may_be_outside(formula)))
            or (not is_number and (style in fonts or kind == b"e"))
            or (kind == b"s" and book.runs)
        ):
            notes.note((int(row), columns[letters]), _cell(cell))
        elif is_number and style in numbers and value and value not in _NOTHING:
            notes.facts.note_number((int(row), columns[letters]), _text(value), numbers[style])
    if valued:
        notes.facts.reach(max(map(int, {cell[1] for cell in valued})), max(columns.values()))


NO_VALUES = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData></sheetData></worksheet>'
)
"""A sheet without cells."""


def _values(cells: Iterable[Found]) -> bytes:
    """A sheet of the same cells, but for their formulas."""
    pieces: list[bytes] = []
    current = b""
    for letters, row, style, kind, _, value, inline in cells:
        if not value and not inline:
            continue
        if row != current:
            pieces += (b"</row>" if current else b"", b'<row r="', row, b'">')
            current = row
        pieces += (b'<c r="', letters, row, _STYLE % style if style else b'"', _TYPE % kind if kind else b">")
        pieces += (value or b"", inline or b"", b"</c>")
    return NO_VALUES.replace(b"</sheetData>", b"".join(pieces) + (b"</row>" if current else b"") + b"</sheetData>")


_STYLE, _TYPE = b'" s="%b"', b' t="%b">'


def _is_unstored(value: bytes | None, kind: bytes | None, book: Book) -> bool:
    """Whether a formula's value may be one that no program has computed."""
    return (value in _NOTHING and kind != b"str") or (book.is_unsaved and value == _NOUGHT)


def _styles(looks: Sequence[str]) -> Mapping[bytes | None, str]:
    """Those styles of which something is told, by their numbers; style 0 looks like none."""
    return {str(number).encode(): look for number, look in enumerate(looks) if number and look}


@lru_cache(maxsize=_TEXTS_KNOWN)
def _may_be_outside(formula: bytes) -> bool:
    """Whether a formula may read another workbook, or share the text of one that does."""
    is_shared = not formula.startswith(b"<f>") and b'"shared"' in formula[:_LONGEST_TAG]
    return is_shared or _WORKBOOK.search(formula) is not None


def _cell(found: Found) -> Cell:
    _, _, style, kind, formula, value, inline = found
    texts = [_text(value)] if value else []
    if kind == b"inlineStr" and inline:
        texts.append(_text(inline[4:-5]))
    shared = _SHARED.match(formula) if formula else None
    return Cell(
        (kind or b"n").decode(),
        whole((style or b"").decode()),
        "".join(texts) if texts else None,
        None if formula is None else _text(formula) if _may_be_outside(formula) else "",
        shared[1].decode() if shared else "",
    )


def _text(element: bytes) -> str:
    """What stands in an element without children."""
    text = element[element.index(b">") + 1 : element.rindex(b"<")].decode()
    if "&" not in text and "\r" not in text:
        return text
    return _ESCAPE.sub(lambda escape: _ESCAPES[escape[1]], _LINE_END.sub("\n", text))
