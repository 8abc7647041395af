"""What the child says about a file: its cells as calamine reads them, and their facts; or why it is not read."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from qmxl.reading.parser.container import LARGEST_FILE, Refused, SmallParts, Watch, spreadsheet_format, stored_package
from qmxl.reading.parser.facts import LARGEST_AREA, SheetFacts, told_facts
from qmxl.reading.parser.long_parts import LongPart, LongParts

if TYPE_CHECKING:
    from qmxl.reading.parser.long_sheets import LongSheets

LARGEST_ANSWER = 96 * 2**20
MOST_SHEETS = 500
LONG_FILE = 4 * 2**20
"""Bytes of a register in a format other than .xlsx from which on it is read in columns."""

Answer = Mapping[str, object]


def answer_text(
    path: str, *, is_register: bool = False, without: Sequence[str] = (), before_long: Callable[[], None] = lambda: None
) -> tuple[str, "LongSheets | None"]:
    """The answer as JSON, and the sheets that are too long for it, if any.

    The answer is {"refusal": reason}, or {"format", "sha256", "is_1904", "sheets"}; of a long sheet it holds the first
    rows, of sheets with a name in `without` no cells. A file given as a register may be delimited text. `before_long`
    is called before a long sheet is read.
    """
    try:
        answer, long = _answer(Path(path), frozenset(without), before_long, is_register=is_register)
        text = json.dumps(answer, default=_tagged, separators=(",", ":"))
        if len(text) <= LARGEST_ANSWER:
            return text, long
        reason = "too_large"
    except Refused as refused:
        reason = refused.reason
    except MemoryError:
        reason = "too_large"
    except PermissionError:
        reason = "not_permitted"
    except OSError:
        reason = "unreadable"
    return json.dumps({"refusal": reason}), None


def _answer(
    path: Path, without: frozenset[str], before_long: Callable[[], None], *, is_register: bool
) -> tuple[Answer, "LongSheets | None"]:
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if not content:
        raise Refused("empty")
    sha256 = hashlib.sha256(content).hexdigest()
    parts, small = LongParts(), SmallParts()
    found = _format(content, lambda part: parts.watch(part) or small.watch(part), is_register=is_register)
    sheets = _long_sheets_of(found, content, parts)
    if sheets:
        before_long()
        long = _long_sheets(content, sheets, found)
        return {**_told_in_cells(found, long.shorten(), {}, without), "sha256": sha256, "long": long.told()}, long
    if found == "text" or (is_register and found != "xlsx" and len(content) > LONG_FILE):
        before_long()
        long = _long_sheets(content, {}, found)
        answer = {"format": found, "sha256": sha256, "is_1904": False, "sheets": long.heads()}
        return {**answer, "long": long.told()}, long
    return {**_told_in_cells(found, content, small.contents, without), "sha256": sha256}, None


def _long_sheets_of(found: str, content: bytes, parts: LongParts) -> Mapping[str, LongPart]:
    try:
        return parts.sheets(content) if found == "xlsx" else {}
    except Refused:
        raise
    except Exception as fault:
        raise Refused("broken") from fault


def _format(content: bytes, watch: Watch, *, is_register: bool) -> str:
    try:
        return spreadsheet_format(content, watch)
    except Refused as refused:
        if is_register and refused.reason == "text":
            return "text"
        raise


def _long_sheets(content: bytes, parts: Mapping[str, LongPart], found: str) -> "LongSheets":
    module = import_module("qmxl.reading.parser.long_sheets")
    long: LongSheets = module.LongSheets(content, parts, found)
    return long


def _told_in_cells(found: str, content: bytes, kept: Mapping[str, bytes], without: frozenset[str]) -> dict[str, object]:
    """`kept`: parts of the package that are unpacked already."""
    facts, is_1904 = _facts(found, content, kept, without)
    if len(facts) > MOST_SHEETS or any(sheet.area > LARGEST_AREA for sheet in facts.values()):
        raise Refused("too_wide")
    values = {sheet.part: sheet.values for sheet in facts.values() if sheet.values}
    if values and len(values) == len(facts) and values.keys() <= kept.keys():
        content = stored_package({**kept, **values})
    return {"format": found, "is_1904": is_1904, "sheets": list(_sheets(content, facts, without))}


def _facts(
    found: str, content: bytes, kept: Mapping[str, bytes], without: frozenset[str]
) -> tuple[dict[str, SheetFacts], bool]:
    """By the module of the format; only its own library is loaded. Sheets in `without` have none."""
    module = import_module(f"qmxl.reading.parser.{found}_facts")
    facts: tuple[dict[str, SheetFacts], bool]
    try:
        facts = module.sheet_facts(content, kept, without)
    except (Refused, MemoryError):
        raise
    except Exception as fault:
        raise Refused("encrypted" if "encrypted" in str(fault) else "broken") from fault
    return facts


def _sheets(content: bytes, facts: Mapping[str, SheetFacts], without: frozenset[str]) -> Iterator[Answer]:
    """Worksheets in order; a cell is a JSON value or [kind, text], rows begin at row 1 and column A."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                is_told = sheet.name not in without
                rows = _rows(book.get_sheet_by_name(sheet.name)) if is_told else []
                is_hidden = sheet.visible != SheetVisibleEnum.Visible
                told = told_facts(facts.get(sheet.name) or SheetFacts())
                yield {"name": sheet.name, "is_hidden": is_hidden, "is_told": is_told, "rows": rows, **told}
    except (MemoryError, Refused):
        raise
    except BaseException as fault:  # a panic of the parser is no Exception
        raise Refused("encrypted" if "assword" in f"{type(fault).__name__} {fault}" else "broken") from None


def _rows(cells: CalamineSheet) -> Sequence[Sequence[object]]:
    """A damaged row number makes a rectangle of a few cells endless, whatever their facts say."""
    row, column = cells.end or (0, 0)
    if (row + 1) * (column + 1) > LARGEST_AREA:
        raise Refused("too_wide")
    return cells.to_python(skip_empty_area=False)


def _tagged(value: object) -> list[str]:
    """Values JSON has no word for, as [kind, text]."""
    if isinstance(value, datetime):
        return ["day", value.date().isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    if isinstance(value, time | timedelta):
        return ["time", str(value)]
    raise TypeError(type(value).__name__)
