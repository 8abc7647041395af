"""Which result of which earlier period an indicator is held against: by code and wording, never blindly.

A wording or a target that names its year is the same in another year.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qmxl.model.submission import (
    DEFAULT_BASIS,
    Basis,
    EarlierPeriod,
    EarlierResult,
    Indicator,
    Measure,
    ReportingPeriod,
    Submission,
)
from qmxl.model.targets import Scale, Target

PERCENT = "%"
_LONGEST_GAP = 31
"""Days between the end of a period and the beginning of the next: offices that close their figures early leave some."""


class Relation(StrEnum):
    """How an earlier period lies to the one reported on (contract.md §6, last point)."""

    YEAR_BEFORE = "year_before"
    """The same period of the year before: rise and fall are told."""
    PRECEDING = "preceding"
    """As long as this one, and just before it: rise and fall are told."""
    PART = "part"
    """Within this one, which has its cases too: quoted, never called a rise or a fall."""
    OTHER = "other"
    """Only in the table of periods."""


class Mismatch(StrEnum):
    """Why nothing of an earlier period is compared with an indicator."""

    NEW = "new"
    WORDING = "wording"
    """Its code was another indicator's then."""
    DEFINITION = "definition"
    """It was measured in another way then."""


@dataclass(frozen=True, slots=True)
class EarlierMatch:
    """What an indicator came to in one earlier period; `row` is its item of `Submission.earlier`.

    `is_compared`: the two figures are of one kind, so that their difference means something. `is_cut_otherwise`: they
    go to another day of the year.
    """

    row: int
    result: EarlierResult
    relation: Relation
    is_compared: bool
    is_renumbered: bool = False
    is_target_changed: bool = False
    is_cut_otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An indicator that a period has no result of; `result` is the one that looked like it."""

    code: str
    period: EarlierPeriod
    reason: Mismatch
    result: EarlierResult | None = None


@dataclass(frozen=True, slots=True)
class EarlierMatches:
    """Periods before the one reported on, the oldest first, and what each indicator came to in them, in that order."""

    periods: tuple[EarlierPeriod, ...] = ()
    by_code: Mapping[str, tuple[EarlierMatch, ...]] = field(default_factory=dict)
    unmatched: tuple[Unmatched, ...] = ()
    not_earlier: tuple[EarlierResult, ...] = ()
    """Rows of the period reported on, or of a later one."""
    repeated: tuple[EarlierResult, ...] = ()
    """Rows that say again, or otherwise, what another of their period says: the first one counts."""

    def main(self, code: str) -> EarlierMatch | None:
        """What rise and fall are told against: the same period of the year before, else the one just before."""
        found = self.by_code.get(code, ())
        for relation in (Relation.YEAR_BEFORE, Relation.PRECEDING):
            match = next((m for m in reversed(found) if m.relation is relation), None)
            if match is not None:
                return match
        return None

    def part(self, code: str) -> EarlierMatch | None:
        """The latest period within this one."""
        return next((m for m in reversed(self.by_code.get(code, ())) if m.relation is Relation.PART), None)

    def latest(self, code: str) -> EarlierMatch | None:
        """What stands beside this period's result: what it is held against, else the newest there is."""
        found = self.by_code.get(code, ())
        return self.main(code) or (found[-1] if found else None)

    @property
    def main_period(self) -> EarlierPeriod | None:
        """The period that the objectives are held against."""
        mains = [m.result.period for code in self.by_code if (m := self.main(code))]
        return next((period for period in reversed(self.periods) if period in mains), None)


