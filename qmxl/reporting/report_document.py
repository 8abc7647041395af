"""The report as a document: the very texts that the cells of `Báo cáo` and `Tổng hợp` show, joined where divided."""

import re
from collections.abc import Iterator, Mapping

from qmxl.contract.sheets import FIELDS, REPORT, SECTION_ROWS, SUMMARY
from qmxl.model.document import DocumentIndicator, DocumentObjective, ReportDocument
from qmxl.model.report import Place, PlacedReport, Sheet
from qmxl.model.submission import QualityObjective
from qmxl.reporting.content_traces import shown_digest
from qmxl.reporting.places import info, said
from qmxl.reporting.report_sheet import INDENT
from qmxl.reporting.text_height import text_width

RULE_SHARE = 0.4
"""Of the text above: from a third to a half (Decree 30/2020/NĐ-CP, appendix I)."""
_AGENCY_SIZE, _SUBJECT_SIZE = 12.5, 14
"""Points; whatever the template makes of it, 12 to 14, the share stays within the bounds."""
_PIECE = re.compile(r"#\d+$")

_Texts = Mapping[tuple[str, str], str]
"""What a sheet's cells show, by row key and column; the pieces of a divided row are one row again."""


def report_document(placed: PlacedReport, objectives: tuple[QualityObjective, ...]) -> ReportDocument:
    """What a document says; every text is that of the workbook's cell."""
    sheets = {sheet.sheet.name: sheet.sheet for sheet in placed.sheets}
    report, annex = (_texts(sheets[name], placed) for name in (REPORT, SUMMARY))
    subject = report["title:subject", "A"]
    agency = _typed_lines(placed, "unit_name")
    return ReportDocument(
        texts={
            "number": _shown(placed, said("number")),
            "place_date": report["head:number", "D"],
            "subject": subject,
            "digest": shown_digest(placed.report.digest),
            "signer": _shown(placed, info("signer")),
            "annex_title": annex["title", "A"],
            "annex_note": annex["with", "A"],
            "annex_headline": annex["headline", "A"],
        },
        lines={
            "superior": _typed_lines(placed, "superior"),
            "unit_name": agency,
            "authority": tuple(_authority(placed)),
            **_lines(report),
        },
        rules={
            "unit_rule": RULE_SHARE * text_width(agency[-1] if agency else "", _AGENCY_SIZE, bold=True),
            "subject_rule": RULE_SHARE * text_width(subject, _SUBJECT_SIZE, bold=True),
        },
        objectives=tuple(_objective(objective, annex) for objective in objectives),
        title=placed.report.title,
        subject=placed.report.subject,
        created=placed.report.created,
    )


def _texts(sheet: Sheet, placed: PlacedReport) -> _Texts:
    texts: dict[tuple[str, str], str] = {}
    keys = {row.key for row in sheet.rows}
    for row in sheet.rows:
        whole = _PIECE.sub("", row.key)
        key = whole if whole in keys else row.key
        for column in row.cells:
            texts[key, column] = texts.get((key, column), "") + _shown(placed, Place(sheet.name, row.key, column))
    return texts


def _shown(placed: PlacedReport, place: Place) -> str:
    value = placed.values.get(place)
    return "" if value is None else str(value)


def _typed_lines(placed: PlacedReport, key: str) -> tuple[str, ...]:
    text = _shown(placed, info(key))
    return tuple(text.split("\n")) if text else ()


def _authority(placed: PlacedReport) -> Iterator[str]:
    """Line by line as in the signature's cell: authority, position."""
    rows = next(field.rows for field in FIELDS if field.key == "authority")
    for place in (*(info("authority", line) for line in range(rows)), info("position")):
        yield from filter(None, _shown(placed, place).split("\n"))


def _lines(report: _Texts) -> dict[str, tuple[str, ...]]:
    """Fields of several lines, from the rows of `Báo cáo` in their order."""
    several = ("to:label", "A") in report
    lines: dict[str, list[str]] = {
        key: []
        for key in ("addressee", "addressees_label", "addressees", "legal_bases", "recipients", "heading:results")
    }
    for section in SECTION_ROWS:
        lines[f"section:{section.key}"] = []
        if section.heading:
            lines[f"heading:{section.key}"] = []
    for (row, column), text in report.items():
        key = _line_key(row, column, is_several=several)
        if key:
            lines[key].append(text.removeprefix(INDENT))
    return {key: tuple(texts) for key, texts in lines.items()}


def _line_key(row: str, column: str, *, is_several: bool) -> str | None:
    kind, _, rest = row.partition(":")
    if kind == "heading":
        return row
    if kind == "section":
        return row.rpartition(":")[0]
    if kind == "to" and is_several:
        return "addressees_label" if rest == "label" else "addressees"
    if kind == "end":
        return "recipients" if column == "A" and rest.isdigit() and rest != "0" else None
    return {"to": "addressee", "basis": "legal_bases"}.get(kind)


def _objective(objective: QualityObjective, annex: _Texts) -> DocumentObjective:
    first = f"row:{objective.indicators[0].code}"
    texts = {"objective_number": "A", "objective_statement": "B", "objective_status": "G"}
    return DocumentObjective(
        texts={key: annex[first, column] for key, column in texts.items()},
        indicators=tuple(_indicator(indicator.code, annex) for indicator in objective.indicators),
    )


def _indicator(code: str, annex: _Texts) -> DocumentIndicator:
    columns = {"target": "D", "shown": "E", "status": "F", "responsible": "H"}
    row = f"row:{code}"
    texts = {key: annex[row, column] for key, column in columns.items()}
    return DocumentIndicator({"code": code, **texts}, annex[row, "C"])
