"""LibreOffice as an independent spreadsheet engine over a workbook qmxl wrote.

Every cached value of a copy is replaced by a wrong one, LibreOffice recalculates the copy in an English and a
Vietnamese profile, and all values must come back as written. Beside it stands what no recalculation can show: whether
the formulas keep to the dialect that Excel 2010, WPS and LibreOffice share (docs: design, "Formula dialect").

    python -m qmxl.proof.second_engine FILE...
"""

import os
import posixpath
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Literal
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse
from xml.sax.saxutils import escape
from zipfile import BadZipFile, ZipFile

from qmxl.formula import ALLOWED_FUNCTIONS
from qmxl.model.references import quoted

Locale = Literal["en-US", "vi-VN"]
LOCALES: tuple[Locale, ...] = ("en-US", "vi-VN")

TIME_LIMIT = 180.0
"""Seconds for one start of soffice, however many workbooks it is given."""

TOLERANCE = 1e-12
"""Relative, and absolute near 0: LibreOffice stores 15 significant digits and makes 0.1+0.2-0.3 exactly 0."""

SHOWN_DISAGREEMENTS = 5


# --- what is said ---------------------------------------------------------------------------------------------------


class ErrorValue(str):
    """An error such as #DIV/0! as a cell's value; never equal to the text "#DIV/0!" in `compare`."""

    __slots__ = ()


CachedValue = float | str | bool | None
Place = tuple[str, str]
"""Sheet name and A1."""
FormulaCells = dict[Place, tuple[str, CachedValue]]
"""Formula text as in the file (without "="; empty for the followers of a shared formula) and cached value."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A formula cell whose two values differ; `recalculated` is None where the second engine has no such formula."""

    sheet: str
    cell: str
    formula: str
    written: CachedValue
    recalculated: CachedValue
    locale: Locale | None = None

    def __str__(self) -> str:
        where = f"{quoted(self.sheet)}!{self.cell}"
        return f"{where} ={self.formula}: written {self.written!r}, recalculated {self.recalculated!r}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Number of formulas compared in each locale, and what disagreed in any of them."""

    formulas: int
    disagreements: tuple[Disagreement, ...]


