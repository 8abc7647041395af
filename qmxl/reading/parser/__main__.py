"""The child process: sets its own limits, reads one file, answers with one JSON document on standard output.

Started as `python -I -S __main__.py <folder> … -- <file>`, with the folders to import from.
"""

import os
import sys

MOST_MEMORY = 1280 * 2**20
"""Address space of the child, where the system can limit it."""
MOST_SECONDS = 60


def limit() -> None:
    """Before anything is read: no more memory, time or files than a workbook can need, and no core dump."""
    try:
        import resource
    except ImportError:  # Windows; the parent's time limit holds there too
        return
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main(arguments: list[str]) -> None:
    """Answer, whatever happens; a process that dies without an answer is the parent's to explain."""
    limit()
    sys.path.extend(arguments[: arguments.index("--")])
    from qmxl.reading.parser.answer import answer_text

    sys.stdout.write(answer_text(arguments[-1]))
    sys.stdout.flush()
    os._exit(0)  # nothing is left to do, and giving back the memory piece by piece takes time


if __name__ == "__main__":
    main(sys.argv[1:])
