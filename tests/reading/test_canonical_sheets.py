"""The quick way through a sheet's XML tells what the careful way tells, or nothing."""

import random
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from benchmarks.mutated_files import _damage
from qmxl.reading.parser.canonical_sheets import canonical_facts
from qmxl.reading.parser.container import Refused, stored_package
from qmxl.reading.parser.facts import SheetFacts
from qmxl.reading.parser.xlsx_cells import Book
from qmxl.reading.parser.xlsx_facts import _book, _careful_facts, _workbook

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(
    path for folder in ("samples", "workbook_templates", "tests/corpus") for path in (ROOT / folder).glob("*.xlsx")
)
BOOK = Book(
    formats=["", "#,##0", "dd/mm/yyyy", "hh:mm", ""],
    fonts=["", "", "", "", ".VnTime"],
    runs={1: [(".VnTime", "Sè"), ("Arial", " 1")]},
)
UNSAVED = Book(BOOK.formats, BOOK.fonts, BOOK.runs, is_unsaved=True)


def careful(part: bytes, book: Book) -> SheetFacts | str:
    """The facts, or why the part is refused."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("sheet", part)
        try:
            return _careful_facts(package, "sheet", book)
        except Refused as refused:
            return refused.reason
        except ValueError:
            return "broken"


def quick(part: bytes, book: Book) -> SheetFacts | str | None:
    try:
        return canonical_facts(part, book)
    except ValueError:
        return "broken"


def agree(part: bytes, book: Book = BOOK) -> bool:
    """Whether the quick way took the part; then both tell the same, in the same order."""
    told = quick(part, book)
    if told is None:
        return False
    other = careful(part, book)
    assert told == other
    assert repr(told) == repr(other) or isinstance(told, SheetFacts)  # sets have no order
    assert isinstance(told, str) or [*told.errors, *told.runs, *told.numbers] == _places(other)
    return True


def _places(facts: SheetFacts | str) -> list[object]:
    assert isinstance(facts, SheetFacts)
    return [*facts.errors, *facts.runs, *facts.numbers]


def sheets_of(path: Path) -> Iterator[tuple[bytes, Book]]:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as package:
        parts, _, targets = _workbook(package)
        book = _book(package, targets)
        for part in parts.values():
            yield package.read(part), book


def sheet(rows: str, *, above: str = "", below: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{above}<sheetData>{rows}</sheetData>{below}</worksheet>"
    ).encode()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sheet_of_our_files_is_taken_and_told_alike(path: Path) -> None:
    for part, book in sheets_of(path):
        for is_unsaved in (False, True):
            is_taken = agree(part, Book(book.formats, book.fonts, book.runs, is_unsaved))
            assert is_taken or b"<sheetData/>" in part  # there is nothing to gain


CANONICAL = {
    "no cells": "",
    "blank cells": '<row r="1"><c r="A1" s="1"/><c r="B1"/></row><row r="2" spans="1:2"/>',
    "a number": '<row r="1"><c r="A1" s="1"><v>1587</v></c></row>',
    "a date": '<row r="1"><c r="A1" s="2"><v>45000</v></c></row>',
    "a number in a cell made for dates": '<row r="1"><c r="A1" s="2"><v>12</v></c><c r="B1" s="3"><v>0.5</v></c></row>',
    "a text in a cell made for dates": '<row r="1"><c r="A1" s="2"><v>mai</v></c></row>',
    "an error": '<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c></row>',
    "an error, written otherwise": '<row r="1"><c r="A1" t="e"><v>#N/A &amp; &#10;\r\n</v></c></row>',
    "runs": '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s" ><v>1</v></c></row>'.replace('"s" >', '"s">'),
    "a legacy font": '<row r="1"><c r="A1" s="4" t="s"><v>0</v></c><c r="B1" s="4" t="str"><f>A1</f><v>x</v></c></row>',
    "an inline text": '<row r="1"><c r="A1" s="4" t="inlineStr"><is><t xml:space="preserve"> x</t></is></c></row>',
    "an inline text of a number": '<row r="1"><c r="C1" t="n"><is><t>x</t></is></c></row>',
    "formulas without a value": '<row r="3"><c r="A3"><f>1+1</f></c><c r="B3"><f>1</f><v/></c><c r="C3" t="str"><f>""</f><v></v></c></row>',
    "a formula with 0": '<row r="3"><c r="A3"><f>1+1</f><v>0</v></c><c r="B3"><f aca="false">1</f><v>0.0</v></c></row>',
    "another workbook": '<row r="1"><c r="A1"><f>SUM(\'[2]Số liệu\'!B2:B9)</f><v>1</v></c></row>',
    "a table": '<row r="1"><c r="A1"><f>T1[[#This Row],[2020]]&amp;T1[Số]</f><v>1</v></c></row>',
    "quoted in between": '<row r="1"><c r="A1"><f>[1]A&quot;b!C</f><v>1</v></c></row>',
    "shared": (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A9" si="0">[1]Sheet1!B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c><c r="B2"><f t="shared" si="1"/><v>1</v></c></row>'
    ),
    "hidden rows": '<row r="1" hidden="1"><c r="A1"/></row><row r="7" ht="3" hidden="true"/><row r="8" hidden="0"/>',
    "rows out of order": '<row r="9"><c r="C9"><v>1</v></c></row><row r="2"><c r="AB2"><v>1</v></c></row>',
}


@pytest.mark.parametrize("rows", CANONICAL.values(), ids=CANONICAL)
@pytest.mark.parametrize("book", [BOOK, UNSAVED], ids=["saved", "unsaved"])
def test_what_programs_write_is_taken(rows: str, book: Book) -> None:
    merged = '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="C3"/></mergeCells>'
    assert agree(sheet(rows, above='<cols><col min="1" max="1" hidden="1"/></cols>', below=merged), book)


ODD = {
    "prefix": b'<x:worksheet xmlns:x="x"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    "prefixed cell": sheet('<row r="1"><x:c r="A1" t="e"><v>#N/A</v></x:c></row>'),
    "prefixed row": sheet('<x:row r="1" hidden="1"/>'),
    "prefixed merge": sheet("", below='<x:mergeCell ref="A1:B1"/>'),
    "comment": sheet('<row r="1"><!-- <c r="A1" t="e"><v>#N/A</v></c> --></row>'),
    "cells in CDATA": sheet('<row r="1"><![CDATA[<c r="A1" t="e"><v>#N/A</v></c>]]></row>'),
    "instruction": sheet('<row r="1"><?x <c r="A1" t="e"><v>#N/A</v></c>?></row>'),
    "cell without address": sheet('<row r="1"><c t="e"><v>#N/A</v></c></row>'),
    "row without number": sheet('<row><c r="A1"><v>1</v></c></row>'),
    "other order": sheet('<row r="1"><c t="e" r="A1"><v>#N/A</v></c></row>'),
    "single quotes": sheet("<row r='1' hidden='1'><c r=\"A1\"><v>1</v></c></row>"),
    "further attribute": sheet('<row r="1"><c r="A1" t="e" cm="1"><v>#N/A</v></c></row>'),
    "several runs": sheet('<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>'),
    "last column": sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    "no such column": sheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'),
    "row 0": sheet('<row r="1"><c r="A0"><v>1</v></c></row>'),
    "other entity": sheet('<row r="1"><c r="A1" t="e"><v>#N&#47;A</v></c></row>'),
    "entity nobody knows": sheet('<row r="1"><c r="A1"><v>&x;</v></c></row>'),
    "bare ampersand": sheet('<row r="1"><c r="A1"><f>A&B</f><v>1</v></c></row>'),
    "end of CDATA in a text": sheet('<row r="1"><c r="A1"><f>A]]></f><v>1</v></c></row>'),
    "control character": sheet('<row r="1"><c r="A1"><v>\x01</v></c></row>'),
    "no character": sheet('<row r="1"><c r="A1" t="str"><v>\uffff</v></c></row>'),
    "not UTF-8": sheet('<row r="1"><c r="A1" t="str"><v>x</v></c></row>').replace(b">x<", b">\xe0<"),
    "other encoding": sheet('<row r="1"><c r="A1" t="str"><v>x</v></c></row>').replace(b"UTF-8", b"ISO-8859-1"),
    "UTF-16": sheet('<row r="1"><c r="A1"><v>1</v></c></row>').decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "attribute twice": sheet('<row r="1" ht="1" ht="2"><c r="A1"><v>1</v></c></row>'),
    "cell in an attribute": sheet('<row r="1"><x a="<c r="A1"/>"/></row>'),
    "cells behind the end": sheet("", below="</worksheet>") + b'<c r="A1"><v>1</v></c>',
    "a cell behind the end": sheet("") + b'<c r="A1"/>',
    "a cell in the first tag": b'<worksheet <c r="A1"/>><sheetData></sheetData></worksheet>',
    "crossed": sheet('<row r="1"><c r="A1"><v>1</c></v></row>'),
    "torn": sheet('<row r="1"><c r="A1"><v>1</v></c></row>')[:-20],
    "row that is not closed": sheet('<row r="1"><c r="A1"><v>1</v></c>'),
    "rows twice": sheet('</sheetData><sheetData><row r="1" hidden="1"/>'),
    "document type": sheet("").replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet'),
}


@pytest.mark.parametrize("part", ODD.values(), ids=ODD)
def test_what_is_written_otherwise_is_left_to_the_careful_way(part: bytes) -> None:
    told = canonical_facts(part, BOOK)
    assert told == careful(part, BOOK) if part == ODD["rows twice"] else told is None


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_canonical_sheets_are_told_alike(data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(_cells(), max_size=4), max_size=4))
    xml = "".join(
        f'<row r="{number}"{data.draw(st.sampled_from(("", " hidden=" + chr(34) + "1" + chr(34))))}>'
        + "".join(cell.replace("@", f"{'ABCD'[place]}{number}") for place, cell in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    assert agree(sheet(xml), data.draw(st.sampled_from((BOOK, UNSAVED))))


def _cells() -> st.SearchStrategy[str]:
    text = st.text(st.sampled_from("a[1]!Số\r\n;,.#0")).map(
        lambda typed: typed.replace("]]>", "").replace("a", "&amp;")
    )
    kinds = st.sampled_from(("", ' t="s"', ' t="str"', ' t="e"', ' t="n"', ' t="inlineStr"', ' t="b"'))
    styles = st.sampled_from(("", ' s="0"', ' s="1"', ' s="4"', ' s="9"'))
    formulas = st.sampled_from(("", "<f/>", '<f t="shared" si="0"/>')) | st.tuples(
        st.sampled_from(("<f>", '<f t="shared" ref="A1:B2" si="0">', '<f ca="1">')), text
    ).map(lambda parts: f"{parts[0]}{parts[1]}</f>")
    values = st.sampled_from(("", "<v/>")) | text.map(lambda typed: f"<v>{typed}</v>")
    inline = st.just("") | text.map(lambda typed: f"<is><t>{typed}</t></is>")
    whole = st.tuples(styles, kinds, formulas, values, inline).map(
        lambda parts: f'<c r="@"{parts[0]}{parts[1]}>{"".join(parts[2:])}</c>'
    )
    return whole | styles.map(lambda style: f'<c r="@"{style}/>')


DAMAGED = [part for path in FILES[:4] for part, _ in sheets_of(path) if len(part) < 40_000]


@pytest.mark.parametrize("seed", range(10))
def test_damaged_sheets_are_told_alike_or_left_to_the_careful_way(seed: int) -> None:
    chance = random.Random(f"canonical/{seed}")  # noqa: S311  seeded damage
    taken = 0
    for _ in range(60):
        part = bytearray(chance.choice(DAMAGED))
        _damage(part, chance)
        taken += agree(bytes(part))
    assert taken


@pytest.mark.parametrize("seed", range(4))
def test_sheets_with_pieces_of_each_other_are_told_alike(seed: int) -> None:
    """Damage that stays XML: tags, attributes and texts exchanged."""
    chance = random.Random(f"pieces/{seed}")  # noqa: S311  seeded damage
    taken = 0
    for _ in range(60):
        pieces = re.split(rb"(<[^>]*>)", chance.choice(DAMAGED))
        for _ in range(chance.choice((1, 2, 5))):
            pieces[chance.randrange(len(pieces))] = chance.choice(pieces)
        taken += agree(b"".join(pieces))
    assert taken


def test_the_values_alone_read_as_the_whole_part() -> None:
    """Formulas are left out of what the parser of values is given; what it finds is the same."""
    part = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="2"><c r="B2" s="1"><f>1+1</f><v>2</v></c><c r="C2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>'
        b'<row r="3"><c r="A3" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c><c r="B3" s="1"/></row>'
        b'<row r="5"><c r="A5"><f>B2</f></c><c r="D5" t="b"><v>1</v></c><c r="E5" t="e"><v>#N/A</v></c></row>'
        b"</sheetData></worksheet>"
    )
    facts = canonical_facts(part, BOOK)
    assert facts is not None
    assert b"<f" not in facts.values
    assert rows_of(facts.values) == rows_of(part)


def rows_of(part: bytes) -> list[list[object]]:
    """Of a workbook whose first sheet has this part."""
    with ZipFile(ROOT / "workbook_templates" / "xa-phuong-2026.xlsx") as template:
        parts = {name: template.read(name) for name in template.namelist()} | {"xl/worksheets/sheet1.xml": part}
    package = stored_package(parts)
    assert ZipFile(BytesIO(package)).testzip() is None
    book = CalamineWorkbook.from_filelike(BytesIO(package))
    return book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)
