"""What travels upward of a register: rows up to a limit, else its breakdown; and the latest overdue cases."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
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
    FieldSplit,
    IndicatorResult,
    Measurement,
    RegisterCounts,
    RegisterSplits,
    Status,
    TimeClass,
)
from qmxl.model.references import CellReference
from qmxl.model.report import Cell, Content, Place, PrintSetup, Row, Sheet, SheetColumn
from qmxl.model.sent_rows import SentRows
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
from qmxl.reporting.expressions import formula
from qmxl.reporting.layout import DAY_ZERO
from qmxl.reporting.places import step
from qmxl.reporting.styles import HEADER, HINT, INPUT_DATE, INPUT_NUMBER, INPUT_TEXT, TITLE

_COUNT_KEYS = dict(zip(COUNTED_CLASSES, ("early", "on_time", "late", "open_in_time", "open_overdue"), strict=True))
_WORD = re.compile(r"\w+")
_LOOKALIKES = str.maketrans("ðƣ", "đư")
NO_FIELD = "(không ghi)"
OTHER_FIELDS = "(các lĩnh vực khác)"
NO_CASES_FIELD = "(không có hồ sơ trong kỳ)"
"""Zeros beside it say that there is a register, and no case of the period in it."""


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


def travelling(submission: Submission, evaluation: Evaluation, rows: SentRows = SentRows.ALL) -> Travelling:
    """Registers that are too long, confidential or not asked for, replaced by tables that give the same figures."""
    results = {result.code: result for result in evaluation.indicators}
    sent = Travelling(_without_unread_sources(submission))
    for sheet, table in submission.tables.items():
        if not isinstance(table, Register):
            continue
        why = _why_at_home(submission, sheet, table, rows)
        if why:
            sent = _without_rows(sent, sheet, table, results, Terms(why, is_listed=rows is not SentRows.NONE))
        else:
            sent = replace(sent, late=_with_late(sent, sheet, table, results, is_empty_told=False))
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


@dataclass(frozen=True, slots=True)
class Terms:
    """Why a register's rows stay home, and whether its late and overdue ones are listed."""

    why: str
    is_listed: bool


def _why_at_home(submission: Submission, sheet: str, register: Register, rows: SentRows) -> str | None:
    """None where the rows travel. Of what is confidential they never do, whatever is asked for."""
    users = [indicator for indicator in submission.indicators if indicator.table == sheet]
    numbers = {indicator.objective for indicator in users}
    statements = [o.statement.value or "" for o in submission.objectives if o.number in numbers]
    told = _words(" ".join([sheet, *statements, *(indicator.statement for indicator in users)]))
    secret = next((word for word in CONFIDENTIAL_WORDS if _words(word) in told), None)
    if secret:
        return f"sổ có chữ “{secret}” thì không bao giờ gửi từng dòng, kể cả khi chọn --rows all"
    if rows is not SentRows.ALL:
        return f"theo lựa chọn --rows {rows}"
    return f"sổ dài hơn {grouped(MAXIMUM_REGISTER_ROWS)} dòng" if len(register) > MAXIMUM_REGISTER_ROWS else None


def _words(text: str) -> str:
    """The words of a text between single spaces, whatever case, Unicode form or converted font it was typed in."""
    seen = "".join(sign for sign in normalize("NFKC", text) if category(sign) != "Cf")
    return f" {' '.join(_WORD.findall(seen.casefold().translate(_LOOKALIKES)))} "


