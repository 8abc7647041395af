"""Whole-process times of qmxl beside the bare imports it cannot do without.

Every round runs each command once, in turn, so that whatever slows the machine slows all of them. It prints medians
and ratios, judges nothing and always ends with exit code 0.

    python benchmarks/whole_process.py [--runs 7] [--sample samples/loc-an-2020-h1.xlsx]
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "loc-an-2020-h1.xlsx"

BARE = "bare imports"
EVALUATE = "qmxl evaluate"
HELP = "qmxl --help"
BARS = {EVALUATE: 2.0, HELP: 0.5}
"""At most this many times the bare imports."""

FAILED = float("inf")

Command = Sequence[str]


def commands(sample: Path, folder: Path) -> dict[str, Command]:
    """What is measured, by name; results are written into `folder`."""
    return {
        BARE: [sys.executable, "-c", "import pandas, xlsxwriter, typer"],
        EVALUATE: [*_qmxl(), "evaluate", str(sample), "-o", str(folder / "ket-qua.xlsx")],
        HELP: [*_qmxl(), "--help"],
    }


def _qmxl() -> Command:
    """The command installed beside this Python, else the module in the checkout."""
    installed = which("qmxl", path=str(Path(sys.executable).parent))
    return [installed] if installed else [sys.executable, "-m", "qmxl"]


def measure(measured: Mapping[str, Command], runs: int) -> dict[str, list[float]]:
    """Seconds of each run of each command (FAILED where it did not end well), after one round that warms the caches."""
    times: dict[str, list[float]] = {name: [] for name in measured}
    for number in range(runs + 1):
        for name, command in measured.items():
            seconds = _seconds(command)
            if number:
                times[name].append(seconds)
    return times


def _seconds(command: Command) -> float:
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    began = perf_counter()
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    seconds = perf_counter() - began
    if ended.returncode:
        print(f"exit code {ended.returncode}: {' '.join(command)}\n{ended.stderr.decode(errors='replace')}")
        return FAILED
    return seconds


def table(times: Mapping[str, Sequence[float]]) -> str:
    """One line for each command: median, spread, ratio to the bare imports, bar."""
    bare = median(times[BARE])
    lines = [f"{'':<16}{'median':>9}{'fastest':>9}{'slowest':>9}{'ratio':>8}{'at most':>9}"]
    for name, seconds in times.items():
        if FAILED in seconds:
            lines.append(f"{name:<16}{'failed':>9}")
            continue
        ratio, bar = median(seconds) / bare, BARS.get(name)
        spread = "".join(f"{value:>7.3f} s" for value in (median(seconds), min(seconds), max(seconds)))
        judgement = f"{bar:>9.1f}  {'within' if ratio <= bar else 'above'}" if bar else ""
        lines.append(f"{name:<16}{spread}{ratio:>8.2f}{judgement}")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7, help="rounds measured (default 7)")
    parser.add_argument("--sample", type=Path, default=SAMPLE, help="workbook to evaluate")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        times = measure(commands(options.sample.resolve(), Path(folder)), max(1, options.runs))
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, median of {len(times[BARE])} runs")
    print(table(times))


if __name__ == "__main__":
    main()
