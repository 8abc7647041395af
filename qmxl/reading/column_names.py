"""The optional sheet `Tên cột tương đương`: what the office calls the contract's columns."""

from collections.abc import Sequence
from functools import cache

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import (
    COLUMN_NAME_COLUMNS,
    HANDED_OVER_HEADERS,
    OBJECTIVE_COLUMNS,
    RESULT_COLUMNS,
    TABLE_COLUMNS,
    TIME_LIMIT_HEADERS,
    Column,
)
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.submission import ColumnName, Entry
from qmxl.reading.headers import (
    Headers,
    OwnNames,
    keys_by_header,
    table_headers,
)
from qmxl.reading.likeness import nearest
from qmxl.reading.list_sheets import list_rows
from qmxl.reading.normal_form import normal_form
from qmxl.reading.values import entry_text
from qmxl.reading.workbook import SheetCells

_HEADERS = {column.key: column.header for column in COLUMN_NAME_COLUMNS}
_TABLES: tuple[Sequence[Column], ...] = (OBJECTIVE_COLUMNS, RESULT_COLUMNS, *TABLE_COLUMNS.values())


def read_column_names(sheet: SheetCells | None, found: list[Diagnostic]) -> tuple[ColumnName, ...]:
    """Every filled row, understood or not: all are carried over."""
    names = []
    for row in list_rows(sheet, COLUMN_NAME_COLUMNS, ("meant", "own"), found):
        entries = {key: entry_text(*cell) for key, cell in row.items()}
        name = ColumnName(entries["meant"], entries["own"], entries.get("note", Entry()))
        if not (name.meant.is_blank and name.own.is_blank):
            names.append(name)
    return tuple(names)


def own_headers(names: Sequence[ColumnName], found: list[Diagnostic]) -> OwnNames:
    """The office's headers; one that contradicts another, or the contract, is said and not used."""
    own: dict[str, tuple[str, ...]] = {}
    contested: set[str] = set()
    for name in names:
        if not (name.meant.value and name.own.value):
            continue
        meant, typed = normal_form(name.meant.value), normal_form(name.own.value)
        if meant not in _known():
            _say_unknown(name.meant, found)
        elif _clashes(typed, meant):
            _say_contradiction(name, _known()[typed], "tên này vẫn được hiểu như trong tệp mẫu", found)
        elif rival := next((other for other in own.get(typed, ()) if _clashes(other, meant)), None):
            contested.add(typed)
            _say_contradiction(name, _known()[rival], "hiện tên này không được dùng cho cột nào", found)
        else:
            own[typed] = (*own.get(typed, ()), meant)
    return {typed: meant for typed, meant in own.items() if typed not in contested}


@cache
def _known() -> dict[str, str]:
    """Normal form of every header and alias of the contract -> the header."""
    columns = [column for table in _TABLES for column in table]
    names = [(name, column.header) for column in columns for name in reversed(column.names)]
    names += [(name, name) for name in (*HANDED_OVER_HEADERS, *TIME_LIMIT_HEADERS)]
    return {normal_form(name): header for name, header in names}


@cache
def _keys_by_table() -> tuple[Headers, ...]:
    return (keys_by_header(OBJECTIVE_COLUMNS), keys_by_header(RESULT_COLUMNS), *map(table_headers, TABLE_COLUMNS))


def _clashes(typed: str, meant: str) -> bool:
    """Whether some table knows both names, for two different columns."""
    return any(typed in keys and meant in keys and keys[typed] != keys[meant] for keys in _keys_by_table())


def _say_unknown(meant: Entry[str], found: list[Diagnostic]) -> None:
    near = nearest(meant.value or "", set(_known().values()))
    suggestion = f"; có phải là “{near}”?" if near else ""
    found.append(
        diagnostic("QM117", meant.reference, column=_HEADERS["meant"], found=meant.value, suggestion=suggestion)
    )


def _say_contradiction(name: ColumnName, other: str, outcome: str, found: list[Diagnostic]) -> None:
    values = {"other": other, "meant": name.meant.value, "outcome": outcome}
    found.append(diagnostic("QM118", name.own.reference, column=_HEADERS["own"], found=name.own.value, **values))
