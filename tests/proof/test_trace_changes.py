"""Marks of contents: what changed since they were made."""

import pytest

from qmxl.model.content_traces import Trace, block_traces, cells_trace, value_text, whole_traces
from qmxl.proof.trace_changes import Change, ChangeKind, changes

ROWS = [["HS1", "n1", "n2"], ["HS2", "n3", "n4"], ["HS3", "n5", "n6"]]
LETTERS = ("A", "B", "C")


def of_rows(rows: list[list[str]]) -> list[Change]:
    return list(changes(block_traces("MT2", LETTERS, ROWS), block_traces("MT2", LETTERS, rows)))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (ROWS[::-1], []),
        ([ROWS[0], ["HS2", "n3", "n9"], ROWS[2]], [Change(ChangeKind.CHANGED, "MT2", 1, ("C",))]),
        ([*ROWS, ["HS4", "n7", "n8"]], [Change(ChangeKind.ADDED, "MT2", 3, LETTERS)]),
        (ROWS[:2], [Change(ChangeKind.REMOVED, "MT2", None)]),
        ([*ROWS, ROWS[0]], [Change(ChangeKind.ADDED, "MT2", 3, LETTERS)]),
        ([["HS1", "n1", "n4"], ["HS2", "n3", "n2"], ROWS[2]], [
            Change(ChangeKind.CHANGED, "MT2", 0), Change(ChangeKind.CHANGED, "MT2", 1),
        ]),
    ],
    ids=["moved", "changed", "added", "removed", "repeated", "swapped"],
)  # fmt: skip
def test_a_changed_row_of_a_table_is_found_wherever_it_stands(rows: list[list[str]], told: list[Change]) -> None:
    assert of_rows(rows) == told


def test_a_changed_cell_is_told_by_row_and_column() -> None:
    before = [cells_trace("MT1", "result:1", {"D": "n5", "E": ""}), cells_trace("MT1", "result:2", {"D": "n1"})]
    after = [cells_trace("MT1", "result:1", {"D": "n5", "E": "n9"}), cells_trace("MT1", "result:2", {"D": "n1"})]
    assert list(changes(before, after)) == [Change(ChangeKind.CHANGED, "MT1", "result:1", ("E",), before="result:1")]


def of_codes(*codes: str) -> list[Trace]:
    """Rows of `Mục tiêu`: the code is the row's key, and typed."""
    return [cells_trace("Mục tiêu", f"code:{code}", {"A": f"t{code}", "B": f"t{code[0]} ngày"}) for code in codes]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (
            [*of_codes("1"), cells_trace("Mục tiêu", "code:9", {"A": "t9", "B": "t2 ngày"}), *of_codes("3")],
            [Change(ChangeKind.CHANGED, "Mục tiêu", "code:9", ("A",), before="code:2")],
        ),
        (of_codes("1", "3"), [Change(ChangeKind.REMOVED, "Mục tiêu", "code:2")]),
        (of_codes("1", "2", "4", "3"), [Change(ChangeKind.ADDED, "Mục tiêu", "code:4")]),
    ],
    ids=["another code", "row removed", "row added"],
)
def test_a_row_with_another_code_is_found_by_its_place(after: list[Trace], told: list[Change]) -> None:
    assert list(changes(of_codes("1", "2", "3"), after)) == told


def test_of_a_whole_sheet_the_order_matters() -> None:
    letters = {1: "A"}
    before = whole_traces("Kiểm tra", {(1, 1): "ta", (2, 1): "tb"}, letters)
    after = whole_traces("Kiểm tra", {(1, 1): "tb", (2, 1): "ta"}, letters)
    assert list(changes(before, after, ordered=True)) != []
    assert list(changes(before, before, ordered=True)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [(0.9703843730308759, 0.970384373030876), (3, 3.0), ("", None), ("đoạn ", "đoạn"), (-0.8999999999999999, -0.9)],
)
def test_what_saving_again_does_to_a_value_makes_no_other_mark(one: object, other: object) -> None:
    assert value_text(one) == value_text(other)


@pytest.mark.parametrize(("one", "other"), [(3, "3"), (0.97, 0.98), ("a", "b"), (1, 1.00000000001)])
def test_another_value_has_another_mark(one: object, other: object) -> None:
    assert value_text(one) != value_text(other)
