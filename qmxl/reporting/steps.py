"""The hidden sheet `_Tính`: every step from an input cell to a verdict, one row per indicator, one column per step."""

from collections.abc import Mapping

from qmxl.contract.choices import DIRECT_WORDS, NO_CASES_WORDS, STATUS_WORDS, TIME_CLASS_WORDS
from qmxl.contract.sheets import STEPS
from qmxl.contract.words import NAMELESS_PERIOD
from qmxl.model.evaluation import COUNTED_CLASSES, Status, TimeClass
from qmxl.model.report import Cell, Content, Formula, Place, Row, Sheet, SheetColumn, Span, Visibility
from qmxl.model.submission import DirectWord, Indicator, Measure, NoCasesRule, QualityObjective, TableKind
from qmxl.model.targets import COMPLETIONS, RANGES, Comparator, Scale, Target
from qmxl.reporting.cases import is_contradictory, is_declared, is_open_only, no_cases
from qmxl.reporting.drafts import Draft, TableBlock
from qmxl.reporting.earlier_periods import earlier_step_rows
from qmxl.reporting.expressions import Part, formula, joined, number_text
from qmxl.reporting.figures import cell_of, counts, masked_sum, year_end_rows
from qmxl.reporting.lists import list_span
from qmxl.reporting.narrative import (
    bands_text,
    beside_period,
    carried_code,
    cause_and_solution,
    comparison,
    conclusion,
    count_text,
    needed_count,
    needed_text,
    plan_band_rows,
    progress,
    sentence,
    statement_text,
    summary_rows,
    told_if_short,
    weight_text,
    when,
)
from qmxl.reporting.places import (
    OBJECTIVE_STEPS,
    STEP_HEADERS,
    STEP_KEYS,
    STEP_LETTERS,
    info,
    objective_step,
    setting,
    step,
    target_cell,
)
from qmxl.reporting.styles import STEP, STEP_HEADER
from qmxl.reporting.summary_charts import chart_rows
from qmxl.reporting.typed_text import said_rows, without_marks

RERUN = "Chạy lại qmxl"
NOTHING_SHOWN = "–"
UNKNOWN_NUMBER = "?"
"""Stands in the report for the number of an objective whose code cannot be read."""
_DECLARED_DECIMALS = 4


def steps_sheet(draft: Draft) -> Sheet:
    """Settings, indicators, plan rows, objectives, the whole."""
    indicators = draft.submission.indicators
    rows = [
        *_setting_rows(),
        *said_rows(draft),
        Row("indicator:header", {STEP_LETTERS[key]: Cell(STEP_HEADERS[key], STEP_HEADER) for key in STEP_KEYS}),
        *(_indicator_row(draft, indicator) for indicator in indicators),
        *(row for indicator in indicators for row in plan_band_rows(draft, indicator)),
        *earlier_step_rows(draft),
        Row("objective:header", {letter: Cell(key, STEP_HEADER) for key, letter in OBJECTIVE_STEPS.items()}),
        *(_objective_row(draft, objective) for objective in draft.submission.objectives),
        *summary_rows(draft),
        *chart_rows(draft),
    ]
    columns = tuple(SheetColumn(letter, 14) for letter in STEP_LETTERS.values())
    return Sheet(STEPS, columns, tuple(rows), visibility=Visibility.HIDDEN)


