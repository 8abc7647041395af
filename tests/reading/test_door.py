"""Any file at the door: read, or refused with its own sentence; no figure in silence."""

from pathlib import Path

import pytest

from qmxl.model.diagnostics import Refusal
from qmxl.model.submission import ErrorValue, PercentNumber
from qmxl.pipeline import Outcome, check_file
from qmxl.reading import parsing as parsing_module
from qmxl.reading.parsing import begin_parsing, parsed
from qmxl.reading.workbook import WorkbookCells, open_workbook
from tests.corpus.oddities import REFUSED, RESULT_SHEET, TOLD, cell, with_parts

CORPUS = Path(__file__).parent.parent / "corpus"
FORMATS = ("xlsx", "xls", "ods", "xlsb")
SMALL = CORPUS / "nho.xlsx"


def checked(content: bytes, folder: Path, name: str = "tep.xlsx") -> Outcome:
    path = folder / name
    path.write_bytes(content)
    outcome = check_file(path)
    assert isinstance(outcome, Outcome), outcome.sentence
    return outcome


def opened(path: Path) -> WorkbookCells:
    book = open_workbook(begin_parsing(path))
    assert isinstance(book, WorkbookCells), book.sentence
    return book


# Formats


def told(path: Path) -> list[tuple[object, ...]]:
    outcome = check_file(path)
    assert isinstance(outcome, Outcome), outcome.sentence
    results = outcome.evaluation.indicators
    return [(r.code, r.status, r.shown, r.measurement.value, outcome.sentences[r.code]) for r in results]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_gives_the_same_figures(format_: str) -> None:
    figures = told(CORPUS / f"nho.{format_}")
    assert figures == told(SMALL)
    assert [(code, str(status), shown) for code, status, shown, *_ in figures] == [
        ("1", "NOT_MET", "94,95%"),
        ("2", "NOT_MET", "66,7%"),
        ("3", "NOT_MET", "66,7%"),
        ("4", "EXCEEDED", "95,7%"),
        ("5", "MET", "Đạt"),
    ]


@pytest.mark.parametrize("format_", FORMATS)
def test_an_error_cell_is_told_in_every_format(format_: str) -> None:
    outcome = check_file(CORPUS / f"loi.{format_}")
    assert isinstance(outcome, Outcome)
    assert [(d.sheet, d.cell, d.found) for d in outcome.diagnostics if d.code == "QM201"] == [("MT1", "D5", "#DIV/0!")]
    assert str(outcome.evaluation.indicators[0].status) == "NO_DATA"


@pytest.mark.parametrize("format_", FORMATS)
def test_hidden_rows_are_known_in_every_format(format_: str) -> None:
    assert opened(CORPUS / f"loi.{format_}").sheets["MT2"].hidden_rows == {10}


# Refusals


@pytest.mark.parametrize("oddity", REFUSED)
def test_what_is_no_workbook_is_refused_with_its_own_sentence(tmp_path: Path, oddity: str) -> None:
    make, words = REFUSED[oddity]
    path = tmp_path / "tep.xlsx"
    path.write_bytes(make(SMALL.read_bytes()))
    refusal = check_file(path)
    assert isinstance(refusal, Refusal)
    assert words in refusal.sentence
    assert "Hãy" in refusal.sentence


def test_an_encrypted_workbook_is_refused_with_its_own_sentence() -> None:
    refusal = check_file(CORPUS / "mat-khau.xlsx")
    assert isinstance(refusal, Refusal)
    assert "đặt mật khẩu" in refusal.sentence


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("khong-co.xlsx", "Không tìm thấy"),
        ("", "là thư mục"),
        ("a" * 300 + ".xlsx", "Không tìm thấy"),
        ("a\0b", "Không"),
    ],
)
def test_a_path_that_leads_to_no_file_is_refused(tmp_path: Path, name: str, words: str) -> None:
    refusal = check_file(tmp_path / name)
    assert isinstance(refusal, Refusal)
    assert words in refusal.sentence


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import os; os.abort()", "dừng đột ngột"),
        ("print('no json')", "dừng đột ngột"),
        ("import time; time.sleep(60)", "quá lâu"),
    ],
)
def test_a_parser_that_dies_or_hangs_becomes_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    path = tmp_path / "parser.py"
    path.write_text(script, encoding="utf-8")
    monkeypatch.setattr(parsing_module, "_SCRIPT", path)
    monkeypatch.setattr(parsing_module, "_LEAST_SECONDS", 1.0)
    monkeypatch.setattr(parsing_module, "_BYTES_A_SECOND", 2**40)
    refusal = parsed(begin_parsing(SMALL))
    assert isinstance(refusal, Refusal)
    assert words in refusal.sentence


# Cells that are not what they seem


