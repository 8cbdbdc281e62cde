"""Learn what a source prints on its pages: paragraphs that recur in most of its articles are boilerplate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dedup.normalise import fold, shadow

_MOST_ARTICLES = 200
"""Articles of a source that are counted: a share of one half is known to within a tenth from a hundred."""
_TIDY_EVERY = 20
_TIDY_BELOW = 0.2  # of the articles so far: what has recurred less by then is forgotten, so memory stays bounded


@dataclass
class _Source:
    """How often each paragraph of a source was met: its words as they are compared, and as it was first written."""

    articles: int = 0
    seen: set[int] = field(default_factory=set)  # whole articles: one that was stored five times is one
    counts: dict[str, int] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def add(self, paragraphs: Sequence[str]) -> None:
        keys = {key: text for text in paragraphs if (key := " ".join(fold(shadow(text)).split()))}
        whole = hash(frozenset(keys))
        if self.articles >= _MOST_ARTICLES or whole in self.seen or not keys:
            return
        self.seen.add(whole)
        self.articles += 1
        for key, text in keys.items():
            self.counts[key] = self.counts.get(key, 0) + 1
            self.written.setdefault(key, text)
        if self.articles % _TIDY_EVERY == 0:
            kept = {key: count for key, count in self.counts.items() if count > _TIDY_BELOW * self.articles}
            self.counts, self.written = kept, {key: self.written[key] for key in kept}


def learn(pages: Iterable[tuple[str, Sequence[str]]], *, fewest: int, share: float) -> dict[str, tuple[str, ...]]:
    """Return for each source the paragraphs that stand in more than `share` of its articles, sorted.

    `pages` are the articles, each its source and its paragraphs. Of a source with less than `fewest` different articles
    nothing is learnt, nor of one without a name. Memory does not grow with the number of articles of a source.
    """
    sources: dict[str, _Source] = {}
    for source, paragraphs in pages:
        if name := source.strip():
            sources.setdefault(name, _Source()).add(paragraphs)
    return {
        name: tuple(sorted(found.written[key] for key, count in found.counts.items() if count > share * found.articles))
        for name, found in sorted(sources.items())
        if found.articles >= fewest
    }
