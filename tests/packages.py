"""Workbooks changed as a person would change them: one typed cell at a time, in the bytes of the file."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from qmxl.reading.parser.long_parts import LONG_PART

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "loc-an-2020-h1.xlsx"


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def saved(parts: Mapping[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def lengthened(path: Path, sheet: str) -> Path:
    """The workbook with room between the rows of a sheet and their end: so long that it is read in columns."""
    parts = parts_of(path)
    part = part_of_sheet(parts, sheet)
    parts[part] = parts[part].replace(b"</sheetData>", b" " * (LONG_PART + 1) + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:  # blanks that shrink to nothing would be refused
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def part_of_sheet(parts: Mapping[str, bytes], sheet: str) -> str:
    tab = re.search(rf'<sheet name="{re.escape(escape(sheet))}" [^>]*r:id="(\w+)"', parts["xl/workbook.xml"].decode())
    assert tab, sheet
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    target = next(r for r in re.findall(r"<Relationship [^>]*>", relations) if f'Id="{tab[1]}"' in r)
    return "xl/" + re.findall(r'Target="([^"]+)"', target)[0]


def typed(source: Path, path: Path, cells: Mapping[str, str | int]) -> Path:
    """A copy of a workbook with texts or numbers typed into cells (`MT2!D6`)."""
    parts = parts_of(source)
    for place, value in cells.items():
        sheet, cell = place.split("!")
        part = part_of_sheet(parts, sheet)
        text = f' t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is>'
        content = text if isinstance(value, str) else f"><v>{value}</v>"
        pattern = rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)'
        xml, count = re.subn(
            pattern, lambda found, c=cell, t=content: f'<c r="{c}"{found[1] or ""}{t}</c>', parts[part].decode()
        )
        assert count == 1, place
        parts[part] = xml.encode()
    return saved(parts, path)
