"""The sheets staff fill in: `Thông tin`, `Mục tiêu`, `MT<k>`, detail tables, `Nội dung báo cáo`; blank or filled."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.sheets import (
    BLANK_ROWS,
    COLUMN_NAME_COLUMNS,
    COLUMN_NAMES,
    COUNTED_MEASURES,
    DIRECT_MEASURES,
    EARLIER_COLUMN,
    FIELDS,
    INFORMATION,
    LARGE_SHARE_FORMAT,
    OBJECTIVE_COLUMNS,
    OBJECTIVES,
    RESULT_COLUMNS,
    SECTION_COLUMNS,
    SECTION_ROWS,
    SECTIONS,
    Column,
    Field,
    Kind,
    input_sheet,
)
from qmxl.contract.target_words import understood
from qmxl.model.evaluation import Status
from qmxl.model.references import column_letters
from qmxl.model.report import (
    Cell,
    ConditionalFormat,
    Content,
    Formula,
    Place,
    PrintSetup,
    Row,
    Sheet,
    SheetColumn,
    Span,
    Style,
    TableArea,
    Validation,
)
from qmxl.model.submission import Entry, Indicator, Measure, QualityObjective
from qmxl.model.targets import Scale, Target
from qmxl.reporting.detail_tables import compose_table
from qmxl.reporting.drafts import Draft, content_of, is_large
from qmxl.reporting.expressions import formula, joined
from qmxl.reporting.figures import counts, has_typed_counts, value
from qmxl.reporting.lists import list_name
from qmxl.reporting.narrative import carried_code, objective_number, objective_statement
from qmxl.reporting.places import (
    OBJECTIVE_LETTERS,
    RESULT_LETTERS,
    earlier_step,
    info,
    objective_step,
    overall,
    result_cell,
    section_cell,
    step,
    target_cell,
)
from qmxl.reporting.styles import (
    CODE,
    COMPUTED,
    COMPUTED_CENTRE,
    COMPUTED_COUNT,
    COMPUTED_NUMBER,
    CONCLUSION,
    HATCHED,
    HEADER,
    HELP,
    HINT,
    INPUT,
    INPUT_DATE,
    INPUT_NUMBER,
    INPUT_TEXT,
    LABEL,
    TITLE,
)

RERUN = "Chạy lại qmxl"
_LANDSCAPE = PrintSetup(is_landscape=True)


# Thông tin


def information_sheet(draft: Draft) -> Sheet:
    rows = [Row("title", {"A": Cell("THÔNG TIN CHUNG", TITLE, merge_to="C")})]
    validations = []
    for field in FIELDS:
        entries = draft.submission.information.entries.get(field.key, ())
        for line in range(max(field.rows, len(entries))):
            entry = entries[line] if line < len(entries) else Entry()
            rows.append(_field_row(field, entry, line))
        validation = _field_validation(field)
        if validation:
            validations.append(validation)
    columns = (SheetColumn("A", 32), SheetColumn("B", 62), SheetColumn("C", 52))
    setup = PrintSetup(is_landscape=True, repeat=("title", "title"), last_column="C")
    return Sheet(
        INFORMATION,
        columns,
        tuple(rows),
        tuple(validations),
        freeze=Place(INFORMATION, f"{FIELDS[0].key}:0", "B"),
        setup=setup,
    )


def _field_row(field: Field, entry: Entry[object], line: int) -> Row:
    styles = {Kind.DATE: replace(INPUT_DATE, align="left"), Kind.NUMBER: replace(INPUT, number_format="General")}
    label = field.label if not line else None
    return Row(
        f"{field.key}:{line}",
        {
            "A": Cell(label, LABEL),
            "B": Cell(content_of(entry), styles.get(field.kind, INPUT_TEXT), source=entry.reference),
            "C": Cell(field.help if not line else None, HELP),
        },
    )


def _field_validation(field: Field) -> Validation | None:
    span = Span(INFORMATION, f"{field.key}:0", f"{field.key}:{field.rows - 1}", "B")
    kinds = {Kind.CHOICE: "list", Kind.DATE: "date"}
    return Validation(
        span,
        kinds.get(field.kind, "prompt"),
        field.label,
        field.help,
        list_name(field.choices) if field.choices else "",
    )


# Mục tiêu


def objectives_sheet(draft: Draft) -> Sheet:
    letters = OBJECTIVE_LETTERS
    header = Row("header", {letters[c.key]: Cell(c.header, HEADER) for c in OBJECTIVE_COLUMNS})
    title = Row("title", {"A": Cell("MỤC TIÊU CHẤT LƯỢNG", TITLE, merge_to="G")})
    has_year = draft.submission.information.number("year") is not None
    rows = [row for objective in draft.submission.objectives for row in _objective_rows(objective, has_year=has_year)]
    columns = tuple(
        SheetColumn(letters[c.key], c.width, 1 if c.optional_group else 0, c.hidden, c.optional_group)
        for c in OBJECTIVE_COLUMNS
    )
    first, last = rows[0].key, rows[-1].key
    validations = tuple(
        _objective_validation(c, Span(OBJECTIVES, first, last, letters[c.key])) for c in OBJECTIVE_COLUMNS
    )
    area = TableArea("MucTieu", "header", last, {letters[c.key]: c.header for c in OBJECTIVE_COLUMNS})
    setup = PrintSetup(is_landscape=True, repeat=("header", "header"), last_column=letters["understood"])
    return Sheet(
        OBJECTIVES,
        columns,
        (title, header, *rows),
        validations,
        (area,),
        freeze=Place(OBJECTIVES, first, "B"),
        setup=setup,
    )


def _objective_validation(column: Column, span: Span) -> Validation:
    if column.filled:
        return Validation(span, "refuse", column.header, "qmxl tự tính")
    kinds = {Kind.CHOICE: "list", Kind.DATE: "date"}
    source = list_name(column.choices) if column.choices else ""
    return Validation(span, kinds.get(column.kind, "prompt"), column.header, column.help, source)


def _objective_rows(objective: QualityObjective, *, has_year: bool) -> list[Row]:
    rows = []
    if objective.heading_row is not None:
        cells = {letter: Cell(None, COMPUTED if _filled(key) else INPUT) for key, letter in OBJECTIVE_LETTERS.items()}
        cells["A"] = Cell(str(objective.number), CODE)
        cells["B"] = Cell(
            content_of(objective.statement), replace(INPUT, bold=True), source=objective.statement.reference
        )
        rows.append(Row(f"heading:{objective.number}", cells))
    for number, indicator in enumerate(objective.indicators):
        statement = objective.statement if not number and objective.heading_row is None else Entry()
        rows.append(_target_row(indicator, statement, has_year=has_year))
    return rows


def _filled(key: str) -> bool:
    return next(c.filled for c in OBJECTIVE_COLUMNS if c.key == key)


def _target_row(indicator: Indicator, statement: Entry[str], *, has_year: bool) -> Row:
    """One indicator's row; attributes of Indicator have the names of the columns."""
    cells = {}
    for column in OBJECTIVE_COLUMNS:
        letter = OBJECTIVE_LETTERS[column.key]
        if column.filled:
            cells[letter] = Cell(_understanding(indicator, column.key, has_year=has_year), COMPUTED)
        elif column.key == "code":
            written = indicator.code if indicator.is_named else indicator.typed_code.value
            cells[letter] = Cell(written, CODE, source=indicator.typed_code.reference)
        else:
            entry: Entry[object] = statement if column.key == "statement" else getattr(indicator, column.key)
            style = {Kind.DATE: INPUT_DATE, Kind.TARGET: INPUT_TEXT}.get(column.kind, INPUT)
            cells[letter] = Cell(content_of(entry), style, source=entry.reference)
    return Row(f"code:{indicator.code}", cells)


