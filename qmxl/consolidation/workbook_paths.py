"""Which files are to be read: files, folders with all below them, patterns."""

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qmxl.model.consolidation import WorkbookPath
from qmxl.model.diagnostics import Refusal

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
"""Of workbooks; of a folder, only such files are read."""
_HIDDEN = ("~$", ".")
"""Office keeps hidden files beside those that are open."""


@dataclass(frozen=True, slots=True)
class WorkbookPaths:
    """The files to be read, in order of their names, and the names of those in the folders that are no workbooks."""

    sources: tuple[WorkbookPath, ...]
    passed_over: tuple[str, ...] = ()


def workbook_paths(arguments: Sequence[str], left_out: Iterable[Path] = ()) -> WorkbookPaths | Refusal:
    """Every file once, however often it was named; `left_out` are outputs, never inputs.

    A file is told by its path below the folder it was found in, with that folder's name where there are several.
    """
    real_left_out = {os.path.realpath(path) for path in left_out}
    found: dict[str, WorkbookPath] = {}
    passed_over: set[str] = set()
    for argument in arguments:
        listed = list(_listed(argument, has_several=len(arguments) > 1))
        if not listed:
            return Refusal(_nothing(argument))
        for path, name, is_named in listed:
            real = os.path.realpath(path)
            if real in real_left_out:
                continue
            if is_named or path.suffix.lower() in SUFFIXES:
                found.setdefault(real, WorkbookPath(str(path), name))
            else:
                passed_over.add(name)
    ordered = sorted(found.values(), key=lambda source: (source.name, source.path))
    if not ordered:
        return Refusal(_NO_WORKBOOKS.format(where=", ".join(f"“{argument}”" for argument in arguments)))
    return WorkbookPaths(tuple(ordered), tuple(sorted(passed_over)))


_NO_WORKBOOKS = "Không có tệp Excel nào (.xlsx, .xlsm, .xls, .xlsb, .ods) trong {where}."


def _listed(argument: str, *, has_several: bool) -> Iterator[tuple[Path, str, bool]]:
    """Path, name, and whether somebody named the very file."""
    path = Path(argument)
    if path.is_dir():
        yield from _below(path, has_several=has_several)
    elif path.exists():
        yield path, path.name, True
    else:
        for matched in sorted(glob.glob(argument, recursive=True)):  # noqa: PTH207  patterns may be absolute
            below = Path(matched)
            yield from _below(below, has_several=True) if below.is_dir() else [(below, below.name, False)]


def _below(folder: Path, *, has_several: bool) -> Iterator[tuple[Path, str, bool]]:
    """All files below a folder; links to folders are not followed, so that nothing goes in circles."""
    start = f"{folder.resolve().name}/" if has_several else ""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(_HIDDEN):
                path = Path(place, name)
                yield path, start + path.relative_to(folder).as_posix(), False


def _nothing(argument: str) -> str:
    if Path(argument).is_dir():
        return f"Thư mục “{argument}” không có tệp nào."
    return f"Không tìm thấy tệp hoặc thư mục nào theo “{argument}”. Hãy kiểm tra lại tên."
