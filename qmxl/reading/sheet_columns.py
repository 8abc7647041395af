"""The columns of a long sheet, as the parser gives them on request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qmxl.model.diagnostics import Refusal
from qmxl.model.submission import TableColumn
from qmxl.reading.parsing import asked
from qmxl.reading.workbook import RowsBelow, SheetCells


@dataclass(frozen=True, slots=True, eq=False)
class SheetColumns:
    """Rows of a sheet from `first_row` on, by column number.

    `codes` are numbers into the column's `distinct` texts, below 0 where blank; of a `packed` column (places where
    rows begin, texts in UTF-8) they are the rows themselves.
    """

    first_row: int
    filled: np.ndarray
    """Which rows hold anything, in whatever column."""
    codes: Mapping[int, np.ndarray]
    distinct: Mapping[int, Sequence[str]]
    packed: Mapping[int, tuple[np.ndarray, bytes]]
    alike: np.ndarray | None
    """Of the column asked for, equal numbers where texts are equal but for case and spacing; below 0 where blank."""
    sparse: Mapping[int, Mapping[int, str]]
    """Rows without any date, by row and column; of very many only the first."""
    errors: Mapping[tuple[int, int], str]

    @property
    def row_numbers(self) -> np.ndarray:
        return np.arange(self.first_row, self.first_row + len(self.filled), dtype=np.int64)


def read_columns(
    sheet: SheetCells,
    below: RowsBelow,
    first_row: int,
    days: Sequence[TableColumn],
    texts: Sequence[TableColumn],
    alike: TableColumn | None,
) -> SheetColumns | Refusal:
    """Columns of dates, and columns of texts, of one of which equal texts are to be told."""
    request = {
        "sheet": below.sheet,
        "anchor": _anchor(sheet),
        "first_row": first_row,
        "days": [column.column for column in days],
        "texts": [column.column for column in texts],
        "alike": alike.column if alike else None,
    }
    answer = asked(below.parsing, request)
    if isinstance(answer, Refusal):
        return answer
    told, buffers = answer
    parts = iter(buffers)
    filled = np.frombuffer(next(parts), dtype=bool)
    codes: dict[int, np.ndarray] = {}
    distinct: dict[int, Sequence[str]] = {}
    packed: dict[int, tuple[np.ndarray, bytes]] = {}
    same = None
    for column in told["columns"]:
        number = column["column"]
        distinct[number] = column["values"]
        if column["kind"] == "packed":
            packed[number] = np.frombuffer(next(parts), dtype=np.int64), next(parts)
            codes[number] = np.arange(told["rows"], dtype=np.int32)
            same = np.frombuffer(next(parts), dtype=np.int32) if column.get("has_alike") else same
        else:
            codes[number] = np.frombuffer(next(parts), dtype=np.int32)
    return SheetColumns(
        first_row,
        filled,
        codes,
        distinct,
        packed,
        same,
        {row: dict(cells) for row, cells in told["sparse"]},
        {(row, column): text for row, column, text in told["errors"]},
    )


def _anchor(sheet: SheetCells) -> tuple[int, int]:
    """The first cell with a text, from which the parser tells which column is which."""
    cells = ((r, c) for r, row in enumerate(sheet.rows, 1) for c, cell in enumerate(row, 1) if isinstance(cell, str))
    return next(cells, (1, 1))
