"""What is explained: one indicator, what was found of it, and how its cells and numbers are told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qmxl.contract.words import day_text
from qmxl.evaluation.setting import Setting, typed_text
from qmxl.evaluation.showing import number_text
from qmxl.model.evaluation import IndicatorResult, Measurement, Status
from qmxl.model.explanation import ExplanationStep, InputRows, Part, StepKind, Where
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    Entry,
    ErrorValue,
    Indicator,
    PercentNumber,
    Register,
    ReportingPeriod,
    Submission,
    Table,
    TimeNumber,
)
from qmxl.model.targets import Scale, Target

MOST_ROWS = 5
LONGEST_QUOTE = 120
_EXACT_DECIMALS, _CUT_DECIMALS = 8, 4


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """One indicator and its result; `decimals` are the least that figures are shown with."""

    submission: Submission
    indicator: Indicator
    result: IndicatorResult
    decimals: int

    @property
    def measurement(self) -> Measurement:
        return self.result.measurement

    @property
    def status(self) -> Status:
        return self.result.status

    @property
    def target(self) -> Target | None:
        return self.indicator.target.value

    @property
    def period(self) -> ReportingPeriod | None:
        return self.submission.information.period

    @property
    def table(self) -> Table | None:
        return self.submission.tables.get(self.indicator.table or "")

    @property
    def setting(self) -> Setting | None:
        """What it was measured in; None without a period, where nothing is measured."""
        if self.period is None:
            return None
        return Setting(self.indicator, self.submission, self.period, self.result.cut_off or self.period.last)


def step(kind: StepKind, *parts: Part | Iterable[Part]) -> ExplanationStep:
    """A step of texts and cells; neighbouring texts are joined."""
    flat = [part for given in parts for part in ([given] if isinstance(given, str | Where | InputRows) else given)]
    joined: list[Part] = []
    for part in flat:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part:
            joined.append(part)
    return ExplanationStep(kind, tuple(joined))


def at(*references: CellReference | None) -> tuple[Part, ...]:
    """Where the words before stand; nothing where no cell is known."""
    known = [reference for reference in references if reference is not None]
    return (Where(known[0], known[-1] if len(known) > 1 else None),) if known else ()


def typed(entry: Entry[object]) -> str:
    """A cell as it was typed."""
    raw = entry.raw
    if isinstance(raw, ErrorValue | TimeNumber):
        return raw.text
    if isinstance(raw, PercentNumber):
        return number_text(Fraction(Decimal(f"{raw:.15g}")) * 100) + "%"
    if isinstance(raw, date):
        return day_text(raw)
    return quote(typed_text(raw))


def phrase(indicator: Indicator) -> str:
    """The target as typed; a number in a cell of percentages as its phrase says it."""
    entry = indicator.target
    return quote(entry.value.phrase) if entry.value is not None else typed(entry)


def quote(text: str, longest: int = LONGEST_QUOTE) -> str:
    """A text of the staff on one line, shortened."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def exact(number: Fraction) -> str:
    """The number itself; one that does not end is cut off, and says so: 33,3333…"""
    scaled = abs(number) * 10**_EXACT_DECIMALS
    if scaled.denominator == 1:
        return number_text(number)
    power = 10**_CUT_DECIMALS
    whole, rest = divmod(int(abs(number) * power), power)
    return f"{'-' if number < 0 else ''}{number_text(Fraction(whole))},{rest:0{_CUT_DECIMALS}d}…"


def figure(value: Fraction, target: Target) -> str:
    """A figure on its target's scale: 33,3333…%, 13 chỉ tiêu."""
    if target.scale is Scale.SHARE:
        return exact(value * 100) + "%"
    return f"{exact(value)} {target.unit}".strip()


def few_rows(numbers: Sequence[int], table: Table) -> str:
    """`dòng 7, 9, 12 và 4 dòng nữa`"""
    named = numbers[:MOST_ROWS]
    more = f" và {number_text(Fraction(len(numbers) - MOST_ROWS))} dòng nữa" if len(numbers) > MOST_ROWS else ""
    if isinstance(table, Register) and table.part_sheets:
        sheets: dict[str, list[str]] = {}
        for cell in (table.cell(number, 1) for number in named):
            sheets.setdefault(cell.sheet, []).append(str(cell.row))
        return "; ".join(f"{sheet} dòng {', '.join(rows)}" for sheet, rows in sheets.items()) + more
    return "dòng " + ", ".join(map(str, named)) + more
