"""`Tổng hợp`: who has reported, and how every objective came out over the units."""

from collections.abc import Iterator
from dataclasses import replace

from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.consolidation import NOT_ASSESSED
from qmxl.contract.sheets import SUMMARY
from qmxl.contract.words import NAMELESS_PERIOD
from qmxl.model.consolidation import ObjectiveName, ObjectiveTotal
from qmxl.model.evaluation import Status
from qmxl.model.report import (
    Cell,
    Chart,
    Content,
    Formula,
    Place,
    PrintSetup,
    Row,
    Series,
    Sheet,
    SheetColumn,
    Span,
)
from qmxl.reporting.consolidated.drafts import ConsolidationDraft, known
from qmxl.reporting.consolidated.unit_sheets import count_place, counts
from qmxl.reporting.expressions import Part, formula, grouped, joined
from qmxl.reporting.layout import CHART_ROW_HEIGHT, CHART_ROWS
from qmxl.reporting.styles import (
    ANALYSIS_COUNT,
    ANNEX_TITLE,
    CELL,
    CELL_BOLD,
    CELL_CENTRE,
    CELL_HEADER,
    COUNT_FORMAT,
    HINT,
    SECTION,
    SUMMARY_HEADLINE,
)

_COLUMNS = (
    ("A", "Mục tiêu", 9.0), ("B", "Nội dung mục tiêu", 48.0), ("C", "Đạt n/m đơn vị", 12.0), ("D", "Số đơn vị", 9.0),
    ("E", STATUS_WORDS[Status.EXCEEDED], 9.0), ("F", STATUS_WORDS[Status.MET], 9.0),
    ("G", STATUS_WORDS[Status.NOT_MET], 9.0), ("H", STATUS_WORDS[Status.DEFERRED], 11.0),
    ("I", STATUS_WORDS[Status.NO_CASES], 11.0), ("J", STATUS_WORDS[Status.NO_DATA], 10.0), ("K", NOT_ASSESSED, 11.0),
)  # fmt: skip
_LAST = "K"
_COUNT = replace(CELL_CENTRE, number_format=COUNT_FORMAT, wrap=False)
_STATUSES = {"E": Status.EXCEEDED, "F": Status.MET, "G": Status.NOT_MET, "H": Status.DEFERRED, "I": Status.NO_CASES,
             "J": Status.NO_DATA}  # fmt: skip
_LOOKS = {"E": "middle", "F": "light", "G": "black", "H": "pale_stripes", "I": "pale_lines", "J": "pale_grid"}
_MEANING = (
    "n là số đơn vị đạt và vượt, m là số đơn vị đã đánh giá (vượt, đạt, chưa đạt). Mục tiêu chưa đến kỳ đánh giá, chưa "
    "phát sinh, thiếu số liệu có cột riêng, không tính vào m. Chưa phát sinh mà đơn vị quy định là tính đạt thì "
    "mục tiêu được đếm ở cột Đạt; mục tiêu đánh giá cuối năm mà trước đó đã chưa đạt thì được đếm ở cột Chưa đạt."
)


def period_text(draft: ConsolidationDraft) -> str:
    period = draft.consolidation.period
    return period.text if period else NAMELESS_PERIOD


def summary_sheet(draft: ConsolidationDraft) -> Sheet:
    rows = [
        Row("title", {"A": Cell("TỔNG HỢP KẾT QUẢ THỰC HIỆN MỤC TIÊU CHẤT LƯỢNG", ANNEX_TITLE, merge_to=_LAST)}),
        Row("period", {"A": Cell(period_text(draft).upper(), ANNEX_TITLE, merge_to=_LAST)}),
        Row("headline", {"A": Cell(headline(draft), SUMMARY_HEADLINE, merge_to=_LAST)}, space_after=4),
        Row("sent:title", {"A": Cell("1. Tình hình gửi báo cáo", SECTION, merge_to=_LAST)}),
        *_sent_rows(draft),
        Row("gap"),
        Row("objectives:title", {"A": Cell("2. Kết quả theo mục tiêu", SECTION, merge_to=_LAST)}, keeps_with_next=True),
        Row("objectives:hint", {"A": Cell(_MEANING, HINT, merge_to=_LAST)}, keeps_with_next=True),
        Row("header", {letter: Cell(text, CELL_HEADER) for letter, text, _ in _COLUMNS}),
        *_objective_rows(draft),
    ]
    has_chart = any(objective.is_common for objective in draft.consolidation.objectives)
    if has_chart:
        rows.append(Row("chart:gap", height=6.0, keeps_with_next=True))
        keys = [f"chart:{n}" for n in range(CHART_ROWS + 6)]
        rows += [Row(key, height=CHART_ROW_HEIGHT, keeps_with_next=key != keys[-1]) for key in keys]
    return Sheet(
        SUMMARY,
        tuple(SheetColumn(letter, width) for letter, _, width in _COLUMNS),
        tuple(rows),
        charts=(_chart(draft),) if has_chart else (),
        setup=PrintSetup(
            is_landscape=True, last_column=_LAST, scale=88, together=_together(rows), repeat=("header", "header")
        ),
    )


