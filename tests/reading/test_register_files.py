"""Registers in other files: given by --register, named in `Nguồn số liệu`, exported as CSV, too long for cells."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from unicodedata import combining, normalize

import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from qmxl.cli import app
from qmxl.contract.refusals import REFUSALS
from qmxl.model.diagnostics import Diagnostic, Refusal, Severity
from qmxl.model.evaluation import TIME_CLASSES
from qmxl.model.sent_rows import SentRows
from qmxl.model.submission import CellValue, ErrorValue, Register
from qmxl.pipeline import Outcome, check_file, evaluate_file
from qmxl.reading.parsing import Parsing
from qmxl.reading.register_paths import begin_register
from qmxl.reading.values import DAY_ZERO
from tests.packages import lengthened
from tests.workbooks import book_of, completed

CORPUS = Path(__file__).parent.parent / "corpus"
HEADER = ("Mã hồ sơ", "Lĩnh vực", "Ngày nhận", "Thời hạn", "Ngày hoàn thành", "Tình trạng")
ALSO = "Ngày hẹn trả", "Mã hồ sơ", "Tình trạng", "Ngày có kết quả", "Ngày tiếp nhận"

Line = Sequence[CellValue]


def day(text: str) -> date:
    """3/2 is the third of February 2026."""
    number, month = map(int, text.split("/"))
    return date(2026, month, number)


EARLY = ("H1", "Đất đai", day("3/2"), day("10/2"), day("9/2"), None)
ON_TIME = ("H2", "Đất đai", day("3/3"), day("10/3"), day("10/3"), "Đã trả")
LATE = ("H3", "Hộ tịch", day("3/3"), day("10/3"), day("11/3"), "Đã trả")
OVERDUE = ("H4", None, day("3/4"), day("10/4"), None, "Đang xử lý")


def workbook(folder: Path, source: str | None = None, *, target: str = "trên 50%", own: Sequence[Line] = ()) -> Path:
    """A workbook with one indicator over a register: its own, or one in another file."""
    sheets: dict[str, Sequence[Line]] = {
        "Mục tiêu": [("Mức đề ra", "Cách tính", "Nguồn số liệu"), (target, "Sổ theo dõi", source)],
        "MT1": [("Số liệu đến ngày",), (day("30/6"),), (), *own],
    }
    path = folder / "tep.xlsx"
    cells = completed(book_of(sheets)).sheets
    return spreadsheet(path, {name: sheet.rows for name, sheet in cells.items()})


def spreadsheet(path: Path, sheets: Mapping[str, Sequence[Line]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        day_format = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if isinstance(cell, ErrorValue):
                        sheet.write_formula(row, column, "=NA()", None, cell.text)
                    elif isinstance(cell, date):
                        sheet.write_datetime(row, column, datetime.combine(cell, time()), day_format)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def register_file(path: Path, *lines: Line, header: Line = HEADER) -> Path:
    """A register as a file of the kind its name says."""
    if path.suffix == ".xlsx":
        return spreadsheet(path, {"Sheet1": [header, *lines]})
    path.write_bytes(delimited([header, *lines]).encode("utf-8-sig"))
    return path


def delimited(lines: Sequence[Line], delimiter: str = ";") -> str:
    text = StringIO()
    texts = ([f"{c:%d/%m/%Y}" if isinstance(c, date) else c for c in line] for line in lines)
    csv.writer(text, delimiter=delimiter).writerows(texts)
    return text.getvalue()


def qmxl(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def begun(*paths: Path) -> dict[str, tuple[Parsing, ...]]:
    return {"1": tuple(parsing for path in paths for parsing in begin_register(path))}


def checked(path: Path, *registers: Path) -> Outcome:
    outcome = check_file(path, begun(*registers) if registers else None)
    assert isinstance(outcome, Outcome), outcome.sentence
    return outcome


def classes(outcome: Outcome) -> list[str]:
    codes = outcome.evaluation.indicators[0].measurement.classes
    assert codes is not None
    return [str(TIME_CLASSES[code]) for code in codes]


def found(outcome: Outcome, code: str) -> list[Diagnostic]:
    return [d for d in outcome.diagnostics if d.code == code]


def told(outcome: Outcome, code: str) -> str:
    (one,) = found(outcome, code)
    return one.message


def errors(outcome: Outcome) -> set[str]:
    return {d.code for d in outcome.diagnostics if d.severity is Severity.ERROR}


def the_register(outcome: Outcome) -> Register:
    (table,) = outcome.submission.tables.values()
    assert isinstance(table, Register)
    return table


# Several files for one indicator


def test_two_files_for_one_code_are_one_register(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    first = register_file(tmp_path / "quy-1.xlsx", EARLY, ON_TIME, ("H9", None, None, None, None, "Đã trả"))
    second = register_file(tmp_path / "quy-2.csv", ON_TIME, LATE, ("H9", None, day("4/3"), None, day("5/3"), None))
    result = qmxl("check", path, "--json", "--register", f"1={first}", "--register", f"1={second}")
    assert result.exit_code == 0, result.stderr
    outcome = checked(path, first, second)
    assert classes(outcome) == ["early", "on_time", "unreadable", "repeated", "late", "on_time"]
    assert told(outcome, "QM303").endswith("[quy-2.csv] dòng 2")
    assert told(outcome, "QM306").endswith("[quy-2.csv] dòng 4")
    assert told(outcome, "QM382").endswith("[quy-1.xlsx]Sheet1 dòng 4")
    assert "“[quy-1.xlsx]Sheet1”, “[quy-2.csv]”: 6 dòng" in told(outcome, "QM389")


def test_a_folder_of_monthly_files_is_one_register_in_the_order_of_names(tmp_path: Path) -> None:
    """Columns may stand in another order, and a column may be missing."""
    folder = tmp_path / "thang"
    folder.mkdir()
    register_file(folder / "t1.xlsx", EARLY, ON_TIME)
    moved = (LATE[3], LATE[0], LATE[5], LATE[4], LATE[2])
    unreadable = (day("10/5"), "H7", None, "31/02/2026", day("3/5"))
    register_file(folder / "t2.csv", (ON_TIME[3], "h2 ", None, ON_TIME[4], ON_TIME[2]), moved, unreadable, header=ALSO)
    register_file(folder / "t3.xlsx", LATE, OVERDUE)
    (folder / "~$t3.xlsx").write_bytes(b"in use")
    (folder / "ghi-chu.docx").write_bytes(b"no register")
    path = workbook(tmp_path)
    outcome = checked(path, folder)
    assert classes(outcome) == ["early", "on_time", "repeated", "late", "unreadable", "repeated", "open_overdue"]
    assert told(outcome, "QM303").endswith("[t2.csv] dòng 2; [t3.xlsx]Sheet1 dòng 2")
    (unread,) = found(outcome, "QM222")
    assert (unread.sheet, unread.cell) == ("[t2.csv]", "D4")
    given = qmxl("check", path, "--register", f"1={folder}")
    assert given.exit_code == 1, given.stderr
    register = the_register(outcome)
    assert register.column_texts("field").taken(register.row_numbers < 2**24).distinct() == ["Đất đai"]


def test_rows_named_by_the_way_their_due_date_was_made_are_told_with_their_file(tmp_path: Path) -> None:
    """EV98"""
    header = ("Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành", "Thời gian giải quyết (ngày làm việc)")
    good = ("H1", day("3/2"), day("10/2"), day("9/2"), None)
    first = register_file(tmp_path / "a.xlsx", good, ("H2", None, None, day("9/2"), 5), header=header)
    hours = ("H4", day("3/2"), None, day("3/2"), "4 giờ")
    second = register_file(tmp_path / "b.xlsx", good, ("H3", None, None, day("9/2"), 5), hours, header=header)
    outcome = checked(workbook(tmp_path), first, second)
    assert told(outcome, "QM396").endswith("[a.xlsx]Sheet1 dòng 3; [b.xlsx]Sheet1 dòng 3")
    assert told(outcome, "QM394").endswith("[b.xlsx]Sheet1 dòng 4")


@pytest.mark.parametrize("order", [1, -1])
def test_a_time_limit_is_in_the_unit_of_its_own_file(order: int, tmp_path: Path) -> None:
    """EV94, EV95: of Monday the 2nd, 8 working days end on Thursday the 12th, 8 days on Tuesday the 10th."""
    header = ("Mã hồ sơ", "Ngày nhận", "Thời hạn", "Ngày hoàn thành")
    typed = (8, "8 ngày", "8 ngày làm việc")
    files = [
        register_file(
            tmp_path / f"{name}.xlsx",
            *((f"{name} {limit}", day("2/3"), None, day("9/3"), limit) for limit in typed),
            header=(*header, name),
        )
        for name in ("Số ngày làm việc", "Số ngày", "Thời gian giải quyết")
    ]
    register = the_register(checked(workbook(tmp_path), *files[::order]))
    due = {
        code: (DAY_ZERO + timedelta(number)).day if number else None
        for code, number in zip(register.column_texts("dossier"), register.days["due"].tolist(), strict=True)
    }
    assert due == {
        "Số ngày làm việc 8": 12, "Số ngày làm việc 8 ngày": 12, "Số ngày làm việc 8 ngày làm việc": 12,
        "Số ngày 8": 10, "Số ngày 8 ngày": 10, "Số ngày 8 ngày làm việc": 12,
        "Thời gian giải quyết 8": None, "Thời gian giải quyết 8 ngày": 10, "Thời gian giải quyết 8 ngày làm việc": 12,
    }  # fmt: skip


def test_a_register_given_twice_counts_once(tmp_path: Path) -> None:
    path, so = workbook(tmp_path), register_file(tmp_path / "so.csv", EARLY, LATE)
    outcome = checked(path, so, so)
    assert classes(outcome) == ["early", "late", "repeated", "repeated"]


# A path in `Nguồn số liệu`


@pytest.mark.parametrize("name", ["so.xlsx", "so.csv", "thang/so.csv", "thang\\so.xlsx"])
def test_a_path_beside_the_workbook_leads_to_its_register(name: str, tmp_path: Path) -> None:
    (tmp_path / "thang").mkdir()
    register_file(tmp_path / name.replace("\\", "/"), EARLY, LATE, ON_TIME)
    outcome = checked(workbook(tmp_path, name))
    assert classes(outcome) == ["early", "late", "on_time"]
    assert errors(outcome) == set()
    assert outcome.evaluation.indicators[0].shown == "66,7%"


@pytest.mark.parametrize(
    "source",
    [
        "../so.xlsx", "C:\\so.xlsx", "\\\\may\\so.xlsx", "/etc/so.csv", "thang/../../so.xlsx", "~/so.csv", "./so.csv",
        "C:so.xlsx", "..\\so.csv", "thang//so.csv",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_not_followed(source: str, tmp_path: Path) -> None:
    folder = tmp_path / "cua-toi"
    folder.mkdir()
    register_file(tmp_path / "so.xlsx", EARLY)
    register_file(folder / "so.csv", EARLY)
    outcome = checked(workbook(folder, source))
    assert errors(outcome) == {"QM106"}
    assert outcome.evaluation.indicators[0].status == "NO_DATA"
    assert "--register 1=<tệp>" in found(outcome, "QM106")[0].fix


def test_a_file_that_is_not_there_is_an_error_with_its_cure(tmp_path: Path) -> None:
    outcome = checked(workbook(tmp_path, "so.xlsx"))
    (missing,) = found(outcome, "QM121")
    assert errors(outcome) == {"QM121"}
    assert "Không tìm thấy tệp “so.xlsx”" in missing.message
    assert (missing.sheet, missing.cell) == ("Mục tiêu", "C2")
    assert "tên tệp" in missing.fix
    assert str(tmp_path) not in f"{missing.message}{missing.expected}{missing.fix}"


def test_a_broken_file_beside_the_workbook_costs_its_indicator_only(tmp_path: Path) -> None:
    (tmp_path / "so.xlsx").write_bytes((CORPUS / "nho.xlsx").read_bytes()[:5_000])
    outcome = checked(workbook(tmp_path, "so.xlsx"))
    assert errors(outcome) == {"QM121"}
    assert "bị hỏng" in told(outcome, "QM121")


def test_a_given_file_stands_for_the_one_that_is_named(tmp_path: Path) -> None:
    register_file(tmp_path / "so.csv", LATE)
    other = register_file(tmp_path / "so-moi.csv", EARLY)
    assert classes(checked(workbook(tmp_path, "so.csv"), other)) == ["early"]


def test_a_given_file_stands_for_the_register_in_the_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path, own=[HEADER, LATE, LATE])
    assert classes(checked(path)) == ["late", "repeated"]
    assert classes(checked(path, register_file(tmp_path / "so.csv", EARLY))) == ["early"]


# Files that are not read


@pytest.mark.parametrize("command", [("check",), ("evaluate",), ("check", "--json")])
@pytest.mark.parametrize(
    ("name", "reason"), [("mat-khau.xlsx", "encrypted"), ("hong.xlsx", "broken"), ("mat.xlsx", "missing")]
)
def test_a_given_file_that_is_not_read_is_refused(
    command: tuple[str, ...], name: str, reason: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    if reason == "encrypted":
        file.write_bytes((CORPUS / name).read_bytes())
    elif reason == "broken":
        file.write_bytes((CORPUS / "nho.xlsx").read_bytes()[:5_000])
    good = register_file(tmp_path / "so.csv", EARLY)
    said = qmxl(*command, workbook(tmp_path), "--register", f"1={good}", "--register", f"1={file}")
    assert (said.exit_code, said.stdout) == (3, "")
    assert said.stderr == REFUSALS[reason].format(name=name, path=file) + "\n"
    assert not list(tmp_path.glob("*-ket-qua*"))


def test_an_empty_folder_and_a_code_without_a_register_are_refused(tmp_path: Path) -> None:
    path, folder = workbook(tmp_path), tmp_path / "trong"
    folder.mkdir()
    said = qmxl("check", path, "--register", f"1={folder}")
    assert said.exit_code == 3
    assert "là thư mục" in said.stderr
    good = register_file(tmp_path / "so.csv", EARLY)
    said = qmxl("check", path, "--register", f"2={good}")
    assert (said.exit_code, said.stdout) == (3, "")
    assert said.stderr.endswith("chỉ tiêu theo sổ theo dõi của tệp: 1.\n")


# CSV as it comes


def in_cp1258(text: str) -> bytes:
    """Windows' Vietnamese: letters with their hat, tone marks after them."""
    parts = []
    for sign in text:
        letter, *marks = normalize("NFD", sign)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        whole = normalize("NFC", letter + "".join(mark for mark in marks if mark not in tones))
        parts.append(whole + "".join(tones))
    assert any(combining(sign) for sign in "".join(parts))
    return "".join(parts).encode("cp1258")


