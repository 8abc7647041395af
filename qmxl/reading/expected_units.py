"""The list of units that have to report: one row for each, below headers anywhere in a workbook."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qmxl.contract.choices import TOTAL_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import EXPECTED_UNIT_COLUMNS
from qmxl.model.consolidation import ExpectedUnit, ExpectedUnits
from qmxl.model.diagnostics import Diagnostic, Refusal
from qmxl.model.references import CellReference
from qmxl.reading.headers import find_header, keys_by_header
from qmxl.reading.list_sheets import Cells, list_rows
from qmxl.reading.normal_form import normal_form
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.table_rows import is_foot, is_heading_number, is_total
from qmxl.reading.values import as_found, day_fault, read_day, read_number, read_text
from qmxl.reading.workbook import SheetCells, open_workbook

_REQUIRED = ("code", "name")
_TOTAL = re.compile(rf"(?:{'|'.join(sorted(TOTAL_WORDS, key=len, reverse=True))})\b")
_RECEIVED = next(column.header for column in EXPECTED_UNIT_COLUMNS if column.key == "received")
_MOST_NAMED = 10


def read_expected_units(path: Path) -> ExpectedUnits | Refusal:
    """Every row of every sheet that has a header with code and name; what is wrong with a row is said."""
    book = open_workbook(begin_parsing(path))
    if isinstance(book, Refusal):
        return book
    headers = keys_by_header(EXPECTED_UNIT_COLUMNS)
    groups = [(key,) for key in _REQUIRED]
    sheets = [sheet for sheet in book.sheets.values() if find_header(sheet, headers, groups)]
    if not sheets:
        names = ", ".join(f"“{c.header}”" for c in EXPECTED_UNIT_COLUMNS if c.key in _REQUIRED)
        return Refusal(
            f"Danh sách đơn vị “{path.name}” không có dòng tiêu đề với các cột {names}. "
            "Hãy ghi đúng tên cột rồi chạy lại."
        )
    found: list[Diagnostic] = []
    listed = [pair for sheet in sheets for pair in _units(sheet, found)]
    if not listed:
        return Refusal(f"Danh sách đơn vị “{path.name}” không có đơn vị nào dưới dòng tiêu đề.")
    once = _once(listed, found)
    numbered = tuple(replace(unit, row=number) for number, unit in enumerate(once, 1))
    return ExpectedUnits(path.name, numbered, tuple(found))


def _units(sheet: SheetCells, found: list[Diagnostic]) -> Iterator[tuple[ExpectedUnit, CellReference]]:
    """Units with the cells of their codes; headings of groups are left out and said."""
    headings: list[tuple[str, CellReference]] = []
    rows = list(_filled_rows(sheet, found))
    coded = sum(bool(_code(cells)) for cells in rows)
    for cells in rows:
        code, name, where = _code(cells), _text(cells, "name"), cells["code"][1]
        if not code and not name:
            found.append(diagnostic("QM519", where, row=where.row))
        elif not code and _is_heading(cells, has_codes=2 * coded >= len(rows)):
            headings.append((name, where))
        elif code or not _TOTAL.match(normal_form(name)):
            yield _unit(code, name, cells, found), where
    if headings:
        names = ", ".join(f"“{name}”" for name, _ in headings[:_MOST_NAMED])
        more = " …" if len(headings) > _MOST_NAMED else ""
        found.append(diagnostic("QM523", headings[0][1], count=len(headings), names=names + more))


def _filled_rows(sheet: SheetCells, found: list[Diagnostic]) -> Iterator[Cells]:
    """Down to the signatures; totals are passed over."""
    for cells in list_rows(sheet, EXPECTED_UNIT_COLUMNS, _REQUIRED, found):
        values = [raw for raw, _ in cells.values()]
        if is_foot(values):
            return
        if any(raw is not None for key, (raw, _) in cells.items() if key != "no") and not is_total(values):
            yield cells


def _code(cells: Cells) -> str:
    """Nothing where the number of a section stands in its column: I, A, A.1."""
    code = _text(cells, "code")
    return "" if is_heading_number(code) or _SECTION.fullmatch(code) else code


_SECTION = re.compile(r"(?:[A-Z]|[IVX]+)(?:\.[0-9]{1,2})*[.)]?")


def _is_heading(cells: Cells, *, has_codes: bool) -> bool:
    """Whether a row without a code names a group of units: it is numbered like one, or not where units are."""
    number = cells["no"][0] if "no" in cells else None
    sign = _text(cells, "code") or (read_text(number) or "").strip()
    return bool(_SECTION.fullmatch(sign)) or (has_codes and read_number(number) is None)


def _unit(code: str, name: str, cells: Cells, found: list[Diagnostic]) -> ExpectedUnit:
    received, where = cells.get("received", (None, None))
    day = read_day(received)
    if received is not None and day is None:
        found.append(diagnostic("QM517", where, column=_RECEIVED, found=as_found(received), reason=day_fault(received)))
    return ExpectedUnit(code, name, 0, _text(cells, "email"), _text(cells, "phone"), _text(cells, "cluster"), day)


def _text(cells: Cells, key: str) -> str:
    return " ".join((read_text(cells[key][0]) or "").split()) if key in cells else ""


def _once(listed: Sequence[tuple[ExpectedUnit, CellReference]], found: list[Diagnostic]) -> list[ExpectedUnit]:
    """A code, or a name without one, that stands in several rows is said, and its first row used."""
    places: dict[tuple[str, str], list[CellReference]] = defaultdict(list)
    units: dict[tuple[str, str], ExpectedUnit] = {}
    for unit, where in listed:
        key = (code_key(unit.code), "") if unit.code else ("", normal_form(unit.name))
        places[key].append(where)
        units.setdefault(key, unit)
    for key, own in places.items():
        if len(own) > 1:
            told = ", ".join(f"{cell.sheet} dòng {cell.row}" for cell in own)
            texts = {"unit_code": units[key].code or units[key].name, "rows": told}
            found.append(diagnostic("QM516", own[1], count=len(own), **texts))
    return list(units.values())


def code_key(code: str) -> str:
    """A code without the zeros it begins with, which a cell of numbers drops."""
    plain = normal_form(code)
    return (plain.lstrip("0") or "0") if plain.isdigit() else plain