def _together(rows: list[Row]) -> tuple[tuple[str, str], ...]:
    """The table of objectives, and the chart, each on one page where it can be."""
    keys = [row.key for row in rows]
    chart = [key for key in keys if key.startswith("chart:")]
    last = keys[keys.index(chart[0]) - 1] if chart else keys[-1]
    return (("objectives:title", last), *([(chart[0], chart[-1])] if chart else []))


def headline(draft: ConsolidationDraft) -> Formula:
    """`3.255/3.321 đơn vị đã gửi tệp dùng được; 41 đơn vị chưa gửi.`"""
    has_list = draft.consolidation.expected is not None
    told: list[Part] = [grouped(count_place("reported"))]
    if has_list:
        told += ["/", grouped(count_place("expected"))]
    told.append(f" đơn vị {'trong danh sách ' * has_list}đã gửi báo cáo dùng được")
    if has_list:
        told += ["; ", grouped(count_place("missing")), " đơn vị chưa gửi"]
        outside = count_place("outside")
        beside = joined("; ngoài ra có ", grouped(outside), " đơn vị ngoài danh sách")
        told.append(formula('IF([n]=0,"",[t])', n=outside, t=beside))
    return joined(*told, ".")


def _sent_rows(draft: ConsolidationDraft) -> list[Row]:
    return [
        Row(
            f"sent:{key}",
            {
                "A": Cell(label, CELL, merge_to="C"),
                "D": Cell(formula("[n]", n=count_place(key)), ANALYSIS_COUNT),
            },
        )
        for key, label, _ in counts(draft.consolidation)
    ]


def objective_cell(n: int, letter: str) -> Place:
    """A cell of the table of objectives, by the objective's item."""
    return Place(SUMMARY, f"objective:{n}", letter)


def _objective_rows(draft: ConsolidationDraft) -> Iterator[Row]:
    consolidation = draft.consolidation
    is_apart = False
    for n, (name, total) in enumerate(zip(consolidation.objectives, consolidation.objective_totals, strict=True)):
        if not name.is_common and not is_apart:
            is_apart = True
            yield Row("apart", {"A": Cell("Mục tiêu ngoài bộ chung", CELL, merge_to=_LAST)})
        yield _objective_row(draft, n, name, total)


def _objective_row(draft: ConsolidationDraft, n: int, name: ObjectiveName, total: ObjectiveTotal) -> Row:
    own: dict[str, Part] = {"o": draft.data_span("objective_no"), "n": n + 1, "f": draft.data_span("is_first")}

    def count(word: str, value: int) -> Formula:
        return known("SUMPRODUCT(([o]=[n])*[f]*([s]=[w]))", value, s=draft.data_span("objective_status"), w=word, **own)

    contents: dict[str, Content] = {
        "D": known("SUMPRODUCT(([o]=[n])*[f])", sum(total.by_status.values()) + total.left_out, **own),
        **{letter: count(STATUS_WORDS[status], total.by_status[status]) for letter, status in _STATUSES.items()},
        "K": count(NOT_ASSESSED, total.left_out),
    }
    places = {letter.lower(): objective_cell(n, letter) for letter in "EFG"}
    met, judged = formula("[e]+[f]", **places), formula("[e]+[f]+[g]", **places)
    share = joined(grouped(met), "/", grouped(judged))
    cells = {"A": Cell(name.label, CELL_CENTRE), "B": Cell(name.statement, CELL), "C": Cell(share, CELL_BOLD)}
    return Row(f"objective:{n}", cells | {letter: Cell(content, _COUNT) for letter, content in contents.items()})


def _chart(draft: ConsolidationDraft) -> Chart:
    common = [n for n, objective in enumerate(draft.consolidation.objectives) if objective.is_common]
    first, last = f"objective:{common[0]}", f"objective:{common[-1]}"
    return Chart(
        anchor=Place(SUMMARY, "chart:0", "A"),
        title="Số đơn vị theo kết quả của từng mục tiêu",
        categories=Span(SUMMARY, first, last, "A"),
        series=tuple(
            Series(Place(SUMMARY, "header", letter), Span(SUMMARY, first, last, letter), look)
            for letter, look in _LOOKS.items()
        ),
        width_columns=("A", _LAST),
        rows=CHART_ROWS + 6,
        number_format="0",
        category_title="Mục tiêu",
        is_stacked=True,
    )
