"""Many workbooks into one: find the files, read them on an executor, put them together, write."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qmxl.consolidation.consolidate import consolidate
from qmxl.consolidation.long_data import frame, long_data
from qmxl.consolidation.running import unit_files
from qmxl.consolidation.workbook_paths import WorkbookPaths, workbook_paths
from qmxl.model.consolidation import Consolidation, ExpectedUnits
from qmxl.model.diagnostics import Refusal
from qmxl.pipeline import write_placed
from qmxl.reading.expected_units import read_expected_units
from qmxl.reporting.consolidated.compose import compose_consolidation
from qmxl.reporting.layout import lay_out
from qmxl.writing.data_files import csv_bytes, parquet_bytes
from qmxl.writing.destination import in_use_sentence, refusal_to_write, write_sentence
from qmxl.writing.replacement import InUse, replace_file


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of a consolidation, and where it goes. `period` as it is called: `9 tháng đầu năm 2026`."""

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
    """Find the files, read the list of units, and see whether the outputs can be written; reads no workbook yet."""
    units = wishes.units_path
    left_out = [path for path in (wishes.output_path, units, wishes.replies_path) if path]
    paths = workbook_paths(wishes.arguments, left_out)
    if isinstance(paths, Refusal):
        return paths
    for path, what, suffix in _outputs(wishes):
        sentence = refusal_to_write(path, units, what, suffix)
        if sentence:
            return Refusal(sentence)
    expected = read_expected_units(units) if units else None
    return expected if isinstance(expected, Refusal) else Prepared(wishes, paths, expected)


def _outputs(wishes: Wishes) -> list[tuple[Path, str, str]]:
    told = [
        (wishes.output_path, "tệp tổng hợp", ".xlsx"),
        (wishes.parquet_path, "tệp Parquet", ".parquet"),
        (wishes.csv_path, "tệp CSV", ".csv"),
    ]
    return [(path, what, suffix) for path, what, suffix in told if path]


def consolidate_files(
    prepared: Prepared, executor: Executor, on_done: Callable[[], object] = lambda: None
) -> Consolidated | Refusal:
    """Read all workbooks on an executor, put them together and write; `on_done` is called after each workbook."""
    wishes = prepared.wishes
    files = unit_files(prepared.paths.sources, executor, on_done)
    together = consolidate(files, prepared.expected, wishes.deadline, wishes.period, prepared.paths.passed_over)
    del files
    data = long_data(together)
    placed = lay_out(compose_consolidation(together, data))
    written = write_placed(placed, wishes.output_path)
    if isinstance(written, Refusal):
        return written
    path, notice = written
    del placed
    done = [path]
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
    return Consolidated(together, tuple(done), notice)
