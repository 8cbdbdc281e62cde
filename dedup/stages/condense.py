"""Which passages may go: kept ones say all of them. Doubt means keep; nothing is rewritten, only whole passages are cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from dedup.facts import Fact, find_facts, lacking, stands_in
from dedup.likeness import Bag
from dedup.normalise import shadow
from dedup.passages import Cluster, Cut, CutStatus, FactKind, Flag, Loss, Match, Passage, Relation, Role, Span
from dedup.residue import Residue, losses, residue
from dedup.sense import firmer, nearest, stands_for
from dedup.settings import Settings
from dedup.words import Lexicon

MOST_SEARCHED = 7
"""Groups up to this size are searched exactly (128 sets of passages to keep); larger ones one passage at a time."""

Pair = tuple[int, int]

_ANAPHOR = re.compile(r"\W*(?:the|this|that|these|those|such|it|its|they|their|he|his|she|her|both)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """What the cuts of one article are decided on.

    `pinned` passages stay, those that are `relied_on` are not offered for review, and what is `gone` is no context.
    """

    passages: Sequence[Passage]
    sentences: Mapping[int, Sequence[Span]]
    matches: Mapping[Pair, Match]
    lexicon: Lexicon
    settings: Settings
    pinned: frozenset[int] = frozenset()
    relied_on: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    _bags: dict[str, Bag] = field(default_factory=dict, repr=False, compare=False)
    _rests: dict[tuple[int, int, int], tuple[Residue, ...]] = field(default_factory=dict, repr=False, compare=False)
    _held: dict[Pair, tuple[bool, ...]] = field(default_factory=dict, repr=False, compare=False)
    _whole: dict[tuple[int, ...], tuple[Fact, ...]] = field(default_factory=dict, repr=False, compare=False)

    def bag(self, text: str) -> Bag:
        """Return the words of a text, counted once."""
        if text not in self._bags:
            self._bags[text] = Bag(self.lexicon.words(text))
        return self._bags[text]

    def rests(self, m: int, k: int) -> tuple[Residue, ...]:
        """Return what each sentence of passage m tells that passage k does not, compared once."""
        if self.identical(m, k):
            return (Residue((), (), 0.0),) * len(self.sentences[m])
        before = _antecedent(self, k, m)
        if (m, k, before) not in self._rests:
            text, witness = self.passages[m].text, self.passages[k].text
            pieces = [text[span.start : span.end] for span in self.sentences[m]]
            context = [self.bag(self.passages[before].text)] if before >= 0 else []
            self._rests[m, k, before] = tuple(
                residue(piece, self.bag(piece), witness, self.bag(witness), context, self.lexicon) for piece in pieces
            )
        return self._rests[m, k, before]

    def lacking(self, m: int, witnesses: Sequence[int]) -> tuple[Fact, ...]:
        """Return the facts of passage m that none of the witnesses states; a quotation may run over several sentences."""
        if any(self.identical(m, k) for k in witnesses):
            return ()
        key = (m, *sorted(witnesses))
        if key not in self._whole:
            self._whole[key] = lacking(self.passages[m].text, [self.passages[k].text for k in key[1:]])
        return self._whole[key]

    def stands_for(self, k: int, m: int, n: int) -> bool:
        """Return whether passage k states sentence n of passage m no more and no less firmly."""
        if self.identical(k, m) or self.holds(k, m)[n]:
            return True
        piece, best = self.nearest(k, m, n)
        return stands_for(best, piece, self.bag(best).words, self.bag(piece).words, self.lexicon)

    def nearest(self, k: int, m: int, n: int) -> tuple[str, str]:
        """Return sentence n of passage m, and the sentence of passage k that has most of it."""
        text, witness = self.passages[m].text, self.passages[k].text
        piece = text[self.sentences[m][n].start : self.sentences[m][n].end]
        told = [witness[span.start : span.end] for span in self.sentences[k]]
        return piece, told[nearest(self.bag(piece), [self.bag(other) for other in told])]

    def identical(self, a: int, b: int) -> bool:
        """Return whether two passages are the same text."""
        match = self.match(a, b)
        return match is not None and match.relation is Relation.IDENTICAL

    def duplicate(self, a: int, b: int) -> bool:
        """Return whether one passage says what the other does."""
        match = self.match(a, b)
        return match is not None and match.duplicate

    def holds(self, k: int, m: int) -> tuple[bool, ...]:
        """Return for each sentence of passage m whether it stands in passage k."""
        if (k, m) not in self._held:
            text, witness = self.passages[m].text, self.passages[k].text
            self._held[k, m] = tuple(stands_in(text[s.start : s.end], witness) for s in self.sentences[m])
        return self._held[k, m]

    def match(self, a: int, b: int) -> Match | None:
        """Return the match of two passages in either order."""
        return self.matches.get((min(a, b), max(a, b)))


def condense(page: Page, clusters: Sequence[Cluster]) -> tuple[Cut, ...]:
    """Return a suggestion for each passage that repeats others, conflicts with one, or is boilerplate, by passage.

    No witness of a cut is itself cut, every cluster keeps a member, and a passage goes at most once.
    """
    cuts = {p.id: Cut(p.id, CutStatus.BOILERPLATE, (), ()) for p in page.passages if p.role is Role.BOILERPLATE}
    for a, b in sorted(pair for pair, match in page.matches.items() if match.relation is Relation.CONFLICT):
        for one, other in ((a, b), (b, a)):
            covered = cuts[one].covered_by if one in cuts else ()
            cuts[one] = Cut(one, CutStatus.KEEP_BOTH, (*covered, other), ())
    never = _never_cut(page) | set(cuts)
    for group in clusters:
        for cut in _cuts_of(page, group.members, never):
            cuts.setdefault(cut.passage, cut)
    return tuple(cuts[n] for n in sorted(cuts))


def told_by_several(page: Page) -> list[Cut]:
    """Return the next safe cut of a passage whose sentences are told by passages of several groups, if there is one.

    What other cuts rely on stays; the longest such passage goes first, ties by the keep rule.
    """
    never = _never_cut(page) | page.relied_on | page.gone
    never |= {
        n
        for pair, match in page.matches.items()
        if match.conflicts or match.relation is Relation.CONFLICT
        for n in pair
    }
    free = sorted({n for pair in page.matches for n in pair} - never)
    free.sort(key=lambda m: (-len(page.bag(page.passages[m].text).words), *_preference(page, [m])))
    return [cut for m in free if (cut := safe_cut(page, m))][:1]


def safe_cut(page: Page, m: int) -> Cut | None:
    """Return the safe cut of passage m on the word of all that is not gone, None where they do not say all of it."""
    witnesses = [p.id for p in page.passages if p.id != m and p.id not in page.gone and page.match(p.id, m)]
    return _cut(page, m, witnesses, CutStatus.SAFE) if _safe(page, m, witnesses) else None


def cut_by_hand(page: Page, m: int) -> Cut | None:
    """Return the cut of passage m as an editor decides it: what would be lost with it; None where no match of it stays."""
    kept = [p.id for p in page.passages if p.id != m and p.id not in page.gone and page.match(p.id, m)]
    return _cut(page, m, kept, CutStatus.REVIEW) if kept else None


def _never_cut(page: Page) -> set[int]:
    """Return the passages that stay whatever repeats them: pinned, broken off, or what "The movement ..." refers to."""
    held = set(page.pinned)
    left = [passage for passage in page.passages if passage.id not in page.gone]
    for n, passage in enumerate(left):
        if Flag.TRUNCATED in passage.flags:
            held.add(passage.id)
        if Flag.DANGLING in passage.flags and n:
            held.add(left[n - 1].id)
    return held


def _cuts_of(page: Page, members: Sequence[int], never: set[int]) -> list[Cut]:
    """Return the safe cuts of one group, then those an editor may decide on."""
    free = [m for m in members if m not in never]
    gone = _most_that_may_go(page, members, free)
    kept = [m for m in members if m not in gone]
    cuts = [_cut(page, m, kept, CutStatus.SAFE) for m in gone]
    witnesses = {w for cut in cuts for w in cut.covered_by}
    return cuts + _offered(page, kept, witnesses | never | page.relied_on)


def _most_that_may_go(page: Page, members: Sequence[int], free: Sequence[int]) -> list[int]:
    """Return the passages whose cut leaves the fewest words while the rest say all of them, by the keep rule."""
    if len(free) > MOST_SEARCHED:
        return _one_at_a_time(page, members, free)
    best: tuple[tuple[float, ...], list[int]] = ((0.0,), [])
    for size in range(1, len(free) + 1):
        for gone in combinations(free, size):
            kept = [m for m in members if m not in gone]
            if kept and all(_safe(page, m, kept) for m in gone):
                words = sum(len(page.bag(page.passages[m].text).words) for m in gone)
                rank = (-float(words), *_preference(page, gone))
                if rank < best[0]:
                    best = (rank, list(gone))
    return best[1]


def _one_at_a_time(page: Page, members: Sequence[int], free: Sequence[int]) -> list[int]:
    gone: set[int] = set()
    witnesses: set[int] = set()
    for m in sorted(free, key=lambda m: _preference(page, [m])):
        kept = [k for k in members if k != m and k not in gone]
        if m not in witnesses and kept and _safe(page, m, kept):
            gone.add(m)
            witnesses |= set(_witnesses(page, m, kept))
    return sorted(gone)


def _preference(page: Page, gone: Iterable[int]) -> tuple[float, ...]:
    """Return a key that is smaller the rather these passages go, by the rule of which to keep; ties keep the first."""
    ids = list(gone)
    texts = [page.passages[m].text for m in ids]
    rule = {
        "most-facts": float(sum(len(find_facts(text)) for text in texts)),
        "longest": float(sum(map(len, texts))),
        "first": 0.0,
    }[page.settings.keep]
    return (rule, *(-float(m) for m in sorted(ids, reverse=True)))


def _offered(page: Page, kept: Sequence[int], held: set[int]) -> list[Cut]:
    """Return the cuts that would lose something: fewest lost words first, as long as another passage stays."""
    offers: list[Cut] = []
    left = list(kept)
    while True:
        ranked = []
        for m in left:
            others = [k for k in left if k != m and page.match(k, m)]
            if m in held or not others:
                continue
            found = _residue(page, m, others)
            ranked.append((round(_lost_share(page, m, found), 5), -m, m, others))
        ranked = [row for row in ranked if row[0] <= page.settings.review_residue]
        if not ranked:
            return offers
        _, _, m, others = min(ranked)
        offers.append(_cut(page, m, others, CutStatus.REVIEW))
        left.remove(m)
        held = held | set(offers[-1].covered_by)


def _lost_share(page: Page, m: int, found: Sequence[tuple[int, Span, Residue]]) -> float:
    """Return the share of a passage's information that its witnesses lack, its lost facts included."""
    bag = page.bag(page.passages[m].text)
    lost: dict[str, float] = {}
    for _, span, rest in found:
        inside = [(span.start + f.start, span.start + f.end) for f in rest.facts]
        gone = {span.start + word.start for word in rest.words}
        for word in bag.words:
            if word.start in gone or any(start <= word.start < end for start, end in inside):
                lost[word.stem] = word.weight
    return sum(lost.values()) / (bag.total or 1.0)


