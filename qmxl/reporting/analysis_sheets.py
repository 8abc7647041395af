"""`_Phân tích MT<k>`: how the cases of an objective's registers came out, by field, by month, on every basis.

Where the rows travel their counts are formulas over them, elsewhere they lead to the breakdown table that travels
instead. A reader passes the sheet over.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qmxl.contract.choices import BASIS_WORDS, TIME_CLASS_WORDS
from qmxl.contract.sheets import ANALYSIS_PREFIX, MAXIMUM_LIVE_COUNTS, TABLE_COLUMNS
from qmxl.contract.words import grouped as grouped_text
from qmxl.model.evaluation import COUNTED_CLASSES, Arrival, FieldSplit, MonthSplit, RegisterCounts, RegisterSplits
from qmxl.model.report import (
    Cell,
    Chart,
    Content,
    Formula,
    Place,
    PrintSetup,
    Row,
    Series,
    Sheet,
    SheetColumn,
    Span,
)
from qmxl.model.submission import (
    DEFAULT_BASIS,
    Basis,
    Indicator,
    Measure,
    QualityObjective,
    Register,
    Submission,
    TableKind,
)
from qmxl.model.targets import COMPLETIONS, Scale
from qmxl.reporting.drafts import Draft, TableBlock
from qmxl.reporting.expressions import Part, comma, day, formula, grouped, joined
from qmxl.reporting.figures import cell_of, share_keys
from qmxl.reporting.layout import CHART_ROW_HEIGHT
from qmxl.reporting.places import result_cell, setting, step
from qmxl.reporting.styles import (
    ANALYSIS_CELL,
    ANALYSIS_COUNT,
    ANALYSIS_HEADER,
    ANALYSIS_MARK,
    ANALYSIS_SHARE,
    HINT,
    SECTION,
    TITLE,
)
from qmxl.reporting.travelling import counted_fields, field_name

_CLASS_KEYS = tuple(time_class.value for time_class in COUNTED_CLASSES)
_KEYS = ("carried_over", "received", *_CLASS_KEYS)
_LETTERS = dict(zip(_KEYS, "BCDEFGH", strict=True))
_BREAKDOWN_KEYS = {key: {"received": "received_count"}.get(key, key) for key in _KEYS}
_HEADERS = (
    ("A", "Lĩnh vực, tháng nhận", 30.0), ("B", "Kỳ trước chuyển sang", 12.5), ("C", "Tiếp nhận trong kỳ", 12.5),
    ("D", "Trước hạn", 12.5), ("E", "Đúng hạn", 12.5), ("F", "Quá hạn", 12.5),
    ("G", "Đang giải quyết trong hạn", 14.0), ("H", "Đang giải quyết quá hạn", 14.0),
    ("I", "Tỷ lệ đúng hạn", 12.5), ("J", "Đối chiếu", 12.5),
)  # fmt: skip
_LAST = "J"
_CLASS_HEADER = next(c.header for c in TABLE_COLUMNS[TableKind.REGISTER] if c.filled)
_AGREES, _DIFFERS = "Khớp", "Lệch"
_ARRIVAL_WORDS = {Arrival.CARRIED_OVER: "Kỳ trước chuyển sang", Arrival.UNDATED: "Không rõ ngày nhận"}
_MONTHS_MEAN = (
    "Theo tháng: hồ sơ xếp vào tháng nhận (cột Ngày nhận); kết quả là tình trạng đến ngày lấy số liệu, không phải tháng "
    "giải quyết. Đối chiếu: kỳ trước chuyển sang + tiếp nhận = đã giải quyết (trước hạn + đúng hạn + quá hạn) + đang "
    "giải quyết; dòng tổng còn được so với bảng kết quả."
)
_WAYS = {
    Basis.RESOLVED: "số đã giải quyết",
    Basis.RESOLVED_AND_OVERDUE: "số đã giải quyết và số đang giải quyết quá hạn",
    Basis.RECEIVED: "số kỳ trước chuyển sang và tiếp nhận",
    Basis.RECEIVED_OPEN_COUNTS: "số kỳ trước chuyển sang và tiếp nhận, đang trong hạn tính đạt",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
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
        return Place(self.sheet, f"{row}:{self.code}", _LETTERS[key])


def analysis_sheets(draft: Draft, submission: Submission) -> tuple[Sheet, ...]:
    """One for each objective with a register in the workbook as it was read, `submission`."""
    sheets = (_sheet(objective, _parts(draft, submission, objective)) for objective in draft.submission.objectives)
    return tuple(sheet for sheet in sheets if sheet is not None)


def _parts(draft: Draft, submission: Submission, objective: QualityObjective) -> tuple[_Part, ...]:
    read = {indicator.code: submission.tables.get(indicator.table or "") for indicator in submission.indicators}
    groups: dict[tuple[str, bytes], list[Indicator]] = {}
    for indicator in objective.indicators:
        result, register = draft.result(indicator.code), read[indicator.code]
        is_timed = indicator.measure.value is Measure.ON_TIME and isinstance(register, Register)
        if is_timed and result is not None and result.measurement.splits is not None:
            key = (register.sheet, result.measurement.classes.tobytes())  # type: ignore[union-attr]
            groups.setdefault(key, []).append(indicator)
    return tuple(_part(draft, tuple(group), read[group[0].code]) for group in groups.values())  # type: ignore[arg-type]


def _part(draft: Draft, indicators: tuple[Indicator, ...], register: Register) -> _Part:
    first = indicators[0]
    result, block = draft.result(first.code), draft.block(first)
    if result is None or result.measurement.splits is None or block is None:
        raise LookupError(first.code)
    sheet = f"{ANALYSIS_PREFIX}{first.objective}"
    return _Part(indicators, result.measurement.splits, len(register), block, draft.class_key(first), sheet)


def _sheet(objective: QualityObjective, parts: Sequence[_Part]) -> Sheet | None:
    if not parts:
        return None
    name = f"{ANALYSIS_PREFIX}{objective.number}"
    title = joined(f"Phân tích sổ theo dõi của mục tiêu {objective.number}, ", setting("period"))
    top = [
        Row("title", {"A": Cell(title, TITLE, merge_to=_LAST)}),
        Row("meaning", {"A": Cell(_MONTHS_MEAN, HINT, merge_to=_LAST)}, space_after=4),
        Row("header", {letter: Cell(header, ANALYSIS_HEADER) for letter, header, _ in _HEADERS}),
    ]
    blocks = [block for part in parts for block in _blocks(part)]
    return Sheet(
        name=name,
        columns=tuple(SheetColumn(letter, width) for letter, _, width in _HEADERS),
        rows=(*(replace(row, keeps_with_next=True) for row in top), *(row for block in blocks for row in block)),
        charts=tuple(_chart(part) for part in parts if _is_charted(part)),
        freeze=Place(name, blocks[0][0].key, "A"),
        setup=PrintSetup(
            is_landscape=True,
            repeat=("header", "header"),
            last_column=_LAST,
            scale=90,
            together=tuple((block[0].key, block[-1].key) for block in blocks),
        ),
    )


def _blocks(part: _Part) -> Iterator[list[Row]]:
    """What stands on one page where it can: fields, bases, months with their chart."""
    yield [*_head(part), *_field_rows(part)]
    for indicator in part.indicators:
        yield list(_basis_rows(part, indicator))
    yield [*_month_rows(part), *_chart_rows(part), Row(f"end:{part.code}")]


# Heading


def _head(part: _Part) -> Iterator[Row]:
    codes = f"Chỉ tiêu {', '.join(indicator.code for indicator in part.indicators)}: "
    first = part.indicators[0]
    text = joined(codes, formula('[t]&""', t=result_cell(first.objective, first.code, "wording")))
    source = joined("Số liệu đến ngày ", day(step(part.code, "cut_off")), ". ", _source(part))
    yield Row(f"title:{part.code}", {"A": Cell(text, SECTION, merge_to=_LAST)}, is_divisible=True, keeps_with_next=True)
    yield Row(f"source:{part.code}", {"A": Cell(source, HINT, merge_to=_LAST)}, is_divisible=True, keeps_with_next=True)


def _source(part: _Part) -> str:
    basis = _WAYS[_basis(part.indicators[0])]
    said = f" Tỷ lệ đúng hạn của từng dòng tính trên {basis}."
    if part.is_live:
        return (
            f"Các số là công thức đếm trên cột {_CLASS_HEADER} của sheet {part.block.sheet}: sửa sổ thì số đổi theo. "
            f"Ghi thêm lĩnh vực, tháng mới thì chạy lại qmxl.{said}"
        )
    if part.has_rows:
        return (
            f"Số của từng dòng ghi cố định khi đánh giá, đếm từ sổ ở sheet {part.block.sheet}: sổ dài "
            f"{grouped_text(part.size)} dòng, nếu để công thức thì mỗi lần mở tệp phải chờ. Dòng tổng vẫn là công thức, "
            f"được so với bảng kết quả; sửa sổ thì chạy lại qmxl.{said}"
        )
    return (
        f"Số theo lĩnh vực lấy từ bảng tổng hợp ở sheet {part.block.sheet}. Số theo tháng ghi cố định khi đánh giá, đếm "
        f"từ sổ {grouped_text(part.size)} dòng lưu tại đơn vị (mã SHA-256 của tệp gốc ở sheet Nguồn gốc).{said}"
    )


# Fields


def _field_rows(part: _Part) -> Iterator[Row]:
    yield _band(f"fields:{part.code}", "Theo lĩnh vực")
    keys = [f"field:{number}:{part.code}" for number in range(len(part.fields))]
    for number, (key, field) in enumerate(zip(keys, part.fields, strict=True)):
        counts, name = _field_counts(part, number, field, keys[:number])
        yield _count_row(part, key, name, counts)
    yield _total_row(part, "all_fields", "Tổng cộng", keys, _step_check(part))


def _field_counts(
    part: _Part, number: int, field: FieldSplit, before: Sequence[str]
) -> tuple[Mapping[str, Content], Content]:
    if not part.has_rows:
        row = part.block.place(f"row:{number}", "field").row
        cells = {key: part.block.place(row, _BREAKDOWN_KEYS[key]) for key in _KEYS}
        name = formula('[n]&""', n=part.block.place(row, "field"))
        return {key: formula("[c]", c=cell) for key, cell in cells.items()}, name
    if not part.is_live:
        return _numbers(field.counts), field_name(field)
    if field.name is None:
        return _rest(part, before), field_name(field)
    mask = _field_mask(part, field, Place(part.sheet, f"field:{number}:{part.code}", "A"))
    period = {"carried_over": _before_period(part), "received": _in_period(part)}
    return _live(part, mask, period), field_name(field)


def _rest(part: _Part, before: Sequence[str]) -> Mapping[str, Content]:
    """Cases of the fields that are not told one by one: all but those told."""
    every = _live(part, None, {"carried_over": _before_period(part), "received": _in_period(part)})
    return {
        key: formula("[all]-SUM([told])", all=every[key], told=Span(part.sheet, before[0], before[-1], _LETTERS[key]))  # type: ignore[arg-type]
        for key in _KEYS
    }


def _field_mask(part: _Part, field: FieldSplit, name: Place) -> Formula:
    """Array: the rows of one field, whatever spaces they are typed with."""
    cells = part.block.span("field")
    if not field.name:
        others = {f"t{n}": text for n, text in enumerate(field.texts) if text.strip(" ")}
        tests = ['(LEN(SUBSTITUTE([f]," ",""))=0)', *(f"([f]=[{t}])" for t in others)]
        return formula(f"({'+'.join(tests)})", f=cells, **others)
    if {text.casefold() for text in field.texts} == {field.name.casefold()}:
        return formula("([f]=[n])", f=cells, n=name)
    return formula('(SUBSTITUTE([f]," ","")=SUBSTITUTE([n]," ",""))', f=cells, n=name)


def _before_period(part: _Part) -> Formula:
    return formula("([r]<N([first]))", r=part.block.span("received"), first=setting("first"))


def _in_period(part: _Part) -> Formula:
    return formula("([r]>=N([first]))", r=part.block.span("received"), first=setting("first"))


def _live(part: _Part, mask: Formula | None, period: Mapping[str, Formula | int]) -> Mapping[str, Content]:
    """Counts over the rows' classes of those that the mask lets through; `period` tells old from new ones."""
    classes = part.block.span(part.class_key)
    words = dict(zip(_CLASS_KEYS, (TIME_CLASS_WORDS[c] for c in COUNTED_CLASSES), strict=True))
    mine: dict[str, Part] = {"c": classes, **({"m": mask} if mask else {})}
    also = "[m]*" if mask else ""
    counts: dict[str, Content] = {
        key: formula(f"SUMPRODUCT({also or '1*'}([c]=[w]))", w=word, **mine) for key, word in words.items()
    }
    counted = formula("+".join(f"([c]=[{key}])" for key in words), c=classes, **words)
    for key, when in period.items():
        text = f"SUMPRODUCT({also}[counted]*[when])"
        counts[key] = formula(text, counted=counted, when=when, **mine) if isinstance(when, Formula) else when
    return counts


