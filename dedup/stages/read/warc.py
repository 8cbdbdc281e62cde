"""Web archives (WARC): every page that was fetched and holds text is an article; its source is the site.

Read here, record by record, because a damaged one must not end the run: warcio stops at it, fastwarc panics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO

from dedup.errors import InputError
from dedup.passages import Article, Skipped
from dedup.stages.read.document import read_document
from dedup.stages.read.http import content, status_of, taken_apart
from dedup.stages.read.options import MOST_RECORD_BYTES, Reading
from dedup.stages.read.records import site_of
from dedup.stages.read.sniff import DOCX, HTML, PDF, TEXT, glimpse, recognise, recognise_bytes
from dedup.stages.read.sources import Found, Source
from dedup.stages.read.streams import HEAD

_KINDS = {"text/html": HTML, "application/xhtml+xml": HTML, "text/plain": TEXT, "application/pdf": PDF}
_PAGES = frozenset({"response", "resource", "conversion"})
_VERSION = b"WARC/1."
_MOST_HEADERS, _LONGEST_LINE = 200, 65_536
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class _Record:
    """One record: its headers, names in small letters, and its content, or what is wrong with it."""

    headers: Mapping[str, str] = field(default_factory=dict)
    data: bytes = b""
    problem: str = ""


def walk_warc(source: Source, reading: Reading) -> Iterator[Found]:
    """Yield an article for each record that is a page, in bounded memory. After a damaged record the next is looked for."""
    most = min(MOST_RECORD_BYTES, reading.max_bytes)
    for number, record in enumerate(_records(source.stream, most), 1):
        place = f"record {number:,}"
        if record.problem:
            yield Skipped(source.path, place, record.problem)
            continue
        if record.headers.get("warc-type") not in _PAGES:
            continue
        try:
            article = _article(record, f"{source.path}:{number}", most, reading)
        except InputError as error:
            yield Skipped(source.path, place, str(error))
            continue
        if article is not None:
            yield article


def _records(stream: IO[bytes], most: int) -> Iterator[_Record]:
    lost = False
    while line := stream.readline(_LONGEST_LINE):
        if not line.startswith(_VERSION):
            if line.strip() and not lost:
                lost = True  # until the next record begins
                yield _Record(problem="the record is damaged")
            continue
        lost = False
        headers = _headers(stream)
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 16):
            yield _Record(problem="the record does not say how long it is")
        elif int(length) > most:
            left = int(length)
            while left and (piece := stream.read(min(left, _PIECE))):
                left -= len(piece)
            if headers.get("warc-type") in _PAGES:
                yield _Record(problem=f"the page is larger than {most:,} bytes")
            else:
                yield _Record(headers)
        else:
            data = stream.read(int(length))
            yield _Record(headers, data, "the page was cut off" if len(data) < int(length) else "")


def _headers(stream: IO[bytes]) -> dict[str, str]:
    lines: list[bytes] = []
    while len(lines) < _MOST_HEADERS and (line := stream.readline(_LONGEST_LINE).strip()):
        lines.append(line)
    return taken_apart(lines)


def _article(record: _Record, path: str, most: int, reading: Reading) -> Article | None:
    """Return the article of a record, None where it is none: a picture, a script, an error page of the site."""
    headers, data = record.headers, record.data
    said = headers.get("content-type", "")
    if said.lower().startswith("application/http"):
        status, headers, data = status_of(data)
        if not 200 <= status < 300:
            return None
        said = headers.get("content-type", "")
    kind = _KINDS.get(said.partition(";")[0].strip().lower(), "")
    if said and not kind:
        return None
    data = content(headers, data, most)
    if not data.strip():
        return None
    found = recognise_bytes(data[:HEAD], "") or recognise(glimpse(data[:HEAD]), "")
    kind = found if found in {HTML, PDF, DOCX} else kind or TEXT
    article = read_document(_declaring(data, said, kind), kind, path, reading)
    address = record.headers.get("warc-target-uri", "").strip("<>")
    return replace(
        article,
        id=address or record.headers.get("warc-record-id", ""),
        source=site_of(address) or article.source,
        date=article.date or record.headers.get("warc-date", ""),
    )


def _declaring(data: bytes, said: str, kind: str) -> bytes:
    """Return a page with the charset of its HTTP headers written into it, where it says none itself."""
    charset = said.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    if kind != HTML or not charset.isascii() or not charset.replace("-", "").replace("_", "").isalnum():
        return data
    return data if b"charset" in data[:1024].lower() else f'<meta charset="{charset}">'.encode("ascii") + data
