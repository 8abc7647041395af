"""Detail tables on their sheets: typed cells, calculated columns, blank rows to fill."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from qmxl.contract.choices import DIRECT_WORDS, PLAN_STATUS_WORDS, REQUIREMENT_WORDS
from qmxl.contract.excel_limits import MAXIMUM_HEADER, cut, storable
from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import BLANK_ROWS, LARGE_SHARE_FORMAT, SURVEY_FIELDS, TABLE_COLUMNS, Column, Kind
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import PlanStatus
from qmxl.model.references import CellReference, column_letters
from qmxl.model.report import Cell, Content, Formula, Place, Row, Style, TableArea, Validation
from qmxl.model.submission import (
    DetailTable,
    DirectWord,
    Indicator,
    Measure,
    PlanRequirement,
    Register,
    Table,
    TableKind,
    TableRow,
)
from qmxl.model.targets import LOWER_BOUNDS, Comparator, Scale, Target
from qmxl.reporting.drafts import Draft, TableBlock, class_columns, content_of, is_large
from qmxl.reporting.expressions import Part, formula
from qmxl.reporting.layout import DAY_ZERO
from qmxl.reporting.lists import list_name
from qmxl.reporting.places import setting, step
from qmxl.reporting.styles import (
    COMPUTED,
    COMPUTED_NUMBER,
    HEADER,
    INPUT,
    INPUT_DATE,
    INPUT_NUMBER,
    INPUT_TEXT,
    LABEL,
)
from qmxl.reporting.time_classes import repeats_of, time_class_formula

EXTRA = "extra:"
_EXTRA_WIDTH = 16.0
_SENT_COLUMNS = frozenset({"no", "dossier", "field", "authority"})
"""Texts of a register that travel with every row, beside its answers to a checklist; of others see `_is_sent`."""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Columns a table is written with: key, header, letter; `contract` where the contract knows the column."""

    key: str
    header: str
    letter: str
    contract: Column | None

    @property
    def is_filled(self) -> bool:
        return self.contract is not None and self.contract.filled


def table_columns(
    table: Table, users: Sequence[Indicator], *, is_output: bool, is_personal: bool
) -> tuple[TableColumns, ...]:
    """Typed columns in the contract's order, then added ones, then the filled ones at the far right."""
    is_by_form = table.kind is TableKind.SURVEY and any(user.counted_keys for user in users)
    known = TABLE_COLUMNS[table.kind]
    present = {c.key for c in table.columns}
    is_as_found = is_by_form or (is_output and table.kind is TableKind.BREAKDOWN)
    typed = [c for c in known if not c.filled and (not is_as_found or c.key in present | {"no"})]
    filled = [] if is_by_form else [c for c in known if c.filled]
    extras = [c for c in table.columns if c.key.startswith(EXTRA)]
    if is_output and isinstance(table, Register) and not is_personal:
        needed = {key for user in users for key in (*user.counted_keys, *(c.key for c in user.conditions))}
        extras = [c for c in extras if c.key in needed]
    named: list[tuple[str, str, Column | None]] = [(c.key, c.header, c) for c in typed]
    named += [(c.key, _own_header(c.header, typed), None) for c in extras if not _is_filled_header(c.header, filled)]
    if table.kind is TableKind.REGISTER:
        headers = [
            f"{c.header} ({user.code})" if n else c.header
            for c in filled
            for n, (_, user) in enumerate(class_columns(users))
        ]
        named += [(key, header, filled[0]) for (key, _), header in zip(class_columns(users), headers, strict=True)]
    else:
        named += [(c.key, c.header, c) for c in filled]
    headers = _storable_headers(header for _, header, _ in named)
    return tuple(
        TableColumns(k, h, column_letters(n), c) for n, ((k, _, c), h) in enumerate(zip(named, headers, strict=True), 1)
    )


