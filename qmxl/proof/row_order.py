"""Which row of a file stands for which row as it was written, where rows were put in, taken out or changed."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

_LONGEST_BLOCK = 400
"""Rows of a changed block that are held against each other one by one."""


def row_map(found: Sequence[str], wanted: Sequence[str]) -> Mapping[int, int]:
    """Row in the file -> row as written, for all that have one; rows from 1, told by texts that stand for them."""
    start = next(
        (n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), min(len(found), len(wanted))
    )
    if start == len(found) == len(wanted):
        return {row: row for row in range(1, start + 1)}
    end = _common_end(found[start:], wanted[start:])
    pairs = {row: row for row in range(1, start + 1)}
    middle = found[start : len(found) - end], wanted[start : len(wanted) - end]
    for kind, a, b, c, d in _operations(*middle):
        if kind == "equal" or b - a == d - c:
            pairs.update((start + 1 + a + n, start + 1 + c + n) for n in range(b - a))
        elif kind == "replace":
            pairs.update(_by_likeness(middle[0][a:b], middle[1][c:d], start + 1 + a, start + 1 + c))
    pairs.update((len(found) - n, len(wanted) - n) for n in range(end))
    return pairs


def _operations(found: Sequence[str], wanted: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if len(found) == len(wanted) and sum(a != b for a, b in zip(found, wanted, strict=True)) * 2 <= len(found) + 2:
        return [("equal", 0, len(found), 0, len(wanted))]  # most rows stand where they stood
    return SequenceMatcher(None, found, wanted, autojunk=False).get_opcodes()


def _common_end(found: Sequence[str], wanted: Sequence[str]) -> int:
    same = 0
    while same < min(len(found), len(wanted)) and found[-1 - same] == wanted[-1 - same]:
        same += 1
    return same


def _by_likeness(found: Sequence[str], wanted: Sequence[str], first: int, other: int) -> Mapping[int, int]:
    """Rows of a changed block with as many or more like ones: each with the next that has something in common."""
    pairs, free = {}, 0
    if len(found) > _LONGEST_BLOCK or len(wanted) > _LONGEST_BLOCK:
        return {first + n: other + n for n in range(min(len(found), len(wanted)))}
    for at, text in enumerate(found):
        alike = (n for n in range(free, len(wanted)) if _is_like(text, wanted[n]))
        match = next(alike, None)
        if match is not None:
            pairs[first + at] = other + match
            free = match + 1
    return pairs


def _is_like(one: str, other: str) -> bool:
    return bool(one) and SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() > 0.5
