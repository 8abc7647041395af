"""Earlier periods as formulas: the sheet `Kết quả kỳ trước`, what has changed, and what the report says of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.sheets import BLANK_ROWS, EARLIER, EARLIER_COLUMNS, STEPS, Column, Kind
from qmxl.model.earlier_periods import (
    PERCENT,
    EarlierMatch,
    Relation,
    earlier_decimals,
    objective_rows,
    same_objectives,
)
from qmxl.model.evaluation import Evaluation, Status
from qmxl.model.report import (
    Cell,
    Content,
    Formula,
    Place,
    PrintSetup,
    Row,
    Sheet,
    SheetColumn,
    Span,
    Style,
    Validation,
)
from qmxl.model.submission import EarlierPeriod, EarlierResult, Entry, Indicator, QualityObjective
from qmxl.model.targets import Scale
from qmxl.reporting.drafts import Draft, content_of
from qmxl.reporting.expressions import Part, day, formula, joined, number_text
from qmxl.reporting.lists import list_name
from qmxl.reporting.places import (
    EARLIER_LETTERS,
    EARLIER_STEP_HEADERS,
    crossed_cell,
    earlier_cell,
    earlier_step,
    objective_step,
    overall,
    result_cell,
    step,
    trend_cell,
)
from qmxl.reporting.styles import (
    COMPUTED,
    HEADER,
    HINT,
    INPUT,
    INPUT_DATE,
    INPUT_TEXT,
    STEP,
    STEP_HEADER,
    TITLE,
)

_JUDGED_WORDS = tuple(STATUS_WORDS[s] for s in (Status.EXCEEDED, Status.MET, Status.NOT_MET))
_MET_WORDS = _JUDGED_WORDS[:2]
_TRIES = "{0,1,2,3,4,5,6,7,8}"
_HINT = (
    "Kết quả đã báo cáo ở các kỳ trước, để so sánh. qmxl ghi vào đây khi tạo tệp mới từ tệp kết quả kỳ trước, hoặc khi "
    "chạy qmxl evaluate với --previous; cũng có thể tự ghi. Mỗi kỳ, mỗi chỉ tiêu một dòng."
)
_LAST_PRINTED = EARLIER_LETTERS["objective_status"]
_NUMBER = replace(INPUT, align="right", wrap=False, number_format="General")
_STYLES = {Kind.DATE: INPUT_DATE, Kind.CHOICE: INPUT}


# The sheet


def earlier_sheet(draft: Draft) -> Sheet:
    """Every row, typed or carried over; in a fill-in workbook blank ones below."""
    results = draft.submission.earlier
    blank = 0 if draft.is_output else BLANK_ROWS
    rows = tuple(_result_row(n, results[n] if n < len(results) else None) for n in range(len(results) + blank))
    top = (
        Row("title", {"A": Cell("KẾT QUẢ CÁC KỲ TRƯỚC", TITLE, merge_to="G")}),
        Row("hint", {"A": Cell(_HINT, HINT, merge_to=_LAST_PRINTED)}),
        Row("header", {EARLIER_LETTERS[c.key]: Cell(c.header, HEADER) for c in EARLIER_COLUMNS}),
    )
    return Sheet(
        EARLIER,
        tuple(SheetColumn(EARLIER_LETTERS[c.key], c.width, is_hidden=c.hidden) for c in EARLIER_COLUMNS),
        (*top, *rows),
        tuple(_validation(column, rows) for column in EARLIER_COLUMNS),
        freeze=Place(EARLIER, rows[0].key, "F"),
        setup=PrintSetup(is_landscape=True, repeat=("header", "header"), last_column=_LAST_PRINTED),
    )


def _result_row(number: int, result: EarlierResult | None) -> Row:
    cells = {}
    decimals = earlier_decimals(result) if result else 0
    for column in EARLIER_COLUMNS:
        entry: Entry[object] = result.entries.get(column.key, Entry()) if result else Entry()
        content: Content = content_of(entry)
        style = _STYLES.get(column.kind, INPUT_TEXT)
        if column.key in {"file", "sha256"}:
            style = replace(INPUT_TEXT, wrap=False)
        elif column.key == "decimals":
            content, style = decimals if result else None, COMPUTED
        elif column.key == "period":
            content, style = _period_text(number) if result else None, COMPUTED
        elif column.kind is Kind.NUMBER:
            style = _value_style(result, decimals) if column.key == "value" else _NUMBER
        cells[EARLIER_LETTERS[column.key]] = Cell(content, style, source=entry.reference)
    return Row(f"earlier:{number}", cells)


def _value_style(result: EarlierResult | None, decimals: int) -> Style:
    """A share as per cent, with the decimals it was reported with."""
    if result is None or result.text("unit") != PERCENT:
        return _NUMBER
    return replace(_NUMBER, number_format=("0." + "0" * decimals if decimals else "0") + "%")


def _period_text(number: int) -> Formula:
    """`6 tháng đầu năm 2019`, as `contract.words.period_text` writes it."""
    kind, year = earlier_cell(number, "period_kind"), earlier_cell(number, "year")
    joint = formula('IF(LOWER(MID([k],LEN([k])-2,3))="năm"," "," năm ")', k=kind)
    text = joined(formula("LOWER(MID([k],1,1))&MID([k],2,40)", k=kind), joint, formula('TEXT([y],"0")', y=year))
    return formula('IF(LEN([k])<3,"",IF(ISNUMBER([y]),[text],""))', k=kind, y=year, text=text)


def _validation(column: Column, rows: tuple[Row, ...]) -> Validation:
    span = Span(EARLIER, rows[0].key, rows[-1].key, EARLIER_LETTERS[column.key])
    if column.filled:
        return Validation(span, "refuse", column.header, "qmxl tự tính")
    kind = {Kind.DATE: "date", Kind.CHOICE: "list"}.get(column.kind, "prompt")
    return Validation(span, kind, column.header, column.help, list_name(column.choices) if column.choices else "")


# Steps


def earlier_step_rows(draft: Draft) -> list[Row]:
    """One row per indicator that an earlier period has a result of, and one with the figures of its picture."""
    found = [i for i in draft.submission.indicators if i.code in draft.earlier.by_code]
    if not found:
        return []
    header = {earlier_step("", key).column: Cell(text, STEP_HEADER) for key, text in EARLIER_STEP_HEADERS.items()}
    return [
        Row("earlier:header", header),
        *(_step_row(draft, indicator) for indicator in found),
        Row("trend:header", {"A": Cell("Xu hướng", STEP_HEADER)}),
        *(_trend_row(draft, indicator) for indicator in found),
        *_crossed_rows(draft),
    ]


def _step_row(draft: Draft, indicator: Indicator) -> Row:
    code, match = indicator.code, draft.earlier.main(indicator.code)
    at = {key: earlier_step(code, key) for key in EARLIER_STEP_HEADERS}
    values: dict[str, Content] = {"code": formula("[c]", c=step(code, "code")), "beside": _beside(draft, code)}
    if match is not None and match.is_compared:
        values |= _difference(indicator, match, at)
    if match is not None:
        values |= {"against": against_text(match), "behind": _behind(match, at)}
    values["clause"] = _clause(draft, indicator, match, at)
    return Row(f"earlier:{code}", {at[key].column: Cell(content, STEP) for key, content in values.items()})


def _difference(indicator: Indicator, match: EarlierMatch, at: dict[str, Place]) -> dict[str, Content]:
    """Of the figures as they are shown, both with the decimals of the finer one."""
    target = indicator.target.value
    is_share = target is not None and target.scale is Scale.SHARE
    unit = "điểm phần trăm" if is_share or target is None else target.unit
    figure, rounded = step(indicator.code, "figure"), step(indicator.code, "rounded")
    size = joined(number_text(formula("ABS([d])", d=at["difference"])), f" {unit}".rstrip())
    return {
        "then": formula(
            'IF(ISNUMBER([v]),ROUND([factor]*[v],10),"")',
            v=earlier_cell(match.row, "value"),
            factor=100 if is_share else 1,
        ),
        "decimals": formula(
            f"MAX(N([then]),IF(ISNUMBER([r]),SUMPRODUCT(--(ROUND([r],{_TRIES})<>[r])),0))",
            then=earlier_cell(match.row, "decimals"),
            r=rounded,
        ),
        "difference": formula(
            'IF([judged],IF(ISNUMBER([x]),IF(ISNUMBER([t]),ROUND(ROUND([x],[s])-ROUND([t],[s]),[s]),""),""),"")',
            judged=_is_judged(indicator.code),
            x=figure,
            t=at["then"],
            s=at["decimals"],
        ),
        "change": formula(
            'IF(ISNUMBER([d]),IF([d]=0,IF([x]=[t],"bằng","tương đương"),IF([d]>0,"tăng ","giảm ")&[size]),"")',
            d=at["difference"],
            x=figure,
            t=at["then"],
            size=size,
        ),
        **{
            key: formula(f"IF(ISNUMBER([d]),IF([d]{sign}0,1,0),0)", d=at["difference"])
            for key, sign in (("is_up", ">"), ("is_down", "<"), ("is_level", "="))
        },
    }


def _behind(match: EarlierMatch, at: dict[str, Place]) -> Formula:
    """`93,8%`; with the day it goes to where that is another; with this period's figure where it is told finer."""
    day_then: Part = ""
    if match.is_cut_otherwise:
        days = {"d": earlier_cell(match.row, "cut_off"), "last": earlier_cell(match.row, "last_day")}
        typed = formula("IF(ISNUMBER([d]),[d],[last])", **days)
        day_then = formula('IF(ISNUMBER([d]),[told],"")', d=typed, told=joined(", số liệu đến ngày ", day(typed)))
    if not match.is_compared:
        return joined(earlier_cell(match.row, "shown"), day_then)
    code = at["code"].row.partition(":")[2]
    finer = formula("ROUND([x],[s])", x=step(code, "figure"), s=at["decimals"])
    sign = "%" if match.result.text("unit") == PERCENT else ""
    now = formula(
        'IF(ISNUMBER([d]),IF([finer]=[r],"",[told]),"")',
        d=at["difference"],
        finer=finer,
        r=step(code, "rounded"),
        told=joined("; kỳ này ", number_text(finer), sign),
    )
    return joined(earlier_cell(match.row, "shown"), day_then, now)


