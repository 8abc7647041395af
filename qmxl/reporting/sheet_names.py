"""Sheets of detail tables by names that Excel takes and no other sheet of the workbook has."""

from collections.abc import Mapping
from dataclasses import replace

from qmxl.contract.excel_limits import is_sheet_name, sheet_name
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import (
    ANALYSIS_PREFIX,
    GUIDE,
    INFORMATION,
    LISTS,
    OBJECTIVES,
    OUTPUT_ONLY_SHEETS,
    OVERDUE_PREFIX,
    SECTIONS,
    STEPS,
    input_sheet,
)
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.submission import Indicator, Submission

_OURS = (GUIDE, INFORMATION, OBJECTIVES, SECTIONS, STEPS, LISTS, *OUTPUT_ONLY_SHEETS)


def with_sheet_names(submission: Submission) -> tuple[Submission, tuple[Diagnostic, ...]]:
    """The submission whose tables stand on sheets that can be written, and what was renamed.

    A table still says which sheet of the input it was read from: there its cells are named.
    """
    new = {old: name for old, name in _names(submission).items() if name != old}
    if not new:
        return submission, ()
    objectives = tuple(
        replace(o, indicators=tuple(_renamed(indicator, new) for indicator in o.indicators))
        for o in submission.objectives
    )
    tables = {new.get(name, name): table for name, table in submission.tables.items()}
    inputs = _input_sheets(submission)
    said = tuple(
        diagnostic("QM413", old, found=old, name=name) for old, name in new.items() if name not in inputs.values()
    )
    return replace(submission, objectives=objectives, tables=tables), said


def _names(submission: Submission) -> dict[str, str]:
    inputs = _input_sheets(submission)
    more = (f"{prefix}{o.number}" for o in submission.objectives for prefix in (OVERDUE_PREFIX, ANALYSIS_PREFIX))
    taken = {*_OURS, *inputs.values(), *more}
    names: dict[str, str] = {}
    for sheet in submission.tables:
        own = inputs.get(_key(sheet))
        names[sheet] = own or _free_name(sheet, taken)
        taken.add(names[sheet])
    return names


def _free_name(sheet: str, taken: set[str]) -> str:
    """As it is where it may be; its table's name, made of its letters and digits, must be free as well."""
    if is_sheet_name(sheet) and _key(sheet) not in set(map(_key, taken)):
        return sheet
    name = sheet_name(sheet, {*taken, sheet})
    while _key(name) in set(map(_key, taken)):
        taken = {*taken, name}
        name = sheet_name(sheet, taken)
    return name


def _input_sheets(submission: Submission) -> Mapping[str, str]:
    names = (input_sheet(objective.number) for objective in submission.objectives)
    return {_key(name): name for name in names}


def _key(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _renamed(indicator: Indicator, new: Mapping[str, str]) -> Indicator:
    name = new.get(indicator.table or "")
    if name is None:
        return indicator
    source = indicator.source if name == input_sheet(indicator.objective) else replace(indicator.source, value=name)
    return replace(indicator, table=name, source=source)
