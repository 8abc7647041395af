"""A unit's filled workbook as read: every typed cell with its address, nothing judged yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

import numpy as np

from qmxl.model.references import CellReference
from qmxl.model.targets import Target
from qmxl.model.text_columns import TextColumn, blank_texts

UNSTORED_FORMULA = "công thức chưa có giá trị"
"""Text of the error that stands for a formula whose value was never stored, which would read as blank."""


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error cell such as #DIV/0!, or a formula without a stored value: never blank, never zero."""

    text: str

    @property
    def is_unstored(self) -> bool:
        return self.text == UNSTORED_FORMULA


class DisputedText(str):
    """What two like columns say differently of one row, joined; nobody typed it, and it stands for neither."""

    __slots__ = ()


class PercentNumber(float):
    """A number whose cell shows it with a percent sign: 1.2 that reads 120 % can only be 120 %."""


class LargePercent(PercentNumber):
    """One in the format that outputs give shares above 1000 %, which needs no second thought: 12 is 1.200 %."""


class TimeNumber(float):
    """A number whose cell shows it as a time of day: 0.333… that reads 08:00."""

    @property
    def text(self) -> str:
        """As the cell shows it."""
        hours, minutes = divmod(min(round(self * _MINUTES_OF_A_DAY), _MINUTES_OF_A_DAY - 1), 60)
        return f"{hours:02d}:{minutes:02d}"


_MINUTES_OF_A_DAY = 24 * 60

CellValue = str | int | float | bool | date | ErrorValue | None

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T_co]):
    """One typed cell: what stood there (`raw`) and what it was understood as (`value`)."""

    value: T_co | None = None
    raw: CellValue = None
    reference: CellReference | None = None
    alternative: T_co | None = None
    """A second possible reading of the same cell (1,05 is 105 % or 1,05 %); the verdict decides whether it matters."""

    @property
    def is_blank(self) -> bool:
        return self.raw is None

    @property
    def is_unreadable(self) -> bool:
        return self.raw is not None and self.value is None


class Measure(StrEnum):
    """Way to measure (cách tính)."""

    RATIO = "ratio"
    ON_TIME = "on_time"
    CHECKLIST = "checklist"
    SURVEY = "survey"
    PLAN = "plan"
    DECLARED = "declared"
    JUDGEMENT = "judgement"


class Assessment(StrEnum):
    """When an indicator is judged (kỳ đánh giá)."""

    EACH_PERIOD = "each_period"
    YEAR_END = "year_end"


class NoCasesRule(StrEnum):
    """What an indicator without cases counts as (khi chưa phát sinh)."""

    NOT_MET = "counts_as_not_met"
    MET = "counts_as_met"
    LEFT_OUT = "left_out"


class Basis(StrEnum):
    """Denominator of a register's share (tính trên)."""

    RESOLVED = "resolved"
    RESOLVED_AND_OVERDUE = "resolved_and_overdue"
    RECEIVED = "received"
    RECEIVED_OPEN_COUNTS = "received_open_counts"


DEFAULT_BASIS = Basis.RESOLVED_AND_OVERDUE
"""Where `Tính trên` is blank (contract.md §5)."""


class ReturnedRule(StrEnum):
    """Returned and withdrawn dossiers (hồ sơ trả lại, rút)."""

    BY_DATE = "by_date"
    ON_TIME = "on_time"
    NOT_COUNTED = "not_counted"


class FinishDate(StrEnum):
    """Which of two dates counts as the finish (ngày hoàn thành tính theo)."""

    RESULT = "result"
    HANDED_OVER = "handed_over"


class DirectWord(StrEnum):
    """Words that `Ghi trực tiếp` takes beside numbers and dates."""

    MET = "met"
    NOT_MET = "not_met"
    NO_CASES = "no_cases"


class YesNo(StrEnum):
    """A cell of a Có/Không column."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class SatisfactionLevel(StrEnum):
    """Answer of a survey, best first."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


