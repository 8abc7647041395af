"""What is said of texts that no cell of Excel can hold as they are."""

from collections.abc import Iterator, Mapping

from qmxl.contract.excel_limits import text_length, unstorable_count
from qmxl.contract.rules import diagnostic
from qmxl.contract.words import grouped
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.report import Alteration, Place

_QUOTED = 40
"""Characters of a text that are quoted."""


def said_of_altered(altered: Mapping[Place, Alteration]) -> tuple[Diagnostic, ...]:
    """One note for each input cell and each kind of change; composed texts are named where they are too long."""
    return tuple(dict.fromkeys(said for change in altered.values() for said in _said(change)))


def _said(change: Alteration) -> Iterator[Diagnostic]:
    replaced, kept = unstorable_count(change.text), text_length(change.shown)
    length = text_length(change.text.replace("\r\n", "\n"))
    found = change.shown[:_QUOTED].strip() + "…" * (len(change.shown) > _QUOTED)
    if replaced and change.source:
        yield diagnostic("QM410", change.source, found=found, count=grouped(replaced))
    if kept < length:
        sizes = {"length": grouped(length), "kept": grouped(kept), "dropped": grouped(length - kept)}
        yield diagnostic("QM411" if change.source else "QM412", change.source, found=found, **sizes)
