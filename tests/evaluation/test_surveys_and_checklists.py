"""Surveys and checklists: EV45 to EV49; tables that several indicators share: EV50, EV51, EV55."""

import pytest

from qmxl.model.evaluation import Status
from tests.workbooks import Outcome, evaluated

EXCEEDED, MET, NOT_MET = Status.EXCEEDED, Status.MET, Status.NOT_MET
NO_CASES, NO_DATA = Status.NO_CASES, Status.NO_DATA


def survey(*rows: str, target: str = "từ 80%", header: str = "", neutral: str = "", counted: str = "") -> Outcome:
    """One indicator over a survey whose rows are numbered from 5 on."""
    levels = header or "Rất hài lòng | Hài lòng | Bình thường | Không hài lòng | Rất không hài lòng"
    return evaluated(
        f'## Thông tin\n| "Bình thường" tính là hài lòng | {neutral} |\n'
        f"## Mục tiêu\n| Mức đề ra | Cách tính | Cột tính |\n| {target} | Khảo sát | {counted} |\n"
        f"## MT1\n| Ghi trực tiếp |\n| |\n\n| Nội dung khảo sát | {levels} |\n"
        + "\n".join(f"| {row} |" for row in rows)
    )


@pytest.mark.parametrize(
    ("neutral", "good", "shown"),
    [("", 16, "80%"), ("Không", 16, "80%"), ("Có", 18, "90%"), ("co\u0301", 18, "90%"), ("CÓ ", 18, "90%")],
)
def test_a_survey_is_summed(neutral: str, good: int, shown: str) -> None:
    """EV45"""
    outcome = survey("Thái độ | 5 | 3 | 1 | 1 | ", "Thời gian | 4 | 4 | 1 | | 1", neutral=neutral)
    measurement = outcome.indicator.measurement
    assert (measurement.numerator, measurement.denominator, outcome.indicator.shown) == (good, 20, shown)


def test_the_last_levels_may_be_missing() -> None:
    """EV45"""
    assert survey("A | 5 | 3 | 2", header="Rất hài lòng | Hài lòng | Không hài lòng").status is MET


def test_another_verdict_by_the_mean_of_the_rows_is_said() -> None:
    """EV46"""
    outcome = survey("A | 90 | | 10 | | ", "B | 1 | | 9 | |", target="trên 70%")
    assert outcome.status is EXCEEDED
    assert outcome.diagnostic("QM321").message == (
        "tổng các câu trả lời cho Vượt (82,7%), trung bình các dòng cho Chưa đạt (50%)"
    )
    assert survey("A | 90 | | 10 | | ", "B | 1 | | 9 | |", target="trên 40%").warnings == set()


def test_more_forms_returned_than_sent(outcome: Outcome) -> None:
    """EV45, EV70

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 80% | Khảo sát |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Số phiếu phát ra | 100 |
    | Số phiếu thu về | | 101 |

    | Nội dung khảo sát | Rất hài lòng | Hài lòng |
    | Thái độ | 100 | 1 |
    """
    assert outcome.status is EXCEEDED
    assert outcome.diagnostic("QM328").cell == "C5"


FORMS = "Thái độ | Thời gian | Ghi chú"


@pytest.mark.parametrize(
    ("rows", "good", "whole"),
    [
        (["Phiếu 1 | Rất hài lòng | hài lòng |", "Phiếu 2 | Bình thường | Không hài lòng |"], 2, 4),
        (["Phiếu 1 | 5 | 4 |", "Phiếu 2 | 3 | 1 |"], 2, 4),
        (["Phiếu 1 | 5 | |", "Phiếu 2 | | | vắng"], 1, 1),
    ],
)
def test_a_survey_by_form(rows: list[str], good: int, whole: int) -> None:
    """EV49"""
    measurement = survey(*rows, header=FORMS, counted="Thái độ; thời gian").indicator.measurement
    assert (measurement.numerator, measurement.denominator) == (good, whole)


