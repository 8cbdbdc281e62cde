"""What a scan of 100 million and of 1,000 million paragraphs would take on 16 and on 64 nodes, and what would break first.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.ray_estimate --data FOLDER [--corpus NAME]

First the tasks of the Ray engine are run one after another in this process on an open corpus: seconds and bytes of each,
for each passage. Then a cluster is played through: tasks of uneven size go to whichever processor is free, bytes go
through the shared storage, the driver does its part alone. What is assumed stands in `Cluster` and below it.
"""

from __future__ import annotations

import argparse
import heapq
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from dedup.scan import Options, cells, ray_engine
from dedup.scan.ending import Ending
from dedup.scan.pool import Pool
from dedup.scan.ray_engine import BLOCKS, PASSAGES_A_BLOCK, OnRay
from dedup.scan.work import Work
from dedup.stages.read import Reading

DIM = 256
BLOCK = 4_000
"""Passages of a block where tasks are measured: few, so that there is something to hand on."""
SKEW = 0.35
"""Spread of the logarithm of the size of a task: blocks of short and of long texts, cells that are full and not."""
HEAVY = {"given_keys": 0.0, "found": 0.01, "lexical": 0.005}
"""Share of all rows that one key has: a footer that stands in every hundredth passage, a stock phrase in half of that."""
LATENCY = 0.003
"""Seconds until a taker has the rows for it from one giver's file: opening it, its footer, a row group."""
TAKEN = {"found": 1, "pages": 1, "contents": 2, "copies": 1, "lexical": 1, "near_in_cells": 2, "near": 1, "candidates": 2,
         "answered_signs": 1, "weigh": 1, "ranked": 1, "gathered": 1, "answered_texts": 1, "texts": 1}  # fmt: skip
"""How many files of each giver a task of the stage reads."""
COPIES = 3.0
"""How many times over a task holds the rows it works on: as read, in order, and what a kernel makes of them."""


@dataclass(frozen=True)
class Cluster:
    """Machines as they are assumed."""

    nodes: int
    cores: int = 16
    memory_gb: float = 64.0
    network_gb: float = 1.0  # of one node, to the shared storage
    storage_gb: float = 8.0  # what the shared storage gives and takes in all
    slower: float = 1.3  # a core whose neighbours are all at work, beside one that is alone here

    @property
    def processors(self) -> int:
        """Return how many tasks run at once."""
        return self.nodes * self.cores

    @property
    def rate_gb(self) -> float:
        """Return how much goes through the storage in a second."""
        return min(self.storage_gb, self.nodes * self.network_gb)


@dataclass(frozen=True)
class Timed(OnRay):
    """The Ray engine's tasks in this process, each with what it took and wrote."""

    took: dict[str, float] = field(default_factory=dict)
    wrote: dict[str, int] = field(default_factory=dict)

    def parts(self, stage: str, work: Any, asked: Sequence[tuple[Any, tuple[Any, ...]]]) -> list[Any]:
        """Do the tasks of a stage, and note seconds and bytes."""
        since = perf_counter()
        found = super().parts(stage, work, asked)
        self.took[stage] = perf_counter() - since
        self.wrote[stage] = sum(path.stat().st_size for path in self.work.own(stage).glob("*") if path.is_file())
        return found


@dataclass(frozen=True)
class Measured:
    """Per passage: seconds and bytes of the tasks of each stage, seconds of what the driver does alone."""

    passages: int
    tasks: Mapping[str, float]
    written: Mapping[str, float]
    driver: Mapping[str, float]
    flops: float
    probing: float

    @classmethod
    def of(cls, corpus: Path) -> Measured:
        """Return what a corpus of paragraphs takes here, on one processor."""
        options = Options(inputs=(str(corpus),), reading=Reading(text_field="text"), workers=1)
        with tempfile.TemporaryDirectory() as folder:
            engine = Timed(options, Work(Path(folder)), Pool(1), lambda *_: None)
            stages = engine.run()
            taken = sum(engine.took.values())
            since = perf_counter()
            Ending(engine).run(stages, {"asked": {}})
            ending = perf_counter() - since - (sum(engine.took.values()) - taken)
        rows = int(stages["read"]["passages"])
        tasks = {"read": stages["read"]["seconds"], **engine.took}
        alone = {"arrays of signs": stages["signs"]["seconds"] - engine.took["signs"], "audit, tables, report": ending}
        return cls(
            rows,
            {name: seconds / rows for name, seconds in tasks.items()},
            {name: size / rows for name, size in engine.wrote.items()},
            {name: seconds / rows for name, seconds in alone.items()},
            _flops(),
            _probing(),
        )


def _flops() -> float:
    """Return how many products and sums of 32 bits one processor does in a second."""
    a, b = np.ones((4096, DIM), np.float32), np.ones((DIM, 2048), np.float32)
    np.matmul(a, b)
    since = perf_counter()
    for _ in range(5):
        np.matmul(a, b)
    seconds = perf_counter() - since
    return 5 * 2.0 * float(a.size * b.shape[1]) / seconds


def _probing() -> float:
    """Return the seconds in which one vector is compared with one centroid, where the nearest of many are wanted."""
    chance = np.random.default_rng(5)
    rows, centroids = (chance.standard_normal((n, DIM), np.float32) for n in (2_048, 16_384))
    since = perf_counter()
    cells.probes(rows, centroids)
    return (perf_counter() - since) / (len(rows) * len(centroids))


