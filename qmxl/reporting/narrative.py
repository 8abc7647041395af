"""Sentences of the report as formulas (contract.md §6): what changes with a figure changes with its cell."""

import re
from collections.abc import Callable, Collection, Mapping

from qmxl.contract.choices import BASIS_WORDS, HEAVY_CASE, PLAN_STATUS_WORDS, STATUS_WORDS
from qmxl.contract.placeholders import PLACEHOLDER, placeholder_key
from qmxl.contract.sheets import FIELDS, STEPS
from qmxl.contract.words import NAMELESS_UNIT, begins_with_name
from qmxl.model.evaluation import PlanStatus, Status
from qmxl.model.report import Cell, Content, Formula, Place, Row, Span
from qmxl.model.submission import Basis, DetailTable, Indicator, Measure, QualityObjective, TableKind
from qmxl.model.targets import COMPLETIONS, UPPER_BOUNDS, Comparator, Scale, Target
from qmxl.reporting.detail_tables import plan_is_share
from qmxl.reporting.drafts import Draft, TableBlock
from qmxl.reporting.earlier_periods import clause_of, overall_clause
from qmxl.reporting.expressions import Part, chosen, day, formula, grouped, joined, number_text
from qmxl.reporting.places import (
    info,
    objective_step,
    overall,
    result_cell,
    said,
    setting,
    step,
    target_cell,
)
from qmxl.reporting.styles import STEP, STEP_HEADER
from qmxl.reporting.time_classes import condition_words
from qmxl.reporting.typed_text import full_stop, marks_behind

_BULLET = r"[-+•]\s+"
_STRIVING = re.compile(r"(?:(?:phấn đấu|đảm bảo|bảo đảm)\s+)?", re.IGNORECASE)
_MOST_CHARACTERS = 5000

MET, EXCEEDED, NOT_MET = STATUS_WORDS[Status.MET], STATUS_WORDS[Status.EXCEEDED], STATUS_WORDS[Status.NOT_MET]
DEFERRED, NO_CASES = STATUS_WORDS[Status.DEFERRED], STATUS_WORDS[Status.NO_CASES]
NO_DATA = STATUS_WORDS[Status.NO_DATA]


# Pieces


def statement_text(draft: Draft, indicator: Indicator) -> Formula:
    """The wording inside a sentence: without its own number and a leading Phấn đấu, beginning small."""
    own = target_cell(indicator.code, "wording")
    objective = next(o for o in draft.submission.objectives if o.number == indicator.objective)
    source = own if indicator.wording.value else _statement_cell(objective)
    start = _start(indicator)
    if begins_with_name(indicator.statement[start - 1 :]):
        return _rest_of(source, start)
    return formula("LOWER(MID([w],[start],1))&[rest]", w=source, start=start, rest=_rest_of(source, start + 1))


def objective_statement(objective: QualityObjective) -> Formula:
    """The statement of an objective as it stands behind its number, which staff may have typed before it."""
    typed = str(objective.statement.value or "")
    return _rest_of(_statement_cell(objective), _numbering_end(typed, str(objective.number)) + 1)


def _statement_cell(objective: QualityObjective) -> Place:
    if objective.heading_row is not None:
        return Place("Mục tiêu", f"heading:{objective.number}", "B")
    return target_cell(objective.indicators[0].code, "statement")


def _start(indicator: Indicator) -> int:
    """Where the wording begins behind its own number and a leading Phấn đấu; 1 for the first character."""
    statement = indicator.statement
    end = _numbering_end(statement, indicator.code, str(indicator.objective))
    return _STRIVING.match(statement, end).end() + 1  # type: ignore[union-attr]


def _numbering_end(text: str, *numbers: str) -> int:
    """Length of the row's own number before a wording: "2.1 ", "3. ", not of the figure in "1.200 nhiệm vụ"."""
    own = "|".join(re.escape(number) + (r"[.):]?" if "." in number else r"[.):]") for number in numbers)
    numbering = rf"\s*(?:(?:(?:mục tiêu|chỉ tiêu)\s+)?(?:{own})(?:\s+|(?=[^\W\d_]))|{_BULLET})?"
    return re.match(numbering, text, re.IGNORECASE).end()  # type: ignore[union-attr]


def _rest_of(place: Place, start: int) -> Formula:
    """A typed wording from its nth character, without the stops at its end."""
    return formula(
        "MID([w],[start],MAX(0,LEN([w])-[behind]-[before]))",
        w=place,
        start=start,
        before=start - 1,
        behind=marks_behind(place),
    )


def count_text(place: Place) -> Formula:
    """A count as text, nothing where there is none."""
    return formula('IF(ISNUMBER([n]),[text],"")', n=place, text=grouped(place))


def _date(place: Place) -> Formula:
    return formula('IF(ISNUMBER([d]),[text],"")', d=place, text=day(place))


def _target_text(code: str) -> Place:
    return target_cell(code, "target")


def _unit(target: Target) -> str:
    return "điểm phần trăm" if target.scale is Scale.SHARE else target.unit


def _bound_text(target: Target, at_code: str) -> Formula:
    number = number_text(step(at_code, "target_figure"))
    return joined(number, "%" if target.scale is Scale.SHARE else f" {target.unit}".rstrip())


