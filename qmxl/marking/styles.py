"""The style sheet of a workbook: things are only added at its ends, so every style in use stays what it was."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qmxl.marking.package import Parts, related, workbook_part
from qmxl.marking.splicing import (
    Element,
    PackageFault,
    Splice,
    appended,
    children_of,
    elements,
    escaped,
    fragment,
    place_for,
    spliced,
    with_attribute,
)

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
_FIRST_OWN_FORMAT = 164
"""Number formats below are Excel's own."""
_BUILT_IN = {
    0: "General",
    9: "0%",
    10: "0.00%",
    49: "@",
    **dict.fromkeys((14, 15, 16, 17), "d/m/yyyy"),
    22: "d/m/yyyy h:mm",
}


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The part with the styles, as bytes."""

    part: str
    xml: bytes


def style_sheet(parts: Parts) -> StyleSheet:
    part = related(parts, workbook_part(parts), "styles")
    if part is None:
        raise PackageFault("no styles")
    return StyleSheet(part, parts[part])


def added(styles: StyleSheet, container: str, items: Sequence[str]) -> tuple[StyleSheet, tuple[int, ...]]:
    """The style sheet holding the items (`<dxf>…</dxf>`), and their indices; one that is there already is used."""
    xml = styles.xml
    holder = next((child for child in children_of(xml) if child.name == container), None)
    if holder is None:
        at = place_for(xml, container, _ORDER)
        xml = spliced(xml, [Splice(at, at, fragment(xml, f'<{container} count="0"></{container}>'))])
        holder = next(child for child in children_of(xml) if child.name == container)
    present = [xml[child.start : child.end] for child in _children_in(xml, holder)]
    wanted = [fragment(xml, item) for item in items]
    new = [item for item in dict.fromkeys(wanted) if item not in present]
    indices = tuple([*present, *new].index(item) for item in wanted)
    return StyleSheet(styles.part, spliced(xml, [appended(xml, holder, new)]) if new else xml), indices


def _children_in(xml: bytes, holder: Element) -> list[Element]:
    inside = elements(xml, lambda depth, _name, _attributes: depth == 2)
    return [child for child in inside if holder.inner_start <= child.start < holder.inner_end]


def _items(xml: bytes, container: str) -> list[Element]:
    holder = next((child for child in children_of(xml) if child.name == container), None)
    return _children_in(xml, holder) if holder else []


def format_codes(styles: StyleSheet) -> tuple[str, ...]:
    """Number format of every cell style, by its index."""
    own = {
        int(item.attributes["numFmtId"]): item.attributes.get("formatCode", "")
        for item in _items(styles.xml, "numFmts")
    }
    codes = _BUILT_IN | own
    return tuple(codes.get(int(xf.attributes.get("numFmtId", "0")), "") for xf in _items(styles.xml, "cellXfs"))


def with_format(styles: StyleSheet, index: int, code: str) -> tuple[StyleSheet, int]:
    """A cell style equal to the one at `index` in all but its number format (and Excel's mark of a leading ')."""
    known = {text: number for number, text in _BUILT_IN.items() if number in (0, 9, 10)}
    known |= {
        item.attributes.get("formatCode", ""): int(item.attributes["numFmtId"])
        for item in _items(styles.xml, "numFmts")
    }
    if code not in known:
        known[code] = max(_FIRST_OWN_FORMAT - 1, *known.values()) + 1
        item = f'<numFmt numFmtId="{known[code]}" formatCode="{escaped(code)}"/>'
        styles, _ = added(styles, "numFmts", [item])
    xml = styles.xml
    xf = _items(xml, "cellXfs")[index]
    tag = xml[xf.start : xf.inner_start]
    for name, value in (("numFmtId", str(known[code])), ("applyNumberFormat", "1"), ("quotePrefix", None)):
        tag = with_attribute(tag, name, value)
    styles, indices = added(styles, "cellXfs", [_unprefixed(tag + xml[xf.inner_start : xf.end])])
    return styles, indices[0]


def _unprefixed(item: bytes) -> str:
    """An element of the style sheet as `added` takes it, without its namespace prefix."""
    return re.sub(r"(</?)\w+:", r"\1", item.decode())
