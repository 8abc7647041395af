"""The formula dialect: live formulas composed as text, with places in square brackets instead of addresses.

Takes a formula's text and, when asked, the value or the address of each place. Gives the value the spreadsheet programs
would show, and the text to write into the cell. Knows Excel's grammar and the functions design.md allows. Must not know
any sheet, report or library; a formula that not every program computes alike is refused with a FormulaFault.
"""

from qmxl.formula.functions import ALLOWED_FUNCTIONS, CellError, FormulaFault, Resolve, Scalar, Value
from qmxl.formula.syntax import Expression, parse

__all__ = ["ALLOWED_FUNCTIONS", "CellError", "Expression", "FormulaFault", "Resolve", "Scalar", "Value", "parse"]
