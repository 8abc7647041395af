"""Personal data of registers stay home: the raw bytes of every part of an output are searched."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from qmxl.model.submission import CellValue, Register
from qmxl.reading.markdown import read_markdown
from qmxl.reading.workbook import WorkbookCells
from samples.build import ROOT, submission_of
from tests.writing.test_text_stays_text import written

WARD = ROOT / "samples" / "phuong-mau-2026-9-thang.md"
PLANTED = {
    "item": "Nguyễn Văn Bí Mật {row}",
    "note": "gọi 0912 345 {row:03}",
    "Họ tên": "Trần Thị Riêng {row}",
    "Địa chỉ nhà": "số {row} ngõ Kín",
    "Số điện thoại": "0987654{row:03}",
    "Số CCCD": "001099{row:06}",
}
"""What is planted in every row of every register, by column key or by the header of an added column."""


def planted() -> tuple[WorkbookCells, set[str]]:
    """The ward's workbook with names, notes, addresses, phones and identity numbers in its registers; and all of them."""
    book, told = read_markdown(WARD), set[str]()
    sheets = dict(book.sheets)
    for name, table in submission_of(WARD).tables.items():
        if isinstance(table, Register):
            columns = {column.key: column.column for column in table.columns}
            added = max(map(len, sheets[name].rows))
            places = {key: columns.get(key, added + number) for number, key in enumerate(PLANTED, 1)}
            rows: list[list[CellValue]] = [
                [*row, *[None] * (max(places.values()) - len(row))] for row in sheets[name].rows
            ]
            for key, place in places.items():
                if key not in columns:
                    rows[table.header_row - 1][place - 1] = key
                for row in table.row_numbers.tolist():
                    rows[row - 1][place - 1] = PLANTED[key].format(row=row)
                    told.add(PLANTED[key].format(row=row))
            sheets[name] = replace(sheets[name], rows=tuple(map(tuple, rows)))
    return replace(book, sheets=sheets), told


@pytest.mark.parametrize("personal", [False, True])
def test_names_and_phones_are_in_no_part_unless_asked_for(personal: bool, tmp_path: Path) -> None:
    book, told = planted()
    assert len(told) > 100
    assert written(book, tmp_path / "out.xlsx", personal=personal) is not None
    with zipfile.ZipFile(tmp_path / "out.xlsx") as package:
        content = b"".join(package.read(name) for name in package.namelist())
    found = {text for text in told if text.encode() in content}
    headers = {key for key in PLANTED if key[0].isupper() and key.encode() in content}
    if personal:
        assert (told - found, len(headers)) == (set(), 4)
    else:
        assert (found, headers) == (set(), set())