class PlanRequirement(StrEnum):
    """Direction of a bare number in `Kế hoạch`."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class RestDayKind(StrEnum):
    """What `Ngày nghỉ` says of a day."""

    OFF = "off"
    WORKED = "worked"


class TableKind(StrEnum):
    """The detail tables."""

    RATIO = "ratio"
    REGISTER = "register"
    BREAKDOWN = "breakdown"
    CHECKLIST = "checklist"
    SURVEY = "survey"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """Period of the report. `kind` is a choice of the contract, `first`/`last` the dates in force, inclusive."""

    kind: str
    year: int
    first: date
    last: date
    is_last_of_year: bool
    required_progress: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Information:
    """The sheet `Thông tin`: entries by field key; a field of several rows has several."""

    entries: Mapping[str, tuple[Entry[object], ...]]
    period: ReportingPeriod | None

    def entry(self, key: str) -> Entry[object]:
        found = self.entries.get(key, ())
        return found[0] if found else Entry()

    def text(self, key: str) -> str:
        value = self.entry(key).value
        return value if isinstance(value, str) else ""

    @property
    def office(self) -> str:
        """Name of the unit: its short one, else the letterhead's on one line, else nothing."""
        return self.text("short_name") or " ".join(self.text("unit_name").split("\n"))

    def lines(self, key: str) -> tuple[str, ...]:
        return tuple(entry.value for entry in self.entries.get(key, ()) if isinstance(entry.value, str))

    def day(self, key: str) -> date | None:
        value = self.entry(key).value
        return value if isinstance(value, date) else None

    def number(self, key: str) -> Decimal | None:
        value = self.entry(key).value
        return value if isinstance(value, Decimal) else None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a detail table as found: `key` of the contract, or `extra:<header>` for what staff added."""

    key: str
    header: str
    column: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """One filled row of a detail table, entries by column key."""

    row: int
    entries: Mapping[str, Entry[object]]

    def value(self, key: str) -> object:
        entry = self.entries.get(key)
        return entry.value if entry else None


@dataclass(frozen=True, slots=True)
class DetailTable:
    """A detail table other than a register."""

    kind: TableKind
    sheet: str
    header_row: int
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    forms_sent: Entry[object] = Entry()
    forms_returned: Entry[object] = Entry()


class State(StrEnum):
    """What `Tình trạng` may say of a row of a register; a text may say several."""

    RETURNED = "returned"
    """Returned or withdrawn."""
    WAITING = "waiting"
    """Waiting for something to be added."""
    RESOLVED = "resolved"
    OPEN = "open"
    LATE = "late"
    IN_TIME = "in_time"


NO_DAY = 0
"""Day number of a blank date cell in a register column."""
UNREADABLE_DAY = -1
"""Day number of a date cell that could not be read."""


ROWS_OF_A_PART = 2**24
"""More rows than any sheet or file has."""


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """A register in columns, one item per filled row.

    `days` holds spreadsheet day numbers (1 = 1900-01-01) as int64, NO_DAY where blank, UNREADABLE_DAY where not
    read; `texts` holds the text columns as typed; `row_numbers` the rows on the sheet, of row n of the p-th of several
    sheets p × ROWS_OF_A_PART + n, p from 0.
    """

    sheet: str
    header_row: int
    columns: tuple[TableColumn, ...]
    row_numbers: np.ndarray
    days: Mapping[str, np.ndarray]
    texts: Mapping[str, TextColumn]
    unreadable: Mapping[tuple[int, str], CellValue] = field(default_factory=dict)
    yes_no: Mapping[str, tuple[YesNo | None, ...]] = field(default_factory=dict)
    states: Mapping[State, np.ndarray] = field(default_factory=dict)
    """Which rows `Tình trạng` says to be in a state; a state that is not there is none's."""
    sha256: str = ""
    """Of the file it was read from, where that is another than the workbook."""
    part_sheets: tuple[str, ...] = ()
    """Sheets that its rows come from, where there are several."""
    due_limits: TextColumn | None = None
    """Cells of the due date that hold a time limit instead ("15 ngày làm việc"); None where none does."""

    def __len__(self) -> int:
        return len(self.row_numbers)

    def cell(self, row_number: int, column: int) -> CellReference:
        """The cell of a row, given by its item of `row_numbers`."""
        part, row = divmod(int(row_number), ROWS_OF_A_PART)
        return CellReference(self.part_sheets[part] if self.part_sheets else self.sheet, row, column)

    def row_label(self, row_number: int) -> str:
        """Stands for the dossier code of a row that has none: no two rows have the same."""
        cell = self.cell(row_number, 1)
        return f"({cell.sheet} dòng {cell.row})" if self.part_sheets else f"(dòng {cell.row})"

    def says(self, state: State) -> np.ndarray:
        """Rows whose `Tình trạng` says so."""
        return self.states[state] if state in self.states else np.zeros(len(self), dtype=bool)

    @property
    def told_by_state(self) -> np.ndarray:
        """Rows whose class hangs on `Tình trạng`: a word that always counts, or one that fills in for a date."""
        is_timed = self.says(State.LATE) | self.says(State.IN_TIME)
        instead_of_finish = self.says(State.RESOLVED) & (self.column_days("finished") == NO_DAY)
        instead_of_due = is_timed & (self.column_days("due") == NO_DAY)
        always = self.says(State.RETURNED) | self.says(State.WAITING)
        return np.asarray(always | instead_of_finish | instead_of_due)

    def column_days(self, key: str) -> np.ndarray:
        """Day numbers of a column; a column that is not there is blank."""
        return self.days[key] if key in self.days else np.full(len(self), NO_DAY, dtype=np.int64)

    def column_texts(self, key: str) -> TextColumn:
        """Texts of a column; a column that is not there is blank."""
        return self.texts[key] if key in self.texts else blank_texts(len(self))

    @property
    def kind(self) -> TableKind:
        return TableKind.REGISTER


