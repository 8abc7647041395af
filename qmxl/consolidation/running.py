"""Running the tasks: on one process, on all cores of a machine, on a cluster; the results are the same.

An executor is anything with the interface of `concurrent.futures`. Whatever becomes of a worker, one file is lost.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from qmxl.consolidation.unit_files import lost, unit_file
from qmxl.consolidation.worker_processes import WorkerDied, WorkerProcesses
from qmxl.model.consolidation import UnitFile, WorkbookPath

P = ParamSpec("P")
T = TypeVar("T")

MOST_SECONDS = 300.0
"""For one workbook; the parser of a broken one gives up long before."""
_LOST_ON_A_CLUSTER = "KilledWorker"
"""What a Dask cluster raises when a task has ended the workers it was tried on."""
_PATIENCE = 0.2
"""Seconds between two looks at whether somebody has pressed Ctrl+C: waiting without end cannot be interrupted."""


def unit_files(
    sources: Sequence[WorkbookPath],
    executor: Executor,
    on_done: Callable[[], object] = lambda: None,
) -> tuple[UnitFile, ...]:
    """The result of every file, in the order of `sources`; `on_done` is called after each."""
    futures: list[Future[UnitFile]] = []
    with cancelling(futures):
        for source in sources:
            future = executor.submit(unit_file, source)
            future.add_done_callback(lambda _: on_done())
            futures.append(future)
        return tuple(_result(source, future) for source, future in zip(sources, finished(futures), strict=True))


@contextmanager
def cancelling(futures: Sequence["Future[T]"]) -> Iterator[None]:
    """Where the work is interrupted, what has not begun is cancelled."""
    try:
        yield
    except BaseException:
        for future in futures:
            future.cancel()
        raise


def finished(futures: Sequence["Future[T]"]) -> Sequence["Future[T]"]:
    """The same, once all are done."""
    for future in futures:
        while not future.done():
            wait((future,), timeout=_PATIENCE)
    return futures


def _result(source: WorkbookPath, future: "Future[UnitFile]") -> UnitFile:
    try:
        return future.result()
    except TimeoutError:
        return lost(source, "hung")
    except (WorkerDied, CancelledError):
        return lost(source, "died")
    except BrokenProcessPool:
        return unit_file(source)  # no worker could be started
    except Exception as fault:  # noqa: BLE001  whatever an executor raises is about this file alone
        return lost(source, "died") if type(fault).__name__ == _LOST_ON_A_CLUSTER else lost(source, "fault", str(fault))


class OneAfterAnother(Executor):
    """Runs every task in this very process, as it is given."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as fault:  # noqa: BLE001  it is handed on
            future.set_exception(fault)
        return future


class AllCores(WorkerProcesses):
    """Processes on this machine: one that dies, or hangs, loses the file it had, and another takes its place."""

    def __init__(self, workers: int | None = None, most_seconds: float = MOST_SECONDS) -> None:
        super().__init__(workers or os.cpu_count() or 1, most_seconds)


def machine(workers: int | None) -> Executor:
    """The executor for this machine: one process alone needs no pool."""
    return OneAfterAnother() if workers == 1 else AllCores(workers)
