"""Which pairs are worth judging: measures of many pairs at once, and a fitted decision over them (models/scan)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.archive.shingles import ALL_BELOW, ONE_IN
from dedup.decision import Decision
from dedup.scan.kernels.near import cosines
from dedup.scan.kernels.signs import rows_of
from dedup.scan.tables import lists_of
from dedup.settings import Settings

Column = NDArray[np.float64]
_PAIRS_AT_ONCE = 50_000
_SHORT_RUNS = ALL_BELOW - 2  # a content with fewer runs is stored with all of them


def weighed(pairs: Any, worth: Decision, settings: Settings) -> Any:
    """Return the pairs that are worth a closer look, with the columns a, b, near, alike and worth.

    The table holds of both sides `stems_*`, ascending, what they tell (`weights_*`), `numbers_*`, `runs_*` and `vector_*`.
    """
    import pyarrow as pa

    parts = []
    for n in range(0, max(1, len(pairs)), _PAIRS_AT_ONCE):
        some = pairs.slice(n, _PAIRS_AT_ONCE)
        found = measured(some)
        likely = np.round(worth.probabilities(found), 4)
        table = some.select(["a", "b"])
        for name, column in (("near", found["near"]), ("alike", found["alike"]), ("worth", likely)):
            table = table.append_column(name, pa.array(column))
        close = (found["alike"] >= settings.archive_alike) | (found["near"] + found["alike"] >= settings.archive_sum)
        parts.append(table.filter(pa.array(close & (likely >= settings.scan_worth))))
    return pa.concat_tables(parts)


def measured(pairs: Any) -> dict[str, Column]:
    """Return the measures of pairs by name; `_s` is of the side that tells less, `_l` of the other."""
    stems = _Lists.of(pairs, "stems")
    shared = stems.shared(lists_of(pairs.column("weights_a"))[0])
    total_a, total_b = (_sums(*lists_of(pairs.column(f"weights_{side}"))) for side in ("a", "b"))
    fewer, more = np.minimum(total_a, total_b), np.maximum(total_a, total_b)
    numbers = _Lists.of(pairs, "numbers")
    both = numbers.shared(None)
    only_a, only_b = numbers.sizes_a - both, numbers.sizes_b - both
    found = {
        "near": cosines(rows_of(pairs.column("vector_a")), rows_of(pairs.column("vector_b"))),
        "alike": shared / np.maximum(fewer, 1e-6),
        "words": shared / np.maximum(fewer + more - shared, 1e-6),
        "words_l": shared / np.maximum(more, 1e-6),
        "runs": _runs(pairs),
        "ratio": fewer / np.maximum(more, 1e-6),
        "told_s": np.log1p(fewer),
        "numbers": both,
        "numbers_s": np.where(total_a <= total_b, only_a, only_b),
        "numbers_l": np.where(total_a <= total_b, only_b, only_a),
    }
    return {name: np.round(column, 4) for name, column in found.items()}


def _runs(pairs: Any) -> Column:
    """Return the share of the runs of the side with fewer that both have: of those that both are stored with."""
    lists = _Lists.of(pairs, "runs")
    all_of = (lists.sizes_a <= _SHORT_RUNS) & (lists.sizes_b <= _SHORT_RUNS)
    sampled = lists.only((lists.values_a % ONE_IN == 0) | np.repeat(all_of, lists.sizes_a), left=True)
    sampled = sampled.only((sampled.values_b % ONE_IN == 0) | np.repeat(all_of, sampled.sizes_b), left=False)
    return sampled.shared(None) / np.maximum(1, np.minimum(sampled.sizes_a, sampled.sizes_b))


@dataclass(frozen=True)
class _Lists:
    """A list of ascending numbers on either side of each pair."""

    values_a: NDArray[Any]
    at_a: NDArray[np.int64]
    values_b: NDArray[Any]
    at_b: NDArray[np.int64]

    @classmethod
    def of(cls, pairs: Any, name: str) -> _Lists:
        return cls(*lists_of(pairs.column(f"{name}_a")), *lists_of(pairs.column(f"{name}_b")))

    @property
    def sizes_a(self) -> NDArray[np.int64]:
        return np.diff(self.at_a)

    @property
    def sizes_b(self) -> NDArray[np.int64]:
        return np.diff(self.at_b)

    def only(self, chosen: NDArray[np.bool_], *, left: bool) -> _Lists:
        """Return the lists with some of the values of one side."""
        values, at = (self.values_a, self.at_a) if left else (self.values_b, self.at_b)
        at = np.concatenate(([0], np.cumsum(chosen)))[at]
        if left:
            return _Lists(values[chosen], at, self.values_b, self.at_b)
        return _Lists(self.values_a, self.at_a, values[chosen], at)

    def shared(self, weights: NDArray[np.float32] | None) -> Column:
        """Return how many values stand on both sides of each pair, or what those of the left side weigh together."""
        mine, theirs = _keys(self.values_a, self.at_a), _keys(self.values_b, self.at_b)
        where = np.minimum(np.searchsorted(theirs, mine), max(0, len(theirs) - 1))
        found = theirs[where] == mine if len(theirs) else np.zeros(len(mine), bool)
        return _sums(np.where(found, 1.0 if weights is None else weights, 0.0), self.at_a)


def _keys(values: NDArray[Any], at: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the values of all lists as one ascending row: the number of the list before the value."""
    lists = np.repeat(np.arange(len(at) - 1, dtype=np.uint64), np.diff(at))
    shifted = values.astype(np.int64) + (1 << 31 if values.dtype == np.int32 else 0)
    return (lists << np.uint64(32)) | shifted.astype(np.uint64)


def _sums(values: NDArray[Any], at: NDArray[np.int64]) -> Column:
    """Return the sum of each list, the same whatever stands beside it."""
    total = np.zeros(len(at) - 1)
    filled = np.flatnonzero(np.diff(at))  # reduceat has no notion of an empty sum
    if len(filled):
        total[filled] = np.add.reduceat(values.astype(np.float64), at[:-1][filled])
    return total
