"""The texts that are condensed: the samples, and news articles followed by copies of their own sentences.

The BBC set (benchmarks/README.md) has for each article a summary made of whole sentences of it. An article and its
summary as one text is a page whose repeats are known, sentence by sentence. Three forms:

copied sentences  each sentence of the summary is a paragraph of its own
copied summary    the summary is one paragraph
copied article    an article that the collection holds twice, told twice
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dedup
from benchmarks.seeds import SEEDS, samples
from benchmarks.truth import Truth
from dedup.errors import InputError
from dedup.passages import Article

BBC = "summ_bbc_news_dev"
SHORTEST = 3  # words; a shorter piece of a summary has not been recognised


@dataclass(frozen=True)
class Text:
    """An article to be condensed, and its truth file where it has one."""

    article: Article
    truth: Truth | None = None


def seed_texts(split: str | None) -> Iterator[Text]:
    """Yield the samples of one half, or all."""
    for path, truth in samples(SEEDS, split):
        yield Text(dedup.read(path), truth)


def bbc_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of the BBC set. Raise InputError where the folder has none."""
    path = folder / f"{BBC}.jsonl.gz"
    if not path.exists():
        raise InputError(f"no {path.name} in {folder}; name the folder of the open sets (benchmarks/README.md)")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def copied_texts(rows: Sequence[dict[str, Any]], count: int, seed: int, *, whole: bool) -> list[Text]:
    """Return so many articles, each followed by its summary, as one paragraph or as a paragraph a sentence.

    Articles that the collection holds twice count once; those whose summary is no copy to the last letter are passed over.
    """
    fit = []
    for row in sorted(rows, key=lambda row: str(row["id"])):
        pieces = None if row["exact_copy_of"] else verbatim(level(row["summary"]), level(row["article"]))
        if pieces:
            fit.append((row, pieces))
    drawn = random.Random(seed).sample(fit, min(count, len(fit)))
    return [Text(joined(row, [" ".join(pieces)] if whole else pieces)) for row, pieces in drawn]


def twice_texts(rows: Iterable[dict[str, Any]], count: int, seed: int) -> list[Text]:
    """Return at most so many articles that the collection holds twice, each followed by its copy."""
    by_id = {row["id"]: row for row in rows}
    pairs = [(by_id[row["exact_copy_of"]], row) for row in by_id.values() if row["exact_copy_of"] in by_id]
    pairs.sort(key=lambda pair: str(pair[1]["id"]))
    drawn = random.Random(seed).sample(pairs, min(count, len(pairs)))
    return [Text(joined(row, [copy["article"]])) for row, copy in drawn]


def joined(row: dict[str, Any], more: Sequence[str]) -> Article:
    """Return an article and what follows it as one, a blank line between paragraphs."""
    return Article("\n\n".join([row["article"].strip(), *more]) + "\n", id=str(row["id"]))


def verbatim(summary: str, article: str) -> list[str] | None:
    """Return the pieces of a summary that stand in the article, in order, or None where something of it does not.

    The set joins the sentences of a summary without a space, in an order of its own. A piece ends where the article
    goes on differently.
    """
    pieces: list[str] = []
    at = 0
    while at < len(summary):
        low, high = at, len(summary)
        while low < high:  # the longest piece from here: if it stands in the article, every shorter one does
            middle = (low + high + 1) // 2
            low, high = (middle, high) if summary[at:middle] in article else (low, middle - 1)
        piece = summary[at:low].strip()
        if len(piece.split()) < SHORTEST:
            return None
        pieces.append(piece)
        at = low
        while at < len(summary) and summary[at].isspace():
            at += 1
    return pieces or None


def level(text: str) -> str:
    """Return the text with every run of white space as one space."""
    return " ".join(text.split())
