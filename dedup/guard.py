"""The fact guard: which facts of aligned sentences disagree, and whether that is a conflict or another subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from dedup.cases import Told, another_case, another_entry, another_matter, another_subject
from dedup.contrasts import contrast
from dedup.decision import Decision
from dedup.facts import Clash, Fact, altered, disagreements, lacking, masked
from dedup.facts.words import plain
from dedup.likeness import (
    Bag,
    Profile,
    alone,
    coverage_in,
    in_order_of_size,
    measures,
    share,
)
from dedup.lone import only_difference, opposed
from dedup.passages import ANCHORS, Conflict, FactKind, Span
from dedup.roles import changed_places
from dedup.words import Lexicon, Word

MEASURED = ("number", "date", "name", "negation", "direction", "quote")
_MEASURE_OF = {
    FactKind.NUMBER: "number", FactKind.UNIT: "number", FactKind.DATE: "date", FactKind.TIME: "date",
    FactKind.NAME: "name", FactKind.PLACE: "name", FactKind.NEGATION: "negation",
    FactKind.DIRECTION: "direction", FactKind.QUOTE: "quote",
}  # fmt: skip
_FIGURES = frozenset({FactKind.NUMBER, FactKind.UNIT, FactKind.DATE, FactKind.TIME})
ROUND_FROM = 1000.0
"""Smaller figures are not taken for rounded ones: 201 is not 200, 13,977 may be 14,000."""

SAME_WORDS = 0.85
"""Share of both sides' information that must be common before changed places are looked for: rewording moves words too."""

SHORT = 0.5
"""Below this share of the other's words a sentence is compared as its summary: what counts is whether the other says it."""

SAYS_IT = 0.8
"""Share of a short sentence's information that stands in a long one's words, from which the long one says it."""

MOST_PARTED = 3
"""So many sentences are also compared with one as if they were one: it may say what each of them does."""

AS_MUCH = 0.6
"""Share of the information of several sentences that the one they are compared with has at least."""

MOST_LACKING = 4
"""More facts that one side lacks say no more than four do."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What the guard and the judge decide with: background words, fitted decisions, and from where they hold."""

    lexicon: Lexicon
    decisions: dict[str, Decision]


@dataclass(frozen=True, slots=True)
class Finding:
    """What comparing the facts of two texts gave.

    `elsewhere` means that they speak of another subject or period, `alone` that all other facts agree,
    `apart` is the share of the aligned sentences that speak of another subject or period.
    """

    conflicts: tuple[Conflict, ...] = ()
    elsewhere: bool = False
    measures: tuple[tuple[str, float], ...] = ()
    alone: bool = False
    apart: float = 0.0


def align(a: Profile, b: Profile, floor: float) -> list[tuple[int, int]]:
    """Return which sentence of a tells what which of b does: each side's best partner of at least `floor`, sorted."""
    if len(a.sentences) == len(b.sentences) == 1:
        return [(0, 0)]
    near = a.matrix @ b.matrix.T
    words = np.array([[_common(x.bag, y.bag) for y in b.sentences] for x in a.sentences])
    alike = np.round((near + words) / 2, 5)
    pairs = {(i, int(alike[i].argmax())) for i in range(len(a.sentences))}
    pairs |= {(int(alike[:, j].argmax()), j) for j in range(len(b.sentences))}
    return sorted((i, j) for i, j in pairs if max(alike[i, j], round(float(near[i, j]), 5) - 0.1) >= floor)


def _common(x: Bag, y: Bag) -> float:
    small, large = (x, y) if x.total <= y.total else (y, x)
    return sum(w for stem, w in small.weights.items() if stem in large.weights) / (small.total or 1.0)


def compare_facts(a: Profile, b: Profile, pairs: Sequence[tuple[int, int]], basis: Basis) -> Finding:
    """Return what the facts of two texts say of them, comparing aligned sentences only.

    A disagreement counts where the two sentences would tell the same with those facts masked. It is a conflict
    where subject, place and period agree; where they differ as well, the sentences are about something else.
    """
    steps = [_compared(Told(a, i), Told(b, j), basis) for i, j in pairs]
    if not any(step.conflicts for step in steps) and _one_says_several(a, b):
        steps.append(_figures_compared(_as_one(a), _as_one(b), basis))
    conflicts = [conflict for step in steps for conflict in step.conflicts]
    kinds = [conflict.kind for conflict in conflicts] + [kind for step in steps for kind in step.elsewhere]
    elsewhere, alone = any(step.elsewhere for step in steps), any(step.alone for step in steps)
    if long_quotes := _altered_over_sentences(a, b):
        kinds.append(FactKind.QUOTE)
        conflicts.extend(long_quotes)
    if not conflicts and not elsewhere and (turned := opposed(_as_one(a), _as_one(b))):
        kinds.append(turned.kind)
        conflicts, alone = [_conflict(turned, _as_one(a), _as_one(b))], True
    if another_entry(conflicts, a, b, basis.lexicon):
        conflicts, elsewhere = [], True
    measured = tuple(fact_measures(a, b, {_MEASURE_OF[kind] for kind in kinds}).items())
    apart = sum(bool(step.elsewhere) for step in steps) / max(1, len(steps))
    return Finding(tuple(conflicts), elsewhere and not conflicts, measured, alone and bool(conflicts), apart)


