"""Sheets that are named a little otherwise: read where the name is the same, asked about where it is only like it."""

import pytest

from qmxl.model.submission import CellValue
from qmxl.reading.submission import IGNORED, READ, read_submission
from qmxl.reading.workbook import Refusal
from tests.workbooks import Outcome, book_of, completed, evaluated_cells

REGISTER: list[tuple[CellValue, ...]] = [
    ("Ghi trực tiếp",),
    (None,),
    (),
    ("Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành"),
    ("H1", "01/3/2026", "10/3/2026", "09/3/2026"),
]


def renamed(names: dict[str, str], also: dict[str, list[tuple[CellValue, ...]]] | None = None) -> Outcome | Refusal:
    """A workbook of one register with some sheets renamed and others added."""
    sheets = {"Mục tiêu": [("Mức đề ra", "Cách tính"), ("trên 90%", "Sổ theo dõi")], "MT1": REGISTER}
    book = completed(book_of(sheets))
    called = book_of({names.get(name, name): sheet.rows for name, sheet in book.sheets.items()} | (also or {}))
    reading = read_submission(called)
    return reading if isinstance(reading, Refusal) else evaluated_cells(called)


def outcome_of(names: dict[str, str], also: dict[str, list[tuple[CellValue, ...]]] | None = None) -> Outcome:
    outcome = renamed(names, also)
    assert isinstance(outcome, Outcome)
    return outcome


@pytest.mark.parametrize("name", ["MT1", "mt1", "MT 1", " Mt  1 ", "M\u200bT1"])
def test_case_and_spacing_do_not_matter(name: str) -> None:
    outcome = outcome_of({"MT1": name, "Thông tin": "THÔNG  tin"})
    assert (outcome.indicator.shown, outcome.diagnostics) == ("100%", ())
    assert outcome.submission.indicators[0].table == "MT1"
    assert {use.name: use.rows_read for use in outcome.submission.source.sheets}[name] == 1


@pytest.mark.parametrize("name", ["MT01", "MT1 (2)", "MT-1", "mt.01", "Mục tiêu 1", "muc tieu 01"])
def test_a_sheet_that_is_like_an_input_sheet_is_asked_about(name: str) -> None:
    outcome = outcome_of({"MT1": name})
    assert outcome.status == "NO_DATA"
    assert outcome.diagnostic("QM101").fix == f"có phải sheet “{name}”? Đúng thì đổi tên sheet đó thành MT1"


def test_another_number_is_no_slip() -> None:
    outcome = outcome_of({"MT1": "MT7"})
    assert outcome.diagnostic("QM101").fix.startswith("tạo lại tệp")
    assert outcome.notes == {"QM102"}


@pytest.mark.parametrize("name", ["Muc tieu", "Mục tiêu chất lượng", "Mục tieu", "Mụctiu"])
def test_a_workbook_without_objectives_is_refused_with_what_may_be_meant(name: str) -> None:
    refusal = renamed({"Mục tiêu": name})
    assert isinstance(refusal, Refusal)
    assert f"có phải sheet “{name}”?" in refusal.sentence


@pytest.mark.parametrize("name", ["Thong tin", "Thông tin chung", "Thông tín"])
def test_a_missing_information_sheet_may_be_another(name: str) -> None:
    outcome = outcome_of({"Thông tin": name})
    assert outcome.diagnostic("QM101").fix == f"có phải sheet “{name}”? Đúng thì đổi tên sheet đó thành Thông tin"


def test_two_input_sheets_of_one_name_are_not_guessed() -> None:
    outcome = outcome_of({}, {"MT 1": REGISTER})
    assert outcome.status == "NO_DATA"
    assert [(d.code, d.sheet) for d in outcome.diagnostics] == [("QM111", "MT1")]
    assert outcome.diagnostic("QM111").message == "có 2 sheet cùng là “MT1”: “MT1” và “MT 1”"
    uses = {use.name: use.use for use in outcome.submission.source.sheets}
    assert (uses["MT1"], uses["MT 1"], uses["Thông tin"]) == (IGNORED, IGNORED, READ)


def test_two_sheets_of_objectives_are_refused() -> None:
    refusal = renamed({}, {"MỤC TIÊU ": [("Mã",)]})
    assert isinstance(refusal, Refusal)
    assert "có 2 sheet cùng là “Mục tiêu”: “Mục tiêu” và “MỤC TIÊU ”" in refusal.sentence


def test_two_sheets_of_report_text_are_a_warning() -> None:
    texts: list[tuple[CellValue, ...]] = [("Mục", "Nội dung"), ("Mở đầu", "A")]
    outcome = outcome_of({}, {"Nội dung báo cáo": texts, "nội dung  báo cáo": texts})
    assert (outcome.indicator.shown, outcome.warnings, outcome.submission.sections) == ("100%", {"QM112"}, {})


@pytest.mark.parametrize(
    ("source", "sheets", "code", "told"),
    [
        ("Sổ 1", ["sổ  1"], None, ""),
        ("So 1", ["Sổ 1"], "QM105", "có phải sheet “Sổ 1”?"),
        ("Sổ 1", ["Sổ 1", "SỔ1"], "QM111", "đổi tên hoặc xóa sheet"),
    ],
)
def test_a_table_on_a_sheet_of_its_own(source: str, sheets: list[str], code: str | None, told: str) -> None:
    objectives = [("Mức đề ra", "Cách tính", "Nguồn số liệu"), ("trên 90%", "Sổ theo dõi", source)]
    book = completed(book_of({"Mục tiêu": objectives, **dict.fromkeys(sheets, REGISTER[3:])}))
    outcome = evaluated_cells(book)
    assert outcome.errors == ({code} if code else set())
    if code:
        assert told in outcome.diagnostic(code).fix
        assert outcome.diagnostic(code).cell == "C2"
