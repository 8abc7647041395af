"""Totals that staff type above, between or below the rows: left out of the figures, and held against the rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import TABLE_COLUMNS, Kind
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import TableColumn, TableKind, TableRow
from qmxl.reading.headers import HeaderRows
from qmxl.reading.table_rows import RowKinds, is_heading_number
from qmxl.reading.values import as_found, read_count, read_number
from qmxl.reading.workbook import SheetCells

_SUMMED_KINDS = frozenset({TableKind.RATIO, TableKind.BREAKDOWN, TableKind.SURVEY})
_COUNTING_KEYS = frozenset({"no", "dossier", "item"})
"""A number in one of these, on the total row of a register, says how many rows there are."""

Spans = Sequence[frozenset[int]]
"""Rows that a total may sum, the likeliest first."""


def with_section_totals(kinds: RowKinds, kind: TableKind, sheet: SheetCells, header: HeaderRows) -> RowKinds:
    """Rows I, II … with figures above rows numbered 1, 2 … anew are the sums of those; they would count twice."""
    column = header.positions.get("no")
    if kind not in _SUMMED_KINDS or column is None:
        return kinds
    numbers = {row: sheet.at(row, column) for row in kinds.cases}
    heads = [row for row, number in numbers.items() if is_heading_number(number)]
    after = dict(zip(kinds.cases, kinds.cases[1:], strict=False))
    if not heads or not all(read_number(numbers.get(after.get(row, 0))) == 1 for row in heads):
        return kinds
    cases = tuple(row for row in kinds.cases if row not in heads)
    return replace(kinds, cases=cases, totals=tuple(sorted((*kinds.totals, *heads))))


def check_totals(
    kinds: RowKinds,
    kind: TableKind,
    sheet: SheetCells,
    columns: Iterable[TableColumn],
    rows: Sequence[TableRow],
    found: list[Diagnostic],
) -> None:
    """Each total against the rows it can be the sum of; one that agrees with none is named with the likeliest sum."""
    if kind not in _SUMMED_KINDS or not kinds.totals:
        return
    holds = {column.key: column.kind for column in TABLE_COLUMNS[kind]}
    counted = [column for column in columns if holds.get(column.key) is Kind.NUMBER]
    for total, spans in _spans(kinds):
        for column in counted:
            raw = sheet.at(total, column.column)
            typed = read_count(raw)
            sums = [_sum(rows, span, column.key) for span in spans if span]
            if typed is not None and sums and typed not in sums:
                where = CellReference(sheet.name, total, column.column)
                found.append(diagnostic("QM324", where, column=column.header, found=as_found(raw), sum=sums[0]))


def _sum(rows: Iterable[TableRow], span: frozenset[int], key: str) -> Decimal:
    values = (row.value(key) for row in rows if row.row in span)
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


def _spans(kinds: RowKinds) -> Iterator[tuple[int, Spans]]:
    """What each total may sum: its section, above or below it, or all rows."""
    every = frozenset(kinds.cases)
    bounds = (0, *sorted((*kinds.totals, *kinds.headings)), max((*kinds.cases, *kinds.totals)) + 1)
    is_below = bool(kinds.cases) and kinds.cases[0] < kinds.totals[0]
    for total in kinds.totals:
        before = max(bound for bound in bounds if bound < total)
        after = min(bound for bound in bounds if bound > total)
        above = frozenset(row for row in kinds.cases if before < row < total)
        below = frozenset(row for row in kinds.cases if total < row < after)
        if len(kinds.totals) == 1 or not (above or below) or not (is_below or below):
            yield total, tuple(dict.fromkeys((every, above, below)))
        else:
            yield total, tuple(dict.fromkeys((above, every) if is_below else (below, above, every)))


def check_row_count(kinds: RowKinds, sheet: SheetCells, header: HeaderRows, found: list[Diagnostic]) -> None:
    """A register's total row that holds one number, beside the codes, counts the rows above it."""
    named = {column.column: column for column in header.columns if column.key in _COUNTING_KEYS}
    for total in kinds.totals if len(kinds.totals) == 1 else ():
        numbers = [n for n, raw in enumerate(sheet.rows[total - 1], 1) if read_number(raw) is not None]
        if len(numbers) == 1 and numbers[0] in named:
            raw = sheet.at(total, numbers[0])
            if read_number(raw) != len(kinds.cases):
                where = CellReference(sheet.name, total, numbers[0])
                header_name = named[numbers[0]].header
                found.append(diagnostic("QM324", where, column=header_name, found=as_found(raw), sum=len(kinds.cases)))
