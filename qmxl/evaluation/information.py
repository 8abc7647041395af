"""What is said of the sheet `Thông tin`: names the report cannot do without, days in an order that cannot be."""

from collections.abc import Mapping

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import FIELDS, INFORMATION
from qmxl.contract.words import day_text
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.submission import Submission

_STAND_INS: Mapping[str, str] = {
    "unit_name": "đầu báo cáo hiện không có tên cơ quan",
    "short_name": "báo cáo hiện dùng Tên cơ quan thay vào",
    "place": "báo cáo hiện chỉ ghi ngày tháng",
    "position": "chỗ ký hiện không có chức vụ",
    "signer": "chỗ ký hiện không có họ tên",
}
"""Names that leave a hole in the report where they are blank -> what the report does without them."""
_FIELDS = {field.key: field for field in FIELDS}


def say_information(submission: Submission) -> tuple[Diagnostic, ...]:
    """Every missing name, and a report dated before its period is over."""
    return (*_missing_names(submission), *_early_report(submission))


def _missing_names(submission: Submission) -> tuple[Diagnostic, ...]:
    information = submission.information
    fields = ((_FIELDS[key], stand_in) for key, stand_in in _STAND_INS.items() if not information.text(key).strip())
    return tuple(
        diagnostic(
            "QM232",
            information.entry(field.key).reference or INFORMATION,
            column=field.label,
            label=field.label,
            help=field.help.rstrip("."),
            stand_in=stand_in,
        )
        for field, stand_in in fields
    )


def _early_report(submission: Submission) -> tuple[Diagnostic, ...]:
    """A report dated before its period is over."""
    information, period = submission.information, submission.information.period
    day = information.day("report_date")
    if day is None or period is None or day >= period.last:
        return ()
    where = information.entry("report_date").reference
    return (diagnostic("QM233", where, column="Ngày báo cáo", found=day_text(day), last=day_text(period.last)),)
