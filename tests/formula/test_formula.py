"""The formula dialect: what it computes, prints and refuses, and that LibreOffice computes the same."""

import math
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from qmxl.formula import ALLOWED_FUNCTIONS, CellError, FormulaFault, Scalar, Value, parse

DIV0, VALUE, NUM, REF = CellError.DIV0, CellError.VALUE, CellError.NUM, CellError.REF

CELLS: dict[str, Scalar] = {
    "A1": 1, "A2": "abc", "A3": None, "A4": True, "A5": 2.5,
    "B1": 1, "B2": 2, "B3": 3, "B4": 4, "B5": 5,
    "C1": DIV0, "C2": 3, "C3": "Đạt", "C4": "",
    "D1": 1, "D2": "abc", "D3": None, "D4": "Abc",
}  # fmt: skip

# One line per rule: a formula whose places are cells of CELLS, and its value in Excel and LibreOffice alike.
AGREED: dict[str, list[tuple[str, Value]]] = {
    "arithmetic": [
        ("1+2*3", 7), ("(1+2)*3", 9), ("10/4*2", 5), ("2--3", 5), ("-2*-3", 6), ("1E3+.5+1.", 1001.5), ("10-2-3", 5),
        ("-TRUE", -1), ("TRUE+1", 2), ("[A4]+1", 2), ("--[A4]", 1), ("[A3]+1", 1), ("1-[A3]*2", 1), ("[A2]+1", VALUE),
        ('"a"*1', VALUE), ("-[A2]", VALUE), ('+"abc"', "abc"), ("[C4]+1", VALUE), ("1/0", DIV0), ("0/0", DIV0),
        ("1/[A3]", DIV0), ("[C1]+1", DIV0), ("1E308*10", NUM), ("1/(1/1E308/10)", NUM), ("0.1+0.2-0.3", 0),
        ("1*(0.5-0.4-0.1)", 0), ("SIGN(100*1.15-115)", 0), ("1E15+1-1E15", 1),
    ],
    "text of numbers": [
        ("1&2", "12"), ('0.1+0.2&""', "0.3"), ('1/3&""', "0.333333333333333"), ('-0.5&""', "-0.5"), ('-[A3]&""', "0"),
        ('100*1.15&""', "115"), ('100000000000000&""', "100000000000000"), ('1.5E3&""', "1500"),
        ('2/3&""', "0.666666666666667"), ('0.00001&""', "0.00001"), ('0.000012345678&""', "0.000012345678"),
        ('1.5E-9&""', "0.0000000015"), ('[A3]&"x"', "x"), ('[C4]&"x"', "x"), ('[C1]&"x"', DIV0),
        ('"a""b"&"c"', 'a"bc'), ("1+2&3+4", "37"),
    ],
    "comparison": [
        ('"abc">5', True), ('5="5"', False), ('"ABC"="abc"', True), ('"Đạt"=[C3]', True), ('"ĐẠT"=[C3]', True),
        ('"a"<"b"', True), ('"B">"a"', True), ("2<3", True), ("3<=3", True), ("3>=4", False), ("3<>3", False),
        ("[A3]=0", True), ('[A3]=""', True), ("[A3]=FALSE", True), ("[A3]=[D3]", True), ("[A3]=[C4]", True),
        ("[A3]<1", True), ("[C4]=0", False), ("[C4]>0", True), ('[A2]<>""', True), ("[A2]>=1E9", True),
        ("[C1]=1", DIV0), ("TRUE>FALSE", True), ("0.1+0.2=0.3", True), ("0.1+0.2>0.3", False),
        ("100*1.15<115", False), ("1.0000001=1", False), ('"a"&"b"="ab"', True), ("1=1=TRUE", True), ("1+1=2", True),
        ("-1<0", True),
    ],
    "IF": [
        ("IF(1,2,3)", 2), ("IF(0,2,3)", 3), ("IF([A3],2,3)", 3), ("IF(FALSE,1)", False), ("IF([A2],1,2)", VALUE),
        ("IF([C1],1,2)", DIV0), ("IF(TRUE,1,[C1])", 1), ("IF(FALSE,[C1],2)", 2), ("IF(TRUE,[A3],1)", 0),
        ('IF(TRUE,[A3],1)&"x"', "x"), ('IF(TRUE,[A3],1)=""', True), ("SUMPRODUCT(IF([A1]=1,[B1:B5],0))", 15),
    ],
    "IFERROR": [
        ('IFERROR(1/0,"x")', "x"), ("IFERROR([C1],[A3])", 0), ('IFERROR([A2]*1,"x")', "x"), ("IFERROR(5,1/0)", 5),
        ("IFERROR(1/0,[C1])", DIV0), ('IFERROR(INDEX([B1:B5],9),"")', ""), ('IFERROR(1/0,"")&"x"', "x"),
    ],
    "AND": [
        ("AND(TRUE,1>0)", True), ("AND(2,0)", False), ("AND([C1:C2])", DIV0), ("AND(FALSE,[C1])", DIV0),
        ("AND([A3])", VALUE), ("AND([A3],TRUE)", True), ("AND([A2])", VALUE), ("AND([A2],TRUE)", True),
        ('AND("abc",TRUE)', VALUE), ("AND([A1:A5])", True), ("AND([A2:A3])", VALUE), ("AND({TRUE,FALSE})", False),
        ("SUMPRODUCT(AND([B1:B5]>0)*1)", 1),
    ],
    "OR": [
        ("OR(FALSE,1>0)", True), ("OR(0,0)", False), ("OR(TRUE,[C1])", DIV0), ("OR([A1:A5])", True),
        ("OR([A2:A3])", VALUE), ("SUMPRODUCT(OR([B1:B5]>4)*1)", 1), ("SUMPRODUCT(OR([B1:B5]>5)*1)", 0),
        ("OR([A2],FALSE)", False),
    ],
    "ISNUMBER": [
        ("ISNUMBER(1)", True), ("ISNUMBER([A2])", False), ("ISNUMBER([A3])", False), ("ISNUMBER([C1])", False),
        ('ISNUMBER("5")', False), ("ISNUMBER(1/0)", False), ("SUMPRODUCT(--ISNUMBER([C1:C4]))", 1),
    ],
    "N": [
        ("N(5)", 5), ('N("5")', 0), ("N([A2])", 0), ("N([A3])", 0), ("N([A4])", 1), ("N([C1])", DIV0),
        ("N(1>0)+1", 2),
    ],
    "SUM": [
        ("SUM([B1:B5])", 15), ("SUM([A2])", 0), ("SUM([A3])", 0), ('SUM("abc")', VALUE), ("SUM(TRUE)", 1),
        ("SUM(1>0,2)", 3), ("SUM([C1:C4])", DIV0), ("SUM(1/0)", DIV0), ("SUM([C2:C4])", 3), ("SUM({1,2,3})", 6),
        ("SUM([B1:B2],[A1],-10)", -6), ('SUM(2,"")', VALUE), ("SUM(ROUND([A5],{0,1,2}))", 8), ("SUM({1,-2})", -1),
    ],
    "SUMPRODUCT": [
        ("SUMPRODUCT([B1:B5])", 15), ("SUMPRODUCT([B1:B5],[B1:B5])", 55), ("SUMPRODUCT([D1:D4],[B1:B4])", 1),
        ("SUMPRODUCT([C1:C4])", DIV0), ("SUMPRODUCT([C2:C4],[B2:B4])", 6), ("SUMPRODUCT([D1:D4]*1)", VALUE),
        ('SUMPRODUCT(--([A1:A5]="ABC"))', 1), ('SUMPRODUCT(--([A1:A5]=""))', 1), ("SUMPRODUCT(--([A1:A5]=0))", 1),
        ('SUMPRODUCT(--([A1:A5]<>""))', 4), ("SUMPRODUCT(--([C1:C2]>1))", DIV0),
        ('SUMPRODUCT(([D1:D4]="abc")*[B1:B4])', 6), ('SUMPRODUCT(--([D1:D4]="abc"),[B1:B4])', 6),
        ("SUMPRODUCT({1,2}*[B2])", 6), ("SUMPRODUCT({1,2}*{3,4})", 11), ("SUMPRODUCT(MAX(([B1:B5]<4)*[B1:B5]))", 3),
        ("SUMPRODUCT(2,3)", 6), ("SUMPRODUCT([A2])", 0), ("SUMPRODUCT(-([B1:B5]>2))", -3),
    ],
    "COUNTA": [
        ("COUNTA([A1:A5])", 4), ("COUNTA([C1:C4])", 4), ("COUNTA([A3])", 0), ("COUNTA([C4])", 1), ('COUNTA("")', 1),
        ('COUNTA({1,"a",""})', 3), ("COUNTA([A1:A3],[A3],5)", 3),
    ],
    "INDEX": [
        ("INDEX([B1:B5],2)", 2), ("INDEX([B1:B5],2.7)", 2), ("INDEX([B1:B5],-1)", VALUE), ("INDEX([A1:A5],3)", 0),
        ('INDEX([A1:A5],3)&"x"', "x"), ("INDEX([A1:A5],2)", "abc"), ("INDEX([C1:C4],1)", DIV0),
        ('INDEX({"a","b"},2)', "b"), ("INDEX([B1:B5],[A2])", VALUE), ("INDEX([B1:B5],[B3])+1", 4),
        ("INDEX([A1:A5],4)", True),
    ],
    "ROUND": [
        ("ROUND(2.5,0)", 3), ("ROUND(-2.5,0)", -3), ("ROUND(1.005,2)", 1.01), ("ROUND(2.675,2)", 2.68),
        ("ROUND(-0.4,0)", 0), ("ROUND(1234.5,-2)", 1200), ("ROUND(1250,-2)", 1300), ("ROUND(-1250,-2)", -1300),
        ("ROUND(100*1.15,0)", 115), ("ROUND(5.55,1.9)", 5.6), ("ROUND(55.55,-5)", 0), ('ROUND("a",1)', VALUE),
        ("ROUND([A3],1)", 0), ("ROUND(1/3,20)", 1 / 3), ("ROUND(0.945*100,0)", 95),
        ("SUMPRODUCT(ROUND([A5]/3,{0,1,2}))", 2.63), ("SUMPRODUCT(ROUND([B1:B5]/4,0))", 4),
        ("ROUND(1E14+0.5,0)", 1e14 + 1), ("ROUND([C1],1)", DIV0),
    ],
    "INT": [
        ("INT(1.5)", 1), ("INT(-1.5)", -2), ("INT([A3])", 0), ("INT([A2])", VALUE), ("SUMPRODUCT(INT([B1:B5]/2))", 6),
    ],
    "MOD": [
        ("MOD(-3,5)", 2), ("MOD(3,-5)", -2), ("MOD(5.5,2)", 1.5), ("MOD(3,0)", DIV0), ("MOD(1234567,1000)", 567),
        ("SUMPRODUCT(MOD([B1:B5],2))", 3),
    ],
    "SIGN": [
        ("SIGN(-2)", -1), ("SIGN(0)", 0), ("SIGN(TRUE)", 1), ("SUMPRODUCT(SIGN([B1:B5]-2))", 2),
        ("SIGN([A2])", VALUE),
    ],
    "ABS": [("ABS(-2)", 2), ("ABS([A2])", VALUE), ("SUMPRODUCT(ABS([B1:B5]-3))", 6)],
    "MAX": [
        ("MAX([B1:B5])", 5), ("MAX([A1:A4])", 1), ("MAX([A2])", 0), ('MAX("a")', VALUE), ("MAX([C1:C2])", DIV0),
        ("MAX(1,TRUE)", 1), ('MAX({1,"a",3})', 3), ("MAX(-1,-2)", -1), ("MAX(0,[B2]-5)", 0),
    ],
    "MIN": [
        ("MIN([B1:B5])", 1), ("MIN([A2:A3])", 0), ("MIN([A5],3,[B4])", 2.5), ("MIN([C1:C2])", DIV0),
        ("MIN(-[B5],1)", -5),
    ],
    "TEXT": [
        ('TEXT(0.5,"0")', "1"), ('TEXT(2.5,"0")', "3"), ('TEXT(-2.5,"0")', "-3"), ('TEXT(5,"00")', "05"),
        ('TEXT(-5,"00")', "-05"), ('TEXT(-0.4,"0")', "0"), ('TEXT(1234,"000")', "1234"), ('TEXT([A2],"0")', "abc"),
        ('TEXT([A3],"0")', "0"), ('TEXT([C4],"0")', ""), ('TEXT([C1],"0")', DIV0), ('TEXT(7,"000")', "007"),
        ('SUMPRODUCT(--(TEXT([B1:B5],"00")="03"))', 1),
    ],
    "DAY": [
        ("DAY(43982)", 31), ('DAY("a")', VALUE), ("DAY(2958465)", 31), ("DAY(61)", 1),
        ("SUMPRODUCT(DAY(43982+[B1:B5]))", 15),
    ],
    "MONTH": [("MONTH(43982.99)", 5), ("MONTH(61)", 3), ("MONTH([C1])", DIV0)],
    "YEAR": [("YEAR(43982)", 2020), ("YEAR(45292)", 2024), ("YEAR(45291.9)", 2023)],
    "DATE": [
        ("DATE(2020,5,31)", 43982), ("DATE(2020,13,1)", 44197), ("DATE(2020,0,1)", 43800), ("DATE(2020,3,0)", 43890),
        ("DATE(2020,1,366)", 44196), ("DATE(2020,-13,1)", 43405), ("DATE(2020.9,5.9,31.9)", 43982),
        ('DATE("a",1,1)', VALUE), ("SUMPRODUCT(DATE(2020,[B1:B5],1))", 219458),
    ],
    "LEN": [
        ('LEN("Đạt")', 3), ("LEN(12.5)", 4), ("LEN([A3])", 0), ("LEN(1/3)", 17), ("SUMPRODUCT(LEN([D1:D4]))", 7),
        ("LEN([C1])", DIV0),
    ],
    "MID": [
        ('MID("abcdef",2,3)', "bcd"), ('MID("abc",0,1)', VALUE), ('MID("abc",4,1)', ""), ('MID("abc",2,-1)', VALUE),
        ('MID("abc",2,200)', "bc"), ("MID(12345,2,2)", "23"), ('MID("abc",1.9,1.9)', "a"),
        ('SUMPRODUCT(--(MID([D1:D4],1,1)="a"))', 2),
        ('MID(IF([A1]=1,", 2","")&IF([A5]=1,", 3","")&IF([B1]=1,", 5",""),3,200)', "2, 5"),
    ],
    "LOWER": [
        ('LOWER("ĐẠT")', "đạt"), ("LOWER(12.5)", "12.5"), ("LOWER([A3])", ""),
        ('SUMPRODUCT(--(LOWER([D1:D4])="abc"))', 2),
    ],
    "SUBSTITUTE": [
        ('SUBSTITUTE(1.5,".",",")', "1,5"), ('SUBSTITUTE("aXbXc","X","-",2)', "aXb-c"),
        ('SUBSTITUTE("aXbXc","x","-")', "aXbXc"), ('SUBSTITUTE("abc","","-")', "abc"),
        ('SUBSTITUTE("aaa","a","b",5)', "aaa"), ('SUBSTITUTE("aaa","a","b",3)', "aab"),
        ('SUBSTITUTE("aaa","a","b",0)', VALUE), ('SUMPRODUCT(--(SUBSTITUTE([D1:D4],"b","")="ac"))', 2),
    ],
}  # fmt: skip

