"""A Word document as .pdf, printed by LibreOffice where it is on the machine."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

TIME_LIMIT = 120.0
"""Seconds; an ordinary report takes three."""
_PROGRAMS = ("soffice", "libreoffice")
_FOLDERS = ("ProgramFiles", "ProgramFiles(x86)")
"""Variables of Windows, which puts LibreOffice on no PATH."""
NO_LIBREOFFICE = (
    "Không ghi được tệp PDF: máy chưa cài LibreOffice. Hãy cài LibreOffice rồi chạy lại; "
    "hoặc bỏ --pdf, ghi --word, mở tệp Word rồi chọn Lưu thành (Save As), kiểu PDF."
)
_FAILED = (
    "Không ghi được tệp PDF: LibreOffice không chuyển được văn bản{why}. "
    "Hãy bỏ --pdf, ghi --word, mở tệp Word rồi chọn Lưu thành (Save As), kiểu PDF."
)


class PdfFault(RuntimeError):
    """Why there is no .pdf: a sentence for the clerk."""


def libreoffice() -> str | None:
    """The program, if this machine has it."""
    on_path = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    places = (
        Path(os.environ[name], "LibreOffice", "program", "soffice.exe") for name in _FOLDERS if name in os.environ
    )
    return on_path or next((str(place) for place in places if place.is_file()), None)


def pdf_of(document: bytes) -> bytes:
    """The document as LibreOffice prints it: with a profile of its own, for a limited time. Raises PdfFault."""
    program = libreoffice()
    if program is None:
        raise PdfFault(NO_LIBREOFFICE)
    with TemporaryDirectory(prefix="qmxl-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "bao-cao.docx")
        source.write_bytes(document)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        conversion = ["--convert-to", "pdf", "--outdir", folder, str(source)]
        _run([program, "--headless", "--norestore", profile, *conversion])
        printed = source.with_suffix(".pdf")
        if not printed.is_file():
            raise PdfFault(_FAILED.format(why=""))
        return printed.read_bytes()


def _run(command: Sequence[str]) -> None:
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    except OSError as fault:
        raise PdfFault(_FAILED.format(why=" (không khởi động được)")) from fault
    with process:
        try:
            process.wait(TIME_LIMIT)
        except subprocess.TimeoutExpired:
            raise PdfFault(_FAILED.format(why=f" trong {TIME_LIMIT:g} giây")) from None
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """soffice is a script whose child does the work and would survive it."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
