"""The open labelled sets as examples for fitting the judge, each with the group that must not be split over folds."""

from __future__ import annotations

import gzip
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDS = 5
BLOCK = 20
"""Consecutive segments of WMT21 that share a fold: neighbours tell one story."""


@dataclass(frozen=True, slots=True)
class Example:
    """Two texts. `same` is the label for the same content; `a_in_b` and `b_in_a` the known coverage, None if unknown."""

    set: str
    id: str
    kind: str
    group: str
    a: str
    b: str
    same: float | None
    a_in_b: float | None = None
    b_in_a: float | None = None

    @property
    def fold(self) -> int:
        """Return the fold 0..FOLDS-1 of the example's group."""
        return zlib.crc32(self.group.encode()) % FOLDS


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of one set."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def examples(folder: Path) -> list[Example]:
    """Return every example of the sets the judge is fitted on or checked with."""
    return [
        *_mrpc(folder),
        *_paraphrases(folder),
        *_contrast(folder),
        *_breaking(folder),
        *_reuters(folder),
        *_superpal(folder),
        *_rte(folder),
        *passages(folder),
        *_news(folder),
    ]


def _mrpc(folder: Path) -> Iterator[Example]:
    found = list(rows(folder, "pairs_mrpc_train"))
    ids = [tuple(row["id"].split("-")[1:3]) for row in found]
    component = _components(ids)
    for row, (a, _) in zip(found, ids, strict=True):
        yield Example("mrpc", row["id"], "", f"mrpc {component[a]}", row["a"], row["b"], row["label"])


def _components(pairs: Iterable[tuple[str, ...]]) -> dict[str, str]:
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in pairs:
        parent[root(a)] = root(b)
    return {x: root(x) for x in list(parent)}


def block(source: str, segment: int) -> str:
    """Return the group of a WMT21 segment."""
    return f"{source} {segment // BLOCK}"


def _paraphrases(folder: Path) -> Iterator[Example]:
    for row in rows(folder, "pairs_wmt21_news_paraphrase"):
        label = row["label"]
        yield Example("wmt", row["id"], "", block(row["src"], row["seg"]), row["a"], row["b"], label, label, label)


def _contrast(folder: Path) -> Iterator[Example]:
    for row in rows(folder, "contrast_wmt21_fact_changed"):
        source, segment = re.match(r"contrast-(wmt21-\w+-\w+)-\w+-(\d+)", row["id"]).groups()  # type: ignore[union-attr]
        yield Example("contrast", row["id"], row["kind"], block(source, int(segment)), row["a"], row["b"], row["label"])


def _breaking(folder: Path) -> Iterator[Example]:
    for row in rows(folder, "pairs_breaking_nli"):
        yield Example("breaking", row["id"], row["category"], row["category"], row["a"], row["b"], row["label"])


def _reuters(folder: Path) -> Iterator[Example]:
    for row in rows(folder, "pairs_reuters_number_template_dev"):
        story = row["id"].split("-")[1].split(".")[0]
        yield Example("reuters", row["id"], row["kind"], f"reuters {story}", row["a"], row["b"], row["label"])


def _superpal(folder: Path) -> Iterator[Example]:
    for row in rows(folder, "pairs_superpal_multinews_dev"):
        yield Example("superpal", row["id"], "", row["topic"], row["a"], row["b"], None, row["label"], None)


def _rte(folder: Path) -> Iterator[Example]:
    for row in rows(folder, "pairs_rte_dev"):
        yield Example("rte", row["id"], row["task"], row["task"], row["a"], row["b"], None, None, row["label"])


def _news(folder: Path) -> Iterator[Example]:
    """Yield neighbours from one article that share most words, paragraphs and single sentences, as different content.

    An article seldom tells a thing twice; the few that do are noise that the labels of the other sets outweigh.
    """
    for n, row in enumerate(rows(folder, "summ_bbc_news_dev")):
        if n % 3 or row.get("exact_copy_of"):
            continue
        paragraphs = [part.strip() for part in row["article"].split("\n\n")[1:] if len(part.split()) > 5]
        units = [(p, part) for p, part in enumerate(paragraphs)]
        units += [
            (p, piece) for p, part in enumerate(paragraphs) for piece in re.split(r"(?<=[.!?]) (?=[A-Z])", part)
            if len(piece.split()) > 7 and piece != part
        ]  # fmt: skip
        words = [set(re.findall(r"[a-z]{4,}", text.lower())) for _, text in units]
        ranked = sorted(
            (-len(words[i] & words[j]) / (1 + min(len(words[i]), len(words[j]))), i, j)
            for i in range(len(units))
            for j in range(i + 1, len(units))
            if units[i][0] != units[j][0]
        )
        for rank, (_, i, j) in enumerate(ranked[:20]):
            yield Example("news", f"{row['id']} {rank}", "", row["id"], units[i][1], units[j][1], 0.0)


def passages(folder: Path, seed: int = 1) -> Iterator[Example]:
    """Yield passages of one to six sentences, made of runs of segments and their second translations.

    What each side says of the other is known by construction; a side that says .6 to .95 of the other has no label.
    """
    story: defaultdict[str, defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(folder, "clusters_wmt21_news"):
        source, segment = re.match(r"(wmt21-\w+-\w+)-(\d+)", row["id"]).groups()  # type: ignore[union-attr]
        story[source][int(segment)].append(row["text"])
    draw = random.Random(seed)
    for source, segments in sorted(story.items()):
        rich = [n for n in sorted(segments) if len(segments[n]) > 1]
        for start in rich:
            inside = start // BLOCK * BLOCK
            run = [n for n in range(start, min(start + 8, inside + BLOCK)) if len(segments.get(n, ())) > 1]
            if len(run) < 2:
                continue
            for kind in ("same", "part", "overlap", "next"):
                made = _pair(draw, kind, run, segments)
                if made:
                    yield Example("passages", f"{source}-{start}-{kind}", kind, block(source, start), *made)


def _pair(
    draw: random.Random, kind: str, run: list[int], segments: dict[int, list[str]]
) -> tuple[str, str, float | None, float, float] | None:
    size = draw.randint(1, min(5, len(run) - 1))
    if kind == "same":
        left, right = run[:size], run[:size]
    elif kind == "part":
        size = max(1, min(size, len(run) // 2))
        at = draw.randint(0, len(run) - size)
        left, right = run[at : at + size], run
    elif kind == "overlap":
        left, right = run[: size + 1], run[size : 2 * size + 1]
    else:
        left, right = run[:size], run[size : 2 * size]
    if not left or not right:
        return None
    text_a, text_b = {}, {}
    for n in {*left, *right}:
        text_a[n], text_b[n] = draw.sample(segments[n], 2)
    a, b = " ".join(text_a[n] for n in left), " ".join(text_b[n] for n in right)
    both = set(left) & set(right)
    a_in_b = sum(len(text_a[n]) for n in left if n in both) / sum(len(text_a[n]) for n in left)
    b_in_a = sum(len(text_b[n]) for n in right if n in both) / sum(len(text_b[n]) for n in right)
    least = min(a_in_b, b_in_a)
    same = 1.0 if least > 0.95 else 0.0 if least < 0.6 else None
    return (a, b, same, a_in_b, b_in_a) if draw.random() < 0.5 else (b, a, same, b_in_a, a_in_b)
