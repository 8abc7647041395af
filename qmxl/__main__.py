"""`python -m qmxl` does what `qmxl` does."""

from qmxl.cli import main

if __name__ == "__main__":
    main()
