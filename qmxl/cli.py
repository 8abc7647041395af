"""The command line: arguments in, the pipe, what is printed, the exit code.

The only place with standard output. The pipe and all it needs is imported inside the commands, so that `qmxl --help`
loads neither pandas nor the model. A command starts the parser of its file first: it reads while pandas is loaded.
"""

import gc
import io
import json
import os
import shutil
import sys
import textwrap
import traceback
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer
from typer._click.exceptions import UsageError  # typer has no name of its own for it

from qmxl import __version__
from qmxl.cli_progress import counting, waiting
from qmxl.cli_words import (
    CLUSTER_AND_WORKERS,
    COMMAND_PLACE,
    DEADLINE_FORM,
    HELP_HINT,
    OPTIONS_PLACE,
    OUTPUT_WITHOUT_COPY,
    REGISTER_FORM,
    REGISTER_WITH_COPY,
    REGISTER_WITHOUT_ORIGINAL,
    WORD_TEMPLATE_FROM,
    WORD_WITHOUT_RESULT,
    WORKERS_FORM,
    VietnameseCommand,
    VietnameseGroup,
    usage_mistake,
)

if TYPE_CHECKING:
    from rich.table import Table

    from qmxl.checked_copy import CheckedCopy
    from qmxl.cli_explanation import Line
    from qmxl.consolidated import Prepared
    from qmxl.model.diagnostics import Diagnostic, Refusal
    from qmxl.model.evaluation import IndicatorResult, ObjectiveResult
    from qmxl.model.explanation import ObjectiveExplanation
    from qmxl.model.repairs import Repair
    from qmxl.model.submission import Indicator, QualityObjective
    from qmxl.model.targets import Target
    from qmxl.pipeline import Explained, Outcome, Waiting
    from qmxl.reading.parsing import Parsing
    from qmxl.verified import Verified
    from qmxl.word_report import WordReport

DONE = 0
INPUT_HAS_ERRORS = 1
WRONG_USAGE = 2
NOT_READ_OR_WRITTEN = 3
INTERRUPTED = 130

INTERRUPTION = "Đã dừng theo yêu cầu (Ctrl+C)."
FAULT = "Chương trình gặp lỗi ngoài dự kiến; xin gửi tệp đang xử lý và dòng dưới đây cho người hỗ trợ qmxl:"

FIRST_ERRORS = 5
MOST_ALIKE, FIRST_ALIKE = 5, 3
"""More findings of one rule in one column than the first are told by the first few and a number."""
NAMED_CELLS = 8
LONGEST_TEXT = 400
WIDEST_TEXT = 100


class Program(VietnameseGroup):
    """The whole program, however it is started: `qmxl`, `python -m qmxl`, or a test's runner."""

    def main(self, args: Sequence[str] | None = None, *_: object, **_extra: object) -> NoReturn:
        """Run and leave with the exit code. Names with brackets are not expanded, as typer would on Windows."""
        sys.exit(_exit_code(self, sys.argv[1:] if args is None else args))


app = typer.Typer(
    cls=Program,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    options_metavar=OPTIONS_PLACE,
    subcommand_metavar=COMMAND_PLACE,
    invoke_without_command=True,
)


def main() -> NoReturn:
    """Entry point of the command `qmxl`."""
    # A run builds records that all live until it ends: searching them for cycles would take a fifth of its time.
    gc.disable()
    code: object = DONE
    try:
        app()
    except SystemExit as leaving:
        code = leaving.code
    _leave(code if isinstance(code, int) else DONE)


def _leave(code: int) -> NoReturn:
    """End at once: files are written, the parser has answered; taking everything apart would take a while."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # none, gone, or closed
            stream.flush()
    os._exit(code)


def _exit_code(program: Program, arguments: Sequence[str]) -> int:
    """Run one command line; whatever happens ends as a sentence and an exit code."""
    _speak_utf8()
    try:
        with program.make_context("qmxl", list(arguments)) as context:
            program.invoke(context)
    except typer.Exit as leaving:
        return leaving.exit_code
    except UsageError as mistake:
        return _tell_mistake(mistake)
    except (KeyboardInterrupt, typer.Abort):
        _say(INTERRUPTION, to_stderr=True)
        return INTERRUPTED
    except SystemExit:
        raise
    except BaseException as fault:  # noqa: BLE001  panics of the parsers written in Rust are no Exception
        return _tell_fault(fault)
    return DONE


def _speak_utf8() -> None:
    """A Windows console in cp1258 cannot print Đạt; a file name that is no text is printed with its escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _tell_mistake(mistake: UsageError) -> int:
    command = mistake.ctx.command_path if mistake.ctx else "qmxl"
    lines = [mistake.ctx.get_usage()] if mistake.ctx else []
    lines += [f"Lỗi: {usage_mistake(mistake.format_message())}", HELP_HINT.format(command=command)]
    _say("\n".join(lines), to_stderr=True)
    return WRONG_USAGE


def _tell_fault(fault: BaseException) -> int:
    _say(f"{FAULT}\n{_fault_line(fault)}", to_stderr=True)
    if os.environ.get("QMXL_DEBUG"):
        _say("".join(traceback.format_exception(fault)), to_stderr=True)
    return NOT_READ_OR_WRITTEN


