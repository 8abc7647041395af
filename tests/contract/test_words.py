"""Words of the report."""

import pytest

from qmxl.contract.words import begins_with_name


@pytest.mark.parametrize(
    "text",
    ["UBND xã họp", "Việt Nam xanh", "Đảng ủy xã họp", "Nhà nước thu", "Mặt trận Tổ quốc", "Lộc An sạch", "Đảng"],
)
def test_a_name_keeps_its_capital_inside_a_sentence(text: str) -> None:
    assert begins_with_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hồ sơ quá hạn",
        "Nhà văn hóa thôn",
        "Ban hành kế hoạch",
        "Phòng, chống cháy",
        "Trường hợp mới",
        "Cấp CCCD cho dân",
        "Mục A",
        "Đơn",
        "",
    ],
)
def test_other_words_do_not(text: str) -> None:
    assert not begins_with_name(text)
