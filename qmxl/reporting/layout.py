"""Places -> addresses and values. Refuses a formula that leads nowhere."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from qmxl.contract.excel_limits import MAXIMUM_TEXT, storable, text_length
from qmxl.formula import CellError, Expression, parse
from qmxl.model.references import CellReference, column_letters, column_number, quoted
from qmxl.model.report import (
    Alteration,
    Cell,
    Chart,
    Content,
    Formula,
    Place,
    PlacedCell,
    PlacedChart,
    PlacedFormat,
    PlacedReport,
    PlacedRow,
    PlacedSheet,
    PlacedTable,
    PlacedValidation,
    Report,
    Row,
    Sheet,
    Span,
    TableArea,
    Value,
)
from qmxl.reporting.text_height import WrappedText, column_points, divide_at_sentences, row_height

DAY_ZERO = date(1899, 12, 30)
MAXIMUM_HEIGHT = 409.0
CHART_ROWS = 18
CHART_ROW_HEIGHT = 15.0
_DEFAULT_HEIGHT = 15.0
_A4_HEIGHT, _A4_WIDTH = 841.9, 595.3
_PAGE_SHARE = 0.97
"""Of the page's height that is counted on."""


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
        try:
            return self.rows[place.sheet][place.row], column_number(place.column)
        except KeyError:
            raise DanglingPlace(f"{place}") from None

    def keys(self, span: Span) -> tuple[str, ...]:
        rows = self.rows[span.sheet]
        if span.first_row not in rows or span.last_row not in rows:
            raise DanglingPlace(f"{span}")
        return self.order[span.sheet][rows[span.first_row] - 1 : rows[span.last_row]]


def lay_out(report: Report) -> PlacedReport:
    """Give every cell its address and every formula its text and value; check them against the evaluation."""
    values = _Values(report)
    divided = replace(report, sheets=tuple(_divided(sheet, values) for sheet in report.sheets))
    if divided != report:
        values = _Values(divided)
    index = _index(divided)
    sheets = tuple(_place_sheet(sheet, index, values) for sheet in divided.sheets)
    _check(divided, values)
    names = {name.name: _area(name.span, index) for name in divided.names}
    return PlacedReport(sheets, names, divided, values.known, values.altered)


def _check(report: Report, values: "_Values") -> None:
    told = {place: values.at(place) for place in report.must_agree}
    wrong = tuple(place for place, expected in report.must_agree.items() if told[place] != _storable(expected))
    if wrong:
        cases = "; ".join(f"{place}: {told[place]!r}, evaluation: {report.must_agree[place]!r}" for place in wrong)
        raise FormulaDisagreement(cases, wrong)


class _Values:
    """What each place shows: constants as they are, formulas computed once, when first asked for."""

    def __init__(self, report: Report) -> None:
        self.known: dict[Place, Value] = {}
        self.altered: dict[Place, Alteration] = {}
        self._cells: dict[Place, Cell] = {
            Place(sheet.name, row.key, column): cell
            for sheet in report.sheets
            for row in sheet.rows
            for column, cell in row.cells.items()
        }
        self._order = {sheet.name: [row.key for row in sheet.rows] for sheet in report.sheets}
        self._position = {name: {key: n for n, key in enumerate(keys)} for name, keys in self._order.items()}

    def at(self, place: Place) -> Value:
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
        expression = parse(content.text)
        shown = expression.compute(lambda name: self._resolve(content, name))  # type: ignore[arg-type,return-value]
        return shown.value if isinstance(shown, CellError) else shown  # type: ignore[return-value]

    def _resolve(self, formula: Formula, name: str) -> object:
        place = formula.places.get(name)
        if place is None:
            raise DanglingPlace(f"[{name}] in {formula.text}")
        if isinstance(place, Place):
            return self.at(place)
        position = self._position[place.sheet]
        if place.first_row not in position or place.last_row not in position:
            raise DanglingPlace(f"{place}")
        keys = self._order[place.sheet][position[place.first_row] : position[place.last_row] + 1]
        return tuple(self.at(Place(place.sheet, key, place.column)) for key in keys)


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


def _divided(sheet: Sheet, values: _Values) -> Sheet:
    """Rows that would be higher than Excel allows, cut at sentences into several."""
    if not any(row.is_divisible for row in sheet.rows):
        return sheet
    widths = {column.letter: column.width for column in sheet.columns}
    return replace(sheet, rows=tuple(piece for row in sheet.rows for piece in _pieces(sheet.name, row, widths, values)))


