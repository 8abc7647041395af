"""The result table of an input sheet `MT<k>`: one row per indicator."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from qmxl.contract.choices import DIRECT_WORDS, OTHER_DIRECT_WORDS, words_of
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import COUNTED_MEASURES, RESULT_COLUMNS
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.references import CellReference, cell_at
from qmxl.model.submission import (
    CellValue,
    DirectWord,
    Entry,
    ErrorValue,
    Indicator,
    PercentNumber,
    QualityObjective,
    ResultRow,
)
from qmxl.model.targets import COMPLETIONS, UPPER_BOUNDS, Scale, Target
from qmxl.reading.cell_faults import cell_fault
from qmxl.reading.headers import (
    HeaderRows,
    Headers,
    OwnNames,
    find_header,
    keys_by_header,
    say_header,
    say_no_header,
    with_own_names,
)
from qmxl.reading.normal_form import normal_form
from qmxl.reading.objectives import read_code
from qmxl.reading.settled_cells import settle
from qmxl.reading.table_rows import is_number_row, say_hidden_rows
from qmxl.reading.values import (
    as_found,
    day_fault,
    entry_text,
    is_whole_count,
    number_fault,
    read_choice,
    read_count,
    read_day,
    read_number,
    read_share,
    read_text,
)
from qmxl.reading.workbook import SheetCells

_REQUIRED = (("code",), ("numerator",), ("denominator",), ("direct",))
_HEADERS = {column.key: column.header for column in RESULT_COLUMNS}
_KNOWN_HEADERS = keys_by_header(RESULT_COLUMNS)
_DIRECT = words_of(DIRECT_WORDS, OTHER_DIRECT_WORDS)
_CARRIED = ("wording", "target")

_REFUSED = frozenset({"QM216", "QM371", "QM372"})
"""Rules whose breach leaves no figure to judge; a negative one that falls short anyway stands."""

Cell = tuple[CellValue, CellReference]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Where the result table stands: its columns, its rows by code, its first and last row."""

    sheet: SheetCells
    """The sheet with merged cells and like columns settled."""
    first_row: int
    positions: Mapping[str, int]
    rows: Mapping[str, int]
    repeated: frozenset[str]
    """Codes that stand in several rows: nobody can say which one is meant."""
    last_row: int


def read_results(
    objective: QualityObjective, sheet: SheetCells | None, found: list[Diagnostic], own_names: OwnNames | None = None
) -> tuple[QualityObjective, int]:
    """The objective with its results, and the last row of the result table (0 where there is none)."""
    if sheet is None and not objective.is_numbered:
        return objective, 0
    if sheet is None:
        return _blocked(objective), 0
    headers = with_own_names(_KNOWN_HEADERS, own_names or {})
    table = _find_result_table(sheet, headers, [indicator.code for indicator in objective.indicators], found)
    if table is None:
        return _blocked(objective), 0
    codes = [indicator.code for indicator in objective.indicators]
    _check_turn(sheet.name, table, codes, found)
    for code, row in table.rows.items():
        if code not in codes:
            where = CellReference(sheet.name, row, table.positions["code"])
            found.append(diagnostic("QM110", where, column=_HEADERS["code"], found=code, sheet=sheet.name, code=code))
    indicators = tuple(
        _with_result(indicator, turn, table.sheet, table, found) for turn, indicator in enumerate(objective.indicators)
    )
    return replace(objective, indicators=indicators), table.last_row


def _check_turn(sheet: str, table: ResultTable, codes: Sequence[str], found: list[Diagnostic]) -> None:
    """Codes are carried in the order of `Mục tiêu`: in another one they were typed over, or rows were moved."""
    here = [code for code in table.rows if code in codes]
    order = [code for code in codes if code in table.rows]
    if here != order:
        first = next(code for code, meant in zip(here, order, strict=True) if code != meant)
        where = CellReference(sheet, table.rows[first], table.positions["code"])
        values = {"sheet": sheet, "order": ", ".join(order)}
        found.append(diagnostic("QM376", where, column=_HEADERS["code"], found=", ".join(here), **values))


