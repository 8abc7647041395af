"""What was found in an indicator's cells: why there is no verdict, what a reader should know of one."""

from collections.abc import Iterator, Sequence

from qmxl.contract.sheets import INFORMATION, input_sheet, sheet_key
from qmxl.explanation.subject import Subject, at, quote, step
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.evaluation import Status
from qmxl.model.explanation import ExplanationStep, StepKind
from qmxl.model.references import CellReference
from qmxl.model.submission import Entry, Register, ResultRow

MOST_TOLD = 3
_LONGEST_MESSAGE = 400


def missing(subject: Subject, diagnostics: Sequence[Diagnostic]) -> Iterator[ExplanationStep]:
    """Why there is no verdict, with the cure; the first few errors."""
    if subject.status is not Status.NO_DATA:
        return
    errors = _errors(subject, diagnostics)
    for found in errors[:MOST_TOLD]:
        yield step(StepKind.REASON, _sentence(found.message), at(found.reference), f". Cách sửa: {_line(found.fix)}.")
    if len(errors) > MOST_TOLD:
        yield step(StepKind.REASON, f"Còn {len(errors) - MOST_TOLD} lỗi nữa ở các ô của chỉ tiêu này.")
    if not errors:
        yield step(StepKind.REASON, "Thiếu số liệu để đánh giá; xem đủ bằng lệnh qmxl check.")


def cautions(subject: Subject, diagnostics: Sequence[Diagnostic]) -> Iterator[ExplanationStep]:
    """Warnings in its cells; errors too, where a verdict stands in spite of them."""
    grave = {Severity.WARNING} if subject.status is Status.NO_DATA else {Severity.WARNING, Severity.ERROR}
    found = [d for d in _about(subject, diagnostics) if d.severity in grave]
    for one in found[:MOST_TOLD]:
        yield step(StepKind.CAUTION, _sentence(one.message), at(one.reference), ".")
    if len(found) > MOST_TOLD:
        yield step(StepKind.CAUTION, f"Còn {len(found) - MOST_TOLD} điều nữa; xem bằng lệnh qmxl check.")


def has_errors(subject: Subject, diagnostics: Sequence[Diagnostic]) -> bool:
    """Whether an error stands in the cells it rests on."""
    if subject.status is Status.NO_DATA:
        return bool(_errors(subject, diagnostics))
    return any(d.severity is Severity.ERROR for d in _about(subject, diagnostics))


def _errors(subject: Subject, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Errors in its own cells; else of its sheet, of `Thông tin`, of the whole file, whichever there are first."""
    every = [d for d in diagnostics if d.severity is Severity.ERROR]
    own = _about(subject, every)
    sheet, information = sheet_key(input_sheet(subject.indicator.objective)), sheet_key(INFORMATION)
    code = f"chỉ tiêu {subject.indicator.code}"
    named = [d for d in every if code in d.message and d not in own]
    of_sheet = [d for d in every if d.sheet and sheet_key(d.sheet) == sheet and d.reference is None]
    general = [d for d in every if d.sheet and sheet_key(d.sheet) == information]
    whole = [d for d in every if d.sheet is None]
    if subject.period is None:
        return general or whole or own
    return own or named or of_sheet or general or whole


def _about(subject: Subject, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What stands in its row of `Mục tiêu`, its row of results or its table; said once."""
    found = (d for d in diagnostics if d.reference is not None and _is_own(subject, d.reference))
    return list(dict.fromkeys(found))


def _is_own(subject: Subject, cell: CellReference) -> bool:
    indicator, table = subject.indicator, subject.table
    target = indicator.target.reference
    if target is not None and (cell.sheet, cell.row) == (target.sheet, indicator.row):
        return True
    if indicator.result is not None and (cell.sheet, cell.row) == (_result_sheet(subject), indicator.result.row):
        return True
    if table is None:
        return False
    sheets = table.part_sheets if isinstance(table, Register) and table.part_sheets else (table.sheet,)
    return cell.sheet in sheets and (cell.sheet != table.sheet or cell.row >= table.header_row)


def _result_sheet(subject: Subject) -> str:
    """The input sheet as the file names it."""
    result = subject.indicator.result
    entries: tuple[Entry[object], ...] = () if result is None else _entries(result)
    known = (entry.reference.sheet for entry in entries if entry.reference is not None)
    return next(known, input_sheet(subject.indicator.objective))


def _entries(result: ResultRow) -> tuple[Entry[object], ...]:
    return (result.numerator, result.denominator, result.direct, result.cut_off, result.evidence, result.cause)


def _sentence(text: str) -> str:
    line = _line(text)
    return line[:1].upper() + line[1:]


def _line(text: str) -> str:
    """One line; a message may quote a cell of thousands of characters."""
    return quote(text, _LONGEST_MESSAGE)
