"""`_Phân tích MT<k>`: how the cases of an objective's registers came out, by field, by month, on every basis.

Where the rows travel their counts are formulas over them, elsewhere they lead to the breakdown table that travels
instead. A reader passes the sheet over.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from qmxl.contract.choices import BASIS_WORDS
from qmxl.contract.sheets import ANALYSIS_PREFIX, TABLE_COLUMNS, input_sheet
from qmxl.contract.words import grouped as grouped_text
from qmxl.model.evaluation import Arrival, MonthSplit
from qmxl.model.report import Cell, Chart, Content, Formula, Place, PrintSetup, Row, Series, Sheet, SheetColumn, Span
from qmxl.model.submission import DEFAULT_BASIS, Basis, Indicator, QualityObjective, Submission, TableKind
from qmxl.model.targets import COMPLETIONS, Scale
from qmxl.reporting.analysed_registers import (
    CLASS_KEYS,
    COUNT_KEYS,
    COUNT_LETTERS,
    AnalysedRegister,
    Counts,
    analysed_registers,
    field_counts,
    field_title,
    month_counts,
    month_title,
)
from qmxl.reporting.drafts import Draft
from qmxl.reporting.expressions import Part, comma, day, formula, grouped, joined
from qmxl.reporting.figures import cell_of, share_keys
from qmxl.reporting.layout import CHART_ROW_HEIGHT, CHART_ROWS
from qmxl.reporting.places import objective_step, result_cell, setting, step
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

_HEADERS = (
    ("A", "Lĩnh vực, tháng nhận", 26.0), ("B", "Kỳ trước chuyển sang", 11.5), ("C", "Tiếp nhận trong kỳ", 11.5),
    ("D", "Trước hạn", 11.5), ("E", "Đúng hạn", 11.5), ("F", "Quá hạn", 11.5),
    ("G", "Đang giải quyết trong hạn", 15.5), ("H", "Đang giải quyết quá hạn", 15.5),
    ("I", "Tỷ lệ đúng hạn", 11.5), ("J", "Đối chiếu", 11.5),
)  # fmt: skip
_LAST = "J"
_CLASS_HEADER = next(c.header for c in TABLE_COLUMNS[TableKind.REGISTER] if c.filled)
_GAP = 6.0
_AGREES, _DIFFERS = "Khớp", "Lệch"
_MONTHS_MEAN = (
    "Theo tháng: hồ sơ xếp vào tháng nhận (cột Ngày nhận); kết quả là tình trạng đến ngày lấy số liệu, không xếp theo "
    "tháng giải quyết. Đối chiếu: kỳ trước chuyển sang + tiếp nhận = đã giải quyết (trước hạn + đúng hạn + quá hạn) + "
    "đang giải quyết; dòng tổng còn được so với bảng kết quả."
)
_WAYS = {
    Basis.RESOLVED: "số đã giải quyết",
    Basis.RESOLVED_AND_OVERDUE: "số đã giải quyết và số đang giải quyết quá hạn",
    Basis.RECEIVED: "số kỳ trước chuyển sang và tiếp nhận",
    Basis.RECEIVED_OPEN_COUNTS: "số kỳ trước chuyển sang và tiếp nhận, đang trong hạn tính đạt",
}


def analysis_sheets(draft: Draft, submission: Submission) -> tuple[Sheet, ...]:
    """One for each objective with a register in the workbook as it was read, `submission`."""
    objectives = draft.submission.objectives
    sheets = (_sheet(objective, analysed_registers(draft, submission, objective)) for objective in objectives)
    return tuple(sheet for sheet in sheets if sheet is not None)


def _sheet(objective: QualityObjective, parts: Sequence[AnalysedRegister]) -> Sheet | None:
    if not parts:
        return None
    name = f"{ANALYSIS_PREFIX}{objective.number}"
    number = objective_step(objective.number, "number")
    title = joined("Phân tích sổ theo dõi của mục tiêu ", formula('[n]&""', n=number), ", ", setting("period"))
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
            margins=(0.5, 0.5, 0.5, 0.55),
            scale=90,
            together=tuple((block[0].key, block[-1].key) for block in blocks),
        ),
    )


def _blocks(part: AnalysedRegister) -> Iterator[list[Row]]:
    """What stands on one page where it can: fields, bases, months with their chart."""
    yield [*_head(part), *_field_rows(part)]
    for indicator in part.indicators:
        yield list(_basis_rows(part, indicator))
    yield [*_month_rows(part), *_chart_rows(part)]


# Heading


def _head(part: AnalysedRegister) -> Iterator[Row]:
    codes = f"Chỉ tiêu {', '.join(indicator.code for indicator in part.indicators)}: "
    first = part.indicators[0]
    text = joined(codes, formula('[t]&""', t=result_cell(first.objective, first.code, "wording")))
    source = joined("Số liệu đến ngày ", day(step(part.code, "cut_off")), ". ", _source(part))
    yield Row(f"title:{part.code}", {"A": Cell(text, SECTION, merge_to=_LAST)}, is_divisible=True, keeps_with_next=True)
    yield Row(f"source:{part.code}", {"A": Cell(source, HINT, merge_to=_LAST)}, is_divisible=True, keeps_with_next=True)


def _source(part: AnalysedRegister) -> str:
    """Where the counts come from, and what they do when somebody edits the register."""
    said = f" Tỷ lệ đúng hạn của từng dòng tính trên {_WAYS[_basis(part.indicators[0])]}."
    sheet, size = part.block.sheet, grouped_text(part.size)
    if part.is_live:
        return (
            f"Các số là công thức đếm trên cột {_CLASS_HEADER} của sheet {sheet}: sửa sổ thì số đổi theo. "
            f"Ghi thêm lĩnh vực, tháng mới thì chạy lại qmxl.{said}"
        )
    if part.has_rows:
        return (
            f"Số của từng dòng ghi cố định khi đánh giá, đếm từ sổ ở sheet {sheet}: sổ dài {size} dòng, nếu để công "
            "thức thì mỗi lần mở tệp phải chờ. Dòng tổng vẫn là công thức, được so với bảng kết quả; sửa sổ thì chạy "
            f"lại qmxl.{said}"
        )
    return (
        f"Số theo lĩnh vực lấy từ bảng tổng hợp ở sheet {sheet}. Số theo tháng ghi cố định khi đánh giá, đếm từ sổ "
        f"{size} dòng lưu tại đơn vị (mã SHA-256 của tệp gốc ở sheet Nguồn gốc).{said}"
    )


# Fields


def _field_rows(part: AnalysedRegister) -> Iterator[Row]:
    yield _band(f"fields:{part.code}", "Theo lĩnh vực")
    keys = [f"field:{number}:{part.code}" for number in range(len(part.fields))]
    for number, key in enumerate(keys):
        yield _count_row(part, key, field_title(part, number), field_counts(part, number, keys[:number]))
    yield replace(_total_row(part, "all_fields", "Tổng cộng", keys, _step_check(part)), keeps_with_next=True)
    yield Row(f"identity:{part.code}", {"A": Cell(_identity(part), ANALYSIS_CELL, merge_to=_LAST)})
    yield Row(f"fields_gap:{part.code}", height=_GAP)


# Months

_MOST_ON_A_PAGE = 15


def _month_rows(part: AnalysedRegister) -> Iterator[Row]:
    """A year's months stay on one page with their chart."""
    yield _band(f"months:{part.code}", "Theo tháng nhận")
    keys = [f"month:{number}:{part.code}" for number in range(len(part.months))]
    is_kept = len(keys) <= _MOST_ON_A_PAGE
    for key, month in zip(keys, part.months, strict=True):
        row = _count_row(part, key, month_title(month), month_counts(part, month))
        yield replace(row, keeps_with_next=is_kept)
    total = _total_row(part, "all_months", "Tổng cộng", keys, _field_check(part))
    yield replace(total, keeps_with_next=_is_charted(part))


