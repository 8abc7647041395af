"""Places -> addresses and values. Refuses a formula that leads nowhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import isclose

from qmxl.contract.excel_limits import MAXIMUM_TEXT, storable, text_length
from qmxl.formula import CellError, Expression, parse
from qmxl.model.explanation import InputRows, Part, Where
from qmxl.model.references import CellReference, column_letters, column_number, quoted
from qmxl.model.report import (
    Alteration,
    Cell,
    Chart,
    ConditionalFormat,
    Content,
    Formula,
    LongTable,
    LongValue,
    Place,
    PlacedCell,
    PlacedChart,
    PlacedFormat,
    PlacedLongTable,
    PlacedReport,
    PlacedRow,
    PlacedSheet,
    PlacedSparkline,
    PlacedTable,
    PlacedValidation,
    Report,
    Sheet,
    Span,
    Sparkline,
    Style,
    TableArea,
    Value,
    long_item,
)
from qmxl.reporting.fitting import fitted, measure_of, row_heights
from qmxl.reporting.pages import page_breaks, paged

DAY_ZERO = date(1899, 12, 30)
CHART_ROWS = 13
_MOST_COMPUTED = 300
"""Rows of a long table over which no formula is computed here: its value is known, a second engine confirms it."""
CHART_ROW_HEIGHT = 15.0


class DanglingPlace(LookupError):
    """A formula names a place that no sheet has."""


class FormulaDisagreement(AssertionError):
    """A formula shows something else than the evaluation found; `places` are all that do."""

    def __init__(self, message: str, places: tuple[Place, ...]) -> None:
        super().__init__(message)
        self.places = places


@dataclass(frozen=True, slots=True)
class _Index:
    """Where every place is, and which table a cell belongs to."""

    sheets: Mapping[str, Sheet]
    rows: Mapping[str, Mapping[str, int]]
    order: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, tuple[tuple[int, int, TableArea], ...]]
    sources: Mapping[CellReference, Place]

    def address(self, place: Place) -> tuple[int, int]:
        return self.number(place.sheet, place.row, place), column_number(place.column)

    def number(self, sheet: str, key: str, asked_for: Place | Span) -> int:
        """Of a row; those of a long table follow the sheet's last one."""
        rows = self.rows.get(sheet, {})
        if key in rows:
            return rows[key]
        item, long = long_item(key), self.sheets[sheet].long if sheet in self.sheets else None
        if item is None or long is None or item >= max(len(long), 1):  # a table has one row at least, blank or not
            raise DanglingPlace(f"{asked_for}")
        return len(rows) + 1 + item

    def ends(self, span: Span) -> tuple[int, int]:
        """Numbers of its first and last row."""
        return self.number(span.sheet, span.first_row, span), self.number(span.sheet, span.last_row, span)


def lay_out(report: Report) -> PlacedReport:
    """Give every cell its address and every formula its text and value; check them against the evaluation."""
    report = replace(report, sheets=tuple(map(_with_storable_texts, report.sheets)))
    values = _Values(report)
    divided = replace(report, sheets=tuple(_fitted(sheet, values) for sheet in report.sheets))
    if divided != report:
        values = _Values(divided, values)
    index = _index(divided)
    sheets = tuple(_place_sheet(sheet, index, values) for sheet in divided.sheets)
    _check(divided, values)
    names = {name.name: _area(name.span, index) for name in divided.names}
    return PlacedReport(sheets, names, divided, values.known, values.altered)


def _with_storable_texts(sheet: Sheet) -> Sheet:
    """A long table holds its texts as cells can hold them: of control characters and length nothing is lost unseen."""
    if sheet.long is None:
        return sheet
    columns = tuple(replace(column, values=_storable_column(column.values)) for column in sheet.long.columns)
    return replace(sheet, long=replace(sheet.long, columns=columns))


def _storable_column(values: Sequence[LongValue]) -> Sequence[LongValue]:
    texts = {value for value in values if isinstance(value, str)}
    changed = {text: shown for text in texts if (shown := storable(text)) != text}
    return [changed.get(value, value) if isinstance(value, str) else value for value in values] if changed else values


def _fitted(sheet: Sheet, values: "_Values") -> Sheet:
    measure = measure_of(sheet, values.at)
    return paged(fitted(sheet, measure), measure)


