"""What a file is, and whether it can be opened without harm, told before any parser sees it.

Bounds follow what Apache POI allows (ZipSecureFile), with the formats' own limits added.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import IO, Literal

LARGEST_FILE = 256 * 2**20
LARGEST_PACKAGE = 2 * 2**30
"""Bytes of all parts of a package together, unpacked."""
MOST_PARTS = 10_000
LEAST_RATIO, RATIO_FROM = 0.01, 100 * 2**10
"""A part that unpacks to more than RATIO_FROM bytes must not have shrunk below LEAST_RATIO."""

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XML_ENDINGS = (".xml", ".rels", ".vml")
_BYTES_READ = 2**20
_ORDINARY_FLAGS = 0x80E
"""Of a part: how hard it was compressed, sizes behind it, a name in UTF-8."""
_MOST_KEPT = 16 * 2**20
"""Bytes of small parts that are kept."""
_DOCTYPES = (b"<!DOCTYPE", "<!DOC".encode("utf-16-le"), "<!DOC".encode("utf-16-be"))
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_FIRST_ELEMENT = re.compile(rb"<\x00?[A-Za-z_]")

_OTHER_KINDS = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "word"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
_PARTS_OF_OTHERS = (("word/", "word"), ("ppt/", "slides"))
_ODF_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"


class Refused(Exception):
    """The file is not read; `reason` is a key of contract/refusals.py."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Watch = Callable[[zipfile.ZipInfo], Callable[[bytes], None] | None]
"""Asked before a part is unpacked; what it gives is given every piece."""


class SmallParts:
    """Keeps what the small parts of a package hold when they are unpacked to be checked, so that it is done once."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[bytes]] = {}
        self._size = 0

    def watch(self, part: zipfile.ZipInfo) -> Callable[[bytes], None] | None:
        """A `Watch`."""
        if self._size + part.file_size > _MOST_KEPT:
            return None
        self._size += part.file_size
        pieces: list[bytes] = self._pieces.setdefault(part.filename, [])
        return pieces.append

    @property
    def contents(self) -> Mapping[str, bytes]:
        return {name: b"".join(pieces) for name, pieces in self._pieces.items()}


class Package(zipfile.ZipFile):
    """A package that was checked; what was kept of it is not unpacked again."""

    def __init__(self, content: bytes, kept: Mapping[str, bytes]) -> None:
        super().__init__(BytesIO(content))
        self._kept = kept

    def open(
        self,
        name: str | zipfile.ZipInfo,
        mode: Literal["r", "w"] = "r",
        pwd: bytes | None = None,
        *,
        force_zip64: bool = False,
    ) -> IO[bytes]:
        """As that of a ZipFile."""
        kept = self._kept.get(name if isinstance(name, str) else name.filename)
        return super().open(name, mode, pwd, force_zip64=force_zip64) if kept is None else BytesIO(kept)


_LOCAL, _CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


def stored_package(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts, not compressed: for a parser in this very process (ZIP's APPNOTE, 4.3)."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    start = 0
    for name, content in parts.items():
        raw, size, check = name.encode(), len(content), zlib.crc32(content)
        shared = (20, 0x800, 0, 0, 0, check, size, size, len(raw), 0)
        pieces += [_LOCAL.pack(ZIP, 20, 0x800, 0, 0, 0, check, size, size, len(raw), 0), raw, content]
        directory += [_CENTRAL.pack(b"PK\x01\x02", 20, *shared, 0, 0, 0, 0, start), raw]
        start += _LOCAL.size + len(raw) + size
    listed = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(listed), start, 0)
    return b"".join([*pieces, listed, end])


def spreadsheet_format(content: bytes, watch: Watch = lambda _: None) -> str:
    """One of xlsx, xlsb, ods, xls, by what the file holds and not by its name. Raises Refused."""
    if len(content) > LARGEST_FILE:
        raise Refused("too_large")
    if content.startswith(COMPOUND):
        return _compound_format(content)
    if content.startswith(ZIP):
        return _package_format(content, watch)
    raise Refused(_other_kind(content))


def _compound_format(content: bytes) -> str:
    """The names of its streams stand in a compound file as UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("encrypted")
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return "xls"
    raise Refused("word" if "WordDocument".encode("utf-16-le") in content else "not_spreadsheet")


