"""What one indicator is measured in, and what several ways to measure share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from qmxl.contract.rules import diagnostic
from qmxl.evaluation.registers import ClassedRows, classify
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import Measurement
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    DetailTable,
    DirectWord,
    Indicator,
    Register,
    ReportingPeriod,
    ReturnedRule,
    Submission,
    Table,
    TableRow,
)
from qmxl.model.targets import Scale

MOST_ROWS_NAMED = 20


@dataclass(frozen=True)
class Setting:
    """What one indicator is measured in: its table, the period, its data date, the unit's choices."""

    indicator: Indicator
    submission: Submission
    period: ReportingPeriod
    cut_off: date

    @property
    def table(self) -> Table | None:
        return self.submission.tables.get(self.indicator.table or "")

    @property
    def returned_rule(self) -> ReturnedRule:
        value = self.submission.information.entry("returned").value
        return value if isinstance(value, ReturnedRule) else ReturnedRule.BY_DATE

    @cached_property
    def classed(self) -> ClassedRows | None:
        """The rows of its register by class; None where its table is none."""
        if not isinstance(self.table, Register):
            return None
        return classify(self.table, self.indicator, self.period.first, self.cut_off, self.returned_rule)

    @property
    def scale(self) -> Scale | None:
        target = self.indicator.target.value
        return target.scale if target else None

    @property
    def direct(self) -> Decimal | date | DirectWord | None:
        return self.indicator.result.direct.value if self.indicator.result else None

    @property
    def typed_direct(self) -> str:
        """`Ghi trực tiếp` as it was typed, a number with its decimal comma."""
        raw = self.indicator.result.direct.raw if self.indicator.result else None
        return f"{raw:.15g}".replace(".", ",") if isinstance(raw, int | float) else str(raw or "")

    @property
    def direct_cell(self) -> CellReference | None:
        return self.indicator.result.direct.reference if self.indicator.result else None


def share(good: Fraction | int, whole: Fraction | int, unusable: int = 0, *, scale: Scale | None = None) -> Measurement:
    """A share, or for a target in numbers a count, with its bounds when `unusable` cases count against and for it."""
    top, bottom = Fraction(good), Fraction(whole)
    if scale in {Scale.COUNT_OF, Scale.NUMBER}:
        return Measurement(top, bottom, top, top, top + unusable, unusable=unusable)
    if not bottom + unusable:
        return Measurement(top, bottom)
    if not unusable:
        ratio = top / bottom
        return Measurement(top, bottom, ratio, ratio, ratio)
    value = top / bottom if bottom else None
    low, high = top / (bottom + unusable), (top + unusable) / (bottom + unusable)
    return Measurement(top, bottom, value, low, high, unusable=unusable)


def total(rows: Sequence[TableRow], *keys: str) -> Fraction:
    """Sum of some columns over rows; a blank counts for nothing."""
    values = (row.value(key) for row in rows for key in keys)
    parts = [value.as_integer_ratio() for value in values if isinstance(value, Decimal)]
    whole = sum(top for top, bottom in parts if bottom == 1)
    return sum((Fraction(top, bottom) for top, bottom in parts if bottom != 1), Fraction(whole))


def selected_rows(setting: Setting, table: DetailTable) -> tuple[TableRow, ...]:
    """Rows that the indicator's condition lets through."""
    return tuple(row for row in table.rows if _is_selected(row, setting.indicator))


def _is_selected(row: TableRow, indicator: Indicator) -> bool:
    """Whether each cell a condition names holds one of its texts; a choice is compared as it was typed."""
    return all(
        row.entries[c.key].value in c.matching or row.entries[c.key].raw in c.matching for c in indicator.conditions
    )


def say_left_out(setting: Setting, table: Table, count: int, found: list[Diagnostic]) -> None:
    """Rows that the condition leaves out are counted."""
    if count:
        condition = setting.indicator.condition.value
        found.append(diagnostic("QM311", header_cell(table), count=count, condition=condition))


def none_selected(setting: Setting, table: Table, found: list[Diagnostic]) -> Measurement:
    """A table that has rows, none of which the condition lets through (EV12)."""
    unmatched = is_unmatched(setting.indicator)
    if not unmatched:
        found.append(diagnostic("QM354", header_cell(table), condition=setting.indicator.condition.value))
    return Measurement(Fraction(0), Fraction(0), is_no_cases=True, is_unmatched=unmatched)


def is_unmatched(indicator: Indicator) -> bool:
    """Whether some part of the condition asks for what stands in no row: rather a slip than no cases (EV50)."""
    return any(not condition.matching for condition in indicator.conditions)


def column_texts(table: Table, key: str) -> tuple[str, ...]:
    """The texts of a column, of a register each once."""
    if isinstance(table, Register):
        return tuple(table.texts[key].distinct()) if key in table.texts else ()
    return tuple(typed_text(row.entries[key].raw) for row in table.rows if row.entries[key].raw is not None)


def say_over(
    top: Fraction | Decimal | None,
    bottom: Fraction | Decimal | None,
    where: CellReference | None,
    found: list[Diagnostic],
) -> None:
    """A share of a whole cannot pass 100 % (EV28)."""
    values = {"numerator": int(top or 0), "denominator": int(bottom or 0)}
    found.append(diagnostic("QM215", where, column="Số đạt", found=int(top or 0), **values))


def header_cell(table: Table) -> CellReference:
    """Where a diagnostic about a whole table stands."""
    return CellReference(table.sheet, table.header_row, 1)


def typed_text(raw: object) -> str:
    """A cell as a diagnostic quotes it: numbers with a decimal comma."""
    is_number = isinstance(raw, int | float | Decimal)
    return f"{Decimal(f'{raw:.15g}').normalize():f}".replace(".", ",") if is_number else str(raw)


def row_names(rows: Sequence[int], table: Table | None = None) -> str:
    """`dòng 7, 9, 12`, the first twenty; of a register of several sheets each with its sheet."""
    more = f" và {len(rows) - MOST_ROWS_NAMED} dòng nữa" if len(rows) > MOST_ROWS_NAMED else ""
    if not isinstance(table, Register) or not table.part_sheets:
        return "dòng " + ", ".join(map(str, rows[:MOST_ROWS_NAMED])) + more
    by_sheet: dict[str, list[str]] = {}
    for cell in (table.cell(row, 1) for row in rows[:MOST_ROWS_NAMED]):
        by_sheet.setdefault(cell.sheet, []).append(str(cell.row))
    return "; ".join(f"{sheet} dòng {', '.join(own)}" for sheet, own in by_sheet.items()) + more
