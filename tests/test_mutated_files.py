"""A sample of the damaged files of benchmarks/mutated_files.py; the full run is started by hand."""

import random
from pathlib import Path

import pytest

from benchmarks.mutated_files import CORPUS, FORMATS, mutated, run
from qmxl.model.diagnostics import Refusal
from qmxl.reading.parser.facts import LAST_COLUMN
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.submission import read_file
from qmxl.reading.workbook import open_workbook


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("way", "count"), [("door", 25), ("command", 2)])
def test_no_damaged_file_ends_otherwise_than_in_a_sentence(way: str, count: int, format_: str) -> None:
    tally = run(way, format_, count, seed=20261125)
    assert tally.faults == []
    assert tally.outcomes.total() == count
    assert "traceback" not in tally.outcomes


def test_a_row_number_gone_wild_is_refused_before_its_rectangle_is_filled(tmp_path: Path) -> None:
    """Damage of the full run: three cells told to end in row 856,065."""
    damaged = mutated((CORPUS / "nho.xlsb").read_bytes(), random.Random("xlsb/1/832"))  # noqa: S311  seeded damage
    path = tmp_path / "nho.xlsb"
    path.write_bytes(damaged)
    told = read_file(begin_parsing(path))
    assert isinstance(told, Refusal)
    assert "Ctrl+End" in told.sentence


def test_a_merged_range_of_billions_of_columns_is_none(tmp_path: Path) -> None:
    """Damage of the full run: it took two minutes to walk along it."""
    path = tmp_path / "nho.xlsb"
    path.write_bytes(mutated((CORPUS / "nho.xlsb").read_bytes(), random.Random("xlsb/1/731")))  # noqa: S311  seeded damage
    book = open_workbook(begin_parsing(path))
    assert not isinstance(book, Refusal)
    assert all(area.last_column <= LAST_COLUMN for sheet in book.sheets.values() for area in sheet.merged)