def _pieces(name: str, row: Row, widths: Mapping[str, float], values: _Values) -> Iterator[Row]:
    if not row.is_divisible or len(row.cells) == 0:
        yield row
        return
    column, cell = max(row.cells.items(), key=lambda item: len(str(values.at(Place(name, row.key, item[0])) or "")))
    text = values.at(Place(name, row.key, column))
    if not isinstance(text, str):
        yield row
        return
    points = _points(column, cell, widths)
    slices = divide_at_sentences(text, points, cell.style.size, MAXIMUM_HEIGHT, bold=cell.style.bold)
    if len(slices) < 2:
        yield row
        return
    for number, (start, length) in enumerate(slices):
        key = row.key if not number else f"{row.key}#{number + 1}"
        others = row.cells if not number else {letter: replace(c, content=None) for letter, c in row.cells.items()}
        yield replace(
            row, key=key, cells={**others, column: replace(cell, content=_slice(cell.content, start, length))}
        )


def _slice(content: Content, start: int, length: int) -> Content:
    if isinstance(content, Formula):
        return replace(content, text=f"MID({content.text},{start + 1},{length})")
    return str(content)[start : start + length]


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


def _place_sheet(sheet: Sheet, index: _Index, values: _Values) -> PlacedSheet:
    cells = tuple(_place_cells(sheet, index, values))
    numbers = index.rows[sheet.name]
    last_column = column_number(sheet.setup.last_column or sheet.columns[-1].letter)
    charts = tuple(_place_chart(chart, sheet, index) for chart in sheet.charts)
    heights = _heights(sheet, index, values)
    return PlacedSheet(
        sheet=sheet,
        cells=cells,
        rows=tuple(PlacedRow(numbers[row.key], heights[row.key], row.is_hidden) for row in sheet.rows),
        tables=tuple(_place_table(table, sheet.name, index) for table in sheet.tables),
        validations=tuple(PlacedValidation(*_corners(v.span, index), v) for v in sheet.validations),
        conditional_formats=tuple(
            PlacedFormat(
                *_corners(c.span, index), _print(c.formula, Place(sheet.name, c.span.first_row, "A"), index), c
            )
            for c in sheet.conditional_formats
        ),
        charts=charts,
        freeze=index.address(sheet.freeze) if sheet.freeze else None,
        repeat=(numbers[sheet.setup.repeat[0]], numbers[sheet.setup.repeat[1]]) if sheet.setup.repeat else None,
        print_area=(1, 1, max(len(sheet.rows), 1), last_column),
        page_breaks=_page_breaks(sheet, index, heights),
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
            )


def _link(cell: Cell, index: _Index) -> str | None:
    target = index.sources.get(cell.link) if isinstance(cell.link, CellReference) else cell.link
    if target is None:
        return None
    row, column = index.address(target)
    return f"internal:{quoted(target.sheet)}!{column_letters(column)}{row}"


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
    row = index.rows[place.sheet][place.row]
    for first, last, table in index.tables[place.sheet]:
        if first < row <= last and place.column in table.headers and at.column in table.headers:
            header = table.headers[place.column]
            return (
                None if _ODD_IN_FORMULAS.search(header) else f"{table.name}[[#This Row],[{header.translate(_ESCAPED)}]]"
            )
    return None


def _area(span: Span, index: _Index, from_sheet: str | None = None) -> str:
    keys = index.keys(span)
    rows = index.rows[span.sheet]
    sheet = "" if span.sheet == from_sheet else quoted(span.sheet) + "!"
    first, last = rows[keys[0]], rows[keys[-1]]
    return f"{sheet}${span.column}${first}:${span.column}${last}"


def _corners(span: Span, index: _Index) -> tuple[tuple[int, int], tuple[int, int]]:
    keys = index.keys(span)
    rows, column = index.rows[span.sheet], column_number(span.column)
    return (rows[keys[0]], column), (rows[keys[-1]], column)


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


def _place_chart(chart: Chart, sheet: Sheet, index: _Index) -> PlacedChart:
    row, column = index.address(chart.anchor)
    first, last = (column_number(letter) for letter in chart.width_columns)
    widths = [c.width for c in sheet.columns if first <= column_number(c.letter) <= last]
    return PlacedChart(
        row=row,
        column=column,
        title=chart.title,
        categories=_area(chart.categories, index),
        results=_area(chart.results, index),
        targets=_area(chart.targets, index),
        width=sum(int(width * 7 + 5) for width in widths),
        height=CHART_ROWS * CHART_ROW_HEIGHT * 96 / 72,
    )


