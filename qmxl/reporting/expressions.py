"""Composing formulas from smaller ones.

`formula("IF([a]>0,[b],[c])", a=place, b=another_formula, c="text")`: places stay places, formulas are put in with their
own places, texts and numbers become literals.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from qmxl.contract.excel_limits import cut, storable
from qmxl.model.report import Formula, Place, Span

LITERAL_LIMIT = 250
"""Spreadsheets take at most 255 characters in one text literal."""
_LIKE_AN_ESCAPE = re.compile("(?<=_)(?=x[0-9A-Fa-f]{4}_)")
"""Inside `_x0041_`, which the file format reads as "A"."""

_NAME = re.compile(r'"(?:[^"]|"")*"|\[([^\[\]]+)\]')

Part = Place | Span | Formula | str | int | float


def formula(text: str, /, **parts: Part) -> Formula:
    """A formula whose [names] are filled in."""
    places: dict[str, Place | Span] = {}
    pieces = (_part(piece, parts[piece], places) if is_name else piece for piece, is_name in _cut_at_names(text))
    return Formula("".join(pieces), places)


@lru_cache(maxsize=2**12)
def _cut_at_names(text: str) -> tuple[tuple[str, bool], ...]:
    """The text cut at its [names], and which of the pieces are names; what stands in a literal is none."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in _NAME.finditer(text):
        if match[1] is not None:
            pieces += [(text[end : match.start()], False), (match[1], True)]
            end = match.end()
    return (*pieces, (text[end:], False))


def _part(name: str, part: Part, places: dict[str, Place | Span]) -> str:
    if isinstance(part, Place | Span):
        places[name] = part
        return f"[{name}]"
    if isinstance(part, Formula):
        places.update({f"{name}.{inner}": place for inner, place in part.places.items()})
        inner = (f"[{name}.{piece}]" if is_name else piece for piece, is_name in _cut_at_names(part.text))
        return f"({''.join(inner)})"
    return literal(part)


def literal(value: str | float) -> str:
    """A constant inside a formula; long texts are joined from pieces, and so is what looks like an escape."""
    if not isinstance(value, str):
        return repr(value)
    pieces = [piece for part in _LIKE_AN_ESCAPE.split(storable(value)) for piece in _pieces(part)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def _pieces(text: str) -> Iterator[str]:
    while text:
        piece = cut(text, LITERAL_LIMIT)
        yield piece
        text = text[len(piece) :]


def joined(*parts: Part) -> Formula:
    """Texts, places and formulas one after the other."""
    named = {f"t{number}": part for number, part in enumerate(parts)}
    return formula("&".join(f"[{name}]" for name in named) or '""', **named)


def chosen(place: Place, cases: dict[str, Part], otherwise: Part = "") -> Formula:
    """The case whose key the place shows."""
    text, parts = "[otherwise]", {"at": place, "otherwise": otherwise}
    for number, (shown, part) in reversed(list(enumerate(cases.items()))):
        text = f"IF([at]={literal(shown)},[c{number}],{text})"
        parts[f"c{number}"] = part
    return formula(text, **parts)


def grouped(number: Part) -> Formula:
    """A whole number as text with dot thousands: 1587 -> 1.587 (the same in every locale)."""
    return formula(
        'IF([n]<1000,TEXT([n],"0"),IF([n]<1000000,TEXT(INT([n]/1000),"0"),'
        'TEXT(INT([n]/1000000),"0")&"."&TEXT(MOD(INT([n]/1000),1000),"000"))&"."&TEXT(MOD([n],1000),"000"))',
        n=number,
    )


def comma(number: Part) -> Formula:
    """A number as text with a decimal comma."""
    return formula('SUBSTITUTE([n]&"",".",",")', n=number)


def number_text(number: Part) -> Formula:
    """Decimal comma and dot thousands."""
    return formula(
        'IF(OR([n]<0,[n]<1000),SUBSTITUTE([n]&"",".",","),'
        '[whole]&IF([n]=INT([n]),"",","&MID(SUBSTITUTE([n]&"",".",","),LEN(TEXT(INT([n]),"0"))+2,20)))',
        n=number,
        whole=grouped(formula("INT([n])", n=number)),
    )


def day(place: Part) -> Formula:
    """A date as 04/6/2020, 05/02/2020, as `contract.words.day_text` writes it."""
    return formula('TEXT(DAY([d]),"00")&"/"&[month]&"/"&TEXT(YEAR([d]),"0")', d=place, month=month(place))


def month(place: Part) -> Formula:
    """Month of a date; 1 and 2 get a leading 0 (Decree 30/2020/NĐ-CP, appendix I)."""
    return formula('IF(MONTH([d])<3,TEXT(MONTH([d]),"00"),TEXT(MONTH([d]),"0"))', d=place)


def is_word(place: Part, word: str) -> Formula:
    """Whether a cell holds this word, in any case."""
    return formula("LOWER([cell])=[word]", cell=place, word=word.lower())
