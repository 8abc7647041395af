"""Sentences of the report: nothing typed is lost or said twice, and nothing is left out of a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from textwrap import dedent
from unicodedata import normalize

import pytest

from qmxl.contract.placeholders import PLACEHOLDERS
from qmxl.contract.words import day_text
from qmxl.formula import parse
from qmxl.model.report import PlacedReport
from qmxl.reading.markdown import markdown_workbook
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.reporting.expressions import day as day_formula
from qmxl.reporting.expressions import formula
from qmxl.reporting.layout import DAY_ZERO
from qmxl.reporting.places import overall, said, step
from tests.workbooks import Outcome, completed, evaluated_cells


def composed(text: str) -> tuple[Outcome, PlacedReport]:
    """The output of a workbook written as Markdown."""
    outcome = evaluated_cells(completed(markdown_workbook(dedent(text))))
    return outcome, compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)


def sentence(text: str, code: str = "1") -> str:
    return str(composed(text)[1].values[step(code, "sentence")])


def workbook(
    statement: str = "Hồ sơ được giải quyết",
    *,
    target: str = "trên 90%",
    measure: str = "Tỷ lệ",
    template: str = "",
    assessment: str = "",
    wording: str = "",
    **cells: str,
) -> str:
    """One indicator, and what is typed in its row of results (by header, _ for a space)."""
    typed = {header.replace("_", " "): value for header, value in cells.items()}
    header, row = " | ".join(("Mã", *typed)), " | ".join(("'1", *typed.values()))
    line = "|---" * (len(typed) + 1) + "|"
    return (
        "## Mục tiêu\n\n| Mã | Mục tiêu | Chỉ tiêu | Mức đề ra | Cách tính | Kỳ đánh giá | Mẫu câu báo cáo |\n"
        "|---|---|---|---|---|---|---|\n"
        f"| '1 | {statement} | {wording} | {target} | {measure} | {assessment} | {template} |\n\n"
        f"## MT1\n\n| {header} |\n{line}\n| {row} |\n"
    )


SHORT = {"Số_đạt": "8", "Tổng_số": "10"}


# A statement loses its own number, and no other


@pytest.mark.parametrize(
    ("typed", "said_as"),
    [
        ("1. Hồ sơ được giải quyết", "hồ sơ được giải quyết"),
        ("1) Phấn đấu hồ sơ được giải quyết", "hồ sơ được giải quyết"),
        ("Mục tiêu 1: Hồ sơ được giải quyết;", "hồ sơ được giải quyết"),
        ("- Đảm bảo hồ sơ được giải quyết.", "hồ sơ được giải quyết"),
        ("1.200 nhiệm vụ được giao", "1.200 nhiệm vụ được giao"),
        ("2. Hồ sơ được giải quyết", "2. Hồ sơ được giải quyết"),
        ("18 chỉ tiêu chủ yếu", "18 chỉ tiêu chủ yếu"),
        ("1 đợt tập huấn", "1 đợt tập huấn"),
        ("UBND xã giải quyết hồ sơ", "UBND xã giải quyết hồ sơ"),
    ],
)
def test_a_statement_loses_its_own_number_only(typed: str, said_as: str) -> None:
    said_ = sentence(workbook(typed, **SHORT))
    assert said_.startswith(f"Tính đến ngày 30/6/2026, {said_as}: 8/10, đạt 80%")


@pytest.mark.parametrize("typed", ["1.2 Giải quyết", "1.2. Giải quyết", "1. Giải quyết", "Chỉ tiêu 1.2: giải quyết"])
def test_a_wording_loses_its_code_or_its_objectives_number(typed: str) -> None:
    text = f"""
        ## Mục tiêu

        | Mã | Chỉ tiêu | Mức đề ra | Cách tính |
        |---|---|---|---|
        | '1.1 | Một | Thực hiện | Tự đánh giá |
        | '1.2 | {typed} | Thực hiện | Tự đánh giá |

        ## MT1

        | Mã | Ghi trực tiếp |
        |---|---|
        | '1.1 | Đạt |
        | '1.2 | Đạt |
    """
    assert sentence(text, "1.2") == "Giải quyết: đã thực hiện."


def test_an_objective_is_numbered_once() -> None:
    _, placed = composed(workbook("1. Hồ sơ được giải quyết.", **SHORT))
    texts = {sheet.sheet.name: [cell.value for cell in sheet.cells] for sheet in placed.sheets}
    assert "1. Hồ sơ được giải quyết" in texts["Báo cáo"]
    assert "Hồ sơ được giải quyết" in texts["Tổng hợp"]
    assert "Mục tiêu 1: Hồ sơ được giải quyết" in texts["MT1"]


# An indicator's own sentence


TEMPLATE = "{Kỳ} xử lý {số đạt}/{tổng số} hồ sơ, đạt {kết quả}{so sánh}"


def test_an_own_sentence_ends_with_a_stop() -> None:
    assert sentence(workbook(template="Đạt {kết quả}", Số_đạt="10", Tổng_số="10")) == "Đạt 100%."
    assert sentence(workbook(template="Đạt {kết quả}.", Số_đạt="10", Tổng_số="10")) == "Đạt 100%."


@pytest.mark.parametrize("template", [TEMPLATE, "Đạt {kết quả}", "Đạt {ghi trực tiếp}", "Tiếp nhận {tiếp nhận}"])
@pytest.mark.parametrize(
    ("cells", "assessment", "default"),
    [
        ({"Tổng_số": "0"}, "", "6 tháng đầu năm 2026, chưa phát sinh hồ sơ được giải quyết."),
        ({"Ghi_trực_tiếp": "Chưa phát sinh"}, "", "6 tháng đầu năm 2026, chưa phát sinh hồ sơ được giải quyết."),
        (
            {},
            "Cuối năm",
            "Tính đến ngày 30/6/2026, hồ sơ được giải quyết: chưa có số liệu; sẽ đánh giá cuối năm 2026.",
        ),
        ({}, "", "Hồ sơ được giải quyết: chưa đủ số liệu để đánh giá."),
    ],
)
def test_an_own_sentence_without_its_figures_gives_way(
    template: str, cells: dict[str, str], assessment: str, default: str
) -> None:
    assert sentence(workbook(template=template, assessment=assessment, **cells)) == default


def test_an_own_sentence_that_needs_no_figure_stays() -> None:
    text = workbook(template="{Kỳ}, có 12 thủ tục; chưa phát sinh hồ sơ.", Ghi_trực_tiếp="Chưa phát sinh")
    assert sentence(text) == "6 tháng đầu năm 2026, có 12 thủ tục; chưa phát sinh hồ sơ."
    deferred = workbook(template="Đang làm, {tiến độ}; {khi nào}", assessment="Cuối năm", **SHORT)
    assert sentence(deferred).startswith("Đang làm, Tính đến ngày 30/6/2026, hồ sơ được giải quyết: 8/10, đạt 80%;")


def test_an_own_sentence_may_use_every_placeholder() -> None:
    every = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    text = f"""
        ## Mục tiêu

        | Mức đề ra | Cách tính | Thời hạn hoàn thành | Mẫu câu báo cáo |
        |---|---|---|---|
        | trên 90% | Sổ theo dõi | 2026-06-30 | {every} |

        ## MT1

        | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
        |---|---|---|---|
        | H1 | 2026-03-02 | 2026-03-09 | 2026-03-09 |
    """
    told = sentence(text)
    assert told.startswith("1 trên 90% Sổ theo dõi")
    assert "{" not in told


def test_a_cause_is_told_once() -> None:
    cells = {**SHORT, "Nguyên_nhân": "thiếu người;", "Giải_pháp": "- Bổ sung người."}
    both = sentence(workbook(template="Đạt {kết quả} do {nguyên nhân}; {giải pháp}.", **cells))
    assert both == "Đạt 80% do thiếu người; Bổ sung người."
    one = sentence(workbook(template="Đạt {kết quả} do {nguyên nhân}", **cells))
    assert one == "Đạt 80% do thiếu người. Giải pháp: Bổ sung người."


# Typed punctuation


def test_typed_stops_are_not_doubled() -> None:
    said_ = sentence(workbook("Hồ sơ đúng hạn;", **SHORT, Nguyên_nhân="Thiếu người.;", Giải_pháp="- Bổ sung./."))
    assert "hồ sơ đúng hạn: 8/10" in said_
    assert said_.endswith("điểm phần trăm. Nguyên nhân: Thiếu người. Giải pháp: Bổ sung.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Báo cáo số 5/BC-UBND.", "Rà soát: đã thực hiện, theo Báo cáo số 5/BC-UBND."),
        ("Theo Báo cáo số 5/BC-UBND", "Rà soát: đã thực hiện, theo Báo cáo số 5/BC-UBND."),
        (".", "Rà soát: đã thực hiện."),
    ],
)
def test_evidence_is_told_in_the_sentence(typed: str, told: str) -> None:
    text = workbook(
        "Rà soát", target="Thực hiện", measure="Tự đánh giá", Ghi_trực_tiếp="Đạt", Tài_liệu_minh_chứng=typed
    )
    assert sentence(text) == told


def with_information(label: str, *values: str, blank: Sequence[str] = ()) -> str:
    rows = "".join(f"| {label if not n else ''} | {value} |\n" for n, value in enumerate(values))
    rows += "".join(f"| {name} | |\n" for name in blank)
    return f"## Thông tin\n\n| Mục | Nội dung |\n|---|---|\n{rows}\n" + workbook(**SHORT)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("- UBND tỉnh;", "UBND tỉnh"),
        ("+ UBND tỉnh", "UBND tỉnh"),
        ("Lưu: VT, VP./.", "Lưu: VT, VP"),
        ("UBND tỉnh", "UBND tỉnh"),
        ("- ", ""),
        (".", ""),
        ("A", "A"),
    ],
)
def test_a_typed_line_loses_its_marks(typed: str, told: str) -> None:
    _, placed = composed(with_information("Nơi nhận", typed))
    assert placed.values[said("recipients")] == told


def test_a_decision_is_carried_out_once() -> None:
    _, placed = composed(with_information("Quyết định ban hành mục tiêu", "Thực hiện Quyết định số 6/QĐ-UBND."))
    assert str(placed.values[overall("opening")]).startswith("Thực hiện Quyết định số 6/QĐ-UBND, ")
    _, placed = composed(with_information("Quyết định ban hành mục tiêu", "Quyết định số 6/QĐ-UBND"))
    assert str(placed.values[overall("opening")]).startswith("Thực hiện Quyết định số 6/QĐ-UBND, ")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("422/BC-UBND", "422/BC-UBND"),
        ("7/BC-UBND", "07/BC-UBND"),
        ("07/BC-UBND", "07/BC-UBND"),
        ("7", "07/BC-UBND"),
        ("15", "15/BC-UBND"),
        ("/BC-HĐND", "\u00a0" * 8 + "/BC-HĐND"),
        ("", "\u00a0" * 8 + "/BC-UBND"),
    ],
)
def test_the_number_is_one_wherever_it_stands(typed: str, told: str) -> None:
    _, placed = composed(with_information("Số, ký hiệu", typed))
    texts = {name: [str(cell.value) for cell in sheet.cells] for sheet in placed.sheets if (name := sheet.sheet.name)}
    assert f"Số: {told}" in texts["Báo cáo"]
    assert any(text.startswith(f"(Kèm theo Báo cáo số {told} ngày ") for text in texts["Tổng hợp"])


def test_the_recipients_end_with_the_archive() -> None:
    def recipients(label: str, *values: str) -> list[str]:
        _, placed = composed(with_information(label, *values))
        cells = next(sheet.cells for sheet in placed.sheets if sheet.sheet.name == "Báo cáo")
        texts = [str(cell.value) for cell in cells if str(cell.value).startswith(("- ", "Nơi nhận"))]
        return texts[texts.index("Nơi nhận:") + 1 :]

    assert recipients("Kính gửi", "UBND tỉnh") == ["- Như trên;", "- Lưu: VT."]
    assert recipients("Nơi nhận", "Đảng ủy;") == ["- Đảng ủy;", "- Lưu: VT."]
    assert recipients("Nơi nhận", "Đảng ủy", "- Lưu: VT, VP./.") == ["- Đảng ủy;", "- Lưu: VT, VP."]


# Dates


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2020, 6, 4), "04/6/2020"),
        (date(2020, 6, 30), "30/6/2020"),
        (date(2020, 2, 5), "05/02/2020"),
        (date(2020, 12, 1), "01/12/2020"),
    ],
)
def test_a_date_is_written_as_the_decree_says(day: date, told: str) -> None:
    assert day_text(day) == told
    text = day_formula(formula("[n]", n=(day - DAY_ZERO).days)).text
    assert parse(text).compute(lambda _: None) == told


# Names that are missing


def test_names_that_are_missing_have_stand_ins() -> None:
    short, own = "Tên viết tắt", "Tự xưng trong báo cáo"
    _, placed = composed(with_information("Tên cơ quan", "ỦY BAN NHÂN DÂN<br>XÃ MẪU", blank=(short, own)))
    assert placed.values[said("short_name")] == placed.values[said("self_name")] == "ỦY BAN NHÂN DÂN XÃ MẪU"
    _, placed = composed(with_information(short, "UBND xã Mẫu", blank=[own]))
    assert placed.values[said("self_name")] == "UBND xã Mẫu"
    _, placed = composed(with_information("Tên cơ quan", "", blank=(short, own)))
    assert str(placed.values[overall("overall")]).startswith("Như vậy, 6 tháng đầu năm 2026, đơn vị chưa có mục tiêu")


def test_a_report_without_a_period_has_no_holes() -> None:
    _, placed = composed(
        with_information("Kỳ báo cáo", "", blank=("Tên cơ quan", "Tên viết tắt", "Tự xưng trong báo cáo"))
    )
    assert placed.values[overall("overall")] == (
        "Như vậy, kỳ báo cáo này, đơn vị chưa có mục tiêu nào đạt mức đề ra; "
        "01 mục tiêu chưa đủ số liệu để đánh giá (mục tiêu số 1)."
    )
    assert str(placed.values[overall("opening")]).startswith("Đơn vị báo cáo kết quả thực hiện")
    assert placed.values[step("1", "sentence")] == "Hồ sơ được giải quyết: chưa đủ số liệu để đánh giá."


def test_no_comma_stands_before_a_date_without_a_place() -> None:
    _, placed = composed(with_information("Ngày báo cáo", "05/7/2026", blank=["Địa danh"]))
    texts = [str(cell.value) for sheet in placed.sheets for cell in sheet.cells]
    assert "ngày 05 tháng 7 năm 2026" in texts


# Derived sentences


def test_all_met_is_said_in_a_whole_sentence() -> None:
    _, placed = composed(workbook(target="từ 80%", **SHORT))
    assert str(placed.values[overall("overall")]).endswith("UBND xã có cả 1/1 mục tiêu đều đạt mức đề ra.")
    assert placed.values[overall("headline")] == "Số mục tiêu đạt mức đề ra: 1/1 (mục tiêu số 1)"
    _, placed = composed(workbook(target="từ 70%", **SHORT))
    assert placed.values[overall("headline")] == "Số mục tiêu đạt và vượt mức đề ra: 1/1 (mục tiêu số 1)"


def test_nothing_to_judge_is_said() -> None:
    text = """
        ## Mục tiêu

        | Mức đề ra | Cách tính | Khi chưa phát sinh |
        |---|---|---|
        | trên 90% | Tỷ lệ | Không đánh giá |

        ## MT1

        | Mã | Ghi trực tiếp |
        |---|---|
        | '1 | Chưa phát sinh |
    """
    _, placed = composed(text)
    assert placed.values[overall("headline")] == "Không có mục tiêu nào được đánh giá trong kỳ"
    assert placed.values[overall("overall")] == (
        "Như vậy, 6 tháng đầu năm 2026, UBND xã không có mục tiêu nào được đánh giá trong kỳ; "
        "01 mục tiêu không đánh giá do chưa phát sinh (mục tiêu số 1)."
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2", "tai nạn: phát sinh 2, chưa đạt mức đề ra (không để xảy ra)."),
        ("0", "tai nạn: không phát sinh, đạt mức đề ra (không để xảy ra)."),
    ],
)
def test_what_should_not_arise_is_not_reached(typed: str, told: str) -> None:
    text = workbook("Tai nạn", target="không để xảy ra", measure="Ghi trực tiếp", Ghi_trực_tiếp=typed)
    _, placed = composed(text)
    assert str(placed.values[step("1", "sentence")]).endswith(told)
    assert " đạt 2," not in str([cell.value for sheet in placed.sheets for cell in sheet.cells])


@pytest.mark.parametrize(
    ("cells", "assessment", "is_dashed"),
    [({"Ghi_trực_tiếp": "1"}, "Cuối năm", True), ({"Ghi_trực_tiếp": "1"}, "", False), ({}, "Cuối năm", True)],
)
def test_a_deferred_indicator_shows_no_result(cells: dict[str, str], assessment: str, is_dashed: bool) -> None:
    """The dash of Tổng hợp is a conditional format: what its sentence says of the progress stands below it."""
    _, placed = composed(workbook(target="ít nhất 2 lớp", measure="Ghi trực tiếp", assessment=assessment, **cells))
    sheet = next(sheet for sheet in placed.sheets if sheet.sheet.name == "MT1")
    (dash,) = (f for f in sheet.conditional_formats if f.conditional_format.number_format.startswith('"–"'))
    value = next(cell for cell in sheet.cells if (cell.row, cell.column) == dash.first)
    assert value.value == (1 if cells else "")
    assert dash.formula == 'H5="Chưa đến kỳ đánh giá"'
    assert (placed.values[step("1", "status")] == "Chưa đến kỳ đánh giá") is is_dashed


def test_a_conditional_format_names_no_table() -> None:
    _, placed = composed(workbook(**SHORT))
    formulas = [f.formula for sheet in placed.sheets for f in sheet.conditional_formats]
    assert formulas
    assert not [text for text in formulas if "[" in text]


def test_a_plans_sentence_does_not_claim_what_its_rows_deny() -> None:
    text = """
        ## Mục tiêu

        | Mục tiêu | Mức đề ra | Cách tính | Kỳ đánh giá |
        |---|---|---|---|
        | Đạt và vượt các chỉ tiêu | 2/2 chỉ tiêu | Bảng kế hoạch | Cuối năm |

        ## MT1

        | STT | Chỉ tiêu | Kế hoạch | Thực hiện |
        |---|---|---|---|
        | 1 | Thu ngân sách | 100 | 60 |
        | 2 | Trồng rừng | 100 | 40 |
    """
    assert sentence(text).startswith("Tính đến ngày 30/6/2026: 01 chỉ tiêu dưới 50% kế hoạch")
    at_the_end = "## Thông tin\n\n| Mục | Nội dung |\n|---|---|\n| Kỳ báo cáo | Năm |\n\n" + dedent(text)
    told = sentence(at_the_end)
    assert told.startswith("Tính đến ngày 31/12/2026: 0/2 chỉ tiêu đạt và vượt kế hoạch, chưa đạt mức đề ra")


# Invisible differences of spelling


@pytest.mark.parametrize(
    "respelled",
    [
        lambda text: f"{text} ",
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "  "),
        lambda text: normalize("NFD", text),
        lambda text: f"\u200b{text}\ufeff",
    ],
    ids=["a blank behind", "no-break spaces", "double blanks", "NFD", "zero-width"],
)
def test_no_figure_of_a_sentence_depends_on_what_nobody_sees(respelled: Callable[[str], str]) -> None:
    book = completed(
        markdown_workbook(
            dedent("""
            ## Mục tiêu
            | Mức đề ra | Cách tính |
            | trên 90% | Sổ theo dõi |

            ## MT1
            | Ghi trực tiếp |
            | |

            | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Tình trạng |
            | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | |
            | H2 | 01/3/2026 | 10/3/2026 | | Trả lại |
            """)
        )
    )
    sheets = {
        name: replace(
            cells, rows=tuple(tuple(respelled(c) if isinstance(c, str) else c for c in row) for row in cells.rows)
        )
        for name, cells in book.sheets.items()
    }
    told = []
    for one in (book, replace(book, sheets=sheets)):
        outcome = evaluated_cells(one)
        placed = compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)
        told.append(" ".join(str(placed.values[step("1", "sentence")]).split()))
    assert told[0] == told[1]
    assert "đã giải quyết 2" in told[0]
