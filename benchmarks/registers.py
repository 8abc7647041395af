"""Registers of 10 thousand to a million rows: qmxl beside bare reading, the obvious script, and a spreadsheet.

Makes registers as one-stop software exports them (seeded, so always the same), a fill-in workbook with one objective
counted over such a register, and runs, interleaved, each as a process of its own:

* `qmxl evaluate tep.xlsx --register 1=REGISTER`;
* fastexcel -> pandas, reading alone (register_bare_read.py): what all others are held against;
* the obvious pandas script (register_obvious.py) with openpyxl (up to 100 thousand rows, all with --slow), and with
  calamine;
* LibreOffice recalculating a verdict for every row and a COUNTIFS for every field (100 thousand rows). Its figures are
  a little lower: COUNTIFS takes "UBND  xã" for another authority, and knows nothing of withdrawn and repeated dossiers.

It prints the median wall time of the whole process, start and imports included; the median of its ratios to the bare
read of the same round, so that what slows the machine slows both; its processor seconds; and the peak memory of parent
and children together.
For that the process tree is looked at every 20 ms, and whenever its resident sizes sum to a new height (1 % or more),
its proportional set sizes (PSS: a page that parent and child share counts once) are summed; the largest sum is printed.
Looking costs the processes no time of their own that could be measured, and an eighth of another processor. Linux only.
Beside the figures stand the bars of qmxl; nothing is judged, and the exit code is 0.

    python benchmarks/registers.py [--rows 10000,100000,1000000] [--runs 3] [--slow] [--keep FOLDER]

The registers are .xlsx with shared strings: what Excel leaves once somebody has opened and saved an export, and what
Apache POI (XSSF), EPPlus and ClosedXML write by default. A code is a string of its own in each row, and so is nearly
every text date, because it has seconds.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter, sleep
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qmxl.model.diagnostics import Refusal
from qmxl.proof.second_engine import PROFILE
from qmxl.reading.markdown import markdown_workbook
from qmxl.reading.submission import read_submission
from qmxl.reporting.compose import compose_input
from qmxl.reporting.layout import lay_out
from qmxl.writing.workbook import write_workbook

# --- the register -----------------------------------------------------------------------------------------------------

TITLES = ("SỔ THEO DÕI HỒ SƠ THỦ TỤC HÀNH CHÍNH", "Từ ngày 01/11/2025 đến ngày 05/10/2026", "")
HEADERS = (
    *("Mã hồ sơ", "Lĩnh vực", "Nội dung", "Thẩm quyền"),
    *("Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả", "Tình trạng"),
)
HEADER_ROW = len(TITLES) + 1
FIRST_ROW = HEADER_ROW + 1
COLUMNS = "ABCDEFGH"

FIELDS = ("Chứng thực", "Hộ tịch", "Đất đai", "Bảo trợ xã hội", "Xây dựng", "Hộ kinh doanh", "Người có công", "Văn hóa")
PROCEDURES = (
    "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam cấp",
    "Chứng thực chữ ký trong các giấy tờ, văn bản",
    "Đăng ký khai sinh",
    "Đăng ký khai tử",
    "Cấp Giấy xác nhận tình trạng hôn nhân",
    "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
    "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hằng tháng",
    "Cấp giấy phép xây dựng\xa0nhà ở riêng lẻ",
    "Đăng ký thành lập hộ kinh doanh",
    "Xét tặng danh hiệu  Gia đình văn hóa hằng năm",
)
AUTHORITIES = ("UBND xã", "UBND  xã", "UBND\xa0xã", "UBND tỉnh", "Chi nhánh Văn phòng đăng ký đất đai")
AUTHORITY_SHARES = (0.88, 0.005, 0.005, 0.06, 0.05)
DONE_STATES = ("Đã trả kết quả", "Đã trả", "Đã trả kết quả ", "Trả lại", "")
DONE_SHARES = (0.85, 0.1, 0.01, 0.005, 0.035)
OPEN_STATES = ("Đang xử lý", "Đang\xa0xử lý", "Chờ bổ sung", "Quá hạn", "Rút hồ sơ", "Trả lại", "")
OPEN_SHARES = (0.8, 0.01, 0.08, 0.03, 0.02, 0.02, 0.04)
TIME_LIMITS = (0, 1, 3, 5, 10, 15, 20, 30)

DAY_ZERO = date(1899, 12, 30)
FIRST_RECEIVED, LAST_RECEIVED, EXPORTED = date(2025, 11, 1), date(2026, 10, 4), date(2026, 10, 5)
OPENING, CLOSING = 7 * 3600, 17 * 3600
"""Seconds of the day."""
DAY_SECONDS = 86_400
BLANK = -1
PIECE = 20_000
"""Rows made at once."""
BLANK_ROW_EVERY = 5_000
"""One blank row among so many, on average."""

DAY_STYLE, TIME_STYLE = 1, 2


@dataclass(frozen=True)
class Planted:
    """Rows of the worksheet in which a cell is made unusable; 0 for none."""

    error: int = 0
    """#N/A as Ngày hẹn trả."""
    impossible: int = 0
    """31/02/2026 as Ngày tiếp nhận."""
    unreadable: int = 0
    """A word as Ngày trả kết quả."""

    @property
    def name(self) -> str:
        return f"-{self.error}-{self.impossible}-{self.unreadable}" if self != Planted() else ""


