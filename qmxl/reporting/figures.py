"""Formulas of the result tables: Số đạt, Tổng số and Kết quả of an indicator, by its way to measure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qmxl.contract.choices import (
    DIRECT_WORDS,
    OTHER_SATISFACTION_WORDS,
    OTHER_YES_NO_WORDS,
    PLAN_STATUS_WORDS,
    SATISFACTION_WORDS,
    TIME_CLASS_WORDS,
    YES_NO_WORDS,
)
from qmxl.contract.sheets import DIRECT_MEASURES
from qmxl.model.evaluation import PlanStatus, TimeClass
from qmxl.model.report import Formula, Place, Span
from qmxl.model.submission import Basis, DirectWord, Indicator, Measure, SatisfactionLevel, TableKind, YesNo
from qmxl.model.targets import Scale
from qmxl.reporting.drafts import Draft, TableBlock
from qmxl.reporting.expressions import Part, formula
from qmxl.reporting.places import result_cell, setting, step
from qmxl.reporting.time_classes import condition_words

NOT_A_NUMBER = "Chưa phải số"


@dataclass(frozen=True, slots=True)
class Counts:
    """Numerator and denominator of an indicator, and its rows that cannot be used; None where typed or not for it."""

    numerator: Formula | None
    denominator: Formula | None
    unusable: Formula | None = None


def counts(draft: Draft, indicator: Indicator) -> Counts:
    """Formulas of the grey cells Số đạt and Tổng số."""
    block, measure = draft.block(indicator), indicator.measure.value
    if block is None or measure is None or measure in DIRECT_MEASURES:
        return Counts(None, None)
    return _COUNTS[measure](draft, indicator, block)


def _sum(span: Span) -> Formula:
    return formula("SUM([s])", s=span)


def _ratio(_: Draft, __: Indicator, block: TableBlock) -> Counts:
    return Counts(_sum(block.span("numerator")), _sum(block.span("denominator")))


_GOOD = {
    Basis.RECEIVED_OPEN_COUNTS: ("early", "on_time", "open_in_time"),
}
_WHOLE = {
    Basis.RESOLVED: ("early", "on_time", "late"),
    Basis.RESOLVED_AND_OVERDUE: ("early", "on_time", "late", "open_overdue"),
}
_ALL = ("early", "on_time", "late", "open_in_time", "open_overdue")


def _on_time(_: Draft, indicator: Indicator, __: TableBlock) -> Counts:
    basis = indicator.basis.value or Basis.RESOLVED_AND_OVERDUE
    good: tuple[str, ...] = _GOOD.get(basis, ("early", "on_time"))
    if "late" in indicator.counted_keys:
        good = ("late",) if basis is Basis.RESOLVED else ("late", "open_overdue")
    return Counts(
        _steps_sum(indicator.code, good),
        _steps_sum(indicator.code, _WHOLE.get(basis, _ALL)),
        formula("[u]", u=step(indicator.code, "unusable")),
    )


def _steps_sum(code: str, keys: tuple[str, ...]) -> Formula:
    return formula("+".join(f"[{key}]" for key in keys), **{key: step(code, key) for key in keys})


def mask(draft: Draft, indicator: Indicator, block: TableBlock) -> Formula:
    """1 for the rows of a table that count for a checklist: its conditions, and of a register the period."""
    text = "1"
    parts: dict[str, Part] = {}
    for number, condition in enumerate(indicator.conditions):
        words = condition_words(condition.values, condition.matching)
        text += f"*[m{number}]"
        parts[f"m{number}"] = _any(block.span(condition.key), words)
    if block.kind is TableKind.REGISTER and draft.owner(block.sheet):
        text += "*([classes]<>[outside])*([classes]<>[repeated])"
        parts |= {
            "classes": block.span("time_class"),
            "outside": TIME_CLASS_WORDS[TimeClass.OUTSIDE],
            "repeated": TIME_CLASS_WORDS[TimeClass.REPEATED],
        }
    return formula(text, **parts)


def _any(span: Span, words: tuple[str, ...]) -> Formula:
    """Array: 1 where a cell holds one of these texts."""
    text = "+".join(f"(LOWER([s])=[w{n}])" for n in range(len(words)))
    return formula(f"({text})", s=span, **{f"w{n}": word for n, word in enumerate(words)})


def _yes_no_words(answer: YesNo) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.lower() for w in (YES_NO_WORDS[answer], *OTHER_YES_NO_WORDS[answer])))


def answers(draft: Draft, indicator: Indicator, block: TableBlock) -> dict[YesNo | None, Formula]:
    """Number of rows by answer of a checklist; None counts the filled rows without one."""
    span = block.span(indicator.counted_keys[0] if indicator.counted_keys else "passed")
    rows = mask(draft, indicator, block)
    by_answer: dict[YesNo | None, Formula] = {
        answer: formula("SUMPRODUCT([mask]*[is])", mask=rows, **{"is": _any(span, _yes_no_words(answer))})
        for answer in YesNo
    }
    by_answer[None] = formula(
        "SUMPRODUCT([mask]*[filled]*(1-[yes]-[no]-[na]))",
        mask=rows,
        filled=_filled(block),
        yes=_any(span, _yes_no_words(YesNo.YES)),
        no=_any(span, _yes_no_words(YesNo.NO)),
        na=_any(span, _yes_no_words(YesNo.NOT_APPLICABLE)),
    )
    return by_answer


def _filled(block: TableBlock) -> Formula:
    """Array: 1 where a row of the table holds anything but its running number."""
    keys = [key for key in block.letters if key not in {"no", "share", "status", "time_class"}]
    text = "+".join(f"LEN([f{n}])" for n in range(len(keys)))
    return formula(f"(({text})>0)", **{f"f{n}": block.span(key) for n, key in enumerate(keys)})


def _checklist(draft: Draft, indicator: Indicator, block: TableBlock) -> Counts:
    by_answer = answers(draft, indicator, block)
    whole = formula("[yes]+[no]", yes=by_answer[YesNo.YES], no=by_answer[YesNo.NO])
    return Counts(by_answer[YesNo.YES], whole, by_answer[None])


def _survey(draft: Draft, indicator: Indicator, block: TableBlock) -> Counts:
    if indicator.counted_keys:
        return _survey_forms(draft, indicator, block)
    rows = mask(draft, indicator, block)
    sums = {level.value: _masked_sum(indicator, block.span(level.value), rows) for level in SatisfactionLevel}
    whole = formula("+".join(f"[{name}]" for name in sums), **sums)
    good = formula(
        "[very_satisfied]+[satisfied]+IF([counts]=1,[neutral],0)",
        counts=setting("neutral"),
        **{name: sums[name] for name in ("very_satisfied", "satisfied", "neutral")},
    )
    return Counts(good, whole)


def _masked_sum(indicator: Indicator, span: Span, rows: Formula) -> Formula:
    return formula("SUMPRODUCT([mask],[s])", mask=rows, s=span) if indicator.conditions else _sum(span)


def _survey_forms(_: Draft, indicator: Indicator, block: TableBlock) -> Counts:
    by_level = {level: _level_count(indicator, block, level) for level in SatisfactionLevel}
    whole = formula(
        "+".join(f"[{level.value}]" for level in by_level), **{level.value: f for level, f in by_level.items()}
    )
    good = formula(
        "[a]+[b]+IF([counts]=1,[c],0)",
        a=by_level[SatisfactionLevel.VERY_SATISFIED],
        b=by_level[SatisfactionLevel.SATISFIED],
        c=by_level[SatisfactionLevel.NEUTRAL],
        counts=setting("neutral"),
    )
    return Counts(good, whole)


def _level_count(indicator: Indicator, block: TableBlock, level: SatisfactionLevel) -> Formula:
    words = (SATISFACTION_WORDS[level].lower(), *OTHER_SATISFACTION_WORDS[level])
    spans = {f"q{n}": _any(block.span(key), words) for n, key in enumerate(indicator.counted_keys)}
    return formula("+".join(f"SUMPRODUCT(1*[{name}])" for name in spans), **spans)


def _plan(_: Draft, __: Indicator, block: TableBlock) -> Counts:
    statuses, names = block.span("status"), PLAN_STATUS_WORDS
    met = formula(
        "SUMPRODUCT(([s]=[met])+([s]=[exceeded]))",
        s=statuses,
        met=names[PlanStatus.MET],
        exceeded=names[PlanStatus.EXCEEDED],
    )
    unknown = formula("SUMPRODUCT(--([s]=[none]))", s=statuses, none=names[PlanStatus.NO_DATA])
    return Counts(met, formula("SUMPRODUCT(--(LEN([s])>0))", s=statuses), unknown)


_COUNTS: Mapping[Measure, Callable[[Draft, Indicator, TableBlock], Counts]] = {
    Measure.RATIO: _ratio,
    Measure.ON_TIME: _on_time,
    Measure.CHECKLIST: _checklist,
    Measure.SURVEY: _survey,
    Measure.PLAN: _plan,
}


def value(draft: Draft, indicator: Indicator) -> Formula:
    """Formula of the cell Kết quả: a number, a word for yes/no, or what is missing."""
    cell = {
        key: result_cell(indicator.objective, indicator.code, key) for key in ("numerator", "denominator", "direct")
    }
    target, measure = indicator.target.value, indicator.measure.value
    scale = target.scale if target else None
    if measure is Measure.JUDGEMENT or scale is Scale.YES_NO:
        return formula("[verdict]", verdict=step(indicator.code, "verdict"))
    direct = formula(
        'IF(ISNUMBER([f]),[f],IF(OR(LEN([f])=0,LOWER([f])=[no_cases]),"",[not_number]))',
        f=cell["direct"],
        no_cases=DIRECT_WORDS[DirectWord.NO_CASES].lower(),
        not_number=NOT_A_NUMBER,
    )
    if measure is Measure.DECLARED or measure is None:
        return direct
    share = "[n]/[d]" if scale not in (Scale.COUNT_OF, Scale.NUMBER) else "[n]"
    has_figure: Part = formula("[d]>0", d=cell["denominator"])
    if measure is Measure.ON_TIME and scale is Scale.NUMBER:
        code = indicator.code
        has_figure = formula("[a]+[b]>0", a=step(code, "carried_over"), b=step(code, "received"))
    contradiction = "[n]>[d]" if measure is Measure.RATIO and scale is not Scale.NUMBER else "FALSE"
    parts: dict[str, Part] = {"n": cell["numerator"], "d": cell["denominator"], "direct": direct, "has": has_figure}
    counted = f'IF({contradiction},"",IF([has],{share},[direct]))'
    if measure is not Measure.RATIO or draft.block(indicator):
        return formula(f"IF(ISNUMBER([d]),{counted},[direct])", **parts)
    is_text = "OR(AND(LEN([n])>0,ISNUMBER([n])=FALSE),AND(LEN([d])>0,ISNUMBER([d])=FALSE))"
    typed = f'IF(ISNUMBER([d]),IF(ISNUMBER([n]),{counted},""),[direct])'
    return formula(f"IF({is_text},[not_number],{typed})", not_number=NOT_A_NUMBER, **parts)


def cell_of(indicator: Indicator, key: str) -> Place:
    return result_cell(indicator.objective, indicator.code, key)
