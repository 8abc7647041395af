"""Words by which a figure in typed text is known for what it is: of what it counts, of when, of which outcome."""

CASE_NOUNS = (
    "hồ sơ", "phản ánh", "kiến nghị", "nhiệm vụ", "đơn thư", "đơn", "thủ tục hành chính", "thủ tục", "văn bản",
    "chỉ tiêu", "mục tiêu", "trường hợp", "cán bộ", "công chức", "viên chức", "phiếu", "lượt", "ý kiến",
    "câu trả lời", "vụ việc", "vụ", "thôn", "tổ dân phố", "đơn vị", "xã", "hộ", "đồng chí", "đảng viên", "người",
    "thành viên", "tiêu chí",
)  # fmt: skip
"""What a share is counted in: behind `5/12` it tells that no date is meant."""
MEASURED_NOUNS = frozenset(
    {
        "thôn", "tổ dân phố", "đơn vị", "xã", "hộ", "mục tiêu", "chỉ tiêu", "tiêu chí", "nhiệm vụ", "cán bộ",
        "công chức", "viên chức", "đồng chí", "đảng viên", "người", "thành viên",
    }
)  # fmt: skip
"""Each of them may have a percentage of its own: `3/10 mục tiêu đạt 100%`."""
NUMBERED_THINGS = (
    "công văn", "văn bản", "quyết định", "nghị quyết", "nghị định", "thông tư", "thông báo", "tờ trình", "hợp đồng",
    "biên lai", "hóa đơn", "thửa", "tờ bản đồ", "bản đồ", "quy hoạch", "huyết áp", "điện thoại",
)  # fmt: skip
"""Some words before `123/456` they tell that a number or a scale may be meant and no count."""
NUMBERING_WORDS = ("số", "tỷ lệ", "tỉ lệ", "mã", "sđt", "đt")
"""The same, right before it."""
DATE_WORDS = frozenset({"ngày", "tháng", "đến", "hết", "từ", "trước", "sau", "quý", "năm", "vào", "điều", "khoản"})
"""Before `5/12` they tell that a date, or a paragraph of a law, may be meant."""
COMPARING_WORDS = frozenset(
    {
        "mức", "kế", "hoạch", "so", "chưa", "không", "còn", "vượt", "tăng", "giảm", "thấp", "cao", "trên", "dưới",
        "hơn", "thiếu", "cần", "phải", "yêu", "phấn",
    }
)  # fmt: skip
"""Between a count and a percentage they tell that the percentage may be another one, such as the target."""
OTHER_BASES = (
    "kế hoạch", "kh", "chỉ tiêu", "mục tiêu", "so", "mức", "yêu cầu", "cùng kỳ", "dự toán", "nghị quyết", "tổng",
)  # fmt: skip
"""Behind a percentage and a comma they tell that it may be of something else."""
BOUND_WORDS = ("trên", "dưới", "từ", "ít nhất", "tối thiểu", "tối đa", "hơn", "gần", "khoảng")
"""Behind an outcome they tell that another mark than the target's may be meant: `đạt trên 90%`."""
AIMING_WORDS = ("mục tiêu", "chỉ tiêu", "kế hoạch", "phấn đấu", "yêu cầu", "mức", "so với", *BOUND_WORDS[:6])
"""Before a percentage they tell that it may be the target."""
OTHER_TIMES = (
    "phấn đấu", "dự kiến", "sẽ", "ước", "cùng kỳ", "kỳ trước", "kỳ sau", "năm trước", "năm sau", "năm ngoái",
    "tháng", "quý", "kế hoạch", "cuối năm", "đầu năm", "trước đó", "tiếp theo", "đợt",
)  # fmt: skip
"""In a clause they tell that it may speak of another period, or of what is hoped for."""
MET_WORDS = ("đạt", "vượt", "hoàn thành")
NOT_MET_WORDS = ("chưa đạt", "không đạt", "chưa hoàn thành", "không hoàn thành")
BOTH_WORDS = ("đạt và vượt", "vượt và đạt", "đạt, vượt", "đạt hoặc vượt")
"""Met, whether exceeded or not."""
EXCEEDED_WORDS = ("vượt",)
OTHER_OUTCOMES = (
    "chưa đến kỳ", "chưa phát sinh", "chưa được đánh giá", "chưa đánh giá", "chưa có số liệu", "chưa đủ số liệu",
    "thiếu số liệu", "đánh giá cuối năm",
)  # fmt: skip
"""Outcomes that exclude each other and those above."""
