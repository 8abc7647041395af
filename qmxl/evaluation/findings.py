"""What is said of a verdict: why there is none, what it rests on, what stands against it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from qmxl.contract.choices import BASIS_WORDS, HEAVY_CASE, STATUS_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.words import day_text
from qmxl.evaluation.checklists import answer_column, unusable_answers
from qmxl.evaluation.judging import MET_STATUSES, Judgement, compare, is_due_later
from qmxl.evaluation.plans import rows_without_figure
from qmxl.evaluation.setting import Setting, header_cell, row_names, selected_rows, typed_text
from qmxl.evaluation.showing import (
    DECLARED_DECIMALS,
    agrees,
    half_up,
    nearest_bound,
    number_text,
    on_scale,
    shown,
    shown_decimals,
)
from qmxl.evaluation.surveys import neutral_counts, survey_sums, unreadable_answers
from qmxl.evaluation.time_limits import basis_of, other_bases
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.evaluation import TIME_CLASSES, Measurement, Status, TimeClass
from qmxl.model.references import CellReference
from qmxl.model.submission import DetailTable, DisputedText, Entry, Measure, Register, Table
from qmxl.model.targets import COMPLETIONS, Scale, Target

_UNREADABLE = TIME_CLASSES.index(TimeClass.UNREADABLE)
_A_YEAR = timedelta(days=366)
_LAST_DIGIT = 10**14
"""One in the fifteenth significant digit."""
MOST_TEXTS_QUOTED = 5
_CURE_OF_DISPUTED = " (trước hết đổi tên hoặc xóa cột trùng tên theo cảnh báo QM113)"
_SAYS_NOTHING = frozenset({"", "Chạy lại qmxl", "Chưa phải số", STATUS_WORDS[Status.NO_DATA]})
"""What a grey cell shows before anything is computed: of an untouched template, or of an edited target."""
_JUDGED = MET_STATUSES | {Status.NOT_MET}
_NEEDED = {
    Measure.RATIO: "Số đạt và Tổng số",
    Measure.ON_TIME: "các dòng của sổ theo dõi",
    Measure.CHECKLIST: "các dòng của danh mục, mỗi dòng ghi Có hoặc Không",
    Measure.SURVEY: "số phiếu theo từng mức hài lòng",
    Measure.PLAN: "kế hoạch và thực hiện của từng chỉ tiêu",
    Measure.DECLARED: "số liệu ở ô Ghi trực tiếp",
    Measure.JUDGEMENT: "Đạt, Chưa đạt hoặc ngày hoàn thành ở ô Ghi trực tiếp",
}


@dataclass(frozen=True, eq=False)
class Judged:
    """One indicator, its figure and the verdict on it; `decimals` are the least its figure is shown with."""

    setting: Setting
    measurement: Measurement
    judgement: Judgement
    decimals: int

    @property
    def target(self) -> Target | None:
        return self.setting.indicator.target.value

    @cached_property
    def shown(self) -> str | None:
        """The figure as the report says it."""
        return shown(self.measurement, self.target, self.decimals) if self.target else None


@dataclass(frozen=True, slots=True)
class _Unusable:
    """Rows that could not be used, and the rules that say so where the verdict does or does not hang on them.

    `column` is where they are at fault, where that is one column, `typed` what stands there.
    """

    rows: tuple[int, ...]
    settled: str | None
    undecided: str
    column: int | None = None
    typed: tuple[str, ...] = ()


def say_why(judged: Judged, own: Sequence[Diagnostic], found: list[Diagnostic]) -> None:
    """NO_DATA always has a diagnostic naming the cell; a deferred gap is a note."""
    indicator, judgement = judged.setting.indicator, judged.judgement
    if judgement.is_undecided:
        _say_undecided(judged, found)
    elif judgement.is_missing and judgement.status is Status.DEFERRED:
        found.append(diagnostic("QM404", _first_cell(judged.setting), code=indicator.code))
    else:
        say_missing(judged, own, found)
    if not judgement.is_undecided:
        _say_settled(judged, found)


def say_missing(judged: Judged, own: Sequence[Diagnostic], found: list[Diagnostic]) -> None:
    """A figure that a verdict needs and that is not there, unless another error says why."""
    setting = judged.setting
    if judged.judgement.is_missing and not any(d.severity is Severity.ERROR for d in own):
        found.append(_nothing_to_judge(setting))


def say_beside(judged: Judged, found: list[Diagnostic]) -> None:
    """What stands beside a verdict: missing causes, cut-off dates, other bases, means of rows."""
    if judged.setting.indicator.result is None:
        return
    _say_cause(judged, found)
    _say_cut_off(judged, found)
    _say_typed_over(judged, found)
    if judged.judgement.status in _JUDGED or judged.measurement.is_open_only:
        _say_other_bases(judged, found)
    if judged.judgement.status in _JUDGED:
        _say_survey_mean(judged, found)
        _say_weight(judged, found)
        _say_other_total(judged, found)


def _nothing_to_judge(setting: Setting) -> Diagnostic:
    """What is missing, and how to say that nothing arose: only typed counts take a 0 in `Tổng số`."""
    indicator = setting.indicator
    measure, result = indicator.measure.value, indicator.result
    needed = _NEEDED[measure] if measure else "số liệu"
    is_counted = measure is Measure.RATIO and setting.table is None
    zero = "ghi 0 vào Tổng số hoặc " if is_counted else ""
    missing, advice = "số liệu", f"; nếu trong kỳ không phát sinh, {zero}chọn Chưa phát sinh ở Ghi trực tiếp"
    if is_counted and result and (result.numerator.value is None) != (result.denominator.value is None):
        missing, advice = ("Số đạt" if result.numerator.value is None else "Tổng số"), ""
    values = {"code": indicator.code, "missing": missing, "needed": needed, "advice": advice}
    return diagnostic("QM214", _first_cell(setting), **values)


def _first_cell(setting: Setting) -> CellReference | None:
    """The cell a clerk has to fill first."""
    indicator, table = setting.indicator, setting.table
    typed = indicator.measure.value in {Measure.RATIO, Measure.DECLARED, Measure.JUDGEMENT}
    if table is not None and not typed:
        return CellReference(table.sheet, table.header_row + 1, table.columns[0].column)
    if indicator.result is None:
        return indicator.target.reference
    if indicator.measure.value is not Measure.RATIO:
        return indicator.result.direct.reference
    has_top = indicator.result.numerator.value is not None
    return (indicator.result.denominator if has_top else indicator.result.numerator).reference


def _unusable(judged: Judged) -> _Unusable | None:
    setting, classes = judged.setting, judged.measurement.classes
    if isinstance(setting.table, Register) and classes is not None:
        rows = tuple(setting.table.row_numbers[classes == _UNREADABLE].tolist())
        return _Unusable(rows, "QM308", "QM309") if rows else None
    if answers := unusable_answers(setting):
        quotable = (raw for raw in answers.values() if raw not in {None, ""} and not isinstance(raw, DisputedText))
        typed = tuple(dict.fromkeys(map(typed_text, quotable)))
        return _Unusable(tuple(answers), "QM315", "QM316", answer_column(setting), typed)
    if rows := unreadable_answers(setting):
        return _Unusable(rows, "QM329", "QM330")
    if rows := rows_without_figure(judged.measurement):
        return _Unusable(rows, None, "QM332")
    return None


def _say_rows(code: str, unusable: _Unusable, table: Table, found: list[Diagnostic]) -> None:
    column = unusable.column or table.columns[0].column
    row = unusable.rows[0]
    where = table.cell(row, column) if isinstance(table, Register) else CellReference(table.sheet, row, column)
    quoted = ", ".join(f"“{text}”" for text in unusable.typed[:MOST_TEXTS_QUOTED])
    texts = {"rows": row_names(unusable.rows, table), "typed": f" (có ô ghi {quoted})" if quoted else ""}
    texts["suggestion"] = _CURE_OF_DISPUTED if _has_disputed(table, unusable.rows) else ""
    found.append(diagnostic(code, where, found=quoted or None, count=len(unusable.rows), **texts))


def _has_disputed(table: Table, rows: Collection[int]) -> bool:
    """Whether two like columns differ in one of these rows (QM113)."""
    if isinstance(table, Register):
        return any(isinstance(raw, DisputedText) and row in rows for (row, _), raw in table.unreadable.items())
    entries = (entry for row in table.rows if row.row in rows for entry in row.entries.values())
    return any(isinstance(entry.raw, DisputedText) for entry in entries)


def _say_undecided(judged: Judged, found: list[Diagnostic]) -> None:
    unusable, table = _unusable(judged), judged.setting.table
    if unusable and table:
        _say_rows(unusable.undecided, unusable, table, found)
    else:
        _say_two_readings("QM210", judged, found)


def _say_settled(judged: Judged, found: list[Diagnostic]) -> None:
    """What could not be read, though the verdict does not hang on it; an unfinished checklist may wait for its day."""
    status, table = judged.judgement.status, judged.setting.table
    unusable = _unusable(judged)
    is_waiting = status is Status.DEFERRED and not isinstance(table, Register)
    if unusable and unusable.settled and table and status is not Status.NO_DATA and not is_waiting:
        _say_rows(unusable.settled, unusable, table, found)
    if judged.measurement.is_declared and judged.measurement.high != judged.measurement.low and status in _JUDGED:
        _say_two_readings("QM230", judged, found)


def _say_two_readings(code: str, judged: Judged, found: list[Diagnostic]) -> None:
    result, target, measurement = judged.setting.indicator.result, judged.target, judged.measurement
    if result is None or target is None:
        return
    low, high = (number_text(on_scale(v or Fraction(0), target)) + "%" for v in (measurement.low, measurement.high))
    entry = result.direct
    found.append(
        diagnostic(code, entry.reference, column="Ghi trực tiếp", found=typed_text(entry.raw), low=low, high=high)
    )


def _say_cause(judged: Judged, found: list[Diagnostic]) -> None:
    indicator = judged.setting.indicator
    if indicator.result is None or judged.judgement.status is not Status.NOT_MET:
        return
    parts = (("Nguyên nhân", indicator.result.cause), ("Giải pháp", indicator.result.solution))
    blank = [(column, entry) for column, entry in parts if entry.is_blank]
    if blank:
        column, entry = blank[0]
        missing = " và ".join(column.lower() for column, _ in blank)
        values = {"code": indicator.code, "objective": indicator.objective, "missing": missing}
        found.append(diagnostic("QM401", entry.reference, column=column, **values))


def _say_typed_over(judged: Judged, found: list[Diagnostic]) -> None:
    """What stands in the grey cells Kết quả and Đánh giá, held against what was found."""
    result, status = judged.setting.indicator.result, judged.judgement.status
    if result is None:
        return
    texts: dict[str, tuple[Entry[Decimal | str], str]] = {"Đánh giá": (result.status, STATUS_WORDS[status])}
    if (
        status is not Status.NO_DATA and judged.target is not None and result.value.value is not None
    ):  # the cell may show what a figure comes to before it is known to be unusable
        texts["Kết quả"] = (result.value, _computed_text(judged))
    for column, (entry, computed) in texts.items():
        if entry.value is None or _says_nothing(entry, computed) or _is_same(entry.value, computed, judged):
            continue
        typed = _quoted(entry.value, entry.raw, judged)
        values = {"column_name": column, "computed": computed or "chưa có"}
        found.append(diagnostic("QM364", entry.reference, column=column, found=typed, **values))


def _says_nothing(entry: Entry[Decimal | str], computed: str) -> bool:
    """Whether a grey cell waits for its formula; 0 is what some programs store for one whose value is a text."""
    if isinstance(entry.raw, str):
        return entry.raw.strip() in _SAYS_NOTHING
    return entry.raw == 0 and not computed[:1].isdigit()


def _computed_text(judged: Judged) -> str:
    """The cell Kết quả as the report shows it; blank where there is none."""
    return "" if judged.judgement.status is Status.NO_CASES else judged.shown or ""


def _is_same(typed: Decimal | str, computed: str, judged: Judged) -> bool:
    """Whether a cell says what was found; a number may be rounded, or cut off."""
    if isinstance(typed, str):
        return " ".join(typed.split()).casefold() == computed.casefold()
    value = judged.measurement.value
    return bool(computed) and value is not None and (agrees(typed, value) or _is_as_computed(typed, value))


def _is_as_computed(typed: Decimal, value: Fraction) -> bool:
    """Whether a number is what a spreadsheet computes: of its 15 digits the last may be one off the exact ratio's."""
    (top, bottom), (typed_top, typed_bottom) = value.as_integer_ratio(), typed.as_integer_ratio()
    return abs(typed_top * bottom - top * typed_bottom) * _LAST_DIGIT <= abs(top) * typed_bottom


