"""What the operators and functions of the formula dialect compute. Where Excel and LibreOffice differ: as Excel."""

import operator
from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from functools import cache, wraps
from itertools import chain, repeat
from math import floor, isfinite, prod
from typing import TypeAlias


class FormulaFault(ValueError):
    """A formula that spreadsheet programs refuse, or compute otherwise than its author meant."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.__doc__)


class CellError(Enum):
    """What a cell shows when its formula has no value."""

    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    NA = "#N/A"
    NUM = "#NUM!"
    NAME = "#NAME?"
    REF = "#REF!"


Scalar: TypeAlias = float | str | bool | CellError | None
"""What one cell holds; None is a blank cell, and ints are welcome where floats are."""
Value: TypeAlias = Scalar | tuple[Scalar, ...]
Resolve: TypeAlias = Callable[[str], Value]
Node: TypeAlias = Callable[[Resolve], Value]
Operation: TypeAlias = Callable[..., Scalar]
Function: TypeAlias = Callable[..., Value]

NUMBERS: frozenset[type] = frozenset({int, float})
TRUTHS: frozenset[type] = NUMBERS | {bool}
TEXTS: frozenset[type] = frozenset({str})
CONTENTS: frozenset[type] = TRUTHS | TEXTS | {type(None)}
NOISE = 2.0**-48
"""Relative difference below which sums and comparisons see none (LibreOffice's approxEqual; Excel: 15 digits)."""
FIRST_YEAR = 1900
EPOCH = date(1899, 12, 30).toordinal()
LAST_SERIAL = date.max.toordinal() - EPOCH
SMALLEST_PLAIN = 1e-9
FIRST_EXPONENT = 1e15
DEEPEST_DIGIT = 309
WIDE = Context(prec=3 * DEEPEST_DIGIT)


# One cell's value as an operand: a conversion answers with the error that takes the place of the result.


def as_found(value: Scalar) -> Scalar:
    return value


def number(value: Scalar) -> float | CellError:
    """Blank is 0, TRUE is 1; text is never read as a number, because its reading depends on the locale."""
    if value is None:
        return 0.0
    if isinstance(value, str):
        return CellError.VALUE
    return value if isinstance(value, CellError) else +value


def text(value: Scalar) -> str | CellError:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, (str, CellError)) else general(value)


def general(value: float) -> str:
    """Number in Excel's General format: at most 15 significant digits; exponents below 1e-9 and from 1e15."""
    if value % 1 == 0 and abs(value) < FIRST_EXPONENT:
        return str(int(value))
    shown = f"{value:.15g}"
    if "e" not in shown:
        return shown
    return f"{Decimal(shown):f}" if SMALLEST_PLAIN <= abs(value) < 1 else shown.upper()


def half_up(value: float, digits: float) -> float:
    """Rounded half away from zero, as seen in decimal: 1.005 to two digits is 1.01."""
    if digits >= 0 and value % 1 == 0:
        return value
    return float(Decimal(f"{value:.15g}").quantize(step(int(digits)), ROUND_HALF_UP, WIDE))


@cache
def step(digits: int) -> Decimal:
    return Decimal(1).scaleb(-max(-DEEPEST_DIGIT, min(digits, DEEPEST_DIGIT)))


# Arrays.


def elementwise(*conversions: Callable[[Scalar], Scalar]) -> Callable[[Operation], Function]:
    """Converts the arguments of an operation on single values, passes errors on and spreads over arrays."""

    def decorate(operation: Operation) -> Function:
        def single(*values: Scalar) -> Scalar:
            arguments = []
            for convert, value in zip(conversions, values, strict=False):  # trailing arguments may be optional
                argument = convert(value)
                if isinstance(argument, CellError):
                    return argument
                arguments.append(argument)
            return operation(*arguments)

        @wraps(operation)
        def whole(*values: Value) -> Value:
            for value in values:
                if isinstance(value, tuple):
                    return spread(single, values)
            return single(*values)  # type: ignore[arg-type]  # no array among them

        return whole

    return decorate


def spread(operation: Operation, values: Sequence[Value]) -> Value:
    """Operation on arrays of one length and scalars. Excel fills arrays of unlike lengths with #N/A: refused here."""
    lengths = {len(value) for value in values if isinstance(value, tuple)}
    if len(lengths) > 1:
        raise FormulaFault("Ranges or arrays of different lengths meet in one operation.")
    columns = [value if isinstance(value, tuple) else repeat(value, *lengths) for value in values]
    if any(_has_lookalikes(value) for value in values if isinstance(value, tuple)):
        return tuple(map(operation, *columns))
    rows = list(zip(*columns, strict=False))
    results = {row: operation(*row) for row in set(rows)}  # columns of a register hold the same few values
    return tuple([results[row] for row in rows])


def _has_lookalikes(column: tuple[Scalar, ...]) -> bool:
    """Whether it holds both truths and numbers: TRUE and 1 are one key, and not one value."""
    kinds = set(map(type, column))
    return bool in kinds and bool(kinds & NUMBERS)


