"""How alike two texts are: the measures of one pair that a decision rests on, each a number with a name."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.facts import Fact, find_facts
from dedup.normalise import levelled
from dedup.passages import Span
from dedup.words import Lexicon, Word

SIMILAR_WORD = 0.45
"""Word cosine (less the mean of all words) from which a word can stand for another; 1 random pair in 1,000 has .48."""

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Bag:
    """The words of one text, each stem counted once: how much it tells, in runs of two, in letters."""

    words: tuple[Word, ...]

    @cached_property
    def weights(self) -> dict[str, float]:
        """Return the information of each distinct stem, in order of first appearance."""
        return {word.stem: word.weight for word in self.words}

    @cached_property
    def total(self) -> float:
        """Return the information of all distinct stems together."""
        return sum(self.weights.values())

    @cached_property
    def pairs(self) -> dict[tuple[str, str], float]:
        """Return the information of each distinct run of two stems."""
        weights = self.weights
        stems = [word.stem for word in self.words]
        return {(x, y): weights[x] + weights[y] for x, y in pairwise(stems)}

    @cached_property
    def letters(self) -> Counter[str]:
        """Return how often each run of four letters stands in the words, spaces at their edges."""
        return Counter(chain.from_iterable([_runs(word.stem) for word in self.words]))

    @cached_property
    def many_letters(self) -> int:
        """Return how many runs of four letters there are."""
        return self.letters.total()


@lru_cache(maxsize=32_768)
def _runs(stem: str) -> tuple[str, ...]:
    padded = f" {stem} "
    return tuple(padded[n : n + 4] for n in range(max(1, len(padded) - 3)))


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text: where it stands in it, its words, its vector (unit length)."""

    span: Span
    bag: Bag
    vector: Vector


@dataclass(frozen=True)
class Profile:
    """A text and everything that is measured of it alone."""

    text: str
    bag: Bag
    vector: Vector
    sentences: tuple[Sentence, ...]
    clauses: tuple[Sentence, ...] = ()

    @cached_property
    def matrix(self) -> Vector:
        """Return the vectors of the sentences, one a row."""
        if len(self.sentences) == 1:
            return self.sentences[0].vector.reshape(1, -1)
        return np.stack([sentence.vector for sentence in self.sentences])

    @property
    def undivided(self) -> bool:
        """Return whether the text is taken as a single sentence, with one vector for both."""
        return len(self.sentences) == 1 and self.sentences[0].vector is self.vector

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Return the typed facts of the text."""
        return find_facts(self.text)

    @cached_property
    def sentence_facts(self) -> tuple[tuple[Fact, ...], ...]:
        """Return the typed facts of each sentence, with offsets into the sentence."""
        if len(self.sentences) == 1 and self.sentences[0].span == (0, len(self.text)):
            return (self.facts,)
        return tuple(find_facts(self.text[s.span.start : s.span.end]) for s in self.sentences)

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """Return the sentences as they are compared for identity."""
        return tuple(levelled(self.text[s.span.start : s.span.end]) for s in self.sentences)

    @cached_property
    def clause_matrix(self) -> Vector:
        """Return the vectors of the clauses, one a row."""
        return np.stack([clause.vector for clause in self.clauses])

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """Return the share of the text's information that each sentence holds (sums to 1)."""
        totals = np.array([sentence.bag.total for sentence in self.sentences]) + 1e-9
        return np.asarray(totals / totals.sum())

    @cached_property
    def finished(self) -> bool:
        """Return whether the text ends as a sentence does; a headline does not."""
        return finished(self.text)


def finished(text: str) -> bool:
    """Return whether a text ends as a sentence does; a headline or a line of a table does not."""
    return text.rstrip().rstrip("\"'\u201d\u2019\u00bb)]*").endswith((".", "!", "?", "\u2026", ":", ";"))


def share(weights: Mapping[Any, float], other: Collection[Any]) -> float:
    """Return which share of the weights belongs to keys that `other` has too (1 when there are none)."""
    total = sum(weights.values())
    return sum([weight for key, weight in weights.items() if key in other]) / total if total else 1.0


def soft_share(a: Bag, b: Bag, lexicon: Lexicon) -> float:
    """Return the share of a's information whose word, or one like it, stands in b (1 when a has no words)."""
    if not a.total:
        return 1.0
    missing = [stem for stem in a.weights if stem not in b.weights]
    weights = [a.weights[stem] for stem in missing]
    said = a.total - sum(weights)
    if missing and b.weights and lexicon.any_known(missing):
        best = lexicon.alikeness(missing, list(b.weights)).max(axis=1)
        if max(best.tolist()) > SIMILAR_WORD:
            credit = np.where(best > SIMILAR_WORD, 0.5 + 0.5 * (best - SIMILAR_WORD) / (1 - SIMILAR_WORD), 0.0)
            said += float(np.dot(credit, weights))
    return said / a.total


def same_order(a: Bag, b: Bag) -> float:
    """Return the share of the shared distinct words that stand in the same order on both sides (longest such run)."""
    where: dict[str, int] = {}
    for n, word in enumerate(b.words):
        where.setdefault(word.stem, n)
    places = [where[stem] for stem in a.weights if stem in where]
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails) / len(places) if places else 0.0


def letters_alike(a: Bag, b: Bag) -> float:
    """Return the cosine of the two texts' runs of four letters (square roots of the counts)."""
    x, y = a.letters, b.letters
    if not x or not y:
        return float(x == y)
    dot = sum([math.sqrt(count * y[run]) for run, count in x.items() if run in y])
    return dot / math.sqrt(a.many_letters * b.many_letters)


