"""How many duplicates of a scan are right, by pairs that were read: `python -m benchmarks.scan.precision`.

Without more it prints what the verdicts beside this file come to. `--data FOLDER` prints the pairs too, to be read again.
`--draw FILE --scan DIR` draws pairs from a scan of the three open corpora (id field `id`, text field `text`): 200 of all that it
calls duplicates ("all"), and 100 of those that are not the same text ("others"), as ids only. Pairs that were read before are
not drawn again: "fitted" are those that the rules were chosen on, "before" those drawn before the rules of today; no precision
is told of them.
A verdict says whether the two state the same content: the same subject, event and period, no fact that clashes, and of a
summary everything that the shorter says. The ids are those of the corpora; each record is one passage.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.archive.texts import CORPORA, rows

VERDICTS = Path(__file__).with_name("verdicts.jsonl")
ALL, OTHERS = 200, 100


@dataclass(frozen=True)
class Pair:
    """Two records, from which draw they are, and whether they state the same (None: not read)."""

    draw: str
    a: str
    b: str
    relation: str
    score: float
    right: bool | None = None


def main() -> None:
    """Print precision, or draw pairs."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scan.precision", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--verdicts", type=Path, default=VERDICTS, metavar="FILE")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="print the pairs as well")
    parser.add_argument("--draw", type=Path, metavar="FILE", help="write pairs to be read, drawn anew")
    parser.add_argument("--scan", type=Path, metavar="DIR", help="with --draw: what dedup scan has written")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.draw:
        if not asked.scan:
            parser.error("--draw needs --scan")
        write(asked.draw, drawn(asked.scan, read(asked.verdicts), asked.seed))
        return
    pairs = read(asked.verdicts)
    if asked.data:
        shown(pairs, asked.data)
    read_ones = [pair for pair in pairs if pair.right is not None and pair.draw in {"all", "others"}]
    figures("of all duplicates", [pair for pair in read_ones if pair.draw == "all"])
    figures("of those that are not the same text", [pair for pair in read_ones if pair.relation != "identical"])


def drawn(folder: Path, known: Iterable[Pair], seed: int) -> list[Pair]:
    """Return pairs of a scan to be read; in the place of one that was read before stands another that is not equal."""
    import pyarrow.parquet as pq

    names = pq.read_table(folder / "passages.parquet", columns=["article"]).column("article").to_pylist()
    rows = [row for row in pq.read_table(folder / "pairs.parquet").to_pylist() if row["duplicate"]]
    found = [Pair("all", names[row["a"]], names[row["b"]], row["relation"], row["score"]) for row in rows]
    before = {(pair.a, pair.b) for pair in known if pair.relation != "identical"}
    others = [pair for pair in found if pair.relation != "identical"]
    fresh = [pair for pair in others if (pair.a, pair.b) not in before]
    print(f"{len(found):,} duplicates, {len(others):,} of them not the same text, {len(fresh):,} not read before")
    chosen = Random(f"{seed} all").sample(found, ALL)
    spare = [pair for pair in fresh if pair not in chosen]
    instead = Random(f"{seed} instead").sample(spare, len(spare))
    every = [instead.pop() if pair.relation != "identical" and (pair.a, pair.b) in before else pair for pair in chosen]
    left = [pair for pair in fresh if pair not in every]
    return [*every, *(replace(pair, draw="others") for pair in Random(f"{seed} others").sample(left, OTHERS))]


def figures(told: str, pairs: Sequence[Pair]) -> None:
    """Print the precision of some pairs, and by relation."""
    if not pairs:
        return
    by: defaultdict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        by[pair.relation].append(bool(pair.right))
    parts = ", ".join(f"{name} {sum(hits) / len(hits):.3f} of {len(hits)}" for name, hits in sorted(by.items()))
    print(f"precision {told}: {sum(bool(p.right) for p in pairs) / len(pairs):.3f} of {len(pairs)}  ({parts})")


def shown(pairs: Iterable[Pair], data: Path) -> None:
    """Print the pairs to be read."""
    texts = {str(row["id"]): row for corpus in CORPORA for row in rows(data, f"corpus_{corpus}_paragraphs")}
    for n, pair in enumerate(pairs):
        print(f"\n{n} {pair.draw} {pair.relation} {pair.score:.2f} right: {pair.right}")
        for name in (pair.a, pair.b):
            row = texts[name]
            print(f"  {name} [{row.get('title', '')[:60]} {row.get('date', '')[:11]}]\n    {row['text'][:700]}")


def read(path: Path) -> list[Pair]:
    """Return the pairs of a file."""
    return [Pair(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, pairs: Iterable[Pair]) -> None:
    """Write pairs, one a line."""
    path.write_text("".join(json.dumps(asdict(pair)) + "\n" for pair in pairs), encoding="utf-8")


if __name__ == "__main__":
    main()
