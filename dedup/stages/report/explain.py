"""Why a verdict is what it is: each measure with what it adds, the aligned sentences, the facts of both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dedup.decision import Decision
from dedup.facts import Fact, clashes, find_facts, lacking
from dedup.guard import Basis, align, clashing
from dedup.likeness import Profile, coverage_measures, in_order_of_size
from dedup.passages import SCHEMA_VERSION, Aligned, FactKind, Record, Relation, Span, Verdict
from dedup.settings import Settings
from dedup.stages.report.wording import disagreement, percent

Clashing = tuple[FactKind, str, str]
"""The kind of two facts that clash, and the words of either side."""


@dataclass(frozen=True, slots=True)
class Part(Record):
    """What one measure adds to the log-odds of a decision."""

    measure: str
    value: float
    adds: float


@dataclass(frozen=True, slots=True)
class Decided(Record):
    """One fitted decision: what it asks, its answer, and how that came about (`base` + the parts = log-odds)."""

    name: str
    asks: str
    probability: float
    base: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Difference(Record):
    """Two facts of aligned sentences that clash; `counted` where that made a conflict, else `why` it did not."""

    kind: FactKind
    a: str
    b: str
    counted: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class AlignedSentences(Record):
    """Two sentences, or statements, that tell the same, and where their facts clash."""

    a: str
    b: str
    a_span: Span
    b_span: Span
    clashes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Explanation(Record):
    """A verdict on two texts and everything it rests on. The first decision is the one that gave the score."""

    schema_version: int
    a: str
    b: str
    verdict: Verdict
    because: tuple[str, ...]
    decisions: tuple[Decided, ...]
    aligned: tuple[AlignedSentences, ...]
    facts_a: tuple[Fact, ...]
    facts_b: tuple[Fact, ...]
    only_a: tuple[Fact, ...]
    only_b: tuple[Fact, ...]


def explain(a: Profile, b: Profile, verdict: Verdict, basis: Basis, settings: Settings) -> Explanation:
    """Return what the verdict on a and b rests on."""
    found = clashing(a, b, align(a, b, settings.sentence_floor), basis)
    over = {(c.kind, c.a.text, c.b.text): str(one.why or "") for one in found for c in one.clashes}
    return Explanation(
        schema_version=SCHEMA_VERSION,
        a=a.text,
        b=b.text,
        verdict=verdict,
        because=_because(verdict, settings),
        decisions=_decisions(a, b, verdict, basis, settings),
        aligned=tuple(_sentences(a.text, b.text, span, verdict, over) for span in verdict.evidence.spans),
        facts_a=find_facts(a.text),
        facts_b=find_facts(b.text),
        only_a=lacking(a.text, b.text),
        only_b=lacking(b.text, a.text),
    )


def _decisions(a: Profile, b: Profile, verdict: Verdict, basis: Basis, settings: Settings) -> tuple[Decided, ...]:
    found = verdict.evidence.features
    if not found:
        return ()
    short, long = in_order_of_size(a, b)
    both = "Do both tell the same?"
    part = "Does the longer tell all that the shorter, less than half as long, tells?"
    rows: list[tuple[str, str, str, Mapping[str, float]]] = [
        ("same", "same", both, found)
        if found["ratio"] >= settings.similar_length
        else ("part", "part", part, found | coverage_measures(short, long, basis.lexicon)),
        ("likely", "likely", "Would both tell the same if their facts agreed?", found),
        ("covers", "a_in_b", "How much of A does B tell?", coverage_measures(a, b, basis.lexicon)),
        ("covers", "b_in_a", "How much of B does A tell?", coverage_measures(b, a, basis.lexicon)),
    ]
    if "read" in found:
        rows[0] = ("same", "same", "Did both seem to tell the same before they were read at once?", found)
        rows.insert(0, ("alike", "alike", both, found))
        rows.insert(1, ("exchanged" if found["swap"] else "agree", "agree", "Do their facts agree?", found))
    return tuple(_decided(name, asks, basis.decisions[model], values) for model, name, asks, values in rows)


def _decided(name: str, asks: str, decision: Decision, values: Mapping[str, float]) -> Decided:
    adds = decision.contributions(values)
    parts = [Part(measure, round(values[measure], 4), round(value, 4)) for measure, value in adds.items()]
    parts.sort(key=lambda part: (-abs(part.adds), part.measure))
    return Decided(name, asks, round(decision.probability(values), 4), round(decision.intercept, 4), tuple(parts))


def _sentences(a: str, b: str, span: Aligned, verdict: Verdict, over: Mapping[Clashing, str]) -> AlignedSentences:
    left, right = a[span.a_start : span.a_end], b[span.b_start : span.b_end]
    counted = {(conflict.kind, conflict.a, conflict.b) for conflict in verdict.conflicts}
    found = []
    for clash in clashes(left, right):
        one = (clash.kind, clash.a.text, clash.b.text)
        found.append(Difference(*one, one in counted, "" if one in counted else over.get(one, "")))
    return AlignedSentences(left, right, Span(span.a_start, span.a_end), Span(span.b_start, span.b_end), tuple(found))


def _because(verdict: Verdict, settings: Settings) -> tuple[str, ...]:
    """Return the rules that led to the relation, with the figures they were decided on."""
    if verdict.relation is Relation.IDENTICAL:
        return ("They are equal once typography, case, white space, masked letters and mail marks are levelled.",)
    return (*_rule(verdict, settings), _score(verdict, settings), *(f"{note}." for note in map(_large, verdict.notes)))


def _rule(verdict: Verdict, settings: Settings) -> Sequence[str]:
    found = verdict.evidence.features
    ratio, told, overlap = found["ratio"], found["told"], verdict.evidence.overlap
    shared = f"{percent(overlap)} of the distinct words of the side with fewer stand in the other"
    length = f"the shorter has {ratio:.2f} times the words of the longer"
    near = f"({percent(settings.near_overlap)} and {settings.near_length:.2f} make nearly the same words)"
    if verdict.relation is Relation.CONFLICT:
        on = "; ".join(disagreement(conflict) for conflict in verdict.conflicts)
        return (
            f"Their facts disagree: {on}. With those facts left out, the sentences tell the same of the same subject.",
        )
    if verdict.relation is Relation.NEAR_DUPLICATE:
        return (f"{_large(shared)}; {length} {near}.",)
    if verdict.relation is Relation.PARAPHRASE:
        return (f"{_large(shared)}; {length} {near}, so they tell the same in other words.",)
    if verdict.relation is Relation.SUMMARY and verdict.duplicate:
        return (f"{_large(length)}, less than {settings.similar_length:.2f}, and is covered by it: a summary.",)
    statement = f"that a main statement of one is told by the other is {percent(told)} sure"
    if verdict.relation is Relation.SUMMARY:
        return (f"{_large(statement)}, at least {percent(settings.summary_at)}: one tells the other in short.",)
    if verdict.notes:
        return ()
    return (f"{_large(statement)} ({percent(settings.summary_at)} with no figure missing would make a summary).",)


def _score(verdict: Verdict, settings: Settings) -> str:
    than = "at least" if verdict.duplicate else "below"
    then = "a duplicate" if verdict.duplicate else "no duplicate"
    return f"The score is {verdict.score:.4f}, {than} {settings.duplicate_at:.2f}: {then}."


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]
