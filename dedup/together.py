"""What reading both texts at once adds to a verdict: who is read, and what a verdict is once that is known.

A pair is read only where meaning, words and facts leave doubt. Two questions are kept apart, for what the one calls
the same the other need not: whether both have the same content, which moves the score, and whether their facts agree,
which can only take a duplicate back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Protocol

from dedup.facts import all_but_one, bounded
from dedup.facts.levelling import level_facts
from dedup.guard import Basis
from dedup.likeness import Bag, Profile
from dedup.normalise import same_text, shadow
from dedup.passages import Conflict, FactKind, Relation, Span, Verdict
from dedup.settings import Settings
from dedup.stages.judge import relation_of
from dedup.words import Lexicon

_NOT = frozenset(["not", "cannot", "never"])
_WORD = re.compile(r"[a-z]+")
_SAYS = frozenset("said say told tell state stated add also announc explain report note mention to that".split())
"""Stems that are exchanged without a change: who heard it, and which verb says that it was said."""
LONGEST_SWAP = 3
"""A run of more words that were exchanged is a rewording, not one exchanged word."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of two texts, as log-odds: same content, a said by b, b said by a, facts that clash."""

    same: float
    a_in_b: float
    b_in_a: float
    clash: float


class Reader(Protocol):
    """Whatever reads pairs: None stands for a pair that it cannot read, because it is too long."""

    def read(self, pairs: Sequence[tuple[str, str]], /) -> list[Reading | None]:
        """Return what was read of each pair, in the order given."""


@dataclass(frozen=True, slots=True)
class Swap:
    """One run of words exchanged for another in texts that are else equal: the two runs, and how alike they are."""

    a: Span
    b: Span
    alike: float


class Stage(StrEnum):
    """What decided on a pair: each is cheaper than the next, and only what is left to the last is read."""

    EQUAL = "equal"
    FACTS = "facts"
    PART = "part of the other"
    FAR = "far apart"
    READ = "read at once"


def stage_of(verdict: Verdict, settings: Settings) -> Stage:
    """Return what decides on a pair, given its verdict before anything is read."""
    found = verdict.evidence.features
    if verdict.relation is Relation.IDENTICAL:
        return Stage.EQUAL
    if verdict.conflicts or any(value for name, value in found.items() if name.startswith("clash_")):
        return Stage.FACTS
    if found["ratio"] < settings.similar_length:
        return Stage.PART
    return Stage.FAR if verdict.score < settings.read_from or settings.read_from == 1 else Stage.READ


def in_doubt(verdict: Verdict, settings: Settings) -> bool:
    """Return whether a pair is worth reading: neither equal, nor far apart, nor settled by its facts, nor a part."""
    return stage_of(verdict, settings) is Stage.READ


def levelled_pair(a: Profile, b: Profile) -> tuple[str, str]:
    """Return the two texts as they are read: the facts on which they agree in one wording."""
    return level_facts(a.text, b.text, a.facts, b.facts)


def settled(
    verdict: Verdict, sides: tuple[Profile, Profile], reading: Reading, basis: Basis, settings: Settings
) -> Verdict:
    """Return the verdict on two texts with what was read of them; `basis` holds `alike`, `exchanged` and `agree`.

    The score is the probability that the content is the same, by the reading and by what was known before. Where but
    one run of words was exchanged it is that both states are the same as well, and if they are not, the words are in
    conflict. Elsewhere facts that hardly agree make a pair no duplicate, though nobody can say which words clash.
    """
    found = verdict.evidence.features
    swap = exchanged(*sides, basis.lexicon)
    measured = together_measures(verdict.score, reading, swap, *sides)
    alike = basis.decisions["alike"].probability(measured)
    agree = basis.decisions["exchanged" if swap else "agree"].probability(measured)
    likely = alike >= settings.duplicate_at
    score, clashing = alike, likely and agree < settings.agree_at and not only_longer(*sides)
    if swap:
        score, clashing = alike * agree, likely and round(alike * agree, 4) < settings.duplicate_at
    elif clashing:
        score = settings.duplicate_at - 0.01
    relation = relation_of(*sides, score, found["told"], found, settings)
    conflicts: tuple[Conflict, ...] = ()
    notes = verdict.notes
    if clashing:
        relation = Relation.CONFLICT if swap else Relation.UNRELATED
        conflicts = (_conflict(swap, *sides),) if swap else ()
        notes = (*notes, "read together, they do not state the same")
    score = round(score, 4)
    return replace(
        verdict,
        relation=relation,
        score=score,
        duplicate=score >= settings.duplicate_at,
        conflicts=conflicts,
        notes=notes,
        evidence=replace(verdict.evidence, features={**found, **measured}),
    )


