"""`Đơn vị - mục tiêu`: how each unit's objectives came out. `Tình hình gửi báo cáo`: who has sent what, and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qmxl import __version__
from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.consolidation import (
    COMPLETENESS,
    CONSOLIDATED_DATA,
    NOT_ASSESSED,
    OUTCOME_SIGNS,
    STANDING_WORDS,
    TIMELINESS_WORDS,
    UNIT_OBJECTIVES,
    UNREADABLE,
)
from qmxl.contract.words import day_text
from qmxl.model.consolidation import Consolidation, SortedFile, Standing, Timeliness, UnitReport
from qmxl.model.evaluation import Status
from qmxl.model.references import column_letters, quoted
from qmxl.model.report import (
    Cell,
    ConditionalFormat,
    Content,
    Formula,
    LongColumn,
    LongRanges,
    LongReference,
    LongTable,
    LongValue,
    Place,
    PrintSetup,
    Row,
    Sheet,
    SheetColumn,
    Span,
    Style,
    long_row,
)
from qmxl.reporting.consolidated.drafts import DATA_LETTERS, ConsolidationDraft, known, long_heights, long_table
from qmxl.reporting.expressions import formula
from qmxl.reporting.styles import DATE_FORMAT, HEADER, HINT, TITLE

_TEXT = Style(size=11, border="lrtb", wrap=True)
_CENTRE = replace(_TEXT, align="center", wrap=False)
_FILE = replace(_TEXT, wrap=False)
"""Names of files are long and have no blanks."""
_COUNT = replace(_TEXT, align="center", wrap=False, number_format="0")
_DATE = replace(_CENTRE, number_format=DATE_FORMAT)
_MET, _EXCEEDED = STATUS_WORDS[Status.MET], STATUS_WORDS[Status.EXCEEDED]

_FILLS: Mapping[str, str] = {
    STATUS_WORDS[Status.EXCEEDED]: "exceeded",
    STATUS_WORDS[Status.MET]: "met",
    STATUS_WORDS[Status.NOT_MET]: "not_met",
    STATUS_WORDS[Status.DEFERRED]: "deferred",
    STATUS_WORDS[Status.NO_CASES]: "pale",
    STATUS_WORDS[Status.NO_DATA]: "no_data",
}


# Đơn vị - mục tiêu

_UNIT_COLUMNS = (("A", "STT", 6.0), ("B", "Mã đơn vị", 11.0), ("C", "Đơn vị", 28.0), ("D", "Tỉnh, thành phố", 24.0),
                 ("E", "Cụm", 13.0))  # fmt: skip
_FIRST_OBJECTIVE = len(_UNIT_COLUMNS) + 1
_OBJECTIVE_WIDTH = 13.0
_OUTCOME = replace(_TEXT, size=10, align="center")
_MATRIX_HINT = (
    "Mỗi ô là Đánh giá mục tiêu của đơn vị, lấy từ sheet Dữ liệu; ô trống: đơn vị không có mục tiêu này. Sắp xếp, lọc "
    "bằng nút ở dòng tiêu đề. {signs}"
)


def objective_letter(place: int) -> str:
    """Column of the place-th common objective."""
    return column_letters(_FIRST_OBJECTIVE + place)


def common_objectives(consolidation: Consolidation) -> list[int]:
    return [n for n, objective in enumerate(consolidation.objectives) if objective.is_common]


def unit_objectives_sheet(draft: ConsolidationDraft) -> Sheet:
    """Units × common objectives; what else a unit has is told in words."""
    consolidation = draft.consolidation
    units = [n for n, report in enumerate(consolidation.reports) if report.used is not None]
    common = common_objectives(consolidation)
    cells = _first_rows(draft)
    statuses = {n: [_status(draft, cells.get((unit, n))) for unit in units] for n in common}
    after = len(common)
    letters = {key: objective_letter(after + n) for n, key in enumerate(("met", "counted", "others", "file"))}
    first, last = objective_letter(0), objective_letter(max(after - 1, 0))
    reports = [consolidation.reports[n] for n in units]
    ends = _row_ends(draft)
    ranges = LongRanges(CONSOLIDATED_DATA, [ends[unit] for unit in units])
    met, counted = (tuple(_objectives_of(draft, ends[unit], key) for unit in units) for key in ("met", "counted"))
    others = [_other_objectives(draft, unit, cells) for unit in units]
    flag, status = (f"{quoted(CONSOLIDATED_DATA)}!${x}${{first}}:${x}${{last}}" for x in _own_letters())
    columns = [
        LongColumn("A", "STT", _COUNT, list(range(1, len(units) + 1))),
        *_identity(reports),
        *(
            LongColumn(
                objective_letter(place),
                f"Mục tiêu {consolidation.objectives[n].label}",
                _OUTCOME,
                statuses[n],
                LongReference(CONSOLIDATED_DATA, DATA_LETTERS["objective_status"], [cells.get((u, n)) for u in units]),
            )
            for place, n in enumerate(common)
        ),
        LongColumn(
            letters["met"],
            "Số mục tiêu đạt",
            _COUNT,
            met,
            formula=f'SUMPRODUCT({flag}*(({status}="{_EXCEEDED}")+({status}="{_MET}")))',
            ranges=ranges,
        ),
        LongColumn(
            letters["counted"],
            "Trên tổng số",
            _COUNT,
            counted,
            formula=f'SUMPRODUCT({flag}*({status}<>"{NOT_ASSESSED}"))',
            ranges=ranges,
        ),
        LongColumn(letters["others"], "Mục tiêu ngoài bộ chung", _TEXT, others),
        LongColumn(letters["file"], "Tệp", _FILE, [report.used.name for report in reports if report.used]),
    ]
    widths = {letter: width for letter, _, width in _UNIT_COLUMNS}
    widths |= {objective_letter(place): _OBJECTIVE_WIDTH for place in range(after)}
    widths |= dict(zip(letters.values(), (9.0, 9.0, 24.0, 30.0), strict=True))
    wrapped = [(c.values, widths[c.letter], c.style) for c in columns if c.style is _TEXT]
    wrapped += [(_signed(statuses[n]), _OBJECTIVE_WIDTH, _OUTCOME) for n in common]
    table = LongTable("DonViMucTieu", "header", tuple(columns), long_heights(wrapped))
    headers = {column.letter: Cell(column.header, HEADER) for column in columns}
    return Sheet(
        UNIT_OBJECTIVES,
        tuple(
            SheetColumn(letter, width, is_hidden=letter == "E" and not any(report.cluster for report in reports))
            for letter, width in widths.items()
        ),
        (
            Row("title", {"A": Cell("KẾT QUẢ MỤC TIÊU THEO ĐƠN VỊ", TITLE, merge_to=last)}),
            Row("hint", {"A": Cell(_MATRIX_HINT.format(signs=_signs()), HINT, merge_to=last)}),
            Row("statements", _statement_cells(consolidation, common)),
            Row("header", headers),
        ),
        conditional_formats=_outcome_formats(Span(UNIT_OBJECTIVES, *_ends(len(units)), first), last) if common else (),
        long=table,
        freeze=Place(UNIT_OBJECTIVES, long_row(0), "D"),
        setup=PrintSetup(is_landscape=True, repeat=("header", "header"), last_column=letters["others"]),
    )


def _signed(statuses: Sequence[LongValue]) -> list[LongValue]:
    """As the cells show them."""
    return [
        f"{OUTCOME_SIGNS[word]} {word}" if isinstance(word, str) and word in OUTCOME_SIGNS else word
        for word in statuses
    ]


def _own_letters() -> tuple[str, str]:
    """Columns of `Dữ liệu` by which a unit's objectives are counted."""
    return DATA_LETTERS["is_first"], DATA_LETTERS["objective_status"]


