"""All rows of a long sheet in columns: distinct texts with a number for each row, never a cell at a time.

The waiting process asks for columns once it has found the header in the first rows; it gets a line of JSON that
describes what follows, then the numbers themselves as bytes.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qmxl.reading.parser.facts import column_number

pa.set_memory_pool(pa.system_memory_pool())
pa.set_cpu_count(1)
pa.set_io_thread_count(1)
# Arrow's own pool and threads reserve much address space, which is limited here.

MOST_DISTINCT = 2**16
"""A column with more distinct texts is sent as one long text with the places where its rows begin."""
_AT_ONCE = 2
"""Columns worked on at a time: each takes memory of its own."""
MOST_SPARSE = 5_000
"""Rows without any date are told cell by cell: totals, headings, notes are among them."""
_FEW = 5_000
_ERRORS = {
    "NA": "#N/A", "Div0": "#DIV/0!", "Ref": "#REF!", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!",
    "Value": "#VALUE!", "GettingData": "#GETTING_DATA",
}  # fmt: skip
_ERROR = re.compile(r"Error\((\w+)\)")
_DAY = re.compile(r"[\s/.:T-]*(?:\d+[\s/.:T-]+){2,}\d+[\s/.:T-]*")
"""Three numbers and nothing else: no sum of a column, no day in a line of signatures."""
_TIME_OF_DAY = r"[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$"
_SPACES = "[\\s\\x{a0}\\x{200b}\\x{feff}]+"


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A whole sheet: column number (from 1) -> texts, None where blank; error cells by row and column."""

    columns: Mapping[int, pa.Array]
    length: int
    errors: Mapping[tuple[int, int], str]


def sheet_table(content: bytes, sheet: str) -> SheetTable:
    """Read a sheet at once; every value as text, dates as ISO 8601 with a time, numbers to nine decimals."""
    import fastexcel

    loaded = fastexcel.read_excel(content).load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    batch, errors = loaded.to_arrow_with_errors()
    numbers = [column.absolute_index + 1 for column in loaded.selected_columns]
    columns = dict(zip(numbers, batch.columns, strict=True))
    return SheetTable(columns, batch.num_rows, dict(_errors(errors.errors if errors else ())))


def sheet_batch(content: bytes, sheet: str) -> pa.RecordBatch:
    """The sheet as `sheet_table` reads it, in half the time, but without the places of its columns and errors."""
    import fastexcel

    reader = fastexcel.read_excel(content)
    return reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string", eager=True)


def anchored(batch: pa.RecordBatch, anchor: tuple[int, int], errors: Mapping[str, str]) -> SheetTable:
    """The table of a batch: `anchor` is where the first cell with a text stands, errors are by place (D5)."""
    row, column = anchor
    texts = (array[row - 1].as_py() if row <= batch.num_rows else None for array in batch.columns)
    first = next((position for position, text in enumerate(texts) if text and text.strip()), 0)
    columns = {column - first + position: array for position, array in enumerate(batch.columns)}
    return SheetTable(columns, batch.num_rows, {_place(place): text for place, text in errors.items()})


def _place(text: str) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    return int(text[len(letters) :]), column_number(letters)


def sheet_names(content: bytes) -> list[str]:
    import fastexcel

    return list(fastexcel.read_excel(content).sheet_names)


def _errors(found: Iterable[Any]) -> Iterator[tuple[tuple[int, int], str]]:
    for error in found:
        match = _ERROR.search(error.detail)
        row, column = error.position
        yield (row + 1, column + 1), _ERRORS.get(match.group(1), "#?") if match else "#?"


def write_columns(table: SheetTable, request: Mapping[str, Any], out: IO[bytes]) -> None:
    """Answer {"first_row", "days", "texts", "alike"}: rows from first_row on, columns by number.

    The line of JSON has "rows", "columns" (for each its number, kind, and values), "sparse" (rows without a date, as
    [row, [[column, text], …]]), "errors"; the bytes hold a mask of the rows that hold anything, then for each column
    int32 numbers of its values (below 0 where blank), or int64 places where rows begin and the texts in UTF-8; last,
    where asked for, int32 numbers that are equal where that column's texts are, but for case and spacing.
    """
    first = request["first_row"] - 1
    columns = {number: array.slice(first) for number, array in table.columns.items()}
    rows = max(table.length - first, 0)
    filled = _filled(columns.values(), table.errors, first, rows)
    told: list[dict[str, object]] = []
    buffers: list[np.ndarray] = [filled.view(np.uint8)]
    dated, has_digits = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    blank = pa.nulls(rows, pa.string())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        day_columns = [pool.submit(_days, columns.get(number, blank)) for number in request["days"]]
        text_columns = [
            pool.submit(_texts, columns.get(number, blank), is_alike=number == request["alike"])
            for number in request["texts"]
        ]
    for number, days in zip(request["days"], day_columns, strict=True):
        codes, values = days.result()
        dated |= np.isin(codes, [code for code, text in enumerate(values) if _DAY.fullmatch(text)])
        has_digits |= np.isin(codes, [code for code, text in enumerate(values) if any(map(str.isdigit, text))])
        told.append({"column": number, "kind": "codes", "values": values})
        buffers.append(codes)
    for number, texts in zip(request["texts"], text_columns, strict=True):
        description, parts = texts.result()
        told.append({"column": number, **description})
        buffers += parts
    sparse = _sparse(filled & ~dated, has_digits)
    answer = {
        "rows": rows,
        "columns": told,
        "sparse": list(_cells(columns, sparse, first)),
        "errors": [[row, column, text] for (row, column), text in table.errors.items() if row > first],
        "sizes": [buffer.nbytes for buffer in buffers],
    }
    out.write(json.dumps(answer, separators=(",", ":")).encode() + b"\n")
    for buffer in buffers:
        out.write(buffer.data)
    out.flush()


