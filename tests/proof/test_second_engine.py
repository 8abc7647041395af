"""The second engine catches what it is for: wrong values, values that change with the locale, formulas that stray."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from time import sleep
from zipfile import ZipFile

import pytest
import xlsxwriter

from qmxl.proof import second_engine
from qmxl.proof.second_engine import (
    LOCALES,
    CachedValue,
    CellNotEditable,
    ConversionFailed,
    ErrorValue,
    FormulaCells,
    LibreOfficeMissing,
    Outcome,
    UnknownCellType,
    UnreadableWorkbook,
    check_workbook,
    check_workbooks,
    compare,
    dialect_faults,
    edit_cells,
    formula_cells,
    main,
    poison_cached_values,
    recalculate,
    recalculate_all,
)

needs_soffice = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is not on this machine"
)

RESULTS = "Tổng hợp"
Value = float | str | bool

# Row n of column A on the results sheet; the inputs are 'MT1'!A1 = 1, A2 = 3, A3 = "Kế hoạch", A4 blank.
RIGHT: tuple[tuple[str, Value], ...] = (
    ("'MT1'!A1/'MT1'!A2", 1 / 3),
    ("'MT1'!A1>'MT1'!A2", False),
    ("AND('MT1'!A1,TRUE)", True),
    ("--('MT1'!A1<'MT1'!A2)", 1),
    ("0.1+0.2-0.3", 0.1 + 0.2 - 0.3),
    ("'MT1'!A1/0", "#DIV/0!"),
    ('" a "&\'MT1\'!A3&" "', " a Kế hoạch "),
    ('"<&>"&""""', '<&>"'),
    ("'MT1'!A4&\"\"", ""),
    ("'MT1'!A4", 0),
    ("A1*3E+300", 1e300),
    ("-1/'MT1'!A2", -1 / 3),
    ('SUBSTITUTE(ROUND(15.5/10,2)&"",".",",")', "1,55"),
    ('TEXT(7,"000")', "007"),
    ("SUM(ChiTiet_MT1[Kế hoạch])", 30),
)
# Right in English; each a trap that only the Vietnamese profile shows.
ENGLISH: tuple[tuple[str, Value], ...] = (
    ('1.5&""', "1.5"),
    ('TEXT(0.957,"0.0%")', "95.7%"),
    ('"1.587"*1', 1.587),
    ("1+1", 2),
)


def write_book(path: Path, results: tuple[tuple[str, Value], ...]) -> Path:
    """MT1 with the inputs and a table of three calculated rows, the results in column A of the results sheet."""
    with xlsxwriter.Workbook(path) as workbook:
        inputs, sheet = workbook.add_worksheet("MT1"), workbook.add_worksheet(RESULTS)
        inputs.write_number("A1", 1)
        inputs.write_number("A2", 3)
        inputs.write_string("A3", "Kế hoạch")
        inputs.write_blank("A4", None, workbook.add_format({"bold": True}))
        inputs.add_table("C1:E4", {"name": "ChiTiet_MT1", "columns": [{"header": h} for h in TABLE_HEADERS]})
        for row in range(1, 4):
            inputs.write_row(row, 2, [10, row])
            inputs.write_formula(row, 4, TABLE_FORMULA, None, row / 10)
        for row, (formula, value) in enumerate(results):
            sheet.write_formula(row, 0, f"={formula}", None, value)
    return path


TABLE_HEADERS = ("Kế hoạch", "Đạt", "Tỷ lệ")
TABLE_FORMULA = "=ChiTiet_MT1[[#This Row],[Đạt]]/ChiTiet_MT1[[#This Row],[Kế hoạch]]"
TABLE_ROWS = 3


def values(cells: FormulaCells, sheet: str = RESULTS) -> dict[str, CachedValue]:
    return {a1: value for (place, a1), (_, value) in cells.items() if place == sheet}


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


# --- reading --------------------------------------------------------------------------------------------------------


