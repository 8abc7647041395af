"""The target (mức đề ra) of an indicator as understood."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Comparator(StrEnum):
    """How a value is held against its target; the value is the sign shown in `Hiểu là`."""

    ABOVE = ">"
    AT_LEAST = "≥"
    BELOW = "<"
    AT_MOST = "≤"
    EQUAL = "="
    FROM_TO = "từ…đến"
    """At least the lower end; above the upper end counts as exceeded."""
    WITHIN = "trong khoảng"
    """Outside on either side is short."""
    DONE = "xong"
    """Yes or no, without a deadline."""
    DONE_BEFORE = "xong trước"
    """Done on a day before the deadline."""
    DONE_BY = "xong chậm nhất"
    """Done on the deadline at the latest."""


class Scale(StrEnum):
    """What the numbers of a target count."""

    SHARE = "share"
    """Ratio; 0.95 means 95 %."""
    COUNT_OF = "count_of"
    """At least k of the N listed: `level` is k, `total` is N."""
    NUMBER = "number"
    """Absolute number in `unit`."""
    YES_NO = "yes_no"


LOWER_BOUNDS = frozenset({Comparator.ABOVE, Comparator.AT_LEAST})
UPPER_BOUNDS = frozenset({Comparator.BELOW, Comparator.AT_MOST})
RANGES = frozenset({Comparator.FROM_TO, Comparator.WITHIN})
COMPLETIONS = frozenset({Comparator.DONE, Comparator.DONE_BEFORE, Comparator.DONE_BY})


@dataclass(frozen=True, slots=True)
class Target:
    """A target phrase and its meaning.

    `level` and `upper` are exact ratios for Scale.SHARE (95 % is 19/20), plain numbers otherwise; `upper` only for
    ranges; `total` only for COUNT_OF; `deadline` only for DONE_BEFORE and DONE_BY; `decimals` are those the phrase
    shows (of the percentage, for shares).
    """

    phrase: str
    comparator: Comparator
    scale: Scale
    level: Fraction | None = None
    upper: Fraction | None = None
    total: int | None = None
    unit: str = ""
    deadline: date | None = None
    decimals: int = 0

    @property
    def is_number(self) -> bool:
        """Whether it asks for a number of things, whatever they are part of."""
        return self.scale is Scale.NUMBER

    @property
    def can_be_exceeded(self) -> bool:
        """Not yes/no, no upper limit, and not everything of a whole (100 %, 18/18), above which nothing lies."""
        if self.comparator not in LOWER_BOUNDS | {Comparator.FROM_TO}:
            return False
        end = self.upper if self.comparator is Comparator.FROM_TO else self.level
        is_of_a_whole = self.scale in (Scale.SHARE, Scale.COUNT_OF) and self.comparator is not Comparator.ABOVE
        return not (is_of_a_whole and end == (1 if self.total is None else self.total))
