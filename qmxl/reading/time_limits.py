"""Time limits as registers give them: "15 ngày làm việc", "20 ngày", a bare 15 below "(ngày làm việc)". Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import islice

import numpy as np

from qmxl.contract.sheets import DUE_OR_LIMIT_HEADERS
from qmxl.model.submission import NO_DAY, UNREADABLE_DAY, CellValue, TableColumn
from qmxl.model.text_columns import TextColumn
from qmxl.reading.headers import TIME_LIMIT_KEY, HeaderRows, header_of
from qmxl.reading.normal_form import normal_form, prose
from qmxl.reading.values import read_day
from qmxl.reading.workbook import SheetCells

MOST_DAYS = 1_000
"""A longer time limit is a slip of the finger, or the number of something else."""
_CELLS_LOOKED_AT = 100
"""So many filled cells tell whether a column holds due dates or time limits."""

_BEFORE = r"(?:(?:không quá|tối đa|chậm nhất|trong vòng|trong thời hạn|thời hạn|trong|là) ?:? )*"
_AFTER = r"(?: ?,? (?:kể |tính )?từ (?:khi|ngày) [^\d]+| sau khi [^\d]+)?"
_COUNT = r"(?P<count>[0-9]{1,9})(?: ?\([^()\d]*\))?"
"""15, 05, 15 (mười lăm)"""
_WORKING = re.compile(
    rf"{_BEFORE}{_COUNT} ?\(?(?:ngày \(?(?:làm việc|lv|l\.v)\.?\)?|ngàylv|nlv)(?: \([^()\d]*\)|/hồ sơ)?{_AFTER}"
)
_CALENDAR = re.compile(rf"{_BEFORE}{_COUNT} ?ngày{_AFTER}")
_BARE = re.compile(r"(?P<count>[0-9]{1,9})")
_WITHIN_A_DAY = re.compile(
    rf"{_BEFORE}(?:[0-9]{{1,4}}(?:[.,][0-9]+)? ?(?:giờ|h|tiếng|phút)(?: làm việc)?"
    rf"|(?:0[.,]5|1/2|nửa|½) ?ngày(?: làm việc)?){_AFTER}"
    rf"|(?:(?:giải quyết|trả|trả kết quả|lấy) )?(?:ngay )?trong (?:ngày|buổi)(?: làm việc)?{_AFTER}"
    r"|(?:giải quyết |trả |trả kết quả |lấy )?ngay"
)
_WORKING_HEADER = re.compile(r"ngày (?:làm việc|lv)\b|\bnlv\b")
_CALENDAR_HEADER = re.compile(r"\(ngày\)|\bsố ngày\b|^ngày$")
_MAY_BE_DUE = tuple(map(normal_form, DUE_OR_LIMIT_HEADERS))


class LimitKind(IntEnum):
    """What stands in a cell of a time limit."""

    BLANK = 0
    WORKING_DAYS = 1
    CALENDAR_DAYS = 2
    WITHIN_A_DAY = 3
    UNKNOWN = 4


_UNIT_WORDS = {LimitKind.WORKING_DAYS: "ngày làm việc", LimitKind.CALENDAR_DAYS: "ngày"}


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit; `days` is 0 where it is not one of whole days."""

    kind: LimitKind
    days: int = 0


_BLANK, _UNKNOWN, _SHORT = TimeLimit(LimitKind.BLANK), TimeLimit(LimitKind.UNKNOWN), TimeLimit(LimitKind.WITHIN_A_DAY)


