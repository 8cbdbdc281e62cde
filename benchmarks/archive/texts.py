"""The articles of the benchmark: three corpora, the same again with seeded edits, and what is planted in them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby, islice
from pathlib import Path
from random import Random
from typing import Any

from dedup.passages import Article

CORPORA = ("reuters21578", "company_news_md", "abc")
PAIRS = "pairs_wmt21_news_paraphrase"
PER_ARTICLE = 30
_EDITED = 0.35
"""The share of words that are drawn anew in a replica: passages stay news in their length and words, and tell other things."""
_WORD = re.compile(r"\w+")
_DENIES = re.compile(r"^(?:not?|never|none|nor|neither|without|hardly|barely|scarcely)\b|n['\u2019]t\b")
"""What is never left out of a near repeat: without it the text says the opposite."""


@dataclass(frozen=True)
class Planted:
    """A text in the archive and the same told again: identical, near (edited, Jaccard of words at least .5), paraphrase."""

    kind: str
    before: str
    again: str


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of one set."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def articles(folder: Path) -> Iterator[Article]:
    """Yield the articles of the corpora; what has no document is put together twenty paragraphs at a time."""
    for corpus in CORPORA:
        found = rows(folder, f"corpus_{corpus}_paragraphs")
        if corpus == "abc":
            while part := list(islice(found, 20)):
                text = "\n\n".join(row["text"] for row in part)
                yield Article(text, id=part[0]["id"], source=f"abc {part[0]['section']}")
            continue
        for document, group in groupby(found, key=lambda row: row["doc"]):
            part = list(group)
            first, text = part[0], "\n\n".join(row["text"] for row in part)
            source = first.get("site", "reuters")
            yield Article(text, id=f"{corpus}/{document}", title=first["title"], date=first["date"], source=source)


def replicated(folder: Path, passages: int, seed: int = 7) -> Iterator[Article]:
    """Yield articles until there are so many passages: the corpora once, then again and again with seeded edits."""
    yield from _first(_turns(folder, lambda _: True, seed), passages)


def families(folder: Path, passages: int, versions: int, seed: int = 7) -> Iterator[Article]:
    """Yield articles until there are so many passages: evenly chosen ones, each as it is and with seeded edits.

    Each is there in `versions` forms, so that an archive of any size is made up alike, and what a passage is like does not grow
    with the archive.
    """
    share = passages / (versions * paragraphs(folder))
    if share > 1:
        raise ValueError(f"{passages} passages need more than {versions} versions of the corpora")
    yield from _first(_turns(folder, lambda n: int((n + 1) * share) > int(n * share), seed), passages)


def paragraphs(folder: Path) -> int:
    """Return how many paragraphs the corpora have."""
    return sum(_size(article) for article in articles(folder))


def _turns(folder: Path, chosen: Callable[[int], bool], seed: int) -> Iterator[Article]:
    """Yield the articles whose places are chosen, then the same with seeded edits, without end."""
    vocabulary = _vocabulary(folder)
    for turn in count():
        for place, article in enumerate(articles(folder)):
            if not chosen(place):
                continue
            if turn:
                random = Random(f"{seed} {turn} {article.id}")
                article = replace(
                    article, text=edited(article.text, vocabulary, random, _EDITED), id=f"{article.id}~{turn}"
                )
            yield article


def _first(found: Iterator[Article], passages: int) -> Iterator[Article]:
    """Yield the first articles that have so many passages together."""
    read = 0
    for article in found:
        yield article
        read += _size(article)
        if read >= passages:
            return


def _size(article: Article) -> int:
    return article.text.count("\n\n") + 1


def edited(text: str, vocabulary: Sequence[str], random: Random, share: float) -> str:
    """Return a text in which a share of the words is drawn anew; figures get other digits."""

    def drawn(match: re.Match[str]) -> str:
        word = match.group()
        if random.random() >= share:
            return word
        if word.isdigit():
            return str(random.randrange(10 ** (len(word) - 1), 10 ** len(word)))
        other = random.choice(vocabulary)
        return other.capitalize() if word[:1].isupper() else other

    return _WORD.sub(drawn, text)


def _vocabulary(folder: Path) -> list[str]:
    """Return words as often as they stand in a part of the corpora."""
    found: list[str] = []
    for corpus in CORPORA:
        for row in islice(rows(folder, f"corpus_{corpus}_paragraphs"), 0, 20_000, 10):
            found += (word for word in _WORD.findall(row["text"]) if word.isalpha())
    return found


def planted(folder: Path, most: int, seed: int = 7) -> tuple[list[Planted], list[str]]:
    """Return what is planted, a third of each kind, and sentences of the same source that tell nothing of it."""
    pairs = [row for row in rows(folder, PAIRS) if row["label"] == 1 and not row["identical"]]
    pairs = [row for row in pairs if _is_prose(row["a"].strip()) and _is_prose(row["b"].strip())]
    by_segment: dict[tuple[str, str, int], dict[str, Any]] = {}
    for row in pairs:
        by_segment.setdefault((row["lang"], row["src"], row["seg"]), row)
    found = list(by_segment.values())
    random = Random(seed)
    random.shuffle(found)
    chosen, others = found[:most], found[most:]
    kinds = ("identical", "near", "paraphrase")
    made = []
    for n, row in enumerate(chosen):
        kind, before = kinds[n % 3], row["a"].strip()
        again = {"identical": before, "near": _near(before, random), "paraphrase": row["b"].strip()}[kind]
        made.append(Planted(kind, before, again))
    return made, [row["b"].strip() for row in others]


def _is_prose(text: str) -> bool:
    """Return whether a sentence is neither a headline nor a quotation, whose words are compared letter by letter."""
    return text.endswith(".") and len(text.split()) > 6 and not re.search('["“”„«»]', text)


def _near(text: str, random: Random) -> str:
    """Return a text with words put in and small ones left out, the Jaccard index of its words at least .5, each fact kept."""
    words = text.split()
    for _ in range(20):
        changed = [word for word in words if random.random() > 0.15 or not word.islower() or _DENIES.search(word)]
        at = random.randrange(len(changed)) if changed else 0
        changed.insert(at, random.choice(("also", "then", "however", "indeed", "meanwhile")))
        if random.random() < 0.5 and len(changed) > 6:
            middle = len(changed) // 2
            changed = [*changed[:middle], "and", *changed[middle:]]
        one, other = set(words), set(changed)
        if len(one & other) / len(one | other) >= 0.5:
            return " ".join(changed)
    return text
