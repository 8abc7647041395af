"""Certain repairs, written into the cells of a copy. Formulas and texts in several fonts are never touched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qmxl.marking.package import Parts, related, sheet_parts, workbook_part
from qmxl.marking.splicing import (
    Element,
    Splice,
    children_of,
    elements,
    escaped,
    fragment,
    place_for,
    spliced,
    with_attribute,
)
from qmxl.marking.styles import StyleSheet, format_codes, style_sheet, with_font, with_format
from qmxl.model.repairs import Repair

_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet knows no zones
_BOOK_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
_DAYS_FROM_1900_TO_1904 = 1462
_DAY_FORMAT, _MOMENT_FORMAT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
_UNICODE_FONT = "Times New Roman"
_GENERAL, _WHOLE_PERCENT, _PERCENT = "General", "0%", "0.00%"


@dataclass(frozen=True, slots=True)
class _Site:
    """Where repairs are made: which shared strings are in several fonts, and which day is day zero."""

    rich: frozenset[int]
    is_1904: bool


@dataclass(frozen=True, slots=True)
class _Change:
    """What a cell's style must change for the new content to be seen as meant: its number format, or its font."""

    number_format: str = ""

    def made(self, styles: StyleSheet, index: int) -> tuple[StyleSheet, int]:
        if self.number_format:
            return with_format(styles, index, self.number_format)
        return with_font(styles, index, _UNICODE_FONT)


def with_repairs(parts: Parts, repairs: Iterable[Repair]) -> tuple[dict[str, bytes], tuple[Repair, ...]]:
    """The parts with the repairs made, and those that were made."""
    sheets = sheet_parts(parts)
    site = _Site(_rich_strings(parts), _is_1904(parts))
    styles = style_sheet(parts)
    changed: dict[str, bytes] = dict(parts)
    made: list[Repair] = []
    by_sheet: dict[str, dict[str, Repair]] = {}
    for repair in repairs:
        by_sheet.setdefault(repair.reference.sheet, {})[repair.reference.a1] = repair
    for name, wanted in by_sheet.items():
        if name in sheets:
            part = sheets[name]
            changed[part], styles, done = _repaired(changed[part], wanted, styles, site)
            made += done
    changed[styles.part] = styles.xml
    return _recalculated(changed) if made else changed, tuple(made)


def _recalculated(parts: Parts) -> dict[str, bytes]:
    """The workbook asks Excel to calculate anew when it opens: results still stored follow from the old texts."""
    book = workbook_part(parts)
    xml = parts[book]
    present = next((child for child in children_of(xml) if child.name == "calcPr"), None)
    if present is None:
        at = place_for(xml, "calcPr", _BOOK_ORDER)
        return {**parts, book: spliced(xml, [Splice(at, at, fragment(xml, '<calcPr fullCalcOnLoad="1"/>'))])}
    tag = with_attribute(xml[present.start : present.inner_start], "fullCalcOnLoad", "1")
    return {**parts, book: spliced(xml, [Splice(present.start, present.inner_start, tag)])}


def _repaired(
    xml: bytes, wanted: Mapping[str, Repair], styles: StyleSheet, site: _Site
) -> tuple[bytes, StyleSheet, list[Repair]]:
    cells = elements(xml, lambda depth, name, at: depth == 3 and name == "c" and at.get("r") in wanted)
    codes = format_codes(styles)
    changed: dict[tuple[int, _Change], int] = {}
    splices: list[Splice] = []
    made: list[Repair] = []
    for cell in cells:
        repair = wanted[cell.attributes["r"]]
        if not _is_plain_text(xml, cell, site):
            continue
        index = int(cell.attributes.get("s", "0"))
        change = _change(codes[index], repair)
        if change and (index, change) not in changed:
            styles, changed[index, change] = change.made(styles, index)
        style = changed[index, change] if change else index
        splices.append(Splice(cell.start, cell.end, _cell(xml, cell, repair, style, site)))
        made.append(repair)
    return spliced(xml, splices), styles, made


