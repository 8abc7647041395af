"""Filled workbooks of many communes, with the answer that a consolidation of them must give.

Every workbook is the template `workbook_templates/xa-phuong-2026.xlsx` with values put into its cells, as an office
would send it after nine months. The answer is worked out here, from the figures as they are drawn and the rules of the
evaluation; nothing of qmxl is used, so that it can be held against it. The same seed gives the same cells and the same
answer (the bytes also depend on the zlib of the machine).

What the units send (the last five are 1 % of the units each, and at least one from 20 units on):

* clean: all figures are there;
* flawed: one figure is missing or unreadable (2 %);
* broken: the file is cut off or damaged, and cannot be read;
* encrypted: the file has a password;
* old_template: the template says that it is an older version; it counts like any other;
* duplicate: two files with other figures; the one with the later Ngày báo cáo counts;
* other_objectives: three indicators are about something else, one is dropped, one has another code; it counts.

    python benchmarks/consolidation_inputs.py FOLDER --units 3321 --seed 1 [--expected FILE.json]
"""

import argparse
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache
from html import unescape
from itertools import pairwise, product
from pathlib import Path
from random import Random
from time import perf_counter
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

TEMPLATE = Path(__file__).resolve().parent.parent / "workbook_templates" / "xa-phuong-2026.xlsx"

YEAR, PERIOD = 2026, "9 tháng đầu năm"
FIRST, LAST = date(2026, 1, 1), date(2026, 9, 30)
"""Of the period."""
DEADLINE = date(2026, 10, 5)
DAY_ZERO = date(1899, 12, 30)


# --- the answer -------------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What a unit sends."""

    CLEAN = "clean"
    FLAWED = "flawed"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    OLD_TEMPLATE = "old_template"
    DUPLICATE = "duplicate"
    OTHER_OBJECTIVES = "other_objectives"


UNREADABLE = frozenset({Kind.BROKEN, Kind.ENCRYPTED})
SHARES = {
    Kind.FLAWED: 0.02,
    Kind.BROKEN: 0.01,
    Kind.ENCRYPTED: 0.01,
    Kind.OLD_TEMPLATE: 0.01,
    Kind.DUPLICATE: 0.01,
    Kind.OTHER_OBJECTIVES: 0.01,
}
FEWEST_FOR_ALL_KINDS = 20
"""Units from which on every kind occurs."""


class Status(StrEnum):
    """Outcome of an indicator or an objective."""

    EXCEEDED = "EXCEEDED"
    MET = "MET"
    NOT_MET = "NOT_MET"
    DEFERRED = "DEFERRED"
    NO_CASES = "NO_CASES"
    NO_DATA = "NO_DATA"


MET_STATUSES = frozenset({Status.EXCEEDED, Status.MET})
WORDS = {
    Status.EXCEEDED: "Vượt",
    Status.MET: "Đạt",
    Status.NOT_MET: "Chưa đạt",
    Status.DEFERRED: "Chưa đến kỳ đánh giá",
    Status.NO_CASES: "Chưa phát sinh",
    Status.NO_DATA: "Thiếu số liệu",
}


@dataclass(frozen=True, slots=True)
class IndicatorAnswer:
    """Verdict on one indicator. `value` is exact, as p/q; figures are None where nothing is counted."""

    code: str
    statement: str
    status: Status
    numerator: int | None
    denominator: int | None
    value: str | None


@dataclass(frozen=True, slots=True)
class ObjectiveAnswer:
    """Verdict on one objective; one that is not counted is left out of "x/y"."""

    number: int
    status: Status
    is_counted: bool


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """One file. Only one that is used has verdicts; `met` of `total` objectives are met."""

    path: str
    """Below the folder, with `/`."""
    kind: Kind
    unit_code: str
    name: str
    province: str
    report_date: str
    """ISO; of a file that cannot be read, what it would say."""
    is_late: bool
    """Dated after the deadline."""
    is_used: bool
    indicators: tuple[IndicatorAnswer, ...] = ()
    objectives: tuple[ObjectiveAnswer, ...] = ()
    met: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a consolidation of all files must give."""

    seed: int
    units: int
    year: int
    period: str
    deadline: str
    files: tuple[FileAnswer, ...]

    def json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


# --- the template -----------------------------------------------------------------------------------------------------

CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.DOTALL)
VALUE = re.compile(rb"<v>(.*?)</v>|<v/>", re.DOTALL)
_BLANK_RESULT = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)>(<f>[^<]*</f><v></v>)')
"""Excel saves an empty text that a formula shows as a text, XlsxWriter as a number that is not there."""
ITEM = re.compile(rb"<si>(.*?)</si>", re.DOTALL)
TEXT = re.compile(rb"<t(?: [^>]*)?>(.*?)</t>", re.DOTALL)

STRINGS_PART = "xl/sharedStrings.xml"
GUIDE, INFORMATION, OBJECTIVES, REGISTER = "Hướng dẫn", "Thông tin", "Mục tiêu", "Bảng 2.2"
VERSION_LABEL, OLD_VERSION = "Phiên bản mẫu:", "2025.2"
CODE, NUMBER = "Mã", "STT"
"""First headers of a table of indicators and of a detail table."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the package, deflated."""

    name: str
    crc: int
    size: int
    deflated: bytes


def part_of(name: str, content: bytes) -> Part:
    """The lowest level of compression is four times as quick as the usual one."""
    deflate = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Part(name, zlib.crc32(content), len(content), deflate.compress(content) + deflate.flush())


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell stands in the XML of its sheet, and what it holds."""

    start: int
    end: int
    style: bytes
    text: str
    is_formula: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a sheet: column letters by header."""

    first_row: int
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet of the template; `results` begins with a column Mã, `details` with a column STT."""

    part: str
    content: bytes
    cells: Mapping[str, Cell]
    results: Grid | None
    details: Grid | None

    def row_of(self, label: str) -> int:
        """The row that has this text in column A."""
        return next(int(place[1:]) for place, cell in self.cells.items() if place[0] == "A" and cell.text == label)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a target asks of a share: "≥", ">" or "≤" a level."""

    sign: str
    level: Fraction

    def is_met_by(self, value: Fraction) -> bool:
        if self.sign == "≤":
            return value <= self.level
        return value > self.level or (self.sign == "≥" and value == self.level)

    @property
    def can_be_exceeded(self) -> bool:
        """Nobody exceeds a limit, or the whole."""
        return self.sign == ">" or (self.sign == "≥" and self.level < 1)


BOUNDS: Mapping[str, Bound | None] = {
    "15/15 chỉ tiêu": None,
    "100%": Bound("≥", Fraction(1)),
    "từ 98% trở lên": Bound("≥", Fraction(98, 100)),
    "từ 95% trở lên": Bound("≥", Fraction(95, 100)),
    "từ 90% trở lên": Bound("≥", Fraction(90, 100)),
    "từ 80% trở lên": Bound("≥", Fraction(80, 100)),
    "trên 95%": Bound(">", Fraction(95, 100)),
    "trên 90%": Bound(">", Fraction(90, 100)),
    "trên 85%": Bound(">", Fraction(85, 100)),
    "không quá 1%": Bound("≤", Fraction(1, 100)),
    "ít nhất 02 lớp": None,
    "Hoàn thành trước ngày 30/9/2026": None,
}
"""By the words of the target; None where it is not about a share."""
MET_WITHOUT_CASES, LEFT_OUT = "Tính đạt", "Không đánh giá"