@lru_cache(maxsize=2**14)
def read_time_limit(text: str, unit: LimitKind = LimitKind.UNKNOWN) -> TimeLimit:
    """`text` as a time limit; `unit` is what the column's header says.

    A bare number is in the header's unit; under a header of working days "15 ngày" are those.
    """
    typed = normal_form(text).rstrip(" .;")
    if not typed:
        return _BLANK
    if _WITHIN_A_DAY.fullmatch(typed):
        return _SHORT
    if match := _WORKING.fullmatch(typed):
        return _whole_days(match, LimitKind.WORKING_DAYS)
    if match := _CALENDAR.fullmatch(typed):
        return _whole_days(match, unit if unit is LimitKind.WORKING_DAYS else LimitKind.CALENDAR_DAYS)
    match = _BARE.fullmatch(typed)
    return _whole_days(match, unit) if match and unit is not LimitKind.UNKNOWN else _UNKNOWN


def _whole_days(match: re.Match[str], kind: LimitKind) -> TimeLimit:
    days = int(match["count"])
    return TimeLimit(kind, days) if 0 < days <= MOST_DAYS else _UNKNOWN


def header_unit(header: str) -> LimitKind:
    """Unit of bare numbers in a column, UNKNOWN where its header names none."""
    name = normal_form(header)
    if _WORKING_HEADER.search(name):
        return LimitKind.WORKING_DAYS
    return LimitKind.CALENDAR_DAYS if _CALENDAR_HEADER.search(name) else LimitKind.UNKNOWN


def with_unit(text: str, unit: LimitKind) -> str:
    """A time limit of whole days as it is read below a header of this unit."""
    limit = read_time_limit(text, unit)
    return f"{limit.days} {_UNIT_WORDS[limit.kind]}" if limit.days else text


def limits_among(raws: Sequence[CellValue], days: np.ndarray) -> tuple[np.ndarray, TextColumn | None]:
    """Cells of a column of due dates that could not be read as days because they hold a time limit.

    The days with NO_DAY in their place, and their texts by row; None where no cell does.
    """
    numbers: dict[str, int] = {"": 0}
    codes = np.zeros(len(days), dtype=np.int32)
    for position in np.flatnonzero(days == UNREADABLE_DAY).tolist():
        text = raws[position]
        if isinstance(text, str) and read_time_limit(text).kind is not LimitKind.UNKNOWN:
            codes[position] = numbers.setdefault(prose(text), len(numbers))
    if len(numbers) == 1:
        return days, None
    return np.where(codes > 0, NO_DAY, days), TextColumn(tuple(numbers), codes)


def with_time_limit(header: HeaderRows, sheet: SheetCells) -> HeaderRows:
    """The header with "Thời hạn giải quyết" and its like as what their cells are: due dates, or time limits.

    Where nothing else can be the due date it stays that: its cells are told apart one by one.
    """
    columns = [column for same in _all_columns(header) for column in same]
    if not any(map(_may_be_either, columns)):
        return header
    others = [c for c in columns if c.key == "due" and not _may_be_either(c)]
    settled = []
    for column in columns:
        key = column.key
        if key == "due" and others and _may_be_either(column) and not _holds_days(sheet, header, column):
            key = TIME_LIMIT_KEY
        elif key == TIME_LIMIT_KEY and _may_be_either(column) and _holds_days(sheet, header, column):
            key = "due"
        settled.append(TableColumn(key, column.header, column.column))
    if settled == columns:
        return header
    return header_of(header.first_row, header.last_row, sorted(settled, key=lambda c: c.column))


def _all_columns(header: HeaderRows) -> Iterable[tuple[TableColumn, ...]]:
    return (header.rivals.get(column.key, (column,)) for column in header.columns)


def _may_be_either(column: TableColumn) -> bool:
    return normal_form(column.header).startswith(_MAY_BE_DUE)


def _holds_days(sheet: SheetCells, header: HeaderRows, column: TableColumn) -> bool:
    """Whether one of the first filled cells below the header is a date."""
    cells = (sheet.at(row, column.column) for row in range(header.last_row + 1, len(sheet.rows) + 1))
    filled = islice((cell for cell in cells if cell is not None), _CELLS_LOOKED_AT)
    return any(read_day(cell) is not None for cell in filled)
