"""Names of places: which row key and column letter a thing has on its sheet."""

from qmxl.contract.sheets import (
    EARLIER,
    EARLIER_COLUMNS,
    INFORMATION,
    OBJECTIVE_COLUMNS,
    OBJECTIVES,
    RESULT_COLUMNS,
    SECTION_COLUMNS,
    SECTIONS,
    STEPS,
    Column,
    input_sheet,
)
from qmxl.model.references import column_letters
from qmxl.model.report import Place

STEP_HEADERS = {
    "code": "Mã",
    "statement": "Nội dung trong câu",
    "cut_off": "Số liệu đến ngày",
    "is_stale": "Mức đề ra đã đổi",
    "is_blocked": "Có ô không đọc được",
    "is_year_end": "Đánh giá cuối năm",
    "is_due_later": "Chưa đến hạn",
    "no_cases": "Chưa phát sinh",
    "is_open_only": "Chỉ có hồ sơ đang giải quyết",
    "carried_over": "Kỳ trước",
    "received": "Tiếp nhận",
    "early": "Trước hạn",
    "on_time": "Đúng hạn",
    "late": "Quá hạn",
    "open_in_time": "Đang trong hạn",
    "open_overdue": "Đang quá hạn",
    "unusable": "Dòng chưa dùng được",
    "is_declared": "Số tự báo cáo",
    "is_contradictory": "Có mâu thuẫn",
    "low": "Giá trị thấp nhất",
    "high": "Giá trị cao nhất",
    "later": "Giá trị khi các dòng cuối năm đều đạt",
    "low_verdict": "Kết luận thấp nhất",
    "high_verdict": "Kết luận cao nhất",
    "later_verdict": "Kết luận khi các dòng cuối năm đều đạt",
    "verdict": "So với mức",
    "status": "Đánh giá",
    "figure": "Số để so",
    "target_figure": "Mức để so",
    "upper_figure": "Mức trên để so",
    "decimals": "Số lẻ",
    "rounded": "Làm tròn",
    "numerator_text": "Số đạt dạng chữ",
    "denominator_text": "Tổng số dạng chữ",
    "figure_text": "Kết quả dạng chữ",
    "shown": "Kết quả",
    "distance": "Khoảng cách",
    "margin": "Chênh lệch",
    "comparison": "So sánh",
    "needed_count": "Số trường hợp còn thiếu",
    "needed": "Còn thiếu",
    "weight": "Mỗi trường hợp",
    "after_period": "Số liệu đến sau kỳ",
    "before_period": "Số liệu đến trước cuối kỳ",
    "bands": "Nhóm chỉ tiêu kế hoạch",
    "progress": "Tiến độ",
    "when": "Khi nào đánh giá",
    "evidence_text": "Tài liệu trong câu",
    "cause_text": "Nguyên nhân trong câu",
    "solution_text": "Giải pháp trong câu",
    "follow": "Nguyên nhân, giải pháp",
    "short_cause": "Nguyên nhân chưa đạt",
    "short_solution": "Giải pháp khi chưa đạt",
    "sentence": "Câu báo cáo",
    "effective": "Tính là",
    "can_be_exceeded": "Có thể vượt",
}
STEP_KEYS = tuple(STEP_HEADERS)
STEP_LETTERS = {key: column_letters(number) for number, key in enumerate(STEP_KEYS, 1)}


def letters(columns: tuple[Column, ...]) -> dict[str, str]:
    """Column key -> letter."""
    return {column.key: column_letters(number) for number, column in enumerate(columns, 1)}


OBJECTIVE_LETTERS = letters(OBJECTIVE_COLUMNS)
RESULT_LETTERS = letters(RESULT_COLUMNS)
SECTION_LETTERS = letters(SECTION_COLUMNS)
EARLIER_LETTERS = letters(EARLIER_COLUMNS)


def info(key: str, line: int = 0) -> Place:
    """Value of a field of `Thông tin`."""
    return Place(INFORMATION, f"{key}:{line}", "B")


def target_cell(code: str, key: str) -> Place:
    """Cell of an indicator's row on `Mục tiêu`."""
    return Place(OBJECTIVES, f"code:{code}", OBJECTIVE_LETTERS[key])


def result_cell(objective: int, code: str, key: str) -> Place:
    """Cell of an indicator's row on its input sheet."""
    return Place(input_sheet(objective), f"result:{code}", RESULT_LETTERS[key])


def section_cell(section: str, key: str) -> Place:
    return Place(SECTIONS, f"section:{section}", SECTION_LETTERS[key])


def step(code: str, key: str) -> Place:
    """One step of an indicator's computation on `_Tính`."""
    return Place(STEPS, f"code:{code}", STEP_LETTERS[key])


def setting(key: str) -> Place:
    """What holds for the whole report: period, dates, decimals."""
    return Place(STEPS, f"setting:{key}", "B")


def said(key: str, line: int = 0) -> Place:
    """A line of `Thông tin` as the report says it."""
    return Place(STEPS, f"said:{key}:{line}", "B")


OBJECTIVE_STEPS = {"number": "A", "status": "B", "is_counted": "C", "conclusion": "D", "needed": "E", "is_met": "F"}


def objective_step(number: int, key: str) -> Place:
    return Place(STEPS, f"objective:{number}", OBJECTIVE_STEPS[key])


def overall(key: str) -> Place:
    """Summary over all objectives: met, total, list, sentences."""
    return Place(STEPS, f"overall:{key}", "B")


EARLIER_STEP_HEADERS = {
    "code": "Mã",
    "then": "Kỳ trước để so",
    "decimals": "Số lẻ khi so",
    "difference": "Chênh lệch",
    "change": "Thay đổi",
    "behind": "Trong ngoặc",
    "against": "So với",
    "clause": "Trong câu",
    "beside": "Bên cạnh kết quả",
    "is_up": "Tăng",
    "is_down": "Giảm",
    "is_level": "Bằng",
}
_EARLIER_STEP_LETTERS = {key: column_letters(number) for number, key in enumerate(EARLIER_STEP_HEADERS, 1)}


def earlier_cell(row: int, key: str) -> Place:
    """Cell of a row of `Kết quả kỳ trước`, by its item of `Submission.earlier`."""
    return Place(EARLIER, f"earlier:{row}", EARLIER_LETTERS[key])


def earlier_step(code: str, key: str) -> Place:
    """One step of holding an indicator against earlier periods, on `_Tính`."""
    return Place(STEPS, f"earlier:{code}", _EARLIER_STEP_LETTERS[key])


def crossed_cell(objective: int, number: int) -> Place:
    """An objective's number in the nth list of those whose verdict has changed, from 0; blank where it is not in it."""
    return Place(STEPS, f"crossed:{objective}", column_letters(number + 2))


def trend_cell(code: str, number: int) -> Place:
    """The figure of the nth period, from 0, of an indicator's small picture."""
    return Place(STEPS, f"trend:{code}", column_letters(number + 2))
