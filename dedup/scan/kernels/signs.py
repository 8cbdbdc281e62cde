"""What a content is found and weighed by: its stems and what they tell, its runs of three words, its small vector."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.archive.shingles import ALL_BELOW, ONE_IN, Shingler, runs_of_three, words_of
from dedup.likeness import finished
from dedup.scan.tables import SIGNS, as_lists
from dedup.settings import Settings
from dedup.stages.embed import Encoder, as_encoded
from dedup.words import Lexicon

_REMEMBERED = 500_000  # words whose stem is kept
_AT_ONCE = 4_000  # texts whose words are looked up together: most words of a text stand in others of them


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

        parts = [self._some(contents.slice(n, _AT_ONCE)) for n in range(0, max(1, len(contents)), _AT_ONCE)]
        return pa.concat_tables(parts)

    def _some(self, contents: Any) -> Any:
        import pyarrow as pa

        texts = contents.column("text").to_pylist()
        words = _Words.of(texts)
        told = [self._is_told(text, count) for text, count in zip(texts, words.counts.tolist(), strict=True)]
        vectors = packed_rows(self.encoder.encode([as_encoded(text) for text in texts]))
        return pa.table(
            [
                contents.column("content"),
                *self._stems(words),
                self._runs(words),
                as_binary(vectors),
                pa.array(told, pa.bool_()),
            ],
            schema=SIGNS(vectors.shape[1]),
        )

    def _is_told(self, text: str, words: int) -> bool:
        """Return whether a text says enough to be found in other words: not a line of a table, nor a word or two."""
        return words >= (self.settings.archive_words if finished(text) else self.settings.archive_line)

    def _stems(self, words: _Words) -> tuple[Any, Any, Any]:
        """Return of each text the distinct stems as numbers, ascending, how much each tells, and which hold a figure."""
        known = [self._stem(word) for word in words.distinct]
        number = np.fromiter((one for one, _ in known), np.uint32, len(known))[words.which]
        weight = np.fromiter((one for _, one in known), np.float32, len(known))[words.which]
        keys = (words.owners << 32) | number
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        # A word without a stem has the number 0. Of two stems with one number the last of a text counts.
        order = order[(number[order] != 0) & np.append(keys[1:] != keys[:-1], np.ones(min(1, len(keys)), bool))]
        owners, number, weight = words.owners[order], number[order], weight[order]
        figures = weight < 0
        return (
            as_lists(number, words.sizes(owners)),
            as_lists(np.abs(weight), words.sizes(owners)),
            as_lists(number[figures], words.sizes(owners[figures])),
        )

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

    def _runs(self, words: _Words) -> Any:
        """Return the numbers of the runs of three words under which each text is stored, each once, ascending."""
        number = np.fromiter(map(self._shingler.number, words.distinct), np.uint64, len(words.distinct))[words.which]
        inside = np.flatnonzero(words.owners[2:] == words.owners[:-2])
        runs, owners = runs_of_three(number)[inside].astype(np.int64), words.owners[inside]
        stored = (words.counts[owners] <= ALL_BELOW) | (runs % ONE_IN == 0)
        keys = np.unique((owners[stored] << 32) | (runs[stored] + (1 << 31)))
        return as_lists(((keys & 0xFFFFFFFF) - (1 << 31)).astype(np.int32), words.sizes(keys >> 32))


@dataclass(frozen=True)
class _Words:
    """The words of some texts, one after another: of each its place among the distinct ones, and whose it is."""

    distinct: list[str]
    which: NDArray[np.int64]
    owners: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Words:
        places: defaultdict[str, int] = defaultdict()
        places.default_factory = places.__len__
        which: list[int] = []
        sizes: list[int] = []
        for text in texts:
            words = words_of(text)
            which.extend(map(places.__getitem__, words))
            sizes.append(len(words))
        counts = np.array(sizes, np.int64)
        return cls(list(places), np.array(which, np.int64), np.repeat(np.arange(len(texts)), counts), counts)

    def sizes(self, owners: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how often each text is among the owners."""
        return np.bincount(owners, minlength=len(self.counts))


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
