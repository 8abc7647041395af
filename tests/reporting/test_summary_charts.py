"""The pictures of `Tổng hợp`: what they draw, in which rows, and that they say what was found."""

import zipfile
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from qmxl.model.evaluation import Status
from qmxl.model.report import Place, PlacedChart, PlacedReport
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.reporting.summary_charts import MOST_BARS, outcome_place
from qmxl.writing.workbook import _BARS, _MARKS, write_workbook
from tests.reporting.test_pages import pages, room
from tests.reporting.test_sheets import SHARES, report_of, sheet_of
from tests.workbooks import evaluated

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PATTERNS = frozenset({"wdUpDiag", "narHorz", "dotGrid"})
"""Of ST_PresetPatternVal (ECMA-376): Excel repairs a file with any other word."""


def charts_of(placed: PlacedReport) -> tuple[PlacedChart, ...]:
    return sheet_of(placed, "Tổng hợp").charts


def shown(placed: PlacedReport, column: str) -> dict[str, object]:
    """A column of what the result charts draw, by code."""
    keys = [row.key for row in sheet_of(placed, "_Tính").sheet.rows if row.key.startswith("chart:")][1:]
    return {key.removeprefix("chart:"): placed.values.get(Place("_Tính", key, column)) for key in keys}


def many(number: int, *, has_data: bool = True) -> str:
    rows = "\n".join(f"| '{n} | Hồ sơ | trên 90% | Tỷ lệ |" for n in range(1, number + 1))
    cells = "| 95 | 100 | |" if has_data else "| | | |"
    sheets = "\n".join(
        f"\n## MT{n}\n\n| Mã | Số đạt | Tổng số | Ghi trực tiếp |\n| '{n} {cells}\n" for n in range(1, number + 1)
    )
    return f"## Mục tiêu\n\n| Mã | Mục tiêu | Mức đề ra | Cách tính |\n{rows}\n{sheets}"


def test_every_percentage_has_its_place_and_its_word() -> None:
    placed = report_of(SHARES)
    assert shown(placed, "A") == {
        "1.1": "1.1\n95%\n(> 90%)",
        "1.2": "1.2\nchưa phát sinh\n(> 90%)",
        "1.3": "1.3\ntiến độ 95%\n(> 90%)",
        "1.4": "1.4\nthiếu số liệu\n(> 90%)",
        "1.5": "1.5\n0%\n(> 90%)",
    }
    assert shown(placed, "B") == {"1.1": 0.95, "1.2": 0, "1.3": 0, "1.4": 0, "1.5": 0}
    assert shown(placed, "C") == {"1.1": 0, "1.2": 0, "1.3": 0.95, "1.4": 0, "1.5": 0}
    _, results = charts_of(placed)
    assert results.bars == 5
    assert [(s.name, s.look) for s in results.chart.series] == [
        ("Kết quả", "middle"),
        ("Tiến độ (chưa đến kỳ đánh giá)", "striped"),
        ("Mức đề ra", "dash"),
    ]


def test_an_upper_limit_and_the_end_of_a_range_have_a_mark_of_their_own() -> None:
    placed = report_of(
        """
        ## Mục tiêu

        | Mục tiêu | Mức đề ra | Cách tính |
        | Đúng hạn | từ 98% trở lên | Tỷ lệ |
        | Trả lại | không quá 1% | Tỷ lệ |
        | Tăng | từ 14 đến 15% | Ghi trực tiếp |

        ## MT1

        | Số đạt | Tổng số | Ghi trực tiếp |
        | 99 | 100 | |
        | 14 | 1412 | |
        | | | 14,5% |
        """
    )
    assert shown(placed, "D") == {"1.1": 0.98, "1.2": None, "1.3": 0.14}
    assert shown(placed, "E") == {"1.1": None, "1.2": 0.01, "1.3": 0.15}
    assert [s.look for s in charts_of(placed)[1].chart.series] == ["middle", "dash", "diamond"]
    assert shown(placed, "A")["1.2"] == "1.2\n0,99%\n(≤ 1%)"


def test_an_axis_of_next_to_nothing_has_decimals() -> None:
    text = "## Mục tiêu\n\n| Mục tiêu | Mức đề ra | Cách tính |\n| Trả lại | không quá 1% | Tỷ lệ |\n"
    placed = report_of(f"{text}\n## MT1\n\n| Số đạt | Tổng số |\n| 14 | 1412 |\n")
    assert charts_of(placed)[1].chart.number_format == "0.0%"
    assert charts_of(report_of(SHARES))[1].chart.number_format == "0%"


@pytest.mark.parametrize(("number", "charts"), [(1, 1), (20, 1), (21, 2), (60, 3)])
def test_many_bars_are_drawn_in_several_charts(number: int, charts: int) -> None:
    placed = report_of(many(number))
    results = charts_of(placed)[1:]
    assert len(results) == charts
    assert sum(chart.bars for chart in results) == number
    assert max(chart.bars for chart in results) <= MOST_BARS
    assert max(chart.bars for chart in results) - min(chart.bars for chart in results) <= 1


