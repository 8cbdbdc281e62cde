"""What a page says of itself: title, site, date and language, from its <meta>, its JSON-LD and its markup."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_ARTICLE = re.compile(r"article|posting|report|review|recipe|webpage", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
_MOST_JSON = 2_000_000  # characters
_LONGEST = 1_000  # characters of a title or a name
_NO_FIELDS: Mapping[str, Any] = {}


class About(NamedTuple):
    """What the fields of an Article are filled with; "" where the page does not say."""

    title: str
    source: str
    date: str
    language: str


def about(root: etree._Element) -> About:
    """Return what a page says of itself."""
    meta = _meta(root)
    linked = _linked_data(root)
    source = (
        meta.get("og:site_name") or _name(linked.get("publisher")) or meta.get("application-name") or _host(root, meta)
    )
    return About(_title(root, meta, source), source, _date(root, meta, linked), _language(root, meta))


def _meta(root: etree._Element) -> dict[str, str]:
    """Return the content of each named <meta>, the first of a name."""
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        content = line_of(meta.get("content", ""))
        for key in ("property", "itemprop", "name", "http-equiv"):
            if content and (name := meta.get(key, "").strip().lower()):
                said.setdefault(name, content)
    return said


def _first(said: Mapping[str, str], *names: str) -> str:
    return next((said[name] for name in names if said.get(name)), "")


def _title(root: etree._Element, meta: Mapping[str, str], source: str) -> str:
    headlines = [line_of("".join(str(piece) for piece in h1.itertext())) for h1 in root.iter("h1")]
    headline = headlines[0] if len(headlines) == 1 else ""
    title = _first(meta, "og:title", "twitter:title") or headline or line_of(root.findtext(".//title") or "")
    for bar in (" - ", " | ", " \u2013 ", " \u2014 ", " :: ", " \u00bb "):
        if source and title.endswith(bar + source):
            return title.removesuffix(bar + source)
    return title


def _date(root: etree._Element, meta: Mapping[str, str], linked: Mapping[str, Any]) -> str:
    names = "article:published_time", "datepublished", "og:published_time", "dc.date", "dcterms.date", "dc.date.issued"
    more = "dcterms.created", "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "pubdate", "date"
    said = _first(meta, *names) or linked.get("datePublished") or _first(meta, *more)
    if isinstance(said, str) and said:
        return line_of(said)
    times = [time for time in root.iter("time") if _YEAR.search(time.get("datetime", ""))]
    marked = [time for time in times if time.get("pubdate") is not None or time.get("itemprop") == "datePublished"]
    in_text = [e.get("content") or e.get("datetime") for e in root.iterfind(".//*[@itemprop='datePublished']")]
    found = [line_of(date) for date in in_text if date] or [
        line_of(time.get("datetime", "")) for time in marked or times
    ]
    return found[0] if found else ""


def _language(root: etree._Element, meta: Mapping[str, str]) -> str:
    said = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    said = said or _first(meta, "content-language", "og:locale", "dc.language")
    found = _LANGUAGE.match((said or "").strip())
    return found.group().replace("_", "-") if found else ""


def _host(root: etree._Element, meta: Mapping[str, str]) -> str:
    """Return the host of the page's own address."""
    links = [link.get("href", "") for link in root.iter("link") if link.get("rel", "").lower() == "canonical"]
    for address in (*links, meta.get("og:url", "")):
        try:
            host = urlsplit(address.strip()).hostname
        except ValueError:
            continue
        if host:
            return host.removeprefix("www.")
    return ""


def _linked_data(root: etree._Element) -> Mapping[str, Any]:
    """Return the first article of the page's JSON-LD, or no fields."""
    for script in root.iter("script"):
        if script.get("type", "").strip().lower() != "application/ld+json" or len(script.text or "") > _MOST_JSON:
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue  # a page whose JSON is broken says the same elsewhere, or nothing
        for item in _items(data):
            if _ARTICLE.search(str(item.get("@type", ""))) and item.get("datePublished"):
                return item
    return _NO_FIELDS


def _items(data: Any) -> Iterator[Mapping[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else ()


def _name(publisher: Any) -> str:
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return line_of(name) if isinstance(name, str) else ""


def line_of(text: str) -> str:
    """Return a text on one line, not too long for a title."""
    return _SPACES.sub(" ", text).strip()[:_LONGEST]
