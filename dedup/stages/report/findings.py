"""What a report finds, one by one, as tools take it that list findings by file and line."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.passages import CutStatus, Match, Relation, Span
from dedup.stages.report.telling import Telling, beginning
from dedup.stages.report.wording import RELATION, disagreement, quoted, sentence

_OFFERED = (CutStatus.SAFE, CutStatus.REVIEW)
ABOUT = {
    Relation.IDENTICAL: (
        "The same text twice",
        "Two passages are equal but for typography, capitals and white space. One of them can go.",
    ),
    Relation.NEAR_DUPLICATE: (
        "Nearly the same words twice",
        "Two passages of similar length share most of their words. Compare what each has alone before one of them goes.",
    ),
    Relation.PARAPHRASE: (
        "The same told again in other words",
        "Two passages of similar length tell the same content in other words. Keep the one that tells more, or move "
        "what only the other says.",
    ),
    Relation.SUMMARY: (
        "Told in full and told in short",
        "One passage tells the main statement of another with less detail. A summary on top of an article may be meant.",
    ),
    Relation.CONFLICT: (
        "Told twice, but not the same",
        "Two passages tell the same and disagree on a fact: a figure, date, name, quotation or a negation. Find out "
        "which is right before anything is cut.",
    ),
}
"""What each kind of finding means, and what to do: a short title and a text of a sentence or two."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One match, told from the passage to look at. `before`, `partner` and `after` are one sentence or more."""

    relation: Relation  # conflict wherever a fact disagrees, whatever the rest of the match says
    match: Match
    here: int
    there: int
    span: Span | None  # the disagreeing fact
    group: str
    before: str
    partner: str
    after: str

    @property
    def message(self) -> str:
        """Return the finding in words."""
        return f"{self.before} {self.partner} {self.after}"


def findings(telling: Telling) -> list[Finding]:
    """Return the conflicts, then each group's matches, then the matches of no group; each match once."""
    found = [_conflict(telling, match) for match in telling.figures.conflicts]
    told = set(map(id, telling.figures.conflicts))
    for group in telling.figures.groups:
        pairs = [match for match in telling.figures.pairs(group) if id(match) not in told]
        found += [_repeat(telling, match, group.label) for match in pairs]
    return found + [_repeat(telling, match, "") for match in telling.figures.loose]


def _conflict(telling: Telling, match: Match) -> Finding:
    here, there = max(match.a, match.b), min(match.a, match.b)
    turned = here == match.b
    clash = next(iter(match.conflicts), None)
    span = (clash.b_span if turned else clash.a_span) if clash else None
    on = "; ".join(disagreement(conflict, turned=turned) for conflict in match.conflicts)
    also = "" if match.relation is Relation.CONFLICT else f" ({RELATION[match.relation]})"
    after = f"({_quoted(telling, there)}){also}: {on}. " if on else f"({_quoted(telling, there)}){also}. "
    return Finding(
        Relation.CONFLICT,
        match,
        here,
        there,
        span,
        "",
        "Told twice, but not the same as in",
        telling.where(there),
        after + "Keep both until you know which is right.",
    )


def _repeat(telling: Telling, match: Match, group: str) -> Finding:
    here, there = _sides(telling, match)
    if match.relation is Relation.SUMMARY:
        before = "Tells in short what is told in" if here == match.a else "Tells in full what is told in short in"
    else:
        before = sentence(RELATION[match.relation]) + " as"
    cut = telling.figures.cuts.get(here)
    after = f"({_quoted(telling, there)})."
    if cut and cut.status in _OFFERED:
        offered, lost = telling.cut(cut)
        after += f" {sentence(offered)}. Lost: {lost}."
    return Finding(match.relation, match, here, there, None, group, before, telling.where(there), after)


def _sides(telling: Telling, match: Match) -> tuple[int, int]:
    """Return the passage to look at and its partner: the one that may be cut, or the later one."""
    later, earlier = max(match.a, match.b), min(match.a, match.b)
    for status in _OFFERED:
        for here, there in ((later, earlier), (earlier, later)):
            cut = telling.figures.cuts.get(here)
            if cut and cut.status is status and there in cut.covered_by:
                return here, there
    return later, earlier


def _quoted(telling: Telling, n: int) -> str:
    return quoted(beginning(telling.figures.passages[n].text))
