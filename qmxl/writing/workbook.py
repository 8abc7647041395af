"""The .xlsx file: cells, formulas, formats, charts and page set-up as the placed report says."""

import io
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.chart import Chart as XlsxChart
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qmxl.contract.excel_limits import MAXIMUM_TEXT, cut, storable, text_length
from qmxl.model.references import column_letters, column_number
from qmxl.model.report import (
    PlacedCell,
    PlacedChart,
    PlacedFormat,
    PlacedLongTable,
    PlacedReport,
    PlacedSheet,
    PlacedSparkline,
    PlacedTable,
    PlacedValidation,
    Series,
    Style,
    Visibility,
)
from qmxl.writing.long_tables import MARK, LongRows, with_long_rows
from qmxl.writing.replacement import replace_file
from qmxl.writing.texts import escaped, is_odd, shared

FONT = "Times New Roman"
_AUTHOR = "qmxl"
_EPOCH = date(2000, 1, 1)
_PALETTE: dict[str, dict[str, object]] = {
    "header": {"bg_color": "#D9D9D9"},
    "grey": {"bg_color": "#EDEDED"},
    "hatched": {"diag_type": 3, "diag_border": 1, "diag_color": "#A6A6A6"},  # LibreOffice draws no pattern fills
    "dark": {"bg_color": "#BFBFBF"},
    "pale": {"bg_color": "#F2F2F2"},
    "exceeded": {"bg_color": "#A9D08E"},
    "met": {"bg_color": "#E2EFDA"},
    "not_met": {"bg_color": "#F4B6A6"},
    "deferred": {"bg_color": "#DDEBF7"},
    "no_data": {"bg_color": "#FFE699"},
}
_COLOURS = {"grey": "#595959"}
_SIDES = {"l": "left", "r": "right", "t": "top", "b": "bottom"}
_PROMPT_LIMIT, _TITLE_LIMIT = 255, 32
_A4 = 9
_BAR_PIXELS = 50
_LINK_LIMIT = 65_530
"""Links on one worksheet; the texts of further ones stay, without a link."""


class WriteFault(RuntimeError):
    """XlsxWriter refused to write something."""


class _ReportSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no annotations
    """A worksheet whose first page may be without the running page number, which XlsxWriter has no option for."""

    is_first_page_unnumbered = False
    long: LongRows | None = None
    dim_rowmax: int

    def _write_rows(self) -> None:
        """Rows of a long table are put in their place later, so that they are never all in memory."""
        super()._write_rows()
        if self.long is not None:
            self.fh.write(MARK)

    def _write_dimension(self) -> None:
        own: int = self.dim_rowmax
        if self.long is not None:
            self.dim_rowmax = self.long.last_row - 1
        super()._write_dimension()
        self.dim_rowmax = own

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002
        """XlsxWriter searches each formula for a hundred newer functions; the dialect has none of them."""
        del expand_future_functions
        return formula.removeprefix("=")

    def _write_header_footer(self) -> None:
        if not self.is_first_page_unnumbered:
            super()._write_header_footer()
            return
        self._xml_start_tag("headerFooter", [("differentFirst", "1")])
        if self.header:
            self._write_odd_header()
        if self.footer:
            self._write_odd_footer()
        self._xml_data_element("firstHeader", "")
        self._xml_end_tag("headerFooter")


def write_workbook(
    placed: PlacedReport, output_path: Path, *, read_back: Callable[[Path], None] = lambda _: None
) -> None:
    """Write the file; whatever stood there stays until the new one is complete (qmxl.writing.replacement).

    `read_back` is shown the new file before it takes its place. Raises OSError, InUse among them.
    """
    replace_file(output_path, _package(placed), read_back)


def _package(placed: PlacedReport) -> bytes:
    """The whole file, made in memory: nothing of a register lies about elsewhere, whenever the program is killed."""
    memory = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(memory, options)
    created = placed.report.created or _EPOCH
    book.set_properties(
        {
            "title": storable(placed.report.title),
            "subject": storable(placed.report.subject),
            "author": _AUTHOR,
            "created": datetime(created.year, created.month, created.day),  # noqa: DTZ001  Excel's own, without a zone
        }
    )
    writer = _Writer(book)
    for sheet in placed.sheets:
        writer.add(sheet)
    for defined, area in placed.names.items():
        _checked(book.define_name(defined, f"={area}"), f"name {defined}")
    _first_visible(book)
    book.close()
    return with_long_rows(memory, writer.long_rows) if writer.long_rows else memory.getvalue()