@dataclass(frozen=True, slots=True)
class Planned:
    """An indicator as a unit plans it.

    `place` is the code that the template has in its rows; `figures` names how its figures are drawn.
    """

    code: str
    statement: str
    target: str
    no_cases: str
    place: str
    figures: str

    @property
    def objective(self) -> int:
        return int(self.code.partition(".")[0])

    @property
    def bound(self) -> Bound | None:
        return BOUNDS[self.target]


@dataclass(frozen=True, slots=True)
class Template:
    """The template, taken apart once; `strings` are its shared strings with their places in the list."""

    parts: tuple[Part, ...]
    sheets: Mapping[str, Sheet]
    strings: Mapping[str, int]
    string_items: bytes
    string_uses: int
    planned: tuple[Planned, ...]


@cache
def template() -> Template:
    with ZipFile(TEMPLATE) as package:
        contents = {name: _BLANK_RESULT.sub(rb'\1 t="str">\2', package.read(name)) for name in package.namelist()}
    texts = [unescape(b"".join(TEXT.findall(item)).decode()) for item in ITEM.findall(contents[STRINGS_PART])]
    names = re.findall(r'<sheet name="([^"]+)"', contents["xl/workbook.xml"].decode())
    parts = {unescape(name): f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(names, 1)}
    sheets = {name: _sheet(part, contents[part], texts) for name, part in parts.items()}
    uses = re.search(rb' count="(\d+)"', contents[STRINGS_PART])
    return Template(
        parts=tuple(part_of(name, content) for name, content in contents.items()),
        sheets=sheets,
        strings={text: index for index, text in enumerate(texts)},
        string_items=contents[STRINGS_PART].partition(b"<si>")[2].rpartition(b"</sst>")[0],
        string_uses=int(uses[1]) if uses else 0,
        planned=tuple(_planned(sheets[OBJECTIVES])),
    )


def _sheet(part: str, content: bytes, texts: Sequence[str]) -> Sheet:
    cells: dict[str, Cell] = {}
    headers: dict[str, dict[str, str]] = {}
    for found in CELL.finditer(content):
        column, row, style, kind, body = found.groups()
        value = VALUE.search(body or b"")
        raw = ((value and value[1]) or b"").decode()
        text = texts[int(raw)] if kind == b"s" else unescape(raw)
        place = f"{column.decode()}{row.decode()}"
        cells[place] = Cell(*found.span(), style or b"0", text, b"<f>" in (body or b""))
        headers.setdefault(row.decode(), {})[text] = column.decode()
    grids = {
        start: Grid(int(row) + 1, columns)
        for row, columns in headers.items()
        for start in (CODE, NUMBER)
        if columns.get(start) == "A"
    }
    return Sheet(part, content, cells, grids.get(CODE), grids.get(NUMBER))


def _planned(sheet: Sheet) -> Iterator[Planned]:
    """Headings of objectives have no target."""
    grid = _grid(sheet.results)
    row = grid.first_row
    while (code := sheet.cells.get(f"A{row}")) and code.text:
        told = {header: sheet.cells[f"{letter}{row}"].text for header, letter in grid.columns.items()}
        if told["Mức đề ra"]:
            statement = told["Chỉ tiêu"] or told["Mục tiêu"]
            no_cases = told["Khi chưa phát sinh"]
            yield Planned(code.text, statement, told["Mức đề ra"], no_cases, code.text, code.text)
        row += 1


def _grid(grid: Grid | None) -> Grid:
    if grid is None:
        raise LookupError("the template has no such table")
    return grid


# --- a workbook being filled in ---------------------------------------------------------------------------------------

Content = str | int | Fraction | date | None


@dataclass(slots=True)
class Book:
    """The template with other contents in some cells."""

    base: Template
    edits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    new_strings: dict[str, int] = field(default_factory=dict)
    uses: int = 0

    def put(self, sheet: str, place: str, content: Content) -> None:
        """Fill a cell; None clears it."""
        head = b'<c r="%b" s="%b"' % (place.encode(), self.base.sheets[sheet].cells[place].style)
        if content is None:
            cell = head + b"/>"
        elif isinstance(content, str):
            cell = head + b' t="s"><v>%d</v></c>' % self._string(content)
        else:
            cell = head + b"><v>%b</v></c>" % _number(content).encode()
        self.edits.setdefault(sheet, {})[place] = cell

    def put_computed(self, sheet: str, place: str, content: Content) -> None:
        """Give the formula of a cell the value that Excel would have saved with it."""
        own = self.base.sheets[sheet]
        cell = own.cells[place]
        if not cell.is_formula:
            return
        formula = own.content[cell.start : cell.end].partition(b"<f>")[2].partition(b"</f>")[0]
        is_text = isinstance(content, str)
        kind, value = (b' t="str"', escape(str(content))) if is_text else (b"", _number(content))
        self.edits.setdefault(sheet, {})[place] = b'<c r="%b" s="%b"%b><f>%b</f><v>%b</v></c>' % (
            *(place.encode(), cell.style, kind, formula, value.encode()),
        )

    def _string(self, text: str) -> int:
        self.uses += 1
        known = self.base.strings.get(text)
        return (
            self.new_strings.setdefault(text, len(self.base.strings) + len(self.new_strings))
            if known is None
            else known
        )

    def information(self, label: str, *contents: Content) -> None:
        """Fill the cells beside a label and below it."""
        row = self.base.sheets[INFORMATION].row_of(label)
        for position, content in enumerate(contents):
            self.put(INFORMATION, f"B{row + position}", content)

    def result(self, planned: Planned, header: str, content: Content) -> None:
        """Fill a cell of the indicator's row of results."""
        self.put(*self.result_place(planned, header), content)

    def result_place(self, planned: Planned, header: str) -> tuple[str, str]:
        sheet = f"MT{planned.objective}"
        grid = _grid(self.base.sheets[sheet].results)
        own = [other.place for other in self.base.planned if other.objective == planned.objective]
        return sheet, f"{grid.columns[header]}{grid.first_row + own.index(planned.place)}"

    def details(self, sheet: str, rows: Sequence[Mapping[str, Content]]) -> None:
        """Fill a detail table, with its numbers."""
        grid = _grid(self.base.sheets[sheet].details)
        for number, row in enumerate(rows, 1):
            for header, content in {NUMBER: number, **row}.items():
                if content is not None:
                    self.put(sheet, f"{grid.columns[header]}{grid.first_row + number - 1}", content)

    def package(self) -> bytes:
        """The file. Parts that are as in the template are not compressed again."""
        changed = {self.base.sheets[name].part: self._edited(name) for name in self.edits}
        changed[STRINGS_PART] = self._strings()
        return package(part_of(p.name, changed[p.name]) if p.name in changed else p for p in self.base.parts)

    def _edited(self, name: str) -> bytes:
        sheet = self.base.sheets[name]
        pieces: list[bytes] = []
        end = 0
        for start, old_end, cell in sorted((*_span(sheet, place), new) for place, new in self.edits[name].items()):
            pieces += (sheet.content[end:start], cell)
            end = old_end
        return b"".join((*pieces, sheet.content[end:]))

    def _strings(self) -> bytes:
        unique = len(self.base.strings) + len(self.new_strings)
        added = "".join(f"<si><t>{escape(text)}</t></si>" for text in self.new_strings)
        head = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'count="{self.base.string_uses + self.uses}" uniqueCount="{unique}"><si>'
        )
        return head.encode() + self.base.string_items + f"{added}</sst>".encode()


