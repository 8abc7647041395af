"""Registers of any length: their rows as columns of numbers, each distinct text read once.

Only rows without any date are looked at cell by cell, for among them are totals, headings and notes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import overload

import numpy as np
import pandas as pd

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import TABLE_COLUMNS, Kind
from qmxl.model.diagnostics import Diagnostic, Refusal
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    NO_DAY,
    UNREADABLE_DAY,
    UNSTORED_FORMULA,
    CellValue,
    DisputedText,
    ErrorValue,
    Register,
    TableColumn,
    TableKind,
)
from qmxl.model.text_columns import TextColumn
from qmxl.reading.headers import EXTRA, TIME_LIMIT_KEY, HeaderRows, header_cell
from qmxl.reading.legacy_text import converted
from qmxl.reading.normal_form import prose
from qmxl.reading.registers import day_number_of, register_of, say_unreadable
from qmxl.reading.settled_cells import READ_TOGETHER, UnsettledTable, both_of, say_like_columns
from qmxl.reading.sheet_columns import SheetColumns, read_columns
from qmxl.reading.table_rows import kinds_of_rows, say_row_kinds
from qmxl.reading.time_limits import limits_among
from qmxl.reading.totals import check_row_count
from qmxl.reading.values import is_swapped
from qmxl.reading.workbook import RowsBelow, SheetCells

_COLUMNS = {column.key: column for column in TABLE_COLUMNS[TableKind.REGISTER]}
_NAMING_KEYS = ("dossier", "item")
"""What a row is known by: only the first that is there is read."""
_UNREAD_KEYS = frozenset({"item", "note"})
"""Prose that no figure rests on; it stays home, and is not read unless a condition asks for it."""


def read_long_register(
    sheet: SheetCells, below: RowsBelow, header: HeaderRows, wanted: Collection[str], found: list[Diagnostic]
) -> Register | Refusal:
    """All filled rows below the header; of added columns only those with a key in `wanted`."""
    typed = tuple(c for c in header.columns if c.key not in _COLUMNS or not _COLUMNS[c.key].filled)
    dated = [c for c in typed if _is_dated(c)]
    texts = _texts_to_read(typed, wanted)
    alike = next((c for c in texts if c.key == "dossier"), None)
    like_days = {c.key: header.rivals.get(c.key, (c,)) for c in dated}
    like_texts = {c.key: header.rivals.get(c.key, (c,)) if c.key in READ_TOGETHER else (c,) for c in texts}
    asked_days, asked_texts = (
        [column for same in like.values() for column in same] for like in (like_days, like_texts)
    )
    columns = read_columns(sheet, below, header.last_row + 1, asked_days, asked_texts, alike)
    if isinstance(columns, Refusal):
        return columns
    rows = _case_rows(sheet, columns, header, typed, found)
    if below.hidden_rows:
        where = CellReference(sheet.name, header.last_row + 1, typed[0].column)
        found.append(diagnostic("QM344", where, count=below.hidden_rows))
    wrong = {place: text or UNSTORED_FORMULA for place, text in columns.errors.items()}
    read = pd.DataFrame({c.column: columns.codes[c.column] for c in (*asked_days, *asked_texts)}, columns.row_numbers)
    frame = read[rows]
    days = {key: _settled_days(frame, columns, same) for key, same in like_days.items()}
    register = register_of(
        sheet.name,
        header,
        typed,
        frame.index.to_numpy(),
        {key: settled.days for key, settled in days.items()},
        {key: _joined_texts(frame, columns, same, rows) for key, same in like_texts.items()},
    )
    _say_like_columns(sheet, header, {**like_days, **like_texts}, days, register.row_numbers, found)
    for column in dated:
        typed_days = [_typed_day(value) for value in columns.distinct[column.column]]
        if is_swapped(typed_days):
            found.append(diagnostic("QM246", header_cell(sheet, header, column.column), column=column.header))
    register = _with_limits(register, frame, columns, dated)
    return _with_unreadable(register, frame, columns, _Faults(wrong, days), (*dated, *texts), found)


@dataclass(frozen=True, slots=True, eq=False)
class _SettledDays:
    """Days of like columns made one; rows where they differ have none, and what stands in them."""

    days: np.ndarray
    differing: np.ndarray
    """Numbers of the rows where they differ."""
    disputed: Mapping[int, DisputedText]
    """What stands in them, of the first."""
    used: TableColumn


@dataclass(frozen=True, slots=True)
class _Faults:
    """Error cells by row and column number, and like columns of dates by key."""

    errors: Mapping[tuple[int, int], str]
    days: Mapping[str, _SettledDays]


def undecided_keys(header: HeaderRows) -> frozenset[str]:
    """Keys of texts that stand twice: whether they differ is not looked at, so nothing may be counted by them."""
    return frozenset(
        key for key, (first, *_) in header.rivals.items() if key not in READ_TOGETHER and not _is_dated(first)
    )


def _settled_days(frame: pd.DataFrame, columns: SheetColumns, same: Sequence[TableColumn]) -> _SettledDays:
    read = {column: _days(frame[column.column].to_numpy(), columns.distinct[column.column]) for column in same}
    filled = {column: days for column, days in read.items() if (days != NO_DAY).any()} or {same[0]: read[same[0]]}
    used, *others = filled
    differing = np.zeros(len(frame), dtype=bool)
    for other in others:
        differing |= filled[other] != filled[used]
    disputed: dict[int, DisputedText] = {}
    for position in np.flatnonzero(differing)[:_MOST_QUOTED].tolist():
        cells = [_cell(frame, columns, column, position) for column in filled]
        disputed[int(frame.index[position])] = both_of(cells)
    days = np.where(differing, UNREADABLE_DAY, filled[used])
    return _SettledDays(days, frame.index.to_numpy()[differing], disputed, used)


def _cell(frame: pd.DataFrame, columns: SheetColumns, column: TableColumn, position: int) -> str | None:
    code = int(frame[column.column].iloc[position])
    return columns.distinct[column.column][code] if code >= 0 else None


def _joined_texts(
    frame: pd.DataFrame, columns: SheetColumns, same: Sequence[TableColumn], rows: np.ndarray
) -> TextColumn:
    """Two columns of states are read together."""
    first, *others = (_text_column(frame[c.column].to_numpy(), columns, c, rows) for c in same)
    for other in others:
        one, two = first.values, other.values  # noqa: PD011  no frames
        width = len(two)
        pairs, codes = np.unique(first.codes.astype(np.int64) * width + other.codes, return_inverse=True)
        texts = ((one[pair // width], two[pair % width]) for pair in pairs.tolist())
        first = TextColumn(tuple("; ".join(dict.fromkeys(filter(None, pair))) for pair in texts), codes)
    return first


def _say_like_columns(
    sheet: SheetCells,
    header: HeaderRows,
    like: Mapping[str, Sequence[TableColumn]],
    days: Mapping[str, _SettledDays],
    row_numbers: np.ndarray,
    found: list[Diagnostic],
) -> None:
    table = UnsettledTable(sheet, header, _COLUMNS, int(row_numbers.max(initial=0)), found)
    for key, rivals in header.rivals.items():
        used = like.get(key, rivals[:1]) if key in READ_TOGETHER else [days[key].used] if key in days else rivals[:1]
        say_like_columns(table, rivals, used, days[key].differing.tolist() if key in days else [])


def _with_limits(
    register: Register, frame: pd.DataFrame, columns: SheetColumns, dated: Sequence[TableColumn]
) -> Register:
    """Due dates that are time limits instead, looked for among the distinct texts."""
    due = next((column for column in dated if column.key == "due"), None)
    if due is None:
        return register
    values = [_typed_day(value) for value in columns.distinct[due.column]]
    by_value = np.array([day_number_of(value) for value in values], dtype=np.int64)
    _, limits = limits_among(values, by_value)
    if limits is None:
        return register
    codes = frame[due.column].to_numpy()
    is_limit = np.append(limits.codes, 0)[codes] > 0
    days = {**register.days, "due": np.where(is_limit, NO_DAY, register.days["due"])}
    return replace(register, days=days, due_limits=TextColumn(limits.values, np.append(limits.codes, 0)[codes]))


def _is_dated(column: TableColumn) -> bool:
    return column.key in _COLUMNS and _COLUMNS[column.key].kind is Kind.DATE


def _texts_to_read(typed: Sequence[TableColumn], wanted: Collection[str]) -> list[TableColumn]:
    named = next((c.key for key in _NAMING_KEYS for c in typed if c.key == key), None)

    def is_read(column: TableColumn) -> bool:
        is_needed = column.key in wanted or column.key in {named, TIME_LIMIT_KEY}
        return is_needed or not (column.key in _UNREAD_KEYS or column.key.startswith(EXTRA))

    return [column for column in typed if not _is_dated(column) and is_read(column)]


_MOST_QUOTED = 5_000
"""Cells of a column that cannot be read, or differ from a like column's, kept as they stand; no more rows travel."""


