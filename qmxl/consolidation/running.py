"""Running the tasks: on one process, on all cores of a machine, on a cluster; the results are the same.

An executor is anything with the interface of `concurrent.futures`. Whatever becomes of a worker, one file is lost.
"""

import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from qmxl.consolidation.unit_files import lost, unit_file
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
    """The result of every file, in the order of `sources`; `on_done` is called after each.

    Where waiting is interrupted, what has not begun is cancelled.
    """
    futures: list[Future[UnitFile]] = []
    try:
        for source in sources:
            future = executor.submit(unit_file, source)
            future.add_done_callback(lambda _: on_done())
            futures.append(future)
        left: set[Future[UnitFile]] = set(futures)
        while left:
            left = wait(left, timeout=_PATIENCE).not_done
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return tuple(_result(source, future) for source, future in zip(sources, futures, strict=True))


def _result(source: WorkbookPath, future: "Future[UnitFile]") -> UnitFile:
    try:
        return future.result()
    except TimeoutError:
        return lost(source, "hung")
    except (ProcessExpired, CancelledError):
        return lost(source, "died")
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


class AllCores(Executor):
    """Processes on this machine: one that dies, or hangs, loses the file it had, and another takes its place."""

    def __init__(self, workers: int | None = None, most_seconds: float = MOST_SECONDS) -> None:
        self._most_seconds = most_seconds
        self._pool = ProcessPool(
            max_workers=workers or os.cpu_count() or 1,
            context=get_context("spawn"),  # the same on every system, and no thread of the parent comes along
            initializer=_begin_worker,
        )

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = self._pool.schedule(fn, args=args, kwargs=kwargs, timeout=self._most_seconds)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  as the interface has it
        if cancel_futures:
            self._pool.stop()
        else:
            self._pool.close()
        if wait:
            self._pool.join()

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(cancel_futures=kind is not None)


def _begin_worker() -> None:
    """Ctrl+C reaches every process of a terminal: the parent decides what becomes of the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def machine(workers: int | None) -> Executor:
    """The executor for this machine: one process alone needs no pool."""
    return OneAfterAnother() if workers == 1 else AllCores(workers)
