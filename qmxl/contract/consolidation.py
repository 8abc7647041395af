"""The consolidated workbook as data: its sheets, the columns of its long tables, the words for what became of files."""

from collections.abc import Mapping

from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.sheets import Column, Kind
from qmxl.model.consolidation import Standing, Timeliness
from qmxl.model.evaluation import Status

CONSOLIDATED_DATA = "Dữ liệu"
UNIT_OBJECTIVES = "Đơn vị - mục tiêu"
INDICATORS = "Chỉ tiêu"
COMPLETENESS = "Tình hình gửi báo cáo"
MATCHED_INDICATORS = "Ghép chỉ tiêu"
REPLY = "Phản hồi"

NOT_ASSESSED = "Không đánh giá"
"""Of an objective with nothing left to judge."""
OUTCOME_SIGNS: Mapping[str, str] = {
    STATUS_WORDS[Status.EXCEEDED]: "▲",
    STATUS_WORDS[Status.MET]: "●",
    STATUS_WORDS[Status.NOT_MET]: "×",
    STATUS_WORDS[Status.DEFERRED]: "○",
    STATUS_WORDS[Status.NO_CASES]: "–",
    STATUS_WORDS[Status.NO_DATA]: "?",
}
"""What stands before a status where cells are small: told apart without colour."""

TIMELINESS_WORDS: Mapping[Timeliness, str] = {
    Timeliness.ON_TIME: "Đúng hạn",
    Timeliness.LATE: "Trễ hạn",
    Timeliness.UNKNOWN: "Đã gửi",
    Timeliness.MISSING: "Chưa gửi",
    Timeliness.OTHER_PERIOD: "Chỉ gửi kỳ khác",
    Timeliness.NOT_USABLE: "Đã gửi, chưa dùng được",
}
UNREADABLE = "Tệp không đọc được"
STANDING_WORDS: Mapping[Standing, str] = {
    Standing.USED: "được dùng",
    Standing.SUPERSEDED: "bản cũ hơn, không dùng",
    Standing.OTHER_PERIOD: "của kỳ khác, không dùng",
    Standing.NO_PERIOD: "chưa rõ kỳ, không dùng",
    Standing.NO_UNIT: "chưa rõ đơn vị, không dùng",
    Standing.DISPUTED: "trùng mã với đơn vị khác, chờ hỏi lại",
    Standing.UNREADABLE: "không đọc được",
}

_SEND_AGAIN = "rồi gửi lại"
REPLY_WORDS: Mapping[str, tuple[str, str]] = {
    "QM501": ("", f"mở tệp bằng Excel, bỏ mật khẩu nếu có, lưu thành tệp .xlsx {_SEND_AGAIN}"),
    "QM502": (
        "đơn vị gửi nhiều tệp cho cùng một kỳ; tệp được dùng ghi ở trên",
        "nếu tệp được dùng không phải bản đúng, cho biết tệp nào là bản đúng",
    ),
    "QM503": (
        "mã hoặc tên đơn vị trong tệp trùng với đơn vị khác nên tệp chưa được tính",
        f"kiểm tra lại Mã đơn vị hành chính, Tên viết tắt ở sheet Thông tin {_SEND_AGAIN}",
    ),
    "QM504": (
        "tệp không ghi mã và tỉnh nên chưa rõ của đơn vị nào; tệp chưa được tính",
        f"ghi Mã đơn vị hành chính ở sheet Thông tin {_SEND_AGAIN}",
    ),
    "QM505": ("", f"nếu ghi nhầm kỳ, sửa Kỳ báo cáo và Năm ở sheet Thông tin {_SEND_AGAIN}"),
    "QM506": ("", f"ghi Kỳ báo cáo và Năm ở sheet Thông tin {_SEND_AGAIN}"),
    "QM507": ("", f"ghi Mã đơn vị hành chính ở sheet Thông tin {_SEND_AGAIN}"),
    "QM509": ("", "cho biết đơn vị có phải báo cáo không"),
    "QM511": ("", f"kiểm tra lại Mã đơn vị hành chính và Tên viết tắt ở sheet Thông tin {_SEND_AGAIN}"),
    "QM522": (
        "mã đơn vị trong tệp là của đơn vị khác nên tệp chưa được tính",
        f"sửa Mã đơn vị hành chính ở sheet Thông tin {_SEND_AGAIN}",
    ),
    "QM524": ("", f"sửa Ngày báo cáo ở sheet Thông tin {_SEND_AGAIN}"),
    "QM525": ("", f"sửa Từ ngày, Đến ngày ở sheet Thông tin {_SEND_AGAIN}"),
}
"""What a unit is told of its own file, by rule: what was found (blank: as it is) and what to do."""

DATA_COLUMNS = (
    Column("no", "STT", 7, Kind.NUMBER),
    Column("unit_code", "Mã đơn vị", 11),
    Column("unit", "Đơn vị", 26),
    Column("province", "Tỉnh, thành phố", 20),
    Column("objective", "Mục tiêu", 9),
    Column("indicator", "Mã chỉ tiêu", 9),
    Column("wording", "Nội dung chỉ tiêu", 44),
    Column("target", "Mức đề ra", 18),
    Column("numerator", "Số đạt", 10, Kind.NUMBER),
    Column("denominator", "Tổng số", 10, Kind.NUMBER),
    Column("shown", "Kết quả dạng chữ", 12),
    Column("status", "Đánh giá", 19),
    Column("objective_status", "Đánh giá mục tiêu", 19),
    Column("value", "Kết quả", 12, Kind.NUMBER),
    Column("cluster", "Cụm", 14),
    Column("period", "Kỳ báo cáo", 20),
    Column("statement", "Nội dung mục tiêu", 40),
    Column("own_code", "Mã tại đơn vị", 9),
    Column("measure", "Cách tính", 14),
    Column("objective_no", "Thứ tự mục tiêu", 9, Kind.NUMBER),
    Column("indicator_no", "Thứ tự chỉ tiêu", 9, Kind.NUMBER),
    Column("is_first", "Dòng đầu của mục tiêu", 10, Kind.NUMBER, "1 ở một dòng của mỗi mục tiêu, để đếm mục tiêu."),
    Column("is_judged", "Đã đánh giá", 9, Kind.NUMBER, "1: Vượt, Đạt hoặc Chưa đạt."),
    Column("is_met", "Đạt", 7, Kind.NUMBER, "1: Vượt hoặc Đạt."),
    Column("has_counts", "Cộng dồn được", 9, Kind.NUMBER, "1: đã đánh giá bằng Số đạt trên Tổng số."),
    Column("is_share", "Là tỷ lệ", 7, Kind.NUMBER, "1: kết quả là tỷ lệ phần trăm đã đánh giá."),
    Column("cut_off", "Số liệu đến ngày", 12, Kind.DATE),
    Column("report_date", "Ngày báo cáo", 12, Kind.DATE),
    Column("file", "Tệp", 34),
)
"""One row for each unit × indicator; the same in the workbook, in Parquet and in CSV."""
DATA_HEADERS: Mapping[str, str] = {column.key: column.header for column in DATA_COLUMNS}
