"""What changed since a workbook was written, by the marks it carries (qmxl.model.content_traces)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from qmxl.contract.sheets import TRACES
from qmxl.model.content_traces import ALL_ROWS, TRACE_FORM, Trace, check_of
from qmxl.proof.stored_cells import StoredSheet


class ChangeKind(StrEnum):
    """What became of a row."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is not as it was: by its key, or its number in a block; the columns that changed, as far as known."""

    kind: ChangeKind
    sheet: str
    row: str | int | None
    letters: tuple[str, ...] = ()
    count: int = 1
    before: str | None = None
    """The key the row had."""


@dataclass(frozen=True, slots=True)
class StoredTraces:
    """The marks a file carries; not `is_whole` where they are not as they were written."""

    digest: str
    traces: tuple[Trace, ...]
    is_whole: bool
    is_known_form: bool


def stored_traces(stored: Mapping[str, StoredSheet]) -> StoredTraces | None:
    """The marks of a file; None where it has none, as outputs of older programs."""
    sheet = stored.get(TRACES)
    if not sheet:
        return None
    texts = {place: str(cell.value or "") for place, cell in sheet.items()}
    last = max(row for row, _ in texts)
    rows = [[texts.get((row, column), "") for column in range(1, 5)] for row in range(1, last + 1)]
    (_, form, digest, check), *others = rows
    traces = tuple(Trace(*row) for row in others)
    return StoredTraces(digest, traces, check == check_of(traces), form == TRACE_FORM)


def changes(before: Iterable[Trace], after: Iterable[Trace], *, ordered: bool = False) -> Iterator[Change]:
    """What is not as it was, row by row; in a block whose order says nothing, rows that were only moved are not."""
    olds, news = _blocks(before), _blocks(after)
    for sheet in dict.fromkeys([*olds, *news]):
        old, new = olds.get(sheet, _Block({}, {}, [])), news.get(sheet, _Block({}, {}, []))
        yield from _of_cells(sheet, old.cells, new.cells)
        letters = tuple(letter for letter in {**old.columns, **new.columns} if _differ(old, new, letter))
        yield from (_in_order if ordered else _in_any_order)(sheet, old.rows, new.rows, letters)


@dataclass(slots=True)
class _Block:
    """The marks of one sheet: of single rows by key and letter, of the block's columns, of its rows."""

    cells: dict[str, dict[str, str]]
    columns: dict[str, str]
    rows: list[str]


def _blocks(traces: Iterable[Trace]) -> dict[str, _Block]:
    blocks: dict[str, _Block] = {}
    for trace in traces:
        block = blocks.setdefault(trace.sheet, _Block({}, {}, []))
        if trace.row == ALL_ROWS:
            block.columns.update(trace.by_column)
        elif trace.row.startswith(ALL_ROWS):
            block.rows += trace.by_row
        else:
            block.cells[trace.row] = trace.by_column
    return blocks


def _differ(old: _Block, new: _Block, letter: str) -> bool:
    return old.columns.get(letter) != new.columns.get(letter)


def _of_cells(sheet: str, old: Mapping[str, dict[str, str]], new: Mapping[str, dict[str, str]]) -> Iterator[Change]:
    """Rows by their keys; where those are others (a code was changed, a row put in), by their order and marks."""
    if old.keys() == new.keys():
        yield from (change for row in old if (change := _changed(sheet, row, old[row], row, new[row])))
        return
    olds, news = list(old), list(new)
    were, are = ([tuple(marks.items()) for marks in rows.values()] for rows in (old, new))
    for kind, a, b, c, d in SequenceMatcher(None, were, are, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = zip(olds[a:b], news[c:d], strict=False)
        yield from (change for was, row in pairs if (change := _changed(sheet, was, old[was], row, new[row])))
        yield from (Change(ChangeKind.REMOVED, sheet, row) for row in olds[a + d - c : b])
        yield from (Change(ChangeKind.ADDED, sheet, row) for row in news[c + b - a : d])


def _changed(sheet: str, was: str, old: dict[str, str], row: str, new: dict[str, str]) -> Change | None:
    letters = tuple(letter for letter in {**old, **new} if old.get(letter) != new.get(letter))
    return Change(ChangeKind.CHANGED, sheet, row, letters, before=was) if letters else None


def _in_any_order(sheet: str, old: list[str], new: list[str], letters: tuple[str, ...]) -> Iterator[Change]:
    known = Counter(old)
    strange = []
    for number, mark in enumerate(new):
        if known[mark]:
            known[mark] -= 1
        else:
            strange.append(number)
    gone = sum(known.values())
    for at, number in enumerate(strange):
        yield Change(ChangeKind.CHANGED if at < gone else ChangeKind.ADDED, sheet, number, letters)
    if gone > len(strange):
        yield Change(ChangeKind.REMOVED, sheet, None, count=gone - len(strange))


def _in_order(sheet: str, old: list[str], new: list[str], letters: tuple[str, ...]) -> Iterator[Change]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for number in range(c, d):
            is_changed = number - c < b - a
            yield Change(ChangeKind.CHANGED if is_changed else ChangeKind.ADDED, sheet, number, letters)
        if b - a > d - c:
            yield Change(ChangeKind.REMOVED, sheet, None, count=b - a - (d - c))
