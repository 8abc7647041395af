"""`Chỉ tiêu`: what every indicator comes to over the units. `Ghép chỉ tiêu`: how the units' indicators were matched."""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from qmxl.contract.choices import MEASURE_WORDS, STATUS_WORDS
from qmxl.contract.consolidation import INDICATORS, MATCHED_INDICATORS
from qmxl.contract.words import decimal_text
from qmxl.model.consolidation import BIN_ENDS, IndicatorName, IndicatorTotal
from qmxl.model.evaluation import Status
from qmxl.model.report import (
    Cell,
    Chart,
    Content,
    Formula,
    LongValue,
    Place,
    PrintSetup,
    Row,
    Series,
    Sheet,
    SheetColumn,
    Span,
    Style,
    Value,
    long_row,
)
from qmxl.model.targets import UPPER_BOUNDS
from qmxl.reporting.consolidated.drafts import ConsolidationDraft, data_cell, known, long_table
from qmxl.reporting.expressions import Part, formula, grouped, joined
from qmxl.reporting.layout import CHART_ROW_HEIGHT, CHART_ROWS
from qmxl.reporting.styles import COUNT_FORMAT, HEADER, HINT, SECTION, TITLE

_COLUMNS = (
    ("A", 7.0), ("B", 36.0), ("C", 15.0), ("D", 11.0), ("E", 10.5), ("F", 10.5), ("G", 10.5), ("H", 10.5), ("I", 10.5),
    ("J", 10.5), ("K", 10.5), ("L", 10.5), ("M", 30.0),
)  # fmt: skip
_LAST = "M"
_TEXT = Style(border="lrtb", wrap=True)
_CENTRE = replace(_TEXT, align="center")
_COUNT = replace(_TEXT, align="right", number_format=COUNT_FORMAT, wrap=False)
_PERCENT = replace(_TEXT, align="right", number_format="0.00%", wrap=False)
_MOST_BARS = 20

_OUTCOMES = (
    ("G", Status.EXCEEDED), ("H", Status.MET), ("I", Status.NOT_MET), ("J", Status.DEFERRED), ("K", Status.NO_CASES),
    ("L", Status.NO_DATA),
)  # fmt: skip
_OUTCOME_HEADERS = {
    "A": "Mã", "B": "Chỉ tiêu", "C": "Mức đề ra", "D": "Đạt n/m đơn vị", "E": "Số đơn vị có chỉ tiêu",
    "F": "Đã đánh giá (m)", **{letter: STATUS_WORDS[status] for letter, status in _OUTCOMES}, "M": "Tỷ lệ đơn vị đạt",
}  # fmt: skip
_AVERAGE_HEADERS = {
    "A": "Mã", "B": "Chỉ tiêu", "C": "Mức đề ra", "D": "Số đơn vị có số đếm", "E": "Cộng Số đạt", "F": "Cộng Tổng số",
    "G": "Tỷ lệ cộng dồn", "H": "Số đơn vị có tỷ lệ", "I": "Trung bình tỷ lệ", "J": "Kết quả tốt nhất",
    "M": "Kết quả kém nhất",
}  # fmt: skip
_BEST_END = "L"
_BIN_LETTERS = ("D", "E", "F", "G", "H", "I", "J")
_AVERAGES_HINT = (
    "Tỷ lệ cộng dồn = cộng Số đạt chia cộng Tổng số của các đơn vị đã đánh giá bằng số đếm: nói về toàn bộ hồ sơ, vụ "
    "việc. Trung bình tỷ lệ: mỗi đơn vị tính như nhau, kể cả đơn vị chỉ ghi tỷ lệ: nói về các đơn vị."
)


