"""What a content is found and weighed by: its stems and what they tell, its runs of three words, its small vector."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.archive.shingles import Shingler
from dedup.likeness import finished
from dedup.normalise import fold, shadow
from dedup.scan.tables import SIGNS, flat_lists
from dedup.settings import Settings
from dedup.stages.embed import Encoder, as_encoded
from dedup.words import Lexicon, spans

_REMEMBERED = 500_000  # words whose stem is kept


@dataclass
class Signer:
    """Makes the signs of contents; remembers the words it has met."""

    encoder: Encoder
    lexicon: Lexicon
    settings: Settings
    _shingler: Shingler = field(default_factory=Shingler)
    _known: dict[str, tuple[int, float]] = field(default_factory=dict)

    def signs(self, contents: Any) -> Any:
        """Return a table of SIGNS, one row a content, of a table with the columns `content` and `text`."""
        import pyarrow as pa

        texts = contents.column("text").to_pylist()
        stems, weights, numbers, runs, told = [], [], [], [], []
        for text in texts:
            words = _words(text)
            found, information, figures = self._stems(words)
            stems.append(found)
            weights.append(information)
            numbers.append(figures)
            runs.append(self._shingler.stored(words))
            told.append(self._is_told(text, len(words)))
        vectors = packed_rows(self.encoder.encode([as_encoded(text) for text in texts]))
        return pa.table(
            [
                contents.column("content"),
                flat_lists(stems, np.uint32),
                flat_lists(weights, np.float32),
                flat_lists(numbers, np.uint32),
                flat_lists(runs, np.int32),
                as_binary(vectors),
                pa.array(told, pa.bool_()),
            ],
            schema=SIGNS(vectors.shape[1]),
        )

    def _is_told(self, text: str, words: int) -> bool:
        """Return whether a text says enough to be found in other words: not a line of a table, nor a word or two."""
        return words >= (self.settings.archive_words if finished(text) else self.settings.archive_line)

    def _stems(self, words: list[str]) -> tuple[NDArray[np.uint32], NDArray[np.float32], NDArray[np.uint32]]:
        """Return the distinct stems as numbers, ascending, how much each tells, and which of them have a figure in them."""
        found = dict(self._stem(word) for word in words)
        found.pop(0, None)  # a word without a stem
        numbers = np.fromiter(found.keys(), np.uint32, len(found))
        told = np.fromiter((abs(weight) for weight in found.values()), np.float32, len(found))
        figures = np.fromiter((weight < 0 for weight in found.values()), bool, len(found))
        order = np.argsort(numbers)
        return numbers[order], told[order], numbers[order][figures[order]]

    def _stem(self, word: str) -> tuple[int, float]:
        """Return the number of a word's stem and how much it tells, less than nothing where there is a figure in it."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            stem = self.lexicon.stem(word)
            number = zlib.crc32(stem.encode("utf-8", "replace")) if stem else 0
            weight = self.lexicon.weight(stem)
            known = self._known[word] = (number, -weight if any(map(str.isdigit, stem)) else weight)
        return known


def _words(text: str) -> list[str]:
    level = shadow(text)
    return [fold(level[start:end]) for start, end in spans(level)]


def packed_rows(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return rows of unit length as a byte a dimension, the largest part of each 127: only their direction counts."""
    largest = np.abs(vectors).max(axis=1, keepdims=True) if vectors.size else np.ones((len(vectors), 1), np.float32)
    return np.rint(vectors * (127.0 / np.where(largest > 0, largest, 1.0))).astype(np.int8)


def unit_rows(rows: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return the rows of unit length that `packed_rows` has stored; a row of zeros stays one."""
    wide = rows.astype(np.float32)
    lengths = np.sqrt(np.einsum("nd,nd->n", wide, wide))[:, None]
    unit: NDArray[np.float32] = np.divide(wide, np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
    return unit


def as_binary(rows: NDArray[np.int8]) -> Any:
    """Return rows of bytes as an Arrow array of binaries of one length."""
    import pyarrow as pa

    width = rows.shape[1]
    return pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(width), len(rows), [None, pa.py_buffer(np.ascontiguousarray(rows))]
    )


def rows_of(binaries: Any) -> NDArray[np.int8]:
    """Return an Arrow column of binaries of one length as rows of bytes."""
    import pyarrow as pa

    column = pa.concat_arrays(binaries.chunks) if isinstance(binaries, pa.ChunkedArray) else binaries
    width = column.type.byte_width
    flat = np.frombuffer(column.buffers()[1], np.int8) if len(column) else np.zeros(0, np.int8)
    return flat[column.offset * width : (column.offset + len(column)) * width].reshape(-1, width)