def _check(report: Report, values: "_Values") -> None:
    told = {place: values.at(place) for place in report.must_agree}
    wrong = tuple(place for place, expected in report.must_agree.items() if not _agree(told[place], expected))
    if wrong:
        cases = "; ".join(f"{place}: {told[place]!r}, evaluation: {report.must_agree[place]!r}" for place in wrong)
        raise FormulaDisagreement(cases, wrong)


def _agree(shown: Value, expected: Value) -> bool:
    """Whether a formula shows what was found; an exact ratio may end otherwise in its last digits."""
    if isinstance(shown, int | float) and isinstance(expected, int | float):
        return isclose(shown, expected, rel_tol=1e-12)
    return shown == _storable(expected)


class _Values:
    """What each place shows: constants as they are, formulas computed once, when first asked for."""

    def __init__(self, report: Report, before: "_Values | None" = None) -> None:
        """`before` are the values of the same report before some of its texts were divided."""
        self._cells: dict[Place, Cell] = {
            Place(sheet.name, row.key, column): cell
            for sheet in report.sheets
            for row in sheet.rows
            for column, cell in row.cells.items()
        }
        self._long = {
            (sheet.name, column.letter): column.values
            for sheet in report.sheets
            if sheet.long is not None
            for column in sheet.long.columns
        }
        self._order = {sheet.name: [row.key for row in sheet.rows] for sheet in report.sheets}
        self._position = {name: {key: n for n, key in enumerate(keys)} for name, keys in self._order.items()}
        self._spans: dict[Span, tuple[Value, ...]] = {}
        kept = [place for place in before.known if before.has_kept(place, self._cells)] if before else []
        self.known: dict[Place, Value] = {place: before.known[place] for place in kept} if before else {}
        self.altered: dict[Place, Alteration] = (
            {place: before.altered[place] for place in kept if place in before.altered} if before else {}
        )

    def has_kept(self, place: Place, cells: Mapping[Place, Cell]) -> bool:
        """Whether a cell holds there what it holds here."""
        return place in cells and place in self._cells and cells[place].content is self._cells[place].content

    def at(self, place: Place) -> Value:
        item = long_item(place.row)
        if item is not None:
            return self._long_values(place.sheet, place.column, item, item)[0]
        if place not in self.known:
            self.known[place] = self._held(place, self._value(place))
        return self.known[place]

    def _held(self, place: Place, value: Value) -> Value:
        """The value as a cell can hold it."""
        shown = _storable(value)
        if shown is not value and isinstance(value, str) and isinstance(shown, str) and _is_altered(value, shown):
            self.altered[place] = Alteration(value, shown, self._cells[place].source)
        return shown

    def is_too_long(self, place: Place) -> bool:
        """Whether a formula there would show #VALUE!, because its text is longer than a cell may be."""
        return place in self.altered and text_length(self.altered[place].text) > MAXIMUM_TEXT

    def _value(self, place: Place) -> Value:
        cell = self._cells.get(place)
        content = cell.content if cell else None
        if content is None and place.row not in self._position.get(place.sheet, {}):
            raise DanglingPlace(f"{place}")
        if not isinstance(content, Formula):
            return plain(content)
        if content.value is not None and self._length(content) > _MOST_COMPUTED:
            return content.value
        computed = self._computed(content)
        if content.value is not None and not _agree(computed, content.value):
            raise FormulaDisagreement(f"{place}: {computed!r}, known: {content.value!r}", (place,))
        return computed

    def _length(self, formula: Formula) -> int:
        """Rows of the longest span of a long table that it ranges over."""
        spans = (place for place in formula.places.values() if isinstance(place, Span))
        ends = ((long_item(span.first_row), long_item(span.last_row)) for span in spans)
        return max((last - first + 1 for first, last in ends if first is not None and last is not None), default=0)

    def _long_values(self, sheet: str, column: str, first: int, last: int) -> tuple[Value, ...]:
        try:
            values = self._long[sheet, column][first : last + 1]
        except KeyError:
            raise DanglingPlace(f"{sheet} {column}") from None
        if len(values) != last - first + 1 and self._long[sheet, column]:
            raise DanglingPlace(f"{sheet} {column}: {first}-{last}")
        return tuple(map(plain, values)) or (None,)

    def _computed(self, content: Formula) -> Value:
        expression = parse(content.text)
        shown = expression.compute(lambda name: self._resolve(content, name))  # type: ignore[arg-type,return-value]
        return shown.value if isinstance(shown, CellError) else shown  # type: ignore[return-value]

    def _resolve(self, formula: Formula, name: str) -> object:
        place = formula.places.get(name)
        if place is None:
            raise DanglingPlace(f"[{name}] in {formula.text}")
        if isinstance(place, Place):
            return self.at(place)
        first, last = long_item(place.first_row), long_item(place.last_row)
        if first is not None and last is not None:
            if place not in self._spans:
                self._spans[place] = self._long_values(place.sheet, place.column, first, last)
            return self._spans[place]
        position = self._position[place.sheet]
        if place.first_row not in position or place.last_row not in position:
            raise DanglingPlace(f"{place}")
        if place not in self._spans:
            keys = self._order[place.sheet][position[place.first_row] : position[place.last_row] + 1]
            self._spans[place] = tuple([self.at(Place(place.sheet, key, place.column)) for key in keys])
        return self._spans[place]


