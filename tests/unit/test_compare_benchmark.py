"""The benchmarks of comparing: the scorer of pairs, the samples that are pairs, the table of alignment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import compare as benchmark, seeds
from benchmarks.score import FaultKind, Score, score_pair
from benchmarks.truth import load_truth
from dedup.bench.plagdet import Pair, Spans
from dedup.comparison import Comparison
from dedup.passages import Relation
from tests.fakes import detector

PENSION = seeds.SEEDS / "pension_changed"


def pension() -> Comparison:
    texts = [(PENSION / name).read_text("utf-8") for name in ("original.txt", "repost.txt")]
    return detector().compare(*texts)


def scored(comparison: Comparison) -> Score:
    return score_pair(comparison, load_truth(PENSION / "truth.json"))


def test_a_pair_is_scored_for_its_pairs_and_conflicts() -> None:
    one = scored(pension())
    assert one.must.of == 7
    assert one.must.found >= 6
    assert one.conflicts == (3, 3)
    assert not one.count(FaultKind.FALSE_CONFLICT)
    assert not one.count(FaultKind.MISREAD)
    assert one.safe_recall.of == 0


def test_a_conflict_that_is_missing_and_one_that_is_false_are_faults() -> None:
    found = pension()
    told = tuple(replace(m, conflicts=(), relation=Relation.PARAPHRASE) for m in found.passage_matches)
    missed = scored(replace(found, passage_matches=told))
    assert missed.count(FaultKind.CONFLICT_MISSED) == 3
    identical = next(m for m in found.passage_matches if m.relation is Relation.IDENTICAL)
    clash = next(m for m in found.passage_matches if m.conflicts).conflicts
    wrong = tuple(replace(m, conflicts=clash) if m is identical else m for m in found.passage_matches)
    assert scored(replace(found, passage_matches=wrong)).count(FaultKind.FALSE_CONFLICT) == 1


@pytest.mark.parametrize("split", ["tune", "held_out"])
def test_there_are_pairs_in_both_halves_and_they_are_no_samples_of_check(split: str) -> None:
    found = list(seeds.pairs(seeds.SEEDS, split))
    assert len(found) >= 2
    assert all(original.is_file() and repost.is_file() for original, repost, _ in found)
    names = {truth.name for _, _, truth in found}
    assert names.isdisjoint(truth.name for _, truth in seeds.samples(seeds.SEEDS, split))


def test_pairs_are_compared_in_order() -> None:
    asked: list[tuple[Path, Path]] = []

    def compare(original: Path, repost: Path) -> Comparison:
        asked.append((original, repost))
        return pension()

    found = list(seeds.pairs(seeds.SEEDS))
    assert [one.name for one in seeds.run_pairs(found, compare)] == [truth.name for _, _, truth in found]
    assert asked == [(original, repost) for original, repost, _ in found]


def test_the_table_has_a_line_a_kind_and_counts_false_alarms() -> None:
    case = Spans((0, 100), (0, 100))
    rows = [
        benchmark.Row("light", Pair([case], [case])),
        benchmark.Row("none", Pair([], [case])),
        benchmark.Row("none", Pair([], [])),
    ]
    lines = benchmark.report(rows).split("\n")
    assert [line.split()[0] for line in lines[:3]] == ["kind", "light", "all"]
    assert "1.000" in lines[1]
    assert "0.500" in lines[2]
    assert lines[-1].startswith("false alarms: 1 of 2 pairs")


def test_what_is_detected_are_the_spans_of_the_matches() -> None:
    block = "The council of Melby voted on Tuesday to spend 2.3 million crowns on a new roof for the swimming pool."
    source, suspicious = f"Nobody counts herons.\n\n{block}", f"{block}\n\nThe ferry to Tolm was late again."
    row = {
        "kind": "verbatim",
        "source_text": source,
        "suspicious_text": suspicious,
        "spans": [{"src_off": 23, "src_len": len(block), "susp_off": 0, "susp_len": len(block)}],
    }
    (found,) = benchmark.aligned(detector(), [row])
    assert found.pair.detections == found.pair.cases
    assert benchmark.by_kind([found])["verbatim"].plagdet == 1.0


def test_an_edited_paragraph_keeps_its_sentences() -> None:
    import random

    text = "One two three four five six seven eight. Short one. Another that is quite long enough to be edited now."
    changed = benchmark.edited(text, random.Random(1))
    assert changed != text
    assert changed.count(". ") == 2