ENCODINGS = {
    "cp1258": in_cp1258,
    "UTF-8 with BOM": lambda text: text.encode("utf-8-sig"),
    "UTF-8": str.encode,
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, high byte first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_csv_in_every_encoding_with_every_delimiter(encoding: str, delimiter: str, tmp_path: Path) -> None:
    """Titles above the header, ragged lines, line breaks and the delimiter itself between quotes."""
    lines: list[Line] = [
        ("ỦY BAN NHÂN DÂN XÃ MẪU",),
        (f"SỔ THEO DÕI{delimiter} NĂM 2026", "Tháng 6"),
        (),
        (*HEADER, "Ghi chú"),
        ("H1", "Đất đai\nvà nhà ở", day("3/2"), day("10/2"), day("9/2")),
        (*ON_TIME, f"nộp sau{delimiter} bổ sung", "thừa"),
        ("H3", 'Hộ tịch "lưu động"', day("3/3"), day("10/3"), None, "Đã trả\nquá hạn", None),
        (),
        (*OVERDUE, "\n"),
        (*LATE[:4], "chưa rõ"),
        ("Tổng cộng", 5),
    ]
    (tmp_path / "so.csv").write_bytes(ENCODINGS[encoding](delimited(lines, delimiter)))
    outcome = checked(workbook(tmp_path, "so.csv"))
    assert classes(outcome) == ["early", "on_time", "late", "open_overdue", "unreadable"]
    register = the_register(outcome)
    assert register.row_numbers.tolist() == [5, 6, 7, 9, 10]
    assert list(register.column_texts("field"))[1:3] == ["Đất đai", 'Hộ tịch "lưu động"']
    assert list(register.column_texts("state"))[2] == "Đã trả quá hạn"
    (unread,) = found(outcome, "QM222")
    assert (unread.sheet, unread.cell, unread.found) == ("[so.csv]", "E10", "chưa rõ")
    assert told(outcome, "QM383").endswith("dòng 7")
    assert "QM323" in {d.code for d in outcome.diagnostics}


@pytest.mark.parametrize("content", ["Mã hồ sơ\nH1\n", "Chúng tôi xin báo cáo.\nKính gửi.\n"])
def test_a_text_that_is_no_table_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "so.csv").write_text(content, encoding="utf-8")
    said = qmxl("check", workbook(tmp_path), "--register", f"1={tmp_path / 'so.csv'}")
    assert said.exit_code == 3
    assert "“so.csv”" in said.stderr