def _storable(value: Value) -> Value:
    return storable(value) if isinstance(value, str) else value


def _is_altered(text: str, shown: str) -> bool:
    """Whether more than the writing of line ends was changed."""
    return shown != text.replace("\r\n", "\n").replace("\r", "\n")


def plain(content: Content) -> Value:
    """A constant as a spreadsheet holds it: decimals as doubles, dates as day numbers."""
    if isinstance(content, Decimal):
        return int(content) if content == content.to_integral_value() else float(content)
    if isinstance(content, date):
        return (content - DAY_ZERO).days
    return content  # type: ignore[return-value]


def _index(report: Report) -> _Index:
    order = {sheet.name: tuple(row.key for row in sheet.rows) for sheet in report.sheets}
    rows = {name: {key: number for number, key in enumerate(keys, 1)} for name, keys in order.items()}
    for name, keys in order.items():
        if len(rows[name]) != len(keys):
            repeated = sorted(key for key in set(keys) if keys.count(key) > 1)
            raise ValueError(f"rows named twice on {name}: {repeated}")
    tables = {
        sheet.name: tuple((rows[sheet.name][t.header_row], rows[sheet.name][t.last_row], t) for t in sheet.tables)
        for sheet in report.sheets
    }
    sources = {
        cell.source: Place(sheet.name, row.key, column)
        for sheet in report.sheets
        for row in sheet.rows
        for column, cell in row.cells.items()
        if cell.source is not None
    }
    return _Index({sheet.name: sheet for sheet in report.sheets}, rows, order, tables, sources)


_OUTSIDE_TABLES = ""
"""A column no table has: a conditional format takes no structured reference (Excel refuses it)."""


def _place_sheet(sheet: Sheet, index: _Index, values: _Values) -> PlacedSheet:
    heights, shown_by = row_heights(sheet, measure_of(sheet, values.at))
    breaks = page_breaks(sheet, heights, shown_by)
    cells = tuple(part for cell in _place_cells(sheet, index, values) for part in _parted(cell, breaks))
    numbers = index.rows[sheet.name]
    last_column = column_number(sheet.setup.last_column or sheet.columns[-1].letter)
    charts = tuple(_place_chart(chart, sheet, index) for chart in sheet.charts)
    return PlacedSheet(
        sheet=sheet,
        cells=cells,
        rows=tuple(PlacedRow(numbers[row.key], heights[row.key], row.is_hidden) for row in sheet.rows),
        tables=tuple(_place_table(table, sheet.name, index) for table in sheet.tables),
        validations=tuple(PlacedValidation(*_corners(v.span, index), v) for v in sheet.validations),
        conditional_formats=tuple(
            PlacedFormat(
                *_wide_corners(c, index),
                _print(c.formula, Place(sheet.name, c.span.first_row, _OUTSIDE_TABLES), index),
                c,
            )
            for c in sheet.conditional_formats
        ),
        charts=charts,
        sparklines=tuple(_place_sparkline(sparkline, index) for sparkline in sheet.sparklines),
        freeze=index.address(sheet.freeze) if sheet.freeze else None,
        repeat=(numbers[sheet.setup.repeat[0]], numbers[sheet.setup.repeat[1]]) if sheet.setup.repeat else None,
        print_area=(1, 1, max(len(sheet.rows), 1) + (0 if sheet.long is None else len(sheet.long)), last_column),
        page_breaks=breaks,
        long=None if sheet.long is None else _place_long(sheet.long, sheet.name, index),
    )