def _storable_headers(headers: Iterable[str]) -> list[str]:
    """Headers as a named table may have them: at most 255 characters, no two alike in any case."""
    taken: dict[str, str] = {}
    for header in headers:
        name, number = cut(storable(header), MAXIMUM_HEADER), 1
        while name.lower() in taken:
            number += 1
            suffix = f" ({number})"
            name = cut(storable(header), MAXIMUM_HEADER - len(suffix)) + suffix
        taken[name.lower()] = name
    return list(taken.values())


def said_of_headers(draft: Draft) -> tuple[Diagnostic, ...]:
    """Added columns that travel under another header than the staff's own."""
    return tuple(
        diagnostic(
            "QM414", CellReference(table.sheet, table.header_row, typed.column), found=typed.header, name=own.header
        )
        for sheet, table in draft.submission.tables.items()
        for own in table_columns(
            table, users_of(draft.submission.indicators, sheet), is_output=True, is_personal=draft.is_personal
        )
        for typed in table.columns
        if own.contract is None and typed.key == own.key and typed.header != own.header
    )


def _own_header(header: str, typed: Sequence[Column]) -> str:
    """An added column may not have the header of one that stands beside it."""
    is_taken = header.casefold() in {column.header.casefold() for column in typed}
    return f"{header} (theo tệp gửi)" if is_taken else header


def _is_filled_header(header: str, filled: Sequence[Column]) -> bool:
    """Columns that qmxl added to an earlier output are made anew, not carried."""
    return any(header.casefold().startswith(f"{column.header.casefold()} (") for column in filled)


def users_of(draft_submission_indicators: Iterable[Indicator], sheet: str) -> tuple[Indicator, ...]:
    return tuple(i for i in draft_submission_indicators if i.table == sheet)


def row_count(table: Table, *, is_output: bool) -> int:
    filled = len(table) if isinstance(table, Register) else len(table.rows)
    return max(filled, 1) if is_output else max(BLANK_ROWS, filled + 10)


def block_of(sheet: str, table: Table, users: Sequence[Indicator], *, is_output: bool, is_personal: bool) -> TableBlock:
    """Where the table will stand; its rows are keyed row:0, row:1, …"""
    columns = table_columns(table, users, is_output=is_output, is_personal=is_personal)
    last = row_count(table, is_output=is_output) - 1
    name = "ChiTiet_" + "".join(sign if sign.isalnum() else "_" for sign in sheet.replace("Bảng ", "B"))
    name = name.replace("_x", "_X")  # `_x0041_` inside a formula might be read as "A"
    return TableBlock(sheet, table.kind, name, {c.key: c.letter for c in columns}, "row:0", f"row:{last}")


@dataclass(frozen=True, slots=True)
class TableUse:
    """Who uses a table; by column of time classes, whose classes stand there and which rows repeat which.

    `told_by_state`: positions of the rows whose class hangs on `Tình trạng`.
    """

    users: Sequence[Indicator]
    classes: Mapping[str, tuple[Indicator, Mapping[int, int]]]
    told_by_state: frozenset[int] = frozenset()


def _use_of(draft: Draft, table: Table, users: Sequence[Indicator]) -> TableUse:
    if not isinstance(table, Register):
        return TableUse(users, {})
    classes = {key: (user, repeats_of(draft, table, user)) for key, user in class_columns(users)}
    return TableUse(users, classes, frozenset(np.flatnonzero(table.told_by_state).tolist()))


@dataclass(frozen=True, slots=True)
class ComposedTable:
    """A detail table ready for its sheet."""

    rows: tuple[Row, ...]
    area: TableArea
    validations: tuple[Validation, ...]
    widths: Mapping[str, float]
    """Widths the columns want on a sheet of their own, by letter."""


