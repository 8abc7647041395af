"""What is said of a register's `Tình trạng`: where it decides, where it contradicts the dates (EV85 to EV89)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from qmxl.contract.choices import is_unknown_state
from qmxl.contract.rules import diagnostic
from qmxl.evaluation.registers import ClassedRows, day_number, said_of_time
from qmxl.evaluation.setting import header_cell, row_names
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import COUNTED_CLASSES, TIME_CLASSES, TimeClass
from qmxl.model.submission import NO_DAY, UNREADABLE_DAY, Register, State

MOST_STATES_QUOTED = 5


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The rows of a register, each array one item per row; `end` is the day number of K."""

    register: Register
    codes: np.ndarray
    end: int

    @property
    def due(self) -> np.ndarray:
        return self.register.column_days("due")

    @property
    def is_done(self) -> np.ndarray:
        finished = self.register.column_days("finished")
        return np.asarray((finished > NO_DAY) & (finished <= self.end))

    @property
    def comes_first(self) -> np.ndarray:
        """Returned, withdrawn and waiting rows."""
        return np.asarray(self.register.says(State.RETURNED) | self.register.says(State.WAITING))

    @property
    def is_undated(self) -> np.ndarray:
        """Rows that are resolved by their state alone."""
        blank = self.register.column_days("finished") == NO_DAY
        return np.asarray(blank & self.register.says(State.RESOLVED) & ~self.comes_first)

    def of(self, *classes: TimeClass) -> np.ndarray:
        return np.asarray(_is_one_of(classes)[self.codes])


@cache
def _is_one_of(classes: tuple[TimeClass, ...]) -> np.ndarray:
    """By class code: whether it is one of some classes."""
    return np.array([time_class in classes for time_class in TIME_CLASSES])


def say_states(register: Register, classed: ClassedRows, cut_off: date, found: list[Diagnostic]) -> None:
    """Every group of rows whose state matters to a reader, with its states and its row numbers.

    Which of equal rows counts hangs on their order, what is said of them does not: each is taken for itself.
    """
    if "state" not in register.texts:
        return
    rows = _Rows(register, classed.alone, day_number(cut_off))
    for code, mask in {**_deciding(rows), **_contradicting(rows), "QM358": _unknown(rows)}.items():
        if mask.any():
            names = row_names(register.row_numbers[mask].tolist(), register)
            texts = {"states": _quoted(register, mask), "rows": names}
            found.append(diagnostic(code, header_cell(register), count=int(mask.sum()), **texts))


def _deciding(rows: _Rows) -> Mapping[str, np.ndarray]:
    """Rows without a date that the state stands in for, as far as it can."""
    is_late, is_in_time = said_of_time(rows.register)
    has_dates = (rows.due != UNREADABLE_DAY) & (rows.register.column_days("received") != UNREADABLE_DAY)
    told = (rows.is_undated | (rows.is_done & (rows.due == NO_DAY))) & (is_late | is_in_time)
    open_late = rows.of(TimeClass.OPEN_OVERDUE) & (rows.due == NO_DAY)
    return {
        "QM381": rows.is_undated & rows.of(TimeClass.ON_TIME) & ~is_in_time,
        "QM382": rows.is_undated & rows.of(TimeClass.UNREADABLE) & has_dates,
        "QM383": rows.of(*COUNTED_CLASSES) & (told | open_late),
    }


def _contradicting(rows: _Rows) -> Mapping[str, np.ndarray]:
    """Rows whose state says something else than their dates.

    Of a row that is open at K and due later nothing is said: the export, made after K, may rightly call it late.
    """
    is_late, is_in_time = said_of_time(rows.register)
    has_due, late = rows.due > NO_DAY, rows.of(TimeClass.LATE, TimeClass.OPEN_OVERDUE)
    says_open = rows.register.says(State.OPEN) & ~rows.register.says(State.RESOLVED) & ~rows.comes_first
    good_by_date = rows.of(TimeClass.EARLY, TimeClass.ON_TIME) & rows.is_done & has_due
    due_later = rows.of(TimeClass.LATE) & rows.is_undated & (rows.due >= rows.end)
    return {
        "QM384": rows.of(*COUNTED_CLASSES) & rows.is_done & says_open,
        "QM385": is_late & (good_by_date | due_later),
        "QM386": is_in_time & late & has_due,
    }


def _unknown(rows: _Rows) -> np.ndarray:
    """Overdue rows whose state is none that changes their class, nor a word for being open."""
    unknown = rows.of(TimeClass.OPEN_OVERDUE)
    if unknown.any():
        unknown[unknown] = rows.register.column_texts("state").taken(unknown).where(is_unknown_state)
    return unknown


def _quoted(register: Register, mask: np.ndarray) -> str:
    """The first few states of some rows."""
    states = register.column_texts("state").taken(mask).distinct()
    more = ", …" if len(states) > MOST_STATES_QUOTED else ""
    return ", ".join(f"“{text}”" for text in states[:MOST_STATES_QUOTED]) + more
