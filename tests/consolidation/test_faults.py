"""Whatever stops `qmxl consolidate`: the old file or the new one, a sentence, nothing left behind, no process left."""

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from qmxl.cli import app
from qmxl.consolidation.running import OneAfterAnother, unit_files
from qmxl.consolidation.workbook_paths import workbook_paths
from qmxl.model.consolidation import UnitFile
from qmxl.model.diagnostics import Refusal
from tests.consolidation.conftest import Sent
from tests.processes import ROOT, begin_consolidating, children, group, is_parser, wait_until
from tests.test_writing_faults import KINDS, Failing, Stream

OLD = b"the old workbook"
OUTPUT = "tong-hop.xlsx"
AFTER_CTRL_C, AFTER_A_KILL = 3.0, 6.0
"""Seconds in which the last process must have ended."""


@pytest.fixture(scope="module")
def read(sent: Sent) -> tuple[UnitFile, ...]:
    """Three files, read once for all tests that are about what comes after."""
    paths = workbook_paths([str(path) for path in sent.few(30)[-3:]])
    assert not isinstance(paths, Refusal)
    return unit_files(paths.sources, OneAfterAnother())


@pytest.fixture
def folder(sent: Sent, tmp_path: Path) -> Path:
    """A folder with those three files."""
    for path in sent.few(30)[-3:]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def consolidate(*arguments: Path | str) -> tuple[int, str, str]:
    """Exit code, what is told, what is told of faults."""
    result = CliRunner().invoke(app, ["consolidate", *map(str, arguments), "--workers", "1"])
    return result.exit_code, result.stdout, result.stderr


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# --- stopped ----------------------------------------------------------------------------------------------------------


def stop_in_the_middle(
    sent: Sent, output_path: Path, number: int, *, is_group: bool
) -> tuple[int, str, str, list[int]]:
    """The outcome of a command that gets a signal once its workers read files, and the processes it leaves."""
    seconds = AFTER_A_KILL if number == signal.SIGKILL else AFTER_CTRL_C
    with begin_consolidating([sent.folder], output_path, "--workers", "2") as command:
        wait_until(lambda: any(map(is_parser, (n for worker in children(command.pid) for n in children(worker)))))
        (os.killpg if is_group else os.kill)(command.pid, number)
        command.wait(timeout=30)
        left = group(command.pid)
        end = time.monotonic() + seconds
        while left and time.monotonic() < end:
            time.sleep(0.05)
            left = group(command.pid)
        told, of_faults = command.communicate() if not left else ("", "")
    return command.returncode, told, of_faults, left


@pytest.mark.parametrize("is_group", [True, False], ids=["every process", "the parent alone"])
def test_ctrl_c_leaves_all_as_it_was(is_group: bool, sent: Sent, tmp_path: Path) -> None:
    output_path = tmp_path / OUTPUT
    output_path.write_bytes(OLD)
    code, told, of_faults, left = stop_in_the_middle(sent, output_path, signal.SIGINT, is_group=is_group)
    assert (code, told, left) == (130, "", [])
    assert of_faults.startswith("Đã dừng theo yêu cầu (Ctrl+C). Chưa tệp nào được ghi;")
    assert len(of_faults.splitlines()) == 1
    assert output_path.read_bytes() == OLD
    assert names(tmp_path) == [OUTPUT]


def test_workers_end_with_a_killed_parent(sent: Sent, tmp_path: Path) -> None:
    output_path = tmp_path / OUTPUT
    output_path.write_bytes(OLD)
    code, *_, left = stop_in_the_middle(sent, output_path, signal.SIGKILL, is_group=False)
    assert (code, left) == (-signal.SIGKILL, [])
    assert output_path.read_bytes() == OLD
    assert names(tmp_path) == [OUTPUT]


HANGING = """
from qmxl.consolidation.running import AllCores
from qmxl.model.consolidation import WorkbookPath
from tests.odd_tasks import odd_task
with AllCores(1) as executor:
    future = executor.submit(odd_task, WorkbookPath("hangs.xlsx", "hangs.xlsx"))
    while not future.running():
        pass
    print("hangs", flush=True)
    future.result()
"""


