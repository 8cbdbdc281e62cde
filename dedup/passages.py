"""The data that flows from stage to stage. Every class is frozen; `to_dict` and `from_dict` are the JSON.

Offsets are code points into the text of the article as read: `passage.text == article.text[passage.start:passage.end]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple, Self

import msgspec

from dedup.errors import InputError

SCHEMA_VERSION = 1


class Relation(StrEnum):
    """How two passages relate; what each word means is defined in the README."""

    IDENTICAL = "identical"
    NEAR_DUPLICATE = "near_duplicate"
    PARAPHRASE = "paraphrase"
    SUMMARY = "summary"
    CONFLICT = "conflict"
    UNRELATED = "unrelated"


class Direction(StrEnum):
    """Which side of a match says all the other says."""

    A_IN_B = "a_in_b"
    B_IN_A = "b_in_a"
    BOTH = "both"
    NEITHER = "neither"


class Role(StrEnum):
    """What a passage is on the page. Only prose, quotes and captions are matched with each other."""

    PROSE = "prose"
    HEADING = "heading"
    QUOTE = "quote"
    BOILERPLATE = "boilerplate"
    CAPTION = "caption"


class Flag(StrEnum):
    """What is special about a passage; a truncated or dangling passage is never cut as safe."""

    TRUNCATED = "truncated"  # the sentence ends in the middle
    MASKED_WORD = "masked_word"  # letters replaced by *
    DANGLING = "dangling"  # begins with "The movement ..." whose antecedent stands in the passage before
    HIDDEN = "hidden"  # hidden by CSS on the page
    QUOTED = "quoted"  # mail quotation, lines beginning with >
    OFF = "off"  # between <!-- dedup: off --> and on: not compared, not cut
    IGNORED = "ignored"  # nothing but phrases that the user wants ignored: not compared, not cut


COMPARED = frozenset({Role.PROSE, Role.QUOTE, Role.CAPTION})
"""Roles of passages that are compared with each other."""

LEFT_ALONE = frozenset({Flag.OFF, Flag.IGNORED})
"""Flags of passages that take part in nothing: they match nothing and are never cut."""


class FactKind(StrEnum):
    """The kinds of fact that are recognised and compared."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    NAME = "name"
    PLACE = "place"
    NEGATION = "negation"
    DIRECTION = "direction"
    UNIT = "unit"
    QUOTE = "quote"


ANCHORS = frozenset({FactKind.NAME, FactKind.PLACE, FactKind.DATE, FactKind.TIME})
"""Facts that say what a sentence is about, and when: two that differ mean another subject, not a contradiction."""


class CutStatus(StrEnum):
    """What is suggested for a passage that repeats another."""

    SAFE = "safe"
    REVIEW = "review"
    KEEP_BOTH = "keep_both"
    BOILERPLATE = "boilerplate"


class Record:
    """A frozen dataclass that can be written as plain data and read back."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists, strings and numbers, ready for `json.dumps`."""
        plain: dict[str, Any] = _lists(msgspec.to_builtins(self))
        return plain

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the record that `to_dict` wrote. Raise InputError where a field is missing or of another type."""
        try:
            return msgspec.convert(data, cls)
        except msgspec.ValidationError as error:
            raise InputError(f"not a {cls.__name__}: {error}") from error


def _lists(value: Any) -> Any:
    """Return plain data with every tuple made a list, as JSON has them."""
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, (list, tuple)) else value


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Aligned(NamedTuple):
    """Two ranges that tell the same thing: one on side a, one on side b."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@dataclass(frozen=True, slots=True)
class Block(Record):
    """A paragraph that the reader of a structured format has found, with what the markup says of it."""

    start: int
    end: int
    role: Role | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Article(Record):
    """One text as read. `blocks` is empty where the format has no paragraphs of its own (plain text)."""

    text: str
    id: str = ""
    title: str = ""
    path: str = ""
    source: str = ""
    date: str = ""
    language: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The checksum of the text in UTF-8 (lone surrogates, which UTF-8 cannot hold, pass through)."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Skipped(Record):
    """What could not be read of an input with many articles: where it stands, and why, as one sentence."""

    path: str
    place: str  # "line 7", "record 3"; empty where a whole file is meant
    reason: str

    def __str__(self) -> str:
        """Return the sentence, with its place before it."""
        return f"{self.path}, {self.place}: {self.reason}" if self.place else self.reason


@dataclass(frozen=True, slots=True)
class Passage(Record):
    """A paragraph: what is matched, clustered and cut. `text == article.text[start:end]`."""

    id: int
    start: int
    end: int
    line: int
    role: Role
    flags: tuple[Flag, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Coverage(Record):
    """The share of each side's content, weighted by information, that the other side says (0..1)."""

    a_in_b: float
    b_in_a: float


@dataclass(frozen=True, slots=True)
class Conflict(Record):
    """Two facts that cannot both hold. `a` and `b` are the words; the spans say where they stand."""

    kind: FactKind
    a: str
    b: str
    a_span: Span
    b_span: Span


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """What a verdict rests on. `overlap` is the share of the shorter's distinct words found in the longer."""

    cosine: float
    overlap: float
    spans: tuple[Aligned, ...] = ()
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict(Record):
    """How two texts relate, how sure, and why. Spans count from the start of each text."""

    relation: Relation
    score: float
    duplicate: bool
    a_in_b: float
    b_in_a: float
    conflicts: tuple[Conflict, ...]
    evidence: Evidence
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match(Record):
    """Two passages of one article that tell the same thing, or would if their facts agreed."""

    a: int
    b: int
    relation: Relation
    direction: Direction
    score: float
    duplicate: bool
    cosine: float
    overlap: float
    coverage: Coverage
    spans: tuple[Aligned, ...]
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster(Record):
    """Passages that all tell the same. `weakest` is the lowest score of any two of them, `condensed` what stays."""

    id: int
    label: str
    members: tuple[int, ...]
    keep: tuple[int, ...]
    weakest: float
    condensed: str


@dataclass(frozen=True, slots=True)
class Loss(Record):
    """Something that a cut passage says and its witnesses do not; offsets into the article."""

    kind: str  # a FactKind, or "word"
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cut(Record):
    """A suggestion for one passage: who covers it and what would be lost with it."""

    passage: int
    status: CutStatus
    covered_by: tuple[int, ...]
    would_lose: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Condensed(Record):
    """The text less its safe and boilerplate cuts, and whether the independent check has passed."""

    text: str
    words_before: int
    words_after: int
    verified: bool


@dataclass(frozen=True, slots=True)
class ArticleInfo(Record):
    """What a report says of its article."""

    id: str
    title: str
    path: str
    sha256: str
    words: int
    language: str


@dataclass(frozen=True, slots=True)
class Tool(Record):
    """What made a report: the version, the models and every setting."""

    name: str
    version: str
    models: dict[str, str]
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report(Record):
    """Everything `check` has found in one article."""

    schema_version: int
    tool: Tool
    article: ArticleInfo
    passages: tuple[Passage, ...]
    matches: tuple[Match, ...]
    clusters: tuple[Cluster, ...]
    cuts: tuple[Cut, ...]
    condensed: Condensed
    notes: tuple[str, ...] = ()