def indicators_sheet(draft: ConsolidationDraft) -> Sheet:
    """Outcomes, averages, distribution; first what most units report on, then what only some do."""
    groups = _groups(draft)
    blocks = [
        [Row("title", {"A": Cell("KẾT QUẢ THEO CHỈ TIÊU", TITLE, merge_to=_LAST)}), *_outcome_rows(draft)],
        [Row("gap:averages"), *_average_rows(draft), *_caution_rows(draft)],
        [Row("gap:bins"), *_bin_rows(draft)],
        *(_chart_rows(number) for number in range(len(groups))),
    ]
    return Sheet(
        INDICATORS,
        tuple(SheetColumn(letter, width) for letter, width in _COLUMNS),
        tuple(row for block in blocks for row in block),
        charts=tuple(_chart(number, group) for number, group in enumerate(groups)),
        setup=PrintSetup(
            is_landscape=True,
            last_column=_LAST,
            scale=70,
            together=tuple((block[0].key, block[-1].key) for block in blocks),
        ),
    )


def _chart_rows(number: int) -> list[Row]:
    keys = [f"chart:{number}:{n}" for n in range(2 * CHART_ROWS)]
    rows = [Row(key, height=CHART_ROW_HEIGHT, keeps_with_next=key != keys[-1]) for key in keys]
    return [Row(f"chart:{number}:gap", height=6.0, keeps_with_next=True), *rows]


def _named(draft: ConsolidationDraft, prefix: str) -> Iterator[tuple[str, int, IndicatorName, IndicatorTotal]]:
    """Row key, item, name and total of every indicator."""
    consolidation = draft.consolidation
    for n, (name, total) in enumerate(zip(consolidation.indicators, consolidation.totals, strict=True)):
        yield f"{prefix}:{n}", n, name, total


def _head(
    key: str, title: str, headers: Mapping[str, str], hint: str = "", merges: Mapping[str, str] | None = None
) -> list[Row]:
    rows = [Row(f"{key}:title", {"A": Cell(title, SECTION, merge_to=_LAST)}, keeps_with_next=True)]
    if hint:
        rows.append(Row(f"{key}:hint", {"A": Cell(hint, HINT, merge_to=_LAST)}, keeps_with_next=True))
    cells = {letter: Cell(text, HEADER, merge_to=(merges or {}).get(letter)) for letter, text in headers.items()}
    return [*rows, Row(f"{key}:header", cells, keeps_with_next=True)]


RowOf = Callable[[str, int, IndicatorName, IndicatorTotal], Row]


def _parted(draft: ConsolidationDraft, prefix: str, row: RowOf) -> Iterator[Row]:
    """Rows of the common indicators, then, below a heading, of the others."""
    is_apart = False
    for key, n, name, total in _named(draft, prefix):
        if not name.is_common and not is_apart:
            is_apart = True
            text = "Chỉ tiêu ngoài bộ chung (không ghép được với chỉ tiêu nào; xem sheet Ghép chỉ tiêu)"
            yield Row(f"{prefix}:apart", {"A": Cell(text, replace(_TEXT, italic=True), merge_to=_LAST)})
        yield row(key, n, name, total)


# Outcomes


def _outcome_rows(draft: ConsolidationDraft) -> list[Row]:
    def row(key: str, n: int, name: IndicatorName, total: IndicatorTotal) -> Row:
        place = Place(INDICATORS, key, "D")

        def count(of: str, value: int, **parts: Part) -> Formula:
            spans: dict[str, Part] = {"i": draft.data_span("indicator_no"), "n": n + 1}
            return known(f"SUMPRODUCT(([i]=[n]){of})", value, **spans, **parts)

        judged = place._replace(column="F")
        statuses: dict[str, Content] = {
            letter: count("*([s]=[w])", total.by_status[status], s=draft.data_span("status"), w=STATUS_WORDS[status])
            for letter, status in _OUTCOMES
        }
        exceeded, reached = place._replace(column="G"), place._replace(column="H")
        contents: dict[str, Content] = {
            "E": count("*1", sum(total.by_status.values())),
            "F": formula("[a]+[b]+[c]", a=exceeded, b=reached, c=place._replace(column="I")),
            **statuses,
        }
        cells = {
            "A": Cell(name.label, _CENTRE),
            "B": Cell(name.wording, _TEXT),
            "C": Cell(_target(name), _TEXT),
            "D": Cell(
                joined(grouped(formula("[a]+[b]", a=exceeded, b=reached)), "/", grouped(judged)),
                replace(_CENTRE, bold=True),
            ),
            **{letter: Cell(content, _COUNT) for letter, content in contents.items()},
            "M": Cell(formula('IF([m]=0,"",([a]+[b])/[m])', a=exceeded, b=reached, m=judged), _PERCENT),
        }
        return Row(key, cells)

    return [*_head("outcomes", "1. Số đơn vị theo kết quả đánh giá", _OUTCOME_HEADERS), *_parted(draft, "outcome", row)]


