"""The office's own header aliases on the sheet `Tên cột tương đương`."""

from qmxl.reading.markdown import markdown_workbook
from tests.workbooks import Outcome, evaluated_cells


def test_an_office_s_own_headers_are_read(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Điều kiện |
    | trên 90% | Sổ theo dõi | Cấp giải quyết = Xã |

    ## Tên cột tương đương
    | TÊN CỘT TƯƠNG ĐƯƠNG |
    | Tên cột của qmxl | Tên cột của đơn vị | Ghi chú |
    | Thời hạn | Ngày hứa | theo phần mềm |
    | ngày  tiếp nhận | Vào sổ | |
    | Thẩm quyền | Cấp giải quyết | |
    | Số đạt | Ngày hứa | một bảng khác |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Vào sổ | Ngày hứa | Ngày hoàn thành | Cấp giải quyết |
    | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | Xã |
    | H2 | 01/3/2026 | 10/3/2026 | 19/3/2026 | Tỉnh |
    """
    assert (outcome.indicator.shown, outcome.errors | outcome.warnings) == ("100%", set())
    first = outcome.submission.column_names[0]
    assert (first.meant.value, first.own.value, first.note.value) == ("Thời hạn", "Ngày hứa", "theo phần mềm")
    assert {use.name: use.use for use in outcome.submission.source.sheets}["Tên cột tương đương"] == "đọc"


def test_own_headers_of_the_result_table_and_of_the_objectives() -> None:
    outcome = evaluated_cells(
        markdown_workbook("""
        ## Thông tin
        | Kỳ báo cáo | Năm |
        | Năm | 2026 |

        ## Tên cột tương đương
        | Tên cột của qmxl | Tên cột của đơn vị |
        | Chủ trì | Bộ phận làm |
        | Nguyên nhân | Lý do |

        ## Mục tiêu
        | Mã | Mục tiêu | Mức đề ra | Cách tính | Bộ phận làm |
        | '1 | Một | trên 90% | Tỷ lệ | Văn phòng |

        ## MT1
        | Mã | Số đạt | Tổng số | Ghi trực tiếp | Lý do |
        | '1 | 85 | 100 | | Thiếu người |
        """)
    )
    (indicator,) = outcome.submission.indicators
    assert indicator.responsible.value == "Văn phòng"
    assert indicator.result is not None
    assert indicator.result.cause.value == "Thiếu người"


def test_an_own_name_of_the_column_that_is_counted(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Cột tính |
    | trên 90% | Danh mục | Đã niêm yết |

    ## Tên cột tương đương
    | Tên cột của qmxl | Tên cột của đơn vị |
    | Đạt (Có/Không) | Đã niêm yết |
    | Ngày trả | Ngày giao kết quả |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Nội dung | Đã niêm yết |
    | Thủ tục A | Có |
    """
    assert (outcome.indicator.shown, outcome.diagnostics) == ("100%", ())


def test_aliases_that_cannot_be_used_are_named(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Sổ theo dõi |

    ## Tên cột tương đương
    | Tên cột của qmxl | Tên cột của đơn vị |
    | Ngày nhân | Vào sổ |
    | Thời hạn | Ngày nhận |
    | Thời hạn | Mốc |
    | Ngày hoàn thành | Mốc |
    | Ngày hoàn thành | Ngày trả |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Mốc |
    | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | 01/1/2026 |
    """
    assert outcome.indicator.shown == "100%"
    said = [(d.code, d.cell, d.fix) for d in outcome.diagnostics]
    assert said == [
        ("QM117", "A2", "sửa lại tên cột; có phải là “Ngày nhận”?"),
        ("QM118", "B3", "sửa hoặc xóa dòng này; tên này vẫn được hiểu như trong tệp mẫu"),
        ("QM118", "B5", "sửa hoặc xóa dòng này; hiện tên này không được dùng cho cột nào"),
        ("QM118", "B6", "sửa hoặc xóa dòng này; tên này vẫn được hiểu như trong tệp mẫu"),
    ]


def test_a_sheet_of_aliases_without_its_header_is_asked_about(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 90% | Tỷ lệ |

    ## Tên cột tương đương
    | Tên cột qmxl | Tên cột của đơn vị |
    | Thời hạn | Ngày hứa |

    ## MT1
    | Số đạt | Tổng số |
    | 95 | 100 |
    """
    assert outcome.indicator.shown == "95%"
    assert "ô A1 “Tên cột qmxl” là cột Tên cột của qmxl?" in outcome.diagnostic("QM348").fix