# LibreOffice 7.4 differs: its booleans are the numbers 1 and 0, its INT tolerates noise, its dates begin elsewhere.
EXCEL_ONLY: list[tuple[str, Value]] = [
    ('TRUE&""', "TRUE"), ('[A4]&""', "TRUE"), ("LEN(TRUE)", 4), ("LOWER(TRUE)", "true"), ('TEXT(TRUE,"0")', "TRUE"),
    ('TRUE>"zzz"', True), ("TRUE=1", False), ("[A4]=1", False), ("ISNUMBER([A4])", False), ("ISNUMBER(TRUE)", False),
    ("SUM([A1:A5])", 3.5), ("SUM([A4])", 0), ("MAX([A4])", 0), ("SUMPRODUCT([A4])", 0), ("SUMPRODUCT([B1:B5]>2)", 0),
    ("SUMPRODUCT(--ISNUMBER([A1:A5]))", 2), ("SUMPRODUCT(--([A1:A5]=1))", 1), ("N([B1:B5])", 1), ("N([A2:A3])", 0),
    ("INDEX([B1:B5],6)", REF), ("INT(100*1.15)", 114), ("DATE(20,1,1)", 7306), ("DATE(120,1,1)", 43831),
    ("DATE(10000,1,1)", NUM), ("DATE(-1,1,1)", NUM), ("DAY(-1)", NUM), ("DAY(2958466)", NUM), ('1E15&""', "1E+15"),
    ('1E-10&""', "1E-10"),
]  # fmt: skip
# Both programs differ: they would read the number in a text, each in its own locale.
NEVER_READ: list[tuple[str, Value]] = [
    ('"5"*2', VALUE),
    ('-"5"', VALUE),
    ('SUM("5")', VALUE),
    ('TEXT("5","00")', "5"),
]

