"""One parser process for many files: the same answers as a process for each, whatever came before."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmxl.contract.sheets import LISTS, PROVENANCE, STEPS
from qmxl.model.diagnostics import Refusal
from qmxl.reading import kept_parser as kept_parser_module
from qmxl.reading import parsing as parsing_module
from qmxl.reading.kept_parser import KeptParser
from qmxl.reading.parsing import begin_parsing, parsed
from qmxl.reading.submission import UNREAD_SHEETS, SheetNotTold, read_file, read_submission
from qmxl.reading.workbook import WorkbookCells, open_workbook
from tests.corpus.oddities import REFUSED
from tests.packages import lengthened, typed

CORPUS = Path(__file__).parent.parent / "corpus"
SAMPLE = CORPUS.parent.parent / "samples" / "phuong-mau-2026-9-thang.xlsx"
SMALL = CORPUS / "nho.xlsx"

ODD_PARSER = """
import json, os, sys, time
requests = sys.argv[sys.argv.index("--") + 1 :]
for line in requests or sys.stdin:
    name = os.path.basename(json.loads(line)["path"])
    if name == "dies.xlsx":
        os.abort()
    if name == "hangs.xlsx" or (not requests and name == "hangs-where-kept.xlsx"):
        time.sleep(60)
    answer = {"process": os.getpid(), "is_kept": not requests}
    print(json.dumps(answer if requests else [answer, 0]), flush=True)
"""


@pytest.fixture
def parser() -> Iterator[KeptParser]:
    with KeptParser() as kept:
        yield kept


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files that its parser dies or hangs on, by their names."""
    script = tmp_path / "parser.py"
    script.write_text(ODD_PARSER, encoding="utf-8")
    monkeypatch.setattr(parsing_module, "_SCRIPT", script)
    monkeypatch.setattr(parsing_module, "_LEAST_SECONDS", 1.0)
    for name in ("one", "two", "dies", "hangs", "hangs-where-kept"):
        (tmp_path / f"{name}.xlsx").write_bytes(b"x")
    return tmp_path


def process_of(parser: KeptParser) -> int:
    assert parser._process is not None
    return parser._process.pid


@pytest.mark.parametrize("path", [*sorted(CORPUS.glob("*.[xo]*")), SAMPLE], ids=lambda path: path.name)
def test_a_kept_parser_tells_what_a_process_of_its_own_tells(parser: KeptParser, path: Path) -> None:
    for _ in range(2):
        assert parsed(parser.begin(path)) == parsed(begin_parsing(path))


def test_one_process_reads_many_files(parser: KeptParser) -> None:
    parsed(parser.begin(SMALL))
    first = process_of(parser)
    parsed(parser.begin(SAMPLE))
    assert process_of(parser) == first


@pytest.mark.parametrize("oddity", REFUSED)
def test_what_is_refused_is_refused_with_the_same_sentence(tmp_path: Path, parser: KeptParser, oddity: str) -> None:
    path = tmp_path / "tep.xlsx"
    path.write_bytes(REFUSED[oddity][0](SMALL.read_bytes()))
    assert read_file(parser.begin(path)) == read_file(begin_parsing(path))
    assert isinstance(read_file(parser.begin(SMALL)), tuple)


def test_what_is_no_file_is_refused_without_a_process(tmp_path: Path, parser: KeptParser) -> None:
    assert isinstance(parsed(parser.begin(tmp_path / "khong-co.xlsx")), Refusal)
    assert parser._process is None


@pytest.mark.parametrize(("name", "words"), [("dies", "dừng đột ngột"), ("hangs", "quá lâu")])
def test_after_a_file_it_dies_or_hangs_on_the_next_is_read(
    odd: Path, parser: KeptParser, name: str, words: str
) -> None:
    before = parsed(parser.begin(odd / "one.xlsx"))
    refused = parsed(parser.begin(odd / f"{name}.xlsx"))
    after = parsed(parser.begin(odd / "two.xlsx"))
    assert isinstance(refused, Refusal)
    assert words in refused.sentence
    assert not isinstance(before, Refusal)
    assert not isinstance(after, Refusal)
    assert before["is_kept"]
    assert after["is_kept"]
    assert before["process"] != after["process"]


def test_a_file_that_only_a_kept_parser_hangs_on_is_read_alone(odd: Path, parser: KeptParser) -> None:
    told = parsed(parser.begin(odd / "hangs-where-kept.xlsx"))
    assert not isinstance(told, Refusal)
    assert not told["is_kept"]


def test_a_process_that_was_ended_between_two_files_is_replaced(parser: KeptParser) -> None:
    parsed(parser.begin(SMALL))
    assert parser._process is not None
    parser._process.kill()
    parser._process.wait()
    assert parsed(parser.begin(SMALL)) == parsed(begin_parsing(SMALL))
    assert parsed(parser.begin(SMALL)) == parsed(begin_parsing(SMALL))


