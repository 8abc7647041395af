"""What travels of a register: what the figures rest on; a long or confidential one sends its breakdown instead."""

from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest

from qmxl.evaluation.evaluate import evaluate
from qmxl.model.evaluation import Status
from qmxl.model.report import Place, PlacedReport
from qmxl.model.sent_rows import SentRows
from qmxl.pipeline import Outcome as FileOutcome
from qmxl.pipeline import check_file
from qmxl.reading.markdown import read_markdown
from qmxl.reading.submission import read_submission
from qmxl.reading.workbook import Refusal
from qmxl.reporting import travelling
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.writing.workbook import write_workbook
from samples.build import ROOT
from tests.reporting.test_agreement import cells_of, placed_of, told
from tests.workbooks import Outcome, evaluated, evaluated_cells


def test_a_long_register_travels_as_its_breakdown(tmp_path: Path) -> None:
    book = read_markdown(ROOT / "samples" / "phuong-mau-2026-9-thang.md")
    sheet = book.sheets["Bảng 2.2"]
    header = next(number for number, row in enumerate(sheet.rows) if "Mã hồ sơ" in row)
    code = sheet.rows[header].index("Mã hồ sơ")
    body = [row for row in sheet.rows[header + 1 :] if any(row)]
    copies = [tuple(f"{v}-{n}" if c == code else v for c, v in enumerate(row)) for n in range(140) for row in body]
    long = replace(sheet, rows=(*sheet.rows[: header + 1], *copies))
    read = read_submission(replace(book, sheets={**book.sheets, "Bảng 2.2": long}))
    assert not isinstance(read, Refusal)
    evaluation, more = evaluate(read[0])
    placed = compose_and_lay_out(read[0], evaluation, (*read[1], *more))
    write_workbook(placed, tmp_path / "out.xlsx")
    again = check_file(tmp_path / "out.xlsx")
    assert isinstance(again, FileOutcome)
    assert [(i.code, i.shown, i.status) for i in again.evaluation.indicators] == [
        (i.code, i.shown, i.status) for i in evaluation.indicators
    ]
    assert "_Quá hạn MT2" in {sheet.sheet.name for sheet in placed.sheets}


_HEADER = "| STT | Mã hồ sơ | Nội dung | Ngày nhận | Thời hạn | Ngày hoàn thành | Tình trạng | Ghi chú | Người gửi |"
_REGISTER = f"""{_HEADER}
| 1 | K1 | bí mật 1 | 2026-02-03 | 2026-02-20 | 2026-02-18 | | của ai đó | Ông A |
| 2 | K2 | bí mật 2 | 2026-03-03 | 2026-03-20 | 2026-03-25 | đang ở nhà bà B | Thuộc | Bà B |
| 3 | K3 | bí mật 3 | 2026-06-01 | 2026-06-15 | | Chờ bổ sung | Thuộc | Ông C |
| 4 | K4 | bí mật 4 | 2026-06-25 | 2026-07-15 | | Trả lại | | Bà D |
"""
_AT_HOME = ("bí mật", "của ai đó", "nhà bà B", "Ông A", "Bà B")


def _workbook(objectives: str, **sheets: str) -> str:
    return "\n".join(
        ["## Mục tiêu", "", objectives, *(f"\n## {name.replace('_', ' ')}\n\n{text}" for name, text in sheets.items())]
    )


def _twice(text: str) -> tuple[Outcome, PlacedReport, str]:
    """Evaluated, and evaluated again from what was sent: the same; with the sheets, and all texts that were sent."""
    outcome = evaluated(text)
    placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)
    sent = cells_of(placed)
    again = evaluated_cells(sent)
    assert told(again, placed_of(again)) == told(outcome, placed)
    texts = [str(c) for name, sheet in sent.sheets.items() if name != "Kiểm tra" for row in sheet.rows for c in row]
    return outcome, placed, "\n".join(texts)


def test_two_registers_of_one_objective_stay_home() -> None:
    outcome, placed, texts = _twice(
        _workbook(
            "| Mã | Mục tiêu | Chỉ tiêu | Mức đề ra | Cách tính | Nguồn số liệu |\n"
            "| '1.1 | Giải quyết đơn thư | Khiếu nại được giải quyết đúng hạn | trên 90% | Sổ theo dõi | |\n"
            "| '1.2 | | Tố cáo được giải quyết đúng hạn | trên 90% | Sổ theo dõi | Bảng 1.2 |",
            MT1=_REGISTER,
            **{"Bảng_1.2": _REGISTER},
        )
    )
    assert outcome.statuses == (Status.NOT_MET, Status.NOT_MET)
    (late,) = (sheet for sheet in placed.sheets if sheet.sheet.name.startswith("_Quá hạn"))
    titles = [c.value for c in late.cells if str(c.value).startswith("Hồ sơ quá hạn")]
    assert titles == ["Hồ sơ quá hạn của chỉ tiêu 1.1", "Hồ sơ quá hạn của chỉ tiêu 1.2"]
    assert not any(word in texts for word in _AT_HOME)


