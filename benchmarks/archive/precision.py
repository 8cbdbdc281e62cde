"""How many duplicates of an archive are right, by pairs that were read: `python -m benchmarks.archive.precision`.

Without more it prints what the verdicts beside this file come to. `--data FOLDER` prints the pairs too, to be read again.
`--draw FILE` checks articles of the corpora, drawn by `--seed`, against an archive of them all (`--archive`) and writes the
pairs that it tells as duplicates though they are not equal, as numbers only: which article (in the order of
benchmarks.archive.texts), from where to where.
A verdict says whether both passages state the same content, read with title and day of their articles: the same subject,
event and period, no fact that clashes, and of a summary everything that the shorter says.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.archive.texts import articles
from dedup.archive import Archive
from dedup.passages import Article, Relation

VERDICTS = Path(__file__).with_name("verdicts.jsonl")
COUNT = 200


@dataclass(frozen=True)
class Pair:
    """Two passages, each by the number of its article and its span, and whether they state the same (None: not read)."""

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
        write(asked.draw, islice(drawn(asked.archive, asked.data, asked.seed), COUNT))
        return
    pairs = read(asked.verdicts)
    if asked.data:
        show(pairs, list(articles(asked.data)))
    print_precision(pairs)


def drawn(folder: Path, data: Path, seed: int) -> Iterator[Pair]:
    """Yield what an archive of the corpora tells as duplicates of articles drawn from them, each pair of texts once."""
    every = list(articles(data))
    number = {article.id: n for n, article in enumerate(every)}
    random = Random(seed)
    seen: set[tuple[str, ...]] = set()
    with Archive.open(folder, create=False) as archive:
        while True:
            at = random.randrange(len(every))
            report = archive.check(every[at], exclude_ids=[every[at].id], top=1)
            for match in report.matches:
                here = report.passages[match.passage]
                key = tuple(sorted((here.text, match.text)))
                told = match.duplicate and match.relation is not Relation.IDENTICAL
                if told and match.article_id in number and key not in seen:
                    seen.add(key)
                    span = (match.span.start, match.span.end)
                    yield Pair(at, (here.start, here.end), number[match.article_id], span, match.relation, match.score)


def show(pairs: Sequence[Pair], every: Sequence[Article]) -> None:
    """Print each pair with title and day of its articles."""
    for n, pair in enumerate(pairs):
        verdict = {True: "right", False: "wrong", None: "not read"}[pair.right]
        print(f"{n}: {pair.relation} {pair.score}: {verdict}")
        for side, (start, end) in ((pair.a, pair.a_span), (pair.b, pair.b_span)):
            article = every[side]
            print(f"  [{article.title} | {article.date}] {' '.join(article.text[start:end].split())}")


def print_precision(pairs: Sequence[Pair]) -> None:
    """Print the share of right ones, of all that were read and by relation."""
    by_relation: defaultdict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        if pair.right is not None:
            by_relation[pair.relation].append(pair.right)
            by_relation["all"].append(pair.right)
    for relation, read_ones in sorted(by_relation.items(), key=lambda one: -len(one[1])):
        print(f"{relation}: {sum(read_ones)} of {len(read_ones)} right, {sum(read_ones) / len(read_ones):.3f}")


def read(path: Path) -> list[Pair]:
    """Return the pairs of a file."""
    return [Pair(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, pairs: Iterator[Pair]) -> None:
    """Write a pair a line, as they come."""
    with path.open("w", encoding="utf-8", buffering=1) as file:
        file.writelines(json.dumps(asdict(pair)) + "\n" for pair in pairs)


if __name__ == "__main__":
    main()
