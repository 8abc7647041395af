"""Kills `qmxl evaluate` at random moments: is the output always the complete old file or the complete new one?

Half of the moments are spread over the whole run, half over its last quarter, where the writing is. A killed run may
leave one hidden file behind, which it can no longer remove itself; the next run must.

    python benchmarks/kill_while_writing.py [--kills 200] [--seed 1]
"""

import argparse
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parent.parent
SMALL, OUTPUT = "tep.xlsx", "tep-ket-qua.xlsx"
OLD = b"the old report"


@dataclass(frozen=True, slots=True)
class Death:
    """What a kill left: the moment as a share of a whole run, which file stands there, what else is left."""

    moment: float
    target: str
    """`old`, `new` or `broken`."""
    is_killed: bool
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
    """Kill that many runs; raises where a run that is not killed does not do its work."""
    small_workbook(folder / SMALL)
    _seconds_of_run(folder)
    whole_run = _seconds_of_run(folder)
    new = (folder / OUTPUT).read_bytes()
    chance = random.Random(seed)  # noqa: S311  moments, not secrets
    moments = [chance.uniform(0.75 if number % 2 else 0.0, 1.05) for number in range(kills)]
    deaths = [_death(folder, moment, moment * whole_run, new) for moment in moments]
    _seconds_of_run(folder)
    left = _left(folder)
    return [*deaths[:-1], _with_last_word(deaths[-1], left)] if deaths else []


def _with_last_word(last: Death, left: tuple[str, ...]) -> Death:
    fault = last.fault or ("the next run has not cleaned up" if left else "")
    return Death(last.moment, last.target, last.is_killed, last.left, fault)


def _death(folder: Path, moment: float, seconds: float, new: bytes) -> Death:
    """A killed run over the old file. What an earlier one left may still be there: only finished runs clean up."""
    (folder / OUTPUT).write_bytes(OLD)
    before, source = _left(folder), (folder / SMALL).read_bytes()
    process = _start(folder)
    sleep(seconds)
    process.kill()
    process.wait()
    target = {OLD: "old", new: "new"}.get((folder / OUTPUT).read_bytes(), "broken")
    fault = "the output is broken" if target == "broken" else ""
    if (folder / SMALL).read_bytes() != source:
        fault = "the input was changed"
    left = tuple(sorted(set(_left(folder)) - set(before)))
    if len(left) > 1 or not all(name.startswith(".qmxl-") for name in left):
        fault = f"left behind: {', '.join(left)}"
    return Death(moment, target, process.returncode < 0, left, fault)


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
    """Kills by the tenth of the run they fell in."""
    lines = [f"{'moment':<12}{'kills':>7}{'ended':>7}{'old':>6}{'new':>6}{'broken':>8}{'hidden file':>13}"]
    for tenth in range(11):
        own = [death for death in deaths if int(death.moment * 10) == tenth]
        found = Counter(death.target for death in own)
        killed = sum(death.is_killed for death in own)
        lines.append(
            f"{tenth * 10:>3} - {tenth * 10 + 10:>3} %{killed:>7}{len(own) - killed:>7}{found['old']:>6}"
            f"{found['new']:>6}{found['broken']:>8}{sum(bool(death.left) for death in own):>13}"
        )
    faults = [f"{death.moment:.3f}: {death.fault}" for death in deaths if death.fault]
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
