"""A report less some of its matches, and less the groups and cuts that rested on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dedup.cutting import APPLIED, group_matches, with_kept
from dedup.hints import is_hint
from dedup.passages import Article, Cut, CutStatus, Match, Passage, Report, Role
from dedup.pipeline import apply_cuts


def narrowed(article: Article, report: Report, left: Sequence[Match], note: str) -> Report:
    """Return the report with the matches that are left, and a note. What the others alone spoke for stays in the text."""
    matches = {(min(match.a, match.b), max(match.a, match.b)): match for match in left}
    firm = {pair: match for pair, match in matches.items() if not is_hint(match)}
    cuts = tuple(_supported(report.cuts, matches, report.passages))
    clusters = group_matches(report.passages, firm)
    applied = [cut.passage for cut in cuts if cut.status in APPLIED]
    condensed = apply_cuts(article, report.passages, cuts, applied, matches, clusters)
    return replace(
        report,
        matches=tuple(left),
        cuts=cuts,
        clusters=with_kept(clusters, cuts, report.passages),
        condensed=condensed,
        notes=(*report.notes, note),
    )


def _supported(
    cuts: Iterable[Cut], matches: dict[tuple[int, int], Match], passages: Sequence[Passage]
) -> Iterable[Cut]:
    """Yield the cuts that rest on these matches alone; boilerplate rests on none."""
    for cut in cuts:
        new = tuple(n for n in cut.covered_by if (min(n, cut.passage), max(n, cut.passage)) in matches)
        if cut.status is CutStatus.KEEP_BOTH and new:
            yield replace(cut, covered_by=new)
        elif passages[cut.passage].role is Role.BOILERPLATE or (cut.covered_by and new == cut.covered_by):
            yield cut
