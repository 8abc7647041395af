"""Small workbooks for tests, written as Markdown tables and completed to what the contract asks for.

A test writes only what it is about: of `Thông tin` the rows that differ from `INFORMATION`, of `Mục tiêu` the columns
it needs (rows without Mã are 1, or 1.1, 1.2, …), of `MT1` the cells of the result table it fills, the detail table, or
both with a blank line between them. What is missing is added at the right, so addresses stay as written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from textwrap import dedent

from qmxl.contract.sheets import INFORMATION as INFORMATION_SHEET
from qmxl.contract.sheets import OBJECTIVE_COLUMNS, OBJECTIVES, RESULT_COLUMNS, input_sheet
from qmxl.evaluation.evaluate import evaluate
from qmxl.model.diagnostics import Diagnostic, Refusal, Severity
from qmxl.model.evaluation import Evaluation, IndicatorResult, ObjectiveResult, Status
from qmxl.model.submission import CellValue, Submission
from qmxl.reading.markdown import markdown_workbook
from qmxl.reading.submission import read_submission
from qmxl.reading.workbook import SheetCells, WorkbookCells

Row = tuple[CellValue, ...]
Rows = tuple[Row, ...]

INFORMATION: Mapping[str, CellValue] = {
    "Kỳ báo cáo": "6 tháng đầu năm",
    "Năm": 2026,
    "Tên cơ quan": "ỦY BAN NHÂN DÂN XÃ MẪU",
    "Tên viết tắt": "UBND xã Mẫu",
    "Tự xưng trong báo cáo": "UBND xã",
    "Địa danh": "Mẫu",
    "Chức vụ người ký": "CHỦ TỊCH",
    "Người ký": "Nguyễn Văn Mẫu",
}
_RESULT_HEADERS = frozenset(column.header for column in RESULT_COLUMNS)
_NEEDED_RESULT_HEADERS = ("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp")
_CODE, _STATEMENT, _TARGET, _MEASURE = (column.header for column in OBJECTIVE_COLUMNS[:5] if column.key != "wording")


@dataclass(frozen=True)
class Outcome:
    """What a workbook came to."""

    submission: Submission
    evaluation: Evaluation
    diagnostics: tuple[Diagnostic, ...]
    """All but those about shares of few cases, which any short test gets."""
    few_cases: tuple[Diagnostic, ...] = ()

    @property
    def indicator(self) -> IndicatorResult:
        """The first indicator's result."""
        return self.evaluation.indicators[0]

    @property
    def objective(self) -> ObjectiveResult:
        """The first objective's result."""
        return self.evaluation.objectives[0]

    @property
    def status(self) -> Status:
        """The first indicator's status."""
        return self.indicator.status

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Every indicator's status."""
        return tuple(indicator.status for indicator in self.evaluation.indicators)

    @property
    def errors(self) -> set[str]:
        return self.codes(Severity.ERROR)

    @property
    def warnings(self) -> set[str]:
        """Codes of all warnings but the one about missing causes, which any short test gets."""
        return self.codes(Severity.WARNING) - {"QM401"}

    @property
    def notes(self) -> set[str]:
        return self.codes(Severity.NOTE)

    def codes(self, severity: Severity) -> set[str]:
        """Rule codes of one severity."""
        return {d.code for d in self.diagnostics if d.severity is severity}

    def diagnostic(self, code: str) -> Diagnostic:
        """The only diagnostic of a rule."""
        (found,) = (d for d in self.diagnostics if d.code == code)
        return found


def evaluated(text: str | None) -> Outcome:
    """Read, complete and evaluate a workbook written as Markdown."""
    return evaluated_cells(completed(markdown_workbook(dedent(text or ""))))


def evaluated_cells(book: WorkbookCells) -> Outcome:
    """Read and evaluate the cells of a workbook."""
    reading = read_submission(book)
    assert not isinstance(reading, Refusal), reading.sentence
    submission, found = reading
    evaluation, more = evaluate(submission)
    few_cases = tuple(d for d in more if d.code == "QM465")
    return Outcome(submission, evaluation, tuple(d for d in (*found, *more) if d not in few_cases), few_cases)


def book_of(sheets: Mapping[str, Sequence[Sequence[CellValue]]]) -> WorkbookCells:
    """A workbook from rows of cells by sheet."""
    cells = {name: SheetCells(name, tuple(map(tuple, rows))) for name, rows in sheets.items()}
    return WorkbookCells("tep.xlsx", "0" * 64, cells)


def completed(book: WorkbookCells) -> WorkbookCells:
    """The workbook with what the test left out."""
    sheets = {name: _trimmed(sheet.rows) for name, sheet in book.sheets.items()}
    sheets[INFORMATION_SHEET] = _information(sheets.get(INFORMATION_SHEET, ()))
    sheets[OBJECTIVES], codes = _objectives(sheets[OBJECTIVES])
    for number, own in codes.items():
        name = input_sheet(number)
        sheets[name] = _results(sheets.get(name, ()), own)
    return book_of(sheets)


def _trimmed(rows: Rows) -> Rows:
    """Without the blank line that stands before the next sheet."""
    return rows if not rows or rows[-1] else _trimmed(rows[:-1])


def _information(rows: Rows) -> Rows:
    labels = {row[0] for row in rows if row}
    return (*rows, *((label, value) for label, value in INFORMATION.items() if label not in labels))


def _objectives(rows: Rows) -> tuple[Rows, dict[int, list[str]]]:
    header, *lines = rows
    own = ["1"] if len(lines) == 1 else [f"1.{part}" for part in range(1, len(lines) + 1)]
    if _CODE not in header:
        header, lines = (*header, _CODE), [(*line, code) for line, code in zip(lines, own, strict=True)]
    if _STATEMENT not in header:
        header, lines = (*header, _STATEMENT), [(*line, "Giải quyết hồ sơ") for line in lines]
    codes: dict[int, list[str]] = {}
    for line in lines:
        code = str(line[header.index(_CODE)])
        number = code.split(".", maxsplit=1)[0]
        if number.isdigit():
            codes.setdefault(int(number), []).append(code)
    return (header, *lines), {
        number: own[1:] if own[0] == str(number) and own[1:] else own for number, own in codes.items()
    }


def _results(rows: Rows, codes: Sequence[str]) -> Rows:
    """The result table, made or completed, and what stands below it."""
    first = tuple(takewhile(bool, rows))
    has_results = bool(first) and all(cell in _RESULT_HEADERS for cell in first[0])
    header, lines = (first[0], list(first[1:])) if has_results else ((), [])
    below = rows[len(first) :] if has_results else ((), *rows)
    missing = [name for name in _NEEDED_RESULT_HEADERS if name not in header]
    made = []
    for line, code in zip_longest(lines, codes, fillvalue=None):
        padded = (*(line or ()), *[None] * (len(header) - len(line or ())))
        made.append((*padded, *(code if name == "Mã" else None for name in missing)))
    return ((*header, *missing), *made, *below)