@dataclass(frozen=True)
class Piece:
    """Some thousand rows as columns: indexes of words, day numbers, seconds of the day; BLANK where blank."""

    fields: list[int]
    procedures: list[int]
    authorities: list[int]
    states: list[str]
    received: list[int]
    due: list[int]
    finished: list[int]
    seconds: list[int]
    shape: list[float]
    """A random number for each row: decides how its cells are typed."""
    is_repeated: list[bool]


def pieces(rows: int, seed: int) -> Iterator[Piece]:
    """The register's content, piece by piece."""
    random = np.random.default_rng(seed)
    for start in range(0, rows, PIECE):
        yield _piece(random, min(PIECE, rows - start))


def _piece(random: np.random.Generator, size: int) -> Piece:
    """Most dossiers are done before their day, many on it, few late; what would end after the export is open."""
    received = random.integers(_serial(FIRST_RECEIVED), _serial(LAST_RECEIVED) + 1, size)
    limits = random.choice(TIME_LIMITS, size)
    kind, distance = random.random(size), random.integers(1, 8, size)
    ends = received + limits + np.select([kind < 0.55, kind < 0.96], [-distance, 0], distance)
    finished = np.maximum(ends, received)
    is_open = (finished > _serial(EXPORTED)) | (random.random(size) < 0.005)
    states = np.where(
        is_open, random.choice(OPEN_STATES, size, p=OPEN_SHARES), random.choice(DONE_STATES, size, p=DONE_SHARES)
    )
    return Piece(
        fields=random.integers(0, len(FIELDS), size).tolist(),
        procedures=random.integers(0, len(PROCEDURES), size).tolist(),
        authorities=random.choice(len(AUTHORITIES), size, p=AUTHORITY_SHARES).tolist(),
        states=states.tolist(),
        received=np.where(random.random(size) < 0.001, BLANK, received).tolist(),
        due=np.where(random.random(size) < 0.003, BLANK, received + limits).tolist(),
        finished=np.where(is_open, BLANK, finished).tolist(),
        seconds=random.integers(OPENING, CLOSING, size).tolist(),
        shape=random.random(size).tolist(),
        is_repeated=(random.random(size) < 0.001).tolist(),
    )


def _serial(day: date) -> int:
    return (day - DAY_ZERO).days


# --- its cells --------------------------------------------------------------------------------------------------------


