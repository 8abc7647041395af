"""Rows fitted to their texts: how high each is, and what is done with one that would be too high for a page.

Excel allows rows of 409 points, and neither it nor LibreOffice parts a row between two pages. So a row of the report
is cut into pieces at sentences; one that staff type into gets blank rows below that its cells are merged with, for its
text must stay in one cell; and in tables, which may not have merged cells, the column is made wider.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, islice

from qmxl.model.references import column_letters, column_number
from qmxl.model.report import Cell, Content, Formula, Place, Row, Sheet, Style, Value
from qmxl.reporting.text_height import WrappedText, column_points, divide_at_sentences, line_row_height, row_height

MAXIMUM_HEIGHT = 409.0
PIECE_HEIGHT = 200.0
"""Points of a piece where the program parts the pages: at most so much is left blank at the foot of one."""
DEFAULT_HEIGHT = 15.0
_WIDEST_COLUMN = 100.0
_WIDENING = 1.25
_SHORT = 250
"""Characters that fit into any row, so that most texts need no measuring."""
_REST = 30_000
"""The last slice of a text takes whatever follows, also when the text grows."""

Shown = Callable[[Place], Value]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a sheet's cells show, and how wide they are; `slices` are the texts of the pieces of divided rows."""

    sheet: str
    widths: Mapping[str, float]
    shown: Shown
    slices: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(2))
    """For the keys of pieces: a piece may be divided again."""

    def text(self, row: Row, letter: str) -> str:
        if (row.key, letter) in self.slices:
            return self.slices[row.key, letter]
        value = self.shown(Place(self.sheet, row.key, letter))
        return value if isinstance(value, str) else ""

    def points(self, letter: str, cell: Cell) -> float:
        """Usable width of a cell."""
        numbers = range(column_number(letter), column_number(cell.merge_to or letter) + 1)
        own, *merged = [self.widths.get(column_letters(number), 8.43) for number in numbers]
        return column_points(own, *merged) - cell.style.indent * 7

    def wrapped(self, row: Row, letter: str) -> WrappedText | None:
        """The text of a cell as it is wrapped; None where there is none."""
        cell, text = row.cells[letter], self.text(row, letter)
        if not text or not cell.style.wrap:
            return None
        return WrappedText(text, self.points(letter, cell), cell.style.size, cell.style.bold, cell.style.italic)


def measure_of(sheet: Sheet, shown: Shown) -> Measure:
    return Measure(sheet.name, {column.letter: column.width for column in sheet.columns}, shown)


def fitted(sheet: Sheet, measure: Measure) -> Sheet:
    """The sheet with every text that is too long for its row divided, spread over rows, or in a wider column."""
    limit = MAXIMUM_HEIGHT if sheet.setup.together else PIECE_HEIGHT
    wider = _wider(sheet, measure)
    columns = tuple(replace(c, width=wider.get(c.letter, c.width)) for c in sheet.columns)
    pieces = {row.key: rows for row in sheet.rows if len(rows := pieces_of(row, measure, limit, limit)) > 1}
    return with_pieces(replace(sheet, columns=columns) if wider else sheet, pieces)


def with_pieces(sheet: Sheet, pieces: Mapping[str, tuple[Row, ...]]) -> Sheet:
    """The sheet with some rows, by key, replaced by their pieces, and whatever reached down to them by their last."""
    if not pieces:
        return sheet
    last = {row.key: row.key for row in sheet.rows} | {key: rows[-1].key for key, rows in pieces.items()}
    rows = (piece for row in sheet.rows for piece in pieces.get(row.key, (row,)))
    return replace(
        sheet,
        rows=tuple(_merged_to_the_end(row, last) for row in rows),
        validations=tuple(replace(v, span=v.span._replace(last_row=last[v.span.last_row])) for v in sheet.validations),
        setup=replace(sheet.setup, together=tuple((first, last[end]) for first, end in sheet.setup.together)),
    )