def _first_visible(book: xlsxwriter.Workbook) -> None:
    first = next((sheet for sheet in book.worksheets() if not sheet.hidden), None)
    if first is not None:
        first.activate()


def _checked(code: object, what: str) -> None:
    """XlsxWriter tells most failures by a return code only."""
    if isinstance(code, int) and code < 0:
        raise WriteFault(f"{what}: {code}")


class _Writer:
    """Formats are made once per style and workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats: dict[Style, Format] = {}
        self._links: Counter[str] = Counter()
        self.long_rows: dict[str, LongRows] = {}
        """By part of the package."""

    def add(self, placed: PlacedSheet) -> None:
        sheet: _ReportSheet = self._book.add_worksheet(placed.sheet.name, worksheet_class=_ReportSheet)
        sheet.xls_strmax = sys.maxsize  # of the markup; lengths of texts are checked here
        self._columns(sheet, placed)
        self._rows(sheet, placed)
        for table in placed.tables:
            _add_table(sheet, table)
        if placed.long:
            self._long(sheet, placed.long)
        for cell in placed.cells:
            self._cell(sheet, cell)
        for validation in placed.validations:
            _add_validation(sheet, validation)
        for conditional in placed.conditional_formats:
            self._conditional(sheet, conditional)
        for chart in placed.charts:
            self._chart(sheet, chart)
        for sparkline in placed.sparklines:
            _add_sparkline(sheet, sparkline)
        _set_up(sheet, placed)

    def _long(self, sheet: _ReportSheet, placed: PlacedLongTable) -> None:
        """XlsxWriter keeps a record of every cell of a table: it is told of the first row, and then of the others."""
        whole = _area_of(placed)
        _add_table(sheet, replace(whole, last=(placed.first_row, whole.last[1])))
        (first_row, first_column), (last_row, last_column) = whole.first, whole.last
        area = f"{column_letters(first_column)}{first_row}:{column_letters(last_column)}{last_row}"
        ranges = ("range", "a_range", *(["autofilter"] if whole.has_filter else []))
        sheet.tables[-1].update(dict.fromkeys(ranges, area))
        sheet.dim_rowmax = placed.first_row - 2  # the header's: what follows has no cells here
        looks = [self.format(column.style)._get_xf_index() for column in placed.table.columns]  # noqa: SLF001  no other way
        sheet.long = LongRows(placed, looks, sheet.str_table._get_shared_string_index)  # noqa: SLF001
        self.long_rows[f"xl/worksheets/sheet{sheet.index + 1}.xml"] = sheet.long

    def format(self, style: Style) -> Format:
        if style not in self._formats:
            self._formats[style] = self._book.add_format(_properties(style))
        return self._formats[style]

    def _columns(self, sheet: Worksheet, placed: PlacedSheet) -> None:
        for index, column in enumerate(placed.sheet.columns):
            options = {"level": column.level, "hidden": column.is_hidden or column.is_collapsed}
            _checked(sheet.set_column(index, index, column.width, None, options), "column")
        last = max((i for i, c in enumerate(placed.sheet.columns) if c.is_collapsed), default=None)
        if last is not None and last + 1 < len(placed.sheet.columns):
            width = placed.sheet.columns[last + 1].width
            sheet.set_column(last + 1, last + 1, width, None, {"collapsed": True})

    def _rows(self, sheet: Worksheet, placed: PlacedSheet) -> None:
        for row in placed.rows:
            if row.height is not None or row.is_hidden:
                _checked(sheet.set_row(row.row - 1, row.height, None, {"hidden": row.is_hidden}), "row")

    def _cell(self, sheet: Worksheet, cell: PlacedCell) -> None:
        row, column, look = cell.row - 1, cell.column - 1, self.format(cell.style)
        if (cell.last_row, cell.last_column) != (cell.row, cell.column):
            area = (row, column, cell.last_row - 1, cell.last_column - 1)
            _checked(sheet.merge_range(*area, "", look), f"merge {area}")
        if cell.link and self._links[sheet.name] < _LINK_LIMIT:
            self._links[sheet.name] += 1
            text = shared(cell.value) if isinstance(cell.value, str) else ""
            _checked(sheet.write_url(row, column, cell.link, look, text), "link")
        _checked(_write_value(sheet, row, column, cell, look), f"cell {cell.row}:{cell.column}")
        if cell.note:
            _checked(sheet.write_comment(row, column, cell.note, _note_look(cell.note)), "note")

    def _conditional(self, sheet: Worksheet, placed: PlacedFormat) -> None:
        wanted = placed.conditional_format
        properties: dict[str, object] = {}
        if wanted.number_format:
            properties["num_format"] = wanted.number_format
        if wanted.bold:
            properties["bold"] = True
        properties |= _PALETTE.get(wanted.fill, {})
        (first_row, first_column), (last_row, last_column) = placed.first, placed.last
        options = {"type": "formula", "criteria": f"={placed.formula}", "format": self._book.add_format(properties)}
        area = (first_row - 1, first_column - 1, last_row - 1, last_column - 1)
        _checked(sheet.conditional_format(*area, options), "conditional format")

    def _chart(self, sheet: Worksheet, placed: PlacedChart) -> None:
        drawn = (_whole if placed.chart.is_whole else _columns_and_marks)(self._book, placed)
        drawn.set_title(
            {"name": placed.title, "name_font": {**_CHART_FONT, "size": 12, "bold": True}, "overlay": False}
        )
        drawn.set_legend({"position": "bottom", "font": _CHART_FONT})
        drawn.set_size({"width": placed.width - 4, "height": placed.height - 6})
        place = {"x_offset": 2, "y_offset": 2, "object_position": 1}
        _checked(sheet.insert_chart(placed.row - 1, placed.column - 1, drawn, place), "chart")


def _columns_and_marks(book: xlsxwriter.Workbook, placed: PlacedChart) -> XlsxChart:
    wanted = placed.chart
    bars = book.add_chart({"type": "column", **({"subtype": "stacked"} if wanted.is_stacked else {})})
    marks = book.add_chart({"type": "line"})
    for series, told in _series(placed):
        if series.look in _BARS:
            bars.add_series({**told, **_bar(series.look), "gap": _gap(placed)})
        else:
            marks.add_series({**told, "line": {"none": True}, "marker": _MARKS[series.look]})
    if marks.series:
        bars.combine(marks)
    named = {"name": wanted.category_title, "name_font": _CHART_FONT} if wanted.category_title else {}
    labels = {"num_font": {**_CHART_FONT, "rotation": 0}, "interval_unit": 1}  # none turned, none left out
    bars.set_x_axis({**(labels if placed.bars <= _MOST_LEVEL_LABELS else {"num_font": _CHART_FONT}), **named})
    lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    axis = {"num_font": _CHART_FONT, "num_format": wanted.number_format, "min": 0, "major_gridlines": lines}
    bars.set_y_axis({**axis, **({"major_unit": wanted.step} if wanted.step else {})})
    return bars


def _whole(book: xlsxwriter.Workbook, placed: PlacedChart) -> XlsxChart:
    """Shares of the whole width, so that the bar has its length whatever the numbers become."""
    bar = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for series, told in _series(placed):
        font = {**_CHART_FONT, "size": 12, "bold": True, "color": "#FFFFFF" if series.look == "black" else "#000000"}
        numbers = {"value": True, "num_format": _NOTHING_FOR_NOUGHT, "position": "center", "font": font}
        bar.add_series({**told, **_bar(series.look), "gap": _GAP_BESIDE_ONE_BAR, "data_labels": numbers})
    bare = {"visible": False, "major_gridlines": {"visible": False}}
    bar.set_x_axis(bare)
    bar.set_y_axis(bare)
    return bar


def _series(placed: PlacedChart) -> Iterator[tuple[Series, dict[str, object]]]:
    for series, name, values in zip(placed.chart.series, placed.names, placed.values, strict=True):
        yield series, {"name": name, "categories": f"={placed.categories}", "values": f"={values}"}


def _bar(look: str) -> dict[str, object]:
    return {**_BARS[look], "border": {"color": "#404040"}}


_CHART_FONT: dict[str, object] = {"name": FONT, "size": 10}
_NOTHING_FOR_NOUGHT = "0;;;"
_GAP_BESIDE_ONE_BAR = 20
_MOST_LEVEL_LABELS = 20
_BARS: dict[str, dict[str, object]] = {
    "white": {"fill": {"color": "#FFFFFF"}},
    "light": {"fill": {"color": "#D9D9D9"}},
    "middle": {"fill": {"color": "#7F7F7F"}},
    "black": {"fill": {"color": "#000000"}},
    "striped": {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#000000", "bg_color": "#FFFFFF"}},
    "pale_stripes": {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#A6A6A6", "bg_color": "#FFFFFF"}},
    "pale_grid": {"pattern": {"pattern": "dotted_grid", "fg_color": "#A6A6A6", "bg_color": "#FFFFFF"}},
    "pale_lines": {"pattern": {"pattern": "narrow_horizontal", "fg_color": "#C8C8C8", "bg_color": "#FFFFFF"}},
}
_MARKS: dict[str, dict[str, object]] = {
    "dash": {"type": "long_dash", "size": 14, "fill": {"color": "black"}, "border": {"color": "black"}},
    "diamond": {"type": "diamond", "size": 9, "fill": {"color": "black"}, "border": {"color": "black"}},
}
"""Looks of bars (a number is read over the pale ones), and of the marks over them: told apart without colour.

