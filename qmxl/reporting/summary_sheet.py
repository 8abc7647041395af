"""`Tổng hợp`: the annex of the report, one row per indicator, with its pictures below."""

from dataclasses import replace

from qmxl.contract.sheets import SUMMARY, input_sheet
from qmxl.model.report import Cell, Formula, Place, PrintSetup, Row, Sheet, SheetColumn, Span
from qmxl.model.submission import Indicator, QualityObjective
from qmxl.reporting.drafts import Draft
from qmxl.reporting.expressions import day, formula, joined
from qmxl.reporting.input_sheets import status_formats
from qmxl.reporting.narrative import objective_statement
from qmxl.reporting.places import info, objective_step, overall, result_cell, said, setting, step, target_cell
from qmxl.reporting.styles import (
    ANNEX,
    ANNEX_NOTE,
    ANNEX_TITLE,
    CELL,
    CELL_BOLD,
    CELL_CENTRE,
    CELL_HEADER,
    RUNNING_NUMBER,
    SUMMARY_HEADLINE,
)
from qmxl.reporting.summary_charts import picture_rows, pictures

_COLUMNS = (
    ("A", "STT", 5.0), ("B", "Nội dung công việc", 27.0), ("C", "Kết quả thực hiện", 48.0), ("D", "Mức đề ra", 13.0),
    ("E", "Kết quả", 10.0), ("F", "Đánh giá", 12.0), ("G", "Đánh giá mục tiêu", 12.0), ("H", "Chủ trì", 14.0),
)  # fmt: skip
_LAST = "H"


def summary_sheet(draft: Draft) -> Sheet:
    """The annex, in landscape."""
    head = [
        Row("annex", {"A": Cell("Phụ lục", ANNEX, merge_to=_LAST)}),
        Row(
            "title",
            {
                "A": Cell(
                    joined("TỔNG HỢP KẾT QUẢ THỰC HIỆN MỤC TIÊU CHẤT LƯỢNG ", setting("PERIOD")),
                    ANNEX_TITLE,
                    merge_to=_LAST,
                )
            },
        ),
        Row("with", {"A": Cell(_with_report(), ANNEX_NOTE, merge_to=_LAST)}, space_after=4),
        Row(
            "headline",
            {"A": Cell(formula('[h]&"."', h=overall("headline")), SUMMARY_HEADLINE, merge_to=_LAST)},
            space_after=4,
        ),
        Row("header", {letter: Cell(header, CELL_HEADER) for letter, header, _ in _COLUMNS}),
    ]
    body = [row for objective in draft.submission.objectives for row in _objective_rows(objective)]
    below = picture_rows(draft)
    head = [replace(row, keeps_with_next=True) for row in head]
    body[-1] = replace(body[-1], keeps_with_next=bool(below))  # no picture right below a bare header
    first = body[0].key
    span = Span(SUMMARY, first, body[-1].key, "F")
    formats = status_formats(span, Place(SUMMARY, first, "F"))
    formats += status_formats(span._replace(column="G"), Place(SUMMARY, first, "G"))
    return Sheet(
        name=SUMMARY,
        columns=tuple(SheetColumn(letter, width) for letter, _, width in _COLUMNS),
        rows=(*head, *body, *below),
        conditional_formats=tuple(formats),
        charts=pictures(draft),
        freeze=Place(SUMMARY, first, "A"),
        setup=PrintSetup(
            is_landscape=True,
            repeat=("header", "header"),
            last_column=_LAST,
            margins=(0.6, 0.6, 0.8, 0.7),
            scale=90,
            header=RUNNING_NUMBER,
            footer="",
            together=tuple((_row_of(o.indicators[0]), _row_of(o.indicators[-1])) for o in draft.submission.objectives),
        ),
    )


def _row_of(indicator: Indicator) -> str:
    return f"row:{indicator.code}"


def _with_report() -> Formula:
    """(Kèm theo Báo cáo số … ngày … của …)"""
    date = formula(
        'IF(ISNUMBER([d]),[day],"     /     /"&[y])',
        d=info("report_date"),
        day=day(info("report_date")),
        y=info("year"),
    )
    return joined("(Kèm theo Báo cáo số ", said("number"), " ngày ", date, " của ", said("short_name"), ")")


def _objective_rows(objective: QualityObjective) -> list[Row]:
    rows = []
    last = _row_of(objective.indicators[-1])
    down = last if len(objective.indicators) > 1 else None
    for position, indicator in enumerate(objective.indicators):
        code, verdict = indicator.code, result_cell(objective.number, indicator.code, "status")
        cells = {
            "C": Cell(formula('[t]&""', t=step(code, "sentence")), replace(CELL, valign="top")),
            "D": Cell(formula('[t]&""', t=target_cell(code, "target")), CELL_CENTRE, link=target_cell(code, "target")),
            "E": Cell(
                formula("[s]", s=step(code, "shown")), CELL_CENTRE, link=result_cell(objective.number, code, "value")
            ),
            "F": Cell(formula("[s]", s=verdict), CELL_CENTRE, link=verdict),
            "H": Cell(formula('[r]&""', r=target_cell(code, "responsible")), CELL_CENTRE),
        }
        if not position:
            cells["A"] = Cell(
                formula("[n]", n=objective_step(objective.number, "number")), CELL_CENTRE, merge_down=down
            )
            cells["B"] = Cell(objective_statement(objective), CELL, merge_down=down)
            status = formula("[s]", s=objective_step(objective.number, "status"))
            conclusion = Place(input_sheet(objective.number), "conclusion", "A")
            cells["G"] = Cell(status, CELL_BOLD, merge_down=down, link=conclusion)
        rows.append(Row(_row_of(indicator), cells, is_divisible=True))
    return rows
