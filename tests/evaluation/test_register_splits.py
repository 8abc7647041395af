"""Registers by field and by month: EV90 to EV92. The period is 1/1 to 30/6/2026."""

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.evaluation.register_splits import MOST_FIELDS
from qmxl.model.evaluation import COUNTED_CLASSES, Arrival, RegisterCounts, RegisterSplits
from tests.evaluation.test_register_laws import BAD, CASES, COUNTED, FIRST, HEADER, Case, slow_classes
from tests.workbooks import Outcome, book_of, completed, evaluated, evaluated_cells

FIELDS = st.sampled_from(
    ["Đất đai", "đất đai", "Đất  đai ", "Hộ tịch", None, " ", "(không ghi)", "=1+1", "2.10", "2.1"]
)


def splits(outcome: Outcome) -> RegisterSplits:
    found = outcome.indicator.measurement.splits
    assert found is not None
    return found


def told(counts: RegisterCounts) -> tuple[int, ...]:
    """Carried over, received, then the five classes."""
    return (counts.carried_over, counts.received, *(counts.by_class[c] for c in COUNTED_CLASSES))


def test_fields_and_months() -> None:
    """EV90, EV91

    |    | A          | B         | C          | D         | E               | F          |
    |  6 | Mã hồ sơ   | Lĩnh vực  | Ngày nhận  | Thời hạn  | Ngày hoàn thành |            |
    |  7 | K1         | Đất đai   | 28/12/2025 | 05/1/2026 | 05/1/2026       | đúng hạn   |
    |  8 | K2         | đất  đai  | 03/1/2026  | 20/1/2026 | 02/2/2026       | quá hạn    |
    |  9 | K3         | Hộ tịch   | 30/6/2026  | 10/7/2026 |                 | còn hạn    |
    | 10 | K4         |           | 03/2/2026  | 20/2/2026 | 10/2/2026       | trước hạn  |
    | 11 | K5         | Hộ tịch   |            | 20/2/2026 |                 | đang quá   |
    | 12 | K6         | Xây dựng  | 01/7/2026  | 20/7/2026 |                 | ngoài kỳ   |
    """
    found = splits(
        evaluated(
            """
            ## Mục tiêu
            | Mức đề ra | Cách tính |
            | trên 90% | Sổ theo dõi |

            ## MT1
            | Mã hồ sơ | Lĩnh vực | Ngày nhận | Thời hạn | Ngày hoàn thành |
            | K1 | Đất đai | 28/12/2025 | 05/1/2026 | 05/1/2026 |
            | K2 | đất  đai | 03/1/2026 | 20/1/2026 | 02/2/2026 |
            | K3 | Hộ tịch | 30/6/2026 | 10/7/2026 | |
            | K4 | | 03/2/2026 | 20/2/2026 | 10/2/2026 |
            | K5 | Hộ tịch | | 20/2/2026 | |
            | K6 | Xây dựng | 01/7/2026 | 20/7/2026 | |
            """
        )
    )
    assert [(f.name, told(f.counts)) for f in found.by_field] == [
        ("Đất đai", (1, 1, 0, 1, 1, 0, 0)),
        ("Hộ tịch", (1, 1, 0, 0, 0, 1, 1)),
        ("", (0, 1, 1, 0, 0, 0, 0)),
        ("Xây dựng", (0, 0, 0, 0, 0, 0, 0)),
    ]
    assert [(m.arrival, m.month, told(m.counts)) for m in found.by_month] == [
        (Arrival.CARRIED_OVER, None, (1, 0, 0, 1, 0, 0, 0)),
        (Arrival.UNDATED, None, (1, 0, 0, 0, 0, 0, 1)),
        (Arrival.IN_MONTH, date(2026, 1, 1), (0, 1, 0, 0, 1, 0, 0)),
        (Arrival.IN_MONTH, date(2026, 2, 1), (0, 1, 1, 0, 0, 0, 0)),
        *((Arrival.IN_MONTH, date(2026, month, 1), (0,) * 7) for month in (3, 4, 5)),
        (Arrival.IN_MONTH, date(2026, 6, 1), (0, 1, 0, 0, 0, 1, 0)),
    ]


