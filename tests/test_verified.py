"""`verify` from file to file: what follows passes, what does not is named by its cell."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.edited_outputs import edits, is_right, output_of, verdict, widened
from qmxl.cli import app
from qmxl.contract.sheets import TRACES
from qmxl.model.diagnostics import Refusal, Severity
from qmxl.model.references import column_letters
from qmxl.model.sent_rows import SentRows
from qmxl.pipeline import evaluate_file
from qmxl.proof.second_engine import CELL_REFERENCE, CELL_TYPE, attribute, copy_with_cells, edited, recalculate
from qmxl.proof.stored_cells import stored_sheets
from qmxl.reading.parsing import begin_parsing
from qmxl.verified import Verified, VerifyWish, verify_file
from qmxl.word_report import WordWish, evaluate_with_word

ROOT = Path(__file__).parent.parent
SAMPLES, CORPUS = ROOT / "samples", ROOT / "tests" / "corpus"
REFERENCE, WARD, SMALL = SAMPLES / "loc-an-2020-h1.xlsx", SAMPLES / "phuong-mau-2026-9-thang.xlsx", CORPUS / "nho.xlsx"
needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")

Told = list[tuple[str, str | None, str | None]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outputs")


@pytest.fixture(scope="module")
def reference(folder: Path) -> Path:
    """The output of the reference case, with its Word report beside it."""
    path = folder / "loc-an-ket-qua.xlsx"
    evaluate_with_word(begin_parsing(REFERENCE), path, WordWish())
    return path


@pytest.fixture(scope="module")
def ward(folder: Path) -> Path:
    return output_of(WARD, folder)


@pytest.fixture(scope="module")
def compared(folder: Path) -> Path:
    """The reference case held against the year before, with its Word report beside it."""
    earlier, path = folder / "loc-an-2019-ket-qua.xlsx", folder / "loc-an-so-sanh.xlsx"
    evaluate_file(SAMPLES / "loc-an-2019-h1-gia-dinh.xlsx", earlier)
    evaluate_with_word(begin_parsing(REFERENCE), path, WordWish(), previous=[begin_parsing(earlier)])
    return path


def verified(path: Path, original: Path | None = None, word: Path | None = None) -> Verified:
    wish = VerifyWish(begin_parsing(original) if original else None, None, word)
    outcome = verify_file(begin_parsing(path), wish)
    assert isinstance(outcome, Verified)
    return outcome


def told(outcome: Verified) -> Told:
    return [(found.code, found.sheet, found.cell) for found in outcome.findings]


def with_cells(source: Path, target: Path, contents: Mapping[tuple[str, str], float | str]) -> Path:
    """A copy with other contents in some cells, formulas typed over; stored results elsewhere stay."""

    def change(sheet: str, cell: re.Match[bytes]) -> bytes:
        place = (sheet, attribute(CELL_REFERENCE, cell))
        if place not in contents:
            return cell[0]
        return edited(CELL_TYPE.sub(b"", cell["attributes"]), contents[place])

    copy_with_cells(source, target, change)
    return target


def value(path: Path, sheet: str, row: int, column: int) -> str:
    return str(stored_sheets(path)[sheet][row, column].value)


# What follows


@pytest.mark.parametrize("source", [REFERENCE, SMALL, CORPUS / "loi.xlsx", CORPUS / "nho.ods"], ids=lambda p: p.name)
@pytest.mark.parametrize("personal", [False, True])
def test_an_output_follows_from_its_own_data(source: Path, personal: bool, tmp_path: Path) -> None:
    evaluate_file(source, tmp_path / "out.xlsx", personal=personal)
    outcome = verified(tmp_path / "out.xlsx", source)
    assert told(outcome) == []
    assert outcome.cells > 1000


@pytest.mark.parametrize("rows", list(SentRows))
def test_registers_that_stay_home_make_no_difference(rows: SentRows, tmp_path: Path) -> None:
    evaluate_file(WARD, tmp_path / "out.xlsx", rows=rows)
    assert told(verified(tmp_path / "out.xlsx", WARD)) == []


def test_a_blank_workbook_evaluated_follows_too(tmp_path: Path) -> None:
    evaluate_file(ROOT / "workbook_templates" / "xa-phuong-2026.xlsx", tmp_path / "out.xlsx")
    assert told(verified(tmp_path / "out.xlsx")) == []


@needs_libreoffice
def test_saving_again_with_libreoffice_changes_nothing(reference: Path, ward: Path, tmp_path: Path) -> None:
    for path in (reference, ward):
        again = recalculate(path, tmp_path, locale="vi-VN")
        outcome = verified(again)
        assert told(outcome) == []
        assert outcome.digest == verified(path).digest


def test_what_changes_no_meaning_passes(reference: Path, tmp_path: Path) -> None:
    widened(reference, tmp_path / "wide.xlsx")
    assert told(verified(tmp_path / "wide.xlsx")) == []


# What does not


def test_edits_of_one_cell_are_found_and_named(folder: Path, tmp_path: Path) -> None:
    """Two dozen of the thousand of benchmarks/edited_outputs.py."""
    small = output_of(SMALL, folder)
    results = [verdict(edit, small, tmp_path) for edit in edits(stored_sheets(small), 24, seed=5)]
    assert [str(result) for result in results if not is_right(result)] == []
    assert sum(result.is_refused for result in results) < 6


@pytest.mark.parametrize(
    ("sheet", "cell", "content", "code"),
    [
        ("MT2", "D6", 1545, "QM426"),
        ("MT2", "I6", "1/8/2020", "QM426"),
        ("Mục tiêu", "D5", "trên 98%", "QM426"),
        ("Thông tin", "B10", "26/8/2020", None),
        ("Tổng hợp", "F9", "Đạt", "QM431"),
        ("Tổng hợp", "E8", "98%", "QM431"),
        ("Tổng hợp", "E8", "97%", "QM420"),
        ("MT2", "G6", 0.97, "QM420"),
        ("_Tính", "T41", 0.97, "QM420"),
        ("MT2", "D4", "Tổng số", "QM423"),
        ("Nguồn gốc", "B4", "0", "QM430"),
        ("Kiểm tra", "E4", "Không có gì.", "QM430"),
        ("_Danh mục", "A2", "Khác", "QM423"),
        ("MT2", "D6", "1540", "QM424"),
    ],
)
def test_each_kind_of_edit_is_named_by_its_cell(
    sheet: str, cell: str, content: float | str, code: str | None, reference: Path, tmp_path: Path
) -> None:
    path = with_cells(reference, tmp_path / "edited.xlsx", {(sheet, cell): content})
    found = [c for c, s, a in told(verified(path)) if (s, a) == (sheet, cell)]
    assert code in found if code else found


def test_prose_is_told_figure_by_figure(reference: Path, tmp_path: Path) -> None:
    sentence = value(reference, "Báo cáo", 17, 4)
    assert "97%" in sentence
    path = with_cells(reference, tmp_path / "edited.xlsx", {("Báo cáo", "D17"): sentence.replace("97%", "98%")})
    (found,) = verified(path).findings
    assert found.message.startswith("báo cáo ghi 98%, số liệu cho 97%, ở câu “Tính đến ngày 20/8/2020")
    assert (found.sheet, found.cell, found.severity) == ("Báo cáo", "D17", Severity.ERROR)


@pytest.mark.parametrize(
    ("column", "beginning", "old", "new"),
    [
        (4, "Tính đến ngày 20/8/2020, hồ sơ một cửa", "tăng", "giảm"),
        (1, "Như vậy,", "đạt thêm", "không còn đạt"),
        (4, "Tính đến ngày 30/6/2020, thủ tục hành chính được thực hiện", "bằng", "tăng so với"),
    ],
)
def test_a_direction_reversed_is_an_error(
    column: int, beginning: str, old: str, new: str, compared: Path, tmp_path: Path
) -> None:
    cells = {place: str(cell.value).strip() for place, cell in stored_sheets(compared)["Báo cáo"].items()}
    row = next(row for (row, at), text in cells.items() if at == column and text.startswith(beginning))
    sentence, letter = value(compared, "Báo cáo", row, column), "ABCD"[column - 1]
    assert old in sentence
    edited_sentence = sentence.replace(old, new, 1)
    path = with_cells(compared, tmp_path / "edited.xlsx", {("Báo cáo", f"{letter}{row}"): edited_sentence})
    word = with_text(compared.with_suffix(".docx"), tmp_path / "edited.docx", sentence.strip(), edited_sentence.strip())
    outcome = verified(path, word=word)
    message = f"báo cáo ghi “{new.removesuffix(' so với')}”, số liệu cho “{old}”"
    assert [(found.code, found.message.partition(", ở câu")[0]) for found in outcome.all_findings] == [
        ("QM431", message),
        ("QM431", message),
    ]


def test_every_figure_that_differs_is_listed_by_the_command(reference: Path, tmp_path: Path) -> None:
    path = with_cells(
        reference,
        tmp_path / "edited.xlsx",
        {("Tổng hợp", f"E{row}"): "1%" for row in (8, 9, 10, 11, 13, 15, 17, 18, 19)},
    )
    listed = CliRunner().invoke(app, ["verify", str(path)]).stdout
    assert listed.count("(QM431)") > 5
    assert "cũng như vậy (QM431)" not in listed


def test_words_of_the_report_may_be_the_offices_own(reference: Path, tmp_path: Path) -> None:
    sentence = value(reference, "Báo cáo", 17, 4).replace("Tính đến ngày", "Tính đến hết ngày")
    path = with_cells(reference, tmp_path / "edited.xlsx", {("Báo cáo", "D17"): sentence})
    assert told(verified(path)) == [("QM432", "Báo cáo", "D17")]


def test_a_sentence_blanked_is_told(reference: Path, tmp_path: Path) -> None:
    path = with_cells(reference, tmp_path / "edited.xlsx", {("Báo cáo", "D25"): ""})
    assert ("QM434", "Báo cáo", "D25") in told(verified(path))


def with_row_put_in(source: Path, target: Path, sheet: str, row: int, text: str) -> Path:
    """A copy with one more row of text on a sheet that no formula refers to."""
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as copy:
        names = re.findall(r'<sheet name="([^"]+)"', package.read("xl/workbook.xml").decode())
        part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        for entry in package.infolist():
            content = package.read(entry)
            copy.writestr(
                entry, _row_put_in(content.decode(), row, text).encode() if entry.filename == part else content
            )
    return target


def _row_put_in(xml: str, row: int, text: str) -> str:
    def moved(match: re.Match[str]) -> str:
        number = int(match[2])
        return f"{match[1]}{number + (number >= row)}"

    moved_xml = re.sub(r'(<(?:row|c) r="[A-Z]*)(\d+)', moved, xml)
    cell = f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
    return moved_xml.replace(f'<row r="{row + 1}"', f'{cell}<row r="{row + 1}"', 1)


@pytest.mark.parametrize(
    ("text", "code"), [("Ngoài ra, đơn vị đã tổ chức 77 cuộc họp.", "QM433"), ("Đơn vị cam kết thực hiện.", "QM443")]
)
def test_a_paragraph_put_in_makes_no_strangers_of_the_others(
    text: str, code: str, reference: Path, tmp_path: Path
) -> None:
    path = with_row_put_in(reference, tmp_path / "edited.xlsx", "Báo cáo", 33, text)
    assert told(verified(path)) == [(code, "Báo cáo", "A33")]


@needs_libreoffice
def test_data_changed_and_everything_recalculated_is_still_told(reference: Path, tmp_path: Path) -> None:
    """As somebody does who edits the output in Excel, where every figure and sentence follows at once."""
    path = with_cells(reference, tmp_path / "edited.xlsx", {("MT2", "D6"): 1545})
    outcome = verified(recalculate(path, tmp_path, locale="en-US"))
    assert told(outcome) == [("QM426", "MT2", "D6")]
    assert "1545" in outcome.findings[0].message


@needs_libreoffice
@pytest.mark.parametrize("reason", ["Hệ thống của tỉnh gửi chậm. " * 6, "Gửi chậm", ""])
def test_a_text_divided_at_another_place_is_no_other_text(reason: str, compared: Path, tmp_path: Path) -> None:
    """MT3's reason stands in a sentence that two rows of the report show; other words are divided elsewhere."""
    cells = stored_sheets(compared)["MT3"].items()
    row, column = next(place for place, cell in cells if str(cell.value).startswith("Còn 1/3 phản ánh"))
    cell = f"{column_letters(column)}{row}"
    path = with_cells(compared, tmp_path / "edited.xlsx", {("MT3", cell): reason})
    outcome = verified(recalculate(path, tmp_path, locale="vi-VN"))
    assert [found for found in told(outcome) if found[0] != "QM426"] == []
    assert ("QM426", "MT3", cell) in told(outcome)


