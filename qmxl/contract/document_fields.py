"""Fields of the Word template: names in braces that the report's texts are put in place of.

An office restyles the template in Word; which text goes where it says by `{Tên}`, in any case. There is nothing to
program: a paragraph with a field of several lines comes once for each line, and not at all where there is none; a row
of a table with fields of objectives or indicators comes once for each of them.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qmxl.contract.sheets import RESULTS_HEADING, SECTION_ROWS

FIELD = re.compile(r"\{([^{}]*)\}")


class FieldKind(StrEnum):
    """What becomes of the paragraph, or the row, that a field stands in."""

    TEXT = "text"
    """It stays; the field may be blank."""
    LINES = "lines"
    """The paragraph comes once for each line."""
    RULE = "rule"
    """The paragraph is a line drawn under a text; its indents are set so that it is long enough."""
    OBJECTIVE = "objective"
    """The row of the table comes once for each objective; of an indicator's rows the cells are merged."""
    INDICATOR = "indicator"
    """The row of the table comes once for each indicator."""
    SENTENCE = "sentence"
    """In an objective's row a paragraph for each indicator; in an indicator's row its own."""


ROW_KINDS = frozenset({FieldKind.OBJECTIVE, FieldKind.INDICATOR, FieldKind.SENTENCE})


@dataclass(frozen=True, slots=True)
class DocumentField:
    """A field by the name it has in braces; what is left out with a `needed` one is said."""

    key: str
    name: str
    kind: FieldKind = FieldKind.TEXT
    is_needed: bool = False


HEADING_PREFIX = "Đề mục: "

_TEXT, _LINES = FieldKind.TEXT, FieldKind.LINES
DOCUMENT_FIELDS = (
    DocumentField("superior", "Cơ quan chủ quản", _LINES),
    DocumentField("unit_name", "Tên cơ quan", _LINES),
    DocumentField("unit_rule", "Kẻ dưới tên cơ quan", FieldKind.RULE),
    DocumentField("number", "Số, ký hiệu"),
    DocumentField("place_date", "Địa danh, ngày tháng"),
    DocumentField("subject", "Trích yếu"),
    DocumentField("subject_rule", "Kẻ dưới trích yếu", FieldKind.RULE),
    DocumentField("addressee", "Kính gửi một nơi", _LINES, is_needed=True),
    DocumentField("addressees_label", "Kính gửi nhiều nơi", _LINES),
    DocumentField("addressees", "Từng nơi kính gửi", _LINES, is_needed=True),
    DocumentField("legal_bases", "Căn cứ", _LINES, is_needed=True),
    DocumentField("heading:results", f"{HEADING_PREFIX}{RESULTS_HEADING.capitalize()}", _LINES),
    *(
        DocumentField(f"heading:{section.key}", f"{HEADING_PREFIX}{section.label}", _LINES)
        for section in SECTION_ROWS
        if section.heading
    ),
    *(DocumentField(f"section:{section.key}", section.label, _LINES, is_needed=True) for section in SECTION_ROWS),
    DocumentField("recipients", "Nơi nhận", _LINES, is_needed=True),
    DocumentField("authority", "Quyền hạn, chức vụ", _LINES, is_needed=True),
    DocumentField("signer", "Người ký", is_needed=True),
    DocumentField("digest", "Mã đối chiếu"),
    DocumentField("annex_title", "Tên phụ lục"),
    DocumentField("annex_note", "Kèm theo báo cáo"),
    DocumentField("annex_headline", "Số mục tiêu đạt"),
    DocumentField("objective_number", "STT", FieldKind.OBJECTIVE),
    DocumentField("objective_statement", "Nội dung công việc", FieldKind.OBJECTIVE, is_needed=True),
    DocumentField("objective_status", "Đánh giá mục tiêu", FieldKind.OBJECTIVE),
    DocumentField("sentence", "Kết quả thực hiện", FieldKind.SENTENCE, is_needed=True),
    DocumentField("code", "Mã", FieldKind.INDICATOR),
    DocumentField("target", "Mức đề ra", FieldKind.INDICATOR),
    DocumentField("shown", "Kết quả", FieldKind.INDICATOR),
    DocumentField("status", "Đánh giá", FieldKind.INDICATOR),
    DocumentField("responsible", "Chủ trì", FieldKind.INDICATOR),
)


def field_name_key(name: str) -> str:
    """Equal for two spellings of one name."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


FIELDS_BY_NAME: Mapping[str, DocumentField] = {field_name_key(field.name): field for field in DOCUMENT_FIELDS}


def document_field(name: str) -> DocumentField | None:
    """The field that a name in braces stands for."""
    return FIELDS_BY_NAME.get(field_name_key(name))


def nearest_field(name: str) -> DocumentField | None:
    """The known field most like an unknown name."""
    near = difflib.get_close_matches(field_name_key(name), FIELDS_BY_NAME, n=1)
    return FIELDS_BY_NAME[near[0]] if near else None
