"""Texts of a register's column: each distinct one once, and which row has which."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn(Sequence[str]):
    """One text for each row, '' where blank: row n has `values[codes[n]]`.

    `alike` tells rows with the same text but for case and spacing by one number (below 0 where blank); where it is
    not given it is worked out from the distinct texts.
    """

    values: Sequence[str]
    codes: np.ndarray
    alike: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> "TextColumn": ...
    def __getitem__(self, position: int | slice) -> "str | TextColumn":
        if isinstance(position, slice):
            return TextColumn(self.values, self.codes[position], None if self.alike is None else self.alike[position])
        return self.values[int(self.codes[position])]

    def distinct(self) -> list[str]:
        """Each text once, in the order of the rows."""
        codes, first = np.unique(self.codes, return_index=True)
        return [self.values[int(code)] for code in codes[np.argsort(first, kind="stable")]]

    def each(self, meaning: Callable[[str], T]) -> list[T]:
        """`meaning` of every row's text, asked once for each distinct text."""
        meanings = {code: meaning(self.values[code]) for code in self._used()}
        return [meanings[code] for code in self.codes.tolist()]

    def where(self, holds: Callable[[str], bool]) -> np.ndarray:
        """Rows whose text fulfils a condition, asked once for each distinct text."""
        is_wanted = np.zeros(len(self.values), dtype=bool)
        is_wanted[[code for code in self._used() if holds(self.values[code])]] = True
        return np.asarray(is_wanted[self.codes])

    def _used(self) -> list[int]:
        """Numbers of the texts that some row has."""
        return np.flatnonzero(np.bincount(self.codes)).tolist()

    def taken(self, rows: np.ndarray) -> "TextColumn":
        """The texts of some rows, given as positions or as a mask."""
        return TextColumn(self.values, self.codes[rows], None if self.alike is None else self.alike[rows])

    def numbered_alike(self) -> np.ndarray:
        """`alike`, known or worked out."""
        if self.alike is not None:
            return self.alike
        numbers: dict[str, int] = {"": -1}
        folded = (" ".join(text.split()).casefold() for text in self.values)
        by_value = np.array([numbers.setdefault(text, len(numbers)) for text in folded], dtype=np.int64)
        return by_value[self.codes] if len(by_value) else np.zeros(0, dtype=np.int64)


def text_column(texts: Iterable[str]) -> TextColumn:
    """The column that holds these texts, row by row."""
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int32)
    return TextColumn(tuple(numbers), codes)


def blank_texts(length: int) -> TextColumn:
    """A column that is not there."""
    return TextColumn(("",), np.zeros(length, dtype=np.int32))