def _setting_rows() -> list[Row]:
    facts = {name: _fact(name) for name in ("first_month", "last_month", "is_last_of_year", "ends_in_year")}
    year, kind = info("year"), info("period_kind")
    has = setting("has_period")
    joint = formula('IF([e]=1," "," năm ")&TEXT([y],"0")', e=setting("ends_in_year"), y=year)
    capitals = "[k]"
    for small, capital in (
        ("Tháng", "THÁNG"),
        ("tháng", "THÁNG"),
        ("đầu", "ĐẦU"),
        ("cuối", "CUỐI"),
        ("Quý", "QUÝ"),
        ("năm", "NĂM"),
        ("Năm", "NĂM"),
    ):
        capitals = f'SUBSTITUTE({capitals},"{small}","{capital}")'
    nameless = NAMELESS_PERIOD[0].upper() + NAMELESS_PERIOD[1:]
    first = formula("DATE([y],[m],1)", y=year, m=setting("first_month"))
    last = formula("DATE([y],[m]+1,1)-1", y=year, m=setting("last_month"))
    values: dict[str, tuple[str, Content]] = {
        "first_month": ("Tháng đầu kỳ", facts["first_month"]),
        "last_month": ("Tháng cuối kỳ", facts["last_month"]),
        "ends_in_year": ("Tên kỳ tận cùng là năm", facts["ends_in_year"]),
        "has_period": (
            "Có kỳ báo cáo",
            formula(
                "IF(ISNUMBER([y]),IF(AND([m]>0,[y]>=2000,[y]<=2200,[y]=INT([y]),"
                "OR(LEN([a])=0,ISNUMBER([a])),OR(LEN([b])=0,ISNUMBER([b]))),"
                "IF(IF(LEN([a])=0,[first],[a])>IF(LEN([b])=0,[last],[b]),0,1),0),0)",
                y=year,
                m=setting("first_month"),
                a=info("first_day"),
                b=info("last_day"),
                first=first,
                last=last,
            ),
        ),
        "is_last_of_year": ("Kỳ cuối năm", facts["is_last_of_year"]),
        "first": ("Từ ngày", _typed_or(info("first_day"), first, has)),
        "last": ("Đến ngày", _typed_or(info("last_day"), last, has)),
        "period": (
            "Kỳ",
            formula(
                "IF([has]=0,[none],LOWER(MID([k],1,1))&MID([k],2,40)&[joint])",
                has=has,
                none=NAMELESS_PERIOD,
                k=kind,
                joint=joint,
            ),
        ),
        "Period": (
            "Kỳ đầu câu",
            formula("IF([has]=0,[none],[k]&[joint])", has=has, none=nameless, k=kind, joint=joint),
        ),
        "PERIOD": (
            "Kỳ viết hoa",
            formula(f"IF([has]=0,[none],{capitals})", has=has, none=nameless.upper(), k=setting("Period")),
        ),
        "decimals": (
            "Số chữ số thập phân",
            formula("IF(ISNUMBER([d]),MAX(0,MIN(4,INT([d]))),1)", d=info("decimals")),
        ),
        "required_progress": (
            "Mức tiến độ cần đạt",
            formula(
                "IF(ISNUMBER([p]),IF([p]>1,[p]/100,[p]),[standard]/100)",
                p=info("required_progress"),
                standard=_fact("required_progress"),
            ),
        ),
        "neutral": ("Bình thường tính là hài lòng", formula('IF(LOWER([n])="có",1,0)', n=info("neutral"))),
    }
    header = Row("settings:header", {"A": Cell("Chung", STEP_HEADER), "B": Cell("Giá trị", STEP_HEADER)})
    return [
        header,
        *(Row(f"setting:{key}", {"A": Cell(label, STEP), "B": Cell(v, STEP)}) for key, (label, v) in values.items()),
        Row("settings:gap"),
    ]


def _fact(name: str) -> Formula:
    """What the chosen period means, looked up in the hidden lists."""
    return formula(
        "SUMPRODUCT((LOWER([kinds])=LOWER([kind]))*[facts])",
        kinds=list_span("period_kind"),
        kind=info("period_kind"),
        facts=list_span(name),
    )


def _typed_or(typed: Place, computed: Formula, has: Place) -> Formula:
    return formula('IF(ISNUMBER([typed]),[typed],IF([has]=1,[computed],""))', typed=typed, computed=computed, has=has)