@dataclass
class Strings:
    """The shared strings, written as they come; those of a small vocabulary are known by their text."""

    file: IO[bytes]
    known: dict[str, int] = field(default_factory=dict)
    number: int = 0

    def word(self, text: str) -> int:
        """Index of a string that comes again and again."""
        if text not in self.known:
            self.known[text] = self.single(text)
        return self.known[text]

    def single(self, text: str) -> int:
        """Index of a string that comes once."""
        space = ' xml:space="preserve"' if text != text.strip(" ") or "  " in text else ""
        self.file.write(f"<si><t{space}>{escape(text)}</t></si>".encode())
        self.number += 1
        return self.number - 1


def text_cell(place: str, index: int) -> str:
    return f'<c r="{place}" t="s"><v>{index}</v></c>'


@dataclass(frozen=True)
class Sheet:
    """Makes the rows of the register as XML."""

    strings: Strings
    planted: Planted = Planted()
    has_formulas: bool = False
    day_texts: dict[int, str] = field(default_factory=dict)

    def rows(self, content: Iterator[Piece], seed: int) -> Iterator[str]:
        """All rows below the header, blank ones among them, the total at the end."""
        blanks = np.random.default_rng(seed + 1)
        row, number, cells = FIRST_ROW, 0, ""
        for piece in content:
            is_after_blank = (blanks.random(len(piece.fields)) < 1 / BLANK_ROW_EVERY).tolist()
            for position, skips in enumerate(is_after_blank):
                number += 1
                row += skips
                made = self._cells(piece, position, number, "{}")
                if not (piece.is_repeated[position] and cells):
                    cells = made
                yield f'<row r="{row}">{self._planted(cells, row).replace("{}", str(row))}{self._verdict(row)}</row>'
                row += 1
        total = text_cell(f"A{row}", self.strings.word("Tổng số"))
        yield f'<row r="{row}">{total}<c r="B{row}"><v>{number}</v></c></row>'

    def _cells(self, piece: Piece, position: int, number: int, row: str) -> str:
        shape, word = piece.shape[position], self.strings.word
        received, seconds = piece.received[position], piece.seconds[position]
        state = piece.states[position]
        finish_seconds = OPENING + (seconds * 7 + 11) % (CLOSING - OPENING)
        return (
            self._code(received, number, shape, row)
            + text_cell(f"B{row}", word(FIELDS[piece.fields[position]]))
            + text_cell(f"C{row}", word(PROCEDURES[piece.procedures[position]]))
            + text_cell(f"D{row}", word(AUTHORITIES[piece.authorities[position]]))
            + self._time(f"E{row}", received, seconds, is_text=shape < 0.5)
            + self._day(f"F{row}", piece.due[position], is_text=shape < 0.6)
            + self._time(f"G{row}", piece.finished[position], finish_seconds, is_text=0.3 < shape < 0.6)
            + (text_cell(f"H{row}", word(state)) if state else "")
        )

    def _code(self, received: int, number: int, shape: float, row: str) -> str:
        if 0.700 < shape < 0.701:
            return ""
        code = f"H37.12-{self._day_text(max(received, 1))[:5].replace('/', '')}-{number:07}"
        if 0.701 < shape < 0.711:
            code = f"{code.lower()}\xa0"
        return text_cell(f"A{row}", self.strings.single(code))

    def _time(self, place: str, day: int, seconds: int, *, is_text: bool) -> str:
        """A time of a day, as a text with its seconds or as a true date cell."""
        if day == BLANK:
            return ""
        if not is_text:
            return f'<c r="{place}" s="{TIME_STYLE}"><v>{day + seconds / DAY_SECONDS:.8f}</v></c>'
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        mark = "\xa0" if seconds % 500 == 0 else ""
        return text_cell(place, self.strings.single(f"{self._day_text(day)} {clock}{mark}"))

    def _day(self, place: str, day: int, *, is_text: bool) -> str:
        """A day, as a text with the end of office hours or as a true date cell."""
        if day == BLANK:
            return ""
        if not is_text:
            return f'<c r="{place}" s="{DAY_STYLE}"><v>{day}</v></c>'
        return text_cell(place, self.strings.word(f"{self._day_text(day)} 17:00:00"))

    def _day_text(self, day: int) -> str:
        if day not in self.day_texts:
            self.day_texts[day] = f"{DAY_ZERO + timedelta(day):%d/%m/%Y}"
        return self.day_texts[day]

    def _planted(self, cells: str, row: int) -> str:
        """The row with its unusable cell, if it is to have one."""
        if row == self.planted.error:
            return _replaced(cells, "F", '<c r="F{}" t="e"><v>#N/A</v></c>')
        if row == self.planted.impossible:
            return _replaced(cells, "E", text_cell("E{}", self.strings.word("31/02/2026 08:00:00")))
        if row == self.planted.unreadable:
            return _replaced(cells, "G", text_cell("G{}", self.strings.word("chưa rõ")))
        return cells

    def _verdict(self, row: int) -> str:
        """What an office would add in columns of its own: the finishing day, and whether it was in time."""
        if not self.has_formulas:
            return ""
        finished, due = _day_formula(f"G{row}"), _day_formula(f"F{row}")
        return (
            f'<c r="I{row}"><f>{finished}</f></c>'
            f'<c r="J{row}" t="str"><f>IF(I{row}=0,"",IF(OR({due}=0,I{row}&lt;={due}),"Đúng hạn","Quá hạn"))</f></c>'
        )


