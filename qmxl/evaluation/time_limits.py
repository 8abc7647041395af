"""Share of cases resolved within their time limits: from a register, or from its breakdown table (contract.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import TABLE_COLUMNS
from qmxl.contract.words import day_text
from qmxl.evaluation.register_splits import splits
from qmxl.evaluation.registers import ClassedRows, count, good_and_all, said_of_time, shared_codes
from qmxl.evaluation.setting import (
    Setting,
    header_cell,
    is_unmatched,
    none_selected,
    row_names,
    say_left_out,
    say_over,
    selected_rows,
    share,
    total,
)
from qmxl.evaluation.states import say_states
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import COUNTED_CLASSES, TIME_CLASSES, Measurement, RegisterCounts, TimeClass
from qmxl.model.submission import (
    NO_DAY,
    Basis,
    DetailTable,
    Indicator,
    Register,
    Table,
    TableKind,
    TableRow,
)
from qmxl.model.targets import Scale

_RESOLVED_CLASSES = 3
_CLASS_KEYS = ("early", "on_time", "late", "open_in_time", "open_overdue")
_INCOMING_KEYS = ("carried_over", "received_count")
_NEEDED_KEYS: Mapping[Basis, tuple[str, ...]] = {
    Basis.RESOLVED: (),
    Basis.RESOLVED_AND_OVERDUE: ("open_overdue",),
    Basis.RECEIVED: _INCOMING_KEYS,
    Basis.RECEIVED_OPEN_COUNTS: (*_INCOMING_KEYS, "open_in_time"),
}
"""Columns of a breakdown table that a choice of `Tính trên` counts, beside those every breakdown has."""


def on_time(setting: Setting, found: list[Diagnostic]) -> Measurement:
    """Sổ theo dõi: a register, or its breakdown table."""
    table = setting.table
    if isinstance(table, Register):
        return _of_register(setting, table, found)
    if isinstance(table, DetailTable) and table.kind is TableKind.BREAKDOWN:
        return _of_breakdown(setting, table, found)
    return Measurement()


def basis_of(indicator: Indicator) -> Basis:
    """What the share is taken of."""
    return indicator.basis.value or Basis.RESOLVED_AND_OVERDUE


def _of_register(setting: Setting, register: Register, found: list[Diagnostic]) -> Measurement:
    if not len(register):
        return Measurement()
    if not (register.days["due"] != NO_DAY).any():
        found.append(diagnostic("QM307", header_cell(register), column="Thời hạn"))
        return Measurement()
    rows = setting.classed
    if rows is None:
        return Measurement()
    counts = count(register, rows, setting.period.first)
    _say_assumptions(register, rows, found)
    say_states(register, rows, setting.cut_off, found)
    _say_uncounted(setting, register, counts, found)
    unmatched = is_unmatched(setting.indicator)
    measured = _from_counts(setting.indicator, counts, basis_of(setting.indicator))
    parts = splits(register, rows, setting.period.first, setting.cut_off)
    return replace(measured, splits=parts, classes=rows.codes, repeats=rows.repeats, is_unmatched=unmatched)


def _of_breakdown(setting: Setting, table: DetailTable, found: list[Diagnostic]) -> Measurement:
    """Sums of the rows with figures; blank columns beside filled ones are zeros."""
    present = {column.key for column in table.columns}
    keys = [key for key in (*_CLASS_KEYS, *_INCOMING_KEYS) if key in present]
    filled = [row for row in table.rows if any(row.value(key) is not None for key in keys)]
    needed = needed_keys(setting.indicator, basis_of(setting.indicator))
    missing = next((key for key in needed if key not in present), None)
    if filled and missing:
        headers = {column.key: column.header for column in TABLE_COLUMNS[TableKind.BREAKDOWN]}
        names = {"sheet": table.sheet, "header": headers[missing], "headers": ", ".join(headers.values())}
        found.append(diagnostic("QM103", header_cell(table), column=headers[missing], **names))
        return Measurement()
    if not filled:
        return Measurement()
    rows = tuple(row for row in selected_rows(setting, table) if row in filled)
    say_left_out(setting, table, len(filled) - len(rows), found)
    if not rows:
        return none_selected(setting, table, found)
    counts = _breakdown_counts(rows)
    _say_unbalanced(table, counts, found)
    measured = _from_counts(setting.indicator, counts, basis_of(setting.indicator))
    if _is_over(measured, setting.scale):
        say_over(measured.numerator, measured.denominator, header_cell(table), found)
        return Measurement()
    if measured.is_no_cases:
        found.append(diagnostic("QM366", header_cell(table)))
    return measured


def _say_unbalanced(table: DetailTable, counts: RegisterCounts, found: list[Diagnostic]) -> None:
    """What came in is what was resolved and what is open; with a column missing, at least not less than the rest."""
    present = {column.key for column in table.columns}
    incoming, outgoing = counts.carried_over + counts.received, counts.resolved + counts.open
    is_whole = present.issuperset(_CLASS_KEYS)
    if present.issuperset(_INCOMING_KEYS) and (incoming != outgoing if is_whole else incoming < outgoing):
        found.append(diagnostic("QM320", header_cell(table), incoming=incoming, outgoing=outgoing))


def _is_over(measured: Measurement, scale: Scale | None) -> bool:
    """More good cases than cases, which only a target in numbers does not mind."""
    top, bottom = measured.numerator, measured.denominator
    return scale is not Scale.NUMBER and top is not None and bottom is not None and top > bottom


def needed_keys(indicator: Indicator, basis: Basis) -> tuple[str, ...]:
    """Columns of a breakdown table, beside those every breakdown has, that a share takes its two numbers from."""
    counts_overdue = "late" in indicator.counted_keys and basis is not Basis.RESOLVED
    return tuple(dict.fromkeys((*_NEEDED_KEYS[basis], *(("open_overdue",) if counts_overdue else ()))))


def _breakdown_counts(rows: Sequence[TableRow]) -> RegisterCounts:
    by_class = dict.fromkeys(TIME_CLASSES, 0)
    by_class |= {c: int(total(rows, key)) for c, key in zip(COUNTED_CLASSES, _CLASS_KEYS, strict=True)}
    carried_over, received = (int(total(rows, key)) for key in _INCOMING_KEYS)
    return RegisterCounts(carried_over, received, by_class)


def _from_counts(indicator: Indicator, counts: RegisterCounts, basis: Basis) -> Measurement:
    """The share, or that there are no cases, or none that could be judged yet (EV11, EV12)."""
    good, whole = good_and_all(counts, basis, is_late_share="late" in indicator.counted_keys)
    unusable = counts.by_class[TimeClass.UNREADABLE]
    target = indicator.target.value
    measured = share(good, whole, unusable, scale=target.scale if target else None)
    has_cases = bool(counts.carried_over + counts.received + counts.resolved + counts.open)
    is_judged = whole and (counts.resolved or counts.by_class[TimeClass.OPEN_OVERDUE])
    is_no_cases, is_open_only = not has_cases and not unusable, bool(has_cases and not is_judged)
    return replace(measured, register=counts, is_no_cases=is_no_cases, is_open_only=is_open_only)


def other_bases(indicator: Indicator, counts: RegisterCounts, table: Table) -> dict[Basis, Measurement]:
    """What the table gives on each other choice of `Tính trên` that it has the numbers for."""
    used, present = basis_of(indicator), {column.key for column in table.columns}
    measured = {
        basis: _from_counts(indicator, counts, basis)
        for basis in Basis
        if basis is not used and (isinstance(table, Register) or present.issuperset(needed_keys(indicator, basis)))
    }
    scale = indicator.target.value.scale if indicator.target.value else None
    return {basis: other for basis, other in measured.items() if not _is_over(other, scale)}


def _say_assumptions(register: Register, rows: ClassedRows, found: list[Diagnostic]) -> None:
    """Which rows were counted on an assumption."""
    counted = rows.codes < len(COUNTED_CLASSES)
    received, due, finished = (register.column_days(key) for key in ("received", "due", "finished"))
    is_late, is_in_time = said_of_time(register)
    masks = {
        "QM303": rows.codes == TIME_CLASSES.index(TimeClass.REPEATED),
        "QM305": counted & (received == NO_DAY),
        "QM357": counted & (due > NO_DAY) & (received > NO_DAY) & (due < received),
        "QM306": (rows.alone < _RESOLVED_CLASSES) & (due == NO_DAY) & (finished > NO_DAY) & ~is_late & ~is_in_time,
    }
    for code, mask in masks.items():
        if mask.any():
            names = _row_names(register, np.flatnonzero(mask).tolist())
            found.append(diagnostic(code, header_cell(register), count=int(mask.sum()), rows=names))
    shared = shared_codes(register, rows.codes)
    if shared:
        names = _row_names(register, [position for positions in shared for position in positions])
        found.append(diagnostic("QM304", header_cell(register), count=len(shared), rows=names))


def _say_uncounted(setting: Setting, register: Register, counts: RegisterCounts, found: list[Diagnostic]) -> None:
    """How many rows were left out, and why."""
    where, number = header_cell(register), counts.by_class
    days = {"first": day_text(setting.period.first), "last": day_text(setting.cut_off)}
    if number[TimeClass.OUTSIDE]:
        found.append(diagnostic("QM310", where, count=number[TimeClass.OUTSIDE], **days))
    say_left_out(setting, register, number[TimeClass.OTHER], found)
    if number[TimeClass.NOT_COUNTED]:
        found.append(diagnostic("QM327", where, count=number[TimeClass.NOT_COUNTED]))
    if number[TimeClass.OTHER] == len(register):
        none_selected(setting, register, found)
    elif not counts.carried_over + counts.received + number[TimeClass.UNREADABLE]:
        returned = number[TimeClass.NOT_COUNTED]
        found.append(diagnostic("QM356" if returned else "QM314", where, count=returned or len(register)))


def _row_names(register: Register, positions: Sequence[int]) -> str:
    return row_names(register.row_numbers[list(positions)].tolist(), register)
