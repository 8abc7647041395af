"""Which files count: one for each unit and period, the latest; who has reported, in time or late, and who has not.

A unit is known by `Mã đơn vị hành chính`, else by `Tỉnh, thành phố` and `Tên viết tắt`. Nothing is guessed: where two
units have one key, neither is counted until somebody has asked, unless the list of units tells which is meant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from qmxl.contract.rules import diagnostic
from qmxl.contract.words import day_text
from qmxl.model.consolidation import (
    ExpectedUnit,
    FilePeriod,
    SaidOfFile,
    SortedFile,
    Standing,
    Timeliness,
    Unit,
    UnitFile,
    UnitReport,
)
from qmxl.model.diagnostics import Diagnostic
from qmxl.reading.expected_units import code_key
from qmxl.reading.normal_form import normal_form

Key = tuple[str, str, str]
"""(code, "", "") or ("", province, name), in normal form."""
_NOBODY: Key = ("", "", "")
_LONGEST_SHIFT = timedelta(days=31)
_LONGEST_WAIT = timedelta(days=60)
"""A report that is dated so long after its period, and after its file was last changed, is dated wrongly."""
_MOST_NAMED = 10
_WORDS = re.compile(r"[^\W_]+")
_KINDS_OF_PROVINCES = re.compile(r"^(?:tỉnh|thành phố|tp)\b[. ]*")
_FEWEST_DIGITS = 3
"""A code as short as that says nothing in a file's name."""


@dataclass(frozen=True, slots=True)
class SortedUnits:
    """The units in order, files that are nobody's, the period, the usual template, and what is said of all that."""

    reports: tuple[UnitReport, ...]
    strays: tuple[SortedFile, ...]
    period: FilePeriod | None
    template_version: str
    said: tuple[SaidOfFile, ...]


@dataclass(slots=True)
class _Desk:
    """What is sorted, and what is said meanwhile."""

    period: FilePeriod | None
    expected: Sequence[ExpectedUnit]
    coded_names: frozenset[str] = frozenset()
    """Names of the units that give a code, in normal form."""
    said: list[SaidOfFile] = field(default_factory=list)

    def say(self, file: UnitFile, found: Diagnostic) -> None:
        self.said.append(SaidOfFile(file.unit, file.name, found))


def sorted_units(
    files: Iterable[UnitFile],
    expected: Sequence[ExpectedUnit] | None = None,
    deadline: date | None = None,
    period_text: str = "",
) -> SortedUnits:
    """Sort the files by unit. The order in which they are given does not matter.

    `period_text`: only this period counts; without it the one that most units report on.
    """
    everything = sorted(files, key=lambda file: (file.name, file.source.path))
    listed = [file for file in everything if not file.is_own_output]
    read = [file for file in listed if not file.refusal]
    keys = _keys(read)
    coded = frozenset(normal_form(file.unit.name) for file in read if file.unit.code)
    desk = _Desk(_period(read, keys, period_text), expected or (), coded)
    own_outputs = [f"“{file.name}”" for file in everything if file.is_own_output]
    if own_outputs:
        names = ", ".join(own_outputs[:_MOST_NAMED]) + (" …" if len(own_outputs) > _MOST_NAMED else "")
        desk.said.append(SaidOfFile(Unit(), "", diagnostic("QM521", count=len(own_outputs), names=names)))
    usual_template = _most_frequent(file.template_version for file in read if file.template_version)
    groups: dict[Key, list[UnitFile]] = defaultdict(list)
    for file, key in zip(read, keys, strict=True):
        groups[key].append(file)
    nobodys = groups.pop(_NOBODY, [])
    strays = [SortedFile(file, Standing.UNREADABLE, file.refusal) for file in listed if file.refusal]
    strays += [SortedFile(file, Standing.NO_UNIT) for file in nobodys]
    for stray in strays:
        rule = diagnostic("QM501", why=stray.why) if stray.why else diagnostic("QM507")
        desk.say(stray.file, rule)
    by_key = {key: _sorted_group(key, own, desk) for key, own in groups.items()}
    places = _expected_places(by_key, desk.expected)
    reports = [_report(own, places.get(key), deadline, usual_template, desk) for key, own in by_key.items()]
    reported = {row.row for row in places.values()}
    reports += [
        UnitReport(Unit(row.code, row.name), row, None, (), Timeliness.MISSING, row.received)
        for row in desk.expected
        if row.row not in reported
    ]
    owners = _owners(strays, reports)
    reports = [_with_strays(report, [s for s in strays if owners.get(id(s)) == n]) for n, report in enumerate(reports)]
    if expected is not None:
        for report in reports:
            _say_of_list(report, desk)
    reports.sort(key=_place)
    left = tuple(stray for stray in strays if id(stray) not in owners)
    return SortedUnits(tuple(reports), left, desk.period, usual_template, tuple(desk.said))


