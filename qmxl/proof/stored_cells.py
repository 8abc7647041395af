"""Every cell of a written workbook with its formula and its value, read without the library that wrote it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from re import fullmatch
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from qmxl.formula.written import shared
from qmxl.model.references import column_number
from qmxl.proof.second_engine import (
    MAIN,
    CachedValue,
    UnreadableWorkbook,
    cached_value,
    elements,
    shared_texts_of,
    sheet_parts,
    unescaped,
)


class StoredCell(NamedTuple):
    """A cell's value, and the text of its formula as the file has it; None where it has none."""

    value: CachedValue
    formula: str | None = None


StoredSheet = Mapping[tuple[int, int], StoredCell]
"""Cells that hold something, by row and column."""


@dataclass(slots=True)
class _Shared:
    """Formulas that others share, by their number: text, row, column."""

    texts: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def text(self, formula: Element, row: int, column: int) -> str:
        """What a formula says, also where it only points to another's text."""
        text, number = unescaped(formula.text), formula.get("si")
        if formula.get("t") != "shared" or number is None:
            return text
        if text:
            self.texts[number] = (text, row, column)
            return text
        known, first_row, first_column = self.texts.get(number, ("", row, column))
        return shared(known, row - first_row, column - first_column)


def stored_sheets(path: Path) -> Mapping[str, StoredSheet]:
    """The cells of every sheet, for a file whose package has been looked through before. Raises UnreadableWorkbook."""
    try:
        with ZipFile(path) as package:
            texts = shared_texts_of(package)
            return {name: dict(_cells(package, part, texts)) for name, part in sheet_parts(package).items()}
    except (BadZipFile, ParseError, KeyError, ValueError, IndexError, OSError) as fault:
        raise UnreadableWorkbook(f"{path}: {fault}") from fault


def _cells(package: ZipFile, part: str, texts: list[str]) -> Iterator[tuple[tuple[int, int], StoredCell]]:
    known = _Shared()
    for cell in elements(package, part):
        if cell.tag != f"{MAIN}c" or "r" not in cell.attrib:
            continue
        address = fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", cell.attrib["r"])
        if address is None:
            continue
        row, column = int(address[2]), column_number(address[1])
        formula = cell.find(f"{MAIN}f")
        value = _typed_text(cell) if cell.get("t") == "inlineStr" else cached_value(cell, texts)
        if formula is not None or value not in {None, ""}:
            yield (row, column), StoredCell(value, None if formula is None else known.text(formula, row, column))


def _typed_text(cell: Element) -> str:
    return "".join(unescaped(run.text) for run in cell.iter(f"{MAIN}t"))
