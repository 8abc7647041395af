"""Registers (sổ theo dõi), read into columns: dates as day numbers, texts as typed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from qmxl.contract.choices import STATE_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import TABLE_COLUMNS, Kind
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
    State,
    TableColumn,
    TableKind,
)
from qmxl.model.text_columns import TextColumn, text_column
from qmxl.reading.headers import HANDED_OVER_KEY, HeaderRows, extra_key, header_cell
from qmxl.reading.normal_form import normal_form
from qmxl.reading.table_rows import kinds_of_rows, say_row_kinds
from qmxl.reading.totals import check_row_count
from qmxl.reading.values import DAY_ZERO, as_found, day_fault, is_swapped, read_day, read_text
from qmxl.reading.workbook import SheetCells

_COLUMNS = {column.key: column for column in TABLE_COLUMNS[TableKind.REGISTER]}


def read_register(sheet: SheetCells, header: HeaderRows, found: list[Diagnostic]) -> Register:
    """All filled rows from the header to the sheet's end."""
    typed = tuple(c for c in header.columns if c.key not in _COLUMNS or not _COLUMNS[c.key].filled)
    kinds = kinds_of_rows(sheet, header, typed, has_headings=True)
    say_row_kinds(kinds, sheet, typed, found)
    check_row_count(kinds, sheet, header, found)
    numbers = list(kinds.cases)
    days: dict[str, np.ndarray] = {}
    texts: dict[str, TextColumn] = {}
    unreadable: dict[tuple[int, str], CellValue] = {}
    for column in typed:
        raws = [sheet.at(row, column.column) for row in numbers]
        if column.key in _COLUMNS and _COLUMNS[column.key].kind is Kind.DATE:
            days[column.key] = np.array([_day_number(raw) for raw in raws], dtype=np.int64)
            bad = np.flatnonzero(days[column.key] == UNREADABLE_DAY).tolist()
            if is_swapped(raws):
                where = header_cell(sheet, header, column.column)
                found.append(diagnostic("QM246", where, column=column.header))
        else:
            texts[column.key] = text_column(read_text(raw) or "" for raw in raws)
            bad = [position for position, raw in enumerate(raws) if isinstance(raw, ErrorValue)]
            if column.key == "state":
                texts[column.key] = _respelled(texts[column.key])
        cells = {(numbers[position], column.key): raws[position] for position in bad}
        unreadable.update(cells)
        found.extend(_unreadable(sheet.name, column, cells, is_day=column.key in days))
    return Register(
        sheet=sheet.name,
        header_row=header.last_row,
        columns=typed,
        row_numbers=np.array(numbers, dtype=np.int64),
        days=days,
        texts=texts,
        unreadable=unreadable,
        states=_states(texts["state"]) if "state" in texts else {},
    )


def _states(texts: TextColumn) -> dict[State, np.ndarray]:
    """Which rows are in which state."""
    small = [text.lower() for text in texts.values]
    return {
        state: np.array([words.are_in(text) for text in small], dtype=bool)[texts.codes]
        for state, words in STATE_WORDS.items()
    }


def _respelled(texts: TextColumn) -> TextColumn:
    """States travel as texts: those in whose spelling formulas would not find the words ("Hòan  thành") in theirs."""
    return replace(texts, values=tuple(map(_as_known_state, texts.values)))


def _as_known_state(text: str) -> str:
    spelled = normal_form(text)
    is_known = all(words.are_in(text.lower()) is words.are_in(spelled) for words in STATE_WORDS.values())
    return text if is_known else spelled[:1].upper() + spelled[1:]


def with_finish(sheet: SheetCells, header: HeaderRows, information: Information, found: list[Diagnostic]) -> HeaderRows:
    """Where a register has a date of the result and one of handing over, `Thông tin` says which is the finish."""
    keys = {column.key for column in header.columns}
    is_asked_for = information.entry("finish_date").value is FinishDate.HANDED_OVER
    if {HANDED_OVER_KEY, "finished"} <= keys:
        by_key = {column.key: column for column in header.columns}
        used, other = by_key["finished"], by_key[HANDED_OVER_KEY]
        used, other = (other, used) if is_asked_for else (used, other)
        where = header_cell(sheet, header, used.column)
        found.append(diagnostic("QM387", where, column=used.header, used=used.header, other=other.header))
    if HANDED_OVER_KEY not in keys or ("finished" in keys and not is_asked_for):
        return header
    columns = tuple(_swapped(column) for column in header.columns)
    rivals = {_swapped(same[0]).key: tuple(map(_swapped, same)) for same in header.rivals.values()}
    return replace(header, columns=columns, rivals=rivals)


def _swapped(column: TableColumn) -> TableColumn:
    if column.key == HANDED_OVER_KEY:
        return replace(column, key="finished")
    return replace(column, key=extra_key(column.header)) if column.key == "finished" else column


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
