"""The cascade: which contents of the record a passage may repeat, from the cheapest sign to the dearest.

Equal text by its key; runs of words by the postings; meaning by small vectors. What is left is few enough to be judged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dedup.archive.index import Index
from dedup.archive.postings import CAP, LEAST_CAP, sharing
from dedup.archive.prepare import Encodes, encoded
from dedup.archive.shingles import Shingler, words_of
from dedup.archive.store import Store
from dedup.archive.vectors import unpacked
from dedup.likeness import Bag
from dedup.settings import Settings
from dedup.words import Lexicon


@dataclass(frozen=True, slots=True)
class Candidate:
    """A content that a text may repeat: how near its small vector is, and which share of the fewer words both have."""

    content: int
    text: str
    near: float
    alike: float


@dataclass(frozen=True)
class Lookup:
    """What the cascade looks things up in."""

    store: Store
    index: Index
    encoder: Encodes
    lexicon: Lexicon
    shingler: Shingler
    settings: Settings

    def candidates(self, texts: Sequence[str]) -> dict[str, tuple[Candidate, ...]]:
        """Return for each distinct text what it may repeat, likeliest first; a text of too few words has none."""
        words = {text: words_of(text) for text in dict.fromkeys(texts)}
        asked = [text for text, found in words.items() if len(found) >= self.settings.archive_words]
        if not asked:
            return {}
        queries = unpacked(encoded(asked, self.encoder), self.index.dim)
        near = self.index.nearest(queries, self.settings.archive_nearest, self.settings.archive_near)
        shared = [self._sharing(words[text]) for text in asked]
        known = self._known({content for hits in near for content, _ in hits} | {c for hits in shared for c in hits})
        return {
            text: self._weighed(text, queries[n], {c for c, _ in near[n]} | set(shared[n]), known)
            for n, text in enumerate(asked)
        }

    def _sharing(self, words: Sequence[str]) -> list[int]:
        """Return the contents that share most runs of words."""
        runs = self.shingler.every(words).tolist()
        cap = int(self.store.known(CAP, str(LEAST_CAP)))
        found = sharing(self.store.connection, runs, cap)
        least = 1.0 if len(runs) <= 2 else self.settings.archive_runs
        ranked = sorted((-weight, content) for content, weight in found.items() if weight >= min(least, len(runs)))
        return [content for _, content in ranked[: self.settings.archive_sharing]]

    def _known(self, contents: set[int]) -> dict[int, tuple[str, Bag, np.ndarray]]:
        """Return text, words and vector of contents; one that was removed meanwhile is not there."""
        rows = [row for row in self.store.content_rows(contents) if row[3] is not None]
        vectors = unpacked([row[3] for row in rows if row[3] is not None], self.index.dim)
        return {
            row[0]: (row[2], Bag(self.lexicon.words(row[2])), vector) for row, vector in zip(rows, vectors, strict=True)
        }

    def _weighed(
        self, text: str, query: np.ndarray, contents: set[int], known: Mapping[int, tuple[str, Bag, np.ndarray]]
    ) -> tuple[Candidate, ...]:
        bag = Bag(self.lexicon.words(text))
        found = []
        for content in sorted(contents & known.keys()):
            other, held, vector = known[content]
            near = round(float(query @ vector), 4)
            shared = math.fsum(weight for stem, weight in bag.weights.items() if stem in held.weights)
            alike = round(shared / max(1e-6, min(bag.total, held.total)), 4)
            if alike >= self.settings.archive_alike or near + alike >= self.settings.archive_sum:
                found.append(Candidate(content, other, near, alike))
        ranked = sorted(found, key=lambda one: (-one.near - one.alike, one.text))
        return tuple(ranked[: self.settings.archive_judged])
