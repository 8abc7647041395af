"""The calculated column `Đánh giá thời hạn` of a register, and the conditions it shares with checklists."""

from collections.abc import Mapping

from qmxl.contract.choices import (
    RETURNED,
    RETURNED_WORDS,
    TIME_CLASS_WORDS,
    WAITING,
    StateWords,
)
from qmxl.model.report import Formula, Place
from qmxl.model.submission import UNREADABLE_DAY, Indicator, Register, ReturnedRule
from qmxl.reporting.drafts import TIME_CLASS, Draft, TableBlock
from qmxl.reporting.expressions import Part, formula
from qmxl.reporting.places import info, setting, step


def one_of(cell: Place, words: tuple[str, ...]) -> Formula:
    """Whether a cell holds one of these texts (lower case)."""
    if not words:
        return formula("FALSE")
    tests = ",".join(f"LOWER([cell])=[w{n}]" for n in range(len(words)))
    return formula(f"OR({tests})", cell=cell, **{f"w{n}": word for n, word in enumerate(words)})


def says(cell: Place, state: StateWords) -> Formula:
    """Whether a cell is in a state: taking its words out makes the text shorter."""
    text = "LOWER([cell])"
    for number in range(len(state.exceptions)):
        text = f'SUBSTITUTE({text},[e{number}],"")'
    without = text
    for number in range(len(state.words)):
        without = f'SUBSTITUTE({without},[w{number}],"")'
    words = {f"w{n}": word for n, word in enumerate(state.words)}
    phrases = {f"e{n}": phrase for n, phrase in enumerate(state.exceptions)}
    return formula(f"(LEN({without})<LEN({text}))", cell=cell, **words, **phrases)


def condition_words(values: tuple[str, ...], matching: tuple[str, ...]) -> tuple[str, ...]:
    """What a condition lets through, as a formula sees it: the values asked for and the texts they matched."""
    return tuple(dict.fromkeys(text.lower() for text in (*values, *matching)))


def repeats_of(draft: Draft, register: Register, owner: Indicator) -> Mapping[int, int]:
    """Positions of rows that repeat another one, with its position.

    The evaluation tells them for shares of time limits; for a checklist, the first of equal rows counts.
    """
    result = draft.result(owner.code)
    if result is None or result.measurement.repeats is not None:
        return (result.measurement.repeats or {}) if result else {}
    days = [register.days[key].tolist() for key in ("received", "due", "finished") if key in register.days]
    codes = register.column_texts("dossier").numbered_alike().tolist()
    first: dict[tuple[int, ...], int] = {}
    repeats = {}
    for position, key in enumerate(zip(codes, *days, strict=False)):
        is_usable = key[0] >= 0 and UNREADABLE_DAY not in key[1:] and _is_selected(register, owner, position)
        if is_usable and first.setdefault(key, position) != position:
            repeats[position] = first[key]
    return repeats


def _is_selected(register: Register, owner: Indicator, position: int) -> bool:
    return all(register.texts[c.key][position] in c.matching for c in owner.conditions)


def time_class_formula(block: TableBlock, owner: Indicator, row: str, repeated: str | None) -> Formula:
    """contract.md §5 for one row, in the order of the rules; `repeated` is the row it was found to repeat."""
    cell = {key: block.place(row, key) for key in ("received", "due", "finished", "state", "dossier")}
    words: dict[str, Part] = {f"w_{time_class.value}": word for time_class, word in TIME_CLASS_WORDS.items()}
    parts: dict[str, Part] = {
        **{key: cell[key] for key in ("received", "due", "finished", "dossier")},
        "first": setting("first"),
        "last": step(owner.code, "cut_off"),
        "returned": says(cell["state"], RETURNED),
        "waiting": says(cell["state"], WAITING),
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
    outside = "OR(AND(ISNUMBER([received]),[received]>[last]),AND(ISNUMBER([finished]),[finished]<[first]))"
    unreadable = (
        "OR(AND(LEN([received])>0,ISNUMBER([received])=FALSE),AND(LEN([due])>0,ISNUMBER([due])=FALSE),"
        "AND(LEN([finished])>0,ISNUMBER([finished])=FALSE))"
    )
    reversed_ = "AND(ISNUMBER([finished]),ISNUMBER([received]),[finished]<[received])"
    unusable = "IF([returned],IF([rule]=[not_counted],[w_not_counted],[w_unreadable]),[w_unreadable])"
    readable = f"IF({outside},[w_outside],IF({unreadable},{unusable},IF([returned],{returned},{by_date})))"
    text = f"IF({reversed_},{unusable},{readable})"
    if repeated is not None:
        text, parts = _with_repeat(block, repeated, text, parts)
    text, parts = _with_conditions(block, owner, row, text, parts)
    keys = [key for key in block.letters if key != "no" and not key.startswith(TIME_CLASS)]
    filled: dict[str, Part] = {f"f{n}": block.place(row, key) for n, key in enumerate(keys)}
    length = "+".join(f"LEN([{name}])" for name in filled)
    return formula(f'IF({length}=0,"",{text})', **filled, **parts)


def _with_repeat(block: TableBlock, row: str, text: str, parts: dict[str, Part]) -> tuple[str, dict[str, Part]]:
    """A row found to repeat another one stays left out as long as code and dates are equal; spaces may differ."""
    keys = ("received", "due", "finished")
    others: dict[str, Part] = {f"other_{key}": block.place(row, key) for key in (*keys, "dossier")}
    tests = ",".join(f"[{key}]=[other_{key}]" for key in keys)
    squeezed = 'SUBSTITUTE([dossier]," ","")=SUBSTITUTE([other_dossier]," ","")'
    return f"IF(AND({squeezed},{tests}),[w_repeated],{text})", {**parts, **others}


def _with_conditions(
    block: TableBlock, owner: Indicator, row: str, text: str, parts: dict[str, Part]
) -> tuple[str, dict[str, Part]]:
    for number, condition in enumerate(owner.conditions):
        if not block.has(condition.key):
            continue
        allowed = one_of(block.place(row, condition.key), condition_words(condition.values, condition.matching))
        text, parts = f"IF([condition{number}],{text},[w_other])", {**parts, f"condition{number}": allowed}
    return text, parts
