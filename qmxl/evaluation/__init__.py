"""Submission -> Evaluation.

Takes the model as read, gives figures, statuses and diagnostics. Pure: no files, no clock, no printing; exact
arithmetic. Must not know how a workbook is read or what a sheet looks like.
"""
