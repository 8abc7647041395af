"""The reading pipe: cells of a workbook -> Submission and every diagnostic of reading."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from qmxl.contract.consolidation import COMPLETENESS, CONSOLIDATED_DATA, REPLY
from qmxl.contract.rules import diagnostic, without_effect
from qmxl.contract.sheets import (
    COLUMN_NAMES,
    EARLIER,
    GUIDE,
    INFORMATION,
    LISTS,
    OBJECTIVES,
    OUTPUT_ONLY_SHEETS,
    PROVENANCE,
    REST_DAYS,
    SECTIONS,
    STEPS,
    SUMMARY,
    TEMPLATE_VERSION_LABEL,
    input_sheet,
)
from qmxl.model.diagnostics import Diagnostic, OwnOutput, Refusal, Severity
from qmxl.model.references import CellReference
from qmxl.model.submission import (
    ROWS_OF_A_PART,
    Indicator,
    QualityObjective,
    Register,
    ReportingPeriod,
    SheetUse,
    Source,
    Submission,
    Table,
)
from qmxl.reading.column_names import own_headers, read_column_names
from qmxl.reading.displayed import displayed_numbers
from qmxl.reading.due_dates import with_due_dates
from qmxl.reading.earlier_results import read_earlier_results
from qmxl.reading.information import read_information, reporting_year
from qmxl.reading.normal_form import normal_form
from qmxl.reading.objectives import read_objectives
from qmxl.reading.parsing import Parsing, begin_parsing
from qmxl.reading.register_files import NO_FILES, RegisterFiles
from qmxl.reading.rest_days import own_days, read_rest_days
from qmxl.reading.results import read_results
from qmxl.reading.sections import read_sections
from qmxl.reading.sheet_names import (
    SheetsByName,
    input_sheet_number,
    is_same_sheet,
    name_key,
    say_missing,
    say_rivals,
    sheets_by_name,
)
from qmxl.reading.table_places import TablePlaces
from qmxl.reading.tables import read_tables
from qmxl.reading.values import read_text
from qmxl.reading.workbook import SheetCells, WorkbookCells, open_workbook

FIRST_CELLS = 10
READ, PASSED_OVER, IGNORED = "đọc", "qmxl lập lại", "bỏ qua"
_OWN_OUTPUTS = {"bảng tổng hợp": {SUMMARY, COMPLETENESS, CONSOLIDATED_DATA}, "tệp phản hồi": {REPLY}}
"""What qmxl makes of many workbooks, or for a unit, by the sheets that tell it."""
_OPTIONAL = (SECTIONS, COLUMN_NAMES, REST_DAYS, EARLIER)
_READ = frozenset(map(name_key, (GUIDE, INFORMATION, OBJECTIVES, *_OPTIONAL)))
_PASSED_OVER = frozenset(map(name_key, (*OUTPUT_ONLY_SHEETS, LISTS, STEPS)))
UNREAD_SHEETS = tuple(name for name in (*OUTPUT_ONLY_SHEETS, LISTS, STEPS) if name != PROVENANCE)
"""Sheets of which nothing but the name is looked at: who reads many workbooks need not have their cells told."""
_PREPARED = (GUIDE, INFORMATION, OBJECTIVES, *_OPTIONAL, *OUTPUT_ONLY_SHEETS, LISTS, STEPS)


Read = tuple[Submission, tuple[Diagnostic, ...]]


class SheetNotTold(Exception):
    """A table is looked for on a sheet whose cells were not asked for: the workbook has to be read as a whole."""


def read_file(parsing: Parsing, registers: Mapping[str, Sequence[Parsing]] | None = None) -> Read | Refusal:
    """Read one filled workbook; `registers` are given for indicators by their code, in other files."""
    given = registers or {}
    files = RegisterFiles(given, parsing.path.parent)
    try:
        book = open_workbook(parsing)
        return book if isinstance(book, Refusal) else read_submission(book, files)
    except SheetNotTold:
        return read_file(begin_parsing(parsing.path), registers)
    finally:
        for begun in (parsing, *(each for parsings in given.values() for each in parsings), *files.begun):
            begun.close()


def read_submission(book: WorkbookCells, files: RegisterFiles = NO_FILES) -> Read | Refusal:
    """Understand the cells of a workbook; one that holds no sheet of ours is refused. Raises SheetNotTold."""
    sheets = sheets_by_name(book.sheets.values())
    planned_sheet = sheets.get(OBJECTIVES)
    if planned_sheet is None:
        what = next((what for what, names in _OWN_OUTPUTS.items() if names <= book.sheets.keys()), None)
        if what:
            return OwnOutput(f"Tệp “{book.name}” là {what} do qmxl lập, không phải tệp của đơn vị.")
        return Refusal(_no_objectives(book.name, sheets))
    found: list[Diagnostic] = [diagnostic("QM120")] if book.is_1904 else []
    column_names = read_column_names(_optional(COLUMN_NAMES, sheets, found), found)
    own_names = own_headers(column_names, found)
    rest_days = read_rest_days(_optional(REST_DAYS, sheets, found), found)
    earlier = read_earlier_results(_optional(EARLIER, sheets, found), found)
    information = read_information(_needed(INFORMATION, sheets, (), found), found)
    year = reporting_year(information)
    planned = read_objectives(planned_sheet, year, found, own_names)
    _check_told(planned, sheets)
    objectives: list[QualityObjective] = []
    last_rows: dict[int, int] = {}
    inputs = [input_sheet(objective.number) for objective in planned]
    for objective in planned:
        name = input_sheet(objective.number)
        sheet = _needed(name, sheets, inputs, found) if objective.is_numbered else sheets.get(name)
        read, last_rows[objective.number] = read_results(objective, sheet, found, own_names)
        objectives.append(read)
    with_tables = read_tables(objectives, TablePlaces(sheets, found, files), last_rows, information, own_names, found)
    if isinstance(with_tables, Refusal):
        return with_tables
    complete, tables = with_tables
    tables = with_due_dates(tables, own_days(rest_days, found), found)
    sections = read_sections(_optional(SECTIONS, sheets, found), found)
    found = [without_effect(d) if _is_of_waiting(d, complete, tables, information.period) else d for d in found]
    uses = tuple(_use(sheet, complete, tables, sheets, found) for sheet in book.sheets.values())
    uses += tuple(use for table in tables.values() for use in _uses_of_files(table))
    source = Source(book.name, book.sha256, _template_version(sheets), uses)
    displayed = displayed_numbers(complete, tables, book)
    return Submission(
        information, complete, sections, tables, source, column_names, displayed, rest_days, earlier
    ), tuple(found)


def _check_told(planned: Iterable[QualityObjective], sheets: SheetsByName) -> None:
    sources = (indicator.source.value for objective in planned for indicator in objective.indicators)
    for sheet in (sheets.get(source) for source in sources if source):
        if sheet is not None and not sheet.is_told:
            raise SheetNotTold(sheet.name)


def _no_objectives(file_name: str, sheets: SheetsByName) -> str:
    rivals, near = sheets.rivals(OBJECTIVES), sheets.near(OBJECTIVES, _PREPARED)
    if rivals:
        told = " và ".join(f"“{name}”" for name in rivals)
        return (
            f"Tệp “{file_name}” có {len(rivals)} sheet cùng là “{OBJECTIVES}”: {told}. "
            "Hãy đổi tên hoặc xóa sheet không dùng rồi chạy lại."
        )
    if near:
        return (
            f"Tệp “{file_name}” không có sheet “{OBJECTIVES}”; có phải sheet “{near}”? "
            f"Đúng thì đổi tên sheet đó thành {OBJECTIVES} rồi chạy lại."
        )
    return (
        f"Tệp “{file_name}” không phải tệp của qmxl: không có sheet “{OBJECTIVES}”. "
        "Hãy tạo tệp mẫu bằng lệnh qmxl new rồi điền số liệu."
    )


def _needed(name: str, sheets: SheetsByName, others: Iterable[str], found: list[Diagnostic]) -> SheetCells | None:
    """A sheet that has to be there; `others` are sheets that are needed themselves."""
    sheet = sheets.get(name)
    if sheet is None:
        say_missing(name, sheets, (*_PREPARED, *others), found)
    return sheet


def _optional(name: str, sheets: SheetsByName, found: list[Diagnostic]) -> SheetCells | None:
    if sheets.rivals(name):
        say_rivals("QM112", name, sheets, found)
    return sheets.get(name)


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
    own_table = next(
        (key for key, table in tables.items() if table.sheet == where.sheet and where.row >= table.header_row), None
    )
    owners = [
        indicator
        for objective in objectives
        for indicator in objective.indicators
        if (own_table is not None and indicator.table == own_table) or _is_its_row(indicator, where)
    ]
    return bool(owners) and all(indicator.waits(period) for indicator in owners)


def _is_its_row(indicator: Indicator, where: CellReference) -> bool:
    """Whether a cell stands in the indicator's row of results."""
    is_on_sheet = is_same_sheet(where.sheet, input_sheet(indicator.objective))
    return is_on_sheet and indicator.result is not None and indicator.result.row == where.row