def _row_ends(draft: ConsolidationDraft) -> dict[int, tuple[int, int]]:
    """By unit its first and last row of `Dữ liệu`."""
    ends: dict[int, tuple[int, int]] = {}
    for place, row in enumerate(draft.consolidation.rows):
        ends[row.report] = (ends.get(row.report, (place, place))[0], place)
    return ends


def _objectives_of(draft: ConsolidationDraft, ends: tuple[int, int], key: str) -> int:
    """How many of a unit's objectives are met, or counted, those of its own among them."""
    first, last = ends
    flags, statuses = draft.data["is_first"][first : last + 1], draft.data["objective_status"][first : last + 1]
    own = [status for flag, status in zip(flags, statuses, strict=True) if flag]
    return sum(status in {_MET, _EXCEEDED} if key == "met" else status != NOT_ASSESSED for status in own)


def _ends(count: int) -> tuple[str, str]:
    return long_row(0), long_row(max(count - 1, 0))


def _signs() -> str:
    return " · ".join(f"{sign} {word}" for word, sign in OUTCOME_SIGNS.items())


def _statement_cells(consolidation: Consolidation, common: Sequence[int]) -> dict[str, Cell]:
    look = Style(size=9, italic=True, border="lrtb", valign="top")
    texts = {objective_letter(place): consolidation.objectives[n].statement for place, n in enumerate(common)}
    return {letter: Cell(_shortened(text), look) for letter, text in texts.items()}


