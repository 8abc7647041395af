"""The sheets of the workbook and their columns: headers, other names, help texts, what may be typed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qmxl.model.submission import Measure, TableKind

TEMPLATE_VERSION = "2026.1"
TEMPLATE_VERSION_NAME = "qmxl_phien_ban_mau"
TEMPLATE_VERSION_LABEL = "Phiên bản mẫu:"
INPUT_SHA256_LABEL = "SHA-256 của tệp:"
PROGRAM_VERSION_LABEL = "Phiên bản qmxl:"
PERSONAL_LABEL = "Cột riêng tư của sổ theo dõi:"
PERSONAL_SENT, PERSONAL_KEPT = "gửi kèm", "không gửi kèm"
DIGEST_LABEL = "Mã đối chiếu số liệu:"
DIGEST_MEANING = (
    "Mã tính từ mọi số liệu đã nhập, không đổi khi chỉ mở và lưu lại tệp. So mã này với mã ở chân trang báo cáo Word, "
    "hoặc chạy qmxl verify, để biết tệp có bị sửa, hỏng ngoài ý muốn không; mã không chống được người cố ý làm giả."
)
"""Rows of `Nguồn gốc` that `verify` reads again."""

GUIDE = "Hướng dẫn"
INFORMATION = "Thông tin"
OBJECTIVES = "Mục tiêu"
SECTIONS = "Nội dung báo cáo"
REST_DAYS = "Ngày nghỉ"
COLUMN_NAMES = "Tên cột tương đương"
EARLIER = "Kết quả kỳ trước"
LISTS = "_Danh mục"
STEPS = "_Tính"
TRACES = "_Dấu vết"
SUMMARY = "Tổng hợp"
REPORT = "Báo cáo"
FINDINGS = "Kiểm tra"
PROVENANCE = "Nguồn gốc"
COMPARISON = "So sánh kỳ trước"
INPUT_PREFIX = "MT"
TABLE_SHEET_PREFIX = "Bảng "
OVERDUE_PREFIX = "_Quá hạn MT"
ANALYSIS_PREFIX = "_Phân tích MT"

OUTPUT_ONLY_SHEETS = (SUMMARY, REPORT, COMPARISON, FINDINGS, PROVENANCE)
"""Made anew at every evaluation; in an input they are passed over without a word."""


def input_sheet(objective: int) -> str:
    return f"{INPUT_PREFIX}{objective}"


def table_sheet(code: str) -> str:
    return f"{TABLE_SHEET_PREFIX}{code}"


_OTHER_FILE = re.compile(r"\.(xlsx?|xlsm|xlsb|ods|csv|txt)$", re.IGNORECASE)
_UNFIT_FOR_SHEETS = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$|^_")
"""What Excel allows in no sheet name, and what begins a sheet that is passed over."""
_LONGEST_SHEET_NAME = 31


def sheet_key(name: str) -> str:
    """Equal for two names that Excel takes for one."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


_NEVER_A_TABLE = frozenset(
    map(
        sheet_key,
        (
            *(GUIDE, INFORMATION, OBJECTIVES, SECTIONS, REST_DAYS, COLUMN_NAMES, EARLIER, *OUTPUT_ONLY_SHEETS),
            "History",
        ),
    )
)
"""Sheets with a content of their own; the last is a name that Excel keeps for itself."""


def is_register_path(source: str) -> bool:
    """Whether a text in `Nguồn số liệu` names a file or folder beside the workbook or below: never one elsewhere."""
    steps = source.strip().replace("\\", "/").split("/")
    is_below = all(step and step not in {".", ".."} and ":" not in step and not step.startswith("~") for step in steps)
    return is_below and _OTHER_FILE.search(source.strip()) is not None


