"""Workbook -> Submission.

Takes a file (or a text twin of one), gives the frozen model with addresses and every diagnostic of reading. The only
door to pandas and its engines. Must not judge a figure: it does not know statuses, sentences or how anything is
written.
"""
