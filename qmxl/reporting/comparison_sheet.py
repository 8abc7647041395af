"""`So sánh kỳ trước`: every indicator through the periods, what has risen and fallen, statuses gained and lost."""

from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.sheets import COMPARISON, STEPS
from qmxl.model.earlier_periods import PERCENT, EarlierMatch, Mismatch
from qmxl.model.evaluation import Status
from qmxl.model.references import column_letters
from qmxl.model.report import Cell, Content, Formula, Place, PrintSetup, Row, Sheet, SheetColumn, Span, Sparkline, Style
from qmxl.model.submission import EarlierPeriod, Indicator
from qmxl.reporting.drafts import Draft
from qmxl.reporting.earlier_periods import against_text, has_trend
from qmxl.reporting.expressions import Part, formula, joined
from qmxl.reporting.places import (
    earlier_cell,
    earlier_step,
    overall,
    result_cell,
    setting,
    step,
    target_cell,
    trend_cell,
)
from qmxl.reporting.styles import CELL, CELL_CENTRE, CELL_HEADER, HINT, SUMMARY_HEADLINE

_MOST_PERIODS = 5
"""Side by side on a page; older ones stay on `Kết quả kỳ trước`."""
_BEFORE = (("A", "Mã", 6.0), ("B", "Chỉ tiêu", 36.0))
_AFTER = (
    ("now", "Kỳ này", 12.0),
    ("change", "Thay đổi", 20.0),
    ("was", "Đánh giá kỳ so sánh", 14.0),
    ("status", "Đánh giá kỳ này", 14.0),
    ("trend", "Xu hướng", 16.0),
    ("remark", "Ghi chú", 34.0),
)
_PERIOD_WIDTH = 13.0
_PLAIN = Style(size=12, wrap=True)
_HINT = (
    "Kết quả các kỳ trước viết như đã báo cáo. Tỷ lệ so với tỷ lệ bằng điểm phần trăm, số lượng so với số lượng. Kỳ "
    "nằm trong kỳ này (lũy kế) chỉ nêu lại, không tính tăng, giảm. Đánh giá của mỗi kỳ theo mức đề ra của kỳ đó."
)
_REMARKS = {
    Mismatch.NEW: "kỳ so sánh không có chỉ tiêu này",
    Mismatch.WORDING: "mã này ở kỳ so sánh là chỉ tiêu khác, không so sánh",
    Mismatch.DEFINITION: "cách tính đã thay đổi, không so sánh",
}


def comparison_sheet(draft: Draft) -> Sheet:
    """One row per indicator, in landscape."""
    periods = draft.earlier.periods[-_MOST_PERIODS:]
    letters = _letters(len(periods))
    last = letters["remark"]
    head = [
        Row("title", {"A": Cell(joined("SO SÁNH VỚI KỲ TRƯỚC, ", setting("PERIOD")), SUMMARY_HEADLINE, merge_to=last)}),
        Row("headline", {"A": Cell(_headline(draft), _PLAIN, merge_to=last)}),
        Row("hint", {"A": Cell(_HINT, HINT, merge_to=last)}, space_after=4),
        Row("header", _headers(draft, periods, letters)),
    ]
    body = [_row(draft, indicator, periods, letters) for indicator in draft.submission.indicators]
    widths = {letter: width for letter, _, width in _BEFORE}
    widths |= {letters[str(n)]: _PERIOD_WIDTH for n in range(len(periods))}
    widths |= {letters[key]: width for key, _, width in _AFTER}
    return Sheet(
        COMPARISON,
        tuple(SheetColumn(letter, width) for letter, width in widths.items()),
        (*head, *body),
        sparklines=tuple(_sparkline(draft, code, letters) for code in draft.earlier.by_code if has_trend(draft, code)),
        freeze=Place(COMPARISON, body[0].key, "C"),
        setup=PrintSetup(is_landscape=True, repeat=("header", "header"), last_column=last),
    )


def _letters(periods: int) -> dict[str, str]:
    keys = [*(str(n) for n in range(periods)), *(key for key, _, _ in _AFTER)]
    return {key: column_letters(len(_BEFORE) + n) for n, key in enumerate(keys, 1)}


def _headers(draft: Draft, periods: tuple[EarlierPeriod, ...], letters: dict[str, str]) -> dict[str, Cell]:
    cells = {letter: Cell(header, CELL_HEADER) for letter, header, _ in _BEFORE}
    for number, period in enumerate(periods):
        row = next(n for n, result in enumerate(draft.submission.earlier) if result.period == period)
        text = earlier_cell(row, "period")
        capital = formula("[first]&MID([p],2,60)", first=period.text[:1].upper(), p=text)
        cells[letters[str(number)]] = Cell(capital, CELL_HEADER)
    return cells | {letters[key]: Cell(header, CELL_HEADER) for key, header, _ in _AFTER}