def _not_understood(code: str, *, has_year: bool) -> Formula:
    """Until the phrase is edited, or the year given that it may have lacked."""
    phrase, read = target_cell(code, "target"), target_cell(code, "read_phrase")
    text = "[p]=[r]" if has_year else "AND([p]=[r],LEN([y])=0)"
    parts = {"p": phrase, "r": read} | ({} if has_year else {"y": info("year")})
    return formula(f"IF({text},[not],[rerun])", **parts, **{"not": "Chưa hiểu"}, rerun=RERUN)


def _understanding(indicator: Indicator, key: str, *, has_year: bool) -> Content:
    """Hiểu là, So sánh, Mức, Mức trên, Đã đọc."""
    target = indicator.target.value
    if target is None:
        not_understood: dict[str, Content] = {"read_phrase": content_of(indicator.target)}
        if not indicator.target.is_blank:
            not_understood["understood"] = _not_understood(indicator.code, has_year=has_year)
        return not_understood.get(key)
    if key == "understood":
        phrase, read = target_cell(indicator.code, "target"), target_cell(indicator.code, "read_phrase")
        return formula("IF([p]=[r],[meaning],[rerun])", p=phrase, r=read, meaning=understood(target), rerun=RERUN)
    return {
        "comparator": str(target.comparator),
        "level": _level(target),
        "upper": _number(Fraction(target.total) if target.total is not None else target.upper),
        "read_phrase": target.phrase,
    }[key]


