"""The very hidden sheet `_Danh mục`: validation lists, and what each reporting period means."""

from qmxl.contract.choices import CHOICES, PERIOD_KINDS
from qmxl.contract.sheets import LISTS
from qmxl.model.references import column_letters
from qmxl.model.report import Cell, DefinedName, Row, Sheet, SheetColumn, Span, Visibility
from qmxl.reporting.styles import BASE, STEP_HEADER

_PERIOD_FACTS = {
    "first_month": [kind.first_month for kind in PERIOD_KINDS],
    "last_month": [kind.last_month for kind in PERIOD_KINDS],
    "is_last_of_year": [int(kind.is_last_of_year) for kind in PERIOD_KINDS],
    "required_progress": [kind.required_progress for kind in PERIOD_KINDS],
    "ends_in_year": [int(kind.word.casefold().endswith("năm")) for kind in PERIOD_KINDS],
}
_COLUMNS: dict[str, list[str] | list[int]] = {name: list(words) for name, words in CHOICES.items()} | _PERIOD_FACTS
_LETTERS = {name: column_letters(number) for number, name in enumerate(_COLUMNS, 1)}


def list_name(choices: str) -> str:
    """Defined name of a validation list."""
    return f"qmxl_{choices}"


def list_span(name: str) -> Span:
    return Span(LISTS, "item:0", f"item:{len(_COLUMNS[name]) - 1}", _LETTERS[name])


def lists_sheet() -> Sheet:
    longest = max(len(words) for words in _COLUMNS.values())
    header = Row("header", {_LETTERS[name]: Cell(name, STEP_HEADER) for name in _COLUMNS})
    rows = [
        Row(
            f"item:{n}",
            {_LETTERS[name]: Cell(words[n], BASE) for name, words in _COLUMNS.items() if n < len(words)},
        )
        for n in range(longest)
    ]
    columns = tuple(SheetColumn(letter, 24) for letter in _LETTERS.values())
    return Sheet(LISTS, columns, (header, *rows), visibility=Visibility.VERY_HIDDEN)


def list_names() -> tuple[DefinedName, ...]:
    return tuple(DefinedName(list_name(name), list_span(name)) for name in CHOICES)
