"""What an indicator asks of its table: the columns it counts (`Cột tính`) and the rows it counts (`Điều kiện`)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np

from qmxl.contract.choices import (
    LOGICAL_WORDS,
    OTHER_SATISFACTION_WORDS,
    OTHER_YES_NO_WORDS,
    SATISFACTION_WORDS,
    TIME_CLASS_WORDS,
    YES_NO_WORDS,
    words_of,
)
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import TABLE_COLUMNS, Kind
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import TimeClass
from qmxl.model.submission import (
    Condition,
    DetailTable,
    Entry,
    Indicator,
    Measure,
    Register,
    Table,
    TableColumn,
    TableKind,
    YesNo,
)
from qmxl.model.text_columns import TextColumn
from qmxl.reading.headers import EXTRA, OwnNames, extra_key, headers_of, table_headers
from qmxl.reading.likeness import nearest
from qmxl.reading.normal_form import normal_form
from qmxl.reading.values import E, read_choice, read_text

_FILTERING_KINDS = frozenset({Kind.TEXT, Kind.CHOICE})
"""Columns that a condition may name."""

_OF_EACH_ROW = frozenset({"no", "dossier", "note"})
_PERSONAL_WORDS = ("người", "họ tên", "họ và tên", "địa chỉ", "điện thoại", "sđt", "cccd", "cmnd", "email", "chủ hồ sơ")
"""In headers of added columns that no condition should rest on."""

_COLUMN_MEASURES = frozenset({Measure.CHECKLIST, Measure.SURVEY})
"""Ways to measure for which `Cột tính` names columns."""

_YES_NO = words_of(YES_NO_WORDS, OTHER_YES_NO_WORDS) | LOGICAL_WORDS
_KNOWN_ANSWERS = frozenset(map(str.lower, words_of(YES_NO_WORDS, OTHER_YES_NO_WORDS)))
_LEVELS = words_of(SATISFACTION_WORDS, OTHER_SATISFACTION_WORDS)
_KINDS = {kind: {column.key: column.kind for column in columns} for kind, columns in TABLE_COLUMNS.items()}


def passed_keys(own_names: OwnNames) -> tuple[str, ...]:
    """Keys under which a register carries the column Đạt (Có/Không) of a checklist."""
    headers = headers_of(TableKind.CHECKLIST, own_names).items()
    return tuple(EXTRA + header for header, key in headers if key == "passed")


def named_columns(indicator: Indicator) -> list[str]:
    """Headers in `Cột tính`, for the ways to measure that count columns."""
    text = indicator.counted_column.value if indicator.measure.value in _COLUMN_MEASURES else None
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def named_keys(indicator: Indicator, own_names: OwnNames) -> tuple[str, ...]:
    """Keys of the columns named in `Cột tính`."""
    known = headers_of(TableKind.CHECKLIST, own_names)
    headers = named_columns(indicator)
    return tuple("passed" if known.get(normal_form(h)) == "passed" else extra_key(h) for h in headers)


def wanted_keys(indicators: Iterable[Indicator], own_names: OwnNames) -> frozenset[str]:
    """Keys of columns of registers that one of the indicators counts or filters by."""
    known = headers_of(TableKind.REGISTER, own_names)
    wanted: set[str] = set(passed_keys(own_names))
    for indicator in indicators:
        wanted.update(named_keys(indicator, own_names))
        for part in (indicator.condition.value or "").split(";"):
            header = part.partition("=")[0]
            wanted.add(known.get(normal_form(header)) or extra_key(header))
    return frozenset(wanted)


def counted_keys(indicator: Indicator, table: Table, own_names: OwnNames) -> tuple[str, ...]:
    """Column keys named in `Cột tính`; empty for the default column of the table's kind."""
    if indicator.measure.value is Measure.ON_TIME:
        return ("late",) if indicator.counted_column.value else ()
    keys = named_keys(indicator, own_names)
    if isinstance(table, Register) and keys in {(), ("passed",)}:
        present = {column.key for column in table.columns}
        return next(((key,) for key in passed_keys(own_names) if key in present), ("passed",))
    return keys


def counts_unknown(indicator: Indicator, counted: tuple[str, ...], table: Table, found: list[Diagnostic]) -> bool:
    """Whether `Cột tính` asks for what the table does not have."""
    typed, where = indicator.counted_column.value, indicator.counted_column.reference
    if indicator.measure.value is Measure.ON_TIME:
        late = TIME_CLASS_WORDS[TimeClass.LATE]
        if not typed or normal_form(typed) == normal_form(late):
            return False
        found.append(diagnostic("QM204", where, column="Cột tính", found=typed, choices=late))
        return True
    missing = next((key for key in counted if key not in {column.key for column in table.columns}), None)
    if missing is None:
        return False
    header = "Đạt (Có/Không)" if missing == "passed" else missing.removeprefix(EXTRA)
    headers = ", ".join(column.header for column in table.columns)
    near = nearest(typed or header, [column.header for column in table.columns])
    suggestion = f"; có phải là cột “{near}”?" if near else ""
    values = {"sheet": table.sheet, "header": header, "headers": headers, "suggestion": suggestion}
    found.append(diagnostic("QM103", where or table.sheet, column="Cột tính", found=typed, **values))
    return True


def with_choices(table: Table, measure: Measure, counted: tuple[str, ...]) -> Table:
    """Added columns that an indicator counts are read as Có/Không, or as levels of satisfaction."""
    keys = [key for key in counted if key.startswith(EXTRA)]
    if isinstance(table, Register):
        read = {key: _answers(table.texts[key]) for key in keys if key not in table.yes_no}
        if not read:
            return table
        texts = {key: _respelled(table.texts[key]) for key in read}
        return replace(table, yes_no={**table.yes_no, **read}, texts={**table.texts, **texts})
    if measure is Measure.SURVEY:
        return _with_answers(table, keys, _LEVELS)
    return _with_answers(table, keys, _YES_NO)


