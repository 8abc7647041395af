"""qmxl: the workbook a public office fills in -> the report on its quality objectives.

Takes nothing and imports nothing: `import qmxl` must stay quick. The way through the rooms is in pipeline.py, the
commands are in cli.py.
"""

__version__ = "0.1.0"