def test_of_too_many_fields_those_with_the_fewest_cases_are_one_part() -> None:
    """EV90"""
    names = [f"Lĩnh vực {n}" for n in range(MOST_FIELDS + 5)]
    rows = [(f"K{n}", name, date(2026, 1, 5), date(2026, 2, 1), date(2026, 1, 20)) for n, name in enumerate(names)]
    rows += [(f"L{n}", names[-1], date(2026, 1, 5), date(2026, 2, 1), date(2026, 1, 20)) for n in range(3)]
    header = ("Mã hồ sơ", "Lĩnh vực", "Ngày nhận", "Thời hạn", "Ngày hoàn thành")
    objective = [("Mức đề ra", "Cách tính"), ("trên 90%", "Sổ theo dõi")]
    found = splits(evaluated_cells(completed(book_of({"Mục tiêu": objective, "MT1": [(), header, *rows]}))))
    assert len(found.by_field) == MOST_FIELDS
    assert (found.by_field[-2].name, found.by_field[-2].counts.received) == (names[-1], 4)
    assert (found.by_field[-1].name, found.by_field[-1].counts.received) == (None, 6)


@st.composite
def cases_with_fields(draw: st.DrawFn) -> tuple[Case, tuple[str | None, ...]]:
    case = draw(CASES)
    size = len(case.rows)
    return case, tuple(draw(st.lists(FIELDS, min_size=size, max_size=size)))


def judged(case: Case, fields: tuple[str | None, ...], basis: str | None = None, target: str = "trên 90%") -> Outcome:
    """The register with a field beside every row, evaluated."""
    condition = "Thẩm quyền = xã" if case.has_condition else None
    rule = {"by_date": None, "on_time": "Tính đúng hạn", "not_counted": "Không tính"}[case.rule]
    rows = [(*row.cells, name) for row, name in zip(case.rows, fields, strict=True)]
    objectives = [("Mức đề ra", "Cách tính", "Điều kiện", "Tính trên"), (target, "Sổ theo dõi", condition, basis)]
    sheets = {
        "Thông tin": [("Hồ sơ trả lại, rút", rule)],
        "Mục tiêu": objectives,
        "MT1": [("Số liệu đến ngày",), (case.cut_off,), (), (*HEADER, "Lĩnh vực"), *rows],
    }
    return evaluated_cells(completed(book_of(sheets)))


def slow_field(name: str | None) -> str:
    return (name or "").replace(" ", "").casefold()


@settings(max_examples=100, deadline=None)
@given(cases_with_fields())
def test_two_ways_to_split_agree(given_case: tuple[Case, tuple[str | None, ...]]) -> None:
    """EV90, EV91: against a count row by row."""
    case, fields = given_case
    classes = slow_classes(case)
    found = splits(judged(case, fields))
    by_field = Counter((slow_field(name), own) for name, own in zip(fields, classes, strict=True) if own in COUNTED)
    by_month: Counter[tuple[object, str]] = Counter()
    for row, own in zip(case.rows, classes, strict=True):
        day = row.received
        if own in COUNTED and day != BAD:
            assert not isinstance(day, str)
            part = "undated" if day is None else "carried_over" if day < FIRST else day.replace(day=1)
            by_month[part, own] += 1
    for field in found.by_field:
        for own in COUNTED_CLASSES:
            assert field.counts.by_class[own] == by_field[slow_field(field.name), own]
    for month in found.by_month:
        for own in COUNTED_CLASSES:
            assert month.counts.by_class[own] == by_month[month.month or str(month.arrival), own]


@settings(max_examples=100, deadline=None)
@given(cases_with_fields())
def test_every_split_sums_to_the_whole(given_case: tuple[Case, tuple[str | None, ...]]) -> None:
    """EV92"""
    outcome = judged(*given_case)
    whole = outcome.indicator.measurement.register
    assert whole is not None
    found = splits(outcome)
    for parts in ([f.counts for f in found.by_field], [m.counts for m in found.by_month]):
        assert tuple(map(sum, zip(*map(told, parts), strict=True))) == told(whole)
        assert all(part.carried_over + part.received == part.resolved + part.open for part in parts)
    assert sum(sum(f.counts.by_class.values()) for f in found.by_field) == len(given_case[0].rows)