def comparison(indicator: Indicator) -> Content:
    """{so sánh}: the clause that holds the figure against its target."""
    target = indicator.target.value
    if target is None or target.comparator in COMPLETIONS or indicator.measure.value is Measure.JUDGEMENT:
        return ""
    code = indicator.code
    reached = joined(", đạt mức đề ra (", _target_text(code), ")")
    short = joined(", chưa đạt mức đề ra (", _target_text(code), ")")
    amount = joined(step(code, "margin"), f" {_unit(target)}".rstrip())
    is_on_bound = formula("[x]=[t]", x=step(code, "figure"), t=step(code, "target_figure"))
    exceeded = joined(", cao hơn mức đề ra (", _target_text(code), ") ", amount)
    missed = joined(short, ", còn thiếu ", amount)
    if target.comparator in UPPER_BOUNDS:
        reached = formula(
            "IF([on],[plain],[lower])",
            on=is_on_bound,
            plain=reached,
            lower=joined(reached, ", thấp hơn mức tối đa ", amount),
        )
        missed = joined(short, ", cao hơn mức tối đa ", amount)
    elif target.comparator in {Comparator.EQUAL, Comparator.WITHIN}:
        missed = short
    if target.comparator in {Comparator.ABOVE, Comparator.BELOW}:
        on_bound = joined(", bằng mốc ", _bound_text(target, code), short)
        missed = formula("IF([on],[at],[missed])", on=is_on_bound, at=on_bound, missed=missed)
    return chosen(step(code, "status"), {EXCEEDED: exceeded, MET: reached, NOT_MET: missed})


def _is_countable(indicator: Indicator) -> bool:
    """Whether more good cases can be counted towards the target."""
    target = indicator.target.value
    if target is None or target.scale is not Scale.SHARE or not target.level:
        return False
    is_exact = target.comparator in {Comparator.WITHIN, Comparator.EQUAL}
    return indicator.measure.value in _COUNTED and not is_exact


def _is_everything(target: Target) -> bool:
    """100 %: once a case is lost, no further case makes up for it."""
    return target.level == 1 and target.comparator not in UPPER_BOUNDS


def needed_count(indicator: Indicator) -> Content:
    """Fewest good cases in a row that would reach the target."""
    target = indicator.target.value
    if target is None or not _is_countable(indicator) or _is_everything(target):
        return ""
    parts: dict[str, Part] = {
        "n": result_cell(indicator.objective, indicator.code, "numerator"),
        "d": result_cell(indicator.objective, indicator.code, "denominator"),
        "t": target_cell(indicator.code, "level"),
    }
    raw = formula("[n]/[t]-[d]" if target.comparator in UPPER_BOUNDS else "([t]*[d]-[n])/(1-[t])", **parts)
    is_strict = target.comparator in {Comparator.ABOVE, Comparator.BELOW}
    least = formula("INT(ROUND([raw],6))+1" if is_strict else "-INT(-ROUND([raw],6))", raw=raw)
    return _if_short(indicator, least)


def needed_text(indicator: Indicator) -> Content:
    """{còn thiếu}: how many good cases in a row would reach the target, or that none will."""
    target = indicator.target.value
    if target is None or not _is_countable(indicator):
        return ""
    if _is_everything(target):
        lost = formula('IF(MONTH([first])=1,"không còn khả năng đạt trong năm","")', first=setting("first"))
        return _if_short(indicator, lost)
    is_timed = indicator.measure.value is Measure.ON_TIME
    good, bad = ("đúng hạn", "quá hạn") if is_timed else ("đạt yêu cầu", "không đạt")
    count = step(indicator.code, "needed_count")
    told = joined(
        "cần thêm ít nhất ",
        grouped(count),
        f" trường hợp liên tiếp {good}, không phát sinh trường hợp {bad}, để ",
        _target_text(indicator.code),
    )
    return formula('IF(ISNUMBER([n]),[told],"")', n=count, told=told)


def weight_text(indicator: Indicator) -> Content:
    """How much one of few cases weighs; for `MT<k>`, where the distance to the target is told too."""
    target = indicator.target.value
    if target is None or target.scale is not Scale.SHARE or indicator.measure.value not in _COUNTED:
        return ""
    judged = ",".join(f"[s]=[w{n}]" for n in range(3))
    weight = formula("ROUND(100/[d],[decimals])", d=_denominator(indicator), decimals=setting("decimals"))
    return formula(
        f'IF(AND(OR({judged}),[declared]=0,N([d])>0),IF(N([d])*[heavy]<=100,[text],""),"")',
        s=step(indicator.code, "status"),
        declared=step(indicator.code, "is_declared"),
        d=_denominator(indicator),
        heavy=HEAVY_CASE,
        text=joined("mỗi trường hợp tương ứng ", number_text(weight), " điểm phần trăm"),
        **{f"w{n}": word for n, word in enumerate((EXCEEDED, MET, NOT_MET))},
    )


_COUNTED = frozenset({Measure.RATIO, Measure.ON_TIME, Measure.CHECKLIST, Measure.SURVEY})


def _denominator(indicator: Indicator) -> Place:
    return result_cell(indicator.objective, indicator.code, "denominator")


def beside_period(indicator: Indicator, *, is_after: bool) -> Formula:
    """`, 2.2` where the figures go to a day after, or before, the last of the period."""
    is_beside = f"[cut]{'>' if is_after else '<'}[last]"
    return formula(
        f'IF([s]=[none],"",IF(AND(ISNUMBER([cut]),ISNUMBER([last])),IF({is_beside},[code],""),""))',
        s=step(indicator.code, "status"),
        none=NO_DATA,
        cut=step(indicator.code, "cut_off"),
        last=setting("last"),
        code=joined(", ", step(indicator.code, "code")),
    )


def _if_short(indicator: Indicator, text: Formula) -> Formula:
    return formula(
        'IF([status]=[short],IF([declared]=0,[text],""),"")',
        status=step(indicator.code, "status"),
        short=NOT_MET,
        declared=step(indicator.code, "is_declared"),
        text=text,
    )


# Plan rows and bands

