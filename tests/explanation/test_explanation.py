"""What is told of every status and every way to measure (EV99). A test's workbook is its docstring."""

from datetime import date
from pathlib import Path

import pytest

from qmxl.explanation.explain import explain
from qmxl.model.explanation import IndicatorExplanation, ObjectiveExplanation, StepKind
from qmxl.pipeline import Explained, explain_file
from tests.evaluation.test_laws import judged
from tests.workbooks import Outcome, evaluated

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def explained(outcome: Outcome) -> tuple[ObjectiveExplanation, ...]:
    return explain(outcome.submission, outcome.evaluation, outcome.diagnostics)


def told(indicator: IndicatorExplanation | ObjectiveExplanation, *kinds: StepKind) -> str:
    return "\n".join(step.text for step in indicator.steps if not kinds or step.kind in kinds)


def first(outcome: Outcome) -> IndicatorExplanation:
    return explained(outcome)[0].indicators[0]


REFERENCE = {
    "1": (
        "Kỳ đánh giá là “Cuối năm” (sheet “Mục tiêu”, ô F3), mà kỳ báo cáo 6 tháng đầu năm 2020",
        "sẽ đánh giá cuối năm 2020.",
        "Đến nay: 1 trên 18 chỉ tiêu. 1 chỉ tiêu < 18 chỉ tiêu",
        "18 dòng có kế hoạch: đạt 1; đang thực hiện 9; chậm tiến độ 3; chưa đến kỳ đánh giá 5.",
        "Chậm tiến độ: dòng 9 Doanh thu du lịch 32%",
    ),
    "2.2": (
        "Vượt (kết quả 97%, mức đề ra “trên 90%”).",
        "Mức “trên 90%”: lớn hơn hẳn 90% là Vượt; bằng 90% hoặc thấp hơn là Chưa đạt.",
        "1.540 : 1.587 = 97,0384…%. 1.540 × 100 = 154.000 > 90 × 1.587 = 142.830, nên 97,0384…% > 90%",
        "(cao hơn mức 7,0384… điểm phần trăm; báo cáo ghi 7 điểm phần trăm, tính từ kết quả đã làm tròn).",
        "Số đạt 1.540 (sheet “MT2”, ô D6); Tổng số 1.587 (sheet “MT2”, ô E6).",
        "Số liệu đến ngày 20/8/2020 (sheet “MT2”, ô I6); kỳ báo cáo 6 tháng đầu năm 2020",
    ),
    "3": (
        "Chưa đạt (kết quả 67%, mức đề ra “trên 95%”).",
        "Cần thêm ít nhất 18 trường hợp liên tiếp đạt yêu cầu, không phát sinh trường hợp không đạt: (2 + 18)",
        "(2 + 18) : (3 + 18) = 95,2380…%.",
        "Tổng số chỉ có 3 nên mỗi trường hợp ứng với 33,3333… điểm phần trăm.",
    ),
    "4.3": (
        "Ô Ghi trực tiếp ghi “Chưa phát sinh” (sheet “MT4”, ô F7)",
        "Khi chưa phát sinh: “Không tính đạt”, vì ô này để trống; mục tiêu không được tính là đạt.",
    ),
    "5": ("95,7% > 95% (cao hơn mức 0,7 điểm phần trăm).", "Ghi trực tiếp: 95,7% (sheet “MT5”, ô F5)."),
    "7.2": (
        "Ghi “trên 85%” (sheet “Mục tiêu”, ô D13), hiểu là: > 85%.",
        "5 : 15 = 33,3333…%. 5 × 100 = 500 < 85 × 15 = 1.275, nên 33,3333…% < 85%",
        "(5 + 52) : (15 + 52) = 85,0746…%.",
    ),
    "10": ("Mức “100%”: từ 100% trở lên là Đạt; thấp hơn 100% là Chưa đạt.", "100% = 100%."),
}


@pytest.fixture(scope="module")
def reference() -> Explained:
    explained_sample = explain_file(SAMPLES / "loc-an-2020-h1.xlsx")
    assert isinstance(explained_sample, Explained)
    return explained_sample


@pytest.mark.parametrize("code", REFERENCE)
def test_the_reference_case(code: str, reference: Explained) -> None:
    """EV99"""
    objectives = reference.objectives
    indicator = next(i for o in objectives for i in o.indicators if i.code == code)
    for sentence in REFERENCE[code]:
        assert sentence in told(indicator)
    assert not indicator.has_errors


