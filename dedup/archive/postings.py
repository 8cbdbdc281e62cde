"""Which contents hold which runs of three words. Written in sorted lots; what is not yet written is known by a mark."""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.archive.shingles import Shingler, words_of
from dedup.archive.store import Store

DONE, CAP = "postings_until", "postings_cap"
LOT = 400_000
"""Postings written in one transaction: sorted, so that each page of the table is touched once."""
_ROWS_AT_ONCE = 400  # of one INSERT; two values a row, 999 is the least that SQLite takes
_MANY = f"INSERT OR IGNORE INTO postings VALUES {', '.join(['(?, ?)'] * _ROWS_AT_ONCE)}"
_ONE = "INSERT OR IGNORE INTO postings VALUES (?, ?)"
_CONTENTS_AT_ONCE = 5_000
LEAST_CAP, MOST_CAP = 32, 256
_LEARNT_FROM = 500  # contents whose runs are counted to learn the cap
_KEPT = 0.98  # of their runs, this share is to stay under it


class Postings:
    """The postings of a record being written."""

    def __init__(self, store: Store) -> None:
        """Have nothing to write yet."""
        self._store = store
        self.shingler = Shingler()
        self._shingles: list[NDArray[np.int32]] = []
        self._contents: list[int] = []
        self._waiting = 0

    def add(self, content: int, words: Sequence[str]) -> None:
        """Take up a new content; contents come in the order of their ids."""
        numbers = self.shingler.stored(words)
        self._shingles.append(numbers)
        self._contents.append(content)
        self._waiting += len(numbers)

    @property
    def full(self) -> bool:
        """Whether a lot is together."""
        return self._waiting >= LOT

    def write(self) -> None:
        """Write what is waiting in one transaction, with the mark up to where all is written."""
        if not self._contents:
            return
        lengths = [len(numbers) for numbers in self._shingles]
        shingles = np.concatenate(self._shingles).astype(np.int64)
        contents = np.repeat(np.array(self._contents, np.int64), lengths)
        order = np.lexsort((contents, shingles))
        rows = np.stack([shingles[order], contents[order]], axis=1).ravel().tolist()
        with self._store.writing() as connection:
            whole = len(rows) - len(rows) % (2 * _ROWS_AT_ONCE)
            for start in range(0, whole, 2 * _ROWS_AT_ONCE):
                connection.execute(_MANY, rows[start : start + 2 * _ROWS_AT_ONCE])
            connection.executemany(_ONE, zip(rows[whole::2], rows[whole + 1 :: 2], strict=True))
            self._store.note(DONE, self._contents[-1])
        self._shingles, self._contents, self._waiting = [], [], 0

    def catch_up(self) -> None:
        """Write the postings of contents that an earlier run has stored and not come to."""
        while True:
            done = int(self._store.known(DONE, "0")) if not self._contents else self._contents[-1]
            asked = "SELECT id, text FROM contents WHERE id > ? ORDER BY id LIMIT ?"
            rows = self._store.connection.execute(asked, (done, _CONTENTS_AT_ONCE)).fetchall()
            if not rows:
                break
            for content, text in rows:
                self.add(content, words_of(text))
            if self.full:
                self.write()
        self.write()

    def forget(self, contents: Iterable[tuple[int, str]]) -> None:
        """Take out the postings of contents; inside a transaction."""
        for content, text in contents:
            rows = [(shingle, content) for shingle in self.shingler.stored(words_of(text)).tolist()]
            self._store.connection.executemany("DELETE FROM postings WHERE shingle = ? AND content = ?", rows)


def learn_cap(store: Store, shingler: Shingler) -> int:
    """Return in how many contents a run may stand and still be looked up, learnt from the archive, and note it.

    A sample of contents (those of the least keys, so the order of adding does not matter) has its runs counted; all but
    the commonest 2 % of them stay below the cap.
    """
    asked = "SELECT text FROM contents WHERE vector IS NOT NULL ORDER BY key LIMIT ?"
    counts = []
    for (text,) in store.connection.execute(asked, (_LEARNT_FROM,)).fetchall():
        counts += [_count(store.connection, one) for one in shingler.stored(words_of(text)).tolist()]
    cap = math.ceil(float(np.quantile(counts, _KEPT))) + 1 if counts else LEAST_CAP
    cap = max(LEAST_CAP, min(MOST_CAP, cap))
    store.note(CAP, cap)
    return cap


def _count(connection: sqlite3.Connection, shingle: int) -> int:
    asked = "SELECT count(*) FROM (SELECT 1 FROM postings WHERE shingle = ? LIMIT ?)"
    return int(connection.execute(asked, (shingle, MOST_CAP + 1)).fetchone()[0])


def sharing(connection: sqlite3.Connection, shingles: Sequence[int], cap: int) -> dict[int, float]:
    """Return how much each content shares of these runs: a run counts the more, the fewer contents hold it.

    Runs that more than `cap` contents hold are passed over: they are stock phrases.
    """
    found: defaultdict[int, float] = defaultdict(float)
    asked = "SELECT content FROM postings WHERE shingle = ? LIMIT ?"
    for shingle in shingles:
        rows = connection.execute(asked, (shingle, cap + 1)).fetchall()
        if not rows or len(rows) > cap:
            continue
        weight = 1.0 / math.log2(1 + len(rows))
        for (content,) in rows:
            found[content] += weight
    return dict(found)
