"""The tables of the record, and how an older record becomes one of today: one step a version, never edited once released."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from dedup.errors import ArchiveError

APPLICATION = 0x64656475
"""What `PRAGMA application_id` says of a record: "dedu"."""

FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    learnt INTEGER NOT NULL DEFAULT 0         -- articles it had when its boilerplate was learnt
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,                       -- the article's own id, else its path, else the beginning of its checksum
    version INTEGER NOT NULL,                 -- 1, 2, ...: the texts it has had
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    path TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES sources(id),
    date TEXT NOT NULL,                       -- as given
    day TEXT,                                 -- the same as YYYY-MM-DD, where it can be read
    language TEXT NOT NULL,
    words INTEGER NOT NULL,
    added TEXT NOT NULL,
    UNIQUE (name, version)
);
CREATE INDEX articles_of_source ON articles (source);
CREATE TABLE contents (                       -- each distinct text of a passage once, typography and case levelled
    id INTEGER PRIMARY KEY AUTOINCREMENT,     -- ids are never given again: the index of vectors knows them
    key INTEGER NOT NULL UNIQUE,              -- 64 bits of the checksum of the levelled text
    words INTEGER NOT NULL,
    text TEXT NOT NULL,                       -- as it was first written
    vector BLOB                               -- int8, of any length: the direction counts; none for a few words
);
CREATE TABLE passages (                       -- where each content stands
    article INTEGER NOT NULL REFERENCES articles(id),
    place INTEGER NOT NULL,                   -- 0, 1, ... in reading order
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    line INTEGER NOT NULL,
    role TEXT NOT NULL,
    flags TEXT NOT NULL,
    content INTEGER NOT NULL REFERENCES contents(id),
    text TEXT,                                -- only where it is written otherwise than in contents
    PRIMARY KEY (article, place)
) WITHOUT ROWID;
CREATE INDEX passages_of_content ON passages (content, article);
CREATE TABLE postings (                       -- which contents hold a run of three words
    shingle INTEGER NOT NULL,
    content INTEGER NOT NULL,
    PRIMARY KEY (shingle, content)
) WITHOUT ROWID;
CREATE TABLE boilerplate (                    -- what recurs on the pages of a source
    source INTEGER NOT NULL,
    content INTEGER NOT NULL,
    PRIMARY KEY (source, content)
) WITHOUT ROWID;
"""

CLUSTERS = """
CREATE VIEW clusters AS                       -- passages of one text that stands more than once, older versions included
SELECT p.content AS cluster, p.article, p.place
FROM passages AS p
WHERE EXISTS (
    SELECT 1 FROM passages AS q WHERE q.content = p.content AND (q.article, q.place) <> (p.article, p.place)
);
"""

STEPS: tuple[str, ...] = (FIRST, CLUSTERS)
"""Step n makes a record of form n out of one of form n - 1."""


def migrate(record: sqlite3.Connection, shown: str, steps: Sequence[str] = STEPS) -> None:
    """Bring a record to the form of today, all steps in one transaction. Raise ArchiveError for a newer or a foreign one."""
    check_form(record, shown, steps)
    record.execute("BEGIN IMMEDIATE")
    try:
        form = _form(record)
        for step in steps[form:]:
            for statement in _statements(step):
                record.execute(statement)
        record.execute(f"PRAGMA application_id = {APPLICATION}")
        record.execute(f"PRAGMA user_version = {len(steps)}")
        record.execute("COMMIT")
    except BaseException:
        record.execute("ROLLBACK")
        raise


def check_form(record: sqlite3.Connection, shown: str, steps: Sequence[str] = STEPS) -> bool:
    """Return whether a record has the form of today. Raise ArchiveError where it is newer, or no archive of dedup's."""
    form = _form(record)
    if record.execute("PRAGMA application_id").fetchone()[0] not in {0, APPLICATION} or (
        form == 0 and record.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    ):
        raise ArchiveError(f"{shown} is a database of another program, not an archive; name another folder")
    if form > len(steps):
        raise ArchiveError(
            f"{shown} was written by a newer version of dedup (form {form} of its tables; this one knows {len(steps)}); "
            "run: pip install --upgrade dedup-passages"
        )
    return form == len(steps)


def _form(record: sqlite3.Connection) -> int:
    return int(record.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """Return the statements of a script; `executescript` would commit between them."""
    found, part = [], ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            found.append(part)
            part = ""
    return found
