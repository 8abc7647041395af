"""Every call of the whole command that could fail is made to fail: old file or new file, a sentence, nothing left."""

import builtins
import errno
import io
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Self

import pytest
from typer.testing import CliRunner

from benchmarks.kill_while_writing import SMALL, kill_repeatedly, small_workbook
from qmxl.cli import app
from qmxl.model.diagnostics import Refusal
from qmxl.pipeline import Outcome, evaluate_file, new_workbook

ROOT = Path(__file__).parents[1]
OLD = b"the old report"
SENTENCE_ENDS = (".", "!")


class Failing:
    """Counts calls of one kind and makes the k-th fail, or that and all later ones."""

    def __init__(self, number: int, code: int, *, is_lasting: bool) -> None:
        self.number, self.code, self.is_lasting, self.calls = number, code, is_lasting, 0

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: object, **named: object) -> object:
            self.calls += 1
            if self.calls == self.number or (self.is_lasting and self.calls > self.number):
                raise OSError(self.code, os.strerror(self.code))
            return function(*given, **named)

        return called


class Stream:
    """A file whose writes and flushes go through a Failing."""

    def __init__(self, file: IO[bytes], failing: Failing) -> None:
        self._file, self.write, self.flush = file, failing(file.write), failing(file.flush)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._file)


def fail_opens(monkeypatch: pytest.MonkeyPatch, failing: Failing) -> None:
    opened = failing(builtins.open)
    monkeypatch.setattr(builtins, "open", opened)
    monkeypatch.setattr(io, "open", opened)
    monkeypatch.setattr(os, "open", failing(os.open))


def fail_writes(monkeypatch: pytest.MonkeyPatch, failing: Failing) -> None:
    """Of files only: the sentence must still reach the terminal."""
    original = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *given, **named: Stream(original(*given, **named), failing))
    monkeypatch.setattr(zipfile.ZipFile, "writestr", failing(zipfile.ZipFile.writestr))
    monkeypatch.setattr(zipfile.ZipFile, "write", failing(zipfile.ZipFile.write))


def fail_syncs(monkeypatch: pytest.MonkeyPatch, failing: Failing) -> None:
    monkeypatch.setattr(os, "fsync", failing(os.fsync))


def fail_renames(monkeypatch: pytest.MonkeyPatch, failing: Failing) -> None:
    for name in ("replace", "rename", "link"):
        monkeypatch.setattr(os, name, failing(getattr(os, name)))


KINDS = {"open": fail_opens, "write": fail_writes, "sync": fail_syncs, "rename": fail_renames}


