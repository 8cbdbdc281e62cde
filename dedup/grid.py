"""Which sentences of two articles are linked: equal, likely the same, or nearest to each other in accounts of one event."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dedup.guard import Basis
from dedup.likeness import alone, measures, share
from dedup.settings import Settings
from dedup.units import Matrix, Side, equal_pairs, shared_words

FEWEST_SHARING, MANY_SHARING = 3, 7
SPREAD = 0.45
"""The part of each article over which the sentences stand that make two articles ones about one event."""

RARE, SHARED = 0.55, 0.9
"""Two sentences that share a word of so much information, and so much together, are about one thing (see with_kindred)."""


class Link(NamedTuple):
    """Two sentences that tell the same: their numbers, how sure (0..1), and whether they are equal word for word.

    `kindred` says that each is nearest to the other in two articles about one event, which makes them surer.
    """

    i: int
    j: int
    sure: float
    equal: bool
    kindred: bool = False


@dataclass(frozen=True)
class Grid:
    """The sentences of one article against those of the other."""

    a: Side
    b: Side
    basis: Basis
    settings: Settings

    def linked(self) -> list[Link]:
        """Return the links, sorted: those that are nearly the best of one of their sentences."""
        return _among_the_best(self.with_kindred(list(self.links())), self.settings)

    # -- how near two sentences are -----------------------------------------------------------------------------

    @cached_property
    def cosines(self) -> Matrix:
        """Return the cosines of the encoded sentences, row by row."""
        return (
            np.round(self.a.vectors @ self.b.vectors.T, 5)
            if self.a.row and self.b.row
            else np.zeros((0, 0), np.float32)
        )

    def cosine(self, i: int, j: int) -> float:
        """Return the cosine of two sentences, 0 where one was not encoded."""
        x, y = self.a.row.get(i), self.b.row.get(j)
        return 0.0 if x is None or y is None else float(self.cosines[x, y])

    def links(self) -> Iterator[Link]:
        """Yield the pairs of sentences that may tell the same, with the probability that they do."""
        equal = set(equal_pairs(self.a.units, self.b.units))
        yield from (Link(i, j, 1.0, equal=True) for i, j in equal)
        whole_a, whole_b = {i for i, _ in equal}, {j for _, j in equal}
        for i, j in sorted(self._candidates() - equal):
            if i in whole_a and j in whole_b:
                continue
            if self.a.units[i].seeds and self.b.units[j].seeds:
                sure = self.sure(i, j)
                if sure >= self.settings.link_at:
                    yield Link(i, j, sure, equal=False)

    def with_kindred(self, links: Sequence[Link]) -> list[Link]:
        """Return the links, and where both articles are about one event, the sentences nearest to each other as well.

        They are, where a good share of the sentences, from all over both, has a nearest one that shares a rare word; then
        what has no partner yet is looked at again. In long texts some are near by chance, so there nothing is added.
        """
        short, long = sorted((len(self.a.units), len(self.b.units)))
        if long > self.settings.kindred_most:
            return list(links)
        known = {(link.i, link.j): link for link in links}
        equal = [pair for pair, link in known.items() if link.equal and self._long_enough(pair)]
        nearest = [
            pair for pair in self._nearest(self.settings.candidate_cosine) if pair not in known or not known[pair].equal
        ]
        sharing = equal + [pair for pair in nearest if self._share_rare(*pair)]
        if len(sharing) < max(FEWEST_SHARING, self.settings.kindred_share * short):
            return list(links)
        if not all(_spread([pair[n] for pair in sharing], len(side.units)) for n, side in enumerate((self.a, self.b))):
            return list(links)
        sure = {pair for pair, link in known.items() if link.equal or link.sure >= self.settings.seed_at} | set(nearest)
        done = [{pair[n] for pair in sure} for n in (0, 1)]
        found = [*nearest, *self._nearest(self.settings.kindred_cosine, done[0], done[1])]
        for i, j in [*found, *self._beside({*sure, *found})]:
            likely = known[i, j].sure if (i, j) in known else self.sure(i, j)
            known[i, j] = Link(i, j, max(likely, self.settings.seed_at), equal=False, kindred=True)
        return list(known.values())

    def _long_enough(self, pair: tuple[int, int]) -> bool:
        return len(self.a.units[pair[0]].bag.words) >= self.settings.equal_words

    def _nearest(
        self, least: float, done_a: Collection[int] = (), done_b: Collection[int] = ()
    ) -> list[tuple[int, int]]:
        """Return the sentences that are nearest to each other, and near, those that are done left out of both sides."""
        rows = [n for n, unit in enumerate(self.a.at.tolist()) if unit not in done_a and self.a.units[unit].seeds]
        columns = [n for n, unit in enumerate(self.b.at.tolist()) if unit not in done_b and self.b.units[unit].seeds]
        if not rows or not columns:
            return []
        near = self.cosines[np.ix_(rows, columns)]
        best = near.argmax(axis=0)
        return [
            (int(self.a.at[rows[x]]), int(self.b.at[columns[y]]))
            for x, y in enumerate(near.argmax(axis=1).tolist())
            if best[y] == x and float(near[x, y]) >= least
        ]

    def _beside(self, pairs: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return sentences without a partner with that of their neighbour, if it is their nearest: a long one tells two."""
        if not self.cosines.size:
            return []
        done = [{pair[n] for pair in pairs} for n in (0, 1)]
        least = self.settings.kindred_beside
        nearest_a = {int(self.a.at[x]): int(self.b.at[y]) for x, y in enumerate(self.cosines.argmax(axis=1).tolist())}
        nearest_b = {int(self.b.at[y]): int(self.a.at[x]) for y, x in enumerate(self.cosines.argmax(axis=0).tolist())}
        beside = [
            (i, j) for x, j in sorted(pairs) for i in (x - 1, x + 1) if i not in done[0] and nearest_a.get(i) == j
        ]
        beside += [
            (i, j) for i, y in sorted(pairs) for j in (y - 1, y + 1) if j not in done[1] and nearest_b.get(j) == i
        ]
        return [
            (i, j) for i, j in beside if self.cosine(i, j) >= least and self.a.units[i].seeds and self.b.units[j].seeds
        ]

    def _share_rare(self, i: int, j: int) -> bool:
        x, y = self.a.units[i].bag.weights, self.b.units[j].bag.weights
        shared = [weight for stem, weight in x.items() if stem in y]
        return max(shared, default=0.0) >= RARE and sum(shared) >= SHARED

    def shared(self, i: int, j: int) -> float:
        """Return the information that two sentences have in common."""
        x, y = self.a.units[i].bag.weights, self.b.units[j].bag.weights
        return sum(weight for stem, weight in x.items() if stem in y)

    def _candidates(self) -> set[tuple[int, int]]:
        rows, columns = np.nonzero(self.cosines >= self.settings.candidate_cosine)
        found = set(zip(self.a.at[rows].tolist(), self.b.at[columns].tolist(), strict=True)) if len(rows) else set()
        for (i, j), shared in shared_words(self.a.units, self.b.units, self.settings.common_word).items():
            least = min(self.a.units[i].bag.total, self.b.units[j].bag.total)
            if shared >= self.settings.candidate_words * least:
                found.add((i, j))
        return found

    def sure(self, i: int, j: int) -> float:
        """Return the probability that two sentences tell the same, by meaning and words, or by words alone."""
        x, y = self.a.units[i], self.b.units[j]
        p, q = self.a.row.get(i), self.b.row.get(j)
        if p is None or q is None:
            return round(min(share(x.bag.weights, y.bag.weights), share(y.bag.weights, x.bag.weights)), 5)
        left, right = alone(x.text, x.bag, self.a.vectors[p]), alone(y.text, y.bag, self.b.vectors[q])
        return round(self.basis.decisions["likely"].probability(measures(left, right, self.basis.lexicon)), 5)

    def near(self, i: int, j: int) -> float:
        """Return how near two sentences are, for what stands beside sure ones: the mean of cosine and shared words."""
        x, y = self.a.units[i].bag, self.b.units[j].bag
        small, large = (x, y) if x.total <= y.total else (y, x)
        return (self.cosine(i, j) + share(small.weights, large.weights)) / 2


def _among_the_best(links: Iterable[Link], settings: Settings) -> list[Link]:
    """Return the links that are nearly the best of one of their sentences, sorted."""
    every = sorted(links)
    best_a: dict[int, float] = {}
    best_b: dict[int, float] = {}
    for link in every:
        best_a[link.i] = max(best_a.get(link.i, 0.0), link.sure + link.equal)
        best_b[link.j] = max(best_b.get(link.j, 0.0), link.sure + link.equal)
    near = settings.link_beside_best
    return [
        link
        for link in every
        if link.sure + link.equal >= near * max(best_a[link.i], best_b[link.j])
        or (link.sure + link.equal >= min(best_a[link.i], best_b[link.j]) and not link.equal)
        or link.equal
    ]


def _spread(places: Sequence[int], length: int) -> bool:
    """Return whether sentences stand all over an article, not in one block that was put into it; outliers aside."""
    found = sorted(places)
    if len(found) > MANY_SHARING:
        found = found[1:-1]
    return found[-1] - found[0] + 1 >= SPREAD * length