def _place_cells(sheet: Sheet, index: _Index, values: _Values) -> Iterator[PlacedCell]:
    for row in sheet.rows:
        number = index.rows[sheet.name][row.key]
        for letter, cell in row.cells.items():
            place = Place(sheet.name, row.key, letter)
            value = values.at(place)
            is_live = isinstance(cell.content, Formula) and not values.is_too_long(place)
            yield PlacedCell(
                row=number,
                column=column_number(letter),
                value=cell.content if isinstance(cell.content, date) else value,
                formula=_print(cell.content, place, index) if isinstance(cell.content, Formula) and is_live else None,
                style=cell.style,
                last_row=index.rows[sheet.name][cell.merge_down] if cell.merge_down else number,
                last_column=column_number(cell.merge_to or letter),
                link=_link(cell, index),
                note=_note(cell.note, sheet.name, index) if cell.note else None,
            )


def _parted(cell: PlacedCell, breaks: tuple[int, ...]) -> Iterator[PlacedCell]:
    """The cell, its merged range ended where a page ends, so that no text is cut through there; framed on each page."""
    ends = [*(row for row in breaks if cell.row <= row < cell.last_row), cell.last_row]
    if len(ends) == 1 and _framed(cell.style, cell.row, cell.last_row, breaks) is cell.style:
        yield cell
        return
    for first, last in zip((cell.row, *(row + 1 for row in ends)), ends, strict=False):
        part = replace(cell, row=first, last_row=last, style=_framed(cell.style, first, last, breaks))
        yield part if first == cell.row else replace(part, value=None, formula=None, link=None, note=None)


def _framed(style: Style, first: int, last: int, breaks: tuple[int, ...]) -> Style:
    """A line at the end of a page, and at the beginning of the next, where a table goes on."""
    if not {"l", "r"} & set(style.border):
        return style
    more = ("t" if first - 1 in breaks else "") + ("b" if last in breaks else "")
    return style if not more else replace(style, border="".join(dict.fromkeys(style.border + more)))


def _link(cell: Cell, index: _Index) -> str | None:
    target = index.sources.get(cell.link) if isinstance(cell.link, CellReference) else cell.link
    if target is None:
        return None
    row, column = index.address(target)
    return f"internal:{quoted(target.sheet)}!{column_letters(column)}{row}"


def _note(parts: tuple[Part, ...], sheet: str, index: _Index) -> str:
    """A note's text. Cells are told by their address here; those that are not here, and rows, are left out."""
    return storable("".join(part if isinstance(part, str) else _told_here(part, sheet, index) for part in parts))


def _told_here(part: Where | InputRows, sheet: str, index: _Index) -> str:
    """` (ô D6)` on the sheet itself, ` (sheet “MT7”, ô D6:D9)` elsewhere."""
    if isinstance(part, InputRows):
        return ""
    first, last = index.sources.get(part.first), index.sources.get(part.last or part.first)
    if first is None or last is None or first.sheet != last.sheet:
        return ""
    cells = Where(*(CellReference(end.sheet, *index.address(end)) for end in (first, last)))
    return f" (ô {cells.a1})" if first.sheet == sheet else cells.text


def _print(formula: Formula, at: Place, index: _Index) -> str:
    expression: Expression = parse(formula.text)
    return expression.print(lambda name: _address(formula, name, at, index))


def _address(formula: Formula, name: str, at: Place, index: _Index) -> str:
    place = formula.places.get(name)
    if place is None:
        raise DanglingPlace(f"[{name}] in {formula.text}")
    if isinstance(place, Span):
        return _area(place, index, from_sheet=at.sheet)
    if place.sheet == at.sheet and place.row == at.row:
        structured = _structured(place, at, index)
        if structured:
            return structured
    row, column = index.address(place)
    sheet = "" if place.sheet == at.sheet else quoted(place.sheet) + "!"
    return f"{sheet}{column_letters(column)}{row}"


