"""Nearest vectors: a faiss index beside the record, made from it and made again when it is missing, stale or damaged.

What the index does not cover yet, and everything where there is none, is compared exactly, block by block.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.archive.store import Store
from dedup.archive.vectors import Vectors, unpacked

KEY = "index"
EXACT_BELOW = 50_000
"""Up to so many vectors every one is compared (one byte a dimension); above, those of near cells.

At 100,000 thirty passages take some 90 ms.
"""
CELLS_A_ROOT, MOST_CELLS = 2, 4_096
PROBED = 32
"""Cells looked into. Of 2,000 at a million vectors, 16 had .9955 of the true neighbours, 64 all, in three times the time."""
_TRAINED_ON = 48  # vectors a cell
_BLOCK = 20_000
_FEW = 4_096  # rows: fewer are multiplied one query at a time
_KEPT = 60_000  # vectors beside the index that stay in memory
_NAME = re.compile(r"vectors-\d+\.faiss")
_LATE = 0.1  # of what is covered: so much more is compared exactly before the index takes it up
_LATE_LEAST = 5_000
_DEAD = 0.2
_GROWN = 4  # times as many as it was trained for: the cells are made anew


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the record says of its index: which file, what it holds, and how to know that it is whole."""

    file: str
    covered: int  # every vector up to this id is in it
    count: int
    trained: int  # vectors there were when its cells were made
    dim: int
    size: int
    crc: int


Tick = Callable[[int], None]


