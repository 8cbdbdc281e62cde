"""What is reported besides what is decided: fewer and surer matches, or hints as well. Decisions stay as they are.

A conflict is always reported: if it were not, one of its sides could be cut. A hint is reported and nothing else: no
group and no cut rests on it, and where it may be a conflict both sides stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dedup.guard import Basis
from dedup.likeness import Profile
from dedup.passages import Cut, CutStatus, Match, Relation, Verdict
from dedup.settings import Settings
from dedup.stages.judge import judge

HINT = "a hint: less sure than a match, and nothing is cut for it"
_ALWAYS = frozenset({Relation.IDENTICAL, Relation.CONFLICT})


def reported(
    a: Profile,
    b: Profile,
    basis: Basis,
    settings: Settings,
    expected: float = 0.0,
    known: Mapping[str, float] | None = None,
) -> Verdict:
    """Return how b relates to a: `unrelated` where it is not sure enough to be reported, with a note if it is a hint.

    `expected` and `known` are those of `judge`.
    """
    verdict = judge(a, b, basis, settings, expected, known)
    if verdict.relation is not Relation.UNRELATED:
        sure = verdict.relation in _ALWAYS or _is_sure(verdict, settings)
        return verdict if sure else replace(verdict, relation=Relation.UNRELATED)
    if not settings.hints:
        return verdict
    hint = judge(a, b, basis, _looser(settings), expected, known)
    if hint.relation is Relation.UNRELATED:
        return verdict
    return replace(hint, duplicate=False, notes=(*hint.notes, HINT))


def is_hint(match: Match) -> bool:
    """Return whether a match is reported as a hint only."""
    return HINT in match.notes


def kept_in_doubt(cuts: Sequence[Cut], matches: Mapping[tuple[int, int], Match]) -> tuple[Cut, ...]:
    """Return the cuts, where a hint of a conflict keeps both of its sides."""
    rows = {cut.passage: cut for cut in cuts}
    for pair in sorted(matches):
        if not is_hint(matches[pair]) or matches[pair].relation is not Relation.CONFLICT:
            continue
        for one, other in (pair, pair[::-1]):
            known = rows.get(one)
            others = known.covered_by if known and known.status is CutStatus.KEEP_BOTH else ()
            rows[one] = Cut(one, CutStatus.KEEP_BOTH, (*others, other), ())
    return tuple(cut for _, cut in sorted(rows.items()))


def _is_sure(verdict: Verdict, settings: Settings) -> bool:
    if verdict.duplicate:
        return verdict.score >= settings.reported_at
    return verdict.evidence.features.get("told", 0.0) >= settings.summary_reported_at


def _looser(settings: Settings) -> Settings:
    return replace(
        settings,
        duplicate_at=min(settings.duplicate_at, settings.reported_at),
        summary_at=min(settings.summary_at, settings.summary_reported_at),
    )
