"""Which cells are repaired, and that a repaired cell reads as it did."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.model.references import CellReference
from qmxl.model.repairs import Repair
from qmxl.model.submission import CellValue
from qmxl.reading.markdown import markdown_workbook
from qmxl.reading.normal_form import UNPRINTED, prose
from qmxl.reading.repairs import repaired_text, repairs
from qmxl.reading.workbook import SheetCells, WorkbookCells
from tests.workbooks import Outcome, completed, evaluated_cells

RATIO = """
## Mục tiêu

| Mã | Mục tiêu | Mức đề ra | Cách tính |
|----|----------|-----------|-----------|
| 1  | Hồ sơ    | {target}  | {measure} |

## MT1

| Mã | Mức đề ra | Số đạt | Tổng số | Ghi trực tiếp | Số liệu đến ngày | Tài liệu minh chứng |
|----|-----------|--------|---------|---------------|------------------|---------------------|
| 1  |           |        |         |               |                  |                     |
"""
PLAN = """
## Mục tiêu

| Mã | Mục tiêu | Mức đề ra    | Cách tính     |
|----|----------|--------------|---------------|
| 1  | Kinh tế  | 1/1 chỉ tiêu | Bảng kế hoạch |

## MT1

| STT | Chỉ tiêu | Đơn vị tính | Kế hoạch | Thực hiện |
|-----|----------|-------------|----------|-----------|
| 1   | Thu      |             |          |           |
"""
REGISTER = """
## Mục tiêu

| Mã | Mục tiêu | Mức đề ra | Cách tính   |
|----|----------|-----------|-------------|
| 1  | Hồ sơ    | từ 90%    | Sổ theo dõi |

## MT1

