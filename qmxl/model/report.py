"""What every sheet says, as data. Cells name places (sheet, row key, column letter), never addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from qmxl.model.content_traces import Trace
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.explanation import Part
from qmxl.model.references import CellReference


class Place(NamedTuple):
    """A cell by the key of its row; `column` is its letter. A tuple, because places are looked up by the thousand."""

    sheet: str
    row: str
    column: str


class Span(NamedTuple):
    """Cells below each other in one column, from row key to row key."""

    sheet: str
    first_row: str
    last_row: str
    column: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula in the dialect of qmxl.formula; each [name] in `text` is a place.

    `value` is what it shows, where that is known: one that ranges over a long table is not computed again here.
    """

    text: str
    places: Mapping[str, Place | Span] = field(default_factory=dict)
    value: "str | int | float | None" = None


Content = str | int | float | Decimal | date | Formula | None


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks. `border` holds the letters of its thin sides (l, r, t, b); `fill` is a key of the palette."""

    size: float = 11
    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: str = ""
    align: str = "left"
    valign: str = "vcenter"
    wrap: bool = True
    border: str = ""
    fill: str = ""
    number_format: str = ""
    indent: int = 0
    is_locked: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `merge_to` is the last column of a merged range, `merge_down` the key of its last row.

    `source` is the input cell its content was typed in; `link` a place, or an input cell, that it links to.
    """

    content: Content
    style: Style = Style()
    merge_to: str | None = None
    merge_down: str | None = None
    source: CellReference | None = None
    link: Place | CellReference | None = None
    note: tuple[Part, ...] = ()
    """What a note on the cell says; input cells in it are told where the report has them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `height` None: fitted to its texts.

    What becomes of it if it would be too high: `is_divisible`: it is cut into several at a sentence; `is_extensible`:
    its cells, which staff type into, are merged with blank rows below; neither: its columns are made wider.
    """

    key: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    height: float | None = None
    space_after: float = 0
    """Points added below its texts."""
    is_divisible: bool = False
    is_extensible: bool = False
    is_hidden: bool = False
    keeps_with_next: bool = False


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column's letter, its width in characters, its outline level."""

    letter: str
    width: float
    level: int = 0
    is_hidden: bool = False
    is_collapsed: bool = False


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be typed in a span of cells. `kind`: list, whole, decimal, date, prompt or refuse."""

    span: Span
    kind: str
    title: str = ""
    prompt: str = ""
    source: str = ""
    """Defined name of a list."""


@dataclass(frozen=True, slots=True)
class TableArea:
    """A named table from its header row to its last row; `formulas` fill further rows of calculated columns."""

    name: str
    header_row: str
    last_row: str
    headers: Mapping[str, str]
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    has_filter: bool = False


@dataclass(frozen=True, slots=True)
class ConditionalFormat:
    """A format where a formula holds; the formula's places may be relative to the span's first cell.

    `last_column`: it holds for all columns from the span's to this one.
    """

    span: Span
    formula: Formula
    number_format: str = ""
    bold: bool = False
    fill: str = ""
    last_column: str | None = None


LongValue = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class LongReference:
    """Cells of a column of another long table; `items` are the rows there, from 0, for each row here."""

    sheet: str
    column: str
    items: "Sequence[int | None]"
    """None: the cell here is blank."""


@dataclass(frozen=True, slots=True, eq=False)
class LongColumn:
    """A column of a long table, one value for each row; with `refers` each is a formula that repeats another cell.

    `formula` is one over other cells of the same row, whose number stands for its {row}; over rows of another long
    table `ranges`, whose numbers stand for {first} and {last}.
    """

    letter: str
    header: str
    style: Style
    values: Sequence[LongValue]
    refers: LongReference | None = None
    formula: str = ""
    ranges: "LongRanges | None" = None


@dataclass(frozen=True, slots=True)
class LongRanges:
    """For each row here the first and the last row, from 0, of another long table."""

    sheet: str
    ends: "Sequence[tuple[int, int]]"


@dataclass(frozen=True, slots=True, eq=False)
class LongTable:
    """A named table of thousands of rows, below all other rows of its sheet: columns, not cells.

    `header_row` is the sheet's last row, with the headers. `heights` are points by row; None: as the program likes.
    """

    name: str
    header_row: str
    columns: tuple[LongColumn, ...]
    heights: Sequence[float] | None = None
    has_filter: bool = True

    def __len__(self) -> int:
        return len(self.columns[0].values)


_LONG = "long:"


def long_row(item: int) -> str:
    """Key of a row of a long table, from 0."""
    return f"{_LONG}{item}"


def long_item(key: str) -> int | None:
    """The other way round; None for the key of an ordinary row."""
    return int(key.removeprefix(_LONG)) if key.startswith(_LONG) else None


@dataclass(frozen=True, slots=True)
class Series:
    """What one kind of bar or mark of a chart shows; `look` is a key of the writer's looks.

    A name that is a place is what its cell shows. Blank cells are gaps: neither bar nor mark.
    """

    name: str | Place
    values: Span
    look: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, stacked or side by side, and marks over them, below a row. A title that is a place is what it shows."""

    anchor: Place
    title: str | Place
    categories: Span
    series: tuple[Series, ...]
    width_columns: tuple[str, str]
    rows: int
    """Rows of the standard chart height it covers."""
    number_format: str
    category_title: str = ""
    is_stacked: bool = False
    step: int | None = None
    """Between the lines of the value axis; None: as the program likes."""
    is_whole: bool = False
    """One lying bar from edge to edge: each piece with its number, none where it is 0, and no axes."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Small bars in one cell, of the figures that stand side by side from `first` to `last`.

    Bars, because LibreOffice prints the lines so thin that nothing is seen of them.
    """

    at: Place
    first: Place
    last: Place
    top: float | None = None
    """What the height of the cell stands for; None: the greatest of them."""


