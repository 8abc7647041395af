"""Tasks in the place of `unit_file` that go wrong by the name of the file; they read nothing."""

import os
import signal
import time
from multiprocessing import parent_process
from pathlib import Path

from qmxl.model.consolidation import UnitFile, WorkbookPath


def odd_task(source: WorkbookPath) -> UnitFile:
    stem = Path(source.name).stem
    if stem.startswith(("killed", "leaves")):
        assert parent_process() is not None, "the tests themselves would end"
        time.sleep(0.2)  # until the pool knows who has the task
        if stem.startswith("leaves"):
            os._exit(3)
        os.kill(os.getpid(), signal.SIGKILL)
    if stem.startswith("hangs"):
        time.sleep(60)
    if stem.startswith("raises"):
        raise ValueError(stem)
    return UnitFile(source, sha256=stem)


def slow_touch(path: str) -> None:
    time.sleep(0.1)
    Path(path).touch()