def _numbers(counts: RegisterCounts) -> Mapping[str, Content]:
    by_class = {key: counts.by_class[time_class] for key, time_class in zip(_CLASS_KEYS, COUNTED_CLASSES, strict=True)}
    return {"carried_over": counts.carried_over, "received": counts.received, **by_class}


# Months

_MOST_ON_A_PAGE = 15


def _month_rows(part: _Part) -> Iterator[Row]:
    """A year's months stay on one page with their chart."""
    yield _band(f"months:{part.code}", "Theo tháng nhận")
    keys = [f"month:{number}:{part.code}" for number in range(len(part.months))]
    is_kept = len(keys) <= _MOST_ON_A_PAGE
    for key, month in zip(keys, part.months, strict=True):
        counts = _month_counts(part, month) if part.is_live else _numbers(month.counts)
        yield replace(_count_row(part, key, _month_name(month), counts), keeps_with_next=is_kept)
    total = _total_row(part, "all_months", "Tổng cộng", keys, _field_check(part))
    yield replace(total, keeps_with_next=_is_charted(part))


def _month_name(month: MonthSplit) -> str:
    if month.month is None:
        return _ARRIVAL_WORDS[month.arrival]
    return f"Tháng {month.month.month}/{month.month.year}"


def _month_counts(part: _Part, month: MonthSplit) -> Mapping[str, Content]:
    received = part.block.span("received")
    if month.month is None:
        test = "(LEN([r])=0)" if month.arrival is Arrival.UNDATED else "((LEN([r])>0)*([r]<N([first])))"
        places: dict[str, Part] = {"r": received, **({"first": setting("first")} if "first" in test else {})}
        mask = formula(test, **places)
        return _live(part, None, {"carried_over": mask, "received": 0}) | _of_mask(part, mask)
    start, end = _date(month.month), _date(_next(month.month))
    mask = formula(
        "(([r]>=N([first]))*([r]>=[start])*([r]<[end]))", r=received, first=setting("first"), start=start, end=end
    )
    return _live(part, None, {"carried_over": 0, "received": mask}) | _of_mask(part, mask)