def _target(name: IndicatorName) -> str:
    phrase = name.target.phrase if name.target else ""
    return f"{phrase} ({name.other_targets} đơn vị có mức khác)" if name.other_targets else phrase


# Averages


def _average_rows(draft: ConsolidationDraft) -> list[Row]:
    times = Counter(report.unit.name for report in draft.consolidation.reports)
    shared = {name for name, number in times.items() if number > 1}

    def row(key: str, n: int, name: IndicatorName, total: IndicatorTotal) -> Row:
        own: dict[str, Part] = {"i": draft.data_span("indicator_no"), "n": n + 1}
        counted, share = draft.data_span("has_counts"), draft.data_span("is_share")

        def whole(flag: Span, value: int) -> Formula:
            return known("SUMPRODUCT(([i]=[n])*[f])", value, f=flag, **own)

        def summed(flag: Span, figures: str, value: float) -> Formula:
            return known("SUMPRODUCT(([i]=[n])*[f],[v])", value, f=flag, v=draft.data_span(figures), **own)

        numerator, denominator = (Place(INDICATORS, key, letter) for letter in "EF")
        units = Place(INDICATORS, key, "H")
        mean: Content = None
        if total.mean is not None:
            shares = summed(share, "value", 0.0)
            mean = replace(formula("[s]/[u]", s=shares, u=units), value=float(total.mean))
        contents: dict[str, tuple[Content, Style]] = {
            "D": (whole(counted, total.counted), _COUNT),
            "E": (summed(counted, "numerator", float(total.numerator)), _COUNT),
            "F": (summed(counted, "denominator", float(total.denominator)), _COUNT),
            "G": (formula('IF([d]=0,"",[n]/[d])', n=numerator, d=denominator), _PERCENT),
            "H": (whole(share, total.averaged), _COUNT),
            "I": (mean, _PERCENT),
            "J": (_named_units(total.best, total.best_units, shared, draft.data["unit"]), _TEXT),
            "M": (_named_units(total.worst, total.worst_units, shared, draft.data["unit"]), _TEXT),
        }
        cells = {"A": Cell(name.label, _CENTRE), "B": Cell(name.wording, _TEXT), "C": Cell(_target(name), _TEXT)}
        cells |= {letter: Cell(content, look) for letter, (content, look) in contents.items()}
        cells["J"] = replace(cells["J"], merge_to=_BEST_END)
        return Row(key, cells)

    head = _head("averages", "2. Kết quả gộp của các đơn vị", _AVERAGE_HEADERS, _AVERAGES_HINT, {"J": _BEST_END})
    return [*head, *_parted(draft, "average", row)]


def _named_units(rows: Sequence[int], count: int, shared: Container[LongValue], units: Sequence[LongValue]) -> Content:
    """`UBND xã Lộc An (100%), UBND xã Tân Phú (100%) và 12 đơn vị khác`, from their rows of `Dữ liệu`.

    Of names that several units share the province is told too.
    """
    if not rows:
        return "–"
    parts: list[Part] = []
    for place in rows:
        province: list[Part] = [", ", data_cell(place, "province")] if units[place] in shared else []
        parts += [", " if parts else "", data_cell(place, "unit"), *province, " (", data_cell(place, "shown"), ")"]
    if count > len(rows):
        parts.append(f" và {count - len(rows)} đơn vị khác")
    return joined(*parts)