def earlier_matches(submission: Submission) -> EarlierMatches:
    """Match every indicator with its results of earlier periods; without a period of its own, with those of all."""
    if not submission.earlier:
        return EarlierMatches()
    current = submission.information.period
    rows = [(n, r) for n, r in enumerate(submission.earlier) if r.period is not None]
    not_earlier = [n for n, r in rows if current is not None and r.period and not _is_earlier(r.period, current)]
    usable = [(n, r) for n, r in rows if n not in not_earlier]
    by_period: dict[EarlierPeriod, list[tuple[int, EarlierResult]]] = {}
    repeated = []
    for n, result in usable:
        known = by_period.setdefault(result.period, [])  # type: ignore[arg-type]
        if any(other.text("code") == result.text("code") for _, other in known):
            repeated.append(result)
        else:
            known.append((n, result))
    by_code: dict[str, list[EarlierMatch]] = {}
    unmatched = []
    for period, results in by_period.items():
        for indicator in submission.indicators:
            found = _matched(indicator, results, period, current, submission.indicators)
            if isinstance(found, EarlierMatch):
                by_code.setdefault(indicator.code, []).append(found)
            else:
                unmatched.append(found)
    return EarlierMatches(
        periods=tuple(by_period),
        by_code={code: tuple(matches) for code, matches in by_code.items()},
        unmatched=tuple(unmatched),
        not_earlier=tuple(submission.earlier[n] for n in not_earlier),
        repeated=tuple(repeated),
    )


def relation(earlier: EarlierPeriod, current: ReportingPeriod) -> Relation:
    """How the one lies to the other."""
    if earlier.kind == current.kind and earlier.year == current.year - 1:
        return Relation.YEAR_BEFORE
    if earlier.last >= current.first:
        return Relation.PART
    lengths = [(period.last - period.first).days for period in (earlier, current)]
    is_near = (current.first - earlier.last).days <= _LONGEST_GAP
    is_alike = abs(lengths[0] - lengths[1]) <= _LONGEST_GAP / 2 and earlier.kind.split()[0] == current.kind.split()[0]
    return Relation.PRECEDING if is_near and is_alike else Relation.OTHER


def _is_earlier(earlier: EarlierPeriod, current: ReportingPeriod) -> bool:
    return earlier.last < current.last


def _matched(
    indicator: Indicator,
    results: Sequence[tuple[int, EarlierResult]],
    period: EarlierPeriod,
    current: ReportingPeriod | None,
    indicators: Iterable[Indicator],
) -> EarlierMatch | Unmatched:
    years = current.year if current else None, period.year
    same_code = next(((n, r) for n, r in results if r.text("code") == indicator.code), None)
    if same_code is not None and (not same_code[1].wording or _says(indicator.statement, same_code[1].wording, *years)):
        return _held(indicator, *same_code, period, current)
    others = [i for i in indicators if i.code != indicator.code]
    taken = {i.code for i in others if _says(i.statement, indicator.statement, years[0], years[0])}
    alike = [(n, r) for n, r in results if r.wording and _says(indicator.statement, r.wording, *years)]
    alike = [(n, r) for n, r in alike if r.text("code") not in taken]
    if len(alike) == 1:
        return _held(indicator, *alike[0], period, current, is_renumbered=True)
    reason = Mismatch.NEW if same_code is None else Mismatch.WORDING
    return Unmatched(indicator.code, period, reason, same_code[1] if same_code else None)


def _held(
    indicator: Indicator,
    row: int,
    result: EarlierResult,
    period: EarlierPeriod,
    current: ReportingPeriod | None,
    *,
    is_renumbered: bool = False,
) -> EarlierMatch | Unmatched:
    if not _is_measured_alike(indicator, result):
        return Unmatched(indicator.code, period, Mismatch.DEFINITION, result)
    year = current.year if current else None
    target = indicator.target.value
    then = result.text("target")
    is_changed = bool(then) and not _says(target.phrase if target else "", then, year, period.year)
    lies = relation(period, current) if current else Relation.OTHER
    is_cut_otherwise = lies is Relation.YEAR_BEFORE and _days(indicator, current) != _days_then(result, period)
    is_compared = _is_difference_told(
        indicator, result, lies, is_same=not is_changed, is_cut_otherwise=is_cut_otherwise
    )
    return EarlierMatch(row, result, lies, is_compared, is_renumbered, is_changed, is_cut_otherwise)


def _days(indicator: Indicator, current: ReportingPeriod | None) -> tuple[int, int] | None:
    """Month and day that an indicator's figures go to."""
    own = indicator.result.cut_off.value if indicator.result else None
    last = own or (current.last if current else None)
    return (last.month, last.day) if last else None


def _days_then(result: EarlierResult, period: EarlierPeriod) -> tuple[int, int]:
    entry = result.entries.get("cut_off")
    last = entry.value if entry is not None and isinstance(entry.value, date) else period.last
    return last.month, last.day