def _indicator_row(draft: Draft, indicator: Indicator) -> Row:
    at = {key: step(indicator.code, key) for key in STEP_KEYS}
    values: dict[str, Content] = {
        "code": carried_code(indicator),
        "statement": statement_text(draft, indicator),
        "cut_off": formula(
            "IF(ISNUMBER([typed]),[typed],[last])", typed=cell_of(indicator, "cut_off"), last=setting("last")
        ),
        "is_stale": formula(
            "IF([phrase]=[read],0,1)",
            phrase=target_cell(indicator.code, "target"),
            read=target_cell(indicator.code, "read_phrase"),
        ),
        "is_blocked": int(indicator.is_blocked or _is_unusable(draft, indicator)),
        "is_year_end": formula(
            "IF(AND(LOWER([a])=[cuối],[last]=0,[has]=1),1,0)",
            a=target_cell(indicator.code, "assessment"),
            cuối="cuối năm",
            last=setting("is_last_of_year"),
            has=setting("has_period"),
        ),
        "is_due_later": _due_later(indicator, at),
        **_register_steps(draft, indicator),
        "unusable": _unusable(draft, indicator),
        "is_declared": is_declared(draft, indicator),
        "is_contradictory": is_contradictory(draft, indicator),
        "no_cases": no_cases(draft, indicator),
        "is_open_only": is_open_only(draft, indicator),
        **_verdict_steps(draft, indicator, at),
        **_shown_steps(indicator, at),
        "comparison": comparison(indicator),
        "needed_count": needed_count(indicator),
        "needed": needed_text(indicator),
        "weight": weight_text(indicator),
        "after_period": beside_period(indicator, is_after=True),
        "before_period": beside_period(indicator, is_after=False),
        "numerator_text": count_text(cell_of(indicator, "numerator")),
        "denominator_text": count_text(cell_of(indicator, "denominator")),
        **{f"{key}_text": without_marks(cell_of(indicator, key)) for key in ("evidence", "cause", "solution")},
        "follow": cause_and_solution(indicator),
        **{f"short_{key}": told_if_short(indicator, key) for key in ("cause", "solution")},
        "bands": bands_text(draft, indicator),
        "progress": progress(draft, indicator),
        "when": when(indicator),
        "sentence": sentence(draft, indicator),
        "effective": _effective(indicator, at),
        "can_be_exceeded": int(can_be_exceeded(indicator.target.value)),
    }
    return Row(f"code:{indicator.code}", {STEP_LETTERS[key]: Cell(content, STEP) for key, content in values.items()})


def _is_unusable(draft: Draft, indicator: Indicator) -> bool:
    """An error was found that the cells of the indicator do not show."""
    result = draft.result(indicator.code)
    return result is not None and result.measurement.is_unusable


def can_be_exceeded(target: Target | None) -> bool:
    return target is not None and target.can_be_exceeded


def _due_later(indicator: Indicator, at: Mapping[str, Place]) -> Formula:
    target = indicator.target.value
    own = formula(
        "AND(ISNUMBER([deadline]),N([deadline])>N([cut]))",
        deadline=target_cell(indicator.code, "deadline"),
        cut=at["cut_off"],
    )
    if target is None or target.deadline is None:
        return formula("IF([own],1,0)", own=own)
    return formula(
        "IF(OR([own],[level]>N([cut])),1,0)", own=own, level=target_cell(indicator.code, "level"), cut=at["cut_off"]
    )


_CLASS_KEYS = {time_class: time_class.value for time_class in COUNTED_CLASSES}


def _register_steps(draft: Draft, indicator: Indicator) -> dict[str, Content]:
    block = draft.block(indicator)
    if block is None or indicator.measure.value is not Measure.ON_TIME:
        return {}
    if block.kind is TableKind.BREAKDOWN:
        columns = {"received": "received_count"}
        names = ("carried_over", "received", *_CLASS_KEYS.values())
        return {name: _breakdown_sum(indicator, block, columns.get(name, name)) for name in names}
    classes = block.span(draft.class_key(indicator))
    counted = "+".join(f"([c]=[w{n}])" for n in range(len(COUNTED_CLASSES)))
    words = {f"w{n}": TIME_CLASS_WORDS[time_class] for n, time_class in enumerate(COUNTED_CLASSES)}
    parts: dict[str, Part] = {"c": classes, "r": block.span("received"), "first": setting("first"), **words}
    steps: dict[str, Content] = {
        name: formula("SUMPRODUCT(--([c]=[w]))", c=classes, w=TIME_CLASS_WORDS[time_class])
        for time_class, name in _CLASS_KEYS.items()
    }
    steps["carried_over"] = formula(f"SUMPRODUCT(({counted})*([r]<N([first])))", **parts)
    steps["received"] = formula(f"SUMPRODUCT(({counted})*([r]>=N([first])))", **parts)
    return steps


