"""Consolidation and its long data -> Report."""

from collections.abc import Mapping, Sequence

from qmxl.model.consolidation import Consolidation
from qmxl.model.report import LongValue, Report
from qmxl.reporting.consolidated.data_sheet import data_sheet
from qmxl.reporting.consolidated.drafts import ConsolidationDraft
from qmxl.reporting.consolidated.findings_sheet import findings_sheet
from qmxl.reporting.consolidated.indicator_sheets import indicators_sheet, matched_indicators_sheet
from qmxl.reporting.consolidated.report_sheet import report_sheet
from qmxl.reporting.consolidated.summary_sheet import period_text, summary_sheet
from qmxl.reporting.consolidated.unit_sheets import completeness_sheet, unit_objectives_sheet


def compose_consolidation(consolidation: Consolidation, data: Mapping[str, Sequence[LongValue]]) -> Report:
    """The consolidated workbook; `data` are the columns of `Dữ liệu` by key."""
    draft = ConsolidationDraft(consolidation, data)
    period = consolidation.period
    return Report(
        sheets=(
            summary_sheet(draft),
            unit_objectives_sheet(draft),
            indicators_sheet(draft),
            completeness_sheet(draft),
            matched_indicators_sheet(draft),
            data_sheet(draft),
            findings_sheet(draft),
            report_sheet(draft),
        ),
        title="Tổng hợp kết quả thực hiện mục tiêu chất lượng " + period_text(draft),
        created=period.last if period else None,
    )
