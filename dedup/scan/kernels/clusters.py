"""Clusters that are no chains: a centre and those that are judged the same as it, none of which disagree with each other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


class Members(NamedTuple):
    """Contents that are in a cluster, ascending, the least content of each cluster, and its weakest link to the centre."""

    content: Ids
    cluster: Ids
    weakest: NDArray[np.float64]


def clustered(a: Ids, b: Ids, score: NDArray[np.float64], barred_a: Ids, barred_b: Ids) -> Members:
    """Return the clusters of links a-b; contents that a barred pair joins are never in one cluster.

    The content with most links is a centre first (of equals that with the lesser id), and takes up those of its links
    that no other centre has, the surest first. The same links give the same clusters in whatever order they come.
    """
    ids = np.unique(np.concatenate([a, b]))
    apart = _adjacent(ids, barred_a, barred_b, np.ones(len(barred_a)))
    linked = _adjacent(ids, a, b, score)
    centre = np.full(len(ids), -1, np.int64)
    strength = np.ones(len(ids))
    degree = np.diff(linked.at)
    for one in np.lexsort((np.arange(len(ids)), -degree)).tolist():
        if centre[one] >= 0:
            continue
        taken = {one}
        begin, end = linked.at[one], linked.at[one + 1]
        for place in (begin + np.lexsort((linked.other[begin:end], -linked.value[begin:end]))).tolist():
            other = int(linked.other[place])
            if centre[other] < 0 and other != one and not taken.intersection(apart.of(other)):
                taken.add(other)
                strength[other] = linked.value[place]
        if len(taken) > 1:
            centre[list(taken)] = one
    return _numbered(ids, centre, strength)


class _Adjacent(NamedTuple):
    """For each place its neighbours and what each is worth, in rows one after another; `at` says where each begins."""

    at: Ids
    other: Ids
    value: NDArray[np.float64]

    def of(self, place: int) -> list[int]:
        found: list[int] = self.other[self.at[place] : self.at[place + 1]].tolist()
        return found


def _adjacent(ids: Ids, a: Ids, b: Ids, value: NDArray[np.float64]) -> _Adjacent:
    known = np.isin(a, ids) & np.isin(b, ids)
    left, right = np.searchsorted(ids, a[known]), np.searchsorted(ids, b[known])
    one, other = np.concatenate([left, right]), np.concatenate([right, left])
    both = np.concatenate([value[known], value[known]])
    order = np.lexsort((other, one))
    return _Adjacent(np.searchsorted(one[order], np.arange(len(ids) + 1)), other[order], both[order])


def _numbered(ids: Ids, centre: Ids, strength: NDArray[np.float64]) -> Members:
    """Return the clusters by their least content."""
    inside = np.flatnonzero(centre >= 0)
    order = inside[np.lexsort((inside, centre[inside]))]
    if not len(order):
        return Members(ids[:0], ids[:0], np.zeros(0))
    starts = np.flatnonzero(np.concatenate(([True], np.diff(centre[order]) != 0)))
    sizes = np.diff(np.concatenate((starts, [len(order)])))
    least = np.repeat(ids[order[starts]], sizes)
    weakest = np.repeat(np.minimum.reduceat(strength[order], starts), sizes)
    back = np.argsort(order, kind="stable")
    return Members(ids[order][back], least[back], weakest[back])
