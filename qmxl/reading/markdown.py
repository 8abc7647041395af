"""Text twin of a workbook: the same cells as Markdown tables that a reviewer can read.

`## Name` opens a sheet; each table below it gives rows, a blank line between two tables is a blank row. A table whose
header is `| | A | B | …` gives addresses instead: its first column holds row numbers. A cell is a number (`1540`,
`95.7%`), a date (`2020-08-20`), an error (`#N/A`), a yes/no (`TRUE`), or text; a leading apostrophe makes text of
anything, `<br>` breaks a line.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

from qmxl.model.references import column_number
from qmxl.model.submission import CellValue, ErrorValue
from qmxl.reading.workbook import SheetCells, WorkbookCells

MOST_DIGITS = 15
"""What a spreadsheet keeps of a number."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_PERCENT = re.compile(r"-?\d+(\.\d+)?%")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ERROR = re.compile(r"#[A-Z0-9/!?]+[!?A]?")
_RULE = re.compile(r"[\s|:]*-[\s|:-]*")
_CELL_END = re.compile(r"(?<!\\)\|")


def read_markdown(path: Path) -> WorkbookCells:
    """Cells of a twin kept in a file."""
    return markdown_workbook(path.read_text(encoding="utf-8"), path.with_suffix(".xlsx").name)


def markdown_workbook(text: str, name: str = "tep.xlsx") -> WorkbookCells:
    """Cells of a twin given as text."""
    sheets: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("## "):
            lines = sheets.setdefault(stripped[3:].strip(), [])
        elif stripped.startswith("|") or not stripped:
            lines.append(stripped)
    cells = {sheet: SheetCells(sheet, _rows(rows)) for sheet, rows in sheets.items()}
    return WorkbookCells(name, hashlib.sha256(text.encode()).hexdigest(), cells)


def _rows(lines: Iterable[str]) -> tuple[tuple[CellValue, ...], ...]:
    rows: list[tuple[CellValue, ...]] = []
    letters: list[str] = []
    previous = ""
    for line in lines:
        texts = [cell.strip() for cell in _CELL_END.split(line)[1:-1]]
        if _RULE.fullmatch(line) and line:
            continue
        if texts and not texts[0] and all(re.fullmatch("[A-Z]{1,2}", t) for t in texts[1:]):
            letters = texts[1:]
        elif texts and letters:
            _place(rows, int(texts[0]), letters, texts[1:])
        elif texts:
            rows.append(tuple(cell_value(text) for text in texts))
        elif previous and rows:
            rows.append(())
            letters = []
        previous = line
    return tuple(rows)


def _place(rows: list[tuple[CellValue, ...]], row: int, letters: list[str], texts: list[str]) -> None:
    while len(rows) < row:
        rows.append(())
    cells: list[CellValue] = [None] * max(map(column_number, letters))
    for letter, text in zip(letters, texts, strict=False):
        cells[column_number(letter) - 1] = cell_value(text)
    rows[row - 1] = tuple(cells)


def cell_value(text: str) -> CellValue:
    """One cell of a twin."""
    if not text:
        return None
    if text.startswith("'"):
        return text[1:]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text or len(text) > MOST_DIGITS else int(text)
    if _PERCENT.fullmatch(text):
        return float(Decimal(text[:-1]) / 100)
    if _DATE.fullmatch(text):
        return date.fromisoformat(text)
    if _ERROR.fullmatch(text):
        return ErrorValue(text)
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    return text.replace("<br>", "\n").replace("\\|", "|")
