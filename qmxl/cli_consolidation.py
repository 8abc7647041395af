"""What `qmxl consolidate` says when it is done: who has reported, what could not be used, what was written."""

from collections.abc import Iterator

from qmxl.contract.words import day_text, grouped
from qmxl.model.consolidation import Consolidation, Standing, Timeliness

INTERRUPTED_CONSOLIDATION = (
    "Đã dừng theo yêu cầu (Ctrl+C). Chưa tệp nào được ghi; tệp tổng hợp cũ, nếu có, vẫn nguyên. Chạy lại lệnh để tổng "
    "hợp lại từ đầu."
)
INTERRUPTED_AFTER = "Đã dừng theo yêu cầu (Ctrl+C). Đã ghi xong: {names}. Chạy lại lệnh để ghi các tệp còn lại."
_FIRST = 5


def summary_lines(consolidation: Consolidation) -> Iterator[str]:
    """One line for each thing a superior asks first."""
    reports, period = consolidation.reports, consolidation.period
    used = consolidation.used
    yield f"Kỳ báo cáo: {period.text}." if period else "Chưa rõ kỳ báo cáo: không tệp nào ghi kỳ."
    if consolidation.expected:
        listed, expected = sum(report.expected is not None for report in used), len(consolidation.expected.units)
        yield f"Đơn vị trong danh sách có báo cáo dùng được: {grouped(listed)}/{grouped(expected)}."
        if listed < len(used):
            outside = [report.unit.name for report in used if report.expected is None]
            yield f"Đơn vị ngoài danh sách: {grouped(len(outside))} ({_first(outside)})."
    else:
        yield f"Đơn vị có báo cáo dùng được: {grouped(len(used))}."
    if consolidation.deadline:
        late = sum(report.timeliness is Timeliness.LATE for report in reports)
        yield f"Hạn gửi {day_text(consolidation.deadline)}: {grouped(late)} đơn vị gửi trễ."
    for timeliness, told in (
        (Timeliness.MISSING, "Chưa gửi"),
        (Timeliness.OTHER_PERIOD, "Chỉ gửi tệp của kỳ khác"),
        (Timeliness.NOT_USABLE, "Đã gửi nhưng chưa dùng được"),
    ):
        names = [report.unit.name or report.unit.code for report in reports if report.timeliness is timeliness]
        if names:
            yield f"{told}: {grouped(len(names))} đơn vị ({_first(names)})."
    strays = [stray.file.name for stray in consolidation.strays if stray.standing is Standing.UNREADABLE]
    if strays:
        yield f"Tệp không đọc được: {grouped(len(strays))} ({_first(strays)})."
    faulty = [report.unit.name for report in used if report.used and report.used.errors]
    if faulty:
        yield f"Đơn vị có lỗi số liệu: {grouped(len(faulty))} ({_first(faulty)}); xem sheet Kiểm tra."
    apart = sum(not name.is_common for name in consolidation.indicators)
    if apart:
        yield f"Chỉ tiêu không ghép được vào bộ chung: {grouped(apart)}; xem sheet Ghép chỉ tiêu."


def _first(names: list[str]) -> str:
    more = ", …" if len(names) > _FIRST else ""
    return ", ".join(names[:_FIRST]) + more
