"""What became of each sentence of a run: sentences that tell the same are put together, and their fate is named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from dedup.comparison import Fate
from dedup.normalise import same_text
from dedup.passages import Conflict, Loss, Relation, Span
from dedup.settings import Settings

Group = tuple[tuple[int, ...], tuple[int, ...]]
Near = Callable[[int, int], float]


def grouped(
    a: Sequence[int], b: Sequence[int], sure: Mapping[tuple[int, int], float], near: Near, least: float
) -> list[Group]:
    """Return the sentences of a run in groups that tell the same, in order: their numbers in a and in b.

    Each sentence is put to its surest partner, one without a link to the nearest sentence of the other side, if it is
    `least` near; else it is in no group.
    """
    by_a: dict[int, list[int]] = {}
    by_b: dict[int, list[int]] = {}
    for i, j in sure:
        by_a.setdefault(i, []).append(j)
        by_b.setdefault(j, []).append(i)
    pairs = {(i, max(by_a[i], key=lambda j: (sure[i, j], -j))) for i in a if i in by_a}
    pairs |= {(max(by_b[j], key=lambda i: (sure[i, j], -i)), j) for j in b if j in by_b}
    nearest = {(i, max(b, key=lambda j: (near(i, j), -j))) for i in a if i not in by_a}
    nearest |= {(max(a, key=lambda i: (near(i, j), -i)), j) for j in b if j not in by_b}
    return sorted(_components(pairs | {pair for pair in nearest if near(*pair) >= least}))


def _components(pairs: Iterable[tuple[int, int]]) -> list[Group]:
    """Return the connected components of a graph whose edges join a number of a with one of b."""
    owner: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for i, j in sorted(pairs):
        one = owner.get(("a", i), {("a", i)})
        other = owner.get(("b", j), {("b", j)})
        whole = one | other
        owner.update(dict.fromkeys(whole, whole))
    found = {id(whole): whole for whole in owner.values()}.values()
    return [
        (
            tuple(sorted(n for side, n in whole if side == "a")),
            tuple(sorted(n for side, n in whole if side == "b")),
        )
        for whole in found
    ]


def in_spans(numbers: Sequence[int], spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return where sentences stand, those that follow each other as one span."""
    found: list[Span] = []
    last = -2
    for n in numbers:
        if n == last + 1:
            found[-1] = Span(found[-1].start, spans[n].end)
        else:
            found.append(spans[n])
        last = n
    return tuple(found)


def fate_of(
    a: str, b: str, conflicts: Collection[Conflict], lost: Collection[Loss], gained: Collection[Loss], least: float
) -> Fate:
    """Return what became of a in b. `least` is the share of the longer's words that the shorter has, if it is no summary."""
    if same_text(a, b):
        return Fate.CARRIED_OVER
    if conflicts:
        return Fate.CONFLICT
    short, long = sorted((len(a.split()), len(b.split())))
    return Fate.CHANGED if lost or gained or short < least * long else Fate.REWORDED


def relation_of(a: str, b: str, overlap: float, settings: Settings) -> Relation:
    """Return how two texts that tell the same relate, by the words they share and their lengths alone."""
    if same_text(a, b):
        return Relation.IDENTICAL
    short, long = sorted((len(a.split()), len(b.split())))
    if overlap >= settings.near_overlap and short >= settings.near_length * long:
        return Relation.NEAR_DUPLICATE
    return Relation.PARAPHRASE if short >= settings.similar_length * long else Relation.SUMMARY


def out_of_order(places: Sequence[tuple[Span, Span]]) -> list[bool]:
    """Return which of the pairs (sorted by their first) stand out of the order that most of the text keeps.

    What keeps it is the increasing run with the most characters; of equal ones the one that ends first.
    """
    best: list[tuple[int, int]] = []  # weight of the best increasing run that ends here, and what stands before
    for n, (a, b) in enumerate(places):
        before = max(
            ((best[m][0], -m) for m in range(n) if places[m][1].start <= b.start),
            default=(0, 1),
        )
        best.append((before[0] + (a.end - a.start) + (b.end - b.start), -before[1]))
    kept: set[int] = set()
    at = max(range(len(best)), key=lambda n: (best[n][0], -n)) if best else -1
    while at >= 0:
        kept.add(at)
        at = best[at][1]
    return [n not in kept for n in range(len(places))]
