"""Read damaged inputs until the time is over. Run: python -m tests.fuzz html --seconds 30 [--seed 1]

Each input is made from the seed and its number, so `--only NUMBER` makes it again. It is read in a process of its own
that may take ten seconds and a gigabyte, and may open no connection. What fails is written to tests/fuzz/found/.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.fuzz.reader import Reader
from tests.fuzz.targets import CORPUS, TARGETS

FOUND = Path(__file__).parent / "found"


def main() -> int:
    """Return 0 where every input was read or refused with a sentence, 1 where one was not."""
    asked = _arguments()
    return int(sum(fuzz(name, asked) for name in asked.formats) > 0)


def fuzz(name: str, asked: argparse.Namespace) -> int:
    """Return how many faults were found in one format; each is printed and its input kept."""
    corpus = [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]
    reader = Reader(name)
    seen: Counter[str] = Counter()
    slowest, number = 0.0, asked.only or 0
    end = time.monotonic() + asked.seconds
    while time.monotonic() < end and seen["fault"] < asked.most_faults:
        data = made(name, asked.seed, number, corpus)
        outcome = reader.read(data)
        slowest = max(slowest, outcome.seconds)
        seen["fault" if outcome.fault else "refused" if outcome.said else "read"] += 1
        if outcome.fault:
            FOUND.mkdir(exist_ok=True)
            kept = FOUND / f"{name}-{asked.seed}-{number}"
            kept.write_bytes(data)
            print(f"{kept.name}: {outcome.fault}", flush=True)
        if asked.only is not None:
            break
        number += 1
    reader.close()
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(seen.items()) if count)
    print(f"{name}: {seen.total():,} inputs of seed {asked.seed}: {counts}; slowest {slowest:.2f} s", flush=True)
    return seen["fault"]


def made(name: str, seed: int, number: int, corpus: list[bytes]) -> bytes:
    """Return input `number` of a seed: the corpus as it is first, then damaged."""
    if number < len(corpus):
        return corpus[number]
    random = Random(f"{name} {seed} {number}")
    target = TARGETS[name]
    return target.mutate(random, random.choice(corpus), corpus, target.tokens)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("formats", nargs="*", default=sorted(TARGETS), help="of " + ", ".join(sorted(TARGETS)))
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="make and read this input alone")
    parser.add_argument("--most-faults", type=int, default=20, help="stop after so many")
    asked = parser.parse_args()
    if unknown := [name for name in asked.formats if name not in TARGETS]:
        parser.error(f"there is no target {unknown[0]!r}; there are: {', '.join(sorted(TARGETS))}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
