"""A workbook with odd tables comes to the same in its own output: the output evaluates to itself."""

from pathlib import Path

import pytest

from qmxl.model.submission import CellValue, Entry
from qmxl.pipeline import Outcome, check_file
from qmxl.reading.workbook import WorkbookCells
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.reporting.drafts import content_of
from qmxl.writing.workbook import write_workbook
from tests.reading.test_sheet_names import REGISTER
from tests.reading.test_tables import ODDITIES, Oddity, book_with, with_facts
from tests.workbooks import book_of, completed, evaluated_cells

Rows = list[tuple[CellValue, ...]]
SAID = tuple[tuple[str, str, str | None, str], ...]


def before_and_after(book: WorkbookCells, output_path: Path) -> tuple[SAID, SAID, Outcome]:
    """Codes, statuses, shown figures and sentences of a workbook, and of its output."""
    first = evaluated_cells(book)
    placed = compose_and_lay_out(first.submission, first.evaluation, first.diagnostics)
    write_workbook(placed, output_path)
    second = check_file(output_path)
    assert isinstance(second, Outcome)
    sentences = {code: str(placed.values[place]) for code, place in placed.report.sentences.items()}
    before = tuple((i.code, i.status.value, i.shown, sentences[i.code]) for i in first.evaluation.indicators)
    after = tuple((i.code, i.status.value, i.shown, second.sentences[i.code]) for i in second.evaluation.indicators)
    return before, after, second


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda oddity: oddity.name)
def test_an_odd_table_comes_to_the_same_in_its_output(oddity: Oddity, tmp_path: Path) -> None:
    book = with_facts(book_with(oddity.measure, oddity.table), oddity.merged, oddity.hidden)
    before, after, _ = before_and_after(book, tmp_path / "out.xlsx")
    assert after == before


def test_a_sheet_in_another_spelling_is_written_once(tmp_path: Path) -> None:
    objectives: Rows = [("Mức đề ra", "Cách tính"), ("trên 90%", "Sổ theo dõi")]
    book = completed(book_of({"Mục tiêu": objectives, "MT1": REGISTER}))
    book = book_of({name.replace("MT1", "mt 1"): sheet.rows for name, sheet in book.sheets.items()})
    before, after, second = before_and_after(book, tmp_path / "out.xlsx")
    assert after == before
    names = [use.name for use in second.submission.source.sheets]
    assert [name for name in names if "1" in name and not name.startswith("_")] == ["MT1"]


def test_the_office_s_own_headers_are_carried_over_as_text(tmp_path: Path) -> None:
    names: Rows = [
        ("Tên cột của qmxl", "Tên cột của đơn vị", "Ghi chú"),
        ("Thời hạn", "Ngày hứa", "=1+1"),
        ("Không có", "x", None),
        ("Lĩnh vực", "Mảng", None),
    ]
    rows = [tuple("Ngày hứa" if cell == "Thời hạn" else cell for cell in row) for row in REGISTER]
    rows[-2:] = [(*rows[-2], "Mảng"), (*rows[-1], "Đất đai"), (*rows[-1], "Hộ tịch")]
    objectives: Rows = [("Mức đề ra", "Cách tính", "Điều kiện"), ("trên 90%", "Sổ theo dõi", "Mảng = Đất đai")]
    book = completed(book_of({"Mục tiêu": objectives, "Tên cột tương đương": names, "MT1": rows}))
    before, after, second = before_and_after(book, tmp_path / "out.xlsx")
    assert after == before
    assert after[0][2] == "100%"
    carried = [(n.meant.value, n.own.value, n.note.value) for n in second.submission.column_names]
    assert carried == names[1:]


@pytest.mark.parametrize(
    ("measure", "results"),
    [("Tỷ lệ", [("Số đạt", "Tổng số"), (95, 100)]), ("Danh mục", [("Ghi trực tiếp",), ("95%",)])],
)
def test_typed_figures_stand_in_the_output_without_the_sheet_that_holds_no_table(
    measure: str, results: Rows, tmp_path: Path
) -> None:
    objectives: Rows = [("Mức đề ra", "Cách tính", "Nguồn số liệu"), ("trên 90%", measure, "Theo tháng")]
    months: Rows = [("Tháng", "Số"), (1, 95)]
    book = completed(book_of({"Mục tiêu": objectives, "MT1": results, "Theo tháng": months}))
    before, after, _ = before_and_after(book, tmp_path / "out.xlsx")
    assert after == before
    assert after[0][2] == "95%"


@pytest.mark.parametrize(("raw", "written"), [(0.5, "0,5"), (-3.0, "-3"), (1e-7, "1e-07"), ("12'5", "12'5")])
def test_a_number_nobody_can_use_is_carried_as_a_vietnamese_reader_wrote_it(raw: CellValue, written: str) -> None:
    assert content_of(Entry(None, raw)) == written
