"""RSS and Atom: every entry is an article; what it holds as HTML is read as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from dedup.errors import InputError
from dedup.passages import Article, Skipped
from dedup.stages.read.decode import decode
from dedup.stages.read.document import finished, read_text
from dedup.stages.read.options import Reading
from dedup.stages.read.records import site_of
from dedup.stages.read.sniff import HTML, TEXT, declared_charset
from dedup.stages.read.sources import Found, Source
from dedup.stages.read.xml import attribute, children, local, parsed, text_of

_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")


def walk_feed(source: Source, reading: Reading) -> Iterator[Found]:
    """Yield the article of each entry, in the order of the feed."""
    data = source.stream.read(reading.max_bytes + 1)
    if len(data) > reading.max_bytes:
        raise InputError(f"{source.shown} is a feed of more than {reading.max_bytes:,} bytes; split it")
    decoded = decode(data, source.shown, encoding=reading.encoding, declared=declared_charset(data))
    root = parsed(decoded.text, source.shown, mend=True)
    channel = next(iter(children(root, "channel")), root)
    site = _line(text_of(channel, "title")), text_of(channel, "language") or _language(channel)
    entries = list(_entries(root))
    if not entries:
        raise InputError(f"{source.shown} is a feed without entries; there is nothing to read in it")
    for number, entry in enumerate(entries, 1):
        path = f"{source.path}:{number}"
        try:
            article = finished(_article(entry, site, reading), "feed", path)
        except InputError as error:
            yield Skipped(source.path, f"entry {number:,}", str(error))
            continue
        yield replace(article, notes=decoded.notes + article.notes)


def _entries(root: Any) -> Iterator[Any]:
    """Yield the entries of a feed; what a broken one has inside another belongs to that."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if local(element) in {"item", "entry"}:
            walk.skip_subtree()
            yield element


def _article(entry: Any, site: tuple[str, str], reading: Reading) -> Article:
    text, kind = _body(entry)
    article = read_text(text, "the entry", reading, kind)
    link = text_of(entry, "link") or next(
        (attribute(one, "href") for one in children(entry, "link") if attribute(one, "rel") in {"", "alternate"}), ""
    )
    return replace(
        article,
        id=text_of(entry, "guid", "id") or link,
        title=_line(text_of(entry, "title")) or article.title,
        date=text_of(entry, "published", "pubDate", "date", "updated"),
        source=site[0] or site_of(link),
        language=_language(entry) or article.language or site[1],
    )


def _body(entry: Any) -> tuple[str, str]:
    """Return the fullest text of an entry, and whether it is HTML or plain."""
    found = [
        _content(child)
        for name in ("encoded", "content", "description", "summary")
        for child in children(entry, name)
        if len(child) or child.text
    ]
    return max(found, key=lambda one: len(one[0]), default=("", TEXT))


def _content(element: Any) -> tuple[str, str]:
    if len(element) and attribute(element, "type") != "text":
        markup = "".join(etree.tostring(child, encoding="unicode") for child in element)
        return re.sub(r"(</?)\w+:(?=\w)", r"\1", (element.text or "") + markup), HTML
    text = "".join(element.itertext())
    plain = attribute(element, "type") in {"text", "text/plain"} or not _MARKUP.search(text)
    return text, TEXT if plain else HTML


def _language(element: Any) -> str:
    """Return the xml:lang of an element or of what it stands in."""
    while element is not None:
        if found := str(element.get("{http://www.w3.org/XML/1998/namespace}lang", "")):
            return found
        element = element.getparent()
    return ""


def _line(text: str) -> str:
    return " ".join(text.split())
