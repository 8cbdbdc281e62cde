"""The static encoder: a text's vector is the sum of its tokens' vectors. Quick, rough, for finding candidates at scale.

It was fitted to the default encoder (models/static), so its cosines can be laid beside those of that one; it reads no
order and no context. It never touches the network, and a text's vector does not depend on what it is encoded with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

TEXTS_AT_ONCE = 256
"""Texts tokenised and summed in one piece: their rows are some 8 MB, whatever the number of texts; 30 MB were slower."""

LETTERS_OF_A_TOKEN = 6
"""The median of the vocabulary. model2vec cuts a text to so many letters for each token it may have; so is done here."""

_PIECE = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")
_REMEMBERED = 100_000  # pieces whose tokens are kept: some 20 MB


class StaticEncoder:
    """A bag of token vectors. The judge was not calibrated for it; it finds what is worth a look by a better one.

    Only the first `max_tokens` tokens are read. A text without a known word is a row of zeros: near to nothing.
    """

    calibrated = False
    note = ""

    def __init__(
        self,
        tokenizer: Any,
        vectors: NDArray[np.float32],
        *,
        name: str,
        revision: str,
        max_tokens: int,
        in_pieces: bool = False,
    ) -> None:
        """Put a tokenizer and one vector a token together; `dedup.encoders.open_static` loads them.

        `in_pieces` says that the tokenizer parts a text at white space and around each sign before it looks for tokens,
        whatever the case, as BERT's does: then a word has the same tokens wherever it stands.
        """
        self.name = name
        self.revision = revision
        self.dim = vectors.shape[1]
        self.max_tokens = max_tokens
        self._vectors = vectors
        self._tokenizer = tokenizer
        self._unknown = tokenizer.token_to_id("[UNK]")
        self._in_pieces = in_pieces
        self._known: dict[str, list[int]] = {}
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens)

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Return (len(texts), dim) rows of unit length in the order given, as model2vec gives them to rounding."""
        rows = np.zeros((len(texts), self.dim), np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            some = slice(start, start + TEXTS_AT_ONCE)
            self._fill(rows[some], self._tokens(texts[some]))
        return rows

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        most = self.max_tokens * LETTERS_OF_A_TOKEN
        clean = [text[:most].encode("utf-8", "replace").decode("utf-8") for text in texts]  # no lone surrogates
        found = self._of_pieces(clean) if self._in_pieces else self._encoded(clean)
        return [[token for token in row if token != self._unknown] if self._unknown in row else row for row in found]

    def _of_pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of texts: of plain ones put together from those of their pieces, most of which were met before."""
        pieces = [_PIECE.findall(text.lower()) if _is_plain(text) else None for text in texts]
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        new = list({piece for row in pieces if row for piece in row if piece not in self._known})
        self._known.update(zip(new, self._encoded(new), strict=True))
        others = iter(self._encoded([text for text, row in zip(texts, pieces, strict=True) if row is None]))
        known = self._known.__getitem__
        return [
            next(others) if row is None else list(chain.from_iterable(map(known, row)))[: self.max_tokens]
            for row in pieces
        ]

    def _encoded(self, texts: Sequence[str]) -> list[list[int]]:
        return [one.ids for one in self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)]

    def _fill(self, rows: NDArray[np.float32], tokens: Sequence[list[int]]) -> None:
        """Write the sums of the tokens' vectors, brought to unit length, into rows of zeros."""
        lengths = np.array([len(row) for row in tokens], np.intp)
        filled = np.flatnonzero(lengths)  # reduceat has no notion of an empty sum
        if not len(filled):
            return
        ids = np.fromiter(chain.from_iterable(tokens), np.intp, int(lengths.sum()))
        starts = (np.cumsum(lengths) - lengths)[filled]
        sums = np.add.reduceat(self._vectors[ids], starts, axis=0)
        norms = np.sqrt(np.einsum("nd,nd->n", sums, sums))[:, None]
        rows[filled] = np.divide(sums, norms, out=np.zeros_like(sums), where=norms > 0)


def _is_plain(text: str) -> bool:
    """Return whether a text is made of letters, figures, signs and spaces of ASCII; "[" may begin the name of a token."""
    return text.isascii() and text.isprintable() and "[" not in text
