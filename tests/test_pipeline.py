"""The main job from file to file: the reference case, and what must never happen to a clerk's files."""

import shutil
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from qmxl.model.sent_rows import SentRows
from qmxl.pipeline import NewWorkbook, Outcome, check_file, evaluate_file, new_workbook
from qmxl.reading.workbook import Refusal

SAMPLES = Path(__file__).parent.parent / "samples"
REFERENCE = SAMPLES / "loc-an-2020-h1.xlsx"
WARD = SAMPLES / "phuong-mau-2026-9-thang.xlsx"
EXPECTED = {
    "1": ("–", "Chưa đến kỳ đánh giá"), "2.1": ("100%", "Đạt"), "2.2": ("97%", "Vượt"), "3": ("67%", "Chưa đạt"),
    "4.1": ("Đạt", "Đạt"), "4.2": ("100%", "Đạt"), "4.3": ("–", "Chưa phát sinh"), "5": ("95,7%", "Vượt"),
    "6": ("100%", "Vượt"), "7.1": ("100%", "Đạt"), "7.2": ("33%", "Chưa đạt"), "8": ("100%", "Đạt"),
    "9.1": ("100%", "Đạt"), "9.2": ("100%", "Đạt"), "10": ("100%", "Đạt"),
}  # fmt: skip
OBJECTIVES = [
    "Chưa đến kỳ đánh giá",
    "Vượt",
    "Chưa đạt",
    "Chưa phát sinh",
    "Vượt",
    "Vượt",
    "Chưa đạt",
    "Đạt",
    "Đạt",
    "Đạt",
]


def evaluated(input_path: Path, output_path: Path, rows: SentRows = SentRows.ALL) -> Outcome:
    outcome = evaluate_file(input_path, output_path, rows=rows)
    assert isinstance(outcome, Outcome)
    return outcome