def _replaced(cells: str, column: str, cell: str) -> str:
    """Cells of a row with another one, or one more, in a column."""
    made = [part + "</c>" for part in cells.split("</c>") if part]
    kept = {part.split('"', 2)[1].removesuffix("{}"): part for part in made}
    return "".join(text for _, text in sorted((kept | {column: cell}).items()))


def _day_formula(place: str) -> str:
    parsed = f"DATE(VALUE(MID({place},7,4)),VALUE(MID({place},4,2)),VALUE(LEFT({place},2)))"
    return f'IF({place}="",0,IF(ISNUMBER({place}),INT({place}),{parsed}))'


# --- its file ---------------------------------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

STYLES = f"""{XML}<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>\
<numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm:ss"/></numFmts>\
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"""


def write_register(
    path: Path, rows: int, *, seed: int = 1, planted: Planted = Planted(), has_formulas: bool = False
) -> None:
    """Write a register, row after row; with formulas, a first sheet counts over it."""
    names = ["Kết quả", "Sổ theo dõi"] if has_formulas else ["Sổ theo dõi"]
    unfinished = path.with_suffix(".part")
    with TemporaryFile() as strings_file, ZipFile(unfinished, "w", ZIP_DEFLATED) as package:
        strings = Strings(strings_file)
        for name, text in _frame(names).items():
            package.writestr(name, text)
        if has_formulas:
            package.writestr("xl/worksheets/sheet1.xml", _counting_sheet())
        with package.open(f"xl/worksheets/sheet{len(names)}.xml", "w", force_zip64=True) as sheet:
            _write_rows(sheet, Sheet(strings, planted, has_formulas), pieces(rows, seed), seed)
        with package.open("xl/sharedStrings.xml", "w", force_zip64=True) as shared:
            shared.write(f'{XML}<sst xmlns="{MAIN}" uniqueCount="{strings.number}">'.encode())
            strings_file.seek(0)
            copyfileobj(strings_file, shared, 2**20)
            shared.write(b"</sst>")
    unfinished.replace(path)


def _write_rows(file: IO[bytes], sheet: Sheet, content: Iterator[Piece], seed: int) -> None:
    file.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
    for row, texts in enumerate((*((title,) for title in TITLES), HEADERS), 1):
        cells = zip(COLUMNS, texts, strict=False)
        made = "".join(text_cell(f"{column}{row}", sheet.strings.word(text)) for column, text in cells if text)
        file.write(f'<row r="{row}">{made}</row>'.encode())
    lines = sheet.rows(content, seed)
    while some := "".join(islice(lines, 1_000)):
        file.write(some.encode())
    file.write(b"</sheetData></worksheet>")


