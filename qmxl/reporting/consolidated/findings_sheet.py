"""`Kiểm tra` of a consolidation: all there is to say of every workbook, the gravest first, with unit and file."""

from dataclasses import replace

from qmxl.contract.sheets import FINDINGS
from qmxl.model.consolidation import SaidOfFile
from qmxl.model.diagnostics import Severity
from qmxl.model.report import (
    Cell,
    LongValue,
    Place,
    PrintSetup,
    Row,
    Sheet,
    SheetColumn,
    Style,
    long_row,
)
from qmxl.reporting.consolidated.drafts import ConsolidationDraft, long_table
from qmxl.reporting.findings_sheets import SEVERITY_WORDS
from qmxl.reporting.styles import HEADER, HINT, SUMMARY_HEADLINE

_COLUMNS = (
    ("A", "Mức độ", 10.0), ("B", "Mã đơn vị", 11.0), ("C", "Đơn vị", 22.0), ("D", "Tệp", 26.0), ("E", "Sheet", 12.0),
    ("F", "Ô", 7.0), ("G", "Đã thấy", 54.0), ("H", "Cần có", 34.0), ("I", "Việc cần làm", 40.0),
    ("J", "Mã quy tắc", 9.0),
)  # fmt: skip
_LAST = "J"
_TEXT = Style(size=10, border="lrtb", valign="top")
_CENTRE = replace(_TEXT, align="center", wrap=False)
_MOST_ROWS = 1_000_000
"""Of a worksheet; beyond, the notes that come last are left out, and that is said."""
_MEANING = (
    "Lỗi: một số liệu cần cho kết luận còn thiếu hoặc không đọc được. Cảnh báo: số liệu vẫn dùng được nhưng có chỗ mâu "
    "thuẫn. Lưu ý: điều qmxl đã hiểu hoặc bỏ qua. Sheet, ô là của tệp đơn vị gửi; dòng không ghi đơn vị là của cả đợt "
    "tổng hợp."
)


def findings_sheet(draft: ConsolidationDraft) -> Sheet:
    said = draft.consolidation.said
    rows = [_row(each) for each in said[:_MOST_ROWS]]
    if not rows:
        rows = [{"A": "", "G": "Không có gì phải sửa."}]
    looks = dict.fromkeys("ABFJ", _CENTRE) | {"D": replace(_TEXT, wrap=False)}
    return Sheet(
        FINDINGS,
        tuple(SheetColumn(letter, width) for letter, _, width in _COLUMNS),
        (
            Row("title", {"A": Cell(_headline(said), SUMMARY_HEADLINE, merge_to=_LAST)}),
            Row("meaning", {"A": Cell(_MEANING, HINT, merge_to=_LAST)}),
            Row("header", {letter: Cell(header, HEADER) for letter, header, _ in _COLUMNS}),
        ),
        long=long_table("KiemTra", _COLUMNS, rows, _TEXT, looks),
        freeze=Place(FINDINGS, long_row(0), "A"),
        setup=PrintSetup(is_landscape=True, repeat=("header", "header"), last_column=_LAST),
    )


def _headline(said: tuple[SaidOfFile, ...]) -> str:
    numbers = {severity: sum(each.diagnostic.severity is severity for each in said) for severity in Severity}
    told = ", ".join(f"{numbers[severity]} {SEVERITY_WORDS[severity].lower()}" for severity in Severity)
    left_out = f" Bảng chỉ giữ {_MOST_ROWS} dòng đầu." if len(said) > _MOST_ROWS else ""
    return f"Kiểm tra: {told}.{left_out}"


def _row(said: SaidOfFile) -> dict[str, LongValue]:
    found = said.diagnostic
    return {
        "A": SEVERITY_WORDS[found.severity],
        "B": said.unit.code or None,
        "C": said.unit.name or None,
        "D": said.file_name or None,
        "E": found.sheet,
        "F": found.cell,
        "G": _capital(found.message),
        "H": _capital(found.expected) or None,
        "I": _capital(found.fix) or None,
        "J": found.code,
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
