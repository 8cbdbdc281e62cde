"""The kernels of a scan find what the slow and plain way finds, and no cap grows with the square."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from dedup.archive.shingles import Shingler, words_of
from dedup.scan.audit import counted
from dedup.scan.cells import MOST_OF_A_CELL, Cells
from dedup.scan.kernels.clusters import clustered
from dedup.scan.kernels.near import Side, cosines, nearest
from dedup.settings import Settings
from dedup.words import Lexicon

pa = pytest.importorskip("pyarrow", reason="the extra scan is not installed")

from dedup.scan.files import write_table  # noqa: E402
from dedup.scan.kernels.lexical import postings, sharing  # noqa: E402
from dedup.scan.kernels.signs import Signer, as_binary, packed_rows, rows_of, unit_rows  # noqa: E402
from dedup.scan.kernels.weigh import measured  # noqa: E402
from dedup.scan.signs import open_signs, write_signs  # noqa: E402
from dedup.scan.tables import SIGNS, lists_of  # noqa: E402

RUNS = st.lists(st.sets(st.integers(-50, 50), max_size=8), min_size=1, max_size=12)


def signs_of(runs: list[list[int]], stems: list[list[int]] | None = None, dim: int = 4) -> Any:
    rows = np.random.default_rng(len(runs)).standard_normal((len(runs), dim)).astype(np.float32)
    stems = stems or [[] for _ in runs]
    return pa.table(
        [
            pa.array([10 * n for n in range(len(runs))], pa.int64()),
            pa.array([sorted(set(one)) for one in stems]),
            pa.array([[0.5] * len(set(one)) for one in stems]),
            pa.array([sorted(set(one))[:1] for one in stems]),
            pa.array(runs),
            as_binary(packed_rows(rows)),
            pa.array([True] * len(runs)),
        ],
        schema=SIGNS(dim),
    )


@dataclass(frozen=True)
class Ones:
    """Encodes every text as the same."""

    name = revision = "ones"
    calibrated = False

    def encode(self, texts: Sequence[str], /) -> Any:
        return np.ones((len(texts), 4), np.float32)


def lexicon() -> Lexicon:
    return Lexicon(100, {"harbour": 40, "crane": 3}, {}, np.zeros((1, 2), np.float32))


WORDS = st.sampled_from(
    ["harbour", "cranes", "Crane", "crane's", "U.S.", "3,000.5", "caf\u00e9", "it,then", "A*b", "'", "x_y"]
)


@given(st.lists(st.lists(WORDS, max_size=60).map(" ".join), max_size=8))
def test_the_signs_of_a_text_are_those_of_its_words_one_by_one(texts: list[str]) -> None:
    table = pa.table({"content": pa.array(range(len(texts)), pa.int64()), "text": pa.array(texts, pa.string())})
    words, shingler = lexicon(), Shingler()
    for text, row in zip(texts, Signer(Ones(), lexicon(), Settings()).signs(table).to_pylist(), strict=True):
        met = words_of(text)
        stems = sorted({zlib.crc32(stem.encode()): stem for stem in map(words.stem, met) if stem}.items())
        assert row["stems"] == [number for number, _ in stems]
        assert row["weights"] == pytest.approx([words.weight(stem) for _, stem in stems], abs=1e-6)
        assert row["numbers"] == [number for number, stem in stems if any(map(str.isdigit, stem))]
        assert row["runs"] == shingler.stored(met).tolist()


@given(RUNS, st.integers(2, 5))
def test_pairs_that_share_runs_are_those_of_every_pair_counted_by_hand(runs: list[set[int]], cap: int) -> None:
    held = Counter(run for one in runs for run in one)
    found = sharing(postings(signs_of([sorted(one) for one in runs])), cap)
    expected = {}
    for i, j in combinations(range(len(runs)), 2):
        weight = sum(1 / np.log2(1 + held[run]) for run in runs[i] & runs[j] if held[run] <= cap)
        if weight:
            expected[10 * i, 10 * j] = weight
    rows = {(row["a"], row["b"]): row["runs"] for row in found.pairs.to_pylist()}
    assert rows == pytest.approx(expected, rel=1e-5)
    assert found.passed == sum(count > cap for count in held.values())


def test_a_run_that_everything_holds_gives_no_pairs() -> None:
    table = pa.table({"run": pa.array([7] * 100_000, pa.int32()), "content": pa.array(range(100_000), pa.int64())})
    found = sharing(table, 32)
    assert len(found.pairs) == 0
    assert found.passed == 1


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 6), st.integers(0, 10_000))
def test_the_nearest_are_those_of_every_pair_compared(asked: int, held: int, most: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = packed_rows(random.standard_normal((asked + held, 8)).astype(np.float32))
    mine, theirs = np.arange(asked), np.arange(asked // 2, asked // 2 + held)  # some are on both sides
    found = nearest([(Side(mine, rows[mine]), Side(theirs, rows[theirs]))], most, 0.1).to_pylist()
    for one in mine.tolist():
        near = cosines(np.repeat(rows[[one]], held, axis=0), rows[theirs])
        best = sorted(
            (-value, other)
            for value, other in zip(near.tolist(), theirs.tolist(), strict=True)
            if value >= 0.1 and other != one
        )
        assert [(-row["near"], row["other"]) for row in found if row["asked"] == one] == best[:most]


@given(st.integers(2, 60), st.integers(0, 10_000))
def test_what_is_near_does_not_depend_on_how_it_was_shared_out(count: int, seed: int) -> None:
    rows = packed_rows(np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32))
    ids = np.arange(count)
    whole = nearest([(Side(ids, rows), Side(ids, rows))], 3, -1.0)
    half = count // 2
    parted = nearest(
        [
            (Side(ids[a], rows[a]), Side(ids[b], rows[b]))
            for a in (slice(half, None), slice(None, half))
            for b in (slice(None, half), slice(half, None))
        ],
        3,
        -1.0,
    )
    assert whole.equals(parted)


def test_vectors_survive_being_stored(tmp_path: Path) -> None:
    rows = np.random.default_rng(3).standard_normal((50, 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[7] = 0
    stored = packed_rows(rows)
    assert np.array_equal(rows_of(pa.chunked_array([as_binary(stored)[:20], as_binary(stored)[20:]])), stored)
    back = unit_rows(stored)
    assert not back[7].any()
    assert (np.einsum("nd,nd->n", np.delete(back, 7, 0), np.delete(rows, 7, 0)) > 0.999).all()


@given(st.lists(st.tuples(*3 * [st.sets(st.integers(0, 60), max_size=50)]), min_size=2, max_size=6))
def test_many_pairs_are_measured_as_one_by_one(contents: list[tuple[set[int], set[int], set[int]]]) -> None:
    runs, stems = [sorted(one[0]) for one in contents], [sorted(one[1]) for one in contents]
    table = signs_of(runs, stems)
    pairs = list(combinations(range(len(contents)), 2))
    asked = pa.table({"a": [10 * i for i, _ in pairs], "b": [10 * j for _, j in pairs]})
    for side, places in (("a", [i for i, _ in pairs]), ("b", [j for _, j in pairs])):
        for name in ("stems", "weights", "numbers", "runs", "vector"):
            asked = asked.append_column(f"{name}_{side}", table.column(name).take(pa.array(places)).combine_chunks())
    found = measured(asked)
    for n, (i, j) in enumerate(pairs):
        shared, fewer = len(set(stems[i]) & set(stems[j])), min(len(stems[i]), len(stems[j]))
        assert found["alike"][n] == pytest.approx(shared / fewer if fewer else 0.0, abs=1e-3)
        assert found["numbers"][n] == len(set(stems[i][:1]) & set(stems[j][:1]))
        every = len(runs[i]) <= 38 and len(runs[j]) <= 38
        left, right = ({run for run in one if every or run % 4 == 0} for one in (runs[i], runs[j]))
        share = len(left & right) / max(1, min(len(left), len(right)))
        assert found["runs"][n] == pytest.approx(share, abs=1e-3)
    assert all(
        np.array_equal(measured(asked.slice(n, 1))[name], found[name][n : n + 1])
        for n in range(len(pairs))
        for name in found
    )


def test_signs_are_read_as_they_were_written(tmp_path: Path) -> None:
    table = signs_of([[3, 1], [], [5]], [[9, 2], [4], []])
    write_table(tmp_path / "one.parquet", table.slice(0, 1))
    write_table(tmp_path / "two.parquet", table.slice(1))
    assert write_signs(tmp_path, [tmp_path / "one.parquet", tmp_path / "two.parquet"]) == 3
    signs = open_signs(tmp_path)
    assert signs.content.tolist() == [0, 10, 20]
    for name in ("stems", "runs"):
        values, at = lists_of(signs.gathered(name, np.array([2, 0, 1])))
        rows = [values[at[n] : at[n + 1]].tolist() for n in range(3)]
        assert rows == [table.column(name).to_pylist()[n] for n in (2, 0, 1)]
    assert signs.binaries(np.array([1])).to_pylist() == [table.column("vector").to_pylist()[1]]


def test_a_cell_of_one_form_is_compared_in_parts() -> None:
    count = 3 * MOST_OF_A_CELL
    cells = Cells.filled(np.zeros((count, 1), np.int32), 1)
    joins = list(cells.joined(np.arange(count)))
    assert cells.too_large == 1
    assert sum(len(mine) * len(held) for mine, held in joins) <= count * MOST_OF_A_CELL
    assert all(np.isin(mine, held).all() for mine, held in joins)  # each is compared with those beside it
    assert sorted(np.concatenate([mine for mine, _ in joins]).tolist()) == list(range(count))


LINKS = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0.6, 1.0),
    max_size=30,
)


@settings(max_examples=200)
@given(LINKS, st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=6), st.randoms())
def test_clusters_are_no_chains_and_do_not_depend_on_the_order(
    links: dict[tuple[int, int], float], barred: set[tuple[int, int]], random: Any
) -> None:
    barred = {(min(pair), max(pair)) for pair in barred if pair[0] != pair[1]}
    links = {pair: score for pair, score in links.items() if pair not in barred}

    def clusters(rows: list[tuple[tuple[int, int], float]]) -> dict[int, tuple[int, float]]:
        a, b = (np.array([pair[k] for pair, _ in rows], np.int64) for k in (0, 1))
        x, y = (np.array([pair[k] for pair in sorted(barred)], np.int64) for k in (0, 1))
        found = clustered(a, b, np.array([score for _, score in rows]), x, y)
        return {
            int(one): (int(of), float(weak))
            for one, of, weak in zip(found.content, found.cluster, found.weakest, strict=True)
        }

    rows = sorted(links.items())
    first = clusters(rows)
    random.shuffle(rows)
    assert clusters(rows) == first
    groups: dict[int, list[int]] = {}
    for one, (of, _) in first.items():
        groups.setdefault(of, []).append(one)
    for of, members in groups.items():
        assert of == min(members)
        assert len(members) > 1
        assert not any((min(p), max(p)) in barred for p in combinations(members, 2))
        centres = [c for c in members if all((min(c, m), max(c, m)) in links for m in members if m != c)]
        assert centres  # every member is linked with one of them
        weakest = first[of][1]
        assert weakest in {min(links[min(c, m), max(c, m)] for m in members if m != c) for c in centres}
    alone = {one for pair in links for one in pair} - first.keys()
    assert not any(pair[0] in alone and pair[1] in alone for pair in links)


def test_an_audit_counts_what_the_run_has_not_told() -> None:
    found = counted([1, 2, 3, 4], {(1, 9), (2, 8), (5, 6)}, {(1, 9), (3, 7)}, {1, 9, 3, 7})
    assert (found.sampled, found.repeated, found.missed) == (4, 3, 1)
    assert (found.pairs, found.pairs_missed) == (3, 1)
    assert 0.0 < found.low < 1 / 3 < found.high < 1.0
    assert "1 of 3" in found.told
    assert "nothing can be said" in counted([1], set(), set(), set()).told
