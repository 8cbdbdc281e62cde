"""Names and places that stand in each other's slot and are not the same."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.facts.compare import agree
from dedup.facts.model import Clash, Fact
from dedup.facts.places import PLACES, related
from dedup.facts.slots import Side, Slots, pairs
from dedup.facts.spelling import acronym, garbled, same_word
from dedup.facts.words import listed
from dedup.passages import FactKind

_ALIKE = 1.1
_ONLY = 0.6
_MIXED = 1.6  # a country against a body: rarely the same slot
_MIXED_ONLY = 1.2
_FULL = 0.15  # two full names, the only ones left over
_LISTED = 1.2  # names in a list or headline, where capitals say little
_KINDS = frozenset([FactKind.NAME, FactKind.PLACE])
_GENERIC = listed(
    """foreign interior defense defence health finance justice economic economy trade education transport security
    bureau region regions krai oblast territory district districts county province state city town village street avenue
    road square river lake mountain mountains sea ocean island islands party union university institute ministry
    minister ministries department agency office center centre council assembly parliament senate congress
    legislature house committee commission board court police army navy force forces airlines airways air corp inc
    ltd co company corporation group holdings communications bank league division cup pokal championship
    championships tournament research studies study science sciences service services shipyards shipyard wharf
    wharfs facilities engineering golden silver middle central eastern western northern southern north south east
    west upper lower great big new old national federal international general public royal democratic social green
    red black white blue people day world newspaper magazine times post journal herald news television tv radio
    channel autobahn highway motorway project program programme plan act bill law treaty agreement index board chief
    count earl duke democrat democrats republican republicans conservative conservatives liberal liberals church
    cathedral school college hospital association federation society foundation club team academy museum theater
    theatre opera airport station embassy political scientists scientist english parade park garden gardens palace
    castle tower bridge hall gate boot shoe"""
)
"""Words that describe rather than name: Region or Krai, Council or Assembly is a matter of translation."""


def name_clashes(slots: Slots) -> list[Clash]:
    """Return the names of both sides that nothing on the other side matches and whose surroundings are the same."""
    fs = _unmatched(slots.a, slots.b)
    gs = _unmatched(slots.b, slots.a) if fs else []
    found = []
    for score, f, g in pairs(slots, fs, gs, _may_clash):
        alone = sum(_may_clash(f, other) for other in gs) == 1 and sum(_may_clash(other, g) for other in fs) == 1
        if score >= _wanted(f, g, alone=alone):
            kind = FactKind.PLACE if f.kind is g.kind is FactKind.PLACE else FactKind.NAME
            found.append(Clash(kind, f, g))
    return found


def _wanted(f: Fact, g: Fact, *, alone: bool) -> float:
    """Return how alike the surroundings of two names must be."""
    if "initial" in {f.unit, g.unit} or _generic(f) or _generic(g):
        return _LISTED
    if _other_surname(f, g):
        return _ONLY / 2
    full = min(len(f.value), len(g.value)) > 1
    if f.kind is not g.kind and not full:
        return _MIXED_ONLY if alone else _MIXED
    if full and alone:
        return _FULL
    return _ONLY if alone or full else _ALIKE


def _may_clash(f: Fact, g: Fact) -> bool:
    shortest = min(len(f.value), len(g.value))
    if (_generic(f) and _generic(g)) or (
        (_generic(f) or _generic(g) or "initial" in {f.unit, g.unit}) and shortest < 2
    ):
        return False
    if f.kind is g.kind is FactKind.PLACE:
        return not related(f.value[0], g.value[0])
    if _capitals(f) != _capitals(g):
        return False
    if _capitals(f) and garbled(f.value[0], g.value[0]):
        return False
    return _other_surname(f, g) or _other_first(f, g) or not agree(f, g)


def _generic(f: Fact) -> bool:
    return f.kind is FactKind.NAME and all(part in _GENERIC for part in f.value)


def _capitals(f: Fact) -> bool:
    """Return whether the name is written in capitals only, as acronyms are."""
    return f.kind is FactKind.NAME and len(f.value) == 1 and len(f.text) < 9 and f.text.isupper()


def _unmatched(one: Side, other: Side) -> list[Fact]:
    """Return the names of one side of which the other has no word, however spelt, no acronym and no long form."""
    mine = [f for f in one.facts if f.kind in _KINDS]
    theirs = [g for g in other.facts if g.kind in _KINDS]
    told = {f.value for f in mine} & {g.value for g in theirs}
    surnames = {value[-1] for value in told}
    left = [f for f in mine if f.value not in told and f.value[-1] not in surnames]
    free = [g for g in theirs if g.value not in told]
    return [f for f in left if not _known(f, theirs, free, other)]


def _known(f: Fact, theirs: Sequence[Fact], free: Sequence[Fact], other: Side) -> bool:
    """Return whether a name is told on the other side, as one of `theirs` (`free`: told by no other) or in prose."""
    if f.kind is FactKind.PLACE:
        if any(g.kind is FactKind.PLACE and related(f.value[0], g.value[0]) for g in theirs):
            return True
        return any(same_word(f.value[0], part) for g in theirs for part in g.value) or f.value[0] in other.prose
    if any(same_word(g.value[-1], f.value[-1]) and not _other_first(f, g) for g in theirs):
        return True
    if any(acronym(f.value, g.value) or acronym(g.value, f.value) for g in theirs) or acronym(f.value, other.prose):
        return True
    if any(not _other_surname(f, g) and not _other_first(f, g) and _shares(f, g) for g in free):
        return True
    common = [part for part in f.value if any(same_word(part, word) for word in other.by_letter.get(part[:1], ()))]
    return 2 * len(common) >= len(f.value)


def _shares(f: Fact, g: Fact) -> bool:
    """Return whether two names share a word that names something."""
    return any(
        same_word(a, b) or (len(a) > 2 < len(b) and (a.startswith(b) or b.startswith(a)))
        for a in f.value
        for b in g.value
        if a not in _GENERIC or b not in _GENERIC
    )


def _other_surname(f: Fact, g: Fact) -> bool:
    """Return whether two full names begin alike and end otherwise (John Miller, John Smith)."""
    if f.kind is not FactKind.NAME or g.kind is not FactKind.NAME or len(f.value) != 2 or len(g.value) != 2:
        return False
    if f.value[1] in _GENERIC or g.value[1] in _GENERIC or f.value[0] in _GENERIC or f.value[0] in PLACES:
        return False
    return f.value[0] == g.value[0] and not same_word(f.value[1], g.value[1]) and len(f.value[0]) > 2


def _other_first(f: Fact, g: Fact) -> bool:
    """Return whether two full names end alike and begin otherwise; nicknames mostly keep the first letter."""
    if f.kind is not FactKind.NAME or g.kind is not FactKind.NAME or min(len(f.value), len(g.value)) < 2:
        return False
    if f.value[-1] != g.value[-1] or f.value[0][0] == g.value[0][0] or min(len(f.value[0]), len(g.value[0])) < 3:
        return False
    ahead = {*f.value[:-1], *g.value[:-1]}
    return not ahead & _GENERIC and not any(same_word(a, b) for a in f.value[:-1] for b in g.value[:-1])
