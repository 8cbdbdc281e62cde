"""The cascade: which contents of the record a passage may repeat, from the cheapest sign to the dearest.

Equal text by its key; runs of words by the postings; meaning by small vectors. What is left is few enough to be judged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dedup.archive.index import Index
from dedup.archive.postings import CAP, LEAST_CAP, sharing
from dedup.archive.prepare import Encodes, encoded
from dedup.archive.shingles import Shingler, words_of
from dedup.archive.store import Store
from dedup.archive.vectors import unpacked
from dedup.guard import Basis, no_fact_measures
from dedup.likeness import Bag, Profile, alone, coverage_in, finished, in_order_of_size, measures
from dedup.settings import Settings
from dedup.words import Lexicon

_FEW_WORDS = 0.3
"""Texts that share less of their distinct words, as they are written, are looked at no further unless they are near."""


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
    basis: Basis
    shingler: Shingler
    settings: Settings

    def candidates(self, texts: Sequence[str]) -> dict[str, tuple[Candidate, ...]]:
        """Return for each distinct text what it may repeat, likeliest first; a text of too few words has none."""
        words = {text: words_of(text) for text in dict.fromkeys(texts)}
        asked = [text for text in words if self._is_told(text)]
        if not asked:
            return {}
        queries = unpacked(encoded(asked, self.encoder), self.index.dim)
        near = self.index.nearest(queries, self.settings.archive_nearest, self.settings.archive_near)
        shared = [self._sharing(words[text]) for text in asked]
        known = self._known({content for hits in near for content, _ in hits} | {c for hits in shared for c in hits})
        return {
            text: self._weighed(_Known(text, queries[n]), {c for c, _ in near[n]} | set(shared[n]), known)
            for n, text in enumerate(asked)
        }

    def _is_told(self, text: str) -> bool:
        """Return whether a text says enough to be found in other words: not a word or two, nor a line of a table."""
        words = text.split()
        figures = sum(any(map(str.isdigit, word)) for word in words) / max(1, len(words))
        if figures >= self.settings.archive_figures:
            return False
        if finished(text) or len(words) >= self.settings.archive_line:
            return len(words) >= self.settings.archive_words
        return len(words) >= self.settings.archive_line_words and figures < self.settings.archive_line_figures

    def _sharing(self, words: Sequence[str]) -> list[int]:
        """Return the contents that share most runs of words."""
        runs = self.shingler.every(words).tolist()
        cap = int(self.store.known(CAP, str(LEAST_CAP)))
        found = sharing(self.store.connection, runs, cap)
        least = 1.0 if len(runs) <= 2 else self.settings.archive_runs
        ranked = sorted((-weight, content) for content, weight in found.items() if weight >= min(least, len(runs)))
        return [content for _, content in ranked[: self.settings.archive_sharing]]

    def _known(self, contents: set[int]) -> dict[int, _Known]:
        """Return contents by id; one that was removed meanwhile is not there, nor one that tells too little."""
        rows = [row for row in self.store.content_rows(contents) if row[3] is not None]
        vectors = unpacked([row[3] for row in rows if row[3] is not None], self.index.dim)
        return {
            row[0]: _Known(row[2], vector) for row, vector in zip(rows, vectors, strict=True) if self._is_told(row[2])
        }

    def _weighed(self, asked: _Known, contents: set[int], known: Mapping[int, _Known]) -> tuple[Candidate, ...]:
        """Return those of the contents that are worth judging. What is cheap to know is looked at first."""
        lexicon, settings = self.basis.lexicon, self.settings
        found = []
        for content in sorted(contents & known.keys()):
            held = known[content]
            near = round(float(asked.vector @ held.vector), 4)
            shared = len(asked.words & held.words) / max(1, min(len(asked.words), len(held.words)))
            if shared < _FEW_WORDS and near + shared < settings.archive_sum:
                continue
            bag, other = asked.bag(lexicon), held.bag(lexicon)
            told = math.fsum(weight for stem, weight in bag.weights.items() if stem in other.weights)
            alike = round(told / max(1e-6, min(bag.total, other.total)), 4)
            if alike < settings.archive_alike and near + alike < settings.archive_sum:
                continue
            if self._likely(asked.profile(lexicon), held.profile(lexicon)) >= settings.archive_likely:
                found.append(Candidate(content, held.text, near, alike))
        ranked = sorted(found, key=lambda one: (-one.near - one.alike, one.text))
        return tuple(ranked[: settings.archive_judged])

    def _likely(self, a: Profile, b: Profile) -> float:
        """Return how likely it is, by words and small vectors alone, that two texts tell the same or one covers the other."""
        found = measures(a, b, self.basis.lexicon) | no_fact_measures()
        if found["ratio"] >= self.settings.similar_length:
            return self.basis.decisions["same"].probability(found)
        short, long = in_order_of_size(a, b)
        return self.basis.decisions["part"].probability(found | coverage_in(found, short, long))


@dataclass
class _Known:
    """A text and its vector; its words are looked at when they are needed."""

    text: str
    vector: np.ndarray
    _profile: Profile | None = None

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(words_of(self.text))

    def bag(self, lexicon: Lexicon) -> Bag:
        return self.profile(lexicon).bag

    def profile(self, lexicon: Lexicon) -> Profile:
        """Return the profile of the text as one sentence."""
        if self._profile is None:
            self._profile = alone(self.text, Bag(lexicon.words(self.text)), self.vector)
        return self._profile