@pytest.mark.parametrize(
    ("target", "status", "code"), [("trên 60%", EXCEEDED, "QM329"), ("trên 75%", NO_DATA, "QM330")]
)
def test_answers_nobody_can_read_are_decided_at_both_bounds(target: str, status: Status, code: str) -> None:
    """EV13, EV49"""
    rows = ("Phiếu 1 | 5 | 5 |", "Phiếu 2 | 4 | tạm được |")
    outcome = survey(*rows, header=FORMS, counted="Thái độ; Thời gian", target=target)
    assert outcome.status is status
    assert outcome.diagnostic(code).message == "1 câu trả lời khảo sát không đọc được: dòng 6"


def test_a_question_that_is_not_there() -> None:
    """EV07, EV49"""
    outcome = survey("Phiếu 1 | 5 | 4 |", header=FORMS, counted="Thái độ; Cơ sở vật chất")
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM104"})
    assert outcome.diagnostic("QM104").expected.endswith("Thái độ · Cơ sở vật chất")


def checklist(*answers: str, target: str = "từ 50%", counted: str = "", header: str = "Đạt (Có/Không)") -> Outcome:
    """One indicator over a checklist whose rows are numbered from 5 on."""
    return evaluated(
        f"## Mục tiêu\n| Mức đề ra | Cách tính | Cột tính |\n| {target} | Danh mục | {counted} |\n"
        f"## MT1\n| Ghi trực tiếp |\n| |\n\n| Nội dung | {header} |\n"
        + "\n".join(f"| Thủ tục {n} | {answer} |" for n, answer in enumerate(answers, 1))
    )


@pytest.mark.parametrize("yes", ["Có", "có ", "Đạt", "Rồi", "Đã", "x", "X", "✓", "1", "'1", "co\u0301"])
@pytest.mark.parametrize("no", ["Không", "KHÔNG", "Chưa", "0", "'0"])
def test_a_checklist_in_any_spelling(yes: str, no: str) -> None:
    """EV47"""
    measurement = checklist(yes, no, yes, "Không áp dụng").indicator.measurement
    assert (measurement.numerator, measurement.denominator) == (2, 3)


def test_rows_that_do_not_apply_are_counted() -> None:
    """EV47"""
    assert checklist("Có", "Không áp dụng").diagnostic("QM317").message == "1 dòng không áp dụng, không tính"
    assert checklist("Không áp dụng", "Không áp dụng").status is NO_CASES


@pytest.mark.parametrize(
    ("answers", "target", "status", "code"),
    [
        (["Có", "Có", ""], "trên 60%", EXCEEDED, "QM315"),
        (["Có", "Có", ""], "trên 70%", NO_DATA, "QM316"),
        (["Có", "Có", "một phần"], "trên 70%", NO_DATA, "QM316"),
        (["Có", "Có", "#N/A"], "trên 70%", NO_DATA, "QM316"),
        (["Không", "Không", ""], "100%", NOT_MET, "QM315"),
        (["Có", "Có", ""], "100%", NO_DATA, "QM316"),
        (["", "", ""], "trên 70%", NO_DATA, "QM316"),
    ],
)
def test_blank_answers_are_decided_at_both_bounds(answers: list[str], target: str, status: Status, code: str) -> None:
    """EV13, EV48"""
    outcome = checklist(*answers, target=target)
    assert outcome.status is status
    assert outcome.diagnostic(code).message.endswith("7")
    assert outcome.errors == ({code} if status is NO_DATA else set())


def test_another_column_may_be_counted() -> None:
    """EV50"""
    assert checklist("Có | Không", "Có | Không", header="Đạt | Niêm yết", counted="Niêm yết").status is NOT_MET
    assert checklist("Có | Không", "Có | Không", header="Đạt | Niêm yết", counted="Đạt").status is EXCEEDED


# EV50, EV51: one table, several indicators