Table = DetailTable | Register


@dataclass(frozen=True, slots=True)
class Condition:
    """One part of `Điều kiện`: the column's key and the values (normal form) it may have."""

    header: str
    key: str
    values: tuple[str, ...]
    matching: tuple[str, ...] = ()
    """The distinct texts, as typed in the table, that this part lets through."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """An indicator's row of the result table on `MT<k>`."""

    row: int
    numerator: Entry[Decimal] = Entry()
    denominator: Entry[Decimal] = Entry()
    direct: Entry[Decimal | date | DirectWord] = Entry()
    cut_off: Entry[date] = Entry()
    value: Entry[Decimal | str] = Entry()
    """What stands in the grey cell Kết quả, and below in Đánh giá: never input, only held against what is found."""
    status: Entry[str] = Entry()
    evidence: Entry[str] = Entry()
    cause: Entry[str] = Entry()
    solution: Entry[str] = Entry()


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator (chỉ tiêu): its row of `Mục tiêu`, its row of results, its detail table."""

    code: str
    objective: int
    row: int
    wording: Entry[str]
    target: Entry[Target]
    measure: Entry[Measure]
    assessment: Entry[Assessment]
    responsible: Entry[str]
    coordinating: Entry[str]
    resources: Entry[str]
    deadline: Entry[date]
    source: Entry[str]
    counted_column: Entry[str]
    condition: Entry[str]
    basis: Entry[Basis]
    no_cases: Entry[NoCasesRule]
    sentence: Entry[str]
    statement: str
    """The indicator's wording, or the objective's where it has none of its own."""
    result: ResultRow | None = None
    table: str | None = None
    """Key into `Submission.tables`: the sheet the table stands on, an input sheet by its name in the contract."""
    counted_keys: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    is_blocked: bool = False
    """A figure its verdict needs could not be read: an error names the cell."""
    is_named: bool = True
    """Its code could be read, and is nobody else's; `code` is made up where it is not."""
    typed_code: Entry[str] = Entry()

    @property
    def counting(self) -> tuple[object, ...]:
        """What is counted of its table: way to measure, `Cột tính`, `Điều kiện`, `Tính trên` (where it matters)."""
        texts = (self.counted_column.value, self.condition.value)
        basis = (self.basis.value or DEFAULT_BASIS) if self.measure.value is Measure.ON_TIME else None
        return (self.measure.value, *(" ".join((text or "").casefold().split()) for text in texts), basis)

    @property
    def is_year_end(self) -> bool:
        return self.assessment.value is Assessment.YEAR_END

    def waits(self, period: ReportingPeriod | None) -> bool:
        """Whether it is judged at the end of the year, and this is not it."""
        return self.is_year_end and period is not None and not period.is_last_of_year


