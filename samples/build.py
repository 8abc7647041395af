"""Builds the samples and the default template from their text twins: `python samples/build.py`."""

import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qmxl.model.diagnostics import Refusal
from qmxl.model.report import Report
from qmxl.model.submission import Submission
from qmxl.reading.markdown import read_markdown
from qmxl.reading.submission import read_submission
from qmxl.reporting.compose import compose_blank, compose_input
from qmxl.reporting.layout import lay_out
from qmxl.writing.workbook import write_workbook
from samples.word_template import write_word_template

Row = tuple[int | str | None, ...]

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("loc-an-2020-h1", "phuong-mau-2026-9-thang", "loc-an-2019-h1-gia-dinh")
"""The last is an invented earlier period of the first."""
TEMPLATE = "xa-phuong-2026"
WORD_TEMPLATE = "bao-cao"
EXPORT = "phuong-mau-2026-so-mot-cua"
"""The register of 2.2 of the sample of 2026, as one-stop software would print it."""

_EXPORTED = datetime(2026, 10, 2, 8, 15)  # noqa: DTZ001  a local time that never passed
_TITLES = (
    ("UBND PHƯỜNG MẪU", None),
    ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", None),
    ("SỔ THEO DÕI HỒ SƠ", f"Xuất lúc {_EXPORTED:%d/%m/%Y %H:%M:%S}"),
    ("Số liệu minh họa: hồ sơ, tên người và số điện thoại đều không có thật", None),
)
_HEADERS = (
    *("STT", "Mã số hồ sơ", "Lĩnh vực", "Tên thủ tục hành chính", "Tổ chức, cá nhân nộp", "Số điện thoại"),
    *("Cơ quan giải quyết", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả", "Tình trạng hồ sơ"),
)
_GROUP, _FIRST_OF_GROUP, _LAST_OF_GROUP = "Nhận và trả kết quả", 8, 10
_WIDTHS = (6, 16, 16, 40, 24, 14, 32, 20, 20, 20, 20)
_FAMILY_NAMES, _GIVEN_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm"), ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh")


def submission_of(twin: Path) -> Submission:
    """The submission a text twin holds."""
    read = read_submission(read_markdown(twin))
    if isinstance(read, Refusal):
        raise SystemExit(read.sentence)
    return read[0]


def sample_report(name: str) -> Report:
    return compose_input(submission_of(ROOT / "samples" / f"{name}.md"))


def template_report() -> Report:
    return compose_blank(submission_of(ROOT / "workbook_templates" / f"{TEMPLATE}.md"))


def export_rows() -> list[Row]:
    """The cells below the header: those of the text twin, with what software adds to them."""
    rows = read_markdown(ROOT / "samples" / f"{SAMPLES[1]}.md").sheets["Bảng 2.2"].rows
    header = next(n for n, row in enumerate(rows) if "Mã hồ sơ" in row)
    named = [dict(zip(rows[header], row, strict=False)) for row in rows[header + 1 :] if any(row)]
    return [tuple(_export_row(number, row)) for number, row in enumerate(named, 1)]


def _export_row(number: int, row: dict[object, object]) -> Iterator[int | str | None]:
    days = [row.get(header) for header in ("Ngày nhận", "Thời hạn", "Ngày hoàn thành")]
    received, due, finished = (day if isinstance(day, date) else None for day in days)
    person = f"{_FAMILY_NAMES[number % 4]} Thị Mẫu {_GIVEN_NAMES[number % 7]}"
    yield from (number, *(str(row[header]) for header in ("Mã hồ sơ", "Lĩnh vực", "Nội dung")))
    yield from (person, f"0000 000 {number:03}", str(row["Thẩm quyền"]))
    yield from (_moment(received, 7, number), _moment(due, 17, 0), _moment(finished, 8, number))
    is_late = due is not None and due < _EXPORTED.date()
    yield str(row.get("Tình trạng") or ("Đã trả kết quả" if finished else "Quá hạn" if is_late else "Đang giải quyết"))


def _moment(day: date | None, hour: int, number: int) -> str | None:
    """A day as software prints it; the time of day is made from the row's number."""
    if day is None:
        return None
    moment = datetime.combine(day, time(hour)) + timedelta(minutes=number * 7 % 180, seconds=number * 13 % 60)
    return f"{moment:%d/%m/%Y %H:%M:%S}"


def write_export(path: Path) -> None:
    """Titles, a header of two rows with merged cells, a row of column numbers, every date a text."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _EXPORTED})
        head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
        cell, title = book.add_format({"border": 1}), book.add_format({"bold": True})
        sheet = book.add_worksheet("Sổ theo dõi")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for row, (text, aside) in enumerate(_TITLES):
            sheet.write_string(row, 0, text, title)
            if aside:
                sheet.write_string(row, len(_HEADERS) - 1, aside)
        top = len(_TITLES) + 1
        sheet.merge_range(top, _FIRST_OF_GROUP - 1, top, _LAST_OF_GROUP - 1, _GROUP, head)
        for column, (header, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_number(top + 2, column, column + 1, head)
            if _FIRST_OF_GROUP <= column + 1 <= _LAST_OF_GROUP:
                sheet.write_string(top + 1, column, header, head)
            else:
                sheet.merge_range(top, column, top + 1, column, header, head)
        for row, values in enumerate(export_rows(), top + 3):
            for column, value in enumerate(values):
                sheet.write(row, column, value, cell)


def main() -> None:
    for name in SAMPLES:
        write_workbook(lay_out(sample_report(name)), ROOT / "samples" / f"{name}.xlsx")
    write_export(ROOT / "samples" / f"{EXPORT}.xlsx")
    write_workbook(lay_out(template_report()), ROOT / "workbook_templates" / f"{TEMPLATE}.xlsx")
    write_word_template(ROOT / "workbook_templates" / f"{WORD_TEMPLATE}.docx")


if __name__ == "__main__":
    main()