def _fault_line(fault: BaseException) -> str:
    """Version, the last line of ours it happened in, and what happened."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(Path(__file__).parent)] or frames
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
    return _plain(f"qmxl {__version__} | {where} | {type(fault).__name__}: {fault}")


# Commands


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        _say(f"qmxl {__version__}")
        raise typer.Exit(DONE)


InputPath = Annotated[
    Path, typer.Argument(metavar="TEP.xlsx", help="Tệp Excel của đơn vị (.xlsx, .xlsm, .xls, .xlsb, .ods).")
]
RegisterOption = Annotated[
    list[str] | None,
    typer.Option(
        "--register",
        metavar="MÃ=TEP",
        help="Đọc sổ theo dõi của chỉ tiêu từ tệp hoặc thư mục này (.xlsx, .xls, .ods, .csv…); ghi được nhiều lần.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="In kết quả thành một tài liệu JSON để phần mềm khác đọc; thông báo in riêng.")
]

WordTemplateOption = Annotated[
    Path | None,
    typer.Option(
        "--word-template",
        metavar="MAU.docx",
        help="Dùng mẫu Word này của đơn vị thay cho mẫu chung; lấy mẫu chung về sửa bằng qmxl new --word.",
    ),
]

PdfOption = Annotated[bool, typer.Option("--pdf", help="Ghi thêm bản PDF của văn bản Word; cần có LibreOffice.")]

PreviousOption = Annotated[
    list[str] | None,  # of Path, typer would load pydantic
    typer.Option(
        "--previous",
        metavar="KY-TRUOC.xlsx",
        help="So sánh với kết quả kỳ trước trong tệp này; ghi được nhiều lần, thứ tự tùy ý.",
    ),
]

_WORD_SUFFIX = ".docx"

_ROWS_HELP = (
    "Dòng của sổ theo dõi đưa vào tệp kết quả: all (mặc định) là mọi dòng của sổ không quá 5.000 dòng; late là bảng "
    "tổng hợp và các hồ sơ quá hạn; none là chỉ bảng tổng hợp. Sổ khiếu nại, tố cáo không bao giờ gửi từng dòng."
)


@app.callback(
    help="""Lập báo cáo kết quả thực hiện mục tiêu chất lượng từ tệp Excel của đơn vị.

    \b
    Ví dụ:
      qmxl new tep.xlsx         tạo tệp mẫu để điền
      qmxl check tep.xlsx       xem tệp đã điền còn thiếu, sai gì
      qmxl evaluate tep.xlsx    đánh giá và ghi báo cáo ra tep-ket-qua.xlsx
      qmxl explain tep.xlsx 7   giải thích vì sao mục tiêu 7 được đánh giá như vậy
      qmxl report tep-ket-qua.xlsx    ghi báo cáo thành văn bản Word
      qmxl verify tep-ket-qua.xlsx    đối chiếu tệp kết quả với số liệu trong tệp
      qmxl consolidate bao-cao/ -o tong-hop.xlsx    tổng hợp tệp của nhiều đơn vị
    """,
)
def start(
    context: typer.Context,
    _is_version_asked: Annotated[
        bool, typer.Option("--version", help="In số phiên bản.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Show the help page where no command is given."""
    if context.invoked_subcommand is None:
        _say(context.get_help(), to_stderr=True)
        raise typer.Exit(WRONG_USAGE)


@app.command(
    cls=VietnameseCommand,
    options_metavar=OPTIONS_PLACE,
    short_help="Tạo tệp Excel mẫu để điền.",
    help="""Tạo tệp Excel mẫu để đơn vị điền mục tiêu và số liệu.

    Không có --from, tệp mới theo mẫu chung của xã, phường. Có --from, tệp mới lấy mục tiêu của tệp đã cho: tệp có
    sheet Mục tiêu, hoặc tệp kết quả của kỳ trước. Có --word, tệp mới là mẫu Word của báo cáo, để đơn vị sửa cách
    trình bày.

    \b
    Ví dụ: qmxl new tep.xlsx
           qmxl new quy-2.xlsx --from quy-1-ket-qua.xlsx
           qmxl new --word mau.docx
    """,
)
def new(
    output_path: Annotated[Path, typer.Argument(metavar="TEP.xlsx", help="Tệp mới sẽ ghi ra.")],
    source_path: Annotated[
        Path | None, typer.Option("--from", metavar="X.xlsx", help="Lấy mục tiêu từ tệp này thay cho mẫu chung.")
    ] = None,
    is_overwriting: Annotated[bool, typer.Option("--overwrite", help="Ghi đè nếu tệp mới đã có sẵn.")] = False,
    is_word: Annotated[
        bool, typer.Option("--word", help="Ghi ra mẫu Word của báo cáo (.docx) thay cho tệp Excel.")
    ] = False,
) -> None:
    """Write a fill-in workbook, or the template of the Word report."""
    if is_word:
        _new_word_template(output_path, source_path, overwrite=is_overwriting)
    from qmxl.reading.parsing import begin_parsing

    source = begin_parsing(source_path) if source_path else None
    from qmxl.pipeline import NewWorkbook, new_workbook

    made = new_workbook(source, output_path, overwrite=is_overwriting)
    if not isinstance(made, NewWorkbook):
        _refuse(made.sentence)
    if source_path is not None and made.diagnostics:
        _say(_problems(source_path.name, made.diagnostics, _command_line("check", source_path)))
    if made.waiting:
        _say(_waiting_list(made.waiting))
    if made.written_figures:
        _say(_WRITTEN_FIGURES.format(codes=", ".join(made.written_figures)))
    _say(f"Đã ghi: {output_path}\n{_TO_FILL_IN}\n{_next_step(output_path)}")
    raise typer.Exit(_severity_code(made.diagnostics))


def _waiting_list(waiting: Iterable["Waiting"]) -> str:
    """What the period before put off, one line each."""
    lines = (f"  - {w.code}. {textwrap.shorten(_plain(w.statement), 70, placeholder='…')}: {w.when}" for w in waiting)
    return "\n".join([_PUT_OFF, *lines])


def _new_word_template(output_path: Path, source_path: Path | None, *, overwrite: bool) -> NoReturn:
    if source_path:
        raise UsageError(WORD_TEMPLATE_FROM)
    from qmxl.word_report import new_word_template

    refusal = new_word_template(output_path, overwrite=overwrite)
    if refusal:
        _refuse(refusal.sentence)
    _say(f"Đã ghi: {output_path}\n{_TO_RESTYLE}")
    raise typer.Exit(DONE)


@app.command(
    cls=VietnameseCommand,
    options_metavar=OPTIONS_PLACE,
    short_help="Kiểm tra tệp đã điền, tô màu hoặc sửa trên bản sao.",
    help="""Kiểm tra tệp đã điền và liệt kê mọi chỗ cần sửa: ở ô nào, đang ghi gì, cần ghi gì, sửa thế nào.

    Không thêm gì thì không ghi ra tệp nào. Có --mark, ghi một bản sao tô màu các ô cần sửa. Có --fix, ghi một bản sao
    đã sửa những ô sửa được chắc chắn. Tệp của đơn vị luôn giữ nguyên.

    \b
    Ví dụ: qmxl check tep.xlsx
           qmxl check tep.xlsx --register 2.2=so-theo-doi.xls
           qmxl check --mark tep.xlsx     ghi ra tep-danh-dau.xlsx
           qmxl check --fix tep.xlsx      ghi ra tep-da-sua.xlsx
    """,
)
def check(
    input_path: InputPath,
    is_marked: Annotated[
        bool,
        typer.Option(
            "--mark",
            help="Ghi bản sao có tô màu và ghi chú ở ô cần sửa, thêm sheet Kiểm tra; chạy lại thì gỡ màu, ghi chú cũ.",
        ),
    ] = False,
    is_fixed: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Ghi bản sao đã sửa số, ngày gõ dạng chữ và chữ sai bảng mã; ô công thức, ô xám không bị sửa.",
        ),
    ] = False,
    output_path: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="BAN-SAO.xlsx",
            help="Tên bản sao; không ghi thì là TEP-danh-dau.xlsx hoặc TEP-da-sua.xlsx cạnh tệp vào.",
        ),
    ] = None,
    registers: RegisterOption = None,
    is_json: AsJson = False,
) -> None:
    """List the diagnostics of a workbook; write a marked or repaired copy."""
    if registers and (is_marked or is_fixed):
        raise UsageError(REGISTER_WITH_COPY)
    if is_marked or is_fixed:
        _check_with_copy(input_path, output_path, mark=is_marked, fix=is_fixed, is_json=is_json)
    if output_path:
        raise UsageError(OUTPUT_WITHOUT_COPY)
    from qmxl.reading.parsing import begin_parsing

    given = _begin_registers(registers)
    parsing = begin_parsing(input_path)
    with waiting(_reading(input_path)):
        from qmxl.pipeline import Outcome, check_file

        outcome = check_file(parsing, given)
    if not isinstance(outcome, Outcome):
        _refuse(outcome.sentence)
    _say(_json_text(outcome) if is_json else _full_list(input_path, outcome))
    raise typer.Exit(_severity_code(outcome.diagnostics))


