"""`Báo cáo` of a consolidation: the prose for the superior's own report. Every number leads to its cell."""

from collections import Counter
from collections.abc import Callable, Iterator

from qmxl.contract.sheets import REPORT
from qmxl.contract.words import day_text
from qmxl.model.consolidation import Consolidation, ObjectiveName, Timeliness, UnitReport
from qmxl.model.evaluation import Status
from qmxl.model.report import Cell, Formula, Place, PrintSetup, Row, Sheet, SheetColumn
from qmxl.reporting.consolidated.drafts import ConsolidationDraft
from qmxl.reporting.consolidated.indicator_sheets import average_place, outcome_cell, percent_text
from qmxl.reporting.consolidated.summary_sheet import objective_cell, period_text
from qmxl.reporting.consolidated.unit_sheets import count_place, counts, unit_name
from qmxl.reporting.expressions import Part, formula, grouped, joined, number_text
from qmxl.reporting.report_sheet import INDENT
from qmxl.reporting.styles import BODY, HEADING, HINT, REPORT_TITLE, RUNNING_NUMBER

_WIDTH = 78.0
_SPACE = 6.0
_MOST_NAMED = 30
_MOST_TO_WATCH = 3
_OTHER_BASIS = "QM312"
Names = Callable[[UnitReport], str]
_HINT = (
    "Lời văn do qmxl lập từ các sheet Tổng hợp, Chỉ tiêu, Tình hình gửi báo cáo; mọi con số là công thức dẫn về ô số "
    "liệu. Chép sang văn bản của cơ quan và bổ sung nguyên nhân, giải pháp, đề xuất."
)
_TAILS = (("h", "chưa đến kỳ đánh giá"), ("i", "chưa tính là đạt do chưa phát sinh"), ("j", "chưa đủ số liệu"))
"""Columns of `Tổng hợp` that are told where they are not 0."""


def report_sheet(draft: ConsolidationDraft) -> Sheet:
    parts = (
        ("I. Tình hình gửi báo cáo", _sending(draft)),
        ("II. Kết quả thực hiện mục tiêu", _objectives(draft)),
        ("III. Những nội dung cần chú ý", _to_watch(draft)),
        ("IV. Mức độ tin cậy của số liệu", _reliability(draft)),
    )
    rows = [
        Row("title", {"A": Cell("BÁO CÁO TỔNG HỢP", REPORT_TITLE)}),
        Row("subject", {"A": Cell(f"Kết quả thực hiện mục tiêu chất lượng {period_text(draft)}", REPORT_TITLE)}),
        Row("hint", {"A": Cell(_HINT, HINT)}, space_after=_SPACE),
    ]
    for number, (heading, paragraphs) in enumerate(parts):
        rows.append(Row(f"heading:{number}", {"A": Cell(heading, HEADING)}, space_after=_SPACE, keeps_with_next=True))
        rows += [
            Row(f"text:{number}:{n}", {"A": Cell(joined(INDENT, text), BODY)}, space_after=_SPACE, is_divisible=True)
            for n, text in enumerate(paragraphs)
        ]
    return Sheet(
        REPORT,
        (SheetColumn("A", _WIDTH),),
        tuple(rows),
        setup=PrintSetup(
            last_column="A",
            margins=(1.18, 0.6, 0.85, 0.8),
            header=RUNNING_NUMBER,
            footer="",
            scale=100,
            is_first_page_unnumbered=True,
            together=tuple((f"heading:{n}", f"text:{n}:0") for n in range(len(parts))),
        ),
    )


# I


