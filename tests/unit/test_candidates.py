"""Which pairs are worth judging."""

from __future__ import annotations

import numpy as np

from dedup.likeness import Bag
from dedup.settings import Settings
from dedup.stages import candidates as stage
from dedup.stages.candidates import candidates, nearest
from tests.fakes import FakeEncoder, detector, lexicon, tools

FAR = np.eye(4, dtype=np.float32)


def bags(*texts: str) -> list[Bag]:
    words = lexicon({"the": 9_999, "of": 9_999})
    return [Bag(words.words(text)) for text in texts]


def found(*texts: str, vectors: np.ndarray = FAR, settings: Settings | None = None) -> list[tuple[int, int]]:
    return candidates(texts, bags(*texts), vectors[: len(texts)], settings or Settings())


def test_equal_texts_are_a_pair_whatever_their_vectors_and_words() -> None:
    assert found("the of", "copper prices", "the of") == [(0, 2)]


def test_a_masked_word_is_the_word_whichever_stands_first() -> None:
    for texts in (("Damned.", "D*mned."), ("D*mned.", "Damned.")):
        assert found(*texts) == [(0, 1)]


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


# -- where there are too many ------------------------------------------------------------------------------------


def _crowd(size: int) -> tuple[list[str], np.ndarray, list[tuple[int, int]]]:
    """Return texts of one form, their vectors, and every pair of them."""
    texts = [f"The ferry number {n} was late by {n % 7} minutes on the way to Tolm." for n in range(size)]
    vectors = FakeEncoder().encode(texts)
    return texts, vectors, [(i, j) for i in range(size) for j in range(i + 1, size)]


def test_few_pairs_are_all_judged() -> None:
    texts, vectors, pairs = _crowd(12)
    assert nearest(pairs, texts, vectors, Settings(most_pairs=66)) == pairs
    assert nearest(pairs, texts, vectors, Settings(most_pairs=1, pairs_a_passage=6)) == pairs


def test_of_too_many_pairs_each_passage_keeps_its_nearest() -> None:
    texts, vectors, pairs = _crowd(30)
    kept = nearest(pairs, texts, vectors, Settings(most_pairs=1, pairs_a_passage=2))
    assert len(kept) == 60
    assert kept == sorted(kept)
    near = np.round(vectors @ vectors.T, 5) - 2 * np.eye(30)
    for n in range(30):
        best = max(near[n][m] for m in range(30))
        assert any(n in pair and near[pair] == best for pair in kept)


def test_equal_texts_are_kept_however_many_and_the_order_does_not_matter() -> None:
    texts, vectors, pairs = _crowd(20)
    texts[3] = texts[11] = texts[17]
    kept = nearest(pairs, texts, vectors, Settings(most_pairs=1, pairs_a_passage=1))
    assert {(3, 11), (3, 17), (11, 17)} <= set(kept)
    assert nearest(pairs[::-1], texts, vectors, Settings(most_pairs=1, pairs_a_passage=1)) == kept


def test_a_report_says_how_many_pairs_were_not_judged() -> None:
    text = "\n\n".join(_crowd(12)[0])
    bounded = detector(Settings(most_pairs=1, pairs_a_passage=2)).check(text)
    assert [note for note in bounded.notes if "only the 24 nearest were" in note]
    assert detector(Settings(most_pairs=66)).check(text) != bounded
    assert not [note for note in detector().check(text).notes if "nearest" in note]
