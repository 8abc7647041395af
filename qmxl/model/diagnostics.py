"""What qmxl has to say about a workbook: where, what was found, what is expected, what to do."""

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