def one(value: Value) -> Scalar:
    """A value that Excel 2010 takes as an array only after Ctrl+Shift+Enter."""
    if isinstance(value, tuple):
        raise FormulaFault("A range or array stands where IF, IFERROR or INDEX need one value.")
    return value


# Operators.


def binary(operation: Operation, convert: Callable[[Scalar], Scalar], kinds: frozenset[type]) -> Function:
    """Operator on two values; those of the given kinds need no conversion."""
    spreading = elementwise(convert, convert)(operation)

    def apply(left: Value, right: Value) -> Value:
        if type(left) in kinds and type(right) in kinds:
            return operation(left, right)
        return spreading(left, right)

    return apply


def without_noise(result: float, operand: float) -> float:
    """0.1+0.2-0.3 is 0, in LibreOffice always, in Excel if it is the last operation; whole numbers are exact."""
    return 0.0 if abs(result) < abs(operand) * NOISE and result % 1 else result


def add(left: float, right: float) -> float:
    return without_noise(left + right, left)


def subtract(left: float, right: float) -> float:
    return without_noise(left - right, left)


def multiply(left: float, right: float) -> float | CellError:
    return finite(left * right)


def divide(left: float, right: float) -> float | CellError:
    return finite(left / right) if right else CellError.DIV0


def finite(result: float) -> float | CellError:
    return result if isfinite(result) else CellError.NUM


def order(left: Scalar, right: Scalar) -> int:
    """-1, 0 or 1: numbers before texts before booleans, texts without case; a blank equals 0, "" and FALSE."""
    left = BLANKS.get(type(right), 0.0) if left is None else left
    right = BLANKS.get(type(left), 0.0) if right is None else right
    ranks = RANKS.get(type(left), 0), RANKS.get(type(right), 0)
    if ranks[0] != ranks[1]:
        left, right = ranks
    elif isinstance(left, str) and isinstance(right, str):
        left, right = left.casefold(), right.casefold()
    elif subtract(left, right) == 0:  # type: ignore[arg-type]  # two numbers or two booleans
        return 0
    return (left > right) - (left < right)  # type: ignore[operator]  # two of a kind by now


BLANKS: dict[type, Scalar] = {str: "", bool: False}
RANKS: dict[type, int] = {str: 1, bool: 2}

OPERATORS: dict[str, Function] = {
    "+": binary(add, number, NUMBERS),
    "-": binary(subtract, number, NUMBERS),
    "*": binary(multiply, number, NUMBERS),
    "/": binary(divide, number, NUMBERS),
    "&": binary(operator.add, text, TEXTS),
    "=": binary(lambda left, right: order(left, right) == 0, as_found, CONTENTS),
    "<>": binary(lambda left, right: order(left, right) != 0, as_found, CONTENTS),
    "<": binary(lambda left, right: order(left, right) < 0, as_found, CONTENTS),
    ">": binary(lambda left, right: order(left, right) > 0, as_found, CONTENTS),
    "<=": binary(lambda left, right: order(left, right) <= 0, as_found, CONTENTS),
    ">=": binary(lambda left, right: order(left, right) >= 0, as_found, CONTENTS),
}
negate = elementwise(number)(lambda value: 0 - value)  # 0-0 is 0, but -0.0 would be written as -0


# Functions. IF and IFERROR take their arguments uncomputed.


def choose(resolve: Resolve, condition: Node, then: Node, otherwise: Node | None = None) -> Value:
    met = number(one(condition(resolve)))
    if isinstance(met, CellError):
        return met
    if met:
        return then(resolve)
    return otherwise(resolve) if otherwise else False


def unless_error(resolve: Resolve, value: Node, fallback: Node) -> Value:
    computed = one(value(resolve))
    return fallback(resolve) if isinstance(computed, CellError) else computed


def aggregate(combine: Callable[[list[float]], Scalar], kinds: frozenset[type]) -> Function:
    """Function of all arguments: of ranges and arrays only entries of these kinds count, computed scalars convert."""

    def apply(first: Value, *rest: Value) -> Value:
        found: list[float] = []
        for argument in (first, *rest):
            entries = argument if isinstance(argument, tuple) else (number(argument),)
            for entry in entries:
                if isinstance(entry, CellError):
                    return entry
                if type(entry) in kinds:
                    found.append(entry)  # type: ignore[arg-type]  # kinds are numbers and booleans
        return combine(found)

    return apply


def sum_of_products(first: Value, *rest: Value) -> Value:
    """Entries that are no numbers count as 0, booleans too (LibreOffice takes them as 1): write --(…)."""
    columns = [value if isinstance(value, tuple) else (value,) for value in (first, *rest)]
    if len({len(column) for column in columns}) > 1:
        raise FormulaFault("The arguments of SUMPRODUCT have different lengths.")
    for entry in chain(*columns):
        if type(entry) is CellError:
            return entry
    if len(columns) == 1:
        return sum([entry for entry in columns[0] if type(entry) in NUMBERS])  # type: ignore[misc]  # numbers by now
    return sum(prod(e if type(e) in NUMBERS else 0 for e in row) for row in zip(*columns, strict=True))


