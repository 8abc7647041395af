"""The pipe, in order: read, evaluate, compose, lay out, write."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from qmxl.contract.placeholders import PLACEHOLDER
from qmxl.earlier_files import earlier_submissions, with_previous
from qmxl.evaluation.earlier_periods import results_for_later, when_judged, with_earlier
from qmxl.evaluation.evaluate import evaluate
from qmxl.explanation.explain import explain, verdict_notes
from qmxl.model.diagnostics import Diagnostic, Refusal
from qmxl.model.evaluation import Evaluation, Status
from qmxl.model.explanation import ObjectiveExplanation
from qmxl.model.report import PlacedReport
from qmxl.model.sent_rows import SentRows
from qmxl.model.submission import Submission
from qmxl.proof.read_back import Difference, differences
from qmxl.reading.parsing import Parsing, begin_parsing
from qmxl.reading.submission import Read, is_of_objectives, read_file, without_objectives
from qmxl.reporting.altered import said_of_altered
from qmxl.reporting.compose import compose_and_lay_out, compose_blank
from qmxl.reporting.layout import lay_out
from qmxl.writing.destination import elsewhere_sentence, in_use_sentence, refusal_to_write, write_sentence
from qmxl.writing.replacement import InUse, free_path
from qmxl.writing.workbook import write_workbook

RESULT_SUFFIX = "-ket-qua"
DEFAULT_TEMPLATE = "xa-phuong-2026.xlsx"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a workbook. `sentences` are the report's, by indicator code."""

    submission: Submission
    evaluation: Evaluation
    sentences: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    output_path: Path | None = None
    """The file written: another than was asked for, where that one could not be replaced."""
    notice: str = ""
    """Said of the writing; empty where all went as asked."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An indicator that an earlier period put off, and when it will be judged: `cuối năm`, `30/9/2026`."""

    code: str
    statement: str
    when: str


@dataclass(frozen=True, slots=True)
class NewWorkbook:
    """What is said of a fill-in workbook: diagnostics of the objectives it was made from, and what waits."""

    diagnostics: tuple[Diagnostic, ...]
    waiting: tuple[Waiting, ...] = ()
    written_figures: tuple[str, ...] = ()
    """Codes of the indicators whose own sentence holds figures of the period before."""


class WrittenOtherwise(RuntimeError):
    """Tệp vừa ghi đọc lại khác nội dung cần ghi, nên đã bỏ; tệp cũ vẫn nguyên."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(f"{self.__doc__} {difference}")


Registers = Mapping[str, Sequence[Parsing]]
"""Registers in other files, being parsed, by the code of the indicator they are given for."""


def check_file(source: Path | Parsing, registers: Registers | None = None) -> Outcome | Refusal:
    """Read and judge, write nothing. A parsing begun before this module was loaded costs no waiting."""
    composed = compose_file(_begun(source), registers, is_personal=False)
    return composed if isinstance(composed, Refusal) else composed[0]


def evaluate_file(
    source: Path | Parsing,
    output_path: Path | None,
    *,
    personal: bool = False,
    rows: SentRows = SentRows.ALL,
    registers: Registers | None = None,
    previous: Sequence[Parsing] = (),
) -> Outcome | Refusal:
    """Read, judge and write the report; `output_path` None: beside the input. `previous`: files of earlier periods."""
    parsing = _begun(source)
    composed = compose_file(parsing, registers, is_personal=personal, rows=rows, previous=previous)
    if isinstance(composed, Refusal):
        return composed
    target = output_path or beside(parsing.path)
    refusal = refusal_to_write(target, parsing.path)
    return Refusal(refusal) if refusal else write_output(*composed, target)


def write_output(outcome: Outcome, placed: PlacedReport, target: Path) -> Outcome | Refusal:
    """Write the workbook; the outcome with the path it was written to."""
    written = write_placed(placed, target)
    if isinstance(written, Refusal):
        return written
    return replace(outcome, output_path=written[0], notice=written[1])


def write_placed(placed: PlacedReport, target: Path) -> tuple[Path, str] | Refusal:
    """Write any workbook; the path it was written to, and what is said where that is another."""
    try:
        written = _write_beside(placed, target)
    except OSError as fault:
        return Refusal(write_sentence(target, fault))
    return written, elsewhere_sentence(target, written) if written != target else ""


def _write_beside(placed: PlacedReport, target: Path) -> Path:
    """Write to the target, or beside it where the old file cannot be replaced; the path written. Raises OSError."""
    try:
        _write(placed, target)
    except InUse:
        target = free_path(target)
        _write(placed, target)
    return target


def _write(placed: PlacedReport, target: Path) -> None:
    def read_back(path: Path) -> None:
        difference = next(differences(placed, path), None)
        if difference:
            raise WrittenOtherwise(difference)

    write_workbook(placed, target, read_back=read_back)


def beside(input_path: Path) -> Path:
    """`tep-ket-qua.xlsx` for `tep.xlsx`; the input is a result itself: `tep-ket-qua-2.xlsx`, never over it."""
    target = input_path.with_name(f"{input_path.stem.removesuffix(RESULT_SUFFIX)}{RESULT_SUFFIX}.xlsx")
    is_input = target.exists() and target.samefile(input_path)
    return target.with_name(f"{target.stem}-2.xlsx") if is_input else target


def _begun(source: Path | Parsing) -> Parsing:
    return source if isinstance(source, Parsing) else begin_parsing(source)


def compose_file(
    parsing: Parsing,
    registers: Registers | None,
    *,
    is_personal: bool,
    rows: SentRows = SentRows.ALL,
    previous: Sequence[Parsing] = (),
) -> tuple[Outcome, PlacedReport] | Refusal:
    """Read, judge and lay out, write nothing."""
    read = _read(parsing, registers, previous)
    if isinstance(read, Refusal):
        return read
    return compose_submission(parsing.path, *read, is_personal=is_personal, rows=rows)


def compose_submission(
    input_path: Path,
    submission: Submission,
    found: Sequence[Diagnostic],
    *,
    is_personal: bool,
    rows: SentRows = SentRows.ALL,
) -> tuple[Outcome, PlacedReport] | Refusal:
    """Judge and lay out what was read."""
    if not submission.objectives:
        return without_objectives(input_path, found)
    evaluation, more = evaluate(submission)
    diagnostics = (*found, *more)
    notes = verdict_notes(submission, evaluation, diagnostics)
    placed = compose_and_lay_out(submission, evaluation, diagnostics, is_personal=is_personal, rows=rows, notes=notes)
    sentences = {code: str(placed.values[place]) for code, place in placed.report.sentences.items()}
    return Outcome(submission, evaluation, sentences, placed.report.diagnostics), placed


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a workbook's statuses are what they are."""

    outcome: Outcome
    objectives: tuple[ObjectiveExplanation, ...]


