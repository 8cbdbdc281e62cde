"""Which whole sentences of one text stand in another, letter for letter but for typography and case."""

from __future__ import annotations

from typing import NamedTuple

from dedup.likeness import Profile, in_order_of_size
from dedup.passages import Aligned

FEWEST_WORDS = 8
"""A shorter sentence ("He declined to comment.") comes again by chance; with it alone nothing is told twice."""


class Verbatim(NamedTuple):
    """The share of the shorter text's information that stands in the longer as whole sentences, and where."""

    share: float
    spans: tuple[Aligned, ...]


def verbatim(a: Profile, b: Profile) -> Verbatim:
    """Return what the shorter text has in whole sentences of the longer; nothing where all of them are short."""
    short, long = in_order_of_size(a, b)
    places = {level: n for n, level in reversed(list(enumerate(long.levels)))}
    found = [(n, places[level]) for n, level in enumerate(short.levels) if level in places]
    if not any(len(short.sentences[n].bag.words) >= FEWEST_WORDS for n, _ in found):
        return Verbatim(0.0, ())
    pairs = sorted(found if short is a else [(m, n) for n, m in found])
    spans = tuple(Aligned(*a.sentences[i].span, *b.sentences[j].span) for i, j in pairs)
    return Verbatim(round(float(sum(short.shares[n] for n, _ in found)), 5), spans)
