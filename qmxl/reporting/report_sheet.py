"""`Báo cáo`: the report in official layout (Decree 30/2020/NĐ-CP, appendix I), as near as cells allow."""

from dataclasses import replace

from qmxl.contract.sheets import REPORT, RESULTS_HEADING, SECTION_ROWS, Section
from qmxl.model.evaluation import Status
from qmxl.model.report import Cell, Content, Formula, Place, PrintSetup, Row, Sheet, SheetColumn, Style
from qmxl.model.submission import QualityObjective
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
_COLUMNS = (("A", 10.5), ("B", 10.5), ("C", 10.5), ("D", 6.0), ("E", 35.0), ("F", 6.0))
"""437 points in Excel, 464 in LibreOffice, which makes columns 6 % wider: both fit between the margins."""
_LEFT, _LEFT_END, _RIGHT, _RIGHT_END = "A", "C", "D", "F"
_SPACE = 6.0
_SIGNATURE_GAP = 5
_AS_ABOVE, _ARCHIVE = "Như trên", "Lưu"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


def report_sheet(draft: Draft) -> Sheet:
    """Letterhead, title, bases, sections with the two-column table, recipients and signature."""
    top = [*_letterhead(draft), *_title_rows(), *_addressee_rows(draft), *_basis_rows(draft)]
    body = _section_rows(draft)
    end = _ending_rows(draft)
    last_paragraph = [row.key for row in body if row.key.startswith("section:")][-1]
    return Sheet(
        name=REPORT,
        columns=tuple(SheetColumn(letter, width) for letter, width in _COLUMNS),
        rows=(*top, *body, *end),
        setup=PrintSetup(
            last_column=_RIGHT_END,
            margins=(1.18, 0.6, 0.85, 0.8),
            scale=100,
            header='&C&"Times New Roman"&13&P',
            footer="",
            is_first_page_unnumbered=True,
            together=(*_groups(draft, [row.key for row in body]), (last_paragraph, end[-1].key)),
        ),
    )


def _groups(draft: Draft, keys: list[str]) -> list[tuple[str, str]]:
    """A heading stands with what follows, an objective's paragraphs together."""
    objectives = {
        f"objective:{o.indicators[0].code}": f"objective:{o.indicators[-1].code}" for o in draft.submission.objectives
    }
    groups: list[tuple[str, str]] = []
    number = 0
    while number < len(keys):
        first = number
        while keys[number].startswith("heading:") or keys[number] == "table:header":
            number += 1
        number = keys.index(objectives.get(keys[number], keys[number]))
        groups.append((keys[first], keys[number]))
        number += 1
    return groups[:-1]


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
            cells["E"] = Cell(MOTTO_TEXT, replace(MOTTO, wrap=False, border="b"))
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
        Row("title:rule", {"C": Cell(None, replace(RULE, border="t"), merge_to="D")}, height=12.0),
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
    rows = [Row("to:label", {"B": Cell("Kính gửi:", ADDRESSEE, merge_to="C")})]
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
    return Row(f"heading:{key}", {_LEFT: cell}, space_after=_SPACE)


def _paragraphs(draft: Draft, section: Section) -> list[Row]:
    typed = _typed_section(draft, section.key)
    content = section_cell(section.key, "content")
    if not typed:
        text: Part = formula("IF(LEN([c])=0,[default],[c])", c=content, default=overall(section.key))
        return [_paragraph(f"section:{section.key}:0", text)]
    return [
        _paragraph(f"section:{section.key}:{number}", piece)
        for number, piece in enumerate(_pieces(content, typed))
        if typed.split("\n")[number].strip()
    ]


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
            down = f"objective:{last}" if len(objective.indicators) > 1 else None
            left = joined(objective_number(objective.number), ". ", objective_statement(objective))
            cells[_LEFT] = Cell(left, TABLE_LEFT, merge_to=_LEFT_END, merge_down=down)
        is_long = len(objective.indicators) == 1
        rows.append(Row(f"objective:{indicator.code}", cells, space_after=3, is_divisible=is_long))
    return rows


# Recipients and signature


def _ending_rows(draft: Draft) -> list[Row]:
    left: list[tuple[Content, Style]] = [
        ("Nơi nhận:", RECIPIENT_LABEL),
        *((text, RECIPIENT) for text in _recipients(draft)),
    ]
    authority = [(formula('[a]&""', a=info("authority", line)), SIGNATURE) for line in _typed_lines(draft, "authority")]
    right: list[tuple[Content, Style] | None] = [*authority]
    if draft.submission.information.text("position"):
        right.append((formula('[p]&""', p=info("position")), SIGNATURE))
    right += [None] * _SIGNATURE_GAP
    right.append((formula('[p]&""', p=info("signer")), SIGNATURE))
    rows = [Row("end:gap", height=9.0)]
    for number in range(max(len(left), len(right))):
        cells = {}
        if number < len(left):
            cells[_LEFT] = Cell(*left[number], merge_to=_LEFT_END)
        signed = right[number] if number < len(right) else None
        if signed is not None:
            cells[_RIGHT] = Cell(*signed, merge_to=_RIGHT_END)
        rows.append(Row(f"end:{number}", cells, height=None if cells else 15.0))
    return rows


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
