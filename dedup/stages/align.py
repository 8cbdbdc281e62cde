"""Two articles sentence by sentence: which runs of one tell what runs of the other tell. Seeds, then runs, then a filter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dedup.grid import Grid, Link
from dedup.guard import Basis
from dedup.settings import Settings
from dedup.units import Side, Unit

ROOM_SHARED = 1.5
"""A sentence that a long one of the other side tells besides another shares so much information: not the subject alone."""

NEXT_TO = 3
"""Sentences that may lie between a sure run and one that counts because it stands beside it."""


@dataclass(frozen=True)
class Run:
    """A run of sentences on each side that tell the same: first and last number of both (inclusive), and its links."""

    a: tuple[int, int]
    b: tuple[int, int]
    links: tuple[Link, ...]


def align(a: Side, b: Side, basis: Basis, settings: Settings) -> list[Run]:
    """Return the runs that both sides tell, in reading order of a. Swapping the sides swaps the sides of each run."""
    if _key(b) < _key(a):  # worked out in one order of the two, so that it is the same both ways
        return sorted(map(_turned, align(b, a, basis, settings)), key=_order)
    runs_of = _Runs(Grid(a, b, basis, settings))
    links = runs_of.grid.linked()
    seeds = [link for link in links if link.equal or link.kindred or link.sure >= settings.seed_at]
    runs = [runs_of.extended(run) for run in runs_of.chained(seeds)]
    runs = runs_of.joined(runs)
    every = [(run, runs_of.tells(run)) for run in _with_links(runs, links)]
    sure = [run for run, told in every if told]
    beside = [run for run, told in every if not told and runs_of.in_company(run, sure)]
    return sorted([*sure, *beside], key=_order)


def _key(side: Side) -> list[str]:
    return [unit.text for unit in side.units]


def _order(run: Run) -> tuple[tuple[int, int], tuple[int, int]]:
    return run.a, run.b


def _turned(run: Run) -> Run:
    return Run(
        run.b, run.a, tuple(sorted(Link(link.j, link.i, link.sure, link.equal, link.kindred) for link in run.links))
    )


def _with_links(runs: Iterable[Run], links: Sequence[Link]) -> Iterator[Run]:
    """Yield the runs with every link that lies in them; `links` are sorted."""
    for run in runs:
        first, last = bisect_left(links, (run.a[0],)), bisect_left(links, (run.a[1] + 1,))
        inside = {link for link in links[first:last] if run.b[0] <= link.j <= run.b[1]}
        yield Run(run.a, run.b, tuple(sorted(inside | set(run.links))))


@dataclass(frozen=True)
class _Runs:
    """The runs of two articles being made of what links their sentences."""

    grid: Grid

    @property
    def a(self) -> Side:
        return self.grid.a

    @property
    def b(self) -> Side:
        return self.grid.b

    @property
    def settings(self) -> Settings:
        return self.grid.settings

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
        return max(self.grid.near(i, j) for i in gap_a for j in gap_b) >= self.settings.between_near

    def _room(self, x: Run, y: Run, gap_a: range, gap_b: range) -> bool:
        """Return whether sentences of one side only may be told by what is beside them on the other.

        What stands there word for word tells nothing more.
        """
        beside = [link for run in (x, y) for link in run.links]
        if all(link.equal for link in beside):
            return False
        if gap_a:
            others = {link.j for link in beside if not link.equal}
            return all(max(self.grid.near(i, j) for j in others) >= self.settings.room_near for i in gap_a)
        others = {link.i for link in beside if not link.equal}
        return all(max(self.grid.near(i, j) for i in others) >= self.settings.room_near for j in gap_b)

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
                if (x, y) != (i, j) and self.grid.shared(x, y) < ROOM_SHARED:
                    continue
                near = self.grid.near(x, y)
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