# Long registers


def long_register(folder: Path, *lines: Line, name: str = "so.xlsx") -> Path:
    """A register that is read in columns."""
    return lengthened(register_file(folder / name, *lines), "Sheet1")


def test_a_long_register_with_faults_gives_all_other_figures(tmp_path: Path) -> None:
    """EV37"""
    faults = (
        ("H5", None, ErrorValue("#N/A"), day("10/2"), day("9/2"), None),
        ("H6", None, day("3/2"), "31/02/2026", day("9/2"), None),
        ("H7", None, day("3/2"), day("10/2"), "chưa rõ", None),
        ("H8", ErrorValue("#VALUE!"), day("3/2"), day("10/2"), day("9/2"), ErrorValue("#REF!")),
    )
    rows = [(f"G{n}", *EARLY[1:]) for n in range(20)]
    outcome = checked(workbook(tmp_path), long_register(tmp_path, *rows, *faults, LATE))
    assert the_register(outcome).row_numbers.tolist() == [*range(2, 27)]
    assert classes(outcome) == [*["early"] * 20, *["unreadable"] * 3, "early", "late"]
    unread = {(d.code, d.sheet, d.cell, d.found) for d in outcome.diagnostics if d.code in {"QM222", "QM223"}}
    assert unread == {
        ("QM222", "[so.xlsx]Sheet1", "C22", "#N/A"),
        ("QM222", "[so.xlsx]Sheet1", "D23", "31/02/2026"),
        ("QM222", "[so.xlsx]Sheet1", "E24", "chưa rõ"),
        ("QM223", "[so.xlsx]Sheet1", "B25", "#VALUE!"),
        ("QM223", "[so.xlsx]Sheet1", "F25", "#REF!"),
    }
    assert (outcome.evaluation.indicators[0].status, outcome.evaluation.indicators[0].shown) == ("EXCEEDED", "95,5%")