def _level(target: Target) -> Content:
    if target.deadline is not None:
        return target.deadline.toordinal() - 693594
    return _number(target.level)


def _number(value: Fraction | None) -> Content:
    return None if value is None else (int(value) if value.denominator == 1 else float(value))


# MT<k>


def objective_sheet(draft: Draft, objective: QualityObjective) -> Sheet:
    name = input_sheet(objective.number)
    number, statement = objective_number(objective.number), objective_statement(objective)
    last_letter = RESULT_LETTERS["solution"]
    title = Row("title", {"A": Cell(joined("Mục tiêu ", number, ": ", statement), TITLE, merge_to=last_letter)})
    conclusion = Cell(
        formula('"Kết luận: "&[c]', c=objective_step(objective.number, "conclusion")), CONCLUSION, merge_to=last_letter
    )
    needed = Cell(formula('[n]&""', n=objective_step(objective.number, "needed")), HINT, merge_to=last_letter)
    header = Row("header", {RESULT_LETTERS[c.key]: Cell(c.header, HEADER) for c in RESULT_COLUMNS})
    results = [_result_row(draft, indicator) for indicator in objective.indicators]
    headers = {RESULT_LETTERS[c.key]: c.header for c in RESULT_COLUMNS}
    columns = [SheetColumn(RESULT_LETTERS[c.key], c.width) for c in RESULT_COLUMNS]
    if draft.earlier.periods:
        columns.append(SheetColumn(_EARLIER_LETTER, EARLIER_COLUMN.width))
        headers[_EARLIER_LETTER] = EARLIER_COLUMN.header
        header = replace(header, cells={**header.cells, _EARLIER_LETTER: Cell(EARLIER_COLUMN.header, HEADER)})
        results = [_with_earlier(draft, i, row) for i, row in zip(objective.indicators, results, strict=True)]
    rows = [title, Row("conclusion", {"A": conclusion}), Row("needed", {"A": needed}), header, *results]
    tables = [TableArea(f"KetQua_{name}", "header", results[-1].key, headers)]
    validations = list(_result_validations(objective, name))
    repeat = "header"
    if name in draft.submission.tables:
        table = compose_table(draft, name)
        repeat = "table:header"  # only one header can be repeated, and it is the detail table that runs on
        rows += [Row("gap"), Row("table:title", {"A": Cell("Bảng chi tiết", TITLE, merge_to="D")}), *table.rows]
        tables.append(table.area)
        validations += table.validations
        columns = _wide_enough(columns, table.area)
    return Sheet(
        name=name,
        columns=tuple(columns),
        rows=tuple(rows),
        validations=tuple(validations),
        tables=tuple(tables),
        conditional_formats=tuple(_result_formats(objective, name)),
        freeze=Place(name, results[0].key, "C"),
        setup=replace(_LANDSCAPE, repeat=(repeat, repeat), last_column=columns[-1].letter),
    )


def _wide_enough(columns: list[SheetColumn], area: TableArea) -> list[SheetColumn]:
    """A detail table may have more columns than the result table above it."""
    last = max(len(columns), len(area.headers))
    return columns + [SheetColumn(column_letters(n), 16) for n in range(len(columns) + 1, last + 1)]