@pytest.mark.parametrize(
    ("condition", "sent"),
    [
        ("Ghi chú = Thuộc", ["Thuộc"]),
        ("Nội dung = bí mật 1, bí mật 2", ["bí mật 1", "bí mật 2"]),
        ("Người gửi = Bà B", ["Bà B"]),
        ("Tình trạng = đang ở nhà bà B, Trả lại", ["nhà bà B"]),
    ],
)
def test_a_condition_on_a_private_column_sends_what_it_asks_for_and_no_more(condition: str, sent: list[str]) -> None:
    outcome, _, texts = _twice(
        _workbook(
            f"| Mục tiêu | Mức đề ra | Cách tính | Điều kiện |\n| Hồ sơ | trên 90% | Sổ theo dõi | {condition} |",
            MT1=_REGISTER,
        )
    )
    assert outcome.status is Status.NOT_MET or condition.startswith("Tình trạng")
    asked = "\n".join(line for line in texts.split("\n") if line != condition)
    assert all(text in asked for text in sent)
    lines = asked.split("\n")
    assert [line for line in lines for word in _AT_HOME if word in line and not any(s in line for s in sent)] == []


def test_a_state_travels_only_where_it_changes_the_class() -> None:
    _, _, texts = _twice(
        _workbook("| Mục tiêu | Mức đề ra | Cách tính |\n| Hồ sơ | trên 90% | Sổ theo dõi |", MT1=_REGISTER)
    )
    assert "Chờ bổ sung" in texts.split("\n")
    assert "Trả lại" in texts.split("\n")
    assert not any(word in texts for word in _AT_HOME)


@pytest.mark.parametrize(
    ("target", "status"), [("trên 90%", Status.NOT_MET), ("từ 30%", Status.NO_DATA), ("từ 20%", Status.EXCEEDED)]
)
def test_an_unreadable_row_at_home_leaves_the_verdict_as_it_was(target: str, status: Status) -> None:
    """1 in time, 1 late, 1 overdue, 1 unreadable: from 25 % to 50 %."""
    register = f"""{_HEADER}
| 1 | K1 | | 2026-02-03 | 2026-02-20 | 2026-02-18 | | | |
| 2 | K2 | | 2026-03-03 | 2026-03-20 | 2026-03-25 | | | |
| 3 | K3 | | 2026-05-01 | 2026-05-15 | | | | |
| 4 | K4 | | 2026-05-01 | 2026-05-15 | 31/02/2026 | | | |
"""
    outcome, _, _ = _twice(
        _workbook(
            f"| Mục tiêu | Mức đề ra | Cách tính |\n| Đơn khiếu nại | {target} | Sổ theo dõi |",
            MT1=register,
        )
    )
    assert outcome.status is status


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        (normalize("NFD", "Đơn khiếu nại được giải quyết"), ""),
        ("ĐƠN KHIẾU\u00a0NẠI được giải quyết", ""),
        ("Đơn, thư được giải quyết", ""),
        ("Hồ sơ", "Khiếu nại 2026"),
        ("Hồ sơ", normalize("NFD", "Sổ tố cáo")),
    ],
)
def test_complaints_stay_home_however_they_are_typed(statement: str, source: str) -> None:
    sheet = source or "MT1"
    _, placed, texts = _twice(
        _workbook(
            "| Mục tiêu | Mức đề ra | Cách tính | Nguồn số liệu |\n"
            f"| {statement} | trên 90% | Sổ theo dõi | {source} |",
            **{sheet: _REGISTER},
        )
    )
    assert "_Quá hạn MT1" in {sheet.sheet.name for sheet in placed.sheets}
    assert "Kỳ trước chuyển sang" in texts
    assert not any(word in texts for word in _AT_HOME)


def test_complaints_stay_home_without_a_period_too() -> None:
    _, _, texts = _twice(
        "## Thông tin\n\n| Kỳ báo cáo | |\n\n"
        + _workbook("| Mục tiêu | Mức đề ra | Cách tính |\n| Đơn khiếu nại | trên 90% | Sổ theo dõi |", MT1=_REGISTER)
    )
    assert not any(word in texts for word in _AT_HOME)


# The choice of --rows


