"""Numbers, dates and times that cannot both hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dedup.facts.compare import agree, comparable, dates_differ, times_differ, unit_differs
from dedup.facts.model import Clash, Fact
from dedup.facts.slots import Side, Slots, pairs
from dedup.facts.units import IMPLIED
from dedup.passages import FactKind

_ALIKE = 1.0  # a number of several: one neighbour of each side shared, or two near ones
_ONLY = 0.3  # the only number left over on each side: a trace of shared surroundings
_ONLY_OVERLAP = 0.25  # or, with no word near in common, sentences that are this much alike
_ONLY_UNIT = 0.2  # the same for a number with a unit
_BARE = 1.2  # a year against a plain number


def number_clashes(slots: Slots) -> list[Clash]:
    """Return leftover numbers in one slot that differ beyond rounding in value, or only in unit."""
    fs, gs = _left(slots, FactKind.NUMBER)
    found = [Clash(FactKind.UNIT, f, g) for f in fs for g in gs if unit_differs(f, g)]
    taken = {clash.a for clash in found} | {clash.b for clash in found}
    fs = [f for f in fs if f not in taken and not _implied(f, slots.b)]
    gs = [g for g in gs if g not in taken and not _implied(g, slots.a)]
    found.extend(_paired(slots, FactKind.NUMBER, fs, gs, comparable))
    taken = {clash.a for clash in found} | {clash.b for clash in found}
    bare = _bare(slots, [f for f in fs if f not in taken], [g for g in gs if g not in taken])
    return found + bare


def date_clashes(slots: Slots) -> list[Clash]:
    """Return leftover dates in one slot that share a field (year, month, day, weekday) and differ in it."""
    fs, gs = _left(slots, FactKind.DATE)
    return _paired(slots, FactKind.DATE, fs, gs, lambda f, g: dates_differ(f.value, g.value))


def time_clashes(slots: Slots) -> list[Clash]:
    """Return clock times, or parts of the day, in one slot that cannot be the same."""
    fs, gs = _left(slots, FactKind.TIME)
    clocks = [[f for f in side.facts if f.kind is FactKind.TIME and _is_clock(f)] for side in (slots.a, slots.b)]
    if all(clocks):  # "8.40 in the morning" is not stated by "in the morning, at twenty past eight"
        fs = [f for f in fs if not _is_clock(f)] + [f for f in clocks[0] if not any(agree(f, g) for g in clocks[1])]
        gs = [g for g in gs if not _is_clock(g)] + [g for g in clocks[1] if not any(agree(f, g) for f in clocks[0])]
    return _paired(slots, FactKind.TIME, fs, gs, lambda f, g: times_differ(f.value[0], g.value[0]))


def _is_clock(fact: Fact) -> bool:
    return fact.value[0].startswith("clock:")


def _left(slots: Slots, kind: FactKind) -> tuple[list[Fact], list[Fact]]:
    """Return the facts of a kind on either side with which no fact of the other side agrees."""
    mine = [f for f in slots.a.facts if f.kind is kind]
    theirs = [g for g in slots.b.facts if g.kind is kind]
    if not mine or not theirs:
        return mine, theirs
    ours, told = ({(fact.value, fact.unit) for fact in side} for side in (mine, theirs))
    return (
        [f for f in mine if (f.value, f.unit) not in told and not any(agree(f, g) for g in theirs)],
        [g for g in theirs if (g.value, g.unit) not in ours and not any(agree(f, g) for f in mine)],
    )


def _implied(f: Fact, other: Side) -> bool:
    """Return whether the other side says a small number without naming it ("both"), or says it in a longer word."""
    if len(f.value) != 1 or f.unit not in {"", "ordinal"} or not f.value[0].isdigit():
        return False
    return any(word in other.lows for word in IMPLIED.get(int(f.value[0]), ()) if len(word) > 2)


def _paired(
    slots: Slots, kind: FactKind, fs: Sequence[Fact], gs: Sequence[Fact], differ: Callable[[Fact, Fact], bool]
) -> list[Clash]:
    found = []
    for score, f, g in pairs(slots, fs, gs, differ):
        alone = sum(differ(f, other) for other in gs) == 1 and sum(differ(other, g) for other in fs) == 1
        only = _ONLY_UNIT if f.unit and f.unit == g.unit else _ONLY_OVERLAP
        if score >= _ALIKE or (alone and (score >= _ONLY or slots.overlap >= only)):
            found.append(Clash(kind, f, g))
    return found


def _bare(slots: Slots, fs: Sequence[Fact], gs: Sequence[Fact]) -> list[Clash]:
    """Return a year on one side against a plain number on the other, where the surroundings are the same."""
    plain = [f for f in fs if not f.unit and len(f.value) == 1]
    figures = [g for g in gs if not g.unit and len(g.value) == 1]
    if not plain and not figures:
        return []
    years, others = _left(slots, FactKind.DATE)
    years = [f for f in years if len(f.value) == 1 and f.value[0].startswith("year:")]
    others = [g for g in others if len(g.value) == 1 and g.value[0].startswith("year:")]
    rows = pairs(slots, years, figures) + pairs(slots, plain, others)
    return [
        Clash(FactKind.NUMBER, f, g)
        for score, f, g in rows
        if score >= _BARE and f.value[0].removeprefix("year:") != g.value[0].removeprefix("year:")
    ]
