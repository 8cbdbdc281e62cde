"""Real saved pages: what is kept as article, what is labelled furniture, what is lost, and how fast.

Run: python -m benchmarks.html --data FOLDER. The pages are those of trafilatura's evaluation (132 in English), with short
strings that an extractor must keep or drop. They are split in two halves by a checksum of their id: the points of
dedup/stages/read/weigh.py were set on the first half; of the second, totals were watched (DECISIONS.md says what they decided).
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from lxml import etree

from dedup.passages import Flag, Passage, Role
from dedup.stages.read import read_bytes
from dedup.stages.segment import segment

SET = "html_trafilatura_eval_en.jsonl.gz"
AIM_KEPT, AIM_DROPPED = 0.97, 0.88
_ROUNDS = 3


@dataclass
class Counts:
    """Sums over pages. A string counts as kept where it stands in passages that are not boilerplate, else as dropped."""

    pages: int = 0
    keep: int = 0
    kept: int = 0
    absent: int = 0  # of those to keep: on no passage, so mostly not on the page
    drop: int = 0
    dropped: int = 0
    words: int = 0
    labelled: int = 0
    hidden: int = 0
    inserted: int = 0
    lost: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


def main() -> int:
    """Return 0 where all pages together reach both aims and no inserted block is lost, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.html", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of the open sets")
    with gzip.open(parser.parse_args().data / SET, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    halves = [[row for row in rows if half_of(row["id"]) == half] for half in (0, 1)]
    first, second = (sum(map(counts_of, half), Counts()) for half in halves)
    both = first + second
    for name, counts in (("tuned on", first), ("other half", second), ("all", both)):
        print_counts(name, counts)
    print_speed([row["html"].encode() for row in rows])
    reached = both.kept >= AIM_KEPT * both.keep and both.dropped >= AIM_DROPPED * both.drop and not both.lost
    return 0 if reached else 1


def half_of(name: str) -> int:
    """Return 0 or 1, decided by the name alone."""
    return int(sha256(name.encode()).hexdigest(), 16) % 2


def counts_of(row: dict[str, Any]) -> Counts:
    """Return what one page adds."""
    passages = _passages(row["html"].encode())
    article = _joined(passage for passage in passages if passage.role is not Role.BOILERPLATE)
    everything = _joined(passages)
    inserted, lost = lost_by_insertion(row["html"], passages)
    keep, drop = [list(map(_level, row[name])) for name in ("must_keep", "must_drop")]
    return Counts(
        pages=1,
        keep=len(keep),
        kept=sum(text in article for text in keep),
        absent=sum(text not in everything for text in keep),
        drop=len(drop),
        dropped=sum(text not in article for text in drop),
        words=sum(map(_words, passages)),
        labelled=sum(_words(passage) for passage in passages if passage.role is Role.BOILERPLATE),
        hidden=sum(_words(passage) for passage in passages if Flag.HIDDEN in passage.flags),
        inserted=inserted,
        lost=lost,
    )


def lost_by_insertion(markup: str, passages: Sequence[Passage]) -> tuple[int, int]:
    """Return how many visible <p> of the page were put in twice more, right behind themselves, and how many got lost."""
    root = etree.fromstring(markup.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    before = [_level(passage.text) for passage in passages]
    lines = [(element, _level("".join(map(str, element.itertext())))) for element in root.iter("p") if not len(element)]
    chosen = [(element, text) for element, text in lines if len(text) >= 80 and before.count(text) == 1][:3]
    for element, _ in chosen:
        for _copy in range(2):
            copy = etree.Element("p", dict(element.attrib))
            copy.text = element.text
            element.addnext(copy)
    after = [_level(passage.text) for passage in _passages(etree.tostring(root, encoding="utf-8", method="html"))]
    return 2 * len(chosen), sum(3 - after.count(text) for _, text in chosen)


def print_counts(name: str, counts: Counts) -> None:
    """Print the shares of a set of pages."""
    print(
        f"{name:10} {counts.pages:3} pages: kept {counts.kept} of {counts.keep} ({counts.kept / counts.keep:.3f}; "
        f"{counts.absent} are not in the page's text), dropped {counts.dropped} of {counts.drop} "
        f"({counts.dropped / counts.drop:.3f}); {counts.words / counts.pages:,.0f} words a page, of them "
        f"{counts.labelled / counts.words:.0%} labelled boilerplate, {counts.hidden / counts.words:.0%} hidden; "
        f"{counts.lost} of {counts.inserted} inserted repeats lost"
    )


def print_speed(pages: Sequence[bytes]) -> None:
    """Print how fast the pages are read and cut into passages, beside lxml building their trees alone."""
    size = sum(map(len, pages)) / 1e6
    paragraphs = sum(len(_passages(page)) for page in pages)
    for name, work in (("read and segment", _passages), ("lxml parsing alone", _parse)):
        seconds = statistics.median(_seconds(work, pages) for _ in range(_ROUNDS))
        print(f"{name:18} {size / seconds:6.1f} MB/s {paragraphs / seconds:9,.0f} paragraphs/s of processor time")


def _seconds(work: Callable[[bytes], object], pages: Iterable[bytes]) -> float:
    start = time.process_time()
    for page in pages:
        work(page)
    return time.process_time() - start


def _parse(page: bytes) -> object:
    return etree.fromstring(page, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def _passages(page: bytes) -> tuple[Passage, ...]:
    return segment(read_bytes(page, name="page.html")).passages


def _joined(passages: Iterable[Passage]) -> str:
    return _level(" ".join(passage.text for passage in passages))


def _level(text: str) -> str:
    return " ".join(text.split())


def _words(passage: Passage) -> int:
    return len(passage.text.split())


if __name__ == "__main__":
    sys.exit(main())
