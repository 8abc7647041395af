"""`check --mark` and `check --fix` from file to file."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from qmxl.cli import app
from qmxl.pipeline import Outcome, check_file
from tests.packages import SAMPLE, parts_of, saved, typed

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl, of what it drops

FAULTY = {
    "MT2!D6": "1.540",
    "MT2!F5": "khoảng 100",
    "MT3!D5": "hai",
    "MT5!F5": "95,7%",
    "MT6!I5": "26/8/2020",
    "MT7!J6": "Ba\u0301o ca\u0301o\u00a0số 5",
    "MT8!F5": "1",
}


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return typed(SAMPLE, tmp_path / "tep.xlsx", FAULTY)


def qmxl(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "80"}).invoke(app, [str(argument) for argument in arguments])


def checked(path: Path) -> Outcome:
    outcome = check_file(path)
    assert isinstance(outcome, Outcome)
    return outcome


def verdicts(path: Path) -> list[object]:
    evaluation = checked(path).evaluation
    return [(i.code, i.status, i.shown, i.margin) for i in evaluation.indicators]


def values(path: Path, cells: Mapping[str, object]) -> dict[str, object]:
    book = openpyxl.load_workbook(path)
    return {place: book[place.split("!")[0]][place.split("!")[1]].value for place in cells}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_mark_writes_a_copy_beside_the_input_and_says_so(faulty: Path) -> None:
    before = faulty.read_bytes()
    said = qmxl("check", "--mark", faulty)
    copy = faulty.with_name("tep-danh-dau.xlsx")
    assert said.exit_code == 1
    assert said.stdout.endswith(f"Đã ghi: {copy}\n")
    assert said.stderr == ""
    assert faulty.read_bytes() == before
    assert names(faulty.parent) == {"tep.xlsx", "tep-danh-dau.xlsx"}
    assert values(copy, FAULTY) == FAULTY
    assert openpyxl.load_workbook(copy)["MT3"]["D5"].comment.author == "qmxl"
    assert verdicts(copy) == verdicts(faulty)


def test_the_marked_copy_of_every_shipped_workbook_reads_as_the_workbook_itself(tmp_path: Path) -> None:
    root = SAMPLE.parents[1]
    shipped = sorted([*root.glob("samples/*.xlsx"), *root.glob("workbook_templates/*.xlsx")])
    shipped = [path for path in shipped if not path.stem.endswith(("ket-qua", "so-mot-cua"))]
    assert len(shipped) >= 3
    for path in shipped:
        copy = tmp_path / path.name
        said = qmxl("check", "--mark", path, "-o", copy)
        assert (said.exit_code, said.stderr) in {(0, ""), (1, "")}
        assert verdicts(copy) == verdicts(path)


def test_an_earlier_copy_is_never_overwritten_unasked(faulty: Path) -> None:
    for _ in range(2):
        qmxl("check", "--mark", faulty)
    qmxl("check", "--mark", faulty.with_name("tep-danh-dau.xlsx"))
    assert names(faulty.parent) == {"tep.xlsx", *(f"tep-danh-dau{n}.xlsx" for n in ("", "-2", "-3"))}


def test_correcting_the_copy_and_running_again_takes_its_mark_away(faulty: Path, tmp_path: Path) -> None:
    qmxl("check", "--mark", faulty)
    corrected = typed(faulty.with_name("tep-danh-dau.xlsx"), tmp_path / "sua.xlsx", {"MT3!D5": 2})
    qmxl("check", "--mark", corrected, "-o", tmp_path / "lai.xlsx")
    book = openpyxl.load_workbook(tmp_path / "lai.xlsx")
    assert book["MT3"]["D5"].comment is None
    assert book["MT2"]["F5"].comment is not None
    listed = [row for row in book["Kiểm tra"].iter_rows(values_only=True) if row[1] == "MT3"]
    assert all(row[0] == "Lưu ý" and "mỗi trường hợp tương ứng" in row[4] for row in listed)


def test_fix_proposes_and_writes_what_is_certain(faulty: Path) -> None:
    said = qmxl("check", "--fix", faulty)
    copy = faulty.with_name("tep-da-sua.xlsx")
    assert (
        "ĐÃ SỬA TRÊN BẢN SAO (4 ô): trước → sau\n"
        "   - Sheet “MT2”, ô D6: “1.540” → số 1540\n"
        "   - Sheet “MT5”, ô F5: “95,7%” → số 95,7%\n"
        "   - Sheet “MT6”, ô I5: “26/8/2020” → ngày 26/08/2020\n"
        "   - Sheet “MT7”, ô J6: “Báo cáo số 5” (bỏ ký tự ẩn, đưa chữ về đúng bảng mã)\n"
        f"Đã ghi: {copy}\n"
    ) in said.stdout
    kept = {place: FAULTY[place] for place in ("MT2!F5", "MT3!D5", "MT8!F5")}
    assert values(copy, kept) == kept
    assert values(copy, {"MT2!D6": 0, "MT5!F5": 0, "MT7!J6": 0}) == {
        "MT2!D6": 1540,
        "MT5!F5": 0.957,
        "MT7!J6": "Báo cáo số 5",
    }
    assert verdicts(copy) == verdicts(faulty)
    assert {d.code for d in checked(faulty).diagnostics} - {d.code for d in checked(copy).diagnostics} == {"QM213"}


def test_mark_and_fix_make_one_copy(faulty: Path) -> None:
    qmxl("check", "--mark", "--fix", faulty)
    assert names(faulty.parent) == {"tep.xlsx", "tep-da-sua.xlsx"}
    copy = faulty.with_name("tep-da-sua.xlsx")
    book = openpyxl.load_workbook(copy)
    assert (book["MT2"]["D6"].value, book["MT2"]["D6"].comment) == (1540, None)
    assert "khoảng 100" in book["MT2"]["F5"].comment.text
    assert verdicts(copy) == verdicts(faulty)


def test_fix_writes_nothing_where_nothing_is_certain(tmp_path: Path) -> None:
    path = saved(parts_of(SAMPLE), tmp_path / "tep.xlsx")
    said = qmxl("check", "--fix", path)
    assert "Không có ô nào qmxl sửa được chắc chắn" in said.stdout
    assert "Đã ghi" not in said.stdout
    assert names(tmp_path) == {"tep.xlsx"}


def test_json_is_one_document_with_the_copy_and_its_repairs(faulty: Path) -> None:
    said = qmxl("check", "--mark", "--fix", "--json", faulty)
    document = json.loads(said.stdout)
    assert document["output"] == "tep-da-sua.xlsx"
    assert document["repairs"][0] == {"sheet": "MT2", "cell": "D6", "before": "1.540", "after": "1540"}
    assert said.stderr == f"Đã ghi: {faulty.with_name('tep-da-sua.xlsx')}\n"
    assert "repairs" not in json.loads(qmxl("check", "--mark", "--json", faulty).stdout)


def test_a_workbook_with_macros_gets_the_list_alone_and_is_told(faulty: Path) -> None:
    parts = parts_of(faulty)
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    macro = saved(parts, faulty.with_name("mac.xlsm"))
    said = qmxl("check", "--mark", "--fix", macro)
    assert said.exit_code == 1
    assert "SỬA ĐƯỢC CHẮC CHẮN (4 ô)" in said.stdout
    assert said.stderr == (
        "Không ghi được bản đã sửa của “mac.xlsm”: tệp có macro. Hãy sửa tay các ô nêu trên.\n"
        "Không tô màu được bản sao của “mac.xlsm”: tệp có macro. Chỉ ghi danh sách các ô cần xem lại ra một tệp riêng.\n"
    )
    assert names(faulty.parent) == {"tep.xlsx", "mac.xlsm", "mac-kiem-tra.xlsx"}
    assert openpyxl.load_workbook(faulty.with_name("mac-kiem-tra.xlsx")).sheetnames == ["Kiểm tra"]


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("tep.xlsx", "Bản sao trùng với tệp đầu vào."),
        ("link.xlsx", "Bản sao trùng với tệp đầu vào."),
        ("x.xls", "phải có đuôi .xlsx"),
        ("thieu/x.xlsx", "Không có thư mục"),
        (".", "là thư mục"),
    ],
)
def test_an_output_that_cannot_be_is_refused(faulty: Path, output: str, sentence: str) -> None:
    (faulty.parent / "link.xlsx").symlink_to(faulty)
    before = faulty.read_bytes()
    said = qmxl("check", "--mark", faulty, "-o", faulty.parent / output)
    assert (said.exit_code, said.stdout) == (3, "")
    assert sentence in said.stderr
    assert faulty.read_bytes() == before


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    faulty: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    old = faulty.with_name("cu.xlsx")
    old.write_bytes(b"cu")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, fail)
    said = qmxl("check", "--mark", faulty, "-o", old)
    monkeypatch.undo()
    assert said.exit_code == 3
    assert "ổ đĩa đã đầy" in said.stderr
    assert old.read_bytes() == b"cu"
    assert names(faulty.parent) == {"tep.xlsx", "cu.xlsx"}


def test_a_copy_that_is_open_elsewhere_is_not_replaced(faulty: Path) -> None:
    old = faulty.with_name("cu.xlsx")
    old.write_bytes(b"cu")
    faulty.with_name("~$cu.xlsx").touch()
    said = qmxl("check", "--mark", faulty, "-o", old)
    assert (said.exit_code, said.stdout) == (3, "")
    assert said.stderr.startswith("Không ghi được “cu.xlsx”: tệp đang mở ở chương trình khác")
    assert old.read_bytes() == b"cu"


def test_a_copy_that_reads_otherwise_is_not_written(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qmxl.checked_copy._is_same", lambda *_: False)
    said = qmxl("check", "--mark", "--fix", faulty)
    assert said.stderr.count("bản sao đọc lại không khớp với tệp gốc") == 2
    assert names(faulty.parent) == {"tep.xlsx", "tep-kiem-tra.xlsx"}


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    said = qmxl("check", "--mark", tmp_path / "khong.xlsx")
    assert (said.exit_code, said.stdout) == (3, "")
    assert said.stderr.startswith("Không tìm thấy tệp")
    assert names(tmp_path) == set()
