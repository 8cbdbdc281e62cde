"""The figures of labelled sets by hand, and beside scikit-learn."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st
from sklearn.metrics import adjusted_rand_score, average_precision_score, f1_score

from dedup.bench.scoring import (
    Bin,
    adjusted_rand,
    average_precision,
    best_f1,
    calibration_error,
    counted,
    curve,
    pairwise,
    reliability,
    unsafe_merges,
)
from dedup.bench.sets import clusters_of, components

RANKED = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])), min_size=1, max_size=40
)
GROUPED = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40)


def test_average_precision_by_hand() -> None:
    assert average_precision([1, 0, 1], [0.9, 0.8, 0.7]) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert average_precision([1, 0], [0.5, 0.5]) == 0.5  # a tie is no ranking
    assert math.isnan(average_precision([0, 0], [0.1, 0.2]))


@given(RANKED)
def test_average_precision_is_that_of_scikit_learn(ranked: list[tuple[int, float]]) -> None:
    labels, scores = zip(*ranked, strict=True)
    if any(labels):
        assert average_precision(labels, scores) == pytest.approx(average_precision_score(labels, scores))


@given(RANKED)
def test_the_best_f1_is_that_of_its_threshold_and_of_no_other(ranked: list[tuple[int, float]]) -> None:
    labels, scores = zip(*ranked, strict=True)
    best, threshold = best_f1(labels, scores)
    of = {at: counted(labels, [score >= at for score in scores]).f1 for at in set(scores)}
    assert best == of[threshold] == max(of.values())
    if any(labels):
        assert best == pytest.approx(f1_score(labels, [score >= threshold for score in scores]))


def test_counts_where_nothing_is_chosen_or_true() -> None:
    nothing = counted([1, 0], [False, False])
    assert (nothing.precision, nothing.recall, nothing.f1) == (1.0, 0.0, 0.0)
    assert counted([0, 0], [True, False]).recall == 1.0
    assert counted([0], [False]).f1 == 1.0


def test_a_curve_takes_equal_scores_together() -> None:
    assert [(at, tuple(point)) for at, point in curve([1, 0, 1], [0.5, 0.9, 0.5])] == [
        (0.9, (0, 1, 2)),
        (0.5, (2, 3, 2)),
    ]


def test_unsafe_merges_are_a_share_of_the_pairs_that_differ_in_a_fact() -> None:
    assert unsafe_merges([0, 0, 0, 0, 1], [True, False, False, False, True]) == 0.25
    assert math.isnan(unsafe_merges([1], [True]))


def test_calibration_by_hand() -> None:
    labels, scores = [1, 0, 1, 1], [0.95, 0.95, 0.15, 1.0]
    assert reliability(labels, scores) == [Bin(0.15, 1.0, 1), Bin(pytest.approx(2.9 / 3), pytest.approx(2 / 3), 3)]
    assert calibration_error(labels, scores) == pytest.approx((0.85 + 3 * (2.9 / 3 - 2 / 3)) / 4)
    assert calibration_error([1, 0], [1.0, 0.0]) == 0.0


@given(GROUPED)
def test_the_adjusted_rand_index_is_that_of_scikit_learn(rows: list[tuple[int, int]]) -> None:
    truth, groups = zip(*rows, strict=True)
    assert adjusted_rand(truth, groups) == pytest.approx(adjusted_rand_score(truth, groups))


def test_pairs_of_groups_by_hand() -> None:
    counts = pairwise("aabb", [0, 0, 0, 1])
    assert tuple(counts) == (1, 3, 2)
    assert counts.precision == pytest.approx(1 / 3)
    assert counts.recall == 0.5


def test_what_is_linked_is_one_cluster_and_unknown_links_are_left_out() -> None:
    assert components(5, [(3, 1), (1, 4)]) == [0, 1, 2, 1, 1]
    assert clusters_of(["x", "y", "z"], [("z", "x"), ("y", "elsewhere")]) == (0, 1, 0)
