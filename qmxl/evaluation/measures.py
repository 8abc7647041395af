"""One function per way to measure, and one table of them: indicator -> Measurement."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qmxl.contract.choices import DIRECT_WORDS, MEASURE_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import DIRECT_MEASURES, SHARE_MEASURES
from qmxl.contract.words import day_text
from qmxl.evaluation.checklists import checklist, register_owner
from qmxl.evaluation.plans import plan
from qmxl.evaluation.setting import (
    Setting,
    column_texts,
    none_selected,
    row_names,
    say_left_out,
    say_over,
    selected_rows,
    share,
    total,
    typed_text,
)
from qmxl.evaluation.showing import DECLARED_DECIMALS, agrees, half_up, number_text
from qmxl.evaluation.surveys import neutral_counts, survey, survey_sums
from qmxl.evaluation.time_limits import basis_of, on_time, other_bases
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.evaluation import Measurement, TimeClass
from qmxl.model.references import CellReference
from qmxl.model.submission import DetailTable, DirectWord, Entry, Indicator, Measure, Table, TableRow
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

MOST_VALUES_NAMED = 8
_BOTH = ("numerator", "denominator")


def measure(setting: Setting, found: list[Diagnostic]) -> Measurement:
    """The figure of one indicator, by its way to measure; a declared one where there is nothing to count."""
    kind = setting.indicator.measure.value
    if kind is None:
        return Measurement()
    own: list[Diagnostic] = []
    counted = MEASURES[kind](setting, own)
    found.extend(own)
    has_error = setting.indicator.is_blocked or any(d.severity is Severity.ERROR for d in own)
    if has_error:
        return counted
    beside = _beside_counts if kind in DIRECT_MEASURES else _beside_declared
    return beside(setting, counted, found)


def _beside_counts(setting: Setting, measured: Measurement, found: list[Diagnostic]) -> Measurement:
    """What stands in `Ghi trực tiếp`, held against numbers typed into the hatched cells beside it."""
    if setting.direct is DirectWord.NO_CASES:
        return _declared_no_cases(setting, measured, found)
    misfit = None if setting.direct is None else _misfit(setting.indicator, has_counts=False)
    if misfit:
        found.append(misfit)
        return Measurement()
    _say_unused(setting, measured, found)
    return measured


def _beside_declared(setting: Setting, counted: Measurement, found: list[Diagnostic]) -> Measurement:
    """What was counted, held against `Ghi trực tiếp`, which stands in where nothing was."""
    _check_typed_counts(setting, counted, found)
    if setting.direct is DirectWord.NO_CASES:
        return _declared_no_cases(setting, counted, found)
    if setting.table is not None and counted.is_unmatched:
        _say_unmatched(setting.indicator, setting.table, found)
        return replace(counted, value=None, low=None, high=None, is_no_cases=False, is_open_only=False)
    has_counts = counted.denominator is not None
    if not has_counts and setting.direct is not None and not _has_half(setting.indicator):
        found.append(diagnostic("QM403", setting.direct_cell, column="Ghi trực tiếp", code=setting.indicator.code))
        instead = declared(setting, found)
        _say_unused(setting, instead, found)
        return instead
    misfit = _misfit(setting.indicator, has_counts=has_counts)
    if misfit:
        found.append(misfit)
        return Measurement()
    _check_declared(setting, counted, found)
    return counted


def _misfit(indicator: Indicator, *, has_counts: bool) -> Diagnostic | None:
    """A yes/no target asks nothing of a count, a word nothing of a number, and a bare "85" may be 85 cases or 85 %."""
    target, kind = indicator.target.value, indicator.measure.value
    if target is None or kind is None or kind is Measure.DECLARED:
        return None
    is_bare = target.scale is Scale.NUMBER and not target.unit and bool(target.level)
    if kind is Measure.JUDGEMENT:
        if target.comparator in COMPLETIONS:
            return None
        expected = "mức đề ra là một việc, ví dụ: Thực hiện; Hoàn thành trước ngày 30/9/2026"
    elif target.comparator in COMPLETIONS:
        expected = "mức đề ra là tỷ lệ hoặc số lượng, ví dụ: trên 95%; 15/15 chỉ tiêu"
    elif is_bare and has_counts and kind in SHARE_MEASURES:
        expected = "mức đề ra ghi rõ dấu % hoặc đơn vị, ví dụ: 85%; 85 hồ sơ"
    else:
        return None
    values = {"measure": MEASURE_WORDS[kind], "expected": expected, "code": indicator.code}
    return diagnostic("QM407", indicator.target.reference, column="Mức đề ra", found=target.phrase, **values)


def _declared_no_cases(setting: Setting, counted: Measurement, found: list[Diagnostic]) -> Measurement:
    cases = int(_typed_cases(setting.indicator) if counted.denominator is None else counted.denominator)
    cases += counted.unusable
    if counted.register:
        register = counted.register
        cases = register.carried_over + register.received + register.by_class[TimeClass.UNREADABLE]
    if not cases:
        return replace(counted, is_no_cases=True)
    word = DIRECT_WORDS[DirectWord.NO_CASES]
    found.append(diagnostic("QM313", setting.direct_cell, column="Ghi trực tiếp", found=word, count=cases))
    return Measurement()


def _say_unmatched(indicator: Indicator, table: Table, found: list[Diagnostic]) -> None:
    """A condition that asks for what stands in no row, and what does stand there."""
    condition = next(c for c in indicator.conditions if not c.matching)
    texts = dict.fromkeys(text.strip() for text in column_texts(table, condition.key) if text.strip())
    known = ", ".join(f"“{text}”" for text in list(texts)[:MOST_VALUES_NAMED]) or "(cột còn trống)"
    more = f" và {len(texts) - MOST_VALUES_NAMED} giá trị nữa" if len(texts) > MOST_VALUES_NAMED else ""
    where, typed = indicator.condition.reference, indicator.condition.value
    values = {"header": condition.header, "values": known + more}
    found.append(diagnostic("QM353", where, column="Điều kiện", found=typed, **values))


def _typed_counts(indicator: Indicator) -> tuple[tuple[str, Entry[Decimal]], ...]:
    result = indicator.result
    return (("Số đạt", result.numerator), ("Tổng số", result.denominator)) if result else ()


def _typed_cases(indicator: Indicator) -> Decimal:
    """The larger of the numbers typed in Số đạt and Tổng số where staff may type them, or in the hatched cells."""
    if indicator.measure.value not in DIRECT_MEASURES | {Measure.RATIO}:
        return Decimal(0)
    return max((entry.value or Decimal(0) for _, entry in _typed_counts(indicator)), default=Decimal(0))


def _has_half(indicator: Indicator) -> bool:
    """Whether one of the typed counts is there: a declared figure stands in only where both are blank (EV26)."""
    is_typed = indicator.measure.value is Measure.RATIO
    return is_typed and any(not entry.is_blank for _, entry in _typed_counts(indicator))


def _say_unused(setting: Setting, measured: Measurement, found: list[Diagnostic]) -> None:
    """Numbers that this way to measure does not use: a warning where they are not the figure it does use."""
    counts = _typed_counts(setting.indicator)
    typed = [(column, entry) for column, entry in counts if entry.value or entry.raw is not None]
    kind = setting.indicator.measure.value
    if not typed or kind is None:
        return
    top, bottom = (entry.value for _, entry in counts)
    code = "QM352" if measured.value is not None and _is_told(setting, measured.value, top, bottom) else "QM351"
    columns = " và ".join(column for column, _ in typed)
    texts = {"columns": columns, "measure": MEASURE_WORDS[kind], "code": setting.indicator.code}
    quoted = ", ".join(typed_text(entry.value if entry.raw is None else entry.raw) for _, entry in typed)
    found.append(diagnostic(code, typed[0][1].reference, column=typed[0][0], found=quoted, **texts))


def _is_told(setting: Setting, value: Fraction, top: Decimal | None, bottom: Decimal | None) -> bool:
    """Whether typed counts say the same as the declared figure."""
    if setting.scale is not Scale.SHARE:
        return top is not None and Fraction(top) == value
    typed = setting.direct
    if not isinstance(typed, Decimal) or top is None or not bottom:
        return False
    return agrees(typed, Fraction(top) / Fraction(bottom))


def _check_declared(setting: Setting, counted: Measurement, found: list[Diagnostic]) -> None:
    """The table decides; a figure typed beside it that does not agree is a warning."""
    typed, result = setting.direct, setting.indicator.result
    if not isinstance(typed, Decimal) or result is None or counted.denominator is None or counted.numerator is None:
        return
    if setting.scale in {Scale.COUNT_OF, Scale.NUMBER}:
        is_same, texts = typed == counted.numerator, (f"{typed:f}", str(counted.numerator))
    else:
        readings = [number for number in (typed, result.direct.alternative) if isinstance(number, Decimal)]
        ratio = counted.numerator / counted.denominator if counted.denominator else None
        is_same = ratio is not None and any(agrees(number, ratio) for number in readings)
        texts = (_percent(Fraction(typed)), "0/0" if ratio is None else _percent(ratio))
    if not is_same:
        values = {"found": texts[0], "counted": texts[1]}
        found.append(diagnostic("QM302", setting.direct_cell, column="Ghi trực tiếp", **values))


def _percent(ratio: Fraction) -> str:
    return number_text(half_up(ratio * 100, DECLARED_DECIMALS)) + "%"


def _check_typed_counts(setting: Setting, counted: Measurement, found: list[Diagnostic]) -> None:
    """A number typed over a grey count: the table decides, a difference is a warning."""
    numbers = (counted.numerator, counted.denominator)
    for (column, entry), number in zip(_typed_counts(setting.indicator), numbers, strict=False):
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
            return _summed(setting, rows, found) if rows else none_selected(setting, table, found)
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
        if top is None and bottom == 0 and row.entries["numerator"].is_blank:
            continue  # no case in this part
        if top is None or bottom is None:
            _say_half(setting, row.entries["numerator" if top is None else "denominator"], found)
        elif top > bottom and setting.scale is not Scale.NUMBER:
            say_over(top, bottom, row.entries["numerator"].reference, found)
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
        say_over(top, bottom, where, found)
        return Measurement()
    if not bottom:
        return Measurement(top, bottom, is_no_cases=True)
    return share(top, bottom, scale=setting.scale)


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
