"""Builds the small workbook of nho.md in every format qmxl reads: `python tests/corpus/build.py`.

.xls and .ods are saved by LibreOffice from the .xlsx, .xlsb is assembled by xlsb.py; what they hold must be the same.
`loi` is the same workbook with an error in MT1!D5, the third row of the register on MT2 hidden, and a hidden sheet.
`mat-khau.xlsx` is nho.xlsx encrypted with the password "qmxl" by msoffcrypto-tool; it is not built here.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent)]

from openpyxl import load_workbook

from qmxl.model.submission import CellValue, ErrorValue
from qmxl.proof.second_engine import PROFILE
from qmxl.reading.parsing import begin_parsing
from qmxl.reading.workbook import WorkbookCells, open_workbook
from qmxl.reporting.compose import compose_input
from qmxl.reporting.layout import lay_out
from qmxl.writing.workbook import write_workbook
from samples.build import submission_of
from tests.corpus.xlsb import Cell, xlsb

TWIN = HERE / "nho.md"
HIDDEN_ROW = 10


def cell(value: CellValue) -> Cell:
    """A cell as .xlsb stores it: days as numbers."""
    if isinstance(value, date):
        return (value - date(1899, 12, 30)).days
    return value.text if isinstance(value, ErrorValue) else value


def xlsb_of(book: WorkbookCells, hidden_rows: Mapping[str, Sequence[int]]) -> bytes:
    sheets = {name: [[cell(value) for value in row] for row in sheet.rows] for name, sheet in book.sheets.items()}
    return xlsb(sheets, hidden_rows)


def with_faults(path: Path, output_path: Path) -> None:
    """A copy with what `loi` is about; LibreOffice computes the formula."""
    book = load_workbook(path)
    book["MT1"]["D5"] = "=1/0"
    book["MT2"].row_dimensions[HIDDEN_ROW].hidden = True
    book.create_sheet("Ghi chép riêng").sheet_state = "hidden"
    book.save(output_path)


def save_as(path: Path, formats: Sequence[str], folder: Path) -> None:
    """Let LibreOffice compute and save."""
    with TemporaryDirectory() as profile:
        # Told to recalculate: without it LibreOffice saves a 0 for every text formula it has not computed itself.
        settings = Path(profile, "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        settings.write_text(PROFILE.format(locale="vi-VN"), encoding="utf-8")
        for format_ in formats:
            command = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless"]
            conversion = ["--convert-to", format_, "--outdir", str(folder), str(path)]
            subprocess.run([*command, *conversion], check=True, capture_output=True)


def save_as_xlsb(path: Path, hidden_rows: Mapping[str, Sequence[int]]) -> None:
    book = open_workbook(begin_parsing(path))
    if not isinstance(book, WorkbookCells):
        raise SystemExit(book.sentence)
    path.with_suffix(".xlsb").write_bytes(xlsb_of(book, hidden_rows))


def main() -> None:
    path = TWIN.with_suffix(".xlsx")
    write_workbook(lay_out(compose_input(submission_of(TWIN))), path)
    save_as(path, ("xls", "ods"), HERE)
    save_as_xlsb(path, {})
    with TemporaryDirectory() as folder:
        faulty = Path(folder, "loi.xlsx")
        with_faults(path, faulty)
        save_as(faulty, ("xlsx", "xls", "ods"), HERE)
    save_as_xlsb(HERE / "loi.xlsx", {"MT2": [HIDDEN_ROW]})
    print(", ".join(sorted(found.name for found in HERE.iterdir())))


if __name__ == "__main__":
    main()