def _check_with_copy(input_path: Path, output_path: Path | None, *, mark: bool, fix: bool, is_json: bool) -> NoReturn:
    from qmxl.checked_copy import CheckedCopy, checked_copy

    checked = checked_copy(input_path, output_path, mark=mark, fix=fix)
    if not isinstance(checked, CheckedCopy):
        _refuse(checked.sentence)
    if is_json:
        _say(_json_text(checked.outcome, checked.repairs if fix else None))
    else:
        repaired = [_repair_list(checked)] if fix else []
        _say("\n\n".join([_full_list(input_path, checked.outcome), *repaired]))
    for remark in checked.remarks:
        _say(remark, to_stderr=True)
    if checked.outcome.output_path:
        _say(f"Đã ghi: {checked.outcome.output_path}", to_stderr=is_json)
    raise typer.Exit(_severity_code(checked.outcome.diagnostics))


@app.command(
    cls=VietnameseCommand,
    options_metavar=OPTIONS_PLACE,
    short_help="Đánh giá và ghi tệp báo cáo kết quả.",
    help="""Đánh giá các mục tiêu và ghi tệp kết quả: bảng tổng hợp, báo cáo, số liệu kèm kết luận.

    \b
    Ví dụ: qmxl evaluate tep.xlsx
           qmxl evaluate tep.xlsx -o bao-cao-quy-1.xlsx
           qmxl evaluate tep.xlsx --register 2.2=so-theo-doi.xls
           qmxl evaluate tep.xlsx --rows late
           qmxl evaluate tep.xlsx --previous nam-truoc-ket-qua.xlsx
           qmxl evaluate tep.xlsx --word     ghi thêm báo cáo Word tep-ket-qua.docx
    """,
)
def evaluate(  # noqa: PLR0913, PLR0917  typer makes options from parameters
    input_path: InputPath,
    output_path: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="KET-QUA.xlsx",
            help="Tệp kết quả; không ghi thì là TEP-ket-qua.xlsx cạnh tệp vào, không đè lên tệp vào.",
        ),
    ] = None,
    registers: RegisterOption = None,
    previous_paths: PreviousOption = None,
    is_json: AsJson = False,
    is_personal: Annotated[
        bool,
        typer.Option("--personal", help="Đưa cả nội dung, họ tên, địa chỉ, ghi chú trong sổ theo dõi vào tệp kết quả."),
    ] = False,
    rows: Annotated[
        Literal["all", "late", "none"], typer.Option("--rows", metavar="all|late|none", help=_ROWS_HELP)
    ] = "all",
    is_word: Annotated[
        bool, typer.Option("--word", help="Ghi thêm báo cáo thành văn bản Word (.docx) cạnh tệp kết quả.")
    ] = False,
    word_template: WordTemplateOption = None,
    is_pdf: PdfOption = False,
) -> None:
    """Evaluate a workbook and write its report."""
    from qmxl.reading.parsing import begin_parsing

    given = _begin_registers(registers)
    parsing = begin_parsing(input_path)
    previous = [begin_parsing(Path(path)) for path in dict.fromkeys(previous_paths or ())]
    if is_word or word_template or is_pdf:
        with waiting(_reading(input_path)):
            from qmxl.model.sent_rows import SentRows
            from qmxl.word_report import WordWish, evaluate_with_word

            sent, wish = SentRows(rows), WordWish(word_template, is_pdf)
            made = evaluate_with_word(
                parsing, output_path, wish, personal=is_personal, rows=sent, registers=given, previous=previous
            )
        _tell_word_report(input_path, made, is_json=is_json)
    with waiting(_reading(input_path)):
        from qmxl.model.sent_rows import SentRows
        from qmxl.pipeline import Outcome, evaluate_file

        sent = SentRows(rows)
        outcome = evaluate_file(
            parsing, output_path, personal=is_personal, rows=sent, registers=given, previous=previous
        )
    if not isinstance(outcome, Outcome):
        _refuse(outcome.sentence)
    if is_json:
        _say(_json_text(outcome))
    else:
        _say(_summary(input_path, outcome))
    if outcome.notice:
        _say(outcome.notice, to_stderr=True)
    _say(f"Đã ghi: {outcome.output_path}", to_stderr=is_json)
    raise typer.Exit(_severity_code(outcome.diagnostics))


@app.command(
    cls=VietnameseCommand,
    options_metavar=OPTIONS_PLACE,
    short_help="Ghi báo cáo thành văn bản Word.",
    help="""Ghi báo cáo thành văn bản Word (.docx) đúng thể thức, cùng câu chữ và con số với sheet Báo cáo.

    Tệp vào là tệp kết quả của qmxl evaluate hoặc tệp đã điền; số liệu được đánh giá lại từ đầu.

    \b
    Ví dụ: qmxl report tep-ket-qua.xlsx
           qmxl report tep-ket-qua.xlsx --word-template mau.docx -o bao-cao.docx
    """,
)
def report(
    input_path: InputPath,
    output_path: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="BAO-CAO.docx", help="Tệp Word; không ghi thì là TEP-ket-qua.docx cạnh tệp vào."
        ),
    ] = None,
    word_template: WordTemplateOption = None,
    is_pdf: PdfOption = False,
    registers: RegisterOption = None,
    is_json: AsJson = False,
) -> None:
    """Evaluate a workbook and write its report as a document."""
    from qmxl.reading.parsing import begin_parsing

    given = _begin_registers(registers)
    parsing = begin_parsing(input_path)
    with waiting(_reading(input_path)):
        from qmxl.word_report import WordWish, report_file

        made = report_file(parsing, output_path, WordWish(word_template, is_pdf), given)
    _tell_word_report(input_path, made, is_json=is_json)


