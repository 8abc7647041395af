"""Where the figure comes from: typed cells, or the table it was counted in; one function per way to measure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from qmxl.contract.choices import BASIS_WORDS, PLAN_STATUS_WORDS, TIME_CLASS_WORDS
from qmxl.contract.sheets import DIRECT_MEASURES, TABLE_COLUMNS
from qmxl.evaluation.checklists import answers_of
from qmxl.evaluation.setting import header_cell, selected_rows, total
from qmxl.evaluation.showing import number_text
from qmxl.evaluation.surveys import neutral_counts, survey_sums
from qmxl.evaluation.time_limits import basis_of
from qmxl.explanation.subject import Subject, at, exact, few_rows, quote, step, typed
from qmxl.model.evaluation import COUNTED_CLASSES, TIME_CLASSES, PlanStatus, RegisterCounts, TimeClass
from qmxl.model.explanation import ExplanationStep, InputRows, Part, StepKind
from qmxl.model.references import CellReference, column_letters
from qmxl.model.submission import (
    Basis,
    DetailTable,
    Entry,
    Indicator,
    Measure,
    Register,
    SatisfactionLevel,
    Table,
    TableKind,
    TableRow,
    YesNo,
)

_MOST_TERMS = 6
"""More numbers than these are told by their sum alone."""
_MOST_PLAN_ROWS = 3
_WORDS = {time_class: word.lower() for time_class, word in TIME_CLASS_WORDS.items()}
_SUMS: Mapping[Basis, tuple[TimeClass, ...]] = {
    Basis.RESOLVED: COUNTED_CLASSES[:3],
    Basis.RESOLVED_AND_OVERDUE: (*COUNTED_CLASSES[:3], TimeClass.OPEN_OVERDUE),
}
_GOOD = COUNTED_CLASSES[:2]
_TOLD_COLUMNS = ("received", "due", "finished", "state")
_LEFT_OUT = {
    TimeClass.OUTSIDE: "ngoài kỳ",
    TimeClass.OTHER: "không thỏa điều kiện",
    TimeClass.REPEATED: "trùng hồ sơ",
    TimeClass.NOT_COUNTED: "hồ sơ trả lại, rút không tính",
    TimeClass.UNREADABLE: "ngày tháng chưa dùng được",
}
_NAMED = (TimeClass.LATE, TimeClass.OPEN_OVERDUE)
"""Classes whose rows a reader will look for."""


def figures(subject: Subject) -> Iterator[ExplanationStep]:
    """The numbers the figure is made of."""
    kind, measurement = subject.indicator.measure.value, subject.measurement
    if kind is None or (measurement.is_no_cases and measurement.denominator is None):
        return
    if measurement.is_declared or kind in DIRECT_MEASURES:
        yield from _declared(subject)
    elif _is_counted(subject):
        yield from _COUNTED[kind](subject)
    elif kind is Measure.RATIO:
        yield from _typed_counts(subject)


def _is_counted(subject: Subject) -> bool:
    """Whether the numbers come from the table: an empty one leaves a ratio its typed counts."""
    table = subject.table
    if table is None or subject.measurement.denominator is None:
        return False
    is_ratio = subject.indicator.measure.value is Measure.RATIO and isinstance(table, DetailTable)
    return not is_ratio or any(row.value(key) is not None for row in _table_rows(table) for key in _COUNTS)


def _table_rows(table: Table) -> Sequence[TableRow]:
    return table.rows if isinstance(table, DetailTable) else ()


_COUNTS = ("numerator", "denominator")


def source(subject: Subject) -> Iterator[ExplanationStep]:
    """The table: where it stands, its columns, the rows that count and those that do not."""
    table = subject.table
    if table is None or subject.measurement.is_declared or subject.indicator.measure.value in DIRECT_MEASURES:
        return
    yield step(StepKind.SOURCE, *_table_place(table))
    yield from _condition(subject.indicator)
    if _is_counted(subject):
        yield from _rows(subject, table)


# Typed figures


def _declared(subject: Subject) -> Iterator[ExplanationStep]:
    result = subject.indicator.result
    if result is None or result.direct.is_blank:
        return
    instead = "" if subject.indicator.measure.value in DIRECT_MEASURES else _INSTEAD
    yield step(StepKind.FIGURES, f"{instead}Ghi trực tiếp: {typed(result.direct)}", at(result.direct.reference), ".")


_INSTEAD = "Không có số đếm nên lấy số tự báo cáo. "


def _typed_counts(subject: Subject) -> Iterator[ExplanationStep]:
    """`Số đạt 5 (sheet “MT7”, ô D6); Tổng số 15 (…)`, as far as they are there."""
    result = subject.indicator.result
    if result is None or (result.numerator.is_blank and result.denominator.is_blank):
        return
    named = (("Số đạt", result.numerator), ("Tổng số", result.denominator))
    parts: list[Part] = []
    for header, entry in named:
        parts += ["; " if parts else "", f"{header} {_number(entry)}", *at(entry.reference)]
    yield step(StepKind.FIGURES, parts, ".")


def _number(entry: Entry[object]) -> str:
    """A number as read, and as typed where that was written otherwise."""
    if entry.is_blank:
        return "để trống"
    as_typed = typed(entry)
    if not isinstance(entry.value, Decimal):
        return f"ghi “{as_typed}”, chưa đọc được"
    read = exact(Fraction(entry.value))
    return read if as_typed.replace(".", "") == read.replace(".", "") else f"{read}, ghi “{as_typed}”"


# Tables


def _summed(subject: Subject) -> Iterator[ExplanationStep]:
    """The two columns of a table of counts."""
    rows = _selected(subject, *_COUNTS)
    parts: list[Part] = []
    for header, key in (("Số đạt", "numerator"), ("Tổng số", "denominator")):
        parts += ["; " if parts else "", f"{header} = {_terms(rows, key)}", *_column(rows, key)]
    yield step(StepKind.FIGURES, parts, ".")


def _selected(subject: Subject, *keys: str) -> tuple[TableRow, ...]:
    """Rows that count and have a number in one of these columns."""
    setting, table = subject.setting, subject.table
    if setting is None or not isinstance(table, DetailTable):
        return ()
    return tuple(row for row in selected_rows(setting, table) if any(row.value(key) is not None for key in keys))


def _terms(rows: Sequence[TableRow], key: str) -> str:
    """`4 + 5 + 6 = 15`"""
    numbers = [number_text(total([row], key)) for row in rows]
    whole = number_text(total(rows, key))
    if len(numbers) == 1:
        return whole
    return f"{' + '.join(numbers)} = {whole}" if len(numbers) <= _MOST_TERMS else f"tổng {len(numbers)} dòng = {whole}"


def _column(rows: Sequence[TableRow], key: str) -> tuple[Part, ...]:
    """Where a column's numbers stand."""
    return at(*(row.entries[key].reference for row in rows if key in row.entries))


