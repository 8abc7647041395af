"""The calculated column `Đánh giá thời hạn` of a register, and the conditions it shares with checklists."""

from collections.abc import Mapping

from qmxl.contract.choices import (
    RETURNED_WORDS,
    STATE_WORDS,
    TIME_CLASS_WORDS,
    StateWords,
)
from qmxl.model.evaluation import TimeClass
from qmxl.model.report import Formula, Place
from qmxl.model.submission import UNREADABLE_DAY, Indicator, Register, ReturnedRule
from qmxl.reporting.drafts import TIME_CLASS, Draft, TableBlock
from qmxl.reporting.expressions import Part, formula, literal
from qmxl.reporting.places import info, setting, step

_NOBODYS_WORD = "¤¤"
_BEFORE, _UNKNOWN, _UNDATED, _UNDATED_OPEN, _KNOWN = range(5)
_CLASS_BY_STATE = (
    # `Tình trạng` says late, neither, in time
    (TimeClass.LATE, TimeClass.UNREADABLE, TimeClass.OUTSIDE),  # _BEFORE: resolved, due before the period
    (TimeClass.LATE, TimeClass.UNREADABLE, TimeClass.ON_TIME),  # _UNKNOWN: resolved, nobody knows when
    (TimeClass.LATE, TimeClass.ON_TIME, TimeClass.ON_TIME),  # _UNDATED: finished without a due date, or due later
    (TimeClass.OPEN_OVERDUE, TimeClass.OPEN_IN_TIME, TimeClass.OPEN_IN_TIME),  # _UNDATED_OPEN: open, no due date
)
_CLASSES_BY_DATE = (
    TimeClass.EARLY,
    TimeClass.ON_TIME,
    TimeClass.LATE,
    TimeClass.OPEN_IN_TIME,
    TimeClass.OPEN_OVERDUE,
)
"""The dates decide, whatever the state says."""


def one_of(cell: Place, words: tuple[str, ...]) -> Formula:
    """Whether a cell holds one of these texts (lower case)."""
    if not words:
        return formula("FALSE")
    tests = ",".join(f"LOWER([cell])=[w{n}]" for n in range(len(words)))
    return formula(f"OR({tests})", cell=cell, **{f"w{n}": word for n, word in enumerate(words)})


def says(cell: Place, state: StateWords) -> Formula:
    """Whether a cell is in a state: taking one of its words out makes the text shorter.

    The text is written once: its length without each word is held against that without a word nobody writes.
    """
    text = "LOWER([cell])"
    for number in range(len(state.exceptions)):
        text = f'SUBSTITUTE({text},[e{number}],"")'
    words = ",".join(map(literal, (_NOBODYS_WORD, *state.words)))
    weights = ",".join(map(str, (len(state.words), *[-1] * len(state.words))))
    phrases = {f"e{n}": phrase for n, phrase in enumerate(state.exceptions)}
    lengths = f'LEN(SUBSTITUTE({text},{{{words}}},""))'
    return formula(f"SUMPRODUCT({lengths}*{{{weights}}})>0", cell=cell, **phrases)


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
        "rule": formula("LOWER([rule])", rule=info("returned")),
        "not_counted": RETURNED_WORDS[ReturnedRule.NOT_COUNTED].lower(),
        "on_time_always": RETURNED_WORDS[ReturnedRule.ON_TIME].lower(),
        **words,
        **{state.value: says(cell["state"], state_words) for state, state_words in STATE_WORDS.items()},
    }
    outside = "OR(AND(ISNUMBER([received]),[received]>[last]),AND(ISNUMBER([finished]),[finished]<[first]))"
    unreadable = (
        "OR(AND(LEN([received])>0,ISNUMBER([received])=FALSE),AND(LEN([due])>0,ISNUMBER([due])=FALSE),"
        "AND(LEN([finished])>0,ISNUMBER([finished])=FALSE))"
    )
    reversed_ = "AND(ISNUMBER([finished]),ISNUMBER([received]),[finished]<[received])"
    text = (
        f"IF(AND({outside},{reversed_}=FALSE),[w_outside],IF(AND([rule]=[not_counted],[returned]),[w_not_counted],"
        f"IF(OR({reversed_},{unreadable}),[w_unreadable],{_class_by_date_and_state()})))"
    )
    if repeated is not None:
        text, parts = _with_repeat(block, repeated, text, parts)
    text, parts = _with_conditions(block, owner, row, text, parts)
    keys = [key for key in block.letters if key != "no" and not key.startswith(TIME_CLASS)]
    filled: dict[str, Part] = {f"f{n}": block.place(row, key) for n, key in enumerate(keys)}
    length = "+".join(f"LEN([{name}])" for name in filled)
    return formula(f'IF({length}=0,"",{text})', **filled, **parts)


def _class_by_date_and_state() -> str:
    """The class of a row that can be used: the situation its dates leave it in, and what its state says of time."""
    rows = (*_CLASS_BY_STATE, *([time_class] * 3 for time_class in _CLASSES_BY_DATE))
    classes = ",".join(literal(TIME_CLASS_WORDS[time_class]) for row in rows for time_class in row)
    early, on_time, late, in_time, overdue = range(_KNOWN, len(rows))
    open_ = f"IF(AND(LEN([due])>0,[due]<[last]),{overdue},{in_time})"
    undated = f"IF(OR([returned],[waiting]),{on_time},{_UNDATED})"
    done = f"IF(LEN([due])=0,{undated},IF([finished]<[due],{early},IF([finished]=[due],{on_time},{late})))"
    resolved = f"IF(N([due])>=[last],{_UNDATED},IF(AND(LEN([due])>0,[due]<[first]),{_BEFORE},{_UNKNOWN}))"
    unfinished = f"IF([waiting],{in_time},IF([resolved],{resolved},IF(LEN([due])=0,{_UNDATED_OPEN},{open_})))"
    returned = "AND(OR(LEN([finished])=0,AND([rule]=[on_time_always],[finished]<=[last])),[returned])"
    by_date = f"IF(LEN([finished])=0,{unfinished},IF([finished]<=[last],{done},{open_}))"
    situation = f"IF({returned},{on_time},{by_date})"
    return f"INDEX({{{classes}}},3*{situation}+2+[in_time]-[late])"


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