class Index:
    """The vectors of a record: an index of most, the rest by exact comparison."""

    def __init__(self, store: Store, folder: Path, dim: int, *, exact_below: int = EXACT_BELOW) -> None:
        """Load nothing yet. Up to `exact_below` vectors every one is compared."""
        self._store, self._folder, self.dim, self._exact_below = store, folder, dim, exact_below
        self._stamp: Stamp | None = None
        self._faiss: Any = None
        self._ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._rows: Vectors = np.zeros((0, dim), np.float32)
        self.problem = ""

    # -- searching ------------------------------------------------------------------------------------------------

    def nearest(self, queries: Vectors, most: int, least: float) -> list[list[tuple[int, float]]]:
        """Return for each row the contents nearest to it with their cosine, at most `most` and none below `least`."""
        self._load()
        found: list[dict[int, float]] = [{} for _ in queries]
        if self._faiss is not None and len(queries):
            scores, ids = _searched(self._faiss, queries, most)
            for n, (row, near) in enumerate(zip(ids.tolist(), scores.tolist(), strict=True)):
                found[n] = {
                    content: cosine
                    for content, cosine in zip(row, near, strict=True)
                    if cosine >= least and content >= 0
                }
        for ids, rows in self._beside():
            near = _cosines(queries, rows)
            for n, at in zip(*np.nonzero(near >= least), strict=True):
                found[n][int(ids[at])] = float(near[n, at])
            if any(len(one) > 4 * most for one in found):
                found = [dict(_best(one, most)) for one in found]
        return [_best(one, most) for one in found]

    def _beside(self) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
        """Yield what the index does not cover, those that fit into memory kept for the next time."""
        covered = self._stamp.covered if self._stamp and self._faiss is not None else 0
        if len(self._ids) and self._ids[0] <= covered:
            self._ids, self._rows = np.zeros(0, np.int64), np.zeros((0, self.dim), np.float32)
        after = int(self._ids[-1]) if len(self._ids) else covered
        if len(self._ids):
            yield self._ids, self._rows
        for ids, rows in self._blocks(after):
            if len(self._ids) + len(ids) <= _KEPT and (not len(self._ids) or self._ids[-1] == after):
                self._ids, self._rows = np.concatenate([self._ids, ids]), np.concatenate([self._rows, rows])
                after = int(ids[-1])
            yield ids, rows

    def _blocks(self, after: int) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
        while rows := self._store.vectors(after, _BLOCK):
            after = rows[-1][0]
            ids = np.array([row[0] for row in rows], np.int64)
            yield ids, unpacked([row[1] for row in rows], self.dim)

    # -- the file -------------------------------------------------------------------------------------------------

    def stamp(self) -> Stamp | None:
        """Return what the record says of the index, None where there is none of vectors like these."""
        told = self._store.known(KEY)
        if not told:
            return None
        try:
            stamp = Stamp(**json.loads(told))
        except (TypeError, ValueError):
            return None
        return stamp if _NAME.fullmatch(stamp.file) and stamp.dim == self.dim else None

    def _load(self) -> None:
        stamp = self.stamp()
        if stamp == self._stamp and (self._faiss is not None or stamp is None):
            return
        self._stamp, self._faiss, self.problem = stamp, None, ""
        if stamp is None:
            return
        faiss = imported()
        if faiss is None:
            self.problem = (
                'every vector is compared, for faiss is not installed; run: pip install "dedup-passages[archive]"'
            )
            return
        self.problem = self.damage(stamp)
        if not self.problem:
            self._faiss = faiss.read_index(str(self._folder / stamp.file))
            if isinstance(self._faiss, faiss.IndexIVF):
                self._faiss.nprobe = PROBED

    def damage(self, stamp: Stamp) -> str:
        """Return what is wrong with the file, "" where nothing is. It is looked at before faiss is, which would abort."""
        path = self._folder / stamp.file
        try:
            if path.stat().st_size == stamp.size and _crc(path) == stamp.crc:
                return ""
        except OSError:
            return f"the index {stamp.file} is missing and every vector is compared; run dedup archive verify to make it again"
        return (
            f"the index {stamp.file} is damaged and every vector is compared; run dedup archive verify to make it again"
        )

    def update(self, *, memory: int, tick: Tick | None = None, anew: bool = False) -> str:
        """Bring the index up to the record where that is due. Return a note where it could not be. For the writer only."""
        faiss = imported()
        count = self._store.one("SELECT count(*) FROM contents WHERE vector IS NOT NULL")
        stamp = None if anew else self.stamp()
        if stamp and self.damage(stamp):
            stamp = None
        late = count - stamp.count if stamp else count
        dead = int(self._store.known("removed", "0"))
        if stamp and late <= max(_LATE_LEAST, _LATE * stamp.count) and dead <= _DEAD * stamp.count:
            return ""
        if not stamp and late <= _LATE_LEAST and not anew:
            return ""
        if faiss is None:
            return 'the index of vectors was not made, for faiss is not installed; run: pip install "dedup-passages[archive]"'
        if 2 * count * (self.dim + 8) > memory:
            return "the index of vectors was not made, for it does not fit into --max-memory; checks will be slow"
        grown = stamp is None or dead > _DEAD * stamp.count or count > _GROWN * stamp.trained
        if stamp is None or grown or (stamp.trained <= self._exact_below) != (count <= self._exact_below):
            index, after, trained = self._trained(faiss, count), 0, count
        else:
            index, after, trained = faiss.read_index(str(self._folder / stamp.file)), stamp.covered, stamp.trained
        for ids, rows in self._blocks(after):
            index.add_with_ids(rows, ids)
            after = int(ids[-1])
            if tick:
                tick(index.ntotal)
        self._save(faiss, index, after, trained)
        return ""

    def _trained(self, faiss: Any, count: int) -> Any:
        """Return an empty index: every vector compared, or only those of near cells."""
        kind = faiss.ScalarQuantizer.QT_8bit
        if count <= self._exact_below:
            index = faiss.IndexIDMap(faiss.IndexScalarQuantizer(self.dim, kind, faiss.METRIC_INNER_PRODUCT))
            index.train(self._sample(count, 10_000))
            return index
        cells = min(MOST_CELLS, int(CELLS_A_ROOT * count**0.5))
        quantizer = faiss.IndexFlatIP(self.dim)
        index = faiss.IndexIVFScalarQuantizer(quantizer, self.dim, cells, kind, faiss.METRIC_INNER_PRODUCT)
        index.own_fields = True
        quantizer.this.disown()
        index.cp.seed, index.cp.niter = 1234, 8
        index.cp.max_points_per_centroid = _TRAINED_ON
        index.train(self._sample(count, _TRAINED_ON * cells))
        return index

    def _sample(self, count: int, most: int) -> Vectors:
        """Return vectors from all over the record."""
        step = max(1, count // most)
        asked = "SELECT vector FROM contents WHERE vector IS NOT NULL AND id % ? = 0 LIMIT ?"
        rows = self._store.connection.execute(asked, (step, most)).fetchall()
        return unpacked([row[0] for row in rows], self.dim)

    def _save(self, faiss: Any, index: Any, covered: int, trained: int) -> None:
        """Write the file under a new name, then say so in the record: a reader finds the old one or the new."""
        last = [
            int(path.stem.split("-")[1]) for path in self._folder.glob("vectors-*.faiss") if _NAME.fullmatch(path.name)
        ]
        path = self._folder / f"vectors-{max(last, default=0) + 1}.faiss"
        part = path.with_suffix(".part")
        try:
            faiss.write_index(index, str(part))
            os.replace(part, path)  # noqa: PTH105 - said as what it is: one step
        finally:
            part.unlink(missing_ok=True)
        stamp = Stamp(path.name, covered, int(index.ntotal), trained, self.dim, path.stat().st_size, _crc(path))
        with self._store.writing():
            self._store.note(KEY, json.dumps(asdict(stamp)))
            self._store.note("removed", 0)
        for other in self._folder.glob("vectors-*"):
            if other.name != path.name and (_NAME.fullmatch(other.name) or other.suffix == ".part"):
                with contextlib.suppress(OSError):  # a reader on Windows may have it open
                    other.unlink()


def imported() -> Any:
    """Return faiss, or None where the extra is not installed."""
    try:
        import faiss
    except ImportError:
        return None
    return faiss


def _searched(index: Any, queries: Vectors, most: int) -> Any:
    """Return scores and ids of the nearest, found by one thread.

    A check asks for thirty vectors: on two cores that something else keeps busy two threads took 14 to 20 ms, one takes 4
    (100,000 vectors), for those of faiss and of numpy wait for each other without sleeping.
    """
    faiss = imported()
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        return index.search(np.ascontiguousarray(queries), most)
    finally:
        faiss.omp_set_num_threads(threads)


def _cosines(queries: Vectors, rows: Vectors) -> Vectors:
    """Return the cosine of each query with each row. A small product of matrices wakes threads: 32 ms in place of .3."""
    if len(rows) > _FEW:
        return queries @ rows.T
    return np.stack([rows @ query for query in queries]) if len(queries) else np.zeros((0, len(rows)), np.float32)


def _best(found: dict[int, float], most: int) -> list[tuple[int, float]]:
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:most]


def _crc(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while part := file.read(4 * 1024 * 1024):
            found = zlib.crc32(part, found)
    return found
