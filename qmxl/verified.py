"""The pipe of `verify`: read an output, make it anew from its own data, and name what does not follow.

Beside `pipeline`, so that `evaluate` need not load what only this needs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from re import search

from qmxl import __version__
from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import (
    DIGEST_LABEL,
    FINDINGS,
    INPUT_SHA256_LABEL,
    OBJECTIVES,
    PERSONAL_LABEL,
    PERSONAL_SENT,
    PROGRAM_VERSION_LABEL,
    PROVENANCE,
    REPORT,
    SUMMARY,
    TRACES,
)
from qmxl.evaluation.earlier_periods import with_earlier
from qmxl.formula.written import written
from qmxl.model.content_traces import ALL_ROWS, Trace, cells_trace, value_text, whole_traces
from qmxl.model.diagnostics import Diagnostic, Refusal, Severity, in_reading_order
from qmxl.model.evaluation import IndicatorResult
from qmxl.model.references import CellReference, column_letters, column_number
from qmxl.model.report import PlacedCell, PlacedReport
from qmxl.model.sent_rows import SentRows
from qmxl.model.submission import EarlierResult, Information, Submission
from qmxl.pipeline import Outcome, Registers, compose_submission
from qmxl.proof.document_prose import DocumentFault, DocumentFinding, WantedDocument, document_findings, document_texts
from qmxl.proof.second_engine import UnreadableWorkbook
from qmxl.proof.stored_cells import StoredCell, StoredSheet, stored_sheets
from qmxl.proof.trace_changes import Change, ChangeKind, StoredTraces, changes, stored_traces
from qmxl.proof.verification import Rows, disagreements, rows_of, shown_value, wanted_value
from qmxl.reading.parsing import Parsing
from qmxl.reading.submission import read_file
from qmxl.reporting.content_traces import shown_digest
from qmxl.reporting.report_document import report_document
from qmxl.word_report import word_template_path
from qmxl.writing.word import filled
from qmxl.writing.word_template import open_template

_MESSAGES = 5
"""Column of `Kiểm tra` with what was found and the code of its rule."""
_OF_SHEETS = "QM1"
"""What codes of rules about the workbook and its sheets begin with."""
_CAUSES = frozenset({"QM426", "QM427", "QM428", "QM429", "QM435", "QM436", "QM438", "QM440", "QM445", "QM446"})
"""Told first: what was done to the data; what no longer follows may be its effect."""
_NO_OUTPUT = (
    "Tệp “{name}” không phải tệp kết quả của qmxl: không có sheet {missing}. "
    "Hãy chọn tệp do qmxl evaluate ghi ra, tên thường có đuôi -ket-qua.xlsx."
)
_NO_PACKAGE = (
    "Tệp “{name}” không phải tệp .xlsx. Hãy mở bằng Excel, lưu thành kiểu “Excel Workbook (*.xlsx)” rồi chạy lại."
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of an output: how many cells were held against the data, what does not follow, its digest."""

    outcome: Outcome
    findings: tuple[Diagnostic, ...]
    word_findings: tuple[DocumentFinding, ...]
    """What the Word report says otherwise, where one is given."""
    cells: int
    digest: str
    """As it is shown; made from the data in the file."""

    @property
    def all_findings(self) -> tuple[Diagnostic, ...]:
        return (*self.findings, *(each.found for each in self.word_findings))


@dataclass(frozen=True, slots=True)
class VerifyWish:
    """What an output is held against besides its own data: the file it was made of, the Word report."""

    original: Parsing | None = None
    registers: Registers | None = None
    word_path: Path | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """An output, the cells it holds, and the report made anew from its data."""

    outcome: Outcome
    placed: PlacedReport
    stored: Mapping[str, StoredSheet]
    traces: StoredTraces | None
    present: Rows
    """By sheet, the row as it would be written -> the row it stands in."""

    @property
    def has_digest(self) -> bool:
        """Whether it carries marks of a known form; an output of an older program may have its formulas elsewhere."""
        return self.traces is not None and self.traces.is_known_form

    def where(self, sheet: str, row: int, column: int) -> CellReference:
        return CellReference(sheet, self.present.get(sheet, {}).get(row, row), column)


