"""What travels upward of a register: rows up to a limit, else its breakdown and the latest overdue cases."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from qmxl.contract.choices import TIME_CLASS_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import (
    CONFIDENTIAL_WORDS,
    MAXIMUM_OVERDUE_ROWS,
    MAXIMUM_REGISTER_ROWS,
    OVERDUE_PREFIX,
    TABLE_COLUMNS,
    input_sheet,
    table_sheet,
)
from qmxl.contract.words import grouped
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import COUNTED_CLASSES, TIME_CLASSES, Evaluation, Measurement, TimeClass
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
from qmxl.reporting.layout import DAY_ZERO
from qmxl.reporting.styles import HEADER, HINT, INPUT_DATE, INPUT_TEXT, TITLE

_COUNT_KEYS = dict(zip(COUNTED_CLASSES, ("early", "on_time", "late", "open_in_time", "open_overdue"), strict=True))
_NO_FIELD = "(không ghi)"


@dataclass(frozen=True, slots=True)
class Travelling:
    """The submission as it is sent, the sheets of overdue cases, and what is said of it."""

    submission: Submission
    overdue: tuple[Sheet, ...] = ()
    said: tuple[Diagnostic, ...] = ()


def travelling(submission: Submission, evaluation: Evaluation) -> Travelling:
    """Registers that are too long or confidential, replaced by tables that give the same figures."""
    results = {result.code: result.measurement for result in evaluation.indicators}
    sent = Travelling(submission)
    for sheet, table in submission.tables.items():
        if isinstance(table, Register) and _stays_home(submission, sheet, table):
            sent = _without_rows(sent, sheet, table, results)
    return sent


def _stays_home(submission: Submission, sheet: str, register: Register) -> bool:
    users = [indicator for indicator in submission.indicators if indicator.table == sheet]
    numbers = {indicator.objective for indicator in users}
    statements = [o.statement.value or "" for o in submission.objectives if o.number in numbers]
    words = " ".join([*statements, *(indicator.statement for indicator in users)]).casefold().split()
    told = f" {' '.join(word.strip('.,;()') for word in words)} "
    return len(register) > MAXIMUM_REGISTER_ROWS or any(f" {word} " in told for word in CONFIDENTIAL_WORDS)


def _without_rows(sent: Travelling, sheet: str, register: Register, results: Mapping[str, Measurement]) -> Travelling:
    users = [indicator for indicator in sent.submission.indicators if indicator.table == sheet]
    timed = [i for i in users if i.measure.value is Measure.ON_TIME]
    owner = results[timed[0].code] if timed else None
    period = sent.submission.information.period
    if period is None:
        return sent
    first = period.first
    replaced: dict[str, Indicator] = {}
    tables: dict[str, Table] = {name: table for name, table in sent.submission.tables.items() if name != sheet}
    for indicator in users:
        own = sheet if timed and indicator is timed[0] else table_sheet(indicator.code)
        tables[own] = _replacement(indicator, own, register, results[indicator.code], owner, first)
        source = Entry(own) if own != input_sheet(indicator.objective) else Entry()
        replaced[indicator.code] = replace(
            indicator, table=own, source=source, condition=Entry(), conditions=(), counted_keys=_kept(indicator)
        )
    objectives = tuple(
        replace(o, indicators=tuple(replaced.get(i.code, i) for i in o.indicators)) for o in sent.submission.objectives
    )
    late = _late_sheet(timed[0], register, results[timed[0].code]) if timed else None
    said = diagnostic(
        "QM339",
        CellReference(register.sheet, register.header_row, 1),
        count=grouped(len(register)),
        sha256=sent.submission.source.sha256,
    )
    return Travelling(
        replace(sent.submission, objectives=objectives, tables=tables),
        (*sent.overdue, *((late,) if late else ())),
        (*sent.said, said),
    )


def _kept(indicator: Indicator) -> tuple[str, ...]:
    return tuple(key for key in indicator.counted_keys if key == "late")


def _replacement(
    indicator: Indicator,
    sheet: str,
    register: Register,
    measurement: Measurement,
    owner: Measurement | None,
    first: date,
) -> DetailTable:
    if indicator.measure.value is Measure.ON_TIME and measurement.classes is not None:
        return _breakdown(sheet, register, measurement, first)
    return _answers(indicator, sheet, register, owner)


def _columns(kind: TableKind) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(c.key, c.header, n) for n, c in enumerate(TABLE_COLUMNS[kind], 1) if not c.filled)


def _breakdown(sheet: str, register: Register, measurement: Measurement, first: date) -> DetailTable:
    """Counts by field; classes as the evaluation found them."""
    classes = measurement.classes if measurement.classes is not None else np.zeros(0, dtype=np.int8)
    fields = register.texts.get("field", ("",) * len(register))
    names = np.array([field.strip() or _NO_FIELD for field in fields], dtype=object)
    carried = _carried(register, first)
    rows = []
    for number, name in enumerate(dict.fromkeys(names[classes < len(COUNTED_CLASSES)].tolist())):
        of_field = (names == name) & (classes < len(COUNTED_CLASSES))
        counts = {key: int((of_field & (classes == TIME_CLASSES.index(c))).sum()) for c, key in _COUNT_KEYS.items()}
        counts["carried_over"] = int((of_field & carried).sum())
        counts["received_count"] = int((of_field & ~carried).sum())
        rows.append(_count_row(number, name, counts))
    unreadable = int((classes == TIME_CLASSES.index(TimeClass.UNREADABLE)).sum())
    if unreadable and measurement.low != measurement.high:
        text = f"{unreadable} dòng không đọc được"
        rows.append(TableRow(len(rows) + 1, {"field": Entry("(không đọc được)"), "early": Entry(None, text)}))
    return DetailTable(TableKind.BREAKDOWN, sheet, 1, _columns(TableKind.BREAKDOWN), tuple(rows))


def _carried(register: Register, first: date) -> np.ndarray:
    received = register.days.get("received", np.zeros(len(register), dtype=np.int64))
    return received < (first - DAY_ZERO).days


def _count_row(number: int, name: str, counts: Mapping[str, int]) -> TableRow:
    entries: dict[str, Entry[object]] = {key: Entry(Decimal(count)) for key, count in counts.items()}
    return TableRow(number + 1, {"field": Entry(name), **entries})


def _answers(indicator: Indicator, sheet: str, register: Register, owner: Measurement | None) -> DetailTable:
    """A checklist over a register that stays home: its answers without what they are about."""
    key = next(iter(indicator.counted_keys), "passed")
    answers = register.yes_no.get(key, (None,) * len(register))
    left_out = [TIME_CLASSES.index(c) for c in (TimeClass.OUTSIDE, TimeClass.REPEATED)]
    counted = np.ones(len(register), dtype=bool)
    if owner is not None and owner.classes is not None:
        counted &= ~np.isin(owner.classes, left_out)
    for condition in indicator.conditions:
        texts = register.texts.get(condition.key, ("",) * len(register))
        counted &= np.array([text in condition.matching for text in texts], dtype=bool)
    rows = tuple(
        TableRow(n + 1, {"item": Entry(f"(dòng {int(register.row_numbers[at])})"), "passed": Entry(answers[at])})
        for n, at in enumerate(counted.nonzero()[0].tolist())
    )
    return DetailTable(TableKind.CHECKLIST, sheet, 1, _columns(TableKind.CHECKLIST), rows)


_LATE_COLUMNS = ("dossier", "field", "authority", "received", "due", "finished")


def _late_sheet(indicator: Indicator, register: Register, measurement: Measurement) -> Sheet | None:
    """The latest late and overdue cases; a reader passes this sheet over."""
    if measurement.classes is None:
        return None
    wanted = [TIME_CLASSES.index(c) for c in (TimeClass.LATE, TimeClass.OPEN_OVERDUE)]
    positions = np.isin(measurement.classes, wanted).nonzero()[0]
    order = positions[np.argsort(-register.days["due"][positions], kind="stable")]
    shown, name = order[:MAXIMUM_OVERDUE_ROWS].tolist(), f"{OVERDUE_PREFIX}{indicator.objective}"
    headers = {c.key: c for c in TABLE_COLUMNS[TableKind.REGISTER]}
    more = len(order) - len(shown)
    said = f"{grouped(len(order))} hồ sơ quá hạn" + (
        f"; ghi {grouped(len(shown))} hồ sơ gần nhất, còn {grouped(more)} hồ sơ không ghi ở đây." if more else "."
    )
    head = {letter: Cell(headers[key].header, HEADER) for letter, key in zip("ABCDEF", _LATE_COLUMNS, strict=True)}
    rows = [
        Row("title", {"A": Cell(f"Hồ sơ quá hạn của chỉ tiêu {indicator.code}", TITLE, merge_to="G")}),
        Row("said", {"A": Cell(said, HINT, merge_to="G")}),
        Row("header", {**head, "G": Cell("Đánh giá thời hạn", HEADER)}),
    ]
    rows += [_late_row(number, position, register, measurement) for number, position in enumerate(shown)]
    columns = tuple(
        SheetColumn(letter, width) for letter, width in zip("ABCDEFG", (22, 18, 16, 13, 13, 15, 26), strict=True)
    )
    return Sheet(
        name, columns, tuple(rows), setup=PrintSetup(is_landscape=True, repeat=("header", "header"), last_column="G")
    )


def _late_row(number: int, position: int, register: Register, measurement: Measurement) -> Row:
    cells = {}
    for letter, key in zip("ABCDEF", _LATE_COLUMNS, strict=True):
        if key in register.days:
            day = int(register.days[key][position])
            content: Content = DAY_ZERO + timedelta(days=day) if day > 0 else None
            cells[letter] = Cell(content, INPUT_DATE)
        else:
            text = register.texts.get(key, ("",) * len(register))[position]
            fallback = f"(dòng {int(register.row_numbers[position])})" if key == "dossier" else None
            cells[letter] = Cell(text or fallback, INPUT_TEXT)
    code = int(measurement.classes[position]) if measurement.classes is not None else 0
    cells["G"] = Cell(TIME_CLASS_WORDS[TIME_CLASSES[code]], INPUT_TEXT)
    return Row(f"late:{number}", cells, height=15.75)