@pytest.mark.parametrize("is_long", [False, True])
def test_more_than_fifty_bad_cells_of_a_column_are_told_by_their_rows(is_long: bool, tmp_path: Path) -> None:
    rows = [(f"H{n}", None, day("3/2"), day("10/2"), "?" if n < 53 else day("9/2"), None) for n in range(120)]
    make = long_register if is_long else lambda folder, *lines: register_file(folder / "so.xlsx", *lines)
    outcome = checked(workbook(tmp_path), make(tmp_path, *rows))
    assert [d.cell for d in found(outcome, "QM222")] == [f"E{row}" for row in range(2, 52)]
    assert told(outcome, "QM388") == "còn 3 ô nữa ở cột Ngày hoàn thành không đọc được: dòng 52-54"
    assert found(outcome, "QM388")[0].sheet == "[so.xlsx]Sheet1"


def test_thousands_of_bad_cells_are_counted_whole(tmp_path: Path) -> None:
    rows = [(f"H{n}", None, day("3/2"), day("10/2"), "?" if n < 6_000 else day("9/2"), None) for n in range(6_100)]
    outcome = checked(workbook(tmp_path), register_file(tmp_path / "so.csv", *rows))
    assert told(outcome, "QM388").startswith("còn 5.950 ô nữa ở cột Ngày hoàn thành không đọc được: dòng 52-")
    assert classes(outcome).count("unreadable") == 6_000


