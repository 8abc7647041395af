"""What is said of a verdict: why there is none, what it rests on, what stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qmxl.contract.choices import BASIS_WORDS, STATUS_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.words import day_text
from qmxl.evaluation.checklists import blank_answers
from qmxl.evaluation.judging import MET_STATUSES, Judgement, compare
from qmxl.evaluation.plans import rows_without_figure
from qmxl.evaluation.setting import Setting, header_cell, row_names, selected_rows
from qmxl.evaluation.showing import number_text, on_scale, shown
from qmxl.evaluation.surveys import neutral_counts, survey_sums, unreadable_answers
from qmxl.evaluation.time_limits import basis_of, other_bases
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.evaluation import TIME_CLASSES, Measurement, Status, TimeClass
from qmxl.model.references import CellReference
from qmxl.model.submission import DetailTable, Measure, Register, Table
from qmxl.model.targets import COMPLETIONS, Scale, Target

_UNREADABLE = TIME_CLASSES.index(TimeClass.UNREADABLE)
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


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One indicator, its figure and the verdict on it; `decimals` are the least its figure is shown with."""

    setting: Setting
    measurement: Measurement
    judgement: Judgement
    decimals: int

    @property
    def target(self) -> Target | None:
        return self.setting.indicator.target.value


@dataclass(frozen=True, slots=True)
class _Unusable:
    """Rows that could not be used, and the rules that say so where the verdict does or does not hang on them."""

    rows: tuple[int, ...]
    settled: str | None
    undecided: str


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
        found.append(diagnostic("QM214", _first_cell(setting), code=setting.indicator.code, needed=_needed(setting)))


def say_beside(judged: Judged, found: list[Diagnostic]) -> None:
    """What stands beside a verdict: missing causes, cut-off dates, other bases, means of rows."""
    if judged.setting.indicator.result is None:
        return
    _say_cause(judged, found)
    _say_cut_off(judged, found)
    if judged.judgement.status in _JUDGED:
        _say_other_bases(judged, found)
        _say_survey_mean(judged, found)


def _needed(setting: Setting) -> str:
    measure = setting.indicator.measure.value
    return _NEEDED[measure] if measure else "số liệu"


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
    if rows := blank_answers(setting):
        return _Unusable(rows, "QM315", "QM316")
    if rows := unreadable_answers(setting):
        return _Unusable(rows, "QM329", "QM330")
    if rows := rows_without_figure(judged.measurement):
        return _Unusable(rows, None, "QM332")
    return None


def _row_cell(table: Table, row: int) -> CellReference:
    return CellReference(table.sheet, row, table.columns[0].column)


def _say_rows(code: str, unusable: _Unusable, table: Table, found: list[Diagnostic]) -> None:
    where = _row_cell(table, unusable.rows[0])
    found.append(diagnostic(code, where, count=len(unusable.rows), rows=row_names(unusable.rows)))


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
    found.append(diagnostic(code, entry.reference, column="Ghi trực tiếp", found=_typed(entry.raw), low=low, high=high))


def _typed(raw: object) -> str:
    return f"{Decimal(f'{raw:.15g}').normalize():f}".replace(".", ",") if isinstance(raw, int | float) else str(raw)


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


def _say_cut_off(judged: Judged, found: list[Diagnostic]) -> None:
    indicator, last = judged.setting.indicator, judged.setting.period.last
    typed = indicator.result.cut_off if indicator.result else None
    if typed and typed.value and typed.value != last:
        days = {"cut_off": day_text(typed.value), "last": day_text(last)}
        found.append(diagnostic("QM402", typed.reference, column="Số liệu đến ngày", code=indicator.code, **days))


def _say_other_bases(judged: Judged, found: list[Diagnostic]) -> None:
    """Where another choice of `Tính trên` would change the verdict, both are said."""
    indicator, counts, target = judged.setting.indicator, judged.measurement.register, judged.target
    if counts is None or target is None or target.comparator in COMPLETIONS:
        return
    for basis, other in other_bases(indicator, counts):
        status = Status.DEFERRED if other.value is None else compare(other.value, target)
        if status is not judged.judgement.status:
            texts = {
                "code": indicator.code,
                "basis": BASIS_WORDS[basis_of(indicator)],
                "status": STATUS_WORDS[judged.judgement.status],
                "shown": shown(judged.measurement, target, judged.decimals),
                "other_basis": BASIS_WORDS[basis],
                "other_status": STATUS_WORDS[status],
                "other_shown": shown(other, target, judged.decimals) or "–",
            }
            found.append(diagnostic("QM312", indicator.basis.reference, column="Tính trên", **texts))


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
            "shown": shown(judged.measurement, target, judged.decimals),
            "other_status": STATUS_WORDS[other],
            "other_shown": shown(Measurement(value=mean), target, judged.decimals),
        }
        found.append(diagnostic("QM321", header_cell(table), **texts))


def _mean_of_rows(setting: Setting, table: DetailTable) -> Fraction | None:
    counts = neutral_counts(setting.submission)
    sums = [survey_sums([row], setting.indicator, neutral_counts=counts) for row in selected_rows(setting, table)]
    shares = [good / whole for good, whole in sums if whole]
    return sum(shares, Fraction(0)) / len(shares) if shares else None
