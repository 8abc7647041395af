"""What an indicator's figure rests on: whether anything was counted, contradicts itself, or says that no case arose.

The formulas follow qmxl/evaluation/measures.py: counts come first, a declared figure
stands in only where there are none.
"""

from collections.abc import Callable, Mapping

from qmxl.contract.choices import DIRECT_WORDS, STATUS_WORDS
from qmxl.contract.sheets import DIRECT_MEASURES, SHARE_MEASURES
from qmxl.model.evaluation import COUNTED_CLASSES, Status
from qmxl.model.report import Formula, Span
from qmxl.model.submission import Basis, DirectWord, Indicator, Measure, TableKind
from qmxl.model.targets import COMPLETIONS, Scale
from qmxl.reporting.drafts import Draft, TableBlock
from qmxl.reporting.expressions import Part, formula
from qmxl.reporting.figures import cell_of, condition_mask, filled_rows, has_typed_counts, row_mask, year_end_rows
from qmxl.reporting.places import step

_NEVER = formula("FALSE")
_CLASS_KEYS = tuple(time_class.value for time_class in COUNTED_CLASSES)
_NEEDED_KEYS: Mapping[Basis, tuple[str, ...]] = {
    Basis.RESOLVED: (),
    Basis.RESOLVED_AND_OVERDUE: ("open_overdue",),
    Basis.RECEIVED: ("carried_over", "received_count"),
    Basis.RECEIVED_OPEN_COUNTS: ("carried_over", "received_count", "open_in_time"),
}
"""Columns of a breakdown table that a choice of `Tính trên` counts."""


def is_declared(draft: Draft, indicator: Indicator) -> Formula | int:
    """1 where nothing was counted: a figure can only stand in `Ghi trực tiếp`."""
    counted = _has_counts(draft, indicator)
    return 1 if counted is _NEVER else formula("IF([counted],0,1)", counted=counted)


def is_contradictory(draft: Draft, indicator: Indicator) -> Formula | int:
    """1 where the figures contradict each other or the target, which leaves no verdict."""
    return formula(
        "IF(OR([own],IF([chosen],N([cases])>0,[misfit])),1,0)",
        own=_own_contradiction(draft, indicator),
        chosen=_is_chosen(indicator),
        cases=_cases(draft, indicator),
        misfit=_misfit(draft, indicator),
    )


def _misfit(draft: Draft, indicator: Indicator) -> Formula:
    """Whether what is there cannot be held against the target: half of the counts, or a word against a number."""
    block = draft.block(indicator)
    if indicator.measure.value is Measure.JUDGEMENT:
        return formula("TRUE") if _is_number(indicator) else _NEVER
    if block is not None and indicator.conditions and not _has_typed_cells(draft, indicator):
        return formula("OR([amiss],[unmatched])", amiss=_amiss(indicator), unmatched=_unmatched(indicator, block))
    amiss = _amiss(indicator)
    if not _has_typed_cells(draft, indicator):
        return amiss
    cells = {key[0]: cell_of(indicator, key) for key in ("numerator", "denominator")}
    half = "IF(ISNUMBER([n]),ISNUMBER([d])=FALSE,IF(ISNUMBER([d]),[d]<>0,FALSE))"
    return formula(f"OR([amiss],{half})", amiss=amiss, **cells)


def _amiss(indicator: Indicator) -> Formula:
    return formula("[declared]=0", declared=step(indicator.code, "is_declared")) if _asks_amiss(indicator) else _NEVER


def _unmatched(indicator: Indicator, block: TableBlock) -> Formula:
    """Whether a part of the condition asks for what stands in no row."""
    parts = {f"p{n}": condition_mask(block, condition) for n, condition in enumerate(indicator.conditions)}
    tests = ",".join(f"SUMPRODUCT(1*[{name}])=0" for name in parts)
    return formula(f"IF([declared]=0,OR({tests}),FALSE)", declared=step(indicator.code, "is_declared"), **parts)


def _has_typed_cells(draft: Draft, indicator: Indicator) -> bool:
    """Whether staff type Số đạt and Tổng số themselves."""
    has_table = draft.block(indicator) is not None and not has_typed_counts(draft, indicator)
    return indicator.measure.value is Measure.RATIO and not has_table


def _is_number(indicator: Indicator) -> bool:
    return indicator.target.value is not None and indicator.target.value.comparator not in COMPLETIONS


def no_cases(draft: Draft, indicator: Indicator) -> Formula:
    """1 where no case arose: chosen, or told by the figures."""
    return formula(
        "IF([amiss]=1,0,IF(OR([chosen],[none]),1,0))",
        amiss=step(indicator.code, "is_contradictory"),
        chosen=_is_chosen(indicator),
        none=_none_arose(draft, indicator),
    )