def cells(path: Path, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_the_reference_case_comes_out_right(tmp_path: Path) -> None:
    outcome = evaluated(REFERENCE, tmp_path / "out.xlsx")
    assert outcome.evaluation.met == (2, 5, 6, 8, 9, 10)
    assert outcome.evaluation.total == 10
    assert {i.code: i.shown or "–" for i in outcome.evaluation.indicators} == {c: s for c, (s, _) in EXPECTED.items()}


def test_the_reference_case_stands_in_the_cells(tmp_path: Path) -> None:
    evaluated(REFERENCE, tmp_path / "out.xlsx")
    rows = [row for row in cells(tmp_path / "out.xlsx", "Tổng hợp")[5:] if row[4] != ""]
    assert [(row[4], row[5]) for row in rows] == list(EXPECTED.values())
    assert [row[6] for row in rows if row[6] != ""] == OBJECTIVES
    headline = cells(tmp_path / "out.xlsx", "Tổng hợp")[3][0]
    assert headline == "Số mục tiêu đạt và vượt mức đề ra: 6/10 (mục tiêu số 2, 5, 6, 8, 9, 10)."
    results = cells(tmp_path / "out.xlsx", "MT2")
    assert results[5][3:8] == [1540.0, 1587.0, "", pytest.approx(1540 / 1587), "Vượt"]
    assert results[1][0] == "Kết luận: Mục tiêu 2: Vượt - chỉ tiêu 2.2 đạt 97%, mức đề ra trên 90%"


def test_the_report_says_the_conclusion(tmp_path: Path) -> None:
    evaluated(REFERENCE, tmp_path / "out.xlsx")
    texts = [str(cell) for row in cells(tmp_path / "out.xlsx", "Báo cáo") for cell in row]
    said = (
        "Như vậy, 6 tháng đầu năm 2020, UBND xã có 6/10 mục tiêu đạt và vượt mức đề ra (mục tiêu số 2, 5, 6, 8, 9, 10); "
        "02 mục tiêu chưa đạt (mục tiêu số 3, 7); 01 mục tiêu chưa đến kỳ đánh giá (mục tiêu số 1); "
        "01 mục tiêu chưa tính là đạt do chưa phát sinh (mục tiêu số 4). "
        "Số liệu của chỉ tiêu 2.2, 6, 7.1, 7.2, 8, 9.1, 9.2 tính đến sau ngày kết thúc kỳ báo cáo (30/6/2020)."
    )
    assert any(text.strip("\u00a0 ") == said for text in texts)


@pytest.mark.parametrize(
    ("sample", "rows"),
    [(REFERENCE, SentRows.ALL), *((WARD, rows) for rows in SentRows)],
    ids=lambda value: value.stem if isinstance(value, Path) else value,
)
def test_an_output_evaluates_to_itself(sample: Path, rows: SentRows, tmp_path: Path) -> None:
    first = evaluated(sample, tmp_path / "one.xlsx", rows)
    second = evaluated(tmp_path / "one.xlsx", tmp_path / "two.xlsx")
    assert second.sentences == first.sentences
    for before, after in zip(first.evaluation.indicators, second.evaluation.indicators, strict=True):
        assert (after.code, after.status, after.shown, after.margin) == (
            before.code, before.status, before.shown, before.margin,
        )  # fmt: skip
        assert after.measurement.value == before.measurement.value
    assert second.evaluation.met == first.evaluation.met


def test_same_input_same_bytes(tmp_path: Path) -> None:
    other = tmp_path / "thư mục khác"
    other.mkdir()
    shutil.copy(REFERENCE, other / REFERENCE.name)
    evaluated(REFERENCE, tmp_path / "one.xlsx")
    evaluated(other / REFERENCE.name, other / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (other / "two.xlsx").read_bytes()


def test_the_input_is_never_changed(tmp_path: Path) -> None:
    before = REFERENCE.read_bytes()
    evaluated(REFERENCE, tmp_path / "out.xlsx")
    assert REFERENCE.read_bytes() == before


def test_a_failed_write_leaves_the_previous_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out.xlsx"
    output.write_bytes(b"the old report")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    refusal = evaluate_file(REFERENCE, output)
    assert isinstance(refusal, Refusal)
    assert "ổ đĩa đã đầy" in refusal.sentence
    assert output.read_bytes() == b"the old report"
    assert [path.name for path in tmp_path.iterdir()] == ["out.xlsx"]


def test_the_input_is_never_the_output(tmp_path: Path) -> None:
    copy = tmp_path / "tep-ket-qua.xlsx"
    shutil.copy(REFERENCE, copy)
    before = copy.read_bytes()
    assert isinstance(evaluate_file(copy, copy), Refusal)
    outcome = evaluate_file(copy, None)
    assert isinstance(outcome, Outcome)
    assert outcome.output_path == tmp_path / "tep-ket-qua-2.xlsx"
    assert outcome.output_path.exists()
    assert copy.read_bytes() == before


@pytest.mark.parametrize("name", [".", "/", "", ".."])
def test_a_name_that_is_no_file_is_refused(name: str) -> None:
    refusal = evaluate_file(Path(name), None)
    assert isinstance(refusal, Refusal)
    assert "là thư mục" in refusal.sentence


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("mat.xlsx", None, "Không tìm thấy tệp"),
        ("chu.xlsx", b"day la van ban", "không phải tệp Excel"),
        ("rong.xlsx", b"", "rỗng"),
        ("nen.xlsx", b"PK\x05\x06" + b"\0" * 18, "không phải tệp Excel"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(name: str, content: bytes | None, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    refusal = check_file(path)
    assert isinstance(refusal, Refusal)
    assert said in refusal.sentence
    assert refusal.sentence.endswith(".")


def test_a_folder_and_a_foreign_workbook_are_refused(tmp_path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415  the only test here that makes a workbook

    with xlsxwriter.Workbook(str(tmp_path / "la.xlsx")) as book:
        book.add_worksheet("Doanh thu").write("A1", "x")
    for path, said in ((tmp_path, "là thư mục"), (tmp_path / "la.xlsx", "không phải tệp của qmxl")):
        refusal = check_file(path)
        assert isinstance(refusal, Refusal)
        assert said in refusal.sentence


def test_new_keeps_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "moi.xlsx"
    assert new_workbook(None, path) == NewWorkbook(())
    assert isinstance(new_workbook(None, path), Refusal)
    assert new_workbook(None, path, overwrite=True) == NewWorkbook(())


def test_a_workbook_filled_by_a_library_is_read(tmp_path: Path) -> None:
    """openpyxl keeps no values of formulas: the carried codes are taken in the order of `Mục tiêu`."""
    import openpyxl  # noqa: PLC0415  only here

    book = openpyxl.load_workbook(REFERENCE)
    book["MT2"]["D6"] = 1428
    book.save(tmp_path / "tep.xlsx")
    outcome = evaluated(tmp_path / "tep.xlsx", tmp_path / "out.xlsx")
    assert outcome.evaluation.met == (5, 6, 8, 9, 10)
    assert {d.code for d in outcome.diagnostics} == {"QM231", "QM401", "QM402", "QM465"}


def test_new_from_an_unrelated_sheet_of_objectives_fills_and_evaluates(tmp_path: Path) -> None:
    """Another office's objectives in, its own fill-in workbook out, filled, judged."""
    import openpyxl  # noqa: PLC0415  only here

    source = openpyxl.Workbook()
    sheet = source.active
    sheet.title = "Mục tiêu"
    sheet.append(["Mã", "Mục tiêu", "Chỉ tiêu", "Mức đề ra", "Cách tính", "Kỳ đánh giá", "Cột tính"])
    for row in (
        ["1", "Giải quyết hồ sơ", None, "từ 90% trở lên", "Sổ theo dõi", None, None],
        ["2.1", "Họp dân", "Thôn đã họp", "100%", "Danh mục", None, None],
        ["2.2", None, "Người dân hài lòng", "trên 80%", "Khảo sát", None, None],
        ["3", "Tập huấn", None, "ít nhất 02 lớp", "Ghi trực tiếp", None, None],
        ["4", "Sửa trụ sở", None, "Hoàn thành trước ngày 30/6/2026", "Tự đánh giá", None, None],
        ["5", "Kế hoạch năm", None, "2/2 chỉ tiêu", "Bảng kế hoạch", None, None],
    ):
        sheet.append(row)
    source.save(tmp_path / "muc-tieu.xlsx")
    assert new_workbook(tmp_path / "muc-tieu.xlsx", tmp_path / "moi.xlsx") == NewWorkbook(())

    book = openpyxl.load_workbook(tmp_path / "moi.xlsx")
    names = ["MT1", "MT2", "Bảng 2.2", "MT3", "MT4", "MT5"]
    assert [name for name in book.sheetnames if name.startswith(("MT", "Bảng"))] == names
    for label, value in (("Kỳ báo cáo", "Quý II"), ("Năm", 2026), ("Tên viết tắt", "UBND xã Khác")):
        row = next(cell.row for cell in book["Thông tin"]["A"] if cell.value == label)
        book["Thông tin"].cell(row, 2, value)
    fill(book["MT1"], "Mã hồ sơ", [("H1", "04/05/2026", "10/05/2026"), ("H2", "05/05/2026", "04/05/2026")], (2, 7, 8))
    fill(book["MT2"], "Nội dung", [("Thôn 1", "Có"), ("Thôn 2", "Có")], (2, 3))
    fill(book["Bảng 2.2"], "Nội dung khảo sát", [("Câu 1", 60, 30, 10)], (2, 3, 4, 6))
    book["MT3"]["F5"] = 3
    book["MT4"]["F5"] = "29/6/2026"
    fill(book["MT5"], "Kế hoạch", [("A", 10, 12), ("B", 5, 5)], (2, 4, 5))
    book.save(tmp_path / "dien.xlsx")

    outcome = evaluated(tmp_path / "dien.xlsx", tmp_path / "out.xlsx")
    judged = {i.code: (i.shown, i.status.value) for i in outcome.evaluation.indicators}
    assert judged == {
        "1": ("50%", "NOT_MET"), "2.1": ("100%", "MET"), "2.2": ("90%", "EXCEEDED"), "3": ("3 lớp", "EXCEEDED"),
        "4": ("Đạt", "MET"), "5": ("2/2", "MET"),
    }  # fmt: skip
    assert outcome.evaluation.met == (2, 3, 4, 5)


def test_new_is_not_made_without_the_rows_whose_code_nobody_can_read(tmp_path: Path) -> None:
    headers = ("Mã", "Mục tiêu", "Mức đề ra", "Cách tính")
    rows = [("1", "Một", "100%", "Tỷ lệ"), ("hai", "Hai", "100%", "Tỷ lệ"), ("1", "Ba", "100%", "Tỷ lệ")]
    refusal = new_workbook(source_of(tmp_path, headers, *rows), tmp_path / "moi.xlsx")
    assert isinstance(refusal, Refusal)
    assert "sheet “Mục tiêu”, ô A3, A4" in refusal.sentence
    assert not (tmp_path / "moi.xlsx").exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("Mã", "Mục tiêu", "Cách tính")], "không có cột “Mức đề ra”. Cần có: dòng tiêu đề có đủ các cột: Mã"),
        (
            [("Mã", "Mục tiêu", "Mức đề ra", "Cách tính"), ("hai",)],
            "ô A2, mã “hai” không đọc được. Cần có: số thứ",
        ),
        ([("Mã", "Mục tiêu", "Mức đề ra", "Cách tính")], "Hãy ghi mã, mục tiêu, mức đề ra và cách tính"),
    ],
)
def test_a_file_without_objectives_is_refused_with_the_cause(
    rows: list[tuple[object, ...]], said: str, tmp_path: Path
) -> None:
    source = source_of(tmp_path, *rows)
    refusals = (check_file(source), evaluate_file(source, None), new_workbook(source, tmp_path / "moi.xlsx"))
    for refusal in refusals:
        assert isinstance(refusal, Refusal)
        assert "“muc-tieu.xlsx” chưa có mục tiêu nào đọc được ở sheet “Mục tiêu”" in refusal.sentence
        assert said in refusal.sentence
    assert [path.name for path in tmp_path.iterdir()] == ["muc-tieu.xlsx"]


def source_of(folder: Path, *rows: tuple[object, ...]) -> Path:
    """A workbook with a sheet `Mục tiêu` alone, its header row first."""
    import openpyxl  # noqa: PLC0415  only tests that make workbooks

    book = openpyxl.Workbook()
    book.active.title = "Mục tiêu"
    for row in rows:
        book.active.append(row)
    book.save(folder / "muc-tieu.xlsx")
    return folder / "muc-tieu.xlsx"


def fill(sheet: object, header: str, rows: list[tuple[object, ...]], columns: tuple[int, ...]) -> None:
    """Type rows below the header row that holds `header`, into the columns given."""
    found = [cell.row for row in sheet.iter_rows() for cell in row if cell.value == header]  # type: ignore[attr-defined]
    for number, values in enumerate(rows, found[-1] + 1):
        for column, value in zip(columns, values, strict=True):
            sheet.cell(number, column, value)  # type: ignore[attr-defined]
