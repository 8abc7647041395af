"""Placeholders of an indicator's own sentence: column headers in braces, any case."""

import difflib
import re

from qmxl.contract.sheets import FIELDS, OBJECTIVE_COLUMNS, RESULT_COLUMNS

PLACEHOLDER = re.compile(r"\{[^{}]*\}")

_OTHERS = {
    "kỳ": "period",
    "năm": "year",
    "mức": "target",
    "so sánh": "comparison",
    "so với kỳ trước": "change",
    "tiến độ": "progress",
    "khi nào": "when",
    "còn thiếu": "needed",
    "nội dung": "statement",
    "tiếp nhận": "received",
    "kỳ trước": "carried_over",
    "đã giải quyết": "resolved",
    "trước hạn": "early",
    "đúng hạn": "on_time",
    "quá hạn": "late",
    "đang giải quyết": "open",
    "đang giải quyết trong hạn": "open_in_time",
    "đang giải quyết quá hạn": "open_overdue",
    "tên viết tắt": "short_name",
    "tự xưng": "self_name",
}
_OBJECTIVE_KEYS = (
    "code",
    "target",
    "measure",
    "assessment",
    "responsible",
    "coordinating",
    "resources",
    "deadline",
    "basis",
)
_RESULT_KEYS = ("numerator", "denominator", "direct", "value", "status", "cut_off", "evidence", "cause", "solution")
_FIELD_KEYS = ("decision", "place")

PLACEHOLDERS = (
    {c.header.casefold(): c.key for c in OBJECTIVE_COLUMNS if c.key in _OBJECTIVE_KEYS}
    | {c.header.casefold(): c.key for c in RESULT_COLUMNS if c.key in _RESULT_KEYS}
    | {field.label.casefold(): field.key for field in FIELDS if field.key in _FIELD_KEYS}
    | {"chỉ tiêu": "statement", "mục tiêu": "statement"}
    | _OTHERS
)
"""Name in braces (lower case) -> key of what is put in."""


def placeholder_key(placeholder: str) -> str | None:
    """Key of `{…}`; {Kỳ} with a capital begins a sentence."""
    name = " ".join(placeholder.strip("{}").split())
    if name == "Kỳ":
        return "Period"
    return PLACEHOLDERS.get(name.casefold())


def nearest_placeholder(placeholder: str) -> str | None:
    """The known placeholder most like an unknown one."""
    near = difflib.get_close_matches(placeholder.strip("{}").casefold(), PLACEHOLDERS, n=1)
    return "{" + near[0] + "}" if near else None
