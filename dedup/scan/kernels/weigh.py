"""Which pairs are worth judging: how near their small vectors are, and which share of the fewer words' information both have."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.scan.kernels.near import cosines
from dedup.scan.kernels.signs import rows_of
from dedup.scan.tables import lists_of
from dedup.settings import Settings

_PAIRS_AT_ONCE = 50_000


def weighed(pairs: Any, settings: Settings) -> Any:
    """Return the pairs that are worth a closer look, with the columns a, b, near and alike.

    The table holds of both sides `stems_*`, ascending, what they tell (`weights_*`), and `vector_*`.
    """
    import pyarrow as pa

    parts = [_weighed(pairs.slice(n, _PAIRS_AT_ONCE), settings) for n in range(0, max(1, len(pairs)), _PAIRS_AT_ONCE)]
    return pa.concat_tables(parts)


def _weighed(pairs: Any, settings: Settings) -> Any:
    import pyarrow as pa

    near = cosines(rows_of(pairs.column("vector_a")), rows_of(pairs.column("vector_b")))
    alike = np.round(_alike(pairs), 4)
    worth = (alike >= settings.archive_alike) | (near + alike >= settings.archive_sum)
    table = pairs.select(["a", "b"]).append_column("near", pa.array(near))
    return table.append_column("alike", pa.array(alike)).filter(pa.array(worth))


def _alike(pairs: Any) -> NDArray[np.float64]:
    """Return for each pair the information of the stems that both have, as a share of that of the fewer."""
    stems_a, at_a = lists_of(pairs.column("stems_a"))
    stems_b, at_b = lists_of(pairs.column("stems_b"))
    weights_a, _ = lists_of(pairs.column("weights_a"))
    weights_b, _ = lists_of(pairs.column("weights_b"))
    mine, theirs = _keys(stems_a, at_a), _keys(stems_b, at_b)
    where = np.searchsorted(theirs, mine)
    found = np.zeros(len(mine), bool)
    inside = where < len(theirs)
    found[inside] = theirs[where[inside]] == mine[inside]
    shared = _sums(np.where(found, weights_a, 0.0), at_a)
    fewer = np.minimum(_sums(weights_a, at_a), _sums(weights_b, at_b))
    return shared / np.maximum(fewer, 1e-6)


def _keys(stems: NDArray[np.uint32], at: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the stems of all lists as one ascending row: the number of the list before the stem."""
    lists = np.repeat(np.arange(len(at) - 1, dtype=np.uint64), np.diff(at))
    return (lists << np.uint64(32)) | stems.astype(np.uint64)


def _sums(values: NDArray[Any], at: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of each list."""
    if not len(values):
        return np.zeros(len(at) - 1)
    filled = np.flatnonzero(np.diff(at))  # reduceat has no notion of an empty sum
    total = np.zeros(len(at) - 1)
    total[filled] = np.add.reduceat(values.astype(np.float64), at[:-1][filled])
    return total