PLAN_BANDS = ("behind", "within", "above", "year_end", "no_figure", "limits")
_BAND_LETTERS = dict(zip(PLAN_BANDS, "CDEFGH", strict=True))
_LOWEST, _LOWEST_NAME, _LEAST, _MOST = "I", "J", "K", "L"
_TOTAL_LETTERS = {**_BAND_LETTERS, "lowest": _LOWEST, "least": _LEAST, "most": _MOST}
_LARGE = 1_000_000_000
_BEFORE_THE_FIRST: Mapping[str, Part] = {_LOWEST: _LARGE, _LOWEST_NAME: "", _LEAST: _LARGE, _MOST: 0}


def plan_band_rows(draft: Draft, indicator: Indicator) -> list[Row]:
    """One row per plan row: its band, and the lowest and highest share so far."""
    block, table = draft.block(indicator), draft.table(indicator)
    if indicator.measure.value is not Measure.PLAN or block is None or not isinstance(table, DetailTable):
        return []
    if block.kind is not TableKind.PLAN:
        return []
    last = int(block.last_row.split(":")[1])
    headers = {"A": "Bảng kế hoạch", "B": "Tỷ lệ", **{_BAND_LETTERS[b]: b for b in PLAN_BANDS}}
    headers |= {_LOWEST: "Thấp nhất", _LOWEST_NAME: "Tên", _LEAST: "Nhỏ nhất trong nhóm", _MOST: "Lớn nhất trong nhóm"}
    header = [
        Row(f"plan:{indicator.code}:header", {letter: Cell(text, STEP_HEADER) for letter, text in headers.items()})
    ]
    rows = [_band_row(indicator, block, table, number) for number in range(last + 1)]
    return [*header, *rows, _bands_total(indicator.code, last)]


def plan_total(code: str, key: str) -> Place:
    """How many rows of an indicator's plan are in a band; its lowest, least and highest share."""
    return Place(STEPS, f"plan:{code}:total", _TOTAL_LETTERS[key])


def _bands_total(code: str, last: int) -> Row:
    sums = {
        letter: formula("SUM([s])", s=Span(STEPS, f"plan:{code}:0", f"plan:{code}:{last}", letter))
        for letter in _BAND_LETTERS.values()
    }
    ends = {letter: formula("[x]", x=_plan_step(code, last, letter)) for letter in (_LOWEST, _LEAST, _MOST)}
    return Row(f"plan:{code}:total", {letter: Cell(content, STEP) for letter, content in (sums | ends).items()})


def _plan_step(code: str, number: int, letter: str) -> Place:
    return Place(STEPS, f"plan:{code}:{number}", letter)


def _band_row(indicator: Indicator, block: TableBlock, table: DetailTable, number: int) -> Row:
    row = f"row:{number}"
    place = {key: block.place(row, key) for key in block.letters}
    plan_row = table.rows[number] if number < len(table.rows) else None
    at = {letter: _plan_step(indicator.code, number, letter) for letter in "ABCDEFGHIJKL"}
    status = _status_if_chosen(indicator, place)
    words = PLAN_STATUS_WORDS
    has_figure = formula(
        "AND(LEN([s])>0,[s]<>[year_end],[s]<>[none])",
        s=status,
        year_end=words[PlanStatus.YEAR_END],
        none=words[PlanStatus.NO_DATA],
    )
    share = formula(
        'IF([has],IF([is_share]=1,[share],""),"")',
        has=has_figure,
        is_share=plan_is_share(place, plan_row),
        share=place["share"],
    )
    limit = setting("required_progress")
    values: dict[str, Content] = {
        "A": formula('[name]&""', name=place["item"]),
        "B": share,
        "C": formula("IF(ISNUMBER([x]),IF([x]<[limit],1,0),0)", x=at["B"], limit=limit),
        "D": formula("IF(ISNUMBER([x]),IF(AND([x]>=[limit],[x]<=1),1,0),0)", x=at["B"], limit=limit),
        "E": formula("IF(ISNUMBER([x]),IF(AND([x]>1,[x]>=[limit]),1,0),0)", x=at["B"], limit=limit),
        "F": formula("IF([s]=[w],1,0)", s=status, w=words[PlanStatus.YEAR_END]),
        "G": formula("IF([s]=[w],1,0)", s=status, w=words[PlanStatus.NO_DATA]),
        "H": formula("IF([has],IF(ISNUMBER([x]),0,1),0)", has=has_figure, x=at["B"]),
    }
    before = {letter: _before(indicator, number, letter) for letter in (_LOWEST, _LOWEST_NAME, _LEAST, _MOST)}
    values |= {
        _LOWEST: formula("IF([in]=1,MIN([x],[b]),[b])", **{"in": at["C"], "x": at["B"], "b": before[_LOWEST]}),
        _LOWEST_NAME: formula(
            "IF([in]=1,IF([x]<[b],[name],[old]),[old])",
            **{"in": at["C"], "x": at["B"], "b": before[_LOWEST], "name": at["A"], "old": before[_LOWEST_NAME]},
        ),
        _LEAST: formula("IF([in]=1,MIN([x],[b]),[b])", **{"in": at["D"], "x": at["B"], "b": before[_LEAST]}),
        _MOST: formula("IF([in]=1,MAX([x],[b]),[b])", **{"in": at["D"], "x": at["B"], "b": before[_MOST]}),
    }
    return Row(f"plan:{indicator.code}:{number}", {letter: Cell(content, STEP) for letter, content in values.items()})


