"""Measurements and long runs, each a program of its own: `python benchmarks/registers.py --help`."""
