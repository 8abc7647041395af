"""Columns of long sheets on request: one line of JSON in, one line of JSON and bytes out, until the input ends."""

import json
from contextlib import suppress
from typing import IO

from qmxl.reading.parser.columns import write_columns
from qmxl.reading.parser.container import Refused
from qmxl.reading.parser.long_sheets import LongSheets


def serve(long: LongSheets, requests: IO[str], out: IO[bytes]) -> None:
    """Answer every request {"sheet", "anchor", "first_row", "days", "texts", "alike"}, or {"refusal": reason}."""
    with suppress(Refused, MemoryError):  # told once it is asked for
        long.begin()
    for line in requests:
        request = json.loads(line)
        try:
            row, column = request["anchor"]
            write_columns(long.table(request["sheet"], (row, column)), request, out)
        except Refused as refused:
            _refuse(refused.reason, out)
        except MemoryError:
            _refuse("too_large", out)


def _refuse(reason: str, out: IO[bytes]) -> None:
    out.write(json.dumps({"refusal": reason}).encode() + b"\n")
    out.flush()
