"""Answers of some 300 words against a source page, made of two translations of one text: `rows` gives them, seeded.

A near copy keeps the page's sentences, a light revision takes every other from the second translation, a heavy one all of
them, leaves out a quarter and adds some of another story. A negative tells the nearest other story of the set.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from dedup.stages.embed import Encoder

BLOCK = 20
WORDS = 300
LEAST = 10
"""Shorter pages than so many sentences have no answer of 300 words."""

Row = dict[str, Any]


def rows(clusters: Iterable[Row], encoder: Encoder, seed: int = 1) -> list[Row]:
    """Return the pairs: `a` the answer, `b` the page, `label`, `kind`, `id` and the block it comes from."""
    pages = _pages(clusters)
    texts = [" ".join(first for first, _ in page) for page in pages.values()]
    vectors = encoder.encode(texts)
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1.0)
    names, found = list(pages), []
    draw = random.Random(seed)
    for n, name in enumerate(names):
        other = pages[names[int(near[n].argmax())]]
        page = _paragraphs([first for first, _ in pages[name]])
        for kind, answer in _answers(pages[name], other, draw):
            label = int(kind != "other")
            found.append({"id": f"{name} {kind}", "group": name, "kind": kind, "label": label, "a": answer, "b": page})
    return found


def _pages(clusters: Iterable[Row]) -> dict[str, list[tuple[str, str]]]:
    """Return the pages by name, each sentence in two translations."""
    found: defaultdict[str, dict[int, list[str]]] = defaultdict(dict)
    for row in clusters:
        source, _, segment = row["cluster"].rpartition("-")
        found[f"{source} {int(segment) // BLOCK}"].setdefault(int(segment), []).append(row["text"])
    pages = {}
    for name, segments in sorted(found.items()):
        both = [(texts[0], texts[1]) for _, texts in sorted(segments.items()) if len(texts) > 1]
        if len(both) >= LEAST:
            pages[name] = both
    return pages


def _answers(
    page: list[tuple[str, str]], other: list[tuple[str, str]], draw: random.Random
) -> Iterator[tuple[str, str]]:
    start = draw.randint(0, max(0, len(page) - 12))
    part = page[start:]
    yield "copy", _paragraphs(_first([first for first, _ in part]))
    yield "light", _paragraphs(_first([both[n % 2] for n, both in enumerate(part)]))
    kept = [second for _, second in part if draw.random() > 0.25]
    own = [second for _, second in draw.sample(other, 3)]
    yield "heavy", _paragraphs(own[:1] + _first(kept, WORDS - 60) + own[1:])
    yield "other", _paragraphs(_first([second for _, second in other]))


def _first(sentences: Iterable[str], words: int = WORDS) -> list[str]:
    """Return the first sentences until there are so many words."""
    found, count = [], 0
    for sentence in sentences:
        if count >= words:
            break
        found.append(sentence)
        count += len(sentence.split())
    return found


def _paragraphs(sentences: list[str]) -> str:
    return "\n\n".join(" ".join(sentences[n : n + 4]) for n in range(0, len(sentences), 4))
