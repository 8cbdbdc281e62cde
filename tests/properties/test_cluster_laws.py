"""Laws of clustering; the links are whatever hypothesis makes up."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

from hypothesis import given, strategies as st

from dedup.stages.cluster import Pair, cluster, weakest
from tests.properties.invented import examples

SCORES = [0.51, 0.6, 0.75, 0.9, 1.0]
NODES = range(9)
pairs = st.sampled_from(list(combinations(NODES, 2)))
links = st.dictionaries(pairs, st.sampled_from(SCORES), max_size=36)
barred = st.frozensets(pairs, max_size=8)
Groups = list[tuple[int, ...]]


def joined(x: int, y: int) -> Pair:
    return (min(x, y), max(x, y))


@given(links, barred)
@examples(300)
def test_every_two_of_a_group_are_linked_and_none_is_barred(found: dict[Pair, float], apart: frozenset[Pair]) -> None:
    for group in cluster(found, apart):
        assert len(group) > 1
        for pair in combinations(group, 2):
            assert pair in found
            assert pair not in apart


@given(links, barred)
@examples(300)
def test_each_goes_into_one_group_and_the_groups_are_in_order(found: dict[Pair, float], apart: frozenset[Pair]) -> None:
    groups = cluster(found, apart)
    members = [member for group in groups for member in group]
    assert len(members) == len(set(members))
    assert set(members) <= {node for pair in found for node in pair}
    assert groups == sorted(tuple(sorted(group)) for group in groups)


@given(links, barred)
@examples(300)
def test_no_two_groups_that_could_be_one_are_left_apart(found: dict[Pair, float], apart: frozenset[Pair]) -> None:
    groups = cluster(found, apart)
    grouped = {member for group in groups for member in group}
    groups += [(node,) for node in {node for pair in found for node in pair} - grouped]
    allowed = found.keys() - apart
    for one, other in combinations(groups, 2):
        assert not all(joined(x, y) in allowed for x, y in product(one, other))


@given(links, barred)
@examples(200)
def test_the_strongest_link_that_is_not_barred_is_kept(found: dict[Pair, float], apart: frozenset[Pair]) -> None:
    allowed = found.keys() - apart
    if not allowed:
        assert cluster(found, apart) == []
        return
    best = min(allowed, key=lambda pair: (-found[pair], pair))
    assert any(set(best) <= set(group) for group in cluster(found, apart))


@given(links, barred, st.randoms(use_true_random=False))
@examples(200)
def test_the_order_in_which_links_come_does_not_matter(
    found: dict[Pair, float], apart: frozenset[Pair], chance: Random
) -> None:
    items = list(found.items())
    chance.shuffle(items)
    assert cluster(dict(items), sorted(apart)) == cluster(found, apart)


@given(st.lists(pairs, unique=True, max_size=36), barred, st.permutations(list(NODES)))
@examples(200)
def test_other_names_for_the_nodes_give_the_same_groups(
    ranked: list[Pair], apart: frozenset[Pair], names: list[int]
) -> None:
    found = {pair: 1 - n / 100 for n, pair in enumerate(ranked)}  # no two are equal, so no tie goes by the names
    renamed = {joined(names[x], names[y]): score for (x, y), score in found.items()}
    kept_apart = [joined(names[x], names[y]) for x, y in apart]
    expected = {frozenset(names[member] for member in group) for group in cluster(found, apart)}
    assert {frozenset(group) for group in cluster(renamed, kept_apart)} == expected


@given(links)
@examples(200)
def test_the_weakest_link_is_the_least_score_of_any_two(found: dict[Pair, float]) -> None:
    for group in cluster(found):
        scores = [found[pair] for pair in combinations(group, 2)]
        assert weakest(group, found) == min(scores)
        assert weakest(group[::-1], found) == min(scores)