@pytest.mark.parametrize("oddity", TOLD)
def test_a_cell_that_lies_is_named(tmp_path: Path, oddity: str) -> None:
    make, code, quoted = TOLD[oddity]
    outcome = checked(make(SMALL.read_bytes()), tmp_path)
    (found,) = (d for d in outcome.diagnostics if d.code == code)
    assert quoted in f"{found.found} {found.cell} {found.message}"
    assert found.sheet == "MT1"


def test_a_value_of_another_workbook_still_counts(tmp_path: Path) -> None:
    outcome = checked(TOLD["from another workbook"][0](SMALL.read_bytes()), tmp_path)
    assert outcome.evaluation.indicators[0].shown == "94,95%"


def test_a_column_named_by_a_number_is_no_other_workbook(tmp_path: Path) -> None:
    make = cell("D5", "<f>SUM(KetQua[2020],KetQua[[#This Row],[2021]])</f><v>1899</v>")
    outcome = checked(make(SMALL.read_bytes()), tmp_path)
    assert "QM255" not in {d.code for d in outcome.diagnostics}


def test_zero_stored_by_a_program_that_did_not_compute_is_no_zero(tmp_path: Path) -> None:
    """XlsxWriter stores 0 for a formula without `value`; Excel is told to compute on loading."""
    content = cell("D5", "<f>1800+99</f><v>0</v>")(SMALL.read_bytes())
    foreign = with_parts(content, {"docProps/core.xml": lambda part: part.replace(b">qmxl<", b">other<")})
    path = tmp_path / "tep.xlsx"
    path.write_bytes(foreign)
    assert opened(path).sheets["MT1"].at(5, 4) == ErrorValue("công thức chưa có giá trị")
    path.write_bytes(content)
    assert opened(path).sheets["MT1"].at(5, 4) == 0


@pytest.mark.parametrize("stored", ["", "<v/>", "<v></v>"])
@pytest.mark.parametrize("place", [(5, 4), (5, 9)], ids=["count", "date"])
def test_a_formula_without_a_value_is_told_whatever_the_cell_s_format(
    place: tuple[int, int], stored: str, tmp_path: Path
) -> None:
    """openpyxl writes `<v/>`; in a cell made for dates that is no broken file."""
    path = tmp_path / "tep.xlsx"
    path.write_bytes(cell("D5" if place[1] == 4 else "I5", f"<f>1+1</f>{stored}")(SMALL.read_bytes()))
    assert opened(path).sheets["MT1"].at(*place) == ErrorValue("công thức chưa có giá trị")


def test_a_number_in_a_cell_made_for_dates_stays_a_number(tmp_path: Path) -> None:
    """Số đạt takes the style of Số liệu đến ngày: 45 would show as 14/02/1900."""

    def change(part: bytes) -> bytes:
        style = part.split(b'<c r="I5" s="')[1].split(b'"')[0]
        start = part.index(b'<c r="D5" s="') + len(b'<c r="D5" s="')
        end = part.index(b'"', start)
        return part[:start] + style + part[end:].replace(b"<v>1899</v>", b"<v>1899.5</v>", 1)

    path = tmp_path / "tep.xlsx"
    path.write_bytes(with_parts(SMALL.read_bytes(), {RESULT_SHEET: change}))
    assert opened(path).sheets["MT1"].at(5, 4) == 1899.5


def test_a_percent_cell_tells_how_its_number_is_shown() -> None:
    shown = opened(SMALL).sheets["MT4"].at(5, 6)
    assert isinstance(shown, PercentNumber)
    assert shown == 0.957


def test_days_counted_from_1904_are_read_so(tmp_path: Path) -> None:
    content = SMALL.read_bytes()
    workbook = {"xl/workbook.xml": lambda part: part.replace(b"<workbookPr", b'<workbookPr date1904="1"')}
    outcome = checked(with_parts(content, workbook), tmp_path)
    assert "QM120" in {d.code for d in outcome.diagnostics}
    cut_off = outcome.submission.indicators[0].result
    assert cut_off is not None
    assert f"{cut_off.cut_off.value}" == "2030-06-21"


def test_texts_of_a_legacy_font_are_converted(tmp_path: Path) -> None:
    """Hå s¬ ®Êt ®ai, set in .VnTime, is Hồ sơ đất đai."""
    content = SMALL.read_bytes()
    strings = {
        "xl/sharedStrings.xml": lambda part: part.replace(
            "<t>Phiếu khảo sát</t>".encode(),
            '<r><rPr><rFont val=".VnTime"/></rPr><t>Hå s¬ ®Êt ®ai</t></r>'.encode(),
        )
    }
    outcome = checked(with_parts(content, strings), tmp_path)
    result = outcome.submission.indicators[3].result
    assert result is not None
    assert result.evidence.value == "Hồ sơ đất đai"
    assert [(d.sheet, d.cell) for d in outcome.diagnostics if d.code == "QM122"] == [("MT4", "J5")]
