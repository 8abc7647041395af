"""What a text says in figures and verdicts, held against the text that the data give.

Figures are compared in their order by what they mean: percentages, counts, dates; numbers of objectives as sets.
Words may change, as long as no verdict does, and no word of direction: more or less, gained or lost.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from unicodedata import normalize

_FIGURE = re.compile(r"\d+(?:[.,/]\d+)*(?: ?%| điểm phần trăm| điểm %)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_NUMBER_OF_ONE = r"\d{1,3}(?!\d|[./]\d| ?%| điểm|,\d+(?: ?%| điểm))"
_OBJECTIVES = re.compile(
    rf"\b(?:mục tiêu|chỉ tiêu) (?:số )?{_NUMBER_OF_ONE}(?:(?:\s*[,;]\s*|\s+và\s+)(?:số )?{_NUMBER_OF_ONE})+",
    re.IGNORECASE,
)
"""`mục tiêu số 3, 7`: several numbers, whose order says nothing."""
_VERDICT = re.compile(
    r"\b(?:(?:chưa|không|chẳng|chậm) (?:có mục tiêu nào |còn |được )*"
    r"(?:đạt|vượt|hoàn thành|thực hiện|phát sinh|đến kỳ|đủ số liệu|tính là đạt|còn khả năng|khả năng|tăng|giảm)\b"
    r"|(?<!gia )tăng(?! cường| trưởng| tốc)\b|giảm(?! nghèo| thiểu| tải)\b|tương đương"
    r"|bằng(?= (?:cùng kỳ|kỳ|năm|quý|mức|so|với)\b|\s*[,;.)]|$)"
    r"|đạt thêm|chuyển sang đạt|(?:được )?tính là đạt"
    r"|thiếu số liệu|chậm tiến độ|quá hạn|vượt|đạt và vượt|đã thực hiện|cao hơn|thấp hơn|còn thiếu"
    r"|đạt(?= mức| kế hoạch|$))",
    re.IGNORECASE,
)
_ONE_MEANING = {"không còn được tính là đạt": "không còn đạt", "không còn tính là đạt": "không còn đạt"}
_LEAST_ALIKE = 0.5
"""Two texts that have less in common are different paragraphs."""


@dataclass(frozen=True, slots=True)
class ProseDifference:
    """Where a text says something else than the data: `pairs` of found and wanted, what is added, what is missing."""

    pairs: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pairs or self.added or self.missing)


def figures(text: str) -> list[str]:
    """`1.540/1.587, đạt 97%.` -> 1.540/1.587 and 97%; numbers of objectives in a list by size."""
    found, end = [], 0
    plain = normalize("NFC", text)
    for listed in _OBJECTIVES.finditer(plain):
        found += _figures(plain[end : listed.start()])
        found += sorted(re.findall(r"\d+", listed[0]), key=int)
        end = listed.end()
    return found + _figures(plain[end:])


def _figures(text: str) -> list[str]:
    return [match[0].replace(" %", "%") for match in _FIGURE.finditer(text)]


def meaning(figure: str) -> str:
    """One text for all spellings of a figure: 1.540 and 1540, 97,0% and 97%, 06/10 and 6/10."""
    number = re.match(r"[\d.,/]*", figure)
    told = number[0] if number else ""
    unit = figure[len(told) :].strip()
    unit = {"điểm%": "điểm phần trăm", "điểm %": "điểm phần trăm"}.get(unit, unit)
    return "/".join(_plain_number(part, is_measured=bool(unit)) for part in told.split("/")) + unit


def _plain_number(text: str, *, is_measured: bool) -> str:
    """`01.540,50` is no number as people write one; 2.10 is a code unless something is measured."""
    if _THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    elif is_measured and text.count(".") == 1 and "," not in text:
        text = text.replace(".", ",")
    whole, comma, rest = text.partition(",")
    if not whole.isdigit() or (comma and not rest.isdigit()):
        return text
    rest = rest.rstrip("0")
    return f"{int(whole)},{rest}" if rest else str(int(whole))


def verdicts(text: str) -> list[str]:
    """What a text says of targets, and which way a figure went: `chưa đạt`, `tăng`, `không còn đạt`."""
    plain = " ".join(normalize("NFC", text).split()).strip(" .;")
    words = (match[0].lower() for match in _VERDICT.finditer(plain))
    return [_ONE_MEANING.get(word, word) for word in words]


def same_words(found: str, wanted: str) -> bool:
    """Whether two texts differ in blanks and Unicode form only."""
    return normalize("NFC", found).split() == normalize("NFC", wanted).split()


def prose_difference(found: str, wanted: str) -> ProseDifference:
    """Figures and verdicts of a text that are not those of another."""
    parts = [_sequence_difference(read(found), read(wanted)) for read in (figures, verdicts)]
    (pairs, added, missing), (more_pairs, more_added, more_missing) = parts
    return ProseDifference((*pairs, *more_pairs), (*added, *more_added), (*missing, *more_missing))


_Difference = tuple[list[tuple[str, str]], list[str], list[str]]


def _sequence_difference(found: list[str], wanted: list[str]) -> _Difference:
    """In their order; place by place where as many are said, and no more differ that way."""
    pairs: list[tuple[str, str]] = []
    added: list[str] = []
    missing: list[str] = []
    own, others = list(map(meaning, found)), list(map(meaning, wanted))
    for kind, a, b, c, d in SequenceMatcher(None, own, others, autojunk=False).get_opcodes():
        if kind == "replace" and b - a == d - c:
            pairs += zip(found[a:b], wanted[c:d], strict=True)
        elif kind == "replace":
            pairs.append((", ".join(found[a:b]), ", ".join(wanted[c:d])))
        elif kind == "delete":
            added += found[a:b]
        elif kind == "insert":
            missing += wanted[c:d]
    if len(found) == len(wanted):
        straight = [pair for pair in zip(found, wanted, strict=True) if meaning(pair[0]) != meaning(pair[1])]
        if len(straight) <= len(pairs) + len(added) + len(missing):
            return straight, [], []
    return pairs, added, missing


def likeness(one: str, other: str) -> float:
    """From 0 to 1: the share of words two texts have in common, in their order."""
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def paired(found: list[str], wanted: list[str]) -> list[tuple[int | None, int | None]]:
    """Which text of one list stands for which of the other, in their order; None where there is none."""
    pairs: list[tuple[int | None, int | None]] = []
    for kind, a, b, c, d in SequenceMatcher(None, found, wanted, autojunk=False).get_opcodes():
        if kind == "equal" or b - a == d - c:
            pairs += zip(range(a, b), range(c, d), strict=True)
        else:
            pairs += _paired_by_likeness(found, wanted, range(a, b), range(c, d))
    return pairs


def _paired_by_likeness(
    found: list[str], wanted: list[str], own: range, others: range
) -> Iterable[tuple[int | None, int | None]]:
    """Each found text with the next wanted one that is like it."""
    pairs: list[tuple[int | None, int | None]] = []
    free = others.start
    for at in own:
        alike = (n for n in range(free, others.stop) if likeness(found[at], wanted[n]) >= _LEAST_ALIKE)
        match = next(alike, None)
        if match is None:
            pairs.append((at, None))
            continue
        pairs += [(None, n) for n in range(free, match)]
        pairs.append((at, match))
        free = match + 1
    return [*pairs, *((None, n) for n in range(free, others.stop))]


def unknown(added: Iterable[str], known: Collection[str]) -> list[str]:
    """Added figures that stand nowhere in the data; verdicts are no figures."""
    meanings = set(map(meaning, known))
    return [figure for figure in added if figure[0].isdigit() and meaning(figure) not in meanings]


def quoted_text(text: str, length: int = 60) -> str:
    """`, ở câu “Tính đến ngày 20/8/2020, hồ sơ …”`: where in a long text."""
    plain = " ".join(text.split())
    return f", ở câu “{plain if len(plain) <= length else plain[:length].rstrip() + '…'}”" if plain else ""