def test_a_worker_ends_with_a_killed_parent_even_while_its_task_hangs() -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", HANGING]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as parent:
        try:
            assert parent.stdout is not None
            assert parent.stdout.readline() == b"hangs\n"
            assert len(group(parent.pid)) > 1
            parent.kill()
            assert wait_until(lambda: not group(parent.pid), AFTER_A_KILL)
        finally:
            for member in group(parent.pid):
                os.kill(member, signal.SIGKILL)


@pytest.fixture
def quick(read: tuple[UnitFile, ...], monkeypatch: pytest.MonkeyPatch) -> Sequence[UnitFile]:
    """The files need not be read again."""
    monkeypatch.setattr("qmxl.consolidated.unit_files", lambda *_: read)
    return read


@pytest.mark.usefixtures("quick")
def test_ctrl_c_between_two_outputs_tells_what_was_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("write_replies", "parquet_bytes"):
        monkeypatch.setattr(f"qmxl.consolidated.{name}", interrupt)
        options = ["--replies", folder / "phan-hoi"] if name == "write_replies" else ["--parquet", folder / "a.parquet"]
        code, _, of_faults = consolidate(folder, "-o", folder / OUTPUT, *options)
        assert (code, of_faults) == (
            130,
            f"Đã dừng theo yêu cầu (Ctrl+C). Đã ghi xong: “{OUTPUT}”. Chạy lại lệnh để ghi các tệp còn lại.\n",
        )


# --- what cannot be written -------------------------------------------------------------------------------------------


def fail_file_writes(monkeypatch: pytest.MonkeyPatch, failing: Failing) -> None:
    """Workbooks are packed in memory: only what goes to the disk can fail."""
    original = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *given, **named: Stream(original(*given, **named), failing))


FAILING = {**KINDS, "write": fail_file_writes}


