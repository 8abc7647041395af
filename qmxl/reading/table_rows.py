"""Rows of a detail table, told apart: cases, totals, headings, the row of column numbers."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile

from qmxl.contract.choices import CASE_WORDS, OTHER_YES_NO_WORDS, TOTAL_WORDS, YES_NO_WORDS, words_of
from qmxl.contract.rules import diagnostic
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, TableColumn
from qmxl.reading.headers import HeaderRows
from qmxl.reading.normal_form import normal_form
from qmxl.reading.values import as_found, read_number, read_text
from qmxl.reading.workbook import SheetCells

FEWEST_NUMBERS = 3
LEADING_CELLS = 3
"""The word "Cộng" stands in one of the first cells of its row."""
_WIDE_MERGE = 3
"""A text merged over so many columns, alone in its row, is a heading."""
MOST_RUNS_NAMED = 20
_MOST_FOOT_ROWS = 15
_FOOT = re.compile(
    r"(?:người )?lập (?:biểu|bảng|sổ|báo cáo|danh sách)\.?|người lập\.?|(?:thủ trưởng|lãnh đạo) (?:đơn vị|cơ quan)"
    r"|(?:[^\W\d][^\d,]*, )?ngày [\d.…]* ?tháng [\d.…]* ?năm [\d.…]*"
)
"""Người lập biểu; Mẫu, ngày 30 tháng 9 năm 2026."""
_ANSWERS = frozenset(map(normal_form, words_of(YES_NO_WORDS, OTHER_YES_NO_WORDS)))

_WORD = f"(?:{'|'.join(sorted(TOTAL_WORDS, key=len, reverse=True))})"
_CASES = f"(?: (?:{'|'.join(CASE_WORDS)}))"
_SPAN = r"(?:(?:cả )?(?:\d{1,2} )?(?:tháng|quý|năm|kỳ)(?: (?:đầu|cuối) năm)?|toàn (?:xã|phường|đặc khu))"
_TOTAL = re.compile(
    rf"{_WORD}(?: (?:mục|phần|nhóm|trang|{_SPAN}))?(?: [ivx\d/]+| [a-zđ])?\s*(?:\([^()]*\))?\s*[.:]?"
    rf"|{_WORD}{_CASES}?\s*:\s*(?P<count>\d{{1,3}}(?:\.\d{{3}})+|\d+){_CASES}?\s*\.?"
)
"""Cộng; Tổng cộng:; TỔNG CỘNG (I+II); Cộng mục I; Tổng 9 tháng; Tổng số hồ sơ: 52. Not "Cộng đồng", "Tổng hợp"."""
_NUMERAL = re.compile(r"\(?([IVX]+|[A-ZĐ])\)?\s*[.):]?")
_NUMBERED_TITLE = re.compile(r"\(?([IVX]+|[A-ZĐ])\)?\s*[.):/-]\s+[^\W\d]")
"""II. Lĩnh vực đất đai; with a space, so that the code H-01 is none."""
_ROMAN_SIGNS = frozenset("IVX")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")
"""3, (3), 3=2/1"""


@dataclass(frozen=True, slots=True)
class RowKinds:
    """Rows of a table below its header, by what they are."""

    cases: tuple[int, ...]
    totals: tuple[int, ...] = ()
    headings: tuple[int, ...] = ()
    numbers: int | None = None
    """The row of column numbers."""
    foot: tuple[int, ...] = ()
    """Rows with place, day and signatures below the table."""


@dataclass(slots=True)
class _Sorted:
    cases: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    perhaps: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    numbers: int | None = None


def kinds_of_rows(
    sheet: SheetCells,
    header: HeaderRows,
    columns: Sequence[TableColumn],
    *,
    has_headings: bool,
    rows: Iterable[int] | None = None,
) -> RowKinds:
    """All filled rows from the header to the sheet's end; rows with nothing but a number in STT are blank.

    `rows`: only these are looked at.
    """
    positions = tuple(column.column for column in columns)
    leading = positions[:LEADING_CELLS]
    numbered = header.positions.get("no", 0)
    wide = {r.first_row for r in sheet.merged if r.last_column - r.first_column + 1 >= _WIDE_MERGE}
    found = _Sorted()
    end = foot_row(sheet, header)
    for row in range(header.last_row + 1, end) if rows is None else (row for row in rows if row < end):
        filled = sheet.filled(row, positions)
        if not filled:
            continue
        texts = [raw for _, raw in filled if isinstance(raw, str)]
        others = len(filled) - [n for n, _ in filled].count(numbered)
        if not others and not is_total(texts) and not any(_NUMBERED_TITLE.match(text) for text in texts):
            continue
        if is_total([filled[0][1], *(raw for n, raw in filled if n in leading)]):
            found.totals.append(row)
        elif row == header.last_row + 1 and is_number_row([raw for _, raw in filled], sheet.rows[row : row + 1]):
            found.numbers = row
        elif has_headings and len(filled) == len(texts) == 1 and row in wide:
            found.headings.append(row)
        elif has_headings and others <= 1 and len(filled) == len(texts) and _styles(filled, numbered):
            found.perhaps.append(row)
        else:
            found.cases.append(row)
    foot = [row for row in range(end, len(sheet.rows) + 1) if not is_blank_row(sheet.rows[row - 1])]
    return replace(_decided(found, sheet, positions, numbered), foot=tuple(foot))


def is_blank_row(cells: Sequence[CellValue]) -> bool:
    return cells.count(None) == len(cells)


def foot_row(sheet: SheetCells, header: HeaderRows) -> int:
    """Where the signatures below a table begin: the last rows, of nothing but words; the row after it without them."""
    end = first = len(sheet.rows) + 1
    lowest = max(header.last_row + 1, end - 1 - _MOST_FOOT_ROWS)
    for row in range(end - 1, lowest, -1):
        if is_blank_row(sheet.rows[row - 1]):
            continue
        filled = [cell for cell in sheet.rows[row - 1] if cell is not None]
        if not all(isinstance(cell, str) and _is_of_foot(cell) for cell in filled):
            break
        texts = [normal_form(cell) for cell in filled if isinstance(cell, str)]
        is_day = len(texts) == 1 or not any(text.startswith("ngày") for text in texts)
        if is_day and is_foot(texts):
            first = row
    above = [cell for cell in sheet.rows[first - 2] if cell is not None]
    return first if "no" in header.positions or not above or is_total(above) else end


def is_foot(values: Iterable[CellValue]) -> bool:
    """Whether a row holds what stands below a table: who drew it up, or place and day."""
    return any(isinstance(value, str) and _FOOT.fullmatch(normal_form(value)) is not None for value in values)


def _is_of_foot(text: str) -> bool:
    return read_number(text) is None and normal_form(text) not in _ANSWERS


def _decided(found: _Sorted, sheet: SheetCells, positions: Sequence[int], numbered: int) -> RowKinds:
    """A row is no heading where rows with figures are numbered like it: an answer is missing there."""
    used: set[str] = set()
    for row in found.cases if found.perhaps else ():
        used |= _styles(sheet.filled(row, positions), numbered)
    headings = {row for row in found.perhaps if not used & _styles(sheet.filled(row, positions), numbered)}
    cases = sorted({*found.cases, *found.perhaps} - headings)
    return RowKinds(tuple(cases), tuple(found.totals), tuple(sorted({*found.headings, *headings})), found.numbers)


def _styles(filled: Sequence[tuple[int, CellValue]], numbered: int) -> set[str]:
    """How a row is numbered: with Roman numerals, with letters (I, V and X may be either), or neither."""
    position, first = filled[0]
    if not isinstance(first, str):
        return set()
    text = first.strip()
    numeral = (_NUMERAL.fullmatch(text) if position == numbered else None) or _NUMBERED_TITLE.match(text)
    if numeral is None:
        return set()
    sign = numeral.group(1)
    is_roman, is_letter = set(sign) <= _ROMAN_SIGNS, len(sign) == 1
    return {style for style, holds in (("roman", is_roman), ("letter", is_letter)) if holds}


def is_heading_number(raw: CellValue) -> bool:
    """Whether an STT numbers a section: I, II, A, B."""
    return isinstance(raw, str) and _NUMERAL.fullmatch(raw.strip()) is not None


def is_total(values: Iterable[CellValue]) -> bool:
    """Whether one of the cells that a row begins with says that the row sums others."""
    for value in values:
        if isinstance(value, str) and value.lstrip()[:1] in _TOTAL_SIGNS and _is_total_text(value):
            return True
    return False


@lru_cache(maxsize=2**12)
def _is_total_text(text: str) -> bool:
    return _TOTAL.fullmatch(normal_form(text)) is not None


def count_in(values: Iterable[CellValue]) -> int | None:
    """How many cases a total row says there are, in words: "Tổng cộng: 52 hồ sơ"."""
    texts = (normal_form(value) for value in values if isinstance(value, str))
    counts = (match["count"] for text in texts if (match := _TOTAL.fullmatch(text)) and match["count"])
    return next((int(count.replace(".", "")) for count in counts), None)


_TOTAL_SIGNS = frozenset("cCtT")
"""Most texts are told by their first letter to be no total."""


def is_number_row(values: Iterable[CellValue], below: Sequence[Sequence[CellValue]] = ()) -> bool:
    """The row 1 2 3 … that official tables carry just below their header: also 2 3 … beside STT, A B 1 2 3.

    `below`: the next row, if any; where it goes on counting, 1 2 3 was a case.
    """
    typed = [value for value in values if value is not None]
    if len(typed) < FEWEST_NUMBERS:
        return False
    if not _COLUMN_NUMBER.fullmatch((read_text(typed[-1]) or "").strip()):
        return False
    filled = [(read_text(value) or "").strip() for value in typed]
    letters = list(takewhile(lambda text: text.strip("()").isalpha(), filled))
    is_lettered = [text.strip("()").upper() for text in letters] == ["A", "B", "C", "D"][: len(letters)]
    numbers = [match and int(match.group(1)) for match in map(_COLUMN_NUMBER.fullmatch, filled[len(letters) :])]
    starts = (1,) if letters else (1, 2)
    is_counted = any(numbers == list(range(first, first + len(numbers))) for first in starts)
    return bool(numbers) and is_lettered and is_counted and not _goes_on(filled, below)


def _goes_on(filled: Sequence[str], below: Sequence[Sequence[CellValue]]) -> bool:
    """Whether the first cell of the next row is one more than that of a row of bare numbers."""
    after = next((cell for row in below for cell in row if cell is not None), None)
    return filled[0].isdigit() and read_number(after) == int(filled[0]) + 1


def say_row_kinds(kinds: RowKinds, sheet: SheetCells, columns: Sequence[TableColumn], found: list[Diagnostic]) -> None:
    """What was left out, and rows that nobody sees on screen though they count."""
    for row in kinds.totals:
        label = next((raw for c in columns if isinstance(raw := sheet.at(row, c.column), str)), "")
        found.append(diagnostic("QM323", CellReference(sheet.name, row, 1), found=label))
    if kinds.numbers:
        where = CellReference(sheet.name, kinds.numbers, columns[0].column)
        found.append(diagnostic("QM340", where, row=kinds.numbers))
    if kinds.headings:
        row, rows = kinds.headings[0], named_rows(kinds.headings)
        filled = [c.column for c in columns if sheet.at(row, c.column) is not None]
        label = " ".join(as_found(sheet.at(row, column)) for column in filled)
        where = CellReference(sheet.name, row, filled[0])
        found.append(
            diagnostic("QM341", where, found=label, count=len(kinds.headings), more=_more(kinds.headings), rows=rows)
        )
    if kinds.foot:
        row = kinds.foot[0]
        column, label = next((n, as_found(cell)) for n, cell in enumerate(sheet.rows[row - 1], 1) if cell is not None)
        where = CellReference(sheet.name, row, column)
        found.append(
            diagnostic(
                "QM368", where, found=label, count=len(kinds.foot), more=_more(kinds.foot), rows=named_rows(kinds.foot)
            )
        )
    say_hidden_rows(sheet, kinds.cases, columns[0].column, found)


def _more(rows: Collection[int]) -> str:
    """What stands behind the words of the first row where there are more."""
    return ", …" if len(rows) > 1 else ""


def say_hidden_rows(sheet: SheetCells, rows: Iterable[int], column: int, found: list[Diagnostic]) -> None:
    """Rows nobody sees count like all others; that is said once for a table."""
    hidden = sheet.hidden_rows.intersection(rows) if sheet.hidden_rows else ()
    if hidden:
        found.append(diagnostic("QM344", CellReference(sheet.name, min(hidden), column), count=len(hidden)))


def named_rows(rows: Collection[int]) -> str:
    """`dòng 7, 9-12`: runs joined, the first twenty."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], row]
        else:
            runs.append([row])
    return named_runs(runs)


def named_runs(runs: Sequence[Sequence[int]]) -> str:
    """Runs of rows, each its only row or its first and last: the first twenty, and whether there are more."""
    shown = ", ".join("-".join(map(str, run)) for run in runs[:MOST_RUNS_NAMED])
    return f"dòng {shown}" + (" …" if len(runs) > MOST_RUNS_NAMED else "")