def _is_judged(code: str) -> Formula:
    words = {f"w{n}": word for n, word in enumerate(_JUDGED_WORDS)}
    return formula(f"OR({','.join(f'[s]=[{name}]' for name in words)})", s=step(code, "status"), **words)


def against_text(match: EarlierMatch) -> Formula:
    """`cùng kỳ năm 2025`, `năm 2025`, `quý I năm 2026`."""
    if match.relation is not Relation.YEAR_BEFORE:
        return formula('[p]&""', p=earlier_cell(match.row, "period"))
    is_year = match.result.period is not None and match.result.period.kind == "Năm"
    return joined("năm " if is_year else "cùng kỳ năm ", formula('TEXT([y],"0")', y=earlier_cell(match.row, "year")))


def _clause(draft: Draft, indicator: Indicator, match: EarlierMatch | None, at: dict[str, Place]) -> Content:
    """What follows the figure in the sentence of an indicator that is judged."""
    target, part = indicator.target.value, draft.earlier.part(indicator.code)
    if target is None or target.scale is Scale.YES_NO:
        return ""
    clauses: list[Part] = []
    if match is not None and match.is_compared:
        told = joined(
            *("; ", at["change"], formula('IF([d]=0," "," so với ")', d=at["difference"]), at["against"]),
            *(" (", at["behind"], ")"),
        )
        clauses.append(formula('IF(ISNUMBER([d]),[told],"")', d=at["difference"], told=told))
    elif match is not None:
        clauses.append(_quoted(at["against"], match, at["behind"]))
    if part is not None:
        clauses.append(_quoted(earlier_cell(part.row, "period"), part, earlier_cell(part.row, "shown")))
    return formula('IF([judged],[all],"")', judged=_is_judged(indicator.code), all=joined(*clauses)) if clauses else ""


