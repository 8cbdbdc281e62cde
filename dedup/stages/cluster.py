"""Which passages form a group: every two of a group match, so a chain of half-matches never becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Pair = tuple[int, int]


def cluster(links: Mapping[Pair, float], barred: Iterable[Pair] = ()) -> list[tuple[int, ...]]:
    """Return the groups of two or more (members ascending, groups by first member), the same in whatever order.

    `links` holds the score of each pair (a < b) that matches, `barred` pairs that must stay apart. The strongest
    links are joined first, and two groups are joined only where every pair across them is linked and not barred.
    """
    apart = set(barred)
    group_of: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for node in sorted({node for pair in links for node in pair}):
        group_of[node] = node
        members[node] = [node]
    for pair in sorted(links, key=lambda pair: (-links[pair], pair)):
        left, right = sorted((group_of[pair[0]], group_of[pair[1]]))
        if left != right and all(
            _ordered(x, y) in links and _ordered(x, y) not in apart for x in members[left] for y in members[right]
        ):
            members[left] += members.pop(right)
            group_of.update(dict.fromkeys(members[left], left))
    return sorted(tuple(sorted(group)) for group in members.values() if len(group) > 1)


def weakest(group: Sequence[int], links: Mapping[Pair, float]) -> float:
    """Return the lowest score of any two members that are linked: what the group as a whole can be trusted with."""
    pairs = (_ordered(x, y) for n, x in enumerate(group) for y in group[n + 1 :])
    return min(links[pair] for pair in pairs if pair in links)


def _ordered(x: int, y: int) -> Pair:
    return (x, y) if x < y else (y, x)