def _blocked(objective: QualityObjective) -> QualityObjective:
    return replace(objective, indicators=tuple(replace(i, is_blocked=True) for i in objective.indicators))


def _find_result_table(
    sheet: SheetCells, headers: Headers, codes: list[str], found: list[Diagnostic]
) -> ResultTable | None:
    header = find_header(sheet, headers, _REQUIRED)
    if header is None:
        say_no_header("QM103", sheet, RESULT_COLUMNS, headers, _REQUIRED, found)
        return None
    positions, header_row = header.positions, _row_above_codes(sheet, header, codes, found)
    last_row = _last_row(sheet, header_row, positions["code"])
    say_header(sheet, header, RESULT_COLUMNS, (), found)
    sheet = settle(sheet, header, RESULT_COLUMNS, last_row, found).sheet
    rows: dict[str, int] = {}
    repeated: set[str] = set()
    row = header_row + 1
    while (raw := sheet.at(row, positions["code"])) is not None:
        where = CellReference(sheet.name, row, positions["code"])
        code = _code_in_turn(raw, row - header_row, codes) or read_code(raw)
        if code is None and isinstance(raw, ErrorValue):
            found.extend(cell_fault("QM201", where, raw, column=_HEADERS["code"]))
        elif code is None:
            break
        elif code in rows:
            found.append(diagnostic("QM109", where, column=_HEADERS["code"], found=code, sheet=sheet.name, code=code))
            repeated.add(code)
        else:
            rows[code] = row
        row += 1
    if _is_unstored(sheet.at(header_row + 1, positions["code"])):
        where = CellReference(sheet.name, header_row + 1, positions["code"])
        found.append(diagnostic("QM231", where, column=_HEADERS["code"], sheet=sheet.name))
    say_hidden_rows(sheet, rows.values(), positions["code"], found)
    return ResultTable(sheet, header_row + 1, positions, rows, frozenset(repeated), row - 1)


def _row_above_codes(sheet: SheetCells, header: HeaderRows, codes: Collection[str], found: list[Diagnostic]) -> int:
    """The header's last row, or the row of column numbers below it: not 1 2 3 where code 1 has 2 of 3."""
    below, column = header.last_row + 1, header.positions["code"]
    if below > len(sheet.rows) or not is_number_row(sheet.rows[below - 1]):
        return header.last_row
    later = {read_code(sheet.at(row, column)) for row in range(below + 1, _last_row(sheet, below, column) + 1)}
    if read_code(sheet.at(below, column)) in set(codes) - later:
        return header.last_row
    found.append(diagnostic("QM340", CellReference(sheet.name, below, column), row=below))
    return below


def _last_row(sheet: SheetCells, row: int, column: int) -> int:
    """The last row below `row` before the first blank cell of a column."""
    while sheet.at(row + 1, column) is not None:
        row += 1
    return row


def _code_in_turn(raw: CellValue, turn: int, codes: list[str]) -> str | None:
    """The code carried into row `turn` by a formula whose value a program did not store: rows stand in code order."""
    return codes[turn - 1] if _is_unstored(raw) and turn <= len(codes) else None


def _is_unstored(raw: CellValue) -> bool:
    """A formula without a value; some programs store 0 for one whose value is a text, as in .xls from LibreOffice."""
    is_zero = isinstance(raw, int | float) and not isinstance(raw, bool) and raw == 0
    return is_zero or (isinstance(raw, ErrorValue) and raw.is_unstored)


