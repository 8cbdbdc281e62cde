"""Web archives (WARC): every page that was fetched and holds text is an article; its source is the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dedup.errors import InputError
from dedup.passages import Article, Skipped
from dedup.stages.read.document import read_document
from dedup.stages.read.options import MOST_RECORD_BYTES, Reading
from dedup.stages.read.records import site_of
from dedup.stages.read.sniff import DOCX, HTML, PDF, TEXT, glimpse, recognise, recognise_bytes
from dedup.stages.read.streams import DAMAGED, HEAD, damaged
from dedup.stages.read.walk import Found, Source, missing

_KINDS = {"text/html": HTML, "application/xhtml+xml": HTML, "text/plain": TEXT, "application/pdf": PDF}
_PAGES = frozenset({"response", "resource", "conversion"})


def walk_warc(source: Source, reading: Reading) -> Iterator[Found]:
    """Yield an article for each record that is a page, in bounded memory."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise missing("web archives") from None
    number = 0
    try:
        for record in ArchiveIterator(source.stream, ensure_http_headers=False):
            number += 1
            if record.rec_type in _PAGES:
                yield from _page(record, number, source, reading)
    except (ArchiveLoadFailed, ValueError, *DAMAGED) as error:
        raise damaged(source.shown, error) from None


def _page(record: Any, number: int, source: Source, reading: Reading) -> Iterator[Found]:
    place = f"record {number:,}"
    try:
        article = _article(record, f"{source.path}:{number}", reading)
    except InputError as error:
        yield Skipped(source.path, place, str(error))
        return
    if article is not None:
        yield article


def _article(record: Any, path: str, reading: Reading) -> Article | None:
    """Return the article of a record, None where it is none: a picture, a script, an error page of the site."""
    headers, http = record.rec_headers, record.http_headers
    if http is not None and not str(http.get_statuscode()).startswith("2"):
        return None
    said = (http.get_header("Content-Type") if http else headers.get_header("Content-Type")) or ""
    kind = _KINDS.get(said.partition(";")[0].strip().lower(), "")
    if said and not kind and record.rec_type != "conversion":
        return None
    most = min(MOST_RECORD_BYTES, reading.max_bytes)
    try:
        data = record.content_stream().read(most + 1)
    except (ValueError, *DAMAGED) as error:
        raise damaged("the page", error) from None
    if len(data) > most:
        raise InputError(f"the page is larger than {most:,} bytes")
    if not data.strip():
        return None
    found = recognise_bytes(data[:HEAD], "") or recognise(glimpse(data[:HEAD]), "")
    kind = found if found in {HTML, PDF, DOCX} else kind or TEXT
    article = read_document(_declaring(data, said, kind), kind, path, reading)
    address = (headers.get_header("WARC-Target-URI") or "").strip("<>")
    return replace(
        article,
        id=address or headers.get_header("WARC-Record-ID") or "",
        source=site_of(address) or article.source,
        date=article.date or headers.get_header("WARC-Date") or "",
    )


def _declaring(data: bytes, said: str, kind: str) -> bytes:
    """Return a page with the charset of its HTTP headers written into it, where it says none itself."""
    charset = said.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
    if kind != HTML or not charset.isascii() or not charset.replace("-", "").replace("_", "").isalnum():
        return data
    return data if b"charset" in data[:1024].lower() else f'<meta charset="{charset}">'.encode("ascii") + data
