"""One text for what Excel, WPS and LibreOffice write differently; formulas that others share; rows that moved."""

import pytest

from qmxl.formula.written import shared, with_rows, written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'_Tính'!B11&\"x\"", '_Tính!B11&"x"'),
        ("IF(('MT4'!F5=FALSE),1,0)", "IF((MT4!F5=FALSE()),1,0)"),
        ("A1/(4.0)", "A1/(4)"),
        ("A1*5E-05", "A1*0.00005"),
        ("SUM($C$3:$C$48)", "SUM(C3:C48)"),
        ("IF( A1 = 1 , 2 , 3 )", "IF(A1=1,2,3)"),
    ],
)
def test_spellings_of_one_formula_are_equal(one: str, other: str) -> None:
    assert written(one) == written(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A1+1", "A1+2"),
        ("A1+B1", "A1+B2"),
        ('"a b"&A1', '"ab"&A1'),
        ('"FALSE()"&A1', '"FALSE"&A1'),
        ('"1.0"&A1', '"1"&A1'),
        ('"$A$1"', '"A1"'),
        ("'A B'!C1", "'AB'!C1"),
        ("T[[#This Row],[Số đạt]]", "T[[#This Row],[Sốđạt]]"),
        ("'MT1'!C1", "'MT2'!C1"),
        ("A1<B1", "A1<=B1"),
    ],
)
def test_formulas_that_say_something_else_stay_different(one: str, other: str) -> None:
    assert written(one) != written(other)


@pytest.mark.parametrize(
    ("text", "down", "right", "said"),
    [
        ("A1+$A1+A$1+$A$1", 2, 1, "B3+$A3+B$1+$A$1"),
        ("'MT1'!D5&\"A1\"", 1, 0, "'MT1'!D6&\"A1\""),
        ("SUM(A1:B2)", 1, 1, "SUM(B2:C3)"),
        ("T[[#This Row],[A1]]+Z9", 0, 1, "T[[#This Row],[A1]]+AA9"),
        ("LOG10(A1)", 1, 0, "LOG10(A2)"),
    ],
)
def test_a_shared_formula_moves_with_its_cell(text: str, down: int, right: int, said: str) -> None:
    assert shared(text, down, right) == said


def test_references_are_numbered_as_they_were_written() -> None:
    rows = {"MT1": {row: row - 1 if row > 3 else row for row in range(1, 60)}}
    assert with_rows("SUM('MT1'!C2:C9)+C9", "Tổng hợp", rows) == written("SUM('MT1'!C2:C8)+C9")
    assert with_rows("C9", "MT1", rows) == "C8"
