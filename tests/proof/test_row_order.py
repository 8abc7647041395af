"""Which row stands for which, where rows were put in, taken out or changed."""

import pytest

from qmxl.proof.row_order import row_map

WANTED = ["đầu", "", "một a b", "hai c d", "ba e f", "cuối"]


@pytest.mark.parametrize(
    ("found", "pairs"),
    [
        (WANTED, {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6}),
        (["đầu", "", "một a x", "hai c d", "ba e f", "cuối"], {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6}),
        (["đầu", "", "một a b", "lạ", "hai c d", "ba e f", "cuối"], {1: 1, 2: 2, 3: 3, 5: 4, 6: 5, 7: 6}),
        (["đầu", "", "một a b", "ba e f", "cuối"], {1: 1, 2: 2, 3: 3, 4: 5, 5: 6}),
        (["đầu", "", "một a x", "lạ", "hai c d", "ba e f", "cuối"], {1: 1, 2: 2, 3: 3, 5: 4, 6: 5, 7: 6}),
    ],
    ids=["same", "changed", "put in", "taken out", "changed and put in"],
)
def test_rows_find_their_own(found: list[str], pairs: dict[int, int]) -> None:
    assert row_map(found, WANTED) == pairs
