"""The parts of an archive: the index is made again when it is gone or damaged, exports hold every passage, words recur."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, strategies as st
from numpy.typing import NDArray

from dedup.api import Detector
from dedup.archive import Archive
from dedup.archive.export import COLUMNS
from dedup.archive.index import Index, imported
from dedup.archive.postings import CAP, LEAST_CAP, sharing
from dedup.archive.shingles import Shingler, key_of, words_of
from dedup.archive.vectors import packed, unpacked
from dedup.errors import ArchiveError, InputError
from dedup.normalise import fold, shadow
from dedup.passages import Article
from dedup.stages.report.overview_html import overview_html
from dedup.words import spans
from tests.fakes import DIM, FakeEncoder, detector

FERRY = "The ferry to Tolm was late again on Monday, because of fog over the sound near Ostvik."
WORDS = "harbour ferry council winter bridge crowns Monday Melby Ostvik fishermen fog report million town school roof".split()
needs_faiss = pytest.mark.skipif(imported() is None, reason="the extra archive is not installed")


def many(count: int) -> Iterator[Article]:
    for n in range(count):
        random = Random(n)
        text = "\n\n".join(f"Then {' '.join(random.choices(WORDS, k=12))} {n} {k}." for k in range(10))
        yield Article(text, id=f"a{n}", source="Post")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archives") / "news.dedup"
    with Archive.open(folder, detector=detector(), encoder=FakeEncoder()) as archive:
        archive.add([*many(120), Article(FERRY, id="ferry")])
    return folder


def opened(folder: Path) -> Archive:
    return Archive.open(folder, create=False, detector=detector(), encoder=FakeEncoder())


def nearest(index: Index, texts: list[str]) -> list[list[int]]:
    return [[content for content, _ in found] for found in index.nearest(FakeEncoder().encode(texts), 5, 0.3)]


@given(st.text(alphabet="aB3.,'*_ -\u00e9\u2019", max_size=30))
def test_words_are_those_that_stand_in_the_levelled_text_each_folded(text: str) -> None:
    level = shadow(text)
    assert words_of(text) == [fold(level[start:end]) for start, end in spans(level)]


@needs_faiss
@pytest.mark.parametrize("exact_below", [10_000, 100], ids=["every one", "near cells"])
def test_the_index_finds_what_comparing_with_every_vector_finds(filled: Path, exact_below: int) -> None:
    with opened(filled) as archive:
        plain = Index(archive._store, filled, DIM, exact_below=exact_below)
        texts = [FERRY, *(text for article in many(3) for text in article.text.split("\n\n"))]
        before = nearest(plain, texts)
        assert plain.update(memory=10**9, anew=True) == ""
        made = Index(archive._store, filled, DIM, exact_below=exact_below)
        after = nearest(made, texts)
        assert made.stamp() is not None
        assert [found[0] for found in after] == [found[0] for found in before]
        shared = sum(len(set(a) & set(b)) for a, b in zip(before, after, strict=True))
        assert shared >= 0.9 * sum(map(len, before))


@needs_faiss
def test_what_is_added_after_the_index_was_made_is_found_and_what_is_removed_is_not(filled: Path) -> None:
    with opened(filled) as archive:
        archive._index.update(memory=10**9, anew=True)
        archive.add(Article("A pilot boat ran aground on the bar outside Tolm harbour at dawn.", id="late"))
        asked = "At dawn a pilot boat ran aground outside Tolm harbour on the bar."
        assert [one.article_id for one in archive.check(asked).matches] == ["late"]
        archive.remove("late")
        assert not archive.check(asked).matches


@needs_faiss
@pytest.mark.parametrize("harm", ["gone", "cut off", "changed"])
def test_a_damaged_index_is_told_passed_over_and_made_again(filled: Path, harm: str) -> None:
    asked = FERRY.replace("late again", "late once more")
    with opened(filled) as archive:
        archive._index.update(memory=10**9, anew=True)
        stamp = archive._index.stamp()
        assert stamp is not None
        path = filled / stamp.file
        data = path.read_bytes()
        if harm == "gone":
            path.unlink()
        else:
            path.write_bytes(data[:-100] if harm == "cut off" else data[:2_000] + b"!" + data[2_001:])
    with opened(filled) as archive:
        report = archive.check(asked)
        assert [one.article_id for one in report.matches] == ["ferry"]
        assert any("every vector is compared" in note for note in report.notes)
        assert not archive.verify(repair=False).whole
        found = archive.verify()
        assert found.whole
        assert len(found.mended) == 1
        assert archive.verify(repair=False) == archive.verify()
        report = archive.check(asked)
        assert [one.article_id for one in report.matches] == ["ferry"]
        assert report.notes == ()


@needs_faiss
def test_a_second_update_writes_nothing_and_too_little_memory_is_told(filled: Path) -> None:
    with opened(filled) as archive:
        archive._index.update(memory=10**9, anew=True)
        files = sorted(path.name for path in filled.glob("vectors-*"))
        assert archive._index.update(memory=10**9) == ""
        assert sorted(path.name for path in filled.glob("vectors-*")) == files
        assert len(files) == 1
        assert "does not fit into --max-memory" in archive._index.update(memory=1, anew=True)


def test_damaged_text_is_found_and_damaged_words_are_written_again(filled: Path) -> None:
    with opened(filled) as archive:
        record = archive._store.connection
        record.execute("DELETE FROM postings WHERE content % 3 = 0")
        record.execute("UPDATE contents SET vector = NULL WHERE id = 5")
        found = archive.verify(repair=False)
        assert found.problems[:2] == ("1 vectors were missing", "the runs of words were not those of the texts")
        assert archive.verify().whole
        assert archive.verify(repair=False).problems == ()
        (text,) = record.execute("SELECT text FROM contents WHERE id = 7").fetchone()
        record.execute("UPDATE contents SET text = 'Something else.' WHERE id = 7")
        assert "1 texts are not what was stored" in archive.verify(repair=False).problems[0]
        record.execute("UPDATE contents SET text = ? WHERE id = 7", (text,))
        assert archive.verify(repair=False).whole


def test_vectors_of_another_encoder_are_refused_and_made_again(tmp_path: Path) -> None:
    class Other(FakeEncoder):
        revision = "2"

    folder = tmp_path / "news.dedup"
    with Archive.open(folder, detector=detector(), encoder=FakeEncoder()) as archive:
        archive.add(Article(FERRY, id="a"))
    with Archive.open(folder, detector=detector(), encoder=Other()) as archive:
        for refused in (lambda: archive.check(FERRY), lambda: archive.add(Article("Another text entirely."))):
            with pytest.raises(
                ArchiveError, match="made by the encoder fake 1, and this is fake 2; run dedup archive verify"
            ):
                refused()
        assert archive.verify().whole
        assert [one.article_id for one in archive.check(FERRY).matches] == ["a"]


def test_a_run_of_words_that_many_hold_is_passed_over(filled: Path) -> None:
    with opened(filled) as archive:
        record = archive._store.connection
        runs = Shingler().stored(words_of(FERRY)).tolist()
        (content,) = archive._store.contents([key_of(FERRY)]).values()
        assert sharing(record, runs, 32)[content] == pytest.approx(len(runs))
        record.executemany("INSERT OR IGNORE INTO postings VALUES (?, ?)", [(runs[0], 10**6 + n) for n in range(40)])
        found = sharing(record, runs, 32)
        assert found[content] == pytest.approx(len(runs) - 1)
        assert set(found) == {content}
        record.execute("DELETE FROM postings WHERE content >= 1000000")
        assert int(archive._store.known(CAP)) >= LEAST_CAP


def test_a_short_passage_is_stored_with_all_its_runs_and_a_long_one_with_a_sample() -> None:
    words = [f"w{n}" for n in range(400)]
    shingler = Shingler()
    assert len(shingler.stored(words[:40])) == 38
    long = shingler.stored(words)
    assert set(long.tolist()) <= set(shingler.every(words).tolist())
    assert 60 < len(long) < 140
    assert len(shingler.every(["one", "two"])) == 0
    assert Shingler().every(words[:9]).tolist() == shingler.every(words[:9]).tolist()


def test_a_stored_vector_points_where_it_did() -> None:
    vectors = np.random.default_rng(1).standard_normal((50, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    back = unpacked(packed(vectors), 64)
    assert np.min(np.sum(vectors * back, axis=1)) > 0.9995
    assert np.allclose(np.linalg.norm(back, axis=1), 1, atol=1e-6)
    assert unpacked(packed(np.zeros((1, 8), np.float32)), 8).tolist() == [[0.0] * 8]


@pytest.mark.parametrize("format_", ["jsonl", "csv", "parquet"])
def test_an_export_holds_every_passage_with_its_place(tmp_path: Path, format_: str) -> None:
    texts = {"a": f'{FERRY}\n\nHe said "no", =1+1, and left the room at nine.', "b": FERRY.upper()}
    with Archive.open(tmp_path / "news.dedup", detector=detector(), encoder=FakeEncoder()) as archive:
        archive.add(Article(text, id=name, source="Post", date="2 May 2024") for name, text in texts.items())
        path = tmp_path / f"out.{format_}"
        assert archive.export(path, format_) == 3
    if format_ == "jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    elif format_ == "csv":
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    else:
        rows = pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist()
    assert all(tuple(row) == COLUMNS for row in rows)
    assert [(row["article"], int(row["place"]), row["day"]) for row in rows] == [
        ("a", 0, "2024-05-02"),
        ("a", 1, "2024-05-02"),
        ("b", 0, "2024-05-02"),
    ]
    assert all(texts[row["article"]][int(row["start"]) : int(row["end"])] == row["text"] for row in rows)
    assert rows[0]["content"] == rows[2]["content"] != rows[1]["content"]


def test_an_unknown_format_of_an_export_is_an_error(filled: Path, tmp_path: Path) -> None:
    with opened(filled) as archive, pytest.raises(InputError, match="there are: jsonl, csv, parquet"):
        archive.export(tmp_path / "x", "xml")
    assert not (tmp_path / "x").exists()


def test_an_archive_at_a_glance(tmp_path: Path) -> None:
    pool = "A new roof for the swimming pool would cost 2.3 million crowns, said Ida Holm of the culture department."
    with Archive.open(tmp_path / "news.dedup", detector=detector(), encoder=FakeEncoder()) as archive:
        archive.add(
            [
                Article(f"{FERRY}\n\n{pool}", id="a", source="Post", date="2024-01-05"),
                Article(FERRY, id="b", source="Wire <b>", date="2024-03-05"),
                Article(f"{FERRY}\n\n{pool.replace('2.3', '2.5')}", id="a", source="Post", date="2024-01-05"),
            ]
        )
        found = archive.overview()
    assert (found.articles, found.passages, found.words, found.repeated) == (2, 3, 53, 17)
    assert [(one.name, one.words, one.repeated) for one in found.sources] == [("Wire <b>", 17, 17), ("Post", 36, 0)]
    assert [(one.name, one.repeated) for one in found.months] == [("2024-01", 0), ("2024-03", 17)]
    (again,) = found.passages_repeated
    assert (again.text, again.articles, again.first_article, again.days) == (
        FERRY,
        2,
        "a",
        ("2024-01-05", "2024-03-05"),
    )
    (changed,) = found.changed
    assert (changed.article, changed.version) == ("a", 2)
    assert changed.conflicts == ("number “2.3 million crowns” against “2.5 million crowns”",)
    page = overview_html(found)
    assert "17 of 53 words (32%) were told before" in page
    assert "Wire &lt;b&gt;" in page
    assert "<b>Wire" not in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_an_empty_archive_at_a_glance_says_so(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "news.dedup", detector=detector(), encoder=FakeEncoder()) as archive:
        page = overview_html(archive.overview())
    assert "No passage stands in two articles." in page


def test_an_article_that_is_checked_again_is_encoded_only_where_it_was_changed(tmp_path: Path) -> None:
    asked: list[str] = []

    class Counting(FakeEncoder):
        def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
            asked.extend(texts)
            return super().encode(texts)

    pool = "A new roof for the swimming pool would cost 2.3 million crowns, said Ida Holm of the culture department."
    folder = tmp_path / "news.dedup"
    with Archive.open(folder, detector=Detector(encoder=Counting()), encoder=FakeEncoder()) as archive:
        archive.add(Article(f"{FERRY}\n\n{pool}", id="a"))
        changed = FERRY.replace("late again", "again late"), pool.replace("would cost", "costs")
        first = archive.check("\n\n".join(changed))
        assert asked
        asked.clear()
        again = archive.check("\n\n".join((changed[0], pool.replace("would cost", "will cost"))))
        assert asked
        assert not any("ferry" in text for text in asked)
        assert [one.score for one in again.matches][:1] == [one.score for one in first.matches][:1]