def _quoted(period: Place, match: EarlierMatch, told: Place) -> Formula:
    shown = earlier_cell(match.row, "shown")
    return formula('IF(LEN([s])=0,"",[told])', s=shown, told=joined("; ", period, ": ", told))


def _beside(draft: Draft, code: str) -> Content:
    """`93,8% - Vượt (6 tháng đầu năm 2019)`, for the column `Kỳ trước` of the result table."""
    match = draft.earlier.latest(code)
    if match is None:
        return ""
    shown, status = earlier_cell(match.row, "shown"), earlier_cell(match.row, "status")
    period = earlier_cell(match.row, "period")
    figure = formula('IF(OR(LEN([s])=0,[s]=[status]),"",[s]&" - ")', s=shown, status=status)
    return joined(figure, status, " (", period, ")")


def _trend_row(draft: Draft, indicator: Indicator) -> Row:
    """Figures of the periods, the oldest first, then of this one; blank where there is none, which leaves a gap."""
    code, result = indicator.code, draft.result(indicator.code)
    by_period = {match.result.period: match for match in draft.earlier.by_code[code]}
    cells = {"A": Cell(formula("[c]", c=step(code, "code")), STEP)}
    for number, period in enumerate(draft.earlier.periods):
        match = by_period.get(period)
        has_figure = match is not None and match.result.value is not None
        content = formula("[v]", v=earlier_cell(match.row, "value")) if match and has_figure else None
        cells[trend_cell(code, number).column] = Cell(content, STEP)
    is_judged = result is not None and result.shown is not None
    now = formula("[v]", v=result_cell(indicator.objective, code, "value")) if is_judged else None
    cells[trend_cell(code, len(draft.earlier.periods)).column] = Cell(now, STEP)
    return Row(f"trend:{code}", cells)


