"""Registers in other files: exports of one-stop software as they come, one file or a folder of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from qmxl.contract.sheets import TIME_LIMIT_HEADERS
from qmxl.model.diagnostics import Refusal
from qmxl.model.submission import ROWS_OF_A_PART, Register, TableColumn
from qmxl.model.text_columns import TextColumn, blank_texts
from qmxl.reading.headers import TIME_LIMIT_KEY
from qmxl.reading.parsing import Parsing
from qmxl.reading.time_limits import header_unit, with_unit
from qmxl.reading.workbook import SheetCells, open_workbook


@dataclass(frozen=True, slots=True)
class RegisterFiles:
    """Registers given for indicators by their code, being parsed; `folder`: where paths in the workbook begin."""

    given: Mapping[str, Sequence[Parsing]] = field(default_factory=dict)
    folder: Path | None = None
    begun: list[Parsing] = field(default_factory=list)
    """Those that paths in the workbook led to."""


NO_FILES = RegisterFiles()


@dataclass(frozen=True, slots=True)
class RegisterSheets:
    """Every sheet of the files of one register, named as Excel names sheets of other files: [so.xlsx]Sheet1."""

    sheets: tuple[SheetCells, ...]
    sha256: str


def open_register(parsings: Iterable[Parsing]) -> RegisterSheets | Refusal:
    """Sheets of all files; refused if one of them is."""
    books = [open_workbook(parsing) for parsing in parsings]
    refused = next((book for book in books if isinstance(book, Refusal)), None)
    if refused:
        return refused
    opened = [book for book in books if not isinstance(book, Refusal)]
    sheets = tuple(
        replace(sheet, name=f"[{book.name}]{sheet.name}") for book in opened for sheet in book.sheets.values()
    )
    return RegisterSheets(sheets, ", ".join(book.sha256 for book in opened))


def joined(registers: Sequence[Register], sha256: str) -> Register:
    """One register of several sheets; a column that a sheet lacks is blank there."""
    if len(registers) == 1:
        return replace(registers[0], sha256=sha256)
    units = {header_unit(column.header) for register in registers for column in _limit_columns(register)}
    if len(units) > 1:
        registers = [_with_units(register) for register in registers]
    columns = {column.key: column for register in registers for column in register.columns}
    days = {key for register in registers for key in register.days}
    texts = {key for register in registers for key in register.texts}
    parts = list(enumerate(registers))
    return replace(
        registers[0],
        columns=tuple(columns.values()),
        row_numbers=np.concatenate([r.row_numbers + part * ROWS_OF_A_PART for part, r in parts]),
        days={key: np.concatenate([register.column_days(key) for register in registers]) for key in days},
        texts={key: _chained([register.column_texts(key) for register in registers]) for key in texts},
        unreadable={(row + p * ROWS_OF_A_PART, key): raw for p, r in parts for (row, key), raw in r.unreadable.items()},
        states={state: np.concatenate([r.says(state) for r in registers]) for r in registers for state in r.states},
        due_limits=_limits([(register.due_limits, len(register)) for register in registers]),
        sha256=sha256,
        part_sheets=tuple(register.sheet for register in registers),
    )


def _limit_columns(register: Register) -> list[TableColumn]:
    return [column for column in register.columns if column.key == TIME_LIMIT_KEY]


def _with_units(register: Register) -> Register:
    """Time limits with the unit of their own header, for another sheet's header says another; it is taken off."""
    own = _limit_columns(register)
    if not own:
        return register
    unit, limits = header_unit(own[0].header), register.texts[TIME_LIMIT_KEY]
    values = tuple(with_unit(text, unit) for text in limits.values)
    unnamed = tuple(replace(c, header=TIME_LIMIT_HEADERS[0]) if c in own else c for c in register.columns)
    return replace(register, columns=unnamed, texts={**register.texts, TIME_LIMIT_KEY: replace(limits, values=values)})


def _limits(parts: Sequence[tuple[TextColumn | None, int]]) -> TextColumn | None:
    if all(limits is None for limits, _ in parts):
        return None
    return _chained([blank_texts(length) if limits is None else limits for limits, length in parts])


def _chained(columns: Sequence[TextColumn]) -> TextColumn:
    numbers: dict[str, int] = {}
    codes = []
    for column in columns:
        own = np.array([numbers.setdefault(text, len(numbers)) for text in column.values], dtype=np.int32)
        codes.append(own[column.codes] if len(own) else np.zeros(0, dtype=np.int32))
    return TextColumn(tuple(numbers), np.concatenate(codes))
