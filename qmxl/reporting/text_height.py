"""How high a row of wrapped Times New Roman must be, and where a text too long for one row is divided.

Excel fits no merged row and LibreOffice fits none on loading, so every row with wrapped text gets a written height,
counted from the advance widths of the font. A height is never too low: a text is wrapped twice, as printed (exact
widths, some safety) and as Excel draws it on a screen at 100 % (widths in whole pixels, up to 7 % more at size 11), and
the larger number of lines counts.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice, pairwise, zip_longest

_POINTS_PER_PIXEL = 0.75
_DIGIT_PIXELS = 7
"""Widest digit of the Normal style, Calibri 11, at 96 dpi; Excel counts column widths in it."""
_PADDING_PIXELS = 5
"""Two pixels on each side of a cell and one for the gridline; LibreOffice takes about half of it."""
_PRINT_SAFETY = 1.03
_ROW_EXTRA = 1.5
"""Points given to a row beyond its lines, so that the marks of Ấ and the tail of ợ do not touch the borders."""
_FALLBACK_LINE = 1.25
"""A character from another font (✓, a Chinese name) makes its line higher, and with it the row."""
_DEFAULT_ROW = 15.0

_EM = 2048
_WIDEST = 2048
"""The bold W; characters of unknown width count as that."""
_ADVANCES = {
    "\u200b": (0, 0, 0, 0),
    "\u031b": (110, 151, 93, 108),
    "'": (369, 569, 438, 569),
    "\u2009\u202f": (410, 410, 410, 410),
    "|": (410, 451, 563, 451),
    " ,.\u00a0": (512, 512, 512, 512),
    "/\\il": (569, 569, 569, 569),
    "jt": (569, 682, 569, 569),
    ":;": (569, 682, 682, 682),
    "²³¹": (614, 614, 614, 614),
    "f": (682, 682, 569, 682),
    "()-`\u00ad¨´‘’‚‹›\u2011": (682, 682, 682, 682),
    "!": (682, 682, 682, 797),
    "[]": (682, 682, 797, 682),
    "¡": (682, 682, 797, 797),
    "·": (682, 683, 512, 512),
    "I": (682, 797, 682, 797),
    "r": (682, 909, 797, 797),
    "•": (717, 717, 717, 717),
    "▪▫": (726, 726, 726, 726),
    "s": (797, 797, 797, 797),
    "J": (797, 1024, 909, 1024),
    "°": (819, 819, 819, 819),
    '"': (836, 1137, 860, 1137),
    "z": (909, 909, 797, 797),
    "ce": (909, 909, 909, 909),
    "?a¿": (909, 1024, 1024, 1024),
    "“”„": (909, 1024, 1139, 1024),
    "¶": (928, 1106, 1071, 1024),
    "^": (961, 1190, 864, 1167),
    "{}": (983, 807, 819, 713),
    "◊": (1012, 1012, 1012, 1012),
    "vy": (1024, 1024, 909, 909),
    "x": (1024, 1024, 909, 1024),
    "#$*0123456789_go¢£¥§«»–†‡€↑↓": (1024, 1024, 1024, 1024),
    "k": (1024, 1139, 909, 1024),
    "bdpqđ": (1024, 1139, 1024, 1024),
    "hnu": (1024, 1139, 1024, 1139),
    "₫": (1050, 1050, 1050, 1050),
    "ơ": (1083, 1134, 1093, 1099),
    "~": (1108, 1065, 1108, 1167),
    "ư": (1110, 1229, 1117, 1227),
    "±÷√≈≠≤≥": (1124, 1124, 1124, 1124),
    "S": (1139, 1139, 1024, 1139),
    "P": (1139, 1251, 1251, 1251),
    "F": (1139, 1251, 1251, 1366),
    "+<=>×": (1155, 1167, 1382, 1167),
    "−": (1155, 1167, 1382, 1241),
    "µ": (1180, 1180, 1180, 1180),
    "■□○●": (1237, 1237, 1237, 1237),
    "LTZ": (1251, 1366, 1139, 1251),
    "E": (1251, 1366, 1251, 1366),
    "∆": (1253, 1253, 1253, 1253),
    "B": (1366, 1366, 1251, 1366),
    "R": (1366, 1479, 1251, 1366),
    "C": (1366, 1479, 1366, 1366),
    "∑∞": (1460, 1460, 1460, 1460),
    "Y": (1479, 1479, 1139, 1251),
    "AVX": (1479, 1479, 1251, 1366),
    "w": (1479, 1479, 1366, 1366),
    "N": (1479, 1479, 1366, 1479),
    "DUĐ": (1479, 1479, 1479, 1479),
    "K": (1479, 1593, 1366, 1366),
    "GOQƠ": (1479, 1593, 1479, 1479),
    "H": (1479, 1593, 1479, 1593),
    "¼½¾": (1536, 1536, 1536, 1536),
    "©®": (1556, 1530, 1556, 1530),
    "Ư": (1589, 1630, 1544, 1587),
    "m": (1593, 1706, 1479, 1593),
    "&": (1593, 1706, 1593, 1593),
    "%": (1706, 2048, 1706, 1706),
    "M": (1821, 1933, 1706, 1821),
    "@": (1886, 1905, 1884, 1704),
    "W": (1933, 2048, 1706, 1821),
    "№": (1954, 2058, 1931, 1874),
    "™": (2007, 2048, 2007, 2048),
    "▲►▼◄": (2027, 2027, 2027, 2027),
    "—…": (2048, 2048, 1821, 2048),
    "‰←→↔": (2048, 2048, 2048, 2048),
}
"""Advance widths in 1/2048 em: regular, bold, italic, bold italic.

