"""Two texts with the facts that agree written in one wording, so that whoever reads both sees only what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dedup.facts.compare import agree
from dedup.facts.model import Fact
from dedup.passages import FactKind

_WRITTEN = frozenset([FactKind.NUMBER, FactKind.DATE, FactKind.TIME, FactKind.PLACE])
"""The kinds that one fact has many wordings of. Names are left: which of two is fuller is itself a difference."""


def level_facts(a: str, b: str, facts_a: Sequence[Fact], facts_b: Sequence[Fact]) -> tuple[str, str]:
    """Return a and b with each pair of agreeing figures, dates, times and places written as the longer of the two is.

    "$160bn" beside "160 billion dollars" is written out on both sides. Equal facts are paired first, then those that
    agree up to rounding or to what one leaves out; each fact once. Swapping the texts swaps what comes back.
    """
    ours, theirs = _apart(facts_a), _apart(facts_b)
    pairs: list[tuple[Fact, Fact]] = []
    for alike in (_equal, agree):
        pairs += _paired(ours, theirs, alike, pairs)
    written_a, written_b = {}, {}
    for f, g in pairs:
        wording = max(f.text, g.text, key=lambda text: (len(text), text))
        written_a[f.start, f.end] = written_b[g.start, g.end] = wording
    return _rewritten(a, written_a), _rewritten(b, written_b)


def _apart(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts that have many wordings, in order, none inside another."""
    found: list[Fact] = []
    for fact in facts:
        if fact.kind in _WRITTEN and (not found or fact.start >= found[-1].end):
            found.append(fact)
    return found


def _equal(f: Fact, g: Fact) -> bool:
    return f.kind is g.kind and (f.value, f.unit) == (g.value, g.unit)


def _paired(
    ours: Sequence[Fact],
    theirs: Sequence[Fact],
    alike: Callable[[Fact, Fact], bool],
    before: Sequence[tuple[Fact, Fact]],
) -> list[tuple[Fact, Fact]]:
    """Return the pairs of facts that are alike and not yet paired: the n-th of one side with the n-th it agrees with."""
    taken_a, taken_b = {f.start for f, _ in before}, {g.start for _, g in before}
    free_a = [f for f in ours if f.start not in taken_a]
    free_b = [g for g in theirs if g.start not in taken_b]
    found = []
    for f in free_a:
        partners = [g for g in free_b if alike(f, g)]
        # Two that might do are no pair: which is meant would hang on the order of the sides.
        if partners and (alike is _equal or (len(partners) == 1 and sum(alike(x, partners[0]) for x in free_a) == 1)):
            found.append((f, partners[0]))
            free_b.remove(partners[0])
    return found


def _rewritten(text: str, wordings: dict[tuple[int, int], str]) -> str:
    for (start, end), wording in sorted(wordings.items(), reverse=True):
        text = text[:start] + wording + text[end:]
    return text
