"""The figures of labelled sets: pure functions of labels and scores, in numpy alone (scikit-learn checks them in the tests)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

BINS = 10


class Counted(NamedTuple):
    """What was chosen against what is true: hits, how many were chosen, how many are true."""

    hits: int
    chosen: int
    true: int

    @property
    def precision(self) -> float:
        """Return the share of the chosen that are true; 1 where nothing was chosen."""
        return self.hits / self.chosen if self.chosen else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the true that were chosen; 1 where nothing is true."""
        return self.hits / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.chosen + self.true
        return 2 * self.hits / both if both else 1.0


class Bin(NamedTuple):
    """Pairs of like scores: their mean score, the share of them with label 1, and how many they are."""

    score: float
    share: float
    pairs: int


def counted(labels: Sequence[int], chosen: Sequence[bool]) -> Counted:
    """Return the counts of the chosen pairs against those with label 1."""
    hits = sum(1 for label, yes in zip(labels, chosen, strict=True) if label and yes)
    return Counted(hits, sum(map(bool, chosen)), sum(map(bool, labels)))


def curve(labels: Sequence[int], scores: Sequence[float]) -> list[tuple[float, Counted]]:
    """Return each threshold, the highest first, with the counts of the pairs that score at least that."""
    order = sorted(range(len(labels)), key=lambda n: -scores[n])
    true = sum(map(bool, labels))
    points, hits = [], 0
    for n, at in enumerate(order):
        hits += bool(labels[at])
        if n + 1 == len(order) or scores[order[n + 1]] < scores[at]:  # equal scores are chosen together
            points.append((scores[at], Counted(hits, n + 1, true)))
    return points


def average_precision(labels: Sequence[int], scores: Sequence[float]) -> float:
    """Return the mean of the precision at each threshold, weighted by the recall it adds; nan where no label is 1."""
    if not any(labels):
        return float("nan")
    total = before = 0.0
    for _, point in curve(labels, scores):
        total += (point.recall - before) * point.precision
        before = point.recall
    return total


def best_f1(labels: Sequence[int], scores: Sequence[float]) -> tuple[float, float]:
    """Return the best F1 of any threshold, and the threshold: chosen on the labels it is measured on, so a ceiling."""
    threshold, point = max(curve(labels, scores), key=lambda one: one[1].f1)
    return point.f1, threshold


def unsafe_merges(labels: Sequence[int], chosen: Sequence[bool]) -> float:
    """Return the share of pairs with label 0 that were called duplicates, of a set in which those differ in a fact."""
    negatives = [yes for label, yes in zip(labels, chosen, strict=True) if not label]
    return sum(map(bool, negatives)) / len(negatives) if negatives else float("nan")


def reliability(labels: Sequence[int], scores: Sequence[float], bins: int = BINS) -> list[Bin]:
    """Return the bins of equal width over 0..1 that have pairs in them; a score of 1 is in the last."""
    values, truth = np.asarray(scores, float), np.asarray(labels, float)
    at = np.minimum((values * bins).astype(int), bins - 1)
    return [
        Bin(float(values[at == n].mean()), float(truth[at == n].mean()), int((at == n).sum()))
        for n in range(bins)
        if (at == n).any()
    ]


def calibration_error(labels: Sequence[int], scores: Sequence[float], bins: int = BINS) -> float:
    """Return how far the mean score of a bin lies from its share of label 1, on average over pairs."""
    found = reliability(labels, scores, bins)
    return sum(abs(one.score - one.share) * one.pairs for one in found) / max(1, len(labels))


def pairwise(truth: Sequence[Hashable], groups: Sequence[Hashable]) -> Counted:
    """Return the counts of pairs that are in one group, against those of one cluster."""
    both = Counter(zip(truth, groups, strict=True))
    return Counted(_pairs(both.values()), _pairs(Counter(groups).values()), _pairs(Counter(truth).values()))


def adjusted_rand(truth: Sequence[Hashable], groups: Sequence[Hashable]) -> float:
    """Return the agreement of two groupings, 0 as by chance, 1 where they are the same."""
    counts = pairwise(truth, groups)
    possible = len(truth) * (len(truth) - 1) // 2
    if not possible:
        return 1.0
    chance = counts.chosen * counts.true / possible
    most = (counts.chosen + counts.true) / 2
    return 1.0 if most == chance else (counts.hits - chance) / (most - chance)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