# Keys


def _keys(files: Sequence[UnitFile]) -> list[Key]:
    """A file without a code is of the unit of that name which gives one elsewhere, where there is one such unit."""
    by_name: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for file in files:
        if file.unit.code:
            by_name[normal_form(file.unit.name)].add((code_key(file.unit.code), _province(file.unit)))
    return [_key(file.unit, by_name) for file in files]


def _key(unit: Unit, by_name: Mapping[str, set[tuple[str, str]]]) -> Key:
    code, province, name = code_key(unit.code), _province(unit), normal_form(unit.name)
    if code:
        return code, "", ""
    if not name:
        return _NOBODY
    same = {own for own, its_province in by_name.get(name, ()) if its_province == province}
    return (same.pop(), "", "") if len(same) == 1 and province else ("", province, name)


def _province(unit: Unit) -> str:
    """Without the word for what it is, which some leave out."""
    return _KINDS_OF_PROVINCES.sub("", normal_form(unit.province))


# Period


def _period(files: Sequence[UnitFile], keys: Sequence[Key], wanted: str) -> FilePeriod | None:
    """The one asked for, else the one of most units; of several the latest."""
    pairs = {(file.period, key) for file, key in zip(files, keys, strict=True) if file.period}
    by_text: dict[str, Counter[FilePeriod]] = defaultdict(Counter)
    for period, _ in pairs:
        by_text[normal_form(period.text)][period] += 1
    if wanted:
        own = by_text.get(normal_form(wanted), Counter[FilePeriod]())
        return max(own, key=lambda p: (own[p], p.last, p.first), default=None)
    totals = {text: (sum(own.values()), max(period.last for period in own)) for text, own in by_text.items()}
    if not totals:
        return None
    most = by_text[max(totals, key=lambda text: (*totals[text], text))]
    return max(most, key=lambda period: (most[period], period.last, period.first))


def _is_of(file: UnitFile, period: FilePeriod | None) -> bool:
    """By what the period is called; offices may close their figures on days of their own, within a month."""
    own = file.period
    if own is None or period is None or normal_form(own.text) != normal_form(period.text):
        return False
    gaps = abs(own.first - period.first), abs(own.last - period.last)
    return max(gaps) <= _LONGEST_SHIFT


# Files of one unit


def _sorted_group(key: Key, files: Sequence[UnitFile], desk: _Desk) -> tuple[SortedFile, ...]:
    """All files that carry one key; at most one of them is used, and it stands first."""
    disputed = _disputed(key, files, desk)
    usable = [file for file in files if file not in disputed and _is_of(file, desk.period)]
    used = max(usable, key=_age, default=None)
    others = [file for file in usable if file is not used]
    if used is not None and others:
        desk.say(used, _said_of_several(used, others, desk))
    left_out = [SortedFile(file, Standing.SUPERSEDED) for file in sorted(others, key=_age, reverse=True)]
    for file in files:
        if file in disputed:
            left_out.append(SortedFile(file, Standing.DISPUTED))
        elif file.period is None:
            left_out.append(SortedFile(file, Standing.NO_PERIOD))
            desk.say(file, diagnostic("QM506"))
        elif not _is_of(file, desk.period):
            left_out.append(SortedFile(file, Standing.OTHER_PERIOD))
            desk.say(file, _said_of_period(file.period, desk.period))
    first = [SortedFile(used, Standing.USED)] if used is not None else []
    return (*first, *left_out)


def _said_of_period(own: FilePeriod, wanted: FilePeriod | None) -> Diagnostic:
    if wanted is None or normal_form(own.text) != normal_form(wanted.text):
        return diagnostic("QM505", found=own.text, period=wanted.text if wanted else "")
    told = f"từ ngày {day_text(wanted.first)} đến ngày {day_text(wanted.last)}"
    return diagnostic("QM525", found=own.text, first=day_text(own.first), last=day_text(own.last), wanted=told)


def _signed(file: UnitFile) -> date | None:
    """`Ngày báo cáo`, unless it lies so late that it must be a slip."""
    known = [day for day in (file.changed_on, file.period.last if file.period else None) if day]
    is_late = file.report_date is not None and known and file.report_date > max(known) + _LONGEST_WAIT
    return None if is_late else file.report_date