def _cases(subject: Subject) -> Iterator[ExplanationStep]:
    """A register's classes, and the share made of them."""
    counts = subject.measurement.register
    if counts is None:
        return
    number = counts.by_class
    told = "; ".join(f"{_WORDS[c]} {_count(number[c])}" for c in COUNTED_CLASSES if number[c])
    whole = counts.resolved + counts.open
    yield step(
        StepKind.FIGURES,
        f"Tính vào kỳ {_count(whole)} trường hợp: {told}." if told else "Không có trường hợp nào trong kỳ.",
    )
    yield step(StepKind.FIGURES, *_basis(subject.indicator, counts))


def _basis(indicator: Indicator, counts: RegisterCounts) -> Iterator[Part]:
    """`Tính trên “Tiếp nhận”: Số đạt = trước hạn 4 + đúng hạn 3 = 7; Tổng số = …`"""
    basis = basis_of(indicator)
    yield f"Tính trên “{BASIS_WORDS[basis]}”"
    yield from at(indicator.basis.reference) if not indicator.basis.is_blank else (", vì ô Tính trên để trống",)
    yield f": Số đạt = {_sum(_good_classes(indicator, basis), counts)}; Tổng số = "
    if basis in _SUMS:
        yield f"{_sum(_SUMS[basis], counts)}."
    else:
        whole = _count(counts.carried_over + counts.received)
        yield f"kỳ trước chuyển sang {_count(counts.carried_over)} + tiếp nhận {_count(counts.received)} = {whole}."


def _good_classes(indicator: Indicator, basis: Basis) -> tuple[TimeClass, ...]:
    """What `good_and_all` counts as Số đạt."""
    if "late" in indicator.counted_keys:
        return (TimeClass.LATE,) if basis is Basis.RESOLVED else (TimeClass.LATE, TimeClass.OPEN_OVERDUE)
    return (*_GOOD, TimeClass.OPEN_IN_TIME) if basis is Basis.RECEIVED_OPEN_COUNTS else _GOOD


