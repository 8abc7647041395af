"""What the child says about a file: its cells as calamine reads them, and their facts; or why it is not read."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from qmxl.reading.parser.container import LARGEST_FILE, Refused, spreadsheet_format
from qmxl.reading.parser.facts import LARGEST_AREA, SheetFacts

LARGEST_ANSWER = 96 * 2**20
MOST_SHEETS = 500

Answer = Mapping[str, object]


def answer_text(path: str) -> str:
    """The answer as JSON: {"refusal": reason}, or {"format", "sha256", "is_1904", "sheets"}."""
    try:
        text = json.dumps(_answer(Path(path)), default=_tagged, separators=(",", ":"))
        if len(text) <= LARGEST_ANSWER:
            return text
        reason = "too_large"
    except Refused as refused:
        reason = refused.reason
    except MemoryError:
        reason = "too_large"
    except PermissionError:
        reason = "not_permitted"
    except OSError:
        reason = "unreadable"
    return json.dumps({"refusal": reason})


def _answer(path: Path) -> Answer:
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if not content:
        raise Refused("empty")
    found = spreadsheet_format(content)
    facts, is_1904 = _facts(found, content)
    if len(facts) > MOST_SHEETS or any(sheet.area > LARGEST_AREA for sheet in facts.values()):
        raise Refused("too_wide")
    return {
        "format": found,
        "sha256": hashlib.sha256(content).hexdigest(),
        "is_1904": is_1904,
        "sheets": list(_sheets(content, facts)),
    }


def _facts(found: str, content: bytes) -> tuple[dict[str, SheetFacts], bool]:
    """By the module of the format; only its own library is loaded."""
    module = import_module(f"qmxl.reading.parser.{found}_facts")
    facts: tuple[dict[str, SheetFacts], bool]
    try:
        facts = module.sheet_facts(content)
    except (Refused, MemoryError):
        raise
    except Exception as fault:
        raise Refused("encrypted" if "encrypted" in str(fault) else "broken") from fault
    return facts


def _sheets(content: bytes, facts: Mapping[str, SheetFacts]) -> Iterator[Answer]:
    """Worksheets in order; a cell is a JSON value or [kind, text], rows begin at row 1 and column A."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                is_hidden = sheet.visible != SheetVisibleEnum.Visible
                told = _told(facts.get(sheet.name) or SheetFacts())
                yield {"name": sheet.name, "is_hidden": is_hidden, "rows": rows, **told}
    except MemoryError:
        raise
    except BaseException as fault:  # a panic of the parser is no Exception
        raise Refused("encrypted" if "assword" in f"{type(fault).__name__} {fault}" else "broken") from None


def _told(facts: SheetFacts) -> Answer:
    return {
        "errors": [[*place, text] for place, text in facts.errors.items()],
        "numbers": [[*place, number] for place, number in facts.numbers.items()],
        "unstored": sorted(facts.unstored),
        "external": sorted(facts.external),
        "hidden_rows": sorted(facts.hidden_rows),
        "merged": facts.merged,
        "formats": facts.formats,
        "fonts": facts.fonts,
        "runs": [[*place, runs] for place, runs in facts.runs.items()],
    }


def _tagged(value: object) -> list[str]:
    """Values JSON has no word for, as [kind, text]."""
    if isinstance(value, datetime):
        return ["day", value.date().isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    if isinstance(value, time | timedelta):
        return ["time", str(value)]
    raise TypeError(type(value).__name__)