def test_indicators_share_a_register(outcome: Outcome) -> None:
    """EV50

    ## Mục tiêu
    | Mức đề ra | Cách tính | Cột tính | Điều kiện | Tính trên |
    | 100% | Danh mục | Có theo dõi | | |
    | trên 40% | Sổ theo dõi | | Thẩm quyền = ubnd  XÃ; lĩnh vực = Đất đai, Hộ tịch | Đã giải quyết |
    | trên 40% | Sổ theo dõi | Quá hạn | | Đã giải quyết |
    | 100% | Danh mục | | | |

    ## MT1
    | Ghi trực tiếp |
    | |
    | |
    | |
    | |

    | Mã hồ sơ | Lĩnh vực | Thẩm quyền | Nhận | Hẹn trả kết quả | Ngày có kết quả | Có theo dõi | Đạt |
    | H1 | Đất đai | UBND xã | 01/3/2026 | 10/3/2026 | 09/3/2026 | Có | Có |
    | H2 | Hộ tịch | UBND xã | 01/3/2026 | 10/3/2026 | 11/3/2026 | Có | Không |
    | H3 | Thuế | UBND xã | 01/3/2026 | 10/3/2026 | 11/3/2026 | Có | Có |
    | H4 | Đất đai | Sở | 01/3/2026 | 10/3/2026 | 11/3/2026 | Có | Có |
    | H4 | Đất đai | Sở | 01/3/2026 | 10/3/2026 | 11/3/2026 | | |
    | H5 | Đất đai | Sở | 01/7/2026 | 10/7/2026 | | | |
    """
    measured = [i.measurement for i in outcome.evaluation.indicators]
    assert [(m.numerator, m.denominator) for m in measured] == [(4, 4), (1, 2), (3, 4), (3, 4)]
    assert outcome.statuses == (MET, EXCEEDED, EXCEEDED, NOT_MET)
    assert outcome.diagnostic("QM311").message.startswith("4 dòng")


def test_a_column_the_register_does_not_have(outcome: Outcome) -> None:
    """EV07, EV50

    ## Mục tiêu
    | Mức đề ra | Cách tính | Cột tính |
    | 100% | Danh mục | Có theo dõi |
    | 100% | Danh mục | |
    | trên 40% | Sổ theo dõi | |

    ## MT1
    | Ghi trực tiếp |
    | |
    | |
    | |

    | Mã hồ sơ | Thời hạn | Ngày hoàn thành |
    | H1 | 10/3/2026 | 09/3/2026 |
    """
    assert outcome.statuses == (NO_DATA, NO_DATA, EXCEEDED)
    assert outcome.errors == {"QM103"}


def test_a_checklist_and_typed_counts_on_one_sheet(outcome: Outcome) -> None:
    """EV51

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | 100% | Danh mục |
    | từ 80% | Tỷ lệ |
    | từ 80% | Khảo sát |

    ## MT1
    | Số đạt | Tổng số |
    | | |
    | 90 | 100 |
    | | |

    | STT | Nội dung | Đạt (Có/Không) |
    | 1 | Niêm yết | Có |
    """
    assert outcome.statuses == (MET, EXCEEDED, NO_DATA)
    assert outcome.diagnostic("QM104").message.startswith("không tìm thấy bảng chi tiết của chỉ tiêu 1.3")


@pytest.mark.parametrize(
    ("condition", "status", "shown"),
    [
        ("Nội dung = Tháng 1", MET, "90%"),
        ("Nội dung = Tháng 2, Tháng 3", NOT_MET, "50%"),
        ("Nội dung = Tháng 9", NO_DATA, None),
    ],
)
def test_a_condition_holds_for_every_table(condition: str, status: Status, shown: str | None) -> None:
    """EV12, EV50"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính | Điều kiện |
        | từ 90% | Tỷ lệ | {condition} |

        ## MT1
        | Nội dung | Số đạt | Tổng số |
        | Tháng 1 | 9 | 10 |
        | Tháng 2 | 1 | 2 |
        """
    )
    assert (outcome.status, outcome.indicator.shown) == (status, shown)
    assert "QM311" in outcome.notes


@pytest.mark.parametrize("condition", ["Tháng 1", "Nội dung =", "Thôn = A", "Số đạt = 9"])
def test_a_condition_nobody_understands(condition: str) -> None:
    """EV07, EV50"""
    outcome = evaluated(
        f"""
        ## Mục tiêu
        | Mức đề ra | Cách tính | Điều kiện |
        | từ 90% | Tỷ lệ | {condition} |

        ## MT1
        | Nội dung | Số đạt | Tổng số |
        | Tháng 1 | 9 | 10 |
        """
    )
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM229"})
    assert outcome.diagnostic("QM229").cell == "C2"
    assert outcome.diagnostic("QM229").expected.endswith("tên cột là một trong: Nội dung")