REFUSED = [
    "", "1+", "(1", "1)", "1 2", "SUM()", "SUM(1,)", "IF(1)", "IF(1,2,3,4)", "ROUND(1)", "LEN(1,2)", '"a', "[a", "[]",
    "{}", "{1,[a]}", "{1;2}", "{{1}}", "{-TRUE}", "{(1)}", "5%", "2^3", "A1", "sum(1)", "true", "SUM", "TRUE()",
    "COUNTIF([a],1)", "NOT(1)", "VLOOKUP(1,[a],1)", "NOW()", 'TEXT(1,"0.0%")', "TEXT(1,[a])", "TEXT(1,0)", "1E999",
    "#REF!", "1\t+1", "=1", "(" * 65 + "1" + ")" * 65, "-" * 65 + "1", "SUM(" + "1," * 255 + "1)",
]  # fmt: skip

# Computed with arrays where Excel 2010 and LibreOffice would not, or giving an array.
DISHONEST = [
    "IF([B1:B5]>2,1,0)", "SUMPRODUCT(IF([B1:B5]>2,1,0))", "SUM(IF({1,0},1,2))", "IFERROR([B1:B5],0)",
    "SUMPRODUCT(IFERROR([B1:B5]/0,0))", "SUM(--([B1:B5]>2))", "AND([B1:B5]>0)", "MAX([B1:B5]*2)", "LEN([B1:B5])",
    "SUMPRODUCT(INDEX([B1:B5],[B1:B5]))", "[B1:B5]", "{1,2}", "ROUND(1,{1,2})", "IF(1,[B1:B5],0)",
    "SUMPRODUCT([B1:B5],[A1:A3])", "SUMPRODUCT([B1:B5]*[A1:A3])", "SUMPRODUCT([B1:B5]*{1,2})",
]  # fmt: skip

