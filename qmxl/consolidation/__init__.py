"""Many workbooks -> one Consolidation. Uses the pipe, is not part of it.

Takes paths and an executor; gives a Consolidation. One workbook is one pure task from a path to a small UnitFile
(unit_files.py); what follows is pure too and knows neither files nor processes. It knows nothing of sheets, printing
or the command line.
"""
