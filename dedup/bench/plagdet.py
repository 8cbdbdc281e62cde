"""The figure of text alignment: plagdet, as the PAN evaluations define it, with precision, recall and granularity.

A case is a span of the source that a span of the suspicious text tells; a detection claims one. A detection counts for a
case where both of its spans touch both of the case's. Precision is the mean over detections, recall over cases, each the
share of its characters (both sides together) that the other has; granularity the mean number of detections of a case that
is found at all. plagdet = F1 / log2(1 + granularity).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Range = tuple[int, int]


class Spans(NamedTuple):
    """A case or a detection: where it stands in the source, and where in the suspicious text."""

    source: Range
    suspicious: Range


class Pair(NamedTuple):
    """The cases of one pair of texts and what was detected in it."""

    cases: Sequence[Spans]
    detections: Sequence[Spans]


@dataclass(frozen=True, slots=True)
class Plagdet:
    """The figures of some pairs of texts together."""

    precision: float
    recall: float
    granularity: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def plagdet(self) -> float:
        """Return F1, less where a case is reported in several parts."""
        return self.f1 / math.log2(1 + self.granularity)


def plagdet(pairs: Iterable[Pair]) -> Plagdet:
    """Return the figures over all cases and detections of the pairs, each weighing the same (macro-averaged)."""
    precisions: list[float] = []
    recalls: list[float] = []
    parts: list[int] = []
    for pair in pairs:
        precisions += [_shared(found, pair.cases) for found in pair.detections]
        recalls += [_shared(case, pair.detections) for case in pair.cases]
        parts += [number for case in pair.cases if (number := sum(_meet(case, found) for found in pair.detections))]
    return Plagdet(_mean(precisions, 0.0), _mean(recalls, 0.0), _mean(parts, 1.0))


def _mean(values: Sequence[float], none: float) -> float:
    return sum(values) / len(values) if values else none


def _meet(one: Spans, other: Spans) -> bool:
    return all(max(x[0], y[0]) < min(x[1], y[1]) for x, y in zip(one, other, strict=True))


def _shared(one: Spans, others: Sequence[Spans]) -> float:
    """Return the share of one's characters that those of the others which it meets hold too."""
    met = [other for other in others if _meet(one, other)]
    length = sum(end - start for start, end in one)
    shared = sum(_covered(one[side], [other[side] for other in met]) for side in (0, 1))
    return shared / length if length else 0.0


def _covered(within: Range, ranges: Iterable[Range]) -> int:
    """Return how many characters of a range some others hold together."""
    covered, at = 0, within[0]
    for start, end in sorted(ranges):
        start, end = max(start, at), min(end, within[1])
        if end > start:
            covered += end - start
            at = end
    return covered
