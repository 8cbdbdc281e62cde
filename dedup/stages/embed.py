"""Texts in, vectors out: each distinct text is encoded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dedup.normalise import JOINER, shadow


class Encoder(Protocol):
    """What turns texts into vectors. See dedup.encoders for those that are at hand."""

    @property
    def name(self) -> str:
        """The name it is asked for by."""
        ...

    @property
    def revision(self) -> str:
        """What tells its weights from others of that name."""
        ...

    @property
    def calibrated(self) -> bool:
        """Whether the judge was fitted on its vectors."""
        ...

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Return one row of unit length a text, in the order given."""
        ...


def embed(
    texts: Iterable[str], encoder: Encoder, known: Mapping[str, NDArray[np.float32]] | None = None
) -> dict[str, NDArray[np.float32]]:
    """Return the unit vector of each text, those of `known` included.

    The texts are encoded in sorted order, so the same texts give the same vectors however they were listed.
    """
    vectors = dict(known or {})
    new = sorted({text for text in texts if text not in vectors})
    if new:
        vectors.update(zip(new, encoder.encode([as_encoded(text) for text in new]), strict=True))
    return vectors


def as_encoded(text: str) -> str:
    """Return the text as the encoder gets it: typography and white space levelled, so that twins have one vector."""
    return " ".join(shadow(text).replace(JOINER, "").split())
