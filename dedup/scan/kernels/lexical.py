"""Contents that share runs of three words: every pair under one run, a run counting the more, the fewer contents hold it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.scan.tables import lists_of


class Shared(NamedTuple):
    """Pairs (a < b) with the weight of the runs they share, and how many runs were passed over: too many hold them."""

    pairs: Any
    passed: int


def postings(signs: Any) -> Any:
    """Return a table (run, content) of the runs of contents, one row for each run of each."""
    import pyarrow as pa

    runs, at = lists_of(signs.column("runs"))
    contents = np.repeat(signs.column("content").to_numpy(), np.diff(at))
    return pa.table({"run": pa.array(runs, pa.int32()), "content": pa.array(contents, pa.int64())})


def sharing(table: Any, cap: int) -> Shared:
    """Return the pairs of contents that share runs, of a table (run, content) that holds each of its runs wholly.

    A run that more than `cap` contents hold is passed over: it is a stock phrase or a form, and all of its pairs would
    grow with the square of its contents.
    """
    import pyarrow as pa

    run, content = table.column("run").to_numpy(), table.column("content").to_numpy()
    order = np.lexsort((content, run))
    run, content = run[order], content[order]
    starts = np.flatnonzero(np.concatenate(([True], run[1:] != run[:-1]))) if len(run) else np.zeros(0, np.int64)
    sizes = np.diff(np.concatenate((starts, [len(run)])))
    left, right, weights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= cap)]).tolist():
        members = content[starts[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(size, 1)
        left.append(members[:, first].ravel())
        right.append(members[:, second].ravel())
        weights.append(np.full(left[-1].size, 1.0 / np.log2(1.0 + size), np.float32))
    a, b, weight = summed(np.concatenate(left), np.concatenate(right), np.concatenate(weights))
    return Shared(pa.table({"a": a, "b": b, "runs": weight}), int((sizes > cap).sum()))


def summed(
    a: NDArray[np.int64], b: NDArray[np.int64], weight: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return each pair once, ascending, with its weights added up."""
    order = np.lexsort((weight, b, a))
    a, b, weight = a[order], b[order], weight[order]
    if not len(a):
        return a, b, weight.astype(np.float64)
    starts = np.flatnonzero(np.concatenate(([True], (a[1:] != a[:-1]) | (b[1:] != b[:-1]))))
    return a[starts], b[starts], np.add.reduceat(weight.astype(np.float64), starts)
