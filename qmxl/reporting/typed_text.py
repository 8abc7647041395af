"""Typed texts as the report says them: without the dashes and stops it sets itself, with a name where one is missing.

Each stands once on `_Tính`; the sheets and sentences refer to it there.
"""

from qmxl.contract.sheets import FIELDS
from qmxl.contract.words import NAMELESS_UNIT
from qmxl.model.report import Cell, Formula, Place, Row
from qmxl.reporting.drafts import Draft
from qmxl.reporting.expressions import formula
from qmxl.reporting.places import info, said
from qmxl.reporting.styles import STEP, STEP_HEADER

GAP = "\u00a0" * 8
"""Room to write by hand."""
_BEFORE = "-–+• \u00a0"
_BEHIND = ".;,/ \u00a0"
_STOPS = ".!?…"
_MOST_MARKS = 4
_WITHOUT_MARKS = ("decision", "place", "addressees", "legal_bases", "recipients")


def without_marks(place: Place) -> Formula:
    """`- UBND huyện;` -> `UBND huyện`; `Lưu: VT, VP./.` -> `Lưu: VT, VP`."""
    return formula(
        'IF(LEN([t])=0,"",MID([t],1+[before],MAX(0,LEN([t])-[before]-[behind])))',
        t=place,
        before=_run(place, _BEFORE, "[n]+1"),
        behind=marks_behind(place),
    )


def marks_behind(place: Place) -> Formula:
    """How many stops, semicolons and the like a typed text ends with."""
    return _run(place, _BEHIND, "MAX(1,LEN([t])-[n])")


def _run(place: Place, marks: str, position: str) -> Formula:
    """How many characters in a row, from one end of a text, are marks."""
    text = "0"
    for number in reversed(range(_MOST_MARKS)):
        at = position.replace("[n]", str(number))
        text = f'(LEN(SUBSTITUTE([marks],MID([t],{at},1),""))<[all])*(1+{text})'
    return formula(text, t=place, marks=marks, all=len(marks))


def full_stop(place: Place) -> Formula:
    """A stop where a text has none at its end."""
    return formula(
        'IF(LEN(SUBSTITUTE([stops],MID([t],MAX(1,LEN([t])),1),""))<[all],"",".")',
        t=place,
        stops=_STOPS,
        all=len(_STOPS),
    )


def said_rows(draft: Draft) -> list[Row]:
    """Names, number, and lines of `Thông tin` as the report says them."""
    contents: dict[tuple[str, int], Formula] = {
        ("short_name", 0): _or_else(info("short_name"), _on_one_line(info("unit_name"))),
        ("self_name", 0): formula("IF(LEN([s])=0,[short],[s])", s=info("self_name"), short=said("short_name")),
        ("number", 0): _number(),
    }
    rows = {field.key: field.rows for field in FIELDS}
    for key in _WITHOUT_MARKS:
        for line in range(max(rows[key], len(draft.submission.information.entries.get(key, ())))):
            contents[key, line] = without_marks(info(key, line))
    header = Row("said:header", {"A": Cell("Lời đã gõ", STEP_HEADER), "B": Cell("Ghi trong báo cáo", STEP_HEADER)})
    labels = {field.key: field.label for field in FIELDS}
    return [
        header,
        *(
            Row(f"said:{key}:{line}", {"A": Cell(labels[key], STEP), "B": Cell(content, STEP)})
            for (key, line), content in contents.items()
        ),
        Row("said:gap"),
    ]


def _on_one_line(place: Place) -> Formula:
    return formula('SUBSTITUTE([t],[line_break]," ")', t=place, line_break="\n")


def _or_else(place: Place, other: Formula) -> Formula:
    return formula(
        "IF(LEN([t])>0,[t],IF(LEN([other])>0,[other],[nameless]))", t=place, other=other, nameless=NAMELESS_UNIT
    )


def _number() -> Formula:
    """422/BC-UBND; below 10 with a leading 0, BC-UBND where no sign is typed, room where there is no number yet."""
    return formula(
        'IF(OR(LEN([n])=0,MID([n],1,1)="/"),[gap],IF(OR(LEN([n])=1,MID([n],2,1)="/"),"0",""))&[n]'
        '&IF(LEN(SUBSTITUTE([n],"/",""))=LEN([n]),"/BC-UBND","")',
        n=info("number"),
        gap=GAP,
    )
