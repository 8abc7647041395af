"""Catalogue of rules: every message qmxl can give about a workbook, with its severity and its cure.

One grammar (design.md §3): where, what was found, what is expected, what to do. The texts are templates; the values
in braces are given where the rule is applied. A code is never reused.
"""

from dataclasses import dataclass
from enum import StrEnum

from qmxl.contract.words import grouped
from qmxl.model.diagnostics import Diagnostic, Severity
from qmxl.model.references import CellReference


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `message` says what was found, `expected` what should stand there, `fix` what to do."""

    code: str
    severity: Severity
    message: str
    expected: str
    fix: str


def _error(code: str, message: str, expected: str, fix: str) -> Rule:
    return Rule(code, Severity.ERROR, message, expected, fix)


def _warning(code: str, message: str, expected: str, fix: str) -> Rule:
    return Rule(code, Severity.WARNING, message, expected, fix)


def _note(code: str, message: str, expected: str = "", fix: str = "") -> Rule:
    return Rule(code, Severity.NOTE, message, expected, fix)


class DayFault(StrEnum):
    """Why a cell is no date: what QM203 and QM222 add as their reason."""

    UNREADABLE = ""
    NO_SUCH_DAY = ": lịch không có ngày này"
    NO_DAY = ": thiếu ngày trong tháng"
    NO_YEAR = ": thiếu năm"
    YEAR = ": không rõ năm"
    TIME_ZONE = ": giờ theo múi giờ khác, ngày có thể lệch"


_RULES = (
    # QM1xx: workbook and sheets
    _error("QM101", "không có sheet “{sheet}”", "{needed}", "{cure}"),
    _note("QM102", "sheet “{sheet}” không thuộc mục tiêu nào nên không được đọc", "", "không cần làm gì nếu đây là sheet riêng của đơn vị"),
    _error("QM103", "sheet “{sheet}” không có cột “{header}”", "dòng tiêu đề có đủ các cột: {headers}", "ghi lại đúng tên cột ở dòng tiêu đề{suggestion}"),
    _error("QM104", "không tìm thấy bảng chi tiết của chỉ tiêu {code} trên sheet “{sheet}”", "một dòng tiêu đề có các cột: {headers}", "ghi lại dòng tiêu đề của bảng, hoặc sửa ô Nguồn số liệu của chỉ tiêu{suggestion}"),
    _error("QM105", "Nguồn số liệu của chỉ tiêu {code} ghi “{found}” nhưng tệp không có sheet này", "tên một sheet của tệp: {sheets}", "sửa lại tên sheet, hoặc để trống nếu bảng nằm dưới bảng kết quả{suggestion}"),
    _error("QM106", "Nguồn số liệu của chỉ tiêu {code} là một tệp khác: “{found}”", "bảng chi tiết nằm trong chính tệp này; riêng sổ theo dõi được để ở tệp khác, trong cùng thư mục với tệp này", "chép bảng đó vào sheet MT{objective} rồi để trống ô Nguồn số liệu; với sổ theo dõi thì chép tệp vào cùng thư mục rồi chỉ ghi tên tệp, hoặc chạy lại với --register {code}=<tệp>"),
    _note("QM107", "sheet “{sheet}” là sheet ẩn, vẫn được đọc"),
    _error("QM108", "sheet “{sheet}” không có mã chỉ tiêu {code}", "bảng kết quả có đúng một dòng cho mỗi mã", "thêm dòng có mã {code} vào bảng kết quả"),
    _error("QM109", "sheet “{sheet}” có hai dòng cùng mã {code}", "bảng kết quả có đúng một dòng cho mỗi mã", "xóa bớt một dòng"),
    _warning("QM110", "sheet “{sheet}” có dòng mã {code}, nhưng sheet Mục tiêu không có mã này", "mã có trên sheet Mục tiêu", "sửa mã, hoặc thêm chỉ tiêu vào sheet Mục tiêu; dòng này không được tính"),
    _note("QM120", "tệp đếm ngày từ năm 1904 (Excel trên máy Mac đời cũ); các ngày được đọc đúng theo cách đó"),
    _error("QM121", "không đọc được sổ theo dõi của chỉ tiêu {code}: {why}", "tệp sổ theo dõi mở được", "sửa như trên, hoặc ghi đúng tên tệp"),
    _error("QM123", "sheet “{sheet}” quá dài nên chỉ đọc {count} dòng đầu", "chỉ sổ theo dõi được dài như vậy", "tách bớt số liệu sang tệp khác"),
    _note("QM122", "{count} ô trên sheet “{sheet}” gõ bằng bảng mã cũ {encoding}, đã đổi sang Unicode: {cells}", "", "đọc lại các ô này; nên gõ bằng phông Unicode (Times New Roman)"),
    _error("QM111", "có {count} sheet cùng là “{sheet}”: {names}", "mỗi tên chỉ có một sheet", "đổi tên hoặc xóa sheet không dùng; hiện không đọc sheet nào trong số này"),
    _warning("QM112", "có {count} sheet cùng là “{sheet}”: {names}", "mỗi tên chỉ có một sheet", "đổi tên hoặc xóa sheet không dùng; hiện không đọc sheet nào trong số này"),
    _warning("QM113", "có {count} cột cùng là {header}: {names}; {differing} dòng ghi khác nhau: {rows}", "một cột {header}", "đổi tên cột không dùng, hoặc xóa đi; hiện các ô khác nhau coi như không đọc được"),
    _note("QM114", "có {count} cột cùng là {header}: {names}; qmxl dùng cột “{used}” ({cell})", "", "đổi tên cột không dùng nếu muốn lấy cột khác"),
    _error("QM115", "bảng có {count} cột cùng là “{header}”, không rõ lấy cột nào", "một cột “{header}”", "đổi tên hoặc xóa cột không dùng trên sheet “{sheet}”"),
    _note("QM116", "cột “{found}” không có trong danh sách cột của qmxl; có phải là cột {meant}?", "", "đúng thì sửa lại tên cột, không phải thì để nguyên"),
    _warning("QM117", "không có cột nào của qmxl tên là “{found}”", "tên một cột của qmxl, viết như trong tệp mẫu", "sửa lại tên cột{suggestion}"),
    _warning("QM118", "tên cột “{found}” đã dùng cho cột {other}, không thể dùng cho cột {meant}", "mỗi tên cột của đơn vị ứng với một cột của qmxl", "sửa hoặc xóa dòng này; {outcome}"),
    _warning("QM119", "dòng {row} giống dòng tiêu đề của bảng chi tiết nhưng thiếu cột {headers}, nên bảng không được đọc", "dòng tiêu đề có đủ các cột của bảng", "ghi lại đúng tên cột{suggestion}"),
    # QM2xx: cells
    _error("QM201", "ô chứa lỗi {found}", "số liệu đọc được", "mở tệp bằng Excel, sửa công thức hoặc gõ số vào ô, rồi lưu lại"),
    _error("QM202", "không đọc được số “{found}”", "một số, ví dụ 1540 hoặc 95,7%", "gõ lại số vào ô"),
    _error("QM203", "không đọc được ngày “{found}”{reason}", "ngày dạng ngày/tháng/năm, ví dụ 20/8/2026", "gõ lại ngày vào ô"),
    _error("QM204", "“{found}” không có trong danh sách", "một trong: {choices}", "chọn lại trong danh sách của ô"),
    _error("QM205", "không hiểu mức đề ra “{found}”{piece}", "ví dụ: trên 95%; từ 98% trở lên; không quá 1%; dưới 2%; 15/15 chỉ tiêu; từ 14 đến 15%; ít nhất 02 lớp; Hoàn thành trước ngày 30/9/2026", "viết lại mức đề ra theo một trong các dạng trên"),
    _error("QM206", "chỉ tiêu {code} chưa ghi mức đề ra", "ví dụ: trên 95%; từ 98% trở lên; Thực hiện", "ghi mức đề ra như trong quyết định ban hành mục tiêu"),
    _error("QM207", "chỉ tiêu {code} chưa chọn cách tính", "một trong: {choices}", "chọn cách tính trong danh sách của ô"),
    _error("QM208", "mã “{found}” không đọc được", "số thứ tự mục tiêu (3) hoặc mục tiêu và chỉ tiêu (2.1)", "sửa lại mã; nhớ để ô ở dạng văn bản"),
    _error("QM209", "mã {found} đứng ở hai dòng", "mỗi mã một dòng", "sửa lại mã của một dòng"),
    _error("QM210", "“{found}” có thể là {low} hoặc {high}", "số ghi rõ dấu %", "gõ lại dưới dạng chữ có dấu %, bắt đầu bằng dấu nháy đơn: '{low} hoặc '{high}"),
    _note("QM211", "ô mã không phải chữ mà là {kind} “{found}”, được đọc là {read}", "mã ở dạng văn bản"),
    _warning("QM212", "chữ gõ đè lên ô xám: “{found}”", "ô này lấy theo sheet Mục tiêu: “{computed}”", "sửa ở sheet Mục tiêu; qmxl dùng nội dung ở đó"),
    _note("QM213", "số ghi dạng chữ “{found}” được đọc là {read}"),
    _error("QM214", "chỉ tiêu {code} chưa có {missing}", "{needed}", "điền {missing}{advice}"),
    _error("QM215", "Số đạt {numerator} lớn hơn Tổng số {denominator}", "Số đạt không lớn hơn Tổng số", "kiểm tra lại hai số"),
    _error("QM216", "số âm hoặc số lẻ “{found}”", "số đếm: số nguyên, không âm", "gõ lại số"),
    _error("QM217", "Kỳ báo cáo còn trống hoặc không có trong danh sách", "một trong: {choices}", "chọn Kỳ báo cáo ở sheet Thông tin"),
    _error("QM218", "Năm còn trống hoặc không đọc được", "năm của kỳ báo cáo, ví dụ 2026", "ghi năm ở sheet Thông tin"),
    _error("QM219", "Đến ngày ({last}) trước Từ ngày ({first})", "Từ ngày không sau Đến ngày; để trống thì lấy ngày đầu kỳ, cuối kỳ theo lịch", "sửa lại Từ ngày, Đến ngày ở sheet Thông tin, hoặc để trống"),
    _note("QM220", "kỳ báo cáo tính từ {first} đến {last}, khác lịch ({calendar_first} đến {calendar_last})"),
    _warning("QM221", "chỗ điền {found} trong mẫu câu không có", "một trong: {known}", "sửa lại chỗ điền{suggestion}; hiện in nguyên như đã gõ"),
    _warning("QM222", "không đọc được ngày “{found}”{reason}", "ngày dạng ngày/tháng/năm", "gõ lại ngày, hoặc để trống"),
    _warning("QM223", "không đọc được “{found}”", "{expected}", "gõ lại, hoặc để trống; hiện tính như ô trống"),
    _error("QM224", "Mã ở dòng {row} còn trống", "mỗi chỉ tiêu có một mã", "ghi mã cho dòng này, hoặc xóa nội dung của dòng"),
    _warning("QM225", "có mã {last} mà không có mã {missing}", "mã đánh liên tục; ô mã ở dạng văn bản (2.10 dễ bị Excel đổi thành 2.1)", "kiểm tra lại các mã"),
    _warning("QM226", "các dòng của mục tiêu {objective} không đứng liền nhau", "các chỉ tiêu của một mục tiêu đứng liền nhau", "xếp lại các dòng"),
    _warning("QM227", "mục tiêu {objective} không có nội dung", "nội dung mục tiêu ở cột Mục tiêu", "ghi nội dung mục tiêu ở dòng đầu của mục tiêu"),
    _warning("QM228", "dòng mã {objective} là dòng tên của mục tiêu, mức đề ra “{found}” ở dòng này không được dùng", "mức đề ra ở dòng của từng chỉ tiêu", "chuyển mức đề ra xuống dòng của chỉ tiêu, hoặc xóa"),
    _error("QM229", "không hiểu điều kiện “{found}”", "{expected}", "viết lại điều kiện, ví dụ: Thẩm quyền = UBND xã"),
    _note("QM230", "“{found}” có thể là {low} hoặc {high}, kết luận không đổi; được đọc là {low}"),
    _note("QM231", "các ô Mã của sheet “{sheet}” là công thức chưa có giá trị; mã được lấy theo thứ tự ở sheet Mục tiêu", "", "mở tệp bằng Excel rồi lưu lại để công thức có giá trị"),
    _warning("QM255", "giá trị của {count} ô trên sheet “{sheet}” lấy từ một tệp khác bằng công thức, có thể đã cũ: {cells}", "số liệu nằm trong chính tệp này", "mở tệp bằng Excel cùng tệp kia, cập nhật liên kết rồi lưu lại; hoặc gõ thẳng số vào ô"),
    _note("QM256", "ô hiện “{shown}” nhưng chứa {found}; qmxl so theo số chứa trong ô, nên chỉ tiêu {code} là “{status}”; so theo số đang hiện thì là “{other_status}”", "ô hiện đủ chữ số của số chứa trong ô", "nếu {found} là đúng thì tăng số chữ số thập phân của ô; nếu {shown} là đúng thì gõ lại {shown} vào ô"),
    _warning("QM257", "báo cáo không có mục “{found}” nên nội dung ở dòng này không được đưa vào báo cáo", "một trong các mục: {sections}", "sửa lại tên mục{suggestion}, hoặc chuyển nội dung sang một mục có sẵn"),
    _warning("QM258", "dòng này có nội dung mà Mục còn trống nên nội dung không được đưa vào báo cáo", "mỗi mục một dòng; nội dung của một mục nằm trong một ô", "ghi tên mục, hoặc gộp nội dung vào ô Nội dung của mục phía trên (xuống dòng bằng Alt+Enter)"),
    _warning("QM259", "mục “{found}” đã ghi ở dòng {row} nên nội dung ở dòng này không được đưa vào báo cáo", "mỗi mục một dòng; nội dung của một mục nằm trong một ô", "gộp nội dung vào ô Nội dung ở dòng {row} (xuống dòng bằng Alt+Enter)"),
    _error("QM260", "công thức trong ô chưa có giá trị{reason}", "số liệu đọc được", "mở tệp bằng Excel rồi lưu lại để công thức có giá trị, sau đó chạy lại qmxl"),
    _warning("QM261", "công thức trong ô chưa có giá trị{reason}", "số liệu đọc được", "mở tệp bằng Excel rồi lưu lại để công thức có giá trị, sau đó chạy lại qmxl; hiện coi như không đọc được"),
    _error("QM262", "không rõ lấy giá trị nào ở cột {column}: các cột cùng tên ghi khác nhau{reason}", "một cột {column}", "đổi tên hoặc xóa cột không dùng, theo cảnh báo QM113 của bảng này"),
    _error("QM371", "“{found}” ghi dấu %, còn mức đề ra “{target}” là số, không phải tỷ lệ", "cùng một đơn vị với mức đề ra", "gõ lại số không có dấu %, hoặc ghi rõ dấu % vào Mức đề ra ở sheet Mục tiêu"),
    _error("QM372", "số tự ghi {found} lớn hơn {total} của mức đề ra “{target}”", "số không lớn hơn {total}", "kiểm tra lại số, hoặc sửa Mức đề ra ở sheet Mục tiêu"),
    _error("QM375", "Nguồn số liệu của chỉ tiêu {code} ghi “{found}”, không thể là tên sheet có bảng chi tiết", "tên một sheet riêng: không quá 31 ký tự, không có : \\ / ? * [ ], không bắt đầu bằng _, không trùng sheet của qmxl", "ghi tên khác, hoặc để trống nếu bảng nằm dưới bảng kết quả của sheet MT{objective}"),
    _warning("QM376", "các dòng của sheet “{sheet}” đứng theo thứ tự mã {found}, sheet Mục tiêu theo thứ tự {order}", "mã ở từng dòng như ở sheet Mục tiêu", "kiểm tra số liệu của từng mã; qmxl lấy số liệu theo mã ghi ở dòng"),
    _warning("QM377", "{label} ghi “{found}”", "{expected}", "sửa lại ở sheet Thông tin; hiện tính là {read}"),
    _error("QM378", "Mức đề ra là ngày {found}, có lẽ do Excel tự đổi {typed}", "mức đề ra dạng chữ, ví dụ {typed} chỉ tiêu", "đặt ô ở dạng Text rồi gõ lại, hoặc gõ dấu nháy đơn ở đầu: '{typed}"),
    _note("QM379", "mức đề ra “{found}” chưa rõ năm nào", "Năm ở sheet Thông tin", "ghi Năm ở sheet Thông tin rồi chạy lại qmxl"),
    _warning("QM232", "ô “{label}” còn trống", "{help}", "điền ô này ở sheet Thông tin; {stand_in}"),
    _warning("QM233", "Ngày báo cáo {found} trước ngày cuối kỳ báo cáo {last}", "Ngày báo cáo từ ngày cuối kỳ trở đi", "kiểm tra lại Ngày báo cáo, Kỳ báo cáo và Đến ngày"),
    _error("QM240", "ô ghi hai số “{found}”", "mỗi ô một số", "ghi Số đạt và Tổng số ở hai ô riêng, hoặc chỉ ghi một số"),
    _error("QM241", "“{found}” là số ước chừng hoặc có từ so sánh", "một số chính xác, ví dụ 1540 hoặc 95,7%", "ghi đúng số đã thống kê, bỏ các chữ như khoảng, gần, trên"),
    _error("QM242", "“{found}” có thể là số hàng nghìn hoặc số có phần thập phân", "số đếm không có dấu phẩy", "gõ lại số, bỏ dấu phẩy"),
    _error("QM243", "“{found}” không phải là số", "một số", "nếu trong kỳ không phát sinh, ghi 0 vào Tổng số hoặc chọn Chưa phát sinh ở Ghi trực tiếp"),
    _error("QM244", "ô ghi số lại chứa ngày {found}", "một số, ví dụ 1540", "chọn định dạng Số (Number) cho ô rồi gõ lại; Excel tự đổi số gõ dạng 2/3 thành ngày"),
    _error("QM245", "ô số đếm lại ghi tỷ lệ “{found}”", "số trường hợp, ví dụ 1540", "ghi số trường hợp; tỷ lệ do qmxl tính"),
    _warning("QM246", "cột {column}: mọi ô kiểu ngày đều có ngày từ 1 đến 12, mọi ngày ghi dạng chữ đều từ 13 trở đi; có thể Excel đã đổi chỗ ngày và tháng khi dán số liệu", "ngày/tháng/năm, ví dụ 20/8/2026", "so một vài hồ sơ với phần mềm một cửa; nếu sai, đặt định dạng Văn bản (Text) cho cột rồi dán lại"),
    # QM3xx: across rows
    _warning("QM301", "bảng cho {table}, ô này ghi {found}", "hai số bằng nhau", "kiểm tra lại; qmxl dùng số của bảng"),
    _warning("QM302", "số tự ghi {found} không khớp với số đếm {counted}", "số tự ghi bằng tỷ lệ tính từ số đếm", "kiểm tra lại; qmxl dùng số đếm"),
    _warning("QM303", "{count} dòng trùng mã và trùng mọi ngày, chỉ tính một lần: {rows}", "mỗi hồ sơ một dòng", "xóa dòng trùng"),
    _warning("QM304", "{count} mã hồ sơ đứng ở nhiều dòng với ngày khác nhau: {rows}", "mỗi hồ sơ một dòng", "kiểm tra lại; tất cả các dòng đều được tính"),
    _warning("QM305", "{count} dòng thiếu Ngày nhận, tính là kỳ trước chuyển sang: {rows}", "mỗi dòng có Ngày nhận", "điền Ngày nhận"),
    _warning("QM306", "{count} dòng đã hoàn thành nhưng không có Thời hạn, tính là đúng hạn: {rows}", "mỗi dòng có Thời hạn", "điền Thời hạn"),
    _error("QM307", "sổ theo dõi không có Thời hạn ở dòng nào", "cột Thời hạn có ngày", "điền Thời hạn của từng hồ sơ"),
    _warning("QM308", "{count} dòng không đọc được, có ngày hoàn thành trước ngày nhận, hoặc đã xong mà thiếu ngày hoàn thành: {rows}", "ngày dạng ngày/tháng/năm, hoàn thành không trước khi nhận", "sửa lại các dòng này{suggestion}; kết luận không đổi dù tính các dòng này là đúng hay quá hạn"),
    _error("QM309", "{count} dòng không đọc được, có ngày hoàn thành trước ngày nhận, hoặc đã xong mà thiếu ngày hoàn thành: {rows}", "ngày dạng ngày/tháng/năm, hoàn thành không trước khi nhận", "sửa lại các dòng này{suggestion}; tính là đúng hay quá hạn thì kết luận khác nhau"),
    _note("QM310", "{count} dòng nằm ngoài kỳ (nhận sau ngày {last} hoặc xong trước ngày {first}), không tính"),
    _note("QM311", "{count} dòng không thuộc điều kiện “{condition}”, không tính"),
    _warning("QM312", "tính trên “{basis}” thì {status} ({shown}), tính trên “{other_basis}” thì {other_status} ({other_shown})", "kết luận không phụ thuộc cách chọn mẫu số", "xem lại ô Tính trên của chỉ tiêu {code}"),
    _error("QM313", "chọn Chưa phát sinh nhưng trong kỳ có {count} trường hợp", "hoặc có số liệu, hoặc Chưa phát sinh", "xóa chữ Chưa phát sinh, hoặc xóa số liệu"),
    _note("QM314", "bảng có {count} dòng, không dòng nào thuộc kỳ này: tính là chưa phát sinh"),
    _warning("QM315", "{count} dòng chưa ghi Có/Không{typed}: {rows}", "mỗi dòng ghi Có, Không hoặc Không áp dụng", "điền nốt{suggestion}; kết luận không đổi dù điền Có hay Không"),
    _error("QM316", "{count} dòng chưa ghi Có/Không{typed}: {rows}", "mỗi dòng ghi Có, Không hoặc Không áp dụng", "điền nốt{suggestion}; điền Có hay Không thì kết luận khác nhau"),
    _note("QM317", "{count} dòng không áp dụng, không tính"),
    _warning("QM318", "bảng kế hoạch có {count} chỉ tiêu, mức đề ra ghi {total}", "hai số bằng nhau", "kiểm tra lại bảng hoặc mức đề ra"),
    _note("QM319", "{count} dòng đề mục hoặc dòng “trong đó” không có kế hoạch, không tính"),
    _warning("QM320", "kỳ trước chuyển sang + tiếp nhận = {incoming}, đã giải quyết + đang giải quyết = {outgoing}", "hai tổng bằng nhau", "kiểm tra lại bảng tổng hợp"),
    _warning("QM321", "tổng các câu trả lời cho {status} ({shown}), trung bình các dòng cho {other_status} ({other_shown})", "hai cách tính cho một kết luận", "kiểm tra lại; qmxl dùng tổng các câu trả lời"),
    _note("QM322", "{count} chỉ tiêu trong bảng kế hoạch chưa có số liệu"),
    _note("QM323", "dòng “{found}” là dòng tổng, không tính vào số liệu"),
    _warning("QM324", "dòng tổng ghi {found}, cộng các dòng được {sum}", "hai số bằng nhau", "kiểm tra lại; qmxl dùng tổng các dòng"),
    _warning("QM325", "kế hoạch “{found}” không hiểu được", "một số, hoặc: dưới 4; 7,4 - 8,4; Đạt", "gõ lại kế hoạch của dòng này"),
    _warning("QM326", "không đọc được số “{found}”", "số thực hiện, hoặc Đạt, Chưa đạt", "gõ lại số thực hiện của dòng này"),
    _note("QM327", "{count} hồ sơ trả lại hoặc rút không tính"),
    _warning("QM328", "thu về {count} phiếu, nhiều hơn {sent} phiếu phát ra", "số thu về không lớn hơn số phát ra", "kiểm tra lại số phiếu"),
    _warning("QM329", "{count} câu trả lời khảo sát không đọc được: {rows}", "một mức hài lòng, hoặc số từ 5 (rất hài lòng) đến 1", "sửa lại các câu trả lời này; kết luận không đổi dù là hài lòng hay không"),
    _error("QM330", "{count} câu trả lời khảo sát không đọc được: {rows}", "một mức hài lòng, hoặc số từ 5 (rất hài lòng) đến 1", "sửa lại các câu trả lời này; hài lòng hay không thì kết luận khác nhau"),
    _note("QM331", "bảng tổng hợp không có cột “{header}”: coi như các số đã lấy theo điều kiện “{condition}”"),
    _error("QM332", "{count} chỉ tiêu trong bảng kế hoạch thiếu số liệu: {rows}", "kế hoạch và thực hiện của từng chỉ tiêu", "điền nốt{suggestion}; đạt hay không đạt thì kết luận khác nhau"),
    _note("QM370", "sheet “{sheet}” chưa thuộc mục tiêu nào, trong khi sheet Mục tiêu còn mã không đọc được", "", "sửa các mã chưa đọc được ở sheet Mục tiêu rồi chạy lại"),
    _warning("QM373", "chỉ tiêu {other} và {code} dùng chung bảng ở sheet “{sheet}” mà không khác nhau ở Cột tính, Điều kiện, Tính trên: cùng một số liệu được tính cho cả hai", "mỗi chỉ tiêu một cách đếm, hoặc một bảng riêng", "ghi Điều kiện, Cột tính hoặc Tính trên cho từng chỉ tiêu, hoặc chuyển bảng của chỉ tiêu {code} sang sheet riêng rồi ghi tên sheet đó vào Nguồn số liệu"),
    _warning("QM380", "sheet “{sheet}”, ghi ở Nguồn số liệu của chỉ tiêu {code}, không có bảng chi tiết của cách tính Tỷ lệ", "một dòng tiêu đề có các cột: {headers}", "ghi lại dòng tiêu đề của bảng, hoặc để trống Nguồn số liệu; qmxl dùng Số đạt, Tổng số ở bảng kết quả"),
    _warning("QM367", "dòng {row} “{found}” ghi đúng bằng tổng của {rows} mà vẫn được tính như mọi dòng khác", "mỗi trường hợp tính một lần", "nếu đây là dòng tổng thì đổi tên dòng thành Cộng; nếu không phải thì để nguyên"),
    _note("QM339", "sổ theo dõi {count} dòng không gửi kèm từng dòng ({why}) mà thay bằng bảng tổng hợp cho cùng số liệu; {listed}; tệp gốc có SHA-256 {sha256}", "", "giữ tệp gốc tại đơn vị để đối chiếu khi cần"),
    _warning("QM350", "mức đề ra tính trên {total}, số liệu đếm trên {counted}", "hai số bằng nhau", "kiểm tra lại Tổng số hoặc mức đề ra của chỉ tiêu {code}; qmxl so số đạt với mức đề ra"),
    _warning("QM351", "{columns} ghi “{found}”, không dùng ở cách tính “{measure}”", "ô gạch chéo để trống, hoặc khớp với Ghi trực tiếp", "xóa số thừa, hoặc chọn lại Cách tính của chỉ tiêu {code}"),
    _note("QM352", "{columns} ghi “{found}”, khớp với Ghi trực tiếp; cách tính “{measure}” không dùng số này"),
    _error("QM353", "không dòng nào có {header} như điều kiện “{found}”; cột này ghi {values}", "giá trị có trong cột, viết đúng như đã ghi", "sửa lại điều kiện; nếu trong kỳ không phát sinh, chọn Chưa phát sinh ở Ghi trực tiếp"),
    _note("QM354", "không dòng nào thỏa điều kiện “{condition}”: tính là chưa phát sinh"),
    _note("QM355", "tất cả {count} dòng của kỳ đều không áp dụng: tính là chưa phát sinh"),
    _note("QM356", "ngoài {count} hồ sơ trả lại hoặc rút không tính, không dòng nào thuộc kỳ này: tính là chưa phát sinh"),
    _warning("QM357", "{count} dòng có Thời hạn trước Ngày nhận, vẫn tính: {rows}", "Thời hạn không trước Ngày nhận", "kiểm tra lại hai ngày của các dòng này"),
    _note("QM358", "{count} dòng đang quá hạn có Tình trạng {states}, không hiểu là trả lại, rút hay chờ bổ sung: {rows}", "", "nếu hồ sơ đã trả lại, rút hoặc đang chờ bổ sung, ghi đúng chữ đó ở Tình trạng"),
    _warning("QM360", "chỉ tiêu {code} lấy số liệu đến ngày {cut_off}, {odd}", "ngày trong kỳ hoặc sau kỳ, không sau Ngày báo cáo", "kiểm tra lại Số liệu đến ngày"),
    _error("QM362", "“{found}” không có trong danh sách; chọn cách này hay cách khác thì chỉ tiêu {code} có kết luận khác nhau", "một trong: {choices}", "chọn lại trong danh sách của ô"),
    _note("QM363", "{told}; chỉ tiêu chưa đến kỳ đánh giá nên chưa ảnh hưởng đến kết luận", "{expected}", "{fix}"),
    _warning("QM364", "ô xám {column_name} đang ghi “{found}”, qmxl tính được “{computed}”", "ô xám để qmxl tính", "không ghi vào ô này; nếu đã gõ đè thì xóa số đã gõ, tệp kết quả có số do qmxl tính"),
    _warning("QM365", "số âm “{found}”", "số âm chỉ có ở tốc độ tăng, giảm", "kiểm tra lại dấu của số; qmxl dùng số như đã ghi"),
    _warning("QM388", "còn {count} ô nữa ở cột {header} không đọc được: {rows}", "giá trị đọc được", "sửa các ô này như những ô đã nêu"),
    _note("QM389", "sổ theo dõi của chỉ tiêu {code} đọc từ {files}: {count} dòng; SHA-256 {sha256}", "", "giữ tệp gốc tại đơn vị để đối chiếu khi cần"),
    _note("QM366", "bảng tổng hợp ghi toàn số 0: tính là chưa phát sinh"),
    _warning("QM381", "{count} dòng có Tình trạng ghi đã xong ({states}) nhưng thiếu Ngày hoàn thành; Thời hạn không trước ngày lấy số liệu nên tính là đúng hạn: {rows}", "mỗi dòng đã xong có Ngày hoàn thành", "điền Ngày hoàn thành của các dòng này"),
    _warning("QM382", "{count} dòng có Tình trạng ghi đã xong ({states}) nhưng thiếu Ngày hoàn thành, không biết đúng hạn hay quá hạn: {rows}", "Ngày hoàn thành, hoặc Tình trạng ghi rõ đúng hạn hay quá hạn", "điền Ngày hoàn thành của các dòng này"),
    _note("QM383", "{count} dòng thiếu Thời hạn hoặc Ngày hoàn thành, xếp theo Tình trạng ({states}): {rows}"),
    _warning("QM384", "{count} dòng có Ngày hoàn thành mà Tình trạng ghi chưa xong ({states}), tính là đã xong: {rows}", "ngày và Tình trạng khớp nhau", "kiểm tra lại Ngày hoàn thành và Tình trạng của các dòng này; qmxl tính theo ngày"),
    _warning("QM385", "{count} dòng có Tình trạng ghi quá hạn ({states}), theo ngày thì không quá hạn: {rows}", "ngày và Tình trạng khớp nhau", "kiểm tra lại các ngày và Tình trạng của các dòng này; qmxl tính theo ngày, thiếu Ngày hoàn thành thì theo Tình trạng"),
    _warning("QM386", "{count} dòng có Tình trạng ghi đúng hạn hoặc còn hạn ({states}), theo ngày thì quá hạn: {rows}", "ngày và Tình trạng khớp nhau", "kiểm tra lại các ngày và Tình trạng của các dòng này; qmxl tính theo ngày"),
    _note("QM387", "sổ có cả cột “{used}” và cột “{other}”: ngày hoàn thành lấy ở cột “{used}”", "", "muốn tính theo cột kia thì chọn ở mục Ngày hoàn thành tính theo của sheet Thông tin"),
    _note("QM340", "dòng {row} là dòng đánh số cột, không tính vào số liệu"),
    _note("QM341", "{count} dòng đề mục (“{found}”{more}), không tính vào số liệu: {rows}"),
    _note("QM368", "{count} dòng ngày tháng, ký tên dưới bảng (“{found}”{more}), không tính vào số liệu: {rows}"),
    _note("QM342", "ô gộp của cột {header}: giá trị được dùng cho mọi dòng của ô gộp ({rows})"),
    _warning("QM343", "ô gộp của cột {header} ghi {found}: số này chỉ tính ở dòng {row}, không tính lại ở {rows}", "mỗi dòng một số riêng", "bỏ gộp ô rồi ghi số của từng dòng"),
    _note("QM344", "bảng có {count} dòng ẩn, vẫn được đọc và tính"),
    _note("QM345", "{count} dòng có nội dung nhưng không thuộc bảng nào nên không được đọc: {rows}", "", "nếu đây là số liệu thì sửa lỗi của sheet này hoặc dòng tiêu đề của bảng rồi chạy lại; nếu là ghi chú riêng của đơn vị thì để nguyên"),
    _warning("QM346", "ô gộp ghi {found} nằm trên các cột {headers}: giá trị này chỉ tính cho cột {header}", "mỗi ô một cột", "bỏ gộp ô rồi ghi từng cột"),
    _note("QM347", "không có mục “{found}” trong sheet Thông tin; có phải là mục “{meant}”?", "", "đúng thì sửa lại tên mục, không phải thì để nguyên"),
    _warning("QM348", "sheet “{sheet}” không có cột “{header}” nên không được đọc", "dòng tiêu đề có đủ các cột: {headers}", "ghi lại đúng tên cột ở dòng tiêu đề{suggestion}"),
    _note("QM349", "dòng tiêu đề của bảng gồm {count} dòng, từ dòng {first} đến dòng {last}"),
    # QM390-QM396: due dates from time limits
    _warning("QM390", "ngày “{found}” không đọc được{reason}", "một ngày dạng ngày/tháng/năm, mỗi ngày một dòng", "gõ lại ngày, ví dụ 02/01/2026; hiện dòng này không được dùng khi tính thời hạn"),
    _warning("QM391", "ngày {day} ghi “{found}”{reason}", "mỗi ngày một dòng, Loại là một trong: {choices}", "chọn lại Loại trong danh sách; hiện ngày này tính theo lịch chung"),
    _note("QM392", "{count} dòng có Thời hạn khác với thời hạn tính theo cột “{header}”, qmxl dùng Thời hạn đã ghi: {rows}"),
    _note("QM393", "{count} dòng không ghi ngày hết hạn, qmxl tính từ số ngày ở cột “{header}”: {told}; không tính ngày nhận. Ngày nghỉ: {calendar}", "", "không cần làm gì nếu đúng; ngày nghỉ, ngày làm bù khác của đơn vị thì ghi vào sheet Ngày nghỉ"),
    _warning("QM394", "{count} dòng có thời hạn dưới một ngày ({texts}), không tính được ngày hết hạn nên coi như không có Thời hạn: {rows}", "Thời hạn là ngày hẹn trả", "ghi ngày hẹn trả vào cột Thời hạn của các dòng này"),
    _warning("QM395", "{count} dòng có số ngày không hiểu được ({texts}), coi như không có Thời hạn: {rows}", "số ngày kèm đơn vị, ví dụ: 15 ngày làm việc; 20 ngày. Chỉ ghi số thì tên cột phải nêu (ngày làm việc) hoặc (ngày)", "ghi rõ số ngày, hoặc ghi ngày hẹn trả vào cột Thời hạn"),
    _warning("QM396", "{count} dòng có số ngày giải quyết nhưng thiếu Ngày nhận, không tính được ngày hết hạn nên coi như không có Thời hạn: {rows}", "mỗi dòng có Ngày nhận", "điền Ngày nhận, hoặc ghi ngày hẹn trả vào cột Thời hạn"),
    # QM4xx: evaluation
    _warning("QM401", "chỉ tiêu {code} chưa đạt nhưng chưa ghi {missing}", "Nguyên nhân và Giải pháp của chỉ tiêu chưa đạt", "ghi Nguyên nhân và Giải pháp ở sheet MT{objective}"),
    _note("QM402", "chỉ tiêu {code} lấy số liệu đến ngày {cut_off}, kỳ báo cáo kết thúc ngày {last}"),
    _note("QM403", "chỉ tiêu {code}: số liệu tự báo cáo, chưa có bảng chi tiết"),
    _note("QM404", "chỉ tiêu {code} chưa có số liệu; chưa đến kỳ đánh giá nên không bắt buộc"),
    _note("QM405", "chỉ tiêu {code} ghi Đạt mà không có ngày hoàn thành để đối chiếu với hạn {deadline}"),
    _error("QM407", "cách tính “{measure}” không dùng được với mức đề ra “{found}”", "{expected}", "sửa Cách tính hoặc Mức đề ra của chỉ tiêu {code}"),
    _note("QM409", "đánh giá và các số trong câu báo cáo của chỉ tiêu {code} được ghi cố định vì công thức trong tệp không tự tính lại được", "", "sửa số liệu của chỉ tiêu này thì phải chạy lại qmxl"),
    # QM410-QM419: what a workbook of Excel cannot hold
    _note("QM410", "{count} ký tự không lưu được trong tệp Excel được thay bằng “�”", "chữ và dấu thông thường", "xóa các ký tự lạ trong ô rồi gõ lại"),
    _note("QM411", "ô dài {length} ký tự, tệp kết quả chỉ giữ {kept} ký tự đầu và bỏ {dropped} ký tự cuối", "một ô Excel chứa nhiều nhất 32.767 ký tự", "rút ngắn nội dung, hoặc chuyển phần sau sang ô khác"),
    _note("QM412", "câu do qmxl ghép “{found}” dài {length} ký tự, tệp kết quả chỉ giữ {kept} ký tự đầu và ghi thành văn bản, không còn là công thức", "một ô Excel chứa nhiều nhất 32.767 ký tự", "rút ngắn các nội dung được ghép vào câu này"),
    _note("QM413", "sheet “{found}” mang tên “{name}” trong tệp kết quả", "tên sheet của Excel: 1 đến 31 ký tự, không có [ ] : * ? / \\, không có dấu nháy đơn ở đầu hay cuối, không trùng tên sheet khác", "đổi tên sheet nếu muốn giữ nguyên tên"),
    _note("QM414", "tiêu đề cột “{found}” được ghi là “{name}” trong tệp kết quả", "tiêu đề cột dài nhất 255 ký tự, mỗi bảng không có hai cột trùng tiêu đề", "sửa tiêu đề cột nếu muốn giữ nguyên"),
    # QM420-QM449: what verify finds in an output
    _error("QM420", "ô tính bị gõ đè: công thức không còn, đang ghi “{found}”, số liệu cho “{wanted}”", "công thức do qmxl ghi", "chép lại ô này từ tệp kết quả gốc, hoặc chạy lại qmxl evaluate"),
    _error("QM421", "công thức không phải công thức qmxl ghi theo số liệu này: đang là “{found}”", "“{wanted}”", "chép lại ô này từ tệp kết quả gốc, hoặc chạy lại qmxl evaluate"),
    _error("QM422", "ô tính đang hiện “{found}”, số liệu cho “{wanted}”", "giá trị tính từ số liệu trong tệp", "nếu đã sửa số liệu, mở tệp bằng Excel để tính lại rồi lưu, hoặc chạy lại qmxl evaluate"),
    _error("QM423", "ô do qmxl ghi đang là “{found}”, đúng ra là “{wanted}”", "“{wanted}”", "ghi lại cho đúng, hoặc chạy lại qmxl evaluate"),
    _warning("QM424", "ô đang ghi “{found}”, qmxl đọc là “{wanted}”: nghĩa như cũ nhưng công thức trong tệp không tính được từ cách ghi này", "số, ngày, chữ đúng kiểu", "gõ lại “{wanted}”"),
    _error("QM425", "không còn sheet “{sheet}”", "đủ các sheet do qmxl ghi", "lấy lại tệp kết quả gốc, hoặc chạy lại qmxl evaluate"),
    _error("QM426", "số liệu nhập đã đổi sau khi qmxl ghi tệp; đang ghi “{found}”", "nội dung như lúc qmxl ghi", "nếu sửa đúng, chạy lại qmxl evaluate để lập lại báo cáo; nếu sửa nhầm, lấy lại tệp kết quả gốc"),
    _error("QM427", "dòng đã đổi {since}, ở một hoặc nhiều cột: {columns}", "nội dung như cũ", "nếu sửa đúng, chạy lại qmxl evaluate để lập lại báo cáo; nếu sửa nhầm, lấy lại tệp kết quả gốc"),
    _error("QM428", "dòng này được thêm {since}", "đúng các dòng như cũ", "nếu thêm đúng, chạy lại qmxl evaluate để lập lại báo cáo; nếu thêm nhầm, lấy lại tệp kết quả gốc"),
    _error("QM429", "thiếu {count} dòng số liệu {since}{what}", "đúng các dòng như cũ", "nếu bỏ đúng, chạy lại qmxl evaluate để lập lại báo cáo; nếu bỏ nhầm, lấy lại tệp kết quả gốc"),
    _error("QM430", "{places} của sheet “{sheet}” đã bị sửa sau khi qmxl ghi tệp", "nội dung như lúc qmxl ghi", "lấy lại tệp kết quả gốc, hoặc chạy lại qmxl evaluate"),
    _error("QM431", "báo cáo ghi {found}, số liệu cho {wanted}{quote}", "báo cáo đúng với số liệu", "sửa lại báo cáo theo số liệu, hoặc sửa số liệu rồi chạy lại qmxl evaluate"),
    _note("QM432", "lời văn đã sửa tay, mọi con số vẫn khớp với số liệu{quote}", "", "nên ghi lời riêng vào sheet Nội dung báo cáo, để lần lập sau không mất"),
    _warning("QM433", "báo cáo có thêm {found}, số liệu không có con số này{quote}", "con số có trong số liệu", "kiểm tra lại; nếu đúng thì ghi vào sheet Nội dung báo cáo"),
    _error("QM434", "báo cáo không còn ghi {wanted}{quote}", "đủ các con số, kết luận của số liệu", "ghi lại phần bị bỏ, hoặc chạy lại qmxl evaluate"),
    _error("QM435", "ô này ghi tệp gốc có SHA-256 là {recorded}, còn tệp “{name}” có SHA-256 là {found}", "hai mã giống nhau", "chọn đúng tệp gốc; nếu tệp gốc đã sửa, chạy lại qmxl evaluate; nếu ô này bị sửa, lấy lại tệp kết quả gốc"),
    _error("QM436", "tệp gốc cho “{wanted}”, tệp kết quả đang ghi “{found}”", "số liệu như trong tệp gốc", "nếu tệp gốc đúng, chạy lại qmxl evaluate với tệp gốc"),
    _error("QM437", "chỉ tiêu {code}: tệp gốc cho {wanted}, số liệu trong tệp kết quả cho {found}", "kết quả và đánh giá như từ tệp gốc", "nếu tệp gốc đúng, chạy lại qmxl evaluate với tệp gốc"),
    _error("QM438", "mã đối chiếu số liệu {place} là {found}, tính từ số liệu trong tệp là {wanted}", "hai mã giống nhau", "lập lại báo cáo từ đúng tệp này: chạy lại qmxl evaluate"),
    _note("QM439", "{place} không có mã đối chiếu số liệu nên không biết số liệu có bị sửa sau khi qmxl ghi hay không; các phần khác vẫn được đối chiếu"),
    _error("QM440", "sheet “{sheet}” giữ dấu vết số liệu đã bị sửa, nên không biết ô nhập nào đã đổi", "nội dung như lúc qmxl ghi", "lấy lại tệp kết quả gốc, hoặc chạy lại qmxl evaluate"),
    _note("QM441", "tệp do qmxl {found} ghi, đang đối chiếu bằng qmxl {wanted}: chỗ khác nhau có thể do hai phiên bản"),
    _note("QM442", "ô ghi thêm “{found}” nằm ngoài phần qmxl đọc nên không vào số liệu"),
    _note("QM443", "đoạn ghi thêm, không có con số nào ngoài số liệu{quote}"),
    _note("QM444", "công thức không còn nhưng chữ vẫn đúng với số liệu{quote}", "", "sửa số liệu sau này thì câu này không đổi theo"),
    _error("QM445", "tệp gốc là của {wanted}, tệp kết quả là của {found}: hãy chọn đúng tệp gốc", "tệp gốc của cùng đơn vị, cùng kỳ", "chọn đúng tệp gốc rồi chạy lại"),
    _note("QM446", "tệp kết quả không có mã đối chiếu số liệu đọc được nên chỉ đối chiếu chữ và số đang hiện trên Tổng hợp, Báo cáo và các sheet MT; không đối chiếu công thức, không biết số liệu nhập có bị sửa hay không"),
    # QM480-QM494: earlier periods
    _warning("QM480", "cột {column} ghi “{found}”, không đọc được", "{expected}", "sửa lại ô này; hiện ô này không được dùng"),
    _warning("QM481", "dòng này không ghi kỳ và năm nên không dùng để so sánh", "mỗi dòng ghi Kỳ báo cáo và Năm", "ghi Kỳ báo cáo và Năm, hoặc xóa dòng"),
    _note("QM482", "kết quả {period} trên sheet này được thay bằng kết quả của tệp kỳ trước vừa đưa vào"),
    _warning("QM483", "dòng này là kết quả {period}, không phải của kỳ trước kỳ báo cáo, nên không dùng để so sánh", "kết quả của kỳ đã qua", "sửa Kỳ báo cáo, Năm của dòng, hoặc xóa dòng"),
    _warning("QM484", "{period} có hơn một dòng mã {code}; chỉ dùng dòng đầu", "mỗi kỳ, mỗi mã một dòng", "xóa dòng thừa"),
    _note("QM485", "kết quả {period} không có chỉ tiêu {code} nên không so sánh"),
    _note("QM486", "{period}, mã {code} là chỉ tiêu khác (“{old}”) nên không so sánh", "", "nếu vẫn là một chỉ tiêu, sửa cột Chỉ tiêu (để trống thì cột Mục tiêu) ở sheet Kết quả kỳ trước cho giống kỳ này"),
    _note("QM487", "chỉ tiêu {code} mang mã {old} ở {period}; so sánh theo nội dung chỉ tiêu"),
    _note("QM488", "mức đề ra của chỉ tiêu {code} ở {period} là “{old}”; kết quả vẫn so sánh được, còn đánh giá của mỗi kỳ theo mức của kỳ đó"),
    _note("QM489", "{period}, chỉ tiêu {code} có Cách tính, Cột tính, Điều kiện hoặc Tính trên khác kỳ này nên không so sánh"),
    _note("QM490", "chỉ tiêu {code} chưa đến kỳ đánh giá ở {period}, kỳ này đã đánh giá"),
    _warning("QM491", "tệp kỳ trước “{found}” là của {other}, tệp này là của {unit}", "tệp kết quả của chính đơn vị", "chọn lại tệp; nếu đơn vị chỉ đổi tên thì không cần làm gì; số liệu của một xã trước sáp nhập không so được với xã mới"),
    # QM460-QM468: the report held against itself
    _warning("QM460", "phép cộng “{found}” không đúng: các số cộng lại được {sum}", "tổng bằng các số cộng lại", "kiểm tra lại các số trong câu"),
    _warning("QM461", "“{found}” không khớp: {top}/{bottom} là {share}%", "tỷ lệ tính đúng từ hai số đi kèm", "kiểm tra lại hai số và tỷ lệ trong câu"),
    _warning("QM462", "câu đã gõ ghi “{found}”, qmxl đánh giá {score} mục tiêu đạt{list}", "số mục tiêu đạt như bảng kết quả", "sửa lại câu, hoặc xóa nội dung ô để dùng câu mặc định; nếu câu đúng thì kiểm tra lại số liệu của các mục tiêu"),
    _warning("QM463", "“{found}” ghi {number} {noun} nhưng kể ra {listed}", "số lượng bằng số {noun} được kể", "kiểm tra lại số lượng và danh sách trong câu"),
    _warning("QM464", "danh sách “{found}” khác kết quả đánh giá: {wrong}", "danh sách như bảng kết quả; qmxl đánh giá {score} mục tiêu đạt{list}", "sửa lại câu, hoặc xóa nội dung ô để dùng câu mặc định; nếu câu đúng thì kiểm tra lại số liệu của các mục tiêu"),
    _note("QM465", "chỉ tiêu {code} tính trên {bottom} trường hợp, mỗi trường hợp tương ứng {weight} điểm phần trăm{decisive}"),
    _note("QM466", "{first} và {second} là hai phần của cùng một tổng, làm tròn riêng nên cộng lại là {sum}", "", "muốn cộng lại đúng 100% thì ghi thêm một chữ số thập phân cho cả hai tỷ lệ"),
    _warning("QM467", "“{found}”: các phần cộng lại được {sum}, nhiều hơn {whole}", "các phần cộng lại không lớn hơn tổng", "kiểm tra lại các số trong câu"),
    _warning("QM468", "dòng {row} có {answers} câu trả lời, nhiều hơn {returned} phiếu thu về", "số câu trả lời ở mỗi dòng không lớn hơn Số phiếu thu về", "kiểm tra lại số phiếu của dòng này và Số phiếu thu về"),
    _warning("QM492", "kết quả {period} của chỉ tiêu {code} ghi “{found}”, không rõ đơn vị hoặc khác đơn vị của kỳ này nên không so sánh", "tỷ lệ ghi dấu %, ví dụ 92,5%; số lượng ghi đúng đơn vị của mức đề ra", "ghi thêm dấu %, hoặc sửa cột Đơn vị tính"),
    _warning("QM496", "kết quả “{found}” không dùng được{other}", "{expected}; đúng với cột Đã báo cáo là", "sửa lại ô này; hiện không so sánh với kết quả này"),
    _warning("QM497", "dòng này ghi ngày đầu kỳ, cuối kỳ khác dòng trên của {period}", "{first} - {last}", "ghi một khoảng ngày cho cả kỳ; hiện dùng khoảng ngày của dòng đầu"),
    _note("QM493", "{period}, chỉ tiêu {code} thiếu số liệu nên không so sánh được"),
    _note("QM494", "số liệu của chỉ tiêu {code} ở kỳ này và ở {period} tính đến ngày khác nhau trong năm; báo cáo nêu cả ngày"),
    _note("QM495", "{period} không phải cùng kỳ năm trước, kỳ liền trước hay một phần của kỳ này, nên câu báo cáo không so sánh"),
    _warning("QM408", "ngày hoàn thành {found} sau ngày lấy số liệu {cut_off}, coi như chưa hoàn thành", "ngày hoàn thành đến ngày lấy số liệu", "kiểm tra lại ngày"),
    # QM5xx: many workbooks together
    _error("QM501", "không đọc được tệp: {why}", "tệp Excel của đơn vị, mở được", "xin lại tệp từ đơn vị rồi tổng hợp lại"),
    _warning("QM502", "đơn vị gửi {count} tệp cho {period}; dùng “{used}” ({reason}), không dùng: {others}", "mỗi đơn vị một tệp cho mỗi kỳ", "nếu tệp được dùng không phải bản đúng, bỏ tệp đó ra khỏi thư mục rồi tổng hợp lại"),
    _error("QM503", "{key} có ở các tệp của những đơn vị khác nhau: {names}{chosen}", "mỗi đơn vị một mã riêng", "hỏi lại các đơn vị này, sửa Mã đơn vị hành chính ở sheet Thông tin rồi tổng hợp lại"),
    _error("QM504", "có {count} tệp cùng ghi tên “{unit}” nhưng không ghi mã và tỉnh, nên chưa rõ là một hay nhiều đơn vị: {names}", "Mã đơn vị hành chính, hoặc Tỉnh, thành phố và Tên viết tắt", "hỏi lại đơn vị, ghi mã ở sheet Thông tin rồi tổng hợp lại; hiện chưa tính tệp nào trong số này"),
    _warning("QM505", "tệp báo cáo {found}, không phải {period} nên không tính vào bảng tổng hợp này", "{period}", "nếu đơn vị ghi nhầm kỳ, đề nghị sửa ở sheet Thông tin; kỳ khác thì tổng hợp riêng bằng --period"),
    _error("QM506", "tệp chưa rõ kỳ báo cáo nên chưa tính được", "Kỳ báo cáo và Năm ở sheet Thông tin", "đề nghị đơn vị ghi kỳ báo cáo rồi gửi lại"),
    _error("QM507", "tệp không ghi Mã đơn vị hành chính và Tên viết tắt nên chưa rõ của đơn vị nào", "Mã đơn vị hành chính, hoặc Tỉnh, thành phố và Tên viết tắt, ở sheet Thông tin", "đề nghị đơn vị ghi mã rồi gửi lại"),
    _note("QM508", "tệp không ghi mã đơn vị, được tính cho “{unit}” (mã {unit_code}) vì trùng tên", "", "đề nghị đơn vị ghi Mã đơn vị hành chính ở sheet Thông tin"),
    _warning("QM509", "đơn vị không có trong danh sách đơn vị phải báo cáo", "đơn vị có trong danh sách", "kiểm tra lại mã đơn vị, hoặc thêm đơn vị vào danh sách"),
    _note("QM510", "tệp lập theo mẫu cũ (phiên bản {found}; đa số đơn vị dùng phiên bản {usual})", "", "đề nghị đơn vị dùng mẫu mới từ kỳ sau"),
    _warning("QM511", "tên đơn vị trong tệp là “{found}”, trong danh sách mã {unit_code} là “{name}”", "tên và mã của cùng một đơn vị", "kiểm tra xem đơn vị có ghi nhầm mã không"),
    _note("QM512", "tệp không ghi Ngày báo cáo", "", "đề nghị đơn vị ghi Ngày báo cáo ở sheet Thông tin"),
    _note("QM513", "chỉ tiêu “{wording}” (mã tại đơn vị: {codes}; {count} đơn vị) không thuộc bộ chỉ tiêu chung nên được tổng hợp riêng, ký hiệu {label}{resembles}", "", "nếu cùng một chỉ tiêu thì đề nghị đơn vị ghi đúng lời văn và cách tính chung"),
    _note("QM514", "chỉ tiêu {label}: {count} đơn vị có mức đề ra khác mức thường gặp ({target})", "", "xem cột Mức đề ra ở sheet Dữ liệu"),
    _warning("QM515", "chỉ tiêu {label}: tỷ lệ cộng dồn {ratio}, trung bình các đơn vị {mean}; hai cách tính cho kết quả khác nhau đáng kể", "nêu rõ dùng cách tính nào", "dùng tỷ lệ cộng dồn khi nói về toàn bộ hồ sơ, trung bình khi nói về các đơn vị; không lẫn hai số"),
    _warning("QM516", "danh sách đơn vị có mã {unit_code} ở {count} dòng: {rows}", "mỗi đơn vị một dòng", "xóa bớt dòng trùng trong danh sách; hiện dùng dòng đầu"),
    _error("QM517", "ngày nhận “{found}” không đọc được{reason}", "ngày/tháng/năm, ví dụ 05/10/2026", "sửa lại ô này trong danh sách đơn vị"),
    _note("QM518", "chỉ tiêu {label} có {count} mã khác nhau ở các đơn vị: {codes}; vẫn cộng chung vì cùng lời văn và cách tính"),
    _warning("QM519", "dòng {row} của danh sách đơn vị không có mã và không có tên nên bị bỏ qua", "mã đơn vị và tên đơn vị", "ghi mã đơn vị, hoặc xóa dòng"),
    _note("QM520", "có {count} tệp trong thư mục không phải tệp Excel của đơn vị nên không đọc: {names}", "", "nếu đó là báo cáo của một đơn vị thì đề nghị gửi tệp Excel"),
    _note("QM521", "có {count} tệp do chính qmxl lập (bảng tổng hợp, phản hồi) nên không tính: {names}", "", "không cần làm gì; nên để bảng tổng hợp và phản hồi ở thư mục khác"),
    _error("QM522", "tệp ghi mã {unit_code}, trong danh sách là “{name}”, nhưng ghi tên “{found}”, trong danh sách có mã {other}", "mã và tên của cùng một đơn vị", "hỏi lại đơn vị, sửa Mã đơn vị hành chính rồi tổng hợp lại; hiện chưa tính tệp này"),
    _note("QM523", "danh sách đơn vị có {count} dòng là tiêu đề nhóm, không phải đơn vị: {names}", "", "nếu là đơn vị thì ghi mã đơn vị ở dòng đó"),
    _warning("QM524", "Ngày báo cáo {found} sau kỳ báo cáo và sau ngày sửa tệp quá lâu nên không dùng để chọn tệp, xét hạn", "ngày ký báo cáo", "đề nghị đơn vị sửa Ngày báo cáo"),
    _warning("QM525", "kỳ báo cáo ghi “{found}” nhưng từ ngày {first} đến ngày {last}, khác các đơn vị khác; tệp không được tính", "{wanted}", "đề nghị đơn vị sửa Từ ngày, Đến ngày ở sheet Thông tin"),
)

RULES = {rule.code: rule for rule in _RULES}

ROWS_LEFT_OUT = frozenset(
    {"QM303", "QM308", "QM309", "QM310", "QM311", "QM314", "QM317", "QM319", "QM323", "QM327", "QM329", "QM330", "QM339"}
)
"""Rules that tell of rows which were read but not counted, or not sent; `Nguồn gốc` lists what they found."""


ROWS_AT_HOME = "QM339"
"""Tells of a register whose rows do not travel."""


def without_effect(found: Diagnostic) -> Diagnostic:
    """An error about an indicator that is not judged yet: it costs no verdict, so it is a note (contract.md §7)."""
    if found.severity is not Severity.ERROR:
        return found
    texts = {"told": found.message, "expected": found.expected, "fix": found.fix}
    return diagnostic("QM363", found.reference or found.sheet, column=found.column, found=found.found, **texts)


def diagnostic(
    rule_code: str,
    where: CellReference | str | None = None,
    /,
    *,
    column: str | None = None,
    found: object = None,
    **values: object,
) -> Diagnostic:
    """The diagnostic of a rule, with its texts filled in.

    `reason` and `suggestion` may be left out where nothing more is known.
    """
    rule = RULES[rule_code]
    count = values.get("count")
    counted = {"count": grouped(count)} if isinstance(count, int) else {}
    values = {"reason": "", "suggestion": "", **values, **counted, "column": column, "found": found}
    return Diagnostic(
        code=rule_code,
        severity=rule.severity,
        sheet=where.sheet if isinstance(where, CellReference) else where,
        reference=where if isinstance(where, CellReference) else None,
        column=column,
        found=None if found is None else str(found),
        expected=rule.expected.format_map(values),
        message=rule.message.format_map(values),
        fix=rule.fix.format_map(values),
    )
