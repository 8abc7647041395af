"""A written workbook, read with another library than wrote it, against the Report it was made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, zip_longest
from pathlib import Path

from qmxl.model.references import CellReference, column_number
from qmxl.model.report import PlacedLongTable, PlacedReport, PlacedSheet, Value
from qmxl.reading.stored_values import StoredRows, StoredValue, stored_rows

_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  days of a spreadsheet have no zone


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that holds something else than was meant to be written; None stands for a blank cell."""

    reference: CellReference
    wanted: Value | date
    found: StoredValue | None

    def __str__(self) -> str:
        return f"{self.reference}: {self.wanted!r} -> {self.found!r}"


def differences(placed: PlacedReport, path: Path) -> Iterator[Difference]:
    """Every cell of the file that is not as the report says: numbers to 15 significant digits, texts exactly."""
    wanted = {sheet.sheet.name: sheet for sheet in placed.sheets}
    for name, rows in stored_rows(path):
        sheet = wanted.pop(name, None)
        if sheet is None:
            yield Difference(CellReference(name, 1, 1), None, name)
        else:
            yield from _of_sheet(sheet, rows)
    for sheet in wanted.values():
        yield from _of_sheet(sheet, iter(()))


def _of_sheet(sheet: PlacedSheet, rows: StoredRows) -> Iterator[Difference]:
    above = rows if sheet.long is None else islice(rows, sheet.long.first_row - 1)
    left = {
        (row, column): value
        for row, values in enumerate(above, 1)
        for column, value in enumerate(values, 1)
        if value != ""
    }
    for cell in sheet.cells:
        found = left.pop((cell.row, cell.column), None)
        if not _same(cell.value, found):
            yield Difference(CellReference(sheet.sheet.name, cell.row, cell.column), cell.value, found)
    for (row, column), value in left.items():
        yield Difference(CellReference(sheet.sheet.name, row, column), None, value)
    if sheet.long is not None:
        yield from _of_long_table(sheet.long, sheet.sheet.name, rows)


def _of_long_table(placed: PlacedLongTable, sheet: str, rows: StoredRows) -> Iterator[Difference]:
    """Row by row; a row that is equal as a whole needs no look at its cells."""
    columns = [column_number(column.letter) for column in placed.table.columns]
    wanted = zip(*(column.values for column in placed.table.columns), strict=True)
    blank = [""] * (columns[0] - 1)
    for number, (values, found) in enumerate(zip_longest(wanted, rows, fillvalue=()), placed.first_row):
        if [*blank, *("" if value is None else value for value in values)] == list(found):
            continue
        for column, value in zip_longest(columns, values):
            cell = found[column - 1] if column and column <= len(found) else None
            if not _same(value, None if cell == "" else cell):
                yield Difference(CellReference(sheet, number, column or 0), value, cell)
        if any(cell != "" for cell in found[columns[-1] :]):
            yield Difference(CellReference(sheet, number, columns[-1] + 1), None, found[columns[-1]])


def _same(wanted: Value | date, found: StoredValue | None) -> bool:
    if wanted is None or wanted == "":
        return found is None
    if isinstance(wanted, str | bool) or isinstance(found, str | bool):
        return type(wanted) is type(found) and wanted == found
    if wanted == found:
        return True
    numbers = _number(wanted), _number(found)
    return None not in numbers and f"{numbers[0]:.15g}" == f"{numbers[1]:.15g}"


def _number(value: object) -> float | None:
    """Days since the last day of 1899 but one for dates, as a spreadsheet counts."""
    if isinstance(value, int | float):
        return value
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return (moment - _DAY_ZERO) / timedelta(days=1)
    return None
