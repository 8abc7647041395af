"""The counts of one register that `_Phân tích MT<k>` tells: as formulas over its rows, references, or numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qmxl.contract.choices import TIME_CLASS_WORDS
from qmxl.contract.sheets import ANALYSIS_PREFIX, MAXIMUM_LIVE_COUNTS
from qmxl.model.evaluation import COUNTED_CLASSES, Arrival, FieldSplit, MonthSplit, RegisterCounts, RegisterSplits
from qmxl.model.report import Content, Formula, Place, Span
from qmxl.model.submission import Indicator, Measure, QualityObjective, Register, Submission, TableKind
from qmxl.reporting.drafts import Draft, TableBlock
from qmxl.reporting.expressions import Part, formula
from qmxl.reporting.places import setting
from qmxl.reporting.travelling import counted_fields, field_name

CLASS_KEYS = tuple(time_class.value for time_class in COUNTED_CLASSES)
COUNT_KEYS = ("carried_over", "received", *CLASS_KEYS)
COUNT_LETTERS = dict(zip(COUNT_KEYS, "BCDEFGH", strict=True))
_CLASS_WORDS: dict[str, str] = dict(zip(CLASS_KEYS, (TIME_CLASS_WORDS[c] for c in COUNTED_CLASSES), strict=True))
_BREAKDOWN_KEYS = {"received": "received_count"}
_ARRIVAL_WORDS = {Arrival.CARRIED_OVER: "Kỳ trước chuyển sang", Arrival.UNDATED: "Không rõ ngày nhận"}

Counts = Mapping[str, Content]
"""By key: what came in, old and new, and what has become of it."""


@dataclass(frozen=True, slots=True, eq=False)
class AnalysedRegister:
    """What one sheet tells of one register: for indicators that class its rows alike."""

    indicators: tuple[Indicator, ...]
    splits: RegisterSplits
    size: int
    block: TableBlock
    class_key: str
    sheet: str

    @property
    def code(self) -> str:
        return self.indicators[0].code

    @property
    def fields(self) -> tuple[FieldSplit, ...]:
        return counted_fields(self.splits)

    @property
    def months(self) -> tuple[MonthSplit, ...]:
        """Every month, and what else has cases."""
        return tuple(m for m in self.splits.by_month if m.arrival is Arrival.IN_MONTH or m.counts.counted)

    @property
    def has_rows(self) -> bool:
        return self.block.kind is TableKind.REGISTER

    @property
    def is_live(self) -> bool:
        """Whether counts are formulas over the rows: of a long register they would take seconds at every opening."""
        return self.has_rows and self.size * (len(self.fields) + len(self.months)) <= MAXIMUM_LIVE_COUNTS

    def place(self, row: str, key: str) -> Place:
        return Place(self.sheet, f"{row}:{self.code}", COUNT_LETTERS[key])


def analysed_registers(
    draft: Draft, submission: Submission, objective: QualityObjective
) -> tuple[AnalysedRegister, ...]:
    """The registers of one objective in the workbook as it was read, `submission`, whatever of them is sent."""
    read = {indicator.code: submission.tables.get(indicator.table or "") for indicator in submission.indicators}
    groups: dict[tuple[str, bytes], list[Indicator]] = {}
    for indicator in objective.indicators:
        result, register = draft.result(indicator.code), read[indicator.code]
        if result is None or not isinstance(register, Register) or indicator.measure.value is not Measure.ON_TIME:
            continue
        if result.measurement.splits is not None and result.measurement.classes is not None:
            groups.setdefault((register.sheet, result.measurement.classes.tobytes()), []).append(indicator)
    return tuple(_analysed(draft, tuple(group), objective.number) for group in groups.values())


def _analysed(draft: Draft, indicators: tuple[Indicator, ...], objective: int) -> AnalysedRegister:
    result, block = draft.result(indicators[0].code), draft.block(indicators[0])
    if result is None or result.measurement.splits is None or result.measurement.classes is None or block is None:
        raise LookupError(indicators[0].code)
    size, key = len(result.measurement.classes), draft.class_key(indicators[0])
    return AnalysedRegister(indicators, result.measurement.splits, size, block, key, f"{ANALYSIS_PREFIX}{objective}")


# Fields


def field_counts(register: AnalysedRegister, number: int, before: Sequence[str]) -> Counts:
    """Of the field with this number; `before` are the keys of the rows that tell those before it."""
    field = register.fields[number]
    if not register.has_rows:
        keys = {key: _BREAKDOWN_KEYS.get(key, key) for key in COUNT_KEYS}
        return {key: formula("[c]", c=register.block.place(f"row:{number}", own)) for key, own in keys.items()}
    if not register.is_live:
        return _numbers(field.counts)
    name = Place(register.sheet, f"field:{number}:{register.code}", "A")
    mask = None if field.name is None else _field_mask(register, field, name)
    period = {"carried_over": _before_period(register), "received": _in_period(register)}
    counts = _by_class(register, mask) | {key: _counted(register, mask, when) for key, when in period.items()}
    return counts if field.name is not None else {key: _less(register, counts[key], before, key) for key in counts}


def field_title(register: AnalysedRegister, number: int) -> Content:
    """What the field with this number is called."""
    if register.has_rows:
        return field_name(register.fields[number])
    return formula('[n]&""', n=register.block.place(f"row:{number}", "field"))


def _less(register: AnalysedRegister, every: Formula, told: Sequence[str], key: str) -> Formula:
    """Cases of the fields that are not told one by one: all but those told."""
    return formula("[all]-SUM([told])", all=every, told=Span(register.sheet, told[0], told[-1], COUNT_LETTERS[key]))


def _field_mask(register: AnalysedRegister, field: FieldSplit, name: Place) -> Formula:
    """Array: the rows of one field, whatever spaces they are typed with."""
    cells = register.block.span("field")
    if not field.name:
        others = {f"t{n}": text for n, text in enumerate(field.texts) if text.strip(" ")}
        tests = ['(LEN(SUBSTITUTE([f]," ",""))=0)', *(f"([f]=[{t}])" for t in others)]
        return formula(f"({'+'.join(tests)})", f=cells, **others)
    if {text.casefold() for text in field.texts} == {field.name.casefold()}:
        return formula("([f]=[n])", f=cells, n=name)
    return formula('(SUBSTITUTE([f]," ","")=SUBSTITUTE([n]," ",""))', f=cells, n=name)


def _before_period(register: AnalysedRegister) -> Formula:
    return formula("([r]<N([first]))", r=register.block.span("received"), first=setting("first"))


def _in_period(register: AnalysedRegister) -> Formula:
    return formula("([r]>=N([first]))", r=register.block.span("received"), first=setting("first"))


def _by_class(register: AnalysedRegister, mask: Formula | None) -> dict[str, Formula]:
    """Rows by class, of those that the mask lets through."""
    parts: dict[str, Part] = {"c": register.block.span(register.class_key), "m": mask or 1}
    return {key: formula("SUMPRODUCT([m]*([c]=[w]))", w=word, **parts) for key, word in _CLASS_WORDS.items()}


def _counted(register: AnalysedRegister, mask: Formula | None, when: Formula) -> Formula:
    """Rows of the period, old or new ones, of those that the mask lets through."""
    tests = "+".join(f"([c]=[{key}])" for key in _CLASS_WORDS)
    parts: dict[str, Part] = {"c": register.block.span(register.class_key), "m": mask or 1, **_CLASS_WORDS}
    return formula(f"SUMPRODUCT([m]*({tests})*[when])", when=when, **parts)


def _numbers(counts: RegisterCounts) -> Counts:
    by_class = {key: counts.by_class[time_class] for key, time_class in zip(CLASS_KEYS, COUNTED_CLASSES, strict=True)}
    return {"carried_over": counts.carried_over, "received": counts.received, **by_class}


# Months


def month_title(month: MonthSplit) -> str:
    if month.month is None:
        return _ARRIVAL_WORDS[month.arrival]
    return f"Tháng {month.month.month}/{month.month.year}"


def month_counts(register: AnalysedRegister, month: MonthSplit) -> Counts:
    """Of the cases received in one month, or before the period, or nobody knows when."""
    if not register.is_live:
        return _numbers(month.counts)
    mask = _month_mask(register, month)
    is_new = month.arrival is Arrival.IN_MONTH
    all_of_them = _counted(register, None, mask)
    came = {"carried_over": 0 if is_new else all_of_them, "received": all_of_them if is_new else 0}
    return {**came, **_by_class(register, mask)}


def _month_mask(register: AnalysedRegister, month: MonthSplit) -> Formula:
    """Array: the rows received then."""
    received = register.block.span("received")
    if month.arrival is Arrival.UNDATED:
        return formula("(LEN([r])=0)", r=received)
    if month.month is None:
        return formula("((LEN([r])>0)*([r]<N([first])))", r=received, first=setting("first"))
    return formula(
        "(([r]>=N([first]))*([r]>=[start])*([r]<[end]))",
        r=received,
        first=setting("first"),
        start=_date(month.month),
        end=_date(_next(month.month)),
    )


def _date(when: date) -> Formula:
    return formula(f"DATE({when.year},{when.month},1)")


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
