"""Typed facts on the open labelled sets: `python -m benchmarks.facts --data FOLDER`.

For each kind of pair: how many have a clash, and clashes of which kinds. Where two sentences tell the same, a clash is
a false alarm (or the sources disagree); where one fact was changed, no clash is a miss. The rules were written while
reading the even blocks of 20 segments of WMT21 and the MRPC pairs with an even checksum: the column `held out` counts
only odd blocks, and MRPC pairs whose whole group of shared sentences was not read.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dedup.facts import apart, clashes, find_facts, lacking

BLOCK = 20
OWN_KINDS = {
    "number": {"number", "date", "time", "unit"},
    "name": {"name", "place"},
    "negation": {"negation"},
    "direction": {"direction", "time"},
}
_SEGMENT = re.compile(r"-(\d+)-[pn]")
Row = dict[str, Any]


@dataclass
class Count:
    """How many pairs of one sort there are, and what was found in them."""

    pairs: int = 0
    clash: int = 0
    own: int = 0
    apart: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row, own: set[str]) -> None:
        """Compare one pair and count what disagrees; `own` are the kinds that the changed fact may show as."""
        found = {str(clash.kind) for clash in clashes(row["a"], row["b"])}
        self.pairs += 1
        self.clash += bool(found)
        self.own += bool(found & own)
        self.apart += bool(found) or bool(apart(row["a"], row["b"]))
        self.kinds.update(found)


def rows(folder: Path, name: str) -> Iterator[Row]:
    """Yield the rows of one set."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def odd_block(row: Row) -> bool:
    """Return whether a WMT21 row lies in a block that was not read while the rules were written."""
    match = _SEGMENT.search(row["id"])
    return match is not None and int(match[1]) // BLOCK % 2 == 1


def unread(found: Iterable[Row]) -> set[str]:
    """Return the ids of the MRPC pairs in groups, linked by shared sentences, of which no pair was read."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    listed = list(found)
    for row in listed:
        _, a, b = row["id"].split("-")
        parent[root(a)] = root(b)
    read = {root(row["id"].split("-")[1]) for row in listed if zlib.crc32(row["id"].encode()) % 2 == 0}
    return {row["id"] for row in listed if root(row["id"].split("-")[1]) not in read}


def report(title: str, found: Iterable[Row], held: Callable[[Row], bool], own: set[str] | None = None) -> None:
    """Print the figures of one sort of pairs, all of them and the held-out ones."""
    every, out = Count(), Count()
    for row in found:
        every.add(row, own or set())
        if held(row):
            out.add(row, own or set())
    line = f"{title:38}{every.pairs:6}{_share(every.clash, every)}{out.pairs:8}{_share(out.clash, out)}"
    line += _share(out.own, out) if own else f"{'':7}"
    print(f"{line}{_share(out.apart, out)}   {dict(out.kinds.most_common(5))}")


def _share(part: int, whole: Count) -> str:
    return f"{part / whole.pairs:7.3f}" if whole.pairs else f"{'':7}"


def speed(found: Iterable[Row]) -> None:
    """Print what finding, comparing and listing the residue cost, per sentence or pair."""
    listed = list(found)
    began = time.process_time()
    for row in listed:
        find_facts(row["a"])
    finding = time.process_time() - began
    facts = [(find_facts(row["a"]), find_facts(row["b"])) for row in listed]
    began = time.process_time()
    for row, (one, two) in zip(listed, facts, strict=True):
        clashes(row["a"], row["b"], one, two)
    comparing = time.process_time() - began
    began = time.process_time()
    for row, (one, two) in zip(listed, facts, strict=True):
        lacking(row["a"], row["b"], one, [two])
    residue = time.process_time() - began
    each = 1e3 / max(1, len(listed))
    print(f"\nms: find_facts {finding * each:.2f}   clashes {comparing * each:.2f}   lacking {residue * each:.2f}")


def main() -> None:
    """Read the folder from the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the open sets, *.jsonl.gz")
    folder: Path = parser.parse_args().data
    print(f"{'':38}{'all':>6}{'clash':>7}{'held out':>8}{'clash':>7}{'kind':>7}{'+apart':>7}")
    contrast = list(rows(folder, "contrast_wmt21_fact_changed"))
    print("one fact changed: share found")
    for kind, own in OWN_KINDS.items():
        report(f"  contrast {kind}", (r for r in contrast if r.get("kind") == kind), odd_block, own)
    nli = list(rows(folder, "pairs_breaking_nli"))
    for category in sorted({r["category"] for r in nli if not r["label"]}):
        report(f"  nli {category}", (r for r in nli if not r["label"] and r["category"] == category), lambda _: True)
    reuters = list(rows(folder, "pairs_reuters_number_template_dev"))
    report("  reuters, other figures", (r for r in reuters if not r["label"]), lambda _: True)
    print("the same told twice: share of false alarms")
    report("  contrast paraphrase", (r for r in contrast if r["label"]), odd_block)
    wmt = list(rows(folder, "pairs_wmt21_news_paraphrase"))
    report("  wmt21 paraphrase", (r for r in wmt if r["label"]), odd_block)
    mrpc = list(rows(folder, "pairs_mrpc_train"))
    new = unread(mrpc)
    report("  mrpc positive", (r for r in mrpc if r["label"]), lambda r: r["id"] in new)
    report("  nli entailment", (r for r in nli if r["label"]), lambda _: True)
    report("  reuters, reposted", (r for r in reuters if r["label"]), lambda _: True)
    speed(mrpc)


if __name__ == "__main__":
    main()
