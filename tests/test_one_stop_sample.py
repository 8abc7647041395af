"""The sample's register as one-stop software exports it gives what the sample itself gives."""

import zipfile
from dataclasses import replace
from pathlib import Path

from qmxl.model.diagnostics import Refusal
from qmxl.model.submission import Register
from qmxl.pipeline import Outcome as FileOutcome
from qmxl.pipeline import check_file, evaluate_file
from qmxl.reading.markdown import read_markdown
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.register_paths import begin_register
from qmxl.reading.workbook import WorkbookCells, open_workbook
from samples.build import EXPORT, ROOT, SAMPLES, write_export
from tests.reporting.test_agreement import cells_of, placed_of, told
from tests.workbooks import Outcome, evaluated_cells

SAMPLE = ROOT / "samples" / f"{SAMPLES[1]}.md"
FILE = ROOT / "samples" / f"{EXPORT}.xlsx"
REGISTER = "Bảng 2.2"


def with_export(book: WorkbookCells) -> WorkbookCells:
    """The sample with the exported sheet in the place of its register, as if pasted there."""
    export = open_workbook(begin_parsing(FILE))
    assert not isinstance(export, Refusal)
    (sheet,) = export.sheets.values()
    return replace(book, sheets={**book.sheets, REGISTER: replace(sheet, name=REGISTER)})


def figures(outcome: Outcome) -> list[tuple[object, ...]]:
    """What every indicator comes to, with the class of every row."""
    return [
        (
            r.code, r.status, r.shown, r.margin, r.measurement.value, r.measurement.register,
            None if r.measurement.classes is None else r.measurement.classes.tolist(),
        )
        for r in outcome.evaluation.indicators
    ]  # fmt: skip


def test_the_export_gives_the_figures_of_the_sample() -> None:
    """EV30 to EV37, EV85"""
    book = read_markdown(SAMPLE)
    sample, pasted = evaluated_cells(book), evaluated_cells(with_export(book))
    assert figures(pasted) == figures(sample)
    assert told(pasted, placed_of(pasted)) == told(sample, placed_of(sample))
    assert pasted.evaluation.met == sample.evaluation.met
    assert pasted.errors == sample.errors
    assert pasted.warnings == sample.warnings
    assert pasted.notes - sample.notes == {"QM340", "QM349"}


def test_the_export_is_read_as_it_is(tmp_path: Path) -> None:
    """EV30 to EV37, EV85: `qmxl evaluate … --register 2.2=…` gives what the sample itself gives."""
    sample = check_file(SAMPLE.with_suffix(".xlsx"))
    outcome = evaluate_file(SAMPLE.with_suffix(".xlsx"), tmp_path / "kq.xlsx", registers={"2.2": begin_register(FILE)})
    assert isinstance(sample, FileOutcome)
    assert isinstance(outcome, FileOutcome)
    assert [(r.code, r.status, r.shown, r.measurement.register) for r in outcome.evaluation.indicators] == [
        (r.code, r.status, r.shown, r.measurement.register) for r in sample.evaluation.indicators
    ]
    assert outcome.sentences == sample.sentences
    again = check_file(tmp_path / "kq.xlsx")
    assert isinstance(again, FileOutcome)
    assert again.sentences == sample.sentences


def test_nobody_of_the_export_travels() -> None:
    outcome = evaluated_cells(with_export(read_markdown(SAMPLE)))
    table = outcome.submission.tables[REGISTER]
    assert isinstance(table, Register)
    people = {text for column in table.columns if column.key.startswith("extra:") for text in table.texts[column.key]}
    sent = {cell for sheet in cells_of(placed_of(outcome)).sheets.values() for row in sheet.rows for cell in row}
    assert len(people) > len(table)
    assert people & sent == set()


def test_the_export_is_what_the_builder_makes(tmp_path: Path) -> None:
    write_export(tmp_path / "made.xlsx")
    made, shipped = (zipfile.ZipFile(path) for path in (tmp_path / "made.xlsx", FILE))
    assert {name: made.read(name) for name in made.namelist()} == {n: shipped.read(n) for n in shipped.namelist()}
