"""An empty submission out of anybody's objectives: what `qmxl new` composes."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from qmxl.contract.sheets import FIELDS, TABLE_COLUMNS, TABLES_OF_MEASURE, input_sheet, table_sheet
from qmxl.model.submission import (
    ColumnName,
    DetailTable,
    Entry,
    Indicator,
    Information,
    Measure,
    QualityObjective,
    Register,
    ResultRow,
    Submission,
    Table,
    TableColumn,
    TableKind,
    TableRow,
    YesNo,
)
from qmxl.reporting.detail_tables import EXTRA

_OF_THE_REPORT = frozenset({"number", "report_date", "period_kind", "first_day", "last_day"})
"""Fields of one report, which the next one does not inherit."""
_KEPT_COLUMNS = {
    TableKind.PLAN: ("no", "item", "unit", "plan", "requirement", "assessment", "note"),
    TableKind.CHECKLIST: ("no", "item"),
    TableKind.SURVEY: ("no", "item"),
}
"""What a list is made of; figures and answers are left behind."""


def blank_submission(source: Submission) -> Submission:
    """The objectives and settings of `source` without its figures, with the detail tables each measure needs."""
    tables: dict[str, Table] = {}
    objectives = tuple(_objective(objective, source, tables) for objective in source.objectives)
    entries = {
        field.key: tuple(replace(e, reference=None) for e in source.information.entries.get(field.key, ()))
        for field in FIELDS
        if field.key not in _OF_THE_REPORT
    }
    names = tuple(
        ColumnName(*(replace(e, reference=None) for e in (name.meant, name.own, name.note)))
        for name in source.column_names
    )
    return Submission(Information(entries, None), objectives, {}, tables, column_names=names)


def _objective(objective: QualityObjective, source: Submission, tables: dict[str, Table]) -> QualityObjective:
    by_code = {}
    ordered = sorted(
        objective.indicators, key=lambda i: i.measure.value is Measure.CHECKLIST and bool(i.counted_column.value)
    )
    for indicator in ordered:
        by_code[indicator.code] = _indicator(indicator, source, tables)
    return replace(objective, indicators=tuple(by_code[i.code] for i in objective.indicators))


def _indicator(indicator: Indicator, source: Submission, tables: dict[str, Table]) -> Indicator:
    blank = replace(indicator, result=ResultRow(0), is_blocked=False, table=None, conditions=())
    measure = indicator.measure.value
    typed = source.tables.get(indicator.table or "")
    if (
        measure is None
        or measure not in TABLES_OF_MEASURE
        or (measure is Measure.RATIO and not _wants_table(indicator, typed))
    ):
        return replace(blank, counted_keys=())
    kind = typed.kind if typed is not None and typed.kind is not TableKind.BREAKDOWN else TABLES_OF_MEASURE[measure][0]
    sheet = _sheet_for(indicator, kind, tables)
    extras = _extra_headers(indicator, typed)
    known = tables.get(sheet)
    tables[sheet] = _merged(known, sheet, extras) if known is not None else _blank_table(sheet, kind, extras, typed)
    name = Entry(sheet) if sheet != input_sheet(indicator.objective) else Entry()
    counted = indicator.counted_keys or tuple(EXTRA + header.casefold() for header in _counted_headers(indicator))
    return replace(blank, table=sheet, source=name, counted_keys=counted)


def _wants_table(indicator: Indicator, typed: Table | None) -> bool:
    return typed is not None or bool(indicator.source.value)


def _sheet_for(indicator: Indicator, kind: TableKind, tables: dict[str, Table]) -> str:
    """Where the office put it; else below the result table, else, where that is taken, on a sheet of its own."""
    own = input_sheet(indicator.objective)
    if indicator.source.value:
        return indicator.source.value.strip()
    taken = tables.get(own)
    shares = indicator.measure.value is Measure.CHECKLIST and bool(indicator.counted_column.value)
    if taken is None or (taken.kind is kind and (shares or indicator.measure.value is Measure.ON_TIME)):
        return own
    return own if shares and isinstance(taken, Register) else table_sheet(indicator.code)


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
        texts: dict[str, tuple[str, ...]] = {c.key: () for c in columns if c.key not in days}
        answers: dict[str, tuple[YesNo | None, ...]] = {c.key: () for c in columns if c.key.startswith(EXTRA)}
        return Register(sheet, 1, columns, np.zeros(0, dtype=np.int64), days, texts, {}, answers)
    rows = typed.rows if isinstance(typed, DetailTable) and typed.kind is kind else ()
    kept = _KEPT_COLUMNS.get(kind, ())
    items = tuple(
        TableRow(row.row, {k: replace(e, reference=None) for k, e in row.entries.items() if k in kept}) for row in rows
    )
    return DetailTable(kind, sheet, 1, columns, items if kept else ())


def _merged(known: Table, sheet: str, extras: list[str]) -> Table:
    """The table of another indicator with the columns this one counts."""
    have = [c.header for c in known.columns if c.key.startswith(EXTRA)]
    missing = [header for header in extras if header not in have]
    if not missing:
        return known
    return _blank_table(sheet, known.kind, [*have, *missing], known)