class SecondEngineFault(Exception):
    """The second engine cannot be used."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{type(self).__doc__} {detail}".rstrip())


class LibreOfficeMissing(SecondEngineFault):
    """LibreOffice is not on this machine: neither soffice nor libreoffice is on the PATH."""


class ConversionFailed(SecondEngineFault):
    """LibreOffice did not convert the workbook."""


class CellNotEditable(SecondEngineFault):
    """Only plain input cells that stand in the file can be edited, not formulas and not cells that are absent."""


class UnknownCellType(SecondEngineFault):
    """A formula cell has a type other than n, str, b and e."""


class UnreadableWorkbook(SecondEngineFault):
    """A file cannot be read as an .xlsx workbook."""


# --- reading the package --------------------------------------------------------------------------------------------

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def formula_cells(path: Path) -> FormulaCells:
    """Every formula cell with its cached value; None where there is no <v>, so that 0 and "not stored" differ.

    An empty <v/> is the empty text whatever its type: XlsxWriter writes value="" as a number without digits.
    """
    try:
        with ZipFile(path) as package:
            return {(sheet, a1): (unescaped(formula.text), value) for sheet, a1, formula, value in _formulas(package)}
    except (BadZipFile, ParseError, KeyError, ValueError) as fault:
        raise UnreadableWorkbook(f"{path}: {fault}") from fault


def _formulas(package: ZipFile) -> Iterator[tuple[str, str, Element, CachedValue]]:
    """Sheet name, A1, <f> and cached value; the <f> of a formula that fills several cells is marked spills="1"."""
    shared_texts = shared_texts_of(package)
    for sheet, part in sheet_parts(package).items():
        for cell in elements(package, part):
            if cell.tag == f"{MAIN}c" and (formula := cell.find(f"{MAIN}f")) is not None:
                if _spills(cell, formula):
                    formula.set("spills", "1")
                yield sheet, cell.attrib["r"], formula, cached_value(cell, shared_texts)


def _spills(cell: Element, formula: Element) -> bool:
    """Whether it is a dynamic array (`cm`), a data table, or an array formula over more than its own cell."""
    kind, corners = formula.get("t"), set(formula.get("ref", "").split(":"))
    return kind == "dataTable" or (kind == "array" and ("cm" in cell.attrib or len(corners) > 1))


def sheet_parts(package: ZipFile) -> dict[str, str]:
    """Sheet name -> name of its part in the package."""
    relations = fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.attrib["Id"]: posixpath.join("/xl", relation.attrib["Target"]) for relation in relations}
    sheets = fromstring(package.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
    return {sheet.attrib["name"]: posixpath.normpath(targets[sheet.attrib[RELATION_ID]])[1:] for sheet in sheets}


def shared_texts_of(package: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    items = fromstring(package.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")
    return ["".join(unescaped(run.text) for run in item.findall(f".//{MAIN}t")) for item in items]


def elements(package: ZipFile, part: str) -> Iterator[Element]:
    """Every element as it ends; rows are emptied behind it, so that a long sheet does not stay in memory."""
    with package.open(part) as stream:
        for _, element in iterparse(stream):
            yield element
            if element.tag == f"{MAIN}row":
                element.clear()


def cached_value(cell: Element, shared_texts: Sequence[str]) -> CachedValue:
    stored = cell.find(f"{MAIN}v")
    if stored is None:
        return None
    text = unescaped(stored.text)
    match cell.get("t", "n"):
        case "n":
            return float(text) if text else ""
        case "b":
            return text in {"1", "true"}
        case "e":
            return ErrorValue(text)
        case "s":
            return shared_texts[int(text)]
        case _:
            return text


def unescaped(text: str | None) -> str:
    """Text without the format's escapes (ST_Xstring): _x005F_ is an underscore, _x000A_ a line break."""
    return ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text or "")


# --- copies with other values ---------------------------------------------------------------------------------------

# The bytes are changed in place, not parsed and written anew: nothing else in the part may move. The writers' XML is
# regular (no prefix, no comment, no CDATA, "<" escaped); should a file differ, `check_workbook` sees a value left.
CELL = re.compile(rb"<c(?P<attributes>\s[^>]*?)(?:/>|>(?P<body>.*?)</c>)", re.DOTALL)
FORMULA = re.compile(rb"<f[\s/>]")
VALUE = re.compile(rb"<v(?:\s[^>]*?)?(?:/>|>(?P<value>.*?)</v>)", re.DOTALL)
CELL_REFERENCE = re.compile(rb"""\sr=["']([A-Z]+[0-9]+)["']""")
CELL_TYPE = re.compile(rb"""\st=["'](\w+)["']""")

WRONG_VALUES: Mapping[str, Callable[[bytes], bytes]] = {
    "n": lambda value: b"987654321.5" if float(value or 0) < 0 else b"-987654321.5",
    "str": lambda value: b"wrong: " + value,
    "b": lambda value: b"0" if value in {b"1", b"true"} else b"1",
    "e": lambda value: b"#NUM!" if value == b"#NULL!" else b"#NULL!",
}
"""Type of a cell -> a value of that type which no tolerance can take for the right one."""

CellChange = Callable[[str, re.Match[bytes]], bytes]
"""Sheet name and a match of CELL -> the bytes in its place."""


