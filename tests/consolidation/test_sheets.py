"""What the sheets of a consolidation say, and that their formulas lead to `Dữ liệu`."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pandas import isna, read_csv, read_parquet

from qmxl.consolidation.consolidate import consolidate
from qmxl.consolidation.long_data import frame, long_data
from qmxl.contract.consolidation import (
    CONSOLIDATED_DATA,
    DATA_COLUMNS,
    INDICATORS,
    MATCHED_INDICATORS,
    TIMELINESS_WORDS,
    UNIT_OBJECTIVES,
)
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import FINDINGS, REPORT, SUMMARY
from qmxl.model.consolidation import Consolidation, ExpectedUnit, ExpectedUnits, Timeliness, UnitFile
from qmxl.model.evaluation import Status
from qmxl.model.references import CellReference
from qmxl.proof.read_back import differences
from qmxl.proof.second_engine import check_workbook, dialect_faults
from qmxl.reporting.consolidated.compose import compose_consolidation
from qmxl.reporting.consolidated.reply import compose_reply, replies
from qmxl.reporting.layout import lay_out
from qmxl.writing.data_files import csv_bytes, parquet_bytes
from qmxl.writing.workbook import write_workbook
from tests.consolidation.unit_files import AT_MOST_2, QUARTER, figure, unit_file, unreadable

SHEETS = [
    SUMMARY,
    UNIT_OBJECTIVES,
    INDICATORS,
    "Tình hình gửi báo cáo",
    MATCHED_INDICATORS,
    CONSOLIDATED_DATA,
    FINDINGS,
    REPORT,
]


def some_files() -> list[UnitFile]:
    """Two objectives with three indicators; one unit of each kind."""

    def own(n: int, status: Status | None = None) -> tuple[object, ...]:
        limit = figure("2.2", n % 3, 100, target=AT_MOST_2, status=Status.MET)
        return figure("1", 80 + n, 100, status=status), figure("2.1", 19, 20), limit

    files = [unit_file(f"UBND xã {n}", f"{n:05}", *own(n)) for n in range(101, 113)]  # type: ignore[arg-type]
    files[2] = unit_file("UBND xã 103", "00103", *own(3, Status.DEFERRED))  # type: ignore[arg-type]
    files[3] = unit_file("UBND xã 104", "00104", *own(4, Status.NO_CASES), reported=date(2026, 10, 20))  # type: ignore[arg-type]
    files[4] = unit_file("UBND xã 105", "00105", figure("1", 5, 10), figure("7", 3, 4, wording="Riêng của xã"))
    noted = diagnostic("QM202", CellReference("MT1", 5, 4), column="Số đạt", found="khoảng 9")
    files[5] = replace(files[5], diagnostics=(noted,))
    return [
        *files,
        unit_file("UBND xã 101", "00101", path="cu.xlsx", reported=date(2026, 9, 1)),
        unreadable("hong.xlsx"),
    ]


def expected_units() -> ExpectedUnits:
    rows = [ExpectedUnit(f"{n:05}", f"UBND xã {n}", n, f"x{n}@b.vn", cluster=f"Cụm {n % 2}") for n in range(101, 115)]
    return ExpectedUnits("danh-sach.xlsx", tuple(rows))


def some_consolidation() -> Consolidation:
    return consolidate(some_files(), expected_units(), date(2026, 10, 5), passed_over=["thu.pdf"])


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tong-hop") / "tong-hop.xlsx"
    together = some_consolidation()
    placed = lay_out(compose_consolidation(together, long_data(together)))
    write_workbook(placed, path)
    assert list(differences(placed, path)) == []
    return path


def texts(sheet: Worksheet) -> list[list[object]]:
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def flat(sheet: Worksheet) -> str:
    return "\n".join(" | ".join(map(str, row)) for row in texts(sheet))


def test_the_sheets_stand_in_the_order_one_asks(output: Path) -> None:
    assert load_workbook(output).sheetnames == SHEETS


def test_the_dialect_is_kept(output: Path) -> None:
    assert dialect_faults(output) == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_a_second_engine_agrees(output: Path, tmp_path: Path) -> None:
    outcome = check_workbook(output, folder=tmp_path)
    assert outcome.disagreements == ()
    assert outcome.formulas > 150


def test_numbers_of_the_summary(output: Path) -> None:
    sheet = load_workbook(output, data_only=True)[SUMMARY]
    told = {str(row[0]): row[1] for row in texts(sheet) if len(row) == 2}
    assert told["Đơn vị phải báo cáo"] == 14
    assert told["Đơn vị trong danh sách đã gửi tệp dùng được"] == 12
    assert told["Đơn vị gửi trễ hạn"] == 1
    assert told["Đơn vị chưa gửi"] == 2
    assert told["Tệp không đọc được, chưa rõ của đơn vị nào"] == 1
    assert told["Đơn vị gửi nhiều tệp cho kỳ này"] == 1
    assert told["Đơn vị có lỗi số liệu"] == 1
    assert "12/14 đơn vị trong danh sách đã gửi báo cáo dùng được; 2 đơn vị chưa gửi." in flat(sheet)
    first = next(row for row in texts(sheet) if row[:2] == ["1", "Mục tiêu số 1"])
    # m leaves out the deferred one and the one without cases: 10 judged, of which 1 short
    assert first[2:] == ["9/10", 12, 9, 0, 1, 1, 1, 0, 0]


def test_every_number_of_summary_and_report_is_a_formula(output: Path) -> None:
    book = load_workbook(output)
    numbers = [cell.value for row in book[SUMMARY].iter_rows() for cell in row if isinstance(cell.value, int | float)]
    assert numbers == [], "only formulas show numbers"
    body = [cell.value for row in book[REPORT].iter_rows(min_row=4) for cell in row if cell.value]
    assert all(str(text).startswith("=") for text in body if not str(text).startswith(("I", "II")))


def test_the_matrix_leads_to_the_data_by_direct_absolute_references(output: Path) -> None:
    book = load_workbook(output)
    header = [cell.value for cell in book[UNIT_OBJECTIVES][4]]
    letter = header.index("Mục tiêu 1")
    formulas = [row[letter].value for row in book[UNIT_OBJECTIVES].iter_rows(min_row=5)]
    assert all(re.fullmatch(r"='Dữ liệu'!\$M\$\d+", formula) for formula in formulas)
    values = load_workbook(output, data_only=True)
    shown = [row[letter] for row in values[UNIT_OBJECTIVES].iter_rows(min_row=5, values_only=True)]
    data = values[CONSOLIDATED_DATA]
    assert shown == [data[formula.split("!")[1].replace("$", "")].value for formula in formulas]
    assert shown.count("Chưa đến kỳ đánh giá") == shown.count("Chưa phát sinh") == 1


def test_what_a_unit_has_beyond_the_common_set_is_told(output: Path) -> None:
    sheet = load_workbook(output, data_only=True)[UNIT_OBJECTIVES]
    row = next(row for row in texts(sheet) if "UBND xã 105" in row)
    assert "K1: Chưa đạt" in row
    assert "K1" in flat(load_workbook(output, data_only=True)[MATCHED_INDICATORS])


def test_a_unit_s_own_count_holds_all_its_objectives(output: Path) -> None:
    """As in its own report: common ones and others."""
    sheet = load_workbook(output, data_only=True)[UNIT_OBJECTIVES]
    row = next(row for row in sheet.iter_rows(min_row=5, values_only=True) if row[2] == "UBND xã 105")
    assert row[7:9] == (0, 2)
    formulas = load_workbook(output)[UNIT_OBJECTIVES]
    assert all("'Dữ liệu'!$" in str(row[7].value) for row in formulas.iter_rows(min_row=5))


def test_averages_and_ends_of_an_indicator(output: Path) -> None:
    sheet = load_workbook(output, data_only=True)[INDICATORS]
    rows = [row for row in texts(sheet) if row[:2] == ["1", "Chỉ tiêu số 1"]]
    counted = rows[1]
    assert counted[3:6] == [10, 1691, 910]  # the deferred one and the one without cases are left out


def test_best_and_worst_are_named_from_the_data(output: Path) -> None:
    told = flat(load_workbook(output, data_only=True)[INDICATORS])
    assert "UBND xã 112 (192%)" in told
    assert "UBND xã 105 (50%)" in told


def test_completeness_tells_each_unit_and_each_stray(output: Path) -> None:
    sheet = load_workbook(output, data_only=True)["Tình hình gửi báo cáo"]
    told = flat(sheet)
    assert TIMELINESS_WORDS[Timeliness.MISSING] in told
    assert "tệp “cu.xlsx” bản cũ hơn, không dùng" in told
    assert "hong.xlsx" in told
    assert "x101@b.vn" in told
    assert sum("UBND xã" in str(row) for row in texts(sheet)) == 14


def test_findings_name_unit_file_sheet_and_cell(output: Path) -> None:
    rows = texts(load_workbook(output, data_only=True)[FINDINGS])
    assert rows[0][0] == "Kiểm tra: 2 lỗi, 2 cảnh báo, 2 lưu ý."
    error = next(row for row in rows if "QM202" in row)
    assert error[:6] == ["Lỗi", "00106", "UBND xã 106", "UBND xã 106 00106.xlsx", "MT1", "D5"]


def test_the_data_are_one_tidy_table(output: Path) -> None:
    sheet = load_workbook(output)[CONSOLIDATED_DATA]
    assert [cell.value for cell in sheet[3]] == [column.header for column in DATA_COLUMNS]
    rows = len(some_consolidation().rows)
    assert sheet.tables["DuLieu"].ref == f"A3:AC{rows + 3}"


def test_the_same_table_as_parquet_and_csv(tmp_path: Path) -> None:
    files = some_files()
    files[1] = replace(files[1], unit=replace(files[1].unit, name="=1+1"))
    together = consolidate(files)
    table = frame(long_data(together))
    (tmp_path / "a.parquet").write_bytes(parquet_bytes(table))
    (tmp_path / "a.csv").write_bytes(csv_bytes(table))
    parquet = read_parquet(tmp_path / "a.parquet")
    csv = read_csv(tmp_path / "a.csv", dtype={"Mã đơn vị": str, "Mã chỉ tiêu": str, "Mục tiêu": str})
    assert list(parquet.columns) == list(csv.columns) == [column.header for column in DATA_COLUMNS]
    assert parquet["Kết quả"].tolist() == csv["Kết quả"].tolist()
    assert parquet["Mã đơn vị"].tolist() == csv["Mã đơn vị"].tolist()
    assert set(parquet["Đơn vị"]) - set(csv["Đơn vị"]) == {"=1+1"}
    assert "'=1+1" in set(csv["Đơn vị"])  # Excel would run it
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not isna(parquet["Số đạt"]).all()


@pytest.mark.parametrize(
    "files",
    [
        [unreadable("hong.xlsx")],
        [unit_file("", path="la.xlsx")],
        [unit_file(period=None)],
        [unit_file("UBND xã Một", "1", figure("1", None, None))],
        [unit_file("UBND xã Một", "1"), unit_file("UBND xã Hai", "2", period=QUARTER)],
    ],
)
def test_little_or_nothing_to_consolidate_is_a_workbook_all_the_same(files: Sequence[UnitFile], tmp_path: Path) -> None:
    for expected in (None, expected_units()):
        together = consolidate(files, expected)
        placed = lay_out(compose_consolidation(together, long_data(together)))
        write_workbook(placed, tmp_path / "a.xlsx")
        assert list(differences(placed, tmp_path / "a.xlsx")) == []
        assert dialect_faults(tmp_path / "a.xlsx") == []


# Replies


def reply_texts(unit: str, tmp_path: Path) -> str:
    reply = next(reply for reply in replies(some_consolidation()) if reply.unit_name == unit)
    write_workbook(lay_out(compose_reply(reply)), tmp_path / "a.xlsx")
    return flat(load_workbook(tmp_path / "a.xlsx", data_only=True).active)  # type: ignore[arg-type]


def test_a_reply_says_what_to_correct_and_where(tmp_path: Path) -> None:
    told = reply_texts("UBND xã 106", tmp_path)
    assert "có 1 lỗi phải sửa" in told
    assert "Lỗi | MT1 | D5 | " in told
    assert "đúng hạn (hạn 05/10/2026)" in told


def test_a_reply_says_that_all_is_well_and_the_place_among_the_peers(tmp_path: Path) -> None:
    told = reply_texts("UBND xã 112", tmp_path)
    assert "Đã nhận và được tính; không có gì phải sửa." in told
    assert "thứ 1 trong 10 đơn vị" in told


def test_of_a_limit_the_lowest_is_first(tmp_path: Path) -> None:
    assert "0%, Đạt; thứ 1 trong 11 đơn vị (cùng 3 đơn vị khác)" in reply_texts("UBND xã 102", tmp_path)


def test_a_reply_tells_the_unit_what_to_do_itself(tmp_path: Path) -> None:
    told = reply_texts("UBND xã 101", tmp_path)
    assert "cho biết tệp nào là bản đúng" in told.casefold()
    assert "tổng hợp lại" not in told


def test_a_unit_that_sent_nothing_gets_a_reply_too(tmp_path: Path) -> None:
    told = reply_texts("UBND xã 113", tmp_path)
    assert "Chưa nhận được báo cáo của đơn vị." in told
    assert "Hạn gửi: 05/10/2026." in told


def test_no_heading_of_the_report_stands_alone_at_the_foot_of_a_page() -> None:
    together = some_consolidation()
    sheet = next(
        s for s in lay_out(compose_consolidation(together, long_data(together))).sheets if s.sheet.name == REPORT
    )
    keys = [row.key for row in sheet.sheet.rows]
    assert sheet.page_breaks
    assert not [keys[above - 1] for above in sheet.page_breaks if keys[above - 1].startswith("heading:")]