def _of_mask(part: _Part, mask: Formula) -> dict[str, Content]:
    return {key: content for key, content in _live(part, mask, {}).items() if key in _CLASS_KEYS}


def _date(when: date) -> Formula:
    return formula(f"DATE({when.year},{when.month},1)")


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


# Rows


def _band(key: str, text: str) -> Row:
    return Row(key, {"A": Cell(text, SECTION, merge_to=_LAST)}, keeps_with_next=True)


def _count_row(
    part: _Part, key: str, name: Content, counts: Mapping[str, Content], *, check: Formula | None = None
) -> Row:
    is_total = check is not None
    at = {count: Place(part.sheet, key, letter) for count, letter in _LETTERS.items()}
    balanced = formula("[carried_over]+[received]=[early]+[on_time]+[late]+[open_in_time]+[open_overdue]", **at)
    all_right = formula("AND([balanced],[check])", balanced=balanced, check=check) if check else balanced
    good, whole = _on_time_keys(part)
    cells = {
        "A": Cell(name, replace(ANALYSIS_CELL, bold=is_total)),
        **{letter: Cell(counts[count], replace(ANALYSIS_COUNT, bold=is_total)) for count, letter in _LETTERS.items()},
        "I": Cell(_share_text(_sum(at, good), _sum(at, whole)), replace(ANALYSIS_SHARE, bold=is_total)),
        "J": Cell(
            formula("IF([right],[agrees],[differs])", right=all_right, agrees=_AGREES, differs=_DIFFERS),
            replace(ANALYSIS_MARK, bold=is_total),
        ),
    }
    return Row(key, cells)


