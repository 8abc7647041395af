"""`Ngày nghỉ`: the days an office rests or works beside the calendar, as typed."""

from collections.abc import Mapping

from qmxl.contract.sheets import BLANK_ROWS, REST_DAY_COLUMNS, REST_DAYS, Column, Kind
from qmxl.model.references import column_letters
from qmxl.model.report import Cell, Place, PrintSetup, Row, Sheet, SheetColumn, Span, Style, Validation
from qmxl.model.submission import Entry, RestDay
from qmxl.reporting.drafts import Draft, content_of
from qmxl.reporting.lists import list_name
from qmxl.reporting.styles import HEADER, HINT, INPUT, INPUT_DATE, INPUT_TEXT, TITLE

_LETTERS = {column.key: column_letters(number) for number, column in enumerate(REST_DAY_COLUMNS, 1)}
_LAST = column_letters(len(REST_DAY_COLUMNS))
_STYLES: Mapping[Kind, Style] = {Kind.DATE: INPUT_DATE, Kind.CHOICE: INPUT}
_HINT = (
    "Dùng để tính ngày hết hạn từ số ngày. Thứ Bảy, Chủ nhật, ngày lễ, Tết và ngày nghỉ bù của Nhà nước đã có sẵn; "
    "chỉ ghi ngày khác với lịch đó: Nghỉ là thêm ngày nghỉ, Làm bù là ngày nghỉ nhưng đơn vị làm việc."
)


def rest_days_sheet(draft: Draft) -> Sheet:
    """Every row that was typed; in a fill-in workbook blank ones below."""
    days = draft.submission.rest_days
    count = max(len(days), 1) if draft.is_output else len(days) + BLANK_ROWS
    rows = tuple(_row(number, days[number] if number < len(days) else None) for number in range(count))
    top = (
        Row("title", {"A": Cell("NGÀY NGHỈ, NGÀY LÀM BÙ", TITLE, merge_to=_LAST)}),
        Row("hint", {"A": Cell(_HINT, HINT, merge_to=_LAST)}),
        Row("header", {_LETTERS[c.key]: Cell(c.header, HEADER) for c in REST_DAY_COLUMNS}),
    )
    return Sheet(
        REST_DAYS,
        tuple(SheetColumn(_LETTERS[c.key], c.width) for c in REST_DAY_COLUMNS),
        (*top, *rows),
        tuple(_validation(column, rows) for column in REST_DAY_COLUMNS),
        freeze=Place(REST_DAYS, rows[0].key, "A"),
        setup=PrintSetup(repeat=("header", "header"), last_column=_LAST),
    )


def _row(number: int, day: RestDay | None) -> Row:
    cells = {}
    for column in REST_DAY_COLUMNS:
        entry: Entry[object] = getattr(day, column.key) if day else Entry()
        style = _STYLES.get(column.kind, INPUT_TEXT)
        cells[_LETTERS[column.key]] = Cell(content_of(entry), style, source=entry.reference)
    return Row(f"day:{number}", cells)


def _validation(column: Column, rows: tuple[Row, ...]) -> Validation:
    span = Span(REST_DAYS, rows[0].key, rows[-1].key, _LETTERS[column.key])
    kind = {Kind.DATE: "date", Kind.CHOICE: "list"}.get(column.kind, "prompt")
    return Validation(span, kind, column.header, column.help, list_name(column.choices) if column.choices else "")
