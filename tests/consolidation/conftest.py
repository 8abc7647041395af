"""Workbooks of forty units, made once, with the answer that a consolidation of them must give."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.consolidation_inputs import Expected, Kind, generate

UNITS, SEED = 40, 5


@dataclass(frozen=True)
class Sent:
    """The folder of what forty units have sent; nothing may be written into it."""

    folder: Path
    expected: Expected

    def few(self, number: int) -> list[Path]:
        """So many files, the odd kinds first."""
        ordered = sorted(self.expected.files, key=lambda file: (file.kind is Kind.CLEAN, file.path))
        return [self.folder / file.path for file in ordered[:number]]


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    folder = tmp_path_factory.mktemp("sent") / "bao-cao"
    return Sent(folder, generate(folder, UNITS, SEED))