def test_nothing_with_a_figure_has_no_chart_of_results() -> None:
    """The picture of outcomes says what there is to say."""
    placed = report_of(many(10, has_data=False))
    (outcomes,) = charts_of(placed)
    assert outcomes.chart.is_whole
    assert placed.values[outcome_place(Status.NO_DATA)] == 10


@pytest.mark.parametrize("text", [SHARES, many(12)])
def test_the_pieces_of_the_picture_sum_to_what_is_counted(text: str) -> None:
    outcome = evaluated(text)
    placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)
    counted = [objective.status for objective in outcome.evaluation.objectives]
    pieces = {status: placed.values[outcome_place(status)] for status in Status}
    assert pieces == {status: counted.count(status) for status in Status}
    assert placed.values[outcome_place("total")] == outcome.evaluation.total == sum(pieces.values())  # type: ignore[arg-type]


def test_an_objective_left_out_is_no_piece_and_is_told() -> None:
    placed = report_of(
        """
        ## Mục tiêu

        | Mã | Mục tiêu | Mức đề ra | Cách tính | Khi chưa phát sinh |
        | '1 | Hồ sơ | trên 90% | Tỷ lệ | |
        | '2 | Đơn | trên 90% | Tỷ lệ | Không đánh giá |

        ## MT1

        | Mã | Số đạt | Tổng số | Ghi trực tiếp |
        | '1 | 95 | 100 | |

        ## MT2

        | Mã | Số đạt | Tổng số | Ghi trực tiếp |
        | '2 | | 0 | |
        """
    )
    assert placed.values[outcome_place("total")] == 1
    assert placed.values[outcome_place(Status.NO_CASES)] == 0
    title = placed.values[Place("_Tính", "outcome:total", "A")]
    assert title == "Kết quả đánh giá 01 mục tiêu (không kể 01 mục tiêu không đánh giá do chưa phát sinh)"


@pytest.mark.parametrize("number", [1, 12, 60])
def test_pictures_stand_on_their_own_rows_below_the_table_and_are_not_torn(number: int) -> None:
    sheet = sheet_of(report_of(many(number)), "Tổng hợp")
    heights = {row.row: row.height or 15.0 for row in sheet.rows}
    ends = [max(cell.last_row for cell in sheet.cells)]
    for chart in sheet.charts:
        covered = range(chart.row, chart.row + chart.chart.rows)
        assert chart.height <= sum(heights[row] for row in covered) * 96 / 72
        assert covered[0] > ends[-1]
        assert covered[-1] <= sheet.print_area[2]
        assert not [above for above in sheet.page_breaks if covered[0] <= above < covered[-1]]
        ends.append(covered[-1])
    assert all(first < second for first, second in pairwise(ends))
    assert max(pages(sheet)) <= room(sheet)


def test_the_file_holds_what_the_pictures_show(tmp_path: Path) -> None:
    """Mail previews draw what is stored in the chart; Excel refuses a pattern it does not know."""
    placed = report_of(SHARES)
    write_workbook(placed, tmp_path / "tep.xlsx")
    with zipfile.ZipFile(tmp_path / "tep.xlsx") as package:
        outcomes, results = (ElementTree.fromstring(package.read(f"xl/charts/chart{n}.xml")) for n in (1, 2))
    for chart in (outcomes, results):
        references = [f.text or "" for f in chart.iter(f"{_C}f")]
        assert references
        assert all(reference.startswith("'_Tính'!$") for reference in references)
        assert {p.get("prst") for p in chart.iter(f"{_A}pattFill")} <= PATTERNS
    assert _stored(outcomes, "tx")[:2] == [["Vượt: 0"], ["Đạt: 0"]]
    assert [float(number) for (number,) in _stored(outcomes, "val")] == [0, 0, 1, 0, 0, 0]
    assert [label.get("val") for label in outcomes.iter(f"{_C}showVal")] == ["1"] * 6
    assert {n.get("formatCode") for d in outcomes.iter(f"{_C}dLbls") for n in d.iter(f"{_C}numFmt")} == {"0;;;"}
    assert _stored(results, "cat")[0][1] == "1.2\nchưa phát sinh\n(> 90%)"
    assert [float(number) for number in _stored(results, "val")[0]] == [0.95, 0, 0, 0, 0]


def _stored(chart: ElementTree.Element, part: str) -> list[list[str]]:
    """Stored values of one part of every series."""
    found = (series.find(f"{_C}{part}") for series in chart.iter(f"{_C}ser"))
    return [[v.text or "" for v in element.iter(f"{_C}v")] for element in found if element is not None]


def test_no_two_looks_of_one_picture_are_alike() -> None:
    for chart in charts_of(report_of(SHARES)):
        looks = [series.look for series in chart.chart.series]
        assert len(set(looks)) == len(looks)
        drawn = [str(_BARS.get(look) or _MARKS[look]) for look in looks]
        assert len(set(drawn)) == len(drawn)
