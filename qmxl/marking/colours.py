"""Colours on faulty cells: conditional formats of our own; no cell's style is touched, so none is to be restored.

Their rule `"qmxl"="qmxl"` is always true; by it the marks are found again, also after Excel or LibreOffice has saved
the file. They stand before every other rule of their sheet. Errors and warnings differ without colour too: bold in a
full frame on a darker ground, and a dashed frame on a light one.
"""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence

from qmxl.marking.sheet_order import SHEET_ORDER
from qmxl.marking.splicing import Element, Splice, elements, fragment, place_for, spliced, with_attribute
from qmxl.model.diagnostics import Severity
from qmxl.model.references import column_letters

RULE = '"qmxl"="qmxl"'
_AREAS_IN_A_RULE = 400
"""Excel's own files keep the list of areas of one rule far below its limits."""

Cells = Iterable[tuple[int, int]]
"""(row, column) pairs."""


def _look(colour: str, ground: str, line: str, *, is_bold: bool) -> str:
    sides = "".join(f'<{s} style="{line}"><color rgb="{colour}"/></{s}>' for s in ("left", "right", "top", "bottom"))
    bold = '<font><b/><i val="0"/></font>' if is_bold else ""
    colours = f'<fgColor rgb="{ground}"/><bgColor rgb="{ground}"/>'
    fill = f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'
    return f"<dxf>{bold}{fill}<border>{sides}</border></dxf>"


LOOKS: Mapping[Severity, str] = {
    Severity.ERROR: _look("FFC00000", "FFFF9B9B", "thin", is_bold=True),
    Severity.WARNING: _look("FF7F6000", "FFFFEB9C", "dashed", is_bold=False),
}
"""Differential formats by severity, gravest first; notes are not coloured."""


def without_colours(xml: bytes) -> bytes:
    """A worksheet without our rules."""
    found = elements(xml, lambda _depth, name, _attributes: name in {"conditionalFormatting", "cfRule"})
    holders = [element for element in found if element.name == "conditionalFormatting"]
    splices: list[Splice] = []
    for holder in holders:
        rules = [e for e in found if e.name == "cfRule" and holder.start < e.start < holder.end]
        ours = [rule for rule in rules if is_ours(xml[rule.inner_start : rule.inner_end])]
        gone = [holder] if rules and len(ours) == len(rules) else ours
        splices += [Splice(element.start, element.end, b"") for element in gone]
    return spliced(xml, splices)


def is_ours(rule: bytes) -> bool:
    """Whether the content of a rule is our formula."""
    return RULE in html.unescape(rule.decode())


def with_colours(xml: bytes, cells: Mapping[Severity, Cells], looks: Mapping[Severity, int]) -> bytes:
    """A worksheet with its cells coloured by severity; `looks` are indices of differential formats."""
    rules = [
        f'<conditionalFormatting sqref="{" ".join(areas)}"><cfRule type="expression" dxfId="{looks[severity]}" '
        f'priority="{priority}"><formula>{html.escape(RULE, quote=False)}</formula></cfRule></conditionalFormatting>'
        for priority, severity in enumerate(LOOKS, 1)
        for areas in _batches(_areas(cells.get(severity, ())))
    ]
    if not rules:
        return xml
    xml = _with_lower_priorities(xml)
    at = place_for(xml, "conditionalFormatting", SHEET_ORDER)
    return spliced(xml, [Splice(at, at, b"".join(fragment(xml, rule) for rule in rules))])


def _with_lower_priorities(xml: bytes) -> bytes:
    """The rules of the staff keep their order among themselves, after ours."""
    rules = elements(xml, lambda _depth, name, attributes: name == "cfRule" and "priority" in attributes)
    if not rules or min(_priority(rule) for rule in rules) > len(LOOKS):
        return xml
    return spliced(xml, [_lowered(xml, rule) for rule in rules])


def _priority(rule: Element) -> int:
    return int(rule.attributes["priority"])


def _lowered(xml: bytes, rule: Element) -> Splice:
    tag = xml[rule.start : rule.inner_start]
    return Splice(rule.start, rule.inner_start, with_attribute(tag, "priority", str(_priority(rule) + len(LOOKS))))


def _areas(cells: Cells) -> Iterator[str]:
    """Cells that stand below each other as one area: `D5`, `F7:F9`."""
    start: tuple[int, int] | None = None
    last = (0, 0)
    for column, row in sorted({(column, row) for row, column in cells}):
        if start and (column, row - 1) != last:
            yield _area(start, last)
            start = None
        start, last = start or (column, row), (column, row)
    if start:
        yield _area(start, last)


def _area(first: tuple[int, int], last: tuple[int, int]) -> str:
    names = [f"{column_letters(column)}{row}" for column, row in dict.fromkeys((first, last))]
    return ":".join(names)


def _batches(areas: Iterator[str]) -> Iterator[Sequence[str]]:
    listed = list(areas)
    return (listed[at : at + _AREAS_IN_A_RULE] for at in range(0, len(listed), _AREAS_IN_A_RULE))
