"""A scan of an open corpus on one machine as one, two and four Ray nodes, and with a node killed midway: rows, time, memory.

    python -m benchmarks.ray_nodes --data FOLDER [--corpus NAME] [--output FILE]

Nodes are processes of this machine that share its processors, so times show what the engine costs, not what it gains.
Memory is what the processes of tasks hold for themselves (private pages), all together, at their highest.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from dedup.scan import Options, ray_engine, scan
from dedup.scan.ray_pool import quietly
from dedup.stages.read import Reading

BLOCK = 4_000
"""Passages of a block: eight blocks of the smallest corpus."""
_EVERY = 0.2  # seconds between two looks at memory
_TABLES = ("passages", "pairs", "clusters", "plan")


class Memory:
    """Looks at what the tasks' processes hold, by the stage that is at work."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.stage = "begin"
        self.highest: dict[str, int] = defaultdict(int)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look until the block ends."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(_EVERY):
                self.highest[self.stage] = max(self.highest[self.stage], _held())

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def _held() -> int:
    """Return the private bytes of all processes of Ray tasks."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cmdline").read_bytes().startswith(b"ray::"):
                lines = (process / "smaps_rollup").read_text(encoding="utf-8").splitlines()
                total += sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Private"))
        except OSError:
            continue  # it has ended
    return total


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
    """Return what a scan takes, by stage."""
    memory, since = Memory(), perf_counter()

    def notice(stage: str, done: int, of: int) -> None:
        memory.stage = stage
        if tell is not None:
            tell(stage, done, of)

    with memory.watching():
        manifest = scan(options, folder, tell=notice)
    seconds = {name: found["seconds"] for name, found in manifest["stages"].items() if "seconds" in found}
    highest = {name: held // 1024**2 for name, held in memory.highest.items() if held}
    return {"wall_s": round(perf_counter() - since, 1), "stages_s": seconds, "tasks_mb": highest}


def main() -> None:
    """Run them all and print a line of JSON for each."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--corpus", default="corpus_abc_paragraphs")
    asked.add_argument("--output", type=Path)
    given = asked.parse_args()
    inputs = (str(given.data / f"{given.corpus}.jsonl.gz"),)
    reading = Reading(text_field="text")
    ray_engine.PASSAGES_A_BLOCK = BLOCK
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
        for number, lost in ((1, False), (2, False), (4, False), (4, True)):
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