def poison_cached_values(input_path: Path, output_path: Path) -> int:
    """Copy the workbook with a wrong value in place of every cached value of a formula; gives how many there were."""
    poisoned: list[str] = []

    def poison(sheet: str, cell: re.Match[bytes]) -> bytes:
        body = cell["body"] or b""
        if not (FORMULA.search(body) and VALUE.search(body)):
            return cell[0]
        place = f"{quoted(sheet)}!{attribute(CELL_REFERENCE, cell)}"
        kind = attribute(CELL_TYPE, cell) or "n"
        if kind not in WRONG_VALUES:
            raise UnknownCellType(f"{place}: {kind}")
        poisoned.append(place)
        value = VALUE.sub(lambda stored: b"<v>" + WRONG_VALUES[kind](stored["value"] or b"") + b"</v>", body)
        return b"<c" + cell["attributes"] + b">" + value + b"</c>"

    copy_with_cells(input_path, output_path, poison)
    return len(poisoned)


def edit_cells(input_path: Path, output_path: Path, edits: Mapping[Place, float | str]) -> None:
    """Copy the workbook with other numbers or texts in plain input cells; formats and cached values stay."""
    missing = set(edits)

    def edit(sheet: str, cell: re.Match[bytes]) -> bytes:
        place = (sheet, attribute(CELL_REFERENCE, cell))
        if place not in edits or FORMULA.search(cell["body"] or b""):
            return cell[0]
        missing.discard(place)
        return edited(CELL_TYPE.sub(b"", cell["attributes"]), edits[place])

    copy_with_cells(input_path, output_path, edit)
    if missing:
        output_path.unlink()
        raise CellNotEditable(", ".join(f"{quoted(sheet)}!{a1}" for sheet, a1 in sorted(missing)))


def edited(attributes: bytes, value: float | str) -> bytes:
    if isinstance(value, str):
        text = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
        return b"<c" + attributes + b' t="inlineStr">' + text.encode() + b"</c>"
    return b"<c" + attributes + b"><v>" + repr(value).encode() + b"</v></c>"


def attribute(pattern: re.Pattern[bytes], cell: re.Match[bytes]) -> str:
    found = pattern.search(cell["attributes"])
    return found[1].decode() if found else ""


def copy_with_cells(input_path: Path, output_path: Path, change: CellChange) -> None:
    """Copy a package, part by part in its order, with `change` applied to every cell of every sheet."""
    if input_path.resolve() == output_path.resolve():
        raise ValueError(f"{input_path} would be written over itself")
    with ZipFile(input_path) as source, ZipFile(output_path, "w") as copy:
        sheets = {part: sheet for sheet, part in sheet_parts(source).items()}
        for entry in source.infolist():
            content = source.read(entry)
            if sheet := sheets.get(entry.filename):
                content = _with_cells(content, sheet, change)
            copy.writestr(entry, content)


def _with_cells(content: bytes, sheet: str, change: CellChange) -> bytes:
    return CELL.sub(lambda cell: change(sheet, cell), content)


# --- recalculating --------------------------------------------------------------------------------------------------

