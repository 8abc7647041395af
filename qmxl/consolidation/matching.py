"""Indicators and objectives of many units, matched: by wording and way to measure, never by the code alone.

Offices copy a wording with their own level or name in it ("UBND xã Lộc An", "UBND phường"): that is the same wording.
What is worded or measured otherwise is another indicator; it is shown apart, with the one it looks like.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

from qmxl.contract.choices import MEASURE_WORDS
from qmxl.model.consolidation import IndicatorFigure, IndicatorName, ObjectiveName, TargetBounds, UnitFile
from qmxl.model.submission import Measure
from qmxl.reading.normal_form import normal_form

_LEVELS = "(?:xã|phường|đặc khu|thị trấn)"
_LEVEL = re.compile(rf"\b{_LEVELS}\b")
_LIKE = 0.8
"""From this likeness on (difflib's ratio of the words) two wordings look like one indicator."""
_MOST_COMPARED = 400
"""Further ones are only held against those of their own code: comparing costs more than it finds."""
_DEFINITION_WORDS = ("Cột tính", "Điều kiện", "Tính trên")
_OTHER = "K"

H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True, slots=True)
class IndicatorKey:
    """What makes two indicators one. `code` only where a workbook has two that are alike in all else."""

    wording: str
    measure: Measure | None
    definition: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """The indicators and objectives of all units, and where each file has them."""

    indicators: tuple[IndicatorName, ...]
    objectives: tuple[ObjectiveName, ...]
    indicators_of: tuple[tuple[int, ...], ...]
    """For each file, for each of its indicators, its item of `indicators`."""
    objectives_of: tuple[Mapping[int, int], ...]
    """For each file, by number, the item of `objectives`."""


def matched(files: Sequence[UnitFile]) -> Matched:
    """Match what the files report on. The order of the files does not matter."""
    objectives, objectives_of = _matched_objectives(files)
    keys = [_indicator_keys(file) for file in files]
    common = _common([frozenset(own) for own in keys])
    found: dict[IndicatorKey, list[tuple[IndicatorFigure, int]]] = defaultdict(list)
    for file, own, numbers in zip(files, keys, objectives_of, strict=True):
        for figure, key in zip(file.indicators, own, strict=True):
            found[key].append((figure, numbers[figure.objective]))
    names = {key: _indicator_name(figures, is_common=key in common) for key, figures in found.items()}
    ordered = sorted(names, key=lambda key: (not names[key].is_common, _code_order(names[key].label), str(key)))
    labels = _labels([(names[key].label, names[key].is_common) for key in ordered])
    named = {key: replace(names[key], label=label) for key, label in zip(ordered, labels, strict=True)}
    item = {key: n for n, key in enumerate(ordered)}
    return Matched(
        indicators=tuple(_beside_its_like(named, ordered)),
        objectives=objectives,
        indicators_of=tuple(tuple(item[key] for key in own) for own in keys),
        objectives_of=objectives_of,
    )


# Keys


def _indicator_keys(file: UnitFile) -> list[IndicatorKey]:
    keys = [
        IndicatorKey(folded(f.wording, file.unit.name), f.measure, tuple(folded(text) for text in f.definition))
        for f in file.indicators
    ]
    times = Counter(keys)
    return [
        replace(key, code=figure.code) if times[key] > 1 else key
        for key, figure in zip(keys, file.indicators, strict=True)
    ]


def folded(text: str, unit_name: str = "") -> str:
    """A wording without regard to case, spacing, tones' places, stops at its end, and the office's level and name."""
    own = _own_name(unit_name)
    if own and own in normal_form(text):
        return _folded(re.sub(rf"\b{_LEVELS} {re.escape(own)}\b", "*", normal_form(text)))
    return _folded(text)


@lru_cache(maxsize=2**14)
def _own_name(unit_name: str) -> str:
    """Lộc An of UBND xã Lộc An."""
    level = _LEVEL.search(normal_form(unit_name))
    return normal_form(unit_name)[level.end() :].strip() if level else ""


@lru_cache(maxsize=2**14)
def _folded(text: str) -> str:
    plain = normal_form(text).rstrip(".;:, ").replace(" = ", "=").replace(" ; ", ";")
    return _LEVEL.sub("*", plain)


def _common(sets: Sequence[frozenset[H]]) -> frozenset[H]:
    """What at least half of the files have, and the set that is most frequent as a whole."""
    if not sets:
        return frozenset()
    times = Counter(key for own in sets for key in own)
    whole = Counter(sets)
    most = min(whole, key=lambda own: (-whole[own], -sum(times[key] for key in own), sorted(map(str, own))))
    return most | {key for key, number in times.items() if 2 * number >= len(sets)}


# Names