def _result_row(draft: Draft, indicator: Indicator) -> Row:
    result, code = indicator.result, indicator.code
    counted = counts(draft, indicator)
    measure = indicator.measure.value
    statement = formula(
        'IF(LEN([w])=0,[s]&"",[w])', w=target_cell(code, "wording"), s=_statement_cell(draft, indicator)
    )
    entry = {key: getattr(result, key) if result else Entry() for key in _TYPED_RESULTS}
    cells = {
        "code": Cell(carried_code(indicator), replace(COMPUTED, align="center")),
        "wording": Cell(statement, COMPUTED),
        "target": Cell(formula('[t]&""', t=target_cell(code, "target")), COMPUTED),
        "numerator": _count_cell(measure, entry["numerator"], counted.numerator),
        "denominator": _count_cell(measure, entry["denominator"], counted.denominator),
        "direct": Cell(
            content_of(entry["direct"], is_undecided=_is_undecided(draft, code)),
            _direct_style(indicator, entry["direct"]),
            source=entry["direct"].reference,
        ),
        "value": Cell(value(draft, indicator), _value_style(indicator), link=_figures_link(draft, indicator)),
        "status": Cell(
            formula("[s]", s=step(code, "status")),
            COMPUTED_CENTRE,
            link=target_cell(code, "target") if draft.is_output else None,
            note=draft.notes.get(code, ()),
        ),
        "cut_off": Cell(content_of(entry["cut_off"]), INPUT_DATE, source=entry["cut_off"].reference),
    }
    for key in ("evidence", "cause", "solution"):
        cells[key] = Cell(content_of(entry[key]), INPUT, source=entry[key].reference)
    return Row(f"result:{code}", {RESULT_LETTERS[key]: cell for key, cell in cells.items()})


_EARLIER_LETTER = column_letters(len(RESULT_COLUMNS) + 1)


def _with_earlier(draft: Draft, indicator: Indicator, row: Row) -> Row:
    """The row with what the indicator came to in an earlier period, where that is known."""
    is_known = indicator.code in draft.earlier.by_code
    text = formula("[b]", b=earlier_step(indicator.code, "beside")) if is_known else None
    return replace(row, cells={**row.cells, _EARLIER_LETTER: Cell(text, COMPUTED)})


def _figures_link(draft: Draft, indicator: Indicator) -> Place | None:
    """From a result back to what it is made of: the detail table, the typed counts, what was typed directly."""
    if not draft.is_output:
        return None
    block, code, measure = draft.block(indicator), indicator.code, indicator.measure.value
    if block is not None and measure not in DIRECT_MEASURES and not has_typed_counts(draft, indicator):
        return Place(block.sheet, block.first_row, next(iter(block.letters.values())))
    key = "numerator" if measure is Measure.RATIO else "direct"
    return result_cell(indicator.objective, code, key)


def _is_undecided(draft: Draft, code: str) -> bool:
    result = draft.result(code)
    return result is not None and result.status in {Status.NO_DATA, Status.DEFERRED}


_TYPED_RESULTS = ("numerator", "denominator", "direct", "cut_off", "evidence", "cause", "solution")


def _statement_cell(draft: Draft, indicator: Indicator) -> Place:
    objective = next(o for o in draft.submission.objectives if o.number == indicator.objective)
    if objective.heading_row is not None:
        return Place(OBJECTIVES, f"heading:{objective.number}", "B")
    return target_cell(objective.indicators[0].code, "statement")


def _count_cell(measure: Measure | None, entry: Entry[Decimal], counted: Content) -> Cell:
    if measure in DIRECT_MEASURES:
        return Cell(content_of(entry), HATCHED, source=entry.reference)
    if counted is not None or measure in COUNTED_MEASURES:
        return Cell(counted, COMPUTED_COUNT, source=entry.reference)
    return Cell(content_of(entry), INPUT_NUMBER, source=entry.reference)


def _direct_style(indicator: Indicator, entry: Entry[object]) -> Style:
    target = indicator.target.value
    if target is not None and target.scale is Scale.SHARE:
        return replace(INPUT, align="right", number_format=LARGE_SHARE_FORMAT if is_large(entry) else "0.##%")
    if target is not None and target.scale is Scale.YES_NO:
        return replace(INPUT_DATE, wrap=True)
    return replace(INPUT, align="right", number_format="General")


def _value_style(indicator: Indicator) -> Style:
    target = indicator.target.value
    is_share = target is None or target.scale is Scale.SHARE
    return replace(COMPUTED_NUMBER, number_format="0%" if is_share else "#,##0.####", bold=True, align="center")


