"""Where the pages of a sheet end: what belongs together stands together in every program, and no page is left bare."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from qmxl.model.report import Row, Sheet
from qmxl.reporting.fitting import DEFAULT_HEIGHT, MAXIMUM_HEIGHT, Measure, pieces_of, row_heights, with_pieces

_A4_HEIGHT, _A4_WIDTH = 841.9, 595.3
_PAGE_SHARE = 0.97
"""Of the page's height that is counted on."""
_BARE_SHARE = 0.075
"""Of a page that may be left blank at its foot to keep rows together, or a row whole, that need not be."""
_CUT_ABOVE = 70.0
"""Points of a row that may be cut where a page ends: four lines, which leaves two on either."""

Interval = tuple[int, int]
"""First and last of some rows, counted from 0."""


class _Break(NamedTuple):
    """A page ends: how many rows stand above, and how many points it leaves blank."""

    above: int
    blank: float


def paged(sheet: Sheet, measure: Measure) -> Sheet:
    """The sheet with the rows that a page's end would push to the next page whole, cut there at a sentence."""
    tried: set[str] = set()
    while sheet.setup.together:
        heights, shown_by = row_heights(sheet, measure)
        least = _room(sheet) * _BARE_SHARE
        ends = (end for end in _page_ends(sheet, heights, shown_by) if end.blank > least)
        row, room = next(((row, room) for end in ends for row, room in _pushed(sheet, end, heights, tried)), (None, 0))
        if row is None:
            return sheet
        tried.add(row.key)
        pieces = pieces_of(row, measure, room, MAXIMUM_HEIGHT)
        sheet = with_pieces(sheet, {row.key: pieces} if len(pieces) > 1 else {})
    return sheet


def _pushed(
    sheet: Sheet, end: _Break, heights: Mapping[str, float | None], tried: set[str]
) -> Iterator[tuple[Row, float]]:
    """The first row after a page's end that may be cut, if it is high enough for that, and the room left for it."""
    room = end.blank
    for row in sheet.rows[end.above :]:
        height = heights[row.key] or DEFAULT_HEIGHT
        if row.is_divisible:
            if row.key not in tried and height >= _CUT_ABOVE and room > _room(sheet) * _BARE_SHARE:
                yield row, room
            return
        room -= height


def page_breaks(sheet: Sheet, heights: Mapping[str, float | None], shown_by: Mapping[str, str]) -> tuple[int, ...]:
    """How many rows stand above each page break; none for a sheet whose pages the program is to part.

    `shown_by` is, by row key, the row that shows the end of a text merged down from there.
    """
    return tuple(end.above for end in _page_ends(sheet, heights, shown_by))


def _page_ends(sheet: Sheet, heights: Mapping[str, float | None], shown_by: Mapping[str, str]) -> Iterator[_Break]:
    if not sheet.setup.together:
        return
    high = [heights[row.key] or DEFAULT_HEIGHT for row in sheet.rows]
    position = {row.key: number for number, row in enumerate(sheet.rows)}
    blocks = _blocks(sheet.rows, {position[key]: position[by] for key, by in shown_by.items()})
    groups = _groups(blocks, {position[first]: position[last] for first, last in sheet.setup.together})
    repeated = high[position[sheet.setup.repeat[0]]] if sheet.setup.repeat else 0.0
    yield from _breaks(groups, high, _room(sheet), repeated)


def _blocks(rows: Sequence[Row], shown_by: Mapping[int, int]) -> list[Interval]:
    """Rows that must not be parted: one that keeps with the next, and a merged text until all of it is there."""
    blocks: list[Interval] = []
    first, least = 0, 0
    for number, row in enumerate(rows):
        least = max(least, shown_by.get(number, number))
        if number >= least and not row.keeps_with_next:
            blocks.append((first, number))
            first = number + 1
    return [*blocks, (first, len(rows) - 1)] if first < len(rows) else blocks


def _groups(blocks: Sequence[Interval], together: Mapping[int, int]) -> Iterator[list[Interval]]:
    """Blocks that stand on one page where they can; a group begins where one of its rows does."""
    group: list[Interval] = []
    end = -1
    for first, last in blocks:
        if group and first > end:
            yield group
            group = []
        group.append((first, last))
        end = max(end, last, *(together.get(number, -1) for number in range(first, last + 1)))
    if group:
        yield group


def _breaks(groups: Iterator[list[Interval]], high: Sequence[float], room: float, repeated: float) -> Iterator[_Break]:
    used, top = 0.0, 0.0
    for group in groups:
        whole = sum(high[group[0][0] : group[-1][1] + 1])
        is_parted = whole > room - repeated or room - used > room * _BARE_SHARE
        if used > top and used + whole > room and not is_parted:
            yield _Break(group[0][0], room - used)
            used = top = repeated
        for first, last in group:
            height = sum(high[first : last + 1])
            if used > top and used + height > room:
                yield _Break(first, room - used)
                used = top = repeated
            used += height
            while used > room:
                used -= room


def _room(sheet: Sheet) -> float:
    """Points of rows on a page."""
    page = _A4_WIDTH if sheet.setup.is_landscape else _A4_HEIGHT
    top, bottom = sheet.setup.margins[2:]
    return (page - (top + bottom) * 72) * 100 / (sheet.setup.scale or 100) * _PAGE_SHARE