@pytest.mark.parametrize(
    "total",
    [
        ("Tổng cộng", None, 3, 3, 2, None),
        ("Tổng cộng", None, "52 hồ sơ", None, None, None),
        (None, None, "Tổng số hồ sơ: 3", None, None, None),
    ],
)
def test_a_total_with_its_number_below_dates_is_no_case(total: Line, tmp_path: Path) -> None:
    """EV55: in cells as in columns."""
    path = workbook(tmp_path)
    short = checked(path, register_file(tmp_path / "ngan.xlsx", EARLY, ON_TIME, LATE, total))
    long = checked(path, long_register(tmp_path, EARLY, ON_TIME, LATE, total))
    assert classes(long) == classes(short) == ["early", "on_time", "late"]
    assert len(found(long, "QM323")) == len(found(short, "QM323")) == 1


def test_like_columns_of_a_long_register_are_held_against_each_other(tmp_path: Path) -> None:
    """EV37: in columns as in cells, in whatever row they differ."""
    header = (*HEADER, "Ngày hẹn trả", "Tình trạng hồ sơ")
    rows = [(*EARLY[1:], day("10/2"), None)] * 300
    lines: list[Line] = [(f"G{n}", *row) for n, row in enumerate(rows)]
    lines += [(*LATE, day("12/3"), "Quá hạn"), ("H9", None, day("3/3"), None, day("11/3"), "Đã trả", None, "Quá hạn")]
    path = workbook(tmp_path)
    short = checked(path, register_file(tmp_path / "ngan.xlsx", *lines, header=header))
    long = checked(path, lengthened(register_file(tmp_path / "dai.xlsx", *lines, header=header), "Sheet1"))
    assert classes(long) == classes(short) == [*["early"] * 300, "unreadable", "late"]
    for code in ("QM113", "QM114"):
        assert [(d.cell, d.message) for d in found(long, code)] == [(d.cell, d.message) for d in found(short, code)]
    assert "dòng 302" in told(long, "QM113")