def _answers(texts: TextColumn) -> tuple[YesNo | None, ...]:
    return tuple(texts.each(lambda text: read_choice(text, _YES_NO)))


def _respelled(texts: TextColumn) -> TextColumn:
    """Answers of a register travel as texts: those that formulas would not know ("có.", "✔") in the contract's word."""
    return TextColumn(tuple(map(_as_known_answer, texts.values)), texts.codes)


def _as_known_answer(text: str) -> str:
    answer = read_choice(text, _YES_NO)
    return text if answer is None or text.lower() in _KNOWN_ANSWERS else YES_NO_WORDS[answer]


def _with_answers(table: DetailTable, keys: list[str], words: Mapping[str, E]) -> DetailTable:
    if not keys:
        return table

    def as_choice(entry: Entry[object]) -> Entry[object]:
        return Entry(read_choice(entry.raw, words), entry.raw, entry.reference)

    rows = tuple(
        replace(row, entries={key: as_choice(e) if key in keys else e for key, e in row.entries.items()})
        for row in table.rows
    )
    return replace(table, rows=rows)


def conditions_of(
    indicator: Indicator, table: Table, own_names: OwnNames, found: list[Diagnostic]
) -> tuple[Condition, ...] | None:
    """`Thẩm quyền = UBND xã, UBND phường; Lĩnh vực = Đất đai`; None where it cannot be understood."""
    conditions = []
    for part in (indicator.condition.value or "").split(";"):
        if not part.strip():
            continue
        header, equals, values = part.partition("=")
        wanted = tuple(normal_form(value) for value in values.split(",") if value.strip())
        key = _filtering_columns(table, own_names).get(normal_form(header))
        if key and equals and wanted:
            matching = tuple(dict.fromkeys(text for text in _column_texts(table, key) if normal_form(text) in wanted))
            conditions.append(Condition(header.strip(), key, wanted, matching))
        elif not (equals and wanted and _is_settled(header, table)):
            _say_not_understood(indicator, part, table, own_names, found)
            return None
        else:
            where = indicator.condition.reference
            found.append(diagnostic("QM331", where, column="Điều kiện", header=header.strip(), condition=part.strip()))
    return tuple(conditions)


def asks_for_disputed(
    indicator: Indicator,
    counted: Iterable[str],
    conditions: Iterable[Condition],
    table: Table,
    disputed: Collection[str],
    found: list[Diagnostic],
) -> bool:
    """Whether `Cột tính` or `Điều kiện` names a column that stands twice with different cells."""
    asked = [(key, indicator.counted_column, "Cột tính") for key in counted]
    asked += [(condition.key, indicator.condition, "Điều kiện") for condition in conditions]
    for key, entry, column in asked:
        if key in disputed:
            header = next(c.header for c in table.columns if c.key == key)
            texts = {"header": header, "sheet": table.sheet}
            where, typed = entry.reference, entry.value
            found.append(diagnostic("QM115", where, column=column, found=typed, count="hai", **texts))
            return True
    return False


def _filtering_columns(table: Table, own_names: OwnNames) -> dict[str, str]:
    """Normal form of each header and alias, of the columns that hold words -> column key."""
    kinds = _KINDS[table.kind]
    present = {c.key: c for c in table.columns if kinds.get(c.key, Kind.TEXT) in _FILTERING_KINDS}
    aliases = {header: key for header, key in headers_of(table.kind, own_names).items() if key in present}
    return aliases | {normal_form(column.header): key for key, column in present.items()}


def _is_settled(header: str, table: Table) -> bool:
    """A breakdown stands for the rows of a register, and was made of those the condition lets through."""
    return table.kind is TableKind.BREAKDOWN and normal_form(header) in table_headers(TableKind.REGISTER)


def _say_not_understood(
    indicator: Indicator, part: str, table: Table, own_names: OwnNames, found: list[Diagnostic]
) -> None:
    allowed = set(_filtering_columns(table, own_names).values())
    known = [column for column in table.columns if column.key in allowed]
    offered = [column for column in known if _is_worth_a_condition(column, table)]
    headers = ", ".join(column.header for column in offered or known)
    expected = f"<tên cột> = <giá trị>, tên cột là một trong: {headers}"
    where = indicator.condition.reference
    found.append(diagnostic("QM229", where, column="Điều kiện", found=part.strip(), expected=expected))


def _is_worth_a_condition(column: TableColumn, table: Table) -> bool:
    """Whether a column tells kinds of rows apart: not numbers, notes, or what is each row's own, such as a name."""
    if column.key in _OF_EACH_ROW or any(word in normal_form(column.header) for word in _PERSONAL_WORDS):
        return False
    return not column.key.startswith(EXTRA) or _repeats(column.key, table)


def _repeats(key: str, table: Table) -> bool:
    """Whether some text stands in several rows of a column."""
    if isinstance(table, Register):
        return key in table.texts and bool((np.bincount(table.texts[key].numbered_alike() + 1)[1:] > 1).any())
    texts = [normal_form(text) for row in table.rows if (text := read_text(row.entries[key].raw))]
    return len(set(texts)) < len(texts)


def _column_texts(table: Table, key: str) -> Iterable[str]:
    if isinstance(table, Register):
        return table.texts[key].distinct() if key in table.texts else ()
    return (text for row in table.rows if (text := read_text(row.entries[key].raw)))
