"""One text many times over: its later copies are compared with the first few only, for n copies have n² pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from dedup.normalise import levelled

MOST_COPIES = 10
"""So many copies of a text are compared with each other. 2,000 have two million pairs, all of which say the same."""


def further_copies(texts: Mapping[int, str]) -> dict[int, tuple[int, ...]]:
    """Return for each text (by number, in order) that MOST_COPIES equal ones stand before the numbers of those."""
    first: defaultdict[str, list[int]] = defaultdict(list)
    found = {}
    for n, text in texts.items():
        copies = first[levelled(text)]
        if len(copies) < MOST_COPIES:
            copies.append(n)
        else:
            found[n] = tuple(copies)
    return found


def told_once(further: Mapping[int, Sequence[int]]) -> str:
    """Return a note on the copies that are not compared with each other, empty where there are none."""
    if not further:
        return ""
    return (
        f"{len(further):,} further copies of texts that stand more than {MOST_COPIES} times are told as copies of the "
        f"first {MOST_COPIES}, not of each other"
    )