def _status_if_chosen(indicator: Indicator, place: Mapping[str, Place]) -> Part:
    """The status of a plan row, nothing where the indicator's condition leaves the row out."""
    if not indicator.conditions:
        return place["status"]
    tests: list[str] = []
    parts: dict[str, Part] = {"status": place["status"]}
    for number, condition in enumerate(indicator.conditions):
        words = {f"w{number}_{n}": w for n, w in enumerate(condition_words(condition.values, condition.matching))}
        tests.append(f"OR({','.join(f'LOWER([c{number}])=[{name}]' for name in words)})")
        parts |= {f"c{number}": place[condition.key], **words}
    return formula(f'IF(AND({",".join(tests)}),[status],"")', **parts)


def _before(indicator: Indicator, number: int, letter: str) -> Part:
    if number:
        return _plan_step(indicator.code, number - 1, letter)
    return _BEFORE_THE_FIRST[letter]


def percent_text(share: Part, landmark: Part) -> Formula:
    """A share as percent with the decimals of the report, more where rounding would cross the landmark or 100 %."""
    x = formula("ROUND(100*[share],10)", share=share)
    t = formula("ROUND(100*[mark],10)", mark=landmark)
    tries = "[s]+{0,1,2,3,4,5,6,7,8}"
    wrong = f"(SIGN(ROUND([x],{tries})-[t])<>SIGN([x]-[t]))+(SIGN(ROUND([x],{tries})-100)<>SIGN([x]-100))"
    rounded = formula(f"ROUND([x],[s]+SUMPRODUCT(--(({wrong})>0)))", x=x, t=t, s=setting("decimals"))
    return formula('SUBSTITUTE([r]&"",".",",")&"%"', r=rounded)


def bands_text(draft: Draft, indicator: Indicator) -> Content:
    """The plan rows by band (contract.md §3, Bands); empty parts dropped."""
    block = draft.block(indicator)
    if indicator.measure.value is not Measure.PLAN or block is None or block.kind is not TableKind.PLAN:
        return ""
    code, last = indicator.code, int(block.last_row.split(":")[1])
    final = {key: plan_total(code, key) for key in ("lowest", "least", "most")}
    limit = setting("required_progress")
    limit_text = formula('SUBSTITUTE(ROUND(100*[l],4)&"",".",",")&"%"', l=limit)
    lowest = joined(
        " (thấp nhất: ", _plan_step(code, last, _LOWEST_NAME), ", ", percent_text(final["lowest"], limit), ")"
    )
    from_to = formula(
        "IF([least]=[most],[one],[two])",
        least=final["least"],
        most=final["most"],
        one=joined("đạt ", percent_text(final["least"], limit)),
        two=joined("đạt từ ", percent_text(final["least"], limit), " đến ", percent_text(final["most"], limit)),
    )
    texts: dict[str, Formula] = {
        "behind": joined("dưới ", limit_text, " kế hoạch", lowest),
        "within": from_to,
        "above": joined("vượt kế hoạch năm"),
        "limits": joined("có mức giới hạn riêng"),
        "year_end": joined("đánh giá cuối năm"),
        "no_figure": joined("chưa có số liệu"),
    }
    parts = [
        formula('IF([n]=0,"","; "&TEXT([n],"00")&" chỉ tiêu "&[text])', n=plan_total(code, band), text=text)
        for band, text in texts.items()
    ]
    return formula("MID([all],3,2000)", all=joined(*parts))


# Sentences


def _as_of(code: str) -> Formula:
    """A plan's sentence goes without its statement, which claims what the figures may deny."""
    return joined("Tính đến ngày ", _date(step(code, "cut_off")))


def _reached(indicator: Indicator) -> Formula:
    """`đạt 97%`; of what should never arise, how often it did."""
    target, text = indicator.target.value, step(indicator.code, "figure_text")
    is_unwanted = target is not None and target.comparator is Comparator.EQUAL and not target.level
    if target is None or not is_unwanted or target.scale is not Scale.NUMBER:
        return joined("đạt ", text)
    arose = joined("phát sinh ", text)
    return formula('IF([x]=0,"không phát sinh",[arose])', x=step(indicator.code, "figure"), arose=arose)


def body(draft: Draft, indicator: Indicator, clause: Part) -> Formula:
    """The figures of an indicator as a sentence, without its full stop; `clause` holds it against the target."""
    code = indicator.code
    until, statement = joined(_as_of(code), ", "), step(code, "statement")
    numbers = joined(_cell_count(indicator, "numerator"), "/", _cell_count(indicator, "denominator"))
    reached = joined(_reached(indicator), clause)
    measure, target = indicator.measure.value, indicator.target.value
    declared = joined(until, statement, ": ", reached)
    if measure is Measure.ON_TIME and draft.block(indicator):
        return _or_declared(indicator, _register_body(indicator, reached), declared)
    if measure is Measure.PLAN and draft.block(indicator):
        plan = joined(_as_of(code), ": ", numbers, " chỉ tiêu đạt và vượt kế hoạch", clause, "; ", step(code, "bands"))
        return _or_declared(indicator, plan, declared)
    if measure in (Measure.DECLARED, Measure.JUDGEMENT, None):
        return declared
    if target is not None and target.scale is not Scale.SHARE:
        return declared
    noun = " lượt trả lời hài lòng" if measure is Measure.SURVEY else ""
    return _or_declared(indicator, joined(until, statement, ": ", numbers, f"{noun}, ", reached), declared)


def _or_declared(indicator: Indicator, counted: Formula, declared: Formula) -> Formula:
    return formula(
        "IF([d]=1,[declared],[counted])", d=step(indicator.code, "is_declared"), declared=declared, counted=counted
    )


def _cell_count(indicator: Indicator, key: str) -> Formula:
    return formula("[text]", text=step(indicator.code, f"{key}_text"))


