"""The stages in order. Read this first: an article goes in, a report comes out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dedup.copies import further_copies
from dedup.cutting import APPLIED, Find, group_matches, settled_cuts, with_kept
from dedup.errors import InputError
from dedup.hints import is_hint, kept_in_doubt, reported
from dedup.ignore import Ignored, but_for_phrases, segmented
from dedup.normalise import same_text
from dedup.pairs import Decide, Pair, Remembering, Tell, Tools, relate, remembering
from dedup.passages import (
    COMPARED,
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
from dedup.stages.segment import Segmentation
from dedup.stages.verify import cut_out, slices, verify
from dedup.timing import Stopwatch
from dedup.words import count


@dataclass(frozen=True)
class Findings:
    """Everything that `check` has found in one article."""

    segmentation: Segmentation
    matches: tuple[Match, ...]
    clusters: tuple[Cluster, ...]
    cuts: tuple[Cut, ...]
    condensed: Condensed
    notes: tuple[str, ...] = ()


def check(article: Article, tools: Tools, settings: Settings) -> Findings:
    """Return what repeats in an article, in groups, and the condensed text, verified."""
    refuse_too_long(article, settings)
    watch = Stopwatch()
    tools = replace(tools, encoder=Remembering(tools.encoder))
    decide = remembering(reported)
    segmentation = segmented(article, settings)
    passages = segmentation.passages
    watch.lap("segment", f"{len(passages):,} passages")
    notes: list[str] = []
    matches = find_matches(passages, tools, settings, decide, notes.append)
    watch.lap("compare", f"{len(matches):,} matches")
    firm = _firm(matches)
    find: Find = lambda some: _firm(find_matches(some, tools, settings, decide))  # noqa: E731 - a name for what is handed on
    cuts = kept_in_doubt(settled_cuts(article, segmentation, firm, find, tools, settings), matches)
    applied = [cut.passage for cut in cuts if cut.status in APPLIED]
    clusters = group_matches(passages, firm, applied)
    watch.lap("condense", f"{len(clusters):,} groups, {len(cuts):,} cuts suggested")
    condensed = apply_cuts(article, passages, cuts, applied, matches, clusters)
    watch.lap("verify", f"{len(applied):,} cuts applied")
    kept = with_kept(clusters, cuts, passages)
    return Findings(segmentation, tuple(matches.values()), kept, cuts, condensed, tuple(notes))


def _firm(matches: Mapping[Pair, Match]) -> dict[Pair, Match]:
    """Return the matches that groups and cuts may rest on."""
    return {pair: match for pair, match in matches.items() if not is_hint(match)}


def find_matches(
    passages: Sequence[Passage],
    tools: Tools,
    settings: Settings,
    decide: Decide = reported,
    tell: Tell = lambda _: None,
) -> dict[Pair, Match]:
    """Return the matches by pair of passage ids. Headings never match, boilerplate only with its identical copy."""
    ignored = Ignored.of(settings.ignore_phrases)
    heard = [p for p in passages if not LEFT_ALONE.intersection(p.flags)]
    compared = [p for p in heard if p.role in COMPARED]
    verdicts = relate([ignored.blanked(p.text) for p in compared], tools, settings, decide=decide, tell=tell)
    found = {
        (compared[i].id, compared[j].id): but_for_phrases(verdict, compared[i].text, compared[j].text)
        for (i, j), verdict in verdicts.items()
    }
    found |= _equal_boilerplate([p for p in heard if p.role is Role.BOILERPLATE])
    return {pair: _match(passages[pair[0]], passages[pair[1]], found[pair]) for pair in sorted(found)}


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
    clusters = group_matches(report.passages, matches, applied)
    condensed = apply_cuts(article, report.passages, report.cuts, applied, matches, clusters)
    clusters = with_kept(clusters, report.cuts, report.passages, statuses)
    return replace(report, clusters=clusters, condensed=condensed)


def refuse_too_long(article: Article, settings: Settings) -> None:
    """Raise InputError where a text has more words than are checked at once."""
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
    return match_of(a, b, verdict)


def match_of(a: Passage, b: Passage, verdict: Verdict) -> Match:
    """Return a verdict on two passages as a match, its spans counted in the article."""
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
    further = further_copies({p.id: p.text for p in passages})
    found = {}
    for n, a in enumerate(passages):
        if a.id in further:
            continue
        for b in passages[n + 1 :]:
            if same_text(a.text, b.text):
                found[a.id, b.id] = Verdict(Relation.IDENTICAL, 1.0, True, 1.0, 1.0, (), Evidence(1.0, 1.0))
    return found
