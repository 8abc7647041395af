"""The written file against the report: every kind of value, and every kind of difference."""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl import pipeline
from qmxl.contract.excel_limits import storable
from qmxl.model.report import Cell, Content, PlacedReport, Report, Row, Sheet, SheetColumn, Style
from qmxl.pipeline import WrittenOtherwise, evaluate_file
from qmxl.proof.read_back import Difference, differences
from qmxl.reporting.expressions import formula
from qmxl.reporting.layout import lay_out
from qmxl.writing.workbook import write_workbook

SAMPLE = Path(__file__).parents[2] / "samples" / "loc-an-2020-h1.xlsx"


def placed_report(*contents: Content, number_format: str = "") -> PlacedReport:
    """One sheet, the contents below each other in column A, each as the value of a formula in column B."""
    style = Style(number_format=number_format)
    rows = []
    for number, content in enumerate(contents):
        live = formula('""&[t]', t=content) if isinstance(content, str) else None
        cells = {"A": Cell(content, style), **({"B": Cell(live, style)} if live else {})}
        rows.append(Row(f"r{number}", cells))
    return lay_out(Report((Sheet("Thử", (SheetColumn("A", 20), SheetColumn("B", 20)), tuple(rows)),)))


values = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.text(alphabet="_x0041F5<r>&; \n", max_size=30),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: abs(number) < 1e300),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(contents=st.lists(values, max_size=25))
def test_what_is_written_reads_back(contents: list[Content], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any texts, numbers and dates, typed and as results of formulas; blank stays blank."""
    path = tmp_path_factory.mktemp("read_back") / "out.xlsx"
    placed = placed_report(*contents)
    write_workbook(placed, path)
    assert [str(difference) for difference in differences(placed, path)] == []


def test_a_day_number_reads_back_whatever_its_format(tmp_path: Path) -> None:
    placed = placed_report(45_000, 45_000.5, date(2026, 7, 1), number_format="dd/mm/yyyy")
    write_workbook(placed, tmp_path / "out.xlsx")
    assert list(differences(placed, tmp_path / "out.xlsx")) == []


@pytest.mark.parametrize(
    ("wanted", "stored"),
    [
        ("97%", "98%"), ("1", 1), (1, "1"), (1, True), (0, None), (None, 0), ("a", None), (None, "a"), ("a ", "a"), ("A", "a"),
        (1, 1 + 1e-14), (Decimal("0.97"), Decimal("0.98")), (date(2026, 7, 1), date(2026, 7, 2)), (date(2026, 7, 1), "01/07/2026"),
        ("_x0041_", "A"), ("é", "e\u0301"),
    ],
)  # fmt: skip
def test_every_difference_is_found(wanted: Content, stored: Content, tmp_path: Path) -> None:
    write_workbook(placed_report("x", stored), tmp_path / "out.xlsx")
    found = list(differences(placed_report("x", wanted), tmp_path / "out.xlsx"))
    assert {(d.reference.a1, type(d)) for d in found} >= {("A2", Difference)}


@pytest.mark.parametrize("number", [0.1 + 0.2, 1 / 3, 1540 / 1587, 123_456_789_012_345.0, 5e-324, -0.0])
def test_numbers_agree_to_fifteen_digits(number: float, tmp_path: Path) -> None:
    write_workbook(placed_report(number), tmp_path / "out.xlsx")
    assert list(differences(placed_report(float(f"{number:.15g}")), tmp_path / "out.xlsx")) == []


def test_a_cell_or_sheet_too_many_is_found(tmp_path: Path) -> None:
    write_workbook(placed_report("a", "b"), tmp_path / "out.xlsx")
    assert {d.reference.a1 for d in differences(placed_report("a"), tmp_path / "out.xlsx")} == {"A2", "B2"}
    other = lay_out(Report((Sheet("Khác", (SheetColumn("A", 20),), (Row("r", {"A": Cell("a")}),)),)))
    assert {d.reference.sheet for d in differences(other, tmp_path / "out.xlsx")} == {"Thử", "Khác"}


def test_a_written_file_that_reads_back_otherwise_never_takes_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer is made to store another number than it was told."""
    output = tmp_path / "out.xlsx"
    output.write_bytes(b"the old report")

    def write(placed: PlacedReport, path: Path, *, read_back: Callable[[Path], None]) -> None:
        def read_back_changed(hidden: Path) -> None:
            _replace_in_parts(hidden, b"<v>1540</v>", b"<v>1541</v>")
            read_back(hidden)

        write_workbook(placed, path, read_back=read_back_changed)

    monkeypatch.setattr(pipeline, "write_workbook", write)
    with pytest.raises(WrittenOtherwise, match=r"tệp cũ vẫn nguyên.*'MT2'!D6: 1540 -> 1541"):
        evaluate_file(SAMPLE, output)
    assert output.read_bytes() == b"the old report"
    assert [path.name for path in tmp_path.iterdir()] == ["out.xlsx"]


def _replace_in_parts(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, re.sub(re.escape(old), new, content))


def test_the_report_says_what_the_file_can_hold() -> None:
    placed = placed_report("a\x00")
    assert {cell.value for cell in placed.sheets[0].cells} == {storable("a\x00")}