def _register_body(indicator: Indicator, reached: Formula) -> Formula:
    """A register's movements and its share.

    The statement stands after the period, which contract.md §6 does not have: the sentence also stands alone (on
    `Tổng hợp`, in JSON, beside others of its objective) and would not say which dossiers were received.
    """
    code = indicator.code
    number = {
        key: grouped(formula("N([n])", n=step(code, key)))
        for key in ("carried_over", "received", "early", "on_time", "late", "open_overdue")
    }
    resolved = grouped(formula("[a]+[b]+[c]", a=step(code, "early"), b=step(code, "on_time"), c=step(code, "late")))
    open_ = grouped(formula("[a]+[b]", a=step(code, "open_in_time"), b=step(code, "open_overdue")))
    basis = BASIS_WORDS[indicator.basis.value or Basis.RESOLVED_AND_OVERDUE]
    share = "quá hạn" if "late" in indicator.counted_keys else "đúng hạn"
    return joined(
        setting("Period"), ", ", step(code, "statement"), ": tiếp nhận ", number["received"], (
            " (kỳ trước chuyển sang "
        ), number["carried_over"],
        "); đã giải quyết ", resolved, ", trong đó trước hạn ", number["early"], ", đúng hạn ", number["on_time"],
        ", quá hạn ", number["late"], "; đang giải quyết ", open_, " (quá hạn ", number["open_overdue"],
        f"). Tỷ lệ {share} ", _cell_count(indicator, "numerator"), "/", _cell_count(indicator, "denominator"),
        f" (tính trên số {basis[0].lower()}{basis[1:]}), ", reached,
    )  # fmt: skip


def progress(draft: Draft, indicator: Indicator) -> Content:
    """{tiến độ}: where a deferred indicator stands."""
    code, measure = indicator.code, indicator.measure.value
    until, statement = joined(_as_of(code), ", "), step(code, "statement")
    target = indicator.target.value
    if measure is Measure.JUDGEMENT or (target is not None and target.comparator in COMPLETIONS):
        return joined(until, statement, ": ", _how_far(indicator))
    if measure is Measure.PLAN and draft.block(indicator):
        bands = step(code, "bands")
        return formula(
            "IF(LEN([b])=0,[none],[some])",
            b=bands,
            none=joined(until, statement, ": chưa có số liệu"),
            some=joined(_as_of(code), ": ", bands),
        )
    open_only = body(draft, indicator, "") if measure is Measure.ON_TIME and draft.block(indicator) else None
    none: Formula = joined(until, statement, ": chưa có số liệu")
    if open_only is not None:
        none = formula(
            "IF([open]=1,[cases],[none])", open=step(code, "is_open_only"), cases=_open_body(indicator), none=none
        )
    value = result_cell(indicator.objective, code, "value")
    return formula("IF(ISNUMBER([v]),[some],[none])", v=value, some=body(draft, indicator, ""), none=none)


def _how_far(indicator: Indicator) -> Formula:
    """What is declared of something to be done, before it is judged."""
    words: dict[str, Part] = {MET: _done(indicator), NOT_MET: "chưa thực hiện xong"}
    return chosen(step(indicator.code, "figure_text"), words, "chưa có số liệu")


def _done(indicator: Indicator) -> Formula:
    direct = result_cell(indicator.objective, indicator.code, "direct")
    return joined("đã thực hiện", formula('IF(ISNUMBER([d])," ngày "&[day],"")', d=direct, day=day(direct)))


def _open_body(indicator: Indicator) -> Formula:
    code = indicator.code
    overdue = step(code, "open_overdue")
    open_ = grouped(formula("[a]+[b]", a=step(code, "open_in_time"), b=overdue))
    late = joined(" (quá hạn ", grouped(formula("N([n])", n=overdue)), "), chưa có trường hợp nào giải quyết xong")
    none_due = joined(", chưa có trường hợp nào giải quyết xong hoặc đến hạn")
    so_far = formula("IF(N([n])>0,[late],[none_due])", n=overdue, late=late, none_due=none_due)
    return joined(setting("Period"), ", ", step(code, "statement"), ": đang giải quyết ", open_, so_far)


def when(indicator: Indicator) -> Formula:
    """{khi nào}: when a deferred indicator will be judged."""
    code = indicator.code
    target = indicator.target.value
    own = target_cell(code, "deadline")
    deadline: Place = (
        own if own_date(indicator) or target is None or target.deadline is None else target_cell(code, "level")
    )
    at_year_end = formula('"cuối năm "&TEXT([year],"0")', year=info("year"))
    return formula(
        (
            'IF([year_end]=1,[at_year_end],IF([later]=1,IF(ISNUMBER([d]),"khi đến '
            'hạn, ngày "&[day],"khi đến hạn"),[else]))'
        ),
        year_end=step(code, "is_year_end"),
        at_year_end=at_year_end,
        later=step(code, "is_due_later"),
        d=deadline,
        day=day(deadline),
        **{"else": at_year_end if indicator.measure.value is Measure.PLAN else "khi có kết quả giải quyết"},
    )


def own_date(indicator: Indicator) -> bool:
    return indicator.deadline.value is not None


def sentence(draft: Draft, indicator: Indicator) -> Formula:
    """The indicator's sentence in the report, for whatever status it has."""
    code = indicator.code
    follow, when_judged = step(code, "follow"), step(code, "when")
    no_cases = joined(setting("Period"), ", chưa phát sinh ", step(code, "statement"), ".")
    no_data = joined(_capital_statement(indicator), ": chưa đủ số liệu để đánh giá.")
    by_status: dict[str, Part] = {
        DEFERRED: joined(step(code, "progress"), "; sẽ đánh giá ", when_judged, ".", follow),
        NO_CASES: joined(no_cases, follow),
        NO_DATA: joined(no_data, follow),
        "Chạy lại qmxl": "Chạy lại qmxl",
    }
    default = chosen(step(code, "status"), by_status, joined(_judged_sentence(draft, indicator), follow))
    return _own_sentence(draft, indicator, default) if indicator.sentence.value else default


