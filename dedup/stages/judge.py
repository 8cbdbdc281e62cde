"""How two texts relate, how sure, and why: fitted decisions over measures, then the fact guard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from dedup.guard import Basis, Finding, align, compare_facts, no_fact_measures
from dedup.likeness import Profile, alone, coverage_in, in_order_of_size, measures, overlap, with_sentences
from dedup.normalise import same_text
from dedup.passages import Aligned, Conflict, Evidence, Relation, Verdict
from dedup.settings import Settings
from dedup.verbatim import verbatim

_LACKS = frozenset({"lack_anchors", "lack_numbers", "lack_quotes"})


def judge(
    a: Profile,
    b: Profile,
    basis: Basis,
    settings: Settings,
    expected: float = 0.0,
    known: Mapping[str, float] | None = None,
) -> Verdict:
    """Return how b relates to a. Swapping the two swaps the sides of the verdict and changes nothing else.

    `expected` is the probability that they share a statement by what is known beside the two, such as their place.
    `known` are the measures of the two as single sentences, where they were taken before.
    """
    if same_text(a.text, b.text):
        return _identical(a, b)
    found = measures(a, b, basis.lexicon) if known is None else with_sentences(known, a, b)
    likely = basis.decisions["likely"].probability(found)
    a_in_b, b_in_a = _coverage(a, b, found, basis)
    statement = nearest_clauses(a, b, basis, settings)
    told = max(expected, _told(statement, basis, settings))
    spans: tuple[Aligned, ...] = (statement.where,) if statement else ()
    copied = verbatim(a, b)
    if copied.share >= settings.copied_share:
        told, spans = 1.0, copied.spans
    facts = Finding()
    pairs: list[tuple[int, int]] = []
    if max(likely, a_in_b, b_in_a, told) >= settings.look_closer:
        pairs = align(a, b, settings.sentence_floor)
        facts = compare_facts(a, b, pairs, basis)
        spans = _spans(a, b, pairs) or spans
    found |= dict(facts.measures) or no_fact_measures()
    covered = _covered(a, b, found["ratio"], (a_in_b, b_in_a), settings)
    score = max(covered, _score(a, b, found, basis, settings))
    agreeing = max(covered, _score(a, b, found | _silenced(found), basis, settings)) if facts.conflicts else 0.0
    agrees = copied.share >= settings.copied_share or (statement and _within(facts.conflicts, statement.where))
    about = found | _silenced(found) if agrees else found
    if expected:  # each side may have a figure of its own
        about = about | {"lack_numbers": max(0.0, about["lack_numbers"] - 1)}
    if copied.share >= settings.copied_whole:
        score = max(score, settings.copied_score)
    relation = relation_of(a, b, max(score, agreeing), told, about, settings)
    notes: tuple[str, ...] = ()
    elsewhere = facts.elsewhere and (covered < settings.duplicate_at or facts.apart > settings.long_apart)
    if relation is not Relation.UNRELATED and elsewhere:
        relation, notes = Relation.UNRELATED, ("the same form about another subject or period",)
    if facts.conflicts and (facts.alone or relation is not Relation.UNRELATED):
        relation = Relation.CONFLICT
    if elsewhere or facts.conflicts:
        score = min(settings.doubted * score, settings.duplicate_at - 0.01)
    score = round(score, 4)
    evidence = Evidence(found["cosine"], round(overlap(a.bag, b.bag), 4), spans, found | {"told": round(told, 4)})
    duplicate = score >= settings.duplicate_at
    conflicts = facts.conflicts if relation is not Relation.UNRELATED else ()
    return Verdict(relation, score, duplicate, round(a_in_b, 4), round(b_in_a, 4), conflicts, evidence, notes)


def _within(conflicts: Sequence[Conflict], where: Aligned) -> bool:
    """Return whether the two clauses themselves disagree: what they share is then the statement that is in conflict."""
    return any(
        where.a_start <= c.a_span.start < where.a_end and where.b_start <= c.b_span.start < where.b_end
        for c in conflicts
    )


class Statement(NamedTuple):
    """The two clauses of a pair that are most alike: where they stand, and their measures."""

    where: Aligned
    measures: dict[str, float]


def nearest_clauses(a: Profile, b: Profile, basis: Basis, settings: Settings) -> Statement | None:
    """Return the clauses of a and b that are likeliest the same statement, None where none are near.

    A summary shares a statement with what it sums up, not the rest, so whole clauses are compared one by one.
    """
    if not a.clauses or not b.clauses or round(float(a.vector @ b.vector), 5) < settings.statement_gate:
        return None
    best, found = -1.0, None
    near = a.clause_matrix @ b.clause_matrix.T
    for i, j in zip(*np.nonzero(near >= settings.statement_cosine), strict=True):
        x, y = a.clauses[i], b.clauses[j]
        left = alone(a.text[x.span.start : x.span.end] + ".", x.bag, x.vector)
        right = alone(b.text[y.span.start : y.span.end] + ".", y.bag, y.vector)
        measured = measures(left, right, basis.lexicon)
        sure = basis.decisions["likely"].probability(measured)
        if sure > best:
            best, found = sure, Statement(Aligned(*x.span, *y.span), measured)
    if found is None:
        return None
    return found._replace(measures=found.measures | {"whole": round(float(a.vector @ b.vector), 5)})


def _told(statement: Statement | None, basis: Basis, settings: Settings) -> float:
    """Return the probability that the two clauses state the same, 0 where meaning and words alone do not say so."""
    if not statement or basis.decisions["likely"].probability(statement.measures) < settings.statement_at:
        return 0.0
    return basis.decisions["told"].probability(statement.measures)


def _identical(a: Profile, b: Profile) -> Verdict:
    whole = (Aligned(0, len(a.text), 0, len(b.text)),)
    return Verdict(Relation.IDENTICAL, 1.0, True, 1.0, 1.0, (), Evidence(1.0, 1.0, whole))


def _coverage(a: Profile, b: Profile, found: dict[str, float], basis: Basis) -> tuple[float, float]:
    covers = basis.decisions["covers"]
    return (
        covers.probability(coverage_in(found, a, b)),
        covers.probability(coverage_in(found, b, a)),
    )


def _score(a: Profile, b: Profile, found: dict[str, float], basis: Basis, settings: Settings) -> float:
    """Return the probability that both state the same, or, where one is twice as long, that it covers the shorter."""
    if found["ratio"] >= settings.similar_length:
        return basis.decisions["same"].probability(found)
    short, long = in_order_of_size(a, b)
    return basis.decisions["part"].probability(found | coverage_in(found, short, long))


def _covered(a: Profile, b: Profile, ratio: float, told: tuple[float, float], settings: Settings) -> float:
    """Return how much of each other two long texts say, or how much one twice as long says of the other; 0 where one is short.

    Over many sentences each side has facts of its own though both tell the same; what the sentences say counts there.
    """
    if min(len(a.bag.words), len(b.bag.words)) < settings.long_words:
        return 0.0
    return round(sum(told) / 2 if ratio >= settings.similar_length else max(told), 4)


def _silenced(found: dict[str, float]) -> dict[str, float]:
    """Return the measures of facts as they would be if nothing disagreed."""
    return {name: 0.0 for name in found if name.startswith("clash_") or name in _LACKS}


def relation_of(
    a: Profile, b: Profile, score: float, told: float, found: Mapping[str, float], settings: Settings
) -> Relation:
    """Return the relation of two texts, facts apart, by their score and the probability of a shared statement."""
    ratio = found["ratio"]
    if score >= settings.duplicate_at:
        if ratio >= settings.near_length and overlap(a.bag, b.bag) >= settings.near_overlap:
            return Relation.NEAR_DUPLICATE
        return Relation.PARAPHRASE if ratio >= settings.similar_length else Relation.SUMMARY
    if told >= settings.summary_at and not found["lack_numbers"] and not found["lack_quotes"]:
        near = found["cosine"] >= settings.paraphrase_cosine or ratio >= settings.equal_length
        near = near and ratio >= settings.similar_length
        return Relation.PARAPHRASE if near else Relation.SUMMARY
    return Relation.UNRELATED


def _spans(a: Profile, b: Profile, pairs: Sequence[tuple[int, int]]) -> tuple[Aligned, ...]:
    return tuple(Aligned(*a.sentences[i].span, *b.sentences[j].span) for i, j in pairs)
