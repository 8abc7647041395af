"""Registers by contract.md §5, slowly: plain Python, one row after the other, nothing shared with qmxl's own code.

`counted` says what a register comes to. `messy_rows` makes one as people and one-stop software leave them, together
with what each of its cells means. Where §5 says nothing, the numbered requirement that does is named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Literal, NotRequired, TypedDict

from qmxl.model.submission import CellValue, ErrorValue

UNREADABLE: Literal["unreadable"] = "unreadable"
"""Stands for a date cell that is filled and cannot be read."""

Day = date | Literal["unreadable"] | None
Word = Literal["returned", "waiting", "resolved", "open", "late", "in_time"]
"""What a state may say; several at once."""
RowClass = Literal[
    "early", "on_time", "late", "open_in_time", "open_overdue",
    "outside", "unreadable", "repeated", "not_counted", "other",
]  # fmt: skip

BY_DATES, ALWAYS_ON_TIME, NOT_COUNTED = "Xét theo ngày; thiếu ngày tính đúng hạn", "Tính đúng hạn", "Không tính"
BY_RESULT, BY_HANDING_OVER = "Ngày có kết quả", "Ngày trả"
RESOLVED, RESOLVED_AND_OVERDUE = "Đã giải quyết", "Đã giải quyết và quá hạn"
RECEIVED, RECEIVED_OPEN_COUNTS = "Tiếp nhận", "Tiếp nhận, còn hạn tính đạt"
BASES = (RESOLVED, RESOLVED_AND_OVERDUE, RECEIVED, RECEIVED_OPEN_COUNTS)


class Row(TypedDict):
    """What one row says. `code` and `authority` as compared: small letters, single spaces, '' where blank."""

    code: str
    authority: str
    received: Day
    due: Day
    result: Day
    handed_over: NotRequired[Day]
    """Only where the register has a second finish date."""
    state: frozenset[Word]
    """All that the state says, before it is asked which of it counts."""


@dataclass(frozen=True)
class Settings:
    """The choices a register is judged under: T, K, two settings of `Thông tin`, authorities of `Điều kiện`."""

    first: date
    cut_off: date
    returned: str = BY_DATES
    finish: str = BY_RESULT
    authorities: tuple[str, ...] = ()
    """All, where empty."""


@dataclass(frozen=True)
class Counted:
    """Rows by class, where those in one of the first five came from, and (numerator, denominator) by `Tính trên`."""

    by_class: dict[RowClass, int]
    carried_over: int
    received: int
    shares: dict[str, tuple[int, int]]


Remark = Literal[
    "assumed_in_time", "cannot_be_used", "told_by_state", "finished_yet_open", "in_time_yet_late", "late_yet_in_time",
]  # fmt: skip
REMARKS: tuple[Remark, ...] = (
    "assumed_in_time", "cannot_be_used", "told_by_state", "finished_yet_open", "in_time_yet_late", "late_yet_in_time",
)  # fmt: skip


# What §5 says.


def counted(rows: Sequence[Row], settings: Settings) -> Counted:
    """What the register comes to."""
    number: dict[RowClass, int] = dict.fromkeys(ALL_CLASSES, 0)
    carried_over = received = 0
    for row, row_class in zip(rows, row_classes(rows, settings), strict=True):
        number[row_class] += 1
        if row_class in FIVE_CLASSES:
            if is_carried_over(row, settings):
                carried_over += 1
            else:
                received += 1
    return Counted(number, carried_over, received, shares(number, carried_over + received))


def shares(number: dict[RowClass, int], incoming: int) -> dict[str, tuple[int, int]]:
    """The four ways of `Tính trên`."""
    in_time = number["early"] + number["on_time"]
    return {
        RESOLVED: (in_time, in_time + number["late"]),
        RESOLVED_AND_OVERDUE: (in_time, in_time + number["late"] + number["open_overdue"]),
        RECEIVED: (in_time, incoming),
        RECEIVED_OPEN_COUNTS: (in_time + number["open_in_time"], incoming),
    }


FIVE_CLASSES: tuple[RowClass, ...] = ("early", "on_time", "late", "open_in_time", "open_overdue")
WORST_FIRST: tuple[RowClass, ...] = (
    "late", "open_overdue", "open_in_time", "on_time", "early", "unreadable", "not_counted", "outside",
)  # fmt: skip
"""Of rows that are one dossier, the one that counts most against the office stands for all (EV36, EV81)."""
ALL_CLASSES: tuple[RowClass, ...] = (*FIVE_CLASSES, "outside", "unreadable", "repeated", "not_counted", "other")


def row_classes(rows: Sequence[Row], settings: Settings) -> list[RowClass]:
    """Class of every row, with all but one of those equal in code and all dates as repeated."""
    classes = [class_alone(row, settings) for row in rows]
    result = list(classes)
    for position, row in enumerate(rows):
        if classes[position] == "other" or not can_repeat(row, settings):
            continue
        for other, other_row in enumerate(rows):
            if other == position or classes[other] == "other" or not is_same(row, other_row, settings):
                continue
            ours, theirs = WORST_FIRST.index(classes[position]), WORST_FIRST.index(classes[other])
            if (theirs, other) < (ours, position):
                result[position] = "repeated"
    return result


def can_repeat(row: Row, settings: Settings) -> bool:
    """Whether the row has a code, and dates that can be read: two unreadable dates are not the same date (EV37)."""
    return bool(row["code"]) and UNREADABLE not in all_dates(row, settings)


def is_same(row: Row, other: Row, settings: Settings) -> bool:
    dates, others = all_dates(row, settings), all_dates(other, settings)
    return can_repeat(other, settings) and (row["code"], dates) == (other["code"], others)


def all_dates(row: Row, settings: Settings) -> tuple[Day, ...]:
    """The dates a class rests on; of two finish dates, the one that does not count stays home with the row's prose."""
    return (row["received"], row["due"], finish_of(row, settings))


