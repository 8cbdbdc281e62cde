"""The facts of sentences that are linked: which disagree, which only one side has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from dedup.facts import Fact, disagreements, find_facts, lacking, other_counts
from dedup.grid import Link
from dedup.guard import Basis, Finding, compare_facts
from dedup.likeness import Profile, Vector, profile
from dedup.passages import Conflict, FactKind, Loss, Span
from dedup.texts import Text
from dedup.units import Side

Group = tuple[tuple[int, ...], tuple[int, ...]]
BETWEEN = "\n"
LOOSE = 0.5
TURNED = frozenset({FactKind.NEGATION, FactKind.DIRECTION})
"""Kinds of conflict that mean nothing between sentences that are less sure than LOOSE to tell the same."""

WINDOW = 10
"""Sentences before and after a piece in which a fact still counts as told: what moved next door is not lost."""


@dataclass(frozen=True)
class Half:
    """One of the two articles with the vectors of sentences of both; what is worked out of it once is kept."""

    text: Text
    side: Side
    basis: Basis
    vectors: Mapping[str, Vector]
    _profiles: dict[int, Profile] = field(default_factory=dict)
    _facts: dict[int, tuple[Fact, ...]] = field(default_factory=dict)

    def profile(self, passage: int) -> Profile:
        """Return the profile of a passage for comparing facts: what was not encoded has no direction."""
        if passage not in self._profiles:
            start = self.text.by_id(passage).start
            spans = [Span(u.span.start - start, u.span.end - start) for u in self.text.units_of(passage)]
            heard = self.text.heard[passage]
            nothing = np.zeros(len(next(iter(self.vectors.values()), [0])), np.float32)
            known = {
                text: self.vectors.get(text, nothing) for text in (heard, *(heard[s.start : s.end] for s in spans))
            }
            self._profiles[passage] = profile(heard, spans, known, self.basis.lexicon)
        return self._profiles[passage]

    def facts(self, unit: int) -> tuple[Fact, ...]:
        """Return the typed facts of a sentence."""
        if unit not in self._facts:
            self._facts[unit] = find_facts(self.side.units[unit].text)
        return self._facts[unit]

    def quotes(self, unit: int) -> list[Span]:
        """Return where quotations stand in a sentence, as offsets into the article."""
        start = self.text.spans[unit].start
        return [Span(start + f.start, start + f.end) for f in self.facts(unit) if f.kind is FactKind.QUOTE]


@dataclass(frozen=True)
class Linked:
    """The facts of the sentences of one article against those of the sentences they are linked with."""

    a: Half
    b: Half
    _found: dict[tuple[int, int], Finding] = field(default_factory=dict)

    def of(self, i: int, j: int) -> Finding:
        """Return what comparing the facts of two sentences gave; spans count in their passages."""
        if (i, j) not in self._found:
            (x, n), (y, m) = self.a.text.places[i], self.b.text.places[j]
            self._found[i, j] = compare_facts(self.a.profile(x), self.b.profile(y), [(n, m)], self.a.basis)
        return self._found[i, j]

    def elsewhere(self, link: Link, links: Sequence[Link]) -> bool:
        """Return whether two sentences are one form about something else, not one statement in which a fact was changed.

        Where a sentence before or after them tells the same and agrees, they stand in one place of one text.
        """
        if not self.of(link.i, link.j).elsewhere:
            return False
        beside = [
            other
            for other in links
            if (other.i - link.i, other.j - link.j) in {(-1, -1), (1, 1)} and (other.equal or other.sure >= LOOSE)
        ]
        return not any(self.agree(other) for other in beside)

    def agree(self, link: Link) -> bool:
        """Return whether two sentences tell the same and no fact of theirs disagrees."""
        found = Finding() if link.equal else self.of(link.i, link.j)
        return not found.conflicts and not found.elsewhere

    def conflicts(self, group: Group, links: Sequence[Link]) -> tuple[Conflict, ...]:
        """Return what sentences that tell the same disagree on, as it stands in the articles; nothing twice.

        In two accounts of one event what both count must come to the same as well, however they are worded.
        """
        found: dict[tuple[Span, Span], Conflict] = {}
        for link in sorted(links):
            i, j = link.i, link.j
            x, y = self.a.text.passage(i), self.b.text.passage(j)
            own, other = self.a.text.units[i].span, self.b.text.units[j].span
            for conflict in self._between(link):
                a, b = _moved(conflict.a_span, x.start), _moved(conflict.b_span, y.start)
                if _meet(a, own) and _meet(b, other):
                    named = self._as_quotation(link, Conflict(conflict.kind, conflict.a, conflict.b, a, b))
                    found.setdefault((named.a_span, named.b_span), named)
        if not found and any(link.kindred for link in links):
            found = {(c.a_span, c.b_span): c for c in self._other_counts(group)}
        quotes = [c for c in found.values() if c.kind is FactKind.QUOTE]
        return tuple(found[spans] for spans in sorted(found) if not any(_said(found[spans], quote) for quote in quotes))

    def _as_quotation(self, link: Link, conflict: Conflict) -> Conflict:
        """Return a conflict as an altered quotation, where both sides quote the words that disagree."""
        quotes = [
            next((q for q in half.quotes(n) if q.start <= span.start and span.end <= q.end), None)
            for half, n, span in ((self.a, link.i, conflict.a_span), (self.b, link.j, conflict.b_span))
        ]
        if conflict.kind is FactKind.QUOTE or quotes[0] is None or quotes[1] is None:
            return conflict
        one, other = (half.text.slice(span) for half, span in zip((self.a, self.b), (quotes[0], quotes[1])))
        return Conflict(FactKind.QUOTE, one, other, quotes[0], quotes[1])

    def _clashing(self, link: Link) -> Iterator[Conflict]:
        """Yield the facts of two sentences that clash, whatever subject these seem to be about; spans in their passages."""
        x, y = self.a.text.passage(link.i), self.b.text.passage(link.j)
        one, other = self.a.text.units[link.i], self.b.text.units[link.j]
        facts = self.a.facts(link.i), self.b.facts(link.j)
        clashing, apart = disagreements(one.text, other.text, *facts)
        for clash in clashing or apart:
            a = _moved(Span(clash.a.start, clash.a.end), one.span.start - x.start)
            b = _moved(Span(clash.b.start, clash.b.end), other.span.start - y.start)
            yield Conflict(clash.kind, clash.a.text, clash.b.text, a, b)

    def _other_counts(self, group: Group) -> Iterator[Conflict]:
        (one, mine), (other, theirs) = (self._facts_of(half, units) for half, units in zip((self.a, self.b), group))
        for clash in other_counts(one, other, mine, theirs):
            a, b = (self._placed(half, units, f) for half, units, f in zip((self.a, self.b), group, (clash.a, clash.b)))
            yield Conflict(clash.kind, clash.a.text, clash.b.text, a, b)

    def _facts_of(self, half: Half, units: Sequence[int]) -> tuple[str, list[Fact]]:
        """Return sentences as one text, with their facts."""
        text, facts = "", []
        for n in units:
            facts += [replace(f, start=f.start + len(text), end=f.end + len(text)) for f in half.facts(n)]
            text += half.side.units[n].text + BETWEEN
        return text, facts

    def _placed(self, half: Half, units: Sequence[int], fact: Fact) -> Span:
        """Return where a fact of `_facts_of` stands in the article."""
        at = 0
        for n in units:
            length = len(half.side.units[n].text)
            if fact.start < at + length:
                return _moved(Span(fact.start - at, fact.end - at), half.text.spans[n].start)
            at += length + len(BETWEEN)
        raise AssertionError("a fact stands in one of its sentences")

    def _between(self, link: Link) -> list[Conflict]:
        """Return what two sentences disagree on; spans count in their passages.

        Less sure ones of two accounts of one event are worded too freely for a word that is denied or turned in one of
        them to mean anything.
        """
        found = list(self.of(link.i, link.j).conflicts)
        if self.of(link.i, link.j).elsewhere:  # in one place of one text: see `elsewhere`
            found = list(self._clashing(link))
        if link.sure < LOOSE:
            found = [conflict for conflict in found if conflict.kind not in TURNED]
        return found


def _said(conflict: Conflict, quote: Conflict) -> bool:
    """Return whether a conflict is a word of an altered quotation: it is named as that."""
    return conflict is not quote and _meet(conflict.a_span, quote.a_span) and _meet(conflict.b_span, quote.b_span)


def missing(
    one: Half, units: Sequence[int], other: Half, beside: Sequence[int], known: Sequence[Span]
) -> tuple[Loss, ...]:
    """Return the recognised facts of sentences that the other side tells neither there nor near, those of `known` aside."""
    near = range(max(0, min(beside) - WINDOW), min(len(other.text.units), max(beside) + WINDOW + 1))
    texts = [other.side.units[n].text for n in near]
    facts = [other.facts(n) for n in near]
    found = []
    for n in units:
        at = one.text.units[n].span.start
        for fact in lacking(one.side.units[n].text, texts, one.facts(n), facts):
            span = Span(at + fact.start, at + fact.end)
            if not any(_meet(span, taken) for taken in known):
                found.append(Loss(fact.kind.value, one.text.slice(span), *span))
    whole = [loss for loss in found if not any(_inside(loss, other) for other in found)]
    return tuple(sorted(set(whole), key=lambda loss: (loss.start, loss.end, loss.kind)))


def _inside(loss: Loss, quote: Loss) -> bool:
    """Return whether a fact is part of a quotation that is missing as a whole."""
    within = quote.start <= loss.start and loss.end <= quote.end
    return loss is not quote and loss.kind != FactKind.QUOTE and quote.kind == FactKind.QUOTE and within


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
