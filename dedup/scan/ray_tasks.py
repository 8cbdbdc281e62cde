"""What a task of the Ray engine does until pairs are found: reads what is for it, runs a kernel, writes for the next.

Contents are kept in blocks, one file of texts and one of signs each, ascending; a pair belongs to the block of its first
content. Every task may be done again: it writes the same files.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.passages import Article, Skipped
from dedup.scan import cells, joins
from dedup.scan.exchange import give, groups, taken
from dedup.scan.files import Place, each, read_array, read_table, write_table
from dedup.scan.kernels import lexical, near
from dedup.scan.kernels.cut import cut
from dedup.scan.kernels.signs import as_binary, rows_of, unit_rows
from dedup.scan.local import MOST_SKIPS, renumbered
from dedup.settings import Settings
from dedup.stages.read import Reading, read_all
from dedup.stages.read.stores import is_stored

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Blocks:
    """Where blocks of contents begin, by the id of the first that each could hold, and how many there are."""

    firsts: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.firsts)

    def of(self, contents: Ids) -> Ids:
        """Return the block of each content."""
        return np.searchsorted(np.array(self.firsts, np.int64), contents, side="right") - 1


# -- reading --------------------------------------------------------------------------------------------------------


def cut_file(
    name: str, reading: Reading, settings: Settings, about: tuple[Path, tuple[int, int]], target: Place
) -> dict[str, Any]:
    """Write the passages of one file in lots, numbered from 0 in each. Return what the lots hold, and what was skipped.

    `about` is the folder in which the name of the file holds, and how many letters or articles make a lot.
    """
    where, lot = about
    rows: list[int] = []
    articles: list[int] = []
    skips: list[str] = []
    skipped = 0
    with contextlib.nullcontext() if is_stored(name) else contextlib.chdir(where):
        for found, missed in _lots(name, reading, lot):
            skipped += len(missed)
            skips += missed[: MOST_SKIPS - len(skips)]
            table = cut(found, settings)
            write_table(target.with_name(f"{target.stem}-{len(rows):06d}.lot"), table)
            rows.append(len(table))
            articles.append(len(found))
    return {"rows": rows, "articles": articles, "skipped": skipped, "skips": skips}


def _lots(name: str, reading: Reading, lot: tuple[int, int]) -> Iterator[tuple[list[Article], list[str]]]:
    """Yield the articles of a file, so many letters or articles at once, with what was skipped among them."""
    found: list[Article] = []
    missed: list[str] = []
    letters = 0
    for one in read_all([name], reading):
        if isinstance(one, Skipped):
            missed.append(str(one))
            continue
        found.append(one)
        letters += len(one.text)
        if letters >= lot[0] or len(found) >= lot[1]:
            yield found, missed
            found, missed, letters = [], [], 0
    if found or missed:
        yield found, missed


def number_lots(lots: Sequence[tuple[Place, int, int]], target: Place) -> int:
    """Write lots as one part of the passages; with each stand the number of its first passage and its first article."""
    import pyarrow as pa

    parts = [renumbered(read_table(path), passages, articles) for path, passages, articles in lots]
    write_table(target, pa.concat_tables(parts))
    return sum(len(part) for part in parts)


# -- contents -------------------------------------------------------------------------------------------------------


def give_keys(sources: Sequence[Place], buckets: int, pages: Place, target: Place) -> int:
    """Write the keys of a block of passages for the bucket of each key, and its pages for theirs."""
    import pyarrow.compute as pc

    columns = ["passage", "source", "page", "key", "words", "compared"]
    table = _read(sources, columns)
    some = (
        table.select(["source", "page"]).filter(pc.not_equal(table.column("source"), "")).group_by(["source", "page"])
    )
    told: Any = some.aggregate([])
    give(pages / target.name, told, _bucket(told.column("page").to_numpy(), buckets))
    keyed = table.filter(pc.is_valid(table.column("key")))
    give(target, keyed, _bucket(keyed.column("key").to_numpy(), buckets))
    return len(keyed)


def count_pages(sources: Sequence[Place], bucket: int, target: Place) -> int:
    """Write how many of the pages of a bucket each source has."""
    pages = taken(sources, bucket)
    found = pages.group_by(["source", "page"]).aggregate([]).group_by("source").aggregate([("page", "count")])
    write_table(target, found.rename_columns({"page_count": "pages"}))
    return len(found)


def find_contents(
    sources: Sequence[Place], bucket: int, about: tuple[Sequence[Place], Blocks, Settings], folder: Place, target: Place
) -> tuple[int, int, int]:
    """Write the distinct texts of a bucket of keys, what recurs in their sources, and for each block its contents.

    `about` is the counted pages of all buckets, the blocks and the settings. Return how many passages are compared, how
    many texts are distinct, and how many recur.
    """
    import duckdb
    import pyarrow.compute as pc

    pages, blocks, settings = about
    with duckdb.connect(config={"threads": 1}) as engine:
        engine.register("cut", taken(sources, bucket))
        engine.register("pages", _read(pages, ["source", "pages"]))
        engine.execute(_PAGES, [settings.learn_from])
        engine.execute(joins.LEARNT, [settings.learn_at])
        engine.execute(joins.KEYED)
        learnt = engine.sql("SELECT * FROM learnt ORDER BY source, key").to_arrow_table()
        write_table(folder / "learnt" / target.name, learnt)
        keyed = engine.sql("SELECT content, key, copies, words FROM keyed ORDER BY content").to_arrow_table()
        write_table(folder / "keys" / target.name, keyed)
        copied = engine.sql(_COPIED.format(int(settings.archive_words))).to_arrow_table()
    wanted = keyed.filter(pc.greater_equal(keyed.column("words"), settings.archive_words)).select(["content"])
    give(folder / "given_copies" / target.name, copied, blocks.of(copied.column("passage").to_numpy()))
    give(target, wanted, blocks.of(wanted.column("content").to_numpy()))
    copies = keyed.column("copies").to_numpy().sum()
    return int(copies), len(keyed), len(learnt)


_PAGES = (
    "CREATE TEMP TABLE sizes AS SELECT source, sum(pages)::BIGINT AS pages FROM pages GROUP BY source "
    "HAVING sum(pages) >= ?"
)


_COPIED = """
SELECT k.content, c.passage FROM keyed k JOIN cut c ON c.key = k.key AND c.compared
WHERE k.words >= {} AND k.copies > 1 ORDER BY k.content, c.passage
"""


def give_copies(copied: Sequence[Place], block: int, sources: Sequence[Place], blocks: Blocks, target: Place) -> int:
    """Write of the texts of a block that others are the same as, for the block of their content, the last by its letters."""
    import pyarrow as pa

    some = taken(copied, block)
    table = _read(sources, ["passage", "text"])
    places = np.searchsorted(table.column("passage").to_numpy(), some.column("passage").to_numpy())
    texts = pa.table({"content": some.column("content"), "text": table.column("text").take(pa.array(places))})
    last = _last(texts)
    give(target, last, blocks.of(last.column("content").to_numpy()))
    return len(last)


def _last(texts: Any) -> Any:
    """Return of each content the last of its texts."""
    import pyarrow as pa

    table = texts.sort_by([("content", "ascending"), ("text", "ascending")])
    ends = [end - 1 for _, end in groups(table.column("content").to_numpy())]
    return table.take(pa.array(ends, pa.int64()))


def block_texts(
    wanted: Sequence[Place], block: int, about: tuple[Sequence[Place], Sequence[Place]], target: Place
) -> int:
    """Write the texts of the contents of a block. Return how many there are.

    `about` is the parts of the passages of the block, and what `give_copies` has written of all.
    """
    import pyarrow as pa

    sources, copies = about
    contents = np.sort(taken(wanted, block).column("content").to_numpy())
    table = _read(sources, ["passage", "text"])
    places = np.searchsorted(table.column("passage").to_numpy(), contents)
    texts = table.column("text").take(pa.array(places)).to_pylist()
    last = _last(taken(copies, block))
    again = np.searchsorted(contents, last.column("content").to_numpy())
    for place, text in zip(again.tolist(), last.column("text").to_pylist(), strict=True):
        texts[place] = text
    write_table(target, pa.table({"content": pa.array(contents, pa.int64()), "text": pa.array(texts, pa.string())}))
    return len(contents)


# -- lexical --------------------------------------------------------------------------------------------------------


def give_runs(source: Place, buckets: int, target: Place) -> int:
    """Write the runs of a block for the bucket of each. Return how many there are."""
    table = lexical.postings(_read([source], ["content", "runs"]))
    give(target, table, _bucket(table.column("run").to_numpy(), buckets))
    return len(table)


def share_runs(sources: Sequence[Place], bucket: int, cap: int, blocks: Blocks, target: Place) -> tuple[int, int]:
    """Write the pairs that share runs of a bucket for the block of each. Return how many, and how many runs were passed over."""
    found = lexical.sharing(taken(sources, bucket), cap)
    give(target, found.pairs, blocks.of(found.pairs.column("a").to_numpy()))
    return len(found.pairs), found.passed


# -- near -----------------------------------------------------------------------------------------------------------


def give_vectors(source: Place, first: int, buckets: int, centroids: Place, target: Place) -> tuple[int, int]:
    """Write the vectors of a block for the buckets of their cells: of its own, and of those it is compared with.

    `first` is the place of the block's first content among all. Return how many are asked for, and how many rows were written.
    """
    import pyarrow as pa

    table = _read([source], ["content", "vector", "told"])
    vectors, told = rows_of(table.column("vector")), table.column("told").to_numpy()
    means = read_array(centroids)
    found = cells.probes(unit_rows(vectors), means)
    rows, columns = np.nonzero((np.arange(found.shape[1]) == 0)[None, :] | told[:, None])
    chosen = found[rows, columns]
    target_of = chosen.astype(np.int64) * buckets // len(means)
    given = pa.table(
        {
            "place": pa.array(rows + first),
            "cell": pa.array(chosen),
            "holds": pa.array(columns == 0),
            "asks": pa.array(told[rows]),
        }
    )
    once = np.unique(np.stack([target_of, rows], axis=1), axis=0)
    give(target, given, target_of)
    sent = pa.table(
        {
            "place": pa.array(once[:, 1] + first),
            "content": table.column("content").take(pa.array(once[:, 1])),
            "vector": as_binary(vectors[once[:, 1]]),
        }
    )
    give(target.with_suffix(".vectors"), sent, once[:, 0])
    return int(told.sum()), len(once)


def near_in_cells(
    sources: Sequence[Place], bucket: int, blocks: Blocks, settings: Settings, target: Place
) -> tuple[int, int]:
    """Write for the block of each content those that are nearest to it in the cells of a bucket.

    Return how many there are, and how many cells were parted.
    """
    asked = taken(sources, bucket)
    sent = taken([path.with_suffix(".vectors") for path in sources], bucket).sort_by("place")
    places, contents = sent.column("place").to_numpy(), sent.column("content").to_numpy()
    vectors = rows_of(sent.column("vector"))
    parted = [0]

    def side(wanted: Ids) -> near.Side:
        at = np.searchsorted(places, wanted)
        return near.Side(contents[at], vectors[at])

    def pieces() -> Iterator[tuple[near.Side, near.Side]]:
        for mine, held in _by_cell(asked):
            parted[0] += len(held) > cells.MOST_OF_A_CELL
            yield from ((side(some), side(others)) for some, others in cells.parted(mine, held))

    found = near.nearest(pieces(), settings.scan_nearest, settings.scan_near)
    give(target, found, blocks.of(found.column("asked").to_numpy()))
    return len(found), parted[0]


def _by_cell(table: Any) -> Iterator[tuple[Ids, Ids]]:
    """Yield of each cell the places that are compared with it and those that stand in it, ascending."""
    cell, place = table.column("cell").to_numpy(), table.column("place").to_numpy()
    order = np.lexsort((place, cell))
    cell, place = cell[order], place[order]
    holds, asks = table.column("holds").to_numpy()[order], table.column("asks").to_numpy()[order]
    for begin, end in groups(cell):
        yield place[begin:end][asks[begin:end]], place[begin:end][holds[begin:end]]


def nearest_of_block(sources: Sequence[Place], block: int, blocks: Blocks, most: int, target: Place) -> int:
    """Write the nearest of the contents of a block, of those that all buckets have found, for the block of each pair."""
    import pyarrow as pa

    table = taken(sources, block)
    asked, other = table.column("asked").to_numpy(), table.column("other").to_numpy()
    kept = near.first_of_each(asked, other, table.column("near").to_numpy(), most)
    a, b = np.minimum(asked[kept], other[kept]), np.maximum(asked[kept], other[kept])
    give(target, pa.table({"a": a, "b": b}), blocks.of(a))
    return len(a)


def _bucket(values: NDArray[Any], buckets: int) -> Ids:
    """Return the bucket of each number: numbers are hashes already."""
    wide = values.view(np.uint32 if values.dtype.itemsize == 4 else np.uint64)
    return (wide % buckets).astype(np.int64)


def _read(sources: Sequence[Place], columns: Sequence[str]) -> Any:
    import pyarrow as pa

    tables = each(lambda source: read_table(source, columns), sources)
    return pa.concat_tables(tables).replace_schema_metadata(None)
