"""Adding articles: prepared in lots, written one by one, so that whatever happens loses at most the one being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dedup.archive.index import Index
from dedup.archive.learning import learn_sources
from dedup.archive.postings import Postings, learn_cap
from dedup.archive.prepare import Encodes, Prepared, name_of, prepared, with_vectors
from dedup.archive.store import Store
from dedup.passages import Article, Record
from dedup.settings import Settings

LOT = 1_500
"""Passages that are prepared together: vectors are made in one go, and little is lost if the program ends."""


@dataclass(frozen=True, slots=True)
class Added(Record):
    """What came of adding: new articles, new versions of known ones, those that were there already, and passages written."""

    articles: int = 0
    versions: int = 0
    unchanged: int = 0
    passages: int = 0
    notes: tuple[str, ...] = ()

    @property
    def done(self) -> int:
        """How many articles have been looked at."""
        return self.articles + self.versions + self.unchanged


@dataclass(frozen=True)
class Adding:
    """What is needed to add: the record and its index, an encoder, the time, and whom to tell how far it has come."""

    store: Store
    index: Index
    encoder: Encodes
    settings: Settings
    now: Callable[[], str]
    memory: int
    tell: Callable[[Added], None]

    def add(self, articles: Iterable[Article]) -> Added:
        """Write the articles that are not there yet, each with its passages in one transaction."""
        postings = Postings(self.store)
        postings.catch_up()
        done = Added()
        for lot in self._lots(articles):
            for one in self._with_vectors(lot):
                done = self._write(one, postings, done)
                self.tell(done)
                if postings.full:
                    postings.write()
        postings.write()
        if not done.articles and not done.versions:
            return done
        with self.store.writing():
            learn_sources(self.store, self.settings)
            learn_cap(self.store, postings.shingler)
        note = self.index.update(memory=self.memory)
        self.store.tidy()
        return replace(done, notes=(note,) if note else ())

    def _lots(self, articles: Iterable[Article]) -> Iterator[list[Prepared]]:
        lot: list[Prepared] = []
        room = LOT
        for article in articles:
            lot.append(self._prepared(article))
            room -= max(1, len(lot[-1].passages))
            if room <= 0:
                yield lot
                lot, room = [], LOT
        if lot:
            yield lot

    def _prepared(self, article: Article) -> Prepared:
        """Return the article cut into passages; one that is known is not cut again."""
        name = name_of(article)
        if any(sha256 == article.sha256 for _, _, sha256 in self.store.versions(name)):
            return prepared(replace(article, text="", blocks=()), self.settings, known=article)
        return prepared(article, self.settings)

    def _with_vectors(self, lot: Sequence[Prepared]) -> list[Prepared]:
        known = self.store.contents(part.key for one in lot for part in one.passages)
        return with_vectors(lot, self.encoder, known, self.settings)

    def _write(self, one: Prepared, postings: Postings, done: Added) -> Added:
        with self.store.writing():
            versions = self.store.versions(one.name)
            if any(sha256 == one.sha256 for _, _, sha256 in versions):
                if versions[-1][2] == one.sha256:
                    self.store.describe(versions[-1][0], one)
                return replace(done, unchanged=done.unchanged + 1)
            version = versions[-1][1] + 1 if versions else 1
            new = self.store.add(one, version, self.now())
        terms = {part.key: part.terms for part in one.passages}
        for content, key in new:
            postings.add(content, terms[key])
        done = replace(done, passages=done.passages + len(one.passages))
        return replace(done, versions=done.versions + 1) if versions else replace(done, articles=done.articles + 1)
