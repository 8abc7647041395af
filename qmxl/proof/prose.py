"""What a text says in figures and verdicts, held against the text that the data give.

Figures are compared in their order: percentages, counts, dates, numbers of objectives. Words may change, as long as
no verdict does, and no word of direction: more or less, gained or lost.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from unicodedata import normalize

_FIGURE = re.compile(r"\d+(?:[.,/]\d+)*(?: ?%| điểm phần trăm)?")
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
    """`1.540/1.587, đạt 97%.` -> 1.540/1.587 and 97%."""
    return [match[0].replace(" %", "%") for match in _FIGURE.finditer(text)]


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
    for kind, a, b, c, d in SequenceMatcher(None, found, wanted, autojunk=False).get_opcodes():
        if kind == "replace" and b - a == d - c:
            pairs += zip(found[a:b], wanted[c:d], strict=True)
        elif kind == "replace":
            pairs.append((", ".join(found[a:b]), ", ".join(wanted[c:d])))
        elif kind == "delete":
            added += found[a:b]
        elif kind == "insert":
            missing += wanted[c:d]
    if len(found) == len(wanted):
        straight = [(own, other) for own, other in zip(found, wanted, strict=True) if own != other]
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
    return [figure for figure in added if figure[0].isdigit() and figure not in known]


def quoted_text(text: str, length: int = 60) -> str:
    """`, ở câu “Tính đến ngày 20/8/2020, hồ sơ …”`: where in a long text."""
    plain = " ".join(text.split())
    return f", ở câu “{plain if len(plain) <= length else plain[:length].rstrip() + '…'}”" if plain else ""
