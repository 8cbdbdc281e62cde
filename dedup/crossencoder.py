"""The cross-encoder: a small transformer that reads two texts at once, and what it says of them.

It is loaded only by those who ask for it (`judge`, `group` and `explain`), never for checking an article. Texts go in
both orders, and what comes back is their mean, so that swapping the two swaps the sides and changes nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.encoders import REINSTALL, ModelInfo, batches, model_folder, open_graph, read_weights, rounded, verify
from dedup.errors import ModelError
from dedup.together import Reading

NAME = "crossencoder"
_SHARED = ("word", "word_scale")
Row = tuple[list[int], list[int]]
"""The tokens of a pair, and for each the side 0 or 1 it belongs to."""


class CrossEncoder:
    """A built-in model that reads pairs on onnxruntime, in float32; a pair gives the same bits whatever is beside it."""

    def __init__(self, info: ModelInfo, tokenizer: Any, graph: Any, head: tuple[NDArray[Any], NDArray[Any]]) -> None:
        """Put the parts together; `open_crossencoder` loads them."""
        self.name = info.name
        self.revision = info.revision
        self.max_tokens = info.max_tokens
        self._tokenizer = tokenizer
        self._graph = graph
        self._head, self._bias = head
        self._start, self._end = (tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))

    def read(self, pairs: Sequence[tuple[str, str]], /) -> list[Reading | None]:
        """Return what was read of each pair, in the order given; None where the two are too long to read at once."""
        rows = [(self.row(a, b), self.row(b, a)) for a, b in pairs]
        short = [n for n, (one, _) in enumerate(rows) if len(one[0]) <= self.max_tokens]
        odds = self.odds([row for n in short for row in rows[n]])
        found: list[Reading | None] = [None] * len(pairs)
        for n, (forth, back) in zip(short, odds.reshape(len(short), 2, len(self._bias)), strict=True):
            same, clash = (float(forth[at] + back[at]) / 2 for at in (0, 3))
            found[n] = Reading(
                round(same, 4),
                round(float(forth[1] + back[2]) / 2, 4),
                round(float(forth[2] + back[1]) / 2, 4),
                round(clash, 4),
            )
        return found

    def row(self, a: str, b: str) -> Row:
        """Return the tokens of a pair, marks included, and the side of each."""
        left, right = (self._tokens(text) for text in (a, b))
        ids = [self._start, *left, self._end, *right, self._end]
        return ids, [0] * (len(left) + 2) + [1] * (len(right) + 1)

    def odds(self, rows: Sequence[Row]) -> NDArray[np.float32]:
        """Return the log-odds of the outputs (same, a in b, b in a, clash), of shape (rows, 4)."""
        ranked = sorted(range(len(rows)), key=lambda n: len(rows[n][0]))
        found = np.empty((len(rows), len(self._bias)), np.float32)
        for start, end in batches([len(rows[n][0]) for n in ranked]):
            chosen = ranked[start:end]
            vectors = self._vectors([rows[n] for n in chosen])
            # A product of matrices may add in another order when there are more rows; a sum a row does not.
            found[chosen] = (vectors[:, None, :] * self._head[None]).sum(axis=2) + self._bias
        return found

    def _vectors(self, rows: Sequence[Row]) -> NDArray[np.float32]:
        fed = np.zeros((3, len(rows), rounded(max(len(ids) for ids, _ in rows))), np.int64)
        for n, (ids, sides) in enumerate(rows):
            fed[0, n, : len(ids)], fed[1, n, : len(ids)], fed[2, n, : len(ids)] = ids, sides, 1
        feeds = dict(zip(("input_ids", "sides", "attention_mask"), fed, strict=True))
        vectors: NDArray[np.float32] = self._graph.session.run(None, feeds)[0]
        return vectors

    def _tokens(self, text: str) -> list[int]:
        """Return the tokens of a text, of a long one only so many that it is known to be too long."""
        clean = text[: 40 * self.max_tokens].encode("utf-8", "replace").decode("utf-8")
        tokens: list[int] = self._tokenizer.encode(clean, add_special_tokens=False).ids
        return tokens


def open_crossencoder(folder: Path | None = None, *, threads: int | None = None) -> CrossEncoder:
    """Return the cross-encoder of a folder (the built-in one by default), its checksums verified first.

    Raise ModelError where it, or the encoder whose words it shares, is missing or damaged.
    """
    folder = folder or model_folder(NAME)
    info, words = verify(folder), model_folder("minilm")
    if info.kind != NAME:
        raise ModelError(f"the model {info.name!r} in {folder} does not read pairs; {REINSTALL}")
    verify(words)
    from tokenizers import Tokenizer

    weights, head = weights_of(folder)
    graph = open_graph(folder, threads or os.cpu_count() or 1, weights)
    return CrossEncoder(info, Tokenizer.from_file(str(words / "tokenizer.json")), graph, head)


def weights_of(folder: Path) -> tuple[dict[str, NDArray[Any]], tuple[NDArray[Any], NDArray[Any]]]:
    """Return the weights of the graph by name, and those of the outputs with what is added to them.

    A matrix NAME is that of the encoder, moved by what `NAME.packed` says: 4 bits each in steps of `NAME.steps`.
    """
    stored = read_weights(folder / "weights.safetensors")
    head = stored.pop("head"), stored.pop("head_bias")
    moved = [name.removesuffix(".packed") for name in stored if name.endswith(".packed")]
    base = read_weights(model_folder("minilm") / "weights.safetensors", only=(*_SHARED, *moved))
    for name in moved:
        steps, codes = stored.pop(f"{name}.steps"), _unpacked(stored.pop(f"{name}.packed"))
        blocks = codes.reshape(len(steps), -1, codes.shape[1]) * steps[:, None, :]
        base[name] += blocks.reshape(codes.shape)
    return base | stored, head


def _unpacked(packed: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return the codes -7..7 of which each byte holds two: those of the upper half of the rows in its lower bits."""
    pairs = packed.view(np.uint8)
    return np.concatenate([pairs & 15, pairs >> 4]).astype(np.float32) - 8