def _caution_rows(draft: ConsolidationDraft) -> list[Row]:
    """Where the two averages tell different stories."""
    rows = []
    for key, _, name, total in _named(draft, "caution"):
        if total.is_misleading:
            ratio, mean = (Place(INDICATORS, key.replace("caution", "average"), letter) for letter in "GI")
            text = joined(
                f"Thận trọng với chỉ tiêu {name.label}: tỷ lệ cộng dồn là ",
                percent_text(ratio),
                ", trung bình các đơn vị là ",
                percent_text(mean),
                ". Các đơn vị có số lượng nhiều, ít khác nhau nên hai số này không thay thế cho nhau được.",
            )
            rows.append(Row(key, {"A": Cell(text, replace(HINT, bold=True), merge_to=_LAST)}))
    return rows


def percent_text(share: Place) -> Formula:
    """A ratio as text with at most two decimals: 97,14%."""
    return formula('SUBSTITUTE(ROUND(100*[s],2)&"",".",",")&"%"', s=share)


def average_place(n: int, letter: str) -> Place:
    """A cell of the table of averages, by the indicator's item."""
    return Place(INDICATORS, f"average:{n}", letter)


def outcome_cell(n: int, letter: str) -> Place:
    """A cell of the table of outcomes."""
    return Place(INDICATORS, f"outcome:{n}", letter)


# Distribution


def _is_spread(name: IndicatorName, total: IndicatorTotal) -> bool:
    """Whether its results are shares of which more is better: those of a limit would all stand at the low end."""
    return total.averaged > 0 and name.target is not None and name.target.comparator not in UPPER_BOUNDS


def _bin_titles() -> list[str]:
    ends = [decimal_text(end * 100, 0) for end in BIN_ENDS]
    between = [f"{low} đến dưới {high}%" for low, high in pairwise(ends)]
    return [f"Dưới {ends[0]}%", *between, f"Từ {ends[-1]}%"]


def _bin_rows(draft: ConsolidationDraft) -> list[Row]:
    ends = [float(end) for end in BIN_ENDS]
    limits = list(zip([None, *ends], [*ends, None], strict=True))
    rows = []
    for key, n, name, total in _named(draft, "bin"):
        if not _is_spread(name, total):
            continue
        own: dict[str, Part] = {"i": draft.data_span("indicator_no"), "n": n + 1, "f": draft.data_span("is_share")}
        own["v"] = draft.data_span("value")
        cells = {"A": Cell(name.label, _CENTRE), "B": Cell(name.wording, _TEXT), "C": Cell(_target(name), _TEXT)}
        for letter, (low, high), count in zip(_BIN_LETTERS, limits, total.bins, strict=True):
            tests = ("*([v]>=[low])" if low is not None else "") + ("*([v]<[high])" if high is not None else "")
            bounds = {name: bound for name, bound in (("low", low), ("high", high)) if bound is not None}
            content = known(f"SUMPRODUCT(([i]=[n])*[f]{tests})", count, **own, **bounds)
            cells[letter] = Cell(content, _COUNT)
        rows.append(Row(key, cells))
    headers = {"A": "Mã", "B": "Chỉ tiêu", "C": "Mức đề ra", **dict(zip(_BIN_LETTERS, _bin_titles(), strict=True))}
    title = "3. Phân bố: số đơn vị theo kết quả (chỉ tiêu tính bằng tỷ lệ, càng cao càng tốt, đã đánh giá)"
    return [*_head("bins", title, headers), *rows] if rows else []