def _merged_to_the_end(row: Row, last: Mapping[str, str]) -> Row:
    """Cells merged down to a row that was divided go to its last piece."""
    if not any(cell.merge_down for cell in row.cells.values()):
        return row
    cells = {
        letter: replace(cell, merge_down=last.get(cell.merge_down, cell.merge_down)) if cell.merge_down else cell
        for letter, cell in row.cells.items()
    }
    return replace(row, cells=cells)


def _wider(sheet: Sheet, measure: Measure) -> dict[str, float]:
    """New widths of the columns with texts too long for their rows, by letter."""
    wider: dict[str, float] = {}
    for row in sheet.rows:
        if row.is_divisible or row.is_extensible or row.height is not None:
            continue
        for letter, cell in row.cells.items():
            text = measure.wrapped(row, letter) if not cell.merge_to and not cell.merge_down else None
            if text is None or (len(text.text) < _SHORT and "\n" not in text.text):
                continue
            wanted = _wide_enough(text, measure.widths.get(letter, 8.43))
            if wanted > max(measure.widths.get(letter, 0), wider.get(letter, 0)):
                wider[letter] = wanted
    return wider


def _wide_enough(text: WrappedText, width: float) -> float:
    while width < _WIDEST_COLUMN and row_height([replace(text, width_points=column_points(width))]) > MAXIMUM_HEIGHT:
        width = min(math.ceil(width * _WIDENING), _WIDEST_COLUMN)
    return width


# Pieces


def pieces_of(row: Row, measure: Measure, first_limit: float, limit: float) -> tuple[Row, ...]:
    """The row itself, or the rows it is divided into, of so many points at most; the first keeps its key."""
    if row.is_extensible:
        return _extended(row, measure, limit)
    if not row.is_divisible:
        return (row,)
    slices = {letter: _slices(row, letter, measure, (first_limit, limit)) for letter in row.cells}
    most = max(map(len, slices.values()), default=1)
    if most < 2:
        return (row,)
    keys = [row.key, *_new_keys(row, measure, most - 1)]
    texts = {letter: measure.text(row, letter) for letter in row.cells}
    measure.slices.update(
        ((key, letter), texts[letter][start : start + length])
        for letter, parts in slices.items()
        if len(parts) > 1
        for key, (start, length) in zip(keys, parts, strict=False)
    )
    return tuple(_piece_row(row, slices, number, keys) for number in range(most))


def _new_keys(row: Row, measure: Measure, wanted: int) -> list[str]:
    return [f"{row.key.split('#')[0]}#{number}" for number in islice(measure.numbers, wanted)]


def _piece_row(row: Row, slices: Mapping[str, tuple[tuple[int, int], ...]], number: int, keys: list[str]) -> Row:
    is_last = number == len(keys) - 1
    return replace(
        row,
        key=keys[number],
        cells={
            letter: _piece(cell, slices[letter], number, keys)
            for letter, cell in row.cells.items()
            if number < len(slices[letter])
        },
        space_after=row.space_after if is_last else 0,
        keeps_with_next=row.keeps_with_next and is_last,
    )


def _slices(row: Row, letter: str, measure: Measure, limits: tuple[float, float]) -> tuple[tuple[int, int], ...]:
    """(start, length) of what each piece of the row shows of a cell; one slice where it is not divided."""
    cell, text = row.cells[letter], measure.wrapped(row, letter)
    if text is None or cell.merge_down or _text_height(text) <= limits[0]:
        return ((0, _REST),)
    face = {"bold": text.bold, "italic": text.italic}
    _, length = divide_at_sentences(text.text, text.width_points, text.size, limits[0], **face)[0]
    rest = divide_at_sentences(text.text[length:], text.width_points, text.size, limits[1], **face)
    return ((0, length), *((length + start, own) for start, own in rest))


def _piece(cell: Cell, slices: tuple[tuple[int, int], ...], number: int, keys: list[str]) -> Cell:
    """One slice of a cell; the last one of those that have fewer slices than the row has pieces is merged down."""
    is_last = number == len(slices) - 1
    down = keys[-1] if is_last and len(slices) < len(keys) else None
    if len(slices) == 1:
        return replace(cell, merge_down=cell.merge_down or down)
    start, length = slices[number]
    content = _slice(cell.content, start, _REST if is_last else length)
    is_first = number == 0
    return replace(
        cell,
        content=content,
        merge_down=down,
        style=_between(cell.style, is_first=is_first, is_last=is_last),
        source=cell.source if is_first else None,
        link=cell.link if is_first else None,
        note=cell.note if is_first else (),
    )


