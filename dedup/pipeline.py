"""The stages in order. Read this first: an article goes in, a report comes out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dedup.clauses import clauses
from dedup.errors import InputError
from dedup.guard import Basis
from dedup.hints import is_hint, kept_in_doubt, reported
from dedup.ignore import Ignored, but_for_phrases, with_ignored
from dedup.likeness import Bag, Profile, pieces, profile
from dedup.normalise import same_text
from dedup.passages import (
    LEFT_ALONE,
    Article,
    Cluster,
    Condensed,
    Coverage,
    Cut,
    CutStatus,
    Direction,
    Evidence,
    Match,
    Passage,
    Relation,
    Report,
    Role,
    Span,
    Verdict,
)
from dedup.settings import Settings
from dedup.stages.candidates import candidates
from dedup.stages.cluster import cluster, weakest
from dedup.stages.condense import Page, condense
from dedup.stages.embed import Encoder, embed
from dedup.stages.judge import judge
from dedup.stages.segment import Segmentation, segment
from dedup.stages.verify import cut_out, slices, verify
from dedup.timing import Stopwatch
from dedup.words import count

Pair = tuple[int, int]
Splitter = Callable[[str], tuple[Span, ...]]
Decide = Callable[[Profile, Profile, Basis, Settings], Verdict]
COMPARED = frozenset({Role.PROSE, Role.QUOTE, Role.CAPTION})
APPLIED = frozenset({CutStatus.SAFE, CutStatus.BOILERPLATE})


@dataclass(frozen=True)
class Tools:
    """What the stages are given: an encoder, a sentence splitter, and what the judge decides with."""

    encoder: Encoder
    split: Splitter
    basis: Basis


@dataclass(frozen=True)
class Findings:
    """Everything that `check` has found in one article."""

    segmentation: Segmentation
    matches: tuple[Match, ...]
    clusters: tuple[Cluster, ...]
    cuts: tuple[Cut, ...]
    condensed: Condensed


def check(article: Article, tools: Tools, settings: Settings) -> Findings:
    """Return what repeats in an article, in groups, and the condensed text, verified."""
    _refuse_too_long(article, settings)
    watch = Stopwatch()
    segmentation = segment(article, paragraphs=settings.paragraphs)
    passages = with_ignored(segmentation.passages, settings)
    segmentation = replace(segmentation, passages=passages)
    watch.lap("segment", f"{len(passages):,} passages")
    matches = find_matches(passages, tools, settings)
    watch.lap("compare", f"{len(matches):,} matches")
    firm = {pair: match for pair, match in matches.items() if not is_hint(match)}
    clusters = group_matches(passages, firm)
    cuts = kept_in_doubt(cuts_of(passages, firm, clusters, tools, settings), matches)
    applied = [cut.passage for cut in cuts if cut.status in APPLIED]
    watch.lap("condense", f"{len(clusters):,} groups, {len(cuts):,} cuts suggested")
    condensed = apply_cuts(article, passages, cuts, applied, matches, clusters)
    watch.lap("verify", f"{len(applied):,} cuts applied")
    return Findings(segmentation, tuple(matches.values()), with_kept(clusters, cuts, passages), cuts, condensed)


def find_matches(passages: Sequence[Passage], tools: Tools, settings: Settings) -> dict[Pair, Match]:
    """Return the matches by pair of passage ids. Headings never match, boilerplate only with its identical copy."""
    ignored = Ignored.of(settings.ignore_phrases)
    heard = [p for p in passages if not LEFT_ALONE.intersection(p.flags)]
    compared = [p for p in heard if p.role in COMPARED]
    verdicts = relate([ignored.blanked(p.text) for p in compared], tools, settings, decide=reported)
    found = {
        (compared[i].id, compared[j].id): but_for_phrases(verdict, compared[i].text, compared[j].text)
        for (i, j), verdict in verdicts.items()
    }
    found |= _equal_boilerplate([p for p in heard if p.role is Role.BOILERPLATE])
    return {pair: _match(passages[pair[0]], passages[pair[1]], found[pair]) for pair in sorted(found)}


def relate(
    texts: Sequence[str], tools: Tools, settings: Settings, *, statements: bool = True, decide: Decide = judge
) -> dict[Pair, Verdict]:
    """Return the verdict of every pair of texts (positions a < b) that is not unrelated."""
    watch = Stopwatch()
    vectors = embed(texts, tools.encoder)
    watch.lap("  embed", f"{len(texts):,} passages")
    bags = [Bag(tools.basis.lexicon.words(text)) for text in texts]
    matrix = np.stack([vectors[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)
    pairs = candidates(texts, bags, matrix, settings)
    watch.lap("  candidates", f"{len(pairs):,} of {len(texts) * (len(texts) - 1) // 2:,} pairs")
    profiles = profile_all({texts[n] for pair in pairs for n in pair}, tools, settings, vectors=vectors)
    if statements:
        close = {
            texts[n]
            for i, j in pairs
            if texts[i] != texts[j] and matrix[i] @ matrix[j] >= settings.statement_gate
            for n in (i, j)
        }
        profiles |= with_clauses([profiles[text] for text in sorted(close)], tools)
    watch.lap("  sentences and clauses", f"of {len(profiles):,} passages")
    found = {}
    for i, j in pairs:
        if min(len(bags[i].words), len(bags[j].words)) < settings.min_words and not same_text(texts[i], texts[j]):
            continue
        verdict = decide(profiles[texts[i]], profiles[texts[j]], tools.basis, settings)
        if verdict.relation is not Relation.UNRELATED:
            found[i, j] = verdict
    watch.lap("  judge", f"{len(pairs):,} pairs, {len(found):,} related")
    return found


def profile_all(
    texts: set[str], tools: Tools, settings: Settings, *, vectors: Mapping[str, np.ndarray] | None = None
) -> dict[str, Profile]:
    """Return the profile of each distinct text, all sentences encoded together."""
    spans = {text: tools.split(text) or (Span(0, len(text)),) for text in sorted(texts)}
    wanted = {text[s.start : s.end] for text, parts in spans.items() for s in parts} | texts
    known = embed(wanted, tools.encoder, vectors)
    return {text: profile(text, parts, known, tools.basis.lexicon) for text, parts in spans.items()}


def with_clauses(profiles: Sequence[Profile], tools: Tools) -> dict[str, Profile]:
    """Return the profiles by text with the vectors of their clauses, all encoded together."""
    spans = {p.text: clauses(p.text, tuple(s.span for s in p.sentences)) for p in profiles}
    known = embed({text[s.start : s.end] for text, runs in spans.items() for s in runs}, tools.encoder)
    return {p.text: replace(p, clauses=pieces(p.text, p.bag.words, spans[p.text], known)) for p in profiles}


def group_matches(passages: Sequence[Passage], matches: Mapping[Pair, Match]) -> tuple[Cluster, ...]:
    """Return the clusters, those first in which most words can be saved, labelled A, B, C ..."""
    links = {pair: match.score for pair, match in matches.items() if match.relation is not Relation.CONFLICT}
    content = {p.id for p in passages if p.role is not Role.BOILERPLATE}
    links = {pair: score for pair, score in links.items() if content.issuperset(pair)}
    groups = cluster(links)
    groups.sort(key=lambda group: (-_saved(passages, group), group))
    return tuple(
        Cluster(n, letters(n), group, group, round(weakest(group, links), 4), "") for n, group in enumerate(groups)
    )


def letters(n: int) -> str:
    """Return the label of the n-th group: A to Z, then AA, AB ..."""
    return (letters(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def cuts_of(
    passages: Sequence[Passage],
    matches: Mapping[Pair, Match],
    clusters: Sequence[Cluster],
    tools: Tools,
    settings: Settings,
) -> tuple[Cut, ...]:
    """Return the suggested cuts. What the safe ones leave is grouped anew until no more can go, witnesses staying.

    Groups are complete-link, so a passage may match one of another group; a second run would find that pair.
    """
    page = _page(passages, matches, tools, settings)
    cuts = condense(page, clusters)
    safe = {cut.passage: cut for cut in cuts if cut.status is CutStatus.SAFE}
    fresh = dict(safe)
    while fresh:
        left = {pair: match for pair, match in matches.items() if not safe.keys() & set(pair)}
        pinned = frozenset(w for cut in safe.values() for w in cut.covered_by)
        cuts = condense(replace(page, matches=left, pinned=pinned), group_matches(passages, left))
        fresh = {cut.passage: cut for cut in cuts if cut.status is CutStatus.SAFE}
        safe |= fresh
    others = {cut.passage: cut for cut in cuts if cut.passage not in safe}
    alone = {p.id for p in passages if LEFT_ALONE.intersection(p.flags)}
    return tuple(cut for n, cut in sorted((safe | others).items()) if n not in alone)


def apply_cuts(
    article: Article,
    passages: Sequence[Passage],
    cuts: Sequence[Cut],
    applied: Sequence[int],
    matches: Mapping[Pair, Match],
    clusters: Sequence[Cluster],
) -> Condensed:
    """Return the text less the applied cuts. Raise VerificationError where the result cannot be proved."""
    text = cut_out(article.text, slices(article.text, passages, applied))
    verify(article.text, passages, cuts, applied, text, matches, clusters)
    return Condensed(text, count(article.text), count(text), verified=True)


def with_cuts(article: Article, report: Report, statuses: Collection[CutStatus]) -> Report:
    """Return the report with the cuts of these statuses applied. Raise VerificationError where they are not proved."""
    applied = [cut.passage for cut in report.cuts if cut.status in statuses]
    matches = {(min(match.a, match.b), max(match.a, match.b)): match for match in report.matches}
    condensed = apply_cuts(article, report.passages, report.cuts, applied, matches, report.clusters)
    clusters = with_kept(report.clusters, report.cuts, report.passages, statuses)
    return replace(report, clusters=clusters, condensed=condensed)


def _page(passages: Sequence[Passage], matches: Mapping[Pair, Match], tools: Tools, settings: Settings) -> Page:
    matched = {n for pair in matches for n in pair}
    sentences = {p.id: tools.split(p.text) or (Span(0, len(p.text)),) for p in passages if p.id in matched}
    return Page(passages, sentences, matches, tools.basis.lexicon, settings)


def _refuse_too_long(article: Article, settings: Settings) -> None:
    words = count(article.text)
    if words > settings.most_words:
        raise InputError(
            f"the text has {words:,} words, more than the {settings.most_words:,} that are checked at once; "
            "split it, or raise --max-words"
        )


def _match(a: Passage, b: Passage, verdict: Verdict) -> Match:
    """Return the match of two passages; in a summary `a` is the shorter, elsewhere the first on the page."""
    if verdict.relation is Relation.SUMMARY and count(b.text) < count(a.text):
        a, b, verdict = b, a, turned(verdict)
    evidence = verdict.evidence
    return Match(
        a=a.id,
        b=b.id,
        relation=verdict.relation,
        direction=_direction(verdict),
        score=verdict.score,
        duplicate=verdict.duplicate,
        cosine=round(evidence.cosine, 4),
        overlap=evidence.overlap,
        coverage=Coverage(verdict.a_in_b, verdict.b_in_a),
        spans=tuple(type(s)(a.start + s[0], a.start + s[1], b.start + s[2], b.start + s[3]) for s in evidence.spans),
        conflicts=tuple(
            replace(
                c,
                a_span=Span(a.start + c.a_span[0], a.start + c.a_span[1]),
                b_span=Span(b.start + c.b_span[0], b.start + c.b_span[1]),
            )
            for c in verdict.conflicts
        ),
        notes=verdict.notes,
    )


def turned(verdict: Verdict) -> Verdict:
    """Return the verdict with its sides swapped."""
    evidence = verdict.evidence
    return replace(
        verdict,
        a_in_b=verdict.b_in_a,
        b_in_a=verdict.a_in_b,
        conflicts=tuple(replace(c, a=c.b, b=c.a, a_span=c.b_span, b_span=c.a_span) for c in verdict.conflicts),
        evidence=replace(evidence, spans=tuple(type(s)(s[2], s[3], s[0], s[1]) for s in evidence.spans)),
    )


def _direction(verdict: Verdict) -> Direction:
    says = {(True, True): "both", (True, False): "a_in_b", (False, True): "b_in_a", (False, False): "neither"}
    return Direction(says[verdict.a_in_b >= 0.5, verdict.b_in_a >= 0.5])


def _equal_boilerplate(passages: Sequence[Passage]) -> dict[Pair, Verdict]:
    found = {}
    for n, a in enumerate(passages):
        for b in passages[n + 1 :]:
            if same_text(a.text, b.text):
                found[a.id, b.id] = Verdict(Relation.IDENTICAL, 1.0, True, 1.0, 1.0, (), Evidence(1.0, 1.0))
    return found


def _saved(passages: Sequence[Passage], group: Sequence[int]) -> int:
    lengths = [count(passages[m].text) for m in group]
    return sum(lengths) - max(lengths)


def with_kept(
    clusters: Sequence[Cluster],
    cuts: Sequence[Cut],
    passages: Sequence[Passage],
    applied: Collection[CutStatus] = APPLIED,
) -> tuple[Cluster, ...]:
    """Return the clusters with what stays of them when the cuts of these statuses are applied."""
    gone = {cut.passage for cut in cuts if cut.status in applied}
    found = []
    for group in clusters:
        keep = tuple(m for m in group.members if m not in gone)
        found.append(replace(group, keep=keep, condensed="\n\n".join(passages[m].text for m in keep)))
    return tuple(found)
