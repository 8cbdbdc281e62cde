"""What the editor's page shows of a passage that other articles tell: each beside it, on what they disagree, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dedup.elsewhere import Elsewhere
from dedup.passages import Passage, Relation, Span
from dedup.stages.report.desk import ANCHOR, Item
from dedup.stages.report.diff import differing
from dedup.stages.report.display import visible
from dedup.stages.report.pieces import Run, compared
from dedup.stages.report.telling import Telling, beginning, shown_words
from dedup.stages.report.view import Badge, Disagreement
from dedup.stages.report.wording import RELATION, many, percent, quoted, sentence


@dataclass(frozen=True, slots=True)
class Beside:
    """One of two texts beside each other; `anchor` leads to it where it stands in this article."""

    where: str
    about: str
    anchor: str
    runs: tuple[Run, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A passage of another article beside the one of this article; of equal texts this one alone."""

    named: str
    about: str
    relation: str
    sure: str
    disagree: tuple[Disagreement, ...]
    sides: tuple[Beside, ...]
    source: str
    article: str
    publisher: str


def item(telling: Telling, number: int, passage: Passage, told: Sequence[Elsewhere], status: str) -> Item:
    """Return the question on a passage that is told elsewhere as it stands in the list."""
    first = told[0]
    more = len({one.article for one in told}) - 1
    others = f" and {many(more, 'more article')}" if more else ""
    return Item(
        key=f"e{passage.id}",
        kind="elsewhere",
        anchor=anchor(passage.id),
        label=label(number),
        look=look(told),
        title=sentence(telling.where(passage.id)),
        relation=visible(f"{_relation(first)}: {first.named()}{others}"),
        words=telling.figures.words[passage.id],
        status="keep_both" if first.clashes else "review",
        status_text=status,
        text=visible(beginning(passage.text, 14)),
    )


def anchor(passage: int) -> str:
    """Return the anchor of the question on a passage."""
    return f"{ANCHOR}-e{passage}"


def label(number: int) -> str:
    """Return the sign of the n-th passage that is told elsewhere."""
    return f"«{number}"


def look(told: Sequence[Elsewhere]) -> str:
    """Return the look of a passage by what is told of it elsewhere."""
    return "conflict" if told[0].clashes else "elsewhere"


def badge(number: int, passage: int, told: Sequence[Elsewhere]) -> Badge:
    """Return the sign beside a passage in the article; it leads to the question."""
    return Badge(label(number), f"#{anchor(passage)}", visible(f"{_relation(told[0])}: {told[0].named()}"), look(told))


def occurrence(telling: Telling, passage: Passage, one: Elsewhere) -> Occurrence:
    """Return a passage and what another article tells of it, side by side."""
    line = f"line {one.line}" if one.line else ""
    version = f"version {one.version}" if one.version > 1 else ""
    return Occurrence(
        named=visible(quoted(one.title) if one.title.strip() else one.article),
        about=visible(" · ".join(part for part in (one.source, one.date, version, line) if part)),
        relation=_relation(one),
        sure="" if one.match.relation is Relation.IDENTICAL else f"{percent(one.match.score)} sure",
        disagree=tuple(
            Disagreement(str(c.kind), visible(quoted(c.a)), visible(quoted(c.b))) for c in one.match.conflicts
        ),
        sides=_sides(telling, passage, one),
        source=one.source,
        article=one.article,
        publisher=visible(one.publisher),
    )


def _relation(one: Elsewhere) -> str:
    if one.clashes or one.match.duplicate:
        return RELATION[Relation.CONFLICT if one.clashes else one.match.relation]
    return "told in part"  # a statement or some sentences of it


def _sides(telling: Telling, passage: Passage, one: Elsewhere) -> tuple[Beside, ...]:
    (here, more_here), (there, more_there) = shown_words(passage.text), shown_words(one.text)
    where, about = sentence(telling.where(passage.id)), many(telling.figures.words[passage.id], "word")
    link = f"#{ANCHOR}-p{passage.id}"
    if one.match.relation is Relation.IDENTICAL:
        return (Beside(where, about, link, compared(here, ()), more_here),)
    only = differing(here, there)
    ours = _clashes([c.a_span for c in one.match.conflicts], passage.start, len(here))
    theirs = _clashes([c.b_span for c in one.match.conflicts], 0, len(there))
    return (
        Beside(where, about, link, compared(here, only[0], ours), more_here),
        Beside(visible(one.named()), "", "", compared(there, only[1], theirs), more_there),
    )


def _clashes(spans: Sequence[Span], start: int, most: int) -> list[Span]:
    moved = (Span(span[0] - start, span[1] - start) for span in spans)
    return [span for span in moved if 0 <= span.start < span.end <= most]
