"""Statements turned round: a negation on one side only, a word of direction against its opposite."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from dedup.facts.directions import BESIDE, SENSES
from dedup.facts.model import Clash, Fact
from dedup.facts.negation import IMPLIED, PLAIN
from dedup.facts.slots import Side, Slots, pairs
from dedup.facts.words import STOP, listed
from dedup.passages import FactKind

_HEAD_ALIKE = 0.3
_SHARED = 2  # where the negated word itself is missing, the sentences have this many others in common, and
_OVERLAP = 0.25  # this share of them
_ALIKE = 0.5
_DIRECTION = 0.7
_BESIDE = 0.5
_BEFORE = 4
_SUBJECT = 8
_NOBODY = frozenset(["not", "no", "none", "nobody", "neither"])  # as the first word it denies what the subject did
_NEAR = 7
_SCOPE = 8
_AFTER = 3
_PREFIXED = re.compile(
    r"(?:un(?!ti|de|it|io|iv|iq|le)|dis(?!t|c|p|k|h)|non|ir(?=r)|il(?=l))[a-z]{4,}|(?:in|im)[a-z]+(?:able|ible|ive|ent|ant|ct)"
)
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
_SOFT = listed(
    """only hardly barely scarcely rarely seldom few little stop stopped stopping stops cease ceased avoid avoids
    avoided prevent prevents prevented ban banned forbid forbidden prohibited until unless except instead rather
    against exclude excluded excludes ruled miss missed misses missing lost lose losing loss wrong false free far
    doubt end ended ends cancelled canceled absent away off out too otherwise apart zero oppose opposed opposes
    decline declined halt halted drop dropped abandon abandoned any anyone anything ever remain remains remained
    closed whether if criticised criticized dislike dislikes empty overlook overlooked disregard disregarded
    bystanders"""
)
_NO_FURTHER = listed("until unless above over beyond exceed exceeding more later longer than")
_WITHIN = listed("before first below under lower less most maximum within until unless only")
"""A denial that has a bound ("not until", "not above") says the same as the bound without it ("before", "or lower")."""
_ONLY = listed("only solely")
_BUT = listed("except but apart other every")
_WHETHER = frozenset(["whether", "if"])
_TURNS = listed("fail fails failed failing refuse refuses refused refusing unable")
_WEAK = listed("non without nor neither no none nothing nobody nowhere")


def negation_clashes(slots: Slots) -> list[Clash]:
    """Return each negator that the other side lacks, with the word that it affirms there."""
    mine = [f for f in slots.a.facts if f.kind is FactKind.NEGATION]
    theirs = [g for g in slots.b.facts if g.kind is FactKind.NEGATION]
    fs, gs = _unpaired(slots, mine, theirs)
    if fs and gs:
        return []
    found = []
    for f in fs:
        affirmed = _affirmed(slots.a, slots.b, slots, f, flipped=False)
        if affirmed is not None:
            found.append(Clash(FactKind.NEGATION, f, affirmed))
    for g in gs:
        affirmed = _affirmed(slots.b, slots.a, slots, g, flipped=True)
        if affirmed is not None:
            found.append(Clash(FactKind.NEGATION, affirmed, g))
    return found


def _unpaired(slots: Slots, mine: Sequence[Fact], theirs: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """Return the negators of both sides that are left when those of one word, then those of one place are paired."""
    fs, gs = list(mine), list(theirs)
    for f in mine:
        g = next((g for g in gs if g.value[1] == f.value[1]), None)
        if g is not None:
            fs.remove(f)
            gs.remove(g)
    for _, f, g in pairs(slots, fs, gs):
        fs.remove(f)
        gs.remove(g)
    return fs, gs


def _affirmed(one: Side, other: Side, slots: Slots, f: Fact, *, flipped: bool) -> Fact | None:
    """Return the word of the other side that says without negation what f negates, or None."""
    headed = bool(f.value[1]) and f.value[1] in other.stems
    if not _turns(one, slots, f, headed=headed):
        return None
    best, score = _corresponding(one, other, slots, one.at(f), flipped=flipped)
    if score < (_HEAD_ALIKE if headed else _ALIKE):
        return None
    place = min(best, len(other.words) - 1)
    if headed:
        place = min(other.stems[f.value[1]], key=lambda i: abs(i - best))
    if _softened(one, other, f, place):
        return None
    word = other.words[place]
    text = other.text[word.start : word.end]
    return Fact(FactKind.NEGATION, word.start, word.end, text, ("affirmed", word.stem))


def _turns(one: Side, slots: Slots, f: Fact, *, headed: bool) -> bool:
    """Return whether a negator without partner turns the statement round, rather than adding a clause or a doubt."""
    low = f.text.lower()
    if low == "non" or (f.value[0] == "implied" and low not in _TURNS):
        return False
    at = one.at(f)[0]
    if _WHETHER & {word.low for word in one.words[max(0, at - _BEFORE) : at]}:
        return False
    aligned = slots.shared >= _SHARED and slots.overlap >= _OVERLAP
    return headed or (low not in _WEAK and f.value[0] == "not" and aligned)


def _corresponding(one: Side, other: Side, slots: Slots, at: tuple[int, int], *, flipped: bool) -> tuple[int, float]:
    """Return the gap between the other side's words that lies as the negator does, and how alike."""
    best, score = 0, 0.0
    for place in sorted(_candidates(one, other, at)):
        beside = slots.alike((place, place), at) if flipped else slots.alike(at, (place, place))
        if beside > score:
            best, score = place, beside
    return best, score