def _counting_sheet() -> str:
    """Dossiers of the commune resolved in the period, by field: on time, late; the sums of both above."""
    columns = {name: f"'Sổ theo dõi'!${name}:${name}" for name in "BDIJ"}
    period = f"{columns['I']},&quot;&gt;=&quot;&amp;DATE(2026,1,1),{columns['I']},&quot;&lt;=&quot;&amp;DATE(2026,9,30)"
    sums = [f'<c r="{column}1"><f>SUM({column}2:{column}{len(FIELDS) + 1})</f></c>' for column in "AB"]
    lines = [f'<row r="1">{"".join(sums)}</row>']
    for row, name in enumerate(FIELDS, 2):
        cells = [
            f'<c r="{column}{row}"><f>COUNTIFS({columns["D"]},"UBND xã",{columns["B"]},"{name}",'
            f'{columns["J"]},"{verdict}",{period})</f></c>'
            for column, verdict in (("A", "Đúng hạn"), ("B", "Quá hạn"))
        ]
        lines.append(f'<row r="{row}">{"".join(cells)}</row>')
    return f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _frame(names: Sequence[str]) -> dict[str, str]:
    """The parts of the package around its worksheets."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    parts = [*(f"worksheet {n} worksheets/sheet{n}.xml" for n in numbers)]
    parts += [f"styles {len(names) + 1} styles.xml", f"sharedStrings {len(names) + 2} sharedStrings.xml"]
    overrides, relations = "", f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    for kind, number, target in map(str.split, parts):
        relations += f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        overrides += f'<Override PartName="/xl/{target}" ContentType="{TYPE}.{kind}+xml"/>'
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{relations}</Relationships>",
        "xl/styles.xml": STYLES,
    }


FILL_IN = """
## Thông tin
| Tên cơ quan | ỦY BAN NHÂN DÂN XÃ MẪU |
| Tên viết tắt | UBND xã Mẫu |
| Tự xưng trong báo cáo | UBND xã |
| Địa danh | Mẫu |
| Kỳ báo cáo | 9 tháng đầu năm |
| Năm | 2026 |
| Chức vụ người ký | CHỦ TỊCH |
| Người ký | Nguyễn Văn Mẫu |

## Mục tiêu
| Mã | Mục tiêu | Mức đề ra | Cách tính | Điều kiện | Tính trên |
| '1 | Hồ sơ được giải quyết đúng hạn | từ 98% trở lên | Sổ theo dõi | Thẩm quyền = UBND xã | Đã giải quyết |

