"""What another article tells of this one: one of an archive, or the original of a repost. Frozen as all of `passages`."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.passages import Match, Record, Relation


@dataclass(frozen=True, slots=True)
class Elsewhere(Record):
    """A passage of another article that tells what passage `match.a` of this one tells, or would if their facts agreed.

    `match.b` is its number among all of them. Offsets of side b count from the start of `text`; `line` is 0 where it is
    not known.
    """

    article: str
    title: str
    source: str
    date: str
    line: int
    version: int
    text: str
    match: Match

    @property
    def passage(self) -> int:
        """The passage of this article."""
        return self.match.a

    @property
    def clashes(self) -> bool:
        """Whether the two disagree somewhere."""
        return bool(self.match.conflicts) or self.match.relation is Relation.CONFLICT

    @property
    def publisher(self) -> str:
        """What is left out with it: its source, or the article where that is not known."""
        return self.source or self.article

    def named(self) -> str:
        """Return the article as a sentence has it: “Title” (Melby Post, 2024-05-02), and its line where that is known."""
        called = f"“{' '.join(self.title.split())}”" if self.title.strip() else self.article
        about = ", ".join(part for part in (self.source, self.date) if part)
        line = f", line {self.line}" if self.line else ""
        return f"{called}{f' ({about})' if about else ''}{line}"
