"""Facts that clash, read at once with those facts in one wording: whether the sentences state the same but for them.

Words and vectors cannot tell a rewording with another figure from an entry of the same form about something else; whoever
reads both sentences with one figure in both often can. So a conflict that the guard found may be taken back, and one that
it left open be found, where a single fact clashes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dedup.facts import find_facts
from dedup.facts.levelling import level_facts
from dedup.guard import Basis, Clashing, Why, align, clashing
from dedup.likeness import Profile
from dedup.passages import Relation, Verdict
from dedup.settings import Settings
from dedup.together import Reading

OPEN = frozenset({Why.APART, Why.MATTER})
"""What the guard takes for another statement by words alone; names, dates and periods that differ stay its decision."""


@dataclass(frozen=True, slots=True)
class Question:
    """Two sentences whose facts clash, as they are read: those facts, and all that agree, in one wording."""

    clashing: Clashing
    texts: tuple[str, str]


def questions(a: Profile, b: Profile, verdict: Verdict, basis: Basis, settings: Settings) -> list[Question]:
    """Return what is to be read of two texts to know whether their facts are in conflict, nothing where that is plain."""
    if verdict.relation is Relation.IDENTICAL or verdict.evidence.cosine < settings.conflict_cosine:
        return []
    if verdict.relation is Relation.CONFLICT and verdict.evidence.overlap >= settings.near_overlap:
        return []  # the same words but for the facts
    found = clashing(a, b, align(a, b, settings.sentence_floor), basis)
    if verdict.relation is Relation.CONFLICT:
        counted = [one for one in found if one.why is None]
        told = {conflict for one in counted for conflict in one.conflicts}
        return [_question(one) for one in counted] if told.issuperset(verdict.conflicts) else []
    return [_question(one) for one in found if one.why in OPEN and len(one.clashes) == 1]


def answered(
    verdict: Verdict, asked: Sequence[Question], readings: Sequence[Reading | None], settings: Settings
) -> Verdict:
    """Return the verdict with what was read: a conflict taken back where no sentence states the same, or one that was found."""
    read = [
        (one, _probability(reading.same)) for one, reading in zip(asked, readings, strict=True) if reading is not None
    ]
    if verdict.relation is Relation.CONFLICT:
        whole = [max(reading.same, reading.a_in_b, reading.b_in_a) for reading in readings if reading is not None]
        if not whole or len(whole) < len(asked) or _probability(max(whole)) >= settings.conflict_kept:
            return verdict
        note = "facts differ, but the sentences do not state the same with them in one wording"
        return replace(verdict, relation=Relation.UNRELATED, conflicts=(), notes=(*verdict.notes, note))
    read = [
        (one, _probability(reading.same)) for one, reading in zip(asked, readings, strict=True) if reading is not None
    ]
    sure = [one for one, same in read if same >= settings.conflict_found]
    if not sure:
        return verdict
    score = verdict.score
    if verdict.duplicate:
        score = round(min(settings.doubted * score, settings.duplicate_at - 0.01), 4)
    conflicts = tuple(conflict for one in sure for conflict in one.clashing.conflicts)
    return replace(verdict, relation=Relation.CONFLICT, score=score, duplicate=False, conflicts=conflicts, notes=())


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _question(one: Clashing) -> Question:
    text = one.y.text
    for clash in sorted(one.clashes, key=lambda clash: -clash.b.start):
        text = text[: clash.b.start] + clash.a.text + text[clash.b.end :]
    return Question(one, level_facts(one.x.text, text, one.x.facts, find_facts(text)))