def _points(column: str, cell: Cell, widths: Mapping[str, float]) -> float:
    letters = [
        column_letters(number) for number in range(column_number(column), column_number(cell.merge_to or column) + 1)
    ]
    own, *merged = [widths.get(letter, 8.43) for letter in letters]
    return column_points(own, *merged) - cell.style.indent * 7


def _heights(sheet: Sheet, index: _Index, values: _Values) -> dict[str, float | None]:
    """Heights by row key; the last row of a merged cell is made high enough for the whole of its text."""
    heights = {row.key: _height(row, sheet, values) for row in sheet.rows}
    widths = {column.letter: column.width for column in sheet.columns}
    for row in sheet.rows:
        for letter, cell in row.cells.items():
            text = values.at(Place(sheet.name, row.key, letter)) if cell.merge_down else None
            if isinstance(text, str) and text and cell.merge_down:
                keys = index.keys(Span(sheet.name, row.key, cell.merge_down, letter))
                fitted = WrappedText(text, _points(letter, cell, widths), cell.style.size, cell.style.bold)
                missing = row_height([fitted]) - sum(heights[key] or _DEFAULT_HEIGHT for key in keys)
                last = heights[keys[-1]] or _DEFAULT_HEIGHT
                heights[keys[-1]] = min(last + max(missing, 0), MAXIMUM_HEIGHT)
    return heights


def _page_breaks(sheet: Sheet, index: _Index, heights: Mapping[str, float | None]) -> tuple[int, ...]:
    """Rows after which a page ends, so that what belongs together stands together in every program."""
    if not sheet.setup.together:
        return ()
    numbers = index.rows[sheet.name]
    high = [0.0, *((heights[row.key] or _DEFAULT_HEIGHT) for row in sheet.rows)]
    room, repeated = _room(sheet, [high[numbers[key]] for key in sheet.setup.repeat or ()][:1])
    breaks, used = [], 0.0
    for first, last in _page_blocks(sheet, numbers):
        height = sum(high[first : last + 1])
        if used + height > room and used > 0:
            breaks.append(first - 1)
            used = repeated
        used += height
        while used > room:
            used -= room
    return tuple(breaks)


def _room(sheet: Sheet, repeated: list[float]) -> tuple[float, float]:
    """Points of rows on a page, and those that the repeated header takes on every page but the first."""
    page = _A4_WIDTH if sheet.setup.is_landscape else _A4_HEIGHT
    top, bottom = sheet.setup.margins[2:]
    return (page - (top + bottom) * 72) * 100 / (sheet.setup.scale or 100) * _PAGE_SHARE, sum(repeated)


def _page_blocks(sheet: Sheet, numbers: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Row numbers of each block that is not to be parted: those named, single rows between them."""
    lasts = {numbers[first]: numbers[last] for first, last in sheet.setup.together}
    number = 1
    while number <= len(sheet.rows):
        last = lasts.get(number, number)
        yield number, last
        number = last + 1


def _height(row: Row, sheet: Sheet, values: _Values) -> float | None:
    """Written height of a row: given, or fitted to its wrapped texts; Excel fits no merged row, LibreOffice none."""
    if row.height is not None:
        return row.height
    widths = {column.letter: column.width for column in sheet.columns}
    texts = [
        WrappedText(text, _points(letter, cell, widths), cell.style.size, cell.style.bold, cell.style.italic)
        for letter, cell in row.cells.items()
        if cell.style.wrap and cell.merge_down is None
        if isinstance(text := values.at(Place(sheet.name, row.key, letter)), str) and text
    ]
    texts = [text for text in texts if not _fits_one_line(text)] or texts[:1]
    if not texts:
        return None
    return min(math.ceil((row_height(texts) + row.space_after) * 4) / 4, MAXIMUM_HEIGHT)


_WIDEST = 1.02
"""Of the font size: no character of Times New Roman is wider."""


def _fits_one_line(text: WrappedText) -> bool:
    """Short texts need no measuring."""
    return "\n" not in text.text and len(text.text) * text.size * _WIDEST < text.width_points
