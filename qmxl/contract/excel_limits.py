"""What a workbook of Excel can hold: characters, lengths of texts, names of worksheets.

Source: Excel specifications and limits (Microsoft Support); XML 1.0, 5th edition, production [2] Char.
"""

import re
from collections.abc import Collection

MAXIMUM_TEXT = 32_767
"""UTF-16 units in one cell, typed or the result of a formula."""
MAXIMUM_HEADER = 255
"""UTF-16 units in the header of a named table's column."""
MAXIMUM_SHEET_NAME = 31
"""UTF-16 units in the name of a worksheet."""
REPLACEMENT = "\ufffd"
"""Stands where a character was that XML cannot hold."""

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
"""The last are read as escapes by the file format: `_x0041_` as "A"."""
_RESERVED_SHEET_NAME = "history"
"""Excel keeps it for its own record of changes."""


def unstorable_count(text: str) -> int:
    """Characters that XML cannot hold: control characters, halves of surrogate pairs, U+FFFE and U+FFFF."""
    return len(_UNSTORABLE.findall(text))


def storable(text: str) -> str:
    """The text as a cell can hold it: line ends as line feeds, what XML cannot hold replaced, cut to its length."""
    if text.isprintable() and len(text) <= MAXIMUM_TEXT // 2:
        return text
    return cut(_UNSTORABLE.sub(REPLACEMENT, _LINE_ENDS.sub("\n", text)), MAXIMUM_TEXT)


def text_length(text: str) -> int:
    """Length as Excel counts it, in UTF-16 units: characters outside the basic plane count twice."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def cut(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` UTF-16 units; no character is halved."""
    if len(text) * 2 <= limit:
        return text
    beginning = text[:limit]
    excess = text_length(beginning) - limit
    while excess > 0:
        excess -= text_length(beginning[-1])
        beginning = beginning[:-1]
    return beginning


def is_sheet_name(name: str) -> bool:
    """Whether Excel takes this name for a worksheet."""
    return (
        0 < text_length(name) <= MAXIMUM_SHEET_NAME
        and not _NOT_IN_SHEET_NAMES.search(name)
        and not unstorable_count(name)
        and not (name.startswith("'") or name.endswith("'"))
        and name.casefold() != _RESERVED_SHEET_NAME
    )


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """The nearest name Excel takes that is none of `taken` in any case: `Sổ/2026` -> `Sổ-2026`, then `Sổ-2026 (2)`."""
    others = {name.casefold() for name in taken}
    clean = _NOT_IN_SHEET_NAMES.sub("-", _UNSTORABLE.sub(REPLACEMENT, wanted)).strip().strip("'") or "Sheet"
    if clean.casefold() == _RESERVED_SHEET_NAME:
        clean = f"{clean}_"
    number, name = 1, cut(clean, MAXIMUM_SHEET_NAME).rstrip("'")
    while name.casefold() in others or not is_sheet_name(name):
        number += 1
        suffix = f" ({number})"
        name = cut(clean, MAXIMUM_SHEET_NAME - len(suffix)) + suffix
    return name
