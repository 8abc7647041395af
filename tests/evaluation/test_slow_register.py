"""Two hundred messy registers against the slow reading of contract.md §5 in tests/slow_register.py: EV30 to EV38, EV85 to
EV89."""

import csv
from dataclasses import replace
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter

from qmxl.model.diagnostics import Refusal
from qmxl.model.evaluation import TIME_CLASSES, IndicatorResult
from qmxl.model.submission import CellValue, ErrorValue, Register
from qmxl.pipeline import Outcome as FileOutcome
from qmxl.pipeline import check_file
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.register_paths import begin_register
from qmxl.reading.workbook import WorkbookCells, open_workbook
from tests.packages import lengthened
from tests.slow_register import (
    ALL_CLASSES,
    BASES,
    LAST_DAY,
    REMARKS,
    MessyRegister,
    Settings,
    counted,
    filled_cells,
    messy_rows,
    remarks,
    row_classes,
)
from tests.workbooks import Outcome, book_of, completed, evaluated_cells

SEEDS = range(200)
SEEDS_IN_FILES = range(0, 200, 20)
SEEDS_IN_LONG_FILES = range(5, 200, 10)
SEEDS_IN_CSV = range(7, 200, 10)

REMARK_CODES = dict(zip(REMARKS, ("QM381", "QM382", "QM383", "QM384", "QM385", "QM386"), strict=True))
MOST_ROWS_NAMED = 20

Sheets = dict[str, list[list[CellValue]]]


def sheets_of(register: MessyRegister) -> Sheets:
    """A workbook with four indicators over the register, one for each choice of `Tính trên`."""
    settings = register.settings
    condition = f"Thẩm quyền = {', '.join(settings.authorities)}" if settings.authorities else None
    return {
        "Thông tin": [
            ["Từ ngày", settings.first],
            ["Đến ngày", LAST_DAY],
            ["Hồ sơ trả lại, rút", settings.returned],
            ["Ngày hoàn thành tính theo", settings.finish],
        ],
        "Mục tiêu": [
            ["Mức đề ra", "Cách tính", "Tính trên", "Điều kiện"],
            *(["trên 90%", "Sổ theo dõi", basis, condition] for basis in BASES),
        ],
        "MT1": [
            ["Số liệu đến ngày"],
            *([settings.cut_off] for _ in BASES),
            [],
            list(register.header),
            *register.lines,
        ],
    }


def in_memory(register: MessyRegister) -> WorkbookCells:
    """The workbook without a file, completed to what the contract asks for."""
    cells = {name: [filled_cells(row) for row in rows] for name, rows in sheets_of(register).items()}
    return completed(book_of(cells))


def in_a_file(register: MessyRegister, folder: Path, *, is_long: bool = False) -> WorkbookCells:
    """The same workbook written and read back, cell by cell as typed, or the register in columns."""
    path = written(register, in_memory(register), folder)
    read = open_workbook(begin_parsing(lengthened(path, "MT1") if is_long else path))
    assert not isinstance(read, Refusal), read.sentence
    return read


def written(register: MessyRegister, book: WorkbookCells, folder: Path) -> Path:
    path = folder / "tep.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as file:
        day_format = file.add_format({"num_format": "dd/mm/yyyy"})
        for name, sheet in book.sheets.items():
            worksheet = file.add_worksheet(name)
            for row, line in enumerate(sheet.rows):
                for column, cell in enumerate(line):
                    write_cell(worksheet, (row, column), cell, day_format)
        # Texts of nothing but spaces, which the workbook in memory has lost.
        lines = enumerate(book.sheets["MT1"].rows)
        top = next((n for n, line in lines if register.header and set(register.header) <= set(line)), -1) + 1
        for row, line in enumerate(register.lines, top):
            for column, cell in enumerate(line):
                if isinstance(cell, str) and cell and not cell.strip():
                    file.get_worksheet_by_name("MT1").write_string(row, column, cell)
    return path


def write_cell(
    worksheet: xlsxwriter.worksheet.Worksheet,
    place: tuple[int, int],
    cell: CellValue,
    day_format: xlsxwriter.format.Format,
) -> None:
    if isinstance(cell, ErrorValue):
        worksheet.write_formula(*place, "=NA()", None, cell.text)
    elif isinstance(cell, date):
        worksheet.write_datetime(*place, datetime.combine(cell, time()), day_format)
    elif isinstance(cell, str):
        worksheet.write_string(*place, cell)
    elif cell is not None:
        worksheet.write_number(*place, cell)