def _is_measured_alike(indicator: Indicator, result: EarlierResult) -> bool:
    """Way to measure, `Cột tính`, `Điều kiện`, `Tính trên`: a row that says nothing of them is taken at its word."""
    if not result.text("measure"):
        return True
    now = definition(indicator)
    return all(_folded(result.text(key), None) == _folded(text, None) for key, text in now.items())


def definition(indicator: Indicator) -> dict[str, str]:
    """What the figure is made of, by column of `Kết quả kỳ trước`; choices by their names in the model."""
    is_timed = indicator.measure.value is Measure.ON_TIME
    basis: Basis | str = (indicator.basis.value or DEFAULT_BASIS) if is_timed else ""
    return {
        "measure": str(indicator.measure.value or ""),
        "counted_column": indicator.counted_column.value or "",
        "condition": indicator.condition.value or "",
        "basis": str(basis),
    }


def _is_difference_told(
    indicator: Indicator, result: EarlierResult, lies: Relation, *, is_same: bool, is_cut_otherwise: bool
) -> bool:
    """Two shares, or two numbers of one unit up to the same day of the year.

    Of a list the whole must be the same; numbers of periods of one year may be of the year so far.
    """
    target = indicator.target.value
    if target is None or result.value is None or target.scale is Scale.YES_NO:
        return False
    if lies not in {Relation.YEAR_BEFORE, Relation.PRECEDING}:
        return False
    if target.scale is Scale.SHARE or not is_of_its_unit(result, target):
        return is_of_its_unit(result, target)
    is_fit = not is_cut_otherwise and (target.scale is not Scale.COUNT_OF or is_same)
    return lies is Relation.YEAR_BEFORE and is_fit


def objective_rows(earlier: Sequence[EarlierResult], period: EarlierPeriod) -> dict[str, int]:
    """First row of every objective of a period, by its number: item of `Submission.earlier`."""
    rows: dict[str, int] = {}
    for n, result in enumerate(earlier):
        if result.period == period:
            rows.setdefault(result.text("code").partition(".")[0], n)
    return rows


def same_objectives(submission: Submission, period: EarlierPeriod) -> frozenset[int]:
    """Numbers of the objectives that had the same number and statement in a period; a statement left blank is taken."""
    current = submission.information.period
    rows = objective_rows(submission.earlier, period)
    year = current.year if current else None
    return frozenset(
        objective.number
        for objective in submission.objectives
        if (row := rows.get(str(objective.number))) is not None
        and (
            not submission.earlier[row].text("statement")
            or _says(objective.statement.value or "", submission.earlier[row].text("statement"), year, period.year)
        )
    )


def earlier_decimals(result: EarlierResult) -> int:
    """Decimals that a result was reported with; of one that only its number is known of, those it has."""
    shown, value = result.text("shown"), result.value
    if shown:
        digits = shown.partition(",")[2]
        return len(digits) - len(digits.lstrip("0123456789"))
    if value is None:
        return 0
    scaled = value * 100 if result.text("unit") in {PERCENT, ""} and value <= 1 else value
    exponent = scaled.normalize().as_tuple().exponent
    return min(max(-exponent, 0), 4) if isinstance(exponent, int) else 0


def is_of_its_unit(result: EarlierResult, target: Target | None) -> bool:
    """Whether a result is counted in what the target is; a number without a unit is taken to be."""
    unit = result.text("unit")
    if target is None or target.scale is Scale.SHARE:
        return unit == PERCENT
    return not unit or _folded(unit, None) == _folded(target.unit, None)


def _says(one: str, other: str, year: int | None, other_year: int | None) -> bool:
    """Whether two wordings are the same as they stand, or but for the years of their periods."""
    return _folded(one, None) == _folded(other, None) or _folded(one, year) == _folded(other, other_year)


def _folded(text: str, year: int | None) -> str:
    """A wording without regard to case, spacing, Unicode form, stops at its end, and the year of its period."""
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split()).rstrip(".;:, ")
    return plain if year is None else re.sub(rf"(?<!\d){year}(?!\d)", "*", plain)