def _safe(page: Page, m: int, kept: Sequence[int]) -> bool:
    """Return whether kept passages say all that passage m says, typed facts to the last."""
    free = _free_of_conflict(page, m, kept)
    if not free or not all(_sure(page, m, n, free) for n in range(len(page.sentences[m]))):
        return False
    found = _residue(page, m, free)
    total = page.bag(page.passages[m].text).total or 1.0
    share = sum(rest.share * page.bag(page.passages[m].text[span.start : span.end]).total for _, span, rest in found)
    if any(rest.facts for _, _, rest in found) or share / total > page.settings.safe_residue:
        return False
    if any(word.weight >= page.settings.telling_word for _, _, rest in found for word in rest.words):
        return False
    if page.lacking(m, sorted({k for k, _, _ in found})):
        return False
    if not all(page.stands_for(k, m, n) for n, (k, _, _) in enumerate(found)):
        return False
    return not any(_changed_places(page, m, k, span) for k, span, _ in found if not page.identical(k, m))


def _residue(page: Page, m: int, kept: Sequence[int]) -> list[tuple[int, Span, Residue]]:
    """Return, for each sentence of m, the kept passage that lacks least of it, and what it lacks."""
    found = []
    for n, span in enumerate(page.sentences[m]):
        rests = {k: page.rests(m, k)[n] for k in _sure(page, m, n, kept) or kept}
        k = min(rests, key=lambda k: (len(rests[k].facts), round(rests[k].share, 5), not page.identical(k, m), k))
        found.append((k, span, rests[k]))
    return found