def seconds_a_passage(measured: Measured, stage: str, passages: int) -> float:
    """Return what the tasks of a stage take for each passage, where there are so many: cells grow, and with them `near`."""
    base = measured.tasks[stage]
    if stage == "near_in_cells":  # contents of a cell: n / n^.75
        return base * float((passages / measured.passages) ** 0.25)
    if stage == "given_vectors":
        more = cells.number_of_cells(passages) - cells.number_of_cells(measured.passages)
        return base + more * measured.probing
    return base


def played(sizes: Sequence[float], processors: int) -> float:
    """Return when the last of some tasks is done, each given in its order to the processor that is free first."""
    free = [0.0] * min(processors, len(sizes))
    for size in sizes:
        heapq.heappush(free, heapq.heappop(free) + size)
    return max(free)


@dataclass(frozen=True)
class Stage:
    """Hours of a stage's tasks on a cluster: in all, of its longest task, of even work for all, and of moving its bytes."""

    hours: float
    longest: float
    even: float
    moved: float


def stage_of(measured: Measured, stage: str, passages: int, cluster: Cluster) -> Stage:
    """Return how long the tasks of a stage take on a cluster."""
    blocks = blocks_of(passages)
    shares = np.random.default_rng(11).lognormal(0.0, SKEW, blocks)
    shares *= (1.0 - HEAVY.get(stage, 0.0)) / shares.sum()
    shares[blocks // 2] += HEAVY.get(stage, 0.0)
    work = seconds_a_passage(measured, stage, passages) * passages * cluster.slower
    sizes = shares * work + TAKEN.get(stage, 0) * blocks * LATENCY
    moved = 2.0 * written(measured, stage, blocks) * passages / 1e9 / cluster.rate_gb
    done = played(sizes.tolist(), cluster.processors)
    even = float(sizes.sum()) / cluster.processors
    return Stage(*(found / 3600 for found in (max(done, moved), float(sizes.max()), even, moved)))


def written(measured: Measured, stage: str, blocks: int) -> float:
    """Return the bytes that a stage writes for each passage: a vector goes to every bucket that has one of its cells."""
    base = measured.written.get(stage, 0.0)
    return base * _buckets(blocks) / _buckets(measured.passages // BLOCK + 1) if stage == "given_vectors" else base


def _buckets(blocks: int) -> float:
    """Return in how many buckets the cells are that a vector is compared with, on average."""
    return blocks * (1.0 - (1.0 - 1.0 / blocks) ** cells.PROBED)


def blocks_of(passages: int) -> int:
    """Return how many blocks there are of so many passages."""
    return max(1, passages // max(PASSAGES_A_BLOCK, passages // BLOCKS))


def training_hours(measured: Measured, passages: int) -> float:
    """Return the hours in which one processor trains the cells: its sample and the cells both grow."""
    number = cells.number_of_cells(passages)
    return 6 * 2.0 * DIM * number * 30.0 * number / measured.flops / 3600


def largest_gb(measured: Measured, passages: int) -> dict[str, float]:
    """Return what the tasks that hold most would hold, in GB."""
    rows = passages / blocks_of(passages)
    vectors = rows * min(cells.PROBED, blocks_of(passages)) * (DIM + 16)
    signs = rows * (measured.written["signs"] * 2 + measured.written["answered_signs"] * 2)
    return {"near_in_cells": COPIES * vectors / 1e9, "weigh": COPIES * signs / 1e9}


def main() -> None:
    """Measure, play through, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--corpus", default="corpus_abc_paragraphs")
    given = asked.parse_args()
    ray_engine.PASSAGES_A_BLOCK = BLOCK
    ray_engine.SPENT = {}
    measured = Measured.of(given.data / f"{given.corpus}.jsonl.gz")
    print(
        f"{measured.passages:,} passages; {measured.flops / 1e9:.0f} GFLOP/s, {1e9 * measured.probing:.0f} ns a cell probed"
    )
    for stage, seconds in measured.tasks.items():
        print(f"  {stage:16} {1e6 * seconds:8.1f} us a passage, {measured.written.get(stage, 0.0):7.0f} bytes written")
    for name, seconds in measured.driver.items():
        print(f"  driver: {name:22} {1e6 * seconds:8.1f} us a passage")
    for passages in (100_000_000, 1_000_000_000):
        for nodes in (16, 64):
            print(json.dumps(_estimate(measured, passages, Cluster(nodes))))


def _estimate(measured: Measured, passages: int, cluster: Cluster) -> dict[str, Any]:
    stages = {stage: stage_of(measured, stage, passages, cluster) for stage in measured.tasks if stage != "audit"}
    waits = max(stages, key=lambda stage: stages[stage].hours - stages[stage].even)
    train = training_hours(measured, passages)
    alone = {name: seconds * passages / 3600 for name, seconds in measured.driver.items()}
    held = largest_gb(measured, passages)
    room = cluster.memory_gb / cluster.cores
    return {
        "passages": passages,
        "nodes": cluster.nodes,
        "tasks_h": round(sum(found.hours for found in stages.values()), 2),
        "of_which": {name: round(found.hours, 2) for name, found in stages.items() if found.hours >= 0.02},
        "training_h": round(train, 1),
        "driver_h": {name: round(found, 2) for name, found in alone.items()},
        "written_gb": round(sum(written(measured, name, blocks_of(passages)) for name in stages) * passages / 1e9),
        "moving_h": round(sum(found.moved for found in stages.values()), 2),
        "most_uneven": f"{waits}: {stages[waits].hours:.2f} h, evenly shared {stages[waits].even:.2f} h",
        "largest_tasks_gb": {name: round(found, 1) for name, found in held.items()},
        "room_a_task_gb": room,
        "too_large": [name for name, found in held.items() if found > room],
    }


if __name__ == "__main__":
    main()