def verify_file(parsing: Parsing, wish: VerifyWish) -> Verified | Refusal:
    """Hold an output against its own data, and against whatever else is given."""
    job = _job(parsing)
    if isinstance(job, Refusal):
        return job
    differences = disagreements(job.placed, job.stored, are_values_only=not job.has_digest)
    findings = [*_of_version(job), *differences, *_of_traces(job), *_of_reading(job)]
    told, of_word = _of_original(job, wish), _of_document(job, wish)
    if isinstance(told, Refusal):
        return told
    if isinstance(of_word, Refusal):
        return of_word
    findings += told
    causes = [found for found in dict.fromkeys(findings) if found.code in _CAUSES]
    effects = [found for found in dict.fromkeys(findings) if found.code not in _CAUSES]
    ordered = in_reading_order(causes, [OBJECTIVES, *job.stored]) + in_reading_order(effects, list(job.stored))
    cells = sum(len(sheet.cells) for sheet in job.placed.sheets if sheet.sheet.name in job.stored)
    return Verified(job.outcome, tuple(ordered), tuple(of_word), cells, shown_digest(job.placed.report.digest))


def _job(parsing: Parsing) -> _Job | Refusal:
    path = parsing.path
    read = read_file(parsing)
    if isinstance(read, Refusal):
        return read
    submission, found = read
    names = {use.name for use in submission.source.sheets}
    missing = [name for name in (SUMMARY, REPORT, PROVENANCE) if name not in names]
    if len(missing) > 1:
        return Refusal(_NO_OUTPUT.format(name=path.name, missing=", ".join(f"“{name}”" for name in missing)))
    try:
        stored = stored_sheets(path)
    except UnreadableWorkbook:
        return Refusal(_NO_PACKAGE.format(name=path.name))
    is_personal = _fact(stored, PERSONAL_LABEL) == PERSONAL_SENT
    composed = compose_submission(path, submission, found, is_personal=is_personal)
    if isinstance(composed, Refusal):
        return composed
    return _Job(*composed, stored, stored_traces(stored), rows_of(composed[1], stored))


def _fact(stored: Mapping[str, StoredSheet], label: str) -> str:
    """What `Nguồn gốc` says beside a label."""
    cell = _fact_cell(stored, label)
    return "" if cell is None else str(stored[PROVENANCE].get((cell.row, cell.column), StoredCell("")).value or "")


def _fact_cell(stored: Mapping[str, StoredSheet], label: str) -> CellReference | None:
    cells = stored.get(PROVENANCE, {})
    rows = (row for (row, column), cell in cells.items() if column == 1 and cell.value == label)
    row = next(rows, None)
    return None if row is None else CellReference(PROVENANCE, row, 2)


def _of_version(job: _Job) -> Iterator[Diagnostic]:
    version = _fact(job.stored, PROGRAM_VERSION_LABEL)
    if version and version != __version__:
        cell = _fact_cell(job.stored, PROGRAM_VERSION_LABEL)
        yield diagnostic("QM441", cell, found=version, wanted=__version__)


def _of_reading(job: _Job) -> Iterator[Diagnostic]:
    """Sheets, tables and columns that are not found any more: errors that `Kiểm tra` does not tell of.

    Of cells it would say the same in other words: what could not be read is written as text.
    """
    texts = (str(cell.value or "") for (_, column), cell in job.stored.get(FINDINGS, {}).items() if column == _MESSAGES)
    told = Counter(match[1] for text in texts if (match := search(r"\((QM\d+)\)$", text)))
    for found in job.outcome.diagnostics:
        if found.severity is Severity.ERROR and found.code.startswith(_OF_SHEETS):
            told[found.code] -= 1
            if told[found.code] < 0:
                yield found


# What changed since it was written


def _of_traces(job: _Job) -> Iterator[Diagnostic]:
    if job.traces is None or not job.traces.is_known_form:
        yield diagnostic("QM446")
        return
    if not job.traces.is_whole:
        yield diagnostic("QM440", TRACES, sheet=TRACES)
        return
    whole = _whole_names(job.traces.traces)
    typed = [trace for trace in job.traces.traces if trace.sheet not in whole]
    told = [found for change in changes(typed, job.placed.report.traces) for found in _of_change(job, change)]
    yield from told
    if not told and job.traces.digest != job.placed.report.digest:
        own, wanted = shown_digest(job.traces.digest), shown_digest(job.placed.report.digest)
        yield diagnostic("QM438", _fact_cell(job.stored, DIGEST_LABEL), place="của tệp", found=own, wanted=wanted)
    made_anew = {sheet.sheet.name for sheet in job.placed.sheets} - {FINDINGS, PROVENANCE}
    for name in whole:
        if name not in job.stored:
            yield diagnostic("QM425", None, sheet=name)
        elif name not in made_anew:
            yield from _of_whole(job, name)


def _whole_names(traces: Iterable[Trace]) -> list[str]:
    """Sheets that were marked whole: those that are no input."""
    names = dict.fromkeys(trace.sheet for trace in traces if trace.row == ALL_ROWS)
    return [name for name in names if name in {FINDINGS, PROVENANCE} or name.startswith("_")]


