"""Vietnamese for what typer says by itself: usage lines, help pages, wrong usage.

typer 0.29 passes a dozen of its words through gettext; its own copy of click (usage line, help option, every usage
error) and the type column of its rich panels do not, so no catalogue can reach them. Help is therefore written here,
with click's plain formatter (which also spares `--help` the import of rich), and usage errors are recognised by their
pattern; one that is not recognised gets a general Vietnamese sentence, never the English one.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_origin

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click import Command, Context, HelpFormatter, Parameter
    from typer.core import TyperOption

OPTIONS_PLACE = "[TÙY CHỌN]"
COMMAND_PLACE = "LỆNH [THAM SỐ]..."
HELP_HINT = "Gõ “{command} --help” để xem hướng dẫn."

REGISTER_FORM = "--register is no code and file: {option}"
REGISTER_WITH_COPY = "--register with a copy to write"
REGISTER_WITHOUT_ORIGINAL = "--register without the original"
WORD_WITHOUT_RESULT = "a document without its output"
OUTPUT_WITHOUT_COPY = "-o without a copy to write"
WORD_TEMPLATE_FROM = "--word with --from"
DEADLINE_FORM = "--deadline is no day: {found}"
WORKERS_FORM = "--workers is no number of processes: {found}"
CLUSTER_AND_WORKERS = "--cluster with --workers"
"""Wrong usage that typer does not know of."""

_USAGE = "Cách dùng: "
_HELP_OF_HELP = "Hiện hướng dẫn này."
_SECTIONS = {"argument": "Tham số", "option": "Tùy chọn"}
_COMMANDS = "Lệnh"

_MISTAKES = {
    r"Missing argument '(?P<what>.+?)'\.": "Thiếu {what}.",
    r"Missing option (?P<what>.+?)\.": "Thiếu tùy chọn {what}.",
    r"Missing command\.": "Thiếu tên lệnh.",
    r"No such command '(?P<what>.*)'\. Did you mean (?P<known>.+)\?": "Không có lệnh “{what}”. Có phải là {known}?",
    r"No such command '(?P<what>.*)'\.": "Không có lệnh “{what}”.",
    r"No such option: (?P<what>[^()]+) \(['(]*Possible options: (?P<known>[^()]+)\).*": (
        "Không có tùy chọn {what}. Có phải là {known}?"
    ),
    r"No such option: (?P<what>[^()]+)": "Không có tùy chọn {what}.",
    r"Option '(?P<what>.+)' requires an argument\.": "Sau {what} còn thiếu một giá trị.",
    r"Option '(?P<what>.+)' does not take a value\.": "Tùy chọn {what} không kèm giá trị.",
    r"Got unexpected extra argument\(s\) \((?P<what>.+)\)": (
        'Thừa “{what}”. Tên tệp có dấu cách phải đặt trong dấu ngoặc kép, ví dụ: "bao cao.xlsx".'
    ),
    REGISTER_FORM.format(option="(?P<what>.*)"): (
        "“--register {what}” chưa đúng: cần mã chỉ tiêu, dấu bằng, rồi tên tệp, ví dụ --register 2.2=so-theo-doi.xls."
    ),
    re.escape(REGISTER_WITH_COPY): (
        "Tùy chọn --register không dùng cùng --mark, --fix: bản sao chỉ làm từ chính tệp của đơn vị."
    ),
    re.escape(REGISTER_WITHOUT_ORIGINAL): (
        "Tùy chọn --register của verify đi cùng tệp gốc: qmxl verify KET-QUA.xlsx TEP-GOC.xlsx --register MÃ=TEP."
    ),
    re.escape(WORD_WITHOUT_RESULT): (
        "Thiếu KET-QUA.xlsx để đối chiếu báo cáo Word, ví dụ: qmxl verify bao-cao.docx tep-ket-qua.xlsx."
    ),
    re.escape(WORD_TEMPLATE_FROM): "Tùy chọn --from không dùng cùng --word: mẫu Word không lấy từ tệp khác.",
    DEADLINE_FORM.format(found="(?P<what>.*)"): (
        "“--deadline {what}” không phải ngày: hãy ghi ngày/tháng/năm, ví dụ --deadline 05/10/2026."
    ),
    WORKERS_FORM.format(found="(?P<what>.*)"): (
        "“--workers {what}” không phải số tiến trình: hãy ghi số nguyên từ 1, ví dụ --workers 4."
    ),
    re.escape(CLUSTER_AND_WORKERS): "Tùy chọn --workers không dùng cùng --cluster: cụm máy có số tiến trình của nó.",
    re.escape(OUTPUT_WITHOUT_COPY): "Tùy chọn -o chỉ dùng cùng --mark hoặc --fix.",
    r"Invalid value for '(?P<what>.+?)': (?:Value error, )?'(?P<found>.*)' is not one of (?P<known>.+)\.": (
        "Sau {what} ghi “{found}”; phải là một trong: {known}."
    ),
    r"Invalid value for (?P<what>.+?): .*": "Giá trị của {what} không dùng được.",
}
"""Usage errors as typer words them, and the same in Vietnamese."""

_UNKNOWN_MISTAKE = "Lệnh gõ chưa đúng."


def usage_mistake(message: str) -> str:
    """A usage error of typer in Vietnamese."""
    for pattern, sentence in _MISTAKES.items():
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return sentence.format_map({name: text.replace("'", "") for name, text in match.groupdict().items()})
    return _UNKNOWN_MISTAKE


class _TypedPath:
    """A path taken as it was typed; what it leads to is looked at where it is opened, and told in Vietnamese."""

    def coerce(self, value: str | None, **_: object) -> Path | None:
        return None if value is None else Path(value)


class _TypedTexts:
    """Texts taken as they were typed, one for each time the option was given."""

    def coerce(self, value: Sequence[str] | None, **_: object) -> list[str] | None:
        return None if value is None else list(value)


class _KnownChoice:
    """A choice that nobody made needs no checking; one that was typed is typer's to check."""

    def __init__(self, parameter: Any) -> None:  # noqa: ANN401  typer's own
        self._parameter = parameter

    def coerce(self, value: str, **more: object) -> object:
        if value == self._parameter.default:
            return value
        self._parameter._runtime_param = None  # noqa: SLF001
        return self._parameter.get_runtime_param().coerce(value, **more)