def _sending(draft: ConsolidationDraft) -> Iterator[Formula]:
    consolidation = draft.consolidation
    known, names = {key for key, _, _ in counts(consolidation)}, _names(consolidation)
    number = {key: grouped(count_place(key)) for key in known}
    told: list[Part] = ["Có ", number["reported"]]
    if "expected" in known:
        told += ["/", number["expected"]]
    told.append(f" đơn vị {'trong danh sách ' * ('expected' in known)}đã gửi báo cáo dùng được")
    if "outside" in known:
        told.append(_unless_none(count_place("outside"), "; ngoài ra có ", " đơn vị ngoài danh sách"))
    yield joined(*told, ".")
    if consolidation.deadline:
        yield joined(
            f"Hạn gửi là ngày {day_text(consolidation.deadline)}: ",
            *(number["on_time"], " đơn vị gửi đúng hạn, ", number["late"], " đơn vị gửi trễ hạn"),
            _listed(names, consolidation, Timeliness.LATE),
            _unless_none(count_place("unknown"), ", ", " đơn vị chưa rõ ngày gửi"),
            *(_listed(names, consolidation, Timeliness.UNKNOWN), "."),
        )
    missing = [names(r) for r in consolidation.reports if r.timeliness is Timeliness.MISSING]
    elsewhere = [names(r) for r in consolidation.reports if r.timeliness is Timeliness.OTHER_PERIOD]
    if "missing" in known:
        listed = f": {_named(missing)}" if missing else ""
        yield joined(number["missing"], f" đơn vị chưa gửi{listed}.")
    if elsewhere:
        yield joined(number["other_period"], f" đơn vị chỉ gửi tệp của kỳ khác: {_named(elsewhere)}.")
    unusable = [names(r) for r in consolidation.reports if r.timeliness is Timeliness.NOT_USABLE]
    if unusable:
        yield joined(number["not_usable"], f" đơn vị đã gửi tệp nhưng chưa dùng được: {_named(unusable)}.")
    if consolidation.strays:
        yield joined(
            len(consolidation.strays),
            " tệp chưa rõ của đơn vị nào (không mở được, hoặc không ghi tên, mã đơn vị); lý do của từng tệp ở sheet "
            "Tình hình gửi báo cáo.",
        )


def _unless_none(number: Place, before: str, after: str) -> Formula:
    return formula('IF([n]=0,"",[t])', n=number, t=joined(before, grouped(number), after))


def _listed(names: Names, consolidation: Consolidation, timeliness: Timeliness) -> str:
    """` (UBND xã Một, UBND xã Hai)`; nothing where there is none."""
    own = [names(report) for report in consolidation.reports if report.timeliness is timeliness]
    return f" ({_named(own)})" if own else ""


def _names(consolidation: Consolidation) -> Names:
    """How a unit is called in a sentence: with its province, or code, where another has its name."""
    times = Counter(unit_name(report) for report in consolidation.reports)

    def name(report: UnitReport) -> str:
        own = unit_name(report)
        more = report.unit.province or report.unit.code
        return f"{own} ({more})" if times[own] > 1 and more else own

    return name


def _named(names: list[str]) -> str:
    more = f" và {len(names) - _MOST_NAMED} đơn vị khác" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


# II


def _objectives(draft: ConsolidationDraft) -> Iterator[Formula]:
    consolidation = draft.consolidation
    if not consolidation.rows:
        yield joined("Chưa có đơn vị nào có số liệu để tổng hợp.")
    for n, objective in enumerate(consolidation.objectives):
        if objective.is_common:
            yield joined(*_outcome(draft, n, objective), *_averages(draft, n))
    apart = sum(not objective.is_common for objective in consolidation.objectives)
    if apart:
        units = len({row.report for row in consolidation.rows if not consolidation.objectives[row.objective].is_common})
        yield joined(
            f"Ngoài ra, {units} đơn vị có mục tiêu ngoài bộ chung ({apart} mục tiêu, ký hiệu K1, K2…), được tính riêng "
            "ở các sheet Tổng hợp và Chỉ tiêu."
        )


def _outcome(draft: ConsolidationDraft, n: int, objective: ObjectiveName) -> list[Part]:
    used = len(draft.consolidation.used)
    share = f" ({objective.units}/{used} đơn vị có mục tiêu này)" if objective.units < used else ""
    cell = {letter.lower(): objective_cell(n, letter) for letter in "EFGHIJ"}
    judged = formula("[e]+[f]+[g]", **{key: cell[key] for key in "efg"})
    met = formula("[e]+[f]", e=cell["e"], f=cell["f"])
    some = joined(
        grouped(met),
        " trong ",
        grouped(judged),
        " đơn vị đã được đánh giá là đạt mức đề ra",
        formula('IF([e]=0,"",[t])', e=cell["e"], t=joined(" (", grouped(cell["e"]), " đơn vị vượt)")),
        formula('IF([g]=0,"",[t])', g=cell["g"], t=joined(", ", grouped(cell["g"]), " đơn vị chưa đạt")),
    )
    told = formula('IF([m]=0,"chưa có đơn vị nào được đánh giá",[some])', m=judged, some=some)
    tails = (
        formula('IF([n]=0,"",[t])', n=cell[key], t=joined("; ", grouped(cell[key]), " đơn vị ", words))
        for key, words in _TAILS
    )
    return [f"Mục tiêu {objective.label} ({_without_stop(objective.statement)}){share}: ", told, *tails, "."]


def _without_stop(text: str) -> str:
    return text.strip().rstrip(".;")