## MT1
| Mã | Chỉ tiêu | Mức đề ra | Số đạt | Tổng số | Ghi trực tiếp |
| '1 | | | | | |
"""


def write_fill_in(path: Path) -> None:
    """The fill-in workbook of one objective, its register elsewhere."""
    read = read_submission(markdown_workbook(FILL_IN))
    if isinstance(read, Refusal):
        raise SystemExit(read.sentence)
    write_workbook(lay_out(compose_input(read[0])), path)


# --- what is run ------------------------------------------------------------------------------------------------------

QMXL = "qmxl evaluate --register"
BARE = "fastexcel -> pandas, bare read"
OPENPYXL = "pandas script, openpyxl"
CALAMINE = "pandas script, calamine"
LIBREOFFICE = "LibreOffice, COUNTIFS"

MOST_ROWS_OF_OPENPYXL = 100_000
ROWS_OF_LIBREOFFICE = 100_000
BAR_TIME, BAR_MEMORY, BAR_GROWTH = 1.5, 1.2 * 2**30, 11.0
"""At most, at a million rows: times the bare read; bytes; times the time of 100 thousand."""


@dataclass(frozen=True)
class Files:
    """What the commands of one size read and write."""

    rows: int
    register: Path
    fill_in: Path
    with_formulas: Path | None
    folder: Path


@dataclass(frozen=True)
class Run:
    """One process: its seconds, the most memory its tree took at one time, the figures it gave (on time, late)."""

    seconds: float = 0.0
    processor: float = 0.0
    """Processor seconds of the tree, which a busy machine hardly changes."""
    memory: int = 0
    figures: tuple[int, int] | None = None
    failure: str = ""
    """Why it does not count."""


Figures = tuple[int, int] | None


@dataclass(frozen=True)
class Peer:
    """A command, how to read its figures from what it prints, and which exit codes mean that it ran."""

    command: Sequence[str]
    figures: Callable[[str], Figures]
    good_codes: tuple[int, ...] = (0,)


def peers(files: Files, *, is_slow: bool) -> dict[str, Peer | str]:
    """What is run over a register by name, or why it is not."""
    register, header = str(files.register), str(HEADER_ROW)
    obvious = [sys.executable, str(ROOT / "benchmarks" / "register_obvious.py"), register, header]
    evaluate = [sys.executable, "-m", "qmxl", "evaluate", str(files.fill_in), "--register", f"1={register}"]
    is_in_reach = is_slow or files.rows <= MOST_ROWS_OF_OPENPYXL
    return {
        QMXL: Peer([*evaluate, "-o", str(files.folder / "ket-qua.xlsx"), "--json"], _of_evaluation, (0, 1)),
        BARE: Peer([sys.executable, str(ROOT / "benchmarks" / "register_bare_read.py"), register, header], _of_nothing),
        CALAMINE: Peer([*obvious, "calamine"], _of_script),
        OPENPYXL: Peer([*obvious, "openpyxl"], _of_script) if is_in_reach else "takes minutes; --slow runs it",
        LIBREOFFICE: _libreoffice(files),
    }


def _libreoffice(files: Files) -> Peer | str:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if files.with_formulas is None:
        return f"run over {ROWS_OF_LIBREOFFICE:,} rows only"
    if program is None:
        return "LibreOffice is not on this machine"
    profile = files.folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(PROFILE.format(locale="en-US"), encoding="utf-8")  # recalculates whatever it opens
    switches = ["--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    outcome = files.folder / f"{files.with_formulas.stem}.csv"  # of the first sheet
    outcome.unlink(missing_ok=True)
    command = [program, *switches, "--convert-to", "csv", "--outdir", str(files.folder), str(files.with_formulas)]
    return Peer(command, lambda _: _of_csv(outcome))


def _of_evaluation(printed: str) -> Figures:
    indicator = json.loads(printed)["objectives"][0]["indicators"][0]
    good, whole = indicator["numerator"], indicator["denominator"]
    return None if whole is None else (good, whole - good)


def _of_script(printed: str) -> Figures:
    figures = json.loads(printed)
    return figures["on_time"], figures["late"]


def _of_nothing(_: str) -> Figures:
    return None


def _of_csv(path: Path) -> Figures:
    on_time, late = path.read_text(encoding="utf-8").splitlines()[0].split(",")[:2]
    return int(on_time), int(late)


# --- how it is measured -----------------------------------------------------------------------------------------------

LOOKS_EVERY = 0.02
"""Seconds."""
NEW_HEIGHT = 1.01
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
KIBIBYTE = 1024
FAULT = "Lỗi:"
"""How qmxl begins the line that says what was wrong with its arguments."""


def run(peer: Peer) -> Run:
    """Run one command to its end."""
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    with TemporaryFile() as out, TemporaryFile() as err:
        began, before = perf_counter(), _processor_seconds()
        with subprocess.Popen(peer.command, cwd=ROOT, env=environment, stdout=out, stderr=err) as process:
            memory = _peak_memory(process)
        seconds, processor = perf_counter() - began, _processor_seconds() - before
        printed, said = (_text(file) for file in (out, err))
    if process.returncode not in peer.good_codes:
        lines = [line.strip() for line in (said or printed).splitlines() if line.strip()]
        reasons = [line for line in lines if line.startswith(FAULT)] or lines[-1:]
        return Run(failure=": ".join((f"exit code {process.returncode}", *reasons[:1])))
    try:
        return Run(seconds, processor, memory, peer.figures(printed))
    except (OSError, ValueError, LookupError) as fault:
        return Run(failure=f"its figures cannot be read: {fault!r}")


def _processor_seconds() -> float:
    """Of all children that have ended, and of theirs."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _peak_memory(process: subprocess.Popen[bytes]) -> int:
    """Bytes; PSS is asked for only at a new height of the resident sizes, because counting it holds the process up."""
    highest = peak = 0
    while process.poll() is None:
        tree = _tree(process.pid)
        resident = sum(map(_resident, tree))
        if resident > highest * NEW_HEIGHT:
            highest = resident
            peak = max(peak, sum(map(_proportional, tree)))
        sleep(LOOKS_EVERY)
    return peak


