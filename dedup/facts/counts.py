"""How many of what: counts in two accounts of one event, where no sentence of the one is worded as one of the other."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.facts.compare import agree
from dedup.facts.model import Clash, Fact
from dedup.facts.words import words_of
from dedup.normalise import shadow
from dedup.passages import FactKind

_PEOPLE = frozenset(
    "people person persons inhabitants residents villagers citizens passengers men women children adults survivors "
    "victims casualties patients workers employees spectators visitors guests protesters demonstrators marchers".split()
)
_PERSONS = "people"
_ROUGH = 0.85
_VAGUE = frozenset("of the more other others such years days hours minutes times months weeks".split())


def other_counts(a: str, b: str, facts_a: Sequence[Fact], facts_b: Sequence[Fact]) -> tuple[Clash, ...]:
    """Return the figures of two sentences that count the same kind of thing, the only such ones, and do not agree.

    Whether both sentences tell the same is for the caller to know. A figure that either side has again is no clash.
    """
    mine, theirs = _counts(a, facts_a), _counts(b, facts_b)
    found = []
    for kind in sorted(mine.keys() & theirs.keys()):
        if len(mine[kind]) != 1 or len(theirs[kind]) != 1:
            continue
        f, g = mine[kind][0], theirs[kind][0]
        known = any(agree(f, other) for other in _numbers(facts_b)) or any(
            agree(g, other) for other in _numbers(facts_a)
        )
        if not known and not _roughly(f, g):
            found.append(Clash(FactKind.NUMBER, f, g))
    return tuple(found)


def _roughly(f: Fact, g: Fact) -> bool:
    """Return whether two figures, one of them told roughly, can be the same: around 180, nearly two hundred."""
    one, other = sorted((float(f.value[0]), float(g.value[0])))
    return bool(f.hedge or g.hedge) and one >= _ROUGH * other


def _numbers(facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.kind is FactKind.NUMBER]


def _counts(text: str, facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    """Return the plain numbers of a sentence by what they count: the word behind them, one kind for all persons."""
    words = words_of(shadow(text))
    found: dict[str, list[Fact]] = {}
    for fact in _numbers(facts):
        behind = next((word for word in words if word.start >= fact.end), None)
        if fact.unit or len(fact.value) != 1 or behind is None or text[fact.end : behind.start].strip():
            continue
        if behind.low in _PEOPLE:
            found.setdefault(_PERSONS, []).append(fact)
        elif behind.low.endswith("s") and behind.low not in _VAGUE:
            found.setdefault(behind.stem, []).append(fact)
    return found
