"""Parts of an .xlsx too long to be told cell by cell, cut after their first rows.

The ordinary readers then tell everything about those; long_sheets.py reads the whole.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from qmxl.reading.parser.xlsx_facts import sheet_parts

LONG_PART = 12 * 2**20
"""Bytes of a sheet's XML, unpacked: about 20,000 rows of eight columns."""
HEAD_ROWS = 200
_PIECE = 2**20
_TAIL = 2**16
"""Bytes kept of what went before: a cell torn between two pieces, and in the end the merged ranges."""

_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_STRINGS_PART = "xl/sharedStrings.xml"
_ROW_END = re.compile(rb"</(\w+:)?row>")
_STRING_END = re.compile(rb"</(?:\w+:)?si>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCells[\s>].*?</(?:\w+:)?mergeCells>", re.DOTALL)
_STRINGS_START = re.compile(rb"<(\w+:)?sst[\s>]")
_STRING_NUMBER = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>(\d+)<')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row [^>]*hidden="(?:1|true)"')
_UNSTORED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+[0-9]+)"[^>]*><(?:\w+:)?f(?:/>|[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)


@dataclass(frozen=True, slots=True)
class LongPart:
    """A long part: its first rows as a part of their own, how many rows are hidden, formulas without a stored value."""

    head: bytes
    hidden_rows: int
    unstored: tuple[str, ...]


def long_parts(content: bytes) -> tuple[bytes, Mapping[str, LongPart]]:
    """The package with its long sheets cut after HEAD_ROWS rows, and those sheets by the name of their part."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        long = {part.filename: _read_through(package, part.filename) for part in package.infolist() if _is_long(part)}
        return (_cut(package, long) if long else content), long


def _is_long(part: zipfile.ZipInfo) -> bool:
    return part.file_size > LONG_PART and _SHEET_PART.fullmatch(part.filename) is not None


def _pieces(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with package.open(name) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _read_through(package: zipfile.ZipFile, name: str) -> LongPart:
    """Goes through a part once: the merged ranges stand behind the rows."""
    start, end = b"", None
    before, hidden = b"", 0
    unstored: list[bytes] = []
    for piece in _pieces(package, name):
        if end is None:
            start += piece
            end = next(islice(_ROW_END.finditer(start), HEAD_ROWS - 1, None), None)
        if b"h" in piece:  # one letter is looked for ten times as fast as a word
            hidden += len(_HIDDEN_ROW.findall(piece))
        if b"f" in piece:
            unstored += _UNSTORED.findall(before + piece)
        before = (before + piece)[-_TAIL:] if len(piece) < _TAIL else piece[-_TAIL:]
    merged = _MERGED.search(before)
    places = tuple(dict.fromkeys(place.decode() for place in unstored))
    return LongPart(start if end is None else _closed(start, end, merged.group() if merged else b""), hidden, places)


def _closed(start: bytes, end: re.Match[bytes], merged: bytes) -> bytes:
    prefix = end.group(1) or b""
    return start[: end.end()] + b"</" + prefix + b"sheetData>" + merged + b"</" + prefix + b"worksheet>"


def _cut(package: zipfile.ZipFile, long: Mapping[str, LongPart]) -> bytes:
    """A package of the same parts, the long ones replaced by their heads, the shared strings by those in use."""
    kept = {name: long[name].head if name in long else package.read(name) for name in _others(package)}
    sheets = (content for name, content in kept.items() if _SHEET_PART.fullmatch(name))
    used = max((int(number) for sheet in sheets for number in _STRING_NUMBER.findall(sheet)), default=0) + 1
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as cut:
        for name, content in kept.items():
            cut.writestr(name, content)
        if _STRINGS_PART in package.NameToInfo:
            cut.writestr(_STRINGS_PART, b"".join(_first_strings(package, used)))
    return whole.getvalue()


def _others(package: zipfile.ZipFile) -> list[str]:
    return [name for name in package.namelist() if name != _STRINGS_PART and not name.endswith("/")]


def _first_strings(package: zipfile.ZipFile, count: int) -> Iterator[bytes]:
    """The first so many shared strings, or all where there are no more."""
    prefix = None
    for piece in _lines_of(_pieces(package, _STRINGS_PART)):
        if prefix is None:
            found = _STRINGS_START.search(piece)
            prefix = (found.group(1) if found else b"") or b""
        ends = list(islice(_STRING_END.finditer(piece), count))
        count -= len(ends)
        if not count and ends:
            yield piece[: ends[-1].end()] + b"</" + prefix + b"sst>"
            return
        yield piece


def _lines_of(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces that end with an end tag, so that no tag is torn."""
    rest = b""
    for piece in pieces:
        whole, mark, rest = (rest + piece).rpartition(b">")
        yield whole + mark
    yield rest


def long_names(content: bytes, parts: Mapping[str, LongPart]) -> Mapping[str, LongPart]:
    """The long parts by the name of their sheet."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: parts[part] for name, part in sheet_parts(package).items() if part in parts}
