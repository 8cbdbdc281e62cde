"""The record: a SQLite database in WAL mode with every article, passage and vector. Whoever reads sees whole articles only."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dedup.archive.prepare import Prepared
from dedup.archive.tables import check_form, migrate
from dedup.errors import ArchiveError

NAME = "archive.sqlite"
CACHE_BYTES = 64 * 1024 * 1024
_PAGES_BEFORE_CHECKPOINT = 8_000  # 32 MB of log: fewer and longer writes to the database while much is added
_AT_ONCE = 500  # ids of a question; SQLite before 3.32 takes 999


@dataclass(frozen=True, slots=True)
class Row:
    """An article as the record knows it."""

    id: int
    name: str
    version: int
    sha256: str
    title: str
    path: str
    source: str
    date: str
    day: str | None
    language: str
    words: int
    added: str
    passages: int
    current: bool


class Store:
    """One connection to the record. Raise ArchiveError, one sentence, for whatever the disk or another program does."""

    def __init__(self, folder: Path, shown: str, *, cache_bytes: int = CACHE_BYTES) -> None:
        """Open the record of a folder and bring it to the form of today."""
        self.path = folder / NAME
        self.shown = shown
        with self.told():
            self.connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, cached_statements=256)
            try:
                self.connection.execute("PRAGMA journal_mode = WAL")
                for pragma in (
                    "synchronous = NORMAL",
                    "foreign_keys = OFF",
                    "trusted_schema = OFF",
                    f"cache_size = -{cache_bytes // 1024}",
                    f"wal_autocheckpoint = {_PAGES_BEFORE_CHECKPOINT}",
                    "temp_store = FILE",
                ):
                    self.connection.execute(f"PRAGMA {pragma}")
                if not check_form(self.connection, shown):
                    migrate(self.connection, shown)
            except BaseException:
                self.connection.close()
                raise

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Turn what SQLite raises into one sentence."""
        try:
            yield
        except sqlite3.Error as error:
            raise ArchiveError(_sentence(error, self.shown)) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is in the record, or nothing."""
        with self.told():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                self.connection.rollback()
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the record, whatever is written meanwhile."""
        with self.told():
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                self.connection.rollback()

    def tidy(self) -> None:
        """Bring the log into the database and make it short, as far as readers let it."""
        with contextlib.suppress(sqlite3.OperationalError):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # -- small facts ----------------------------------------------------------------------------------------------

    def known(self, key: str, default: str = "") -> str:
        """Return a fact about the archive."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def note(self, key: str, value: str | int) -> None:
        """Write a fact about the archive; inside a transaction, with it."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(value)))

    def one(self, question: str, *values: Any) -> int:
        """Return the only number that answers a question."""
        return int(self.connection.execute(question, values).fetchone()[0] or 0)

    # -- writing --------------------------------------------------------------------------------------------------

    def versions(self, name: str) -> list[tuple[int, int, str]]:
        """Return id, version and checksum of each text of an article, the newest last."""
        asked = "SELECT id, version, sha256 FROM articles WHERE name = ? ORDER BY version"
        return self.connection.execute(asked, (name,)).fetchall()

    def add(self, article: Prepared, version: int, added: str) -> list[tuple[int, int]]:
        """Write an article with its passages; inside a transaction. Return id and key of the contents that were new."""
        connection = self.connection
        values = (article.name, version, article.sha256, article.title, article.path, self._source(article.source))
        more = (article.date, article.day, article.language, article.words, added)
        columns = "name, version, sha256, title, path, source, date, day, language, words, added"
        asked = f"INSERT INTO articles ({columns}) VALUES ({', '.join('?' * 11)})"
        row = connection.execute(asked, (*values, *more)).lastrowid
        known = self.contents(one.key for one in article.passages)
        last = self.one("SELECT max(seq) FROM sqlite_sequence WHERE name = 'contents'")
        new = []
        for one in article.passages:
            if one.key not in known:
                last += 1
                known[one.key] = last
                new.append((last, one.key, one.words, one.text, one.vector))
        connection.executemany("INSERT INTO contents (id, key, words, text, vector) VALUES (?, ?, ?, ?, ?)", new)
        first = {one[0] for one in new}
        texts = self._texts(known[p.key] for p in article.passages if known[p.key] not in first)
        texts |= {one[0]: one[3] for one in new}
        connection.executemany(
            'INSERT INTO passages (article, place, start, "end", line, role, flags, content, text) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    row,
                    place,
                    p.start,
                    p.end,
                    p.line,
                    p.role,
                    p.flags,
                    known[p.key],
                    _if_other(p.text, texts[known[p.key]]),
                )
                for place, p in enumerate(article.passages)
            ],
        )
        return [(one[0], one[1]) for one in new]

    def _source(self, name: str) -> int:
        self.connection.execute("INSERT OR IGNORE INTO sources (name) VALUES (?)", (name,))
        return self.one("SELECT id FROM sources WHERE name = ?", name)

    def describe(self, row: int, article: Prepared) -> None:
        """Write what is said of an article whose text is known: title, path, source, date."""
        self.connection.execute(
            "UPDATE articles SET title = ?, path = ?, source = ?, date = ?, day = ? WHERE id = ?",
            (article.title, article.path, self._source(article.source), article.date, article.day, row),
        )

    def remove(self, name: str) -> list[tuple[int, str]]:
        """Take out an article with all its versions; inside a transaction. Return the contents that stand nowhere else."""
        connection = self.connection
        rows = [row for row, _, _ in self.versions(name)]
        gone: dict[int, str] = {}
        for row in rows:
            asked = (
                "SELECT DISTINCT c.id, c.text FROM passages p JOIN contents c ON c.id = p.content WHERE p.article = ?"
            )
            held = connection.execute(asked, (row,)).fetchall()
            connection.execute("DELETE FROM passages WHERE article = ?", (row,))
            connection.execute("DELETE FROM articles WHERE id = ?", (row,))
            asked = "SELECT EXISTS (SELECT 1 FROM passages WHERE content = ?)"
            gone |= {content: text for content, text in held if not self.one(asked, content)}
        connection.executemany("DELETE FROM contents WHERE id = ?", [(content,) for content in gone])
        connection.executemany("DELETE FROM boilerplate WHERE content = ?", [(content,) for content in gone])
        return sorted(gone.items())

    # -- reading --------------------------------------------------------------------------------------------------

    def contents(self, keys: Iterable[int]) -> dict[int, int]:
        """Return the ids of the contents that have these keys."""
        found: dict[int, int] = {}
        for part in parts_of(sorted(set(keys))):
            asked = f"SELECT key, id FROM contents WHERE key IN ({marks(part)})"
            found.update(self.connection.execute(asked, part).fetchall())
        return found

    def _texts(self, contents: Iterable[int]) -> dict[int, str]:
        return {content: text for content, _, text, _ in self.content_rows(contents)}

    def content_rows(self, contents: Iterable[int]) -> Iterator[tuple[int, int, str, bytes | None]]:
        """Yield id, words, text and vector of contents, by id."""
        for part in parts_of(sorted(set(contents))):
            asked = f"SELECT id, words, text, vector FROM contents WHERE id IN ({marks(part)}) ORDER BY id"
            yield from self.connection.execute(asked, part)

    def vectors(self, after: int, most: int) -> list[tuple[int, bytes]]:
        """Return the ids and vectors of the next contents after an id that have one, at most so many."""
        asked = "SELECT id, vector FROM contents WHERE id > ? AND vector IS NOT NULL ORDER BY id LIMIT ?"
        return self.connection.execute(asked, (after, most)).fetchall()

    def articles(self, sources: Collection[str] = (), *, versions: bool = False, after: int = 0) -> Iterator[Row]:
        """Yield the articles in the order they came, the newest version of each or all."""
        wanted = "" if not sources else "AND s.name IN (SELECT value FROM json_each(?))"
        newest = "" if versions else "AND a.version = (SELECT max(version) FROM articles WHERE name = a.name)"
        asked = (
            "SELECT a.id, a.name, a.version, a.sha256, a.title, a.path, s.name, a.date, a.day, a.language, a.words, a.added, "
            "(SELECT count(*) FROM passages p WHERE p.article = a.id), "
            "a.version = (SELECT max(version) FROM articles WHERE name = a.name) "
            f"FROM articles a JOIN sources s ON s.id = a.source WHERE a.id > ? {wanted} {newest} ORDER BY a.id"
        )
        values = (after, json.dumps(sorted(sources))) if sources else (after,)
        for row in self.connection.execute(asked, values):
            yield Row(*(*row[:13], bool(row[13])))


def parts_of(values: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield values in parts that a question can hold."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def marks(values: Sequence[object]) -> str:
    """Return a question mark for each value."""
    return ", ".join("?" * len(values))


def _if_other(text: str, known: str) -> str | None:
    return None if text == known else text


def _sentence(error: sqlite3.Error, shown: str) -> str:
    told = str(error)
    if "full" in told:
        return f"the disk is full: {shown} keeps what was added before; free some space and run the same again"
    if "locked" in told or "busy" in told:
        return f"another program keeps {shown} locked; try again when it has ended"
    if "malformed" in told or "not a database" in told:
        return f"{shown} is damaged ({told}); restore {NAME} from a backup, or add the articles to a new archive"
    if "readonly" in told or "unable to open" in told:
        return f"{shown} cannot be opened for writing ({told}); check its rights"
    return f"{shown}: {told}; run dedup archive verify on it"