def _result_validations(objective: QualityObjective, name: str) -> list[Validation]:
    found = []
    for indicator in objective.indicators:
        for column in RESULT_COLUMNS:
            key = f"result:{indicator.code}"
            span = Span(name, key, key, RESULT_LETTERS[column.key])
            found.append(_result_validation(indicator, column, span))
    return found


def _result_validation(indicator: Indicator, column: Column, span: Span) -> Validation:
    measure = indicator.measure.value
    is_count = column.key in {"numerator", "denominator"}
    if is_count and measure in DIRECT_MEASURES:
        return Validation(span, "refuse", column.header, "Không phải điền ở cách tính này")
    if column.filled or column.carried or (is_count and measure in COUNTED_MEASURES):
        return Validation(span, "refuse", column.header, "qmxl tự tính")
    if column.key == "direct" and measure is Measure.JUDGEMENT:
        return Validation(span, "words", column.header, column.help, list_name("direct"))
    kinds = {Kind.NUMBER: "whole", Kind.DATE: "date"}
    return Validation(span, kinds.get(column.kind, "prompt"), column.header, column.help)


_STATUS_FILLS = {
    STATUS_WORDS[Status.NOT_MET]: "dark",
    STATUS_WORDS[Status.NO_DATA]: "dark",
    RERUN: "dark",
    STATUS_WORDS[Status.EXCEEDED]: "pale",
    STATUS_WORDS[Status.MET]: "pale",
}


def status_formats(span: Span, first: Place) -> list[ConditionalFormat]:
    """What is short stands out, also on a black-and-white printer."""
    return [
        ConditionalFormat(span, formula("[s]=[w]", s=first, w=word), bold=True, fill=fill)
        for word, fill in _STATUS_FILLS.items()
    ]


_MOST_DECIMALS = 6


def _result_formats(objective: QualityObjective, name: str) -> list[ConditionalFormat]:
    """Colours of the verdicts; decimals of the results follow the rule that shown never contradicts verdict."""
    codes = [indicator.code for indicator in objective.indicators]
    span = Span(name, f"result:{codes[0]}", f"result:{codes[-1]}", RESULT_LETTERS["status"])
    formats = status_formats(span, Place(name, f"result:{codes[0]}", RESULT_LETTERS["status"]))
    for indicator in objective.indicators:
        formats.append(_without_verdict(indicator))
        if indicator.target.value is None or indicator.target.value.scale is not Scale.SHARE:
            continue
        key = f"result:{indicator.code}"
        cell = Span(name, key, key, RESULT_LETTERS["value"])
        rounded = step(indicator.code, "rounded")
        for decimals in range(1, _MOST_DECIMALS + 1):
            fits = formula(
                f"IF(ISNUMBER([r]),AND(ROUND([r],{decimals})=[r],ROUND([r],{decimals - 1})<>[r]),FALSE)", r=rounded
            )
            formats.append(ConditionalFormat(cell, fits, number_format="0." + "0" * decimals + "%"))
        direct = result_cell(indicator.objective, indicator.code, "direct")
        is_whole = formula("IF(ISNUMBER([d]),ROUND([d],2)=[d],FALSE)", d=direct)
        own = Span(name, key, key, RESULT_LETTERS["direct"])
        formats.append(ConditionalFormat(own, is_whole, number_format="0%"))
    return formats


_DASH = '"–";"–";"–";"–"'


def _without_verdict(indicator: Indicator) -> ConditionalFormat:
    """What a deferred indicator has come to is no result yet: "–" stands there, as on `Tổng hợp`."""
    key = f"result:{indicator.code}"
    cell = Span(input_sheet(indicator.objective), key, key, RESULT_LETTERS["value"])
    status = result_cell(indicator.objective, indicator.code, "status")
    is_deferred = formula("[s]=[deferred]", s=status, deferred=STATUS_WORDS[Status.DEFERRED])
    return ConditionalFormat(cell, is_deferred, number_format=_DASH)


def table_sheet(draft: Draft, sheet: str) -> Sheet:
    """A detail table on a sheet of its own."""
    table = compose_table(draft, sheet)
    codes = ", ".join(i.code for i in draft.submission.indicators if i.table == sheet)
    title = Row("title", {"A": Cell(f"Bảng chi tiết của chỉ tiêu {codes}", TITLE, merge_to="D")})
    letters = list(table.area.headers)
    columns = tuple(SheetColumn(letter, table.widths.get(letter, 16)) for letter in _letters(max(len(letters), 4)))
    setup = replace(_LANDSCAPE, repeat=("table:header", "table:header"), last_column=letters[-1])
    return Sheet(
        sheet,
        columns,
        (title, *table.rows),
        table.validations,
        (table.area,),
        freeze=Place(sheet, "row:0", "C"),
        setup=setup,
    )


