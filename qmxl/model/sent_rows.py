"""How much of a register travels upward: the choice of `--rows`."""

from enum import StrEnum


class SentRows(StrEnum):
    """Rows of registers that are sent, as far as they may be (design: output workbook, point 3)."""

    ALL = "all"
    LATE = "late"
    """Of every register its breakdown, and of its rows those late and overdue."""
    NONE = "none"
    """Of every register its breakdown alone."""
