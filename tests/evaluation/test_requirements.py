"""Every evaluation requirement is cited by a test, and no test cites one that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "evaluation-requirements.md"
CITATION = re.compile(r"\bEV(\d{2,3})\b")


def _stated() -> list[str]:
    return re.findall(r"^\* \*\*EV(\d{2,3})\*\* [^*]+[.]$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)


def _cited(folder: str) -> set[str]:
    own = Path(__file__)
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.py") if path != own)
    return {number for text in texts for number in CITATION.findall(text)}


def test_every_requirement_is_one_numbered_line() -> None:
    numbered = CITATION.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert set(numbered) == set(_stated())
    assert len(_stated()) == len(set(_stated()))


def test_every_requirement_is_cited_by_a_test() -> None:
    assert set(_stated()) - _cited("tests") == set()


def test_nothing_cites_a_requirement_that_is_not_there() -> None:
    assert (_cited("tests") | _cited("qmxl")) - set(_stated()) == set()
