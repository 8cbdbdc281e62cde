"""Labelled sets, whatever format they came in: pairs, groups, or blocks of one text in another."""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from dedup.bench.plagdet import Spans

SEED = 1
Asks = Literal["same", "a_in_b", "b_in_a"]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two texts; label 1 says yes to what the set asks."""

    a: str
    b: str
    label: int


@dataclass(frozen=True)
class PairSet:
    """Labelled pairs. `asks`: whether they say the same, or one holds the other; `facts_differ`: so all of label 0 do."""

    name: str
    pairs: tuple[LabelledPair, ...]
    asks: Asks = "same"
    facts_differ: bool = False


@dataclass(frozen=True, slots=True)
class Grouped:
    """Texts that are grouped together, and the true cluster of each."""

    texts: tuple[str, ...]
    clusters: tuple[Hashable, ...]


@dataclass(frozen=True)
class GroupSet:
    """Documents, each grouped on its own."""

    name: str
    documents: tuple[Grouped, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """A text, another that took from it, where it did so (code points), and how."""

    source: str
    suspicious: str
    cases: tuple[Spans, ...]
    kind: str = ""


@dataclass(frozen=True)
class AlignedSet:
    """Pairs of texts in which blocks are to be found."""

    name: str
    alignments: tuple[Alignment, ...]


LabelledSet = PairSet | GroupSet | AlignedSet


def sampled(found: LabelledSet, most: int) -> LabelledSet:
    """Return at most so many pairs or documents of a set, drawn with a fixed seed, in their order; 0 for all."""
    if isinstance(found, PairSet):
        return replace(found, pairs=_drawn(found.pairs, most))
    if isinstance(found, GroupSet):
        return replace(found, documents=_drawn(found.documents, most))
    return replace(found, alignments=_drawn(found.alignments, most))


def _drawn(items: Sequence[Item], most: int) -> tuple[Item, ...]:
    if not 0 < most < len(items):
        return tuple(items)
    return tuple(items[n] for n in sorted(random.Random(SEED).sample(range(len(items)), most)))


def components(number: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    """Return a label for each of so many items; those joined by edges, directly or not, share the smallest number."""
    parent = list(range(number))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for a, b in edges:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return [root(at) for at in range(number)]


def clusters_of(ids: Sequence[str], edges: Iterable[tuple[str, str]]) -> tuple[Hashable, ...]:
    """Return the cluster of each id by links between ids; links to ids that are not there are left out."""
    place: Mapping[str, int] = {one: n for n, one in enumerate(ids)}
    return tuple(components(len(ids), ((place[a], place[b]) for a, b in edges if a in place and b in place)))