def _without_rows(
    sent: Travelling, sheet: str, register: Register, results: Mapping[str, IndicatorResult], terms: Terms
) -> Travelling:
    users = [indicator for indicator in sent.submission.indicators if indicator.table == sheet]
    timed = [i for i in users if i.measure.value is Measure.ON_TIME]
    source = _RegisterAtHome(register, results[timed[0].code].measurement if timed else None)
    replaced: dict[str, Indicator] = {}
    tables: dict[str, Table] = {name: table for name, table in sent.submission.tables.items() if name != sheet}
    for indicator in users:
        own = sheet if timed and indicator is timed[0] else _free_sheet(indicator.code, tables)
        tables[own] = _replacement(indicator, own, source, results[indicator.code])
        name = Entry(own) if own != input_sheet(indicator.objective) else Entry()
        kept = _kept(indicator)
        replaced[indicator.code] = replace(
            indicator,
            table=own,
            source=name,
            condition=Entry(),
            conditions=(),
            counted_column=indicator.counted_column if kept else Entry(),
            counted_keys=kept,
        )
    objectives = tuple(
        replace(o, indicators=tuple(replaced.get(i.code, i) for i in o.indicators)) for o in sent.submission.objectives
    )
    late = _with_late(sent, sheet, register, results, is_empty_told=True) if terms.is_listed else sent.late
    said = diagnostic(
        "QM339",
        CellReference(register.sheet, register.header_row, 1),
        count=grouped(len(register)),
        why=terms.why,
        listed=_WITH_LATE if terms.is_listed else _WITHOUT_LATE,
        sha256=register.sha256 or sent.submission.source.sha256,
    )
    return Travelling(replace(sent.submission, objectives=objectives, tables=tables), late, (*sent.said, said))


_WITH_LATE = "hồ sơ quá hạn được liệt kê riêng"
_WITHOUT_LATE = "hồ sơ quá hạn cũng không liệt kê"


def _with_late(
    sent: Travelling, sheet: str, register: Register, results: Mapping[str, IndicatorResult], *, is_empty_told: bool
) -> Mapping[int, tuple[Row, ...]]:
    """The lists of late and overdue cases with those of one register; one without any may be left out."""
    users = (indicator for indicator in sent.submission.indicators if indicator.table == sheet)
    timed = [indicator for indicator in users if indicator.measure.value is Measure.ON_TIME]
    late = dict(sent.late)
    for codes, objective, classes in _by_classes(timed, results):
        if is_empty_told or _late_positions(classes).size:
            late[objective] = (*late.get(objective, ()), *_late_rows(codes, objective, register, classes))
    return late


@dataclass(frozen=True, slots=True, eq=False)
class _RegisterAtHome:
    """A register that does not travel, and how its first user classed the rows."""

    register: Register
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
        return _breakdown(sheet, result)
    return _answers(indicator, sheet, source)


def _columns(kind: TableKind) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(c.key, c.header, n) for n, c in enumerate(TABLE_COLUMNS[kind], 1) if not c.filled)


def _breakdown(sheet: str, result: IndicatorResult) -> DetailTable:
    """Counts by field; classes as the evaluation found them. Rows that cannot be used count only where they decide."""
    splits = result.measurement.splits
    if splits is None:
        return DetailTable(TableKind.BREAKDOWN, sheet, 1, _columns(TableKind.BREAKDOWN), ())
    rows = [_count_row(n, field_name(field), field.counts) for n, field in enumerate(counted_fields(splits))]
    if result.measurement.is_no_cases and result.measurement.register:
        rows.append(_count_row(0, NO_CASES_FIELD, result.measurement.register))
    counts = result.measurement.register
    unreadable = counts.by_class[TimeClass.UNREADABLE] if counts else 0
    if unreadable and result.status is Status.NO_DATA:
        text = f"{unreadable} dòng không đọc được"
        rows.append(TableRow(len(rows) + 1, {"field": Entry("(không đọc được)"), "early": Entry(None, text)}))
    return DetailTable(TableKind.BREAKDOWN, sheet, 1, _columns(TableKind.BREAKDOWN), tuple(rows))


def counted_fields(splits: RegisterSplits) -> tuple[FieldSplit, ...]:
    """The fields that have cases of the period: the rows of a breakdown table."""
    return tuple(field for field in splits.by_field if field.counts.counted)