@app.command(
    cls=VietnameseCommand,
    options_metavar=OPTIONS_PLACE,
    short_help="Giải thích vì sao một mục tiêu, chỉ tiêu được đánh giá như vậy.",
    help="""Giải thích một đánh giá: từ kết luận lần ngược về quy tắc, mức đề ra, phép tính, tới từng ô số liệu.

    Không ghi mã thì liệt kê mọi mục tiêu, mỗi mục tiêu một dòng. Không ghi ra tệp nào. Đọc được cả tệp kết quả.

    \b
    Ví dụ: qmxl explain tep.xlsx
           qmxl explain tep.xlsx 7        giải thích mục tiêu 7 và các chỉ tiêu của nó
           qmxl explain tep.xlsx 7.2      giải thích riêng chỉ tiêu 7.2
    """,
)
def explain(
    input_path: InputPath,
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="MÃ", help="Mã mục tiêu hoặc chỉ tiêu, ví dụ 7 hoặc 7.2.")
    ] = None,
    registers: RegisterOption = None,
    is_json: AsJson = False,
) -> None:
    """Tell statuses back to the cells they come from."""
    from qmxl.reading.parsing import begin_parsing

    given = _begin_registers(registers)
    parsing = begin_parsing(input_path)
    with waiting(_reading(input_path)):
        from qmxl.pipeline import Explained, explain_file

        explained = explain_file(parsing, given)
    if not isinstance(explained, Explained):
        _refuse(explained.sentence)
    from qmxl.cli_explanation import asked_for, codes_text

    asked, unknown = asked_for(explained.objectives, codes or ())
    if unknown:
        named = ", ".join(f"“{_plain(code)}”" for code in unknown)
        known = _plain(codes_text(explained.objectives))
        _say(f"Tệp “{input_path.name}” không có mã {named}. Các mã có trong tệp: {known}.", to_stderr=True)
        raise typer.Exit(WRONG_USAGE)
    _tell_explanation(input_path, explained, asked, is_json=is_json)


def _tell_explanation(
    input_path: Path, explained: "Explained", asked: Sequence["ObjectiveExplanation"], *, is_json: bool
) -> NoReturn:
    """What was asked for, or an overview where nothing was."""
    from qmxl.cli_explanation import explanation_entry, explanation_lines, overview_lines

    outcome, told = explained.outcome, asked or explained.objectives
    information = outcome.submission.information
    period = information.period.text if information.period else None
    if is_json:
        entries = [explanation_entry(objective) for objective in told]
        document = {"unit": information.office, "period": period, "objectives": entries}
        _say(json.dumps(document, ensure_ascii=False, indent=2))
    elif asked:
        _say("\n\n".join("\n".join(map(_line_text, explanation_lines(objective))) for objective in asked))
    else:
        title = ", ".join(filter(None, map(_plain, (information.office, period or "")))) or input_path.name
        listed = [_line_text(line) for line in overview_lines(told)]
        first = next((o.number for o in told if o.status not in {"EXCEEDED", "MET"}), told[0].number)
        further = f"Xem tiếp từng mục tiêu: {_command_line('explain', input_path)} {first}"
        _say("\n".join([title, *listed, _conclusion(outcome), further]))
    is_faulty = any(indicator.has_errors for objective in told for indicator in objective.indicators)
    raise typer.Exit(INPUT_HAS_ERRORS if is_faulty else DONE)


def _line_text(line: "Line") -> str:
    return _wrapped(line.first, _visible(" ".join(line.text.split()))) if line.first or line.text else ""


def _tell_word_report(input_path: Path, made: "WordReport | Refusal", *, is_json: bool) -> NoReturn:
    """What `evaluate` tells, and the document written."""
    from qmxl.model.diagnostics import Refusal

    if isinstance(made, Refusal):
        _refuse(made.sentence, made.details)
    outcome = made.outcome
    if is_json:
        written = {"word": made.word_path.name} | ({"pdf": made.pdf_path.name} if made.pdf_path else {})
        _say(json.dumps(_document(outcome) | written, ensure_ascii=False, indent=2))
    else:
        _say(_summary(input_path, outcome))
    for remark in filter(None, (outcome.notice, *made.remarks)):
        _say(remark, to_stderr=True)
    for path in filter(None, (outcome.output_path, made.word_path, made.pdf_path)):
        _say(f"Đã ghi: {path}", to_stderr=is_json)
    raise typer.Exit(_severity_code(outcome.diagnostics))


@app.command(
    cls=VietnameseCommand,
    options_metavar=OPTIONS_PLACE,
    short_help="Đối chiếu tệp kết quả, báo cáo Word với số liệu.",
    help="""Đối chiếu tệp kết quả với chính số liệu trong tệp: tính lại từ đầu rồi chỉ ra từng ô có công thức, giá trị,
    con số trong lời văn không còn đúng, và từng ô số liệu đã đổi sau khi qmxl ghi tệp.

    Có TEP-GOC.xlsx thì đối chiếu cả với tệp đã đọc để lập kết quả. Có --word thì đọc lại báo cáo Word và chỉ ra từng
    con số khác số liệu. Không tệp nào bị sửa.

    \b
    Ví dụ: qmxl verify tep-ket-qua.xlsx
           qmxl verify tep-ket-qua.xlsx tep.xlsx
           qmxl verify tep-ket-qua.xlsx --word tep-ket-qua.docx
           qmxl verify tep-ket-qua.docx tep-ket-qua.xlsx     cũng như dòng trên
    """,
)
def verify(
    result_path: Annotated[Path, typer.Argument(metavar="KET-QUA.xlsx", help="Tệp kết quả do qmxl evaluate ghi ra.")],
    original_path: Annotated[
        Path | None, typer.Argument(metavar="TEP-GOC.xlsx", help="Tệp đã đọc để lập kết quả, nếu có.")
    ] = None,
    word_path: Annotated[
        Path | None, typer.Option("--word", metavar="BAO-CAO.docx", help="Đối chiếu cả báo cáo Word này với số liệu.")
    ] = None,
    registers: RegisterOption = None,
    is_json: AsJson = False,
) -> None:
    """Hold an output against its data."""
    if result_path.suffix.lower() == _WORD_SUFFIX:
        if original_path is None:
            raise UsageError(WORD_WITHOUT_RESULT)
        result_path, original_path, word_path = original_path, None, result_path
    if registers and original_path is None:
        raise UsageError(REGISTER_WITHOUT_ORIGINAL)
    from qmxl.reading.parsing import begin_parsing

    given = _begin_registers(registers)
    parsing = begin_parsing(result_path)
    original = begin_parsing(original_path) if original_path else None
    with waiting(_reading(result_path)):
        from qmxl.verified import Verified, VerifyWish, verify_file

        verified = verify_file(parsing, VerifyWish(original, given, word_path))
    if not isinstance(verified, Verified):
        _refuse(verified.sentence)
    _say(_verified_json(verified) if is_json else _verified_list(result_path, word_path, verified))
    raise typer.Exit(_severity_code(verified.all_findings))


