"""Rows of long tables: made as XML a row at a time, and packed into the finished package without ever being together.

XlsxWriter keeps every cell as a record, and every part as a text, until the end: of a table of a million cells that
takes hundreds of megabytes.
"""

import html
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from itertools import islice

from qmxl.model.report import LongColumn, LongValue, PlacedLongTable
from qmxl.writing.texts import escaped, shared

MARK = "<!--rows-->"
"""Stands in a part where the rows belong; XlsxWriter writes no comments."""
_ROWS_AT_A_TIME = 512
_DAY_ZERO = date(1899, 12, 30)

Cells = Iterator[str]
IndexOf = Callable[[str], int]
"""Number of a text in the list of shared strings, where it is put if need be."""


class LongRows:
    """The rows of one long table. Texts are put into the shared strings at once, cells are made when asked for."""

    def __init__(self, placed: PlacedLongTable, looks: Sequence[int], index_of: IndexOf) -> None:
        self._placed = placed
        self._looks = looks
        self._shared = [
            None if column.refers or column.formula else _shared_texts(column.values, index_of)
            for column in placed.table.columns
        ]

    @property
    def last_row(self) -> int:
        return self._placed.first_row + len(self._placed.table) - 1

    def xml(self) -> Iterator[bytes]:
        """All rows, some at a time."""
        rows = self._rows()
        while piece := "".join(islice(rows, _ROWS_AT_A_TIME)):
            yield piece.encode()

    def _rows(self) -> Iterator[str]:
        table, first = self._placed.table, self._placed.first_row
        columns = [self._cells(n, column) for n, column in enumerate(table.columns)]
        for row, cells in enumerate(zip(*columns, strict=True), first):
            height = f' ht="{table.heights[row - first]:g}" customHeight="1"' if table.heights else ""
            yield f'<row r="{row}"{height}>{"".join(cells)}</row>'

    def _cells(self, number: int, column: LongColumn) -> Cells:
        texts, look, first = self._shared[number], self._looks[number], self._placed.first_row
        if texts is not None:
            return _constant(column, texts, look, first)
        return _computed(column, self._formulas(number, column), look, first)

    def _formulas(self, number: int, column: LongColumn) -> Iterator[str | None]:
        if column.ranges is not None:
            offset = self._placed.offsets[number]
            return (
                column.formula.replace("{first}", str(first + offset)).replace("{last}", str(last + offset))
                for first, last in column.ranges.ends
            )
        if column.refers is None:
            first = self._placed.first_row
            return (column.formula.replace("{row}", str(first + n)) for n in range(len(column.values)))
        start, offset = self._placed.starts[number], self._placed.offsets[number]
        return (None if item is None else f"{start}{item + offset}" for item in column.refers.items)


def _shared_texts(values: Sequence[LongValue], index_of: IndexOf) -> list[int]:
    """Numbers of the texts; those of other values mean nothing."""
    return [index_of(shared(value)) if isinstance(value, str) and value else -1 for value in values]


def _constant(column: LongColumn, texts: Sequence[int], look: int, first_row: int) -> Cells:
    letter = column.letter
    for row, (value, text) in enumerate(zip(column.values, texts, strict=True), first_row):
        if text >= 0:
            yield f'<c r="{letter}{row}" s="{look}" t="s"><v>{text}</v></c>'
        elif value is None or value == "":
            yield f'<c r="{letter}{row}" s="{look}"/>'
        else:
            yield f'<c r="{letter}{row}" s="{look}"><v>{_number(value)}</v></c>'


def _computed(column: LongColumn, formulas: Iterator[str | None], look: int, first_row: int) -> Cells:
    letter = column.letter
    for row, (formula, value) in enumerate(zip(formulas, column.values, strict=True), first_row):
        if formula is None:
            yield f'<c r="{letter}{row}" s="{look}"/>'
        else:
            kind = ' t="str"' if isinstance(value, str) else ""
            shown = html.escape(escaped(value), quote=False) if isinstance(value, str) else _number(value)
            yield f'<c r="{letter}{row}" s="{look}"{kind}><f>{html.escape(formula, quote=False)}</f><v>{shown}</v></c>'


def _number(value: LongValue) -> str:
    """As many digits as it takes to read the same number back; days as a spreadsheet counts them."""
    if isinstance(value, date):
        return str((value - _DAY_ZERO).days)
    return repr(value)


def with_long_rows(package: BytesIO, rows: Mapping[str, LongRows]) -> bytes:
    """The package with the rows of its long tables where the marks are; all other parts as they were."""
    out = BytesIO()
    with zipfile.ZipFile(package) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for part in made.infolist():
            content = made.read(part)
            with whole.open(part, "w") as to:  # which makes the entry the new file's
                long = rows.get(part.filename)
                head, mark, tail = content.partition(MARK.encode()) if long else (content, b"", b"")
                to.write(head)
                if long and mark:
                    for piece in long.xml():
                        to.write(piece)
                to.write(tail)
    return out.getvalue()
