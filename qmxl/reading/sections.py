"""The sheet `Nội dung báo cáo`: what staff write into the sections of the report."""

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import SECTION_COLUMNS, SECTION_ROWS
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, Entry
from qmxl.reading.likeness import nearest
from qmxl.reading.normal_form import normal_form
from qmxl.reading.values import as_found, read_text
from qmxl.reading.workbook import SheetCells

_HEADERS = {column.key: column.header for column in SECTION_COLUMNS}
_POSITIONS = {column.key: position for position, column in enumerate(SECTION_COLUMNS, 1)}
_SECTIONS = {normal_form(section.label): section for section in SECTION_ROWS}
_LABELS = tuple(section.label for section in SECTION_ROWS)


def read_sections(sheet: SheetCells | None, found: list[Diagnostic]) -> dict[str, Entry[str]]:
    """Typed texts by section key; one that no section takes, or a section that has one already, is named."""
    if sheet is None:
        return {}
    sections: dict[str, Entry[str]] = {}
    for row in range(1, len(sheet.rows) + 1):
        label, raw = (sheet.at(row, _POSITIONS[key]) for key in ("section", "content"))
        section = _SECTIONS.get(normal_form(label)) if isinstance(label, str) else None
        if section and sections.get(section.key, Entry()).is_blank:
            sections[section.key] = _text(raw, CellReference(sheet.name, row, _POSITIONS["content"]), found)
        elif raw is not None and normal_form(as_found(label)) != normal_form(_HEADERS["section"]):
            where = CellReference(sheet.name, row, _POSITIONS["section"])
            found.append(_lost(label, where, sections[section.key] if section else None))
    return sections


def _text(raw: CellValue, where: CellReference, found: list[Diagnostic]) -> Entry[str]:
    entry = Entry(read_text(raw), raw, where)
    if entry.is_unreadable:
        values = {"found": as_found(raw), "expected": "nội dung dạng chữ"}
        found.append(diagnostic("QM223", where, column=_HEADERS["content"], **values))
    return entry


def _lost(label: CellValue, where: CellReference, earlier: Entry[str] | None) -> Diagnostic:
    """Why the text of a row goes into no section."""
    typed, column = as_found(label), _HEADERS["section"]
    if not typed:
        return diagnostic("QM258", where, column=column)
    if earlier is not None and earlier.reference:
        return diagnostic("QM259", where, column=column, found=typed, row=earlier.reference.row)
    near = nearest(typed, _LABELS)
    suggestion = f" (có phải là “{near}”?)" if near else ""
    return diagnostic("QM257", where, column=column, found=typed, sections="; ".join(_LABELS), suggestion=suggestion)
