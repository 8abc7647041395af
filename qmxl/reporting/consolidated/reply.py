"""The reply to one unit: accepted, or what to correct, and its place among its peers. One short sheet of texts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.consolidation import REPLY, REPLY_WORDS, STANDING_WORDS
from qmxl.contract.words import NAMELESS_PERIOD, day_text, grouped
from qmxl.model.consolidation import Consolidation, Standing, Timeliness, UnitReport, UnitRow
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.report import Cell, PrintSetup, Report, Row, Sheet, SheetColumn, Style
from qmxl.model.targets import UPPER_BOUNDS
from qmxl.reporting.consolidated.unit_sheets import unit_name
from qmxl.reporting.findings_sheets import SEVERITY_WORDS
from qmxl.reporting.styles import CELL, CELL_CENTRE, CELL_HEADER, HINT, SECTION, SUMMARY_HEADLINE, TITLE

_COLUMNS = (("A", 12.0), ("B", 14.0), ("C", 10.0), ("D", 46.0), ("E", 46.0))
_LAST = "E"
_BODY = Style(size=12)
_TO_CORRECT = frozenset({Severity.ERROR, Severity.WARNING})
_FEWEST_PEERS = 5
"""Among fewer units a place says nothing, and would give the others away."""

Ranks = Mapping[int, Mapping[Fraction, tuple[int, int, int]]]
"""By indicator and merit: its place from 1, how many units share it, and how many there are."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a unit is told. All of it is text, so that the reply needs no other workbook."""

    unit_code: str
    unit_name: str
    period: str
    verdict: str
    remarks: tuple[str, ...]
    findings: tuple[Diagnostic, ...]
    places: tuple[tuple[str, str, str, str], ...]
    """Code, wording, result and place among the units, for each indicator that was judged."""
    created: date | None = None


def replies(consolidation: Consolidation) -> Iterator[Reply]:
    """One for each unit, whether it has reported or not."""
    rows: dict[int, list[UnitRow]] = defaultdict(list)
    for row in consolidation.rows:
        rows[row.report].append(row)
    said: dict[str, list[Diagnostic]] = defaultdict(list)
    for each in consolidation.said:
        if each.diagnostic.severity in _TO_CORRECT:
            said[each.file_name].append(each.diagnostic)
    ranks = _ranks(consolidation)
    for n, report in enumerate(consolidation.reports):
        own = [report.used.name] if report.used else []
        names = [*own, *(other.file.name for other in report.others)]
        findings = tuple(_for_the_unit(found) for name in names for found in said.get(name, ()))
        yield Reply(
            unit_code=report.unit.code,
            unit_name=unit_name(report),
            period=consolidation.period.text if consolidation.period else NAMELESS_PERIOD,
            verdict=_verdict(report, findings),
            remarks=tuple(_remarks(consolidation, report)),
            findings=findings,
            places=tuple(_places(consolidation, rows[n], ranks)),
            created=consolidation.period.last if consolidation.period else None,
        )


def _for_the_unit(found: Diagnostic) -> Diagnostic:
    """What the superior is told of a file, in the words of who has to mend it; other units are not named."""
    told = REPLY_WORDS.get(found.code)
    return replace(found, message=told[0] or found.message, fix=told[1]) if told else found


def _verdict(report: UnitReport, findings: Iterable[Diagnostic]) -> str:
    errors = sum(found.severity is Severity.ERROR for found in findings)
    warnings = sum(found.severity is Severity.WARNING for found in findings)
    if report.timeliness is Timeliness.MISSING:
        return "Chưa nhận được báo cáo của đơn vị."
    if report.timeliness is Timeliness.OTHER_PERIOD:
        return "Chưa nhận được báo cáo của kỳ này; tệp đã gửi là của kỳ khác."
    if report.used is None:
        return "Chưa dùng được tệp của đơn vị; đề nghị sửa theo bảng dưới đây rồi gửi lại."
    if errors:
        return f"Đã nhận, có {errors} lỗi phải sửa; đề nghị sửa theo bảng dưới đây rồi gửi lại."
    if warnings:
        return f"Đã nhận và được tính; có {warnings} chỗ cần xem lại theo bảng dưới đây."
    return "Đã nhận và được tính; không có gì phải sửa."


def _remarks(consolidation: Consolidation, report: UnitReport) -> Iterator[str]:
    if report.used is not None:
        yield f"Tệp được dùng: {report.used.name}"
    if report.received and report.timeliness in {Timeliness.ON_TIME, Timeliness.LATE} and consolidation.deadline:
        word = "đúng hạn" if report.timeliness is Timeliness.ON_TIME else "trễ hạn"
        yield f"Ngày dùng để xét hạn: {day_text(report.received)}, {word} (hạn {day_text(consolidation.deadline)})."
    if report.timeliness is Timeliness.MISSING and consolidation.deadline:
        yield f"Hạn gửi: {day_text(consolidation.deadline)}."
    for other in report.others:
        reason = f": {other.why}" if other.standing is Standing.UNREADABLE else ""
        yield f"Tệp khác: {other.file.name} ({STANDING_WORDS[other.standing]}){reason}"
    if report.has_old_template:
        yield f"Tệp lập theo mẫu cũ; mẫu đang dùng là phiên bản {consolidation.template_version}."


