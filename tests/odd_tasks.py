"""Tasks in the place of `unit_file` that go wrong by the name of the file; they read nothing."""

import os
import signal
import time
from pathlib import Path

from qmxl.model.consolidation import UnitFile, WorkbookPath


def odd_task(source: WorkbookPath) -> UnitFile:
    stem = Path(source.name).stem
    if stem.startswith("killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    if stem.startswith("leaves"):
        os._exit(3)
    if stem.startswith("hangs"):
        time.sleep(60)
    if stem.startswith("raises"):
        raise ValueError(stem)
    return UnitFile(source, sha256=stem)