def test_a_text_divided_otherwise_that_says_something_else_is_told_once(compared: Path, tmp_path: Path) -> None:
    cells = stored_sheets(compared)["MT3"].items()
    row, column = next(place for place, cell in cells if str(cell.value).startswith("Còn 1/3 phản ánh"))
    changed = {("MT3", f"{column_letters(column)}{row}"): "Hệ thống của tỉnh gửi chậm 15 lần. " * 6}
    outcome = verified(with_cells(compared, tmp_path / "edited.xlsx", changed))
    assert ("QM421", "Báo cáo") not in [(code, sheet) for code, sheet, _ in told(outcome)]
    assert [cell for code, sheet, cell in told(outcome) if sheet == "Báo cáo" and cell in {"D18", "D19"}]


def test_a_changed_row_of_a_register_is_one_cell(ward: Path, tmp_path: Path) -> None:
    path = with_cells(ward, tmp_path / "edited.xlsx", {("Bảng 2.2", "G7"): 46200})
    assert told(verified(path))[0] == ("QM426", "Bảng 2.2", "G7")


def test_a_header_that_is_no_longer_read_is_named_and_its_table_told(ward: Path, tmp_path: Path) -> None:
    path = with_cells(ward, tmp_path / "edited.xlsx", {("MT9", "B9"): "Nội quy"})
    found = told(verified(path))
    assert ("QM426", "MT9", "B9") in found
    assert "QM104" in {code for code, _, _ in found}


