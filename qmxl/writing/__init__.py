"""Placed Report -> .xlsx, report document and Word template -> .docx.

The only place that knows XlsxWriter and python-docx. Takes addresses, values and styles, or texts; gives a file, whole
or not at all, or the sentence why not (docs/writing-safely.md). Must not know the domain: no figure or rule is made
here.
"""
