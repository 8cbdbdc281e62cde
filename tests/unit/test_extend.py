"""What is told again beside a sure match. Vectors are made up; only what follows from place and nearness is tested."""

from __future__ import annotations

import numpy as np
from hypothesis import given, strategies as st
from numpy.typing import NDArray

from dedup.settings import Settings
from dedup.stages.extend import _corners, extend


def vectors(near: dict[tuple[int, int], float], count: int) -> NDArray[np.float32]:
    """Unit vectors that have these cosines and are otherwise at right angles."""
    cosines = np.eye(count)
    for (i, j), cosine in near.items():
        cosines[i, j] = cosines[j, i] = cosine
    return np.linalg.cholesky(cosines).astype(np.float32)


def test_the_pair_one_step_further_on_both_sides_is_asked() -> None:
    assert extend({(2, 6)}, vectors({(1, 5): 0.7}, 8), Settings()) == {(1, 5)}
    assert extend({(2, 6)}, vectors({(3, 7): 0.7}, 8), Settings()) == {(3, 7)}


def test_two_passages_may_both_tell_what_one_does() -> None:
    assert extend({(2, 6)}, vectors({(1, 6): 0.7}, 8), Settings()) == {(1, 6)}


def test_what_a_third_passage_matches_on_both_sides_is_asked() -> None:
    assert extend({(0, 6), (4, 6)}, vectors({(0, 4): 0.7}, 8), Settings()) == {(0, 4)}


def test_a_pair_that_is_not_near_or_stands_elsewhere_is_not_asked() -> None:
    assert extend({(2, 6)}, vectors({(1, 5): 0.5}, 8), Settings()) == set()
    assert extend({(2, 6)}, vectors({(0, 4): 0.7}, 8), Settings()) == set()
    assert extend(set(), vectors({(1, 5): 0.7}, 8), Settings()) == set()


def test_each_must_be_among_the_nearest_of_the_other() -> None:
    crowd = {(1, 5): 0.61, (1, 0): 0.62, (1, 3): 0.62, (0, 3): 0.6, (0, 5): 0.5, (3, 5): 0.5}
    assert extend({(2, 6)}, vectors(crowd, 8), Settings()) == set()


def test_one_that_is_nearer_does_not_matter() -> None:
    crowd = {(1, 5): 0.61, (1, 3): 0.65, (3, 5): 0.65}
    assert (1, 5) in extend({(2, 6)}, vectors(crowd, 8), Settings())


@given(st.sets(st.tuples(st.integers(0, 16), st.integers(0, 16)).filter(lambda pair: pair[0] < pair[1]), max_size=40))
def test_corners_are_the_pairs_that_a_third_matches_on_both_sides(sure: set[tuple[int, int]]) -> None:
    beside: dict[int, set[int]] = {}
    for i, j in sure:
        beside.setdefault(i, set()).add(j)
        beside.setdefault(j, set()).add(i)
    corners = {(x, y) for others in beside.values() for x in others for y in others if x < y} - sure
    assert set(_corners(sure)) == corners