_PLAIN = _workbook("| Mục tiêu | Mức đề ra | Cách tính |\n| Hồ sơ | trên 90% | Sổ theo dõi |", MT1=_REGISTER)
_SECRET = _workbook("| Mục tiêu | Mức đề ra | Cách tính |\n| Đơn khiếu nại | trên 90% | Sổ theo dõi |", MT1=_REGISTER)


def _sent(text: str, rows: SentRows) -> tuple[PlacedReport, Outcome]:
    outcome = evaluated(text)
    return compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics, rows=rows), outcome


def _texts_on(placed: PlacedReport, name: str) -> list[str]:
    return [str(c.value) for sheet in placed.sheets if sheet.sheet.name == name for c in sheet.cells]


@pytest.mark.parametrize(
    ("text", "rows", "sent", "listed"),
    [
        (_PLAIN, SentRows.ALL, True, True),
        (_PLAIN, SentRows.LATE, False, True),
        (_PLAIN, SentRows.NONE, False, False),
        (_SECRET, SentRows.ALL, False, True),
        (_SECRET, SentRows.LATE, False, True),
        (_SECRET, SentRows.NONE, False, False),
    ],
)
def test_rows_are_sent_and_late_ones_listed_as_asked_for(text: str, rows: SentRows, sent: bool, listed: bool) -> None:
    """EV93: K1 is early, K2 late; of complaints no row is sent whatever is asked for."""
    placed, outcome = _sent(text, rows)
    assert ("K1" in _texts_on(placed, "MT1")) is sent
    assert ("K2" in _texts_on(placed, "_Quá hạn MT1")) is listed
    assert "K1" not in _texts_on(placed, "_Quá hạn MT1")
    assert "_Phân tích MT1" in {sheet.sheet.name for sheet in placed.sheets}
    again = evaluated_cells(cells_of(placed))
    assert told(again, placed_of(again)) == told(outcome, placed)


def test_why_rows_stay_home_is_said() -> None:
    said = {
        (name, rows): [d.message for d in _sent(text, rows)[0].report.diagnostics if d.code == "QM339"]
        for name, text in (("plain", _PLAIN), ("secret", _SECRET))
        for rows in SentRows
    }
    assert said["plain", SentRows.ALL] == []
    assert "(theo lựa chọn --rows late)" in said["plain", SentRows.LATE][0]
    assert "hồ sơ quá hạn được liệt kê riêng" in said["plain", SentRows.LATE][0]
    assert "hồ sơ quá hạn cũng không liệt kê" in said["plain", SentRows.NONE][0]
    for rows in SentRows:
        assert "sổ có chữ “khiếu nại” thì không bao giờ gửi từng dòng" in said["secret", rows][0]


def test_the_latest_cases_come_first_with_their_days() -> None:
    """Received, due and finished; the data date is 30/6/2026."""
    rows = ["K1 | 02/3/2026 | 20/3/2026 | 25/3/2026", "K2 | 02/6/2026 | 20/6/2026 | ", "K3 | 02/1/2026 | 20/1/2026 | "]
    table = "| Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |\n" + "\n".join(f"| {row} |" for row in rows)
    placed, _ = _sent(
        _workbook("| Mục tiêu | Mức đề ra | Cách tính |\n| Hồ sơ | trên 90% | Sổ theo dõi |", MT1=table), SentRows.ALL
    )
    (sheet,) = (sheet for sheet in placed.sheets if sheet.sheet.name == "_Quá hạn MT1")
    listed = [row for row in sheet.sheet.rows if row.key.startswith("late:")]
    shown = [tuple(placed.values[Place(sheet.sheet.name, row.key, letter)] for letter in "AH") for row in listed]
    assert shown == [("K2", 10), ("K1", 5), ("K3", 161)]


def test_of_many_late_cases_the_latest_are_listed_and_the_rest_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travelling, "MAXIMUM_OVERDUE_ROWS", 1)
    placed, _ = _sent(_PLAIN.replace("2026-02-18", "2026-02-28"), SentRows.ALL)
    texts = _texts_on(placed, "_Quá hạn MT1")
    assert "K2" in texts
    assert "K1" not in texts
    assert any("ghi 1 hồ sơ gần nhất, còn 1 hồ sơ không ghi ở đây" in text for text in texts)


def test_a_register_without_a_case_of_the_period_stays_one_without_cases() -> None:
    table = "| Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |\n| K1 | 02/7/2026 | 20/7/2026 | |"
    placed, outcome = _sent(
        _workbook("| Mục tiêu | Mức đề ra | Cách tính |\n| Hồ sơ | trên 90% | Sổ theo dõi |", MT1=table), SentRows.NONE
    )
    assert outcome.status is Status.NO_CASES
    assert evaluated_cells(cells_of(placed)).status is Status.NO_CASES
