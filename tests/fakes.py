"""Small stand-ins for the tests: an encoder without weights, decisions that always say the same, made-up passages."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dedup.api import Detector
from dedup.decision import Decision
from dedup.guard import Basis
from dedup.likeness import Profile, profile
from dedup.pairs import Tools
from dedup.passages import Coverage, Direction, Flag, Match, Passage, Relation, Role, Span
from dedup.settings import Settings
from dedup.stages.embed import embed
from dedup.together import Reading
from dedup.words import Lexicon

DIM = 128


class FakeEncoder:
    """Bags of hashed words: the more words two texts share, the nearer they are. Knows nothing of meaning."""

    name = "fake"
    revision = "1"
    calibrated = True

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Return one row of unit length a text, in the order given; a row depends on its text alone."""
        if not texts:
            return np.zeros((0, DIM), np.float32)
        return np.stack([_vector(text) for text in texts])


class FakeReader:
    """Says of every pair the same; nothing at all by default, as of pairs that are too long to be read at once."""

    def __init__(self, reading: Reading | None = None) -> None:
        self.reading = reading
        self.asked: list[tuple[str, str]] = []

    def read(self, pairs: Sequence[tuple[str, str]], /) -> list[Reading | None]:
        """Return one reading a pair, and remember what was asked."""
        self.asked += pairs
        return [self.reading] * len(pairs)


def _vector(text: str) -> NDArray[np.float32]:
    words = re.findall(r"\w+", text.casefold()) or ["\0"]
    total = np.sum([_of_word(word) for word in words], axis=0)
    return np.asarray(total / (np.linalg.norm(total) or 1.0), np.float32)


@cache
def _of_word(word: str) -> NDArray[np.float64]:
    seed = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
    weight = 1.0 if len(word) > 3 else 0.4  # small words count less, as they do for a trained encoder
    return weight * np.random.default_rng(seed).standard_normal(DIM)


@cache
def detector(settings: Settings | None = None) -> Detector:
    """Return a detector with the fake encoder that reads no pair; one is kept for each settings."""
    return Detector(settings, encoder=FakeEncoder(), reader=FakeReader())


def tools() -> Tools:
    """Return what the stages are given: the fake encoder, the real splitter, the real judge."""
    return detector().tools


def lexicon(frequencies: Mapping[str, int] | None = None, alike: Sequence[Sequence[str]] = ()) -> Lexicon:
    """Return background words: each stem of a row of `alike` has one vector; a word not listed was never seen."""
    rows = {stem: n for n, stems in enumerate(alike, start=1) for stem in stems}
    vectors = np.eye(len(alike) + 1, dtype=np.float32)
    vectors[0] = 0
    return Lexicon(
        10_000, frequencies or {"the": 9_000, "of": 8_000, "a": 8_000, "in": 8_000, "and": 8_000}, rows, vectors
    )


def always(probability: float) -> Decision:
    """Return a decision that says the same whatever it is given."""
    return Decision(math.log(probability / (1 - probability)), {})


def basis(
    *, same: float = 0.9, part: float = 0.9, likely: float = 0.9, covers: float = 0.9, told: float = 0.02
) -> Basis:
    """Return what the judge decides with, each decision a constant."""
    decided = {"same": same, "part": part, "likely": likely, "covers": covers, "told": told}
    return Basis(lexicon(), {name: always(probability) for name, probability in decided.items()})


def profiled(text: str) -> Profile:
    """Return the profile of a text, its sentences found by the real splitter, its vectors the fake's."""
    spans = tools().split(text) or (Span(0, len(text)),)
    vectors = embed([text, *(text[span.start : span.end] for span in spans)], FakeEncoder())
    return profile(text, spans, vectors, lexicon())


def page_of(*texts: str, flags: Mapping[int, tuple[Flag, ...]] | None = None) -> tuple[str, tuple[Passage, ...]]:
    """Return an article of these paragraphs, a blank line between them, and its passages (all prose)."""
    passages = []
    at = 0
    for n, text in enumerate(texts):
        passages.append(Passage(n, at, at + len(text), 2 * n + 1, Role.PROSE, (flags or {}).get(n, ()), text))
        at += len(text) + 2
    return "\n\n".join(texts), tuple(passages)


def matched(a: int, b: int, relation: Relation = Relation.PARAPHRASE, score: float = 0.9) -> Match:
    """Return the match of two passages, a duplicate unless it is a conflict."""
    duplicate = relation is not Relation.CONFLICT and score >= 0.5
    coverage = Coverage(score, score)
    return Match(a, b, relation, Direction.BOTH, score, duplicate, score, score, coverage, (), ())