@dataclass(frozen=True, slots=True)
class QualityObjective:
    """A numbered objective (mục tiêu) with its indicators; `heading_row` where it has a row of its own."""

    number: int
    statement: Entry[str]
    indicators: tuple[Indicator, ...]
    heading_row: int | None = None

    @property
    def is_numbered(self) -> bool:
        """Whether one of its codes could be read; `number` is made up where none could."""
        return self.heading_row is not None or any(indicator.is_named for indicator in self.indicators)


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A row of `Tên cột tương đương`: what the office calls a column of the contract."""

    meant: Entry[str]
    own: Entry[str]
    note: Entry[str] = Entry()


@dataclass(frozen=True, slots=True)
class RestDay:
    """A row of `Ngày nghỉ`: a day on which the office rests beside the public holidays, or works in spite of them."""

    day: Entry[date]
    kind: Entry[RestDayKind]
    note: Entry[str] = Entry()


@dataclass(frozen=True, slots=True)
class EarlierPeriod:
    """A period that was reported before: a choice of the contract, its year, its dates, inclusive."""

    kind: str
    year: int
    first: date
    last: date
    text: str


@dataclass(frozen=True, slots=True)
class EarlierResult:
    """A row of `Kết quả kỳ trước`: what an indicator came to in an earlier period, by column key.

    `period` is None where the row does not say of which period it is.
    """

    entries: Mapping[str, Entry[Any]]
    period: EarlierPeriod | None

    def text(self, key: str) -> str:
        """What a column says; a choice by its word in the model."""
        entry = self.entries.get(key)
        return str(entry.value) if entry is not None and entry.value is not None else ""

    @property
    def wording(self) -> str:
        """The indicator's own, else its objective's."""
        return self.text("wording") or self.text("statement")

    @property
    def value(self) -> Decimal | None:
        """Exact ratio of a share, else the number."""
        entry = self.entries.get("value")
        return entry.value if entry is not None and isinstance(entry.value, Decimal) else None

    @property
    def reference(self) -> CellReference | None:
        """Its first cell; None of a row that stands in no sheet yet."""
        return next((entry.reference for entry in self.entries.values() if entry.reference), None)


@dataclass(frozen=True, slots=True)
class SheetUse:
    """What was done with one sheet of the input."""

    name: str
    use: str
    rows_read: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """The input file: its name without folders, its SHA-256, the template it was made from."""

    name: str = ""
    sha256: str = ""
    template_version: str = ""
    sheets: tuple[SheetUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Displayed:
    """A cell whose number format shows less of its number than it holds.

    `text` is what it shows, `held` what it holds, `entry` how it would be read if it held what it shows.
    """

    text: str
    held: str
    entry: Entry[Any]


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything a unit's workbook says."""

    information: Information
    objectives: tuple[QualityObjective, ...]
    sections: Mapping[str, Entry[str]]
    tables: Mapping[str, Table]
    source: Source = Source()
    column_names: tuple[ColumnName, ...] = ()
    displayed: Mapping[CellReference, Displayed] = field(default_factory=dict)
    """Typed figures that are shown rounded: they count as they are held (contract.md §4)."""
    rest_days: tuple[RestDay, ...] = ()
    earlier: tuple[EarlierResult, ...] = ()
    """Results of earlier periods, the oldest first."""

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for objective in self.objectives for indicator in objective.indicators)
