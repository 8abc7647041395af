"""Cells whose text says a number, a date or a word for certain, and what should stand there.

Only cells that were read as input are looked at: headers, grey cells and what other sheets carry are never repaired.
A text with two readings is no candidate: to repair it would be to guess.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from unicodedata import normalize

from qmxl.contract.sheets import DIRECT_MEASURES, TABLE_COLUMNS, Kind
from qmxl.model.references import CellReference
from qmxl.model.repairs import Repair
from qmxl.model.submission import CellValue, DetailTable, Entry, Register, Submission, Table, TableKind
from qmxl.model.targets import Scale, Target
from qmxl.reading.normal_form import UNPRINTED
from qmxl.reading.values import read_day, read_number, read_share
from qmxl.reading.workbook import SheetCells, WorkbookCells

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")
_RESPELLING = UNPRINTED | _SPACES
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*$")
_POINT_OR_THOUSANDS = re.compile(r"\s*[+-]?\d{1,3}\.\d{3}\s*%?\s*")
"""1.587: a thousand and more as a count; of anything else, nobody but the writer can say."""
_COUNTS = {
    (kind, column.key) for kind, columns in TABLE_COLUMNS.items() for column in columns if column.kind is Kind.NUMBER
}
_DAYS = frozenset(column.key for column in TABLE_COLUMNS[TableKind.REGISTER] if column.kind is Kind.DATE)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell read as input: its entry, and how a number in it is understood."""

    entry: Entry[object]
    is_share: bool = False
    is_count: bool = False


def repairs(submission: Submission, book: WorkbookCells) -> tuple[Repair, ...]:
    """Every certain repair, sheet by sheet as the workbook has them, by row and column; pure.

    A cell is repaired only if it reads the same afterwards.
    """
    order = {name: position for position, name in enumerate(book.sheets)}
    found = {
        repair.reference: repair
        for cell in _cells(submission, book)
        if (repair := _repair(cell, _legacy(cell.entry.reference, book)))
    }
    return tuple(found[where] for where in sorted(found, key=lambda w: (order.get(w.sheet, 0), w.row, w.column)))


def repaired_text(text: str) -> str:
    """A text as it looks: NFC, plain spaces, nothing invisible, Ư and Đ for the letters that look like them."""
    return normalize("NFC", text.translate(_RESPELLING))


def _legacy(where: CellReference | None, book: WorkbookCells) -> str | None:
    """The encoding a cell was converted from at the door."""
    sheet = book.sheets.get(where.sheet) if where else None
    return sheet.legacy.get((where.row, where.column)) if sheet and where else None


def _repair(cell: _Cell, legacy: str | None) -> Repair | None:
    entry = cell.entry
    raw, where = entry.raw, entry.reference
    if not isinstance(raw, str) or where is None or entry.alternative is not None:
        return None
    if isinstance(entry.value, Decimal):
        return _number(cell, raw, where)
    if isinstance(entry.value, date):
        return Repair(where, raw, _moment(raw, entry.value))
    text = repaired_text(raw)
    if legacy:
        return Repair(where, f"(chữ {legacy})", text, is_legacy=True)
    return Repair(where, raw, text) if text != raw else None


def _number(cell: _Cell, raw: str, where: CellReference) -> Repair | None:
    number = read_number(raw)
    if number is None or (not cell.is_count and _POINT_OR_THOUSANDS.fullmatch(raw)):
        return None
    stored = float(number)
    understood = read_share(stored) if cell.is_share else (read_number(stored), None)
    if understood != (cell.entry.value, None):
        return None
    return Repair(where, raw, number, is_percent=raw.rstrip().endswith("%"))


def _moment(raw: str, day: date) -> date:
    """The day with the time of day that was typed beside it."""
    match = _TIME.search(raw)
    if not match:
        return day
    hour, minute, second = (int(part or 0) for part in match.groups())
    is_time = hour < 24 and minute < 60 and second < 60
    return datetime.combine(day, time(hour, minute, second)) if is_time else day


# Every cell that was read as input


def _cells(submission: Submission, book: WorkbookCells) -> Iterator[_Cell]:
    for entries in submission.information.entries.values():
        yield from map(_Cell, entries)
    for section in submission.sections.values():
        yield _Cell(section)
    yield from _indicator_cells(submission)
    for table in submission.tables.values():
        yield from _table_cells(table, book)


def _indicator_cells(submission: Submission) -> Iterator[_Cell]:
    yield from (_Cell(objective.statement) for objective in submission.objectives)
    for indicator in submission.indicators:
        texts: Iterable[Entry[object]] = (
            indicator.wording, indicator.target, indicator.measure, indicator.assessment, indicator.responsible,
            indicator.coordinating, indicator.resources, indicator.deadline, indicator.source,
            indicator.counted_column, indicator.condition, indicator.basis, indicator.no_cases, indicator.sentence,
        )  # fmt: skip
        yield from map(_Cell, texts)
        result = indicator.result
        if result:
            target = indicator.target.value
            is_share = target is None or target.scale is Scale.SHARE
            yield _Cell(result.direct, is_share=is_share)
            if indicator.measure.value not in DIRECT_MEASURES:  # hatched there: what stands in it is not counted
                yield from (_Cell(count, is_count=True) for count in (result.numerator, result.denominator))
            yield from map(_Cell, (result.cut_off, result.evidence, result.cause, result.solution))


def _table_cells(table: Table, book: WorkbookCells) -> Iterator[_Cell]:
    if isinstance(table, Register):
        if table.sheet in book.sheets and book.sheets[table.sheet].below is None:
            yield from _register_cells(table, book.sheets[table.sheet])
    else:
        yield from _detail_cells(table)


def _detail_cells(table: DetailTable) -> Iterator[_Cell]:
    yield from (_Cell(entry, is_count=True) for entry in (table.forms_sent, table.forms_returned))
    for row in table.rows:
        plan = row.value("plan")
        is_share = isinstance(plan, Target) and plan.scale is Scale.SHARE
        for key, entry in row.entries.items():
            yield _Cell(entry, is_share=is_share and key == "actual", is_count=(table.kind, key) in _COUNTS)


def _register_cells(table: Register, sheet: SheetCells) -> Iterator[_Cell]:
    for column in table.columns:
        is_day = column.key in _DAYS
        for row in table.row_numbers.tolist():
            raw = sheet.at(row, column.column)
            if isinstance(raw, str):
                yield _Cell(Entry(_value(raw, is_day=is_day), raw, CellReference(sheet.name, row, column.column)))


def _value(raw: CellValue, *, is_day: bool) -> object:
    return read_day(raw) if is_day else raw
