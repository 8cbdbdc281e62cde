"""What reading both texts at once costs and gains: `python -m benchmarks.together --data FOLDER [--only SET]`.

For each open set: how many pairs each stage decided, the seconds for reading those in doubt, with the sentences whose facts
clash, and for reading all, and F1 without reading, with it, and with all pairs read (facts stay the last word). One
thread, within one run.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from benchmarks.open_sets import rows
from dedup.api import Detector
from dedup.bench.scoring import counted
from dedup.crossencoder import CrossEncoder, open_crossencoder
from dedup.likeness import Profile
from dedup.pairs import profile_all
from dedup.passages import Verdict
from dedup.stated import answered, questions
from dedup.together import Stage, levelled_pair, settled, stage_of

SETS = (
    "pairs_mrpc_train",
    "pairs_wmt21_news_paraphrase",
    "contrast_wmt21_fact_changed",
    "pairs_breaking_nli",
    "pairs_reuters_number_template_dev",
)
EVERY = 8
"""One of so many pairs is measured, drawn by its id: reading all of all takes long, and shares and ratios hardly move."""

Sides = tuple[Profile, Profile]


def read(
    detector: Detector, reader: CrossEncoder, sides: Sequence[Sides], verdicts: Sequence[Verdict], stages: set[Stage]
) -> tuple[list[Verdict], float]:
    """Return the verdicts after those that these stages decide were read, and the seconds that reading took."""
    found = list(verdicts)
    chosen = [n for n, verdict in enumerate(found) if stage_of(verdict, detector.settings) in stages]
    began = time.perf_counter()
    readings = reader.read([levelled_pair(*sides[n]) for n in chosen])
    took = time.perf_counter() - began
    for n, reading in zip(chosen, readings, strict=True):
        if reading is not None:
            found[n] = settled(found[n], sides[n], reading, detector.together, detector.settings)
    return found, took


def stated(
    detector: Detector, reader: CrossEncoder, sides: Sequence[Sides], verdicts: Sequence[Verdict]
) -> tuple[list[Verdict], float]:
    """Return the verdicts with what was read of sentences whose facts clash, and the seconds that reading took."""
    settings, basis = detector.settings, detector.tools.basis
    asked = [questions(*pair, verdict, basis, settings) for pair, verdict in zip(sides, verdicts, strict=True)]
    began = time.perf_counter()
    found = iter(reader.read([question.texts for some in asked for question in some]))
    took = time.perf_counter() - began
    return [
        answered(verdict, some, [next(found) for _ in some], settings) if some else verdict
        for verdict, some in zip(verdicts, asked, strict=True)
    ], took


def measured(detector: Detector, reader: CrossEncoder, folder: Path, name: str) -> tuple[Counter[Stage], float, float]:
    """Print the figures of one set. Return how many pairs each stage decided, and the seconds for some and for all."""
    every = [row for row in rows(folder, name) if crc32(row["id"].encode()) % EVERY == 0]
    pairs, labels = [(row["a"], row["b"]) for row in every], [int(row["label"]) for row in every]
    profiles = profile_all({text for pair in pairs for text in pair}, detector.tools, detector.settings)
    sides = [(profiles[a], profiles[b]) for a, b in pairs]
    before = detector.judge(pairs, together=False)
    after, some = read(detector, reader, sides, before, {Stage.READ})
    whole, everything = read(detector, reader, sides, before, {Stage.READ, Stage.FAR, Stage.PART})
    _, facts = read(detector, reader, sides, before, {Stage.FACTS})
    after, clashing = stated(detector, reader, sides, after)
    by = Counter(stage_of(verdict, detector.settings) for verdict in before)
    f1 = [counted(labels, [v.duplicate for v in verdicts]).f1 for verdicts in (before, after, whole)]
    shares = "  ".join(f"{stage.value} {by[stage]}" for stage in Stage)
    print(f"{name:36}{len(pairs):6}  {shares}")
    print(
        f"    read in doubt {some:.1f} s and clashing facts {clashing:.1f} s, all {everything + facts:.1f} s", end="   "
    )
    print("F1 " + "  ".join(f"{k} {v:.3f}" for k, v in zip(("before", "in doubt", "all"), f1, strict=True)), flush=True)
    return by, some + clashing, everything + facts


def main() -> None:
    """Print the figures of each set and their sum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("DEDUP_DATA"))
    parser.add_argument("--only", action="append", help="the start of the name of a set; may be repeated")
    arguments = parser.parse_args()
    if not arguments.data:
        parser.error("name the folder of the sets with --data or DEDUP_DATA")
    detector, reader = Detector(), open_crossencoder(threads=1)
    total: Counter[Stage] = Counter()
    some = everything = 0.0
    for name in SETS:
        if arguments.only and not any(name.startswith(start) for start in arguments.only):
            continue
        by, one, other = measured(detector, reader, Path(arguments.data), name)
        total, some, everything = total + by, some + one, everything + other
    print("  ".join(f"{stage.value} {total[stage] / max(1, total.total()):.3f}" for stage in Stage))
    print(f"reading what is in doubt takes {some / max(1e-9, everything):.2f} of the time of reading all")


if __name__ == "__main__":
    main()
