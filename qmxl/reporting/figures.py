"""Formulas of the result tables: Số đạt, Tổng số and Kết quả of an indicator, by its way to measure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

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
from qmxl.model.submission import (
    DEFAULT_BASIS,
    Basis,
    Condition,
    DetailTable,
    DirectWord,
    Indicator,
    Measure,
    SatisfactionLevel,
    TableKind,
    YesNo,
)
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


def has_typed_counts(draft: Draft, indicator: Indicator) -> bool:
    """Whether a ratio takes its counts from the result table although it has a detail table, which is empty."""
    table, result = draft.table(indicator), indicator.result
    if indicator.measure.value is not Measure.RATIO or not isinstance(table, DetailTable) or result is None:
        return False
    has_typed = not result.numerator.is_blank or not result.denominator.is_blank
    rows = (row.value(key) for row in table.rows for key in ("numerator", "denominator"))
    return has_typed and not any(isinstance(number, Decimal) for number in rows)


def _ratio(draft: Draft, indicator: Indicator, block: TableBlock) -> Counts:
    """Sums of the table; blank while it is empty, because a typed 0 says that no case arose."""
    if has_typed_counts(draft, indicator):
        return Counts(None, None)
    spans = {"n": block.span("numerator"), "d": block.span("denominator")}
    filled = formula("SUMPRODUCT(ISNUMBER([n])+ISNUMBER([d]))>0", **spans)
    top, bottom = (
        formula('IF([filled],[sum],"")', filled=filled, sum=masked_sum(indicator, block, key))
        for key in ("numerator", "denominator")
    )
    return Counts(top, bottom)


_GOOD = {
    Basis.RECEIVED_OPEN_COUNTS: ("early", "on_time", "open_in_time"),
}
_WHOLE = {
    Basis.RESOLVED: ("early", "on_time", "late"),
    Basis.RESOLVED_AND_OVERDUE: ("early", "on_time", "late", "open_overdue"),
}
_ALL = ("carried_over", "received")


def share_keys(indicator: Indicator, basis: Basis) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the numerator and the denominator of a register's share sum, for one choice of `Tính trên`."""
    good: tuple[str, ...] = _GOOD.get(basis, ("early", "on_time"))
    if "late" in indicator.counted_keys:
        good = ("late",) if basis is Basis.RESOLVED else ("late", "open_overdue")
    return good, _WHOLE.get(basis, _ALL)


def _on_time(_: Draft, indicator: Indicator, __: TableBlock) -> Counts:
    good, whole = share_keys(indicator, indicator.basis.value or DEFAULT_BASIS)
    return Counts(
        _steps_sum(indicator.code, good),
        _steps_sum(indicator.code, whole),
        formula("[u]", u=step(indicator.code, "unusable")),
    )


def _steps_sum(code: str, keys: tuple[str, ...]) -> Formula:
    return formula("+".join(f"[{key}]" for key in keys), **{key: step(code, key) for key in keys})


def condition_mask(block: TableBlock, condition: Condition) -> Formula:
    """Array: 1 for the rows that one part of a condition lets through."""
    return any_of(block.span(condition.key), condition_words(condition.values, condition.matching))


def row_mask(indicator: Indicator, block: TableBlock) -> Formula:
    """Array: 1 for the rows that the indicator's condition lets through; 1 where it has none."""
    masks = {f"m{n}": condition_mask(block, condition) for n, condition in enumerate(indicator.conditions)}
    return formula("*".join(f"[{name}]" for name in masks) or "1", **masks)


_NOT_LISTED = (TimeClass.OTHER, TimeClass.OUTSIDE, TimeClass.REPEATED, TimeClass.NOT_COUNTED)


def _listed(draft: Draft, indicator: Indicator, block: TableBlock) -> Formula:
    """Array: 1 for the rows a checklist counts: filled ones, and of a register those of the period, each once."""
    if block.kind is not TableKind.REGISTER:
        return formula("[mask]*[filled]", mask=row_mask(indicator, block), filled=filled_rows(block))
    words = {f"w{n}": TIME_CLASS_WORDS[time_class] for n, time_class in enumerate(_NOT_LISTED)}
    tests = "".join(f"*([c]<>[{name}])" for name in words)
    return formula(f"(LEN([c])>0){tests}", c=block.span(draft.class_key(indicator)), **words)


def any_of(span: Span, words: tuple[str, ...]) -> Formula:
    """Array: 1 where a cell holds one of these texts."""
    text = "+".join(f"(LOWER([s])=[w{n}])" for n in range(len(words)))
    return formula(f"({text})", s=span, **{f"w{n}": word for n, word in enumerate(words)})


def _yes_no_words(answer: YesNo) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.lower() for w in (YES_NO_WORDS[answer], *OTHER_YES_NO_WORDS[answer])))


def answers(draft: Draft, indicator: Indicator, block: TableBlock) -> dict[YesNo | None, Formula]:
    """Number of rows by answer of a checklist; None counts the filled rows without one."""
    span = block.span(indicator.counted_keys[0] if indicator.counted_keys else "passed")
    rows = _listed(draft, indicator, block)
    by_answer: dict[YesNo | None, Formula] = {
        answer: formula("SUMPRODUCT([rows]*[is])", rows=rows, **{"is": any_of(span, _yes_no_words(answer))})
        for answer in YesNo
    }
    by_answer[None] = formula(
        "SUMPRODUCT([rows]*(1-[yes]-[no]-[na]))",
        rows=rows,
        yes=any_of(span, _yes_no_words(YesNo.YES)),
        no=any_of(span, _yes_no_words(YesNo.NO)),
        na=any_of(span, _yes_no_words(YesNo.NOT_APPLICABLE)),
    )
    return by_answer