def test_a_condition_on_a_date_column(outcome: Outcome) -> None:
    """EV50

    ## Mục tiêu
    | Mức đề ra | Cách tính | Điều kiện |
    | trên 40% | Sổ theo dõi | Ngày nhận = 01/3/2026 |

    ## MT1
    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành |
    | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 |
    """
    assert (outcome.status, outcome.errors) == (NO_DATA, {"QM229"})


def test_a_number_nobody_can_read_is_missing_for_every_indicator(outcome: Outcome) -> None:
    """EV07, EV50

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | từ 90% | Tỷ lệ |
    | từ 10% | Tỷ lệ |

    ## MT1
    | Nội dung | Số đạt | Tổng số |
    | Tháng 1 | 9 | 10 |
    | Tháng 2 | chín | 10 |
    """
    assert outcome.statuses == (NO_DATA, NO_DATA)
    assert [d.code for d in outcome.diagnostics] == ["QM202"]


def test_one_number_without_the_other(outcome: Outcome) -> None:
    """EV07, EV25

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | từ 90% | Tỷ lệ |

    ## MT1
    | Nội dung | Số đạt | Tổng số |
    | Tháng 1 | 9 | 10 |
    | Tháng 2 | | 10 |
    """
    assert outcome.status is NO_DATA
    assert outcome.diagnostic("QM214").cell == "B6"


# EV55: totals


@pytest.mark.parametrize(("total", "warnings"), [("10 | 12", set()), ("11 | 12", {"QM324"})])
@pytest.mark.parametrize("first", [True, False])
def test_a_total_is_left_out_and_checked(total: str, warnings: set[str], first: bool) -> None:
    """EV55"""
    rows = ["| 1 | Tháng 1 | 9 | 10 |", "| 2 | Tháng 2 | 1 | 2 |"]
    rows.insert(0 if first else 2, f"| | Tổng cộng | {total} |")
    outcome = evaluated(
        "## Mục tiêu\n| Mức đề ra | Cách tính |\n| trên 80% | Tỷ lệ |\n"
        "## MT1\n| STT | Nội dung | Số đạt | Tổng số |\n" + "\n".join(rows)
    )
    assert outcome.indicator.measurement.denominator == 12
    assert outcome.warnings == warnings
    assert outcome.notes == {"QM323"}


def test_text_over_a_grey_sum_costs_nothing(outcome: Outcome) -> None:
    """EV27, EV71

    ## Mục tiêu
    | Mức đề ra | Cách tính |
    | trên 80% | Tỷ lệ |

    ## MT1
    | Số đạt | Tổng số |
    | #VALUE! | mười |

    | Nội dung | Số đạt | Tổng số |
    | Tháng 1 | 9 | 10 |
    """
    assert (outcome.status, outcome.errors) == (EXCEEDED, set())


def test_a_checklist_nothing_of_which_applies() -> None:
    """EV12, EV47"""
    assert checklist("Không áp dụng", "Không áp dụng").notes == {"QM317", "QM355"}


def test_a_word_that_is_neither_yes_nor_no_is_quoted_where_it_stands() -> None:
    """EV48"""
    found = checklist("Có", "Một phần", "", target="trên 70%").diagnostic("QM316")
    assert found.message == "2 dòng chưa ghi Có/Không (có ô ghi “Một phần”): dòng 6, 7"
    assert (found.cell, found.found) == ("B6", "“Một phần”")


def test_a_register_that_only_a_checklist_uses_says_what_it_left_out(outcome: Outcome) -> None:
    """EV31, EV35, EV50

    ## Thông tin
    | Hồ sơ trả lại, rút | Không tính |

    ## Mục tiêu
    | Mức đề ra | Cách tính | Cột tính |
    | 100% | Danh mục | Có theo dõi |

    ## MT1
    | Ghi trực tiếp |
    | |

    | Mã hồ sơ | Ngày nhận | Thời hạn | Ngày hoàn thành | Tình trạng | Có theo dõi |
    | H1 | 01/3/2026 | 10/3/2026 | 09/3/2026 | | Có |
    | H2 | 01/3/2026 | 10/3/2026 | | Trả lại | Không |
    | H3 | 01/7/2026 | 10/7/2026 | | | Không |
    """
    measurement = outcome.indicator.measurement
    assert (measurement.numerator, measurement.denominator) == (1, 1)
    assert outcome.notes == {"QM310", "QM327"}