# OOXMLRecalcMode 0 is "always": otherwise LibreOffice believes the cached values, and the check could never fail.
# ooSetupSystemLocale rules the separators; it needs no language pack and overrides LANG.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
</oor:items>
"""


def recalculate(input_path: Path, folder: Path, *, locale: Locale) -> Path:
    """The workbook as LibreOffice recalculates and saves it, in a new folder inside `folder`."""
    return recalculate_all([input_path], folder, locale=locale)[0]


def recalculate_all(input_paths: Sequence[Path], folder: Path, *, locale: Locale) -> list[Path]:
    """The same for several workbooks in one start of LibreOffice; their names must differ.

    Raises LibreOfficeMissing, or ConversionFailed with LibreOffice's own words.
    """
    if len({path.stem.casefold() for path in input_paths}) < len(input_paths):
        raise ValueError("two workbooks of the same name would become one")
    folder.mkdir(parents=True, exist_ok=True)
    output_folder = Path(mkdtemp(prefix=f"{locale}-", dir=folder)).resolve()
    said = _convert(input_paths, output_folder, locale)
    output_paths = [output_folder / f"{path.stem}.xlsx" for path in input_paths]
    if absent := [path.name for path in output_paths if not path.is_file()]:
        raise ConversionFailed(f"{', '.join(absent)}: {said}")
    return output_paths


def _convert(input_paths: Sequence[Path], output_folder: Path, locale: Locale) -> str:
    """Run soffice with a profile of its own, without which it would hand the work to one that is already running."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise LibreOfficeMissing
    with TemporaryDirectory(prefix="profile-", dir=output_folder, ignore_cleanup_errors=True) as profile:
        settings = Path(profile, "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        settings.write_text(PROFILE.format(locale=locale), encoding="utf-8")
        switches = ["--headless", "--norestore", f"-env:UserInstallation={Path(profile).as_uri()}"]
        conversion = ["--convert-to", "xlsx", "--outdir", str(output_folder)]
        return _run([program, *switches, *conversion, *(str(path.resolve()) for path in input_paths)])


def _run(command: Sequence[str]) -> str:
    """Output of a command, which is ended with all its children when it fails to end in time."""
    output, errors = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(command, stdout=output, stderr=errors, start_new_session=True) as process:
        try:
            said = process.communicate(timeout=TIME_LIMIT)[0].decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            raise ConversionFailed(f"It was stopped after {TIME_LIMIT:g} seconds.") from None
        finally:
            _end(process)
    if process.returncode:
        raise ConversionFailed(f"Exit code {process.returncode}: {said}")
    return said


def _end(process: subprocess.Popen[bytes]) -> None:
    """soffice is a script whose child does the work and would survive it."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


# --- comparing ------------------------------------------------------------------------------------------------------


def compare(written: FormulaCells, recalculated: FormulaCells, *, locale: Locale | None = None) -> list[Disagreement]:
    """Where the values of the written formulas differ from the recalculated ones; formula texts are not compared."""
    nothing: tuple[str, CachedValue] = ("", None)
    return [
        Disagreement(*place, formula, value, found, locale)
        for place, (formula, value) in written.items()
        if not _agree(value, found := recalculated.get(place, nothing)[1])
    ]


def _agree(written: CachedValue, recalculated: CachedValue) -> bool:
    """TRUE and 1 agree: in LibreOffice a truth value is a number format, and --(A1<A2) comes back as TRUE."""
    if written is None or recalculated is None:
        return False
    if isinstance(written, str) or isinstance(recalculated, str):
        return type(written) is type(recalculated) and written == recalculated
    return isclose(written, recalculated, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def check_workbook(path: Path, *, locales: Sequence[Locale] = LOCALES, folder: Path) -> Outcome:
    """Poison a copy, have it recalculated and compare, in each locale; working files stay in `folder`."""
    return check_workbooks([path], locales=locales, folder=folder)[0]


def check_workbooks(paths: Sequence[Path], *, locales: Sequence[Locale] = LOCALES, folder: Path) -> list[Outcome]:
    """The same for several workbooks, with one start of LibreOffice for each locale."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [formula_cells(path) for path in paths]
    poisoned = [folder / f"{number:04}-poisoned.xlsx" for number, _ in enumerate(paths, start=1)]
    for path, cells, copy in zip(paths, written, poisoned, strict=True):
        _poison_all(path, cells, copy)
    found: list[list[Disagreement]] = [[] for _ in paths]
    for locale in locales:
        results = recalculate_all(poisoned, folder, locale=locale)
        for disagreements, cells, result in zip(found, written, results, strict=True):
            disagreements.extend(compare(cells, formula_cells(result), locale=locale))
    return [Outcome(len(cells), tuple(disagreements)) for cells, disagreements in zip(written, found, strict=True)]


def _poison_all(path: Path, cells: FormulaCells, copy: Path) -> None:
    """A value that kept its place in the copy would agree with itself, and prove nothing."""
    poison_cached_values(path, copy)
    if kept := len(cells) - len(compare(cells, formula_cells(copy))):
        raise SecondEngineFault(f"{path}: {kept} of {len(cells)} cached values could not be made wrong.")


# --- the formula dialect --------------------------------------------------------------------------------------------

LONGEST_TEXT = 255
LONGEST_FORMULA = 8192
VOLATILE_FUNCTIONS = frozenset(
    {"CELL", "INDIRECT", "INFO", "NOW", "OFFSET", "RAND", "RANDARRAY", "RANDBETWEEN", "TODAY"}
)
SAFE_FORMATS = frozenset({"0", "00", "000"})
"""Of TEXT; any other reads its separators by locale: TEXT(0.957,"0.0%") is 95.7% in English and 96% in Vietnamese."""

# Names may be in decomposed Unicode, whose combining marks are not \w.
NAME = r"[\w.\\\u0300-\u036f]"
TOKEN = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>'(?:[^']|'')*'!)
    |(?P<structured>{NAME}+\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    |(?P<broken>\#REF!)
    |(?P<error>\#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!))
    |(?P<function>{NAME}+)(?=\s*\()
    |(?P<unquoted>{NAME}*(?::{NAME}+)?!)
    |(?P<word>{NAME}+)
    |(?P<external>\[[^\[\]]+\])(?={NAME}*!)
    |(?P<nameless>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    |(?P<operator>[@\#])
    |(?P<mark>[(),])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the formulas of one workbook may name: functions, and sheets in lower case."""

    functions: Collection[str]
    sheets: Collection[str]


def dialect_faults(path: Path, allowed: Collection[str] = ALLOWED_FUNCTIONS) -> list[str]:
    """What Excel 2010, WPS and LibreOffice would not all read alike; an empty list when nothing.

    Formulas of cells, defined names, data validations, conditional formats, calculated columns, charts and
    sparklines, and the targets of internal links.
    """
    with ZipFile(path) as package:
        dialect = _Dialect(allowed, {sheet.casefold() for sheet in sheet_parts(package)})
        faults = [*_cell_faults(package), *_external_parts(package)]
        formulas = [*_cell_formulas(package), *_other_formulas(package)]
    faults += [f"{where}: {fault}" for where, text in formulas for fault in _formula_faults(text, dialect)]
    return faults


def _cell_faults(package: ZipFile) -> Iterator[str]:
    for sheet, a1, formula, value in _formulas(package):
        if value is None:
            yield f"{quoted(sheet)}!{a1}: formula without a cached value"
        if "spills" in formula.attrib:
            yield f"{quoted(sheet)}!{a1}: a formula that fills several cells"


def _cell_formulas(package: ZipFile) -> Iterator[tuple[str, str]]:
    for sheet, a1, formula, _ in _formulas(package):
        yield f"{quoted(sheet)}!{a1}", unescaped(formula.text)


def _external_parts(package: ZipFile) -> Iterator[str]:
    return (f"{part}: link to another workbook" for part in package.namelist() if part.startswith("xl/externalLinks/"))


def _other_formulas(package: ZipFile) -> Iterator[tuple[str, str]]:
    """Formulas that do not stand in a cell, with the part they stand in."""
    for part in package.namelist():
        if part.startswith("xl/") and part.endswith(".xml"):
            for element in elements(package, part):
                if formula := _other_formula(element):
                    yield f"{part} <{element.tag.rpartition('}')[2]}>", formula


def _other_formula(element: Element) -> str | None:
    match element.tag.rpartition("}")[2]:
        case "f":  # of charts (c:f) and extensions (xm:f)
            return None if element.tag == f"{MAIN}f" else element.text
        case "formula" | "formula1" | "formula2" | "calculatedColumnFormula":
            return element.text
        case "definedName":  # print areas, titles and filters are the library's own, and quoted where Excel needs it
            return None if element.get("name", "").startswith("_xlnm.") else element.text
        case "hyperlink":
            return element.get("location")
        case _:
            return None


def _formula_faults(formula: str, dialect: _Dialect) -> Iterator[str]:
    if (length := _excel_length(f"={formula}")) > LONGEST_FORMULA:
        yield f"formula of {length} characters, at most {LONGEST_FORMULA}"
    for token in TOKEN.finditer(formula):
        if (judge := TOKEN_FAULTS.get(token.lastgroup or "")) and (fault := judge(token[0], dialect)):
            yield fault
    yield from _format_faults(formula)


def _text_fault(token: str, _: _Dialect) -> str | None:
    length = _excel_length(token[1:-1].replace('""', '"'))
    return f"text of {length} characters, at most {LONGEST_TEXT}: {token[:40]}…" if length > LONGEST_TEXT else None


def _sheet_fault(token: str, dialect: _Dialect) -> str | None:
    if "[" in token:
        return f"external reference: {token}"
    name = token[1:-2].replace("''", "'")
    return None if name.casefold() in dialect.sheets else f"no such sheet: {token}"


def _function_fault(token: str, dialect: _Dialect) -> str | None:
    function = token.upper()
    if function in VOLATILE_FUNCTIONS:
        return f"volatile function: {function}"
    return None if function in dialect.functions else f"function outside the dialect: {function}"


TOKEN_FAULTS: Mapping[str, Callable[[str, _Dialect], str | None]] = {
    "text": _text_fault,
    "sheet": _sheet_fault,
    "structured": lambda token, _: f"{token}: a file says [#This Row] for @" if "[@" in token else None,
    "broken": lambda token, _: f"broken reference: {token}",
    "function": _function_fault,
    "unquoted": lambda token, _: f"sheet name without quotes: {token}",
    "external": lambda token, _: f"external reference: {token}",
    "nameless": lambda token, _: f"structured reference without its table: {token}",
    "operator": lambda token, _: f"operator of dynamic arrays: {token}",
}
"""Kind of a TOKEN -> what is wrong with it, if anything; the other kinds are always right."""


def _format_faults(formula: str) -> Iterator[str]:
    """Formats of TEXT that are not safe: the literals that follow a comma directly inside a TEXT(…)."""
    enclosing, function, before = [""], "", ""
    for token in TOKEN.finditer(formula):
        kind, text = token.lastgroup, token[0]
        if text == "(":
            enclosing.append(function if before == function else "")
        elif text == ")" and len(enclosing) > 1:
            enclosing.pop()
        elif kind == "function":
            function = text.upper()
        elif kind == "text" and before == "," and enclosing[-1] == "TEXT" and text[1:-1] not in SAFE_FORMATS:
            yield f"format of TEXT that changes with the locale: {text}"
        before = text.upper()


def _excel_length(text: str) -> int:
    """Excel counts UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


# --- command line ---------------------------------------------------------------------------------------------------


def main(argv: Sequence[str]) -> int:
    """Check the named files in both locales. 0 all agree, 1 some disagree, 2 no file named, 3 could not be checked."""
    if not argv:
        print("usage: python -m qmxl.proof.second_engine FILE...", file=sys.stderr)
        return 2
    try:
        with TemporaryDirectory(prefix="qmxl-second-engine-") as folder:
            outcomes = check_workbooks([Path(name) for name in argv], folder=Path(folder))
    except (SecondEngineFault, OSError) as fault:
        print(f"could not be checked: {fault}", file=sys.stderr)
        return 3
    for name, outcome in zip(argv, outcomes, strict=True):
        print("\n".join(_lines(name, outcome)))
    return int(any(outcome.disagreements for outcome in outcomes))


def _lines(name: str, outcome: Outcome) -> Iterator[str]:
    for locale in LOCALES:
        found = [disagreement for disagreement in outcome.disagreements if disagreement.locale == locale]
        yield f"{name}: {locale}: {outcome.formulas} formulas compared, {len(found)} disagree"
        yield from (f"  {disagreement}" for disagreement in found[:SHOWN_DISAGREEMENTS])


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a Windows console is not UTF-8 by itself
    sys.exit(main(sys.argv[1:]))
