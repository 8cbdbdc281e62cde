"""What alone sets two texts apart, where all their other facts agree: a figure, or how it ended.

In a rewording hardly a word beside a fact is the same, so its surroundings do not say that two figures are of one thing. That
everything else which was found agrees does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.cases import Told
from dedup.facts import Clash, Fact, lacking
from dedup.normalise import shadow
from dedup.passages import ANCHORS, FactKind

_UNDONE = re.compile(
    r"\b(?:lift(?:ed|s|ing)?|overturn\w*|revers\w+|scrap\w*|drop(?:ped|s)?|end(?:ed|s|ing)?|again|until|except|but)\b",
    re.IGNORECASE,
)
"""With one of these the opposite may be said of what was before, or of a part."""

OUTCOMES = frozenset(
    "accept guilt life northsouth eastwest allow hire legal duty reelect success enable support".split()
)
"""Pairs of words of direction that tell how something ended or where it went, once in a story."""

FACTS_SHARED = 2
"""So many facts in common, and none that one side lacks, make two reworded sentences one case."""


def only_difference(found: Sequence[Clash], x: Told, y: Told) -> bool:
    """Return whether two whole texts state the same facts but for these: what is reworded is then one case all the same.

    That is asked of texts with at least `FACTS_SHARED` facts in common, a name, a place, a date or a time among them.
    """
    if any(clash.a.unit[:1] == "#" for clash in found):
        return False  # which of several is meant: Under-12s and Under-14s
    ours, theirs = _firm_facts(x, [clash.a for clash in found]), _firm_facts(y, [clash.b for clash in found])
    if min(len(ours), len(theirs)) < FACTS_SHARED or not any(fact.kind in ANCHORS for fact in ours):
        return False
    left = set(lacking(x.whole.text, y.whole.text, x.whole.facts, [y.whole.facts]))
    right = set(lacking(y.whole.text, x.whole.text, y.whole.facts, [x.whole.facts]))
    return not _overlap(left, ours) and not _overlap(right, theirs)


def opposed(x: Told, y: Told) -> Clash | None:
    """Return the words of outcome or direction of two whole texts that exclude each other, whatever stands beside them.

    In a rewording hardly a neighbour is the same. So all other facts have to be, nothing may be denied, and neither text
    may say both.
    """
    ours, theirs = _outcomes(x.facts), _outcomes(y.facts)
    clash = next(
        (Clash(FactKind.DIRECTION, f, theirs[_turned(value)]) for value, f in ours.items() if _turned(value) in theirs),
        None,
    )
    if clash is None or any(fact.kind is FactKind.NEGATION for one in (x, y) for fact in one.facts):
        return None
    if _UNDONE.search(shadow(f"{x.text} {y.text}")) or not only_difference((), x, y):
        return None
    return clash


def _outcomes(facts: Sequence[Fact]) -> dict[str, Fact]:
    """Return the words of outcome by the side of their pair, where a text has one of the pair only."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind is FactKind.DIRECTION:
            for value in fact.value:
                if value[:-1] in OUTCOMES:
                    found.setdefault(value, []).append(fact)
    return {value: some[0] for value, some in found.items() if len(some) == 1 and _turned(value) not in found}


def _turned(value: str) -> str:
    return value[:-1] + ("-" if value[-1] == "+" else "+")


def _firm_facts(told: Told, but: Sequence[Fact]) -> list[Fact]:
    """Return the facts of a whole text that say which case is meant or how much, but for some of the sentence."""
    start = told.sentence.span.start
    without = {(start + fact.start, start + fact.end) for fact in but}
    kinds = ANCHORS | {FactKind.NUMBER, FactKind.QUOTE}
    return [
        fact
        for fact in told.whole.facts
        if fact.kind in kinds and fact.unit != "initial" and (fact.start, fact.end) not in without
    ]


def _overlap(missing: set[Fact], facts: Sequence[Fact]) -> bool:
    """Return whether something is missing of these facts; of a name only the missing words are known."""
    return any(lost.start < fact.end and fact.start < lost.end for lost in missing for fact in facts)
