"""A written workbook, read with another library than wrote it, against the Report it was made from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from qmxl.model.references import CellReference
from qmxl.model.report import PlacedReport, PlacedSheet, Value
from qmxl.reading.stored_values import StoredValue, stored_values

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
    stored = stored_values(path)
    for sheet in placed.sheets:
        yield from _of_sheet(sheet, stored.get(sheet.sheet.name, ()))
    own = {sheet.sheet.name for sheet in placed.sheets}
    for name in stored.keys() - own:
        yield Difference(CellReference(name, 1, 1), None, name)


def _of_sheet(sheet: PlacedSheet, rows: Sequence[Sequence[StoredValue]]) -> Iterator[Difference]:
    left = {
        (row, column): value
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value != ""
    }
    for cell in sheet.cells:
        found = left.pop((cell.row, cell.column), None)
        if not _same(cell.value, found):
            yield Difference(CellReference(sheet.sheet.name, cell.row, cell.column), cell.value, found)
    for (row, column), value in left.items():
        yield Difference(CellReference(sheet.sheet.name, row, column), None, value)


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
