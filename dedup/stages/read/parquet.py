"""Parquet: a record a row; only the columns that are needed are read, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dedup.errors import InputError
from dedup.stages.read.jsonl import Rows
from dedup.stages.read.options import Reading
from dedup.stages.read.records import Columns
from dedup.stages.read.sources import Found, Source, missing
from dedup.stages.read.streams import damaged
from dedup.stages.read.unpack import seekable

_ROWS = 256  # a batch


def walk_parquet(source: Source, reading: Reading) -> Iterator[Found]:
    """Yield an article for each row."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise missing("Parquet") from None
    with seekable(source.stream) as stream:
        try:
            yield from _rows(parquet.ParquetFile(stream), source, reading)
        except (pyarrow.ArrowException, OSError) as error:
            raise damaged(source.shown, error) from None


def _rows(table: Any, source: Source, reading: Reading) -> Iterator[Found]:
    first = next(table.iter_batches(batch_size=1), None)
    if first is None or not first.num_rows:
        raise InputError(f"{source.shown} is a table without rows; there is nothing to read in it")
    columns = Columns.of(first.to_pylist()[0], reading, source.shown)
    rows = Rows(source.path, reading, columns)
    number = 0
    for batch in table.iter_batches(batch_size=_ROWS, columns=columns.names()):
        for record in batch.to_pylist():
            number += 1
            yield rows.found(record, f"row {number:,}", f"{source.path}:{number}")