def table_source_fault(source: str) -> str | None:
    """Rule that a text in `Nguồn số liệu` breaks: it names another file, or a sheet on which no table may stand."""
    name = source.strip()
    if _OTHER_FILE.search(name):
        return "QM106"
    is_fit = len(name) <= _LONGEST_SHEET_NAME and not _UNFIT_FOR_SHEETS.search(name)
    return None if is_fit and sheet_key(name) not in _NEVER_A_TABLE else "QM375"


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    TARGET = "target"
    DIRECT = "direct"
    PLAN_TARGET = "plan_target"
    PLAN_VALUE = "plan_value"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `filled` ones are qmxl's, `carried` ones repeat another sheet's cell.

    `stand_ins` are headers of something near enough to be taken for it where no column has a name of its own, the
    nearest first.
    """

    key: str
    header: str
    width: float
    kind: Kind = Kind.TEXT
    help: str = ""
    aliases: tuple[str, ...] = ()
    choices: str = ""
    stand_ins: tuple[str, ...] = ()
    filled: bool = False
    carried: bool = False
    optional_group: bool = False
    hidden: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every header it is found by."""
        return (self.header, *self.aliases, *self.stand_ins)


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled row (or several, `rows`) of `Thông tin`."""

    key: str
    label: str
    help: str
    kind: Kind = Kind.TEXT
    rows: int = 1
    choices: str = ""
    aliases: tuple[str, ...] = ()


FIELDS = (
    Field("superior", "Cơ quan chủ quản (nếu có)", "Dòng trên cùng bên trái của báo cáo, viết in hoa. Không có thì để trống."),
    Field("unit_name", "Tên cơ quan", "Viết in hoa như trên báo cáo; nhấn Alt+Enter ở chỗ muốn xuống dòng."),
    Field("short_name", "Tên viết tắt", "Ví dụ: UBND xã Lộc An. Dùng trong câu kết thúc và khi tổng hợp."),
    Field("self_name", "Tự xưng trong báo cáo", "Ví dụ: UBND xã. Dùng trong câu mở đầu và câu đánh giá chung."),
    Field("unit_code", "Mã đơn vị hành chính", "Mã theo danh mục đơn vị hành chính, để cấp trên tổng hợp."),
    Field("province", "Tỉnh, thành phố", "Tên tỉnh hoặc thành phố."),
    Field("place", "Địa danh", "Nơi ký báo cáo, đứng trước ngày tháng. Ví dụ: Lộc An."),
    Field("number", "Số, ký hiệu", "Ví dụ: 422/BC-UBND. Chưa có số thì ghi /BC-UBND hoặc để trống."),
    Field("report_date", "Ngày báo cáo", "Ngày ký báo cáo, dạng ngày/tháng/năm. Chưa có thì để trống.", Kind.DATE),
    Field("period_kind", "Kỳ báo cáo", "Chọn trong danh sách.", Kind.CHOICE, choices="period_kind"),
    Field("year", "Năm", "Năm của kỳ báo cáo, ví dụ 2026.", Kind.NUMBER),
    Field("first_day", "Từ ngày", "Để trống thì lấy ngày đầu kỳ theo lịch. Chế độ báo cáo tính ngày khác thì ghi vào đây.", Kind.DATE),
    Field("last_day", "Đến ngày", "Để trống thì lấy ngày cuối kỳ theo lịch.", Kind.DATE),
    Field("decision", "Quyết định ban hành mục tiêu", "Số, ngày và tên văn bản, viết như sẽ đọc sau chữ “Thực hiện” ở câu mở đầu."),
    Field("addressees", "Kính gửi", "Mỗi nơi một dòng: UBND tỉnh, và sở, ngành chủ trì theo dõi mục tiêu chất lượng (nếu được yêu cầu). Báo cáo không có phần Kính gửi thì để trống.", rows=3),
    Field("legal_bases", "Căn cứ", "Mỗi văn bản một dòng, bắt đầu bằng chữ “Căn cứ”. Có thể để trống.", rows=4),
    Field("recipients", "Nơi nhận", "Mỗi nơi nhận một dòng, không cần gạch đầu dòng.", rows=8),
    Field("authority", "Quyền hạn ký", "Ví dụ dòng 1: TM. ỦY BAN NHÂN DÂN, dòng 2: KT. CHỦ TỊCH.", rows=2),
    Field("position", "Chức vụ người ký", "Ví dụ: CHỦ TỊCH hoặc PHÓ CHỦ TỊCH."),
    Field("signer", "Người ký", "Họ và tên người ký."),
    Field("preparer", "Người lập, điện thoại", "Để cấp trên hỏi lại khi cần; không in trong báo cáo."),
    Field("decimals", "Số chữ số thập phân", "Số chữ số sau dấu phẩy của tỷ lệ phần trăm, từ 0 đến 4. qmxl tự thêm khi cần để số làm tròn không trái với kết luận.", Kind.NUMBER),
    Field("required_progress", "Mức tiến độ cần đạt đến kỳ này (%)", "Dùng cho Bảng kế hoạch. Để trống thì lấy 25, 50, 75 hoặc 100 theo kỳ.", Kind.NUMBER),
    Field("returned", "Hồ sơ trả lại, rút", "Cách tính hồ sơ bị trả lại hoặc được rút trong sổ theo dõi.", Kind.CHOICE, choices="returned"),
    Field("finish_date", "Ngày hoàn thành tính theo", "Khi sổ có cả ngày có kết quả và ngày trả.", Kind.CHOICE, choices="finish_date"),
    Field("neutral", '"Bình thường" tính là hài lòng', "Để trống hoặc chọn Không: chỉ tính Rất hài lòng và Hài lòng.", Kind.CHOICE, choices="neutral"),
)

OBJECTIVE_COLUMNS = (
    Column("code", "Mã", 6, help="Mục tiêu có một chỉ tiêu: ghi 1, 2, 3… Mục tiêu có nhiều chỉ tiêu: ghi 2.1, 2.2…"),
    Column("statement", "Mục tiêu", 36, help="Nội dung mục tiêu; chỉ ghi ở dòng đầu của mỗi mục tiêu."),
    Column("wording", "Chỉ tiêu", 36, help="Nội dung chỉ tiêu. Để trống thì lấy nội dung của mục tiêu."),
    Column("target", "Mức đề ra", 18, Kind.TARGET, "Viết như trong quyết định: trên 95%; từ 98% trở lên; không quá 1%; 15/15 chỉ tiêu; Hoàn thành trước ngày 30/9/2026…"),
    Column("measure", "Cách tính", 15, Kind.CHOICE, "Chọn trong danh sách; xem giải thích ở sheet Hướng dẫn.", choices="measure"),
    Column("assessment", "Kỳ đánh giá", 12, Kind.CHOICE, "Cuối năm: chỉ đánh giá ở kỳ cuối của năm. Để trống: đánh giá từng kỳ.", choices="assessment"),
    Column("responsible", "Chủ trì", 20, help="Bộ phận hoặc người chủ trì."),
    Column("coordinating", "Phối hợp", 20, help="Bộ phận phối hợp.", optional_group=True),
    Column("resources", "Nguồn lực", 20, help="Nguồn lực thực hiện.", optional_group=True),
    Column("deadline", "Thời hạn hoàn thành", 14, Kind.DATE, "Trước ngày này mà chưa xong thì chưa đánh giá.", optional_group=True),
    Column("source", "Nguồn số liệu", 18, help="Để trống: bảng chi tiết nằm ngay dưới bảng kết quả. Hoặc ghi tên sheet có bảng.", optional_group=True),
    Column("counted_column", "Cột tính", 16, help="Cột Có/Không dùng để đếm (bỏ trống là cột Đạt); hoặc “Quá hạn” để tính tỷ lệ hồ sơ quá hạn.", optional_group=True),
    Column("condition", "Điều kiện", 22, help="Chỉ đếm các dòng thỏa điều kiện, ví dụ: Thẩm quyền = UBND xã", optional_group=True),
    Column("basis", "Tính trên", 20, Kind.CHOICE, "Mẫu số của tỷ lệ đúng hạn trong sổ theo dõi.", choices="basis", optional_group=True),
    Column("no_cases", "Khi chưa phát sinh", 16, Kind.CHOICE, "Trong kỳ không phát sinh thì mục tiêu được tính thế nào.", choices="no_cases", optional_group=True),
    Column("sentence", "Mẫu câu báo cáo", 40, help="Câu riêng cho báo cáo; dùng {số đạt}, {tổng số}, {kết quả}, {mức}, {so sánh}… Chưa có số để điền thì báo cáo dùng câu mặc định.", optional_group=True),
    Column("understood", "Hiểu là", 18, filled=True, help="qmxl hiểu mức đề ra như thế này."),
    Column("comparator", "So sánh", 10, filled=True, hidden=True),
    Column("level", "Mức", 10, Kind.NUMBER, filled=True, hidden=True),
    Column("upper", "Mức trên", 10, Kind.NUMBER, filled=True, hidden=True),
    Column("read_phrase", "Đã đọc", 18, filled=True, hidden=True),
)

RESULT_COLUMNS = (
    Column("code", "Mã", 5, carried=True),
    Column("wording", "Chỉ tiêu", 26, carried=True),
    Column("target", "Mức đề ra", 12, carried=True),
    Column("numerator", "Số đạt", 10, Kind.NUMBER, "Số trường hợp đạt yêu cầu (số nguyên)."),
    Column("denominator", "Tổng số", 10, Kind.NUMBER, "Tổng số trường hợp. Trong kỳ không phát sinh thì ghi 0."),
    Column("direct", "Ghi trực tiếp", 12, Kind.DIRECT, "Số liệu không có bảng đếm: tỷ lệ, số lượng, Đạt, Chưa đạt, ngày hoàn thành hoặc Chưa phát sinh."),
    Column("value", "Kết quả", 11, Kind.NUMBER, filled=True),
    Column("status", "Đánh giá", 13, filled=True),
    Column("cut_off", "Số liệu đến ngày", 12, Kind.DATE, "Để trống thì lấy ngày cuối kỳ."),
    Column("evidence", "Tài liệu minh chứng", 20, help="Số, ngày văn bản; phần mềm; biên bản…"),
    Column("cause", "Nguyên nhân", 20, help="Chưa đạt thì ghi nguyên nhân; sẽ vào báo cáo."),
    Column("solution", "Giải pháp", 20, help="Chưa đạt thì ghi giải pháp; sẽ vào báo cáo."),
)

_NUMBER = Column("no", "STT", 6, aliases=("TT", "Số TT", "Số thứ tự"))
_NOTE = Column("note", "Ghi chú", 20, help="Ghi chú tùy ý.")
_ITEM = "Nội dung từng dòng."
_COUNT = "Số nguyên, không âm."

DUE_OR_LIMIT_HEADERS = ("Thời hạn giải quyết", "Thời hạn xử lý", "Thời hạn thực hiện", "Thời hạn theo quy định")
"""Some exports have due dates below these, others time limits: the cells tell which."""
_LIMIT_NAMES = (*DUE_OR_LIMIT_HEADERS, "Thời gian giải quyết", "Thời gian xử lý", "Thời gian thực hiện", "Thời gian quy định")
_LIMIT_UNITS = ("ngày làm việc", "số ngày làm việc", "ngày LV", "ngày", "số ngày")

TABLE_COLUMNS: Mapping[TableKind, tuple[Column, ...]] = {
    TableKind.RATIO: (
        _NUMBER,
        Column("item", "Nội dung", 34, help="Tháng, lĩnh vực, thôn…", stand_ins=("Lĩnh vực", "Tháng")),
        Column("numerator", "Số đạt", 11, Kind.NUMBER, _COUNT),
        Column("denominator", "Tổng số", 11, Kind.NUMBER, _COUNT),
        _NOTE,
        Column("share", "Tỷ lệ", 12, Kind.NUMBER, filled=True),
    ),
    TableKind.REGISTER: (
        _NUMBER,
        Column("dossier", "Mã hồ sơ", 34, help="Mã hồ sơ, số đến hoặc số văn bản giao việc.", aliases=("Số hồ sơ", "Mã số hồ sơ", "Số văn bản", "Mã biên nhận", "Số biên nhận")),
        Column("field", "Lĩnh vực", 15, help="Lĩnh vực của thủ tục.", aliases=("Tên lĩnh vực", "Lĩnh vực thủ tục")),
        Column("item", "Nội dung", 22, help="Không gửi kèm kết quả lên cấp trên.", aliases=("Tên hồ sơ", "Nội dung nhiệm vụ", "Trích yếu", "Tên thủ tục", "Tên thủ tục hành chính", "Thủ tục hành chính", "Tên TTHC")),
        Column("authority", "Thẩm quyền", 14, help="Cấp có thẩm quyền giải quyết.", aliases=("Thẩm quyền giải quyết",), stand_ins=("Cấp giải quyết", "Cơ quan giải quyết", "Cơ quan chủ trì giải quyết", "Đơn vị giải quyết", "Đơn vị thụ lý")),
        Column("received", "Ngày nhận", 12, Kind.DATE, "Ngày tiếp nhận.", ("Ngày tiếp nhận", "Ngày giao", "Nhận", "Ngày nhận hồ sơ", "Ngày tiếp nhận hồ sơ", "Nhận hồ sơ", "Tiếp nhận", "Thời gian tiếp nhận")),
        Column("due", "Thời hạn", 12, Kind.DATE, "Ngày hẹn trả hoặc hạn hoàn thành.", ("Ngày hẹn trả", "Hẹn trả kết quả", "Ngày hẹn trả kết quả", "Ngày hẹn", "Hẹn trả", "Hạn trả", "Hạn trả kết quả", "Thời hạn hoàn thành", "Hạn hoàn thành", "Hạn xử lý", "Hạn giải quyết", *DUE_OR_LIMIT_HEADERS)),
        Column("finished", "Ngày hoàn thành", 15, Kind.DATE, "Chưa xong thì để trống.", ("Ngày có kết quả", "Có kết quả", "Ngày kết thúc xử lý", "Ngày kết thúc", "Ngày xử lý xong", "Ngày giải quyết xong")),
        Column("state", "Tình trạng", 13, help="Ví dụ: Trả lại, Rút, Chờ bổ sung. Có thể để trống.", aliases=("Tình trạng hồ sơ", "Trạng thái", "Trạng thái hồ sơ", "Tình trạng xử lý", "Trạng thái xử lý", "Tình trạng giải quyết")),
        _NOTE,
        Column("time_class", "Đánh giá thời hạn", 22, filled=True),
    ),
    TableKind.BREAKDOWN: (
        Column("field", "Lĩnh vực", 6),
        Column("carried_over", "Kỳ trước chuyển sang", 34, Kind.NUMBER, _COUNT),
        Column("received_count", "Tiếp nhận trong kỳ", 15, Kind.NUMBER, _COUNT),
        Column("early", "Trước hạn", 11, Kind.NUMBER, _COUNT),
        Column("on_time", "Đúng hạn", 11, Kind.NUMBER, _COUNT),
        Column("late", "Quá hạn", 14, Kind.NUMBER, _COUNT),
        Column("open_in_time", "Đang giải quyết trong hạn", 12, Kind.NUMBER, _COUNT, ("Đang giải quyết, trong hạn",)),
        Column("open_overdue", "Đang giải quyết quá hạn", 15, Kind.NUMBER, _COUNT, ("Đang giải quyết, quá hạn",)),
    ),
    TableKind.CHECKLIST: (
        _NUMBER,
        Column("item", "Nội dung", 34, help=_ITEM),
        Column("passed", "Đạt (Có/Không)", 15, Kind.CHOICE, "Chọn Có, Không hoặc Không áp dụng.", ("Đạt", "Có/Không"), "yes_no"),
        _NOTE,
    ),
    TableKind.SURVEY: (
        _NUMBER,
        Column("item", "Nội dung khảo sát", 34, help="Câu hỏi hoặc tiêu chí khảo sát."),
        Column("very_satisfied", "Rất hài lòng", 15, Kind.NUMBER, _COUNT),
        Column("satisfied", "Hài lòng", 11, Kind.NUMBER, _COUNT),
        Column("neutral", "Bình thường", 11, Kind.NUMBER, _COUNT),
        Column("dissatisfied", "Không hài lòng", 14, Kind.NUMBER, _COUNT),
        Column("very_dissatisfied", "Rất không hài lòng", 12, Kind.NUMBER, _COUNT),
        Column("share", "Tỷ lệ", 15, Kind.NUMBER, filled=True),
    ),
    TableKind.PLAN: (
        _NUMBER,
        Column("item", "Chỉ tiêu", 34, help="Tên chỉ tiêu kinh tế - xã hội."),
        Column("unit", "Đơn vị tính", 15, help="Ví dụ: %, tỷ đồng, người."),
        Column("plan", "Kế hoạch", 11, Kind.PLAN_TARGET, "Một số, hoặc: dưới 4; 7,4 - 8,4; Đạt."),
        Column("actual", "Thực hiện", 11, Kind.PLAN_VALUE, "Số thực hiện đến ngày lấy số liệu; hoặc Đạt, Chưa đạt."),
        Column("requirement", "Yêu cầu", 14, Kind.CHOICE, "Chỉ cần chọn khi kế hoạch là mức tối đa.", choices="requirement"),
        Column("assessment", "Kỳ đánh giá", 12, Kind.CHOICE, "Cuối năm: chỉ có số liệu vào cuối năm.", choices="assessment"),
        _NOTE,
        Column("share", "Tỷ lệ", 12, Kind.NUMBER, filled=True),
        Column("status", "Đánh giá", 20, filled=True),
    ),
}

REQUIRED_COLUMNS: Mapping[TableKind, tuple[tuple[str, ...], ...]] = {
    TableKind.RATIO: (("item",), ("numerator",), ("denominator",)),
    TableKind.REGISTER: (("due",), ("finished",), ("dossier", "item")),
    TableKind.BREAKDOWN: (("early",), ("on_time",), ("late",)),
    TableKind.CHECKLIST: (("item",),),
    TableKind.SURVEY: (("very_satisfied",), ("satisfied",)),
    TableKind.PLAN: (("item",), ("plan",), ("actual",)),
}
"""A header row must carry one column of each group."""

HANDED_OVER_HEADERS = ("Ngày trả", "Ngày trả kết quả", "Trả kết quả")
"""Second finish date of a register; which of the two counts is set in `Thông tin`."""

TIME_LIMIT_HEADERS = (
    "Thời gian giải quyết",
    "Thời gian xử lý",
    "Thời gian thực hiện",
    "Thời gian quy định",
    "Thời gian giải quyết theo quy định",
    "Số ngày giải quyết",
    "Số ngày xử lý",
    "Số ngày quy định",
    "Số ngày",
    "Số ngày làm việc",
    "Thời hạn (ngày làm việc)",
    *(f"{name} ({unit})" for name in _LIMIT_NAMES for unit in _LIMIT_UNITS),
)
"""A register's column of time limits, of use where a row has no due date; `(ngày làm việc)` is the unit of bare numbers."""

