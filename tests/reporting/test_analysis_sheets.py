"""`_Phân tích MT<k>`: the splits of a register as a superior sees them: EV92, EV93."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.contract.choices import BASIS_WORDS
from qmxl.formula import parse
from qmxl.model.evaluation import COUNTED_CLASSES, IndicatorResult, RegisterCounts, Status
from qmxl.model.report import Formula, Place, PlacedReport, PlacedSheet, Value
from qmxl.model.sent_rows import SentRows
from qmxl.pipeline import evaluate_file
from qmxl.reporting import analysed_registers
from qmxl.reporting.analysed_registers import COUNT_LETTERS
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.reporting.travelling import counted_fields
from samples.build import ROOT
from tests.evaluation.test_register_laws import Case
from tests.evaluation.test_register_splits import cases_with_fields, judged, told
from tests.reporting.test_agreement import cells_of
from tests.reporting.test_agreement import told as shown_of
from tests.workbooks import Outcome, evaluated, evaluated_cells

WARD = ROOT / "samples" / "phuong-mau-2026-9-thang.xlsx"
SHEET = "_Phân tích MT1"

REGISTER = """
    ## Mục tiêu
    | Mục tiêu | Chỉ tiêu | Mức đề ra | Cách tính | Tính trên |
    | {statement} | Đúng hạn | trên 60% | Sổ theo dõi | Đã giải quyết và quá hạn |

    ## MT1
    | Mã hồ sơ | Lĩnh vực | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | K1 | Đất đai | 28/12/2025 | 05/1/2026 | 05/1/2026 |
    | K2 | đất  đai | 03/1/2026 | 20/1/2026 | 02/2/2026 |
    | K3 | Hộ tịch | 30/6/2026 | 10/7/2026 | |
    | K4 | | 03/2/2026 | 20/2/2026 | 10/2/2026 |
    | K5 | Hộ tịch | | 20/2/2026 | |
    """


def placed_of(outcome: Outcome, rows: SentRows = SentRows.ALL) -> PlacedReport:
    return compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics, rows=rows)


def sheet_of(placed: PlacedReport, name: str = SHEET) -> PlacedSheet:
    (sheet,) = (sheet for sheet in placed.sheets if sheet.sheet.name == name)
    return sheet


def grid(
    placed: PlacedReport, beginning: str, letters: str = "ABCDEFGHIJ", name: str = SHEET
) -> list[tuple[Value, ...]]:
    """What the rows show whose keys begin so."""
    sheet = sheet_of(placed, name).sheet
    return [
        tuple(placed.values.get(Place(name, row.key, letter)) for letter in letters)
        for row in sheet.rows
        if row.key.startswith(beginning)
    ]


def live(placed: PlacedReport, beginning: str) -> set[str]:
    """Texts of the formulas that count, of the rows whose keys begin so."""
    rows = (row for row in sheet_of(placed).sheet.rows if row.key.startswith(beginning))
    contents = (row.cells[letter].content for row in rows for letter in COUNT_LETTERS.values())
    return {content.text if isinstance(content, Formula) else "" for content in contents}


FIELDS = [
    ("Đất đai", 1, 1, 0, 1, 1, 0, 0, "50%", "Khớp"),
    ("Hộ tịch", 1, 1, 0, 0, 0, 1, 1, "0%", "Khớp"),
    ("(không ghi)", 0, 1, 1, 0, 0, 0, 0, "100%", "Khớp"),
]
MONTHS = [
    ("Kỳ trước chuyển sang", 1, 0, 0, 1, 0, 0, 0, "100%", "Khớp"),
    ("Không rõ ngày nhận", 1, 0, 0, 0, 0, 0, 1, "0%", "Khớp"),
    ("Tháng 1/2026", 0, 1, 0, 0, 1, 0, 0, "0%", "Khớp"),
    ("Tháng 2/2026", 0, 1, 1, 0, 0, 0, 0, "100%", "Khớp"),
    *((f"Tháng {month}/2026", 0, 0, 0, 0, 0, 0, 0, "–", "Khớp") for month in (3, 4, 5)),
    ("Tháng 6/2026", 0, 1, 0, 0, 0, 1, 0, "–", "Khớp"),
]
TOTAL = ("Tổng cộng", 2, 3, 1, 1, 1, 1, 1, "50%", "Khớp")


@pytest.mark.parametrize("rows", SentRows)
@pytest.mark.parametrize("statement", ["Giải quyết hồ sơ", "Giải quyết đơn khiếu nại"])
def test_fields_months_and_their_totals(statement: str, rows: SentRows) -> None:
    """The same whether the rows travel or not.

    |    | A                       | B | C | D | E | F | G | H | I    | J    |
    |  3 | Lĩnh vực, tháng nhận    | … | … | … | … | … | … | … | …    | …    |
    |  7 | Đất đai                 | 1 | 1 | 0 | 1 | 1 | 0 | 0 | 50%  | Khớp |
    |  8 | Hộ tịch                 | 1 | 1 | 0 | 0 | 0 | 1 | 1 | 0%   | Khớp |
    |  9 | (không ghi)             | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 100% | Khớp |
    | 10 | Tổng cộng               | 2 | 3 | 1 | 1 | 1 | 1 | 1 | 50%  | Khớp |
    """
    placed = placed_of(evaluated(REGISTER.format(statement=statement)), rows)
    assert grid(placed, "field:") == FIELDS
    assert grid(placed, "month:") == MONTHS
    assert grid(placed, "all_") == [TOTAL, TOTAL]
    (said,) = grid(placed, "identity:", "A")
    assert said == ("Kỳ trước chuyển sang 2 + tiếp nhận 3 = 5; đã giải quyết 3 + đang giải quyết 2 = 5: Khớp.",)


def test_four_shares_side_by_side_and_the_one_in_use() -> None:
    placed = placed_of(evaluated(REGISTER.format(statement="Giải quyết hồ sơ")))
    assert grid(placed, "basis:", "ABCDE") == [
        ("Đã giải quyết", 2, 3, "66,7%", None),
        ("Đã giải quyết và quá hạn", 2, 4, "50%", "Đang dùng; khớp với bảng kết quả ở sheet MT1"),
        ("Tiếp nhận", 2, 5, "40%", None),
        ("Tiếp nhận, còn hạn tính đạt", 3, 5, "60%", None),
    ]


def test_counts_are_formulas_over_rows_that_travel_and_references_to_the_breakdown_elsewhere() -> None:
    outcome = evaluated(REGISTER.format(statement="Giải quyết hồ sơ"))
    travelling, at_home = placed_of(outcome), placed_of(outcome, SentRows.LATE)
    assert all(
        text.startswith("SUMPRODUCT(") for text in live(travelling, "field:") | live(travelling, "month:") - {""}
    )
    assert live(at_home, "field:") == {"[c]"}
    assert live(at_home, "month:") == {""}
    (source,) = grid(at_home, "source:", "A")
    assert "ghi cố định" in str(source[0])


def test_a_long_register_is_not_counted_at_every_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = evaluated(REGISTER.format(statement="Giải quyết hồ sơ"))
    monkeypatch.setattr(analysed_registers, "MAXIMUM_LIVE_COUNTS", 5)
    placed = placed_of(outcome)
    assert live(placed, "field:") == live(placed, "month:") == {""}
    assert grid(placed, "field:") == FIELDS
    assert grid(placed, "all_") == [TOTAL, TOTAL]
    (source,) = grid(placed, "source:", "A")
    assert "mỗi lần mở tệp phải chờ" in str(source[0])


def test_the_sentence_and_the_total_say_the_same() -> None:
    outcome = evaluated(REGISTER.format(statement="Giải quyết hồ sơ"))
    placed = placed_of(outcome)
    (code,) = placed.report.sentences
    sentence = str(placed.values[placed.report.sentences[code]])
    movements = sentence.partition("tiếp nhận")[2].partition("Tỷ lệ")[0]
    numbers = [int(n) for n in re.findall(r"\d+", movements)]
    _, old, new, early, on_time, late, open_, overdue, *_ = grid(placed, "all_fields")[0]
    assert numbers == [new, old, early + on_time + late, early, on_time, late, open_ + overdue, overdue]  # type: ignore[operator]
    assert "2/4" in sentence


@settings(max_examples=60, deadline=None)
@given(cases_with_fields(), st.sampled_from([*BASIS_WORDS.values(), None]), st.sampled_from(SentRows))
def test_what_the_formulas_count_is_what_was_counted(
    given_case: tuple[Case, tuple[str | None, ...]], basis: str | None, rows: SentRows
) -> None:
    """EV92, EV93: by the project's own engine; in every way to send, the output evaluates to itself."""
    outcome = judged(*given_case, basis=basis)
    placed = placed_of(outcome, rows)
    check_counts(placed, outcome.indicator)
    again = evaluated_cells(cells_of(placed))
    assert shown_of(again, placed_of(again, rows)) == shown_of(outcome, placed)


