"""The values a workbook of our own holds, as another library than the one that wrote it finds them."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook

StoredValue = int | float | str | bool | date | time | timedelta
"""A blank cell is the empty text."""
StoredRows = Iterator[Sequence[StoredValue]]


def stored_rows(path: Path) -> Iterator[tuple[str, StoredRows]]:
    """Sheet after sheet its name and its rows, from A1 on; the rows are made one by one, when asked for.

    For files qmxl has just written itself: no bounds are checked before parsing.
    """
    with path.open("rb") as file:
        book = CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            blank = [""] * (sheet.start[1] if sheet.start else 0)  # calamine begins with the first filled column
            yield name, (blank + row for row in sheet.iter_rows()) if blank else sheet.iter_rows()