def compose_table(draft: Draft, sheet: str) -> ComposedTable:
    """Header row, filled rows, blank rows."""
    table, block = draft.submission.tables[sheet], draft.blocks[sheet]
    users = users_of(draft.submission.indicators, sheet)
    columns = table_columns(table, users, is_output=draft.is_output, is_personal=draft.is_personal)
    header = Row("table:header", {c.letter: Cell(c.header, HEADER) for c in columns}, keeps_with_next=True)
    count = row_count(table, is_output=draft.is_output)
    use = _use_of(draft, table, users)
    rows = tuple(_row(draft, table, block, columns, number, use) for number in range(count))
    area = TableArea(
        name=block.name,
        header_row="table:header",
        last_row=block.last_row,
        headers={c.letter: c.header for c in columns},
        formulas={c.letter: f for c in columns if (f := _filled(draft, table, block, c, count, use)) is not None},
        has_filter=table.kind is TableKind.REGISTER,
    )
    above = _forms_rows(table) if table.kind is TableKind.SURVEY and isinstance(table, DetailTable) else ()
    validations = tuple(v for c in columns if (v := _validation(block, c, users)) is not None)
    widths = {c.letter: c.contract.width if c.contract else _EXTRA_WIDTH for c in columns}
    return ComposedTable((*above, header, *rows), area, validations, widths)


def _forms_rows(table: DetailTable) -> tuple[Row, ...]:
    entries = {"forms_sent": table.forms_sent, "forms_returned": table.forms_returned}
    rows = []
    for key, label in SURVEY_FIELDS:
        entry = entries[key]
        value = Cell(content_of(entry), INPUT_NUMBER, source=entry.reference)
        rows.append(Row(f"forms:{key}", {"B": Cell(label, LABEL), "C": value}))
    return (*rows, Row("forms:gap"))


def _row(
    draft: Draft,
    table: Table,
    block: TableBlock,
    columns: Sequence[TableColumns],
    number: int,
    use: TableUse,
) -> Row:
    cells = {}
    for column in columns:
        if column.is_filled:
            content: Content = _filled(draft, table, block, column, number, use)
            cells[column.letter] = Cell(content, _filled_style(table, column, number))
        else:
            typed, source = _typed(draft, table, column, number, use)
            cells[column.letter] = Cell(
                typed, _typed_style(column, _share_format(table, column, number)), source=source
            )
    return Row(f"row:{number}", cells)


def _typed(
    draft: Draft, table: Table, column: TableColumns, number: int, use: TableUse
) -> tuple[Content, CellReference | None]:
    if isinstance(table, Register):
        return _register_cell(draft, table, column, number, use)
    if number >= len(table.rows):
        return None, None
    entry = table.rows[number].entries.get(column.key)
    if entry is None:
        return None, None
    is_filtered = any(c.key == column.key for user in use.users for c in user.conditions)
    if is_filtered and isinstance(entry.raw, str | int | float):
        return entry.raw, entry.reference  # a condition compares what was typed
    results = (draft.result(user.code) for user in use.users if user.measure.value is Measure.PLAN)
    statuses = {row.row: row.status for result in results if result for row in result.measurement.plan_rows}
    is_undecided = statuses.get(table.rows[number].row) is PlanStatus.NO_DATA
    return content_of(entry, is_undecided=is_undecided), entry.reference


def _register_cell(
    draft: Draft, register: Register, column: TableColumns, number: int, use: TableUse
) -> tuple[Content, CellReference | None]:
    if number >= len(register):
        return None, None
    row = int(register.row_numbers[number])
    place = next((c.column for c in register.columns if c.key == column.key), None)
    source = register.cell(row, place) if place else None
    if column.key in register.days:
        day = int(register.days[column.key][number])
        if day < 0:
            raw = register.unreadable.get((row, column.key))
            return str(getattr(raw, "text", raw)), source
        return (DAY_ZERO + timedelta(days=day) if day else None), source
    text = register.column_texts(column.key)[number]
    if draft.is_output and not draft.is_personal and not _is_sent(register, column.key, number, use):
        return None, source
    if column.key == "dossier" and not text and draft.is_output:
        return register.row_label(row), source
    return text or None, source