OPEN_BUT_FOR_ONE = """
    ## Mục tiêu
    | Mục tiêu | Chỉ tiêu | Mức đề ra | Cách tính | Tính trên |
    | Giải quyết hồ sơ | Đúng hạn | {target} | Sổ theo dõi | {basis} |

    ## MT1
    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | K1 | 03/6/2026 | 20/7/2026 | |
    | K2 | 03/6/2026 | 20/7/2026 | |
    | K3 | 03/6/2026 | 20/7/2026 | |
    | K4 | 03/6/2026 | 20/6/2026 | 02/6/2026 |
    """


@pytest.mark.parametrize("rows", SentRows)
@pytest.mark.parametrize(
    ("target", "basis", "status"),
    [
        ("trên 90%", "Tiếp nhận", Status.DEFERRED),  # 0/4 or 1/4: both short, but nothing is finished or due
        ("trên 20%", "Tiếp nhận", Status.NO_DATA),  # 1/4 would be enough
        ("trên 90%", "Đã giải quyết", Status.NO_DATA),  # 0/1 or 1/1
    ],
)
def test_an_unusable_row_beside_open_cases(target: str, basis: str, status: Status, rows: SentRows) -> None:
    """EV11, EV13, EV37, EV93"""
    outcome = evaluated(OPEN_BUT_FOR_ONE.format(target=target, basis=basis))
    assert outcome.status is status
    placed = placed_of(outcome, rows)
    is_pinned = "QM409" in {d.code for d in placed.report.diagnostics}
    assert not (is_pinned and status is Status.DEFERRED)
    again = evaluated_cells(cells_of(placed))
    assert shown_of(again, placed_of(again, rows)) == shown_of(outcome, placed)


