"""What stands around the cross-encoder's graph, with a graph and a tokenizer made up here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dedup.crossencoder import CrossEncoder, _unpacked
from dedup.encoders import ModelInfo
from dedup.together import Reading


class Words:
    """A tokenizer that gives each distinct word a number."""

    def __init__(self) -> None:
        self._known = {"[CLS]": 0, "[SEP]": 1}

    def token_to_id(self, word: str) -> int:
        return self._known[word]

    def encode(self, text: str, *, add_special_tokens: bool) -> Any:
        assert not add_special_tokens
        return SimpleNamespace(ids=[self._known.setdefault(word, len(self._known)) for word in text.split()])


class Counting:
    """A graph that counts: how many words the first side has, the second, both; it fails where padding is read."""

    def run(self, _: None, feeds: dict[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        mask, sides = feeds["attention_mask"], feeds["sides"]
        assert not feeds["input_ids"][mask == 0].any()
        first, second = ((sides == 0) & (mask == 1)).sum(1) - 2, (sides == 1).sum(1) - 1
        return [np.stack([first, second, first + second], 1).astype(np.float32)]


@pytest.fixture
def reader() -> CrossEncoder:
    info = ModelInfo("counting", "crossencoder", {}, revision="1", max_tokens=12)
    head = np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, -1]], np.float32)
    return CrossEncoder(info, Words(), SimpleNamespace(session=Counting()), (head, np.float32([0, 0, 0, 0.5])))


def test_both_orders_are_read_and_their_mean_comes_back(reader: CrossEncoder) -> None:
    assert reader.read([("one two three", "four")]) == [Reading(4.0, 3.0, 1.0, -3.5)]


def test_pairs_come_back_in_their_order_whatever_their_length(reader: CrossEncoder) -> None:
    pairs = [("a b c d", "e f"), ("", ""), ("a", "b c"), ("a b c d e", "f g h"), ("x", "y")]
    assert [found.same for found in reader.read(pairs) if found] == [6, 0, 3, 8, 2]
    assert reader.read([]) == []


def test_what_is_too_long_is_not_read(reader: CrossEncoder) -> None:
    long = " ".join(f"w{n}" for n in range(9))
    assert reader.read([(long, "x"), ("a", "b")]) == [None, Reading(2.0, 1.0, 1.0, -1.5)]


def test_a_byte_holds_two_codes() -> None:
    byte = np.array([[(1 + 8) | (-7 + 8) << 4, 8 | (7 + 8) << 4]], np.uint8).view(np.int8)
    assert _unpacked(byte).tolist() == [[1, 0], [-7, 7]]