def _use(
    sheet: SheetCells,
    objectives: Iterable[QualityObjective],
    tables: Mapping[str, Table],
    sheets: SheetsByName,
    found: list[Diagnostic],
) -> SheetUse:
    name = name_key(sheet.name)
    if name in _PASSED_OVER:
        return SheetUse(sheet.name, PASSED_OVER)
    own = {name_key(input_sheet(objective.number)) for objective in objectives}
    table = next((table for table in tables.values() if table.sheet == sheet.name), None)
    if sheets.get(sheet.name) is sheet and (name in _READ | own or table is not None):
        if sheet.is_hidden:
            found.append(diagnostic("QM107", sheet.name, sheet=sheet.name))
        found.extend(_facts_to_tell(sheet))
        if sheet.below and not isinstance(table, Register):
            found.append(diagnostic("QM123", sheet.name, sheet=sheet.name, count=len(sheet.rows)))
        return SheetUse(sheet.name, READ, _rows_read(table))
    if input_sheet_number(sheet.name) is not None and name not in own:
        is_known = all(indicator.is_named for objective in objectives for indicator in objective.indicators)
        found.append(diagnostic("QM102" if is_known else "QM370", sheet.name, sheet=sheet.name))
    return SheetUse(sheet.name, IGNORED)


def _uses_of_files(table: Table) -> Iterator[SheetUse]:
    """The sheets of other files that a register was read from."""
    if isinstance(table, Register) and table.sha256:
        rows = np.bincount(table.row_numbers // ROWS_OF_A_PART, minlength=1)
        for sheet, count in zip(table.part_sheets or (table.sheet,), rows.tolist(), strict=False):
            yield SheetUse(sheet, READ, count)


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


def _template_version(sheets: SheetsByName) -> str:
    """From the guide of a template or the provenance of an output."""
    for name in (GUIDE, PROVENANCE):
        sheet = sheets.get(name)
        for row in sheet.rows if sheet else ():
            for position, cell in enumerate(row[:-1]):
                if isinstance(cell, str) and normal_form(cell) == normal_form(TEMPLATE_VERSION_LABEL):
                    return read_text(row[position + 1]) or ""
    return ""


def without_objectives(input_path: Path, found: Iterable[Diagnostic]) -> Refusal:
    """Nothing to judge or to report on: the first error of `Mục tiêu` says why, a sheet without one is blank."""
    told = f"Tệp “{input_path.name}” chưa có mục tiêu nào đọc được ở sheet “{OBJECTIVES}”"
    error = next((d for d in found if d.severity is Severity.ERROR and is_of_objectives(d)), None)
    if error is None:
        return Refusal(f"{told}. Hãy ghi mã, mục tiêu, mức đề ra và cách tính rồi chạy lại.")
    where = f"ô {error.cell}, " if error.cell else ""
    return Refusal(f"{told}: {where}{error.message}. Cần có: {error.expected}. Cách sửa: {error.fix}.")


def is_of_objectives(found: Diagnostic) -> bool:
    return found.sheet is not None and is_same_sheet(found.sheet, OBJECTIVES)
