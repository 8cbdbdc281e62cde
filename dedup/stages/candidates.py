"""Which pairs are worth judging: equal text, near vectors, or many informative words in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.copies import further_copies
from dedup.likeness import Bag
from dedup.normalise import levelled, same_text
from dedup.settings import Settings

ROWS_AT_ONCE = 512
"""Rows of the similarity matrix computed at a time: 10,000 passages need 20 MB, not 400."""

PAIRS_AT_ONCE = 20_000
"""Pairs whose cosine is computed at a time: two rows each, 60 MB."""

TELLING = 0.2
"""Words that tell less (the, said, year) are not looked up: they stand in most passages and decide nothing."""


def candidates(
    texts: Sequence[str], bags: Sequence[Bag], vectors: NDArray[np.float32], settings: Settings
) -> list[tuple[int, int]]:
    """Return the pairs of positions (a < b, sorted) whose texts may relate.

    A pair is kept where the texts are equal (a masked word is the word), the shorter has `candidate_words` of its
    information in words of the longer, or the cosine is at least `candidate_cosine` and `candidate_sum` with that share.
    Further copies of a text (dedup.copies) are no pairs with each other.
    """
    totals = np.array([max(bag.total, 1e-6) for bag in bags])
    postings = _postings(bags)
    equal = _equal(texts)
    further = _by_first(further_copies(dict(enumerate(texts))))
    found: list[tuple[int, int]] = []
    for start in range(0, len(texts), ROWS_AT_ONCE):
        near = vectors[start : start + ROWS_AT_ONCE] @ vectors.T
        for a in range(start, start + len(near)):
            shared = np.zeros(len(texts))
            for stem, weight in bags[a].weights.items():
                if stem in postings:
                    shared[postings[stem]] += weight
            alike = shared / np.minimum(totals, totals[a])
            cosine = np.round(near[a - start], 5)
            near_enough = (cosine >= settings.candidate_cosine) & (
                np.round(cosine + alike, 5) >= settings.candidate_sum
            )
            keep = near_enough | (alike >= settings.candidate_words)
            keep[equal[a]] = True
            if a in further:
                keep[further[a]] = False
            found.extend((a, int(b)) for b in np.flatnonzero(keep) if b > a)
    return found


def nearest(
    pairs: Sequence[tuple[int, int]], texts: Sequence[str], vectors: NDArray[np.float32], settings: Settings
) -> list[tuple[int, int]]:
    """Return the pairs worth a judgement where there are too many: each passage keeps its nearest, and every equal one.

    So many are kept besides as `most_pairs`, or `pairs_a_passage` for each passage, say. Pairs go by the rank that one of the two
    has among the candidates of the other, then by cosine, then by place: nothing depends on the order they came in.
    """
    most = max(settings.most_pairs, settings.pairs_a_passage * len(texts))
    if len(pairs) <= most:
        return list(pairs)
    levels = [levelled(text) for text in texts]
    a, b = np.array(pairs).T
    cosine = np.empty(len(a), np.float32)
    for start in range(0, len(a), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        cosine[part] = np.einsum("ij,ij->i", vectors[a[part]], vectors[b[part]])
    cosine = np.round(cosine, 5)
    rank = np.minimum(_ranks(a, b, cosine), _ranks(b, a, cosine))
    rank[[levels[i] == levels[j] for i, j in pairs]] = -1
    order = np.lexsort((b, a, -cosine, rank))
    kept = order[: most + int((rank < 0).sum())]
    return sorted((int(a[n]), int(b[n])) for n in kept)


def _ranks(own: NDArray[np.int64], other: NDArray[np.int64], cosine: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return for each pair how many candidates of its own side are nearer to that."""
    order = np.lexsort((other, -cosine, own))
    first = np.flatnonzero(np.diff(own[order], prepend=-1))
    lengths = np.diff(first, append=len(own))
    ranks = np.empty(len(own), np.int64)
    ranks[order] = np.arange(len(own)) - np.repeat(first, lengths)
    return ranks


def _by_first(further: Mapping[int, Sequence[int]]) -> dict[int, NDArray[np.int64]]:
    """Return for each further copy of a text all of them."""
    copies: defaultdict[int, list[int]] = defaultdict(list)
    for n, first in further.items():
        copies[first[0]].append(n)
    rows = {first: np.array(others) for first, others in copies.items()}
    return {n: rows[first[0]] for n, first in further.items()}


def _equal(texts: Sequence[str]) -> list[list[int]]:
    """Return for each text the positions of those equal to it but for typography and masked letters."""
    levels = [levelled(text) for text in texts]
    same: defaultdict[str, list[int]] = defaultdict(list)
    long: defaultdict[int, list[int]] = defaultdict(list)
    for n, level in enumerate(levels):
        same[level].append(n)
        long[len(level)].append(n)
    found = [same[level] for level in levels]
    for n in (n for n, level in enumerate(levels) if "*" in level):
        masked = [m for m in long[len(levels[n])] if levels[n] != levels[m] and same_text(texts[n], texts[m])]
        found[n] = [*found[n], *masked]
        for m in masked:
            found[m] = [*found[m], n]
    return found


def _postings(bags: Sequence[Bag]) -> dict[str, NDArray[np.int64]]:
    """Return in which bags each telling stem stands, for stems that stand in two or more."""
    where: defaultdict[str, list[int]] = defaultdict(list)
    for n, bag in enumerate(bags):
        for stem, weight in bag.weights.items():
            if weight >= TELLING:
                where[stem].append(n)
    return {stem: np.array(rows) for stem, rows in where.items() if len(rows) > 1}
