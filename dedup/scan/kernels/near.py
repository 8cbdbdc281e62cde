"""Contents whose small vectors are near: each is compared with those of the cells nearest to it.

Vectors are whole numbers from -127 to 127, so that a product of two is exact in 32 bits whatever is computed with it: the
cosine of a pair is the same on every machine and however pairs are shared out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Rows = NDArray[np.int8]
_COMPARED = 4_000_000  # cosines held at once: 32 MB


@dataclass(frozen=True)
class Side:
    """Contents with their vectors as stored."""

    ids: Ids
    rows: Rows

    @property
    def lengths(self) -> NDArray[np.float64]:
        """Return the length of each vector, 1 for one of zeros."""
        return lengths(self.rows)


def nearest(joins: Iterable[tuple[Side, Side]], most: int, least: float) -> Any:
    """Return a table (asked, other, near): of each asked content the `most` nearest of all it is compared with.

    Each join is some contents that are asked for, and those of one cell. Nothing below `least` comes back; of equally near
    ones those with the lesser ids do.
    """
    import pyarrow as pa

    found = [_join(asked, held, most, least) for asked, held in joins]
    asked = np.concatenate([one[0] for one in found] or [np.zeros(0, np.int64)])
    other = np.concatenate([one[1] for one in found] or [np.zeros(0, np.int64)])
    near = np.concatenate([one[2] for one in found] or [np.zeros(0)])
    kept = first_of_each(asked, other, near, most)
    return pa.table({"asked": asked[kept], "other": other[kept], "near": near[kept]})


def first_of_each(asked: Ids, other: Ids, near: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Return the places of the nearest few of each asked content, in order."""
    order = np.lexsort((other, -near, asked))
    starts = np.flatnonzero(np.concatenate(([True], np.diff(asked[order]) != 0))) if len(order) else order
    sizes = np.diff(np.concatenate((starts, [len(order)])))
    turn = np.arange(len(order)) - np.repeat(starts, sizes)
    return order[turn < most]


def cosines(a: Rows, b: Rows) -> NDArray[np.float64]:
    """Return the cosine of each row of a with that of b in the same place, to four decimals."""
    products = np.einsum("nd,nd->n", a, b, dtype=np.int32)
    found: NDArray[np.float64] = np.round(products / (lengths(a) * lengths(b)), 4)
    return found


def lengths(rows: Rows) -> NDArray[np.float64]:
    """Return the length of each row, 1 for one of zeros."""
    found: NDArray[np.float64] = np.sqrt(np.einsum("nd,nd->n", rows, rows, dtype=np.int32).astype(np.float64))
    found[found == 0] = 1.0
    return found


def _join(asked: Side, held: Side, most: int, least: float) -> tuple[Ids, Ids, NDArray[np.float64]]:
    step = max(16, _COMPARED // max(1, len(held.ids)))
    columns = held.rows.astype(np.float32).T
    parts = [
        _block(Side(asked.ids[n : n + step], asked.rows[n : n + step]), held, columns, most, least)
        for n in range(0, len(asked.ids), step)
    ]
    if not parts or not len(held.ids):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    a, b, c = zip(*parts, strict=True)
    return np.concatenate(a), np.concatenate(b), np.concatenate(c)


def _block(
    asked: Side, held: Side, columns: NDArray[np.float32], most: int, least: float
) -> tuple[Ids, Ids, NDArray[np.float64]]:
    products = (asked.rows.astype(np.float32) @ columns).astype(np.float64)
    near = np.round(products / (asked.lengths[:, None] * held.lengths[None, :]), 4)
    near[asked.ids[:, None] == held.ids[None, :]] = -1.0
    if near.shape[1] > most:
        floor = -np.partition(-near, most - 1, axis=1)[:, most - 1]
        at, where = np.nonzero(near >= np.maximum(floor, least)[:, None])
    else:
        at, where = np.nonzero(near >= least)
    value = near[at, where]
    kept = first_of_each(at.astype(np.int64), held.ids[where], value, most)
    return asked.ids[at[kept]], held.ids[where[kept]], value[kept]
