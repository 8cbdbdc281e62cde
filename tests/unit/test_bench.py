"""Systems, results and the command `dedup bench`, on sets of a few texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from dedup.bench import results
from dedup.bench.measure import aligned, measured
from dedup.bench.plagdet import Spans
from dedup.bench.sets import AlignedSet, Alignment, Grouped, GroupSet, LabelledPair, PairSet
from dedup.bench.systems import PEERS, MinHash, Ours, Vectors, peer, shingles
from dedup.errors import InputError, ModelError
from dedup.settings import Settings
from tests.commands import Shell, make_shell

PAIRS = (
    LabelledPair("The ferry sails at nine.", "The ferry sails at nine.", 1),
    LabelledPair("The ferry sails at nine.", "The ferry sails at ten.", 0),
    LabelledPair("Snow closed the road.", "Milk costs more.", 0),
    LabelledPair("Milk costs more.", "milk costs more", 1),
)
ROWS = {"a": (1.0, 0.0), "b": (0.8, 0.6), "c": (0.0, 1.0)}


class Equal:
    """A judge for which equal words are a duplicate and others hardly."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Any]:
        same = [shingles(a) == shingles(b) for a, b in pairs]
        return [SimpleNamespace(score=0.9 if yes else 0.2, duplicate=yes, a_in_b=0.5, b_in_a=0.1) for yes in same]

    def group(self, texts: Sequence[str]) -> list[int]:
        return [sorted(set(texts)).index(text) for text in texts]

    def compare(self, original: str, repost: str) -> Any:
        at = repost.find(original)
        span = SimpleNamespace(start=0, end=len(original)), SimpleNamespace(start=at, end=at + len(original))
        return SimpleNamespace(matches=[SimpleNamespace(a=span[0], b=span[1])] if at >= 0 else [])


