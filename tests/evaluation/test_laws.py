"""What holds for every workbook: EV80 to EV83, EV20, EV30."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qmxl.contract.choices import CHOICES
from qmxl.contract.sheets import OBJECTIVE_COLUMNS, RESULT_COLUMNS, TABLE_COLUMNS
from qmxl.evaluation.judging import compare
from qmxl.model.evaluation import Status
from qmxl.model.submission import CellValue, ErrorValue
from qmxl.model.targets import Target
from qmxl.reading.markdown import markdown_workbook
from qmxl.reading.target_phrases import read_target
from tests.workbooks import Outcome, book_of, completed, evaluated_cells

YEAR = 2026
RANK = {Status.NOT_MET: 0, Status.DEFERRED: 0, Status.MET: 1, Status.EXCEEDED: 2}

EVERYTHING = """
## Thông tin
| Kỳ báo cáo | 6 tháng đầu năm |
| Năm | 2026 |
| Từ ngày | |
| Đến ngày | |
| Số chữ số thập phân | 1 |
| Mức tiến độ cần đạt đến kỳ này (%) | 50 |
| Hồ sơ trả lại, rút | Tính đúng hạn |
| Ngày hoàn thành tính theo | Ngày trả |
| "Bình thường" tính là hài lòng | Có |
| Nơi nhận | UBND tỉnh |
| | Lưu: VT |

## Mục tiêu
| Mã | Mục tiêu | Mức đề ra | Cách tính | Kỳ đánh giá | Thời hạn hoàn thành | Cột tính | Điều kiện | Tính trên | Khi chưa phát sinh |
| 1 | Kinh tế | 3/3 chỉ tiêu | Bảng kế hoạch | Cuối năm | | | | | |
| 2 | Thủ tục | | | | | | | | |
| 2.1 | | 100% | Danh mục | | | Có theo dõi | | | |
| 2.2 | | từ 98% trở lên | Sổ theo dõi | | | | Thẩm quyền = xã | Tiếp nhận | |
| 2.3 | | không quá 5% | Sổ theo dõi | | | Quá hạn | | | Tính đạt |
| 3 | Công khai | trên 95% | Tỷ lệ | | 30/9/2026 | | | | Không đánh giá |
| 4 | Hài lòng | trên 95% | Khảo sát | | | | | | |
| 5.1 | Quản lý | ít nhất 02 lớp | Ghi trực tiếp | | | | | | |
| 5.2 | | Hoàn thành trước ngày 30/9 | Tự đánh giá | | | | | | |
| 5.3 | | 100% | Danh mục | | | | | | |

## MT1
| Mã | Số đạt | Tổng số | Ghi trực tiếp | Số liệu đến ngày |
| 1 | | | | |

| STT | Chỉ tiêu | Kế hoạch | Thực hiện | Yêu cầu | Kỳ đánh giá |
| 1 | Thu | 100 | 60 | | |
| 2 | Nghèo | dưới 4 | 3.5 | | Cuối năm |
| 3 | Nợ | 10 | 11 | Không vượt quá kế hoạch | |

## MT2
| Mã | Số đạt | Tổng số | Ghi trực tiếp | Số liệu đến ngày |
| '2.1 | | | | |
| '2.2 | | | 90% | 2026-06-20 |
| '2.3 | | | | |

| STT | Mã hồ sơ | Lĩnh vực | Thẩm quyền | Ngày nhận | Thời hạn | Ngày hoàn thành | Ngày trả | Tình trạng | Có theo dõi |
| 1 | H1 | Đất đai | xã | 2026-01-05 | 2026-01-15 | 2026-01-10 | 2026-01-12 | | Có |
| 2 | H2 | Hộ tịch | xã | 2025-12-05 | 2026-01-15 | 2026-01-20 | | | Không |
| 3 | H3 | Hộ tịch | tỉnh | 2026-06-05 | 2026-06-15 | | | Chờ bổ sung | x |
| 4 | H3 | Hộ tịch | tỉnh | 2026-06-05 | 2026-06-15 | | | Rút | 1 |