| STT | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Đánh giá thời hạn |
|-----|----------|-----------|----------|-----------------|-------------------|
| 1   | A        |           |          |                 |                   |
| 2   | B        |           |          |                 |                   |
"""


def workbook(text: str, cells: Mapping[str, CellValue], **words: str) -> WorkbookCells:
    """The workbook with cells of MT1 by header (`Số đạt`), in the row below the header."""
    book = completed(markdown_workbook(text.format(**words)))
    rows = [list(row) for row in book.sheets["MT1"].rows]
    for header, value in cells.items():
        at, column = next((r, row.index(header)) for r, row in enumerate(rows) if header in row)
        rows[at + 1][column] = value
    return with_rows(book, "MT1", rows)


def with_rows(book: WorkbookCells, sheet: str, rows: list[list[CellValue]]) -> WorkbookCells:
    cells = replace(book.sheets[sheet], rows=tuple(map(tuple, rows)))
    return replace(book, sheets={**book.sheets, sheet: cells})


def found(book: WorkbookCells) -> dict[str, Repair]:
    """Repairs of a workbook by what stood in the cell."""
    return {repair.before: repair for repair in repairs(evaluated_cells(book).submission, book)}


def repaired(book: WorkbookCells, made: Mapping[str, Repair]) -> WorkbookCells:
    """The workbook as it reads once its repairs are made."""
    for repair in made.values():
        where = repair.reference
        rows = [list(row) for row in book.sheets[where.sheet].rows]
        rows[where.row - 1][where.column - 1] = stored(repair.after)
        book = with_rows(book, where.sheet, rows)
    return book


def stored(after: object) -> CellValue:
    """As the parser gives it back."""
    if isinstance(after, datetime):
        return after.date()
    return float(after) if isinstance(after, Decimal) else after  # type: ignore[return-value]


def verdicts(outcome: Outcome) -> list[object]:
    return [(i.status, i.shown, repr(i.measurement)) for i in outcome.evaluation.indicators]


COUNT = {"target": "từ 90%", "measure": "Tỷ lệ"}
SHARE = {"target": "từ 90%", "measure": "Ghi trực tiếp"}
NUMBER = {"target": "ít nhất 2 lớp", "measure": "Ghi trực tiếp"}
DAY = {"target": "Hoàn thành trước ngày 30/6/2026", "measure": "Tự đánh giá"}

CERTAIN = [
    # words, header, typed, after, shown
    (COUNT, "Số đạt", "1.587", Decimal(1587), "1587"),
    (COUNT, "Số đạt", " 12 ", Decimal(12), "12"),
    (COUNT, "Số đạt", "1 587", Decimal(1587), "1587"),
    (SHARE, "Ghi trực tiếp", "97,5%", Decimal("0.975"), "97,5%"),
    (SHARE, "Ghi trực tiếp", "97,5 %", Decimal("0.975"), "97,5%"),
    (SHARE, "Ghi trực tiếp", "97,5", Decimal("97.5"), "97,5"),
    (SHARE, "Ghi trực tiếp", "0,97", Decimal("0.97"), "0,97"),
    (SHARE, "Ghi trực tiếp", "100%", Decimal(1), "100%"),
    (NUMBER, "Ghi trực tiếp", "3", Decimal(3), "3"),
    (DAY, "Ghi trực tiếp", "20/5/2026", date(2026, 5, 20), "20/05/2026"),
    (COUNT, "Số liệu đến ngày", "20.6.26", date(2026, 6, 20), "20/06/2026"),
    (COUNT, "Số liệu đến ngày", "20-06-2026 14:05:00", datetime(2026, 6, 20, 14, 5), "20/06/2026 14:05"),  # noqa: DTZ001
    (COUNT, "Tài liệu minh chứng", "Ba\u0301o ca\u0301o\u00a0số\u200b 5", "Báo cáo số 5", "Báo cáo số 5"),
    (COUNT, "Tài liệu minh chứng", "Ƣu tiên\nÐợt 2", "Ưu tiên\nĐợt 2", "Ưu tiên\nĐợt 2"),
]


@pytest.mark.parametrize(("words", "header", "text", "after", "shown"), CERTAIN)
def test_a_certain_reading_is_repaired(
    words: dict[str, str], header: str, text: str, after: object, shown: str
) -> None:
    book = workbook(RATIO, {"Tổng số": 2000 if words is COUNT else None, header: text}, **words)
    repair = found(book)[text]
    assert (repair.after, repair.shown) == (after, shown)
    assert book.sheets["MT1"].at(repair.reference.row, repair.reference.column) == text
    before, later = evaluated_cells(book), evaluated_cells(repaired(book, {text: repair}))
    assert verdicts(before) == verdicts(later)


UNCERTAIN = [
    (SHARE, "Ghi trực tiếp", "1"),
    (SHARE, "Ghi trực tiếp", "5,5"),
    (SHARE, "Ghi trực tiếp", "97.125"),
    (SHARE, "Ghi trực tiếp", "105%"),  # as a number 1,05 it could be 1,05 %
    (NUMBER, "Ghi trực tiếp", "1.587"),
    (SHARE, "Ghi trực tiếp", "khoảng 97%"),
    (COUNT, "Số đạt", "hai"),
    (COUNT, "Số đạt", "-3"),
    (COUNT, "Số liệu đến ngày", "32/6/2026"),
    (COUNT, "Mức đề ra", "1.587"),  # grey: Mục tiêu decides
    (SHARE, "Số đạt", "1.587"),  # hatched
]


@pytest.mark.parametrize(("words", "header", "text"), UNCERTAIN)
def test_what_can_be_read_in_two_ways_or_not_at_all_is_left(words: dict[str, str], header: str, text: str) -> None:
    assert text not in found(workbook(RATIO, {"Tổng số": 2000 if words is COUNT else None, header: text}, **words))


def test_nothing_is_to_repair_where_nothing_was_typed_as_text() -> None:
    assert found(workbook(RATIO, {"Số đạt": 5, "Tổng số": 6, "Tài liệu minh chứng": "Báo cáo số 5"}, **COUNT)) == {}


def test_dates_of_a_register_are_repaired_with_their_time_of_day() -> None:
    typed = {"Ngày nhận": "01/02/2026 07:30", "Thời hạn": "10/2/2026", "Ngày hoàn thành": date(2026, 2, 9)}
    book = workbook(REGISTER, typed)
    assert {r.shown for r in found(book).values()} == {"01/02/2026 07:30", "10/02/2026"}
    assert verdicts(evaluated_cells(book)) == verdicts(evaluated_cells(repaired(book, found(book))))


def test_a_cell_converted_from_a_legacy_font_is_written_in_unicode() -> None:
    book = workbook(RATIO, {"Tài liệu minh chứng": "Báo cáo"}, **COUNT)
    sheet = book.sheets["MT1"]
    where = next((r, c) for r, row in enumerate(sheet.rows, 1) for c, v in enumerate(row, 1) if v == "Báo cáo")
    legacy = SheetCells(sheet.name, sheet.rows, legacy={where: "TCVN3"})
    book = replace(book, sheets={**book.sheets, "MT1": legacy})
    repair = found(book)["(chữ TCVN3)"]
    assert (repair.reference, repair.after) == (CellReference("MT1", *where), "Báo cáo")


def test_repairs_stand_in_the_order_of_the_workbook() -> None:
    book = workbook(RATIO, {"Số đạt": "1", "Tổng số": "2", "Số liệu đến ngày": "1/6/2026"}, **COUNT)
    made = repairs(evaluated_cells(book).submission, book)
    assert [r.before for r in made] == ["1", "2", "1/6/2026"]


TYPED = st.one_of(
    st.text("0123456789.,% -/:", max_size=12),
    st.decimals(0, 10_000, places=3).map(lambda number: f"{number:f}".replace(".", ",")),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(lambda day: f"{day:%d/%m/%Y}"),
    st.sampled_from(["Đạt", "Chưa phát sinh", "Ch\u01b0a phát sinh\u200b", "1.587", "1,5", "100 %"]),
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(
    words=st.sampled_from([COUNT, SHARE, NUMBER, DAY]),
    cells=st.fixed_dictionaries(dict.fromkeys(("Số đạt", "Tổng số", "Ghi trực tiếp", "Số liệu đến ngày"), TYPED)),
)
def test_repairing_never_changes_a_verdict(words: dict[str, str], cells: dict[str, str]) -> None:
    book = workbook(RATIO, cells, **words)
    made = {str(r.reference): r for r in repairs(evaluated_cells(book).submission, book)}
    assert verdicts(evaluated_cells(repaired(book, made))) == verdicts(evaluated_cells(book))


@pytest.mark.parametrize("sign", sorted(map(chr, UNPRINTED)), ids=ascii)
def test_a_repaired_text_is_the_one_the_report_carries(sign: str) -> None:
    text = f"Báo{sign}cáo"
    assert repaired_text(text) == prose(text) != text


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text())
def test_a_text_is_repaired_once(text: str) -> None:
    assert repaired_text(repaired_text(text)) == repaired_text(text)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(plan=st.one_of(TYPED, st.sampled_from(["7,4 - 8,4%", "dưới 4", "trên 95%"])), actual=TYPED)
def test_repairing_a_plan_never_changes_a_verdict(plan: str, actual: str) -> None:
    book = workbook(PLAN, {"Kế hoạch": plan, "Thực hiện": actual})
    made = {str(r.reference): r for r in repairs(evaluated_cells(book).submission, book)}
    assert verdicts(evaluated_cells(repaired(book, made))) == verdicts(evaluated_cells(book))