@pytest.fixture
def shell(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shell:
    return make_shell(capsysbinary, monkeypatch, tmp_path)


def test_pairs_are_measured_with_the_decision_and_the_score() -> None:
    row = measured(PairSet("mine", PAIRS, facts_differ=True), Ours(Equal(), Settings()))
    assert row | {"cpu_seconds": 0, "curve": 0, "reliability": 0} == {
        "set": "mine", "system": "dedup", "kind": "pairs", "asks": "same", "items": 4, "positives": 2, "threshold": 0.5,
        "precision": 1.0, "recall": 1.0, "f1": 1.0, "unsafe_merges": 0.0, "average_precision": 1.0, "best_f1": 1.0,
        "best_threshold": 0.9, "calibration_error": 0.15, "cpu_seconds": 0, "curve": 0, "reliability": 0,
    }  # fmt: skip
    assert row["curve"] == [[1.0, 1.0], [1.0, 0.5]]
    assert row["reliability"] == [[0.2, 0.0, 2], [0.9, 1.0, 2]]
    json.dumps(row)


def test_what_is_asked_in_one_direction_is_scored_by_coverage_and_has_no_calibration() -> None:
    row = measured(PairSet("mine", PAIRS, asks="a_in_b"), Ours(Equal(), Settings()))
    assert row["best_threshold"] == 0.5
    assert "calibration_error" not in row


def test_groups_are_measured_document_by_document() -> None:
    both = GroupSet("mine", (Grouped(("x", "x", "y"), (1, 1, 2)), Grouped(("x", "y"), (1, 1))))
    row = measured(both, Ours(Equal(), Settings()))
    assert (row["items"], row["ari"], row["precision"], row["recall"], row["threshold"]) == (5, 0.5, 1.0, 0.5, 0.6)


def test_blocks_are_measured_by_kind_and_false_alarms_apart() -> None:
    copied = Alignment("Snow.", "More. Snow.", (Spans((0, 5), (6, 11)),), "verbatim")
    missed = Alignment("Snow fell.", "It snowed.", (Spans((0, 10), (0, 10)),), "paraphrase")
    clean = Alignment("Snow.", "Milk.", (), "none")
    row = aligned(AlignedSet("mine", (copied, missed, clean)), Equal())
    assert row["plagdet_by_kind"] == {"paraphrase": 0.0, "verbatim": 1.0}
    assert (row["precision"], row["recall"], row["granularity"], row["false_alarms"]) == (1.0, 0.5, 1.0, 0.0)
    assert row["plagdet"] == pytest.approx(2 / 3, abs=1e-4)


def vectors(threshold: float) -> Vectors:
    return Vectors("toy", threshold, lambda texts: np.array([ROWS[text] for text in texts]))


def test_cosines_decide_by_their_threshold_and_join_through_others() -> None:
    scores, chosen = vectors(0.7).scores([("a", "b"), ("a", "c"), ("b", "b")], "same")
    assert scores == pytest.approx([0.8, 0.0, 1.0])
    assert chosen == [True, False, True]
    assert vectors(0.7).groups(["a", "b", "c"]) == [0, 0, 2]
    assert vectors(0.6).groups(["a", "b", "c"]) == [0, 0, 0]  # a chain


def test_shingles_are_distinct_runs_of_three_words() -> None:
    assert shingles("The ferry sails, the FERRY sails.") == ["ferry sails the", "sails the ferry", "the ferry sails"]
    assert shingles("Snow fell.") == ["snow fell"]
    assert shingles("") == [""]


@pytest.mark.parametrize("name", sorted(PEERS))
def test_a_peer_that_is_not_installed_is_told_in_one_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    needs = {"minilm": "sentence_transformers", "tfidf": "sklearn.feature_extraction.text"}.get(name, name)
    monkeypatch.setitem(sys.modules, needs, None)
    with pytest.raises(ModelError, match=f"^{name} is left out: .* is not installed; run: pip install ") as raised:
        peer(name)
    assert "\n" not in str(raised.value)


TEXTS = [
    "The ferry to Ostvik sails at nine on Monday, the harbour master said.",
    "Snow closed the road to the quarry for the third time this winter.",
    "The ferry to Ostvik sails at nine on Monday, the harbour master said again.",
    "Milk costs more.",
    "Milk costs more.",
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["tfidf", "datasketch", "rensa", pytest.param("semhash", marks=pytest.mark.weights)])
def test_peers_find_what_is_nearly_the_same(name: str) -> None:
    pytest.importorskip({"tfidf": "sklearn"}.get(name, name), reason="the extra bench is not installed")
    system = peer(name)
    scores, _ = system.scores([(TEXTS[0], TEXTS[2]), (TEXTS[0], TEXTS[1]), (TEXTS[3], TEXTS[4])], "same")
    assert scores[0] > 0.6
    assert scores[1] < 0.3
    assert scores[2] == pytest.approx(1)
    labels = system.groups(TEXTS)
    assert labels[0] == labels[2]
    assert labels[3] == labels[4]
    assert len(set(labels)) == 3


def test_the_index_only_proposes_and_the_sketches_confirm() -> None:
    class Sketch(str):
        __slots__ = ()

        def jaccard(self, other: str) -> float:
            return float(self == other)

    class Everything:
        def __init__(self) -> None:
            self.keys: list[int] = []

        def insert(self, key: int, _: Sketch) -> None:
            self.keys.append(key)

        def query(self, _: Sketch) -> list[int]:
            return self.keys

    system = MinHash("toy", lambda runs: Sketch(runs[0]), Everything)
    assert system.groups(["x", "y", "x"]) == [0, 1, 0]


def test_the_table_is_made_of_the_last_result_of_each_set_and_system(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    for score in (0.25, 0.75):
        results.append(
            path, {"set": "mine", "system": "dedup", "kind": "pairs", "items": 1200, "f1": score, "threshold": 0.5}
        )
    rows = results.read(path)
    assert [row["f1"] for row in rows] == [0.75]
    head, _, line = results.table(rows).splitlines()
    assert [cell.strip() for cell in head.strip("|").split("|")][:6] == ["set", "items", "system", "AP", "F1", "at"]
    assert [cell.strip() for cell in line.strip("|").split("|")][:6] == ["mine", "1,200", "dedup", "", "0.750", "0.500"]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"set": 1}'])
def test_a_file_of_something_else_is_no_results(content: str, tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    if content:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="holds no results"):
        results.read(path)


def test_plots_are_svg_and_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the extra bench is not installed")
    row = measured(PairSet("mine", PAIRS), Ours(Equal(), Settings()))
    made = results.plot([row], tmp_path / "one")
    assert [path.name for path in made] == ["mine.curve.svg", "mine.reliability.svg"]
    assert "dedup (AP 1.000)" in made[0].read_text(encoding="utf-8")
    again = results.plot([row], tmp_path / "two")
    assert [path.read_bytes() for path in made] == [path.read_bytes() for path in again]


def test_plots_without_matplotlib_say_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(InputError, match=r'pip install "dedup-passages\[bench\]"'):
        results.plot([], tmp_path)


def tsv(folder: Path) -> Path:
    path = folder / "pairs.tsv"
    rows = "".join(f"{pair.label}\t1\t2\t{pair.a}\t{pair.b}\n" for pair in PAIRS)
    path.write_text(f"Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n{rows}", encoding="utf-8")
    return path


def test_the_command_measures_and_keeps_going_without_a_peer(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    kept = tmp_path / "kept.jsonl"
    done = shell(
        f"dedup bench {tsv(tmp_path).as_posix()} --peers tfidf,rensa -o {kept.as_posix()}", make=lambda _: Equal()
    )
    assert done.code == 0
    assert "rensa is left out" in done.err
    assert [json.loads(line)["system"] for line in kept.read_text(encoding="utf-8").splitlines()] == ["dedup", "tfidf"]
    again = shell(f"dedup bench --from {kept.as_posix()}")
    assert again.out == done.out
    assert "| dedup  | 1.000 | 1.000 |" in done.out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "name a labelled set"),
        ("no-such-set", "there is no labelled set 'no-such-set'"),
        ("x --peers word2vec", "there is no peer 'word2vec'; there are: minilm"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(given: str, told: str, shell: Shell) -> None:
    done = shell(f"dedup bench {given}")
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert done.err.count("\n") == 1
