"""The proof of a copy: original and copy, each read anew, differ in nothing but marks, list and repaired cells.

Both are parsed by another parser than made the copy (ElementTree), and compared element by element in canonical form.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from qmxl.marking.colours import RULE
from qmxl.marking.listing import list_sheet
from qmxl.marking.notes import shape_cell, staff_notes
from qmxl.marking.package import CONTENT_TYPES, Parts, sheet_parts, workbook_part
from qmxl.marking.splicing import MAIN_NAMESPACE
from qmxl.model.references import CellReference

_MAIN = f"{{{MAIN_NAMESPACE}}}"
_SHEET_DATA = re.compile(rb"<(?:\w+:)?sheetData\b.*</(?:\w+:)?sheetData\s*>", re.DOTALL)
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</(?:\w+:)?c>)', re.DOTALL)
_SHAPES = re.compile(rb"<v:shape\b(?:(?!</v:shape>).)*</v:shape>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The same part before and after."""

    before: bytes
    after: bytes


def differences(before: Parts, after: Parts, repaired: Collection[CellReference]) -> tuple[str, ...]:
    """Names of the parts that differ in more than marks, list and repaired cells: none in a faithful copy."""
    old_sheets, new_sheets = sheet_parts(before), sheet_parts(after)
    name = list_sheet(after)
    is_ours = name is not None and (name not in old_sheets or name == list_sheet(before))
    lists = {new_sheets[name]} if is_ours and name else set()
    found = [part for part in before if part not in after]
    found += [f"sheet {sheet}" for sheet in old_sheets if new_sheets.get(sheet) != old_sheets[sheet]]
    sheet_names = {part: name for name, part in old_sheets.items()}
    for part in before:
        if part not in after or before[part] == after[part] or part in lists:
            continue
        cells = {where.a1 for where in repaired if where.sheet == sheet_names.get(part)}
        if not _is_same(part, _Pair(before[part], after[part]), before, cells, name):
            found.append(part)
    added = {part for part in after if part not in before}
    return (*found, *(part for part in added if not _is_expected(part, lists)))


def _is_expected(part: str, lists: Collection[str]) -> bool:
    """New parts: the list, notes, their shapes, and relations to these."""
    return part in lists or bool(re.fullmatch(r"xl/comments\d+\.xml|xl/drawings/vmlDrawing\d+\.vml|.*\.rels", part))


def _is_same(part: str, pair: _Pair, before: Parts, cells: Collection[str], list_name: str | None) -> bool:
    if part in sheet_parts(before).values():
        return _is_same_sheet(pair, cells)
    if part.endswith(".vml"):
        return _kept_shapes(pair)
    if part == workbook_part(before):
        return _is_same_book(pair, list_name)
    root = _parsed(pair.before).tag
    if root == f"{_MAIN}comments":
        return staff_notes(pair.before) == staff_notes(pair.after)
    if root == f"{_MAIN}styleSheet":
        return _only_adds(pair, depth=2)
    if part == CONTENT_TYPES or part.endswith(".rels"):
        return _only_adds(pair, depth=1)
    # A sheet of charts loses at most its selection; no other part is touched.
    return _canonical(_parsed(pair.before)) == _canonical(_parsed(pair.after))


def _is_same_sheet(pair: _Pair, repaired: Collection[str]) -> bool:
    """Cells byte for byte, all else element by element."""
    cells = [_without(_SHEET_DATA.findall(xml), repaired) for xml in (pair.before, pair.after)]
    if cells[0] != cells[1]:
        return False
    trees = [_parsed(_SHEET_DATA.sub(b"", xml)) for xml in (pair.before, pair.after)]
    had_notes = trees[0].find(f"{_MAIN}legacyDrawing") is not None
    first, second = (_canonical_children(_bare(tree, had_notes=had_notes)) for tree in trees)
    return first == second


def _without(rows: list[bytes], repaired: Collection[str]) -> list[bytes]:
    """The cells of a sheet without those repaired."""
    if not repaired:
        return rows
    return [_CELL.sub(lambda cell: b"" if cell[1].decode() in repaired else cell[0], xml) for xml in rows]


def _bare(sheet: Element, *, had_notes: bool) -> Element:
    """A worksheet without our marks, its selection and the distance between priorities."""
    for holder in sheet.findall(f"{_MAIN}conditionalFormatting"):
        for rule in holder.findall(f"{_MAIN}cfRule"):
            if RULE in "".join(rule.itertext()):
                holder.remove(rule)
        if not holder.findall(f"{_MAIN}cfRule"):
            sheet.remove(holder)
    for notes in [] if had_notes else sheet.findall(f"{_MAIN}legacyDrawing"):
        sheet.remove(notes)
    _rank_priorities(sheet)
    return sheet


def _rank_priorities(sheet: Element) -> None:
    rules = [element for element in sheet.iter() if element.tag.endswith("}cfRule") and "priority" in element.attrib]
    ranks = {value: rank for rank, value in enumerate(sorted({int(rule.get("priority", "0")) for rule in rules}))}
    for rule in rules:
        rule.set("priority", str(ranks[int(rule.get("priority", "0"))]))


def _is_same_book(pair: _Pair, list_name: str | None) -> bool:
    trees = [_parsed(xml) for xml in (pair.before, pair.after)]
    for tree in trees:
        for view in tree.iter(f"{_MAIN}workbookView"):
            view.attrib.pop("activeTab", None)
        for calculation in tree.findall(f"{_MAIN}calcPr"):
            calculation.attrib.pop("fullCalcOnLoad", None)
            if not calculation.attrib:
                tree.remove(calculation)
        for tabs in tree.iter(f"{_MAIN}sheets"):
            for tab in [tab for tab in tabs if tab.get("name") == list_name]:
                tabs.remove(tab)
    first, second = map(_canonical_children, trees)
    return first == second


def _only_adds(pair: _Pair, depth: int) -> bool:
    """Whether every list (the root's at depth 1, those below it at depth 2) begins as it was."""
    old, new = (_parsed(xml) for xml in (pair.before, pair.after))
    if depth == 1:
        return _begins(_canonical_children(new), _canonical_children(old))
    after = {child.tag: _canonical_children(child) for child in new}
    return all(_begins(after.get(child.tag, []), _canonical_children(child)) for child in old)


def _parsed(xml: bytes) -> Element:
    return ElementTree.fromstring(xml)  # noqa: S314  a part with a DOCTYPE is never edited


def _begins(longer: list[str], shorter: list[str]) -> bool:
    return longer[: len(shorter)] == shorter


def _kept_shapes(pair: _Pair) -> bool:
    """Whether all shapes but notes, and the notes that stay, are what they were."""
    old, new = (set(_SHAPES.findall(vml)) for vml in (pair.before, pair.after))
    return all(shape_cell(shape) is not None for shape in old - new)


def _canonical_children(parent: Element) -> list[str]:
    """Attributes and children of an element, each in canonical form."""
    own = [f"{name}={value}" for name, value in sorted(parent.attrib.items()) if name not in {"count", "uniqueCount"}]
    return [*own, *map(_canonical, parent)]


def _canonical(element: Element) -> str:
    element.tail = None
    for inner in element.iter():
        inner.attrib.pop("tabSelected", None)
    return ElementTree.canonicalize(ElementTree.tostring(element, encoding="unicode"))
