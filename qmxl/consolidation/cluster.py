"""A Dask cluster as an executor; needs `pip install qmxl[cluster]`, and the same qmxl on every worker."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures import wait as wait_for
from functools import partial
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet, ref

from distributed import Client

from qmxl.contract.refusals import NO_CLUSTER
from qmxl.model.diagnostics import Refusal

P = ParamSpec("P")
T = TypeVar("T")

_SECONDS_TO_ANSWER = 15


class Cluster(Executor):
    """Tasks go to the scheduler of a cluster; at the end the connection is closed, the cluster runs on.

    A task that ends its worker is tried on others, until `distributed.scheduler.allowed-failures` of them are gone.
    What has been handed over is let go at once: else the cluster would do again whatever that worker had done before.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._tasks: Executor = client.get_executor(pure=False)
        self._futures: WeakSet[Future[Any]] = WeakSet()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = Future()
        task = self._tasks.submit(fn, *args, **kwargs)
        future.add_done_callback(partial(_cancel, ref(task)))
        task.add_done_callback(partial(_hand_over, future))
        self._futures.add(future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  as the interface has it
        if wait and not cancel_futures:
            wait_for(list(self._futures))
        self._tasks.shutdown(
            wait=False
        )  # it would wait for ever for what was lost with a worker after it was handed over
        self._client.close()

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(cancel_futures=kind is not None)


def _cancel(task: "ref[Future[T]]", future: "Future[T]") -> None:
    """The task of a future that was cancelled, where there is still one."""
    own = task()
    if own is not None and future.cancelled():
        own.cancel()


def _hand_over(future: "Future[T]", task: "Future[T]") -> None:
    if task.cancelled():
        future.cancel()
    if not future.set_running_or_notify_cancel():
        return
    fault = task.exception()
    if fault is None:
        future.set_result(task.result())
    else:
        future.set_exception(fault)


def cluster(address: str) -> Executor | Refusal:
    """The executor of the cluster whose scheduler is at an address like tcp://10.0.0.5:8786."""
    try:
        return Cluster(Client(address, set_as_default=False, timeout=_SECONDS_TO_ANSWER))
    except (OSError, ValueError):
        return Refusal(NO_CLUSTER.format(address=address))
