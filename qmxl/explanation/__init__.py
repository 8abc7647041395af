"""Submission + Evaluation + diagnostics -> why each status is what it is (qmxl.model.explanation).

Pure: no files, no clock, no printing. Judges nothing: it tells what `evaluation` found, and names the cells of the
input that it was found in. Must not know the report, nor where an output will have those cells.
"""
