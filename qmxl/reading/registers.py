"""Registers (sổ theo dõi), read into columns: dates as day numbers, texts as typed."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from qmxl.contract.choices import RETURNED, WAITING, StateWords
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import HANDED_OVER_HEADERS, TABLE_COLUMNS, Kind
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    NO_DAY,
    UNREADABLE_DAY,
    CellValue,
    ErrorValue,
    FinishDate,
    Information,
    Register,
    TableColumn,
    TableKind,
)
from qmxl.reading.headers import extra_key, is_number_row, is_total
from qmxl.reading.normal_form import normal_form
from qmxl.reading.values import DAY_ZERO, as_found, day_fault, is_swapped, read_day, read_text
from qmxl.reading.workbook import SheetCells

_COLUMNS = {column.key: column for column in TABLE_COLUMNS[TableKind.REGISTER]}
_HANDED_OVER_KEYS = frozenset(extra_key(header) for header in HANDED_OVER_HEADERS)


def read_register(
    sheet: SheetCells,
    header_row: int,
    columns: tuple[TableColumn, ...],
    information: Information,
    found: list[Diagnostic],
) -> Register:
    """All filled rows from the header row to the sheet's end."""
    columns = _with_finish(columns, information)
    typed = tuple(c for c in columns if c.key not in _COLUMNS or not _COLUMNS[c.key].filled)
    numbers = _filled_rows(sheet, header_row, typed, found)
    days: dict[str, np.ndarray] = {}
    texts: dict[str, tuple[str, ...]] = {}
    unreadable: dict[tuple[int, str], CellValue] = {}
    for column in typed:
        raws = [sheet.at(row, column.column) for row in numbers]
        if column.key in _COLUMNS and _COLUMNS[column.key].kind is Kind.DATE:
            days[column.key] = np.array([_day_number(raw) for raw in raws], dtype=np.int64)
            bad = np.flatnonzero(days[column.key] == UNREADABLE_DAY).tolist()
            if is_swapped(raws):
                where = CellReference(sheet.name, header_row, column.column)
                found.append(diagnostic("QM246", where, column=column.header))
        else:
            texts[column.key] = tuple(read_text(raw) or "" for raw in raws)
            bad = [position for position, raw in enumerate(raws) if isinstance(raw, ErrorValue)]
        cells = {(numbers[position], column.key): raws[position] for position in bad}
        unreadable.update(cells)
        found.extend(_unreadable(sheet.name, column, cells, is_day=column.key in days))
    return Register(
        sheet=sheet.name,
        header_row=header_row,
        columns=typed,
        row_numbers=np.array(numbers, dtype=np.int64),
        days=days,
        texts=texts,
        unreadable=unreadable,
        returned=_flags(texts, RETURNED),
        waiting=_flags(texts, WAITING),
    )


def _flags(texts: Mapping[str, Sequence[str]], state: StateWords) -> np.ndarray | None:
    """Which rows are in a state."""
    if "state" not in texts:
        return None
    known = _normal(state)
    flags = {text: known.are_in(normal_form(text)) for text in set(texts["state"])}
    return np.array([flags[text] for text in texts["state"]], dtype=bool)


def _normal(state: StateWords) -> StateWords:
    return StateWords(tuple(map(normal_form, state.words)), tuple(map(normal_form, state.exceptions)))


def _with_finish(columns: tuple[TableColumn, ...], information: Information) -> tuple[TableColumn, ...]:
    """Where a register has a date of the result and one of handing over, `Thông tin` says which is the finish."""
    handed_over = next((c for c in columns if c.key in _HANDED_OVER_KEYS), None)
    has_finish = any(c.key == "finished" for c in columns)
    if handed_over is None or (has_finish and information.entry("finish_date").value is not FinishDate.HANDED_OVER):
        return columns
    swapped = []
    for column in columns:
        if column is handed_over:
            swapped.append(TableColumn("finished", column.header, column.column))
        elif column.key == "finished":
            swapped.append(TableColumn(extra_key(column.header), column.header, column.column))
        else:
            swapped.append(column)
    return tuple(swapped)


def _filled_rows(
    sheet: SheetCells, header_row: int, columns: tuple[TableColumn, ...], found: list[Diagnostic]
) -> list[int]:
    positions = [c.column for c in columns if c.key != "no"]
    rows = []
    for row in range(header_row + 1, len(sheet.rows) + 1):
        filled = [raw for position in positions if (raw := sheet.at(row, position)) is not None]
        first = next((raw for raw in sheet.rows[row - 1] if raw is not None), None)
        if not filled or (row == header_row + 1 and is_number_row(filled)):
            continue
        if is_total([first]):
            found.append(diagnostic("QM323", CellReference(sheet.name, row, 1), found=first))
        else:
            rows.append(row)
    return rows


def _day_number(raw: CellValue) -> int:
    if raw is None:
        return NO_DAY
    day = read_day(raw)
    return UNREADABLE_DAY if day is None or day_number(day) <= NO_DAY else day_number(day)


def day_number(day: date) -> int:
    """Spreadsheet day number of a date."""
    return (day - DAY_ZERO).days


def _unreadable(
    sheet: str, column: TableColumn, cells: Mapping[tuple[int, str], CellValue], *, is_day: bool
) -> list[Diagnostic]:
    return [
        diagnostic(
            "QM222" if is_day else "QM223",
            CellReference(sheet, row, column.column),
            column=column.header,
            found=as_found(raw),
            expected=_COLUMNS[column.key].help if column.key in _COLUMNS else column.header,
            reason=day_fault(raw) if is_day else "",
        )
        for (row, _), raw in cells.items()
    ]
