"""Is an archive whole? The database by its own check, every part against the others; what can be made again is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dedup.archive.index import Index
from dedup.archive.postings import DONE, Postings
from dedup.archive.prepare import Encodes, encoded
from dedup.archive.shingles import Shingler, key_of, words_of
from dedup.archive.store import Store
from dedup.passages import Record
from dedup.settings import Settings

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Checked(Record):
    """What was looked at, what is wrong, and what was mended. An archive is whole where nothing is wrong that stays so."""

    articles: int
    passages: int
    problems: tuple[str, ...]
    mended: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Return whether nothing is wrong, or no longer."""
        return not self.problems


def verify(store: Store, index: Index, encoder: Encodes | None, settings: Settings, memory: int) -> Checked:
    """Return what is wrong. With an encoder, postings, vectors and the index are made again where they are not right."""
    with store.told():
        problems = [
            f"the database: {row[0]}" for row in store.connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"
        ]
        problems += _asked(store) + _texts(store)
        lacking, mended = _made_again(store, index, encoder, settings, memory)
        articles = store.one("SELECT count(*) FROM articles")
        passages = store.one("SELECT count(*) FROM passages")
    return Checked(articles, passages, tuple(problems + lacking), tuple(mended))


def _asked(store: Store) -> list[str]:
    """Return what the tables say against each other."""
    questions = {
        "passages of no article": "SELECT count(*) FROM passages WHERE article NOT IN (SELECT id FROM articles)",
        "passages without their text": "SELECT count(*) FROM passages WHERE content NOT IN (SELECT id FROM contents)",
        "texts that stand in no article": "SELECT count(*) FROM contents WHERE id NOT IN (SELECT content FROM passages)",
        "articles of no source": "SELECT count(*) FROM articles WHERE source NOT IN (SELECT id FROM sources)",
        "articles with a text twice": "SELECT count(*) FROM (SELECT 1 FROM articles GROUP BY name, sha256 HAVING count(*) > 1)",
        "articles whose versions are not 1, 2, ...": (
            "SELECT count(*) FROM (SELECT 1 FROM articles GROUP BY name HAVING min(version) <> 1 OR max(version) <> count(*))"
        ),
        "articles whose passages are not 0, 1, ...": (
            "SELECT count(*) FROM (SELECT 1 FROM passages GROUP BY article HAVING min(place) <> 0 OR max(place) <> count(*) - 1)"
        ),
    }
    counts = {told: store.one(question) for told, question in questions.items()}
    return [f"{count:,} {told}" for told, count in counts.items() if count]


def _texts(store: Store) -> list[str]:
    """Return which texts are not what they were when they were stored."""
    wrong = []
    after = 0
    while rows := store.connection.execute(
        "SELECT id, key, text FROM contents WHERE id > ? ORDER BY id LIMIT ?", (after, _AT_ONCE)
    ).fetchall():
        after = rows[-1][0]
        wrong += [content for content, key, text in rows if key_of(text) != key]
    return [f"{len(wrong):,} texts are not what was stored, the first is that of content {wrong[0]}"] if wrong else []


def _made_again(
    store: Store, index: Index, encoder: Encodes | None, settings: Settings, memory: int
) -> tuple[list[str], list[str]]:
    """Return what is lacking, and what was made again instead."""
    lacking: list[str] = []
    mended: list[str] = []

    def told(text: str) -> None:
        (mended if encoder is not None else lacking).append(text)

    if missing := _vectors(store, index.dim, encoder, settings):
        told(f"{missing:,} vectors were missing")
    unposted = store.one("SELECT count(*) FROM contents WHERE id > ?", int(store.known(DONE, "0")))
    if unposted and encoder is not None:
        Postings(store).catch_up()
        mended.append(f"the words of {unposted:,} texts, which a run had not come to, were written")
    if not _postings_are_right(store):
        told("the runs of words were not those of the texts")
        if encoder is not None:
            _write_postings(store)
    stamp = index.stamp()
    damage = index.damage(stamp) if stamp else ("" if not store.known("index") else "the index was of other vectors")
    if damage or (missing and stamp):
        told(damage or "the index was made of other vectors")
        if encoder is not None:
            index.update(memory=memory, anew=True)
    return lacking, mended


def _vectors(store: Store, dim: int, encoder: Encodes | None, settings: Settings) -> int:
    """Return how many contents lack a vector or have one of another length; with an encoder they get it."""
    where = "(vector IS NULL AND words >= ?) OR length(vector) <> ?"
    values = (settings.archive_words, dim)
    count = store.one(f"SELECT count(*) FROM contents WHERE {where}", *values)
    while encoder is not None and count:
        asked = f"SELECT id, text FROM contents WHERE {where} LIMIT {_AT_ONCE}"
        rows = store.connection.execute(asked, values).fetchall()
        if not rows:
            break
        blobs = encoded([row[1] for row in rows], encoder)
        with store.writing() as connection:
            connection.executemany(
                "UPDATE contents SET vector = ? WHERE id = ?", zip(blobs, [row[0] for row in rows], strict=True)
            )
    return count


def _postings_are_right(store: Store) -> bool:
    """Return whether the postings are those of the texts, by their number and by sums over them."""
    until = int(store.known(DONE, "0"))
    sums = "count(*), coalesce(sum(shingle), 0), coalesce(sum(content), 0), coalesce(sum((shingle % 8191) * (content % 8191)), 0)"
    (held,) = store.connection.execute(f"SELECT {sums} FROM postings")
    shingler, after, found = Shingler(), 0, [0, 0, 0, 0]
    asked = "SELECT id, text FROM contents WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"
    while rows := store.connection.execute(asked, (after, until, _AT_ONCE)).fetchall():
        after = rows[-1][0]
        for content, text in rows:
            numbers = shingler.stored(words_of(text)).astype(np.int64)
            crossed = int(np.fmod(numbers, 8191).sum()) * (content % 8191)  # fmod: the sign of SQLite's %
            for n, value in enumerate((len(numbers), int(numbers.sum()), content * len(numbers), crossed)):
                found[n] += value
    return found == list(held)


def _write_postings(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("DELETE FROM postings")
        store.note(DONE, 0)
    Postings(store).catch_up()
