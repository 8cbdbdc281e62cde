"""CSV and its relatives: a header, then a record a row; separated by commas, semicolons, tabs or bars."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain

from dedup.errors import InputError
from dedup.passages import Skipped
from dedup.stages.read.decode import decode
from dedup.stages.read.jsonl import Rows
from dedup.stages.read.options import MOST_RECORD_BYTES, Reading
from dedup.stages.read.sources import Found, Source
from dedup.stages.read.streams import HEAD, head_of

_SEPARATORS = ",;\t|"
_MOST_COLUMNS = 5_000


def walk_csv(source: Source, reading: Reading) -> Iterator[Found]:
    """Yield an article for each row under the header, in bounded memory."""
    head, stream = head_of(source.stream)
    codec = reading.encoding or _encoding(head)
    text = io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")
    try:
        yield from _rows(_bounded(text), source, reading)
    finally:
        text.detach()  # the stream is closed by whoever has opened it


def _rows(lines: Iterator[str], source: Source, reading: Reading) -> Iterator[Found]:
    csv.field_size_limit(MOST_RECORD_BYTES)
    first = next(lines, "")
    separator = max(_SEPARATORS, key=lambda one: (first.count(one), -_SEPARATORS.index(one)))
    rows = csv.reader(chain([first], lines), delimiter=separator)
    header = next(rows, [])
    if len(header) > _MOST_COLUMNS or not any(name.strip() for name in header):
        raise InputError(f"{source.shown} has no header that names its columns; put one into its first line")
    yield from _articles(rows, header, source, reading)


def _articles(rows: Iterator[list[str]], header: list[str], source: Source, reading: Reading) -> Iterator[Found]:
    made = Rows(source.path, reading)
    number = 1
    while True:
        number += 1
        place = f"row {number:,}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Skipped(source.path, place, f"it is not CSV: {error}")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header):
            yield Skipped(source.path, place, f"it has {len(row)} cells, and there are {len(header)} columns")
            continue
        yield made.found(dict(zip(header, row, strict=False)), place, f"{source.path}:{number}")


def _encoding(head: bytes) -> str:
    """Return the encoding that the beginning of a table shows."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    whole = head[: head.rfind(b"\n") + 1] or head if len(head) >= HEAD else head
    return "cp1252" if "Windows-1252" in " ".join(decode(whole, "the table").notes) else "utf-8"


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines; of one that is longer than a record may be, only so much that csv refuses it."""
    while line := text.readline(MOST_RECORD_BYTES + 2):
        yield line
        rest = line
        while len(rest) > MOST_RECORD_BYTES and rest and not rest.endswith(("\n", "\r")):
            rest = text.readline(MOST_RECORD_BYTES + 2)
