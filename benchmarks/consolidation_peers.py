"""What reads workbooks beside `qmxl consolidate`, each in a process of its own; prints how many could be read.

python benchmarks/consolidation_peers.py openpyxl|calamine LIST.txt     paths, one a line
"""

import sys
from collections.abc import Callable
from pathlib import Path


def by_openpyxl() -> Callable[[str], object]:
    """The obvious way: every sheet as a DataFrame."""
    import pandas as pd  # noqa: PLC0415  one reader loads nothing of the other

    return lambda path: pd.read_excel(path, sheet_name=None, engine="openpyxl")


def by_calamine() -> Callable[[str], object]:
    """The cells and nothing else: what no program written in Python can do without."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  as above

    def read(path: str) -> object:
        with CalamineWorkbook.from_path(path) as book:
            return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    return read


READERS = {"openpyxl": by_openpyxl, "calamine": by_calamine}


def main() -> None:
    name, listed = sys.argv[1:]
    read = READERS[name]()
    count = 0
    for path in Path(listed).read_text(encoding="utf-8").splitlines():
        try:
            read(path)
        except Exception as fault:  # noqa: BLE001  broken files are among them
            print(f"{Path(path).name}: {type(fault).__name__}", file=sys.stderr)
        else:
            count += 1
    print(count)


if __name__ == "__main__":
    main()
