"""The fact guard: which facts of aligned sentences disagree, and whether that is a conflict or another subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

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
from dedup.passages import ANCHORS, Conflict, FactKind, Span
from dedup.roles import changed_places
from dedup.words import Lexicon, Word

MEASURED = ("number", "date", "name", "negation", "direction", "quote")
_MEASURE_OF = {
    FactKind.NUMBER: "number", FactKind.UNIT: "number", FactKind.DATE: "date", FactKind.TIME: "date",
    FactKind.NAME: "name", FactKind.PLACE: "name", FactKind.NEGATION: "negation",
    FactKind.DIRECTION: "direction", FactKind.QUOTE: "quote",
}  # fmt: skip
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
    """What comparing the facts of two texts gave. `elsewhere` means they speak of another subject or period."""

    conflicts: tuple[Conflict, ...] = ()
    elsewhere: bool = False
    measures: tuple[tuple[str, float], ...] = ()


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
    conflicts: list[Conflict] = []
    seen: set[str] = set()
    elsewhere = False
    told = [(Told(a, i), Told(b, j)) for i, j in pairs]
    for x, y in told + _unparted(a, b):
        if conflicts and x.whole is not a:
            continue
        clashing, apart = disagreements(x.text, y.text, x.facts, y.facts)
        found = [clash for clash in clashing if _counts(clash, x, y)]
        other = [] if found else [clash for clash in apart if _counts(clash, x, y)]
        if (found or other) and _same_but_for(found or other, x, y, basis):
            seen.update(_MEASURE_OF[clash.kind] for clash in found or other)
            if other or another_subject(found, x, y, basis.lexicon):
                elsewhere = True
            else:
                conflicts.extend(_conflict(clash, x, y) for clash in found)
        elif figures := _other_figures(x, y):
            seen.add("number")
            conflicts.append(figures)
        elif turned := _turned_round(x, y) or _excluded(x, y) or _other_spelling(x, y):
            seen.add(_MEASURE_OF[turned.kind])
            conflicts.append(turned)
    if long_quotes := _altered_over_sentences(a, b):
        seen.add("quote")
        conflicts.extend(long_quotes)
    if another_entry(conflicts, a, b, basis.lexicon):
        conflicts, elsewhere = [], True
    return Finding(tuple(conflicts), elsewhere and not conflicts, tuple(fact_measures(a, b, seen).items()))


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
    for x, y in [(Told(a, i), Told(b, j)) for i, j in pairs] + _unparted(a, b):
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
    if not _same_but_for(found, x, y, basis):
        return Why.APART
    return Why.MATTER if another_matter(found, x, y, basis.lexicon) else None


def _unparted(a: Profile, b: Profile) -> list[tuple[Told, Told]]:
    """Return two texts as one sentence each, where one says in a sentence what the other says in two or three."""
    few, many = sorted([len(a.sentences), len(b.sentences)])
    fewer, more = sorted([a.bag.total, b.bag.total])
    if few != 1 or not 1 < many <= MOST_PARTED or fewer < AS_MUCH * more:
        return []
    return [(Told(alone(a.text, a.bag, a.vector), 0), Told(alone(b.text, b.bag, b.vector), 0))]


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
