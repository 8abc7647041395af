"""Cells of a workbook, as they are stored: blank, number, text, date, yes/no and error stay different things."""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
from python_calamine import SheetVisibleEnum

from qmxl.model.references import column_number
from qmxl.model.submission import CellValue, ErrorValue

UNSTORED_FORMULA = "công thức chưa có giá trị"
"""Stands for a formula whose value was never stored, which would read as blank."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not read: one sentence for the clerk."""

    sentence: str


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range, first and last cell included; its value stands in the first."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class SheetCells:
    """One worksheet. `rows[r - 1][c - 1]` is the cell in row r, column c.

    What a format cannot tell stays empty: see docs/dinh-dang-tep.md.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Rows hidden by hand or by a filter."""
    merged: tuple[MergedRange, ...] = ()
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Number format of number cells, where it is not General."""
    external: frozenset[tuple[int, int]] = frozenset()
    """Cells whose formula reads another workbook: their value may be out of date."""
    legacy: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Text cells that were converted to Unicode from a legacy encoding ("TCVN3", "VNI")."""

    def at(self, row: int, column: int) -> CellValue:
        if 0 < row <= len(self.rows) and 0 < column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return None


@dataclass(frozen=True, slots=True)
class WorkbookCells:
    """All worksheets of a file, in order."""

    name: str
    sha256: str
    sheets: Mapping[str, SheetCells]


def open_workbook(input_path: Path) -> WorkbookCells | Refusal:
    """Read every cell of a workbook through pandas (calamine underneath); a file that is none is refused."""
    refusal = _refusal_at_the_door(input_path)
    if refusal:
        return refusal
    try:
        with pd.ExcelFile(input_path, engine="calamine") as book:
            frames = pd.read_excel(
                book, sheet_name=None, header=None, keep_default_na=False, na_filter=False, dtype=object
            )
            hidden = {m.name for m in book.book.sheets_metadata if m.visible != SheetVisibleEnum.Visible}
    except Exception as fault:  # noqa: BLE001  any parser failure means the same to a clerk
        return Refusal(_parser_sentence(input_path, fault))
    errors = _error_cells(input_path)
    sheets = {
        name: SheetCells(name, _rows(frame, errors.get(name, {})), name in hidden) for name, frame in frames.items()
    }
    return WorkbookCells(input_path.name, hashlib.sha256(input_path.read_bytes()).hexdigest(), sheets)


def _refusal_at_the_door(input_path: Path) -> Refusal | None:
    if not input_path.exists():
        return Refusal(f"Không tìm thấy tệp “{input_path}”. Hãy kiểm tra lại tên tệp và thư mục.")
    if input_path.is_dir():
        return Refusal(f"“{input_path}” là thư mục, không phải tệp Excel. Hãy ghi rõ tên tệp, ví dụ tep.xlsx.")
    try:
        with input_path.open("rb") as file:
            if not file.read(8):
                return Refusal(f"Tệp “{input_path.name}” rỗng (0 byte). Hãy xin lại tệp từ nơi gửi.")
    except PermissionError:
        return Refusal(f"Không được phép đọc tệp “{input_path.name}”. Hãy đóng tệp hoặc chép tệp sang thư mục khác.")
    return None


def _parser_sentence(input_path: Path, fault: Exception) -> str:
    if "assword" in type(fault).__name__ or "assword" in str(fault):
        return f"Tệp “{input_path.name}” đặt mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại."
    return (
        f"Tệp “{input_path.name}” không phải tệp Excel, hoặc đã hỏng. "
        "Hãy mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi chạy lại."
    )


def _rows(frame: pd.DataFrame, errors: Mapping[tuple[int, int], ErrorValue]) -> tuple[tuple[CellValue, ...], ...]:
    rows = [[_cell_value(value) for value in row] for row in frame.to_numpy(dtype=object).tolist()]
    for (row, column), error in errors.items():
        while len(rows) < row:
            rows.append([])
        rows[row - 1].extend([None] * (column - len(rows[row - 1])))
        rows[row - 1][column - 1] = error
    return tuple(map(tuple, rows))


def _cell_value(value: object) -> CellValue:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return None


_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
_UNSTORED = re.compile(
    rb'<c\b[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _error_cells(input_path: Path) -> dict[str, dict[tuple[int, int], ErrorValue]]:
    """Error cells and formulas without a stored value by sheet: the parser returns both as blanks (.xlsx only)."""
    if not zipfile.is_zipfile(input_path):
        return {}
    try:
        with zipfile.ZipFile(input_path) as package:
            return {name: dict(_errors_in(package.read(part))) for name, part in _sheet_parts(package)}
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return {}


def _errors_in(xml: bytes) -> Iterable[tuple[tuple[int, int], ErrorValue]]:
    if b't="e"' in xml:
        for letters, row, text in _ERROR_CELL.findall(xml):
            yield (int(row), column_number(letters.decode())), ErrorValue(text.decode())
    if b"<f" in xml:
        for letters, row in _UNSTORED.findall(xml):
            yield (int(row), column_number(letters.decode())), ErrorValue(UNSTORED_FORMULA)


def _sheet_parts(package: zipfile.ZipFile) -> Iterable[tuple[str, str]]:
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314
    for sheet in book.iter(f"{_NAMESPACE}sheet"):
        target = targets.get(sheet.get(_RELATION_ID), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in package.NameToInfo:
            yield sheet.get("name", ""), part