def _tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for parent in found:
        for thread in _threads(parent):
            found.extend(map(int, _read(f"/proc/{parent}/task/{thread}/children").split()))
    return found


def _threads(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")  # noqa: PTH208  as below
    except OSError:
        return []


def _resident(pid: int) -> int:
    numbers = _read(f"/proc/{pid}/statm").split()
    return int(numbers[1]) * PAGE if numbers else 0


def _proportional(pid: int) -> int:
    lines = _read(f"/proc/{pid}/smaps_rollup").splitlines()
    return next((int(line.split()[1]) * KIBIBYTE for line in lines if line.startswith("Pss:")), 0)


def _read(path: str) -> str:
    """What the system tells of a process; nothing once it has ended."""
    try:
        with open(path, encoding="ascii") as file:  # noqa: PTH123  twice as quick as a Path, fifty times a second
            return file.read()
    except OSError:
        return ""


# --- what is printed --------------------------------------------------------------------------------------------------

Runs = Mapping[str, Sequence[Run]]


def table(files: Files, runs: Runs, left_out: Mapping[str, str]) -> str:
    """One line for each peer: median, spread, ratio to the bare read, peak memory, figures."""
    size = files.register.stat().st_size
    with ZipFile(files.register) as package:
        inflated = sum(part.file_size for part in package.infolist())
    lines = [f"\n{files.rows:,} rows x {len(HEADERS)} columns ({_mib(size)}, {_mib(inflated)} of XML)"]
    columns = f"{'median':>10}{'fastest':>10}{'slowest':>10}{'x bare':>9}{'processor':>12}{'peak':>12}   on time / late"
    lines.append(f"{'':<32}{columns}")
    bare = runs.get(BARE, ())
    names = (QMXL, BARE, CALAMINE, OPENPYXL, LIBREOFFICE)
    lines.extend(f"{name:<32}{left_out.get(name) or _line(runs[name], bare)}" for name in names)
    return "\n".join(lines)


def _line(own: Sequence[Run], bare: Sequence[Run]) -> str:
    failure = next((one.failure for one in own if one.failure), "")
    if failure:
        return f"    not run ({failure})"
    times = [one.seconds for one in own]
    spread = "".join(f"{value:>8.2f} s" for value in (median(times), min(times), max(times)))
    ratio = f"{_times(own, bare):>9}{median(one.processor for one in own):>10.2f} s"
    figures = own[0].figures
    return f"{spread}{ratio}{_mib(_memory(own)):>12}" + (f"   {figures[0]:,} / {figures[1]:,}" if figures else "")


def _mib(number: int) -> str:
    if not number:
        return "-"
    return f"{number / 2**20:,.1f} MiB" if number < 10 * 2**20 else f"{number / 2**20:,.0f} MiB"


def _times(own: Sequence[Run], other: Sequence[Run]) -> str:
    """The median, over the rounds, of how many times the other's seconds it took."""
    if not own or not other or any(one.failure for one in (*own, *other)):
        return "-"
    return f"{median(one.seconds / beside.seconds for one, beside in zip(own, other, strict=True)):.2f}"


def _memory(own: Sequence[Run]) -> int:
    return max(one.memory for one in own)


def bars(results: Mapping[int, Runs]) -> str:
    """What is asked of qmxl at a million rows, beside what it took."""
    small, large = results.get(100_000, {}), results.get(1_000_000, {})
    own, bare = large.get(QMXL, ()), large.get(BARE, ())
    memory = f"{_memory(own) / 2**30:.2f} GiB" if own and not own[-1].failure else "-"
    lines = (
        ("time at 1,000,000 rows, x bare read", _times(own, bare), f"{BAR_TIME}"),
        ("peak memory at 1,000,000 rows", memory, f"{BAR_MEMORY / 2**30:.1f} GiB"),
        ("time at 1,000,000 rows, x 100,000 rows", _times(own, small.get(QMXL, ())), f"{BAR_GROWTH:.0f}"),
        ("    (the bare read itself)", _times(bare, small.get(BARE, ())), ""),
    )
    heading = f"\n{'':<42}{'qmxl':>10}{'at most':>10}"
    return "\n".join([heading, *(f"{name:<42}{value:>10}{bar:>10}".rstrip() for name, value, bar in lines)])


# --- all together -----------------------------------------------------------------------------------------------------


def prepare(rows: int, folder: Path, *, seed: int, planted: Planted) -> Files:
    """The files of one size; those that a folder holds from before are used again."""
    register = folder / f"so-{rows}-{seed}{planted.name}.xlsx"
    with_formulas = folder / f"so-{rows}-{seed}-countifs.xlsx" if rows == ROWS_OF_LIBREOFFICE else None
    for path in (register, with_formulas):
        if path and not path.is_file():
            print(f"writing {path.name}", file=sys.stderr)
            is_sheet_of_office = path is with_formulas
            unusable = Planted() if is_sheet_of_office else planted
            write_register(path, rows, seed=seed, planted=unusable, has_formulas=is_sheet_of_office)
    fill_in = folder / "tep.xlsx"
    write_fill_in(fill_in)
    return Files(rows, register, fill_in, with_formulas, folder)


def measure(every: Mapping[int, Mapping[str, Peer | str]], rounds: int) -> dict[int, dict[str, list[Run]]]:
    """Every command of every size once a round; one that failed is not run again."""
    results: dict[int, dict[str, list[Run]]] = {rows: {} for rows in every}
    for number in range(1, rounds + 1):
        for rows, commands in every.items():
            for name, peer in commands.items():
                own = results[rows].setdefault(name, [])
                if isinstance(peer, Peer) and not (own and own[-1].failure):
                    print(f"round {number} of {rounds}, {rows:,} rows: {name}", file=sys.stderr)
                    own.append(run(peer))
    return results


def main() -> None:
    """Make the registers, run, print."""
    options = _options()
    with TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        planted = Planted(options.error_row, options.impossible_row, options.unreadable_row)
        files = {rows: prepare(rows, folder, seed=options.seed, planted=planted) for rows in options.rows}
        every = {rows: peers(own, is_slow=options.slow) for rows, own in files.items()}
        run(Peer([sys.executable, "-c", "import fastexcel, openpyxl, pandas, xlsxwriter"], _of_nothing))  # warms caches
        results = measure(every, max(1, options.runs))
        print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {max(1, options.runs)} runs of each")
        for rows, own in files.items():
            left_out = {name: f"    not run ({why})" for name, why in every[rows].items() if isinstance(why, str)}
            print(table(own, results[rows], left_out))
        print(bars(results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--rows",
        type=lambda text: [int(part) for part in text.split(",")],
        default=[10_000, 100_000, 1_000_000],
        help="sizes, separated by commas (default 10000,100000,1000000)",
    )
    parser.add_argument("--runs", type=int, default=3, help="rounds; medians are printed (default 3)")
    parser.add_argument("--slow", action="store_true", help="openpyxl at a million rows too")
    parser.add_argument("--keep", type=Path, help="folder for the registers, used again next time")
    parser.add_argument("--seed", type=int, default=1, help="of the registers (default 1)")
    for name, what in (("error", "#N/A"), ("impossible", "31/02/2026"), ("unreadable", "a word for a date")):
        parser.add_argument(f"--{name}-row", type=int, default=0, help=f"row of the worksheet that gets {what}")
    return parser.parse_args()


if __name__ == "__main__":
    main()
