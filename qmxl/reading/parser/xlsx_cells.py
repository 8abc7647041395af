"""What the cells of an .xlsx sheet are noted for; how they are found is for xlsx_facts.py and canonical_sheets.py."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from qmxl.reading.parser.facts import Place, SheetFacts

_OTHER_WORKBOOK = re.compile(r"\[\d+\][^\[\]\"(),]*!")
"""[1]Sheet1!A1 and '[1]Số liệu'!A1; not the column [2020] of a table."""
_TEXT_TYPES = frozenset({"s", "str", "inlineStr"})


@dataclass(slots=True)
class Book:
    """What sheets share: by style index the number format and font, by string index the runs of legacy fonts."""

    formats: list[str] = field(default_factory=list)
    """'' where numbers stand as they are."""
    fonts: list[str] = field(default_factory=list)
    runs: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    is_unsaved: bool = False
    """Written by a program that stores 0 for a value it has not computed."""


class Cell(NamedTuple):
    """A cell as it is stored; None for what is not there, `shared` the number of a shared formula."""

    kind: str
    style: int
    value: str | None
    formula: str | None
    shared: str


class CellNotes:
    """Takes the cells of one sheet in their order."""

    def __init__(self, book: Book) -> None:
        self.facts = SheetFacts()
        self._book = book
        self._outside: set[str] = set()
        """Numbers of shared formulas that read another workbook."""

    def note(self, place: Place, cell: Cell) -> None:
        """All that is told of the cell, but that it is there (`SheetFacts.reach`)."""
        if cell.formula is not None:
            self._note_formula(place, cell)
        if not cell.value:
            return
        if cell.kind == "e":
            self.facts.errors[place] = cell.value
        elif cell.style:
            self._note_style(place, cell)
        if cell.kind == "s" and (runs := self._book.runs.get(whole(cell.value))):
            self.facts.runs[place] = runs

    def _note_formula(self, place: Place, cell: Cell) -> None:
        if _OTHER_WORKBOOK.search(cell.formula or ""):
            self.facts.external.add(place)
            self._outside.add(cell.shared)
        elif cell.shared and cell.shared in self._outside:
            self.facts.external.add(place)
        is_empty = not cell.value and cell.kind != "str"
        if is_empty or (self._book.is_unsaved and cell.value == "0"):
            self.facts.unstored.add(place)

    def _note_style(self, place: Place, cell: Cell) -> None:
        if cell.style >= len(self._book.formats):
            return
        if cell.kind == "n" and (code := self._book.formats[cell.style]):
            self.facts.note_number(place, cell.value or "", code)
        elif cell.kind in _TEXT_TYPES and (font := self._book.fonts[cell.style]):
            self.facts.fonts.setdefault(font, []).append(place)


def whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
