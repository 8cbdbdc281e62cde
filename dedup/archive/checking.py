"""Checking an article: candidates of the cascade are judged together, and each that relates is told with where it stands."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dedup.archive.context import Context
from dedup.archive.lookup import Candidate, Lookup
from dedup.archive.shingles import key_of
from dedup.archive.store import Store
from dedup.earlier import Earlier, FirstSeen
from dedup.hints import reported
from dedup.ignore import Ignored, but_for_phrases
from dedup.normalise import same_text
from dedup.pairs import Tools, profile_all, with_clauses
from dedup.passages import (
    COMPARED,
    LEFT_ALONE,
    Aligned,
    Conflict,
    Evidence,
    Passage,
    Relation,
    Role,
    Span,
    Verdict,
)
from dedup.pipeline import match_of
from dedup.settings import Settings
from dedup.stages.embed import embed

_MOST_ROWS = 1_000  # places of one content that are looked through for `top` articles

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is left out of an answer: articles, sources, what is older than a day, and all but `top` articles a passage."""

    exclude_ids: tuple[str, ...] = ()
    exclude_sources: tuple[str, ...] = ()
    since: str = ""
    top: int = 3


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the article that is asked about, besides its passages: title and day ("" where there is none)."""

    title: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a content stands: an article, and the passage in it."""

    order: tuple[bool, str, int]
    article: str
    version: int
    source: str
    date: str
    title: str
    path: str
    span: Span
    line: int
    text: str

    @property
    def row(self) -> int:
        """Return the row of the article in the record."""
        return self.order[2]

    @property
    def day(self) -> str:
        """Return the day of the article, "" where it has none."""
        return self.order[1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive knows of the passages of an article."""

    matches: tuple[Earlier, ...]
    first_seen: tuple[FirstSeen, ...]
    notes: tuple[str, ...]


def check(
    passages: Sequence[Passage], about: About, lookup: Lookup, tools: Tools, settings: Settings, asked: Asked
) -> Answer:
    """Return the earlier places of each passage, and the first of them."""
    texts = (about.title, *(passage.text for passage in passages))
    context = Context(lookup.store, tools.basis.lexicon, settings, texts, about.day)
    ignored = Ignored.of(settings.ignore_phrases)
    heard = [p for p in passages if not LEFT_ALONE.intersection(p.flags) and p.role is not Role.HEADING]
    equal = lookup.store.contents(key_of(p.text) for p in heard)
    compared = {p.id: ignored.blanked(p.text) for p in heard if p.role in COMPARED}
    found = lookup.candidates([text for text in compared.values() if text.strip()])
    places = _Places(lookup.store, asked)
    wanted: dict[int, tuple[Candidate, ...]] = {}
    for passage in heard:
        same = equal.get(key_of(passage.text))
        others = found.get(compared.get(passage.id, ""), ())
        wanted[passage.id] = tuple(
            one for one in others if one.content != same and places.of(one.content, boilerplate=False)
        )
    verdicts = judged(
        {(compared[n], ignored.blanked(one.text)): one.alike for n, several in wanted.items() for one in several},
        tools,
        settings,
    )
    matches: list[Earlier] = []
    first: list[FirstSeen] = []
    for passage in heard:
        boilerplate = passage.role is Role.BOILERPLATE
        related: list[tuple[int, str, Verdict]] = []
        same = equal.get(key_of(passage.text))
        if same is not None and places.of(same, boilerplate=boilerplate):
            related.append((same, passage.text, _IDENTICAL))
        for one in wanted[passage.id]:
            verdict = verdicts.get((compared[passage.id], ignored.blanked(one.text)))
            if verdict is not None:
                related.append((one.content, one.text, but_for_phrases(verdict, passage.text, one.text)))
        found_at = [
            (place, text, context.weighed(verdict, place.row, place.day))
            for content, text, verdict in related
            for place in places.of(content, boilerplate=boilerplate)
        ]
        matches += _told(passage, found_at)[: asked.top]
        first += _first(passage, found_at)
    return Answer(tuple(matches), tuple(first), _notes(wanted, settings))


def judged(pairs: Mapping[Pair, float], tools: Tools, settings: Settings) -> dict[Pair, Verdict]:
    """Return the verdict of each pair of texts that is not unrelated; the share of words both have is given.

    Sentences are encoded of those pairs alone whose whole texts are near, clauses of those that are no duplicates.
    """
    found = {pair: _IDENTICAL for pair in pairs if same_text(*pair)}
    open_pairs = [pair for pair in sorted(pairs) if pair not in found]
    vectors = embed({text for pair in open_pairs for text in pair}, tools.encoder)
    near = {pair: round(float(vectors[pair[0]] @ vectors[pair[1]]), 5) for pair in open_pairs}
    open_pairs = [pair for pair in open_pairs if _worth(near[pair], pairs[pair], settings)]
    profiles = profile_all({text for pair in open_pairs for text in pair}, tools, settings, vectors=vectors)
    verdicts = {(a, b): reported(profiles[a], profiles[b], tools.basis, settings) for a, b in open_pairs}
    unsure = [p for p, v in verdicts.items() if not v.duplicate and near[p] >= settings.statement_gate]
    profiles |= with_clauses([profiles[text] for text in sorted({text for pair in unsure for text in pair})], tools)
    verdicts |= {(a, b): reported(profiles[a], profiles[b], tools.basis, settings) for a, b in unsure}
    return found | {pair: verdict for pair, verdict in verdicts.items() if _is_sure(verdict, settings)}


def _is_sure(verdict: Verdict, settings: Settings) -> bool:
    """Return whether a verdict is told: among so many passages a duplicate that is only likely is seldom one."""
    if verdict.relation is Relation.UNRELATED:
        return False
    return not verdict.duplicate or verdict.score >= settings.archive_report_at


def _worth(near: float, alike: float, settings: Settings) -> bool:
    return alike >= settings.candidate_words or (
        near >= settings.candidate_cosine and near + alike >= settings.candidate_sum
    )


_IDENTICAL = Verdict(Relation.IDENTICAL, 1.0, True, 1.0, 1.0, (), Evidence(1.0, 1.0))


@dataclass
class _Places:
    """Where contents stand, asked for once."""

    store: Store
    asked: Asked

    def __post_init__(self) -> None:
        self._known: dict[tuple[int, bool], list[Place]] = {}

    def of(self, content: int, *, boilerplate: bool) -> list[Place]:
        """Return the places of a content, oldest first, one an article: in its newest version that has it."""
        key = (content, boilerplate)
        if key not in self._known:
            newest: dict[str, Place] = {}
            for place in self._rows(content, boilerplate=boilerplate):
                if place.article not in newest or newest[place.article].version < place.version:
                    newest[place.article] = place
            self._known[key] = sorted(newest.values(), key=lambda place: place.order)
        return self._known[key]

    def _rows(self, content: int, *, boilerplate: bool) -> Iterator[Place]:
        learnt = "EXISTS (SELECT 1 FROM boilerplate b WHERE b.source = a.source AND b.content = p.content)"
        roles = ", ".join(f"'{role}'" for role in sorted(COMPARED))
        where = f"(p.role = 'boilerplate' OR {learnt})" if boilerplate else f"p.role IN ({roles}) AND NOT {learnt}"
        values: list[object] = [content]
        if self.asked.exclude_ids:
            where += " AND a.name NOT IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(self.asked.exclude_ids))
        if self.asked.exclude_sources:
            where += " AND s.name NOT IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(self.asked.exclude_sources))
        if self.asked.since:
            where += " AND a.day >= ?"
            values.append(self.asked.since)
        question = (
            'SELECT a.id, a.name, a.version, s.name, a.date, a.day, a.title, a.path, p.start, p."end", p.line, '
            "coalesce(p.text, c.text) FROM passages p JOIN articles a ON a.id = p.article "
            "JOIN sources s ON s.id = a.source JOIN contents c ON c.id = p.content "
            f"WHERE p.content = ? AND {where} ORDER BY a.day IS NULL, a.day, a.id, p.place LIMIT {_MOST_ROWS}"
        )
        for row in self.store.connection.execute(question, values):
            order = (row[5] is None, row[5] or "", row[0])
            yield Place(order, row[1], row[2], row[3], row[4], row[6], row[7], Span(row[8], row[9]), row[10], row[11])


def _told(passage: Passage, places: Sequence[tuple[Place, str, Verdict]]) -> list[Earlier]:
    """Return the earlier passages, the surest first, then the oldest."""
    found = [(_rank(verdict), place.order, _earlier(passage, place, text, verdict)) for place, text, verdict in places]
    return [one for _, _, one in sorted(found, key=lambda row: row[:2])]


def _rank(verdict: Verdict) -> tuple[bool, bool, float]:
    return verdict.relation is not Relation.IDENTICAL, not verdict.duplicate, -verdict.score


def _earlier(passage: Passage, place: Place, text: str, verdict: Verdict) -> Earlier:
    whole = not verdict.evidence.spans or place.text != text
    spans = (Aligned(0, len(passage.text), 0, len(place.text)),) if whole else verdict.evidence.spans
    conflicts = tuple(_placed(c, place.text) if place.text != text else c for c in verdict.conflicts)
    verdict = replace(verdict, conflicts=conflicts, evidence=replace(verdict.evidence, spans=spans))
    other = Passage(-1, *place.span, place.line, Role.PROSE, (), place.text)
    match = match_of(passage, other, verdict)
    return Earlier(
        passage=passage.id,
        span=place.span,
        article_id=place.article,
        source=place.source,
        date=place.date,
        relation=match.relation,
        score=match.score,
        conflicts=match.conflicts,
        direction=match.direction,
        duplicate=match.duplicate,
        cosine=match.cosine,
        overlap=match.overlap,
        coverage=match.coverage,
        spans=match.spans,
        version=place.version,
        title=place.title,
        path=place.path,
        text=place.text,
        notes=match.notes,
    )


def _placed(conflict: Conflict, text: str) -> Conflict:
    """Return a conflict with its fact found in another writing of the earlier passage."""
    at = text.find(conflict.b)
    return replace(conflict, b_span=Span(at, at + len(conflict.b)) if at >= 0 else Span(0, len(text)))


def _first(passage: Passage, places: Sequence[tuple[Place, str, Verdict]]) -> list[FirstSeen]:
    """Return where a passage was told first, none where it never was."""
    told = [place for place, _, verdict in places if verdict.duplicate]
    if not told:
        return []
    first = min(told, key=lambda place: place.order)
    articles = len({place.article for place in told})
    return [FirstSeen(passage.id, first.article, first.source, first.date, articles)]


def _notes(wanted: Mapping[int, Collection[Candidate]], settings: Settings) -> tuple[str, ...]:
    full = sum(len(found) >= settings.archive_judged for found in wanted.values())
    if not full:
        return ()
    return (f"of {full} passages the {settings.archive_judged} likeliest others were judged, and there may be more",)
