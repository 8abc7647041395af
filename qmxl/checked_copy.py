"""The pipe of `check --mark` and `check --fix`: read, judge, copy, prove the copy, put it in place.

Beside `pipeline`, so that `evaluate` need not load what only these two need.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from re import sub

from qmxl.marking.copies import Hindrance, marked_copy, repaired_copy
from qmxl.marking.listing import list_sheet, list_workbook, listing
from qmxl.marking.package import Parts, packed, read_parts
from qmxl.model.diagnostics import Diagnostic, Refusal, in_reading_order
from qmxl.model.references import CellReference
from qmxl.model.repairs import Repair
from qmxl.model.submission import CellValue
from qmxl.pipeline import Outcome, check_file
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.repairs import repairs
from qmxl.reading.workbook import WorkbookCells, open_workbook
from qmxl.writing.destination import in_use_sentence, refusal_to_write, write_sentence
from qmxl.writing.replacement import InUse, hidden_file, replace_file

MARKED_SUFFIX, FIXED_SUFFIX, LIST_SUFFIX = "-danh-dau", "-da-sua", "-kiem-tra"
_NOT_PROVED = "bản sao đọc lại không khớp với tệp gốc"
_NO_FIX = "Không ghi được bản đã sửa của “{name}”: {reason}. Hãy sửa tay các ô nêu trên."
_NO_MARKS = "Không tô màu được bản sao của “{name}”: {reason}. Chỉ ghi danh sách các ô cần xem lại ra một tệp riêng."


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """What became of a workbook: `outcome` with the path written (None: nothing), the repairs, what could not be."""

    outcome: Outcome
    repairs: tuple[Repair, ...] = ()
    is_repaired: bool = False
    """Whether the repairs were made in the copy; else they are proposals."""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Job:
    """One workbook on its way to a copy: its parts so far, what is to be marked in them, what was repaired."""

    input_path: Path
    outcome: Outcome
    cells: WorkbookCells
    parts: Parts | None
    diagnostics: tuple[Diagnostic, ...]
    repairs: tuple[Repair, ...] = ()
    remarks: tuple[str, ...] = ()
    contents: bytes = b""
    """The copy so far."""
    suffix: str = ""
    """What the copy is named by; none where there is nothing to write."""

    def remarked(self, words: str, reason: str) -> "_Job":
        return replace(self, remarks=(*self.remarks, words.format(name=self.input_path.name, reason=reason)))


def checked_copy(input_path: Path, output_path: Path | None, *, mark: bool, fix: bool) -> CheckedCopy | Refusal:
    """Check a workbook and write a copy with marks, with certain repairs, or both; the workbook itself is only read.

    `output_path` None: beside the input, under a name that is free. With nothing to repair, `fix` alone writes nothing.
    """
    outcome = check_file(input_path)
    cells = open_workbook(begin_parsing(input_path))
    if isinstance(outcome, Refusal):
        return outcome
    if isinstance(cells, Refusal):
        return cells
    refusal = output_path and refusal_to_write(output_path, input_path, "bản sao")
    if refusal:
        return Refusal(refusal)
    target = output_path or _free_path(input_path, FIXED_SUFFIX if fix else MARKED_SUFFIX)
    job = _Job(input_path, outcome, cells, read_parts(input_path), outcome.diagnostics)
    try:
        job = _fixed(job, target.parent) if fix else job
        job = _marked(job, target.parent) if mark else job
        return _finished(job, output_path)
    except InUse:
        return Refusal(in_use_sentence(target))
    except OSError as fault:
        return Refusal(write_sentence(target, fault))


def _finished(job: _Job, output_path: Path | None) -> CheckedCopy:
    if not job.suffix:
        return CheckedCopy(job.outcome, job.repairs, remarks=job.remarks)
    target = output_path or _free_path(job.input_path, job.suffix)
    replace_file(target, job.contents)
    outcome = replace(job.outcome, output_path=target)
    return CheckedCopy(outcome, job.repairs, job.suffix == FIXED_SUFFIX, job.remarks)


def _fixed(job: _Job, folder: Path) -> _Job:
    """The job with every certain repair that could be made; the repaired copy must come to the same verdicts."""
    wanted = repairs(job.outcome.submission, job.cells)
    if not wanted:
        return job
    copy = repaired_copy(job.parts, wanted)
    if isinstance(copy, Hindrance):
        return replace(job, repairs=wanted).remarked(_NO_FIX, copy.reason)
    if not copy.made:
        return job
    contents = packed(copy.parts)
    with hidden_file(folder, contents) as draft:
        again, cells = check_file(draft), open_workbook(begin_parsing(draft))
    repaired = frozenset(repair.reference for repair in copy.made)
    if (
        isinstance(again, Refusal)
        or isinstance(cells, Refusal)
        or _verdicts(again) != _verdicts(job.outcome)
        or not _is_same(job.cells, cells, repaired, None)
    ):
        return replace(job, repairs=wanted).remarked(_NO_FIX, _NOT_PROVED)
    return replace(
        job,
        parts=copy.parts,
        contents=contents,
        cells=cells,
        diagnostics=again.diagnostics,
        repairs=copy.made,
        suffix=FIXED_SUFFIX,
    )


def _marked(job: _Job, folder: Path) -> _Job:
    """The job with marks, or with the list alone where there can be no marked copy."""
    ordered = in_reading_order(job.diagnostics, list(job.cells.sheets))
    parts = marked_copy(job.parts, ordered)
    if not isinstance(parts, Hindrance):
        contents = packed(parts)
        with hidden_file(folder, contents) as draft:
            cells = open_workbook(begin_parsing(draft))
        if not isinstance(cells, Refusal) and _is_same(job.cells, cells, frozenset(), list_sheet(parts)):
            return replace(job, contents=contents, suffix=job.suffix or MARKED_SUFFIX)
    reason = parts.reason if isinstance(parts, Hindrance) else _NOT_PROVED
    listed = list_workbook(listing(ordered))
    return replace(job, contents=listed, suffix=LIST_SUFFIX).remarked(_NO_MARKS, reason)


# The proof by reading: what qmxl reads of a copy is what it reads of the original


def _verdicts(outcome: Outcome) -> Sequence[object]:
    evaluation = outcome.evaluation
    indicators = [(i.code, i.status, i.shown, i.margin) for i in evaluation.indicators]
    return [*indicators, *((o.number, o.status) for o in evaluation.objectives)]


def _is_same(
    before: WorkbookCells, after: WorkbookCells, repaired: frozenset[CellReference], list_name: str | None
) -> bool:
    """Whether every cell of every sheet but the list holds the same, repaired cells aside."""
    return all(
        name in after.sheets and _values(before, name, repaired) == _values(after, name, repaired)
        for name in before.sheets
        if name != list_name
    )


def _values(
    book: WorkbookCells, name: str, without: frozenset[CellReference]
) -> dict[tuple[int, int], tuple[type, CellValue]]:
    """Every filled cell of a sheet; 1 and True stay different."""
    return {
        (row, column): (type(value), value)
        for row, cells in enumerate(book.sheets[name].rows, 1)
        for column, value in enumerate(cells, 1)
        if value is not None and CellReference(name, row, column) not in without
    }


def _free_path(input_path: Path, suffix: str) -> Path:
    """`tep-danh-dau.xlsx`, else `tep-danh-dau-2.xlsx` …: an earlier copy may hold corrections made in it."""
    stem = sub(rf"{suffix}(-\d+)?$", "", input_path.stem)
    names = (f"{stem}{suffix}{'' if number == 1 else f'-{number}'}.xlsx" for number in count(1))
    return next(path for name in names if not (path := input_path.with_name(name)).exists())
