"""An archive of made-up articles, a Ray cluster on this machine, and what a scan of the one on the other has written."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from dedup.scan.work import RESULTS

FILES = 4
PLACES = "Melby Ostvik Tolm Harsund Brekke Lomma Sande Torp Elvik Aure".split()
THINGS = "ferry bridge school library harbour market museum theatre tunnel hospital bakery brewery chapel".split()


def sentence(chance: random.Random) -> str:
    """Return a sentence of made-up words around a place and a thing: few are like each other by chance."""
    made = ["".join(chance.choices("bdfgklmnprstv", k=1) + chance.choices("aeiou", k=1)) for _ in range(24)]
    words = ["".join(made[n : n + 3]) for n in range(0, 24, 3)]
    words.insert(3, f"the {chance.choice(THINGS)} at {chance.choice(PLACES)} with {chance.randint(12, 980)} chairs")
    return f"{' '.join(words).capitalize()}."


def archive(folder: Path) -> Path:
    """Write articles of 1,900 passages, more than one cell of vectors holds, some of which are told again, or otherwise."""
    chance = random.Random(7)
    told = [sentence(chance) for _ in range(1600)]
    again = [text.replace("chairs", "new chairs") for text in told[::10]]
    other = [text.replace(" with ", " with 1") for text in told[5::20]]
    every = [*told, *again, *other, *told[3::30], *(text.upper() for text in told[6::40])]
    chance.shuffle(every)
    folder.mkdir()
    articles = [every[n : n + 3] for n in range(0, len(every), 3)]
    for number in range(FILES):
        lines = [
            json.dumps(
                {
                    "id": f"{number}.{n}",
                    "source": "Post",
                    "text": "\n\n".join([*parts, "Letters to the harbour office."]),
                }
            )
            for n, parts in enumerate(articles[number::FILES])
        ]
        (folder / f"{number}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def columns(folder: Path) -> dict[str, list[Any]]:
    return {
        f"{name} {column}": table.column(column).to_pylist()
        for name in RESULTS
        if name.endswith(".parquet")
        for table in [pq.read_table(folder / name)]
        for column in table.column_names
    }


def counts(folder: Path) -> dict[str, Any]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    stages = {
        name: {k: v for k, v in found.items() if k not in {"seconds", "parts"}}
        for name, found in manifest["stages"].items()
    }
    return {"stages": stages, "counts": manifest["counts"], "audit": manifest["audit"], "asked": manifest["asked"]}


@contextlib.contextmanager
def nodes(number: int) -> Iterator[Any]:
    """Yield a cluster of so many nodes of one processor each; a lost one is noticed at once."""
    from dedup.scan.ray_pool import quietly

    quietly()
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 80 * 1024**2, "include_dashboard": False}
    noticed = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500, "health_check_failure_threshold": 4}
    found: Any = Cluster(initialize_head=True, head_node_args={**node, "_system_config": noticed})
    try:
        for _ in range(number - 1):
            found.add_node(**node)
        found.wait_for_nodes()
        yield found
    finally:
        found.shutdown()
