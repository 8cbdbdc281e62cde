"""What recurs on the pages of each source, learnt from the articles of the archive: boilerplate is no repeat."""

from __future__ import annotations

from dedup.archive.shingles import key_of
from dedup.archive.store import Store
from dedup.settings import Settings
from dedup.stages.learn import learn

_COUNTED = 200
"""Articles of a source that are looked at, those of the least checksums: the order of adding does not matter."""
_GROWN = 1.1  # times as many articles as when it was last learnt
_SMALL = 400  # sources of at most so many articles are learnt anew whenever they grow


def learn_sources(store: Store, settings: Settings) -> None:
    """Write the boilerplate of every source that has grown since it was learnt; inside a transaction."""
    asked = (
        "SELECT s.id, s.name, s.learnt, count(*) FROM sources s JOIN articles a ON a.source = s.id "
        "WHERE s.name <> '' GROUP BY s.id"
    )
    for source, name, learnt, count in store.connection.execute(asked).fetchall():
        if count == learnt or (count > _SMALL and learnt <= count < learnt * _GROWN):
            continue
        pages = ((name, texts) for texts in _pages(store, source))
        found = learn(pages, fewest=settings.learn_from, share=settings.learn_at).get(name, ())
        contents = store.contents(key_of(text) for text in found)
        store.connection.execute("DELETE FROM boilerplate WHERE source = ?", (source,))
        rows = [(source, content) for content in sorted(contents.values())]
        store.connection.executemany("INSERT INTO boilerplate VALUES (?, ?)", rows)
        store.connection.execute("UPDATE sources SET learnt = ? WHERE id = ?", (count, source))


def boilerplate_of(store: Store, source: str) -> tuple[str, ...]:
    """Return the paragraphs that recur on the pages of a source."""
    asked = (
        "SELECT c.text FROM boilerplate b JOIN sources s ON s.id = b.source JOIN contents c ON c.id = b.content "
        "WHERE s.name = ? ORDER BY c.text"
    )
    return tuple(row[0] for row in store.connection.execute(asked, (source.strip(),)))


def _pages(store: Store, source: int) -> list[list[str]]:
    asked = "SELECT id FROM articles WHERE source = ? ORDER BY sha256, name LIMIT ?"
    texts = "SELECT c.text FROM passages p JOIN contents c ON c.id = p.content WHERE p.article = ? ORDER BY p.place"
    articles = store.connection.execute(asked, (source, _COUNTED)).fetchall()
    return [[row[0] for row in store.connection.execute(texts, article)] for article in articles]