Measured in Liberation Serif 1.07 and 2.1 (metric-compatible with Times New Roman; the larger where they differ). The
letters with horn have widths of their own; all other Vietnamese letters are as wide as their base letter, in each of
the four faces. U+031B is the horn as a combining character.
"""

_HORN = "\u031b"
_KNOWN = frozenset("".join(_ADVANCES))

_NEWLINE = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"[^ ]+(?:(?: +(?=[/;:!?,.)\]}…»])|(?<=[(\[{«]) +)[^ ]+)*")
"""What stays on one line: LibreOffice breaks neither before a closing sign nor after an opening one, spaces or not.

Both programs may also break after a hyphen; not counting on it can only make a text longer.
"""
_PART = re.compile(r"[^-/– ]*[-/– ]+|[^-/– ]+")
_SIGN = re.compile("[-/– ]")
_STEP = 256
"""Characters of a long word that are measured at once."""
_SENTENCE_END = re.compile(r"[.;!?][”’\")\]]* +|\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class WrappedText:
    """What one cell shows: `width_points` is its usable width (see `column_points`), `size` the font size."""

    text: str
    width_points: float
    size: float
    bold: bool = False
    italic: bool = False


def text_width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """Printed width of one line in points, without kerning."""
    advances = _units(bold, italic)
    return sum(advances[character] for character in text) * size / _EM


def column_points(width: float, *merged: float) -> float:
    """Usable points of a column of `width` characters, or of a cell that is merged with further columns.

    Pixels as in Excel and XlsxWriter: 7 for each character and 5 for padding, below one character 12 for each.
    """
    pixels = sum(_column_pixels(each) for each in (width, *merged))
    return max(0, pixels - _PADDING_PIXELS) * _POINTS_PER_PIXEL


def wrapped_lines(text: str, width_points: float, size: float, *, bold: bool = False, italic: bool = False) -> int:
    """Number of lines, at least one and never too low; newlines count, also one at the end."""
    cell = WrappedText(text, width_points, size, bold, italic)
    return max(sum(1 for _ in starts) for starts in _renderings(cell))


def row_height(texts: Iterable[WrappedText]) -> float:
    """Points for the highest of these cells, in Excel's steps of 0.75; not capped at Excel's 409."""
    return max((_cell_height(cell) for cell in texts), default=_DEFAULT_ROW)


def height_bound(cell: WrappedText) -> float:
    """Points that are enough for a text, found ten times as quickly as `row_height`, and at most a few lines more.

    A line that ends before a word leaves less room than that word takes: so many lines hold the whole at the most.
    """
    size_pixels = int(cell.size / _POINTS_PER_PIXEL + 0.5)
    most = 1
    for advances, room in (
        (_units(cell.bold, cell.italic), cell.width_points / cell.size * _EM / _PRINT_SAFETY),
        (_pixels(cell.bold, cell.italic, size_pixels), cell.width_points / _POINTS_PER_PIXEL),
    ):
        lines = 0
        for paragraph in cell.text.split("\n"):
            whole = sum(map(advances.__getitem__, paragraph))
            if whole <= room:
                lines += 1
                continue
            widest = max(sum(map(advances.__getitem__, f"{word} ")) for word in paragraph.split(" "))
            if widest >= room / 2:
                return _cell_height(cell)
            lines += math.ceil(whole / (room - widest))
        most = max(most, lines)
    return _round_up(most * _line_height(cell.text, cell.size) + _ROW_EXTRA)


def line_row_height(text: str, size: float) -> float:
    """Points for a text known to fit on one line."""
    return _round_up(_line_height(text, size) + _ROW_EXTRA)


@lru_cache(maxsize=256)
def divide_at_sentences(
    text: str,
    width_points: float,
    size: float,
    limit: float = 409.0,
    *,
    bold: bool = False,
    italic: bool = False,
) -> tuple[tuple[int, int], ...]:
    """(start, length) of slices that cover `text`, each of which fits into a row of `limit` points.

    `start` counts from 0, in characters of Python (MID in Excel counts from 1, and those above U+FFFF twice). A slice
    ends after a sentence where it can, else after a space, else anywhere. A `limit` under two lines is taken as
    two. An empty text is one empty slice.
    """
    most_lines = _lines_within(limit, _line_height(text, size))
    cuts = [0]
    while cuts[-1] < len(text):
        rest = WrappedText(text[cuts[-1] :], width_points, size, bold, italic)
        cuts.append(cuts[-1] + _cut(rest.text, _fitting(rest, most_lines)))
    return tuple((start, end - start) for start, end in pairwise(cuts)) or ((0, 0),)


def _column_pixels(width: float) -> int:
    if width < 1:
        return int(width * (_DIGIT_PIXELS + _PADDING_PIXELS) + 0.5)
    return int(width * _DIGIT_PIXELS + 0.5) + _PADDING_PIXELS


class _Advances(dict[str, int]):
    """Width of each character, worked out when first asked for."""

    def __init__(self, advance: Callable[[str], int]) -> None:
        super().__init__()
        self._advance = advance

    def __missing__(self, character: str) -> int:
        self[character] = width = self._advance(character)
        return width


@lru_cache
def _units(bold: bool, italic: bool) -> _Advances:  # noqa: FBT001  cached by position
    """Advances in 1/2048 em."""
    face = bold + 2 * italic
    known = {character: widths[face] for characters, widths in _ADVANCES.items() for character in characters}
    return _Advances(partial(_unit_advance, known))


def _unit_advance(known: dict[str, int], character: str) -> int:
    width = known.get(_base(character))
    if width is not None:
        return width
    return 0 if _is_mark(character) else _WIDEST


@lru_cache
def _pixels(bold: bool, italic: bool, size_pixels: int) -> _Advances:  # noqa: FBT001  cached by position
    """Advances in whole pixels, as on a screen at 96 dpi."""
    units = _units(bold, italic)
    return _Advances(lambda character: int(units[character] * size_pixels / _EM + 0.5))


@lru_cache(maxsize=4096)
def _base(character: str) -> str:
    """ế is e, ớ is ơ: whatever has a width of its own is kept."""
    if character in _KNOWN:
        return character
    decomposed = unicodedata.normalize("NFD", character)
    horned = unicodedata.normalize("NFC", decomposed[0] + _HORN) if _HORN in decomposed else decomposed[0]
    return horned if horned in _KNOWN else decomposed[0]


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}


def _is_foreign(character: str) -> bool:
    return _base(character) not in _KNOWN and not _is_mark(character) and character not in "\r\n"


def _line_height(text: str, size: float) -> float:
    """Points from one line of a cell to the next.

    Print needs 1.15 × size, but Excel sets lines on whole pixels of the screen: for Times New Roman 11, 12, 13, 14
    measured as 14, 15, 16, 17 in Excel for Mac (github.com/developer0hye/office2pdf, pull request 1245). This covers
    each of its measurements from 8 to 48; with _ROW_EXTRA also the 15, 15.75, 16.5-17.25, 18.75 of a row of one line.
    """
    foreign = any(map(_is_foreign, set(text)))
    return (1.1 * size + 2.2) * (_FALLBACK_LINE if foreign else 1)


def _round_up(points: float) -> float:
    return math.ceil(points / _POINTS_PER_PIXEL) * _POINTS_PER_PIXEL


@lru_cache(maxsize=4096)
def _cell_height(cell: WrappedText) -> float:
    lines = wrapped_lines(cell.text, cell.width_points, cell.size, bold=cell.bold, italic=cell.italic)
    return _round_up(lines * _line_height(cell.text, cell.size) + _ROW_EXTRA)


def _lines_within(limit: float, line_height: float) -> int:
    points = math.floor(limit / _POINTS_PER_PIXEL) * _POINTS_PER_PIXEL - _ROW_EXTRA
    return max(2, int(points / line_height))


def _renderings(cell: WrappedText) -> tuple[Iterator[int], Iterator[int]]:
    """Where the lines begin, in print and on a screen."""
    printed = cell.width_points / cell.size * _EM / _PRINT_SAFETY
    size_pixels = int(cell.size / _POINTS_PER_PIXEL + 0.5)
    return (
        _line_starts(cell.text, _units(cell.bold, cell.italic), printed),
        _line_starts(cell.text, _pixels(cell.bold, cell.italic, size_pixels), cell.width_points / _POINTS_PER_PIXEL),
    )


def _line_starts(text: str, advances: _Advances, room: float) -> Iterator[int]:
    start = 0
    for newline in _NEWLINE.finditer(text):
        yield from _paragraph_line_starts(text, start, newline.start(), advances, room)
        start = newline.end()
    yield from _paragraph_line_starts(text, start, len(text), advances, room)


def _paragraph_line_starts(text: str, start: int, end: int, advances: _Advances, room: float) -> Iterator[int]:
    yield start
    position, filled = start, 0
    for word in _WORD.finditer(text, start, end):
        gap = (word.start() - position) * advances[" "]
        width = _width_within(word[0], advances, room)
        position = word.end()
        if filled + gap + width <= room:
            filled += gap + width
            continue
        if filled + gap:
            yield word.start()
        filled = width
        if width > room:
            filled = yield from _breaks_within(word[0], word.start(), advances, room)


def _width_within(text: str, advances: _Advances, room: float) -> int:
    """Width of a text, or of so much of it that it is over the room: of a long text only its first line is asked."""
    if len(text) <= _STEP:
        return sum(advances[character] for character in text)
    width = 0
    for start in range(0, len(text), _STEP):
        width += sum(advances[character] for character in text[start : start + _STEP])
        if width > room:
            break
    return width


class _Breaks:
    """Offsets at which a word that may be broken after each part, and inside those longer than a line, goes on.

    They are found as they are asked for; then `filled` is the width of what was begun last.
    """

    def __init__(self, parts: Iterable[str], advances: _Advances, room: float) -> None:
        self._parts, self._advances, self._room = parts, advances, room
        self.count = self.filled = 0

    def __iter__(self) -> Iterator[int]:
        for offset in self._offsets():
            self.count += 1
            yield offset

    def _offsets(self) -> Iterator[int]:
        offset = 0
        for part in self._parts:
            width = _width_within(part, self._advances, self._room)
            if self.filled and self.filled + width > self._room:
                yield offset
                self.filled = 0
            if width > self._room:
                yield from self._within(part, offset)
            else:
                self.filled += width
            offset += len(part)

    def _within(self, part: str, start: int) -> Iterator[int]:
        """The same for a part that may be broken after each character."""
        advances, room, filled = self._advances, self._room, 0
        for offset, character in enumerate(part, start):
            advance = advances[character]
            if filled and advance and filled + advance > room:
                yield offset
                filled = 0
            filled += advance
        self.filled = filled


def _breaks_within(word: str, start: int, advances: _Advances, room: float) -> Generator[int, None, int]:
    """Where a word longer than a line goes on in the next; comes to the width of its last part.

    LibreOffice breaks 422/BC-UBND after its signs and fills no line, others may fill each line: the worse counts.
    """
    filling = _Breaks([word], advances, room)
    if not _SIGN.search(word):
        yield from (start + offset for offset in filling)
        return filling.filled
    at_signs = _Breaks((part[0] for part in _PART.finditer(word)), advances, room)
    for pair in zip_longest(filling, at_signs, fillvalue=len(word)):
        yield start + min(pair)
    return max((filling.count, filling.filled), (at_signs.count, at_signs.filled))[1]


def _fitting(rest: WrappedText, most_lines: int) -> int:
    """Length of the longest beginning of `rest` that has at most so many lines."""
    overflows = [start for starts in _renderings(rest) for start in islice(starts, most_lines, most_lines + 1)]
    if not overflows:
        return len(rest.text)
    return len(rest.text[: min(overflows)].removesuffix("\n").removesuffix("\r"))


def _cut(text: str, fitting: int) -> int:
    """Length of the slice: up to `fitting`, less if a sentence or a word ends there."""
    if fitting == len(text):
        return fitting
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, fitting)]
    whole = [end for end in ends if not _is_numbering(text[:end])]
    return whole[-1] if whole else text.rfind(" ", 0, fitting) + 1 or fitting


def _is_numbering(beginning: str) -> bool:
    """A sentence does not end with its "1. " or "II. "."""
    return " " not in beginning.strip()
