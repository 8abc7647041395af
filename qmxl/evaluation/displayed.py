"""What an indicator would be judged if its cells held the rounded numbers they show (contract.md §4)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.evaluation.judging import judge
from qmxl.evaluation.measures import measure
from qmxl.evaluation.setting import Setting
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import Measurement, Status
from qmxl.model.references import CellReference
from qmxl.model.submission import DetailTable, Displayed, Entry, Indicator, ResultRow, TableKind, TableRow

Displays = Mapping[CellReference, Displayed]


def say_displayed(setting: Setting, measurement: Measurement, status: Status, found: list[Diagnostic]) -> None:
    """Where the numbers shown would give another verdict than those held, which alone count, both are said."""
    displays = setting.submission.displayed
    if not displays:
        return
    other = _as_displayed(setting, displays)
    measured = measure(other, [])
    other_status = judge(other.indicator, measured, other.period, other.cut_off).status
    if other_status is status:
        return
    words = {"status": STATUS_WORDS[status], "other_status": STATUS_WORDS[other_status]}
    for column, entry in _deciding_cells(setting, measurement, measured):
        if entry.reference and (cell := displays.get(entry.reference)):
            texts = {"code": setting.indicator.code, "shown": cell.text, **words}
            found.append(diagnostic("QM256", entry.reference, column=column, found=cell.held, **texts))


def _deciding_cells(setting: Setting, held: Measurement, displayed: Measurement) -> Iterator[tuple[str, Entry[object]]]:
    """The typed figures of the result table; of a plan, the rows that are judged otherwise."""
    result, table = setting.indicator.result, setting.table
    if result is not None:
        yield from (("Số đạt", result.numerator), ("Tổng số", result.denominator), ("Ghi trực tiếp", result.direct))
    statuses = {row.row: row.status for row in held.plan_rows}
    changed = {row.row for row in displayed.plan_rows if row.status is not statuses.get(row.row)}
    if isinstance(table, DetailTable):
        yield from (("Thực hiện", row.entries["actual"]) for row in table.rows if row.row in changed)


def _as_displayed(setting: Setting, displays: Displays) -> Setting:
    """The same indicator, with every typed figure as its cell shows it."""
    setting, table = replace(setting, indicator=_indicator_as_displayed(setting.indicator, displays)), setting.table
    if not isinstance(table, DetailTable) or table.kind is not TableKind.PLAN:
        return setting
    rows = tuple(_row_as_displayed(row, displays) for row in table.rows)
    tables = {**setting.submission.tables, setting.indicator.table or "": replace(table, rows=rows)}
    return replace(setting, submission=replace(setting.submission, tables=tables))


def _indicator_as_displayed(indicator: Indicator, displays: Displays) -> Indicator:
    """A figure that cannot be read as it is held may be one as it is shown: 1540,4 dossiers that read 1540."""
    result = indicator.result
    if result is None:
        return indicator
    other = replace(
        result,
        numerator=_as_shown(result.numerator, displays),
        denominator=_as_shown(result.denominator, displays),
        direct=_as_shown(result.direct, displays),
    )
    is_cured = _has_unreadable(result) and not _has_unreadable(other)
    return replace(indicator, result=other, is_blocked=indicator.is_blocked and not is_cured)


def _has_unreadable(result: ResultRow) -> bool:
    return any(e.is_unreadable for e in (result.numerator, result.denominator, result.direct, result.cut_off))


def _row_as_displayed(row: TableRow, displays: Displays) -> TableRow:
    return replace(row, entries={key: _as_shown(entry, displays) for key, entry in row.entries.items()})


def _as_shown(entry: Entry[Any], displays: Displays) -> Entry[Any]:
    cell = displays.get(entry.reference) if entry.reference else None
    return cell.entry if cell else entry