def _age(file: UnitFile) -> tuple[date, int, str]:
    """By `Ngày báo cáo`, else by the day the file was last changed; then by its moment, and by name."""
    return _signed(file) or file.changed_on or date.min, file.changed_at, file.name


def _said_of_several(used: UnitFile, others: Sequence[UnitFile], desk: _Desk) -> Diagnostic:
    if all(other.sha256 == used.sha256 for other in others):
        reason = "các tệp giống hệt nhau"
    elif _signed(used) is None or any(_signed(other) in {None, _signed(used)} for other in others):
        changed = f"{day_text(used.changed_on)}" if used.changed_on else "không rõ ngày"
        reason = f"được sửa sau cùng theo giờ của tệp, {changed}, vì Ngày báo cáo trùng nhau hoặc để trống"
    else:
        reason = f"Ngày báo cáo mới nhất, {day_text(_signed(used) or date.min)}"
    names = ", ".join(f"“{other.name}”" for other in sorted(others, key=_age, reverse=True))
    texts = {"period": desk.period.text if desk.period else "", "used": used.name, "reason": reason, "others": names}
    return diagnostic("QM502", count=len(others) + 1, **texts)


def _disputed(key: Key, files: Sequence[UnitFile], desk: _Desk) -> list[UnitFile]:
    """Files that may be another unit's: one key, but names or provinces that differ."""
    code, province, name = key
    is_unclear = name in desk.coded_names or len({file.sha256 for file in files}) > 1
    if name and not province and is_unclear:
        names = ", ".join(f"“{file.name}”" for file in files)
        for file in files:
            desk.say(file, diagnostic("QM504", count=len(files), unit=files[0].unit.name, names=names))
        return list(files)
    row = next((row for row in desk.expected if code and code_key(row.code) == code), None)
    names_of_files = {normal_form(file.unit.name) for file in files if file.unit.name}
    provinces = {_province(file.unit) for file in files if file.unit.province}
    if len(names_of_files) < 2 and (len(provinces) < 2 or row is not None):
        return []
    meant = [file for file in files if row is not None and _is_called(file.unit, row.name)]
    disputed = [file for file in files if file not in meant] if meant else files
    names = ", ".join(f"{_told(file.unit)} (“{file.name}”)" for file in files)
    told = f"mã {files[0].unit.code}" if code else f"tên “{files[0].unit.name}”"
    is_settled = len(disputed) < len(files)
    chosen = f"; theo danh sách đơn vị thì là “{row.name}”" if is_settled and row else "; chưa tính tệp nào"
    for file in disputed:
        desk.say(file, diagnostic("QM503", key=told, names=names, chosen=chosen))
    return list(disputed)


def _identity(unit: Unit) -> tuple[str, str]:
    return normal_form(unit.name), normal_form(unit.province)


def _told(unit: Unit) -> str:
    return ", ".join(part for part in (unit.name, unit.province) if part)


def _is_called(unit: Unit, name: str) -> bool:
    own, full = normal_form(unit.name), normal_form(unit.full_name)
    listed = normal_form(name)
    return bool(listed) and (listed in {own, full} or own.removeprefix("ubnd ") == listed.removeprefix("ubnd "))


# Against the list


def _expected_places(
    groups: Mapping[Key, Sequence[SortedFile]], expected: Sequence[ExpectedUnit]
) -> dict[Key, ExpectedUnit]:
    """The row of the list for every unit: by code, else by its name where that stands there once."""
    by_code: dict[str, ExpectedUnit] = {}
    for row in expected:
        if row.code:
            by_code.setdefault(code_key(row.code), row)
    places = {key: by_code[key[0]] for key in groups if key[0] in by_code}
    taken = {row.row for row in places.values()}
    left = [row for row in expected if row.row not in taken]
    for key, files in groups.items():
        if key in places:
            continue
        called = [row for row in left if any(_is_called(each.file.unit, row.name) for each in files[:1])]
        if len(called) == 1 and not (called[0].code and key[0]):
            places[key] = called[0]
            left.remove(called[0])
    return places


