"""Groups: every two match, the strongest links first."""

from __future__ import annotations

from dedup.stages.cluster import cluster, weakest


def test_a_chain_is_not_one_group() -> None:
    assert cluster({(1, 2): 0.9, (2, 3): 0.8}) == [(1, 2)]


def test_three_that_all_match_are_one_group() -> None:
    assert cluster({(3, 5): 0.6, (1, 3): 0.9, (1, 5): 0.7}) == [(1, 3, 5)]


def test_the_stronger_link_decides_where_a_passage_goes() -> None:
    assert cluster({(1, 2): 0.6, (2, 3): 0.95}) == [(2, 3)]


def test_of_equal_links_the_first_on_the_page_is_joined() -> None:
    assert cluster({(2, 3): 0.8, (1, 2): 0.8}) == [(1, 2)]


def test_a_barred_pair_stays_apart_though_it_matches() -> None:
    links = {(1, 2): 0.9, (1, 3): 0.9, (2, 3): 0.9}
    assert cluster(links, [(2, 3)]) == [(1, 2)]


def test_two_pairs_that_match_across_become_one_group() -> None:
    links = {(1, 2): 0.9, (3, 4): 0.9, (1, 3): 0.6, (1, 4): 0.6, (2, 3): 0.6, (2, 4): 0.6}
    assert cluster(links) == [(1, 2, 3, 4)]
    del links[2, 4]
    assert cluster(links) == [(1, 2), (3, 4)]


def test_nothing_that_matches_gives_no_group() -> None:
    assert cluster({}) == []
    assert cluster({(1, 2): 0.9}, [(1, 2)]) == []


def test_the_weakest_link_counts_all_pairs_of_the_group() -> None:
    assert weakest((1, 2, 3), {(1, 2): 0.9, (1, 3): 0.55, (2, 3): 0.7}) == 0.55