def _ranks(consolidation: Consolidation) -> Ranks:
    """Of all units that were judged with a figure."""
    merits: dict[int, list[Fraction]] = defaultdict(list)
    for row in consolidation.rows:
        if row.is_ranked(consolidation.indicators[row.indicator].target):
            merits[row.indicator].append(_merit(row))
    return {indicator: dict(_ranked(own)) for indicator, own in merits.items()}


def _ranked(merits: Sequence[Fraction]) -> Iterator[tuple[Fraction, tuple[int, int, int]]]:
    place = 1
    for merit, times in sorted(Counter(merits).items(), reverse=True):
        yield merit, (place, times, len(merits))
        place += times


def _merit(row: UnitRow) -> Fraction:
    """The larger the better."""
    value, target = row.figure.value or Fraction(0), row.figure.target
    return -value if target is not None and target.comparator in UPPER_BOUNDS else value


def _places(consolidation: Consolidation, rows: Iterable[UnitRow], ranks: Ranks) -> Iterator[tuple[str, str, str, str]]:
    for row in rows:
        name, shown = consolidation.indicators[row.indicator], row.figure.shown
        place = _place(row, ranks) if row.is_ranked(name.target) else ""
        word = STATUS_WORDS[row.figure.status]
        result = f"{shown}, {word}" if shown and shown != word else word
        yield row.figure.code, row.figure.wording, result, place


def _place(row: UnitRow, ranks: Ranks) -> str:
    """`thứ 12 trong 3.255 đơn vị (cùng 3 đơn vị khác)`; nothing where there are few peers."""
    place, times, count = ranks[row.indicator][_merit(row)]
    if count < _FEWEST_PEERS:
        return ""
    beside = f" (cùng {grouped(times - 1)} đơn vị khác)" if times > 1 else ""
    return f"thứ {grouped(place)} trong {grouped(count)} đơn vị{beside}"


def compose_reply(reply: Reply) -> Report:
    """The reply as a workbook."""
    rows = [
        Row("title", {"A": Cell(f"PHẢN HỒI BÁO CÁO {reply.period.upper()}", TITLE, merge_to=_LAST)}),
        Row("unit", {"A": Cell(_unit(reply), SUMMARY_HEADLINE, merge_to=_LAST)}),
        Row("verdict", {"A": Cell(reply.verdict, replace(_BODY, bold=True), merge_to=_LAST)}, space_after=4),
        *(Row(f"remark:{n}", {"A": Cell(text, _BODY, merge_to=_LAST)}) for n, text in enumerate(reply.remarks)),
    ]
    if reply.findings:
        rows += [Row("gap:findings"), *_finding_rows(reply.findings)]
    if reply.places:
        rows += [Row("gap:places"), *_place_rows(reply.places)]
    return Report(
        sheets=(
            Sheet(
                REPLY,
                tuple(SheetColumn(letter, width) for letter, width in _COLUMNS),
                tuple(rows),
                setup=PrintSetup(is_landscape=True, last_column=_LAST),
            ),
        ),
        title=f"Phản hồi báo cáo {reply.period}",
        subject=reply.unit_name,
        created=reply.created,
    )


def _unit(reply: Reply) -> str:
    return f"{reply.unit_name} (mã {reply.unit_code})" if reply.unit_code else reply.unit_name


def _finding_rows(findings: Sequence[Diagnostic]) -> Iterator[Row]:
    headers = {"A": "Mức độ", "B": "Sheet", "C": "Ô", "D": "Đã thấy", "E": "Việc cần làm"}
    yield Row("findings:title", {"A": Cell("Việc cần sửa, cần xem lại", SECTION, merge_to=_LAST)})
    yield Row("findings:header", {letter: Cell(text, CELL_HEADER) for letter, text in headers.items()})
    for n, found in enumerate(findings):
        texts = {
            "A": SEVERITY_WORDS[found.severity],
            "B": found.sheet or "",
            "C": found.cell or "",
            "D": found.message[:1].upper() + found.message[1:],
            "E": found.fix[:1].upper() + found.fix[1:],
        }
        cells = {letter: Cell(text, CELL_CENTRE if letter in "ABC" else CELL) for letter, text in texts.items()}
        yield Row(f"finding:{n}", cells, is_divisible=True)


def _place_rows(places: Sequence[tuple[str, str, str, str]]) -> Iterator[Row]:
    yield Row("places:title", {"A": Cell("Kết quả của đơn vị và vị trí trong các đơn vị", SECTION, merge_to=_LAST)})
    hint = "Vị trí tính trên các đơn vị đã được đánh giá chỉ tiêu đó; số nhỏ là kết quả tốt hơn."
    yield Row("places:hint", {"A": Cell(hint, HINT, merge_to=_LAST)})
    header = {"A": Cell("Mã", CELL_HEADER), "B": Cell("Chỉ tiêu", CELL_HEADER, merge_to="D")}
    yield Row("places:header", {**header, "E": Cell("Kết quả và vị trí", CELL_HEADER)})
    for n, (code, wording, result, place) in enumerate(places):
        told = f"{result}; {place}" if place else result
        cells = {"A": Cell(code, CELL_CENTRE), "B": Cell(wording, CELL, merge_to="D"), "E": Cell(told, CELL)}
        yield Row(f"place:{n}", cells)
