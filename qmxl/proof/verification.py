"""An output against what its own data give: every cell whose formula or value does not follow is named.

Takes the workbook as it should be (made anew from the data sheets of the output) and the cells of the file; rows that
were put in or taken out do not make strangers of all rows below them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import isclose

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import FINDINGS, PROVENANCE, REPORT, SUMMARY, TRACES
from qmxl.formula.written import with_rows, written
from qmxl.model.content_traces import value_text
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.references import CellReference
from qmxl.model.report import PlacedCell, PlacedReport, PlacedSheet
from qmxl.proof.divided_texts import Slice, is_whole, sliced
from qmxl.proof.prose import (
    figures,
    prose_difference,
    quoted_text,
    same_words,
    unknown,
)
from qmxl.proof.row_order import row_map
from qmxl.proof.stored_cells import StoredCell, StoredSheet

DAY_ZERO = date(1899, 12, 30)
_TOLERANCE = 1e-12
_PROSE = frozenset({SUMMARY, REPORT})
_PROVENANCE = frozenset({FINDINGS, PROVENANCE, TRACES})
"""Sheets that cannot be made anew from an output."""
_OBJECTIVE_SHEET = re.compile(r"MT\d+")
_LONGEST = 80
_BLANK = StoredCell(None)

Rows = Mapping[str, Mapping[int, int]]


def disagreements(
    placed: PlacedReport, stored: Mapping[str, StoredSheet], *, are_values_only: bool = False
) -> Iterator[Diagnostic]:
    """Every cell of the file that is not as the report made anew says.

    `are_values_only`: of the annex, the report and the sheets of objectives only, what their computed cells show; for
    an output of an older program, which has its formulas elsewhere.
    """
    check = _Check(placed, stored, are_values_only)
    for sheet in placed.sheets:
        name = sheet.sheet.name
        if are_values_only and not (name in _PROSE or _OBJECTIVE_SHEET.fullmatch(name)):
            continue
        if name in stored and name not in _PROVENANCE:
            yield from check.of_sheet(sheet)
        elif name not in stored and name != TRACES:
            yield diagnostic("QM425", None, sheet=name)


def rows_of(placed: PlacedReport, stored: Mapping[str, StoredSheet]) -> Rows:
    """By sheet, the row as written -> the row it stands in now."""
    return _Check(placed, stored).present_rows


@dataclass(frozen=True)
class _Check:
    placed: PlacedReport
    stored: Mapping[str, StoredSheet]
    are_values_only: bool = False

    @cached_property
    def rows(self) -> Rows:
        """Row in the file -> row as written, by sheet."""
        return {
            sheet.sheet.name: _rows(sheet, self.stored[sheet.sheet.name])
            for sheet in self.placed.sheets
            if sheet.sheet.name in self.stored
        }

    @cached_property
    def present_rows(self) -> Rows:
        return {name: {own: row for row, own in rows.items()} for name, rows in self.rows.items()}

    @cached_property
    def moved(self) -> Rows:
        """Sheets on which rows stand elsewhere than they were written."""
        return {name: rows for name, rows in self.rows.items() if any(row != own for row, own in rows.items())}

    @cached_property
    def known_figures(self) -> frozenset[str]:
        """Every figure that the report and the annex say somewhere."""
        texts = (cell.value for s in self.placed.sheets if s.sheet.name in _PROSE for cell in s.cells)
        return frozenset(figure for text in texts if isinstance(text, str) for figure in figures(text))

    def of_sheet(self, sheet: PlacedSheet) -> Iterator[Diagnostic]:
        name = sheet.sheet.name
        left = dict(self.stored[name])
        divided = list(self.divided_otherwise(sheet))
        apart = {(cell.row, cell.column) for _, pieces in divided for cell in pieces}
        for places, pieces in divided:
            yield from self.of_divided(name, places, pieces)
            for place in places:
                left.pop(place)
        for cell in sheet.cells:
            if (cell.row, cell.column) in apart:
                continue
            row = self.present_rows[name].get(cell.row)
            found = left.pop((row, cell.column), _BLANK) if row else _BLANK
            where = CellReference(name, row or cell.row, cell.column)
            yield from self.of_cell(where, cell, found, is_row_gone=row is None)
        for (row, column), more in left.items():
            yield from self.of_added(CellReference(name, row, column), more)

    def divided_otherwise(self, sheet: PlacedSheet) -> Iterator[tuple[list[tuple[int, int]], list[PlacedCell]]]:
        """Long texts whose rows show it in other pieces than they would now: places in the file, cells as wanted."""
        name = sheet.sheet.name
        if name != REPORT:
            return
        wanted: dict[tuple[int, str], list[tuple[Slice, PlacedCell]]] = {}
        for cell in sheet.cells:
            if cell.formula is not None:
                source, part = sliced(written(cell.formula))
                wanted.setdefault((cell.column, source), []).append((part, cell))
        found: dict[tuple[int, str], list[tuple[Slice, tuple[int, int]]]] = {}
        for place, stored in sorted(self.stored[name].items()):
            if stored.formula is not None:
                own_text = with_rows(stored.formula, name, self.moved) if self.moved else written(stored.formula)
                source, part = sliced(own_text)
                found.setdefault((place[1], source), []).append((part, place))
        for key, cells in wanted.items():
            own, others = [part for part, _ in found.get(key, ())], [part for part, _ in cells]
            if own != others and max(len(own), len(others)) > 1 and is_whole(own) and is_whole(others):
                yield [place for _, place in found[key]], [cell for _, cell in cells]

    def of_divided(self, name: str, places: list[tuple[int, int]], pieces: list[PlacedCell]) -> Iterator[Diagnostic]:
        """A text in other pieces: only the whole says whether it is right."""
        found = " ".join(str(self.stored[name][place].value or "").strip() for place in places)
        wanted = " ".join(str(cell.value or "").strip() for cell in pieces)
        if "".join(found.split()) != "".join(wanted.split()):
            yield from self.of_stale_prose(CellReference(name, *places[0]), found, wanted)

    def of_cell(
        self, where: CellReference, cell: PlacedCell, found: StoredCell, *, is_row_gone: bool
    ) -> Iterator[Diagnostic]:
        wanted = wanted_value(cell)
        is_same = _is_same(found.value, wanted)
        if self.are_values_only and (is_same or (cell.formula is None and where.sheet not in _PROSE)):
            return
        is_formula = found.formula is not None and cell.formula is not None and self.is_same_formula(where, cell, found)
        if is_same and (is_formula or (found.formula is None and cell.formula is None)):
            return
        if is_row_gone and where.sheet in _PROSE:
            yield from _of_gone(where, cell)
        elif cell.formula is None:
            yield from _of_constant(where, cell, found)
        elif where.sheet in _PROSE and found.formula is None:
            yield from self.of_typed_prose(where, cell, found)
        elif found.formula is None:
            yield diagnostic("QM420", where, found=shown_value(found.value, cell), wanted=shown_value(wanted, cell))
        elif not is_formula:
            yield diagnostic("QM421", where, found=_shortened(found.formula), wanted=_shortened(cell.formula))
        elif isinstance(wanted, str) and isinstance(found.value, str) and where.sheet in _PROSE:
            yield from self.of_stale_prose(where, found.value, wanted)
        else:
            yield diagnostic("QM422", where, found=shown_value(found.value, cell), wanted=shown_value(wanted, cell))

    def is_same_formula(self, where: CellReference, cell: PlacedCell, found: StoredCell) -> bool:
        if self.are_values_only:
            return True
        own, wanted = found.formula or "", cell.formula or ""
        if own == wanted and not self.moved:
            return True
        if written(own) == written(wanted) and not self.moved:
            return True
        return bool(self.moved) and with_rows(own, where.sheet, self.moved) == written(wanted)

    def of_typed_prose(self, where: CellReference, cell: PlacedCell, found: StoredCell) -> Iterator[Diagnostic]:
        """A cell of the report or the annex whose formula was typed over: what matters is what it says.

        The annex is a table of computed cells; the report is prose, in which words may be the office's own.
        """
        wanted = str(cell.value or "")
        text = "" if found.value is None else shown_value(found.value, cell, whole=True)
        is_same = same_words(text, wanted)
        told = [] if is_same else list(told_differences(where, text, wanted, self.known_figures))
        if where.sheet == SUMMARY and not told:
            yield diagnostic("QM420", where, found=shown_value(found.value, cell), wanted=shown_value(cell.value, cell))
        elif is_same:
            yield diagnostic("QM444", where, quote=quoted_text(wanted))
        else:
            yield from told or [diagnostic("QM432", where, quote=quoted_text(text))]

    def of_stale_prose(self, where: CellReference, found: str, wanted: str) -> Iterator[Diagnostic]:
        """A sentence that its formula would not give."""
        told = list(told_differences(where, found, wanted, self.known_figures))
        yield from told or [diagnostic("QM422", where, found=_shortened(found), wanted=_shortened(wanted))]

    def of_added(self, where: CellReference, more: StoredCell) -> Iterator[Diagnostic]:
        text = "" if more.value is None else str(more.value)
        if where.sheet not in _PROSE:
            if not self.are_values_only:
                yield diagnostic("QM442", where, found=_shortened(text or f"={more.formula}"))
            return
        strange = unknown(figures(text), self.known_figures)
        if strange:
            yield diagnostic("QM433", where, found=", ".join(strange), quote=quoted_text(text))
        else:
            yield diagnostic("QM443", where, quote=quoted_text(text))


def told_differences(
    where: CellReference | None, found: str, wanted: str, known: frozenset[str]
) -> Iterator[Diagnostic]:
    """What a text says otherwise than the data: each figure and verdict, and the place."""
    quote = quoted_text(found if found.strip() else wanted)
    if not figures(wanted) and not same_words(found, wanted) and _is_short(wanted):
        yield diagnostic("QM431", where, found=f"“{found.strip()}”", wanted=f"“{wanted.strip()}”", quote="")
        return
    difference = prose_difference(found, wanted)
    for own, other in difference.pairs:
        yield diagnostic("QM431", where, found=_in_words(own), wanted=_in_words(other), quote=quote)
    if difference.missing:
        yield diagnostic("QM434", where, wanted=", ".join(map(_in_words, difference.missing)), quote=quote)
    strange = unknown(difference.added, known)
    if strange:
        yield diagnostic("QM433", where, found=", ".join(strange), quote=quote)
    more = [word for word in difference.added if not word[0].isdigit()]
    if more:
        yield diagnostic("QM431", where, found=_in_words(", ".join(more)), wanted="không có ý này", quote=quote)


_STATUS_LENGTH = 25


def _is_short(text: str) -> bool:
    """Whether a text is a status, a result or a dash rather than a sentence."""
    return len(text.strip()) <= _STATUS_LENGTH


def _in_words(text: str) -> str:
    return text if text[:1].isdigit() else f"“{text}”"


def _of_gone(where: CellReference, cell: PlacedCell) -> Iterator[Diagnostic]:
    text = str(cell.value or "").strip()
    if text:
        yield diagnostic("QM434", where.sheet, wanted="cả đoạn", quote=quoted_text(text))


def _of_constant(where: CellReference, cell: PlacedCell, found: StoredCell) -> Iterator[Diagnostic]:
    wanted = wanted_value(cell)
    are_texts = found.formula is None and isinstance(wanted, str) and isinstance(found.value, str)
    if are_texts and same_words(str(found.value), str(wanted)):
        return
    texts = {"found": shown_value(found.value, cell), "wanted": shown_value(wanted, cell)}
    if cell.style.is_locked or wanted is None:
        yield diagnostic("QM423" if wanted is not None else "QM442", where, **texts)
    else:
        yield diagnostic("QM424", where, **texts)


def _rows(sheet: PlacedSheet, stored: StoredSheet) -> Mapping[int, int]:
    wanted: dict[int, list[str]] = {}
    for cell in sheet.cells:
        text = value_text(_number(wanted_value(cell)))
        if text:
            wanted.setdefault(cell.row, []).append(f"{cell.column}:{text}")
    found: dict[int, list[str]] = {}
    for (row, column), stored_cell in stored.items():
        text = value_text(_number(stored_cell.value))
        if text:
            found.setdefault(row, []).append(f"{column}:{text}")
    last_wanted = max((row.row for row in sheet.rows), default=0)
    pairs = row_map(_dense(found, max(found, default=0)), _dense(wanted, max(wanted, default=0)))
    rest = range(1, max(last_wanted, max(found, default=0)) + 1)
    known = set(pairs.values())
    return {**{row: row for row in rest if row not in pairs and row not in known}, **pairs}


def _dense(rows: Mapping[int, list[str]], last: int) -> list[str]:
    return ["\x1f".join(rows.get(row, ())) for row in range(1, last + 1)]


# Values


def wanted_value(cell: PlacedCell) -> str | float | None:
    """What the file should hold: dates as day numbers, nothing for a blank text."""
    value = cell.value
    if isinstance(value, date):
        return (value - DAY_ZERO).days
    if isinstance(value, bool):
        return int(value)
    return value if value != "" else None


def _number(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _is_same(found: object, wanted: str | float | None) -> bool:
    found = None if found == "" else _number(found)
    if found is None or wanted is None:
        return found is None and wanted is None
    if isinstance(found, str) or isinstance(wanted, str):
        return isinstance(found, str) and isinstance(wanted, str) and _text(found) == _text(wanted)
    return isclose(float(found), wanted, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)  # type: ignore[arg-type]


def _text(text: str) -> str:
    """LibreOffice leaves out blanks at the ends of a computed text."""
    return text.replace("\r\n", "\n").strip()


def shown_value(value: object, cell: PlacedCell, *, whole: bool = False) -> str:
    """A value as the clerk sees it: dates as dates, shares in percent, decimal commas; long texts cut, or `whole`."""
    if value is None or value == "":
        return "" if whole else "(trống)"
    if isinstance(value, bool | str):
        return str(value) if whole else _shortened(str(value))
    number = float(value)  # type: ignore[arg-type]
    is_day = isinstance(cell.value, date) or "yy" in cell.style.number_format
    if is_day and 0 < number < 2_958_466:
        return f"{DAY_ZERO + timedelta(days=int(number)):%d/%m/%Y}"
    if "%" in cell.style.number_format:
        return f"{number * 100:.10g}%".replace(".", ",")
    return f"{number:.15g}".replace(".", ",")


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST].rstrip()}…"
