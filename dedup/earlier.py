"""The data of a check against an archive: what was published before, where, and how it relates. Frozen as all of `passages`.

`a` is always in the article that is checked and `b` in the earlier one; offsets are code points into the text of each.
"""

from __future__ import annotations

from dataclasses import dataclass

from dedup.passages import (
    Aligned,
    ArticleInfo,
    Conflict,
    Coverage,
    Direction,
    Passage,
    Record,
    Relation,
    Span,
    Tool,
)


@dataclass(frozen=True, slots=True)
class Earlier(Record):
    """A passage of an earlier article that tells what `passage` of the checked one tells, or would if their facts agreed.

    `span` and `text` are where and what it is in the earlier article; `version` counts the texts that article has had.
    `spans` and `conflicts` have `a` in the checked article and `b` in the earlier one.
    """

    passage: int
    span: Span
    article_id: str
    source: str
    date: str
    relation: Relation
    score: float
    conflicts: tuple[Conflict, ...]
    direction: Direction
    duplicate: bool
    cosine: float
    overlap: float
    coverage: Coverage
    spans: tuple[Aligned, ...]
    version: int
    title: str
    path: str
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstSeen(Record):
    """Where a passage was told first, as far as the archive knows, and in how many of its articles it is told at all."""

    passage: int
    article_id: str
    source: str
    date: str
    articles: int


@dataclass(frozen=True, slots=True)
class ArchiveReport(Record):
    """Everything an archive knows of one article. `archived` is how many articles were searched."""

    schema_version: int
    tool: Tool
    article: ArticleInfo
    archived: int
    passages: tuple[Passage, ...]
    matches: tuple[Earlier, ...]
    first_seen: tuple[FirstSeen, ...]
    notes: tuple[str, ...] = ()