def _averages(draft: ConsolidationDraft, objective: int) -> Iterator[Part]:
    consolidation = draft.consolidation
    for n, (name, total) in enumerate(zip(consolidation.indicators, consolidation.totals, strict=True)):
        if name.objective != objective or not name.is_common or total.ratio is None:
            continue
        place = {letter: average_place(n, letter) for letter in "DEFGI"}
        told: list[Part] = [
            *(f" Chỉ tiêu {name.label}: cộng dồn ", number_text(place["E"]), "/", number_text(place["F"]), ", bằng "),
            *(percent_text(place["G"]), " (", grouped(place["D"]), " đơn vị"),
            f", mức đề ra {name.target.phrase})" if name.target else ")",
        ]
        if total.mean is not None:
            told += [", trung bình các đơn vị ", percent_text(place["I"])]
        yield from told
        yield "."


# III


def _to_watch(draft: ConsolidationDraft) -> Iterator[Formula]:
    """Objectives that most units missed; indicators whose averages mislead."""
    consolidation = draft.consolidation
    missed = [
        (total.by_status[Status.NOT_MET], -n)
        for n, (name, total) in enumerate(zip(consolidation.objectives, consolidation.objective_totals, strict=True))
        if name.is_common and total.by_status[Status.NOT_MET]
    ]
    worst = [-n for _, n in sorted(missed, reverse=True)[:_MOST_TO_WATCH]]
    if worst:
        parts: list[Part] = []
        for n in worst:
            parts += ["; " if parts else "", f"mục tiêu {consolidation.objectives[n].label}: "]
            parts += [grouped(objective_cell(n, "G")), " đơn vị"]
        yield joined("Mục tiêu có nhiều đơn vị chưa đạt nhất: ", *parts, ".")
    else:
        yield joined("Không có mục tiêu nào có đơn vị chưa đạt.")
    for n, (name, total) in enumerate(zip(consolidation.indicators, consolidation.totals, strict=True)):
        if name.is_common and total.worst and total.by_status[Status.NOT_MET]:
            yield joined(
                f"Chỉ tiêu {name.label}: ",
                grouped(outcome_cell(n, "I")),
                " đơn vị chưa đạt; kết quả kém nhất: ",
                formula('[w]&""', w=average_place(n, "M")),
                ".",
            )
    for n, (name, total) in enumerate(zip(consolidation.indicators, consolidation.totals, strict=True)):
        if total.is_misleading:
            ratio, mean = average_place(n, "G"), average_place(n, "I")
            yield joined(
                *(f"Chỉ tiêu {name.label}: tỷ lệ cộng dồn ", percent_text(ratio), " và trung bình các đơn vị "),
                *(percent_text(mean), " khác nhau đáng kể; khi dùng cần nêu rõ là số nào."),
            )


# IV


def _reliability(draft: ConsolidationDraft) -> Iterator[Formula]:
    consolidation = draft.consolidation
    told: tuple[tuple[str, str], ...] = (
        ("with_errors", " đơn vị có lỗi số liệu (các chỉ tiêu liên quan ghi là thiếu số liệu, không cộng vào kết quả)"),
        ("with_warnings", " đơn vị có cảnh báo cần xem lại"),
        ("duplicated", " đơn vị gửi nhiều tệp cho kỳ này (dùng bản mới nhất)"),
        ("old_template", " đơn vị dùng mẫu cũ"),
    )
    known = {key for key, _, _ in counts(consolidation)}
    parts = (
        formula('IF([n]=0,"",[t])', n=count_place(key), t=joined("; ", grouped(count_place(key)), words))
        for key, words in told
        if key in known
    )
    listed = joined(*parts)
    yield formula(
        'IF(LEN([l])=0,"Không có đơn vị nào có lỗi số liệu, gửi nhiều tệp hay dùng mẫu cũ.",MID([l],3,1000)&".")',
        l=listed,
    )
    by_basis = {said.file_name for said in consolidation.said if said.diagnostic.code == _OTHER_BASIS}
    if by_basis:
        yield joined(
            f"Ở {len(by_basis)} đơn vị có chỉ tiêu đạt hay chưa đạt tùy cách chọn mẫu số (cảnh báo {_OTHER_BASIS}); "
            "nên thống nhất cột Tính trên giữa các đơn vị."
        )
    apart = sum(not name.is_common for name in consolidation.indicators)
    if apart:
        yield joined(
            apart,
            " chỉ tiêu của một số đơn vị không ghép được với bộ chỉ tiêu chung nên được tính riêng (sheet Ghép chỉ "
            "tiêu).",
        )
    yield joined("Từng lỗi, cảnh báo, kèm ô cần sửa và cách sửa, ở sheet Kiểm tra.")
