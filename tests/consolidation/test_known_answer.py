"""Forty units whose figures are known: the consolidated workbook must tell every one of them, and every sum."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from benchmarks.known_answer import differences, expected_indicators, verdict
from qmxl.consolidated import Consolidated, Prepared, Wishes, consolidate_files, prepare
from qmxl.consolidation.running import OneAfterAnother
from qmxl.model.consolidation import Consolidation
from tests.consolidation.conftest import Sent


@dataclass(frozen=True)
class Outcome:
    """The consolidation, the workbook and the long table made of it, and the answer as it is kept in a file."""

    consolidation: Consolidation
    workbook: Path
    parquet: Path
    expected: Mapping[str, Any]


@pytest.fixture(scope="module")
def outcome(sent: Sent, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("known")
    workbook, parquet = folder / "tong-hop.xlsx", folder / "tong-hop.parquet"
    deadline = date.fromisoformat(sent.expected.deadline)
    wishes = Wishes([str(sent.folder)], workbook, deadline=deadline, parquet_path=parquet)
    prepared = prepare(wishes)
    assert isinstance(prepared, Prepared)
    done = consolidate_files(prepared, OneAfterAnother())
    assert isinstance(done, Consolidated)
    return Outcome(done.consolidation, workbook, parquet, json.loads(sent.expected.json()))


def test_every_figure_and_every_sum_is_as_it_must_be(outcome: Outcome) -> None:
    found = differences(outcome.expected, outcome.workbook, outcome.parquet)
    assert verdict(found) == "known answer: equal"


def test_sums_and_means_are_exact(outcome: Outcome) -> None:
    """As fractions, before any of them becomes the number of a cell."""
    together = outcome.consolidation
    told: dict[tuple[str, ...], object] = {}
    for name, total in zip(together.indicators, together.totals, strict=True):
        told["sums", name.wording] = total.counted, total.numerator, total.denominator, total.averaged
        told["mean", name.wording] = total.mean
    known = {key: value for key, value in expected_indicators(outcome.expected).items() if key[0] in {"sums", "mean"}}
    assert told == known
    assert sum(isinstance(value, Fraction) for value in told.values()) > 10


def test_what_only_few_units_report_on_stands_apart(outcome: Outcome) -> None:
    apart = [name for name in outcome.consolidation.indicators if not name.is_common]
    assert [(name.label, name.units) for name in apart] == [("K1", 1), ("K2", 1), ("K3", 1)]


def test_an_indicator_is_matched_by_its_wording_whatever_its_code(outcome: Outcome) -> None:
    """One unit has what others call 10.2 under the code 10.1."""
    renumbered = next(name for name in outcome.consolidation.indicators if len(name.codes) > 1)
    assert (renumbered.label, renumbered.is_common, dict(renumbered.codes)) == ("10.2", True, {"10.2": 37, "10.1": 1})


def first_used(answer: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(file for file in answer["files"] if file["is_used"])
    return found


def first_judged(answer: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in first_used(answer)["indicators"] if one["status"] == "EXCEEDED")
    return found


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (lambda answer: first_judged(answer).update(numerator=0), {"Dữ liệu", "Chỉ tiêu", "Parquet"}),
        (lambda answer: first_judged(answer).update(value="1/3"), {"Dữ liệu", "Chỉ tiêu", "Parquet"}),
        (lambda answer: first_judged(answer).update(status="NOT_MET"), {"Dữ liệu", "Chỉ tiêu", "Parquet"}),
        (lambda answer: first_used(answer)["objectives"][1].update(is_counted=False), {"Dữ liệu", "Tổng hợp"}),
        (lambda answer: first_used(answer).update(is_late=True), {"Tình hình gửi báo cáo"}),
        (lambda answer: first_used(answer).update(is_used=False), {"Dữ liệu", "Tổng hợp", "Tình hình gửi báo cáo"}),
        (lambda answer: first_used(answer).update(kind="flawed"), {"Tổng hợp"}),
    ],
)
def test_a_wrong_answer_is_noticed(
    outcome: Outcome, change: Callable[[Mapping[str, Any]], None], places: set[str]
) -> None:
    wrong = json.loads(json.dumps(outcome.expected))
    change(wrong)
    found = differences(wrong, outcome.workbook, outcome.parquet)
    assert places <= {line.partition(":")[0] for line in found}
    assert len(found) < 100
