"""Running the tasks: on one process, on all cores of a machine, on a cluster; the results are the same.

An executor is anything with the interface of `concurrent.futures`. Whatever becomes of a worker, one file is lost.
"""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process, resource_tracker
from threading import Thread
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
    left: set[Future[T]] = set(futures)
    while left:
        left = wait(left, timeout=_PATIENCE).not_done
    return futures


def _result(source: WorkbookPath, future: "Future[UnitFile]") -> UnitFile:
    try:
        return future.result()
    except TimeoutError:
        return lost(source, "hung")
    except (ProcessExpired, CancelledError):
        return lost(source, "died")
    except BrokenProcessPool:
        return unit_file(source)  # a worker died at a moment when all the others were left hanging
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
        with _deaf_to_interruption():
            _ = self._pool.active  # starts it

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = self._pool.schedule(fn, args=args, kwargs=kwargs, timeout=self._most_seconds)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  as the interface has it
        if cancel_futures:
            with _deaf_to_interruption():  # a second Ctrl+C may not leave half a pool
                self._pool.stop()
                self._pool.join()
        else:
            self._pool.close()
            if wait:
                self._pool.join()

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(cancel_futures=kind is not None)


@contextmanager
def _deaf_to_interruption() -> Iterator[None]:
    """Ctrl+C reaches every process of a terminal, but the parent alone decides what becomes of the work.

    Threads and processes that are begun meanwhile, and those they begin, never hear of it, not even while they load
    their modules. The parent hears of it at the end.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # where it is started later, it lets the signal through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed has nobody to work for, and nobody to end it where its task hangs."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def machine(workers: int | None) -> Executor:
    """The executor for this machine: one process alone needs no pool."""
    return OneAfterAnother() if workers == 1 else AllCores(workers)
