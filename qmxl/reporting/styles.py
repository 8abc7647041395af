"""How cells look. One base font, fills that differ in lightness so that they survive black-and-white print."""

from dataclasses import replace

from qmxl.model.report import Style

DATE_FORMAT = "dd/mm/yyyy"
COUNT_FORMAT = "#,##0"
PERCENT_FORMAT = "0.##%"
RUNNING_NUMBER = '&C&"Times New Roman"&13&P'
"""Page number of a document: Arabic, size 13, centred in the top margin (Decree 30/2020/NĐ-CP, appendix I)."""

BASE = Style(wrap=False)
TITLE = Style(size=13, bold=True, wrap=True, align="left")
CONCLUSION = Style(size=12, bold=True, wrap=True)
HINT = Style(size=10, italic=True, wrap=True, colour="grey")
HEADER = Style(bold=True, align="center", border="lrtb", fill="header")
INPUT = Style(border="lrtb", valign="top", is_locked=False)
INPUT_NUMBER = replace(INPUT, align="right", number_format=COUNT_FORMAT, wrap=False)
INPUT_DATE = replace(INPUT, align="center", number_format=DATE_FORMAT, wrap=False)
INPUT_TEXT = replace(INPUT, number_format="@")
CODE = replace(INPUT_TEXT, align="center")
COMPUTED = Style(border="lrtb", fill="grey", valign="top")
COMPUTED_NUMBER = replace(COMPUTED, align="right", number_format="0.##%", wrap=False)
COMPUTED_COUNT = replace(COMPUTED, align="right", number_format=COUNT_FORMAT, wrap=False)
COMPUTED_CENTRE = replace(COMPUTED, align="center", bold=True)
HATCHED = Style(border="lrtb", fill="hatched")
LABEL = Style(border="lrtb", fill="header", valign="top")
HELP = Style(size=10, italic=True, colour="grey", valign="top")
STEP = Style(size=9, wrap=False)
STEP_HEADER = Style(size=9, bold=True, wrap=False, fill="header")

# Tổng hợp
ANNEX = Style(size=13, bold=True, align="center")
ANNEX_TITLE = Style(size=14, bold=True, align="center")
ANNEX_NOTE = Style(size=13, italic=True, align="center")
SUMMARY_HEADLINE = Style(size=13, bold=True)
CELL = Style(size=12, border="lrtb", valign="vcenter")
CELL_CENTRE = replace(CELL, align="center")
CELL_BOLD = replace(CELL_CENTRE, bold=True)
CELL_HEADER = Style(size=12, bold=True, align="center", border="lrtb", fill="header")

# _Phân tích
SECTION = Style(size=12, bold=True)
ANALYSIS_CELL = Style(border="lrtb")
ANALYSIS_COUNT = replace(ANALYSIS_CELL, align="right", number_format=COUNT_FORMAT, wrap=False)
ANALYSIS_SHARE = replace(ANALYSIS_CELL, align="right", wrap=False)
ANALYSIS_MARK = replace(ANALYSIS_CELL, align="center", wrap=False)
ANALYSIS_HEADER = HEADER

# Báo cáo: Decree 30/2020/NĐ-CP, appendix I
SUPERIOR = Style(size=12, align="center", valign="top")
AGENCY = Style(size=12, bold=True, align="center", valign="top")
NATION = Style(size=12, bold=True, align="center", valign="top")
MOTTO = Style(size=13, bold=True, align="center", valign="top")
RULE = Style(size=4, border="b", wrap=False)
NUMBER = Style(size=13, align="center", valign="top")
PLACE_DATE = Style(size=13, italic=True, align="center", valign="top")
REPORT_TITLE = Style(size=14, bold=True, align="center")
ADDRESSEE = Style(size=14, align="left")
LEGAL_BASIS = Style(size=14, italic=True, align="justify", valign="top")
BODY = Style(size=14, align="justify", valign="top")
HEADING = Style(size=14, bold=True, align="left", valign="top")
TABLE_HEADER = Style(size=13, bold=True, align="center", border="lrtb")
TABLE_LEFT = Style(size=13, border="lrtb", valign="top")
TABLE_TEXT = Style(size=13, border="lr", valign="top", align="justify")
RECIPIENT_LABEL = Style(size=12, bold=True, italic=True, valign="top")
RECIPIENT = Style(size=11, valign="top")
SIGNATURE = Style(size=14, bold=True, align="center", valign="top")
