"""A minimal .xlsb, assembled record by record ([MS-XLSB] 2.1.4): no program that runs here can save one.

Takes rows of cells by sheet, gives the bytes of the file. A cell is None, a number, a text, a bool, or an error text.
"""

import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import quoteattr

Cell = str | int | float | bool | None

ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}

ROW, CELL_ERROR, CELL_BOOL, CELL_REAL, CELL_TEXT = 0, 3, 4, 5, 6
BEGIN_SHEET, END_SHEET, BEGIN_BOOK, END_BOOK = 129, 130, 131, 132
BEGIN_SHEETS, END_SHEETS, BEGIN_ROWS, END_ROWS, DIMENSION, SHEET = 143, 144, 145, 146, 148, 156
ROW_IS_HIDDEN = 0x10

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsb(
    sheets: Mapping[str, Sequence[Sequence[Cell]]], hidden_rows: Mapping[str, Sequence[int]] | None = None
) -> bytes:
    """The bytes of a workbook; `hidden_rows` are 1-based, by sheet."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _parts(sheets, hidden_rows or {}):
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _parts(
    sheets: Mapping[str, Sequence[Sequence[Cell]]], hidden: Mapping[str, Sequence[int]]
) -> Iterator[tuple[str, bytes]]:
    yield (
        "[Content_Types].xml",
        _xml(
            f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
        ),
    )
    yield "_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.bin")])
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
    yield "xl/_rels/workbook.bin.rels", _relations(targets)
    yield "xl/workbook.bin", _workbook(list(sheets))
    for (name, rows), (_, _, part) in zip(sheets.items(), targets, strict=True):
        yield f"xl/{part}", _sheet(rows, frozenset(hidden.get(name, ())))


def _xml(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}'.encode()


def _relations(targets: Sequence[tuple[str, str, str]]) -> bytes:
    each = "".join(
        f'<Relationship Id="{id_}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}/>'
        for id_, kind, target in targets
    )
    return _xml(f'<Relationships xmlns="{_RELATIONS}">{each}</Relationships>')


def record(kind: int, body: bytes = b"") -> bytes:
    """A record: kind and length seven bits to a byte, lowest first."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, rest = b"", len(body)
    while True:
        length += bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)])
        rest >>= 7
        if not rest:
            return head + length + body


def text(value: str) -> bytes:
    """A text with its number of UTF-16 units before it."""
    encoded = value.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def _workbook(names: Sequence[str]) -> bytes:
    sheets = [record(SHEET, struct.pack("<II", 0, n) + text(f"rId{n}") + text(name)) for n, name in enumerate(names, 1)]
    return b"".join([record(BEGIN_BOOK), record(BEGIN_SHEETS), *sheets, record(END_SHEETS), record(END_BOOK)])


def _sheet(rows: Sequence[Sequence[Cell]], hidden: frozenset[int]) -> bytes:
    width = max((len(row) for row in rows), default=1)
    pieces = [
        record(BEGIN_SHEET),
        record(DIMENSION, struct.pack("<IIII", 0, max(0, len(rows) - 1), 0, max(0, width - 1))),
        record(BEGIN_ROWS),
    ]
    for number, row in enumerate(rows):
        flags = ROW_IS_HIDDEN if number + 1 in hidden else 0
        pieces.append(record(ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0)))
        pieces += [_cell(column, cell) for column, cell in enumerate(row) if cell is not None]
    return b"".join([*pieces, record(END_ROWS), record(END_SHEET)])


def _cell(column: int, cell: Cell) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(cell, bool):
        return record(CELL_BOOL, place + bytes([cell]))
    if isinstance(cell, int | float):
        return record(CELL_REAL, place + struct.pack("<d", cell))
    if cell in ERRORS:
        return record(CELL_ERROR, place + bytes([ERRORS[str(cell)]]))
    return record(CELL_TEXT, place + text(str(cell)))
