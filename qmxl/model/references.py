"""Where something stands in a workbook. Rows and columns are 1-based, as on screen."""

from dataclasses import dataclass
from functools import cache, lru_cache


@cache
def column_letters(column: int) -> str:
    """Letters of a 1-based column: 1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """1-based number of a column's letters: A -> 1, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def quoted(sheet: str) -> str:
    """Sheet name as formulas, chart ranges and links need it: MT1 alone would be read as a cell address."""
    return "'" + sheet.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True, order=True)
class CellReference:
    """One cell of a named worksheet."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{quoted(self.sheet)}!{self.a1}"


@lru_cache(maxsize=2**16)
def cell_at(sheet: str, row: int, column: int) -> CellReference:
    """The reference to a cell, made once for all workbooks that have it in the same place."""
    return CellReference(sheet, row, column)