def _report(
    files: Sequence[SortedFile],
    expected: ExpectedUnit | None,
    deadline: date | None,
    usual_template: str,
    desk: _Desk,
) -> UnitReport:
    named = files[0].file
    used = named if files[0].standing is Standing.USED else None
    if expected and used is not None and _is_of_another_row(used, expected, desk):
        used, files = None, [replace(each, standing=Standing.DISPUTED) for each in files]
    others = tuple(files[1:] if used else files)
    is_old = used is not None and _is_older(used.template_version, usual_template)
    if used is not None and is_old:
        desk.say(used, diagnostic("QM510", found=used.template_version, usual=usual_template))
    if used is not None and used.report_date is None:
        desk.say(used, diagnostic("QM512"))
    elif used is not None and _signed(used) is None and used.report_date:
        desk.say(used, diagnostic("QM524", found=day_text(used.report_date)))
    received = (expected.received if expected else None) or (_signed(used) if used else None)
    if used is None:
        is_sent = any(each.standing in {Standing.DISPUTED, Standing.NO_PERIOD} for each in others)
        timeliness = Timeliness.NOT_USABLE if is_sent else Timeliness.OTHER_PERIOD
    elif deadline is None or received is None:
        timeliness = Timeliness.UNKNOWN
    else:
        timeliness = Timeliness.LATE if received > deadline else Timeliness.ON_TIME
    codes = [*(each.file.unit.code for each in files), expected.code if expected else ""]
    unit = replace(
        named.unit,
        code=next(filter(None, codes), ""),
        name=expected.name if expected and expected.name else named.unit.name,
    )
    return UnitReport(unit, expected, used, others, timeliness, received, is_old)


def _is_of_another_row(file: UnitFile, expected: ExpectedUnit, desk: _Desk) -> bool:
    """Whether the list knows its code as one unit and its name as another; that is said."""
    if _is_called(file.unit, expected.name) or not file.unit.name:
        return False
    other = next((row for row in desk.expected if row is not expected and _is_called(file.unit, row.name)), None)
    if other is not None:
        texts = {"unit_code": expected.code, "name": expected.name, "other": other.code or "để trống"}
        desk.say(file, diagnostic("QM522", found=file.unit.name, **texts))
    return other is not None


def _owners(strays: Sequence[SortedFile], reports: Sequence[UnitReport]) -> dict[int, int]:
    """Unreadable files that carry the code of a unit in their names: by their identity, the unit's place.

    A word with fewer digits than the code is another number: 2026 is the year, not 02026.
    """
    places = {code_key(report.unit.code): (report.unit.code, n) for n, report in enumerate(reports) if report.unit.code}
    years = {
        str(day.year) for report in reports if report.used and report.used.period for day in [report.used.period.last]
    }
    owners = {}
    for stray in strays:
        words = {word for word in _WORDS.findall(stray.file.name) if word.isdigit() and len(word) >= _FEWEST_DIGITS}
        found = ((word, *places[code_key(word)]) for word in words - years if code_key(word) in places)
        own = {n for word, code, n in found if len(word) >= len(code)}
        if stray.file.refusal and len(own) == 1:
            owners[id(stray)] = own.pop()
    return owners


def _with_strays(report: UnitReport, strays: Sequence[SortedFile]) -> UnitReport:
    if not strays:
        return report
    is_missing = report.timeliness in {Timeliness.MISSING, Timeliness.OTHER_PERIOD}
    timeliness = Timeliness.NOT_USABLE if is_missing else report.timeliness
    return replace(report, others=(*report.others, *strays), timeliness=timeliness)


def _say_of_list(report: UnitReport, desk: _Desk) -> None:
    file = report.used or (report.others[0].file if report.others else None)
    if file is None or file.refusal:
        return
    row = report.expected
    if row is None:
        desk.say(file, diagnostic("QM509"))
    elif not file.unit.code and row.code:
        desk.say(file, diagnostic("QM508", unit=row.name, unit_code=row.code))
    elif row.name and report.used is not None and not _is_called(file.unit, row.name):
        desk.say(file, diagnostic("QM511", found=file.unit.name, unit_code=row.code, name=row.name))


# Order


def _place(report: UnitReport) -> tuple[object, ...]:
    """As in the list; units that are not on it, or where there is none, by province, code and name."""
    row, unit = report.expected, report.unit
    return (row is None, row.row if row else 0, normal_form(unit.province), normal_form(unit.code), _identity(unit))


def _is_older(version: str, usual: str) -> bool:
    """By the numbers of the two; a workbook that tells no version was made from no template that is known."""
    numbers = [tuple(map(int, re.findall(r"\d+", text))) for text in (version, usual)]
    return bool(usual) and version != usual and (not version or numbers[0] < numbers[1])


def _most_frequent(texts: Iterable[str]) -> str:
    times = Counter(texts)
    return max(times, key=lambda text: (times[text], text), default="")
