"""One function per way to measure, and one table of them: indicator -> Measurement."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qmxl.contract.choices import DIRECT_WORDS, MEASURE_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import DIRECT_MEASURES
from qmxl.contract.words import day_text
from qmxl.evaluation.checklists import checklist, register_owner
from qmxl.evaluation.plans import plan
from qmxl.evaluation.setting import (
    Setting,
    none_of_the_period,
    row_names,
    say_left_out,
    selected_rows,
    share,
    total,
)
from qmxl.evaluation.showing import DECLARED_DECIMALS, half_up, number_text
from qmxl.evaluation.surveys import neutral_counts, survey, survey_sums
from qmxl.evaluation.time_limits import basis_of, on_time, other_bases
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.evaluation import Measurement, TimeClass
from qmxl.model.references import CellReference
from qmxl.model.submission import DetailTable, DirectWord, Entry, Indicator, Measure, TableRow
from qmxl.model.targets import COMPLETIONS, Scale

__all__ = (
    "MEASURES",
    "Setting",
    "basis_of",
    "declared",
    "judgement",
    "measure",
    "neutral_counts",
    "other_bases",
    "ratio",
    "register_owner",
    "row_names",
    "survey_sums",
)

_BOTH = ("numerator", "denominator")
_SHARE_MEASURES = frozenset({Measure.RATIO, Measure.ON_TIME, Measure.CHECKLIST, Measure.SURVEY})
"""Ways to measure that give a share: a bare number as their target may be meant in percent."""


def measure(setting: Setting, found: list[Diagnostic]) -> Measurement:
    """The figure of one indicator, by its way to measure; a declared one where there is nothing to count."""
    kind = setting.indicator.measure.value
    if kind is None:
        return Measurement()
    own: list[Diagnostic] = []
    counted = MEASURES[kind](setting, own)
    found.extend(own)
    has_error = setting.indicator.is_blocked or any(d.severity is Severity.ERROR for d in own)
    if kind in DIRECT_MEASURES or has_error:
        return counted
    return _beside_declared(setting, counted, found)


def _beside_declared(setting: Setting, counted: Measurement, found: list[Diagnostic]) -> Measurement:
    """What was counted, held against `Ghi trực tiếp`, which stands in where nothing was."""
    _check_typed_counts(setting.indicator, counted, found)
    if setting.direct is DirectWord.NO_CASES:
        return _declared_no_cases(setting, counted, found)
    has_counts = counted.denominator is not None
    if not has_counts and setting.direct is not None:
        found.append(diagnostic("QM403", setting.direct_cell, column="Ghi trực tiếp", code=setting.indicator.code))
        return declared(setting, found)
    misfit = _misfit(setting.indicator, has_counts=has_counts)
    if misfit:
        found.append(misfit)
        return Measurement()
    _check_declared(setting, counted, found)
    return counted


def _misfit(indicator: Indicator, *, has_counts: bool) -> Diagnostic | None:
    """A yes/no target asks nothing of a count, and "85" without a unit may be 85 cases or 85 %."""
    target, kind = indicator.target.value, indicator.measure.value
    if target is None or kind is None:
        return None
    is_bare = target.scale is Scale.NUMBER and not target.unit and bool(target.level)
    if target.comparator in COMPLETIONS:
        expected = "mức đề ra là tỷ lệ hoặc số lượng, ví dụ: trên 95%; 15/15 chỉ tiêu"
    elif is_bare and has_counts and kind in _SHARE_MEASURES:
        expected = "mức đề ra ghi rõ dấu % hoặc đơn vị, ví dụ: 85%; 85 hồ sơ"
    else:
        return None
    values = {"measure": MEASURE_WORDS[kind], "expected": expected, "code": indicator.code}
    return diagnostic("QM407", indicator.target.reference, column="Mức đề ra", found=target.phrase, **values)


def _declared_no_cases(setting: Setting, counted: Measurement, found: list[Diagnostic]) -> Measurement:
    cases = int(counted.denominator or 0) + counted.unusable
    if counted.register:
        register = counted.register
        cases = register.carried_over + register.received + register.by_class[TimeClass.UNREADABLE]
    if not cases:
        return replace(counted, is_no_cases=True)
    word = DIRECT_WORDS[DirectWord.NO_CASES]
    found.append(diagnostic("QM313", setting.direct_cell, column="Ghi trực tiếp", found=word, count=cases))
    return Measurement()


def _check_declared(setting: Setting, counted: Measurement, found: list[Diagnostic]) -> None:
    """The table decides; a figure typed beside it that does not agree is a warning."""
    typed, result = setting.direct, setting.indicator.result
    if not isinstance(typed, Decimal) or result is None or counted.denominator is None or counted.numerator is None:
        return
    if setting.scale in {Scale.COUNT_OF, Scale.NUMBER}:
        agrees, texts = typed == counted.numerator, (f"{typed:f}", str(counted.numerator))
    else:
        readings = [number for number in (typed, result.direct.alternative) if isinstance(number, Decimal)]
        ratio = counted.numerator / counted.denominator if counted.denominator else None
        agrees = ratio is not None and any(_agrees(number, ratio) for number in readings)
        texts = (_percent(Fraction(typed)), "0/0" if ratio is None else _percent(ratio))
    if not agrees:
        values = {"found": texts[0], "counted": texts[1]}
        found.append(diagnostic("QM302", setting.direct_cell, column="Ghi trực tiếp", **values))


def _agrees(typed: Decimal, ratio: Fraction) -> bool:
    """Whether a typed percentage is the ratio rounded half up or cut off at its decimals (contract.md §4, EV27)."""
    exponent = typed.normalize().as_tuple().exponent
    step = Fraction(10) ** min(exponent if isinstance(exponent, int) else 0, -2)
    return -step / 2 <= ratio - Fraction(typed) < step


def _percent(ratio: Fraction) -> str:
    return number_text(half_up(ratio * 100, DECLARED_DECIMALS)) + "%"


def _check_typed_counts(indicator: Indicator, counted: Measurement, found: list[Diagnostic]) -> None:
    """A number typed over a grey count: the table decides, a difference is a warning."""
    if indicator.result is None or counted.denominator is None:
        return
    pairs = (
        ("Số đạt", indicator.result.numerator, counted.numerator),
        ("Tổng số", indicator.result.denominator, counted.denominator),
    )
    for column, entry, number in pairs:
        if entry.value is not None and number is not None and Fraction(entry.value) != number:
            values = {"found": entry.value, "table": number}
            found.append(diagnostic("QM301", entry.reference, column=column, **values))


def ratio(setting: Setting, found: list[Diagnostic]) -> Measurement:
    """Tỷ lệ: the sums of the optional detail table, or typed counts."""
    table, result = setting.table, setting.indicator.result
    if isinstance(table, DetailTable):
        filled = [row for row in table.rows if any(_count(row, key) is not None for key in _BOTH)]
        rows = tuple(row for row in selected_rows(setting, table) if row in filled)
        say_left_out(setting, table, len(filled) - len(rows), found)
        if filled:
            return _summed(setting, rows, found) if rows else none_of_the_period(table, len(filled), found)
    if result is None or result.denominator.value is None:
        return Measurement()
    if result.numerator.value is None and result.denominator.value:
        return Measurement()
    top, bottom = Fraction(result.numerator.value or 0), Fraction(result.denominator.value)
    return _counted(setting, top, bottom, result.numerator.reference, found)


def _count(row: TableRow, key: str) -> Decimal | None:
    value = row.value(key)
    return value if isinstance(value, Decimal) else None


def _summed(setting: Setting, rows: tuple[TableRow, ...], found: list[Diagnostic]) -> Measurement:
    """Both numbers of every row, each a part of its whole."""
    is_whole = True
    for row in rows:
        top, bottom = _count(row, "numerator"), _count(row, "denominator")
        if top is None or bottom is None:
            _say_half(setting, row.entries["numerator" if top is None else "denominator"], found)
        elif top > bottom and setting.scale is not Scale.NUMBER:
            _say_over(top, bottom, row.entries["numerator"].reference, found)
        else:
            continue
        is_whole = False
    if not is_whole:
        return Measurement()
    where = rows[0].entries["numerator"].reference
    return _counted(setting, total(rows, "numerator"), total(rows, "denominator"), where, found)


def _say_half(setting: Setting, entry: Entry[object], found: list[Diagnostic]) -> None:
    """One number of a row without the other; of one that cannot be read the reader has spoken."""
    if entry.is_blank:
        values = {
            "code": setting.indicator.code,
            "missing": "đủ Số đạt và Tổng số",
            "needed": "Số đạt và Tổng số của từng dòng",
            "advice": " ở dòng này",
        }
        found.append(diagnostic("QM214", entry.reference, column="Số đạt, Tổng số", **values))


def _counted(
    setting: Setting, top: Fraction, bottom: Fraction, where: CellReference | None, found: list[Diagnostic]
) -> Measurement:
    if top > bottom and setting.scale is not Scale.NUMBER:
        _say_over(top, bottom, where, found)
        return Measurement()
    if not bottom:
        return Measurement(top, bottom, is_no_cases=True)
    return share(top, bottom, scale=setting.scale)


def _say_over(
    top: Decimal | Fraction, bottom: Decimal | Fraction, where: CellReference | None, found: list[Diagnostic]
) -> None:
    """A share of a whole cannot pass 100 %."""
    values = {"numerator": int(top), "denominator": int(bottom)}
    found.append(diagnostic("QM215", where, column="Số đạt", found=int(top), **values))


def declared(setting: Setting, found: list[Diagnostic]) -> Measurement:
    """Ghi trực tiếp: a typed figure, or a word where the target is yes/no."""
    indicator, value = setting.indicator, setting.direct
    target = indicator.target.value
    if value is DirectWord.NO_CASES:
        return Measurement(is_no_cases=True)
    if target is not None and target.comparator in COMPLETIONS:
        return judgement(setting, found)
    if isinstance(value, DirectWord):
        values = {"found": setting.typed_direct}
        found.append(diagnostic("QM202", setting.direct_cell, column="Ghi trực tiếp", **values))
        return Measurement()
    if not isinstance(value, Decimal):
        return Measurement()
    number = Fraction(value)
    return Measurement(value=number, low=number, high=_second_reading(indicator, number), is_declared=True)


def _second_reading(indicator: Indicator, number: Fraction) -> Fraction:
    alternative = indicator.result.direct.alternative if indicator.result else None
    return Fraction(alternative) if isinstance(alternative, Decimal) else number


def judgement(setting: Setting, found: list[Diagnostic]) -> Measurement:
    """Tự đánh giá: Đạt, Chưa đạt, or the day it was finished."""
    indicator, value = setting.indicator, setting.direct
    target = indicator.target.value
    if value is DirectWord.NO_CASES:
        return Measurement(is_no_cases=True)
    if isinstance(value, date):
        if value > setting.cut_off:
            values = {"found": day_text(value), "cut_off": day_text(setting.cut_off)}
            found.append(diagnostic("QM408", setting.direct_cell, column="Ghi trực tiếp", **values))
        return Measurement(is_done=value <= setting.cut_off, done_on=value, is_declared=True)
    if isinstance(value, Decimal):
        choices = ", ".join(DIRECT_WORDS.values()) + ", hoặc ngày hoàn thành"
        values = {"found": setting.typed_direct, "choices": choices}
        found.append(diagnostic("QM204", setting.direct_cell, column="Ghi trực tiếp", **values))
    if not isinstance(value, DirectWord):
        return Measurement()
    if value is DirectWord.MET and target is not None and target.deadline:
        values = {"code": indicator.code, "deadline": day_text(target.deadline)}
        found.append(diagnostic("QM405", setting.direct_cell, column="Ghi trực tiếp", **values))
    return Measurement(is_done=value is DirectWord.MET, is_declared=True)


MEASURES: Mapping[Measure, Callable[[Setting, list[Diagnostic]], Measurement]] = {
    Measure.RATIO: ratio,
    Measure.ON_TIME: on_time,
    Measure.CHECKLIST: checklist,
    Measure.SURVEY: survey,
    Measure.PLAN: plan,
    Measure.DECLARED: declared,
    Measure.JUDGEMENT: judgement,
}