def _total_row(part: _Part, key: str, name: str, keys: Sequence[str], check: Formula) -> Row:
    sums = {
        count: formula("SUM([s])", s=Span(part.sheet, keys[0], keys[-1], letter)) if keys else 0
        for count, letter in _LETTERS.items()
    }
    return _count_row(part, f"{key}:{part.code}", name, sums, check=check)


def _step_check(part: _Part) -> Formula:
    """Whether the total is what the indicator's figure rests on."""
    return _same(part, "all_fields", lambda key: step(part.code, key))


def _field_check(part: _Part) -> Formula:
    """Whether the months sum to what the fields sum to."""
    return _same(part, "all_months", lambda key: part.place("all_fields", key))


def _same(part: _Part, row: str, other: Callable[[str], Place]) -> Formula:
    mine = {f"a_{key}": part.place(row, key) for key in _KEYS}
    theirs = {f"b_{key}": other(key) for key in _KEYS}
    return formula(f"AND({','.join(f'[a_{key}]=[b_{key}]' for key in _KEYS)})", **mine, **theirs)


# The four bases


def _basis(indicator: Indicator) -> Basis:
    return indicator.basis.value or DEFAULT_BASIS


def _on_time_keys(part: _Part) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return share_keys(replace(part.indicators[0], counted_keys=()), _basis(part.indicators[0]))