def _with_result(
    indicator: Indicator, turn: int, sheet: SheetCells, table: ResultTable, found: list[Diagnostic]
) -> Indicator:
    row = table.rows.get(indicator.code)
    if not indicator.is_named:
        return indicator
    if row is None:
        where = CellReference(sheet.name, table.first_row + turn, table.positions["code"])
        found.append(diagnostic("QM108", where, column=_HEADERS["code"], sheet=sheet.name, code=indicator.code))
        return replace(indicator, is_blocked=True)
    own: list[Diagnostic] = []
    cells = {column.key: _cell(sheet, row, table.positions.get(column.key)) for column in RESULT_COLUMNS}
    _check_carried(indicator, cells, found)
    result = ResultRow(
        row=row,
        numerator=_count(indicator, cells["numerator"]),
        denominator=_count(indicator, cells["denominator"]),
        direct=read_direct(indicator, cells["direct"], own),
        cut_off=_cut_off(cells["cut_off"], own),
        value=_computed(indicator, cells["value"]),
        status=entry_text(*cells["status"]),
        evidence=entry_text(*cells["evidence"]),
        cause=entry_text(*cells["cause"]),
        solution=entry_text(*cells["solution"]),
    )
    found.extend(own)
    is_repeated = indicator.code in table.repeated
    is_blocked = indicator.is_blocked or is_repeated or any(d.severity is Severity.ERROR for d in own)
    return replace(indicator, result=result, is_blocked=is_blocked)


def _cell(sheet: SheetCells, row: int, column: int | None) -> Cell:
    return sheet.at(row, column or 0), cell_at(sheet.name, row, column or 1)


def _check_carried(indicator: Indicator, cells: Mapping[str, Cell], found: list[Diagnostic]) -> None:
    """What is typed over a carried cell does not count; `Mục tiêu` decides."""
    meant = {"wording": indicator.statement, "target": read_text(indicator.target.raw) or ""}
    for key in _CARRIED:
        raw, where = cells[key]
        typed = read_text(raw)
        is_other = typed and meant[key] and typed != meant[key]
        if is_other and not _is_unstored(raw) and not _says_the_same(raw, meant[key]):
            found.append(diagnostic("QM212", where, column=_HEADERS[key], found=typed, computed=meant[key]))


def _says_the_same(raw: CellValue, meant: str) -> bool:
    """The same words, or the same number: a carried 0,85 is written with the point or comma of the program."""
    number = read_number(raw)
    return normal_form(read_text(raw) or "") == normal_form(meant) or (
        number is not None and number == read_number(meant)
    )


def _computed(indicator: Indicator, cell: Cell) -> Entry[Decimal | str]:
    """What stands in a grey cell: a number on the scale of the target, or a text."""
    raw, where = cell
    target = indicator.target.value
    is_share = target is None or target.scale is Scale.SHARE
    number = read_share(raw)[0] if is_share and isinstance(raw, str) else read_number(raw)
    return Entry(read_text(raw) if number is None else number, raw, where)


def _count(indicator: Indicator, cell: Cell) -> Entry[Decimal]:
    """A typed count; `check_counts` says what is wrong with it once it is known whether it is needed."""
    raw, where = cell
    if indicator.measure.value in COUNTED_MEASURES:
        # A grey cell: whatever stands there is never input; a number is only held against the table's.
        return Entry(read_number(raw) if isinstance(raw, int | float) else None, None, where)
    return Entry(read_count(raw), raw, where)


def check_counts(indicator: Indicator, found: list[Diagnostic]) -> Indicator:
    """The indicator, blocked where one of its typed counts cannot be read."""
    if indicator.result is None:
        return indicator
    pairs = (("numerator", indicator.result.numerator), ("denominator", indicator.result.denominator))
    faults = [fault for key, entry in pairs if (fault := _count_fault(key, entry))]
    found.extend(faults)
    is_blocked = indicator.is_blocked or any(fault.severity is Severity.ERROR for fault in faults)
    return indicator if is_blocked == indicator.is_blocked else replace(indicator, is_blocked=is_blocked)


