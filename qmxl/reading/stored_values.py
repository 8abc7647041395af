"""The values a workbook of our own holds, as another library than the one that wrote it finds them."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook

StoredValue = int | float | str | bool | date | time | timedelta
"""A blank cell is the empty text."""


def stored_values(path: Path) -> Mapping[str, Sequence[Sequence[StoredValue]]]:
    """Rows by sheet, from A1 on. For files qmxl has just written itself: no bounds are checked before parsing."""
    with path.open("rb") as file:
        book = CalamineWorkbook.from_filelike(file)
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
