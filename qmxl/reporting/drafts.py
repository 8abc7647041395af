"""What the composing functions share: the submission, what was found of it, and where its tables will stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from qmxl.contract.choices import (
    ASSESSMENT_WORDS,
    BASIS_WORDS,
    DIRECT_WORDS,
    FINISH_DATE_WORDS,
    MEASURE_WORDS,
    NO_CASES_WORDS,
    REQUIREMENT_WORDS,
    REST_DAY_WORDS,
    RETURNED_WORDS,
    SATISFACTION_WORDS,
    STATUS_WORDS,
    YES_NO_WORDS,
)
from qmxl.contract.sheets import LARGEST_PLAIN_SHARE
from qmxl.model.earlier_periods import EarlierMatches
from qmxl.model.evaluation import Evaluation, IndicatorResult
from qmxl.model.explanation import Part
from qmxl.model.report import Content, Place, Span
from qmxl.model.submission import Entry, ErrorValue, Indicator, Measure, Submission, Table, TableKind
from qmxl.model.targets import Target

_WORDS: tuple[Mapping[Any, str], ...] = (
    MEASURE_WORDS,
    ASSESSMENT_WORDS,
    BASIS_WORDS,
    NO_CASES_WORDS,
    RETURNED_WORDS,
    FINISH_DATE_WORDS,
    REQUIREMENT_WORDS,
    REST_DAY_WORDS,
    DIRECT_WORDS,
    YES_NO_WORDS,
    SATISFACTION_WORDS,
    STATUS_WORDS,
)
WORDS = {(type(member), member): word for words in _WORDS for member, word in words.items()}
"""Word of every choice; members of different choices may be equal as texts, so their type is part of the key."""


def word_of(member: StrEnum) -> str:
    """The Vietnamese word of a choice."""
    return WORDS[type(member), member]


TIME_CLASS = "time_class"


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Where a detail table will stand: its row keys and the letter of each column key."""

    sheet: str
    kind: TableKind
    name: str
    letters: Mapping[str, str]
    first_row: str
    last_row: str

    def span(self, key: str) -> Span:
        return Span(self.sheet, self.first_row, self.last_row, self.letters[key])

    def place(self, row: str, key: str) -> Place:
        return Place(self.sheet, row, self.letters[key])

    def has(self, key: str) -> bool:
        return key in self.letters


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A report in the making. `evaluation` is None for a fill-in workbook; `is_output` decides what travels."""

    submission: Submission
    evaluation: Evaluation | None
    blocks: Mapping[str, TableBlock]
    is_output: bool
    is_personal: bool = False
    earlier: EarlierMatches = field(default_factory=EarlierMatches)
    notes: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    """Why each verdict is what it is, by code of the indicator."""

    def block(self, indicator: Indicator) -> TableBlock | None:
        return self.blocks.get(indicator.table or "")

    def table(self, indicator: Indicator) -> Table | None:
        return self.submission.tables.get(indicator.table or "")

    def result(self, code: str) -> IndicatorResult | None:
        found = (r for r in (self.evaluation.indicators if self.evaluation else ()) if r.code == code)
        return next(found, None)

    def class_key(self, indicator: Indicator) -> str:
        """Key of the register's calculated column that holds this indicator's time classes."""
        users = [other for other in self.submission.indicators if other.table == indicator.table]
        same = (key for key, other in class_columns(users) if _classes_alike(other, indicator))
        return next(same)


def class_columns(users: Sequence[Indicator]) -> list[tuple[str, Indicator]]:
    """The calculated columns of a register: one for all users with the same data date and condition."""
    columns: list[tuple[str, Indicator]] = []
    for user in sorted(users, key=lambda u: u.measure.value is not Measure.ON_TIME):
        if not any(_classes_alike(other, user) for _, other in columns):
            columns.append((f"{TIME_CLASS}:{user.code}" if columns else TIME_CLASS, user))
    return columns


def _classes_alike(one: Indicator, other: Indicator) -> bool:
    cut_offs = [i.result.cut_off.value if i.result else None for i in (one, other)]
    return cut_offs[0] == cut_offs[1] and one.conditions == other.conditions


def content_of(entry: Entry[object], *, is_undecided: bool = False) -> Content:
    """What is written for a typed cell: the value as read; text as found where it could not be read.

    `is_undecided`: there is no verdict, so a cell that may be read in two ways stays as it was typed.
    """
    value = entry.value
    if is_undecided and entry.alternative is not None:
        return _as_typed(entry.raw)
    if isinstance(value, Target):
        return value.phrase
    if isinstance(value, StrEnum):
        return word_of(value)
    if isinstance(value, str | int | float | Decimal | date):
        return value
    if isinstance(entry.raw, ErrorValue):
        return entry.raw.text
    if isinstance(entry.raw, date):
        return f"{entry.raw:%d/%m/%Y}"
    if isinstance(entry.raw, bool):
        return "TRUE" if entry.raw else "FALSE"
    return None if entry.raw is None else _as_typed(entry.raw)


def is_large(entry: Entry[object]) -> bool:
    """Whether a share is one that a reader would doubt, were it not for the format of its cell."""
    return isinstance(entry.value, Decimal) and entry.value > LARGEST_PLAIN_SHARE


def _as_typed(raw: object) -> str:
    return f"{raw:.15g}".replace(".", ",") if isinstance(raw, int | float) else str(raw)