def _of_whole(job: _Job, name: str) -> Iterator[Diagnostic]:
    before = [trace for trace in job.traces.traces if trace.sheet == name] if job.traces else []
    letters = {column_number(letter): letter for trace in before for letter in trace.columns.split()}
    contents = {place: _content(cell) for place, cell in job.stored[name].items()}
    letters |= {column: column_letters(column) for _, column in contents}
    for change in changes(before, whole_traces(name, contents, letters), ordered=True):
        if change.kind is ChangeKind.REMOVED:
            yield diagnostic("QM430", name, places=f"{change.count} dòng", sheet=name)
            continue
        row = int(change.row or 0) + 1
        column = column_number(change.letters[0]) if change.letters else 1
        cells = ", ".join(f"{letter}{row}" for letter in change.letters) or f"dòng {row}"
        places = f"ô {cells}" if change.letters else cells
        yield diagnostic("QM430", CellReference(name, row, column), places=places, sheet=name)


def _content(cell: StoredCell) -> str:
    value = int(cell.value) if isinstance(cell.value, bool) else cell.value
    return value_text(value) + (f"={written(cell.formula)}" if cell.formula else "")


_SINCE_WRITTEN, _SINCE_ORIGINAL = "so với lúc qmxl ghi tệp", "so với tệp gốc"


def _of_change(job: _Job, change: Change, since: str = _SINCE_WRITTEN) -> Iterator[Diagnostic]:
    """A change of what staff typed, at its cell where that is known."""
    if change.kind is ChangeKind.REMOVED:
        damaged = list(_of_damaged(job, change)) if since == _SINCE_WRITTEN else []
        if damaged:
            yield from damaged
            return
        code = change.row.partition(":")[2] if isinstance(change.row, str) else ""
        what = f" (mã {code})" if code[:1].isdigit() else ""
        yield diagnostic("QM429", change.sheet, count=change.count, since=since, what=what)
        return
    row = _row_number(job.placed, change)
    letters = change.letters
    if change.kind is ChangeKind.ADDED:
        yield diagnostic("QM428", job.where(change.sheet, row, 1), since=since)
    elif len(letters) == 1 or isinstance(change.row, str):
        for letter in letters:
            where = job.where(change.sheet, row, column_number(letter))
            yield diagnostic("QM426", where, found=_held(job.placed, change.sheet, row, letter))
    else:
        where = job.where(change.sheet, row, column_number(letters[0]) if letters else 1)
        yield diagnostic("QM427", where, columns=", ".join(letters) or "không rõ", since=since)


def _of_damaged(job: _Job, change: Change) -> Iterator[Diagnostic]:
    """A row that is no longer read, though most of its cells stand in the file: the cells that are others now."""
    traces = job.traces.traces if job.traces else ()
    old = next((trace.by_column for trace in traces if (trace.sheet, trace.row) == (change.sheet, change.row)), {})
    cells = job.stored.get(change.sheet, {})
    for row in sorted({row for row, _ in cells}):
        held = {letter: cells.get((row, column_number(letter)), StoredCell(None)).value for letter in old}
        new = cells_trace(change.sheet, "", {letter: value_text(value) for letter, value in held.items()}).by_column
        others = [letter for letter in old if old[letter] != new[letter]]
        if len(others) * 2 < len(old):
            for letter in others:
                where = CellReference(change.sheet, row, column_number(letter))
                yield diagnostic("QM426", where, found=held[letter] if held[letter] is not None else "(trống)")
            return


def _row_number(placed: PlacedReport, change: Change) -> int:
    """Row of a change as the report made anew has it; the first where it has none."""
    sheet = next((s for s in placed.report.sheets if s.name == change.sheet), None)
    key = f"row:{change.row}" if isinstance(change.row, int) else change.row
    rows = enumerate(sheet.rows if sheet else (), 1)
    return next((number for number, row in rows if row.key == key), 1)


def _cell(placed: PlacedReport, sheet: str, row: int, letter: str) -> PlacedCell | None:
    cells = next((s.cells for s in placed.sheets if s.sheet.name == sheet), ())
    column = column_number(letter)
    return next((cell for cell in cells if (cell.row, cell.column) == (row, column)), None)


def _held(placed: PlacedReport, sheet: str, row: int, letter: str) -> str:
    cell = _cell(placed, sheet, row, letter)
    return shown_value(wanted_value(cell), cell) if cell else "(trống)"


# The file it was made of


