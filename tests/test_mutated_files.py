"""A sample of the damaged files of benchmarks/mutated_files.py; the full run is started by hand."""

import pytest

from benchmarks.mutated_files import FORMATS, run


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("way", "count"), [("door", 25), ("command", 2)])
def test_no_damaged_file_ends_otherwise_than_in_a_sentence(way: str, count: int, format_: str) -> None:
    tally = run(way, format_, count, seed=20261125)
    assert tally.faults == []
    assert tally.outcomes.total() == count
    assert "traceback" not in tally.outcomes
