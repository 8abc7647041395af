"""Which files a register is read from. Imports nothing slow, so that their parsers start first."""

from pathlib import Path

from qmxl.reading.parsing import Parsing, begin_parsing

FILE_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".txt")
_PASSED_OVER = ("~$", ".")
"""Files that Excel and systems keep beside a workbook."""


def begin_register(path: Path) -> tuple[Parsing, ...]:
    """Start parsing a register: a file, or every spreadsheet and CSV of a folder in the order of their names."""
    return tuple(begin_parsing(file, is_register=True) for file in _files(path))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = (file for file in path.iterdir() if file.is_file() and not file.name.startswith(_PASSED_OVER))
    return sorted(file for file in files if file.suffix.lower() in FILE_ENDINGS) or [path]
