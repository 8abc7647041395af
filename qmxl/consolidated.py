"""Many workbooks into one: find the files, read them on an executor, put them together, write."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qmxl.consolidation.consolidate import consolidate
from qmxl.consolidation.long_data import frame, long_data
from qmxl.consolidation.running import cancelling, finished, machine, unit_files
from qmxl.consolidation.unit_files import unit_file
from qmxl.consolidation.workbook_paths import WorkbookPaths, workbook_paths
from qmxl.contract.refusals import CLUSTER_NOT_INSTALLED
from qmxl.model.consolidation import Consolidation, ExpectedUnits, UnitFile, WorkbookPath
from qmxl.model.diagnostics import Refusal
from qmxl.model.report import LongValue
from qmxl.pipeline import write_placed
from qmxl.reading.expected_units import read_expected_units
from qmxl.reading.values import read_day
from qmxl.reporting.consolidated.compose import compose_consolidation
from qmxl.reporting.consolidated.reply import Reply, compose_reply, replies
from qmxl.reporting.layout import lay_out
from qmxl.writing.data_files import csv_bytes, parquet_bytes
from qmxl.writing.destination import in_use_sentence, refusal_to_write, write_sentence
from qmxl.writing.replacement import InUse, replace_file

_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
"""What no system allows in a file's name."""
_LONGEST_NAME = 160
"""Bytes; file systems take 255, with what Excel and we put around a name."""
REPLY_SUFFIX = "-phan-hoi"
_FEWEST_TO_SHARE = 8
"""Fewer tasks are done before other processes have loaded what they need."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of a consolidation, and where it goes; `period` as it is called: `9 tháng đầu năm 2026`."""

    arguments: Sequence[str]
    output_path: Path
    units_path: Path | None = None
    deadline: date | None = None
    period: str = ""
    parquet_path: Path | None = None
    csv_path: Path | None = None
    replies_path: Path | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What can be known before any workbook is read: the files, and the list of units."""

    wishes: Wishes
    paths: WorkbookPaths
    expected: ExpectedUnits | None


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What became of it: the consolidation, the files written, what is said of the writing."""

    consolidation: Consolidation
    written: tuple[Path, ...]
    notice: str = ""


def prepare(wishes: Wishes) -> Prepared | Refusal:
    """Find the files, read the list of units, and see whether the outputs can be written.

    No workbook is read yet but one that stands where the output is to go: a unit's is never written over.
    """
    units = wishes.units_path
    left_out = [path for path in (units, *(path for path, _, _ in _outputs(wishes))) if path]
    paths = workbook_paths(wishes.arguments, left_out)
    if isinstance(paths, Refusal):
        return paths
    for path, what, suffix in _outputs(wishes):
        sentence = refusal_to_write(path, units, what, suffix)
        if sentence:
            return Refusal(sentence)
    folder = wishes.replies_path
    if folder and not (folder.is_dir() or (folder.parent.is_dir() and not folder.exists())):
        return Refusal(f"Không ghi được phản hồi vào “{folder}”: hãy tạo thư mục trước, hoặc chọn thư mục khác.")
    output = wishes.output_path
    if output.exists() and not unit_file(WorkbookPath(str(output), output.name)).refusal:
        return Refusal(
            f"“{output}” là tệp của một đơn vị, không phải tệp tổng hợp cũ; tệp đầu vào không bao giờ bị ghi đè. Hãy "
            "đặt tên khác cho tệp tổng hợp."
        )
    expected = read_expected_units(units) if units else None
    return expected if isinstance(expected, Refusal) else Prepared(wishes, paths, expected)


def _outputs(wishes: Wishes) -> list[tuple[Path, str, str]]:
    told = [
        (wishes.output_path, "tệp tổng hợp", ".xlsx"),
        (wishes.parquet_path, "tệp Parquet", ".parquet"),
        (wishes.csv_path, "tệp CSV", ".csv"),
    ]
    return [(path, what, suffix) for path, what, suffix in told if path]


def machine_for(tasks: int, workers: int | None = None) -> Executor:
    """All cores of the machine, or this very process where there is too little to share."""
    return machine(1 if tasks < _FEWEST_TO_SHARE and workers is None else workers)


