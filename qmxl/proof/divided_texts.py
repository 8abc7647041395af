"""Texts too long for a row: several rows show a piece each, with formulas that differ in two numbers only.

Where a text is divided follows its length, so an output whose data changed may hold it in other pieces.
"""

import re
from collections.abc import Sequence

Slice = tuple[int, int]
"""The first character of a piece, from 1, and the most characters it has."""

MOST_CHARACTERS = 30_000
"""Length of a last piece: all the rest."""
_INDENTED = re.compile(r'" *"&\((.*)\)', re.DOTALL)
_PIECE = re.compile(r"MID\((.*),(\d+),(\d+)\)", re.DOTALL)


def sliced(formula: str) -> tuple[str, Slice]:
    """What a formula shows a piece of, and which; a text that is not divided is one piece.

    `MID('_Tính'!B42&"",1,276)` -> `'_Tính'!B42&""`, (1, 276)
    """
    text = _without_indent(formula)
    piece = _PIECE.fullmatch(text)
    if piece is None or not _is_closed(piece[1]):
        return text, (1, MOST_CHARACTERS)
    source, (start, length) = sliced(piece[1])  # a piece may have been divided again
    own_start, own_length = int(piece[2]), int(piece[3])
    room = length if length >= MOST_CHARACTERS else length - own_start + 1
    return source, (start + own_start - 1, min(own_length, room))


def _without_indent(text: str) -> str:
    indented = _INDENTED.fullmatch(text)
    return indented[1] if indented and _is_closed(indented[1]) else text


def _is_closed(text: str) -> bool:
    """Whether every parenthesis outside of texts is closed where it was opened."""
    depth = 0
    for sign in "".join(text.split('"')[::2]):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0


def is_whole(pieces: Sequence[Slice]) -> bool:
    """Whether the pieces, in their order, begin at the first character, leave none out, and show all the rest."""
    ends = [start + length for start, length in pieces]
    starts = [start for start, _ in pieces]
    return bool(pieces) and starts == [1, *ends[:-1]] and ends[-1] >= MOST_CHARACTERS
