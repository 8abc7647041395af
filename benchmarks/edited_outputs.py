"""Outputs edited in one cell, by the hundred: does `verify` find each edit and name its cell?

    python benchmarks/edited_outputs.py [--edits 1000] [--seed 1] [--sample NAME]

Each sample is evaluated, and copies of its output are made that differ in one cell: a stored value, a formula, a
formula typed over, a typed or printed content, a figure of the prose, a status, a target. Edits that change no meaning
(a style, a width) must pass. 0 all as it should be, 1 not.
"""

import argparse
import gc
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qmxl.contract.choices import STATUS_WORDS
from qmxl.contract.sheets import OBJECTIVES, REPORT, SUMMARY, TRACES
from qmxl.model.diagnostics import Diagnostic, Refusal, Severity
from qmxl.pipeline import evaluate_file
from qmxl.proof.second_engine import CELL_REFERENCE, CELL_TYPE, attribute, copy_with_cells, edited
from qmxl.proof.stored_cells import StoredCell, stored_sheets
from qmxl.reading.parsing import begin_parsing
from qmxl.verified import VerifyWish, verify_file

SAMPLES = ("loc-an-2020-h1", "phuong-mau-2026-9-thang")
_STATUSES = tuple(STATUS_WORDS.values())
_MORE = " khác"
_DIGIT = re.compile(r"\d")
_FORMULA = re.compile(rb"<f[^>]*>.*?</f>|<f[^>]*/>", re.DOTALL)
_STYLE = re.compile(rb'\ss="\d+"')


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell and what is done to it; `value` None: its content is taken out."""

    kind: str
    sheet: str
    cell: str
    value: float | str | None = None

    def __str__(self) -> str:
        return f"{self.kind}: '{self.sheet}'!{self.cell} = {self.value!r}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verify made of an edit: found at all, named by its cell, or refused with a sentence."""

    edit: Edit
    is_found: bool
    is_named: bool
    is_refused: bool


Cells = Mapping[str, Mapping[tuple[int, int], StoredCell]]


