"""The one spelling in which headers, choices and phrases are compared, and the one in which text goes to the report."""

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize

_INVISIBLE = dict.fromkeys(
    (
        *(0x00AD, 0x180E, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
    )
)
"""Soft hyphen, zero-width, direction and variation marks: nothing to see, but they make two equal headers differ."""
_LETTERS = str.maketrans("\u01a2\u01a3\u00d0\u00f0\u0189\u0256", "ƯưĐđĐđ")
"""OI for Ư and Eth or African D for Đ come from converted TCVN3 and VNI texts."""
_SIGNS = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212" + "✔≧⩾≦⩽", "-" * 7 + "✓≥≥≤≤")
"""Dashes, the heavy check mark, and other cuts of the comparison signs."""
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Digits, letters and signs as wide as a Chinese character: a keyboard left in that mode types them."""
_RESPELLING = _INVISIBLE | _LETTERS | _SIGNS | _FULLWIDTH

_LINE_BREAK = re.compile("\r\n?|[\u0085\u2028\u2029]")
UNPRINTED = _INVISIBLE | _LETTERS
"""For `str.translate`: what is left out of a text or replaced so that it is what it looks like."""
_HAS_UNPRINTED = re.compile("[\r\u0085\u2028\u2029" + "".join(map(chr, UNPRINTED)) + "]")

_TONE = "([\u0300\u0301\u0303\u0309\u0323])"
_VOWEL = f"([aeiouy][\u0302\u0306\u031b]?+)(?!{_TONE})"
_TONE_IN_ONSET = re.compile(f"((?<=q)u|(?<=g)i){_TONE}{_VOWEL}")
"""qúa, qúy, gía, decomposed: u of "qu" and i of "gi" are consonants and carry no tone."""
_TONE_ON_GLIDE = re.compile(f"(o(?=.[ae])|u(?=.y)){_TONE}{_VOWEL}")
"""hòa, khỏe, thủy, and the misspelt hòan, decomposed: the newer spelling (hoà, hoàn) fits open and closed syllables."""


@lru_cache(maxsize=2**14, typed=True)
def prose(text: str) -> str:
    """`text` as the report carries it: NFC, Vietnamese letters, nothing invisible; spaces and line breaks as typed."""
    if _HAS_UNPRINTED.search(text):
        text = _LINE_BREAK.sub("\n", text).translate(UNPRINTED)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def tidied(text: str) -> str:
    """`text` as it looks: NFC, nothing invisible, '-' for every dash, single spaces; case and tones as typed."""
    return " ".join(normalize("NFC", text.translate(_RESPELLING)).split())


@lru_cache(maxsize=2**14)
def normal_form(text: str) -> str:
    """`text` for comparing: tidied, casefolded, every tone on the vowel where the newer spelling puts it, NFC."""
    decomposed = normalize("NFD", tidied(text)).casefold()
    moved = _TONE_ON_GLIDE.sub(r"\1\3\2", _TONE_IN_ONSET.sub(r"\1\3\2", decomposed))
    return normalize("NFC", moved)
