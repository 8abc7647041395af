"""Pieces of a long text: the same text in other pieces, and what is no division of it."""

import pytest

from qmxl.proof.divided_texts import Slice, is_whole, sliced


@pytest.mark.parametrize(
    ("formula", "source", "part"),
    [
        ("MID('_Tính'!B42&\"\",1,276)", "'_Tính'!B42&\"\"", (1, 276)),
        ("'_Tính'!B42&\"\"", "'_Tính'!B42&\"\"", (1, 30000)),
        ("MID(MID('_Tính'!B42&\"\",277,30000),1,100)", "'_Tính'!B42&\"\"", (277, 100)),
        ('MID("  "&(A1&")"),5,30000)', 'A1&")"', (5, 30000)),
        ("MID(A1,1,2)&MID(A1,3,4)", "MID(A1,1,2)&MID(A1,3,4)", (1, 30000)),
    ],
)
def test_a_piece_is_told_from_its_text(formula: str, source: str, part: Slice) -> None:
    assert sliced(formula) == (source, part)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([(1, 30000)], True),
        ([(1, 276), (277, 30000)], True),
        ([(1, 276), (277, 100), (377, 29901)], True),
        ([(1, 276), (278, 30000)], False),
        ([(1, 276), (277, 100)], False),
        ([(277, 30000), (1, 276)], False),
        ([], False),
    ],
)
def test_pieces_give_the_whole_text_or_not(pieces: list[Slice], expected: bool) -> None:
    assert is_whole(pieces) is expected