def _is_plain_text(xml: bytes, cell: Element, site: _Site) -> bool:
    """A typed text in one font: no formula, no runs."""
    item = xml[cell.start : cell.end]
    kind = cell.attributes.get("t", "n")
    inside = elements(item, lambda depth, _name, _attributes: depth > 0)
    names = {element.name for element in inside}
    if kind == "s" and "f" not in names:
        value = next(element for element in inside if element.name == "v")
        return int(item[value.inner_start : value.inner_end]) not in site.rich
    return kind == "inlineStr" and not names & {"f", "r"}


def _cell(xml: bytes, cell: Element, repair: Repair, style: int, site: _Site) -> bytes:
    """The cell with its new content; the tag keeps every other attribute."""
    tag = with_attribute(
        xml[cell.start : cell.inner_start], "t", "inlineStr" if isinstance(repair.after, str) else None
    )
    tag = with_attribute(tag, "s", str(style))
    prefix = tag[1:].split(None, 1)[0].removesuffix(b"c").decode()
    if isinstance(repair.after, str):
        text = f'<{prefix}is><{prefix}t xml:space="preserve">{escaped(repair.after)}</{prefix}t></{prefix}is>'
    else:
        text = f"<{prefix}v>{_number(repair.after, site)}</{prefix}v>"
    return tag + text.encode() + f"</{prefix}c>".encode()


def _number(after: Decimal | date, site: _Site) -> str:
    """The stored number; of a day, the days since day zero."""
    if isinstance(after, Decimal):
        return f"{after.normalize():f}"
    moment = after if isinstance(after, datetime) else datetime(after.year, after.month, after.day)  # noqa: DTZ001
    passed = moment - _DAY_ZERO
    days = passed.days - (_DAYS_FROM_1900_TO_1904 if site.is_1904 else 0)
    return f"{days + passed.seconds / 86_400:.10f}".rstrip("0").rstrip(".")


def _change(code: str, repair: Repair) -> _Change | None:
    """The change a cell of a number format needs."""
    if isinstance(repair.after, str):
        return _Change() if repair.is_legacy else None
    wanted = _wanted_format(code.lower(), repair.after, is_percent=repair.is_percent)
    return _Change(wanted) if wanted else None


def _wanted_format(code: str, after: Decimal | date, *, is_percent: bool) -> str | None:
    """A number format that shows the new value as meant, where the cell's own does not."""
    is_date = "y" in code or ("d" in code and "m" in code)
    if isinstance(after, datetime):
        return None if is_date and "h" in code else _MOMENT_FORMAT
    if isinstance(after, date):
        return None if is_date else _DAY_FORMAT
    if is_percent:
        return None if "%" in code else _WHOLE_PERCENT if after * 100 == int(after * 100) else _PERCENT
    return _GENERAL if is_date or "%" in code or "@" in code else None


def _rich_strings(parts: Parts) -> frozenset[int]:
    """Shared strings made of runs."""
    part = related(parts, workbook_part(parts), "sharedStrings")
    if part is None:
        return frozenset()
    items = elements(parts[part], lambda depth, name, _attributes: depth == 1 or (depth == 2 and name == "r"))
    strings = [item for item in items if item.depth == 1]
    runs = [item.start for item in items if item.depth == 2]
    return frozenset(_holding(strings, runs))


def _holding(strings: Iterable[Element], runs: Iterable[int]) -> Iterable[int]:
    """Positions of the strings that hold a run; both stand in the order of the file."""
    waiting = iter(runs)
    run = next(waiting, None)
    for position, string in enumerate(strings):
        is_rich = False
        while run is not None and run < string.end:
            is_rich, run = True, next(waiting, None)
        if is_rich:
            yield position


def _is_1904(parts: Parts) -> bool:
    properties = [child for child in children_of(parts[workbook_part(parts)]) if child.name == "workbookPr"]
    return any(found.attributes.get("date1904") in {"1", "true"} for found in properties)