TABLES_OF_MEASURE: Mapping[Measure, tuple[TableKind, ...]] = {
    Measure.RATIO: (TableKind.RATIO,),
    Measure.ON_TIME: (TableKind.REGISTER, TableKind.BREAKDOWN),
    Measure.CHECKLIST: (TableKind.CHECKLIST, TableKind.REGISTER),
    Measure.SURVEY: (TableKind.SURVEY,),
    Measure.PLAN: (TableKind.PLAN,),
}
"""Detail tables a way to measure reads, the one the builder makes first."""

SURVEY_FIELDS = (("forms_sent", "Số phiếu phát ra"), ("forms_returned", "Số phiếu thu về"))

COUNTED_MEASURES = frozenset({Measure.ON_TIME, Measure.CHECKLIST, Measure.SURVEY, Measure.PLAN})
"""Số đạt and Tổng số are qmxl's."""
DIRECT_MEASURES = frozenset({Measure.DECLARED, Measure.JUDGEMENT})
"""Số đạt and Tổng số are not for this way to measure."""

REGISTER_MEASURES = frozenset({Measure.ON_TIME, Measure.CHECKLIST})
"""Ways to measure that may count a register, which may stand in another file."""

SHARE_MEASURES = frozenset({Measure.RATIO, Measure.ON_TIME, Measure.CHECKLIST, Measure.SURVEY})
"""Ways to measure that give a share: a bare number as their target may be meant in percent."""
COLUMN_NAME_COLUMNS = (
    Column("meant", "Tên cột của qmxl", 34, help="Viết như trong tệp mẫu, ví dụ: Ngày nhận."),
    Column("own", "Tên cột của đơn vị", 34, help="Tên cột trong sổ, bảng của đơn vị. Mỗi tên một dòng."),
    Column("note", "Ghi chú", 40, help="Ghi chú tùy ý."),
)
"""The optional sheet `Tên cột tương đương`: the office's own header aliases."""
REST_DAY_COLUMNS = (
    Column("day", "Ngày", 16, Kind.DATE, "Mỗi ngày một dòng, dạng ngày/tháng/năm, ví dụ 02/01/2026."),
    Column("kind", "Loại", 14, Kind.CHOICE, "Nghỉ: thêm ngày nghỉ. Làm bù: ngày nghỉ nhưng đơn vị làm việc. Để trống là Nghỉ.", choices="rest_day"),
    Column("note", "Ghi chú", 60, help="Ghi chú tùy ý, ví dụ: văn bản cho nghỉ, làm bù."),
)
"""The optional sheet `Ngày nghỉ`: days off and days worked that the calendar of public holidays does not know."""
EXPECTED_UNIT_COLUMNS = (
    Column("code", "Mã đơn vị", 14, help="Mã đơn vị hành chính, như ở sheet Thông tin của tệp.", aliases=("Mã", "Mã ĐVHC", "Mã đơn vị hành chính", "Mã xã", "Mã số")),
    Column("name", "Tên đơn vị", 34, help="Ví dụ: UBND xã Lộc An.", aliases=("Đơn vị", "Tên", "Tên viết tắt", "Tên cơ quan", "Cơ quan", "Tên xã, phường")),
    Column("email", "Thư điện tử", 28, help="Nơi gửi lại phản hồi.", aliases=("Email", "E-mail", "Thư điện tử công vụ", "Hộp thư")),
    Column("phone", "Điện thoại", 16, help="Số để hỏi lại.", aliases=("Số điện thoại", "ĐT", "SĐT")),
    Column("cluster", "Cụm", 18, help="Cụm thi đua, khu vực hoặc tỉnh.", aliases=("Cụm thi đua", "Khu vực", "Nhóm", "Tỉnh", "Tỉnh, thành phố")),
    Column("received", "Ngày nhận", 14, Kind.DATE, "Ngày nhận được tệp; để trống thì xét theo Ngày báo cáo.", aliases=("Ngày nhận tệp", "Ngày nhận báo cáo", "Ngày gửi")),
    Column("no", "STT", 6, aliases=("TT", "Số TT", "Số thứ tự")),
    Column("note", "Ghi chú", 20),
)
"""The list of units that have to report, for `qmxl consolidate --units`."""
EARLIER_COLUMNS = (
    Column("period_kind", "Kỳ báo cáo", 15, Kind.CHOICE, "Kỳ đã báo cáo, ví dụ: 6 tháng đầu năm.", choices="period_kind"),
    Column("year", "Năm", 7, Kind.NUMBER, "Năm của kỳ đó."),
    Column("first_day", "Từ ngày", 11, Kind.DATE, "Để trống thì lấy ngày đầu kỳ theo lịch."),
    Column("last_day", "Đến ngày", 11, Kind.DATE, "Để trống thì lấy ngày cuối kỳ theo lịch."),
    Column("code", "Mã", 6, help="Mã chỉ tiêu ở kỳ đó."),
    Column("statement", "Mục tiêu", 30, help="Nội dung mục tiêu ở kỳ đó."),
    Column("wording", "Chỉ tiêu", 30, help="Nội dung chỉ tiêu ở kỳ đó; để trống thì lấy nội dung mục tiêu."),
    Column("target", "Mức đề ra", 14, help="Mức đề ra của kỳ đó."),
    Column("measure", "Cách tính", 13, help="Cách tính ở kỳ đó. Khác kỳ này thì không so sánh."),
    Column("counted_column", "Cột tính", 12, help="Như ở sheet Mục tiêu của kỳ đó."),
    Column("condition", "Điều kiện", 16, help="Như ở sheet Mục tiêu của kỳ đó."),
    Column("basis", "Tính trên", 16, help="Như ở sheet Mục tiêu của kỳ đó."),
    Column("value", "Kết quả", 11, Kind.NUMBER, "Kết quả bằng số: tỷ lệ (ghi dấu %) hoặc số lượng."),
    Column("unit", "Đơn vị tính", 10, help="% nếu là tỷ lệ; nếu không thì đơn vị của số lượng."),
    Column("shown", "Đã báo cáo là", 12, help="Kết quả viết như trong báo cáo của kỳ đó."),
    Column("cut_off", "Số liệu đến ngày", 11, Kind.DATE, "Để trống thì là ngày cuối kỳ."),
    Column("status", "Đánh giá", 14, help="Đánh giá chỉ tiêu ở kỳ đó."),
    Column("objective_status", "Đánh giá mục tiêu", 14, help="Đánh giá mục tiêu ở kỳ đó."),
    Column("file", "Tệp", 22, help="Tệp kết quả của kỳ đó; hoặc văn bản có số liệu."),
    Column("sha256", "SHA-256 của tệp", 20, help="Để biết đúng là tệp nào."),
    Column("decimals", "Số lẻ", 8, Kind.NUMBER, filled=True, hidden=True),
    Column("period", "Kỳ viết trong câu", 20, filled=True, hidden=True),
)
"""The optional sheet `Kết quả kỳ trước`: results of earlier periods, as reported then."""
EARLIER_COLUMN = Column("earlier", "Kỳ trước", 15, filled=True)
"""Behind the columns of the result table, where an earlier period is known."""

