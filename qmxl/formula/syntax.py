"""Formula text -> Expression: parsed once into small closures, then computed and printed as often as needed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from inspect import signature
from math import inf, isfinite
from typing import NamedTuple, NoReturn, TypeAlias

from qmxl.formula.functions import (
    ALLOWED_FUNCTIONS,
    ARGUMENT_LIMIT,
    LAZY_FUNCTIONS,
    OPERATORS,
    RANGE_ARGUMENTS,
    TEXT_FORMATS,
    FormulaFault,
    Function,
    Node,
    Resolve,
    Scalar,
    Value,
    negate,
)

LITERAL_LIMIT = 255
FORMULA_LIMIT = 8_192
NESTING_LIMIT = 64

LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"))
"""Operators from the loosest to the tightest."""
LEVEL_OF = {sign: level for level, signs in enumerate(LEVELS) for sign in signs}
TRUTH_WORDS = {"TRUE": True, "FALSE": False}
TOKENS = re.compile(
    r"""(?P<space>[ \n]+)
      | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?)
      | (?P<text>"(?:[^"]|"")*")
      | (?P<place>\[[^\[\]]+\])
      | (?P<word>[A-Z]+)
      | (?P<sign><>|<=|>=|[-+*/&=<>(),{}])
      | (?P<stray>.|\n)""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of the text as typed."""

    kind: str
    text: str


END = Token("end", "the end")


@dataclass(frozen=True, slots=True)
class Constant:
    """Number, text, boolean or array constant."""

    value: Value


@dataclass(frozen=True, slots=True)
class Place:
    """What stands in square brackets."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one level, from left to right."""

    first: "Tree"
    rest: tuple[tuple[str, "Tree"], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    name: str
    arguments: tuple["Tree", ...]


Tree: TypeAlias = Constant | Place | Negation | Chain | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed formula. `names` are its places in order of first appearance."""

    text: str
    names: tuple[str, ...] = field(compare=False)
    _between: tuple[tuple[str, str], ...] = field(compare=False, repr=False)
    _compute: Node = field(compare=False, repr=False)

    def compute(self, resolve: Resolve) -> Value:
        """Value the cell shows, given the value of each place; a blank shows as 0. Raises FormulaFault."""
        try:
            value = self._compute(resolve)
        except FormulaFault as fault:
            raise _fault(str(fault), self.text) from None
        if isinstance(value, tuple):
            raise _fault("The whole formula gives an array; nothing may spill.", self.text)
        return 0.0 if value is None else value

    def print(self, address: Callable[[str], str]) -> str:
        """Text for the cell, without "=", given the address of each place. Raises FormulaFault over Excel's limits."""
        (_, start), *rest = self._between
        printed = start + "".join([address(name) + text for name, text in rest])
        if len(printed) > FORMULA_LIMIT:
            raise _fault(f"The formula is longer than {FORMULA_LIMIT:,} characters.", self.text)
        return printed


def _texts_between(tokens: tuple[Token, ...]) -> tuple[tuple[str, str], ...]:
    """Each place's name with the text up to the next one; first, without a name, the text before all places."""
    pieces: list[list[str]] = [["", ""]]
    for kind, word in tokens:
        if kind == "place":
            pieces.append([word[1:-1], ""])
        else:
            pieces[-1][1] += word
    return tuple((name, text) for name, text in pieces)


@cache
def parse(text: str) -> Expression:
    """Raises FormulaFault on syntax errors, functions outside the dialect and wrong numbers of arguments."""
    tokens = tuple(Token(str(match.lastgroup), match[0]) for match in TOKENS.finditer(text))
    try:
        tree = _Parser(tokens).whole()
        compute = _compiled(tree, _one_cell)
    except FormulaFault as fault:
        raise _fault(str(fault), text) from None
    if any(kind == "text" and len(_unquoted(word)) > LITERAL_LIMIT for kind, word in tokens):
        raise _fault(f"A text literal is longer than {LITERAL_LIMIT} characters.", text)
    names = dict.fromkeys(word[1:-1] for kind, word in tokens if kind == "place")
    return Expression(text, tuple(names), _texts_between(tokens), compute)


def _fault(message: str, text: str) -> FormulaFault:
    return FormulaFault(f"{message} Formula: {text}")


def _unquoted(literal: str) -> str:
    return literal[1:-1].replace('""', '"')


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = (token for token in tokens if token.kind != "space")
        self.next = next(self.tokens, END)
        self.depth = 0

    def take(self) -> Token:
        token = self.next
        self.next = next(self.tokens, END)
        return token

    def is_next(self, *signs: str) -> bool:
        return self.next.kind == "sign" and self.next.text in signs

    def refuse(self, reason: str) -> NoReturn:
        raise FormulaFault(f"At {self.next.text}: {reason}.")

    def open(self) -> None:
        self.take()
        self.depth += 1
        if self.depth > NESTING_LIMIT:
            self.refuse(f"more than {NESTING_LIMIT} levels are nested")

    def close(self, sign: str) -> None:
        if not self.is_next(sign):
            self.refuse(f"{sign} was expected")
        self.take()
        self.depth -= 1

    def whole(self) -> Tree:
        tree = self.chain()
        if self.next.kind != "end":
            self.refuse("the formula should end here")
        return tree

    def chain(self, loosest: int = 0) -> Tree:
        tree = self.signed()
        while (level := self.level()) >= loosest:
            rest = []
            while self.level() == level:
                rest.append((self.take().text, self.chain(level + 1)))
            tree = Chain(tree, tuple(rest))
        return tree

    def level(self) -> int:
        """Level of the operator that comes next, -1 where none does."""
        kind, text = self.next
        return LEVEL_OF.get(text, -1) if kind == "sign" else -1

    def signed(self) -> Tree:
        minuses = 0
        while self.is_next("+", "-"):
            minuses += self.take().text == "-"
        if minuses > NESTING_LIMIT:
            self.refuse(f"more than {NESTING_LIMIT} signs")
        tree = self.primary()
        for _ in range(minuses):
            tree = Negation(tree)
        return tree

    def primary(self) -> Tree:
        kind, text = self.next
        if kind == "place":
            return Place(self.take().text[1:-1])
        if kind == "word" and text not in TRUTH_WORDS:
            return self.call()
        if self.is_next("("):
            return self.parenthesis()
        return self.array() if self.is_next("{") else Constant(self.constant())

    def parenthesis(self) -> Tree:
        self.open()
        tree = self.chain()
        self.close(")")
        return tree

    def array(self) -> Tree:
        self.open()
        values = [self.element()]
        while self.is_next(","):
            self.take()
            values.append(self.element())
        self.close("}")
        return Constant(tuple(values))

    def element(self) -> Scalar:
        if not self.is_next("-"):
            return self.constant()
        self.take()
        return -float(self.take().text) if self.next.kind == "number" else self.refuse("a number was expected")

    def constant(self) -> Scalar:
        kind, word = self.next
        if kind == "text":
            value: Scalar = _unquoted(word)
        elif kind == "word" and word in TRUTH_WORDS:
            value = TRUTH_WORDS[word]
        elif kind == "number" and isfinite(float(word)):
            value = float(word)
        else:
            self.refuse("a value was expected")
        self.take()
        return value

    def call(self) -> Tree:
        name = self.take().text
        if name not in ALLOWED_FUNCTIONS:
            self.refuse(f"{name} is not among the allowed functions")
        if not self.is_next("("):
            self.refuse(f"{name} needs its arguments in parentheses")
        self.open()
        arguments = [self.chain()]
        while self.is_next(","):
            self.take()
            arguments.append(self.chain())
        self.close(")")
        return self.checked(Call(name, tuple(arguments)))

    def checked(self, call: Call) -> Call:
        least, most = arity_of(call.name)
        if not least <= len(call.arguments) <= most:
            self.refuse(f"{call.name} does not take {len(call.arguments)} arguments")
        if len(call.arguments) > ARGUMENT_LIMIT:
            self.refuse(f"{call.name} has more than {ARGUMENT_LIMIT} arguments")
        if call.name == "TEXT" and call.arguments[1] not in [Constant(known) for known in TEXT_FORMATS]:
            self.refuse(f"TEXT takes only the formats {', '.join(TEXT_FORMATS)}")
        return call


@cache
def arity_of(name: str) -> tuple[int, float]:
    """Least and most arguments of a function, from its Python signature."""
    parameters = list(signature(ALLOWED_FUNCTIONS[name]).parameters.values())
    if name in LAZY_FUNCTIONS:
        parameters = parameters[1:]
    least = sum(p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty for p in parameters)
    return least, inf if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(parameters)


# Tree -> closure. Excel 2010 and LibreOffice compute with whole ranges only inside SUMPRODUCT; elsewhere they cut a
# range that is not a function's own argument to the cell of the same row, so there a range is the author's mistake.


def _one_cell(name: str) -> Node:
    def node(resolve: Resolve) -> Value:
        value = resolve(name)
        if isinstance(value, tuple):
            raise FormulaFault(f"[{name}] is a range where one cell is computed with; that needs SUMPRODUCT.")
        return value

    return node


def _any_shape(name: str) -> Node:
    return lambda resolve: resolve(name)


def _whole_range(name: str) -> Node:
    """A single cell too, because functions of ranges pass over a cell's text but not over a computed text."""

    def node(resolve: Resolve) -> Value:
        value = resolve(name)
        return value if isinstance(value, tuple) else (value,)

    return node


def _compiled(tree: Tree, place: Callable[[str], Node]) -> Node:
    match tree:
        case Constant(value):
            return lambda _: value
        case Place(name):
            return place(name)
        case Negation(operand):
            inner = _compiled(operand, place)
            return lambda resolve: negate(inner(resolve))
        case Chain(first, rest):
            steps = [(OPERATORS[sign], _compiled(operand, place)) for sign, operand in rest]
            return _compiled_chain(_compiled(first, place), steps)
        case Call():
            return _compiled_call(tree, place)


def _compiled_chain(first: Node, rest: list[tuple[Function, Node]]) -> Node:
    if len(rest) == 1:
        [(operate, second)] = rest
        return lambda resolve: operate(first(resolve), second(resolve))

    def node(resolve: Resolve) -> Value:
        value = first(resolve)
        for operate, operand in rest:
            value = operate(value, operand(resolve))
        return value

    return node


def _compiled_call(call: Call, place: Callable[[str], Node]) -> Node:
    function = ALLOWED_FUNCTIONS[call.name]
    inside = _any_shape if call.name == "SUMPRODUCT" else place
    ranges = RANGE_ARGUMENTS.get(call.name, 0)
    nodes = [
        _compiled(argument, _whole_range if position < ranges and isinstance(argument, Place) else inside)
        for position, argument in enumerate(call.arguments)
    ]
    if call.name in LAZY_FUNCTIONS:
        return lambda resolve: function(resolve, *nodes)
    if len(nodes) == 1:
        [only] = nodes
        return lambda resolve: function(only(resolve))
    return lambda resolve: function(*[node(resolve) for node in nodes])
