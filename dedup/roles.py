"""Who did it to whom: two sentences of the same words in which two parties have changed places."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.normalise import shadow
from dedup.words import Word

TELLING = 0.2
"""Words below this information (the, of, said) are looked through."""

_MUTUAL = frozenset(
    "agre and argu between compar cooper debat discuss divorc draw drew equal fight fought join link marri married meet merg met "
    "negoti or plai play resembl similar talk tie tied trade v versus vs wed with".split()
)
"""Stems of what two sides do to each other: turning them round changes nothing."""

_PASSIVE = frozenset(["by"])


def changed_places(a: str, b: str, words_a: Sequence[Word], words_b: Sequence[Word]) -> tuple[Word, Word] | None:
    """Return two words of a that stand around a third the other way round in b ("A sued B", "B sued A"), or None.

    A passive ("B was sued by A") turns the order and keeps the meaning: where only one side has "by", nothing is said.
    """
    if _passives(a) != _passives(b):
        return None
    ours, theirs = _telling(words_a), _telling(words_b)
    reversed_runs = {(z.stem, y.stem, x.stem) for x, y, z in zip(theirs, theirs[1:], theirs[2:], strict=False)}
    kept_runs = {(x.stem, y.stem, z.stem) for x, y, z in zip(theirs, theirs[1:], theirs[2:], strict=False)}
    for x, y, z in zip(ours, ours[1:], ours[2:], strict=False):
        run = (x.stem, y.stem, z.stem)
        if run in reversed_runs and run not in kept_runs and x.stem != z.stem and y.stem not in _MUTUAL:
            between = shadow(a[x.end : z.start]).casefold().split()
            if not _MUTUAL.intersection(between) and "," not in a[x.end : z.start]:
                return x, z
    return None


def _telling(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.weight >= TELLING]


def _passives(text: str) -> int:
    return sum(word in _PASSIVE for word in shadow(text).casefold().split())