def _quoted(typed: Decimal | str, raw: object, judged: Judged) -> str:
    is_share = judged.target is not None and judged.target.scale is Scale.SHARE
    if isinstance(typed, Decimal) and is_share and not isinstance(raw, str):
        return number_text(half_up(Fraction(typed) * 100, DECLARED_DECIMALS)) + "%"
    return typed_text(raw)


def _say_cut_off(judged: Judged, found: list[Diagnostic]) -> None:
    indicator, last = judged.setting.indicator, judged.setting.period.last
    typed = indicator.result.cut_off if indicator.result else None
    if typed is None or typed.value is None or typed.value == last:
        return
    odd = _odd_day(typed.value, judged.setting)
    texts = {"code": indicator.code, "cut_off": day_text(typed.value), "last": day_text(last), "odd": odd}
    code = "QM360" if odd else "QM402"
    found.append(diagnostic(code, typed.reference, column="Số liệu đến ngày", found=day_text(typed.value), **texts))


def _odd_day(cut_off: date, setting: Setting) -> str | None:
    """Why figures can hardly go up to this day."""
    reported = setting.submission.information.day("report_date")
    if cut_off < setting.period.first:
        return f"trước ngày đầu kỳ ({day_text(setting.period.first)})"
    if reported is not None and cut_off > reported:
        return f"sau Ngày báo cáo ({day_text(reported)})"
    return "sau khi kỳ báo cáo kết thúc hơn một năm" if cut_off > setting.period.last + _A_YEAR else None