def _is_sent(register: Register, key: str, number: int, use: TableUse) -> bool:
    """Whether a text travels unasked: what figures rest on, word for word, and nothing that stands beside it.

    A state travels where it changes the row's class, any text where a condition, which travels too, asks for it.
    """
    if key in _SENT_COLUMNS or any(key in user.counted_keys for user in use.users):
        return True
    if key == "state" and number in use.told_by_state:
        return True
    text = register.column_texts(key)[number]
    return any(text in c.matching for user in use.users for c in user.conditions if c.key == key)


def _share_format(table: Table, column: TableColumns, number: int) -> str | None:
    """The format of a figure of a plan in percent: written with its sign, 1,2 can only be 120%."""
    if column.key != "actual" or not isinstance(table, DetailTable) or number >= len(table.rows):
        return None
    target = _plan_target(table.rows[number])
    if target is None or target.scale is not Scale.SHARE:
        return None
    return LARGE_SHARE_FORMAT if is_large(table.rows[number].entries["actual"]) else "0.####%"


def _typed_style(column: TableColumns, share_format: str | None = None) -> Style:
    kind = column.contract.kind if column.contract else Kind.TEXT
    if column.key == "no":
        return Style(border="lrtb", align="center", valign="top", is_locked=False)
    if column.key == "dossier":
        return INPUT_TEXT
    if kind is Kind.DATE:
        return INPUT_DATE
    if kind in (Kind.PLAN_TARGET, Kind.PLAN_VALUE):
        number_format = share_format or "#,##0.####"
        return Style(border="lrtb", align="right", valign="top", number_format=number_format, is_locked=False)
    return INPUT_NUMBER if kind is Kind.NUMBER else INPUT


def _filled_style(table: Table, column: TableColumns, number: int) -> Style:
    if column.contract is None or column.contract.kind is not Kind.NUMBER:
        return COMPUTED
    if isinstance(table, DetailTable) and table.kind is TableKind.PLAN and number < len(table.rows):
        return (
            COMPUTED_NUMBER
            if _has_share(table.rows[number])
            else Style(border="lrtb", fill="grey", align="right", valign="top", number_format="#,##0.####", wrap=False)
        )
    return COMPUTED_NUMBER


def _validation(block: TableBlock, column: TableColumns, users: Sequence[Indicator]) -> Validation | None:
    span = block.span(column.key)
    counted = any(column.key in user.counted_keys for user in users if user.measure.value is Measure.CHECKLIST)
    if column.contract is None:
        return Validation(span, "list", column.header, "Chọn Có hoặc Không.", list_name("yes_no")) if counted else None
    if column.is_filled:
        return Validation(span, "refuse", column.header, "qmxl tự tính")
    kinds = {Kind.NUMBER: "whole", Kind.DATE: "date", Kind.CHOICE: "list"}
    source = list_name(column.contract.choices) if column.contract.choices else ""
    return Validation(span, kinds.get(column.contract.kind, "prompt"), column.header, column.contract.help, source)


# Calculated columns


def _filled(
    draft: Draft, table: Table, block: TableBlock, column: TableColumns, number: int, use: TableUse
) -> Formula | None:
    """Formula of a calculated column in row `number`; of rows yet to come where `number` is past the last."""
    if not column.is_filled:
        return None
    row = f"row:{number}" if number < row_count(table, is_output=draft.is_output) else "row:0"
    place = {key: block.place(row, key) for key in block.letters}
    if table.kind is TableKind.RATIO:
        return _ratio_share(place)
    if table.kind is TableKind.SURVEY:
        return _survey_share(place)
    if isinstance(table, Register):
        user, repeats = use.classes[column.key]
        return time_class_formula(block, user, row, f"row:{repeats[number]}" if number in repeats else None)
    plan_row = table.rows[number] if number < len(table.rows) else None
    indicator = next(iter(use.users), None)
    return _PLAN_FORMULAS[column.key](place, plan_row, indicator) if table.kind is TableKind.PLAN else None


