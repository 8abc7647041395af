"""`Kiểm tra`: every diagnostic as one list. `Nguồn gốc`: where the figures come from."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from qmxl import __version__
from qmxl.contract.choices import DEFAULT_DECIMALS, NEUTRAL_WORDS
from qmxl.contract.rules import ROWS_LEFT_OUT
from qmxl.contract.sheets import (
    DIGEST_LABEL,
    DIGEST_MEANING,
    FINDINGS,
    INPUT_SHA256_LABEL,
    PERSONAL_KEPT,
    PERSONAL_LABEL,
    PERSONAL_SENT,
    PROGRAM_VERSION_LABEL,
    PROVENANCE,
    TEMPLATE_VERSION_LABEL,
)
from qmxl.contract.words import day_text, decimal_text, grouped
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.report import Cell, Content, Place, PrintSetup, Row, Sheet, SheetColumn
from qmxl.model.submission import FinishDate, ReturnedRule
from qmxl.reporting.content_traces import shown_digest
from qmxl.reporting.drafts import Draft, word_of
from qmxl.reporting.styles import CELL, CELL_CENTRE, CELL_HEADER, HINT, INPUT_TEXT, LABEL, SUMMARY_HEADLINE, TITLE

SEVERITY_WORDS = {Severity.ERROR: "Lỗi", Severity.WARNING: "Cảnh báo", Severity.NOTE: "Lưu ý"}
_ORDER = tuple(SEVERITY_WORDS)
_HEADERS = (
    ("A", "Mức độ", 11.0), ("B", "Sheet", 12.0), ("C", "Ô", 7.0), ("D", "Cột", 17.0), ("E", "Đã thấy", 46.0),
    ("F", "Cần có", 38.0), ("G", "Việc cần làm", 38.0),
)  # fmt: skip
_MEANINGS = (
    "Lỗi: một số liệu cần cho kết luận còn thiếu hoặc không đọc được. "
    "Cảnh báo: số liệu vẫn dùng được nhưng có chỗ mâu thuẫn. Lưu ý: điều qmxl đã hiểu hoặc bỏ qua. "
    "Địa chỉ ô theo tệp đã gửi; bấm vào địa chỉ để đến chỗ tương ứng trong tệp này."
)


def findings_sheet(diagnostics: Iterable[Diagnostic]) -> Sheet:
    """Errors first, in the order found."""
    found = sorted(diagnostics, key=lambda d: _ORDER.index(d.severity))
    counts = {severity: sum(d.severity is severity for d in found) for severity in _ORDER}
    told = ", ".join(f"{counts[s]} {SEVERITY_WORDS[s].lower()}" for s in _ORDER)
    headline = f"Kiểm tra: {told}." if found else "Kiểm tra: không có lỗi, cảnh báo hay lưu ý nào. Mọi ô đều đọc được."
    top = [
        Row("title", {"A": Cell(headline, SUMMARY_HEADLINE, merge_to="G")}),
        Row("meanings", {"A": Cell(_MEANINGS, HINT, merge_to="G")}),
        Row("header", {letter: Cell(header, CELL_HEADER) for letter, header, _ in _HEADERS}),
    ]
    rows = [_finding_row(number, diagnostic) for number, diagnostic in enumerate(found)]
    if not rows:
        rows = [Row("none", {"A": Cell("Không có gì phải sửa.", CELL, merge_to="G")})]
    return Sheet(
        FINDINGS,
        tuple(SheetColumn(letter, width) for letter, _, width in _HEADERS),
        (*top, *rows),
        freeze=Place(FINDINGS, rows[0].key, "A"),
        setup=PrintSetup(is_landscape=True, repeat=("header", "header"), last_column="G"),
    )


def _finding_row(number: int, diagnostic: Diagnostic) -> Row:
    message = diagnostic.message[:1].upper() + diagnostic.message[1:]
    values = {
        "A": SEVERITY_WORDS[diagnostic.severity],
        "B": diagnostic.sheet or "",
        "C": diagnostic.cell or "",
        "D": diagnostic.column or "",
        "E": f"{message} ({diagnostic.code})",
        "F": diagnostic.expected[:1].upper() + diagnostic.expected[1:],
        "G": diagnostic.fix[:1].upper() + diagnostic.fix[1:],
    }
    centred = {"A", "B", "C"}
    cells = {letter: Cell(text, CELL_CENTRE if letter in centred else CELL) for letter, text in values.items()}
    cells["C"] = Cell(
        values["C"], replace(CELL_CENTRE, underline=bool(diagnostic.reference)), link=diagnostic.reference
    )
    return Row(f"finding:{number}", cells, is_divisible=True)


def provenance_sheet(draft: Draft, diagnostics: Iterable[Diagnostic], digest: str) -> Sheet:
    """Input file, versions, settings, sheets and rows read, left out or passed over."""
    source = draft.submission.source
    sheets = [(use.name, use.use, grouped(use.rows_read) if use.rows_read else "") for use in source.sheets]
    found = tuple(diagnostics)
    left_out = dict.fromkeys((d.sheet or "", d.message) for d in found if d.code in ROWS_LEFT_OUT)
    computed = [(f"Thời hạn do qmxl tính, sheet {d.sheet}:", d.message) for d in found if d.code == "QM393"]
    rows = [
        Row("title", {"A": Cell("NGUỒN GỐC SỐ LIỆU", TITLE, merge_to="C")}),
        *(
            Row(f"fact:{n}", {"A": Cell(label, LABEL), "B": Cell(value, INPUT_TEXT, merge_to="C")})
            for n, (label, value) in enumerate((*_facts(draft), *computed, (DIGEST_LABEL, shown_digest(digest))))
        ),
        Row("digest:meaning", {"A": Cell(DIGEST_MEANING, HINT, merge_to="C")}),
        Row("gap"),
        _header("header", "Sheet", "Đã", "Số dòng chi tiết"),
        *(
            Row(f"sheet:{n}", {"A": Cell(a, INPUT_TEXT), "B": Cell(b, INPUT_TEXT), "C": Cell(c, CELL_CENTRE)})
            for n, (a, b, c) in enumerate(sheets)
        ),
        Row("left_out:gap"),
        Row("left_out:header", {"A": Cell("Sheet", CELL_HEADER), "B": Cell(_LEFT_OUT, CELL_HEADER, merge_to="C")}),
        *(
            Row(
                f"left_out:{n}",
                {"A": Cell(sheet, INPUT_TEXT), "B": Cell(text[:1].upper() + text[1:], INPUT_TEXT, merge_to="C")},
                is_divisible=True,
            )
            for n, (sheet, text) in enumerate(left_out or {("", "Không có."): None})
        ),
    ]
    columns = (SheetColumn("A", 34), SheetColumn("B", 60), SheetColumn("C", 20))
    return Sheet(PROVENANCE, columns, tuple(rows), setup=PrintSetup(last_column="C"))


_LEFT_OUT = "Dòng đã đọc nhưng không tính vào số liệu, hoặc không gửi kèm"


def _header(key: str, *texts: str) -> Row:
    return Row(key, {letter: Cell(text, CELL_HEADER) for letter, text in zip("ABC", texts, strict=True)})


def _facts(draft: Draft) -> list[tuple[str, Content]]:
    """The file, the versions, and every setting as it was used."""
    source, information = draft.submission.source, draft.submission.information
    returned = information.entry("returned").value or ReturnedRule.BY_DATE
    finish = information.entry("finish_date").value or FinishDate.RESULT
    typed, period = information.number("decimals"), information.period
    progress = decimal_text(Fraction(period.required_progress) * 100, 4) + "%" if period else ""
    return [
        ("Tệp đã đọc:", source.name),
        (INPUT_SHA256_LABEL, source.sha256),
        (TEMPLATE_VERSION_LABEL, source.template_version),
        (PROGRAM_VERSION_LABEL, __version__),
        ("Kỳ báo cáo:", period.text if period else ""),
        ("Số liệu của kỳ:", f"{day_text(period.first)} - {day_text(period.last)}" if period else ""),
        ("Số chữ số thập phân:", str(max(0, min(4, int(DEFAULT_DECIMALS if typed is None else typed))))),
        ("Mức tiến độ cần đạt đến kỳ này:", progress),
        ("Hồ sơ trả lại, rút:", word_of(returned)),  # type: ignore[arg-type]
        ("Ngày hoàn thành tính theo:", word_of(finish)),  # type: ignore[arg-type]
        ("“Bình thường” tính là hài lòng:", information.text("neutral") or NEUTRAL_WORDS[False]),
        (PERSONAL_LABEL, PERSONAL_SENT if draft.is_personal else PERSONAL_KEPT),
    ]
