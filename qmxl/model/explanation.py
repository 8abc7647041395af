"""Why a status is what it is: steps back from the verdict to the cells of the workbook it rests on."""

from dataclasses import dataclass
from enum import StrEnum

from qmxl.model.evaluation import Status
from qmxl.model.references import CellReference


class StepKind(StrEnum):
    """What one step tells; in this order they lead from the verdict back to the cells."""

    CONCLUSION = "conclusion"
    RULE = "rule"
    REASON = "reason"
    """Why there is no verdict on the figure, or what the objective hangs on."""
    TARGET = "target"
    ARITHMETIC = "arithmetic"
    SHOWING = "showing"
    """Why the figure is shown as it is."""
    FIGURES = "figures"
    SOURCE = "source"
    """Which table the figures were counted in, which rows, which not."""
    TIME = "time"
    DISTANCE = "distance"
    CAUTION = "caution"
    """What was found in its cells that a reader should know of."""


@dataclass(frozen=True, slots=True)
class Where:
    """Cells that the words before it rest on: one cell, or those from `first` to `last`."""

    first: CellReference
    last: CellReference | None = None

    @property
    def a1(self) -> str:
        """`D6`, `D6:D25`"""
        if self.last is None or self.last == self.first:
            return self.first.a1
        return f"{self.first.a1}:{self.last.a1}"

    @property
    def text(self) -> str:
        """` (sheet “MT7”, ô D6)`"""
        return f" (sheet “{self.first.sheet}”, ô {self.a1})"


@dataclass(frozen=True, slots=True)
class InputRows:
    """Rows of the input, as told where the input is told of; an output may have them elsewhere."""

    text: str


Part = str | Where | InputRows


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One step, in words that name their cells."""

    kind: StepKind
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def cells(self) -> tuple[Where, ...]:
        return tuple(part for part in self.parts if isinstance(part, Where))


@dataclass(frozen=True, slots=True)
class IndicatorExplanation:
    """The steps behind one indicator's status. `has_errors`: an error stands in the cells it rests on."""

    code: str
    statement: str
    status: Status
    steps: tuple[ExplanationStep, ...]
    has_errors: bool = False


@dataclass(frozen=True, slots=True)
class ObjectiveExplanation:
    """The steps behind one objective's status, and those of its indicators."""

    number: int
    statement: str
    status: Status
    steps: tuple[ExplanationStep, ...]
    indicators: tuple[IndicatorExplanation, ...]