def _between(style: Style, *, is_first: bool, is_last: bool) -> Style:
    """Without the lines that would part the slices of one text."""
    hidden = ("" if is_first else "t") + ("" if is_last else "b")
    border = "".join(side for side in style.border if side not in hidden)
    return replace(style, border=border, valign="top")


def _slice(content: Content, start: int, length: int) -> Content:
    if isinstance(content, Formula):
        return replace(content, text=f"MID({content.text},{start + 1},{length})")
    return str(content)[start : start + length]


def _extended(row: Row, measure: Measure, limit: float) -> tuple[Row, ...]:
    """The row, and blank rows that each of its cells is merged with."""
    texts = [text for letter in row.cells if (text := measure.wrapped(row, letter)) is not None]
    most = math.ceil(max(map(_text_height, texts), default=0) / limit)
    if most < 2:
        return (row,)
    keys = _new_keys(row, measure, most - 1)
    cells = {letter: replace(cell, merge_down=keys[-1]) for letter, cell in row.cells.items()}
    return (replace(row, cells=cells), *(Row(key) for key in keys))


# Heights


def row_heights(sheet: Sheet, measure: Measure) -> tuple[dict[str, float | None], dict[str, str]]:
    """Height of each row by its key, and by which row a cell merged down has shown the whole of its text."""
    heights = {row.key: _height(row, measure) for row in sheet.rows}
    order = [row.key for row in sheet.rows]
    position = {key: number for number, key in enumerate(order)}
    shown_by: dict[str, str] = {}
    for row in sheet.rows:
        for letter, cell in row.cells.items():
            text = measure.wrapped(row, letter) if cell.merge_down else None
            if text is None or not cell.merge_down:
                continue
            keys = order[position[row.key] : position[cell.merge_down] + 1]
            needed = row_height([text])
            _raise(heights, keys, needed)
            by = _reached(heights, keys, needed)
            shown_by[row.key] = max(by, shown_by.get(row.key, by), key=position.__getitem__)
    return heights, shown_by


def _raise(heights: dict[str, float | None], keys: list[str], needed: float) -> None:
    """Make rows together high enough, the last first."""
    missing = needed - sum(heights[key] or DEFAULT_HEIGHT for key in keys)
    for key in reversed(keys):
        if missing <= 0:
            return
        own = heights[key] or DEFAULT_HEIGHT
        heights[key] = min(own + missing, MAXIMUM_HEIGHT)
        missing -= (heights[key] or 0) - own


def _reached(heights: Mapping[str, float | None], keys: list[str], needed: float) -> str:
    """The first row by whose end so many points are there."""
    for key in keys:
        needed -= heights[key] or DEFAULT_HEIGHT
        if needed <= 0:
            return key
    return keys[-1]


def _height(row: Row, measure: Measure) -> float | None:
    """Written height of a row: given, or fitted to its wrapped texts; Excel fits no merged row, LibreOffice none."""
    if row.height is not None:
        return row.height
    cells = (letter for letter, cell in row.cells.items() if cell.merge_down is None)
    found = [text for letter in cells if (text := measure.wrapped(row, letter)) is not None]
    if not found:
        return None
    highest = max(_text_height(text) for text in found)
    return min(math.ceil((highest + row.space_after) * 4) / 4, MAXIMUM_HEIGHT)


def _text_height(text: WrappedText) -> float:
    return line_row_height(text.text, text.size) if _fits_one_line(text) else row_height([text])


_WIDEST = 1.02
"""Of the font size: no character of Times New Roman is wider."""


def _fits_one_line(text: WrappedText) -> bool:
    """Short texts need no measuring."""
    return "\n" not in text.text and len(text.text) * text.size * _WIDEST < text.width_points
