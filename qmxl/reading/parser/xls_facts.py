"""Facts of .xls, through xlrd, which reads what stands around the values."""

import io
from collections.abc import Mapping

import xlrd
from xlrd.biffh import (
    XL_CELL_BLANK,
    XL_CELL_DATE,
    XL_CELL_EMPTY,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    XL_CELL_TEXT,
)

from qmxl.reading.parser.facts import SheetFacts, is_date_format, is_legacy_font, is_number_format


def sheet_facts(
    content: bytes, _kept: Mapping[str, bytes], without: frozenset[str]
) -> tuple[dict[str, SheetFacts], bool]:
    """Facts by sheet name, and whether days are counted from 1904."""
    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    return {sheet.name: _facts(book, sheet) for sheet in book.sheets() if sheet.name not in without}, bool(
        book.datemode
    )


def _facts(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> SheetFacts:
    facts = SheetFacts()
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind not in {XL_CELL_EMPTY, XL_CELL_BLANK}:
                _note(facts, book, sheet.cell(row, column), (row + 1, column + 1))
    facts.hidden_rows.update(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    facts.merged.extend((first + 1, left + 1, last, right) for first, last, left, right in sheet.merged_cells)
    return facts


def _note(facts: SheetFacts, book: xlrd.Book, cell: xlrd.sheet.Cell, place: tuple[int, int]) -> None:
    facts.reach(*place)
    if cell.ctype == XL_CELL_ERROR:
        facts.errors[place] = xlrd.error_text_from_code.get(cell.value, "#?")
        return
    style = book.xf_list[cell.xf_index]
    if cell.ctype in {XL_CELL_NUMBER, XL_CELL_DATE}:
        code = book.format_map[style.format_key].format_str
        if is_number_format(code) or is_date_format(code):
            facts.note_number(place, cell.value, code)
    elif cell.ctype == XL_CELL_TEXT and is_legacy_font(font := book.font_list[style.font_index].name):
        facts.fonts.setdefault(font, []).append(place)
