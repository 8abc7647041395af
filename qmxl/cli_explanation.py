"""What `qmxl explain` says: which codes are asked for, and their explanation as lines or as a document."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qmxl.contract.choices import STATUS_WORDS
from qmxl.model.explanation import (
    ExplanationStep,
    IndicatorExplanation,
    ObjectiveExplanation,
    StepKind,
)

_LABELS = {
    StepKind.CONCLUSION: "Kết luận",
    StepKind.RULE: "Quy tắc",
    StepKind.REASON: "Vì sao",
    StepKind.TARGET: "Mức đề ra",
    StepKind.ARITHMETIC: "Phép tính",
    StepKind.SHOWING: "Cách ghi",
    StepKind.FIGURES: "Số liệu",
    StepKind.SOURCE: "Lấy ở",
    StepKind.TIME: "Thời gian",
    StepKind.DISTANCE: "Còn thiếu",
    StepKind.CAUTION: "Cần xem",
}
_OF_OBJECTIVE = {StepKind.FIGURES: "Chỉ tiêu"}
_WIDEST = max(map(len, _LABELS.values()))


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the terminal: `first` stands before it, as wide as its later lines are indented."""

    first: str
    text: str


def asked_for(
    told: Sequence[ObjectiveExplanation], codes: Iterable[str]
) -> tuple[tuple[ObjectiveExplanation, ...], tuple[str, ...]]:
    """The objectives asked for, with those of their indicators that are, and the codes that nothing has."""
    asked: dict[int, ObjectiveExplanation] = {}
    unknown: list[str] = []
    for code in codes:
        found = _found(told, code)
        if found is None:
            unknown.append(code)
        else:
            asked[found.number] = _joined(asked.get(found.number), found)
    return tuple(asked.values()), tuple(unknown)


def _found(told: Sequence[ObjectiveExplanation], code: str) -> ObjectiveExplanation | None:
    """The objective, or the one indicator with its objective: 7, 7.2, 7,2, MT7."""
    wanted = _normal(code)
    for objective in told:
        own = tuple(indicator for indicator in objective.indicators if _normal(indicator.code) == wanted)
        if wanted == str(objective.number):
            return objective
        if own:
            return replace(objective, indicators=own, steps=_conclusion_of(objective))
    return None


def _conclusion_of(objective: ObjectiveExplanation) -> tuple[ExplanationStep, ...]:
    return tuple(one for one in objective.steps if one.kind is StepKind.CONCLUSION)


def _normal(code: str) -> str:
    plain = code.strip().casefold().removeprefix("mt").replace(",", ".").strip(" .")
    return ".".join(part.strip().lstrip("0") or part.strip() for part in plain.split("."))


def _joined(one: ObjectiveExplanation | None, other: ObjectiveExplanation) -> ObjectiveExplanation:
    if one is None:
        return other
    steps = max(one.steps, other.steps, key=len)
    return replace(one, steps=steps, indicators=tuple(dict.fromkeys((*one.indicators, *other.indicators))))


def codes_text(told: Sequence[ObjectiveExplanation]) -> str:
    """`1; 2 (2.1, 2.2); 3`"""
    return "; ".join(_codes(objective) for objective in told)


def _codes(objective: ObjectiveExplanation) -> str:
    codes = [indicator.code for indicator in objective.indicators]
    number = str(objective.number)
    return number if codes == [number] else f"{number} ({', '.join(codes)})"


def overview_lines(told: Sequence[ObjectiveExplanation]) -> Iterator[Line]:
    """One line for each objective: its status, and what it hangs on."""
    widest = max((len(STATUS_WORDS[objective.status]) for objective in told), default=0)
    for objective in told:
        why = next((one.text for one in objective.steps if one.kind is StepKind.REASON), "")
        yield Line(f"{objective.number:>3}. {STATUS_WORDS[objective.status]:<{widest}}  ", why)


def explanation_lines(objective: ObjectiveExplanation) -> Iterator[Line]:
    """An objective, then its indicators, each with its steps."""
    yield Line("", f"MỤC TIÊU {objective.number}: {objective.statement}")
    yield from _step_lines(objective.steps, _LABELS | _OF_OBJECTIVE)
    for indicator in objective.indicators:
        yield Line("", "")
        own = "" if indicator.statement == objective.statement else f": {indicator.statement}"
        yield Line("", f"CHỈ TIÊU {indicator.code}{own}")
        yield from _step_lines(indicator.steps, _LABELS)


def _step_lines(steps: Sequence[ExplanationStep], labels: dict[StepKind, str]) -> Iterator[Line]:
    """A label stands before the first of several steps of its kind."""
    before: StepKind | None = None
    for one in steps:
        label = labels[one.kind] + ":" if one.kind is not before else ""
        yield Line(f"  {label:<{_WIDEST + 1}} ", one.text)
        before = one.kind


def explanation_entry(objective: ObjectiveExplanation) -> dict[str, object]:
    """An objective for programs."""
    return {
        "number": objective.number,
        "statement": objective.statement,
        "status": objective.status,
        "steps": [_step_entry(one) for one in objective.steps],
        "indicators": [_indicator_entry(indicator) for indicator in objective.indicators],
    }


def _indicator_entry(indicator: IndicatorExplanation) -> dict[str, object]:
    return {
        "code": indicator.code,
        "statement": indicator.statement,
        "status": indicator.status,
        "steps": [_step_entry(one) for one in indicator.steps],
    }


def _step_entry(one: ExplanationStep) -> dict[str, object]:
    cells = [{"sheet": where.first.sheet, "cell": where.a1} for where in one.cells]
    return {"step": one.kind, "text": one.text, "cells": cells}