def _groups(draft: ConsolidationDraft) -> list[list[str]]:
    """Row keys of each chart."""
    keys = [key for key, _, name, total in _named(draft, "bin") if _is_spread(name, total) and name.is_common]
    return [keys[n : n + _MOST_BARS] for n in range(0, len(keys), _MOST_BARS)]


_LOOKS = ("black", "striped", "middle", "pale_lines", "pale_stripes", "light", "white")


def _chart(number: int, keys: Sequence[str]) -> Chart:
    first, last = keys[0], keys[-1]
    return Chart(
        anchor=Place(INDICATORS, f"chart:{number}:0", "A"),
        title="Số đơn vị theo kết quả của từng chỉ tiêu",
        categories=Span(INDICATORS, first, last, "A"),
        series=tuple(
            Series(Place(INDICATORS, "bins:header", letter), Span(INDICATORS, first, last, letter), look)
            for letter, look in zip(_BIN_LETTERS, _LOOKS, strict=True)
        ),
        width_columns=("A", _LAST),
        rows=2 * CHART_ROWS,
        number_format="0",
        is_stacked=True,
    )


# Ghép chỉ tiêu

_MATCH_COLUMNS = (
    ("A", "Mã chỉ tiêu", 9.0), ("B", "Bộ chung", 8.0), ("C", "Nội dung chỉ tiêu", 60.0), ("D", "Cách tính", 14.0),
    ("E", "Mã tại đơn vị", 18.0), ("F", "Lời văn tại đơn vị", 60.0), ("G", "Số đơn vị", 9.0),
    ("H", "Giống chỉ tiêu", 9.0), ("I", "Vì sao không ghép", 36.0),
)  # fmt: skip
_MATCH_HINT = (
    "Chỉ tiêu của các đơn vị được ghép khi cùng lời văn (không kể xã, phường và tên đơn vị), cùng Cách tính, Cột tính, "
    "Điều kiện, Tính trên; mã có thể khác. Chỉ tiêu không ghép được mang ký hiệu K1, K2… và được tính riêng."
)


def matched_indicators_sheet(draft: ConsolidationDraft) -> Sheet:
    """One row for each wording and each code of every indicator."""
    rows = [row for name in draft.consolidation.indicators for row in _match_rows(name)]
    looks = dict.fromkeys("ABEGH", _CENTRE)
    return Sheet(
        MATCHED_INDICATORS,
        tuple(SheetColumn(letter, width) for letter, _, width in _MATCH_COLUMNS),
        (
            Row("title", {"A": Cell("GHÉP CHỈ TIÊU CỦA CÁC ĐƠN VỊ", TITLE, merge_to="I")}),
            Row("hint", {"A": Cell(_MATCH_HINT, HINT, merge_to="I")}),
            Row("header", {letter: Cell(header, HEADER) for letter, header, _ in _MATCH_COLUMNS}),
        ),
        long=long_table("GhepChiTieu", _MATCH_COLUMNS, rows, _TEXT, looks),
        freeze=Place(MATCHED_INDICATORS, long_row(0), "A"),
        setup=PrintSetup(is_landscape=True, repeat=("header", "header"), last_column="I"),
    )


def _match_rows(name: IndicatorName) -> Iterator[dict[str, Value]]:
    codes, wordings = list(name.codes.items()), list(name.wordings.items())
    for n in range(max(len(codes), len(wordings))):
        code, wording = codes[n] if n < len(codes) else None, wordings[n] if n < len(wordings) else None
        yield {
            "A": name.label,
            "B": "x" if name.is_common else None,
            "C": name.wording,
            "D": MEASURE_WORDS[name.measure] if name.measure else "chưa rõ",
            "E": f"{code[0]} ({code[1]} đơn vị)" if code else None,
            "F": f"{wording[0]} ({wording[1]} đơn vị)" if wording else None,
            "G": name.units,
            "H": name.resembles or None,
            "I": name.difference or None,
        }
