"""What the sheets of a consolidation are composed from, and the formulas over its long tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qmxl.contract.consolidation import CONSOLIDATED_DATA, DATA_COLUMNS
from qmxl.model.consolidation import Consolidation
from qmxl.model.references import column_letters
from qmxl.model.report import Formula, LongColumn, LongTable, LongValue, Place, Span, Style, long_row
from qmxl.reporting.expressions import Part, formula
from qmxl.reporting.fitting import MAXIMUM_HEIGHT
from qmxl.reporting.text_height import WrappedText, column_points, height_bound, line_row_height

DATA_LETTERS = {column.key: column_letters(n) for n, column in enumerate(DATA_COLUMNS, 1)}


@dataclass(frozen=True, slots=True, eq=False)
class ConsolidationDraft:
    """The consolidation, and its long data by column key."""

    consolidation: Consolidation
    data: Mapping[str, Sequence[LongValue]]

    def data_span(self, key: str) -> Span:
        """A whole column of `Dữ liệu`."""
        return Span(CONSOLIDATED_DATA, long_row(0), long_row(len(self.consolidation.rows) - 1), DATA_LETTERS[key])


def data_cell(row: int, key: str) -> Place:
    """A cell of `Dữ liệu`, by its row from 0."""
    return Place(CONSOLIDATED_DATA, long_row(row), DATA_LETTERS[key])


def known(text: str, value: float | str, /, **parts: Part) -> Formula:
    """A formula over a long table, with what it shows."""
    return replace(formula(text, **parts), value=value)


def long_table(
    name: str,
    columns: Sequence[tuple[str, str, float]],
    rows: Sequence[Mapping[str, LongValue]],
    text: Style,
    looks: Mapping[str, Style],
) -> LongTable:
    """A long table of rows by column letter, below the row `header`; `columns` are letter, header and width.

    `looks` are those of columns that do not wrap; all others look like `text`, and give the rows their heights.
    """
    values = {letter: [row.get(letter) for row in rows] for letter, _, _ in columns}
    heights = long_heights((values[letter], width, text) for letter, _, width in columns if letter not in looks)
    made = tuple(LongColumn(x, header, looks.get(x, text), values[x]) for x, header, _ in columns)
    return LongTable(name, "header", made, heights)


def long_heights(columns: Iterable[tuple[Sequence[LongValue], float, Style]]) -> list[float]:
    """Heights of the rows of a long table, from its columns that wrap: values, width, style. Never too low."""
    highest: list[float] = []
    for values, width, style in columns:
        points, lowest = column_points(width), line_row_height("", style.size)
        heights: dict[str, float] = {}
        own = []
        for value in values:
            if not isinstance(value, str):
                own.append(lowest)
                continue
            if value not in heights:
                text = WrappedText(value, points, style.size, style.bold, style.italic)
                heights[value] = min(height_bound(text), MAXIMUM_HEIGHT)
            own.append(heights[value])
        highest = list(map(max, highest, own)) if highest else own
    return highest
