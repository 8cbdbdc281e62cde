"""From matches to groups and cuts: grouped anew until no more can go, and such that a second run cuts nothing more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from dedup.copies import further_copies
from dedup.ignore import segmented
from dedup.pairs import Pair, Tools
from dedup.passages import COMPARED, LEFT_ALONE, Article, Cluster, Cut, CutStatus, Match, Passage, Relation, Role, Span
from dedup.settings import Settings
from dedup.stages.cluster import cluster, weakest
from dedup.stages.condense import Page, condense, safe_cut, told_by_several
from dedup.stages.segment import Segmentation
from dedup.stages.verify import cut_out, left_blocks, slices
from dedup.words import count

Find = Callable[[Sequence[Passage]], Mapping[Pair, Match]]
"""What finds the matches of an article's passages."""

APPLIED = frozenset({CutStatus.SAFE, CutStatus.BOILERPLATE})


def group_matches(
    passages: Sequence[Passage], matches: Mapping[Pair, Match], gone: Collection[int] = ()
) -> tuple[Cluster, ...]:
    """Return the clusters, those first in which most words can be saved, labelled A, B, C ...

    Passages that are all `gone`, each on the word of another group, are no group of their own: one stays in each.
    """
    links = {pair: match.score for pair, match in matches.items() if match.relation is not Relation.CONFLICT}
    content = {p.id for p in passages if p.role is not Role.BOILERPLATE}
    links = {pair: score for pair, score in links.items() if content.issuperset(pair)}
    heard = {p.id: p.text for p in passages if p.role in COMPARED and not LEFT_ALONE.intersection(p.flags)}
    further = further_copies(heard)
    groups = _grouped(links, further)
    while empty := [group for group in groups if set(group) <= set(gone)]:
        links = {pair: score for pair, score in links.items() if not any(set(pair) <= set(group) for group in empty)}
        groups = _grouped(links, further)
    groups.sort(key=lambda group: (-_saved(passages, group), group))
    return tuple(
        Cluster(n, letters(n), group, group, round(weakest(group, links), 4), "") for n, group in enumerate(groups)
    )


def _grouped(links: Mapping[Pair, float], further: Mapping[int, Sequence[int]]) -> list[tuple[int, ...]]:
    """Return the groups; further copies of a text stand where the first of its copies does that matches them."""
    some = {pair: score for pair, score in links.items() if not further.keys() & pair}
    groups: dict[int, list[int]] = {}
    for group in cluster(some):
        together = list(group)
        groups |= dict.fromkeys(group, together)
    for n, copies in further.items():
        first = next((copy for copy in copies if (copy, n) in links), None)
        if first is not None:
            groups.setdefault(first, [first]).append(n)
    return sorted({tuple(sorted(group)) for group in groups.values()})