class VietnameseCommand(TyperCommand):
    """A command whose usage line and help page are Vietnamese throughout."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  typer's own, handed on
        super().__init__(*arguments, **options)
        for parameter in self.params:
            # typer 0.29 would import pydantic to make a path of a text: a seventh of the time of a whole run.
            descriptor = getattr(parameter, "type_descriptor", None)
            known = _coercion(parameter, descriptor) if descriptor else None
            if known:
                parameter._runtime_param = known  # type: ignore[attr-defined]  # noqa: SLF001

    def get_help_option(self, ctx: "Context") -> "TyperOption | None":
        return _explained(super().get_help_option(ctx))

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        _write_usage(self, ctx, formatter)

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        _write_help(self, ctx, formatter)


def _coercion(parameter: object, descriptor: Any) -> object:  # noqa: ANN401  typer's own
    if getattr(descriptor, "is_path", False):
        return _TypedPath()
    if descriptor.annotation == list[str]:
        return _TypedTexts()
    return _KnownChoice(parameter) if get_origin(descriptor.annotation) is Literal else None


class VietnameseGroup(TyperGroup):
    """The program: its help page lists the commands too."""

    def get_help_option(self, ctx: "Context") -> "TyperOption | None":
        return _explained(super().get_help_option(ctx))

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        _write_usage(self, ctx, formatter)

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        _write_help(self, ctx, formatter)
        _write_section(formatter, _COMMANDS, ((name, c.short_help or "") for name, c in self.commands.items()))


def _explained(help_option: "TyperOption | None") -> "TyperOption | None":
    """The option --help with Vietnamese help; with a default of its own typer need not import pydantic to judge it."""
    if help_option:
        help_option.help, help_option.default = _HELP_OF_HELP, False
    return help_option


def _write_usage(command: "Command", ctx: "Context", formatter: "HelpFormatter") -> None:
    pieces = (piece.strip("{}") for piece in command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_USAGE)


def _write_help(command: "Command", ctx: "Context", formatter: "HelpFormatter") -> None:
    command.format_usage(ctx, formatter)
    command.format_help_text(ctx, formatter)
    for kind, title in _SECTIONS.items():
        rows = [_help_row(parameter) for parameter in command.get_params(ctx) if parameter.param_type_name == kind]
        _write_section(formatter, title, rows)


def _write_section(formatter: "HelpFormatter", title: str, rows: Iterable[tuple[str, str]]) -> None:
    listed = list(rows)
    if listed:
        with formatter.section(title):
            formatter.write_dl(listed)


def _help_row(parameter: "Parameter") -> tuple[str, str]:
    if parameter.param_type_name == "argument":
        return parameter.metavar or parameter.name, getattr(parameter, "help", "")
    spellings = ", ".join(sorted(parameter.opts, key=lambda spelling: (len(spelling), spelling)))
    return f"{spellings} {parameter.metavar or ''}".rstrip(), getattr(parameter, "help", "")
