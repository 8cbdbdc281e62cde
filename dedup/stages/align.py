"""Two articles sentence by sentence: which runs of one tell what runs of the other tell. Seeds, then runs, then a filter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from dedup.guard import Basis
from dedup.likeness import alone, measures, share
from dedup.settings import Settings
from dedup.units import Matrix, Side, Unit, equal_pairs, shared_words

FEWEST_SHARING, MANY_SHARING = 3, 7
SPREAD = 0.45
"""The part of each article over which the sentences stand that make two articles ones about one event."""

RARE, SHARED = 0.55, 0.9
"""Two sentences that share a word of so much information, and so much together, are about one thing (see with_kindred)."""

NEXT_TO = 3
"""Sentences that may lie between a sure run and one that counts because it stands beside it."""


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
class Run:
    """A run of sentences on each side that tell the same: first and last number of both (inclusive), and its links."""

    a: tuple[int, int]
    b: tuple[int, int]
    links: tuple[Link, ...]


def align(a: Side, b: Side, basis: Basis, settings: Settings) -> list[Run]:
    """Return the runs that both sides tell, in reading order of a. Swapping the sides swaps the sides of each run."""
    if [unit.text for unit in b.units] < [
        unit.text for unit in a.units
    ]:  # worked out in one order, so the same both ways
        return sorted(map(_turned, align(b, a, basis, settings)), key=_order)
    grid = _Grid(a, b, basis, settings)
    links = _among_the_best(grid.with_kindred(list(grid.links())), settings)
    seeds = [link for link in links if link.equal or link.kindred or link.sure >= settings.seed_at]
    runs = [grid.extended(run) for run in grid.chained(seeds)]
    runs = grid.joined(runs)
    every = list(_with_links(runs, links))
    sure = [run for run in every if grid.tells(run)]
    beside = [run for run in every if run not in sure and grid.in_company(run, sure)]
    return sorted([*sure, *beside], key=_order)


def _order(run: Run) -> tuple[tuple[int, int], tuple[int, int]]:
    return run.a, run.b


def _turned(run: Run) -> Run:
    return Run(
        run.b, run.a, tuple(sorted(Link(link.j, link.i, link.sure, link.equal, link.kindred) for link in run.links))
    )


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


def _with_links(runs: Iterable[Run], links: Sequence[Link]) -> Iterator[Run]:
    """Yield the runs with every link that lies in them; `links` are sorted."""
    for run in runs:
        first, last = bisect_left(links, (run.a[0],)), bisect_left(links, (run.a[1] + 1,))
        inside = {link for link in links[first:last] if run.b[0] <= link.j <= run.b[1]}
        yield Run(run.a, run.b, tuple(sorted(inside | set(run.links))))


@dataclass(frozen=True)
class _Grid:
    """The sentences of one article against those of the other."""

    a: Side
    b: Side
    basis: Basis
    settings: Settings

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

    # -- runs ---------------------------------------------------------------------------------------------------

    def chained(self, seeds: Sequence[Link]) -> list[Run]:
        """Return the seeds in runs: seeds that follow each other on both sides, little between them, belong together."""
        runs = [Run((s.i, s.i), (s.j, s.j), (s,)) for s in seeds]
        return self.joined(runs)

    def joined(self, runs: Sequence[Run]) -> list[Run]:
        """Return the runs joined as long as two stand near enough on both sides."""
        found = sorted(runs, key=_order)
        while True:
            merged = self._once_joined(found)
            if len(merged) == len(found):
                return merged
            found = sorted(merged, key=_order)

    def _once_joined(self, runs: Sequence[Run]) -> list[Run]:
        """Return sorted runs, each joined to the first one before it that it belongs to."""
        done: list[Run] = []
        near: list[Run] = []
        reach = self.settings.most_between + 1
        for run in runs:
            done += [other for other in near if other.a[1] + reach < run.a[0]]
            near = [other for other in near if other.a[1] + reach >= run.a[0]]
            at = next((n for n, other in enumerate(near) if self.belong(other, run)), None)
            if at is None:
                near.append(run)
            else:
                near[at] = _together(near[at], run)
        return done + near

    def belong(self, x: Run, y: Run) -> bool:
        """Return whether two runs are parts of one: they touch, or what lies between them on both sides is alike."""
        between_a, between_b = _between(x.a, y.a), _between(x.b, y.b)
        if between_a is None and between_b is None:
            return True
        most = self.settings.most_between
        gap_a, gap_b = between_a or range(0), between_b or range(0)
        if len(gap_a) > most or len(gap_b) > most or _crossed(x, y):
            return False
        if not gap_a and not gap_b:
            return True
        if gap_a and gap_b:
            return self._alike(gap_a, gap_b)
        return self._room(x, y, gap_a, gap_b)

    def _alike(self, gap_a: range, gap_b: range) -> bool:
        """Return whether sentences that stand between sure ones on both sides may tell the same."""
        long_a, long_b = (sum(len(u.text) for u in side) for side in (self._units(gap_a, "a"), self._units(gap_b, "b")))
        if min(long_a, long_b) < self.settings.between_length * max(long_a, long_b):
            return False
        return max(self.near(i, j) for i in gap_a for j in gap_b) >= self.settings.between_near

    def _room(self, x: Run, y: Run, gap_a: range, gap_b: range) -> bool:
        """Return whether sentences of one side only may be told by what is beside them on the other.

        What stands there word for word tells nothing more.
        """
        beside = [link for run in (x, y) for link in run.links]
        if all(link.equal for link in beside):
            return False
        if gap_a:
            others = {link.j for link in beside if not link.equal}
            return all(max(self.near(i, j) for j in others) >= self.settings.room_near for i in gap_a)
        others = {link.i for link in beside if not link.equal}
        return all(max(self.near(i, j) for i in others) >= self.settings.room_near for j in gap_b)

    def _units(self, numbers: Iterable[int], side: str) -> Iterator[Unit]:
        units = self.a.units if side == "a" else self.b.units
        return (units[n] for n in numbers)

    def extended(self, run: Run) -> Run:
        """Return the run with sentences at its ends that are near enough to what they would stand beside."""
        while (longer := self._longer(run)) is not None:
            run = longer
        return run

    def _longer(self, run: Run) -> Run | None:
        best, found = 0.0, None
        for step in (-1, 1):
            i = run.a[0] - 1 if step < 0 else run.a[1] + 1
            j = run.b[0] - 1 if step < 0 else run.b[1] + 1
            edge_i, edge_j = (run.a[0], run.b[0]) if step < 0 else (run.a[1], run.b[1])
            for x, y, least in (
                (i, j, self.settings.extend_near),
                (i, edge_j, self.settings.extend_room),
                (edge_i, j, self.settings.extend_room),
            ):
                if not (0 <= x < len(self.a.units) and 0 <= y < len(self.b.units)):
                    continue
                if not (self.a.units[x].seeds and self.b.units[y].seeds):
                    continue
                if (x, y) != (i, j) and self._word_for_word(run, edge_i, edge_j, a=x == edge_i):
                    continue
                near = self.near(x, y)
                if near >= least and near - least + 1 > best:
                    best, found = near - least + 1, _together(run, Run((x, x), (y, y), ()))
        return found

    def _word_for_word(self, run: Run, i: int, j: int, *, a: bool) -> bool:
        return any(link.equal and (link.i == i if a else link.j == j) for link in run.links)

    def tells(self, run: Run) -> bool:
        """Return whether a run is more than chance: enough words, and a sure link or several that are less sure."""
        doubt = 1.0
        for link in run.links:
            if not link.equal:
                doubt *= 1 - link.sure
        equal = [link for link in run.links if link.equal]
        if any(self.a.units[link.i].passage == self.b.units[link.j].passage for link in equal):
            return True
        if sum(len(self.a.units[i].bag.words) for i in {link.i for link in equal}) >= self.settings.equal_words:
            return True
        kindred = any(link.kindred for link in run.links)
        return (kindred or 1 - doubt >= self.settings.run_at) and min(self.words(run)) >= self.settings.run_words

    def in_company(self, run: Run, sure: Sequence[Run]) -> bool:
        """Return whether a run that might be chance stands beside a sure one on both sides, and says a whole sentence."""
        if min(self.words(run)) < self.settings.min_words or not any(link.equal for link in run.links):
            return False
        return any(_gap(run.a, other.a) <= NEXT_TO and _gap(run.b, other.b) <= NEXT_TO for other in sure)

    def words(self, run: Run) -> tuple[int, int]:
        """Return how many words a run has on each side."""
        return (
            sum(len(self.a.units[n].bag.words) for n in range(run.a[0], run.a[1] + 1)),
            sum(len(self.b.units[n].bag.words) for n in range(run.b[0], run.b[1] + 1)),
        )


def _spread(places: Sequence[int], length: int) -> bool:
    """Return whether sentences stand all over an article, not in one block that was put into it; outliers aside."""
    found = sorted(places)
    if len(found) > MANY_SHARING:
        found = found[1:-1]
    return found[-1] - found[0] + 1 >= SPREAD * length


def _gap(x: tuple[int, int], y: tuple[int, int]) -> int:
    """Return how many sentences lie between two runs of one side, 0 where they touch or overlap."""
    return len(_between(x, y) or ())


def _crossed(x: Run, y: Run) -> bool:
    """Return whether two runs stand in another order on the other side: one was moved past the other."""
    return (x.a[1] < y.a[0] and y.b[1] < x.b[0]) or (y.a[1] < x.a[0] and x.b[1] < y.b[0])


def _between(x: tuple[int, int], y: tuple[int, int]) -> range | None:
    """Return what lies between two runs of one side, None where they overlap."""
    first, second = (x, y) if x <= y else (y, x)
    return range(first[1] + 1, second[0]) if second[0] > first[1] else None


def _together(x: Run, y: Run) -> Run:
    return Run(
        (min(x.a[0], y.a[0]), max(x.a[1], y.a[1])),
        (min(x.b[0], y.b[0]), max(x.b[1], y.b[1])),
        (*x.links, *y.links),
    )