# Which rows are cases


@dataclass(frozen=True, slots=True, eq=False)
class _FewRows(Sequence[tuple[CellValue, ...]]):
    """A sheet of which only some rows are known; the others look blank."""

    known: Mapping[int, tuple[CellValue, ...]]
    length: int

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int) -> tuple[CellValue, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> "Sequence[tuple[CellValue, ...]]": ...
    def __getitem__(self, index: int | slice) -> "tuple[CellValue, ...] | Sequence[tuple[CellValue, ...]]":
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(self.length))]
        return self.known.get(index + 1, ())


def _case_rows(
    sheet: SheetCells,
    columns: SheetColumns,
    header: HeaderRows,
    typed: Sequence[TableColumn],
    found: list[Diagnostic],
) -> np.ndarray:
    """A mask of the rows that are cases; what else there is, is said."""
    first = header.last_row + 1
    known: dict[int, tuple[CellValue, ...]] = {n: sheet.rows[n - 1] for n in (first, first + 1) if n <= len(sheet.rows)}
    known |= {row: _as_row(cells) for row, cells in columns.sparse.items()}
    looked_at = sorted({first, *columns.sparse} & set(known))
    few = replace(sheet, rows=_FewRows(known, first + len(columns.filled) - 1), below=None)  # type: ignore[arg-type]
    kinds = kinds_of_rows(few, header, typed, has_headings=True, rows=looked_at)
    cases = columns.filled.copy()
    for row in set(looked_at) - set(kinds.cases):
        cases[row - first] = False
    say_row_kinds(kinds, few, typed, found)
    check_row_count(kinds, int(cases.sum()), few, header, found)
    return cases


