"""The child process: sets its own limits, reads a file, answers with one line of JSON on standard output.

Started as `python -I -S __main__.py <folder> … -- <request>`, with the folders to import from; a request is JSON:
{"path", "is_register", "without"}. Where a sheet is too long for the answer it stays, and gives the columns that are
asked for on standard input (columns.py). Started without a request it is kept: it takes one a line from standard input,
until that ends, and answers each with one line: [answer, bytes of memory it has].
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

MOST_MEMORY = 1280 * 2**20
"""Address space of the child, where the system can limit it."""
MOST_MEMORY_OF_LONG = 2560 * 2**20
"""And where it reads a long sheet: Arrow reserves about twice what it uses."""
MOST_SECONDS = 60
"""Of computing, for one file."""


def limit(*, is_kept: bool = False) -> None:
    """Before anything is read: no more memory, time or files than a workbook can need, and no core dump.

    A process that is kept gets more time with every file.
    """
    _limit("RLIMIT_AS", MOST_MEMORY, MOST_MEMORY_OF_LONG)
    _limit("RLIMIT_CPU", MOST_SECONDS, None if is_kept else MOST_SECONDS)
    _limit("RLIMIT_CORE", 0, 0)
    _limit("RLIMIT_FSIZE", 0, 0)


def _limit(kind: str, most: int, hardest: int | None) -> None:
    """`hardest`: what it cannot be raised beyond; None: as it was."""
    try:
        import resource
    except ImportError:  # Windows; the parent's time limit holds there too
        return
    number = getattr(resource, kind)
    hard = resource.getrlimit(number)[1]
    is_free = hard == resource.RLIM_INFINITY
    ceiling = hard if hardest is None else hardest if is_free else min(hardest, hard)
    resource.setrlimit(number, (most if ceiling == resource.RLIM_INFINITY else min(most, ceiling), ceiling))


def _memory() -> int:
    """Bytes of memory the process has; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  pathlib takes longer to load
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def main(arguments: list[str]) -> None:
    """Answer, whatever happens; a process that dies without an answer is the parent's to explain."""
    split = arguments.index("--")
    requests = arguments[split + 1 :]
    limit(is_kept=not requests)
    sys.path.extend(arguments[:split])
    if requests:
        _read_one(json.loads(requests[0]))
    else:
        _read_many()
    os._exit(0)  # nothing is left to do, and giving back the memory piece by piece takes time


def _read_one(request: Mapping[str, Any]) -> None:
    from qmxl.reading.parser.answer import answer_text

    text, long = answer_text(
        **request, before_long=lambda: _limit("RLIMIT_AS", MOST_MEMORY_OF_LONG, MOST_MEMORY_OF_LONG)
    )
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    if long is not None:
        from qmxl.reading.parser.serving import serve

        serve(long, sys.stdin, sys.stdout.buffer)


def _read_many() -> None:
    """One file after the other, each with its own time; a long sheet would have to stay, and is refused."""
    import signal
    import time

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to hear
    from qmxl.reading.parser.answer import answer_text
    from qmxl.reading.parser.container import Refused

    def refuse_long() -> None:
        raise Refused("long")

    for line in sys.stdin:
        _limit("RLIMIT_CPU", int(time.process_time()) + MOST_SECONDS, None)
        text, _ = answer_text(**json.loads(line), before_long=refuse_long)
        sys.stdout.write(f"[{text},{_memory()}]\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
