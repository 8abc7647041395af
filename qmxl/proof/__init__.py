"""Proof: is what was written true?

Takes a written workbook, and where needed the Report or the data it was made from; gives disagreements and faults as
values, never a repaired file. Knows the xlsx package from the outside (zip and XML) and LibreOffice as a second
spreadsheet engine. Must not know how a sheet is composed, laid out or written: a proof that shares code with what it
proves repeats its mistakes.
"""
