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
    columns: dict[str, list[LongValue]] = {column.key: [] for column in DATA_COLUMNS}
    for row in _rows(consolidation):
        for key, values in columns.items():
            values.append(row[key])
    return columns


def _rows(consolidation: Consolidation) -> Iterator[Mapping[str, LongValue]]:
    period = consolidation.period.text if consolidation.period else ""
    seen: set[tuple[int, int]] = set()
    for number, row in enumerate(consolidation.rows, 1):
        figure, report = row.figure, consolidation.reports[row.report]
        name, objective = consolidation.indicators[row.indicator], consolidation.objectives[row.objective]
        file = report.used
        yield {
            "no": number,
            "unit_code": report.unit.code or None,
            "unit": report.unit.name,
            "province": report.unit.province or None,
            "objective": objective.label,
            "indicator": name.label,
            "wording": name.wording,
            "target": figure.target.phrase if figure.target else None,
            "numerator": number_value(figure.numerator),
            "denominator": number_value(figure.denominator),
            "shown": figure.shown,
            "status": STATUS_WORDS[figure.status],
            "objective_status": objective_word(row),
            "value": number_value(figure.value),
            "cluster": report.cluster or None,
            "period": period,
            "statement": objective.statement,
            "own_code": figure.code,
            "measure": MEASURE_WORDS[figure.measure] if figure.measure else None,
            "objective_no": row.objective + 1,
            "indicator_no": row.indicator + 1,
            "is_first": int((row.report, row.objective) not in seen),
            "is_judged": int(row.is_judged),
            "is_met": int(row.is_met),
            "has_counts": int(row.has_counts),
            "is_share": int(row.is_share),
            "cut_off": figure.cut_off,
            "report_date": file.report_date if file else None,
            "file": file.name if file else None,
        }
        seen.add((row.report, row.objective))


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
