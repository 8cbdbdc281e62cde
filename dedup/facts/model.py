"""What is found and what disagrees: a fact in a text, and two facts that cannot both hold."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.passages import FactKind, Record


@dataclass(frozen=True, slots=True)
class Fact(Record):
    """One typed fact. `text == given[start:end]`; `value` is what is compared, in a form free of spelling.

    value by kind: number ("160000000000",), ranges and scores two figures; date ("year:2022", "month:2"); time
    ("clock:10:30",) or ("part:morning",); name its folded words; place ("germany",); negation the negator's class and
    the stem it negates; direction the pair and its side; quote its words. `unit` is the unit or currency of a number,
    the speaker of a quote, "initial" for a name that may only be the first word of a sentence. `hedge` is "about",
    "over" or "under".
    """

    kind: FactKind
    start: int
    end: int
    text: str
    value: tuple[str, ...]
    unit: str = ""
    hedge: str = ""


@dataclass(frozen=True, slots=True)
class Clash(Record):
    """Two facts in the same slot of two aligned sentences that cannot both hold."""

    kind: FactKind
    a: Fact
    b: Fact