def _say_other_bases(judged: Judged, found: list[Diagnostic]) -> None:
    """Where another choice of `Tính trên` would change the verdict, both are said."""
    setting, counts, target = judged.setting, judged.measurement.register, judged.target
    indicator, table = setting.indicator, setting.table
    if counts is None or table is None or target is None or target.comparator in COMPLETIONS:
        return
    if indicator.waits(setting.period):
        return
    for basis, other in other_bases(indicator, counts, table).items():
        status = _status_of(other, target, setting)
        if status is not judged.judgement.status:
            texts = {
                "code": indicator.code,
                "basis": BASIS_WORDS[basis_of(indicator)],
                "status": STATUS_WORDS[judged.judgement.status],
                "shown": judged.shown or "–",
                "other_basis": BASIS_WORDS[basis],
                "other_status": STATUS_WORDS[status],
                "other_shown": shown(other, target, judged.decimals) or "–",
            }
            found.append(diagnostic("QM312", indicator.basis.reference, column="Tính trên", **texts))


def _say_other_total(judged: Judged, found: list[Diagnostic]) -> None:
    """A target of 16/18 is counted out of 18; of a plan, its rows are held against that (QM318)."""
    target, measurement = judged.target, judged.measurement
    is_plan = measurement.bands is not None
    if target is None or target.total is None or measurement.denominator is None or is_plan:
        return
    counted = measurement.denominator + measurement.unusable
    if counted != target.total:
        indicator = judged.setting.indicator
        where = indicator.result.denominator.reference if indicator.result else indicator.target.reference
        texts = {"total": target.total, "counted": counted, "code": indicator.code}
        found.append(diagnostic("QM350", where, column="Tổng số", **texts))