# Rows


def _band(key: str, text: str) -> Row:
    return Row(key, {"A": Cell(text, SECTION, merge_to=_LAST)}, keeps_with_next=True)


def _count_row(part: AnalysedRegister, key: str, name: Content, counts: Counts, *, check: Formula | None = None) -> Row:
    is_total = check is not None
    at = {count: Place(part.sheet, key, letter) for count, letter in COUNT_LETTERS.items()}
    balanced = formula("[carried_over]+[received]=[early]+[on_time]+[late]+[open_in_time]+[open_overdue]", **at)
    all_right = formula("AND([balanced],[check])", balanced=balanced, check=check) if check else balanced
    good, whole = (_sum(at, keys) for keys in _on_time_keys(part))
    cells = {
        "A": Cell(name, replace(ANALYSIS_CELL, bold=is_total)),
        **{
            letter: Cell(counts[count], replace(ANALYSIS_COUNT, bold=is_total))
            for count, letter in COUNT_LETTERS.items()
        },
        "I": Cell(_share_text(good, whole, _row_landmarks(part)), replace(ANALYSIS_SHARE, bold=is_total)),
        "J": Cell(
            formula("IF([right],[agrees],[differs])", right=all_right, agrees=_AGREES, differs=_DIFFERS),
            replace(ANALYSIS_MARK, bold=is_total),
        ),
    }
    return Row(key, cells)


def _total_row(part: AnalysedRegister, key: str, name: str, keys: Sequence[str], check: Formula) -> Row:
    sums = {
        count: formula("SUM([s])", s=Span(part.sheet, keys[0], keys[-1], letter)) if keys else 0
        for count, letter in COUNT_LETTERS.items()
    }
    return _count_row(part, f"{key}:{part.code}", name, sums, check=check)


def _step_check(part: AnalysedRegister) -> Formula:
    """Whether the total is what the indicator's figure rests on."""
    return _same(part, "all_fields", lambda key: step(part.code, key))


def _field_check(part: AnalysedRegister) -> Formula:
    """Whether the months sum to what the fields sum to."""
    return _same(part, "all_months", lambda key: part.place("all_fields", key))


