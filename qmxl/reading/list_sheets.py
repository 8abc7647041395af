"""Optional sheets that are one list below a header: `Tên cột tương đương`, `Ngày nghỉ`."""

from collections.abc import Iterator, Mapping, Sequence

from qmxl.contract.sheets import Column
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue
from qmxl.reading.headers import find_header, keys_by_header, say_header, say_no_header
from qmxl.reading.settled_cells import settle
from qmxl.reading.workbook import SheetCells

Cells = Mapping[str, tuple[CellValue, CellReference]]
"""What stands in a row, and where, by column key."""


def list_rows(
    sheet: SheetCells | None, columns: Sequence[Column], required: Sequence[str], found: list[Diagnostic]
) -> Iterator[Cells]:
    """Every row below the header; none where the sheet is not there, or lacks a required column, which is said."""
    if sheet is None:
        return
    headers, groups = keys_by_header(columns), [(key,) for key in required]
    header = find_header(sheet, headers, groups)
    if header is None:
        say_no_header("QM348", sheet, columns, headers, groups, found)
        return
    say_header(sheet, header, columns, (), found)
    cells = settle(sheet, header, columns, len(sheet.rows), found).sheet
    for row in range(header.last_row + 1, len(sheet.rows) + 1):
        places = {key: CellReference(sheet.name, row, column) for key, column in header.positions.items()}
        yield {key: (cells.at(where.row, where.column), where) for key, where in places.items()}
