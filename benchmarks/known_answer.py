"""A consolidated workbook held against the answer that consolidation_inputs.py worked out for its inputs.

Every indicator of every unit, every sum and every count must be equal; nothing of qmxl is used, and numbers are
compared as the nearest ones a cell can hold. Only the means, which a formula of the workbook makes of such numbers, may
differ in their last digits. The workbook is to be made with the deadline of the answer.

    python benchmarks/known_answer.py CONSOLIDATED.xlsx EXPECTED.json [--parquet FILE.parquet]
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

Answer = Mapping[str, Any]
"""A piece of the JSON of `consolidation_inputs.Expected`."""
Value = str | float | None
Row = Mapping[str, Value]
Facts = dict[tuple[str, ...], object]
"""Whatever can be compared, by what it is about."""

WORDS = {
    "EXCEEDED": "Vượt",
    "MET": "Đạt",
    "NOT_MET": "Chưa đạt",
    "DEFERRED": "Chưa đến kỳ đánh giá",
    "NO_CASES": "Chưa phát sinh",
    "NO_DATA": "Thiếu số liệu",
}
NOT_ASSESSED = "Không đánh giá"
JUDGED = ("EXCEEDED", "MET", "NOT_MET")
UNREADABLE = ("broken", "encrypted")
ON_TIME, LATE, NOT_READ = "Đúng hạn", "Trễ hạn", "Tệp không đọc được"
DATA, SUMMARY, INDICATORS, SENT = "Dữ liệu", "Tổng hợp", "Chỉ tiêu", "Tình hình gửi báo cáo"


def differences(expected: Answer, output_path: Path, parquet_path: Path | None = None) -> list[str]:
    """What the workbook, and the long table beside it, tell otherwise than the answer; one line each."""
    book = CalamineWorkbook.from_path(output_path)
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    pairs = {
        DATA: (expected_rows(expected), told_rows(_table(sheets[DATA], "STT"))),
        SENT: (expected_files(expected), told_files(_table(sheets[SENT], "STT"))),
        SUMMARY: (expected_objectives(expected), told_objectives(sheets[SUMMARY], expected)),
        INDICATORS: (expected_indicators(expected), told_indicators(sheets[INDICATORS])),
    }
    if parquet_path is not None:
        pairs["Parquet"] = pairs[DATA][0], told_rows(_long_table(parquet_path))
    return [line for name, (wanted, told) in pairs.items() for line in _differences(name, wanted, told)]


def _differences(where: str, wanted: Facts, told: Facts) -> Iterator[str]:
    for key in sorted(wanted.keys() | told.keys()):
        ours, theirs = wanted.get(key, "nothing"), told.get(key, "nothing")
        if ours != theirs and not _is_rounded(ours, theirs):
            yield f"{where}: {' | '.join(key)}: {theirs!r}, should be {ours!r}"


def _is_rounded(ours: object, theirs: object) -> bool:
    """Numbers that stand alone are means, ours an exact one."""
    return isinstance(ours, Fraction) and isinstance(theirs, float) and isclose(ours, theirs, rel_tol=_ROUNDING)


_ROUNDING = 1e-12
"""Of a sum of some thousand floating numbers."""


# --- tables of the workbook -------------------------------------------------------------------------------------------


def _table(rows: Sequence[Sequence[object]], first_header: str, number: int = 1) -> list[Row]:
    """The number-th table whose header row begins with this text, up to a blank row."""
    starts = [n for n, row in enumerate(rows) if row[0] == first_header]
    header = rows[starts[number - 1]]
    told: list[Row] = []
    for row in rows[starts[number - 1] + 1 :]:
        if not any(cell not in {"", None} for cell in row):
            break
        told.append({str(name): _plain(cell) for name, cell in zip(header, row, strict=True) if name != ""})
    return told


def _long_table(path: Path) -> list[Row]:
    table = pd.read_parquet(path).astype(object)
    return [
        {str(name): None if cell is pd.NA else _plain(cell) for name, cell in row.items()}
        for row in table.to_dict("records")
    ]


def _plain(cell: object) -> Value:
    """A day as 2026-09-30, a number as a float, nothing as None."""
    if cell is None or (isinstance(cell, str) and not cell):
        return None
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return float(cell) if isinstance(cell, int | float) else str(cell)


# --- each indicator of each unit --------------------------------------------------------------------------------------


def _used(expected: Answer) -> Iterator[Answer]:
    return (file for file in expected["files"] if file["is_used"])


def expected_rows(expected: Answer) -> Facts:
    facts: Facts = {("rows",): sum(len(file["indicators"]) for file in _used(expected))}
    for file in _used(expected):
        objectives = {one["number"]: _objective_word(one) for one in file["objectives"]}
        for one in file["indicators"]:
            facts[file["path"], one["code"]] = (
                *(file["unit_code"], file["name"], file["province"], file["report_date"]),
                f"{expected['period']} {expected['year']}",
                *(one["statement"], WORDS[one["status"]], _number(one["numerator"]), _number(one["denominator"])),
                *(_number(one["value"]), objectives[_objective_number(one)]),
            )
    return facts


def told_rows(rows: Sequence[Row]) -> Facts:
    headers = (
        *("Mã đơn vị", "Đơn vị", "Tỉnh, thành phố", "Ngày báo cáo", "Kỳ báo cáo", "Nội dung chỉ tiêu", "Đánh giá"),
        *("Số đạt", "Tổng số", "Kết quả", "Đánh giá mục tiêu"),
    )
    facts: Facts = {("rows",): len(rows)}
    for row in rows:
        facts[str(row["Tệp"]), str(row["Mã tại đơn vị"])] = tuple(row[header] for header in headers)
    return facts


def _number(number: int | str | None) -> float | None:
    """The nearest one a cell can hold; 2/3 is told as such."""
    return None if number is None else float(Fraction(number))


def _objective_number(indicator: Answer) -> int:
    return int(indicator["code"].partition(".")[0])


def _objective_word(objective: Answer) -> str:
    return WORDS[objective["status"]] if objective["is_counted"] else NOT_ASSESSED


# --- each file --------------------------------------------------------------------------------------------------------


def expected_files(expected: Answer) -> Facts:
    """Of a unit with several files the one that is used, with their number; and those that cannot be read."""
    several = Counter(file["unit_code"] for file in expected["files"])
    facts: Facts = {}
    for file in expected["files"]:
        if file["is_used"]:
            standing = LATE if file["is_late"] else ON_TIME
            number = float(several[file["unit_code"]])
            facts[(file["path"],)] = file["unit_code"], standing, file["report_date"], number
        elif file["kind"] in UNREADABLE:
            facts[(file["path"],)] = None, NOT_READ, None, 1.0
    return facts


def told_files(rows: Iterable[Row]) -> Facts:
    headers = ("Mã đơn vị", "Tình trạng", "Ngày nhận hoặc ngày báo cáo", "Số tệp")
    return {(str(row["Tệp được dùng"]),): tuple(row[header] for header in headers) for row in rows}


# --- sums over the units ----------------------------------------------------------------------------------------------


def expected_indicators(expected: Answer) -> Facts:
    """By wording: units by status; counts summed, and shares averaged, over the units that were judged by them.

    Means are exact.
    """
    found: dict[str, list[Answer]] = defaultdict(list)
    for file in _used(expected):
        for one in file["indicators"]:
            found[one["statement"]].append(one)
    facts: Facts = {}
    for statement, own in found.items():
        times = Counter(one["status"] for one in own)
        judged = [one for one in own if one["status"] in JUDGED]
        counted = [one for one in judged if one["numerator"] is not None and one["denominator"]]
        sums = (sum(one[key] for one in counted) for key in ("numerator", "denominator"))
        shares = [Fraction(one["value"]) for one in judged if one["value"] is not None]
        facts["units", statement] = len(own), len(judged), *(times[status] for status in WORDS)
        facts["sums", statement] = len(counted), *sums, len(shares)
        facts["mean", statement] = sum(shares, Fraction(0)) / len(shares) if shares else None
    return facts


def told_indicators(rows: Sequence[Sequence[object]]) -> Facts:
    """The first two tables; the line that parts common indicators from others has no numbers."""
    units = ("Số đơn vị có chỉ tiêu", "Đã đánh giá (m)", *WORDS.values())
    sums = ("Số đơn vị có số đếm", "Cộng Số đạt", "Cộng Tổng số", "Số đơn vị có tỷ lệ")
    facts: Facts = {}
    for row in _table(rows, "Mã"):
        if row[units[0]] is not None:
            facts["units", str(row["Chỉ tiêu"])] = tuple(row[header] for header in units)
    for row in _table(rows, "Mã", 2):
        if row[sums[0]] is not None:
            facts["sums", str(row["Chỉ tiêu"])] = tuple(row[header] for header in sums)
            facts["mean", str(row["Chỉ tiêu"])] = row["Trung bình tỷ lệ"]
    return facts


def expected_objectives(expected: Answer) -> Facts:
    """Units by status for each objective, and how many units and files are of a kind."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in _used(expected):
        statements = _objective_statements(file)
        for one in file["objectives"]:
            found[statements.get(one["number"], str(one["number"]))].append(_objective_word(one))
    facts: Facts = {}
    for name, own in found.items():
        times = Counter(own)
        facts["objective", name] = (len(own), *(times[word] for word in (*WORDS.values(), NOT_ASSESSED)))
    kinds = Counter(file["kind"] for file in expected["files"] if file["is_used"] or file["kind"] in UNREADABLE)
    facts["count", "Đơn vị đã gửi tệp dùng được"] = sum(1 for _ in _used(expected))
    facts["count", "Tệp không đọc được, chưa rõ của đơn vị nào"] = sum(kinds[kind] for kind in UNREADABLE)
    facts["count", "Đơn vị gửi nhiều tệp cho kỳ này"] = kinds["duplicate"]
    facts["count", "Đơn vị có lỗi số liệu"] = kinds["flawed"]
    facts["count", "Đơn vị dùng mẫu cũ"] = kinds["old_template"]
    return facts


