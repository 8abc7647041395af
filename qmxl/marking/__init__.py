"""Copies of the staff's own workbook: faulty cells marked, certain repairs made; the original is never touched.

Takes the input file, diagnostics and repairs; gives the bytes of a copy. A copy is made by editing the package itself:
every part that needs no change is copied byte for byte, and where one does, bytes are put in at a place and nothing is
written anew, so that what no library models (controls, pictures, sparklines, stored results of formulas) stays what
it was. openpyxl writes the list that stands alone where no copy can be made. Must not know: reading, reports.
"""
