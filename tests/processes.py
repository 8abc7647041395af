"""`qmxl consolidate` as a process of its own, and the processes it starts, as /proc tells of them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

ROOT = Path(__file__).parents[1]
PATIENCE = 30.0
"""Seconds for what takes one on a quiet machine."""


@contextmanager
def begin_consolidating(paths: Sequence[Path], output_path: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """The leader of a process group of its own, as a terminal starts it; nothing of it is left afterwards."""
    command = [sys.executable, "-m", "qmxl", "consolidate", *map(str, paths), "-o", str(output_path), *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command,
        cwd=output_path.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            for member in group(process.pid):
                os.kill(member, 9)


def children(pid: int) -> list[int]:
    """Processes started by one, by any of its threads."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, _read(task).split())
    return found


def group(session: int) -> list[int]:
    """All living processes of a session, wherever they have come to."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _read(stat).rpartition(")")[2].split()
        if fields and int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def is_parser(pid: int) -> bool:
    return "parser" in _read(Path(f"/proc/{pid}/cmdline"))


def wait_until(found: Callable[[], T | None], seconds: float = PATIENCE) -> T:
    """What is found, once there is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = found()
        if result:
            return result
        time.sleep(0.01)
    raise TimeoutError


def _read(path: Path) -> str:
    """Nothing once the process has ended."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