def _ratio_share(place: Mapping[str, Place]) -> Formula:
    return formula(
        'IF(AND(ISNUMBER([n]),ISNUMBER([d])),IF([d]>0,[n]/[d],""),"")', n=place["numerator"], d=place["denominator"]
    )


_LEVELS = ("very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied")


def _survey_share(place: Mapping[str, Place]) -> Formula:
    parts = {f"l{n}": place[level] for n, level in enumerate(_LEVELS)}
    whole = "N([l0])+N([l1])+N([l2])+N([l3])+N([l4])"
    good = formula(
        "N([l0])+N([l1])+IF([neutral]=1,N([l2]),0)",
        neutral=setting("neutral"),
        **{k: parts[k] for k in ("l0", "l1", "l2")},
    )
    return formula(f'IF({whole}>0,[good]/({whole}),"")', good=good, **parts)


def _plan_target(row: TableRow | None) -> Target | None:
    value = row.value("plan") if row else None
    return value if isinstance(value, Target) else None


def _has_share(row: TableRow) -> bool:
    target = _plan_target(row)
    if target is not None:
        return target.comparator in LOWER_BOUNDS and bool(target.level)
    return row.value("requirement") is not PlanRequirement.AT_MOST


def plan_is_share(place: Mapping[str, Place], row: TableRow | None) -> Formula:
    """1 where the row's progress is a share of its plan: a lower bound above 0, and a figure."""
    target = _plan_target(row)
    if target is not None:
        share = "1" if _has_share(row) else "0"  # type: ignore[arg-type]
        return formula(f"IF(ISNUMBER([actual]),{share},0)", actual=place["actual"])
    return formula(
        "IF(AND(ISNUMBER([plan]),ISNUMBER([actual])),IF(AND(N([plan])>0,LOWER([requirement])<>[limit]),1,0),0)",
        plan=place["plan"],
        actual=place["actual"],
        requirement=place["requirement"],
        limit=REQUIREMENT_WORDS[PlanRequirement.AT_MOST].lower(),
    )


def _plan_share(place: Mapping[str, Place], row: TableRow | None, indicator: Indicator | None) -> Formula:
    """Thực hiện / Kế hoạch for lower bounds, else the difference in the row's unit."""
    del indicator
    target = _plan_target(row)
    level = formula("[plan]", plan=place["plan"]) if target is None else formula(repr(float(target.level or 0)))
    if target is not None and target.level is None:
        return formula('""')
    return formula(
        'IF([is_share]=1,[actual]/[level],IF(AND(ISNUMBER([plan_number]),ISNUMBER([actual])),[actual]-[level],""))',
        is_share=plan_is_share(place, row),
        actual=place["actual"],
        level=level,
        plan_number=level,
    )


_WAITING = ("is_year_end", "is_due_later")
"""Steps that say that an indicator is not judged yet."""


