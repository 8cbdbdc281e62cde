"""Ways to make a text shorter: dedup, and what one would use otherwise. Each takes a Given, and returns which sentences go.

All get the same passages and sentences. Headings and furniture are no business of the peers: they leave them alone.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.condense.score import Outcome, Sentence, key, less
from dedup.api import Detector
from dedup.cutting import APPLIED
from dedup.normalise import shadow
from dedup.passages import COMPARED, Article, CutStatus, Passage, Report, Role, Span
from dedup.pipeline import with_cuts
from dedup.stages.embed import embed
from dedup.words import count, spans

Vectors = NDArray[np.float32]

COSINES = (0.85, 0.9, 0.95)
"""From .9 (semhash's default) one step to either side; .95 is what large corpora are cleaned with (SemDeDup)."""

LEXRANK = "LexRank (sumy)"

WEIGHTS = (0.5, 0.7)
"""The weight of relevance against novelty: .5 is the default of retrieval libraries, .7 favours the subject."""


@dataclass(frozen=True)
class Given:
    """A text as every system gets it, and what dedup says of it."""

    article: Article
    report: Report
    sentences: tuple[Sentence, ...]
    vectors: Vectors
    seconds: float
    encoding: float

    @cached_property
    def content(self) -> tuple[Passage, ...]:
        """The passages that a peer may cut."""
        return tuple(passage for passage in self.report.passages if passage.role in COMPARED)

    @cached_property
    def budget(self) -> int:
        """How many words of content dedup leaves: peers that are told a length are told this one."""
        gone = applied(self.report, APPLIED)
        return sum(count(passage.text) for passage in self.content if passage.id not in gone)

    @property
    def lengths(self) -> list[int]:
        """The words of each passage of content."""
        return [count(passage.text) for passage in self.content]

    def text_of(self, sentence: int) -> str:
        """Return the words of a sentence."""
        return self.article.text[self.sentences[sentence].start : self.sentences[sentence].end]

    def without(self, passages: set[int]) -> frozenset[int]:
        """Return the positions of the sentences of these passages."""
        return frozenset(n for n, sentence in enumerate(self.sentences) if sentence.passage in passages)


def give(article: Article, detector: Detector) -> Given:
    """Return the article with dedup's report, its sentences, and the vectors of its content, each timed."""
    began = time.perf_counter()
    report = detector.check(article)
    checked = time.perf_counter()
    texts = [passage.text for passage in report.passages if passage.role in COMPARED]
    known = embed(texts, detector.tools.encoder)
    vectors = np.stack([known[text] for text in texts]) if texts else np.zeros((0, 1), np.float32)
    encoded = time.perf_counter()
    found = []
    for passage in report.passages:
        if passage.role is not Role.HEADING:
            for start, end in detector.tools.split(passage.text):
                at = (passage.start + start, passage.start + end)
                found.append(Sentence(passage.id, *at, key(article.text[slice(*at)])))
    return Given(article, report, tuple(found), vectors, checked - began, encoded - checked)


def applied(report: Report, statuses: frozenset[CutStatus]) -> set[int]:
    """Return the passages that go where cuts of these statuses are applied."""
    return {cut.passage for cut in report.cuts if cut.status in statuses}


def ours(given: Given, statuses: frozenset[CutStatus] = APPLIED) -> Outcome:
    """Return what `dedup condense` makes of the text, or `--accept review` where the statuses say so."""
    report = with_cuts(given.article, given.report, statuses)
    gone = applied(report, statuses)
    flagged = tuple(Span(loss.start, loss.end) for cut in report.cuts if cut.passage in gone for loss in cut.would_lose)
    return Outcome(given.without(gone), report.condensed.text, flagged, given.seconds)


def keep_first(vectors: Vectors, threshold: float) -> set[int]:
    """Return the rows that are nearer than the threshold to an earlier row that is kept."""
    kept: list[int] = []
    for n in range(len(vectors)):
        if not kept or float((vectors[kept] @ vectors[n]).max()) < threshold:
            kept.append(n)
    return set(range(len(vectors))) - set(kept)


def keep_longest(vectors: Vectors, lengths: Sequence[int], threshold: float) -> set[int]:
    """Return all rows but the longest of each group, groups being rows linked by a cosine of at least the threshold."""
    group = list(range(len(vectors)))
    near = vectors @ vectors.T >= threshold
    for i, j in zip(*np.nonzero(np.triu(near, 1)), strict=True):
        group = [group[i] if label == group[j] else label for label in group]
    best = {
        label: max((n for n in range(len(group)) if group[n] == label), key=lambda n: lengths[n]) for label in group
    }
    return set(range(len(group))) - set(best.values())


def mmr(vectors: Vectors, lengths: Sequence[int], budget: int, weight: float) -> set[int]:
    """Return the rows that maximal marginal relevance (Carbonell and Goldstein 1998) leaves out of so many words.

    Relevance is the cosine to the mean of all rows, weighed against the largest cosine to a row that is chosen; a
    row that is longer than what is left of the budget is passed over.
    """
    if not len(vectors):
        return set()
    centre = vectors.mean(axis=0)
    relevance = vectors @ (centre / (np.linalg.norm(centre) or 1.0))
    redundancy = np.zeros(len(vectors), np.float32)
    left = set(range(len(vectors)))
    gone: set[int] = set()
    while left:
        best = max(sorted(left), key=lambda n: weight * relevance[n] - (1 - weight) * redundancy[n])
        left.remove(best)
        if lengths[best] > budget:
            gone.add(best)
            continue
        budget -= lengths[best]
        redundancy = np.maximum(redundancy, vectors @ vectors[best])
    return gone


class LexRank:
    """LexRank (Erkan and Radev 2004) as sumy has it: whole sentences, the most central first."""

    def __init__(self) -> None:
        """Load sumy, its stemmer and its list of stop words; none of it wants a download."""
        from sumy.models import dom
        from sumy.nlp.stemmers import Stemmer
        from sumy.summarizers.lex_rank import LexRankSummarizer
        from sumy.utils import get_stop_words

        self._dom = dom
        self._summarizer = LexRankSummarizer(Stemmer("english"))
        self._summarizer.stop_words = get_stop_words("english")

    def __call__(self, given: Given) -> Outcome:
        """Return what is left where as many words stay as dedup leaves."""
        began = time.perf_counter()
        content = {passage.id for passage in given.content}
        places = [n for n, sentence in enumerate(given.sentences) if sentence.passage in content]
        chosen = self.chosen([given.text_of(n) for n in places], given.budget)
        gone = frozenset(place for n, place in enumerate(places) if n not in chosen)
        return _cut(given, gone, time.perf_counter() - began)

    def chosen(self, texts: Sequence[str], budget: int) -> set[int]:
        """Return which of the sentences are chosen within so many words."""
        lines = [self._dom.Sentence(text, Words()) for text in texts]
        taken = Budget(budget)
        self._summarizer(self._dom.ObjectDocumentModel([self._dom.Paragraph(lines)]), taken)
        return taken.orders


class Words:
    """What sumy asks for words. Its own tokenizer wants models that nltk downloads; sentences it is given anyway."""

    def to_words(self, text: str) -> tuple[str, ...]:
        """Return the words of a sentence."""
        level = shadow(text)
        return tuple(level[start:end] for start, end in spans(level))


class Budget:
    """Takes sumy's sentences, best first, as long as their words fit; remembers which ones by their place."""

    def __init__(self, words: int) -> None:
        """Take at most so many words."""
        self.words = words
        self.orders: set[int] = set()

    def __call__(self, rated: Sequence[Any]) -> list[Any]:
        """Return those of the rated sentences that fit; one that does not is passed over."""
        for line in rated:
            length = count(str(line.sentence))
            if length <= self.words:
                self.words -= length
                self.orders.add(line.order)
        return [line for line in rated if line.order in self.orders]


def systems() -> dict[str, Callable[[Given], Outcome]]:
    """Return every system by the name it has in the table; LexRank only where sumy is installed."""
    found: dict[str, Callable[[Given], Outcome]] = {
        "dedup": ours,
        "dedup --accept review": lambda given: ours(given, APPLIED | {CutStatus.REVIEW}),
    }
    for threshold in COSINES:
        found[f"keep-first {threshold:.2f}"] = _keeping(partial(_first, threshold=threshold))
        found[f"longest {threshold:.2f}"] = _keeping(partial(_longest, threshold=threshold))
    for weight in WEIGHTS:
        found[f"MMR {weight:.1f}"] = _keeping(partial(_relevant, weight=weight))
    if importlib.util.find_spec("sumy"):
        found[LEXRANK] = LexRank()
    return found


def _first(given: Given, *, threshold: float) -> set[int]:
    return keep_first(given.vectors, threshold)


def _longest(given: Given, *, threshold: float) -> set[int]:
    return keep_longest(given.vectors, given.lengths, threshold)


def _relevant(given: Given, *, weight: float) -> set[int]:
    return mmr(given.vectors, given.lengths, given.budget, weight)


def _keeping(choose: Callable[[Given], set[int]]) -> Callable[[Given], Outcome]:
    """Return the system that cuts the passages whose rows are chosen."""

    def run(given: Given) -> Outcome:
        began = time.perf_counter()
        rows = choose(given)
        seconds = given.encoding + time.perf_counter() - began
        return _cut(given, given.without({given.content[n].id for n in rows}), seconds)

    return run


def _cut(given: Given, gone: frozenset[int], seconds: float) -> Outcome:
    spans = [Span(given.sentences[n].start, given.sentences[n].end) for n in gone]
    return Outcome(gone, less(given.article.text, spans), seconds=seconds)
