"""Files that are something else than they seem, each made by a few lines from nho.xlsx or from nothing.

`FILES` pairs a name with its maker: bytes of the small workbook -> bytes of the odd file.
"""

import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

Maker = Callable[[bytes], bytes]

RESULT_SHEET = "xl/worksheets/sheet4.xml"
"""MT1 of nho.xlsx: Số đạt 1899 in D5, Tổng số 2000 in E5."""


def with_parts(content: bytes, change: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The package with some parts changed, put together again with right checksums."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as package, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.namelist():
            copy.writestr(zipfile.ZipInfo(name), change.get(name, bytes)(package.read(name)), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def cell(address: str, inside: str, kind: str = "") -> Maker:
    """nho.xlsx with other XML inside one cell of MT1; its style stays."""

    def change(part: bytes) -> bytes:
        changed, count = re.subn(
            rf'<c r="{address}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)'.encode(),
            rf'<c r="{address}"\1{kind}>{inside}</c>'.encode(),
            part,
            count=1,
        )
        assert count == 1
        return changed

    return lambda content: with_parts(content, {RESULT_SHEET: change})


def _replaced(part: str, old: bytes, new: bytes) -> Maker:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return lambda content: with_parts(content, {part: change})


def _bomb(_: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    return stream.getvalue()


def _twice(content: bytes) -> bytes:
    stream = BytesIO(content)
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr("xl/workbook.xml", b"<workbook/>")
    return stream.getvalue()


def _wrong_checksum(content: bytes) -> bytes:
    """One byte of a stored text changed: the directory still tells the old checksum."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as package, zipfile.ZipFile(stream, "w") as copy:
        for name in package.namelist():
            copy.writestr(zipfile.ZipInfo(name), package.read(name))
    stored = stream.getvalue()
    return stored.replace(b"<v>1899</v>", b"<v>1999</v>", 1)


def _far_apart(content: bytes) -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _replaced(RESULT_SHEET, b"</sheetData>", far)(content)


def _other_archive(_: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("bao-cao.xlsx", b"x")
    return stream.getvalue()


def _word(_: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", b"<document/>")
    return stream.getvalue()


def _looping_sectors(content: bytes) -> bytes:
    """A compound file whose sector table points to itself."""
    del content
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    table = struct.pack("<I", 0) * 128
    entry = "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 18, 2, 1) + b"\xff" * 12
    return bytes(header) + table + (entry + b"\0" * 44 + struct.pack("<II", 0, 2**20)).ljust(512, b"\0")


REFUSED: Mapping[str, tuple[Maker, str]] = {
    "0 byte": (lambda _: b"", "rỗng (0 byte)"),
    "html": (lambda _: "<html><table><tr><td>Mã</td></tr></table></html>".encode(), "trang web (HTML)"),
    "csv": (lambda _: "Mã;Mục tiêu\n1;Giải quyết hồ sơ\n".encode(), "tệp chữ (như CSV)"),
    "csv in cp1258": (lambda _: "Mã;Mục tiêu\n".encode("cp1258", "ignore"), "tệp chữ (như CSV)"),
    "xml 2003": (
        lambda _: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "bảng tính dạng XML 2003",
    ),
    "pdf": (lambda _: b"%PDF-1.7\n", "tệp PDF"),
    "picture": (lambda _: b"\x89PNG\r\n\x1a\n", "tệp ảnh"),
    "word": (_word, "văn bản Word"),
    "archive": (_other_archive, "tệp nén"),
    "noise": (lambda _: bytes(range(256)) * 9, "không phải tệp Excel"),
    "cut in half": (lambda content: content[: len(content) // 2], "bị hỏng"),
    "without its end": (lambda content: content[:-30], "bị hỏng"),
    "wrong checksum": (_wrong_checksum, "bị hỏng"),
    "no sheets": (_replaced("xl/workbook.xml", b"<sheets>", b"<sheets"), "bị hỏng"),
    "bomb": (_bomb, "bung ra lớn bất thường"),
    "one name twice": (_twice, "cấu trúc bất thường"),
    "document type": (
        _replaced(RESULT_SHEET, b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet'),
        "khai báo XML",
    ),
    "two opposite corners": (_far_apart, "ghi ở quá xa"),
    "looping sectors": (_looping_sectors, "bị hỏng"),
    "another workbook": (_replaced("xl/workbook.xml", "Mục tiêu".encode(), b"Sheet1"), "không có sheet “Mục tiêu”"),
}
"""What the file is -> its maker and words of the sentence it is refused with."""

TOLD: Mapping[str, tuple[Maker, str, str]] = {
    "error": (cell("D5", "<f>1/0</f><v>#DIV/0!</v>", ' t="e"'), "QM201", "#DIV/0!"),
    "error typed in": (cell("D5", "<v>#N/A</v>", ' t="e"'), "QM201", "#N/A"),
    "reference lost": (cell("E5", "<f>#REF!</f><v>#REF!</v>", ' t="e"'), "QM201", "#REF!"),
    "formula without value": (cell("D5", "<f>1800+99</f>"), "QM260", "công thức chưa có giá trị"),
    "formula with an empty value": (cell("D5", "<f>1800+99</f><v></v>"), "QM260", "công thức chưa có giá trị"),
    "number as text": (cell("D5", "<is><t>1.899</t></is>", ' t="inlineStr"'), "QM213", "1.899"),
    "from another workbook": (cell("D5", "<f>[1]Sheet1!A1</f><v>1899</v>"), "QM255", "D5"),
    "from another workbook, quoted": (cell("D5", "<f>SUM('[2]Số liệu'!B2:B9)</f><v>1899</v>"), "QM255", "D5"),
}
"""What the cell is -> the maker of the file, the rule that speaks of it, and what is quoted."""
