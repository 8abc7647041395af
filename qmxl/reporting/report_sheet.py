"""`Báo cáo`: the report in official layout (Decree 30/2020/NĐ-CP, appendix I), as near as cells allow."""

from dataclasses import replace

from qmxl.contract.sheets import REPORT, RESULTS_HEADING, SECTION_ROWS, Section
from qmxl.model.evaluation import Status
from qmxl.model.report import Cell, Content, Formula, Place, PrintSetup, Row, Sheet, SheetColumn, Style
from qmxl.model.submission import Indicator, QualityObjective
from qmxl.reporting.drafts import Draft
from qmxl.reporting.expressions import Part, formula, joined, month
from qmxl.reporting.narrative import objective_number, objective_statement
from qmxl.reporting.places import info, overall, said, section_cell, setting, step
from qmxl.reporting.styles import (
    ADDRESSEE,
    AGENCY,
    BODY,
    HEADING,
    LEGAL_BASIS,
    MOTTO,
    NATION,
    NUMBER,
    PLACE_DATE,
    RECIPIENT,
    RECIPIENT_LABEL,
    REPORT_TITLE,
    RULE,
    RUNNING_NUMBER,
    SIGNATURE,
    SUPERIOR,
    TABLE_HEADER,
    TABLE_LEFT,
    TABLE_TEXT,
)
from qmxl.reporting.typed_text import GAP

NATION_TEXT = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO_TEXT = "Độc lập - Tự do - Hạnh phúc"
INDENT = "\u00a0" * 9
_COLUMNS = (("A", 10.5), ("B", 10.5), ("C", 10.5), ("D", 6.0), ("E", 8.0), ("F", 26.4), ("G", 6.0))
"""437 points in Excel, 464 in LibreOffice, which makes columns 6 % wider: both fit between the margins.

The rule under the motto is as wide as E and F, the one under the subject as D and E, which have the middle of the page
in their midst.
"""
_LEFT, _LEFT_END, _RIGHT, _RIGHT_END = "A", "C", "D", "G"
_SPACE = 6.0
_SIGNATURE_GAP = 5
_AS_ABOVE, _ARCHIVE = "Như trên", "Lưu"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


def report_sheet(draft: Draft) -> Sheet:
    """Letterhead, title, bases, sections with the two-column table, recipients and signature."""
    top = [*_letterhead(draft), *_title_rows(), *_addressee_rows(draft), *_basis_rows(draft)]
    body = _section_rows(draft)
    body[-1] = replace(body[-1], keeps_with_next=True)  # the signature stands with the last paragraph
    objectives = draft.submission.objectives
    return Sheet(
        name=REPORT,
        columns=tuple(SheetColumn(letter, width) for letter, width in _COLUMNS),
        rows=(*top, *body, *_ending_rows(draft)),
        setup=PrintSetup(
            last_column=_RIGHT_END,
            margins=(1.18, 0.6, 0.85, 0.8),
            scale=100,
            header=RUNNING_NUMBER,
            footer="",
            is_first_page_unnumbered=True,
            together=tuple((_row_of(o.indicators[0]), _row_of(o.indicators[-1])) for o in objectives),
        ),
    )


def _row_of(indicator: Indicator) -> str:
    return f"objective:{indicator.code}"


# Letterhead


def _pieces(cell: Place, text: str) -> list[Part]:
    """The lines of a typed cell, each by reference."""
    pieces: list[Part] = []
    start = 1
    for line in text.split("\n"):
        pieces.append(formula("MID([c],[start],[length])", c=cell, start=start, length=max(len(line), 1)))
        start += len(line) + 1
    return pieces


def _letterhead(draft: Draft) -> list[Row]:
    information = draft.submission.information
    superior, unit = information.text("superior"), information.text("unit_name")
    left: list[tuple[Part, Style]] = []
    if superior:
        left += [(piece, SUPERIOR) for piece in _pieces(info("superior"), superior)]
    left += [(piece, AGENCY) for piece in _pieces(info("unit_name"), unit)]
    rows = []
    for number in range(max(len(left), 2)):
        cells = {}
        if number < len(left):
            content, style = left[number]
            cells[_LEFT] = Cell(formula('[p]&""', p=content), style, merge_to=_LEFT_END)
        if number == 0:
            cells[_RIGHT] = Cell(NATION_TEXT, replace(NATION, wrap=False), merge_to=_RIGHT_END)
        if number == 1:
            cells["E"] = Cell(MOTTO_TEXT, replace(MOTTO, wrap=False, border="b"), merge_to="F")
        rows.append(Row(f"head:{number}", cells, height=19.5))
    rows.append(Row("head:rule", {"B": Cell(None, replace(RULE, border="t"))}, height=6.0))
    rows.append(
        Row(
            "head:number",
            {
                _LEFT: Cell(joined("Số: ", said("number")), NUMBER, merge_to=_LEFT_END),
                _RIGHT: Cell(_place_and_date(), replace(PLACE_DATE, wrap=False), merge_to=_RIGHT_END),
            },
            height=21.0,
        )
    )
    rows.append(Row("head:gap", height=12.0))
    return rows


