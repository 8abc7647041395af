"""Typed figures whose cells show a rounded number: what they show, and how that would be read (contract.md §4).

A number counts as it is held; whoever looks at the sheet sees the rounded one, and the evaluation says so where that
one would give another verdict.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from math import isfinite

from qmxl.contract.words import grouped
from qmxl.model.references import CellReference
from qmxl.model.submission import DetailTable, Displayed, Entry, Indicator, QualityObjective, Table, TableKind
from qmxl.reading.results import read_direct
from qmxl.reading.values import exact, read_count
from qmxl.reading.workbook import WorkbookCells

_FORMAT = re.compile(r"(?P<whole>[#0]+|#,##[#0])(?:\.(?P<least>0*)(?P<more>#*))?(?P<percent>%?)")
"""0, 0.00, #,##0.0, 0%, 0.##%. Other formats may scale the number, hide it or add words: of these nothing is said."""

Reader = Callable[[float], Entry[object]]
"""How a cell would be read if it held this number."""


def displayed_numbers(
    objectives: Iterable[QualityObjective], tables: Mapping[str, Table], book: WorkbookCells
) -> dict[CellReference, Displayed]:
    """Every figure typed into a result table or a plan that its cell shows rounded."""
    indicators = (indicator for objective in objectives for indicator in objective.indicators)
    figures = (*_result_figures(indicators), *_plan_figures(tables.values()))
    return {
        entry.reference: displayed
        for entry, reader in figures
        if entry.reference and (displayed := _displayed(entry, reader, book))
    }


def _result_figures(indicators: Iterable[Indicator]) -> Iterator[tuple[Entry[object], Reader]]:
    for indicator in indicators:
        result = indicator.result
        if result is not None:
            yield result.numerator, partial(_as_count, result.numerator)
            yield result.denominator, partial(_as_count, result.denominator)
            yield result.direct, partial(_as_direct, indicator, result.direct)


def _plan_figures(tables: Iterable[Table]) -> Iterator[tuple[Entry[object], Reader]]:
    for table in tables:
        if isinstance(table, DetailTable) and table.kind is TableKind.PLAN:
            entries = (row.entries.get("actual", Entry()) for row in table.rows)
            yield from ((entry, partial(_as_actual, entry)) for entry in entries)


def _as_count(held: Entry[object], raw: float) -> Entry[object]:
    return Entry(read_count(raw), raw, held.reference)


def _as_direct(indicator: Indicator, held: Entry[object], raw: float) -> Entry[object]:
    return read_direct(indicator, (raw, held.reference), []) if held.reference else held


def _as_actual(held: Entry[object], raw: float) -> Entry[object]:
    """On the scale the plan gave the number: 94,6 of a plan in percent was read as 0,946."""
    number = exact(raw)
    is_percent = isinstance(held.raw, float) and isinstance(held.value, Decimal) and held.value != exact(held.raw)
    return Entry(number / 100 if is_percent else number, raw, held.reference)


def _displayed(entry: Entry[object], reader: Reader, book: WorkbookCells) -> Displayed | None:
    """None where the cell shows all of its number, or that cannot be told."""
    raw, where = entry.raw, entry.reference
    if not isinstance(raw, float) or not isfinite(raw) or where is None or entry.alternative is not None:
        return None
    look = _FORMAT.fullmatch(book.sheets[where.sheet].formats.get((where.row, where.column), ""))
    if look is None:
        return None
    held = exact(raw) * 100 if look["percent"] else exact(raw)
    least, most = len(look["least"] or ""), len((look["least"] or "") + (look["more"] or ""))
    if len(_decimals(held)) <= most:
        return None
    shown = held.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    number = float(shown / 100 if look["percent"] else shown)
    texts = (_text(shown, least) + look["percent"], _text(held, 0) + look["percent"])
    return Displayed(*texts, reader(type(raw)(number)))


def _decimals(number: Decimal) -> str:
    return f"{number:f}".partition(".")[2].rstrip("0")


def _text(number: Decimal, least: int) -> str:
    """Dot thousands, decimal comma, at least so many decimals."""
    decimals = _decimals(number).ljust(least, "0")
    return ("-" if number < 0 else "") + grouped(abs(int(number))) + ("," + decimals if decimals else "")
