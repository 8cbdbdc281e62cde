"""Passages of other articles as witnesses of a cut: from the archive or the original, and what would be lost on their word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dedup.comparison import ORIGINAL, Comparison
from dedup.earlier import ArchiveReport, Earlier
from dedup.elsewhere import Elsewhere
from dedup.passages import Cut, CutStatus, Direction, Match, Passage, Report, Role, Span
from dedup.stages.condense import Page, cut_by_hand

Splitter = Callable[[str], tuple[Span, ...]]

_TURNED = {Direction.A_IN_B: Direction.B_IN_A, Direction.B_IN_A: Direction.A_IN_B}


def told_before(report: Report, found: ArchiveReport) -> tuple[Elsewhere, ...]:
    """Return the earlier places that an archive knows of the passages of a report on the same article."""
    ids = {(passage.start, passage.end): passage.id for passage in report.passages}
    places = {passage.id: (passage.start, passage.end) for passage in found.passages}
    several = [(ids[places[one.passage]], one) for one in found.matches if places[one.passage] in ids]
    return tuple(
        Elsewhere(one.article_id, one.title, one.source, one.date, 0, one.version, one.text, _match(n, one, number))
        for number, (n, one) in enumerate(several)
    )


def told_in_original(report: Report, comparison: Comparison) -> tuple[Elsewhere, ...]:
    """Return what the original of a comparison tells of the passages of a report on its repost."""
    ids = {(passage.start, passage.end): passage.id for passage in report.passages}
    by_id = {passage.id: passage for passage in comparison.passages}
    info = comparison.articles[ORIGINAL]
    title = info.title or ("" if info.path == "-" else info.path)
    found: list[Elsewhere] = []
    for match in comparison.passage_matches:
        one, other = by_id[match.a], by_id[match.b]
        n = ids.get((other.start, other.end))
        if n is not None:
            turned = _moved(_turned(match), n, len(found), one.start)
            found.append(Elsewhere(info.id, title, "", "", one.line, 1, one.text, turned))
    return tuple(found)


def cut_on_their_word(page: Page, passage: Passage, several: Sequence[Elsewhere], split: Splitter) -> Cut:
    """Return the cut of a passage that other articles tell: what none of them says. Nothing in this article covers it.

    It is the editor's decision and never safe: a reader of this article need not have read the others.
    """
    # Captions, because prose before a witness that begins with "It" would be taken for what it refers to.
    told = [Passage(n, 0, len(one.text), 1, Role.CAPTION, (), one.text) for n, one in enumerate(several)]
    asked = replace(passage, id=len(told))
    alone = replace(
        page,
        passages=(*told, asked),
        sentences={p.id: split(p.text) or (Span(0, len(p.text)),) for p in (*told, asked)},
        matches={(n, asked.id): replace(one.match, a=n, b=asked.id) for n, one in enumerate(several)},
        gone=frozenset(),
        _rests={}, _held={}, _whole={},
    )  # fmt: skip
    found = cut_by_hand(alone, asked.id)
    lost = found.would_lose if found else ()
    return Cut(passage.id, CutStatus.REVIEW, (), lost)


def _match(n: int, one: Earlier, number: int) -> Match:
    match = Match(
        a=n,
        b=number,
        relation=one.relation,
        direction=one.direction,
        score=one.score,
        duplicate=one.duplicate,
        cosine=one.cosine,
        overlap=one.overlap,
        coverage=one.coverage,
        spans=one.spans,
        conflicts=one.conflicts,
        notes=one.notes,
    )
    return _moved(match, n, number, one.span.start)


def _moved(match: Match, a: int, b: int, by: int) -> Match:
    """Return a match between passages of these numbers, its side b counted from the start of the passage."""
    return replace(
        match,
        a=a,
        b=b,
        spans=tuple(type(s)(s.a_start, s.a_end, s.b_start - by, s.b_end - by) for s in match.spans),
        conflicts=tuple(replace(c, b_span=Span(c.b_span[0] - by, c.b_span[1] - by)) for c in match.conflicts),
    )


def _turned(match: Match) -> Match:
    """Return a match with its sides swapped."""
    return replace(
        match,
        a=match.b,
        b=match.a,
        direction=_TURNED.get(match.direction, match.direction),
        coverage=type(match.coverage)(match.coverage.b_in_a, match.coverage.a_in_b),
        spans=tuple(type(s)(s.b_start, s.b_end, s.a_start, s.a_end) for s in match.spans),
        conflicts=tuple(replace(c, a=c.b, b=c.a, a_span=c.b_span, b_span=c.a_span) for c in match.conflicts),
    )
