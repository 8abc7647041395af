"""The output leads back from its verdicts: notes that tell the same steps, links to the cells (EV99)."""

import re
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook

from qmxl.contract.rules import diagnostic
from qmxl.explanation.explain import verdict_notes
from qmxl.marking.copies import Hindrance, marked_copy
from qmxl.marking.package import packed, read_parts
from qmxl.model.references import CellReference
from qmxl.pipeline import Explained, evaluate_file, explain_file, new_workbook
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.writing.workbook import write_workbook
from tests.evaluation.test_laws import judged
from tests.packages import SAMPLE, parts_of
from tests.workbooks import Outcome

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, of what it drops

AS_OF = "Vì sao có đánh giá này, theo số liệu lúc lập tệp (sửa số liệu thì chạy lại qmxl):"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("notes") / "tep-ket-qua.xlsx"
    evaluate_file(SAMPLE, path)
    return path


@pytest.fixture(scope="module")
def book(output: Path) -> Workbook:
    return openpyxl.load_workbook(output, data_only=True)


def notes(book: Workbook) -> Mapping[str, str]:
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment)
    return {f"{cell.parent.title}!{cell.coordinate}": cell.comment.text for cell in cells}


def test_every_verdict_and_nothing_else_has_a_note(book: Workbook) -> None:
    found = notes(book)
    assert len(found) == 15
    for place, note in found.items():
        assert re.fullmatch(r"MT\d+!H\d+", place)
        sheet, cell = place.split("!")
        verdict = book[sheet][cell].value
        assert note.splitlines()[0] == AS_OF
        assert note.splitlines()[1].startswith(f"– {verdict} (")
    assert {cell.comment.author for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment} == {
        "qmxl"
    }


def test_a_note_tells_the_steps_of_the_explanation(book: Workbook) -> None:
    note = notes(book)["MT7!H6"]
    assert "5 : 15 = 33,3333…%. 5 × 100 = 500 < 85 × 15 = 1.275, nên 33,3333…% < 85%" in note
    assert "– Số đạt 5 (ô D6); Tổng số 15 (ô E6)." in note
    assert "– Ghi “trên 85%” (sheet “Mục tiêu”, ô D13), hiểu là: > 85%." in note
    assert "Cần thêm ít nhất 52 trường hợp" in note