def _as_row(cells: Mapping[int, str]) -> tuple[CellValue, ...]:
    """Cells of nothing but spaces are blank."""
    filled = {column: text for column, text in cells.items() if text.strip()}
    return tuple(filled.get(column) for column in range(1, max(filled, default=0) + 1))


# What the cells hold


def _typed_day(text: str) -> CellValue:
    """A date cell is told as ISO 8601, a number cell by its digits; everything else was typed as text."""
    try:
        return date.fromisoformat(text[:10]) if text[4:5] == "-" else float(text)
    except ValueError:
        return text


def _days(codes: np.ndarray, values: Sequence[str]) -> np.ndarray:
    """Day numbers of rows, each distinct text read once."""
    by_value = np.array([*(day_number_of(_typed_day(value)) for value in values), NO_DAY], dtype=np.int64)
    return np.asarray(by_value[codes])


@dataclass(frozen=True, slots=True, eq=False)
class _PackedTexts(Sequence[str]):
    """Texts of every row, one behind the other in UTF-8; read when they are asked for."""

    starts: np.ndarray
    data: bytes

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        return _clean(self.data[int(self.starts[index]) : int(self.starts[index + 1])].decode(errors="replace"))


def _clean(text: str) -> str:
    return prose(converted(text, None)[0]) or ""


def _as_state(text: str) -> str:
    """Formulas look for its words with single plain blanks between them."""
    return " ".join(_clean(text).split())


def _text_column(codes: np.ndarray, columns: SheetColumns, column: TableColumn, rows: np.ndarray) -> TextColumn:
    packed = columns.packed.get(column.column)
    if packed is not None:
        alike = columns.alike[rows] if columns.alike is not None and column.key == "dossier" else None
        return TextColumn(_PackedTexts(*packed), codes, alike)
    clean = _as_state if column.key == "state" else _clean
    values = (*map(clean, columns.distinct[column.column]), "")
    return TextColumn(values, np.where(codes < 0, len(values) - 1, codes))


def _with_unreadable(
    register: Register,
    frame: pd.DataFrame,
    columns: SheetColumns,
    faults: _Faults,
    read: Sequence[TableColumn],
    found: list[Diagnostic],
) -> Register:
    """Cells that are errors, or no dates, named; their rows have no date there."""
    unreadable: dict[tuple[int, str], CellValue] = {}
    for column in read:
        cells: dict[tuple[int, str], CellValue] = {}
        days = register.days.get(column.key)
        errors = {row: text for (row, number), text in faults.errors.items() if number == column.column}
        at = np.flatnonzero(np.isin(register.row_numbers, list(errors))) if errors else np.zeros(0, dtype=np.int64)
        untold = at[_MOST_QUOTED:]
        if days is not None:
            settled = faults.days[column.key]
            days[at] = UNREADABLE_DAY
            at = np.flatnonzero(days == UNREADABLE_DAY)
            untold = at[_MOST_QUOTED:][~np.isin(register.row_numbers[at[_MOST_QUOTED:]], settled.differing)]
            for position in at[:_MOST_QUOTED].tolist():
                row = int(register.row_numbers[position])
                text = errors.get(row)
                raw = settled.disputed.get(row) or _cell(frame, columns, column, position)
                cells[row, column.key] = ErrorValue(text) if text else raw or both_of([None])
        else:
            rows = register.row_numbers[at[:_MOST_QUOTED]].tolist()
            cells = {(row, column.key): ErrorValue(errors[row]) for row in rows}
        say_unreadable(register.sheet, column, cells, found, is_day=days is not None, more=len(untold))
        unreadable |= cells
    return replace(register, unreadable=unreadable)
