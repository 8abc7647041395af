"""An empty submission out of anybody's objectives: what `qmxl new` composes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from qmxl.contract.choices import DEFAULT_DECIMALS, NEUTRAL_WORDS
from qmxl.contract.sheets import (
    FIELDS,
    TABLE_COLUMNS,
    TABLES_OF_MEASURE,
    input_sheet,
    sheet_key,
    table_sheet,
    table_source_fault,
)
from qmxl.model.submission import (
    DEFAULT_BASIS,
    Basis,
    ColumnName,
    DetailTable,
    Entry,
    FinishDate,
    Indicator,
    Information,
    Measure,
    QualityObjective,
    Register,
    RestDay,
    ResultRow,
    ReturnedRule,
    Submission,
    Table,
    TableColumn,
    TableKind,
    TableRow,
    YesNo,
)
from qmxl.model.text_columns import blank_texts
from qmxl.reporting.detail_tables import EXTRA

_OF_THE_REPORT = frozenset({"number", "report_date", "period_kind", "first_day", "last_day", "required_progress"})
"""Fields of one report, which the next one does not inherit."""
_KEPT_COLUMNS = {
    TableKind.PLAN: ("no", "item", "unit", "plan", "requirement", "assessment"),
    TableKind.CHECKLIST: ("no", "item"),
    TableKind.SURVEY: ("no", "item"),
}
"""What a list is made of; figures and answers are left behind."""
_DEFAULTS: Mapping[str, object] = {
    "decimals": DEFAULT_DECIMALS,
    "returned": ReturnedRule.BY_DATE,
    "finish_date": FinishDate.RESULT,
    "neutral": NEUTRAL_WORDS[False],
}
"""What a blank setting means, written so that staff see it."""


def blank_submission(source: Submission) -> Submission:
    """The objectives and settings of `source` without its figures, with the detail tables each measure needs."""
    shelf = _Shelf(source)
    objectives = tuple(_objective(objective, shelf) for objective in source.objectives)
    entries = {f.key: _setting(f.key, source) for f in FIELDS if f.key not in _OF_THE_REPORT}
    names = tuple(
        ColumnName(*(replace(e, reference=None) for e in (name.meant, name.own, name.note)))
        for name in source.column_names
    )
    days = tuple(
        RestDay(replace(day.day, reference=None), replace(day.kind, reference=None), replace(day.note, reference=None))
        for day in source.rest_days
    )
    earlier = tuple(
        replace(result, entries={key: replace(e, reference=None) for key, e in result.entries.items()})
        for result in source.earlier
    )
    return Submission(
        Information(entries, None),
        objectives,
        {},
        shelf.tables,
        column_names=names,
        rest_days=days,
        earlier=earlier,
    )


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Tables made so far by sheet, and the indicators that use them."""

    source: Submission
    tables: dict[str, Table] = field(default_factory=dict)
    users: dict[str, list[Indicator]] = field(default_factory=dict)

    def known(self, name: str) -> str:
        """The sheet that a name means in a workbook, which knows no capitals."""
        inputs = (input_sheet(objective.number) for objective in self.source.objectives)
        return next((sheet for sheet in (*inputs, *self.tables) if sheet_key(sheet) == sheet_key(name)), name.strip())


def _setting(key: str, source: Submission) -> tuple[Entry[object], ...]:
    entries = source.information.entries.get(key, ())
    if key in _DEFAULTS and all(entry.is_blank for entry in entries):
        return (Entry(_DEFAULTS[key]),)
    return tuple(replace(entry, reference=None) for entry in entries)


def _objective(objective: QualityObjective, shelf: _Shelf) -> QualityObjective:
    by_code = {}
    ordered = sorted(
        objective.indicators, key=lambda i: i.measure.value is Measure.CHECKLIST and bool(i.counted_column.value)
    )
    for indicator in ordered:
        by_code[indicator.code] = _indicator(indicator, shelf)
    return replace(objective, indicators=tuple(by_code[i.code] for i in objective.indicators))


def _indicator(indicator: Indicator, shelf: _Shelf) -> Indicator:
    source, tables = shelf.source, shelf.tables
    blank = replace(
        indicator, result=ResultRow(0), is_blocked=False, table=None, conditions=(), basis=_basis(indicator)
    )
    measure = indicator.measure.value
    typed = source.tables.get(indicator.table or "")
    if (
        measure is None
        or measure not in TABLES_OF_MEASURE
        or (measure is Measure.RATIO and not _wants_table(indicator, typed))
    ):
        return replace(blank, counted_keys=())
    kind = typed.kind if typed is not None and typed.kind is not TableKind.BREAKDOWN else TABLES_OF_MEASURE[measure][0]
    sheet = _sheet_for(indicator, kind, shelf)
    shelf.users.setdefault(sheet, []).append(indicator)
    extras = _extra_headers(indicator, typed)
    known = tables.get(sheet)
    tables[sheet] = _merged(known, sheet, extras) if known is not None else _blank_table(sheet, kind, extras, typed)
    name = Entry(sheet) if sheet != input_sheet(indicator.objective) else Entry()
    counted = indicator.counted_keys or tuple(EXTRA + header.casefold() for header in _counted_headers(indicator))
    return replace(blank, table=sheet, source=name, counted_keys=counted)


