"""Facts of two aligned sentences that cannot both hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dedup.facts.clash_figures import date_clashes, number_clashes, time_clashes
from dedup.facts.clash_names import name_clashes
from dedup.facts.clash_quotes import quote_clashes
from dedup.facts.clash_sense import direction_clashes, negation_clashes
from dedup.facts.model import Clash, Fact
from dedup.facts.slots import Side, Slots, side
from dedup.passages import FactKind

_FINDERS: tuple[Callable[[Slots], list[Clash]], ...] = (
    number_clashes,
    date_clashes,
    time_clashes,
    name_clashes,
    negation_clashes,
    direction_clashes,
    quote_clashes,
)
_ALIGNED = 0.2  # the share of content words that two tellings of one thing have in common, or
_ALIGNED_WORDS = 5  # this many of them
_SAME_STATEMENT = 9
_MOST_FACTS = 120
_LABELS = frozenset({FactKind.DATE, FactKind.NAME, FactKind.PLACE})


def clashes(
    a: str, b: str, facts_a: Sequence[Fact] | None = None, facts_b: Sequence[Fact] | None = None
) -> tuple[Clash, ...]:
    """Return the clashes of two sentences that tell the same thing, in the order of a.

    A fact that one side lacks is no clash. Figures of different days, years or subjects are none either: see `apart`.
    Sentences with more than 120 facts are tables, in which nothing corresponds by its surroundings: no clash.
    """
    return disagreements(a, b, facts_a, facts_b)[0]


def apart(
    a: str, b: str, facts_a: Sequence[Fact] | None = None, facts_b: Sequence[Fact] | None = None
) -> tuple[Clash, ...]:
    """Return what sets two sentences of one form apart: another period or subject whose figures differ with it."""
    return disagreements(a, b, facts_a, facts_b)[1]


def disagreements(
    a: str, b: str, facts_a: Sequence[Fact] | None = None, facts_b: Sequence[Fact] | None = None
) -> tuple[tuple[Clash, ...], tuple[Clash, ...]]:
    """Return `clashes` and `apart` together; worked out in one order of the texts, so that it is the same both ways."""
    if a == b:
        return (), ()
    if a > b:
        found, other = disagreements(b, a, facts_b, facts_a)
        return _turned(found), _turned(other)
    one, two = side(a, facts_a), side(b, facts_b)
    if max(len(one.facts), len(two.facts)) > _MOST_FACTS:
        return (), ()
    slots = Slots(one, two)
    if slots.overlap < _ALIGNED and slots.shared < _ALIGNED_WORDS:
        return (), ()
    every = [clash for finder in _FINDERS for clash in finder(slots)]
    dropped = _other_case(every, one)
    every.sort(key=_order)
    return tuple(c for c in every if c not in dropped), tuple(c for c in every if c in dropped)


def _turned(found: Sequence[Clash]) -> tuple[Clash, ...]:
    return tuple(sorted((Clash(clash.kind, clash.b, clash.a) for clash in found), key=_order))


def _order(clash: Clash) -> tuple[int, int, str]:
    return clash.a.start, clash.b.start, clash.kind


def _numbered(clash: Clash) -> bool:
    """Return whether the figures tell which of several is meant ("Footpath 12"), not how much or how many."""
    return clash.kind is FactKind.NUMBER and clash.a.unit[:1] == "#" == clash.b.unit[:1]


def _other_case(found: Sequence[Clash], one: Side) -> set[Clash]:
    """Return the clashes that only say that two statements are about different periods or subjects."""
    labels = [clash for clash in found if clash.kind in _LABELS or _numbered(clash)]
    values = [clash for clash in found if clash.kind is FactKind.NUMBER and not _numbered(clash)]
    dropped: set[Clash] = set()
    for label in labels:
        for value in values:
            if abs(one.at(label.a)[0] - one.at(value.a)[0]) <= _SAME_STATEMENT:
                dropped |= {label, value}
    return dropped