def _say_weight(judged: Judged, found: list[Diagnostic]) -> None:
    """How much one case weighs where that is much, or more than the distance to the target (EV125)."""
    target, measurement = judged.target, judged.measurement
    bottom, value = measurement.denominator, measurement.value
    is_counted = not measurement.is_declared and measurement.bands is None
    if target is None or target.scale is not Scale.SHARE or not is_counted or not bottom or value is None:
        return
    weight = 100 / bottom
    bound = nearest_bound(value, target)
    distance = abs(value - bound) * 100 if bound is not None else Fraction(0)
    if weight < HEAVY_CASE and not 0 < distance < weight:
        return
    landmarks = (Fraction(0),) if distance == weight else (Fraction(0), distance)  # what is equal is so at no decimals
    decimals = shown_decimals(weight, landmarks, judged.decimals)
    texts = {"bottom": number_text(bottom), "weight": number_text(half_up(weight, decimals))}
    texts["decisive"] = _IS_DECISIVE if 0 < distance < weight else ""
    result = judged.setting.indicator.result
    where = result.denominator.reference if result else None
    found.append(diagnostic("QM465", where, column="Tổng số", code=judged.setting.indicator.code, **texts))


_IS_DECISIVE = ", nhiều hơn khoảng cách đến mức đề ra: một trường hợp khác đi thì kết luận có thể đổi"


def _status_of(measured: Measurement, target: Target, setting: Setting) -> Status:
    """Verdict on what another choice of `Tính trên` gives."""
    if measured.is_open_only or measured.value is None:
        return Status.DEFERRED
    status = compare(measured.value, target)
    waits = status is Status.NOT_MET and is_due_later(setting.indicator, setting.cut_off)
    return Status.DEFERRED if waits else status


def _say_survey_mean(judged: Judged, found: list[Diagnostic]) -> None:
    """A mean of the rows that gives another verdict is said (EV46)."""
    setting, target, table = judged.setting, judged.target, judged.setting.table
    is_survey = setting.indicator.measure.value is Measure.SURVEY and not judged.measurement.is_declared
    if not is_survey or not isinstance(table, DetailTable) or target is None or target.scale is not Scale.SHARE:
        return
    mean = _mean_of_rows(setting, table)
    other = None if mean is None else compare(mean, target)
    if other and other is not judged.judgement.status:
        texts = {
            "status": STATUS_WORDS[judged.judgement.status],
            "shown": judged.shown,
            "other_status": STATUS_WORDS[other],
            "other_shown": shown(Measurement(value=mean), target, judged.decimals),
        }
        found.append(diagnostic("QM321", header_cell(table), **texts))


def _mean_of_rows(setting: Setting, table: DetailTable) -> Fraction | None:
    counts = neutral_counts(setting.submission)
    sums = [survey_sums([row], setting.indicator, neutral_counts=counts) for row in selected_rows(setting, table)]
    shares = [good / whole for good, whole in sums if whole]
    return sum(shares, Fraction(0)) / len(shares) if shares else None
