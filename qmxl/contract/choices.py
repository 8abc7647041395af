"""Choices a cell may hold: Vietnamese word first offered, other words understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from qmxl.model.evaluation import PlanStatus, Status, TimeClass
from qmxl.model.submission import (
    Assessment,
    Basis,
    DirectWord,
    FinishDate,
    Measure,
    NoCasesRule,
    PlanRequirement,
    RestDayKind,
    ReturnedRule,
    SatisfactionLevel,
    State,
    YesNo,
)

E = TypeVar("E", bound=StrEnum)

MEASURE_WORDS = {
    Measure.RATIO: "Tỷ lệ",
    Measure.ON_TIME: "Sổ theo dõi",
    Measure.CHECKLIST: "Danh mục",
    Measure.SURVEY: "Khảo sát",
    Measure.PLAN: "Bảng kế hoạch",
    Measure.DECLARED: "Ghi trực tiếp",
    Measure.JUDGEMENT: "Tự đánh giá",
}
ASSESSMENT_WORDS = {Assessment.EACH_PERIOD: "Từng kỳ", Assessment.YEAR_END: "Cuối năm"}
NO_CASES_WORDS = {
    NoCasesRule.NOT_MET: "Không tính đạt",
    NoCasesRule.MET: "Tính đạt",
    NoCasesRule.LEFT_OUT: "Không đánh giá",
}
BASIS_WORDS = {
    Basis.RESOLVED: "Đã giải quyết",
    Basis.RESOLVED_AND_OVERDUE: "Đã giải quyết và quá hạn",
    Basis.RECEIVED: "Tiếp nhận",
    Basis.RECEIVED_OPEN_COUNTS: "Tiếp nhận, còn hạn tính đạt",
}
RETURNED_WORDS = {
    ReturnedRule.BY_DATE: "Xét theo ngày; thiếu ngày tính đúng hạn",
    ReturnedRule.ON_TIME: "Tính đúng hạn",
    ReturnedRule.NOT_COUNTED: "Không tính",
}
FINISH_DATE_WORDS = {FinishDate.RESULT: "Ngày có kết quả", FinishDate.HANDED_OVER: "Ngày trả"}
DIRECT_WORDS = {DirectWord.MET: "Đạt", DirectWord.NOT_MET: "Chưa đạt", DirectWord.NO_CASES: "Chưa phát sinh"}
YES_NO_WORDS = {YesNo.YES: "Có", YesNo.NO: "Không", YesNo.NOT_APPLICABLE: "Không áp dụng"}
REQUIREMENT_WORDS = {
    PlanRequirement.AT_LEAST: "Không thấp hơn kế hoạch",
    PlanRequirement.AT_MOST: "Không vượt quá kế hoạch",
}
STATUS_WORDS = {
    Status.EXCEEDED: "Vượt",
    Status.MET: "Đạt",
    Status.NOT_MET: "Chưa đạt",
    Status.DEFERRED: "Chưa đến kỳ đánh giá",
    Status.NO_CASES: "Chưa phát sinh",
    Status.NO_DATA: "Thiếu số liệu",
}
PLAN_STATUS_WORDS = {
    PlanStatus.EXCEEDED: "Vượt",
    PlanStatus.MET: "Đạt",
    PlanStatus.UNDER_WAY: "Đang thực hiện",
    PlanStatus.BEHIND: "Chậm tiến độ",
    PlanStatus.YEAR_END: "Chưa đến kỳ đánh giá",
    PlanStatus.NO_DATA: "Thiếu số liệu",
    PlanStatus.NOT_MET: "Chưa đạt",
}
TIME_CLASS_WORDS = {
    TimeClass.EARLY: "Trước hạn",
    TimeClass.ON_TIME: "Đúng hạn",
    TimeClass.LATE: "Quá hạn",
    TimeClass.OPEN_IN_TIME: "Đang giải quyết, trong hạn",
    TimeClass.OPEN_OVERDUE: "Đang giải quyết, quá hạn",
    TimeClass.OUTSIDE: "Ngoài kỳ",
    TimeClass.UNREADABLE: "Thiếu số liệu",
    TimeClass.REPEATED: "Trùng hồ sơ",
    TimeClass.NOT_COUNTED: "Không tính",
    TimeClass.OTHER: "Ngoài điều kiện",
}

OTHER_YES_NO_WORDS = {
    YesNo.YES: ("Đạt", "Rồi", "Đã", "x", "✓", "1"),
    YesNo.NO: ("Chưa", "0"),
    YesNo.NOT_APPLICABLE: ("Không áp dụng",),
}
"""Understood beside YES_NO_WORDS (contract.md §5)."""

LOGICAL_WORDS = {"TRUE": YesNo.YES, "FALSE": YesNo.NO}
"""What a linked check box leaves in its cell, beside the words for Có and Không."""

OTHER_DIRECT_WORDS = {
    DirectWord.MET: ("Có", "Hoàn thành", "Đã hoàn thành", "Đã thực hiện", "Thực hiện"),
    DirectWord.NOT_MET: ("Không đạt", "Không", "Chưa", "Chưa hoàn thành", "Chưa thực hiện"),
    DirectWord.NO_CASES: ("Không phát sinh",),
}

SATISFACTION_WORDS = {
    SatisfactionLevel.VERY_SATISFIED: "Rất hài lòng",
    SatisfactionLevel.SATISFIED: "Hài lòng",
    SatisfactionLevel.NEUTRAL: "Bình thường",
    SatisfactionLevel.DISSATISFIED: "Không hài lòng",
    SatisfactionLevel.VERY_DISSATISFIED: "Rất không hài lòng",
}
OTHER_SATISFACTION_WORDS = {
    level: (digit,) for level, digit in zip(SatisfactionLevel, ("5", "4", "3", "2", "1"), strict=True)
}


@dataclass(frozen=True, slots=True)
class StateWords:
    """Words of `Tình trạng` that change how a register row is classed, and phrases in which they do not mean it.

    A text is in the state if one of `words` is left in it once `exceptions` are taken out; all small.
    """

    words: tuple[str, ...]
    exceptions: tuple[str, ...] = ()

    def are_in(self, text: str) -> bool:
        """Whether a text, in small letters, says so."""
        for phrase in self.exceptions:
            text = text.replace(phrase, "")
        return any(word in text for word in self.words)


STATE_WORDS: Mapping[State, StateWords] = {
    State.RETURNED: StateWords(
        ("trả lại", "rút", "từ chối"),
        ("không trả lại", "chưa trả lại", "trả lại kết quả", "không rút", "chưa rút", "rút ngắn", "rút gọn"),
    ),
    State.WAITING: StateWords(("chờ bổ sung", "yêu cầu bổ sung"), ("không chờ bổ sung", "không yêu cầu bổ sung")),
    State.RESOLVED: StateWords(
        (
            *("đã trả", "đã giải quyết", "đã xử lý", "đã có kết quả", "đã kết thúc", "đã xong", "hoàn thành"),
            *("giải quyết xong", "xử lý xong", "thực hiện xong"),
        ),
        (
            *("đã trả về", "đã trả hồ sơ", "đã trả một phần", "đã giải quyết một phần", "đã xử lý một phần"),
            *("hoàn thành một phần", "chưa hoàn thành", "đang hoàn thành", "chờ hoàn thành", "không hoàn thành"),
            *("sắp hoàn thành", "chưa giải quyết xong", "chưa xử lý xong", "chưa thực hiện xong"),
        ),
    ),
    State.OPEN: StateWords(
        ("đang", "chưa", "chờ", "mới", "tiếp nhận", "thụ lý"), ("chưa trả", "chờ trả", "chưa nhận", "chờ nhận")
    ),
    State.LATE: StateWords(
        ("quá hạn", "trễ hạn", "chậm", "không đúng hạn"),
        (
            *("chưa quá hạn", "không quá hạn", "sắp quá hạn", "chưa trễ hạn", "không trễ hạn", "sắp trễ hạn"),
            *("chậm nhất", "không chậm", "chưa chậm"),
        ),
    ),
    State.IN_TIME: StateWords(
        ("đúng hạn", "trước hạn", "trong hạn", "sớm hạn"), ("không đúng hạn", "chưa đúng hạn", "không trong hạn")
    ),
}
"""What `Tình trạng` says (contract.md §5, EV35, EV85 to EV89). A result that waits to be fetched is no open case."""


def is_unknown_state(text: str) -> bool:
    """Whether a state says nothing that is understood: neither how the row is classed nor that it is open."""
    small = text.strip().lower()
    open_words = StateWords(STATE_WORDS[State.OPEN].words)
    return bool(small) and not any(state.are_in(small) for state in (*STATE_WORDS.values(), open_words))


COUNT_UNITS = (
    *("hồ sơ", "thủ tục", "TTHC", "đơn", "đơn thư", "văn bản", "nhiệm vụ", "phản ánh", "kiến nghị", "ý kiến"),
    *("trường hợp", "vụ", "vụ việc", "phiếu", "lượt", "người", "công dân", "cán bộ", "công chức", "hộ", "tổ chức"),
    *("chỉ tiêu", "lớp", "đợt", "cuộc", "buổi", "lần", "trường", "thôn", "tổ"),
)
"""Words that may follow a number in a cell of counts without changing it ("nghìn" would)."""

TOTAL_WORDS = ("cộng", "tổng cộng", "tổng số", "tổng")
"""A row of a detail table that begins with one of these sums the others."""
CASE_WORDS = ("hồ sơ", "phiếu", "nhiệm vụ", "văn bản", "trường hợp", "đơn", "thủ tục", "phản ánh")
"""What such a row may say it counts: "Tổng số hồ sơ: 52", "Cộng: 07 hồ sơ"."""


@dataclass(frozen=True, slots=True)
class PeriodKind:
    """A choice of `Kỳ báo cáo`: its first and last month, whether the year ends with it, the progress expected."""

    word: str
    first_month: int
    last_month: int
    required_progress: int

    @property
    def is_last_of_year(self) -> bool:
        return self.last_month == 12


def _period_kinds() -> tuple[PeriodKind, ...]:
    months = [PeriodKind(f"Tháng {m}", m, m, _required_progress(m)) for m in range(1, 13)]
    quarters = [
        PeriodKind(f"Quý {roman}", 3 * q - 2, 3 * q, 25 * q) for q, roman in enumerate(("I", "II", "III", "IV"), 1)
    ]
    return (
        *months,
        *quarters,
        PeriodKind("6 tháng đầu năm", 1, 6, 50),
        PeriodKind("6 tháng cuối năm", 7, 12, 100),
        PeriodKind("9 tháng đầu năm", 1, 9, 75),
        PeriodKind("Năm", 1, 12, 100),
    )


def _required_progress(last_month: int) -> int:
    """25/50/75/100 by the quarter that the period has completed (contract.md §3, Bands)."""
    return max(25, last_month // 3 * 25)


PERIOD_KINDS = _period_kinds()

NEUTRAL_WORDS = {True: "Có", False: "Không"}
REST_DAY_WORDS = {RestDayKind.OFF: "Nghỉ", RestDayKind.WORKED: "Làm bù"}
OTHER_REST_DAY_WORDS = {
    RestDayKind.OFF: ("Nghỉ bù", "Nghỉ lễ", "Nghỉ Tết", "Ngày nghỉ"),
    RestDayKind.WORKED: ("Đi làm bù", "Làm việc", "Đi làm", "Ngày làm bù", "Ngày làm việc"),
}

DEFAULT_DECIMALS = Decimal(1)
HEAVY_CASE = 10
"""Percentage points: a case that weighs as much is told, for the figure says little without its count."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "period_kind": tuple(kind.word for kind in PERIOD_KINDS),
    "measure": tuple(MEASURE_WORDS.values()),
    "assessment": tuple(ASSESSMENT_WORDS.values()),
    "basis": tuple(BASIS_WORDS.values()),
    "no_cases": tuple(NO_CASES_WORDS.values()),
    "returned": tuple(RETURNED_WORDS.values()),
    "finish_date": tuple(FINISH_DATE_WORDS.values()),
    "yes_no": tuple(YES_NO_WORDS.values()),
    "neutral": tuple(NEUTRAL_WORDS.values()),
    "direct": tuple(DIRECT_WORDS.values()),
    "requirement": tuple(REQUIREMENT_WORDS.values()),
    "rest_day": tuple(REST_DAY_WORDS.values()),
}
"""Validation lists of the very hidden sheet, by name."""


def words_of(words: Mapping[E, str], others: Mapping[E, tuple[str, ...]] | None = None) -> dict[str, E]:
    """Every understood word of a choice and the member it means."""
    understood = {word: member for member, word in words.items()}
    for member, more in (others or {}).items():
        understood.update(dict.fromkeys(more, member))
    return understood
