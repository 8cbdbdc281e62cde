"""What a run has missed: some passages are compared with all others, without cells and caps, and what is found is counted."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.passages import Record
from dedup.scan.kernels.signs import unit_rows
from dedup.scan.signs import Signs

NEAREST = 10
"""Of each sampled passage so many are judged that are nearest by vector, and so many that share most words."""
_SEED = 20_241
_BLOCK = 2_048
_Z = 1.96  # of an interval that holds 95 % of the time


@dataclass(frozen=True, slots=True)
class Audit(Record):
    """Of `sampled` passages `repeated` have a duplicate by exhaustive comparison, and `missed` of these the run tells nothing of.

    `low` and `high` bound the missed share (Wilson, 95 %); `pairs` and `pairs_missed` count the same by pairs.
    """

    sampled: int
    repeated: int
    missed: int
    low: float
    high: float
    pairs: int
    pairs_missed: int

    @property
    def told(self) -> str:
        """Return what the audit says, as a sentence."""
        if not self.repeated:
            return (
                f"none of {self.sampled:,} sampled passages repeats another, so nothing can be said of what was missed"
            )
        share = self.missed / self.repeated
        return (
            f"this run missed about {share:.1%} of the passages that are told again (95 % interval {self.low:.1%} to "
            f"{self.high:.1%}): {self.missed} of {self.repeated} among {self.sampled:,} sampled ones"
        )


def sampled(signs: Signs, most: int) -> NDArray[np.int64]:
    """Return the places of contents to be compared with all others, the same for the same contents."""
    every = np.flatnonzero(signs.told)
    if len(every) <= most:
        return every
    return np.sort(np.random.default_rng(_SEED).choice(every, most, replace=False))


def likeliest(signs: Signs, places: NDArray[np.int64]) -> Any:
    """Return a table (a, b, near, alike) of each sampled content with those that are nearest to it, of all there are."""
    import pyarrow as pa

    queries = unit_rows(np.ascontiguousarray(signs.vectors[places]))
    words = _Words.of(signs, places)
    best_near, best_alike = _Best(len(places)), _Best(len(places))
    for start in range(0, len(signs), _BLOCK):
        block = np.arange(start, min(len(signs), start + _BLOCK))
        near = np.round(queries @ unit_rows(np.ascontiguousarray(signs.vectors[block])).T, 4)
        alike = np.round(words.alike(signs, block), 4)
        other = signs.told[block][None, :] & (block[None, :] != places[:, None])
        best_near.take(block, np.where(other, near, -1.0), near, alike)
        best_alike.take(block, np.where(other, alike, -1.0), near, alike)
    rows = sorted(
        {
            (*sorted((int(signs.content[places[n]]), int(signs.content[place]))), near, alike)
            for best in (best_near, best_alike)
            for n, place, near, alike in best.rows()
        }
    )
    names = ("a", "b", "near", "alike")
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[] for _ in names]
    kinds = (pa.int64(), pa.int64(), pa.float64(), pa.float64())
    return pa.table({name: pa.array(c, kind) for name, c, kind in zip(names, columns, kinds, strict=True)})


class _Best:
    """The contents with the highest value so far, a few for each sampled one."""

    def __init__(self, rows: int) -> None:
        self._found: list[list[tuple[float, int, float, float]]] = [[] for _ in range(rows)]

    def take(self, places: NDArray[np.int64], values: Any, near: Any, alike: Any) -> None:
        most = min(NEAREST, values.shape[1])
        top = np.argpartition(-values, most - 1, axis=1)[:, :most]
        for n, row in enumerate(top):
            new = [(-float(values[n, k]), int(places[k]), float(near[n, k]), float(alike[n, k])) for k in row]
            self._found[n] = sorted([*self._found[n], *(one for one in new if one[0] <= 0)])[:NEAREST]

    def rows(self) -> list[tuple[int, int, float, float]]:
        return [(n, place, near, alike) for n, found in enumerate(self._found) for _, place, near, alike in found]


@dataclass(frozen=True)
class _Words:
    """The stems of the sampled contents: which stands where in the table of what each tells."""

    stems: NDArray[np.uint32]
    table: NDArray[np.float32]
    totals: NDArray[np.float64]

    @classmethod
    def of(cls, signs: Signs, places: NDArray[np.int64]) -> _Words:
        lists = [slice(signs.at["stems"][p], signs.at["stems"][p + 1]) for p in places]
        stems = np.unique(np.concatenate([signs.lists["stems"][one] for one in lists] or [np.zeros(0, np.uint32)]))
        table = np.zeros((len(places), len(stems)), np.float32)
        totals = np.zeros(len(places))
        for n, one in enumerate(lists):
            table[n, np.searchsorted(stems, signs.lists["stems"][one])] = signs.lists["weights"][one]
            totals[n] = float(signs.lists["weights"][one].sum(dtype=np.float64))
        return cls(stems, table, totals)

    def alike(self, signs: Signs, block: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return for each sampled content and each of a block the share of the fewer words' information that both have."""
        at = signs.at["stems"][block[0] : block[-1] + 2]
        stems, weights = signs.lists["stems"][at[0] : at[-1]], signs.lists["weights"][at[0] : at[-1]]
        owner = np.repeat(np.arange(len(block)), np.diff(at))
        totals = np.bincount(owner, weights, len(block))
        where = np.minimum(np.searchsorted(self.stems, stems), max(0, len(self.stems) - 1))
        known = self.stems[where] == stems if len(self.stems) else np.zeros(len(stems), bool)
        held = np.zeros((len(self.stems), len(block)), np.float32)
        held[where[known], owner[known]] = 1.0
        shared: NDArray[np.float64] = (self.table @ held).astype(np.float64)
        return shared / np.maximum(np.minimum(self.totals[:, None], totals[None, :]), 1e-6)


def counted(
    places: Collection[int],
    exhaustive: Collection[tuple[int, int]],
    run: Collection[tuple[int, int]],
    told: Collection[int],
) -> Audit:
    """Return what was missed. `places` are sampled contents, the pairs duplicates, `told` contents that have one in the run."""
    sample, ours, known = set(places), set(run), set(told)
    pairs = {pair for pair in exhaustive if sample.intersection(pair)} | {
        pair for pair in ours if sample.intersection(pair)
    }
    repeated = {one for pair in pairs for one in pair if one in sample}
    missed = repeated - known
    low, high = _wilson(len(missed), len(repeated))
    return Audit(len(sample), len(repeated), len(missed), low, high, len(pairs), len(pairs - ours))


def _wilson(found: int, of: int) -> tuple[float, float]:
    """Return the bounds of a share, 95 % sure."""
    if not of:
        return 0.0, 1.0
    share, z2 = found / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)
