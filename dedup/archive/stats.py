"""How much an archive holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dedup.archive.postings import CAP, LEAST_CAP
from dedup.archive.store import Store
from dedup.passages import COMPARED, Record


@dataclass(frozen=True, slots=True)
class Stats(Record):
    """Counts of an archive. `repeated` are passages whose text an earlier passage has too, boilerplate and headings aside."""

    articles: int
    versions: int
    passages: int
    contents: int
    repeated: int
    words: int
    sources: int
    first_day: str
    last_day: str
    bytes: int
    bytes_a_passage: float
    encoder: str
    postings_cap: int
    indexed: int


def stats_of(store: Store, folder: Path) -> Stats:
    """Return the counts of an archive."""
    roles = ", ".join(f"'{role}'" for role in sorted(COMPARED))
    days = store.connection.execute("SELECT coalesce(min(day), ''), coalesce(max(day), '') FROM articles").fetchone()
    passages = store.one("SELECT count(*) FROM passages")
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    learnt = (
        "EXISTS (SELECT 1 FROM boilerplate b JOIN articles a ON a.source = b.source "
        "WHERE b.content = p.content AND a.id = p.article)"
    )
    compared = f"FROM passages p WHERE p.role IN ({roles}) AND NOT {learnt}"
    return Stats(
        articles=store.one("SELECT count(DISTINCT name) FROM articles"),
        versions=store.one("SELECT count(*) FROM articles"),
        passages=passages,
        contents=store.one("SELECT count(*) FROM contents"),
        repeated=store.one(f"SELECT count(*) - count(DISTINCT p.content) {compared}"),
        words=store.one("SELECT sum(words) FROM articles"),
        sources=store.one("SELECT count(*) FROM sources WHERE name <> ''"),
        first_day=days[0],
        last_day=days[1],
        bytes=size,
        bytes_a_passage=round(size / max(1, passages), 1),
        encoder=store.known("encoder"),
        postings_cap=int(store.known(CAP, str(LEAST_CAP))),
        indexed=store.one("SELECT coalesce(json_extract((SELECT value FROM meta WHERE key = 'index'), '$.count'), 0)"),
    )
