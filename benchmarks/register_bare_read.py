"""What reading a register costs by itself: every cell into a DataFrame, and nothing done with it.

python benchmarks/register_bare_read.py REGISTER.xlsx HEADER_ROW
"""

import sys

import fastexcel


def main() -> None:
    path, header_row = sys.argv[1], int(sys.argv[2])
    frame = fastexcel.read_excel(path).load_sheet(0, header_row=header_row - 1).to_pandas()
    print(f'{{"rows": {len(frame)}}}')


if __name__ == "__main__":
    main()
