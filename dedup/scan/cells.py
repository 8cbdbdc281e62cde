"""The cells of a run's small vectors: each content stands in the nearest, and is compared with those of some more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.scan.files import replaced

CENTROIDS, CELLS, PROBES = "centroids.npy", "cells.npz", "probes.npy"
PROBED = 10
"""Cells a content is compared with."""
MOST_OF_A_CELL = 4_000
"""A larger cell is parted: the pairs of a form that was filled in a hundred thousand times would grow with the square."""
_FEWEST = 1_500
_TRAINED_ON = 30  # vectors a cell
_SEED = 1234
_BLOCK = 4_096
_COMPARED = 16_000_000  # products held at once: 64 MB, some copies of it

Places = NDArray[np.int64]


def number_of_cells(contents: int) -> int:
    """Return how many cells there are of so many contents: more than their root, so that cells grow slowly."""
    return 1 if contents < _FEWEST else max(1, int(0.12 * contents**0.75))


def sample_step(contents: int, cells: int) -> int:
    """Return every how many-eth content is trained on."""
    return max(1, contents // (_TRAINED_ON * cells))


def trained(rows: NDArray[np.float32], cells: int) -> NDArray[np.float32]:
    """Return the centroids (cells, dim) of a sample of vectors of unit length."""
    if cells == 1:
        return np.zeros((1, rows.shape[1]), np.float32)
    import faiss

    faiss.omp_set_num_threads(1)  # the same centroids on whatever machine
    means = faiss.Kmeans(
        rows.shape[1], cells, niter=6, seed=_SEED, spherical=True,
        min_points_per_centroid=1, max_points_per_centroid=_TRAINED_ON,
    )  # fmt: skip
    means.train(np.ascontiguousarray(rows))
    return np.ascontiguousarray(means.centroids)


def probes(rows: NDArray[np.float32], centroids: NDArray[np.float32]) -> NDArray[np.int32]:
    """Return for each vector its cells, the nearest first: (vectors, PROBED or as many as there are)."""
    most = min(PROBED, len(centroids))
    found = []
    step = max(1, min(_BLOCK, _COMPARED // max(1, len(centroids))))
    for n in range(0, len(rows), step):
        near = np.round(rows[n : n + step] @ centroids.T, 5)
        some = np.argpartition(-near, most - 1, axis=1)[:, :most]
        some.sort(axis=1)
        order = np.argsort(-np.take_along_axis(near, some, axis=1), axis=1, kind="stable")
        found.append(np.take_along_axis(some, order, axis=1).astype(np.int32))
    return np.concatenate(found or [np.zeros((0, most), np.int32)])


@dataclass(frozen=True)
class Cells:
    """The contents of each cell as places in the arrays of a run, and the cells that each content is compared with."""

    order: Places
    starts: Places
    probes: NDArray[np.int32]

    @classmethod
    def filled(cls, found: NDArray[np.int32], cells: int) -> Cells:
        """Return the cells with the contents whose nearest each is."""
        mine = found[:, 0] if len(found) else np.zeros(0, np.int32)
        order = np.argsort(mine, kind="stable").astype(np.int64)
        return cls(order, np.searchsorted(mine[order], np.arange(cells + 1)).astype(np.int64), found)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def members(self, cell: int) -> Places:
        """Return the places of the contents of a cell, ascending."""
        return self.order[self.starts[cell] : self.starts[cell + 1]]

    def joined(self, asked: Places) -> Iterator[tuple[Places, Places]]:
        """Yield, cell by cell, which of the asked contents are compared with it, and with which contents of it."""
        wanted = self.probes[asked]
        rows, columns = np.nonzero(wanted >= 0)
        cells = wanted[rows, columns]
        order = np.argsort(cells, kind="stable")
        starts = np.flatnonzero(np.concatenate(([True], np.diff(cells[order]) != 0))) if len(order) else order
        for begin, end in zip(starts, np.append(starts[1:], len(order))[: len(starts)], strict=True):
            mine = asked[np.sort(rows[order[begin:end]])]
            held = self.members(int(cells[order[begin]]))
            yield from parted(mine, held)

    @property
    def too_large(self) -> int:
        """How many cells are parted."""
        return int((np.diff(self.starts) > MOST_OF_A_CELL).sum())

    def save(self, folder: Path) -> None:
        """Write the cells to a folder; the small file last, so that with it they are whole."""
        with replaced(folder / PROBES) as part, part.open("wb") as stream:
            np.save(stream, self.probes)
        with replaced(folder / CELLS) as part, part.open("wb") as stream:
            np.savez(stream, order=self.order, starts=self.starts)

    @classmethod
    def load(cls, folder: Path) -> Cells:
        """Return the cells of a folder."""
        with np.load(folder / CELLS) as stored:
            return cls(stored["order"], stored["starts"], np.load(folder / PROBES, mmap_mode="r"))


def parted(mine: Places, held: Places) -> Iterator[tuple[Places, Places]]:
    """Yield which of some contents are compared with which of a cell, both given as ascending places.

    A cell that is too large is parted, and each content is compared with one of its parts: its own, if it stands in it.
    """
    parts = -(-len(held) // MOST_OF_A_CELL)
    if parts <= 1:
        yield mine, held
        return
    at = np.searchsorted(held, mine)
    inside = (at < len(held)) & (held[np.minimum(at, len(held) - 1)] == mine)
    part = np.where(inside, at // MOST_OF_A_CELL, mine % parts)
    for n in range(parts):
        yield mine[part == n], held[n * MOST_OF_A_CELL : (n + 1) * MOST_OF_A_CELL]
