"""How many duplicates of an archive are right, by pairs that were read: `python -m benchmarks.archive.precision`.

Without more it prints what the verdicts beside this file come to. `--data FOLDER` prints the pairs too, to be read again.
`--draw FILE` checks articles of the corpora, drawn by `--seed`, against an archive of them all (`--archive`), and draws from
the pairs that it tells as duplicates 200 of all ("all") and 100 of those that are not equal ("others"), as numbers only: which
article (in the order of benchmarks.archive.texts), from where to where. Pairs that were read before are not drawn again:
"fitted" are those that the rules were chosen on, and no precision is told of them.
A verdict says whether both passages state the same content, read with title and day of their articles: the same subject,
event and period, no fact that clashes, and of a summary everything that the shorter says.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.archive.texts import articles
from dedup.archive import Archive
from dedup.passages import Article, Relation

VERDICTS = Path(__file__).with_name("verdicts.jsonl")
ARTICLES, ALL, OTHERS = 600, 200, 100


@dataclass(frozen=True)
class Pair:
    """A draw; two passages, each by the number of its article and its span; whether they state the same (None: not read)."""

    draw: str
    a: int
    a_span: tuple[int, int]
    b: int
    b_span: tuple[int, int]
    relation: str
    score: float
    right: bool | None = None


def main() -> None:
    """Print precision, or draw pairs."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.archive.precision", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--verdicts", type=Path, default=VERDICTS, metavar="FILE")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="print the pairs as well")
    parser.add_argument("--draw", type=Path, metavar="FILE", help="write pairs to be read, drawn anew")
    parser.add_argument("--archive", type=Path, metavar="FOLDER", help="with --draw: an archive of all three corpora")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.draw:
        if not asked.data or not asked.archive:
            parser.error("--draw needs --data and --archive")
        write(asked.draw, drawn(told(asked.archive, asked.data, asked.seed), read(asked.verdicts), asked.seed))
        return
    pairs = read(asked.verdicts)
    if asked.data:
        show(pairs, list(articles(asked.data)))
    print_precision(pairs)


def told(folder: Path, data: Path, seed: int) -> list[Pair]:
    """Return what an archive of the corpora tells as duplicates of articles drawn from them, each pair of texts once."""
    every = list(articles(data))
    number = {article.id: n for n, article in enumerate(every)}
    found: dict[tuple[str, ...], Pair] = {}
    with Archive.open(folder, create=False) as archive:
        for at in Random(seed).sample(range(len(every)), ARTICLES):
            report = archive.check(every[at], exclude_ids=[every[at].id], top=1)
            for match in report.matches:
                here = report.passages[match.passage]
                if match.duplicate and match.article_id in number:
                    spans = (here.start, here.end), (match.span.start, match.span.end)
                    pair = Pair("", at, spans[0], number[match.article_id], spans[1], match.relation, match.score)
                    found.setdefault(tuple(sorted((here.text, match.text))), pair)
    return list(found.values())


def drawn(found: Sequence[Pair], known: Iterable[Pair], seed: int) -> list[Pair]:
    """Return pairs to be read; in the place of one that was read before stands another that is not equal."""
    before = {(pair.a, pair.a_span, pair.b, pair.b_span) for pair in known}
    others = [pair for pair in found if pair.relation != Relation.IDENTICAL]
    fresh = [pair for pair in others if (pair.a, pair.a_span, pair.b, pair.b_span) not in before]
    print(f"{len(found):,} duplicates, {len(others):,} of them not equal, {len(fresh):,} of these not read before")
    chosen = Random(seed).sample(found, ALL)
    spare = [pair for pair in fresh if pair not in chosen]
    instead = Random(f"{seed} instead").sample(spare, len(spare))
    every = [instead.pop() if pair in others and pair not in fresh else pair for pair in chosen]
    left = [pair for pair in fresh if pair not in every]
    some = Random(f"{seed} others").sample(left, min(len(left), OTHERS))
    return [*(replace(pair, draw="all") for pair in every), *(replace(pair, draw="others") for pair in some)]


def show(pairs: Sequence[Pair], every: Sequence[Article]) -> None:
    """Print each pair with title and day of its articles."""
    for n, pair in enumerate(pairs):
        verdict = {True: "right", False: "wrong", None: "not read"}[pair.right]
        print(f"{n}: {pair.draw} {pair.relation} {pair.score}: {verdict}")
        for side, (start, end) in ((pair.a, pair.a_span), (pair.b, pair.b_span)):
            article = every[side]
            print(f"  [{article.title} | {article.date}] {' '.join(article.text[start:end].split())}")


def print_precision(pairs: Sequence[Pair]) -> None:
    """Print the share of right ones: of all duplicates, and of those that are not equal, with those of the first draw."""
    every = [pair for pair in pairs if pair.draw == "all"]
    others = [pair for pair in pairs if pair.draw in {"all", "others"} and pair.relation != Relation.IDENTICAL]
    for name, some in (("of all duplicates", every), ("of those that are not equal", others)):
        by_relation: defaultdict[str, list[bool]] = defaultdict(list)
        for pair in some:
            if pair.right is not None:
                by_relation[pair.relation].append(pair.right)
        hits = [hit for several in by_relation.values() for hit in several]
        if hits:
            parts = (f"{relation} {sum(one)} of {len(one)}" for relation, one in sorted(by_relation.items()))
            print(f"precision {name}: {sum(hits) / len(hits):.3f} of {len(hits)} ({', '.join(parts)})")


def read(path: Path) -> list[Pair]:
    """Return the pairs of a file."""
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(**row | {name: tuple(row[name]) for name in ("a_span", "b_span")}) for row in found]


def write(path: Path, pairs: Iterable[Pair]) -> None:
    """Write a pair a line."""
    path.write_text("".join(json.dumps(asdict(pair)) + "\n" for pair in pairs), encoding="utf-8")


if __name__ == "__main__":
    main()