def _same(part: AnalysedRegister, row: str, other: Callable[[str], Place]) -> Formula:
    mine = {f"a_{key}": part.place(row, key) for key in COUNT_KEYS}
    theirs = {f"b_{key}": other(key) for key in COUNT_KEYS}
    return formula(f"AND({','.join(f'[a_{key}]=[b_{key}]' for key in COUNT_KEYS)})", **mine, **theirs)


# The four bases


def _basis(indicator: Indicator) -> Basis:
    return indicator.basis.value or DEFAULT_BASIS


def _on_time_keys(part: AnalysedRegister) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return share_keys(replace(part.indicators[0], counted_keys=()), _basis(part.indicators[0]))


def _basis_rows(part: AnalysedRegister, indicator: Indicator) -> Iterator[Row]:
    is_late = "late" in indicator.counted_keys
    share = "quá hạn" if is_late else "đúng hạn"
    yield _band(f"bases:{indicator.code}", f"Tỷ lệ {share} của chỉ tiêu {indicator.code} theo từng cách tính")
    heads = {"A": "Tính trên", "B": "Tử số", "C": "Mẫu số", "D": f"Tỷ lệ {share}"}
    cells = {letter: Cell(text, ANALYSIS_HEADER) for letter, text in heads.items()}
    cells["E"] = Cell("Đang dùng", ANALYSIS_HEADER, merge_to=_LAST)
    yield Row(f"bases_header:{indicator.code}", cells, keeps_with_next=True)
    for basis in Basis:
        yield _basis_row(part, indicator, basis)
    yield Row(f"bases_gap:{indicator.code}", height=_GAP)


def _basis_row(part: AnalysedRegister, indicator: Indicator, basis: Basis) -> Row:
    key, is_used = f"basis:{basis}:{indicator.code}", basis is _basis(indicator)
    at = {count: part.place("all_fields", count) for count in COUNT_KEYS}
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
            same=f"Đang dùng; khớp với bảng kết quả ở sheet {input_sheet(indicator.objective)}",
            differs=f"Đang dùng; LỆCH với bảng kết quả ở sheet {input_sheet(indicator.objective)}, hãy chạy lại qmxl",
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


def _identity(part: AnalysedRegister) -> Formula:
    """The identity of contract.md §5 in numbers."""
    at = {key: part.place("all_fields", key) for key in COUNT_KEYS}
    resolved = formula("[early]+[on_time]+[late]", **{key: at[key] for key in CLASS_KEYS[:3]})
    still = formula("[open_in_time]+[open_overdue]", **{key: at[key] for key in CLASS_KEYS[3:]})
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


def _row_landmarks(part: AnalysedRegister) -> dict[str, Part]:
    """Of every target that the share of cases in time is held against."""
    own = [_landmarks(indicator) for indicator in part.indicators if "late" not in indicator.counted_keys]
    return {f"t{n}": place for n, marks in enumerate(own) for place in marks.values()}


def _share_text(top: Part, bottom: Part, landmarks: Mapping[str, Part]) -> Formula:
    """A share in percent with as many decimals as `_Tính` would show: 0% and 100% only where they are exact."""
    marks: dict[str, Part] = {"nought": 0, "whole": 100, **landmarks}
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


def _in_months(part: AnalysedRegister) -> list[tuple[int, MonthSplit]]:
    return [(n, month) for n, month in enumerate(part.months) if month.arrival is Arrival.IN_MONTH]


def _is_charted(part: AnalysedRegister) -> bool:
    """A chart by month needs months, and something received in them."""
    months = _in_months(part)
    return len(months) > 1 and any(month.counts.counted for _, month in months)


def _chart_rows(part: AnalysedRegister) -> list[Row]:
    if not _is_charted(part):
        return []
    gap = Row(f"chart_gap:{part.code}", height=8.0, keeps_with_next=True)
    keys = [f"chart:{n}:{part.code}" for n in range(CHART_ROWS)]
    return [gap, *(Row(key, height=CHART_ROW_HEIGHT, keeps_with_next=key != keys[-1]) for key in keys)]


def _chart(part: AnalysedRegister) -> Chart:
    months = _in_months(part)
    first, last = (f"month:{number}:{part.code}" for number in (months[0][0], months[-1][0]))
    most = max(month.counts.counted for _, month in months)
    return Chart(
        anchor=Place(part.sheet, f"chart:0:{part.code}", "A"),
        title=f"Hồ sơ nhận trong từng tháng đã được giải quyết thế nào (chỉ tiêu {part.indicators[0].code})",
        categories=Span(part.sheet, first, last, "A"),
        series=tuple(
            Series(name, Span(part.sheet, first, last, COUNT_LETTERS[key]), look) for key, name, look in _CHART_SERIES
        ),
        width_columns=("A", _LAST),
        rows=CHART_ROWS,
        number_format="0",
        is_stacked=True,
        step=1 if most <= _FEW_CASES else None,
    )
