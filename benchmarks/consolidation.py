"""`qmxl consolidate` over the workbooks of thousands of communes, beside other ways to read as many.

Everything is a process of its own, measured from start to end: its processor time with that of all processes it starts,
which a busy machine hardly changes, and the highest memory of the process itself, its workers left out. The loop with
openpyxl reads a sample, without its imports; figures for all files are worked out from it. Nothing is judged by time.

    python benchmarks/consolidation.py [--units 3321,300] [--seed 1] [--runs 1] [--folder DIR] [--replies]
"""

import argparse
import ctypes
import json
import os
import platform
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.consolidation_inputs import DEADLINE, generate

SAMPLE = 150
"""Files of the loop with openpyxl."""
ONE, ALL = "qmxl consolidate --workers 1", "qmxl consolidate, all cores"
REPLIES = "  replies, all cores (apart)"
OPENPYXL = "loop: pandas, openpyxl"
CALAMINE = "bare calamine"
GOOD_CODES = (0, 1)
BAR_LOOP, BAR_GROWTH, BAR_MEMORY = 5.0, 1.2, 500 * 2**20
"""At least the processor time of the loop; at most per workbook at the largest size, times the smallest; bytes."""


# --- inputs -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inputs:
    """The workbooks of so many units, the answer, and the files the commands read and write."""

    units: int
    folder: Path
    expected: Path
    outputs: Path

    @property
    def files(self) -> int:
        return len(json.loads(self.expected.read_text(encoding="utf-8"))["files"])

    def output_path(self, name: str) -> Path:
        return self.outputs / f"tong-hop-{'1' if name == ONE else 'het'}-{self.units}.xlsx"


def inputs(units: int, seed: int, folder: Path) -> Inputs:
    """The answer is written last: where it stands, the workbooks are complete and are used again."""
    own = folder / f"{units}-{seed}"
    made = Inputs(units, own, own.with_name(f"{own.name}-expected.json"), folder / "outputs")
    made.outputs.mkdir(exist_ok=True)
    if not made.expected.is_file():
        print(f"writing the workbooks of {units:,} units", file=sys.stderr)
        shutil.rmtree(own, ignore_errors=True)
        made.expected.write_text(generate(own, units, seed).json(), encoding="utf-8")
    return made


def listed(made: Inputs, number: int | None, seed: int) -> tuple[Path, int]:
    """A file with the paths of all workbooks, or of a sample, and how many they are."""
    paths = sorted(str(path) for path in made.folder.rglob("*.xlsx"))
    if number is not None:
        paths = random.Random(seed).sample(paths, min(number, len(paths)))  # noqa: S311  a sample, no secret
    target = made.outputs / f"{made.units}-{'all' if number is None else number}.txt"
    target.write_text("\n".join(paths), encoding="utf-8")
    return target, len(paths)


# --- how it is measured -----------------------------------------------------------------------------------------------

