"""A file that takes another's place in one step: the complete old one stands there, or the complete new one.

The new file is made under a hidden name in the target's own folder, brought to the disk, read back, and renamed. A
process that is killed in between leaves that hidden file behind, which nobody else could remove then: it is locked
while its maker lives, and the next run that writes into the folder removes those that no longer are.
"""

import errno
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PREFIX, _SUFFIX = ".qmxl-", ".tmp"
_STALE_SECONDS = 3600.0
"""Where files cannot be locked, a hidden file this much older than ours has been left behind."""


def _lock(handle: int) -> None:
    """Raises OSError where another holds the file; ends with the process, however that ends."""
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_locking: Callable[[int], None] | None = None if sys.platform == "win32" else _lock


class InUse(OSError):
    """The file is open in another program, or may not be changed."""


def replace_file(target: Path, contents: bytes, read_back: Callable[[Path], None] | None = None) -> None:
    """Put `contents` in the place of `target` (of the file it leads to, where it is a link).

    `read_back` is shown the finished file before it takes the place, and raises where it is not as it should be; None
    where the same contents were read from a `hidden_file` before.
    Raises OSError where nothing could be written, InUse where the old file cannot be replaced; it stays as it was.
    """
    real = _real_path(target)
    if is_in_use(real):
        raise InUse(None, "in use", str(real))
    with hidden_file(real.parent, contents) as hidden:
        if read_back:
            read_back(hidden)
        _rename(hidden, real)
    _bring_to_disk(real.parent)


def _real_path(target: Path) -> Path:
    real = Path(os.path.realpath(target))
    if real.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(target))
    return real


def owner_mark(path: Path) -> str:
    """Name of the file that Excel or Word keeps beside one it has open: `~$tep.xlsx`; Word shortens long names."""
    shortened = {".docx": max(0, min(2, len(path.stem) - 6))}.get(path.suffix.lower(), 0)
    return f"~${path.name[shortened:]}"


def is_in_use(path: Path) -> bool:
    """Whether a program says that it has the file open, or the file may not be changed."""
    marks = (path.with_name(name) for name in (owner_mark(path), f".~lock.{path.name}#"))
    return any(map(os.path.exists, marks)) or (path.exists() and not os.access(path, os.W_OK))


def free_path(path: Path) -> Path:
    """The first of `name (2).xlsx`, `name (3).xlsx` … that does not exist."""
    number = 2
    while os.path.lexists(free := path.with_name(f"{path.stem} ({number}){path.suffix}")):
        number += 1
    return free


@contextmanager
def hidden_file(folder: Path, contents: bytes) -> Iterator[Path]:
    """A new file on the disk, locked as long as it is ours; gone at the end, unless it was renamed. Raises OSError."""
    hidden, handle = _begun(folder)
    keeper = os.dup(handle)  # the lock belongs to the open file, so a second handle keeps it after the first is closed
    try:
        with os.fdopen(handle, "wb") as file:
            _remove_abandoned(hidden)
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        yield hidden
    finally:
        os.close(keeper)
        with suppress(OSError):
            hidden.unlink(missing_ok=True)


def _begun(folder: Path) -> tuple[Path, int]:
    """A new file, locked. Another process that looks between these two steps takes it for abandoned: then the next."""
    while True:
        hidden = folder / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
        handle = os.open(hidden, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
        if _is_ours(handle):
            return hidden, handle
        os.close(handle)


def _is_ours(handle: int) -> bool:
    if _locking is None:
        return True
    try:
        _locking(handle)
    except BlockingIOError:
        return False
    except OSError:  # a network drive without locks
        return True
    return os.fstat(handle).st_nlink > 0


def _rename(hidden: Path, target: Path) -> None:
    try:
        os.replace(hidden, target)  # noqa: PTH105  the tests make this very call fail
    except PermissionError as fault:
        if target.exists():
            raise InUse(fault.errno, fault.strerror, str(target)) from fault
        raise


def _bring_to_disk(folder: Path) -> None:
    """The new name, too, survives a power cut, where a folder can be flushed; the file is complete either way."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_abandoned(own: Path) -> None:
    """Hidden files of runs that were killed, in the folder of our own."""
    for other in own.parent.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if other != own:
                _remove_if_abandoned(other, own)


def _remove_if_abandoned(other: Path, own: Path) -> None:
    if _locking is None:
        if own.stat().st_mtime - other.stat().st_mtime > _STALE_SECONDS:
            other.unlink()
        return
    with other.open("rb+") as file:
        _locking(file.fileno())
        other.unlink()  # while the lock is held: its maker, who may be about to lock it, sees that it is gone