def test_causes_are_told_before_their_effects(reference: Path, tmp_path: Path) -> None:
    path = with_cells(reference, tmp_path / "edited.xlsx", {("MT2", "D6"): 1400})
    codes = [code for code, _, _ in told(verified(path))]
    assert codes[0] == "QM426"
    assert {"QM422", "QM431"} <= set(codes)


# The file it was made of, outputs of other programs, files that are none


def test_another_input_is_told_with_every_cell_that_differs(reference: Path, tmp_path: Path) -> None:
    other = with_cells(REFERENCE, tmp_path / "other.xlsx", {("MT2", "D6"): 1400})
    outcome = verified(reference, other)
    codes = {found.code: found for found in outcome.findings}
    assert set(codes) == {"QM435", "QM436", "QM437"}
    assert (codes["QM436"].sheet, codes["QM436"].cell) == ("MT2", "D6")
    assert codes["QM436"].message == "tệp gốc cho “1400”, tệp kết quả đang ghi “1540”"
    assert "tệp gốc cho 88% (Chưa đạt), số liệu trong tệp kết quả cho 97% (Vượt)" in codes["QM437"].message


def test_an_output_without_marks_is_verified_as_far_as_can_be(reference: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.xlsx"
    with zipfile.ZipFile(reference) as package, zipfile.ZipFile(path, "w") as copy:
        for entry in package.infolist():
            content = package.read(entry)
            if entry.filename == "xl/workbook.xml":
                content = re.sub(f'<sheet name="{TRACES}"[^>]*/>'.encode(), b"", content)
            copy.writestr(entry, content)
    assert told(verified(path)) == [("QM446", None, None)]
    moved = {("_Tính", "T41"): 0.5, ("MT2", "G6"): 0.97, ("Tổng hợp", "E8"): "98%"}
    assert [code for code, _, _ in told(verified(with_cells(path, tmp_path / "edited.xlsx", moved)))] == [
        "QM446",
        "QM431",
        "QM420",
    ]


def test_an_original_of_another_period_is_one_error(reference: Path) -> None:
    outcome = verified(reference, SAMPLES / "loc-an-2019-h1-gia-dinh.xlsx")
    (found,) = outcome.findings
    assert found.code == "QM445"
    message = "tệp gốc là của 6 tháng đầu năm 2019, tệp kết quả là của 6 tháng đầu năm 2020: hãy chọn đúng tệp gốc"
    assert found.message == message


def test_an_original_of_another_unit_is_one_error(reference: Path) -> None:
    (found,) = verified(reference, WARD).findings
    assert found.code == "QM445"
    assert re.match(r"tệp gốc là của UBND .+, 9 tháng .+, tệp kết quả là của UBND xã Lộc An, 6 tháng", found.message)


def test_an_edited_record_of_the_original_is_not_called_right(reference: Path, tmp_path: Path) -> None:
    path = with_cells(reference, tmp_path / "edited.xlsx", {("Nguồn gốc", "B3"): "abc"})
    found = {each.code: each for each in verified(path, REFERENCE).findings}
    assert set(found) == {"QM430", "QM435"}
    assert found["QM435"].message.startswith("ô này ghi tệp gốc có SHA-256 là abc, còn tệp “loc-an-2020-h1.xlsx” có")
    assert "abc" not in found["QM435"].expected


def test_marks_that_were_edited_are_not_believed(reference: Path, tmp_path: Path) -> None:
    path = with_cells(reference, tmp_path / "edited.xlsx", {(TRACES, "D5"): "0" * 8})
    assert told(verified(path)) == [("QM440", TRACES, None)]


@pytest.mark.parametrize("source", [REFERENCE, CORPUS / "mat-khau.xlsx", ROOT / "README.md"], ids=lambda p: p.name)
def test_what_is_no_output_is_refused(source: Path) -> None:
    assert isinstance(verify_file(begin_parsing(source), VerifyWish()), Refusal)


# The Word report


def with_text(source: Path, target: Path, old: str, new: str) -> Path:
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as copy:
        for entry in package.infolist():
            content = package.read(entry)
            if entry.filename == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            copy.writestr(entry, content)
    return target


def test_a_word_report_says_what_the_data_say(reference: Path) -> None:
    assert verified(reference, word=reference.with_suffix(".docx")).word_findings == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("đạt 97%", "đạt 98%", "QM431", "báo cáo ghi 98%, số liệu cho 97%, ở câu “Tính đến ngày 20/8/2020"),
        ("5/15, đạt 33%, chưa đạt mức", "5/15, đạt 33%, đạt mức", "QM431", "báo cáo ghi “đạt”, số liệu cho “chưa đạt”"),
        (">Chưa đạt<", ">Vượt<", "QM431", "báo cáo ghi “Vượt”, số liệu cho “Chưa đạt”"),
        ("6/10 mục tiêu", "7/10 mục tiêu", "QM431", "báo cáo ghi 7/10, số liệu cho 6/10"),
        ("Trên đây là", "Trên đây chính là", "QM432", "lời văn đã sửa tay, mọi con số vẫn khớp"),
    ],
)
def test_a_word_report_edited_by_hand_is_told_with_its_place(
    old: str, new: str, code: str, message: str, reference: Path, tmp_path: Path
) -> None:
    word = with_text(reference.with_suffix(".docx"), tmp_path / "edited.docx", old, new)
    (found,) = verified(reference, word=word).word_findings
    assert found.found.code == code
    assert found.found.message.startswith(message)
    assert re.match(r"bảng \d+, dòng \d+, cột \d+$|đoạn \d+$", found.place)


