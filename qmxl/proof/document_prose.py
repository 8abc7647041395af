"""A Word report, as it was given back, against what the data say: each figure and verdict that differs, with its place.

A report may have been restyled, filled into an office's own template, or saved by another program: what is held
against the data is the text, paragraph by paragraph.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from qmxl.contract.document_fields import DOCUMENT_FIELDS
from qmxl.contract.rules import diagnostic
from qmxl.model.diagnostics import Diagnostic
from qmxl.proof.prose import figures, paired, quoted_text, same_words, unknown, verdicts
from qmxl.proof.verification import told_differences

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _T, _TBL, _TR, _TC = (f"{_WORD}{name}" for name in ("p", "t", "tbl", "tr", "tc"))
_SIGNS = {f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}tab": "\t"}
_BODY, _FOOTERS = "word/document.xml", re.compile(r"word/footer\d*\.xml")
_MOST_PARTS, _MOST_BYTES = 5_000, 200_000_000
_WHOLE, _FOOTER = "cả văn bản", "chân trang"
_DIGEST = re.compile(r"\b[0-9A-F]{4}(?:-[0-9A-F]{4}){3}\b")
_NEEDED = frozenset(field.key for field in DOCUMENT_FIELDS if field.is_needed)


class DocumentFault(ValueError):
    """Why a document cannot be held against the data: a sentence for the clerk."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document and where it stands, in the clerk's words."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class DocumentTexts:
    """A document as it was read: the paragraphs of its body that say something, the digests in its footers."""

    paragraphs: tuple[Paragraph, ...]
    digests: tuple[str, ...]