_ODD_IN_FORMULAS = re.compile('_x|[@\n\t"]')
_ESCAPED = str.maketrans({sign: f"'{sign}" for sign in "[]#'"})


def _structured(place: Place, at: Place, index: _Index) -> str | None:
    """Inside a row of a table: the table's name and the column, so that rows may be added and sorted.

    Headers that programs read in several ways inside a formula stay out of it.
    """
    row, _ = index.address(place)
    for first, last, table in index.tables[place.sheet]:
        if first < row <= last and place.column in table.headers and at.column in table.headers:
            header = table.headers[place.column]
            return (
                None if _ODD_IN_FORMULAS.search(header) else f"{table.name}[[#This Row],[{header.translate(_ESCAPED)}]]"
            )
    return None


def _area(span: Span, index: _Index, from_sheet: str | None = None) -> str:
    first, last = index.ends(span)
    sheet = "" if span.sheet == from_sheet else quoted(span.sheet) + "!"
    return f"{sheet}${span.column}${first}:${span.column}${last}"


def _corners(span: Span, index: _Index) -> tuple[tuple[int, int], tuple[int, int]]:
    first, last = index.ends(span)
    column = column_number(span.column)
    return (first, column), (last, column)


def _wide_corners(wanted: ConditionalFormat, index: _Index) -> tuple[tuple[int, int], tuple[int, int]]:
    first, (row, column) = _corners(wanted.span, index)
    return first, (row, column_number(wanted.last_column) if wanted.last_column else column)


def _place_long(long: LongTable, sheet: str, index: _Index) -> PlacedLongTable:
    refers = [column.refers for column in long.columns]
    starts = tuple(f"{quoted(r.sheet)}!${r.column}$" if r else None for r in refers)
    others = [column.refers or column.ranges for column in long.columns]
    offsets = tuple(len(index.rows[other.sheet]) + 1 if other else 0 for other in others)
    return PlacedLongTable(long, len(index.rows[sheet]) + 1, starts, offsets)


def _place_table(table: TableArea, sheet: str, index: _Index) -> PlacedTable:
    rows = index.rows[sheet]
    letters = sorted(table.headers, key=column_number)
    first_row = index.order[sheet][rows[table.header_row]]
    return PlacedTable(
        name=table.name,
        first=(rows[table.header_row], column_number(letters[0])),
        last=(rows[table.last_row], column_number(letters[-1])),
        headers=tuple(table.headers[letter] for letter in letters),
        formulas={
            table.headers[letter]: _print(formula, Place(sheet, first_row, letter), index)
            for letter, formula in table.formulas.items()
        },
        has_filter=table.has_filter,
    )


def _place_sparkline(sparkline: Sparkline, index: _Index) -> PlacedSparkline:
    row, column = index.address(sparkline.at)
    ends = [f"{p.column}{index.address(p)[0]}" for p in (sparkline.first, sparkline.last)]
    return PlacedSparkline(row, column, f"{quoted(sparkline.first.sheet)}!{':'.join(ends)}", sparkline.top)


def _place_chart(chart: Chart, sheet: Sheet, index: _Index) -> PlacedChart:
    row, column = index.address(chart.anchor)
    first, last = (column_number(letter) for letter in chart.width_columns)
    widths = [c.width for c in sheet.columns if first <= column_number(c.letter) <= last]
    first_bar, last_bar = index.ends(chart.categories)
    return PlacedChart(
        chart=chart,
        row=row,
        column=column,
        categories=_area(chart.categories, index),
        values=tuple(_area(series.values, index) for series in chart.series),
        width=sum(int(width * 7 + 5) for width in widths),
        height=chart.rows * CHART_ROW_HEIGHT * 96 / 72,
        bars=1 + last_bar - first_bar,
        title=_named(chart.title, index),
        names=tuple(_named(series.name, index) for series in chart.series),
    )


def _named(name: str | Place, index: _Index) -> str:
    """A text, or the formula that leads to its cell."""
    if not isinstance(name, Place):
        return name
    row, _ = index.address(name)
    return f"={quoted(name.sheet)}!${name.column}${row}"
