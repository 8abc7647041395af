"""The parent's side of the parser process: start it early, wait for its answer, explain its death.

Imports nothing slow, so that a command starts the parser first and loads pandas while the file is being parsed.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING, Any

from qmxl.contract.refusals import REFUSALS
from qmxl.model.diagnostics import Refusal

if TYPE_CHECKING:
    from qmxl.reading.kept_parser import KeptParser

_PARSERS = ("python_calamine", "xlrd")
_SCRIPT = Path(__file__).parent / "parser" / "__main__.py"
_LEAST_SECONDS, _BYTES_A_SECOND = 12.0, 2**20
"""A broken file of ordinary size is given up after LEAST_SECONDS; a register of a million rows has longer."""


@dataclass(slots=True, eq=False)
class Parsing:
    """A file being parsed; without a process where it was refused at once."""

    path: Path
    refusal: Refusal | None = None
    process: "subprocess.Popen[bytes] | None" = None
    seconds: float = _LEAST_SECONDS
    kept: "KeptParser | None" = None
    """Who has been given the file, and answers before a process is started for it alone."""

    def close(self) -> None:
        """End the parser; it may still hold rows that nobody asked for."""
        if self.kept is not None:
            self.kept.forget(self)
        if self.process is not None:
            end(self.process)


def begin_parsing(input_path: Path, *, is_register: bool = False, without: Sequence[str] = ()) -> Parsing:
    """Start the parser on a file. Refuses what is no file without starting anything.

    A register may be delimited text, and is read in columns where it is long. Of sheets with a name in `without` no
    cell is told.
    """
    reason, size = at_the_door(input_path)
    if reason:
        return Parsing(input_path, refusal(reason, input_path))
    request = {"path": str(input_path), "is_register": is_register, "without": list(without)}
    return Parsing(input_path, None, parser_process(json.dumps(request)), most_seconds(size))


def parser_process(*request: str) -> "subprocess.Popen[bytes]":
    """A parser with a request, or without one, which takes them from its standard input (parser/__main__.py)."""
    return subprocess.Popen(  # noqa: S603  our own script; a file's name is but part of its argument
        [sys.executable, "-I", "-S", "-X", "utf8", str(_SCRIPT), *_folders(), "--", *request],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _folders() -> Iterable[str]:
    """Where the parser imports from."""
    origins = (spec.origin for spec in map(find_spec, _PARSERS) if spec and spec.origin)
    return dict.fromkeys([str(_SCRIPT.parents[3]), *(str(Path(origin).parent.parent) for origin in origins)])


def most_seconds(size: int) -> float:
    """How long a file of so many bytes may take."""
    return _LEAST_SECONDS + size / _BYTES_A_SECOND


def end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.kill()
    process.communicate()


def refusal(reason: str, input_path: Path) -> Refusal:
    return Refusal(REFUSALS[reason].format(name=input_path.name, path=input_path))


def parsed(parsing: Parsing) -> Mapping[str, Any] | Refusal:
    """The parser's answer, as parser/__main__.py gives it, or why there is none; ends it unless rows are left in it.

    What a kept parser does not read has a process started for it alone: nothing may depend on the files before it.
    """
    if parsing.kept is not None:
        answer = parsing.kept.answer(parsing)
        if answer is not None:
            return answer
        alone = begin_parsing(parsing.path, without=parsing.kept.without)
        parsing.kept, parsing.process, parsing.refusal = None, alone.process, alone.refusal
    if parsing.process is None:
        return parsing.refusal or refusal("died", parsing.path)
    told = _reply(parsing)
    if isinstance(told, Refusal) or not told.get("long"):
        parsing.close()
    return told


def asked(parsing: Parsing, request: Mapping[str, object]) -> tuple[Mapping[str, Any], Sequence[bytes]] | Refusal:
    """Columns of a long sheet: what parser/columns.py says of them, and their bytes in the order told."""
    process = parsing.process
    if process is None or process.stdin is None or process.stdout is None:
        return refusal("died", parsing.path)
    try:
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
    except OSError:
        return refusal("died", parsing.path)
    told = _reply(parsing)
    if isinstance(told, Refusal):
        return told
    sizes: list[int] = told["sizes"]
    buffers = [process.stdout.read(size) for size in sizes]
    whole = all(len(buffer) == size for buffer, size in zip(buffers, sizes, strict=True))
    return (told, buffers) if whole else refusal("died", parsing.path)


def _reply(parsing: Parsing) -> Mapping[str, Any] | Refusal:
    """One line of the parser; a parser that takes too long is ended."""
    if parsing.process is None:
        return refusal("died", parsing.path)
    told, is_late = told_line(parsing.process, parsing.seconds)
    if told is None:
        return refusal("hung" if is_late else "died", parsing.path)
    return refusal(told["refusal"], parsing.path) if "refusal" in told else told


def told_line(process: "subprocess.Popen[bytes]", seconds: float) -> tuple[Any, bool]:
    """What the next line of a parser says, None where it says nothing, and whether it took too long and was ended."""
    late = Event()
    timer = Timer(seconds, _give_up, (process, late))
    timer.start()
    try:
        line = process.stdout.readline() if process.stdout else b""
    finally:
        timer.cancel()
    try:
        return json.loads(line), False
    except ValueError:
        return None, late.is_set()


def _give_up(process: "subprocess.Popen[bytes]", late: Event) -> None:
    late.set()
    process.kill()


def at_the_door(input_path: Path) -> tuple[str, int]:
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