def _sparse(undated: np.ndarray, has_digits: np.ndarray) -> list[int]:
    """Rows without any date: those with no digit in a column of dates come first where there is no room for all."""
    without, others = np.flatnonzero(undated & ~has_digits), np.flatnonzero(undated & has_digits)
    return sorted([*without[:MOST_SPARSE].tolist(), *others[: max(MOST_SPARSE - len(without), 0)].tolist()])


def _filled(columns: Iterable[pa.Array], errors: Iterable[tuple[int, int]], first: int, rows: int) -> np.ndarray:
    filled = np.zeros(rows, dtype=bool)
    for array in columns:
        filled |= array.is_valid().to_numpy(zero_copy_only=False)
    for row, _ in errors:
        if row > first:
            filled[row - 1 - first] = True
    return filled


def _cells(columns: Mapping[int, pa.Array], rows: Sequence[int], first: int) -> Iterator[list[object]]:
    taken = {number: array.take(pa.array(rows, pa.int64())).to_pylist() for number, array in columns.items()}
    for position, row in enumerate(rows):
        cells = [[number, texts[position]] for number, texts in taken.items() if texts[position] is not None]
        yield [row + 1 + first, cells]


def _encoded(array: pa.Array) -> tuple[np.ndarray, list[str]]:
    """A number for each row, below 0 where blank, and the distinct texts."""
    encoded = array.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    values = encoded.dictionary.to_pylist()
    blank = [code for code, text in enumerate(values) if not text.strip()]
    if blank:
        codes = np.where(np.isin(codes, blank), np.int32(-1), codes)
    return np.ascontiguousarray(codes), values


def _days(array: pa.Array) -> tuple[np.ndarray, list[str]]:
    return _encoded(_without_time(array))


def _texts(array: pa.Array, *, is_alike: bool) -> tuple[dict[str, object], list[np.ndarray]]:
    """As numbers where few texts are distinct, else packed; with what is alike where that is asked for."""
    if pc.count_distinct(array.slice(0, 2 * MOST_DISTINCT)).as_py() <= MOST_DISTINCT:
        codes, values = _encoded(array)
        if len(values) <= MOST_DISTINCT:
            return {"kind": "codes", "values": values}, [codes]
    packed = pa.concat_arrays([array.fill_null("")]).cast(pa.large_string())
    _, offsets, data = packed.buffers()
    places = np.frombuffer(offsets, dtype=np.int64)[packed.offset : packed.offset + len(packed) + 1]
    texts = np.frombuffer(data, dtype=np.uint8)[places[0] : places[-1]] if len(packed) else np.zeros(0, np.uint8)
    parts = [np.ascontiguousarray(places - places[0]), np.ascontiguousarray(texts)]
    if is_alike:
        parts.append(_encoded(_folded(array))[0])
    return {"kind": "packed", "values": [], "has_alike": is_alike}, parts


def _without_time(array: pa.Array) -> pa.Array:
    """Dates without their time of day, so that few texts are left to be read."""
    is_long = pc.equal(pc.utf8_length(array), 19)
    is_timed = pc.and_(is_long, pc.match_substring_regex(array, r"^.{10}[ T]\d{2}:\d{2}:\d{2}$"))
    cut = pc.if_else(_holds(is_timed), pc.utf8_slice_codeunits(array, 0, 10), array)
    is_left = _holds(pc.greater(pc.utf8_length(cut), 10))
    if (pc.sum(is_left).as_py() or 0) > _FEW:
        cut = pc.replace_substring_regex(cut, _TIME_OF_DAY, "")
    return cut


def _holds(array: pa.Array) -> pa.Array:
    """What is unknown does not hold."""
    return pc.fill_null(array, fill_value=False)


def _folded(array: pa.Array) -> pa.Array:
    """Texts without regard to case and spacing; None where blank."""
    if pc.any(pc.match_substring_regex(array, _SPACES)).as_py():
        array = pc.utf8_trim(pc.replace_substring_regex(array, _SPACES, " "), " ")
    lowered = pc.utf8_lower(array)
    return pc.if_else(pc.equal(lowered, ""), pa.scalar(None, pa.string()), lowered)