def test_a_word_report_of_other_data_is_told_by_its_footer(reference: Path, tmp_path: Path) -> None:
    other = with_cells(REFERENCE, tmp_path / "other.xlsx", {("MT2", "D6"): 1400})
    made = evaluate_with_word(begin_parsing(other), tmp_path / "other-ket-qua.xlsx", WordWish())
    assert not isinstance(made, Refusal)
    codes = [(each.place, each.found.code) for each in verified(reference, word=made.word_path).word_findings]
    assert ("chân trang", "QM438") in codes
    assert "QM431" in {code for _, code in codes}


def test_a_word_report_of_an_older_template_passes(reference: Path, tmp_path: Path) -> None:
    """Without the field of the digest in its footer, as an office's own template."""
    template = tmp_path / "mau.docx"
    with (
        zipfile.ZipFile(ROOT / "workbook_templates" / "bao-cao.docx") as package,
        zipfile.ZipFile(template, "w") as copy,
    ):
        for entry in package.infolist():
            content = package.read(entry)
            copy.writestr(entry, content.replace("Mã đối chiếu số liệu: {Mã đối chiếu}".encode(), b""))
    made = evaluate_with_word(begin_parsing(REFERENCE), tmp_path / "own-ket-qua.xlsx", WordWish(template))
    assert not isinstance(made, Refusal)
    assert [each.found.code for each in verified(reference, word=made.word_path).word_findings] == ["QM439"]