def _plan_status(place: Mapping[str, Place], row: TableRow | None, indicator: Indicator | None) -> Formula:
    """The row's own words: Vượt, Đạt, Đang thực hiện, Chậm tiến độ, Chưa đến kỳ đánh giá, Thiếu số liệu, Chưa đạt."""
    words = PLAN_STATUS_WORDS
    waits = [step(indicator.code, key) if indicator else setting("is_last_of_year") for key in _WAITING]
    short = formula(
        "IF([year_end]+[later]=0,[not_met],IF([is_share]=1,IF([actual]/[level]<[progress],[behind],[under_way]),[under_way]))",
        year_end=waits[0],
        later=waits[1],
        not_met=words[PlanStatus.NOT_MET],
        is_share=plan_is_share(place, row),
        actual=place["actual"],
        level=_plan_level(place, row),
        progress=setting("required_progress"),
        behind=words[PlanStatus.BEHIND],
        under_way=words[PlanStatus.UNDER_WAY],
    )
    by_word = formula(
        "IF(LOWER([actual])=[met],[met_word],IF(LOWER([actual])=[short_word],[short],[none]))",
        actual=place["actual"],
        met=DIRECT_WORDS[DirectWord.MET].lower(),
        met_word=words[PlanStatus.MET],
        short_word=DIRECT_WORDS[DirectWord.NOT_MET].lower(),
        short=short,
        none=words[PlanStatus.NO_DATA],
    )
    return formula(
        'IF(LEN([plan])=0,"",IF([later],[year_end],IF([unread],[none],IF(ISNUMBER([actual]),[judged],[by_word]))))',
        plan=place["plan"],
        unread=_is_as_unread(place, row),
        none=words[PlanStatus.NO_DATA],
        later=formula(
            "AND(LOWER([a])=[cuối],[last]=0)", a=place["assessment"], cuối="cuối năm", last=setting("is_last_of_year")
        ),
        year_end=words[PlanStatus.YEAR_END],
        actual=place["actual"],
        judged=_plan_comparison(place, row, short),
        by_word=by_word,
    )


def _is_as_unread(place: Mapping[str, Place], row: TableRow | None) -> Formula:
    """Whether the plan is still the phrase that could not be understood."""
    entry = row.entries.get("plan") if row else None
    if entry is None or not entry.is_unreadable:
        return formula("FALSE")
    return formula('[plan]&""=[phrase]', plan=place["plan"], phrase=str(content_of(entry)))


def _plan_level(place: Mapping[str, Place], row: TableRow | None) -> Formula:
    target = _plan_target(row)
    return formula("[plan]", plan=place["plan"]) if target is None else formula(repr(float(target.level or 0)))


_PLAN_COMPARISONS = {
    Comparator.ABOVE: "IF([actual]>[low],[exceeded],[short])",
    Comparator.AT_LEAST: "IF([actual]>[low],[exceeded],IF([actual]=[low],[met],[short]))",
    Comparator.BELOW: "IF([actual]<[low],[met],[short])",
    Comparator.AT_MOST: "IF([actual]<=[low],[met],[short])",
    Comparator.EQUAL: "IF([actual]=[low],[met],[short])",
    Comparator.FROM_TO: "IF([actual]<[low],[short],IF([actual]>[high],[exceeded],[met]))",
    Comparator.WITHIN: "IF(AND([actual]>=[low],[actual]<=[high]),[met],[short])",
}


def _plan_comparison(place: Mapping[str, Place], row: TableRow | None, short: Formula) -> Formula:
    words = PLAN_STATUS_WORDS
    parts: dict[str, Part] = {
        "actual": place["actual"],
        "exceeded": words[PlanStatus.EXCEEDED],
        "met": words[PlanStatus.MET],
        "short": short,
        "none": words[PlanStatus.NO_DATA],
    }
    target = _plan_target(row)
    if target is not None:
        text = _PLAN_COMPARISONS.get(target.comparator, "[none]")
        low, high = float(target.level or 0), float(target.upper or 0)
        return formula(
            "IF([plan]=[phrase],[known],[stale])",
            plan=place["plan"],
            phrase=target.phrase,
            known=formula(text, low=low, high=high, **parts),
            stale="Chạy lại qmxl",
        )
    upper = formula(_PLAN_COMPARISONS[Comparator.AT_MOST], low=place["plan"], **parts)
    lower = formula(_PLAN_COMPARISONS[Comparator.AT_LEAST], low=place["plan"], **parts)
    return formula(
        "IF(ISNUMBER([plan]),IF(LOWER([requirement])=[limit],[upper],[lower]),[stale])",
        plan=place["plan"],
        requirement=place["requirement"],
        limit=REQUIREMENT_WORDS[PlanRequirement.AT_MOST].lower(),
        upper=upper,
        lower=lower,
        stale="Chạy lại qmxl",
    )


_PLAN_FORMULAS = {"share": _plan_share, "status": _plan_status}