@app.command(
    cls=VietnameseCommand,
    options_metavar=OPTIONS_PLACE,
    short_help="Tổng hợp tệp của nhiều đơn vị thành một.",
    help="""Tổng hợp tệp của nhiều đơn vị (tệp đã điền hoặc tệp kết quả) thành một tệp: ai đã gửi, mục tiêu nào đạt, số
    liệu có tin được không. Mỗi tệp được đọc và đánh giá lại từ số liệu của nó.

    NGUON là tệp, thư mục (đọc cả thư mục con) hoặc mẫu tên như "bao-cao/*.xlsx"; ghi được nhiều nguồn. Tệp không đọc
    được, gửi trùng, sai kỳ đều được liệt kê kèm lý do.

    \b
    Ví dụ: qmxl consolidate xa-a.xlsx xa-b.xlsx -o tong-hop.xlsx
           qmxl consolidate bao-cao/ -o tong-hop.xlsx
           qmxl consolidate bao-cao/ --units danh-sach.xlsx --deadline 05/10/2026
           qmxl consolidate bao-cao/ --replies phan-hoi/     ghi phản hồi cho từng đơn vị
    """,
)
def consolidate(  # noqa: PLR0913, PLR0917  typer makes options from parameters
    sources: Annotated[list[str], typer.Argument(metavar="NGUON...", help="Tệp, thư mục hoặc mẫu tên tệp.")],
    output_path: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="TONG-HOP.xlsx", help="Tệp tổng hợp; không ghi thì là tong-hop.xlsx."),
    ] = Path("tong-hop.xlsx"),
    units_path: Annotated[
        Path | None,
        typer.Option(
            "--units",
            metavar="DANH-SACH.xlsx",
            help="Danh sách đơn vị phải báo cáo: Mã đơn vị, Tên đơn vị, Thư điện tử, Điện thoại, Cụm, Ngày nhận.",
        ),
    ] = None,
    deadline: Annotated[
        str | None,
        typer.Option("--deadline", metavar="NGAY", help="Hạn gửi, ví dụ 05/10/2026; xét theo Ngày nhận, Ngày báo cáo."),
    ] = None,
    period: Annotated[
        str,
        typer.Option(
            "--period",
            metavar="KY",
            help="Chỉ tổng hợp kỳ này, ví dụ “9 tháng đầu năm 2026”; không ghi thì là kỳ nhiều đơn vị báo cáo nhất.",
        ),
    ] = "",
    replies_path: Annotated[
        Path | None,
        typer.Option("--replies", metavar="THU-MUC", help="Ghi vào thư mục này một tệp phản hồi ngắn cho mỗi đơn vị."),
    ] = None,
    csv_path: Annotated[
        Path | None, typer.Option("--csv", metavar="TEP.csv", help="Ghi thêm bảng Dữ liệu dạng CSV (UTF-8).")
    ] = None,
    parquet_path: Annotated[
        Path | None, typer.Option("--parquet", metavar="TEP.parquet", help="Ghi thêm bảng Dữ liệu dạng Parquet.")
    ] = None,
    workers: Annotated[
        str | None,
        typer.Option("--workers", metavar="SO", help="Số tiến trình chạy cùng lúc; không ghi thì dùng hết các lõi."),
    ] = None,
    cluster_address: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            metavar="tcp://…",
            help="Chạy trên cụm máy Dask ở địa chỉ này; mọi máy phải đọc được cùng thư mục, cùng đường dẫn.",
        ),
    ] = None,
) -> None:
    """Put many workbooks together."""
    if workers is not None and not (workers.isdecimal() and int(workers)):
        raise UsageError(WORKERS_FORM.format(found=workers))
    if workers and cluster_address:
        raise UsageError(CLUSTER_AND_WORKERS)
    from qmxl.consolidated import Prepared, Wishes, deadline_of, prepare

    day = deadline_of(deadline) if deadline else None
    if deadline and day is None:
        raise UsageError(DEADLINE_FORM.format(found=deadline))
    wishes = Wishes(sources, output_path, units_path, day, period, parquet_path, csv_path, replies_path)
    prepared = prepare(wishes)
    if not isinstance(prepared, Prepared):
        _refuse(prepared.sentence)
    _consolidate(prepared, int(workers) if workers else None, cluster_address)


def _consolidate(prepared: "Prepared", workers: int | None, address: str | None) -> NoReturn:
    """Read, write and tell; Ctrl+C leaves all as it was."""
    from qmxl.cli_consolidation import INTERRUPTED_AFTER, INTERRUPTED_CONSOLIDATION, summary_lines
    from qmxl.consolidated import Consolidated, cluster_for, consolidate_files, machine_for, write_replies
    from qmxl.model.diagnostics import Refusal

    executor = cluster_for(address) if address else machine_for(len(prepared.paths.sources), workers)
    if isinstance(executor, Refusal):
        _refuse(executor.sentence)
    written: list[Path] = []
    try:
        with executor, counting("Đang đọc và đánh giá", len(prepared.paths.sources)) as on_done:
            done = consolidate_files(prepared, executor, on_done, written)
        if not isinstance(done, Consolidated):
            _tell_written(written)
            _refuse(done.sentence)
        _say("\n".join(_wrapped("", _plain(line)) for line in summary_lines(done.consolidation)))
        if done.notice:
            _say(done.notice, to_stderr=True)
        _tell_written(written)
        folder = prepared.wishes.replies_path
        if folder:
            with machine_for(len(done.consolidation.reports), workers) as own:
                count, refusal = write_replies(done.consolidation, folder, own)
            _say(f"Đã ghi {_grouped(count)} phản hồi vào: {folder}")
            if refusal:
                _refuse(refusal.sentence, refusal.details)
    except KeyboardInterrupt:
        names = ", ".join(f"“{path.name}”" for path in written)
        _say(INTERRUPTED_AFTER.format(names=names) if written else INTERRUPTED_CONSOLIDATION, to_stderr=True)
        raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(_severity_code(said.diagnostic for said in done.consolidation.said))


def _tell_written(written: Iterable[Path]) -> None:
    for path in written:
        _say(f"Đã ghi: {path}")


