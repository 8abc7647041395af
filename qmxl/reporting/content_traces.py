"""`_Dấu vết`: what `verify` finds changed contents by; and the digest of all that staff typed.

Typed contents are marked cell by cell, those of detail tables by row and by column, whatever the order of their rows.
Sheets that cannot be made again from an output (what stays home, what was said of the input) are marked whole, with
the formulas and values they were written with.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from qmxl.contract.excel_limits import storable
from qmxl.contract.rules import ROWS_AT_HOME
from qmxl.contract.sheets import ANALYSIS_PREFIX, FINDINGS, OVERDUE_PREFIX, PROVENANCE, TRACES
from qmxl.formula.written import written
from qmxl.model.content_traces import (
    TRACE_FORM,
    Trace,
    block_traces,
    cells_trace,
    check_of,
    value_text,
    whole_traces,
)
from qmxl.model.references import column_letters, column_number
from qmxl.model.report import Cell, Formula, PlacedReport, PlacedSheet, Report, Row, Sheet, SheetColumn, Visibility
from qmxl.reporting.layout import lay_out, plain
from qmxl.reporting.styles import STEP, STEP_HEADER

_TABLE_ROW, _TABLE_HEADER = "row:", "table:header"
_MEANT = "Dấu vết số liệu, để qmxl verify đối chiếu; xin đừng sửa sheet này."
_GROUP, _GROUPS = 4, 4

_Texts = Mapping[str, str]
"""By letter."""


def content_traces(sheets: Iterable[Sheet]) -> tuple[str, tuple[Trace, ...]]:
    """SHA-256 of what staff typed in the sheets, and its marks; both stay when a file is only saved again."""
    whole = sha256(TRACE_FORM.encode())
    traces: list[Trace] = []
    for sheet in sheets:
        table: list[_Texts] = []
        for row in sheet.rows:
            texts = _typed_texts(row)
            if row.key.startswith(_TABLE_ROW):
                table.append(texts)
            elif texts:
                traces.append(cells_trace(sheet.name, row.key, texts))
                whole.update("\x1e".join([sheet.name, row.key, *texts, *texts.values(), "\x1d"]).encode())
        if table:
            letters = sorted(table[0], key=column_number)
            rows = [[texts[letter] for letter in letters] for texts in table]
            traces += block_traces(sheet.name, letters, rows)
            whole.update("\x1e".join([sheet.name, *letters, *sorted(map("\x1f".join, rows)), "\x1d"]).encode())
    return whole.hexdigest(), tuple(traces)


def _typed_texts(row: Row) -> _Texts:
    """What stands for the typed contents of a row: those of white cells, blank ones too, and of headers of a table."""
    return {
        letter: _text(cell)
        for letter, cell in row.cells.items()
        if not isinstance(cell.content, Formula) and (_is_typed(cell) or row.key == _TABLE_HEADER)
    }


def _is_typed(cell: Cell) -> bool:
    return not cell.style.is_locked or (cell.source is not None and cell.content is not None)


def _text(cell: Cell) -> str:
    content = cell.content
    return value_text(storable(content) if isinstance(content, str) else plain(content))


def shown_digest(digest: str) -> str:
    """`A1B2-C3D4-E5F6-0718`: short enough to be compared by eye."""
    groups = (digest[at : at + _GROUP].upper() for at in range(0, _GROUP * _GROUPS, _GROUP))
    return "-".join(groups)


def with_traces(placed: PlacedReport) -> PlacedReport:
    """The report with `_Dấu vết` behind its other sheets."""
    is_home = any(found.code == ROWS_AT_HOME for found in placed.report.diagnostics)
    marked = (sheet for sheet in placed.sheets if _is_whole(sheet.sheet.name, is_home=is_home))
    whole = (trace for sheet in marked for trace in _of_whole(sheet))
    sheet = _traces_sheet(placed.report.digest, (*placed.report.traces, *whole))
    more = lay_out(Report((sheet,)))
    return replace(
        placed,
        sheets=(*placed.sheets, *more.sheets),
        report=replace(placed.report, sheets=(*placed.report.sheets, *more.report.sheets)),
        values={**placed.values, **more.values},
    )


def _is_whole(name: str, *, is_home: bool) -> bool:
    """Whether a sheet cannot be made again from the others: analyses can, where all rows travel."""
    of_registers = (OVERDUE_PREFIX, ANALYSIS_PREFIX) if is_home else (OVERDUE_PREFIX,)
    return name in {FINDINGS, PROVENANCE} or name.startswith(of_registers)


def _of_whole(sheet: PlacedSheet) -> tuple[Trace, ...]:
    contents = {
        (cell.row, cell.column): value_text(plain(cell.value)) + (f"={written(cell.formula)}" if cell.formula else "")
        for cell in sheet.cells
    }
    return whole_traces(sheet.sheet.name, contents, {column: column_letters(column) for _, column in contents})


def _traces_sheet(digest: str, traces: tuple[Trace, ...]) -> Sheet:
    """First the form of the marks, the digest, and the mark over all; then a row for each trace."""
    top = {"A": Cell(_MEANT, STEP_HEADER), "B": Cell(TRACE_FORM, STEP), "C": Cell(digest, STEP)}
    rows = [Row("top", {**top, "D": Cell(check_of(traces), STEP)}), *_trace_rows(traces)]
    columns = tuple(SheetColumn(letter, width) for letter, width in zip("ABCD", (20, 20, 30, 60), strict=True))
    return Sheet(TRACES, columns, tuple(rows), visibility=Visibility.VERY_HIDDEN)


def _trace_rows(traces: tuple[Trace, ...]) -> Iterator[Row]:
    for number, trace in enumerate(traces):
        cells = {letter: Cell(text or None, STEP) for letter, text in zip("ABCD", trace, strict=True)}
        yield Row(f"trace:{number}", cells)