def _headline(draft: Draft) -> Content:
    """How many indicators have risen and fallen, and the sentence about the objectives."""
    codes = [code for code in draft.earlier.by_code if draft.earlier.main(code)]
    if not codes:
        return "Các kỳ trước đã biết không phải cùng kỳ năm trước hay kỳ liền trước, nên chỉ nêu lại kết quả."
    first = draft.earlier.main(codes[0])
    ordered = [i.code for i in draft.submission.indicators if i.code in draft.earlier.by_code]
    keys = {"up": "is_up", "down": "is_down", "level": "is_level"}
    spans = {
        name: Span(STEPS, f"earlier:{ordered[0]}", f"earlier:{ordered[-1]}", earlier_step("", key).column)
        for name, key in keys.items()
    }
    counts = {name: formula('TEXT(SUM([s]),"00")', s=span) for name, span in spans.items()}
    told = joined(
        *("So với ", against_text(first) if first else "", ": ", counts["up"], " chỉ tiêu tăng, ", counts["down"]),
        *(" chỉ tiêu giảm, ", counts["level"], " chỉ tiêu bằng hoặc tương đương."),
    )
    return joined(told, overall("earlier"))


def _row(draft: Draft, indicator: Indicator, periods: tuple[EarlierPeriod, ...], letters: dict[str, str]) -> Row:
    code = indicator.code
    matches = {match.result.period: match for match in draft.earlier.by_code.get(code, ())}
    main = draft.earlier.main(code)
    cells = {
        "A": Cell(formula('[c]&""', c=step(code, "code")), CELL_CENTRE),
        "B": Cell(
            joined(result_cell(indicator.objective, code, "wording"), " (", target_cell(code, "target"), ")"), CELL
        ),
        letters["now"]: Cell(_told(step(code, "shown"), step(code, "status")), CELL_CENTRE),
        letters["change"]: Cell(_change(code, main), CELL_CENTRE),
        letters["was"]: Cell(formula('[s]&""', s=earlier_cell(main.row, "status")) if main else None, CELL_CENTRE),
        letters["status"]: Cell(formula("[s]", s=step(code, "status")), CELL_CENTRE),
        letters["trend"]: Cell(None, CELL_CENTRE),
        letters["remark"]: Cell(_remark(draft, code, main), CELL),
    }
    for number, period in enumerate(periods):
        match = matches.get(period)
        told = _told(earlier_cell(match.row, "shown"), earlier_cell(match.row, "status")) if match else "–"
        cells[letters[str(number)]] = Cell(told, CELL_CENTRE)
    return Row(f"compared:{code}", cells)


def _told(shown: Place, status: Place) -> Formula:
    """The figure as it was reported; where there was none, what was said instead."""
    return formula('IF(OR(LEN([s])=0,[s]="–"),[status]&"",[s])', s=shown, status=status)


def _change(code: str, main: EarlierMatch | None) -> Content:
    return formula('[c]&""', c=earlier_step(code, "change")) if main and main.is_compared else "–"


def _remark(draft: Draft, code: str, main: EarlierMatch | None) -> Content:
    """Statuses gained and lost as they stand now; what has changed of the indicator itself."""
    parts: list[Part] = []
    if main is not None:
        parts.append(_status_change(code, main))
        if main.is_renumbered:
            parts.append(joined("; mã kỳ đó: ", earlier_cell(main.row, "code")))
        if main.is_target_changed:
            parts.append(joined("; mức đề ra kỳ đó: ", earlier_cell(main.row, "target")))
    else:
        period = draft.earlier.main_period or draft.earlier.periods[-1]
        reason = next((u.reason for u in draft.earlier.unmatched if (u.code, u.period) == (code, period)), None)
        parts.append(f"; {_REMARKS[reason]}" if reason else "")
    return formula("MID([all],3,400)", all=joined(*parts))


def _status_change(code: str, main: EarlierMatch) -> Formula:
    """Chuyển sang đạt, không còn đạt, nay đã đánh giá; nothing where the verdict is as good as it was."""
    words = {
        "a": STATUS_WORDS[Status.EXCEEDED],
        "b": STATUS_WORDS[Status.MET],
        "c": STATUS_WORDS[Status.NOT_MET],
        "d": STATUS_WORDS[Status.DEFERRED],
    }
    return formula(
        'IF(AND(OR([now]=[a],[now]=[b]),[then]=[c]),"; chuyển sang đạt",IF(AND([now]=[c],OR([then]=[a],[then]=[b])),'
        '"; không còn đạt",IF(AND([then]=[d],OR([now]=[a],[now]=[b],[now]=[c])),"; kỳ trước chưa đánh giá","")))',
        now=step(code, "status"),
        then=earlier_cell(main.row, "status"),
        **words,
    )


_WHOLE, _ABOVE_THE_WHOLE = 1, 1.2


def _sparkline(draft: Draft, code: str, letters: dict[str, str]) -> Sparkline:
    """Shares on one scale, on which the whole leaves some room above it."""
    at = Place(COMPARISON, f"compared:{code}", letters["trend"])
    shares = [match.result for match in draft.earlier.by_code[code] if match.result.text("unit") == PERCENT]
    is_within = bool(shares) and all((result.value or 0) <= _WHOLE for result in shares)
    figure = draft.result(code)
    now = figure.measurement.value if figure else None
    top = _ABOVE_THE_WHOLE if is_within and (now is None or now <= _WHOLE) else None
    return Sparkline(at, trend_cell(code, 0), trend_cell(code, len(draft.earlier.periods)), top)
