"""The command line: arguments, words, exit codes. The pipe is a stand-in with the figures of Lộc An, 2020."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any, get_origin

import pytest
from typer.testing import CliRunner, Result

from qmxl import __version__
from qmxl.cli import Program, app
from qmxl.contract.rules import diagnostic
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import Change, Evaluation, IndicatorResult, Measurement, ObjectiveResult, Status
from qmxl.model.references import CellReference
from qmxl.model.sent_rows import SentRows
from qmxl.model.submission import (
    CellValue,
    Entry,
    ErrorValue,
    Indicator,
    Information,
    Measure,
    QualityObjective,
    ReportingPeriod,
    SheetUse,
    Source,
    Submission,
)
from qmxl.model.targets import Comparator, Scale, Target
from qmxl.pipeline import NewWorkbook, Registers, Waiting
from qmxl.proof.second_engine import edit_cells
from qmxl.reading.parsing import Parsing
from qmxl.writing.pdf import libreoffice
from tests import packages

COMMANDS = ("new", "check", "evaluate", "report", "explain", "verify", "consolidate")
ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "loc-an-2020-h1.xlsx"

# The stand-in


@dataclass(frozen=True)
class Outcome:
    submission: Submission
    evaluation: Evaluation
    sentences: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    output_path: Path | None
    notice: str = ""


@dataclass(frozen=True)
class Refusal:
    sentence: str


def share(phrase: str, percent: int, comparator: Comparator = Comparator.AT_LEAST) -> Target:
    return Target(phrase, comparator, Scale.SHARE, Fraction(percent, 100))


DONE = Target("Thực hiện", Comparator.DONE, Scale.YES_NO)
WHOLE = share("100%", 100)
AUGUST = date(2020, 8, 26)


def counted(top: int, bottom: int) -> Measurement:
    return Measurement(Fraction(top), Fraction(bottom), Fraction(top, bottom))


def declared(percent: str) -> Measurement:
    return Measurement(value=Fraction(percent) / 100, is_declared=True)


ROWS: tuple[tuple[str, Target, Measure, Measurement, str | None, Status], ...] = (
    (
        "1",
        Target("18/18 chỉ tiêu", Comparator.AT_LEAST, Scale.COUNT_OF, Fraction(18), total=18),
        Measure.PLAN,
        Measurement(),
        None,
        Status.DEFERRED,
    ),
    ("2.1", WHOLE, Measure.DECLARED, declared("100"), "100%", Status.MET),
    (
        "2.2",
        share("trên 90%", 90, Comparator.ABOVE),
        Measure.RATIO,
        counted(1540, 1587),
        "97%",
        Status.EXCEEDED,
    ),
    ("3", share("trên 95%", 95, Comparator.ABOVE), Measure.RATIO, counted(2, 3), "67%", Status.NOT_MET),
    ("4.1", DONE, Measure.JUDGEMENT, Measurement(is_done=True), "Đạt", Status.MET),
    ("4.2", WHOLE, Measure.DECLARED, declared("100"), "100%", Status.MET),
    ("4.3", DONE, Measure.JUDGEMENT, Measurement(is_no_cases=True), None, Status.NO_CASES),
    ("5", share("trên 95%", 95, Comparator.ABOVE), Measure.DECLARED, declared("95.7"), "95,7%", Status.EXCEEDED),
    ("6", share("trên 80%", 80, Comparator.ABOVE), Measure.RATIO, counted(9, 9), "100%", Status.EXCEEDED),
    ("7.1", WHOLE, Measure.DECLARED, declared("100"), "100%", Status.MET),
    ("7.2", share("trên 85%", 85, Comparator.ABOVE), Measure.RATIO, counted(5, 15), "33%", Status.NOT_MET),
    ("8", WHOLE, Measure.DECLARED, declared("100"), "100%", Status.MET),
    ("9.1", WHOLE, Measure.DECLARED, declared("100"), "100%", Status.MET),
    ("9.2", WHOLE, Measure.DECLARED, declared("100"), "100%", Status.MET),
    ("10", WHOLE, Measure.DECLARED, declared("100"), "100%", Status.MET),
)
OUTCOMES = {
    1: Status.DEFERRED,
    2: Status.EXCEEDED,
    3: Status.NOT_MET,
    4: Status.NO_CASES,
    5: Status.EXCEEDED,
    6: Status.EXCEEDED,
    7: Status.NOT_MET,
    8: Status.MET,
    9: Status.MET,
    10: Status.MET,
}
STATEMENT = "Hồ sơ tiếp nhận tại bộ phận một cửa được giải quyết trước hạn và đúng hạn theo quy định của pháp luật"
UNREADABLE = diagnostic("QM202", CellReference("MT3", 5, 4), column="Số đạt", found="abc")
CONTRADICTED = diagnostic("QM302", CellReference("MT2", 6, 6), column="Ghi trực tiếp", found="98%", counted="97%")
HIDDEN = diagnostic("QM107", "Ghi chú", sheet="Ghi chú")


def indicator(code: str, target: Target, measure: Measure) -> Indicator:
    blank: dict[str, Any] = {f.name: Entry() for f in fields(Indicator) if get_origin(f.type) is Entry}
    blank |= {"target": Entry(target, target.phrase), "measure": Entry(measure, "…")}
    return Indicator(code=code, objective=number_of(code), row=1, statement=STATEMENT, **blank)


def number_of(code: str) -> int:
    return int(code.partition(".")[0])


def loc_an(*diagnostics: Diagnostic, output_path: Path | None = None) -> Outcome:
    results = [
        IndicatorResult(code, status, measurement, AUGUST if measurement.value else None, shown, None, None)
        for code, _, _, measurement, shown, status in ROWS
    ]
    return Outcome(
        Submission(
            Information(
                {"short_name": (Entry("UBND xã Lộc An", "UBND xã Lộc An"),)},
                ReportingPeriod(
                    "6 tháng đầu năm",
                    2020,
                    date(2020, 1, 1),
                    date(2020, 6, 30),
                    is_last_of_year=False,
                    required_progress=Decimal(40),
                    text="6 tháng đầu năm 2020",
                ),
            ),
            tuple(
                QualityObjective(
                    number,
                    Entry(STATEMENT, STATEMENT),
                    tuple(indicator(code, t, m) for code, t, m, *_ in ROWS if number_of(code) == number),
                )
                for number in OUTCOMES
            ),
            {},
            {},
        ),
        Evaluation(
            tuple(
                ObjectiveResult(
                    number,
                    status,
                    is_counted=True,
                    deciding=None,
                    indicators=tuple(r for r in results if number_of(r.code) == number),
                )
                for number, status in OUTCOMES.items()
            )
        ),
        {code: f"Câu của chỉ tiêu {code}." for code, *_ in ROWS},
        diagnostics,
        output_path,
    )


class Pipe(ModuleType):
    """`qmxl.pipeline` as the command line knows it; `answer` is what it gives, or raises; `asked` what it was given."""

    def __init__(self) -> None:
        super().__init__("qmxl.pipeline")
        self.Outcome = Outcome
        self.NewWorkbook = NewWorkbook
        self.answer: object = loc_an(output_path=Path("kq/tep-ket-qua.xlsx"))
        self.asked: list[object] = []

    def check_file(self, source: Parsing, registers: Registers | None = None) -> object:
        return self._answered(source, *_given(registers))

    def evaluate_file(
        self,
        source: Parsing,
        output_path: Path | None,
        *,
        personal: bool = False,
        rows: SentRows = SentRows.ALL,
        registers: Registers | None = None,
        previous: Sequence[Parsing] = (),
    ) -> object:
        others: list[object] = [rows] if rows is not SentRows.ALL else []
        others += [[parsing.path.name for parsing in previous]] if previous else []
        return self._answered(source, output_path, personal, *others, *_given(registers))

    def new_workbook(self, source: Parsing | None, output_path: Path, *, overwrite: bool = False) -> object:
        return self._answered(source, output_path, overwrite)

    def _answered(self, *given: object) -> object:
        self.asked = [one.path if isinstance(one, Parsing) else one for one in given]
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def _given(registers: Registers | None) -> list[object]:
    """The files of registers by code, where there are any."""
    files = {code: [parsing.path.name for parsing in parsings] for code, parsings in (registers or {}).items()}
    for parsing in (parsing for parsings in (registers or {}).values() for parsing in parsings):
        parsing.close()
    return [files] if files else []


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Pipe:
    stand_in = Pipe()
    monkeypatch.setitem(sys.modules, "qmxl.pipeline", stand_in)
    return stand_in


def qmxl(*arguments: str, columns: int = 80) -> Result:
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(app, arguments)


# Words

ENGLISH = re.compile(
    r"usage|option|argument|command|error|required|default|missing|invalid|value|such|unexpected|extra|requires"
    r"|\btry\b|\bfor\b|\bthe\b|message|exit\b|show|did you|mean|path>|bool|str>|install|completion|abort|none",
    re.IGNORECASE,
)
"""Words of typer and click; `--from`, `--json`, the commands and file names are names, not prose."""
CHOICES = re.compile(r"\b(?:all|late|none)\b")
"""What may stand after --rows."""

WRONG_COMMAND_LINES: dict[str, tuple[tuple[str, ...], str]] = {
    "no command": ((), "Cách dùng: qmxl [TÙY CHỌN] LỆNH"),
    "unknown command": (("danhgia", "tep.xlsx"), "Không có lệnh “danhgia”."),
    "mistyped command": (("evalute", "tep.xlsx"), "Không có lệnh “evalute”. Có phải là evaluate?"),
    "no file": (("evaluate",), "Thiếu TEP.xlsx."),
    "unknown option": (("check", "tep.xlsx", "--xyz"), "Không có tùy chọn --xyz."),
    "unknown letter": (("check", "tep.xlsx", "-x"), "Không có tùy chọn -x."),
    "mistyped option": (("check", "tep.xlsx", "--jsn"), "Không có tùy chọn --jsn. Có phải là --json?"),
    "option without its value": (("evaluate", "tep.xlsx", "-o"), "Sau -o còn thiếu một giá trị."),
    "name of a copy that is not asked for": (
        ("check", "tep.xlsx", "-o", "x.xlsx"),
        "Tùy chọn -o chỉ dùng cùng --mark hoặc --fix.",
    ),
    "choice that is none": (
        ("evaluate", "tep.xlsx", "--rows", "some"),
        "Sau --rows ghi “some”; phải là một trong: all, late, none.",
    ),
    "flag with a value": (("check", "tep.xlsx", "--json=1"), "Tùy chọn --json không kèm giá trị."),
    "register without the file it belongs to": (
        ("verify", "kq.xlsx", "--register", "2.2=so.xls"),
        "Tùy chọn --register của verify đi cùng tệp gốc",
    ),
    "document alone": (("verify", "bao-cao.docx"), "Thiếu KET-QUA.xlsx để đối chiếu báo cáo Word"),
    "file name with a space": (("check", "bao", "cao.xlsx"), "Thừa “cao.xlsx”. Tên tệp có dấu cách phải đặt trong"),
}


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), *((command, "--help") for command in COMMANDS)])
@pytest.mark.parametrize("variables", [{}, {"TYPER_USE_RICH": "0"}, {"LANGUAGE": "en", "LC_ALL": "C"}])
def test_no_english_word_is_left_in_a_help_page(arguments: tuple[str, ...], variables: dict[str, str]) -> None:
    page = program(*arguments, **variables)
    assert page.returncode == 0
    assert page.stdout.startswith("Cách dùng: qmxl ")
    assert not ENGLISH.findall(CHOICES.sub("", page.stdout))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_every_parameter_is_explained(command: str) -> None:
    page = qmxl(command, "--help").stdout
    assert re.search(rf"Ví dụ: qmxl {command} \S+\.xlsx", page)
    _, _, listed = page.partition("Tham số:")
    assert all(re.search(r"\S {2,}\S", line) for line in listed.splitlines() if re.match(r"  \S", line))


def test_the_help_page_lists_every_command() -> None:
    page = qmxl("--help").stdout
    assert all(re.search(rf"^  {command} +[A-ZĐ]", page, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize(("arguments", "sentence"), WRONG_COMMAND_LINES.values(), ids=WRONG_COMMAND_LINES)
def test_wrong_usage_is_said_in_vietnamese_on_stderr(arguments: tuple[str, ...], sentence: str) -> None:
    said = qmxl(*arguments)
    assert said.exit_code == 2
    assert not said.stdout
    assert sentence in said.stderr
    assert "--help" in said.stderr
    assert not ENGLISH.findall(CHOICES.sub("", re.sub("--help", "", said.stderr)))


def test_a_usage_error_nobody_has_translated_is_still_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qmxl.cli_words._MISTAKES", {})
    assert "Lỗi: Lệnh gõ chưa đúng." in qmxl("evaluate").stderr


# Exit codes and streams


@pytest.mark.parametrize(
    ("diagnostics", "code"), [((), 0), ((CONTRADICTED, HIDDEN), 0), ((UNREADABLE,), 1), ((HIDDEN, UNREADABLE), 1)]
)
@pytest.mark.parametrize("command", [("evaluate",), ("check",), ("evaluate", "--json"), ("check", "--json")])
def test_exit_code_says_whether_the_input_has_errors(
    pipe: Pipe, command: tuple[str, ...], diagnostics: tuple[Diagnostic, ...], code: int
) -> None:
    pipe.answer = loc_an(*diagnostics, output_path=Path("tep-ket-qua.xlsx"))
    assert qmxl(*command, "tep.xlsx").exit_code == code


@pytest.mark.parametrize(("diagnostics", "code"), [((), 0), ((CONTRADICTED,), 0), ((UNREADABLE,), 1)])
def test_exit_code_of_new_says_whether_its_source_has_errors(
    pipe: Pipe, diagnostics: tuple[Diagnostic, ...], code: int
) -> None:
    pipe.answer = NewWorkbook(diagnostics)
    assert qmxl("new", "tep.xlsx", "--from", "cu.xlsx").exit_code == code


@pytest.mark.parametrize(
    "arguments", [("new", "tep.xlsx"), ("check", "tep.xlsx"), ("evaluate", "tep.xlsx"), ("check", "--json", "tep.xlsx")]
)
def test_a_refusal_is_its_one_sentence_on_stderr(pipe: Pipe, arguments: tuple[str, ...]) -> None:
    pipe.answer = Refusal("Không tìm thấy tệp “tep.xlsx”.")
    said = qmxl(*arguments)
    assert (said.exit_code, said.stdout, said.stderr) == (3, "", "Không tìm thấy tệp “tep.xlsx”.\n")


def test_a_refusal_shows_no_sign_that_steers_a_terminal(pipe: Pipe) -> None:
    pipe.answer = Refusal("mã “\x1b[31mhai\u202e\n” không đọc được.")
    assert qmxl("check", "tep.xlsx").stderr == "mã “ [31mhai ” không đọc được.\n"


class Panic(BaseException):
    """What a parser written in Rust raises."""


@pytest.mark.parametrize(
    "fault", [KeyError("cột\n2"), Panic("lỗi"), BrokenPipeError(), MemoryError(), RecursionError()]
)
def test_a_program_fault_is_a_sentence_and_a_line(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    monkeypatch.delenv("QMXL_DEBUG", raising=False)
    pipe.answer = fault
    said = qmxl("evaluate", "tep.xlsx")
    sentence, line = said.stderr.splitlines()
    assert (said.exit_code, said.stdout) == (3, "")
    assert "xin gửi tệp" in sentence
    assert type(fault).__name__ in line
    assert re.match(rf"qmxl {re.escape(__version__)} \| cli\.py:\d+ \| ", line)


def test_a_traceback_is_shown_only_when_asked_for(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QMXL_DEBUG", "1")
    pipe.answer = KeyError("cột")
    assert "Traceback" in qmxl("evaluate", "tep.xlsx").stderr


def test_interrupting_ends_with_a_short_sentence(pipe: Pipe) -> None:
    pipe.answer = KeyboardInterrupt()
    said = qmxl("evaluate", "tep.xlsx")
    assert (said.exit_code, said.stdout, said.stderr) == (130, "", "Đã dừng theo yêu cầu (Ctrl+C).\n")


# What the pipe is asked


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ("check tep.xlsx", [Path("tep.xlsx")]),
        ("evaluate tep.xlsx", [Path("tep.xlsx"), None, False]),
        ("evaluate tep.xlsx -o kq.xlsx --personal", [Path("tep.xlsx"), Path("kq.xlsx"), True]),
        ("evaluate --output kq.xlsx tep[1].xlsx", [Path("tep[1].xlsx"), Path("kq.xlsx"), False]),
        ("evaluate tep.xlsx --rows late", [Path("tep.xlsx"), None, False, SentRows.LATE]),
        ("evaluate tep.xlsx --rows none", [Path("tep.xlsx"), None, False, SentRows.NONE]),
        (
            "evaluate tep.xlsx --previous a.xlsx --previous b.xlsx",
            [Path("tep.xlsx"), None, False, ["a.xlsx", "b.xlsx"]],
        ),
    ],
)
def test_arguments_reach_the_pipe(pipe: Pipe, arguments: str, asked: list[object]) -> None:
    qmxl(*arguments.split())
    assert pipe.asked == asked


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ("new tep.xlsx", [None, Path("tep.xlsx"), False]),
        ("new tep.xlsx --from cu.xlsx --overwrite", [Path("cu.xlsx"), Path("tep.xlsx"), True]),
    ],
)
def test_arguments_of_new_reach_the_pipe(pipe: Pipe, arguments: str, asked: list[object]) -> None:
    pipe.answer = NewWorkbook(())
    assert "Đã ghi: tep.xlsx\n" in qmxl(*arguments.split()).stdout
    assert pipe.asked == asked


def test_new_lists_what_the_period_before_put_off(pipe: Pipe) -> None:
    pipe.answer = NewWorkbook((), (Waiting("1", "Đạt 18 chỉ tiêu kinh tế - xã hội " * 9, "cuối năm"),))
    said = qmxl("new", "tep.xlsx", "--from", "cu.xlsx").stdout.splitlines()
    assert said[0] == "Kỳ trước chưa đến kỳ đánh giá, cần theo dõi ở kỳ này:"
    assert said[1].startswith("  - 1. Đạt 18 chỉ tiêu")
    assert said[1].endswith("…: cuối năm")
    assert said[2] == "Đã ghi: tep.xlsx"
    pipe.answer = NewWorkbook((), (), ("4.3",))
    assert qmxl("new", "tep.xlsx", "--from", "cu.xlsx").stdout.startswith(
        "Mẫu câu báo cáo của chỉ tiêu 4.3 có số ghi sẵn"
    )


def test_json_tells_what_a_figure_is_held_against(pipe: Pipe) -> None:
    outcome = loc_an(output_path=Path("kq.xlsx"))
    change = Change("6 tháng đầu năm 2019", "93,8%", Fraction(16, 5), "3,2 điểm phần trăm", is_exactly_equal=False)
    pipe.answer = replace(outcome, evaluation=replace(outcome.evaluation, changes={"2.2": change}))
    objectives = json.loads(qmxl("evaluate", "tep.xlsx", "--json").stdout)["objectives"]
    entries = {entry["code"]: entry.get("previous") for objective in objectives for entry in objective["indicators"]}
    assert entries["2.2"] == {"period": "6 tháng đầu năm 2019", "shown": "93,8%", "change": "16/5"}
    assert {code for code, entry in entries.items() if entry} == {"2.2"}


# What people read


@pytest.mark.usefixtures("pipe")
def test_evaluate_prints_the_table_the_conclusion_and_the_file() -> None:
    said = qmxl("evaluate", "tep.xlsx").stdout
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) <= 80
    assert "Đạt và vượt: 6/10 mục tiêu (mục tiêu số 2, 5, 6, 8, 9, 10).\n" in said
    assert re.search(r"7\. .* 7\.1 +100% +Chưa đạt *\n +7\.2 +33%", said)
    assert re.search(r"1\. .* 1 +– +Chưa đến kỳ đánh giá", said)
    assert "Kiểm tra: 0 lỗi, 0 cảnh báo, 0 lưu ý.\n" in said
    assert said.endswith("Đã ghi: kq/tep-ket-qua.xlsx\n".replace("/", os.sep))


def test_the_conclusion_where_nothing_is_met(pipe: Pipe) -> None:
    outcome = loc_an(output_path=Path("kq.xlsx"))
    short = tuple(replace(result, status=Status.NOT_MET) for result in outcome.evaluation.objectives)
    pipe.answer = replace(outcome, evaluation=Evaluation(short))
    assert "Đạt và vượt: 0/10 mục tiêu.\n" in qmxl("evaluate", "tep.xlsx").stdout


def test_evaluate_lists_the_first_errors_by_the_grammar(pipe: Pipe) -> None:
    pipe.answer = loc_an(HIDDEN, *[UNREADABLE] * 7, CONTRADICTED, output_path=Path("kq.xlsx"))
    said = " ".join(qmxl("evaluate", "thư mục/tep.xlsx").stdout.split())
    assert "Kiểm tra: 7 lỗi, 1 cảnh báo, 1 lưu ý." in said
    assert (
        "1. tep.xlsx, sheet “MT3”, ô D5, cột Số đạt: không đọc được số “abc”. Cần có: một số, ví dụ 1540 hoặc 95,7%. "
        "Cách sửa: gõ lại số vào ô. (QM202) 2. tep.xlsx"
    ) in said
    assert said.count("(QM202)") == 5
    assert "Còn 2 lỗi nữa" in said


CHECKED = """\
tep.xlsx: 1 lỗi, 1 cảnh báo, 1 lưu ý