def _span(sheet: Sheet, place: str) -> tuple[int, int]:
    return sheet.cells[place].start, sheet.cells[place].end


def _number(content: Content) -> str:
    if isinstance(content, date):
        return str((content - DAY_ZERO).days)
    return repr(float(content)) if isinstance(content, Fraction) else "" if content is None else str(content)


def package(parts: Iterator[Part]) -> bytes:
    """A zip file of parts that are deflated already (PKWARE's APPNOTE, 4.3)."""
    bodies: list[bytes] = []
    entries: list[bytes] = []
    offset = 0
    new_year_1980 = 0x21
    for part in parts:
        name = part.name.encode("ascii")
        told = struct.pack(
            "<HHHHHIIIHH",
            *(20, 0, ZIP_DEFLATED, 0, new_year_1980, part.crc, len(part.deflated), part.size, len(name), 0),
        )
        bodies += (b"PK\x03\x04" + told, name, part.deflated)
        entries.append(b"PK\x01\x02\x14\x00" + told + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name)
        offset += 30 + len(name) + len(part.deflated)
    directory = b"".join(entries)
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), offset, 0)
    return b"".join((*bodies, directory, b"PK\x05\x06", end))


# --- what the units are called ----------------------------------------------------------------------------------------

PROVINCES = (
    *("tỉnh An Sơn", "tỉnh Bình Hải", "tỉnh Cẩm Lâm", "tỉnh Đông Xuyên", "tỉnh Gia Phong", "tỉnh Hà Vân"),
    *("tỉnh Hòa Nguyên", "tỉnh Hương Khê Thượng", "tỉnh Kim Long", "tỉnh Lam Giang", "tỉnh Linh Sơn"),
    *("tỉnh Long Thành Đông", "tỉnh Mộc Hương", "tỉnh Nam Thạch", "tỉnh Ngọc Biên", "tỉnh Ninh Thượng"),
    *("tỉnh Phong Châu Hạ", "tỉnh Phú Điền", "tỉnh Phước Minh", "tỉnh Quảng Hòa", "tỉnh Quế Lâm", "tỉnh Sơn Hà"),
    *("tỉnh Tam Bình Tây", "tỉnh Tân Giang", "tỉnh Thanh Trà", "tỉnh Thuận Hải", "tỉnh Trường Yên", "tỉnh Vân Lĩnh"),
    *("tỉnh Việt Khê", "tỉnh Xuân Đài", "thành phố Bạch Giang", "thành phố Đại Hải", "thành phố Hưng Thịnh"),
    "thành phố Tân Cảng",
)
"""Invented."""
FIRST_SYLLABLES = (
    *("An", "Bình", "Cẩm", "Châu", "Đại", "Đông", "Gia", "Hải", "Hòa", "Hồng", "Hưng", "Khánh", "Kim", "Lộc", "Long"),
    *("Mỹ", "Nam", "Nghĩa", "Ngọc", "Ninh", "Phong", "Phú", "Phước", "Quang", "Quế", "Sơn", "Tam", "Tân", "Thạch"),
    *("Thanh", "Thiện", "Thuận", "Tiên", "Trung", "Trường", "Vạn", "Vĩnh", "Xuân", "Yên"),
)
SECOND_SYLLABLES = (
    *("An", "Bảo", "Biên", "Cường", "Điền", "Đức", "Giang", "Hà", "Hậu", "Hiệp", "Khê", "Lạc", "Lâm", "Lĩnh", "Minh"),
    *("Nguyên", "Phú", "Sơn", "Tân", "Thành", "Thịnh", "Thủy", "Trạch", "Tường", "Văn", "Vinh", "Xá", "Yên"),
)
PEOPLE = (
    ("Nguyễn Văn", "Trần Thị", "Lê Văn", "Phạm Thị", "Hoàng Văn", "Vũ Thị"),
    ("An", "Bình", "Hà", "Minh", "Sơn", "Yến"),
)
MOST_CODES = 100_000


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune."""

    code: str
    name: str
    """Without "UBND xã"."""
    province: str
    kind: Kind


def units(count: int, seed: int) -> list[Unit]:
    """All units; those of a province follow each other."""
    random = _random(seed, "units")
    codes = random.sample(range(MOST_CODES), count)
    names = [f"{first} {second}" for first, second in product(FIRST_SYLLABLES, SECOND_SYLLABLES) if first != second]
    kinds = _kinds(count, random)
    bounds = [count * number // len(PROVINCES) for number in range(len(PROVINCES) + 1)]
    made: list[Unit] = []
    for province, (start, end) in zip(PROVINCES, pairwise(bounds), strict=True):
        own = random.sample(names, end - start)
        made += (
            Unit(f"{codes[n]:05}", name, province, kinds[n]) for n, name in zip(range(start, end), own, strict=True)
        )
    return made


def _kinds(count: int, random: Random) -> list[Kind]:
    least = 1 if count >= FEWEST_FOR_ALL_KINDS else 0
    special = [kind for kind, share in SHARES.items() for _ in range(max(least, round(count * share)))]
    kinds = special + [Kind.CLEAN] * (count - len(special))
    random.shuffle(kinds)
    return kinds


def _random(seed: int, *subject: object) -> Random:
    """A stream of its own for everything that is made, so that one can be made without the others."""
    return Random("/".join(map(str, (seed, *subject))))  # noqa: S311  figures, not secrets


# --- figures ----------------------------------------------------------------------------------------------------------

DOMAINS = (
    "Chứng thực",
    "Hộ tịch",
    "Đất đai",
    "Bảo trợ xã hội",
    "Xây dựng",
    "Hộ kinh doanh",
    "Người có công",
    "Môi trường",
)
PROCEDURES = {
    "Chứng thực": ("Chứng thực bản sao từ bản chính", "Chứng thực chữ ký", "Chứng thực hợp đồng, giao dịch"),
    "Hộ tịch": ("Đăng ký khai sinh", "Đăng ký kết hôn", "Cấp Giấy xác nhận tình trạng hôn nhân", "Đăng ký khai tử"),
    "Đất đai": ("Chuyển mục đích sử dụng đất", "Đăng ký biến động quyền sử dụng đất", "Tách thửa đất"),
    "Bảo trợ xã hội": ("Trợ cấp xã hội hằng tháng", "Trợ cấp hưu trí xã hội"),
    "Xây dựng": ("Cấp giấy phép xây dựng nhà ở riêng lẻ",),
    "Hộ kinh doanh": ("Đăng ký thành lập hộ kinh doanh", "Chấm dứt hoạt động hộ kinh doanh"),
    "Người có công": ("Xác nhận thân nhân người có công",),
    "Môi trường": ("Đăng ký môi trường",),
}
COMPLAINTS = ("Rác thải tập kết sai nơi quy định", "Hư hỏng mặt đường trong khu dân cư", "Lấn chiếm vỉa hè")
TASKS = (
    "Báo cáo tiến độ giải ngân",
    "Rà soát hộ nghèo, hộ cận nghèo",
    "Kiểm tra trật tự xây dựng",
    "Rà soát quy hoạch",
)
POSTS = ("Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công")
QUESTIONS = (
    *("Công chức tiếp đón lịch sự, đúng mực", "Hướng dẫn hồ sơ đầy đủ, dễ hiểu", "Trả kết quả đúng thời hạn đã hẹn"),
    *("Nơi ngồi chờ, trang thiết bị thuận tiện", "Công khai đầy đủ thủ tục, phí, lệ phí"),
    "Kết quả giải quyết chính xác, đúng quy định",
)
OWN, OTHERS = "UBND xã", ("UBND tỉnh", "Chi nhánh Văn phòng đăng ký đất đai")
NO_CASES, YES, NO, NOT_APPLICABLE = "Chưa phát sinh", "Có", "Không", "Không áp dụng"
ROUGHLY = "khoảng 95"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a unit has for an indicator; `status` where the share does not decide."""

    numerator: int | None = None
    denominator: int | None = None
    value: Fraction | None = None
    status: Status | None = None


