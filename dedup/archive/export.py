"""The passages of an archive as rows: for a data frame, a spreadsheet, or any program that reads lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import IO, Any

from dedup.archive.store import Store
from dedup.errors import ArchiveError

COLUMNS = (
    "article", "version", "current", "title", "path", "source", "date", "day", "language", "added",
    "place", "start", "end", "line", "role", "flags", "boilerplate", "content", "text",
)  # fmt: skip
"""`place` counts the passages of an article from 0; `content` is the same number for texts that are the same."""
_NUMBERS = frozenset({"version", "place", "start", "end", "line", "content"})
_TRUTHS = frozenset({"current", "boilerplate"})
_ROWS_AT_ONCE = 10_000


def rows(store: Store) -> Iterator[tuple[Any, ...]]:
    """Yield every passage of every version as a row of COLUMNS, article by article."""
    question = (
        "SELECT a.name, a.version, a.version = (SELECT max(version) FROM articles WHERE name = a.name), a.title, a.path, "
        "s.name, a.date, coalesce(a.day, ''), a.language, a.added, p.place, p.start, p.\"end\", p.line, p.role, p.flags, "
        "p.role = 'boilerplate' OR EXISTS (SELECT 1 FROM boilerplate b WHERE b.source = a.source AND b.content = p.content), "
        "p.content, coalesce(p.text, c.text) FROM articles a JOIN sources s ON s.id = a.source "
        "JOIN passages p ON p.article = a.id JOIN contents c ON c.id = p.content ORDER BY a.id, p.place"
    )
    for row in store.connection.execute(question):
        yield tuple(bool(value) if name in _TRUTHS else value for name, value in zip(COLUMNS, row, strict=True))


def _jsonl(store: Store, file: IO[bytes]) -> int:
    count = 0
    for count, row in enumerate(rows(store), 1):  # noqa: B007 - what is counted is returned
        line = json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False, separators=(",", ":"))
        file.write(f"{line}\n".encode())
    return count


def _csv(store: Store, file: IO[bytes]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for count, row in enumerate(rows(store), 1):  # noqa: B007
        writer.writerow(["true" if value is True else "false" if value is False else value for value in row])
    text.detach()
    return count


def _parquet(store: Store, file: IO[bytes]) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ArchiveError(
            'Parquet needs pyarrow, which is not installed; run: pip install "dedup-passages[archive]"'
        ) from None
    types = {
        name: pa.int64() if name in _NUMBERS else pa.bool_() if name in _TRUTHS else pa.string() for name in COLUMNS
    }
    schema = pa.schema(list(types.items()))
    every, count = rows(store), 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while part := list(islice(every, _ROWS_AT_ONCE)):
            count += len(part)
            columns = [
                pa.array(values, types[name]) for name, values in zip(COLUMNS, zip(*part, strict=True), strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema))
    return count


EXPORTS: Mapping[str, Callable[[Store, IO[bytes]], int]] = {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet}
"""What writes the passages into a file, by the name of the format; returns how many there were."""
