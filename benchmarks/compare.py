"""How well `compare` aligns, and what two books cost: `python -m benchmarks.compare --data FOLDER`.

Alignment: plagdet by kind on align_dev (a block of one article inside another), and how many pairs with nothing in common
raise an alarm. Books: two texts of 100,000 words drawn from the corpora, half of the second taken from the first in blocks
that stand in another order, every third of their sentences edited; one process, from nothing. `--books 0` leaves them out.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.long_article import text_of
from dedup.api import Detector
from dedup.bench.plagdet import Pair, Plagdet, Spans, plagdet

SET = "align_dev"
NOTHING = "none"
AIMS = {"verbatim": 0.97, "light": 0.93, "paraphrase": 0.87, "summary": 0.93, "all": 0.92}
MOST_GRANULARITY, MOST_ALARMS = 1.03, 0.02


class Row(NamedTuple):
    """One pair of texts: how the block was reworded, and the figures of its alignment."""

    kind: str
    pair: Pair


def cases_of(row: Mapping[str, Any]) -> list[Spans]:
    """Return the planted blocks of one row."""
    return [
        Spans((s["src_off"], s["src_off"] + s["src_len"]), (s["susp_off"], s["susp_off"] + s["susp_len"]))
        for s in row["spans"]
    ]


def aligned(detector: Detector, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return what is detected in each row: the source is the original, the suspicious text the repost."""
    found = []
    for row in rows:
        matches = detector.compare(row["source_text"], row["suspicious_text"]).matches
        detections = [Spans((match.a.start, match.a.end), (match.b.start, match.b.end)) for match in matches]
        found.append(Row(row["kind"], Pair(cases_of(row), detections)))
    return found


def by_kind(rows: Sequence[Row]) -> dict[str, Plagdet]:
    """Return the figures of each kind with cases, and of all pairs together."""
    kinds: defaultdict[str, list[Pair]] = defaultdict(list)
    for row in rows:
        kinds[row.kind].append(row.pair)
    figures = {kind: plagdet(pairs) for kind, pairs in kinds.items() if kind != NOTHING}
    return figures | {"all": plagdet(row.pair for row in rows)}


def report(rows: Sequence[Row]) -> str:
    """Return the figures as a table, with the aims."""
    lines = [f"{'kind':12}{'pairs':>6}{'plagdet':>9}{'aim':>6}{'prec.':>7}{'recall':>8}{'granul.':>9}"]
    for kind, figure in by_kind(rows).items():
        number = len(rows) if kind == "all" else sum(row.kind == kind for row in rows)
        aim = f"{AIMS[kind]:.2f}" if kind in AIMS else ""
        lines.append(
            f"{kind:12}{number:6}{figure.plagdet:9.3f}{aim:>6}{figure.precision:7.3f}{figure.recall:8.3f}"
            f"{figure.granularity:9.3f}"
        )
    nothing = [row.pair for row in rows if row.kind == NOTHING]
    alarms = sum(bool(pair.detections) for pair in nothing)
    lines.append(f"granularity: at most {MOST_GRANULARITY}")
    lines.append(f"false alarms: {alarms} of {len(nothing)} pairs with nothing in common (at most {MOST_ALARMS:.0%})")
    return "\n".join(lines)


def books(folder: Path, words: int) -> tuple[str, str]:
    """Return two texts of about so many words: half of the second are blocks of the first, moved and partly edited."""
    draw = random.Random(5)
    first = text_of(folder, words, seed=2).split("\n\n")
    other = text_of(folder, words // 2, seed=3).split("\n\n")
    blocks = [first[n : n + 20] for n in range(0, len(first), 40)]
    draw.shuffle(blocks)
    taken = [edited(paragraph, draw) for block in blocks for paragraph in block]
    return "\n\n".join(first), "\n\n".join([*taken, *other])


def edited(paragraph: str, draw: random.Random) -> str:
    """Return a paragraph in which one sentence of three has lost a word and two have changed places."""
    sentences = paragraph.split(". ")
    for n, sentence in enumerate(sentences):
        parts = sentence.split()
        if len(parts) > 5 and draw.random() < 1 / 3:
            at = draw.randrange(1, len(parts) - 3)
            parts[at : at + 3] = [parts[at + 2], parts[at]]
            sentences[n] = " ".join(parts)
    return ". ".join(sentences)


def cost(folder: Path, words: int) -> str:
    """Return seconds and peak memory of one `dedup compare` of two books, the whole process."""
    import resource  # not on Windows; only this part needs it

    with tempfile.TemporaryDirectory() as place:
        paths = [Path(place) / name for name in ("original.txt", "repost.txt")]
        for path, text in zip(paths, books(folder, words), strict=True):
            path.write_text(text, encoding="utf-8")
        out = Path(place) / "comparison.json"
        began = time.perf_counter()
        command = [sys.executable, "-m", "dedup", "compare", *map(str, paths), "--format", "json", "-o", str(out)]
        subprocess.run(command, check=True)
        seconds = time.perf_counter() - began
        found = json.loads(out.read_text(encoding="utf-8"))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    sizes = " and ".join(f"{article['words']:,}" for article in found["articles"])
    told = sum(found["shares"][1][key] for key in ("conflict", "changed", "reworded", "carried_over"))
    return (
        f"books of {sizes} words: {len(found['alignments']):,} alignments, {told:,} words of the second told in the first; "
        f"{seconds:.1f} s wall (at most 60), {used.ru_utime + used.ru_stime:.1f} s of processor, "
        f"{used.ru_maxrss / 1024:.0f} MB (at most 1,536)"
    )


def main() -> None:
    """Print the figures of alignment and the cost of two books."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("DEDUP_DATA"))
    parser.add_argument("--set", default=SET, help="the file of pairs, without .jsonl.gz")
    parser.add_argument("--books", type=int, default=100_000, metavar="WORDS", help="length of a book; 0: none")
    arguments = parser.parse_args()
    if not arguments.data:
        parser.error("name the folder of the open sets with --data or DEDUP_DATA")
    folder = Path(arguments.data)
    if arguments.set:
        with gzip.open(folder / f"{arguments.set}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        print(report(aligned(Detector(), rows)))
    if arguments.books:
        print(cost(folder, arguments.books))


if __name__ == "__main__":
    main()
