"""Report document + Word template -> .docx: every field filled with its text, nothing else of the template changed."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from qmxl.contract.document_fields import DOCUMENT_FIELDS, FIELD, ROW_KINDS, FieldKind, document_field
from qmxl.contract.excel_limits import storable
from qmxl.model.document import DocumentObjective, ReportDocument
from qmxl.writing.word_template import (
    TBL,
    TC,
    TR,
    P,
    R,
    fields_of,
    paragraphs,
    row_of,
    stories_of,
    texts_of,
)

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_STANDARD_MARGIN = 108
"""Twips at either side of a cell, where the table says nothing."""
_TWIPS = 20
_SIGNS = {"\n": "w:br", "\t": "w:tab"}
_SINGLE = ("w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd", "w:commentReference")
"""What a document has only one of by its number: copies go without."""
_IDENTITIES = tuple(f"{{http://schemas.microsoft.com/office/word/2010/wordml}}{name}" for name in ("paraId", "textId"))

_Texts = Mapping[str, str | tuple[str, ...]]
"""What fields are filled with, by key: a text, or a paragraph each."""


def left_out(document: ReportDocument, template: Document) -> tuple[str, ...]:
    """Names of the fields that have something to say and no place in the template."""
    placed, texts = _placed_keys(template), _whole_texts(document)
    return tuple(
        field.name
        for field in DOCUMENT_FIELDS
        if field.is_needed and field.key not in placed and (field.kind in ROW_KINDS or texts[field.key])
    )


def told_texts(document: ReportDocument, template: Document) -> tuple[str, ...]:
    """Every text that the filled template must hold."""
    placed = _placed_keys(template)
    objectives = [own for objective in document.objectives for own in (*_by_indicator(objective),)]
    told = [texts[key] for texts in (_whole_texts(document), *objectives) for key in texts if key in placed]
    return tuple(storable(line) for text in told for line in ((text,) if isinstance(text, str) else text))


def _placed_keys(template: Document) -> set[str]:
    return {field.key for story in stories_of(template) for p in paragraphs(story.root) for field in fields_of(p)}


def filled(document: ReportDocument, template: Document) -> bytes:
    """The whole file; the template is used up."""
    texts = _whole_texts(document)
    for story in stories_of(template):
        _fill(story.root, texts, document)
    _describe(template, document)
    memory = io.BytesIO()
    template.save(memory)
    return _without_times(memory.getvalue())


def _whole_texts(document: ReportDocument) -> dict[str, str | tuple[str, ...]]:
    return {**document.texts, **document.lines, **dict.fromkeys(document.rules, "")}


# Paragraphs and rows


def _fill(root: BaseOxmlElement, texts: _Texts, document: ReportDocument) -> None:
    found = list(paragraphs(root))
    repeated = {id(row): row for p in found if _has_row_field(p) and (row := row_of(p)) is not None}
    alone = [p for p in found if not any(id(row) in repeated for row in p.iterancestors(TR))]
    for paragraph in alone:
        _fill_paragraph(paragraph, texts, document.rules)
    for row in repeated.values():
        _fill_rows(row, texts, document)


def _has_row_field(paragraph: BaseOxmlElement) -> bool:
    return any(field.kind in ROW_KINDS for field in fields_of(paragraph))


def _fill_rows(row: BaseOxmlElement, texts: _Texts, document: ReportDocument) -> None:
    """The row once for each objective; for each indicator where it tells what only an indicator has."""
    is_by_indicator = FieldKind.INDICATOR in _kinds(row)
    for objective in document.objectives:
        own = tuple(_by_indicator(objective) if is_by_indicator else _by_objective(objective))
        for number, more in enumerate(own):
            copy = _copy(row)
            row.addprevious(copy)
            if len(own) > 1:
                _merge_down(copy, is_first=number == 0)
            for paragraph in list(paragraphs(copy)):
                _fill_paragraph(paragraph, {**texts, **more}, document.rules)
    _remove(row)


def _by_objective(objective: DocumentObjective) -> Iterator[_Texts]:
    yield {**objective.texts, "sentence": tuple(indicator.sentence for indicator in objective.indicators)}


def _by_indicator(objective: DocumentObjective) -> Iterator[_Texts]:
    for indicator in objective.indicators:
        yield {**objective.texts, **indicator.texts, "sentence": (indicator.sentence,)}


def _kinds(element: BaseOxmlElement) -> set[FieldKind]:
    return {field.kind for p in paragraphs(element) for field in fields_of(p)}


def _merge_down(row: BaseOxmlElement, *, is_first: bool) -> None:
    """Cells that tell of the objective only are one over its rows."""
    for cell in row.findall(TC):
        kinds = _kinds(cell)
        if FieldKind.OBJECTIVE not in kinds or kinds & {FieldKind.INDICATOR, FieldKind.SENTENCE}:
            continue
        properties = cell.get_or_add_tcPr()
        for old in properties.findall(qn("w:vMerge")):
            properties.remove(old)
        merge = OxmlElement("w:vMerge")
        merge.set(qn("w:val"), "restart" if is_first else "continue")
        _insert(properties, merge, ("w:tcW", "w:gridSpan", "w:hMerge", "w:cnfStyle"))
        if not is_first:
            for paragraph in list(paragraphs(cell)):
                _clear(paragraph)


def _insert(properties: BaseOxmlElement, element: BaseOxmlElement, predecessors: Iterable[str]) -> None:
    """Put a property behind those the schema wants before it."""
    before = {qn(name) for name in predecessors}
    position = sum(child.tag in before for child in properties)
    properties.insert(position, element)


def _fill_paragraph(paragraph: BaseOxmlElement, texts: _Texts, rules: Mapping[str, float]) -> None:
    fields = fields_of(paragraph)
    for field in fields:
        if field.kind is FieldKind.RULE:
            _set_rule(paragraph, rules[field.key])
    several = next((texts[f.key] for f in fields if isinstance(texts[f.key], tuple)), None)
    if several is None:
        _put_in(paragraph, texts, "")
        return
    if not several:
        _remove_paragraph(paragraph)
        return
    copies = [_copy(paragraph) for _ in several[1:]]
    for copy in copies:
        paragraph.addprevious(copy)
    for copy, line in zip([*copies, paragraph], several, strict=True):
        _put_in(copy, texts, line)


def _put_in(paragraph: BaseOxmlElement, texts: _Texts, line: str) -> None:
    """Every field of the paragraph in one pass: what was put in is never looked through for fields."""
    nodes = texts_of(paragraph)
    whole = "".join(node.text or "" for node in nodes)
    owners = [node for node in nodes for _ in node.text or ""]  # of each character
    pieces = dict.fromkeys(nodes, "")
    changed: set[BaseOxmlElement] = set()
    position = 0
    for match in FIELD.finditer(whole):
        for place in range(position, match.start()):
            pieces[owners[place]] += whole[place]
        pieces[owners[match.start()]] += _value(match[1], texts, line)
        changed.update(owners[match.start() : match.end()])
        position = match.end()
    for place in range(position, len(whole)):
        pieces[owners[place]] += whole[place]
    for node in nodes:
        if node in changed:
            _set_text(node, pieces[node])


def _value(name: str, texts: _Texts, line: str) -> str:
    field = document_field(name)
    value = texts[field.key] if field else f"{{{name}}}"
    return storable(value if isinstance(value, str) else line)


def _set_text(node: BaseOxmlElement, text: str) -> None:
    """The text in place of the node; line ends and tabs are signs of their own."""
    start = 0
    for position, sign in enumerate(text):
        if sign in _SIGNS:
            _add_text(node, text[start:position])
            node.addprevious(OxmlElement(_SIGNS[sign]))
            start = position + 1
    _add_text(node, text[start:])
    node.getparent().remove(node)


def _add_text(node: BaseOxmlElement, text: str) -> None:
    if text:
        piece = OxmlElement("w:t")
        piece.text = text
        piece.set(qn("xml:space"), "preserve")
        node.addprevious(piece)


def _copy(element: BaseOxmlElement) -> BaseOxmlElement:
    """A copy without what a document may have only once."""
    copy = deepcopy(element)
    for tag in (*_SINGLE, "w:sectPr"):
        for single in list(copy.iter(qn(tag))):
            _remove(single)
    for part in copy.iter():
        for name in _IDENTITIES:
            part.attrib.pop(name, None)
    return copy


def _remove(element: BaseOxmlElement) -> None:
    element.getparent().remove(element)


def _remove_paragraph(paragraph: BaseOxmlElement) -> None:
    """Take a paragraph out, unless it ends a section, or its cell must have one."""
    follower, leader = paragraph.getnext(), paragraph.getprevious()
    is_needed = next(paragraph.iter(qn("w:sectPr")), None) is not None
    is_last = follower is None and (leader is None or leader.tag != P) and paragraph.getparent().tag == TC
    parts_tables = leader is not None and leader.tag == TBL and (follower is None or follower.tag == TBL)
    if is_needed or is_last or parts_tables:
        _clear(paragraph)
    else:
        _remove(paragraph)


def _clear(paragraph: BaseOxmlElement) -> None:
    for run in [run for run in paragraph.iter(R) if next(run.iterancestors(P)) is paragraph]:
        _remove(run)


# Lines under a text


def _set_rule(paragraph: BaseOxmlElement, length: float) -> None:
    """Indents that leave so many points of the width between them; as in the template where that is not known."""
    width = _width(paragraph)
    if width is None or width <= 0 or not length:
        return
    side = max(round((width - length * _TWIPS) / 2), 0)
    indent = paragraph.get_or_add_pPr().get_or_add_ind()
    for name in list(indent.attrib):
        del indent.attrib[name]
    for name in ("w:left", "w:right"):
        indent.set(qn(name), str(side))
    indent.set(qn("w:firstLine"), "0")


def _width(paragraph: BaseOxmlElement) -> float | None:
    """Twips between the margins of the cell, or of the page, that a paragraph stands in; None where not written."""
    cell = next(paragraph.iterancestors(TC), None)
    if cell is None:
        return _page_width(paragraph)
    table = next(cell.iterancestors(TBL))
    margins = table.find(f"{qn('w:tblPr')}/{qn('w:tblCellMar')}")
    sides = (None if margins is None else margins.find(qn(f"w:{side}")) for side in ("left", "right"))
    taken = (_STANDARD_MARGIN if side is None else _measure(side, "w:w") for side in sides)
    return _difference(_measure(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}"), "w:w"), *taken)


def _difference(whole: float | None, left: float | None, right: float | None) -> float | None:
    return None if whole is None or left is None or right is None else whole - left - right


def _measure(element: BaseOxmlElement | None, name: str) -> float | None:
    """A length in twips; shares of a width and lengths with units are not told."""
    if element is None or element.get(qn("w:type")) not in {None, "dxa"}:
        return None
    try:
        return float(element.get(qn(name)))
    except (TypeError, ValueError):
        return None


def _page_width(paragraph: BaseOxmlElement) -> float | None:
    """Of the section that the paragraph belongs to: the first that ends at it or below."""
    body = next(paragraph.iterancestors(qn("w:body")), None)
    if body is None:
        return None
    is_below = False
    for child in body:
        is_below = is_below or child is paragraph or paragraph in child.iterdescendants(P)
        section = child if child.tag == qn("w:sectPr") else child.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if is_below and section is not None:
            margins = section.find(qn("w:pgMar"))
            sides = (_measure(margins, f"w:{side}") for side in ("left", "right"))
            return _difference(_measure(section.find(qn("w:pgSz")), "w:w"), *sides)
    return None


# The package


def _describe(template: Document, document: ReportDocument) -> None:
    """Title, office, day; nothing from the clock or the user."""
    created = datetime(*document.created.timetuple()[:3], tzinfo=UTC) if document.created else _EPOCH
    about = template.core_properties
    about.title, about.subject = storable(document.title)[:255], storable(document.subject)[:255]
    about.author, about.last_modified_by, about.revision = "qmxl", "qmxl", 1
    about.created = about.modified = created


def _without_times(contents: bytes) -> bytes:
    """The same package, its parts without the moment they were written at."""
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contents)) as old, zipfile.ZipFile(memory, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_MOMENT)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(entry))
    return memory.getvalue()