def test_formula_cells_of_a_written_file(tmp_path: Path) -> None:
    cells = formula_cells(write_book(tmp_path / "tệp.xlsx", RIGHT))
    assert len(cells) == len(RIGHT) + TABLE_ROWS
    assert list(values(cells).values()) == [value for _, value in RIGHT]
    assert [formula for (sheet, _), (formula, _) in cells.items() if sheet == RESULTS] == [f for f, _ in RIGHT]
    assert cells["MT1", "E2"] == (TABLE_FORMULA[1:], 0.1)


def test_an_error_is_not_the_text_that_names_it(tmp_path: Path) -> None:
    error = values(formula_cells(write_book(tmp_path / "a.xlsx", (("1/0", "#DIV/0!"),))))["A1"]
    place = (RESULTS, "A1")
    assert type(error) is ErrorValue
    assert compare({place: ("1/0", error)}, {place: ("", ErrorValue("#DIV/0!"))}) == []
    assert compare({place: ("1/0", error)}, {place: ("", "#DIV/0!")})


CELL_XML = {
    '<c r="A1"><f>1</f></c>': None,
    '<c r="A1"><f>1</f><v/></c>': "",
    '<c r="A1" t="str"><f>1</f><v></v></c>': "",
    '<c r="A1" t="s"><f>1</f><v>0</v></c>': "Kế hoạch",
    '<c r="A1" t="str"><f>1</f><v>_x005F_x0041_ _x0042_</v></c>': "_x0041_ B",
    '<c r="A1" t="b"><f aca="false">1</f><v>true</v></c>': True,
    '<c r="A1" t="n"><f t="shared" si="0"/><v>3.33333333333333E-021</v></c>': 3.33333333333333e-21,
}


@pytest.mark.parametrize(("xml", "value"), CELL_XML.items())
def test_every_way_to_store_a_value(tmp_path: Path, xml: str, value: CachedValue) -> None:
    path = write_book(tmp_path / "a.xlsx", (("1", 1),))
    changed = replace_in(path, "xl/worksheets/sheet2.xml", '<c r="A1"><f>1</f><v>1</v></c>', xml)
    assert values(formula_cells(changed)) == {"A1": value}


def test_what_is_no_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("<html>")
    with pytest.raises(UnreadableWorkbook, match=r"cannot be read.*a\.xlsx"):
        formula_cells(tmp_path / "a.xlsx")


def replace_in(path: Path, part: str, old: str, new: str) -> Path:
    contents = parts(path)
    assert old.encode() in contents[part]
    contents[part] = contents[part].replace(old.encode(), new.encode())
    changed = path.with_name(f"changed-{path.name}")
    with ZipFile(changed, "w") as package:
        for name, content in contents.items():
            package.writestr(name, content)
    return changed


# --- copies with other values ---------------------------------------------------------------------------------------


