"""Facts of .xlsx and .xlsm, from the XML of their parts."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import IO
from xml.parsers import expat

from qmxl.reading.parser.canonical_sheets import NO_VALUES, canonical_facts, is_well_formed
from qmxl.reading.parser.container import Package, Refused
from qmxl.reading.parser.facts import (
    LAST_COLUMN,
    LAST_ROW,
    SheetFacts,
    column_number,
    is_date_format,
    is_legacy_font,
    is_number_format,
)
from qmxl.reading.parser.xlsx_cells import Book, Cell, CellNotes, whole

Attributes = Mapping[str, str]

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SMALL_PART = 16 * 2**20
"""Bytes of a part that is read into memory as a whole."""
_SMALL_STYLES = 256 * 2**10
_YES = frozenset({"1", "true"})
OUR_NAME = "qmxl"

_BUILT_IN_FORMATS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    48: "##0.0E+0", **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "dd/mm/yyyy"),
}  # fmt: skip
"""Number formats that have no code in the file (ECMA-376 part 1, 18.8.30)."""


def sheet_facts(
    content: bytes, kept: Mapping[str, bytes], without: frozenset[str]
) -> tuple[dict[str, SheetFacts], bool]:
    """Facts by sheet name, and whether days are counted from 1904."""
    with Package(content, kept) as package:
        return _package_facts(package, without)


def _package_facts(package: zipfile.ZipFile, without: frozenset[str]) -> tuple[dict[str, SheetFacts], bool]:
    parts, settings, targets = _workbook(package)
    book = _book(package, targets)
    book.is_unsaved = settings.get("fullCalcOnLoad", "").lower() in _YES and not _is_ours(package)
    known = set(package.namelist())
    facts = {
        name: SheetFacts(part=part, values=NO_VALUES) if name in without else _facts(package, part, book)
        for name, part in parts.items()
        if part in known
    }
    return facts, settings.get("date1904", "").lower() in _YES


def sheet_parts(package: zipfile.ZipFile) -> Mapping[str, str]:
    """Sheet name -> name of its part, in order."""
    return _workbook(package)[0]


def _workbook(package: zipfile.ZipFile) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, tuple[str, str]]]:
    """Parts by sheet name, settings of the workbook, relationships."""
    root = _workbook_part(package)
    sheets: list[tuple[str, str]] = []
    settings: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
            sheets.append((attributes.get("name", ""), relation))
        elif name in {"workbookPr", "calcPr"}:
            settings.update(attributes)

    walk(package, root, start)
    targets = dict(relations(package, root))
    return {name: targets.get(relation, ("", ""))[1] for name, relation in sheets}, settings, targets


def _workbook_part(package: zipfile.ZipFile) -> str:
    kind = "/officeDocument"
    return next((part for _, (type_, part) in relations(package, "") if type_.endswith(kind)), "xl/workbook.xml")


def relations(package: zipfile.ZipFile, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Id -> (type, part) of the relationships of a part; '' for the package itself."""
    folder, _, name = part.rpartition("/")
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found: list[tuple[str, tuple[str, str]]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.append((attributes.get("Id", ""), (attributes.get("Type", ""), whole)))

    if path in package.NameToInfo:
        walk(package, path, start)
    yield from found


def _is_ours(package: zipfile.ZipFile) -> bool:
    """qmxl stores every value it writes."""
    texts: dict[str, str] = {}

    def ended(name: str, text: str) -> None:
        texts[name] = text

    if "docProps/core.xml" in package.NameToInfo:
        walk(package, "docProps/core.xml", lambda _, __: None, ended)
    return texts.get("creator") == OUR_NAME


def _book(package: zipfile.ZipFile, targets: Mapping[str, tuple[str, str]]) -> Book:
    parts = {type_.rpartition("/")[2]: part for type_, part in targets.values() if part in package.NameToInfo}
    styles, strings = parts.get("styles"), parts.get("sharedStrings")
    looks = _looks(package, styles) if styles else ()
    runs = _runs(package, strings) if strings and _may_have_runs(package, strings) else {}
    return Book([format_ for format_, _ in looks], [font for _, font in looks], runs)


def _looks(package: zipfile.ZipFile, part: str) -> tuple[tuple[str, str], ...]:
    """Number format and legacy font of each style; files made from one template share theirs."""
    if package.getinfo(part).file_size > _SMALL_STYLES:
        with package.open(part) as stream:
            return _read_looks(stream)
    return _known_looks(package.read(part))


@lru_cache(maxsize=16)
def _known_looks(content: bytes) -> tuple[tuple[str, str], ...]:
    return _read_looks(BytesIO(content))


def _read_looks(stream: IO[bytes]) -> tuple[tuple[str, str], ...]:
    codes, inside = dict(_BUILT_IN_FORMATS), [""]
    fonts: list[str] = []
    looks: list[tuple[str, str]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name in {"fonts", "cellXfs", "cellStyleXfs", "dxfs", "numFmts", "cellStyles"}:
            inside[0] = name
        elif name == "numFmt" and inside[0] == "numFmts":
            codes[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "font" and inside[0] == "fonts":
            fonts.append("")
        elif name == "name" and inside[0] == "fonts" and fonts:
            fonts[-1] = attributes.get("val", "")
        elif name == "xf" and inside[0] == "cellXfs":
            code = codes.get(whole(attributes.get("numFmtId")), "")
            font = whole(attributes.get("fontId"))
            looks.append(
                (
                    code if is_number_format(code) or is_date_format(code) else "",
                    fonts[font] if font < len(fonts) and is_legacy_font(fonts[font]) else "",
                )
            )

    _walk_stream(stream, start)
    return tuple(looks)


def _may_have_runs(package: zipfile.ZipFile, part: str) -> bool:
    """Whether shared strings name any font, which few do; those that do not are only looked at for damage."""
    if package.getinfo(part).file_size > _SMALL_PART:
        return True
    content = package.read(part)
    if b"rFont" in content or b"\0" in content or b"<!" in content:  # UTF-16 has a 0 in every letter
        return True
    if not is_well_formed(content):
        raise Refused("broken")
    return False


def _runs(package: zipfile.ZipFile, part: str) -> dict[int, list[tuple[str, str]]]:
    """Shared strings set in several fonts, where one of them is legacy."""
    number, font = [-1], [""]
    runs: list[tuple[str, str]] = []
    found: dict[int, list[tuple[str, str]]] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "si":
            number[0] += 1
            runs.clear()
        elif name == "r":
            font[0] = ""
        elif name == "rFont":
            font[0] = attributes.get("val", "")

    def ended(name: str, text: str) -> None:
        if name == "t":
            runs.append((font[0], text))
        elif name == "si":
            if any(is_legacy_font(run_font) for run_font, _ in runs):
                found[number[0]] = list(runs)
            font[0] = ""

    walk(package, part, start, ended)
    return found


def _facts(package: zipfile.ZipFile, part: str, book: Book) -> SheetFacts:
    """The quick way where the part is small and of the usual shape, else the careful one."""
    is_small = package.getinfo(part).file_size <= _SMALL_PART
    facts = canonical_facts(package.read(part), book) if is_small else None
    if facts is None:
        return _careful_facts(package, part, book)
    facts.part = part
    return facts


def _careful_facts(package: zipfile.ZipFile, part: str, book: Book) -> SheetFacts:
    reader = _SheetReader(book)
    walk(package, part, reader.start, reader.ended)
    return reader.facts


class _SheetReader:
    """Goes through one sheet, cell by cell."""

    def __init__(self, book: Book) -> None:
        self._notes = CellNotes(book)
        self.facts = self._notes.facts
        self._row = self._column = 0
        self._cell: Attributes = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._shared = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._cell, self._value, self._formula, self._shared = attributes, None, None, ""
            self._move(attributes.get("r"))
        elif name == "f":
            self._formula = ""
            self._shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif name == "row":
            self._row = whole(attributes.get("r")) or self._row + 1
            self._column = 0
            if attributes.get("hidden", "").lower() in _YES:
                self.facts.hidden_rows.add(self._row)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def ended(self, name: str, text: str) -> None:
        if name == "v" or (name == "t" and self._cell.get("t") == "inlineStr"):
            self._value = text if self._value is None else self._value + text
        elif name == "f":
            self._formula = text
        elif name == "c":
            self._end_cell()

    def _move(self, address: str | None) -> None:
        if address is None:
            self._column += 1
            return
        match = _ADDRESS.fullmatch(address)
        if not match:
            raise Refused("broken")
        self._column, self._row = column_number(match[1]), int(match[2])
        if not (0 < self._row <= LAST_ROW and self._column <= LAST_COLUMN):
            raise Refused("broken")

    def _merge(self, area: str) -> None:
        first, _, last = area.partition(":")
        start, end = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last or first)
        if start and end:
            self.facts.merged.append((int(start[2]), column_number(start[1]), int(end[2]), column_number(end[1])))

    def _end_cell(self) -> None:
        place = (self._row, self._column)
        if self._value is not None or self._formula is not None:
            self.facts.reach(*place)
        kind, style = self._cell.get("t", "n"), whole(self._cell.get("s"))
        self._notes.note(place, Cell(kind, style, self._value, self._formula, self._shared))


def walk(
    package: zipfile.ZipFile,
    part: str,
    start: Callable[[str, Attributes], None],
    ended: Callable[[str, str], None] | None = None,
) -> None:
    """Go through a part; names without prefix, `ended` gets the text of an element without children."""
    with package.open(part) as stream:
        _walk_stream(stream, start, ended)


def _walk_stream(
    stream: IO[bytes],
    start: Callable[[str, Attributes], None],
    ended: Callable[[str, str], None] | None = None,
) -> None:
    texts: list[str] = []
    names: dict[str, str] = {}

    def local(name: str) -> str:
        found = names.get(name)
        if found is None:
            found = names[name] = name.rpartition(":")[2]
        return found

    def on_start(name: str, attributes: Attributes) -> None:
        texts.clear()
        start(local(name), attributes)

    def on_end(name: str) -> None:
        if ended is not None:
            ended(local(name), "".join(texts))
        texts.clear()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.CharacterDataHandler = texts.append
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.ParseFile(stream)
    except expat.ExpatError as fault:
        raise Refused("broken") from fault


def _refuse_entities(*_: object) -> None:
    raise Refused("doctype")
