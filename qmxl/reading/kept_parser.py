"""A parser process that stays: for whoever reads many files, the start of one takes longer than most of them."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from qmxl.reading.parsing import (
    Parsing,
    at_the_door,
    begin_parsing,
    end,
    most_seconds,
    parser_process,
    refusal,
    told_line,
)

if TYPE_CHECKING:
    import subprocess

MOST_FILES = 500
"""Then a new process takes over, so that what a parser leaves behind does not add up."""
MOST_MEMORY = 384 * 2**20
"""And where it keeps more memory than this."""


class KeptParser:
    """Reads one file after another in one process, which ends with this one at the latest.

    A file that it does not read - because it dies, takes too long, refuses the file, or a sheet is too long - is read
    once more as if it were the only one (`parsed`). Not for use by several threads.
    """

    def __init__(self, without: Sequence[str] = (), *, most_files: int = MOST_FILES) -> None:
        """`without`: names of sheets of which no cell is told."""
        self.without = tuple(without)
        self._most_files = most_files
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._current: Parsing | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, input_path: Path) -> Parsing:
        """As `begin_parsing`; a file begun while another is being read gets a process of its own."""
        if self._current is not None:
            return begin_parsing(input_path, without=self.without)
        reason, size = at_the_door(input_path)
        if reason:
            return Parsing(input_path, refusal(reason, input_path))
        self._current = Parsing(input_path, seconds=most_seconds(size), kept=self)
        self._ask(input_path)
        return self._current

    def close(self) -> None:
        """End the process; the next file begins a new one."""
        process, self._process, self._files, self._current = self._process, None, 0, None
        if process is not None:
            end(process)

    def answer(self, parsing: Parsing) -> Mapping[str, Any] | None:
        """The answer to the file, as parser/__main__.py gives it; None where it is to be read alone."""
        if parsing is not self._current or self._process is None:
            return None
        told, _ = told_line(self._process, parsing.seconds)
        self._current = None
        if told is None:
            self.close()
            return None
        answer, memory = told
        if self._files >= self._most_files or memory > MOST_MEMORY:
            self.close()
        return None if "refusal" in answer else answer

    def forget(self, parsing: Parsing) -> None:
        """Nobody waits for the file any more; its answer would be taken for that of the next."""
        if parsing is self._current:
            self.close()

    def _ask(self, input_path: Path) -> None:
        """A process that cannot be asked has died, as `answer` will find."""
        process = self._process = self._process or parser_process()
        self._files += 1
        request = json.dumps({"path": str(input_path.absolute()), "without": self.without})
        with suppress(OSError):
            if process.stdin:
                process.stdin.write(request.encode() + b"\n")
                process.stdin.flush()
