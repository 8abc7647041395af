"""Surveys: satisfied answers of all answers, summed over the rows (contract.md §5)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from qmxl.contract.choices import NEUTRAL_WORDS
from qmxl.contract.rules import diagnostic
from qmxl.evaluation.setting import Setting, none_selected, say_left_out, selected_rows, share, total
from qmxl.evaluation.showing import number_text
from qmxl.model.diagnostics import Diagnostic
from qmxl.model.evaluation import Measurement
from qmxl.model.references import CellReference
from qmxl.model.submission import DetailTable, Indicator, Measure, SatisfactionLevel, Submission, TableRow

SATISFIED = (SatisfactionLevel.VERY_SATISFIED, SatisfactionLevel.SATISFIED)


def survey(setting: Setting, found: list[Diagnostic]) -> Measurement:
    """Khảo sát: satisfied answers over all answers, summed over the rows (EV45)."""
    table, indicator = setting.table, setting.indicator
    if not isinstance(table, DetailTable) or not table.rows:
        return Measurement()
    _check_forms(table, found)
    _check_answers(table, indicator, found)
    rows = selected_rows(setting, table)
    say_left_out(setting, table, len(table.rows) - len(rows), found)
    if not rows:
        return none_selected(setting, table, found)
    good, whole = survey_sums(rows, indicator, neutral_counts=neutral_counts(setting.submission))
    unusable = len(_unreadable(rows, indicator))
    return share(good, whole, unusable, scale=setting.scale) if whole or unusable else Measurement()


def neutral_counts(submission: Submission) -> bool:
    """Whether "Bình thường" counts as satisfied."""
    return submission.information.text("neutral") == NEUTRAL_WORDS[True]


def survey_sums(rows: Sequence[TableRow], indicator: Indicator, *, neutral_counts: bool) -> tuple[Fraction, Fraction]:
    """Satisfied answers and all answers of some rows; unanswered ones are not counted."""
    satisfied = (*SATISFIED, SatisfactionLevel.NEUTRAL) if neutral_counts else SATISFIED
    keys = indicator.counted_keys
    if keys:
        answers = [answer for row in rows for key in keys if (answer := row.value(key)) is not None]
        return Fraction(sum(answer in satisfied for answer in answers)), Fraction(len(answers))
    return total(rows, *satisfied), total(rows, *SatisfactionLevel)


def unreadable_answers(setting: Setting) -> tuple[int, ...]:
    """Rows of a survey by form with an answer that is no level of satisfaction, once for each answer."""
    table, indicator = setting.table, setting.indicator
    if indicator.measure.value is not Measure.SURVEY or not isinstance(table, DetailTable):
        return ()
    return _unreadable(selected_rows(setting, table), indicator)


def _unreadable(rows: Sequence[TableRow], indicator: Indicator) -> tuple[int, ...]:
    return tuple(row.row for row in rows for key in indicator.counted_keys if row.entries[key].is_unreadable)


def _check_answers(table: DetailTable, indicator: Indicator, found: list[Diagnostic]) -> None:
    """Each form answers a row once: no row of a survey in counts has more answers than forms came back."""
    returned = table.forms_returned.value
    if indicator.counted_keys or not isinstance(returned, Decimal):
        return
    for row in table.rows:
        answers = total([row], *SatisfactionLevel)
        if answers > returned:
            where = CellReference(table.sheet, row.row, table.columns[0].column)
            texts = {"row": str(row.row), "answers": number_text(answers), "returned": number_text(Fraction(returned))}
            found.append(diagnostic("QM468", where, found=texts["answers"], **texts))


def _check_forms(table: DetailTable, found: list[Diagnostic]) -> None:
    sent, returned = table.forms_sent.value, table.forms_returned.value
    if isinstance(sent, Decimal) and isinstance(returned, Decimal) and returned > sent:
        where = table.forms_returned.reference
        found.append(diagnostic("QM328", where, column="Số phiếu thu về", found=returned, count=returned, sent=sent))