@pytest.mark.parametrize(("kind", "code"), [*((kind, errno.ENOSPC) for kind in FAILING), ("rename", errno.EACCES)])
@pytest.mark.usefixtures("quick")
def test_whatever_call_fails_each_output_is_whole(
    kind: str, code: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = {folder / OUTPUT: "-o", folder / "a.parquet": "--parquet"}
    options = [part for path, option in outputs.items() for part in (option, path)]
    assert consolidate(folder, *options)[0] == 0
    new = {path: path.read_bytes() for path in outputs}
    before, number, failures = names(folder), 0, 0
    while True:
        number += 1
        for path in outputs:
            path.write_bytes(OLD)
        failing = Failing(number, code, is_lasting=True)
        with monkeypatch.context() as patched:
            FAILING[kind](patched, failing)
            exit_code, told, of_faults = consolidate(folder, *options)
        for path in outputs:
            assert path.read_bytes() == (new[path] if f"Đã ghi: {path}\n" in told else OLD)
        if exit_code:
            failures += 1
            assert exit_code == 3
            assert of_faults.startswith("Không ghi được “")
        for extra in set(names(folder)) - set(before):
            assert f"Đã ghi: {folder / extra}\n" in told  # beside an old workbook that could not be replaced
            (folder / extra).unlink()
        if failing.calls < number:
            break
    assert failures > 0
    assert exit_code == 0


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.EACCES, "không được phép ghi vào đây. Hãy chọn chỗ khác"), (errno.EROFS, "ổ đĩa chỉ cho đọc. Hãy chọn")],
)
def test_a_folder_for_reading_only_is_told(code: int, said: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = names(folder)
    monkeypatch.setattr(os, "open", Failing(1, code, is_lasting=True)(os.open))
    exit_code, told, of_faults = consolidate(folder, "-o", folder / OUTPUT)
    assert (exit_code, told) == (3, "")
    assert of_faults.startswith(f"Không ghi được “{OUTPUT}”: {said}")
    assert names(folder) == before


@pytest.mark.parametrize("size", [0, 20_000])
def test_a_disk_that_is_really_full(size: int, folder: Path) -> None:
    """The system itself refuses to let a file grow past so many bytes."""
    (folder / OUTPUT).write_bytes(OLD)
    before = names(folder)
    ended = subprocess.run(
        [sys.executable, "-m", "qmxl", "consolidate", ".", "-o", OUTPUT, "--workers", "1"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
    assert ended.returncode == 3
    assert ended.stderr.startswith(f"Không ghi được “{OUTPUT}”: tệp lớn hơn mức ổ đĩa cho phép. Tệp cũ vẫn nguyên.")
    assert (folder / OUTPUT).read_bytes() == OLD
    assert names(folder) == before


@pytest.mark.usefixtures("quick")
def test_a_workbook_open_in_excel_stays_and_the_new_one_is_written_beside_it(folder: Path) -> None:
    (folder / OUTPUT).write_bytes(OLD)
    (folder / f"~${OUTPUT}").touch()
    code, told, of_faults = consolidate(folder, "-o", folder / OUTPUT)
    assert (code, (folder / OUTPUT).read_bytes()) == (0, OLD)
    assert f"Đã ghi: {folder / 'tong-hop (2).xlsx'}" in told
    assert f"“{OUTPUT}” đang mở ở chương trình khác" in of_faults


@pytest.mark.usefixtures("quick")
def test_a_file_in_the_way_of_the_folder_for_replies_is_told(folder: Path) -> None:
    (folder / "phan-hoi").write_bytes(OLD)
    code, told, of_faults = consolidate(folder, "-o", folder / OUTPUT, "--replies", folder / "phan-hoi")
    assert (code, told) == (3, "")
    assert of_faults.startswith("Không ghi được phản hồi vào")
    assert (folder / "phan-hoi").read_bytes() == OLD
    assert not (folder / OUTPUT).exists(), "it is told before anything is read"


@pytest.mark.parametrize("option", ["-o", "--csv"])
def test_the_list_of_units_is_no_output(option: str, folder: Path) -> None:
    units = folder / ("danh-sach.xlsx" if option == "-o" else "danh-sach.csv")
    units.write_bytes(OLD)
    others = [] if option == "-o" else ["-o", folder / OUTPUT]
    code, told, of_faults = consolidate(folder, "--units", units, option, units, *others)
    assert (code, told, units.read_bytes()) == (3, "", OLD)
    assert "trùng với tệp đầu vào" in of_faults


# --- outputs among the inputs -----------------------------------------------------------------------------------------


def test_outputs_and_replies_in_the_folder_are_no_inputs_of_the_next_run(folder: Path) -> None:
    """Replies are told by what is in them; that there are some is noted."""
    options = ["-o", folder / OUTPUT, "--replies", folder / "phan-hoi", "--csv", folder / "a.csv"]
    assert consolidate(folder, *options)[0] == 0
    first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(first) == 3 + 3 + 2  # sent, replies, workbook and CSV
    for _ in range(2):
        assert consolidate(folder, *options)[0] == 0
        again = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert {path for path in again if again[path] != first.get(path)} <= {folder / OUTPUT}
    book = CalamineWorkbook.from_path(folder / OUTPUT)
    told = "\n".join(str(row) for row in book.get_sheet_by_name("Kiểm tra").to_python())
    assert "có 3 tệp do chính qmxl lập" in told.casefold()


def test_a_report_with_the_name_of_a_reply_is_read(folder: Path) -> None:
    sent = next(folder.glob("*.xlsx"))
    sent.rename(sent.with_name(f"{sent.stem}-phan-hoi.xlsx"))
    code, told, _ = consolidate(folder, "-o", folder.parent / OUTPUT)
    assert code == 0
    assert "Đơn vị có báo cáo dùng được: 3." in told


def test_a_workbook_written_beside_one_that_was_open_counts_for_nobody_at_the_next_run(folder: Path) -> None:
    """By what is in it, not by its name: downloads are called so too."""
    (folder / OUTPUT).write_bytes(OLD)
    (folder / f"~${OUTPUT}").touch()
    assert consolidate(folder, "-o", folder / OUTPUT)[0] == 0
    (folder / f"~${OUTPUT}").unlink()
    code, told, _ = consolidate(folder, "-o", folder / OUTPUT)
    assert code == 0
    assert "Đơn vị có báo cáo dùng được: 3." in told
    assert "Tệp không đọc được" not in told
