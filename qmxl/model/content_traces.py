"""Short marks of what a workbook held when it was written, by which a changed cell is found again.

A mark tells that a content is another one, not what it was. It detects accidents; whoever can write the file can write
its marks too.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

TRACE_FORM = "1"
"""Of the marks and of the digest; another one where what is marked, or how, has changed."""
ALL_ROWS = "*"
"""Stands for the row of a trace whose marks are those of whole columns; `*1`, `*2` … for those of its rows."""
ROWS_OF_A_TRACE = 4_000
"""Marks of rows in one trace: a cell holds 32,767 characters."""
_CELL_BYTES, _ROW_BYTES = 4, 3
_BETWEEN = "\x1f"

Contents = Mapping[tuple[int, int], str]
"""Texts that stand for the contents of cells, by row and column."""


class Trace(NamedTuple):
    """Marks of one row, or of a block of rows, as they are stored: texts without a blank in them."""

    sheet: str
    row: str
    """Key of the row, or ALL_ROWS with the number of a piece."""
    columns: str
    """Letters between blanks; none for the marks of a block's rows."""
    marks: str
    """One behind the other, each of the same length."""

    @property
    def by_column(self) -> dict[str, str]:
        size = 2 * _CELL_BYTES
        letters = self.columns.split()
        return {letter: self.marks[at * size : (at + 1) * size] for at, letter in enumerate(letters)}

    @property
    def by_row(self) -> list[str]:
        size = 2 * _ROW_BYTES
        return [self.marks[at : at + size] for at in range(0, len(self.marks), size)]


def value_text(value: object) -> str:
    """What stands for a value: numbers to 15 significant digits, texts without blanks at their ends; blank for none."""
    if value is None or value == "":
        return ""
    return f"n{value:.15g}" if isinstance(value, int | float) else f"t{str(value).strip()}"


def cells_trace(sheet: str, row: str, texts: Mapping[str, str]) -> Trace:
    """The marks of a row's cells, by letter."""
    return Trace(sheet, row, " ".join(texts), "".join(_mark(text, _CELL_BYTES) for text in texts.values()))


def block_traces(sheet: str, letters: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Trace, ...]:
    """The marks of a block's columns, whatever the order of its rows, and of its rows in their order."""
    columns = [_BETWEEN.join(sorted(column)) for column in zip(*rows, strict=True)]
    marks = [_mark(_BETWEEN.join(row), _ROW_BYTES) for row in rows]
    head = Trace(sheet, ALL_ROWS, " ".join(letters), "".join(_mark(column, _CELL_BYTES) for column in columns))
    pieces = (marks[at : at + ROWS_OF_A_TRACE] for at in range(0, len(marks), ROWS_OF_A_TRACE))
    return (head, *(Trace(sheet, f"{ALL_ROWS}{n}", "", "".join(piece)) for n, piece in enumerate(pieces, 1)))


def whole_traces(sheet: str, contents: Contents, letters: Mapping[int, str]) -> tuple[Trace, ...]:
    """The marks of a whole sheet as one block, from its first row to its last filled one."""
    filled = {place: text for place, text in contents.items() if text}
    columns = sorted({column for _, column in filled})
    last = max((row for row, _ in filled), default=0)
    rows = [[filled.get((row, column), "") for column in columns] for row in range(1, last + 1)]
    return block_traces(sheet, [letters[column] for column in columns], rows)


def check_of(traces: Iterable[Trace]) -> str:
    """One mark over all: it tells whether the marks themselves are as they were written."""
    return _mark(_BETWEEN.join(text for trace in traces for text in trace), 16)


def _mark(text: str, size: int) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
