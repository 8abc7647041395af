"""Text of the fonts of before Unicode: what is converted, and that nothing else ever is."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from random import Random
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.contract import choices, rules, sheets
from qmxl.reading import legacy_text, syllables
from qmxl.reading.legacy_text import converted, from_tcvn3, from_vni, legacy_encoding, looks_legacy

ROOT = Path(__file__).resolve().parent.parent.parent
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LOWER = [normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in TONES] + list("bcdđghklmnpqrstvx")
LETTERS = [*LOWER, *map(str.upper, LOWER)]
MARKED = [letter for letter in LETTERS if not letter.isascii()]

TCVN3_OF = {letter: chr(code) for code, letter in legacy_text._TCVN3_CODES.items()}


def to_tcvn3(text: str) -> str:
    """As the keyboard types it; capitals with a tone need a font of capitals."""
    return "".join(TCVN3_OF.get(letter, TCVN3_OF.get(letter.lower(), letter)) for letter in text)


def _vni_codes() -> dict[str, str]:
    single = {letter: code for code, letter in legacy_text._VNI_LETTERS.items()}
    codes = dict(single)
    for bases, marks in legacy_text._VNI_MARKED.items():
        for base, mark in product(bases, marks):
            letter = legacy_text._VNI_LETTERS.get(base, base) + legacy_text._VNI_MARKS[mark]
            codes[normalize("NFC", letter)] = base + mark
    return codes | {letter.upper(): code.upper() for letter, code in codes.items()}


VNI_OF = _vni_codes()


def to_vni(text: str) -> str:
    return "".join(VNI_OF.get(letter, letter) for letter in text)


def cells_of_the_repository() -> list[str]:
    """Every Vietnamese text the project ships, cell by cell, word by word, and line by line."""
    paths = [*ROOT.glob("samples/*.md"), *ROOT.glob("workbook_templates/*.md")]
    paths += [Path(module.__file__) for module in (choices, rules, sheets)]
    lines = [normalize("NFC", line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    pieces = {piece.strip() for line in lines for piece in (line, *re.split(r"[|\"]", line), *line.split())}
    return sorted(pieces - {""})


CELLS = cells_of_the_repository()


def every_syllable() -> Iterator[str]:
    """Each spelling with each tone on each of its vowels."""
    for spelling, tone in product(sorted(syllables._SPELLINGS), TONES):
        for at, letter in enumerate(spelling):
            word = normalize("NFC", spelling[: at + 1] + tone + spelling[at + 1 :])
            if letter in "aăâeêioôơuưy" and syllables.is_syllable(word):
                yield word


SYLLABLES = sorted(set(every_syllable()))


def test_the_alphabet_is_whole() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 2 * (72 + 17)
    assert len(MARKED) == 134


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_goes_there_and_back(letter: str) -> None:
    assert from_vni(to_vni(letter)) == letter
    assert from_tcvn3(to_tcvn3(letter), capitals=letter.isupper()) == letter


def test_no_two_letters_share_a_code() -> None:
    for to, letters in ((to_vni, LETTERS), (to_tcvn3, LOWER)):
        codes = [to(letter) for letter in letters]
        assert len(set(codes)) == len(codes)
        assert all(code.isascii() or ord(max(code)) < 0x100 for code in codes)


@pytest.mark.parametrize("capital", "ĂÂÊÔƠƯĐ")
def test_seven_capitals_have_codes_in_any_tcvn3_font(capital: str) -> None:
    assert from_tcvn3(TCVN3_OF[capital], capitals=False) == capital


@settings(derandomize=True)
@given(st.lists(st.sampled_from(LETTERS + list(" 0123456789.,-/()")), max_size=60).map("".join))
def test_any_text_goes_there_and_back(text: str) -> None:
    assert from_vni(to_vni(text)) == text
    assert from_tcvn3(to_tcvn3(text), capitals=True) == text.upper()
    assert from_tcvn3(to_tcvn3(text.lower()), capitals=False) == text.lower()


@pytest.mark.parametrize(
    ("typed", "capitals", "text"),
    [
        # as published in the tables of the two encodings
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", False, "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", False, "Độc lập - Tự do - Hạnh phúc"),
        ("tæng hîp kÕt qu¶ thùc hiÖn môc tiªu chÊt l\u00adîng", True, "TỔNG HỢP KẾT QUẢ THỰC HIỆN MỤC TIÊU CHẤT LƯỢNG"),
        ("MôC TI£U", True, "MỤC TIÊU"),
        ("1.587 hå s¬ (97,5%)", False, "1.587 hồ sơ (97,5%)"),
    ],
)
def test_tcvn3(typed: str, capitals: bool, text: str) -> None:
    assert from_tcvn3(typed, capitals=capitals) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
        ("TOÅNG HÔÏP KEÁT QUAÛ", "TỔNG HỢP KẾT QUẢ"),
        ("Aâm, Aên, Oâng, EÂ", "Âm, Ăn, Ông, Ê"),  # the mark's case does not matter
        ("chaát löôïng", "chất lượng"),
    ],
)
def test_vni(typed: str, text: str) -> None:
    assert from_vni(typed) == text


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "TCVN3"),
        (".VnTimeH", "TCVN3"),
        (".VNARIAL", "TCVN3"),
        (" .VnArial Narrow", "TCVN3"),
        ("VNI-Times", "VNI"),
        ("VNI Times", "VNI"),
        ("vni-helve", "VNI"),
        ("Times New Roman", None),
        ("VNtimes new roman", None),
        ("Vn Times", None),
        ("UVN Thay Giao", None),
        ("Universal VNI-Times", None),
        ("", None),
    ],
)
def test_the_encoding_of_a_font(font: str, encoding: str | None) -> None:
    assert legacy_encoding(font) == encoding


@pytest.mark.parametrize(
    ("typed", "font", "text", "encoding"),
    [
        ("Sè hå s¬", ".VnTime", "Số hồ sơ", "TCVN3"),
        ("Sè hå s¬", ".VnTimeH", "SỐ HỒ SƠ", "TCVN3"),
        ("Sè hå s¬", ".vnarial narrowh", "SỐ HỒ SƠ", "TCVN3"),
        ("Sè hå s¬", None, "Số hồ sơ", "TCVN3"),
        ("Sè hå s¬", "Times New Roman", "Số hồ sơ", "TCVN3"),
        ("Ghi chó", ".VnTime", "Ghi chú", "TCVN3"),
        ("Ghi chó", None, "Ghi chó", None),
        ("ubnd", ".VnTimeH", "UBND", "TCVN3"),
        ("UBND 1/2026", ".VnTime", "UBND 1/2026", None),
        ("Soá hoà sô", "VNI-Times", "Số hồ sơ", "VNI"),
        ("Soá hoà sô", None, "Soá hoà sô", None),
        ("Muïc tieâu", None, "Mục tiêu", "VNI"),
        ("Muïc tieâu", ".VnTime", "Mục tiêu", "VNI"),  # the font was changed later
        # typed in Unicode under an old font
        ("Số hồ sơ", ".VnTime", "Số hồ sơ", None),
        ("Tiêu chí", ".VnTime", "Tiêu chí", None),
        ("Hà Nam", ".VnTime", "Hà Nam", None),
        ("Số hồ sơ", "VNI-Times", "Số hồ sơ", None),
        ("tháng", "VNI-Times", "tháng", None),
        ("Hoà s¬", None, "Hoà s¬", None),  # of neither: half VNI, half TCVN3
        ("≥ 15 trªn 15", ".VnTime", "≥ 15 trên 15", "TCVN3"),
        ("“Sè hå s¬” – …", ".VnTime", "“Số hồ sơ” – …", "TCVN3"),
        ("", ".VnTime", "", None),
    ],
)
def test_a_cell_is_converted(typed: str, font: str | None, text: str, encoding: str | None) -> None:
    assert converted(typed, font) == (text, encoding)


@pytest.mark.parametrize(
    ("typed", "encoding"),
    [
        ("MôC TI£U", "TCVN3"),
        ("Ngµy", "TCVN3"),
        ("N¨m", "TCVN3"),
        ("Sè: 06/Q§-UBND", "TCVN3"),
        ("H§ND x·", "TCVN3"),
        ("ng\u00adêi d©n", "TCVN3"),
        ("Tæng sè hå s¬ tiÕp nhËn", "TCVN3"),
        ("Ñaát ñai", "VNI"),
        ("Ngaøy nhaän", "VNI"),
        # readable as they stand, or too little to be certain
        ("Ghi chó", None),
        ("M·", None),
        ("Soá hoà sô", None),
        ("Muïc", None),
        # other languages and signs
        ("50 N·m", None),
        ("kW·h, m², m³, ±2 °C, 1½ × 3, §5, µm, 100 µg", None),
        ("ghi chú¹", None),
        ("m¹", None),
        ("Microsoft® Excel©", None),
        ("« Hà Nam »", None),
        ("café, naïve, façade, Müller, Zoë, Noël, Haïti", None),
        ("für Ärzte und Bäcker schön", None),
        ("año niño señor, não são coração", None),
        ("på gå så nå tåg", None),
        ("Há»“ sÆ¡", None),  # UTF-8 read as Latin-1
        ("Sè hå s¬ của tôi", None),  # two encodings in one cell
    ],
)
def test_a_text_whose_font_is_not_known(typed: str, encoding: str | None) -> None:
    assert looks_legacy(typed) == encoding


def test_no_text_of_the_repository_looks_legacy() -> None:
    assert len(CELLS) > 3000
    assert [cell for cell in CELLS if looks_legacy(cell)] == []


def test_no_vietnamese_in_unicode_looks_legacy() -> None:
    latin = [word for word in SYLLABLES if max(word) < "\u0100"]
    spelled = [*latin, *map(str.upper, latin), *map(str.title, latin)]
    random = Random(20200820)  # noqa: S311  the same texts every time
    texts = [" ".join(random.choices(spelled, k=random.randint(2, 6))) for _ in range(20_000)]
    assert len(latin) > 3000
    assert [text for text in (*SYLLABLES, *spelled, *texts) if looks_legacy(text)] == []


@pytest.mark.parametrize(("to", "encoding", "least"), [(to_tcvn3, "TCVN3", 0.9), (to_vni, "VNI", 0.8)])
def test_most_converted_cells_are_found_and_none_is_taken_for_the_other(
    to: Callable[[str], str], encoding: str, least: float
) -> None:
    sentences = [cell for cell in CELLS if len(re.findall(r"\w+", cell)) > 2 and sum(c in MARKED for c in cell) > 2]
    found = [looks_legacy(to(cell)) for cell in sentences]
    assert set(found) <= {encoding, None}
    assert found.count(encoding) / len(found) > least


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        *((word, True) for word in ("hồ", "sơ", "nghiêng", "QUÝ", "quyết", "giì", "Yên", "oằn", "hoà", "hòa", "khuỷu")),
        *((word, False) for word in ("", "môc", "mỗc", "ñai", "n\u0303ai", "tieâu", "hằằng", "Đắk", "xyz", "nghiêngg")),
    ],
)
def test_a_syllable(word: str, verdict: bool) -> None:
    assert syllables.is_syllable(word) is verdict


@settings(derandomize=True)
@given(st.text(), st.sampled_from([None, "", ".VnTime", ".VnTimeH", "VNI-Times", "Arial"]))
def test_no_text_raises_and_what_is_not_converted_stays(text: str, font: str | None) -> None:
    unicode_text, encoding = converted(text, font)
    assert (unicode_text == text) is (encoding is None)