def count_filled(first: Value, *rest: Value) -> Value:
    values = chain(*(value if isinstance(value, tuple) else (value,) for value in (first, *rest)))
    return sum(value is not None for value in values)


def is_number(value: Value) -> Value:
    return tuple(type(v) in NUMBERS for v in value) if isinstance(value, tuple) else type(value) in NUMBERS


def number_or_zero(value: Value) -> Value:
    first = value[0] if isinstance(value, tuple) else value
    return 0.0 if isinstance(first, str) else number(first)


def entry_of(values: Value, position: Value) -> Value:
    entries = values if isinstance(values, tuple) else (values,)
    place = number(one(position))
    if isinstance(place, CellError):
        return place
    if place < 1:
        return CellError.VALUE
    return entries[int(place) - 1] if int(place) <= len(entries) else CellError.REF


@elementwise(as_found, text)
def formatted(value: Scalar, number_format: str) -> str | CellError:
    """TEXT with a format of zeros only: the least number of digits."""
    if isinstance(value, (bool, str)):
        return text(value)
    whole = int(half_up(value or 0, 0))  # type: ignore[arg-type]  # no error comes this far
    return f"{'-' if whole < 0 else ''}{abs(whole):0{len(number_format)}d}"


@elementwise(number, number, number)
def serial_of(year: float, month: float, day: float) -> float | CellError:
    """Serial number in the 1900 date system: 43982 is 2020-05-31. Months and days run over into the next."""
    years, months = divmod(int(month) - 1, 12)
    years += int(year) + (FIRST_YEAR if 0 <= year < FIRST_YEAR else 0)
    try:
        serial = date(years, months + 1, 1).toordinal() - EPOCH + int(day) - 1
    except (ValueError, OverflowError):
        return CellError.NUM
    return serial if 0 <= serial <= LAST_SERIAL else CellError.NUM


def part_of_date(part: Callable[[date], int]) -> Function:
    """DAY, MONTH or YEAR of a serial number; right after 1900-03-01, before it the programs differ."""

    @elementwise(number)
    def part_of(serial: float) -> float | CellError:
        whole = floor(serial)
        return part(date.fromordinal(EPOCH + whole)) if 0 <= whole <= LAST_SERIAL else CellError.NUM

    return part_of


@elementwise(text, number, number)
def middle(source: str, start: float, count: float) -> str | CellError:
    if start < 1 or count < 0:
        return CellError.VALUE
    return source[int(start) - 1 : int(start) - 1 + int(count)]


@elementwise(text, text, text, number)
def substitute(source: str, old: str, new: str, instance: float | None = None) -> str | CellError:
    if instance is not None and instance < 1:
        return CellError.VALUE
    if not old:
        return source
    if instance is None:
        return source.replace(old, new)
    before, after = source.split(old)[: int(instance)], source.split(old)[int(instance) :]
    return old.join(before) + new + old.join(after) if after else source


ALLOWED_FUNCTIONS: dict[str, Function] = {
    "IF": choose,
    "AND": aggregate(lambda values: all(values) if values else CellError.VALUE, TRUTHS),
    "OR": aggregate(lambda values: any(values) if values else CellError.VALUE, TRUTHS),
    "IFERROR": unless_error,
    "ISNUMBER": is_number,
    "N": number_or_zero,
    "SUM": aggregate(sum, NUMBERS),
    "SUMPRODUCT": sum_of_products,
    "COUNTA": count_filled,
    "INDEX": entry_of,
    "ROUND": elementwise(number, number)(half_up),
    "INT": elementwise(number)(floor),
    "MOD": elementwise(number, number)(lambda value, by: value % by if by else CellError.DIV0),
    "SIGN": elementwise(number)(lambda value: (value > 0) - (value < 0)),
    "ABS": elementwise(number)(abs),
    "MAX": aggregate(lambda values: max(values, default=0.0), NUMBERS),
    "MIN": aggregate(lambda values: min(values, default=0.0), NUMBERS),
    "TEXT": formatted,
    "DAY": part_of_date(operator.attrgetter("day")),
    "MONTH": part_of_date(operator.attrgetter("month")),
    "YEAR": part_of_date(operator.attrgetter("year")),
    "DATE": serial_of,
    "LEN": elementwise(text)(len),
    "MID": middle,
    "LOWER": elementwise(text)(str.lower),
    "SUBSTITUTE": substitute,
}
LAZY_FUNCTIONS = frozenset({"IF", "IFERROR"})
ARGUMENT_LIMIT = 255
RANGE_ARGUMENTS = dict.fromkeys(("SUM", "SUMPRODUCT", "COUNTA", "MAX", "MIN", "AND", "OR"), ARGUMENT_LIMIT)
RANGE_ARGUMENTS |= {"INDEX": 1, "N": 1}
"""How many leading arguments may be a whole range; anywhere else outside SUMPRODUCT a range is cut to one cell."""
TEXT_FORMATS = ("0", "00", "000")
