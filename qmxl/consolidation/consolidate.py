"""UnitFile … -> Consolidation: sort the files, match what they report on, sum it up. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from qmxl.consolidation.matching import Matched, matched
from qmxl.consolidation.totals import indicator_totals, objective_totals
from qmxl.consolidation.units import sorted_units
from qmxl.contract.rules import diagnostic
from qmxl.contract.words import decimal_text
from qmxl.model.consolidation import (
    Consolidation,
    ExpectedUnits,
    IndicatorName,
    IndicatorTotal,
    SaidOfFile,
    Unit,
    UnitFile,
    UnitRow,
)
from qmxl.model.diagnostics import Diagnostic, Severity

_DECIMALS = 2
_MOST_NAMED = 5
_MOST_FILES_NAMED = 20


def consolidate(
    files: Iterable[UnitFile],
    expected: ExpectedUnits | None = None,
    deadline: date | None = None,
    period_text: str = "",
    passed_over: Sequence[str] = (),
) -> Consolidation:
    """Put the results of many workbooks together; the order in which they are given does not matter."""
    units = sorted_units(files, expected.units if expected else None, deadline, period_text)
    used = [(n, report.used) for n, report in enumerate(units.reports) if report.used is not None]
    match = matched([file for _, file in used])
    rows = _rows([(n, file) for n, file in used], match)
    totals = indicator_totals(match.indicators, rows)
    own = [
        *_said_of_list(expected),
        *(SaidOfFile(Unit(), "", found) for found in (*_said(match, totals), *_said_of_passed_over(passed_over))),
        *units.said,
    ]
    of_units = (
        SaidOfFile(report.unit, report.used.name, found)
        for report in units.reports
        if report.used
        for found in report.used.diagnostics
    )
    return Consolidation(
        period=units.period,
        deadline=deadline,
        reports=units.reports,
        strays=units.strays,
        indicators=match.indicators,
        objectives=match.objectives,
        rows=rows,
        totals=totals,
        objective_totals=objective_totals(len(match.objectives), rows),
        template_version=units.template_version,
        expected=expected,
        said=tuple(sorted((*own, *of_units), key=lambda said: _GRAVE.index(said.diagnostic.severity))),
    )


_GRAVE = tuple(Severity)


def _rows(used: list[tuple[int, UnitFile]], match: Matched) -> tuple[UnitRow, ...]:
    rows = []
    for place, (report, file) in enumerate(used):
        objectives = {objective.number: objective for objective in file.objectives}
        items = match.objectives_of[place]
        own = (
            UnitRow(
                report,
                indicator,
                items[figure.objective],
                figure,
                objectives[figure.objective].status,
                objectives[figure.objective].is_counted,
            )
            for figure, indicator in zip(file.indicators, match.indicators_of[place], strict=True)
        )
        rows += sorted(own, key=lambda row: row.indicator)
    return tuple(rows)


def _said(match: Matched, totals: tuple[IndicatorTotal, ...]) -> Iterable[Diagnostic]:
    """What the superior should know of the indicators before reading their figures."""
    for name, total in zip(match.indicators, totals, strict=True):
        if not name.is_common:
            like = f"; giống chỉ tiêu {name.resembles} nhưng {name.difference}" if name.resembles else ""
            texts = {"wording": name.wording, "codes": _counted(name), "label": name.label, "resembles": like}
            yield diagnostic("QM513", count=name.units, **texts)
        elif len(name.codes) > 1:
            yield diagnostic("QM518", label=name.label, count=len(name.codes), codes=_counted(name))
        if name.other_targets:
            target = name.target.phrase if name.target else "để trống"
            yield diagnostic("QM514", label=name.label, count=name.other_targets, target=target)
        if total.is_misleading:
            yield diagnostic("QM515", label=name.label, ratio=percent(total.ratio), mean=percent(total.mean))


def _said_of_list(expected: ExpectedUnits | None) -> Iterable[SaidOfFile]:
    return [SaidOfFile(Unit(), expected.file_name, found) for found in expected.diagnostics] if expected else []


def _said_of_passed_over(names: Sequence[str]) -> Iterable[Diagnostic]:
    """Files in the folders that are no workbooks: one of them may be what a unit sent."""
    if names:
        told = ", ".join(f"“{name}”" for name in names[:_MOST_FILES_NAMED])
        more = " …" if len(names) > _MOST_FILES_NAMED else ""
        yield diagnostic("QM520", count=len(names), names=told + more)


def _counted(name: IndicatorName) -> str:
    """`2.1 (3.280 đơn vị), 2.2 (41 đơn vị)`, the first few."""
    told = [f"{code} ({number} đơn vị)" for code, number in list(name.codes.items())[:_MOST_NAMED]]
    return ", ".join(told) + (" …" if len(name.codes) > _MOST_NAMED else "")


def percent(share: Fraction | None) -> str:
    """At two decimals: 97,14%."""
    return "" if share is None else decimal_text(share * 100, _DECIMALS) + "%"
