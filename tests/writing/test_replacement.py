"""The target is always the complete old file or the complete new one, and nothing else is left behind."""

import errno
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from qmxl.writing import replacement
from qmxl.writing.replacement import InUse, free_path, replace_file

OLD, NEW = b"the old report", b"the new report"


def accept(_: Path) -> None:
    """Nothing is wrong with the file."""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "tep-ket-qua.xlsx"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_file_takes_the_place_of_the_old(target: Path) -> None:
    replace_file(target, NEW, accept)
    assert target.read_bytes() == NEW
    assert names(target.parent) == [target.name]


def test_the_finished_file_is_shown_before_it_takes_the_place(target: Path) -> None:
    seen = []

    def read_back(path: Path) -> None:
        seen.append((path.parent, path.read_bytes(), target.read_bytes()))

    replace_file(target, NEW, read_back)
    assert seen == [(target.parent, NEW, OLD)]


def test_a_file_that_reads_back_wrong_never_takes_the_place(target: Path) -> None:
    def read_back(_: Path) -> None:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        replace_file(target, NEW, read_back)
    assert target.read_bytes() == OLD
    assert names(target.parent) == [target.name]


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        replace_file(tmp_path / "a.xlsx", NEW, accept)
    finally:
        os.umask(mask)
    assert (tmp_path / "a.xlsx").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link_and_the_file_it_leads_to_is_replaced(target: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.xlsx"
    link.symlink_to(target)
    replace_file(link, NEW, accept)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert names(link.parent) == [link.name]


def test_another_name_of_the_old_file_keeps_the_old_content(target: Path, tmp_path: Path) -> None:
    os.link(target, tmp_path / "other.xlsx")
    replace_file(target, NEW, accept)
    assert (tmp_path / "other.xlsx").read_bytes() == OLD


@pytest.mark.parametrize("mark", ["~$tep-ket-qua.xlsx", ".~lock.tep-ket-qua.xlsx#"])
def test_a_file_open_in_excel_or_libreoffice_is_not_touched(mark: str, target: Path) -> None:
    (target.parent / mark).touch()
    with pytest.raises(InUse):
        replace_file(target, NEW, accept)
    assert target.read_bytes() == OLD
    assert names(target.parent) == sorted([mark, target.name])


def test_a_file_that_may_not_be_changed_is_not_replaced(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not (path == target and mode == os.W_OK))  # root may anything
    with pytest.raises(InUse):
        replace_file(target, NEW, accept)
    assert target.read_bytes() == OLD


def test_a_sharing_violation_of_windows_is_a_file_in_use(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(InUse):
        replace_file(target, NEW, accept)
    with pytest.raises(PermissionError):
        replace_file(target.with_name("moi.xlsx"), NEW, accept)  # nothing there that could be open
    assert names(target.parent) == [target.name]


def test_the_first_free_name_is_taken(target: Path) -> None:
    assert free_path(target).name == "tep-ket-qua (2).xlsx"
    free_path(target).symlink_to(target.parent / "nowhere")
    assert free_path(target).name == "tep-ket-qua (3).xlsx"


LEAVE = """
import os, sys
from pathlib import Path
from qmxl.writing.replacement import replace_file

def die(path):
    print(path.name, flush=True)
    sys.stdin.readline()

replace_file(Path(sys.argv[1]), b"the new report", die)
"""


@pytest.fixture
def writing(target: Path) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Starts another process that stands between writing and renaming."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", LEAVE, str(target)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
        process: subprocess.Popen[str] = subprocess.Popen(command, env=environment, **pipes)  # type: ignore[call-overload]
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_what_a_killed_run_left_is_removed_by_the_next(
    target: Path, writing: Callable[[], "subprocess.Popen[str]"]
) -> None:
    process = writing()
    left = process.stdout.readline().strip()  # type: ignore[union-attr]
    process.kill()
    process.wait()
    assert names(target.parent) == sorted([left, target.name])
    replace_file(target.with_name("khac.xlsx"), NEW, accept)
    assert names(target.parent) == ["khac.xlsx", target.name]
    assert target.read_bytes() == OLD


def test_what_a_living_run_is_writing_is_left_alone(
    target: Path, writing: Callable[[], "subprocess.Popen[str]"]
) -> None:
    process = writing()
    own = process.stdout.readline().strip()  # type: ignore[union-attr]
    replace_file(target.with_name("khac.xlsx"), NEW, accept)
    assert own in names(target.parent)
    process.communicate("go on\n")
    assert process.returncode == 0
    assert target.read_bytes() == NEW
    assert names(target.parent) == ["khac.xlsx", target.name]


def test_where_files_cannot_be_locked_age_tells_what_was_left(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacement, "_locking", None)  # Windows
    young, old, foreign = (target.parent / name for name in (".qmxl-1.tmp", ".qmxl-2.tmp", ".khac-2.tmp"))
    for path in (young, old, foreign):
        path.touch()
    for path in (old, foreign):
        os.utime(path, (0, 0))
    replace_file(target, NEW, accept)
    assert names(target.parent) == sorted([young.name, foreign.name, target.name])


def test_a_drive_without_locks_is_written_to(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(replacement, "_locking", no_locks)
    (target.parent / ".qmxl-1.tmp").touch()
    replace_file(target, NEW, accept)
    assert target.read_bytes() == NEW
    assert names(target.parent) == [".qmxl-1.tmp", target.name]  # whose it is cannot be known


def write_many(folder: str) -> list[str]:
    """What went wrong."""
    faults = []
    for _ in range(60):
        try:
            replace_file(Path(folder) / f"{secrets.token_hex(8)}.xlsx", b"a report")
        except OSError as fault:
            faults.append(str(fault))
    return faults


def test_processes_that_write_into_one_folder_leave_each_others_files_alone(tmp_path: Path) -> None:
    """Each removes what it takes for abandoned: never a file that another has just begun."""
    with get_context("spawn").Pool(3) as pool:
        assert pool.map(write_many, [str(tmp_path)] * 3) == [[], [], []]
    assert len(list(tmp_path.glob("*.xlsx"))) == len(list(tmp_path.iterdir())) == 180
