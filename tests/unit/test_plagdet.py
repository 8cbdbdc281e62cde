"""plagdet by hand: what one detection, two halves, too much and a false alarm come to."""

from __future__ import annotations

import math

import pytest

from dedup.bench.plagdet import Pair, Spans, plagdet

CASE = Spans((100, 200), (0, 100))
FIRST_HALF = Spans((100, 150), (0, 50))
SECOND_HALF = Spans((150, 200), (50, 100))
TOO_LONG = Spans((100, 300), (0, 200))
ELSEWHERE = Spans((500, 600), (700, 800))
ONE_SIDE_ONLY = Spans((100, 200), (700, 800))

FIGURES = {
    "found exactly": ([CASE], 1.0, 1.0, 1.0),
    "half of it": ([FIRST_HALF], 1.0, 0.5, 1.0),
    "in two halves": ([FIRST_HALF, SECOND_HALF], 1.0, 1.0, 2.0),
    "twice as long": ([TOO_LONG], 0.5, 1.0, 1.0),
    "and a false alarm": ([CASE, ELSEWHERE], 0.5, 1.0, 1.0),
    "right on one side only": ([ONE_SIDE_ONLY], 0.0, 0.0, 1.0),
    "reported twice": ([CASE, CASE], 1.0, 1.0, 2.0),
    "not found": ([], 0.0, 0.0, 1.0),
}


@pytest.mark.parametrize(("detections", "precision", "recall", "granularity"), FIGURES.values(), ids=FIGURES)
def test_figures(detections: list[Spans], precision: float, recall: float, granularity: float) -> None:
    found = plagdet([Pair([CASE], detections)])
    assert (found.precision, found.recall, found.granularity) == (precision, recall, granularity)


def test_plagdet_is_f1_less_what_is_in_parts() -> None:
    assert plagdet([Pair([CASE], [FIRST_HALF, SECOND_HALF])]).plagdet == pytest.approx(1 / math.log2(3))
    assert plagdet([Pair([CASE], [TOO_LONG])]).plagdet == pytest.approx(2 / 3)


def test_every_case_weighs_the_same_whatever_its_length() -> None:
    short = Spans((0, 10), (0, 10))
    assert plagdet([Pair([CASE], [CASE]), Pair([short], [])]).recall == 0.5


def test_overlapping_detections_count_a_character_once() -> None:
    found = plagdet([Pair([CASE], [FIRST_HALF, Spans((120, 160), (20, 60))])])
    assert found.recall == pytest.approx(0.6)


def test_one_detection_may_cover_two_cases() -> None:
    found = plagdet([Pair([FIRST_HALF, SECOND_HALF], [CASE])])
    assert (found.precision, found.recall, found.granularity) == (1.0, 1.0, 1.0)


def test_a_pair_without_cases_lowers_precision_only() -> None:
    found = plagdet([Pair([CASE], [CASE]), Pair([], [ELSEWHERE])])
    assert (found.precision, found.recall) == (0.5, 1.0)
