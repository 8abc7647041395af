"""What travels upward of a register: rows up to a limit, else its breakdown and the latest overdue cases."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from unicodedata import category, normalize

import numpy as np

from qmxl.contract.choices import TIME_CLASS_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import (
    CONFIDENTIAL_WORDS,
    MAXIMUM_OVERDUE_ROWS,
    MAXIMUM_REGISTER_ROWS,
    OVERDUE_PREFIX,
    TABLE_COLUMNS,
    TABLES_OF_MEASURE,
    input_sheet,
    table_sheet,
)
from qmxl.contract.words import grouped
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import (
    COUNTED_CLASSES,
    TIME_CLASSES,
    Evaluation,
    IndicatorResult,
    Measurement,
    Status,
    TimeClass,
)
from qmxl.model.references import CellReference
from qmxl.model.report import Cell, Content, PrintSetup, Row, Sheet, SheetColumn
from qmxl.model.submission import (
    DetailTable,
    Entry,
    Indicator,
    Measure,
    Register,
    Submission,
    Table,
    TableColumn,
    TableKind,
    TableRow,
)
from qmxl.model.text_columns import TextColumn, text_column
from qmxl.reporting.layout import DAY_ZERO
from qmxl.reporting.styles import HEADER, HINT, INPUT_DATE, INPUT_TEXT, TITLE

_COUNT_KEYS = dict(zip(COUNTED_CLASSES, ("early", "on_time", "late", "open_in_time", "open_overdue"), strict=True))
_WORD = re.compile(r"\w+")
_LOOKALIKES = str.maketrans("ðƣ", "đư")
_NO_FIELD = "(không ghi)"


@dataclass(frozen=True, slots=True)
class Travelling:
    """The submission as it is sent, the overdue cases by objective, and what is said of it."""

    submission: Submission
    late: Mapping[int, tuple[Row, ...]] = field(default_factory=dict)
    said: tuple[Diagnostic, ...] = ()

    @property
    def overdue(self) -> tuple[Sheet, ...]:
        """One sheet for each objective; a reader passes them over."""
        return tuple(_late_sheet(objective, rows) for objective, rows in self.late.items())


def travelling(submission: Submission, evaluation: Evaluation) -> Travelling:
    """Registers that are too long or confidential, replaced by tables that give the same figures."""
    results = {result.code: result for result in evaluation.indicators}
    sent = Travelling(_without_unread_sources(submission))
    for sheet, table in submission.tables.items():
        if isinstance(table, Register) and _stays_home(submission, sheet, table):
            sent = _without_rows(sent, sheet, table, results)
    return sent


def _without_unread_sources(submission: Submission) -> Submission:
    """Typed figures stand where the sheet in `Nguồn số liệu` holds no table; that sheet does not travel."""
    objectives = tuple(
        replace(o, indicators=tuple(replace(i, source=Entry()) if _stands_alone(i) else i for i in o.indicators))
        for o in submission.objectives
    )
    return replace(submission, objectives=objectives)


def _stands_alone(indicator: Indicator) -> bool:
    has_tables = indicator.measure.value in TABLES_OF_MEASURE
    return has_tables and indicator.table is None and not indicator.is_blocked


def _stays_home(submission: Submission, sheet: str, register: Register) -> bool:
    users = [indicator for indicator in submission.indicators if indicator.table == sheet]
    numbers = {indicator.objective for indicator in users}
    statements = [o.statement.value or "" for o in submission.objectives if o.number in numbers]
    told = _words(" ".join([sheet, *statements, *(indicator.statement for indicator in users)]))
    return len(register) > MAXIMUM_REGISTER_ROWS or any(_words(word) in told for word in CONFIDENTIAL_WORDS)


def _words(text: str) -> str:
    """The words of a text between single spaces, whatever case, Unicode form or converted font it was typed in."""
    seen = "".join(sign for sign in normalize("NFKC", text) if category(sign) != "Cf")
    return f" {' '.join(_WORD.findall(seen.casefold().translate(_LOOKALIKES)))} "


def _without_rows(
    sent: Travelling, sheet: str, register: Register, results: Mapping[str, IndicatorResult]
) -> Travelling:
    users = [indicator for indicator in sent.submission.indicators if indicator.table == sheet]
    timed = [i for i in users if i.measure.value is Measure.ON_TIME]
    period = sent.submission.information.period
    source = _RegisterAtHome(
        register, period.first if period else None, results[timed[0].code].measurement if timed else None
    )
    replaced: dict[str, Indicator] = {}
    tables: dict[str, Table] = {name: table for name, table in sent.submission.tables.items() if name != sheet}
    for indicator in users:
        own = sheet if timed and indicator is timed[0] else _free_sheet(indicator.code, tables)
        tables[own] = _replacement(indicator, own, source, results[indicator.code])
        name = Entry(own) if own != input_sheet(indicator.objective) else Entry()
        replaced[indicator.code] = replace(
            indicator, table=own, source=name, condition=Entry(), conditions=(), counted_keys=_kept(indicator)
        )
    objectives = tuple(
        replace(o, indicators=tuple(replaced.get(i.code, i) for i in o.indicators)) for o in sent.submission.objectives
    )
    late = dict(sent.late)
    for codes, objective, classes in _by_classes(timed, results):
        late[objective] = (*late.get(objective, ()), *_late_rows(codes, register, classes))
    said = diagnostic(
        "QM339",
        CellReference(register.sheet, register.header_row, 1),
        count=grouped(len(register)),
        sha256=register.sha256 or sent.submission.source.sha256,
    )
    return Travelling(replace(sent.submission, objectives=objectives, tables=tables), late, (*sent.said, said))


@dataclass(frozen=True, slots=True, eq=False)
class _RegisterAtHome:
    """A register that does not travel, the period's first day, and how its first user classed the rows."""

    register: Register
    first: date | None
    owner: Measurement | None