def _basis_rows(part: _Part, indicator: Indicator) -> Iterator[Row]:
    is_late = "late" in indicator.counted_keys
    share = "quá hạn" if is_late else "đúng hạn"
    identity = (
        Row(f"identity:{part.code}", {"A": Cell(_identity(part), ANALYSIS_CELL, merge_to=_LAST)})
        if indicator is part.indicators[0]
        else None
    )
    if identity:
        yield identity
        yield Row(f"identity_gap:{part.code}", height=8.0)
    yield _band(f"bases:{indicator.code}", f"Tỷ lệ {share} của chỉ tiêu {indicator.code} theo từng cách tính")
    heads = {"A": "Tính trên", "B": "Tử số", "C": "Mẫu số", "D": f"Tỷ lệ {share}"}
    cells = {letter: Cell(text, ANALYSIS_HEADER) for letter, text in heads.items()}
    cells["E"] = Cell("Đang dùng", ANALYSIS_HEADER, merge_to=_LAST)
    yield Row(f"bases_header:{indicator.code}", cells, keeps_with_next=True)
    for basis in Basis:
        yield _basis_row(part, indicator, basis)
    yield Row(f"bases_gap:{indicator.code}")


def _basis_row(part: _Part, indicator: Indicator, basis: Basis) -> Row:
    key, is_used = f"basis:{basis}:{indicator.code}", basis is _basis(indicator)
    at = {count: part.place("all_fields", count) for count in _KEYS}
    good, whole = share_keys(indicator, basis)
    top, bottom = Place(part.sheet, key, "B"), Place(part.sheet, key, "C")
    mark: Content = None
    if is_used:
        mark = formula(
            "IF(AND([t]=[n],[b]=[d]),[same],[differs])",
            t=top,
            b=bottom,
            n=cell_of(indicator, "numerator"),
            d=cell_of(indicator, "denominator"),
            same=f"Đang dùng; khớp với bảng kết quả ở sheet MT{indicator.objective}",
            differs=f"Đang dùng; LỆCH với bảng kết quả ở sheet MT{indicator.objective}, hãy chạy lại qmxl",
        )
    fill = "header" if is_used else ""
    text, count, share = (
        replace(style, bold=is_used, fill=fill) for style in (ANALYSIS_CELL, ANALYSIS_COUNT, ANALYSIS_SHARE)
    )
    cells = {
        "A": Cell(BASIS_WORDS[basis], text),
        "B": Cell(_sum(at, good), count),
        "C": Cell(_sum(at, whole), count),
        "D": Cell(_share_text(top, bottom, _landmarks(indicator)), share),
        "E": Cell(mark, replace(text, indent=1), merge_to=_LAST),
    }
    return Row(key, cells, keeps_with_next=True)


