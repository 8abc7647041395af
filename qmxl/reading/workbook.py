"""Cells of a workbook, as they are stored: blank, number, text, date, yes/no and error stay different things."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from qmxl.contract.sheets import LARGE_SHARE_FORMAT
from qmxl.model.diagnostics import Refusal
from qmxl.model.submission import UNSTORED_FORMULA, CellValue, ErrorValue, LargePercent, PercentNumber, TimeNumber
from qmxl.reading.legacy_text import converted
from qmxl.reading.parser.facts import FIRST_DAY, LAST_COLUMN, LAST_ROW
from qmxl.reading.parsing import Parsing, parsed

_DAY_ZERO, _LEAP_DAY = date(1899, 12, 30), 60


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range, first and last cell included; its value stands in the first."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class SheetCells:
    """One worksheet. `rows[r - 1][c - 1]` is the cell in row r, column c.

    What a format cannot tell stays empty (docs/huong-dan-su-dung.md lists it).
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Rows hidden by hand or by a filter."""
    merged: tuple[MergedRange, ...] = ()
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Number format of number cells, where it is not General."""
    external: frozenset[tuple[int, int]] = frozenset()
    """Cells whose formula reads another workbook: their value may be out of date."""
    legacy: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Text cells that were converted to Unicode from a legacy encoding ("TCVN3", "VNI")."""

    is_told: bool = True
    """Whether its cells were asked for; of a sheet that was left out there are none."""
    below: "RowsBelow | None" = None
    """Of a sheet too long to be told cell by cell, `rows` are the first only; the others are read in columns."""

    def at(self, row: int, column: int) -> CellValue:
        if 0 < row <= len(self.rows):
            cells = self.rows[row - 1]
            if 0 < column <= len(cells):
                return cells[column - 1]
        return None

    def column(self, column: int, rows: Iterable[int]) -> list[CellValue]:
        """The cells of a column in some rows of the sheet."""
        cells = [self.rows[row - 1] for row in rows]
        return [row[column - 1] if column <= len(row) else None for row in cells]

    def filled(self, row: int, columns: Iterable[int]) -> list[tuple[int, CellValue]]:
        """Those of some columns that hold something in a row, each with its cell."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        width = len(cells)
        if cells.count(None) == width:
            return []
        return [(n, raw) for n in columns if 0 < n <= width and (raw := cells[n - 1]) is not None]


@dataclass(frozen=True, slots=True)
class RowsBelow:
    """The rows of a long sheet: what is known of them, and how to read them."""

    parsing: Parsing
    sheet: str
    hidden_rows: int = 0


@dataclass(frozen=True, slots=True)
class WorkbookCells:
    """All worksheets of a file, in order."""

    name: str
    sha256: str
    sheets: Mapping[str, SheetCells]
    is_1904: bool = False
    """Days are counted from 1904, as Excel for Mac once did; dates are read accordingly."""


def open_workbook(parsing: Parsing) -> WorkbookCells | Refusal:
    """Every cell of the parsed file, and what its format tells about them."""
    told = parsed(parsing)
    if isinstance(told, Refusal):
        return told
    long = {name: RowsBelow(parsing, name, facts["hidden_rows"]) for name, facts in told.get("long", {}).items()}
    sheets = {sheet["name"]: _sheet(sheet, long.get(sheet["name"])) for sheet in told["sheets"]}
    return WorkbookCells(parsing.path.name, told["sha256"], sheets, told["is_1904"])


def _sheet(told: Mapping[str, Any], below: RowsBelow | None) -> SheetCells:
    formats = {(row, column): code for code, places in told["formats"].items() for row, column in places}
    legacy: dict[tuple[int, int], str] = {}
    special = _special_cells(told, formats, legacy)
    frame = pd.DataFrame(_cells(told["rows"], special), dtype=object)
    return SheetCells(
        name=told["name"],
        rows=tuple(map(tuple, frame.to_numpy().tolist())),  # of small frames ten times as quick as itertuples
        is_hidden=told["is_hidden"],
        hidden_rows=frozenset(told["hidden_rows"]),
        merged=tuple(MergedRange(*area) for area in told["merged"] if _is_on_sheet(*area)),
        formats=formats,
        external=frozenset((row, column) for row, column in told["external"]),
        legacy=legacy,
        is_told=told["is_told"],
        below=below,
    )


