"""A test's input is its docstring: the workbook as Markdown tables."""

import pytest

from tests.workbooks import Outcome, evaluated


@pytest.fixture
def outcome(request: pytest.FixtureRequest) -> Outcome:
    """The evaluation of the workbook in the test's docstring."""
    return evaluated(request.function.__doc__)