SHOWN = "ROUND([X],[s]+{0,1,2,3,4,5,6,7,8})"
PERCENTAGE = (
    f"SUBSTITUTE(ROUND([X],[s]+SUMPRODUCT(--((SIGN({SHOWN}-[T])<>SIGN([X]-[T]))"
    f'+(({SHOWN}=100)<>([X]=100))+(({SHOWN}=0)<>([X]=0))>0)))&"",".",",")&"%"'
)


def cell_or_range(name: str) -> Value:
    if ":" not in name:
        return CELLS[name]
    first, last = name.split(":")
    return tuple(CELLS[f"{first[0]}{row}"] for row in range(int(first[1:]), int(last[1:]) + 1))


def is_same(found: object, expected: object) -> bool:
    """Numbers to 1e-12, anything else exactly; a boolean is no number."""
    if isinstance(expected, float | int) and not isinstance(expected, bool):
        return type(found) in {int, float} and math.isclose(found, expected, rel_tol=1e-12)  # type: ignore[arg-type]
    return type(found) is type(expected) and found == expected


def cases(*tables: list[tuple[str, Value]]) -> list[object]:
    return [pytest.param(text, expected, id=text) for table in tables for text, expected in table]


@pytest.mark.parametrize(("text", "expected"), cases(*AGREED.values(), EXCEL_ONLY, NEVER_READ))
def test_value(text: str, expected: Value) -> None:
    found = parse(text).compute(cell_or_range)
    assert is_same(found, expected), found


