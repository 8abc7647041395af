"""A bar on standard error for work that takes longer than a moment."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

MOMENT = 2.0
"""Seconds after which a person wonders whether anything happens."""


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show, after a MOMENT, what is being done and for how long; nothing where nobody looks at a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    done = Event()
    bar = Thread(target=_show, args=(doing, done), daemon=True)
    bar.start()
    try:
        yield
    finally:
        done.set()
        bar.join()


def _show(doing: str, done: Event) -> None:
    if done.wait(MOMENT):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(doing, total=None)
        done.wait()


@contextmanager
def counting(doing: str, total: int) -> Iterator[Callable[[], object]]:
    """Show how many of many are done and how long the rest will take; what it gives is called after each."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("còn"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda: progress.advance(task)
