"""The parent's side of the parser process: start it early, wait for its answer, explain its death.

Imports nothing slow, so that a command starts the parser first and loads pandas while the file is being parsed.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from qmxl.contract.refusals import REFUSALS
from qmxl.model.diagnostics import Refusal

_PARSERS = ("python_calamine", "xlrd")
_SCRIPT = Path(__file__).parent / "parser" / "__main__.py"
_LEAST_SECONDS, _BYTES_A_SECOND = 15.0, 2**20
"""A broken file of ordinary size is given up after LEAST_SECONDS; a register of a million rows has longer."""


@dataclass(frozen=True, slots=True)
class Parsing:
    """A file being parsed; without a process where it was refused at once."""

    path: Path
    refusal: Refusal | None = None
    process: "subprocess.Popen[bytes] | None" = None
    seconds: float = _LEAST_SECONDS


def begin_parsing(input_path: Path) -> Parsing:
    """Start the parser on a file. Refuses what is no file without starting anything."""
    reason, size = _at_the_door(input_path)
    if reason:
        return Parsing(input_path, refusal(reason, input_path))
    origins = (spec.origin for spec in map(find_spec, _PARSERS) if spec and spec.origin)
    folders = dict.fromkeys([str(_SCRIPT.parents[3]), *(str(Path(origin).parent.parent) for origin in origins)])
    process = subprocess.Popen(  # noqa: S603  our own script; the file's name is its argument
        [sys.executable, "-I", "-S", "-X", "utf8", str(_SCRIPT), *folders, "--", str(input_path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    return Parsing(input_path, None, process, _LEAST_SECONDS + size / _BYTES_A_SECOND)


def refusal(reason: str, input_path: Path) -> Refusal:
    return Refusal(REFUSALS[reason].format(name=input_path.name, path=input_path))


def parsed(parsing: Parsing) -> Mapping[str, Any] | Refusal:
    """The parser's answer, as parser/__main__.py gives it, or why there is none."""
    if parsing.process is None:
        return parsing.refusal or refusal("died", parsing.path)
    try:
        answer, _ = parsing.process.communicate(timeout=parsing.seconds)
    except subprocess.TimeoutExpired:
        return refusal("hung", parsing.path)
    finally:
        if parsing.process.poll() is None:
            parsing.process.kill()
            parsing.process.communicate()
    try:
        told = json.loads(answer)
    except ValueError:
        return refusal("died", parsing.path)
    return refusal(told["refusal"], parsing.path) if "refusal" in told else told


def _at_the_door(input_path: Path) -> tuple[str, int]:
    """Why the path leads to no file that could be read, and the file's size."""
    try:
        if input_path.is_dir():
            return "folder", 0
        if not input_path.exists():
            return "missing", 0
        if not input_path.is_file():
            return "not_file", 0
        with input_path.open("rb"):
            return "", input_path.stat().st_size
    except PermissionError:
        return "not_permitted", 0
    except (OSError, ValueError):  # a name longer than the system allows, or with a NUL in it
        return "missing", 0
