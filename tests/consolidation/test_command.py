"""`qmxl consolidate` as it is typed."""

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

from qmxl.cli import app
from qmxl.model.consolidation import ExpectedUnits
from qmxl.reading.expected_units import read_expected_units
from tests.test_cli import SAMPLE

OTHER = SAMPLE.with_name("phuong-mau-2026-9-thang.xlsx")


def qmxl(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(app, ["consolidate", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two units of two periods, one damaged file, one that is no workbook."""
    below = tmp_path / "vào"
    (below / "con").mkdir(parents=True)
    shutil.copy(OTHER, below / "phường.xlsx")
    shutil.copy(SAMPLE, below / "con" / "xã.xlsx")
    (below / "hỏng.xlsx").write_bytes(b"PK\x03\x04" + b"x" * 100)
    (below / "thư.pdf").write_bytes(b"%PDF-1.7")
    return below


def units_list(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH ĐƠN VỊ PHẢI BÁO CÁO"])
    sheet.append([])
    sheet.append(["TT", "Mã ĐVHC", "Đơn vị", "Email", "Số điện thoại", "Cụm thi đua", "Ngày nhận"])
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_folder_becomes_one_workbook(folder: Path, tmp_path: Path) -> None:
    said = qmxl(folder, "-o", tmp_path / "ra.xlsx")
    assert said.exit_code == 1, said.output  # the damaged file is an error
    assert "Kỳ báo cáo: 9 tháng đầu năm 2026." in said.stdout
    assert "Đơn vị có báo cáo dùng được: 1." in said.stdout
    assert "Tệp không đọc được: 1 (hỏng.xlsx)." in said.stdout
    assert "Chỉ gửi tệp của kỳ khác: 1 đơn vị (UBND xã Lộc An)." in said.stdout
    book = load_workbook(tmp_path / "ra.xlsx", data_only=True)
    assert book["Dữ liệu"].max_row == 16 + 3
    findings = "\n".join(str(row) for row in book["Kiểm tra"].iter_rows(values_only=True))
    assert "thư.pdf" in findings
    assert "con/xã.xlsx" in findings


def test_the_list_deadline_period_and_other_outputs(folder: Path, tmp_path: Path) -> None:
    listed = units_list(
        tmp_path / "danh-sach.xlsx",
        (1, 0, "UBND phường Mẫu", "a@b.vn", "", "Cụm 1", "04/10/2026"),
        (2, "00002", "UBND xã Hai", "", "", "Cụm 2", "31/02/2026"),
        ("", "", "Cộng: 2 đơn vị"),
        ("", "", "", "", "Mẫu, ngày 05 tháng 10 năm 2026"),
        ("", "", "NGƯỜI LẬP"),
        ("", "", "Nguyễn Văn A"),
    )
    said = qmxl(
        *(folder, "-o", tmp_path / "ra.xlsx", "--units", listed, "--deadline", "3/10/2026"),
        *("--csv", tmp_path / "a.csv", "--parquet", tmp_path / "a.parquet", "--replies", tmp_path / "phản hồi"),
    )
    assert said.exit_code == 1, said.output
    assert "Hạn gửi 03/10/2026: 1 đơn vị gửi trễ." in said.stdout
    assert "Chưa gửi: 1 đơn vị (UBND xã Hai)." in said.stdout
    assert "Đã ghi 3 phản hồi" in said.stdout
    assert len(list((tmp_path / "phản hồi").iterdir())) == 3
    assert (tmp_path / "a.csv").exists()
    assert (tmp_path / "a.parquet").exists()
    told = "\n".join(str(row) for row in load_workbook(tmp_path / "ra.xlsx")["Kiểm tra"].iter_rows(values_only=True))
    assert "QM517" in told, "a day of receipt that the calendar does not have"


def test_a_list_in_groups_on_two_sheets(tmp_path: Path) -> None:
    """Headings of groups are no units; a code that lost its zeros is the same; every sheet with the header is read."""
    path = units_list(
        tmp_path / "ds.xlsx",
        ("I", "", "Tỉnh A"),
        (1, "00837", "UBND xã Một"),
        (2, 837, "UBND xã Một"),
        ("", "", "Huyện cũ X"),
        (3, "00838", "UBND xã Hai"),
        ("", "A.1", "Cụm 2"),
        (4, "00839", "UBND xã Ba"),
        (5, "", "UBND xã Không Mã"),
    )
    book = load_workbook(path)
    other = book.create_sheet("Phường")
    other.append(["Mã đơn vị", "Tên đơn vị"])
    other.append(["00900", "UBND phường Tư"])
    book.save(path)
    listed = read_expected_units(path)
    assert isinstance(listed, ExpectedUnits)
    names = ["UBND xã Một", "UBND xã Hai", "UBND xã Ba", "UBND xã Không Mã", "UBND phường Tư"]
    assert [unit.name for unit in listed.units] == names
    assert sorted(found.code for found in listed.diagnostics) == ["QM516", "QM523"]
    assert "“Tỉnh A”, “Huyện cũ X”, “Cụm 2”" in next(d.message for d in listed.diagnostics if d.code == "QM523")


def test_another_period_on_request(folder: Path, tmp_path: Path) -> None:
    said = qmxl(folder, "-o", tmp_path / "ra.xlsx", "--period", "6 tháng đầu năm 2020")
    assert "Kỳ báo cáo: 6 tháng đầu năm 2020." in said.stdout


def test_files_and_patterns_and_the_output_of_evaluate(folder: Path, tmp_path: Path) -> None:
    evaluated = CliRunner().invoke(app, ["evaluate", str(OTHER), "-o", str(folder / "kq.xlsx")])
    assert evaluated.exit_code == 0
    (folder / "phường.xlsx").unlink()
    said = qmxl(folder / "k*.xlsx", "-o", tmp_path / "ra.xlsx")
    assert said.exit_code == 0, said.output
    assert "Đơn vị có báo cáo dùng được: 1." in said.stdout


def test_outputs_in_the_folder_are_no_inputs_the_next_time(folder: Path) -> None:
    arguments = (folder, "-o", folder / "tong-hop.xlsx", "--replies", folder / "phan-hoi")
    first, second = qmxl(*arguments), qmxl(*arguments)
    assert first.stdout == second.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "Thiếu NGUON"),
        (("khong-co",), 3, "Không tìm thấy tệp hoặc thư mục nào theo “khong-co”"),
        (("{folder}", "--deadline", "hôm qua"), 2, "“--deadline hôm qua” không phải ngày"),
        (("{folder}", "--workers", "0"), 2, "“--workers 0” không phải số tiến trình"),
        (("{folder}", "--workers", "2", "--cluster", "tcp://x"), 2, "--workers không dùng cùng --cluster"),
        (("{folder}", "-o", "ra.pdf"), 3, "phải có đuôi .xlsx"),
        (("{folder}", "--csv", "a.txt"), 3, "phải có đuôi .csv"),
        (("{folder}", "--units", "khong-co.xlsx"), 3, "Không tìm thấy tệp “khong-co.xlsx”"),
        (("{folder}", "--units", "{sample}"), 3, "không có dòng tiêu đề với các cột “Mã đơn vị”, “Tên đơn vị”"),
        (("{folder}/con", "{folder}/con/không"), 3, "Không tìm thấy"),
    ],
)
def test_mistakes_are_told_before_anything_is_read(
    arguments: tuple[str, ...], code: int, told: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    said = qmxl(*(each.format(folder=folder, sample=SAMPLE) for each in arguments))
    assert (said.exit_code, told in " ".join(said.output.split())) == (code, True), said.output
    assert not (folder.parent / "tong-hop.xlsx").exists()


def test_the_list_is_never_written_over(folder: Path, tmp_path: Path) -> None:
    listed = units_list(tmp_path / "danh-sach.xlsx", (1, "1", "UBND phường Mẫu"))
    before = listed.read_bytes()
    said = qmxl(folder, "-o", listed, "--units", listed)
    assert said.exit_code == 3
    assert listed.read_bytes() == before


def test_a_workbook_of_a_unit_is_never_written_over(folder: Path) -> None:
    target = folder / "phường.xlsx"
    before = target.read_bytes()
    said = qmxl(folder, "-o", target)
    assert said.exit_code == 3
    assert "là tệp của một đơn vị" in said.output
    assert target.read_bytes() == before


def test_a_period_nobody_reports_on_is_told(folder: Path, tmp_path: Path) -> None:
    said = qmxl(folder, "-o", tmp_path / "ra.xlsx", "--period", "quý I năm 2031")
    assert said.exit_code == 3, said.output
    assert "Không có tệp nào của kỳ “quý I năm 2031”" in said.output
    assert "9 tháng đầu năm 2026" in said.output
