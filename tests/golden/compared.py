"""Comparisons for the tests of reports: what the fake detector finds in texts that stand here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from dedup.comparison import Comparison
from dedup.passages import Article, Tool
from tests.fakes import detector

POOL = """The council of Melby voted on Tuesday to spend 2.3 million crowns on a new roof for the swimming pool.

"We have waited nine years for this roof," said Ida Holm, who heads the culture department.

Until the work is done, swimmers must take the bus to Ostvik. A ticket for the season is sold to residents of both towns.

The pool was built in 1974. It closed in March after ice broke two beams of the roof.

Opponents called the sum too high, and asked for a vote of all who live in Melby.

Read more
"""
REPOST = """Melby's pool

It closed in March after ice broke two beams of the roof. The mayor was not there when the council sat.

The council of Melby voted on Tuesday to spend 2.5 million crowns on a new roof for the swimming pool.

"We have waited ten years for this roof," said Ida Holm, who heads the culture department.

Swimmers must take the bus to Ostvik until the work is done. A ticket for the season is sold to residents of both
towns for 300 crowns.

Updated on 12 May 2024
"""
HOSTILE = """<script>alert(1)</script> The ferry to Tolm was late on Monday. On time, said \u202eretsam\u202c @all | `so` [x](http://a).

# The _second_ line with \x1b[31mcolour\x1b[0m costs 12 crowns for everybody who lives on the island of Tolm.
"""
HOSTILE_REPOST = HOSTILE.replace("12 crowns", "21 crowns").replace("late on Monday", "very late on Monday")


def _compared(original: Article | str, repost: Article | str) -> Comparison:
    return replace(detector().compare(original, repost), tool=Tool("dedup", "0.0", {"encoder": "fake"}, {}))


@cache
def pool() -> Comparison:
    """Return a repost with a figure and a quotation changed, moved, dropped, added and reworded."""
    return _compared(Article(POOL, path="pool.txt"), Article(REPOST, path="blog/repost.md"))


@cache
def equal() -> Comparison:
    """Return an article compared with itself."""
    return _compared(Article(POOL, path="pool.txt"), Article(POOL, path="copy.txt"))


@cache
def foreign() -> Comparison:
    """Return two articles that have nothing in common."""
    other = "Nobody has counted the herons on the lake since the warden left his hut last autumn."
    return _compared(Article(POOL, path="pool.txt"), Article(other, path="herons.txt"))


@cache
def hostile() -> Comparison:
    """Return articles whose text would act as markup, or on a terminal."""
    return _compared(Article(HOSTILE, path="a<b>.txt"), Article(HOSTILE_REPOST, path='"&.txt'))


COMPARED: Mapping[str, Callable[[], Comparison]] = {
    "pool": pool,
    "equal": equal,
    "foreign": foreign,
    "hostile": hostile,
}