_LONGEST_STATEMENT = 110


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_STATEMENT else text[:_LONGEST_STATEMENT].rsplit(" ", 1)[0] + " …"


def _first_rows(draft: ConsolidationDraft) -> dict[tuple[int, int], int]:
    """By unit and objective the first row of `Dữ liệu` that carries its status."""
    rows: dict[tuple[int, int], int] = {}
    for place, row in enumerate(draft.consolidation.rows):
        rows.setdefault((row.report, row.objective), place)
    return rows


def _status(draft: ConsolidationDraft, row: int | None) -> LongValue:
    return None if row is None else draft.data["objective_status"][row]


def _identity(reports: Sequence[UnitReport]) -> list[LongColumn]:
    return [
        LongColumn("B", "Mã đơn vị", _CENTRE, [report.unit.code or None for report in reports]),
        LongColumn("C", "Đơn vị", _TEXT, [unit_name(report) for report in reports]),
        LongColumn("D", "Tỉnh, thành phố", _TEXT, [report.unit.province or None for report in reports]),
        LongColumn("E", "Cụm", _TEXT, [report.cluster or None for report in reports]),
    ]


def unit_name(report: UnitReport) -> str:
    return report.unit.name or (report.expected.name if report.expected else "") or report.unit.full_name


def _other_objectives(draft: ConsolidationDraft, unit: int, cells: Mapping[tuple[int, int], int]) -> str | None:
    objectives = draft.consolidation.objectives
    own = (
        f"{objective.label}: {draft.data['objective_status'][cells[unit, n]]}"
        for n, objective in enumerate(objectives)
        if not objective.is_common and (unit, n) in cells
    )
    return "; ".join(own) or None


def _outcome_formats(span: Span, last_column: str) -> tuple[ConditionalFormat, ...]:
    """Fill and sign of each outcome; the sign by number format, so that the cell stays the plain word for filters."""
    top = Place(span.sheet, span.first_row, span.column)
    return tuple(
        ConditionalFormat(
            span,
            formula("[cell]=[word]", cell=top, word=word),
            number_format=f'General;General;General;"{sign} "@',
            bold=word == STATUS_WORDS[Status.NOT_MET],
            fill=_FILLS[word],
            last_column=last_column,
        )
        for word, sign in OUTCOME_SIGNS.items()
    )


# Tình hình gửi báo cáo

_SENT_COLUMNS = (
    ("A", "STT", 6.0), ("B", "Mã đơn vị", 11.0), ("C", "Đơn vị", 28.0), ("D", "Tỉnh, thành phố", 24.0),
    ("E", "Cụm", 13.0), ("F", "Tình trạng", 19.0), ("G", "Ngày nhận hoặc ngày báo cáo", 12.0), ("H", "Số tệp", 7.0),
    ("I", "Gửi nhiều tệp", 8.0), ("J", "Số lỗi", 7.0), ("K", "Số cảnh báo", 8.0), ("L", "Mẫu cũ", 7.0),
    ("M", "Ngoài danh sách", 8.0), ("N", "Thư điện tử", 24.0), ("O", "Điện thoại", 14.0), ("P", "Ghi chú", 48.0),
    ("Q", "Tệp được dùng", 30.0), ("R", "SHA-256 của tệp được dùng", 66.0),
)  # fmt: skip
_SENT_HEADERS = {letter: header for letter, header, _ in _SENT_COLUMNS}
_MARKED = 1
_OPTIONAL = "EMNO"
"""Columns that are hidden where they say nothing: those of the list of units."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A row of `Tình hình gửi báo cáo`: a unit, or a file that is nobody's."""

    cells: Mapping[str, LongValue]


def sendings(consolidation: Consolidation) -> list[Sending]:
    """Every unit in order, then the files that belong to none."""
    has_list = consolidation.expected is not None
    rows = [_sending_of_unit(report, has_list=has_list) for report in consolidation.reports]
    rows += [_sending_of_stray(stray) for stray in consolidation.strays]
    return [Sending({"A": number, **cells}) for number, cells in enumerate(rows, 1)]