def _a1(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _other_number(value: float) -> float:
    return value + 1


def _other_text(text: str) -> str:
    """Another status for a status, another digit for the last one, else one word more."""
    if text in _STATUSES:
        return _STATUSES[(_STATUSES.index(text) + 1) % len(_STATUSES)]
    digits = list(_DIGIT.finditer(text))
    if digits:
        at = digits[-1].start()
        return f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"
    return text + _MORE


def _other(value: object) -> float | str:
    return _other_number(float(value)) if isinstance(value, int | float) else _other_text(str(value or ""))


Candidate = tuple[str, str, StoredCell]


def _candidates(cells: Cells) -> Mapping[str, list[Candidate]]:
    """Cells by the kind of edit they are fit for."""
    everything = [
        (sheet, _a1(*place), cell) for sheet, own in cells.items() if sheet != TRACES for place, cell in own.items()
    ]
    formulas = [c for c in everything if c[2].formula is not None]
    constants = [c for c in everything if c[2].formula is None]
    return {
        "value": formulas,
        "formula": formulas,
        "typed over": formulas,
        "content": constants,
        "blanked": constants,
        "prose": [c for c in formulas if c[0] in {REPORT, SUMMARY} and _DIGIT.search(str(c[2].value))],
        "status": [c for c in formulas if c[2].value in _STATUSES],
        "target": [c for c in constants if c[0] == OBJECTIVES and c[1].startswith("D") and c[1] not in {"D1", "D2"}],
        "style": everything,
    }


NEUTRAL = frozenset({"style", "width"})


def edits(cells: Cells, count: int, seed: int) -> Iterator[Edit]:
    """So many edits, the kinds by turns."""
    draw = random.Random(seed)  # noqa: S311  nothing secret hangs on it
    candidates = _candidates(cells)
    kinds = [*candidates, "width"]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        sheet, cell, held = draw.choice(candidates.get(kind, candidates["style"]))
        yield Edit(kind, sheet, cell, None if kind in {"blanked", *NEUTRAL} else _other(held.value))


def apply(edit: Edit, source: Path, target: Path) -> None:
    """A copy of the file with one cell edited; every other byte of the sheets stays."""
    change = _changes()[edit.kind]

    def edited_cell(sheet: str, cell: re.Match[bytes]) -> bytes:
        if sheet != edit.sheet or attribute(CELL_REFERENCE, cell) != edit.cell:
            return cell[0]
        return change(edit, cell)

    copy_with_cells(source, target, edited_cell)


def _changes() -> Mapping[str, Callable[[Edit, re.Match[bytes]], bytes]]:
    typed = ("typed over", "content", "prose", "status", "target")
    return {
        "value": _with_value,
        "formula": _with_formula,
        "blanked": lambda _, cell: b"<c" + CELL_TYPE.sub(b"", cell["attributes"]) + b"/>",
        "style": lambda _, cell: cell[0].replace(cell["attributes"], _STYLE.sub(b' s="0"', cell["attributes"]), 1),
        "width": lambda _, cell: cell[0],
        **dict.fromkeys(typed, _typed),
    }


def _typed(edit: Edit, cell: re.Match[bytes]) -> bytes:
    return edited(CELL_TYPE.sub(b"", cell["attributes"]), edit.value if edit.value is not None else "")


def _with_value(edit: Edit, cell: re.Match[bytes]) -> bytes:
    """Another stored result beside the same formula."""
    formula = _FORMULA.search(cell["body"] or b"")
    kind = b' t="str"' if isinstance(edit.value, str) else b""
    value = escape(str(edit.value)).encode()
    attributes = CELL_TYPE.sub(b"", cell["attributes"])
    return b"<c" + attributes + kind + b">" + (formula[0] if formula else b"") + b"<v>" + value + b"</v></c>"


def _with_formula(_: Edit, cell: re.Match[bytes]) -> bytes:
    """Another formula beside the same stored result."""
    return cell[0].replace(b"</f>", b"&amp;&quot;1&quot;</f>", 1)


def widened(source: Path, target: Path) -> None:
    """A copy with other column widths and without row heights."""
    with ZipFile(source) as package, ZipFile(target, "w") as copy:
        for entry in package.infolist():
            content = package.read(entry)
            if entry.filename.startswith("xl/worksheets/sheet"):
                content = re.sub(rb' ht="[0-9.]+"', b' ht="30"', re.sub(rb' width="[0-9.]+"', b' width="20"', content))
            copy.writestr(entry, content)


def verdict(edit: Edit, source: Path, folder: Path) -> Verdict:
    """Edit a copy and verify it."""
    target = folder / "edited.xlsx"
    if edit.kind == "width":
        widened(source, target)
    else:
        apply(edit, source, target)
    gc.disable()  # as the command does
    verified = verify_file(begin_parsing(target), VerifyWish())
    gc.enable()
    if isinstance(verified, Refusal):
        return Verdict(edit, is_found=True, is_named=edit.sheet in verified.sentence, is_refused=True)
    grave = [found for found in verified.findings if found.severity is not Severity.NOTE]
    return Verdict(edit, bool(grave), any(_is_at(found, edit) for found in verified.findings), is_refused=False)


def _is_at(found: Diagnostic, edit: Edit) -> bool:
    return (found.sheet, found.cell) == (edit.sheet, edit.cell)


def is_right(verdict: Verdict) -> bool:
    """Found and named, or, where the meaning is the same, neither."""
    if verdict.edit.kind in NEUTRAL:
        return not verdict.is_found
    return verdict.is_named and (verdict.is_found or _is_wording(verdict.edit))


def _is_wording(edit: Edit) -> bool:
    """A word more in the report, with every figure as it was: told, and no mistake."""
    return edit.sheet == REPORT and edit.kind == "typed over" and str(edit.value).endswith(_MORE)


def output_of(source: Path, folder: Path) -> Path:
    """The output of a workbook."""
    path = folder / f"{source.stem}-ket-qua.xlsx"
    evaluate_file(source, path)
    return path


def main(argv: Sequence[str]) -> int:
    """Edit, verify, and tell how many edits of each kind were found and named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", choices=SAMPLES, action="append")
    asked = parser.parse_args(argv)
    names = tuple(asked.sample or SAMPLES)
    told: Counter[tuple[str, str]] = Counter()
    wrong = 0
    with TemporaryDirectory(prefix="qmxl-edited-") as place:
        folder = Path(place)
        for number, name in enumerate(names):
            path = output_of(ROOT / "samples" / f"{name}.xlsx", folder)
            share = asked.edits // len(names) + (number < asked.edits % len(names))
            for edit in edits(stored_sheets(path), share, asked.seed + number):
                result = verdict(edit, path, folder)
                told.update(dict.fromkeys(_told(result), 1))
                if not is_right(result):
                    wrong += 1
                    print(f"WRONG {path.stem} {result}", flush=True)
    for kind in dict.fromkeys(kind for kind, _ in told):
        figures = ", ".join(f"{what} {told[kind, what]}" for what in ("edits", "found", "named", "refused"))
        print(f"{kind:12} {figures}")
    print(f"{asked.edits} edits, {wrong} not as they should be")
    return int(bool(wrong))


def _told(result: Verdict) -> Iterator[tuple[str, str]]:
    kind = result.edit.kind
    yield kind, "edits"
    for what, is_so in (("found", result.is_found), ("named", result.is_named), ("refused", result.is_refused)):
        if is_so:
            yield kind, what


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
