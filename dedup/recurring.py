"""What recurs on the pages of each source, learnt from many of its articles."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.passages import Article
from dedup.settings import Settings
from dedup.stages.learn import learn
from dedup.stages.segment import segment


def recurring(articles: Iterable[Article], settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the boilerplate of each source among the articles, for `Detector.check(..., boilerplate=...)`."""
    pages = ((article.source, _paragraphs(article, settings)) for article in articles)
    found = learn(pages, fewest=settings.learn_from, share=settings.learn_at)
    return {source: paragraphs for source, paragraphs in found.items() if paragraphs}


def _paragraphs(article: Article, settings: Settings) -> list[str]:
    if not article.source.strip():
        return []
    return [passage.text for passage in segment(article, paragraphs=settings.paragraphs).passages]
