"""The list of units that have to report: one row for each, below a header anywhere on a sheet."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from qmxl.contract.choices import TOTAL_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import EXPECTED_UNIT_COLUMNS
from qmxl.model.consolidation import ExpectedUnit, ExpectedUnits
from qmxl.model.diagnostics import Diagnostic, Refusal
from qmxl.model.references import CellReference
from qmxl.reading.headers import find_header, keys_by_header
from qmxl.reading.list_sheets import Cells, list_rows
from qmxl.reading.normal_form import normal_form
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.table_rows import is_foot, is_total
from qmxl.reading.values import as_found, day_fault, read_day, read_text
from qmxl.reading.workbook import SheetCells, open_workbook

_REQUIRED = ("code", "name")
_TOTAL = re.compile(rf"(?:{'|'.join(sorted(TOTAL_WORDS, key=len, reverse=True))})\b")
_RECEIVED = next(column.header for column in EXPECTED_UNIT_COLUMNS if column.key == "received")


def read_expected_units(path: Path) -> ExpectedUnits | Refusal:
    """Every row of the first sheet that has a header with code and name; what is wrong with a row is said."""
    book = open_workbook(begin_parsing(path))
    if isinstance(book, Refusal):
        return book
    headers = keys_by_header(EXPECTED_UNIT_COLUMNS)
    groups = [(key,) for key in _REQUIRED]
    sheet = next((sheet for sheet in book.sheets.values() if find_header(sheet, headers, groups)), None)
    if sheet is None:
        names = ", ".join(f"“{c.header}”" for c in EXPECTED_UNIT_COLUMNS if c.key in _REQUIRED)
        return Refusal(
            f"Danh sách đơn vị “{path.name}” không có dòng tiêu đề với các cột {names}. "
            "Hãy ghi đúng tên cột rồi chạy lại."
        )
    found: list[Diagnostic] = []
    units = tuple(_units(sheet, found))
    if not units:
        return Refusal(f"Danh sách đơn vị “{path.name}” không có đơn vị nào dưới dòng tiêu đề.")
    return ExpectedUnits(path.name, tuple(_once(units, sheet, found)), tuple(found))


def _units(sheet: SheetCells, found: list[Diagnostic]) -> Iterator[ExpectedUnit]:
    for cells in list_rows(sheet, EXPECTED_UNIT_COLUMNS, _REQUIRED, found):
        code, name = _text(cells, "code"), _text(cells, "name")
        row = cells["code"][1].row
        if not code and not name:
            if any(raw is not None for key, (raw, _) in cells.items() if key != "no"):
                found.append(diagnostic("QM519", cells["code"][1], row=row))
            continue
        values = [raw for raw, _ in cells.values()]
        if is_foot(values):
            return
        if is_total(values) or (not code and _TOTAL.match(normal_form(name))):
            continue
        received, where = cells.get("received", (None, None))
        day = read_day(received)
        if received is not None and day is None:
            found.append(
                diagnostic("QM517", where, column=_RECEIVED, found=as_found(received), reason=day_fault(received))
            )
        yield ExpectedUnit(code, name, row, _text(cells, "email"), _text(cells, "phone"), _text(cells, "cluster"), day)


def _text(cells: Cells, key: str) -> str:
    return " ".join((read_text(cells[key][0]) or "").split()) if key in cells else ""


def _once(units: tuple[ExpectedUnit, ...], sheet: SheetCells, found: list[Diagnostic]) -> Iterator[ExpectedUnit]:
    """A code that stands in several rows is said, and its first row used."""
    rows: dict[str, list[int]] = defaultdict(list)
    for unit in units:
        if unit.code:
            rows[unit.code].append(unit.row)
    for unit in units:
        own = rows.get(unit.code, [unit.row])
        if own[0] == unit.row:
            yield unit
        if len(own) > 1 and own[0] == unit.row:
            where = CellReference(sheet.name, own[1], 1)
            told = ", ".join(map(str, own))
            found.append(diagnostic("QM516", where, unit_code=unit.code, count=len(own), rows=told))