def _basis(indicator: Indicator) -> Entry[Basis]:
    """`Tính trên` of every register is written, also where the default is meant (contract.md §5)."""
    is_open = indicator.measure.value is Measure.ON_TIME and indicator.basis.is_blank
    return Entry(DEFAULT_BASIS) if is_open else indicator.basis


def _wants_table(indicator: Indicator, typed: Table | None) -> bool:
    return typed is not None or bool(indicator.source.value)


def _sheet_for(indicator: Indicator, kind: TableKind, shelf: _Shelf) -> str:
    """Where the office put it; else below the result table, else, where that is taken, on a sheet of its own."""
    own, source = input_sheet(indicator.objective), indicator.source.value
    wished = shelf.known(source) if source and not table_source_fault(source) else own
    there, taken = shelf.tables.get(wished), shelf.tables.get(own)
    if wished != own and (there is None or there.kind is kind or _counts_register(indicator, there)):
        return wished
    return own if taken is None or _may_share(indicator, kind, taken, shelf.users[own]) else table_sheet(indicator.code)


def _counts_register(indicator: Indicator, table: Table) -> bool:
    """Whether it counts a Có/Không column that a register is to carry."""
    counts_column = indicator.measure.value is Measure.CHECKLIST and bool(indicator.counted_column.value)
    return counts_column and isinstance(table, Register)


def _may_share(indicator: Indicator, kind: TableKind, taken: Table, users: Iterable[Indicator]) -> bool:
    """Whether the table there is of its kind, and it counts something else of it than the others do."""
    counts_column = indicator.measure.value is Measure.CHECKLIST and bool(indicator.counted_column.value)
    is_of_kind = taken.kind is kind and (counts_column or indicator.measure.value is Measure.ON_TIME)
    if not is_of_kind and not _counts_register(indicator, taken):
        return False
    return all(indicator.counting != user.counting for user in users)


def _counted_headers(indicator: Indicator) -> list[str]:
    """Column headers in `Cột tính` that are no column of the contract."""
    known = {"quá hạn", "đạt", "đạt (có/không)"}
    parts = (part.strip() for part in (indicator.counted_column.value or "").split(";"))
    return [part for part in parts if part and part.casefold() not in known]


def _extra_headers(indicator: Indicator, typed: Table | None) -> list[str]:
    found = [c.header for c in typed.columns if c.key.startswith(EXTRA)] if typed is not None else []
    return list(dict.fromkeys([*found, *_counted_headers(indicator)]))


def _columns(kind: TableKind, extras: Iterable[str]) -> tuple[TableColumn, ...]:
    keyed = [(c.key, c.header) for c in TABLE_COLUMNS[kind] if not c.filled]
    keyed += [(EXTRA + header.casefold(), header) for header in extras]
    return tuple(TableColumn(key, header, n) for n, (key, header) in enumerate(keyed, 1))


def _blank_table(sheet: str, kind: TableKind, extras: list[str], typed: Table | None) -> Table:
    columns = _columns(kind, extras)
    if kind is TableKind.REGISTER:
        days = {c.key: np.zeros(0, dtype=np.int64) for c in columns if c.key in {"received", "due", "finished"}}
        texts = {c.key: blank_texts(0) for c in columns if c.key not in days}
        answers: dict[str, tuple[YesNo | None, ...]] = {c.key: () for c in columns if c.key.startswith(EXTRA)}
        return Register(sheet, 1, columns, np.zeros(0, dtype=np.int64), days, texts, {}, answers)
    rows = typed.rows if isinstance(typed, DetailTable) and typed.kind is kind else ()
    kept = _KEPT_COLUMNS.get(kind, ())
    items = tuple(_blank_row(row, kept) for row in rows)
    return DetailTable(kind, sheet, 1, columns, items if kept else ())


def _blank_row(row: TableRow, kept: Iterable[str]) -> TableRow:
    """A note goes with the figure it was written beside."""
    keys = {*kept, "note"} if row.value("actual") is None and "plan" in row.entries else set(kept)
    return TableRow(row.row, {key: replace(e, reference=None) for key, e in row.entries.items() if key in keys})


def _merged(known: Table, sheet: str, extras: list[str]) -> Table:
    """The table of another indicator with the columns this one counts."""
    have = [c.header for c in known.columns if c.key.startswith(EXTRA)]
    missing = [header for header in extras if header not in have]
    if not missing:
        return known
    return _blank_table(sheet, known.kind, [*have, *missing], known)