def filled_rows(block: TableBlock) -> Formula:
    """Array: 1 where a row of the table holds anything but its running number."""
    keys = [key for key in block.letters if key not in {"no", "share", "status"}]
    text = "+".join(f"LEN([f{n}])" for n in range(len(keys)))
    return formula(f"(({text})>0)", **{f"f{n}": block.span(key) for n, key in enumerate(keys)})


def _checklist(draft: Draft, indicator: Indicator, block: TableBlock) -> Counts:
    by_answer = answers(draft, indicator, block)
    whole = formula("[yes]+[no]", yes=by_answer[YesNo.YES], no=by_answer[YesNo.NO])
    return Counts(by_answer[YesNo.YES], whole, by_answer[None])


def _survey(_: Draft, indicator: Indicator, block: TableBlock) -> Counts:
    if indicator.counted_keys:
        return _survey_forms(indicator, block)
    sums = {level.value: masked_sum(indicator, block, level.value) for level in SatisfactionLevel}
    whole = formula("+".join(f"[{name}]" for name in sums), **sums)
    good = formula(
        "[very_satisfied]+[satisfied]+IF([counts]=1,[neutral],0)",
        counts=setting("neutral"),
        **{name: sums[name] for name in ("very_satisfied", "satisfied", "neutral")},
    )
    return Counts(good, whole)


def masked_sum(indicator: Indicator, block: TableBlock, key: str) -> Formula:
    """Sum of a column over the rows that the indicator's condition lets through."""
    if not indicator.conditions:
        return formula("SUM([s])", s=block.span(key))
    return formula("SUMPRODUCT(1*[mask],[s])", mask=row_mask(indicator, block), s=block.span(key))


def _survey_forms(indicator: Indicator, block: TableBlock) -> Counts:
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
    filled = {f"q{n}": block.span(key) for n, key in enumerate(indicator.counted_keys)}
    given = "+".join(f"SUMPRODUCT([mask]*(LEN([{name}])>0))" for name in filled)
    unusable = formula(f"{given}-[d]", mask=row_mask(indicator, block), d=cell_of(indicator, "denominator"), **filled)
    return Counts(good, whole, unusable)


def _level_count(indicator: Indicator, block: TableBlock, level: SatisfactionLevel) -> Formula:
    words = (SATISFACTION_WORDS[level].lower(), *OTHER_SATISFACTION_WORDS[level])
    spans = {f"q{n}": any_of(block.span(key), words) for n, key in enumerate(indicator.counted_keys)}
    text = "+".join(f"SUMPRODUCT([mask]*[{name}])" for name in spans)
    return formula(text, mask=row_mask(indicator, block), **spans)


def _plan(_: Draft, indicator: Indicator, block: TableBlock) -> Counts:
    names = PLAN_STATUS_WORDS
    parts: dict[str, Part] = {"s": block.span("status"), "mask": row_mask(indicator, block)}
    met = formula(
        "SUMPRODUCT([mask]*(([s]=[met])+([s]=[exceeded])))",
        met=names[PlanStatus.MET],
        exceeded=names[PlanStatus.EXCEEDED],
        **parts,
    )
    unknown = formula("SUMPRODUCT([mask]*([s]=[none]))", none=names[PlanStatus.NO_DATA], **parts)
    return Counts(met, formula("SUMPRODUCT([mask]*(LEN([s])>0))", **parts), unknown)


def year_end_rows(indicator: Indicator, block: TableBlock) -> Formula:
    """Rows of a plan that are judged at the end of the year."""
    return formula(
        "SUMPRODUCT([mask]*([s]=[later]))",
        s=block.span("status"),
        mask=row_mask(indicator, block),
        later=PLAN_STATUS_WORDS[PlanStatus.YEAR_END],
    )


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
    share = 'IF(N([d])>0,[n]/[d],"")' if scale not in (Scale.COUNT_OF, Scale.NUMBER) else "N([n])"
    at = {key: step(indicator.code, key) for key in ("is_contradictory", "no_cases", "is_declared")}
    parts: dict[str, Part] = {"n": cell["numerator"], "d": cell["denominator"], "direct": direct, **at}
    text = f'IF(OR([is_contradictory]=1,[no_cases]=1),"",IF([is_declared]=1,[direct],{share}))'
    if measure is not Measure.RATIO or (draft.block(indicator) and not has_typed_counts(draft, indicator)):
        return formula(text, **parts)
    is_text = "OR(AND(LEN([n])>0,ISNUMBER([n])=FALSE),AND(LEN([d])>0,ISNUMBER([d])=FALSE))"
    return formula(f"IF({is_text},[not_number],{text})", not_number=NOT_A_NUMBER, **parts)


def cell_of(indicator: Indicator, key: str) -> Place:
    return result_cell(indicator.objective, indicator.code, key)