def _sum(classes: Sequence[TimeClass], counts: RegisterCounts) -> str:
    named = " + ".join(f"{_WORDS[c]} {_count(counts.by_class[c])}" for c in classes)
    return f"{named} = {_count(sum(counts.by_class[c] for c in classes))}"


def _answered(subject: Subject) -> Iterator[ExplanationStep]:
    """Có and Không of a checklist."""
    yes, whole = subject.measurement.numerator or Fraction(0), subject.measurement.denominator or Fraction(0)
    blank = f"; chưa rõ {subject.measurement.unusable}" if subject.measurement.unusable else ""
    no = number_text(whole - yes)
    told = f"Có {number_text(yes)}, Không {no}{blank}. Số đạt = {number_text(yes)}; Tổng số = {number_text(yes)} + {no}"
    yield step(StepKind.FIGURES, f"{told} = {number_text(whole)}.")


def _satisfied(subject: Subject) -> Iterator[ExplanationStep]:
    """Satisfied answers, and all answers."""
    keys = subject.indicator.counted_keys
    rows = _selected(subject, *(keys or SatisfactionLevel))
    counts_neutral = neutral_counts(subject.submission)
    good, whole = survey_sums(rows, subject.indicator, neutral_counts=counts_neutral)
    told = "Rất hài lòng + Hài lòng" + (" + Bình thường" if counts_neutral else "")
    if keys:
        parts: list[Part] = [f"{told} = {number_text(good)} câu trả lời", *_block(rows, keys)]
        yield step(StepKind.FIGURES, parts, f"; tất cả {number_text(whole)} câu trả lời.")
        return
    columns = {column.key for column in subject.table.columns} if subject.table else set()
    levels = [level for level in SatisfactionLevel if level in columns]
    satisfied = [*levels[:2], *([SatisfactionLevel.NEUTRAL] if counts_neutral else [])]
    sums = " + ".join(number_text(total(rows, level)) for level in satisfied)
    every = " + ".join(number_text(total(rows, level)) for level in levels)
    yield step(
        StepKind.FIGURES,
        f"{told} = {sums} = {number_text(good)}; mọi mức = {every} = {number_text(whole)}",
        _block(rows, levels),
        ".",
    )


def _block(rows: Sequence[TableRow], keys: Sequence[str]) -> tuple[Part, ...]:
    """Where the numbers of neighbouring columns stand."""
    found = [cell for row in rows for key in keys if key in row.entries and (cell := row.entries[key].reference)]
    if not found:
        return ()
    columns = [cell.column for cell in found]
    first, last = found[0], found[-1]
    return at(
        CellReference(first.sheet, first.row, min(columns)),
        CellReference(first.sheet, last.row, max(columns)),
    )


def _planned(subject: Subject) -> Iterator[ExplanationStep]:
    """A plan's rows by what they have come to."""
    results = subject.measurement.plan_rows
    number = {status: sum(row.status is status for row in results) for status in PlanStatus}
    told = "; ".join(f"{PLAN_STATUS_WORDS[s].lower()} {count}" for s, count in number.items() if count)
    met = _count(number[PlanStatus.MET] + number[PlanStatus.EXCEEDED])
    yield step(
        StepKind.FIGURES,
        f"{_count(len(results))} dòng có kế hoạch: {told}. Số đạt (đạt hoặc vượt kế hoạch) = {met}.",
    )


_COUNTED: Mapping[Measure, Callable[[Subject], Iterator[ExplanationStep]]] = {
    Measure.RATIO: _summed,
    Measure.ON_TIME: _cases,
    Measure.CHECKLIST: _answered,
    Measure.SURVEY: _satisfied,
    Measure.PLAN: _planned,
}


# Where the table is, and its rows


def _table_place(table: Table) -> Iterator[Part]:
    """`Bảng chi tiết: tiêu đề ở dòng 8 (sheet “MT2”, ô A8), 25 dòng số liệu, dòng 9-33; cột …`"""
    many = table.part_sheets if isinstance(table, Register) else ()
    yield "Sổ theo dõi" if isinstance(table, Register) else "Bảng chi tiết"
    if many:
        yield f" gồm {len(many)} sheet: {', '.join(quote(name) for name in many[:3])}{', …' if len(many) > 3 else ''}"
    else:
        yield from at(header_cell(table))
    yield f": {_count(_row_count(table))} dòng số liệu"
    if _row_count(table) and not many:
        first, last = (_row_number(table, position) for position in (0, -1))
        yield f", dòng {first}-{last}" if first != last else f", dòng {first}"
    if isinstance(table, Register):
        yield _columns_told(table)
    yield "."


