"""Every way to write a target that contract.md §2 lists, every one that it does not, and what each is read as."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmxl.contract.target_words import understood
from qmxl.model.targets import Comparator, Scale, Target
from qmxl.reading.target_phrases import FaultKind, TargetFault, read_target

YEAR = 2026
ABOVE, AT_LEAST, BELOW, AT_MOST = Comparator.ABOVE, Comparator.AT_LEAST, Comparator.BELOW, Comparator.AT_MOST
EQUAL, FROM_TO, WITHIN = Comparator.EQUAL, Comparator.FROM_TO, Comparator.WITHIN
DONE, BEFORE, BY = Comparator.DONE, Comparator.DONE_BEFORE, Comparator.DONE_BY


@dataclass(frozen=True)
class Meaning:
    """A target without its phrase, and the text of `Hiểu là`."""

    target: Target
    understood: str


def share(comparator: Comparator, percent: str, upper: str = "", *, decimals: int = 0, shown: str) -> Meaning:
    level, most = (Fraction(end) / 100 if end else None for end in (percent, upper))
    return Meaning(Target("", comparator, Scale.SHARE, level, most, decimals=decimals), shown)


def number(
    comparator: Comparator, level: str, unit: str = "", upper: str = "", *, decimals: int = 0, shown: str
) -> Meaning:
    least, most = (Fraction(end) if end else None for end in (level, upper))
    return Meaning(Target("", comparator, Scale.NUMBER, least, most, unit=unit, decimals=decimals), shown)


def count(level: int, total: int, unit: str = "", *, shown: str) -> Meaning:
    return Meaning(Target("", AT_LEAST, Scale.COUNT_OF, Fraction(level), total=total, unit=unit), shown)


def done(comparator: Comparator, day: int = 0, month: int = 0, year: int = YEAR) -> Meaning:
    shown = {DONE: "xong", BEFORE: "xong trước ngày", BY: "xong chậm nhất ngày"}[comparator]
    deadline = date(year, month, day) if day else None
    text = f"{shown} {day:02}/{month:0{2 if month < 3 else 1}}/{year}" if day else shown  # Decree 30/2020, appendix I
    return Meaning(Target("", comparator, Scale.YES_NO, deadline=deadline), text)


UNDERSTOOD: dict[str, Meaning] = {
    # contract.md §8 and the reference case (rows of the same wording once)
    "15/15 chỉ tiêu": count(15, 15, "chỉ tiêu", shown="≥ 15 trên 15 chỉ tiêu"),
    "18/18 chỉ tiêu": count(18, 18, "chỉ tiêu", shown="≥ 18 trên 18 chỉ tiêu"),
    "100%": share(AT_LEAST, "100", shown="≥ 100%"),
    "từ 98% trở lên": share(AT_LEAST, "98", shown="≥ 98%"),
    "từ 80% trở lên": share(AT_LEAST, "80", shown="≥ 80%"),
    "trên 95%": share(ABOVE, "95", shown="> 95%"),
    "trên 90%": share(ABOVE, "90", shown="> 90%"),
    "trên 85%": share(ABOVE, "85", shown="> 85%"),
    "trên 80%": share(ABOVE, "80", shown="> 80%"),
    "ít nhất 02 lớp": number(AT_LEAST, "2", "lớp", shown="≥ 2 lớp"),
    "Hoàn thành trước ngày 30/9/2026": done(BEFORE, 30, 9),
    "không quá 1%": share(AT_MOST, "1", shown="≤ 1%"),
    "Thực hiện": done(DONE),
    # more than
    "hơn 95%": share(ABOVE, "95", shown="> 95%"),
    "cao hơn 95%": share(ABOVE, "95", shown="> 95%"),
    "đạt trên 95%": share(ABOVE, "95", shown="> 95%"),
    "phấn đấu trên 95%": share(ABOVE, "95", shown="> 95%"),
    "> 95%": share(ABOVE, "95", shown="> 95%"),
    ">95,5 %": share(ABOVE, "95.5", decimals=1, shown="> 95,5%"),
    "Phấn đấu đạt tỷ lệ bình quân trên 95%": share(ABOVE, "95", shown="> 95%"),
    "mức trên 95%": share(ABOVE, "95", shown="> 95%"),
    "thực hiện trên 95%": share(ABOVE, "95", shown="> 95%"),
    "trên95%": share(ABOVE, "95", shown="> 95%"),
    "lớn hơn 95%": share(ABOVE, "95", shown="> 95%"),
    "nhiều hơn 2 lớp": number(ABOVE, "2", "lớp", shown="> 2 lớp"),
    "Trên 95 phần trăm": share(ABOVE, "95", shown="> 95%"),
    # at least
    "85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "85 phần trăm": share(AT_LEAST, "85", shown="≥ 85%"),
    "từ 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "từ 85% (trở lên)": share(AT_LEAST, "85", shown="≥ 85%"),
    "85% trở lên": share(AT_LEAST, "85", shown="≥ 85%"),
    "đạt 85% trở lên": share(AT_LEAST, "85", shown="≥ 85%"),
    "tối thiểu 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "tối thiểu 85% trở lên": share(AT_LEAST, "85", shown="≥ 85%"),
    "ít nhất 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "đạt 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "Đạt tỷ lệ 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "không dưới 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "không thấp hơn 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "không ít hơn 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "≥ 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    ">= 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    ">=85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "> = 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "đạt ≥85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "thực hiện 100%": share(AT_LEAST, "100", shown="≥ 100%"),
    "hoàn thành 100%": share(AT_LEAST, "100", shown="≥ 100%"),
    "Phấn đấu hoàn thành 100%.": share(AT_LEAST, "100", shown="≥ 100%"),
    "105%": share(AT_LEAST, "105", shown="≥ 105%"),
    "ít nhất là 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "tối thiểu là 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "tối thiểu đạt 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "ít nhất đạt 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "đạt từ 85% trở lên": share(AT_LEAST, "85", shown="≥ 85%"),
    "lớn hơn hoặc bằng 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "không nhỏ hơn 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "không được dưới 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "không được thấp hơn 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    "≥95%": share(AT_LEAST, "95", shown="≥ 95%"),
    "=>95%": share(AT_LEAST, "95", shown="≥ 95%"),
    "\u226795%": share(AT_LEAST, "95", shown="≥ 95%"),
    "\u2a7e95%": share(AT_LEAST, "95", shown="≥ 95%"),
    "95 %": share(AT_LEAST, "95", shown="≥ 95%"),
    "100 %": share(AT_LEAST, "100", shown="≥ 100%"),
    "Đạt 100%": share(AT_LEAST, "100", shown="≥ 100%"),
    "Đảm bảo 100%": share(AT_LEAST, "100", shown="≥ 100%"),
    "Bảo đảm đạt từ 85%": share(AT_LEAST, "85", shown="≥ 85%"),
    # less than
    "nhỏ hơn 2%": share(BELOW, "2", shown="< 2%"),
    "ít hơn 3 vụ": number(BELOW, "3", "vụ", shown="< 3 vụ"),
    "dưới 2%": share(BELOW, "2", shown="< 2%"),
    "thấp hơn 2%": share(BELOW, "2", shown="< 2%"),
    "< 2%": share(BELOW, "2", shown="< 2%"),
    "dưới 4": number(BELOW, "4", shown="< 4"),
    # at most
    "không vượt quá 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "tối đa 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "nhiều nhất 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "không lớn hơn 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "không cao hơn 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "từ 2% trở xuống": share(AT_MOST, "2", shown="≤ 2%"),
    "2% trở xuống": share(AT_MOST, "2", shown="≤ 2%"),
    "≤ 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "<= 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "nhỏ hơn hoặc bằng 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "tối đa là 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "nhiều nhất là 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "không nhiều hơn 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "không được quá 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "không được vượt quá 2%": share(AT_MOST, "2", shown="≤ 2%"),
    "\u22662%": share(AT_MOST, "2", shown="≤ 2%"),
    # so many of
    "≥ 16/18 chỉ tiêu": count(16, 18, "chỉ tiêu", shown="≥ 16 trên 18 chỉ tiêu"),
    "18/18": count(18, 18, shown="≥ 18 trên 18"),
    "tối thiểu 16/18 chỉ tiêu": count(16, 18, "chỉ tiêu", shown="≥ 16 trên 18 chỉ tiêu"),
    "tối thiểu 16 trên 18 chỉ tiêu": count(16, 18, "chỉ tiêu", shown="≥ 16 trên 18 chỉ tiêu"),
    "16 trên tổng số 18 chỉ tiêu": count(16, 18, "chỉ tiêu", shown="≥ 16 trên 18 chỉ tiêu"),
    "đạt 16 / 18 chỉ tiêu trở lên": count(16, 18, "chỉ tiêu", shown="≥ 16 trên 18 chỉ tiêu"),
    "02/03 TTHC": count(2, 3, "TTHC", shown="≥ 2 trên 3 TTHC"),
    # between
    "từ 14 đến 15%": share(FROM_TO, "14", "15", shown="từ 14% đến 15%"),
    "từ 14% đến 15%": share(FROM_TO, "14", "15", shown="từ 14% đến 15%"),
    "7,4 - 8,4%": share(FROM_TO, "7.4", "8.4", decimals=1, shown="từ 7,4% đến 8,4%"),
    "7,4 - 8,4": number(FROM_TO, "7.4", upper="8.4", decimals=1, shown="từ 7,4 đến 8,4"),
    "14,25\u201315%": share(FROM_TO, "14.25", "15", decimals=2, shown="từ 14,25% đến 15%"),
    "14,0 - 14%": share(FROM_TO, "14", "14", decimals=1, shown="từ 14% đến 14%"),
    "đạt từ 4 đến 6 lớp": number(FROM_TO, "4", "lớp", "6", shown="từ 4 đến 6 lớp"),
    "trong khoảng 14 - 15%": share(WITHIN, "14", "15", shown="trong khoảng 14% đến 15%"),
    "trong khoảng từ 14 đến 15%": share(WITHIN, "14", "15", shown="trong khoảng 14% đến 15%"),
    # absolute numbers
    "04 trường": number(AT_LEAST, "4", "trường", shown="≥ 4 trường"),
    "04trường": number(AT_LEAST, "4", "trường", shown="≥ 4 trường"),
    "ít nhất 2 đợt": number(AT_LEAST, "2", "đợt", shown="≥ 2 đợt"),
    "từ 04 trường trở lên": number(AT_LEAST, "4", "trường", shown="≥ 4 trường"),
    "không quá 3 ngày làm việc": number(AT_MOST, "3", "ngày làm việc", shown="≤ 3 ngày làm việc"),
    "trên 1.587 hồ sơ": number(ABOVE, "1587", "hồ sơ", shown="> 1.587 hồ sơ"),
    "1.234.567,5 đồng": number(AT_LEAST, "1234567.5", "đồng", decimals=1, shown="≥ 1.234.567,5 đồng"),
    "tối thiểu 1,5 Tỷ đồng": number(AT_LEAST, "1.5", "Tỷ đồng", decimals=1, shown="≥ 1,5 Tỷ đồng"),
    "ít nhất 2 Lớp/năm": number(AT_LEAST, "2", "Lớp/năm", shown="≥ 2 Lớp/năm"),
    "85": number(AT_LEAST, "85", shown="≥ 85"),
    "không để xảy ra": number(EQUAL, "0", shown="= 0"),
    "Không để xảy ra trường hợp nào": number(EQUAL, "0", shown="= 0"),
    "phấn đấu không để xảy ra quá hạn": number(EQUAL, "0", shown="= 0"),
    "= 0": number(EQUAL, "0", shown="= 0"),
    "0 vụ": number(EQUAL, "0", "vụ", shown="= 0 vụ"),
    "0%": share(EQUAL, "0", shown="= 0%"),
    "không quá 0 vụ": number(AT_MOST, "0", "vụ", shown="≤ 0 vụ"),
    # decimals
    "97.5%": share(AT_LEAST, "97.5", decimals=1, shown="≥ 97,5%"),
    "97.25%": share(AT_LEAST, "97.25", decimals=2, shown="≥ 97,25%"),
    "97,125%": share(AT_LEAST, "97.125", decimals=3, shown="≥ 97,125%"),
    "95,50%": share(AT_LEAST, "95.5", decimals=2, shown="≥ 95,5%"),
    "0,5%": share(AT_LEAST, "0.5", decimals=1, shown="≥ 0,5%"),
    # "trên" behind the number
    "85% trên tổng số hồ sơ": share(AT_LEAST, "85", shown="≥ 85%"),
    "trên 85% trên tổng số hồ sơ": share(ABOVE, "85", shown="> 85%"),
    "từ 85% trở lên trên tổng số hồ sơ": share(AT_LEAST, "85", shown="≥ 85%"),
    "2% trên tổng số hồ sơ trở xuống": share(AT_MOST, "2", shown="≤ 2%"),
    "100% trên môi trường mạng": share(AT_LEAST, "100", shown="≥ 100%"),
    "04 lớp trên địa bàn xã": number(AT_LEAST, "4", "lớp", shown="≥ 4 lớp"),
    # yes or no
    "Đạt": done(DONE),
    "Có": done(DONE),
    "Hoàn thành": done(DONE),
    "Thực hiện xong": done(DONE),
    "Phấn đấu hoàn thành": done(DONE),
    "trước ngày 30/6/2026": done(BEFORE, 30, 6),
    "trước 30/6": done(BEFORE, 30, 6),
    "Có trước ngày 30.6": done(BEFORE, 30, 6),
    "trước ngày 30 tháng 6 năm 2027": done(BEFORE, 30, 6, 2027),
    "Thực hiện trước ngày 30-06-26": done(BEFORE, 30, 6),
    "trước 30.6.2026": done(BEFORE, 30, 6),
    "trước tháng 6": done(BEFORE, 1, 6),
    "trước quý III": done(BEFORE, 1, 7),
    "Đạt chậm nhất ngày 30/6/2026": done(BY, 30, 6),
    "Hoàn thành chậm nhất là ngày 30/6": done(BY, 30, 6),
    "Hoàn thành đến ngày 30/6/2026": done(BY, 30, 6),
    "đến hết ngày 29/02/2028": done(BY, 29, 2, 2028),
    "trong tháng 6": done(BY, 30, 6),
    "Hoàn thành trong tháng 6/2026": done(BY, 30, 6),
    "trong tháng 02 năm 2028": done(BY, 29, 2, 2028),
    "Hoàn thành trong quý II": done(BY, 30, 6),
    "Hoàn thành trong qúy IV/2025": done(BY, 31, 12, 2025),
    "trong quý 3 năm 2026": done(BY, 30, 9),
    "Thực hiện trong năm 2026": done(BY, 31, 12),
    "Thực hiện trong năm": done(BY, 31, 12),
    "Hoàn thành trong 6 tháng đầu năm": done(BY, 30, 6),
    "Hoàn thành trong 6 tháng cuối năm 2026": done(BY, 31, 12),
    "trước 30/9/2026": done(BEFORE, 30, 9),
    "trước ngày 30 tháng 9 năm 2026": done(BEFORE, 30, 9),
    "trong tháng 9": done(BY, 30, 9),
    "Hoàn thành chậm nhất trong tháng 9/2026": done(BY, 30, 9),
    "chậm nhất là trong quý III": done(BY, 30, 9),
    # as people type
    "'95%": share(AT_LEAST, "95", shown="≥ 95%"),
    "“trên 95%”.": share(ABOVE, "95", shown="> 95%"),
    "\uff1e９５\uff05": share(ABOVE, "95", shown="> 95%"),
    "đảm bảo không để xảy ra quá hạn": number(EQUAL, "0", shown="= 0"),
    "TRÊN 95%": share(ABOVE, "95", shown="> 95%"),
    "  Từ\u00a085 %\n trở   lên ;": share(AT_LEAST, "85", shown="≥ 85%"),
    "tr\u200bên 95\u202f%": share(ABOVE, "95", shown="> 95%"),
    normalize("NFD", "không thấp hơn 85%"): share(AT_LEAST, "85", shown="≥ 85%"),
    normalize("NFD", "ít nhất 02 Lớp"): number(AT_LEAST, "2", "Lớp", shown="≥ 2 Lớp"),
    "Hòan thành trước ngày 30/6/2026": done(BEFORE, 30, 6),
    "TỪ 14 \u2014 15%": share(FROM_TO, "14", "15", shown="từ 14% đến 15%"),
    "ít nhất 2 tổ Hòa giải": number(AT_LEAST, "2", "tổ Hòa giải", shown="≥ 2 tổ Hòa giải"),
}

FAULTS: dict[str, tuple[FaultKind, str]] = {
    "": (FaultKind.EMPTY, ""),
    " \u00a0\u200b.": (FaultKind.EMPTY, ""),
    "Không": (FaultKind.NO_NUMBER_OR_WORD, "Không"),
    "Chưa đạt": (FaultKind.NO_NUMBER_OR_WORD, "Chưa đạt"),
    "trên": (FaultKind.NO_NUMBER_OR_WORD, "trên"),
    "không để xảy ra quá hai vụ": (FaultKind.NO_NUMBER_OR_WORD, "không để xảy ra quá hai vụ"),
    "ít nhất hai lớp": (FaultKind.NO_NUMBER_OR_WORD, "ít nhất hai lớp"),
    "Có kế hoạch": (FaultKind.LEFTOVER_WORDS, "kế hoạch"),
    "Thực hiện trên môi trường mạng": (FaultKind.LEFTOVER_WORDS, "trên môi trường mạng"),
    "Hoàn thành Kế hoạch trước ngày 30/6": (FaultKind.LEFTOVER_WORDS, "Kế hoạch"),
    "100% hồ sơ": (FaultKind.LEFTOVER_WORDS, "hồ sơ"),
    "khoảng 95%": (FaultKind.LEFTOVER_WORDS, "khoảng"),
    "không trên 5%": (FaultKind.LEFTOVER_WORDS, "không"),
    "chưa quá 5%": (FaultKind.LEFTOVER_WORDS, "chưa quá"),
    "trên mức bình quân 95%": (FaultKind.LEFTOVER_WORDS, "trên mức bình quân"),
    "-5%": (FaultKind.LEFTOVER_WORDS, "-"),
    "bằng 95%": (FaultKind.LEFTOVER_WORDS, "bằng"),
    "duy trì 95%": (FaultKind.LEFTOVER_WORDS, "duy trì"),
    "đạt và vượt 95%": (FaultKind.LEFTOVER_WORDS, "và vượt"),
    "không lớn hơn hoặc bằng 95%": (FaultKind.LEFTOVER_WORDS, "không"),
    "~95%": (FaultKind.LEFTOVER_WORDS, "~"),
    "95% hoặc hơn": (FaultKind.LEFTOVER_WORDS, "hoặc hơn"),
    "trên 95%/năm": (FaultKind.LEFTOVER_WORDS, "/năm"),
    "Hoàn thành tháng 9/2026": (FaultKind.LEFTOVER_WORDS, "tháng"),
    "Từ 95 đến dưới 100%": (FaultKind.SEVERAL_NUMBERS, "95 đến dưới 100%"),
    "trên 9 5%": (FaultKind.SEVERAL_NUMBERS, "9 5%"),
    "95 ÷ 100%": (FaultKind.SEVERAL_NUMBERS, "95 ÷ 100%"),
    "85% tối thiểu": (FaultKind.LEFTOVER_WORDS, "tối thiểu"),
    "85% trên": (FaultKind.LEFTOVER_WORDS, "trên"),
    "4 trường tối thiểu": (FaultKind.LEFTOVER_WORDS, "trường tối thiểu"),
    "4 trường đạt chuẩn quốc gia": (FaultKind.LEFTOVER_WORDS, "trường đạt chuẩn quốc gia"),
    "Hoàn thành ngày 30/6/2026": (FaultKind.LEFTOVER_WORDS, "ngày"),
    "đến 5 - 10": (FaultKind.LEFTOVER_WORDS, "đến"),
    "٩٥%": (FaultKind.NO_NUMBER_OR_WORD, "٩٥%"),
    "30/6/2026": (FaultKind.SEVERAL_NUMBERS, "30/6/2026"),
    "100% trong năm 2026": (FaultKind.SEVERAL_NUMBERS, "100% trong năm 2026"),
    "hoàn thành 100% trước ngày 30/6/2026": (FaultKind.SEVERAL_NUMBERS, "100% trước ngày 30/6/2026"),
    "trên 90% và dưới 95%": (FaultKind.SEVERAL_NUMBERS, "90% và dưới 95%"),
    "85% trên 20 hồ sơ": (FaultKind.SEVERAL_NUMBERS, "85% trên 20 hồ sơ"),
    "85% trên tổng số 20 hồ sơ": (FaultKind.SEVERAL_NUMBERS, "85% trên tổng số 20 hồ sơ"),
    "14% - 15": (FaultKind.SEVERAL_NUMBERS, "14% - 15"),
    "16/18%": (FaultKind.SEVERAL_NUMBERS, "16/18%"),
    "1 587 hồ sơ": (FaultKind.SEVERAL_NUMBERS, "1 587 hồ sơ"),
    "1,587.5": (FaultKind.UNREADABLE_NUMBER, "1,587.5"),
    "1.2.3": (FaultKind.UNREADABLE_NUMBER, "1.2.3"),
    "0.125": (FaultKind.UNREADABLE_NUMBER, "0.125"),
    "97.125%": (FaultKind.UNREADABLE_NUMBER, "97.125"),
    "14 - 97.125%": (FaultKind.UNREADABLE_NUMBER, "97.125"),
    "9" * 5000: (FaultKind.UNREADABLE_NUMBER, "9" * 5000),
    "1,5/2": (FaultKind.UNREADABLE_NUMBER, "1,5/2"),
    "x,5/1.2.3": (FaultKind.LEFTOVER_WORDS, "x,"),
    "trên 14 - 15%": (FaultKind.MISPLACED_WORD, "trên"),
    "trên 16/18 chỉ tiêu": (FaultKind.MISPLACED_WORD, "trên"),
    "trong khoảng 14%": (FaultKind.MISPLACED_WORD, "trong khoảng"),
    "trên 85% trở lên": (FaultKind.MISPLACED_WORD, "trở lên"),
    "tối thiểu 2% trở xuống": (FaultKind.MISPLACED_WORD, "trở xuống"),
    "16/18 chỉ tiêu trở xuống": (FaultKind.MISPLACED_WORD, "trở xuống"),
    "14 - 15% trở lên": (FaultKind.MISPLACED_WORD, "trở lên"),
    "2% trở lên trở xuống": (FaultKind.MISPLACED_WORD, "trở xuống"),
    "15 - 14%": (FaultKind.RANGE_ORDER, "15 - 14%"),
    "20/18 chỉ tiêu": (FaultKind.COUNT_OVER_TOTAL, "20/18"),
    "0/0": (FaultKind.COUNT_OVER_TOTAL, "0/0"),
    "trước ngày 31/6/2026": (FaultKind.IMPOSSIBLE_DATE, "ngày 31/6/2026"),
    "đến ngày 29/2": (FaultKind.IMPOSSIBLE_DATE, "ngày 29/2"),
    "trong tháng 13": (FaultKind.IMPOSSIBLE_DATE, "tháng 13"),
    "Hoàn thành trong Quý V": (FaultKind.IMPOSSIBLE_DATE, "Quý V"),
    "trong năm 0000": (FaultKind.IMPOSSIBLE_DATE, "năm 0000"),
}

WORDS = {
    ABOVE: ["trên", "hơn", "cao hơn", "đạt trên", "phấn đấu trên", ">"],
    AT_LEAST: ["từ", "tối thiểu", "ít nhất", "không dưới", "không thấp hơn", "không ít hơn", "≥", ">="],
    BELOW: ["dưới", "thấp hơn", "<"],
    AT_MOST: ["không quá", "không vượt quá", "tối đa", "nhiều nhất", "không lớn hơn", "không cao hơn", "≤", "<="],
}
LEADS = ["", "phấn đấu ", "đạt ", "mức ", "tỷ lệ ", "bình quân ", "phấn đấu đạt tỷ lệ "]
PERCENTS = st.decimals(0, 100, places=2) | st.decimals(0, 100, places=1) | st.integers(0, 100).map(Decimal)
PIECES = st.sampled_from(
    [
        *(word for words in WORDS.values() for word in words),
        *LEADS,
        *(
            "từ",
            "đến",
            "-",
            "/",
            "trong khoảng",
            "trở lên",
            "(trở xuống)",
            "%",
            "85%",
            "14",
            "7,4",
            "1.587",
            "0",
            "30/6",
        ),
        *("trước ngày", "chậm nhất", "trong tháng", "quý II", "năm 2026", "30/6/2026", "hoàn thành", "có", "chỉ tiêu"),
        *("không để xảy ra", "không", "hồ sơ", "=", ".", "\u200b", "TTHC"),
    ]
)
PHRASES = st.lists(PIECES, max_size=6).map(" ".join)


@pytest.mark.parametrize("phrase", UNDERSTOOD)
def test_is_read_as(phrase: str) -> None:
    meaning = UNDERSTOOD[phrase]
    assert read_target(phrase, year=YEAR) == replace(meaning.target, phrase=phrase)


@pytest.mark.parametrize("phrase", UNDERSTOOD)
def test_is_shown_as(phrase: str) -> None:
    meaning = UNDERSTOOD[phrase]
    assert understood(meaning.target) == meaning.understood


@pytest.mark.parametrize("phrase", FAULTS)
def test_is_no_target(phrase: str) -> None:
    assert read_target(phrase, year=YEAR) == TargetFault(*FAULTS[phrase])


def test_every_kind_of_fault_has_a_phrase() -> None:
    assert {kind for kind, _ in FAULTS.values()} | {FaultKind.MISSING_YEAR} == set(FaultKind)


def test_a_deadline_without_any_year_is_not_guessed() -> None:
    assert read_target("trong Quý II", year=None) == TargetFault(FaultKind.MISSING_YEAR, "Quý II")
    assert read_target("trước ngày 30/6/2026", year=None) == replace(
        done(BEFORE, 30, 6).target, phrase="trước ngày 30/6/2026"
    )


@pytest.mark.parametrize(("comparator", "word"), [(c, word) for c, words in WORDS.items() for word in words])
@given(percent=PERCENTS, lead=st.sampled_from(LEADS), mark=st.sampled_from(",."), form=st.sampled_from(["NFC", "NFD"]))
def test_a_percentage_is_exact_after_every_word(
    comparator: Comparator, word: str, percent: Decimal, lead: str, mark: str, form: Literal["NFC", "NFD"]
) -> None:
    phrase = normalize(form, f"{lead}{word} {percent}%".replace(".", mark))
    target = read_target(phrase, year=None)
    assert isinstance(target, Target)
    assert (target.comparator, target.scale, target.level) == (comparator, Scale.SHARE, Fraction(percent) / 100)
    assert target.decimals == len(str(percent).partition(".")[2])


@given(
    percent=PERCENTS,
    lead=st.sampled_from([*LEADS, "thực hiện ", "hoàn thành "]),
    turn=st.sampled_from(["", " trở lên"]),
)
def test_a_percentage_is_exact_without_a_word(percent: Decimal, lead: str, turn: str) -> None:
    target = read_target(f"{lead}{percent}%{turn}".replace(".", ","), year=None)
    assert isinstance(target, Target)
    assert target.level == Fraction(percent) / 100
    assert target.comparator is (AT_LEAST if percent or turn else EQUAL)


@given(st.text() | PHRASES, st.none() | st.integers(1, 9999))
def test_no_text_raises(text: str, year: int | None) -> None:
    target = read_target(text, year=year)
    assert isinstance(target, TargetFault) or understood(target)


@given(PHRASES)
def test_what_is_shown_reads_back(phrase: str) -> None:
    target = read_target(phrase, year=YEAR)
    if isinstance(target, Target):
        again = read_target(understood(target), year=None)
        assert again == replace(
            target, phrase=understood(target), decimals=again.decimals if isinstance(again, Target) else 0
        )


@given(PHRASES, st.sampled_from([str.upper, str.title, lambda text: text.replace(" ", " \u00a0\t")]))
def test_case_and_spaces_change_nothing(phrase: str, retyped: object) -> None:
    assert callable(retyped)
    one, other = read_target(phrase, year=YEAR), read_target(retyped(phrase), year=YEAR)
    if isinstance(one, Target):
        assert isinstance(other, Target)
        assert replace(other, phrase="", unit=other.unit.casefold()) == replace(
            one, phrase="", unit=one.unit.casefold()
        )
    else:
        assert isinstance(other, TargetFault)
        assert other.kind is one.kind