def is_open_only(draft: Draft, indicator: Indicator) -> Formula | int:
    """1 where there are cases, none of them finished or due; for a plan, where its year-end rows still decide.

    Rows that cannot be used are no cases; they only may leave no verdict.
    """
    block = draft.block(indicator)
    if indicator.measure.value is Measure.PLAN and block is not None and _is_number(indicator):
        return _is_open_plan(indicator, block)
    if indicator.measure.value is not Measure.ON_TIME:
        return 0
    keys = ("early", "on_time", "late", "open_overdue", "carried_over", "received", "unusable", "verdict")
    at = {key: step(indicator.code, key) for key in (*keys, "is_declared", "is_contradictory", "no_cases")}
    return formula(
        "IF(AND([is_declared]=0,[is_contradictory]=0,[no_cases]=0,"
        "OR([unusable]=0,AND([verdict]<>[no_data],N([carried_over])+N([received])>0))),"
        "IF(AND(N([d])>0,N([early])+N([on_time])+N([late])+N([open_overdue])>0),0,1),0)",
        d=cell_of(indicator, "denominator"),
        no_data=STATUS_WORDS[Status.NO_DATA],
        **at,
    )


def _is_open_plan(indicator: Indicator, block: TableBlock) -> Formula:
    keys = ("low_verdict", "high_verdict", "later_verdict", "no_cases")
    short = "+".join(f"([{key}]=[short])" for key in keys[:3])
    return formula(
        f'IF(OR([later_verdict]="",[no_cases]=1),0,IF(OR([w]=N([d]),AND({short}>0,{short}<3)),1,0))',
        w=year_end_rows(indicator, block),
        d=cell_of(indicator, "denominator"),
        short=STATUS_WORDS[Status.NOT_MET],
        **{key: step(indicator.code, key) for key in keys},
    )


def _is_chosen(indicator: Indicator) -> Formula:
    word = DIRECT_WORDS[DirectWord.NO_CASES].lower()
    return formula("LOWER([f])=[word]", f=cell_of(indicator, "direct"), word=word)


def _asks_amiss(indicator: Indicator) -> bool:
    """A yes/no target asks nothing of a count, and a bare 85 may be 85 cases or 85 %."""
    target = indicator.target.value
    if target is None:
        return False
    is_bare = target.scale is Scale.NUMBER and not target.unit and bool(target.level)
    return target.comparator in COMPLETIONS or (is_bare and indicator.measure.value in SHARE_MEASURES)


# Each way to measure


def _has_counts(draft: Draft, indicator: Indicator) -> Formula:
    block, measure = draft.block(indicator), indicator.measure.value
    if _has_typed_cells(draft, indicator):
        return formula(
            "AND(ISNUMBER([d]),OR(ISNUMBER([n]),N([d])=0))",
            d=cell_of(indicator, "denominator"),
            n=cell_of(indicator, "numerator"),
        )
    if block is None or measure is None or measure not in _ROWS:
        return _NEVER
    if measure is Measure.SURVEY:
        return formula(
            "OR(N([d])>0,[u]>0,[none])",
            d=cell_of(indicator, "denominator"),
            u=step(indicator.code, "unusable"),
            none=_none_arose(draft, indicator),
        )
    return formula("[rows]>0", rows=_ROWS[measure](draft, indicator, block))


def _cases(draft: Draft, indicator: Indicator) -> Formula:
    code = indicator.code
    if indicator.measure.value in DIRECT_MEASURES or _has_typed_cells(draft, indicator):
        cells = {key[0]: cell_of(indicator, key) for key in ("numerator", "denominator")}
        return formula("N([n])+N([d])", **cells)
    if indicator.measure.value is Measure.ON_TIME and draft.block(indicator):
        keys = {key: step(code, key) for key in ("carried_over", "received", "unusable")}
        return formula("[carried_over]+[received]+[unusable]", **keys)
    return formula("N([d])+[u]", d=cell_of(indicator, "denominator"), u=step(code, "unusable"))


def _own_contradiction(draft: Draft, indicator: Indicator) -> Formula:
    block, measure = draft.block(indicator), indicator.measure.value
    target = indicator.target.value
    may_pass_the_whole = target is not None and target.scale is Scale.NUMBER
    if _has_typed_cells(draft, indicator):
        if may_pass_the_whole:
            return _NEVER
        parts = {key[0]: cell_of(indicator, key) for key in ("numerator", "denominator")}
        return formula("IF(AND(ISNUMBER([n]),ISNUMBER([d])),[n]>[d],FALSE)", **parts)
    if block is None:
        return _NEVER
    if measure is Measure.RATIO:
        return _odd_rows(indicator, block, may_pass_the_whole=may_pass_the_whole)
    if measure is Measure.ON_TIME:
        return _unjudgeable(draft, indicator, block, may_pass_the_whole=may_pass_the_whole)
    return _NEVER


def _odd_rows(indicator: Indicator, block: TableBlock, *, may_pass_the_whole: bool) -> Formula:
    """Rows with one number of the two (none of 0 is 0), or more good ones than all."""
    over = "" if may_pass_the_whole else "+ISNUMBER([n])*ISNUMBER([d])*([n]>[d])"
    return formula(
        f"SUMPRODUCT([mask]*((ISNUMBER([n])<>ISNUMBER([d]))*(1-(LEN([n])=0)*([d]=0)){over}))>0",
        mask=row_mask(indicator, block),
        n=block.span("numerator"),
        d=block.span("denominator"),
    )


