"""Broken files by the thousand, through the door the command uses, and some of them through the whole command.

Files the project makes itself (tests/corpus) are damaged in seeded ways: bytes of the file, and bytes inside the parts
of a package that is put together again, so that the damage reaches the parser. Every one must end in a reading or in a
refusal; no traceback, no death of the command, at most 20 s and 1.5 GiB each. Prints a table; exit code 1 where one
did otherwise.

    python benchmarks/mutated_files.py [--door 5000] [--command 200] [--seed 1]
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qmxl.evaluation.evaluate import evaluate
from qmxl.model.diagnostics import Refusal
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.submission import read_file

CORPUS = ROOT / "tests" / "corpus"
FORMATS = ("xlsx", "xls", "ods", "xlsb")
SHARE = {"xlsb": 0.2}
"""A thousand of .xlsb for five thousand of the others."""
MOST_SECONDS = 20.0
MOST_MEMORY = 1.5 * 2**30
UNEXPECTED = ("Traceback", "lỗi ngoài dự kiến")
ENDINGS = frozenset({0, 1, 3})

_FOUR_BYTES = (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\0\0\0\x80")
_KINDS = (("dừng đột ngột", "died"), ("quá lâu", "hung"), ("bị hỏng", "broken"), ("mật khẩu", "encrypted"))
"""Words of a refusal -> what it is counted as."""

Change = Callable[[random.Random, bytearray], None]


# Damage


def _flip(chance: random.Random, content: bytearray) -> None:
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        content[chance.randrange(len(content))] = chance.choice((0, 0xFF, 0x7F, 0x80, chance.randrange(256)))


def _cut(chance: random.Random, content: bytearray) -> None:
    start = chance.randrange(len(content))
    del content[start : start + chance.choice((1, 4, 64, 4096))]


def _truncate(chance: random.Random, content: bytearray) -> None:
    del content[chance.randrange(len(content)) :]


def _repeat(chance: random.Random, content: bytearray) -> None:
    start, length = chance.randrange(len(content)), chance.choice((1, 8, 200, 5000))
    content[start:start] = content[start : start + length] * chance.choice((1, 2, 20))


def _swap(chance: random.Random, content: bytearray) -> None:
    a, b, length = chance.randrange(len(content)), chance.randrange(len(content)), chance.choice((2, 16, 512))
    content[a : a + length], content[b : b + length] = content[b : b + length], content[a : a + length]


def _enlarge_number(chance: random.Random, content: bytearray) -> None:
    """A number in text becomes huge, negative or none; in binary, four bytes do."""
    digits = [place for place in range(len(content)) if 0x30 <= content[place] <= 0x39]
    if digits and chance.random() < 0.7:
        place = chance.choice(digits)
        content[place : place + 1] = chance.choice((b"9999999", b"-1", b"", b"1e308", b"1048576", b"16384", b"NaN"))
    else:
        place = chance.randrange(len(content))
        content[place : place + 4] = chance.choice(
            (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\0\0\0\x80")
        )


CHANGES: tuple[Change, ...] = (_flip, _flip, _cut, _truncate, _repeat, _swap, _enlarge_number, _enlarge_number)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A damaged copy: of the bytes as they are, or of what a package holds."""
    if content.startswith(b"PK") and chance.random() < 0.75:
        return _repacked(content, chance)
    damaged = bytearray(content)
    _damage(damaged, chance)
    return bytes(damaged)


