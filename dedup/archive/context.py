"""What two articles have in common besides a passage: days, and the words of the whole. It decides whom to believe.

The same form of words stands in articles about two companies or two weeks, and nothing in the passage itself says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dedup.archive.store import Store
from dedup.passages import Relation, Verdict
from dedup.settings import Settings
from dedup.words import Lexicon

OTHER_DAYS = "less sure: the two articles are days apart, and it is not copied"
OTHER_ARTICLE = "less sure: the two articles have little in common besides"
OTHER_THINGS = "less sure: each says something of its own, and the two articles are not of one piece"


@dataclass
class Context:
    """The article that is asked about, beside those of the archive: what was looked up of them is known."""

    store: Store
    lexicon: Lexicon
    settings: Settings
    texts: tuple[str, ...]
    day: str

    def __post_init__(self) -> None:
        """Know no article yet."""
        self._shares: dict[int, float] = {}

    def weighed(self, verdict: Verdict, article: int, day: str) -> Verdict:
        """Return the verdict as it stands between these two articles (`article` is a row of the record).

        Word for word is a duplicate wherever it stands, and nearly so if it is long. What is told in other words is one only
        where the articles are of about one day, as far as their days are known, and the surer, the less else they share; and
        between two that are not nearly one, only if one passage says most of the other.
        """
        if not verdict.duplicate or verdict.relation is Relation.IDENTICAL or self._is_copied(verdict):
            return verdict
        if self._days(day) > self.settings.archive_days:
            return self._doubted(verdict, OTHER_DAYS)
        shared = self._shared(article)
        if verdict.score + shared < self.settings.archive_context:
            return self._doubted(verdict, OTHER_ARTICLE)
        said = verdict.evidence.features.get("words_s", 1.0)
        if shared < self.settings.archive_kindred and said < self.settings.archive_said:
            return self._doubted(verdict, OTHER_THINGS)
        return verdict

    def _doubted(self, verdict: Verdict, note: str) -> Verdict:
        score = min(self.settings.doubted * verdict.score, self.settings.duplicate_at - 0.01)
        return replace(verdict, score=round(score, 4), duplicate=False, notes=(*verdict.notes, note))

    def _is_copied(self, verdict: Verdict) -> bool:
        """Return whether the shorter passage stands in the longer nearly as it is; a few words do by chance."""
        measured = verdict.evidence.features
        words = round(math.expm1(measured.get("length_s", 0.0)))
        return measured.get("runs_s", 0.0) >= self.settings.archive_copied and words >= self.settings.archive_line

    def _days(self, day: str) -> int:
        """Return how many days lie between the two articles, 0 where one has none."""
        if not day or not self.day:
            return 0
        return abs((date.fromisoformat(day) - date.fromisoformat(self.day)).days)

    def _shared(self, article: int) -> float:
        """Return the share of the information of the article with less of rare words that the other has too."""
        if article not in self._shares:
            asked = "SELECT title FROM articles WHERE id = ?"
            (title,) = self.store.connection.execute(asked, (article,)).fetchone()
            asked = "SELECT c.text FROM passages p JOIN contents c ON c.id = p.content WHERE p.article = ?"
            rows = self.store.connection.execute(asked, (article,)).fetchall()
            other = self._weights([title, *(text for (text,) in rows)])
            least = min(sum(self._own.values()), sum(other.values()))
            both = sum(weight for stem, weight in sorted(self._own.items()) if stem in other)
            self._shares[article] = round(both / least, 4) if least else 0.0
        return self._shares[article]

    @cached_property
    def _own(self) -> dict[str, float]:
        return self._weights(self.texts)

    def _weights(self, texts: Iterable[str]) -> dict[str, float]:
        least = self.settings.archive_rare
        return {word.stem: word.weight for text in texts for word in self.lexicon.words(text) if word.weight >= least}