def check_counts(placed: PlacedReport, result: IndicatorResult) -> None:
    splits = result.measurement.splits
    assert splits is not None
    fields = [field.counts for field in counted_fields(splits)]
    months = [month.counts for month in splits.by_month if month.month or month.counts.counted]
    letters = "".join(COUNT_LETTERS.values())
    assert grid(placed, "field:", letters) == [told(counts) for counts in fields]
    assert grid(placed, "month:", letters) == [told(counts) for counts in months]
    whole = result.measurement.register
    assert whole is not None
    assert grid(placed, "all_", letters) == [told(whole)] * 2
    assert {mark for (mark,) in grid(placed, "", "J")} <= {None, "", "Đối chiếu", "Khớp"}
    assert "LỆCH" not in str(grid(placed, "basis:", "E"))


def test_the_share_of_a_part_keeps_its_side_of_the_target() -> None:
    """959 of 1,000 against "từ 96%": 95,9%, though the office shows no decimals."""
    rows = [f"| K{n} | A | 02/1/2026 | 20/1/2026 | {'10/1/2026' if n < 959 else '21/1/2026'} |" for n in range(1000)]
    placed = placed_of(
        evaluated(
            "## Thông tin\n| Số chữ số thập phân | 0 |\n"
            "## Mục tiêu\n| Mức đề ra | Cách tính |\n| từ 96% | Sổ theo dõi |\n"
            "## MT1\n| Mã hồ sơ | Lĩnh vực | Ngày nhận | Thời hạn | Ngày hoàn thành |\n" + "\n".join(rows)
        )
    )
    assert {grid(placed, beginning, "I")[0] for beginning in ("field:", "all_fields:", "all_months:")} == {("95,9%",)}


def test_two_registers_of_an_objective_stand_on_one_sheet() -> None:
    table = "\n".join(line.strip() for line in REGISTER.split("\n")[-7:])
    placed = placed_of(
        evaluated(
            "## Mục tiêu\n| Mã | Mục tiêu | Chỉ tiêu | Mức đề ra | Cách tính | Nguồn số liệu | Tính trên | Cột tính |\n"
            "| '1.1 | Một | Hồ sơ | trên 90% | Sổ theo dõi | | | |\n"
            "| '1.2 | | Hồ sơ ấy | trên 90% | Sổ theo dõi | | Tiếp nhận | |\n"
            "| '1.3 | | Hồ sơ quá hạn | dưới 20% | Sổ theo dõi | | Đã giải quyết | Quá hạn |\n"
            "| '1.4 | | Nhiệm vụ | trên 90% | Sổ theo dõi | Bảng 1.4 | | |\n\n"
            f"## MT1\n{table}\n## Bảng 1.4\n{table}"
        )
    )
    keys = [row.key for row in sheet_of(placed).sheet.rows if row.key.startswith(("title:", "bases:"))]
    assert keys == ["title:1.1", "bases:1.1", "bases:1.2", "bases:1.3", "title:1.4", "bases:1.4"]
    used = [(row[0], row[1], row[2]) for row in grid(placed, "basis:", "ABCDE") if row[4]]
    assert used == [
        ("Đã giải quyết và quá hạn", 2, 4),
        ("Tiếp nhận", 2, 5),
        ("Đã giải quyết", 1, 3),
        ("Đã giải quyết và quá hạn", 2, 4),
    ]
    assert len(sheet_of(placed).charts) == 2


