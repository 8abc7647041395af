"""File -> its cells, in a process of its own.

Takes the path of a file nobody has vouched for, gives one JSON document: the cells of every sheet and what the format
tells about them, or the reason why the file is not read. Runs alone under limits of time and memory, because parsers
abort, hang and fill the memory on broken files. Must not import the rest of qmxl, pandas, or anything slow.
"""
