"""Results of workbooks for tests, without the workbooks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from qmxl.model.consolidation import (
    FilePeriod,
    IndicatorFigure,
    ObjectiveFigure,
    TargetBounds,
    Unit,
    UnitFile,
    WorkbookPath,
)
from qmxl.model.evaluation import Status
from qmxl.model.submission import Measure
from qmxl.model.targets import Comparator, Scale

NINE_MONTHS = FilePeriod("9 tháng đầu năm 2026", date(2026, 1, 1), date(2026, 9, 30))
QUARTER = FilePeriod("quý I năm 2026", date(2026, 1, 1), date(2026, 3, 31))
ABOVE_90 = TargetBounds("trên 90%", Comparator.ABOVE, Scale.SHARE, Fraction(9, 10), None)
AT_MOST_2 = TargetBounds("không quá 2%", Comparator.AT_MOST, Scale.SHARE, Fraction(2, 100), None)


def figure(
    code: str,
    numerator: int | None = 9,
    denominator: int | None = 10,
    *,
    wording: str = "",
    status: Status | None = None,
    measure: Measure = Measure.RATIO,
    target: TargetBounds = ABOVE_90,
    definition: tuple[str, ...] = ("", "", ""),
) -> IndicatorFigure:
    """An indicator with counts; above 90 % it is exceeded."""
    value = Fraction(numerator, denominator) if numerator is not None and denominator else None
    judged = Status.NO_DATA if value is None else Status.EXCEEDED if value > Fraction(9, 10) else Status.NOT_MET
    return IndicatorFigure(
        code=code,
        objective=int(code.partition(".")[0]),
        wording=wording or f"Chỉ tiêu số {code}",
        measure=measure,
        definition=definition,
        target=target,
        status=status or judged,
        numerator=None if numerator is None else Fraction(numerator),
        denominator=None if denominator is None else Fraction(denominator),
        value=value,
        shown=None if value is None else f"{float(value * 100):g}%".replace(".", ","),
        cut_off=date(2026, 9, 30),
    )


def unit_file(
    name: str = "UBND xã Một",
    code: str = "",
    *figures: IndicatorFigure,
    province: str = "Tỉnh A",
    path: str = "",
    reported: date | None = date(2026, 10, 1),
    period: FilePeriod | None = NINE_MONTHS,
    statements: dict[int, str] | None = None,
    changed: date = date(2026, 10, 3),
) -> UnitFile:
    """A workbook that was read; every objective it has figures of is as good as the worst of them."""
    own = figures or (figure("1"),)
    where = path or f"{name} {code}.xlsx".strip()
    return UnitFile(
        WorkbookPath(f"/tep/{where}", where),
        changed_on=changed,
        changed_at=changed.toordinal(),
        sha256=f"sha {where}",
        unit=Unit(code, name, name.upper(), province),
        period=period,
        report_date=reported,
        template_version="2026.1",
        objectives=_objectives(own, statements or {}),
        indicators=tuple(own),
    )


def _objectives(figures: Sequence[IndicatorFigure], statements: dict[int, str]) -> tuple[ObjectiveFigure, ...]:
    numbers = dict.fromkeys(f.objective for f in figures)
    order = (Status.NOT_MET, Status.NO_DATA, Status.DEFERRED, Status.NO_CASES, Status.MET, Status.EXCEEDED)
    found = []
    for number in numbers:
        worst = min((f.status for f in figures if f.objective == number), key=order.index)
        found.append(ObjectiveFigure(number, statements.get(number, f"Mục tiêu số {number}"), worst, is_counted=True))
    return tuple(found)


def unreadable(path: str, why: str = "Tệp bị hỏng.") -> UnitFile:
    return UnitFile(WorkbookPath(f"/tep/{path}", path), refusal=why)


def with_sha(file: UnitFile, sha256: str) -> UnitFile:
    return replace(file, sha256=sha256)
