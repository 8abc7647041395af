"""The script anybody would write first: pandas reads a register and counts what was resolved on time and late.

python benchmarks/register_obvious.py REGISTER.xlsx HEADER_ROW openpyxl|calamine
"""

import json
import sys
from typing import Literal, cast

import pandas as pd

Engine = Literal["openpyxl", "calamine"]

CODE, AUTHORITY, STATE = "Mã hồ sơ", "Thẩm quyền", "Tình trạng"
RECEIVED, DUE, FINISHED = "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả"
FIRST, LAST = pd.Timestamp(2026, 1, 1), pd.Timestamp(2026, 9, 30)


def days(column: pd.Series) -> pd.Series:
    """Day of each cell: a date, or a text day/month/year with or without a time."""
    is_text = column.map(lambda cell: isinstance(cell, str))
    texts = column.where(is_text).str.strip().str[:10]
    typed = pd.to_datetime(texts, format="%d/%m/%Y", errors="coerce")
    return pd.to_datetime(column.mask(is_text), errors="coerce").fillna(typed).dt.normalize()


def spelled(column: pd.Series) -> pd.Series:
    """Texts without regard to case and spacing."""
    return column.fillna("").astype(str).str.split().str.join(" ").str.casefold()


def counts(frame: pd.DataFrame) -> dict[str, int]:
    """Dossiers of the commune that were resolved in the period, each once."""
    frame = frame.dropna(how="all")
    frame = frame[spelled(frame[AUTHORITY]) == "ubnd xã"]
    read = pd.DataFrame({name: days(frame[name]) for name in (RECEIVED, DUE, FINISHED)})
    read[CODE], state = spelled(frame[CODE]), spelled(frame[STATE])
    is_returned = state.str.contains("trả lại|rút") & read[FINISHED].isna()
    is_resolved = read[FINISHED].between(FIRST, LAST)
    is_late = is_resolved & (read[FINISHED] > read[DUE])
    is_on_time = (is_resolved & ~is_late) | (is_returned & ~(read[RECEIVED] > LAST))
    once = ~read.duplicated() | (read[CODE] == "")
    return {"on_time": int((is_on_time & once).sum()), "late": int((is_late & once).sum())}


def main() -> None:
    path, header_row, engine = sys.argv[1], int(sys.argv[2]), cast("Engine", sys.argv[3])
    print(json.dumps(counts(pd.read_excel(path, header=header_row - 1, engine=engine))))


if __name__ == "__main__":
    main()