def test_the_chart_stands_on_its_own_rows_inside_the_print_area() -> None:
    sheet = sheet_of(placed_of(evaluated(REGISTER.format(statement="Giải quyết hồ sơ"))))
    (chart,) = sheet.charts
    heights = {row.row: row.height or 15 for row in sheet.rows}
    covered = range(chart.row, chart.row + chart.chart.rows)
    assert chart.height <= sum(heights[row] for row in covered) * 96 / 72
    assert max(covered) <= sheet.print_area[2]
    assert not [cell for cell in sheet.cells if cell.row in covered]
    assert len({series.look for series in chart.chart.series}) == len(chart.chart.series) == 5
    assert chart.bars == 6
    assert all(re.fullmatch(rf"'{SHEET}'!\$[D-H]\$\d+:\$[D-H]\$\d+", area) for area in chart.values)


def test_the_columns_fit_a_page_as_those_of_the_annex_do() -> None:
    placed = placed_of(evaluated(REGISTER.format(statement="Giải quyết hồ sơ")))
    sheets = [sheet_of(placed, name).sheet for name in (SHEET, "Tổng hợp")]
    assert sheets[0].setup.scale == sheets[1].setup.scale
    mine, annex = (sum(column.width for column in sheet.columns) for sheet in sheets)
    assert mine <= annex


def test_a_month_has_no_chart() -> None:
    text = "## Thông tin\n| Kỳ báo cáo | Tháng 1 |\n" + "\n".join(
        line.strip() for line in REGISTER.format(statement="Giải quyết hồ sơ").split("\n")
    )
    assert sheet_of(placed_of(evaluated(text))).charts == ()


def test_the_sheet_is_passed_over_and_listed(tmp_path: Path) -> None:
    evaluate_file(WARD, tmp_path / "out.xlsx")
    again = evaluate_file(tmp_path / "out.xlsx", tmp_path / "again.xlsx")
    uses = {use.name: use.use for use in again.submission.source.sheets}  # type: ignore[union-attr]
    assert uses["_Phân tích MT2"] == uses["_Quá hạn MT3"] == "bỏ qua"


def test_an_objective_without_a_register_has_no_such_sheet() -> None:
    placed = placed_of(evaluated("## Mục tiêu\n| Mức đề ra | Cách tính |\n| trên 90% | Tỷ lệ |"))
    assert SHEET not in {sheet.sheet.name for sheet in placed.sheets}


def test_every_text_can_be_parsed_again() -> None:
    """Also with odd fields: texts like escapes, formulas, numbers."""
    rows = "\n".join(
        f"| K{n} | {name} | 02/1/2026 | 20/1/2026 | 10/1/2026 |"
        for n, name in enumerate(["_x0041_", "=SUM(A1)", '"a"', "[f]", "Đất đai", " đất  đai", "1", "#N/A"])
    )
    placed = placed_of(
        evaluated(
            "## Mục tiêu\n| Mức đề ra | Cách tính |\n| từ 96% | Sổ theo dõi |\n"
            f"## MT1\n| Mã hồ sơ | Lĩnh vực | Ngày nhận | Thời hạn | Ngày hoàn thành |\n{rows}"
        )
    )
    counts = grid(placed, "field:", "AC")
    assert sum(int(str(number)) for _, number in counts) == 8
    for row in sheet_of(placed).sheet.rows:
        for cell in row.cells.values():
            assert not isinstance(cell.content, Formula) or parse(cell.content.text)


def test_classes_are_five() -> None:
    counts = RegisterCounts(1, 2, dict.fromkeys(COUNTED_CLASSES, 1))
    assert (counts.counted, counts.resolved, counts.open) == (3, 3, 2)
