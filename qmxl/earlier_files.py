"""Files of earlier periods (`--previous`): each read and judged like any other, then held against this period's."""

from collections.abc import Iterable, Sequence

from qmxl.contract.rules import diagnostic
from qmxl.contract.sheets import INFORMATION
from qmxl.contract.words import day_text
from qmxl.evaluation.earlier_periods import results_for_later, with_earlier
from qmxl.evaluation.evaluate import evaluate
from qmxl.model.diagnostics import Diagnostic, Refusal
from qmxl.model.submission import Information, Submission
from qmxl.reading.parsing import Parsing
from qmxl.reading.submission import read_file


def earlier_submissions(previous: Sequence[Parsing]) -> tuple[Submission, ...] | Refusal:
    """Every file, or the first one that cannot be read: nobody shall think it was compared with."""
    submissions = []
    refusal: Refusal | None = None
    for parsing in previous:
        read = read_file(parsing)  # all of them, because each ends its parser
        if isinstance(read, Refusal):
            refusal = refusal or Refusal(f"Tệp kỳ trước không dùng được. {read.sentence}", read.details)
        else:
            submissions.append(read[0])
    return refusal or tuple(submissions)


def with_previous(
    submission: Submission, earlier: Iterable[Submission]
) -> tuple[Submission, tuple[Diagnostic, ...]] | Refusal:
    """The submission with the results of these among its earlier ones; refused where one is of no earlier period."""
    files = tuple(earlier)
    if not files:
        return submission, ()
    sentence = _unfit(submission, files)
    if sentence:
        return Refusal(sentence)
    results = [result for file in files for result in results_for_later(file, evaluate(file)[0])]
    together, found = with_earlier(submission, results)
    return together, (*found, *(_said_of_unit(submission, file) for file in files if _is_of_another(submission, file)))


def _unfit(submission: Submission, files: Sequence[Submission]) -> str | None:
    """Why one of the files cannot be compared with."""
    own = submission.information.period
    if own is None:
        return (
            f"Tệp “{submission.source.name}” chưa rõ kỳ báo cáo nên chưa so sánh được với kỳ trước. "
            f"Hãy ghi Kỳ báo cáo và Năm ở sheet {INFORMATION} rồi chạy lại."
        )
    known: dict[tuple[str, int], str] = {}
    for file in files:
        name, period = file.source.name, file.information.period
        if period is None:
            return (
                f"Tệp kỳ trước “{name}” chưa rõ kỳ báo cáo. Hãy ghi Kỳ báo cáo và Năm ở sheet {INFORMATION} của tệp "
                "đó rồi chạy lại."
            )
        if period.last >= own.last:
            return (
                f"Tệp “{name}” là của {period.text} (đến ngày {day_text(period.last)}), không phải kỳ trước của "
                f"{own.text} (đến ngày {day_text(own.last)}). Hãy chọn đúng tệp kết quả của kỳ trước."
            )
        if not results_for_later(file, evaluate(file)[0]):
            return f"Tệp kỳ trước “{name}” chưa có kết quả nào. Hãy chọn tệp kết quả của kỳ trước."
        if (period.kind, period.year) in known:
            other = known[period.kind, period.year]
            return f"Hai tệp cùng là kết quả {period.text}: “{other}” và “{name}”. Hãy bỏ bớt một tệp rồi chạy lại."
        known[period.kind, period.year] = name
    return None


def _is_of_another(submission: Submission, file: Submission) -> bool:
    """By the unit's code where both give one, else by name."""
    codes = [each.information.text("unit_code").strip() for each in (submission, file)]
    names = [_folded(each.information) for each in (submission, file)]
    return len(set(codes)) > 1 if all(codes) else all(names) and len(set(names)) > 1


def _folded(information: Information) -> str:
    return " ".join(information.office.casefold().split())


def _said_of_unit(submission: Submission, file: Submission) -> Diagnostic:
    offices = {"other": file.information.office, "unit": submission.information.office}
    return diagnostic("QM491", INFORMATION, found=file.source.name, **offices)
