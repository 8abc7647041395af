"""`Hướng dẫn`: how to fill the workbook in, in the staff's own words."""

from qmxl.contract.choices import MEASURE_WORDS
from qmxl.contract.sheets import GUIDE, TEMPLATE_VERSION, TEMPLATE_VERSION_LABEL, TEMPLATE_VERSION_NAME
from qmxl.model.report import Cell, DefinedName, PrintSetup, Row, Sheet, SheetColumn, Span, Style
from qmxl.model.submission import Measure
from qmxl.reporting.styles import COMPUTED, CONCLUSION, HATCHED, INPUT, TITLE

FIRST_LINE = "Chỉ điền ô trắng. Ô xám do qmxl tính. Ô gạch chéo không phải điền."
_TEXT = Style(size=12, valign="top")
_BOLD = Style(size=12, bold=True, valign="top")

_STEPS = (
    ("Thông tin", "Ghi tên cơ quan, kỳ báo cáo, năm, nơi nhận, người ký. Chưa có số và ngày báo cáo thì để trống."),
    (
        "Mục tiêu",
        (
            "Ghi mục tiêu, chỉ tiêu và mức đề ra như trong quyết định. Xem cột Hiểu là để biết qmxl "
            "hiểu mức đề ra thế nào."
        ),
    ),
    (
        "MT1, MT2, …",
        (
            "Mỗi mục tiêu một sheet. Điền ô trắng của bảng kết quả; có bảng chi tiết thì điền bảng "
            "chi tiết. Kết quả và đánh giá hiện ngay khi gõ."
        ),
    ),
    ("Nội dung báo cáo", "Để trống thì báo cáo in câu mặc định; muốn viết khác thì viết vào cột Nội dung."),
    (
        "Chạy qmxl",
        "Lưu tệp, đóng Excel, rồi chạy: qmxl evaluate tep.xlsx. Kết quả ở tệp tep-ket-qua.xlsx cùng thư mục.",
    ),
)
_MEASURES = {
    Measure.RATIO: "Ghi Số đạt và Tổng số. Trong kỳ không phát sinh thì ghi 0 vào Tổng số.",
    Measure.ON_TIME: (
        "Dán sổ theo dõi vào bảng chi tiết: thời hạn và ngày hoàn thành của từng hồ sơ; qmxl đếm "
        "trước hạn, đúng hạn, quá hạn. Sổ chỉ ghi số ngày (15 ngày làm việc, 20 ngày) thì qmxl tính ngày "
        "hết hạn; đơn vị có ngày nghỉ, làm bù khác lịch chung thì thêm sheet Ngày nghỉ (cột Ngày, Loại, Ghi chú)."
    ),
    Measure.CHECKLIST: "Mỗi dòng một việc, ghi Có hoặc Không; việc không thuộc phạm vi thì ghi Không áp dụng.",
    Measure.SURVEY: "Ghi số phiếu theo từng mức hài lòng của từng câu hỏi.",
    Measure.PLAN: "Ghi kế hoạch năm và số thực hiện của từng chỉ tiêu; chỉ tiêu chỉ có số cuối năm thì chọn Cuối năm.",
    Measure.DECLARED: "Ghi thẳng tỷ lệ hoặc số lượng, kèm tài liệu minh chứng.",
    Measure.JUDGEMENT: "Chọn Đạt, Chưa đạt, hoặc ghi ngày hoàn thành.",
}
_RULES = (
    (
        "Trong kỳ không có trường hợp nào thì chọn Chưa phát sinh ở ô Ghi trực tiếp (hoặc ghi 0 "
        "vào Tổng số). Để trống nghĩa là thiếu số liệu."
    ),
    "Ngày ghi dạng ngày/tháng/năm, ví dụ 20/8/2026. Tỷ lệ ghi kèm dấu %, ví dụ 95,7%.",
    "Chỉ tiêu chưa đạt thì ghi Nguyên nhân và Giải pháp: hai nội dung này vào thẳng báo cáo.",
    (
        "Cần thêm dòng cho bảng chi tiết thì gõ tiếp ngay dưới dòng cuối. Cần thêm mục tiêu thì "
        "sửa sheet Mục tiêu, lưu lại, rồi chạy: qmxl new tep-moi.xlsx --from tep-nay.xlsx."
    ),
    "Hiện “Chạy lại qmxl” nghĩa là mức đề ra vừa được sửa: chạy qmxl để đọc lại.",
)


def guide_sheet() -> Sheet:
    """First the one rule, then the steps, the ways to measure, the frequent questions."""
    rows = [
        Row("first", {"A": Cell(FIRST_LINE, CONCLUSION, merge_to="B")}, space_after=4),
        Row("legend:input", {"A": Cell("Ô trắng", INPUT), "B": Cell("Điền vào đây.", _TEXT)}),
        Row("legend:computed", {"A": Cell("Ô xám", COMPUTED), "B": Cell("qmxl tự tính, không gõ vào.", _TEXT)}),
        Row(
            "legend:hatched", {"A": Cell("Ô gạch chéo", HATCHED), "B": Cell("Không phải điền ở cách tính này.", _TEXT)}
        ),
        Row("gap:1"),
        Row("steps", {"A": Cell("Các bước", TITLE, merge_to="B")}),
        *(
            Row(f"step:{n}", {"A": Cell(f"{n}. {name}", _BOLD), "B": Cell(text, _TEXT)}, space_after=3)
            for n, (name, text) in enumerate(_STEPS, 1)
        ),
        Row("gap:2"),
        Row("measures", {"A": Cell("Cách tính", TITLE, merge_to="B")}),
        *(
            Row(f"measure:{m.value}", {"A": Cell(MEASURE_WORDS[m], _BOLD), "B": Cell(text, _TEXT)}, space_after=3)
            for m, text in _MEASURES.items()
        ),
        Row("gap:3"),
        Row("rules", {"A": Cell("Nên biết", TITLE, merge_to="B")}),
        *(
            Row(f"rule:{n}", {"A": Cell(f"– {text}", _TEXT, merge_to="B")}, space_after=3)
            for n, text in enumerate(_RULES)
        ),
        Row("gap:4"),
        Row("version", {"A": Cell(TEMPLATE_VERSION_LABEL, _TEXT), "B": Cell(TEMPLATE_VERSION, _TEXT)}),
    ]
    columns = (SheetColumn("A", 26), SheetColumn("B", 72))
    setup = PrintSetup(last_column="B", margins=(0.8, 0.6, 0.8, 0.7))
    return Sheet(GUIDE, columns, tuple(rows), is_protected=True, setup=setup)


def version_name() -> DefinedName:
    return DefinedName(TEMPLATE_VERSION_NAME, Span(GUIDE, "version", "version", "B"))