def _place_and_date() -> Formula:
    day = info("report_date")
    blank = joined(f"ngày {GAP} tháng {GAP} năm ", formula('IF(ISNUMBER([y]),TEXT([y],"0"),"")', y=info("year")))
    dated = formula(
        '"ngày "&TEXT(DAY([d]),"00")&" tháng "&[month]&" năm "&TEXT(YEAR([d]),"0")',
        d=day,
        month=month(day),
    )
    place = formula('IF(LEN([p])=0,"",[p]&", ")', p=said("place"))
    return joined(place, formula("IF(ISNUMBER([d]),[dated],[blank])", d=day, dated=dated, blank=blank))


def _title_rows() -> list[Row]:
    subject = joined("Kết quả thực hiện mục tiêu chất lượng ", setting("period"))
    return [
        Row("title:kind", {_LEFT: Cell("BÁO CÁO", REPORT_TITLE, merge_to=_RIGHT_END)}),
        Row("title:subject", {_LEFT: Cell(subject, REPORT_TITLE, merge_to=_RIGHT_END)}),
        Row("title:gap", height=3.75),
        Row("title:rule", {"D": Cell(None, replace(RULE, border="t"), merge_to="E")}, height=12.0),
    ]


def _addressee_rows(draft: Draft) -> list[Row]:
    lines = _typed_lines(draft, "addressees")
    if not lines:
        return []
    if len(lines) == 1:
        one = joined("Kính gửi: ", said("addressees", lines[0]))
        return [
            Row("to:0", {_LEFT: Cell(one, replace(ADDRESSEE, align="center"), merge_to=_RIGHT_END)}, space_after=_SPACE)
        ]
    label = Cell("Kính gửi:", replace(ADDRESSEE, align="right"), merge_to=_LEFT_END)
    rows = [Row("to:label", {_LEFT: label}, keeps_with_next=True)]
    for line in lines:
        mark = "." if line == lines[-1] else ";"
        text = joined("- ", said("addressees", line), mark)
        rows.append(Row(f"to:{line}", {_RIGHT: Cell(text, ADDRESSEE, merge_to=_RIGHT_END)}))
    return [*rows[:-1], replace(rows[-1], space_after=_SPACE)]


def _typed_lines(draft: Draft, key: str) -> list[int]:
    entries = draft.submission.information.entries.get(key, ())
    return [line for line, entry in enumerate(entries) if entry.value]


def _basis_rows(draft: Draft) -> list[Row]:
    lines = _typed_lines(draft, "legal_bases")
    rows = []
    for line in lines:
        mark = "." if line == lines[-1] else ";"
        text = joined(INDENT, said("legal_bases", line), mark)
        rows.append(
            Row(
                f"basis:{line}",
                {_LEFT: Cell(text, LEGAL_BASIS, merge_to=_RIGHT_END)},
                space_after=_SPACE,
                is_divisible=True,
            )
        )
    return rows


# Sections


def _section_rows(draft: Draft) -> list[Row]:
    present = [section for section in SECTION_ROWS if _is_present(draft, section)]
    has_headings = any(section.key not in {"opening", "overall", "closing"} for section in present)
    headings = iter(_ROMAN)
    rows: list[Row] = []
    for section in present:
        if section.key == "overall":
            if has_headings:
                rows.append(_heading("results", next(headings), RESULTS_HEADING))
            rows += _table_rows(draft)
        if section.heading and has_headings:
            rows.append(_heading(section.key, next(headings), section.heading))
        rows += _paragraphs(draft, section)
    return rows


def _is_present(draft: Draft, section: Section) -> bool:
    """Sections without a text, typed or derived, are left out with their heading."""
    if _typed_section(draft, section.key) or section.key in {"opening", "overall", "closing"}:
        return True
    return section.key in {"shortcomings", "outlook"} and _has_gathered(draft, section.key)


def _typed_section(draft: Draft, key: str) -> str:
    entry = draft.submission.sections.get(key)
    return (entry.value or "") if entry else ""


def _has_gathered(draft: Draft, key: str) -> bool:
    name = {"shortcomings": "cause", "outlook": "solution"}[key]
    results = draft.evaluation.indicators if draft.evaluation else ()
    return any(
        result.status is Status.NOT_MET and indicator.result and getattr(indicator.result, name).value
        for indicator, result in zip(draft.submission.indicators, results, strict=False)
    )


def _heading(key: str, numeral: str, text: str) -> Row:
    cell = Cell(f"{numeral}. {text}", HEADING, merge_to=_RIGHT_END)
    return Row(f"heading:{key}", {_LEFT: cell}, space_after=_SPACE, keeps_with_next=True)


