"""Facts of .xlsb: error cells, hidden rows and merged ranges, from the binary records of its parts ([MS-XLSB] 2.3)."""

import zipfile
from collections.abc import Iterator, Mapping

from qmxl.reading.parser.container import Package, Refused
from qmxl.reading.parser.facts import SheetFacts
from qmxl.reading.parser.xlsx_facts import relations

_ROW, _MERGED_RANGE, _BOOK_SETTINGS, _SHEET = 0, 176, 153, 156
_CELL_ERROR, _FORMULA_ERROR = 3, 11
_VALUED = frozenset(range(2, 12))
"""Records of cells that hold something (a blank cell is record 1)."""
_ROW_IS_HIDDEN = 0x10
_ERROR_TEXTS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip


def sheet_facts(
    content: bytes, kept: Mapping[str, bytes], without: frozenset[str]
) -> tuple[dict[str, SheetFacts], bool]:
    """Facts by sheet name, and whether days are counted from 1904."""
    with Package(content, kept) as package:
        return _package_facts(package, without)


def _package_facts(package: zipfile.ZipFile, without: frozenset[str]) -> tuple[dict[str, SheetFacts], bool]:
    root = "xl/workbook.bin"
    targets = dict(relations(package, root))
    facts: dict[str, SheetFacts] = {}
    is_1904 = False
    for kind, body in _records(package.read(root)):
        if kind == _SHEET:
            relation, name = _texts(body[8:], 2)
            part = targets.get(relation, ("", ""))[1]
            if part in package.NameToInfo and name not in without:
                facts[name] = _facts(package.read(part))
        elif kind == _BOOK_SETTINGS and body:
            is_1904 = bool(body[0] & 1)
    return facts, is_1904


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record; kind and length are stored seven bits to a byte."""
    place = 0
    while place < len(content):
        kind = content[place]
        place += 1
        if kind & 0x80:
            if place >= len(content):
                raise Refused("broken")
            kind = (kind & 0x7F) | (content[place] & 0x7F) << 7
            place += 1
        length = 0
        for shift in (0, 7, 14, 21):
            if place >= len(content):
                raise Refused("broken")
            byte = content[place]
            place += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if place + length > len(content):
            raise Refused("broken")
        yield kind, content[place : place + length]
        place += length


def _texts(body: bytes, count: int) -> list[str]:
    """Texts stored one after another, each with its number of UTF-16 units before it."""
    texts, place = [], 0
    for _ in range(count):
        length = _number(body, place)
        texts.append(body[place + 4 : place + 4 + 2 * length].decode("utf-16-le", "replace"))
        place += 4 + 2 * length
    return texts


def _facts(content: bytes) -> SheetFacts:
    facts = SheetFacts()
    row = 0
    for kind, body in _records(content):
        if kind == _ROW and len(body) >= 13:
            row = _number(body, 0) + 1
            if body[11] & _ROW_IS_HIDDEN:
                facts.hidden_rows.add(row)
        elif kind in _VALUED and len(body) >= 4:
            column = _number(body, 0) + 1
            facts.reach(row, column)
            if kind in {_CELL_ERROR, _FORMULA_ERROR} and len(body) >= 9:
                facts.errors[row, column] = _ERROR_TEXTS.get(body[8], "#?")
        elif kind == _MERGED_RANGE and len(body) >= 16:
            first_row, last_row, first_column, last_column = (_number(body, at) + 1 for at in (0, 4, 8, 12))
            facts.merged.append((first_row, first_column, last_row, last_column))
    return facts


def _number(body: bytes, place: int) -> int:
    return int.from_bytes(body[place : place + 4], "little")
