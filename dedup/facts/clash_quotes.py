"""Quotations that are clearly the same one, altered by a word."""

from __future__ import annotations

from difflib import SequenceMatcher

from dedup.facts.model import Clash, Fact
from dedup.facts.slots import Slots
from dedup.passages import FactKind

_SAME = 0.8
_FEWEST = 5
_MOST_ALTERED = 2
_LONGEST = 400


def quote_clashes(slots: Slots) -> list[Clash]:
    """Return the quotations of both sides that agree in nearly all their words and not in all."""
    mine = [f for f in slots.a.facts if f.kind is FactKind.QUOTE]
    theirs = [g for g in slots.b.facts if g.kind is FactKind.QUOTE]
    return [Clash(FactKind.QUOTE, f, g) for f in mine for g in theirs if altered(f, g)]


def altered(f: Fact, g: Fact) -> bool:
    """Return whether one quotation is the other with at most two words replaced, dropped or put in between.

    What is missing at the beginning or the end was left out, which is no alteration.
    """
    one, other = f.value, g.value
    if not _FEWEST <= min(len(one), len(other)) <= max(len(one), len(other)) <= _LONGEST:
        return False
    if "".join(one) == "".join(other):
        return False
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    same = sum(i2 - i1 for tag, i1, i2, _, _ in steps if tag == "equal")
    if same < _SAME * min(len(one), len(other)):
        return False
    inner = [step for step in steps if not _at_edge(step, len(one), len(other))]
    changed = sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in inner if tag != "equal")
    return 0 < changed <= _MOST_ALTERED


def _at_edge(step: tuple[str, int, int, int, int], one: int, other: int) -> bool:
    tag, i1, i2, j1, j2 = step
    if tag == "equal":
        return False
    begins, ends = i1 == 0 and j1 == 0, i2 == one and j2 == other
    return (begins or ends) and tag != "replace"