# The report


def clause_of(draft: Draft, indicator: Indicator) -> Part:
    """What the sentence of an indicator says of earlier periods; nothing where none is known."""
    has_any = draft.earlier.main(indicator.code) or draft.earlier.part(indicator.code)
    return earlier_step(indicator.code, "clause") if has_any else ""


def overall_clause(draft: Draft) -> Part:
    """How many objectives were met in the period held against; which are gained, lost, or no longer the same.

    Every objective in which the two periods differ is in one of the lists, so that the numbers add up.
    """
    period = draft.earlier.main_period
    if period is None:
        return ""
    rows = objective_rows(draft.submission.earlier, period)
    if not any(draft.submission.earlier[n].text("objective_status") for n in rows.values()):
        return ""
    match = next(m for code in draft.earlier.by_code if (m := draft.earlier.main(code)) and m.result.period == period)
    first, last = (f"then:{number}" for number in (min(rows, key=_in_order), max(rows, key=_in_order)))
    count = formula("SUM([s])", s=Span(STEPS, first, last, "B"))
    some = joined(" có ", formula('TEXT([n],"00")', n=count), " mục tiêu đạt và vượt mức đề ra")
    number = formula("IF([n]=0,[none],[some])", n=count, none=" chưa có mục tiêu nào đạt mức đề ra", some=some)
    head = joined(" ", formula("[big]&MID([t],2,60)", big=_capital(match), t=against_text(match)), number)
    kept = sorted(same_objectives(draft.submission, period))
    words = (
        ("; kỳ này đạt thêm mục tiêu số ", ""),
        ("; kỳ này đạt mục tiêu số ", ", kỳ đó chưa có đánh giá"),
        ("; mục tiêu số ", " không còn được tính là đạt"),
    )
    parts: list[Part] = []
    for n, (before, behind) in enumerate(words if kept else ()):
        listed = formula("MID([all],3,400)", all=joined(*(crossed_cell(objective, n) for objective in kept)))
        told = joined(before, listed, behind)
        parts.append(formula('IF(LEN([list])=0,"",[told])', list=listed, told=told))
    parts += _other_objectives(draft.submission.objectives, kept, rows)
    return formula('IF([stale]>0,"",[told])', stale=overall("stale"), told=joined(head, *parts, "."))