def _begin_registers(options: Iterable[str] | None) -> dict[str, tuple["Parsing", ...]]:
    """Start parsing what --register names; a file given twice for one code is one of several."""
    from qmxl.reading.register_paths import begin_register

    parts = [tuple(part.strip() for part in option.partition("=")) for option in options or ()]
    wrong = next(
        (option for option, (code, _, path) in zip(options or (), parts, strict=True) if not (code and path)), None
    )
    if wrong is not None:
        raise UsageError(REGISTER_FORM.format(option=wrong))
    given: dict[str, tuple[Parsing, ...]] = {}
    for code, _, path in parts:
        given[code] = (*given.get(code, ()), *begin_register(Path(path)))
    return given


def _reading(path: Path) -> str:
    return f"Đang đọc và tính {_plain(path.name)}"


def _refuse(sentence: str, details: Sequence[str] = ()) -> NoReturn:
    lines = [_visible(sentence), *(_wrapped(f"{n:>4}. ", _plain(detail)) for n, detail in enumerate(details, 1))]
    _say("\n".join(lines), to_stderr=True)
    raise typer.Exit(NOT_READ_OR_WRITTEN)


def _severity_code(diagnostics: Iterable["Diagnostic"]) -> int:
    return INPUT_HAS_ERRORS if any(found.severity == "error" for found in diagnostics) else DONE


# Printing


def _say(text: str, *, to_stderr: bool = False) -> None:
    """Print, the one way anything is printed; a reader that has left (`qmxl check tep.xlsx | head`) changes nothing."""
    stream = sys.stderr if to_stderr else sys.stdout
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


_SHOWN_INSTEAD = {"Cc": " ", "Cf": ""}
"""By Unicode category: control and invisible characters, which could steer a terminal."""


def _plain(text: object) -> str:
    """A text from a workbook as one short line that a terminal shows as it is."""
    return textwrap.shorten(_visible(str(text)), LONGEST_TEXT, placeholder="…")


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(_SHOWN_INSTEAD.get(unicodedata.category(sign), sign) for sign in composed)


