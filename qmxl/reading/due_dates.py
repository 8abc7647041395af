"""Due dates computed from time limits, where a row of a register has none of its own (contract.md §5). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import REST_DAYS, TABLE_COLUMNS
from qmxl.contract.words import grouped
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import NO_DAY, ROWS_OF_A_PART, Register, Table, TableColumn, TableKind
from qmxl.model.text_columns import TextColumn
from qmxl.reading.headers import TIME_LIMIT_KEY
from qmxl.reading.table_rows import MOST_RUNS_NAMED, named_runs
from qmxl.reading.time_limits import LimitKind, header_unit, read_time_limit
from qmxl.reading.working_days import OwnDays, calendar_source, working_days

MOST_TEXTS_QUOTED = 5
MOST_SIGNS_QUOTED = 40
_DUE = next(column for column in TABLE_COLUMNS[TableKind.REGISTER] if column.key == "due")


@dataclass(frozen=True, slots=True, eq=False)
class _Limits:
    """The time limit of every row: its kind (a LimitKind), its days, and as typed, by the column it stands in."""

    kinds: np.ndarray
    days: np.ndarray
    typed: tuple[tuple[TableColumn, TextColumn], ...]

    @property
    def first_column(self) -> TableColumn:
        return self.typed[0][0]

    @property
    def headers(self) -> str:
        return "”, “".join(column.header for column, _ in self.typed)

    def quoted(self, rows: np.ndarray) -> str:
        """The first few different texts of some rows."""
        texts = (text for _, column in self.typed for text in column.taken(rows).distinct() if text)
        quoted = list(
            dict.fromkeys(f"“{text[:MOST_SIGNS_QUOTED]}{'…' * (len(text) > MOST_SIGNS_QUOTED)}”" for text in texts)
        )
        return ", ".join(quoted[:MOST_TEXTS_QUOTED]) + (" …" if len(quoted) > MOST_TEXTS_QUOTED else "")


def with_due_dates(tables: Mapping[str, Table], own: OwnDays, found: list[Diagnostic]) -> dict[str, Table]:
    """The tables, registers with the due dates that follow from their time limits."""
    return {
        name: due_dates(table, own, found) if isinstance(table, Register) else table for name, table in tables.items()
    }


def due_dates(register: Register, own: OwnDays, found: list[Diagnostic]) -> Register:
    """The register with a due date where a row has a time limit and a day of receipt, and no due date.

    A due date in the register wins; what differs from it, and what cannot be computed, is said. Every register leaves
    here with a column of due dates.
    """
    limits, due = _limits(register), register.column_days("due")
    if limits is None:
        return replace(register, days={**register.days, "due": due})
    received = register.column_days("received")
    is_computable = np.isin(limits.kinds, (LimitKind.WORKING_DAYS, LimitKind.CALENDAR_DAYS)) & (received > NO_DAY)
    computed = _computed(received, limits, is_computable, own)
    is_open = due == NO_DAY
    is_used = is_open & is_computable
    if is_used.any():
        _say_used(register, limits, is_used, own, found)
    for code, rows in _kinds_of_rows(limits, due, received, computed):
        if rows.any():
            texts = {"header": limits.headers, "texts": limits.quoted(rows), "rows": _named(register, rows)}
            found.append(_said(code, register, limits, rows, **texts))
    return replace(register, days={**register.days, "due": np.where(is_used, computed, due)})


def _limits(register: Register) -> _Limits | None:
    """None where nothing in the register is a time limit; one that stands in place of a due date comes first."""
    columns = {column.key: column for column in register.columns}
    typed = [(columns["due"], register.due_limits)] if register.due_limits is not None else []
    if TIME_LIMIT_KEY in columns:
        typed.append((columns[TIME_LIMIT_KEY], register.column_texts(TIME_LIMIT_KEY)))
    kinds = days = np.zeros(len(register), dtype=np.int64)
    for column, texts in typed:
        unit = header_unit(column.header)
        read = [read_time_limit(text, unit) for text in texts.values]
        is_blank = kinds == LimitKind.BLANK
        kinds = np.where(is_blank, _by_row([limit.kind for limit in read], texts), kinds)
        days = np.where(is_blank, _by_row([limit.days for limit in read], texts), days)
    return _Limits(kinds, days, tuple(typed)) if kinds.any() else None


def _by_row(by_value: list[int], texts: TextColumn) -> np.ndarray:
    return np.asarray(np.array(by_value, dtype=np.int64)[texts.codes])


def _computed(received: np.ndarray, limits: _Limits, rows: np.ndarray, own: OwnDays) -> np.ndarray:
    """Due dates of some rows, NO_DAY elsewhere: the day of receipt is not counted, a last day off moves on."""
    computed = np.full(len(received), NO_DAY, dtype=np.int64)
    if not rows.any():
        return computed
    start, days = received[rows], limits.days[rows]
    calendar = working_days(start, int(days.max()), own)
    is_working = limits.kinds[rows] == LimitKind.WORKING_DAYS
    computed[rows] = np.where(is_working, calendar.after(start, days), calendar.from_on(start + days))
    return computed


def _kinds_of_rows(
    limits: _Limits, due: np.ndarray, received: np.ndarray, computed: np.ndarray
) -> Iterator[tuple[str, np.ndarray]]:
    """Rows to be named, by the rule that names them."""
    is_open = due == NO_DAY
    is_of_days = np.isin(limits.kinds, (LimitKind.WORKING_DAYS, LimitKind.CALENDAR_DAYS))
    yield "QM392", (due > NO_DAY) & (computed > NO_DAY) & (due != computed)
    yield "QM394", is_open & (limits.kinds == LimitKind.WITHIN_A_DAY)
    yield "QM395", is_open & (limits.kinds == LimitKind.UNKNOWN)
    yield "QM396", is_open & is_of_days & (received == NO_DAY)


def _say_used(register: Register, limits: _Limits, rows: np.ndarray, own: OwnDays, found: list[Diagnostic]) -> None:
    """How many due dates were computed, by which rule, in which calendar."""
    counts = [int((limits.kinds[rows] == kind).sum()) for kind in (LimitKind.WORKING_DAYS, LimitKind.CALENDAR_DAYS)]
    rules = (
        "{} dòng theo ngày làm việc",
        "{} dòng theo ngày lịch, ngày cuối rơi vào ngày nghỉ thì chuyển sang ngày làm việc kế tiếp",
    )
    told = "; ".join(rule.format(grouped(count)) for rule, count in zip(rules, counts, strict=True) if count)
    calendar = f"thứ Bảy, Chủ nhật, ngày lễ, Tết, ngày nghỉ bù và hoán đổi (theo lịch {calendar_source()})"
    if own.off or own.worked:
        calendar += f"; sheet {REST_DAYS} thêm {len(own.off)} ngày nghỉ, {len(own.worked)} ngày làm bù"
    else:
        calendar += f"; đơn vị không khai thêm ngày nào ở sheet {REST_DAYS}"
    found.append(_said("QM393", register, limits, rows, header=limits.headers, told=told, calendar=calendar))


def _said(code: str, register: Register, limits: _Limits, rows: np.ndarray, /, **texts: str) -> Diagnostic:
    where = CellReference(register.sheet, register.header_row, limits.first_column.column)
    return diagnostic(code, where, column=limits.first_column.header, count=grouped(int(rows.sum())), **texts)


def _named(register: Register, rows: np.ndarray) -> str:
    """Rows, runs joined; of a register of several sheets each with its sheet."""
    parts, numbers = np.divmod(np.sort(register.row_numbers[rows]), ROWS_OF_A_PART)
    if not register.part_sheets:
        return _runs(numbers)
    return "; ".join(f"{register.part_sheets[part]} {_runs(numbers[parts == part])}" for part in np.unique(parts))


def _runs(numbers: np.ndarray) -> str:
    """Found without a look at each row, for there may be a million."""
    firsts = np.flatnonzero(np.diff(numbers, prepend=numbers[0] - 2) != 1)
    lasts = np.append(firsts[1:], len(numbers)) - 1
    ends = (numbers[places[: MOST_RUNS_NAMED + 1]].tolist() for places in (firsts, lasts))
    return named_runs([[first] if first == last else [first, last] for first, last in zip(*ends, strict=True)])
