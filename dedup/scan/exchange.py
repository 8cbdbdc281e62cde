"""Rows on their way from tasks to tasks: a file of each task that gives, in it a row group for each that takes.

A task that takes opens every file and reads its row group of each. So there are as many files as tasks that give, and
what was given stays when the machine of the giver is lost.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.scan.files import Place, each, parquet, sink

_TARGETS = b"targets"


class Given:
    """A file that is being written: rows for one target after another, those of none take no room."""

    def __init__(self, writer: Any) -> None:
        """Begin with nothing."""
        self._writer = writer
        self._targets: list[int] = []

    def write(self, target: int, table: Any) -> None:
        """Write the rows for a target. Each target is written once, in ascending order."""
        if len(table):
            self._writer.write_table(table, row_group_size=len(table))
            self._targets.append(target)

    def close(self) -> None:
        """Write down which targets there are rows for."""
        self._writer.add_key_value_metadata({_TARGETS: json.dumps(self._targets)})
        self._writer.close()


@contextlib.contextmanager
def giving(path: Place, schema: Any) -> Iterator[Given]:
    """Yield a file to write rows for targets to; it gets its name when all is written."""
    import pyarrow.parquet as pq

    with sink(path) as into:
        given = Given(pq.ParquetWriter(into, schema, compression="zstd"))
        try:
            yield given
        finally:
            given.close()


def give(path: Place, table: Any, targets: NDArray[np.int64]) -> None:
    """Write each row of a table for its target, in the order they stand in."""
    import pyarrow as pa

    order = np.argsort(targets, kind="stable")
    table, targets = table.take(pa.array(order)), targets[order]
    with giving(path, table.schema) as given:
        for begin, end in groups(targets):
            given.write(int(targets[begin]), table.slice(begin, end - begin))


def groups(values: NDArray[Any]) -> list[tuple[int, int]]:
    """Return where each run of equal values begins and ends."""
    cuts = np.flatnonzero(values[1:] != values[:-1]) + 1
    return list(itertools.pairwise([0, *cuts.tolist(), len(values)])) if len(values) else []


def taken(paths: Sequence[Place], target: int, columns: Sequence[str] | None = None) -> Any:
    """Return the rows that all files hold for a target, in the order of the files."""
    import pyarrow as pa

    table = pa.concat_tables(each(lambda path: _of(path, target, columns), paths))
    return table.combine_chunks() if len(table) else table.schema.empty_table()


def _of(path: Place, target: int, columns: Sequence[str] | None) -> Any:
    with parquet(path) as file:
        targets = json.loads(file.metadata.metadata[_TARGETS])
        groups = [targets.index(target)] if target in targets else []
        names = list(columns) if columns is not None else None
        return file.read_row_groups(groups, columns=names).replace_schema_metadata(None)
