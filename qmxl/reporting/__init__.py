"""Submission and Evaluation (or nothing) -> Report -> placed Report.

Takes the model, gives what every sheet says, blank or filled: cells, formulas, styles, print set-up; then addresses and
cached values. Pure. Must not know how a workbook is read, how a figure was judged, or which library writes it.
"""