def _objective_statements(file: Answer) -> Mapping[int, str]:
    """Of the objectives that are one indicator; the answer does not tell those of the others, which are all alike."""
    return {_objective_number(one): one["statement"] for one in file["indicators"] if one["code"].isdecimal()}


def told_objectives(rows: Sequence[Sequence[object]], expected: Answer) -> Facts:
    headers = ("Số đơn vị", *WORDS.values(), NOT_ASSESSED)
    known = {name for what, name in expected_objectives(expected) if what == "objective"}
    facts: Facts = {}
    for row in _table(rows, "Mục tiêu"):
        if row["Số đơn vị"] is not None:
            label, statement = str(row["Mục tiêu"]), str(row["Nội dung mục tiêu"])
            name = statement if statement in known else label
            facts["objective", name] = tuple(row[header] for header in headers)
    counts = {name for what, name in expected_objectives(expected) if what == "count"}
    return facts | {("count", str(row[0])): _plain(row[3]) for row in rows if row[0] in counts}


def verdict(found: Sequence[str], most_told: int = 20) -> str:
    """`known answer: equal`, or how many differences, and the first of them."""
    more = [f"    … and {len(found) - most_told:,} more"] if len(found) > most_told else []
    told = f"{len(found):,} differences" if found else "equal"
    return "\n".join([f"known answer: {told}", *(f"    {line}" for line in found[:most_told]), *more])


def main() -> None:
    """Compare, print, and end with exit code 1 where anything differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("output", type=Path, help="the consolidated workbook")
    parser.add_argument("expected", type=Path, help="the answer, as consolidation_inputs.py wrote it")
    parser.add_argument("--parquet", type=Path, help="the long table as Parquet")
    options = parser.parse_args()
    expected = json.loads(options.expected.read_text(encoding="utf-8"))
    found = differences(expected, options.output, options.parquet)
    print(verdict(found))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