UNKNOWN = Figures(status=Status.NO_DATA)


def share(good: int, whole: int) -> Figures:
    return Figures(good, whole, Fraction(good, whole)) if whole else Figures(good, whole, status=Status.NO_CASES)


class Flaw(StrEnum):
    """What a flawed unit has wrong."""

    ROUGH_TOTAL = "rough_total"
    NO_GOOD_CASES = "no_good_cases"
    NO_SURVEY = "no_survey"
    BLANK_ANSWER = "blank_answer"
    EMPTY_CHECKLIST = "empty_checklist"
    NO_DAY = "no_day"
    ROUGH_SHARE = "rough_share"


class TimeClass(StrEnum):
    """Where a dossier stands at the end of the period."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    OPEN = "open"
    OVERDUE = "overdue"
    OUTSIDE = "outside"


@dataclass(slots=True)
class Filling:
    """A workbook, whose it is, and what its figures are drawn from."""

    book: Book
    unit: Unit
    random: Random
    reported: date
    flaw: Flaw | None
    late: int = 0
    """Dossiers of the unit's register that were late."""
    tasks: Sequence[TimeClass] | None = None
    """Classes of the tasks of its register of tasks; None where it has none."""

    def is_so(self, probability: float) -> bool:
        return self.random.random() < probability

    @property
    def care(self) -> float:
        """How probable it is that all is well."""
        return 0.6 + int(self.unit.code) % 40 / 100


def days_of(time_class: TimeClass, random: Random) -> tuple[date, date, date | None]:
    """Received, due, finished, so that the dossier is of the class."""
    day = timedelta(days=1)
    if time_class is TimeClass.OUTSIDE:
        if random.random() < 0.5:
            return LAST + day, LAST + 8 * day, None
        early = FIRST - random.randint(1, 20) * day
        return early - 9 * day, early + random.randint(0, 3) * day, early
    if time_class is TimeClass.OPEN:
        due = LAST + random.randint(0, 20) * day
        finished = LAST + day if random.random() < 0.2 and due > LAST else None
        return LAST - random.randint(0, 15) * day, due, finished
    received = FIRST + random.randint(-10, 240) * day
    due = max(received + random.choice((1, 3, 5, 10, 15)) * day, FIRST + 3 * day)
    if time_class is TimeClass.OVERDUE:
        return received, due, None
    if time_class is TimeClass.EARLY:
        first = max(received, FIRST)
        return received, due, first + random.randint(0, (due - first).days - 1) * day
    return received, due, due + (random.randint(1, 8) * day if time_class is TimeClass.LATE else 0 * day)


def classes(filling: Filling, number: int, *, usual_care: float, is_overdue_late: bool) -> list[TimeClass]:
    """Classes of the dossiers of a register, at least one of them finished; a unit with care has none that is late."""
    random = filling.random
    weights = {TimeClass.EARLY: 60, TimeClass.ON_TIME: 30, TimeClass.OPEN: 4, TimeClass.OUTSIDE: 3}
    if not filling.is_so(usual_care):
        weights |= {TimeClass.LATE: random.randint(2, 25), TimeClass.OVERDUE: 4}
    elif not is_overdue_late and filling.is_so(0.3):
        weights |= {TimeClass.OVERDUE: 3}
    drawn = random.choices(list(weights), list(weights.values()), k=number - 1)
    return [*drawn, random.choice((TimeClass.EARLY, TimeClass.ON_TIME))]


Row = dict[str, Content]


def register_rows(
    filling: Filling, made: Sequence[TimeClass], subjects: Sequence[tuple[str, str]], code: str
) -> list[tuple[TimeClass, Row]]:
    """Rows of a register in the order of receipt, each with its class; `code` has a place for the number."""
    random = filling.random
    has_states = filling.is_so(0.7)
    rows: list[tuple[TimeClass, Row]] = []
    for time_class, (received, due, finished) in sorted(
        ((time_class, days_of(time_class, random)) for time_class in made), key=lambda pair: pair[1][0]
    ):
        domain, subject = random.choice(subjects)
        row: Row = {
            "Mã hồ sơ": code.format(len(rows) * 7 + 12),
            "Lĩnh vực": domain,
            "Nội dung": subject,
            "Ngày nhận": received,
            "Thời hạn": due,
            "Ngày hoàn thành": finished,
        }
        if has_states and finished is None:
            row["Tình trạng"] = "Đang giải quyết"
        elif has_states and finished is not None and finished <= LAST:
            row["Tình trạng"] = "Đã trả kết quả"
        rows.append((time_class, row))
    return rows


def plan(filling: Filling, planned: Planned) -> Figures:
    """Rows that are judged at the end of the year only are met by none; the indicator waits for that time too."""
    book, random, sheet = filling.book, filling.random, f"MT{planned.objective}"
    table = book.base.sheets[sheet]
    grid = _grid(table.details)
    met = number = 0
    while (item := table.cells.get(f"B{grid.first_row + number}")) and item.text:
        row = grid.first_row + number
        number += 1
        is_of_year_end = table.cells[f"{grid.columns['Kỳ đánh giá']}{row}"].text != ""
        level = random.randrange(20, 900, 5)
        actual = Fraction(level * random.choice((*range(55, 105, 5), 100, 112)), 100)
        if not table.cells[f"{grid.columns['Kế hoạch']}{row}"].text:
            book.put(sheet, f"{grid.columns['Kế hoạch']}{row}", level)
        if not is_of_year_end or filling.is_so(0.7):
            book.put(sheet, f"{grid.columns['Thực hiện']}{row}", actual)
        met += not is_of_year_end and actual >= level
    return Figures(met, number, Fraction(met), Status.DEFERRED)


