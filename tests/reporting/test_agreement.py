"""What the formulas compute from the cells is what the evaluation found, whatever staff typed."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qmxl.contract.choices import ASSESSMENT_WORDS, BASIS_WORDS, CHOICES, NO_CASES_WORDS
from qmxl.contract.sheets import LARGE_SHARE_FORMAT, TABLE_COLUMNS
from qmxl.model.report import PlacedCell, PlacedReport
from qmxl.model.submission import CellValue, LargePercent, PercentNumber, TableKind
from qmxl.reading.workbook import WorkbookCells
from qmxl.reporting.compose import compose_report
from qmxl.reporting.layout import lay_out
from qmxl.reporting.places import overall, step
from tests.workbooks import Outcome, book_of, completed, evaluated_cells

Grid = Sequence[Sequence[CellValue]]

YEAR = 2026
DAYS = st.dates(date(YEAR - 1, 12, 1), date(YEAR, 12, 31))
OFTEN_BLANK = 3


def maybe(strategy: st.SearchStrategy[CellValue]) -> st.SearchStrategy[CellValue]:
    """Mostly a blank cell."""
    return st.one_of(*[st.none()] * OFTEN_BLANK, strategy)


def mostly(strategy: st.SearchStrategy[CellValue], odd: st.SearchStrategy[CellValue]) -> st.SearchStrategy[CellValue]:
    return st.one_of(*[strategy] * 6, odd)


ODD = st.sampled_from(
    [
        None,
        None,
        "abc",
        "12",
        "1.587",
        3.5,
        -1,
        "x",
        "0",
        "n/a",
        "1,587",
        "5,000",
        "12 hồ sơ",
        "100%",
        "１２",
        "khoảng 9",
    ]
)
COUNTS = mostly(st.integers(0, 20) | st.sampled_from([0, 94, 95, 96, 100, 949, 950, 999, 1000, 29796, 29798]), ODD)
SHARES = st.sampled_from(
    [0, 1, 0.5, 0.85, 0.9, 0.95, 0.8466, 0.945, 0.9499999, 0.02, 0.14, 0.145, 0.15, 1.05, 97, 97.5, 150, 5, 1e-7, 9700]
)
WORDS = st.sampled_from(
    [
        "Chưa phát sinh",
        "Đạt",
        "Chưa đạt",
        "Có",
        "97,5%",
        "97.125%",
        "1.5",
        "chưa biết",
        "20/3/2026",
        "hoàn thành",
        "0,97",
        "-1",
        "97%.",
        "９７％",
        "1200%",
        "2 Lớp",
        "có.",
    ]
)
DIRECTS = mostly(SHARES | st.floats(2**-13, 1.5, width=32), WORDS | DAYS)
DATES = mostly(
    DAYS,
    st.sampled_from(
        ["20/3/2026", "31/2/2026", "chưa xong", 46000, "?", "14:05 20/03/2026", "ngày 20 tháng 3 năm 2026", "20/3/68"]
    ),
)

SHARE_TARGETS = st.sampled_from(
    ["trên 95%", "từ 95% trở lên", "100%", "dưới 2%", "không quá 2%", "không quá 0%", "từ 14 đến 15%", "trong khoảng 14 - 15%", "trên 94,5%",
     "từ 90 đến 100%", "trên 0%", "trên 85% hồ sơ"]
)  # fmt: skip
COUNT_TARGETS = st.sampled_from(
    ["16/18 chỉ tiêu", "3/3", "ít nhất 2 hồ sơ", "không quá 3 hồ sơ", "không để xảy ra", "từ 2 đến 4 hồ sơ", "trên 1.500 hồ sơ", "dưới 5 hồ sơ", "85"]
)  # fmt: skip
COMPLETION_TARGETS = st.sampled_from(
    ["Thực hiện", "Hoàn thành trước ngày 30/6/2026", "Hoàn thành chậm nhất ngày 15/3/2026", "Hoàn thành trong tháng 6"]
)
TARGETS = st.one_of(
    *[SHARE_TARGETS] * 5, *[COUNT_TARGETS] * 2, COMPLETION_TARGETS, st.sampled_from(["khoảng 95", None])
)


def word(words: dict) -> st.SearchStrategy[CellValue]:
    return maybe(st.sampled_from(list(words.values())))


@st.composite
def objective_row(draw: st.DrawFn, measure: str, targets: st.SearchStrategy[CellValue] = TARGETS, **fixed: CellValue):
    """One indicator: target, rules, and what is typed in its row of results."""
    return {
        "Mức đề ra": draw(targets),
        "Cách tính": measure,
        "Kỳ đánh giá": draw(maybe(word(ASSESSMENT_WORDS))),
        "Thời hạn hoàn thành": draw(maybe(maybe(DAYS))),
        "Tính trên": draw(word(BASIS_WORDS)),
        "Khi chưa phát sinh": draw(word(NO_CASES_WORDS)),
        **fixed,
    }


OBJECTIVE_HEADERS = (
    "Mức đề ra", "Cách tính", "Kỳ đánh giá", "Thời hạn hoàn thành", "Tính trên", "Khi chưa phát sinh", "Cột tính", "Điều kiện",
)  # fmt: skip
RESULT_HEADERS = ("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp", "Số liệu đến ngày")


@st.composite
def typed_results(draw: st.DrawFn, counted: bool, directs: st.SearchStrategy[CellValue]):
    top, bottom = (draw(maybe(COUNTS) if counted else COUNTS) for _ in range(2))
    if isinstance(top, int) and isinstance(bottom, int) and top > bottom and draw(st.integers(0, 5)):
        top, bottom = bottom, top
    direct = draw(maybe(directs) if counted else maybe(maybe(directs)))
    return (top, bottom, direct, draw(maybe(maybe(DATES))))


@st.composite
def plain(draw: st.DrawFn):
    """Tỷ lệ without a table."""
    is_half = draw(st.integers(0, 3)) == 0
    return [draw(objective_row("Tỷ lệ"))], [draw(typed_results(counted=is_half, directs=DIRECTS))], []


@st.composite
def direct(draw: st.DrawFn):
    measure = draw(st.sampled_from(["Ghi trực tiếp", "Tự đánh giá"]))
    top, bottom, _, day = draw(typed_results(counted=True, directs=DIRECTS))
    return [draw(objective_row(measure))], [(top, bottom, draw(DIRECTS | maybe(DIRECTS)), day)], []


@st.composite
def ratio_table(draw: st.DrawFn):
    rows = draw(st.lists(st.tuples(st.sampled_from(["Tháng 1", "Tháng 2", None, "Cộng"]), COUNTS, COUNTS), max_size=4))
    condition = draw(maybe(maybe(st.just("Nội dung = Tháng 1"))))
    row = draw(objective_row("Tỷ lệ", **{"Điều kiện": condition}))
    ordered = [
        (n, i, min(a, b), max(a, b))
        if isinstance(a, int) and isinstance(b, int) and draw(st.integers(0, 5))
        else (n, i, a, b)
        for n, (i, a, b) in enumerate(rows, 1)
    ]
    return (
        [row],
        [draw(typed_results(counted=True, directs=DIRECTS))],
        [("STT", "Nội dung", "Số đạt", "Tổng số"), *ordered],
    )


STATES = st.sampled_from(
    [None, None, None, "Trả lại", "Rút", "chờ bổ sung", "Đang xử lý", "Đã trả lại", "Công dân RÚT", "Thủ tục rút gọn",
     "Đã trả kết quả", "Đã trả  kết quả đúng hạn", "HÒAN THÀNH", "Đã giải quyết quá hạn", "Quá hạn", "Trễ hạn, chờ bổ sung",
     "Trong hạn", "Chưa hoàn thành", "Đã xong trước hạn", "Sắp quá hạn", "không đúng hạn", "đúng hạn / quá hạn"]
)  # fmt: skip
ANSWERS = st.sampled_from(
    [
        "Có",
        "Có",
        "Có",
        "Không",
        None,
        "x",
        "✓",
        "Không áp dụng",
        "chưa",
        "?",
        1,
        0,
        "Rồi",
        "có.",
        "✔",
        "KHÔNG ;",
        "-",
        "v",
        True,
        False,
    ]
)


@st.composite
def register(draw: st.DrawFn):
    """A register used by shares of time limits and by a checklist."""
    count = draw(st.integers(0, 7))
    rows = []
    for number in range(count):
        received = draw(mostly(DAYS, maybe(DATES)))
        due = draw(mostly(DAYS, maybe(DATES)))
        finished = draw(st.none() | DATES)
        if isinstance(received, date) and draw(st.booleans()):
            due = received + timedelta(days=draw(st.integers(0, 30)))
            finished = draw(
                st.none() | st.just(due) | st.integers(0, 40).map(lambda days, r=received: r + timedelta(days=days))
            )
        rows.append(
            (number + 1, draw(st.sampled_from(["H1", "H2", "h2", "H 3", None, f"K{number}"])), draw(st.sampled_from(["Đất đai", "đất đai ", "Hộ tịch", None])),
             draw(st.sampled_from(["UBND xã", "UBND  xã", "UBND tỉnh", None])), received, due, finished, draw(STATES), draw(ANSWERS))
        )  # fmt: skip
        if draw(st.integers(0, 4)) == 0:
            rows.append(rows[draw(st.integers(0, len(rows) - 1))])
    conditions = maybe(
        st.sampled_from(
            ["Thẩm quyền = UBND xã", "Lĩnh vực = Đất đai, Hộ tịch", "Thẩm quyền = ubnd xã; Lĩnh vực = Đất đai"]
        )
    )
    indicators = [
        draw(
            objective_row("Sổ theo dõi", **{"Điều kiện": draw(conditions), "Cột tính": draw(maybe(st.just("Quá hạn")))})
        )
    ]
    if draw(st.booleans()):
        own = draw(st.sampled_from([indicators[0]["Điều kiện"], None]))
        indicators.append(
            draw(objective_row("Sổ theo dõi", **{"Điều kiện": own, "Cột tính": draw(maybe(st.just("Quá hạn")))}))
        )
    if draw(st.booleans()):
        own = draw(conditions)
        indicators.append(draw(objective_row("Danh mục", **{"Điều kiện": own, "Cột tính": "Có theo dõi"})))
    results = [draw(typed_results(counted=True, directs=DIRECTS)) for _ in indicators]
    header = (
        "STT",
        "Mã hồ sơ",
        "Lĩnh vực",
        "Thẩm quyền",
        "Ngày nhận",
        "Thời hạn",
        "Ngày hoàn thành",
        "Tình trạng",
        "Có theo dõi",
    )
    return indicators, results, [header, *rows]


@st.composite
def breakdown(draw: st.DrawFn):
    headers = [c.header for c in TABLE_COLUMNS[TableKind.BREAKDOWN]]
    kept = [h for h in headers if h in {"Trước hạn", "Đúng hạn", "Quá hạn"} or draw(st.integers(0, 5))]
    numbers = st.integers(0, 5) | maybe(COUNTS)
    rows = [
        tuple(draw(st.sampled_from(["Đất đai", "Hộ tịch", None])) if h == "Lĩnh vực" else draw(numbers) for h in kept)
        for _ in range(draw(st.integers(0, 3)))
    ]
    row = draw(
        objective_row(
            "Sổ theo dõi",
            **{
                "Cột tính": draw(maybe(st.just("Quá hạn"))),
                "Điều kiện": draw(maybe(maybe(st.sampled_from(["Lĩnh vực = Đất đai", "Thẩm quyền = UBND xã"])))),
            },
        )
    )
    return [row], [draw(typed_results(counted=True, directs=DIRECTS))], [kept, *rows]


@st.composite
def checklist(draw: st.DrawFn):
    rows = [
        (n, draw(st.sampled_from(["Chứng thực", "Hộ tịch", "Đất đai", None])), draw(ANSWERS), draw(ANSWERS))
        for n in range(1, draw(st.integers(1, 6)))
    ]
    indicators = [
        draw(objective_row("Danh mục", **{"Điều kiện": draw(maybe(maybe(st.just("Nội dung = Hộ tịch, Đất đai"))))}))
    ]
    if draw(st.booleans()):
        indicators.append(
            draw(
                objective_row(
                    "Danh mục", **{"Cột tính": "Đã ký", "Điều kiện": draw(maybe(st.just("Đạt (Có/Không) = Có")))}
                )
            )
        )
    results = [draw(typed_results(counted=True, directs=DIRECTS)) for _ in indicators]
    return indicators, results, [("STT", "Nội dung", "Đạt (Có/Không)", "Đã ký"), *rows]


@st.composite
def survey(draw: st.DrawFn):
    levels = ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"][
        : draw(st.integers(2, 5))
    ]
    rows = [(n, f"Câu {n}", *(draw(COUNTS) for _ in levels)) for n in range(1, draw(st.integers(1, 4)))]
    row = draw(objective_row("Khảo sát", **{"Điều kiện": draw(maybe(maybe(st.just("Nội dung khảo sát = Câu 1"))))}))
    return [row], [draw(typed_results(counted=True, directs=DIRECTS))], [("STT", "Nội dung khảo sát", *levels), *rows]


@st.composite
def survey_forms(draw: st.DrawFn):
    answers = st.sampled_from(
        ["Rất hài lòng", "Hài lòng", "hài lòng", "Bình thường", 5, 4, 3, 1, "5", None, "?", "Không hài lòng"]
    )
    rows = [
        (n, draw(st.sampled_from(["Xóm 1", "Xóm 2"])), draw(answers), draw(answers))
        for n in range(1, draw(st.integers(1, 6)))
    ]
    row = draw(
        objective_row(
            "Khảo sát", **{"Cột tính": "Câu 1; Câu 2", "Điều kiện": draw(maybe(maybe(st.just("Thôn = Xóm 1"))))}
        )
    )
    return [row], [draw(typed_results(counted=True, directs=DIRECTS))], [("STT", "Thôn", "Câu 1", "Câu 2"), *rows]


PLANS = st.sampled_from(
    [
        10,
        100,
        0,
        7.4,
        None,
        "dưới 4",
        "7,4 - 8,4",
        "trong khoảng 7 - 8",
        "Đạt",
        "không quá 5",
        "trên 90%",
        "trên 12 xã",
        "12,5",
        "vài",
        -5,
        "1.500",
    ]
)
ACTUALS = st.sampled_from(
    [
        None,
        0,
        3,
        5,
        7.4,
        8,
        8.4,
        10,
        12,
        40,
        50,
        100,
        120,
        0.9,
        0.95,
        95,
        "Đạt",
        "Chưa đạt",
        "abc",
        "12,5",
        -3,
        "1.500",
        "95%",
        1500,
    ]
)


@st.composite
def plan(draw: st.DrawFn):
    rows = [
        (
            n,
            f"Chỉ tiêu {n}",
            "xã",
            draw(PLANS),
            draw(ACTUALS),
            draw(maybe(st.sampled_from(CHOICES["requirement"]))),
            draw(maybe(st.sampled_from(CHOICES["assessment"]))),
        )
        for n in range(1, draw(st.integers(1, 7)))
    ]
    row = draw(
        objective_row(
            "Bảng kế hoạch", st.one_of(st.sampled_from(["3/3 chỉ tiêu", "2/3 chỉ tiêu", "từ 80%", "trên 50%"]), TARGETS)
        )
    )
    row["Kỳ đánh giá"] = draw(st.sampled_from([None, "Cuối năm"]))
    row["Điều kiện"] = draw(maybe(maybe(st.sampled_from(["Đơn vị tính = xã", "Kỳ đánh giá = Cuối năm"]))))
    header = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Yêu cầu", "Kỳ đánh giá")
    return [row], [draw(typed_results(counted=True, directs=DIRECTS))], [header, *rows]


OBJECTIVES = st.one_of(
    plain(), direct(), ratio_table(), register(), register(), breakdown(), checklist(), survey(), survey_forms(), plan()
)


@st.composite
def information(draw: st.DrawFn) -> list[tuple[str, CellValue]]:
    fields: dict[str, st.SearchStrategy[CellValue]] = {
        "Kỳ báo cáo": st.sampled_from(["6 tháng đầu năm", "6 tháng đầu năm", "6 tháng đầu năm", "Quý I", "Năm", "Tháng 12", "9 tháng đầu năm", None]),
        "Từ ngày": maybe(maybe(st.sampled_from([date(YEAR - 1, 12, 15), date(YEAR, 2, 1), date(YEAR, 7, 15), "xx"]))),
        "Đến ngày": maybe(maybe(st.sampled_from([date(YEAR, 6, 14), date(YEAR, 11, 30)]))),
        "Số chữ số thập phân": maybe(st.sampled_from([0, 2, 4, 7, -1])),
        "Mức tiến độ cần đạt đến kỳ này (%)": maybe(st.sampled_from([40, 0.6, 1, 100, 120])),
        "Hồ sơ trả lại, rút": maybe(st.sampled_from([*CHOICES["returned"], "Bỏ qua"])),
        "Ngày hoàn thành tính theo": maybe(st.sampled_from(CHOICES["finish_date"])),
        '"Bình thường" tính là hài lòng': maybe(st.sampled_from([*CHOICES["neutral"], "Tùy"])),
    }  # fmt: skip
    return [("Năm", YEAR), *((label, draw(strategy)) for label, strategy in fields.items())]


@st.composite
def workbooks(draw: st.DrawFn) -> WorkbookCells:
    """One to three objectives, each measured in its own way."""
    chosen = draw(st.lists(OBJECTIVES, min_size=1, max_size=2))
    objectives: list[tuple[CellValue, ...]] = [("Mã", "Mục tiêu", *OBJECTIVE_HEADERS)]
    sheets: dict[str, Grid] = {"Thông tin": draw(information())}
    for number, (indicators, results, table) in enumerate(chosen, 1):
        codes = (
            [str(number)] if len(indicators) == 1 else [f"{number}.{part}" for part in range(1, len(indicators) + 1)]
        )
        objectives += [
            (code, f"Mục tiêu {number}", *(row.get(header) for header in OBJECTIVE_HEADERS))
            for code, row in zip(codes, indicators, strict=True)
        ]
        typed = [(code, *row) for code, row in zip(codes, results, strict=True)]
        sheets[f"MT{number}"] = [RESULT_HEADERS, *typed, (), *table]
    sheets["Mục tiêu"] = objectives
    return book_of(sheets)


def placed_of(outcome: Outcome) -> PlacedReport:
    """Raises FormulaDisagreement where the formulas show something else."""
    return lay_out(compose_report(outcome.submission, outcome.evaluation, outcome.diagnostics))


def cells_of(placed: PlacedReport) -> WorkbookCells:
    """The written workbook as a reader sees it."""
    sheets: dict[str, list[list[CellValue]]] = {}
    for sheet in placed.sheets:
        rows = sheets.setdefault(sheet.sheet.name, [])
        for cell in sheet.cells:
            rows.extend([] for _ in range(cell.row - len(rows)))
            rows[cell.row - 1].extend([None] * (cell.column - len(rows[cell.row - 1])))
            rows[cell.row - 1][cell.column - 1] = _read_back(cell)
    return book_of(sheets)


def _read_back(cell: PlacedCell) -> CellValue:
    """A cell as the reader finds it, told by its number format whether it shows a percent sign."""
    is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    if is_number and cell.style.number_format == LARGE_SHARE_FORMAT:
        return LargePercent(cell.value)
    if is_number and "%" in cell.style.number_format:
        return PercentNumber(cell.value)
    return None if cell.value == "" else cell.value


def told(outcome: Outcome, placed: PlacedReport) -> dict[str, tuple[object, ...]]:
    """Status, shown text, value and sentence by code; values only where they were judged."""
    sentences = {code: placed.values[place] for code, place in placed.report.sentences.items()}
    return {
        r.code: (r.status, r.shown, r.measurement.value if r.shown else None, sentences[r.code])
        for r in outcome.evaluation.indicators
    }


def test_rows_without_a_code_of_their_own_are_carried_as_found() -> None:
    headers = ("Mã", "Mục tiêu", "Chỉ tiêu", "Mức đề ra", "Cách tính")
    rows = [
        ("1", "Một", None, "trên 90%", "Tỷ lệ"), ("hai", "Hai", None, "trên 90%", "Tỷ lệ"),
        ("3", "Ba", None, None, None), ("3.1", None, "Đúng hạn", "trên 90%", "Tỷ lệ"),
        (None, None, "Đúng luật", "khoảng 90", "Danh mục"), ("3.2", None, "Đúng mẫu", "trên 90%", "Sổ theo dõi"),
        (3.1, None, "Đúng nơi", "Hoàn thành", "Tự đánh giá"), ("1", "Bốn", None, "trên 90%", "Tỷ lệ"),
    ]  # fmt: skip
    results = {
        "MT1": [("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp"), ("1", 95, 100, None)],
        "MT3": [("Mã", "Số đạt", "Tổng số", "Ghi trực tiếp"), ("3.1", 95, 100, None), ("3.2", None, None, None)],
    }
    information = {"Thông tin": [("Kỳ báo cáo", "6 tháng đầu năm"), ("Năm", YEAR)]}
    outcome = evaluated_cells(book_of(information | {"Mục tiêu": [headers, *rows]} | results))
    placed = placed_of(outcome)
    again = evaluated_cells(cells_of(placed))
    assert told(again, placed_of(again)) == told(outcome, placed)
    assert (again.evaluation.met, again.evaluation.total) == ((), 4)
    assert {d.code for d in again.diagnostics if d.severity == "error"} == outcome.errors
    conclusion = str(placed.values[overall("overall")])
    assert "04 mục tiêu chưa đủ số liệu để đánh giá (mục tiêu số 1, ?, 3, ?)" in conclusion


def distances(outcome: Outcome, placed: PlacedReport) -> dict[str, tuple[object, object]]:
    """{còn thiếu} and the difference as the formulas say them, by code; only where there is one."""
    wanted = {}
    for result in outcome.evaluation.indicators:
        margin, needed = (placed.values.get(step(result.code, key)) for key in ("margin", "needed_count"))
        wanted[result.code] = (margin, needed)
    return wanted


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(workbooks())
def test_formulas_agree_with_the_evaluation(book: WorkbookCells) -> None:
    """EV20: status, shown text, objective and summary; `lay_out` compares them cell by cell."""
    placed_of(evaluated_cells(book))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(workbooks())
def test_formulas_tell_the_same_distance_to_the_target(book: WorkbookCells) -> None:
    """EV22, EV24"""
    outcome = evaluated_cells(book)
    by_formula = distances(outcome, placed_of(outcome))
    for result in outcome.evaluation.indicators:
        margin, needed = by_formula[result.code]
        if result.shown and result.margin is not None:
            assert result.margin.split(" ")[0] == margin
        if result.cases_needed is not None:
            assert result.cases_needed == needed


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(workbooks())
def test_an_output_evaluates_to_itself(book: WorkbookCells) -> None:
    outcome = evaluated_cells(book)
    placed = placed_of(outcome)
    again = evaluated_cells(cells_of(placed))
    assert told(again, placed_of(again)) == told(outcome, placed)
    assert again.evaluation.met == outcome.evaluation.met
    assert "QM364" not in again.warnings


@pytest.mark.parametrize(
    ("typed", "target", "shown", "said"),
    [
        (PercentNumber(9700), "trên 95%", "97%", "QM230"),
        (9700, "trên 95%", "97%", "QM230"),
        (PercentNumber(9700), "trên 98%", None, "QM210"),
        (PercentNumber(9700), "không quá 98%", None, "QM210"),
        ("1200%", "trên 95%", "1.200%", "QM213"),
        (PercentNumber(97), "trên 95%", "97%", None),
        (PercentNumber(1.2), "trên 95%", "120%", None),
    ],
)
def test_a_share_of_hundreds_of_hundreds_is_read_alike_in_the_output(
    typed: CellValue, target: str, shown: str | None, said: str | None
) -> None:
    """More than 1000 % without a sign has two readings; what an output says is certain is written so."""
    book = completed(
        book_of(
            {"Mục tiêu": [("Mức đề ra", "Cách tính"), (target, "Ghi trực tiếp")], "MT1": [("Ghi trực tiếp",), (typed,)]}
        )
    )
    outcome = evaluated_cells(book)
    codes = {d.code for d in outcome.diagnostics}
    assert (outcome.indicator.shown, outcome.status == "NO_DATA") == (shown, shown is None)
    assert {said} <= codes if said else not codes & {"QM210", "QM230"}
    placed = placed_of(outcome)
    again = evaluated_cells(cells_of(placed))
    assert told(again, placed_of(again)) == told(outcome, placed)