def _free_sheet(code: str, tables: Mapping[str, Table]) -> str:
    """A sheet for one more replacement, beside whatever the office named like it."""
    name = table_sheet(code)
    return name if name not in tables else next(n for i in range(2, 99) if (n := f"{name} ({i})") not in tables)


def _by_classes(
    timed: Sequence[Indicator], results: Mapping[str, IndicatorResult]
) -> list[tuple[tuple[str, ...], int, np.ndarray]]:
    """Codes of the indicators of one objective that class the rows alike, the objective, and the classes."""
    groups: dict[tuple[int, bytes], tuple[list[str], np.ndarray]] = {}
    for indicator in timed:
        classes = results[indicator.code].measurement.classes
        if classes is not None:
            groups.setdefault((indicator.objective, classes.tobytes()), ([], classes))[0].append(indicator.code)
    return [(tuple(codes), objective, classes) for (objective, _), (codes, classes) in groups.items()]


def _kept(indicator: Indicator) -> tuple[str, ...]:
    return tuple(key for key in indicator.counted_keys if key == "late")


def _replacement(indicator: Indicator, sheet: str, source: _RegisterAtHome, result: IndicatorResult) -> DetailTable:
    if indicator.measure.value is Measure.ON_TIME:
        return _breakdown(sheet, source, result)
    return _answers(indicator, sheet, source)


def _columns(kind: TableKind) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(c.key, c.header, n) for n, c in enumerate(TABLE_COLUMNS[kind], 1) if not c.filled)


def _breakdown(sheet: str, source: _RegisterAtHome, result: IndicatorResult) -> DetailTable:
    """Counts by field; classes as the evaluation found them. Rows that cannot be used count only where they decide."""
    register, measurement = source.register, result.measurement
    classes = measurement.classes
    if classes is None or source.first is None:
        return DetailTable(TableKind.BREAKDOWN, sheet, 1, _columns(TableKind.BREAKDOWN), ())
    counted = np.flatnonzero(classes < len(COUNTED_CLASSES))
    fields = text_column(field.strip() or _NO_FIELD for field in register.column_texts("field").values)
    numbers = fields.codes[register.column_texts("field").codes]
    carried = register.column_days("received") < (source.first - DAY_ZERO).days
    rows: list[TableRow] = []
    for name in TextColumn(fields.values, numbers[counted]).distinct():
        of_field = np.zeros(len(register), dtype=bool)
        of_field[counted] = numbers[counted] == fields.values.index(name)
        counts = {key: int((of_field & (classes == TIME_CLASSES.index(c))).sum()) for c, key in _COUNT_KEYS.items()}
        counts["carried_over"] = int((of_field & carried).sum())
        counts["received_count"] = int((of_field & ~carried).sum())
        rows.append(_count_row(len(rows), name, counts))
    unreadable = int((classes == TIME_CLASSES.index(TimeClass.UNREADABLE)).sum())
    if unreadable and result.status is Status.NO_DATA:
        text = f"{unreadable} dòng không đọc được"
        rows.append(TableRow(len(rows) + 1, {"field": Entry("(không đọc được)"), "early": Entry(None, text)}))
    return DetailTable(TableKind.BREAKDOWN, sheet, 1, _columns(TableKind.BREAKDOWN), tuple(rows))


