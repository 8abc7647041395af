"""The published half-year report of 2020 that must always come out right."""

from pathlib import Path

import pytest

from qmxl.model.evaluation import Status
from qmxl.reading.markdown import read_markdown
from tests.workbooks import Outcome, evaluated_cells

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "loc-an-2020-h1.md"

INDICATORS = {
    "1": (Status.DEFERRED, None, None),
    "2.1": (Status.MET, "100%", None),
    "2.2": (Status.EXCEEDED, "97%", None),
    "3": (Status.NOT_MET, "67%", 18),
    "4.1": (Status.MET, "Đạt", None),
    "4.2": (Status.MET, "100%", None),
    "4.3": (Status.NO_CASES, None, None),
    "5": (Status.EXCEEDED, "95,7%", None),
    "6": (Status.EXCEEDED, "100%", None),
    "7.1": (Status.MET, "100%", None),
    "7.2": (Status.NOT_MET, "33%", 52),
    "8": (Status.MET, "100%", None),
    "9.1": (Status.MET, "100%", None),
    "9.2": (Status.MET, "100%", None),
    "10": (Status.MET, "100%", None),
}
OBJECTIVES = {
    1: Status.DEFERRED,
    2: Status.EXCEEDED,
    3: Status.NOT_MET,
    4: Status.NO_CASES,
    5: Status.EXCEEDED,
    6: Status.EXCEEDED,
    7: Status.NOT_MET,
    8: Status.MET,
    9: Status.MET,
    10: Status.MET,
}


@pytest.fixture(scope="module")
def reference() -> Outcome:
    return evaluated_cells(read_markdown(SAMPLE))


def test_every_indicator(reference: Outcome) -> None:
    found = {i.code: (i.status, i.shown, i.cases_needed) for i in reference.evaluation.indicators}
    assert found == INDICATORS  # EV84


def test_every_objective(reference: Outcome) -> None:
    assert {o.number: o.status for o in reference.evaluation.objectives} == OBJECTIVES
    assert [o.deciding for o in reference.evaluation.objectives if o.number in {1, 3, 4, 7}] == ["1", "3", "4.3", "7.2"]


def test_the_summary(reference: Outcome) -> None:
    """EV19, EV84"""
    assert reference.evaluation.met == (2, 5, 6, 8, 9, 10)
    assert reference.evaluation.total == len(OBJECTIVES)


def test_distances(reference: Outcome) -> None:
    margins = {i.code: i.margin for i in reference.evaluation.indicators}
    assert margins["2.2"] == "7 điểm phần trăm"
    assert margins["3"] == "28 điểm phần trăm"
    assert margins["7.2"] == "52 điểm phần trăm"


def test_the_plan(reference: Outcome) -> None:
    """Three rows below 40 %, ten at 48 to 100 %, five at the end of the year."""
    bands = reference.indicator.measurement.bands
    assert bands is not None
    assert (bands.behind, bands.within, bands.above, bands.year_end, bands.no_figure) == (3, 10, 0, 5, 0)
    assert bands.total == reference.indicator.measurement.denominator


def test_nothing_is_wrong_with_it(reference: Outcome) -> None:
    assert reference.errors | reference.warnings == set()
