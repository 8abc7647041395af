"""Sheets read in columns, by a columnar engine, while the waiting process looks at their first rows.

Loaded only where there is such a sheet: what it imports takes longer than reading an ordinary workbook.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from qmxl.reading.parser.columns import SheetTable, anchored, sheet_batch, sheet_names, sheet_table
from qmxl.reading.parser.container import Refused
from qmxl.reading.parser.delimited import delimited_table
from qmxl.reading.parser.facts import SheetFacts, told_facts
from qmxl.reading.parser.long_parts import HEAD_ROWS, LongPart, shortened

if TYPE_CHECKING:
    import pyarrow as pa


class LongSheets:
    """Sheets of one file that are read in columns; the first of an .xlsx from the moment it is known to be long."""

    def __init__(self, content: bytes, parts: Mapping[str, LongPart], found: str) -> None:
        """`parts`: long sheets of an .xlsx; of another format every sheet is long."""
        self._content = content
        self._parts = parts
        self._format = found
        self._batches: dict[str, pa.RecordBatch] = {}
        self._tables: dict[str, SheetTable] = {}

    def shorten(self) -> bytes:
        """The .xlsx with its long sheets cut after their first rows."""
        return shortened(self._content, self._parts.values())

    def begin(self) -> None:
        """Read the first long sheet of an .xlsx before anybody asks for it. Raises Refused."""
        if self._parts:
            self._batch(next(iter(self._parts)))

    def told(self) -> dict[str, object]:
        """By sheet name, what is known of the rows below the head."""
        hidden = {name: part.hidden_rows for name, part in self._parts.items()}
        return {name: {"hidden_rows": hidden.get(name, 0)} for name in (*self._parts, *self._tables)}

    def heads(self) -> list[dict[str, object]]:
        """First rows of every sheet of a file of which nothing else is told. Raises Refused."""
        if self._format == "text":
            self._tables = {"": delimited_table(self._content)}
        else:
            self._tables = {name: sheet_table(self._content, name) for name in sheet_names(self._content)}
        return [
            {
                "name": name,
                "is_hidden": False,
                "is_told": True,
                "rows": list(_first_rows(table)),
                **told_facts(SheetFacts()),
            }
            for name, table in self._tables.items()
        ]

    def table(self, name: str, anchor: tuple[int, int]) -> SheetTable:
        """The whole of a sheet; `anchor` is its first cell with a text. Raises Refused where a parser gives up."""
        if name in self._tables:
            return self._tables[name]
        self._tables = {name: anchored(self._batch(name), anchor, self._parts[name].errors)}
        return self._tables[name]

    def _batch(self, name: str) -> "pa.RecordBatch":
        if name not in self._batches:
            try:
                self._batches = {name: sheet_batch(self._content, name)}
            except MemoryError as fault:
                raise Refused("too_large") from fault
            except BaseException as fault:  # a panic of the parser is no Exception
                raise Refused("broken") from fault
        return self._batches[name]


def _first_rows(table: SheetTable) -> Iterator[list[object]]:
    width = max(table.columns, default=0)
    texts = {number: column.slice(0, HEAD_ROWS).to_pylist() for number, column in table.columns.items()}
    for row in range(min(table.length, HEAD_ROWS)):
        yield [texts[number][row] if number in texts else None for number in range(1, width + 1)]