def _sending_of_unit(report: UnitReport, *, has_list: bool) -> dict[str, LongValue]:
    used = report.used
    return {
        "B": report.unit.code or None,
        "C": unit_name(report),
        "D": report.unit.province or None,
        "E": report.cluster or None,
        "F": TIMELINESS_WORDS[report.timeliness],
        "G": report.received,
        "H": len(report.others) + (used is not None),
        "I": _MARKED if report.is_duplicated else None,
        "J": used.errors if used else None,
        "K": used.warnings if used else None,
        "L": _MARKED if report.has_old_template else None,
        "M": _MARKED if has_list and report.expected is None else None,
        "N": report.expected.email or None if report.expected else None,
        "O": report.expected.phone or None if report.expected else None,
        "P": "; ".join(_remarks(report)) or None,
        "Q": used.name if used else None,
        "R": used.sha256 if used else None,
    }


def _remarks(report: UnitReport) -> Iterator[str]:
    for each in report.others:
        reason = f": {each.why}" if each.standing is Standing.UNREADABLE else ""
        yield f"tệp “{each.file.name}” {STANDING_WORDS[each.standing]}{reason}"
    own, listed = report.used, report.expected
    if own is not None and listed is not None and listed.name and normalized(own.unit.name) != normalized(listed.name):
        yield f"tệp ghi tên “{own.unit.name}”"
    if report.used is not None and report.used.report_date is None:
        day = f", sửa ngày {day_text(report.used.changed_on)}" if report.used.changed_on else ""
        yield f"không ghi Ngày báo cáo{day}"
    if report.has_old_template:
        version = report.used.template_version if report.used else ""
        yield f"mẫu phiên bản {version}" if version else "không rõ phiên bản mẫu"


def normalized(name: str) -> str:
    """A unit's name without regard to case and UBND."""
    return " ".join(name.casefold().split()).removeprefix("ubnd ")


def _sending_of_stray(stray: SortedFile) -> dict[str, LongValue]:
    is_unreadable = stray.standing is Standing.UNREADABLE
    blank: dict[str, LongValue] = dict.fromkeys(_SENT_HEADERS)
    return {
        **{letter: value for letter, value in blank.items() if letter != "A"},
        "C": "(chưa rõ đơn vị)",
        "F": UNREADABLE if is_unreadable else TIMELINESS_WORDS[Timeliness.NOT_USABLE],
        "H": 1,
        "P": stray.why or f"tệp {STANDING_WORDS[stray.standing]}",
        "Q": stray.file.name,
    }


def completeness_sheet(draft: ConsolidationDraft) -> Sheet:
    """What every unit has sent; first how many of each kind."""
    consolidation = draft.consolidation
    rows = sendings(consolidation)
    looks = dict.fromkeys("ABFHIJKLM", _CENTRE) | {"G": _DATE, "Q": _FILE, "R": _FILE}
    values = {letter: [row.cells[letter] for row in rows] for letter in _SENT_HEADERS}
    numbers = [
        Row(f"count:{key}", {"A": Cell(label, _TEXT, merge_to="D"), "E": Cell(content, _COUNT)})
        for key, label, content in counts(consolidation)
    ]
    return Sheet(
        COMPLETENESS,
        tuple(
            SheetColumn(letter, width, is_hidden=letter in _OPTIONAL and not any(values[letter]))
            for letter, _, width in _SENT_COLUMNS
        ),
        (
            Row("title", {"A": Cell("TÌNH HÌNH GỬI BÁO CÁO", TITLE, merge_to="P")}),
            Row("deadline", {"A": Cell(_deadline(consolidation), HINT, merge_to="P")}),
            *numbers,
            Row("gap"),
            Row("header", {letter: Cell(header, HEADER) for letter, header in _SENT_HEADERS.items()}),
        ),
        long=long_table("TinhHinhGui", _SENT_COLUMNS, [row.cells for row in rows], _TEXT, looks),
        conditional_formats=_sent_formats(len(rows)),
        freeze=Place(COMPLETENESS, long_row(0), "D"),
        setup=PrintSetup(is_landscape=True, repeat=("header", "header"), last_column="Q"),
    )


def _deadline(consolidation: Consolidation) -> str:
    told = []
    if consolidation.deadline:
        told.append(
            f"Hạn gửi: hết ngày {day_text(consolidation.deadline)}; xét theo Ngày nhận trong danh sách đơn vị, không "
            "có thì theo Ngày báo cáo."
        )
    else:
        told.append("Chưa có hạn gửi (--deadline) nên không xét đúng hạn, trễ hạn.")
    if consolidation.expected is None:
        told.append("Chưa có danh sách đơn vị phải báo cáo (--units) nên không biết đơn vị nào chưa gửi.")
    told.append(f"Lập bằng qmxl {__version__}.")
    return " ".join(told)


