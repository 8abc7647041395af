"""Submission (and Evaluation, and diagnostics) -> Report."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import input_sheet
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.earlier_periods import earlier_matches
from qmxl.model.evaluation import Evaluation, Status
from qmxl.model.explanation import Part
from qmxl.model.report import Place, PlacedReport, Report, Sheet
from qmxl.model.sent_rows import SentRows
from qmxl.model.submission import ReportingPeriod, Submission
from qmxl.reporting.altered import said_of_altered
from qmxl.reporting.analysis_sheets import analysis_sheets
from qmxl.reporting.blank import blank_submission
from qmxl.reporting.comparison_sheet import comparison_sheet
from qmxl.reporting.content_traces import content_traces, with_traces
from qmxl.reporting.detail_tables import block_of, said_of_headers, users_of
from qmxl.reporting.drafts import Draft
from qmxl.reporting.earlier_periods import earlier_sheet, told_changes
from qmxl.reporting.findings_sheets import findings_sheet, provenance_sheet
from qmxl.reporting.guide_sheet import guide_sheet, version_name
from qmxl.reporting.input_sheets import (
    column_names_sheet,
    information_sheet,
    objective_sheet,
    objectives_sheet,
    sections_sheet,
    table_sheet,
)
from qmxl.reporting.layout import FormulaDisagreement, lay_out
from qmxl.reporting.lists import list_names, lists_sheet
from qmxl.reporting.places import objective_step, overall, step
from qmxl.reporting.report_sheet import report_sheet
from qmxl.reporting.rest_days_sheet import rest_days_sheet
from qmxl.reporting.sheet_names import with_sheet_names
from qmxl.reporting.steps import steps_sheet
from qmxl.reporting.summary_charts import outcome_counts
from qmxl.reporting.summary_sheet import summary_sheet
from qmxl.reporting.told_figures import Told, pinned_sheets, told_figures
from qmxl.reporting.travelling import travelling

Notes = Mapping[str, tuple[Part, ...]]
"""What is noted on each verdict, by code of the indicator."""


def compose_report(  # noqa: PLR0913  one for each wish of the command line
    submission: Submission,
    evaluation: Evaluation,
    diagnostics: Iterable[Diagnostic],
    *,
    is_personal: bool = False,
    rows: SentRows = SentRows.ALL,
    pinned: frozenset[str] = frozenset(),
    notes: Notes | None = None,
) -> Report:
    """The output workbook: annex, report, filled input sheets, findings, provenance."""
    submission, renamed = with_sheet_names(submission)
    sent = travelling(submission, evaluation, rows)
    draft = _draft(sent.submission, evaluation, is_output=True, is_personal=is_personal)
    draft = replace(draft, notes=notes or {})
    told = _told(sent.submission, evaluation)
    found = (*diagnostics, *renamed, *sent.said, *said_of_headers(draft), *_said_of_pinned(submission, pinned))
    inputs = (
        *_objective_sheets(draft),
        information_sheet(draft),
        objectives_sheet(draft),
        sections_sheet(draft),
        *_optional_sheets(draft),
    )
    digest, traces = content_traces(inputs)
    sheets = (
        summary_sheet(draft),
        report_sheet(draft),
        *([comparison_sheet(draft)] if draft.earlier.periods and submission.information.period else []),
        *inputs,
        findings_sheet(found),
        provenance_sheet(draft, found, digest),
        *analysis_sheets(draft, submission),
        *sent.overdue,
        steps_sheet(draft),
        lists_sheet(),
    )
    period = submission.information.period
    created = submission.information.day("report_date") or (period.last if period else None)
    return Report(
        sheets=pinned_sheets(sheets, [told[code] for code in pinned]) if pinned else sheets,
        names=list_names(),
        title="Kết quả thực hiện mục tiêu chất lượng" + (f" {period.text}" if period else ""),
        subject=submission.information.office,
        created=created,
        must_agree=_must_agree(evaluation, told.values(), period),
        sentences={indicator.code: step(indicator.code, "sentence") for indicator in submission.indicators},
        diagnostics=found,
        digest=digest,
        traces=traces,
    )


def _told(submission: Submission, evaluation: Evaluation) -> dict[str, Told]:
    """By code of the indicator."""
    results = {result.code: result for result in evaluation.indicators}
    changes = told_changes(evaluation)
    return {i.code: {**told_figures(i, results[i.code]), **changes.get(i.code, {})} for i in submission.indicators}


def _said_of_pinned(submission: Submission, pinned: frozenset[str]) -> tuple[Diagnostic, ...]:
    indicators = (i for i in submission.indicators if i.code in pinned)
    return tuple(diagnostic("QM409", i.target.reference, code=i.code) for i in indicators)


def compose_input(submission: Submission) -> Report:
    """The fill-in workbook: blank, or as far as the submission is filled in."""
    draft = _draft(with_sheet_names(submission)[0], None, is_output=False, is_personal=True)
    sheets = (
        guide_sheet(),
        information_sheet(draft),
        objectives_sheet(draft),
        *_objective_sheets(draft),
        sections_sheet(draft),
        *_optional_sheets(draft),
        steps_sheet(draft),
        lists_sheet(),
    )
    return Report(sheets=sheets, names=(*list_names(), version_name()), title="Mục tiêu chất lượng: mẫu nhập liệu")


def compose_blank(source: Submission) -> Report:
    """The blank workbook is the report of an empty submission."""
    return compose_input(blank_submission(source))


def _draft(submission: Submission, evaluation: Evaluation | None, *, is_output: bool, is_personal: bool) -> Draft:
    blocks = {
        sheet: block_of(
            sheet, table, users_of(submission.indicators, sheet), is_output=is_output, is_personal=is_personal
        )
        for sheet, table in submission.tables.items()
    }
    return Draft(submission, evaluation, blocks, is_output, is_personal, earlier_matches(submission))


def _objective_sheets(draft: Draft) -> list[Sheet]:
    """MT1…n, each followed by the detail tables that stand on sheets of their own."""
    sheets = []
    inputs = {input_sheet(objective.number) for objective in draft.submission.objectives}
    for objective in draft.submission.objectives:
        sheets.append(objective_sheet(draft, objective))
        own = dict.fromkeys(i.table for i in objective.indicators if i.table and i.table not in inputs)
        done = {sheet.name for sheet in sheets}
        sheets += [table_sheet(draft, name) for name in own if name not in done]
    return sheets


def _optional_sheets(draft: Draft) -> list[Sheet]:
    """`Ngày nghỉ`, `Tên cột tương đương`, `Kết quả kỳ trước`, where the office has them."""
    submission = draft.submission
    rest_days = [rest_days_sheet(draft)] if submission.rest_days else []
    names = [column_names_sheet(draft)] if submission.column_names else []
    return rest_days + names + ([earlier_sheet(draft)] if submission.earlier else [])


def compose_and_lay_out(
    submission: Submission,
    evaluation: Evaluation,
    diagnostics: Iterable[Diagnostic],
    *,
    is_personal: bool = False,
    rows: SentRows = SentRows.ALL,
    notes: Notes | None = None,
) -> PlacedReport:
    """The report with its addresses; what a cell cannot hold, or a formula misses, is said, never written wrong.

    `notes` stand on the verdicts, by code of the indicator.
    """
    said = tuple(diagnostics)
    compose = partial(compose_report, submission, evaluation, is_personal=is_personal, rows=rows, notes=notes)
    placed = _laid_out(submission, evaluation, partial(compose, said))
    more = said_of_altered(placed.altered)
    if more:
        placed = _laid_out(submission, evaluation, partial(compose, (*said, *more)))
    return with_traces(placed)


def _laid_out(submission: Submission, evaluation: Evaluation, compose: Callable[..., Report]) -> PlacedReport:
    """An indicator that the formulas miss is pinned: its verdict, and every figure that its sentence is made of."""
    try:
        return lay_out(compose())
    except FormulaDisagreement as fault:
        missed = set(fault.places)
        codes = (code for code, places in _told(submission, evaluation).items() if missed & set(places))
        pinned = frozenset(codes)
    return lay_out(compose(pinned=pinned))


def _beside_period(evaluation: Evaluation, period: ReportingPeriod) -> dict[Place, str]:
    """Codes of the indicators whose figures go to a day after, and before, the last of the period."""
    told = [result for result in evaluation.indicators if result.status is not Status.NO_DATA and result.cut_off]
    after = [result.code for result in told if result.cut_off and result.cut_off > period.last]
    before = [result.code for result in told if result.cut_off and result.cut_off < period.last]
    return {overall("after_period"): ", ".join(after), overall("before_period"): ", ".join(before)}


def _must_agree(evaluation: Evaluation, told: Iterable[Told], period: ReportingPeriod | None) -> Told:
    """Where the formulas and the evaluation say the same thing in two ways."""
    if not evaluation.objectives:
        return {}
    agree: dict[Place, str | int | float | None] = {
        overall("met"): len(evaluation.met),
        overall("total"): evaluation.total,
        overall("met_list"): ", ".join(map(str, evaluation.met)),
        **outcome_counts(evaluation),
        **(_beside_period(evaluation, period) if period else {}),
    }
    for objective in evaluation.objectives:
        agree[objective_step(objective.number, "status")] = STATUS_WORDS[objective.status]
    for places in told:
        agree |= places
    return agree
