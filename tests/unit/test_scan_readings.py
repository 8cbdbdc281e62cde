"""What reading tells of pairs in doubt: surely the same, denied, in conflict, or nothing new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from dedup.api import Detector
from dedup.passages import Conflict, Evidence, FactKind, Relation, Span, Verdict
from dedup.settings import Settings

pytest.importorskip("pyarrow", reason="the extra scan is not installed")

import pyarrow as pa

from dedup.scan.kernels.readings import readings
from dedup.scan.tables import READ

CLASH = Conflict(FactKind.NUMBER, "four", "five", Span(0, 4), Span(0, 4))


class Known:
    """A detector that knows what to say of each text, and notes what it was asked."""

    def __init__(self, verdict: Verdict, settings: Settings) -> None:
        self.verdict, self.settings = verdict, settings
        self.asked: list[tuple[str, str]] = []

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Verdict]:
        self.asked += pairs
        return [self.verdict] * len(pairs)


def known(relation: Relation, score: float, *conflicts: Conflict, phrases: tuple[str, ...] = ()) -> Known:
    verdict = Verdict(relation, score, score >= 0.5, 0.9, 0.9, conflicts, Evidence(0.9, 0.9))
    return Known(verdict, Settings(ignore_phrases=phrases))


def read(detector: Known, *texts: tuple[str, str]) -> list[dict[str, Any]]:
    columns = {"a": [2 * n for n in range(len(texts))], "b": [2 * n + 1 for n in range(len(texts))]}
    pairs = pa.table(
        {name: pa.array(numbers, pa.int64()) for name, numbers in columns.items()}
        | {side: pa.array([pair[at] for pair in texts], pa.string()) for at, side in enumerate(("text_a", "text_b"))}
    )
    table = readings(pairs, cast("Detector", detector))
    assert table.column_names == [name for name, _ in READ]
    return cast("list[dict[str, Any]]", table.to_pylist())


@pytest.mark.parametrize(
    ("relation", "score", "same"),
    [
        (Relation.PARAPHRASE, 0.95, True),
        (Relation.NEAR_DUPLICATE, 0.93, True),
        (Relation.PARAPHRASE, 0.92, False),
        (Relation.SUMMARY, 0.99, False),
    ],
)
def test_only_what_is_surely_the_same_has_its_relation_from_there(relation: Relation, score: float, same: bool) -> None:
    (row,) = read(known(relation, score), ("The ferry is late.", "Late is the ferry."))
    assert (row["same"], row["denied"], row["score"]) == (same, False, score)
    assert row["relation"] == (str(relation) if same else "")


def test_a_conflict_says_what_clashes() -> None:
    (row,) = read(known(Relation.CONFLICT, 0.1, CLASH), ("Four came.", "Five came."))
    assert (row["relation"], row["same"], row["denied"]) == ("conflict", False, True)
    assert "four" in row["conflicts"]
    assert "five" in row["conflicts"]


def test_unrelated_is_denied_and_no_more() -> None:
    (row,) = read(known(Relation.UNRELATED, 0.2), ("Four came.", "Rain fell."))
    assert (row["relation"], row["denied"], row["conflicts"]) == ("", True, "")


def test_ignored_phrases_are_not_read() -> None:
    detector = known(Relation.PARAPHRASE, 0.95, phrases=("read more",))
    read(detector, ("The ferry is late. Read more", "Late is the ferry."))
    assert "Read more" not in detector.asked[0][0]


def test_no_pairs_give_an_empty_table() -> None:
    assert read(known(Relation.PARAPHRASE, 0.95)) == []
