"""A register's rows split by field and by month of receipt: each table is one count over codes, however many parts."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from qmxl.evaluation.registers import DAY_ZERO, ClassedRows, day_number
from qmxl.model.evaluation import (
    COUNTED_CLASSES,
    TIME_CLASSES,
    Arrival,
    FieldSplit,
    MonthSplit,
    RegisterCounts,
    RegisterSplits,
)
from qmxl.model.submission import NO_DAY, Register

MOST_FIELDS = 100
"""Fields told one by one; those with the fewest cases beyond are put together."""
MOST_MONTHS = 36
"""Of a longer period only the months in which something was received are told."""
_NEVER = -1
_EPOCH_DAY = (DAY_ZERO - date(1970, 1, 1)).days
_EPOCH_YEAR = 1970
_MONTHS = 12


def splits(register: Register, rows: ClassedRows, first: date, cut_off: date) -> RegisterSplits:
    """By field, and by month of receipt (EV90, EV91)."""
    counted = rows.codes < len(COUNTED_CLASSES)
    received = register.column_days("received")
    carried = counted & (received < day_number(first))
    return RegisterSplits(
        _by_field(register, rows.codes, carried, counted), _by_month(received, rows.codes, carried, first, cut_off)
    )


def _counts(parts: np.ndarray, number: int, codes: np.ndarray, carried: np.ndarray) -> list[RegisterCounts]:
    """Rows by part (0, 1, … `number` - 1; below 0 in none) and class."""
    told = parts >= 0
    cells = parts[told].astype(np.int64) * len(TIME_CLASSES) + codes[told]
    table = np.bincount(cells, minlength=number * len(TIME_CLASSES)).reshape(number, len(TIME_CLASSES))
    before = np.bincount(parts[told & carried], minlength=number)
    whole = table[:, : len(COUNTED_CLASSES)].sum(axis=1)
    return [
        RegisterCounts(old, new, dict(zip(TIME_CLASSES, line, strict=True)))
        for old, new, line in zip(before.tolist(), (whole - before).tolist(), table.tolist(), strict=True)
    ]


# Fields


def _by_field(
    register: Register, codes: np.ndarray, carried: np.ndarray, counted: np.ndarray
) -> tuple[FieldSplit, ...]:
    """In the order in which the fields' first counted rows stand, then those without one."""
    column = register.column_texts("field")
    used = np.bincount(column.codes, minlength=len(column.values))
    groups, of_value = _alike(column.values, used)
    parts = of_value[column.codes]
    cases = np.bincount(parts[counted], minlength=len(groups))
    order = _order(parts, counted, cases)
    kept = sorted(order, key=lambda group: -int(cases[group]))[: MOST_FIELDS - 1] if len(order) > MOST_FIELDS else order
    place = np.full(len(groups), len(kept))
    shown = [group for group in order if group in set(kept)]
    place[shown] = np.arange(len(shown))
    has_others = len(shown) < len(order)
    numbers = _counts(place[parts], len(shown) + has_others, codes, carried)
    named = [FieldSplit(groups[g][0].strip(), groups[g], n) for g, n in zip(shown, numbers, strict=False)]
    return (*named, FieldSplit(None, (), numbers[-1])) if has_others else tuple(named)


def _alike(values: Sequence[str], used: np.ndarray) -> tuple[list[tuple[str, ...]], np.ndarray]:
    """Texts that differ by case and spaces alone, the commonest first; and the number of each text's group."""
    numbers: dict[str, int] = {}
    of_value = np.array([numbers.setdefault(_spaceless(text), len(numbers)) for text in values], dtype=np.int64)
    groups: list[list[str]] = [[] for _ in numbers]
    for value in np.argsort(-used, kind="stable").tolist():
        if used[value]:
            groups[of_value[value]].append(values[value])
    return [tuple(group) for group in groups], of_value


def _spaceless(text: str) -> str:
    """As the formulas of the report compare: without spaces, in any case."""
    return text.replace(" ", "").casefold() if text.strip() else ""


def _order(parts: np.ndarray, counted: np.ndarray, cases: np.ndarray) -> list[int]:
    """Groups by the first of their counted rows, then those without any by their first row."""
    first = np.full(len(cases), len(parts))
    for positions in (np.arange(len(parts)), np.flatnonzero(counted)):
        first[parts[positions[::-1]]] = positions[::-1]  # of several rows of a group the last one named stays
    places = first.tolist()
    present = [group for group, place in enumerate(places) if place < len(parts)]
    return sorted(present, key=lambda group: (not cases[group], places[group]))


# Months


def _by_month(
    received: np.ndarray, codes: np.ndarray, carried: np.ndarray, first: date, cut_off: date
) -> tuple[MonthSplit, ...]:
    """What was carried over, what has no date, then every month from the period's first to that of the data date."""
    start, end = day_number(first), day_number(cut_off)
    in_period = (received >= start) & (received <= end) & (received > NO_DAY)
    days = np.where(in_period, received, start) + _EPOCH_DAY
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    told = np.arange(_month_number(first), _month_number(cut_off) + 1)
    if len(told) > MOST_MONTHS:
        told = np.unique(months[in_period])
    parts = np.full(len(received), _NEVER)
    parts[(received > NO_DAY) & (received < start)] = 0
    parts[received == NO_DAY] = 1
    parts[in_period] = 2 + np.searchsorted(told, months[in_period])
    numbers = _counts(parts, 2 + len(told), codes, carried)
    before = zip((Arrival.CARRIED_OVER, Arrival.UNDATED), numbers, strict=False)
    return (
        *(MonthSplit(arrival, None, number) for arrival, number in before),
        *(
            MonthSplit(Arrival.IN_MONTH, _first_of(month), number)
            for month, number in zip(told.tolist(), numbers[2:], strict=True)
        ),
    )


def _month_number(day: date) -> int:
    return (day.year - _EPOCH_YEAR) * _MONTHS + day.month - 1


def _first_of(month: int) -> date:
    years, months = divmod(month, _MONTHS)
    return date(_EPOCH_YEAR + years, months + 1, 1)
