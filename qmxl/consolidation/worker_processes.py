"""Processes on this machine that run tasks, each on a pipe of its own: one that dies, or hangs, costs its task only.

The workers of a usual pool share a queue and its lock, which are lost to all with one that dies while it holds them.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_SECONDS_TO_LOAD = 120.0
"""For a new process, and for the modules of a task: not counted as the task's own."""
_MOST_STARTS = 3
"""Of a worker that dies before it has taken a task."""
_NEW_RECORDS = 200_000
"""Before a worker looks for cycles: a task makes tens of thousands of records, which go with it."""
_SPAWN = get_context("spawn")
"""The same on every system, and no thread of the parent comes along."""


class WorkerDied(Exception):
    """The process that had the task has ended."""


class _Call(NamedTuple):
    future: "Future[Any]"
    function: Callable[..., Any]
    arguments: tuple[object, ...]
    named: dict[str, object]


class _Worker(NamedTuple):
    process: SpawnProcess
    connection: Connection

    def told(self, most_seconds: float) -> Any:  # noqa: ANN401  whatever a task gives
        """What it tells next; raises TimeoutError, or EOFError where it has ended."""
        if not self.connection.poll(most_seconds):
            raise TimeoutError
        return self.connection.recv()

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


class WorkerProcesses(Executor):
    """For every worker a thread that hands it one task after the other, and begins another where it dies or hangs."""

    def __init__(self, workers: int, most_seconds: float) -> None:
        self._most_seconds = most_seconds
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._lock = Lock()
        self._working: set[SpawnProcess] = set()
        self._is_stopped = False
        self._threads = [Thread(target=self._hand_out, daemon=True) for _ in range(workers)]
        with deaf_to_interruption():
            for thread in self._threads:
                thread.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = Future()
        self._calls.put(_Call(future, fn, args, kwargs))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  as the interface has it
        """Ends once all is done; with `cancel_futures` at once, whatever a worker is at."""
        with deaf_to_interruption():  # a second Ctrl+C may not leave half of them
            if cancel_futures:
                self._stop()
            for _ in self._threads:
                self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(cancel_futures=kind is not None)

    def _stop(self) -> None:
        with self._lock:
            self._is_stopped = True
            for process in self._working:
                process.kill()

    def _hand_out(self) -> None:
        worker: _Worker | None = None
        while (call := self._calls.get()) is not None:
            if self._is_stopped:
                call.future.cancel()
            if call.future.set_running_or_notify_cancel():
                worker = self._run(call, worker)
        if worker is not None:
            self._end(worker)

    def _run(self, call: _Call, worker: _Worker | None) -> _Worker | None:
        """Run a task; the worker that can take the next one."""
        try:
            worker = worker or self._begun()
            is_result, outcome = self._outcome(worker, call)
        except Exception as fault:  # noqa: BLE001  whatever it is, the task must come to an end
            if worker is not None:
                self._end(worker)
            call.future.set_exception(fault)
            return None
        if is_result:
            call.future.set_result(outcome)
        else:
            call.future.set_exception(outcome)
        return worker

    def _outcome(self, worker: _Worker, call: _Call) -> tuple[bool, Any]:
        try:
            worker.connection.send((call.function, call.arguments, call.named))
            _ = worker.told(_SECONDS_TO_LOAD)  # that it has all that the task needs
            outcome: tuple[bool, Any] = worker.told(self._most_seconds)
        except (EOFError, ConnectionError) as fault:
            raise WorkerDied from fault
        return outcome

    def _begun(self) -> _Worker:
        """A worker that is ready."""
        for _ in range(_MOST_STARTS):
            worker = self._start()
            with suppress(EOFError, OSError):  # TimeoutError among them
                worker.told(_SECONDS_TO_LOAD)
                return worker
            self._end(worker)
        raise BrokenProcessPool

    def _start(self) -> _Worker:
        own, other = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(other,), daemon=True)
        with self._lock:
            if self._is_stopped:
                raise WorkerDied
            process.start()
            self._working.add(process)
        other.close()  # so that the pipe ends with the worker
        return _Worker(process, own)

    def _end(self, worker: _Worker) -> None:
        with self._lock:
            self._working.discard(worker.process)
        worker.end()


@contextmanager
def deaf_to_interruption() -> Iterator[None]:
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


# In the worker


def _serve(connection: Connection) -> None:
    gc.set_threshold(_NEW_RECORDS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    connection.send("ready")
    with suppress(EOFError, OSError):
        while True:
            function, arguments, named = connection.recv()
            connection.send("loaded")
            outcome = _tried(function, arguments, named)
            try:
                connection.send(outcome)
            except OSError:
                raise
            except Exception as fault:  # noqa: BLE001  what cannot be sent is told as such
                connection.send((False, RuntimeError(repr(fault))))


def _tried(function: Callable[..., Any], arguments: tuple[object, ...], named: dict[str, object]) -> tuple[bool, Any]:
    try:
        return True, function(*arguments, **named)
    except BaseException as fault:  # noqa: BLE001  it is handed on
        return False, fault


def _end_with_parent() -> None:
    """A worker whose parent was killed has nobody to work for, and nobody to end it where its task hangs."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
