"""Builds the samples and the default template from their text twins: `python samples/build.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qmxl.model.diagnostics import Refusal
from qmxl.model.report import Report
from qmxl.model.submission import Submission
from qmxl.reading.markdown import read_markdown
from qmxl.reading.submission import read_submission
from qmxl.reporting.compose import compose_blank, compose_input
from qmxl.reporting.layout import lay_out
from qmxl.writing.workbook import write_workbook

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("loc-an-2020-h1", "phuong-mau-2026-9-thang")
TEMPLATE = "xa-phuong-2026"


def submission_of(twin: Path) -> Submission:
    """The submission a text twin holds."""
    read = read_submission(read_markdown(twin))
    if isinstance(read, Refusal):
        raise SystemExit(read.sentence)
    return read[0]


def sample_report(name: str) -> Report:
    return compose_input(submission_of(ROOT / "samples" / f"{name}.md"))


def template_report() -> Report:
    return compose_blank(submission_of(ROOT / "workbook_templates" / f"{TEMPLATE}.md"))


def main() -> None:
    for name in SAMPLES:
        write_workbook(lay_out(sample_report(name)), ROOT / "samples" / f"{name}.xlsx")
    write_workbook(lay_out(template_report()), ROOT / "workbook_templates" / f"{TEMPLATE}.xlsx")


if __name__ == "__main__":
    main()