def _judged_sentence(draft: Draft, indicator: Indicator) -> Formula:
    code, target = indicator.code, indicator.target.value
    if indicator.measure.value is Measure.JUDGEMENT or (target is not None and target.comparator in COMPLETIONS):
        return _completion_sentence(indicator)
    earlier = [clause] if (clause := clause_of(draft, indicator)) else []
    return joined(body(draft, indicator, step(code, "comparison")), *earlier, ".")


def _completion_sentence(indicator: Indicator) -> Formula:
    """`{chỉ tiêu}: đã thực hiện, theo …` or `chưa thực hiện`; late where it was done after its day."""
    code = indicator.code
    by_evidence = formula(
        'IF(LEN([e])=0,"",", theo "&IF(LOWER(MID([e],1,5))="theo ",MID([e],6,[most]),[e]))',
        e=step(code, "evidence_text"),
        most=_MOST_CHARACTERS,
    )
    done = joined(_done(indicator), by_evidence)
    late = formula(
        "IF([done]=[yes],[late],[not])",
        done=step(code, "figure_text"),
        yes=MET,
        late=joined(_done(indicator), ", chậm so với mức đề ra (", _target_text(code), ")"),
        **{"not": "chưa thực hiện"},
    )
    outcome = formula("IF([s]=[short],[late],[done])", s=step(code, "status"), short=NOT_MET, late=late, done=done)
    return joined(_capital_statement(indicator), ": ", outcome, ".")


def _capital_statement(indicator: Indicator) -> Formula:
    """The wording as it stands, at the head of a sentence."""
    start = _start(indicator)
    text = indicator.statement[start - 1 :]
    source = result_cell(indicator.objective, indicator.code, "wording")
    if text[:1].isupper() or not text:
        return _rest_of(source, start)
    return joined(text[:1].upper(), _rest_of(source, start + 1))


_FOLLOWING = {"cause": "Nguyên nhân", "solution": "Giải pháp"}


def cause_and_solution(indicator: Indicator, told: Collection[str] = ()) -> Formula:
    """What follows a sentence where staff gave it; `told` are the keys of what the sentence itself says."""
    return joined(
        *(
            formula(
                'IF(LEN([c])=0,"",[label]&[c]&[stop])',
                c=step(indicator.code, f"{key}_text"),
                label=f" {label}: ",
                stop=full_stop(step(indicator.code, f"{key}_text")),
            )
            for key, label in _FOLLOWING.items()
            if key not in told
        )
    )


# An indicator's own sentence

_Filling = Callable[[Indicator], Part]


def _fillings(indicator: Indicator) -> Mapping[str, Part]:
    """Text of every placeholder, by key."""
    code = indicator.code
    filled: dict[str, Part] = {key: grouped(formula("N([n])", n=step(code, key))) for key in _REGISTER_NUMBERS}
    filled |= {
        "resolved": grouped(
            formula("N([a])+N([b])+N([c])", a=step(code, "early"), b=step(code, "on_time"), c=step(code, "late"))
        ),
        "open": grouped(formula("N([a])+N([b])", a=step(code, "open_in_time"), b=step(code, "open_overdue"))),
        "numerator": _cell_count(indicator, "numerator"),
        "denominator": _cell_count(indicator, "denominator"),
        "cut_off": _date(step(code, "cut_off")),
        "deadline": _date(target_cell(code, "deadline")),
        "period": setting("period"),
        "Period": setting("Period"),
        "year": formula('IF(ISNUMBER([y]),TEXT([y],"0"),"")', y=info("year")),
        "value": step(code, "shown"),
        "direct": step(code, "figure_text"),
    }
    for key in ("status", "comparison", "progress", "when", "needed", "statement"):
        filled[key] = step(code, key)
    for key in ("evidence", "cause", "solution"):
        filled[key] = step(code, f"{key}_text")
    for key in ("target", "responsible", "coordinating", "resources", "measure", "basis", "assessment", "code"):
        filled[key] = target_cell(code, key)
    for key in ("short_name", "self_name", "decision", "place"):
        filled[key] = said(key)
    return filled


_REGISTER_NUMBERS = ("carried_over", "received", "early", "on_time", "late", "open_in_time", "open_overdue")
_FIGURE_STEPS = {
    "value": "shown",
    "direct": "figure_text",
    "numerator": "numerator_text",
    "denominator": "denominator_text",
    "cut_off": "cut_off",
    "resolved": "on_time",
    "open": "open_in_time",
    **dict(zip(_REGISTER_NUMBERS, _REGISTER_NUMBERS, strict=True)),
}
"""Placeholders that leave a hole where there is no figure -> the step that is then blank or "–"."""


def _own_sentence(draft: Draft, indicator: Indicator, default: Formula) -> Formula:
    """`Mẫu câu báo cáo` from its cell with its placeholders filled in; `default` where a figure it needs is missing."""
    code, template = indicator.code, target_cell(indicator.code, "sentence")
    fillings = {**_fillings(indicator), "change": _bare(clause_of(draft, indicator))}
    known = {p: placeholder_key(p) or "" for p in PLACEHOLDER.findall(indicator.sentence.value or "")}
    known = {placeholder: key for placeholder, key in known.items() if key in fillings}
    text, parts = "[template]", {"template": template}
    for number, (placeholder, key) in enumerate(known.items()):
        text = f"SUBSTITUTE({text},[old{number}],[new{number}])"
        parts |= {f"old{number}": placeholder, f"new{number}": _as_text(fillings[key])}  # type: ignore[dict-item]
    figures = {key: step(code, name) for key, name in _FIGURE_STEPS.items()}
    figures["deadline"] = target_cell(code, "deadline")
    needed = {f"f{n}": figures[key] for n, key in enumerate(known.values()) if key in figures}
    missing = ",".join(["[status]=[no_data]", "[status]=[rerun]", *(f'[{n}]="",[{n}]="–"' for n in needed)])
    return formula(
        f"IF(OR({missing}),[default],[own])",
        status=step(code, "status"),
        no_data=NO_DATA,
        rerun="Chạy lại qmxl",
        default=default,
        own=joined(formula(text, **parts), full_stop(template), cause_and_solution(indicator, set(known.values()))),
        **needed,
    )