def _antecedent(page: Page, k: int, m: int) -> int:
    """Return the passage before k where k begins with "The plan" or "It", whose antecedent stands there; -1 for none."""
    if not _ANAPHOR.match(shadow(page.passages[k].text)):
        return -1
    before = (p.id for p in reversed(page.passages[:k]) if p.role in (Role.PROSE, Role.QUOTE))
    return next((n for n in before if n != m and n not in page.gone), -1)


def _changed_places(page: Page, m: int, k: int, span: Span) -> bool:
    """Return whether names of a sentence of m stand in another order in k, all else being the same words."""
    text, witness = page.passages[m].text[span.start : span.end], page.passages[k].text
    ours, theirs = _neighbours(text), _neighbours(witness)
    if any((y, x) in theirs and (x, y) not in theirs and (y, x) not in ours for x, y in ours):
        return True
    if sorted(w.stem for w in page.bag(text).words) != sorted(w.stem for w in page.bag(witness).words):
        return False
    return _names(text) != _names(witness)


def _neighbours(text: str) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {(x, y) for x, y in pairwise(_names(text)) if x != y}


def _names(text: str) -> list[tuple[str, ...]]:
    return [fact.value for fact in find_facts(text) if fact.kind in (FactKind.NAME, FactKind.PLACE)]


