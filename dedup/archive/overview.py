"""An archive at a glance: what of it was told before, by whom first, and where versions of an article disagree."""

from __future__ import annotations

from itertools import product

from dedup.archive.checking import judged
from dedup.archive.store import Store
from dedup.overview import Changed, Overview, Part, Repeated
from dedup.pairs import Tools
from dedup.passages import COMPARED
from dedup.settings import Settings
from dedup.stages.report.wording import disagreement

MOST_SOURCES, MOST_MONTHS, MOST_PASSAGES, MOST_CHANGED = 30, 120, 40, 200
_DAYS = 60  # days of one passage that are drawn
_PAIRS = 12  # passages of a version that are compared with those of the one before

_TOLD = f"""
CREATE TEMP TABLE told AS
SELECT p.content AS content, a.id AS article, a.source AS source, a.day AS day, c.words AS words,
    row_number() OVER (PARTITION BY p.content ORDER BY a.day IS NULL, a.day, a.id, p.place) AS turn
FROM passages p JOIN articles a ON a.id = p.article JOIN contents c ON c.id = p.content
WHERE p.role IN ({", ".join(f"'{role}'" for role in sorted(COMPARED))})
    AND a.version = (SELECT max(version) FROM articles WHERE name = a.name)
    AND NOT EXISTS (SELECT 1 FROM boilerplate b WHERE b.source = a.source AND b.content = p.content)
"""


def overview(store: Store, name: str, tools: Tools, settings: Settings) -> Overview:
    """Return an archive at a glance, of the newest version of each article."""
    store.connection.execute("DROP TABLE IF EXISTS temp.told")
    store.connection.execute(_TOLD)
    try:
        sources, months = _by_source(store), _by_month(store)
        changed, left = _changed(store, tools, settings)
        notes = [f"of {left:,} more new versions nothing is said here"] if left else []
        if len(sources) > MOST_SOURCES:
            notes.append(f"{len(sources) - MOST_SOURCES:,} sources with fewer repeated words are not shown")
        if len(months) > MOST_MONTHS:
            notes.append(f"{len(months) - MOST_MONTHS:,} earlier months are not shown")
        return Overview(
            name=name,
            articles=store.one("SELECT count(DISTINCT name) FROM articles"),
            passages=store.one("SELECT count(*) FROM told"),
            words=store.one("SELECT sum(words) FROM told"),
            repeated=store.one("SELECT sum(words) FROM told WHERE turn > 1"),
            sources=tuple(sources[:MOST_SOURCES]),
            months=tuple(months[-MOST_MONTHS:]),
            passages_repeated=tuple(_repeated(store)),
            changed=tuple(changed),
            notes=tuple(notes),
        )
    finally:
        store.connection.execute("DROP TABLE temp.told")


def _by_source(store: Store) -> list[Part]:
    asked = (
        "SELECT s.name, count(DISTINCT t.article), sum(t.words), sum(CASE WHEN t.turn > 1 THEN t.words ELSE 0 END) AS again "
        "FROM told t JOIN sources s ON s.id = t.source GROUP BY s.id ORDER BY again DESC, s.name"
    )
    return [Part(*row) for row in store.connection.execute(asked)]


def _by_month(store: Store) -> list[Part]:
    asked = (
        "SELECT substr(day, 1, 7), count(DISTINCT article), sum(words), sum(CASE WHEN turn > 1 THEN words ELSE 0 END) "
        "FROM told WHERE day IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    return [Part(*row) for row in store.connection.execute(asked)]


def _repeated(store: Store) -> list[Repeated]:
    """Return the passages that most words could be saved of, the costliest first."""
    asked = (
        "SELECT content, words, count(DISTINCT article) AS articles, count(DISTINCT source) FROM told GROUP BY content "
        "HAVING articles > 1 ORDER BY words * (articles - 1) DESC, content LIMIT ?"
    )
    first = (
        "SELECT a.name, s.name, c.text FROM told t JOIN articles a ON a.id = t.article JOIN sources s ON s.id = t.source "
        "JOIN contents c ON c.id = t.content WHERE t.content = ? AND t.turn = 1"
    )
    days = "SELECT DISTINCT day FROM told WHERE content = ? AND day IS NOT NULL ORDER BY day LIMIT ?"
    store.connection.execute("CREATE INDEX temp.told_content ON told (content)")
    found = []
    for content, words, articles, sources in store.connection.execute(asked, (MOST_PASSAGES,)).fetchall():
        article, source, text = store.connection.execute(first, (content,)).fetchone()
        told = tuple(row[0] for row in store.connection.execute(days, (content, _DAYS)))
        found.append(Repeated(text, words, articles, sources, article, source, told))
    return found


def _changed(store: Store, tools: Tools, settings: Settings) -> tuple[list[Changed], int]:
    """Return where a version disagrees with the one before, and of how many more versions nothing is said."""
    asked = "SELECT id, name, version FROM articles WHERE version > 1 ORDER BY id DESC"
    rows = store.connection.execute(asked).fetchall()
    pairs: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for _, name, version in rows[:MOST_CHANGED]:
        new, old = _passages(store, name, version), _passages(store, name, version - 1)
        gone = [text for content, text in old.items() if content not in new][:_PAIRS]
        came = [text for content, text in new.items() if content not in old][:_PAIRS]
        for before, after in product(gone, came):
            pairs.setdefault((before, after), []).append((name, version))
    verdicts = judged({pair: _alike(*pair, tools) for pair in pairs}, tools, settings)
    found = [
        Changed(name, version, before, after, tuple(disagreement(conflict) for conflict in verdict.conflicts))
        for (before, after), verdict in verdicts.items()
        if verdict.conflicts
        for name, version in pairs[before, after]
    ]
    return sorted(found, key=lambda one: (one.article, one.version, one.before)), max(0, len(rows) - MOST_CHANGED)


def _alike(a: str, b: str, tools: Tools) -> float:
    """Return the share of the fewer words' information that both texts have."""
    one, other = ({word.stem: word.weight for word in tools.basis.lexicon.words(text)} for text in (a, b))
    shared = sum(weight for stem, weight in one.items() if stem in other)
    return round(shared / max(1e-6, min(sum(one.values()), sum(other.values()))), 4)


def _passages(store: Store, name: str, version: int) -> dict[int, str]:
    roles = ", ".join(f"'{role}'" for role in sorted(COMPARED))
    asked = (
        "SELECT p.content, coalesce(p.text, c.text) FROM passages p JOIN articles a ON a.id = p.article "
        f"JOIN contents c ON c.id = p.content WHERE a.name = ? AND a.version = ? AND p.role IN ({roles}) ORDER BY p.place"
    )
    return dict(store.connection.execute(asked, (name, version)).fetchall())
