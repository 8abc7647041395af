"""`Dữ liệu`: one long table, one row for each unit × indicator; all other sheets lead here."""

from qmxl.contract.consolidation import CONSOLIDATED_DATA, DATA_COLUMNS
from qmxl.contract.sheets import Column, Kind
from qmxl.model.report import Cell, LongColumn, LongTable, Place, PrintSetup, Row, Sheet, SheetColumn, Style, long_row
from qmxl.reporting.consolidated.drafts import DATA_LETTERS, ConsolidationDraft
from qmxl.reporting.styles import DATE_FORMAT, HEADER, HINT, TITLE

_TEXT = Style(size=10, border="lrtb", wrap=False)
_NUMBER = Style(size=10, border="lrtb", wrap=False, align="right", number_format="#,##0.##")
_WHOLE = Style(size=10, border="lrtb", wrap=False, align="right", number_format="0")
_FIGURE = Style(size=10, border="lrtb", wrap=False, align="right", number_format="General")
_DATE = Style(size=10, border="lrtb", wrap=False, align="center", number_format=DATE_FORMAT)
_COUNTS = frozenset({"numerator", "denominator"})
_ABOUT = (
    "Mỗi dòng là một chỉ tiêu của một đơn vị. Bảng có tên DuLieu, dùng được ngay cho PivotTable và Power Query. Các "
    "sheet khác lấy số từ đây theo vị trí dòng: muốn sắp xếp lại thì chép bảng sang tệp khác. Tỷ lệ ghi dạng số: 0,97 "
    "là 97%."
)
_LAST_SEEN = "L"
_LAST_PRINTED = "objective_status"
"""What follows is for programs; so many columns are as much as a page can show."""


def data_sheet(draft: ConsolidationDraft) -> Sheet:
    columns = tuple(
        LongColumn(DATA_LETTERS[column.key], column.header, _style(column), draft.data[column.key])
        for column in DATA_COLUMNS
    )
    head = (
        Row("title", {"A": Cell("DỮ LIỆU TỔNG HỢP", TITLE, merge_to=_LAST_SEEN)}),
        Row("about", {"A": Cell(_ABOUT, HINT, merge_to=_LAST_SEEN)}),
        Row("header", {DATA_LETTERS[column.key]: Cell(column.header, HEADER) for column in DATA_COLUMNS}),
    )
    return Sheet(
        CONSOLIDATED_DATA,
        tuple(SheetColumn(DATA_LETTERS[column.key], column.width) for column in DATA_COLUMNS),
        head,
        long=LongTable("DuLieu", "header", columns, has_filter=False),
        freeze=Place(CONSOLIDATED_DATA, long_row(0), "D"),
        setup=PrintSetup(is_landscape=True, repeat=("header", "header"), last_column=DATA_LETTERS[_LAST_PRINTED]),
    )


def _style(column: Column) -> Style:
    if column.kind is Kind.DATE:
        return _DATE
    if column.key == "value":
        return _FIGURE
    if column.kind is Kind.NUMBER:
        return _NUMBER if column.key in _COUNTS else _WHOLE
    return _TEXT