def letters(n: int) -> str:
    """Return the label of the n-th group: A to Z, then AA, AB ..."""
    return (letters(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def settled_cuts(
    article: Article,
    segmentation: Segmentation,
    matches: Mapping[Pair, Match],
    find: Find,
    tools: Tools,
    settings: Settings,
) -> tuple[Cut, ...]:
    """Return the suggested cuts, such that condensing the condensed text cuts nothing more.

    A pair's verdict is its own, so the passages that stay match as before; but read anew, one may have another role (a
    heading that now heads nothing; lines that are paragraphs where they were one). What was cut after such a passage
    stays, and if that is no help, the boilerplate as well.
    """
    page = segmentation.passages
    pinned: frozenset[int] = frozenset()
    while True:
        cuts = cuts_of(page, matches, tools, settings, pinned)
        gone = _applied(cuts)
        if not gone:
            return cuts
        kept = [p for p in page if p.id not in gone]
        left = _left(article, slices(article.text, page, gone))
        again = segmented(left, settings)
        if [_compared_as(p) for p in again.passages] == [_compared_as(p) for p in kept]:
            found: Mapping[Pair, Match] = _moved(matches, [p.id for p in kept])
        else:
            found = find(again.passages)
        more = settled_cuts(left, again, found, find, tools, settings)
        if not _applied(more):
            return cuts
        safe = {cut.passage for cut in cuts if cut.status is CutStatus.SAFE}
        pinned |= _unsettling(kept, again.passages, safe) if safe else frozenset(gone)


def _compared_as(passage: Passage) -> tuple[str, bool, bool]:
    """Return what decides on the matches of a passage: its text, whether it is compared, and whether it is furniture."""
    alone = bool(LEFT_ALONE.intersection(passage.flags))
    return passage.text, passage.role in COMPARED and not alone, passage.role is Role.BOILERPLATE and not alone


def _applied(cuts: Sequence[Cut]) -> list[int]:
    return [cut.passage for cut in cuts if cut.status in APPLIED]


def _left(article: Article, spans: Sequence[Span]) -> Article:
    return replace(article, text=cut_out(article.text, spans), blocks=left_blocks(article.blocks, spans))


def _moved(matches: Mapping[Pair, Match], kept: Sequence[int]) -> dict[Pair, Match]:
    """Return the matches of the passages that are kept, which are numbered from 0 now."""
    at = {old: new for new, old in enumerate(kept)}
    return {
        (at[a], at[b]): replace(match, a=at[match.a], b=at[match.b])
        for (a, b), match in matches.items()
        if a in at and b in at
    }


def _unsettling(kept: Sequence[Passage], again: Sequence[Passage], safe: set[int]) -> set[int]:
    """Return the safe cuts right after which passages are read in another way, or all where none is to blame."""
    if [p.text for p in kept] != [p.text for p in again]:
        return safe
    changed = [old.id for old, new in zip(kept, again, strict=True) if old.role is not new.role]
    found = {min((n for n in safe if n > old), default=-1) for old in changed} & safe
    return found or safe


def cuts_of(
    passages: Sequence[Passage],
    matches: Mapping[Pair, Match],
    tools: Tools,
    settings: Settings,
    pinned: frozenset[int] = frozenset(),
) -> tuple[Cut, ...]:
    """Return the suggested cuts. What the safe ones leave is grouped anew until no more can go.

    Groups are complete-link, so a passage may match one of another group; a second run would find that pair. What a
    cut rested on must stay: where a witness or its antecedent goes, others say it, or the passage comes back.
    """
    page = page_of(passages, matches, tools, settings)
    alone = {p.id for p in passages if LEFT_ALONE.intersection(p.flags)}
    furniture = frozenset(p.id for p in passages if p.role is Role.BOILERPLATE) - alone - pinned
    safe: dict[int, Cut] = {}
    back = pinned
    while True:
        left = {pair: match for pair, match in matches.items() if not safe.keys() & set(pair)}
        held = frozenset(w for cut in safe.values() for w in cut.covered_by)
        now = replace(page, matches=left, pinned=back, relied_on=held, gone=furniture | safe.keys())
        cuts = condense(now, group_matches(passages, left))
        fresh = {cut.passage: cut for cut in cuts if cut.status is CutStatus.SAFE}
        fresh = fresh or {cut.passage: cut for cut in told_by_several(now)}
        if not fresh:
            left_out = alone | {p.id for p in passages if p.role is Role.BOILERPLATE and p.id in pinned}
            rows = {cut.passage: cut for cut in cuts if cut.passage not in left_out} | safe
            return tuple(cut for _, cut in sorted(rows.items()))
        safe |= fresh
        for n in sorted(safe):
            anew = safe_cut(replace(page, gone=furniture | safe.keys()), n)
            if anew is None:
                del safe[n]
                back |= {n}
            else:
                safe[n] = anew


def page_of(passages: Sequence[Passage], matches: Mapping[Pair, Match], tools: Tools, settings: Settings) -> Page:
    """Return what the cuts of these passages are decided on."""
    matched = {n for pair in matches for n in pair}
    sentences = {p.id: tools.split(p.text) or (Span(0, len(p.text)),) for p in passages if p.id in matched}
    return Page(passages, sentences, matches, tools.basis.lexicon, settings)


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
