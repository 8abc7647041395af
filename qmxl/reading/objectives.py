"""The sheet `Mục tiêu`: one row per indicator."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import MINYEAR, date
from functools import lru_cache
from itertools import count

from qmxl.contract.choices import ASSESSMENT_WORDS, BASIS_WORDS, MEASURE_WORDS, NO_CASES_WORDS, words_of
from qmxl.contract.placeholders import PLACEHOLDER, PLACEHOLDERS, nearest_placeholder, placeholder_key
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import (
    OBJECTIVE_COLUMNS,
    REGISTER_MEASURES,
    SHARE_MEASURES,
    TABLES_OF_MEASURE,
    is_register_path,
    table_source_fault,
)
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.references import CellReference, cell_at
from qmxl.model.submission import CellValue, DisputedText, Entry, Indicator, Measure, QualityObjective
from qmxl.model.targets import Target
from qmxl.reading.cell_faults import cell_fault
from qmxl.reading.headers import Headers, OwnNames, find_header, keys_by_header, say_header, say_no_header
from qmxl.reading.normal_form import tidied
from qmxl.reading.settled_cells import settle
from qmxl.reading.table_rows import is_number_row, named_rows, say_hidden_rows
from qmxl.reading.target_phrases import TargetFault, read_target
from qmxl.reading.values import E, as_found, day_fault, entry_day, entry_text, exact, read_choice, read_text
from qmxl.reading.workbook import SheetCells

_CODE = re.compile(r"(\d{1,3})(?:[.,](\d{1,3}))?")
_REQUIRED = (("code",), ("target",), ("measure",))
_FILLED = ("code", "statement", "wording", "target")
"""A row with none of these is blank."""
_OF_AN_INDICATOR = ("statement", "wording", "target", "measure")
"""A row whose code cannot be read, and that has none of these, is no indicator: it is named, and that is all."""
_LAST_DIGIT = 9
_HEADERS = {column.key: column.header for column in OBJECTIVE_COLUMNS}


@dataclass(frozen=True, slots=True)
class _Row:
    """One filled row: its code (None where unreadable) and its cells by column key."""

    row: int
    code: str | None
    cells: Mapping[str, tuple[CellValue, CellReference]]
    is_named: bool = True
    """Its code can be read, and no row above has it."""
    is_repeated: bool = False
    """Another row has the same code: nobody can say whose results are meant."""

    def cell(self, key: str) -> tuple[CellValue, CellReference]:
        return self.cells[key]

    @property
    def number(self) -> int:
        return int((self.code or "0").split(".")[0])

    @property
    def statement(self) -> str | None:
        return read_text(self.cell("statement")[0])

    @property
    def is_asked_of(self) -> bool:
        """Whether it says how it is judged, as the heading of an objective does not."""
        return any(self.cell(key)[0] is not None for key in ("target", "measure"))


def read_objectives(
    sheet: SheetCells | None, year: int | None, found: list[Diagnostic], own_names: OwnNames | None = None
) -> tuple[QualityObjective, ...]:
    """Objectives in the order of their first row, indicators without results yet.

    A row whose code cannot be read, or stands in a row above, stays: blocked, behind the others of its objective.
    """
    if sheet is None:
        return ()
    if sheet.below is not None or len(sheet.rows) > _MOST_KNOWN_ROWS:
        return _objectives_of(sheet, year, found, own_names)
    objectives, said = _known_objectives(_Content(sheet), year, tuple((own_names or {}).items()))
    found.extend(said)
    return objectives


_MOST_KNOWN_ROWS = 200
"""Rows of a sheet that is kept to be known again."""


class _Content:
    """A sheet as a key: equal to another with the same cells, of the same types, in the same places."""

    def __init__(self, sheet: SheetCells) -> None:
        self.sheet = sheet
        types = tuple(tuple(map(type, row)) for row in sheet.rows)
        self._key = (sheet.name, sheet.rows, types, sheet.merged, sheet.hidden_rows)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self._key == other._key


@lru_cache(maxsize=64)
def _known_objectives(
    content: _Content, year: int | None, own_names: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[tuple[QualityObjective, ...], tuple[Diagnostic, ...]]:
    """Many workbooks are made from one template, whose objectives they share to the letter."""
    found: list[Diagnostic] = []
    return _objectives_of(content.sheet, year, found, dict(own_names)), tuple(found)


def _objectives_of(
    sheet: SheetCells, year: int | None, found: list[Diagnostic], own_names: OwnNames | None
) -> tuple[QualityObjective, ...]:
    rows = _rows(sheet, keys_by_header(OBJECTIVE_COLUMNS, own_names), found)
    _check_order([row for row in rows if row.is_named], found)
    groups = _by_objective(rows)
    numbers = _numbers(groups)
    return tuple(_objective(number, group, year, found) for number, group in zip(numbers, groups.values(), strict=True))


def _by_objective(rows: list[_Row]) -> dict[int, list[_Row]]:
    """Rows by the number of their objective, below zero where it is not known; rows with a code of their own first."""
    groups: dict[int, list[_Row]] = {}
    number = None
    for row in rows:
        number = _objective_of(row, number, groups)
        groups.setdefault(number, []).append(row)
    return {number: sorted(group, key=lambda row: not row.is_named) for number, group in groups.items()}


def _objective_of(row: _Row, previous: int | None, groups: Mapping[int, list[_Row]]) -> int:
    """A row without a code of its own stands with the row above, unless it begins an objective."""
    if row.is_named or "." in (row.code or ""):
        return row.number
    home = row.number if row.code else previous
    if home is None or (row.statement and all(row.statement != other.statement for other in groups[home])):
        return -row.row
    return home


def _numbers(groups: Iterable[int]) -> list[int]:
    """Numbers of the objectives; where none is known, the next that is free."""
    taken = {number for number in groups if number >= 0}
    numbers: list[int] = []
    for known in groups:
        free = (n for n in count(numbers[-1] + 1 if numbers else 1) if n not in taken)
        numbers.append(known if known >= 0 else next(free))
        taken.add(numbers[-1])
    return numbers


def _rows(sheet: SheetCells, headers: Headers, found: list[Diagnostic]) -> list[_Row]:
    header = find_header(sheet, headers, _REQUIRED)
    if header is None:
        say_no_header("QM103", sheet, OBJECTIVE_COLUMNS, headers, _REQUIRED, found)
        return []
    say_header(sheet, header, OBJECTIVE_COLUMNS, (), found)
    sheet = settle(sheet, header, OBJECTIVE_COLUMNS, len(sheet.rows), found).sheet
    positions = header.positions
    rows: dict[str | int, _Row] = {}
    """By code, or by row where that is not its own."""
    numbers: list[int] = []
    outside: list[int] = []
    for row in range(header.last_row + 1, len(sheet.rows) + 1):
        cells = {column.key: _cell(sheet, row, positions.get(column.key)) for column in OBJECTIVE_COLUMNS}
        if all(cells[key][0] is None for key in _FILLED):
            if any(cells[column.key][0] is not None for column in OBJECTIVE_COLUMNS if not column.filled):
                outside.append(row)
            continue
        if row == header.last_row + 1 and is_number_row(sheet.rows[row - 1]):
            found.append(diagnostic("QM340", cells["code"][1], row=row))
            continue
        numbers.append(row)
        code = _code(cells, found)
        if code and code in rows:
            found.append(diagnostic("QM209", cells["code"][1], column=_HEADERS["code"], found=code))
            rows[code] = replace(rows[code], is_repeated=True)
            rows[row] = _Row(row, code, cells, is_named=False, is_repeated=True)
        elif code:
            rows[code] = _Row(row, code, cells)
        elif any(cells[key][0] is not None for key in _OF_AN_INDICATOR):
            rows[row] = _Row(row, code, cells, is_named=False)
    if outside:
        where = CellReference(sheet.name, outside[0], positions["code"])
        found.append(diagnostic("QM345", where, count=len(outside), rows=named_rows(outside)))
    say_hidden_rows(sheet, numbers, positions["code"], found)
    return list(rows.values())


def _cell(sheet: SheetCells, row: int, column: int | None) -> tuple[CellValue, CellReference]:
    return sheet.at(row, column or 0), cell_at(sheet.name, row, column or 1)


def _code(cells: Mapping[str, tuple[CellValue, CellReference]], found: list[Diagnostic]) -> str | None:
    raw, reference = cells["code"]
    code = read_code(raw)
    if raw is None:
        found.append(diagnostic("QM224", reference, column=_HEADERS["code"], row=reference.row))
    elif code is None:
        found.append(diagnostic("QM208", reference, column=_HEADERS["code"], found=as_found(raw)))
    elif not isinstance(raw, str) and "." in code:
        values = {"kind": "ngày" if isinstance(raw, date) else "số", "read": code}
        found.append(diagnostic("QM211", reference, column=_HEADERS["code"], found=as_found(raw), **values))
    return code


def read_code(raw: CellValue) -> str | None:
    """`2`, `2.1`; a number 2.1, or the 2nd of January, stands for the text 2.1 that a spreadsheet made of it."""
    if isinstance(raw, date):
        return f"{raw.day}.{raw.month}"
    text = f"{exact(raw).normalize():f}" if isinstance(raw, int | float) and not isinstance(raw, bool) else raw
    match = _CODE.fullmatch(tidied(text).rstrip(".")) if isinstance(text, str) else None
    if not match:
        return None
    number, part = match.groups()
    return str(int(number)) if part is None else f"{int(number)}.{int(part)}"


def _check_order(rows: list[_Row], found: list[Diagnostic]) -> None:
    seen: list[int] = []
    for row in rows:
        if row.number in seen[:-1] and seen[-1] != row.number:
            found.append(diagnostic("QM226", row.cell("code")[1], column=_HEADERS["code"], objective=row.number))
        if not seen or seen[-1] != row.number:
            seen.append(row.number)
    parts: dict[int, list[tuple[int, _Row]]] = {}
    for row in rows:
        if row.code and "." in row.code:
            parts.setdefault(row.number, []).append((int(row.code.split(".")[1]), row))
    for number, group in parts.items():
        _check_gap(number, group, found)


def _check_gap(number: int, group: list[tuple[int, _Row]], found: list[Diagnostic]) -> None:
    """2.1 beside 2.9 with 2.10 absent: Excel turns the number 2.10 into 2.1."""
    rows = dict(group)
    last = max(rows)
    row = rows[last]
    missing = [part for part in range(1, last) if part not in rows]
    if not missing and last == _LAST_DIGIT and (rows[1].row > row.row or not isinstance(rows[1].cell("code")[0], str)):
        missing = [last + 1]
    if missing:
        where = row.cell("code")[1]
        names = ", ".join(f"{number}.{part}" for part in missing)
        found.append(diagnostic("QM225", where, column=_HEADERS["code"], found=row.code, last=row.code, missing=names))


def _objective(number: int, rows: list[_Row], year: int | None, found: list[Diagnostic]) -> QualityObjective:
    heading = rows[0] if _is_heading(rows[0], rows[1:]) else None
    statement = next((entry for row in rows if (entry := entry_text(*row.cell("statement"))).value), Entry())
    if not statement.value and len(rows) == 1:
        statement = entry_text(*rows[0].cell("wording"))
    if not statement.value:
        found.append(diagnostic("QM227", rows[0].cell("statement")[1], column=_HEADERS["statement"], objective=number))
    if heading and heading.cell("target")[0] is not None:
        raw, where = heading.cell("target")
        found.append(diagnostic("QM228", where, column=_HEADERS["target"], found=as_found(raw), objective=number))
    nameless = (f"{number}." + "?" * n for n in count(1))
    indicators = tuple(
        _indicator(
            (row.code or "") if row.is_named else next(nameless), number, row, statement.value or "", year, found
        )
        for row in rows
        if row is not heading
    )
    return QualityObjective(number, statement, indicators, heading.row if heading else None)


def _is_heading(row: _Row, below: list[_Row]) -> bool:
    """`k` above rows `k.m`; above rows that nobody can tell the code of, only if it is not judged itself."""
    if not row.is_named or "." in (row.code or "") or not below:
        return False
    return any(other.is_named for other in below) or not row.is_asked_of


def _indicator(
    code: str, number: int, row: _Row, statement: str, year: int | None, found: list[Diagnostic]
) -> Indicator:
    own: list[Diagnostic] = []
    wording = entry_text(*row.cell("wording"))
    raw_code, code_cell = row.cell("code")
    indicator = Indicator(
        code=code,
        objective=number,
        row=row.row,
        wording=wording,
        target=_target(row, year, own),
        measure=_measure(row, own),
        assessment=_choice("assessment", _ASSESSMENTS, row, own),
        responsible=entry_text(*row.cell("responsible")),
        coordinating=entry_text(*row.cell("coordinating")),
        resources=entry_text(*row.cell("resources")),
        deadline=_deadline(row, own),
        source=entry_text(*row.cell("source")),
        counted_column=entry_text(*row.cell("counted_column")),
        condition=entry_text(*row.cell("condition")),
        basis=_choice("basis", _BASES, row, own),
        no_cases=_choice("no_cases", _NO_CASES, row, own),
        sentence=entry_text(*row.cell("sentence")),
        statement=wording.value or statement,
        is_named=row.is_named,
        typed_code=Entry(row.code or as_found(raw_code) or None, raw_code, code_cell),
    )
    _check_sentence(indicator.sentence, own)
    _check_source(indicator, own)
    found.extend(own)
    has_error = any(d.severity is Severity.ERROR for d in own)
    is_blocked = has_error or row.is_repeated or not row.is_named
    return replace(indicator, is_blocked=True) if is_blocked else indicator


def _deadline(row: _Row, found: list[Diagnostic]) -> Entry[date]:
    deadline = entry_day(*row.cell("deadline"))
    if deadline.is_unreadable:
        where, reason = deadline.reference, day_fault(deadline.raw)
        found.extend(cell_fault("QM203", where, deadline.raw, column=_HEADERS["deadline"], reason=reason))
    return deadline


def _measure(row: _Row, found: list[Diagnostic]) -> Entry[Measure]:
    measure = _choice("measure", _MEASURES, row, found)
    if measure.is_blank and row.is_named:
        words = ", ".join(MEASURE_WORDS.values())
        found.append(diagnostic("QM207", measure.reference, column=_HEADERS["measure"], code=row.code, choices=words))
    return measure


def _check_sentence(sentence: Entry[str], found: list[Diagnostic]) -> None:
    """Placeholders that nothing fills stay in the sentence as typed; that is said."""
    for placeholder in dict.fromkeys(PLACEHOLDER.findall(sentence.value or "")):
        if placeholder_key(placeholder) is None:
            near = nearest_placeholder(placeholder)
            known = "{" + "}, {".join(PLACEHOLDERS) + "}"
            suggestion = f", có phải {near}?" if near else ""
            found.append(
                diagnostic(
                    "QM221",
                    sentence.reference,
                    column=_HEADERS["sentence"],
                    found=placeholder,
                    known=known,
                    suggestion=suggestion,
                )
            )


def _check_source(indicator: Indicator, found: list[Diagnostic]) -> None:
    """`Nguồn số liệu` of a way to measure that reads tables names a sheet that may hold one."""
    source = indicator.source.value
    measure = indicator.measure.value
    code = table_source_fault(source) if source and measure in TABLES_OF_MEASURE else None
    if code and not (measure in REGISTER_MEASURES and source and is_register_path(source)):
        values = {"code": indicator.code, "objective": indicator.objective}
        where = indicator.source.reference
        found.append(diagnostic(code, where, column=_HEADERS["source"], found=source, **values))


_MEASURES = words_of(MEASURE_WORDS)
_ASSESSMENTS = words_of(ASSESSMENT_WORDS)
_BASES = words_of(BASIS_WORDS)
_NO_CASES = words_of(NO_CASES_WORDS)


def _choice(key: str, words: Mapping[str, E], row: _Row, found: list[Diagnostic]) -> Entry[E]:
    raw, reference = row.cell(key)
    value = read_choice(raw, words)
    if raw is not None and value is None:
        choices = ", ".join(words)
        found.extend(cell_fault("QM204", reference, raw, column=_HEADERS[key], choices=choices))
    return Entry(value, raw, reference)


def _target(row: _Row, year: int | None, found: list[Diagnostic]) -> Entry[Target]:
    raw, reference = row.cell("target")
    measure = read_choice(row.cell("measure")[0], _MEASURES)
    phrase = _target_phrase(raw, is_share=measure in SHARE_MEASURES)
    if phrase is None and raw is None and not row.is_named:
        return Entry(None, raw, reference)
    if phrase is None:
        code = "QM206" if raw is None else "QM378" if isinstance(raw, date) else "QM201"
        values = {"code": row.code, "typed": f"{raw.day}/{raw.month}" if isinstance(raw, date) else ""}
        found.extend(cell_fault(code, reference, raw, column=_HEADERS["target"], **values))
        return Entry(None, raw, reference)
    target = read_target(phrase, year=year)
    if year is None and isinstance(target, TargetFault) and not isinstance(_in_any_year(phrase), TargetFault):
        found.append(diagnostic("QM379", reference, column=_HEADERS["target"], found=phrase))
        return Entry(None, raw, reference)
    if isinstance(target, TargetFault):
        typed = raw if isinstance(raw, DisputedText) else phrase
        piece = f": không rõ chỗ “{target.found}”" if target.found and target.found != phrase else ""
        found.extend(cell_fault("QM205", reference, typed, column=_HEADERS["target"], piece=piece))
        return Entry(None, raw, reference)
    return Entry(target, raw, reference)


def _in_any_year(phrase: str) -> Target | TargetFault:
    """Whether all that a phrase lacks is the year of its month or quarter."""
    return read_target(phrase, year=MINYEAR)


def _target_phrase(raw: CellValue, *, is_share: bool) -> str | None:
    """A number cell up to 1 is what Excel makes of a typed percentage: 0,85 stands for 85%, 0 of a share for 0%."""
    if isinstance(raw, str | bool):
        return (read_text(raw) or "").strip()
    if not isinstance(raw, int | float):
        return None
    number = exact(raw)
    percent = 0 < number <= 1 or (is_share and number == 0)
    return f"{(number * 100 if percent else number).normalize():f}".replace(".", ",") + ("%" if percent else "")
