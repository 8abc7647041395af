"""Where an indicator's table stands: on its input sheet, on a sheet of its own, in another file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import REGISTER_MEASURES, input_sheet, is_register_path, table_sheet, table_source_fault
from qmxl.model.diagnostics import Diagnostic, Refusal
from qmxl.model.submission import Indicator, QualityObjective
from qmxl.reading.register_files import NO_FILES, RegisterFiles, RegisterSheets, open_register
from qmxl.reading.register_paths import begin_register
from qmxl.reading.sheet_names import SheetsByName, input_sheet_number, is_same_sheet, name_key, say_rivals
from qmxl.reading.workbook import SheetCells


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where an indicator's table is looked for: a sheet, from a row on; `key` is the sheet's name in the contract."""

    key: str
    sheet: SheetCells
    first_row: int
    files: RegisterSheets | None = None
    """The sheets of other files that hold it, of which `sheet` is the first."""


@dataclass(frozen=True, slots=True)
class TablePlaces:
    """Where tables may stand: the sheets of the workbook, and other files; what is said of looking for them."""

    sheets: SheetsByName
    found: list[Diagnostic]
    files: RegisterFiles = NO_FILES
    opened: dict[str, TablePlace | None] = field(default_factory=dict)
    """Places in other files, by what leads there: a place in the workbook, or a path; None where it cannot be read."""


def place_of(indicator: Indicator, last_row: int, places: TablePlaces) -> TablePlace | None:
    """None where `Nguồn số liệu` leads nowhere, or to one of two sheets of a name."""
    source = indicator.source.value or ""
    if indicator.measure.value in REGISTER_MEASURES and is_register_path(source):
        return _place_in_file(indicator, source, places)
    place = _place_in_workbook(indicator, last_row, places)
    return places.opened.get(place.key, place) if place else None


def _place_in_file(indicator: Indicator, source: str, places: TablePlaces) -> TablePlace | None:
    """A path in `Nguồn số liệu`; indicators that name the same file share its table."""
    if source not in places.opened:
        opened = _opened(source, places.files)
        if isinstance(opened, Refusal):
            where = indicator.source.reference
            texts = {"code": indicator.code, "why": opened.sentence}
            places.found.append(diagnostic("QM121", where, column="Nguồn số liệu", found=source, **texts))
        places.opened[source] = None if isinstance(opened, Refusal) else _place_of_files(indicator, opened, places)
    return places.opened[source]


def _opened(source: str, files: RegisterFiles) -> RegisterSheets | Refusal:
    """What a path in the workbook leads to. Where the workbook lies on this machine is nobody's business."""
    if files.folder is None:
        return Refusal(f"không có tệp “{source}”")
    path = files.folder / source.replace("\\", "/")
    parsings = begin_register(path)
    files.begun.extend(parsings)
    opened = open_register(parsings)
    return Refusal(opened.sentence.replace(str(path), source)) if isinstance(opened, Refusal) else opened


def _place_of_files(indicator: Indicator, files: RegisterSheets, places: TablePlaces) -> TablePlace:
    """In the output the table has a sheet of its own."""
    taken = {*map(name_key, places.sheets.names), *(name_key(p.key) for p in places.opened.values() if p)}
    name = table_sheet(indicator.code)
    free = (name, *(f"{name} ({number})" for number in range(2, 99)))
    return TablePlace(next(n for n in free if name_key(n) not in taken), files.sheets[0], 1, files)


def open_given(
    planned: Iterable[QualityObjective], last_rows: Mapping[int, int], places: TablePlaces
) -> Refusal | None:
    """Files given for an indicator stand for the place where it would look for its register."""
    indicators = {i.code: i for objective in planned for i in objective.indicators}
    for code, parsings in places.files.given.items():
        indicator = indicators.get(code)
        if indicator is None or indicator.measure.value not in REGISTER_MEASURES:
            counted = ", ".join(c for c, i in indicators.items() if i.measure.value in REGISTER_MEASURES)
            return Refusal(
                f"Không có sổ theo dõi nào cho chỉ tiêu {code}: mã phải là một trong các chỉ tiêu theo sổ theo dõi "
                f"của tệp: {counted or '(không có)'}."
            )
        opened = open_register(parsings)
        if isinstance(opened, Refusal):
            return opened
        source = indicator.source.value or ""
        last_row = last_rows.get(indicator.objective, 0)
        place = None if is_register_path(source) else _place_in_workbook(indicator, last_row, places)
        if place:  # the register stands in the output where the workbook's own would
            places.opened[place.key] = TablePlace(place.key, opened.sheets[0], 1, opened)
        else:
            places.opened[source] = _place_of_files(indicator, opened, places)
    return None


def _place_in_workbook(indicator: Indicator, last_row: int, places: TablePlaces) -> TablePlace | None:
    own = input_sheet(indicator.objective)
    source, where = indicator.source.value, indicator.source.reference
    name = source or own
    sheet = places.sheets.get(name)
    if sheet is not None:
        key = own if is_same_sheet(name, own) else _key_of(sheet.name)
        return TablePlace(key, sheet, last_row + 1 if key == own else 1)
    if not source:
        return None
    if table_source_fault(source):
        return None
    if places.sheets.rivals(source):
        say_rivals("QM111", source, places.sheets, places.found, where)
        return None
    values = {
        "code": indicator.code,
        "sheets": ", ".join(name for name in places.sheets.names if not name.startswith("_")),
        "suggestion": places.sheets.suggestion(source),
    }
    places.found.append(diagnostic("QM105", where, column="Nguồn số liệu", found=source, **values))
    return None


def _key_of(name: str) -> str:
    """The name an input sheet has in every workbook, however it is spelled in this one."""
    number = input_sheet_number(name)
    return name if number is None else input_sheet(number)