def _breakdown_sum(indicator: Indicator, block: TableBlock, column: str) -> Content:
    return masked_sum(indicator, block, column) if block.has(column) else 0


def _unusable(draft: Draft, indicator: Indicator) -> Content:
    block = draft.block(indicator)
    if block is None:
        return 0
    if indicator.measure.value is Measure.ON_TIME:
        if block.kind is TableKind.BREAKDOWN:
            return 0
        word = TIME_CLASS_WORDS[TimeClass.UNREADABLE]
        return formula("SUMPRODUCT(--([c]=[w]))", c=block.span(draft.class_key(indicator)), w=word)
    return counts(draft, indicator).unusable or 0


# Verdict

_COMPARISONS = {
    Comparator.ABOVE: "IF([x]>[low],[exceeded],[short])",
    Comparator.AT_LEAST: "IF([x]>[low],[exceeded],IF([x]=[low],[met],[short]))",
    Comparator.BELOW: "IF([x]<[low],[met],[short])",
    Comparator.AT_MOST: "IF([x]<=[low],[met],[short])",
    Comparator.EQUAL: "IF([x]=[low],[met],[short])",
    Comparator.FROM_TO: "IF([x]<[low],[short],IF([x]>[high],[exceeded],[met]))",
    Comparator.WITHIN: "IF(AND([x]>=[low],[x]<=[high]),[met],[short])",
}
_VERDICT_WORDS: dict[str, Part] = {
    "exceeded": STATUS_WORDS[Status.EXCEEDED],
    "met": STATUS_WORDS[Status.MET],
    "short": STATUS_WORDS[Status.NOT_MET],
}


def _verdict_steps(draft: Draft, indicator: Indicator, at: Mapping[str, Place]) -> dict[str, Content]:
    target = indicator.target.value
    status = _status(indicator, at)
    if target is None:
        return {"status": status, "verdict": ""}
    if target.comparator in COMPLETIONS or indicator.measure.value is Measure.JUDGEMENT:
        return {"verdict": _completion(indicator, target, at), "status": status}
    bounds = {"low": target_cell(indicator.code, "level"), "high": target_cell(indicator.code, "upper")}

    def compared(x: Place) -> Formula:
        text = f'IF(ISNUMBER([x]),{_COMPARISONS[target.comparator]},"")'
        return formula(text, x=x, **bounds, **_VERDICT_WORDS)

    later = _later_steps(draft, indicator, at)
    low, high = at["low_verdict"], at["high_verdict"]
    one: Part = low
    if target.comparator in {Comparator.EQUAL, Comparator.WITHIN}:
        value = cell_of(indicator, "value")
        one = formula('IF(OR([own]="",[own]=[low]),[low],[no_data])', own=compared(value), low=low, no_data=_NO_DATA)
    return {
        "low": _bound(draft, indicator, at, is_high=False),
        "high": _bound(draft, indicator, at, is_high=True),
        "low_verdict": compared(at["low"]),
        "high_verdict": compared(at["high"]),
        **({"later": later, "later_verdict": compared(at["later"])} if later else {}),
        "verdict": formula("IF([low]=[high],[one],[no_data])", low=low, high=high, one=one, no_data=_NO_DATA),
        "status": status,
    }


_NO_DATA = STATUS_WORDS[Status.NO_DATA]


def _bound(draft: Draft, indicator: Indicator, at: Mapping[str, Place], *, is_high: bool) -> Formula:
    """The figure if the unusable rows were all bad, or all good."""
    target, measure = indicator.target.value, indicator.measure.value
    parts: dict[str, Part] = {key: at[key] for key in ("is_declared", "is_contradictory", "no_cases")}
    parts |= {"value": cell_of(indicator, "value"), "u": at["unusable"]}
    parts |= {"n": cell_of(indicator, "numerator"), "d": cell_of(indicator, "denominator")}
    good = "N([n])+[u]" if is_high else "N([n])"
    if target is not None and target.scale in (Scale.COUNT_OF, Scale.NUMBER):
        counted = good
    else:
        whole = "N([d])" if measure is Measure.PLAN else "N([d])+[u]"
        counted = f'IF({whole}>0,({good})/({whole}),"")'
    own = 'IF(ISNUMBER([value]),[value],"")'
    if measure in (Measure.DECLARED, None) or (draft.block(indicator) is None and measure is not Measure.RATIO):
        return formula(own, **parts)
    return formula(f'IF(OR([is_contradictory]=1,[no_cases]=1),"",IF([is_declared]=1,{own},{counted}))', **parts)


