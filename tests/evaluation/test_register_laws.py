"""Registers against a slow reading of contract.md §5, row by row in plain Python: EV30 to EV39, EV44,
EV81, EV82, EV85 to EV87, EV89."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from qmxl.contract.choices import BASIS_WORDS, RETURNED_WORDS
from qmxl.model.evaluation import TIME_CLASSES, RegisterCounts, Status, TimeClass
from qmxl.model.submission import Basis, CellValue, ReturnedRule
from tests.workbooks import Outcome, book_of, completed, evaluated_cells

FIRST, LAST, CUT_OFF = date(2026, 1, 1), date(2026, 6, 30), date(2026, 6, 20)
BAD = "31/2/2026"
AUTHORITY = "xã"
COUNTED = ("early", "on_time", "late", "open_in_time", "open_overdue")
# What is worse for the unit stands for rows that say the same of one dossier.
WORST_FIRST = ("late", "open_overdue", "open_in_time", "on_time", "early", "unreadable", "not_counted", "outside")

HEADER = ("Mã hồ sơ", "Thẩm quyền", "Ngày nhận", "Thời hạn", "Ngày hoàn thành", "Tình trạng", "Nội dung")


@dataclass(frozen=True)
class Row:
    """One row as typed; a date is blank, a date, or what nobody can read."""

    code: str | None
    authority: str
    received: date | str | None
    due: date | str | None
    finished: date | str | None
    state: str | None

    @property
    def cells(self) -> tuple[CellValue, ...]:
        return (self.code, self.authority, self.received, self.due, self.finished, self.state, "hồ sơ")


@dataclass(frozen=True)
class Case:
    """A register and the choices it is judged under."""

    rows: tuple[Row, ...]
    rule: ReturnedRule = ReturnedRule.BY_DATE
    has_condition: bool = False
    cut_off: date = LAST


# The slow reading.


def slow_classes(case: Case) -> list[str]:
    """Class of every row."""
    classes = [slow_class(row, case) for row in case.rows]
    for key in {same(row) for row in case.rows} - {None}:
        group = [n for n, row in enumerate(case.rows) if same(row) == key and classes[n] != "other"]
        if group:
            kept = min(group, key=lambda n: (WORST_FIRST.index(classes[n]), n))
            for n in group:
                classes[n] = classes[n] if n == kept else "repeated"
    return classes


def same(row: Row) -> tuple[object, ...] | None:
    """What two rows must have in common to be one: the code and all dates, if they can be read."""
    dates = (row.received, row.due, row.finished)
    return (row.code.casefold(), *dates) if row.code and BAD not in dates else None


def slow_class(row: Row, case: Case) -> str:
    """Class of one row on its own."""
    if case.has_condition and row.authority != AUTHORITY:
        return "other"
    is_returned = row.state in {"Trả lại", "rút"}
    is_readable = BAD not in {row.received, row.due, row.finished} and not is_backwards(row)
    if not is_backwards(row) and is_outside(row, case):
        return "outside"
    if is_returned and case.rule is ReturnedRule.NOT_COUNTED:
        return "not_counted"
    return dated_class(row, case, is_returned=is_returned) if is_readable else "unreadable"


def is_outside(row: Row, case: Case) -> bool:
    received_after = isinstance(row.received, date) and row.received > case.cut_off
    finished_before = isinstance(row.finished, date) and row.finished < FIRST
    return received_after or finished_before


def is_backwards(row: Row) -> bool:
    return isinstance(row.received, date) and isinstance(row.finished, date) and row.finished < row.received


def dated_class(row: Row, case: Case, *, is_returned: bool) -> str:
    """Class of a row of the period whose dates can be read."""
    finished, due = row.finished, row.due
    assert not isinstance(finished, str)
    assert not isinstance(due, str)
    if finished is None and is_returned:
        return "on_time"
    if row.state in RESOLVED and finished is None:
        return resolved_class(due, RESOLVED[row.state], case)
    if finished is None and due is None and row.state in {"Quá hạn", "Đang giải quyết, chậm"}:
        return "open_overdue"
    if finished is None or finished > case.cut_off:
        is_waiting = finished is None and row.state == "Chờ bổ sung"
        return "open_overdue" if due and due < case.cut_off and not is_waiting else "open_in_time"
    if due is None and SAYS.get(row.state) == "late":
        return "on_time" if is_returned and case.rule is ReturnedRule.ON_TIME else "late"
    if due is None or finished == due or (is_returned and case.rule is ReturnedRule.ON_TIME):
        return "on_time"
    return "early" if finished < due else "late"


RESOLVED = {"Đã trả": None, "Đã trả đúng hạn": "in time", "Hoàn thành trễ hạn": "late"}
SAYS = {**RESOLVED, "Quá hạn": "late", "Đang giải quyết, chậm": "late", "Trong hạn": "in time"}


def resolved_class(due: date | None, says: str | None, case: Case) -> str:
    """Class of a row that is resolved, nobody wrote when."""
    if says == "late":
        return "late"
    if says == "in time":
        return "outside" if due and due < FIRST else "on_time"
    return "on_time" if due and due >= case.cut_off else "unreadable"


def slow_share(case: Case, basis: Basis) -> tuple[int, int]:
    """Numerator and denominator."""
    classes = slow_classes(case)
    number = Counter(classes)
    in_time = number["early"] + number["on_time"]
    received = sum(number[name] for name in COUNTED)
    return {
        Basis.RESOLVED: (in_time, in_time + number["late"]),
        Basis.RESOLVED_AND_OVERDUE: (in_time, in_time + number["late"] + number["open_overdue"]),
        Basis.RECEIVED: (in_time, received),
        Basis.RECEIVED_OPEN_COUNTS: (in_time + number["open_in_time"], received),
    }[basis]


def slow_carried_over(case: Case) -> int:
    """Counted rows received before the period, or nobody knows when."""
    pairs = zip(case.rows, slow_classes(case), strict=True)
    return sum(name in COUNTED and (row.received is None or row.received < FIRST) for row, name in pairs)


# Messy registers.

NEAR_A_BOUND = [bound + timedelta(n) for bound in (FIRST, LAST, CUT_OFF) for n in range(-2, 3)]
SPREAD = [date(2025, 11, 15) + timedelta(17 * n) for n in range(17)]
DAYS = st.sampled_from([*[None] * 5, *NEAR_A_BOUND, *SPREAD, BAD])
ROWS = st.builds(
    Row,
    code=st.sampled_from([None, "H1", "h1", "H2", "H3", "H4", "H5"]),
    authority=st.sampled_from([AUTHORITY, AUTHORITY, "tỉnh"]),
    received=DAYS,
    due=DAYS,
    finished=DAYS,
    state=st.sampled_from([None, "Trả lại", "rút", "Chờ bổ sung", "Đang giải quyết", *SAYS]),
)
CASES = st.builds(
    Case,
    rows=st.lists(ROWS, min_size=1, max_size=20).map(tuple),
    rule=st.sampled_from(ReturnedRule),
    has_condition=st.booleans(),
    cut_off=st.sampled_from([LAST, CUT_OFF, date(2026, 7, 5)]),
).filter(lambda case: any(row.due for row in case.rows))


def judged(
    case: Case, basis: Basis = Basis.RESOLVED_AND_OVERDUE, target: str = "trên 90%", column: str = ""
) -> Outcome:
    """The register as a workbook, evaluated."""
    condition = f"Thẩm quyền = {AUTHORITY}" if case.has_condition else None
    return evaluated_cells(
        completed(
            book_of(
                {
                    "Thông tin": [("Hồ sơ trả lại, rút", RETURNED_WORDS[case.rule])],
                    "Mục tiêu": [
                        ("Mức đề ra", "Cách tính", "Tính trên", "Điều kiện", "Cột tính"),
                        (target, "Sổ theo dõi", BASIS_WORDS[basis], condition, column or None),
                    ],
                    "MT1": [("Số liệu đến ngày",), (case.cut_off,), (), HEADER, *(row.cells for row in case.rows)],
                }
            )
        )
    )


def classes(outcome: Outcome) -> list[str]:
    codes = outcome.indicator.measurement.classes
    assert codes is not None
    return [str(TIME_CLASSES[code]) for code in codes]


def counts(outcome: Outcome) -> RegisterCounts:
    found = outcome.indicator.measurement.register
    assert found is not None
    return found


@settings(max_examples=200, deadline=None)
@given(CASES)
def test_two_readings_of_the_contract_agree(case: Case) -> None:
    """EV30 to EV38"""
    expected = slow_classes(case)
    for basis in Basis:
        outcome = judged(case, basis)
        measurement = outcome.indicator.measurement
        assert classes(outcome) == expected
        assert (measurement.numerator, measurement.denominator) == slow_share(case, basis)
        assert counts(outcome).carried_over == slow_carried_over(case)
        assert counts(outcome).by_class == {name: expected.count(name) for name in TimeClass}


@settings(max_examples=100, deadline=None)
@given(CASES)
def test_what_came_in_is_done_or_open(case: Case) -> None:
    """EV30"""
    found = counts(judged(case))
    assert found.carried_over + found.received == found.resolved + found.open
    assert sum(found.by_class.values()) == len(case.rows)


@settings(max_examples=100, deadline=None)
@given(CASES, st.sampled_from(["trên 90%", "từ 50%", "không quá 50%", "100%"]))
def test_the_status_is_that_of_both_bounds(case: Case, target: str) -> None:
    """EV11, EV12, EV13, EV37"""
    number = Counter(slow_classes(case))
    good, whole = slow_share(case, Basis.RESOLVED_AND_OVERDUE)
    bad = number["unreadable"]
    status = judged(case, target=target).status
    if bad:
        verdicts = {verdict(Fraction(n, whole + bad), target) for n in (good, good + bad)}
        verdicts |= {verdict(Fraction(good, whole), target)} if whole else set()
        assert status is (verdicts.pop() if len(verdicts) == 1 else Status.NO_DATA)
    elif set(slow_classes(case)) == {"other"}:
        assert status is Status.NO_DATA
    elif not sum(number[name] for name in COUNTED):
        assert status is Status.NO_CASES
    else:
        assert status is (verdict(Fraction(good, whole), target) if whole else Status.DEFERRED)


def verdict(share: Fraction, target: str) -> Status:
    """The four targets by hand."""
    level = {
        "trên 90%": Fraction(9, 10),
        "từ 50%": Fraction(1, 2),
        "không quá 50%": Fraction(1, 2),
        "100%": Fraction(1),
    }
    if target == "không quá 50%":
        return Status.MET if share <= level[target] else Status.NOT_MET
    if share > level[target]:
        return Status.EXCEEDED
    return Status.MET if share == level[target] and target != "trên 90%" else Status.NOT_MET


@settings(max_examples=100, deadline=None)
@given(CASES, st.randoms(use_true_random=False), st.sampled_from(["", "Quá hạn"]))
def test_the_order_of_rows_changes_nothing(case: Case, random: Random, column: str) -> None:
    """EV81"""
    shuffled = list(case.rows)
    random.shuffle(shuffled)
    one = judged(case, column=column)
    other = judged(Case(tuple(shuffled), case.rule, case.has_condition, case.cut_off), column=column)
    assert one.status is other.status
    assert one.indicator.shown == other.indicator.shown
    assert counts(one) == counts(other)
    assert _says(one) == _says(other)


def _says(outcome: Outcome) -> list[str]:
    return sorted(d.code for d in outcome.diagnostics)


TIDY = ROWS.filter(lambda row: same(row) and not is_backwards(row) and row.state is None and row.authority == AUTHORITY)


@settings(max_examples=100, deadline=None)
@given(st.lists(TIDY, min_size=1, max_size=8, unique_by=lambda row: row.code), st.data())
def test_a_case_resolved_in_time_is_never_worse(rows: Sequence[Row], data: st.DataObject) -> None:
    """EV82: one row that was late is on time."""
    late = [n for n, name in enumerate(slow_classes(Case(tuple(rows)))) if name in {"late", "open_overdue"}]
    if not late:
        return
    n = data.draw(st.sampled_from(late))
    row = rows[n]
    day = row.due if isinstance(row.due, date) and row.due >= FIRST else None
    better = [*rows[:n], Row(row.code, row.authority, None, day, day or LAST, None), *rows[n + 1 :]]
    rank = {Status.NOT_MET: 0, Status.DEFERRED: 0, Status.MET: 1, Status.EXCEEDED: 2}
    for basis in Basis:
        for target in ("trên 90%", "từ 50%"):
            pair = [judged(Case(tuple(given_rows)), basis, target) for given_rows in (rows, better)]
            if any(outcome.errors for outcome in pair):  # no due date left
                continue
            assert rank[pair[0].status] <= rank[pair[1].status]


@settings(max_examples=50, deadline=None)
@given(CASES, st.sampled_from(Basis))
def test_a_breakdown_gives_what_its_register_gives(case: Case, basis: Basis) -> None:
    """EV44"""
    found = judged(case, basis)
    number = counts(found)
    if number.by_class[TimeClass.UNREADABLE] or found.errors:
        return
    header = ("Lĩnh vực", "Kỳ trước chuyển sang", "Tiếp nhận trong kỳ", "Trước hạn", "Đúng hạn", "Quá hạn")
    header = (*header, "Đang giải quyết trong hạn", "Đang giải quyết quá hạn")
    sums = [number.by_class[TimeClass(name)] for name in COUNTED]
    row = ("Chung", number.carried_over, number.received, *sums)
    objective = ("trên 90%", "Sổ theo dõi", BASIS_WORDS[basis])
    sheets = {
        "Mục tiêu": [("Mức đề ra", "Cách tính", "Tính trên"), objective],
        "MT1": [("Số liệu đến ngày",), (case.cut_off,), (), header, row],
    }
    summed = evaluated_cells(completed(book_of(sheets)))
    assert summed.status is found.status
    assert summed.indicator.shown == found.indicator.shown
    assert summed.indicator.measurement.value == found.indicator.measurement.value
    assert "QM320" not in summed.warnings
