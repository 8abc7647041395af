"""The pictures of `Tổng hợp`: how the objectives came out, and every percentage held against its target.

What they draw stands on `_Tính`, so that they follow an edit; the rows they cover stand below the table.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from qmxl.contract.sheets import STEPS, SUMMARY
from qmxl.model.evaluation import Evaluation, IndicatorResult, Status
from qmxl.model.report import Cell, Chart, Content, Formula, Place, Row, Series, Span
from qmxl.model.submission import Indicator
from qmxl.model.targets import RANGES, UPPER_BOUNDS, Scale, Target
from qmxl.reporting.drafts import Draft
from qmxl.reporting.expressions import Part, chosen, formula, joined
from qmxl.reporting.figures import cell_of
from qmxl.reporting.layout import CHART_ROW_HEIGHT
from qmxl.reporting.narrative import DEFERRED, EXCEEDED, MET, NO_CASES, NO_DATA, NOT_MET
from qmxl.reporting.places import overall, step, target_cell
from qmxl.reporting.styles import STEP, STEP_HEADER

_JUDGED = (EXCEEDED, MET, NOT_MET)
_JUDGED_STATUSES = frozenset({Status.EXCEEDED, Status.MET, Status.NOT_MET})
_OUTCOMES = {
    Status.EXCEEDED: (EXCEEDED, "black"),
    Status.MET: (MET, "light"),
    Status.NOT_MET: (NOT_MET, "pale_stripes"),
    Status.DEFERRED: (DEFERRED, "white"),
    Status.NO_CASES: (NO_CASES, "pale_grid"),
    Status.NO_DATA: (NO_DATA, "pale_lines"),
}
"""Pieces of the picture of outcomes, from left to right, with their looks."""
_FIRST, _LAST = "A", "H"
_GAP = 8.0
_OUTCOME_ROWS, _RESULT_ROWS = 7, 15
"""Of the standard chart height."""
MOST_BARS = 20
"""Of one chart: more are drawn in several below each other, so that what stands under each bar stays readable."""
_FEW_PERCENT = Fraction(5, 100)
_RESULT_TITLE = "Các chỉ tiêu tính bằng phần trăm: kết quả so với mức đề ra (dưới mỗi cột: mã, kết quả, mức đề ra)"


def outcome_place(key: str) -> Place:
    """How many objectives came out so; `total`: all that the pieces of the picture sum to."""
    return Place(STEPS, f"outcome:{key}", "B")


def outcome_counts(evaluation: Evaluation) -> Mapping[Place, int]:
    """What the pieces must be, and their sum."""
    statuses = [objective.status for objective in evaluation.objectives if objective.is_counted]
    counts = {outcome_place(status.value): statuses.count(status) for status in _OUTCOMES}
    return {**counts, outcome_place("total"): evaluation.total}


# What is drawn, on `_Tính`


def chart_rows(draft: Draft) -> list[Row]:
    """Objectives by outcome; then of every percentage its label, result, progress, least and most."""
    titles = dict(zip("ABCDE", ("Biểu đồ", "Kết quả", "Tiến độ", "Mức tối thiểu", "Mức tối đa"), strict=True))
    return [
        *_outcome_rows(draft),
        Row("chart:header", {letter: Cell(text, STEP_HEADER) for letter, text in titles.items()}),
        *(_result_row(indicator) for indicator in _shares(draft)),
    ]


def _outcome_rows(draft: Draft) -> list[Row]:
    objectives = draft.submission.objectives
    if not objectives:
        return []
    first, last = (f"objective:{objectives[n].number}" for n in (0, -1))
    statuses, counted = (Span(STEPS, first, last, letter) for letter in ("B", "C"))
    header = {"A": Cell("Mục tiêu", STEP_HEADER), "B": Cell("Số mục tiêu", STEP_HEADER)}
    rows = [Row("outcome:header", header)]
    for status, (word, _) in _OUTCOMES.items():
        number = _other_outcomes(statuses, counted) if status is Status.NO_DATA else _outcomes(statuses, counted, word)
        name = joined(word, ": ", formula('TEXT([n],"0")', n=outcome_place(status.value)))
        rows.append(Row(f"outcome:{status.value}", {"A": Cell(name, STEP), "B": Cell(number, STEP)}))
    pieces = Span(STEPS, rows[1].key, rows[-1].key, "B")
    total = {"A": Cell(_outcome_title(), STEP), "B": Cell(formula("SUM([p])", p=pieces), STEP)}
    return [*rows, Row("outcome:total", total)]


def _outcomes(statuses: Span, counted: Span, word: str) -> Formula:
    return formula("SUMPRODUCT(([s]=[w])*[c])", s=statuses, w=word, c=counted)


def _other_outcomes(statuses: Span, counted: Span) -> Formula:
    """Without figures, or to be run again: with the other pieces all that are counted."""
    known = {f"w{n}": word for n, (word, _) in enumerate(_OUTCOMES.values()) if word != NO_DATA}
    tests = "*".join(f"([s]<>[{name}])" for name in known)
    return formula(f"SUMPRODUCT({tests}*[c])", s=statuses, c=counted, **known)


def _outcome_title() -> Formula:
    left_out = formula(
        'IF([n]=0,"",[text])',
        n=overall("left_out"),
        text=joined(
            " (không kể ",
            formula('TEXT([n],"00")', n=overall("left_out")),
            " mục tiêu không đánh giá do chưa phát sinh)",
        ),
    )
    counted = formula('TEXT([n],"00")', n=overall("total"))
    return joined("Kết quả đánh giá ", counted, " mục tiêu", left_out)


def _shares(draft: Draft) -> list[Indicator]:
    """Every indicator whose target is a percentage."""
    return [i for i in draft.submission.indicators if i.target.value and i.target.value.scale is Scale.SHARE]


def _result_row(indicator: Indicator) -> Row:
    """One bar; the end of a target that there is not stays blank, where a chart draws no mark."""
    code, value = indicator.code, cell_of(indicator, "value")
    judged = ",".join(f"[s]=[w{n}]" for n in range(len(_JUDGED)))
    words = {f"w{n}": word for n, word in enumerate(_JUDGED)}
    result = f"IF(ISNUMBER([v]),IF(OR({judged}),[v],0),0)"
    progress = formula("IF(ISNUMBER([v]),IF([s]=[w],[v],0),0)", v=value, s=step(code, "status"), w=DEFERRED)
    least, most = _ends(indicator.target.value)
    values: dict[str, Content] = {
        "A": _label(indicator),
        "B": formula(result, v=value, s=step(code, "status"), **words),
        "C": progress,
        "D": formula("[t]", t=target_cell(code, least)) if least else None,
        "E": formula("[t]", t=target_cell(code, most)) if most else None,
    }
    return Row(f"chart:{code}", {letter: Cell(content, STEP) for letter, content in values.items() if content})


def _ends(target: Target | None) -> tuple[str | None, str | None]:
    """Columns of `Mục tiêu` that hold the least and the most a target asks for."""
    if target is not None and target.comparator in UPPER_BOUNDS:
        return None, "level"
    return "level", "upper" if target is not None and target.comparator in RANGES else None


def _label(indicator: Indicator) -> Formula:
    """`2.2`, below it `97%`, below that `(> 90%)`; of what was not judged a word, for no bar is not 0 %."""
    code, figure = indicator.code, step(indicator.code, "figure_text")
    so_far = formula(
        "IF(ISNUMBER([v]),[progress],[none])",
        v=cell_of(indicator, "value"),
        progress=joined("tiến độ ", figure),
        none="chưa đến kỳ",
    )
    cases: dict[str, Part] = {**dict.fromkeys(_JUDGED, figure), DEFERRED: so_far}
    other = formula("LOWER(MID([s],1,1))&MID([s],2,40)", s=step(code, "status"))
    told = chosen(step(code, "status"), cases, other)
    return joined(step(code, "code"), "\n", told, "\n(", target_cell(code, "understood"), ")")


# The pictures, on `Tổng hợp`


def picture_rows(draft: Draft) -> list[Row]:
    """The rows that the pictures cover, each picture on one page."""
    heights = [_OUTCOME_ROWS] * _has_outcomes(draft) + [_RESULT_ROWS] * len(_groups(draft))
    rows = []
    for number, height in enumerate(heights):
        rows.append(Row(f"picture:{number}:gap", height=_GAP, keeps_with_next=True))
        keys = [f"picture:{number}:{n}" for n in range(height)]
        rows += [Row(key, height=CHART_ROW_HEIGHT, keeps_with_next=key != keys[-1]) for key in keys]
    return rows


def pictures(draft: Draft) -> tuple[Chart, ...]:
    """First how the objectives came out, then every percentage against its target."""
    outcomes = [_outcome_picture()] if _has_outcomes(draft) else []
    groups = _groups(draft)
    results = (_result_chart(draft, groups, number, len(outcomes) + number) for number in range(len(groups)))
    return (*outcomes, *results)


def _has_outcomes(draft: Draft) -> bool:
    return draft.evaluation is not None and draft.evaluation.total > 0


def _groups(draft: Draft) -> list[list[Indicator]]:
    """The bars of each chart, nearly as many in each; none where nothing has a figure."""
    shares = _shares(draft)
    if not any(_has_figure(draft.result(indicator.code)) for indicator in shares):
        return []
    charts = -(-len(shares) // MOST_BARS)
    ends = [len(shares) * n // charts for n in range(charts + 1)]
    return [shares[first:last] for first, last in pairwise(ends)]


def _has_figure(result: IndicatorResult | None) -> bool:
    if result is None or result.measurement.value is None:
        return False
    return result.status in _JUDGED_STATUSES or result.status is Status.DEFERRED


def _outcome_picture() -> Chart:
    series = (
        Series(
            Place(STEPS, f"outcome:{status.value}", "A"),
            Span(STEPS, f"outcome:{status.value}", f"outcome:{status.value}", "B"),
            look,
        )
        for status, (_, look) in _OUTCOMES.items()
    )
    return Chart(
        anchor=Place(SUMMARY, "picture:0:0", _FIRST),
        title=Place(STEPS, "outcome:total", "A"),
        categories=Span(STEPS, "outcome:header", "outcome:header", "A"),
        series=tuple(series),
        width_columns=(_FIRST, _LAST),
        rows=_OUTCOME_ROWS,
        number_format="0",
        is_stacked=True,
        is_whole=True,
    )


def _result_chart(draft: Draft, groups: list[list[Indicator]], number: int, position: int) -> Chart:
    group = groups[number]
    first, last = f"chart:{group[0].code}", f"chart:{group[-1].code}"
    part = f", {number + 1}/{len(groups)}" if len(groups) > 1 else ""
    return Chart(
        anchor=Place(SUMMARY, f"picture:{position}:0", _FIRST),
        title=f"{_RESULT_TITLE}{part}",
        categories=Span(STEPS, first, last, "A"),
        series=tuple(
            Series(name, Span(STEPS, first, last, letter), look) for name, letter, look in _series(draft, group)
        ),
        width_columns=(_FIRST, _LAST),
        rows=_RESULT_ROWS,
        number_format="0%" if _largest(draft, group) >= _FEW_PERCENT else "0.0%",
        is_stacked=True,
    )


def _series(draft: Draft, group: list[Indicator]) -> list[tuple[str, str, str]]:
    """Name, column and look of what the chart draws."""
    statuses = {result.status for indicator in group if (result := draft.result(indicator.code))}
    ends = [_ends(indicator.target.value) for indicator in group]
    wanted = (
        (True, ("Kết quả", "B", "middle")),
        (Status.DEFERRED in statuses, ("Tiến độ (chưa đến kỳ đánh giá)", "C", "striped")),
        (any(least for least, _ in ends), ("Mức đề ra", "D", "dash")),
        (any(most for _, most in ends), ("Mức tối đa", "E", "diamond")),
    )
    return [series for is_wanted, series in wanted if is_wanted]


def _largest(draft: Draft, group: list[Indicator]) -> Fraction:
    """Of all that is drawn: the axis needs decimals where this is next to nothing."""
    targets = (indicator.target.value for indicator in group)
    ends = (end for target in targets if target for end in (target.level, target.upper) if end is not None)
    results = (result for indicator in group if _has_figure(result := draft.result(indicator.code)))
    return max([*ends, *(r.measurement.value for r in results if r and r.measurement.value is not None)])