def _row_count(table: Table) -> int:
    return len(table) if isinstance(table, Register) else len(table.rows)


def _row_number(table: Table, position: int) -> int:
    return int(table.row_numbers[position]) if isinstance(table, Register) else table.rows[position].row


def _columns_told(register: Register) -> str:
    """`; Ngày nhận: cột F “Ngày tiếp nhận”; Thời hạn: cột G`"""
    names = {column.key: column.header for column in TABLE_COLUMNS[TableKind.REGISTER]}
    found = {column.key: column for column in register.columns}
    told = ""
    for key in _TOLD_COLUMNS:
        if key in found:
            header = quote(found[key].header)
            own = "" if header == names[key] else f" “{header}”"
            told += f"; {names[key]}: cột {column_letters(found[key].column)}{own}"
    return told


def _condition(indicator: Indicator) -> Iterator[ExplanationStep]:
    if indicator.conditions:
        told = f"Chỉ đếm các dòng thỏa điều kiện “{typed(indicator.condition)}”"
        yield step(StepKind.SOURCE, told, at(indicator.condition.reference), ".")


def _rows(subject: Subject, table: Table) -> Iterator[ExplanationStep]:
    """Rows that a reader will look for: what fell short, what was left out."""
    kind = subject.indicator.measure.value
    if kind is Measure.CHECKLIST:
        yield from _denied(subject, table)
    elif isinstance(table, Register):
        yield from _classed(subject, table)
    elif kind is Measure.PLAN:
        yield from _short_of_plan(subject)
    elif subject.setting is not None:
        left_out = len(table.rows) - len(selected_rows(subject.setting, table))
        if left_out:
            yield step(StepKind.SOURCE, f"Để ngoài {_count(left_out)} dòng không thỏa điều kiện.")


def _classed(subject: Subject, register: Register) -> Iterator[ExplanationStep]:
    """Late and overdue rows, then those left out, each class with its first rows."""
    classes, counts = subject.measurement.classes, subject.measurement.register
    if classes is None or counts is None:
        return
    for title, named in (("Quá hạn", {c: _WORDS[c] for c in _NAMED}), ("Không tính", _LEFT_OUT)):
        parts: list[Part] = []
        for time_class, word in named.items():
            number = counts.by_class[time_class]
            if number:
                rows = register.row_numbers[classes == TIME_CLASSES.index(time_class)].tolist()
                told = InputRows(f" ({few_rows(rows, register)})")
                parts += ["; " if parts else f"{title}: ", f"{word} {_count(number)}", told]
        if parts:
            yield step(StepKind.SOURCE, parts, ".")


def _denied(subject: Subject, table: Table) -> Iterator[ExplanationStep]:
    """Rows with Không, those that say neither, those left out."""
    setting = subject.setting
    if setting is None:
        return
    answers, left_out = answers_of(setting, table)
    groups: dict[str, list[int]] = {"Không": [], "chưa rõ": [], "Không áp dụng": []}
    words = {YesNo.NO: "Không", None: "chưa rõ", YesNo.NOT_APPLICABLE: "Không áp dụng"}
    for row, answer in answers.items():
        if answer in words:
            groups[words[answer]].append(row)
    parts = [f"{word}: {_count(len(rows))} ({few_rows(rows, table)})" for word, rows in groups.items() if rows]
    if left_out:
        parts.append(f"không thỏa điều kiện: {_count(left_out)} dòng")
    if parts:
        yield step(StepKind.SOURCE, InputRows("; ".join(parts) + "."))


def _short_of_plan(subject: Subject) -> Iterator[ExplanationStep]:
    """The first rows in each state that is not reached yet."""
    wanted = (PlanStatus.NOT_MET, PlanStatus.BEHIND, PlanStatus.NO_DATA, PlanStatus.YEAR_END)
    for status in wanted:
        rows = [row for row in subject.measurement.plan_rows if row.status is status]
        named = [f"dòng {row.row} {quote(row.name)}{_share(row.share)}" for row in rows[:_MOST_PLAN_ROWS]]
        if named:
            more = f" và {len(rows) - len(named)} dòng nữa" if len(rows) > len(named) else ""
            yield step(StepKind.SOURCE, InputRows(f"{PLAN_STATUS_WORDS[status]}: {'; '.join(named)}{more}."))


def _share(share: Fraction | None) -> str:
    return "" if share is None else f" {exact(share * 100)}%"


def _count(number: int) -> str:
    return number_text(Fraction(number))