def together_measures(score: float, reading: Reading, swap: Swap | None, a: Profile, b: Profile) -> dict[str, float]:
    """Return the measures of a pair that was read, given its score before; the same for (a, b) and (b, a)."""
    denied, opposed = _turned_round(a, b)
    return {
        "read": reading.same,
        "before": round(_odds(score), 4),
        "clash": reading.clash,
        "swap": float(swap is not None),
        "swap_alike": swap.alike if swap else 0.0,
        "denied": float(denied),
        "opposed": float(opposed),
    }


def _turned_round(a: Profile, b: Profile) -> tuple[bool, bool]:
    """Return whether only one text says "not", and whether a word of one has its opposite in the other.

    Both together leave the statement as it is ("did not survive", "was killed"), and so does a bound that is denied.
    """
    ours, theirs = _outright(a.text), _outright(b.text)
    denied = bool(ours & _NOT) != bool(theirs & _NOT) and not (bounded(ours, theirs) or bounded(theirs, ours))
    opposed = _opposed(a, b) and not all_but_one(ours, theirs)
    return denied and not opposed, opposed and not denied


def _outright(text: str) -> set[str]:
    """Return the words of a text, a contracted "not" as a word of its own."""
    words = _WORD.findall(shadow(text).replace("n't", " not").casefold())
    return set(words)


def _opposed(a: Profile, b: Profile) -> bool:
    """Return whether a word of direction of one text has its opposite in the other, and neither text has both."""
    ours, theirs = (
        {value for fact in side.facts if fact.kind is FactKind.DIRECTION for value in fact.value} for side in (a, b)
    )
    return any(_turned(value) in theirs - ours and value not in theirs for value in ours)


def _turned(value: str) -> str:
    return value[:-1] + ("-" if value[-1] == "+" else "+")


def exchanged(a: Profile, b: Profile, lexicon: Lexicon) -> Swap | None:
    """Return the one run of words that stands in the place of another, None where the texts differ in more or less.

    Two wordings of a fact on which the texts agree are no exchange, nor is a word drawn together with its verb ("we've") or
    one verb of saying for another, nor are figures: those the typed facts compare.
    """
    ours, theirs = a.bag.words, b.bag.words
    other = [step for step in _steps(a, b) if step[0] != "equal"]
    if len(other) != 1 or other[0][0] != "replace" or same_text(*levelled_pair(a, b)):
        return None
    _, i, j, k, m = other[0]
    if max(j - i, m - k) > LONGEST_SWAP:
        return None
    left, right = Bag(ours[i:j]), Bag(theirs[k:m])
    if all(_SAYS.issuperset(side.weights) for side in (left, right)):
        return None
    if all(any(stem[0].isdigit() for stem in side.weights) for side in (left, right)):
        return None
    if [stem.partition("'")[0] for stem in left.weights] == [stem.partition("'")[0] for stem in right.weights]:
        return None
    alike = float(lexicon.alikeness(list(left.weights), list(right.weights)).max())
    spans = Span(ours[i].start, ours[j - 1].end), Span(theirs[k].start, theirs[m - 1].end)
    return Swap(*spans, round(alike, 4))


def only_longer(a: Profile, b: Profile) -> bool:
    """Return whether one text is the other with words put in: a fact that one side lacks is no clash."""
    kinds = {step[0] for step in _steps(a, b)} - {"equal"}
    return kinds in ({"insert"}, {"delete"})


def _steps(a: Profile, b: Profile) -> Sequence[tuple[str, int, int, int, int]]:
    ours, theirs = ([word.stem for word in side.bag.words] for side in (a, b))
    return SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()


def _conflict(swap: Swap, a: Profile, b: Profile) -> Conflict:
    left, right = a.text[slice(*swap.a)], b.text[slice(*swap.b)]
    kind = FactKind.NAME if left[:1].isupper() and right[:1].isupper() else FactKind.DIRECTION
    return Conflict(kind, left, right, swap.a, swap.b)


def _odds(probability: float) -> float:
    near = min(0.9999, max(0.0001, probability))
    return math.log(near / (1 - near))
