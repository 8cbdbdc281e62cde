"""Walk an input to its articles: archives are opened, records told apart, and what is bad is skipped with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import IO

from dedup.errors import InputError, SettingsError
from dedup.passages import Article, Skipped
from dedup.stages.read.document import read_document, shown_name
from dedup.stages.read.options import Reading
from dedup.stages.read.sniff import (
    CSV,
    DOCUMENTS,
    FEED,
    JSON,
    JSONL,
    PACKED,
    PARQUET,
    RECORDS,
    TEXT,
    WARC,
    glimpse,
    recognise,
    recognise_bytes,
)
from dedup.stages.read.streams import Budget, head_of

Found = Article | Skipped
FORMATS = (*DOCUMENTS, *RECORDS)
MOST_NESTED = 4
"""Archives inside archives, a .tar.gz counted twice: a dump of dumps is 4; more is a trap."""


@dataclass(frozen=True)
class Source:
    """A stream to read, what it is called, and what unpacking it may cost."""

    path: str
    name: str
    stream: IO[bytes]
    budget: Budget
    depth: int = 0

    @property
    def shown(self) -> str:
        """The path as a message shows it."""
        return shown_name(self.path)


# Loaded when asked for: a check of a text needs no csv, zipfile or tarfile.
_OF_RECORDS: Mapping[str, tuple[str, str]] = {
    JSONL: ("dedup.stages.read.jsonl", "walk_lines"),
    JSON: ("dedup.stages.read.jsonl", "walk_json"),
    CSV: ("dedup.stages.read.table", "walk_csv"),
    PARQUET: ("dedup.stages.read.parquet", "walk_parquet"),
    FEED: ("dedup.stages.read.feed", "walk_feed"),
    WARC: ("dedup.stages.read.warc", "walk_warc"),
}


def found_in(source: Source, reading: Reading) -> Iterator[Found]:
    """Yield the articles of an input in order, and what was skipped. Raise InputError where all of it cannot be read."""
    if reading.format is not None and reading.format not in FORMATS:
        raise SettingsError(f"there is no input format {reading.format!r}; there are: {', '.join(FORMATS)}")
    head, stream = head_of(source.stream)
    source = replace(source, stream=stream)
    kind = kind_of(head, source.name, reading)
    if kind in PACKED:
        if source.depth >= MOST_NESTED:
            raise InputError(f"{source.shown} lies in {MOST_NESTED} archives already; unpack it first")
        yield from _loaded("dedup.stages.read.unpack", f"walk_{'files' if kind in {'zip', 'tar'} else 'stream'}")(
            replace(source, depth=source.depth + 1), kind, reading
        )
    elif kind in _OF_RECORDS:
        yield from _loaded(*_OF_RECORDS[kind])(source, reading)
    else:
        yield _one(source, kind, reading)


def kind_of(head: bytes, name: str, reading: Reading) -> str:
    """Return the format of an input: packed by its content, else as asked for, else as recognised."""
    kind = recognise_bytes(head, name)
    if kind in PACKED:
        return kind
    found = reading.format or kind or recognise(glimpse(head), name)
    return CSV if found == TEXT and reading.text_field and not reading.format else found


def _loaded(module: str, name: str) -> Callable[..., Iterator[Found]]:
    walker: Callable[..., Iterator[Found]] = getattr(import_module(module), name)
    return walker


def _one(source: Source, kind: str, reading: Reading) -> Article:
    data = source.stream.read(reading.max_bytes + 1)
    if len(data) > reading.max_bytes:
        raise InputError(f"{source.shown} is larger than {reading.max_bytes:,} bytes; split it, or raise the limit")
    return read_document(data, kind, source.path, reading)


def missing(what: str) -> InputError:
    """Return what to say where the packages of the extra are not installed."""
    return InputError(f'{what} need a package more; install it with: pip install "dedup-passages[formats]"')


def inner(source: Source, reading: Reading) -> Iterator[Found]:
    """Yield what is found in a member of an archive; a member that cannot be read is skipped."""
    count = 0
    try:
        for found in found_in(source, reading):
            yield found
            count += isinstance(found, Article)
    except InputError as error:
        yield Skipped(source.path, f"after {count:,} of its articles" if count else "", str(error))