def checklist(filling: Filling, sheet: str, items: Sequence[str]) -> Figures:
    """A list of works, done or not."""
    random = filling.random
    yes, no = random.choices(((YES, NO), ("Đạt", "Chưa"), ("x", NO)), (85, 10, 5))[0]
    answers = [yes] * len(items)
    if not filling.is_so(filling.care):
        for position in random.sample(range(len(items)), random.randint(1, 2)):
            answers[position] = no
    if filling.is_so(0.3):
        answers[-1] = NOT_APPLICABLE
    header = next(name for name in _grid(filling.book.base.sheets[sheet].details).columns if name.startswith("Đạt"))
    filling.book.details(sheet, [{"Nội dung": i, header: a} for i, a in zip(items, answers, strict=True)])
    return share(answers.count(yes), answers.count(yes) + answers.count(no))


def checklist_of_procedures(filling: Filling, planned: Planned) -> Figures:
    names = [name for own in PROCEDURES.values() for name in own]
    size = filling.random.randint(5, len(names))
    sheet = f"MT{planned.objective}"
    if filling.flaw is Flaw.BLANK_ANSWER:  # which decides: the others are all done
        done: list[Row] = [{"Nội dung": name, "Đạt (Có/Không)": YES} for name in names[: size - 1]]
        filling.book.details(sheet, [*done, {"Nội dung": names[size - 1]}])
        return replace(share(size - 1, size - 1), status=Status.NO_DATA)
    return checklist(filling, sheet, names[:size])


def checklist_of_domains(filling: Filling, planned: Planned) -> Figures:
    size = filling.random.randint(5, len(DOMAINS))
    return checklist(filling, f"MT{planned.objective}", [f"Lĩnh vực {name.lower()}" for name in DOMAINS[:size]])


def checklist_of_posts(filling: Filling, planned: Planned) -> Figures:
    if filling.flaw is Flaw.EMPTY_CHECKLIST:
        return UNKNOWN
    size = filling.random.randint(8, 20)
    posts = [f"{POSTS[number * len(POSTS) // size]}, vị trí {number + 1:02}" for number in range(size)]
    return checklist(filling, f"MT{planned.objective}", posts)


def dossiers(filling: Filling, _: Planned) -> Figures:
    """Of those that the unit itself decides: in time among the finished ones."""
    random = filling.random
    made = classes(filling, random.randint(5, 40), usual_care=filling.care, is_overdue_late=False)
    subjects = [(domain, name) for domain, names in PROCEDURES.items() for name in names]
    rows = register_rows(filling, made, subjects, f"H{random.randint(10, 60)}.{filling.unit.code}-26-{{:04}}")
    counted: list[TimeClass] = []
    for time_class, row in rows:
        is_own = time_class is made[-1] or filling.is_so(0.9)  # so that one at least is counted
        row["Thẩm quyền"] = OWN if is_own else random.choice(OTHERS)
        counted += [time_class] * is_own
    filling.book.details(REGISTER, [row for _, row in rows])
    filling.late = counted.count(TimeClass.LATE)
    good = counted.count(TimeClass.EARLY) + counted.count(TimeClass.ON_TIME)
    return share(good, good + filling.late)


def complaints(filling: Filling, planned: Planned) -> Figures:
    """In time among all of the period, open ones too."""
    random, book = filling.random, filling.book
    if filling.is_so(0.06):
        book.result(planned, "Ghi trực tiếp", NO_CASES)
        return Figures(status=Status.NO_CASES)
    size = random.randint(5, 30)
    made = classes(filling, size, usual_care=filling.care, is_overdue_late=True)
    chance = random.random()
    if chance < 0.6:
        made = [TimeClass.ON_TIME if c in {TimeClass.OPEN, TimeClass.OVERDUE} else c for c in made]
    elif chance > 0.97:
        made = [TimeClass.OPEN] * size
    elif chance > 0.95:
        made = [TimeClass.OUTSIDE] * size
    rows = register_rows(filling, made, [("Môi trường", name) for name in COMPLAINTS], "PA-26-{:03}")
    book.details(f"MT{planned.objective}", [row | {"Thẩm quyền": OWN} for _, row in rows])
    return in_time_of(made, whole=len(made) - made.count(TimeClass.OUTSIDE))


def in_time_of(made: Sequence[TimeClass], whole: int) -> Figures:
    """While none is finished or due nothing can be judged."""
    if not any(c in JUDGED for c in made) and TimeClass.OPEN in made:
        return replace(share(0, whole), status=Status.DEFERRED)
    return share(made.count(TimeClass.EARLY) + made.count(TimeClass.ON_TIME), whole)


JUDGED = frozenset({TimeClass.EARLY, TimeClass.ON_TIME, TimeClass.LATE, TimeClass.OVERDUE})


def tasks_followed(filling: Filling, planned: Planned) -> Figures:
    """The tasks of the register of `tasks`, which is filled here: those of the period that are followed."""
    random, book = filling.random, filling.book
    if filling.is_so(0.03):
        book.result(planned, "Ghi trực tiếp", NO_CASES)
        return Figures(status=Status.NO_CASES)
    made = classes(filling, random.randint(5, 40), usual_care=filling.care, is_overdue_late=True)
    if filling.is_so(0.03):
        made = [TimeClass.OPEN] * len(made)
    rows = register_rows(filling, made, [("Kinh tế", name) for name in TASKS], "{:03}/UBND-KT")
    followed = [YES] * len(rows)
    if not filling.is_so(filling.care):
        followed[random.randrange(len(rows))] = NO
    book.details(
        f"MT{planned.objective}",
        [
            row | {"Thẩm quyền": OTHERS[0], "Có theo dõi": answer, "Tình trạng": None}
            for (_, row), answer in zip(rows, followed, strict=True)
        ],
    )
    filling.tasks = made
    counted = [answer for (c, _), answer in zip(rows, followed, strict=True) if c is not TimeClass.OUTSIDE]
    return share(counted.count(YES), len(counted))


def tasks(filling: Filling, planned: Planned) -> Figures:
    """In time among the finished and the overdue ones."""
    if filling.tasks is None:
        filling.book.result(planned, "Ghi trực tiếp", NO_CASES)
        return Figures(status=Status.NO_CASES)
    return in_time_of(filling.tasks, sum(filling.tasks.count(c) for c in JUDGED))


def typed(filling: Filling, planned: Planned, good: int, whole: int) -> Figures:
    """Both counts typed; where there are no cases, the number of good ones may be left blank."""
    if whole or filling.is_so(0.5):
        filling.book.result(planned, "Số đạt", good)
    filling.book.result(planned, "Tổng số", whole)
    return share(good, whole)