def _damage(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        if content:
            chance.choice(CHANGES)(chance, content)


def _repacked(content: bytes, chance: random.Random) -> bytes:
    """The same parts with one or two damaged, left out or exchanged, and right checksums."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {name: bytearray(package.read(name)) for name in package.namelist()}
    for name in chance.sample(sorted(parts), min(len(parts), chance.choice((1, 1, 2)))):
        if chance.random() < 0.05:
            del parts[name]
        elif chance.random() < 0.05:
            parts[name] = bytearray(chance.choice(list(parts.values())))
        else:
            _damage(parts[name], chance)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), bytes(part), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


# What becomes of them


@dataclass(slots=True)
class Tally:
    """What became of the files of one format on one way."""

    way: str
    format: str
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    largest: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, outcome: str, seconds: float, memory: float, fault: str = "") -> None:
        self.outcomes[outcome] += 1
        self.slowest, self.largest = max(self.slowest, seconds), max(self.largest, memory)
        if seconds > MOST_SECONDS:
            fault = fault or f"{seconds:.1f} s"
        if memory > MOST_MEMORY:
            fault = fault or f"{memory / 2**30:.2f} GiB"
        if fault:
            self.faults.append(fault)

    def add_memory(self, memory: float) -> None:
        """The largest child so far."""
        self.largest = max(self.largest, memory)
        if memory > MOST_MEMORY:
            self.faults.append(f"{memory / 2**30:.2f} GiB")

    @property
    def line(self) -> str:
        told = ", ".join(f"{name} {count}" for name, count in self.outcomes.most_common())
        files = self.outcomes.total()
        measured = f"{self.slowest:>7.2f} s {self.largest / 2**20:>6.0f} MiB"
        return f"{self.way:<8} {self.format:<5} {files:>5} {measured} {len(self.faults):>4}  {told}"


def through_the_door(path: Path) -> str:
    """Parse in the child, understand and judge; a refusal counts by its first words."""
    read = read_file(begin_parsing(path))
    if isinstance(read, Refusal):
        return _kind(read.sentence)
    evaluate(read[0])
    return "read"


def _kind(sentence: str) -> str:
    return next((kind for word, kind in _KINDS if word in sentence), "refused")


def through_the_command(path: Path) -> tuple[str, float, str]:
    """Outcome, peak memory of the command and its children in bytes, fault."""
    command = [sys.executable, "-m", "qmxl", "evaluate", str(path), "-o", str(path.with_suffix(".out.xlsx"))]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    assert process.stderr is not None  # noqa: S101  it is a pipe
    said = process.stderr.read().decode(errors="replace")
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    path.with_suffix(".out.xlsx").unlink(missing_ok=True)
    is_faulty = process.returncode not in ENDINGS or any(word in said for word in UNEXPECTED)
    return f"exit {process.returncode}", usage.ru_maxrss * 1024, said[-300:] if is_faulty else ""


def _files(format_: str, count: int, seed: int, folder: Path) -> Iterator[Path]:
    content = (CORPUS / f"nho.{format_}").read_bytes()
    for number in range(count):
        path = folder / f"{format_}-{seed}-{number}.{format_}"
        path.write_bytes(mutated(content, random.Random(f"{format_}/{seed}/{number}")))  # noqa: S311  seeded damage
        yield path


def run(way: str, format_: str, count: int, seed: int) -> Tally:
    """Damage `count` files of a format and send each through the door or the command, two at a time."""
    tally = Tally(way, format_)

    def one(path: Path) -> tuple[Path, str, float, float, str]:
        began = perf_counter()
        memory, fault = 0.0, ""
        try:
            if way == "door":
                outcome = through_the_door(path)
            else:
                outcome, memory, fault = through_the_command(path)
        except BaseException as raised:  # noqa: BLE001  what must not happen is counted
            outcome, fault = "traceback", f"{type(raised).__name__}: {raised}"
        return path, outcome, perf_counter() - began, memory, fault

    with TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, outcome, seconds, memory, fault in pool.map(one, _files(format_, count, seed, Path(folder))):
            tally.add(outcome, seconds, memory, fault and f"{path.name}: {fault}")
            path.unlink()
    if way == "door":
        tally.add_memory(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--door", type=int, default=5000, help="files of each format through the door (default 5000)")
    parser.add_argument("--command", type=int, default=200, help="and through the whole command (default 200)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    print(f"{'way':<8} {'kind':<5} {'files':>5} {'slowest':>9} {'memory':>10} {'bad':>4}  what became of them")
    faults: list[str] = []
    for way, count in (("door", options.door), ("command", options.command)):
        for format_ in FORMATS:
            files = round(count * SHARE.get(format_, 1)) if way == "door" else count
            tally = run(way, format_, files, options.seed)
            print(tally.line, flush=True)
            faults += tally.faults
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
