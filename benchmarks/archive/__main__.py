"""What an archive costs and finds: `python -m benchmarks.archive --data FOLDER [--passages 100000]`.

The corpora, replicated with seeded edits, are added in bulk; sentences of which a second translation is known are planted.
Then articles of thirty passages are checked, those that repeat up to three passages and those that repeat all. Printed are
passages a second, bytes a passage, milliseconds a check (wall and processor), recall of what was planted, the cold command,
and memory. Precision: benchmarks.archive.precision.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks.archive.texts import PER_ARTICLE, Planted, planted, replicated
from dedup.archive import Archive
from dedup.archive.adding import Added
from dedup.passages import Article

PLANTED = 600
FEW = 3


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument(
        "--archive", type=Path, metavar="FOLDER", help="use this archive; it is filled if it is not there"
    )
    parser.add_argument("--checks", type=int, default=20, help="articles of each kind that are checked")
    asked = parser.parse_args()
    folder = asked.archive or Path(tempfile.mkdtemp()) / "benchmark.dedup"
    told, fresh = planted(asked.data, PLANTED)
    filled(folder, asked.data, asked.passages, told)
    with Archive.open(folder, create=False) as archive:
        stats = archive.stats()
        print(
            f"archive: {stats.passages:,} passages, {stats.contents:,} of them different, {stats.articles:,} articles"
        )
        print(
            f"on disk: {stats.bytes / 1e6:,.1f} MB, {stats.bytes_a_passage:,.0f} bytes a passage; cap {stats.postings_cap}"
        )
        checked(archive, told, fresh, asked.checks)
        recall(archive, told)
    cold(folder, told, fresh)
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB at most in this process")
    if not asked.archive:
        shutil.rmtree(folder.parent)


def filled(folder: Path, data: Path, passages: int, told: Sequence[Planted]) -> None:
    """Add the corpora and what is planted, and print how fast; an archive that is there is left as it is."""
    if folder.exists():
        return
    began, spent, shown = time.perf_counter(), time.process_time(), 0

    def tell(added: Added) -> None:
        nonlocal shown
        if added.passages - shown >= 50_000:
            shown = added.passages
            wall, cpu = time.perf_counter() - began, time.process_time() - spent
            print(
                f"  {shown:,} passages: {shown / wall:,.0f} a second, {shown / cpu:,.0f} a processor second", flush=True
            )

    with Archive.open(folder) as archive:
        added = archive.add(replicated(data, passages), tell=tell)
        wall, cpu = time.perf_counter() - began, time.process_time() - spent
        print(
            f"bulk add: {added.passages:,} passages in {wall:,.1f} s with the index: {added.passages / wall:,.0f} a second, "
            f"{added.passages / cpu:,.0f} a processor second; load {os.getloadavg()[0]:.1f}"
        )
        texts = [one.before for one in told]
        parts = [texts[n : n + PER_ARTICLE] for n in range(0, len(texts), PER_ARTICLE)]
        began = time.perf_counter()
        archive.add(Article("\n\n".join(part), id=f"planted-{n}", source="planted") for n, part in enumerate(parts))
        print(f"then {len(parts)} articles of {PER_ARTICLE} passages in {time.perf_counter() - began:.2f} s")


def checked(archive: Archive, told: Sequence[Planted], fresh: Sequence[str], count: int) -> None:
    """Print how long a check takes, when few of its passages repeat and when all do; the first of all is the coldest."""
    random = Random(3)
    for name, repeats in (("none or up to three repeat", (0, 1, 2, FEW)), ("all thirty repeat", (PER_ARTICLE,))):
        walls, cpus = [], []
        for n in range(count + 1):
            many = repeats[n % len(repeats)]
            passages = [one.again for one in random.sample(told, many)] + random.sample(fresh, PER_ARTICLE - many)
            random.shuffle(passages)
            began, spent = time.perf_counter(), time.process_time()
            archive.check("\n\n".join(passages))
            walls.append(1000 * (time.perf_counter() - began))
            cpus.append(1000 * (time.process_time() - spent))
        wall, cpu = sorted(walls[1:]), sorted(cpus[1:])
        print(
            f"check, {name}: p50 {statistics.median(wall):,.0f} ms, p90 {wall[int(0.9 * len(wall))]:,.0f} ms "
            f"(processor p50 {statistics.median(cpu):,.0f} ms); the first {walls[0]:,.0f} ms; load {os.getloadavg()[0]:.1f}"
        )


def recall(archive: Archive, told: Sequence[Planted]) -> None:
    """Print which share of what was planted is reported, as a duplicate and at all, by kind."""
    found: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for start in range(0, len(told), PER_ARTICLE):
        part = told[start : start + PER_ARTICLE]
        report = archive.check("\n\n".join(one.again for one in part), top=10)
        for passage in report.passages:
            hits = [m for m in report.matches if m.passage == passage.id and m.article_id.startswith("planted-")]
            hits = [m for m in hits if m.text == part[passage.id].before]
            found[part[passage.id].kind].append((any(m.duplicate for m in hits), bool(hits)))
    for kind, rows in found.items():
        duplicate, at_all = (sum(row[n] for row in rows) / len(rows) for n in (0, 1))
        print(f"recall, {kind}: {duplicate:.3f} as duplicates, {at_all:.3f} reported at all, of {len(rows)}")


def cold(folder: Path, told: Sequence[Planted], fresh: Sequence[str]) -> None:
    """Print how long the command takes from nothing, and how much memory."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "article.txt"
        passages = [one.again for one in told[:FEW]] + list(fresh[: PER_ARTICLE - FEW])
        path.write_text("\n\n".join(passages), encoding="utf-8")
        began = time.perf_counter()
        command = [sys.executable, "-m", "dedup", "archive", "check", str(folder), str(path), "-q"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        spent = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"cold command: {spent:.2f} s, {memory:,.0f} MB at most")


if __name__ == "__main__":
    main()
