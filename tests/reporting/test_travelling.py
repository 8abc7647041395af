"""A register over the limit stays home; its breakdown gives the same figures."""

from dataclasses import replace
from pathlib import Path

from qmxl.evaluation.evaluate import evaluate
from qmxl.pipeline import Outcome, check_file
from qmxl.reading.markdown import read_markdown
from qmxl.reading.submission import read_submission
from qmxl.reading.workbook import Refusal
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.writing.workbook import write_workbook
from samples.build import ROOT


def test_a_long_register_travels_as_its_breakdown(tmp_path: Path) -> None:
    book = read_markdown(ROOT / "samples" / "phuong-mau-2026-9-thang.md")
    sheet = book.sheets["Bảng 2.2"]
    header = next(number for number, row in enumerate(sheet.rows) if "Mã hồ sơ" in row)
    code = sheet.rows[header].index("Mã hồ sơ")
    body = [row for row in sheet.rows[header + 1 :] if any(row)]
    copies = [tuple(f"{v}-{n}" if c == code else v for c, v in enumerate(row)) for n in range(140) for row in body]
    long = replace(sheet, rows=(*sheet.rows[: header + 1], *copies))
    read = read_submission(replace(book, sheets={**book.sheets, "Bảng 2.2": long}))
    assert not isinstance(read, Refusal)
    evaluation, more = evaluate(read[0])
    placed = compose_and_lay_out(read[0], evaluation, (*read[1], *more))
    write_workbook(placed, tmp_path / "out.xlsx")
    again = check_file(tmp_path / "out.xlsx")
    assert isinstance(again, Outcome)
    assert [(i.code, i.shown, i.status) for i in again.evaluation.indicators] == [
        (i.code, i.shown, i.status) for i in evaluation.indicators
    ]
    assert "_Quá hạn MT2" in {sheet.sheet.name for sheet in placed.sheets}
