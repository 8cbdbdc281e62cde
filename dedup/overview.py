"""The data of `dedup archive report` and of a scan's report: what is told more than once, by source and month. Frozen."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.passages import Record


@dataclass(frozen=True, slots=True)
class Part(Record):
    """A source or a month: its articles, its words, and how many of them were told before."""

    name: str
    articles: int
    words: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Repeated(Record):
    """A passage of several articles: who had it first, when it was told (days, oldest first), and by how many sources."""

    text: str
    words: int
    articles: int
    sources: int
    first_article: str
    first_source: str
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed(Record):
    """A passage that two versions of an article tell differently: a fact of the one cannot hold beside the other's."""

    article: str
    version: int
    before: str
    after: str
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview(Record):
    """An archive at a glance. Repeats are word for word, but for typography and case; boilerplate is left aside."""

    name: str
    articles: int
    passages: int
    words: int
    repeated: int
    sources: tuple[Part, ...]
    months: tuple[Part, ...]
    passages_repeated: tuple[Repeated, ...]
    changed: tuple[Changed, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanPair(Record):
    """Two passages of a scan by their ids, with their texts, their articles, and the facts that clash."""

    a: int
    b: int
    text_a: str
    text_b: str
    article_a: str
    article_b: str
    score: float
    conflicts: str


@dataclass(frozen=True, slots=True)
class Scanned(Record):
    """What the report of a scan shows: in each part `repeated` are the words that the plan would take out."""

    name: str
    sources: tuple[Part, ...]
    months: tuple[Part, ...]
    largest: tuple[Repeated, ...]
    conflicts: tuple[ScanPair, ...]
    reworded: tuple[ScanPair, ...]
