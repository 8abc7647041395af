"""A Dask cluster as an executor; needs `pip install qmxl[cluster]`, and the same qmxl on every worker."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

from distributed import Client

from qmxl.contract.refusals import NO_CLUSTER
from qmxl.model.diagnostics import Refusal

P = ParamSpec("P")
T = TypeVar("T")

_SECONDS_TO_ANSWER = 15


class Cluster(Executor):
    """Tasks go to the scheduler of a cluster; at the end the connection is closed, the cluster runs on.

    A task that ends its worker is tried on others, until `distributed.scheduler.allowed-failures` of them are gone.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._tasks: Executor = client.get_executor(pure=False)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        return self._tasks.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  as the interface has it
        self._tasks.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(cancel_futures=kind is not None)


def cluster(address: str) -> Executor | Refusal:
    """The executor of the cluster whose scheduler is at an address like tcp://10.0.0.5:8786."""
    try:
        return Cluster(Client(address, set_as_default=False, timeout=_SECONDS_TO_ANSWER))
    except (OSError, ValueError):
        return Refusal(NO_CLUSTER.format(address=address))