def in_csv(register: MessyRegister, seed: int) -> bytes:
    """The register as one-stop software exports it: a title, days as texts, one of the usual encodings."""
    delimiter, encoding = ";,\t"[seed // 10 % 3], ("utf-8-sig", "utf-16", "utf-8")[seed // 30 % 3]
    text = StringIO()
    lines = csv.writer(text, delimiter=delimiter, lineterminator=("\r\n", "\n")[seed // 20 % 2])
    lines.writerow(["SỔ THEO DÕI HỒ SƠ"])
    lines.writerow([])
    lines.writerows([register.header, *([as_csv(cell) for cell in line] for line in register.lines)])
    return text.getvalue().encode(encoding)


def as_csv(cell: CellValue) -> str:
    """A cell as text. Errors have none: they stand in columns of dates only, where this one can be read no more."""
    if isinstance(cell, ErrorValue):
        return "chưa rõ"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}" + " 00:00:00" * (cell.day % 2)
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) and cell.is_integer() else str(cell)


def what_was_said(result: IndicatorResult) -> tuple[object, ...]:
    """Classes of the rows, their numbers, and the share, by name."""
    measurement = result.measurement
    assert measurement.classes is not None
    assert measurement.register is not None
    numbers = {str(name): number for name, number in measurement.register.by_class.items()}
    return (
        [str(TIME_CLASSES[code]) for code in measurement.classes],
        {name: numbers[name] for name in ALL_CLASSES},
        (measurement.register.carried_over, measurement.register.received),
        (measurement.numerator, measurement.denominator),
    )


def rows_told(outcome: Outcome | FileOutcome, code: str) -> str:
    """The end of what a rule says of states: which rows; '' where it says nothing. Said once for each indicator."""
    told = {d.message.rpartition("dòng ")[2] for d in outcome.diagnostics if d.code == code}
    assert len(told) <= 1
    return told.pop() if told else ""


def as_told(rows: list[int]) -> str:
    """The first twenty rows, and how many more there are."""
    more = len(rows) - MOST_ROWS_NAMED
    return ", ".join(map(str, rows[:MOST_ROWS_NAMED])) + (f" và {more} dòng nữa" if more > 0 else "")


def check(register: MessyRegister, outcome: Outcome | FileOutcome) -> None:
    """Every row, every class, all four denominators, and the rows of which something is said because of their state."""
    expected, classes = counted(register.rows, register.settings), row_classes(register.rows, register.settings)
    results = outcome.evaluation.indicators
    assert len(results) == len(BASES)
    for basis, result in zip(BASES, results, strict=True):
        whence = (expected.carried_over, expected.received)
        assert what_was_said(result) == (classes, expected.by_class, whence, expected.shares[basis])
    (table,) = outcome.submission.tables.values()
    assert isinstance(table, Register)
    said = {
        REMARK_CODES[remark]: as_told([table.header_row + 1 + register.places[position] for position in positions])
        for remark, positions in remarks(register.rows, register.settings).items()
    }
    assert {code: rows_told(outcome, code) for code in said} == said


def test_rows_that_differ_only_in_the_finish_date_that_does_not_count_are_one_dossier() -> None:
    """EV36: the other date does not travel, so an output could not be judged alike if it told rows apart."""
    settings = Settings(date(2026, 1, 1), LAST_DAY)
    header = ["Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày có kết quả", "Ngày trả"]
    register = MessyRegister(settings, ["code", "received", "due", "result", "handed_over"], header)
    days = {"received": date(2026, 3, 1), "due": date(2026, 3, 10), "result": date(2026, 3, 9)}
    for handed_over in (date(2026, 3, 10), date(2026, 3, 12)):
        cells = {"code": "H1", **days, "handed_over": handed_over}
        register.add(cells, {**cells, "code": "h1", "authority": "", "state": frozenset()})
    assert row_classes(register.rows, settings) == ["early", "repeated"]
    check(register, evaluated_cells(in_memory(register)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_messy_register_comes_to_what_the_contract_says(seed: int) -> None:
    """EV30 to EV38, EV85 to EV89"""
    register = messy_rows(seed)
    check(register, evaluated_cells(in_memory(register)))


@pytest.mark.parametrize("seed", SEEDS_IN_FILES)
def test_the_same_register_in_a_file(seed: int, tmp_path: Path) -> None:
    """EV30 to EV38, EV85 to EV89"""
    register = messy_rows(seed)
    check(register, evaluated_cells(in_a_file(register, tmp_path)))


@pytest.mark.parametrize("seed", SEEDS_IN_LONG_FILES)
def test_the_same_register_on_a_long_sheet(seed: int, tmp_path: Path) -> None:
    """EV30 to EV38, EV85 to EV89, read in columns."""
    register = messy_rows(seed)
    book = in_a_file(register, tmp_path, is_long=True)
    below = book.sheets["MT1"].below
    assert below is not None
    try:
        check(register, evaluated_cells(book))
    finally:
        below.parsing.close()


@pytest.mark.parametrize("seed", SEEDS_IN_CSV)
def test_the_same_register_as_csv_beside_the_workbook(seed: int, tmp_path: Path) -> None:
    """EV30 to EV38, EV85 to EV89, given by --register."""
    register = messy_rows(seed)
    without = replace(register, header=[], lines=[])
    path = written(without, in_memory(without), tmp_path)
    (tmp_path / "so.csv").write_bytes(in_csv(register, seed))
    outcome = check_file(path, {"1.1": begin_register(tmp_path / "so.csv")})
    assert isinstance(outcome, FileOutcome), outcome.sentence
    check(register, outcome)


def test_the_registers_hold_every_class_and_every_share() -> None:
    """What never comes up proves nothing."""
    registers = [messy_rows(seed) for seed in SEEDS]
    seen = [counted(register.rows, register.settings) for register in registers]
    for name in ALL_CLASSES:
        assert sum(one.by_class[name] > 0 for one in seen) >= 20, name
    for basis in BASES:
        assert len({one.shares[basis] for one in seen}) >= 20, basis
    assert sum("handed_over" in register.columns for register in registers) >= 20
    remarked = [remarks(register.rows, register.settings) for register in registers]
    for remark in REMARKS:
        assert sum(bool(one[remark]) for one in remarked) >= 20, remark