def _of_original(job: _Job, wish: VerifyWish) -> list[Diagnostic] | Refusal:
    """Where the file an output was made of says otherwise: its contents, cell by cell, and what they come to."""
    if wish.original is None:
        return []
    path = wish.original.path
    read = read_file(wish.original, wish.registers)
    if isinstance(read, Refusal):
        return read
    recorded, own = _fact(job.stored, INPUT_SHA256_LABEL), read[0].source.sha256
    found: list[Diagnostic] = []
    if recorded != own:
        strangers = _of_another_office_or_period(job.outcome.submission.information, read[0].information)
        if strangers:
            return strangers
        cell = _fact_cell(job.stored, INPUT_SHA256_LABEL)
        found.append(diagnostic("QM435", cell, name=path.name, found=own, recorded=recorded or "(trống)"))
    is_personal = _fact(job.stored, PERSONAL_LABEL) == PERSONAL_SENT
    original = with_earlier(read[0], _of_other_files(job.outcome.submission))[0]
    composed = compose_submission(path, original, read[1], is_personal=is_personal)
    if not isinstance(composed, Refusal) and _columns(composed[1]) != _columns(job.placed):
        composed = compose_submission(path, original, read[1], is_personal=is_personal, rows=SentRows.LATE)
    if isinstance(composed, Refusal):
        return composed
    outcome, placed = composed
    for change in changes(placed.report.traces, job.placed.report.traces):
        found += _against_original(job, placed, change)
    return [*found, *_other_results(job, outcome)]


def _of_another_office_or_period(own: Information, other: Information) -> list[Diagnostic]:
    """One error for a file of another period or unit, in which nearly every cell differs."""
    periods = [about.period.text if about.period else "" for about in (own, other)]
    offices = [" ".join(about.office.split()) for about in (own, other)]
    differ = [pair for pair in (offices, periods) if all(pair) and pair[0].casefold() != pair[1].casefold()]
    if not differ:
        return []
    found, wanted = (", ".join(pair[at] for pair in differ) for at in (0, 1))
    return [diagnostic("QM445", None, found=found, wanted=wanted)]


def _of_other_files(submission: Submission) -> tuple[EarlierResult, ...]:
    """Results of earlier periods that came out of files (`--previous`): the input never had them."""
    return tuple(result for result in submission.earlier if result.text("sha256"))


def _columns(placed: PlacedReport) -> dict[str, str]:
    """The columns of each detail table: they tell whether a register travelled, or a table in its place."""
    return {trace.sheet: trace.columns for trace in placed.report.traces if trace.row == ALL_ROWS}


def _against_original(job: _Job, original: PlacedReport, change: Change) -> Iterator[Diagnostic]:
    if change.kind is not ChangeKind.CHANGED or not isinstance(change.row, str):
        yield from _of_change(job, change, _SINCE_ORIGINAL)
        return
    row = _row_number(job.placed, change)
    own = _row_number(original, replace(change, row=change.before or change.row))
    for letter in change.letters:
        where = job.where(change.sheet, row, column_number(letter))
        held = _held(job.placed, change.sheet, row, letter)
        yield diagnostic("QM436", where, found=held, wanted=_held(original, change.sheet, own, letter))


def _other_results(job: _Job, original: Outcome) -> Iterator[Diagnostic]:
    results = {result.code: result for result in original.evaluation.indicators}
    for indicator in job.outcome.evaluation.indicators:
        other = results.get(indicator.code)
        if other and (other.shown, other.status) != (indicator.shown, indicator.status):
            yield diagnostic("QM437", SUMMARY, code=indicator.code, found=_result(indicator), wanted=_result(other))


def _result(result: IndicatorResult) -> str:
    """`97% (Vượt)`"""
    word = STATUS_WORDS[result.status]
    return f"{result.shown} ({word})" if result.shown else word


# The Word report


def _of_document(job: _Job, wish: VerifyWish) -> list[DocumentFinding] | Refusal:
    if wish.word_path is None:
        return []
    try:
        found = document_texts(wish.word_path)
    except DocumentFault as fault:
        return Refusal(str(fault))
    return list(document_findings(found, _wanted_document(job)))


def _wanted_document(job: _Job) -> WantedDocument:
    """The Word report as it would be written now, in the layout of the shipped template."""
    document = report_document(job.placed, job.outcome.submission.objectives)
    with BytesIO(filled(document, open_template(word_template_path()))) as contents:
        paragraphs = tuple(paragraph.text for paragraph in document_texts(contents).paragraphs)
    texts: dict[str, list[str]] = {key: [text] for key, text in document.texts.items()}
    texts |= {key: list(lines) for key, lines in document.lines.items()}
    for objective in document.objectives:
        for key, text in objective.texts.items():
            texts.setdefault(key, []).append(text)
        for indicator in objective.indicators:
            texts.setdefault("sentence", []).append(indicator.sentence)
            for key, text in indicator.texts.items():
                texts.setdefault(key, []).append(text)
    fields = {key: tuple(lines) for key, lines in texts.items()}
    return WantedDocument(paragraphs, fields, shown_digest(job.placed.report.digest))