def _later_steps(draft: Draft, indicator: Indicator, at: Mapping[str, Place]) -> Formula | None:
    """The figure of a plan if its rows that are judged at the end of the year are all met then."""
    block, target = draft.block(indicator), indicator.target.value
    if block is None or target is None or indicator.measure.value is not Measure.PLAN:
        return None
    is_count = target.scale in (Scale.COUNT_OF, Scale.NUMBER)
    return formula(
        f'IF(ISNUMBER([high]),IF([w]>0,[high]+[w]{"" if is_count else "/[d]"},""),"")',
        high=at["high"],
        w=year_end_rows(indicator, block),
        d=cell_of(indicator, "denominator"),
    )


def _completion(indicator: Indicator, target: Target, at: Mapping[str, Place]) -> Formula:
    """Đạt, Chưa đạt or the day it was finished."""
    cell = cell_of(indicator, "direct")
    in_time = {
        Comparator.DONE_BEFORE: "IF([f]<[level],[met],[short])",
        Comparator.DONE_BY: "IF([f]<=[level],[met],[short])",
    }.get(target.comparator, "[met]")
    on_a_day = f"IF([f]>N([cut]),[short],{in_time})" if target.comparator in COMPLETIONS else '""'
    return formula(
        'IF([is_contradictory]=1,"",'
        f'IF(ISNUMBER([f]),{on_a_day},IF(LOWER([f])=[yes],[met],IF(LOWER([f])=[no],[short],""))))',
        f=cell,
        is_contradictory=at["is_contradictory"],
        cut=at["cut_off"],
        level=target_cell(indicator.code, "level"),
        yes=DIRECT_WORDS[DirectWord.MET].lower(),
        no=DIRECT_WORDS[DirectWord.NOT_MET].lower(),
        **{key: word for key, word in _VERDICT_WORDS.items() if key != "exceeded"},
    )


def _status(indicator: Indicator, at: Mapping[str, Place]) -> Formula:
    """The first rule that applies, in the order of qmxl/evaluation/judging.py."""
    target = indicator.target.value
    is_yes_no = target is None or target.comparator in COMPLETIONS or indicator.measure.value is Measure.JUDGEMENT
    low, high = (at["verdict"], at["verdict"]) if is_yes_no else (at["low_verdict"], at["high_verdict"])
    text = (
        "IF([stale]=1,[rerun],IF([year_end]=1,[deferred],IF(OR([blocked]=1,[has]=0),[no_data],"
        "IF([none]=1,[no_cases],IF([open]=1,[deferred],IF(AND([later]=1,[unmet],[undone]),[deferred],"
        'IF([v]="",[no_data],[v])))))))'
    )
    return formula(
        text,
        stale=at["is_stale"],
        rerun=RERUN,
        year_end=at["is_year_end"],
        deferred=STATUS_WORDS[Status.DEFERRED],
        blocked=at["is_blocked"],
        has=setting("has_period"),
        none=at["no_cases"],
        no_data=_NO_DATA,
        no_cases=STATUS_WORDS[Status.NO_CASES],
        later=at["is_due_later"],
        undone=_is_undone(indicator, at) if is_yes_no else formula("TRUE"),
        v=at["verdict"],
        open=at["is_open_only"],
        unmet=formula('OR([l]="",[h]="",[l]=[short],[h]=[short])', l=low, h=high, short=_VERDICT_WORDS["short"]),
    )


def _is_undone(indicator: Indicator, at: Mapping[str, Place]) -> Formula:
    """Whether no day up to the data date is given on which it was finished, in time or not."""
    day, verdict = cell_of(indicator, "direct"), at["verdict"]
    return formula('IF(AND(ISNUMBER([f]),[v]<>""),[f]>N([cut]),TRUE)', f=day, v=verdict, cut=at["cut_off"])


