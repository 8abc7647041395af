"""The reading pipe: cells of a workbook -> Submission and every diagnostic of reading."""

import re
from collections.abc import Iterable, Iterator, Mapping

from qmxl.contract.rules import diagnostic, without_effect
from qmxl.contract.sheets import (
    GUIDE,
    INFORMATION,
    INPUT_PREFIX,
    LISTS,
    OBJECTIVES,
    OUTPUT_ONLY_SHEETS,
    PROVENANCE,
    SECTIONS,
    STEPS,
    TEMPLATE_VERSION_LABEL,
    input_sheet,
)
from qmxl.model.diagnostics import Diagnostic, Refusal
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    Indicator,
    QualityObjective,
    Register,
    ReportingPeriod,
    SheetUse,
    Source,
    Submission,
    Table,
)
from qmxl.reading.displayed import displayed_numbers
from qmxl.reading.information import read_information, reporting_year
from qmxl.reading.normal_form import normal_form
from qmxl.reading.objectives import read_objectives
from qmxl.reading.parsing import Parsing
from qmxl.reading.results import read_results
from qmxl.reading.sections import read_sections
from qmxl.reading.tables import read_tables
from qmxl.reading.values import read_text
from qmxl.reading.workbook import SheetCells, WorkbookCells, open_workbook

FIRST_CELLS = 10
READ, PASSED_OVER, IGNORED = "đọc", "qmxl lập lại", "bỏ qua"
_READ = frozenset(map(normal_form, (GUIDE, INFORMATION, OBJECTIVES, SECTIONS)))
_PASSED_OVER = frozenset(map(normal_form, (*OUTPUT_ONLY_SHEETS, LISTS, STEPS)))
_INPUT_SHEET = re.compile(normal_form(INPUT_PREFIX) + " ?[0-9]+")


def read_file(parsing: Parsing) -> tuple[Submission, tuple[Diagnostic, ...]] | Refusal:
    """Read one filled workbook."""
    book = open_workbook(parsing)
    return book if isinstance(book, Refusal) else read_submission(book)


def read_submission(book: WorkbookCells) -> tuple[Submission, tuple[Diagnostic, ...]] | Refusal:
    """Understand the cells of a workbook; one that holds no sheet of ours is refused."""
    sheets = {normal_form(name): sheet for name, sheet in book.sheets.items()}
    if normal_form(OBJECTIVES) not in sheets:
        return Refusal(
            f"Tệp “{book.name}” không phải tệp của qmxl: không có sheet “{OBJECTIVES}”. "
            "Hãy tạo tệp mẫu bằng lệnh qmxl new rồi điền số liệu."
        )
    found: list[Diagnostic] = [diagnostic("QM120")] if book.is_1904 else []
    information = read_information(sheets.get(normal_form(INFORMATION)), found)
    year = reporting_year(information)
    planned = read_objectives(sheets[normal_form(OBJECTIVES)], year, found)
    objectives: list[QualityObjective] = []
    last_rows: dict[int, int] = {}
    for objective in planned:
        sheet = sheets.get(normal_form(input_sheet(objective.number)))
        read, last_rows[objective.number] = read_results(objective, sheet, found)
        objectives.append(read)
    complete, tables = read_tables(objectives, book, last_rows, information, found)
    sections = read_sections(sheets.get(normal_form(SECTIONS)), found)
    found = [without_effect(d) if _is_of_waiting(d, complete, tables, information.period) else d for d in found]
    uses = tuple(_use(sheet, complete, tables, found) for sheet in book.sheets.values())
    source = Source(book.name, book.sha256, _template_version(sheets), uses)
    displayed = displayed_numbers(complete, tables, book)
    return Submission(information, complete, sections, tables, source, displayed), tuple(found)


def _is_of_waiting(
    found: Diagnostic,
    objectives: Iterable[QualityObjective],
    tables: Mapping[str, Table],
    period: ReportingPeriod | None,
) -> bool:
    """Whether a diagnostic is about the figures of indicators alone that are not judged yet (EV06)."""
    where = found.reference
    if where is None:
        return False
    table = tables.get(where.sheet)
    is_in_table = table is not None and where.row >= table.header_row
    owners = [
        indicator
        for objective in objectives
        for indicator in objective.indicators
        if (is_in_table and indicator.table == where.sheet) or _is_its_row(indicator, where)
    ]
    return bool(owners) and all(indicator.waits(period) for indicator in owners)


def _is_its_row(indicator: Indicator, where: CellReference) -> bool:
    """Whether a cell stands in the indicator's row of results."""
    is_on_sheet = normal_form(where.sheet) == normal_form(input_sheet(indicator.objective))
    return is_on_sheet and indicator.result is not None and indicator.result.row == where.row


def _use(
    sheet: SheetCells, objectives: tuple[QualityObjective, ...], tables: Mapping[str, Table], found: list[Diagnostic]
) -> SheetUse:
    name = normal_form(sheet.name)
    if name in _PASSED_OVER:
        return SheetUse(sheet.name, PASSED_OVER)
    own = {normal_form(input_sheet(objective.number)) for objective in objectives}
    if name in _READ | own or sheet.name in tables:
        if sheet.is_hidden:
            found.append(diagnostic("QM107", sheet.name, sheet=sheet.name))
        found.extend(_facts_to_tell(sheet))
        return SheetUse(sheet.name, READ, _rows_read(tables.get(sheet.name)))
    if _INPUT_SHEET.fullmatch(name):
        is_known = all(indicator.is_named for objective in objectives for indicator in objective.indicators)
        found.append(diagnostic("QM102" if is_known else "QM370", sheet.name, sheet=sheet.name))
    return SheetUse(sheet.name, IGNORED)


def _facts_to_tell(sheet: SheetCells) -> Iterator[Diagnostic]:
    """What stands behind the values of a sheet that is read: other workbooks, legacy encodings."""
    if sheet.external:
        yield _about_cells("QM255", sheet, sheet.external)
    for encoding in sorted(set(sheet.legacy.values())):
        places = [place for place, used in sheet.legacy.items() if used == encoding]
        yield _about_cells("QM122", sheet, places, encoding=encoding)


def _about_cells(code: str, sheet: SheetCells, places: Iterable[tuple[int, int]], encoding: str = "") -> Diagnostic:
    """One diagnostic about several cells, at the first of them; the first FIRST_CELLS are named."""
    references = [CellReference(sheet.name, row, column) for row, column in sorted(places)]
    named = ", ".join(reference.a1 for reference in references[:FIRST_CELLS])
    cells = named + (" …" if len(references) > FIRST_CELLS else "")
    return diagnostic(code, references[0], count=len(references), sheet=sheet.name, cells=cells, encoding=encoding)


def _rows_read(table: Table | None) -> int:
    if table is None:
        return 0
    return len(table) if isinstance(table, Register) else len(table.rows)


def _template_version(sheets: dict[str, SheetCells]) -> str:
    """From the guide of a template or the provenance of an output."""
    for name in (GUIDE, PROVENANCE):
        sheet = sheets.get(normal_form(name))
        for row in sheet.rows if sheet else ():
            for position, cell in enumerate(row[:-1]):
                if isinstance(cell, str) and normal_form(cell) == normal_form(TEMPLATE_VERSION_LABEL):
                    return read_text(row[position + 1]) or ""
    return ""