def _wrapped(first: str, text: str) -> str:
    """A paragraph that hangs below the end of its first words."""
    return textwrap.fill(
        text,
        min(shutil.get_terminal_size().columns, WIDEST_TEXT),
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _command_line(command: str, path: Path) -> str:
    """A command to copy, the file name quoted where it needs to be."""
    return f'qmxl {command} "{path}"' if " " in str(path) else f"qmxl {command} {path}"


def _next_step(path: Path) -> str:
    return f"Lệnh tiếp theo: {_command_line('evaluate', path)}"


# Diagnostics for people

_SEVERITY_NAMES = {"error": "lỗi", "warning": "cảnh báo", "note": "lưu ý"}
_SEVERITY_MEANINGS = {
    "error": "phải sửa thì mới đánh giá được chỉ tiêu liên quan",
    "warning": "vẫn đánh giá được, nhưng số liệu có chỗ mâu thuẫn",
    "note": "chỉ để biết",
}
_NO_PROBLEMS = "Không có gì phải sửa: tệp đã sẵn sàng để đánh giá."
_NO_ERRORS = "Không có lỗi: tệp đã đánh giá được."
_TO_RESTYLE = (
    "Hãy mở mẫu bằng Word, sửa cách trình bày, thêm chữ tùy ý; giữ nguyên các chỗ điền trong ngoặc nhọn {…}.\n"
    "Dùng mẫu này: thêm --word-template và tên mẫu vào lệnh qmxl evaluate hoặc qmxl report."
)
_PUT_OFF = "Kỳ trước chưa đến kỳ đánh giá, cần theo dõi ở kỳ này:"
_WRITTEN_FIGURES = (
    "Mẫu câu báo cáo của chỉ tiêu {codes} có số ghi sẵn (số liệu, văn bản, năm): "
    "hãy sửa cho đúng kỳ này ở sheet Mục tiêu."
)
_TO_FILL_IN = "Hãy mở tệp bằng Excel, điền các ô trắng rồi lưu lại."


def _by_severity(diagnostics: Sequence["Diagnostic"]) -> dict[str, list["Diagnostic"]]:
    """Gravest first, each group in the order found."""
    return {name: [found for found in diagnostics if found.severity == name] for name in _SEVERITY_NAMES}


def _counts(groups: Mapping[str, Sequence["Diagnostic"]]) -> str:
    """`2 lỗi, 1 cảnh báo, 3 lưu ý`"""
    return ", ".join(f"{_grouped(len(group))} {_SEVERITY_NAMES[severity]}" for severity, group in groups.items())


def _place(found: "Diagnostic") -> str:
    """`sheet “MT3”, ô D5, cột Số đạt`, as far as known."""
    parts = {"sheet “{}”": found.sheet, "ô {}": found.cell, "cột {}": found.column}
    return ", ".join(words.format(_plain(name)) for words, name in parts.items() if name)


def _message(found: "Diagnostic") -> str:
    """What was found, quoted as typed."""
    message, typed = _plain(found.message), _plain(found.found or "")
    return message if typed in message else f"{message}; đang ghi “{typed}”"


def _sentence(file_name: str, found: "Diagnostic") -> str:
    """One diagnostic in a paragraph: where, what was found, what is expected, what to do."""
    where = ", ".join(filter(None, (file_name, _place(found))))
    wishes = {"Cần có": found.expected, "Cách sửa": found.fix}
    rest = "".join(f" {label}: {_plain(text)}." for label, text in wishes.items() if text)
    return f"{where}: {_message(found)}.{rest} ({found.code})"


def _block(number: int, found: "Diagnostic", place: str = "") -> str:
    """One diagnostic in lines of their own; `place` where it is told of no workbook, under no title of a severity."""
    label = f"{number:>4}. "
    lines = {"Tìm thấy: ": _message(found), "Cần có:   ": _plain(found.expected), "Cách sửa: ": _plain(found.fix)}
    where = place or _place(found) or "cả tệp"
    severity = f"{_SEVERITY_NAMES[found.severity].capitalize()}, " if place else ""
    return "\n".join(
        [
            _wrapped(label, f"{where[0].upper()}{where[1:]} ({severity}{found.code})"),
            *(_wrapped(" " * len(label) + words, text) for words, text in lines.items() if text),
        ]
    )


def _full_list(input_path: Path, outcome: "Outcome") -> str:
    """Everything found in a workbook, grouped by severity, then sheet by sheet."""
    from qmxl.model.diagnostics import in_reading_order

    if not outcome.diagnostics:
        return f"{input_path.name}: {_NO_PROBLEMS}\n{_next_step(input_path)}"
    sheets = [use.name for use in outcome.submission.source.sheets]
    groups = _by_severity(in_reading_order(outcome.diagnostics, sheets))
    parts = [f"{input_path.name}: {_counts(groups)}"]
    parts += [_group_text(severity, group) for severity, group in groups.items() if group]
    if not groups["error"]:
        parts.append(f"{_NO_ERRORS}\n{_next_step(input_path)}")
    return "\n\n".join(parts)


def _group_text(severity: str, group: Sequence["Diagnostic"], meanings: Mapping[str, str] = _SEVERITY_MEANINGS) -> str:
    title = f"{_SEVERITY_NAMES[severity].upper()} ({_grouped(len(group))}): {meanings[severity]}"
    return "\n".join([title, *_blocks(group)])


_EACH_TOLD = frozenset({"QM431", "QM434"})
"""Never told by the first few: each says something else of the report."""


def _blocks(group: Sequence["Diagnostic"]) -> Iterable[str]:
    """One block a diagnostic; many of one rule in one column are told by the first few and the number of the rest."""
    alike: dict[tuple[str | None, str, str | None], list[int]] = {}
    for number, found in enumerate(group, 1):
        alike.setdefault((found.sheet, found.code, found.column), []).append(number)
    for number, found in enumerate(group, 1):
        numbers = alike[found.sheet, found.code, found.column]
        is_many = len(numbers) > MOST_ALIKE and found.code not in _EACH_TOLD
        if not is_many or number in numbers[:FIRST_ALIKE]:
            yield _block(number, found)
        if is_many and number == numbers[FIRST_ALIKE - 1]:
            yield _rest([group[other - 1] for other in numbers[FIRST_ALIKE:]])


def _rest(others: Sequence["Diagnostic"]) -> str:
    """`… và 1.234 dòng nữa cũng như vậy (QM222): ô F12, F13, …`"""
    cells = [found.cell for found in others[:NAMED_CELLS] if found.cell]
    more = ", …" if len(others) > len(cells) else ""
    where = f": ô {', '.join(cells)}{more}" if cells else ""
    return _wrapped("      … ", f"và {_grouped(len(others))} chỗ nữa cũng như vậy ({others[0].code}){where}")


def _grouped(number: int) -> str:
    from qmxl.contract.words import grouped

    return grouped(number)


# What verify found, for people

_FOLLOWS = "Mọi công thức, giá trị và con số trong báo cáo đều đúng với số liệu trong tệp."
_FOLLOWS_NOT = "Có chỗ không đúng với số liệu, liệt kê dưới đây."
_VERIFY_MEANINGS = {
    "error": "không đúng với số liệu, hoặc số liệu đã đổi sau khi qmxl ghi tệp",
    "warning": "cần xem lại",
    "note": "chỉ để biết",
}
_VERIFY_LIMIT = "Việc đối chiếu phát hiện sửa nhầm, hỏng tệp; không chống được người cố ý làm giả cả tệp."


def _verified_list(result_path: Path, word_path: Path | None, verified: "Verified") -> str:
    """What does not follow, grouped by severity; what the Word report says; the digest; what it cannot tell."""
    all_groups, groups = _by_severity(verified.all_findings), _by_severity(verified.findings)
    told = _FOLLOWS_NOT if all_groups["error"] else _FOLLOWS
    if limits := [found.message for found in verified.findings if found.code == "QM446"]:
        told = "\n".join(f"{text[0].upper()}{text[1:]}." for text in limits) + (
            f"\n{told}" if all_groups["error"] else ""
        )
    parts = [
        f"{result_path.name}: đã đối chiếu {_grouped(verified.cells)} ô; {_counts(all_groups)}\n{told}",
        *(_group_text(severity, group, _VERIFY_MEANINGS) for severity, group in groups.items() if group),
    ]
    if verified.word_findings and word_path:
        blocks = (_block(n, each.found, each.place) for n, each in enumerate(verified.word_findings, 1))
        parts.append("\n".join([f"BÁO CÁO WORD {_plain(word_path.name)} ({len(verified.word_findings)})", *blocks]))
    parts.append(f"Mã đối chiếu số liệu: {verified.digest}\n{_VERIFY_LIMIT}")
    return "\n\n".join(parts)


def _verified_json(verified: "Verified") -> str:
    document = {
        "unit": verified.outcome.submission.information.office,
        "follows": not any(found.severity == "error" for found in verified.all_findings),
        "digest": verified.digest,
        "cells": verified.cells,
        "findings": [_diagnostic_entry(found) for found in verified.findings],
        "word": [_diagnostic_entry(each.found) | {"place": each.place} for each in verified.word_findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


# Repairs for people

_NO_REPAIRS = "Không có ô nào qmxl sửa được chắc chắn nên không có bản sao đã sửa."
_REPAIRS_DONE = "ĐÃ SỬA TRÊN BẢN SAO"
_REPAIRS_PROPOSED = "SỬA ĐƯỢC CHẮC CHẮN"
_SAME_TO_SEE = "bỏ ký tự ẩn, đưa chữ về đúng bảng mã"


def _repair_list(checked: "CheckedCopy") -> str:
    """Every repair by sheet, cell, before and after; long columns are told by their first cells."""
    if not checked.repairs:
        return _NO_REPAIRS
    title = _REPAIRS_DONE if checked.is_repaired else _REPAIRS_PROPOSED
    columns: dict[tuple[str, int], list[Repair]] = {}
    for repair in checked.repairs:
        columns.setdefault((repair.reference.sheet, repair.reference.column), []).append(repair)
    lines = [f"{title} ({_grouped(len(checked.repairs))} ô): trước → sau"]
    for group in columns.values():
        is_long = len(group) > MOST_ALIKE
        lines += [_repair_line(repair) for repair in (group[:FIRST_ALIKE] if is_long else group)]
        if is_long:
            lines.append(f"      … và {_grouped(len(group) - FIRST_ALIKE)} ô nữa trong cột này")
    return "\n".join(lines)


def _repair_line(repair: "Repair") -> str:
    """`Sheet “MT2”, ô D6: “1.540” → số 1540`"""
    before, after = _plain(repair.before), _plain(repair.shown)
    if not isinstance(repair.after, str):
        kind = "ngày" if isinstance(repair.after, date) else "số"
        told = f"“{before}” → {kind} {after}"
    else:
        told = f"“{after}” ({_SAME_TO_SEE})" if before == after else f"“{before}” → “{after}”"
    return _wrapped("   - ", f"Sheet “{_plain(repair.reference.sheet)}”, ô {repair.reference.a1}: {told}")


def _problems(file_name: str, diagnostics: Sequence["Diagnostic"], where_all_are: str) -> str:
    """How many diagnostics there are, and the first errors."""
    groups = _by_severity(diagnostics)
    errors = groups["error"]
    lines = [f"Kiểm tra: {_counts(groups)}."]
    lines += [_wrapped(f"{n:>3}. ", _sentence(file_name, found)) for n, found in enumerate(errors[:FIRST_ERRORS], 1)]
    if len(errors) > FIRST_ERRORS:
        lines.append(f"     Còn {len(errors) - FIRST_ERRORS} lỗi nữa; xem đủ ở: {where_all_are}")
    return "\n".join(lines)


# The evaluation for people

_STATUS_STYLES = {"EXCEEDED": "green", "MET": "green", "NOT_MET": "red", "NO_DATA": "bold red"}
_NOT_EVALUATED = "–"


def _summary(input_path: Path, outcome: "Outcome") -> str:
    """What `evaluate` prints: whose report, the table, the conclusion, the problems."""
    information = outcome.submission.information
    period = information.period.text if information.period else ""
    title = ", ".join(filter(None, map(_plain, (information.office, period)))) or input_path.name
    problems = _problems(input_path.name, outcome.diagnostics, "sheet “Kiểm tra” của tệp kết quả")
    return f"{title}\n{_table_text(outcome)}\n{_conclusion(outcome)}\n\n{problems}"


def _conclusion(outcome: "Outcome") -> str:
    """`Đạt và vượt: 6/10 mục tiêu (mục tiêu số 2, 5, 6, 8, 9, 10).`"""
    met, total = outcome.evaluation.met, outcome.evaluation.total
    which = f" (mục tiêu số {', '.join(map(str, met))})" if met else ""
    return f"Đạt và vượt: {len(met)}/{total} mục tiêu{which}."


def _table_text(outcome: "Outcome") -> str:
    """The results as wide as the terminal, in colour where it has colours."""
    from rich.console import Console, detect_legacy_windows

    console = Console(
        color_system=None if detect_legacy_windows() else "auto", highlight=False, markup=False, emoji=False
    )
    with console.capture() as captured:
        console.print(_table(outcome))
    return captured.get().rstrip("\n")


def _table(outcome: "Outcome") -> "Table":
    """One row per objective, one line per indicator."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from qmxl.contract.choices import STATUS_WORDS

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Mục tiêu", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("Mã", no_wrap=True)
    table.add_column("Kết quả", no_wrap=True, overflow="ellipsis", max_width=24)
    table.add_column("Đánh giá", no_wrap=True)
    for objective, result in _objectives(outcome):
        table.add_row(
            Text(f"{objective.number if objective.is_numbered else '?':>2}. {_plain(objective.statement.value or '')}"),
            Text("\n".join(indicator.code for indicator in result.indicators)),
            Text("\n".join(_plain(indicator.shown or _NOT_EVALUATED) for indicator in result.indicators)),
            Text(STATUS_WORDS[result.status], style=_STATUS_STYLES.get(result.status, "")),
        )
    return table


def _objectives(outcome: "Outcome") -> Iterable[tuple["QualityObjective", "ObjectiveResult"]]:
    stated = {objective.number: objective for objective in outcome.submission.objectives}
    return ((stated[result.number], result) for result in outcome.evaluation.objectives)


# The evaluation for programs


def _json_text(outcome: "Outcome", repairs: Sequence["Repair"] | None = None) -> str:
    """The document; with its repairs where some were asked for."""
    repaired = {} if repairs is None else {"repairs": [_repair_entry(repair) for repair in repairs]}
    return json.dumps(_document(outcome) | repaired, ensure_ascii=False, indent=2)


def _repair_entry(repair: "Repair") -> dict[str, object]:
    where = repair.reference
    return {"sheet": where.sheet, "cell": where.a1, "before": repair.before, "after": repair.shown}


def _document(outcome: "Outcome") -> dict[str, object]:
    """The structure of design.md §2."""
    information, evaluation = outcome.submission.information, outcome.evaluation
    return {
        "unit": information.office,
        "period": information.period.text if information.period else None,
        "summary": {"met": len(evaluation.met), "total": evaluation.total, "met_objectives": list(evaluation.met)},
        "objectives": [_objective_entry(outcome, *pair) for pair in _objectives(outcome)],
        "diagnostics": [_diagnostic_entry(found) for found in outcome.diagnostics],
        "output": outcome.output_path.name if outcome.output_path else None,
    }


def _objective_entry(outcome: "Outcome", objective: "QualityObjective", result: "ObjectiveResult") -> dict[str, object]:
    stated = {indicator.code: indicator for indicator in objective.indicators}
    return {
        "number": objective.number,
        "statement": objective.statement.value,
        "status": result.status,
        "indicators": [
            _indicator_entry(stated[figure.code], figure)
            | {"text": outcome.sentences.get(figure.code)}
            | _change_entry(outcome, figure.code)
            for figure in result.indicators
        ],
    }


def _change_entry(outcome: "Outcome", code: str) -> dict[str, object]:
    """What it is held against, where it is: `change` in points or in the target's unit, exact as shown."""
    change = outcome.evaluation.changes.get(code)
    if change is None:
        return {}
    return {"previous": {"period": change.period, "shown": change.shown, "change": str(change.difference)}}


def _indicator_entry(indicator: "Indicator", figure: "IndicatorResult") -> dict[str, object]:
    measurement, target = figure.measurement, indicator.target.value
    return {
        "code": figure.code,
        "measure": indicator.measure.value,
        "numerator": _count(measurement.numerator),
        "denominator": _count(measurement.denominator),
        "value": _value_text(figure, target),
        "shown": figure.shown,
        "target": target.phrase if target else _typed(indicator.target.raw),
        "comparator": target.comparator if target else None,
        "target_value": _target_value(target),
        "margin": figure.margin,
        "status": figure.status,
        "cut_off": figure.cut_off.isoformat() if figure.cut_off else None,
    }


def _typed(raw: object) -> object:
    """A cell as it was found: JSON has no word for a date or an error."""
    return raw if raw is None or isinstance(raw, str | int | float) else str(getattr(raw, "text", raw))


def _count(number: Fraction | None) -> int | None:
    return int(number) if number is not None and number.denominator == 1 else None


def _value_text(figure: "IndicatorResult", target: "Target | None") -> str | None:
    """The exact figure: counts as counted (`1540/1587`), else the number as a fraction; None where nothing is shown.

    Where the target asks for a number, it is that number alone.
    """
    measurement = figure.measurement
    if figure.shown is None:
        return None
    counts = _count(measurement.numerator), _count(measurement.denominator)
    if None not in counts and not (target and target.is_number):
        return "{}/{}".format(*counts)
    return None if measurement.value is None else str(measurement.value)


def _target_value(target: "Target | None") -> str | list[str] | None:
    """The target as exact fractions; both ends of a range."""
    if target is None or target.level is None:
        return None
    return str(target.level) if target.upper is None else [str(target.level), str(target.upper)]


def _diagnostic_entry(found: "Diagnostic") -> dict[str, object]:
    return {
        "code": found.code,
        "severity": found.severity,
        "sheet": found.sheet,
        "cell": found.cell,
        "message": found.message,
        "fix": found.fix,
    }
