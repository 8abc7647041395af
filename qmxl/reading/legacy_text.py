"""Text typed with the fonts of before Unicode: TCVN3 (ABC, fonts .VnTime …) and VNI (VNI-Times …) -> Unicode, NFC.

Such a cell holds Latin-1 characters ("Sè hå s¬", "Soá hoà sô") that only its font shows as Vietnamese ("Số hồ sơ").
Sources: TCVN 5712:1993 (VN3, the subset the ABC fonts draw); the VNI for Windows character set.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from unicodedata import normalize

from qmxl.reading.syllables import is_syllable

TCVN3, VNI = "TCVN3", "VNI"

_TCVN3_CODES = str.maketrans(
    dict(
        zip(
            "¡¢£¤¥¦§" + "¨©ª«¬\u00ad®" + "µ¶·¸¹" + "»¼½¾Æ" + "ÇÈÉÊË" + "ÌÎÏÐÑ" + "ÒÓÔÕÖ" + "×ØÜÝÞ"
            "ßáâãä" + "åæçèé" + "êëìíî" + "ïñòóô" + "õö÷øù" + "úûüýþ",
            "ĂÂÊÔƠƯĐ" + "ăâêôơưđ" + "àảãáạ" + "ằẳẵắặ" + "ầẩẫấậ" + "èẻẽéẹ" + "ềểễếệ" + "ìỉĩíị"
            "òỏõóọ" + "ồổỗốộ" + "ờởỡớợ" + "ùủũúụ" + "ừửữứự" + "ỳỷỹýỵ",
            strict=True,
        )
    )
)
"""Soft hyphen is ư. Capitals with a tone have no codes: their fonts (.VnTimeH) draw small letters as capitals."""

_VNI_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_VNI_CIRCUMFLEX = dict(zip("âáàåãä", ("", *_VNI_TONES.values()), strict=True))
_VNI_BREVE = dict(zip("êéèúüë", ("", *_VNI_TONES.values()), strict=True))
_VNI_MARKS = {
    **_VNI_TONES,
    **{mark: "\u0302" + tone for mark, tone in _VNI_CIRCUMFLEX.items()},
    **{mark: "\u0306" + tone for mark, tone in _VNI_BREVE.items()},
}
"""A mark follows its letter: aù is á, aâ is â, aá is ấ, aê is ă, aé is ắ."""
_VNI_LETTERS = dict(zip("ôöñíìæóòî", "ơưđíìỉĩịỵ", strict=True))
"""Letters with a code of their own; ô and ö take marks too."""
_VNI_MARKED = {"a": _VNI_MARKS, "eo": (*_VNI_TONES, *_VNI_CIRCUMFLEX), "uyôö": _VNI_TONES}


def _either(letters: Iterable[str]) -> str:
    """Character class of letters in either case."""
    lower = "".join(letters)
    return f"[{lower}{lower.upper()}]"


_VNI_LETTER = re.compile(
    "|".join([*(_either(bases) + _either(marks) for bases, marks in _VNI_MARKED.items()), _either(_VNI_LETTERS)])
)
_LEGACY_FONTS = ((re.compile(r"\.vn", re.IGNORECASE), TCVN3), (re.compile(r"vni[ -]", re.IGNORECASE), VNI))
_LATIN_1 = "\u00a1-\u00ff"
_WORD = re.compile(f"[A-Za-z{_LATIN_1}]+")
_UNICODE_LETTER = re.compile("[\u0100-\u1fff\u2c00-\U0010ffff]")
"""What neither encoding has; dashes, curly quotes and signs such as ≥ are typed in any font."""
_UNICODE_LETTERS = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ")
"""Letters of Latin-1 that Vietnamese has in Unicode too."""
_SIGN_IN_WORD = re.compile("[A-Za-z](?:[¡-¶¸-¾](?=[A-Za-z])|[§¨©«¬\u00ad®])")
"""A sign no other language writes inside a word; · and × are left out: "N·m" is a newton metre."""
_ABBREVIATION = re.compile("[B-DF-HJ-NP-TV-XZĐ]{2,6}")
_FEWEST_WORDS = 2


def legacy_encoding(font: str) -> str | None:
    """The encoding of text in a font of this name: "TCVN3" for .Vn…, "VNI" for VNI-… and VNI …, None for any other."""
    return next((encoding for pattern, encoding in _LEGACY_FONTS if pattern.match(font.strip())), None)


def has_only_capitals(font: str) -> bool:
    """Whether a .Vn… font draws small letters as capitals: .VnTimeH, .VnArial NarrowH."""
    name = font.strip()
    return name.endswith("H") or (name.islower() and name.endswith("h"))


def from_tcvn3(text: str, *, capitals: bool) -> str:
    """Unicode of a TCVN3 text; `capitals` if its font draws small letters as capitals."""
    converted = normalize("NFC", text.translate(_TCVN3_CODES))
    return converted.upper() if capitals else converted


def from_vni(text: str) -> str:
    """Unicode of a VNI text. The letter decides about capitals, whatever the case of its mark."""
    return normalize("NFC", _VNI_LETTER.sub(_vni_letter, text))


def _vni_letter(found: re.Match[str]) -> str:
    base, mark = found[0][0], found[0][1:].lower()
    letter = normalize("NFC", _VNI_LETTERS.get(base.lower(), base.lower()) + _VNI_MARKS.get(mark, ""))
    return letter.upper() if base.isupper() else letter


def converted(text: str, font: str | None) -> tuple[str, str | None]:
    """The text in Unicode, and the legacy encoding it was converted from; as it stands, and None, if from none.

    A text that is certain decides for itself; else the font does, unless the text was typed in Unicode under it.
    """
    of_font = legacy_encoding(font) if font else None
    encoding = looks_legacy(text) or (of_font if of_font and _may_be(text, of_font) else None)
    if encoding is None:
        return text, None
    capitals = font is not None and encoding == of_font and has_only_capitals(font)
    unicode_text = _CONVERSIONS[encoding](text, capitals=capitals)
    return unicode_text, encoding if unicode_text != text else None


@lru_cache(maxsize=2**14)
def looks_legacy(text: str) -> str | None:
    """The legacy encoding of a text whose font is not known, only where it is certain.

    Certain is: every word with marks becomes a Vietnamese syllable by one encoding and not by the other, and either a
    sign stands inside a word ("h¹n"), or two words are none in Unicode ("Muïc tieâu").
    """
    if text.isascii() or _UNICODE_LETTER.search(text):
        return None
    certain = [encoding for encoding in _CONVERSIONS if _is_certain(text, encoding)]
    return certain[0] if len(certain) == 1 else None


def _is_certain(text: str, encoding: str) -> bool:
    if not _has_only_codes_of(text, encoding):
        return False
    words = _marked_words(text)
    if not all(map(_is_vietnamese, (_CONVERSIONS[encoding](word, capitals=False) for word in words))):
        return False
    if encoding == TCVN3 and any(map(_SIGN_IN_WORD.search, words)):
        return True
    strange = [word for word in words if not is_syllable(word)]
    return len(strange) >= _FEWEST_WORDS and any(map(_has_strange_letter, strange))


def _may_be(text: str, encoding: str) -> bool:
    """Whether a text in a font of `encoding` is of that encoding, and not typed in Unicode."""
    words = _marked_words(text)
    reads_as_unicode = bool(words) and all(map(is_syllable, words))
    converts = all(is_syllable(_CONVERSIONS[encoding](word, capitals=False)) for word in words)
    return _has_only_codes_of(text, encoding) and (converts or not reads_as_unicode)


def _has_only_codes_of(text: str, encoding: str) -> bool:
    """Whether each character is ASCII, punctuation, or converted by the encoding."""
    if _UNICODE_LETTER.search(text):
        return False
    left = _VNI_LETTER.sub("", text) if encoding == VNI else text.translate(dict.fromkeys(_TCVN3_CODES))
    return not any(character.isalpha() and not character.isascii() for character in left)


def _marked_words(text: str) -> set[str]:
    """Words with characters beyond ASCII; a character alone says nothing: "5 × 3", "·"."""
    return {word for word in _WORD.findall(text) if len(word) > 1 and not word.isascii()}


def _is_vietnamese(word: str) -> bool:
    return is_syllable(word) or bool(_ABBREVIATION.fullmatch(word))


def _has_strange_letter(word: str) -> bool:
    return any(not character.isascii() and character not in _UNICODE_LETTERS for character in word)


def _from_vni(text: str, *, capitals: bool) -> str:  # noqa: ARG001  VNI has codes for capitals
    return from_vni(text)


_CONVERSIONS: Mapping[str, Callable[..., str]] = {TCVN3: from_tcvn3, VNI: _from_vni}