LỖI (1): phải sửa thì mới đánh giá được chỉ tiêu liên quan
   1. Sheet “MT3”, ô D5, cột Số đạt (QM202)
      Tìm thấy: không đọc được số “abc”
      Cần có:   một số, ví dụ 1540 hoặc 95,7%
      Cách sửa: gõ lại số vào ô

CẢNH BÁO (1): vẫn đánh giá được, nhưng số liệu có chỗ mâu thuẫn
   1. Sheet “MT2”, ô F6, cột Ghi trực tiếp (QM302)
      Tìm thấy: số tự ghi 98% không khớp với số đếm 97%
      Cần có:   số tự ghi bằng tỷ lệ tính từ số đếm
      Cách sửa: kiểm tra lại; qmxl dùng số đếm

LƯU Ý (1): chỉ để biết
   1. Sheet “Ghi chú” (QM107)
      Tìm thấy: sheet “Ghi chú” là sheet ẩn, vẫn được đọc
"""


def test_check_lists_everything_by_severity(pipe: Pipe) -> None:
    pipe.answer = loc_an(HIDDEN, CONTRADICTED, UNREADABLE)
    assert qmxl("check", "tep.xlsx").stdout == CHECKED


def test_check_goes_through_each_severity_as_one_goes_through_the_workbook(pipe: Pipe) -> None:
    places = [("MT3", 5, 4), ("MT1", 9, 2), ("MT3", 5, 2), ("MT1", 7, 9)]
    pipe.answer = loc_an(*(diagnostic("QM202", CellReference(*place), found="x") for place in places), CONTRADICTED)
    listed = re.findall(r"Sheet “(\w+)”, ô (\w+)", qmxl("check", "tep.xlsx").stdout)
    assert listed == [("MT3", "B5"), ("MT3", "D5"), ("MT1", "I7"), ("MT1", "B9"), ("MT2", "F6")]


def test_sheets_follow_in_the_order_of_the_workbook(pipe: Pipe) -> None:
    outcome = loc_an(UNREADABLE, diagnostic("QM202", CellReference("MT1", 9, 2), found="x"))
    source = Source("tep.xlsx", sheets=(SheetUse("MT1", "đọc"), SheetUse("MT3", "đọc")))
    pipe.answer = replace(outcome, submission=replace(outcome.submission, source=source))
    assert re.findall(r"Sheet “(\w+)”", qmxl("check", "tep.xlsx").stdout) == ["MT1", "MT3"]


def test_very_many_alike_are_told_by_the_first_and_their_number(pipe: Pipe) -> None:
    many = [diagnostic("QM222", CellReference("MT3", row, 8), column="Thời hạn", found="x") for row in range(5, 1242)]
    pipe.answer = loc_an(
        *many, diagnostic("QM222", CellReference("MT3", 2000, 9), column="Khác", found="y"), UNREADABLE
    )
    said = qmxl("check", "tep.xlsx").stdout
    assert "CẢNH BÁO (1.238): " in said
    assert said.startswith("tep.xlsx: 1 lỗi, 1.238 cảnh báo, 0 lưu ý\n")
    assert "   3. Sheet “MT3”, ô H7, cột Thời hạn (QM222)\n" in said
    assert "      … và 1.234 chỗ nữa cũng như vậy (QM222): ô H8, H9, H10, " in said
    assert "1238. Sheet “MT3”, ô I2000, cột Khác (QM222)\n" in said
    assert len(said.splitlines()) < 40
    assert max(map(len, said.splitlines())) <= 80
    assert len(json.loads(qmxl("check", "tep.xlsx", "--json").stdout)["diagnostics"]) == 1239


def test_a_few_alike_are_all_told(pipe: Pipe) -> None:
    few = [diagnostic("QM222", CellReference("MT3", row, 8), column="Thời hạn", found="x") for row in range(5, 10)]
    pipe.answer = loc_an(*few)
    said = qmxl("check", "tep.xlsx").stdout
    assert said.count("(QM222)") == 5
    assert "…" not in said


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_check_keeps_to_the_width_of_the_terminal(pipe: Pipe, columns: int) -> None:
    pipe.answer = loc_an(diagnostic("QM205", found="khoảng trên dưới 90%, phấn đấu 95% " * 3, piece=""), UNREADABLE)
    assert max(map(len, qmxl("check", "tep.xlsx", columns=columns).stdout.splitlines())) <= columns


def test_check_reassures_where_nothing_is_wrong(pipe: Pipe) -> None:
    pipe.answer = loc_an()
    said = qmxl("check", "bao cao.xlsx").stdout
    assert said == (
        "bao cao.xlsx: Không có gì phải sửa: tệp đã sẵn sàng để đánh giá.\n"
        'Lệnh tiếp theo: qmxl evaluate "bao cao.xlsx"\n'
    )


def test_what_was_found_is_quoted_where_the_message_does_not(pipe: Pipe) -> None:
    pipe.answer = loc_an(replace(UNREADABLE, message="số âm hoặc số lẻ", found="-3"))
    assert "Tìm thấy: số âm hoặc số lẻ; đang ghi “-3”\n" in qmxl("check", "tep.xlsx").stdout


def test_text_of_a_workbook_cannot_steer_the_terminal(pipe: Pipe) -> None:
    text = "[red]\x1b[31mđỏ\x1b]0;tên\x07\u202e:smile: " + "dài " * 9000
    pipe.answer = loc_an(diagnostic("QM202", CellReference("MT3", 5, 4), found=text), output_path=Path("kq.xlsx"))
    for command in ("check", "evaluate"):
        said = qmxl(command, "tep.xlsx").stdout
        assert not set("\x1b\x07\u202e") & set(said)
        assert "[red] [31mđỏ" in said
        assert len(said) < 6000


# What programs read


def test_json_is_one_document_with_the_agreed_structure(pipe: Pipe) -> None:
    pipe.answer = loc_an(UNREADABLE, output_path=Path("kq/tep-ket-qua.xlsx"))
    said = qmxl("evaluate", "tep.xlsx", "--json")
    document = json.loads(said.stdout)
    assert "xã Lộc An" in said.stdout
    assert said.stderr.startswith("Đã ghi: kq")
    objectives = document.pop("objectives")
    assert document == {
        "unit": "UBND xã Lộc An",
        "period": "6 tháng đầu năm 2020",
        "summary": {"met": 6, "total": 10, "met_objectives": [2, 5, 6, 8, 9, 10]},
        "diagnostics": [
            {
                "code": "QM202",
                "severity": "error",
                "sheet": "MT3",
                "cell": "D5",
                "message": "không đọc được số “abc”",
                "fix": "gõ lại số vào ô",
            }
        ],
        "output": "tep-ket-qua.xlsx",
    }
    assert [objective["number"] for objective in objectives] == list(OUTCOMES)
    assert set(objectives[1]) == {"number", "statement", "status", "indicators"}
    assert objectives[1]["indicators"][1] == {
        "code": "2.2",
        "measure": "ratio",
        "numerator": 1540,
        "denominator": 1587,
        "value": "1540/1587",
        "shown": "97%",
        "target": "trên 90%",
        "comparator": ">",
        "target_value": "9/10",
        "margin": None,
        "status": "EXCEEDED",
        "cut_off": "2020-08-26",
        "text": "Câu của chỉ tiêu 2.2.",
    }


@pytest.mark.usefixtures("pipe")
@pytest.mark.parametrize(
    ("code", "value", "target_value", "shown"),
    [
        ("1", None, "18", None),
        ("2.1", "1", "1", "100%"),
        ("4.1", None, None, "Đạt"),
        ("4.3", None, None, None),
        ("5", "957/1000", "19/20", "95,7%"),
        ("6", "9/9", "4/5", "100%"),
        ("7.2", "5/15", "17/20", "33%"),
    ],
)
def test_json_figures_are_exact(code: str, value: str | None, target_value: str | None, shown: str | None) -> None:
    document = json.loads(qmxl("check", "tep.xlsx", "--json").stdout)
    (entry,) = [i for o in document["objectives"] for i in o["indicators"] if i["code"] == code]
    assert (entry["value"], entry["target_value"], entry["shown"]) == (value, target_value, shown)


def test_json_gives_both_ends_of_a_range(pipe: Pipe) -> None:
    outcome = loc_an()
    between = Target("từ 14 đến 15%", Comparator.FROM_TO, Scale.SHARE, Fraction(14, 100), Fraction(15, 100))
    objective = QualityObjective(8, Entry(STATEMENT, STATEMENT), (indicator("8", between, Measure.DECLARED),))
    others = tuple(o for o in outcome.submission.objectives if o.number != 8)
    pipe.answer = replace(outcome, submission=replace(outcome.submission, objectives=(*others, objective)))
    entry = json.loads(qmxl("check", "tep.xlsx", "--json").stdout)["objectives"][7]["indicators"][0]
    assert (entry["comparator"], entry["target_value"]) == ("từ…đến", ["7/50", "3/20"])


def test_json_gives_a_number_where_the_target_asks_for_one(pipe: Pipe) -> None:
    outcome = loc_an()
    classes = Target("02 lớp", Comparator.AT_LEAST, Scale.NUMBER, Fraction(2), unit="lớp")
    objective = QualityObjective(6, Entry(STATEMENT, STATEMENT), (indicator("6", classes, Measure.RATIO),))
    objectives = [objective if o.number == 6 else o for o in outcome.submission.objectives]
    figure = replace(outcome.evaluation.objectives[5].indicators[0], measurement=counted(3, 2), shown="3 lớp")
    figure = replace(figure, measurement=replace(figure.measurement, value=Fraction(3)))
    judged = [replace(o, indicators=(figure,)) if o.number == 6 else o for o in outcome.evaluation.objectives]
    pipe.answer = replace(
        outcome,
        submission=replace(outcome.submission, objectives=tuple(objectives)),
        evaluation=replace(outcome.evaluation, objectives=tuple(judged)),
    )
    entry = json.loads(qmxl("check", "tep.xlsx", "--json").stdout)["objectives"][5]["indicators"][0]
    assert (entry["value"], entry["shown"]) == ("3", "3 lớp")


@pytest.mark.parametrize(
    ("typed", "told"), [("cao", "cao"), (ErrorValue("#REF!"), "#REF!"), (date(2026, 9, 30), "2026-09-30")]
)
def test_json_survives_an_unreadable_period_and_target(typed: CellValue, told: str, pipe: Pipe) -> None:
    outcome = loc_an()
    blank = replace(outcome.submission.objectives[4].indicators[0], target=Entry(None, typed), measure=Entry())
    objectives = [replace(o, indicators=(blank,)) if o.number == 5 else o for o in outcome.submission.objectives]
    pipe.answer = replace(outcome, submission=Submission(Information({}, None), tuple(objectives), {}, {}))
    document = json.loads(qmxl("check", "tep.xlsx", "--json").stdout)
    entry = document["objectives"][4]["indicators"][0]
    assert (document["unit"], document["period"], document["output"]) == ("", None, None)
    assert (entry["target"], entry["comparator"], entry["target_value"], entry["measure"]) == (told, None, None, None)
    assert qmxl("evaluate", "tep.xlsx").exit_code == 0


# The program as it is started


def program(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COLUMNS": "80"} | variables
    return subprocess.run(
        [sys.executable, "-m", "qmxl", *arguments], capture_output=True, encoding="utf-8", env=environment, check=False
    )


def test_output_is_utf8_whatever_the_console() -> None:
    assert "Cách dùng" in program("--help", PYTHONIOENCODING="cp1252", PYTHONUTF8="0").stdout


def test_version_is_printed() -> None:
    said = program("--version")
    assert (said.returncode, said.stdout) == (0, f"qmxl {__version__}\n")


def test_help_loads_nothing_heavy() -> None:
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "qmxl", "evaluate", "--help"],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=True,
    )
    loaded = set(re.findall(r"\| +([\w.]+)$", said.stderr, re.MULTILINE))
    heavy = {"pandas", "numpy", "xlsxwriter", "openpyxl", "python_calamine", "pydantic", "rich"}
    assert "qmxl.cli" in loaded
    assert not heavy & loaded
    assert not [name for name in loaded if name.startswith("qmxl.") and not name.startswith(("qmxl.cli", "qmxl.__"))]


@pytest.mark.parametrize("command", ["check", "evaluate"])
def test_registers_are_given_by_the_code_of_their_indicator(command: str, pipe: Pipe, tmp_path: Path) -> None:
    for name in ("thang-2.csv", "thang-1.xlsx", "~$thang-1.xlsx", "ghi-chu.docx"):
        (tmp_path / name).touch()
    files = [f"--register=2.2={tmp_path / 'x=1.xls'}", f"--register=2.2={tmp_path}", "--register=7.2= so.ods"]
    qmxl(command, "tep.xlsx", *files)
    assert pipe.asked[-1] == {"2.2": ["x=1.xls", "thang-1.xlsx", "thang-2.csv"], "7.2": ["so.ods"]}


@pytest.mark.parametrize("option", ["2.2", "=so.xls", "2.2="])
def test_a_register_without_its_code_or_file_is_wrong_usage(option: str) -> None:
    result = qmxl("evaluate", "tep.xlsx", "--register", option)
    assert result.exit_code == 2
    assert f"“--register {option}” chưa đúng" in result.stderr


def test_a_copy_is_made_of_the_workbook_alone() -> None:
    result = qmxl("check", "tep.xlsx", "--mark", "--register", "2.2=so.xls")
    assert result.exit_code == 2
    assert "--register không dùng cùng --mark" in result.stderr


def test_evaluate_loads_only_what_it_needs(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "qmxl",
        "evaluate",
        str(SAMPLE),
        "-o",
        str(tmp_path / "x.xlsx"),
    ]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    loaded = set(re.findall(r"\| +([\w.]+)$", said.stderr, re.MULTILINE))
    assert {"pandas", "xlsxwriter", "qmxl.pipeline"} <= loaded
    assert not {"openpyxl", "pydantic", "urllib.request", "qmxl.marking", "qmxl.proof.second_engine"} & loaded


@pytest.mark.parametrize(
    ("arguments", "code"), [(("check", str(SAMPLE)), 0), (("check", "thieu.xlsx"), 3), (("check",), 2)]
)
def test_the_program_leaves_with_all_it_said_and_its_code(arguments: tuple[str, ...], code: int) -> None:
    said, known = program(*arguments), qmxl(*arguments)
    assert (said.returncode, said.stdout, said.stderr) == (known.exit_code, known.stdout, known.stderr)
    assert known.exit_code == code


def test_a_reader_that_leaves_early_changes_nothing() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "qmxl", "--version"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        assert started.stderr.read() == b""
    assert started.returncode == 0


def test_the_application_is_one_program_for_every_way_to_start_it() -> None:
    assert app.info.cls is Program


# The Word report: the pipe itself, since it is another one


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tep.xlsx").write_bytes(SAMPLE.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_evaluate_writes_a_document_beside_the_workbook(workplace: Path) -> None:
    done = qmxl("evaluate", "tep.xlsx", "--word")
    assert done.exit_code == 0
    assert done.stdout.endswith("Đã ghi: tep-ket-qua.xlsx\nĐã ghi: tep-ket-qua.docx\n")
    made = (workplace / "tep-ket-qua.docx").read_bytes()
    (workplace / "tep-ket-qua.docx").unlink()
    again = qmxl("report", "tep-ket-qua.xlsx")
    assert again.exit_code == 0
    assert again.stdout.endswith("Đã ghi: tep-ket-qua.docx\n")
    assert (workplace / "tep-ket-qua.docx").read_bytes() == made


# The explanation: the pipe itself too


def test_explain_tells_a_verdict_back_to_its_cells(workplace: Path) -> None:
    done = qmxl("explain", "tep.xlsx", "7.2")
    assert done.exit_code == 0
    assert done.stdout.startswith("MỤC TIÊU 7: Theo dõi, đôn đốc")
    text = " ".join(done.stdout.split())
    assert "CHỈ TIÊU 7.2: Nhiệm vụ được hoàn thành đúng thời hạn Kết luận: Chưa đạt (kết quả 33%" in text
    assert "Số liệu: Số đạt 5 (sheet “MT7”, ô D6); Tổng số 15 (sheet “MT7”, ô E6)." in text
    assert "CHỈ TIÊU 7.1" not in text
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert list(workplace.iterdir()) == [workplace / "tep.xlsx"]


@pytest.mark.parametrize("code", ["7", "MT7", "07", " 7. "])
def test_explain_tells_an_objective_with_its_indicators(code: str, workplace: Path) -> None:
    del workplace
    text = " ".join(qmxl("explain", "tep.xlsx", code).stdout.split())
    assert "Vì sao: Chỉ tiêu 7.2 quyết định: Chưa đạt (33%, mức đề ra “trên 85%”)." in text
    assert "CHỈ TIÊU 7.1" in text
    assert "CHỈ TIÊU 7.2" in text


def test_explain_takes_several_codes_in_any_spelling(workplace: Path) -> None:
    del workplace
    lines = qmxl("explain", "tep.xlsx", "7,2", "3", "7.1").stdout.splitlines()
    titles = [line.partition(":")[0] for line in lines if line.startswith(("MỤC TIÊU", "CHỈ TIÊU"))]
    assert titles == ["MỤC TIÊU 7", "CHỈ TIÊU 7.2", "CHỈ TIÊU 7.1", "MỤC TIÊU 3", "CHỈ TIÊU 3"]


def test_explain_without_a_code_lists_the_objectives(workplace: Path) -> None:
    del workplace
    done = qmxl("explain", "tep.xlsx", columns=120)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "UBND xã Lộc An, 6 tháng đầu năm 2020"
    assert len([line for line in done.stdout.splitlines() if re.match(r" *\d+\. ", line)]) == 10
    assert "  7. Chưa đạt              Chỉ tiêu 7.2 quyết định: Chưa đạt (33%" in done.stdout
    assert "Đạt và vượt: 6/10 mục tiêu (mục tiêu số 2, 5, 6, 8, 9, 10)." in done.stdout
    assert done.stdout.endswith("Xem tiếp từng mục tiêu: qmxl explain tep.xlsx 1\n")


def test_explain_names_the_codes_there_are(workplace: Path) -> None:
    del workplace
    done = qmxl("explain", "tep.xlsx", "7.9", "7")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Tệp “tep.xlsx” không có mã “7.9”. Các mã có trong tệp: 1; 2 (2.1, 2.2); 3; 4 (4.1,")


def test_explain_is_one_document_for_programs(workplace: Path) -> None:
    del workplace
    told = json.loads(qmxl("explain", "tep.xlsx", "3", "--json").stdout)
    (objective,) = told["objectives"]
    (indicator,) = objective["indicators"]
    assert (objective["number"], objective["status"], indicator["code"]) == (3, "NOT_MET", "3")
    (figures,) = (step for step in indicator["steps"] if step["step"] == "figures")
    assert figures["cells"] == [{"sheet": "MT3", "cell": "D5"}, {"sheet": "MT3", "cell": "E5"}]


def test_the_code_of_explain_says_whether_what_it_tells_has_errors(workplace: Path) -> None:
    packages.typed(workplace / "tep.xlsx", workplace / "loi.xlsx", {"MT7!D6": "năm"})
    codes = {asked: qmxl("explain", "loi.xlsx", *asked).exit_code for asked in ((), ("7.2",), ("7.1",), ("3",))}
    assert codes == {(): 1, ("7.2",): 1, ("7.1",): 0, ("3",): 0}
    assert "(sheet “MT7”, ô D6). Cách sửa:" in " ".join(qmxl("explain", "loi.xlsx", "7.2").stdout.split())
    assert qmxl("explain", "khong-co.xlsx").exit_code == 3


def test_the_document_is_named_in_json(workplace: Path) -> None:
    done = qmxl("report", "tep.xlsx", "--json", "-o", "bao-cao.docx")
    told = json.loads(done.stdout)
    assert (told["output"], told["word"]) == (None, "bao-cao.docx")
    assert (workplace / "bao-cao.docx").exists()


def test_a_template_with_mistakes_stops_before_anything_is_written(workplace: Path) -> None:
    assert qmxl("new", "--word", "mau.docx").exit_code == 0
    parts = packages.parts_of(workplace / "mau.docx")
    parts["word/document.xml"] = parts["word/document.xml"].replace("{Kết thúc}".encode(), "{Kết thục}".encode())
    packages.saved(parts, workplace / "mau.docx")
    done = qmxl("evaluate", "tep.xlsx", "--word-template", "mau.docx")
    assert done.exit_code == 3
    assert "“{Kết thục}”: không có chỗ điền tên {Kết thục}. Có phải là {Kết thúc}?" in " ".join(done.stderr.split())
    assert sorted(path.name for path in workplace.iterdir()) == ["mau.docx", "tep.xlsx"]


def test_a_document_open_in_word_is_written_beside(workplace: Path) -> None:
    (workplace / "tep-ket-qua.docx").write_bytes(b"old")
    (workplace / "~$p-ket-qua.docx").write_bytes(b"")
    done = qmxl("report", "tep.xlsx")
    assert (done.exit_code, (workplace / "tep-ket-qua.docx").read_bytes()) == (0, b"old")
    assert "“tep-ket-qua (2).docx”" in done.stderr
    assert (workplace / "tep-ket-qua (2).docx").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("new", "--word", "mau.xlsx"), 3, "phải có đuôi .docx"),
        (("new", "--word", "tep.docx", "--from", "tep.xlsx"), 2, "--from không dùng cùng --word"),
        (("report", "tep.xlsx", "-o", "a.xlsx"), 3, "phải có đuôi .docx"),
        (("report", "tep.xlsx", "--word-template", "khong-co.docx"), 3, "Không tìm thấy mẫu Word “khong-co.docx”"),
        (("report", "khong-co.xlsx"), 3, "Không tìm thấy tệp"),
    ],
)
def test_what_cannot_be_done_is_told(arguments: tuple[str, ...], code: int, told: str, workplace: Path) -> None:
    done = qmxl(*arguments)
    assert (done.exit_code, told in done.stderr) == (code, True), done.stderr
    assert [path.name for path in workplace.iterdir()] == ["tep.xlsx"]


def test_no_word_library_is_loaded_unless_asked_for(workplace: Path) -> None:
    code = (
        "import sys, qmxl.cli as cli\nsys.argv = ['qmxl', 'evaluate', 'tep.xlsx']\n"
        "cli._leave = lambda code: print([name for name in ('docx', 'lxml') if name in sys.modules], code)\ncli.main()"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=workplace, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.decode().endswith("[] 0\n"), done.stderr.decode()


def test_a_template_is_never_written_over(workplace: Path) -> None:
    qmxl("new", "--word", "tep-ket-qua.docx")
    before = (workplace / "tep-ket-qua.docx").read_bytes()
    done = qmxl("evaluate", "tep.xlsx", "--word-template", "tep-ket-qua.docx")
    assert (done.exit_code, "trùng với mẫu Word" in done.stderr) == (3, True)
    assert (workplace / "tep-ket-qua.docx").read_bytes() == before
    assert not (workplace / "tep-ket-qua.xlsx").exists()


@pytest.mark.parametrize("rows", ["all", "late", "none"])
def test_a_result_gives_the_document_its_input_gave(rows: str, workplace: Path) -> None:
    shutil.copy(ROOT / "samples" / "phuong-mau-2026-9-thang.xlsx", workplace / "q3.xlsx")
    assert qmxl("evaluate", "q3.xlsx", "--word", "--rows", rows).exit_code == 0
    assert qmxl("report", "q3-ket-qua.xlsx", "-o", "again.docx").exit_code == 0
    assert (workplace / "again.docx").read_bytes() == (workplace / "q3-ket-qua.docx").read_bytes()


@pytest.mark.skipif(not libreoffice(), reason="LibreOffice is not on this machine")
def test_a_pdf_is_printed_beside_the_document(workplace: Path) -> None:
    done = qmxl("report", "tep.xlsx", "--pdf")
    assert done.exit_code == 0
    assert done.stdout.endswith("Đã ghi: tep-ket-qua.docx\nĐã ghi: tep-ket-qua.pdf\n")
    assert (workplace / "tep-ket-qua.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("script", "told"),
    [(None, "máy chưa cài LibreOffice"), ("exit 1", "không chuyển được văn bản."), ("sleep 60", "trong 1 giây")],
)
@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_without_a_pdf_nothing_is_written(
    script: str | None,
    told: str,
    workplace: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("programs")
    if script:
        (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/bin" if script else str(folder))
    monkeypatch.setattr("qmxl.writing.pdf.TIME_LIMIT", 1.0)
    done = qmxl("evaluate", "tep.xlsx", "--pdf")
    assert (done.exit_code, told in done.stderr) == (3, True), done.stderr
    assert [path.name for path in workplace.iterdir()] == ["tep.xlsx"]


# verify: the pipe itself


@pytest.fixture
def result(workplace: Path) -> Path:
    qmxl("evaluate", "tep.xlsx", "--word")
    return workplace / "tep-ket-qua.xlsx"


def test_an_output_that_follows_is_told_in_a_sentence(result: Path) -> None:
    for arguments in ((result.name,), (result.name, "tep.xlsx"), ("tep-ket-qua.docx", result.name)):
        done = qmxl("verify", *arguments)
        assert done.exit_code == 0
        assert "0 lỗi, 0 cảnh báo, 0 lưu ý\nMọi công thức, giá trị" in done.stdout
        assert re.search(r"Mã đối chiếu số liệu: [0-9A-F]{4}(-[0-9A-F]{4}){3}\n", done.stdout)
        assert "không chống được người cố ý làm giả" in done.stdout


def test_what_does_not_follow_is_listed_and_told_by_the_exit_code(result: Path) -> None:
    edit_cells(result, result.with_name("sua.xlsx"), {("MT2", "D6"): 1545})
    done = qmxl("verify", "sua.xlsx", "--word", "tep-ket-qua.docx")
    assert done.exit_code == 1
    assert "   1. Sheet “MT2”, ô D6 (QM426)\n      Tìm thấy: số liệu nhập đã đổi sau khi qmxl ghi tệp" in done.stdout
    assert "BÁO CÁO WORD tep-ket-qua.docx" in done.stdout
    assert "Chân trang (Lỗi, QM438)" in done.stdout


def test_what_verify_found_is_one_json_document(result: Path) -> None:
    edit_cells(result, result.with_name("sua.xlsx"), {("MT2", "D6"): 1545})
    done = qmxl("verify", "sua.xlsx", "--word", "tep-ket-qua.docx", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["follows"], told["unit"]) == (1, False, "UBND xã Lộc An")
    first = told["findings"][0]
    assert (first["code"], first["severity"], first["sheet"], first["cell"]) == ("QM426", "error", "MT2", "D6")
    assert ("QM431", "error") in {(each["code"], each["severity"]) for each in told["word"]}
    assert all(each["place"] for each in told["word"])
    assert told["cells"] > 1000


@pytest.mark.usefixtures("workplace")
def test_what_is_no_output_is_told_in_a_sentence() -> None:
    done = qmxl("verify", "tep.xlsx")
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith("Tệp “tep.xlsx” không phải tệp kết quả của qmxl: không có sheet")
