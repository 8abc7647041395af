"""Sheets read in columns, by a columnar engine, while the waiting process looks at their first rows.

Loaded only where there is such a sheet: what it imports takes longer than reading an ordinary workbook.
"""

from collections.abc import Iterator, Mapping
from threading import Thread

from qmxl.reading.parser.columns import SheetTable, sheet_names, sheet_table
from qmxl.reading.parser.container import Refused
from qmxl.reading.parser.delimited import delimited_table
from qmxl.reading.parser.facts import SheetFacts, told_facts
from qmxl.reading.parser.long_parts import HEAD_ROWS, LongPart


class LongSheets:
    """Sheets of one file that are read in columns; the first is being read from the moment it is known."""

    def __init__(self, content: bytes, parts: Mapping[str, LongPart] | None, *, is_text: bool = False) -> None:
        self._content = content
        self._parts = parts
        self._is_text = is_text
        self._tables: dict[str, SheetTable] = {}
        self._fault: BaseException | None = None
        self._reader = Thread(target=self._read_first, daemon=True)
        if parts:
            self._reader.start()

    def told(self) -> dict[str, object]:
        """By sheet name, what is known of the rows below the head."""
        parts = self._parts if self._parts is not None else dict.fromkeys(self._tables)
        return {
            name: {"hidden_rows": part.hidden_rows if part else 0, "unstored": part.unstored if part else ()}
            for name, part in parts.items()
        }

    def heads(self) -> list[dict[str, object]]:
        """First rows of every sheet of a file of which nothing else is told. Raises Refused."""
        names = [""] if self._is_text else sheet_names(self._content)
        for name in names:
            self._tables[name] = self._read(name)
        return [
            {"name": name, "is_hidden": False, "rows": list(_first_rows(table)), **told_facts(SheetFacts())}
            for name, table in self._tables.items()
        ]

    def table(self, name: str) -> SheetTable:
        """The whole of a sheet. Raises Refused where a parser gives up."""
        if self._reader.ident is not None:
            self._reader.join()
        if self._fault is not None:
            raise Refused("too_large" if isinstance(self._fault, MemoryError) else "broken")
        if name not in self._tables:
            self._tables = {name: self._read(name)}
        return self._tables[name]

    def _read(self, name: str) -> SheetTable:
        return delimited_table(self._content) if self._is_text else sheet_table(self._content, name)

    def _read_first(self) -> None:
        name = next(iter(self._parts or {}))
        try:
            self._tables[name] = self._read(name)
        except BaseException as fault:  # a panic of the parser is no Exception
            self._fault = fault


def _first_rows(table: SheetTable) -> Iterator[list[object]]:
    width = max(table.columns, default=0)
    texts = {number: column.slice(0, HEAD_ROWS).to_pylist() for number, column in table.columns.items()}
    for row in range(min(table.length, HEAD_ROWS)):
        yield [texts[number][row] if number in texts else None for number in range(1, width + 1)]
