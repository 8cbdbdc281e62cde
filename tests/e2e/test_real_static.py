"""The static encoder as it is shipped: steady, near to MiniLM, and the same in model2vec."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

from dedup.api import Detector
from dedup.encoders import load_encoder, model_folder
from dedup.settings import Settings
from dedup.static import StaticEncoder

pytestmark = [pytest.mark.weights, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

TEXTS = (
    "The ferry company will add two evening sailings from Monday, its director said.",
    "From Monday there will be two more ferries in the evening, according to the head of the company.",
    "Rainfall in the valley reached 41 millimetres, the most in a single day since 1987.",
    "The committee did not publish the minutes of its meeting; members had asked for them twice. " * 40,
    "Café “Zur Brücke” – 12,5 %",
    "中文 日本語 \U0001f6a2",
    "No.",
    "   ",
    "",
)


@cache
def static(*, in_pieces: bool = True) -> StaticEncoder:
    encoder = load_encoder("static")
    assert isinstance(encoder, StaticEncoder)
    assert encoder._in_pieces
    encoder._in_pieces = in_pieces
    return encoder


def test_what_tells_the_same_is_nearest() -> None:
    rows = static().encode(TEXTS)
    ferry = rows[0] @ rows.T
    assert ferry.argsort()[-2] == 1
    assert ferry[1] > 0.6
    assert ferry[2] < 0.3


def test_a_vector_is_the_same_whatever_it_is_encoded_with() -> None:
    encoder = static()
    together = encoder.encode(TEXTS)
    assert np.array_equal(together, np.vstack([encoder.encode([text]) for text in TEXTS]))
    assert np.array_equal(together, encoder.encode(TEXTS[::-1])[::-1])
    assert np.array_equal(together, static().encode(TEXTS))


@given(st.text(alphabet=st.characters(max_codepoint=0x250), max_size=60))
@example("[UNK] [SEP] lower[MASK]case")
@example('don\'t (re-)open no. 10,000.5 at 7pm -- "unbelievably" antidisestablishmentarianism! A_B')
@example("The committee met. " * 200)
def test_a_text_has_the_tokens_that_its_tokenizer_finds_in_it_as_a_whole(text: str) -> None:
    assert static()._tokens([text]) == static(in_pieces=False)._tokens([text])


def test_rows_are_of_unit_length_unless_there_is_nothing_to_read() -> None:
    lengths = np.linalg.norm(static().encode(TEXTS), axis=1)
    assert lengths[:-2] == pytest.approx(1)
    assert lengths[-2:].tolist() == [0, 0]


def test_a_lone_surrogate_does_not_stop_it() -> None:
    rows = static().encode(["The ferry \ud83d sails.", "The ferry ? sails."])
    assert np.array_equal(rows[0], rows[1])


def test_model2vec_loads_the_folder_and_gives_the_same_vectors() -> None:
    model2vec = pytest.importorskip("model2vec", reason="the extra bench is not installed")
    model = model2vec.StaticModel.from_pretrained(str(model_folder("static")))
    assert np.abs(model.encode(list(TEXTS)) - static().encode(TEXTS)).max() < 1e-5


def test_an_article_can_be_checked_with_it_and_the_report_says_what_the_scores_are() -> None:
    report = Detector(Settings(model="static")).check(f"{TEXTS[0]}\n\n{TEXTS[2]}\n\n{TEXTS[0]}")
    assert [(match.a, match.b) for match in report.matches] == [(0, 2)]
    assert "with static take them as a ranking" in report.notes[0]