def field_name(field: FieldSplit) -> str:
    """What a field is called in a table."""
    return OTHER_FIELDS if field.name is None else field.name or NO_FIELD


def _count_row(number: int, name: str, counts: RegisterCounts) -> TableRow:
    numbers = {"carried_over": counts.carried_over, "received_count": counts.received}
    numbers |= {key: counts.by_class[time_class] for time_class, key in _COUNT_KEYS.items()}
    entries: dict[str, Entry[object]] = {key: Entry(Decimal(count)) for key, count in numbers.items()}
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
    return register.row_label(register.row_numbers[position])


_LATE_COLUMNS = ("dossier", "field", "authority", "received", "due", "finished")
_LATE_WIDTHS = {"A": 22.0, "B": 18.0, "C": 16.0, "D": 13.0, "E": 13.0, "F": 15.0, "G": 26.0, "H": 13.0}
_LATE_CLASSES = [TIME_CLASSES.index(c) for c in (TimeClass.LATE, TimeClass.OPEN_OVERDUE)]


def late_sheet_name(objective: int) -> str:
    return f"{OVERDUE_PREFIX}{objective}"


def _late_sheet(objective: int, rows: tuple[Row, ...]) -> Sheet:
    header = next(row.key for row in rows if row.key.startswith("header:"))
    return Sheet(
        late_sheet_name(objective),
        tuple(SheetColumn(letter, width) for letter, width in _LATE_WIDTHS.items()),
        rows,
        setup=PrintSetup(is_landscape=True, repeat=(header, header), last_column="H"),
    )


def _late_positions(classes: np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.isin(classes, _LATE_CLASSES))


def _late_rows(codes: tuple[str, ...], objective: int, register: Register, classes: np.ndarray) -> tuple[Row, ...]:
    """The latest late and overdue cases of the indicators that class them alike, below their own heading."""
    own = codes[0]
    positions = _late_positions(classes)
    order = positions[np.argsort(-register.days["due"][positions], kind="stable")]
    shown, more = order[:MAXIMUM_OVERDUE_ROWS].tolist(), len(order) - MAXIMUM_OVERDUE_ROWS
    said = f"{grouped(len(order))} hồ sơ quá hạn, thời hạn gần đây nhất đứng trước" + (
        f"; ghi {grouped(len(shown))} hồ sơ gần nhất, còn {grouped(more)} hồ sơ không ghi ở đây." if more > 0 else "."
    )
    headers = {c.key: c.header for c in TABLE_COLUMNS[TableKind.REGISTER]}
    head = {letter: Cell(headers[key], HEADER) for letter, key in zip("ABCDEF", _LATE_COLUMNS, strict=True)}
    more_heads = {"G": Cell("Đánh giá thời hạn", HEADER), "H": Cell("Số ngày quá hạn (ngày lịch)", HEADER)}
    return (
        Row(f"title:{own}", {"A": Cell(f"Hồ sơ quá hạn của chỉ tiêu {', '.join(codes)}", TITLE, merge_to="H")}),
        Row(f"said:{own}", {"A": Cell(said, HINT, merge_to="H")}),
        Row(f"header:{own}", {**head, **more_heads}),
        *(
            _late_row(Place(late_sheet_name(objective), f"late:{own}:{n}", "A"), own, position, register, classes)
            for n, position in enumerate(shown)
        ),
        Row(f"gap:{own}"),
    )


def _late_row(at: Place, code: str, position: int, register: Register, classes: np.ndarray) -> Row:
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
    due, finished = at._replace(column="E"), at._replace(column="F")
    days = formula(
        "IF(AND(ISNUMBER([f]),N([f])<=N([last])),[f],N([last]))-[d]", f=finished, d=due, last=step(code, "cut_off")
    )
    cells["H"] = Cell(days, INPUT_NUMBER)
    return Row(at.row, cells)