def test_a_note_names_the_cells_of_the_output(tmp_path: Path, outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | từ 90% | Tỷ lệ |

    ## MT1
    | STT | Nội dung | Số đạt | Tổng số |
    | 1 | Tháng 1 | 4 | 5 |
    | 2 | Tháng 2 | 5 | 5 |
    """
    submission, evaluation, said = outcome.submission, outcome.evaluation, outcome.diagnostics
    told = verdict_notes(submission, evaluation, said)
    write_workbook(compose_and_lay_out(submission, evaluation, said, notes=told), tmp_path / "x.xlsx")
    written = openpyxl.load_workbook(tmp_path / "x.xlsx", data_only=True)
    (note,) = notes(written).values()
    input_cells = [entry.reference.a1 for row in submission.tables["MT1"].rows for entry in [row.entries["numerator"]]]  # type: ignore[union-attr]
    found = re.search(r"Số đạt = 4 \+ 5 = 9 \(ô (C\d+):(C\d+)\)", note)
    assert found
    assert [written["MT1"][cell].value for cell in found.groups()] == [4, 5]
    assert list(found.groups()) != input_cells


def test_blank_workbooks_have_no_notes(tmp_path: Path) -> None:
    new_workbook(None, tmp_path / "tep.xlsx")
    assert not [name for name in parts_of(tmp_path / "tep.xlsx") if "comment" in name]


def links(book: Workbook, sheet: str) -> dict[str, str]:
    cells = (cell for row in book[sheet].iter_rows() for cell in row if cell.hyperlink)
    return {cell.coordinate: cell.hyperlink.location for cell in cells}


def test_links_lead_from_the_annex_to_the_cells(book: Workbook) -> None:
    annex = links(book, "Tổng hợp")
    row = next(r[0].row for r in book["Tổng hợp"].iter_rows() if r[3].value == "trên 90%")
    assert annex[f"D{row}"] == "'Mục tiêu'!D5"
    assert annex[f"E{row}"] == "'MT2'!G6"
    assert annex[f"F{row}"] == "'MT2'!H6"
    assert annex[f"G{row - 1}"] == "'MT2'!A2"
    assert links(book, "MT2")["G6"] == "'MT2'!D6"
    assert links(book, "MT2")["G5"] == "'MT2'!F5"
    assert links(book, "MT2")["H6"] == "'Mục tiêu'!D5"
    assert links(book, "MT1")["G5"] == "'MT1'!A9"
    assert str(book["MT1"]["B9"].value).startswith("Doanh thu du lịch")


def test_every_link_leads_to_a_cell_that_is_there(book: Workbook) -> None:
    found = {location for sheet in book.sheetnames for location in links(book, sheet).values()}
    assert len(found) > 40
    for location in found:
        sheet, cell = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", location).groups()  # type: ignore[union-attr]
        assert book[sheet][cell].row <= book[sheet].max_row


def explained(path: Path) -> Explained:
    told = explain_file(path)
    assert isinstance(told, Explained)
    return told


def test_an_output_is_explained_as_its_input_is(output: Path) -> None:
    """The cells differ, what is told of them does not."""
    told = [
        [
            re.sub(r" \(sheet “[^”]+”, ô [A-Z0-9:]+\)|dòng [-0-9, ]+", "", step.text)
            for i in o.indicators
            for step in i.steps
        ]
        for path in (SAMPLE, output)
        for o in explained(path).objectives
    ]
    assert told[: len(told) // 2] == told[len(told) // 2 :]


def test_a_marked_copy_of_an_output_keeps_the_notes_and_loses_its_own(output: Path, tmp_path: Path) -> None:
    before = notes(openpyxl.load_workbook(output))
    error = diagnostic("QM202", CellReference("MT7", 6, 8), column="Đánh giá", found="hai")
    marked = marked_copy(read_parts(output), [error])
    assert not isinstance(marked, Hindrance)
    (tmp_path / "marked.xlsx").write_bytes(packed(marked))
    with_ours = notes(openpyxl.load_workbook(tmp_path / "marked.xlsx"))
    assert with_ours["MT7!H6"].startswith(before["MT7!H6"])
    assert "QM202" in with_ours["MT7!H6"] or "hai" in with_ours["MT7!H6"]
    cleaned = marked_copy(read_parts(tmp_path / "marked.xlsx"), [])
    assert not isinstance(cleaned, Hindrance)
    (tmp_path / "cleaned.xlsx").write_bytes(packed(cleaned))
    assert {
        place: note.rstrip("\n") for place, note in notes(openpyxl.load_workbook(tmp_path / "cleaned.xlsx")).items()
    } == before


@pytest.mark.parametrize(
    "text",
    ["=1+1", "<r>x</r>", "_x0041_ &amp; <b>", "“dấu”\nhai dòng", "a\x07b", "\ufffe", "'", "{mã}", "xin chào " * 300],
)
def test_typed_text_in_a_note_is_text(text: str, tmp_path: Path) -> None:
    outcome = judged(text, {"Số đạt": 5, "Tổng số": 15})
    submission, evaluation, said = outcome.submission, outcome.evaluation, outcome.diagnostics
    told = verdict_notes(submission, evaluation, said)
    write_workbook(compose_and_lay_out(submission, evaluation, said, notes=told), tmp_path / "x.xlsx")
    (note,) = notes(openpyxl.load_workbook(tmp_path / "x.xlsx")).values()
    line = " ".join(text.split()).replace("\x07", "\ufffd").replace("\ufffe", "\ufffd")
    assert f"mức đề ra “{line[:119]}" in unescape(note)
    assert len(note) < 5_000
