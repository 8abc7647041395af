"""What stands in the written files, read from their parts: dialect, layout, print set-up, privacy."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from qmxl.model.report import Chart, Place, PlacedChart, Span
from qmxl.model.submission import Register
from qmxl.pipeline import evaluate_file
from qmxl.proof.second_engine import dialect_faults, formula_cells
from qmxl.reporting.layout import lay_out
from qmxl.writing.workbook import _gap, write_workbook
from samples.build import ROOT, SAMPLES, sample_report, submission_of, template_report

INPUTS = [ROOT / "samples" / f"{name}.xlsx" for name in SAMPLES]
TEMPLATE = ROOT / "workbook_templates" / "xa-phuong-2026.xlsx"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("outputs")
    for path in INPUTS:
        evaluate_file(path, folder / path.name)
    return [folder / path.name for path in INPUTS]


def test_the_shipped_template_is_what_the_builder_makes(tmp_path: Path) -> None:
    write_workbook(lay_out(template_report()), tmp_path / "made.xlsx")
    assert parts(tmp_path / "made.xlsx") == parts(TEMPLATE)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_what_their_twins_say(name: str, tmp_path: Path) -> None:
    write_workbook(lay_out(sample_report(name)), tmp_path / "made.xlsx")
    assert parts(tmp_path / "made.xlsx") == parts(ROOT / "samples" / f"{name}.xlsx")


def test_every_formula_keeps_to_the_dialect(outputs: list[Path]) -> None:
    for path in [*INPUTS, TEMPLATE, *outputs]:
        assert dialect_faults(path) == []
        assert len(formula_cells(path)) > 600


def test_the_report_is_numbered_from_its_second_page(outputs: list[Path]) -> None:
    for path in outputs:
        report = parts(path)["xl/worksheets/sheet2.xml"].decode()
        assert '<headerFooter differentFirst="1">' in report
        assert "&amp;P" in report
        assert 'paperSize="9"' in report


def test_every_sheet_prints_on_a4_with_repeated_titles(outputs: list[Path]) -> None:
    for path in outputs:
        book = parts(path)
        for name, xml in book.items():
            if name.startswith("xl/worksheets/sheet"):
                assert b'paperSize="9"' in xml
        assert book["xl/workbook.xml"].count(b"_xlnm.Print_Titles") >= 10


def test_only_the_guide_is_protected_and_lists_are_very_hidden() -> None:
    book = parts(TEMPLATE)
    protected = [name for name, xml in book.items() if b"<sheetProtection" in xml]
    assert protected == ["xl/worksheets/sheet1.xml"]
    assert re.search(rb'name="_Danh m\xe1\xbb\xa5c"[^>]*state="veryHidden"', book["xl/workbook.xml"])


def test_tables_and_lists_have_their_names() -> None:
    book = parts(TEMPLATE)
    names = {re.search(rb'displayName="([^"]+)"', xml)[1] for n, xml in book.items() if "tables/" in n}  # type: ignore[index]
    assert {b"KetQua_MT1", b"ChiTiet_MT1", b"ChiTiet_B2_2", b"MucTieu"} <= names
    lists = set(re.findall(rb"<formula1>(qmxl_\w+)</formula1>", b"".join(book.values())))
    assert {b"qmxl_measure", b"qmxl_period_kind", b"qmxl_yes_no"} <= lists


def test_register_texts_stay_home(outputs: list[Path], tmp_path: Path) -> None:
    """What the ward's dossiers are about is in the input; it travels only when asked for."""
    tables = submission_of(ROOT / "samples" / f"{SAMPLES[1]}.md").tables
    told = {text.encode() for t in tables.values() if isinstance(t, Register) for text in t.texts["item"] if text}
    assert len(told) > 10
    evaluate_file(INPUTS[1], tmp_path / "personal.xlsx", personal=True)
    sent, personal = (b"".join(parts(path).values()) for path in (outputs[1], tmp_path / "personal.xlsx"))
    assert [text for text in told if b">" + text + b"<" in sent] == []
    assert [text for text in told if b">" + text + b"<" not in personal] == []


def test_titles_of_prompts_end_with_a_whole_word() -> None:
    xml = b"".join(content for name, content in parts(TEMPLATE).items() if "worksheets/" in name).decode()
    titles = set(re.findall(r'promptTitle="([^"]*)"', xml))
    assert "Mức tiến độ cần đạt đến kỳ này" in titles
    assert not [title for title in titles if title.endswith("(")]


def test_cells_not_to_be_filled_are_crossed_out() -> None:
    """LibreOffice draws no pattern fills: by one, a cell that is not to be filled would look like one of qmxl's."""
    styles = parts(TEMPLATE)["xl/styles.xml"]
    assert b'<border diagonalUp="1" diagonalDown="1">' in styles
    assert set(re.findall(rb'patternType="(\w+)"', styles)) == {b"none", b"gray125", b"solid"}


def test_few_bars_are_no_wider_than_many() -> None:
    shown = Chart(Place("", "", ""), "", Span("", "", "", ""), (), ("A", "A"), 1, "")
    chart = PlacedChart(shown, 1, 1, "", (), width=950, height=300, bars=1)
    widths = [950 / bars / (1 + _gap(replace(chart, bars=bars)) / 100) for bars in (4, 6, 8, 11)]
    assert max(widths) <= 51
    assert 950 / (1 + _gap(chart) / 100) < 160
