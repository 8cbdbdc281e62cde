"""The sentences of an article as units of alignment: where they stand, their words, and which are worth comparing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dedup.likeness import Bag
from dedup.passages import Span
from dedup.settings import Settings

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Unit:
    """One sentence of an article: where it stands in it, its text, its text as it is compared for identity, its words.

    `seeds` says whether a run may begin with it; a heading belongs to one only if it is equal, or stands inside.
    `passage` is the whole passage it is of, as that is compared for identity.
    """

    span: Span
    text: str
    level: str
    bag: Bag
    seeds: bool = True
    passage: str = ""


@dataclass(frozen=True)
class Side:
    """The sentences of one article, and the vectors of those that were encoded: `row[n]` is the row of sentence n."""

    units: tuple[Unit, ...]
    vectors: Matrix
    row: dict[int, int] = field(default_factory=dict)

    @cached_property
    def at(self) -> NDArray[np.int64]:
        """Return which sentence each row of the vectors belongs to."""
        found = np.zeros(len(self.row), np.int64)
        for n, row in self.row.items():
            found[row] = n
        return found


def shared_words(a: Sequence[Unit], b: Sequence[Unit], most: int) -> dict[tuple[int, int], float]:
    """Return the information that sentences have in common, by pair, for pairs that share a word told `most` times or less.

    Words that more sentences of a side hold are no reason to look at a pair; `align` weighs them once it does.
    """
    left, right = _postings(a, most), _postings(b, most)
    shared: defaultdict[tuple[int, int], float] = defaultdict(float)
    for stem in sorted(left.keys() & right.keys()):
        weight = a[left[stem][0]].bag.weights[stem]
        for i in left[stem]:
            for j in right[stem]:
                shared[i, j] += weight
    return shared


def worth_encoding(a: Sequence[Unit], b: Sequence[Unit], settings: Settings) -> tuple[set[int], set[int], int]:
    """Return the sentences of both sides that meaning must decide on, and how many were left out for being too many.

    An equal sentence needs no vector. Where there are more than `most_encoded`, those are taken that share most of
    their information with one of the other side, and those beside an equal one.
    """
    equal = set(equal_pairs(a, b))
    open_a = set(range(len(a))) - {i for i, _ in equal}
    open_b = set(range(len(b))) - {j for _, j in equal}
    if len(open_a) + len(open_b) <= settings.most_encoded:
        return open_a, open_b, 0
    worth = [dict.fromkeys(open_a, 0.0), dict.fromkeys(open_b, 0.0)]
    for (i, j), shared in shared_words(a, b, settings.common_word).items():
        alike = shared / (min(a[i].bag.total, b[j].bag.total) or 1.0)
        for known, n in zip(worth, (i, j), strict=True):
            if n in known:
                known[n] = max(known[n], alike)
    for known, done in zip(worth, ({i for i, _ in equal}, {j for _, j in equal}), strict=True):
        for n in known:
            known[n] += (n - 1 in done) + (n + 1 in done)
    most = settings.most_encoded // 2
    chosen = [set(sorted(known, key=lambda n: (-round(known[n], 5), n))[:most]) for known in worth]
    return chosen[0], chosen[1], len(open_a) + len(open_b) - len(chosen[0]) - len(chosen[1])


def _postings(units: Sequence[Unit], most: int) -> dict[str, list[int]]:
    where: defaultdict[str, list[int]] = defaultdict(list)
    for n, unit in enumerate(units):
        for stem in unit.bag.weights:
            where[stem].append(n)
    return {stem: found for stem, found in where.items() if len(found) <= most}


def equal_pairs(a: Sequence[Unit], b: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of sentences that are equal but for typography and case.

    A sentence that stands several times on both sides is paired in order, the last one with all that are left.
    """
    mine, theirs = _by_level(a), _by_level(b)
    for level in mine.keys() & theirs.keys():
        ours, others = mine[level], theirs[level]
        most = max(len(ours), len(others))
        for n in range(most):
            yield ours[min(n, len(ours) - 1)], others[min(n, len(others) - 1)]


def _by_level(units: Sequence[Unit]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for n, unit in enumerate(units):
        found[unit.level].append(n)
    return found
