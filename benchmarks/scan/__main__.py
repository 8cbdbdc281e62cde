"""A scan beside its peers: `python -m benchmarks.scan --data FOLDER [--systems fast,semhash] [--growth 250000,500000]`.

The paragraphs of the open corpora, one a record, and sentences planted twice (identical, near, a second translation). Each
system has a process of its own; they take turns. Printed are seconds (wall, processor), megabytes, and the recall of what was
planted: `duplicate`, and for dedup also `told`, which counts the pairs that it only reports. With --growth the same
paragraphs are replicated with seeded edits, and the exponent of the wall time is printed. Each paragraph is there in as many
versions whatever the size, so that what grows is the archive and not how much of it is alike; with --versions 0 the corpora
come once and then edited, so that a larger archive has more that is alike, and more to judge for each passage.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.archive.texts import CORPORA, PAIRS, Planted, families, paragraphs, planted, replicated, rows
from benchmarks.scan.runs import SYSTEMS, Run, lexical, run
from dedup.passages import Article

PLANTED = 600


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scan", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="which, parted by commas")
    parser.add_argument("--corpora", default=",".join(CORPORA), help="of which corpora, parted by commas")
    parser.add_argument("--growth", default="", help="numbers of passages, parted by commas")
    parser.add_argument(
        "--versions", type=int, help="of each paragraph with --growth (default: what the largest size needs)"
    )
    parser.add_argument("--memory", default="2G")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.growth:
            sizes = [int(n) for n in asked.growth.split(",")]
            versions = -(-max(sizes) // paragraphs(asked.data)) if asked.versions is None else asked.versions
            growth(Path(folder), {n: archive_of(asked.data, n, versions) for n in sizes}, asked.memory)
            return
        told, _ = planted(asked.data, PLANTED)
        file = Path(folder) / "paragraphs.jsonl"
        wanted = written(file, asked.data, asked.corpora.split(","), told)
        for system in asked.systems.split(","):
            line(system, run(system, file, wanted, asked.memory), told)
        texts = [json.loads(one)["text"] for one in file.read_text(encoding="utf-8").splitlines()]
        print(f"the lexical join alone, one process: {lexical(texts)}")


def written(file: Path, data: Path, corpora: Sequence[str], told: Sequence[Planted]) -> list[tuple[int, int]]:
    """Write the paragraphs and what is planted, one a line; return which records tell the same."""
    number, wanted = 0, []
    with file.open("w", encoding="utf-8") as lines:
        for corpus in corpora:
            for row in rows(data, f"corpus_{corpus}_paragraphs"):
                lines.write(json.dumps({"id": str(number), "text": row["text"]}) + "\n")
                number += 1
        for one in told:
            for text in (one.before, one.again):
                lines.write(json.dumps({"id": str(number), "text": text}) + "\n")
                number += 1
            wanted.append((number - 2, number - 1))
    print(f"{number:,} records of {', '.join(corpora)} and {PAIRS}")
    return wanted


def line(system: str, found: Run, told: Sequence[Planted]) -> None:
    """Print what one system took and found."""
    kinds: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for one, hit, reported in zip(told, found.found, found.told, strict=True):
        kinds[one.kind].append((hit, reported))
    recall = "  ".join(
        f"{kind} {sum(hit for hit, _ in hits) / len(hits):.3f} (told {sum(one for _, one in hits) / len(hits):.3f})"
        for kind, hits in sorted(kinds.items())
    )
    print(
        f"{system:8} {found.seconds:7.1f} s  {found.processor:7.1f} s of processor  {found.megabytes:5,.0f} MB   {recall}"
    )
    if found.stages:
        print(f"         {'  '.join(f'{name} {seconds:g}' for name, seconds in found.stages.items())}", flush=True)


def growth(folder: Path, archives: Mapping[int, Iterator[Article]], memory: str) -> None:
    """Print how time and memory grow with the number of passages."""
    before: tuple[int, float] | None = None
    first: tuple[int, float] | None = None
    for size, archive in archives.items():
        file = folder / f"{size}.jsonl"
        with file.open("w", encoding="utf-8") as lines:
            texts = (text for article in archive for text in article.text.split("\n\n"))
            for number, text in enumerate(islice(texts, size)):
                lines.write(json.dumps({"id": str(number), "text": text}) + "\n")
        found = run("fast", file, [], memory)
        told = f"{size:>10,} passages  {found.seconds:8.1f} s  {found.processor:8.1f} s of processor  {found.megabytes:6,.0f} MB"
        if before and first:
            told += f"  exponent {_exponent(before, (size, found.seconds)):.2f}"
            told += f"  (from the first {_exponent(first, (size, found.seconds)):.2f})"
        print(told)
        print(f"           {'  '.join(f'{name} {seconds:g}' for name, seconds in found.stages.items())}", flush=True)
        before = size, found.seconds
        first = first or before
        file.unlink()


def archive_of(data: Path, size: int, versions: int) -> Iterator[Article]:
    """Return the articles of an archive of so many passages."""
    return families(data, size, versions) if versions else replicated(data, size)


def _exponent(one: tuple[int, float], other: tuple[int, float]) -> float:
    return math.log(other[1] / one[1]) / math.log(other[0] / one[0])


if __name__ == "__main__":
    main()
