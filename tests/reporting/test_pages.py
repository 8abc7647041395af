"""No text is cut off, however long, and pages end where nothing is torn."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from qmxl.model.references import column_letters, column_number
from qmxl.model.report import (
    Cell,
    Place,
    PlacedCell,
    PlacedReport,
    PlacedSheet,
    PrintSetup,
    Report,
    Row,
    Sheet,
    SheetColumn,
    Style,
    Visibility,
)
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.reporting.layout import lay_out
from qmxl.reporting.text_height import WrappedText, column_points, row_height
from tests.reporting.test_agreement import cells_of, placed_of, told
from tests.workbooks import Outcome, evaluated, evaluated_cells

_SENTENCE = (
    "Khối lượng hồ sơ tăng nhiều sau khi sắp xếp đơn vị hành chính, nhân lực còn thiếu, phần mềm hay gián đoạn. "
)
_STATEMENT = "Bảo đảm hồ sơ thuộc thẩm quyền được tiếp nhận, giải quyết và trả kết quả đúng quy trình, đúng thời hạn "
A4 = {True: 595.3, False: 841.9}


def long_report(sentences: int) -> tuple[Outcome, PlacedReport]:
    """Four objectives, one of three indicators; causes, solutions and a section of so many sentences."""
    cause, statement = (_SENTENCE * sentences).strip(), (_STATEMENT * (sentences // 4 + 1)).strip()
    rows = [("1", statement), ("2.1", statement), ("2.2", ""), ("2.3", ""), ("3", "Hồ sơ"), ("4", "Văn bản")]
    objectives = "\n".join(f"| '{code} | {text} | trên 90% | Tỷ lệ |" for code, text in rows)
    results = {
        str(number): "\n".join(
            f"| '{code} | 8 | 10 | | {cause} | {cause} |" for code, _ in rows if code.startswith(str(number))
        )
        for number in range(1, 5)
    }
    sheets = "\n".join(
        f"\n## MT{number}\n\n| Mã | Số đạt | Tổng số | Ghi trực tiếp | Nguyên nhân | Giải pháp |\n{lines}\n"
        for number, lines in results.items()
    )
    outcome = evaluated(
        f"## Mục tiêu\n\n| Mã | Mục tiêu | Mức đề ra | Cách tính |\n{objectives}\n{sheets}\n"
        f"## Nội dung báo cáo\n\n| Mục | Nội dung |\n| Đề xuất, kiến nghị | {cause}<br>{cause} |\n"
    )
    return outcome, compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)


def visible(placed: PlacedReport) -> Iterator[PlacedSheet]:
    return (sheet for sheet in placed.sheets if sheet.sheet.visibility is Visibility.VISIBLE)


def cut_off(sheet: PlacedSheet) -> list[tuple[str, float, float]]:
    """Cells whose rows are lower than their text: address, points there are, points needed."""
    heights = [row.height or 15.0 for row in sheet.rows]
    return [
        (f"{sheet.sheet.name}!{column_letters(cell.column)}{cell.row}", there, needed)
        for cell in sheet.cells
        if cell.style.wrap and isinstance(cell.value, str) and cell.value
        if (there := sum(heights[cell.row - 1 : cell.last_row])) < (needed := row_height([wrapped(sheet, cell)]))
    ]


def wrapped(sheet: PlacedSheet, cell: PlacedCell) -> WrappedText:
    widths = {column_number(column.letter): column.width for column in sheet.sheet.columns}
    own, *more = (widths.get(number, 8.43) for number in range(cell.column, cell.last_column + 1))
    style = cell.style
    return WrappedText(str(cell.value), column_points(own, *more), style.size, style.bold, style.italic)


@pytest.mark.parametrize("sentences", [1, 6, 20])
def test_no_text_is_cut_off(sentences: int) -> None:
    _, placed = long_report(sentences)
    assert [cell for sheet in visible(placed) for cell in cut_off(sheet)] == []
    assert max(row.height or 0 for sheet in placed.sheets for row in sheet.rows) <= 409


@pytest.mark.parametrize("sentences", [6, 20])
def test_the_pieces_of_a_sentence_are_the_sentence(sentences: int) -> None:
    _, placed = long_report(sentences)
    for name, column in (("Báo cáo", "D"), ("Tổng hợp", "C")):
        sheet = next(sheet for sheet in placed.sheets if sheet.sheet.name == name)
        texts = "".join(
            str(cell.value) for cell in sheet.cells if column_letters(cell.column) == column and cell.formula
        )
        for place in placed.report.sentences.values():
            assert str(placed.values[place]) in texts


@pytest.mark.parametrize("sentences", [6, 20])
def test_what_staff_typed_stays_in_its_cell(sentences: int) -> None:
    outcome, placed = long_report(sentences)
    again = evaluated_cells(cells_of(placed))
    assert told(again, placed_of(again)) == told(outcome, placed)
    assert {key: e.value for key, e in again.submission.sections.items() if e.value} == {
        "proposals": outcome.submission.sections["proposals"].value
    }


@pytest.mark.parametrize("sentences", [1, 6, 20])
def test_pages_end_where_nothing_is_torn(sentences: int) -> None:
    _, placed = long_report(sentences)
    parted = [sheet for sheet in placed.sheets if sheet.sheet.setup.together]
    assert {sheet.sheet.name for sheet in parted} == {"Báo cáo", "Tổng hợp"}
    for sheet in parted:
        assert sheet.page_breaks
        for above in sheet.page_breaks:
            assert not sheet.sheet.rows[above - 1].keeps_with_next
            assert not [c for c in sheet.cells if c.row <= above < c.last_row]
        assert max(pages(sheet)) <= room(sheet)


def test_no_page_is_left_half_bare() -> None:
    _, placed = long_report(6)
    for sheet in placed.sheets:
        if sheet.sheet.setup.together:
            assert min(pages(sheet)[:-2]) > 0.7 * room(sheet)  # the last two: a chart, or a signature, is not torn


def pages(sheet: PlacedSheet) -> list[float]:
    """Points of rows on each page."""
    heights = [row.height or 15.0 for row in sheet.rows]
    cuts = [0, *sheet.page_breaks, len(heights)]
    repeated = heights[sheet.repeat[0] - 1] if sheet.repeat else 0
    return [sum(heights[first:last]) + (repeated if first else 0) for first, last in pairwise(cuts)]


def room(sheet: PlacedSheet) -> float:
    setup = sheet.sheet.setup
    return (A4[setup.is_landscape] - 72 * sum(setup.margins[2:])) * 100 / (setup.scale or 100)


def test_a_framed_cell_is_framed_on_both_pages() -> None:
    style = Style(border="lr", valign="top")
    rows = tuple(Row(f"r{n}", {"A": Cell(f"dòng {n}", style)}, height=100) for n in range(12))
    setup = PrintSetup(together=(("r0", "r0"),), scale=100)
    placed = lay_out(Report((Sheet("S", (SheetColumn("A", 20),), rows, setup=setup),)))
    (end,) = placed.sheets[0].page_breaks
    borders = {cell.row: set(cell.style.border) for cell in placed.sheets[0].cells}
    assert borders[end] == set("lrb")
    assert borders[end + 1] == set("lrt")
    assert borders[end - 1] == set("lr")
    assert placed.values[Place("S", "r0", "A")] == "dòng 0"