def _paragraphs(draft: Draft, section: Section) -> list[Row]:
    typed = _typed_section(draft, section.key)
    content = section_cell(section.key, "content")
    behind: Part = overall("cut_offs") if section.key == "overall" and draft.submission.objectives else ""
    if not typed:
        text: Part = formula("IF(LEN([c])=0,[default],[c])", c=content, default=overall(section.key))
        return [_paragraph(f"section:{section.key}:0", joined(text, behind) if behind else text)]
    lines = [line for line in enumerate(_pieces(content, typed)) if typed.split("\n")[line[0]].strip()]
    if not lines:
        return [_paragraph(f"section:{section.key}:0", behind)] if behind else []
    *first, (number, last) = lines
    paragraphs = [_paragraph(f"section:{section.key}:{n}", piece) for n, piece in first]
    return [*paragraphs, _paragraph(f"section:{section.key}:{number}", joined(last, behind) if behind else last)]


def _paragraph(key: str, text: Part) -> Row:
    cell = Cell(joined(INDENT, text), BODY, merge_to=_RIGHT_END)
    return Row(key, {_LEFT: cell}, space_after=_SPACE, is_divisible=True)


def _table_rows(draft: Draft) -> list[Row]:
    """Nội dung công việc | Kết quả thực hiện, one row per objective, a paragraph per indicator."""
    header = Row(
        "table:header",
        {
            _LEFT: Cell("Nội dung công việc", TABLE_HEADER, merge_to=_LEFT_END),
            _RIGHT: Cell("Kết quả thực hiện", TABLE_HEADER, merge_to=_RIGHT_END),
        },
        keeps_with_next=True,
    )
    rows = [row for objective in draft.submission.objectives for row in _objective_rows(objective)]
    return [header, *rows, Row("table:gap", height=9.0)]


def _objective_rows(objective: QualityObjective) -> list[Row]:
    last = objective.indicators[-1].code
    rows = []
    for position, indicator in enumerate(objective.indicators):
        sides = "lr" + ("t" if not position else "") + ("b" if indicator.code == last else "")
        text = formula('[s]&""', s=step(indicator.code, "sentence"))
        cells = {_RIGHT: Cell(text, replace(TABLE_TEXT, border=sides), merge_to=_RIGHT_END)}
        if not position:
            down = _row_of(objective.indicators[-1]) if len(objective.indicators) > 1 else None
            left = joined(objective_number(objective.number), ". ", objective_statement(objective))
            cells[_LEFT] = Cell(left, TABLE_LEFT, merge_to=_LEFT_END, merge_down=down)
        rows.append(Row(_row_of(indicator), cells, space_after=3, is_divisible=True))
    return rows


# Recipients and signature


def _ending_rows(draft: Draft) -> list[Row]:
    """Nơi nhận line by line at the left; the signature in one cell at the right, which no long line there tears."""
    left: list[tuple[Content, Style]] = [
        ("Nơi nhận:", RECIPIENT_LABEL),
        *((text, RECIPIENT) for text in _recipients(draft)),
    ]
    rows = [
        Row(f"end:{number}", {_LEFT: Cell(content, style, merge_to=_LEFT_END)}, keeps_with_next=True)
        for number, (content, style) in enumerate(left)
    ]
    last = Row("end:last", height=_SPACE)  # always a second row to merge the signature with
    signature = Cell(_signature(draft), SIGNATURE, merge_to=_RIGHT_END, merge_down=last.key)
    first = replace(rows[0], cells={**rows[0].cells, _RIGHT: signature})
    return [Row("end:gap", height=9.0, keeps_with_next=True), first, *rows[1:], last]


def _signature(draft: Draft) -> Formula:
    """Authority, position, room to sign, name: one below the other."""
    lines = [info("authority", line) for line in _typed_lines(draft, "authority")]
    if draft.submission.information.text("position"):
        lines.append(info("position"))
    above = [part for line in lines for part in (line, "\n")]
    return joined(*above, "\n" * _SIGNATURE_GAP, info("signer"))


def _recipients(draft: Draft) -> list[Formula]:
    """First the addressees, last the archive, whether typed or not."""
    lines = _typed_lines(draft, "recipients")
    texts: list[Part] = [said("recipients", line) for line in lines]
    if _typed_lines(draft, "addressees") and not _is_typed(draft, lines, _AS_ABOVE):
        texts.insert(0, _AS_ABOVE)
    if not _is_typed(draft, lines, _ARCHIVE):
        texts.append(f"{_ARCHIVE}: VT")
    return [joined("- ", text, "." if number == len(texts) else ";") for number, text in enumerate(texts, 1)]


def _is_typed(draft: Draft, lines: list[int], words: str) -> bool:
    entries = draft.submission.information.entries.get("recipients", ())
    return any(words.casefold() in str(entries[line].value).casefold() for line in lines)
