"""Placed Report -> .xlsx.

The only place that knows XlsxWriter. Takes addresses, values and styles, gives a file, whole or not at all, or the
sentence why not (docs/writing-safely.md). Must not know the domain: no figure or rule is made here.
"""
