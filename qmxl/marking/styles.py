"""The style sheet of a workbook: things are only added at its ends, so every style in use stays what it was."""

import re
from collections.abc import Mapping, Sequence
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
_FACE = frozenset({"name", "rFont", "family", "charset", "scheme"})
"""What makes a font the font it is."""
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
    wanted = {"numFmtId": str(known[code]), "applyNumberFormat": "1", "quotePrefix": None}
    return _with_attributes(styles, index, wanted)


def with_font(styles: StyleSheet, index: int, name: str) -> tuple[StyleSheet, int]:
    """A cell style equal to the one at `index` in all but its font's name; size, weight and colour stay."""
    xml = styles.xml
    number = int(_items(xml, "cellXfs")[index].attributes.get("fontId", "0"))
    font = _items(xml, "fonts")[number]
    kept = [child for child in _grandchildren(xml, font) if child.name not in _FACE]
    body = b"".join(xml[child.start : child.end] for child in kept)
    item = f'<font>{_unprefixed(body)}<name val="{escaped(name)}"/><family val="1"/></font>'
    styles, (number,) = added(styles, "fonts", [item])
    return _with_attributes(styles, index, {"fontId": str(number), "applyFont": "1"})


def _grandchildren(xml: bytes, holder: Element) -> list[Element]:
    inside = elements(xml, lambda depth, _name, _attributes: depth == 3)
    return [child for child in inside if holder.inner_start <= child.start < holder.inner_end]


def _with_attributes(styles: StyleSheet, index: int, attributes: Mapping[str, str | None]) -> tuple[StyleSheet, int]:
    """A cell style that differs from the one at `index` in attributes."""
    xml = styles.xml
    xf = _items(xml, "cellXfs")[index]
    tag = xml[xf.start : xf.inner_start]
    for name, value in attributes.items():
        tag = with_attribute(tag, name, value)
    styles, indices = added(styles, "cellXfs", [_unprefixed(tag + xml[xf.inner_start : xf.end])])
    return styles, indices[0]


def _unprefixed(item: bytes) -> str:
    """An element of the style sheet as `added` takes it, without its namespace prefix."""
    return re.sub(r"(</?)\w+:", r"\1", item.decode())