def _identity(part: _Part) -> Formula:
    """The identity of contract.md §5 in numbers."""
    at = {key: part.place("all_fields", key) for key in _KEYS}
    resolved = formula("[early]+[on_time]+[late]", **{key: at[key] for key in _CLASS_KEYS[:3]})
    still = formula("[open_in_time]+[open_overdue]", **{key: at[key] for key in _CLASS_KEYS[3:]})
    incoming = formula("[carried_over]+[received]", carried_over=at["carried_over"], received=at["received"])
    return joined(
        *("Kỳ trước chuyển sang ", grouped(at["carried_over"]), " + tiếp nhận ", grouped(at["received"])),
        *(" = ", grouped(incoming), "; đã giải quyết ", grouped(resolved), " + đang giải quyết ", grouped(still)),
        *(" = ", grouped(formula("[a]+[b]", a=resolved, b=still)), ": "),
        formula(
            "IF([a]=[b]+[c],[agrees],[differs])", a=incoming, b=resolved, c=still, agrees=_AGREES, differs=_DIFFERS
        ),
        ".",
    )


def _sum(at: Mapping[str, Place], keys: Iterable[str]) -> Formula:
    wanted = {key: at[key] for key in keys}
    return formula("+".join(f"[{key}]" for key in wanted), **wanted)


def _landmarks(indicator: Indicator) -> dict[str, Part]:
    """The target, which a share may not be shown on the wrong side of."""
    target = indicator.target.value
    if target is None or target.comparator in COMPLETIONS or target.scale is not Scale.SHARE:
        return {}
    return {"t": step(indicator.code, "target_figure")}


_TRIES = "{0,1,2,3,4,5,6,7,8}"


def _share_text(top: Part, bottom: Part, landmarks: Mapping[str, Part] | None = None) -> Formula:
    """A share in percent with as many decimals as `_Tính` would show: 0% and 100% only where they are exact."""
    marks: dict[str, Part] = {"nought": 0, "whole": 100, **(landmarks or {})}
    wrong = "+".join(f"(SIGN(ROUND([x],[s]+{_TRIES})-[{name}])<>SIGN([x]-[{name}]))" for name in marks)
    percent = formula("ROUND(100*[n]/[d],10)", n=top, d=bottom)
    rounded = formula(f"ROUND([x],[s]+SUMPRODUCT(--(({wrong})>0)))", x=percent, s=setting("decimals"), **marks)
    return formula('IF([d]>0,[text]&"%",[none])', d=bottom, text=comma(rounded), none="–")


# Chart

_CHART_SERIES = (
    ("early", "Trước hạn", "light"), ("on_time", "Đúng hạn", "middle"), ("late", "Quá hạn", "black"),
    ("open_in_time", "Đang giải quyết trong hạn", "white"), ("open_overdue", "Đang giải quyết quá hạn", "striped"),
)  # fmt: skip
_FEW_CASES = 10
_CHART_ROWS = 17


def _in_months(part: _Part) -> list[tuple[int, MonthSplit]]:
    return [(n, month) for n, month in enumerate(part.months) if month.arrival is Arrival.IN_MONTH]


def _is_charted(part: _Part) -> bool:
    """A chart by month needs months, and something received in them."""
    months = _in_months(part)
    return len(months) > 1 and any(month.counts.counted for _, month in months)


def _chart_rows(part: _Part) -> list[Row]:
    if not _is_charted(part):
        return []
    gap = Row(f"chart_gap:{part.code}", height=8.0, keeps_with_next=True)
    keys = [f"chart:{n}:{part.code}" for n in range(_CHART_ROWS)]
    return [gap, *(Row(key, height=CHART_ROW_HEIGHT, keeps_with_next=key != keys[-1]) for key in keys)]


def _chart(part: _Part) -> Chart:
    months = _in_months(part)
    first, last = (f"month:{number}:{part.code}" for number in (months[0][0], months[-1][0]))
    most = max(month.counts.counted for _, month in months)
    return Chart(
        anchor=Place(part.sheet, f"chart:0:{part.code}", "A"),
        title=f"Hồ sơ nhận trong từng tháng đã được giải quyết thế nào (chỉ tiêu {part.indicators[0].code})",
        categories=Span(part.sheet, first, last, "A"),
        series=tuple(
            Series(name, Span(part.sheet, first, last, _LETTERS[key]), look) for key, name, look in _CHART_SERIES
        ),
        width_columns=("A", _LAST),
        rows=_CHART_ROWS,
        category_title="Tháng nhận",
        number_format="0",
        is_stacked=True,
        step=1 if most <= _FEW_CASES else None,
    )