def document_texts(source: Path | BytesIO) -> DocumentTexts:
    """The texts of a document. Raises DocumentFault where it is none, or one that is not opened."""
    path = source if isinstance(source, Path) else Path()
    try:
        with zipfile.ZipFile(source) as package:
            entries = package.infolist()
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_BYTES:
                raise DocumentFault(f"Tệp Word “{path.name}” quá lớn, qmxl không mở. Hãy bỏ bớt ảnh rồi chạy lại.")
            body = _root(package.read(_BODY))
            footers = [_root(package.read(e)) for e in entries if _FOOTERS.fullmatch(e.filename)]
    except FileNotFoundError as fault:
        raise DocumentFault(f"Không tìm thấy tệp Word “{path}”. Hãy kiểm tra lại tên tệp và thư mục.") from fault
    except (OSError, KeyError, ElementTree.ParseError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
        raise DocumentFault(
            f"Tệp “{path.name}” không phải văn bản Word (.docx) mà qmxl đọc được. "
            "Hãy mở bằng Word, lưu thành kiểu “Word Document (*.docx)” rồi chạy lại."
        ) from fault
    told = (text for root in footers for p in root.iter(_P) for text in _DIGEST.findall(_text(p)))
    return DocumentTexts(tuple(_paragraphs(body)), tuple(dict.fromkeys(told)))


def _root(content: bytes) -> Element:
    """The part, unless it declares a document type: no program that writes documents does."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise zipfile.BadZipFile
    return ElementTree.fromstring(content)


def _paragraphs(body: Element) -> Iterator[Paragraph]:
    """Every paragraph with a text, in the order of the document; those outside tables are numbered."""
    cells = dict(_cells(body))
    number = 0
    for paragraph in body.iter(_P):
        text = _text(paragraph)
        place = cells.get(id(paragraph))
        if place is None:
            number += bool(text.strip())
        if text.strip():
            yield Paragraph(text.strip(), place or f"đoạn {number}")


def _cells(body: Element) -> Iterator[tuple[int, str]]:
    for table_number, table in enumerate(body.iter(_TBL), 1):
        for row_number, row in enumerate(table.findall(_TR), 1):
            for cell_number, cell in enumerate(row.findall(_TC), 1):
                place = f"bảng {table_number}, dòng {row_number}, cột {cell_number}"
                yield from ((id(paragraph), place) for paragraph in cell.iter(_P))


def _text(paragraph: Element) -> str:
    """The paragraph's own text; text that was deleted with changes tracked is `delText`, and not read."""
    return "".join((e.text or "") if e.tag == _T else _SIGNS.get(e.tag, "") for e in paragraph.iter())


@dataclass(frozen=True, slots=True)
class DocumentFinding:
    """What a document says otherwise than the data, and where: a document has no cells."""

    place: str
    found: Diagnostic


@dataclass(frozen=True, slots=True)
class WantedDocument:
    """What a report should say: its paragraphs in order, and the texts of each field by key."""

    paragraphs: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    digest: str


def document_findings(found: DocumentTexts, wanted: WantedDocument) -> Iterator[DocumentFinding]:
    """What a document says otherwise than the data."""
    known = frozenset(figure for text in wanted.paragraphs for figure in figures(text))
    told = [" ".join(paragraph.text.split()) for paragraph in found.paragraphs]
    said = [" ".join(text.split()) for text in wanted.paragraphs]
    pairs = paired(told, said)
    compared = {said[other] for own, other in pairs if own is not None and other is not None}
    gone = _gone(told, wanted) - compared  # a sentence stands in the report and in its annex
    for own, other in pairs:
        if own is not None:
            text = said[other] if other is not None else None
            differences = _of_paragraph(told[own], text, known)
            yield from (DocumentFinding(found.paragraphs[own].place, difference) for difference in differences)
        elif other is not None and said[other] in gone:
            missing = diagnostic("QM434", None, wanted="cả đoạn", quote=quoted_text(said[other]))
            yield DocumentFinding(_WHOLE, missing)
    yield from (DocumentFinding(_FOOTER, each) for each in _of_digests(found.digests, wanted.digest))


def _of_paragraph(told: str, said: str | None, known: frozenset[str]) -> Iterator[Diagnostic]:
    is_whole = said is not None and len(said) >= _SHORT and said in told
    if said is None or is_whole or not _is_about(told, said):  # what stands around a whole text is an addition
        strange = unknown(figures(told.replace(said or "", " ", 1) if is_whole else told), known)
        if strange:
            yield diagnostic("QM433", None, found=", ".join(strange), quote=quoted_text(told))
        return
    if same_words(told, said) or said in told:
        return
    differences = list(told_differences(None, told, said, known))
    yield from differences
    if not differences:
        yield diagnostic("QM432", None, quote=quoted_text(told))


def _is_about(told: str, said: str) -> bool:
    """Whether a paragraph may stand for a text: they have words or figures in common, or both are short."""
    short = max(len(told), len(said)) < _SHORT
    return short or bool(set(told.split()) & set(said.split()))


_SHORT = 40


def _gone(told: Sequence[str], wanted: WantedDocument) -> frozenset[str]:
    """Texts that stand nowhere, of fields that an office may not leave out or that the document has otherwise.

    A short text, such as a status, stands somewhere only as a paragraph: inside others it is found by chance.
    """
    whole, paragraphs = "\x00".join(told), frozenset(told)
    gone: set[str] = set()
    for key, texts in wanted.fields.items():
        plain = [" ".join(text.split()) for text in texts if text.strip()]
        missing = [text for text in plain if text not in (whole if len(text) >= _SHORT else paragraphs)]
        if missing and (key in _NEEDED or len(missing) < len(plain)):
            gone.update(text for text in missing if text not in whole and (figures(text) or verdicts(text)))
            gone.update(text for text in missing if len(text) < _SHORT and key not in _NEEDED)
    return frozenset(gone)


def _of_digests(digests: Sequence[str], wanted: str) -> Iterator[Diagnostic]:
    if not digests:
        yield diagnostic("QM439", None, place="báo cáo Word")
    for digest in digests:
        if digest != wanted:
            yield diagnostic("QM438", None, place="của báo cáo Word", found=digest, wanted=wanted)