def _other_kind(content: bytes) -> str:
    known = next((kind for start, kind in _OTHER_KINDS if content.startswith(start)), None)
    if known:
        return known
    head = content[:4096]
    if head.startswith(_UTF_16):
        head = head.decode("utf-16", errors="replace").encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<?mso-application" in start or b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "xml_spreadsheet"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style")) or b"<table" in start:
        return "html"
    return "text" if head and b"\x00" not in head else "not_spreadsheet"


def _package_format(content: bytes, watch: Watch) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            found = _format_of(package)
            _check(package, content, watch)
    except (Refused, MemoryError):
        raise
    except Exception as fault:  # BadZipFile, zlib.error and what else a damaged package raises
        raise Refused("broken") from fault
    return found


def _format_of(package: zipfile.ZipFile) -> str:
    names = set(package.namelist())
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names or any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
        kind = package.read("mimetype").strip()
        if kind.startswith(_ODF_SPREADSHEET):
            if "META-INF/manifest.xml" in names and b"encryption-data" in _bounded(package, "META-INF/manifest.xml"):
                raise Refused("encrypted")
            return "ods"
        raise Refused("not_spreadsheet")
    raise Refused(
        next((kind for start, kind in _PARTS_OF_OTHERS if any(n.startswith(start) for n in names)), "archive")
    )


def _bounded(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(_BYTES_READ)


def _check(package: zipfile.ZipFile, content: bytes, watch: Watch) -> None:
    """Bounds first, from the directory alone; then every part is unpacked once, which compares its CRC."""
    parts = package.infolist()
    if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
        raise Refused("suspicious")
    if sum(part.file_size for part in parts) > LARGEST_PACKAGE:
        raise Refused("bomb")
    for part in parts:
        if part.file_size > RATIO_FROM and part.compress_size < LEAST_RATIO * part.file_size:
            raise Refused("bomb")
        if part.flag_bits & 1:
            raise Refused("encrypted")
    for part in parts:
        _check_part(package, content, part, watch(part))


def _check_part(
    package: zipfile.ZipFile, content: bytes, part: zipfile.ZipInfo, watcher: Callable[[bytes], None] | None
) -> None:
    """A document type can define entities that multiply; Excel writes none. It stands before the first element."""
    is_before = part.filename.lower().endswith(XML_ENDINGS)
    tail = b""
    for piece in _pieces(package, content, part):
        if is_before:
            start = tail + piece
            if any(mark in start for mark in (_DOCTYPES if b"\0" in start else _DOCTYPES[:1])):
                raise Refused("doctype")
            is_before, tail = _FIRST_ELEMENT.search(start) is None, start[-32:]
        if watcher:
            watcher(piece)


def _pieces(package: zipfile.ZipFile, content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part, unpacked; as a whole where it is small and nothing is odd about it."""
    whole = _small_part(content, part) if part.file_size <= _BYTES_READ else None
    if whole is not None:
        yield from [whole] if whole else []
        return
    with package.open(part) as stream:
        while piece := stream.read(_BYTES_READ):
            yield piece


def _small_part(content: bytes, part: zipfile.ZipInfo) -> bytes | None:
    """An ordinary part of a package, unpacked in one step; None where the careful way has to say what is wrong."""
    if part.compress_type != zipfile.ZIP_DEFLATED or part.flag_bits & ~_ORDINARY_FLAGS:
        return None
    header = content[part.header_offset : part.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size:
        return None
    sign, *_, name_size, extra_size = _LOCAL.unpack(header)
    first = part.header_offset + _LOCAL.size
    name = content[first : first + name_size]
    start = first + name_size + extra_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        if sign != ZIP or name.decode() != part.orig_filename:
            return None
        whole = inflater.decompress(content[start : start + part.compress_size], part.file_size + 1)
    except (zlib.error, UnicodeDecodeError):
        return None
    is_right = inflater.eof and len(whole) == part.file_size and zlib.crc32(whole) == part.CRC
    return whole if is_right else None
