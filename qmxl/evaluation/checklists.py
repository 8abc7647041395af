"""Checklists: share of rows with Có in the counted column (contract.md §5)."""

from fractions import Fraction

import numpy as np

from qmxl.contract.rules import diagnostic
from qmxl.contract.words import day_text
from qmxl.evaluation.setting import (
    Setting,
    header_cell,
    none_selected,
    say_left_out,
    selected_rows,
    share,
)
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import TIME_CLASSES, Measurement, TimeClass
from qmxl.model.submission import ErrorValue, Indicator, Measure, Register, Submission, Table, YesNo

_LEFT_OUT = TIME_CLASSES.index(TimeClass.OTHER)
_NOT_LISTED = (TimeClass.OUTSIDE, TimeClass.REPEATED, TimeClass.NOT_COUNTED)
_IS_LISTED = np.array([c is not TimeClass.OTHER and c not in _NOT_LISTED for c in TIME_CLASSES])
"""By class: whether a row of it belongs to the checklist."""


def checklist(setting: Setting, found: list[Diagnostic]) -> Measurement:
    """Danh mục: rows with Có of those with Có or Không; blank ones are decided at both bounds (EV47, EV48)."""
    table = setting.table
    if table is None or not _row_count(table):
        return Measurement()
    answers, left_out = answers_of(setting, table)
    returned = _say_uncounted(setting, table, found)
    given = list(answers.values())
    yes, no, blank = given.count(YesNo.YES), given.count(YesNo.NO), given.count(None)
    say_left_out(setting, table, left_out, found)
    if given.count(YesNo.NOT_APPLICABLE):
        found.append(diagnostic("QM317", header_cell(table), count=given.count(YesNo.NOT_APPLICABLE)))
    if left_out == _row_count(table):
        return none_selected(setting, table, found)
    if not yes + no + blank:
        code = "QM355" if given else "QM356" if returned else "QM314"
        found.append(diagnostic(code, header_cell(table), count=len(given) or returned or _row_count(table)))
        return Measurement(Fraction(0), Fraction(0), is_no_cases=True)
    return share(yes, yes + no, blank, scale=setting.scale)


def unusable_answers(setting: Setting) -> dict[int, object]:
    """Rows of a checklist without Có/Không, with what stands there instead."""
    table = setting.table
    if table is None or setting.indicator.measure.value is not Measure.CHECKLIST:
        return {}
    answers, _ = answers_of(setting, table)
    blank = [row for row, answer in answers.items() if answer is None]
    typed = _typed_answers(table, _key(setting)) if blank else {}
    return {row: typed.get(row) for row in blank}


def answer_column(setting: Setting) -> int | None:
    """The column of the sheet that holds the answers."""
    columns = setting.table.columns if setting.table else ()
    return next((column.column for column in columns if column.key == _key(setting)), None)


def _key(setting: Setting) -> str:
    keys = setting.indicator.counted_keys
    return keys[0] if keys else "passed"


def _typed_answers(table: Table, key: str) -> dict[int, object]:
    if isinstance(table, Register):
        return dict(zip(table.row_numbers.tolist(), table.column_texts(key), strict=True)) if key in table.texts else {}
    return {row.row: _shown(row.entries[key].raw) for row in table.rows if key in row.entries}


def _shown(raw: object) -> object:
    return (None if raw.is_unstored else raw.text) if isinstance(raw, ErrorValue) else raw


def _row_count(table: Table) -> int:
    return len(table) if isinstance(table, Register) else len(table.rows)


def answers_of(setting: Setting, table: Table) -> tuple[dict[int, YesNo | None], int]:
    """Answers of the counted rows by row number, and how many rows the condition leaves out."""
    key = _key(setting)
    if isinstance(table, Register):
        return _register_answers(table, key, _codes(setting))
    rows = selected_rows(setting, table)
    answers = {row.row: row.value(key) for row in rows}
    given = {row: answer if isinstance(answer, YesNo) else None for row, answer in answers.items()}
    return given, len(table.rows) - len(rows)


def _register_answers(register: Register, key: str, codes: np.ndarray) -> tuple[dict[int, YesNo | None], int]:
    """Of a register, its rows of the period count, each once."""
    counted = np.flatnonzero(_IS_LISTED[codes])
    answers = register.yes_no.get(key, (None,) * len(register))
    rows = {int(register.row_numbers[position]): answers[position] for position in counted.tolist()}
    return rows, int((codes == _LEFT_OUT).sum())


def _codes(setting: Setting) -> np.ndarray:
    """Class codes of the rows of its register; none where its table is no register."""
    return setting.classed.codes if setting.classed else np.zeros(0, dtype=np.int8)


def _say_uncounted(setting: Setting, table: Table, found: list[Diagnostic]) -> int:
    """Rows of a register left out, said where no share of time limits does; how many of them were returned."""
    if not isinstance(table, Register):
        return 0
    codes = _codes(setting)
    number = {c: int((codes == TIME_CLASSES.index(c)).sum()) for c in _NOT_LISTED}
    days = {"first": day_text(setting.period.first), "last": day_text(setting.cut_off)}
    is_said = register_owner(setting.submission, setting.indicator.table) is not None
    if number[TimeClass.OUTSIDE] and not is_said:
        found.append(diagnostic("QM310", header_cell(table), count=number[TimeClass.OUTSIDE], **days))
    if number[TimeClass.NOT_COUNTED] and not is_said:
        found.append(diagnostic("QM327", header_cell(table), count=number[TimeClass.NOT_COUNTED]))
    return number[TimeClass.NOT_COUNTED]


def register_owner(submission: Submission, table: str | None) -> Indicator | None:
    """The first indicator that takes its share of time limits from a register: its classes stand in the table."""
    users = (i for i in submission.indicators if i.table == table and i.measure.value is Measure.ON_TIME)
    return next(users, None) if table else None
