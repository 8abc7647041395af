"""What qmxl has to say about a workbook: where, what was found, what is expected, what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qmxl.model.references import CellReference


class Severity(StrEnum):
    """contract.md §7: an error costs a verdict, a warning contradicts a figure that stands, a note tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not read or not written: one sentence for the clerk."""

    sentence: str
    details: tuple[str, ...] = ()
    """What it comes from, one by one, each told on a line of its own."""


@dataclass(frozen=True, slots=True)
class OwnOutput(Refusal):
    """A workbook that qmxl has made of many, or for one unit: nobody's report."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `found` is quoted as typed; the other texts come from the catalogue in contract/."""

    code: str
    severity: Severity
    sheet: str | None
    reference: CellReference | None
    column: str | None
    found: str | None
    expected: str
    message: str
    fix: str

    @property
    def cell(self) -> str | None:
        return self.reference.a1 if self.reference else None


def in_reading_order(diagnostics: Iterable[Diagnostic], sheets: Sequence[str]) -> list[Diagnostic]:
    """Gravest first, then as one goes through the workbook: its sheets in their order, cells row by row.

    What concerns no cell stands before the cells of its sheet, what concerns no sheet before all sheets; sheets that
    are not among `sheets` follow in the order found.
    """
    listed = list(diagnostics)
    order = {name: at for at, name in enumerate(dict.fromkeys([*sheets, *(d.sheet for d in listed if d.sheet)]))}
    grave = list(Severity)

    def place(found: Diagnostic) -> tuple[int, int, int, int]:
        where = found.reference
        row, column = (where.row, where.column) if where else (0, 0)
        return grave.index(found.severity), order.get(found.sheet or "", -1), row, column

    return sorted(listed, key=place)
