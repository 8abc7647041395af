"""Vietnamese syllables: which words can be Vietnamese at all.

Source: the orthography of modern Vietnamese (onset, rhyme, one of six tones; a rhyme closed by c, ch, p or t takes only
sắc or nặng). Place names and words of other languages ("Đắk", "Kbang", "xăng-ti-mét" in one word) are not among them.
"""

import re
from functools import lru_cache
from unicodedata import normalize

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOP_TONES = frozenset("\u0301\u0323")
_TONE = re.compile(f"[{_TONES}]")
_MISPLACED = re.compile(f"(?:^|[^aeiouy\u0302\u0306\u031b])[{_TONES}]")
"""Consonants carry no tone: ñ is no Vietnamese letter."""
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu
o oc oi om on ong ooc oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uơ uôc uôi uôm uôn uông uôt
uy uya uych uyn uynh uyt uyu uyên uyêt uyp
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
"""
_RHYMES_AFTER_QU = "ych yn ynh yp yt"
_SPELLINGS = frozenset(
    [
        *_RHYMES.split(),
        *(onset + rhyme for onset in _ONSETS.split() for rhyme in _RHYMES.split()),
        *("qu" + rhyme for rhyme in _RHYMES_AFTER_QU.split()),
    ]
)
"""Every syllable without its tone."""
_LONGEST = 7
"""Letters of "nghiêng"."""


@lru_cache(maxsize=2**14)
def is_syllable(word: str) -> bool:
    """Whether `word` (NFC, any case) can be a Vietnamese syllable."""
    if not 0 < len(word) <= _LONGEST:
        return False
    decomposed = normalize("NFD", word.lower())
    tones = _TONE.findall(decomposed)
    toneless = normalize("NFC", _TONE.sub("", decomposed))
    if len(tones) > 1 or _MISPLACED.search(decomposed):
        return False
    is_stopped = toneless.endswith(("c", "ch", "p", "t"))
    return toneless in _SPELLINGS and (not is_stopped or "".join(tones) in _STOP_TONES)
