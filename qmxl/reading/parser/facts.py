"""What the cells of a sheet are beyond their values; each format tells what it can."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

Place = tuple[int, int]
"""Row and column, 1-based."""

FIRST_DAY = 20_000
"""Day number of 1954-10-03; nothing an office reports on is dated earlier."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Of a sheet of Excel."""
LARGEST_AREA = 2**21
"""Cells of the rectangle around the valued cells of a sheet: all of them are told, and become records."""

_NUMBER_FORMAT = re.compile(r"[0#?]")
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


@dataclass(slots=True)
class SheetFacts:
    """Facts of one sheet. `formats` and `fonts` list places by number format and by font name."""

    errors: dict[Place, str] = field(default_factory=dict)
    numbers: dict[Place, float] = field(default_factory=dict)
    """Numbers that a date format shows as a day before FIRST_DAY: typed as numbers into a cell made for dates."""
    times: list[Place] = field(default_factory=list)
    """Those of them that are nothing but a time of day, and shown as one."""
    unstored: set[Place] = field(default_factory=set)
    """Formulas whose value no program has stored."""
    external: set[Place] = field(default_factory=set)
    """Formulas that read another workbook."""
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formats: dict[str, list[Place]] = field(default_factory=dict)
    fonts: dict[str, list[Place]] = field(default_factory=dict)
    runs: dict[Place, list[tuple[str, str]]] = field(default_factory=dict)
    """Texts set in several fonts, of which one is legacy: (font, text) for each run."""
    last_row: int = 0
    last_column: int = 0
    part: str = field(default="", compare=False)
    """Name of the sheet's part, where `values` are known."""
    values: bytes = field(default=b"", compare=False)
    """The part with nothing but its values, which is quicker to parse: most of a template is formulas."""

    def reach(self, row: int, column: int) -> None:
        """A valued cell stands there."""
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)

    def note_number(self, place: Place, value: str | float, code: str) -> None:
        """A number cell with a format of its own."""
        if not is_date_format(code):
            self.formats.setdefault(code, []).append(place)
        elif (number := float(value)) < FIRST_DAY:
            self.numbers[place] = number
            if 0 < number < 1 and "h" in _QUOTED.sub("", code).lower():
                self.times.append(place)

    @property
    def area(self) -> int:
        return self.last_row * self.last_column


def told_facts(facts: SheetFacts) -> dict[str, object]:
    """The facts as JSON can hold them."""
    return {
        "errors": [[*place, text] for place, text in facts.errors.items()],
        "times": facts.times,
        "numbers": [[*place, number] for place, number in facts.numbers.items()],
        "unstored": sorted(facts.unstored),
        "external": sorted(facts.external),
        "hidden_rows": sorted(facts.hidden_rows),
        "merged": facts.merged,
        "formats": facts.formats,
        "fonts": facts.fonts,
        "runs": [[*place, runs] for place, runs in facts.runs.items()],
    }


@lru_cache(maxsize=2**10)
def is_number_format(code: str) -> bool:
    """Whether a format shows numbers as numbers: neither General nor text, and no date."""
    plain = _QUOTED.sub("", code)
    return bool(_NUMBER_FORMAT.search(plain)) and not is_date_format(code)


@lru_cache(maxsize=2**10)
def is_date_format(code: str) -> bool:
    return bool(_DATE_LETTERS.search(_QUOTED.sub("", code)))


def is_legacy_font(name: str) -> bool:
    """Fonts of the encodings before Unicode: .VnTime and its like (TCVN3), VNI-Times and its like."""
    return name.startswith(".Vn") or name.upper().startswith(("VNI-", "VNI "))


@lru_cache(maxsize=2**10)
def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
