"""The facts of sentences that are linked: which disagree, which only one side has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dedup.facts import Fact, find_facts, lacking
from dedup.guard import Basis, Finding, compare_facts
from dedup.likeness import Profile, Vector, profile
from dedup.passages import Conflict, FactKind, Loss, Span
from dedup.texts import Text
from dedup.units import Side

WINDOW = 10
"""Sentences before and after a piece in which a fact still counts as told: what moved next door is not lost."""


@dataclass(frozen=True)
class Half:
    """One of the two articles with its vectors; what is worked out of it once is kept."""

    text: Text
    side: Side
    basis: Basis
    _profiles: dict[int, Profile] = field(default_factory=dict)
    _facts: dict[int, tuple[Fact, ...]] = field(default_factory=dict)

    @cached_property
    def vectors(self) -> Mapping[str, Vector]:
        """Return the vectors of the sentences that were encoded."""
        return {self.side.units[n].text: self.side.vectors[row] for n, row in self.side.row.items()}

    def profile(self, passage: int) -> Profile:
        """Return the profile of a passage for comparing facts: what was not encoded has no direction."""
        if passage not in self._profiles:
            start = self.text.by_id(passage).start
            spans = [Span(u.span.start - start, u.span.end - start) for u in self.text.units_of(passage)]
            heard = self.text.heard[passage]
            nothing = np.zeros(self.side.vectors.shape[1], np.float32)
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

    def conflicts(self, pairs: Collection[tuple[int, int]]) -> tuple[Conflict, ...]:
        """Return what linked sentences disagree on, as it stands in the articles; nothing twice."""
        found: dict[tuple[Span, Span], Conflict] = {}
        for i, j in sorted(pairs):
            x, y = self.a.text.passage(i), self.b.text.passage(j)
            own, other = self.a.text.units[i].span, self.b.text.units[j].span
            for conflict in self.of(i, j).conflicts:
                a, b = _moved(conflict.a_span, x.start), _moved(conflict.b_span, y.start)
                if _meet(a, own) and _meet(b, other):
                    found.setdefault((a, b), Conflict(conflict.kind, conflict.a, conflict.b, a, b))
        quotes = [c for c in found.values() if c.kind is FactKind.QUOTE]
        return tuple(found[spans] for spans in sorted(found) if not any(_said(found[spans], quote) for quote in quotes))


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
    return tuple(sorted(set(found), key=lambda loss: (loss.start, loss.end, loss.kind)))


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
