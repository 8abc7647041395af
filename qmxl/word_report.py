"""The pipe of the Word report: as `pipeline`, then the same report as a document, out of a Word template.

Beside `pipeline`, so that `evaluate` loads no Word library unless a document is asked for.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from qmxl.model.diagnostics import Refusal
from qmxl.model.report import PlacedReport
from qmxl.model.sent_rows import SentRows
from qmxl.pipeline import RESULT_SUFFIX, Outcome, Registers, beside, compose_file, shipped, write_output
from qmxl.proof.document_read_back import missing_texts
from qmxl.reading.parsing import Parsing
from qmxl.reporting.report_document import report_document
from qmxl.writing.destination import elsewhere_sentence, in_use_sentence, refusal_to_write, write_sentence
from qmxl.writing.pdf import NO_LIBREOFFICE, PdfFault, libreoffice, pdf_of
from qmxl.writing.replacement import InUse, free_path, replace_file
from qmxl.writing.word import filled, left_out, told_texts
from qmxl.writing.word_template import TemplateFault, open_template

DEFAULT_WORD_TEMPLATE = "bao-cao.docx"
_WHAT, _SUFFIX, _PDF = "tệp Word", ".docx", ".pdf"


@dataclass(frozen=True, slots=True)
class WordWish:
    """What is wanted of the document: out of this template (None: the shipped one), printed too or not."""

    template_path: Path | None = None
    is_pdf: bool = False


@dataclass(frozen=True, slots=True)
class WordReport:
    """What became of a workbook and its document; `outcome` names the workbook written, if one was."""

    outcome: Outcome
    word_path: Path
    pdf_path: Path | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Made:
    """A document ready to be written, and what is said of it."""

    contents: bytes
    texts: tuple[str, ...]
    remarks: tuple[str, ...]
    pdf: bytes | None


class DocumentWrittenOtherwise(RuntimeError):
    """Tệp Word vừa ghi đọc lại khác nội dung cần ghi, nên đã bỏ; tệp cũ vẫn nguyên."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{self.__doc__} {text!r}")


def evaluate_with_word(  # noqa: PLR0913  as `evaluate_file`, and what is wanted of the document
    parsing: Parsing,
    output_path: Path | None,
    wish: WordWish,
    *,
    personal: bool = False,
    rows: SentRows = SentRows.ALL,
    registers: Registers | None = None,
    previous: Sequence[Parsing] = (),
) -> WordReport | Refusal:
    """Evaluate, and write the workbook and the document beside it; with a faulty template, neither."""
    target = output_path or beside(parsing.path)
    sentence = refusal_to_write(target, parsing.path)
    refusal = Refusal(sentence) if sentence else _refused(target.with_suffix(_SUFFIX), parsing.path, wish)
    if refusal:
        _stop(parsing, registers, previous)
        return refusal
    composed = compose_file(parsing, registers, is_personal=personal, rows=rows, previous=previous)
    if isinstance(composed, Refusal):
        return composed
    made = _made(*composed, wish)
    if isinstance(made, Refusal):
        return made
    outcome = write_output(*composed, target)
    if isinstance(outcome, Refusal):
        return outcome
    return _written(made, outcome, target.with_suffix(_SUFFIX))


def report_file(
    parsing: Parsing, output_path: Path | None, wish: WordWish, registers: Registers | None = None
) -> WordReport | Refusal:
    """Evaluate a workbook, a result among them, and write the document only; `output_path` None: beside the input."""
    input_path = parsing.path
    name = f"{input_path.stem.removesuffix(RESULT_SUFFIX)}{RESULT_SUFFIX}{_SUFFIX}"
    target = output_path or input_path.with_name(name)
    refusal = _refused(target, input_path, wish)
    if refusal:
        _stop(parsing, registers)
        return refusal
    composed = compose_file(parsing, registers, is_personal=False)
    if isinstance(composed, Refusal):
        return composed
    made = _made(*composed, wish)
    return made if isinstance(made, Refusal) else _written(made, composed[0], target)