def _indicator_name(figures: Sequence[tuple[IndicatorFigure, int]], *, is_common: bool) -> IndicatorName:
    codes = _by_frequency((figure.code for figure, _ in figures), _code_order)
    wordings = _by_frequency(figure.wording for figure, _ in figures)
    targets = _by_frequency(figure.target.phrase if figure.target else "" for figure, _ in figures)
    usual = next(iter(targets))
    target = next((f.target for f, _ in figures if f.target and f.target.phrase == usual), None)
    return IndicatorName(
        label=next(iter(codes)),
        objective=next(iter(_by_frequency((objective for _, objective in figures), lambda number: number))),
        wording=next(iter(wordings)),
        measure=figures[0][0].measure,
        target=target,
        is_common=is_common,
        units=len(figures),
        other_targets=len(figures) - sum(_is_same_target(f, target) for f, _ in figures),
        codes=codes,
        wordings=wordings,
    )


def _is_same_target(figure: IndicatorFigure, usual: TargetBounds | None) -> bool:
    """Whether it asks for the same, however it is phrased."""
    own = figure.target
    return own == usual or (own is not None and usual is not None and own.asks_for == usual.asks_for)


def _by_frequency(items: Iterable[H], order: object = str) -> dict[H, int]:
    """The most frequent first; among equals the first in order."""
    times = Counter(items)
    return dict(sorted(times.items(), key=lambda pair: (-pair[1], order(pair[0]))))  # type: ignore[operator]


def _labels(codes: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """The code of what is common; K1, K2 … of what is not, or has a code that is taken."""
    taken: set[str] = set()
    others = 0
    for code, is_common in codes:
        if is_common and code not in taken:
            taken.add(code)
            yield code
        else:
            others += 1
            yield f"{_OTHER}{others}"


def _code_order(code: str) -> tuple[tuple[int, str], ...]:
    """2.10 after 2.9."""
    return tuple((int(part), "") if part.isdigit() else (10**6, part) for part in code.split("."))


def _beside_its_like(
    named: Mapping[IndicatorKey, IndicatorName], ordered: Sequence[IndicatorKey]
) -> Iterator[IndicatorName]:
    """Each, with the common one it looks like where it is not common itself."""
    common = [key for key in ordered if named[key].is_common]
    others = 0
    for key in ordered:
        name = named[key]
        others += not name.is_common
        like = None if name.is_common else _like(key, name, common, named, is_looked_at=others <= _MOST_COMPARED)
        yield replace(name, resembles=named[like].label, difference=_difference(key, like)) if like else name


def _like(
    key: IndicatorKey,
    name: IndicatorName,
    common: Sequence[IndicatorKey],
    named: Mapping[IndicatorKey, IndicatorName],
    *,
    is_looked_at: bool,
) -> IndicatorKey | None:
    same = next((other for other in common if other.wording == key.wording), None)
    if same or not is_looked_at:
        return same
    ratios = [(SequenceMatcher(None, key.wording.split(), other.wording.split()).ratio(), other) for other in common]
    ratio, best = max(ratios, key=lambda pair: (pair[0], pair[1].wording in name.wordings), default=(0.0, None))
    return best if best is not None and ratio >= _LIKE and named[best].is_common else None


def _difference(key: IndicatorKey, like: IndicatorKey) -> str:
    """In what an indicator differs from the one it looks like."""
    parts = [] if key.wording == like.wording else ["khác lời văn"]
    if key.measure != like.measure:
        ways = [MEASURE_WORDS[m] if m else "chưa rõ" for m in (key.measure, like.measure)]
        parts.append(f"Cách tính là {ways[0]}, không phải {ways[1]}")
    else:
        pairs = zip(_DEFINITION_WORDS, key.definition, like.definition, strict=True)
        parts += [f"khác {column}" for column, own, other in pairs if own != other]
    return "; ".join(parts) or "trùng cả lời văn và cách tính trong cùng một tệp"


# Objectives


def _matched_objectives(files: Sequence[UnitFile]) -> tuple[tuple[ObjectiveName, ...], tuple[Mapping[int, int], ...]]:
    keys = [_objective_keys(file) for file in files]
    common = _common([frozenset(own) for own in keys])
    numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
    statements: dict[tuple[str, int], list[str]] = defaultdict(list)
    for file, own in zip(files, keys, strict=True):
        for objective, key in zip(file.objectives, own, strict=True):
            numbers[key].append(objective.number)
            statements[key].append(objective.statement)
    usual = {key: next(iter(_by_frequency(found, lambda number: number))) for key, found in numbers.items()}
    ordered = sorted(usual, key=lambda key: (key not in common, usual[key], key))
    labels = _labels((str(usual[key]), key in common) for key in ordered)
    item = {key: n for n, key in enumerate(ordered)}
    names = tuple(
        ObjectiveName(label, next(iter(_by_frequency(statements[key]))), key in common, len(numbers[key]))
        for key, label in zip(ordered, labels, strict=True)
    )
    of_files = tuple(
        {o.number: item[key] for o, key in zip(file.objectives, own, strict=True)}
        for file, own in zip(files, keys, strict=True)
    )
    return names, of_files


def _objective_keys(file: UnitFile) -> list[tuple[str, int]]:
    """By statement; by number too where a workbook has one statement twice."""
    keys = [folded(objective.statement, file.unit.name) for objective in file.objectives]
    times = Counter(keys)
    return [(key, o.number if times[key] > 1 else 0) for key, o in zip(keys, file.objectives, strict=True)]
