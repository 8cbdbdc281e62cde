"""Files of a run, on a disk or in an object store: each is written in one step, or not at all."""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from dedup.errors import DedupError, InputError
from dedup.stages.read.stores import Stored, is_stored

Place = Path | Stored
"""A file or a folder. What is done with it here goes on both."""
Result = TypeVar("Result")
_AT_ONCE = 16
"""Files of a store that are asked for at the same time: each answer takes some hundredths of a second, on a disk none."""


def place_of(name: str | os.PathLike[str]) -> Place:
    """Return the place of a name."""
    shown = os.fspath(name)
    return Stored.of(shown) if is_stored(shown) else Path(shown)


def each(work: Callable[[Any], Result], places: Sequence[Place]) -> list[Result]:
    """Return what `work` gives for each place, in order."""
    if len(places) < 2 or isinstance(places[0], Path):
        return [work(place) for place in places]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        return list(threads.map(work, places))


# -- tables ---------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def parquet(place: Place) -> Iterator[Any]:
    """Yield a Parquet file, to read parts of."""
    import pyarrow.parquet as pq

    if isinstance(place, Path):
        with pq.ParquetFile(place) as file:
            yield file
    else:
        with place.open_raw() as raw, place.asked(), pq.ParquetFile(raw, pre_buffer=True) as file:
            yield file


def read_table(place: Place, columns: Sequence[str] | None = None) -> Any:
    """Return a Parquet file as an Arrow table, or some columns of it."""
    with parquet(place) as file:
        return file.read(None if columns is None else list(columns))


def write_table(place: Place, table: Any) -> None:
    """Write an Arrow table as a Parquet file, in one step, whoever else writes the same."""
    import pyarrow.parquet as pq

    with sink(place) as into:
        pq.write_table(table, into, compression="zstd")


@contextlib.contextmanager
def sink(place: Place) -> Iterator[Any]:
    """Yield what pyarrow can write to; it becomes the file when that has gone well.

    What goes to a store is held in memory until then: half a file there would be taken for a whole one.
    """
    if isinstance(place, Path):
        place.parent.mkdir(parents=True, exist_ok=True)
        with replaced(place, alone=False) as part:
            yield part
        return
    import pyarrow as pa

    held = pa.BufferOutputStream()
    yield held
    place.write_bytes(held.getvalue())


def rows_in(parts: Sequence[Place]) -> int:
    """Return how many rows some tables hold."""
    return sum(sizes_of(parts))


def sizes_of(parts: Sequence[Place]) -> list[int]:
    """Return how many rows each of some tables holds."""

    def rows(place: Place) -> int:
        with parquet(place) as file:
            return int(file.metadata.num_rows)

    return each(rows, parts)


def articles_in(parts: Sequence[Place]) -> int:
    """Return how many articles the passages of some tables come from, as their lots have written it."""

    def articles(place: Place) -> int:
        with parquet(place) as file:
            return int(file.schema_arrow.metadata[b"articles"])

    return sum(each(articles, parts))


def read_array(place: Place) -> Any:
    """Return the numpy array of a file."""
    import numpy as np

    return np.load(io.BytesIO(place.read_bytes()))


# -- other files ----------------------------------------------------------------------------------------------------


def read_json(place: Place) -> dict[str, Any] | None:
    """Return what a file holds, None where there is none. Raise InputError where it is damaged."""
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise InputError(f"{place} is damaged; remove the folder and scan again") from None
    return found if isinstance(found, dict) else None


def write_text(place: Place, text: str) -> None:
    """Write a file in one step."""
    if isinstance(place, Path):
        with replaced(place) as part:
            part.write_text(text, encoding="utf-8")
    else:
        place.write_bytes(text.encode())


@contextlib.contextmanager
def replaced(path: Path, *, alone: bool = True) -> Iterator[Path]:
    """Yield a name to write under; the file gets its own name when that has gone well. Disk full is a sentence.

    Not `alone` is what a task writes on a cluster: a node that is taken for lost may still be at the same.
    """
    part = path.with_name(f"{path.name}.part" if alone else f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        os.replace(part, path)  # noqa: PTH105 - said as what it is: one step
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise DedupError(f"{path} cannot be written: {reason}; make room and run the same again, it goes on") from None


def brought(place: Stored, folder: Path) -> None:
    """Make a folder hold the Parquet files of a folder of a store, and no others. Those it has already stay.

    A table is never written again otherwise within one run, so its name and its size are enough to know it by.
    """
    wanted = {name: size for name, size in place.listed() if name.endswith(".parquet")}
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.parquet"):
        if path.stat().st_size != wanted.get(path.name):
            path.unlink()

    def fetch(one: Stored) -> None:
        with replaced(folder / one.name) as part:
            part.write_bytes(one.read_bytes())

    each(fetch, [place / name for name in sorted(wanted) if not (folder / name).exists()])


def carried(paths: Iterable[Path], into: Stored) -> None:
    """Write files of this disk to a folder of a store, in order."""
    for path in paths:
        (into / path.name).write_file(path)