class Visibility(StrEnum):
    """How a worksheet is reached: seen, hidden, or hidden from the list of hidden ones too."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very_hidden"


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """A4. `repeat` is the first and last row key printed on every page."""

    is_landscape: bool = False
    repeat: tuple[str, str] | None = None
    last_column: str | None = None
    margins: tuple[float, float, float, float] = (0.5, 0.5, 0.6, 0.6)
    """Left, right, top, bottom in inches."""
    header: str = ""
    footer: str = '&C&"Times New Roman"&10Trang &P'
    """Not of how many: programs count the pages of the whole workbook there."""
    is_first_page_unnumbered: bool = False
    scale: int | None = None
    """Per cent; None: fitted to the page's width (where Excel ignores written page breaks)."""
    together: tuple[tuple[str, str], ...] = ()
    """First and last row key of what stands on one page unless too much of the one before would be left blank.

    Page breaks are written where it is not empty, also around rows that must not be parted (`keeps_with_next`).
    """


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[Row, ...]
    validations: tuple[Validation, ...] = ()
    tables: tuple[TableArea, ...] = ()
    conditional_formats: tuple[ConditionalFormat, ...] = ()
    charts: tuple[Chart, ...] = ()
    sparklines: tuple[Sparkline, ...] = ()
    long: LongTable | None = None
    freeze: Place | None = None
    visibility: Visibility = Visibility.VISIBLE
    is_protected: bool = False
    setup: PrintSetup = PrintSetup()


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A workbook-wide name for a span or a single cell."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Report:
    """A whole workbook. `must_agree` pairs a place with what the evaluation says must stand there."""

    sheets: tuple[Sheet, ...]
    names: tuple[DefinedName, ...] = ()
    title: str = ""
    subject: str = ""
    created: date | None = None
    must_agree: Mapping[Place, str | int | float | None] = field(default_factory=dict)
    sentences: Mapping[str, Place] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    """All that is said of the input, as on `Kiểm tra`."""
    digest: str = ""
    """SHA-256 of what staff typed, as it stands in the sheets; none for a fill-in workbook."""
    traces: tuple[Trace, ...] = ()
    """Marks of what staff typed, cell by cell; rows by their keys."""


Value = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell with its address, the text of its formula and the value it shows."""

    row: int
    column: int
    value: Value | date
    formula: str | None
    style: Style
    last_row: int
    last_column: int
    link: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """Number, height in points (None: standard) and visibility of a row."""

    row: int
    height: float | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """`headers` in column order; `formulas` by header."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    headers: tuple[str, ...]
    formulas: Mapping[str, str]
    has_filter: bool


@dataclass(frozen=True, slots=True)
class PlacedValidation:
    """A validation with its first and last cell as (row, column)."""

    first: tuple[int, int]
    last: tuple[int, int]
    validation: Validation


@dataclass(frozen=True, slots=True)
class PlacedFormat:
    """A conditional format with its first and last cell, and its formula as text."""

    first: tuple[int, int]
    last: tuple[int, int]
    formula: str
    conditional_format: ConditionalFormat


@dataclass(frozen=True, slots=True)
class PlacedChart:
    """A chart with its first cell, its ranges as text, its size in pixels, the number of its bars.

    `title` and `names` are texts, or formulas that begin with `=`.
    """

    chart: Chart
    row: int
    column: int
    categories: str
    values: tuple[str, ...]
    width: float
    height: float
    bars: int
    title: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedSparkline:
    """Small bars with their cell and their range as text."""

    row: int
    column: int
    values: str
    top: float | None


@dataclass(frozen=True, slots=True, eq=False)
class PlacedLongTable:
    """A long table with the number of its first row; `starts` are, by column, how a formula begins that repeats a cell.

    The number of that cell's row is put behind it; `offsets` are added to the items to get it.
    """

    table: LongTable
    first_row: int
    starts: tuple[str | None, ...]
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlacedSheet:
    """One worksheet with addresses; row and column numbers are 1-based."""

    sheet: Sheet
    cells: tuple[PlacedCell, ...]
    rows: tuple[PlacedRow, ...]
    tables: tuple[PlacedTable, ...]
    validations: tuple[PlacedValidation, ...]
    conditional_formats: tuple[PlacedFormat, ...]
    charts: tuple[PlacedChart, ...]
    sparklines: tuple[PlacedSparkline, ...]
    freeze: tuple[int, int] | None
    repeat: tuple[int, int] | None
    print_area: tuple[int, int, int, int]
    page_breaks: tuple[int, ...] = ()
    long: PlacedLongTable | None = None


@dataclass(frozen=True, slots=True)
class Alteration:
    """What a cell could not hold of its text; `source` is the input cell it was typed in, None for composed texts."""

    text: str
    """As it was."""
    shown: str
    """As it is written."""
    source: CellReference | None


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """A workbook ready to be written. `values` are what the cells show, by place."""

    sheets: tuple[PlacedSheet, ...]
    names: Mapping[str, str]
    report: Report
    values: Mapping[Place, Value]
    altered: Mapping[Place, Alteration] = field(default_factory=dict)
    """Texts no cell can hold as they are. Every other text is written exactly."""