def _other_objectives(
    objectives: Iterable[QualityObjective], kept: Collection[int], rows: Mapping[str, int]
) -> list[Part]:
    """The objectives that only one of the two periods has, or both with another statement."""
    now = {str(objective.number) for objective in objectives if objective.is_numbered}
    both = (now & set(rows)) - {str(number) for number in kept}
    told = (
        (both, "không so sánh vì nội dung khác nhau"),
        (now - set(rows), "kỳ đó không có"),
        (set(rows) - now, "kỳ này không còn"),
    )
    return [f"; mục tiêu số {', '.join(sorted(n, key=_in_order))} {why}" for n, why in told if n]


def _in_order(number: str) -> tuple[int, str]:
    return len(number), number


def _capital(match: EarlierMatch) -> str:
    """First letter of what is held against, at the head of a sentence."""
    if match.relation is Relation.YEAR_BEFORE:
        return "N" if match.result.period is not None and match.result.period.kind == "Năm" else "C"
    return match.result.period.text[:1].upper() if match.result.period else ""


def _is_met(status: Part) -> Formula:
    return formula("OR([s]=[a],[s]=[b])", s=status, a=_MET_WORDS[0], b=_MET_WORDS[1])


_CROSSINGS = (
    "[now]=1,[then]=[short]",
    "[now]=1,LEN([then])>0,[then]<>[short],[met]=FALSE",
    "[now]=0,[met]",
)
"""Met now and short then; met now and not judged then; met then and no longer."""


def _crossed_rows(draft: Draft) -> list[Row]:
    """Whether each objective of the period held against was met; in which of the lists each of this period is."""
    period = draft.earlier.main_period
    if period is None:
        return []
    rows = objective_rows(draft.submission.earlier, period)
    met = {n: formula("IF([m],1,0)", m=_is_met(earlier_cell(row, "objective_status"))) for n, row in rows.items()}
    return [
        *(Row(f"then:{n}", {"A": Cell(n, STEP), "B": Cell(met[n], STEP)}) for n in sorted(met, key=_in_order)),
        *_crossings(draft, period, rows),
    ]


def _crossings(draft: Draft, period: EarlierPeriod, rows: Mapping[str, int]) -> list[Row]:
    return [
        Row(
            f"crossed:{number}",
            {
                crossed_cell(number, n).column: Cell(_crossed(number, rows[str(number)], test), STEP)
                for n, test in enumerate(_CROSSINGS)
            },
        )
        for number in sorted(same_objectives(draft.submission, period))
    ]


def _crossed(number: int, row: int, test: str) -> Formula:
    """`, 6` where it holds of an objective."""
    then = earlier_cell(row, "objective_status")
    parts: dict[str, Part] = {"now": objective_step(number, "is_met"), "then": then, "met": _is_met(then)}
    return formula(
        f'IF(AND({test}),", "&TEXT([n],"0"),"")',
        short=STATUS_WORDS[Status.NOT_MET],
        n=objective_step(number, "number"),
        **{name: part for name, part in parts.items() if f"[{name}]" in test},
    )


def told_changes(evaluation: Evaluation) -> dict[str, dict[Place, str | int | float | None]]:
    """What the formulas must show of every change, by code."""
    told: dict[str, dict[Place, str | int | float | None]] = {}
    for code, change in evaluation.changes.items():
        level = "bằng" if change.is_exactly_equal else "tương đương"
        word = "tăng" if change.difference > 0 else "giảm"
        told[code] = {
            earlier_step(code, "difference"): float(change.difference),
            earlier_step(code, "change"): f"{word} {change.text}" if change.difference else level,
        }
    return told


def has_trend(draft: Draft, code: str) -> bool:
    """Whether there are two figures that a line can be drawn between."""
    earlier = [m for m in draft.earlier.by_code.get(code, ()) if m.result.value is not None]
    result = draft.result(code)
    return len(earlier) + (result is not None and result.shown is not None) > 1