def test_every_allowed_function_has_its_cases() -> None:
    assert set(ALLOWED_FUNCTIONS) == {name for name in AGREED if name.isupper()}
    assert all(f"{name}(" in text for name in ALLOWED_FUNCTIONS for text, _ in AGREED[name])


def test_the_other_branch_is_not_computed() -> None:
    asked: list[str] = []

    def resolve(name: str) -> Value:
        asked.append(name)
        return 1

    parse("IF([a],[b],[c])+IFERROR([d],[e])").compute(resolve)
    assert asked == ["a", "b", "d"]


@pytest.mark.parametrize("text", REFUSED)
def test_refused_when_parsed(text: str) -> None:
    with pytest.raises(FormulaFault) as caught:
        parse(text)
    assert str(caught.value).endswith(f"Formula: {text}")


@pytest.mark.parametrize("text", DISHONEST)
def test_refused_when_computed(text: str) -> None:
    with pytest.raises(FormulaFault) as caught:
        parse(text).compute(cell_or_range)
    assert str(caught.value).endswith(f"Formula: {text}")


def test_a_fault_says_what_it_is_by_default() -> None:
    assert str(FormulaFault()) == FormulaFault.__doc__
    assert issubclass(FormulaFault, ValueError)


PIECES = [*ALLOWED_FUNCTIONS, *'+-*/&=<>(){},"', "[a]", "[b]", '"x"', "1", "TRUE", " ", "%", "ơ"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_printed_as_it_was_or_refused(text: str) -> None:
    try:
        expression = parse(text)
    except FormulaFault:
        return
    assert expression.print(lambda name: f"[{name}]") == text


def test_printing_replaces_only_the_places() -> None:
    expression = parse('IF( [Kết quả]>=1.50,"[Kết quả] ""x""" ,\n{1,-2}+SUM([mức đề ra],[Kết quả]))')
    printed = expression.print({"Kết quả": "'MT1'!D5", "mức đề ra": "'Mục tiêu'!F2:F9"}.__getitem__)
    assert printed == "IF( 'MT1'!D5>=1.50,\"[Kết quả] \"\"x\"\"\" ,\n{1,-2}+SUM('Mục tiêu'!F2:F9,'MT1'!D5))"
    assert expression.names == ("Kết quả", "mức đề ra")


def test_printing_keeps_the_limits_of_excel() -> None:
    at_limit = parse('"' + 'ạ""' * 127 + 'ạ"&[a]')  # 255 characters once unquoted
    assert at_limit.print(lambda _: "A1")
    with pytest.raises(FormulaFault, match="255"):
        parse('LEN("' + "a" * 256 + '")').print(str)
    assert parse("[a]+1").print(lambda _: "A" * 8190)
    with pytest.raises(FormulaFault, match="8,192"):
        parse("[a]+1").print(lambda _: "A" * 8191)


def test_parsed_once() -> None:
    assert parse("[a]+1") is parse("[a]+1")


def test_a_long_chain_and_the_deepest_nesting_are_computed() -> None:
    assert parse("&".join(["[A1]"] * 1500)).compute(cell_or_range) == "1" * 1500
    assert parse("SUM(1," * 64 + "0" + ")" * 64).compute(cell_or_range) == 64


def test_thousands_of_evaluations_take_no_time() -> None:
    verdict = parse(
        'IF([A1]="","",IF(ISNUMBER([A1])*([B5]>0),IF(ROUND([A1]/[B5],10)>[A5]/100,"Vượt",'
        'IF(AND([A1]/[B5]=[A5]/100,[A2]<>"x"),"Đạt","Chưa đạt"))&" "&[A1]&"/"&[B5],"Chưa có số liệu"))',
    )
    start = perf_counter()
    for _ in range(5_000):
        verdict.compute(cell_or_range)
    assert perf_counter() - start < 1  # about 0.1 s on an idle machine


# The second engine.


PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>LOCALE</value></prop></item>
</oor:items>"""
WRONG = -12345


def write_cell(sheet: xlsxwriter.worksheet.Worksheet, address: str, value: object) -> None:
    if value == "" or isinstance(value, CellError):
        sheet.write_formula(address, '=""' if value == "" else "=1/0", None, WRONG)
    elif isinstance(value, bool):
        sheet.write_boolean(address, value)
    elif isinstance(value, str):
        sheet.write_string(address, value)
    elif isinstance(value, int | float):
        sheet.write_number(address, value)


def recalculated(printed: list[str], cells: Mapping[str, object], locale: str, folder: Path) -> list[object]:
    """Values LibreOffice computes for the formulas, each written with a wrong cached value."""
    with xlsxwriter.Workbook(folder / "formulas.xlsx") as workbook:
        data, formulas = workbook.add_worksheet("MT1"), workbook.add_worksheet("Formulas")
        plain = workbook.add_format({"num_format": "0.00"})  # or dates come back as dates
        for address, value in cells.items():
            write_cell(data, address, value)
        for row_index, text in enumerate(printed):
            formulas.write_formula(row_index, 0, f"={text}", plain, WRONG)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE.replace("LOCALE", locale), encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(folder / "out"), str(folder / "formulas.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    sheet = openpyxl.load_workbook(folder / "out" / "formulas.xlsx", data_only=True)["Formulas"]
    return [sheet.cell(row, 1).value for row in range(1, len(printed) + 1)]


def as_stored(value: Value) -> object:
    """A computed value as openpyxl finds it in LibreOffice's file: booleans are numbers, an empty text is nothing."""
    if isinstance(value, CellError):
        return value.value
    return int(value) if isinstance(value, bool) else value


def differences(printed: list[str], computed: list[Value], found: list[object]) -> list[str]:
    stored = [int(value) if isinstance(value, bool) else "" if value is None else value for value in found]
    lines = zip(printed, map(as_stored, computed), stored, strict=True)
    return [f"{text}: {ours!r}, LibreOffice {theirs!r}" for text, ours, theirs in lines if not is_same(theirs, ours)]


needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@needs_libreoffice
def test_libreoffice_computes_the_same(tmp_path: Path) -> None:
    expressions = [parse(text) for table in AGREED.values() for text, _ in table]
    printed = [expression.print(lambda name: f"'MT1'!{name}") for expression in expressions]
    computed = [expression.compute(cell_or_range) for expression in expressions]
    assert len(printed) > 150
    assert differences(printed, computed, recalculated(printed, CELLS, "en-US", tmp_path)) == []


@needs_libreoffice
@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_percentages_are_shown_the_same(locale: str, tmp_path: Path) -> None:
    """The safe recipe of house.md: as few decimals as keep shown value, target, 0 % and 100 % apart."""
    share, recipe = parse("ROUND(100*[n]/[d],10)"), parse(PERCENTAGE)
    cells: dict[str, Value] = {}
    printed, computed = [], []
    for row, (n, d, s, target) in enumerate(percentage_samples(), start=1):
        values: dict[str, Value] = {"n": n, "d": d, "s": s, "T": target}
        cells |= {f"{column}{row}": value for column, value in zip("ABCD", values.values(), strict=True)}
        places = {name: f"'MT1'!{column}{row}" for column, name in zip("ABCD", values, strict=True)}
        values["X"], places["X"] = share.compute(values.__getitem__), share.print(places.__getitem__)
        printed.append(recipe.print(places.__getitem__))
        computed.append(recipe.compute(values.__getitem__))
    assert len(printed) > 300
    assert differences(printed, computed, recalculated(printed, cells, locale, tmp_path)) == []


def percentage_samples() -> Iterator[tuple[int, int, int, float]]:
    """Numerator, denominator, least decimals and target in percent."""
    for d in (3, 7, 8, 40, 1000, 1587, 20_001):
        for n in sorted({0, 1, d // 2, d * 9 // 10, d * 19 // 20, d - 1, d, d + 1}):
            for s, target in ((0, 90), (0, 95), (1, 97.5), (2, 100), (0, 0), (0, 14), (3, 33.333)):
                yield n, d, s, target
