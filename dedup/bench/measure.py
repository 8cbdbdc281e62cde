"""One system on one labelled set: a flat record of figures, ready to be a JSON line."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Protocol

from dedup.bench import scoring
from dedup.bench.plagdet import Pair, Spans, plagdet
from dedup.bench.sets import AlignedSet, GroupSet, LabelledSet, PairSet
from dedup.bench.systems import System
from dedup.comparison import Comparison

Row = dict[str, Any]
_POINTS = 100  # of a precision-recall curve, enough to draw it


class Compares(Protocol):
    """What aligns two texts: `dedup.Detector` does."""

    def compare(self, original: str, repost: str, /) -> Comparison:
        """Return what the repost carried over."""
        ...


def measured(found: LabelledSet, system: System) -> Row:
    """Return the figures of a system on pairs or groups; on blocks use `aligned`."""
    began = time.process_time()
    if isinstance(found, PairSet):
        row = _pairs(found, system)
    elif isinstance(found, GroupSet):
        row = _groups(found, system)
    else:
        raise TypeError(f"{found.name} is for aligning, and {system.name} is asked for scores")
    seconds = time.process_time() - began
    return {"set": found.name, "system": system.name, **row, "cpu_seconds": round(seconds, 2)}


def aligned(found: AlignedSet, detector: Compares) -> Row:
    """Return plagdet and what it is made of, over all texts and by kind of rewording."""
    began = time.process_time()
    by: defaultdict[str, list[Pair]] = defaultdict(list)
    for one in found.alignments:
        matches = detector.compare(one.source, one.suspicious).matches
        by[one.kind].append(Pair(one.cases, [Spans((m.a.start, m.a.end), (m.b.start, m.b.end)) for m in matches]))
    total = plagdet(pair for pairs in by.values() for pair in pairs)
    kinds = {
        kind: _rounded(plagdet(pairs).plagdet) for kind, pairs in sorted(by.items()) if any(p.cases for p in pairs)
    }
    clean = [pair for pairs in by.values() for pair in pairs if not pair.cases]
    return {
        "set": found.name,
        "system": "dedup",
        "kind": "align",
        "items": len(found.alignments),
        "plagdet": _rounded(total.plagdet),
        "precision": _rounded(total.precision),
        "recall": _rounded(total.recall),
        "granularity": _rounded(total.granularity),
        "false_alarms": _rounded(sum(bool(p.detections) for p in clean) / len(clean)) if clean else None,
        "plagdet_by_kind": kinds,
        "cpu_seconds": round(time.process_time() - began, 2),
    }


def _pairs(found: PairSet, system: System) -> Row:
    labels = [pair.label for pair in found.pairs]
    scores, chosen = system.scores([(pair.a, pair.b) for pair in found.pairs], found.asks)
    counts = scoring.counted(labels, chosen)
    row: Row = {
        "kind": "pairs",
        "asks": found.asks,
        "items": len(labels),
        "positives": sum(labels),
        "threshold": system.threshold,
        "precision": _rounded(counts.precision),
        "recall": _rounded(counts.recall),
        "f1": _rounded(counts.f1),
        "unsafe_merges": _rounded(scoring.unsafe_merges(labels, chosen)) if found.facts_differ else None,
    }
    if 0 < sum(labels) < len(labels):
        best, at = scoring.best_f1(labels, scores)
        row |= {
            "average_precision": _rounded(scoring.average_precision(labels, scores)),
            "best_f1": _rounded(best),
            "best_threshold": _rounded(at),
            "curve": _thinned([(c.recall, c.precision) for _, c in scoring.curve(labels, scores)]),
        }
    if system.probability and found.asks == "same":
        row["calibration_error"] = _rounded(scoring.calibration_error(labels, scores))
        row["reliability"] = [
            [_rounded(one.score), _rounded(one.share), one.pairs] for one in scoring.reliability(labels, scores)
        ]
    return row


def _groups(found: GroupSet, system: System) -> Row:
    indices: list[float] = []
    total = scoring.Counted(0, 0, 0)
    for document in found.documents:
        labels = system.groups(document.texts)
        indices.append(scoring.adjusted_rand(document.clusters, labels))
        counts = scoring.pairwise(document.clusters, labels)
        total = scoring.Counted(*(a + b for a, b in zip(total, counts, strict=True)))
    return {
        "kind": "groups",
        "items": sum(len(document.texts) for document in found.documents),
        "threshold": system.joins_at,
        "ari": _rounded(sum(indices) / max(1, len(indices))),
        "precision": _rounded(total.precision),
        "recall": _rounded(total.recall),
        "f1": _rounded(total.f1),
    }


def _thinned(points: Sequence[tuple[float, float]]) -> list[list[float]]:
    step = max(1, len(points) // _POINTS)
    kept = [*points[:-1:step], points[-1]]
    return [[_rounded(x), _rounded(y)] for x, y in kept]


def _rounded(value: float) -> float:
    return round(float(value), 4)
