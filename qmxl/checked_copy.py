"""The pipe of `check --mark` and `check --fix`: read, judge, copy, prove the copy, put it in place.

Beside `pipeline`, so that `evaluate` need not load what only these two need.
"""

import os
import tempfile
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
    refusal = output_path and _refusal_to_write(output_path, input_path)
    if refusal:
        return refusal
    job = _Job(input_path, outcome, cells, read_parts(input_path), outcome.diagnostics)
    try:
        with tempfile.TemporaryDirectory(prefix=".qmxl-", dir=(output_path or input_path).parent) as folder:
            return _finished(job, output_path, Path(folder) / "copy.xlsx", mark=mark, fix=fix)
    except OSError as fault:
        return Refusal(_write_sentence(output_path or input_path, fault))


def _finished(job: _Job, output_path: Path | None, draft: Path, *, mark: bool, fix: bool) -> CheckedCopy | Refusal:
    if fix:
        job = _fixed(job, draft)
    if mark:
        job = _marked(job, draft)
    if not job.suffix:
        return CheckedCopy(job.outcome, job.repairs, remarks=job.remarks)
    target = output_path or _free_path(job.input_path, job.suffix)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(target)
    outcome = replace(job.outcome, output_path=target)
    return CheckedCopy(outcome, job.repairs, job.suffix == FIXED_SUFFIX, job.remarks)


def _fixed(job: _Job, draft: Path) -> _Job:
    """The job with every certain repair that could be made; the repaired copy must come to the same verdicts."""
    wanted = repairs(job.outcome.submission, job.cells)
    if not wanted:
        return job
    copy = repaired_copy(job.parts, wanted)
    if isinstance(copy, Hindrance):
        return replace(job, repairs=wanted).remarked(_NO_FIX, copy.reason)
    if not copy.made:
        return job
    draft.write_bytes(packed(copy.parts))
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
        job, parts=copy.parts, cells=cells, diagnostics=again.diagnostics, repairs=copy.made, suffix=FIXED_SUFFIX
    )


def _marked(job: _Job, draft: Path) -> _Job:
    """The job with marks, or with the list alone where there can be no marked copy."""
    ordered = in_reading_order(job.diagnostics, list(job.cells.sheets))
    parts = marked_copy(job.parts, ordered)
    if not isinstance(parts, Hindrance):
        draft.write_bytes(packed(parts))
        cells = open_workbook(begin_parsing(draft))
        if not isinstance(cells, Refusal) and _is_same(job.cells, cells, frozenset(), list_sheet(parts)):
            return replace(job, suffix=job.suffix or MARKED_SUFFIX)
    reason = parts.reason if isinstance(parts, Hindrance) else _NOT_PROVED
    draft.write_bytes(list_workbook(listing(ordered)))
    return replace(job, suffix=LIST_SUFFIX).remarked(_NO_MARKS, reason)


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


# Writing


def _free_path(input_path: Path, suffix: str) -> Path:
    """`tep-danh-dau.xlsx`, else `tep-danh-dau-2.xlsx` …: an earlier copy may hold corrections made in it."""
    stem = sub(rf"{suffix}(-\d+)?$", "", input_path.stem)
    names = (f"{stem}{suffix}{'' if number == 1 else f'-{number}'}.xlsx" for number in count(1))
    return next(path for name in names if not (path := input_path.with_name(name)).exists())


def _refusal_to_write(output_path: Path, input_path: Path) -> Refusal | None:
    if output_path.is_dir():
        return Refusal(f"“{output_path}” là thư mục. Hãy ghi rõ tên tệp bản sao.")
    if not output_path.parent.is_dir():
        return Refusal(f"Không có thư mục “{output_path.parent}”. Hãy tạo thư mục trước, hoặc chọn chỗ khác.")
    if output_path.suffix.lower() != ".xlsx":
        return Refusal(f"Tên tệp bản sao “{output_path.name}” phải có đuôi .xlsx.")
    if output_path.exists() and output_path.samefile(input_path):
        return Refusal("Bản sao trùng với tệp đầu vào. Hãy chọn tên khác bằng -o; tệp đầu vào không bao giờ bị ghi đè.")
    return None


def _write_sentence(path: Path, fault: OSError) -> str:
    reason = {13: "không được phép ghi, hoặc tệp đang mở trong Excel", 28: "ổ đĩa đã đầy", 30: "ổ đĩa chỉ cho đọc"}
    told = reason.get(fault.errno or 0, "không ghi được")
    return f"Không ghi được bản sao vào thư mục “{path.parent}”: {told}. Hãy chọn chỗ khác bằng -o."
