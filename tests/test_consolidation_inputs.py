"""The answers of benchmarks/consolidation_inputs.py, held against the evaluation, and its files against other readers."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from benchmarks.consolidation_inputs import (
    UNREADABLE,
    Expected,
    FileAnswer,
    IndicatorAnswer,
    Kind,
    ObjectiveAnswer,
    generate,
)
from qmxl.contract.refusals import REFUSALS
from qmxl.evaluation.evaluate import evaluate
from qmxl.model.diagnostics import Refusal, Severity
from qmxl.model.evaluation import Evaluation, Status
from qmxl.model.submission import Submission
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.submission import read_file

UNITS, SEED = 60, 5
CLEAN_ONES = 5
OLD_VERSION = "2025.2"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("units")


@pytest.fixture(scope="module")
def expected(folder: Path) -> Expected:
    return generate(folder, UNITS, SEED)


def of_kind(expected: Expected, *kinds: Kind) -> list[FileAnswer]:
    return [one for one in expected.files if one.kind in kinds]


def evaluated(path: Path) -> tuple[Submission, Evaluation, int]:
    """With the number of errors."""
    read = read_file(begin_parsing(path))
    assert not isinstance(read, Refusal), read.sentence
    submission, found = read
    evaluation, more = evaluate(submission)
    return submission, evaluation, sum(one.severity is Severity.ERROR for one in (*found, *more))


def as_answers(
    submission: Submission, evaluation: Evaluation
) -> tuple[tuple[IndicatorAnswer, ...], tuple[ObjectiveAnswer, ...]]:
    statements = {one.code: one.statement for one in submission.indicators}
    indicators = tuple(
        IndicatorAnswer(
            one.code,
            statements[one.code],
            one.status,
            whole(one.measurement.numerator),
            whole(one.measurement.denominator),
            None if (value := one.measurement.value) is None else f"{value.numerator}/{value.denominator}",
        )
        for one in evaluation.indicators
    )
    return indicators, tuple(ObjectiveAnswer(o.number, o.status, o.is_counted) for o in evaluation.objectives)


def whole(number: Fraction | None) -> int | None:
    assert number is None or number.denominator == 1
    return None if number is None else int(number)


def test_every_kind_is_there_and_every_unit_that_can_be_read_counts_once(expected: Expected) -> None:
    assert {one.kind for one in expected.files} == set(Kind)
    used = [one.unit_code for one in expected.files if one.is_used]
    assert len(used) == len(set(used)) == UNITS - len(of_kind(expected, *UNREADABLE))
    assert len({one.unit_code for one in expected.files}) == UNITS
    assert len({(one.province, one.name) for one in expected.files}) == UNITS


def test_every_outcome_occurs(expected: Expected) -> None:
    found = {one.status for file in expected.files for one in file.indicators}
    assert found == set(Status)


def test_the_same_seed_gives_the_same_answer(expected: Expected, tmp_path: Path) -> None:
    again = generate(tmp_path, UNITS, SEED)
    assert again == expected
    assert len(json.loads(again.json())["files"]) == len(list(tmp_path.rglob("*.xlsx")))


def test_qmxl_gives_the_answers(expected: Expected, folder: Path) -> None:
    """A dozen; all kinds that count are among them."""
    used = [one for one in expected.files if one.is_used]
    special = [one for one in used if one.kind is not Kind.CLEAN]
    for file in (*special, *[one for one in used if one.kind is Kind.CLEAN][:: UNITS // CLEAN_ONES]):
        submission, evaluation, errors = evaluated(folder / file.path)
        assert as_answers(submission, evaluation) == (file.indicators, file.objectives), file.path
        assert (len(evaluation.met), evaluation.total) == (file.met, file.total), file.path
        assert (errors > 0) is (file.kind is Kind.FLAWED), file.path


def test_the_unit_says_who_it_is_and_when_it_reports(expected: Expected, folder: Path) -> None:
    for file in of_kind(expected, Kind.DUPLICATE):
        information = evaluated(folder / file.path)[0].information
        told = [information.text(key) for key in ("unit_code", "short_name", "province")]
        assert told == [file.unit_code, file.name, file.province]
        assert str(information.day("report_date")) == file.report_date
    first, second = of_kind(expected, Kind.DUPLICATE)
    assert (first.is_used, second.is_used) == (False, True)
    assert first.report_date < second.report_date


def test_an_old_template_says_its_version(expected: Expected, folder: Path) -> None:
    (file,) = of_kind(expected, Kind.OLD_TEMPLATE)
    assert evaluated(folder / file.path)[0].source.template_version == OLD_VERSION


@pytest.mark.parametrize(("kind", "reason"), [(Kind.BROKEN, "broken"), (Kind.ENCRYPTED, "encrypted")])
def test_what_cannot_be_read_is_refused_for_its_reason(
    expected: Expected, folder: Path, kind: Kind, reason: str
) -> None:
    for file in of_kind(expected, kind):
        path = folder / file.path
        read = read_file(begin_parsing(path))
        assert isinstance(read, Refusal)
        assert read.sentence == REFUSALS[reason].format(name=path.name, path=path)


def test_other_readers_find_the_same_cells(expected: Expected, folder: Path) -> None:
    """As openpyxl and calamine see it; what Excel would have saved with the formulas is there."""
    file = next(one for one in expected.files if one.kind is Kind.CLEAN)
    by_openpyxl = load_workbook(folder / file.path, data_only=True)
    by_calamine = CalamineWorkbook.from_path(str(folder / file.path))
    assert by_openpyxl.sheetnames == by_calamine.sheet_names
    answer = next(one for one in file.indicators if one.code == "10.2")
    word = {Status.MET: "Đạt", Status.NOT_MET: "Chưa đạt"}[Status(answer.status)]
    for rows in (by_openpyxl["MT10"].values, by_calamine.get_sheet_by_name("MT10").to_python()):
        row = next(row for row in rows if row[0] == answer.code)
        assert (*row[3:5], row[7]) == (answer.numerator, answer.denominator, word)
