"""The package, its documents and its program say the same."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import typer.main

import qmxl
from qmxl.cli import app
from qmxl.contract.choices import MEASURE_WORDS, STATUS_WORDS
from qmxl.contract.document_fields import DOCUMENT_FIELDS
from qmxl.contract.target_words import understood
from qmxl.model.targets import Target
from qmxl.reading.target_phrases import read_target

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GUIDE = (ROOT / "docs" / "huong-dan-su-dung.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE_YEAR = 2026

PROGRAM = typer.main.get_command(app)
COMMANDS = getattr(PROGRAM, "commands", {})
OPTIONS = {option for command in (PROGRAM, *COMMANDS.values()) for p in command.params for option in p.opts}


# Version, dependencies, what is in the package


def test_the_version_is_the_project_s() -> None:
    assert qmxl.__version__ == PROJECT["version"]


def test_the_changelog_has_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(qmxl.__version__)}\] - \d{{4}}-\d{{2}}-\d{{2}}$", changelog, re.MULTILINE)


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "qmxl" / "py.typed").is_file()


def test_the_oldest_versions_tested_are_the_lower_bounds() -> None:
    pins = [line for line in (ROOT / ".ci" / "oldest.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [pin.replace("==", ">=") for pin in pins] == PROJECT["dependencies"]


# Documents


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_guide(name: str) -> None:
    assert re.search(rf"\bqmxl {re.escape(name)}\b", GUIDE), f"docs/huong-dan-su-dung.md does not tell of qmxl {name}"


def test_the_guide_names_no_command_or_option_that_is_not_there() -> None:
    written = "\n".join(_code_of(GUIDE))
    assert set(re.findall(r"\bqmxl ([a-z]+)", written)) <= set(COMMANDS)
    assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", written)) <= {*OPTIONS, "--help", "-m"}


@pytest.mark.parametrize("words", [STATUS_WORDS, MEASURE_WORDS], ids=["Đánh giá", "Cách tính"])
def test_every_choice_is_explained_in_the_guide(words: dict[str, str]) -> None:
    assert [word for word in words.values() if f"**{word}**" not in GUIDE] == []


def test_target_phrases_are_read_as_the_guide_says() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", GUIDE, re.MULTILINE)
    assert len(rows) > 10
    assert [(phrase, _understood(phrase)) for phrase, _ in rows] == rows


def test_the_guide_names_every_field_of_the_word_template() -> None:
    fields = {f"{{{field.name}}}" for field in DOCUMENT_FIELDS}
    assert {field for field in fields if f"`{field}`" not in GUIDE} == set()
    assert set(re.findall(r"`(\{[^}`]+\})`", GUIDE)) - fields - {"{…}"} == set()


def _understood(phrase: str) -> str:
    target = read_target(phrase, year=GUIDE_YEAR)
    return understood(target) if isinstance(target, Target) else str(target)


def _code_of(text: str) -> Iterator[str]:
    """Fenced blocks and code in lines."""
    for block, inline in re.findall(r"^```\w*\n(.*?)^```$|`([^`\n]+)`", text, re.MULTILINE | re.DOTALL):
        yield block or inline


def test_the_readme_has_the_two_commands_that_are_run() -> None:
    marked = re.findall(r"^<!-- ci: (\w+) -->\n```sh\n(.+)\n```$", README, re.MULTILINE)
    assert marked == [
        ("run", "pip install . && qmxl evaluate samples/loc-an-2020-h1.xlsx"),
        ("test", 'pip install ".[test]" && pytest -n auto'),
    ]


# Nothing of the machine it was written on

TEXTS = ("*.cfg", "*.csv", "*.json", "*.md", "*.py", "*.toml", "*.txt", "*.yaml", "*.yml", ".*", "run", "LICENSE")
MACHINE = re.compile(
    r"(?<![\w.~)>}])/(?:home|mnt|opt|root|srv|tmp|Users|var|work)/\w"
    r"|\b[A-Z]:\\(?:Users|Documents)"
    r"|\b(?:local[h]ost|127\.0\.0\.1)\b"
    r"|index[-]url|find[-]links"
)
HOST = re.compile(r"\b(?:https?|ftp|ssh)://([\w.-]+)")
PUBLIC_HOSTS = {
    "dichvucong.gov.vn",
    "keepachangelog.com",
    "openoffice.org",
    "purl.org",
    "schemas.microsoft.com",
    "schemas.openxmlformats.org",
    "semver.org",
    "www.python.org",
    "www.w3.org",
}
"""Hosts of format names and of documents for everybody. "example" in a host name is nobody's."""


def _texts() -> list[Path]:
    return [path for path in _tracked() if any(fnmatch(path.name, pattern) for pattern in TEXTS)]


def _tracked() -> list[Path]:
    """Files that git has or would take; without git, all but those of tools."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        if not listed.returncode:
            return [path for name in listed.stdout.decode().split("\0") if (path := ROOT / name).is_file()]
    tops = ("qmxl", "tests", "docs", "samples", "benchmarks", "workbook_templates", ".ci")
    return [path for top in tops for path in (ROOT / top).rglob("*") if path.is_file()]


def test_no_text_names_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in _texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE.search(line) or any(_is_strange(host) for host in HOST.findall(line))
    ]
    assert found == []


def _is_strange(host: str) -> bool:
    return host not in PUBLIC_HOSTS and "example" not in host


@pytest.mark.parametrize(
    "line",
    [
        "see /" + "home/ann/notes",
        "C:" + r"\Users\ann",
        "pip install --extra-index" + "-url x",
        "http://" + "registry.internal/simple",
        "local" + "host:8080",
    ],
)
def test_a_machine_would_be_noticed(line: str) -> None:
    assert MACHINE.search(line) or any(_is_strange(host) for host in HOST.findall(line))
