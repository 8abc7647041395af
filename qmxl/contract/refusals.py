"""Why a file is not read, one sentence each: what it is, and what to do.

The reasons are those of reading/parser, and those only the waiting process can see (a parser that died or hung).
"""

from collections.abc import Mapping

_SAVE_AS = "Hãy mở bằng Excel, chọn Lưu thành (Save As), kiểu “Excel Workbook (*.xlsx)”, rồi chạy lại với tệp mới."
_ASK_AGAIN = "Hãy xin lại tệp từ nơi gửi."

REFUSALS: Mapping[str, str] = {
    "missing": "Không tìm thấy tệp “{path}”. Hãy kiểm tra lại tên tệp và thư mục.",
    "folder": "“{path}” là thư mục, không phải tệp Excel. Hãy ghi rõ tên tệp, ví dụ tep.xlsx.",
    "not_file": "“{path}” không phải tệp thường. Hãy ghi rõ tên một tệp Excel, ví dụ tep.xlsx.",
    "not_permitted": (
        "Không được phép đọc tệp “{name}”. Hãy đóng tệp trong chương trình khác, hoặc chép tệp sang thư mục khác."
    ),
    "unreadable": "Không đọc được tệp “{name}” từ ổ đĩa. Hãy chép tệp sang thư mục khác rồi chạy lại.",
    "empty": f"Tệp “{{name}}” rỗng (0 byte). {_ASK_AGAIN}",
    "too_large": "Tệp “{name}” quá lớn, qmxl không mở. Hãy xóa các sheet không cần, tách bớt dữ liệu rồi chạy lại.",
    "too_wide": (
        "Tệp “{name}” có ô ghi ở quá xa (cách nhau hàng triệu dòng hoặc hàng nghìn cột). "
        "Hãy nhấn Ctrl+End ở từng sheet để tìm ô đó, xóa các dòng, cột thừa rồi lưu lại."
    ),
    "encrypted": "Tệp “{name}” đặt mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (File → Info), lưu lại rồi chạy lại.",
    "html": f"Tệp “{{name}}” là trang web (HTML) được đổi đuôi, không phải tệp Excel. {_SAVE_AS}",
    "xml_spreadsheet": f"Tệp “{{name}}” là bảng tính dạng XML 2003 mà qmxl không đọc. {_SAVE_AS}",
    "text": f"Tệp “{{name}}” là tệp chữ (như CSV) được đổi đuôi, không phải tệp Excel. {_SAVE_AS}",
    "pdf": "Tệp “{name}” là tệp PDF, không phải tệp Excel. Hãy chọn đúng tệp Excel đã điền.",
    "word": "Tệp “{name}” là văn bản Word, không phải tệp Excel. Hãy chọn đúng tệp Excel đã điền.",
    "slides": "Tệp “{name}” là tệp trình chiếu PowerPoint, không phải tệp Excel. Hãy chọn đúng tệp Excel đã điền.",
    "picture": "Tệp “{name}” là tệp ảnh, không phải tệp Excel. Hãy chọn đúng tệp Excel đã điền.",
    "archive": "Tệp “{name}” là tệp nén. Hãy giải nén, rồi chạy lại với tệp Excel bên trong.",
    "not_spreadsheet": (
        f"Tệp “{{name}}” không phải tệp Excel mà qmxl đọc được (.xlsx, .xlsm, .xls, .xlsb, .ods). {_SAVE_AS}"
    ),
    "broken": (
        f"Tệp “{{name}}” bị hỏng (thường do tải về hoặc gửi chưa hết). {_ASK_AGAIN} "
        "Nếu Excel mở được tệp, hãy lưu thành tệp .xlsx mới rồi chạy lại."
    ),
    "bomb": (
        "Tệp “{name}” bung ra lớn bất thường so với cỡ của nó nên không được mở, để giữ an toàn cho máy. "
        f"{_ASK_AGAIN} Nếu Excel mở được tệp, hãy lưu thành tệp .xlsx mới rồi chạy lại."
    ),
    "suspicious": f"Tệp “{{name}}” có cấu trúc bất thường nên không được mở, để giữ an toàn cho máy. {_ASK_AGAIN}",
    "doctype": f"Tệp “{{name}}” chứa khai báo XML mà Excel không bao giờ ghi ra, nên không được mở. {_ASK_AGAIN}",
    "died": (
        "Tệp “{name}” làm chương trình đọc tệp dừng đột ngột, nên được coi là hỏng. "
        "Nếu Excel mở được tệp, hãy lưu thành tệp .xlsx mới rồi chạy lại."
    ),
    "hung": (
        "Đọc tệp “{name}” quá lâu nên đã dừng. "
        "Hãy xóa các sheet, dòng và cột thừa, lưu thành tệp .xlsx mới rồi chạy lại."
    ),
}

LOSSES: Mapping[str, str] = {
    "fault": (
        "Chương trình gặp lỗi ngoài dự kiến ở tệp “{name}” ({fault}). Xin gửi tệp này cho người hỗ trợ qmxl; các tệp "
        "khác vẫn được tổng hợp."
    ),
    "died": (
        "Tiến trình đọc tệp “{name}” bị dừng giữa chừng (máy thiếu bộ nhớ, hoặc bị dừng từ bên ngoài). Hãy chạy lại; "
        "nếu vẫn vậy, hãy mở tệp bằng Excel, lưu thành tệp .xlsx mới."
    ),
    "hung": (
        "Đọc tệp “{name}” quá lâu nên đã dừng. Hãy chạy lại lúc máy rảnh; nếu vẫn vậy, hãy xóa các sheet, dòng và cột "
        "thừa, lưu thành tệp .xlsx mới."
    ),
}
"""Why one of many files was lost on the way, though nothing is known of the file itself."""

NO_CLUSTER = (
    "Không kết nối được cụm máy Dask “{address}”. Hãy kiểm tra lại địa chỉ, ví dụ tcp://10.0.0.5:8786, và xem cụm máy "
    "đã chạy chưa; hoặc bỏ --cluster để tổng hợp trên máy này."
)
CLUSTER_NOT_INSTALLED = "Máy này chưa cài phần chạy trên cụm máy. Hãy cài bằng lệnh: pip install qmxl[cluster]"
