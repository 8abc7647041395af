"""One workbook, read and judged: a pure task from a path to a small result that any executor can run anywhere."""

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from sys import intern
from threading import local

from qmxl.contract.refusals import LOSSES
from qmxl.evaluation.evaluate import evaluate
from qmxl.model.consolidation import (
    FilePeriod,
    IndicatorFigure,
    ObjectiveFigure,
    TargetBounds,
    Unit,
    UnitFile,
    WorkbookPath,
)
from qmxl.model.diagnostics import Diagnostic, OwnOutput, Refusal
from qmxl.model.earlier_periods import definition
from qmxl.model.evaluation import Evaluation, IndicatorResult, ObjectiveResult
from qmxl.model.submission import Indicator, Information, QualityObjective
from qmxl.model.targets import Target
from qmxl.reading.kept_parser import KeptParser
from qmxl.reading.submission import UNREAD_SHEETS, read_file, without_objectives


def unit_file(source: WorkbookPath) -> UnitFile:
    """Read and judge one workbook. A fault of the program costs this file alone, and is told."""
    try:
        return _read_and_judged(source)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # noqa: BLE001  panics of the parsers written in Rust are no Exception
        return lost(source, "fault", f"{type(fault).__name__}: {fault}")


def lost(source: WorkbookPath, reason: str, fault: str = "") -> UnitFile:
    """A file that got lost on the way; `reason` is a key of contract.refusals.LOSSES."""
    sentence = LOSSES[reason].format(name=Path(source.name).name, fault=fault)
    return UnitFile(source, *_changed(Path(source.path)), refusal=sentence)


def _read_and_judged(source: WorkbookPath) -> UnitFile:
    path = Path(source.path)
    changed = _changed(path)
    read = read_file(_parser().begin(path))
    if isinstance(read, Refusal):
        return UnitFile(source, *changed, refusal=read.sentence, is_own_output=isinstance(read, OwnOutput))
    submission, found = read
    if not submission.objectives:
        return UnitFile(source, *changed, refusal=without_objectives(path, found).sentence)
    evaluation, more = evaluate(submission)
    information, period = submission.information, submission.information.period
    return UnitFile(
        source,
        *changed,
        sha256=submission.source.sha256,
        unit=_unit(information),
        period=FilePeriod(period.text, period.first, period.last) if period else None,
        report_date=information.day("report_date"),
        template_version=submission.source.template_version,
        objectives=tuple(map(_objective, submission.objectives, evaluation.objectives)),
        indicators=_indicators(submission.objectives, evaluation),
        diagnostics=tuple(_lean(found) for found in (*found, *more)),
    )


_of_this_thread = local()


def _parser() -> KeptParser:
    """The parser process of this worker; of each of its threads, where a cluster runs several."""
    if not hasattr(_of_this_thread, "parser"):
        _of_this_thread.parser = KeptParser(without=UNREAD_SHEETS)
    parser: KeptParser = _of_this_thread.parser
    return parser


def _changed(path: Path) -> tuple[date | None, int]:
    """When the file was last changed: the day as a calendar in Hà Nội shows it, and the moment in nanoseconds."""
    with suppress(OSError):
        moment = path.stat().st_mtime_ns
        return datetime.fromtimestamp(moment // 10**9 + _HOURS_AHEAD * 3600, UTC).date(), moment
    return None, 0


_HOURS_AHEAD = 7
"""Of Vietnam, the whole year; the machine's own zone must not decide about a deadline."""


def _unit(information: Information) -> Unit:
    return Unit(
        code=" ".join(information.text("unit_code").split()),
        name=" ".join(information.office.split()),
        full_name=" ".join(information.text("unit_name").split()),
        province=" ".join(information.text("province").split()),
    )


def _objective(objective: QualityObjective, result: ObjectiveResult) -> ObjectiveFigure:
    return ObjectiveFigure(objective.number, objective.statement.value or "", result.status, result.is_counted)


def _indicators(objectives: tuple[QualityObjective, ...], evaluation: Evaluation) -> tuple[IndicatorFigure, ...]:
    indicators = (indicator for objective in objectives for indicator in objective.indicators)
    return tuple(map(_indicator, indicators, evaluation.indicators))


def _indicator(indicator: Indicator, result: IndicatorResult) -> IndicatorFigure:
    measurement, target = result.measurement, indicator.target.value
    _, *made_of = definition(indicator).values()
    return IndicatorFigure(
        code=indicator.code,
        objective=indicator.objective,
        wording=indicator.statement,
        measure=indicator.measure.value,
        definition=tuple(made_of),
        target=_bounds(target) if target else None,
        status=result.status,
        numerator=measurement.numerator,
        denominator=measurement.denominator,
        value=measurement.value,
        shown=result.shown,
        cut_off=result.cut_off,
    )


def _bounds(target: Target) -> TargetBounds:
    return TargetBounds(target.phrase, target.comparator, target.scale, target.level, target.upper)


def _lean(found: Diagnostic) -> Diagnostic:
    """The same, its texts that recur from workbook to workbook kept once."""
    return Diagnostic(
        code=_once(found.code),
        severity=found.severity,
        sheet=_once_if_told(found.sheet),
        reference=found.reference,
        column=_once_if_told(found.column),
        found=_once_if_told(found.found),
        expected=_once(found.expected),
        message=_once(found.message),
        fix=_once(found.fix),
    )


def _once(text: str) -> str:
    """A text may be a member of an enumeration, which cannot be interned."""
    return intern(str(text))


def _once_if_told(text: str | None) -> str | None:
    return None if text is None else _once(text)