def explain_file(source: Path | Parsing, registers: Registers | None = None) -> Explained | Refusal:
    """Read and judge, then tell every status back to its cells; nothing is composed or written."""
    parsing = _begun(source)
    read = _read(parsing, registers)
    if isinstance(read, Refusal):
        return read
    submission, found = read
    evaluation, more = evaluate(submission)
    diagnostics = (*found, *more)
    told = explain(submission, evaluation, diagnostics)
    return Explained(Outcome(submission, evaluation, {}, diagnostics), told)


def _read(parsing: Parsing, registers: Registers | None, previous: Sequence[Parsing] = ()) -> Read | Refusal:
    """What a workbook says, with what those of earlier periods came to."""
    earlier = earlier_submissions(previous)
    read = read_file(parsing, registers)
    if isinstance(read, Refusal):
        return read
    if isinstance(earlier, Refusal):
        return earlier
    submission, found = read
    if not submission.objectives:
        return without_objectives(parsing.path, found)
    compared = with_previous(submission, earlier)
    if isinstance(compared, Refusal):
        return compared
    return compared[0], (*found, *compared[1])


def new_workbook(source: Path | Parsing | None, output_path: Path, *, overwrite: bool = False) -> Refusal | NewWorkbook:
    """A fill-in workbook from the default template, or from anybody's `Mục tiêu` sheet.

    From the workbook of a period, its results go with it, as those of an earlier period.
    """
    parsing = _begun(source or template_path())
    read = read_file(parsing)
    if output_path.exists() and not overwrite:
        return Refusal(f"Tệp “{output_path}” đã có. Hãy chọn tên khác, hoặc thêm --overwrite để ghi đè.")
    if isinstance(read, Refusal):
        return read
    submission, found = read
    if not submission.objectives:
        return without_objectives(parsing.path, found)
    submission, waiting = _carried_on(submission) if source else (submission, ())
    figures = _with_figures(submission) if submission.earlier else ()
    nameless = [i.typed_code.reference for i in submission.indicators if not i.is_named]
    if nameless:
        cells = ", ".join(cell.a1 for cell in nameless if cell)
        return Refusal(
            f"Tệp “{parsing.path}” có dòng mục tiêu để trống mã, ghi mã không đọc được hoặc trùng mã: "
            f"sheet “Mục tiêu”, ô {cells}. Hãy ghi cho mỗi dòng một mã riêng, ví dụ 3 hoặc 2.1, rồi chạy lại; "
            "chưa tệp nào được ghi."
        )
    refusal = refusal_to_write(output_path, parsing.path)
    if refusal:
        return Refusal(refusal)
    placed = lay_out(compose_blank(submission))
    try:
        _write(placed, output_path)
    except InUse:
        return Refusal(in_use_sentence(output_path))
    except OSError as fault:
        return Refusal(write_sentence(output_path, fault))
    said = (*found, *said_of_altered(placed.altered))
    return NewWorkbook(tuple(filter(is_of_objectives, said)) if source else (), waiting, figures)


def _with_figures(submission: Submission) -> tuple[str, ...]:
    sentences = {indicator.code: indicator.sentence.value or "" for indicator in submission.indicators}
    return tuple(code for code, text in sentences.items() if re.search(r"\d", PLACEHOLDER.sub("", text)))


def _carried_on(submission: Submission) -> tuple[Submission, tuple[Waiting, ...]]:
    """The submission with its own results among the earlier ones, and what it put off."""
    evaluation, _ = evaluate(submission)
    results = results_for_later(submission, evaluation)
    wordings = {indicator.code: indicator for indicator in submission.indicators}
    put_off = (r.code for r in evaluation.indicators if r.status is Status.DEFERRED) if results else ()
    waiting = tuple(Waiting(code, wordings[code].statement, when_judged(wordings[code])) for code in put_off)
    return with_earlier(submission, results)[0], waiting


def template_path() -> Path:
    """The shipped default template."""
    return shipped(DEFAULT_TEMPLATE)


def shipped(name: str) -> Path:
    """A shipped template: inside the installed package, or beside it in a checkout."""
    package = Path(str(files("qmxl")))
    installed = package / "workbook_templates" / name
    return installed if installed.exists() else package.parent / "workbook_templates" / name
