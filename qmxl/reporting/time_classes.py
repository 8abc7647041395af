"""The calculated column `Đánh giá thời hạn` of a register, and the conditions it shares with checklists."""

from qmxl.contract.choices import (
    RETURNED_STATES,
    RETURNED_WORDS,
    TIME_CLASS_WORDS,
    WAITING_STATES,
)
from qmxl.model.report import Formula, Place
from qmxl.model.submission import Indicator, ReturnedRule
from qmxl.reporting.drafts import Draft, TableBlock
from qmxl.reporting.expressions import Part, formula
from qmxl.reporting.places import info, setting, step


def one_of(cell: Place, words: tuple[str, ...]) -> Formula:
    """Whether a cell holds one of these texts (lower case)."""
    if not words:
        return formula("FALSE")
    tests = ",".join(f"LOWER([cell])=[w{n}]" for n in range(len(words)))
    return formula(f"OR({tests})", cell=cell, **{f"w{n}": word for n, word in enumerate(words)})


def condition_words(values: tuple[str, ...], matching: tuple[str, ...]) -> tuple[str, ...]:
    """What a condition lets through, as a formula sees it: the values asked for and the texts they matched."""
    return tuple(dict.fromkeys(text.lower() for text in (*values, *matching)))


def _repeat_of(draft: Draft, sheet: str, number: int) -> int | None:
    """The earlier row that row `number` repeats; the same for every indicator that uses the register."""
    results = (draft.result(i.code) for i in draft.submission.indicators if i.table == sheet)
    repeats = next((r.measurement.repeats for r in results if r and r.measurement.repeats is not None), {})
    return repeats.get(number)


def time_class_formula(draft: Draft, block: TableBlock, owner: Indicator, row: str, number: int) -> Formula:
    """contract.md §5 for one row, in the order of the rules."""
    cell = {key: block.place(row, key) for key in ("received", "due", "finished", "state", "dossier")}
    words: dict[str, Part] = {f"w_{time_class.value}": word for time_class, word in TIME_CLASS_WORDS.items()}
    parts: dict[str, Part] = {
        **{key: cell[key] for key in ("received", "due", "finished", "dossier")},
        "first": setting("first"),
        "last": step(owner.code, "cut_off"),
        "returned": one_of(cell["state"], RETURNED_STATES),
        "waiting": one_of(cell["state"], WAITING_STATES),
        "rule": formula("LOWER([rule])", rule=info("returned")),
        "not_counted": RETURNED_WORDS[ReturnedRule.NOT_COUNTED].lower(),
        "on_time_always": RETURNED_WORDS[ReturnedRule.ON_TIME].lower(),
        **words,
    }
    done = "IF(LEN([due])=0,[w_on_time],IF([finished]<[due],[w_early],IF([finished]=[due],[w_on_time],[w_late])))"
    open_ = (
        "IF(AND(LEN([finished])=0,[waiting]),[w_open_in_time],"
        "IF(AND(LEN([due])>0,[due]<[last]),[w_open_overdue],[w_open_in_time]))"
    )
    is_done = "AND(LEN([finished])>0,[finished]<=[last])"
    by_date = f"IF({is_done},{done},{open_})"
    returned = (
        f"IF([rule]=[not_counted],[w_not_counted],IF(LEN([finished])=0,[w_on_time],"
        f"IF(AND([rule]=[on_time_always],[finished]<=[last]),[w_on_time],{by_date})))"
    )
    outside = "OR(AND(LEN([received])>0,[received]>[last]),AND(LEN([finished])>0,[finished]<[first]))"
    unreadable = (
        "OR(AND(LEN([received])>0,ISNUMBER([received])=FALSE),AND(LEN([due])>0,ISNUMBER([due])=FALSE),"
        "AND(LEN([finished])>0,ISNUMBER([finished])=FALSE))"
    )
    reversed_ = "AND(LEN([finished])>0,LEN([received])>0,[finished]<[received])"
    text = (
        f"IF({unreadable},[w_unreadable],IF({reversed_},[w_unreadable],IF({outside},[w_outside],"
        f"IF([returned],{returned},{by_date}))))"
    )
    text, parts = _with_repeat(draft, block, number, text, parts)
    text, parts = _with_conditions(block, owner, row, text, parts)
    return formula(
        f'IF(LEN([dossier])+LEN([received])+LEN([due])+LEN([finished])+LEN([item])=0,"",{text})',
        item=block.place(row, "item"),
        **parts,
    )


def _with_repeat(
    draft: Draft, block: TableBlock, number: int, text: str, parts: dict[str, Part]
) -> tuple[str, dict[str, Part]]:
    """A row found to repeat an earlier one stays left out as long as code and dates are equal."""
    first = _repeat_of(draft, block.sheet, number)
    if first is None:
        return text, parts
    keys = ("dossier", "received", "due", "finished")
    earlier = {f"earlier_{key}": block.place(f"row:{first}", key) for key in keys}
    tests = ",".join(f"[{key}]=[earlier_{key}]" for key in keys)
    return f"IF(AND({tests}),[w_repeated],{text})", {**parts, **earlier}


def _with_conditions(
    block: TableBlock, owner: Indicator, row: str, text: str, parts: dict[str, Part]
) -> tuple[str, dict[str, Part]]:
    for number, condition in enumerate(owner.conditions):
        if not block.has(condition.key):
            continue
        allowed = one_of(block.place(row, condition.key), condition_words(condition.values, condition.matching))
        text, parts = f"IF([condition{number}],{text},[w_other])", {**parts, f"condition{number}": allowed}
    return text, parts