LibreOffice draws many patterns alike (all of dots as stripes), and of a mark the fill alone.
"""


_NOTE_FONT = {"font_name": "Tahoma", "font_size": 9}
_NOTE_WIDTH, _NOTE_LINE, _SIGNS_IN_A_LINE = 420, 16, 66
"""Pixels, pixels, and the signs of a line at that width."""


def _note_look(text: str) -> dict[str, object]:
    """Big enough for its text: nobody scrolls in a note."""
    lines = sum(1 + len(line) // _SIGNS_IN_A_LINE for line in text.split("\n"))
    return {**_NOTE_FONT, "author": _AUTHOR, "width": _NOTE_WIDTH, "height": 12 + _NOTE_LINE * lines}


def _gap(chart: PlacedChart) -> int:
    """Room between the bars, per cent of their width, so that few bars are no wider than many."""
    return max(60, min(500, round(100 * (chart.width / chart.bars / _BAR_PIXELS - 1))))


def _properties(style: Style) -> dict[str, object]:
    properties: dict[str, object] = {
        "font_name": FONT,
        "font_size": style.size,
        "bold": style.bold,
        "italic": style.italic,
        "underline": int(style.underline),
        "align": style.align,
        "valign": style.valign,
        "text_wrap": style.wrap,
        "locked": style.is_locked,
        "font_color": _COLOURS.get(style.colour, "#000000"),
    }
    properties |= {_SIDES[side]: 1 for side in style.border}
    properties |= _PALETTE.get(style.fill, {})
    if style.number_format:
        properties["num_format"] = style.number_format
    if style.indent:
        properties["indent"] = style.indent
    return properties


def _write_value(sheet: Worksheet, row: int, column: int, cell: PlacedCell, look: Format) -> object:
    if cell.formula is not None:
        value = escaped(cell.value) if isinstance(cell.value, str) else cell.value
        return sheet.write_formula(row, column, f"={cell.formula}", look, value)
    if cell.value is None:
        return sheet.write_blank(row, column, None, look)
    if isinstance(cell.value, bool):
        return sheet.write_boolean(row, column, cell.value, look)
    if isinstance(cell.value, int | float):
        return sheet.write_number(row, column, cell.value, look)
    if isinstance(cell.value, date):
        return sheet.write_datetime(row, column, cell.value, look)
    if text_length(cell.value) > MAXIMUM_TEXT:
        raise WriteFault(f"cell {row + 1}:{column + 1} is too long")
    return sheet.write_string(row, column, shared(cell.value), look)


def _add_table(sheet: Worksheet, table: PlacedTable) -> None:
    """Formulas and odd headers are put in afterwards: XlsxWriter makes "@" in them "[#This Row],", in texts too."""
    columns = [{"header": f"Column{n}" if is_odd(header) else header} for n, header in enumerate(table.headers, 1)]
    options = {"name": table.name, "columns": columns, "style": None, "autofilter": table.has_filter}
    area = (table.first[0] - 1, table.first[1] - 1, table.last[0] - 1, table.last[1] - 1)
    _checked(sheet.add_table(*area, options), f"table {table.name}")
    for header, column in zip(table.headers, sheet.tables[-1]["columns"], strict=True):
        column["name"] = escaped(header)
        column["formula"] = table.formulas.get(header, "")


def _area_of(placed: PlacedLongTable) -> PlacedTable:
    columns = placed.table.columns
    first, last = (column_number(columns[n].letter) for n in (0, -1))
    header = placed.first_row - 1
    ends = (header, first), (header + max(len(placed.table), 1), last)
    return PlacedTable(placed.table.name, *ends, tuple(c.header for c in columns), {}, placed.table.has_filter)


def _add_sparkline(sheet: Worksheet, placed: PlacedSparkline) -> None:
    look = {"type": "column", "min": 0, "series_color": "#8C8C8C", **({"max": placed.top} if placed.top else {})}
    options = {"range": placed.values, "show_hidden": True, **look}  # the figures stand on a hidden sheet
    _checked(sheet.add_sparkline(placed.row - 1, placed.column - 1, options), "sparkline")


def _add_validation(sheet: Worksheet, placed: PlacedValidation) -> None:
    wanted = placed.validation
    options: dict[str, object] = {
        "input_title": textwrap.shorten(wanted.title, _TITLE_LIMIT, placeholder=""),
        "input_message": cut(wanted.prompt, _PROMPT_LIMIT),
    }
    options |= _VALIDATIONS[wanted.kind](wanted.source)
    area = (placed.first[0] - 1, placed.first[1] - 1, placed.last[0] - 1, placed.last[1] - 1)
    _checked(sheet.data_validation(*area, {k: v for k, v in options.items() if v != ""}), "validation")


_WARN: dict[str, object] = {"error_type": "warning", "error_title": "qmxl"}
_VALIDATIONS: dict[str, Callable[[str], dict[str, object]]] = {
    "list": lambda source: {
        "validate": "list",
        "source": f"={source}",
        "error_title": "qmxl",
        "error_message": "Hãy chọn trong danh sách.",
    },
    "words": lambda source: {
        "validate": "list",
        "source": f"={source}",
        "error_type": "information",
        "error_title": "qmxl",
        "error_message": "Chọn trong danh sách, hoặc ghi ngày hoàn thành.",
    },
    "whole": lambda _: {
        "validate": "integer",
        "criteria": ">=",
        "value": 0,
        "error_message": "Ô này cần số nguyên, không âm.",
        **_WARN,
    },
    "date": lambda _: {
        "validate": "date",
        "criteria": ">=",
        "value": date(1990, 1, 1),
        "error_message": "Ô này cần ngày, dạng ngày/tháng/năm, ví dụ 20/8/2026.",
        **_WARN,
    },
    "prompt": lambda _: {"validate": "any"},
    "refuse": lambda _: {
        "validate": "custom",
        "value": "=FALSE",
        "ignore_blank": False,
        "error_title": "qmxl",
        "error_message": "Ô này do qmxl tính, không gõ vào.",
    },
}


def _set_up(sheet: _ReportSheet, placed: PlacedSheet) -> None:
    _set_up_page(sheet, placed)
    if placed.freeze:
        sheet.freeze_panes(placed.freeze[0] - 1, placed.freeze[1] - 1)
    sheet.hide_gridlines(2)
    if any(column.level for column in placed.sheet.columns):
        sheet.outline_settings(True, False, False, False)  # noqa: FBT003  the sign stands left of the group
    if placed.sheet.is_protected:
        sheet.protect()
    if placed.sheet.visibility is Visibility.HIDDEN:
        sheet.hide()
    elif placed.sheet.visibility is Visibility.VERY_HIDDEN:
        sheet.very_hidden()


def _set_up_page(sheet: _ReportSheet, placed: PlacedSheet) -> None:
    wanted = placed.sheet.setup
    sheet.set_paper(_A4)
    if wanted.is_landscape:
        sheet.set_landscape()
    left, right, top, bottom = wanted.margins
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    sheet.set_header(wanted.header, {"margin": 0.4})
    sheet.set_footer(wanted.footer, {"margin": 0.3})
    sheet.set_start_page(1)
    sheet.is_first_page_unnumbered = wanted.is_first_page_unnumbered
    if wanted.scale is None:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(wanted.scale)
    sheet.center_horizontally()
    if placed.sheet.visibility is Visibility.VISIBLE:
        first_row, first_column, last_row, last_column = placed.print_area
        sheet.print_area(first_row - 1, first_column - 1, last_row - 1, last_column - 1)
    if placed.repeat:
        sheet.repeat_rows(placed.repeat[0] - 1, placed.repeat[1] - 1)
    sheet.set_h_pagebreaks(list(placed.page_breaks))
