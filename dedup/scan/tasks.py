"""What a process of a scan does with a part: reads it from the run's folder, runs the kernel, writes what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dedup.decision import Decision
from dedup.facts import find_facts
from dedup.passages import Article
from dedup.scan import cells
from dedup.scan.files import Place, read_table, write_table
from dedup.scan.kernels import lexical, near, weigh
from dedup.scan.kernels.cut import cut
from dedup.scan.kernels.readings import readings
from dedup.scan.kernels.signs import unit_rows
from dedup.scan.models import judging, reading, signer, worth
from dedup.scan.signs import Signs, open_signs
from dedup.settings import Settings


def cut_articles(articles: Sequence[Article], settings: Settings) -> Any:
    """Return the passages of articles."""
    return cut(articles, settings)


def sign_part(source: Place, settings: Settings, target: Place) -> int:
    """Write the signs of a part of the contents. Return how many there are."""
    table = read_table(source, columns=["content", "text"])
    write_table(target, signer(settings).signs(table))
    return len(table)


def share_bucket(folder: Path, bucket: int, buckets: int, cap: int, target: Place) -> int:
    """Write the pairs that share runs of one bucket of them. Return how many runs were passed over."""
    import pyarrow as pa

    signs = open_signs(folder)
    runs, at = signs.lists["runs"], signs.at["runs"]
    table = pa.table({"run": pa.array([], pa.int32()), "content": pa.array([], pa.int64())})
    parts = [table]
    for start in range(0, len(runs), _RUNS_AT_ONCE):
        some = runs[start : start + _RUNS_AT_ONCE]
        where = np.flatnonzero(some.view(np.uint32) % buckets == bucket)
        owners = np.searchsorted(at, where + start, side="right") - 1
        parts.append(pa.table({"run": pa.array(some[where]), "content": pa.array(signs.content[owners])}))
    found = lexical.sharing(pa.concat_tables(parts), cap)
    write_table(target, found.pairs)
    return found.passed


_RUNS_AT_ONCE = 4_000_000


def assign_part(folder: Path, start: int, end: int) -> tuple[int, Any]:
    """Return the cells that the contents at some places are compared with."""
    rows = unit_rows(open_signs(folder).vectors[start:end])
    return start, cells.probes(rows, np.load(folder / cells.CENTROIDS))


def near_part(folder: Path, start: int, end: int, settings: Settings, target: Place) -> int:
    """Write the nearest of the contents at some places of the order by cells. Return how many were asked for."""
    signs, known = open_signs(folder), cells.Cells.load(folder)
    asked = np.sort(known.order[start:end])
    asked = asked[signs.told[asked]]

    def side(places: Any) -> near.Side:
        return near.Side(signs.content[places], signs.vectors[places])

    joins = ((side(mine), side(held)) for mine, held in known.joined(asked))
    write_table(target, near.nearest(joins, settings.scan_nearest, settings.scan_near))
    return len(asked)


def weigh_part(folder: Path, source: Place, settings: Settings, target: Place) -> int:
    """Write which pairs of a part are worth judging. Return how many were looked at."""
    pairs = read_table(source)
    write_table(target, weighed_pairs(open_signs(folder), pairs, worth(), settings))
    return len(pairs)


def weighed_pairs(signs: Signs, pairs: Any, decision: Decision, settings: Settings) -> Any:
    """Return which pairs are worth judging, of contents whose signs are given."""
    import pyarrow as pa

    told = [signs.told[signs.places(pairs.column(side).to_numpy())] for side in ("a", "b")]
    pairs = pairs.filter(pa.array(told[0] & told[1]))
    for side in ("a", "b"):
        places = signs.places(pairs.column(side).to_numpy())
        for name in ("stems", "weights", "numbers", "runs"):
            pairs = pairs.append_column(f"{name}_{side}", signs.gathered(name, places))
        pairs = pairs.append_column(f"vector_{side}", signs.binaries(places))
    return weigh.weighed(pairs, decision, settings)


def judge_part(source: Place, settings: Settings, target: Place) -> tuple[int, int]:
    """Write the verdicts on the pairs of a part. Return how many pairs there were, and how many relate."""
    pairs = read_table(source)
    found = judging(settings).verdicts(pairs)
    write_table(target, found)
    return len(pairs), len(found)


def read_part(source: Place, settings: Settings, target: Place) -> int:
    """Write what reading tells of the pairs of a part. Return how many there were."""
    pairs = read_table(source)
    write_table(target, readings(pairs, reading(settings)))
    return len(pairs)


def count_facts(source: Place, target: Place) -> int:
    """Write how many facts each text of a part tells. Return how many texts there are."""
    import pyarrow as pa

    table = read_table(source)
    facts = [len(find_facts(text)) for text in table.column("text").to_pylist()]
    write_table(target, pa.table({"content": table.column("content"), "facts": pa.array(facts, pa.int64())}))
    return len(table)
