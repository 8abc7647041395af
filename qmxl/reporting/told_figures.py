"""Every figure that a sentence of the report is made of, as the evaluation found it.

The formulas of the report compute the same from the cells; `lay_out` holds them against this. Where they do not follow
an indicator, its cells are pinned to what stands here, so that no sentence tells what was not found.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from qmxl.contract.choices import STATUS_WORDS
from qmxl.model.evaluation import COUNTED_CLASSES, IndicatorResult, Measurement, Status
from qmxl.model.report import Formula, Place, Row, Sheet
from qmxl.model.submission import Indicator, Measure
from qmxl.model.targets import COMPLETIONS
from qmxl.reporting.layout import DAY_ZERO
from qmxl.reporting.narrative import PLAN_BANDS, plan_total
from qmxl.reporting.places import result_cell, step
from qmxl.reporting.steps import NOTHING_SHOWN

Told = Mapping[Place, str | int | float | None]


def told_figures(indicator: Indicator, result: IndicatorResult) -> Told:
    """Status, figures and counts by place; of an indicator without a verdict nothing but that is told."""
    code, measured = indicator.code, result.measurement
    told: dict[Place, str | int | float | None] = {step(code, "status"): STATUS_WORDS[result.status]}
    if result.status is Status.NO_DATA:
        return told
    told[step(code, "shown")] = result.shown or NOTHING_SHOWN
    if result.shown is not None:
        told[step(code, "figure_text")] = result.shown
    if result.cut_off is not None:
        told[step(code, "cut_off")] = (result.cut_off - DAY_ZERO).days
    if result.margin is not None:
        told[step(code, "margin")] = result.margin.split(" ")[0]
    if result.cases_needed is not None:
        told[step(code, "needed_count")] = result.cases_needed
    return {**told, **_of_figure(indicator, result), **_of_register(code, measured), **_of_plan(code, measured)}


def _of_figure(indicator: Indicator, result: IndicatorResult) -> Told:
    """The figure with the two counts it is made of; where there is none, whether cases are open."""
    code, measured = indicator.code, result.measurement
    if measured.value is None:
        is_open = result.status is Status.DEFERRED and indicator.measure.value is Measure.ON_TIME
        return {step(code, "is_open_only"): int(measured.is_open_only)} if is_open else {}
    if result.status is Status.NO_CASES or _is_not_told(indicator, measured):
        return {}
    told: dict[Place, str | int | float | None] = {
        step(code, "is_declared"): int(measured.is_declared),
        _cell(indicator, "value"): _number(measured.value),
    }
    counts = {"numerator": measured.numerator, "denominator": measured.denominator}
    told.update({_cell(indicator, key): _number(n) for key, n in counts.items() if n is not None})
    return told


def _is_not_told(indicator: Indicator, measured: Measurement) -> bool:
    """Whether no sentence tells the figure: nothing but done or not is asked for, or a typed one reads in two ways."""
    target, result = indicator.target.value, indicator.result
    is_yes_no = target is not None and target.comparator in COMPLETIONS
    has_two_readings = measured.is_declared and result is not None and result.direct.alternative is not None
    return is_yes_no or (has_two_readings and measured.low != measured.high)


def _cell(indicator: Indicator, key: str) -> Place:
    return result_cell(indicator.objective, indicator.code, key)


def _number(exact: Fraction) -> int | float:
    return int(exact) if exact.denominator == 1 else float(exact)


def _of_register(code: str, measured: Measurement) -> Told:
    counts = measured.register
    if counts is None or measured.is_declared:
        return {}
    classes = {time_class.value: counts.by_class[time_class] for time_class in COUNTED_CLASSES}
    movements = {"carried_over": counts.carried_over, "received": counts.received, **classes}
    return {step(code, key): number for key, number in movements.items()}


def _of_plan(code: str, measured: Measurement) -> Told:
    """Rows by band; in order of their shares come those behind, those within, those above."""
    bands = measured.bands
    if bands is None:
        return {}
    told: dict[Place, str | int | float | None] = {plan_total(code, key): getattr(bands, key) for key in PLAN_BANDS}
    shares = sorted(row.share for row in measured.plan_rows if row.share is not None)
    within = shares[bands.behind : bands.behind + bands.within]
    if bands.behind:
        told[plan_total(code, "lowest")] = _number(shares[0])
    if within:
        told |= {plan_total(code, "least"): _number(within[0]), plan_total(code, "most"): _number(within[-1])}
    return told


def pinned_sheets(sheets: Iterable[Sheet], told: Iterable[Told]) -> tuple[Sheet, ...]:
    """The sheets with these places written as found instead of computed; typed cells stay as they are."""
    constants = {place: value for places in told for place, value in places.items()}
    by_sheet: dict[str, set[str]] = {}
    for place in constants:
        by_sheet.setdefault(place.sheet, set()).add(place.row)
    return tuple(
        replace(sheet, rows=tuple(_pinned_row(sheet.name, row, constants, by_sheet[sheet.name]) for row in sheet.rows))
        if sheet.name in by_sheet
        else sheet
        for sheet in sheets
    )


def _pinned_row(sheet: str, row: Row, constants: Told, wanted: Collection[str]) -> Row:
    if row.key not in wanted:
        return row
    cells = {
        letter: replace(cell, content=constants[place])
        if (place := Place(sheet, row.key, letter)) in constants and isinstance(cell.content, Formula)
        else cell
        for letter, cell in row.cells.items()
    }
    return replace(row, cells=cells)
