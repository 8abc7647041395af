"""A Dask cluster as an executor; needs `pip install qmxl[cluster]`, and the same qmxl on every worker."""

from concurrent.futures import Executor

from distributed import Client

from qmxl.contract.refusals import NO_CLUSTER
from qmxl.model.diagnostics import Refusal

_SECONDS_TO_ANSWER = 15


def cluster(address: str) -> Executor | Refusal:
    """The executor of the cluster whose scheduler is at an address like tcp://10.0.0.5:8786."""
    try:
        client = Client(address, set_as_default=False, timeout=_SECONDS_TO_ANSWER)
    except (OSError, ValueError):
        return Refusal(NO_CLUSTER.format(address=address))
    executor: Executor = client.get_executor(pure=False)
    return executor
