"""JSON: a record a line (JSONL), read line by line, or one file of records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

from dedup.errors import InputError
from dedup.passages import Skipped
from dedup.stages.read.decode import decode
from dedup.stages.read.document import shown_name
from dedup.stages.read.options import MOST_RECORD_BYTES, Reading
from dedup.stages.read.records import Columns, article_of
from dedup.stages.read.sources import Found, Source

_PIECE = 1024 * 1024


class _Line(NamedTuple):
    number: int
    data: bytes
    whole: bool


@dataclass
class Rows:
    """Makes articles of the records of one file; its fields are settled by the first record."""

    path: str
    reading: Reading
    columns: Columns | None = None
    read: int = 0

    def found(self, record: Any, place: str, path: str) -> Found:
        """Return the article of a record, or what is wrong with it."""
        if not isinstance(record, Mapping):
            return Skipped(self.path, place, "it is no record with fields")
        try:
            self.columns = self.columns or Columns.of(record, self.reading, shown_name(self.path))
            article = article_of(record, self.columns, path, self.reading)
        except InputError as error:
            if self.columns is None:
                raise  # which field is the text is wrong with the file, not with this record
            return Skipped(self.path, place, str(error))
        self.read += 1
        return article


def walk_lines(source: Source, reading: Reading) -> Iterator[Found]:
    """Yield an article for each line of JSON, in bounded memory however long the file or a line is."""
    rows = Rows(source.path, reading)
    for line in _lines(source.stream, min(MOST_RECORD_BYTES, reading.max_bytes)):
        place = f"line {line.number:,}"
        if not line.whole:
            size = min(MOST_RECORD_BYTES, reading.max_bytes)
            yield Skipped(source.path, place, f"the line is larger than {size:,} bytes")
        elif line.data.strip(b" \t\r\n\0\xef\xbb\xbf"):
            try:
                record = _parsed(line.data, reading)
            except InputError as error:
                yield Skipped(source.path, place, str(error))
                continue
            yield rows.found(record, place, f"{source.path}:{line.number}")


def walk_json(source: Source, reading: Reading) -> Iterator[Found]:
    """Yield an article for each record of a JSON file: a list of records, or one record, or one that holds such a list."""
    data = source.stream.read(reading.max_bytes + 1)
    if len(data) > reading.max_bytes:
        raise InputError(
            f"{source.shown} is one JSON value of more than {reading.max_bytes:,} bytes; write a record a line (JSONL)"
        )
    try:
        found = _parsed(data, reading)
    except InputError as error:
        raise InputError(f"{source.shown}: {error}; mend it, or write a record a line (JSONL)") from None
    rows = Rows(source.path, reading)
    records = _records(found)
    for number, record in enumerate(records, 1):
        path = source.path if len(records) == 1 else f"{source.path}:{number}"
        yield rows.found(record, f"record {number:,}", path)


def _records(value: Any) -> Sequence[Any]:
    if isinstance(value, list):
        return value
    lists = [inner for inner in value.values() if isinstance(inner, list)] if isinstance(value, dict) else []
    of_records = [inner for inner in lists if inner and all(isinstance(record, dict) for record in inner)]
    return of_records[0] if len(of_records) == 1 else [value]


def _lines(stream: IO[bytes], most: int) -> Iterator[_Line]:
    """Yield the lines of a stream; of one that is too long no more than its beginning is held."""
    number = 0
    while data := stream.readline(most + 1):
        number += 1
        whole = len(data) <= most or data.endswith(b"\n")
        yield _Line(number, data if whole else b"", whole)
        while not whole and data and not data.endswith(b"\n"):
            data = stream.readline(_PIECE)


def _parsed(data: bytes, reading: Reading) -> Any:
    try:
        text = data.decode("utf-8-sig") if reading.encoding is None else ""
    except UnicodeDecodeError:
        text = ""
    text = text or decode(data, "it", encoding=reading.encoding).text
    try:
        return json.loads(text)
    except RecursionError:
        raise InputError("it is nested too deep") from None
    except ValueError as error:
        at = f" at character {error.pos + 1:,}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"it is not JSON{at}") from None