def _is_on_sheet(first_row: int, first_column: int, last_row: int, last_column: int) -> bool:
    """Whether a range lies on a sheet as large as Excel's; damage makes ranges of billions of columns."""
    return 0 < first_row <= last_row <= LAST_ROW and 0 < first_column <= last_column <= LAST_COLUMN


def _cells(told: list[list[object]], special: Mapping[tuple[int, int], CellValue]) -> np.ndarray:
    """Every cell of the rectangle that holds the values and the special cells, which may stand outside it."""
    told_width = len(told[0]) if told else 0
    width = max([told_width, *(column for _, column in special)])
    cells = np.full((max([len(told), *(row for row, _ in special)]), width), None, dtype=object)
    if told_width:
        values = np.empty(len(told) * told_width, dtype=object)  # quicker filled at once than row by row
        values[:] = [
            None if value == "" else value if type(value) is int else _cell_value(value)
            for row in told
            for value in row
        ]
        cells[: len(told), :told_width] = values.reshape(len(told), told_width)
    for (row, column), value in special.items():
        cells[row - 1, column - 1] = value
    return cells


def _special_cells(
    told: Mapping[str, Any], formats: Mapping[tuple[int, int], str], legacy: dict[tuple[int, int], str]
) -> dict[tuple[int, int], CellValue]:
    """Cells that are something else than the parser's value says; converted texts are noted in `legacy`."""
    rows: list[list[object]] = told["rows"]
    special: dict[tuple[int, int], CellValue] = {}
    for font, places in told["fonts"].items():
        for row, column in places:
            _convert((row, column), [(font, rows[row - 1][column - 1])], special, legacy)
    for row, column, runs in told["runs"]:
        _convert((row, column), runs, special, legacy)
    for place, code in formats.items():
        value = _at(rows, place)
        if "%" in code and isinstance(value, int | float):
            special[place] = (LargePercent if code == LARGE_SHARE_FORMAT else PercentNumber)(value)
    special.update({(row, column): number for row, column, number in told["numbers"]})
    special.update({(row, column): TimeNumber(special[row, column]) for row, column in told["times"]})  # type: ignore[arg-type]
    special.update({(row, column): ErrorValue(text) for row, column, text in told["errors"]})
    special.update({(row, column): ErrorValue(UNSTORED_FORMULA) for row, column in told["unstored"]})
    return special


@lru_cache(maxsize=2**12)
def _day(text: str) -> date | int:
    """A day long past is a number typed into a cell made for dates; spreadsheets count a 29th of February 1900."""
    day = date.fromisoformat(text)
    number = (day - _DAY_ZERO).days
    if number >= FIRST_DAY:
        return day
    return number if number > _LEAP_DAY else number - 1


def _at(rows: list[list[object]], place: tuple[int, int]) -> object:
    row, column = place
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None


def _convert(
    place: tuple[int, int],
    runs: Iterable[tuple[str, object]],
    special: dict[tuple[int, int], CellValue],
    legacy: dict[tuple[int, int], str],
) -> None:
    """A text set in fonts of a legacy encoding, as Unicode."""
    texts = [converted(text, font) for font, text in runs if isinstance(text, str)]
    encoding = next((used for _, used in texts if used), None)
    if encoding:
        special[place], legacy[place] = "".join(text for text, _ in texts), encoding


def _cell_value(value: object) -> CellValue:
    """A cell as the parser tells it: JSON's own values, or [kind, text]."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, list):
        kind, text = value
        return _day(text) if kind == "day" else text
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value if isinstance(value, bool | int) else None
