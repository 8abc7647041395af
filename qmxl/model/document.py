"""The report as a text document: what `Báo cáo` and `Tổng hợp` say, without cells, for a writer of documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DocumentIndicator:
    """One indicator's row of the annex, by the keys of the contract's fields; `sentence` stands in the report too."""

    texts: Mapping[str, str]
    sentence: str


@dataclass(frozen=True, slots=True)
class DocumentObjective:
    """One objective with its indicators; `texts` by key: number, statement, status."""

    texts: Mapping[str, str]
    indicators: tuple[DocumentIndicator, ...]


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """Texts as the cells show them, by the keys of the contract's document fields (qmxl.contract.document_fields)."""

    texts: Mapping[str, str]
    """One text each, which may be blank."""
    lines: Mapping[str, tuple[str, ...]]
    """None, one or several paragraphs each."""
    rules: Mapping[str, float]
    """Length in points of the lines drawn under a text."""
    objectives: tuple[DocumentObjective, ...]
    title: str
    subject: str
    created: date | None
