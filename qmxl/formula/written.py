"""Formulas as they stand in a file: equal texts for what Excel, WPS and LibreOffice write differently.

LibreOffice writes _Tính!B11 for '_Tính'!B11 and FALSE() for FALSE; Excel keeps the text of only one of several formulas
that are alike and lets the others share it.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

_NAME = r"[^\W\d][\w.\u0300-\u036f]*"
_SHEET = re.compile(rf"'((?:[^']|'')+)'!|({_NAME})!")
_TRUTH = re.compile(r"\b(TRUE|FALSE)\(\)")
_REFERENCE = re.compile(
    r"(?P<sheet>'(?:[^']|'')+'!)?(?<![\w.$\[])(?P<first>\$?[A-Z]{1,3}\$?[0-9]{1,7})"
    r"(?::(?P<last>\$?[A-Z]{1,3}\$?[0-9]{1,7}))?(?![\w.(\]])"
)
_ADDRESS = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")
_NUMBER = re.compile(r"(?<![\w.$])(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?(?![\w.(!])")
_BLANKS = re.compile(r"[ \n\r\t]+")
_STRUCTURED = re.compile(rf"{_NAME}\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]")
"""A table's columns: what stands in the brackets is a header, not a formula."""

Rows = Mapping[str, Mapping[int, int]]
"""Row in the file -> row as it was written, by sheet, for sheets with rows put in or taken out."""


@lru_cache(maxsize=2**14)
def written(text: str) -> str:
    """One text for all spellings of a formula: every sheet quoted, no blanks, no dollars, TRUE without parentheses."""
    return _outside_texts(text, _written_piece)


def _written_piece(piece: str) -> str:
    quoted = _SHEET.sub(lambda match: f"'{match[1] or match[2]}'!", _TRUTH.sub(r"\1", piece))
    return _between(_STRUCTURED, quoted, _plain)


def _plain(piece: str) -> str:
    """Without blanks and dollars; 4.0 and 4 are one number."""
    return _NUMBER.sub(lambda match: f"{float(match[0]):.15g}", _BLANKS.sub("", piece.replace("$", "")))


def _between(pattern: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    """The text changed everywhere but where the pattern matches, or inside single quotes."""
    end, pieces = 0, []
    for match in re.finditer(rf"{pattern.pattern}|'(?:[^']|'')+'!", text):
        pieces += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*pieces, change(text[end:])])


def with_rows(text: str, sheet: str, rows: Rows) -> str:
    """A formula of a sheet with the rows it refers to numbered as they were when it was written."""
    return _outside_texts(written(text), lambda piece: _REFERENCE.sub(lambda m: _moved(m, sheet, rows), piece))


def _moved(reference: re.Match[str], sheet: str, rows: Rows) -> str:
    name = (reference["sheet"] or "")[1:-2].replace("''", "'") or sheet
    known = rows.get(name)
    if known is None:
        return reference[0]
    ends = [_with_row(end, known) for end in (reference["first"], reference["last"]) if end]
    return f"{reference['sheet'] or ''}{':'.join(ends)}"


def _with_row(address: str, rows: Mapping[int, int]) -> str:
    letters, row = address.rstrip("0123456789"), int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$"))
    return f"{letters}{rows.get(row, row)}"


def shared(text: str, down: int, right: int) -> str:
    """What a formula says in a cell so many rows below and columns beside the one whose text it shares."""
    return _outside_texts(text, lambda piece: _REFERENCE.sub(lambda m: _shifted(m, down, right), piece))


def _shifted(reference: re.Match[str], down: int, right: int) -> str:
    ends = (reference["first"], reference["last"])
    return (reference["sheet"] or "") + ":".join(_ADDRESS.sub(lambda m: _step(m, down, right), e) for e in ends if e)


def _step(address: re.Match[str], down: int, right: int) -> str:
    column_fixed, letters, row_fixed, row = address.groups()
    column = letters if column_fixed else _letters(_number(letters) + right)
    return f"{column_fixed}{column}{row_fixed}{row if row_fixed else int(row) + down}"


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _outside_texts(text: str, change: Callable[[str], str]) -> str:
    """A formula changed everywhere but inside its text literals; a doubled quote ends one and begins the next."""
    pieces = text.split('"')
    pieces[::2] = map(change, pieces[::2])
    return '"'.join(pieces)