def count_place(key: str) -> Place:
    """A number of `Tình hình gửi báo cáo`."""
    return Place(COMPLETENESS, f"count:{key}", "E")


def counts(consolidation: Consolidation) -> list[tuple[str, str, Content]]:
    """Key, label and number of what is counted over the table; those that cannot be known are left out."""
    rows = sendings(consolidation)
    span = {letter: Span(COMPLETENESS, *_ends(len(rows)), letter) for letter in _SENT_HEADERS}
    words = TIMELINESS_WORDS

    def of_state(state: str) -> Formula:
        value = sum(row.cells["F"] == state for row in rows)
        return known("SUMPRODUCT(--([s]=[w]))", value, s=span["F"], w=state)

    def marked(letter: str) -> Formula:
        value = sum(bool(row.cells[letter]) for row in rows)
        return known("SUMPRODUCT(--([s]>0))", value, s=span[letter])

    sent = (words[Timeliness.ON_TIME], words[Timeliness.LATE], words[Timeliness.UNKNOWN])
    reported = known(
        "SUMPRODUCT((([s]=[a])+([s]=[b])+([s]=[c]))*([o]<>1))",
        sum(row.cells["F"] in sent and not row.cells["M"] for row in rows),
        s=span["F"],
        o=span["M"],
        **dict(zip("abc", sent, strict=True)),
    )
    outside = known(
        "SUMPRODUCT((([s]=[a])+([s]=[b])+([s]=[c]))*([o]=1))",
        sum(row.cells["F"] in sent and bool(row.cells["M"]) for row in rows),
        s=span["F"],
        o=span["M"],
        **dict(zip("abc", sent, strict=True)),
    )
    has_list, has_deadline = consolidation.expected is not None, consolidation.deadline is not None
    expected = len(consolidation.expected.units) if consolidation.expected else 0
    told: list[tuple[bool, str, str, Content]] = [
        (has_list, "expected", "Đơn vị phải báo cáo", expected),
        (True, "reported", f"Đơn vị {'trong danh sách ' * has_list}đã gửi tệp dùng được", reported),
        (has_list, "outside", "Đơn vị ngoài danh sách đã gửi tệp dùng được", outside),
        (has_deadline, "on_time", "Đơn vị gửi đúng hạn", of_state(words[Timeliness.ON_TIME])),
        (has_deadline, "late", "Đơn vị gửi trễ hạn", of_state(words[Timeliness.LATE])),
        (has_deadline, "unknown", "Đơn vị đã gửi, chưa rõ ngày", of_state(words[Timeliness.UNKNOWN])),
        (has_list, "missing", "Đơn vị chưa gửi", of_state(words[Timeliness.MISSING])),
        (True, "other_period", "Đơn vị chỉ gửi tệp của kỳ khác", of_state(words[Timeliness.OTHER_PERIOD])),
        (True, "not_usable", "Đơn vị đã gửi nhưng chưa dùng được", of_state(words[Timeliness.NOT_USABLE])),
        (True, "unreadable", "Tệp không đọc được, chưa rõ của đơn vị nào", of_state(UNREADABLE)),
        (True, "duplicated", "Đơn vị gửi nhiều tệp cho kỳ này", marked("I")),
        (True, "with_errors", "Đơn vị có lỗi số liệu", marked("J")),
        (True, "with_warnings", "Đơn vị có cảnh báo", marked("K")),
        (True, "old_template", "Đơn vị dùng mẫu cũ", marked("L")),
    ]
    return [(key, label, content) for is_told, key, label, content in told if is_told]


def _sent_formats(count: int) -> tuple[ConditionalFormat, ...]:
    looks = {
        TIMELINESS_WORDS[Timeliness.MISSING]: "not_met",
        TIMELINESS_WORDS[Timeliness.OTHER_PERIOD]: "not_met",
        TIMELINESS_WORDS[Timeliness.LATE]: "no_data",
        TIMELINESS_WORDS[Timeliness.NOT_USABLE]: "no_data",
        UNREADABLE: "not_met",
        TIMELINESS_WORDS[Timeliness.ON_TIME]: "met",
    }
    span = Span(COMPLETENESS, *_ends(count), "F")
    top = Place(COMPLETENESS, long_row(0), "F")
    return tuple(
        ConditionalFormat(span, formula("[cell]=[word]", cell=top, word=word), bold=fill == "not_met", fill=fill)
        for word, fill in looks.items()
    )
