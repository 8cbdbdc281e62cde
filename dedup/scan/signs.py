"""The signs of all contents of a run as plain arrays in files: read where they are needed, never all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.scan.files import Place, read_table, replaced, write_text
from dedup.scan.kernels.signs import as_binary, rows_of
from dedup.scan.tables import lists_of

_LISTS = ("stems", "weights", "numbers", "runs")
_DIM = "dim"  # the length of a vector; written last
_KINDS = {
    "content": np.int64,
    "stems": np.uint32,
    "weights": np.float32,
    "numbers": np.uint32,
    "runs": np.int32,
    "vector": np.int8,
    "told": np.bool_,
}


@dataclass(frozen=True)
class Signs:
    """Arrays by name: `content` ascending; of the lists the values, and under `NAME_at` where each begins."""

    content: NDArray[np.int64]
    vectors: NDArray[np.int8]
    told: NDArray[np.bool_]
    lists: dict[str, NDArray[Any]]
    at: dict[str, NDArray[np.int64]]

    def __len__(self) -> int:
        return len(self.content)

    def places(self, contents: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where contents stand in the arrays."""
        return np.searchsorted(self.content, contents)

    def gathered(self, name: str, places: NDArray[np.int64]) -> Any:
        """Return the lists at some places as an Arrow array."""
        import pyarrow as pa

        at = self.at[name]
        starts, lengths = at[places], at[places + 1] - at[places]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        where = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths) + np.repeat(starts, lengths)
        values = pa.array(self.lists[name][where])
        return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), values)

    def binaries(self, places: NDArray[np.int64]) -> Any:
        """Return the vectors at some places as an Arrow array."""
        return as_binary(self.vectors[places])


def write_signs(folder: Path, parts: Iterable[Place]) -> int:
    """Write the arrays of the tables of signs, given in the order of their contents. Return how many contents there are."""
    streams: dict[str, Any] = {}
    ends = dict.fromkeys(_LISTS, 0)
    rows = dim = 0
    with replaced(folder / "content.bin") as content:
        streams["content"] = content.open("wb")
        try:
            for name in ("vector", "told", *(f"{name}{end}" for name in _LISTS for end in ("", "_at"))):
                streams[name] = (folder / f"{name}.bin").open("wb")
            for name in _LISTS:
                streams[f"{name}_at"].write(np.zeros(1, np.int64).tobytes())
            for part in parts:
                table = read_table(part)
                rows += len(table)
                streams["content"].write(table.column("content").to_numpy().tobytes())
                vectors = rows_of(table.column("vector"))
                dim = vectors.shape[1]
                streams["vector"].write(vectors.tobytes())
                streams["told"].write(table.column("told").to_numpy().tobytes())
                for name in _LISTS:
                    values, at = lists_of(table.column(name))
                    streams[name].write(np.ascontiguousarray(values, _KINDS[name]).tobytes())
                    streams[f"{name}_at"].write((at[1:] + ends[name]).tobytes())
                    ends[name] += int(at[-1])
        finally:
            for stream in streams.values():
                stream.close()
    write_text(folder / _DIM, str(dim))
    return rows


def is_whole(folder: Path) -> bool:
    """Return whether the arrays of a run stand in a folder."""
    return (folder / _DIM).exists()


def open_signs(folder: Path) -> Signs:
    """Return the arrays of a run."""
    dim = int((folder / _DIM).read_text(encoding="utf-8"))
    read = {name: _mapped(folder / f"{name}.bin", _KINDS[name]) for name in _KINDS}
    at = {name: _mapped(folder / f"{name}_at.bin", np.int64) for name in _LISTS}
    vectors = read["vector"].reshape(len(read["content"]), dim)
    return Signs(read["content"], vectors, read["told"], {name: read[name] for name in _LISTS}, at)


def signs_of(table: Any) -> Signs:
    """Return the arrays of a table of signs, whose contents ascend."""
    lists = {name: lists_of(table.column(name)) for name in _LISTS}
    return Signs(
        table.column("content").to_numpy(),
        rows_of(table.column("vector")),
        table.column("told").to_numpy(),
        {name: values for name, (values, _) in lists.items()},
        {name: at for name, (_, at) in lists.items()},
    )


def _mapped(path: Path, kind: Any) -> NDArray[Any]:
    if not path.stat().st_size:
        return np.zeros(0, kind)
    mapped: NDArray[Any] = np.memmap(path, kind, mode="r")
    return mapped
