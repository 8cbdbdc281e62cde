"""The tables of a scan: what it writes for its user, and what its stages hand on to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

PASSAGES = (
    ("passage", "int64"),
    ("article", "string"),
    ("start", "int64"),
    ("end", "int64"),
    ("role", "string"),
    ("text", "string"),
    ("source", "string"),
    ("date", "string"),
    ("path", "string"),
    ("line", "int64"),
    ("flags", "string"),
    ("content", "int64"),
)
"""`passages.parquet`: ids from 0 in reading order; `content` is the first passage whose text is the same."""

CUT = (
    ("passage", "int64"),
    ("number", "int64"),
    ("article", "string"),
    ("path", "string"),
    ("source", "string"),
    ("date", "string"),
    ("day", "string"),
    ("page", "int64"),
    ("start", "int64"),
    ("end", "int64"),
    ("line", "int64"),
    ("role", "string"),
    ("flags", "string"),
    ("text", "string"),
    ("words", "int64"),
    ("key", "int64"),
    ("compared", "bool"),
)
"""Passages as they are cut: `number` counts the articles, `key` is the same for texts that are, `compared` is of prose."""

PAIRS = (
    ("a", "int64"),
    ("b", "int64"),
    ("relation", "string"),
    ("score", "float64"),
    ("duplicate", "bool"),
    ("cosine", "float64"),
    ("overlap", "float64"),
    ("a_in_b", "float64"),
    ("b_in_a", "float64"),
    ("conflicts", "string"),
    ("only_a", "string"),
    ("only_b", "string"),
)
"""`pairs.parquet`: a < b. `conflicts` and what only one side says are told in words, parted by "; "."""

JUDGED = (*PAIRS, ("named", "float64"), ("alone", "float64"), ("open", "bool"))
"""Pairs as they are judged: `named` is the information of the rare words that both sides of a duplicate have. Of a pair that is
less sure, `alone` is its score where neither side has a variant, 0 where it is in doubt even so; `open` where reading both
texts at once could make it a duplicate. A summary is neither: in a long text much stands that has nothing to do with the short.
"""

READ = (
    ("a", "int64"), ("b", "int64"), ("relation", "string"), ("score", "float64"), ("conflicts", "string"), ("same", "bool"),
    ("denied", "bool"),
)  # fmt: skip
"""Less sure pairs that were read: whether they are surely the `same`, or `denied` to be the same."""

CLUSTERS = (("cluster", "int64"), ("passage", "int64"), ("weakest", "float64"))
"""`clusters.parquet`: a cluster's number is its first passage; `weakest` the lowest score of any two members."""

PLAN = (("passage", "int64"), ("keep", "bool"), ("reason", "string"), ("kept_instead", "int64"))
"""`plan.parquet`: one row a passage of a cluster, and one for each of boilerplate."""


def schema(columns: Sequence[tuple[str, str]]) -> Any:
    """Return the Arrow schema of one of the tables above."""
    import pyarrow as pa

    return pa.schema([(name, getattr(pa, "bool_" if kind == "bool" else kind)()) for name, kind in columns])


def SIGNS(dim: int) -> Any:  # noqa: N802 - named as the tables above, but for the length of its vectors
    """Return the schema of the signs of contents, whose vectors have `dim` bytes."""
    import pyarrow as pa

    return pa.schema(
        [
            ("content", pa.int64()),
            ("stems", pa.list_(pa.uint32())),
            ("weights", pa.list_(pa.float32())),
            ("numbers", pa.list_(pa.uint32())),
            ("runs", pa.list_(pa.int32())),
            ("vector", pa.binary(dim)),
            ("told", pa.bool_()),
        ]
    )


def as_lists(values: NDArray[Any], sizes: NDArray[np.int64]) -> Any:
    """Return values in a row as an Arrow array of lists of these sizes."""
    import pyarrow as pa

    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values))


def lists_of(column: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return an Arrow column of lists as its values in a row, and where each list begins (one more than there are lists)."""
    import pyarrow as pa

    array = pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
    offsets = array.offsets.to_numpy().astype(np.int64)
    return array.values.to_numpy()[offsets[0] : offsets[-1]], offsets - offsets[0]