SECTION_COLUMNS = (
    Column("section", "Mục", 26, carried=True),
    Column("content", "Nội dung", 62, help="Viết vào đây thì báo cáo in nguyên văn; để trống thì in câu mặc định bên cạnh."),
    Column("default", "Câu mặc định", 62, filled=True),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A row of `Nội dung báo cáo`; `heading` is printed above its text in the report."""

    key: str
    label: str
    heading: str | None = None


SECTION_ROWS = (
    Section("opening", "Mở đầu"),
    Section("direction", "Công tác chỉ đạo, triển khai", "CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"),
    Section("overall", "Đánh giá chung", "ĐÁNH GIÁ CHUNG"),
    Section("shortcomings", "Tồn tại, hạn chế, nguyên nhân", "TỒN TẠI, HẠN CHẾ, NGUYÊN NHÂN"),
    Section("outlook", "Phương hướng, giải pháp", "PHƯƠNG HƯỚNG, GIẢI PHÁP"),
    Section("proposals", "Đề xuất, kiến nghị", "ĐỀ XUẤT, KIẾN NGHỊ"),
    Section("closing", "Kết thúc"),
)
RESULTS_HEADING = "KẾT QUẢ THỰC HIỆN"

LARGEST_PLAIN_SHARE = 10
"""1000 %: a number that would be more was typed without its sign or its comma, or stands in a cell of this format."""
LARGE_SHARE_FORMAT = "#,##0.####%"

MAXIMUM_REGISTER_ROWS = 5_000
"""A longer register is replaced in the output by its breakdown table."""
MAXIMUM_OVERDUE_ROWS = 2_000
MAXIMUM_LIVE_COUNTS = 200_000
"""Rows of a register times the rows of its tables by field and month: with more, their counts are no formulas."""
CONFIDENTIAL_WORDS = ("khiếu nại", "tố cáo", "đơn thư", "mật")
"""A register about these never travels row by row."""
BLANK_ROWS = 50
"""Empty rows a detail table comes with."""
