"""What a task of the Ray engine does once pairs are found: brings signs and texts to them, weighs them, chooses the likeliest.

The first content of a pair is at hand in its block; what its second one has is asked of the block that holds it, each
content once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.scan.exchange import give, giving, taken
from dedup.scan.files import Place, read_table, write_table
from dedup.scan.kernels import lexical
from dedup.scan.models import worth
from dedup.scan.ray_tasks import Blocks
from dedup.scan.signs import signs_of
from dedup.scan.tasks import weighed_pairs
from dedup.settings import Settings

Ids = NDArray[np.int64]


def block_candidates(
    shared: Sequence[Place],
    nearest: Sequence[Place],
    block: int,
    about: tuple[Blocks, Settings],
    asked: Place,
    target: Place,
) -> int:
    """Write the pairs of a block that share enough runs or are near, and under `asked` what is wanted of which block."""
    import pyarrow as pa

    blocks, settings = about
    some = taken(shared, block)
    columns = (some.column(name).to_numpy() for name in ("a", "b", "runs"))
    a, b, runs = lexical.summed(*columns)
    enough = runs >= min(1.0, settings.archive_runs)
    pairs = np.stack([a[enough], b[enough]], axis=1)
    if nearest:
        more = taken(nearest, block)
        pairs = np.concatenate([pairs, np.stack([more.column("a").to_numpy(), more.column("b").to_numpy()], axis=1)])
    pairs = np.unique(pairs, axis=0)
    write_table(target, pa.table({"a": np.ascontiguousarray(pairs[:, 0]), "b": np.ascontiguousarray(pairs[:, 1])}))
    _ask(asked / target.name, pairs[:, 1], blocks)
    return len(pairs)


def answer(source: Place, block: int, asked: Sequence[Place], target: Place) -> int:
    """Write the rows of a block that each other asks for. Return how many rows that is."""
    import pyarrow as pa

    table = read_table(source)
    contents = table.column("content").to_numpy()
    rows = 0
    with giving(target, table.schema) as given:
        for asker, path in enumerate(asked):
            wanted = taken([path], block).column("content").to_numpy()
            given.write(asker, table.take(pa.array(np.searchsorted(contents, wanted))))
            rows += len(wanted)
    return rows


def weigh_block(
    source: Place, answers: Sequence[Place], block: int, about: tuple[Blocks, Settings], folder: Place, target: Place
) -> int:
    """Write which pairs of a block are worth judging, and for the block of the second content of each as well."""
    blocks, settings = about
    pairs = read_table(folder / "candidates" / target.name)
    signs = signs_of(_known(source, answers, block))
    found = weighed_pairs(signs, pairs, worth(), settings)
    write_table(target, found)
    give(folder / "beside" / target.name, found, blocks.of(found.column("b").to_numpy()))
    return len(found)


def rank_block(
    source: Place, beside: Sequence[Place], block: int, about: tuple[Blocks, Settings], target: Place
) -> int:
    """Write, for the block of each pair, those that are likeliest of a content of this block."""
    import pyarrow as pa

    blocks, settings = about
    first, second = read_table(source), taken(beside, block)
    table = pa.concat_tables([first, second])
    asked = np.concatenate([first.column("a").to_numpy(), second.column("b").to_numpy()])
    found = {name: table.column(name).to_numpy() for name in ("a", "b", "near", "alike", "worth")}
    order = np.lexsort((found["b"], found["a"], -(found["near"] + found["alike"]), -found["worth"], asked))
    begins = np.concatenate(([True], np.diff(asked[order]) != 0)) if len(order) else np.zeros(0, bool)
    starts = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    kept = order[np.arange(len(order)) - starts < settings.scan_judged]
    chosen = table.select(["a", "b", "near", "alike"]).take(pa.array(kept))
    give(target, chosen, blocks.of(chosen.column("a").to_numpy()))
    return len(kept)


def gather_chosen(ranked: Sequence[Place], block: int, blocks: Blocks, asked: Place, target: Place) -> int:
    """Write the pairs of a block that were chosen by either side, each once, and what is wanted of which block."""
    import pyarrow as pa

    table = taken(ranked, block)
    a, b = table.column("a").to_numpy(), table.column("b").to_numpy()
    order = np.lexsort((b, a))
    new = (
        np.concatenate(([True], (np.diff(a[order]) != 0) | (np.diff(b[order]) != 0))) if len(a) else order.astype(bool)
    )
    table = table.take(pa.array(order[new]))
    write_table(target, table)
    _ask(asked / target.name, table.column("b").to_numpy(), blocks)
    return len(table)


def with_texts(source: Place, answers: Sequence[Place], block: int, about: tuple[Place, int], target: Place) -> int:
    """Write the chosen pairs of a block with their texts, in parts of some rows in a folder: `about` is both."""
    import pyarrow as pa

    folder, rows = about
    pairs = read_table(target.parent.parent / "gathered" / target.name)
    known = _known(source, answers, block)
    contents = known.column("content").to_numpy()
    for side in ("a", "b"):
        places = np.searchsorted(contents, pairs.column(side).to_numpy())
        pairs = pairs.append_column(f"text_{side}", known.column("text").take(pa.array(places)))
    least = 0 if block else 1  # of a run without pairs there is a part as well: what reads them knows its columns
    for number, begin in enumerate(range(0, max(least, len(pairs)), rows)):
        write_table(folder / f"{target.stem}-{number:06d}.parquet", pairs.slice(begin, rows))
    return len(pairs)


def _ask(path: Place, contents: Ids, blocks: Blocks) -> None:
    import pyarrow as pa

    wanted = np.unique(contents)
    give(path, pa.table({"content": wanted}), blocks.of(wanted))


def _known(source: Place, answers: Sequence[Place], block: int) -> Any:
    """Return the rows of a block and those it has asked for, ascending, each once."""
    import pyarrow as pa

    table = pa.concat_tables([read_table(source).replace_schema_metadata(None), taken(answers, block)])
    _, first = np.unique(table.column("content").to_numpy(), return_index=True)
    return table.take(pa.array(first))
