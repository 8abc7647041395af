"""Totals that staff type above, between or below the rows: left out of the figures, and held against the rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import TABLE_COLUMNS, Kind
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, TableColumn, TableKind, TableRow
from qmxl.reading.headers import HeaderRows
from qmxl.reading.table_rows import RowKinds, count_in, is_heading_number, named_rows
from qmxl.reading.values import as_found, read_count, read_number
from qmxl.reading.workbook import SheetCells

_SUMMED_KINDS = frozenset({TableKind.RATIO, TableKind.BREAKDOWN, TableKind.SURVEY})
_COUNTING_KEYS = frozenset({"no", "dossier", "item"})
"""A number in one of these, on the total row of a register, says how many rows there are."""

_FEWEST_SUMS = _FEWEST_SUMMED = 2
"""A row is like a total where so many of its figures are sums of so many rows: one alone may be by chance."""

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


def check_row_count(
    kinds: RowKinds, count: int, sheet: SheetCells, header: HeaderRows, found: list[Diagnostic]
) -> None:
    """A register's total row that holds one number, beside the codes or in its words, counts the rows above it."""
    named = {column.column: column for column in header.columns if column.key in _COUNTING_KEYS}
    for total in kinds.totals if len(kinds.totals) == 1 else ():
        cells = dict(enumerate(sheet.rows[total - 1], 1))
        counts = {n: told for n, raw in cells.items() if (told := _row_count(raw)) is not None}
        column = next(iter(counts), 0)
        if len(counts) == 1 and column in named and counts[column] != count:
            where, header_name = CellReference(sheet.name, total, column), named[column].header
            typed = str(counts[column])
            found.append(diagnostic("QM324", where, column=header_name, found=typed, sum=count))


def _row_count(raw: CellValue) -> Decimal | int | None:
    number = read_number(raw)
    return count_in([raw]) if number is None else number


def say_rows_like_totals(
    kind: TableKind,
    sheet: SheetCells,
    columns: Sequence[TableColumn],
    rows: Sequence[TableRow],
    found: list[Diagnostic],
) -> None:
    """A row that has no total's name and yet holds the sums of the rows beside it: its cases may count twice."""
    holds = {column.key: column.kind for column in TABLE_COLUMNS[kind]}
    counted = [column.key for column in columns if holds.get(column.key) is Kind.NUMBER]
    figures = [tuple(_figure(row, key) for key in counted) for row in rows if kind in _SUMMED_KINDS]
    above, below = _summed(figures), _summed(figures[::-1])[::-1]
    for position, sums in enumerate(figures):
        if sum(figure > 0 for figure in sums) < _FEWEST_SUMS or not (above[position] or below[position]):
            continue
        first = position - above[position] if above[position] else position + 1
        summed = rows[first : first + (above[position] or below[position])]
        row = rows[position].row
        label = next((raw for c in columns if isinstance(raw := sheet.at(row, c.column), str)), "")
        where, told = CellReference(sheet.name, row, columns[0].column), named_rows([other.row for other in summed])
        found.append(diagnostic("QM367", where, found=label, row=row, rows=told))


def _figure(row: TableRow, key: str) -> Decimal:
    value = row.value(key)
    return value if isinstance(value, Decimal) else Decimal(0)


def _summed(figures: Sequence[tuple[Decimal, ...]]) -> list[int]:
    """How many of the rows just before each, two at least, come to its figures; 0 where none do."""
    counts: list[int] = []
    sums = [tuple(Decimal(0) for _ in row) for row in figures[:1]]
    last_with: dict[tuple[Decimal, ...], int] = {}
    for position, row in enumerate(figures):
        if position >= _FEWEST_SUMMED:
            last_with[sums[position - _FEWEST_SUMMED]] = position - _FEWEST_SUMMED
        first = last_with.get(tuple(total - figure for total, figure in zip(sums[-1], row, strict=True)))
        counts.append(0 if first is None else position - first)
        sums.append(tuple(total + figure for total, figure in zip(sums[-1], row, strict=True)))
    return counts
