"""A scan of open corpora on one machine as one, two and four Ray nodes, and with a node killed midway: rows, time, memory.

    python -m benchmarks.ray_nodes --data FOLDER [--corpus NAME...] [--block N] [--runs RUN...] [--output FILE]

A run is a number of nodes, such as 4, or 4-1 where one of four is killed while judging. Nodes are processes of this machine
that share its processors, so times show what the engine costs, not what it gains. Memory is what processes hold for
themselves (private pages), at its highest: those of tasks all together, and the one that has begun the scan.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from dedup.scan import Options, ray_engine, scan
from dedup.scan.local import STAGES
from dedup.scan.ray_pool import quietly
from dedup.scan.work import DONE
from dedup.stages.read import Reading

BLOCK = 4_000
"""Passages of a block: eight blocks of the smallest corpus."""
RUNS = ("1", "2", "4", "4-1")
_EVERY = 0.2  # seconds between two looks at the processes
_TICK = os.sysconf("SC_CLK_TCK")
_TABLES = ("passages", "pairs", "clusters", "plan")


class Watched:
    """What the processes of a scan hold and what processor time they take, by the stage that is at work."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing seen; the stage is the first that is not whole in the folder of the run."""
        self._work = folder / "work"
        self._spent: dict[tuple[int, str], float] = {}
        self.highest: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.seconds: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look until the block ends."""
        self._look(count=False)
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(_EVERY):
                self._look()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _look(self, *, count: bool = True) -> None:
        stage = next((name for name in (*STAGES, "facts", "audit") if not (self._work / name / DONE).exists()), "end")
        held: dict[str, int] = defaultdict(int)
        for process, role, begun in _family():
            with suppress(OSError):  # it has ended
                known = (process, begun)
                spent = _spent(process)
                if count:
                    self.seconds[role][stage] += spent - self._spent.get(known, 0.0)
                self._spent[known] = spent
                held[role] += _private(process)
        for role, size in held.items():
            self.highest[role][stage] = max(self.highest[role][stage], size)


def _family() -> Iterator[tuple[int, str, str]]:
    """Yield this process and all below it: its number, whether it is "here", a "task" or the "engine", when it was begun."""
    parents: dict[int, int] = {}
    begun: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            parents[int(folder.name)], begun[int(folder.name)] = int(fields[1]), fields[19]
    mine = {os.getpid()}
    while more := {one for one, parent in parents.items() if parent in mine} - mine:
        mine |= more
    for process in mine & set(begun):
        with suppress(OSError):
            command = Path(f"/proc/{process}/cmdline").read_bytes()
            task = command.startswith(b"ray::") or b"spawn_main" in command
            yield process, "here" if process == os.getpid() else "task" if task else "engine", begun[process]


def _spent(process: int) -> float:
    """Return the seconds of processor time of a process."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _private(process: int) -> int:
    """Return the private bytes of a process."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Private"))


def tables(folder: Path) -> dict[str, Any]:
    """Return the rows that a scan has written, by table and column."""
    import pyarrow.parquet as pq

    found = {name: pq.read_table(folder / f"{name}.parquet") for name in _TABLES}
    return {f"{name}.{column}": table.column(column) for name, table in found.items() for column in table.column_names}


@contextmanager
def nodes(number: int) -> Iterator[Any]:
    """Yield a cluster of so many nodes of one processor each."""
    quietly()
    from ray.cluster_utils import Cluster

    node: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 128 * 1024**2, "include_dashboard": False}
    cluster: Any = Cluster(initialize_head=True, head_node_args=node)
    try:
        for _ in range(number - 1):
            cluster.add_node(**node)
        cluster.wait_for_nodes()
        yield cluster
    finally:
        cluster.shutdown()


def measured(options: Options, folder: Path, tell: Callable[[str, int, int], None] | None = None) -> dict[str, Any]:
    """Return what a scan takes, by stage: seconds, seconds of processors, and MB at most."""
    watched, since = Watched(folder), perf_counter()
    with watched.watching():
        manifest = scan(options, folder, tell=tell)
    seconds = {name: found["seconds"] for name, found in manifest["stages"].items() if "seconds" in found}
    spent = {role: {name: round(s, 1) for name, s in found.items()} for role, found in watched.seconds.items()}
    highest = {role: {name: b // 1024**2 for name, b in found.items()} for role, found in watched.highest.items()}
    return {"wall_s": round(perf_counter() - since, 1), "stages_s": seconds, "processor_s": spent, "held_mb": highest}


def main() -> None:
    """Run them all and print a line of JSON for each."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--corpus", nargs="+", default=["corpus_abc_paragraphs"])
    asked.add_argument("--block", type=int, default=BLOCK)
    asked.add_argument("--runs", nargs="+", default=RUNS)
    asked.add_argument("--output", type=Path)
    given = asked.parse_args()
    inputs = tuple(str(given.data / f"{name}.jsonl.gz") for name in given.corpus)
    reading = Reading(text_field="text")
    ray_engine.PASSAGES_A_BLOCK = given.block
    vars(import_module("dedup.scan.run"))["SMALL"] = 0  # two processes, however small the corpus
    lines: list[Mapping[str, Any]] = []

    def keep(name: str, found: Mapping[str, Any], rows: Any, wanted: Any) -> None:
        lines.append({"run": name, "same_rows": rows == wanted, **found})
        print(json.dumps(lines[-1]), flush=True)

    with tempfile.TemporaryDirectory() as work:
        here = Path(work) / "local"
        found = measured(Options(inputs=inputs, reading=reading, workers=2), here)
        wanted = tables(here)
        keep("local, 2 processes", found, wanted, wanted)
        for number, lost in ((int(run.partition("-")[0]), "-" in run) for run in given.runs):
            with nodes(number) as cluster:
                told: list[str] = []

                def lose(stage: str, done: int, of: int, *, lost: bool = lost, told: list[str] = told) -> None:
                    if lost and not told and stage == "judge" and 2 * done >= of:
                        told.append(stage)
                        cluster.remove_node(min(cluster.worker_nodes, key=str), allow_graceful=False)

                out = Path(work) / f"ray{number}{lost}"
                options = Options(inputs=inputs, reading=reading, engine="ray", address=cluster.address)
                found = measured(options, out, lose)
                name = f"ray, {number} node{'s' if number > 1 else ''}{', one killed while judging' if told else ''}"
                keep(name, found, tables(out), wanted)
    if given.output:
        given.output.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