def _count_fault(key: str, entry: Entry[Decimal]) -> Diagnostic | None:
    if isinstance(entry.raw, ErrorValue):
        return next(iter(cell_fault("QM201", entry.reference, entry.raw, column=_HEADERS[key])))
    if entry.is_unreadable:
        code = number_fault(entry.raw, is_count=True)
        return next(iter(cell_fault(code, entry.reference, entry.raw, column=_HEADERS[key])))
    if isinstance(entry.raw, str) and entry.value is not None:
        read = read_text(int(entry.value))
        return diagnostic("QM213", entry.reference, column=_HEADERS[key], found=entry.raw, read=read)
    return None


def read_direct(indicator: Indicator, cell: Cell, found: list[Diagnostic]) -> Entry[Decimal | date | DirectWord]:
    """`Ghi trực tiếp`: a figure, a word or a finishing date, as the target asks for."""
    raw, where = cell
    if raw is None:
        return Entry(None, None, where)
    if isinstance(raw, ErrorValue):
        found.extend(cell_fault("QM201", where, raw, column=_HEADERS["direct"]))
        return Entry(None, raw, where)
    word = read_choice(raw, _DIRECT)
    if word is not None:
        return Entry(word, raw, where)
    target = indicator.target.value
    if target is not None and target.comparator in COMPLETIONS:
        return _finished(cell, found)
    return _figure(cell, target, found)


def _finished(cell: Cell, found: list[Diagnostic]) -> Entry[Decimal | date | DirectWord]:
    raw, where = cell
    day = read_day(raw)
    if day is None:
        choices = ", ".join(DIRECT_WORDS.values()) + ", hoặc ngày hoàn thành"
        found.extend(cell_fault("QM204", where, raw, column=_HEADERS["direct"], choices=choices))
    return Entry(day, raw, where)


def _figure(cell: Cell, target: Target | None, found: list[Diagnostic]) -> Entry[Decimal | date | DirectWord]:
    raw, where = cell
    is_share = target is None or target.scale is Scale.SHARE
    number, alternative = read_share(raw) if is_share else (read_number(raw, _units(target)), None)
    misfit = _misfit(raw, number, target) if target and number is not None else None
    if target and misfit:
        values = {"target": target.phrase, "total": target.total}
        found.append(diagnostic(misfit, where, column=_HEADERS["direct"], found=as_found(raw), **values))
    if misfit in _REFUSED:
        return Entry(None, raw, where)
    if number is None:
        found.extend(cell_fault(number_fault(raw), where, raw, column=_HEADERS["direct"]))
    elif isinstance(raw, str) and alternative is None:
        shown = f"{(number * 100 if is_share else number).normalize():f}".replace(".", ",")
        read = shown + "%" if is_share else shown
        found.append(diagnostic("QM213", where, column=_HEADERS["direct"], found=raw, read=read))
    if number is not None and number < 0:
        found.append(diagnostic("QM365", where, column=_HEADERS["direct"], found=as_found(raw)))
    return Entry(number, raw, where, alternative)


def _misfit(raw: CellValue, number: Decimal, target: Target) -> str | None:
    """Rule that a declared figure breaks: as a count it is no percentage, not negative, and no more than the whole."""
    if target.scale not in {Scale.COUNT_OF, Scale.NUMBER}:
        return None
    if isinstance(raw, PercentNumber) or (isinstance(raw, str) and raw.rstrip().endswith("%")):
        return "QM371"
    if target.total is not None and number > target.total:
        return "QM372"
    if target.scale is Scale.COUNT_OF and not is_whole_count(number):
        return "QM216"
    return "QM216" if number < 0 and target.comparator in UPPER_BOUNDS else None


def _units(target: Target | None) -> tuple[str, ...]:
    """The unit of "ít nhất 02 lớp" may be repeated behind the figure."""
    return (target.unit,) if target else ()


def _cut_off(cell: Cell, found: list[Diagnostic]) -> Entry[date]:
    raw, where = cell
    day = read_day(raw)
    if raw is not None and day is None:
        found.extend(cell_fault("QM203", where, raw, column=_HEADERS["cut_off"], reason=day_fault(raw)))
    return Entry(day, raw, where)
