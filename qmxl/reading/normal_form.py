"""The one spelling in which headers, choices and phrases are compared, whatever keyboard, font or office typed them."""

import re
from functools import lru_cache
from unicodedata import normalize

_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)
"""Soft hyphen, zero-width and direction marks: nothing to see, but they make two equal headers differ."""
_LOOKALIKES = str.maketrans(
    "\u01a2\u01a3" + "\u00d0\u00f0\u0189\u0256" + "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
    "ƯưĐđĐđ" + "-" * 7,
)
"""OI for Ư and Eth or African D for Đ come from converted TCVN3 and VNI texts; the last seven are dashes."""
_RESPELLING = _INVISIBLE | _LOOKALIKES

_TONE = "([\u0300\u0301\u0303\u0309\u0323])"
_VOWEL = f"([aeiouy][\u0302\u0306\u031b]?+)(?!{_TONE})"
_TONE_IN_ONSET = re.compile(f"((?<=q)u|(?<=g)i){_TONE}{_VOWEL}")
"""qúa, qúy, gía, decomposed: u of "qu" and i of "gi" are consonants and carry no tone."""
_TONE_ON_GLIDE = re.compile(f"(o(?=.[ae])|u(?=.y)){_TONE}{_VOWEL}")
"""hòa, khỏe, thủy, and the misspelt hòan, decomposed: the newer spelling (hoà, hoàn) fits open and closed syllables."""


def tidied(text: str) -> str:
    """`text` as it looks: NFC, nothing invisible, '-' for every dash, single spaces; case and tones as typed."""
    return " ".join(normalize("NFC", text.translate(_RESPELLING)).split())


@lru_cache(maxsize=2**14)
def normal_form(text: str) -> str:
    """`text` for comparing: tidied, casefolded, every tone on the vowel where the newer spelling puts it, NFC."""
    decomposed = normalize("NFD", tidied(text)).casefold()
    moved = _TONE_ON_GLIDE.sub(r"\1\3\2", _TONE_IN_ONSET.sub(r"\1\3\2", decomposed))
    return normalize("NFC", moved)
