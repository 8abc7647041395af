"""Parts of an .xlsx too long to be told cell by cell, cut after their first rows.

The ordinary readers then tell everything about those; long_sheets.py reads the whole.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from qmxl.reading.parser.xlsx_facts import sheet_parts

LONG_PART = 12 * 2**20
"""Bytes of a sheet's XML, unpacked: about 20,000 rows of eight columns."""
HEAD_ROWS = 200
_HEAD_BYTES = 8 * 2**20
"""Fewer rows are told where so many bytes hold no more."""
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
_ERROR = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*t="e")[^>]*r="([A-Z]+[0-9]+)"[^>]*>'
    rb"(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f[^>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>([^<]*)<"
)
_UNSTORED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+[0-9]+)"[^>]*><(?:\w+:)?f(?:/>|[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)


@dataclass(frozen=True, slots=True)
class LongPart:
    """A long part: its first rows as a part of their own, and what is told of all its rows."""

    name: str
    head: bytes
    hidden_rows: int
    errors: Mapping[str, str]
    """Error cells by their place, among them formulas without a stored value, whose text is empty."""


class LongParts:
    """Collects the long parts of a package while its parts are unpacked (container.Watch)."""

    def __init__(self) -> None:
        self._readers: dict[str, _PartReader] = {}

    def watch(self, part: zipfile.ZipInfo) -> Callable[[bytes], None] | None:
        """Where the part is a long sheet, what reads it."""
        if not (part.file_size > LONG_PART and _SHEET_PART.fullmatch(part.filename)):
            return None
        reader = self._readers[part.filename] = _PartReader()
        return reader.read

    def sheets(self, content: bytes) -> Mapping[str, LongPart]:
        """The long sheets of the package by their names."""
        if not self._readers:
            return {}
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = sheet_parts(package)
        return {name: self._readers[part].part(part) for name, part in parts.items() if part in self._readers}


def shortened(content: bytes, long: Iterable[LongPart]) -> bytes:
    """The package with its long parts cut after HEAD_ROWS rows."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return _cut(package, {part.name: part for part in long})


def _pieces(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with package.open(name) as stream:
        while piece := stream.read(_PIECE):
            yield piece


class _PartReader:
    """Goes through a part once, piece by piece: the merged ranges stand behind the rows."""

    def __init__(self) -> None:
        self._start = self._before = b""
        self._end: re.Match[bytes] | None = None
        self._hidden = 0
        self._errors: dict[bytes, bytes] = {}

    def read(self, piece: bytes) -> None:
        if self._end is None and len(self._start) < _HEAD_BYTES:
            self._start += piece
            ends = list(islice(_ROW_END.finditer(self._start), HEAD_ROWS))
            is_enough = len(ends) == HEAD_ROWS or len(self._start) >= _HEAD_BYTES
            self._end = ends[-1] if ends and is_enough else None
        if b"h" in piece:  # one letter is looked for ten times as fast as a word
            self._hidden += len(_HIDDEN_ROW.findall(piece))
        if b"f" in piece:
            self._errors |= dict.fromkeys(_UNSTORED.findall(self._before + piece), b"")
        if b"e" in piece:
            self._errors |= dict(_ERROR.findall(self._before + piece))
        self._before = (self._before + piece)[-_TAIL:] if len(piece) < _TAIL else piece[-_TAIL:]

    def part(self, name: str) -> LongPart:
        """What was read, once all of it was."""
        merged = _MERGED.search(self._before)
        head = self._start if self._end is None else _closed(self._start, self._end, merged.group() if merged else b"")
        errors = {place.decode(): text.decode() for place, text in self._errors.items()}
        return LongPart(name, head, self._hidden, errors)


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
