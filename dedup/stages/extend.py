"""Where two runs of passages tell the same, the pairs beside a sure match are likelier to do so than any other pair."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from dedup.settings import Settings

Pair = tuple[int, int]
Row = NDArray[np.float32]


def extend(sure: Collection[Pair], vectors: NDArray[np.float32], settings: Settings) -> set[Pair]:
    """Return the pairs (positions a < b) that a rewrite would put beside the sure ones.

    `vectors` holds a unit vector a passage. A pair is beside another one step away on either side or both, or where a
    third passage matches both of its sides. It must be near by itself, and each of the two among the nearest of the
    other: all passages of an article are alike.
    """
    asked = sorted({*_steps(sure, len(vectors)), *_corners(sure)} - set(sure))
    rows = {n: _others(vectors, n) for n in sorted({n for pair in asked for n in pair})}
    return {
        (i, j)
        for i, j in asked
        if round(float(rows[i][j]), 5) >= settings.beside_cosine and _rank(rows[i], j) <= 1 and _rank(rows[j], i) <= 1
    }


def _others(vectors: NDArray[np.float32], n: int) -> Row:
    """Return the cosine of a passage with every other, -1 with itself."""
    row: Row = vectors @ vectors[n]
    row[n] = -1.0
    return row


def _steps(sure: Collection[Pair], count: int) -> Iterator[Pair]:
    for i, j in sure:
        for x in range(max(0, i - 1), min(count, i + 2)):
            for y in range(max(0, j - 1), min(count, j + 2)):
                if x < y:
                    yield x, y


def _corners(sure: Collection[Pair]) -> Iterator[Pair]:
    """Yield the pairs, themselves not sure, of which a third passage is sure to match both sides.

    By rows of a matrix: 400 copies of one text have 32 million corners, nearly all of them sure already.
    """
    pairs = np.array(sorted(sure), np.int64).reshape(-1, 2)
    nodes, flat = np.unique(pairs, return_inverse=True)
    ends = flat.reshape(-1, 2)
    linked = np.zeros((len(nodes), len(nodes)), np.bool_)
    linked[ends[:, 0], ends[:, 1]] = linked[ends[:, 1], ends[:, 0]] = True
    for x in range(len(nodes)):
        reached = linked[linked[x]].any(axis=0) & ~linked[x]
        reached[: x + 1] = False
        yield from ((int(nodes[x]), int(nodes[y])) for y in np.flatnonzero(reached))


def _rank(row: Row, at: int) -> int:
    return int((row > row[at]).sum())