class _Step(NamedTuple):
    """What two sentences gave: conflicts, the kinds of facts that say they are about something else, and as in `Finding`."""

    conflicts: tuple[Conflict, ...] = ()
    elsewhere: tuple[FactKind, ...] = ()
    alone: bool = False


def _compared(x: Told, y: Told, basis: Basis) -> _Step:
    clashing, apart = disagreements(x.text, y.text, x.facts, y.facts)
    found = [clash for clash in clashing if _counts(clash, x, y)]
    other = [] if found else [clash for clash in apart if _counts(clash, x, y)]
    if (found or other) and _tell_the_same(found, found or other, x, y, basis):
        if other or another_subject(found, x, y, basis.lexicon):
            return _Step(elsewhere=tuple(clash.kind for clash in found or other))
        return _Step(tuple(_conflict(clash, x, y) for clash in found), alone=_is_alone(found, x, y))
    one = _other_figures(x, y) or _turned_round(x, y) or _excluded(x, y) or _other_spelling(x, y)
    return _Step((one,)) if one else _Step()


def _figures_compared(x: Told, y: Told, basis: Basis) -> _Step:
    """Return what the figures of two whole texts gave: what is denied in one of several sentences is of that sentence."""
    found = [c for c in disagreements(x.text, y.text, x.facts, y.facts)[0] if c.kind in _FIGURES]
    if not found or not _tell_the_same(found, found, x, y, basis) or another_subject(found, x, y, basis.lexicon):
        return _Step()
    return _Step(tuple(_conflict(clash, x, y) for clash in found), alone=_is_alone(found, x, y))


def _is_alone(found: Sequence[Clash], x: Told, y: Told) -> bool:
    """Return whether one figure is all that the facts of two texts differ in."""
    return len(found) == 1 and found[0].kind in _FIGURES and only_difference(found, x, y)


class Why(StrEnum):
    """Why facts of two aligned sentences that clash are no conflict."""

    ELSEWHERE = "each text also has what the other says"
    STAMP = "it is when an entry was posted"
    APART = "with it left out, the sentences do not tell the same"
    MATTER = "more than that differs in their form"
    ANOTHER = "the sentences speak of another subject, place or period"


