"""Repairs of single cells that are certain: what stands there, and what it says."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qmxl.model.references import CellReference


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair. `before` is the text as typed, `after` what is to stand in its place: the same, readable by Excel."""

    reference: CellReference
    before: str
    after: str | Decimal | date | datetime
    is_percent: bool = False
    """`after` is a ratio to be shown in percent: 0.975 for 97,5%."""
    is_legacy: bool = False
    """The text stood in the encoding of a legacy font, which cannot show `after`."""

    @property
    def shown(self) -> str:
        """`after` as people read it: 1587, 97,5%, 20/08/2026."""
        if isinstance(self.after, str):
            return self.after
        if isinstance(self.after, datetime):
            return f"{self.after:%d/%m/%Y %H:%M:%S}".removesuffix(":00")
        if isinstance(self.after, date):
            return f"{self.after:%d/%m/%Y}"
        number = self.after * 100 if self.is_percent else self.after
        return f"{number.normalize():f}".replace(".", ",") + ("%" if self.is_percent else "")