def above_or_below(filling: Filling, planned: Planned, whole: int) -> Figures:
    """Mostly above the level, sometimes below it or exactly at it."""
    bound, random = planned.bound, filling.random
    if bound is None or not whole:
        return typed(filling, planned, 0, whole)
    level = bound.level
    whole = -(-whole // level.denominator) * level.denominator if filling.is_so(0.1) else whole
    reached = -(-whole * level.numerator // level.denominator)
    if level == 1:
        good = whole if filling.is_so(filling.care) else whole - random.randint(1, min(whole, 9))
    elif filling.is_so(0.1):
        good = reached
    elif filling.is_so(filling.care):
        good = random.randint(reached, whole)
    else:
        good = random.randint(reached * 7 // 10, reached)
    return typed(filling, planned, good, whole)


def online(filling: Filling, planned: Planned) -> Figures:
    """Some offices have the share only."""
    if filling.flaw is Flaw.ROUGH_SHARE:
        filling.book.result(planned, "Ghi trực tiếp", f"{ROUGHLY}%")
        return UNKNOWN
    if filling.is_so(0.05):
        thousandths = filling.random.randint(700, 990)
        declared = Fraction(thousandths, 1000)
        as_typed = f"{thousandths / 10:g}%".replace(".", ",")
        filling.book.result(planned, "Ghi trực tiếp", as_typed if filling.is_so(0.5) else declared)
        return Figures(value=declared)
    return above_or_below(filling, planned, 0 if filling.is_so(0.01) else filling.random.randint(40, 1600))


def apologies(filling: Filling, planned: Planned) -> Figures:
    """One for every dossier that was late."""
    if filling.late == 0 and filling.is_so(0.5):
        filling.book.result(planned, "Ghi trực tiếp", NO_CASES)
        return Figures(status=Status.NO_CASES)
    good = filling.late if filling.is_so(filling.care) else filling.late // 2
    return typed(filling, planned, good, filling.late)


def survey(filling: Filling, planned: Planned) -> Figures:
    """Answers of all questions together."""
    random, book, sheet = filling.random, filling.book, f"MT{planned.objective}"
    if filling.flaw is Flaw.NO_SURVEY:
        return UNKNOWN
    returned = random.randint(60, 200)
    questions = QUESTIONS[: random.randint(4, len(QUESTIONS))]
    unhappy = 0.012 if filling.is_so(filling.care) else 0.06
    rows: list[Row] = []
    good = whole = 0
    for question in questions:
        bad = [sum(random.random() < unhappy for _ in range(returned)) // part for part in (1, 2, 4)]
        pleased = returned - sum(bad) - random.randint(0, 2)
        very = random.randint(pleased // 3, pleased)
        levels = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")
        rows.append({"Nội dung khảo sát": question} | dict(zip(levels, (very, pleased - very, *bad), strict=True)))
        good, whole = good + pleased, whole + pleased + sum(bad)
    book.details(sheet, rows)
    counts = {"Số phiếu phát ra": returned + random.randint(0, 30), "Số phiếu thu về": returned}
    for label, count in counts.items():
        place = next(p for p, cell in book.base.sheets[sheet].cells.items() if cell.text == label)
        book.put(sheet, f"C{place[1:]}", count)
    return share(good, whole)


def petitions(filling: Filling, planned: Planned) -> Figures:
    if filling.is_so(0.2):
        filling.book.result(planned, "Ghi trực tiếp", NO_CASES)
        return Figures(status=Status.NO_CASES)
    return above_or_below(filling, planned, 0 if filling.is_so(0.2) else filling.random.randint(1, 25))


def signed(filling: Filling, planned: Planned) -> Figures:
    whole = filling.random.randint(400, 4000)
    if filling.flaw is Flaw.ROUGH_TOTAL:
        filling.book.result(planned, "Số đạt", whole)
        filling.book.result(planned, "Tổng số", ROUGHLY)
        return UNKNOWN
    if filling.flaw is Flaw.NO_GOOD_CASES:
        filling.book.result(planned, "Tổng số", whole)
        return UNKNOWN
    return above_or_below(filling, planned, whole)


def trainings(filling: Filling, planned: Planned) -> Figures:
    """Judged at the end of the year, whatever there is by now."""
    if filling.is_so(0.05):
        return Figures(status=Status.DEFERRED)
    number = filling.random.randint(0, 3)
    filling.book.result(planned, "Ghi trực tiếp", number)
    return Figures(value=Fraction(number), status=Status.DEFERRED)


def audit(filling: Filling, planned: Planned) -> Figures:
    """In time up to the day before the one that is named."""
    random = filling.random
    if filling.flaw is Flaw.NO_DAY:
        return UNKNOWN
    limit = date(YEAR, 9, 30)
    days = (limit - timedelta(days=1), limit, *(date(YEAR, 3, 1) + timedelta(random.randrange(200)) for _ in range(20)))
    choices: list[tuple[Content, Status]] = [(day, Status.MET if day < limit else Status.NOT_MET) for day in days]
    choices += [("Đạt", Status.MET), ("Chưa đạt", Status.NOT_MET), ("Chưa đạt", Status.NOT_MET)]
    direct, status = random.choice(choices)
    filling.book.result(planned, "Ghi trực tiếp", direct)
    return Figures(status=status)


def returned_dossiers(filling: Filling, planned: Planned) -> Figures:
    whole = filling.random.randint(100, 2500)
    limit = whole // 100
    if filling.is_so(0.05):
        return typed(filling, planned, limit, limit * 100)
    good = filling.random.randint(0, limit) if filling.is_so(filling.care) else limit + filling.random.randint(1, 9)
    return typed(filling, planned, good, whole)


def usual(filling: Filling, planned: Planned) -> Figures:
    return above_or_below(filling, planned, 0 if filling.is_so(0.1) else filling.random.randint(1, 900))


FILLED: Mapping[str, Callable[[Filling, Planned], Figures]] = {
    "1": plan,
    "2.1": checklist_of_procedures,
    "2.2": dossiers,
    "3": complaints,
    "4.1": checklist_of_domains,
    "4.2": online,
    "4.3": apologies,
    "5": survey,
    "6": petitions,
    "7.1": tasks_followed,
    "7.2": tasks,
    "8": signed,
    "9.1": checklist_of_posts,
    "9.2": trainings,
    "10.1": audit,
    "10.2": returned_dossiers,
    "usual": usual,
}


# --- other objectives -------------------------------------------------------------------------------------------------

OTHER = {
    "4.3": ("4.4", "Kết quả giải quyết thủ tục hành chính còn hiệu lực được số hóa", "từ 90% trở lên", ""),
    "6": ("6", "Lượt tiếp công dân định kỳ của Chủ tịch UBND xã được thực hiện đúng lịch", "100%", LEFT_OUT),
    "8": ("8", "Văn bản đến được xử lý, giải quyết đúng thời hạn", "từ 95% trở lên", ""),
}
"""By their place: code, statement, target, what it counts as when there are no cases."""
DROPPED, RENUMBERED, RATIO = "10.1", "10.2", "Tỷ lệ"
"""The second takes the code, and the row, of the first."""


def other_objectives(planned: Sequence[Planned]) -> list[Planned]:
    """Three indicators about something else, one dropped, one with another code."""
    by_place = {one.place: one for one in planned}
    changed = by_place | {
        place: Planned(code, statement, target, no_cases, place, "usual")
        for place, (code, statement, target, no_cases) in OTHER.items()
    }
    changed[DROPPED] = replace(changed.pop(RENUMBERED), code=DROPPED, place=DROPPED)
    return list(changed.values())


def write_objectives(book: Book, planned: Sequence[Planned]) -> None:
    """Put changed indicators where the template has its own; a row that none is left for is cleared."""
    places = {one.place: one for one in planned}
    for old in book.base.planned:
        new = places.get(old.place)
        if new is None:
            clear(book, old)
        elif new != old:
            rewrite(book, old, new)


def clear(book: Book, old: Planned) -> None:
    sheet = book.base.sheets[OBJECTIVES]
    row = sheet.row_of(old.place)
    for letter in _grid(sheet.results).columns.values():
        book.put(OBJECTIVES, f"{letter}{row}", None)
    name = f"MT{old.objective}"
    for header in _grid(book.base.sheets[name].results).columns:
        book.result(old, header, None)


def rewrite(book: Book, old: Planned, new: Planned) -> None:
    """The columns that qmxl fills say that it has not seen the change yet."""
    sheet = book.base.sheets[OBJECTIVES]
    row, columns = sheet.row_of(old.place), _grid(sheet.results).columns
    has_heading = bool(sheet.cells[f"{columns['Chỉ tiêu']}{row}"].text)
    told = {
        CODE: new.code,
        "Chỉ tiêu" if has_heading else "Mục tiêu": new.statement,
        "Mức đề ra": new.target,
        "Cách tính": RATIO,
        "Khi chưa phát sinh": new.no_cases or None,
    }
    for header, content in told.items():
        book.put(OBJECTIVES, f"{columns[header]}{row}", content)
    book.put_computed(OBJECTIVES, f"{columns['Hiểu là']}{row}", "Chạy lại qmxl")
    for header, content in ((CODE, new.code), ("Chỉ tiêu", new.statement), ("Mức đề ra", new.target)):
        book.put_computed(*book.result_place(new, header), content)


# --- verdicts ---------------------------------------------------------------------------------------------------------


def status_of(planned: Planned, figures: Figures) -> Status:
    bound = planned.bound
    if figures.status is not None:
        return figures.status
    if bound is None or figures.value is None:
        raise LookupError(f"no verdict on {planned.code}")
    if not bound.is_met_by(figures.value):
        return Status.NOT_MET
    return Status.EXCEEDED if bound.sign != "≤" and figures.value > bound.level else Status.MET


def objective_answer(number: int, own: Sequence[tuple[Planned, Status]]) -> ObjectiveAnswer:
    """Met only if every indicator is; exceeded only if every one that can be is. Otherwise the gravest decides."""
    counted = [(p, s) for p, s in own if not (s is Status.NO_CASES and p.no_cases == LEFT_OUT)]
    statuses = [
        Status.MET if s is Status.NO_CASES and p.no_cases == MET_WITHOUT_CASES else s for p, s in counted or own
    ]
    for grave in (Status.NOT_MET, Status.NO_DATA, Status.DEFERRED, Status.NO_CASES):
        if grave in statuses:
            return ObjectiveAnswer(number, grave, bool(counted))
    could_be = [s for (p, _), s in zip(counted, statuses, strict=True) if p.bound and p.bound.can_be_exceeded]
    is_exceeded = bool(could_be) and all(s is Status.EXCEEDED for s in could_be)
    return ObjectiveAnswer(number, Status.EXCEEDED if is_exceeded else Status.MET, is_counted=True)


def indicator_answer(planned: Planned, figures: Figures) -> IndicatorAnswer:
    value = figures.value
    return IndicatorAnswer(
        planned.code,
        planned.statement,
        status_of(planned, figures),
        figures.numerator,
        figures.denominator,
        None if value is None else f"{value.numerator}/{value.denominator}",
    )


# --- one workbook -----------------------------------------------------------------------------------------------------


def filled(unit: Unit, reported: date, random: Random) -> tuple[Book, list[IndicatorAnswer], list[ObjectiveAnswer]]:
    """The workbook of a unit, and the verdicts on it."""
    base = template()
    planned = other_objectives(base.planned) if unit.kind is Kind.OTHER_OBJECTIVES else list(base.planned)
    book = Book(base)
    flaw = random.choice(list(Flaw)) if unit.kind is Kind.FLAWED else None
    filling = Filling(book, unit, random, reported, flaw)
    write_information(filling)
    write_objectives(book, planned)
    if unit.kind is Kind.OLD_TEMPLATE:
        book.put(GUIDE, f"B{base.sheets[GUIDE].row_of(VERSION_LABEL)}", OLD_VERSION)
    answers: list[IndicatorAnswer] = []
    by_objective: dict[int, list[tuple[Planned, Status]]] = {}
    for one in planned:
        answer = indicator_answer(one, FILLED[one.figures](filling, one))
        write_remarks(book, one, answer)
        answers.append(answer)
        by_objective.setdefault(one.objective, []).append((one, answer.status))
    return book, answers, [objective_answer(number, own) for number, own in by_objective.items()]


def write_information(filling: Filling) -> None:
    book, unit, random = filling.book, filling.unit, filling.random
    office = f"UBND xã {unit.name}"
    first, second = random.randint(5, 60), random.randint(5, 60)
    family, given = (random.choice(names) for names in PEOPLE)
    told: dict[str, Content | tuple[Content, ...]] = {
        "Tên cơ quan": f"ỦY BAN NHÂN DÂN\nXÃ {unit.name.upper()}",
        "Tên viết tắt": office,
        "Tự xưng trong báo cáo": "UBND xã",
        "Mã đơn vị hành chính": unit.code,
        "Tỉnh, thành phố": unit.province[0].upper() + unit.province[1:],
        "Địa danh": unit.name,
        "Số, ký hiệu": f"{random.randint(90, 700)}/BC-UBND",
        "Ngày báo cáo": filling.reported,
        "Kỳ báo cáo": PERIOD,
        "Năm": YEAR,
        "Quyết định ban hành mục tiêu": (
            f"Quyết định số {first}/QĐ-UBND ngày 15/01/2026 của {office} về việc ban hành mục tiêu chất lượng năm 2026"
        ),
        "Kính gửi": f"UBND {unit.province}",
        "Căn cứ": f"Căn cứ Kế hoạch số {second}/KH-UBND ngày 20/01/2026 của {office}",
        "Nơi nhận": ("Như trên", "Thường trực Đảng ủy xã", "Thường trực HĐND xã", "Lưu: VT, VP"),
        "Quyền hạn ký": ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"),
        "Chức vụ người ký": "PHÓ CHỦ TỊCH",
        "Người ký": f"{family} {given}",
        "Người lập, điện thoại": f"{given}, {random.randint(0, 9999999):07}",
    }
    for label, contents in told.items():
        book.information(label, *(contents if isinstance(contents, tuple) else (contents,)))


def write_remarks(book: Book, planned: Planned, answer: IndicatorAnswer) -> None:
    """What an office writes beside its figures, and the computed cells as Excel would have saved them."""
    book.result(planned, "Tài liệu minh chứng", "Báo cáo của bộ phận chủ trì; số liệu minh họa")
    if answer.status is Status.NOT_MET:
        book.result(planned, "Nguyên nhân", "Một số việc phải phối hợp nhiều cơ quan, việc phân công có lúc còn chậm")
        book.result(planned, "Giải pháp", "Phân công người theo dõi hằng ngày, nhắc trước hạn 02 ngày làm việc")
    for header, content in (("Số đạt", answer.numerator), ("Tổng số", answer.denominator)):
        if content is not None:
            book.put_computed(*book.result_place(planned, header), content)
    if answer.value is not None:
        book.put_computed(*book.result_place(planned, "Kết quả"), Fraction(answer.value))
    book.put_computed(*book.result_place(planned, "Đánh giá"), WORDS[answer.status])


# --- files that cannot be read ----------------------------------------------------------------------------------------


def broken(content: bytes, random: Random) -> bytes:
    """Cut off, as by a copy that stopped, or with other bytes in its middle."""
    if random.random() < 0.5:
        return content[: random.randint(len(content) // 4, len(content) * 3 // 4)]
    damaged = bytearray(content)
    start = len(content) // 3
    damaged[start : start + 2000] = random.randbytes(2000)
    return bytes(damaged)


SECTOR, END_OF_CHAIN, FREE, FAT_SECTOR = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
ROOT_ENTRY, STREAM_ENTRY = 5, 2
LEAST_STREAM = 4096
"""Bytes; shorter streams stand elsewhere in a compound file."""


def encrypted(size: int, random: Random) -> bytes:
    """A compound file (MS-CFB) with the streams of an encrypted package (MS-OFFCRYPTO), their bytes at random."""
    sizes = {"EncryptionInfo": LEAST_STREAM, "EncryptedPackage": -(-size // SECTOR) * SECTOR}
    counts = [own // SECTOR for own in sizes.values()]
    fat_sectors = next(n for n in range(1, 110) if n + 1 + sum(counts) <= n * SECTOR // 4)
    directory = fat_sectors
    starts = [directory + 1, directory + 1 + counts[0]]
    fat = [FAT_SECTOR] * fat_sectors + [END_OF_CHAIN]
    for start, number in zip(starts, counts, strict=True):
        fat += [*range(start + 1, start + number), END_OF_CHAIN]
    fat += [FREE] * (fat_sectors * SECTOR // 4 - len(fat))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, fat_sectors, directory, 0, LEAST_STREAM, END_OF_CHAIN, 0, END_OF_CHAIN, 0),
    )
    places = [*range(fat_sectors), *[FREE] * (109 - fat_sectors)]
    entries = [
        _entry("Root Entry", ROOT_ENTRY, child=1, following=FREE, start=END_OF_CHAIN, size=0),
        _entry("EncryptionInfo", STREAM_ENTRY, child=FREE, following=2, start=starts[0], size=LEAST_STREAM),
        _entry("EncryptedPackage", STREAM_ENTRY, child=FREE, following=FREE, start=starts[1], size=counts[1] * SECTOR),
        bytes(66) + struct.pack("<BBIII", 0, 0, FREE, FREE, FREE) + bytes(48),
    ]
    tables = struct.pack("<109I", *places), struct.pack(f"<{len(fat)}I", *fat)
    return b"".join((header, *tables, *entries, random.randbytes(sum(counts) * SECTOR)))


def _entry(name: str, kind: int, *, child: int, following: int, start: int, size: int) -> bytes:
    spelt = name.encode("utf-16-le")
    told = struct.pack("<HBBIII", len(spelt) + 2, kind, 1, FREE, following, child)
    return spelt.ljust(64, b"\0") + told + bytes(36) + struct.pack("<IQ", start, size)


# --- all files --------------------------------------------------------------------------------------------------------


def file_name(unit: Unit, random: Random, addition: str = "") -> str:
    """As offices name their files."""
    plain = f"{unit.code}{addition}.xlsx"
    return random.choice(
        (
            *(plain, plain, plain),
            f"{unit.code} - UBND xã {unit.name}{addition}.xlsx",
            f"Báo cáo MTCL 9 tháng năm 2026 - xã {unit.name} ({unit.code}){addition}.xlsx",
            f"xa_{unit.code}_9thang2026{addition}.xlsx",
        )
    )


def report_days(random: Random, number: int) -> list[date]:
    """Most are in time; of two, the second is later."""
    latest = 15 if random.random() < 0.08 else DEADLINE.day
    return [date(YEAR, 10, day) for day in sorted(random.sample(range(1, latest + 1), number))]


def sent(unit: Unit, seed: int) -> Iterator[tuple[FileAnswer, bytes]]:
    """The files of a unit, with what must be made of them."""
    random = _random(seed, unit.code)
    days = report_days(random, 2 if unit.kind is Kind.DUPLICATE else 1)
    for number, reported in enumerate(days, 1):
        name = file_name(unit, random, " (bổ sung)" if number > 1 else "")
        book, indicators, objectives = filled(unit, reported, random)
        answer = FileAnswer(
            path=f"{unit.province}/{name}",
            kind=unit.kind,
            unit_code=unit.code,
            name=f"UBND xã {unit.name}",
            province=unit.province[0].upper() + unit.province[1:],
            report_date=reported.isoformat(),
            is_late=reported > DEADLINE,
            is_used=unit.kind not in UNREADABLE and number == len(days),
        )
        content = book.package()
        if unit.kind is Kind.BROKEN:
            content = broken(content, random)
        elif unit.kind is Kind.ENCRYPTED:
            content = encrypted(len(content), random)
        yield with_verdicts(answer, indicators, objectives) if answer.is_used else answer, content


def with_verdicts(
    answer: FileAnswer, indicators: Sequence[IndicatorAnswer], objectives: Sequence[ObjectiveAnswer]
) -> FileAnswer:
    counted = [one for one in objectives if one.is_counted]
    return replace(
        answer,
        indicators=tuple(indicators),
        objectives=tuple(objectives),
        met=sum(one.status in MET_STATUSES for one in counted),
        total=len(counted),
    )


def generate(folder: Path, count: int, seed: int) -> Expected:
    """Write the files of `count` units below the folder; give what a consolidation of them must give."""
    answers: list[FileAnswer] = []
    for unit in units(count, seed):
        (folder / unit.province).mkdir(parents=True, exist_ok=True)
        for answer, content in sent(unit, seed):
            (folder / answer.path).write_bytes(content)
            answers.append(answer)
    return Expected(seed, count, YEAR, PERIOD, DEADLINE.isoformat(), tuple(answers))


def main() -> None:
    """Write the workbooks and the answer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="for the workbooks; a folder in it for each province")
    parser.add_argument("--units", type=int, default=3321, help="communes (default 3321)")
    parser.add_argument("--seed", type=int, default=1, help="of names and figures (default 1)")
    parser.add_argument(
        "--expected", type=Path, help="for the answer (default FOLDER-expected.json, beside the folder)"
    )
    options = parser.parse_args()
    folder: Path = options.folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty")
    began = perf_counter()
    expected = generate(folder, options.units, options.seed)
    seconds = perf_counter() - began
    output_path: Path = options.expected or folder.with_name(f"{folder.name}-expected.json")
    output_path.write_text(expected.json(), encoding="utf-8")
    size = sum((folder / one.path).stat().st_size for one in expected.files)
    each = f"{1000 * seconds / len(expected.files):.0f} ms and {size / len(expected.files) / 1024:.0f} KiB each"
    print(f"{len(expected.files):,} files of {expected.units:,} units: {each}")


if __name__ == "__main__":
    main()
