"""What flows through the pipe, as frozen records.

Takes nothing and imports no other room. Knows the domain (objectives, indicators, targets, statuses), where things
stand (cell references), and what goes wrong (diagnostics). Must not know any library, file format or wording.
"""