LOOKS_EVERY = 0.02
"""Seconds."""
SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2): processes that outlive their parent become ours, and their time is told to us."""


@dataclass(frozen=True)
class Cost:
    """Of one process and all that it starts; `memory` is the highest of the process itself, in bytes."""

    seconds: float
    processor: float
    memory: int = 0

    def less(self, other: "Cost") -> "Cost":
        return Cost(max(0.0, self.seconds - other.seconds), max(0.0, self.processor - other.processor), self.memory)

    def times(self, factor: float) -> "Cost":
        return Cost(self.seconds * factor, self.processor * factor, self.memory)

    def plus(self, other: "Cost") -> "Cost":
        return Cost(self.seconds + other.seconds, self.processor + other.processor, max(self.memory, other.memory))


def cost(*command: str | Path) -> Cost:
    """Run a command to its end."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    began, before = perf_counter(), _processor_seconds()
    with subprocess.Popen(
        [sys.executable, *map(str, command)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        memory = 0
        while process.poll() is None:
            memory = max(memory, _highest_memory(process.pid))
            sleep(LOOKS_EVERY)
        seconds = perf_counter() - began
        said = process.stderr.read() if process.stderr else ""
    _wait_for_orphans()
    if process.returncode not in GOOD_CODES:
        raise SystemExit(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{said}")
    return Cost(seconds, _processor_seconds() - before, memory)


def _processor_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _highest_memory(pid: int) -> int:
    """VmHWM of proc(5), which never falls."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _wait_for_orphans() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


# --- what is run ------------------------------------------------------------------------------------------------------

Costs = dict[str, Cost]


def round_of(made: Inputs, seed: int, *, has_replies: bool) -> Costs:
    """Every command once."""
    files = made.files
    costs: Costs = {}
    for name, workers in ((ONE, ["--workers", "1"]), (ALL, [])):
        costs[name] = cost(*_consolidate(made, name), *workers)
    if has_replies:
        replies = made.outputs / f"phan-hoi-{made.units}"
        costs[REPLIES] = cost(*_consolidate(made, ALL), "--replies", replies).less(costs[ALL])
    nothing = made.outputs / "nothing.txt"
    nothing.touch()
    for name, reader, number in ((OPENPYXL, "openpyxl", SAMPLE), (CALAMINE, "calamine", None)):
        paths, count = listed(made, number, seed)
        imports = cost(ROOT / "benchmarks" / "consolidation_peers.py", reader, nothing)
        read = cost(ROOT / "benchmarks" / "consolidation_peers.py", reader, paths)
        costs[name] = read.less(imports).times(files / count).plus(imports)
    return costs


def _consolidate(made: Inputs, name: str) -> list[str | Path]:
    deadline = f"{DEADLINE.day}/{DEADLINE.month}/{DEADLINE.year}"
    return ["-m", "qmxl", "consolidate", made.folder, "-o", made.output_path(name), "--deadline", deadline]


def middle(rounds: Sequence[Costs]) -> Costs:
    """Medians over the rounds; of memory the highest."""
    return {
        name: Cost(
            median(one[name].seconds for one in rounds),
            median(one[name].processor for one in rounds),
            max(one[name].memory for one in rounds),
        )
        for name in rounds[0]
    }


# --- what is printed --------------------------------------------------------------------------------------------------


def table(made: Inputs, costs: Costs) -> str:
    """One line for each command: over all files, and for each of them; ratios to all cores."""
    files, own = made.files, costs[ALL]
    size = sum(path.stat().st_size for path in made.folder.rglob("*.xlsx"))
    lines = [f"\n{made.units:,} units, {files:,} workbooks ({size / 2**20:,.0f} MiB)"]
    headers = f"{'seconds':>9}{'workbooks/s':>13}{'x time':>8}{'processor ms/workbook':>23}{'x proc.':>9}{'memory':>10}"
    lines.append(f"{'':<30}{headers}")
    for name, one in costs.items():
        rates = f"{one.seconds:>9.1f}{files / one.seconds:>13.1f}{one.seconds / own.seconds:>8.2f}"
        each = f"{1000 * one.processor / files:>23.1f}{one.processor / own.processor:>9.2f}"
        lines.append(f"{name:<30}{rates}{each}{one.memory / 2**20:>6,.0f} MiB")
    return "\n".join(lines)


def bars(results: Mapping[int, tuple[Inputs, Costs]]) -> str:
    """What is asked for, beside what came out."""
    largest, smallest = max(results), min(results)
    files = {units: made.files for units, (made, _) in results.items()}
    costs = {units: own for units, (_, own) in results.items()}
    lines = [f"\n{'':<64}{'':>10}{'bar':>12}"]
    for name in (ONE, ALL):
        ratio = costs[largest][OPENPYXL].processor / costs[largest][name].processor
        told = f"openpyxl loop / {name} (processor time)"
        lines.append(f"{told:<64}{ratio:>10.2f}{f'>= {BAR_LOOP:g}':>12}")
    if largest != smallest:
        each = {units: costs[units][ALL].processor / files[units] for units in (largest, smallest)}
        told = f"per workbook at {largest:,} / at {smallest:,} (processor time)"
        lines.append(f"{told:<64}{each[largest] / each[smallest]:>10.2f}{f'<= {BAR_GROWTH:g}':>12}")
    memory = max(costs[largest][name].memory for name in (ONE, ALL)) / 2**20
    told = f"memory of the parent at {largest:,}"
    lines.append(f"{told:<64}{memory:>6,.0f} MiB{f'<= {BAR_MEMORY / 2**20:.0f} MiB':>12}")
    return "\n".join(lines)


def answers(made: Inputs) -> str:
    """Whether the workbooks are as they must be, and the same bytes whatever they were made on."""
    one, every = (made.output_path(name).read_bytes() for name in (ONE, ALL))
    compared = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "known_answer.py", made.output_path(ALL), made.expected],
        capture_output=True,
        text=True,
        check=False,
    )
    told = compared.stdout.strip() or compared.stderr.strip()
    return f"{made.units:,} units: {told}\n    the same bytes on one process and on all cores: {one == every}"


def main() -> None:
    """Make the workbooks, run, print; exit code 1 where an answer is wrong."""
    options = _options()
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    with TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        results: dict[int, tuple[Inputs, Costs]] = {}
        for units in options.units:
            made = inputs(units, options.seed, folder)
            rounds = [round_of(made, options.seed, has_replies=options.replies) for _ in range(max(1, options.runs))]
            results[units] = made, middle(rounds)
        print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {max(1, options.runs)} runs of each")
        print(f"The loop with openpyxl: worked out from {SAMPLE} files, seed {options.seed}")
        for made, costs in results.values():
            print(table(made, costs))
        print(bars(results) + "\n")
        told = [answers(made) for made, _ in results.values()]
        print("\n".join(told))
    sys.exit(not all("known answer: equal" in one and one.endswith("True") for one in told))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--units",
        type=lambda text: [int(part) for part in text.split(",")],
        default=[3321, 300],
        help="sizes, separated by commas (default 3321,300)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of names, figures and the sample (default 1)")
    parser.add_argument("--runs", type=int, default=1, help="rounds; medians are printed (default 1)")
    parser.add_argument("--folder", type=Path, help="for the workbooks and outputs; workbooks are used again")
    parser.add_argument("--replies", action="store_true", help="the writing of replies too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
