"""Registers (sổ theo dõi), read into columns: dates as day numbers, texts as typed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice

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
    DisputedText,
    ErrorValue,
    FinishDate,
    Information,
    Register,
    State,
    TableColumn,
    TableKind,
)
from qmxl.model.text_columns import TextColumn, text_column
from qmxl.reading.cell_faults import cell_fault, said_once
from qmxl.reading.headers import HANDED_OVER_KEY, HeaderRows, extra_key, header_cell
from qmxl.reading.normal_form import normal_form
from qmxl.reading.table_rows import kinds_of_rows, named_rows, say_row_kinds
from qmxl.reading.time_limits import limits_among
from qmxl.reading.totals import check_row_count
from qmxl.reading.values import DAY_ZERO, day_fault, is_swapped, read_day, read_text
from qmxl.reading.workbook import SheetCells

MOST_CELLS_NAMED = 50
"""Cells of one column that cannot be read, told one by one."""
_COLUMNS = {column.key: column for column in TABLE_COLUMNS[TableKind.REGISTER]}


def read_register(sheet: SheetCells, header: HeaderRows, found: list[Diagnostic]) -> Register:
    """All filled rows from the header to the sheet's end."""
    typed = tuple(c for c in header.columns if c.key not in _COLUMNS or not _COLUMNS[c.key].filled)
    kinds = kinds_of_rows(sheet, header, typed, has_headings=True)
    say_row_kinds(kinds, sheet, typed, found)
    check_row_count(kinds, len(kinds.cases), sheet, header, found)
    numbers = list(kinds.cases)
    days: dict[str, np.ndarray] = {}
    texts: dict[str, TextColumn] = {}
    due_limits: TextColumn | None = None
    unreadable: dict[tuple[int, str], CellValue] = {}
    for column in typed:
        raws = sheet.column(column.column, numbers)
        if column.key in _COLUMNS and _COLUMNS[column.key].kind is Kind.DATE:
            days[column.key] = np.array([day_number_of(raw) for raw in raws], dtype=np.int64)
            if column.key == "due":
                days["due"], due_limits = limits_among(raws, days["due"])
            bad = np.flatnonzero(days[column.key] == UNREADABLE_DAY).tolist()
            if is_swapped(raws):
                where = header_cell(sheet, header, column.column)
                found.append(diagnostic("QM246", where, column=column.header))
        else:
            texts[column.key] = text_column(map(_as_state if column.key == "state" else _as_text, raws))
            bad = [position for position, raw in enumerate(raws) if isinstance(raw, ErrorValue)]
        cells = {(numbers[position], column.key): raws[position] for position in bad}
        if cells:
            unreadable.update(cells)
            say_unreadable(sheet.name, column, cells, found, is_day=column.key in days)
    register = register_of(sheet.name, header, typed, np.array(numbers, dtype=np.int64), days, texts)
    return replace(register, unreadable=unreadable, due_limits=due_limits)


def _as_text(raw: CellValue) -> str:
    return "" if raw is None else read_text(raw) or ""


def _as_state(raw: CellValue) -> str:
    """Formulas look for its words with single plain blanks between them."""
    return " ".join(_as_text(raw).split())


def register_of(
    sheet: str,
    header: HeaderRows,
    columns: tuple[TableColumn, ...],
    row_numbers: np.ndarray,
    days: Mapping[str, np.ndarray],
    texts: Mapping[str, TextColumn],
) -> Register:
    """The register of these columns, with what its states say."""
    if "state" in texts:
        texts = {**texts, "state": _respelled(texts["state"])}
    states = _states(texts["state"]) if "state" in texts else {}
    return Register(sheet, header.last_row, columns, row_numbers, days, texts, states=states)


def _states(texts: TextColumn) -> dict[State, np.ndarray]:
    """Which rows are in which state."""
    told = [_states_in(text) for text in texts.values]
    return {state: np.array([state in states for states in told], dtype=bool)[texts.codes] for state in STATE_WORDS}


@lru_cache(maxsize=2**12)
def _states_in(text: str) -> frozenset[State]:
    small = text.lower()
    return frozenset(state for state, words in STATE_WORDS.items() if words.are_in(small))


def _respelled(texts: TextColumn) -> TextColumn:
    """States travel as texts: those in whose spelling formulas would not find the words ("Hòan  thành") in theirs."""
    return replace(texts, values=tuple(map(_as_known_state, texts.values)))


@lru_cache(maxsize=2**12)
def _as_known_state(text: str) -> str:
    spelled = normal_form(text)
    is_known = _states_in(text) == _states_in(spelled)
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


def day_number_of(raw: CellValue) -> int:
    """Day number of a cell: NO_DAY where blank, UNREADABLE_DAY where it is no date."""
    if raw is None:
        return NO_DAY
    day = read_day(raw)
    number = NO_DAY if day is None else day_number(day)
    return number if number > NO_DAY else UNREADABLE_DAY


def day_number(day: date) -> int:
    """Spreadsheet day number of a date."""
    return (day - DAY_ZERO).days


def say_unreadable(
    sheet: str,
    column: TableColumn,
    cells: Mapping[tuple[int, str], CellValue],
    found: list[Diagnostic],
    *,
    is_day: bool,
    more: int = 0,
) -> None:
    """The first cells of a column that cannot be read one by one, all others by their rows; `more`: cells not given."""
    told = {row: raw for (row, _), raw in cells.items() if not isinstance(raw, DisputedText)}
    unstored = {row: raw for row, raw in told.items() if isinstance(raw, ErrorValue) and raw.is_unstored}
    typed = {row: raw for row, raw in told.items() if row not in unstored}
    own: list[Diagnostic] = []
    for row, raw in (*unstored.items(), *islice(typed.items(), MOST_CELLS_NAMED)):
        texts = {
            "expected": _COLUMNS[column.key].help if column.key in _COLUMNS else column.header,
            "reason": day_fault(raw) if is_day else "",
        }
        where = CellReference(sheet, row, column.column)
        own.extend(cell_fault("QM222" if is_day else "QM223", where, raw, column=column.header, **texts))
    found.extend(said_once(own))
    others = list(islice(typed, MOST_CELLS_NAMED, None))
    if others:
        where = CellReference(sheet, others[0], column.column)
        texts = {"header": column.header, "rows": named_rows(others) + (" …" if more else "")}
        found.append(diagnostic("QM388", where, column=column.header, count=len(others) + more, **texts))
