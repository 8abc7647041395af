"""Sheets by name: in any spelling, never guessed where two may be meant or none is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import INFORMATION, INPUT_PREFIX
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.reading.likeness import nearest, without_accents
from qmxl.reading.normal_form import normal_form
from qmxl.reading.workbook import SheetCells

_COPY = re.compile(r"\s*\(\d+\)$")
"""MT1 (2): what a spreadsheet calls a copied sheet."""
_CONTENT = {INFORMATION: "sheet có tên cơ quan, kỳ báo cáo và năm"}
"""What is read from a sheet that has to be there; the others are input sheets."""
_WHOLE_PREFIX = re.compile(r"^muctieu(?=\d)")
"""Mục tiêu 6: the name in full of the sheet MT6."""
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def name_key(name: str) -> str:
    """A sheet's name for comparing: without regard to case, spacing, Unicode form or tone placement (contract.md)."""
    return normal_form(name).replace(" ", "")


_INPUT_SHEET = re.compile(re.escape(name_key(INPUT_PREFIX)) + "([1-9][0-9]*)")


def is_same_sheet(one: str, other: str) -> bool:
    return name_key(one) == name_key(other)


def input_sheet_number(name: str) -> int | None:
    """k of MT<k>."""
    match = _INPUT_SHEET.fullmatch(name_key(name))
    return int(match.group(1)) if match else None


@dataclass(frozen=True, slots=True)
class SheetsByName:
    """Sheets of a workbook by `name_key`, in order; several under one key where they cannot be told apart."""

    by_key: Mapping[str, tuple[SheetCells, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sheet.name for same in self.by_key.values() for sheet in same)

    def get(self, name: str) -> SheetCells | None:
        """The only sheet of a name; None where there is none, or more than one."""
        same = self.by_key.get(name_key(name), ())
        return same[0] if len(same) == 1 else None

    def rivals(self, name: str) -> tuple[str, ...]:
        """Names of the sheets that are equally called `name`, where there is more than one."""
        same = self.by_key.get(name_key(name), ())
        return tuple(sheet.name for sheet in same) if len(same) > 1 else ()

    def near(self, name: str, taken: Iterable[str] = ()) -> str | None:
        """The sheet that may be meant by `name`; none of those in `taken`."""
        used = set(map(name_key, taken))
        words = {_plain(sheet): sheet for sheet in reversed(self.names) if name_key(sheet) not in used}
        plain = _plain(name)
        if plain in words:
            return words[plain]
        if any(map(str.isdigit, plain)):
            return None  # MT1 is like MT7 and is not meant by it
        begun = (sheet for key, sheet in words.items() if key.startswith(plain) and plain)
        like = nearest(plain, words)
        return words[like] if like else next(begun, None)

    def suggestion(self, name: str, taken: Iterable[str] = ()) -> str:
        near = self.near(name, taken)
        return f"; có phải sheet “{near}”?" if near else ""


def sheets_by_name(sheets: Iterable[SheetCells]) -> SheetsByName:
    by_key: dict[str, tuple[SheetCells, ...]] = {}
    for sheet in sheets:
        key = name_key(sheet.name)
        by_key[key] = (*by_key.get(key, ()), sheet)
    return SheetsByName(by_key)


def _plain(name: str) -> str:
    """A name with what people add or leave out: accents, spaces, leading zeros, the (2) of a copy."""
    plain = without_accents(_COPY.sub("", name))
    plain = _LEADING_ZEROS.sub("", "".join(filter(str.isalnum, plain)))
    return _WHOLE_PREFIX.sub(without_accents(INPUT_PREFIX), plain)


def say_rivals(
    code: str, name: str, sheets: SheetsByName, found: list[Diagnostic], where: CellReference | None = None
) -> None:
    """Sheets that are equally called `name`, none of which is read."""
    names = sheets.rivals(name)
    told = " và ".join(f"“{rival}”" for rival in names)
    found.append(diagnostic(code, where or names[0], sheet=name, count=len(names), names=told))


def say_missing(name: str, sheets: SheetsByName, taken: Iterable[str], found: list[Diagnostic]) -> None:
    """A sheet that has to be there and is not, or is there twice; a sheet whose name is like it is asked about."""
    if sheets.rivals(name):
        say_rivals("QM111", name, sheets, found)
        return
    near = sheets.near(name, taken)
    cure = (
        f"có phải sheet “{near}”? Đúng thì đổi tên sheet đó thành {name}"
        if near
        else "tạo lại tệp bằng lệnh qmxl new --from rồi chép số liệu sang"
    )
    needed = _CONTENT.get(name, "mỗi mục tiêu có một sheet MT cùng số")
    found.append(diagnostic("QM101", name, sheet=name, needed=needed, cure=cure))
