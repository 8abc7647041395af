"""The long table of a consolidation, one row for each unit × indicator: as columns, and as a DataFrame."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

import pandas as pd

from qmxl.contract.choices import MEASURE_WORDS, STATUS_WORDS
from qmxl.contract.consolidation import DATA_COLUMNS, NOT_ASSESSED
from qmxl.contract.sheets import Kind
from qmxl.model.consolidation import Consolidation, UnitRow
from qmxl.model.report import LongValue

_DTYPES = {Kind.TEXT: "string", Kind.NUMBER: "Float64"}
_WHOLE = frozenset({"no", "objective_no", "is_first", "indicator_no", "is_judged", "is_met", "has_counts", "is_share"})


def long_data(consolidation: Consolidation) -> Mapping[str, list[LongValue]]:
    """Values by column key; None where a cell is blank. Ratios are 0.97, as everywhere in a workbook."""
    columns = [list(column) for column in zip(*_rows(consolidation), strict=True)]
    keys = [column.key for column in DATA_COLUMNS]
    return dict(zip(keys, columns or [[] for _ in keys], strict=True))


def _rows(consolidation: Consolidation) -> Iterator[tuple[LongValue, ...]]:
    period = consolidation.period.text if consolidation.period else ""
    seen: set[tuple[int, int]] = set()
    for number, row in enumerate(consolidation.rows, 1):
        figure, report = row.figure, consolidation.reports[row.report]
        name, objective = consolidation.indicators[row.indicator], consolidation.objectives[row.objective]
        file = report.used
        values = (
            number,
            report.unit.code or None,
            report.unit.name,
            report.unit.province or None,
            report.cluster or None,
            period,
            objective.label,
            objective.statement,
            row.objective + 1,
            int((row.report, row.objective) not in seen),
            row.indicator + 1,
            name.label,
            name.wording,
            figure.code,
            MEASURE_WORDS[figure.measure] if figure.measure else None,
            figure.target.phrase if figure.target else None,
            number_value(figure.numerator),
            number_value(figure.denominator),
            number_value(figure.value),
            figure.shown,
            STATUS_WORDS[figure.status],
            objective_word(row),
            int(row.is_judged),
            int(row.is_met),
            int(row.has_counts),
            int(row.is_share),
            figure.cut_off,
            file.report_date if file else None,
            file.name if file else None,
        )
        seen.add((row.report, row.objective))
        yield values


def objective_word(row: UnitRow) -> str:
    return STATUS_WORDS[row.objective_status] if row.is_objective_counted else NOT_ASSESSED


def number_value(number: Fraction | None) -> int | float | None:
    """The nearest number a cell can hold; whole ones stay whole."""
    if number is None:
        return None
    return number.numerator if number.denominator == 1 else float(number)


def frame(data: Mapping[str, Iterable[LongValue]]) -> pd.DataFrame:
    """The same with the headers as names and a type for each column, for Parquet and CSV."""
    series = {}
    for column in DATA_COLUMNS:
        values = list(data[column.key])
        dtype = "Int64" if column.key in _WHOLE else _DTYPES.get(column.kind)
        series[column.header] = pd.Series(values, dtype=dtype) if dtype else pd.Series(values, dtype=object)
    return pd.DataFrame(series)