def _unjudgeable(draft: Draft, indicator: Indicator, block: TableBlock, *, may_pass_the_whole: bool) -> Formula:
    """A register without any due date; a breakdown without a column its share needs, or with more good than all."""
    rows = _time_rows(draft, indicator, block)
    if block.kind is TableKind.REGISTER:
        return formula("AND([rows]>0,SUMPRODUCT(--(LEN([due])>0))=0)", rows=rows, due=block.span("due"))
    basis = indicator.basis.value or Basis.RESOLVED_AND_OVERDUE
    counts_overdue = "late" in indicator.counted_keys and basis is not Basis.RESOLVED
    needed = (*_NEEDED_KEYS[basis], *(("open_overdue",) if counts_overdue else ()))
    if not all(block.has(key) for key in needed):
        return formula("[rows]>0", rows=rows)
    over = formula("N([n])>N([d])", **{key[0]: cell_of(indicator, key) for key in ("numerator", "denominator")})
    return _NEVER if may_pass_the_whole else over


def _none_arose(draft: Draft, indicator: Indicator) -> Formula:
    """Whether the figures themselves say so: a total of 0, or rows none of which counts."""
    block, measure = draft.block(indicator), indicator.measure.value
    denominator = cell_of(indicator, "denominator")
    if _has_typed_cells(draft, indicator):
        return formula("IF(ISNUMBER([d]),[d]=0,FALSE)", d=denominator)
    if block is None or measure is None or measure not in _ROWS:
        return _NEVER
    rows = _ROWS[measure](draft, indicator, block)
    if measure is Measure.RATIO:
        return formula("AND([rows]>0,N([d])=0)", rows=rows, d=denominator)
    if measure is Measure.ON_TIME:
        keys = {key: step(indicator.code, key) for key in ("carried_over", "received", *_CLASS_KEYS, "unusable")}
        total = "+".join(f"[{key}]" for key in keys)
        return formula(f"AND([rows]>0,{total}=0)", rows=rows, **keys)
    if measure is Measure.CHECKLIST:
        blank = step(indicator.code, "unusable")
        return formula("AND([rows]>0,N([d])+[u]=0)", rows=rows, d=denominator, u=blank)
    if not indicator.conditions:
        return _NEVER
    return formula("AND([rows]>0,[chosen]=0)", rows=rows, chosen=_chosen_rows(indicator, block))


def _chosen_rows(indicator: Indicator, block: TableBlock) -> Formula:
    """Rows of a survey or a plan that the condition lets through."""
    filled: Part = filled_rows(block) if block.kind is TableKind.SURVEY else _longer(block.span("plan"))
    return formula("SUMPRODUCT([mask]*[filled])", mask=row_mask(indicator, block), filled=filled)


def _longer(span: Span) -> Formula:
    return formula("(LEN([s])>0)", s=span)


def _ratio_rows(_: Draft, __: Indicator, block: TableBlock) -> Formula:
    return _number_rows(block, ("numerator", "denominator"))


def _number_rows(block: TableBlock, keys: tuple[str, ...]) -> Formula:
    """Cells with numbers in some columns."""
    spans: dict[str, Part] = {f"s{n}": block.span(key) for n, key in enumerate(keys) if block.has(key)}
    return formula("+".join(f"SUMPRODUCT(--ISNUMBER([{name}]))" for name in spans), **spans)


def _time_rows(draft: Draft, indicator: Indicator, block: TableBlock) -> Formula:
    if block.kind is TableKind.BREAKDOWN:
        return _number_rows(block, ("carried_over", "received_count", *_CLASS_KEYS))
    return formula("SUMPRODUCT(--(LEN([c])>0))", c=block.span(draft.class_key(indicator)))


def _checklist_rows(draft: Draft, indicator: Indicator, block: TableBlock) -> Formula:
    if block.kind is TableKind.REGISTER:
        return _time_rows(draft, indicator, block)
    return formula("SUMPRODUCT(--[filled])", filled=filled_rows(block))


def _survey_rows(_: Draft, __: Indicator, block: TableBlock) -> Formula:
    return formula("SUMPRODUCT(--[filled])", filled=filled_rows(block))


def _plan_rows(_: Draft, __: Indicator, block: TableBlock) -> Formula:
    return formula("SUMPRODUCT(--(LEN([p])>0))", p=block.span("plan"))


_ROWS: Mapping[Measure, Callable[[Draft, Indicator, TableBlock], Formula]] = {
    Measure.RATIO: _ratio_rows,
    Measure.ON_TIME: _time_rows,
    Measure.CHECKLIST: _checklist_rows,
    Measure.SURVEY: _survey_rows,
    Measure.PLAN: _plan_rows,
}
"""How many rows of its table hold what a way to measure counts."""
