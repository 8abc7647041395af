"""A marked and repaired copy of a workbook, as bytes, or why there is none."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from qmxl.marking.colours import LOOKS, with_colours, without_colours
from qmxl.marking.comparison import differences
from qmxl.marking.listing import SEVERITY_WORDS, listing, with_listing
from qmxl.marking.notes import MOST_NOTES, note_text, with_notes, without_notes
from qmxl.marking.package import Parts, hindrance, sheet_parts
from qmxl.marking.repairing import with_repairs
from qmxl.marking.splicing import PackageFault
from qmxl.marking.styles import added, style_sheet
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.repairs import Repair

_UNEXPECTED = (PackageFault, ParseError, LookupError, ValueError)
"""What a part that is not as the standard has it does to code that counts on it."""
_UNUSUAL = "tệp có cấu trúc mà qmxl không chép nguyên vẹn được"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why no faithful copy can be made: the middle of a sentence for the clerk."""

    reason: str


@dataclass(frozen=True, slots=True)
class RepairedCopy:
    """The parts of a copy with repairs made, and which."""

    parts: Parts
    made: tuple[Repair, ...]


def repaired_copy(parts: Parts | None, repairs: Iterable[Repair]) -> RepairedCopy | Hindrance:
    """A copy with repairs, proved to differ in the repaired cells alone."""
    try:
        reason = hindrance(parts)
        if reason or parts is None:
            return Hindrance(reason or _UNUSUAL)
        changed, made = with_repairs(parts, repairs)
        where = frozenset(repair.reference for repair in made)
        return RepairedCopy(changed, made) if not differences(parts, changed, where) else Hindrance(_UNUSUAL)
    except _UNEXPECTED:
        return Hindrance(_UNUSUAL)


def marked_copy(parts: Parts | None, diagnostics: Sequence[Diagnostic]) -> dict[str, bytes] | Hindrance:
    """A copy with marks and the list in place of earlier ones, proved to differ in nothing else."""
    try:
        reason = hindrance(parts)
        if reason or parts is None:
            return Hindrance(reason or _UNUSUAL)
        marked = with_listing(_marked(parts, diagnostics), listing(diagnostics))
        return marked if not differences(parts, marked, ()) else Hindrance(_UNUSUAL)
    except _UNEXPECTED:
        return Hindrance(_UNUSUAL)


def _marked(parts: Parts, diagnostics: Sequence[Diagnostic]) -> dict[str, bytes]:
    changed = dict(parts)
    looks = {}
    faults = _by_sheet(diagnostics)
    if faults:
        styles, indices = added(style_sheet(parts), "dxfs", list(LOOKS.values()))
        looks = dict(zip(LOOKS, indices, strict=True))
        changed[styles.part] = styles.xml
    for name, part in sheet_parts(parts).items():
        own = faults.get(name, {})
        changed[part] = with_colours(without_colours(changed[part]), _coloured(own), looks)
        notes = {cell: _note(found) for cell, found in list(own.items())[:MOST_NOTES]}
        changed = with_notes(without_notes(changed, part), part, notes)
    return changed


_Cell = tuple[int, int]


def _by_sheet(diagnostics: Iterable[Diagnostic]) -> dict[str, dict[_Cell, list[Diagnostic]]]:
    """Errors and warnings by sheet and cell."""
    faults: dict[str, dict[_Cell, list[Diagnostic]]] = {}
    for found in diagnostics:
        where = found.reference
        if where and found.severity in LOOKS:
            faults.setdefault(where.sheet, {}).setdefault((where.row, where.column), []).append(found)
    return faults


def _coloured(faults: Mapping[_Cell, Sequence[Diagnostic]]) -> dict[Severity, list[_Cell]]:
    """Each faulty cell under its gravest severity."""
    order = list(LOOKS)
    gravest = {cell: min((d.severity for d in found), key=order.index) for cell, found in faults.items()}
    return {severity: [cell for cell, own in gravest.items() if own is severity] for severity in order}


def _note(found: Collection[Diagnostic]) -> str:
    return note_text(line for diagnostic in found for line in _lines(diagnostic))


def _lines(found: Diagnostic) -> Iterable[str]:
    """One diagnostic as the lines of a note."""
    yield f"{SEVERITY_WORDS[found.severity].upper()} ({found.code}): {found.message}."
    if found.expected:
        yield f"Cần có: {found.expected}."
    if found.fix:
        yield f"Cách sửa: {found.fix}."