@dataclass(frozen=True, slots=True)
class Clashing:
    """Facts of two aligned sentences that clash, and why they are no conflict: None where they are one."""

    x: Told
    y: Told
    clashes: tuple[Clash, ...]
    why: Why | None

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Return them as the conflicts they are, or would be."""
        return tuple(_conflict(clash, self.x, self.y) for clash in self.clashes)


def clashing(a: Profile, b: Profile, pairs: Sequence[tuple[int, int]], basis: Basis) -> list[Clashing]:
    """Return the facts of aligned sentences that clash, with what `compare_facts` makes of them."""
    made: list[Clashing] = []
    whole = [(_as_one(a), _as_one(b))] if _one_says_several(a, b) else []
    for x, y in [(Told(a, i), Told(b, j)) for i, j in pairs] + whole:
        clashes, apart = disagreements(x.text, y.text, x.facts, y.facts)
        counting = [clash for clash in clashes if _counts(clash, x, y)]
        for clash in (*clashes, *apart):
            if not _counts(clash, x, y):
                stamp = clash.kind is FactKind.TIME and x.at_start(clash.a) and y.at_start(clash.b)
                made.append(Clashing(x, y, (clash,), Why.STAMP if stamp else Why.ELSEWHERE))
        if counting:
            made.append(Clashing(x, y, tuple(counting), _why(counting, x, y, basis)))
        elif far := tuple(clash for clash in apart if _counts(clash, x, y)):
            made.append(Clashing(x, y, far, Why.ANOTHER if _same_but_for(far, x, y, basis) else Why.APART))
    return made


def _why(found: Sequence[Clash], x: Told, y: Told, basis: Basis) -> Why | None:
    if another_case(found, x, y):
        return Why.ANOTHER
    if not _tell_the_same(found, found, x, y, basis):
        return Why.APART
    return Why.MATTER if another_matter(found, x, y, basis.lexicon) else None


def _one_says_several(a: Profile, b: Profile) -> bool:
    """Return whether one text may say in a sentence what the other says in two or three."""
    few, many = sorted([len(a.sentences), len(b.sentences)])
    fewer, more = sorted([a.bag.total, b.bag.total])
    return few == 1 < many <= MOST_PARTED and fewer >= AS_MUCH * more


def _as_one(text: Profile) -> Told:
    """Return a text as if it were one sentence."""
    return Told(text if len(text.sentences) == 1 else alone(text.text, text.bag, text.vector), 0)


def _altered_over_sentences(a: Profile, b: Profile) -> list[Conflict]:
    """Return the quotations that are altered and run over several sentences, so that no sentence holds them whole."""
    ours, theirs = ([f for f in side.facts if f.kind is FactKind.QUOTE] for side in (a, b))
    return [
        Conflict(FactKind.QUOTE, f.text, g.text, Span(f.start, f.end), Span(g.start, g.end))
        for f in ours
        for g in theirs
        if not (_in_one_sentence(f, a) and _in_one_sentence(g, b)) and altered(f, g)
    ]


def _in_one_sentence(fact: Fact, text: Profile) -> bool:
    return any(s.span.start <= fact.start and fact.end <= s.span.end for s in text.sentences)


def no_fact_measures() -> dict[str, float]:
    """Return the fact measures of a pair whose facts were not compared, or all agree."""
    return dict.fromkeys(
        [f"clash_{kind}" for kind in MEASURED] + ["lack_s", "lack_l", "lack_anchors", "lack_numbers", "lack_quotes"],
        0.0,
    )


def fact_measures(a: Profile, b: Profile, seen: Iterable[str]) -> dict[str, float]:
    """Return the fact measures of a pair: a 1 for each kind that disagrees, and how many facts each side lacks."""
    short, long = (a, b) if (len(a.bag.words), a.text) <= (len(b.bag.words), b.text) else (b, a)
    lack_s = lacking(short.text, long.text, short.facts, [long.facts])
    lack_l = lacking(long.text, short.text, long.facts, [short.facts])
    anchors = min(sum(f.kind in ANCHORS for f in lack_s), sum(f.kind in ANCHORS for f in lack_l))
    numbers = min(sum(f.kind is FactKind.NUMBER for f in lack_s), sum(f.kind is FactKind.NUMBER for f in lack_l))
    quotes = min(sum(f.kind is FactKind.QUOTE for f in lack_s), sum(f.kind is FactKind.QUOTE for f in lack_l))
    found = {f"clash_{kind}": float(kind in set(seen)) for kind in MEASURED}
    found |= {
        "lack_s": float(min(MOST_LACKING, len(lack_s))),
        "lack_l": float(min(MOST_LACKING, len(lack_l))),
        "lack_anchors": float(min(2, anchors)),
        "lack_numbers": float(min(2, numbers)),
        "lack_quotes": float(min(1, quotes)),
    }
    return found


def _counts(clash: Clash, x: Told, y: Told) -> bool:
    """Return whether a clash says anything: not where another sentence of each text states the other's fact.

    Nor where both are the time at which a live page's entries were posted: that belongs to the entry, not to its news.
    """
    if (clash.a.kind, clash.a.value) in y.others and (clash.b.kind, clash.b.value) in x.others:
        return False
    return not (clash.kind is FactKind.TIME and x.at_start(clash.a) and y.at_start(clash.b))


def _other_figures(x: Told, y: Told) -> Conflict | None:
    """Return the first figures that differ where two sentences are otherwise word for word the same form.

    In a template ("fell to 14.3 from 14.4") every figure has its place, so the lists are compared in order.
    """
    left, right = x.figures, y.figures
    if len(left) != len(right) or [one for _, one in left] == [other for _, other in right] or x.form != y.form:
        return None
    for (at, one), (to, other) in zip(left, right, strict=True):
        if one != other and not _rounded(one, other):
            start, end = x.sentence.span.start, y.sentence.span.start
            spans = Span(start + at, start + at + len(one)), Span(end + to, end + to + len(other))
            return Conflict(FactKind.NUMBER, one, other, *spans)
    return None


def _turned_round(x: Told, y: Told) -> Conflict | None:
    """Return who has changed places with whom, where the two sentences have nearly all words in common."""
    one, other = x.sentence.bag, y.sentence.bag
    if not _same_words(one, other):
        return None
    start, end = x.sentence.span.start, y.sentence.span.start
    found = changed_places(x.text, y.text, _within(one.words, start), _within(other.words, end))
    if found is None:
        return None
    first, last = (x.text[word.start : word.end] for word in found)
    spots = {word.stem: word for word in _within(other.words, end)}
    kind = FactKind.NAME if first[:1].isupper() or last[:1].isupper() else FactKind.DIRECTION
    place = spots[found[1].stem]
    spans = Span(start + found[0].start, start + found[0].end), Span(end + place.start, end + place.end)
    return Conflict(kind, first, y.text[place.start : place.end], *spans)


def _excluded(x: Told, y: Told) -> Conflict | None:
    """Return the words that exclude each other ("may", "will") where the two sentences are else nearly word for word."""
    found = contrast(x.text, y.text)
    if found is None:
        return None
    start, end = x.sentence.span.start, y.sentence.span.start
    words = x.text[found.a.start : found.a.end], y.text[found.b.start : found.b.end]
    spans = (Span(start + found.a.start, start + found.a.end), Span(end + found.b.start, end + found.b.end))
    return Conflict(FactKind.DIRECTION, *words, *spans)


def _other_spelling(x: Told, y: Told) -> Conflict | None:
    """Return the name that is spelt in two ways where the two sentences are else nearly word for word the same.

    In a rewording that is another transcription; in a corrected version it is what was corrected.
    """
    one, other = x.sentence.bag, y.sentence.bag
    if not _same_words(one, other):
        return None
    start, end = x.sentence.span.start, y.sentence.span.start
    ours, theirs = _within(one.words, start), _within(other.words, end)
    steps = SequenceMatcher(None, [w.stem for w in ours], [w.stem for w in theirs], autojunk=False).get_opcodes()
    for kind, i, j, k, m in steps:
        if kind != "replace" or j - i != 1 or m - k != 1:
            continue
        left, right = x.text[ours[i].start : ours[i].end], y.text[theirs[k].start : theirs[k].end]
        if left[:1].isupper() and right[:1].isupper() and ours[i].stem[:1] == theirs[k].stem[:1]:
            spans = Span(start + ours[i].start, start + ours[i].end), Span(end + theirs[k].start, end + theirs[k].end)
            return Conflict(FactKind.NAME, left, right, *spans) if plain(left) != plain(right) else None
    return None


def _same_words(one: Bag, other: Bag) -> bool:
    return all(share(x.weights, y.weights) >= SAME_WORDS for x, y in ((one, other), (other, one)))


def _within(words: Sequence[Word], start: int) -> list[Word]:
    """Return the words of a sentence with offsets into the sentence."""
    return [word._replace(start=word.start - start, end=word.end - start) for word in words]


def _rounded(one: str, other: str) -> bool:
    """Return whether one figure may be the other with its last places rounded away; a version or a date has no places."""
    plain_figures = [re.sub(r"[^\d.]", "", figure).strip(".") or "0" for figure in (one, other)]
    if any(figure.count(".") > 1 for figure in plain_figures):
        return False
    x, y = map(float, plain_figures)
    fewer = min(len(re.sub(r"\D", "", figure).strip("0")) for figure in (one, other))
    return fewer <= 2 and max(x, y) >= ROUND_FROM and abs(x - y) <= 0.02 * max(x, y)


def _tell_the_same(found: Sequence[Clash], every: Sequence[Clash], x: Told, y: Told, basis: Basis) -> bool:
    """Return whether two sentences tell the same with these facts left out, by their words or by all their other facts."""
    if _same_but_for(every, x, y, basis):
        return True
    return _is_alone(found, x, y)


def _same_but_for(clashing: Sequence[Clash], x: Told, y: Told, basis: Basis) -> bool:
    left = _without(x, [clash.a for clash in clashing], basis.lexicon)
    right = _without(y, [clash.b for clash in clashing], basis.lexicon)
    found = measures(left, right, basis.lexicon)
    if basis.decisions["likely"].probability(found) >= 0.5:
        return True
    short, long = in_order_of_size(left, right)
    if len(short.bag.words) >= SHORT * len(long.bag.words):
        return False
    measured = coverage_in(found, short, long)
    return measured["like"] >= SAYS_IT or basis.decisions["covers"].probability(measured) >= 0.5


def _without(told: Told, facts: Sequence[Fact], lexicon: Lexicon) -> Profile:
    text = masked(told.text, facts)
    return alone(text, Bag(lexicon.words(text)), told.sentence.vector)


def _conflict(clash: Clash, x: Told, y: Told) -> Conflict:
    def placed(fact: Fact, told: Told) -> Span:
        return Span(told.sentence.span.start + fact.start, told.sentence.span.start + fact.end)

    return Conflict(clash.kind, clash.a.text, clash.b.text, placed(clash.a, x), placed(clash.b, y))
