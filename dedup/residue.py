"""What a passage tells that its witnesses do not: typed facts, and the informative words that stand in none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dedup.facts import Fact, lacking, stands_in
from dedup.likeness import Bag
from dedup.normalise import shadow
from dedup.passages import FactKind, Loss, Span
from dedup.words import REPORTING, Lexicon, Word

TELLING = 0.25
"""Words below this information (the, said, year, people) are never a loss."""

SYNONYM = 0.76
"""Word cosine from which another word tells the same: buy/purchase .86, big/large .78, but dog/cat .73, doctor/nurse .68."""

BRIDGE = 3
"""Words that were kept may stand between two lost ones of the same phrase, at most this many."""

_BEFORE = re.compile(r"(?:\b(?:on|in|at|by|since|until|during|before|after|from|late|early|the)\s+)+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Residue:
    """The loss if a text went: its facts and words (offsets into the text), and the words' share of its information."""

    facts: tuple[Fact, ...]
    words: tuple[Word, ...]
    share: float

    @property
    def safe(self) -> bool:
        """Return whether no typed fact would go."""
        return not self.facts


def residue(text: str, bag: Bag, witness: str, witness_bag: Bag, context: Iterable[Bag], lexicon: Lexicon) -> Residue:
    """Return what `text` tells beyond its witness. Words, not facts, may also stand in the witness's `context`."""
    if stands_in(text, witness):
        return Residue((), (), 0.0)
    said = set(witness_bag.weights).union(*(other.weights for other in context))
    missing = [word for word in bag.words if word.stem not in said and word.weight >= TELLING]
    missing = [word for word in missing if word.stem not in REPORTING]
    if missing and said:
        near = lexicon.alikeness([word.stem for word in missing], sorted(said)).max(axis=1)
        missing = [word for word, best in zip(missing, near, strict=True) if best < SYNONYM]
    distinct = {word.stem: word.weight for word in missing}
    return Residue(lacking(text, witness), tuple(missing), sum(distinct.values()) / (bag.total or 1.0))


def losses(text: str, at: int, found: Residue) -> tuple[Loss, ...]:
    """Return the loss as the words an editor reads, in order; `at` is where the text starts in the article.

    A date comes with its preposition ("on Wednesday"); lost words that stand together come as one phrase.
    """
    listed = [_typed(text, at, fact) for fact in found.facts]
    taken = [(loss.start, loss.end) for loss in listed]
    listed += [
        Loss("word", text[span.start : span.end], at + span.start, at + span.end)
        for span in _phrases(text, found.words)
        if not any(start <= at + span.start and at + span.end <= end for start, end in taken)
    ]
    return tuple(sorted(listed, key=lambda loss: (loss.start, loss.end, loss.kind)))


def _typed(text: str, at: int, fact: Fact) -> Loss:
    start = fact.start
    if fact.kind in {FactKind.DATE, FactKind.TIME}:
        before = _BEFORE.search(text, 0, start)
        start = before.start() if before else start
    return Loss(fact.kind.value, text[start : fact.end], at + start, at + fact.end)


def _phrases(text: str, lost: Sequence[Word]) -> list[Span]:
    """Return the lost words joined over at most BRIDGE kept ones, never over a full stop or a comma."""
    level = shadow(text)
    joined: list[Span] = []
    for word in lost:
        if joined:
            between = level[joined[-1].end : word.start]
            if len(between.split()) <= BRIDGE and not re.search(r"[.,;:!?()]", between):
                joined[-1] = Span(joined[-1].start, word.end)
                continue
        joined.append(Span(word.start, word.end))
    return joined