def _witnesses(page: Page, m: int, kept: Sequence[int]) -> list[int]:
    return sorted({k for k, _, _ in _residue(page, m, _free_of_conflict(page, m, kept))})


def _free_of_conflict(page: Page, m: int, kept: Sequence[int]) -> list[int]:
    return [k for k in kept if (match := page.match(k, m)) and not match.conflicts]


def _sure(page: Page, m: int, n: int, kept: Sequence[int]) -> list[int]:
    """Return the kept passages whose word counts for sentence n of m: duplicates of m, and those in which it stands."""
    return [k for k in kept if page.duplicate(k, m) or page.holds(k, m)[n]]


def _cut(page: Page, m: int, kept: Sequence[int], status: CutStatus) -> Cut:
    passage = page.passages[m]
    matched = [k for k in kept if page.match(k, m)] if status is CutStatus.REVIEW else _free_of_conflict(page, m, kept)
    found = _residue(page, m, matched)
    witnesses = tuple(sorted({k for k, _, _ in found}))
    lost: list[Loss] = []
    for _, span, rest in found:
        lost.extend(losses(passage.text[span.start : span.end], passage.start + span.start, rest))
    if status is CutStatus.REVIEW and not lost:
        for n, (k, span, _) in enumerate(found):
            at = passage.start + span.start
            more = [] if page.holds(k, m)[n] else firmer(*page.nearest(k, m, n))
            lost.extend(
                Loss("word", passage.text[span.start :][word.start : word.end], at + word.start, at + word.end)
                for word in more
            )
    for fact in page.lacking(m, witnesses):
        start, end = passage.start + fact.start, passage.start + fact.end
        if not any(loss.start <= start and end <= loss.end for loss in lost):
            lost.append(Loss(fact.kind.value, fact.text, start, end))
    return Cut(m, status, witnesses, tuple(sorted(lost, key=lambda loss: (loss.start, loss.end, loss.kind))))