def test_an_objective_tells_which_indicator_decides(reference: Explained) -> None:
    objectives = reference.objectives
    seven = told(objectives[6])
    assert seven.startswith("Chưa đạt; không thuộc số mục tiêu đạt và vượt (6/10).")
    assert "Chỉ tiêu 7.2 quyết định: Chưa đạt (33%, mức đề ra “trên 85%”)." in seven
    assert "7.1: Đạt (100%, mức đề ra “100%”); 7.2: Chưa đạt" in seven
    assert told(objectives[1]).startswith("Vượt; thuộc số mục tiêu đạt và vượt (6/10).")
    assert "Mọi chỉ tiêu đều đạt hoặc được tính là đạt." in told(objectives[1])


def test_a_register_is_told_by_class_with_its_rows(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính | Điều kiện | Tính trên |
    | từ 90% | Sổ theo dõi | Thẩm quyền = xã | Tiếp nhận |

    ## MT1
    | STT | Mã hồ sơ | Thẩm quyền | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | 1 | A | xã | 2026-01-05 | 2026-01-15 | 2026-01-10 |
    | 2 | B | xã | 2025-12-05 | 2026-01-15 | 2026-01-15 |
    | 3 | C | xã | 2026-01-05 | 2026-01-15 | 2026-01-20 |
    | 4 | D | xã | 2026-01-05 | 2026-01-15 | |
    | 5 | E | tỉnh | 2026-01-05 | 2026-01-15 | |
    | 6 | F | xã | 2026-09-05 | 2026-09-15 | |
    """
    text = told(first(outcome))
    assert "Tính vào kỳ 4 trường hợp: trước hạn 1; đúng hạn 1; quá hạn 1; đang giải quyết, quá hạn 1." in text
    assert "Tính trên “Tiếp nhận” (sheet “Mục tiêu”, ô" in text
    assert "Số đạt = trước hạn 1 + đúng hạn 1 = 2; Tổng số = kỳ trước chuyển sang 1 + tiếp nhận 3 = 4." in text
    assert "Chỉ đếm các dòng thỏa điều kiện “Thẩm quyền = xã” (sheet “Mục tiêu”, ô" in text
    header = outcome.submission.tables["MT1"].header_row
    assert f"6 dòng số liệu, dòng {header + 1}-{header + 6}" in text
    assert f"Quá hạn: quá hạn 1 (dòng {header + 3}); đang giải quyết, quá hạn 1 (dòng {header + 4})." in text
    assert f"Không tính: ngoài kỳ 1 (dòng {header + 6}); không thỏa điều kiện 1 (dòng {header + 5})." in text
    assert "Ngày nhận: cột D; Thời hạn: cột E; Ngày hoàn thành: cột F" in text


@pytest.mark.parametrize(
    ("counted_column", "basis", "sums"),
    [
        (
            "",
            "Đã giải quyết",
            "Số đạt = trước hạn 5 + đúng hạn 2 = 7; Tổng số = trước hạn 5 + đúng hạn 2 + quá hạn 1 = 8.",
        ),
        ("Quá hạn", "Đã giải quyết", "Số đạt = quá hạn 1 = 1; Tổng số ="),
        ("Quá hạn", "Tiếp nhận", "Số đạt = quá hạn 1 + đang giải quyết, quá hạn 3 = 4; Tổng số = kỳ trước"),
        ("", "Tiếp nhận, còn hạn tính đạt", "Số đạt = trước hạn 5 + đúng hạn 2 + đang giải quyết, trong hạn 4 = 11;"),
        ("", "", "Tính trên “Đã giải quyết và quá hạn”, vì ô Tính trên để trống: Số đạt = trước hạn 5"),
    ],
)
def test_each_basis_is_told_by_its_sum(counted_column: str, basis: str, sums: str) -> None:
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính | Cột tính | Tính trên |
        | từ 1% | Sổ theo dõi | {counted_column} | {basis} |

        ## MT1
        | Lĩnh vực | Kỳ trước chuyển sang | Tiếp nhận trong kỳ | Trước hạn | Đúng hạn | Quá hạn | Đang giải quyết trong hạn | Đang giải quyết quá hạn |
        | Đất đai | 5 | 10 | 5 | 2 | 1 | 4 | 3 |
        """
    )
    measurement = outcome.indicator.measurement
    text = told(first(outcome), StepKind.FIGURES)
    assert sums in text
    assert f"= {measurement.numerator}; Tổng số" in text
    assert text.endswith(f"= {measurement.denominator}.")