def test_poisoning_makes_every_value_wrong_and_changes_nothing_else(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", RIGHT)
    written, count = formula_cells(path), poison_cached_values(path, tmp_path / "b.xlsx")
    poisoned = formula_cells(tmp_path / "b.xlsx")
    assert count == len(written) == len(compare(written, poisoned))
    assert [formula for formula, _ in poisoned.values()] == [formula for formula, _ in written.values()]
    before, after = parts(path), parts(tmp_path / "b.xlsx")
    assert list(before) == list(after)
    changed = [name for name in before if before[name] != after[name]]
    assert changed == ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"]
    assert b'<c r="A1"><v>1</v></c>' in after["xl/worksheets/sheet1.xml"]


def test_poisoning_refuses_a_type_it_cannot_make_wrong(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", (("1", 1),))
    odd = replace_in(path, "xl/worksheets/sheet2.xml", '<c r="A1">', '<c r="A1" t="s">')
    with pytest.raises(UnknownCellType, match="'Tổng hợp'!A1: s"):
        poison_cached_values(odd, tmp_path / "b.xlsx")


def test_a_copy_never_replaces_its_original(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", RIGHT)
    with pytest.raises(ValueError, match="over itself"):
        poison_cached_values(path, tmp_path / "." / "a.xlsx")
    assert len(formula_cells(path)) == len(RIGHT) + TABLE_ROWS


def test_edits_change_the_named_cells_only(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", RIGHT)
    edit_cells(path, tmp_path / "b.xlsx", {("MT1", "A1"): 2.5, ("MT1", "A3"): " <b> ", ("MT1", "A4"): "mới"})
    before, after = parts(path), parts(tmp_path / "b.xlsx")
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    sheet = after["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="A1"><v>2.5</v></c>' in sheet
    assert '<c r="A3" t="inlineStr"><is><t xml:space="preserve"> &lt;b&gt; </t></is></c>' in sheet
    assert '<c r="A4" s="1" t="inlineStr"><is><t xml:space="preserve">mới</t></is></c>' in sheet
    assert formula_cells(tmp_path / "b.xlsx") == formula_cells(path)


@pytest.mark.parametrize("place", [("MT1", "E2"), ("MT1", "Z9"), ("MT2", "A1")])
def test_only_plain_cells_that_are_there_can_be_edited(tmp_path: Path, place: tuple[str, str]) -> None:
    path = write_book(tmp_path / "a.xlsx", RIGHT)
    with pytest.raises(CellNotEditable, match=place[1]):
        edit_cells(path, tmp_path / "b.xlsx", {place: 1.0})
    assert not (tmp_path / "b.xlsx").exists()


# --- comparing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "recalculated", "agree"),
    [
        (1 / 3, 0.333333333333333, True),
        (1 / 3, 0.33333333333, False),
        (5.6e-17, 0.0, True),
        (1e-11, 0.0, False),
        (1e300, 1e300 * (1 + 1e-13), True),
        (1.0, True, True),
        (True, False, False),
        (1.0, "1", False),
        ("", 0.0, False),
        ("hòa", "hoà", False),
        ("Đạt", "Đạt ", False),
        (None, 0.0, False),
        (0.0, None, False),
        (None, None, False),
    ],
)
def test_values_that_agree(written: CachedValue, recalculated: CachedValue, agree: bool) -> None:
    place = ("MT1", "B2")
    found = compare({place: ("A1", written)}, {place: ("$A$1", recalculated)}, locale="vi-VN")
    assert found == [] if agree else [d.locale for d in found] == ["vi-VN"]


def test_a_formula_that_is_missing_disagrees_and_one_too_many_does_not() -> None:
    (missing,) = compare({("MT1", "B2"): ("A1", 1.0)}, {("MT1", "B3"): ("A1", 1.0)})
    assert str(missing) == "'MT1'!B2 =A1: written 1.0, recalculated None"


# --- recalculating --------------------------------------------------------------------------------------------------

WRONG: tuple[tuple[str, Value], ...] = (
    ("'MT1'!A1/'MT1'!A2", 0.99),
    ("'MT1'!A3", "kế hoạch"),
    ("'MT1'!A1<'MT1'!A2", False),
    ("1/0", "#N/A"),
    ("'MT1'!A1&\"\"", 1),
    ("1+1", 2),
)
Outcomes = Mapping[str, Outcome]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """Three workbooks, checked with one start of LibreOffice in each locale."""
    folder = tmp_path_factory.mktemp("hai ngôn ngữ")
    books = {"right": RIGHT, "wrong": WRONG, "english": ENGLISH}
    paths = [write_book(folder / f"{name}.xlsx", results) for name, results in books.items()]
    return dict(zip(books, check_workbooks(paths, folder=folder / "work"), strict=True))


@needs_soffice
def test_a_right_workbook_comes_back_right_in_both_locales(outcomes: Outcomes) -> None:
    assert outcomes["right"] == Outcome(len(RIGHT) + TABLE_ROWS, ())


@needs_soffice
def test_a_wrong_cached_value_is_caught_in_both_locales(outcomes: Outcomes) -> None:
    found = [(d.locale, d.cell) for d in outcomes["wrong"].disagreements]
    assert found == [(locale, f"A{row}") for locale in LOCALES for row in range(1, 6)]
    assert outcomes["wrong"].disagreements[0].written == 0.99
    assert outcomes["wrong"].disagreements[0].recalculated == pytest.approx(1 / 3)


@needs_soffice
def test_a_value_that_changes_with_the_locale_is_caught(outcomes: Outcomes) -> None:
    found = [(d.locale, d.cell, d.recalculated) for d in outcomes["english"].disagreements]
    assert found == [("vi-VN", "A1", "1,5"), ("vi-VN", "A2", "96%"), ("vi-VN", "A3", 1587.0)]


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, FormulaCells]:
    """A workbook with wrong values, not poisoned, and an edited one, in one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("english")
    wrong, right = write_book(folder / "wrong.xlsx", WRONG), write_book(folder / "right.xlsx", RIGHT)
    edit_cells(right, folder / "edited.xlsx", {("MT1", "A1"): 1.5, ("MT1", "A3"): "Đạt & vượt", ("MT1", "C2"): 4})
    results = recalculate_all([wrong, folder / "edited.xlsx"], folder / "work", locale="en-US")
    return {path.stem: formula_cells(path) for path in results}


@needs_soffice
def test_a_wrong_value_is_caught_without_poisoning_too(
    recalculated: Mapping[str, FormulaCells], tmp_path: Path
) -> None:
    """LibreOffice believes cached values unless told to recalculate: this fails when the profile is not read."""
    written = formula_cells(write_book(tmp_path / "wrong.xlsx", WRONG))
    assert [d.cell for d in compare(written, recalculated["wrong"])] == ["A1", "A2", "A3", "A4", "A5"]


@needs_soffice
def test_a_wrong_expectation_is_caught(recalculated: Mapping[str, FormulaCells]) -> None:
    (found,) = compare({(RESULTS, "A6"): ("1+1", 3.0)}, recalculated["wrong"])
    assert (found.written, found.recalculated) == (3.0, 2.0)


@needs_soffice
def test_formulas_follow_an_edit(recalculated: Mapping[str, FormulaCells]) -> None:
    results = values(recalculated["edited"])
    assert results["A1"] == pytest.approx(0.5)
    assert results["A7"] == " a Đạt & vượt "
    assert results["A15"] == 24
    assert values(recalculated["edited"], "MT1")["E2"] == pytest.approx(0.25)


@needs_soffice
def test_one_workbook_in_one_locale(tmp_path: Path) -> None:
    path = write_book(tmp_path / "Tệp của xã.xlsx", ENGLISH)
    assert check_workbook(path, locales=("en-US",), folder=tmp_path / "work") == Outcome(len(ENGLISH) + TABLE_ROWS, ())
    assert not list(tmp_path.rglob("profile-*"))


@needs_soffice
def test_the_command_counts_what_it_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [write_book(tmp_path / "a.xlsx", RIGHT), write_book(tmp_path / "b.xlsx", ENGLISH)]
    assert main([str(path) for path in paths]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{paths[0]}: en-US: 18 formulas compared, 0 disagree",
        f"{paths[0]}: vi-VN: 18 formulas compared, 0 disagree",
        f"{paths[1]}: en-US: 7 formulas compared, 0 disagree",
        f"{paths[1]}: vi-VN: 7 formulas compared, 3 disagree",
        "  'Tổng hợp'!A1 =1.5&\"\": written '1.5', recalculated '1,5'",
        "  'Tổng hợp'!A2 =TEXT(0.957,\"0.0%\"): written '95.7%', recalculated '96%'",
        "  'Tổng hợp'!A3 =\"1.587\"*1: written 1.587, recalculated 1587.0",
    ]


def test_the_command_says_what_it_could_not_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main([str(tmp_path / "none.xlsx")]) == 3
    assert "none.xlsx" in capsys.readouterr().err


def test_a_value_that_cannot_be_poisoned_stops_the_check(tmp_path: Path) -> None:
    """A cell hidden from the byte pattern would keep its value in the copy and agree with itself."""
    path = write_book(tmp_path / "a.xlsx", (("1", 1),))
    odd = replace_in(path, "xl/worksheets/sheet2.xml", "<f>1</f><v>1</v>", "<f>1</f><v>1</v ><!-- -->")
    with pytest.raises(second_engine.SecondEngineFault, match="1 of 4 cached values"):
        check_workbook(odd, folder=tmp_path / "work")


def test_libreoffice_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LibreOfficeMissing, match="not on this machine"):
        recalculate(write_book(tmp_path / "a.xlsx", RIGHT), tmp_path / "work", locale="en-US")


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a shell script in the place of soffice."""
    soffice = folder / "soffice"
    soffice.write_text(f"#!/bin/sh\n{script}\n")
    soffice.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for soffice is a shell script")


@needs_shell
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'source file could not be loaded'", r"a\.xlsx: source file could not be loaded"),
        ("echo broken; exit 77", "Exit code 77: broken"),
    ],
)
def test_a_failure_is_told_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    """soffice exits with 0 when it could not load a file."""
    stand_in(tmp_path, monkeypatch, script)
    with pytest.raises(ConversionFailed, match=said):
        recalculate(write_book(tmp_path / "a.xlsx", RIGHT), tmp_path / "work", locale="en-US")


@needs_shell
def test_what_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """soffice is a script: its child does the work, holds the output open, and would survive it."""
    stand_in(tmp_path, monkeypatch, f"(/bin/sleep 0.5; echo > '{tmp_path}/survived') & wait")
    monkeypatch.setattr(second_engine, "TIME_LIMIT", 0.2)
    with pytest.raises(ConversionFailed, match=r"stopped after 0\.2 seconds"):
        recalculate(write_book(tmp_path / "a.xlsx", RIGHT), tmp_path / "work", locale="en-US")
    sleep(0.6)
    assert not (tmp_path / "survived").exists()


def test_workbooks_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same name"):
        recalculate_all([tmp_path / "a.xlsx", tmp_path / "b" / "A.xlsx"], tmp_path, locale="en-US")


# --- the formula dialect --------------------------------------------------------------------------------------------

ALLOWED = frozenset({"AND", "IF", "ROUND", "SUBSTITUTE", "SUM", "TEXT"})
LONG_TEXT = "ấ" * 256

LEGAL = (
    "'MT1'!A1+$B$2",
    "SUM('tổng hợp'!$A$1:$A$3)",
    TABLE_FORMULA[1:],
    "SUM(ChiTiet_MT1[Đạt])",
    "ChiTiet_MT1[[#This Row],[Mã '[số']]]",
    'IF(A2="NOW() MT1!A1 [1] @","""","#REF!")',
    'TEXT(A2,"000")&IF(AND(A2,TRUE),"0.0%","0,0")',
    "ROUND(A2,{1,2,3})",
    '"' + LONG_TEXT[1:] + '"',
    '"' + '""' * 255 + '"',
    "DanhSach+1E+3",
    "+".join(["1"] * 4096),
)
FAULTY = {
    "COUNTIF(A2:A3,1)": "function outside the dialect: COUNTIF",
    "IF(TRUE,_xlfn.CONCAT(A2))": "function outside the dialect: _XLFN.CONCAT",
    "vlookup (A2,A2:B3,1)": "function outside the dialect: VLOOKUP",
    "SUM(NOW())": "volatile function: NOW",
    "INDIRECT(A2)": "volatile function: INDIRECT",
    "MT1!A1": "sheet name without quotes: MT1!",
    "SUM('MT1'!A1:MT1!A2)": "sheet name without quotes: A1:MT1!",
    "Đạt\u0301!A1": "sheet name without quotes: Đạt\u0301!",
    "'MT9'!A1": "no such sheet: 'MT9'!",
    "'[1]MT1'!A1": "external reference: '[1]MT1'!",
    "[1]!Ten": "external reference: [1]",
    "[[#This Row],[Đạt]]": "structured reference without its table: [[#This Row],[Đạt]]",
    "ChiTiet_MT1[@[Đạt]]": "ChiTiet_MT1[@[Đạt]]: a file says [#This Row] for @",
    "#REF!+1": "broken reference: #REF!",
    "@A2": "operator of dynamic arrays: @",
    "SUM(A2#)": "operator of dynamic arrays: #",
    f'"{LONG_TEXT}"': f'text of 256 characters, at most 255: "{LONG_TEXT[:39]}…',
    "+".join(["1"] * 4097): "formula of 8194 characters, at most 8192",
    'IF(TRUE,TEXT(SUM(1,2),"0.0%"),"0.0%")': 'format of TEXT that changes with the locale: "0.0%"',
}


@pytest.mark.parametrize("formula", LEGAL)
def test_legal_formulas(tmp_path: Path, formula: str) -> None:
    assert dialect_faults(write_book(tmp_path / "a.xlsx", ((formula, 1),)), ALLOWED) == []


@pytest.mark.parametrize(("formula", "fault"), FAULTY.items())
def test_each_fault_is_named_with_its_cell(tmp_path: Path, formula: str, fault: str) -> None:
    found = dialect_faults(write_book(tmp_path / "a.xlsx", (("1", 1), (formula, 1))), ALLOWED)
    assert f"'Tổng hợp'!A2: {fault}" in found
    assert all(text.startswith("'Tổng hợp'!A2: ") for text in found)


def test_the_dialect_is_that_of_the_formula_package(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", (("SUMPRODUCT(A2)", 1), ("VLOOKUP(1,A2,1)", 1)))
    assert dialect_faults(path) == ["'Tổng hợp'!A2: function outside the dialect: VLOOKUP"]


@pytest.mark.parametrize(
    ("xml", "fault"),
    [
        ('<c r="A1"><f>1</f></c>', "formula without a cached value"),
        ('<c r="A1"><f t="array" ref="A1:A2">1</f><v>1</v></c>', "a formula that fills several cells"),
        ('<c r="A1" cm="1"><f t="array" ref="A1">1</f><v>1</v></c>', "a formula that fills several cells"),
    ],
)
def test_what_only_the_file_shows(tmp_path: Path, xml: str, fault: str) -> None:
    path = write_book(tmp_path / "a.xlsx", (("1", 1),))
    changed = replace_in(path, "xl/worksheets/sheet2.xml", '<c r="A1"><f>1</f><v>1</v></c>', xml)
    assert dialect_faults(changed, ALLOWED) == [f"'Tổng hợp'!A1: {fault}"]


def test_formulas_outside_cells_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("MT1")
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=MT1!$A$1:$A$2"})
        sheet.insert_chart("F1", chart)
        sheet.data_validation("B1", {"validate": "list", "source": "=INDIRECT(A1)"})
        sheet.conditional_format("C1", {"type": "formula", "criteria": "=COUNTIF(A1,1)", "format": None})
        sheet.add_table("H1:H2", {"columns": [{"header": "a", "formula": "=TODAY()"}]})
        sheet.write_url("D1", "internal:MT1!A1")
        sheet.add_sparkline("E1", {"range": "MT1!A1:A2"})
        sheet.print_area("A1:B2")
        workbook.define_name("Ten", "='MT9'!$A$1")
    faults = {fault.split(": ", 1)[0].rpartition("/")[2]: fault.split(": ", 1)[1] for fault in dialect_faults(path)}
    assert faults == {
        "chart1.xml <f>": "sheet name without quotes: MT1!",
        "sheet1.xml <formula1>": "volatile function: INDIRECT",
        "sheet1.xml <formula>": "function outside the dialect: COUNTIF",
        "sheet1.xml <hyperlink>": "sheet name without quotes: MT1!",
        "sheet1.xml <f>": "sheet name without quotes: MT1!",
        "table1.xml <calculatedColumnFormula>": "volatile function: TODAY",
        "workbook.xml <definedName>": "no such sheet: 'MT9'!",
    } | {"'MT1'!H2": "volatile function: TODAY"}


def test_a_link_to_another_workbook_is_a_fault(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", (("1", 1),))
    with ZipFile(path, "a") as package:
        package.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    assert dialect_faults(path, ALLOWED) == ["xl/externalLinks/externalLink1.xml: link to another workbook"]
