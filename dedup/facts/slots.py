"""Which place in one sentence corresponds to which in the other, judged by the words around."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dedup.facts.find import find_facts
from dedup.facts.model import Fact
from dedup.facts.words import STOP, Word, plain, words_of
from dedup.normalise import shadow

_REACH = 6
_COMMON_REACH = 2
_COMMON_WEIGHT = 0.35
_CROSSED = 0.4
_MOST_REPEATS = 4
_MOST_COMMON = 100


@dataclass(frozen=True)
class Side:
    """One of two aligned sentences: its words, its facts, and where its words start."""

    text: str
    words: Sequence[Word]
    facts: Sequence[Fact]
    starts: Sequence[int]
    stems: dict[str, list[int]]
    lows: frozenset[str] = field(default_factory=frozenset)

    def at(self, fact: Fact) -> tuple[int, int]:
        """Return where a fact stands among the words: the number of its first, and of the first after it."""
        return bisect_left(self.starts, fact.start), bisect_left(self.starts, fact.end)

    @cached_property
    def prose(self) -> list[str]:
        """Return the words that begin with a small letter, plain."""
        return [plain(word.low) for word in self.words if self.text[word.start].islower()]

    @cached_property
    def by_letter(self) -> dict[str, set[str]]:
        """Return the distinct words of the prose that tell something, by their first letter."""
        found: dict[str, set[str]] = {}
        for word in set(self.prose).difference(STOP):
            found.setdefault(word[:1], set()).add(word)
        return found


def side(text: str, facts: Sequence[Fact] | None = None) -> Side:
    """Return the sentence prepared for comparing; `facts` are found where they are not given."""
    words = words_of(shadow(text))
    listed = find_facts(text) if facts is None else facts
    starts = [word.start for word in words]
    stems: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        stems.setdefault(word.stem, []).append(at)
    return Side(text, words, listed, starts, stems, frozenset(word.low for word in words))


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word that stands in both sentences."""

    a: int
    b: int
    weight: float


class Slots:
    """The words two sentences share, as anchors; `beside` says how alike the surroundings of two places are."""

    def __init__(self, a: Side, b: Side) -> None:
        """Match the words of the two sentences; a word that repeats often anchors nothing."""
        self.a, self.b = a, b
        self._near: dict[int, list[Anchor]] = {}
        content = 0
        for stem, mine in a.stems.items():
            theirs = b.stems.get(stem)
            if not theirs:
                continue
            common = a.words[mine[0]].low in STOP
            content += not common
            if len(mine) * len(theirs) > (_MOST_COMMON if common else _MOST_REPEATS):
                continue
            for i in mine:
                for j in theirs:
                    self._near.setdefault(i, []).append(Anchor(i, j, _COMMON_WEIGHT if common else 1.0))
        self.shared = content
        fewer = min(_content(a), _content(b))
        self.overlap = content / fewer if fewer else 0.0

    def beside(self, f: tuple[int, int], g: tuple[int, int]) -> tuple[float, float]:
        """Return how alike the words left and right of two spans of words are (0 none, 1 the same neighbour, more)."""
        left = right = 0.0
        for i in range(max(0, f[0] - _REACH), f[1] + _REACH):
            if f[0] <= i < f[1]:
                continue
            best = 0.0
            before = i < f[0]
            dp = f[0] - i if before else i - f[1] + 1
            for anchor in self._near.get(i, ()):
                best = max(best, _nearness(anchor, dp, g, before=before))
            if before:
                left += best
            else:
                right += best
        return left, right

    def alike(self, f: tuple[int, int], g: tuple[int, int]) -> float:
        """Return the sum of both sides of `beside`."""
        return sum(self.beside(f, g))


def _nearness(anchor: Anchor, dp: int, g: tuple[int, int], *, before: bool) -> float:
    if g[0] <= anchor.b < g[1]:
        return 0.0
    ahead = anchor.b < g[0]
    dq = g[0] - anchor.b if ahead else anchor.b - g[1] + 1
    if dq > _REACH or (anchor.weight < 1.0 and (dp > _COMMON_REACH or dq > _COMMON_REACH)):
        return 0.0
    return anchor.weight * (1.0 if ahead == before else _CROSSED) * 2.0 / (dp + dq)


def _content(one: Side) -> int:
    return sum(1 for stem, at in one.stems.items() if one.words[at[0]].low not in STOP)


def pairs(
    slots: Slots, fs: Sequence[Fact], gs: Sequence[Fact], fit: Callable[[Fact, Fact], object] = lambda _f, _g: True
) -> list[tuple[float, Fact, Fact]]:
    """Return facts of both sides that fit, one to one, those in the most alike surroundings first, with how alike."""
    if not fs or not gs:
        return []
    scored = [(slots.alike(slots.a.at(f), slots.b.at(g)), f, g) for f in fs for g in gs if fit(f, g)]
    scored.sort(key=lambda row: (-row[0], row[1].start + row[2].start, abs(row[1].start - row[2].start)))
    used: set[Fact] = set()
    kept = []
    for score, f, g in scored:
        if f not in used and g not in used:
            used |= {f, g}
            kept.append((score, f, g))
    return kept
