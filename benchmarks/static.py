"""How much of what MiniLM finds the static encoder finds too: `python -m benchmarks.static --data FOLDER`.

Of each passage's ten nearest by MiniLM with a cosine of at least .75: the share among its fifty nearest by static vectors.
FOLDER holds the corpus_*.jsonl.gz files; the passages are paragraphs of documents that models/static was not fitted on, one
of those that are equal but for digits. Passages are searched among all of them; `--queries` draws those that are asked for.
Encoding 100,000 paragraphs by MiniLM takes some ten minutes of processor time; `--reference` takes rows made beforehand.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.corpora import MEASURED, parted
from dedup.encoders import load_encoder, model_folder, open_static

NEAREST, LEAST_COSINE, TOP = 10, 0.75, 50
LEAST_FOUND = 0.97
LEAST_SPEED = 5000
LARGEST = 8_000_000
AT_ONCE = 200  # queries: their cosines with 100,000 passages are 80 MB
BANDS = (0.75, 0.8, 0.85, 0.9)

Rows = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Found:
    """The cosine by MiniLM of each near pair, and whether the static encoder has it in its top."""

    cosines: NDArray[np.float32]
    kept: NDArray[np.bool_]

    def share(self, least: float = LEAST_COSINE) -> tuple[float, int]:
        """Return the share of pairs of at least this cosine that are kept, and of how many."""
        chosen = self.kept[self.cosines >= least]
        return (float(chosen.mean()) if len(chosen) else float("nan"), len(chosen))


def found(better: Rows, static: Rows, queries: NDArray[np.intp], top: int = TOP) -> Found:
    """Return which of the near neighbours of the queries (row numbers) are kept; rows are of unit length."""
    cosines: list[NDArray[np.float32]] = []
    kept: list[NDArray[np.bool_]] = []
    for start in range(0, len(queries), AT_ONCE):
        some = queries[start : start + AT_ONCE]
        near, rough = better[some] @ better.T, static[some] @ static.T
        itself = np.arange(len(some))
        near[itself, some] = rough[itself, some] = -np.inf
        for row, other in zip(near, rough, strict=True):
            best = np.argsort(-row)[:NEAREST] if len(row) <= NEAREST else np.argpartition(-row, NEAREST)[:NEAREST]
            best = best[row[best] >= LEAST_COSINE]
            least = np.partition(other, -top)[-top]
            cosines.append(row[best])
            kept.append(other[best] >= least)
    return Found(np.concatenate(cosines), np.concatenate(kept))


def reference(path: Path | None, texts: Sequence[str]) -> Rows:
    """Return the rows of MiniLM, from a .npy file where one is named."""
    if path is None:
        return load_encoder().encode(texts)
    rows: Rows = np.load(path).astype(np.float32)
    if len(rows) != len(texts):
        raise click.UsageError(f"{path} has {len(rows)} rows, and there are {len(texts)} passages")
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--count", default=MEASURED, show_default=True, help="Passages that are searched.")
@click.option(
    "--queries", default=5000, show_default=True, help="Passages that are asked for, drawn with seed 7; 0: all."
)
@click.option(
    "--reference", "rows", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="MiniLM's rows."
)
def main(data: Path, count: int, queries: int, rows: Path | None) -> None:
    """Print what the static encoder keeps, its size and its speed; exit 1 where it misses an aim."""
    texts = parted(data).measured[:count]
    if len(texts) <= TOP:
        raise click.UsageError(
            f"{data} has {len(texts)} paragraphs in corpus_*.jsonl.gz; at least {TOP + 1} are needed"
        )
    encoder = open_static()
    before = time.process_time()
    static = encoder.encode(texts)
    speed = len(texts) / (time.process_time() - before)
    asked = np.arange(len(texts))
    if 0 < queries < len(texts):
        asked = np.sort(np.random.default_rng(7).choice(len(texts), queries, replace=False))
    result = found(reference(rows, texts), static, asked)
    size = sum(
        path.stat().st_size for path in model_folder("static").iterdir() if path.suffix in {".json", ".safetensors"}
    )
    print(
        f"passages                     {len(texts):,}, {len(asked):,} asked for"
        + (" (seed 7)" if len(asked) < len(texts) else "")
    )
    for least in BANDS:
        share, of = result.share(least)
        aim = f" (at least {LEAST_FOUND})" if least == LEAST_COSINE else ""
        print(f"in the top {TOP}, cosine >= {least:<4}  {share:.4f} of {of:,}{aim}")
    print(f"paragraphs per CPU second    {speed:,.0f} (at least {LEAST_SPEED:,})")
    print(f"bytes                        {size:,} (at most {LARGEST:,})")
    sys.exit(0 if result.share()[0] >= LEAST_FOUND and speed >= LEAST_SPEED and size <= LARGEST else 1)


if __name__ == "__main__":
    main()
