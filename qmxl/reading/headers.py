"""Header rows: which column of the contract stands where."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from qmxl.contract.choices import TOTAL_WORDS
from qmxl.contract.sheets import TABLE_COLUMNS, Column
from qmxl.model.submission import CellValue, TableColumn, TableKind
from qmxl.reading.normal_form import normal_form
from qmxl.reading.values import read_text
from qmxl.reading.workbook import SheetCells

EXTRA = "extra:"
FEWEST_NUMBERS = 3


def extra_key(header: str) -> str:
    """Key of a column that is not in the contract."""
    return EXTRA + normal_form(header)


def keys_by_header(columns: Iterable[Column]) -> dict[str, str]:
    """Normal form of every header and alias -> column key."""
    return {normal_form(name): column.key for column in columns for name in (column.header, *column.aliases)}


@lru_cache(maxsize=16)
def table_headers(kind: TableKind) -> Mapping[str, str]:
    """Normal form of every header of a kind of detail table -> column key."""
    return keys_by_header(TABLE_COLUMNS[kind])


def columns_in(row: Iterable[CellValue], headers: Mapping[str, str]) -> tuple[TableColumn, ...]:
    """Columns of one row read as a header row; the first of two equal headers counts."""
    columns: dict[str, TableColumn] = {}
    for position, cell in enumerate(row, 1):
        if isinstance(cell, str):
            key = headers.get(normal_form(cell)) or extra_key(cell)
            columns.setdefault(key, TableColumn(key, cell, position))
    return tuple(columns.values())


def find_header_row(
    sheet: SheetCells, headers: Mapping[str, str], required: Iterable[Iterable[str]], first_row: int = 1
) -> tuple[int, tuple[TableColumn, ...]] | None:
    """First row from `first_row` on that carries one column of each required group."""
    groups = tuple(frozenset(group) for group in required)
    for row in range(first_row, len(sheet.rows) + 1):
        columns = columns_in(sheet.rows[row - 1], headers)
        if len(columns) > 1:
            keys = {column.key for column in columns}
            if all(group & keys for group in groups):
                return row, columns
    return None


def missing_columns(
    sheet: SheetCells, headers: Mapping[str, str], required: Iterable[Iterable[str]]
) -> tuple[str, ...]:
    """First key of each required group that the row most like a header row does not carry."""
    groups = [tuple(group) for group in required]
    found = [{column.key for column in columns_in(row, headers)} for row in sheet.rows]
    best = max(found, key=lambda keys: sum(not keys.isdisjoint(group) for group in groups), default=set())
    return tuple(group[0] for group in groups if best.isdisjoint(group))


def is_total(values: Iterable[CellValue]) -> bool:
    """Whether one of the cells that a row begins with says that the row sums others."""
    return any(normal_form(value) in TOTAL_WORDS for value in values if isinstance(value, str))


def is_number_row(values: Iterable[CellValue]) -> bool:
    """The row 1 2 3 … (or 2 3 … beside STT) that official tables carry just below their header."""
    filled = [(read_text(value) or "").strip("() ") for value in values if value is not None]
    return len(filled) >= FEWEST_NUMBERS and any(
        filled == [str(number) for number in range(first, first + len(filled))] for first in (1, 2)
    )