def _bare(clause: Part) -> Part:
    """The clause about earlier periods without the stop that joins it to a sentence."""
    return formula("MID([c],3,2000)", c=clause) if isinstance(clause, Place) else clause


def _as_text(part: Part) -> Part:
    return formula('[p]&""', p=part) if isinstance(part, Place) else part


# Objectives and the whole


def conclusion(objective: QualityObjective) -> Formula:
    """The line *Kết luận*: status and deciding indicator."""
    status = objective_step(objective.number, "status")
    detail: Part = ""
    for indicator in reversed(objective.indicators):
        detail = formula(
            "IF([s]=[whole],[this],[other])",
            s=step(indicator.code, "effective"),
            whole=status,
            this=_deciding(indicator),
            other=detail,
        )
    return joined("Mục tiêu ", objective_number(objective.number), ": ", status, detail)


def carried_code(indicator: Indicator) -> Formula:
    """The code out of its cell, which is blank only where nobody knows it."""
    return formula("[c]" if indicator.is_named else '[c]&""', c=target_cell(indicator.code, "code"))


def objective_number(number: int) -> Formula:
    return formula('TEXT([n],"0")', n=objective_step(number, "number"))


def _deciding(indicator: Indicator) -> Formula:
    code, target = indicator.code, indicator.target.value
    if not indicator.is_named:
        return joined(" - có dòng chưa rõ mã chỉ tiêu")
    if indicator.measure.value is Measure.JUDGEMENT or (target is not None and target.comparator in COMPLETIONS):
        figure = joined(" - chỉ tiêu ", step(code, "code"), ": ", formula("LOWER([s])", s=step(code, "shown")))
    else:
        figure = joined(" - chỉ tiêu ", step(code, "code"), " ", _reached(indicator))
    told = joined(figure, ", mức đề ra ", _target_text(code))
    short = joined(" - chỉ tiêu ", step(code, "code"))
    return formula('IF([shown]="–",[short],[told])', shown=step(code, "shown"), short=short, told=told)


def _count_of(objectives: Span, counted: Span, word: str) -> Formula:
    return formula("SUMPRODUCT(([s]=[w])*[c])", s=objectives, w=word, c=counted)


def _list_of(draft: Draft, *words: str, counted: int = 1) -> Formula:
    """Numbers of the objectives with one of these statuses: `2, 5, 6`."""
    parts = []
    for objective in draft.submission.objectives:
        number = objective.number
        tests = ",".join(f"[s]=[w{n}]" for n in range(len(words)))
        parts.append(
            formula(
                f'IF(AND(OR({tests}),[c]=[counted]),", "&[number],"")',
                s=objective_step(number, "status"),
                c=objective_step(number, "is_counted"),
                counted=counted,
                number=objective_number(number),
                **{f"w{n}": word for n, word in enumerate(words)},
            )
        )
    return formula("MID([all],3,400)", all=joined(*parts))


_PARTS = (
    ("short", NOT_MET, "mục tiêu chưa đạt"),
    ("no_data", NO_DATA, "mục tiêu chưa đủ số liệu để đánh giá"),
    ("deferred", DEFERRED, "mục tiêu chưa đến kỳ đánh giá"),
    ("no_cases", NO_CASES, "mục tiêu chưa tính là đạt do chưa phát sinh"),
)


def summary_rows(draft: Draft) -> list[Row]:
    """x/y, its list, and the sentences that are derived from all objectives."""
    objectives = draft.submission.objectives
    if not objectives:
        return []
    first, last = (f"objective:{objectives[n].number}" for n in (0, -1))
    statuses, counted, met = (Span(STEPS, first, last, letter) for letter in ("B", "C", "F"))
    values: dict[str, Content] = {
        "met": formula("SUM([m])", m=met),
        "total": formula("SUM([c])", c=counted),
        "exceeded": _count_of(statuses, counted, EXCEEDED),
        "met_list": _list_of(draft, EXCEEDED, MET),
        "left_out": formula("SUMPRODUCT(1-[c])", c=counted),
        "left_out_list": _list_of(draft, NO_CASES, counted=0),
        "stale": formula("SUMPRODUCT(--([s]=[w]))", s=statuses, w="Chạy lại qmxl"),
    }
    for key, word, _ in _PARTS:
        values |= {key: _count_of(statuses, counted, word), f"{key}_list": _list_of(draft, word)}
    values |= {
        "score": joined(_plain(overall("met")), "/", _plain(overall("total"))),
        "headline": _headline(),
        "after_period": _beside_period_list(draft, "after_period"),
        "before_period": _beside_period_list(draft, "before_period"),
        "cut_offs": _cut_offs(),
        "opening": _opening(),
        **({"earlier": joined(overall_clause(draft))} if draft.earlier.main_period else {}),
        "overall": joined(_overall(), overall("earlier")) if draft.earlier.main_period else _overall(),
        "shortcomings": _gathered(draft, "cause"),
        "outlook": _gathered(draft, "solution"),
        "closing": _closing(draft),
    }
    header = Row("overall:header", {"A": Cell("Toàn báo cáo", STEP_HEADER), "B": Cell("Giá trị", STEP_HEADER)})
    return [
        header,
        *(Row(f"overall:{key}", {"A": Cell(key, STEP), "B": Cell(value, STEP)}) for key, value in values.items()),
    ]


