"""What reading tells of pairs in doubt: the default encoder judges them, and the cross-encoder reads both texts at once."""

from __future__ import annotations

from typing import Any

from dedup.api import SAME, Detector
from dedup.ignore import Ignored
from dedup.passages import Relation, Verdict
from dedup.scan.tables import READ, schema
from dedup.stages.report.wording import disagreement


def readings(pairs: Any, detector: Detector) -> Any:
    """Return a table of READ, a row for each pair of one with the columns a, b, text_a and text_b."""
    import pyarrow as pa

    ignored = Ignored.of(detector.settings.ignore_phrases)
    rows = pairs.select(["a", "b", "text_a", "text_b"]).to_pylist()
    verdicts = detector.judge([(ignored.blanked(row["text_a"]), ignored.blanked(row["text_b"])) for row in rows])
    told = [_row(row["a"], row["b"], one, detector.settings.read_sure) for row, one in zip(rows, verdicts, strict=True)]
    wanted = schema(READ)
    columns = zip(*told, strict=True) if told else [[] for _ in wanted]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, wanted, strict=True)], schema=wanted)


def _row(a: int, b: int, verdict: Verdict, sure: float) -> tuple[Any, ...]:
    same = verdict.duplicate and verdict.relation in SAME and verdict.score >= sure
    conflicts = "; ".join(disagreement(conflict) for conflict in verdict.conflicts)
    clash = verdict.relation is Relation.CONFLICT and bool(conflicts)
    relation = str(verdict.relation) if same or clash else ""
    return a, b, relation, verdict.score, conflicts, same, not verdict.duplicate
