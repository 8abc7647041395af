"""The child process: sets its own limits, reads one file, answers with one line of JSON on standard output.

Started as `python -I -S __main__.py <folder> … -- [--register] <file>`, with the folders to import from. Where a sheet
is too long for the answer it stays, and gives the columns that are asked for on standard input (columns.py).
"""

import os
import sys

MOST_MEMORY = 1280 * 2**20
"""Address space of the child, where the system can limit it."""
MOST_MEMORY_OF_LONG = 2560 * 2**20
"""And where it reads a long sheet: Arrow reserves about twice what it uses."""
MOST_SECONDS = 60


def limit() -> None:
    """Before anything is read: no more memory, time or files than a workbook can need, and no core dump."""
    for kind, most, hardest in (
        ("RLIMIT_AS", MOST_MEMORY, MOST_MEMORY_OF_LONG),
        ("RLIMIT_CPU", MOST_SECONDS, MOST_SECONDS),
        ("RLIMIT_CORE", 0, 0),
        ("RLIMIT_FSIZE", 0, 0),
    ):
        _limit(kind, most, hardest)


def _limit(kind: str, most: int, hardest: int) -> None:
    try:
        import resource
    except ImportError:  # Windows; the parent's time limit holds there too
        return
    number = getattr(resource, kind)
    hard = resource.getrlimit(number)[1]
    ceiling = hardest if hard == resource.RLIM_INFINITY else min(hardest, hard)
    resource.setrlimit(number, (min(most, ceiling), ceiling))


def main(arguments: list[str]) -> None:
    """Answer, whatever happens; a process that dies without an answer is the parent's to explain."""
    limit()
    split = arguments.index("--")
    sys.path.extend(arguments[:split])
    from qmxl.reading.parser.answer import answer_text

    text, long = answer_text(
        arguments[-1],
        is_register="--register" in arguments[split:-1],
        before_long=lambda: _limit("RLIMIT_AS", MOST_MEMORY_OF_LONG, MOST_MEMORY_OF_LONG),
    )
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    if long is not None:
        from qmxl.reading.parser.serving import serve

        serve(long, sys.stdin, sys.stdout.buffer)
    os._exit(0)  # nothing is left to do, and giving back the memory piece by piece takes time


if __name__ == "__main__":
    main(sys.argv[1:])