# What is shown

_TRIES = "{0,1,2,3,4,5,6,7,8}"


def _shown_steps(indicator: Indicator, at: Mapping[str, Place]) -> dict[str, Content]:
    target = indicator.target.value
    judged = formula("OR([s]=[exceeded],[s]=[met],[s]=[short])", s=at["status"], **_VERDICT_WORDS)
    shown = formula("IF([judged],[text],[nothing])", judged=judged, text=at["figure_text"], nothing=NOTHING_SHOWN)
    if target is None:
        return {"shown": shown, "figure_text": NOTHING_SHOWN}
    if target.comparator in COMPLETIONS or indicator.measure.value is Measure.JUDGEMENT:
        own = formula("IF([judged],[v],[nothing])", judged=judged, v=at["verdict"], nothing=NOTHING_SHOWN)
        return {"shown": own, "figure_text": _completion_text(indicator, at)}
    factor = 100 if target.scale is Scale.SHARE else 1
    value = cell_of(indicator, "value")
    steps: dict[str, Content] = {
        "figure": formula('IF(ISNUMBER([v]),ROUND([factor]*[v],10),"")', v=value, factor=factor),
        "target_figure": formula("ROUND([factor]*[t],10)", t=target_cell(indicator.code, "level"), factor=factor),
        "decimals": _decimals(target, at),
        "rounded": formula('IF(ISNUMBER([x]),ROUND([x],[s]),"")', x=at["figure"], s=at["decimals"]),
        "figure_text": _figure_text(indicator, target, at),
        "shown": shown,
        "distance": _distance(target, at),
        "margin": formula('IF(ISNUMBER([x]),[text],"")', x=at["distance"], text=number_text(at["distance"])),
    }
    if target.comparator in RANGES:
        upper = target_cell(indicator.code, "upper")
        steps["upper_figure"] = formula("ROUND([factor]*[t],10)", t=upper, factor=factor)
    return steps


def _completion_text(indicator: Indicator, at: Mapping[str, Place]) -> Formula:
    """Whether it was done, which is not yet whether it was done in time."""
    return formula(
        "IF(ISNUMBER([f]),IF([f]>N([cut]),[short],[met]),[v])",
        f=cell_of(indicator, "direct"),
        cut=at["cut_off"],
        v=at["verdict"],
        met=_VERDICT_WORDS["met"],
        short=_VERDICT_WORDS["short"],
    )


def _decimals(target: Target, at: Mapping[str, Place]) -> Formula:
    """Least decimals at which the rounded figure keeps its side of the target, and of 0 and 100 %."""
    landmarks: dict[str, Part] = {"t": at["target_figure"]}
    if target.comparator in RANGES:
        landmarks["t2"] = at["upper_figure"]
    if target.scale is Scale.SHARE:
        landmarks |= {"nought": 0, "whole": 100}
    wrong = "0+" + "+".join(f"(SIGN(ROUND([x],[s]+{_TRIES})-[{name}])<>SIGN([x]-[{name}]))" for name in landmarks)
    least = formula(
        "IF([declared]=1,[most],MAX([setting],[own]))",
        declared=at["is_declared"],
        most=_DECLARED_DECIMALS,
        setting=setting("decimals"),
        own=target.decimals,
    )
    return formula(f"IF(ISNUMBER([x]),[s]+SUMPRODUCT(--(({wrong})>0)),[s])", x=at["figure"], s=least, **landmarks)


def _figure_text(indicator: Indicator, target: Target, at: Mapping[str, Place]) -> Formula:
    bare = number_text(at["rounded"])
    number = joined(bare, f" {target.unit}") if target.unit else bare
    if target.scale is Scale.SHARE:
        text: Formula = joined(bare, "%")
    elif target.scale is Scale.COUNT_OF and indicator.measure.value not in (Measure.DECLARED, None):
        counted = joined(at["numerator_text"], "/", at["denominator_text"])
        text = formula(
            "IF([declared]=1,[number],[counted])", declared=at["is_declared"], number=number, counted=counted
        )
    else:
        text = number
    return formula("IF(ISNUMBER([x]),[text],[nothing])", x=at["rounded"], text=text, nothing=NOTHING_SHOWN)


