"""Did you mean: the known word that a typed one is most likely a slip of. A suggestion to a clerk, never a reading."""

import difflib
from collections.abc import Collection
from functools import lru_cache
from unicodedata import combining, normalize

from qmxl.reading.normal_form import normal_form

_LEAST_LIKENESS = 0.8
"""Of difflib's ratio without accents: "tình trạng hs" is 0.87 like "tình trạng", "ngày ký" 0.63 like "ngày nhận"."""


@lru_cache(maxsize=2**12)
def without_accents(text: str) -> str:
    """`text` for comparing, as typed on a keyboard without Vietnamese: "Mục tiêu" -> "muc tieu"."""
    plain = (sign for sign in normalize("NFD", normal_form(text)) if not combining(sign))
    return "".join(plain).replace("đ", "d")


def nearest(text: str, words: Collection[str]) -> str | None:
    """The word most like `text`, as it stands in `words`; None where none is near."""
    return _nearest(text, tuple(words))


@lru_cache(maxsize=2**12)
def _nearest(text: str, words: tuple[str, ...]) -> str | None:
    plain = {without_accents(word): word for word in words}
    near = difflib.get_close_matches(without_accents(text), plain, n=1, cutoff=_LEAST_LIKENESS)
    return plain[near[0]] if near else None