def finish_of(row: Row, settings: Settings) -> Day:
    """`Ngày hoàn thành tính theo`, where the register has both dates."""
    if settings.finish == BY_HANDING_OVER and "handed_over" in row:
        return row["handed_over"]
    return row["result"]


def says(row: Row, word: Word) -> bool:
    """What counts of a state: returned, then waiting, before all else; late and in time at once are neither (EV89)."""
    for first in FIRST_WORDS:
        if first in row["state"]:
            return word == first
    if word in {"late", "in_time"} and {"late", "in_time"} <= row["state"]:
        return False
    return word in row["state"]


FIRST_WORDS: tuple[Word, ...] = ("returned", "waiting")


def is_carried_over(row: Row, settings: Settings) -> bool:
    received = row["received"]
    return received is None or (isinstance(received, date) and received < settings.first)


def class_alone(row: Row, settings: Settings) -> RowClass:
    """Class of one row if it were the only one of its dossier."""
    received, finished = row["received"], finish_of(row, settings)
    if settings.authorities and row["authority"] not in settings.authorities:
        return "other"
    is_backwards = isinstance(received, date) and isinstance(finished, date) and finished < received
    if not is_backwards:
        if isinstance(received, date) and received > settings.cut_off:
            return "outside"  # whatever else in it cannot be read (EV31)
        if isinstance(finished, date) and finished < settings.first:
            return "outside"
    if says(row, "returned") and settings.returned == NOT_COUNTED:
        return "not_counted"
    if is_backwards or UNREADABLE in {received, row["due"], finished}:
        return "unreadable"
    return class_in_period(row, settings)


def class_in_period(row: Row, settings: Settings) -> RowClass:
    """Class of a row that belongs to the period and whose dates can be read."""
    due, finished = row["due"], finish_of(row, settings)
    assert due != UNREADABLE
    assert finished != UNREADABLE
    if says(row, "returned") and finished is None:
        return "on_time"
    if says(row, "resolved") and finished is None:
        return class_without_finish(row, due, settings)
    if finished is None or finished > settings.cut_off:  # open
        if says(row, "waiting") and finished is None:
            return "open_in_time"
        if due is None:
            return "open_overdue" if says(row, "late") and finished is None else "open_in_time"  # EV86
        return "open_in_time" if due >= settings.cut_off else "open_overdue"
    if says(row, "returned") and settings.returned == ALWAYS_ON_TIME:
        return "on_time"
    if due is None:
        return "late" if says(row, "late") else "on_time"  # EV87
    if finished == due:
        return "on_time"
    return "early" if finished < due else "late"


def class_without_finish(row: Row, due: date | None, settings: Settings) -> RowClass:
    """Class of a row that is done, nobody knows when (EV85)."""
    if says(row, "late"):
        return "late"
    if says(row, "in_time"):
        return "outside" if due is not None and due < settings.first else "on_time"
    return "on_time" if due is not None and due >= settings.cut_off else "unreadable"


def remarks(rows: Sequence[Row], settings: Settings) -> dict[Remark, list[int]]:
    """Which rows something is said of because of their states (EV85 to EV88)."""
    result: dict[Remark, list[int]] = {remark: [] for remark in REMARKS}
    for position, row in enumerate(rows):
        for remark in remarks_on(row, class_alone(row, settings), settings):
            result[remark].append(position)
    return result


