"""The house keeps its shape: who may import whom, and which library stands behind which door."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "qmxl"
MODULES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted({path.parent for path in MODULES})

ROOMS: Mapping[str, frozenset[str]] = {
    "model": frozenset(),
    "contract": frozenset({"model"}),
    "formula": frozenset(),
    "reading": frozenset({"model", "contract"}),
    "evaluation": frozenset({"model", "contract"}),
    "explanation": frozenset({"model", "contract", "evaluation"}),
    "reporting": frozenset({"__init__", "model", "contract", "formula"}),  # `Nguồn gốc` names the version
    "writing": frozenset({"model", "contract"}),
    "proof": frozenset({"model", "contract", "formula", "reading"}),
    "marking": frozenset({"model", "contract"}),
    "consolidation": frozenset({"model", "contract", "reading", "evaluation"}),
    "pipeline": frozenset(
        {
            *("__init__", "model", "contract", "formula", "reading", "evaluation", "explanation", "reporting"),
            *("writing", "proof", "earlier_files"),
        }
    ),
    "earlier_files": frozenset({"model", "contract", "reading", "evaluation"}),
    "checked_copy": frozenset({"model", "reading", "marking", "writing", "pipeline"}),
    "word_report": frozenset({"model", "reading", "reporting", "writing", "proof", "pipeline"}),
    "consolidated": frozenset({"model", "contract", "consolidation", "reading", "reporting", "writing", "pipeline"}),
    "verified": frozenset(
        {
            "__init__",
            "model",
            "contract",
            "formula",
            "reading",
            "evaluation",
            "reporting",
            "writing",
            "proof",
            "pipeline",
            "word_report",
        }
    ),
    "cli": frozenset(
        {
            "__init__",
            "model",
            "contract",
            "pipeline",
            "checked_copy",
            "word_report",
            "verified",
            "consolidated",
            "cli_progress",
            "cli_words",
            "cli_explanation",
            "cli_consolidation",
        }
    ),
    "cli_consolidation": frozenset({"model", "contract"}),
    "cli_explanation": frozenset({"model", "contract"}),
    "cli_progress": frozenset(),
    "cli_words": frozenset(),
    "__main__": frozenset({"cli"}),
    "__init__": frozenset(),
}
"""Room (a folder or module of the package) -> rooms it may import from."""

NAMES = frozenset(
    {
        ("cli", "qmxl.reading.parsing.Parsing"),
        ("cli", "qmxl.reading.parsing.begin_parsing"),
        ("cli", "qmxl.reading.register_paths.begin_register"),
    }
)
"""Single names a room may import from one that is closed to it."""

DOORS: Mapping[str, frozenset[str]] = {
    "distributed": frozenset({"consolidation"}),
    "docx": frozenset({"writing"}),
    "fastexcel": frozenset({"reading"}),
    "holidays": frozenset({"reading"}),
    "numpy": frozenset({"model", "reading", "evaluation", "reporting"}),
    "openpyxl": frozenset({"marking"}),
    "pandas": frozenset({"reading", "consolidation", "writing"}),  # the long table of a consolidation is a frame
    "pyarrow": frozenset({"reading"}),
    "python_calamine": frozenset({"reading"}),
    "rich": frozenset({"cli", "cli_progress"}),
    "typer": frozenset({"cli", "cli_words"}),
    "xlrd": frozenset({"reading"}),
    "xlsxwriter": frozenset({"writing"}),
}
"""Library -> rooms that may import it; a library that is not named here may not be imported at all."""

IMPORTED_AS = {"python_docx": "docx"}
"""Dependency -> its name in an import, where that is another."""

NAMELESS = {"common", "constants", "helpers", "utils"}
"""Names that do not say what is inside."""


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_names(source: str, package: str) -> Iterator[str]:
    """Dotted names a module imports anywhere: at its top, in functions, for type checkers only."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                start = ".".join([*above, *([module] if module else [])])
                yield from (f"{start}.{alias.name}" for alias in names)


def offences(source: str, room: str, package: str) -> list[str]:
    """Imports that a module of `room` may not make, each as "who -> whom"."""
    return [
        f"{room} -> {name}" for name in imported_names(source, package) if not _is_allowed(room, name.split("."), name)
    ]


def _is_allowed(room: str, parts: list[str], name: str) -> bool:
    if parts[0] != "qmxl":
        return parts[0] in sys.stdlib_module_names or room in DOORS.get(parts[0], ())
    to = parts[1] if len(parts) > 1 and parts[1] in ROOMS else "__init__"
    return to == room or to in ROOMS.get(room, ()) or (room, name) in NAMES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    package = ".".join(path.relative_to(PACKAGE.parent).parent.parts)
    assert offences(path.read_text(encoding="utf-8"), room_of(path), package) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from qmxl.evaluation.showing import shown", ["reading -> qmxl.evaluation.showing.shown"]),
        ("import qmxl.writing.workbook as w", ["reading -> qmxl.writing.workbook"]),
        ("from qmxl import reporting", ["reading -> qmxl.reporting"]),
        ("from ..writing import workbook", ["reading -> qmxl.writing.workbook"]),
        ("def f():\n    import xlsxwriter.utility", ["reading -> xlsxwriter.utility"]),
        ("if TYPE_CHECKING:\n    from typer import Context", ["reading -> typer.Context"]),
        ("import yaml", ["reading -> yaml"]),
        ("from qmxl import __version__", ["reading -> qmxl.__version__"]),
        ("from . import values", []),
        ("import re\nimport pandas as pd\nfrom qmxl.model.targets import Target", []),
    ],
)
def test_an_import_that_strays_is_named(source: str, found: list[str]) -> None:
    assert offences(source, "reading", "qmxl.reading") == found


def test_one_name_may_be_let_through_a_closed_door() -> None:
    assert offences("from qmxl.reading.parsing import begin_parsing", "cli", "qmxl") == []
    assert offences("from qmxl.reading.parsing import parsed", "cli", "qmxl") != []


def test_every_room_is_in_the_table() -> None:
    assert {room_of(path) for path in MODULES} - set(ROOMS) == set()


def test_every_dependency_has_its_door() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]["cluster"]
    needed = [*project["dependencies"], *optional]
    names = {re.split(r"[^\w-]", dependency)[0].replace("-", "_") for dependency in needed}
    assert {IMPORTED_AS.get(name, name) for name in names} == set(DOORS)


def test_the_rooms_have_no_circle() -> None:
    open_rooms, entered = dict(ROOMS), set[str]()
    while ready := [room for room, others in open_rooms.items() if others <= entered]:
        entered.update(ready)
        for room in ready:
            del open_rooms[room]
    assert open_rooms == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_folder_has_a_door_plate(folder: Path) -> None:
    source = (folder / "__init__.py").read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), f"qmxl/{folder.name}/__init__.py says nothing"


def test_every_name_says_what_is_inside() -> None:
    names = {path.stem for path in MODULES} | {folder.name for folder in FOLDERS}
    assert names & NAMELESS == set()


def test_a_rule_code_stands_for_one_rule() -> None:
    from qmxl.contract import rules  # noqa: PLC0415  only here

    codes = [rule.code for rule in rules._RULES]
    assert len(codes) == len(set(codes))
