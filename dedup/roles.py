"""Who did it to whom: two sentences of the same words in which two parties have changed places."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.normalise import shadow
from dedup.words import Word

TELLING = 0.2
"""Words below this information (the, of, said) are looked through."""

LONGEST_PARTY = 4
LONGEST_BETWEEN = 5

_MUTUAL = frozenset(
    "agre and argu between compar cooper debat discuss divorc draw drew equal fight fought join link marri married meet merg met "
    "negoti or plai play resembl similar talk tie tied trade v versus vs wed with".split()
)
"""Stems of what two sides do to each other: turning them round changes nothing."""

_LOOKED_THROUGH = frozenset("his her their its our my your he she they it who which that".split())
_TURNING = frozenset("to into than over against for from onto".split())
"""Prepositions that alone tell the two parties apart: "from A to B"."""


def changed_places(a: str, b: str, words_a: Sequence[Word], words_b: Sequence[Word]) -> tuple[Word, Word] | None:
    """Return the first words of two parties of a that stand the other way round in b ("A sued B", "B sued A"), or None.

    A passive ("B was sued by A") turns the order and keeps the meaning: where only one side has "by", nothing is said.
    """
    if _passives(a) != _passives(b):
        return None
    ours, theirs = _telling(words_a), _telling(words_b)
    place = {word.stem: n for n, word in enumerate(theirs)}
    if len(place) < len(theirs):
        place = {stem: n for stem, n in place.items() if sum(word.stem == stem for word in theirs) == 1}
    where = [place.get(word.stem, -9) for word in ours]
    for i in range(len(ours)):
        if where[i] <= 0:
            continue  # the second party would stand before it
        for j in range(i + 1, min(len(ours), i + LONGEST_PARTY) + 1):
            for k in range(j, min(len(ours) - 1, j + LONGEST_BETWEEN) + 1):
                if not 0 <= where[k] < where[i]:
                    continue
                for m in range(k + 1, min(len(ours), k + LONGEST_PARTY) + 1):
                    if _swapped(where[i:j], where[j:k], where[k:m]) and _opposed(a, ours[i:j], ours[j:k], ours[k:m]):
                        return ours[i], ours[k]
    return None


def _swapped(first: list[int], between: list[int], second: list[int]) -> bool:
    """Return whether the three runs stand in the other text as second, between, first, each run in its own order."""
    turned = second + between + first
    return turned[0] >= 0 and turned == list(range(turned[0], turned[0] + len(turned)))


def _opposed(a: str, first: Sequence[Word], between: Sequence[Word], second: Sequence[Word]) -> bool:
    """Return whether what stands between the parties makes them unequal: a verb or a preposition, no "and", no comma."""
    middle = a[first[-1].end : second[0].start]
    words = set(shadow(middle).casefold().split())
    if "," in middle or words & _MUTUAL or any(word.stem in _MUTUAL for word in between):
        return False
    return bool(between) or bool(words & _TURNING)


def _telling(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.weight >= TELLING and word.stem not in _LOOKED_THROUGH]


def _passives(text: str) -> int:
    return shadow(text).casefold().split().count("by")
