"""The long table for other programs: Parquet, and CSV that Excel opens with its letters right."""

from io import BytesIO

import pandas as pd

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Excel runs a cell of a CSV file that begins so; an apostrophe before it makes it a text (OWASP, CSV injection)."""


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """Columns with their types; the same table gives the same bytes."""
    out = BytesIO()
    table.to_parquet(out, engine="pyarrow", index=False)
    return out.getvalue()


def csv_bytes(table: pd.DataFrame) -> bytes:
    """UTF-8 with a mark that tells Excel so; commas, decimal points, days as 2026-09-30."""
    safe = table.copy()
    for name in safe.columns:
        if safe[name].dtype == "string":
            safe[name] = safe[name].map(_harmless, na_action="ignore")
        elif safe[name].dtype == "Float64":
            safe[name] = safe[name].astype(object).map(_number, na_action="ignore")
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _number(number: float) -> str:
    """3, not 3.0; else all its digits."""
    return str(int(number)) if number == int(number) else repr(float(number))