def overlap(a: Bag, b: Bag) -> float:
    """Return the share of the distinct words of the side with fewer that stand in the other (0..1)."""
    small, large = sorted((a.weights, b.weights), key=len)
    return sum(stem in large for stem in small) / len(small) if small else float(not large)


def aligned(a: Profile, b: Profile) -> float:
    """Return how near each sentence of a is to its nearest in b (or to all of b), weighted by information."""
    near, whole = a.matrix @ b.matrix.T, a.matrix @ b.vector
    if len(whole) == 1:
        return float(max(*near[0].tolist(), *whole.tolist()))
    return float(np.maximum(near.max(axis=1), whole) @ a.shares)


def in_order_of_size(a: Profile, b: Profile) -> tuple[Profile, Profile]:
    """Return the two with the shorter first; equal lengths go by their text, so the order given does not matter."""
    return (a, b) if (len(a.bag.words), a.text) <= (len(b.bag.words), b.text) else (b, a)


def measures(a: Profile, b: Profile, lexicon: Lexicon) -> dict[str, float]:
    """Return the measures of a pair, the same for (a, b) and (b, a); `_s` is of the shorter, `_l` of the longer."""
    s, l = in_order_of_size(a, b)  # noqa: E741 - the suffixes of the measures
    shared = sum([weight for stem, weight in s.bag.weights.items() if stem in l.bag.weights])
    union = s.bag.total + l.bag.total - shared
    found = {
        "cosine": float(s.vector @ l.vector),
        "aligned_s": (near := aligned(s, l)),
        "aligned_l": near if s.undivided and l.undivided else aligned(l, s),
        "words": shared / union if union else 1.0,
        "words_s": shared / s.bag.total if s.bag.total else 1.0,
        "words_l": share(l.bag.weights, s.bag.weights),
        "like_s": soft_share(s.bag, l.bag, lexicon),
        "like_l": soft_share(l.bag, s.bag, lexicon),
        "runs_s": share(s.bag.pairs, l.bag.pairs),
        "runs_l": share(l.bag.pairs, s.bag.pairs),
        "order": same_order(s.bag, l.bag),
        "letters": letters_alike(s.bag, l.bag),
        "ratio": max(1, len(s.bag.words)) / max(1, len(l.bag.words)),
        "length_s": math.log1p(len(s.bag.words)),
        "form": float(s.finished != l.finished),
    }
    return {name: round(value, 5) for name, value in found.items()}


def with_sentences(found: Mapping[str, float], a: Profile, b: Profile) -> dict[str, float]:
    """Return `measures` of two texts whose sentences are known, from what it has found of them taken as one sentence."""
    if a.undivided and b.undivided:
        return dict(found)
    s, l = in_order_of_size(a, b)  # noqa: E741 - the suffixes of the measures
    return {**found, "aligned_s": round(aligned(s, l), 5), "aligned_l": round(aligned(l, s), 5)}


def coverage_measures(a: Profile, b: Profile, lexicon: Lexicon) -> dict[str, float]:
    """Return the measures of how much of a's content b says; not symmetric."""
    found = {
        "cosine": float(a.vector @ b.vector),
        "aligned": aligned(a, b),
        "words": share(a.bag.weights, b.bag.weights),
        "like": soft_share(a.bag, b.bag, lexicon),
        "runs": share(a.bag.pairs, b.bag.pairs),
        "back": share(b.bag.weights, a.bag.weights),
        "longer": math.log1p(len(b.bag.words)) - math.log1p(len(a.bag.words)),
        "length": math.log1p(len(a.bag.words)),
    }
    return {name: round(value, 5) for name, value in found.items()}


def coverage_in(found: Mapping[str, float], a: Profile, b: Profile) -> dict[str, float]:
    """Return what `coverage_measures` gives for a and b, read off what `measures` has found of the two."""
    mine, theirs = ("s", "l") if in_order_of_size(a, b)[0] is a else ("l", "s")
    words, others = math.log1p(len(a.bag.words)), math.log1p(len(b.bag.words))
    return {
        "cosine": found["cosine"],
        "aligned": found[f"aligned_{mine}"],
        "words": found[f"words_{mine}"],
        "like": found[f"like_{mine}"],
        "runs": found[f"runs_{mine}"],
        "back": found[f"words_{theirs}"],
        "longer": round(others - words, 5),
        "length": round(words, 5),
    }


def profile(text: str, spans: Sequence[Span], vectors: Mapping[str, Vector], lexicon: Lexicon) -> Profile:
    """Return the profile of a text whose sentences stand at `spans`; `vectors` holds the text and its sentences."""
    words = lexicon.words(text)
    return Profile(text, Bag(words), vectors[text], pieces(text, words, spans or (Span(0, len(text)),), vectors))


def pieces(
    text: str, words: Sequence[Word], spans: Sequence[Span], vectors: Mapping[str, Vector]
) -> tuple[Sentence, ...]:
    """Return the parts of a text that stand at `spans`, each with its words and its vector."""
    return tuple(
        Sentence(
            span,
            Bag(tuple(word for word in words if span.start <= word.start < span.end)),
            vectors[text[span.start : span.end]],
        )
        for span in spans
    )


def alone(text: str, bag: Bag, vector: Vector) -> Profile:
    """Return the profile of a text taken as a single sentence."""
    return Profile(text, bag, vector, (Sentence(Span(0, len(text)), bag, vector),))