def _count_row(number: int, name: str, counts: Mapping[str, int]) -> TableRow:
    entries: dict[str, Entry[object]] = {key: Entry(Decimal(count)) for key, count in counts.items()}
    return TableRow(number + 1, {"field": Entry(name), **entries})


def _answers(indicator: Indicator, sheet: str, source: _RegisterAtHome) -> DetailTable:
    """A checklist over a register that stays home: its answers without what they are about."""
    register, owner = source.register, source.owner
    key = next(iter(indicator.counted_keys), "passed")
    answers = register.yes_no.get(key, (None,) * len(register))
    left_out = [TIME_CLASSES.index(c) for c in (TimeClass.OUTSIDE, TimeClass.REPEATED)]
    counted = np.ones(len(register), dtype=bool)
    if owner is not None and owner.classes is not None:
        counted &= ~np.isin(owner.classes, left_out)
    for condition in indicator.conditions:
        counted &= register.column_texts(condition.key).where(set(condition.matching).__contains__)
    rows = tuple(
        TableRow(
            n + 1,
            {"item": Entry(_row_label(register, at)), "passed": Entry(answers[at])},
        )
        for n, at in enumerate(counted.nonzero()[0].tolist())
    )
    return DetailTable(TableKind.CHECKLIST, sheet, 1, _columns(TableKind.CHECKLIST), rows)


def _row_label(register: Register, position: int) -> str:
    """Stands for a dossier code that is not there, or stays home."""
    return f"(dòng {register.cell(register.row_numbers[position], 1).row})"


_LATE_COLUMNS = ("dossier", "field", "authority", "received", "due", "finished")
_LATE_WIDTHS = {"A": 22.0, "B": 18.0, "C": 16.0, "D": 13.0, "E": 13.0, "F": 15.0, "G": 26.0}


def _late_sheet(objective: int, rows: tuple[Row, ...]) -> Sheet:
    header = next(row.key for row in rows if row.key.startswith("header:"))
    return Sheet(
        f"{OVERDUE_PREFIX}{objective}",
        tuple(SheetColumn(letter, width) for letter, width in _LATE_WIDTHS.items()),
        rows,
        setup=PrintSetup(is_landscape=True, repeat=(header, header), last_column="G"),
    )


def _late_rows(codes: tuple[str, ...], register: Register, classes: np.ndarray) -> tuple[Row, ...]:
    """The latest late and overdue cases of the indicators that class them alike, below their own heading."""
    own = codes[0]
    wanted = [TIME_CLASSES.index(c) for c in (TimeClass.LATE, TimeClass.OPEN_OVERDUE)]
    positions = np.isin(classes, wanted).nonzero()[0]
    order = positions[np.argsort(-register.days["due"][positions], kind="stable")]
    shown, more = order[:MAXIMUM_OVERDUE_ROWS].tolist(), len(order) - MAXIMUM_OVERDUE_ROWS
    said = f"{grouped(len(order))} hồ sơ quá hạn" + (
        f"; ghi {grouped(len(shown))} hồ sơ gần nhất, còn {grouped(more)} hồ sơ không ghi ở đây." if more > 0 else "."
    )
    headers = {c.key: c.header for c in TABLE_COLUMNS[TableKind.REGISTER]}
    head = {letter: Cell(headers[key], HEADER) for letter, key in zip("ABCDEF", _LATE_COLUMNS, strict=True)}
    return (
        Row(f"title:{own}", {"A": Cell(f"Hồ sơ quá hạn của chỉ tiêu {', '.join(codes)}", TITLE, merge_to="G")}),
        Row(f"said:{own}", {"A": Cell(said, HINT, merge_to="G")}),
        Row(f"header:{own}", {**head, "G": Cell("Đánh giá thời hạn", HEADER)}),
        *(_late_row(f"late:{own}:{n}", position, register, classes) for n, position in enumerate(shown)),
        Row(f"gap:{own}"),
    )


def _late_row(key: str, position: int, register: Register, classes: np.ndarray) -> Row:
    cells = {}
    for letter, name in zip("ABCDEF", _LATE_COLUMNS, strict=True):
        if name in register.days:
            day = int(register.days[name][position])
            content: Content = DAY_ZERO + timedelta(days=day) if day > 0 else None
            cells[letter] = Cell(content, INPUT_DATE)
        else:
            text = register.column_texts(name)[position]
            fallback = _row_label(register, position) if name == "dossier" else None
            cells[letter] = Cell(text or fallback, INPUT_TEXT)
    cells["G"] = Cell(TIME_CLASS_WORDS[TIME_CLASSES[int(classes[position])]], INPUT_TEXT)
    return Row(key, cells)