def _letters(count: int) -> list[str]:
    return [column_letters(number) for number in range(1, count + 1)]


# Nội dung báo cáo


_DEFAULTS = {"opening", "overall", "shortcomings", "outlook", "closing"}


def sections_sheet(draft: Draft) -> Sheet:
    header = Row("header", {column_letters(n): Cell(c.header, HEADER) for n, c in enumerate(SECTION_COLUMNS, 1)})
    title = Row("title", {"A": Cell("NỘI DUNG BÁO CÁO", TITLE, merge_to="C")})
    hint = (
        "Viết vào cột Nội dung thì báo cáo in nguyên văn; để trống thì in câu mặc định. Mục "
        "không có câu mặc định mà để trống thì báo cáo không có mục đó."
    )
    rows = []
    for section in SECTION_ROWS:
        entry = draft.submission.sections.get(section.key, Entry())
        default = (
            formula('[d]&""', d=overall(section.key))
            if section.key in _DEFAULTS and draft.submission.objectives
            else None
        )
        cells = {
            "A": Cell(section.label, LABEL),
            "B": Cell(content_of(entry), INPUT, source=entry.reference),
            "C": Cell(default, COMPUTED),
        }
        rows.append(Row(f"section:{section.key}", cells, is_extensible=True))
    span = Span(SECTIONS, rows[0].key, rows[-1].key, "B")
    validations = (
        Validation(span, "prompt", "Nội dung", SECTION_COLUMNS[1].help),
        Validation(span._replace(column="C"), "refuse", "Câu mặc định", "qmxl tự tính"),
    )
    columns = tuple(SheetColumn(column_letters(n), c.width) for n, c in enumerate(SECTION_COLUMNS, 1))
    setup = PrintSetup(is_landscape=True, repeat=("header", "header"), last_column="C")
    top = (title, Row("hint", {"A": Cell(hint, HINT, merge_to="C")}), header)
    return Sheet(SECTIONS, columns, (*top, *rows), validations, freeze=Place(SECTIONS, rows[0].key, "B"), setup=setup)


def section_text(key: str) -> Place:
    return section_cell(key, "content")


# Tên cột tương đương


def column_names_sheet(draft: Draft) -> Sheet:
    """The office's own header aliases, as typed."""
    letters = {c.key: column_letters(n) for n, c in enumerate(COLUMN_NAME_COLUMNS, 1)}
    title = Row("title", {"A": Cell("TÊN CỘT TƯƠNG ĐƯƠNG", TITLE, merge_to="C")})
    hint = "Cột trong sổ, bảng của đơn vị có tên khác tên trong tệp mẫu thì ghi vào đây, mỗi tên một dòng."
    header = Row("header", {letters[c.key]: Cell(c.header, HEADER) for c in COLUMN_NAME_COLUMNS})
    names = draft.submission.column_names
    rows = []
    for number in range(max(len(names), 1) if draft.is_output else len(names) + BLANK_ROWS):
        entries = {key: getattr(names[number], key) if number < len(names) else Entry() for key in letters}
        cells = {letters[k]: Cell(content_of(e), INPUT_TEXT, source=e.reference) for k, e in entries.items()}
        rows.append(Row(f"name:{number}", cells))
    validations = tuple(
        Validation(Span(COLUMN_NAMES, rows[0].key, rows[-1].key, letters[c.key]), "prompt", c.header, c.help)
        for c in COLUMN_NAME_COLUMNS
    )
    columns = tuple(SheetColumn(letters[c.key], c.width) for c in COLUMN_NAME_COLUMNS)
    setup = PrintSetup(is_landscape=True, repeat=("header", "header"), last_column="C")
    top = (title, Row("hint", {"A": Cell(hint, HINT, merge_to="C")}), header)
    freeze = Place(COLUMN_NAMES, rows[0].key, "A")
    return Sheet(COLUMN_NAMES, columns, (*top, *rows), validations, freeze=freeze, setup=setup)