def test_a_word_report_of_a_template_without_the_annex_passes(reference: Path, tmp_path: Path) -> None:
    """The office's own words stand beside the fields, in other styles; statuses and targets have no place in it."""
    template = tmp_path / "mau.docx"
    with (
        zipfile.ZipFile(ROOT / "workbook_templates" / "bao-cao.docx") as package,
        zipfile.ZipFile(template, "w") as copy,
    ):
        for entry in package.infolist():
            content = package.read(entry).decode()
            if entry.filename == "word/document.xml":
                start, end = content.rindex("<w:tbl>"), content.rindex("</w:tbl>") + len("</w:tbl>")
                content = (content[:start] + content[end:]).replace('w:val="DoanVan"', 'w:val="NoiNhan"')
                content = content.replace(">BÁO CÁO<", ">BÁO CÁO (bản dự thảo)<")
            copy.writestr(entry, content)
    made = evaluate_with_word(begin_parsing(REFERENCE), tmp_path / "own-ket-qua.xlsx", WordWish(template))
    assert not isinstance(made, Refusal)
    assert verified(reference, word=made.word_path).word_findings == ()
    edited_report = with_text(made.word_path, tmp_path / "edited.docx", "đạt 97%", "đạt 98%")
    assert [each.found.code for each in verified(reference, word=edited_report).word_findings] == ["QM431"]


@needs_libreoffice
def test_a_word_report_saved_again_by_libreoffice_passes(reference: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(reference.with_suffix(".docx"))], check=True, capture_output=True, timeout=120)
    word = tmp_path / reference.with_suffix(".docx").name
    assert verified(reference, word=word).word_findings == ()


def test_a_figure_written_behind_a_text_of_the_word_report_is_told(reference: Path, tmp_path: Path) -> None:
    """The whole text still stands there: that alone does not make the paragraph true."""
    old = "tính đến sau ngày kết thúc kỳ báo cáo (30/6/2020)."
    word = with_text(reference.with_suffix(".docx"), tmp_path / "edited.docx", old, f"{old} Thực tế đạt 99,5%.")
    (finding,) = verified(reference, word=word).word_findings
    assert finding.found.message.startswith("báo cáo có thêm 99,5%, số liệu không có con số này")
    assert finding.found.code == "QM433"


@pytest.mark.parametrize("name", ["missing.docx", "README.md"])
def test_what_is_no_document_is_refused(name: str, reference: Path) -> None:
    outcome = verify_file(begin_parsing(reference), VerifyWish(word_path=ROOT / name))
    assert isinstance(outcome, Refusal)
    assert name in outcome.sentence