def test_a_table_of_counts_is_summed_before_the_reader(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | từ 90% | Tỷ lệ |

    ## MT1
    | STT | Nội dung | Số đạt | Tổng số |
    | 1 | Tháng 1 | 4 | 5 |
    | 2 | Tháng 2 | 5 | 5 |
    """
    text = told(first(outcome), StepKind.FIGURES)
    assert text.startswith("Số đạt = 4 + 5 = 9 (sheet “MT1”, ô C")
    assert "; Tổng số = 5 + 5 = 10 (sheet “MT1”, ô D" in text


def test_an_empty_table_leaves_a_ratio_its_typed_counts(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | từ 90% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số | Ghi trực tiếp |
    | 1 | 9 | 10 | |

    | STT | Nội dung | Số đạt | Tổng số |
    | 1 | Tháng 1 | | |
    """
    assert told(first(outcome), StepKind.FIGURES) == "Số đạt 9 (sheet “MT1”, ô B2); Tổng số 10 (sheet “MT1”, ô C2)."


def test_rows_of_a_checklist_that_fall_short_are_named(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | 100% | Danh mục |

    ## MT1
    | STT | Nội dung | Đạt (Có/Không) |
    | 1 | Một | Có |
    | 2 | Hai | Không |
    | 3 | Ba | có thể |
    | 4 | Bốn | Không áp dụng |
    """
    header = outcome.submission.tables["MT1"].header_row  # type: ignore[union-attr]
    text = told(first(outcome))
    assert "Có 1, Không 1; chưa rõ 1. Số đạt = 1; Tổng số = 1 + 1 = 2." in text
    assert (
        f"Không: 1 (dòng {header + 2}); chưa rõ: 1 (dòng {header + 3}); Không áp dụng: 1 (dòng {header + 4})." in text
    )
    assert (
        "Còn 1 dòng chưa đọc được: nếu đều không đạt thì 33,3333…%, nếu đều đạt thì 66,6666…%; cả hai đều là Chưa"
        in text
    )
    assert "Mức 100% không cho phép trường hợp nào không đạt; hiện có 1 trường hợp." in text


def test_a_survey_is_summed_by_level(outcome: Outcome) -> None:
    """
    ## Thông tin
    | "Bình thường" tính là hài lòng | Có |

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 95% | Khảo sát |

    ## MT1
    | STT | Nội dung khảo sát | Rất hài lòng | Hài lòng | Bình thường | Không hài lòng |
    | 1 | Thái độ | 50 | 40 | 6 | 4 |
    | 2 | Thời gian | 40 | 50 | 6 | 4 |
    """
    text = told(first(outcome), StepKind.FIGURES)
    assert text.startswith(
        "Rất hài lòng + Hài lòng + Bình thường = 90 + 90 + 12 = 192; mọi mức = 90 + 90 + 12 + 8 = 200"
    )


def test_a_declared_figure_stands_in_for_counts(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 95% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số | Ghi trực tiếp |
    | 1 | | | 96,5% |
    """
    assert told(first(outcome), StepKind.FIGURES) == (
        "Không có số đếm nên lấy số tự báo cáo. Ghi trực tiếp: 96,5% (sheet “MT1”, ô D2)."
    )


@pytest.mark.parametrize(
    ("target", "results", "measure", "sentences"),
    [
        ("Hoàn thành trước ngày 30/6/2026", {"Ghi trực tiếp": date(2026, 6, 20)}, "Tự đánh giá",
         ("tức chậm nhất ngày 29/6/2026, là Đạt", "Xong ngày 20/6/2026, 10 ngày trước ngày 30/6/2026.")),
        ("Hoàn thành chậm nhất ngày 20/6/2026", {"Ghi trực tiếp": date(2026, 6, 20)}, "Tự đánh giá",
         ("xong chậm nhất ngày 20/6/2026 là Đạt", "Xong đúng ngày 20/6/2026.")),
        ("Hoàn thành trước ngày 15/6/2026", {"Ghi trực tiếp": date(2026, 6, 20)}, "Tự đánh giá",
         ("Chưa đạt (mức đề ra", "5 ngày sau ngày 15/6/2026.")),
        ("Hoàn thành trước ngày 15/9/2026", {"Ghi trực tiếp": None}, "Tự đánh giá",
         ("Hạn trong mức đề ra là ngày 15/9/2026 (sheet “Mục tiêu”, ô", "còn sau ngày lấy số liệu 30/6/2026")),
        ("Thực hiện", {"Ghi trực tiếp": "Chưa đạt"}, "Tự đánh giá", ("Việc được tự đánh giá là chưa làm.",)),
        ("trên 95%", {"Tổng số": 0}, "Tỷ lệ", ("Tổng số ghi 0 (sheet “MT1”, ô", "chưa phát sinh trường hợp nào")),
        ("không quá 1%", {"Số đạt": 2, "Tổng số": 100}, "Tỷ lệ",
         ("từ 1% trở xuống là Đạt", "mức tối đa không có Vượt", "2% > 1%", ": 2 : (100 + 100) = 1%.")),
        ("từ 14 đến 15%", {"Số đạt": 29, "Tổng số": 200}, "Tỷ lệ",
         ("từ 14% đến 15% là Đạt, cao hơn 15% là Vượt", "14,5% > 14%; 14,5% < 15%.")),
        ("trong khoảng 14 - 15%", {"Số đạt": 32, "Tổng số": 200}, "Tỷ lệ",
         ("đều là Chưa đạt", "16% > 14%; 16% > 15% (cao hơn mức 1 điểm phần trăm)")),
        ("ít nhất 02 lớp", {"Ghi trực tiếp": 1}, "Ghi trực tiếp", ("1 lớp < 2 lớp (thấp hơn mức 1 lớp).",)),
        ("từ 95%", {"Số đạt": 1899, "Tổng số": 2000}, "Tỷ lệ", ("94,95% < 95%",)),
        ("trên 95%", {"Ghi trực tiếp": 1.05}, "Ghi trực tiếp", ("Ô này đọc được hai cách, 1,05% hoặc 105%",)),
    ],
)  # fmt: skip
def test_every_comparator(target: str, results: dict, measure: str, sentences: tuple[str, ...]) -> None:
    """EV99"""
    text = told(first(judged(target, results, measure=measure)))
    for sentence in sentences:
        assert sentence in text


def test_more_decimals_than_asked_for_are_accounted_for() -> None:
    text = told(first(judged("từ 95%", {"Số đạt": 18991, "Tổng số": 20000}, decimals=0)), StepKind.SHOWING)
    assert text.startswith("Ghi 94,96%: làm tròn đến 0 chữ số thập phân (sheet “Thông tin”, ô")
    assert "thì thành 95%, sai quan hệ với mức đề ra hoặc với 0%, 100%, nên ghi thêm chữ số." in text


@pytest.mark.parametrize(
    ("results", "cell", "cure"),
    [
        ({"Số đạt": "năm", "Tổng số": 15}, "A2", "gõ lại số"),
        ({"Số đạt": 16, "Tổng số": 15}, "A2", "kiểm tra lại hai số"),
        ({"Số đạt": None, "Tổng số": None}, "A2", "ghi 0 vào Tổng số hoặc chọn Chưa phát sinh"),
    ],
)
def test_without_data_the_cell_and_the_cure_are_told(results: dict, cell: str, cure: str) -> None:
    indicator = first(judged("trên 95%", results))
    reason = told(indicator, StepKind.REASON)
    assert f"(sheet “MT1”, ô {cell})" in reason
    assert cure in reason
    assert indicator.has_errors


def test_an_error_beside_another_indicator_is_not_told_here(outcome: Outcome) -> None:
    """
    ## Mục tiêu
    | Mục tiêu | Mức đề ra | Cách tính |
    | Một | trên 95% | Tỷ lệ |
    | | trên 95% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số | Ghi trực tiếp |
    | '1.1 | 99 | 100 | |
    | '1.2 | chín | 100 | |
    """
    one, two = explained(outcome)[0].indicators
    assert (one.has_errors, two.has_errors) == (False, True)
    assert "chín" not in told(one)
    assert "“chín” (sheet “MT1”, ô B3)" in told(two, StepKind.REASON)


def test_without_a_period_that_is_the_reason(outcome: Outcome) -> None:
    """
    ## Thông tin
    | Kỳ báo cáo | |

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 95% | Tỷ lệ |

    ## MT1
    | Mã | Số đạt | Tổng số | Ghi trực tiếp |
    | 1 | 99 | 100 | |
    """
    indicator = first(outcome)
    assert "Kỳ báo cáo còn trống" in told(indicator, StepKind.REASON)
    assert indicator.has_errors