@pytest.fixture(scope="module")
def new_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("new")
    small_workbook(folder / SMALL)
    assert isinstance(evaluate_file(folder / SMALL, folder / "out.xlsx"), Outcome)
    return (folder / "out.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("code", "is_lasting"),
    [(errno.ENOSPC, True), (errno.EACCES, False), (errno.EIO, False)],
    ids=["full from then on", "refused once", "broken once"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_call_fails_the_target_is_whole(
    kind: str, code: int, is_lasting: bool, new_bytes: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_workbook(tmp_path / SMALL)
    before, output = (tmp_path / SMALL).read_bytes(), tmp_path / "out.xlsx"
    number, failures = 0, 0
    while True:
        number += 1
        output.write_bytes(OLD)
        failing = Failing(number, code, is_lasting=is_lasting)
        with monkeypatch.context() as patched:
            KINDS[kind](patched, failing)
            result = CliRunner().invoke(app, ["evaluate", str(tmp_path / SMALL), "-o", str(output)])
        left = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert left.pop(SMALL) == before
        if result.exit_code == 0:
            assert new_bytes in left.values()
            assert left.pop(output.name) in {OLD, new_bytes}
            assert set(left.values()) <= {new_bytes}  # written under another name where the old could not be replaced
            assert all(name in result.output for name in left)
        else:
            assert (result.exit_code, left) == (3, {output.name: OLD})
            assert "Traceback" not in result.output
            assert len(result.stderr.strip()) > 40
            failures += 1
        for name in left:
            (tmp_path / name).unlink()
        if failing.calls < number:
            break
    assert failures > 0 or (kind, code) == ("rename", errno.EACCES)
    assert number > 1


@pytest.mark.parametrize("size", [0, 1, 1_000, 20_000])
def test_a_disk_that_is_really_full(size: int, tmp_path: Path) -> None:
    """The system itself refuses to let a file grow past so many bytes."""
    small_workbook(tmp_path / SMALL)
    (tmp_path / "out.xlsx").write_bytes(OLD)
    command = [sys.executable, "-m", "qmxl", "evaluate", SMALL, "-o", "out.xlsx"]
    ended = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )
    assert ended.returncode == 3
    assert ended.stderr.startswith("Không ghi được “out.xlsx”: tệp lớn hơn mức ổ đĩa cho phép. Tệp cũ vẫn nguyên.")
    assert (tmp_path / "out.xlsx").read_bytes() == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.xlsx", SMALL]


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """A sample; benchmarks/kill_while_writing.py does it as often as is asked."""
    deaths = kill_repeatedly(8, seed=20_261_125, folder=tmp_path)
    assert [death.fault for death in deaths if death.fault] == []
    assert len(deaths) == 8


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "ổ đĩa đã đầy. Tệp cũ vẫn nguyên. Hãy xóa bớt tệp"),
        (errno.EACCES, "không được phép ghi vào đây. Tệp cũ vẫn nguyên. Hãy chọn chỗ khác"),
        (errno.EROFS, "ổ đĩa chỉ cho đọc. Tệp cũ vẫn nguyên. Hãy chọn ổ đĩa khác"),
        (errno.EBADF, "máy không ghi được tệp. Tệp cũ vẫn nguyên. Hãy chạy lại"),
    ],
)
def test_each_cause_has_its_advice(code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_workbook(tmp_path / SMALL)
    (tmp_path / "out.xlsx").write_bytes(OLD)
    monkeypatch.setattr(os, "fsync", Failing(1, code, is_lasting=True)(os.fsync))
    refusal = evaluate_file(tmp_path / SMALL, tmp_path / "out.xlsx")
    assert isinstance(refusal, Refusal)
    assert said in refusal.sentence


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x" * 300 + ".xlsx", "tên tệp hoặc đường dẫn quá dài"),
        ("thu-muc.xlsx", "là thư mục"),
        ("khong-co/out.xlsx", "Không có thư mục"),
        ("out.pdf", "phải có đuôi .xlsx"),
        ("ong.xlsx", "không phải tệp thường"),
        ("vong.xlsx", "liên kết vòng"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_refused(name: str, said: str, tmp_path: Path) -> None:
    small_workbook(tmp_path / SMALL)
    (tmp_path / "thu-muc.xlsx").mkdir()
    os.mkfifo(tmp_path / "ong.xlsx")
    (tmp_path / "vong.xlsx").symlink_to(tmp_path / "vong.xlsx")
    before = sorted(path.name for path in tmp_path.iterdir())
    result = CliRunner().invoke(app, ["evaluate", str(tmp_path / SMALL), "-o", str(tmp_path / name)])
    assert result.exit_code == 3
    assert said in result.stderr
    assert result.stderr.strip().endswith(SENTENCE_ENDS)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def link(path: Path, to: Path) -> None:
    path.symlink_to(to)


@pytest.mark.parametrize("make", [link, lambda path, to: os.link(to, path)], ids=["link", "second name"])
@pytest.mark.parametrize("command", ["evaluate", "new"])
def test_a_link_to_the_input_is_no_output(make: Callable[[Path, Path], None], command: str, tmp_path: Path) -> None:
    """A second name is also what a system shows that does not tell TEP.xlsx from tep.xlsx."""
    source, other = tmp_path / SMALL, tmp_path / SMALL.upper().replace("XLSX", "xlsx")
    small_workbook(source)
    make(other, source)
    before = source.read_bytes()
    refusal = evaluate_file(source, other) if command == "evaluate" else new_workbook(source, other, overwrite=True)
    assert isinstance(refusal, Refusal)
    assert "trùng với tệp đầu vào" in refusal.sentence
    assert source.read_bytes() == before


def test_an_output_that_is_open_elsewhere_is_written_beside_it(tmp_path: Path) -> None:
    small_workbook(tmp_path / "tep.xlsx")
    output = tmp_path / "tep-ket-qua.xlsx"
    output.write_bytes(OLD)
    (tmp_path / "~$tep-ket-qua.xlsx").touch()
    result = CliRunner().invoke(app, ["evaluate", str(tmp_path / "tep.xlsx"), "--json"])
    assert result.exit_code == 0
    assert '"output": "tep-ket-qua (2).xlsx"' in result.stdout
    assert "“tep-ket-qua.xlsx” đang mở ở chương trình khác" in result.stderr
    assert "được ghi vào “tep-ket-qua (2).xlsx”" in result.stderr
    assert output.read_bytes() == OLD
    assert (tmp_path / "tep-ket-qua (2).xlsx").stat().st_size > 1_000


def test_a_new_workbook_is_not_written_over_one_that_is_open(tmp_path: Path) -> None:
    output = tmp_path / "moi.xlsx"
    output.write_bytes(OLD)
    (tmp_path / ".~lock.moi.xlsx#").touch()
    refusal = new_workbook(None, output, overwrite=True)
    assert isinstance(refusal, Refusal)
    assert "đang mở ở chương trình khác" in refusal.sentence
    assert output.read_bytes() == OLD
