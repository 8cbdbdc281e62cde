"""The data of a comparison: what became of an original in a repost. Frozen as all of `passages`.

`a` is always in the original and `b` in the repost; offsets are code points into the text of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import msgspec

from dedup.errors import InputError
from dedup.passages import (
    ArticleInfo,
    Conflict,
    Loss,
    Match,
    Passage,
    Record,
    Relation,
    Span,
    Tool,
)

ORIGINAL, REPOST = 0, 1


class Fate(StrEnum):
    """What became of a piece of the original in the repost, what needs looking at first."""

    CONFLICT = "conflict"  # told, and a fact disagrees
    CHANGED = "changed"  # told in short, or a recognised fact went or came
    REWORDED = "reworded"  # told in other words, no recognised fact lost or new
    CARRIED_OVER = "carried_over"  # word for word; typography and case do not count


@dataclass(frozen=True, slots=True)
class ComparedPassage(Passage):
    """A passage of one of the two: ids run on from the original (`article` 0) to the repost (1)."""

    article: int


@dataclass(frozen=True, slots=True)
class Piece(Record):
    """Whole sentences of both sides that tell the same, and what became of them.

    Sentences that follow each other are one span. `lost` are the recognised facts that only `a` has, `gained` those
    that only `b` has; their offsets count in the original and in the repost.
    """

    a: tuple[Span, ...]
    b: tuple[Span, ...]
    fate: Fate
    sure: float
    conflicts: tuple[Conflict, ...] = ()
    lost: tuple[Loss, ...] = ()
    gained: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment(Record):
    """A span of the original that a span of the repost tells again; both may cross passages.

    `moved` says that it stands out of the order that most of the alignments keep.
    """

    a: Span
    b: Span
    relation: Relation
    score: float
    moved: bool
    pieces: tuple[Piece, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts of all its pieces."""
        return tuple(conflict for piece in self.pieces for conflict in piece.conflicts)


@dataclass(frozen=True, slots=True)
class Share(Record):
    """The words of one side by what became of them. `words` is the denominator: headings and boilerplate do not count.

    `alone` are the words that the other side does not tell: dropped in the original, added in the repost.
    """

    words: int
    conflict: int
    changed: int
    reworded: int
    carried_over: int
    alone: int

    @property
    def told(self) -> int:
        """The words that the other side tells too, in conflict or not."""
        return self.words - self.alone


@dataclass(frozen=True, slots=True)
class Newer(Record):
    """Which of the two looks newer (`article` 0 or 1), and by what it does."""

    article: int
    why: str


@dataclass(frozen=True, slots=True)
class Comparison(Record):
    """Everything `compare` has found. `matches` are spans of text, `passage_matches` pairs of passages by id.

    In its JSON the pairs of passages stand under `matches`, as in the JSON of `check`, and the spans under `alignments`.
    """

    schema_version: int
    tool: Tool
    articles: tuple[ArticleInfo, ArticleInfo]
    passages: tuple[ComparedPassage, ...]
    matches: tuple[Alignment, ...]
    passage_matches: tuple[Match, ...]
    dropped: tuple[int, ...]
    added: tuple[int, ...]
    dropped_spans: tuple[Span, ...]
    added_spans: tuple[Span, ...]
    shares: tuple[Share, Share]
    newer: Newer | None = None
    notes: tuple[str, ...] = ()

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The facts that disagree, in the order of the original."""
        found = [conflict for match in self.matches for conflict in match.conflicts]
        return tuple(sorted(found, key=lambda conflict: (conflict.a_span, conflict.b_span, conflict.kind)))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON of `dedup compare --format json`."""
        plain = Record.to_dict(self)
        return {IN_JSON.get(key, key): value for key, value in plain.items()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the comparison that `to_dict` wrote. Raise InputError where a field is missing or of another type."""
        named = {key: name for name, key in IN_JSON.items()}
        try:
            return msgspec.convert({named.get(key, key): value for key, value in data.items()}, cls)
        except msgspec.ValidationError as error:
            raise InputError(f"not a {cls.__name__}: {error}") from error


IN_JSON = {"matches": "alignments", "passage_matches": "matches"}
"""Fields whose key in JSON is another: `matches` of every JSON lists passages by id."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the stages have found in two articles, before it is known which is which and what found it."""

    passages: tuple[ComparedPassage, ...]
    matches: tuple[Alignment, ...]
    passage_matches: tuple[Match, ...]
    dropped: tuple[int, ...]
    added: tuple[int, ...]
    dropped_spans: tuple[Span, ...]
    added_spans: tuple[Span, ...]
    shares: tuple[Share, Share]
    newer: Newer | None
    notes: tuple[str, ...] = ()