def _beside_period_list(draft: Draft, key: str) -> Formula:
    parts = (step(indicator.code, key) for indicator in draft.submission.indicators)
    return formula("MID([all],3,2000)", all=joined(*parts))


def _cut_offs() -> Formula:
    """Which figures do not go to the last day of the period; follows Đánh giá chung, nothing where all do."""
    told = {"after_period": "sau", "before_period": "trước"}
    parts = (
        formula(
            'IF(LEN([list])=0,"",[text])',
            list=overall(key),
            text=joined(
                " Số liệu của chỉ tiêu ", overall(key), f" tính đến {word} ngày kết thúc kỳ báo cáo (",
                day(setting("last")), ").",
            ),
        )
        for key, word in told.items()
    )  # fmt: skip
    return joined(*parts)


def _plain(place: Place) -> Formula:
    return formula('TEXT([n],"0")', n=place)


def _headline() -> Formula:
    """What stands above the summary: 6/10 with its list."""
    counted = joined(
        "Số mục tiêu",
        _reached_the_level(),
        ": ",
        overall("score"),
        formula('IF([n]=0,"",[list])', n=overall("met"), list=joined(" (mục tiêu số ", overall("met_list"), ")")),
    )
    return formula("IF([y]=0,[none],[counted])", y=overall("total"), none=f"K{_NONE_JUDGED[1:]}", counted=counted)


_NONE_JUDGED = "không có mục tiêu nào được đánh giá trong kỳ"


def _reached_the_level() -> Formula:
    return formula('IF([n]>0," đạt và vượt mức đề ra"," đạt mức đề ra")', n=overall("exceeded"))


def _opening() -> Formula:
    basis = formula(
        'IF(LEN([d])=0,"",IF(LOWER(MID([d],1,10))="thực hiện ","","Thực hiện ")&[d]&", ")', d=said("decision")
    )
    own = formula(
        "IF(AND(LEN([d])=0,[own]=[nameless]),[head],[own])",
        d=said("decision"),
        own=said("self_name"),
        nameless=NAMELESS_UNIT,
        head=NAMELESS_UNIT[0].upper() + NAMELESS_UNIT[1:],
    )
    return joined(basis, own, " báo cáo kết quả thực hiện mục tiêu chất lượng ", setting("period"), " như sau:")


def _overall() -> Formula:
    """Đánh giá chung; every objective in exactly one part."""
    reached = _reached_the_level()
    all_met = joined(" có cả ", overall("score"), " mục tiêu đều", reached)
    none_met = joined(" chưa có mục tiêu nào đạt mức đề ra")
    some_met = joined(" có ", overall("score"), " mục tiêu", reached, " (mục tiêu số ", overall("met_list"), ")")
    first = formula(
        "IF([y]=0,[none_judged],IF([x]=0,[none],IF([x]=[y],[all],[some])))",
        x=overall("met"),
        y=overall("total"),
        none_judged=f" {_NONE_JUDGED}",
        none=none_met,
        all=all_met,
        some=some_met,
    )
    rest = [_rest(key, words) for key, _, words in _PARTS]
    left_out = _rest("left_out", "mục tiêu không đánh giá do chưa phát sinh")
    text = joined("Như vậy, ", setting("period"), ", ", said("self_name"), first, *rest, left_out, ".")
    return formula('IF([stale]>0,"Chạy lại qmxl",[text])', stale=overall("stale"), text=text)


def _rest(key: str, words: str) -> Formula:
    text = joined(
        "; ", formula('TEXT([n],"00")', n=overall(key)), f" {words} (mục tiêu số ", overall(f"{key}_list"), ")"
    )
    return formula('IF([n]=0,"",[text])', n=overall(key), text=text)


def told_if_short(indicator: Indicator, key: str) -> Formula:
    """What an indicator that is short adds to the causes, or the solutions, of the whole report."""
    typed = step(indicator.code, f"{key}_text")
    return formula(
        'IF([s]=[short],IF(LEN([c])=0,"",[text]),"")',
        s=step(indicator.code, "status"),
        short=NOT_MET,
        c=typed,
        text=joined(" Chỉ tiêu ", step(indicator.code, "code"), ": ", typed, full_stop(typed)),
    )


def _gathered(draft: Draft, key: str) -> Formula:
    """Causes, or solutions, of the indicators that are short, one after the other."""
    parts = (step(indicator.code, f"short_{key}") for indicator in draft.submission.indicators)
    return formula("MID([all],2,8000)", all=joined(*parts))


def _closing(draft: Draft) -> Formula:
    rows = next(field.rows for field in FIELDS if field.key == "addressees")
    lines = max(len(draft.submission.information.entries.get("addressees", ())), rows)
    names = [said("addressees", line) for line in range(lines)]
    listed = formula("MID([all],3,500)", all=joined(*(formula('IF(LEN([a])=0,"",", "&[a])', a=name) for name in names)))
    head = joined(
        "Trên đây là báo cáo kết quả thực hiện mục tiêu chất lượng ", setting("period"), " của ", said("short_name")
    )
    addressed = joined(head, ", kính báo cáo ", listed, " xem xét, chỉ đạo./.")
    return formula("IF(LEN([list])=0,[plain],[addressed])", list=listed, plain=joined(head, "./."), addressed=addressed)