def _candidates(one: Side, other: Side, at: tuple[int, int]) -> set[int]:
    """Return the gaps of the other side that stand beside a word that also stands beside the negator."""
    found: set[int] = set()
    for i in range(max(0, at[0] - _BEFORE), min(len(one.words), at[1] + _BEFORE + 1)):
        for j in other.stems.get(one.words[i].stem, ()):
            found |= {j, j + 1}
    return found


def _softened(one: Side, other: Side, f: Fact, place: int) -> bool:
    """Return whether the other side may say the same negation without a negator: "closed" for "not open"."""
    opposite = _opposites(one, f)
    begins = one.at(f)[1]
    if bounded({word.low for word in one.words[begins : begins + _SCOPE]}, other.lows):
        return True
    for at, word in enumerate(other.words):
        low = word.low
        denies = low in IMPLIED or low in PLAIN or low.endswith("n't")
        if denies and -_AFTER <= place - at <= _SCOPE:
            return True
        if low in one.lows:
            continue
        if low in opposite or (len(low) > 6 and low.startswith(_PREFIXES) and _bare(low) in one.lows):
            return True
        if abs(at - place) <= _NEAR and (
            low in _SOFT or _PREFIXED.fullmatch(low) or (low.endswith("less") and low != "less")
        ):
            return True
    return False


def _bare(low: str) -> str:
    return next((low[len(prefix) :] for prefix in _PREFIXES if low.startswith(prefix)), low)


def _opposites(one: Side, f: Fact) -> set[str]:
    """Return the words that mean the opposite of what the negator negates."""
    start = one.at(f)[1]
    wanted = {_turned(sense) for word in one.words[start : start + 5] for sense in SENSES.get(word.low, ())}
    return {word for word, senses in SENSES.items() if wanted & set(senses)} if wanted else set()


def _turned(sense: tuple[str, str]) -> tuple[str, str]:
    return sense[0], "-" if sense[1] == "+" else "+"


def direction_clashes(slots: Slots) -> list[Clash]:
    """Return words of direction that stand where the other side has their opposite, with no negation to explain it."""
    mine = [f for f in slots.a.facts if f.kind is FactKind.DIRECTION]
    theirs = [g for g in slots.b.facts if g.kind is FactKind.DIRECTION]
    if all_but_one(slots.a.lows, slots.b.lows):
        return []
    fs = [f for f in mine if not any(set(f.value) & set(g.value) for g in theirs)]
    gs = [g for g in theirs if not any(set(f.value) & set(g.value) for f in mine)]
    found = []
    for _, f, g in pairs(slots, fs, gs, _opposed):
        pair = _opposed(f, g)
        if _turned_once(slots, f, g) and _placed(slots, f, g, BESIDE[pair]):
            found.append(Clash(FactKind.DIRECTION, f, g))
    return found


def bounded(denied: Set[str], other: Set[str]) -> bool:
    """Return whether what is denied has a bound that the other words have without denial: "not until", "before"."""
    return bool(_NO_FURTHER & denied and _WITHIN & other)


def all_but_one(one: Set[str], other: Set[str]) -> bool:
    """Return whether one text names what the other leaves out: "closed only on Mondays", "open every day but Monday"."""
    return any(_ONLY & mine and _BUT & theirs for mine, theirs in ((one, other), (other, one)))


def _opposed(f: Fact, g: Fact) -> str:
    """Return the name of the pair of which f and g are the two sides, or ""."""
    theirs = set(g.value)
    return next((v[:-1] for v in f.value if v[:-1] + ("-" if v[-1] == "+" else "+") in theirs), "")


def _placed(slots: Slots, f: Fact, g: Fact, where: str) -> bool:
    left, right = slots.beside(slots.a.at(f), slots.b.at(g))
    if where == "any":
        return left + right >= _DIRECTION
    return (left if where == "left" else right) >= _BESIDE and left + right >= _DIRECTION


def _turned_once(slots: Slots, f: Fact, g: Fact) -> bool:
    return _negated(slots.a, f) == _negated(slots.b, g)


def _negated(one: Side, f: Fact) -> bool:
    at = one.at(f)[0]
    if at < _SUBJECT and one.words and one.words[0].low in _NOBODY:
        return True
    return any(
        word.low in PLAIN
        or word.low in IMPLIED
        or word.low.endswith("n't")
        or (word.low in _SOFT and word.low not in STOP)
        for word in one.words[max(0, at - _BEFORE) : at]
    )
