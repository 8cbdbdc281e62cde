"""Makes the static encoder: one small vector for each token of the default encoder, fitted so that their sum is like its vector.

    pip install -e . safetensors
    python models/static/make.py --data FOLDER [--out FOLDER] [--cache FILE]

FOLDER holds the corpus_*.jsonl.gz files. Fitted on paragraphs of documents that `python -m benchmarks.static` does not
measure on (benchmarks/corpora.py parts them). The first vectors are what model2vec would distil: each token read alone by
the default encoder, less the mean, in the first principal components of its paragraph vectors, weighted by rarity. Ridge
regression turns the sums towards the paragraphs' vectors and leaves tokens that no paragraph had where they were. Stored
as int8 rows with a float32 scale each, in the form that model2vec loads.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix, diags_array
from tokenizers import Tokenizer

from benchmarks.corpora import parted
from dedup.encoders import OnnxEncoder, model_folder, model_info, open_encoder, open_static

DIM = 232
MOST_TOKENS = 256
COUNT, HELD = 24_000, 2_000
RIDGE, STEPS, ROUNDS = 10.0, 20, 2
SHORTEST = 0.05  # a paragraph's sum is taken to be at least so long
RARE = 1e-3  # of the SIF weights: a token this common weighs half
TINY = 1e-20
LEAST_COSINE = 0.75  # of the held paragraphs, on average: below it something is wrong
LARGEST = 8_000_000  # bytes of the folder

Rows = NDArray[np.float32]


def token_counts(tokenizer: Tokenizer, texts: list[str]) -> csr_matrix:
    """Return how often each text has each token."""
    unknown = tokenizer.token_to_id("[UNK]")
    rows = [
        [token for token in one.ids if token != unknown]
        for one in tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    ]
    starts = np.cumsum([0, *map(len, rows)])
    tokens = np.array([token for row in rows for token in row], np.int32)
    counts = csr_matrix(
        (np.ones(len(tokens), np.float32), tokens, starts), shape=(len(texts), tokenizer.get_vocab_size())
    )
    counts.sum_duplicates()
    return counts


def targets(encoder: OnnxEncoder, texts: list[str], cache: Path | None) -> Rows:
    """Return the vectors that the sums are to be like, rounded to float16, from a file if it has them."""
    if cache is not None and cache.is_file():
        known = np.load(cache)
        if len(known) != len(texts):
            raise SystemExit(f"{cache} has {len(known)} rows, not {len(texts)}; delete it")
        return known.astype(np.float32)
    found = encoder.encode(texts).astype(np.float16)
    if cache is not None:
        np.save(cache, found)
    return found.astype(np.float32)


def alone(encoder: OnnxEncoder, vocabulary: int) -> Rows:
    """Return the vector of each token between the two marks at the ends."""
    start, end = encoder._start, encoder._end
    rows = []
    for first in range(0, vocabulary, 512):
        tokens = np.arange(first, min(first + 512, vocabulary))
        ids = np.stack([np.full(len(tokens), start), tokens, np.full(len(tokens), end)], axis=1).astype(np.int64)
        rows.append(encoder._graph(ids, np.ones_like(ids)))
    return np.vstack(rows)


def fitted(first: Rows, counts: csr_matrix, aims: Rows) -> Rows:
    """Return token vectors whose sums point where the aims do, held to the first ones: ridge regression, twice.

    Lengths are no matter, so each paragraph's sum is divided by the length it had before.
    """
    vectors = first
    for _ in range(ROUNDS):
        lengths = np.linalg.norm(counts @ vectors, axis=1)
        shares = diags_array(1 / np.maximum(lengths, SHORTEST)).astype(np.float32) @ counts
        vectors = first + ridge(shares, aims - shares @ first)
    return vectors


def ridge(shares: csr_matrix, aims: Rows) -> Rows:
    """Return the small change of the vectors that brings the sums to the aims, by conjugate gradients."""
    back = shares.T.tocsr()
    rest = back @ aims
    change, step, square = np.zeros_like(rest), rest.copy(), (rest * rest).sum(axis=0)
    for _ in range(STEPS):
        forward = back @ (shares @ step) + RIDGE * step
        size = square / np.maximum((step * forward).sum(axis=0), TINY)
        change += size * step
        rest -= size * forward
        before, square = square, (rest * rest).sum(axis=0)
        step = rest + square / np.maximum(before, TINY) * step
    return change


def stored(vectors: Rows) -> dict[str, NDArray[np.generic]]:
    """Return int8 rows and a scale for each: what model2vec calls embeddings and weights."""
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127
    return {
        "embeddings": np.rint(vectors / scales[:, None]).astype(np.int8),
        "weights": scales.astype(np.float32),
    }


def write(folder: Path, tensors: dict[str, NDArray[np.generic]]) -> None:
    """Write the files that model2vec and dedup load."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "model.safetensors")
    shutil.copyfile(model_folder("minilm") / "tokenizer.json", folder / "tokenizer.json")
    config = {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "tokenizer_name": "sentence-transformers/all-MiniLM-L6-v2",
        "normalize": True,
        "max_length": MOST_TOKENS,
        "hidden_dim": DIM,
        "embedding_dtype": "int8",
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8", newline="\n")
    sums = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("config.json", "model.safetensors", "tokenizer.json")
    }
    about = {
        "name": "static",
        "kind": "static",
        "source": "sentence-transformers/all-MiniLM-L6-v2",
        "source_sha256": model_info(model_folder("minilm")).sha256["weights.safetensors"],
        "licence": "Apache-2.0",
        "revision": sums["model.safetensors"][:12],
        "dim": DIM,
        "max_tokens": MOST_TOKENS,
        "sha256": sums,
    }
    (folder / "model.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    parser.add_argument("--cache", type=Path, help="a .npy file to keep the paragraphs' vectors in")
    asked = parser.parse_args()
    encoder = open_encoder(model_folder("minilm"), threads=1)
    texts = list(parted(asked.data).fitted[:COUNT])
    vectors = targets(encoder, texts, asked.cache)
    tokenizer = Tokenizer.from_file(str(model_folder("minilm") / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)
    counts = token_counts(tokenizer, texts)

    _, weight, axes = np.linalg.svd(vectors[:-HELD], full_matrices=False)
    axes = axes[:DIM].T
    aims = vectors @ axes
    aims /= np.linalg.norm(aims, axis=1, keepdims=True)
    print(
        f"{DIM} of {vectors.shape[1]} directions hold {(weight[:DIM] ** 2).sum() / (weight**2).sum():.3f} of the length"
    )

    words = alone(encoder, tokenizer.get_vocab_size())
    seen = np.asarray(counts[:-HELD].sum(axis=0)).ravel()
    first = (words - words.mean(axis=0)) @ axes * (RARE / (RARE + seen / seen.sum()))[:, None]
    first = (first / np.median(np.linalg.norm(counts[:-HELD] @ first, axis=1))).astype(np.float32)
    tensors = stored(fitted(first, counts[:-HELD], aims[:-HELD]))

    write(asked.out, tensors)
    static = open_static(asked.out)
    cosine = np.einsum("nd,nd->n", static.encode(texts[-HELD:]), aims[-HELD:])
    size = sum(
        (asked.out / name).stat().st_size
        for name in ("model.safetensors", "tokenizer.json", "config.json", "model.json")
    )
    print(f"{(seen > 0).sum()} of {len(seen)} tokens seen; held paragraphs: cosine {cosine.mean():.3f}; {size:,} bytes")
    if cosine.mean() < LEAST_COSINE or size > LARGEST:
        raise SystemExit("the result is not good enough, or too large: do not commit it")


if __name__ == "__main__":
    main()