def remarks_on(row: Row, row_class: RowClass, settings: Settings) -> Iterable[Remark]:
    """What is said of one row of this class."""
    due, finished = row["due"], finish_of(row, settings)
    is_timed = says(row, "late") or says(row, "in_time")
    is_done_by_word = finished is None and says(row, "resolved")
    if is_done_by_word and not is_timed and UNREADABLE not in {row["received"], due}:
        if row_class == "on_time":
            yield "assumed_in_time"
        if row_class == "unreadable":
            yield "cannot_be_used"
    if row_class not in FIVE_CLASSES:
        return
    is_open = row_class in {"open_in_time", "open_overdue"}
    is_by_word = is_done_by_word or (due is None and not is_open)
    if (is_by_word and is_timed) or (due is None and row_class == "open_overdue"):
        yield "told_by_state"
    if finished is not None and not is_open and says(row, "open"):
        yield "finished_yet_open"
    if says(row, "late") and not is_open and is_in_time(row, row_class, settings):
        yield "in_time_yet_late"
    if says(row, "in_time") and row_class in {"late", "open_overdue"}:
        yield "late_yet_in_time"


def is_in_time(row: Row, row_class: RowClass, settings: Settings) -> bool:
    """Whether the dates of a resolved row, as far as they go, say that it was in time."""
    due = row["due"]
    if not isinstance(due, date):
        return False
    return due >= settings.cut_off if finish_of(row, settings) is None else row_class != "late"


# Registers as they come.

FIRST_DAYS = (date(2026, 1, 1), date(2025, 12, 15))
LAST_DAY = date(2026, 6, 30)
CUT_OFFS = (LAST_DAY, date(2026, 6, 14), date(2026, 7, 5))
AUTHORITIES = (
    ("UBND xã", "ubnd xã"),
    ("UBND xã", "ubnd xã"),
    ("UBND  xã ", "ubnd xã"),
    ("ubnd\xa0xã", "ubnd xã"),
    ("UBND tỉnh", "ubnd tỉnh"),
    ("Sở Tư pháp", "sở tư pháp"),
    (None, ""),
)
CONDITIONS = ((), (), ("ubnd xã",), ("ubnd xã", "sở tư pháp"))
STATES: tuple[tuple[str | None, frozenset[Word]], ...] = (
    (None, frozenset()),
    (None, frozenset()),
    ("\xa0", frozenset()),
    ("Rút ngắn thời gian giải quyết", frozenset()),
    ("Hồ sơ liên thông", frozenset()),
    ("Đã trả", frozenset({"resolved"})),
    ("Đã trả kết quả", frozenset({"resolved"})),
    ("ĐÃ  TRẢ", frozenset({"resolved"})),
    ("Đã giải quyết", frozenset({"resolved"})),
    ("Đa\u0303 gia\u0309i quyê\u0301t", frozenset({"resolved"})),
    ("Đã giải quyết, chờ trả kết quả", frozenset({"resolved"})),
    ("Đã trả đúng hạn", frozenset({"resolved", "in_time"})),
    ("Đã trả đúng hạn", frozenset({"resolved", "in_time"})),
    ("Đã giải quyết trước hạn", frozenset({"resolved", "in_time"})),
    ("Đã\xa0giải quyết\nđúng hạn", frozenset({"resolved", "in_time"})),
    ("Đã trả quá hạn", frozenset({"resolved", "late"})),
    ("Đã trả quá hạn", frozenset({"resolved", "late"})),
    ("Đã xử lý (trễ hạn)", frozenset({"resolved", "late"})),
    ("Hoàn thành, không đúng hạn", frozenset({"resolved", "late"})),
    ("Đã trả: đúng hạn/quá hạn", frozenset({"resolved", "in_time", "late"})),
    ("Quá hạn", frozenset({"late"})),
    ("QUÁ HẠN", frozenset({"late"})),
    ("Đúng hạn", frozenset({"in_time"})),
    ("Đúng hạn hay quá hạn", frozenset({"in_time", "late"})),
    ("Đang xử lý", frozenset({"open"})),
    ("Đang xử lý", frozenset({"open"})),
    ("Đang xử lý, quá hạn", frozenset({"open", "late"})),
    ("Đang giải quyết trong hạn", frozenset({"open", "in_time"})),
    ("Chưa giải quyết xong", frozenset({"open"})),
    ("Trả lại", frozenset({"returned"})),
    ("TRẢ  LẠI ", frozenset({"returned"})),
    ("Tra\u0309 la\u0323i hồ sơ", frozenset({"returned"})),
    ("Rút hồ sơ", frozenset({"returned"})),
    ("Công dân\xa0rút", frozenset({"returned"})),
    ("Đã trả lại, quá hạn", frozenset({"returned", "late"})),
    ("Đã giải quyết: trả lại hồ sơ", frozenset({"returned", "resolved"})),
    ("Trả lại, yêu cầu bổ sung", frozenset({"returned", "waiting"})),
    ("Chờ bổ sung", frozenset({"waiting"})),
    ("chờ\xa0bổ sung", frozenset({"waiting"})),
    ("Quá hạn, chờ bổ sung", frozenset({"waiting", "late"})),
    ("Đang xử lý: chờ bổ sung", frozenset({"waiting", "open"})),
)
UNREADABLE_CELLS: tuple[CellValue, ...] = (
    "31/02/2026",
    "32/1/2026 08:00:00",
    "00/00/0000",
    "10/3/0206",
    "15/3",
    "chưa rõ",
    7,
    ErrorValue("#N/A"),
    ErrorValue("#VALUE!"),
)
HEADERS = {
    "no": ("STT",),
    "code": ("Mã hồ sơ", "MÃ HỒ SƠ", "Số hồ sơ"),
    "field": ("Lĩnh vực",),
    "item": ("Nội dung", "Tên thủ tục"),
    "authority": ("Thẩm quyền",),
    "received": ("Ngày nhận", "Ngày  tiếp nhận", "Ngày tiếp nhận"),
    "due": ("Thời hạn", "Ngày hẹn trả", "Hẹn trả kết quả"),
    "result": ("Ngày hoàn thành", "Ngày có kết quả", "Ngày kết thúc xử lý"),
    "handed_over": ("Ngày trả", "Ngày trả kết quả"),
    "state": ("Tình trạng",),
}
DAY_ZERO = date(1899, 12, 30)