def test_a_path_leads_from_where_the_reader_is_now(
    tmp_path: Path, parser: KeptParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, file in (("one", SMALL), ("two", SAMPLE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tep.xlsx").write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path / "one")
    parsed(parser.begin(Path("tep.xlsx")))
    monkeypatch.chdir(tmp_path / "two")
    assert parsed(parser.begin(Path("tep.xlsx"))) == parsed(begin_parsing(SAMPLE))


def test_it_is_renewed_after_so_many_files(odd: Path) -> None:
    with KeptParser(most_files=2) as parser:
        told = [parsed(parser.begin(odd / "one.xlsx")) for _ in range(5)]
    processes = [each["process"] for each in told if not isinstance(each, Refusal)]
    assert [processes.count(process) for process in dict.fromkeys(processes)] == [2, 2, 1]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the system does not tell")
def test_it_is_renewed_where_it_keeps_much_memory(parser: KeptParser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_parser_module, "MOST_MEMORY", 2**20)
    assert not isinstance(parsed(parser.begin(SMALL)), Refusal)
    assert parser._process is None


def test_a_long_sheet_is_read_alone(tmp_path: Path, parser: KeptParser) -> None:
    path = tmp_path / "dai.xlsx"
    path.write_bytes(SMALL.read_bytes())
    long = lengthened(path, "MT1")
    book = open_workbook(parsing := parser.begin(long))
    parsing.close()
    assert isinstance(book, WorkbookCells)
    assert book.sheets["MT1"].below is not None
    assert isinstance(read_file(parser.begin(SMALL)), tuple)


def test_a_file_begun_while_another_is_read_has_a_process_of_its_own(parser: KeptParser) -> None:
    first, second = parser.begin(SMALL), parser.begin(SAMPLE)
    assert parsed(second) == parsed(begin_parsing(SAMPLE))
    assert parsed(first) == parsed(begin_parsing(SMALL))


def test_the_answer_to_a_file_nobody_waits_for_is_not_taken_for_that_of_the_next(parser: KeptParser) -> None:
    parser.begin(SAMPLE).close()
    assert parsed(parser.begin(SMALL)) == parsed(begin_parsing(SMALL))


def test_a_parser_closed_while_it_reads_leaves_the_file_to_a_process_of_its_own(parser: KeptParser) -> None:
    parsing = parser.begin(SMALL)
    parser.close()
    assert parsed(parsing) == parsed(begin_parsing(SMALL))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at the system's list of processes")
def test_it_ends_with_the_process_that_keeps_it(tmp_path: Path) -> None:
    """However that one ends: killed, it closes nothing."""
    told = tmp_path / "process"
    subprocess.run([sys.executable, "-c", _worker(told)], check=False, timeout=60)
    parser = int(told.read_text(encoding="utf-8"))
    for _ in range(100):
        if not _is_running(parser):
            return
        time.sleep(0.05)
    pytest.fail("it still runs")


def _worker(told: Path) -> str:
    return f"""
import os, signal, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from qmxl.reading.kept_parser import KeptParser
from qmxl.reading.parsing import parsed
parser = KeptParser()
parsed(parser.begin(Path({str(SMALL)!r})))
Path({str(told)!r}).write_text(str(parser._process.pid))
os.kill(os.getpid(), signal.SIGKILL)
"""


def _is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# Sheets of which nothing but the name is looked at


def test_sheets_that_are_left_out_keep_their_names_alone() -> None:
    whole, part = (parsed(begin_parsing(SAMPLE, without=names)) for names in ((), (STEPS, LISTS)))
    assert not isinstance(whole, Refusal)
    assert not isinstance(part, Refusal)
    for before, after in zip(whole["sheets"], part["sheets"], strict=True):
        if before["name"] in {STEPS, LISTS}:
            blank = {key: type(value)() for key, value in before.items()}
            assert after == {**blank, "name": before["name"], "is_hidden": before["is_hidden"], "is_told": False}
        else:
            assert after == before


@pytest.mark.parametrize("format_", ["xlsx", "xls", "ods", "xlsb"])
def test_sheets_are_left_out_of_every_format(format_: str) -> None:
    told = parsed(begin_parsing(CORPUS / f"loi.{format_}", without=("MT1",)))
    assert not isinstance(told, Refusal)
    (sheet,) = (sheet for sheet in told["sheets"] if sheet["name"] == "MT1")
    assert (sheet["rows"], sheet["errors"], sheet["hidden_rows"]) == ([], [], [])


def test_a_workbook_is_understood_without_the_sheets_that_are_not_read() -> None:
    assert PROVENANCE not in UNREAD_SHEETS
    parsing = begin_parsing(SAMPLE, without=UNREAD_SHEETS)
    assert repr(read_file(parsing)) == repr(read_file(begin_parsing(SAMPLE)))


def test_a_table_looked_for_on_a_sheet_that_was_left_out_has_the_workbook_read_as_a_whole(tmp_path: Path) -> None:
    path = typed(SAMPLE, tmp_path / "tep.xlsx", {"Mục tiêu!K10": LISTS})
    book = open_workbook(begin_parsing(path, without=UNREAD_SHEETS))
    assert isinstance(book, WorkbookCells)
    with pytest.raises(SheetNotTold):
        read_submission(book)
    assert repr(read_file(begin_parsing(path, without=UNREAD_SHEETS))) == repr(read_file(begin_parsing(path)))