# The output


def figures(outcome: Outcome) -> list[tuple[object, ...]]:
    results = outcome.evaluation.indicators
    return [(r.code, r.status, r.shown, r.measurement.value, outcome.sentences[r.code]) for r in results]


def written(path: Path, rows: SentRows, *registers: Path) -> tuple[Outcome, Outcome]:
    """Evaluated with registers in other files, and its output evaluated alone."""
    output = path.with_name("ket-qua.xlsx")
    outcome = evaluate_file(path, output, rows=rows, registers=begun(*registers))
    assert not isinstance(outcome, Refusal), outcome.sentence
    return outcome, checked(output)


MANY = [
    EARLY, ON_TIME, LATE, OVERDUE, ON_TIME,
    (None, None, day("3/2"), day("10/2"), day("9/2"), None),
    ("H6", None, day("3/5"), day("10/5"), None, "Đã trả đúng hạn"),
    ("H7", None, day("3/5"), None, day("9/5"), "Trả lại, quá hạn"),
    ("H8", None, day("3/5"), None, day("9/5"), "Quá hạn, chờ bổ sung"),
    ("H9", None, day("3/5"), None, None, "Quá hạn"),
    ("H10", None, "31/2/2026", day("10/5"), None, None),
    ("H11", None, day("3/5"), day("10/5"), None, "Đã trả"),
    ("H11", None, day("3/5"), day("10/5"), None, "Đang xử lý"),
]  # fmt: skip


@pytest.mark.parametrize("target", ["trên 50%", "trên 72%", "trên 90%"])
@pytest.mark.parametrize("rows", SentRows)
def test_the_output_of_several_files_evaluates_to_itself(rows: SentRows, target: str, tmp_path: Path) -> None:
    """EV93"""
    path = workbook(tmp_path, target=target)
    first = register_file(tmp_path / "a.csv", *MANY)
    second = register_file(tmp_path / "b.xlsx", ("H20", *EARLY[1:]), LATE, OVERDUE, ON_TIME, ON_TIME, MANY[5])
    outcome, again = written(path, rows, first, second)
    assert figures(again) == figures(outcome)


def test_the_output_of_a_register_that_stays_home_evaluates_to_itself(tmp_path: Path) -> None:
    """EV93: more than 5,000 rows."""
    many = [(f"{line[0]}-{n}", *line[1:]) for n in range(400) for line in MANY if line[0]]
    first, second = many[:4_000], many[3_000:]
    files = register_file(tmp_path / "a.csv", *first), register_file(tmp_path / "b.xlsx", *second)
    outcome, again = written(workbook(tmp_path, target="trên 40%"), SentRows.ALL, *files)
    assert len(found(outcome, "QM339")) == 1
    assert figures(again) == figures(outcome)
