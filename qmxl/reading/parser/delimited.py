"""Delimited text (CSV), as one-stop software exports it: UTF-8, UTF-16 or cp1258; comma, semicolon or tab."""

import csv
from collections import Counter
from io import BytesIO, StringIO
from itertools import islice
from unicodedata import is_normalized, normalize

import pyarrow as pa
import pyarrow.csv as pacsv

from qmxl.reading.parser.columns import SheetTable
from qmxl.reading.parser.container import Refused

_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 200
"""Lines that tell the delimiter and the number of columns."""
_MOST_ODD = 10_000
"""Lines with another number of columns than the table: titles, notes, totals. With more, it is no table."""
_MOST_COLUMNS = 1_000


def delimited_table(content: bytes) -> SheetTable:
    """All lines in columns. Raises Refused where the file is no table."""
    text = _decoded(content)
    delimiter = _delimiter(text)
    sample = list(islice(csv.reader(StringIO(text[: 2**20]), delimiter=delimiter), _LOOKED_AT))
    width = max((len(line) for line in sample), default=0)
    if not 1 < width <= _MOST_COLUMNS:
        raise Refused("text")
    return _read(text, delimiter, width)


def _decoded(content: bytes) -> str:
    """Unicode where the bytes are; else cp1258, Windows' Vietnamese, in its composed form."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1258", errors="replace")
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _delimiter(text: str) -> str:
    """The sign that gives most lines the same number of cells."""
    lines = [line for line in islice(text.splitlines(), _LOOKED_AT) if line.strip()]

    def evenness(sign: str) -> int:
        counts = Counter(line.count(sign) for line in lines if sign in line)
        return max((cells * times for cells, times in counts.items()), default=0)

    return max(_DELIMITERS, key=evenness)


def _read(text: str, delimiter: str, width: int) -> SheetTable:
    odd: list[tuple[int, list[str]]] = []

    def keep(row: pacsv.InvalidRow) -> str:
        odd.append((row.number, next(csv.reader([row.text], delimiter=delimiter), [])))
        if len(odd) > _MOST_ODD:
            raise Refused("text")
        return "skip"

    names = [str(number) for number in range(1, width + 1)]
    try:
        table = pacsv.read_csv(
            BytesIO(text.encode()),
            read_options=pacsv.ReadOptions(column_names=names, use_threads=False),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as fault:
        raise Refused("text") from fault
    arrays = [column.combine_chunks() for column in table.columns]
    whole = [pa.concat_arrays([a]) if isinstance(a, pa.Array) else pa.nulls(0, pa.string()) for a in arrays]
    columns = {number: _with_odd(array, number, odd, width) for number, array in enumerate(whole, 1)}
    return SheetTable(columns, table.num_rows + len(odd), {})


def _with_odd(array: pa.Array, number: int, odd: list[tuple[int, list[str]]], width: int) -> pa.Array:
    """The column with its cells of the odd lines put back where they stood; `odd` by line number from 1."""
    parts, taken, put = [], 0, 0
    for line, cells in odd:
        before = line - 1 - put
        cell = cells[number - 1] if number <= min(len(cells), width) else None
        parts += [array.slice(taken, before - taken), pa.array([cell or None], pa.string())]
        taken, put = before, put + 1
    return pa.concat_arrays([*parts, array.slice(taken)])