## MT3
| Mã | Số đạt | Tổng số | Ghi trực tiếp | Số liệu đến ngày |
| 3 | 9 | 10 | | |

| Nội dung | Số đạt | Tổng số |
| Tháng 1 | 4 | 5 |
| Cộng | 4 | 5 |

## MT4
| Mã | Số đạt | Tổng số | Ghi trực tiếp | Số liệu đến ngày |
| 4 | | | | |

| Số phiếu phát ra | 50 |

| Nội dung khảo sát | Rất hài lòng | Hài lòng | Bình thường | Không hài lòng |
| Thái độ | 40 | 8 | 1 | 1 |

## MT5
| Mã | Số đạt | Tổng số | Ghi trực tiếp | Số liệu đến ngày | Nguyên nhân |
| '5.1 | | | 2 | | |
| '5.2 | | | Đạt | | |
| '5.3 | | | | | |

| Nội dung | Đạt (Có/Không) |
| Niêm yết | Có |
| Họp | Không áp dụng |

## Nội dung báo cáo
| Mục | Nội dung |
| Mở đầu | |
"""
SHEETS: Mapping[str, Sequence[Sequence[CellValue]]] = {
    name: sheet.rows for name, sheet in markdown_workbook(EVERYTHING).sheets.items()
}

HEADERS = [c.header for columns in (OBJECTIVE_COLUMNS, RESULT_COLUMNS, *TABLE_COLUMNS.values()) for c in columns]
WORDS = [word for words in CHOICES.values() for word in words]
PHRASES = [
    *("trên 95%", "từ 85%", "dưới 2%", "không quá 2%", "16/18 chỉ tiêu", "từ 14 đến 15%", "trong khoảng 14 - 15%"),
    *("04 trường", "không để xảy ra", "Thực hiện", "trước ngày 30/6", "trong quý II", "85", "0/0", "x = y; ; =", "a;b"),
    *(
        "1.587",
        "97,5%",
        "97.125%",
        "0,97",
        "1e5",
        "31/2/2026",
        "20.8.20",
        "MT2",
        "Bảng 7.2",
        "a.xlsx",
        "Quá hạn",
        "2.10",
    ),
    *("Cộng", "Tổng số", "Trả lại", "Chờ bổ sung", "5", "xã", "Ngày nhận = 5", "9" * 30, "{", "%", "-", "\u200b"),
]
CELLS = st.one_of(
    st.none(),
    st.sampled_from([*PHRASES, *WORDS, *HEADERS]),
    st.integers(-3, 60_000),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.text(max_size=5),
    st.sampled_from([ErrorValue("#N/A"), ErrorValue("công thức chưa có giá trị")]),
)
FILLED = [
    (name, row, column)
    for name, rows in SHEETS.items()
    for row, cells in enumerate(rows)
    for column, _ in enumerate(cells)
]
PLACES = st.sampled_from(FILLED) | st.tuples(st.sampled_from(sorted(SHEETS)), st.integers(0, 12), st.integers(0, 10))
CHANGES = st.lists(st.tuples(PLACES, CELLS), min_size=1, max_size=25)
Changes = Sequence[tuple[tuple[str, int, int], CellValue]]


def changed(changes: Changes) -> Outcome:
    """The workbook with everything in it, some of its cells replaced."""
    sheets = {name: [list(row) for row in rows] for name, rows in SHEETS.items()}
    for (name, row, column), value in changes:
        rows = sheets[name]
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = value
    return evaluated_cells(book_of(sheets))


def test_everything_has_a_verdict() -> None:
    outcome = changed(())
    assert outcome.errors == set()
    assert Status.NO_DATA not in outcome.statuses


@settings(max_examples=300, deadline=None)
@given(CHANGES)
@example([(("MT2", 1, 3), 1.7976931348623151e308)])
def test_any_grid_gives_diagnostics(changes: Changes) -> None:
    """EV80, EV70, EV30, EV41"""
    outcome = changed(changes)
    assert all(d.message and d.code for d in outcome.diagnostics)
    assert outcome.errors or Status.NO_DATA not in outcome.statuses
    for result in outcome.evaluation.indicators:
        measurement = result.measurement
        assert result.shown is not None or result.status not in {Status.EXCEEDED, Status.MET} or measurement.unusable
        if measurement.bands:
            assert measurement.bands.total == len(measurement.plan_rows) == measurement.denominator
        if measurement.register and measurement.classes is not None:
            counts = measurement.register
            assert counts.carried_over + counts.received == counts.resolved + counts.open
            assert sum(counts.by_class.values()) == len(measurement.classes)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.lists(st.lists(CELLS, max_size=6), max_size=8))
def test_no_content_of_a_sheet_stops_it(
    objectives: Sequence[Sequence[CellValue]], results: Sequence[Sequence[CellValue]]
) -> None:
    """EV80"""
    header = ["Mã", "Mục tiêu", "Mức đề ra", "Cách tính", "Cột tính", "Điều kiện"]
    found = ["Mã", "Số đạt", "Tổng số", "Ghi trực tiếp", "Số liệu đến ngày", "Nguyên nhân"]
    sheets = {"Thông tin": SHEETS["Thông tin"], "mục  tiêu": [header, *objectives], "mt1": [found, *results]}
    outcome = evaluated_cells(book_of(sheets))
    assert [r.code for r in outcome.evaluation.indicators] == [i.code for i in outcome.submission.indicators]


# EV83: what is shown never contradicts the status

PERCENTS = st.decimals(0, 100, places=2) | st.decimals(0, 100, places=1) | st.integers(0, 100).map(Decimal)
WORDINGS = ("trên {}%", "từ {}%", "dưới {}%", "không quá {}%", "= {}%")


def text_of(number: Decimal) -> str:
    """As a clerk writes it."""
    return f"{number:f}".replace(".", ",")


@st.composite
def targets(draw: st.DrawFn) -> str:
    """A target in percent."""
    low, high = sorted((draw(PERCENTS), draw(PERCENTS)))
    ranges = ("từ {} đến {}%", "trong khoảng {} - {}%")
    if draw(st.booleans()):
        return draw(st.sampled_from(WORDINGS)).format(text_of(low))
    return draw(st.sampled_from(ranges)).format(text_of(low), text_of(high))


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    """Good ones and all, often nearly all or next to a percentage."""
    whole = draw(st.integers(1, 200) | st.integers(1, 10**9))
    share = draw(st.sampled_from([0, Fraction(1, 2), Fraction(9, 10), Fraction(95, 100), 1]))
    near = int(share * whole) + draw(st.integers(-2, 2))
    return draw(st.integers(0, whole) | st.just(max(0, min(whole, near)))), whole


def judged(target: str, results: Mapping[str, CellValue], *, measure: str = "Tỷ lệ", decimals: int = 0) -> Outcome:
    """One indicator whose result cells are given."""
    objectives = [("Mức đề ra", "Cách tính"), (target, measure)]
    information = [("Số chữ số thập phân", decimals)]
    sheets = {"Thông tin": information, "Mục tiêu": objectives, "MT1": [tuple(results), tuple(results.values())]}
    return evaluated_cells(completed(book_of(sheets)))


def parsed(shown: str) -> Fraction:
    """The share that a shown percentage says."""
    return Fraction(shown.removesuffix("%").replace(".", "").replace(",", ".")) / 100


def target_of(phrase: str) -> Target:
    target = read_target(phrase, year=YEAR)
    assert isinstance(target, Target)
    return target


@settings(max_examples=500, deadline=None)
@given(targets(), counts(), st.integers(0, 4))
@example("từ 95%", (1899, 2000), 0)
@example("từ 100%", (29796, 29798), 0)
@example("trên 0%", (1, 10**9), 0)
def test_what_is_shown_never_contradicts_the_status(target: str, count: tuple[int, int], decimals: int) -> None:
    """EV20, EV83"""
    good, whole = count
    result = judged(target, {"Số đạt": good, "Tổng số": whole}, decimals=decimals).indicator
    assert result.shown is not None
    shown = parsed(result.shown)
    assert compare(shown, target_of(target)) is result.status is compare(Fraction(good, whole), target_of(target))
    assert (shown == 1) is (good == whole)
    assert (shown == 0) is (good == 0)


@settings(max_examples=200, deadline=None)
@given(targets(), (st.floats(0, 1) | st.floats(11, 150)).map(lambda number: round(number, 12)))
def test_a_declared_figure_is_shown_on_its_side_too(target: str, typed: float) -> None:
    """EV20, EV83"""
    result = judged(target, {"Ghi trực tiếp": typed}, measure="Ghi trực tiếp").indicator
    assert result.shown is not None
    shown = parsed(result.shown)
    assert compare(shown, target_of(target)) is result.status
    assert (shown == 1) is (result.measurement.value == 1)


# EV82: a better figure never worsens a status

ONE_SIDED = st.tuples(st.sampled_from(WORDINGS[:4]), PERCENTS.map(text_of)).map(lambda pair: pair[0].format(pair[1]))


def is_better(target: str, worse: Status, better: Status) -> bool:
    """Higher is better but under an upper limit."""
    pair = (RANK[worse], RANK[better])
    return pair[0] >= pair[1] if target.startswith(("dưới", "không quá")) else pair[0] <= pair[1]


@settings(max_examples=200, deadline=None)
@given(ONE_SIDED | st.just("16/18 chỉ tiêu") | st.just("từ 90 đến 95%"), st.integers(1, 300), st.data())
def test_more_good_ones_are_never_worse(target: str, whole: int, data: st.DataObject) -> None:
    """EV82"""
    fewer, more = sorted((data.draw(st.integers(0, whole)), data.draw(st.integers(0, whole))))
    first, second = (judged(target, {"Số đạt": n, "Tổng số": whole}).status for n in (fewer, more))
    assert is_better(target, first, second)


@settings(max_examples=100, deadline=None)
@given(ONE_SIDED, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_declared_figure_is_never_worse(target: str, one: float, other: float) -> None:
    """EV82"""
    low, high = sorted((one, other))
    first, second = (judged(target, {"Ghi trực tiếp": n}, measure="Ghi trực tiếp").status for n in (low, high))
    assert is_better(target, first, second)


@pytest.mark.parametrize("target", ["Hoàn thành", "Hoàn thành trước ngày 30/5/2026", "Hoàn thành trong quý II"])
@given(st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31)), st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31)))
@settings(deadline=None)
def test_an_earlier_finish_is_never_worse(target: str, one: date, other: date) -> None:
    """EV82"""
    early, late = sorted((one, other))
    first, second = (judged(target, {"Ghi trực tiếp": day}, measure="Tự đánh giá").status for day in (early, late))
    assert RANK[first] >= RANK[second]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["Có", "Không", None]), min_size=1, max_size=12), st.data())
def test_one_more_yes_is_never_worse(answers: list[str | None], data: st.DataObject) -> None:
    """EV82: a blank may be either, so filling it decides nothing that was decided otherwise."""
    position = data.draw(st.sampled_from([p for p, answer in enumerate(answers) if answer != "Có"] or [0]))
    better = [*answers[:position], "Có", *answers[position + 1 :]]
    statuses = [_of_checklist(given_answers) for given_answers in (answers, better)]
    assert Status.NO_DATA in statuses or RANK[statuses[0]] <= RANK[statuses[1]]


def _of_checklist(answers: Sequence[str | None]) -> Status:
    rows = [("Ghi trực tiếp",), (None,), (), ("Nội dung", "Đạt"), *((f"A{n}", a) for n, a in enumerate(answers))]
    sheets = {"Mục tiêu": [("Mức đề ra", "Cách tính"), ("từ 60%", "Danh mục")], "MT1": rows}
    return evaluated_cells(completed(book_of(sheets))).status