def cluster_for(address: str) -> Executor | Refusal:
    """A Dask cluster, or why there is none."""
    try:
        from qmxl.consolidation.cluster import cluster  # noqa: PLC0415  an optional dependency
    except ImportError:
        return Refusal(CLUSTER_NOT_INSTALLED)
    return cluster(address)


def consolidate_files(
    prepared: Prepared,
    executor: Executor,
    on_done: Callable[[], object] = lambda: None,
    written: list[Path] | None = None,
) -> Consolidated | Refusal:
    """Read all workbooks on an executor, put them together and write; `on_done` is called after each workbook.

    Every file that was written is added to `written`, also where one could not be, or the rest was interrupted.
    """
    done = [] if written is None else written
    wishes = prepared.wishes
    files = unit_files(prepared.paths.sources, executor, on_done)
    together = consolidate(files, prepared.expected, wishes.deadline, wishes.period, prepared.paths.passed_over)
    if wishes.period and together.period is None:
        return Refusal(_no_such_period(wishes.period, files))
    del files
    data = long_data(together)
    placed = lay_out(compose_consolidation(together, data))
    outcome = write_placed(placed, wishes.output_path)
    if isinstance(outcome, Refusal):
        return outcome
    path, notice = outcome
    del placed
    done.append(path)
    refusal = _write_data(wishes, data, done)
    return refusal or Consolidated(together, tuple(done), notice)


def _no_such_period(wanted: str, files: Sequence[UnitFile]) -> str:
    known = ", ".join(sorted({f"“{file.period.text}”" for file in files if file.period}))
    told = f" Các kỳ có trong tệp: {known}." if known else ""
    return (
        f"Không có tệp nào của kỳ “{wanted}”.{told} Hãy ghi lại --period, hoặc bỏ đi để lấy kỳ nhiều đơn vị gửi nhất."
    )


def _write_data(wishes: Wishes, data: Mapping[str, Sequence[LongValue]], done: list[Path]) -> Refusal | None:
    """The long table for other programs; the files written are added to `done`."""
    for target, contents in ((wishes.parquet_path, parquet_bytes), (wishes.csv_path, csv_bytes)):
        if target is None:
            continue
        try:
            replace_file(target, contents(frame(data)))
        except InUse:
            return Refusal(in_use_sentence(target))
        except OSError as fault:
            return Refusal(write_sentence(target, fault))
        done.append(target)
    return None


def deadline_of(text: str) -> date | None:
    """A day as people type it: 5/10/2026, 05.10.2026, 2026-10-05; None where it is none."""
    return read_day(text)


def write_replies(consolidation: Consolidation, folder: Path, executor: Executor) -> tuple[int, Refusal | None]:
    """One short workbook for each unit; how many were written, and why one was not, where that is so."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as fault:
        return 0, Refusal(write_sentence(folder, fault))
    named = list(_named_replies(consolidation, folder))
    futures: list[Future[str]] = []
    with cancelling(futures):
        futures += (executor.submit(write_reply, reply, str(path)) for reply, path in named)
        sentences = [_sentence(future, *each) for future, each in zip(finished(futures), named, strict=True)]
    failed = [sentence for sentence in sentences if sentence]
    return len(sentences) - len(failed), Refusal(failed[0], tuple(failed[1:])) if failed else None


def _sentence(future: "Future[str]", reply: Reply, path: Path) -> str:
    """What its worker says; where it has died, the reply is written here."""
    try:
        return future.result()
    except Exception:  # noqa: BLE001  whatever an executor raises
        return write_reply(reply, str(path))


def _named_replies(consolidation: Consolidation, folder: Path) -> Iterator[tuple[Reply, Path]]:
    taken: set[str] = set()
    for reply in replies(consolidation):
        told = " ".join(part for part in (reply.unit_code, reply.unit_name) if part) or "khong-ro-don-vi"
        name = stem = _UNFIT.sub(" ", told).encode()[:_LONGEST_NAME].decode(errors="ignore").strip(" .")
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number})"
        taken.add(name.casefold())
        yield reply, folder / f"{name}{REPLY_SUFFIX}.xlsx"


def write_reply(reply: Reply, path: str) -> str:
    """A task of its own: why the reply could not be written, nothing where it was."""
    written = write_placed(lay_out(compose_reply(reply)), Path(path))
    return written.sentence if isinstance(written, Refusal) else written[1]