@dataclass
class MessyRegister:
    """A register as typed (`header`, `lines` below it) and what it says (`rows`, the filled ones, and `settings`)."""

    settings: Settings
    columns: list[str]
    header: list[str]
    lines: list[list[CellValue]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """Which line each row stands on, from 0."""

    def add(self, cells: dict[str, CellValue], row: Row) -> None:
        """One filled line, and what it means."""
        self.places.append(len(self.lines))
        self.lines.append([cells.get(column) for column in self.columns])
        self.rows.append(row)


def messy_rows(seed: int) -> MessyRegister:
    """A register of 1 to 40 rows; the first has a readable due date and the authority that conditions ask for."""
    random = Random(seed)  # noqa: S311  the same register every time, not a secret
    columns = _columns(random)
    settings = Settings(
        random.choice(FIRST_DAYS),
        random.choice(CUT_OFFS),
        random.choice((BY_DATES, ALWAYS_ON_TIME, NOT_COUNTED)),
        random.choice((BY_RESULT, BY_HANDING_OVER)),
        random.choice(CONDITIONS),
    )
    register = MessyRegister(settings, columns, [random.choice(HEADERS[column]) for column in columns])
    missing = {column for column in ("due", "result") if random.random() < 0.25}
    if random.random() < 0.3:
        register.lines.append([str(number) for number in range(1, len(columns) + 1)])
    for number in range(random.randint(1, 40)):
        if random.random() < 0.05:
            register.lines.append([None] * len(columns))
        if register.rows and random.random() < 0.2:
            row = _near_copy(random, random.choice(register.rows), settings)
        else:
            row = _row(random, number, settings, has_second_date="handed_over" in columns)
        authority: CellValue = None
        authority, row["authority"] = AUTHORITIES[0] if not number else random.choice(AUTHORITIES)
        state, row["state"] = random.choice(STATES)
        for column in missing:
            if random.random() < 0.6:
                _leave_out(row, column)
        if not number:
            row["due"] = settings.first + timedelta(30)
        register.add({"no": number + 1, "authority": authority, "state": state, **_typed(random, row)}, row)
    if random.random() < 0.5:
        register.lines.append(["Tổng cộng", len(register.rows), *[None] * (len(columns) - 2)])
    return register


def _columns(random: Random) -> list[str]:
    """Columns in an order of their own, STT first if there is one; a second finish date in some registers."""
    columns = ["code", "field", "item", "authority", "received", "due", "result", "state"]
    if random.random() < 0.3:
        columns.insert(7, "handed_over")
    if random.random() < 0.3:
        random.shuffle(columns)
    return ["no", *columns] if random.random() < 0.5 else columns


def _row(random: Random, number: int, settings: Settings, *, has_second_date: bool) -> Row:
    """A dossier of any kind §5 knows, each of its dates sometimes blank or not to be read."""
    received = _some_day(random, settings)
    due = received + timedelta(random.choice((0, 1, 3, 5, 10, 20, 45, 60, -2)))
    finished = random.choice(
        (
            due - timedelta(random.randint(1, 4)),
            due,
            due,
            due + timedelta(random.randint(1, 20)),
            received - timedelta(random.randint(1, 3)),
            settings.cut_off + timedelta(random.randint(1, 10)),
            _some_day(random, settings),
            None,
            None,
        )
    )
    row: Row = {
        "code": ""
        if random.random() < 0.1
        else f"h37.12-26-{number:04}"
        if random.random() < 0.8
        else str(4000 + number),
        "authority": "",
        "received": _or_worse(random, received),
        "due": _or_worse(random, due),
        "result": _or_worse(random, finished),
        "state": frozenset(),
    }
    if has_second_date:
        later = finished and finished + timedelta(random.randint(0, 4))
        row["handed_over"] = _or_worse(random, later)
    return row


def _leave_out(row: Row, column: str) -> None:
    if column == "due":
        row["due"] = None
        return
    row["result"] = None
    if "handed_over" in row:
        row["handed_over"] = None


def _some_day(random: Random, settings: Settings) -> date:
    """Any day from before the period to after it, often one at its bounds."""
    first, last = settings.first, settings.cut_off
    if random.random() < 0.3:
        return random.choice((first, last)) + timedelta(random.randint(-1, 1))
    return first + timedelta(random.randint(-40, (last - first).days + 12))


def _or_worse(random: Random, day: date | None) -> Day:
    chance = random.random()
    if chance < 0.06:
        return None
    return UNREADABLE if chance < 0.1 else day


def _near_copy(random: Random, row: Row, settings: Settings) -> Row:
    """The dossier once more: equal in code and all dates, or with one date changed."""
    copy: Row = {**row}
    if random.random() < 0.2:
        copy["result"] = _some_day(random, settings)
    return copy


# Cells as people type them.


def _typed(random: Random, row: Row) -> dict[str, CellValue]:
    cells: dict[str, CellValue] = {
        "code": typed_code(random, row["code"]),
        "field": random.choice(("Hộ tịch", "Đất đai", None)),
        "item": random.choice(("Đăng ký khai sinh", "Chứng thực\xa0chữ ký")),
        "received": typed_day(random, row["received"]),
        "due": typed_day(random, row["due"]),
        "result": typed_day(random, row["result"]),
    }
    if "handed_over" in row:
        cells["handed_over"] = typed_day(random, row["handed_over"])
    return cells


def typed_code(random: Random, code: str) -> CellValue:
    """A dossier's code: as it is, in capitals, with spaces around it, as a number."""
    if not code:
        return random.choice((None, "", "\xa0 "))
    if code.isdigit():
        return random.choice((code, int(code), float(code), f"{code} "))
    return random.choice((code.upper(), code.upper(), code, f" {code.upper()}\xa0"))


def typed_day(random: Random, day: Day) -> CellValue:
    """A date as typed: a true date, a day number, or a text in one of the shapes that people and exports use."""
    if day is None:
        return random.choice((None, None, "", " ", "\xa0"))
    if day == UNREADABLE:
        return random.choice(UNREADABLE_CELLS)
    assert isinstance(day, date)
    clock = f"{random.randint(7, 17):02}:{random.randint(0, 59):02}:{random.randint(0, 59):02}"
    serial = (day - DAY_ZERO).days
    return random.choice(
        (
            day,
            day,
            day,
            f"{day:%d/%m/%Y} {clock}",
            f"{day:%d/%m/%Y} {clock}",
            f"{day:%d/%m/%Y}",
            f"{day.day}/{day.month}/{day.year}",
            f"{day:%d-%m-%Y}",
            f"{day.day}.{day.month}.{day:%y}",
            f"\xa0{day:%d/%m/%Y}\xa0",
            f"{day:%d/%m/%Y}\xa0{clock}",
            f"{day:%Y-%m-%d} {clock}",
            serial,
            serial + random.randint(1, 23) / 24,
        )
    )


def filled_cells(line: Iterable[CellValue]) -> list[CellValue]:
    """A line as a parser hands it on: texts of nothing but spaces are blank cells."""
    return [None if isinstance(cell, str) and not cell.strip() else cell for cell in line]
