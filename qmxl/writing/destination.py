"""Where an output may be written, and what a clerk is told where it may not: sentences, None where all is well."""

import errno
from collections.abc import Mapping
from pathlib import Path

from qmxl.writing.replacement import owner_mark

_CHOOSE_ANOTHER = "Hãy chọn chỗ khác, hoặc xin quyền ghi vào thư mục này."
_CAUSES: Mapping[int, tuple[str, str]] = {
    errno.EACCES: ("không được phép ghi vào đây", _CHOOSE_ANOTHER),
    errno.EPERM: ("không được phép ghi vào đây", _CHOOSE_ANOTHER),
    errno.EROFS: ("ổ đĩa chỉ cho đọc", "Hãy chọn ổ đĩa khác."),
    errno.ENOSPC: ("ổ đĩa đã đầy", "Hãy xóa bớt tệp không dùng, hoặc chọn ổ đĩa khác."),
    errno.EDQUOT: ("đã dùng hết phần ổ đĩa được cấp", "Hãy xóa bớt tệp không dùng, hoặc chọn ổ đĩa khác."),
    errno.EFBIG: ("tệp lớn hơn mức ổ đĩa cho phép", "Hãy chọn ổ đĩa khác."),
    errno.EIO: ("ổ đĩa bị lỗi khi ghi", "Hãy chọn ổ đĩa khác và nhờ người kiểm tra ổ đĩa này."),
    errno.ENAMETOOLONG: ("tên tệp hoặc đường dẫn quá dài", "Hãy đặt tên ngắn hơn."),
    errno.EINVAL: ("tên tệp có ký tự không dùng được", "Hãy đặt tên khác."),
    errno.ENOENT: ("thư mục không còn, hoặc đường dẫn quá dài", "Hãy kiểm tra lại thư mục rồi chạy lại."),
    errno.ELOOP: ("đường dẫn là liên kết vòng, không dẫn tới tệp nào", "Hãy chọn tên khác."),
    errno.ETXTBSY: ("tệp đang được chương trình khác dùng", "Hãy đóng tệp đó rồi chạy lại, hoặc đặt tên khác."),
}
_OTHER_CAUSE = ("máy không ghi được tệp", "Hãy chạy lại, hoặc chọn chỗ khác.")


def refusal_to_write(
    output_path: Path, input_path: Path | None, what: str = "tệp kết quả", suffix: str = ".xlsx"
) -> str | None:
    """Why nothing may be written there: before anything is written, and whatever link or spelling leads there."""
    try:
        return _refusal(output_path, input_path, what, suffix)
    except OSError as fault:
        return write_sentence(output_path, fault)


def _refusal(output_path: Path, input_path: Path | None, what: str, suffix: str) -> str | None:
    if output_path.is_dir():
        return f"“{output_path}” là thư mục. Hãy ghi rõ tên {what}."
    if not output_path.parent.is_dir():
        return f"Không có thư mục “{output_path.parent}”. Hãy tạo thư mục trước, hoặc chọn chỗ khác."
    if output_path.suffix.lower() != suffix:
        return f"Tên {what} “{output_path.name}” phải có đuôi {suffix}."
    if not output_path.exists():
        return None
    if not output_path.is_file():
        return f"“{output_path}” là thiết bị, không phải tệp thường. Hãy chọn tên khác."
    if input_path and output_path.samefile(input_path):
        return f"{what.capitalize()} trùng với tệp đầu vào. Hãy chọn tên khác; tệp đầu vào không bao giờ bị ghi đè."
    return None


def write_sentence(output_path: Path, fault: OSError) -> str:
    """What stood in the way, what became of the old file, what to do."""
    cause, advice = _CAUSES.get(fault.errno or 0, _OTHER_CAUSE)
    kept = " Tệp cũ vẫn nguyên." if _exists(output_path) else ""
    return f"Không ghi được “{output_path.name}”: {cause}.{kept} {advice}"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for the system
        return False


def in_use_sentence(output_path: Path) -> str:
    """Where the old file cannot be replaced and no other name is to be used."""
    return (
        f"Không ghi được “{output_path.name}”: tệp đang mở ở chương trình khác, hoặc chỉ cho đọc. Tệp cũ vẫn nguyên. "
        "Hãy đóng tệp đó rồi chạy lại, hoặc đặt tên khác."
    )


def elsewhere_sentence(output_path: Path, written_path: Path) -> str:
    """Where another name was used."""
    return (
        f"“{output_path.name}” đang mở ở chương trình khác, hoặc chỉ cho đọc, nên vẫn nguyên như cũ; "
        f"kết quả mới được ghi vào “{written_path.name}”. "
        f"Muốn dùng lại tên cũ, hãy đóng tệp đó (nếu tệp không mở, xóa tệp khóa “{owner_mark(output_path)}” "
        f"hoặc “.~lock.{output_path.name}#” cạnh nó) rồi chạy lại."
    )
