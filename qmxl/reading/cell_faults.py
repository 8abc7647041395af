"""What is said of a cell that cannot be read: by what its column asks for, unless the cell itself tells why."""

from collections.abc import Iterable

from qmxl.contract.rules import RULES, diagnostic
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.references import CellReference
from qmxl.model.submission import CellValue, DisputedText, ErrorValue
from qmxl.reading.table_rows import named_rows
from qmxl.reading.values import as_found

_UNSTORED = {Severity.ERROR: "QM260", Severity.WARNING: "QM261"}
_DISPUTED = "QM262"
_SAID_ONCE = frozenset({*_UNSTORED.values(), _DISPUTED})


def cell_fault(
    rule_code: str, where: CellReference | None, raw: CellValue, /, *, column: str, **texts: object
) -> tuple[Diagnostic, ...]:
    """The diagnostic of a rule about a cell.

    A formula without a stored value has its own cure. Two like columns that differ there are told by QM113, rows and
    all: only where the cell costs a verdict is more said, and that points there.
    """
    severity = RULES[rule_code].severity
    if isinstance(raw, DisputedText):
        return (diagnostic(_DISPUTED, where, column=column),) if severity is Severity.ERROR else ()
    if isinstance(raw, ErrorValue) and raw.is_unstored:
        return (diagnostic(_UNSTORED[severity], where, column=column, found=raw.text),)
    return (diagnostic(rule_code, where, column=column, found=as_found(raw), **texts),)


def said_once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Cells of one column with the same cause in one diagnostic, at the first of them."""
    said: list[Diagnostic] = []
    alike: dict[tuple[str, str | None, str | None], list[CellReference]] = {}
    for own in found:
        key = (own.code, own.sheet, own.column)
        if own.code not in _SAID_ONCE or own.reference is None:
            said.append(own)
        elif key not in alike:
            alike[key] = [own.reference]
            said.append(own)
        else:
            alike[key].append(own.reference)
    return [_of_cells(own, alike.get((own.code, own.sheet, own.column), ())) for own in said]


def _of_cells(own: Diagnostic, cells: Iterable[CellReference]) -> Diagnostic:
    rows = sorted({cell.row for cell in cells})
    if own.code not in _SAID_ONCE or len(rows) < 2:
        return own
    reason = f": {len(rows)} ô, {named_rows(rows)}"
    return diagnostic(own.code, own.reference, column=own.column, found=own.found, reason=reason)
