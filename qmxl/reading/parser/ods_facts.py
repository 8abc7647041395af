"""Facts of .ods, from content.xml (OpenDocument 1.3, part 3, 9.1)."""

import re
from collections.abc import Mapping

from qmxl.reading.parser.container import Package
from qmxl.reading.parser.facts import SheetFacts
from qmxl.reading.parser.xlsx_facts import walk

Attributes = Mapping[str, str]

_CELLS = frozenset({"table-cell", "covered-table-cell"})
_HIDDEN = frozenset({"collapse", "filter"})
_OTHER_FILE = re.compile(r"'(?:file|https?)://|\[?'[^']*\.(?:ods|xlsx?|xlsm)'#", re.IGNORECASE)
_MOST_NOTED_ROWS = 10_000
"""A repeated row below the last filled one may stand for a million."""


class _ContentReader:
    """Goes through all sheets, cell by cell; repeated rows and cells are stored once with their number."""

    def __init__(self) -> None:
        self.facts: dict[str, SheetFacts] = {}
        self._sheet = SheetFacts()
        self._row = self._column = 0
        self._rows = 1
        self._cell: Attributes = {}
        self._texts: list[str] = []
        self._depth = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._sheet = self.facts.setdefault(_of(attributes, "name"), SheetFacts())
                self._row, self._rows = 0, 1
        elif name == "table-row":
            self._row += self._rows if self._row else 1
            self._rows, self._column = _times(attributes, "number-rows-repeated"), 0
            if _of(attributes, "visibility") in _HIDDEN and self._rows <= _MOST_NOTED_ROWS:
                self._sheet.hidden_rows.update(range(self._row, self._row + self._rows))
        elif name in _CELLS:
            self._cell, self._texts = attributes, []

    def ended(self, name: str, text: str) -> None:
        if name == "table":
            self._depth -= 1
        elif name == "p":
            self._texts.append(text)
        elif name in _CELLS:
            repeated = _times(self._cell, "number-columns-repeated")
            self._end_cell(self._column + 1, repeated)
            self._column += repeated

    def _end_cell(self, column: int, repeated: int) -> None:
        kind = self._cell.get("office:value-type")
        formula = _of(self._cell, "formula")
        if kind is None and not formula:
            self._merge(column)
            return
        row, last_row = self._row, self._row + self._rows - 1
        self._sheet.reach(last_row, column + repeated - 1)
        self._merge(column)
        places = [
            (r, c) for r in range(row, min(last_row, row + 99) + 1) for c in range(column, column + min(repeated, 99))
        ]
        if self._cell.get("calcext:value-type") == "error" or (formula and kind is None and self._texts):
            self._sheet.errors.update(dict.fromkeys(places, "".join(self._texts) or "#?"))
        elif formula and kind is None:
            self._sheet.unstored.update(places)
        if _OTHER_FILE.search(formula):
            self._sheet.external.update(places)

    def _merge(self, column: int) -> None:
        rows, columns = _times(self._cell, "number-rows-spanned"), _times(self._cell, "number-columns-spanned")
        if rows > 1 or columns > 1:
            self._sheet.merged.append((self._row, column, self._row + rows - 1, column + columns - 1))


def sheet_facts(
    content: bytes, kept: Mapping[str, bytes], without: frozenset[str]
) -> tuple[dict[str, SheetFacts], bool]:
    """Facts by sheet name; dates are stored as dates, so days are never counted from 1904."""
    reader = _ContentReader()
    with Package(content, kept) as package:
        walk(package, "content.xml", reader.start, reader.ended)
    return {name: facts for name, facts in reader.facts.items() if name not in without}, False


def _of(attributes: Attributes, name: str) -> str:
    return attributes.get(f"table:{name}", "")


def _times(attributes: Attributes, name: str) -> int:
    text = _of(attributes, name)
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
