"""Catalogue of rules: every message qmxl can give about a workbook, with its severity and its cure.

One grammar (design.md §3): where, what was found, what is expected, what to do. The texts are templates; the values
in braces are given where the rule is applied. A code is never reused.
"""

from dataclasses import dataclass

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


_RULES = (
    # QM1xx: workbook and sheets
    _error("QM101", "không có sheet “{sheet}”", "mỗi mục tiêu có một sheet MT cùng số", "{cure}"),
    _note("QM102", "sheet “{sheet}” không thuộc mục tiêu nào nên không được đọc", "", "không cần làm gì nếu đây là sheet riêng của đơn vị"),
    _error("QM103", "sheet “{sheet}” không có cột “{header}”", "dòng tiêu đề có đủ các cột: {headers}", "ghi lại đúng tên cột ở dòng tiêu đề{suggestion}"),
    _error("QM104", "không tìm thấy bảng chi tiết của chỉ tiêu {code} trên sheet “{sheet}”", "một dòng tiêu đề có các cột: {headers}", "ghi lại dòng tiêu đề của bảng, hoặc sửa ô Nguồn số liệu của chỉ tiêu{suggestion}"),
    _error("QM105", "Nguồn số liệu của chỉ tiêu {code} ghi “{found}” nhưng tệp không có sheet này", "tên một sheet của tệp: {sheets}", "sửa lại tên sheet, hoặc để trống nếu bảng nằm dưới bảng kết quả{suggestion}"),
    _error("QM106", "Nguồn số liệu của chỉ tiêu {code} là một tệp khác: “{found}”", "bảng chi tiết nằm trong chính tệp này", "chép bảng đó vào sheet MT{objective} rồi để trống ô Nguồn số liệu"),
    _note("QM107", "sheet “{sheet}” là sheet ẩn, vẫn được đọc"),
    _error("QM108", "sheet “{sheet}” không có mã chỉ tiêu {code}", "bảng kết quả có đúng một dòng cho mỗi mã", "thêm dòng có mã {code} vào bảng kết quả"),
    _error("QM109", "sheet “{sheet}” có hai dòng cùng mã {code}", "bảng kết quả có đúng một dòng cho mỗi mã", "xóa bớt một dòng"),
    _warning("QM110", "sheet “{sheet}” có dòng mã {code}, nhưng sheet Mục tiêu không có mã này", "mã có trên sheet Mục tiêu", "sửa mã, hoặc thêm chỉ tiêu vào sheet Mục tiêu; dòng này không được tính"),
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
    _error("QM203", "không đọc được ngày “{found}”", "ngày dạng ngày/tháng/năm, ví dụ 20/8/2026", "gõ lại ngày vào ô"),
    _error("QM204", "“{found}” không có trong danh sách", "một trong: {choices}", "chọn lại trong danh sách của ô"),
    _error("QM205", "không hiểu mức đề ra “{found}”{piece}", "ví dụ: trên 95%; từ 98% trở lên; không quá 1%; dưới 2%; 15/15 chỉ tiêu; từ 14 đến 15%; ít nhất 02 lớp; Hoàn thành trước ngày 30/9/2026", "viết lại mức đề ra theo một trong các dạng trên"),
    _error("QM206", "chỉ tiêu {code} chưa ghi mức đề ra", "ví dụ: trên 95%; từ 98% trở lên; Thực hiện", "ghi mức đề ra như trong quyết định ban hành mục tiêu"),
    _error("QM207", "chỉ tiêu {code} chưa chọn cách tính", "một trong: {choices}", "chọn cách tính trong danh sách của ô"),
    _error("QM208", "mã “{found}” không đọc được", "số thứ tự mục tiêu (3) hoặc mục tiêu và chỉ tiêu (2.1)", "sửa lại mã; nhớ để ô ở dạng văn bản"),
    _error("QM209", "mã {found} đứng ở hai dòng", "mỗi mã một dòng", "sửa lại mã của một dòng"),
    _error("QM210", "“{found}” có thể là {low} hoặc {high}", "số ghi rõ dấu %", "gõ lại dưới dạng chữ có dấu %, bắt đầu bằng dấu nháy đơn, ví dụ '{high}"),
    _note("QM211", "mã “{found}” là số, được đọc là {read}", "mã ở dạng văn bản"),
    _warning("QM212", "chữ gõ đè lên ô xám: “{found}”", "ô này lấy theo sheet Mục tiêu: “{computed}”", "sửa ở sheet Mục tiêu; qmxl dùng nội dung ở đó"),
    _note("QM213", "số ghi dạng chữ “{found}” được đọc là {read}"),
    _error("QM214", "chỉ tiêu {code} chưa có số liệu", "{needed}", "điền số liệu; nếu trong kỳ không phát sinh, ghi 0 vào Tổng số hoặc chọn Chưa phát sinh ở Ghi trực tiếp"),
    _error("QM215", "Số đạt {numerator} lớn hơn Tổng số {denominator}", "Số đạt không lớn hơn Tổng số", "kiểm tra lại hai số"),
    _error("QM216", "số âm hoặc số lẻ “{found}”", "số đếm: số nguyên, không âm", "gõ lại số"),
    _error("QM217", "Kỳ báo cáo còn trống hoặc không có trong danh sách", "một trong: {choices}", "chọn Kỳ báo cáo ở sheet Thông tin"),
    _error("QM218", "Năm còn trống hoặc không đọc được", "năm của kỳ báo cáo, ví dụ 2026", "ghi năm ở sheet Thông tin"),
    _warning("QM219", "Đến ngày ({last}) trước Từ ngày ({first})", "Từ ngày trước Đến ngày", "sửa lại hai ngày ở sheet Thông tin"),
    _note("QM220", "kỳ báo cáo tính từ {first} đến {last}, khác lịch ({calendar_first} đến {calendar_last})"),
    _warning("QM221", "chỗ điền {found} trong mẫu câu không có", "một trong: {known}", "sửa lại chỗ điền{suggestion}; hiện in nguyên như đã gõ"),
    _warning("QM222", "không đọc được ngày “{found}”", "ngày dạng ngày/tháng/năm", "gõ lại ngày, hoặc để trống"),
    _warning("QM223", "không đọc được “{found}”", "{expected}", "gõ lại, hoặc để trống; hiện tính như ô trống"),
    _error("QM224", "Mã ở dòng {row} còn trống", "mỗi chỉ tiêu có một mã", "ghi mã cho dòng này, hoặc xóa nội dung của dòng"),
    _warning("QM225", "có mã {last} mà không có mã {missing}", "mã đánh liên tục; ô mã ở dạng văn bản (2.10 dễ bị Excel đổi thành 2.1)", "kiểm tra lại các mã"),
    _warning("QM226", "các dòng của mục tiêu {objective} không đứng liền nhau", "các chỉ tiêu của một mục tiêu đứng liền nhau", "xếp lại các dòng"),
    _warning("QM227", "mục tiêu {objective} không có nội dung", "nội dung mục tiêu ở cột Mục tiêu", "ghi nội dung mục tiêu ở dòng đầu của mục tiêu"),
    _warning("QM228", "dòng mã {objective} là dòng tên của mục tiêu, mức đề ra “{found}” ở dòng này không được dùng", "mức đề ra ở dòng của từng chỉ tiêu", "chuyển mức đề ra xuống dòng của chỉ tiêu, hoặc xóa"),
    _error("QM229", "không hiểu điều kiện “{found}”", "{expected}", "viết lại điều kiện, ví dụ: Thẩm quyền = UBND xã"),
    _note("QM230", "“{found}” có thể là {low} hoặc {high}, kết luận không đổi; được đọc là {low}"),
    _note("QM231", "các ô Mã của sheet “{sheet}” là công thức chưa có giá trị; mã được lấy theo thứ tự ở sheet Mục tiêu", "", "mở tệp bằng Excel rồi lưu lại để công thức có giá trị"),
    # QM3xx: across rows
    _warning("QM301", "bảng cho {table}, ô này ghi {found}", "hai số bằng nhau", "kiểm tra lại; qmxl dùng số của bảng"),
    _warning("QM302", "số tự ghi {found} không khớp với số đếm {counted}", "số tự ghi bằng tỷ lệ tính từ số đếm", "kiểm tra lại; qmxl dùng số đếm"),
    _warning("QM303", "{count} dòng trùng mã và trùng mọi ngày, chỉ tính một lần: {rows}", "mỗi hồ sơ một dòng", "xóa dòng trùng"),
    _warning("QM304", "{count} mã hồ sơ đứng ở nhiều dòng với ngày khác nhau: {rows}", "mỗi hồ sơ một dòng", "kiểm tra lại; tất cả các dòng đều được tính"),
    _warning("QM305", "{count} dòng thiếu Ngày nhận, tính là kỳ trước chuyển sang: {rows}", "mỗi dòng có Ngày nhận", "điền Ngày nhận"),
    _warning("QM306", "{count} dòng đã hoàn thành nhưng không có Thời hạn, tính là đúng hạn: {rows}", "mỗi dòng có Thời hạn", "điền Thời hạn"),
    _error("QM307", "sổ theo dõi không có Thời hạn ở dòng nào", "cột Thời hạn có ngày", "điền Thời hạn của từng hồ sơ"),
    _warning("QM308", "{count} dòng không đọc được hoặc có ngày hoàn thành trước ngày nhận: {rows}", "ngày dạng ngày/tháng/năm, hoàn thành không trước khi nhận", "sửa lại các dòng này; kết luận không đổi dù tính các dòng này là đúng hay quá hạn"),
    _error("QM309", "{count} dòng không đọc được hoặc có ngày hoàn thành trước ngày nhận: {rows}", "ngày dạng ngày/tháng/năm, hoàn thành không trước khi nhận", "sửa lại các dòng này; tính là đúng hay quá hạn thì kết luận khác nhau"),
    _note("QM310", "{count} dòng nằm ngoài kỳ (nhận sau ngày {last} hoặc xong trước ngày {first}), không tính"),
    _note("QM311", "{count} dòng không thuộc điều kiện “{condition}”, không tính"),
    _warning("QM312", "tính trên “{basis}” thì {status} ({shown}), tính trên “{other_basis}” thì {other_status} ({other_shown})", "kết luận không phụ thuộc cách chọn mẫu số", "xem lại ô Tính trên của chỉ tiêu {code}"),
    _error("QM313", "chọn Chưa phát sinh nhưng trong kỳ có {count} trường hợp", "hoặc có số liệu, hoặc Chưa phát sinh", "xóa chữ Chưa phát sinh, hoặc xóa số liệu"),
    _note("QM314", "bảng có {count} dòng, không dòng nào thuộc kỳ này: tính là chưa phát sinh"),
    _warning("QM315", "{count} dòng chưa ghi Có/Không: {rows}", "mỗi dòng ghi Có, Không hoặc Không áp dụng", "điền nốt; kết luận không đổi dù điền Có hay Không"),
    _error("QM316", "{count} dòng chưa ghi Có/Không: {rows}", "mỗi dòng ghi Có, Không hoặc Không áp dụng", "điền nốt; điền Có hay Không thì kết luận khác nhau"),
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
    _warning("QM328", "sổ có {count} phiếu thu về, phát ra {sent}", "số thu về không lớn hơn số phát ra", "kiểm tra lại số phiếu"),
    _warning("QM329", "{count} câu trả lời khảo sát không đọc được: {rows}", "một mức hài lòng, hoặc số từ 5 (rất hài lòng) đến 1", "sửa lại các câu trả lời này; kết luận không đổi dù là hài lòng hay không"),
    _error("QM330", "{count} câu trả lời khảo sát không đọc được: {rows}", "một mức hài lòng, hoặc số từ 5 (rất hài lòng) đến 1", "sửa lại các câu trả lời này; hài lòng hay không thì kết luận khác nhau"),
    _note("QM331", "bảng tổng hợp không có cột “{header}”: coi như các số đã lấy theo điều kiện “{condition}”"),
    _error("QM332", "{count} chỉ tiêu trong bảng kế hoạch thiếu số liệu: {rows}", "kế hoạch và thực hiện của từng chỉ tiêu", "điền nốt; đạt hay không đạt thì kết luận khác nhau"),
    _note("QM339", "sổ theo dõi {count} dòng không gửi kèm từng dòng mà thay bằng bảng tổng hợp cho cùng số liệu; tệp gốc có SHA-256 {sha256}", "", "giữ tệp gốc tại đơn vị để đối chiếu khi cần"),
    _note("QM340", "dòng {row} là dòng đánh số cột, không tính vào số liệu"),
    _note("QM341", "{count} dòng đề mục (“{found}”…), không tính vào số liệu: {rows}"),
    _note("QM342", "ô gộp của cột {header}: giá trị được dùng cho mọi dòng của ô gộp ({rows})"),
    _warning("QM343", "ô gộp của cột {header} ghi {found}: số này chỉ tính ở dòng {row}, không tính lại ở {rows}", "mỗi dòng một số riêng", "bỏ gộp ô rồi ghi số của từng dòng"),
    _note("QM344", "bảng có {count} dòng ẩn, vẫn được đọc và tính"),
    _note("QM345", "{count} dòng có nội dung nhưng không thuộc bảng nào nên không được đọc: {rows}", "", "không cần làm gì nếu đây là ghi chú riêng của đơn vị"),
    _warning("QM346", "ô gộp ghi {found} nằm trên các cột {headers}: giá trị này chỉ tính cho cột {header}", "mỗi ô một cột", "bỏ gộp ô rồi ghi từng cột"),
    _note("QM347", "không có mục “{found}” trong sheet Thông tin; có phải là mục “{meant}”?", "", "đúng thì sửa lại tên mục, không phải thì để nguyên"),
    _warning("QM348", "sheet “{sheet}” không có cột “{header}” nên không được đọc", "dòng tiêu đề có đủ các cột: {headers}", "ghi lại đúng tên cột ở dòng tiêu đề{suggestion}"),
    _note("QM349", "dòng tiêu đề của bảng gồm {count} dòng, từ dòng {first} đến dòng {last}"),
    # QM4xx: evaluation
    _warning("QM401", "chỉ tiêu {code} chưa đạt nhưng chưa ghi {missing}", "Nguyên nhân và Giải pháp của chỉ tiêu chưa đạt", "ghi Nguyên nhân và Giải pháp ở sheet MT{objective}"),
    _note("QM402", "chỉ tiêu {code} lấy số liệu đến ngày {cut_off}, kỳ báo cáo kết thúc ngày {last}"),
    _note("QM403", "chỉ tiêu {code}: số liệu tự báo cáo, chưa có bảng chi tiết"),
    _note("QM404", "chỉ tiêu {code} chưa có số liệu; chưa đến kỳ đánh giá nên không bắt buộc"),
    _note("QM405", "chỉ tiêu {code} ghi Đạt mà không có ngày hoàn thành để đối chiếu với hạn {deadline}"),
    _error("QM407", "cách tính “{measure}” không dùng được với mức đề ra “{found}”", "{expected}", "sửa Cách tính hoặc Mức đề ra của chỉ tiêu {code}"),
    _note("QM409", "kết luận của chỉ tiêu {code} được ghi cố định vì công thức trong tệp không tự tính lại được", "", "sửa số liệu của chỉ tiêu này thì phải chạy lại qmxl"),
    _warning("QM408", "ngày hoàn thành {found} sau ngày lấy số liệu {cut_off}, coi như chưa hoàn thành", "ngày hoàn thành đến ngày lấy số liệu", "kiểm tra lại ngày"),
)

RULES = {rule.code: rule for rule in _RULES}


def diagnostic(
    rule_code: str,
    where: CellReference | str | None = None,
    /,
    *,
    column: str | None = None,
    found: object = None,
    **values: object,
) -> Diagnostic:
    """The diagnostic of a rule, with its texts filled in; a rule that may suggest something suggests nothing unless told."""
    rule = RULES[rule_code]
    values = {"suggestion": "", **values, "found": found}
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
