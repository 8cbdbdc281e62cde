"""Which pairs are worth judging."""

from __future__ import annotations

import numpy as np

from dedup.likeness import Bag
from dedup.settings import Settings
from dedup.stages import candidates as stage
from dedup.stages.candidates import candidates
from tests.fakes import lexicon, tools

FAR = np.eye(4, dtype=np.float32)


def bags(*texts: str) -> list[Bag]:
    words = lexicon({"the": 9_999, "of": 9_999})
    return [Bag(words.words(text)) for text in texts]


def found(*texts: str, vectors: np.ndarray = FAR, settings: Settings | None = None) -> list[tuple[int, int]]:
    return candidates(texts, bags(*texts), vectors[: len(texts)], settings or Settings())


def test_equal_texts_are_a_pair_whatever_their_vectors_and_words() -> None:
    assert found("the of", "copper prices", "the of") == [(0, 2)]


def test_texts_of_other_words_and_far_vectors_are_no_pair() -> None:
    assert found("copper prices", "snow leopards", "cargo ships") == []


def at(cosine: float) -> np.ndarray:
    """Return two unit vectors of this cosine."""
    return np.array([[1, 0], [cosine, (1 - cosine**2) ** 0.5]], np.float32)


def test_near_vectors_are_a_pair_whatever_the_words() -> None:
    assert found("copper", "leopards", vectors=at(0.7)) == [(0, 1)]


def test_vectors_half_as_near_are_a_pair_only_with_words_in_common() -> None:
    assert found("copper", "leopards", vectors=at(0.6)) == []
    assert found("copper prices fell again", "copper leopards sleep there", vectors=at(0.6)) == [(0, 1)]


def test_just_below_the_floor_is_no_pair() -> None:
    cosine_alone = Settings(candidate_sum=0.0)
    assert found("copper", "leopards", vectors=at(0.5), settings=cosine_alone) == [(0, 1)]
    assert found("copper", "leopards", vectors=at(0.499), settings=cosine_alone) == []
    lower = Settings(candidate_cosine=0.49, candidate_sum=0.0)
    assert found("copper", "leopards", vectors=at(0.499), settings=lower) == [(0, 1)]


def test_words_make_a_pair_however_far_the_vectors() -> None:
    long = "The ministry said copper exports rose sharply. It gave no further details"
    assert found("It gave no further details", long, vectors=at(0.0)) == [(0, 1)]
    assert found("copper stocks fell further", "copper leopards sleep there", vectors=at(0.1)) == []


def test_words_count_as_a_share_of_the_shorter() -> None:
    long = "copper prices fell in London after miners in Quern ended their strike for higher wages"
    assert found("copper prices", long) == [(0, 1)]
    assert found(long, "copper prices") == [(0, 1)]
    assert found("copper ships carried frozen leopards", long) == []


def test_small_words_in_common_are_nothing_in_common() -> None:
    assert found("the copper of", "the leopards of") == []


def test_pairs_come_in_order_and_none_with_itself() -> None:
    assert found("a copper", "a copper", "a copper", "a copper") == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_no_texts_give_no_pairs() -> None:
    assert candidates([], [], np.zeros((0, 1), np.float32), Settings()) == []


def test_many_rows_give_what_few_give() -> None:
    count = stage.ROWS_AT_ONCE + 3
    texts = [f"text{n % 300}" for n in range(count)]
    vectors = tools().encoder.encode(texts)
    pairs = candidates(texts, bags(*texts), vectors, Settings(candidate_cosine=0.95))
    assert pairs == sorted(set(pairs))
    assert {(n, n + 300) for n in range(count - 300)} <= set(pairs)
    assert all(a < b and texts[a] == texts[b] for a, b in pairs)


def test_a_masked_word_alone_is_a_pair_with_the_word() -> None:
    assert found("b*****d", "bastard") == [(0, 1)]
