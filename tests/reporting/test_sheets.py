"""What single sheets say, and how they are laid out."""

import pytest

from qmxl.contract.rules import ROWS_LEFT_OUT, RULES
from qmxl.model.references import column_number
from qmxl.model.report import PlacedCell, PlacedReport, PlacedSheet
from qmxl.reporting.compose import compose_and_lay_out
from qmxl.reporting.text_height import WrappedText, row_height
from tests.workbooks import evaluated


def report_of(text: str | None) -> PlacedReport:
    outcome = evaluated(text)
    return compose_and_lay_out(outcome.submission, outcome.evaluation, outcome.diagnostics)


def sheet_of(placed: PlacedReport, name: str) -> PlacedSheet:
    return next(sheet for sheet in placed.sheets if sheet.sheet.name == name)


def cell_with(sheet: PlacedSheet, text: str) -> PlacedCell:
    return next(cell for cell in sheet.cells if text in str(cell.value))


def left_edge(sheet: PlacedSheet, column: int) -> int:
    """Pixels left of a column, as in Excel."""
    widths = {column_number(c.letter): c.width for c in sheet.sheet.columns}
    return sum(int(widths[number] * 7 + 0.5) + 5 for number in range(1, column))


SHARES = """
    ## Mục tiêu

    | Mục tiêu | Mức đề ra | Cách tính | Kỳ đánh giá | Khi chưa phát sinh |
    | Được đánh giá | trên 90% | Tỷ lệ | | |
    | Chưa phát sinh | trên 90% | Tỷ lệ | | |
    | Cuối năm | trên 90% | Tỷ lệ | Cuối năm | |
    | Thiếu số liệu | trên 90% | Tỷ lệ | | |
    | Bằng không | trên 90% | Tỷ lệ | | |

    ## MT1

    | Số đạt | Tổng số | Ghi trực tiếp |
    | 95 | 100 | |
    | | | Chưa phát sinh |
    | 95 | 100 | |
    | | | |
    | 0 | 100 | |
    """


def test_the_annex_is_numbered_in_its_top_margin() -> None:
    placed = report_of(SHARES)
    for name in ("Tổng hợp", "Báo cáo"):
        setup = sheet_of(placed, name).sheet.setup
        assert setup.header == '&C&"Times New Roman"&13&P'
        assert not setup.footer
    for sheet in placed.sheets:
        assert "&N" not in sheet.sheet.setup.footer + sheet.sheet.setup.header


def test_the_header_of_a_detail_table_is_repeated() -> None:
    placed = report_of(
        """
        ## Mục tiêu

        | Mục tiêu | Mức đề ra | Cách tính |
        | Hồ sơ | trên 90% | Tỷ lệ |

        ## MT1

        | STT | Nội dung | Số đạt | Tổng số |
        | 1 | Tháng 1 | 5 | 5 |
        """
    )
    sheet = sheet_of(placed, "MT1")
    header = cell_with(sheet, "Nội dung").row
    assert sheet.repeat == (header, header)


RECIPIENTS = """
    ## Thông tin

    | Kính gửi | UBND tỉnh |
    | | Sở Nội vụ |
    | Nơi nhận | UBND huyện và các đơn vị thuộc khối Ủy ban Mặt trận Tổ quốc Việt Nam xã, thường trực Đảng ủy xã |
    | | Lưu: VT |
    | Quyền hạn ký | TM. ỦY BAN NHÂN DÂN |
    | | KT. CHỦ TỊCH |
    | Chức vụ người ký | PHÓ CHỦ TỊCH |
    | Người ký | Nguyễn Văn Mẫu |

    ## Mục tiêu

    | Mục tiêu | Mức đề ra | Cách tính |
    | Hồ sơ | trên 90% | Tỷ lệ |
    """


def test_the_signature_is_not_torn_by_long_recipients() -> None:
    sheet = sheet_of(report_of(RECIPIENTS), "Báo cáo")
    signature = cell_with(sheet, "TM. ỦY BAN")
    assert str(signature.value).split("\n") == [
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        *[""] * 5,
        "Nguyễn Văn Mẫu",
    ]
    assert signature.row == cell_with(sheet, "Nơi nhận:").row
    heights = [row.height or 15.0 for row in sheet.rows[signature.row - 1 : signature.last_row]]
    assert sum(heights) >= row_height([WrappedText(str(signature.value), 300, 14, bold=True)])


def test_the_rule_under_the_subject_is_in_the_middle() -> None:
    sheet = sheet_of(report_of(RECIPIENTS), "Báo cáo")
    rule = next(c for c in sheet.cells if c.style.border == "t" and c.row > cell_with(sheet, "BÁO CÁO").row)
    subject = cell_with(sheet, "Kết quả thực hiện mục tiêu")
    middles = [(left_edge(sheet, c.column) + left_edge(sheet, c.last_column + 1)) / 2 for c in (rule, subject)]
    assert abs(middles[0] - middles[1]) < 4
    assert rule.row == subject.row + 2
    assert sheet.rows[subject.row].height == 3.75


def test_addressees_stand_at_the_colon() -> None:
    sheet = sheet_of(report_of(RECIPIENTS), "Báo cáo")
    label, first = cell_with(sheet, "Kính gửi:"), cell_with(sheet, "- UBND tỉnh")
    assert label.style.align == "right"
    assert label.last_column + 1 == first.column


def test_the_provenance_tells_every_setting_and_the_rows_left_out() -> None:
    placed = report_of(
        """
        ## Thông tin

        | Kỳ báo cáo | Quý I |
        | Số chữ số thập phân | 2 |

        ## Mục tiêu

        | Mục tiêu | Mức đề ra | Cách tính | Điều kiện |
        | Hồ sơ | trên 90% | Sổ theo dõi | Thẩm quyền = UBND xã |

        ## MT1

        | Mã hồ sơ | Thẩm quyền | Ngày nhận | Thời hạn | Ngày hoàn thành |
        | K1 | UBND xã | 2026-01-05 | 2026-01-20 | 2026-01-18 |
        | K2 | UBND tỉnh | 2026-01-05 | 2026-01-20 | 2026-01-18 |
        | K3 | UBND xã | 2026-04-05 | 2026-04-20 | |
        | Cộng | | | | |
        """
    )
    sheet = sheet_of(placed, "Nguồn gốc")
    by_row: dict[int, list[str]] = {}
    for cell in sheet.cells:
        by_row.setdefault(cell.row, []).append(str(cell.value))
    facts = {texts[0]: texts[1] for texts in by_row.values() if len(texts) == 2}
    assert facts["Số chữ số thập phân:"] == "2"
    assert facts["Mức tiến độ cần đạt đến kỳ này:"] == "25%"
    assert facts["“Bình thường” tính là hài lòng:"] == "Không"
    told = "\n".join(texts[1] for texts in by_row.values() if texts[0] == "MT1")
    assert "1 dòng nằm ngoài kỳ" in told
    assert "1 dòng không thuộc điều kiện" in told
    assert "dòng tổng" in told


@pytest.mark.parametrize("code", sorted(ROWS_LEFT_OUT))
def test_a_rule_of_rows_left_out_is_in_the_catalogue(code: str) -> None:
    assert code in RULES