def new_word_template(output_path: Path, *, overwrite: bool = False) -> Refusal | None:
    """A copy of the shipped Word template, for an office to restyle."""
    if output_path.exists() and not overwrite:
        return Refusal(f"Tệp “{output_path}” đã có. Hãy chọn tên khác, hoặc thêm --overwrite để ghi đè.")
    refusal = refusal_to_write(output_path, None, "mẫu Word", _SUFFIX)
    if refusal:
        return Refusal(refusal)
    try:
        replace_file(output_path, word_template_path().read_bytes())
    except InUse:
        return Refusal(in_use_sentence(output_path))
    except OSError as fault:
        return Refusal(write_sentence(output_path, fault))
    return None


def word_template_path() -> Path:
    """The shipped Word template."""
    return shipped(DEFAULT_WORD_TEMPLATE)


def _stop(parsing: Parsing, registers: Registers | None, previous: Sequence[Parsing] = ()) -> None:
    """End the parsers that were begun: nothing will be read."""
    for begun in (parsing, *previous, *chain.from_iterable((registers or {}).values())):
        begun.close()


def _refused(target: Path, input_path: Path, wish: WordWish) -> Refusal | None:
    """Why no document can be made of this template, or written there; told before anything is evaluated or written."""
    sentence = refusal_to_write(target, input_path, _WHAT, _SUFFIX)
    if wish.is_pdf and not sentence:
        sentence = refusal_to_write(target.with_suffix(_PDF), input_path, "tệp PDF", _PDF)
        sentence = sentence or (None if libreoffice() else NO_LIBREOFFICE)
    if not sentence and _is_same_file(target, wish.template_path):
        sentence = f"Tệp Word “{target.name}” trùng với mẫu Word. Hãy chọn tên khác; mẫu không bao giờ bị ghi đè."
    if sentence:
        return Refusal(sentence)
    try:
        open_template(wish.template_path or word_template_path())
    except TemplateFault as fault:
        return Refusal(fault.sentence, fault.mistakes)
    return None


def _is_same_file(target: Path, other: Path | None) -> bool:
    return other is not None and other.exists() and target.exists() and target.samefile(other)


def _made(outcome: Outcome, placed: PlacedReport, wish: WordWish) -> _Made | Refusal:
    document = report_document(placed, outcome.submission.objectives)
    template = open_template(wish.template_path or word_template_path())
    texts, missing = told_texts(document, template), left_out(document, template)
    contents = filled(document, template)
    try:
        printed = pdf_of(contents) if wish.is_pdf else None
    except PdfFault as fault:
        return Refusal(str(fault))
    return _Made(contents, texts, tuple(_said_of_left_out(missing)), printed)


def _said_of_left_out(names: Iterable[str]) -> Iterable[str]:
    listed = ", ".join(f"{{{name}}}" for name in names)
    if listed:
        yield f"Mẫu Word không có chỗ điền {listed} nên tệp Word thiếu các phần này."


def _written(made: _Made, outcome: Outcome, target: Path) -> WordReport | Refusal:
    def read_back(path: Path) -> None:
        missing = next(iter(missing_texts(made.texts, path)), None)
        if missing is not None:
            raise DocumentWrittenOtherwise(missing)

    word_path: Path | None = None
    pdf_path: Path | None = None
    try:
        word_path = _put(target, made.contents, read_back)
        if made.pdf is not None:
            pdf_path = _put(target.with_suffix(_PDF), made.pdf, None)
    except OSError as fault:
        done = ", ".join(f"“{path.name}”" for path in (outcome.output_path, word_path) if path)
        failed = target if word_path is None else target.with_suffix(_PDF)
        return Refusal(write_sentence(failed, fault) + (f" Đã ghi xong: {done}." if done else ""))
    wanted = {word_path: target, pdf_path: target.with_suffix(_PDF)}
    moved = (elsewhere_sentence(asked, path) for path, asked in wanted.items() if path and path != asked)
    return WordReport(outcome, word_path, pdf_path, (*moved, *made.remarks))


def _put(target: Path, contents: bytes, read_back: Callable[[Path], None] | None) -> Path:
    """Write to the target, or beside it where the old file cannot be replaced; the path written. Raises OSError."""
    try:
        replace_file(target, contents, read_back)
    except InUse:
        target = free_path(target)
        replace_file(target, contents, read_back)
    return target