def _distance(target: Target, at: Mapping[str, Place]) -> Formula:
    """Distance of the shown figure from the end of the target it is held against."""
    against = "[t]"
    parts: dict[str, Part] = {"x": at["rounded"], "t": at["target_figure"], "s": at["decimals"]}
    if target.comparator in RANGES:
        against = "IF([x]>[t2],[t2],[t])"
        parts["t2"] = at["upper_figure"]
    return formula(f'IF(ISNUMBER([x]),ROUND(ABS([x]-{against}),[s]),"")', **parts)


# Objectives


def _effective(indicator: Indicator, at: Mapping[str, Place]) -> Formula:
    """What an indicator without cases counts as: + for met, o for left out."""
    return formula(
        'IF([s]=[none],IF(LOWER([rule])=[as_met],"+",IF(LOWER([rule])=[left_out],"o",[s])),[s])',
        s=at["status"],
        none=STATUS_WORDS[Status.NO_CASES],
        rule=target_cell(indicator.code, "no_cases"),
        as_met=NO_CASES_WORDS[NoCasesRule.MET].lower(),
        left_out=NO_CASES_WORDS[NoCasesRule.LEFT_OUT].lower(),
    )


def _objective_row(draft: Draft, objective: QualityObjective) -> Row:
    codes = [indicator.code for indicator in objective.indicators]
    effective = Span(STEPS, f"code:{codes[0]}", f"code:{codes[-1]}", STEP_LETTERS["effective"])
    at = {key: objective_step(objective.number, key) for key in OBJECTIVE_STEPS}
    values: dict[str, Content] = {
        "number": objective.number if objective.is_numbered else UNKNOWN_NUMBER,
        "status": _objective_status(effective, codes),
        "is_counted": formula('IF(SUMPRODUCT(--([e]="o"))=[all],0,1)', e=effective, all=len(codes)),
        "conclusion": conclusion(objective),
        "needed": joined(*(_needed_line(code, n) for n, code in enumerate(codes))),
        "is_met": formula(
            "IF(OR([s]=[exceeded],[s]=[met]),[counted],0)",
            s=at["status"],
            counted=at["is_counted"],
            exceeded=_VERDICT_WORDS["exceeded"],
            met=_VERDICT_WORDS["met"],
        ),
    }
    del draft
    cells = {OBJECTIVE_STEPS[key]: Cell(content, STEP) for key, content in values.items()}
    return Row(f"objective:{objective.number}", cells)


def _needed_line(code: str, number: int) -> Formula:
    del number
    return formula(
        'IF(LEN([n])+LEN([w])=0,"","Chỉ tiêu "&[code]&": "&[n]&IF(LEN([n])*LEN([w])=0,"","; ")&[w]&". ")',
        n=step(code, "needed"),
        w=step(code, "weight"),
        code=step(code, "code"),
    )


def _objective_status(effective: Span, codes: list[str]) -> Formula:
    exceedable = Span(STEPS, f"code:{codes[0]}", f"code:{codes[-1]}", STEP_LETTERS["can_be_exceeded"])
    text = "IF([exceeded_count]>0,IF(SUMPRODUCT(([e]=[met])*[can])=0,[exceeded],[met]),[met])"
    text = f'IF(SUMPRODUCT(--([e]="o"))=[all],[no_cases],{text})'
    for name in ("no_cases", "deferred", "no_data", "short", "rerun"):
        text = f"IF(SUMPRODUCT(--([e]=[{name}]))>0,[{name}],{text})"
    return formula(
        text,
        e=effective,
        can=exceedable,
        exceeded_count=formula("SUMPRODUCT(--([e]=[w]))", e=effective, w=_VERDICT_WORDS["exceeded"]),
        all=len(codes),
        rerun=RERUN,
        no_data=STATUS_WORDS[Status.NO_DATA],
        deferred=STATUS_WORDS[Status.DEFERRED],
        no_cases=STATUS_WORDS[Status.NO_CASES],
        **_VERDICT_WORDS,
    )
