"""Kills `qmxl evaluate` at random moments: is the output always the complete old file or the complete new one?

Half of the moments are spread over the whole run; the other half are counted from the moment the hidden file appears,
over about as long as it lives. A killed run may leave that file behind, which it can no longer remove itself; the next
run must.

    python benchmarks/kill_while_writing.py [--kills 200] [--seed 1]
"""

import argparse
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parent.parent
SMALL, OUTPUT = "tep.xlsx", "tep-ket-qua.xlsx"
OLD = b"the old report"


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: so many seconds after the start, or after the hidden file has appeared."""

    seconds: float
    is_writing: bool


@dataclass(frozen=True, slots=True)
class Death:
    """What a kill left: which file stands there, what else."""

    moment: Moment
    is_killed: bool
    """False where the run had ended before."""
    target: str
    """`old`, `new` or `broken`."""
    left: tuple[str, ...]
    fault: str


def small_workbook(path: Path) -> None:
    """A workbook with one objective, filled in."""
    import xlsxwriter  # noqa: PLC0415  only to make the input

    sheets: dict[str, list[list[str | int | None]]] = {
        "Thông tin": [["Tên viết tắt", "UBND xã A"], ["Kỳ báo cáo", "6 tháng đầu năm"], ["Năm", 2026]],
        "Mục tiêu": [
            ["Mã", "Mục tiêu", "Chỉ tiêu", "Mức đề ra", "Cách tính"],
            ["1", "Giải quyết hồ sơ đúng hạn", None, "trên 90%", "Tỷ lệ"],
        ],
        "MT1": [["Mã", "Số đạt", "Tổng số", "Ghi trực tiếp"], ["1", 98, 100, None]],
    }
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2026, 7, 1)})  # noqa: DTZ001  the same bytes every time
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(number, column, value)
                    elif value is not None:
                        sheet.write_number(number, column, value)


def kill_repeatedly(kills: int, *, seed: int, folder: Path) -> list[Death]:
    """Kill that many runs; a run that is not killed ends the series and must have cleaned up."""
    small_workbook(folder / SMALL)
    whole_run = min(_seconds_of_run(folder) for _ in range(2))
    new = (folder / OUTPUT).read_bytes()
    deaths = [_death(folder, moment, new) for moment in _moments(kills, whole_run, random.Random(seed))]  # noqa: S311
    _seconds_of_run(folder)
    left = _left(folder)
    if left:
        deaths[-1] = replace(deaths[-1], fault=f"the next run has not removed {', '.join(left)}")
    return deaths


def _moments(kills: int, whole_run: float, chance: random.Random) -> list[Moment]:
    """Every second one while writing."""
    return [
        Moment(chance.uniform(0, 0.02 if is_writing else whole_run), is_writing)
        for is_writing in (number % 2 == 1 for number in range(kills))
    ]


def _death(folder: Path, moment: Moment, new: bytes) -> Death:
    """A killed run over the old file. What an earlier one left may still be there: only runs that write clean up."""
    (folder / OUTPUT).write_bytes(OLD)
    before, source = set(_left(folder)), (folder / SMALL).read_bytes()
    process = _start(folder)
    while moment.is_writing and process.poll() is None and not set(_left(folder)) - before:
        sleep(0.0005)
    sleep(moment.seconds)
    process.kill()
    process.wait()
    target = {OLD: "old", new: "new"}.get((folder / OUTPUT).read_bytes(), "broken")
    left = tuple(sorted(set(_left(folder)) - before))
    faults = {
        "the output is broken": target == "broken",
        "the input was changed": (folder / SMALL).read_bytes() != source,
        f"left behind: {', '.join(left)}": len(left) > 1 or not all(name.startswith(".qmxl-") for name in left),
    }
    return Death(moment, process.returncode < 0, target, left, next(filter(faults.get, faults), ""))


def _left(folder: Path) -> tuple[str, ...]:
    return tuple(sorted({path.name for path in folder.iterdir()} - {SMALL, OUTPUT}))


def _seconds_of_run(folder: Path) -> float:
    began = perf_counter()
    if _start(folder).wait():
        raise SystemExit("qmxl evaluate does not do its work")
    return perf_counter() - began


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "qmxl", "evaluate", SMALL, "-o", OUTPUT]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def table(deaths: Sequence[Death]) -> str:
    """What the kills of either kind left."""
    lines = [f"{'killed':<22}{'runs':>6}{'ended':>7}{'old':>6}{'new':>6}{'broken':>8}{'hidden file':>13}"]
    for name, is_writing in {"anywhere in the run": False, "while writing": True}.items():
        own = [death for death in deaths if death.moment.is_writing is is_writing]
        found = Counter(death.target for death in own)
        ended, hidden = sum(not death.is_killed for death in own), sum(bool(death.left) for death in own)
        counts = f"{found['old']:>6}{found['new']:>6}{found['broken']:>8}"
        lines.append(f"{name:<22}{len(own):>6}{ended:>7}{counts}{hidden:>13}")
    faults = [f"{death.moment}: {death.fault}" for death in deaths if death.fault]
    return "\n".join([*lines, *faults, f"{len(deaths)} runs, {len(faults)} faults"])


def main() -> None:
    """Kill, print, and end with exit code 1 where anything was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="runs to kill (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default 1)")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        deaths = kill_repeatedly(options.kills, seed=options.seed, folder=Path(folder))
    print(table(deaths))
    sys.exit(any(death.fault for death in deaths))


if __name__ == "__main__":
    main()
